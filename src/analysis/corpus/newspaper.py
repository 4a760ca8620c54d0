"""The newspaper's page as a text dump: a sidebar of headlines, each with the time behind it and the next one glued to
the minutes; the article's headline; a dateline; paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from analysis.corpus.dates import STAMP, match_dateline, to_time
from analysis.corpus.sites import Site
from analysis.corpus.text import SENTENCE_ENDS, fold_title, plain, printable, untwin

SIDEBAR = re.compile(r"(?:СЕГОДНЯ НА САЙТЕ\b ?:?|(?i:сегодня на сайте) ?:) ?")
# the headline and the dateline stand among the first lines; a longer line is no headline
FIRST_LINES = 6
LONGEST_TITLE = 300


@dataclass
class Page:
    """What could be read of a raw page, before it is known whether that makes an article.

    Examples
    --------
    >>> Page("Порт открыт", ["Порт открыт вчера."]).published is None
    True
    """

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    published: datetime | None = None
    headlines: list[tuple[str, datetime]] = field(default_factory=list)
    url: str | None = None
    site: str | None = None
    notes: list[str] = field(default_factory=list)

    def set_address(self, url: object) -> bool:
        """Note where the page comes from, if that is an address at all.

        Examples
        --------
        >>> page = Page("Порт открыт")
        >>> page.set_address("https://site.example/ru/7.html"), page.site, page.set_address("7.html")
        (True, 'site.example', False)
        """
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            return False
        try:
            host = urlsplit(url).hostname
        except ValueError:
            self.notes.append(f"no such address: {printable(url)[:100]}")
            return False
        self.url, self.site = printable(url), printable(host) if host else self.site
        return True


def read_text(text: str, site: Site | None = None) -> Page:
    """Read a text dump of the newspaper's page.

    Parameters
    ----------
    text : str
        The whole dump. Sidebar, headline and dateline may each be missing.
    site : Site, optional
        What stands around the articles, where the dump is of another site.

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
    with_twins = plain(text)
    cleaned = untwin(with_twins)
    if cleaned != with_twins:
        page.notes.append("look-alike letters put right")
    lines = _take_sidebar(cleaned.split("\n"), page)
    if site:
        lines = site.text_lines(lines)
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
