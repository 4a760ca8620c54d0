"""Where tables lie: a folder of this machine that is replaced as a whole, or a store behind an address."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis import tables
from analysis.cache import hash_of, user_folder

OUTPUT = {"build.json", *(f"{name}.parquet" for name in tables.TABLES)}
# file managers and notebooks leave these in any folder
NO_MATTER = {".DS_Store", ".gitkeep", ".ipynb_checkpoints"}


class BuildError(Exception):
    """A build that cannot go on; the message says why and what to do, in one line.

    Examples
    --------
    >>> check(["no/such/folder"], "data/processed")
    Traceback (most recent call last):
    analysis.places.BuildError: no/such/folder: no such file or folder; name the folder that holds the raw pages
    """


def check(raw_paths: Sequence[str | Path], out: str | Path) -> tuple[Path, Path]:
    """The folder of the tables, and the one of this machine where they are made: the same, if it lies there.

    Raises
    ------
    BuildError
        If raw pages are missing, or the folder is none, holds other files, or lies among the raw pages.

    Examples
    --------
    >>> there, here = check([], "memory://checked/tables")
    >>> there.name, here == kept_for("memory://checked/tables")
    ('tables', True)
    """
    with _one_line():
        for path in map(tables.as_path, raw_paths):
            if not path.exists():
                raise BuildError(f"{path}: no such file or folder; name the folder that holds the raw pages")
        target = tables.as_path(out)
        others = {file.name for file in target.iterdir()} if target.is_dir() else set()
    if isinstance(target, Path):
        target = local = target.absolute()
    else:
        local = kept_for(str(out))
    for path in map(tables.as_path, raw_paths):
        if type(path) is not type(target):
            continue
        if path.is_dir() and target.resolve().is_relative_to(path.resolve()):
            raise BuildError(f"{target}: lies in the raw folder {path}; name a folder outside of it with --out")
        if path.resolve().is_relative_to(target.resolve()):
            raise BuildError(f"{target}: holds the raw pages {path}; name another folder with --out")
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise BuildError(f"{target}: is no folder; name another one with --out")
    if foreign := sorted(others - OUTPUT - NO_MATTER):
        raise BuildError(f"{target}: holds other files ({foreign[0]}); name a folder of its own with --out")
    return target, local


def kept_for(address: str) -> Path:
    """Where tables that go to an address are made, and what the next build need not do again is kept beside them.

    Examples
    --------
    >>> kept_for("s3://bucket/processed").parent.name
    'analysis'
    """
    return user_folder() / hash_of(address.rstrip("/"))


def send(tables_here: Path, target: Any) -> None:
    """Send tables to another place; ``build.json`` goes first and comes last, so that a folder with it is whole.

    Examples
    --------
    >>> import tempfile
    >>> there = tables.as_path("memory://sent/tables")
    >>> with tempfile.TemporaryDirectory() as here:
    ...     _ = Path(here, "build.json").write_text("{}")
    ...     send(Path(here), there)
    >>> [file.name for file in there.iterdir()]
    ['build.json']
    """
    with _one_line():
        target.mkdir(parents=True, exist_ok=True)
        (target / "build.json").unlink(missing_ok=True)
        for file in sorted(tables_here.iterdir(), key=lambda file: file.name == "build.json"):
            _copy(file, target)


def fetch(address: str) -> Path:
    """Bring tables from an address to the user's folder for caches, unless they are there already.

    Raises
    ------
    NotBuilt
        If no complete tables lie there, a FileNotFoundError.
    BuildError
        If the store does not answer, or a build writes there.

    Examples
    --------
    >>> fetch("memory://no/such/folder")
    Traceback (most recent call last):
    analysis.tables.NotBuilt: no built corpus in memory://no/such/folder: run «analysis build» first
    """
    kept = kept_for(address).with_suffix(".tables")
    with _one_line():
        source = tables.as_path(address)
        manifest = source / "build.json"
        if not manifest.is_file():
            raise tables.NotBuilt(f"no built corpus in {address}: run «analysis build» first")
        stated, files = manifest.read_bytes(), [source / name for name in sorted(OUTPUT) if (source / name).is_file()]
        same = _sizes(files) == _sizes(kept / file.name for file in files)
        if same and (kept / manifest.name).read_bytes() == stated:
            return kept
        with staging(kept) as part:
            for file in files:
                _copy(file, part)
            if not manifest.is_file() or manifest.read_bytes() != stated:
                raise BuildError(f"{address}: a build is writing there; try again when it has ended")
    return kept


def _sizes(files: Iterable[Any]) -> list[int]:
    return [file.stat().st_size if file.is_file() else -1 for file in files]


def _copy(file: Any, folder: Any) -> None:
    with file.open("rb") as source, (folder / file.name).open("wb") as sink:
        shutil.copyfileobj(source, sink, 1_000_000)


@contextlib.contextmanager
def _one_line() -> Iterator[None]:
    """Say in one line what the library of a store has to say."""
    try:
        yield
    except (BuildError, OSError):
        raise
    except (ImportError, ValueError) as error:
        raise BuildError(f"{error}; an address needs the package of its store, s3:// for one s3fs") from error
    except Exception as error:  # each library has errors of its own
        raise BuildError(f"{type(error).__name__}: {error}; check address, network and permissions") from error


@contextlib.contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A locked folder beside ``out`` that takes its place at the end.

    The lock is on the folder itself and ends with the process, so that nothing has to be cleaned up after a build
    that was killed. Between the two renames of the swap the earlier tables are in ``.NAME.previous``, from where the
    next build brings them back.

    Raises
    ------
    BuildError
        If another build is writing there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = Path(folder, "processed")
    ...     with staging(out) as part:
    ...         _ = (part / "build.json").write_text("{}")
    ...         before = out.exists()
    ...     before, [file.name for file in out.iterdir()]
    (False, ['build.json'])
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    building, previous = out.with_name(f".{out.name}.building"), out.with_name(f".{out.name}.previous")
    with _locked(building, out):
        if previous.exists() and not out.exists():
            previous.rename(out)
        shutil.rmtree(previous, ignore_errors=True)
        _empty(building)
        try:
            yield building
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        if out.exists():
            out.rename(previous)
        building.rename(out)
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
