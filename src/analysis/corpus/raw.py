"""What the readers hand on: one raw page as it was collected, or why it cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RawPage:
    """One raw page as it was collected.

    Attributes
    ----------
    page : str
        Its name: the path below the raw folder; in an archive the path goes on inside it; ``#n`` for the n-th record
        of a file of many.
    kind : {"text", "html", "record"}
        How it is to be read.
    content : bytes or mapping
        The file's bytes, or the record.
    bytes : int
        Size.
    problem : tuple of (str, str), optional
        Why it could not be opened: one of ``tables.REASONS``, and what exactly was found.
    url, site : str, optional
        Address and host name, where what surrounds the page tells them: a crawl, or ``sources.yml``.

    Examples
    --------
    >>> page = RawPage("list.csv#2", "record", {"title": "Порт открыт", "body": "Порт открыт вчера."}, 64)
    >>> page.content["title"], page.problem
    ('Порт открыт', None)
    """

    page: str
    kind: str
    content: bytes | Mapping[str, Any]
    bytes: int
    problem: tuple[str, str] | None = None
    url: str | None = None
    site: str | None = None


class Unusable(Exception):
    """A file, or the rest of one, that cannot be used: one of ``tables.REASONS``, and what exactly was found.

    Examples
    --------
    >>> Unusable("empty", "the file holds no text").problem
    ('empty', 'the file holds no text')
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.problem = (reason, detail)


def rejected(page: str, size: int, reason: str, detail: str) -> RawPage:
    """A raw page that cannot be used.

    Examples
    --------
    >>> rejected("a.txt", 0, "empty", "the file holds no text").problem[0]
    'empty'
    """
    return RawPage(page, "text", b"", size, (reason, detail))


def in_words(error: BaseException) -> str:
    """An error in one short line.

    Examples
    --------
    >>> in_words(ValueError("first line\\nsecond line"))
    'first line'
    """
    lines = str(error).strip().splitlines()
    return (lines[0][:200] if lines else "") or type(error).__name__
