"""Articles to records: every record is supported by the article's own words, whatever the article is."""

import re
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.evaluate import read_gold
from analysis.events.extract import CHUNK, extract, extract_all, publication_day
from analysis.gazetteer import places

GOLD = Path(__file__).parents[1] / "gold" / "articles.jsonl"
PUBLISHED = "2024-10-11T10:00"
NEWS = (
    "Президент Ирана Масуд Пезешкиан прибыл сегодня в Ашхабад с рабочим визитом. Он встретился с президентом "
    "Туркменистана Сердаром Бердымухамедовым. Стороны подписали меморандум о сотрудничестве в области транспорта. "
)
KINDS = ("visits", "meetings", "agreements")


def check(article, found):
    """Every record of an article keeps the promises of the guidelines."""
    assert set(found) == {*KINDS, "people"}
    countries = set(places.countries())
    for kind in KINDS:
        for record in found[kind]:
            text = article[record["evidence_field"]]
            assert record["evidence_field"] in {"title", "body"}
            assert 0 <= record["evidence_start"] < record["evidence_end"] <= len(text)
            assert text[record["evidence_start"] : record["evidence_end"]] == record["evidence"]
            assert 0 <= record["confidence"] <= 1
            assert record["background"] in {True, False}
            assert record["rules"] and all(isinstance(rule, str) for rule in record["rules"])
            for field in ("start", "end", "date"):
                assert record.get(field) is None or date.fromisoformat(record[field]).isoformat() == record[field]
    for v in found["visits"]:
        assert v["visitor"] is None or v["visitor"].strip()
        assert v["visitor_office"] in tables.OFFICES
        assert v["visitor_country"] is None or v["visitor_country"] in countries
        assert v["host_country"] in countries
        assert v["kind"] in tables.VISIT_KINDS and v["status"] in tables.VISIT_STATUSES
        assert v["end"] is None or v["start"] is None or v["start"] <= v["end"]
        assert len(v["places"]) == len(set(v["places"]))
    for m in found["meetings"]:
        assert len(m["participants"]) == len(set(m["participants"])) >= 2
        for who in m["participants"]:
            assert "@" not in who or who.split("@")[0] in tables.OFFICES
        assert m["countries"] == sorted(set(m["countries"])) and set(m["countries"]) <= countries
        assert m["mode"] in tables.MEETING_MODES and m["status"] in tables.VISIT_STATUSES
    for a in found["agreements"]:
        assert a["kind"] in tables.AGREEMENT_KINDS and a["status"] in tables.AGREEMENT_STATUSES
        states = [p for p in a["parties"] if p in countries]
        assert states == sorted(states) and len(a["parties"]) == len(set(a["parties"])) and a["count"] >= 1
        words = f"{article['title']} {article['body']}"
        assert all(p in countries or p in words for p in a["parties"] if re.fullmatch("[A-Z]{3}", p))
        assert a["title"] is None or a["title"].strip()
    for p in found["people"]:
        assert p["name"] and p["office"] in tables.OFFICES and (p["country"] is None or p["country"] in countries)


def article(body, title="", published=PUBLISHED):
    return {"title": title, "body": body, "published": published}


@pytest.fixture(scope="module")
def gold():
    return read_gold(GOLD)


@pytest.fixture(scope="module")
def found(gold):
    return extract_all(gold)


def test_the_annotated_articles_give_records_of_every_kind(found):
    assert all(sum(len(f[kind]) for f in found) > 50 for kind in KINDS)


def test_every_record_of_the_annotated_articles_is_well_formed(gold, found):
    for one, records in zip(gold, found, strict=True):
        check(one, records)


def test_processes_at_once_change_nothing(gold, found):
    part = gold[: 2 * CHUNK + 3]
    done = []
    assert extract_all(part, jobs=2, progress=done.append) == found[: len(part)]
    assert sum(done) == len(part)


def test_an_article_does_not_depend_on_those_before_it(gold, found):
    part = gold[:24]
    assert [extract(a) for a in reversed(part)] == found[:24][::-1]


def test_one_article_in_full():
    text = article(NEWS, "Масуд Пезешкиан прибыл в Ашхабад")
    records = extract(text)
    check(text, records)
    (visit,), (meeting,), (agreement,) = (records[kind] for kind in KINDS)
    assert (visit["visitor"], visit["host_country"], visit["start"]) == ("Масуд Пезешкиан", "TKM", "2024-10-11")
    assert (visit["visitor_office"], visit["visitor_country"]) == ("head_of_state", "IRN")
    assert (visit["kind"], visit["status"], visit["places"]) == ("working", "held", ["Ашхабад"])
    assert set(meeting["participants"]) == {"Масуд Пезешкиан", "Сердар Бердымухамедов"}
    assert (agreement["kind"], agreement["status"], agreement["parties"]) == ("memorandum", "signed", ["IRN", "TKM"])
    assert {p["name"] for p in records["people"]} == {"Масуд Пезешкиан", "Сердар Бердымухамедов"}


OPENINGS = ["Сегодня", "Вчера", "12 октября", "Напомним,", "Как сообщалось,", "🤝", "—", ""]
WHO = [
    "президент Ирана Масуд Пезешкиан",
    "С.Бердымухамедов",
    "глава МИД Турции",
    "делегация Узбекистана",
    "он",
    "АРКАДАГ",
    "президенты Казахстана и Ирана",
    "Серде\u0301р",
    "министр",
    "\0",
    "Джо Смит, министр торговли США,",
]
DOES = [
    "прибыл в",
    "встретился с",
    "посетит",
    "подписал меморандум о торговле с",
    "провёл переговоры в",
    "принял",
    "и",
    "отменил визит в",
    "находится в",
    "«",
    ")",
    ", который",
]
WHERE = [
    "Баку",
    "Ашхабад",
    "президентом Турции Эрдоганом",
    "Казахстан и Узбекистан",
    "городе Аркадаг",
    "Токио",
    "\u00a0",
    "Ильхамом Алиевым",
    "ООН",
]
SENTENCE = st.tuples(
    *(st.sampled_from(part) for part in (OPENINGS, WHO, DOES, WHERE, [".", "!", "…", "\n\n", ""]))
).map(" ".join)


@settings(max_examples=60)
@given(st.lists(SENTENCE, max_size=5).map(" ".join), SENTENCE, st.dates(date(2006, 1, 1), date(2030, 1, 1)))
def test_any_mixture_of_news_gives_well_formed_records(body, title, published):
    text = article(body, title, published.isoformat() + "T08:00")
    check(text, extract(text))


@settings(max_examples=60)
@given(st.text(max_size=200), st.text(max_size=40).map("визит {}".format))
@example("𗀀", "визит")
@example("Президент прибыл в Ба𗀀ку.", "визит 𗀀")
def test_any_text_is_read_without_complaint(body, title):
    text = article(body, title)
    check(text, extract(text))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Я",
        ".",
        " \n\n \n",
        "— «» … ;;; :: .,., ()[]{} !!! ???",
        "🤝🛬🇹🇲",
        "\0\0",
        "The President of Iran arrived in Ashgabat on an official visit and signed a memorandum.",
        "Türkmenistanyň Prezidenti Serdar Berdimuhamedow Gazagystana resmi sapar bilen bardy we ylalaşyga gol çekdi.",
        "Сәрсенбі күні Қазақстан Президенті Бакуге келді.",
    ],
)
def test_what_is_no_russian_news_gives_nothing(body):
    assert extract(article(body)) == {"visits": [], "meetings": [], "agreements": [], "people": []}


@pytest.mark.parametrize(
    "published", [None, "", "2024-10-11", "2024-10-11T10:00", "0001-01-01T00:00", "9999-12-31T23:59"]
)
def test_any_day_of_publication_will_do(published):
    text = article(
        "Вчера он улетел. В среду он вернулся. Завтра он улетит. 31 декабря 9999 года. На следующий день. " + NEWS
    )
    text["published"] = published
    check(text, extract(text))


def test_an_article_without_fields_is_empty():
    assert extract({}) == extract({"title": None, "body": None, "published": None}) == extract(article(""))


def test_a_day_of_publication_that_is_none_is_refused():
    for text in ("вчера", "2024-13-45T10:00"):
        with pytest.raises(ValueError):
            publication_day(text)


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda s: s.replace(" ", "\r\n"), lambda s: s.replace(" ", "\u00a0"), lambda s: s.replace(".", " 🤝.")],
    ids=["capitals", "line breaks", "hard spaces", "emoji"],
)
def test_odd_type_keeps_evidence_in_place(change):
    text = article(change(NEWS), change("Масуд Пезешкиан в Ашхабаде"))
    check(text, extract(text))


@pytest.mark.parametrize("odd", ["\0", "\ud800", "\udfff", "\u0301", "\u200b", "\ufeff", "²", "𝕏", "е\u0308"])
def test_odd_characters_anywhere_keep_evidence_in_place(odd):
    for body in (odd + NEWS, NEWS.replace("Масуд", f"Ма{odd}суд"), NEWS.replace(" ", f" {odd}"), NEWS + odd, odd * 50):
        text = article(body, f"{odd} визит {odd}")
        check(text, extract(text))


# a megabyte each; the cost has to stay within a few seconds, or the whole suite tells by its length
HUGE = {
    "news": NEWS * 4000,
    "one sentence": "президент Ирана прибыл в Ашхабад, " * 30_000,
    "a list of presidents": "В саммите участвовали " + "президент Ирана Масуд Пезешкиан, " * 7_000,
    "one word": "визит " * 170_000,
    "initials": "С." * 500_000,
    "brackets": "(" * 1_000_000,
    "digits": "1" * 1_000_000,
}


@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE)
def test_a_megabyte_is_read_with_bounded_work(body):
    text = article(body, "Визит в Ашхабад")
    records = extract(text)
    check(text, records)
    assert len(records["visits"]) < 10


def test_the_head_of_a_megabyte_is_read():
    assert extract(article(NEWS + "Хлопок созрел. " * 70_000))["visits"]


def test_the_order_of_results_is_that_of_the_articles():
    texts = [article(NEWS), article(""), article("Хлопок созрел."), article(NEWS)]
    assert [len(f["visits"]) for f in extract_all(texts)] == [1, 0, 0, 1]
    assert extract_all([]) == []


def test_progress_counts_articles(gold):
    counted = []
    extract_all(list(islice(gold, CHUNK + 1)), progress=counted.append)
    assert counted == [CHUNK, 1]
