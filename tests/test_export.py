"""Exports: what each form holds, that its readers accept it, that nothing in it runs, that it is always the same."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from pathlib import Path

import frictionless
import lxml.etree
import pandas as pd
import pytest
from click.testing import CliRunner

from analysis import cli, tables
from analysis.export import FORMATS, export

FORMULA = '=HYPERLINK("https://example.org")'
SCRIPT = '<script>alert("1")</script>'
TIME = dt.datetime(2024, 5, 10, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=5)))
EVENT = {"articles": 1, "first_reported": TIME, "confidence": 0.9, "evidence_article": "a1", "background": False}


def visit(visit_id: str, **values) -> dict:
    row = {"visit_id": visit_id, "visitor": "Касым-Жомарт Токаев", "visitor_office": "head_of_state"}
    row |= {"visitor_country": "KAZ", "host_country": "TKM", "places": ["Ашхабад"], "kind": "state", "status": "held"}
    return {**row, "start": dt.date(2024, 5, 10), "evidence": f"прибыл {SCRIPT}", **EVENT, **values}


ROWS = {
    "articles": [
        {
            "article_id": "a1",
            "page": "1.txt",
            "title": FORMULA,
            "body": f"-5 градусов.\n\nОн прибыл {SCRIPT} " + "слово " * 7000,
            "published": TIME,
            "language": "ru",
            "source": "50 % {агентство}",
            "url": "https://example.org/a?b=1&c={2}",
            "notes": ["no dateline"],
        },
        {"article_id": "a2", "page": "2.txt", "title": "Копия", "body": "Текст", "duplicate_of": "a1"},
        {"article_id": "a3", "page": "3.txt", "title": "", "body": "@cmd", "language": "en"},
    ],
    "visits": [
        visit("v1", end=dt.date(2024, 5, 12)),
        visit("v2", places=[], kind="unspecified", start=None),
        visit("v3", places=["Аваза"], occasion="саммит ОТГ", visitor=None, kind="working"),
        visit("v4", status="planned"),
        visit("v5", host_country="KAZ", places=[]),
    ],
    "meetings": [
        {
            "meeting_id": "m1",
            "participants": ["Касым-Жомарт Токаев", "Сердар Бердымухамедов", "foreign_minister@TKM"],
            "countries": ["KAZ", "TKM"],
            "mode": "in_person",
            "status": "held",
            "date": dt.date(2024, 5, 10),
            "visit_id": "v1",
            "evidence": "встретились",
            **EVENT,
        }
    ],
    "agreements": [
        {
            "agreement_id": "g1",
            "kind": "treaty",
            "title": FORMULA,
            "parties": ["KAZ", "TKM"],
            "status": "signed",
            "count": 1,
            "visit_id": "v1",
            "evidence": "подписали",
            **EVENT,
        }
    ],
    "mentions": [{"event_id": "v1", "event": "visit", "article_id": "a1", "field": "body", "start": 3, "end": 9}],
    "people": [
        {"name": "Сердар Бердымухамедов", "office": "head_of_state", "country": "TKM", "mentions": 1},
        {"name": "Касым-Жомарт Токаев", "office": "head_of_state", "country": "KAZ", "mentions": 1},
    ],
}


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for name in tables.TABLES:
        tables.write(name, ROWS.get(name, []), folder)
    return folder


@pytest.fixture(scope="module")
def out(data, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    ended = CliRunner().invoke(cli.main, ["export", "--data", str(data), "--out", str(folder)])
    assert ended.exit_code == 0, ended.output
    assert sorted(ended.output.split()) == sorted(str(path) for path in folder.rglob("*") if path.is_file())
    return folder


def cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_the_command_offers_every_format_and_says_what_each_is():
    assert tuple(FORMATS) == cli.EXPORTS
    shown = CliRunner().invoke(cli.main, ["export", "--help"]).output
    assert all(re.search(rf"^  {name} +\w", shown, re.M) for name in FORMATS)
    assert "analysis export --format excel" in shown


def test_without_tables_one_line_says_what_to_do(tmp_path):
    ended = CliRunner().invoke(cli.main, ["export", "--data", str(tmp_path), "--out", str(tmp_path / "out")])
    assert ended.exit_code == 1
    assert re.fullmatch(r"Error: no table \w+ in .*: run «analysis build» first, or .* --data\n", ended.output)
    assert CliRunner().invoke(cli.main, ["export", "--format", "word"]).exit_code == 2


def test_the_same_tables_give_the_same_bytes(data, out, tmp_path):
    for path in export(data, tmp_path):
        assert path.read_bytes() == (out / path.relative_to(tmp_path)).read_bytes()


def test_every_table_and_every_value_is_in_the_csv_files(out):
    for name, table in tables.TABLES.items():
        assert (out / "tables" / f"{name}.csv").read_bytes().startswith("\ufeff".encode())
        head, *rows = cells(out / "tables" / f"{name}.csv")
        assert head == [column.name for column in table.columns]
        assert len(rows) == len(ROWS.get(name, []))
    first = dict(zip(*cells(out / "tables" / "visits.csv")[:2], strict=True))
    assert (first["start"], first["end"], first["background"]) == ("2024-05-10", "2024-05-12", "false")
    assert first["first_reported"] == "2024-05-10T09:30:00+05:00"


def test_no_cell_of_any_csv_file_is_a_formula(out):
    files = list(out.rglob("*.csv"))
    assert len(files) == len(tables.TABLES) + 2
    for path in files:
        for row in cells(path):
            assert not [cell for cell in row if re.match(r"[=+\-@\t\r]", cell) and not re.fullmatch(r"-?[\d.]+", cell)]
    assert f"'{FORMULA}" in cells(out / "tables" / "articles.csv")[1]


def test_the_validator_accepts_the_data_package(out):
    report = frictionless.validate(str(out / "tables" / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "message"])
    assert [task.name for task in report.tasks] == list(tables.TABLES)


def test_the_validator_finds_what_breaks_the_schemas(out, tmp_path):
    for path in (out / "tables").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "visits.csv"
    broken.write_text(broken.read_text("utf-8").replace(",held,", ",perhaps,").replace(",a1,", ",a9,"), "utf-8")
    found = frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type"])
    assert {"constraint-error", "foreign-key"} <= {kind for (kind,) in found}


def test_the_schemas_carry_the_codebook(out):
    package = json.loads((out / "tables" / "datapackage.json").read_text("utf-8"))
    for entry, table in zip(package["resources"], tables.TABLES.values(), strict=True):
        fields = entry["schema"]["fields"]
        assert [(f["name"], f["description"]) for f in fields] == [(c.name, c.meaning) for c in table.columns]
    assert (out / "tables" / "codebook.md").read_text("utf-8") == tables.codebook()


def test_the_workbook_has_a_sheet_a_table_and_no_formula(out):
    with zipfile.ZipFile(out / "tables.xlsx") as book:
        names = re.findall(r'<sheet name="(\w+)"', book.read("xl/workbook.xml").decode())
        assert names == [*tables.TABLES, "codebook"]
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert all(b"<f>" not in book.read(name) and b"hyperlink" not in book.read(name) for name in sheets)
        texts = ["".join(si.itertext()) for si in lxml.etree.fromstring(book.read("xl/sharedStrings.xml"))]
    assert f"'{FORMULA}" in texts and SCRIPT in " ".join(texts)
    assert max(map(len, texts)) == 32_767


def test_timelinejs_gets_dated_events_in_order_and_no_markup_of_articles(out):
    timeline = json.loads((out / "timeline.json").read_text("utf-8"))
    assert [slide["unique_id"] for slide in timeline["events"]] == ["m1", "v1", "v3", "v4", "v5"]
    one = next(slide for slide in timeline["events"] if slide["unique_id"] == "v1")
    assert one["start_date"] == {"year": 2024, "month": 5, "day": 10} and one["end_date"]["day"] == 12
    assert "<script" not in json.dumps(timeline) and "&lt;script&gt;" in one["text"]["text"]


def test_destinations_lie_where_the_places_lie(out):
    features = json.loads((out / "destinations.geojson").read_text("utf-8"))["features"]
    found = {f["properties"]["visit_id"]: (f["properties"]["located"], f["geometry"]) for f in features}
    for visit_id, located in (("v1", "place"), ("v2", "capital")):
        assert found[visit_id][0] == located
        east, north = found[visit_id][1]["coordinates"]
        assert abs(east - 58.4) < 0.2 and abs(north - 37.95) < 0.2
    assert found["v3"] == ("no", None) and found["v5"] == ("no", None)


def test_the_bibliography_holds_the_cited_articles_and_no_command(out):
    text = (out / "articles.bib").read_text("utf-8")
    assert re.findall(r"^@online\{(\w+),$", text, re.M) == ["aa1"]
    assert "organization = {50 \\% \\{агентство\\}}" in text and "date = {2024-05-10}" in text
    assert "url = {https://example.org/a?b=1&c=%7B2%7D}" in text
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")


def test_trips_keep_not_known_apart_from_no(out):
    rows = pd.read_csv(out / "colt.csv", dtype=str).set_index("visit_id")
    assert list(rows.index) == ["v1", "v2", "v3"], "trips abroad that were made"
    one, two, three = (rows.loc[visit_id] for visit_id in rows.index)
    assert (one["trip_start"], one["trip_end"], two["trip_start"]) == ("2024-05-10", "2024-05-12", "not known")
    assert one["host_leaders_met"] == "foreign minister (Turkmenistan); Сердар Бердымухамедов"
    assert (one["agreement_signed"], two["agreement_signed"]) == ("yes", "not known")
    assert [row["multilateral_event"] for row in (one, two, three)] == ["no", "not known", "yes"]
    assert (two["event_name"], three["event_name"]) == ("not known", "саммит ОТГ")
    assert (one["leader"], three["leader"]) == ("Касым-Жомарт Токаев", "not known")
    assert (one["city_visited"], two["city_visited"]) == ("Ашхабад", "not known")
    assert one["links"] == "https://example.org/a?b=1&c={2}"
    assert rows.notna().all().all()


def test_the_corpus_is_there_as_doc_id_and_text(out):
    corpus = pd.read_csv(out / "corpus.csv", encoding="utf-8", keep_default_na=False)
    assert list(corpus.columns[:2]) == ["doc_id", "text"]
    assert corpus["doc_id"].tolist() == ["a1", "a3"] and corpus["doc_id"].is_unique
    assert "\n\n-5 градусов." in corpus["text"][0]


def test_tables_without_rows_give_files_without_rows(tmp_path):
    for name in tables.TABLES:
        tables.write(name, [], tmp_path)
    written = export(tmp_path, tmp_path / "out")
    assert len(written) == len(tables.TABLES) + 8
    assert frictionless.validate(str(tmp_path / "out" / "tables" / "datapackage.json")).valid
    assert all(len(cells(path)) == 1 for path in written if path.suffix == ".csv")
