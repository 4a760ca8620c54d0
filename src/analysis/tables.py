"""Every table of ``data/processed``: its columns, their types, units and meanings, written down once.

Whatever writes a table does it through :func:`to_arrow`; the codebook ``docs/codebook.md`` is made from the same lists.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import pandas as pd

TIMEZONE = "Asia/Ashgabat"
# rows of a table that are in memory while it is written
ROWS_AT_ONCE = 2_000

TEXT = pa.string()
TEXTS = pa.list_(pa.string())
DAY = pa.date32()
TIME = pa.timestamp("s", tz=TIMEZONE)
COUNT = pa.int32()
SHARE = pa.float64()
FLAG = pa.bool_()

VISIT_KINDS = ("state", "official", "working", "private", "unspecified")
VISIT_STATUSES = ("held", "planned", "cancelled")
MEETING_MODES = ("in_person", "phone", "video")
AGREEMENT_KINDS = ("treaty", "memorandum", "contract", "protocol", "declaration", "programme", "package", "other")
AGREEMENT_STATUSES = ("signed", "planned", "in_force", "referenced")
OFFICES = (
    "head_of_state",
    "head_of_government",
    "national_leader",
    "parliament_head",
    "foreign_minister",
    "deputy_head_of_government",
    "minister",
    "regional_head",
    "organisation_head",
    "delegation",
    "other",
)


class Mistake(Exception):
    """A usual mistake of a user: a notebook shows the one line that says what to do, and no traceback.

    Examples
    --------
    >>> Mistake("run «analysis build» first")._render_traceback_()
    ['run «analysis build» first']
    """

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class NotBuilt(Mistake, FileNotFoundError):
    """The tables are not there yet.

    Examples
    --------
    >>> read("visits", "no/such/folder")
    Traceback (most recent call last):
    analysis.tables.NotBuilt: no table visits in no/such/folder: run «analysis build» first
    """


@dataclass(frozen=True)
class Column:
    """One column: its name, Arrow type, meaning, and the closed list of its values where it has one.

    Examples
    --------
    >>> next(column for column in TABLES["meetings"].columns if column.name == "mode")
    Column(name='mode', type=DataType(string), meaning='how they met', values=('in_person', 'phone', 'video'))
    """

    name: str
    type: pa.DataType
    meaning: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its name, what one row is, its columns, and the columns that its rows are sorted by.

    Examples
    --------
    >>> TABLES["visits"].row, TABLES["visits"].order
    ('one trip of one official to one country', ('first_reported', 'visit_id'))
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema, each column's meaning kept as its metadata.

        Examples
        --------
        >>> field = TABLES["meetings"].schema.field("mode")
        >>> str(field.type), field.metadata
        ('string', {b'meaning': b'how they met'})
        """
        return pa.schema([pa.field(c.name, c.type, metadata={"meaning": c.meaning}) for c in self.columns])

    def key(self, row: Mapping[str, Any]) -> tuple:
        """What rows are sorted by; nothing comes last.

        Examples
        --------
        >>> sorted([{"page": None}, {"page": "b.txt"}, {"page": "a.txt"}], key=TABLES["rejects"].key)
        [{'page': 'a.txt'}, {'page': 'b.txt'}, {'page': None}]
        """
        return tuple((row.get(c) is None, row.get(c) if row.get(c) is not None else "") for c in self.order)


COUNTRY = "ISO 3166-1 alpha-3"

ARTICLES = Table(
    "articles",
    "one article that could be read from a raw page, duplicates included",
    (
        Column("article_id", TEXT, "made from title, time and body, so that it stays the same wherever the file lies"),
        Column("page", TEXT, "raw page: path below the raw folder, with #n for the n-th record of a file of many"),
        Column("title", TEXT, "headline; empty where the page has none"),
        Column("body", TEXT, "paragraphs separated by one blank line"),
        Column("published", TIME, f"time of publication, {TIMEZONE}; null where the page states none"),
        Column("language", TEXT, "ISO 639-1; only Russian (ru) is analysed", ("ru", "tk", "en", "kk", "other")),
        Column("source", TEXT, "whom the article names as its source («Об этом сообщает …»); null if nobody"),
        Column("site", TEXT, "host name of the site, where the page or its address tells it"),
        Column("url", TEXT, "address of the page, where known"),
        Column("collected", TIME, "newest time in the sidebar: the page was not collected before it"),
        Column("characters", COUNT, "length of the body, in characters"),
        Column("paragraphs", COUNT, "number of paragraphs of the body"),
        Column("duplicate_of", TEXT, "article_id of the earliest copy of the same text; null for originals"),
        Column("notes", TEXTS, "what was odd about the page, e.g. «no dateline»"),
    ),
    ("published", "article_id"),
)

HEADLINES = Table(
    "headlines",
    "one headline seen in the sidebar of a raw page",
    (
        Column("page", TEXT, "raw page in whose sidebar it stood"),
        Column("position", COUNT, "place in the sidebar, 1 is the top"),
        Column("text", TEXT, "the headline"),
        Column("published", TIME, "its time in the sidebar"),
        Column("article_id", TEXT, "the article, if the corpus has it; null: seen but not collected"),
    ),
    ("page", "position"),
)

EVENT_COLUMNS = (
    Column("articles", COUNT, "number of articles that mention it, duplicates counted once"),
    Column("sources", TEXTS, "sites of these articles and of their duplicates, where known, sorted"),
    Column("first_reported", TIME, "time of the earliest article that mentions it"),
    Column("confidence", SHARE, "0 to 1: the expected share of such rows that are right"),
    Column("evidence", TEXT, "the words that say so, from the mention with the highest confidence"),
    Column("evidence_article", TEXT, "article_id of these words"),
    Column("background", FLAG, "true if every mention only recalls it from earlier"),
)

VISITS = Table(
    "visits",
    "one trip of one official to one country",
    (
        Column("visit_id", TEXT, "stable identifier, made from who, where and when"),
        Column("visitor", TEXT, "full name, Russian nominative; null where neither text nor date tells the person"),
        Column("visitor_latin", TEXT, "the name in Latin letters"),
        Column("visitor_from", TEXT, "how the person is known", ("named", "resolved")),
        Column("visitor_office", TEXT, "office on the trip", OFFICES),
        Column("visitor_country", TEXT, f"country represented, {COUNTRY}; null for international organisations"),
        Column("host_country", TEXT, f"country travelled to, {COUNTRY}; the own one for a domestic trip"),
        Column("places", TEXTS, "cities or regions visited, Russian nominative"),
        Column("kind", TEXT, "the rank that the articles use", VISIT_KINDS),
        Column("start", DAY, "first day, ISO 8601"),
        Column("end", DAY, "last day, ISO 8601; null where one day or none is known"),
        Column("date_words", TEXT, "the words that gave the date"),
        Column("date_precision", TEXT, "what they tell; with a month alone, start is null", ("day", "month")),
        Column("status", TEXT, "made or under way, announced, or called off", VISIT_STATUSES),
        Column("occasion", TEXT, "the multilateral event that it was for; null for a bilateral visit"),
        *EVENT_COLUMNS,
    ),
    ("first_reported", "visit_id"),
)

MEETINGS = Table(
    "meetings",
    "one direct contact between senior officials of two sides",
    (
        Column("meeting_id", TEXT, "stable identifier, made from who, how and when"),
        Column("participants", TEXTS, "full names, or office@country for a person whom no article names"),
        Column("countries", TEXTS, f"sides that are states, {COUNTRY}, sorted"),
        Column("mode", TEXT, "how they met", MEETING_MODES),
        Column("date", DAY, "day, ISO 8601"),
        Column("status", TEXT, "took place, announced, or called off", VISIT_STATUSES),
        Column("visit_id", TEXT, "the visit on which they met; null if none is known"),
        *EVENT_COLUMNS,
    ),
    ("first_reported", "meeting_id"),
)

AGREEMENTS = Table(
    "agreements",
    "one document between parties of two countries, or of a country and an organisation or foreign company",
    (
        Column("agreement_id", TEXT, "stable identifier, made from kind, parties and title"),
        Column("kind", TEXT, "kind of document", AGREEMENT_KINDS),
        Column("title", TEXT, "as the article words it; null if it does not"),
        Column("parties", TEXTS, f"states as {COUNTRY}, organisations and companies as written, sorted"),
        Column("status", TEXT, "the furthest that any article reports", AGREEMENT_STATUSES),
        Column("count", COUNT, "number of documents that the row stands for"),
        Column("date", DAY, "day of signing, ISO 8601"),
        Column("visit_id", TEXT, "the visit on which it was signed; null if none is known"),
        *EVENT_COLUMNS,
    ),
    ("first_reported", "agreement_id"),
)

MENTIONS = Table(
    "mentions",
    "one article's statement of one event",
    (
        Column("event_id", TEXT, "visit_id, meeting_id or agreement_id"),
        Column("event", TEXT, "which table the event is in", ("visit", "meeting", "agreement")),
        Column("article_id", TEXT, "the article that states it"),
        Column("field", TEXT, "where in the article the words stand", ("title", "body")),
        Column("start", COUNT, "offset of the words' first character in that field, counted from 0"),
        Column("end", COUNT, "offset behind the last character: article[field][start:end] == evidence"),
        Column("evidence", TEXT, "the words"),
        Column("confidence", SHARE, "0 to 1, as in the events' tables, for this statement alone"),
        Column("background", FLAG, "true if the article only recalls it"),
        Column("stated", TEXT, "JSON: the record as this article states it, before events were merged"),
    ),
    ("event_id", "article_id", "field", "start"),
)

PEOPLE = Table(
    "people",
    "one person in one office",
    (
        Column("name", TEXT, "full name, Russian nominative, given name first"),
        Column("latin", TEXT, "usual English form where known, else transliterated"),
        Column("office", TEXT, "office that the corpus or the gazetteer gives", OFFICES),
        Column("country", TEXT, f"{COUNTRY}; null for international organisations"),
        Column("first_seen", DAY, "day of the first article that shows the person in this office"),
        Column("last_seen", DAY, "day of the last such article"),
        Column("mentions", COUNT, "number of articles that show the person in this office"),
        Column("origin", TEXT, "how the row came about", ("gazetteer", "corpus")),
    ),
    ("name", "office", "country"),
)

REASONS = {
    "empty": "the file holds no text, record or page",
    "binary": "the file is not text",
    "encoding": "no supported encoding fits the bytes",
    "no_body": "a headline or sidebar, but no text of an article",
    "malformed": "a record or file that does not parse",
    "no_text_field": "a record without the fields that hold title and body",
    "too_large": "larger than the reader's limit",
    "unreadable": "the file could not be opened",
    "unsupported": "a kind of file that no reader knows",
    "outside": "a link, or a name in an archive, that leads out of the folder or archive; it was not followed",
}

REJECTS = Table(
    "rejects",
    "one raw page that could not be used",
    (
        Column("page", TEXT, "raw page, as in articles"),
        Column("reason", TEXT, "why, from a closed list", tuple(REASONS)),
        Column("detail", TEXT, "what exactly was found, and what can be done"),
        Column("bytes", pa.int64(), "size of the raw page, in bytes"),
    ),
    ("page",),
)

TABLES = {t.name: t for t in (ARTICLES, HEADLINES, VISITS, MEETINGS, AGREEMENTS, MENTIONS, PEOPLE, REJECTS)}


def as_path(path: str | Path) -> Path:
    """A place on this machine, or behind an address such as ``s3://bucket/folder`` (through fsspec).

    Examples
    --------
    >>> as_path("data/raw").as_posix()
    'data/raw'
    """
    if not isinstance(path, str):
        return path
    if "://" not in path:
        return Path(path)
    from upath import UPath

    return UPath(path)  # type: ignore[return-value]


def save(path: Path, content: str | bytes) -> Path:
    """Write a file that takes the place of an earlier one only when it is complete; half characters become «?».

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Path(folder, "new", "note.txt"), "Визит").read_text("utf-8")
    'Визит'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content if isinstance(content, bytes) else content.encode(errors="replace"))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def to_arrow(name: str, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Put rows into the schema and the order of a table.

    Parameters
    ----------
    name : str
        Name of a table, one of ``TABLES``.
    rows : iterable of mapping
        One mapping a row; a column that a row leaves out is null.

    Returns
    -------
    pyarrow.Table

    Raises
    ------
    ValueError
        If a row has a column that the table lacks, or a value outside a closed list.

    Examples
    --------
    >>> to_arrow("rejects", [{"page": "a.txt", "reason": "empty", "bytes": 0}]).num_rows
    1
    """
    return _as_they_come(TABLES[name], sorted(rows, key=TABLES[name].key))


def _as_they_come(table: Table, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Put rows into the schema of a table."""
    if extra := set().union(*rows) - {c.name for c in table.columns}:
        raise ValueError(f"table {table.name} has no column {', '.join(sorted(extra))}")
    arrays = []
    for column in table.columns:
        values = [row.get(column.name) for row in rows]
        if column.values and (others := set(values) - {*column.values, None}):
            wrong = min(map(repr, others))
            raise ValueError(f"{table.name}.{column.name} can't be {wrong}; it is one of {', '.join(column.values)}")
        arrays.append(pa.array(values, column.type))
    return pa.Table.from_arrays(arrays, schema=table.schema)


def write(name: str, rows: Iterable[Mapping[str, Any]], folder: Path) -> pa.Table:
    """Write a table as ``folder/name.parquet``: the same rows always give the same bytes; see :func:`to_arrow`.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = write("rejects", [{"page": "b.txt", "reason": "empty"}, {"page": "a.txt"}], Path(folder))
    ...     read("rejects", folder)[["page", "reason"]].to_numpy().tolist()
    [['a.txt', None], ['b.txt', 'empty']]
    """
    table = to_arrow(name, rows)
    pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    return table


def write_sorted(name: str, rows: Iterable[Mapping[str, Any]], folder: Path) -> int:
    """Write a table of any length from rows that come in its order, a part at a time; give their number.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_sorted("rejects", ({"page": f"{n}.txt", "reason": "empty"} for n in range(5)), Path(folder))
    5
    """
    iterator, count = iter(rows), 0
    with pq.ParquetWriter(folder / f"{name}.parquet", TABLES[name].schema, compression="zstd") as writer:
        while some := list(islice(iterator, ROWS_AT_ONCE)):
            writer.write_table(_as_they_come(TABLES[name], some))
            count += len(some)
    return count


def read(name: str, folder: str | Path = "data/processed") -> pd.DataFrame:
    """Read one table of a built corpus.

    Parameters
    ----------
    name : str
        One of ``articles``, ``headlines``, ``visits``, ``meetings``, ``agreements``, ``mentions``, ``people``,
        ``rejects``.
    folder : path
        Where ``analysis build`` wrote it, also an address such as ``s3://bucket/processed``.

    Returns
    -------
    pandas.DataFrame
        Days and times as ``datetime64``, lists as tuples, missing text as ``None``.

    Raises
    ------
    NotBuilt
        If the folder holds no such table, a FileNotFoundError; the message says how to build it.

    Examples
    --------
    >>> with example(meetings=[{"countries": ["IRN", "TKM"], "date": "2024-05-22"}]) as folder:
    ...     read("meetings", folder)[["countries", "date", "participants"]].to_numpy().tolist()
    [[('IRN', 'TKM'), Timestamp('2024-05-22 00:00:00'), ()]]
    """
    import pandas as pd

    path = as_path(folder) / f"{name}.parquet"
    if name not in TABLES:
        raise NotBuilt(f"there is no table {name!r}; the tables are {', '.join(TABLES)}")
    if not path.is_file():
        raise NotBuilt(f"no table {name} in {folder}: run «analysis build» first")
    with path.open("rb") as file:
        frame = pq.read_table(file, schema=TABLES[name].schema).to_pandas()
    for column in TABLES[name].columns:
        if column.type == DAY:
            frame[column.name] = pd.to_datetime(frame[column.name])
        elif column.type == TEXTS:
            frame[column.name] = [() if v is None else tuple(v) for v in frame[column.name]]
        elif column.type == TEXT:
            frame[column.name] = frame[column.name].astype(object).where(frame[column.name].notna(), None)
    return frame


@contextmanager
def example(**rows: Iterable[Mapping[str, Any]]) -> Iterator[Path]:
    """A folder of small tables, to try things out; it is gone afterwards.

    Parameters
    ----------
    **rows : iterable of mapping
        Rows by table. Days and times may be text in ISO 8601. What a row leaves out gets a value that serves: an
        identifier such as «visit1», the first value of a closed list, one article («article1»), the confidence 1.

    Yields
    ------
    Path
        The folder ``processed``, as ``analysis build`` writes it; tables without rows are there, too.

    Examples
    --------
    >>> with example(visits=[{"host_country": "UZB", "start": "2024-05-14"}]) as folder:
    ...     read("visits", folder)[["visit_id", "host_country", "status"]].to_numpy().tolist()
    [['visit1', 'UZB', 'held']]
    """
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above, "processed")
        folder.mkdir()
        event: dict[str, Any] = {"articles": 1, "count": 1, "confidence": 1.0, "background": False}
        event |= {"evidence": "", "evidence_article": "article1"}
        for name, table in TABLES.items():
            usual: dict[str, Any] = {"title": "", "body": ""} if name == "articles" else dict(event)
            usual |= {c.name: c.values[0] for c in table.columns if c.values}
            filled = []
            for number, row in enumerate(rows.get(name, ()), 1):
                usual[f"{name[:-1]}_id"] = f"{name[:-1]}{number}"
                filled.append({c.name: usual.get(c.name) for c in table.columns} | dict(row))
                for c in table.columns:
                    if c.type in (DAY, TIME) and isinstance(text := filled[-1][c.name], str):
                        filled[-1][c.name] = datetime.fromisoformat(text)
            write(name, filled, folder)
        yield folder


def codebook() -> str:
    """The data dictionary of every table, as Markdown.

    Examples
    --------
    >>> codebook().splitlines()[0]
    '# Codebook'
    """
    lines = ["# Codebook", "", "Made from `analysis.tables` by `make codebook`; change it there."]
    for table in TABLES.values():
        lines += ["", f"## {table.name}", "", f"One row is {table.row}.", ""]
        lines += ["| column | type | meaning |", "| --- | --- | --- |"]
        for c in table.columns:
            values = f" One of {', '.join(f'`{v}`' for v in c.values)}." if c.values else ""
            lines.append(f"| `{c.name}` | {c.type} | {c.meaning}.{values} |")
    lines += ["", "## Reasons in rejects", "", "| reason | meaning |", "| --- | --- |"]
    lines += [f"| `{reason}` | {meaning} |" for reason, meaning in REASONS.items()]
    return "\n".join(lines) + "\n"
