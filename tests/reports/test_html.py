"""From an executed notebook to a page: which outputs show, in which form, in which language."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import lxml.html
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.reports import html
from analysis.reports.plan import Parameter, Report

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="{}"/></svg>'

PROVENANCE = html.Provenance("abc", {"articles": 3}, "a.ipynb", "def", {"Python": "3.11"}, None, "2025-04-23")


def report(title: str = "Title", **values: object) -> Report:
    parameters = {name: Parameter(name, "", f"about {name}") for name in values}
    return Report("a", Path("a.ipynb"), title, values, parameters)


def render(*outputs: dict, metadata: dict | None = None, tags: tuple[str, ...] = ()) -> lxml.html.HtmlElement:
    """The page of a notebook with one cell that shows these bundles."""
    shown = [new_output("display_data", data=data, metadata=metadata or {}) for data in outputs]
    cell = new_code_cell("source()", outputs=shown, metadata={"tags": list(tags)})
    page, _, failure = html.render_report(new_notebook(cells=[cell]), report(), PROVENANCE)
    assert failure == ""
    return lxml.html.fromstring(page).find(".//main")


def test_the_richest_form_that_a_file_can_show_is_taken():
    both = {"image/png": PNG, "image/svg+xml": SVG.format("M0 0"), "text/plain": "<Figure>"}
    assert render(both).find(".//figure//svg") is not None
    assert (
        render(both | {"image/svg+xml": SVG.format("M0 0" * 200_000)}).find(".//figure//img").get("src").endswith(PNG)
    )
    assert render({"text/html": "<b>x</b>", "text/plain": "y"}).find(".//b").text == "x"
    assert render({"text/markdown": "**x**", "text/plain": "y"}).find(".//strong").text == "x"
    assert "y" in [pre.text for pre in render({"text/plain": "y"}).iter("pre")]


def test_what_a_file_cannot_show_leaves_a_note():
    for bundle in (
        {"application/javascript": "f()", "text/plain": "<Javascript>"},
        {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Slider"},
        {"application/vnd.unknown": "x"},
    ):
        assert render(bundle).find(".//p[@class='note']").text == "An interactive output that a file cannot show."
    assert render({"image/png": "%%%"}).find(".//p[@class='note']").text == "A picture that could not be read."


def test_pictures_take_caption_and_description_from_the_notebook():
    page = render({"image/png": PNG}, metadata={"caption": "Visits <b>", "alt": 'Bars "x"'})
    assert page.find(".//figcaption").text == "Visits <b>"
    assert page.find(".//img").get("alt") == 'Bars "x"'
    assert render({"image/png": PNG}, metadata={"caption": "Visits"}).find(".//img").get("alt") == "Visits"


def test_cells_and_code_can_be_left_out_for_good():
    assert [pre.text_content() for pre in render({"text/plain": "y"}, tags=("remove-input",)).iter("pre")] == ["y"]
    assert list(render({"text/plain": "y"}, tags=("remove-cell",)).iter("pre")) == []


def test_warnings_on_stderr_do_not_show():
    outputs = [
        new_output("stream", name="stderr", text="FutureWarning"),
        new_output("stream", name="stdout", text="12"),
    ]
    page, _, _ = html.render_report(new_notebook(cells=[new_code_cell("", outputs=outputs)]), report(), PROVENANCE)
    assert "FutureWarning" not in page
    assert "<pre>12</pre>" in page


def test_a_notebook_without_summary_is_introduced_by_its_first_paragraph():
    cells = [new_markdown_cell("# T\n\nAbout *visits* & <b>.\n\nMore.")]
    page, summary, _ = html.render_report(new_notebook(cells=cells), report(), PROVENANCE)
    assert summary == html.Summary(["About visits & <b>."], [])
    assert 'class="summary"' not in page


@pytest.mark.parametrize(
    "content", [None, 5, [], {}, {"sentences": 3, "figures": {"a": 1}}, {"figures": [{}, 1, None]}]
)
def test_a_summary_of_another_shape_does_no_harm(content):
    assert html.read_summary(content) == html.Summary()


def test_a_picture_attached_to_markdown_is_part_of_the_page():
    cell = new_markdown_cell("![map](attachment:map.png)", attachments={"map.png": {"image/png": PNG}})
    page, _, _ = html.render_report(new_notebook(cells=[cell]), report(), PROVENANCE)
    assert f'src="data:image/png;base64,{PNG}"' in page


def test_the_language_of_the_report_is_that_of_its_parameter():
    page, _, _ = html.render_report(new_notebook(), report("Визиты", language="ru"), PROVENANCE)
    assert '<html lang="ru">' in page
    assert "Показать код" in page
    assert "Show code" not in page
    assert set(html.words_in("ru")) == set(html.words_in("en"))
    assert all(html.words_in("ru").values())


def test_nobody_learns_where_the_data_lies():
    for path in ("/srv/somebody/data/processed", "C:\\Users\\somebody\\processed"):
        page, _, _ = html.render_report(new_notebook(), report(data=path), PROVENANCE)
        assert "somebody" not in page
        assert "data = processed" in page


def test_measured_accuracy_is_part_of_the_report():
    figures = {"precision": 0.912, "recall": 0.5, "f1": 0.646}
    accuracy = {"measured_on": "2025-04-24", "sets": {"check set": {"visits": figures, "articles": 80}}}
    provenance = html.Provenance("abc", {}, "a.ipynb", "def", {}, accuracy, "2025-04-23")
    page, _, _ = html.render_report(new_notebook(), report(), provenance)
    section = lxml.html.fromstring(page).find(".//section[@class='provenance']")
    assert [cell.text for cell in section.findall(".//tbody/tr/*")] == ["check set", "visits", "0.91", "0.50", "0.65"]
    assert "measured on 2025-04-24" in section.text_content()
    assert "No accuracy figures were measured" in html.render_report(new_notebook(), report(), PROVENANCE)[0]


def test_the_policy_lets_just_the_pages_own_style_and_script_through():
    page, _, _ = html.render_report(new_notebook(), report(), PROVENANCE)
    policy = lxml.html.fromstring(page).find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'; " in policy


def test_titles_and_parameters_are_text():
    attack = '</title><script>f()</script>"><img src=x onerror=f()>'
    page, _, _ = html.render_report(new_notebook(), report(attack, leader=attack), PROVENANCE)
    assert page.count("<script>") == 1
    assert "<img" not in page


def test_a_report_that_grows_too_large_shows_fewer_rows_and_says_so():
    row = "<tr><td>" + "слово " * 200 + "</td></tr>"
    table = {"text/html": f"<table><tr><th>a</th></tr>{row * 1500}</table>"}
    cell = new_code_cell("", outputs=[new_output("display_data", data=table)])
    page, _, _ = html.render_report(new_notebook(cells=[cell]), report(), PROVENANCE)
    assert len(page.encode()) <= 2_000_000
    assert "The first 500 of 1,500 rows are shown." in page
