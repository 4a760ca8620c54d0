"""When a page was published: the newspaper's datelines, and the times that other sites and records give."""

from __future__ import annotations

import re
from datetime import datetime
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
DAY_IN_FIGURES = r"(?<![\d.])(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>(?:19|20)\d\d)(?![\d./]\d)"
CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)"

# «25 Июнь 2025 г., 14:41», the stamp of sidebars and datelines; what follows the minutes may be glued to them
STAMP = re.compile(rf"{DAY_IN_WORDS} ?(?:г\.?|года)?,? ?(?:в )?{CLOCK}", re.IGNORECASE)
LABEL = r"(?:(?:дата(?: публикации)?|опубликовано|добавлено|время)\s*:?\s*)?"
DATELINES = tuple(
    re.compile(rf"{LABEL}{day} ?(?:г\.?|года)?(?:[,|]? ?(?:[|–-] ?)?(?:в )?{CLOCK})?", re.IGNORECASE)
    for day in (DAY_IN_WORDS, DAY_IN_FIGURES)
)


def to_time(match: re.Match[str]) -> datetime | None:
    """Turn a match of a stamp or dateline into a time in Asia/Ashgabat; None if there is no such day or time."""
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
    """Read a time as records and HTML metadata give it: ISO 8601, seconds since 1970, or a dateline.

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
    """
    if isinstance(value, bool) or value is None:
        return None
    try:
        if isinstance(value, int | float):
            seconds = value / 1000 if value > 1e11 else value
            time = datetime.fromtimestamp(seconds, ASHGABAT)
        else:
            text = str(value).strip()
            time = read_dateline(text) if match_dateline(text) else datetime.fromisoformat(text)  # type: ignore[assignment]
        if time is None:
            return None
        time = time.replace(tzinfo=ASHGABAT) if time.tzinfo is None else time.astimezone(ASHGABAT)
    except (ValueError, OverflowError, OSError):
        return None
    return time.replace(second=0, microsecond=0) if 1900 <= time.year <= 2100 else None
