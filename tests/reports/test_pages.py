"""Reports in a real browser with the network cut off: nothing leaves, nothing breaks, the tables work."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from playwright.sync_api import Page

from analysis.reports import html
from analysis.reports.plan import Parameter, Report

pytestmark = pytest.mark.browser


def table_called(page: Page, caption: str):
    """The box of a table with its tools."""
    return page.locator("div.table", has=page.locator("caption", has_text=caption))


@pytest.mark.parametrize("width", [1280, 400])
def test_every_page_asks_for_nothing_complains_of_nothing_and_fits(reader, run, width):
    for name in run.names:
        opened = reader(name, width=width)
        assert [url for url in opened.requests if url != opened.address and not url.startswith("data:")] == []
        assert opened.complaints == []
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.page.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 0)")


def test_nothing_that_a_corpus_or_notebook_says_runs(reader, run):
    hostile = next(name for name in run.names if name.startswith("hostile"))
    for name in (hostile, "index"):
        opened = reader(name)
        page = opened.page
        assert page.evaluate("window.hacked") is None
        assert page.locator("script").count() == 1
        assert page.locator("style").count() == 1
        assert (
            page.locator("iframe, form, object, embed, base, link:not([rel=icon]), foreignObject, svg a").count() == 0
        )
        dangerous = """[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a =>
            a.name.startsWith('on') || a.name === 'style' || /^\\s*javascript:/i.test(a.value)).length"""
        assert page.evaluate(dangerous) == 0
        assert "<script>window.hacked=1</script>" in page.locator("body").inner_text()
        assert "{{ 7*7 }}" in page.locator("h1, .card h2").last.inner_text()
        assert page.locator("#show-code").count() == (name == hostile)


def test_tables_sort_search_and_turn_pages(reader):
    opened = reader("overview")
    page = opened.page
    box = table_called(page, "All rows")
    rows = box.locator("tbody tr:visible")
    assert rows.count() == 25
    assert box.locator("[role=status]").inner_text() == "1–25 of 78 rows"

    head = box.locator("th", has_text="articles")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert rows.first.locator("td").nth(3).inner_text() == "77"

    for _ in range(3):
        box.get_by_role("button", name="Next").click()
    assert rows.count() == 3
    assert rows.last.locator("td").nth(3).inner_text() == "0"
    assert box.get_by_role("button", name="Next").is_disabled()

    box.get_by_role("searchbox").fill("рахмон tkm")
    assert rows.count() == 3
    assert box.locator("[role=status]").inner_text() == "3 rows (of 78)"
    box.get_by_role("searchbox").fill("nothing like it")
    assert rows.count() == 0
    assert opened.complaints == []


def test_empty_cells_stand_last_in_either_order(reader):
    box = table_called(reader("overview").page, "All rows")
    for _ in range(2):
        box.locator("th", has_text="visitor").locator("button").click()
        for _ in range(3):
            box.locator("button", has_text="Next").click()
        assert [row.split("\t")[0].strip() for row in box.locator("tbody tr:visible").all_inner_texts()] == ["–"] * 3


@pytest.mark.parametrize(
    ("language", "given", "ordered"),
    [
        ("en", ["1,200", "∞", "−3.5", "12.25 %"], ["−3.5", "12.25 %", "1,200", "∞"]),
        ("ru", ["1\u00a0200", "12,25 %", "∞", "0,5", "−3"], ["−3", "0,5", "12,25 %", "1\u00a0200", "∞"]),
    ],
)
def test_numbers_are_sorted_as_the_language_writes_them(browser, language, given, ordered):
    rows = "".join(f"<tr><td>{number}</td></tr>" for number in given)
    output = new_output("display_data", data={"text/html": f"<table><tr><th>n</th></tr>{rows}</table>"})
    report = Report("a", Path("a.ipynb"), "A", {"language": language}, {"language": Parameter("language", "en", "")})
    provenance = html.Provenance("", {}, "a.ipynb", "", {}, None, "2025-04-23")
    notebook = new_notebook(cells=[new_code_cell("", outputs=[output])])
    page = browser.new_page()
    page.set_content(html.render_report(notebook, report, provenance)[0])
    page.locator("main div.table th button").first.click()
    cells = page.locator("main div.table").first.locator("tbody td")
    assert cells.all_text_contents() == ordered
    assert "num" in cells.first.get_attribute("class")
    page.close()


def test_a_table_can_be_taken_away_as_csv_without_formulas(reader):
    page = reader("overview").page
    box = table_called(page, "All rows")
    with page.expect_download() as waiting:
        box.get_by_role("button", name="Download CSV").click()
    assert waiting.value.suggested_filename == "All-rows.csv"
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["visitor", "host_country", "start", "articles", "note"]
    assert len(rows) == 79
    assert [row[4] for row in rows[7:10]] == ['a, "b"', "'=HYPERLINK(1)", "-5"]
    assert [row[1] for row in rows if row[0] == ""] == ["TKM"] * 3


def test_a_table_can_be_copied(reader):
    opened = reader("overview", permissions=["clipboard-read", "clipboard-write"])
    box = table_called(opened.page, "All rows")
    box.get_by_role("searchbox").fill("рахмон")
    box.get_by_role("button", name="Copy CSV").click()
    box.get_by_role("button", name="Copied").wait_for()
    assert opened.page.evaluate("navigator.clipboard.readText()").count("Рахмон") == 3


def test_code_shows_at_the_switch_with_and_without_scripts(reader):
    for scripts in (True, False):
        page = reader("overview", java_script_enabled=scripts).page
        code = page.locator("pre.code").last
        assert not code.is_visible()
        page.locator("#show-code").check()
        assert code.is_visible()


def test_without_scripts_tables_are_complete_and_plain(reader):
    page = reader("overview", java_script_enabled=False).page
    box = table_called(page, "All rows")
    assert box.locator("tbody tr:visible").count() == 78
    assert box.locator("button, input").count() == 0
    assert not reader("index", java_script_enabled=False).page.locator("#filter").is_visible()


def test_print_shows_every_row_and_no_tools(reader):
    page = reader("overview").page
    page.emulate_media(media="print")
    box = table_called(page, "All rows")
    assert box.locator("tbody tr:visible").count() == 78
    assert box.locator("button:visible, input:visible").count() <= 5  # the heads' own
    assert not page.locator("nav").is_visible()
    assert page.locator("thead").first.evaluate("e => getComputedStyle(e).display") == "table-header-group"
    assert page.pdf(format="A4").startswith(b"%PDF")
    # what is between the margins of A4, at 96 dots an inch
    page.set_viewport_size({"width": 673, "height": 978})
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    assert all(picture.bounding_box()["height"] < 978 for picture in page.locator("figure").all())
    assert page.locator("figure").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"


def test_a_keyboard_reaches_the_report_and_its_tables(reader):
    page = reader("overview").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.locator("th button").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort=ascending]").count() == 1


def test_pictures_can_be_searched_and_have_a_description(reader):
    page = reader("overview").page
    picture = page.get_by_role("img", name="Bars")
    assert picture.locator("text", has_text="Страна").count() == 1
    assert page.locator("figcaption").inner_text() == "Visits by host"
    assert picture.evaluate("e => getComputedStyle(e.querySelector('text')).fontSize") != "16px"


def test_dark_follows_the_reader(reader):
    colours = [
        reader("overview", color_scheme=scheme).page.evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert colours == ["rgb(252, 251, 248)", "rgb(20, 25, 27)"]


def test_evidence_below_its_row_goes_with_it(reader):
    page = reader("overview").page
    box = table_called(page, "Events")
    assert box.locator("[role=status]").inner_text() == "1–10 of 26 rows"
    head = box.locator("th", has_text="evidence").locator("button")
    head.click()
    head.click()
    assert box.locator("tbody:visible td.long").first.inner_text().startswith("№25 прибыл")
    box.get_by_role("searchbox").fill("№07 прибыл")
    assert box.locator("tbody:visible").count() == 1
    with page.expect_download() as waiting:
        box.get_by_role("button", name="Download CSV").click()
    rows = list(csv.reader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["visitor", "host_country", "start", "kind", "evidence"]
    assert len(rows) == 2
    assert rows[1][4].startswith("№07 прибыл")


def test_on_a_phone_evidence_is_in_sight(reader):
    page = reader("overview", width=400).page
    cell = table_called(page, "Events").locator("td.long").first
    box = cell.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 400
    assert cell.get_attribute("data-label") == "evidence"
