"""From the folder of raw pages to the folder of tables: the one place that knows the whole graph.

raw files -> pages -> articles -> duplicates -> records of each article -> events -> Parquet tables

The costly steps (:mod:`analysis.steps`) run in as many processes as are wanted, and their results are kept in a cache
beside the tables (:mod:`analysis.cache`), so that a build does only what is new. Rows wait on disk
(:mod:`analysis.shelf`), so that memory does not grow with their number.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any

from analysis import places, review, tables
from analysis.cache import Cache, hash_of, portions, versions
from analysis.corpus import duplicates
from analysis.corpus.dates import ASHGABAT
from analysis.corpus.raw import RawPage
from analysis.corpus.readers import holds_many, list_files, read_file
from analysis.events import registry
from analysis.places import BuildError
from analysis.shelf import Shelf, pack, unpack
from analysis.steps import DIGEST, EXTRACT, READ, RESOLVE, SETTLE, SKETCH, STEPS, Part
from analysis.workers import WorkError, Workers, hire

ANALYSED_LANGUAGE = "ru"
# a sidebar may show a time that was put right later
SAME_HEADLINE = timedelta(days=1)
# of a file with many pages so many, or so many bytes, are read at once
PAGES_AT_ONCE = 16
BYTES_AT_ONCE = 1_000_000
CHANGED = "changed while it was read; build again when nothing writes to it"

Row = dict[str, Any]
Progress = Callable[[str, int | None, str], Callable[[int], Any]]


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
        holds what the next build need not do again, and can be deleted. With an address such as
        ``s3://bucket/processed`` it lies in the user's folder for caches (:func:`analysis.places.kept_for`), and the
        tables are sent there once they are complete, ``build.json`` last. The lock keeps other builds of this machine
        away, not those of others.
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
        What ``build.json`` holds: ``corpus_hash``, ``versions``, ``parameters``, ``counts`` (pages, articles,
        duplicates, rejects, and rows of every table); but for its ``inputs`` (SHA-256 of each raw file), which may be
        millions.

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
    target, local = places.check(raw_paths, out)
    kept = local.with_name(f".{local.name}.cache")
    decisions = _decisions(target)
    with _one_line(kept), places.staging(local) as staging:
        with Cache(kept, STEPS) as cache, Shelf(kept) as shelf, hire(jobs, cluster) as workers:
            tools = _Tools(kept, cache, shelf, workers, progress)
            _read(raw_paths, tools)
            _find_duplicates(tools)
            _extract(tools)
            _settle(tools)
            progress("writing", None, "rows")
            events, reviewed = _reviewed(decisions, shelf)
            counts = _write(shelf, events, staging)
            if reviewed:
                counts["corrections"] = sum(reviewed["applied"].values())
            manifest = _manifest(raw_paths, shelf, counts) | ({"review": reviewed} if reviewed else {})
            _write_manifest(manifest, shelf, staging / "build.json")
        if target is not local:
            places.send(staging, target)
    if target is not local:
        shutil.rmtree(local, ignore_errors=True)
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
    if "://" in str(out):
        summed.append("stores have no locks: let no other machine build there at the same time")
    return "\n".join([*summed, f"tables in {out}"])


# --- the graph -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Tools:
    """What each part of the graph works with."""

    folder: Path
    cache: Cache
    shelf: Shelf
    workers: Workers
    progress: Progress


def _read(raw_paths: Sequence[str | Path], tools: _Tools) -> None:
    """Put the rows of articles, headlines and rejects of raw files on the shelf."""
    shelf = tools.shelf
    shelf.add("file", (tuple(os.fsencode(str(part)) for part in file) for file in list_files(raw_paths)), ignore=True)
    done = tools.progress("reading", shelf.count("file"), "files")
    for part, result in tools.cache.map(READ, _parts(tools), lambda part: part.key, tools.workers):
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


def _parts(tools: _Tools) -> Iterator[Part]:
    """Raw files in order; of those that hold many pages, a few pages at a time."""
    cache = tools.cache
    rows = tools.shelf.select("SELECT name, place FROM file ORDER BY name, place")
    files = ((os.fsdecode(name), tables.as_path(os.fsdecode(place))) for name, place in rows)
    # hashing is too little work to be given to another process, but not to another machine, which reads for itself
    workers = tools.workers if tools.workers.far else Workers()
    for number, ((name, place), found) in enumerate(cache.map(DIGEST, files, lambda file: None, workers)):
        name = name.encode(errors="surrogateescape").decode(errors="replace")
        digest, key = (found.split(" ", 1)[0], hash_of(name, found)) if found else (None, None)
        if not holds_many(place.name):
            yield Part(number, name, place, digest, key)
            continue
        known = cache.get(READ, [key]).get(key) if key else None
        keys = json.loads(known) if known else []
        if keys and cache.has(READ, keys):
            for one in keys:
                yield Part(number, name, place, digest, one, last=one == keys[-1])
            continue
        keys, size = [], _size(place)
        for pages in portions(read_file(name, place), PAGES_AT_ONCE, _weight):
            keys.append(hash_of(name, repr(pages)))
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


def _weight(page: RawPage) -> int:
    return 1 + page.bytes * PAGES_AT_ONCE // BYTES_AT_ONCE


def _shelve(file: int, pages: Iterable[list[Any]], shelf: Shelf) -> None:
    """Put what :func:`analysis.steps._read_parts` says of pages on the shelf."""
    for page, headlines, reason, row, *article in pages:
        shelf.add("headline", ((file, page, *headline) for headline in headlines))
        if reason:
            shelf.add("reject", [(file, page, reason, row)])
        else:
            *told, site, text = article
            shelf.add("article", [(None, file, *told, None, site, text, row)])


def _find_duplicates(tools: _Tools) -> None:
    """Note for each article its original: among those that are linked by a common sketch, whatever lies between."""
    shelf = tools.shelf
    done = tools.progress("comparing", shelf.count("article"), "articles")

    def texts(articles: list[tuple[int, str]]) -> list[tuple[str, str]]:
        return [(row["title"], row["body"]) for row in (_article(number, shelf) for number, _ in articles)]

    numbers = array("q")
    with tempfile.TemporaryFile(dir=tools.folder) as sketches:
        articles = shelf.select("SELECT number, text FROM article ORDER BY number")
        for (number, _), sketch in tools.cache.map(SKETCH, articles, lambda one: one[1], tools.workers, texts):
            numbers.append(number)
            sketches.write(bytes.fromhex(sketch or ""))
            done(1)
        groups = (_distinct([numbers[n] for n in group], shelf) for group in duplicates.linked(sketches, len(numbers)))

        def members(some: list[_Group]) -> list[list[dict[str, Any]]]:
            return [[_article(number, shelf) for number in group.members] for group in some]

        for group, which in tools.cache.map(
            RESOLVE, groups, lambda group: group.key, tools.workers, members, lambda group: len(group.members)
        ):
            found = zip(group.members, json.loads(which or ""), strict=True)
            original = {number: number if place is None else group.members[place] for number, place in found}
            pairs = (
                (original[same], number) for number, same in [*zip(original, original, strict=True), *group.copies]
            )
            copies = (pair for pair in pairs if pair[0] != pair[1])
            shelf.change("UPDATE article SET original = ? WHERE number = ?", copies)


@dataclass(frozen=True)
class _Group:
    """Articles that may be alike: those of different texts, exact copies with which of these, and what names them."""

    members: list[int]
    copies: list[tuple[int, int]]
    key: str


def _distinct(numbers: list[int], shelf: Shelf) -> _Group:
    query = "SELECT published IS NULL, published, number, text FROM article WHERE number = ?"
    rows = sorted(next(shelf.select(query, number)) for number in numbers)
    first: dict[str, tuple[int, int | None]] = {}
    for _, published, number, text in rows:
        first.setdefault(text, (number, published))
    copies = [(number, first[text][0]) for *_, number, text in rows if first[text][0] != number]
    members = sorted((number, text, published) for text, (number, published) in first.items())
    return _Group([number for number, *_ in members], copies, hash_of([more for _, *more in members]))


def _article(number: int, shelf: Shelf) -> dict[str, Any]:
    text, published = next(shelf.select("SELECT row, published FROM article WHERE number = ?", number))
    row = json.loads(text)
    return {"title": row["title"], "body": row["body"], "published": published}


def _decisions(out: Path) -> list[review.Decision]:
    """A researcher's decisions on events, which lie beside the tables."""
    try:
        return review.read(review.beside(out))
    except review.ReviewError as error:
        raise BuildError(str(error)) from error


def _extract(tools: _Tools) -> None:
    """Put the records of Russian originals on the shelf, as a copy tells nothing new."""
    shelf = tools.shelf
    shelf.change("""
        INSERT INTO source SELECT coalesce(original.id, article.id), article.site
        FROM article LEFT JOIN article AS original ON original.number = article.original WHERE article.site IS NOT NULL
    """)
    analysed = f"language = '{ANALYSED_LANGUAGE}' AND original IS NULL"
    done = tools.progress("extracting", shelf.count("article", analysed), "articles")
    articles = shelf.select(f"SELECT id, number, published, text FROM article WHERE {analysed} ORDER BY number")

    def texts(some: list[tuple]) -> list[dict[str, Any]]:
        whens = (_time(published) for _, _, published, _ in some)
        times = (when and when.strftime("%Y-%m-%dT%H:%M") for when in whens)
        return [
            _article(number, shelf) | {"id": identifier, "published": time}
            for (identifier, number, *_), time in zip(some, times, strict=True)
        ]

    keyed = tools.cache.map(EXTRACT, articles, lambda article: hash_of(*article[2:]), tools.workers, texts)
    for (identifier, _, published, _), records in keyed:
        if records:
            registry.add(shelf, identifier, _time(published), records)
        done(1)


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, ASHGABAT)


def _settle(tools: _Tools) -> None:
    """Turn records into events."""
    shelf = tools.shelf

    def key(part: registry.Part) -> str:
        return reduce(hash_of, registry.statements(shelf, part), part[0])

    def texts(parts: list[registry.Part]) -> list[tuple[str, list[registry.Statement]]]:
        return [(part[0], list(registry.statements(shelf, part))) for part in parts]

    def run(parts: Iterable[registry.Part]) -> Iterator[tuple[registry.Part, str]]:
        found = tools.cache.map(SETTLE, parts, key, tools.workers, texts, lambda part: len(part[1]))
        return ((part, result or "") for part, result in found)

    registry.settle(shelf, run, lambda number: tools.progress("merging", number, "statements"))


def _reviewed(decisions: Sequence[review.Decision], shelf: Shelf) -> tuple[dict[str, Iterator[Row]], dict | None]:
    """Rows of the tables of events, a researcher's decisions applied, and what came of these.

    Only the events that decisions touch are in memory: those named, those that share their words' articles, and the
    visits, meetings and agreements linked with these.
    """
    if not decisions:
        return {name: registry.rows(shelf, name) for name in registry.EVENT_TABLES}, None
    names = {name for d in decisions for name in (d.event_id, d.into, *(new for _, new in d.changes.values()))}
    told = {d.article_id for d in decisions}
    names |= {m["event_id"] for m in registry.rows(shelf, "mentions") if m["article_id"] in told}
    touched: dict[str, list[Row]] = {}
    for table in ("meetings", "agreements", "visits"):
        rows = registry.rows(shelf, table)
        touched[table] = [r for r in rows if r[f"{table[:-1]}_id"] in names or r.get("visit_id") in names]
        names |= {r["visit_id"] for r in touched[table] if r.get("visit_id")}
    names |= {r[f"{table[:-1]}_id"] for table in ("meetings", "agreements") for r in touched[table]}
    touched["mentions"] = [m for m in registry.rows(shelf, "mentions") if m["event_id"] in names]
    identifiers = {
        event: (name for (name,) in shelf.select("SELECT id FROM event WHERE kind = ?", table))
        for event, table in review.TABLE_OF.items()
    }
    corrected, reviewed = review.apply(touched, decisions, _Articles(shelf), identifiers)
    stated: dict[str, set[str]] = defaultdict(set)
    for mention in corrected["mentions"]:
        stated[mention["event_id"]].add(mention["article_id"])
    for table in review.TABLE_OF.values():
        for row in corrected[table]:
            row["sources"] = registry.sources(shelf, stated[row[f"{table[:-1]}_id"]])

    def rows_of(table: str) -> Iterator[Row]:
        name, in_order = "event_id" if table == "mentions" else f"{table[:-1]}_id", tables.TABLES[table].key
        others = (row for row in registry.rows(shelf, table) if table == "people" or row[name] not in names)
        return merge(others, sorted(corrected.get(table, ()), key=in_order), key=in_order)

    return {table: rows_of(table) for table in registry.EVENT_TABLES}, reviewed


class _Articles(Mapping[str, Row]):
    """The articles on the shelf by identifier."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def __getitem__(self, identifier: str) -> Row:
        for (text,) in self._shelf.select("SELECT row FROM article WHERE id = ?", identifier):
            return unpack("articles", text)
        raise KeyError(identifier)

    def __iter__(self) -> Iterator[str]:
        return (identifier for (identifier,) in self._shelf.select("SELECT id FROM article ORDER BY number"))

    def __len__(self) -> int:
        return self._shelf.count("article")


# --- the tables ------------------------------------------------------------------------------------------------------


def _write(shelf: Shelf, events: Mapping[str, Iterable[Row]], folder: Path) -> dict[str, Any]:
    """Write all tables, and count what they hold."""
    missing = 0

    def headlines() -> Iterator[Row]:
        nonlocal missing
        for row in _headlines(shelf):
            missing += row["article_id"] is None
            yield row

    rows = {
        "articles": _articles(shelf),
        "headlines": headlines(),
        "rejects": (json.loads(row) for (row,) in shelf.select("SELECT row FROM reject ORDER BY page, rowid")),
        **events,
    }
    counts: dict[str, Any] = {name: tables.write_sorted(name, found, folder) for name, found in rows.items()}
    reasons = shelf.select("SELECT reason, count(*) FROM reject GROUP BY reason ORDER BY reason")
    return counts | {
        "pages": counts["articles"] + counts["rejects"],
        "duplicates": shelf.count("article", "original IS NOT NULL"),
        "other_languages": shelf.count("article", f"language != '{ANALYSED_LANGUAGE}'"),
        "headlines_not_collected": missing,
        "rejects_by_reason": dict(reasons),
    }


def _articles(shelf: Shelf) -> Iterator[Row]:
    shelf.change("CREATE INDEX IF NOT EXISTS article_order ON article (published IS NULL, published, id)")
    query = """
        SELECT article.row, article.id, original.id
        FROM article LEFT JOIN article AS original ON original.number = article.original
        ORDER BY article.published IS NULL, article.published, article.id
    """
    for text, identifier, original in shelf.select(query):
        yield unpack("articles", text) | {"article_id": identifier, "duplicate_of": original}


def _headlines(shelf: Shelf) -> Iterator[Row]:
    """Each headline with the article that it announced: the same words, and the nearest time within a day."""
    shelf.change("CREATE INDEX same_title ON article (title, published)")
    within = int(SAME_HEADLINE.total_seconds())
    query = f"""
        SELECT headline.rowid, page, position, headline.text, headline.published, id
        FROM headline LEFT JOIN article ON article.title = headline.title
        AND article.published BETWEEN headline.published - {within} AND headline.published + {within}
        ORDER BY page, position, 1, abs(article.published - headline.published), original IS NOT NULL, number
    """
    names = ("page", "position", "text", "published", "article_id")
    for _, found in groupby(shelf.select(query), key=lambda row: row[0]):
        yield dict(zip(names, next(found)[1:], strict=True))


def _manifest(raw_paths: Sequence[str | Path], shelf: Shelf, counts: Mapping[str, Any]) -> dict[str, Any]:
    listing = hashlib.sha256()
    for name, digest in _inputs(shelf):
        listing.update(f"{name}\0{digest}\n".encode())
    return {
        "corpus_hash": listing.hexdigest(),
        "versions": versions(),
        "parameters": {
            "raw": [tables.as_path(path).name or str(path) for path in raw_paths],
            "timezone": tables.TIMEZONE,
            "language": ANALYSED_LANGUAGE,
            "duplicate_threshold": duplicates.THRESHOLD,
        },
        "counts": counts,
    }


def _inputs(shelf: Shelf) -> Iterator[tuple[str, str]]:
    return shelf.select("SELECT name, max(digest) FROM input GROUP BY name ORDER BY name")


def _write_manifest(manifest: Mapping[str, Any], shelf: Shelf, file: Path) -> None:
    """Write ``build.json``, the inputs one at a time."""
    text = json.dumps({**manifest, "inputs": None}, ensure_ascii=False, indent=1, sort_keys=True)
    before, after = text.split('"inputs": null')
    with file.open("w", encoding="utf-8") as lines:
        lines.write(f'{before}"inputs": {{')
        for number, (name, digest) in enumerate(_inputs(shelf)):
            lines.write(f'{"," if number else ""}\n  {json.dumps(name, ensure_ascii=False)}: "{digest}"')
        lines.write(f"\n }}{after}\n")


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
