"""Raw files of any supported kind, turned into raw pages, one at a time.

A raw page is a text dump (``.txt``), a saved page (``.html``, ``.htm``) or one record of a list (``.jsonl``,
``.ndjson``; its name is ``file.jsonl#3``). Hidden files and those called ``README*`` or ``LICENSE*`` describe a
collection and are no raw pages, unless they are named one by one. A file of any other kind is a raw page that cannot
be used.
"""

from __future__ import annotations

import codecs
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import charset_normalizer

from analysis.corpus.dates import read_time

# The reader's limits. A raw page beyond them ends in the table of rejects.
MAX_TEXT_BYTES = 10_000_000
MAX_HTML_BYTES = 3_000_000
MAX_HTML_TAGS = 15_000  # a news page has a few thousand; trafilatura takes 2 s for these
MAX_RECORD_BYTES = 10_000_000

KINDS = {".txt": "text", ".html": "html", ".htm": "html", ".jsonl": "records", ".ndjson": "records"}
NOT_PAGES = ("README", "LICENSE", "LICENCE", ".")

# the names under which records hold what an article needs, the likeliest first
FIELDS = {
    "id": ("id", "article_id", "news_id", "doc_id", "_id"),
    "title": ("title", "headline", "head", "heading", "name"),
    "body": ("body", "text", "content", "article", "full_text", "fulltext", "main_text", "maintext"),
    "published": (
        *("published", "published_at", "date_published", "publication_date", "pub_date", "pubdate", "publishedat"),
        *("datetime", "date", "time", "timestamp", "created_at"),
    ),
    "url": ("url", "link", "href", "address", "source_url", "canonical"),
}


@dataclass(frozen=True)
class RawPage:
    """One raw page as it was collected.

    Attributes
    ----------
    page : str
        Its name: the path below the raw folder, with ``#n`` for the n-th record of a file.
    kind : {"text", "html", "record"}
        How it is to be read.
    content : bytes or mapping
        The file's bytes, or the record.
    bytes : int
        Size.
    problem : tuple of (str, str), optional
        Why it could not be opened: one of ``tables.REASONS``, and what exactly was found.
    """

    page: str
    kind: str
    content: bytes | Mapping[str, Any]
    bytes: int
    problem: tuple[str, str] | None = None


def find_files(paths: Sequence[str | Path]) -> list[tuple[str, Path]]:
    """List the raw files below some paths.

    Parameters
    ----------
    paths : sequence of path
        Files and folders.

    Returns
    -------
    list of (str, Path)
        Each file's name and place, sorted by name, each place once. The name is the path below the folder; where
        several paths are given, or a file itself, the path as given stands before it. Folders that cannot be
        opened are listed like files: reading them tells why.

    Raises
    ------
    FileNotFoundError
        If there is nothing at one of the paths.

    Examples
    --------
    >>> find_files(["no/such/folder"])
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] no such file or folder: 'no/such/folder'
    """
    found: dict[str, tuple[str, Path]] = {}
    for path in map(Path, paths):
        if not path.exists():
            raise FileNotFoundError(2, "no such file or folder", str(path))
        prefix = Path() if len(paths) == 1 else path
        if not path.is_dir():
            name = path.name if len(paths) == 1 else path.as_posix()
            found.setdefault(os.path.realpath(path), (name, path))
            continue
        for place in _walk(path):
            name = (prefix / place.relative_to(path)).as_posix()
            found.setdefault(os.path.realpath(place), (name, place))
    return sorted(found.values())


def _walk(folder: Path) -> Iterator[Path]:
    closed: list[Path] = []
    for here, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(here, name) for name in files if not name.upper().startswith(NOT_PAGES))
    yield from closed


def read_pages(paths: Sequence[str | Path]) -> Iterator[RawPage]:
    """Yield the raw pages below some paths, one at a time, sorted by name.

    Parameters
    ----------
    paths : sequence of path
        Files and folders.

    Yields
    ------
    RawPage

    Raises
    ------
    FileNotFoundError
        If there is nothing at one of the paths.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "README.md").write_text("About these pages.")
    ...     _ = Path(folder, "list.jsonl").write_text('{"title": "One"}\\n{"title": "Two"}\\n')
    ...     [raw.page for raw in read_pages([folder])]
    ['list.jsonl#1', 'list.jsonl#2']
    """
    for name, place in find_files(paths):
        yield from read_file(name, place)


def read_file(name: str, place: Path) -> Iterator[RawPage]:
    """Yield the raw pages of one file: one, or as many as it has records.

    Parameters
    ----------
    name : str
        The name of its pages.
    place : Path
        Where it lies.

    Yields
    ------
    RawPage
        With ``problem`` set where the file cannot be used.

    Examples
    --------
    >>> [raw.problem[0] for raw in read_file("a.txt", Path("no/such/file.txt"))]
    ['unreadable']
    """
    kind = KINDS.get(place.suffix.lower())
    if place.exists() and not (place.is_file() or place.is_dir()):
        # opening a pipe would wait for somebody to write to it
        yield RawPage(name, "text", b"", 0, ("unsupported", "a device, pipe or socket, not a file"))
        return
    try:
        if kind == "records":
            yield from _read_records(name, place)
            return
        with place.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            limit = MAX_HTML_BYTES if kind == "html" else MAX_TEXT_BYTES
            if kind is None:
                what = f"«{place.suffix}» files" if place.suffix else "files without an ending"
                detail = f"no reader for {what}; supported are {', '.join(KINDS)}"
                yield RawPage(name, "text", b"", size, ("unsupported", detail))
            elif size > limit:
                yield RawPage(name, kind, b"", size, ("too_large", f"{size:,} bytes; the limit is {limit:,}"))
            else:
                content = file.read(limit)
                yield RawPage(name, kind, content, len(content))
    except OSError as error:
        detail = f"{error.strerror or error}; check the permissions of the file"
        yield RawPage(name, "text", b"", 0, ("unreadable", detail))


def _read_records(name: str, place: Path) -> Iterator[RawPage]:
    number = 0
    for number, (_, line, size) in enumerate(_lines(place), start=1):
        page = f"{name}#{number}"
        if line is None:
            problem = ("too_large", f"a record of more than {MAX_RECORD_BYTES:,} bytes")
            yield RawPage(page, "record", {}, size, problem)
            continue
        record = parse_record(line)
        if isinstance(record, str):
            yield RawPage(page, "record", {}, size, ("malformed", record))
        else:
            yield RawPage(page, "record", record, size)
    if not number:
        yield RawPage(name, "record", {}, place.stat().st_size, ("empty", "the file holds no record"))


def _lines(place: Path) -> Iterator[tuple[int, bytes | None, int]]:
    """Number, bytes and size of each line that is not blank; None for the bytes of a line that is too long."""
    with place.open("rb") as file:
        start = file.read(2)
        file.seek(0)
        # lines of UTF-16 do not end at a byte of 10
        if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            text = file.read(MAX_RECORD_BYTES).decode("utf-16", errors="replace")
            lines: Iterable[bytes] = (line.encode() for line in text.split("\n"))
        else:
            lines = iter(lambda: file.readline(MAX_RECORD_BYTES + 1), b"")
        number = 1
        for line in lines:
            size = len(line)
            if size > MAX_RECORD_BYTES:
                while not line.endswith(b"\n") and (line := file.readline(MAX_RECORD_BYTES)):
                    size += len(line)
                yield number, None, size
            elif line.strip(b" \t\r\n\xef\xbb\xbf"):
                yield number, line, size
            number += 1


def parse_record(line: bytes) -> dict[str, Any] | str:
    """Parse one line of a list of records; a text instead of a record says what is wrong.

    Examples
    --------
    >>> parse_record(b'{"title": "One"}')
    {'title': 'One'}
    >>> parse_record(b'{"title": ')
    'no valid JSON: Expecting value at column 11'
    """
    text, _ = decode(line)
    if text is None:
        return "no supported encoding fits the bytes; save the file as UTF-8"
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        return f"no valid JSON: {error.msg} at column {error.colno}"
    except (RecursionError, ValueError) as error:
        return f"no valid JSON: {str(error).splitlines()[0]}"
    if not isinstance(record, dict):
        return 'no JSON object: each line has to look like {"title": …, "body": …}'
    return record


def pick(record: Mapping[str, Any], field: str) -> Any:
    """The value that a record holds for a field of ``FIELDS``, under whichever of its names; None if it has none.

    Examples
    --------
    >>> pick({"Headline": "One"}, "title")
    'One'
    """
    names = {key.lower().replace("-", "_"): key for key in record}
    return next(
        (record[names[name]] for name in FIELDS[field] if name in names and record[names[name]] is not None), None
    )


def read_articles(place: Path) -> Iterator[dict[str, Any] | str]:
    """Yield the articles of a JSONL file, and for each line that cannot be used a text that says why.

    Parameters
    ----------
    place : Path
        A file with one object a line: ``id``, ``title``, ``body``, and ``published`` or null.

    Yields
    ------
    dict or str
        ``id`` as given, ``published`` as ``YYYY-MM-DDTHH:MM`` or None, ``title`` and ``body`` unchanged.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder, "articles.jsonl")
    ...     _ = place.write_text('{"id": 7, "published": "2025-04-23", "title": "", "body": "Text."}')
    ...     list(read_articles(place))
    [{'id': 7, 'published': '2025-04-23T00:00', 'title': '', 'body': 'Text.'}]
    """
    for number, line, _ in _lines(place):
        where = f"{place}:{number}"
        record = "longer than the reader's limit" if line is None else parse_record(line)
        if isinstance(record, str):
            yield f"{where}: {record}; put the line right or take it out"
            continue
        article = {field: record.get(field) for field in ("id", "published", "title", "body")}
        missing = [field for field in ("title", "body") if not isinstance(article[field], str)]
        if article["id"] is None:
            missing.insert(0, "id")
        if missing:
            yield f"{where}: the record lacks {' and '.join(missing)}; each has to hold text"
            continue
        if article["published"] is not None:
            time = read_time(article["published"])
            if time is None:
                yield f"{where}: published is {article['published']!r}; write it as YYYY-MM-DDTHH:MM, or null"
                continue
            article["published"] = time.strftime("%Y-%m-%dT%H:%M")
        yield article


# --- bytes to text ---------------------------------------------------------------------------------------------------

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
CYRILLIC_ENCODINGS = ("cp1251", "koi8-r", "cp866")
LATIN_ENCODINGS = ["cp1252", "cp1254", "cp1250"]
# spaces, dashes and quotes of cp1251, which are letters in cp866
CP1251_MARKS = "\u00a0\u00ad«»–—".encode("cp1251")
FREQUENT = frozenset("оеаинтсрвлкмдпу")
SAMPLE = 1 << 16


def decode(content: bytes) -> tuple[str | None, str]:
    """Decode bytes by fixed rules, so that short pages are not misread and two runs never differ.

    A byte-order mark decides; then UTF-16 by its pattern of high bytes; UTF-8, also cut off within a letter or with
    up to one broken byte in a hundred; what an HTML head declares; the Cyrillic encoding (cp1251, KOI8-R, cp866)
    which gives mostly frequent letters of Russian; last, charset-normalizer among the encodings of Latin
    alphabets.

    Parameters
    ----------
    content : bytes
        Of a whole file.

    Returns
    -------
    text : str or None
        None if the bytes are not text, or no encoding fits.
    encoding : str
        Its name; ``"binary"`` or ``"unknown"`` where text is None.

    Examples
    --------
    >>> decode("Визит".encode("cp1251")), decode("Визит".encode("utf-16"))
    (('Визит', 'cp1251'), ('Визит', 'utf-16'))
    >>> decode(b"PK\\x03\\x04")
    (None, 'binary')
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
            return (text, encoding) if _is_text(text) else (None, "binary")
    if utf16 := _unmarked_utf16(content[:SAMPLE]):
        return content.decode(utf16, errors="replace"), utf16
    controls = len(content) - len(content.translate(None, CONTROLS))
    if content.startswith(SIGNATURES) or controls * 50 > len(content):
        return None, "binary"
    if (utf8 := _utf8(content)) is not None:
        return utf8, "utf-8"
    if declared := DECLARED.search(content[:2048]):
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            if not name.startswith(("utf", "iso8859-1", "ascii")):
                return content.decode(name, errors="replace"), name
        except (LookupError, UnicodeError):
            pass
    high = content[:SAMPLE].translate(None, bytes(range(128)) + CP1251_MARKS)
    best = max(CYRILLIC_ENCODINGS, key=lambda name: _russian_share(high, name))
    # in Turkmen or German, letters above 127 are less than a tenth of the text
    if _russian_share(high, best) >= 0.3 and len(high) * 10 >= len(content[:SAMPLE]):
        return content.decode(best, errors="replace"), best
    guess = charset_normalizer.from_bytes(content[:SAMPLE], cp_isolation=LATIN_ENCODINGS).best()
    if guess is not None:
        return content.decode(guess.encoding, errors="replace"), guess.encoding
    return None, "unknown"


def _utf8(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return content[: error.start].decode("utf-8")
    text = content.decode("utf-8", errors="replace")
    other = sum(1 for letter in text if letter > "\x7f")
    return text if text.count("\ufffd") * 100 <= other else None


def _unmarked_utf16(sample: bytes) -> str | None:
    """Every other byte of Russian or English in UTF-16 is 4 or 0, and hardly any byte of other text."""
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        low = sample[::2] if encoding == "utf-16-le" else sample[1::2]
        few = Counter(high)
        if len(high) >= 4 and (few[0] + few[4]) >= 0.8 * len(high) and Counter(low)[0] <= 0.1 * len(low):
            return encoding
    return None


def _russian_share(high: bytes, encoding: str) -> float:
    """The share of frequent Russian letters among the bytes above 127; capitals count half, as they are rarer."""
    letters = Counter(high.decode(encoding, errors="replace"))
    frequent = sum(letters[letter] + letters[letter.upper()] / 2 for letter in FREQUENT)
    return frequent / max(len(high), 1)


def _is_text(text: str) -> bool:
    return sum(text.count(letter) for letter in "\x00\x01\x02\x03\x04\x05\x06\x07\x08\ufffd") * 50 <= len(text)
