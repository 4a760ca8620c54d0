"""Reports for paper and for an appendix: PDF, printed by a browser, and an archive with pages, data and provenance."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import lxml.html

from analysis import export, tables
from analysis.reports import history, index

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHT = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright", "~/AppData/Local/ms-playwright")
PAGE_SECONDS = 180
ARCHIVE = "reports.zip"


class NoBrowser(ValueError):
    """No browser that prints could be found.

    Examples
    --------
    >>> find_browser("no-such-browser")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    analysis.reports.appendix.NoBrowser: no-such-browser is no browser that can be run; ...
    """


def find_browser(path: str | Path | None = None) -> str:
    """The program of a Chromium, Chrome or Edge: the one named, else one of the path, else one of Playwright's.

    Raises
    ------
    NoBrowser
        If there is none.

    Examples
    --------
    >>> import sys
    >>> find_browser(sys.executable) == sys.executable  # whatever is named is taken, if it can be run
    True
    """
    for name in [str(path)] if path else BROWSERS:
        if program := shutil.which(name):
            return program
    places = () if path else (os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ""), *PLAYWRIGHT)
    for place in filter(None, places):
        for found in sorted(Path(place).expanduser().glob("chromium-*/chrome-*/*"), reverse=True):
            if found.name in ("chrome", "chrome.exe", "Chromium") and os.access(found, os.X_OK):
                return str(found)
    missing = f"{path} is no browser that can be run" if path else "no Chromium, Chrome or Edge was found"
    raise NoBrowser(f"{missing}; PDF needs one: install it, or name its program with --browser")


def append(
    out: Path, browser: str | None, archive: bool, jobs: int = 2, progress: Callable[[int], Any] | None = None
) -> list[str]:
    """Print the reports of the last run, where a page is newer than its PDF, and put them into an archive.

    Parameters
    ----------
    out : Path
        Folder of the reports.
    browser : str or None
        From :func:`find_browser`; None prints nothing.
    archive : bool
        Whether to write ``reports.zip``.
    jobs : int
        Browsers at once.
    progress : callable, optional
        Called with 1 each time that a page is printed.

    Returns
    -------
    list of str
        One line for each page that could not be printed.

    Examples
    --------
    >>> run = {"run": 1, "day": "2025-04-23", "seconds": 9.5, "corpus_hash": "c0ffee", "counts": {}, "data": "9f86d0"}
    >>> with tempfile.TemporaryDirectory() as out:
    ...     index.write(Path(out), {**run, "changes": {}, "history": [], "reports": []})
    ...     problems = append(Path(out), browser=None, archive=True)
    ...     zipfile.ZipFile(Path(out, ARCHIVE)).namelist()
    ['index.html', 'provenance.json']
    """
    state = history.read_state(out)
    records = {out / f"{record['name']}.html": record for record in state["reports"] if not record.get("earlier")}
    problems = []

    def printed(page: Path) -> str:
        problem = "" if _is_printed(page) else _print_page(page, browser or "")
        if progress:
            progress(1)
        return problem

    if browser:
        with ThreadPoolExecutor(jobs) as pool:
            said = zip(records, pool.map(printed, records), strict=True)
            problems = [f"{page}: {problem}" for page, problem in said if problem]
    for page, record in records.items():
        record["pdf"] = _is_printed(page)
    if archive:
        _write_archive(out, state)
        state["zip"] = True
    index.write(out, state)
    return problems


def _is_printed(page: Path) -> bool:
    """Whether the PDF of a page is there and not older than the page."""
    pdf = page.with_suffix(".pdf")
    return pdf.is_file() and pdf.stat().st_mtime_ns >= page.stat().st_mtime_ns


def _print_page(page: Path, browser: str) -> str:
    """Print one page; returns why it could not be, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "page.pdf"
        command = [
            *(browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
            *("--disable-component-update", "--disable-sync", "--no-pdf-header-footer"),
            *(f"--user-data-dir={folder}/profile", f"--print-to-pdf={part}"),
            *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),  # it cannot have one as root
            page.resolve().as_uri(),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=PAGE_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return f"printing took longer than {PAGE_SECONDS} seconds"
        except OSError as error:
            return f"{browser} could not be run: {error.strerror}"
        if not (part.is_file() and part.read_bytes().startswith(b"%PDF")):
            return f"{browser} printed nothing; try another one with --browser"
        tables.save(page.with_suffix(".pdf"), part.read_bytes())
    return ""


def _write_archive(out: Path, state: Mapping[str, Any]) -> Path:
    """Put the reports of the last run, their tables as CSV, the data and the provenance into ``reports.zip``.

    The same reports always give the same bytes.
    """
    state = {**state, "reports": [record for record in state["reports"] if not record.get("earlier")]}
    files: dict[str, bytes] = {name: text.encode() for name, text in index.pages(state, "archive").items()}
    for record in state["reports"]:
        name = record["name"]
        files[f"{name}.html"] = (out / f"{name}.html").read_bytes()
        notebook = out / "notebooks" / f"{name}.ipynb"
        if notebook.is_file():
            for number, (caption, text) in enumerate(_shown_tables(json.loads(notebook.read_bytes())), 1):
                files[f"data/{name}/{number:02}-{file_name(caption)}.csv"] = text.encode()
    for path in sorted((out / "data").glob("*.csv")):
        files[f"data/{path.name}"] = path.read_bytes()
    files["provenance.json"] = export.json_text(_provenance(state)).encode()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)  # dated 1980, as the time of writing would make every archive another one
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return tables.save(out / ARCHIVE, content.getvalue())


def _provenance(state: Mapping[str, Any]) -> dict[str, Any]:
    """What each report of a run was made from."""
    told = ("name", "title", "notebook", "parameters", "rendered", "status", "message", "state")
    return {
        "run": state["run"],
        "day": state["day"],
        "corpus_hash": state["corpus_hash"],
        "counts": state["counts"],
        "versions": history.versions(),
        "reports": [{key: record[key] for key in told} for record in state["reports"]],
    }


def _shown_tables(notebook: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Caption and CSV of every table with a head that an executed notebook shows."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            markup = "".join(output.get("data", {}).get("text/html", ""))
            if "<table" not in markup:
                continue
            for table in lxml.html.fromstring(f"<div>{markup}</div>").iter("table"):
                rows = [[" ".join(cell.itertext()) for cell in row.iter("th", "td")] for row in table.iter("tr")]
                rows = [[" ".join(text.split()) for text in row] for row in rows]
                if len(rows) > 1 and len({len(row) for row in rows}) == 1:
                    caption = table.findtext("caption") or "table"
                    yield caption, export.csv_text(rows[0], rows[1:])


def file_name(caption: str) -> str:
    """A caption as part of a file name.

    Examples
    --------
    >>> file_name("Visits, in the order of time"), file_name("../«Визиты»")
    ('Visits-in-the-order-of-time', 'Визиты')
    """
    return re.sub(r"\W+", "-", caption).strip("-")[:60] or "table"
