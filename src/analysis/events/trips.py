"""From clues to visits: what the clues of one traveller and one country say together.

Kind, days, status, places and occasion are read from the sentences of the clues, in the order that each function tells.
"""

from __future__ import annotations

from ..russian import models
from .dates import Day
from .grammar import (
    children,
    day_of,
    destinations,
    inside,
    is_cancelled,
    is_future,
    nearest_day,
    triggers,
    whole_clause,
)
from .mentions import Line
from .reading import Reading
from .visits import TRAVEL, Clue, accompanies, clues, leading_traveller, meets_abroad

KINDS = {
    "государственный": "state",
    "официальный": "official",
    "рабочий": "working",
    "частный": "private",
    "личный": "private",
    "неофициальный": "private",
}
RANK = ("state", "official", "working", "private", "unspecified")
# delegations of these kinds are no officials'
UNOFFICIAL = {
    "творческий",
    "спортивный",
    "молодежный",
    "студенческий",
    "научный",
    "спортсмен",
    "сборная",
    "паломник",
    "артист",
    "команда",
    "предприниматель",
    "бизнесмен",
    "ученый",
    "врач",
    "студент",
    "школьник",
    "ветеран",
}

OCCASIONS = {
    "саммит", "форум", "заседание", "конференция", "сессия", "инаугурация", "ассамблея", "конгресс", "съезд", "встреча",
    "игры", "чемпионат", "фестиваль", "неделя", "диалог",
}  # fmt: skip


def records(reading: Reading) -> list[dict]:
    """Visits that an article states, in the fields of the guidelines.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Президент Ирана Масуд Пезешкиан прибыл 11 октября в Ашхабад с рабочим визитом."
    >>> r = Reading("", text, date(2024, 10, 11))
    >>> v = records(r)[0]
    >>> v["visitor"], v["host_country"], v["kind"], v["start"], v["places"]
    ('Масуд Пезешкиан', 'TKM', 'working', '2024-10-11', ['Ашхабад'])
    """
    groups: dict[tuple[int, str], list[Clue]] = {}
    everybody = clues(reading)
    everybody += meets_abroad(reading, everybody)
    everybody += accompanies(reading, everybody)
    for c in everybody:
        groups.setdefault((id(c.actor), c.country), []).append(c)
    return [record(reading, found) for found in groups.values() if accepted(reading, found, everybody)]


def accepted(reading: Reading, found: list[Clue], everybody: list[Clue]) -> bool:
    """Whether the clues of one actor and country suffice."""
    actor = found[0].actor
    if actor.envoy or (
        actor.office is None and not any(c.rule in {"arrives", "tours", "trips", "stays"} for c in found)
    ):
        return False
    if actor.office == "delegation":
        lines = [reading.lines[0], *(c.line for c in found)]
        led = any(
            c.actor.words and c.actor.country == actor.country and c.country == found[0].country for c in everybody
        )
        return not led and not any(w.lemma in UNOFFICIAL for line in lines for w in line.words)
    if actor.office is None:
        # nobody knows his office, but only officials pay state, official and working visits
        return bool(actor.words) and kind_of(found) in {"state", "official", "working"}
    return (
        actor.office != "other"
        or bool(actor.words)
        or (
            actor.stated
            and bool(actor.country)
            and not any(m.plural for c in found for m in c.line.mentions if m.actor is actor)
            and any(c.rule in {"arrives", "trips", "represented", "attends"} for c in found)
        )
    )


def record(reading: Reading, found: list[Clue]) -> dict:
    """One visit from its clues."""
    # words of travel with their own place say it best, the first of them in the body
    best = min(found, key=lambda c: (not c.own, c.rule not in TRAVEL, c.line.field == "title", c.index))
    actor = best.actor
    start, end, words = when(reading, found)
    month = month_words(found) if start is None else None
    status = status_of(reading, found, start)
    return {
        "visitor": actor.name,
        "visitor_office": actor.office or "other",
        "visitor_country": actor.country,
        "host_country": best.country,
        "places": places_of(reading, found),
        "kind": kind_of(found) or kind_elsewhere(reading, best),
        "start": start.isoformat() if start else None,
        "end": end.isoformat() if end else None,
        "status": status,
        "background": status != "cancelled" and is_background(reading, found, start),
        "evidence": evidence(best),
        "field": best.line.field,
        "span": span(best),
        "date_words": words or month,
        "date_precision": "day" if start else "month" if month else None,
        "occasion": occasion_of(reading, found),
        "rules": sorted({c.rule for c in found}),
    }


def occasion_of(reading: Reading, found: list[Clue]) -> str | None:
    """The multilateral event that a visit was for, in the nominative: «саммит ОТГ», «форум «Россия – Исламский мир»».

    It is looked for in the clues' sentences, then in the others that name the traveller; a gathering without a name of
    its own is none.
    """
    rows = [c.line for c in found] + [
        row for row in reading.lines if any(m.actor is found[0].actor for m in row.mentions)
    ]
    for line in rows:
        for i, w in enumerate(line.words):
            if (
                w.lemma in OCCASIONS
                and w.pos == "NOUN"
                and w.feats.get("Number") != "Plur"
                and (name := event_name(line, i))
            ):
                return name
    return None


def event_name(line: Line, i: int) -> str | None:
    """A gathering's noun with its adjectives and its name, or None if it bears no name."""
    words = line.words
    first = i
    while (
        first > 0 and words[first - 1].pos == "ADJ" and words[first - 1].lemma not in {"этот", "двусторонний", "новый"}
    ):
        first -= 1
    last = i
    named = any(w.text[:1].isupper() for w in words[first:i] if first > 0)
    organisation = next(
        (
            h
            for h in line.organisations
            if i < h.first <= i + 6 and all(x.case == "Gen" for x in words[i + 1 : h.first])
        ),
        None,
    )
    if organisation:
        last, named = organisation.last, True
    elif i + 1 < len(words) and words[i + 1].text in {"«", '"'}:
        closing = {"«": "»", '"': '"'}[words[i + 1].text]
        end = next((j for j in range(i + 2, min(i + 16, len(words))) if words[j].text == closing), None)
        if end is not None:
            last, named = end, True
    elif i + 1 < len(words) and i + 1 not in line.at and words[i + 1].case == "Gen" and words[i + 1].text[:1].isupper():
        named = True
        while last + 1 < len(words) and words[last + 1].case == "Gen" and last - i < 6 and last + 1 not in line.at:
            last += 1
    if i + 1 in line.at and words[i].lemma != "инаугурация":
        return None
    if not named:
        return None
    gender = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}.get(words[i].feats.get("Gender", ""), "masc")
    before = [nominative(w.text, {"nomn", "sing", gender}) for w in words[first:i]]
    tail = line.text[words[i].end - line.start : words[last].end - line.start]
    name = " ".join([*before, nominative(words[i].text, {"nomn", "sing"})]) + tail
    # the sentence's own capital is none of the name's
    return name[:1].lower() + name[1:] if first == 0 else name


def nominative(word: str, grammemes: set[str]) -> str:
    """A dictionary word in the nominative, with its capital kept.

    Examples
    --------
    >>> nominative("саммите", {"nomn", "sing"}), nominative("Антальском", {"nomn", "sing", "masc"})
    ('саммит', 'Антальский')
    """
    for p in models.morph().parse(word):
        if p.tag.POS in {"NOUN", "ADJF"} and (form := p.inflect(grammemes)):
            return form.word.capitalize() if word[:1].isupper() else form.word
    return word


def span(c: Clue) -> tuple[int, int]:
    """Offsets, in its field, of the clause that a clue stands in."""
    first, last = whole_clause(c.line, c.word, c.first, c.last)
    return c.line.words[first].start, c.line.words[last].end


def evidence(c: Clue) -> str:
    """The words of a clue."""
    first, last = span(c)
    return c.line.text[first - c.line.start : last - c.line.start]


def kind_of(found: list[Clue]) -> str:
    """State, official, working or private: the adjective of the word «визит» or «поездка» in the clues' sentences."""
    kinds = []
    for c in found:
        for j, w in enumerate(c.line.words):
            if triggers().get(w.lemma) == "trip":
                if w.lemma == "госвизит":
                    kinds.append("state")
                kinds += [KINDS[c.line.words[k].lemma] for k in children(c.line, j) if c.line.words[k].lemma in KINDS]
                kinds += [
                    KINDS[c.line.words[k].lemma] for k in range(max(0, j - 2), j) if c.line.words[k].lemma in KINDS
                ]
                # «визит, который назвали официальным», «визит носил личный характер»
                kinds += [
                    KINDS[w.lemma]
                    for w in c.line.words
                    if w.lemma in KINDS and w.case == "Ins" and w.pos == "ADJ" and c.line.words[w.head].pos == "VERB"
                ]
    return min(kinds, key=RANK.index) if kinds else ""


def kind_elsewhere(reading: Reading, best: Clue) -> str:
    """The kind from a sentence without a place that speaks of the same trip: «Рабочий визит состоится …»."""
    for row in reading.lines:
        for j, w in enumerate(row.words):
            if triggers().get(w.lemma) != "trip" or any(
                d.country != best.country for d in destinations(row) if inside(d)
            ):
                continue
            who = [m.actor for m in row.mentions if m.actor]
            if best.actor not in who and not (not who and best.actor is leading_traveller(reading)):
                continue
            kinds = [
                KINDS[row.words[k].lemma]
                for k in [*children(row, j), *range(max(0, j - 2), j)]
                if row.words[k].lemma in KINDS
            ]
            if kinds:
                return min(kinds, key=RANK.index)
    return "unspecified"


def places_of(reading: Reading, found: list[Clue]) -> list[str]:
    """Cities and regions of the host country: the clues' own, then others that the article names as visited."""
    own = [c.place for c in found if c.place]
    for c in found:
        own += [
            d.place
            for d in destinations(c.line)
            if d.place and d.country == c.country and (inside(d) or d.preposition == "под")
        ]
    country = found[0].country
    if not own or len({id(c.actor) for c in clues(reading) if c.country == country}) == 1:
        own += [
            d.place
            for row in reading.lines
            for d in destinations(row)
            if d.place and d.country == country and inside(d)
        ]
    return list(dict.fromkeys(p for p in own if p))


def when(reading: Reading, found: list[Clue]) -> tuple:
    """First and last day: from the clues' own sentences, ranges before single days, travel before attendance."""
    options: list[tuple[int, int, Day, Line]] = []
    for c in found:
        for k, d in enumerate(day_of(c.line, c.word)):
            if not (status_now(found) and d.first > reading.published):
                options.append((0 if d.last else 1, k, d, c.line))
    if not options:
        planned = all(is_future(c.line, c.word) for c in found)
        near, row = nearest_day(reading, [c.index for c in found], 3, planned)
        if near is None or row is None:
            return None, None, None
        return near.first, near.last if c_range(near) else None, row.day_words(near)
    ranges = [o for o in options if o[2].last and c_range(o[2])]
    _, _, d, line = ranges[0] if ranges else min(options, key=lambda o: o[1])
    if d.until:
        return (reading.published if status_now(found) else None), d.first, line.day_words(d)
    ends = [o[2] for o in options if o[2].until and o[2].first > d.first]
    return d.first, d.last or (ends[0].first if ends else None), line.day_words(d)


def month_words(found: list[Clue]) -> str | None:
    """«В октябре 2023 года»: the words of a trip of which only the month is told."""
    return next((c.line.day_words(d) for c in found for d in c.line.days if d.precision == "month"), None)


def status_now(found: list[Clue]) -> bool:
    """Whether the trip is under way: «находится», «пребывает», «отправляется сегодня»."""
    return any(
        w.lemma in {"находиться", "пребывать", "гостить", "находящийся"} and w.feats.get("Tense") == "Pres"
        for c in found
        if c.rule in TRAVEL
        for w in c.line.words
    )


def c_range(d: Day) -> bool:
    """A range that may be a trip: no more than three weeks."""
    return d.last is not None and (d.last - d.first).days <= 21


def status_of(reading: Reading, found: list[Clue], start) -> str:
    """Cancelled, planned or held."""
    if any(is_cancelled(c.line, c.word) for c in found[:2]):
        return "cancelled"
    if status_now(found):
        return "held"
    if start and start > reading.published:
        return "planned"
    best = [c for c in found if c.own and c.rule in TRAVEL] or found
    return "planned" if is_future(best[0].line, best[0].word) else "held"


def is_background(reading: Reading, found: list[Clue], start) -> bool:
    """Recalled only: a day weeks before, or a sentence that looks back, and never in title or first paragraph."""
    if any(c.line.paragraph <= 0 for c in found):
        return bool(start and (reading.published - start).days > 30)
    if start and (reading.published - start).days > 10:
        return True
    return any(
        any(d.precision == "month" and (reading.published - d.first).days > 45 for d in c.line.days)
        or any(w.lemma in {"напомнить", "ранее", "прошлый", "предыдущий", "прежний"} for w in c.line.words)
        for c in found
    )
