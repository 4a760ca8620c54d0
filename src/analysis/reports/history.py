"""What a folder of reports remembers: what each was made from, what its data said then, and how earlier runs looked.

In the folder, ``reports.json`` tells of the last run and of every report that is there. ``history/run-3`` holds the
pages of the third run; pages that no later run has replaced take no room of their own, as they are hard links.
``history/data-…`` holds the events that reports were made from, to say what changed since.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from analysis import tables
from analysis.reports.plan import Report

RECORD = "reports.json"
NEEDED = {"run", "day", "seconds", "corpus_hash", "counts", "data", "changes", "history", "reports"}
OF_A_REPORT = {
    *("name", "title", "language", "chips", "leader", "partner", "period", "notebook", "parameters"),
    *("status", "message", "seconds", "rendered", "sentences", "figures", "state", "changes"),
}
"""What the record says of a run, and of a report; one without these is another version's, and not read."""

KEPT = 5
"""Earlier runs that stay readable."""

EVENTS = ("visits", "meetings", "agreements")
PACKAGES = ("analysis", "pandas", "numpy", "scikit-learn", "matplotlib", "slovnet", "papermill")
"""Packages whose versions a report states; another version of one makes every report anew."""


# --- what has to run ------------------------------------------------------------------------------------------------

REASONS = {
    "notebook": "its notebook changed",
    "parameters": "its title or parameters changed",
    "files": "a file that a parameter names changed",
    "data": "the data changed",
    "package": "the package or one of its libraries changed",
}


@dataclass(frozen=True)
class Planned:
    """A report of the plan beside what is there.

    ``state`` names what it would be made from now, ``record`` is what ``reports.json`` knows of it, ``reason`` says
    why it has to run; empty if it does not.

    Examples
    --------
    >>> one = Planned(Report("03_visits", Path("03_visits.ipynb"), "Visits"), {"data": "9f86d0"}, {}, "new")
    >>> bool(one.reason)  # so it has to run
    True
    """

    report: Report
    state: Mapping[str, str]
    record: Mapping[str, Any]
    reason: str


def examine(reports: Sequence[Report], data: str | Path, out: str | Path, force: bool = False) -> list[Planned]:
    """Find the reports that have to run: those that something changed for, that failed, or that are not there.

    Parameters
    ----------
    reports : sequence of Report
        From ``plan.read_plan``.
    data, out : path
        Folders of the tables and of the reports.
    force : bool
        Run all of them.

    Examples
    --------
    >>> import tempfile
    >>> with tables.example() as data, tempfile.TemporaryDirectory() as out:
    ...     notebook = data / "visits.ipynb"
    ...     _ = notebook.write_text("{}")
    ...     [one.reason for one in examine([Report("visits", notebook, "Visits")], data, out)]
    ['new']
    """
    known = {record["name"]: record for record in read_state(Path(out))["reports"]}
    shared = {"data": _data_state(Path(data)), "package": _package_state()}
    planned = []
    for report in reports:
        state = {**_report_state(report, Path(data)), **shared}
        record = known.get(report.name, {})
        changed = [reason for part, reason in REASONS.items() if record.get("state", {}).get(part) != state[part]]
        if not record or not (Path(out) / f"{report.name}.html").is_file():
            reason = "new"
        elif record["status"] != "ok":
            reason = "its last run failed"
        else:
            reason = ", ".join(changed) or ("asked for" if force else "")
        planned.append(Planned(report, state, record, reason))
    return planned


def is_current(planned: Sequence[Planned], out: str | Path) -> bool:
    """Whether the folder already holds just what the plan asks for, so that nothing has to be written.

    Examples
    --------
    >>> import tempfile
    >>> one = Planned(Report("visits", Path("visits.ipynb"), "Visits"), {}, {"name": "visits"}, "")
    >>> with tempfile.TemporaryDirectory() as out:  # which holds no report
    ...     is_current([one], out)
    False
    """
    there = [record for record in read_state(Path(out))["reports"] if not record.get("earlier")]
    return not any(one.reason for one in planned) and there == [one.record for one in planned]


def _report_state(report: Report, data: Path) -> dict[str, str]:
    """Names for the notebook of a report, its parameters, and the files that these name."""
    values = report.values
    files = []
    for value in values.values():
        if isinstance(value, str) and 0 < len(value) < 60:  # longer text is the name of no file
            places = (Path(value), report.notebook.parent / value, data.parent / value)
            files += [digest(place.read_bytes()) for place in places if place.is_file()]
    return {
        "notebook": digest(report.notebook.read_bytes()),
        "parameters": digest(repr((report.title, sorted(values.items()))).encode()),
        "files": digest(*map(str.encode, files)),
    }


def _data_state(data: Path) -> str:
    """A name for the content of the tables, and for what ``build.json`` says that reports repeat."""
    build = read_json(data / "build.json", {})
    said = json.dumps([build.get(key) for key in ("corpus_hash", "counts", "review")], sort_keys=True)
    return digest(said.encode(), *(_file_digest(data / f"{name}.parquet") for name in tables.TABLES))


@cache
def _package_state() -> str:
    """A name for the package with its templates and lists, for Python, and for the libraries that make a report."""
    folder = Path(__file__).parents[1]
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    content = [part for path in files for part in (path.relative_to(folder).as_posix().encode(), path.read_bytes())]
    return digest(repr(versions()).encode(), *content)


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that make a report.

    Examples
    --------
    >>> list(versions())[:3]
    ['Python', 'analysis', 'pandas']
    """
    found = {"Python": ".".join(map(str, sys.version_info[:3]))}
    for name in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def digest(*parts: bytes) -> str:
    """A short name for some content.

    Examples
    --------
    >>> digest(b"a", b"b") == digest(b"ab")
    False
    """
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:16]


def _file_digest(path: Path) -> bytes:
    """SHA-256 of a file; nothing where it is missing."""
    if not path.is_file():
        return b""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


# --- what changed ---------------------------------------------------------------------------------------------------

# Spellings and the like; a row in which just these changed tells the same as before.
NOT_FACTS = {"visitor_latin", "visitor_from", "date_words", *(column.name for column in tables.EVENT_COLUMNS)}


def keep_data(data: Path, out: Path, name: str) -> None:
    """Keep the events of a folder of tables under the name of its content.

    Examples
    --------
    >>> import tempfile
    >>> with tables.example() as data, tempfile.TemporaryDirectory() as out:
    ...     keep_data(data, Path(out), "9f86d0")
    ...     sorted(path.name for path in data_folder(Path(out), "9f86d0").iterdir())
    ['agreements.parquet', 'meetings.parquet', 'visits.parquet']
    """
    folder = data_folder(out, name)
    if folder.is_dir():
        return
    part = folder.with_name(f".{folder.name}.{os.getpid()}")
    part.mkdir(parents=True)
    for table in EVENTS:
        with contextlib.suppress(FileNotFoundError):
            shutil.copyfile(data / f"{table}.parquet", part / f"{table}.parquet")
    part.rename(folder)


def data_folder(out: Path, name: str) -> Path:
    """Where the events of a folder of tables are kept.

    Examples
    --------
    >>> data_folder(Path("reports"), "9f86d0").as_posix()
    'reports/history/data-9f86d0'
    """
    return out / "history" / f"data-{name}"


def changes(before: Path, after: Path) -> list[dict[str, Any]]:
    """Events that came, changed or went between two states of the tables, by their identifiers and facts.

    Returns
    -------
    list of dict
        ``kind`` (``new``, ``changed`` or ``gone``), ``table``, ``id``, ``row`` (columns as JSON), and for changed ones
        ``was`` (the columns that differ, as they were). Nothing where the earlier state cannot be read.

    Examples
    --------
    >>> with tables.example(visits=[{"host_country": "UZB", "status": "planned"}]) as before:
    ...     with tables.example(visits=[{"host_country": "UZB", "status": "held"}, {"host_country": "KAZ"}]) as after:
    ...         [(change["kind"], change["id"], change["was"]) for change in changes(before, after)]
    [('changed', 'visit1', {'status': 'planned'}), ('new', 'visit2', {})]
    """
    found: list[dict[str, Any]] = []
    for table in EVENTS:
        try:
            old, new = _read_events(table, before), _read_events(table, after)
        except (OSError, ValueError, KeyError):
            continue
        for event, row in new.items():
            earlier = old.get(event, {})
            was = {name: value for name, value in earlier.items() if name != "day" and row.get(name, value) != value}
            if not earlier or was:
                kind = "changed" if was else "new"
                found.append({"kind": kind, "table": table, "id": event, "row": row, "was": was})
        found += [
            {"kind": "gone", "table": table, "id": event, "row": row, "was": {}}
            for event, row in old.items()
            if event not in new
        ]
    return found


def _read_events(table: str, folder: Path) -> dict[str, dict[str, Any]]:
    """The facts of every event of a table by its identifier, with the ``day`` that it counts for."""
    import pyarrow.parquet as parquet

    key = f"{table[:-1]}_id"
    facts = [column.name for column in tables.TABLES[table].columns if column.name not in NOT_FACTS]
    kept = parquet.read_table(folder / f"{table}.parquet")
    there = [name for name in (*facts, "first_reported") if name in kept.column_names]  # of another version perhaps
    events = {}
    for row in kept.select(there).to_pylist():
        reported = row.pop("first_reported", None)
        day = row.get("start") or row.get("date") or (reported and reported.date())
        row = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
        events[row.pop(key)] = {**row, "day": day and day.isoformat()}
    return events


def concerns(change: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a change is of an event that a report with these parameters tells of.

    Examples
    --------
    >>> row = {"visitor": "Сердар Бердымухамедов", "visitor_country": "TKM", "host_country": "KAZ", "day": "2025-04-23"}
    >>> concerns({"row": row}, {"focus": "TKM", "partner": "KAZ"}), concerns({"row": row}, {"end": "2024-12-31"})
    (True, False)
    >>> concerns({"row": row}, {"leader": "serdar berdimuhamedow"}), concerns({"row": row}, {"leader": "Токаев"})
    (True, False)
    """
    row = change["row"]
    if leader := values.get("leader"):
        from analysis.gazetteer import people

        names = [name for name in [row.get("visitor"), *(row.get("participants") or [])] if name]
        if str(leader).casefold() not in {spelt.casefold() for name in names for spelt in (name, people.latin(name))}:
            return False
    if partner := values.get("partner"):
        sides = {row.get("visitor_country"), row.get("host_country")}
        sides |= {*(row.get("countries") or []), *(row.get("parties") or [])}
        if not {partner, values.get("focus") or partner} <= sides:
            return False
    day = row["day"] or ""
    first, last = values.get("start"), values.get("end")
    return (not first or day >= first) and (not last or (bool(day) and day <= last))


def counted(found: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many events came, by table, and how many rows changed or went.

    Examples
    --------
    >>> counted([{"kind": "new", "table": "visits"}, {"kind": "gone", "table": "meetings"}])
    {'new_visits': 1, 'gone_rows': 1}
    """
    counts = Counter(f"new_{c['table']}" if c["kind"] == "new" else f"{c['kind']}_rows" for c in found)
    order = [*(f"new_{table}" for table in EVENTS), "changed_rows", "gone_rows"]
    return {name: counts[name] for name in order if counts[name]}


# --- earlier runs ---------------------------------------------------------------------------------------------------


def read_state(out: Path) -> dict[str, Any]:
    """What ``reports.json`` says of the last run; a folder without it, or with another one, has no run yet.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as out:
    ...     read_state(Path(out))["run"]
    0
    """
    state = read_json(out / RECORD, {})
    if isinstance(state, dict) and set(state) >= NEEDED and all(set(r) >= OF_A_REPORT for r in state["reports"]):
        return state
    return {"run": 0, "reports": [], "history": []}


def keep_run(out: Path, state: Mapping[str, Any], pages: Mapping[str, str]) -> None:
    """Keep the pages of the last run before another one replaces some; of older ones the newest :data:`KEPT` stay.

    Parameters
    ----------
    out : Path
        Folder of the reports.
    state : mapping
        As :func:`read_state` gives it.
    pages : mapping of str to str
        Its index, as it shall stand beside the kept reports: text by the name of the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     out = Path(folder)
    ...     _ = tables.save(out / "visits.html", "<h1>Visits</h1>")
    ...     keep_run(out, {"run": 3, "reports": [{"name": "visits"}]}, {"index.html": "<h1>Reports</h1>"})
    ...     sorted(path.name for path in (out / "history" / "run-3").iterdir())
    ['index.html', 'visits.html']
    """
    folder = out / "history" / f"run-{state['run']}"
    if folder.is_dir():
        return
    part = folder.with_name(f".{folder.name}.{os.getpid()}")
    part.mkdir(parents=True)
    for record in state["reports"]:
        page = out / f"{record['name']}.html"
        if page.is_file():
            try:
                os.link(page, part / page.name)
            except OSError:  # a file system without links
                shutil.copyfile(page, part / page.name)
    for name, text in pages.items():
        tables.save(part / name, text)
    part.rename(folder)


def forget(out: Path, state: Mapping[str, Any]) -> None:
    """Delete kept runs and data that the state does not name.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as out:
    ...     for name in ("run-1", "run-2", "data-9f86d0"):
    ...         Path(out, "history", name).mkdir(parents=True)
    ...     forget(Path(out), {"history": [{"run": 2}], "reports": [], "data": "9f86d0"})
    ...     sorted(path.name for path in Path(out, "history").iterdir())
    ['data-9f86d0', 'run-2']
    """
    kept = {f"run-{run['run']}" for run in state["history"]}
    kept |= {data_folder(out, record["state"]["data"]).name for record in state["reports"]}
    kept.add(data_folder(out, state["data"]).name)
    for folder in (out / "history").glob("*-*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def read_json(path: Path, default: Any) -> Any:
    """Content of a JSON file; the default where it is missing or broken.

    Examples
    --------
    >>> read_json(Path("no-such-file.json"), {})
    {}
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default
