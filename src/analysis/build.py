"""From the folder of raw pages to the folder of tables: the one place that knows the whole graph.

raw files -> pages -> articles -> duplicates -> records of each article -> events -> Parquet tables

The costly steps (:mod:`analysis.steps`) run in as many processes as are wanted, and their results are kept in a cache
beside the tables (:mod:`analysis.cache`), so that a build does only what is new. Rows wait on disk
(:mod:`analysis.shelf`), so that memory does not grow with their number.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis import review, tables
from analysis.cache import Cache, hash_of, versions
from analysis.corpus import duplicates
from analysis.corpus.dates import ASHGABAT
from analysis.corpus.raw import RawPage
from analysis.corpus.readers import as_path, find_files, read_file
from analysis.events import registry
from analysis.shelf import Shelf, pack, unpack
from analysis.steps import DIGEST, EXTRACT, READ, RESOLVE, SETTLE, SKETCH, STEPS, Part, holds_many
from analysis.workers import WorkError, Workers, hire

ANALYSED_LANGUAGE = "ru"
# a sidebar may show a time that was put right later
SAME_HEADLINE = timedelta(days=1)
EVENT_TABLES = ("visits", "meetings", "agreements", "mentions", "people")
OUTPUT = {"build.json", *(f"{name}.parquet" for name in tables.TABLES)}
# file managers and notebooks leave these in any folder
NO_MATTER = {".DS_Store", ".gitkeep", ".ipynb_checkpoints"}
# of a file with many pages so many, or so many bytes, are read at once
PAGES_AT_ONCE = 16
BYTES_AT_ONCE = 1_000_000
CHANGED = "changed while it was read; build again when nothing writes to it"

Progress = Callable[[str, int | None, str], Callable[[int], Any]]


class BuildError(Exception):
    """A build that cannot go on; the message says why and what to do, in one line."""


def _silent(step: str, total: int | None, unit: str) -> Callable[[int], Any]:
    return lambda done: None


def build(
    raw_paths: Sequence[str | Path],
    out: str | Path,
    jobs: int = 1,
    progress: Progress = _silent,
    cluster: str | None = None,
) -> dict[str, Any]:
    """Read raw pages, extract events, and write the tables.

    The tables are written to a folder beside ``out`` that takes its place only when it is complete: a build that
    breaks off leaves the earlier tables whole, and the next one goes on where it stopped. The same pages and versions
    give the same bytes, whatever ``jobs``, ``cluster`` and earlier builds.

    Parameters
    ----------
    raw_paths : sequence of path
        Files and folders of raw pages, see :mod:`analysis.corpus.readers`.
    out : path
        The folder of the tables. What an earlier build wrote there is replaced. The folder ``.NAME.cache`` beside it
        holds what the next build need not do again, and can be deleted.
    jobs : int
        Processes at once.
    progress : callable, optional
        Called with the name of a step, its size if known, and its unit; returns the function that is then called with
        the number of what is newly done.
    cluster : str, optional
        Address of a Dask scheduler whose workers do what else the processes of this machine do. They have to have this
        package, and to see the raw pages under the same paths.

    Returns
    -------
    dict
        What ``build.json`` holds: ``corpus_hash``, ``inputs`` (SHA-256 of each raw file), ``versions``,
        ``parameters``, ``counts`` (pages, articles, duplicates, rejects, and rows of every table).

    Raises
    ------
    BuildError
        If a raw path does not exist, ``out`` holds other files or lies in a raw folder, another build is writing
        there, the disk is full, or the cluster does not answer.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     raw = Path(folder, "raw")
    ...     raw.mkdir()
    ...     _ = Path(raw, "page.txt").write_text("")
    ...     manifest = build([raw], Path(folder, "processed"))
    ...     tables.read("rejects", Path(folder, "processed"))["reason"].tolist()
    ['empty']
    >>> manifest["counts"]["pages"], manifest["counts"]["articles"]
    (1, 0)
    """
    out = Path(out).absolute()
    _check_places(raw_paths, out)
    kept = out.with_name(f".{out.name}.cache")
    decisions = _decisions(out)
    with _one_line(kept), _staging(out) as staging:
        with Cache(kept, STEPS) as cache, Shelf(kept) as shelf, hire(jobs, cluster) as workers:
            tools = _Tools(cache, shelf, workers, progress)
            _read(raw_paths, tools)
            _find_duplicates(tools)
            _extract(tools)
            _settle(tools)
            events: Mapping[str, Iterable[dict[str, Any]]] = {name: registry.rows(shelf, name) for name in EVENT_TABLES}
            reviewed = None
            if decisions:
                in_memory = {name: list(rows) for name, rows in events.items()}
                events, reviewed = review.apply(in_memory, decisions, list(_articles(shelf)))
            counts = _write(shelf, events, staging)
            inputs = dict(shelf.select("SELECT name, digest FROM input"))
        manifest = _manifest(raw_paths, inputs, counts)
        if reviewed:
            manifest["review"] = reviewed
            manifest["counts"]["corrections"] = sum(reviewed["applied"].values())
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (staging / "build.json").write_text(text + "\n", encoding="utf-8")
    return manifest


def describe(manifest: Mapping[str, Any], out: str | Path) -> str:
    """Sum up a build in a few lines.

    Parameters
    ----------
    manifest : mapping
        What :func:`build` returned.
    out : path
        The folder of the tables.

    Returns
    -------
    str

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Path(folder, "raw").mkdir()
    ...     print(describe(build([Path(folder, "raw")], Path(folder, "processed")), "here").splitlines()[0])
    pages               0
    """
    counts = manifest["counts"]
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(counts["rejects_by_reason"].items()))
    lines = (
        ("pages", counts["pages"], ""),
        (
            "articles",
            counts["articles"],
            f"{counts['duplicates']:,} copies of another, {counts['other_languages']:,} in other languages",
        ),
        ("rejected", counts["rejects"], f"{reasons}; the table «rejects» tells more" if reasons else ""),
        ("headlines", counts["headlines"], f"{counts['headlines_not_collected']:,} of articles that the corpus lacks"),
        *((name, counts[name], "") for name in ("visits", "meetings", "agreements")),
    )
    if "review" in manifest:
        applied = ", ".join(f"{verdict} {count}" for verdict, count in manifest["review"]["applied"].items())
        lines += (("corrections", counts["corrections"], applied),)
    summed = [f"{name:11} {count:>9,}" + (f"  ({more})" if more else "") for name, count, more in lines]
    return "\n".join([*summed, f"tables in {out}"])


# --- the graph -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tools:
    """What each part of the graph works with."""

    cache: Cache
    shelf: Shelf
    workers: Workers
    progress: Progress


def _read(raw_paths: Sequence[str | Path], tools: _Tools) -> None:
    """Put the rows of articles, headlines and rejects of raw files on the shelf."""
    shelf = tools.shelf
    files = find_files(raw_paths)
    done = tools.progress("reading", len(files), "files")
    for part, result in tools.cache.map(READ, _parts(files, tools), lambda part: part.key, tools.workers):
        if result is None:
            for table in ("article", "headline", "reject"):
                shelf.change(f"DELETE FROM {table} WHERE file = ?", [(part.file,)])
            row = {"page": part.name, "reason": "unreadable", "detail": CHANGED, "bytes": 0}
            shelf.add("reject", [(part.file, part.name, row["reason"], pack(row))])
        else:
            _shelve(part.file, json.loads(result), shelf)
            if part.keys is not None and part.whole:
                tools.cache.put(READ, [(part.whole, json.dumps(part.keys))])
            if part.last and part.digest:
                shelf.add("input", [(part.name, part.digest)])
        if part.last:
            done(1)
    shelf.change("CREATE INDEX same_article ON article (id)")
    # exact copies count on from the identifier, in the order of their pages
    copies = "SELECT number AS n, row_number() OVER (PARTITION BY id ORDER BY number) AS copy FROM article"
    shelf.change(f"UPDATE article SET id = id || '-' || copy FROM ({copies}) WHERE n = number AND copy > 1")


def _parts(files: Sequence[tuple[str, Any]], tools: _Tools) -> Iterator[Part]:
    """Raw files in order; of those that hold many pages, a few pages at a time."""
    cache = tools.cache
    # hashing is too little work to be given to another process, but not to another machine, which reads for itself
    workers = tools.workers if tools.workers.far else Workers()
    for number, ((name, place), found) in enumerate(cache.map(DIGEST, files, lambda file: None, workers)):
        name = name.encode(errors="surrogateescape").decode(errors="replace")
        digest, key = (found.split(" ", 1)[0], _key(name, found)) if found else (None, None)
        if not holds_many(place):
            yield Part(number, name, place, digest, key)
            continue
        known = cache.get(READ, [key]).get(key) if key else None
        keys = json.loads(known) if known else []
        if keys and cache.has(READ, keys):
            for one in keys:
                yield Part(number, name, place, digest, one, last=one == keys[-1])
            continue
        keys, size = [], _size(place)
        for pages in _few(read_file(name, place)):
            keys.append(_key(name, repr(pages)))
            yield Part(number, name, place, digest, keys[-1], pages, last=False)
            # the end of a file that grows may never be reached
            if _size(place) != size:
                break
        yield Part(number, name, place, digest, None, [], keys, whole=key)


def _size(place: Any) -> int | None:
    try:
        return place.stat().st_size if isinstance(place, Path) else None
    except OSError:
        return None


def _key(name: str, content: str) -> str:
    return hashlib.sha256(f"{name}\0{content}".encode(errors="surrogatepass")).hexdigest()


def _few(pages: Iterable[RawPage]) -> Iterator[list[RawPage]]:
    some: list[RawPage] = []
    for page in pages:
        some.append(page)
        if len(some) == PAGES_AT_ONCE or sum(page.bytes for page in some) >= BYTES_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _shelve(file: int, pages: Iterable[list[Any]], shelf: Shelf) -> None:
    """Put what :func:`analysis.steps.read_parts` says of pages on the shelf."""
    for page, headlines, reason, row, *article in pages:
        shelf.add("headline", ((file, page, *headline) for headline in headlines))
        if reason:
            shelf.add("reject", [(file, page, reason, row)])
        else:
            shelf.add("article", [(None, file, *article, None, row)])


def _find_duplicates(tools: _Tools) -> None:
    """Note for each article its original: among those that are linked by a common sketch, whatever lies between."""
    shelf = tools.shelf
    done = tools.progress("comparing", shelf.count("article"), "articles")
    numbers, sketches = array("q"), bytearray()

    def articles() -> Iterator[tuple[str, str]]:
        for number, text in shelf.select("SELECT number, row FROM article ORDER BY number"):
            row = json.loads(text)
            numbers.append(number)
            yield row["title"], row["body"]

    for _, sketch in tools.cache.map(SKETCH, articles(), lambda article: hash_of(*article), tools.workers):
        sketches += bytes.fromhex(sketch or "")
        done(1)

    def groups() -> Iterator[tuple[list[int], list[dict[str, Any]]]]:
        columns = len(sketches) // (8 * max(len(numbers), 1))
        for places in linked(np.frombuffer(sketches, "<u8").reshape(len(numbers), columns)):
            members = [numbers[place] for place in places]
            yield members, [_article(number, shelf) for number in members]

    found = tools.cache.map(RESOLVE, groups(), lambda group: hash_of(group[1]), tools.workers)
    for (members, _), originals in found:
        pairs = zip(json.loads(originals or ""), members, strict=True)
        copies = ((members[original], number) for original, number in pairs if original is not None)
        shelf.change("UPDATE article SET original = ? WHERE number = ?", copies)


def _article(number: int, shelf: Shelf) -> dict[str, Any]:
    text, published = next(shelf.select("SELECT row, published FROM article WHERE number = ?", number))
    row = json.loads(text)
    return {"title": row["title"], "body": row["body"], "published": published}


def linked(sketches: np.ndarray) -> Iterator[list[int]]:
    """Find the groups of rows that are linked by equal values in a column, directly or through others.

    Parameters
    ----------
    sketches : array of shape (rows, columns)

    Yields
    ------
    list of int
        Places of the rows of a group of two or more, in order.

    Examples
    --------
    >>> list(linked(np.array([[1, 5], [2, 6], [3, 5], [4, 7], [3, 8]])))
    [[0, 2, 4]]
    """
    rows, others = [np.empty(0, int)], [np.empty(0, int)]
    for column in sketches.T:
        order = np.argsort(column, kind="stable")
        equal = np.flatnonzero(column[order[1:]] == column[order[:-1]])
        rows.append(order[equal])
        others.append(order[equal + 1])
    row, other = np.concatenate(rows), np.concatenate(others)
    links = coo_array((np.ones(len(row), bool), (row, other)), shape=(len(sketches), len(sketches)))
    _, label = connected_components(links, directed=False)
    order = np.argsort(label, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if len(group) > 1:
            yield group.tolist()


def _decisions(out: Path) -> list[review.Decision]:
    """A researcher's decisions on events, which lie beside the tables."""
    try:
        return review.read(review.beside(out))
    except review.ReviewError as error:
        raise BuildError(str(error)) from error


def _extract(tools: _Tools) -> None:
    """Put the records of Russian originals on the shelf, as a copy tells nothing new."""
    shelf = tools.shelf
    analysed = f"language = '{ANALYSED_LANGUAGE}' AND original IS NULL"
    done = tools.progress("extracting", shelf.count("article", analysed), "articles")

    def articles() -> Iterator[dict[str, Any]]:
        for identifier, text in shelf.select(f"SELECT id, row FROM article WHERE {analysed} ORDER BY number"):
            row = unpack("articles", text)
            published = row["published"] and row["published"].strftime("%Y-%m-%dT%H:%M")
            yield {"id": identifier, "title": row["title"], "body": row["body"], "published": published}

    def key(article: dict[str, Any]) -> str:
        return hash_of(article["title"], article["body"], article["published"])

    for article, result in tools.cache.map(EXTRACT, articles(), key, tools.workers):
        time = article["published"] and datetime.fromisoformat(article["published"]).replace(tzinfo=ASHGABAT)
        registry.add(shelf, {"article_id": article["id"], "published": time}, json.loads(result or ""))
        done(1)


def _settle(tools: _Tools) -> None:
    """Turn records into events."""
    tools.progress("merging", None, "events")

    def run(parts: Iterable[registry.Part]) -> Iterator[tuple[registry.Part, str]]:
        found = tools.cache.map(SETTLE, parts, lambda part: hash_of(*part[:2]), tools.workers)
        return ((part, result or "") for part, result in found)

    registry.settle(tools.shelf, run)


# --- the tables ------------------------------------------------------------------------------------------------------


def _write(shelf: Shelf, events: Mapping[str, Iterable[dict[str, Any]]], folder: Path) -> dict[str, Any]:
    """Write all tables, and count what they hold."""
    uncollected: list[int] = []
    rows = {
        "articles": _articles(shelf),
        "headlines": _headlines(shelf, uncollected),
        "rejects": (json.loads(row) for (row,) in shelf.select("SELECT row FROM reject ORDER BY page, rowid")),
        **events,
    }
    counts: dict[str, Any] = {}
    for name, found in rows.items():
        # corrections leave rows in any order; they are in memory then
        in_memory = isinstance(found, list)
        counts[name] = (
            tables.write(name, found, folder).num_rows if in_memory else tables.write_sorted(name, found, folder)
        )
    reasons = shelf.select("SELECT reason, count(*) FROM reject GROUP BY reason ORDER BY reason")
    return counts | {
        "pages": counts["articles"] + counts["rejects"],
        "duplicates": shelf.count("article", "original IS NOT NULL"),
        "other_languages": shelf.count("article", f"language != '{ANALYSED_LANGUAGE}'"),
        "headlines_not_collected": sum(uncollected),
        "rejects_by_reason": dict(reasons),
    }


def _articles(shelf: Shelf) -> Iterator[dict[str, Any]]:
    shelf.change("CREATE INDEX IF NOT EXISTS article_order ON article (published IS NULL, published, id)")
    query = """
        SELECT article.row, article.id, original.id
        FROM article LEFT JOIN article AS original ON original.number = article.original
        ORDER BY article.published IS NULL, article.published, article.id
    """
    for text, identifier, original in shelf.select(query):
        yield unpack("articles", text) | {"article_id": identifier, "duplicate_of": original}


def _headlines(shelf: Shelf, uncollected: list[int]) -> Iterator[dict[str, Any]]:
    """Each headline with the article that it announced: the same words, and the nearest time within a day."""
    shelf.change("CREATE INDEX same_title ON article (title, published)")
    shelf.change("CREATE INDEX headline_order ON headline (page, position)")

    within = int(SAME_HEADLINE.total_seconds())

    # sidebars repeat themselves
    @lru_cache(maxsize=10_000)
    def announced(title: str, published: int) -> str | None:
        query = """
            SELECT published, original IS NOT NULL, number, id
            FROM article WHERE title = ? AND published BETWEEN ? AND ?
        """
        found = shelf.select(query, title, published - within, published + within)
        best = min(((abs(time - published), *rest) for time, *rest in found), default=None)
        return best[3] if best else None

    missing = 0
    for text, title, published in shelf.select("SELECT row, title, published FROM headline ORDER BY page, position"):
        article = announced(title, published)
        missing += article is None
        yield unpack("headlines", text) | {"article_id": article}
    uncollected.append(missing)


def _manifest(raw_paths: Sequence[str | Path], inputs: Mapping[str, str], counts: Mapping[str, Any]) -> dict[str, Any]:
    listing = "".join(f"{name}\0{digest}\n" for name, digest in sorted(inputs.items()))
    return {
        "corpus_hash": hashlib.sha256(listing.encode()).hexdigest(),
        "inputs": dict(inputs),
        "versions": versions(),
        "parameters": {
            "raw": [as_path(path).name or str(path) for path in raw_paths],
            "timezone": tables.TIMEZONE,
            "language": ANALYSED_LANGUAGE,
            "duplicate_threshold": duplicates.THRESHOLD,
        },
        "counts": counts,
    }


# --- where they are written ------------------------------------------------------------------------------------------


def _check_places(raw_paths: Sequence[str | Path], out: Path) -> None:
    for path in map(as_path, raw_paths):
        if not path.exists():
            raise BuildError(f"{path}: no such file or folder; name the folder that holds the raw pages")
        if not isinstance(path, Path):
            continue  # an address is no place of this machine
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            raise BuildError(f"{out}: lies in the raw folder {path}; name a folder outside of it with --out")
        if path.resolve().is_relative_to(out.resolve()):
            raise BuildError(f"{out}: holds the raw pages {path}; name another folder with --out")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise BuildError(f"{out}: is no folder; name another one with --out")
    if out.is_dir() and (others := sorted({file.name for file in out.iterdir()} - OUTPUT - NO_MATTER)):
        raise BuildError(f"{out}: holds other files ({others[0]}); name a folder of its own with --out")


@contextlib.contextmanager
def _one_line(kept: Path) -> Iterator[None]:
    """Say in one line what stopped a build."""
    try:
        yield
    except WorkError as error:
        raise BuildError(str(error)) from error
    except sqlite3.Error as error:
        # a full disk, another refusal of the system, or damage
        raise BuildError(f"{kept}: {error}; make room on the disk or delete this folder, then build again") from error


@contextlib.contextmanager
def _staging(out: Path) -> Iterator[Path]:
    """A locked folder beside ``out`` that takes its place at the end.

    The lock is on the folder itself and ends with the process, so that nothing has to be cleaned up after a build
    that was killed. Between the two renames of the swap the earlier tables are in ``.NAME.previous``, from where the
    next build brings them back.
    """
    out = out.absolute()
    out.parent.mkdir(parents=True, exist_ok=True)
    staging, previous = out.with_name(f".{out.name}.building"), out.with_name(f".{out.name}.previous")
    with _locked(staging, out):
        if previous.exists() and not out.exists():
            previous.rename(out)
        shutil.rmtree(previous, ignore_errors=True)
        _empty(staging)
        try:
            yield staging
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
        if out.exists():
            out.rename(previous)
        staging.rename(out)
        shutil.rmtree(previous, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path, out: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # the other build may have ended, and moved this folder, after it was opened here
            if folder.exists() and folder.stat().st_ino == os.fstat(descriptor).st_ino:
                yield
                return
        raise BuildError(f"{out}: another build is writing there; wait until it has ended")
    finally:
        os.close(descriptor)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
