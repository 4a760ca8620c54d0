"""Days that a sentence names: explicit, ranges, and relative to the day of publication.

Each rule is a pattern and a small function; they are tried in the order of ``RULES``, earlier ones first, and a stretch
of text is read once only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    "январ": 1, "феврал": 2, "март": 3, "апрел": 4, "ма": 5, "июн": 6,
    "июл": 7, "август": 8, "сентябр": 9, "октябр": 10, "ноябр": 11, "декабр": 12,
}  # fmt: skip
WEEKDAYS = {"понедельник": 0, "вторник": 1, "сред": 2, "четверг": 3, "пятниц": 4, "суббот": 5, "воскресень": 6}
MONTH = (
    r"(?P<month{0}>январ[яьею]|феврал[яьею]|март[ае]?|апрел[яьею]|ма[яйею]|июн[яьею]|июл[яьею]|август[ае]?"
    r"|сентябр[яьею]|октябр[яьею]|ноябр[яьею]|декабр[яьею]|(?:янв|фев|мар|апр|июн|июл|авг|сент?|окт|ноя|дек)\b\.?)"
)
YEAR = r"(?:\s+(?P<year{0}>(?:19|20)\d\d)(?:\s*(?:года?|г\.))?)?"
DASH = r"\s*[-–—]\s*"
NEXT_YEAR = r"(?:\s+(?P<rel>нынешнего|текущего|этого|прошлого|минувшего|будущего|следующего)\s+года)?"


@dataclass(frozen=True)
class Day:
    """A day or a range of days named in a text.

    ``first`` and ``last`` are its first and last day, ``start`` and ``end`` the offsets of the words that say so,
    ``precision`` is ``day`` or ``month``, ``relative`` is true for «сегодня» and the like, ``until`` for «до 8 мая».
    As text it is an interval of ISO 8601.

    Examples
    --------
    >>> day = find_days("Он пробудет в Астане до 8 мая.", date(2024, 5, 6))[0]
    >>> print(day, day.until, (day.start, day.end))
    2024-05-08 True (24, 29)
    """

    first: date
    last: date | None
    start: int
    end: int
    precision: str = "day"
    relative: bool = False
    until: bool = False

    def __str__(self) -> str:
        return "/".join(d.isoformat()[: 7 if self.precision == "month" else 10] for d in (self.first, self.last) if d)


def month_number(word: str) -> int:
    """The month that a word in any case names.

    Examples
    --------
    >>> month_number("мая"), month_number("марте"), month_number("дек.")
    (5, 3, 12)
    """
    word = word.lower()
    whole = (n for stem, n in sorted(MONTHS.items(), key=lambda x: -len(x[0])) if word.startswith(stem))
    # «дек.» is the beginning of its stem
    short = (n for stem, n in MONTHS.items() if stem.startswith(word.rstrip(".")[:3]))
    return next(whole, None) or next(short)


def nearest(day: int, month: int, year: str | None, published: date) -> date | None:
    """A day without a year is the one nearest to the publication, across a year's turn.

    Examples
    --------
    >>> nearest(30, 12, None, date(2025, 1, 3)), nearest(10, 1, None, date(2024, 12, 20))
    (datetime.date(2024, 12, 30), datetime.date(2025, 1, 10))
    """
    years = [int(year)] if year else [published.year - 1, published.year, published.year + 1]
    days = []
    for y in years:
        try:
            days.append(date(y, month, day))
        except ValueError:
            continue
    return min(days, key=lambda d: abs((d - published).days)) if days else None


def _year_of(match: re.Match[str], published: date, suffix: str = "") -> str | None:
    """The year that a match states, in figures or as «прошлого года»."""
    groups = match.groupdict()
    if groups.get(f"year{suffix}"):
        return groups[f"year{suffix}"]
    relative = groups.get("rel")
    if not relative:
        return None
    shift = -1 if relative in {"прошлого", "минувшего"} else 1 if relative in {"будущего", "следующего"} else 0
    return str(published.year + shift)


def range_in_one_month(m: re.Match[str], published: date) -> tuple[date, date | None] | None:
    """Days of one month, joined by a dash, «по» or «и».

    Examples
    --------
    >>> print(*find_days("Визит 22–23 апреля, переговоры с 9 по 11 июня.", date(2025, 6, 20)))
    2025-04-22/2025-04-23 2025-06-09/2025-06-11
    """
    year = _year_of(m, published)
    last = nearest(int(m["d2"]), month_number(m["month"]), year, published)
    first = nearest(int(m["d1"]), month_number(m["month"]), str(last.year) if last else year, published)
    return (first, last) if first and last and first <= last else None


def range_over_months(m: re.Match[str], published: date) -> tuple[date, date | None] | None:
    """Days from one month into another, also across a year's turn.

    Examples
    --------
    >>> print(*find_days("Президент отдыхал с 28 декабря по 3 января.", date(2025, 1, 5)))
    2024-12-28/2025-01-03
    """
    last = nearest(int(m["d2"]), month_number(m["month2"]), _year_of(m, published, "2"), published)
    if not last:
        return None
    first = nearest(int(m["d1"]), month_number(m["month1"]), m["year1"], last)
    return (first, last) if first and first <= last else None


def one_day(m: re.Match[str], published: date) -> tuple[date, date | None] | None:
    """A day of a month, with or without a year.

    Examples
    --------
    >>> print(*find_days("Договор от 10 апреля 2003 года обсудят 18 мая.", date(2024, 5, 4)))
    2003-04-10 2024-05-18
    """
    first = nearest(int(m["d1"]), month_number(m["month"]), _year_of(m, published), published)
    return (first, None) if first else None


def figures(m: re.Match[str], published: date) -> tuple[date, date | None] | None:
    """A day in figures, with two or four for the year; none if there is no such day.

    Examples
    --------
    >>> print(*find_days("Подписано 18.05.24, вступило в силу 01.06.2024, опубликовано 31.06.24.", date(2024, 7, 1)))
    2024-05-18 2024-06-01
    """
    return date(int(m["y"]) + (2000 if len(m["y"]) == 2 else 0), int(m["m"]), int(m["d1"])), None


RELATIVE = {"сегодня": 0, "сегодняшн": 0, "вчера": -1, "вчерашн": -1, "накануне": -1, "позавчера": -2,
            "завтра": 1, "завтрашн": 1, "назавтра": 1, "послезавтра": 2}  # fmt: skip


def relative_day(m: re.Match[str], published: date) -> tuple[date, date | None] | None:
    """A day told from that of publication; «накануне визита» is none.

    Examples
    --------
    >>> print(*find_days("Вчера, накануне саммита, он прилетел в Баку, завтра улетит.", date(2024, 3, 1)))
    2024-02-29 2024-03-02
    """
    word = m["word"].lower()
    stem = next(s for s in sorted(RELATIVE, key=len, reverse=True) if word.startswith(s))
    return published + timedelta(days=RELATIVE[stem]), None


def weekday(m: re.Match[str], published: date) -> tuple[date, date | None] | None:
    """The last such day of a week, or the next where a word says so; «до» it is the coming one.

    Examples
    --------
    >>> print(*find_days("Во вторник, в минувшую среду, в будущую среду.", date(2024, 5, 8)))  # a Wednesday
    2024-05-07 2024-05-01 2024-05-15
    >>> print(*find_days("Он в Баку с понедельника и пробудет там до пятницы.", date(2024, 5, 8)))
    2024-05-06 2024-05-10
    """
    number = next(n for stem, n in WEEKDAYS.items() if m["weekday"].lower().startswith(stem))
    if m[0].lower().startswith("до"):
        return published + timedelta(days=(number - published.weekday()) % 7), None
    which = (m["which"] or "").lower()
    back = (published.weekday() - number) % 7
    if which.startswith(("будущ", "следующ", "ближайш", "предстоящ")):
        return published + timedelta(days=(number - published.weekday() - 1) % 7 + 1), None
    if which.startswith(("минувш", "прошл", "прошедш")) and back == 0:
        back = 7
    return published - timedelta(days=back), None


def day_alone(m: re.Match[str], published: date) -> tuple[date, date | None] | None:
    """A day of which only the number is told («28-го вылетит», «вечером 17-го»): the nearest such day.

    Examples
    --------
    >>> print(*find_days("28-го в Киев прилетает министр, уедет он вечером 2-го.", date(2024, 5, 26)))
    2024-05-28 2024-06-02
    >>> print(*find_days("Участники 5-го форума приехали.", date(2024, 5, 26)))
    <BLANKLINE>
    """
    days = (published + timedelta(days=shift) for shift in sorted(range(-15, 16), key=abs))
    return next(((day, None) for day in days if day.day == int(m["d1"])), None)


def whole_month(m: re.Match[str], published: date) -> tuple[date, date | None] | None:
    """A month without a day.

    Examples
    --------
    >>> print(*find_days("В октябре 2023 года и в июне нынешнего года он был в Дохе.", date(2024, 7, 1)))
    2023-10 2024-06
    """
    first = nearest(1, month_number(m["month"]), _year_of(m, published), published)
    return (first, None) if first else None


D1, D2 = r"(?<!\d)(?P<d1>\d{1,2})", r"(?P<d2>\d{1,2})(?!\d)"
M, M1, M2 = MONTH.format(""), MONTH.format(1), MONTH.format(2)
Y, Y1, Y2 = YEAR.format(""), YEAR.format(1), YEAR.format(2)
WORDS = r"послезавтра|позавчера|назавтра|сегодняшн\w+|вчерашн\w+|завтрашн\w+|сегодня|вчера|завтра"
# «накануне визита» is a preposition, no day
EVE = (
    r"\b(?P<word>накануне)\b(?!\s+(?:[а-яё]+(?:ого|его|ой|ей|ых|их)\s+)*(?:визита|поездки|саммита|заседания|встречи"
    r"|форума|праздника|дня|выборов|переговоров|инаугурации|нового|годовщины))"
)
WEEKDAY = (
    r"\b(?:во?|со?|до|утр[оа]м?|вечером|вечера|дня|ночью|половин[уы])\s+"
    r"(?:(?P<which>минувш\w+|прошл\w+|прошедш\w+|эт\w+|будущ\w+|следующ\w+|ближайш\w+|предстоящ\w+)\s+)?"
    r"(?P<weekday>(?:понедельник|вторник|четверг)а?|сред[уы]|пятниц[уы]|суббот[уы]|воскресень[ея])\b"
)
# «5-го форума» is no day
ALONE = rf"{D1}(?:-го(?:\s+числа)?|\s+числа)(?=\s*[,.;–—]|\s+(?:во?|на|из|он|она|глава)\s)"
IN_MONTH = r"\b(?:в|во|с|до|за)\s+(?:начале\s+|конце\s+|середине\s+)?"
Rule = Callable[[re.Match[str], date], tuple[date, date | None] | None]
# pattern, function, precision, and the hints without which it is not looked for
RULES: tuple[tuple[re.Pattern[str], Rule, str, set[str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), rule, precision, needed)
    for pattern, rule, precision, needed in (
        (rf"{D1}\s+{M1}{Y1}(?:{DASH}|\s+по\s+){D2}\s+{M2}{Y2}", range_over_months, "day", {"figure", "month"}),
        (rf"{D1}(?:{DASH}|\s+по\s+|\s+и\s+){D2}\s+{M}\b{Y}{NEXT_YEAR}", range_in_one_month, "day", {"figure", "month"}),
        (rf"{D1}(?:-го|-е)?\s+{M}\b{Y}{NEXT_YEAR}", one_day, "day", {"figure", "month"}),
        (r"(?<!\d)(?P<d1>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d|\d\d)(?!\d)", figures, "day", {"figure"}),
        (ALONE, day_alone, "day", {"figure"}),
        (rf"\b(?P<word>{WORDS})\b", relative_day, "day", {"relative"}),
        (EVE, relative_day, "day", {"eve"}),
        (WEEKDAY, weekday, "day", {"weekday"}),
        (rf"{IN_MONTH}{M}\b{Y}{NEXT_YEAR}", whole_month, "month", {"month"}),
    )
)
HINTS = re.compile(
    r"(?P<figure>\d)|(?P<relative>сегодня|вчера|завтра)|(?P<eve>накануне)|(?P<same>день|дн[её]м|днями|дня|тогда)"
    r"|(?P<weekday>понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)"
    r"|(?P<month>янв|фев|мар|апр|ма[йяею]|июн|июл|авг|сен|окт|ноя|дек)"
)
UNTIL = re.compile(r"\bдо\s*$", re.IGNORECASE)
# days told from the one named last before
SHIFTS = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), shift)
    for pattern, shift in (
        ("на следующий день|на другой день|дн[её]м позже|день спустя", 1),
        ("(?:в )?(?:тот|этот) же день|в этот день|тогда же", 0),
        ("дн[её]м (?:ранее|раньше)|за день до (?:этого|того)", -1),
        ("двумя днями (?:ранее|раньше)|за два дня до (?:этого|того)", -2),
        ("двумя днями позже|два дня спустя|спустя два дня", 2),
    )
)


def hints(text: str) -> frozenset[str | None]:
    """What in a word or text of lower case may name a day; most sentences hold nothing of it.

    Examples
    --------
    >>> sorted(hints("вчера, 3 мая, он прибыл")), sorted(hints("он прибыл в баку"))
    (['figure', 'month', 'relative'], [])
    """
    return frozenset(m.lastgroup for m in HINTS.finditer(text))


def find_days(
    text: str,
    published: date,
    before: date | None = None,
    future: bool = False,
    told: frozenset[str | None] | None = None,
) -> list[Day]:
    """Days that a text names, in the order of their words.

    Parameters
    ----------
    text : str
        A sentence.
    published : datetime.date
        Day of publication, from which years and relative days are reckoned.
    before : datetime.date, optional
        The day named last before this text, for «на следующий день» and «в тот же день».
    future : bool
        Whether the sentence speaks of what is to come: then «в среду» is the next Wednesday.
    told : frozenset, optional
        The text's :func:`hints`, if known.

    Returns
    -------
    list of Day

    Examples
    --------
    >>> print(*find_days("Накануне он прибыл, а 3 мая улетел.", date(2024, 5, 2)))
    2024-05-01 2024-05-03
    >>> print(*find_days("В тот же день он улетел, а днём ранее прилетел.", date(2024, 5, 2), before=date(2024, 4, 30)))
    2024-04-30 2024-04-29
    """
    days: list[Day] = []
    taken: list[tuple[int, int]] = []
    told = hints(text.lower()) if told is None else told
    for pattern, rule, precision, _ in (r for r in RULES if r[3] <= told):
        for m in pattern.finditer(text):
            if any(a < m.end() and m.start() < b for a, b in taken):
                continue
            found = None
            with suppress(OverflowError, ValueError):  # no such day, or outside the years 1 to 9999
                found = rule(m, published)
            if found is not None:
                taken.append(m.span())
                first, last = found
                if future and rule is weekday and first < published < date.max - timedelta(days=7):
                    first += timedelta(days=7)
                until = bool(UNTIL.search(text[max(0, m.start() - 10) : m.start()])) or m[0].lower().startswith("до ")
                days.append(Day(first, last, *m.span(), precision, rule in {relative_day, weekday}, until))
    days.sort(key=lambda d: d.start)
    # «накануне, 20 августа», «в воскресенье, 11 июня» name one day twice, the second time exactly
    days = [
        d
        for d, after in zip(days, [*days[1:], None], strict=False)
        if not (
            d.relative
            and after
            and (
                after.first == d.first or (after.start - d.end <= 3 and not after.relative and after.precision == "day")
            )
        )
    ]
    for pattern, shift in SHIFTS if "same" in told else ():
        for m in pattern.finditer(text):
            earlier = [d.last or d.first for d in days if d.end <= m.start() and d.precision == "day"]
            base = earlier[-1] if earlier else before
            if base and date.min < base < date.max:
                days.append(Day(base + timedelta(days=shift), None, m.start(), m.end(), "day", True))
    return sorted(days, key=lambda d: d.start)
