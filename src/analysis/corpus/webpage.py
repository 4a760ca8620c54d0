"""Saved pages of any site: the text through trafilatura, what stands around it by the rules of ``sites/``."""

from __future__ import annotations

import contextlib
import copy
import html as entities
import itertools
import json
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lxml import etree, html

from analysis.corpus import limits
from analysis.corpus.dates import (
    DAYTIME,
    LONGEST_DATELINE,
    match_dateline,
    read_time,
    split_glued_dateline,
    to_time,
)
from analysis.corpus.digests import from_first_headline, split_digest
from analysis.corpus.newspaper import LONGEST_TITLE, SIDEBAR, Page, split_headlines
from analysis.corpus.raw import Unusable
from analysis.corpus.sites import Site, find_site
from analysis.corpus.text import SENTENCE_ENDS, clean, fold_title, is_sentence

SHORT_PAGE = 5_000
# so far down there may stand what belongs to the head of an article: section, headline again, day, counter
HEAD_LINES = 12
LONGEST_HEAD_LINE = 200
LONGEST_TAIL_LINE = 60
YEAR = re.compile(r"(?:19|20)\d\d")
SIDEBAR_IN_HTML = re.compile(r"сегодня\W.{0,8}на\W.{0,8}сайте", re.IGNORECASE)
# trafilatura keeps menus on short pages
NOT_TEXT = ["//nav", "//footer", "//aside", "//form", "//menu"]
TIME_IN_META = (
    "//meta[@property='article:published_time' or @name='article:published_time' or @itemprop='datePublished'"
    " or @name='pubdate' or @name='date']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//article//time/@datetime",
    "//time/@datetime",
)
ADDRESS = (
    "//link[@rel='canonical']/@href",
    "//meta[@property='og:url']/@content",
    "//base/@href",
)
# without these, a page without a day would get another one each time that it is read
GUESSES: dict[str, Any] = {
    "original_date": True,
    "extensive_search": True,
    "min_date": "1995-01-01",
    "max_date": "2100-01-01",
}
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"),
        *("nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|u|em|strong|ul|ol|li|img|h[1-6]|table|td|tr|font|blockquote|figure)\b[^<>]{0,2000}>"
    r"|&(?:nbsp|quot|laquo|raquo|amp|ndash|mdash|hellip|#\d{2,5});",
    re.IGNORECASE,
)
WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body|nav|header|footer|main|script)\b", re.IGNORECASE)
# database dumps escape quotes
ESCAPED_QUOTE = re.compile(r"\\{1,3}([\"'])")


def read_html(text: str, url: str | None = None, host: str | None = None) -> Page:
    """Read a saved page of any site.

    Parameters
    ----------
    text : str
        The whole file.
    url, host : str, optional
        Its address or site, where they are known from elsewhere.

    Returns
    -------
    Page
        Without paragraphs where the page holds no article, or does not parse.

    Raises
    ------
    Unusable
        If the text is too long, or the rules of the site cannot be understood.

    Examples
    --------
    >>> head = "<html><head><title>Порт открыт</title><meta name='pubdate' content='2026-03-04'></head>"
    >>> page = read_html(head + "<body><nav>Меню</nav><article><p>Порт открыт вчера.</p></article></body></html>")
    >>> page.title, page.paragraphs, page.published.isoformat()
    ('Порт открыт', ['Порт открыт вчера.'], '2026-03-04T00:00:00+05:00')
    """
    page = Page(site=host)
    # whatever a parser of hostile pages may raise, the page is unreadable and the others have to be read
    try:
        # lxml refuses a text that declares the encoding that it had as a file
        tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text))
    except Exception as error:
        page.notes.append(f"unreadable HTML: {type(error).__name__}")
        return page
    if len(text) > limits.MAX_LETTERS and (letters := sum(map(len, _texts_of(tree)))) > limits.MAX_LETTERS:
        raise Unusable("too_large", f"a text of {letters:,} letters; the limit is {limits.MAX_LETTERS:,}")
    found = (value for path in ADDRESS for value in tree.xpath(path))
    any(map(page.set_address, itertools.chain([url], found)))  # the first that is one
    site = find_site(page.site, host)
    try:
        _read_tree(page, tree, site, bool(SIDEBAR_IN_HTML.search(text)))
    except Exception as error:
        page.paragraphs = []
        page.notes.append(f"unreadable HTML: {type(error).__name__}")
    return page


def _read_tree(page: Page, tree: Any, site: Site, sidebar: bool) -> None:
    published = _first_time(site, tree) or _time_in_metadata(tree)
    heading = _one_line(site.title, tree)
    named = [element for path in site.body for element in path(tree)]
    for path in site.remove:
        for element in path(tree):
            _remove(element)
    if sidebar:
        _take_sidebar(page, tree)
    page.paragraphs = _digest_lines(tree, site)
    if page.paragraphs:
        return
    named_title = _named_title(tree)
    # trafilatura takes the tree that it is given apart
    document = _extract(copy.deepcopy(tree))
    if named:
        lines = [line for element in named for line in block_lines(element)]
    else:
        lines = clean(document.text or "").split("\n") if document else []
        if len(lines) == 1 and len(lines[0]) < SHORT_PAGE:
            # short pages come as one line with everything on it
            paragraphs = [" ".join(clean(p.text_content()).split()) for p in tree.iter("p")]
            lines = [p for p in paragraphs if p and p in lines[0]] or lines
    lines = site.text_lines([line for line in lines if line])
    page.title = heading[0] if heading else _title(named_title, tree, site, lines)
    lines = _below_head(page, lines)
    page.published = published or page.published or _nearest_dateline(tree, page.title, lines)
    if not any(lines) and page.published is not None and page.title:
        # what trafilatura takes for too little to be an article
        lines = _below_head(page, site.text_lines(block_lines(tree)))
    page.paragraphs = _above_tail(page, [line for line in lines if line])
    if page.published is None and any(page.paragraphs):
        page.published = _guess_day(tree)
        if page.published:
            page.notes.append("the day is a guess from the whole page")


def _extract(tree: Any) -> Any:
    import trafilatura  # half a second that pages of text need not wait for

    # what they would tell the user about a page, the table of rejects tells
    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    return trafilatura.bare_extraction(tree, include_comments=False, include_tables=False, prune_xpath=NOT_TEXT)


def _named_title(tree: Any) -> tuple[str, str]:
    """What the head of a page gives for the headline and for the name of the site.

    All that trafilatura finds there would take a third of the time of a page.
    """
    from trafilatura import metadata

    found = metadata.examine_meta(tree)
    with contextlib.suppress(Exception):  # hostile data
        found = metadata.extract_meta_json(tree, found)
    names = (found.title or metadata.extract_title(tree), found.sitename or metadata.extract_sitename(tree))
    title, sitename = (" ".join(clean(entities.unescape(name or "")).split()) for name in names)
    return title, sitename


def _guess_day(tree: Any) -> datetime | None:
    import htmldate  # 3 s with the languages that it knows, which pages with a day need not wait for

    day = read_time(htmldate.find_date(tree, **GUESSES))
    # of a year alone it makes its first day
    return None if day and (day.month, day.day) == (1, 1) else day


def _remove(element: Any) -> None:
    """Take an element out of its tree, and leave the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        above = element.getprevious()
        if above is None:
            parent.text = (parent.text or "") + element.tail
        else:
            above.tail = (above.tail or "") + element.tail
    parent.remove(element)


def _take_sidebar(page: Page, tree: Any) -> None:
    """Take the headlines of the newspaper's sidebar out of the page, with the element around them."""
    for text in tree.xpath("//body//text()"):
        if not SIDEBAR.match(clean(str(text)).strip()):
            continue
        element = text.getparent()
        # the heading of the sidebar may be an element of its own
        for _ in range(4):
            headlines, _tail = split_headlines(_joined(element))
            if headlines or element.getparent() is None or element.getparent().tag == "body":
                break
            element = element.getparent()
        if headlines:
            page.headlines += headlines
            _remove(element)
            return


def _joined(element: Any) -> str:
    """The headlines of a sidebar as the newspaper's dumps have them: each glued to the time of the one before."""
    lines = [SIDEBAR.sub("", line, count=1) for line in block_lines(element)]
    joined = ""
    for line in lines:
        if line:
            stamped = split_headlines(joined)[1] == ""
            joined += line if stamped else f" {line}"
    return joined


# --- headline and time -----------------------------------------------------------------------------------------------


def _one_line(paths: tuple[etree.XPath, ...], tree: Any) -> list[str]:
    """What XPaths lead to, as one line each."""
    found = (item for path in paths for item in path(tree))
    texts = (item if isinstance(item, str) else " ".join(block_lines(item)) for item in found)
    return [line for text in texts if (line := " ".join(clean(text).split()))]


def _title(named: tuple[str, str], tree: Any, site: Site, lines: list[str]) -> str:
    """The headline: of the title in the head, which may go on with the site's name, the part that is a heading.

    Where that is the site's name alone, the last heading above the text, or the only one of the page.
    """
    title, sitename = named
    first = next((line for line in lines if is_sentence(line)), None)
    headings: list[str] = []
    above: str | None = None
    for element in tree.iter("h1", "h2", "h3", "h4", "p", "div", "td"):
        if element.tag[0] == "h":
            headings += site.text_lines([" ".join(clean(element.text_content()).split())])
        elif first and above is None and (element.text or "").strip().startswith(first[:30]):
            above = headings[-1] if headings else ""
    headings = [heading for heading in headings if 0 < len(heading) <= LONGEST_TITLE]
    if title != sitename and site.text_lines([title] if title else []):
        found = next((h for h in headings if fold_title(h) and fold_title(title).startswith(fold_title(h))), None)
        return found or above or title
    return above or (headings[0] if len(headings) == 1 else _above_day(tree, site))


def _above_day(tree: Any, site: Site) -> str:
    """What stands right above the first line that is a dateline, as a headline of some words."""
    texts = [" ".join(clean(text).split()) for text in _texts_of(tree) if text and not text.isspace()]
    dated = next((n for n, text in enumerate(texts) if n and match_dateline(text)), 0)
    headline = texts[dated - 1] if dated else ""
    return (
        headline if headline.count(" ") > 1 and len(headline) <= LONGEST_TITLE and site.text_lines([headline]) else ""
    )


def _first_time(site: Site, tree: Any) -> datetime | None:
    times = (read_time(text) or _time_within(text) for text in _one_line(site.published, tree))
    return next((time for time in times if time), None)


def _time_within(text: str) -> datetime | None:
    dated = split_glued_dateline(f"{text} X")
    return dated[0] if dated else None


def _time_in_metadata(tree: Any) -> datetime | None:
    for path in TIME_IN_META:
        for value in tree.xpath(path):
            if time := read_time(value):
                return time
    return next((time for value in _linked_data(tree) if (time := read_time(value))), None)


def _linked_data(tree: Any) -> Iterator[Any]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, Mapping) and isinstance(data.get("@graph"), list):
            data = data["@graph"]
        for item in data if isinstance(data, list) else [data]:
            if isinstance(item, Mapping):
                yield item.get("datePublished")


def _nearest_dateline(tree: Any, title: str, lines: list[str]) -> datetime | None:
    """Of the datelines that stand alone, the one nearest to the headline: the head of a page may show today's.

    Those below the beginning of the text are of other articles; they count where there is none above.
    """
    texts = [(n, text.strip()) for n, text in enumerate(_texts_of(tree)) if text and not text.isspace()]
    times = [
        (n, time.replace(hour=int(clock[1]), minute=int(clock[2])) if clock and not match["hour"] else time)
        for (n, text), (_, behind) in itertools.zip_longest(texts, texts[1:], fillvalue=(0, ""))
        if len(text) <= LONGEST_DATELINE and YEAR.search(text)
        if (match := match_dateline(clean(text))) and (time := to_time(match))
        for clock in [DAYTIME.fullmatch(behind)]
    ]
    if not times:
        return None
    begin = next((n for n, text in texts if lines and clean(text[:80]).startswith(lines[0][:30])), len(texts))
    above = [(n, time) for n, time in times if n < begin]
    alike = [(n, text) for n, text in texts if title and abs(len(text) - len(title)) < 20]
    headings = [n for n, text in alike if fold_title(clean(text)) == fold_title(title)] or [begin]
    return min(above or times, key=lambda found: min(abs(found[0] - n) for n in headings))[1]


def _texts_of(tree: Any) -> Any:
    return tree.xpath("//body//text()[not(parent::script) and not(parent::style)]")


# --- text ------------------------------------------------------------------------------------------------------------


def _digest_lines(tree: Any, site: Site) -> list[str]:
    """The lines of a digest, which trafilatura would mix with each other; none if the page is no digest."""
    short = (text for text in _texts_of(tree) if len(text) <= LONGEST_DATELINE and YEAR.search(text))
    if sum(match_dateline(clean(text)) is not None for text in short) < 2:
        return []
    lines = from_first_headline(site.text_lines(block_lines(tree)))
    return lines if len(split_digest(Page(paragraphs=lines))) > 1 else []


def _below_head(page: Page, lines: list[str]) -> list[str]:
    """The lines of the text, without what stands above and belongs to its head: section, headline again, day."""
    title = fold_title(page.title)
    cut = 0
    for n, line in enumerate(lines[:HEAD_LINES], start=1):
        if match_dateline(line) or (title and fold_title(line) == title):
            cut = n
        elif len(line) > LONGEST_HEAD_LINE or is_sentence(line):
            break
    lines = [line for line in lines[cut:] if not match_dateline(line) and not (title and fold_title(line) == title)]
    if lines and (dated := split_glued_dateline(lines[0])):
        page.published = page.published or dated[0]
        lines[0] = dated[1]
    return lines


def _above_tail(page: Page, lines: list[str]) -> list[str]:
    """The lines without the short ones behind the last sentence: names of boxes, headlines of other articles."""
    end = len(lines)
    while end and len(lines[end - 1]) <= LONGEST_TAIL_LINE and not lines[end - 1].endswith((*SENTENCE_ENDS, ";")):
        end -= 1
    if end == len(lines) or not end or not is_sentence(lines[end - 1]):
        return lines
    page.notes.append(f"left out below the text: {' / '.join(lines[end:])[:200]}")
    return lines[:end]


def block_lines(element: Any) -> list[str]:
    """The text of an element, a line for each of the blocks that a browser would put below each other.

    Examples
    --------
    >>> block_lines(html.fromstring("<div><p>Порт <b>открыт</b>.</p>Школа<br>тоже.</div>"))
    ['Порт открыт.', 'Школа', 'тоже.']
    """
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        text = node.text if event == "start" else None if node is element else node.tail
        if node.tag in BLOCKS:
            parts.append("\n")
        if text and isinstance(node.tag, str) and (event == "end" or node.tag not in ("script", "style")):
            # line ends in the source are spaces
            parts.append(re.sub(r"\s", " ", text))
    return [line for line in clean("".join(parts)).split("\n") if line]


def is_whole_page(text: str) -> bool:
    """Whether HTML is that of a page with what stands around the article, not only the article's.

    Examples
    --------
    >>> is_whole_page("<p>Порт</p>"), is_whole_page("<div><nav>Меню</nav><p>Порт</p></div>")
    (False, True)
    """
    return bool(WHOLE_PAGE.search(text))


def has_markup(text: str) -> bool:
    """Whether a text holds tags or entities of HTML.

    Examples
    --------
    >>> has_markup("Порт<br>открыт"), has_markup("Порт&nbsp;открыт"), has_markup("2 < 3 & 4 > 1")
    (True, True, False)
    """
    return bool(MARKUP.search(text))


def read_fragment(text: str) -> list[str]:
    """The lines of a piece of HTML as databases hold it: with styles, entities, and quotes that may be escaped.

    Examples
    --------
    >>> read_fragment('<p style=\\\\"color: red\\\\">Порт&nbsp;\\\\"Мир\\\\"</p>открыт')
    ['Порт "Мир"', 'открыт']
    """
    text = ESCAPED_QUOTE.sub(r"\1", text)
    try:
        return block_lines(html.fragment_fromstring(text, create_parent="div"))
    except (etree.LxmlError, ValueError):
        return clean(entities.unescape(re.sub(r"<[^<>]*>", " ", text))).split("\n")
