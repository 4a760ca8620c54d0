"""Review: what each decision does to the tables, that it survives and is never lost, and what a sample can say."""

from __future__ import annotations

import datetime as dt
import json
import math
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from analysis import cli, review, tables
from analysis.review import Decision, Review, ReviewError

ARTICLES = [
    {
        "article_id": f"a{n}",
        "page": f"{n}.txt",
        "title": f"Новость {n}",
        "body": f"Гость номер {n} прибыл\nв Ашхабад с визитом.",
        "published": dt.datetime(2024, 5, n, 9, tzinfo=dt.timezone(dt.timedelta(hours=5))),
        "language": "ru",
    }
    for n in range(1, 5)
]


def evidence(n: int) -> dict:
    words = f"Гость номер {n} прибыл\nв Ашхабад"
    return {"articles": 1, "confidence": 0.5 + n / 10, "evidence": words, "evidence_article": f"a{n}"}


def rows() -> dict[str, list[dict]]:
    visits = [
        {
            "visit_id": f"v{n}",
            "visitor": f"Гость {n}",
            "visitor_office": "minister",
            "visitor_country": "KAZ",
            "host_country": "TKM",
            "places": ["Ашхабад"],
            "kind": "working",
            "start": dt.date(2024, 5, n),
            "status": "held",
            "first_reported": ARTICLES[n - 1]["published"],
            "background": n == 1,
            **evidence(n),
        }
        for n in range(1, 5)
    ]
    mentions = [
        {"event_id": f"v{n}", "event": "visit", "article_id": f"a{n}", "field": "body", "start": 0, "end": 30}
        | {"evidence": evidence(n)["evidence"]}
        for n in range(1, 5)
    ]
    meeting = {"meeting_id": "m1", "participants": ["Гость 2", "Хозяин"], "countries": ["KAZ", "TKM"], "visit_id": "v2"}
    return {
        "articles": ARTICLES,
        "visits": visits,
        "meetings": [{**meeting, "mode": "in_person", "status": "held", **evidence(2)}],
        "agreements": [],
        "mentions": mentions,
        "people": [],
    }


@pytest.fixture
def reviewed(tmp_path) -> Review:
    folder = tmp_path / "data" / "processed"
    folder.mkdir(parents=True)
    built = rows()
    for name in tables.TABLES:
        tables.write(name, built.get(name, []), folder)
    return Review(folder)


def applied(reviewed: Review, articles: list[dict] = ARTICLES, **changed) -> tuple[dict[str, dict], dict]:
    """The visits by identifier after a build, and what the build says."""
    built, said = review.apply(rows() | changed, reviewed.decisions, articles)
    for name in ("visits", "meetings", "agreements", "mentions"):
        tables.to_arrow(name, built[name])
    return {row["visit_id"]: row for row in built["visits"]}, said | {"rows": built}


class TestDecisions:
    def test_accepting_makes_certain(self, reviewed):
        reviewed.accept("v2", note="checked")
        visits, said = applied(reviewed)
        assert visits["v2"]["confidence"] == 1 and len(visits) == 4
        assert said["applied"] == {"accept": 1} and said["flagged"] == []

    def test_correcting_sets_fields_in_their_types(self, reviewed):
        reviewed.correct("v2", start="2024-05-20", places="Мары; Ашхабад", visitor="Новый Гость", end="")
        visits, _ = applied(reviewed)
        assert visits["v2"]["start"] == dt.date(2024, 5, 20) and visits["v2"]["places"] == ["Ашхабад", "Мары"]
        assert (visits["v2"]["visitor"], visits["v2"]["visitor_latin"]) == ("Новый Гость", "Novyy Gost")
        assert set(reviewed.decisions[0].changes) == {"start", "places", "visitor"}, "what stays is no change"

    def test_correcting_again_adds_to_it_and_keeps_what_was_extracted(self, reviewed):
        reviewed.correct("v2", start="2024-05-20")
        reviewed.correct("v2", kind="state", start="2024-05-21")
        (decision,) = reviewed.decisions
        assert decision.changes == {"start": ("2024-05-02", "2024-05-21"), "kind": ("working", "state")}
        with pytest.raises(ReviewError, match="undo"):
            reviewed.accept("v2")

    def test_rejecting_takes_the_event_its_mentions_and_links_away(self, reviewed):
        reviewed.reject("v2")
        visits, said = applied(reviewed)
        assert "v2" not in visits
        assert "v2" not in {mention["event_id"] for mention in said["rows"]["mentions"]}
        assert said["rows"]["meetings"][0]["visit_id"] is None

    def test_merging_joins_evidence_and_links_and_follows_a_chain(self, reviewed):
        reviewed.merge("v2", into="v1")
        reviewed.merge("v1", into="v3")
        visits, said = applied(reviewed)
        assert set(visits) == {"v3", "v4"} and visits["v3"]["articles"] == 3
        assert visits["v3"]["first_reported"] == ARTICLES[0]["published"] and visits["v3"]["background"] is False
        assert said["rows"]["meetings"][0]["visit_id"] == "v3"
        assert [m["event_id"] for m in said["rows"]["mentions"]].count("v3") == 3

    def test_merging_in_a_circle_is_flagged(self, reviewed):
        reviewed.merge("v1", into="v2")
        reviewed.merge("v2", into="v1")
        visits, said = applied(reviewed)
        assert len(visits) == 4 and len(said["flagged"]) == 2

    def test_adding_cites_the_article(self, reviewed):
        added = reviewed.add(
            "visit", "a3", "прибыл в Ашхабад", visitor="Ещё Гость", visitor_country="UZB", host_country="TKM"
        )
        visits, said = applied(reviewed)
        row = visits[added.event_id]
        mention = next(m for m in said["rows"]["mentions"] if m["event_id"] == added.event_id)
        assert ARTICLES[2]["body"][mention["start"] : mention["end"]] == row["evidence"] == "прибыл\nв Ашхабад"
        assert (row["kind"], row["status"], row["confidence"]) == ("unspecified", "held", 1)

    def test_each_record_can_be_added(self, reviewed):
        reviewed.add("meeting", "a1", "Гость", participants="Гость 1; Хозяин", countries="TKM; KAZ")
        reviewed.add("agreement", "a1", "с визитом", kind="treaty", parties="TKM; KAZ", title="договор")
        _, said = applied(reviewed)
        assert said["applied"] == {"add": 2} and said["rows"]["agreements"][0]["parties"] == ["KAZ", "TKM"]

    def test_undone_is_gone(self, reviewed):
        reviewed.reject("v2")
        reviewed.undo("v2")
        assert reviewed.decisions == [] and len(applied(reviewed)[0]) == 4

    def test_the_latest_decision_on_an_event_stands(self, reviewed):
        reviewed.reject("v2")
        reviewed.accept("v2")
        assert [d.verdict for d in reviewed.decisions] == ["accept"]

    @pytest.mark.parametrize(
        ("act", "says"),
        [
            (lambda r: r.accept("v9"), "no event «v9»"),
            (lambda r: r.correct("v1", start="soon"), "day as 2024-03-31"),
            (lambda r: r.correct("v1", kind="royal"), "one of state, official"),
            (lambda r: r.correct("v1", host_country="Туркменистан"), "three letters"),
            (lambda r: r.correct("v1", evidence="x"), "no field «evidence»"),
            (lambda r: r.correct("v1", start="2024-05-01"), "nothing is changed"),
            (lambda r: r.merge("v1", into="v1"), "another visit"),
            (lambda r: r.merge("v1", into="m1"), "another visit"),
            (lambda r: r.add("visit", "a1", "не сказано", visitor_country="KAZ", host_country="TKM"), "copy the words"),
            (lambda r: r.add("visit", "a1", "Гость", host_country="TKM"), "needs visitor_country"),
            (lambda r: r.add("visit", "a9", "Гость"), "no article «a9»"),
            (lambda r: r.add("voyage", "a1", "Гость"), "one of visit"),
            (lambda r: r.queue("visit", order="best"), "one of uncertain, random"),
        ],
    )
    def test_what_cannot_be_is_refused_in_one_line_and_not_saved(self, reviewed, act, says):
        with pytest.raises(ReviewError, match=says) as caught:
            act(reviewed)
        assert "\n" not in str(caught.value)
        assert not reviewed.file.exists()


class TestQueue:
    def test_the_least_certain_comes_first_and_what_is_decided_not_at_all(self, reviewed):
        reviewed.accept("v1")
        assert reviewed.queue("visit")["visit_id"].tolist() == ["v2", "v3", "v4"]
        assert len(reviewed.queue("visit", decided=True)) == 4

    def test_the_random_order_is_always_the_same_and_another_one(self, reviewed):
        order = reviewed.queue("visit", "random")["visit_id"].tolist()
        assert order == reviewed.queue("visit", "random")["visit_id"].tolist()
        assert sorted(order) == ["v1", "v2", "v3", "v4"] != order


class TestChangedArticles:
    def test_new_words_flag_the_decision_and_keep_it(self, reviewed):
        reviewed.reject("v2")
        changed = [{**a, "body": "Другие слова."} if a["article_id"] == "a2" else a for a in ARTICLES]
        visits, said = applied(reviewed, changed)
        assert "v2" in visits and said["applied"] == {}
        (line,) = said["flagged"]
        assert line.startswith("corrections.csv: reject visit v2 (Гость 2 → TKM, 2024-05-02) is not applied:")
        assert "the article has changed" in line and "\n" not in line
        assert [d.event_id for d in reviewed.decisions] == ["v2"]

    def test_other_words_around_do_not_matter(self, reviewed):
        reviewed.reject("v2")
        changed = [{**a, "title": "Исправлено", "body": f"Вчера. {a['body']} Ещё."} for a in ARTICLES]
        assert "v2" not in applied(reviewed, changed)[0]

    def test_a_row_that_is_read_in_another_way_is_named(self, reviewed):
        reviewed.correct("v2", kind="state")
        other = rows()
        other["visits"][1]["visit_id"] = other["mentions"][1]["event_id"] = "v7"
        visits, said = applied(reviewed, visits=other["visits"], mentions=other["mentions"])
        assert visits["v7"]["kind"] == "working" and "now give visit v7" in said["flagged"][0]

    def test_that_a_rejected_row_is_no_longer_extracted_is_no_problem(self, reviewed):
        reviewed.reject("v2")
        without = rows()
        kept = [visit for visit in without["visits"] if visit["visit_id"] != "v2"]
        mentions = [mention for mention in without["mentions"] if mention["event_id"] != "v2"]
        assert applied(reviewed, visits=kept, mentions=mentions)[1]["flagged"] == []

    def test_an_added_event_goes_with_its_words(self, reviewed):
        reviewed.add("visit", "a3", "Гость номер 3", visitor_country="UZB", host_country="TKM")
        moved = [{**a, "article_id": f"b{a['article_id']}"} for a in ARTICLES]
        visits, said = applied(reviewed, moved)
        assert len(visits) == 5 and said["flagged"] == []
        gone = [a for a in ARTICLES if a["article_id"] != "a3"]
        assert "no article holds the words" in applied(reviewed, gone)[1]["flagged"][0]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(review.plain)


class TestFile:
    @given(st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), max_size=4))
    def test_whatever_is_written_is_read_back(self, texts):
        decisions = [
            Decision("visit", f"v{n}", "correct", {"occasion": (old, new)}, about=old, evidence=words, note=note)
            for n, (old, new, words, note) in enumerate(texts)
        ]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "corrections.csv")
            review.write(path, decisions)
            assert review.read(path) == decisions

    def test_no_cell_is_a_formula_and_a_line_is_a_field(self, reviewed):
        reviewed.correct("v2", occasion='=HYPERLINK("x")', kind="state", note="@note")
        lines = reviewed.file.read_text("utf-8-sig").splitlines()
        assert lines[0].split(",") == list(review.COLUMNS) and len(lines) == 3
        assert "'=HYPERLINK" in lines[1] + lines[2] and "'@note" in lines[1]
        assert reviewed.decisions[0].changes["occasion"][1] == '=HYPERLINK("x")'

    def test_a_new_decision_adds_lines_and_changes_no_other(self, reviewed):
        reviewed.accept("v1")
        before = reviewed.file.read_text("utf-8")
        reviewed.reject("v2")
        assert reviewed.file.read_text("utf-8").startswith(before)

    def test_what_a_spreadsheet_saves_is_read(self, reviewed):
        reviewed.reject("v2", note="нет")
        text = reviewed.file.read_text("utf-8-sig")
        reviewed.file.write_bytes(text.replace(",", ";").replace("\n", "\r\n").encode())
        assert [(d.verdict, d.note) for d in reviewed.decisions] == [("reject", "нет")]

    @pytest.mark.parametrize(("content", "says"), [(b"a,b\n1,2\n", "lacks the column"), (b"\xff\xfe\x00", "UTF-8")])
    def test_a_file_that_is_none_is_named(self, reviewed, content, says):
        reviewed.file.write_bytes(content)
        with pytest.raises(ReviewError, match=says):
            _ = reviewed.decisions

    def test_a_line_that_makes_no_sense_is_flagged_and_kept(self, reviewed):
        reviewed.accept("v1")
        wrong = [Decision("visit", "v2", "perhaps"), Decision("voyage", "v3", "accept")]
        wrong += [Decision("visit", "v4", "correct", {"start": ("", "soon")}, article_id="a4")]
        review.write(reviewed.file, [*reviewed.decisions, *wrong])
        _, said = applied(reviewed)
        assert len(said["flagged"]) == 3 and said["applied"] == {"accept": 1}
        reviewed.accept("v3")
        assert [d.verdict for d in reviewed.decisions] == ["accept", "perhaps", "accept", "correct", "accept"]


class TestPrecision:
    @given(st.integers(1, 60), st.data())
    def test_the_interval_is_the_exact_one(self, size, data):
        right = data.draw(st.integers(0, size))
        order = sorted((f"v{n}" for n in range(size)), key=review.draw_order)
        decisions = [Decision("visit", v, "accept" if n < right else "reject") for n, v in enumerate(order)]
        found = review.precision("visit", order, decisions)
        low = beta.ppf(0.025, right, size - right + 1) if right else 0.0
        high = beta.ppf(0.975, right + 1, size - right) if right < size else 1.0
        assert math.isclose(found["low"], low, abs_tol=1e-9) and math.isclose(found["high"], high, abs_tol=1e-9)
        assert found["low"] <= found["precision"] == right / size <= found["high"]

    def test_only_what_was_drawn_at_random_counts(self):
        order = sorted((f"v{n}" for n in range(10)), key=review.draw_order)
        picked = [Decision("visit", event_id, "reject") for event_id in order[5:]]
        found = review.precision("visit", order, picked)
        assert (found["reviewed"], found["sample"], found["precision"]) == (5, 0, None)
        drawn = [Decision("visit", event_id, "accept") for event_id in order[:2]]
        found = review.precision("visit", order, [*picked, *drawn])
        assert (found["reviewed"], found["sample"], found["right"]) == (7, 2, 2)

    def test_the_estimate_is_the_same_before_and_after_the_build(self, reviewed):
        for event_id in reviewed.queue("visit", "random")["visit_id"][:3]:
            reviewed.reject(event_id)
        before = reviewed.precision()
        built, said = review.apply(rows(), reviewed.decisions, ARTICLES)
        tables.write("visits", built["visits"], reviewed.folder)
        assert Review(reviewed.folder).precision() == before == said["precision"]
        assert before[0]["sample"] == 3 and before[0]["right"] == 0


def test_a_build_applies_the_decisions_and_says_what_it_could_not(tmp_path):
    raw, out = tmp_path / "data" / "raw", tmp_path / "data" / "processed"
    raw.mkdir(parents=True)
    page = (
        "Президент Казахстана посетит Ашхабад\n\n09:30 10.05.2024\n\n"
        "Президент Казахстана Касым-Жомарт Токаев 12 мая прибудет в Ашхабад с государственным визитом.\n"
    )
    (raw / "page.txt").write_text(page, encoding="utf-8")
    build = ["build", str(raw), "--out", str(out), "--jobs", "1"]
    assert CliRunner().invoke(cli.main, build).exit_code == 0
    session = Review(out)
    (visit_id,) = session.queue("visit")["visit_id"]
    session.correct(visit_id, occasion="саммит")
    ended = CliRunner().invoke(cli.main, build)
    assert ended.exit_code == 0 and "1" in ended.output
    assert tables.read("visits", out)["occasion"].tolist() == ["саммит"]
    manifest = json.loads((out / "build.json").read_text("utf-8"))
    assert manifest["counts"]["corrections"] == 1 and manifest["review"]["flagged"] == []
    (raw / "page.txt").write_text(page.replace("Токаев 12 мая прибудет в Ашхабад", "Токаев 12 мая прилетит в Ашхабад"))
    ended = CliRunner().invoke(cli.main, build)
    (line,) = [line for line in ended.output.splitlines() if line.startswith("corrections.csv:")]
    assert "is not applied" in line and ended.exit_code == 0
    assert tables.read("visits", out)["occasion"].tolist() == [None]
    assert len(session.decisions) == 1
    session.file.write_text("nothing\n")
    ended = CliRunner().invoke(cli.main, build)
    assert ended.exit_code == 1 and "lacks the column" in ended.output
