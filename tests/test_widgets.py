"""What is interactive, without a browser: the same cells as plain tables, what clicks do, what objects show."""

from __future__ import annotations

import datetime as dt
import inspect
from pathlib import Path

import ipywidgets
import nbformat
import pandas as pd
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

import analysis
from analysis import review, tables, widgets

ROOT = Path(__file__).parents[1]
HOSTILE = '<script>alert("1")</script>'
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def folder(tmp_path) -> Path:
    """Tables of eight visits, from Kazakhstan and Uzbekistan in turn."""
    built = tmp_path / "data" / "processed"
    built.mkdir(parents=True)
    rows: dict[str, list[dict]] = {name: [] for name in tables.TABLES}
    for n in range(8):
        time = dt.datetime(2024, 1 + n, 5, 9, tzinfo=dt.timezone(dt.timedelta(hours=5)))
        words = f"Гость {n} прибыл {HOSTILE}"
        rows["articles"].append(
            {"article_id": f"a{n}", "page": f"{n}.txt", "title": f"Визит {HOSTILE}", "body": f"{words} в Ашхабад."}
            | {"published": time, "language": "ru", "characters": 40}
        )
        visit = {"visit_id": f"v{n}", "visitor": f"Гость {n % 2}", "visitor_office": "head_of_state", "kind": "state"}
        visit |= {"visitor_country": ("KAZ", "UZB")[n % 2], "host_country": "TKM", "start": time.date()}
        visit |= {"status": "held", "articles": 1, "first_reported": time, "confidence": 0.9 - n / 10}
        rows["visits"].append(visit | {"evidence": words, "evidence_article": f"a{n}", "background": False})
        rows["mentions"].append({"event_id": f"v{n}", "event": "visit", "article_id": f"a{n}", "evidence": words})
    for name, table in rows.items():
        tables.write(name, table, built)
    return built


def run(name: str, folder: Path, **parameters) -> list:
    """The outputs of a notebook under papermill."""
    path = folder.parent / f"{name}.ipynb"
    done = papermill.execute_notebook(
        str(ROOT / "notebooks" / f"{name}.ipynb"), str(path), {"data": str(folder), **parameters}, progress_bar=False
    )
    return [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]


def html_of(outputs: list) -> str:
    return "\n".join(output.get("data", {}).get("text/html", "") for output in outputs)


@pytest.mark.parametrize("name", ["00_start", "07_explore", "08_review"])
def test_the_notebooks_to_click_in_are_stored_clean_and_show_plain_tables_under_papermill(folder, name):
    book = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", 4)
    nbformat.validate(book)
    assert all(not cell.outputs and cell.execution_count is None for cell in book.cells if cell.cell_type == "code")
    outputs = run(name, folder)
    assert {output.output_type for output in outputs} <= {"display_data", "execute_result"}
    html = html_of(outputs)
    assert html.count('class="quote"') >= 5
    assert "<script" not in html and "&lt;script&gt;" in html
    assert all("text/html" in o.data or "image/svg+xml" in o.data for o in outputs if WIDGET in o.data)


def test_the_start_page_says_how_to_build_what_is_not_there(tmp_path):
    html = html_of(run("00_start", tmp_path / "nowhere"))
    assert "Run «analysis build» in a terminal" in html


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        (
            {"data": "no/such/folder"},
            "no folder no/such/folder: run «analysis build» first, or set data to their folder",
        ),
        ({"start": "spring"}, "start is 'spring'; write a day as 2024-03-31 or a month as 2024-03"),
        ({"start": "2025-01-01", "end": "2024-01-01"}, "end (2024-01-01) lies before start (2025-01-01)"),
    ],
)
def test_a_usual_mistake_shows_one_line_and_no_traceback(folder, tmp_path, parameters, says):
    with pytest.raises(PapermillExecutionError):
        run("07_explore", folder, **parameters)
    cells = nbformat.read(folder.parent / "07_explore.ipynb", 4).cells
    (error,) = [o for c in cells if c.cell_type == "code" for o in c.outputs if o.output_type == "error"]
    assert error.evalue == says and error.traceback == [says]


def test_an_unknown_leader_or_country_is_told_what_is_near(folder):
    said = html_of(run("07_explore", folder, leader="Гостя 1", partner="KZ"))
    assert "knows nobody called «Гостя 1»" in said and "Gost 1" in said
    assert "did you mean KAZ (Kazakhstan)" in said


class TestExplorer:
    def test_figure_bars_and_evidence_follow_the_choosers(self, folder):
        explorer = widgets.Explorer(analysis.open_corpus(folder))
        assert explorer.sentence == "8 visits."
        assert "<svg" in explorer.picture.value and explorer.table.value.count('class="quote"') == 8
        before = explorer.svg
        explorer.leader.value = "Гость 1"
        assert explorer.sentence.startswith("4 visits") and explorer.svg != before
        explorer.leader.value, explorer.period.index = "", (0, 2)
        assert explorer.sentence.startswith("3 visits")
        assert "<script" not in explorer.table.value

    def test_a_click_on_a_bar_shows_its_articles_and_another_click_all_again(self, folder):
        explorer = widgets.Explorer(analysis.open_corpus(folder))

        def click() -> None:
            explorer.bars.children[-1].children[1].click()

        click()
        assert explorer.partner.value == "UZB" and explorer.table.value.count('class="quote"') == 4
        click()
        assert explorer.partner.value == "" and explorer.table.value.count('class="quote"') == 8


def test_a_long_table_is_searched_sorted_and_paged():
    frame = pd.DataFrame({"visitor": [f"Гость {n} {HOSTILE}" for n in range(45)], "visits": range(45)})
    table = widgets.Table(frame, "Visitors")
    assert "Visitors: 45 rows" in table.rows.value and table.rows.value.count("<tr>") == 21
    table.order.value, table.down.value = "visits", True
    table.page.value = 3
    assert table.rows.value.count("<tr>") == 6 and "Гость 4 " in table.rows.value and "Гость 5 " not in table.rows.value
    table.search.value = "гость 17"
    assert "Visitors: 1 row" in table.rows.value and "Гость 17" in table.rows.value and table.page.value == 1
    assert "<script" not in table.rows.value


class TestReviewTable:
    @staticmethod
    def click(place: ipywidgets.Widget, words: str) -> None:
        """Click the first button of these words."""
        found = [place]
        while found:
            widget = found.pop(0)
            if isinstance(widget, ipywidgets.Button) and widget.description == words:
                widget.click()
                return
            found += getattr(widget, "children", ())
        raise AssertionError(f"no button {words!r}")

    def test_the_least_certain_is_decided_on_first(self, folder):
        table = widgets.ReviewTable(folder)
        self.click(table.rows, "reject")
        (decision,) = review.read(folder.parent / "corrections.csv")
        assert (decision.event_id, decision.verdict) == ("v7", "reject")
        assert "Saved" in table.said.value and "<script" not in table.rows.children[0].children[1].value

    def test_fields_are_corrected_in_a_form_that_says_what_is_wrong(self, folder):
        table = widgets.ReviewTable(folder)
        self.click(table.rows, "correct")
        entries = {w.description: w for w in table.form.children[0].children if hasattr(w, "description")}
        entries["start"].value = "soon"
        self.click(table.form, "save")
        assert "write a day as" in table.said.value and 'role="alert"' in table.said.value
        entries["start"].value, table.note.value = "2024-08-09", "as the ministry says"
        self.click(table.form, "save")
        (decision,) = table.review.decisions
        assert decision.changes == {"start": ("2024-08-05", "2024-08-09")} and decision.note == "as the ministry says"
        assert table.form.children == ()

    def test_ticked_rows_are_merged_into_the_first(self, folder):
        table = widgets.ReviewTable(folder)
        self.click(table.widget, "merge the ticked rows")
        assert "Tick the row" in table.said.value
        for row in table.rows.children[:2]:
            row.children[0].value = True
        self.click(table.widget, "merge the ticked rows")
        assert [(d.event_id, d.into) for d in table.review.decisions] == [("v6", "v7")]

    def test_an_event_is_added_from_an_article(self, folder):
        table = widgets.ReviewTable(folder)
        self.click(table.widget, "add an event")
        entries = {w.description: w for w in table.form.children[0].children if hasattr(w, "description")}
        entries["article"].value = next(option for option in entries["article"].options if "[a3]" in option)
        entries["its words"].value = "прибыл"
        entries["visitor country"].value, entries["host country"].value = "RUS", "TKM"
        self.click(table.form, "save")
        (decision,) = table.review.decisions
        assert (decision.verdict, decision.article_id, decision.evidence) == ("add", "a3", "прибыл")

    def test_decisions_are_listed_and_taken_back(self, folder):
        table = widgets.ReviewTable(folder)
        self.click(table.rows, "accept")
        table.shown.value = True
        assert len(table.rows.children) == 1 and "accept" in table.rows.children[0].children[0].value
        self.click(table.rows, "undo")
        assert table.review.decisions == []

    def test_a_random_sample_gives_an_interval(self, folder):
        table = widgets.ReviewTable(folder)
        table.order.value = "random"
        self.click(table.rows, "accept")
        assert "95 % interval" in table.estimate.value
        assert "drawn at random" in str(table.static())


class TestShown:
    def test_events_show_words_and_evidence_also_when_chosen_from(self, folder):
        corpus = analysis.open_corpus(folder)
        chosen = corpus.visits[corpus.visits["host_country"].eq("TKM")].head(3)
        shown = chosen._repr_html_()
        assert shown.count('class="quote"') == 3 and "Kazakhstan" in shown and "<script" not in shown
        assert "visitor_country" in corpus.visits[["visitor_country"]]._repr_html_()

    def test_many_rows_are_cut_with_a_word(self, folder, monkeypatch):
        monkeypatch.setattr("analysis.notebook.MOST_SHOWN", 2)
        assert "8 visits, the first 2; show others" in analysis.open_corpus(folder).visits._repr_html_()

    def test_a_fitted_topic_model_shows_its_topics(self):
        model = analysis.topics.TopicModel(n_topics=2)
        assert "TopicModel" in model._repr_mimebundle_()["text/html"]
        with pytest.warns(UserWarning, match="too few"):
            model.fit([["газ", "<b>"], ["газ", "<b>"], ["хлопок", "поле"], ["хлопок", "поле"]])
        shown = model._repr_mimebundle_()["text/html"]
        assert "хлопок" in shown and "&lt;b&gt;" in shown and "<b>" not in shown


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_public_name_is_explained(name):
    public = getattr(analysis, name)
    assert inspect.getdoc(public)
    if not inspect.ismodule(public):
        assert ">>> " in inspect.getdoc(public)
