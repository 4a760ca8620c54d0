"""From the folder of raw pages to the folder of tables: the one place that knows the whole graph.

raw pages -> articles, headlines, rejects -> duplicates -> records of each article -> events -> Parquet tables
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis import tables
from analysis.corpus import duplicates
from analysis.corpus.page import read_page
from analysis.corpus.readers import find_files, read_file
from analysis.corpus.text import fold_title

# the libraries that decide what the tables hold
LIBRARIES = (
    *("analysis", "charset-normalizer", "datasketch", "lxml", "natasha", "navec", "numpy", "pandas", "pyarrow"),
    *("pymorphy3", "razdel", "scikit-learn", "slovnet", "trafilatura"),
)
ANALYSED_LANGUAGE = "ru"
# a sidebar may show a time that was put right later
SAME_HEADLINE = timedelta(days=1)
EVENT_TABLES = ("visits", "meetings", "agreements", "mentions", "people")
OUTPUT = {"build.json", *(f"{name}.parquet" for name in tables.TABLES)}
# file managers and notebooks leave these in any folder
NO_MATTER = {".DS_Store", ".gitkeep", ".ipynb_checkpoints"}

Progress = Callable[[str, int | None, str], Callable[[int], Any]]


class BuildError(Exception):
    """A build that cannot go on; the message says why and what to do, in one line."""


def _silent(step: str, total: int | None, unit: str) -> Callable[[int], Any]:
    return lambda done: None


def build(
    raw_paths: Sequence[str | Path], out: str | Path, jobs: int = 1, progress: Progress = _silent
) -> dict[str, Any]:
    """Read raw pages, extract events, and write the tables.

    The tables are written to a folder beside ``out`` that takes its place only when it is complete: a build that
    breaks off leaves the earlier tables whole. The same pages and versions give the same bytes, whatever ``jobs``.

    Parameters
    ----------
    raw_paths : sequence of path
        Files and folders of raw pages, see :mod:`analysis.corpus.readers`.
    out : path
        The folder of the tables. What an earlier build wrote there is replaced.
    jobs : int
        Processes at once.
    progress : callable, optional
        Called with the name of a step, its size if known, and its unit; returns the function that is then called with
        the number of what is newly done.

    Returns
    -------
    dict
        What ``build.json`` holds: ``corpus_hash``, ``inputs`` (SHA-256 of each raw file), ``versions``,
        ``parameters``, ``counts`` (pages, articles, duplicates, rejects, and rows of every table).

    Raises
    ------
    BuildError
        If a raw path does not exist, ``out`` holds other files or lies in a raw folder, or another build is writing
        there.

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
    out = Path(out)
    _check_places(raw_paths, out)
    with _staging(out) as staging:
        rows, manifest = _derive(raw_paths, jobs, progress)
        for name in tables.TABLES:
            tables.write(name, rows[name], staging)
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
    pages              0
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
    summed = [f"{name:10} {count:>9,}" + (f"  ({more})" if more else "") for name, count, more in lines]
    return "\n".join([*summed, f"tables in {out}"])


# --- what the tables hold --------------------------------------------------------------------------------------------


def _derive(
    raw_paths: Sequence[str | Path], jobs: int, progress: Progress
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Any]]:
    articles, headlines, rejects, inputs = _read(raw_paths, progress)
    _identify(articles)
    for article, original in zip(articles, duplicates.find_duplicates(articles), strict=True):
        article["duplicate_of"] = None if original is None else articles[original]["article_id"]
    _link(headlines, articles)
    rows = {"articles": articles, "headlines": headlines, "rejects": rejects, **_events(articles, jobs, progress)}
    counts = {name: len(rows[name]) for name in tables.TABLES} | {
        "pages": len(articles) + len(rejects),
        "duplicates": sum(article["duplicate_of"] is not None for article in articles),
        "other_languages": sum(article["language"] != ANALYSED_LANGUAGE for article in articles),
        "headlines_not_collected": sum(headline["article_id"] is None for headline in headlines),
        "rejects_by_reason": dict(Counter(reject["reason"] for reject in rejects)),
    }
    listing = "".join(f"{name}\0{digest}\n" for name, digest in sorted(inputs.items()))
    manifest = {
        "corpus_hash": hashlib.sha256(listing.encode()).hexdigest(),
        "inputs": inputs,
        "versions": {name: version(name) for name in LIBRARIES},
        "parameters": {
            "raw": [Path(path).name or str(path) for path in raw_paths],
            "timezone": tables.TIMEZONE,
            "language": ANALYSED_LANGUAGE,
            "duplicate_threshold": duplicates.THRESHOLD,
        },
        "counts": counts,
    }
    return rows, manifest


def _read(
    raw_paths: Sequence[str | Path], progress: Progress
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]:
    """Articles, headlines, rejects, and the SHA-256 of each raw file that could be read."""
    articles: list[dict[str, Any]] = []
    headlines: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    inputs: dict[str, str] = {}
    files = find_files(raw_paths)
    done = progress("reading", len(files), "files")
    for name, place in files:
        name = name.encode(errors="surrogateescape").decode(errors="replace")
        for raw in read_file(name, place):
            row, seen = read_page(raw)
            (rejects if "reason" in row else articles).append(row)
            headlines += seen
        with contextlib.suppress(OSError), place.open("rb") as file:
            inputs[name] = hashlib.file_digest(file, "sha256").hexdigest()
        done(1)
    return articles, headlines, rejects, inputs


def _identify(articles: Sequence[dict[str, Any]]) -> None:
    """Give each article its identifier; exact copies count on from it, in the order of their pages."""
    seen: Counter[str] = Counter()
    for article in articles:
        time = article["published"].isoformat() if article["published"] else ""
        text = "\0".join((article["title"], time, article["body"]))
        identifier = hashlib.sha256(text.encode()).hexdigest()[:12]
        seen[identifier] += 1
        article["article_id"] = identifier if seen[identifier] == 1 else f"{identifier}-{seen[identifier]}"


def _link(headlines: Sequence[dict[str, Any]], articles: Sequence[Mapping[str, Any]]) -> None:
    """Give each headline the article that it announced: the same words, and the nearest time within a day."""
    titled = defaultdict(list)
    for article in articles:
        if article["title"] and article["published"]:
            titled[fold_title(article["title"])].append(article)
    for headline in headlines:
        near = [
            (abs(article["published"] - headline["published"]), article["duplicate_of"] is not None, n, article)
            for n, article in enumerate(titled[fold_title(headline["text"])])
        ]
        best = min(near, key=lambda candidate: candidate[:3], default=None)
        headline["article_id"] = best[3]["article_id"] if best and best[0] <= SAME_HEADLINE else None


def _events(articles: Sequence[Mapping[str, Any]], jobs: int, progress: Progress) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables of events: of Russian originals, as a copy tells nothing new."""
    analysed = [a for a in articles if a["duplicate_of"] is None and a["language"] == ANALYSED_LANGUAGE]
    if not analysed:
        return {name: [] for name in EVENT_TABLES}
    # models that a folder without articles need not wait for
    from analysis.events.extract import extract_all
    from analysis.events.registry import merge

    texts = [
        {
            "id": article["article_id"],
            "title": article["title"],
            "body": article["body"],
            "published": article["published"].strftime("%Y-%m-%dT%H:%M") if article["published"] else None,
        }
        for article in analysed
    ]
    done = progress("extracting", len(texts), "articles")
    events = merge(analysed, extract_all(texts, jobs=jobs, progress=done))
    return {name: list(events[name]) for name in EVENT_TABLES}


# --- where they are written ------------------------------------------------------------------------------------------


def _check_places(raw_paths: Sequence[str | Path], out: Path) -> None:
    for path in map(Path, raw_paths):
        if not path.exists():
            raise BuildError(f"{path}: no such file or folder; name the folder that holds the raw pages")
        if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
            raise BuildError(f"{out}: lies in the raw folder {path}; name a folder outside of it with --out")
        if path.resolve().is_relative_to(out.resolve()):
            raise BuildError(f"{out}: holds the raw pages {path}; name another folder with --out")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise BuildError(f"{out}: is no folder; name another one with --out")
    if out.is_dir() and (others := sorted({file.name for file in out.iterdir()} - OUTPUT - NO_MATTER)):
        raise BuildError(f"{out}: holds other files ({others[0]}); name a folder of its own with --out")


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
