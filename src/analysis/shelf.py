"""Rows of the build that is under way, kept on disk so that memory does not grow with their number.

The file is made anew by each build and holds nothing that a later one needs.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FILE = "rows.sqlite"
SCHEMA = """
CREATE TABLE file (number INTEGER PRIMARY KEY, name TEXT, place BLOB);
CREATE TABLE input (name TEXT, digest TEXT);
CREATE TABLE article (
    number INTEGER PRIMARY KEY, file INTEGER, id TEXT, published INTEGER, language TEXT, title TEXT, original INTEGER,
    row TEXT
);
CREATE TABLE headline (
    file INTEGER, page TEXT, position INTEGER, title TEXT, published INTEGER, row TEXT
);
CREATE TABLE reject (file INTEGER, page TEXT, reason TEXT, row TEXT);
"""


class Shelf:
    """An SQLite file for the rows of one build; a context manager that deletes it at its end.

    Parameters
    ----------
    folder : Path
        Where it lies; made if it is missing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Shelf(Path(folder)) as shelf:
    ...     shelf.add("input", [("a.txt", "00"), ("b.txt", "11")])
    ...     list(shelf.select("SELECT name FROM input WHERE digest > ?", "00"))
    [('b.txt',)]
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / FILE
        self._file.unlink(missing_ok=True)
        self._database = sqlite3.connect(self._file, isolation_level=None)
        # nothing here has to outlive the process
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -32000"):
            self._database.execute(f"PRAGMA {setting}")
        self._database.executescript(SCHEMA)
        self._database.execute("BEGIN")

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()
        with contextlib.suppress(OSError):
            self._file.unlink()

    def add(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows, each a tuple of all columns."""
        iterator = iter(rows)
        first = next(iterator, None)
        if first is not None:
            insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(first))})"
            self._database.execute(insert, first)
            self._database.executemany(insert, iterator)

    def select(self, query: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Rows of a query, one at a time."""
        return iter(self._database.execute(query, values))

    def change(self, statement: str, rows: Iterable[tuple[Any, ...]] = ((),)) -> None:
        """Carry out a statement for each row of values."""
        self._database.executemany(statement, rows) if rows != ((),) else self._database.execute(statement)

    def count(self, table: str, where: str = "1") -> int:
        """Number of rows."""
        return next(self.select(f"SELECT count(*) FROM {table} WHERE {where}"))[0]


def pack(row: Any) -> str:
    """A row as text; times become ISO 8601."""
    return json.dumps(row, default=lambda time: time.isoformat())
