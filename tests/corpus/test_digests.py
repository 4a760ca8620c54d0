"""Pages with several short articles: taken apart where each has a headline and a day of its own, else left whole."""

import pytest

from analysis.corpus.page import articles_of
from analysis.corpus.raw import RawPage

FIRST = [
    "Паром вышел в первый рейс",
    "Сегодня из порта Туркменбаши вышел паром, построенный на верфи «Балкан».",
    "В Баку его ждут завтра утром.",
]
SECOND = [
    "Главы ведомств обсудили воду",
    "В Ашхабаде встретились главы водохозяйственных ведомств двух соседних стран, подписан протокол.",
]
THIRD = [
    "Меджлис рассмотрел поправки",
    "Депутаты рассмотрели поправки к закону о торговле и приняли их за основу, второе чтение осенью.",
]
ITEMS = [(FIRST, "14 Май 2024 г., 18:20"), (SECOND, "13 Май 2024 г., 10:05"), (THIRD, "12.05.2024")]
EXPECTED = [
    ("a#1", FIRST[0], "14 18:20", "\n\n".join(FIRST[1:])),
    ("a#2", SECOND[0], "13 10:05", SECOND[1]),
    ("a#3", THIRD[0], "12 00:00", THIRD[1]),
]
SIDEBAR = "СЕГОДНЯ НА САЙТЕ: Жатва 25 Июнь 2024 г., 14:41Школа 24 Июнь 2024 г., 09:00"


def articles(text, kind="text"):
    rows = articles_of(RawPage("a", kind, text.encode(), 1))
    return [
        (row["page"], row["title"], row["published"] and f"{row['published']:%d %H:%M}", row["body"]) for row, _ in rows
    ]


def as_text(items):
    return "\n\n".join(f"{title}\n{day}\n\n" + "\n\n".join(body) for (title, *body), day in items)


def as_html(items, tag="h3"):
    parts = (
        f"<{tag}>{title}</{tag}><div>{day}</div>" + "".join(f"<p>{p}</p>" for p in body)
        for (title, *body), day in items
    )
    return f"<html><head><title>Сайт</title></head><body><div class='list'>{''.join(parts)}</div></body></html>"


def test_a_dump_of_three_articles():
    assert articles(as_text(ITEMS)) == EXPECTED


def test_the_sidebar_stays_with_the_first():
    found = articles_of(RawPage("a", "text", f"{SIDEBAR}\n\n{as_text(ITEMS)}".encode(), 1))
    assert [[(h["page"], h["text"]) for h in headlines] for _, headlines in found] == [
        [("a#1", "Жатва"), ("a#1", "Школа")], [], [],
    ]  # fmt: skip
    assert {row["notes"][-1] for row, _ in found} == {"of a digest"}


def test_a_digest_with_a_headline_of_its_own():
    text = f"Новости недели одной строкой\n15 Май 2024 г., 09:00\n\n{as_text(ITEMS)}"
    assert articles(text) == EXPECTED
    (row, _), *_ = articles_of(RawPage("a", "text", text.encode(), 1))
    assert row["notes"] == ["of a digest «Новости недели одной строкой»"]


@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_a_saved_page_of_three_articles(tag):
    assert articles(as_html(ITEMS, tag), "html") == EXPECTED


@pytest.mark.parametrize(
    "below",
    [
        "Айна\n15.05.2024 10:00\n\nМолодцы, давно ждали!",
        "Читатель из города Мары\n15.05.2024 10:00\n\nЖдём билетов!",
        "Сроки работ на линии\n31.02.2024\n\n" + SECOND[1],
        "Другие новости этого дня\n13 Май 2024 г., 10:05",
        "1. Порт\n\n" + SECOND[1] + "\n\n2. Школа\n\n" + THIRD[1],
    ],
)
def test_what_is_not_clearly_a_further_article_leaves_the_page_whole(below):
    found = articles(f"{as_text(ITEMS[:1])}\n\n{below}")
    assert [article[:3] for article in found] == [("a", FIRST[0], "14 18:20")]
    assert found[0][3].startswith(FIRST[1])
