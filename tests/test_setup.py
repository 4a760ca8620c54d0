"""The set-up: what make does on a machine that has little, and that the files which describe the package agree."""

from __future__ import annotations

import itertools
import json
import os
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from pathlib import Path

import pytest
import websocket
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import analysis

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIREMENTS = [Requirement(r) for r in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"])]
PINS = [Requirement(line) for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()]
PYTHONS = ("3.11", "3.12", "3.13")
# These tests may run under «make test» and start a make of their own, which must not inherit its options
OUTER = {name: value for name, value in os.environ.items() if not re.match("MAKE|MFLAGS|ARGS|VENV|PYTHON$", name)}


def pinned(name: str, python: str) -> list[str]:
    """Versions that constraints.txt allows for a package on a version of Python."""
    environment = {"python_version": python, "python_full_version": f"{python}.9"}
    return [
        specifier.version
        for pin in PINS
        if canonicalize_name(pin.name) == canonicalize_name(name)
        and (pin.marker is None or pin.marker.evaluate(environment))
        for specifier in pin.specifier
    ]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_every_dependency_has_one_exact_version_that_the_project_allows(requirement, python):
    versions = pinned(requirement.name, python)
    assert len(versions) == 1
    assert requirement.specifier.contains(versions[0])


def test_constraints_are_exact_versions_and_nothing_else():
    assert all(pin.url is None and [s.operator for s in pin.specifier] == ["=="] for pin in PINS)


def test_conda_users_get_the_same_packages():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["name"] == PROJECT["name"]
    *from_conda, from_pip = environment["dependencies"]
    # Python and pip alone come from conda: a second list of packages would go its own way
    requirements = {r.name: r.specifier for r in map(Requirement, from_conda)}
    assert requirements.keys() == {"python", "pip"}
    assert requirements["python"] == SpecifierSet(PROJECT["requires-python"])
    assert all(requirements["python"].contains(python) for python in PYTHONS)
    assert from_pip["pip"] == ["--constraint constraints.txt", "--editable .[dev]"]


def test_make_asks_for_the_python_that_the_project_requires():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    needed = re.search(r"\((\d+), (\d+)\) <= sys\.version_info < \((\d+), (\d+)\)", makefile)
    assert needed is not None
    least, most = (".".join(needed.group(*places)) for places in ((1, 2), (3, 4)))
    assert SpecifierSet(f">={least},<{most}") == SpecifierSet(PROJECT["requires-python"])


def test_the_citation_names_the_released_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]


def test_the_readme_gives_the_accuracy_that_the_reports_give():
    accuracy = json.loads((ROOT / "src/analysis/events/accuracy.json").read_text(encoding="utf-8"))
    block = runpy.run_path(str(ROOT / "docs/figures.py"))["as_markdown"](accuracy)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"<!-- accuracy:begin -->\n{block}<!-- accuracy:end -->" in readme, "run «make figures»"


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_into_the_repository_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / page).read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert inside
    # Reports and tables are derived; a link to them could not work in a fresh clone
    assert [link for link in inside if not (ROOT / link).exists()] == []


@pytest.fixture
def clone(tmp_path):
    """A folder, with a space in its name, that holds what an installation starts from; no Python on its PATH."""
    folder = tmp_path / "a clone"
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    for name in ("make", "sh", "cat", "test", "touch", "rm"):
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    return folder


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def make(folder, *arguments, **environment):
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={**OUTER, "PATH": str(folder / "bin"), **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def installed(folder, stamp):
    """Leave the stamp that a finished installation leaves, and a Python."""
    script(folder / ".venv/bin/python", f'exec "{sys.executable}" "$@"')
    (folder / ".venv/.installed").write_text(f"{stamp}\n", encoding="utf-8")
    (folder / ".venv/.installed-dev").touch()


# What stands on a PATH: nothing; a name that does not run, as pyenv leaves them; a Python that is too old
OLD = 'case "$2" in *version_info*) exit 1;; esac; exit 0'


@pytest.mark.parametrize("target", ["report", "test", "lab"])
@pytest.mark.parametrize("pythons", [{}, {"python3.13": "exit 127"}, {"python3.13": "exit 127", "python3": OLD}])
def test_without_a_new_enough_python_one_line_says_what_to_install(clone, pythons, target):
    for name, text in pythons.items():
        script(clone / "bin" / name, text)
    ended = make(clone, target)
    assert ended.returncode != 0
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert "Python 3.11, 3.12 or 3.13 is needed: install python3.11 and python3.11-venv" in line
    assert not (clone / ".venv").exists()


def test_without_the_venv_module_one_line_says_what_to_install(clone):
    script(clone / "bin/python3", f'exec "{sys.executable}" "$@"')
    # Debian's python3 without python3-venv: the module venv is there, ensurepip is not
    (clone / "ensurepip.py").write_text("raise ImportError\n", encoding="utf-8")
    ended = make(clone, "report", PYTHONPATH=str(clone))
    assert ended.returncode != 0
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    assert f"{version} lacks its module venv: install {version}-venv" in line


def test_the_newest_python_that_runs_is_taken(clone):
    script(clone / "bin/python3.13", "exit 127")
    script(clone / "bin/python3.12", f'exec "{sys.executable}" "$@"')
    script(clone / "bin/python3", f'exec "{sys.executable}" "$@"')
    assert "\npython3.12 -m venv --clear .venv\n" in make(clone, "--dry-run", "report").stdout
    assert "\npython3 -m venv --clear .venv\n" in make(clone, "--dry-run", "report", "PYTHON=python3").stdout


@pytest.mark.parametrize("target", ["report", "test", "lint"])
def test_a_second_run_installs_nothing(clone, target):
    installed(clone, clone)
    assert " -m pip " not in make(clone, "--dry-run", target).stdout


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_changed_dependencies_are_installed_into_the_same_environment(clone, file):
    installed(clone, clone)
    later = time.time() + 10
    os.utime(clone / file, (later, later))
    script(clone / "bin/python3", f'exec "{sys.executable}" "$@"')
    steps = make(clone, "--dry-run", "test").stdout
    assert "pip install" in steps
    assert "--clear" not in steps


def test_a_moved_clone_makes_its_own_environment(clone):
    installed(clone, clone.parent / "where it was before")
    script(clone / "bin/python3", f'exec "{sys.executable}" "$@"')
    assert "python3 -m venv --clear .venv" in make(clone, "--dry-run", "report").stdout


def test_an_installation_that_broke_off_starts_again_from_nothing(clone):
    script(clone / "bin/python3", f'exec "{sys.executable}" "$@"')
    ended = make(clone, "report", PIP_NO_INDEX="1", PIP_FIND_LINKS="", PIP_EXTRA_INDEX_URL="")
    assert ended.returncode != 0
    assert (clone / ".venv/bin/python").exists()
    assert "python3 -m venv --clear .venv" in make(clone, "--dry-run", "report").stdout


@pytest.fixture
def lab(tmp_path):
    """What ``make lab`` serves: a function that asks the server, and one that runs a line of Python in a kernel."""
    # This Python stands in for the environment's, so that the test installs nothing
    installed(tmp_path, ROOT)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"--no-browser --allow-root --port={port} --ServerApp.port_retries=0 --IdentityProvider.token=secret"
    server = subprocess.Popen(
        ["make", "lab", f"VENV={tmp_path}/.venv", "--old-file=data/processed/build.json", f"ARGS={options}"],
        cwd=ROOT,
        env=OUTER,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )

    def ask(path, data=None):
        headers = {"Authorization": "token secret"}
        address = f"http://127.0.0.1:{port}/api/{path}"
        request = urllib.request.Request(address, json.dumps(data).encode() if data else None, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def run(kernel, code):
        address = f"ws://127.0.0.1:{port}/api/kernels/{kernel}/channels?token=secret"
        connection = websocket.create_connection(address, timeout=60)
        content = {"code": code, "silent": False}
        header = {"msg_id": "1", "msg_type": "execute_request", "session": "1", "username": "", "version": "5.3"}
        request = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        connection.send(json.dumps(request))
        while True:
            message = json.loads(connection.recv())
            if message["header"]["msg_type"] in ("stream", "error"):
                connection.close()
                return message["content"]

    try:
        said = list(itertools.takewhile(lambda line: "is running at" not in line, server.stderr))
        assert server.poll() is None, "".join(said)
        # It says so shortly before it listens
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield ask, run
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.stderr.close()
        server.wait(timeout=30)


def test_the_lab_lists_the_notebooks_and_its_kernel_imports_the_package(lab):
    ask, run = lab
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert notebooks
    assert notebooks <= {item["name"] for item in ask("contents/notebooks")["content"]}
    path = f"notebooks/{min(notebooks)}"
    session = ask("sessions", {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}})
    printed = run(session["kernel"]["id"], "import analysis, os; print(analysis.__file__, os.getcwd(), sep='|')")
    assert printed.get("text", "").strip() == f"{analysis.__file__}|{ROOT / 'notebooks'}", printed
