from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.dates import ASHGABAT, MONTHS, match_dateline, read_dateline, read_time

NOMINATIVE = ["январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь"]
GENITIVE = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября"]


@pytest.mark.parametrize("names", [[*NOMINATIVE, "декабрь"], [*GENITIVE, "декабря"]])
@pytest.mark.parametrize("case", [str.lower, str.capitalize, str.upper])
def test_every_month_in_every_case(names, case):
    assert [read_dateline(f"4 {case(name)} 2026 г., 21:57").month for name in names] == list(MONTHS.values())


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("23 Апрель 2025 г., 10:05", "2025-04-23T10:05"),
        ("04 Марта 2026 г., 21:57", "2026-03-04T21:57"),
        ("4 марта 2026 года, 9:05", "2026-03-04T09:05"),
        ("11 июня 2022", "2022-06-11T00:00"),
        ("Опубликовано 28.08.2024", "2024-08-28T00:00"),
        ("26.10.2023 | 14:30", "2023-10-26T14:30"),
        ("Дата публикации: 26/10/2023, 14:30", "2023-10-26T14:30"),
    ],
)
def test_datelines(line, time):
    assert read_dateline(line).strftime("%Y-%m-%dT%H:%M") == time
    assert read_dateline(line).utcoffset().total_seconds() == 5 * 3600


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2025",
        "10:05",
        "23 Апрель",
        "В четверг, 23 апреля 2025 г.",
        "23 апреля 2025 г. президент прибыл",
        "3 мари 2020",
    ],
)
def test_what_is_no_dateline(line):
    assert match_dateline(line) is None


@pytest.mark.parametrize("line", ["31 Февраль 2025 г., 10:05", "23 Апрель 2025 г., 25:05", "00.00.2020"])
def test_datelines_of_no_such_day(line):
    assert match_dateline(line)
    assert read_dateline(line) is None


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2025-04-23T10:05", "2025-04-23T10:05"),
        ("2025-04-23 10:05:59", "2025-04-23T10:05"),
        ("2025-04-23T10:05:00+03:00", "2025-04-23T12:05"),
        ("2025-04-23T22:05:00Z", "2025-04-24T03:05"),
        ("23.04.2025 10:05", "2025-04-23T10:05"),
        (1745384700, "2025-04-23T10:05"),
        (1745384700000, "2025-04-23T10:05"),
    ],
)
def test_times_of_records(value, time):
    assert read_time(value).strftime("%Y-%m-%dT%H:%M") == time


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.integers()))
def test_any_value_is_a_time_or_none(value):
    time = read_time(value)
    assert time is None or time.tzinfo is ASHGABAT


@pytest.mark.parametrize(
    "value",
    [
        *(45426.7638889, "45426,763888", 1715692800, 1715692800.0, "1715692800", "1715692800000", 1715692800000000),
        *("20240514182000", 202405141820, "2024/05/14 18:20", "14.05.2024 18:20:30", "14-05-2024 18:20"),
        *("18:20, 14 мая 2024", "18:20 | 14.05.2024", "вторник, 14 мая 2024 г., 18:20", "Вт, 14.05.2024 18:20"),
        *("Tue, 14 May 2024 18:20:00 +0500", "14 May 2024 13:20:00 GMT", "2024-05-14T13:20:00Z"),
        *("2024-05-14 13:20:00 UTC", "2024-05-14 18:20:00.123456789", "2024-05-14T18:20:00.000+0500"),
    ],
)
def test_times_as_records_hold_them(value):
    assert read_time(value) == datetime(2024, 5, 14, 18, 20, tzinfo=ASHGABAT)


@pytest.mark.parametrize(
    "value", [7, 2024, "2024", 0, -1, 1e308, float("nan"), "12:30", "soon", "Май 2024", True, [], {}]
)
def test_what_is_no_time(value):
    assert read_time(value) is None
