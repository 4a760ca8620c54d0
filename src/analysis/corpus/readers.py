"""Raw files of any supported kind, turned into raw pages, one at a time.

A raw page is a text dump (``.txt``), a saved page (``.html``, ``.htm``) or one record of a list (JSON Lines, JSON, CSV,
Excel, Parquet) or of a crawl (WARC). Any of these may be compressed (gz, bz2, xz, zst) or lie in an archive (zip, tar).
What a file is, its first bytes say; where these do not tell, its name does. Hidden files and those called
``README*`` or ``LICENSE*`` describe a collection and are no raw pages, unless they are named one by one. A file of any
other kind is a raw page that cannot be used.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from analysis.corpus import limits
from analysis.corpus.archives import (
    ARCHIVES,
    COMPRESSIONS,
    Budget,
    decompress,
    in_any_order,
    is_document,
    members,
)  # fmt: skip
from analysis.corpus.crawls import read_warc
from analysis.corpus.dates import read_time
from analysis.corpus.raw import RawPage, Unusable, in_words, rejected
from analysis.corpus.records import (
    BLANK,
    lines_of,
    parse_record,
    read_csv,
    read_excel,
    read_json,
    read_lines,
    read_parquet,
)
from analysis.corpus.sources import NAME as SOURCES
from analysis.corpus.sources import Options, find_options
from analysis.corpus.text import looks_like_html
from analysis.tables import as_path

# what a file is, by the end of its name
KINDS = {
    ".txt": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "lines", ".ndjson": "lines", ".json": "json",
    ".csv": "csv", ".tsv": "csv",
    ".xlsx": "excel", ".xlsm": "excel",
    ".parquet": "parquet",
    ".warc": "warc",
    ".zip": "zip", ".tar": "tar", ".tgz": "gz", ".tbz2": "bz2", ".txz": "xz",
    ".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst",
}  # fmt: skip
# what a file is, by its first bytes
MAGIC = (
    (b"\x1f\x8b\x08", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zst"),
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"PAR1", "parquet"), (b"WARC/1.", "warc"),
)  # fmt: skip
READERS = {
    "lines": read_lines, "json": read_json, "csv": read_csv, "excel": read_excel, "parquet": read_parquet,
    "warc": read_warc,
}  # fmt: skip
OUT_OF_ORDER = ("zip", "excel", "parquet")
NOT_PAGES = ("README", "LICENSE", "LICENCE", ".", "__MACOSX")


def find_files(paths: Sequence[str | Path]) -> list[tuple[str, Path]]:
    """List the raw files below some paths.

    Parameters
    ----------
    paths : sequence of path
        Files and folders, on this machine or behind an address (see :func:`analysis.tables.as_path`).

    Returns
    -------
    list of (str, Path)
        Each file's name and place, sorted by name, each place once. The name is the path below the folder; where
        several paths are given, or a file itself, the path as given stands before it. Folders that cannot be
        opened are listed like files: reading them tells why. So are symbolic links below a folder that lead out of
        it, or nowhere.

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
    for key, name, place in list_files(paths):
        found.setdefault(key, (name, place))
    return sorted(found.values())


def list_files(paths: Sequence[str | Path]) -> Iterator[tuple[str, str, Path]]:
    """Yield the raw files below some paths, in any order, as :func:`find_files` does.

    Yields
    ------
    tuple of (str, str, Path)
        What the place is known by, the file's name and its place; of several with one place the first counts.

    Examples
    --------
    >>> [name for _, name, _ in list_files([__file__])]
    ['readers.py']
    """
    for path in map(as_path, paths):
        if not path.exists():
            raise FileNotFoundError(2, "no such file or folder", str(path))
        local = isinstance(path, Path)
        prefix = "" if len(paths) == 1 else path.as_posix().rstrip("/") + "/"
        if not path.is_dir():
            name = path.name if len(paths) == 1 else path.as_posix()
            # a link that is named itself is meant
            place = path.resolve() if path.is_symlink() else path
            yield str(place.resolve()), name, place
            continue
        top = path.resolve()
        for below, place in _walk(path) if local else _list(path):
            yield f"{top}/{below}", prefix + below, place


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    inside = folder.resolve()
    closed: list[Path] = []
    for here, folders, files in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for place in (Path(here, name) for name in (*files, *folders) if _is_page(name)):
            if place.is_symlink():
                with contextlib.suppress(OSError, RuntimeError):
                    if place.resolve(strict=True).is_relative_to(inside):
                        continue  # it is read where it lies
            elif place.name in folders:
                continue
            yield place.relative_to(folder).as_posix(), place
    yield from ((place.relative_to(folder).as_posix(), place) for place in closed)


def _list(folder: Any) -> Iterator[tuple[str, Any]]:
    """The files of a remote folder."""
    top = folder.fs._strip_protocol(folder.path).rstrip("/")
    for path in folder.fs.find(top):
        below = path.removeprefix(top).lstrip("/")
        if all(_is_page(part) for part in PurePosixPath(below).parts[-1:]) and "/." not in f"/{below}":
            yield below, folder / below


def _is_page(name: str) -> bool:
    return name != SOURCES and not name.upper().startswith(NOT_PAGES)


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
    """Yield the raw pages of one file: one, or as many as it holds.

    Parameters
    ----------
    name : str
        The name of its pages.
    place : Path
        Where it lies.

    Yields
    ------
    RawPage
        With ``problem`` set where a page, or the file, cannot be used.

    Examples
    --------
    >>> [raw.problem[0] for raw in read_file("a.txt", Path("no/such/file.txt"))]
    ['unreadable']
    """
    size = 0
    try:
        if place.is_symlink() and place.exists():
            detail = "a link that leads out of the raw folder; name what it leads to on the command line to read it"
            yield rejected(name, 0, "outside", detail)
        elif place.exists() and not (place.is_file() or place.is_dir()):
            # opening a pipe would wait for somebody to write to it
            yield rejected(name, 0, "unsupported", "a device, pipe or socket, not a file")
        else:
            with place.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(0)
                if not hasattr(file, "peek"):
                    file = io.BufferedReader(file, limits.HEAD_BYTES)  # as remote files have none
                yield from _read(name, file, size, find_options(name, place), Budget(size), 0, name)
    except Unusable as error:
        yield rejected(name, size, *error.problem)
    except OSError as error:
        detail = f"{error.strerror or in_words(error)}; check the permissions of the file"
        yield rejected(name, 0, "unreadable", detail)


def _read(
    name: str, file: BinaryIO, size: int, options: Options, budget: Budget, nesting: int, called: str
) -> Iterator[RawPage]:
    """The raw pages of one stream, compressed or not. What cannot be read of it is one raw page more.

    ``called`` is the name that tells what it is, where that is not the name of its pages.
    """
    try:
        head = file.peek(limits.HEAD_BYTES)[: limits.HEAD_BYTES]  # type: ignore[attr-defined]
        kind = _kind(called, head)
        if kind in (*COMPRESSIONS, *ARCHIVES) and nesting >= limits.MAX_NESTING:
            raise Unusable("too_large", f"archives within archives, more than {limits.MAX_NESTING} deep")
        if kind in OUT_OF_ORDER and not head:
            raise Unusable("empty", "the file holds nothing")
        if kind in OUT_OF_ORDER:
            file = in_any_order(file, budget)
        document = is_document(file) if kind == "zip" else None
        if document == "workbook":
            kind = "excel"
        if kind is None or document == "document":
            yield rejected(name, size, "unsupported", _unsupported(called))
        elif kind in COMPRESSIONS:
            within = _unpacked_name(called, kind)
            inside = decompress(kind, file, budget, crawl=_kind(within, b"") == "warc")
            yield from _read(name, inside, size, options, budget, nesting + 1, within)
        elif kind in ARCHIVES:
            yield from _read_members(kind, name, file, size, options, budget, nesting)
        elif kind in ("text", "html"):
            yield _read_page(name, kind, file, size, options)
        else:
            pages = READERS[kind](name, file, options)
            first = next(pages, None)
            if first is not None:
                yield first
                yield from pages
            else:
                yield rejected(name, size, "empty", "the file holds no record" if kind != "warc" else "no page in it")
    except Unusable as error:
        yield rejected(name, size, *error.problem)
    except Exception as error:  # whatever a parser of hostile files may raise: the other files have to be read
        # an offset that a broken file gives is no invalid argument of the user's
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise
        yield rejected(name, size, "malformed", f"the file is broken: {in_words(error)}; get it again")


def _read_members(
    kind: str, name: str, file: BinaryIO, size: int, options: Options, budget: Budget, nesting: int
) -> Iterator[RawPage]:
    inside = 0
    for inside, member in enumerate(members(kind, name, file, budget), start=1):  # noqa: B007
        if isinstance(member, RawPage):
            yield member
            continue
        page, stream, length = member
        parts = PurePosixPath(page.removeprefix(f"{name}/")).parts
        if _is_page(parts[-1]) and not any(part.startswith((".", "__MACOSX")) for part in parts):
            yield from _read(page, stream, length, options, budget, nesting + 1, page)
    if not inside:
        yield rejected(name, size, "empty", "the archive holds no file")


def _read_page(name: str, kind: str, file: BinaryIO, size: int, options: Options) -> RawPage:
    limit = limits.MAX_HTML_BYTES if kind == "html" else limits.MAX_TEXT_BYTES
    content = file.read(limit + 1)
    if len(content) > limit:
        return rejected(name, max(size, len(content)), "too_large", f"a page of more than {limit:,} bytes")
    return RawPage(name, kind, content, len(content), site=options.site)


def _kind(name: str, head: bytes) -> str | None:
    """What a file is: by its first bytes, else by the end of its name, else HTML by its look."""
    if kind := next((kind for magic, kind in MAGIC if head.startswith(magic)), None):
        return kind
    if head[257:262] == b"ustar":
        return "tar"
    if kind := KINDS.get(PurePosixPath(name).suffix.lower()):
        return kind
    # pages are saved as «index.php?news_id=7» as well
    return "html" if looks_like_html(head[: limits.HEAD_BYTES].decode("utf-8", errors="replace")) else None


def holds_many(name: str) -> bool:
    """Whether a file of this name may hold more pages than one.

    Examples
    --------
    >>> holds_many("page.html.gz"), holds_many("page.html"), holds_many("list.jsonl")
    (True, False, True)
    """
    return KINDS.get(PurePosixPath(name).suffix.lower()) not in ("text", "html", None)


def _unpacked_name(name: str, kind: str) -> str:
    """The name that tells what is in a compressed file: «list.jsonl» of «list.jsonl.gz», «crawl.tar» of «crawl.tgz»."""
    path = PurePosixPath(name)
    if KINDS.get(path.suffix.lower()) != kind:
        return name
    return str(path.with_suffix(".tar" if path.suffix.lower() in (".tgz", ".tbz2", ".txz") else ""))


def _unsupported(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    what = f"«{suffix[:20]}» files" if suffix else "files without an ending"
    return f"no reader for {what}; supported are {', '.join(KINDS)}"


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
    with place.open("rb") as file:
        yield from _read_articles(place, file)


def _read_articles(place: Path, file: BinaryIO) -> Iterator[dict[str, Any] | str]:
    for number, line, _ in lines_of(file):
        if line is not None and not line.strip(BLANK):
            continue
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
