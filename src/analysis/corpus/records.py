"""Lists of records, one raw page a record: JSON Lines, JSON, CSV, Excel and Parquet, each read a piece at a time."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from analysis.corpus import limits
from analysis.corpus.encodings import decode
from analysis.corpus.raw import RawPage, Unusable, in_words, rejected
from analysis.corpus.sources import NAME as SOURCES
from analysis.corpus.sources import Options, pick, rename

DELIMITERS = ",;\t|"
# where the list stands in a file of JSON that an interface answered
LISTS = ("articles", "items", "results", "data", "records", "posts", "news", "docs", "hits", "entries")
ROWS_AT_ONCE = 16
BLANK = b" \t\r\n\xef\xbb\xbf"

csv.field_size_limit(limits.MAX_RECORD_BYTES)


# --- JSON ------------------------------------------------------------------------------------------------------------


def read_lines(name: str, file: BinaryIO, options: Options) -> Iterator[RawPage]:
    """Read JSON Lines: one record a line; blank lines do not count.

    Examples
    --------
    >>> lines = b'{"title": "One", "text": "A visit."}\\n\\n{"title": '
    >>> [(page.page, page.problem) for page in read_lines("a.jsonl", io.BytesIO(lines), Options())]
    [('a.jsonl#1', None), ('a.jsonl#2', ('malformed', 'no valid JSON: Expecting value at column 11'))]
    """
    filled = ((line, size) for _, line, size in lines_of(file) if line is None or line.strip(BLANK))
    for number, (line, size) in enumerate(filled, start=1):
        page = f"{name}#{number}"
        if line is None:
            problem = ("too_large", f"a record of more than {limits.MAX_RECORD_BYTES:,} bytes")
            yield RawPage(page, "record", {}, size, problem)
            continue
        record = parse_record(line, options.encoding)
        if isinstance(record, str):
            yield RawPage(page, "record", {}, size, ("malformed", record))
        else:
            yield _page(page, record, size, options)


def read_json(name: str, file: BinaryIO, options: Options) -> Iterator[RawPage]:
    """Read one JSON value: a record, a list of records, or an object with such a list under one of ``LISTS``.

    Examples
    --------
    >>> answer = b'{"total": 2, "items": [{"title": "One", "text": "A visit."}, {"title": "Two", "text": "Gas."}]}'
    >>> [(page.page, page.content["title"]) for page in read_json("a.json", io.BytesIO(answer), Options())]
    [('a.json#1', 'One'), ('a.json#2', 'Two')]
    """
    content = file.read(limits.MAX_JSON_BYTES + 1)
    if len(content) > limits.MAX_JSON_BYTES:
        limit = f"the limit of JSON that is no list of lines is {limits.MAX_JSON_BYTES:,} bytes"
        raise Unusable("too_large", f"{limit}; save it as .jsonl, one record a line")
    parsed = _parse(content, options.encoding)
    if isinstance(parsed, str):
        # many a list of lines goes under this name
        yield from read_lines(name, io.BytesIO(content), options)
        return
    value = parsed[0]
    for _ in range(2):  # the list may stand in an object within the object
        if isinstance(value, Mapping) and pick(rename(value, options.columns), "body") is None:
            value = next((value[key] for key in LISTS if isinstance(value.get(key), list | Mapping)), value)
    if isinstance(value, Mapping):
        yield _page(name, value, len(content), options)
        return
    if not isinstance(value, list):
        raise Unusable("malformed", "no record and no list of records")
    for number, record in enumerate(value, start=1):
        if isinstance(record, Mapping):
            yield _page(f"{name}#{number}", record, 0, options)
        else:
            yield RawPage(f"{name}#{number}", "record", {}, 0, ("malformed", "no object with a title and a text"))


def parse_record(line: bytes, encoding: str | None = None) -> dict[str, Any] | str:
    """Parse one line of a list of records; a text instead of a record says what is wrong.

    Examples
    --------
    >>> parse_record(b'{"title": "One"}')
    {'title': 'One'}
    >>> parse_record(b'{"title": ')
    'no valid JSON: Expecting value at column 11'
    """
    record = _parse(line, encoding)
    if isinstance(record, str):
        return record
    if not isinstance(record[0], dict):
        return 'no JSON object: each line has to look like {"title": …, "body": …}'
    return record[0]


def _parse(content: bytes, encoding: str | None) -> tuple[Any] | str:
    text = content.decode(encoding, errors="replace") if encoding else decode(content)[0]
    if text is None:
        return "no supported encoding fits the bytes; save the file as UTF-8"
    try:
        return (json.loads(text),)
    except json.JSONDecodeError as error:
        return f"no valid JSON: {error.msg} at column {error.colno}"
    except (RecursionError, ValueError) as error:
        return f"no valid JSON: {in_words(error)}"


def lines_of(file: BinaryIO) -> Iterator[tuple[int, bytes | None, int]]:
    """Number, bytes and size of each line; None for the bytes of a line that is too long.

    Examples
    --------
    >>> list(lines_of(io.BytesIO(b"one\\n\\ntwo")))
    [(1, b'one\\n', 4), (2, b'\\n', 1), (3, b'two', 3)]
    """
    start = file.read(2)
    # lines of UTF-16 do not end at a byte of 10
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16-le" if start == codecs.BOM_UTF16_LE else "utf-16-be"
        text = io.TextIOWrapper(file, encoding, errors="replace", newline="\n")

        def take(most: int) -> bytes:
            return text.readline(most).encode("utf-8", errors="replace")
    else:
        head = io.BytesIO(start)

        def take(most: int) -> bytes:
            line = head.readline(most)
            return line if line.endswith(b"\n") else line + file.readline(most - len(line))

    for number in itertools.count(1):
        line = take(limits.MAX_RECORD_BYTES + 1)
        if not line:
            return
        size = len(line)
        if size > limits.MAX_RECORD_BYTES:
            while not line.endswith(b"\n") and (line := take(limits.MAX_RECORD_BYTES)):
                size += len(line)
            yield number, None, size
        else:
            yield number, line, size


# --- tables ----------------------------------------------------------------------------------------------------------


def read_csv(name: str, file: BinaryIO, options: Options) -> Iterator[RawPage]:
    """Read a table of text; what parts its columns is what its first line holds most of.

    Examples
    --------
    >>> rows = io.BytesIO(b"Headline;Text\\nOne;A visit.\\n")
    >>> [(page.page, page.content) for page in read_csv("a.csv", rows, Options())]
    [('a.csv#1', {'Headline': 'One', 'Text': 'A visit.'})]
    """
    lines = _text_lines(file, options.encoding)
    first = next(lines, "") or ""
    if first.lower().startswith("sep="):
        first = next(lines, "") or ""
    bare = re.sub(r'"[^"]*(?:"|$)', "", first)
    counts = {delimiter: bare.count(delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda one: counts[one])
    yield from _read_table(name, _csv_rows(itertools.chain([first], lines), delimiter), options)


def _text_lines(file: BinaryIO, encoding: str | None) -> Iterator[str | None]:
    """The lines of a table of text, whichever way they end; None for one that is too long."""
    known = encoding
    for _, line, _ in lines_of(file):
        if line is None:
            yield None
            continue
        text, known = _text_of(line, known)
        text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        yield from io.StringIO(text, newline="\n")


def _text_of(line: bytes, encoding: str | None) -> tuple[str, str | None]:
    """A line of text, and the encoding of the lines below, once a line with letters beyond UTF-8 has settled it."""
    if encoding:
        return line.decode(encoding, errors="replace"), encoding
    try:
        return line.decode(), None
    except UnicodeDecodeError:
        text, found = decode(line)
    return text or "", found if found not in ("utf-8", "unknown", "binary") else None


def _csv_rows(lines: Iterator[str | None], delimiter: str) -> Iterator[list[str] | str]:
    """The rows of a table; a text instead of a row says what is wrong with it."""
    taken = 0

    def counted() -> Iterator[str]:
        nonlocal taken
        for line in lines:
            taken += limits.MAX_RECORD_BYTES + 1 if line is None else len(line)
            if line is None or taken > limits.MAX_RECORD_BYTES:
                raise csv.Error(f"a row of more than {limits.MAX_RECORD_BYTES:,} characters; is a quote left open?")
            yield line

    while True:
        try:
            for row in csv.reader(counted(), delimiter=delimiter):
                yield row
                taken = 0
            return
        except csv.Error as error:
            yield in_words(error)
            taken = 0


def read_excel(name: str, file: BinaryIO, options: Options) -> Iterator[RawPage]:
    """Read every sheet of a workbook (``.xlsx``); the pages of those behind the first are named after them as well.

    Examples
    --------
    >>> import openpyxl
    >>> book, file = openpyxl.Workbook(), io.BytesIO()
    >>> book.active.append(["Headline", "Text"])
    >>> book.active.append(["One", "A visit."])
    >>> book.save(file)
    >>> [(page.page, page.content) for page in read_excel("a.xlsx", file, Options())]
    [('a.xlsx#1', {'Headline': 'One', 'Text': 'A visit.'})]
    """
    import openpyxl  # a quarter of a second that other files need not wait for

    with zipfile.ZipFile(file) as archive:
        # what is unpacked beyond the size that an entry states is never read
        size = sum(entry.file_size for entry in archive.infolist())
    if size > limits.MAX_EXCEL_BYTES:
        raise Unusable(
            "too_large", f"unpacks to {size:,} bytes; the limit is {limits.MAX_EXCEL_BYTES:,}: save it as CSV"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        for number, sheet in enumerate(book.worksheets):
            rows = sheet.iter_rows(values_only=True, max_col=limits.MAX_EXCEL_COLUMNS)
            cells = (["" if cell is None else cell for cell in row] for row in _filled(rows))
            yield from _read_table(name if not number else f"{name}/{sheet.title}", cells, options)


def _filled(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows with anything in them: above a single cell at the bottom of a sheet are a million that are all the same."""
    above: tuple[Any, ...] | None = None
    for row in rows:
        if row is not above and any(cell is not None for cell in row):
            yield row
        above = row


def read_parquet(name: str, file: BinaryIO, options: Options) -> Iterator[RawPage]:
    """Read a Parquet file, some rows at a time.

    Examples
    --------
    >>> import pandas as pd
    >>> file = io.BytesIO(pd.DataFrame({"title": ["One"], "text": ["A visit."]}).to_parquet())
    >>> [(page.page, page.content) for page in read_parquet("a.parquet", file, Options())]
    [('a.parquet#1', {'title': 'One', 'text': 'A visit.'})]
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False)
    for group in range(table.metadata.num_row_groups):
        chunks = [table.metadata.row_group(group).column(column) for column in range(table.metadata.num_columns)]
        if any(chunk.total_uncompressed_size > limits.MAX_RECORD_BYTES * max(chunk.num_values, 1) for chunk in chunks):
            raise Unusable("too_large", f"a value of more than {limits.MAX_RECORD_BYTES:,} bytes")
    header = table.schema_arrow.names
    texts = [field.name for field in table.schema_arrow if pa.types.is_string(field.type)]
    # texts that repeat are kept once: otherwise a few bytes could stand for any number of long ones
    table = pq.ParquetFile(file, buffer_size=1 << 20, pre_buffer=False, read_dictionary=texts)

    def rows() -> Iterator[list[Any]]:
        yield list(header)
        for batch in table.iter_batches(batch_size=ROWS_AT_ONCE, use_threads=False):
            for n in range(batch.num_rows):
                yield [column[n].as_py() for column in batch.columns]

    yield from _read_table(name, rows(), options)


def _read_table(name: str, rows: Iterator[Sequence[Any] | str], options: Options) -> Iterator[RawPage]:
    """Records of a table whose first row names the columns."""
    header: Sequence[Any] | str = options.header or next(rows, "")
    if isinstance(header, str):
        if header:
            yield rejected(name, 0, "malformed", header)
        return
    names = [str(column).strip() for column in header[: limits.MAX_COLUMNS]]
    if pick(rename(dict.fromkeys(names, "a text"), options.columns), "body") is None:
        found = ", ".join(names[:8])[:200] or "none"
        detail = f"columns {found}; name the one that holds the text in {SOURCES} beside the file"
        yield rejected(name, 0, "no_text_field", detail)
        return
    number = 0
    for row in rows:
        if isinstance(row, str):
            number += 1
            yield RawPage(f"{name}#{number}", "record", {}, 0, ("malformed", row))
        elif record := {column: cell for column, cell in zip(names, row, strict=False) if cell not in ("", None)}:
            number += 1
            yield _page(f"{name}#{number}", record, sum(len(cell) for cell in row if isinstance(cell, str)), options)


def _page(page: str, record: Mapping[str, Any], size: int, options: Options) -> RawPage:
    if not options.columns and pick(record, "body") is None:
        # databases and interfaces wrap what they hold
        inner = (value for value in record.values() if isinstance(value, Mapping) and pick(value, "body") is not None)
        record = {**record, **next(inner, {})}
    return RawPage(page, "record", rename(record, options.columns), size, site=options.site)
