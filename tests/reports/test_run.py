"""Whole runs of the command: real papermill, real kernels."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import lxml.html
import nbformat
import pytest

MARK = "stopped at an error"
ROOT = Path(__file__).parents[2]


def test_a_failure_is_one_line_on_stderr_and_exit_status_1(run):
    assert run.result.returncode == 1
    lines = run.result.stderr.splitlines()
    assert len(lines) == 3
    assert lines[0] == (
        f"out/failing.html: {MARK}: no table visits in x: run «analysis build» first (FileNotFoundError)"
    )
    assert lines[1].startswith(f"out/dying-2025.html: {MARK}: DeadKernelError")
    assert lines[2].startswith("out/hostile-zloi-script-window-hacked-1")
    assert run.result.stdout == "1 of 4 reports complete; open out/index.html\n"


def test_every_report_is_one_small_file_beside_its_executed_notebook(run):
    pages = {path.stem for path in run.out.glob("*.html")}
    assert len(pages) == 6
    assert {path.stem for path in run.out.glob("notebooks/*.ipynb")} == pages - {"index", "index.ru"}
    assert not list(run.out.rglob(".*"))
    assert all(path.stat().st_size < 2_000_000 for path in run.out.rglob("*"))


def test_the_kernel_is_that_of_the_running_interpreter(run):
    assert f"<pre>{sys.executable}\n</pre>" in run.page("overview")


def test_a_report_has_the_plans_title_the_summary_and_no_code_but_behind_the_switch(run):
    page = lxml.html.fromstring(run.page("overview"))
    assert page.get("lang") == "en"
    assert [h.text for h in page.iter("h1")] == ["Visits of Turkmenistan"]
    assert page.find(".//section[@class='summary']").text_content().split() == [
        "visits26",
        "26",
        "visits",
        "are",
        "known.",
    ]
    assert [a.text for a in page.findall(".//nav//a")] == ["Where to", "Rows", "Where this comes from"]
    assert not [p for p in page.iter("p") if p.text == "for the notebook"]
    codes = page.findall(".//pre[@class='code']")
    assert "raise_nothing = 'code that the switch shows'" in codes[-1].text_content()
    assert page.find(".//label[@for='show-code']").text == "Show code"


def test_the_parameters_cell_becomes_a_table(run):
    page = lxml.html.fromstring(run.page("overview"))
    rows = [[cell.text for cell in row] for row in page.findall(".//details[@class='parameters']//tr")]
    assert rows == [
        ["Name", "Value", "Meaning"],
        ["data", "data", "folder of the tables"],
        ["focus", "TKM", "country at the centre"],
        ["start", None, "first day = ISO 8601, empty for all"],
        ["end", None, "last day"],
    ]
    assert "# Parameters" not in run.page("overview")


def test_a_report_ends_with_where_it_comes_from(run):
    section = lxml.html.fromstring(run.page("overview")).find(".//section[@class='provenance']")
    text = " ".join(section.text_content().split())
    for part in ("focus = TKM", "c0ffee123456", "articles 8", "overview.ipynb", "analysis 0.", "pandas", "Accuracy"):
        assert part in text
    assert re.search(r"fingerprint [0-9a-f]{12}", text)


def test_a_failed_report_is_shown_up_to_the_failing_cell(run):
    page = run.page("failing")
    assert "<pre>seen\n</pre>" in page
    assert "never reached" not in page
    assert "Traceback" not in page
    assert "second line" not in page
    assert "no table visits in x: run «analysis build» first (FileNotFoundError)" in page
    assert "<pre>alive\n</pre>" in run.page("dying-2025")
    assert "Отчёт неполон" in run.page("dying-2025")


def test_the_index_lists_every_report_with_status_and_key_figures(run):
    page = lxml.html.fromstring(run.page("index"))
    cards = page.findall(".//article")
    assert [card.find(".//a").text for card in cards][:2] == ["Fails", "Visits of Turkmenistan"]
    assert [MARK.split()[0] in card.text_content() for card in cards] == [True, False, True, True]
    assert cards[1].find(".//dl").text_content().strip() == "visits26"
    assert [a.get("href") for a in cards[0].iter("a")] == ["failing.html", "notebooks/failing.ipynb"]
    assert all((run.out / a.get("href")).is_file() for a in page.iter("a") if not a.get("href").startswith("#"))


@pytest.fixture(scope="module")
def small(tmp_path_factory, notebook, data):
    """A plan of two quick notebooks."""
    folder = tmp_path_factory.mktemp("small")
    notebook(folder / "a.ipynb", "md:# A\n\nWhat a says.", "print(focus, start)")
    notebook(folder / "b.ipynb", "md:# B", "assert focus != 'KAZ', 'not for KAZ'")
    (folder / "reports.yml").write_text("reports: [{notebook: a.ipynb}, {notebook: b.ipynb, title: Second}]")
    return folder


def test_runs_repeat_replace_and_remember(small, command, data):
    assert command(small, "--data", data).returncode == 0
    first = (small / "reports" / "a.html").read_bytes()
    assert command(small, "--data", data, "--only", "a", "--force", "--jobs", 1).returncode == 0
    assert (small / "reports" / "a.html").read_bytes() == first
    index = (small / "reports" / "index.html").read_text(encoding="utf-8")
    assert index.index("What a says.") < index.index("<h2>From earlier runs</h2>") < index.index("Second")

    failed = command(small, "--data", data, "-p", "focus=KAZ", "-p", "start=2025-01-01")
    assert failed.returncode == 1
    assert failed.stderr == f"reports/b.html: {MARK}: not for KAZ (AssertionError)\n"
    assert "<pre>KAZ 2025-01-01\n</pre>" in (small / "reports" / "a.html").read_text(encoding="utf-8")
    assert [r["status"] for r in json.loads((small / "reports" / "reports.json").read_text())["reports"]] == [
        "ok",
        "failed",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-p", "colour=red"], "no notebook of reports.yml has a parameter 'colour'; they have end, focus, start"),
        (["-p", "start=soon"], "start must be a day as YYYY-MM-DD, or empty for all, not 'soon'"),
        (["--data", "nothing"], "no built corpus in nothing: run «analysis build» first"),
        (["other.yml"], "other.yml: no such plan"),
        (["--only", "c"], "--only 'c' fits no report; there are a, b"),
    ],
)
def test_wrong_usage_is_refused_before_anything_runs(small, command, data, arguments, message):
    if "--data" not in arguments:
        arguments = [*arguments, "--data", data]
    result = command(small, *arguments, "--out", "refused")
    assert result.returncode == 2
    assert result.stderr.startswith(f"Error: {message}")
    assert result.stderr.count("\n") == 1
    assert not (small / "refused").exists()


def test_a_dry_run_lists_and_writes_nothing(small, command, data):
    result = command(small, "--data", data, "--dry-run", "--out", "dry")
    assert result.returncode == 0
    assert [line.split(" (")[0] for line in result.stdout.splitlines()] == ["a: a", "b: Second"]
    assert [line.split("; ")[1] for line in result.stdout.splitlines()] == ["new", "new"]
    assert not (small / "dry").exists()


def test_a_folder_that_cannot_be_written_is_one_line(small, command, data):
    (small / "file").write_text("")
    result = command(small, "--data", data, "--out", "file/reports")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "file/reports" in result.stderr


def test_the_executed_notebook_can_be_read_and_run_again(run):
    executed = nbformat.read(run.out / "notebooks" / "overview.ipynb", as_version=4)
    nbformat.validate(executed)
    assert any("injected-parameters" in cell.metadata.get("tags", []) for cell in executed.cells)


def test_an_interrupted_run_ends_at_once_and_leaves_earlier_reports(tmp_path, notebook, command, data):
    slow = "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(0 if start else 600)"
    notebook(tmp_path / "slow.ipynb", slow)
    notebook(tmp_path / "waiting.ipynb", "print('begun')")
    (tmp_path / "reports.yml").write_text("reports: [{notebook: slow.ipynb}, {notebook: waiting.ipynb}]")
    assert command(tmp_path, "--data", data, "-p", "start=2025-01-01").returncode == 0
    earlier = {path: path.read_bytes() for path in tmp_path.glob("reports/*") if path.is_file()}
    (tmp_path / "pid").unlink()

    arguments = [sys.executable, "-m", "analysis", "report", "--data", str(data), "--jobs", "1"]
    running = subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    while not ((tmp_path / "pid").is_file() and (tmp_path / "pid").read_text()):
        assert running.poll() is None
        time.sleep(0.05)
    kernel = int((tmp_path / "pid").read_text())
    running.send_signal(signal.SIGINT)
    assert "Traceback" not in running.communicate(timeout=60)[1]
    assert running.returncode == 1
    assert {path: path.read_bytes() for path in tmp_path.glob("reports/*") if path.is_file()} == earlier
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)


@pytest.mark.parametrize("name", ["04_agreements", "05_leader"])  # tests/test_notebooks.py runs all by its Python
def test_papermills_own_command_line_runs_the_notebooks(name, data, tmp_path):
    written = tmp_path / "written.ipynb"
    command = [sys.executable, "-m", "papermill", ROOT / "notebooks" / f"{name}.ipynb", written, "--no-progress-bar"]
    command += ["-p", "data", data, "-p", "start", "2025-01-01", "-p", "language", "ru"]
    done = subprocess.run([*map(str, command)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    injected = [c for c in nbformat.read(written, 4).cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert 'start = "2025-01-01"' in injected[0].source
