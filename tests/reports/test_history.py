"""Later runs of a plan: what runs again and why, what changed, and how earlier runs stay readable. Real papermill."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest

from analysis.reports import history
from analysis.reports.plan import read_plan

PLAN = """
parameters: {focus: TKM}
reports:
  - {notebook: a.ipynb, title: "{focus}"}
  - {notebook: b.ipynb, title: "{partner}", partners: [KAZ, TJK]}
"""


class Desk:
    """A plan of three quick reports on a small corpus of its own, and the command that runs it."""

    def __init__(self, folder: Path, command: Callable, data: Path, notebook: Callable) -> None:
        self.folder, self.command = folder, command
        shutil.copytree(data, folder / "data")
        self.notebook = lambda *cells: notebook(folder / "a.ipynb", *cells)
        self.notebook("print(focus)")
        partner = 'data = ""\nfocus = "TKM"\npartner = ""\n'
        notebook(folder / "b.ipynb", "assert partner != 'TJK' or focus != 'KAZ', 'not that'", parameters=partner)
        (folder / "reports.yml").write_text(PLAN)

    @property
    def state(self) -> dict:
        return json.loads((self.folder / "reports" / "reports.json").read_text(encoding="utf-8"))

    def run(self, *arguments: object, status: int = 0) -> str:
        result = self.command(self.folder, "--data", "data", "--jobs", 1, *arguments)
        assert result.returncode == status, result.stderr
        return result.stdout if status == 0 else result.stderr

    def due(self, *settings: str, force: bool = False) -> dict[str, str]:
        """Why each report would run."""
        planned = history.examine(read_plan("reports.yml", "data", settings), "data", "reports", force)
        return {one.report.name: one.reason for one in planned}

    def index(self, name: str = "index.html") -> lxml.html.HtmlElement:
        return lxml.html.fromstring((self.folder / "reports" / name).read_text(encoding="utf-8"))


@pytest.fixture
def desk(tmp_path, command, data, notebook, monkeypatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, command, data, notebook)


def test_only_what_something_changed_for_runs_again(desk, visits):
    assert desk.due() == {"a": "new", "b-kaz": "new", "b-tjk": "new"}
    assert desk.run() == "3 of 3 reports complete; open reports/index.html\n"
    before = {path: path.stat().st_mtime_ns for path in desk.folder.glob("reports/**/*") if path.is_file()}
    assert set(desk.due().values()) == {""}
    assert desk.run() == "3 of 3 reports complete, 3 of them unchanged; open reports/index.html\n"
    assert {path: path.stat().st_mtime_ns for path in desk.folder.glob("reports/**/*") if path.is_file()} == before

    desk.notebook("print(focus, 2)")
    assert desk.due() == {"a": "its notebook changed", "b-kaz": "", "b-tjk": ""}
    assert desk.due("partner=KAZ") == {"a": "its notebook changed", "b-kaz": ""}
    assert desk.due("end=2025-12-31")["a"] == "its notebook changed, its title or parameters changed"
    assert desk.due(force=True)["b-kaz"] == "asked for"
    assert "2 of them unchanged" in desk.run()
    assert desk.state["run"] == 2

    (desk.folder / "reports" / "b-kaz.html").unlink()
    assert desk.due()["b-kaz"] == "new"
    visits(desk.folder / "data", lambda rows: rows[1:])
    assert desk.due() == {"a": "the data changed", "b-kaz": "new", "b-tjk": "the data changed"}


def test_a_report_that_failed_runs_again_and_fail_fast_begins_no_other(desk):
    (desk.folder / "reports.yml").write_text(PLAN.replace("[KAZ, TJK]", "[TJK, KAZ]"))
    said = desk.run("-p", "focus=KAZ", "--fail-fast", status=1)
    assert said.splitlines() == [
        "reports/b-tjk.html: stopped at an error: not that (AssertionError)",
        "1 of 3 reports were not begun, as one had failed",
    ]
    assert {path.stem for path in desk.folder.glob("reports/*.html")} == {"a", "b-tjk", "index"}
    assert desk.due("focus=KAZ") == {"a": "", "b-tjk": "its last run failed", "b-kaz": "new"}


def test_a_run_says_what_changed_since_the_one_before(desk, visits):
    def revised(rows: list[dict]) -> list[dict]:
        gone, changed, *_ = [row for row in rows if row["visitor_country"] in ("KAZ", "TJK")]
        others = [row for row in rows if row not in (gone, changed)]
        new = {**changed, "visit_id": "v99", "visitor": "Новый Гость", "visitor_country": "TJK", "host_country": "TKM"}
        return [*others, {**changed, "kind": "state", "articles": 7}, new]

    desk.run()
    visits(desk.folder / "data", revised)
    desk.run()
    assert desk.state["changes"]["counts"] == {"new_visits": 1, "changed_rows": 1, "gone_rows": 1}
    page = desk.index()
    told = page.find(".//details[@class='changes']")
    assert told.find("summary").text.endswith(" – new visits: 1, corrected rows: 1, rows gone: 1")
    assert "kind: working → state" in told.text_content()
    cards = {card.find("h2/a").text: card.text_content() for card in page.iter("article")}
    assert "new visits: 1" in cards["Tajikistan"] and "corrected" not in cards["Tajikistan"]
    assert "corrected rows: 1, rows gone: 1" in cards["Kazakhstan"] and "new visits" not in cards["Kazakhstan"]

    visits(desk.folder / "data", lambda rows: [{**row, "confidence": 0.5, "articles": 3} for row in rows])
    desk.run("--only", "a")
    assert "no event changed" in desk.index().find(".//p[@class='changes']").text
    desk.run()
    assert "no event changed" in desk.index().findall(".//article")[1].text_content()


def test_earlier_runs_stay_readable_the_last_five_of_them(desk):
    desk.notebook("print('this is version 1')")
    desk.run()
    desk.notebook("print('this is version 2')")
    desk.run()
    kept, page = desk.folder / "reports/history/run-1", desk.folder / "reports/b-kaz.html"
    assert "this is version 1" in (kept / "a.html").read_text(encoding="utf-8")
    assert (kept / "b-kaz.html").samefile(page), "what no run has replaced takes no room of its own"

    for number in range(2, 7):
        shutil.copytree(kept, kept.with_name(f"run-{number}"))
    told = [{"run": number, "day": "2025-04-23"} for number in (6, 5, 4, 3, 2)]
    (desk.folder / "reports/reports.json").write_text(json.dumps({**desk.state, "run": 7, "history": told}))
    desk.notebook("print('this is version 8')")
    desk.run()
    runs = sorted(path.name for path in desk.folder.glob("reports/history/run-*"))
    assert runs == [f"run-{number}" for number in range(3, 8)]
    links = [a.get("href") for a in desk.index().find(".//section[@class='history']").iter("a")]
    assert links == [f"history/{name}/index.html" for name in reversed(runs)]
    assert "this is version 2" in (kept.with_name("run-7") / "a.html").read_text(encoding="utf-8")
    index = desk.index("history/run-7/index.html")
    assert "This is an earlier run" in index.text_content()
    links = [a.get("href") for a in index.iter("a") if not a.get("href").startswith("#")]
    assert all((kept.with_name("run-7") / link).is_file() for link in links)


def test_a_record_of_another_version_or_a_broken_one_is_no_record(desk):
    desk.run("--only", "a")
    for text in ("[]", "{", '{"run": 3, "reports": []}', '{"run": "x"}'):
        (desk.folder / "reports" / "reports.json").write_text(text)
        assert history.read_state(desk.folder / "reports")["run"] == 0
        assert desk.due()["a"] == "new"


def test_data_beside_the_reports_is_defused(desk, visits):
    visits(desk.folder / "data", lambda rows: [{**rows[0], "visitor": '=HYPERLINK("x")'}, *rows[1:]])
    desk.run("--only", "a")
    text = (desk.folder / "reports" / "data" / "visits.csv").read_text(encoding="utf-8-sig")
    assert "\"'=HYPERLINK(" in text and ",=HYPERLINK" not in text
    assert {path.stem for path in desk.folder.glob("reports/data/*")} == {"visits", "meetings", "agreements", "people"}
