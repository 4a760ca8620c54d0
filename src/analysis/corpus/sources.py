"""``sources.yml`` beside the raw files: which column of a list holds what, where its name does not tell.

.. code-block:: yaml

    - files: export/*.csv                 # or a list of such patterns, seen from this file; * also stands for folders.
                                          # An archive is named itself: what is said of it holds for all that is in it
      columns: {title: Heading, body: Full text, published: When, url: Link}
      header: [Heading, Full text, When]  # the names of the columns, for a list that begins without them
      encoding: cp1251                    # if it is detected wrongly
      site: site.example                  # for pages that do not tell it themselves

The first entry with a pattern that fits counts. Everything but ``files`` may be left out.
"""

from __future__ import annotations

import codecs
import fnmatch
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from analysis.corpus.raw import Unusable, in_words

NAME = "sources.yml"
MAX_BYTES = 1_000_000

# the names under which records hold what an article needs, the likeliest first
FIELDS = {
    "id": ("id", "article_id", "news_id", "doc_id", "_id"),
    "title": ("title", "headline", "head", "heading", "name", "заголовок", "название"),
    "body": (
        *("body", "text", "content", "article", "full_text", "fulltext", "main_text", "maintext", "article_text"),
        *("article_body", "articlebody", "текст", "содержание", "html", "raw_html"),
    ),
    "published": (
        *("published", "published_at", "date_published", "publication_date", "pub_date", "pubdate", "publishedat"),
        *("datepublished", "datetime", "date", "time", "timestamp", "created_at", "дата", "дата_публикации", "время"),
    ),
    "url": ("url", "link", "href", "address", "source_url", "canonical", "адрес", "ссылка"),
}


@dataclass(frozen=True)
class Options:
    """What ``sources.yml`` says of one file.

    Examples
    --------
    >>> options = Options(columns={"title": "Heading", "body": "Full text"}, encoding="cp1251")
    >>> rename({"Heading": "Порт открыт"}, options.columns)["title"]
    'Порт открыт'
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    encoding: str | None = None
    site: str | None = None


def find_options(name: str, place: Path) -> Options:
    """Find what ``sources.yml`` says of a raw file: the one in its folder, or the nearest above, in the raw folder.

    Parameters
    ----------
    name : str
        The name of the file's pages: as many folders are searched as it has parts.
    place : Path
        Where the file lies.

    Returns
    -------
    Options
        Empty where nothing is said.

    Raises
    ------
    Unusable
        If the entry cannot be understood.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = "- {files: '*.csv', columns: {title: Heading}, site: site.example}"
    ...     _ = Path(folder, "sources.yml").write_text(text)
    ...     find_options("lists/a.csv", Path(folder, "lists", "a.csv"))
    Options(columns={'title': 'Heading'}, header=(), encoding=None, site='site.example')
    """
    folder = place
    for _ in PurePosixPath(name).parts:
        folder = folder.parent
        if (file := folder / NAME).is_file():
            found = file.stat()
            # stores tell in their own words when a file was changed
            entries = _load(file, f"{found.st_mtime} {found.st_size} {getattr(found, 'info', '')}")
            if isinstance(entries, Unusable):
                raise entries
            return _choose(entries, place.relative_to(folder).as_posix())
    return Options()


@functools.lru_cache(maxsize=64)
def _load(file: Path, state: str) -> Any:
    """The entries of a file, which may stand above a million others, or why there are none."""
    try:
        with file.open("rb") as opened:
            return yaml.safe_load(opened.read(MAX_BYTES))
    except (yaml.YAMLError, UnicodeError, RecursionError, ValueError) as error:
        return Unusable("malformed", f"{NAME} above it is no valid YAML: {in_words(error)}")


def _choose(entries: Any, path: str) -> Options:
    if not isinstance(entries, list):
        raise Unusable("malformed", f"{NAME} above it is no list of entries «- files: …»")
    for number, entry in enumerate(entries, start=1):
        patterns = entry.get("files") if isinstance(entry, Mapping) else None
        if isinstance(patterns, str):
            patterns = [patterns]
        if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
            raise Unusable(
                "malformed", f"{NAME} above it, entry {number}: «files» has to be a pattern or a list of them"
            )
        if any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns):
            try:
                return _understand({key: value for key, value in entry.items() if key != "files"})
            except ValueError as error:
                raise Unusable("malformed", f"{NAME} above it, entry {number}: {error}") from error
    return Options()


def _understand(entry: Mapping[Any, Any]) -> Options:
    known = ("columns", "header", "encoding", "site")
    for key in entry:
        if key not in known:
            raise ValueError(f"no such key {str(key)[:60]!r}; there are files, {', '.join(known)}")
    columns, header = entry.get("columns") or {}, entry.get("header") or []
    if not isinstance(columns, Mapping) or not all(isinstance(column, str) for column in columns.values()):
        raise ValueError("«columns» has to look like {title: Heading, body: Full text}")
    for name in columns:
        if name not in FIELDS:
            raise ValueError(f"no such field {str(name)[:60]!r} in «columns»; there are {', '.join(FIELDS)}")
    if not isinstance(header, list) or not all(isinstance(name, str) for name in header):
        raise ValueError("«header» has to be a list of names")
    encoding, site = entry.get("encoding"), entry.get("site")
    try:
        if encoding is not None and not codecs.lookup(encoding)._is_text_encoding:  # type: ignore[attr-defined]
            raise LookupError
    except (LookupError, TypeError, ValueError):
        raise ValueError(f"no such encoding {str(encoding)[:60]!r}") from None
    if site is not None and not isinstance(site, str):
        raise ValueError("«site» has to be a host name")
    return Options(dict(columns), tuple(header), encoding, site)


def pick(record: Mapping[str, Any], field: str) -> Any:
    """The value that a record holds for a field of ``FIELDS``, under whichever of its names; None if it has none.

    Examples
    --------
    >>> pick({"Headline": "One"}, "title"), pick({"title": {"rendered": "One"}}, "title")
    ('One', 'One')
    """
    return next(pick_all(record, field), None)


def pick_all(record: Mapping[str, Any], field: str) -> Iterator[Any]:
    """All values that a record holds for a field of ``FIELDS``, the likeliest first.

    Examples
    --------
    >>> list(pick_all({"time": "18:20", "date": "14.05.2024"}, "published"))
    ['14.05.2024', '18:20']
    """
    names = {fold_name(key): key for key in reversed(list(record))}
    for name in FIELDS[field]:
        value = record[names[name]] if name in names else None
        if isinstance(value, Mapping):
            # WordPress gives texts like this
            value = value.get("rendered")
        # what tables of numbers hold where there is nothing
        if value is not None and value != "" and value == value:
            yield value


def fold_name(name: object) -> str:
    """A column's name for comparison.

    Examples
    --------
    >>> fold_name(" Date-Published ")
    'date_published'
    """
    return "_".join(str(name).lower().replace("-", " ").split())


def rename(record: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """Put the values of mapped columns under the names of ``FIELDS``; a dot leads into a record within the record.

    Examples
    --------
    >>> rename({"a": {"b": "One"}, "title": "Two"}, {"title": "a.b"})
    {'a': {'b': 'One'}, 'title': 'One'}
    """
    renamed = dict(record)
    for name, column in columns.items():
        value: Any = record
        if column in record:
            value = record[column]
        else:
            for part in column.split("."):
                value = value.get(part) if isinstance(value, Mapping) else None
        renamed[name] = value
    return renamed
