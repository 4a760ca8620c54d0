"""When a page was published: the newspaper's datelines, and the times that other sites and records give."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from analysis.tables import TIMEZONE

ASHGABAT = ZoneInfo(TIMEZONE)

# the beginnings tell the months apart, whatever the case: «Март», «марта»
MONTHS = {
    "январ": 1, "феврал": 2, "март": 3, "апрел": 4, "ма": 5, "июн": 6,
    "июл": 7, "август": 8, "сентябр": 9, "октябр": 10, "ноябр": 11, "декабр": 12,
}  # fmt: skip
MONTH = (
    r"(?:январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]"
    r"|декабр[ья])"
)
DAY_IN_WORDS = rf"(?<!\d)(?P<day>\d{{1,2}}) (?P<month>{MONTH}) (?P<year>(?:19|20)\d\d)(?!\d)"
DAY_IN_FIGURES = r"(?<![\d.])(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>(?:19|20)\d\d)(?![\d./]\d)"
CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)"

# «25 Июнь 2025 г., 14:41», the stamp of sidebars and datelines; what follows the minutes may be glued to them
STAMP = re.compile(rf"{DAY_IN_WORDS} ?(?:г\.?|года)?,? ?(?:в )?{CLOCK}", re.IGNORECASE)
LABEL = (
    r"(?:[•·|]\s*)?(?:(?:дата(?: публикации)?|опубликовано|добавлено|время)\s*:?\s*)?"
    r"(?:(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс)\.?,? )?"
)
COUNTER = r"(?:\s*[•·|]\s*\d[\d ]{0,9})?"
BETWEEN = r"[,|/]? ?(?:[|/•·–-] ?)?"
DATELINES = tuple(
    re.compile(LABEL + pattern + COUNTER, re.IGNORECASE)
    for day in (rf"{DAY_IN_WORDS} ?(?:г\.?|года)?", DAY_IN_FIGURES)
    for pattern in (rf"{day}(?:{BETWEEN}(?:в )?{CLOCK}(?::\d\d)?)?", rf"{CLOCK}(?::\d\d)?{BETWEEN}{day}")
)
LONGEST_DATELINE = 100
DAYTIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::\d\d(?:\.\d+)?)?")
# days since 1899-12-30, as spreadsheets count them: 1954 to 2119
DAYS = (20_000, 80_000)
NUMBER = re.compile(r"\d{5}(?:[.,]\d+)?|\d{10}(?:\.\d+|\d{3}|\d{6}|\d{9})?")
IN_A_ROW = re.compile(r"^(\d{8})(\d{4}(?:\d\d)?)$")


def to_time(match: re.Match[str]) -> datetime | None:
    """Turn a match of a stamp or dateline into a time in Asia/Ashgabat; None if there is no such day or time.

    Examples
    --------
    >>> print(to_time(match_dateline("04 Марта 2026 г., 21:57")), to_time(match_dateline("31 апреля 2026 г., 9:00")))
    2026-03-04 21:57:00+05:00 None
    """
    month = match["month"].lower()
    number = int(month) if month.isdigit() else next(n for start, n in MONTHS.items() if month.startswith(start))
    try:
        return datetime(
            int(match["year"]), number, int(match["day"]), int(match["hour"] or 0), int(match["minute"] or 0),
            tzinfo=ASHGABAT,
        )  # fmt: skip
    except ValueError:
        return None


def match_dateline(line: str) -> re.Match[str] | None:
    """Match a line that is a dateline and nothing else, whether or not there is such a day.

    Examples
    --------
    >>> bool(match_dateline("04 Марта 2026 г., 21:57")), bool(match_dateline("4 марта 2026 года он прибыл"))
    (True, False)
    """
    line = line.strip()
    if len(line) > LONGEST_DATELINE:
        return None
    return next((m for pattern in DATELINES if (m := pattern.fullmatch(line))), None)


def split_glued_dateline(line: str) -> tuple[datetime, str] | None:
    """Split the day and time off the beginning of a line of text; None where a sentence begins with the day.

    Examples
    --------
    >>> split_glued_dateline("28.08.2024 10:15Порт открыт сегодня.")[1]
    'Порт открыт сегодня.'
    >>> split_glued_dateline("28 августа 2024 года порт открыт.")
    """
    for pattern in DATELINES:
        match = pattern.match(line)
        if match is None or (time := to_time(match)) is None:
            continue
        behind = line[match.end() :]
        rest = behind.lstrip(" ,|–—-•")
        first = rest.lstrip('«"„“(')[:1]
        if first.isupper() and (match["hour"] or (behind[:1].strip() and match["month"].isdigit())):
            return time, rest
    return None


def read_dateline(line: str) -> datetime | None:
    """Read a dateline: a day in words or figures, with or without a time.

    Parameters
    ----------
    line : str
        The whole line. Months may stand in the nominative or genitive and in any case of letters.

    Returns
    -------
    datetime or None
        In Asia/Ashgabat, midnight where the line gives no time; None if the line is anything else than a date.

    Examples
    --------
    >>> read_dateline("23 Апрель 2025 г., 10:05").isoformat()
    '2025-04-23T10:05:00+05:00'
    >>> read_dateline("Опубликовано 28.08.2024").isoformat()
    '2024-08-28T00:00:00+05:00'
    >>> read_dateline("31 Февраля 2025 г., 10:05")
    """
    match = match_dateline(line)
    return to_time(match) if match else None


def read_time(value: object) -> datetime | None:
    """Read a time as records and HTML metadata give it.

    That is ISO 8601, seconds (or thousandths and less) since 1970, days since 1899-12-30 as spreadsheets count them, a
    dateline, or a day as in e-mails and feeds.

    Parameters
    ----------
    value : object
        Times without an offset are taken for local time; those with one are turned into it.

    Returns
    -------
    datetime or None
        In Asia/Ashgabat, whole minutes; None if the value is no time.

    Examples
    --------
    >>> read_time("2025-04-23T05:05:00Z").isoformat()
    '2025-04-23T10:05:00+05:00'
    >>> read_time("2025-04-23").isoformat(), read_time("soon")
    ('2025-04-23T00:00:00+05:00', None)
    >>> read_time(45770.5).isoformat(), read_time("Wed, 23 Apr 2025 07:00:00 GMT").isoformat()
    ('2025-04-23T12:00:00+05:00', '2025-04-23T12:00:00+05:00')
    """
    if isinstance(value, bool) or value is None:
        return None
    try:
        time: datetime | None
        text = str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()
        if NUMBER.fullmatch(text):
            time = _from_number(float(text.replace(",", ".")))
        elif match := match_dateline(text):
            time = to_time(match)
        elif text[:3].isalpha() or text[:6].strip("0123456789 ").isalpha():
            time = parsedate_to_datetime(text)
        else:
            text = IN_A_ROW.sub(r"\1T\2", text.replace("/", "-"))
            time = datetime.fromisoformat(re.sub(r" ?(?:UTC|GMT)$", "+00:00", text))
        if time is None:
            return None
        time = time.replace(tzinfo=ASHGABAT) if time.tzinfo is None else time.astimezone(ASHGABAT)
    except (ValueError, OverflowError, OSError):
        return None
    return time.replace(second=0, microsecond=0) if 1900 <= time.year <= 2100 else None


def _from_number(number: float) -> datetime:
    if DAYS[0] <= number < DAYS[1]:
        # what stands for a minute is never exactly that
        return datetime(1899, 12, 30) + timedelta(minutes=round(number * 24 * 60))
    while number > 1e11:
        number /= 1000
    return datetime.fromtimestamp(number, ASHGABAT)
