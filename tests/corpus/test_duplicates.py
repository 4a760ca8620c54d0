import runpy
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.duplicates import find_duplicates, shingles

WORDS = [
    "президент",
    "министр",
    "визит",
    "Ашхабад",
    "Астана",
    "договор",
    "газ",
    "поезд",
    "школа",
    "вода",
    "хлопок",
    "музыка",
    "встреча",
    "банк",
    "порт",
]
START = datetime(2025, 1, 1)


def article(words, hours=0, title="Визит"):
    return {"title": title, "body": " ".join(words) + ".", "published": START + timedelta(hours=hours)}


def text(seed, length=120):
    return [f"{WORDS[(seed * n * n + n) % len(WORDS)]}{(seed + n) % 37}" for n in range(length)]


def test_the_earliest_is_the_original():
    body = text(1)
    articles = [article(body, 5), article(body, 1, "Другой заголовок"), article(text(2), 0), article(body, 3)]
    assert find_duplicates(articles) == [1, None, None, 1]


def test_nearly_the_same_text_is_found_and_a_half_is_not():
    body = text(1)
    changed = [*body[:60], "новое", *body[61:]]
    longer = [*body, *text(3, 12)]
    half = [*body[:60], *text(4, 60)]
    articles = [article(body), article(changed, 1), article(longer, 2), article(half, 3)]
    assert find_duplicates(articles) == [None, 0, 0, None]


def test_case_punctuation_and_yo_do_not_matter():
    one = article(["Поезд", "идёт", *text(5)])
    other = {"title": "", "body": one["body"].upper().replace("Ё", "Е").replace(" ", ", "), "published": None}
    assert find_duplicates([other, one]) == [1, None]


def test_short_bodies_below_other_headlines_are_no_copies():
    articles = [
        article(["Фото"], 0, "Открыт порт"),
        article(["Фото"], 1, "Открыта школа"),
        article(["Фото"], 2, "Открыт порт"),
    ]
    assert find_duplicates(articles) == [None, None, 0]


def test_nothing():
    assert find_duplicates([]) == []


@given(st.lists(st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40), st.integers(0, 3)), max_size=12))
def test_originals_are_earlier_similar_and_no_copies_themselves(drawn):
    articles = [article(words, hours) for words, hours in drawn]
    for n, original in enumerate(find_duplicates(articles)):
        if original is not None:
            assert find_duplicates(articles)[original] is None
            assert articles[original]["published"] <= articles[n]["published"]
            one, other = (shingles(f"{a['title']} {a['body']}") for a in (articles[n], articles[original]))
            assert len(one & other) / len(one | other) > 0.7


def test_precision_and_recall_on_known_edits():
    benchmark = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "duplicates.py"))
    figures = benchmark["measure"](*benchmark["corpus"](60, seed=2))
    assert figures["copies"] > 250
    assert figures["precision"] >= 0.98
    assert figures["recall"] >= 0.98
    assert figures["as compared"] >= 0.98
