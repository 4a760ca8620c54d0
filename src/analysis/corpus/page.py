"""One raw page, read into the article that it holds and the headlines of its sidebar.

The newspaper's page is a text dump: a sidebar of headlines, each with the time behind it and the next one glued to
the minutes; the article's headline; a dateline; paragraphs. Pages of other sites come as HTML or as records.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from analysis.corpus.attribution import find_source
from analysis.corpus.dates import STAMP, match_dateline, read_time, to_time
from analysis.corpus.readers import MAX_HTML_TAGS, RawPage, decode, pick
from analysis.corpus.text import clean, fold_title, language, untwin

SIDEBAR = re.compile(r"(?:СЕГОДНЯ НА САЙТЕ\b ?:?|(?i:сегодня на сайте) ?:) ?")
HTML_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|div|article|section|main|table|p)[\s>/]", re.IGNORECASE)
HEAD_OF_FILE = 4_000
# the headline and the dateline stand among the first lines; a longer line is no headline
FIRST_LINES = 6
LONGEST_TITLE = 300
SHORT_PAGE = 5_000
SENTENCE_ENDS = tuple(".!?…»\"”')")


@dataclass
class Page:
    """What could be read of a raw page, before it is known whether that makes an article."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    published: datetime | None = None
    headlines: list[tuple[str, datetime]] = field(default_factory=list)
    url: str | None = None
    site: str | None = None
    notes: list[str] = field(default_factory=list)


def read_page(raw: RawPage) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read a raw page. Whatever it holds, it becomes one article or one reject.

    Parameters
    ----------
    raw : RawPage
        From :func:`analysis.corpus.readers.read_pages`.

    Returns
    -------
    row : dict
        A row of ``articles`` without ``article_id`` and ``duplicate_of``, or a row of ``rejects``: only these have
        the key ``reason``.
    headlines : list of dict
        Rows of ``headlines`` without ``article_id``.

    Examples
    --------
    >>> sidebar = "СЕГОДНЯ НА САЙТЕ: Жатва завершена 25 Июнь 2025 г., 14:41"
    >>> text = f"{sidebar}\\n\\nВизит\\n23 Апрель 2025 г., 10:05\\n\\nОн начат."
    >>> article, headlines = read_page(RawPage("a.txt", "text", text.encode(), 0))
    >>> article["title"], article["body"], article["published"].isoformat()
    ('Визит', 'Он начат.', '2025-04-23T10:05:00+05:00')
    >>> [headline["text"] for headline in headlines]
    ['Жатва завершена']
    >>> read_page(RawPage("b.txt", "text", b"", 0))[0]["reason"]
    'empty'
    """
    if raw.problem:
        return _reject(raw, *raw.problem), []
    if isinstance(raw.content, bytes):
        if not raw.content.strip(b" \t\r\n\v\f\0"):
            return _reject(raw, "empty", "the file holds no text"), []
        text, encoding = decode(raw.content)
        if text is None and encoding == "binary":
            return _reject(raw, "binary", "the bytes are no text; a document has to be saved as text or HTML"), []
        if text is None:
            return _reject(raw, "encoding", "no supported encoding fits; save the page as UTF-8"), []
        is_html = looks_like_html(text) or (raw.kind == "html" and "<" in text)
        if is_html and text.count("<") > MAX_HTML_TAGS:
            return _reject(raw, "too_large", f"{text.count('<'):,} tags of HTML; the limit is {MAX_HTML_TAGS:,}"), []
        page = read_html(text) if is_html else read_text(text)
        if is_html and raw.kind == "text":
            page.notes.append("HTML under the name of a text")
        if encoding != "utf-8":
            page.notes.append(f"encoding {encoding}")
    else:
        title, body = pick(raw.content, "title"), pick(raw.content, "body")
        if not isinstance(title, str | None) or not isinstance(body, str):
            detail = f"fields {', '.join(map(str, list(raw.content)[:8])) or 'none'}; title and body are needed"
            return _reject(raw, "no_text_field", detail[:300]), []
        page = read_record(raw.content)
    headlines = [
        {"page": raw.page, "position": position, "text": text, "published": time}
        for position, (text, time) in enumerate(page.headlines, start=1)
    ]
    body = "\n\n".join(page.paragraphs)
    if not any(map(str.isalpha, body)):
        found = "nothing but a headline" if page.title else "a sidebar only" if headlines else "no words"
        return _reject(raw, "no_body", f"{found}; collect the page again"), headlines
    if not page.title:
        page.notes.append("no headline")
    if page.published is None:
        page.notes.append("no dateline")
    if not page.paragraphs[-1].endswith(SENTENCE_ENDS):
        page.notes.append("may be cut off: the last sentence has no end")
    return {
        "page": raw.page,
        "title": page.title,
        "body": body,
        "published": page.published,
        "language": language(f"{page.title}\n{body}"),
        "source": find_source(body),
        "site": page.site,
        "url": page.url,
        "collected": max((time for _, time in page.headlines), default=None),
        "characters": len(body),
        "paragraphs": len(page.paragraphs),
        "notes": page.notes,
    }, headlines


def _reject(raw: RawPage, reason: str, detail: str) -> dict[str, Any]:
    return {"page": raw.page, "reason": reason, "detail": detail, "bytes": raw.bytes}


# --- the newspaper's page --------------------------------------------------------------------------------------------


def read_text(text: str) -> Page:
    """Read a text dump of the newspaper's page.

    Parameters
    ----------
    text : str
        The whole dump. Sidebar, headline and dateline may each be missing.

    Returns
    -------
    Page

    Examples
    --------
    >>> page = read_text("Порт открыт\\n04 Марта 2026 г., 21:57\\nПорт открыт вчера.")
    >>> page.title, page.paragraphs, page.published.isoformat()
    ('Порт открыт', ['Порт открыт вчера.'], '2026-03-04T21:57:00+05:00')
    """
    page = Page()
    cleaned = clean(text)
    if untwin(text) != text:
        page.notes.append("look-alike letters put right")
    lines = _take_sidebar(cleaned.split("\n"), page)
    _take_head(lines, page)
    page.paragraphs = join_lines(lines)
    return page


def _take_sidebar(lines: list[str], page: Page) -> list[str]:
    """Take the sidebar's headlines out of the lines."""
    start = next((n for n, line in enumerate(lines) if SIDEBAR.match(line)), None)
    if start is None:
        return lines
    end = start + 1
    # a sidebar with a line for each headline
    while end < len(lines) and (stamps := list(STAMP.finditer(lines[end]))):
        if stamps[-1].end() != len(lines[end]) or not lines[end][: stamps[0].start()].strip():
            break
        end += 1
    tail = ""
    for line in (SIDEBAR.sub("", lines[start], count=1), *lines[start + 1 : end]):
        headlines, tail = split_headlines(line)
        page.headlines += headlines
    following = next((line for line in lines[end:] if line), "")
    # the article's headline may be glued to the sidebar; without a dateline below, it is a headline that was cut off
    if tail and match_dateline(following):
        return [*lines[:start], "", tail, *lines[end:]]
    if tail:
        page.notes.append("the last headline of the sidebar has no time")
    return [*lines[:start], "", *lines[end:]]


def split_headlines(line: str) -> tuple[list[tuple[str, datetime]], str]:
    """Split a sidebar's line into headlines and their times.

    A headline ends at a day and time that the next headline is glued to, or that ends the line: so a headline may
    itself contain days and times.

    Parameters
    ----------
    line : str
        Clean text, without the sidebar's heading.

    Returns
    -------
    headlines : list of (str, datetime)
    tail : str
        What stands behind the last time.

    Examples
    --------
    >>> line = "Матч 25 июня 2025 г., 19:00 в Мары 24 Июнь 2025 г., 10:0513 документов 23 Июнь 2025 г., 9:00"
    >>> [text for text, _ in split_headlines(line)[0]]
    ['Матч 25 июня 2025 г., 19:00 в Мары', '13 документов']
    """
    headlines: list[tuple[str, datetime]] = []
    stamps = list(STAMP.finditer(line))
    # where no headline is glued to a time, each time ends one that is written like the last
    spaced = not any(_begins_headline(line[stamp.end() : stamp.end() + 1]) for stamp in stamps)
    start = 0
    for stamp in stamps:
        behind = line[stamp.end() : stamp.end() + 1]
        ends = stamp.end() == len(line) or _begins_headline(behind)
        capital = behind == " " and not line[stamp.end() + 1 :][:1].islower()
        ends = ends or (spaced and capital and _style(stamp) == _style(stamps[-1]))
        text, time = line[start : stamp.start()].strip(), to_time(stamp)
        if ends and text and time:
            headlines.append((text, time))
            start = stamp.end()
    return headlines, line[start:].strip()


def _style(stamp: re.Match[str]) -> tuple[bool, bool]:
    """Whether the month begins with a capital, and whether it is in the genitive."""
    return stamp["month"][0].isupper(), stamp["month"].lower().endswith(("а", "я"))


def _begins_headline(letter: str) -> bool:
    return bool(letter) and (letter.isalnum() or letter in "«\"“„'(№[+")


def _take_head(lines: list[str], page: Page) -> None:
    """Take headline and dateline out of the first lines, in place."""
    first = [n for n, line in enumerate(lines) if line][:FIRST_LINES]
    dated = next((n for n in first if match_dateline(lines[n])), None)
    if dated is not None and all(len(lines[n]) <= LONGEST_TITLE for n in first if n < dated):
        above = [lines[n] for n in first if n < dated]
        match = match_dateline(lines[dated])
        page.published = to_time(match) if match else None
        if page.published is None:
            page.notes.append(f"no such day or time: {lines[dated]}")
        if above:
            page.title = above[-1]
        if any(fold_title(line) != fold_title(page.title) for line in above[:-1]):
            page.notes.append(f"left out above the headline: {' / '.join(above[:-1])[:200]}")
        del lines[: dated + 1]
        _take_second_dateline(lines, page)
    else:
        _take_glued_head(lines, first, page)
    # some sites repeat the headline above the text
    again = next((n for n, line in enumerate(lines) if line), None)
    if (
        again is not None
        and page.title
        and fold_title(lines[again]) == fold_title(page.title)
        and any(lines[again + 1 :])
    ):
        del lines[: again + 1]


def _take_second_dateline(lines: list[str], page: Page) -> None:
    """Of two datelines the first counts; the second tells of a change, or of the day of collection."""
    second = next((n for n, line in enumerate(lines) if line), None)
    if second is None or not (match := match_dateline(lines[second])):
        return
    page.notes.append(f"two datelines, the second: {lines[second]}")
    page.published = page.published or to_time(match)
    del lines[: second + 1]


def _take_glued_head(lines: list[str], first: list[int], page: Page) -> None:
    """Take the headline where no line is a dateline: the time is glued to the headline or to the text, or missing."""
    for n in first[:2]:
        stamp = STAMP.match(lines[n])
        if stamp and _begins_headline(lines[n][stamp.end() : stamp.end() + 1]) and to_time(stamp):
            page.published = to_time(stamp)
            page.title = lines[first[0]] if n != first[0] else ""
            lines[: n + 1] = [lines[n][stamp.end() :]]
            return
    if not first:
        return
    line = lines[first[0]]
    stamps = list(STAMP.finditer(line))
    if stamps and stamps[-1].end() == len(line) and to_time(stamps[-1]):
        page.published = to_time(stamps[-1])
        page.title = line[: stamps[-1].start()].strip(" ,|–—-")
    elif len(line) > LONGEST_TITLE or (len(first) == 1 and line.endswith((".", "!", "?", "…"))):
        return
    else:
        page.title = line
    del lines[: first[0] + 1]


def join_lines(lines: Iterable[str]) -> list[str]:
    """Join lines into paragraphs.

    Each line is one, but for lines that were broken to fit a width: these begin with a small letter right below a
    line without the end of a sentence.

    Examples
    --------
    >>> join_lines(["Президент прибыл", "в Астану.", "", "Визит начат."])
    ['Президент прибыл в Астану.', 'Визит начат.']
    """
    paragraphs: list[list[str]] = []
    above = ""
    for line in lines:
        if above and line[:1].islower() and not above.endswith((*SENTENCE_ENDS, ":", ";")):
            paragraphs[-1].append(line)
        elif line:
            paragraphs.append([line])
        above = line
    return [" ".join(paragraph) for paragraph in paragraphs]


# --- pages of other sites --------------------------------------------------------------------------------------------

# trafilatura keeps menus on short pages
NOT_TEXT = ["//nav", "//footer", "//aside", "//form", "//menu"]
TIME_IN_META = (
    "//meta[@property='article:published_time' or @name='article:published_time' or @itemprop='datePublished'"
    " or @name='pubdate' or @name='date']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//article//time/@datetime",
    "//time/@datetime",
)


def looks_like_html(text: str) -> bool:
    """Whether a text begins with a tag, and holds a tag of HTML near its beginning.

    Examples
    --------
    >>> looks_like_html("<!DOCTYPE html><title>Визит</title>"), looks_like_html("Визит <b>начат</b>")
    (True, False)
    """
    head = text[:HEAD_OF_FILE].lstrip("\ufeff \t\r\n")
    return head.startswith("<") and bool(HTML_TAG.search(head))


def read_html(text: str) -> Page:
    """Read a saved page of any site: text, title and address through trafilatura, the time from its metadata.

    Parameters
    ----------
    text : str
        The whole file.

    Returns
    -------
    Page
        Without paragraphs where the page holds no article, or does not parse.

    Examples
    --------
    >>> head = "<html><head><title>Порт открыт</title><meta name='pubdate' content='2026-03-04'></head>"
    >>> page = read_html(head + "<body><nav>Меню</nav><article><p>Порт открыт вчера.</p></article></body></html>")
    >>> page.title, page.paragraphs, page.published.isoformat()
    ('Порт открыт', ['Порт открыт вчера.'], '2026-03-04T00:00:00+05:00')
    """
    import trafilatura  # half a second that pages of text need not wait for

    # what they would tell the user about a page, the table of rejects tells
    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    page = Page()
    # whatever a parser of hostile pages may raise, the page is unreadable and the others have to be read
    try:
        # lxml refuses a text that declares the encoding that it had as a file
        text = re.sub(r"^\s*<\?xml[^>]*>", "", text)
        tree = html.document_fromstring(text)
        # trafilatura takes the tree that it is given apart
        document = trafilatura.bare_extraction(
            html.document_fromstring(text),
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            prune_xpath=NOT_TEXT,
        )
    except Exception as error:
        page.notes.append(f"unreadable HTML: {type(error).__name__}")
        return page
    page.published = _time_in_html(tree)
    if document is None or isinstance(document, dict):
        return page
    page.title = clean(document.title or "").strip().replace("\n", " ")
    page.url, page.site = document.url, document.hostname
    page.published = page.published or read_time(document.date)
    lines = clean(document.text or "").split("\n")
    if len(lines) == 1 and len(lines[0]) < SHORT_PAGE:
        # short pages come as one line with everything on it
        paragraphs = [" ".join(clean(p.text_content()).split()) for p in tree.iter("p")]
        lines = [p for p in paragraphs if p and p in lines[0]] or lines
    lines = [line for line in lines if line and not match_dateline(line)]
    if lines and page.title and fold_title(lines[0]) == fold_title(page.title):
        del lines[0]
    page.paragraphs = lines
    return page


def _time_in_html(tree: etree._Element) -> datetime | None:
    """The time of publication from the metadata of a page, else from the first dateline that stands alone."""
    for path in TIME_IN_META:
        for value in tree.xpath(path):
            if time := read_time(value):
                return time
    for value in _linked_data(tree):
        if time := read_time(value):
            return time
    for text in tree.xpath("//body//text()[not(parent::script) and not(parent::style)]"):
        if len(text) < 100 and (match := match_dateline(clean(text))):
            return to_time(match)
    return None


def _linked_data(tree: etree._Element) -> Iterator[Any]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        for item in data if isinstance(data, list) else [data]:
            if isinstance(item, Mapping):
                yield item.get("datePublished")


def read_record(record: Mapping[str, Any]) -> Page:
    """Read one record of a list, the names of its fields found by themselves.

    A record whose only text is the dump of a whole page is read as such.

    Parameters
    ----------
    record : mapping
        With a text under one of the names of ``readers.FIELDS["body"]``.

    Returns
    -------
    Page

    Examples
    --------
    >>> page = read_record({"headline": "Порт", "text": "Порт открыт.", "url": "https://site.example/7"})
    >>> page.title, page.paragraphs, page.site
    ('Порт', ['Порт открыт.'], 'site.example')
    """
    title, body = pick(record, "title"), pick(record, "body")
    if looks_like_html(body) and body.count("<") <= MAX_HTML_TAGS:
        page = read_html(body)
    elif title is None:
        page = read_text(body)
    else:
        page = Page(paragraphs=join_lines(clean(body).split("\n")))
    if title is not None:
        page.title = " ".join(clean(title).split())
    time = pick(record, "published")
    page.published = read_time(time) or page.published
    if time is not None and page.published is None:
        page.notes.append(f"no such day or time: {str(time)[:60]}")
    url = pick(record, "url")
    if isinstance(url, str) and url.startswith(("http://", "https://")):
        try:
            page.url, page.site = url, urlsplit(url).hostname
        except ValueError:
            page.notes.append(f"no such address: {url[:100]}")
    return page
