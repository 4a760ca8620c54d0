"""The plan: what it expands to, and what is refused before anything runs."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reports.parameters import Parameter, PlanError, parse_parameters, parse_value, read_parameters
from analysis.reports.plan import busiest_leaders, choose, read_plan, slug, unused


@pytest.fixture
def plan(tmp_path, notebook, data):
    """Write a plan on three notebooks; returns a function that reads it."""
    notebook(tmp_path / "nb" / "all.ipynb")
    notebook(tmp_path / "nb" / "leader.ipynb", parameters='data = ""\nstart = ""\nend = ""\nleader = ""  # full name\n')
    notebook(
        tmp_path / "nb" / "partner.ipynb", parameters='data = ""\nfocus = "TKM"\npartner = ""\nbins = 5\nwide = True\n'
    )

    def read(text: str, *settings: str):
        (tmp_path / "plan.yml").write_text(text, encoding="utf-8")
        return read_plan(tmp_path / "plan.yml", data, settings)

    return read


ALL = """
reports:
  - {notebook: nb/all.ipynb}
  - {notebook: nb/leader.ipynb, leaders: top 2}
  - {notebook: nb/partner.ipynb, partners: top 9}
"""


def test_top_lists_come_from_the_data_without_recalled_and_cancelled_visits(plan):
    reports = plan(ALL)
    assert [r.values["leader"] for r in reports if "leader" in r.values] == [
        "Сердар Бердымухамедов",
        "Касым-Жомарт Токаев",
    ]
    assert [r.values["partner"] for r in reports if "partner" in r.values] == ["KAZ", "RUS", "TJK"]
    assert [r.name for r in reports] == [
        "all",
        "leader-serdar-berdymukhamedov",
        "leader-kasym-zhomart-tokaev",
        "partner-kaz",
        "partner-rus",
        "partner-tjk",
    ]


def test_top_lists_follow_the_period_and_the_focus(plan):
    text = "reports: [{notebook: nb/leader.ipynb, leaders: top 9, parameters: {start: 2025-06-01, end: 2025-06-30}}]"
    assert [r.values["leader"] for r in plan(text)] == ["Эмомали Рахмон"]
    text = "reports: [{notebook: nb/partner.ipynb, partners: top 9}]"
    assert [r.values["partner"] for r in plan(text, "focus=KAZ")] == ["TKM"]


def test_travellers_of_the_focus_country_come_first(data):
    assert busiest_leaders(data, {})[0] == "Сердар Бердымухамедов"
    assert busiest_leaders(data, {"focus": "KAZ"})[0] == "Касым-Жомарт Токаев"


def test_a_list_that_finds_nobody_makes_one_report_that_can_say_so(plan):
    text = 'reports: [{notebook: nb/leader.ipynb, title: "Itinerary: {leader}", leaders: top 3}]'
    reports = plan(text, "start=1990-01-01", "end=1990-12-31")
    assert [(r.name, r.title, r.values["leader"]) for r in reports] == [("leader", "Itinerary: –", "")]


def test_explicit_lists_titles_and_shared_parameters(plan):
    reports = plan(
        "parameters: {focus: KAZ, start: 2025-01-01}\n"
        'reports: [{notebook: nb/partner.ipynb, title: "{focus} & {partner}", partners: [IRN, CHN],'
        " parameters: {bins: 7}},"
        " {notebook: nb/all.ipynb}]"
    )
    assert [r.title for r in reports] == ["Kazakhstan & Iran", "Kazakhstan & China", "all"]
    assert reports[0].values | {"data": ""} == {"data": "", "focus": "KAZ", "partner": "IRN", "bins": 7, "wide": True}
    assert reports[2].values["start"] == "2025-01-01"


@pytest.fixture
def grid(plan, tmp_path, notebook):
    """A notebook that has every parameter that a plan can go through."""
    names = ("start", "end", "leader", "partner")
    lines = ['data = ""', 'focus = "TKM"', 'language = "en"', *(f'{name} = ""' for name in names)]
    notebook(tmp_path / "nb" / "grid.ipynb", parameters="\n".join(lines) + "\n")
    return plan


def test_several_lists_make_every_combination(grid):
    reports = grid(
        'reports: [{notebook: nb/grid.ipynb, title: "{focus} and {partner} in {year}", partners: [KAZ, IRN],'
        " years: [2024, 2025], languages: [en, ru]}]"
    )
    assert [r.name for r in reports] == [
        f"grid-{partner}-{year}-{language}"
        for partner in ("kaz", "irn")
        for year in (2024, 2025)
        for language in ("en", "ru")
    ]
    assert reports[0].title == "Turkmenistan and Kazakhstan in 2024"
    values = reports[-1].values
    assert (values["partner"], values["start"], values["end"]) == ("IRN", "2025-01-01", "2025-12-31")
    assert (values["language"], reports[-1].language) == ("ru", "ru")
    assert "Иран" in reports[-1].title


def test_years_come_from_the_data_and_stay_inside_the_period(grid):
    text = "reports: [{notebook: nb/grid.ipynb, years: each}]"
    assert [r.name for r in grid(text)] == ["grid-2019", "grid-2025"]
    (cut,) = grid(text, "start=2025-03-01", "end=2025-10-31")
    assert (cut.values["start"], cut.values["end"]) == ("2025-03-01", "2025-10-31")
    listed = grid("reports: [{notebook: nb/grid.ipynb, years: [2024, 2025]}]", "end=2024-06-30")
    assert [(r.values["start"], r.values["end"]) for r in listed] == [("2024-01-01", "2024-06-30")]


def test_a_title_is_in_the_language_of_its_report(grid):
    text = 'reports: [{notebook: nb/grid.ipynb, title: "{leader}", leaders: [Сердар Бердымухамедов], languages: each}]'
    assert [r.title for r in grid(text)] == ["Serdar Berdimuhamedow", "Сердар Бердымухамедов"]
    assert grid("parameters: {language: ru}\nreports: [{notebook: nb/grid.ipynb}]")[0].language == "ru"


def test_a_setting_goes_to_every_notebook_that_has_it_and_replaces_a_list(plan):
    reports = plan(ALL, "partner=UZB", "start=2025-01-01", "bins=9", "wide=false")
    assert [(r.name, r.values["partner"]) for r in reports if "partner" in r.values] == [("partner-uzb", "UZB")]
    assert [r.values["start"] for r in reports if "start" in r.values] == ["2025-01-01"] * 3
    assert (reports[-1].values["bins"], reports[-1].values["wide"]) == (9, False)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("partners=KAZ", "no parameter|has a parameter 'partners'"),
        ("bins=many", "bins must be a whole number, not 'many'"),
        ("bins=2.5", "bins must be a whole number"),
        ("bins=true", "bins must be a whole number"),
        ("wide=3", "wide must be true or false"),
        ("start=23.04.2025", "start must be a day as YYYY-MM-DD"),
        ("end=2025-02-30", "end must be a day"),
        ("focus=Turkmenistan", "three-letter code"),
        ("focus=", "three-letter code"),
        ("partner=kaz", "three-letter code"),
        ("data=elsewhere", "--data"),
        ("partner", "write NAME=VALUE"),
        ("=KAZ", "write NAME=VALUE"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_in_one_line(plan, setting, message):
    with pytest.raises(PlanError, match=message) as error:
        plan(ALL, setting)
    assert "\n" not in str(error.value)


def test_a_period_that_ends_before_it_starts_is_refused(plan):
    with pytest.raises(PlanError, match="start 2025-02-01 is later than end 2025-01-01"):
        plan(ALL, "start=2025-02-01", "end=2025-01-01")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "needs a list «reports:»"),
        ("reports: []", "needs a list"),
        ("reports: [1]", "report 1 names no notebook"),
        ("reports: [{notebook: nb/all.ipynb, leader: top 3}]", "unknown key 'leader'"),
        ("report: []\nreports: [{notebook: nb/all.ipynb}]", "unknown key 'report'"),
        ("reports: [{notebook: nb/missing.ipynb}]", "missing.ipynb: no such notebook"),
        ("reports: [{notebook: plan.yml}]", "no notebook that Jupyter can read"),
        ("reports: [{notebook: nb/all.ipynb, leaders: top 3}]", "has no parameter 'leader'"),
        ("reports: [{notebook: nb/leader.ipynb, leaders: best 3}]", "«top N» or a list"),
        ("reports: [{notebook: nb/leader.ipynb, leaders: top 0}]", "«top N» or a list"),
        ("reports: [{notebook: nb/leader.ipynb, leaders: []}]", "«top N» or a list"),
        (
            "reports: [{notebook: nb/partner.ipynb, partners: [Iran]}]",
            "plan.yml, line 1: partner must be the three-letter code",
        ),
        (
            "reports: [{notebook: nb/partner.ipynb, parameters: {bins: x}}]",
            "plan.yml, line 1: bins must be a whole number",
        ),
        ("reports: [{notebook: nb/all.ipynb, parameters: {data: x}}]", "no parameter 'data'"),
        ("reports: [{notebook: nb/all.ipynb, parameters: [x]}]", "lines of the form name: value"),
        ("parameters: {colour: red}\nreports: [{notebook: nb/all.ipynb}]", "no notebook has the parameter 'colour'"),
        ("reports: [{notebook: nb/all.ipynb, title: '{leader}'}]", "which is no parameter of its notebook"),
        ("reports:\n  - notebook: x\n   title: y", "line 3: not valid YAML"),
        (
            "reports:\n  - notebook: nb/all.ipynb\n    title: a\n    title: b",
            "line 2: not valid YAML; a key stands twice",
        ),
        (
            "reports:\n  - notebook: nb/all.ipynb\n    ttle: a",
            "plan.yml, line 3: unknown key 'ttle'; there can be note",
        ),
        ("reports: [{notebook: nb/all.ipynb, years: top 3}]", "line 1: years must be «each» or a list"),
        ("reports: [{notebook: nb/all.ipynb, years: [soon]}]", "line 1: years must be years such as 2025, not 'soon'"),
        ("reports: [{notebook: nb/all.ipynb, languages: [en]}]", "has no parameter 'language'"),
    ],
)
def test_a_plan_that_cannot_be_used_says_where_in_one_line(plan, text, message):
    with pytest.raises(PlanError, match=message) as error:
        plan(text)
    assert "\n" not in str(error.value)


def test_a_folder_that_was_never_built_is_named(plan, tmp_path):
    plan(ALL)
    with pytest.raises(PlanError, match="run «analysis build» first"):
        read_plan(tmp_path / "plan.yml", tmp_path / "nothing")


def test_a_broken_parameters_cell_is_named(tmp_path, notebook):
    path = notebook(tmp_path / "a.ipynb", parameters="import os\nx = os.getcwd()")
    with pytest.raises(PlanError, match="tagged «parameters» can only hold lines like"):
        read_parameters(path)


def test_reports_are_chosen_by_name_by_notebook_or_by_pattern(plan):
    reports = plan(ALL)
    assert [r.name for r in choose(reports, ["partner"])] == ["partner-kaz", "partner-rus", "partner-tjk"]
    assert [r.name for r in choose(reports, ["partner-kaz", "all"])] == ["all", "partner-kaz"]
    assert [r.name for r in choose(reports, ["leader-*"])] == [r.name for r in reports[1:3]]
    assert choose(reports, []) == reports
    with pytest.raises(PlanError, match="'06' fits no report; there are all, "):
        choose(reports, ["06"])


@given(st.text(), st.integers(), st.booleans())
def test_a_parameters_cell_is_read_as_python_reads_it(text, number, flag):
    source = f"text = {text!r}  # a = b # c\nnumber: int = {number}\nflag = {flag}\n"
    parameters = parse_parameters(source)
    assert {name: p.default for name, p in parameters.items()} == {"text": text, "number": number, "flag": flag}
    assert parameters["text"].comment == "a = b # c"


@given(st.text())
def test_text_from_the_command_line_stays_text_and_nothing_else_passes_for_a_number(text):
    assert parse_value(Parameter("leader", ""), text) == text
    try:
        assert type(parse_value(Parameter("bins", 5), text)) is int
    except PlanError as error:
        assert str(error).startswith("bins must be")


@given(st.lists(st.text(), max_size=5))
def test_names_of_reports_are_safe_and_no_two_are_the_same(texts):
    names: set[str] = {"index"}
    made = [unused(f"05_leader-{slug(text)}", names) for text in texts]
    assert len({name.lower() for name in made}) == len(made)
    assert all(set(name) <= set(string.ascii_lowercase + string.digits + "_-") and len(name) < 90 for name in made)
