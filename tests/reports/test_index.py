"""The index of reports as a page: what it says in both languages, and that what it says is text."""

from __future__ import annotations

import lxml.html
import pytest

from analysis.reports import index

VISIT = {
    **{"visitor": "Сердар Бердымухамедов", "visitor_office": "head_of_state", "visitor_country": "TKM"},
    **{"host_country": "IRN", "kind": "official", "status": "held", "start": "2025-04-23", "day": "2025-04-23"},
}


def record(**columns: object) -> dict[str, object]:
    """What is known of one report."""
    return {
        **{
            "name": "a",
            "title": "Title",
            "language": "en",
            "chips": [],
            "leader": "",
            "partner": "",
            "period": ["", ""],
        },
        **{"notebook": "a.ipynb", "parameters": {}, "status": "ok", "message": "", "seconds": 1.0, "run": 3},
        **{"rendered": "2025-04-23", "sentences": [], "figures": [], "state": {}, "changes": {}},
        **columns,
    }


def state(*records: dict[str, object], **columns: object) -> dict[str, object]:
    """What is known of one run."""
    return {
        **{"run": 3, "day": "2025-04-23", "seconds": 21.4, "corpus_hash": "c0ffee", "data": "d", "history": []},
        **{"counts": {"articles": 1252, "visits": 3}, "changes": {}, "reports": list(records), **columns},
    }


def test_the_index_is_in_the_language_of_the_reports(tmp_path):
    for language, heading in (("en", "Reports"), ("ru", "Отчёты")):
        (page,) = index.pages(state(record(language=language))).values()
        main = lxml.html.fromstring(page)
        assert (main.get("lang"), main.find(".//h1").text) == (language, heading)
        assert [*main.find(".//p[@class='run']").iter("a")] == []

    both = state(record(language="ru", title="Визиты"), record(title="Visits"))
    index.write(tmp_path, both)
    for name, other, titles in (
        ("index.html", "index.ru.html", ["Visits", "По-русски", "Визиты"]),
        ("index.ru.html", "index.html", ["Визиты", "In English", "Visits"]),
    ):
        page = lxml.html.fromstring((tmp_path / name).read_text(encoding="utf-8"))
        assert [a.get("href") for a in page.find(".//p[@class='run']").iter("a")] == [other]
        assert [heading.text_content() for heading in page.find(".//main").iter("h2", "h3")] == titles
    index.write(tmp_path, state(record()))
    assert {path.name for path in tmp_path.iterdir()} == {"index.html", "reports.json"}


def test_what_changed_is_told_in_words_with_what_was_before():
    changes = {
        "run": 2,
        "day": "2025-04-01",
        "counts": {"new_visits": 1, "changed_rows": 1},
        "rows": [
            {"kind": "new", "table": "visits", "id": "v1", "row": VISIT, "was": {}},
            {
                "kind": "changed",
                "table": "visits",
                "id": "v2",
                "row": VISIT,
                "was": {"status": "planned", "start": None},
            },
        ],
        "more": 7,
    }
    pages = index.pages(state(record(changes=changes), record(language="ru"), changes=changes))
    english, russian = (lxml.html.fromstring(page).find(".//details[@class='changes']") for page in pages.values())
    assert english.find("summary").text == "Since run 2 of 2025-04-01 – new visits: 1, corrected rows: 1"
    rows = [" ".join(row.text_content().split()) for row in english.iter("tr")]
    assert "Serdar Berdimuhamedow → Iran, 2025-04-23" in rows[0] and rows[0].startswith("new")
    assert "status: planned → held; start: – → 2025-04-23" in rows[1] and rows[1].startswith("corrected")
    assert "… + 7" in english.text_content()
    assert "Сердар Бердымухамедов → Иран" in russian.text_content()
    card = lxml.html.fromstring(pages["index.html"]).find(".//article")
    assert "Since run 2 of 2025-04-01 – new visits: 1" in card.text_content()


def test_cards_say_what_the_filters_tell_them_apart_by():
    pages = index.pages(
        state(
            record(leader="Сердар Бердымухамедов", period=["2024-01-01", "2024-12-31"]),
            record(partner="IRN", period=["2024-05-01", ""]),
            record(),
        )
    )
    page = lxml.html.fromstring(pages["index.html"])
    cards = page.findall(".//article")
    assert (cards[0].get("data-leader"), cards[0].get("data-period")) == ("Serdar Berdimuhamedow", "2024")
    assert (cards[1].get("data-partner"), cards[1].get("data-period")) == ("Iran", "2024-05-01 – …")
    options = {select.get("name"): [option.text for option in select] for select in page.iter("select")}
    assert options["leader"] == ["all", "Serdar Berdimuhamedow"]
    assert options["partner"] == ["all", "Iran"]
    assert options["period"] == ["all", "2024", "2024-05-01 – …", "whole corpus"]


def test_what_is_kept_and_archived_leads_nowhere_that_is_not_there():
    told = state(record(pdf=True), tables={"visits": 3}, history=[{"run": 2, "day": "2025-04-01"}], zip=True)
    links = {}
    for where in ("", "kept", "archive"):
        page = lxml.html.fromstring(index.pages(told, where)["index.html"])
        links[where] = [a.get("href") for a in page.iter("a")][1:]
    assert links[""] == [
        *("data/visits.csv", "reports.zip", "a.html", "notebooks/a.ipynb", "a.pdf"),
        "history/run-2/index.html",
    ]
    assert links["kept"] == ["../../index.html", "a.html"]
    assert links["archive"] == ["data/visits.csv", "a.html"]


def test_everything_in_the_index_is_text():
    attack = '</title><script>f()</script>"><img src=x onerror=f()>'
    row = {**VISIT, "visitor": attack, "host_country": attack, "day": attack, "status": attack}
    change = {"kind": "changed", "table": "visits", "id": attack, "row": row, "was": {"status": attack}}
    changes = {"run": 2, "day": attack, "counts": {"new_visits": 1}, "rows": [change], "more": 0}
    hostile = record(
        **{"name": attack, "title": attack, "chips": [attack], "status": "failed", "message": attack},
        **{"rendered": attack, "figures": [[attack, attack]], "sentences": [attack], "earlier": True},
        **{"leader": attack, "partner": attack, "period": [attack, attack], "changes": changes},
    )
    for page in index.pages(state(hostile, changes=changes, day=attack)).values():
        assert page.count("<script>") == 1
        assert "<img" not in page


@pytest.mark.browser
def test_the_filters_choose_cards_and_without_scripts_all_show(reader):
    opened = reader("index")
    page = opened.page
    assert page.locator(".card:visible").count() == 4
    page.locator("select[name=leader]").select_option(index=1)
    assert page.locator(".card:visible").count() == 1
    assert page.locator(".filter [role=status]").inner_text() == "1 of 4"
    page.locator("#filter").fill("qqq")
    assert page.get_by_text("No report fits.").is_visible()
    page.locator("select[name=leader]").select_option(index=0)
    page.locator("#filter").fill("")
    page.locator("select[name=period]").select_option("2025")
    assert opened.texts(".card:visible a[href$='.html']") == ["Dies"]
    assert opened.texts("h2:visible") == ["По-русски"]
    page.locator("select[name=period]").select_option("all")
    page.locator("#filter").fill("visits known")
    assert opened.texts(".card:visible h2") == ["Visits of Turkmenistan"]
    page.get_by_role("link", name="Visits of Turkmenistan").click()
    assert page.locator("h1").inner_text() == "Visits of Turkmenistan"
    page.go_back()
    page.get_by_role("link", name="По-русски").click()
    assert page.locator("h1").inner_text() == "Отчёты"
    assert opened.complaints == []

    plain = reader("index.ru", java_script_enabled=False).page
    assert plain.locator(".card:visible").count() == 4
    assert not plain.locator(".filter").is_visible()
