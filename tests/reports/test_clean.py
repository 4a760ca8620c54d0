"""Outputs of notebooks as safe markup: what stays, what goes, what is added."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import lxml.etree
import lxml.html
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reports import clean
from analysis.reports.clean import MAX_ROWS, Outline, plain
from analysis.reports.html import words_in

WORDS = words_in("en")


def html(source: str, outline: Outline | None = None, **options: bool) -> str:
    return clean.html(source, outline or Outline(), WORDS, **options)


def table(source: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html(source), create_parent=True).find(".//table")


class Danger(HTMLParser):
    """Collects whatever could run or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in clean.TAGS:
            self.found.append(tag)
        for name, value in attributes:
            if name.startswith("on") or name in ("style", "srcset", "action", "formaction", "ping", "background"):
                self.found.append(name)
            address = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name in ("href", "src") and re.match(r"[a-z0-9+.-]+:", address):
                allowed = ("http:", "https:", "mailto:") if name == "href" else ("data:image/",)
                if not address.startswith(allowed):
                    self.found.append(f"{name}={value}")
            elif name == "src":
                self.found.append(f"{name}={value}")


PIECES = st.sampled_from(
    [
        *(
            "<script>",
            "</script>",
            "<style>",
            "</style>",
            "<svg>",
            "</svg>",
            "<math>",
            "<noscript>",
            "<template>",
            "<!--",
            "-->",
        ),
        *(
            "<table>",
            "<tr>",
            "<td>",
            "</td>",
            "</table>",
            "<th colspan=9>",
            "<thead>",
            "<caption>",
            "<select>",
            "<p>",
            "</p>",
        ),
        *(
            "<img src=x onerror=f()>",
            "<a href='javascript:f()'>",
            "<a href=JAVA\tSCRIPT:f()>",
            "<h1>",
            "</h1>",
            "<h2 id=x>",
        ),
        *(
            "<iframe srcdoc='<script>f()</script>'>",
            "<div style='x' onclick=f()>",
            "<title>",
            "<textarea>",
            "<details open>",
        ),
        *(
            '<p title="</p><img src=x onerror=f()>">',
            "<![CDATA[",
            "]]>",
            "&lt;script&gt;",
            "\x00",
            "\ud800",
            "<a href=data:text/html,x>",
        ),
        *(
            "<img src='data:image/png;base64,AAAA'>",
            "<img src='data:text/html;base64,AAAA'>",
            "<form action=x>",
            "<mglyph>",
            "визит ",
        ),
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_nothing_in_the_html_of_an_output_runs_or_loads_anything(source):
    danger = Danger()
    danger.feed(html(source))
    danger.close()
    assert danger.found == []


@given(
    st.lists(PIECES | st.sampled_from(["*", "`", "[a](", ")", "![", "](", "# ", "\n", "|"]) | st.text(max_size=5)).map(
        "".join
    )
)
def test_nothing_in_markdown_runs_or_loads_anything(source):
    danger = Danger()
    danger.feed(html(clean.markdown(source)))
    danger.close()
    assert danger.found == []


def test_useful_markup_stays():
    source = (
        '<details><summary>one article</summary><blockquote class="quote" lang="ru">прибыл</blockquote>'
        '<p class="note evil"><a href="https://example.org/a">address</a></p></details>'
    )
    result = html(source)
    assert '<blockquote class="quote" lang="ru">прибыл</blockquote>' in result
    assert 'class="note"' in result
    assert 'href="https://example.org/a"' in result
    assert 'rel="noopener noreferrer"' in result


def test_ids_of_an_output_never_meet_those_of_the_page():
    assert 'id="n-content"' in html('<p id="content">x</p>')
    assert 'href="#n-e1"' in html('<a href="#e1">x</a>')


def test_headings_make_an_outline_and_the_notebooks_title_gives_way_to_the_plans():
    outline = Outline()
    result = html("<h1>Own title</h1><h2>Visits</h2><h3>Visits</h3><h1>Late</h1>", outline, drop_title=True)
    assert outline.entries == [(2, "s-visits", "Visits"), (3, "s-visits-2", "Visits"), (2, "s-late", "Late")]
    assert result == '<h2 id="s-visits">Visits</h2><h3 id="s-visits-2">Visits</h3><h2 id="s-late">Late</h2>'


def test_a_pandas_table_gets_scope_classes_and_one_row_of_heads():
    frame = pd.DataFrame(
        {"visits": [1200, -5], "day": ["2025-04-23", "NaT"], "who": ["A", None]},
        index=pd.Index(["KAZ", "IRN"], name="host"),
    )
    found = table(frame.to_html(border=0))
    assert [cell.text_content() for cell in found.find("thead").findall(".//th")] == ["host", "visits", "day", "who"]
    assert {cell.get("scope") for cell in found.findall("thead//th")} == {"col"}
    assert {cell.get("scope") for cell in found.findall("tbody//th")} == {"row"}
    assert [cell.get("class") for cell in found.find("tbody").find("tr")] == [None, "num", "date", None]
    assert [cell.text for cell in found.findall("tbody/tr")[1]] == ["IRN", "-5", "–", "–"]


def test_a_table_without_head_gets_one_from_its_first_row_of_heads():
    found = table("<table><caption>Visits</caption><tr><th>a<th>b<tr><td>1<td>2</table>")
    assert [child.tag for child in found] == ["caption", "thead", "tbody"]
    assert found.getparent().attrib == {"class": "scroll", "role": "region", "tabindex": "0", "aria-label": "Visits"}


def test_a_long_table_is_cut_and_says_so():
    frame = pd.DataFrame({"n": range(MAX_ROWS + 7)})
    result = html(frame.to_html())
    assert result.count("<tr>") == MAX_ROWS + 1
    assert f"The first {MAX_ROWS:,} of {MAX_ROWS + 7:,} rows are shown." in result


@given(st.text())
def test_text_becomes_what_a_document_can_hold(text):
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", plain(text))
    plain(text).encode("utf-8")


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' width="72pt" height="36pt">{}</svg>'
)


def test_a_picture_keeps_its_shapes_and_searchable_text():
    drawing = clean.svg(
        SVG.format(
            '<defs><clipPath id="c"><rect width="1" height="1"/></clipPath><path id="m" d="M0 0"/></defs>'
            '<g clip-path="url(#c)"><use xlink:href="#m" style="fill: #1f77b4; stroke-width: 0.8"/></g>'
            "<text style=\"font: italic 10px 'DejaVu Sans'; text-anchor: middle\">Визиты</text>"
        ),
        "f3",
        'Visits "all"',
    )
    assert 'width="96" height="48" viewBox="0 0 96 48"' in drawing
    assert 'id="f3-1"' in drawing
    assert 'clip-path="url(#f3-1)"' in drawing
    assert '<use href="#f3-2" fill="#1f77b4" stroke-width="0.8"/>' in drawing
    assert ">Визиты</text>" in drawing
    assert 'font-style="italic" font-size="10px"' in drawing
    assert 'aria-label="Visits &quot;all&quot;"' in drawing
    assert " style=" not in drawing


SVG_PIECES = st.sampled_from(
    [
        *(
            "<script>f()</script>",
            "<foreignObject><p/></foreignObject>",
            '<a xlink:href="javascript:f()"><text>t</text></a>',
        ),
        *(
            '<image xlink:href="https://e.org/i"/>',
            '<image xlink:href="data:image/svg+xml;base64,AAAA"/>',
            '<use href="//e.org#a"/>',
        ),
        *(
            '<rect fill="url(https://e.org)"/>',
            '<rect style="fill:URL( https://e.org )"/>',
            '<rect fill="u\\72l(//e.org)"/>',
        ),
        *(
            '<set attributeName="href" to="javascript:f()"/>',
            '<rect onclick="f()" filter="url(//e.org)"/>',
            "<style>@import 'x'</style>",
        ),
        *(
            '<animate values="javascript:f()"/>',
            '<text style="font-family: x; background: url(//e.org)">t</text>',
            "<!-- x -->",
            "<?x y?>",
        ),
    ]
)


@given(st.lists(SVG_PIECES, max_size=8).map("".join))
def test_nothing_in_a_picture_runs_or_loads_anything(inner):
    drawing = clean.svg(SVG.format(inner), "f1", "x")
    for element in lxml.etree.fromstring(drawing).iter():
        assert element.tag in clean.SVG_TAGS
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert (
                name == "aria-label" or name == "role" or name in clean.PRESENTATION | clean.GEOMETRY | {"id", "href"}
            )
            assert not re.search(r"url\(\s*['\"]?[^#'\")]|//|javascript|data:|\\", value, re.I)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<svg",
        "<html/>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><svg width="100%"><text>&b;</text></svg>',
    ],
)
def test_what_is_no_picture_is_refused(source):
    with pytest.raises(ValueError, match="SVG picture"):
        clean.svg(source, "f1", "x")


def test_entities_are_not_expanded():
    source = '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + SVG.format("<text>&a;b</text>")
    assert re.search(r"<text>b?</text>|<text/>", clean.svg(source, "f1", "x"))


def test_long_text_of_a_wide_table_stands_below_its_row():
    words = "прибыл с государственным визитом по приглашению президента, сообщает агентство"
    frame = pd.DataFrame(
        {"a": [1, 2], "b": [1, 2], "c": "x", "days": ["2025-01-01", "2025-01-02 to 2025-01-03"], "e": words}
    )
    found = table(frame.to_html(index=False))
    assert found.get("class") == "records"
    assert [[cell.text for cell in row] for row in found.findall("thead/tr")] == [["a", "b", "c", "days"], ["e"]]
    bodies = found.findall("tbody")
    assert [len(body) for body in bodies] == [2, 2]
    assert [cell.text_content() for cell in bodies[1].iter("td")] == ["2", "2", "x", "2025-01-02 to 2025-01-03", words]
    assert bodies[0][1][0].attrib == {"class": "long", "colspan": "4"}
    assert table(frame[["a", "e"]].to_html(index=False)).get("class") == "tall"
