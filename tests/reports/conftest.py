# ruff: noqa: E501
"""A small built corpus, small notebooks, and one run of a plan that several tests look at."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
import pyarrow.parquet as parquet
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Browser, Page, sync_playwright

from analysis import tables

SCRIPT = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
HOSTILE_NAME = f"Злой {SCRIPT} {{{{ 7*7 }}}} ../../x"

PARAMETERS = """\
data = "../data/processed"  # folder of the tables
focus = "TKM"  # country at the centre
start = ""  # first day = ISO 8601, empty for all
end = ""  # last day
"""


def visit(number: int, visitor: str | None, country: str, host: str, **columns: object) -> dict[str, object]:
    """One row of visits."""
    return {
        "visit_id": f"v{number}",
        "visitor": visitor,
        "visitor_office": "head_of_state",
        "visitor_country": country,
        "host_country": host,
        "places": [],
        "kind": "working",
        "start": pd.Timestamp(2025, 1 + number % 12, 1).date(),
        "status": "held",
        "articles": 1,
        "first_reported": pd.Timestamp(2025, 1 + number % 12, 2, tz=tables.TIMEZONE),
        "confidence": 0.9,
        "evidence": "прибыл с визитом",
        "background": False,
        **columns,
    }


def write_data(folder: Path, visits: list[dict[str, object]]) -> Path:
    """A folder as ``analysis build`` writes it, with these visits and nothing else."""
    folder.mkdir(parents=True)
    for name in tables.TABLES:
        tables.write(name, visits if name == "visits" else [], folder)
    counts = {"pages": 9, "articles": 8, "visits": len(visits), "meetings": 0, "agreements": 0}
    (folder / "build.json").write_text(json.dumps({"corpus_hash": "c0ffee123456", "counts": counts}))
    return folder


VISITS = [
    *(visit(n, "Сердар Бердымухамедов", "TKM", "KAZ") for n in range(3)),
    *(visit(3 + n, "Касым-Жомарт Токаев", "KAZ", "TKM") for n in range(2)),
    visit(5, "Эмомали Рахмон", "TJK", "TKM"),
    *(visit(6 + n, "Гость Воспоминаний", "IRN", "TKM", background=True) for n in range(5)),
    *(visit(11 + n, "Гость Отменённый", "IRN", "TKM", status="cancelled") for n in range(5)),
    visit(16, None, "RUS", "TKM", start=pd.Timestamp("2019-05-05").date()),
]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_data(tmp_path_factory.mktemp("corpus") / "processed", VISITS)


@pytest.fixture(scope="session")
def visits() -> Callable[..., None]:
    """Changes the rows of the visits in a folder of tables."""

    def change(folder: Path, revise: Callable[[list[dict[str, object]]], list[dict[str, object]]]) -> None:
        rows = parquet.read_table(folder / "visits.parquet").to_pylist()
        tables.write("visits", revise(rows), folder)

    return change


def write_notebook(path: Path, *cells: str, parameters: str | None = PARAMETERS) -> Path:
    """A notebook; cells that start with # or a letter and a space are Markdown if they say so by «md:»."""
    made = [new_code_cell(parameters, metadata={"tags": ["parameters"]})] if parameters is not None else []
    for cell in cells:
        made.append(new_markdown_cell(cell[3:]) if cell.startswith("md:") else new_code_cell(cell))
    for number, cell in enumerate(made):
        cell.id = f"cell-{number}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=made), path)
    return path


@pytest.fixture(scope="session")
def notebook() -> Callable[..., Path]:
    return write_notebook


def analysis_report(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does who has not activated the environment, and whose own «python3» kernel is broken."""
    kernel = folder / ".local" / "share" / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True, exist_ok=True)
    broken = {"argv": ["/no/such/python", "{connection_file}"], "display_name": "Broken", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(broken))
    return subprocess.run(
        [sys.executable, "-m", "analysis", "report", *map(str, arguments)],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    return analysis_report


@dataclass
class Run:
    """A finished run: where it wrote, and what it said."""

    folder: Path
    result: subprocess.CompletedProcess[str]

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def names(self) -> list[str]:
        return sorted(path.stem for path in self.out.glob("*.html"))

    def page(self, name: str) -> str:
        return (self.out / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def finished() -> type[Run]:
    return Run


OVERVIEW = (
    "md:# The notebook's own title\n\nThe first *paragraph* of the notebook.\n\n## Where to",
    """
import sys
from IPython.display import HTML, display
import matplotlib.pyplot as plt
from analysis import tables
%config InlineBackend.figure_formats = ["svg"]
plt.rcParams["svg.fonttype"] = "none"
visits = tables.read("visits", data)
print(sys.executable)
""",
    """
summary = {"sentences": [f"{len(visits)} visits are known."], "figures": [{"label": "visits", "value": len(visits)}]}
display({"application/vnd.analysis.summary+json": summary, "text/markdown": "for the notebook"}, raw=True)
""",
    """
figure, axes = plt.subplots(figsize=(8, 3))
visits.host_country.value_counts().plot.bar(ax=axes, xlabel="Страна")
display(figure, metadata={"caption": "Visits by host", "alt": "Bars"})
plt.close(figure)
""",
    "md:### Rows\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    """
rows = visits.loc[visits.index.repeat(3), ["visitor", "host_country", "start", "articles"]].reset_index(drop=True)
rows["articles"] = range(len(rows))
rows["note"] = ["=HYPERLINK(1)" if n == 7 else "-5" if n == 8 else "a, \\"b\\"" for n in range(len(rows))]
display(HTML(rows.to_html(index=False, border=0).replace("<thead>", "<caption>All rows</caption><thead>")))
""",
    """
events = visits[["visitor", "host_country", "start", "kind"]].assign(
    evidence=[f"№{n:02} прибыл с визитом по приглашению президента, сообщает агентство новостей" for n in range(len(visits))]
)
display(HTML(events.to_html(index=False, border=0).replace("<thead>", "<caption>Events</caption><thead>")))
""",
    "raise_nothing = 'code that the switch shows'",
)

HOSTILE = (
    "md:# x\n\n<script>window.hacked=1</script> [go](javascript:window.hacked=1) ![p](https://example.org/p.png)\n\n"
    "## <img src=x onerror=window.hacked=1> heading",
    "from IPython.display import HTML, Javascript, Markdown, SVG, display\nfrom analysis import tables\n"
    "visits = tables.read('visits', data)\nevil = max(visits.visitor.dropna(), key=len)",
    "display(HTML(visits.to_html(escape=False)))",
    'display(HTML(\'<p onclick="window.hacked=1" style="background:url(https://example.org/a)">p</p>\''
    ' \'<iframe src="https://example.org"></iframe><svg onload="window.hacked=1"></svg><form action=//x><input></form>\''
    " '<a href=\"jav&#x09;ascript:window.hacked=1\">a</a><style>*{display:none}</style><base href=//x><link rel=stylesheet href=//x>'"
    " '<noscript><p title=\"</noscript><img src=x onerror=window.hacked=1>\">' '<table><tr><td>' + evil + '</table>'"
    " '<div id=\"show-code\">' + evil + '</div><!-- <img src=x onerror=window.hacked=1> -->'))",
    "display(Markdown(evil)); print(evil)",
    "display(Javascript('window.hacked=1'))",
    'drawing = \'\'\'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90"'
    ' height="90" onload="window.hacked=1"><script>window.hacked=1</script><foreignObject><body onload="window.hacked=1"/>'
    '</foreignObject><a xlink:href="javascript:window.hacked=1"><text>t</text></a><rect width="9" height="9"'
    ' style="fill:url(https://example.org/f)" fill="u\\\\72l(https://example.org/g)"/>'
    '<image xlink:href="https://example.org/i.png" width="9" height="9"/><use xlink:href="https://example.org/u#a"/>'
    "<text>&lt;script&gt;window.hacked=1&lt;/script&gt;</text><style>@import \"https://example.org/s\";</style></svg>'''",
    "display(SVG(drawing), metadata={'caption': evil, 'alt': '\"><script>window.hacked=1</script>'})",
    "display({'application/vnd.analysis.summary+json': {'sentences': [evil, 5], 'figures': [{'label': evil, 'value': evil}, 3]}},"
    " raw=True)",
    "display({'text/html': '<b>\\x00 \\x1b[31m</b>'}, raw=True)",
    "raise ValueError(evil)",
)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A plan of every kind of report: a good one, one that fails, one that loses its kernel, one full of attacks."""
    folder = tmp_path_factory.mktemp("run")
    hostile = [visit(n, HOSTILE_NAME, "TKM", "KAZ", evidence=SCRIPT, kind="working") for n in range(9)]
    write_data(folder / "data", [*VISITS, *hostile])
    write_notebook(folder / "notebooks" / "overview.ipynb", *OVERVIEW)
    write_notebook(folder / "notebooks" / "hostile.ipynb", *HOSTILE, parameters=PARAMETERS + 'leader = ""  # ' + SCRIPT)
    write_notebook(
        folder / "notebooks" / "failing.ipynb",
        "md:## Before",
        "print('seen')",
        "def inner():\n    raise FileNotFoundError('no table visits in x: run «analysis build» first' + '\\nsecond' + ' line')\ninner()",
        "print('never ' + 'reached')",
    )
    lines = ("print('alive')", "import os; os._exit(3)", "print('ne' + 'ver')")
    write_notebook(folder / "notebooks" / "dying.ipynb", *lines, parameters=PARAMETERS + 'language = "ru"')
    (folder / "plan.yml").write_text(
        """
parameters: {focus: TKM}
reports:
  - {notebook: notebooks/failing.ipynb, title: Fails}
  - {notebook: notebooks/overview.ipynb, title: "Visits of {focus}"}
  - {notebook: notebooks/dying.ipynb, title: Dies, years: [2025]}
  - {notebook: notebooks/hostile.ipynb, title: "Of {leader}", leaders: top 1}
""",
        encoding="utf-8",
    )
    return Run(folder, analysis_report(folder, "plan.yml", "--data", "data", "--out", "out"))


# --- in a browser ---

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed again after each file of tests: no event loop may run where others start theirs."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


class Reader:
    """A page of a run, opened without network; notes what it asks for and what it complains about."""

    def __init__(self, browser: Browser, run, name: str, width: int = 1280, **options) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **options)
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.address = (run.out / f"{name}.html").as_uri()
        self.page.goto(self.address)

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()


@pytest.fixture
def reader(browser, run):
    opened: list[Reader] = []

    def read(name: str, **options) -> Reader:
        opened.append(Reader(browser, run, name, **options))
        return opened[-1]

    yield read
    for one in opened:
        one.context.close()
