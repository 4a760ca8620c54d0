from datetime import datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.corpus.dates import ASHGABAT
from analysis.corpus.page import read_page
from analysis.corpus.readers import RawPage
from analysis.corpus.text import fold_title

NOMINATIVE = [
    *("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь"),
    *("Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"),
]
GENITIVE = [
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
]

# a page in the shape of the newspaper's, made up
SIDEBAR = (
    "СЕГОДНЯ НА САЙТЕ: Итоги второго дня Форума–2024 в Авазе 18 Октябрь 2024 г., 16:20«Галкыныш»: новая скважина "
    "18 Октябрь 2024 г., 16:1113 документов подписаны в Анкаре 17 Октябрь 2024 г., 09:02"
)
TITLE = "Министр прибыл в Баку"
BODY = ["Глава МИД прибыл в Баку. Об этом сообщает газета «Вестник».", "Переговоры  начнутся 3 сентября."]
DUMP = f"{SIDEBAR}\n\n{TITLE}\n02 Сентябрь 2024 г., 10:05\n\n" + "\n\n".join(BODY)


def text_page(text, encoding="utf-8"):
    content = text.encode(encoding)
    return read_page(RawPage("page.txt", "text", content, len(content)))


def test_the_newspapers_page():
    article, headlines = text_page(DUMP)
    assert article["title"] == TITLE
    assert article["published"] == datetime(2024, 9, 2, 10, 5, tzinfo=ASHGABAT)
    assert article["body"] == "\n\n".join(BODY).replace("  ", " ")
    assert (article["source"], article["language"], article["notes"]) == ("Вестник", "ru", [])
    assert (article["paragraphs"], article["characters"]) == (2, len(article["body"]))
    assert [(h["position"], h["text"], h["published"].strftime("%d %H:%M")) for h in headlines] == [
        (1, "Итоги второго дня Форума–2024 в Авазе", "18 16:20"),
        (2, "«Галкыныш»: новая скважина", "18 16:11"),
        (3, "13 документов подписаны в Анкаре", "17 09:02"),
    ]
    assert article["collected"] == datetime(2024, 10, 18, 16, 20, tzinfo=ASHGABAT)


@pytest.mark.parametrize(
    ("text", "title", "published", "body", "headlines", "note"),
    [
        (f"{TITLE}\n02 Сентябрь 2024 г., 10:05\n\nОн прибыл.", TITLE, "02 10:05", "Он прибыл.", 0, None),
        (
            f"СЕГОДНЯ НА САЙТЕ:\n\n{TITLE}\n02 Сентября 2024 г., 10:05\nОн прибыл.",
            TITLE,
            "02 10:05",
            "Он прибыл.",
            0,
            None,
        ),
        (f"{SIDEBAR}\n\n{TITLE}\n\nОн прибыл.", TITLE, None, "Он прибыл.", 3, "no dateline"),
        (f"{SIDEBAR}\n02 СЕНТЯБРЯ 2024 г., 10:05\n\nОн прибыл.", "", "02 10:05", "Он прибыл.", 3, "no headline"),
        (f"{SIDEBAR}{TITLE}\n02 Сентябрь 2024 г., 10:05\n\nОн прибыл.", TITLE, "02 10:05", "Он прибыл.", 3, None),
        (
            f"{TITLE}\n02 Сентябрь 2024 г., 10:05\n03 Сентябрь 2024 г., 11:00\n\nОн прибыл.",
            *(TITLE, "02 10:05", "Он прибыл.", 0, "two datelines, the second: 03 Сентябрь 2024 г., 11:00"),
        ),
        (
            f"{TITLE}\n32 Сентябрь 2024 г., 10:05\n\nОн прибыл.",
            *(TITLE, None, "Он прибыл.", 0, "no such day or time: 32 Сентябрь 2024 г., 10:05"),
        ),
        (f"{TITLE} 02 Сентябрь 2024 г., 10:05\n\nОн прибыл.", TITLE, "02 10:05", "Он прибыл.", 0, None),
        (f"{TITLE}\n02 Сентябрь 2024 г., 10:05Он прибыл.", TITLE, "02 10:05", "Он прибыл.", 0, None),
        ("Он прибыл в Баку.", "", None, "Он прибыл в Баку.", 0, "no headline"),
        (f"{TITLE}\nОпубликовано 02.09.2024\n{TITLE}\nОн прибыл.", TITLE, "02 00:00", "Он прибыл.", 0, None),
        (
            f"{TITLE}\n02 Сентябрь 2024 г., 10:05\n\nОн прибыл. Переговоры нач",
            *(TITLE, "02 10:05", "Он прибыл. Переговоры нач", 0, "may be cut off: the last sentence has no end"),
        ),
        (
            f"Главная\nПолитика\n{TITLE}\n02 Сентябрь 2024 г., 10:05\n\nОн прибыл.",
            *(TITLE, "02 10:05", "Он прибыл.", 0, "left out above the headline: Главная / Политика"),
        ),
        (
            "Mинистр прибыл\n02 Сентябрь 2024 г., 10:05\n\nОн прибыл.",
            *("Министр прибыл", "02 10:05", "Он прибыл.", 0, "look-alike letters put right"),
        ),
    ],
)
def test_parts_that_are_missing_doubled_or_glued(text, title, published, body, headlines, note):
    article, seen = text_page(text)
    assert (article["title"], article["body"], len(seen)) == (title, body, headlines)
    assert (article["published"].strftime("%d %H:%M") if article["published"] else None) == published
    assert note in article["notes"] if note else article["notes"] == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_encodings_line_ends_and_spaces(encoding, end):
    raw = DUMP.replace(" ", "\u00a0").replace("Переговоры", "Пере\u00adговоры").replace("\n", end)
    article, headlines = text_page(raw, encoding)
    plain, same = text_page(DUMP)
    assert (article | {"notes": []}, headlines) == (plain, same)
    assert (
        any(encoding.startswith(note.removeprefix("encoding ")) for note in article["notes"]) or encoding == "utf-8-sig"
    )


@pytest.mark.parametrize(
    ("content", "reason", "headlines"),
    [
        (b"", "empty", 0),
        (b" \r\n\t", "empty", 0),
        (b"PK\x03\x04\x00\x00", "binary", 0),
        (SIDEBAR.encode(), "no_body", 3),
        (TITLE.encode(), "no_body", 0),
        (f"{TITLE}\n02 Сентябрь 2024 г., 10:05\n".encode(), "no_body", 0),
        (SIDEBAR[:100].encode(), "no_body", 1),
        ("\ufeff\u200b".encode(), "no_body", 0),
    ],
)
def test_what_cannot_be_used_says_why(content, reason, headlines):
    row, seen = read_page(RawPage("page.txt", "text", content, len(content)))
    assert (row["reason"], row["bytes"], len(seen)) == (reason, len(content), headlines)
    assert row["detail"]


def test_a_sidebar_with_a_line_for_each_headline():
    sidebar = "СЕГОДНЯ НА САЙТЕ:\nЖатва начата 18 Октябрь 2024 г., 16:20\nПорт открыт 17 Октябрь 2024 г., 09:02"
    article, headlines = text_page(f"{sidebar}\n{TITLE}\n02 Сентябрь 2024 г., 10:05\nОн прибыл.")
    assert [headline["text"] for headline in headlines] == ["Жатва начата", "Порт открыт"]
    assert article["title"] == TITLE


def test_a_sidebar_whose_headlines_are_set_off_by_spaces():
    sidebar = "СЕГОДНЯ НА САЙТЕ: Матч 25 июня 2024 г., 19:00 Порт 24 Июнь 2024 г., 16:20 Школа 23 Июнь 2024 г., 09:02"
    _, headlines = text_page(f"{sidebar}\n\n{TITLE}\n\nОн прибыл.")
    assert [headline["text"] for headline in headlines] == ["Матч 25 июня 2024 г., 19:00 Порт", "Школа"]


HTML = f"""<!DOCTYPE html><html lang="ru"><head><title>{TITLE} — Сайт</title>
<meta property="og:title" content="{TITLE}"><link rel="canonical" href="https://site.example/news/7">META</head><body>
<nav><a href="/">Главная</a> <a href="/p">Политика</a></nav><article><h1>{TITLE}</h1>BYLINE
<p>Глава МИД прибыл сегодня в столицу Азербайджана, где его ждут на переговорах о транспорте и торговле.</p>
<p>Переговоры продлятся два дня, по их итогам ожидается подписание нескольких совместных документов.</p></article>
<footer>© Сайт</footer></body></html>"""


@pytest.mark.parametrize(
    ("meta", "byline", "time"),
    [
        ('<meta property="article:published_time" content="2024-09-02T05:05:00Z">', "", "02 10:05"),
        ("", '<time datetime="2024-09-02T10:05">2 сентября</time>', "02 10:05"),
        ('<script type="application/ld+json">{"datePublished": "2024-09-02T10:05+05:00"}</script>', "", "02 10:05"),
        ("", "<div>2 сентября 2024 г., 10:05</div>", "02 10:05"),
        ('<script type="application/ld+json">{broken</script>', "<span>02.09.2024</span>", "02 00:00"),
    ],
)
@pytest.mark.parametrize("kind", ["html", "text"])
def test_pages_of_other_sites(meta, byline, time, kind):
    content = HTML.replace("META", meta).replace("BYLINE", byline).encode()
    article, _ = read_page(RawPage("page", kind, content, len(content)))
    assert (article["title"], article["paragraphs"], article["site"]) == (TITLE, 2, "site.example")
    assert article["body"].startswith("Глава МИД") and article["body"].endswith("документов.")
    assert article["published"].strftime("%d %H:%M") == time
    assert article["notes"] == (["HTML under the name of a text"] if kind == "text" else [])


def test_html_without_an_article_is_rejected():
    for content in (b"<html></html>", b"<html><body><script>x</script>", b"<" * 5000, b"<div>" * 7_000):
        assert read_page(RawPage("page.html", "html", content, len(content)))[0]["reason"] == "no_body"
    row, _ = read_page(RawPage("page.html", "html", b"<p>a" * 20_000, 80_000))
    assert (row["reason"], row["detail"]) == ("too_large", "20,000 tags of HTML; the limit is 8,000")


def test_text_under_the_name_of_html():
    assert read_page(RawPage("page.html", "html", DUMP.encode(), 1))[0]["title"] == TITLE


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"title": TITLE, "text": "Он\nприбыл.", "date": "2024-09-02"}, (TITLE, "Он прибыл.", "02 00:00")),
        ({"headline": TITLE, "content": "<p>Он прибыл.</p><p>Ждём.</p>"}, (TITLE, "Он прибыл.\n\nЖдём.", None)),
        ({"text": DUMP}, (TITLE, "\n\n".join(BODY).replace("  ", " "), "02 10:05")),
    ],
)
def test_records(record, expected):
    article, _ = read_page(RawPage("a.jsonl#1", "record", record | {"url": "https://site.example/7"}, 1))
    time = article["published"].strftime("%d %H:%M") if article["published"] else None
    assert (article["title"], article["body"], time) == expected
    assert article["site"] == "site.example"


@pytest.mark.parametrize(
    "record", [{}, {"title": "a"}, {"title": ["a"], "body": "a"}, {"title": "a", "body": 1}, {"body": ["a"]}]
)
def test_records_without_text(record):
    assert read_page(RawPage("a.jsonl#1", "record", record, 1))[0]["reason"] == "no_text_field"


# --- compose a page from parts, read it, get the parts back ----------------------------------------------------------

times = st.datetimes(datetime(2006, 1, 1), datetime(2027, 1, 1)).map(lambda t: t.replace(second=0, microsecond=0))
words = st.sampled_from(
    [
        *("президент", "Туркменистана", "прибыл", "в", "Астану", "договор", "на", "2025–2027", "г.", "1,4", "№", "5-й"),
        *("«Галкыныш»", '"Вечная', 'слава"', "TAPI", "IT-форум", "–", "(ОТГ)", "10:05", "14:41,", "100%", "Ёлотен:"),
    ]
)
dates_in_headlines = times.map(lambda t: f"{t.day} {GENITIVE[t.month - 1]} {t.year} г., {t:%H:%M}") | times.map(
    lambda t: f"{t.day:02} {NOMINATIVE[t.month - 1]} {t.year} г. –"
)
titles = st.tuples(
    st.sampled_from(["Визит", "13 документов", "«Мир»", '"Ашхабад"', "25 лет", "В Мары"]),
    st.lists(words | dates_in_headlines, max_size=6),
    st.sampled_from(["завершён", "(фото)", "в 2025 г.", "«Нефть»", "за 2024 год", "2:1", "– 2025", "готов!"]),
).map(lambda parts: " ".join([parts[0], *parts[1], parts[2]]))
sentences = st.lists(words, min_size=2, max_size=8).map(lambda drawn: f"Сегодня {' '.join(drawn)} подписан.")
paragraphs = st.lists(st.lists(sentences, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4)


@settings(max_examples=300)
@given(
    sidebar=st.none() | st.lists(st.tuples(titles, times), max_size=6),
    title=titles,
    time=st.none() | times,
    body=paragraphs,
    genitive=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1251"]),
    space=st.sampled_from([" ", "\u00a0", "  "]),
    end=st.sampled_from(["\n", "\r\n"]),
    blank=st.booleans(),
)
def test_parts_of_a_page_come_back(sidebar, title, time, body, genitive, encoding, space, end, blank):
    assume(fold_title(title) != fold_title(body[0]))

    def stamp(t, months):
        return f"{t.day:02} {months[t.month - 1].capitalize()} {t.year} г., {t:%H:%M}"

    parts = [title]
    if time:
        parts.append(stamp(time, GENITIVE if genitive else NOMINATIVE))
    text = "\n".join([*parts, "", ("\n\n" if blank else "\n").join(body)])
    if sidebar is not None:
        glued = "".join(f"{headline} {stamp(at, NOMINATIVE)}" for headline, at in sidebar)
        text = f"СЕГОДНЯ НА САЙТЕ: {glued}\n\n{text}"
    article, headlines = text_page(text.replace(" ", space).replace("\n", end), encoding)
    assert article["title"] == title
    assert article["body"].split("\n\n") == body
    assert article["published"] == (time.replace(tzinfo=ASHGABAT) if time else None)
    assert [(h["text"], h["published"]) for h in headlines] == [
        (h, at.replace(tzinfo=ASHGABAT)) for h, at in sidebar or []
    ]
    assert [h["position"] for h in headlines] == list(range(1, len(headlines) + 1))


pieces = st.sampled_from(
    [
        *(
            "СЕГОДНЯ НА САЙТЕ:",
            "25 Июнь 2025 г., 14:41",
            "99 Июнь 2025 г., 99:99",
            "\n",
            "\n\n",
            " ",
            "Визит",
            "начат.",
        ),
        *(
            "<html>",
            "<p>",
            "</p>",
            "<!--",
            "-->",
            "<body>",
            "\x00",
            "\ufeff",
            "&nbsp;",
            "«",
            '"',
            "<?xml version='1.0'?>",
        ),
    ]
)
contents = (
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.lists(pieces, max_size=15).map(lambda drawn: "".join(drawn).encode())
    | st.integers(0, len(DUMP.encode())).map(lambda n: DUMP.encode()[:n])
)
values = st.none() | st.integers() | st.text(max_size=30) | st.lists(pieces, max_size=8).map("".join)
records = st.dictionaries(st.sampled_from(["title", "body", "text", "date", "url", "id", "x"]), values)


@settings(max_examples=500)
@given(st.tuples(st.sampled_from(["text", "html"]), contents) | st.tuples(st.just("record"), records))
def test_any_page_becomes_one_article_or_one_reject(drawn):
    kind, content = drawn
    row, headlines = read_page(RawPage("page", kind, content, len(content)))
    tables.to_arrow("rejects" if "reason" in row else "articles", [row])
    tables.to_arrow("headlines", headlines)
    if "reason" not in row:
        assert row["body"].strip()
