"""JupyterLab as «make lab» starts it, in a browser: notebooks run, parameters change, a review reaches its report."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from analysis import review, tables

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
# These tests may run under «make test» and start a make of their own, which must not inherit its options
OUTER = {name: value for name, value in os.environ.items() if not re.match("MAKE|MFLAGS|ARGS|VENV|PYTHON$", name)}
ANSWERED = """() => {
    const prompts = [...document.querySelectorAll(".jp-Notebook .jp-CodeCell .jp-InputArea-prompt")];
    return prompts.length && prompts.every(prompt => /\\[\\d+\\]/.test(prompt.textContent));
}"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "analysis", *command], cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project with the pages of some months, its Python standing in for the environment's."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "notebooks"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True)
    for page in (ROOT / "data" / "raw" / "sample" / "2023").glob("2023-0[1-5]*"):
        shutil.copy(page, raw)
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (folder / ".venv" / ".installed").write_text(f"{folder}\n")
    return folder


@pytest.fixture(scope="module")
def address(project) -> Iterator[str]:
    """Where the server of «make lab» listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"--no-browser --allow-root --port={port} --ServerApp.port_retries=0 --IdentityProvider.token=secret"
    server = subprocess.Popen(
        ["make", "lab", "--old-file=data/processed/build.json", f"ARGS={options}"],
        cwd=project,
        env={**OUTER, "JUPYTER_CONFIG_DIR": str(project / "settings")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def page(address) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1300, "height": 2400})
        page.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        yield page
        browser.close()


def menu(page: Page, name: str) -> None:
    """Choose from the menu Run."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def open_notebook(page: Page, address: str, name: str) -> None:
    """Open a notebook, and run all its cells; none may end in an error."""
    page.goto(f"{address}/lab/tree/notebooks/{name}.ipynb?token=secret&reset")
    page.get_by_text("| Idle").first.wait_for()
    menu(page, "Run All Cells")
    page.wait_for_function(ANSWERED)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error'], [data-mime-type$='stderr']").count() == 0


def test_from_an_empty_start_to_figures_that_follow(project, address, page):
    page.goto(f"{address}/?token=secret")
    expect(page.locator(".jp-Notebook")).to_contain_text("Start here")
    assert page.url.partition("?")[0].endswith("/lab/tree/notebooks/00_start.ipynb")
    open_notebook(page, address, "00_start")
    page.get_by_role("button", name="Build the tables").click()
    expect(page.locator(".widget-html pre")).to_contain_text("tables in", timeout=120_000)
    assert len(tables.read("articles", project / "data" / "processed")) > 5
    assert page.get_by_text("official Jupyter news").count() == 0, "nobody is asked for what the lab could fetch"
    menu(page, "Run All Cells")
    expect(page.locator("table:has(caption) q").first).to_be_visible()

    for notebook in sorted((project / "notebooks").glob("0[1-6]*.ipynb")):
        open_notebook(page, address, notebook.stem)
        expect(page.locator(".jp-RenderedSVG, .jp-RenderedImage").first).to_be_attached()
        if notebook.stem == "01_corpus":
            page.get_by_placeholder("search this table").first.fill("no row holds this")
            page.get_by_placeholder("search this table").first.press("Enter")
            expect(page.get_by_text(re.compile(": 0 rows$")).first).to_be_visible()

    # a parameter is changed and the notebook run again
    cell = page.locator(".jp-CodeCell", has_text="partner = ").first.locator(".cm-content")
    cell.click()
    page.keyboard.press("Control+End")
    page.keyboard.type('\npartner = "RUS"')
    menu(page, "Run All Cells")
    expect(page.locator(".jp-OutputArea").get_by_text("Between Turkmenistan and Russia").first).to_be_visible()

    open_notebook(page, address, "07_explore")
    expect(page.locator(".widget-html svg")).to_be_visible()
    counted = page.locator(".widget-html p", has_text="visits").first
    everything = counted.inner_text()
    page.get_by_title("Read what the articles say about").nth(1).click()
    expect(counted).not_to_have_text(everything)
    expect(page.get_by_label("partner")).not_to_have_value("every country")


def test_a_correction_reaches_the_rebuilt_report(project, address, page):
    built = run(project, "build")
    assert built.returncode == 0, built.stderr
    open_notebook(page, address, "08_review")
    page.get_by_role("button", name="accept", exact=True).first.click()
    expect(page.get_by_text("Saved in corrections.csv: accept")).to_be_visible()
    page.get_by_role("button", name="correct", exact=True).first.click()
    page.get_by_label("start", exact=True).fill("soon")
    page.get_by_role("button", name="save", exact=True).click()
    expect(page.locator(".widget-html p[role=alert]")).to_contain_text("write a day as 2024-03-31")
    page.get_by_label("start", exact=True).fill("2023-02-03")
    page.get_by_label("places", exact=True).fill("Проверочный город")
    page.get_by_role("button", name="save", exact=True).click()
    expect(page.get_by_text("Saved in corrections.csv: correct")).to_be_visible()
    saved = page.locator(".widget-html p[role=status]", has_text="Saved in corrections.csv")
    page.get_by_role("button", name="reject", exact=True).first.click()
    expect(saved).to_contain_text("reject")
    for place in (0, 1):
        page.locator(".widget-hbox input[type=checkbox]").nth(place).check()
    page.get_by_role("button", name="merge the ticked rows").click()
    expect(saved).to_contain_text("merge")
    article = tables.read("articles", project / "data" / "processed").iloc[0]
    page.get_by_role("button", name="add an event").click()
    for entry, value in (
        *(("article", article["article_id"]), ("its words", article["body"][:40])),
        *(("visitor", "Новый Гость"), ("visitor country", "MNG"), ("host country", "TKM")),
    ):
        page.get_by_label(entry, exact=True).fill(value)
        page.get_by_label(entry, exact=True).press("Tab")
    page.get_by_role("button", name="save", exact=True).click()
    expect(saved).to_contain_text("add")
    decisions = {decision.verdict: decision for decision in review.read(project / "data" / "corrections.csv")}
    assert list(decisions) == ["accept", "correct", "reject", "merge", "add"]
    corrected = decisions["correct"]
    assert corrected.changes["places"][1] == "Проверочный город"
    page.get_by_role("button", name="Apply the decisions").click()
    expect(page.locator(".widget-html pre")).to_contain_text("tables in", timeout=120_000)
    visits = tables.read("visits", project / "data" / "processed").set_index("visit_id")
    assert visits.loc[corrected.event_id, "places"] == ("Проверочный город",)
    assert visits.loc[decisions["add"].event_id, "visitor"] == "Новый Гость"
    assert not {decisions["reject"].event_id, decisions["merge"].event_id} & set(visits.index)

    (project / "plan.yml").write_text("reports: [{notebook: notebooks/03_visits.ipynb, title: Visits}]")
    ended = run(project, "report", "plan.yml")
    assert ended.returncode == 0, ended.stderr
    page.goto((project / "reports" / "03_visits.html").as_uri())
    expect(page.locator("main")).to_contain_text("Proverochnyy gorod")
    expect(page.locator("main")).to_contain_text("5 decisions applied (accept 1, add 1, correct 1, merge 1, reject 1)")
