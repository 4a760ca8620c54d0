"""Run the notebooks of a plan with papermill, several at a time, and write a report for each.

A report that fails is written up to its failing cell; the others are not disturbed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import logging
import os
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from threading import Event
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

from analysis import export, language, tables
from analysis.reports import history, html, index
from analysis.reports.history import Planned, read_json
from analysis.reports.kernels import OwnKernelManager, kill_kernels
from analysis.reports.plan import Report

CELL_SECONDS = 900
"""A cell that takes longer than this counts as failed."""

DOWNLOADS = ("visits", "meetings", "agreements", "people")
"""Tables that lie beside the reports as CSV."""


@dataclass
class Outcome:
    """How the run of one report ended; ``began`` is false if it was left out after another one had failed.

    Examples
    --------
    >>> one = Planned(Report("visits", Path("03_visits.ipynb"), "Visits"), {}, {}, "new")
    >>> Outcome(one, message="no table visits (NotBuilt)").began
    True
    """

    planned: Planned
    message: str = ""
    seconds: float = 0
    summary: html.Summary = field(default_factory=html.Summary)
    rendered: str = ""
    began: bool = True

    def record(self, run: int, changes: Mapping[str, Any]) -> dict[str, Any]:
        """What the index and the next run need to know, as plain JSON; ``run`` is the number of this one.

        Examples
        --------
        >>> one = Planned(Report("visits", Path("03_visits.ipynb"), "Visits"), {}, {}, "new")
        >>> record = Outcome(one, message="no table visits (NotBuilt)", seconds=4.21).record(run=3, changes={})
        >>> record["status"], record["seconds"], record["run"]
        ('failed', 4.2, 3)
        """
        report = self.planned.report
        values = report.values
        with _speaking(report):
            chips = html.chips(report)
        return {
            "name": report.name,
            "title": report.title,
            "language": report.language,
            "chips": chips,
            "leader": values.get("leader") or "",
            "partner": values.get("partner") or "",
            "period": [values.get("start") or "", values.get("end") or ""],
            "notebook": report.notebook.name,
            "parameters": {name: value for name, value, _ in html.shown_parameters(report)},
            "status": "failed" if self.message else "ok",
            "message": self.message,
            "seconds": round(self.seconds, 1),
            "rendered": self.rendered,
            "sentences": self.summary.sentences,
            "figures": self.summary.figures,
            "run": run,
            "state": dict(self.planned.state),
            "changes": dict(changes),
        }


def _speaking(report: Report) -> contextlib.AbstractContextManager[None]:
    """Speak the language of a report."""
    return language.speaking(report.language, str(report.values.get("names") or ""))


def run_plan(
    planned: Sequence[Planned],
    data: str | Path,
    out: str | Path,
    jobs: int = 2,
    progress: Callable[[int], Any] | None = None,
    fail_fast: bool = False,
) -> list[Outcome]:
    """Run the reports that have to, and write ``NAME.html`` and ``notebooks/NAME.ipynb`` for each, and ``index.html``.

    Parameters
    ----------
    planned : sequence of Planned
        From ``history.examine``.
    data : path
        Folder of the tables.
    out : path
        Folder of the reports; made if it is missing.
    jobs : int
        Kernels at once.
    progress : callable, optional
        Called with 1 each time that a report is done.
    fail_fast : bool
        After a report has failed, begin no other.

    Returns
    -------
    list of Outcome
        Of the reports that had to run, in their order.

    Raises
    ------
    OSError
        If the folder cannot be written.

    Examples
    --------
    >>> run = {"run": 1, "day": "2025-04-23", "seconds": 9.5, "corpus_hash": "c0ffee", "counts": {}, "data": "9f86d0"}
    >>> unchanged = Planned(Report("visits", Path("03_visits.ipynb"), "Visits"), {"data": "9f86d0"}, {}, reason="")
    >>> with tables.example() as data:
    ...     index.write(data.parent, {**run, "changes": {}, "history": [], "reports": []})
    ...     run_plan([unchanged], data, data.parent)  # nothing has to run, but the index is written anew
    []
    """
    data, out, started = Path(data), Path(out), time.monotonic()
    state = history.read_state(out)
    due = [one for one in planned if one.reason]
    (out / "notebooks").mkdir(parents=True, exist_ok=True)
    if due and state["run"]:
        history.keep_run(out, state, index.pages(state, "kept"))
    build = read_json(data / "build.json", {})
    today = dt.datetime.now().astimezone().date().isoformat()
    broken_off, failed = Event(), Event()

    def run(one: Planned) -> Outcome:
        if fail_fast and failed.is_set():
            return Outcome(one, began=False)
        outcome = _run_report(one, build, out, today, broken_off)
        if outcome.message:
            failed.set()
        if progress:
            progress(1)
        return outcome

    with _quiet(), ThreadPoolExecutor(max_workers=jobs) as pool:
        try:
            outcomes = list(pool.map(run, due))
        except BaseException:  # the user's Ctrl-C above all: neither begin what waits nor wait for what runs
            broken_off.set()
            pool.shutdown(wait=False, cancel_futures=True)
            kill_kernels()
            raise
    _finish(planned, outcomes, state, data, out, started)
    return outcomes


def _finish(
    planned: Sequence[Planned],
    outcomes: Sequence[Outcome],
    before: Mapping[str, Any],
    data: Path,
    out: Path,
    started: float,
) -> None:
    """Write what is known now: the record, the index, the data beside the reports, and what to compare with next."""
    build = read_json(data / "build.json", {})
    name = planned[0].state["data"]
    history.keep_data(data, out, name)

    @cache
    def since(earlier: str) -> list[dict[str, Any]]:
        return history.changes(history.data_folder(out, earlier), history.data_folder(out, name))

    made = {outcome.planned.report.name: outcome for outcome in outcomes if outcome.began}
    records = []
    for one in planned:
        if outcome := made.get(one.report.name):
            changes = {}
            if one.record:
                found = [c for c in since(one.record["state"]["data"]) if history.concerns(c, one.report.values)]
                changes = {"run": one.record["run"], "day": one.record["rendered"], "counts": history.counted(found)}
            records.append(outcome.record(before["run"] + 1, changes))
        elif one.record:
            records.append({key: value for key, value in one.record.items() if key != "earlier"})
    names = {record["name"] for record in records}
    records += [
        {**record, "earlier": True}
        for record in before["reports"]
        if record["name"] not in names and (out / f"{record['name']}.html").is_file()
    ]
    state = {**before, "reports": records}
    if outcomes:
        kept = [{key: before[key] for key in ("run", "day")}] if before["run"] else []
        state |= {
            "run": before["run"] + 1,
            "corpus_hash": build.get("corpus_hash", ""),
            "counts": build.get("counts", {}),
            "day": next(outcome.rendered for outcome in outcomes if outcome.began),
            "zip": False,
            "seconds": round(time.monotonic() - started, 1),
            "data": name,
            "changes": {},
            "history": [*kept, *before["history"]][: history.KEPT],
        }
        if before["run"]:
            found = since(before["data"])
            rows, more = found[: index.SHOWN], max(0, len(found) - index.SHOWN)
            last = {key: before[key] for key in ("run", "day")}
            state["changes"] = {**last, "counts": history.counted(found), "rows": rows, "more": more}
    state["tables"] = _write_data(data, out)
    index.write(out, state)
    history.forget(out, state)


def _write_data(data: Path, out: Path) -> dict[str, int]:
    """Put the tables that readers ask for beside the reports as CSV; returns the number of rows of each."""
    read = {name: tables.read(name, data) for name in DOWNLOADS if (data / f"{name}.parquet").is_file()}
    for name, frame in read.items():
        rows = ([export.as_text(value) for value in row] for row in export.records(frame))
        tables.save(out / "data" / f"{name}.csv", export.csv_text(list(frame.columns), rows))
    return {name: len(frame) for name, frame in read.items()}


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence what papermill, Jupyter and traitlets say on the way: what fails is said in one line at the end."""
    loggers = [logging.getLogger(name) for name in ("papermill", "traitlets", "asyncio")]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        try:
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


def _run_report(one: Planned, build: Mapping[str, Any], out: Path, today: str, broken_off: Event) -> Outcome:
    """Execute one notebook, render what came of it, and put both in the place of earlier ones.

    Nothing is written once the whole run is broken off.
    """
    report, started = one.report, time.monotonic()
    part = out / "notebooks" / f".{report.name}.{os.getpid()}.ipynb"
    try:
        problem = _execute(report, part)
        if broken_off.is_set():
            raise CancelledError
        executed = nbformat.read(part if part.is_file() else report.notebook, as_version=4)
        source = _provenance(report, build, today)
        with _speaking(report):
            try:
                page, summary, message = html.render_report(executed, report, source, problem)
            except Exception as error:  # an output that no rule foresaw must not cost the other reports
                problem = f"an output could not be shown ({type(error).__name__}: {error})"
                page, summary, message = html.render_report(nbformat.v4.new_notebook(), report, source, problem)
        tables.save(out / f"{report.name}.html", page)
        if part.is_file():
            part.replace(out / "notebooks" / f"{report.name}.ipynb")
    finally:
        part.unlink(missing_ok=True)
    return Outcome(one, message, time.monotonic() - started, summary, today)


def _execute(report: Report, executed: Path) -> str:
    """Run a notebook in a fresh kernel; returns what went wrong outside its cells, in one line, or nothing."""
    try:
        papermill.execute_notebook(
            nbformat.read(report.notebook, as_version=4),
            str(executed).replace("{", "{{").replace("}", "}}"),
            parameters=dict(report.given),
            kernel_name="python3",
            language="python",
            kernel_manager_class=OwnKernelManager,
            progress_bar=False,
            autosave_cell_every=0,
            execution_timeout=CELL_SECONDS,
        )
    except PapermillExecutionError:
        return ""  # the executed notebook holds the error
    except Exception as error:  # a dead kernel, a timeout, a full disk: whatever it is, the other reports still come
        return f"{type(error).__name__}: {error}"
    return ""


def _provenance(report: Report, build: Mapping[str, Any], today: str) -> html.Provenance:
    """What a report was made from."""
    return html.Provenance(
        corpus_hash=str(build.get("corpus_hash", "")),
        counts={str(name): count for name, count in build.get("counts", {}).items() if isinstance(count, int)},
        notebook=report.notebook.name,
        notebook_hash=hashlib.sha256(report.notebook.read_bytes()).hexdigest()[:12],
        versions=history.versions(),
        accuracy=_accuracy(),
        rendered=today,
        review=build.get("review"),
    )


def _accuracy() -> dict[str, Any] | None:
    """The measured accuracy of the extraction, ``events/accuracy.json``; None if nothing was measured."""
    file = resources.files("analysis.events").joinpath("accuracy.json")
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
