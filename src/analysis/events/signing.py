"""The day on which a document was signed: in its clause, its sentence, else that of the talks or the ceremony."""

from __future__ import annotations

from datetime import date

from ..russian.parse import Word
from .dates import Day
from .documents import Document
from .governors import Case
from .grammar import finite_clauses, triggers, words_of
from .parties import REACH
from .reading import Line, Reading

RECENT = 10


def signing_day(c: Case, status: str) -> date | None:
    """The day on which a document was signed, or is to be: in its clause, its sentence, else that of the talks.

    Examples
    --------
    >>> from .documents import documents
    >>> from .governors import governor
    >>> text = "Сегодня в Баку прошли переговоры президентов. Стороны подписали договор о границе."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> d = documents(r)[0]
    >>> str(signing_day(Case(r, d, *governor(d)), "signed"))
    '2024-05-04'
    """
    reading, line = c.reading, c.line
    at = c.act if c.act is not None else c.document.word
    own = [d for d in days(reading, line, c.document, status) if status != "planned" or d.first > reading.published]
    if status == "in_force" and c.name != "join":
        # the day of signing, not that of ratifying
        own = [
            d
            for d in own
            if any(line.words[j].lemma in words_of("sign") for j in finite_clauses(line)[words_in(line, d)[0]])
        ]
    if own:
        if status == "in_force" and c.name != "join":
            at = min(line.where(words_of("sign")), key=lambda j: abs(j - at), default=at)
        middle = line.words[at].start - line.start
        return min(own, key=lambda d: abs(d.start - middle)).first
    if status == "in_force":
        return None
    near = [*reading.lines[:REACH], *reading.lines[max(REACH, line.index - REACH) : line.index + 2]]
    rows = [row for row in near if row.field == "body"]
    before = [row for row in rows if row.paragraph == line.paragraph and row.index < line.index][::-1]
    if status == "planned":
        return next(
            (d.first for row in before[:1] for d in days(reading, row, None, status) if d.first > reading.published),
            None,
        )
    after = [row for row in rows if line.index < row.index <= line.index + 1 and row.has(words_of("ceremony"))]
    opening = [row for row in rows if row.paragraph == 0]
    title = [row for row in near if row.field == "title"]
    earlier = [row for row in rows if 0 < row.paragraph < line.paragraph][::-1]
    following = [
        row for row in rows if line.index < row.index <= line.index + 1 and row.paragraph <= line.paragraph + 1
    ]
    for row in [*after, *before, *opening, *title, *earlier, *following]:
        if row not in opening and not tells_of_talks(row):
            continue
        for d in days(reading, row, None, status):
            if 0 <= (reading.published - d.first).days <= RECENT:
                return d.first
    return None


def words_in(line: Line, day: Day) -> list[int]:
    """Words of a sentence that name a day.

    Examples
    --------
    >>> line = Reading("", "Договор подписан 3 мая в Баку.", date(2024, 5, 4)).lines[0]
    >>> words_in(line, line.days[0])
    [2, 3]
    """
    return [j for j, w in enumerate(line.words) if day.start <= w.start - line.start < day.end]


def tells_of_talks(line: Line) -> bool:
    """Whether a sentence tells of a visit, talks or a ceremony, or is a dateline.

    Examples
    --------
    >>> r = Reading("", "Ташкент, 17 ноября. Прошли переговоры. Открылась выставка ковров.", date(2024, 11, 18))
    >>> [tells_of_talks(line) for line in r.lines]
    [True, True, False]
    """
    dateline = len(line.words) <= 8 and bool(line.places)
    told = words_of("ceremony", "sign", "начаться", "церемония", "программа")
    return dateline or line.has(triggers().keys()) or line.has(told)


def days(reading: Reading, line: Line, d: Document | None, status: str) -> list[Day]:
    """Single days of a sentence on which something may have been signed: not those of a report, a term or a name.

    Examples
    --------
    >>> text = "Как сообщило 3 мая агентство, договор на срок до 5 июня 2030 года подписан 2 мая."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> [str(day.first) for day in days(r, r.lines[0], None, "signed")]
    ['2024-05-02']
    """
    words = line.words
    found = []
    for day in line.days:
        if day.precision != "day" or (day.last is not None and day.last != day.first):
            continue
        if status == "signed" and day.first > reading.published:
            continue
        inside = words_in(line, day)
        if not inside or (d is not None and d.first <= inside[0] <= d.last):
            continue
        before = words[inside[0] - 1].lower if inside[0] else ""
        if before in {"до", "с", "со", "по", "к", "от"} and words[inside[0]].lower not in {"в"}:
            continue
        if is_report(words, inside[0], inside[-1]):
            continue
        found.append(day)
    return found


def is_report(words: list[Word], first: int, last: int) -> bool:
    """Whether a day is that of the news, not of the deed.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> is_report(parse("Как пишет 3 мая агентство, договор подписан.")[0].words, 2, 3)
    True
    >>> is_report(parse("Как пишет агентство, договор подписан 3 мая.")[0].words, 6, 7)
    False
    """
    for step, start in ((-1, first - 1), (1, last + 1)):
        for j in range(start, start + 3 * step, step):
            if not 0 <= j < len(words) or words[j].text in {",", ".", ";", "–", "—"}:
                break
            if words[j].lemma in words_of("sign"):
                break
            if words[j].lemma in words_of("report"):
                return True
    return False
