"""Records of many articles to distinct events: what is one trip, what stands where articles differ, stable names."""

import json
from datetime import date, datetime, timedelta, timezone
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.events.extract import extract
from analysis.events.registry import KINDS, group_by, merge, same_visit, visit_key

ASHGABAT = timezone(timedelta(hours=5))
TOKAYEV, PEZESHKIAN, SON = "Касым-Жомарт Токаев", "Масуд Пезешкиан", "Сердар Бердымухамедов"


def article(name, day, body, title=""):
    when = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ASHGABAT)
    return {"article_id": name, "title": title, "body": body, "published": when}


def registry(*articles):
    """Tables of events of articles, each row checked against its table."""
    rows = merge(articles, [extract(a) for a in articles])
    for name in ("visits", "meetings", "agreements", "mentions", "people"):
        tables.to_arrow(name, rows[name])
    return rows


def sets(rows):
    """Tables without the order of their rows."""
    return {
        name: sorted(json.dumps(r, default=str, ensure_ascii=False, sort_keys=True) for r in rows[name])
        for name in rows
    }


TRIP = (
    article("a", "2024-05-10", f"Президент Казахстана {TOKAYEV} посетит Баку 14 мая."),
    article("b", "2024-05-14", f"Президент Казахстана {TOKAYEV} прибыл сегодня в Баку с государственным визитом."),
    article(
        "c",
        "2024-05-15",
        f"Завершился визит президента Казахстана Касым-Жомарта Токаева в Азербайджан. {TOKAYEV} вылетел из Баку.",
    ),
)
OTHERS = (
    article("d", "2024-05-14", "Премьер-министр Грузии Ираклий Кобахидзе посетил Ереван."),
    article("e", "2024-09-02", f"Президент Казахстана {TOKAYEV} прибыл сегодня в Баку с рабочим визитом."),
    article("f", "2024-05-14", "Хлопок созрел."),
    article("g", "2024-05-14", f"Президент Казахстана {TOKAYEV} посетил Пекин 2 мая."),
)


def test_one_trip_in_three_articles_is_one_visit_with_three_mentions():
    rows = registry(*TRIP)
    (visit,) = rows["visits"]
    assert (visit["visitor"], visit["host_country"], visit["visitor_from"]) == (TOKAYEV, "AZE", "named")
    assert (visit["start"], visit["status"], visit["kind"]) == (date(2024, 5, 14), "held", "state")
    assert visit["visitor_latin"] == "Kassym-Jomart Tokayev"
    assert (visit["articles"], visit["first_reported"]) == (3, TRIP[0]["published"])
    mine = [m for m in rows["mentions"] if m["event"] == "visit"]
    assert {m["article_id"] for m in mine} == {"a", "b", "c"}
    assert {m["event_id"] for m in mine} == {visit["visit_id"]}


def test_mentions_keep_what_each_article_states():
    rows = registry(*TRIP)
    stated = {m["article_id"]: json.loads(m["stated"]) for m in rows["mentions"] if m["event"] == "visit"}
    assert (stated["a"]["status"], stated["b"]["status"]) == ("planned", "held")
    assert (stated["a"]["kind"], stated["b"]["kind"]) == ("unspecified", "state")
    bodies = {a["article_id"]: a["body"] for a in TRIP}
    for m in rows["mentions"]:
        assert m["field"] == "body" and bodies[m["article_id"]][m["start"] : m["end"]] == m["evidence"]


def test_an_event_quotes_one_of_its_mentions():
    rows = registry(*TRIP)
    (visit,) = rows["visits"]
    mine = [m for m in rows["mentions"] if m["event_id"] == visit["visit_id"]]
    assert (visit["evidence_article"], visit["evidence"]) in {(m["article_id"], m["evidence"]) for m in mine}
    assert max(m["confidence"] for m in mine) <= visit["confidence"] <= 1


def test_an_event_lists_the_sites_of_its_articles_and_of_their_copies():
    here = [a | {"site": f"{a['article_id']}.example"} for a in TRIP]
    copy = here[0] | {"article_id": "a2", "site": "far.example", "duplicate_of": "a"}
    unknown = OTHERS[0] | {"site": None}
    rows = merge([*here, copy, unknown], [*(extract(a) for a in here), {}, extract(unknown)])
    found = {v["visitor"]: (v["articles"], v["sources"]) for v in rows["visits"]}
    assert found[TOKAYEV] == (3, ["a.example", "b.example", "c.example", "far.example"])
    assert found["Ираклий Кобахидзе"] == (1, [])


def test_different_trips_stay_apart():
    rows = registry(*TRIP, *OTHERS)
    found = {(v["visitor"], v["host_country"], v["start"]) for v in rows["visits"]}
    assert found >= {
        (TOKAYEV, "AZE", date(2024, 5, 14)),
        (TOKAYEV, "AZE", date(2024, 9, 2)),
        (TOKAYEV, "CHN", date(2024, 5, 2)),
    }
    assert {(v["visitor"], v["host_country"]) for v in rows["visits"]} == {
        (TOKAYEV, "AZE"),
        (TOKAYEV, "CHN"),
        ("Ираклий Кобахидзе", "ARM"),
    }
    assert len(rows["visits"]) == len({v["visit_id"] for v in rows["visits"]}) == 4


def test_two_stated_arrivals_a_week_apart_are_two_trips():
    arrival = f"Президент Казахстана {TOKAYEV} прибыл {{}} мая в Баку."
    rows = registry(article("a", "2024-05-03", arrival.format(2)), article("b", "2024-05-11", arrival.format(10)))
    assert sorted(v["start"] for v in rows["visits"]) == [date(2024, 5, 2), date(2024, 5, 10)]


def test_father_and_son_make_trips_of_their_own():
    rows = registry(
        article("a", "2024-05-14", f"Президент Туркменистана {SON} прибыл сегодня в Баку."),
        article("b", "2024-05-14", "Гурбангулы Бердымухамедов прибыл сегодня в Баку."),
    )
    assert {v["visitor"] for v in rows["visits"]} == {SON, "Гурбангулы Бердымухамедов"}


@pytest.mark.parametrize(
    ("day", "name"),
    [("2018-03-05", "Гурбангулы Бердымухамедов"), ("2024-03-05", SON), ("2006-03-05", "Сапармурат Ниязов")],
)
def test_an_unnamed_traveller_is_resolved_by_office_and_day(day, name):
    rows = registry(article("a", day, "Президент Туркменистана прибыл сегодня в Баку."))
    (visit,) = rows["visits"]
    assert (visit["visitor"], visit["visitor_from"]) == (name, "resolved")
    (mention,) = rows["mentions"]
    assert json.loads(mention["stated"])["visitor"] is None


def test_an_unnamed_traveller_joins_the_trip_of_the_named_one():
    rows = registry(
        article("a", "2024-05-14", "Президент Казахстана прибыл сегодня в Баку."),
        article("b", "2024-05-14", f"Президент Казахстана {TOKAYEV} прибыл сегодня в Баку."),
    )
    (visit,) = rows["visits"]
    assert (visit["visitor"], visit["visitor_from"], visit["articles"]) == (TOKAYEV, "named", 2)


def test_an_office_whose_holder_nobody_knows_stays_open():
    rows = registry(article("a", "2024-05-14", "Министр туризма Ямайки прибыл сегодня в Баку."))
    (visit,) = rows["visits"]
    assert (visit["visitor"], visit["visitor_from"], visit["visitor_office"]) == (None, None, "minister")
    assert visit["visitor_latin"] is None


def test_the_corpus_itself_tells_who_holds_an_office():
    rows = registry(
        article("a", "2024-05-01", "Премьер-министр Ямайки Джон Браун дал интервью. Это стало итогом визита."),
        article("b", "2024-05-09", "Премьер-министр Ямайки Джон Браун провёл переговоры в столице."),
        article("c", "2024-05-05", "Премьер-министр Ямайки прибыл сегодня в Баку."),
    )
    (visit,) = rows["visits"]
    holder = {p["name"] for p in rows["people"] if (p["office"], p["country"]) == ("head_of_government", "JAM")}
    assert holder == {"Джон Браун"}
    # the list of known people may one day hold the real one, who then stands
    assert visit["visitor"] and visit["visitor_from"] == "resolved"


def test_the_value_that_most_articles_state_stands():
    body = f"Президент Казахстана {TOKAYEV} прибыл {{}} мая в Баку с {{}} визитом."
    rows = registry(
        article("a", "2024-05-16", body.format(13, "рабочим")),
        article("b", "2024-05-16", body.format(14, "официальным")),
        article("c", "2024-05-17", body.format(14, "официальным")),
    )
    (visit,) = rows["visits"]
    assert (visit["start"], visit["kind"]) == (date(2024, 5, 14), "official")


def test_of_equals_the_earliest_article_stands():
    body = f"Президент Казахстана {TOKAYEV} прибыл {{}} мая в Баку с {{}} визитом."
    rows = registry(
        article("b", "2024-05-17", body.format(14, "официальным")),
        article("a", "2024-05-16", body.format(13, "рабочим")),
    )
    (visit,) = rows["visits"]
    assert (visit["start"], visit["kind"]) == (date(2024, 5, 13), "working")


PLAN = f"Президент Казахстана {TOKAYEV} посетит Баку 14 мая."
CANCEL = "Визит президента Казахстана Касым-Жомарта Токаева в Баку отменён."


@pytest.mark.parametrize(
    ("bodies", "status"),
    [
        ([PLAN, f"Президент Казахстана {TOKAYEV} прибыл сегодня в Баку."], "held"),
        ([PLAN, PLAN], "planned"),
        ([PLAN, CANCEL], "cancelled"),
    ],
)
def test_the_furthest_status_stands_and_the_last_word_on_a_cancelled_trip(bodies, status):
    rows = registry(*(article(f"x{i}", f"2024-05-{12 + i}", body) for i, body in enumerate(bodies)))
    assert [v["status"] for v in rows["visits"]] == [status]


def test_meetings_and_agreements_belong_to_the_visit_on_which_they_were_held():
    body = (
        f"Президент Ирана {PEZESHKIAN} прибыл сегодня в Ашхабад. Он встретился с президентом Туркменистана Сердаром "
        "Бердымухамедовым. Иран и Туркменистан подписали меморандум о сотрудничестве в области транспорта."
    )
    rows = registry(article("a", "2024-10-11", body), *TRIP)
    visit = next(v for v in rows["visits"] if v["visitor"] == PEZESHKIAN)
    (meeting,), (agreement,) = rows["meetings"], rows["agreements"]
    assert meeting["visit_id"] == visit["visit_id"] == agreement["visit_id"]


def test_a_meeting_without_a_visit_has_none():
    rows = registry(
        article(
            "a",
            "2024-05-14",
            "Состоялся телефонный разговор президента Казахстана Касым-Жомарта Токаева с Ильхамом Алиевым.",
        ),
        article("b", "2024-05-14", "Премьер-министр Грузии Ираклий Кобахидзе посетил Ереван."),
    )
    assert [m["visit_id"] for m in rows["meetings"]] == [None]


def test_one_meeting_in_two_articles():
    rows = registry(
        article("a", "2024-05-14", f"Президент Казахстана {TOKAYEV} сегодня встретился с Ильхамом Алиевым."),
        article("b", "2024-05-15", f"Вчера {TOKAYEV} провёл переговоры с Ильхамом Алиевым."),
        article("c", "2024-08-15", f"Вчера {TOKAYEV} провёл переговоры с Ильхамом Алиевым."),
    )
    assert sorted((m["date"], m["articles"]) for m in rows["meetings"]) == [
        (date(2024, 5, 14), 2),
        (date(2024, 8, 14), 1),
    ]


def test_a_busy_day_does_not_split_a_meeting():
    """At a summit dozens of pairs meet; an article on the last of them may also tell of the first."""
    leaders = (
        f"президент Казахстана {TOKAYEV}",
        "президент Азербайджана Ильхам Алиев",
        "президент Узбекистана Шавкат Мирзиёев",
        "президент Кыргызстана Садыр Жапаров",
        "президент Таджикистана Эмомали Рахмон",
        "президент Турции Реджеп Тайип Эрдоган",
        "президент России Владимир Путин",
        "президент Беларуси Александр Лукашенко",
        "президент Сербии Александр Вучич",
        "президент Франции Эмманюэль Макрон",
        f"президент Туркменистана {SON}",
        "председатель КНР Си Цзиньпин",
    )
    pairs = [f"Сегодня {a} и {b} провели переговоры." for a, b in combinations(leaders, 2)]
    one = registry(*(article(f"x{i:02}", "2024-07-04", pair) for i, pair in enumerate(pairs)))
    two = registry(*(article(f"x{i:02}", "2024-07-04", pair) for i, pair in enumerate([*pairs, pairs[0]])))
    assert len(pairs) > 60
    assert {m["meeting_id"] for m in one["meetings"]} == {m["meeting_id"] for m in two["meetings"]}
    assert sorted(m["articles"] for m in two["meetings"])[-2:] == [1, 2]


def test_one_document_in_two_articles():
    sign = "Казахстан и Азербайджан подписали {} о {}."
    rows = registry(
        article("a", "2024-05-14", sign.format("меморандум", "развитии железных дорог")),
        article("b", "2024-05-15", sign.format("меморандум", "развитии железных дорог")),
        article("c", "2024-05-15", sign.format("меморандум", "охране каспийских тюленей")),
    )
    assert sorted(a["articles"] for a in rows["agreements"]) == [1, 2]


days = st.dates(date(2023, 11, 1), date(2025, 2, 1))
trips = st.builds(
    lambda seen, start, length, background, host: (
        {"article_id": "a", "published": datetime(seen.year, seen.month, seen.day, tzinfo=ASHGABAT)},
        {
            **{"visitor": TOKAYEV, "holder": None, "host_country": host, "background": background},
            "start": start and start.isoformat(),
            "end": start and length and (start + timedelta(days=length)).isoformat(),
        },
    ),
    *(days, st.none() | days, st.sampled_from([None, -2, 1, 5, 90]), st.booleans(), st.sampled_from(["AZE", "CHN"])),
)


@settings(max_examples=300)
@given(st.lists(trips, max_size=14))
def test_only_statements_of_about_the_same_time_need_to_be_compared(stated):
    stated.sort(key=lambda s: s[0]["published"])
    groups = []
    for s in stated:
        alike = [g for g in groups if any(visit_key(t) == visit_key(s) and same_visit(t, s) for t in g)]
        if not alike:
            groups.append(alike := [])
            alike.append(s)
        else:
            alike[-1].append(s)
    assert group_by(stated, KINDS[0]) == groups


def test_what_is_only_recalled_is_background():
    recalled = (
        "В Баку открылась выставка ковров.\n\nГостей встречали музыканты.\n\n"
        f"В октябре 2022 года выставку посетил президент Казахстана {TOKAYEV}, прибывший в Азербайджан с визитом."
    )
    alone = registry(article("a", "2024-05-14", recalled))
    assert alone["visits"] and all(v["background"] for v in alone["visits"])
    both = registry(
        article("a", "2022-10-05", f"Президент Казахстана {TOKAYEV} прибыл сегодня в Баку."),
        article("b", "2022-12-14", recalled.replace("2022 года", "этого года")),
    )
    reported = [v for v in both["visits"] if not v["background"]]
    assert [(v["visitor"], v["start"]) for v in reported] == [(TOKAYEV, date(2022, 10, 5))]


def test_people_are_those_whom_the_corpus_shows():
    rows = registry(*TRIP)
    (person,) = [p for p in rows["people"] if p["name"] == TOKAYEV]
    assert (person["office"], person["country"], person["origin"]) == ("head_of_state", "KAZ", "gazetteer")
    assert (person["first_seen"], person["last_seen"]) == (date(2024, 5, 10), date(2024, 5, 15))
    assert person["mentions"] == 3


def test_nothing_gives_empty_tables():
    assert registry() == {"visits": [], "meetings": [], "agreements": [], "mentions": [], "people": []}
    rows = registry(article("a", "2024-05-14", "Хлопок созрел."))
    assert not any(rows.values())


def test_an_article_without_a_day_of_publication():
    undated = article("a", "2024-05-14", f"Президент Казахстана {TOKAYEV} прибыл в Баку.") | {"published": None}
    rows = merge([undated], [extract(undated)])
    assert [(v["visitor"], v["start"]) for v in rows["visits"]] == [(TOKAYEV, None)]
    tables.to_arrow("visits", rows["visits"])


CORPUS = (*TRIP, *OTHERS)


def test_a_rebuild_gives_the_same():
    assert registry(*CORPUS) == registry(*CORPUS)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_articles_does_not_matter(chance):
    shuffled = list(CORPUS)
    chance.shuffle(shuffled)
    assert sets(registry(*shuffled)) == sets(registry(*CORPUS))


@settings(max_examples=20)
@given(st.lists(st.sampled_from(OTHERS), unique_by=lambda a: a["article_id"]))
def test_events_keep_their_rows_when_articles_on_other_things_are_added(others):
    """Articles about other trips, other people and other countries, before or after it, touch nothing."""
    (before,) = registry(*TRIP)["visits"]
    assert before in registry(*others, *TRIP)["visits"]


def test_an_event_keeps_its_identifier_when_another_article_tells_of_it():
    (one,) = registry(TRIP[1])["visits"]
    (more,) = registry(TRIP[1], TRIP[2])["visits"]
    assert one["visit_id"] == more["visit_id"]


def test_identifiers_are_distinct_and_every_mention_has_its_event():
    rows = registry(*CORPUS)
    names = [
        r[key]
        for table, key in (("visits", "visit_id"), ("meetings", "meeting_id"), ("agreements", "agreement_id"))
        for r in rows[table]
    ]
    assert len(names) == len(set(names))
    assert {m["event_id"] for m in rows["mentions"]} == set(names)
