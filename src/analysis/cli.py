"""The command ``analysis``: reads options, calls the package, turns every failure into one line and an exit status.

Exit status: 0 all done; 1 something failed, each with one line on stderr; 2 wrong usage.
What a command needs is imported when it runs, so that ``--help`` answers at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

CORES = os.cpu_count() or 1
EXPORTS = ("csv", "package", "excel", "timelinejs", "geojson", "bibtex", "colt", "tif")


class _Group(click.Group):
    """A group whose commands end with one line on stderr where the system refuses something."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="analysis")
def main() -> None:
    """From a folder of scraped news pages to cited visits, meetings and agreements, and to reports to share.

    \b
    Example, from raw pages to reports:
      analysis build data/raw
      analysis report
    \f

    Examples
    --------
    >>> from click.testing import CliRunner
    >>> asked = CliRunner().invoke(main, ["report", "reports.yaml"])
    >>> asked.exit_code, asked.output
    (2, 'Error: reports.yaml: no such plan; «analysis report» needs a file like reports.yml\\n')
    """


@contextlib.contextmanager
def _progress_bar(description: str, total: int | None, unit: str) -> Iterator[Callable[[int], Any]]:
    """A bar on stderr, silent where stderr is not a terminal; yields the function to call with what is newly done."""
    from tqdm import tqdm

    with tqdm(desc=description, total=total, unit=f" {unit}", file=sys.stderr, disable=None, leave=False) as bar:
        yield bar.update


def _tables_at_hand(ctx: click.Context, option: click.Parameter, data: str) -> Path:
    """The folder of the tables; what lies behind an address is copied to this machine first."""
    if "://" not in data:
        return Path(data)
    from analysis import places, tables

    try:
        return places.fetch(data)
    except (places.BuildError, tables.NotBuilt) as error:
        raise click.ClickException(str(error)) from error


def _out_option(default: str, meaning: str) -> Callable[[Any], Any]:
    """An option that names the folder that is written."""
    kind = click.Path(path_type=Path, file_okay=False)
    return click.option("--out", type=kind, default=Path(default), show_default=True, metavar="DIR", help=meaning)


data_option = click.option(
    "--data",
    type=click.Path(path_type=str, file_okay=False),
    callback=_tables_at_hand,
    default="data/processed",
    show_default=True,
    metavar="DIR",
    help="Folder of the tables that «analysis build» wrote, also an address such as s3://bucket/tables.",
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), default=CORES, metavar="N", help="Processes at once; all cores if left out."
)


@main.command("build")
@click.argument("raw", nargs=-1, type=click.Path(path_type=str))
@click.option(
    "--out",
    type=click.Path(path_type=str, file_okay=False),
    default="data/processed",
    show_default=True,
    metavar="DIR",
    help="Folder of the tables, also an address such as s3://bucket/tables. It is replaced as a whole, once the new "
    "tables are complete.",
)
@jobs_option
@click.option(
    "--cluster",
    envvar="DASK_SCHEDULER_ADDRESS",
    metavar="ADDRESS",
    help="Dask scheduler whose workers do the work, e.g. tcp://10.0.0.1:8786. Instead of the option, the variable "
    "DASK_SCHEDULER_ADDRESS can be set.",
)
def _build(raw: tuple[str, ...], out: str, jobs: int, cluster: str | None) -> None:
    """Read raw pages and write the tables of articles, visits, meetings and agreements.

    RAW are files or folders, also behind an address such as s3://: text dumps (.txt), saved pages (.html, .htm), lists
    of records (.jsonl, .json, .csv, .xlsx, .parquet), crawls (.warc), and any of these compressed or in an archive. The
    folder data/raw is read if none is given; hidden files, README* and LICENSE* in it are no pages. A page that cannot
    be used ends in the table «rejects», with the reason. Only what is new since the last build is worked on; what was
    done is kept in a hidden folder beside DIR, which can be deleted. Corrections in corrections.csv beside DIR are
    applied. docs/codebook.md tells what each column of the tables means.

    \b
    Example:
      analysis build my-pages --out data/my-corpus
    """
    from analysis import build as building

    try:
        with contextlib.ExitStack() as bars:

            def progress(step: str, total: int | None, unit: str) -> Callable[[int], Any]:
                bars.close()
                return bars.enter_context(_progress_bar(step, total, unit))

            summary = building.build(raw or ("data/raw",), out, jobs=jobs, progress=progress, cluster=cluster)
    except building.BuildError as error:
        raise click.ClickException(str(error)) from error
    for line in summary.get("review", {}).get("flagged", ()):
        click.echo(line, err=True)
    click.echo(building.describe(summary, out))


@main.command("extract")
@click.argument("articles", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Instead of stdout.")
@jobs_option
def _extract(articles: Path, out: Path | None, jobs: int) -> None:
    """Extract visits, meetings and agreements from ARTICLES.

    ARTICLES is a file with one JSON object a line: id, published (YYYY-MM-DDTHH:MM), title, body. One line each comes
    out, in the same order: id, visits, meetings, agreements. A line that cannot be used is named on stderr and left
    out, and the exit status is 1.

    \b
    Example:
      analysis extract articles.jsonl --out records.jsonl
    """
    from analysis.corpus.readers import read_articles
    from analysis.events.extract import extract_all
    from analysis.tables import save

    usable = []
    problems = 0
    for record in read_articles(articles):
        if isinstance(record, str):
            problems += 1
            click.echo(record, err=True)
        else:
            usable.append(record)
    with _progress_bar("extracting", len(usable), "articles") as progress:
        results = extract_all(usable, jobs=jobs, progress=progress)
    records = [
        {"id": article["id"], **{kind: result[kind] for kind in ("visits", "meetings", "agreements")}}
        for article, result in zip(usable, results, strict=True)
    ]
    lines = "".join(json.dumps(record, ensure_ascii=False, default=str) + "\n" for record in records)
    if out:
        save(out, lines)
    else:
        click.echo(lines.encode(errors="replace"), nl=False)  # half characters of a broken input come out as «?»
    if problems:
        sys.exit(1)


@main.command("evaluate")
@click.argument("gold", type=click.Path(exists=True, path_type=Path))
def _evaluate(gold: Path) -> None:
    """Measure the extraction against GOLD, a file of annotated articles (or a folder with articles.jsonl).

    \b
    Example:
      analysis evaluate tests/gold
    """
    from analysis import evaluate as evaluation

    if gold.is_dir():
        gold = gold / "articles.jsonl"
        if not gold.is_file():
            raise click.ClickException(f"{gold}: no such file; name a file of annotated articles, one a line")
    try:
        click.echo(evaluation.format(evaluation.evaluate(gold)))
    except ValueError as error:
        raise click.ClickException(f"{gold}: {error}") from error


@main.command("report")
@click.argument("plan", type=click.Path(path_type=Path), default=Path("reports.yml"))
@data_option
@_out_option("reports", "Folder of the reports; start reading at its index.html.")
@jobs_option
@click.option(
    "-p",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter of every notebook that has it, instead of what the plan says.",
)
@click.option("--only", multiple=True, metavar="NAME", help="Only this report, or this notebook's; * is anything.")
@click.option("--force", is_flag=True, help="Run every report, also those for which nothing changed.")
@click.option("--fail-fast", is_flag=True, help="Begin no other report after one has failed.")
@click.option("--dry-run", is_flag=True, help="Check the plan and say which reports would run and why; run nothing.")
@click.option("--pdf", is_flag=True, help="Also print each report as PDF; needs Chromium, Chrome or Edge.")
@click.option("--browser", metavar="PROGRAM", help="The browser that prints, where it is not found by itself.")
@click.option("--zip", "archive", is_flag=True, help="Also put reports, their data and provenance into reports.zip.")
def _report(
    plan: Path,
    data: Path,
    out: Path,
    jobs: int,
    settings: tuple[str, ...],
    only: tuple[str, ...],
    force: bool,
    fail_fast: bool,
    dry_run: bool,
    pdf: bool,
    browser: str | None,
    archive: bool,
) -> None:
    """Run the notebooks of PLAN and write each as one HTML file that needs no network.

    PLAN is a list of notebooks with titles and parameters, reports.yml if left out. Only reports run whose notebook,
    parameters or data changed since the last run, or that failed then; the five runs before stay readable in
    DIR/history. A report that fails is kept up to its failing cell and marked in the index; the others still come, and
    the exit status is 1.

    \b
    Examples:
      analysis report
      analysis report -p start=2025-01-01 -p end=2025-12-31 --out reports/2025
      analysis report --only 06_partner -p partner=UZB
      analysis report -p language=ru --out reports/ru --pdf --zip
    """
    from analysis.reports.history import examine, is_current
    from analysis.reports.plan import PlanError, choose, read_plan

    try:
        planned = examine(choose(read_plan(plan, data, settings), only), data, out, force)
    except PlanError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    if dry_run:
        for one in planned:
            given = ", ".join(f"{name}={value}" for name, value in one.report.given.items())
            click.echo(f"{one.report.name}: {one.report.title} ({given}); {one.reason or 'unchanged'}")
        return
    if pdf:
        from analysis.reports.appendix import NoBrowser, find_browser

        try:
            browser = find_browser(browser)
        except NoBrowser as error:
            raise click.ClickException(str(error)) from error

    due = sum(bool(one.reason) for one in planned)
    problems: list[str] = []
    if not is_current(planned, out):
        from analysis.reports.run import run_plan

        with _progress_bar("reports", due, "reports") as progress:
            outcomes = run_plan(planned, data, out, jobs, progress, fail_fast)
        for outcome in outcomes:
            if outcome.message:
                problems.append(f"{out / outcome.planned.report.name}.html: stopped at an error: {outcome.message}")
        left = sum(not outcome.began for outcome in outcomes)
        complete = f"{len(planned) - len(problems) - left} of {len(planned)} reports complete"
        if left:
            problems.append(f"{left} of {len(planned)} reports were not begun, as one had failed")
    else:
        complete = f"{len(planned)} of {len(planned)} reports complete"
    if pdf or archive:
        from analysis.reports.appendix import append

        with _progress_bar("PDF", len(planned), "reports") as progress:
            problems += append(out, browser if pdf else None, archive, jobs, progress)
    for problem in problems:
        click.echo(problem, err=True)
    unchanged = f", {len(planned) - due} of them unchanged" if due < len(planned) else ""
    click.echo(f"{complete}{unchanged}; open {out / 'index.html'}")
    if problems:
        sys.exit(1)


@main.command("export")
@data_option
@_out_option("exports", "Folder of the exports. Files of the same names are replaced.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(EXPORTS, case_sensitive=False),
    help="Only this one; can be given several times. All if left out.",
)
def _export(data: Path, out: Path, formats: tuple[str, ...]) -> None:
    """Write the tables in forms that other programs read.

    \b
    csv         every table as CSV for Excel and other spreadsheets (tables/*.csv)
    package     these files as a Frictionless data package with schemas and codebook
    excel       one workbook with all tables (tables.xlsx)
    timelinejs  events for TimelineJS (timeline.json)
    geojson     destinations of visits as points for a map (destinations.geojson)
    bibtex      the cited articles for biblatex, Zotero and the like (articles.bib)
    colt        trips abroad in the columns of the COLT data set (colt.csv)
    tif         the corpus as doc_id and text, for quanteda, spaCy and the like (corpus.csv)

    \b
    Examples:
      analysis export
      analysis export --format excel --format colt --out to-share
    """
    from analysis import tables
    from analysis.export import export as write

    try:
        written = write(data, out, formats)
    except tables.NotBuilt as error:
        raise click.ClickException(f"{error}, or name the folder of the tables with --data") from error
    for path in written:
        click.echo(path)


# doctest looks for functions, which click's decorators make into something else
__test__ = {"main": main.callback}

if __name__ == "__main__":
    main()
