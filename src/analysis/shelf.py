"""Rows of the build that is under way, kept on disk so that memory does not grow with their number.

The file is made anew by each build and holds nothing that a later one needs.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from analysis import tables
from analysis.corpus.dates import ASHGABAT

FILE = "rows.sqlite"
SCHEMA = """
CREATE TABLE file (key BLOB PRIMARY KEY, name BLOB, place BLOB);
CREATE TABLE input (name TEXT, digest TEXT);
CREATE TABLE article (
    number INTEGER PRIMARY KEY, file INTEGER, id TEXT, published INTEGER, language TEXT, title TEXT, original INTEGER,
    site TEXT, text TEXT, row TEXT
);
CREATE TABLE headline (
    file INTEGER, page TEXT, position INTEGER, title TEXT, published INTEGER, text TEXT
);
CREATE TABLE reject (file INTEGER, page TEXT, reason TEXT, row TEXT);
CREATE TABLE source (article TEXT, site TEXT);
CREATE TABLE finding (day TEXT, article TEXT, published TEXT, found TEXT);
CREATE TABLE person (row TEXT);
CREATE TABLE statement (
    position INTEGER PRIMARY KEY, kind TEXT, article TEXT, published TEXT, record TEXT, part INTEGER
);
CREATE TABLE link (kind TEXT, key TEXT, day INTEGER, position INTEGER);
CREATE TABLE event (
    number INTEGER PRIMARY KEY, first INTEGER, kind TEXT, id TEXT, reported INTEGER, host TEXT, guest TEXT,
    start INTEGER, end INTEGER, who TEXT, background INTEGER, row TEXT
);
CREATE TABLE mention (event INTEGER, article TEXT, field TEXT, start INTEGER, statement INTEGER);
"""


class Shelf:
    """An SQLite file for the rows of one build; a context manager that deletes it at its end.

    Parameters
    ----------
    folder : Path, optional
        Where it lies; made if it is missing. In memory if left out.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Shelf(Path(folder)) as shelf:
    ...     shelf.add("input", [("a.txt", "00"), ("b.txt", "11")])
    ...     list(shelf.select("SELECT name FROM input WHERE digest > ?", "00"))
    [('b.txt',)]
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = folder and folder / FILE
        if folder and self._file:
            folder.mkdir(parents=True, exist_ok=True)
            self._file.unlink(missing_ok=True)
        self._database = sqlite3.connect(self._file or ":memory:", isolation_level=None)
        # nothing here has to outlive the process
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -8000"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.executescript(SCHEMA)
        self._database.execute("BEGIN")

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()
        if self._file:
            with contextlib.suppress(OSError):
                self._file.unlink()

    def add(self, table: str, rows: Iterable[tuple[Any, ...]], ignore: bool = False) -> None:
        """Add rows, each a tuple of all columns; those whose key is there already can be left out.

        Examples
        --------
        >>> with Shelf() as shelf:
        ...     shelf.add("file", [(b"1", b"a.txt", b"raw/a.txt"), (b"1", b"b.txt", b"raw/a.txt")], ignore=True)
        ...     list(shelf.select("SELECT name FROM file"))
        [(b'a.txt',)]
        """
        iterator = iter(rows)
        if (first := next(iterator, None)) is not None:
            insert = f"INSERT {'OR IGNORE ' * ignore}INTO {table} VALUES ({', '.join('?' * len(first))})"
            self._database.executemany(insert, chain([first], iterator))

    def select(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Rows of a query, one at a time.

        Examples
        --------
        >>> with Shelf() as shelf:
        ...     next(shelf.select("SELECT ? + 1", 2))
        (3,)
        """
        return iter(self._database.execute(query, values))

    def change(self, statement: str, rows: Iterable[tuple[Any, ...]] = ((),)) -> None:
        """Carry out a statement for each row of values.

        Examples
        --------
        >>> with Shelf() as shelf:
        ...     shelf.add("input", [("a.txt", "00"), ("b.txt", "11")])
        ...     shelf.change("UPDATE input SET digest = ? WHERE name = ?", [("22", "a.txt"), ("33", "b.txt")])
        ...     list(shelf.select("SELECT digest FROM input"))
        [('22',), ('33',)]
        """
        self._database.executemany(statement, rows) if rows != ((),) else self._database.execute(statement)

    def count(self, table: str, where: str = "1") -> int:
        """Number of rows.

        Examples
        --------
        >>> with Shelf() as shelf:
        ...     shelf.add("source", [("article1", "tdh"), ("article2", "orient")])
        ...     shelf.count("source"), shelf.count("source", "site = 'tdh'")
        (2, 1)
        """
        return next(self.select(f"SELECT count(*) FROM {table} WHERE {where}"))[0]


def pack(row: Any) -> str:
    """A row as text; days and times become ISO 8601.

    Examples
    --------
    >>> pack({"date": date(2024, 5, 14), "title": "Визит"})
    '{"date": "2024-05-14", "title": "Визит"}'
    """
    text = json.dumps(row, default=_iso, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:  # half characters, which no database takes
        text = json.dumps(row, default=_iso)
    return text


def _iso(when: date) -> str:
    return when.isoformat()


def unpack(table: str, text: str) -> dict[str, Any]:
    """A row of a table from text: its days and times as such, times in Asia/Ashgabat.

    Examples
    --------
    >>> unpack("meetings", '{"date": "2024-05-14"}')
    {'date': datetime.date(2024, 5, 14)}
    """
    row = json.loads(text)
    for name, type_ in _dated(table):
        if value := row.get(name):
            day = type_ == tables.DAY
            row[name] = date.fromisoformat(value) if day else datetime.fromisoformat(value).astimezone(ASHGABAT)
    return row


@cache
def _dated(table: str) -> list[tuple[str, Any]]:
    """The columns of a table that hold days or times."""
    return [(c.name, c.type) for c in tables.TABLES[table].columns if c.type in (tables.DAY, tables.TIME)]
