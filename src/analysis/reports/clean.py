"""What notebooks show, made safe and useful: Markdown, HTML, tables, pictures and code as markup that runs nothing.

Outputs carry text from the web, so everything goes through an allow-list; what is not on it is dropped.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import lxml.etree
import lxml.html
import mistune
import nh3
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from analysis import language

MAX_ROWS = 2_000
"""Rows of a table that a report shows at most; what is cut off is said below the table."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
MISSING = {"NaT", "NaN", "nan", "None", "<NA>"}
NUMBER = re.compile(r"[-−–+]?(?:\d[\d\s.,]*%?|∞)")
DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?: \d\d:\d\d(?::\d\d)?)?")
DAYS = re.compile(rf"{DAY.pattern}(?: \S{{1,3}} {DAY.pattern})?")
MIDDLE_TEXT, LONG_TEXT = 30, 60
"""Characters in the mean from which on a column is given room, so that its rows do not grow tall."""
LONG_WORD = re.compile(r"\S{30}")
"""What may be broken where a column would not fit the sheet otherwise."""
WIDE_TABLE = 5
"""Columns from which on long text stands below the other cells of its row."""
EVENT = re.compile(r"[\w.-]{1,64}")
"""What an event's identifier can be."""
MARK = re.compile('<a data-events="([^"]*)">')
"""The mark of a picture as :func:`svg` leaves it: the events that it stands for."""
COUNT = re.compile('(<td[^<>]*) data-events="([^"]*)"([^<>]*>)([^<]*)(?=</td>)')
"""The same of a table's number."""


@dataclass
class Outline:
    """Headings of a report in the order of reading, each with an id of its own; and the rows that tell of an event.

    ``rows`` holds what the first row about each event says, by the event's identifier; ``most`` is how many rows of a
    table are shown.

    Examples
    --------
    >>> Outline([(2, "s-visits", "Visits")]).most == MAX_ROWS
    True
    """

    entries: list[tuple[int, str, str]] = field(default_factory=list)
    rows: dict[str, str] = field(default_factory=dict)
    most: int = MAX_ROWS

    def add(self, level: int, text: str) -> str:
        """Note a heading; returns its id.

        Examples
        --------
        >>> outline = Outline()
        >>> outline.add(2, "Visits"), outline.add(2, "Visits")
        ('s-visits', 's-visits-2')
        """
        base = "s-" + (re.sub(r"\W+", "-", text.lower()).strip("-")[:60] or "section")
        taken = {entry[1] for entry in self.entries}
        number, name = 1, base
        while name in taken:
            number += 1
            name = f"{base}-{number}"
        self.entries.append((level, name, text))
        return name

    @property
    def last(self) -> str:
        """Text of the heading that was read last; empty before the first.

        Examples
        --------
        >>> Outline([(2, "s-visits", "Visits")]).last
        'Visits'
        """
        return self.entries[-1][2] if self.entries else ""


def plain(value: Any) -> str:
    """Text without what no document can hold: control characters, halves of surrogate pairs, terminal colours.

    Examples
    --------
    >>> plain(["visit\\x00", "\\x1b[31ms\\x1b[0m", "\\ud800"])
    'visit�s?'
    """
    text = "".join(map(str, value)) if isinstance(value, list) else str(value)
    text = CONTROL.sub("\ufffd", ANSI.sub("", text))
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(value: Any, limit: int = 300) -> str:
    """The first line that says something, shortened.

    Examples
    --------
    >>> one_line("\\n  no table visits \\n more")
    'no table visits'
    """
    line = next((line.strip() for line in plain(value).splitlines() if line.strip()), "")
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _names(text: str) -> frozenset[str]:
    """The words of a text, as an allow-list."""
    return frozenset(text.split())


# --- HTML -----------------------------------------------------------------------------------------------------------

TAGS = _names(
    "p a em strong b i span div br hr ul ol li dl dt dd h1 h2 h3 h4 h5 h6 blockquote cite q code pre small sub sup "
    "mark time abbr del details summary figure figcaption table caption thead tbody tfoot tr th td colgroup col img"
)
CLASSES = {"num", "note", "quote", "warn"}
OWN_CLASSES = CLASSES | {"table", "scroll", "date", "long", "middle", "range", "records", "tall"}
EVERYWHERE = {"lang", "id", "title", "class"}
ATTRIBUTES = {
    "*": EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "tr": {"data-event"},
    "td": {"colspan", "rowspan", "data-sort", "data-events"},
    "th": {"colspan", "rowspan", "scope", "data-sort"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "ol": {"start"},
    "details": {"open"},
}
OWN_ATTRIBUTES = {**ATTRIBUTES, "div": {"role", "tabindex", "aria-label"}}
DATA_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+")


def _keep_untrusted(tag: str, name: str, value: str) -> str | None:
    """Value to keep of an attribute that a notebook's output has; None drops it."""
    if name == "class":
        return " ".join(word for word in value.split() if word in CLASSES) or None
    if name == "id":  # in a space of its own, so that it never takes the place of an id of the template
        return f"n-{value}"
    if name == "href" and value.startswith("#"):
        return f"#n-{value[1:]}"
    return _keep_own(tag, name, value)


def _keep_own(tag: str, name: str, value: str) -> str | None:
    """The same for markup that has been through :func:`_keep_untrusted` and got this module's own additions."""
    if name == "class":
        return " ".join(word for word in value.split() if word in OWN_CLASSES) or None
    if name == "src":
        return value if DATA_IMAGE.fullmatch(value.strip()) else None
    if name == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def _sanitise(source: str, own: bool = False) -> str:
    """Keep the tags and attributes of the allow-list; scripts and styles go with their content."""
    return nh3.clean(
        source,
        tags=set(TAGS),
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "svg", "math", "title", "textarea"},
        attributes=OWN_ATTRIBUTES if own else ATTRIBUTES,
        attribute_filter=_keep_own if own else _keep_untrusted,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def html(source: Any, outline: Outline, words: Mapping[str, str], drop_title: bool = False) -> str:
    """HTML of an output or a Markdown cell, safe, with headings in the outline and tables made usable.

    Parameters
    ----------
    source : str or list of str
        Untrusted HTML.
    outline : Outline
        Headings so far; new ones are added.
    words : mapping of str to str
        The report's own words in its language, see ``labels.csv``.
    drop_title : bool
        Leave out the first ``h1``: the plan gives the title.

    Returns
    -------
    str

    Examples
    --------
    >>> words = {"rows_cut": "{shown} of {all} rows", "table": "Table"}
    >>> html('<h2 onclick="x()">Visits</h2><script>x()</script><p>12</p>', Outline(), words)
    '<h2 id="s-visits">Visits</h2><p>12</p>'
    """
    safe = _sanitise(plain(source))
    if not safe.strip():
        return ""
    root = lxml.html.fragment_fromstring(safe, create_parent="div")
    for element in list(root.iter("h1", "h2", "h3", "h4", "h5", "h6")):
        level = int(element.tag[1])
        if level == 1 and drop_title:
            drop_title = False
            element.drop_tree()
            continue
        element.tag = f"h{max(level, 2)}"
        element.set("id", outline.add(max(level, 2), " ".join(element.text_content().split())))
    for image in list(root.iter("img")):
        if image.get("src") is None:
            image.drop_tree()
        elif image.get("alt") is None:
            image.set("alt", outline.last)
    for table in [table for table in root.iter("table") if not list(table.iterancestors("table"))]:
        _improve_table(table, outline, words)
    improved = lxml.html.tostring(root, encoding="unicode")
    return _sanitise(improved.removeprefix("<div>").removesuffix("</div>"), own=True)


def markdown(source: str, attachments: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Markdown to HTML; HTML inside it becomes text, attached pictures become part of the page.

    Examples
    --------
    >>> markdown("*a* <b>")
    '<p><em>a</em> &lt;b&gt;</p>\\n'
    """
    source = plain(source)
    for name, bundle in (attachments or {}).items():
        for mime, data in bundle.items():
            source = source.replace(f"attachment:{name}", f"data:{mime};base64,{plain(data).strip()}")
    renderer = mistune.HTMLRenderer(escape=True, allow_harmful_protocols=["data:image/"])
    return str(mistune.Markdown(renderer, plugins=MARKDOWN_PLUGINS)(source))


MARKDOWN_PLUGINS = [mistune.plugins.import_plugin(name) for name in ("table", "strikethrough", "url")]


def code(source: str) -> str:
    """Python source, its kinds of words marked by classes.

    Examples
    --------
    >>> code("open_corpus()")
    '<span class="n">open_corpus</span><span class="p">()</span>\\n'
    """
    return str(highlight(plain(source), PythonLexer(), HtmlFormatter(nowrap=True)))


# --- tables ---------------------------------------------------------------------------------------------------------


def _improve_table(table: lxml.html.HtmlElement, outline: Outline, words: Mapping[str, str]) -> None:
    """Give a table its heads with scope, a box to scroll in, right-aligned numbers, anchors of events, and an end."""
    head, rows = _split_head(table)
    label = outline.last or words["table"]
    _merge_index_names(head)
    for cell in head.iter("th", "td"):
        cell.tag = "th"
        cell.set("scope", "colgroup" if _int_of(cell.get("colspan")) > 1 else "col")
    for row in rows:
        for cell in row.iterchildren("th"):
            cell.set("scope", "rowgroup" if _int_of(cell.get("rowspan")) > 1 else "row")
        for cell in row:
            if len(cell) == 0 and (cell.text or "").strip() in MISSING:
                cell.text = "–"
    _mark_columns(head, rows)

    box, scroll = (lxml.html.Element("div", {"class": name}) for name in ("table", "scroll"))
    caption = table.find("caption")
    if caption is not None:
        label = " ".join(caption.text_content().split())
    scroll.attrib.update({"role": "region", "tabindex": "0", "aria-label": label})
    table.addprevious(box)
    box.tail, table.tail = table.tail, None
    box.append(scroll)
    scroll.append(table)
    if len(rows) > outline.most:
        for row in rows[outline.most :]:
            row.drop_tree()
        note = lxml.html.Element("p", {"class": "note"})
        note.text = words["rows_cut"].format(shown=f"{outline.most:,}", all=f"{len(rows):,}")
        box.append(note)
        rows = rows[: outline.most]
    for row in rows:
        event = row.attrib.pop("data-event", "")
        if EVENT.fullmatch(event) and event not in outline.rows:
            outline.rows[event] = _facts(row)
            row.set("id", f"row-{event}")
    _long_text_below(table, head, rows)


def _facts(row: lxml.html.HtmlElement) -> str:
    """What the short cells of a row say, each once: the name of a link to it."""
    cells = [cell for cell in row if not {"num", "long"} & set((cell.get("class") or "").split())]
    texts = [" ".join(cell.text_content().split()) for cell in cells]
    return one_line(" · ".join(dict.fromkeys(text for text in texts if text and text != "–")), 160)


def lead_to_rows(block: str, outline: Outline) -> str:
    """Let the marks of pictures and the numbers of tables lead to the rows of the report that tell of their events.

    Examples
    --------
    >>> outline = Outline(rows={"v1": "2025-04-23 · Iran"})
    >>> lead_to_rows('<a data-events="v1 v7"><path/></a>', outline)
    '<a href="#row-v1" data-rows="v1" aria-label="2025-04-23 · Iran"><path/></a>'
    >>> lead_to_rows('<td data-events="v1">1</td><td data-events="v7">1</td>', outline)
    '<td><a href="#row-v1" data-rows="v1" aria-label="2025-04-23 · Iran">1</a></td><td>1</td>'
    """

    def lead(events: str) -> str:
        known = [event for event in events.split() if event in outline.rows]
        if not known:
            return ""
        told = outline.rows[known[0]]
        label = told if len(known) == 1 else f"{language.several(len(known), 'row')}: {told} …"
        return Markup('<a href="#row-{}" data-rows="{}" aria-label="{}">').format(known[0], " ".join(known), label)

    def linked(cell: re.Match[str]) -> str:
        link = lead(cell[2])
        return f"{cell[1]}{cell[3]}{link}{cell[4]}" + ("</a>" if link else "")

    return MARK.sub(lambda mark: lead(mark[1]) or "<a>", COUNT.sub(linked, block))


def _int_of(text: str | None) -> int:
    """A span as a number; 1 where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 1


def _split_head(table: lxml.html.HtmlElement) -> tuple[lxml.html.HtmlElement, list[lxml.html.HtmlElement]]:
    """The head of a table, made from a first row of heads where there is none, and the rows of its bodies."""
    own_rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    head = table.find("thead")
    if head is None:
        head = lxml.html.Element("thead")
        first = own_rows[0] if own_rows else None
        if first is not None and all(cell.tag == "th" for cell in first):
            head.append(first)
        caption = table.find("caption")
        table.insert(0 if caption is None else table.index(caption) + 1, head)
    return head, [row for row in own_rows if row.getparent() is not head and row.getparent().tag != "tfoot"]


def _merge_index_names(head: lxml.html.HtmlElement) -> None:
    """Make one row of the two that pandas writes where an index has a name: they never fill the same cell."""
    rows = list(head.iterchildren("tr"))
    if len(rows) != 2 or len(rows[0]) != len(rows[1]):
        return
    pairs = list(zip(rows[0], rows[1], strict=True))
    if all(not (a.text_content().strip() and b.text_content().strip()) for a, b in pairs):
        for above, below in pairs:
            if below.text_content().strip():
                above.text = below.text_content()
        rows[1].drop_tree()


def _mark_columns(head: lxml.html.HtmlElement, rows: list[lxml.html.HtmlElement]) -> None:
    """Mark columns in which every cell is a number, or days, and those of long text."""
    heads = list(head.iterchildren("tr"))
    if not rows or any(cell.get("colspan") or cell.get("rowspan") for row in rows for cell in row):
        return
    width = min(len(row) for row in rows)
    for place in range(width):
        cells = [row[place] for row in rows]
        texts = [text for cell in cells if (text := cell.text_content().strip()) not in ("", "–", "—")]
        if texts and all(NUMBER.fullmatch(text) for text in texts):
            kind = "num"
        elif texts and all(DAYS.fullmatch(text) for text in texts):
            kind = "date"
        elif texts and sum(map(len, texts)) > LONG_TEXT * len(texts):
            kind = "long"
        elif sum(map(len, texts)) > MIDDLE_TEXT * len(texts) or any(map(LONG_WORD.search, texts)):
            kind = "middle"
        else:
            continue
        if heads and len(heads[-1]) == width:
            cells.append(heads[-1][place])
        for cell in cells:
            cell.set("class", " ".join({*(cell.get("class") or "").split(), kind}))
            if kind == "date" and not DAY.fullmatch(text := cell.text or "") and DAYS.fullmatch(text) and not len(cell):
                _break_between_days(cell, text)


def _long_text_below(
    table: lxml.html.HtmlElement, head: lxml.html.HtmlElement, rows: list[lxml.html.HtmlElement]
) -> None:
    """Put the last column of long text below the others of its row, over the whole width: evidence wants room.

    Each row becomes a body of two rows, the head likewise; tables of few columns stay as they are.
    """
    heads = list(head.iterchildren("tr"))
    width = len(heads[0]) if len(heads) == 1 else 0
    long = [place for place in range(width) if "long" in (heads[0][place].get("class") or "").split()]
    if not long or any(len(row) != width for row in rows):
        return
    if width < WIDE_TABLE:
        table.set("class", "tall")
        return
    for row in (heads[0], *rows):
        cell, below = row[long[-1]], lxml.html.Element("tr")
        cell.set("colspan", str(width - 1))
        row.addnext(below)
        below.append(cell)
        if row is not heads[0]:
            body = lxml.html.Element("tbody")
            row.getparent().addprevious(body)
            body.extend([row, below])
            if "id" in row.attrib:
                body.set("id", row.attrib.pop("id"))
    for body in [body for body in table.iterchildren("tbody") if not len(body)]:
        body.drop_tree()
    table.set("class", "records")


def _break_between_days(cell: lxml.html.HtmlElement, text: str) -> None:
    """Let a range of days break into lines between the two, not inside one."""
    cell.text = None
    for part in re.split(r"(?<=\s)(?=\d)", text):
        span = lxml.html.Element("span", {"class": "date"})
        span.text = part.rstrip()
        span.tail = " " if part != part.rstrip() else None
        cell.append(span)
    cell.set("class", "date range")


# --- pictures -------------------------------------------------------------------------------------------------------

SVG_TAGS = _names(
    "svg g path rect circle ellipse line polyline polygon text tspan defs clipPath use symbol marker pattern "
    "linearGradient radialGradient stop image"
)
PRESENTATION = _names(
    "fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray stroke-dashoffset "
    "stroke-opacity stroke-miterlimit opacity clip-path clip-rule color display visibility stop-color stop-opacity "
    "font-family font-size font-style font-weight font-variant font-stretch text-anchor text-decoration "
    "dominant-baseline alignment-baseline baseline-shift letter-spacing word-spacing"
)
GEOMETRY = _names(
    "d x y x1 y1 x2 y2 cx cy r rx ry dx dy fx fy width height points transform rotate offset viewBox "
    "preserveAspectRatio gradientUnits gradientTransform spreadMethod clipPathUnits patternUnits patternTransform "
    "patternContentUnits markerWidth markerHeight markerUnits refX refY orient textLength lengthAdjust"
)
LINK = "{http://www.w3.org/1999/xlink}href"
FONT = re.compile(
    r"(?:(?P<style>italic|oblique|normal)\s+)?(?:(?P<variant>small-caps)\s+)?(?:(?P<weight>bold|bolder|lighter|\d{3})\s+)?"
    r"(?P<size>[\d.]+(?:px|pt|em|%)?)(?:/\S+)?\s+(?P<family>.+)"
)


def svg(source: Any, prefix: str, label: str) -> str:
    """An SVG picture as part of the page: shapes and text only, styles as attributes, ids of its own.

    Styles become attributes because the page's security policy lets no inline style through. A link «#v1,v2» names the
    events that a mark stands for; :func:`lead_to_rows` makes it lead somewhere. Other links are dropped.

    Parameters
    ----------
    source : str or list of str
        Untrusted SVG document.
    prefix : str
        Put before every id, so that two pictures in one page do not mix.
    label : str
        What a screen reader says.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If it is not a well-formed SVG document with a size.

    Examples
    --------
    >>> path = '<script/><path id="a" style="fill:red"/>'
    >>> svg(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{path}</svg>', "f1", "Visits")
    '<svg role="img" aria-label="Visits" width="9" height="9" viewBox="0 0 9 9"><path id="f1-1" fill="red"/></svg>'
    """
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        document = lxml.etree.fromstring(plain(source).encode("utf-8"), parser)
    except lxml.etree.XMLSyntaxError as error:
        raise ValueError(f"not a well-formed SVG picture: {error}") from error
    width, height = pixels(document.get("width")), pixels(document.get("height"))
    view = document.get("viewBox") or (f"0 0 {width:g} {height:g}" if width and height else "")
    if _local_name(document) != "svg" or not re.fullmatch(r"[-\d.eE\s,]+", view):
        raise ValueError("not an SVG picture with a size")
    ids: dict[str, str] = {}

    def renamed(name: str) -> str:
        return ids.setdefault(name, f"{prefix}-{len(ids) + 1}")

    def copy(element: lxml.etree._Element) -> lxml.etree._Element | None:
        name = _local_name(element)
        events = re.fullmatch("#([\\w.,-]+)", element.get(LINK, "")) if name == "a" else None
        if name not in SVG_TAGS and not events:
            return None
        attributes = {"data-events": events[1].replace(",", " ")} if events else dict(_attributes(element, renamed))
        if name == "image" and "href" not in attributes:
            return None
        twin = lxml.etree.Element(name, attributes)
        twin.text = element.text if name in ("text", "tspan") else None
        for child in element:
            kept = copy(child)
            if kept is not None:
                kept.tail = child.tail if name in ("text", "tspan") else None
                twin.append(kept)
        return twin

    picture = lxml.etree.Element("svg", {"role": "img", "aria-label": plain(label)})
    if width and height:
        picture.attrib.update({"width": f"{width:g}", "height": f"{height:g}"})
    picture.set("viewBox", view)
    if any("stroke-linejoin" in (style.text or "") for style in document.iter("{*}style")):
        # matplotlib says this once, in a style sheet, for all that follows
        picture.attrib.update({"stroke-linejoin": "round", "stroke-linecap": "butt"})
    picture.extend(kept for child in document if (kept := copy(child)) is not None)
    if picture.find(".//a") is not None:  # what is inside an «img» nobody can go to
        picture.set("role", "group")
    return lxml.etree.tostring(picture, encoding="unicode")


def _local_name(element: lxml.etree._Element) -> str:
    """Name of an element without its namespace; empty for comments, entities and the like."""
    return lxml.etree.QName(element).localname if isinstance(element.tag, str) else ""


def pixels(length: str | None) -> float:
    """A length of SVG in CSS pixels; 0 where it has none that can be read.

    Examples
    --------
    >>> pixels("72pt"), pixels("300"), pixels("100%")
    (96.0, 300.0, 0.0)
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(px|pt|in|)\s*", length or "")
    return round(float(match[1]) * {"pt": 4 / 3, "in": 96}.get(match[2], 1), 2) if match else 0.0


def _attributes(element: lxml.etree._Element, renamed: Any) -> Iterator[tuple[str, str]]:
    """Attributes of the allow-list, those in a style attribute too; references stay inside the picture."""
    pairs: list[tuple[str, str]] = []
    for key, value in element.attrib.items():
        name = lxml.etree.QName(key).localname
        if name == "style":
            pairs += declarations(value)
        else:
            pairs.append((name, value))
    for name, value in pairs:
        value = value.strip()
        if "\\" in value:  # an escape could hide an address
            continue
        if name == "id":
            yield name, renamed(value)
        elif name == "href":
            if value.startswith("#"):
                yield name, f"#{renamed(value[1:])}"
            elif _local_name(element) == "image" and DATA_IMAGE.fullmatch(value) and "svg" not in value[:20]:
                yield name, value
        elif name in PRESENTATION and "url" in value.lower():
            if reference := re.fullmatch(r"url\(\s*[\"']?#([^\"')]+)[\"']?\s*\)", value):
                yield name, f"url(#{renamed(reference[1])})"
        elif name in PRESENTATION or name in GEOMETRY:
            yield name, value


def declarations(style: str) -> Iterator[tuple[str, str]]:
    """The declarations of a style attribute; ``font`` is taken apart, as it is no attribute of its own.

    Examples
    --------
    >>> dict(declarations("fill: none; font: 700 10px 'DejaVu Sans'"))
    {'fill': 'none', 'font-weight': '700', 'font-size': '10px', 'font-family': "'DejaVu Sans'"}
    """
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "font" and (match := FONT.fullmatch(value)):
            yield from ((f"font-{part}", found) for part, found in match.groupdict().items() if found)
        elif name in PRESENTATION:
            yield name, value


def bitmap(mime: str, source: Any, label: str) -> str:
    """A picture made of dots as an ``img`` that carries its data; raises ValueError where the data is not base64.

    Examples
    --------
    >>> bitmap("image/png", "iVBO Rw0K\\n", "Visits by month")
    '<img src="data:image/png;base64,iVBORw0K" alt="Visits by month">'
    """
    data = re.sub(r"\s+", "", plain(source))
    base64.b64decode(data, validate=True)
    image = lxml.html.Element("img", {"src": f"data:{mime};base64,{data}", "alt": plain(label)})
    return lxml.html.tostring(image, encoding="unicode")
