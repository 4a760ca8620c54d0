"""Days in Russian text: the forms that news use, read from the day of publication."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.events.dates import find_days

TUESDAY = date(2024, 5, 14)
GENITIVE = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
DAYS = st.dates(date(2006, 1, 1), date(2029, 12, 31))


def read(text, published=TUESDAY, **options):
    return [(d.first, d.last) for d in find_days(text, published, **options)]


def words(text, published=TUESDAY):
    return [text[d.start : d.end] for d in find_days(text, published)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Делегация прилетела 18 мая.", date(2024, 5, 18), None),
        ("Договор подписан 3 марта 2019 года.", date(2019, 3, 3), None),
        ("Переговоры прошли 22–23 апреля.", date(2024, 4, 22), date(2024, 4, 23)),
        ("Переговоры прошли 22-23 апреля 2021 года.", date(2021, 4, 22), date(2021, 4, 23)),
        ("Визит пройдёт с 9 по 11 июня.", date(2024, 6, 9), date(2024, 6, 11)),
        ("Форум соберётся 30 мая – 2 июня.", date(2024, 5, 30), date(2024, 6, 2)),
        ("Форум соберётся с 28 мая по 1 июня 2025 года.", date(2025, 5, 28), date(2025, 6, 1)),
        ("Он был там 15 и 16 мая.", date(2024, 5, 15), date(2024, 5, 16)),
        ("Дата на бланке: 18.05.2024.", date(2024, 5, 18), None),
        ("Дата на бланке: 18.05.24.", date(2024, 5, 18), None),
    ],
)
def test_explicit_days(text, first, last):
    assert read(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Сегодня он прилетел.", TUESDAY),
        ("Вчера он прилетел.", TUESDAY - timedelta(1)),
        ("Накануне он прилетел.", TUESDAY - timedelta(1)),
        ("Позавчера он прилетел.", TUESDAY - timedelta(2)),
        ("Завтра он улетит.", TUESDAY + timedelta(1)),
        ("Послезавтра он улетит.", TUESDAY + timedelta(2)),
        ("Он прилетел в понедельник.", date(2024, 5, 13)),
        ("Он прилетел в минувшую пятницу.", date(2024, 5, 10)),
        ("Он прилетел в минувший вторник.", date(2024, 5, 7)),
        ("Он прилетит в следующую среду.", date(2024, 5, 15)),
    ],
)
def test_relative_days(text, first):
    assert read(text) == [(first, None)]
    assert all(d.relative for d in find_days(text, TUESDAY))


def test_a_weekday_to_come_lies_ahead():
    assert read("В пятницу министр прилетит в Баку.", future=True) == [(date(2024, 5, 17), None)]
    assert read("В пятницу министр прилетел в Баку.") == [(date(2024, 5, 10), None)]


@pytest.mark.parametrize(
    ("text", "published", "first", "last"),
    [
        ("Он прилетел 30 декабря.", date(2025, 1, 3), date(2024, 12, 30), None),
        ("Он прилетит 10 января.", date(2024, 12, 20), date(2025, 1, 10), None),
        ("Он гостил с 28 декабря по 2 января.", date(2025, 1, 4), date(2024, 12, 28), date(2025, 1, 2)),
        ("Он прилетел вчера.", date(2024, 1, 1), date(2023, 12, 31), None),
        ("Он прилетел 29 февраля.", date(2024, 3, 2), date(2024, 2, 29), None),
    ],
)
def test_the_year_comes_from_the_publication(text, published, first, last):
    assert read(text, published) == [(first, last)]


@pytest.mark.parametrize("what", ["визита", "официального визита", "саммита", "праздника"])
def test_the_eve_of_something_is_no_day(what):
    assert read(f"Накануне {what} столицу украсили флагами.") == []


def test_until_a_day_is_its_end():
    (day,) = find_days("Он пробудет в Баку до 18 мая.", TUESDAY)
    assert day.until and day.first == date(2024, 5, 18)
    assert not find_days("Он прилетит в Баку 18 мая.", TUESDAY)[0].until


def test_a_month_alone_has_the_precision_of_a_month():
    (day,) = find_days("Договор подписали в октябре 2021 года.", TUESDAY)
    assert (day.precision, day.first.year, day.first.month) == ("month", 2021, 10)


def test_the_next_and_the_same_day_follow_the_day_named_before():
    assert read("На следующий день он улетел.", before=date(2024, 5, 2)) == [(date(2024, 5, 3), None)]
    assert read("В тот же день он улетел.", before=date(2024, 5, 2)) == [(date(2024, 5, 2), None)]
    assert read("На следующий день он улетел.") == []


def test_one_day_named_twice_is_read_once():
    assert read("Он прилетел накануне, 13 мая.") == [(date(2024, 5, 13), None)]


def test_several_days_keep_their_order_and_words():
    text = "Он прилетел 2 мая, а 4 мая отправился в Баку."
    assert read(text) == [(date(2024, 5, 2), None), (date(2024, 5, 4), None)]
    assert words(text) == ["2 мая", "4 мая"]


@pytest.mark.parametrize(
    "text", ["31 февраля", "45 мая", "0 мая", "99.99.2024", "29 февраля 2023 года", "В школе 300 маяков.", "12 марток"]
)
def test_what_is_no_day_is_not_read(text):
    assert all(d.precision == "month" for d in find_days(text, TUESDAY))


@given(DAYS, st.integers(-150, 150))
def test_a_written_day_is_read_back(published, distance):
    day = published + timedelta(distance)
    month = GENITIVE[day.month - 1]
    for text in (
        f"Гость прилетел {day.day} {month}.",
        f"Гость прилетел {day.day} {month.upper()} {day.year} года.",
        f"{day.day} {month} {day.year} г. прилетел гость",
        f"({day:%d.%m.%Y})",
        f"на бланке стоит {day:%d.%m.%y},",
    ):
        assert read(text, published) == [(day, None)], text


@given(DAYS, st.integers(-120, 120), st.integers(1, 20))
def test_a_written_range_is_read_back(published, distance, length):
    first = published + timedelta(distance)
    last = first + timedelta(length)
    one, other = GENITIVE[first.month - 1], GENITIVE[last.month - 1]
    years = f" {last.year} года" if first.year == last.year else ""
    texts = [f"с {first.day} {one} по {last.day} {other}{years}", f"{first.day} {one} – {last.day} {other}{years}"]
    if first.month == last.month:
        texts = [
            f"с {first.day} по {last.day} {one}{years}",
            f"{first.day}–{last.day} {one}",
            f"{first.day} - {last.day} {one}",
        ]
    for text in texts:
        assert read(f"Визит: {text}.", published) == [(first, last)], text


PIECES = [
    *("с ", "по ", "до ", "в ", "и ", "–", "-", ".", " ", "\n", "\0", "ё", "²"),
    *("31", "29", "0", "7", "мая", "февраля", "2024", "9999", "года", "прошлого"),
    *("накануне", "сегодня", "в среду", "минувший вторник", "на следующий день"),
]


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join), st.dates())
@example("завтра", date.max)
@example("вчера", date.min)
@example("в среду", date.min)
@example("в будущую среду", date.max)
@example("на следующий день 31 декабря", date.max)
@example("1 января", date.min)
@example("в прошлом году, 5 мая прошлого года", date.min)
@example("5 мая будущего года", date.max)
def test_any_text_is_read_without_complaint(text, published):
    days = find_days(text, published)
    assert [d.start for d in days] == sorted(d.start for d in days)
    for day in days:
        assert 0 <= day.start < day.end <= len(text)
        assert day.last is None or day.first <= day.last
