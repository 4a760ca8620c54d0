"""The costly steps of a build: functions that other processes run, and whose results are kept.

Their results are texts, JSON, so that what comes from the cache is what comes from the work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from analysis.cache import Step, hash_of
from analysis.corpus import duplicates
from analysis.corpus.page import articles_of
from analysis.corpus.raw import RawPage, Unusable
from analysis.corpus.readers import read_file
from analysis.corpus.sources import find_options
from analysis.corpus.text import fold_title
from analysis.shelf import pack


@dataclass(frozen=True)
class Part:
    """One raw file, or some pages of a raw file that holds many.

    Attributes
    ----------
    file : int
        Number of the file.
    name, place : str, Path
        See :func:`analysis.corpus.readers.find_files`.
    digest : str or None
        SHA-256 of the file, None if it could not be read.
    key : str or None
        What names the content in the cache.
    pages : list of RawPage, optional
        Those of a file of many; empty behind the last of them.
    keys, whole : list of str, str, optional
        Behind the last page of a file of many: the keys of all its parts, and the key of the file.
    last : bool
        Whether the file ends with it.

    Examples
    --------
    >>> from pathlib import Path
    >>> part = Part(0, "2024/page.txt", Path("raw", "2024", "page.txt"), digest="9f86d0", key="a1")
    >>> part.pages is None and part.last  # all of a file of one page
    True
    """

    file: int
    name: str
    place: Any
    digest: str | None
    key: str | None
    pages: list[RawPage] | None = None
    keys: list[str] | None = None
    whole: str | None = None
    last: bool = True


def _digest(place: Any) -> str | None:
    """SHA-256 of a file, None if it cannot be read."""
    try:
        # opening a pipe would wait for somebody to write to it
        if place.is_file():
            with place.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass
    return None


def _digest_files(files: list[tuple[str, Any]]) -> list[str | None]:
    """SHA-256 of raw files, and behind a space what else decides how they are read; None for those not readable."""
    return [sha and f"{sha} {_options(name, place)}" for name, place in files for sha in [_digest(place)]]


def _options(name: str, place: Any) -> str:
    try:
        return repr(find_options(name, place))
    except Unusable as error:
        return str(error)


def _read_parts(parts: list[Part]) -> list[str | None]:
    """Read raw pages: for each part what the shelf holds of its pages; None for a file that changed meanwhile."""
    results: list[str | None] = []
    for part in parts:
        pages = read_file(part.name, part.place) if part.pages is None else part.pages
        result = pack([_prepare(*row) for raw in pages for row in articles_of(raw)])
        whole = part.pages is None or part.keys is not None
        results.append(None if whole and _digest(part.place) != part.digest else result)
    return results


def _prepare(row: dict[str, Any], headlines: Iterable[dict[str, Any]]) -> list[Any]:
    """What the columns of the shelf hold of one page."""
    seen = [(h["position"], fold_title(h["text"]), int(h["published"].timestamp()), h["text"]) for h in headlines]
    if "reason" in row:
        return [row["page"], seen, row["reason"], pack(row)]
    time = row["published"]
    text = "\0".join((row["title"], time.isoformat() if time else "", row["body"]))
    identifier = hashlib.sha256(text.encode()).hexdigest()[:12]
    seconds = int(time.timestamp()) if time else None
    title = fold_title(row["title"]) if row["title"] else None
    same = hash_of(row["title"], row["body"])
    return [row["page"], seen, None, pack(row), identifier, seconds, row["language"], title, row["site"], same]


def _sketch_articles(articles: list[tuple[str, str]]) -> list[str | None]:
    """What titles and bodies have to share to be compared, as hexadecimal digits of numbers of 8 bytes."""
    return ["".join(duplicates.bands(title, body)) for title, body in articles]


def _resolve_copies(groups: list[list[dict[str, Any]]]) -> list[str | None]:
    """For each group of articles that may be alike, the place of each one's original in it."""
    return [json.dumps(duplicates.originals(articles)) for articles in groups]


def _extract_records(articles: list[dict[str, Any]]) -> list[str | None]:
    """Records of articles; nothing in place of no records."""
    # models that a folder without articles need not wait for
    from analysis.events.extract import extract_chunk

    return [pack(records) if any(records.values()) else "" for records in extract_chunk(articles)]


def _settle_parts(parts: list[tuple[str, list[Any]]]) -> list[str | None]:
    """Events of statements that may belong together."""
    from analysis.events.registry import events_of

    return [events_of(table, statements) for table, statements in parts]


DIGEST = Step("digest", _digest_files, (), 256)
READ = Step("read", _read_parts, ("corpus/readers.py", "corpus/page.py", "shelf.py"), 32)
SKETCH = Step("sketch", _sketch_articles, ("corpus/duplicates.py",), 128)
RESOLVE = Step("resolve", _resolve_copies, ("corpus/duplicates.py",), 32)
EXTRACT = Step("extract", _extract_records, ("events/extract.py",), 64)
SETTLE = Step("settle", _settle_parts, ("events/registry.py",), 256)
# those whose results are kept
STEPS = (READ, SKETCH, RESOLVE, EXTRACT, SETTLE)
