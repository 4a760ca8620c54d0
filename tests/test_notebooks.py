"""The notebooks of reports, executed by papermill: on a corpus, with other parameters, on five articles, on none.

In English, and in Russian, where the whole report must be Russian.
"""

import datetime
import itertools
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lxml.html
import nbformat
import papermill
import pytest

from analysis import language, tables
from analysis.gazetteer import people
from analysis.reports import html, parameters, plan
from analysis.reports.kernels import OwnKernelManager

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0[1-6]_*.ipynb"))
SUMMARY = "application/vnd.analysis.summary+json"
HOSTILE = '<script>alert("1")</script>'

SUBJECTS = (
    "Поставки газа по трубопроводу выросли, скважины месторождения дают больше кубометров.",
    "Земледельцы собрали хлопок, поля велаята дали урожай в тысячи тонн.",
    "Сборная выиграла турнир, тренер команды получил медаль чемпиона.",
    "Врачи клиники приняли пациентов, больница получила вакцины.",
)
HEADS = {"TKM": "Сердар Бердымухамедов", "KAZ": "Касым-Жомарт Токаев", "UZB": "Шавкат Мирзиёев"}
ROUTES = (("TKM", "KAZ"), ("KAZ", "TKM"), ("TKM", "TKM"), ("UZB", "TKM"), ("TKM", "UZB"), ("KAZ", "UZB"))
KINDS = ("state", "official", "working", "unspecified")
NAMES = {"KAZ": "Казахстан", "TKM": "Туркменистан", "UZB": "Узбекистан"}


def corpus(articles: int) -> dict[str, list[dict]]:
    """Rows of every table: an article every 20 days with a visit, every second with a meeting and an agreement."""
    rows: dict[str, list[dict]] = {name: [] for name in tables.TABLES}
    for n in range(articles):
        guest, host = ROUTES[n % len(ROUTES)]
        time = datetime.datetime(2023, 1, 10, 9, 30) + datetime.timedelta(days=20 * n + 100 * (n > 12))
        time = time.replace(tzinfo=datetime.timezone(datetime.timedelta(hours=5)))
        words = f"{HEADS[guest]} прибыл с визитом: {NAMES[host]}"
        body = f"{words}.\n\n{SUBJECTS[n % len(SUBJECTS)]} Номер {n} {HOSTILE}"
        article = {
            "article_id": f"a{n}",
            "page": f"{n}.txt",
            "title": f"Визит {n} {HOSTILE}",
            "body": body,
            "published": time,
            "language": "ru",
            "source": "Хроника <i>дня</i>" if n % 3 else None,
            "url": [None, f"https://example.org/{n}", 'javascript:alert("2")'][n % 3],
            "characters": len(body),
            "paragraphs": 2,
        }
        rows["articles"].append(article)
        news = {"articles": 1, "first_reported": time, "confidence": 0.9, "evidence": words}
        news |= {"evidence_article": f"a{n}", "background": n % 7 == 6}
        day = None if n % 5 == 4 else time.date()
        visit = {"visit_id": f"v{n}", "visitor": HEADS[guest], "visitor_office": "head_of_state", "start": day}
        visit |= {"visitor_country": guest, "host_country": host, "kind": KINDS[n % 4]}
        rows["visits"].append({**visit, "status": ("held", "held", "planned", "cancelled")[n % 4], **news})
        rows["mentions"].append({"event_id": f"v{n}", "event": "visit", "article_id": f"a{n}", "field": "body"})
        if n % 2 == 0 and guest != host:
            sides = sorted((guest, host))
            meeting = {
                "meeting_id": f"m{n}",
                "participants": [HEADS[guest], f"head_of_state@{host}"],
                "mode": "in_person",
            }
            rows["meetings"].append({**meeting, "countries": sides, "date": day, "status": "held", **news})
            agreement = {"agreement_id": f"g{n}", "kind": "treaty", "title": f"соглашение {HOSTILE}", "count": 2}
            parties = [*sides, f"Завод {HOSTILE}"]
            rows["agreements"].append({**agreement, "parties": parties, "status": "signed", "date": day, **news})
        headline = {"page": f"{n}.txt", "position": 1, "text": f"Новость {n} {HOSTILE}", "published": time}
        rows["headlines"].append({**headline, "article_id": f"a{n}" if n % 2 else None})
    if articles:
        rows["people"] = [
            {
                "name": name,
                "latin": latin,
                "office": "head_of_state",
                "country": code,
                "mentions": 3,
                "origin": "corpus",
            }
            for (code, name), latin in zip(
                HEADS.items(), ("Serdar Berdimuhamedow", "Tokayev", "Mirziyoyev"), strict=True
            )
        ]
        rows["rejects"] = [{"page": "bad.txt", "reason": "empty", "detail": HOSTILE, "bytes": 0}]
    return rows


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Path]:
    """Folders of tables: a corpus of thirty articles, one of five, and one whose tables have no rows."""
    made = {}
    for name, articles in (("thirty", 30), ("five", 5), ("empty", 0)):
        made[name] = tmp_path_factory.mktemp(name)
        for table, rows in corpus(articles).items():
            tables.write(table, rows, made[name])
        (made[name] / "build.json").write_text(json.dumps({"counts": {"articles": articles}}), "utf-8")
    return made


# a focus of another country and a cut period; then people, countries and months that the corpus knows nothing of
OTHER = {
    "split": "2023-06-01",
    "focus": "KAZ",
    "start": "2023-02-01",
    "end": "2023-12-31",
    "n_topics": 3,
    "partner": "UZB",
    "leader": "tokayev",
    "other": "Шавкат Мирзиёев",
    "since": "",
    "topics_file": "thirty0/topics.yml",
    "keep": True,
}
WRONG = {"focus": "XX", "start": "1999-01-01", "end": "1999-12-31", "partner": "KZ", "leader": "Сердар Бердимухамедов"}
CASES = {
    "default": ("thirty", {}),
    "other": ("thirty", OTHER),
    "wrong": ("thirty", WRONG),
    "misspelt": ("thirty", {key: WRONG[key] for key in ("partner", "leader")}),
    "five": ("five", {}),
    "empty": ("empty", {}),
    "russian": ("thirty", {"language": "ru"}),
    "russian other": ("thirty", {**OTHER, "language": "ru", "keep": False}),
    "russian five": ("five", {"language": "ru"}),
    "russian empty": ("empty", {"language": "ru", "start": "2024-02"}),
}
RUSSIAN = [case for case in CASES if case.startswith("russian")]

SOURCE = html.Provenance("0a1b", {"articles": 30}, "x.ipynb", "2c3d", {}, None, "2026-01-01")
# what stays in Latin letters: names of works, methods and files, codes, values of parameters, words of the articles
LATIN = {
    *("ISO", "alpha", "Natural", "Earth", "Kleinberg", "tf", "idf", "True", "analysis", "build", "ipynb", "yml", "CSV"),
    *("TKM", "KAZ", "UZB", "ru", "en", "latin", "cyrillic", "false", "true", "data", "processed", "thirty", "topics"),
    *("tokayev", "script", "alert", "bad", "txt", "https", "example", "org", "javascript"),
}


# a name that is misspelt is one of the last two notebooks' parameters
TASKS = [
    (notebook, case)
    for notebook, case in itertools.product(NOTEBOOKS, CASES)
    if case != "misspelt" or notebook.stem[:2] in ("05", "06")
]


@pytest.fixture(scope="module")
def executed(folders, tmp_path_factory) -> dict[tuple[str, str], nbformat.NotebookNode | None]:
    """Every notebook in every case as it was executed, two kernels at a time; None after a failure."""

    def run(task: tuple[Path, str]) -> tuple[tuple[str, str], nbformat.NotebookNode | None]:
        notebook, case = task
        folder, parameters = CASES[case]
        known = papermill.inspect_notebook(str(notebook))
        chosen = {name: value for name, value in parameters.items() if name in known}
        written = tmp_path_factory.mktemp(f"{notebook.stem}-{case}") / notebook.name
        chosen["data"] = str(folders[folder])
        # the usual case as papermill alone runs it, the others quickly
        quick = {} if case == "default" else {"kernel_manager_class": OwnKernelManager}
        try:
            done = papermill.execute_notebook(str(notebook), str(written), chosen, progress_bar=False, **quick)
        except papermill.PapermillExecutionError as error:
            print(error)
            return (notebook.stem, case), None
        return (notebook.stem, case), done

    with ThreadPoolExecutor(2) as pool:
        return dict(pool.map(run, TASKS))


@pytest.fixture(scope="module")
def outputs(executed) -> dict[tuple[str, str], list[dict]]:
    """The data of all outputs: neither an error nor a warning nor a bare value."""
    found = {}
    for task, book in executed.items():
        shown = [output for cell in (book.cells if book else []) for output in cell.get("outputs", [])]
        assert not [output for output in shown if output.output_type != "display_data"], task
        found[task] = [dict(output.data) for output in shown]
    return found


def html_of(outputs: list[dict]) -> str:
    return "\n".join(data.get("text/html", "") for data in outputs)


def summary_of(outputs: list[dict]) -> str:
    summaries = [data[SUMMARY] for data in outputs if SUMMARY in data]
    assert len(summaries) == 1 and 1 <= len(summaries[0]["sentences"]) <= 5 and len(summaries[0]["figures"]) <= 5
    return " ".join(summaries[0]["sentences"])


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
class TestEvery:
    def test_is_stored_clean_and_its_parameters_are_explained(self, notebook):
        book = nbformat.read(notebook, 4)
        nbformat.validate(book)
        code = [cell for cell in book.cells if cell.cell_type == "code"]
        assert all(not cell.outputs and cell.execution_count is None for cell in code)
        assert all(len(cell.source.splitlines()) < 25 for cell in code)
        assert book.cells[0].source.startswith("# ")
        tagged = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
        assert len(tagged) == 1
        assert all(re.fullmatch(r"\w+ = .+  # .+", line) for line in tagged[0].source.splitlines())
        parameters = papermill.inspect_notebook(str(notebook))
        assert {"data", "focus", "start", "end"} <= set(parameters)
        assert all(parameter["help"] for parameter in parameters.values())

    def test_shows_evidence_pictures_and_their_data_and_escapes_everything(self, notebook, outputs):
        shown = outputs[notebook.stem, "default"]
        html = html_of(shown)
        assert summary_of(shown)
        assert "<script" not in html and 'href="javascript' not in html
        pictures = [data for data in shown if "image/svg+xml" in data]
        assert pictures and html.count("<details>") == len(pictures)
        assert all("<script" not in data["image/svg+xml"] for data in pictures)
        tables_of_events = [t for t in html.split("<table>") if ">evidence</th>" in t]
        for table in tables_of_events:
            assert table.count('class="quote"') == table.count("<tr") - 1 > 0
            assert table.count("Визит ") >= table.count("<tr>") - 1
        assert bool(tables_of_events) == (notebook.stem != "01_corpus")

    @pytest.mark.parametrize("case", [case for case in CASES if case != "misspelt"])
    def test_runs_and_sums_up(self, notebook, outputs, case):
        shown = outputs[notebook.stem, case]
        assert summary_of(shown)
        if case == "wrong":
            assert "XX" in summary_of(shown) or notebook.stem[:2] in ("01", "02")
        if case in ("wrong", "empty", "russian empty"):
            assert not [data for data in shown if 'class="quote"' in data.get("text/html", "")]
        if case in ("empty", "russian empty"):
            assert not [d for d in shown if "image/svg+xml" in d or "<table" in d["text/html"]]
            assert all(re.search(r"<p>[^<]+[.]</p>", d["text/html"]) for d in shown)

    @pytest.mark.parametrize("case", RUSSIAN)
    def test_is_wholly_russian_where_russian_is_asked_for(self, notebook, executed, case):
        given = {"data": "data/processed", **CASES[case][1]}
        known = parameters.read_parameters(notebook)
        chosen = {name: value for name, value in given.items() if name in known}
        with language.speaking("ru"):
            title = language.text("{focus} and {partner}", focus="Туркменистан", partner="Иран")
            report = plan.Report(notebook.stem, notebook, title, chosen, known)
            page, summary, failure = html.render_report(executed[notebook.stem, case], report, SOURCE)
        assert summary.sentences and not failure
        tree = lxml.html.fromstring(page)
        for element in list(tree.iter("script", "style", "code", "pre")):
            element.drop_tree()
        said = " ".join(tree.itertext())
        attributes = [element.get(name) for element in tree.iter() for name in ("alt", "title", "aria-label")]
        said += " ".join(filter(None, attributes))
        assert set(re.findall("[A-Za-z_]{2,}", said)) - LATIN - set(known) == set()


def test_an_unknown_leader_is_told_the_names_that_are_near(outputs):
    said = summary_of(outputs["05_leader", "misspelt"])
    assert "knows nobody called «Сердар Бердимухамедов»" in said and "Serdar Berdimuhamedow" in said


def test_an_unknown_country_is_told_the_code_that_is_near(outputs):
    assert "KAZ (Kazakhstan)" in summary_of(outputs["06_partner", "misspelt"])


def test_a_leader_is_found_by_the_latin_name_in_any_case(outputs):
    assert "Kassym-Jomart Tokayev" in summary_of(outputs["05_leader", "other"])
    assert "Касым-Жомарт Токаев" in summary_of(outputs["05_leader", "russian other"])


def text_of(outputs: list[dict]) -> str:
    return "\n".join(data.get("text/plain", "") for data in outputs)


def test_the_topics_can_be_kept_and_a_small_corpus_is_said_to_be_small(folders, outputs):
    from analysis.topics import read_choices

    kept = read_choices(folders["thirty"] / "topics.yml")
    assert [choice.number for choice in kept] == [1, 2, 3] and all(choice.words for choice in kept)
    assert "were written into thirty0/topics.yml" in text_of(outputs["02_topics", "other"])
    assert "too small to say" in summary_of(outputs["02_topics", "five"])


def test_two_leaders_of_any_corpus_are_compared(outputs):
    said = text_of(outputs["05_leader", "other"])
    trips = [(HEADS[ROUTES[n % 6][0]], ROUTES[n % 6]) for n in range(30) if n % 4 in (0, 1)]
    for name in ("Касым-Жомарт Токаев", "Шавкат Мирзиёев"):
        assert people.latin(name) in said and any(who == name for who, _ in trips)
    assert "Both went to" in said or "No country saw both" in said
    assert "no visit abroad" in text_of(outputs["05_leader", "empty"])


def test_two_periods_are_compared_with_the_figures_of_the_tables(outputs):
    said = text_of(outputs["03_visits", "other"])
    assert re.search(r"From 1 June 2023 on there are \d+\.\d visits held per 100 articles \(\d+\), before", said)
    assert "agreements per 100 articles" in text_of(outputs["04_agreements", "other"])


def test_a_notebook_finds_its_tables_from_its_own_folder_and_from_the_root(tmp_path, monkeypatch):
    from analysis.notebook import find_folder

    (tmp_path / "pyproject.toml").touch()
    for folder in ("data/processed", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    for place in (tmp_path, tmp_path / "notebooks"):
        monkeypatch.chdir(place)
        for named in ("../data/processed", "data/processed", str(tmp_path / "data" / "processed")):
            assert find_folder(named) == tmp_path / "data" / "processed"
    with pytest.raises(FileNotFoundError, match="analysis build"):
        find_folder("nowhere")


@pytest.mark.parametrize(
    ("start", "end"), [("spring", ""), ("2024-13-01", ""), ("2024-05-01", "2024-04-30"), ("", "24-1-1")]
)
def test_a_wrong_day_is_named(folders, start, end):
    from analysis import open_corpus

    with pytest.raises(ValueError, match=r"^(start|end)"):
        open_corpus(folders["thirty"], "TKM", start, end)
