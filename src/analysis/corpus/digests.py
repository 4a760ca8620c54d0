"""Digests: pages that hold several short articles below each other, each with a headline and a day of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from analysis.corpus.dates import match_dateline, read_dateline
from analysis.corpus.newspaper import LONGEST_TITLE, Page
from analysis.corpus.text import is_sentence

# a name, a day and a remark below an article are no further article
FEWEST_WORDS_OF_A_HEADLINE = 3
SHORTEST_TEXT = 80


def split_digest(page: Page) -> list[Page]:
    """Take a digest apart.

    It is taken apart only where its structure is clear: each article has a headline of three words or more, right below
    it a line with nothing but a day, and below that at least 80 letters of text with the end of a sentence. The first
    may have its headline and day at the head of the page. A page with numbers, headlines or subtitles alone, with one
    day for all, stays one article.

    Parameters
    ----------
    page : Page

    Returns
    -------
    list of Page
        The page itself if it is no digest. The headlines of its sidebar stay with the first article.

    Examples
    --------
    >>> text = "Порт принял первые суда с грузом стекла и труб, их встретили музыкой и караваем хлеба."
    >>> days = ["Порт открыт вчера утром", "2 мая 2024", text, "Школа построена за год", "3 мая 2024", text]
    >>> [(part.title, part.published.day, len(part.paragraphs)) for part in split_digest(Page(paragraphs=days))]
    [('Порт открыт вчера утром', 2, 1), ('Школа построена за год', 3, 1)]
    """
    lines = page.paragraphs
    heads = _heads(lines)
    if not heads:
        return [page]
    found: list[tuple[str, datetime | None, list[str]]] = [
        (lines[n], read_dateline(lines[n + 1]), lines[n + 2 : end])
        for n, end in zip(heads, [*heads[1:], len(lines)], strict=True)
    ]
    intro = lines[: heads[0]]
    if intro:
        found.insert(0, (page.title, page.published, intro))
    if len(found) < 2 or not all(title and time and _is_article(text) for title, time, text in found):
        return [page]
    of = [f"of a digest «{page.title}»"] if page.title and not intro else ["of a digest"]
    return [
        replace(page, title=title, published=time, paragraphs=text, notes=page.notes + of, headlines=[])
        if n
        else replace(page, title=title, published=time, paragraphs=text, notes=page.notes + of)
        for n, (title, time, text) in enumerate(found)
    ]


def from_first_headline(lines: list[str]) -> list[str]:
    """The lines without what stands above the first headline with a day below it; none where there is none.

    Examples
    --------
    >>> from_first_headline(["Меню", "Порт открыт вчера утром", "2 мая 2024", "Суда встретили музыкой."])
    ['Порт открыт вчера утром', '2 мая 2024', 'Суда встретили музыкой.']
    """
    heads = _heads(lines)
    return lines[heads[0] :] if heads else []


def _heads(lines: list[str]) -> list[int]:
    return [n for n in range(len(lines) - 2) if match_dateline(lines[n + 1]) and _is_headline(lines[n])]


def _is_headline(line: str) -> bool:
    return line.count(" ") + 1 >= FEWEST_WORDS_OF_A_HEADLINE and len(line) <= LONGEST_TITLE and not line.endswith(".")


def _is_article(text: list[str]) -> bool:
    return sum(map(len, text)) >= SHORTEST_TEXT and any(map(is_sentence, text))
