"""PDF and archive of a real run."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile

import lxml.html
import pytest

from analysis.reports import appendix


@pytest.fixture
def made(run, tmp_path):
    """The reports of the common run in a folder of their own."""
    shutil.copytree(run.out, tmp_path / "out")
    return tmp_path / "out"


def test_an_archive_holds_pages_data_and_provenance_and_always_the_same_bytes(made):
    assert appendix.append(made, None, archive=True) == []
    content = (made / "reports.zip").read_bytes()
    appendix.append(made, None, archive=True)
    assert (made / "reports.zip").read_bytes() == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert {"index.html", "overview.html", "data/visits.csv", "provenance.json"} <= set(names)
        assert not [name for name in names if name.startswith(("/", "history")) or ".." in name]
        page = lxml.html.fromstring(archive.read("index.html").decode())
        assert all(a.get("href") in names for a in page.iter("a") if not a.get("href").startswith("#"))
        text = archive.read("data/overview/01-All-rows.csv").decode("utf-8-sig")
        told = json.loads(archive.read("provenance.json"))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["visitor", "host_country", "start", "articles", "note"]
    assert (len(rows), rows[8][4]) == (79, "'=HYPERLINK(1)")
    assert told["corpus_hash"] == "c0ffee123456"
    overview = next(report for report in told["reports"] if report["name"] == "overview")
    assert overview["parameters"]["focus"] == "TKM" and len(overview["state"]["data"]) == 16
    assert "reports.zip" in (made / "index.html").read_text(encoding="utf-8")


def test_without_a_browser_pdf_is_refused_in_one_line_before_anything_runs(command, run, tmp_path):
    result = command(run.folder, "plan.yml", "--data", "data", "--out", tmp_path, "--pdf", "--browser", "no-such")
    assert result.returncode == 1
    assert result.stderr.startswith("Error: no-such is no browser that can be run; PDF needs one: install it")
    assert result.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_browser_is_found_by_name_on_the_path_or_among_those_of_playwright(tmp_path, monkeypatch):
    program = tmp_path / "browsers" / "chromium-1200" / "chrome-linux" / "chrome"
    program.parent.mkdir(parents=True)
    program.symlink_to(shutil.which("true"))
    assert appendix.find_browser(program) == str(program)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "browsers"))
    assert appendix.find_browser() == str(program)
    (tmp_path / "chromium").symlink_to(program)
    assert appendix.find_browser() == str(tmp_path / "chromium")


def test_a_browser_that_prints_nothing_is_one_line_a_page(made):
    problems = appendix.append(made, shutil.which("true"), archive=False)
    assert len(problems) == 4
    assert all("true printed nothing; try another one with --browser" in problem for problem in problems)
    assert not list(made.glob("*.pdf"))


@pytest.mark.browser
def test_pages_are_printed_once_and_the_index_leads_to_them(made):
    for page in made.glob("[dfh]*.html"):
        page.with_suffix(".pdf").write_bytes(b"%PDF, newer than its page")
    assert appendix.append(made, appendix.find_browser(), archive=False) == []
    assert (made / "overview.pdf").read_bytes().startswith(b"%PDF-1")
    assert (made / "failing.pdf").read_bytes() == b"%PDF, newer than its page"
    printed = (made / "overview.pdf").stat().st_mtime_ns
    appendix.append(made, appendix.find_browser(), archive=False)
    assert (made / "overview.pdf").stat().st_mtime_ns == printed
    cards = lxml.html.fromstring((made / "index.html").read_text(encoding="utf-8")).iter("article")
    assert all(card.xpath(".//a[contains(@href, '.pdf')]") for card in cards)
