"""Run the notebooks of a plan with papermill, several at a time, and write a report for each.

A kernel is a process of its own, started from the interpreter that runs this, wherever that lies and whatever kernels
the machine has installed. A report that fails is written up to its failing cell; the others are not disturbed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import logging
import os
import subprocess
import sys
import time
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path
from threading import Event
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from papermill.exceptions import PapermillExecutionError

from analysis.labels import several
from analysis.reports import html
from analysis.reports.plan import Report

CELL_SECONDS = 900
"""A cell that takes longer than this counts as failed."""

PACKAGES = ("analysis", "pandas", "numpy", "scikit-learn", "matplotlib", "slovnet", "papermill")
"""Packages whose versions a report states."""

RECORD = "reports.json"
"""What is known of the reports in a folder, kept for the next run's index."""


@dataclass
class Outcome:
    """How the run of one report ended."""

    report: Report
    message: str
    seconds: float
    summary: html.Summary = field(default_factory=html.Summary)
    rendered: str = ""

    @property
    def record(self) -> dict[str, Any]:
        """What the index and the next run need to know, as plain JSON."""
        return {
            "name": self.report.name,
            "title": self.report.title,
            "notebook": self.report.notebook.name,
            "chips": html.chips(self.report),
            "status": "failed" if self.message else "ok",
            "message": self.message,
            "seconds": round(self.seconds, 1),
            "rendered": self.rendered,
            "sentences": self.summary.sentences,
            "figures": self.summary.figures,
        }


class OwnKernelManager(AsyncKernelManager):
    """Starts the kernel of the running interpreter; no kernel has to be installed, and none is searched for."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """One thread a kernel, as several run at once; no history file, as they would wait for each other."""
        threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        return KernelSpec(
            argv=[
                *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
                *("--HistoryManager.enabled=False", "--log-level=CRITICAL"),
            ],
            display_name="Python 3",
            language="python",
            env={**dict.fromkeys(threads, "1"), "PYTHONHASHSEED": "0"},
        )

    async def _async_start_kernel(self, **kwargs: Any) -> None:
        # What the process itself prints, such as the stack of a crash, is no message for a user.
        await super()._async_start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kwargs)
        started.add(self)

    start_kernel = _async_start_kernel


started: weakref.WeakSet[OwnKernelManager] = weakref.WeakSet()
"""Managers of the kernels that this process started."""


def kill_kernels() -> None:
    """End every kernel that still runs, whatever it is doing."""
    for manager in list(started):
        process = getattr(manager.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()


def run_plan(
    reports: Sequence[Report],
    data: str | Path,
    out: str | Path,
    jobs: int = 2,
    progress: Callable[[int], Any] | None = None,
) -> list[Outcome]:
    """Run reports and write ``NAME.html`` and ``notebooks/NAME.ipynb`` for each, and ``index.html``.

    Parameters
    ----------
    reports : sequence of Report
        From ``plan.read_plan``.
    data : path
        Folder of the tables.
    out : path
        Folder of the reports; made if it is missing.
    jobs : int
        Kernels at once.
    progress : callable, optional
        Called with 1 each time that a report is done.

    Returns
    -------
    list of Outcome
        In the order of the reports.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    data, out = Path(data), Path(out)
    (out / "notebooks").mkdir(parents=True, exist_ok=True)
    build = read_json(data / "build.json", {})
    today = dt.datetime.now().astimezone().date().isoformat()

    broken_off = Event()

    def run(report: Report) -> Outcome:
        outcome = run_report(report, build, out, today, broken_off)
        if progress:
            progress(1)
        return outcome

    with quiet(), ThreadPoolExecutor(max_workers=jobs) as pool:
        try:
            outcomes = list(pool.map(run, reports))
        except BaseException:  # the user's Ctrl-C above all: neither begin what waits nor wait for what runs
            broken_off.set()
            pool.shutdown(wait=False, cancel_futures=True)
            kill_kernels()
            raise
    write_index(outcomes, build, out, today)
    return outcomes


@contextlib.contextmanager
def quiet() -> Any:
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


def run_report(report: Report, build: Mapping[str, Any], out: Path, today: str, broken_off: Event) -> Outcome:
    """Execute one notebook, render what came of it, and put both in the place of earlier ones.

    Nothing is written once the whole run is broken off.
    """
    started = time.monotonic()
    part = out / "notebooks" / f".{report.name}.{os.getpid()}.ipynb"
    try:
        problem = execute(report, part)
        if broken_off.is_set():
            raise CancelledError
        executed = nbformat.read(part if part.is_file() else report.notebook, as_version=4)
        source = provenance(report, build, today)
        try:
            page, summary, message = html.render_report(executed, report, source, problem)
        except Exception as error:  # an output that no rule foresaw must not cost the other reports
            problem = f"an output could not be shown ({type(error).__name__}: {error})"
            page, summary, message = html.render_report(nbformat.v4.new_notebook(), report, source, problem)
        write(out / f"{report.name}.html", page)
        if part.is_file():
            part.replace(out / "notebooks" / f"{report.name}.ipynb")
    finally:
        part.unlink(missing_ok=True)
    return Outcome(report, message, time.monotonic() - started, summary, today)


def execute(report: Report, executed: Path) -> str:
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
            execution_timeout=CELL_SECONDS,
        )
    except PapermillExecutionError:
        return ""  # the executed notebook holds the error
    except Exception as error:  # a dead kernel, a timeout, a full disk: whatever it is, the other reports still come
        return f"{type(error).__name__}: {error}"
    return ""


def provenance(report: Report, build: Mapping[str, Any], today: str) -> html.Provenance:
    """What a report was made from."""
    return html.Provenance(
        corpus_hash=str(build.get("corpus_hash", "")),
        counts={str(name): count for name, count in build.get("counts", {}).items() if isinstance(count, int)},
        notebook=report.notebook.name,
        notebook_hash=hashlib.sha256(report.notebook.read_bytes()).hexdigest()[:12],
        versions=versions(),
        accuracy=accuracy(),
        rendered=today,
        review=build.get("review"),
    )


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that make a report."""
    found = {"Python": ".".join(map(str, sys.version_info[:3]))}
    for name in PACKAGES:
        with contextlib.suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(name)
    return found


def accuracy() -> dict[str, Any] | None:
    """The measured accuracy of the extraction, ``events/accuracy.json``; None if nothing was measured."""
    file = resources.files("analysis.events").joinpath("accuracy.json")
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def write_index(outcomes: Sequence[Outcome], build: Mapping[str, Any], out: Path, today: str) -> None:
    """Write ``index.html``: this run's reports, then those of earlier runs that are still there."""
    records = [outcome.record for outcome in outcomes]
    names = {record["name"] for record in records}
    earlier = [
        {**record, "earlier": True}
        for record in read_json(out / RECORD, [])
        if record["name"] not in names and (out / f"{record['name']}.html").is_file()
    ]
    counts = build.get("counts", {})
    corpus = ", ".join(several(counts[name], name.rstrip("s")) for name in COUNTED if isinstance(counts.get(name), int))
    write(out / "index.html", html.render_index(records + earlier, corpus, today))
    write(out / RECORD, json.dumps(records + earlier, ensure_ascii=False, indent=1) + "\n")


COUNTED = ("articles", "visits", "meetings", "agreements")


def read_json(path: Path, default: Any) -> Any:
    """Content of a JSON file; the default where it is missing or broken."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default


def write(path: Path, text: str) -> None:
    """Write a text file that takes the place of an earlier one only when it is complete."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
