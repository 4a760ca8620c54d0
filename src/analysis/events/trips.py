"""From clues to visits: what the clues of one traveller and one country say together.

Kind, days, status, places and occasion are read from the sentences of the clues, in the order that each function tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from ..gazetteer.places import capitals
from ..russian import models
from .dates import Day
from .grammar import (
    Destination,
    ancestors,
    children,
    clause,
    day_of,
    destinations,
    doers,
    inside,
    is_cancelled,
    is_future,
    is_past,
    looks_back,
    near,
    nearest_day,
    once,
    unique,
    verb_above,
    whole_clause,
    will,
    words_of,
)
from .mentions import Actor, Line
from .reading import Reading
from .visits import REMOTE, TRAVEL, Clue, accompanies, clues, dateline, leading_traveller, meets_abroad

KINDS = {
    "государственный": "state", "официальный": "official", "рабочий": "working", "частный": "private",
    "личный": "private", "неофициальный": "private",
}  # fmt: skip
# words that put something into an earlier year; a year itself tells if it is not the last one
LONG_AGO = re.compile(
    r"\b(?:(?:год|лет|года|месяца|месяцев) назад|(?:годом|годами|годы|лет) ранее"
    r"|в (?:прошлом|минувшем|позапрошлом) году|прошл(?:ым летом|ой осенью|ой зимой|ой весной)"
    r"|(?P<year>(?:19|20)\d\d)(?:-м)? (?:году|года|г\.))",
    re.IGNORECASE,
)
# rules of gatherings, not of journeys
GATHERS = {"meets_there", "summit_of", "attends", "listed", "stays"}
# a stay is no longer
LONGEST = timedelta(days=21)
WEEK = timedelta(days=7)
RANK = ("state", "official", "working", "private", "unspecified")


def records(reading: Reading) -> list[dict]:
    """Visits that an article states, in the fields of the guidelines.

    Examples
    --------
    >>> reading = Reading("", "Масуд Пезешкиан прибыл 11 октября в Ашхабад с рабочим визитом.", date(2024, 10, 11))
    >>> visit = records(reading)[0]
    >>> visit["visitor"], visit["host_country"], visit["kind"], visit["start"], visit["places"]
    ('Масуд Пезешкиан', 'TKM', 'working', '2024-10-11', ['Ашхабад'])
    """
    groups: dict[tuple, list[Clue]] = {}
    everybody = clues(reading)
    everybody = everybody + meets_abroad(reading, everybody)
    everybody += accompanies(reading, everybody)
    for c in everybody:
        groups.setdefault((c.actor, c.country), []).append(c)
    trips_ = (trip for found in groups.values() for trip in separate(reading, found))
    made = [record(reading, found) for found in trips_ if accepted(reading, found, everybody)]
    # a gathering that was moved from a place to a screen
    remote = any(line.has(REMOTE) for line in reading.lines[:3])
    return [r for r in made if not (remote and r["status"] == "cancelled" and GATHERS.issuperset(r["rules"]))]


def separate(reading: Reading, found: list[Clue]) -> list[list[Clue]]:
    """Clues of one traveller and country by trips: one that is to come weeks later, or again, is another trip.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Хакан Фидан вернулся из Баку. В июле Фидан снова посетит Баку.")
    visit: Хакан Фидан (TUR) to AZE, Баку; held (leaves)
    visit: Хакан Фидан (TUR) to AZE, Баку; planned (tours)
    >>> explain("Хакан Фидан прилетел в Баку. Завтра Фидан посетит Шушу.")
    visit: Хакан Фидан (TUR) to AZE, Баку, Шуша; 2024-05-15, held (acts_there, arrives, tours)
    """
    ahead = [c for c in found if c.own and is_future(c.line, c.word)]
    later = {id(c) for c in ahead}
    others = [c for c in found if id(c) not in later]
    again = any(c.line.lemmas[k] in words_of("again") for c in ahead for k in clause(c.line, c.word))
    days = [d.first for c in ahead for d in c.line.days]
    made = any(c.own and c.rule in TRAVEL and is_past(c.line.words[c.word]) for c in others)
    if made and ahead and (again or (days and min(days) > reading.published + timedelta(days=14))):
        return [others, ahead]
    return [found]


def accepted(reading: Reading, found: list[Clue], everybody: list[Clue]) -> bool:
    """Whether the clues of one actor and country suffice: envoys, sportsmen and students pay no visits.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Министр иностранных дел Ирана прибыл в Баку.")
    visit: foreign_minister (IRN) to AZE, Баку; held (acts_there, arrives)
    >>> explain("Посол Ирана прибыл в Баку.")
    nothing
    >>> explain("Делегация студентов Ирана прибыла в Баку.")
    nothing
    """
    actor, country = found[0].actor, found[0].country
    rules = {c.rule for c in found}
    if actor.envoy or any(former(c) for c in found):
        return False
    if actor.office == "delegation":
        led = any(c.actor.words and c.actor.country == actor.country and c.country == country for c in everybody)
        lines = [reading.lines[0], *(c.line for c in found)]
        return not led and not any(line.has(words_of("unofficial")) for line in lines)
    if actor.office is None:
        # nobody knows his office, but only officials pay state, official and working visits
        travels = rules & {"arrives", "tours", "trips", "stays"}
        return bool(travels and actor.words) and kind_of(found) in {"state", "official", "working"}
    if actor.office != "other" or actor.words:
        return True
    several = any(m.plural for c in found for m in c.line.mentions if m.actor is actor)
    comes = rules & {"arrives", "trips", "represented", "attends", "comes_to_ceremony"}
    return bool(actor.stated and actor.country and comes) and not several


def former(c: Clue) -> bool:
    """Whether a traveller has left the office by which a sentence calls him.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Бывший президент Франции Николя Саркози прилетел в Баку.")
    nothing
    """
    mine = [m for m in c.line.mentions if m.actor is c.actor and m.kind == "name"]
    return any(
        c.line.lemmas[k] in {"бывший", "экс-президент"} for m in mine for k in range(max(0, m.first - 1), m.last)
    )


def record(reading: Reading, found: list[Clue]) -> dict:
    """One visit from its clues, of which the first with a word of travel and a place of its own gives the evidence.

    Examples
    --------
    >>> reading = Reading("Токаев в Бухаре", "В мае 2024 года Касым-Жомарт Токаев посетил Бухару.", date(2024, 6, 3))
    >>> visit = record(reading, clues(reading))
    >>> visit["date_words"], visit["date_precision"], visit["evidence"], visit["rules"]
    ('В мае 2024 года', 'month', 'В мае 2024 года Касым-Жомарт Токаев посетил Бухару', ['named_there', 'tours'])
    """
    # words of travel with their own place say it best, the first of them in the body
    best = min(found, key=lambda c: (not c.own, c.rule not in TRAVEL, c.line.field == "title", c.line.index))
    actor = best.actor
    rules = sorted({c.rule for c in found})
    if rules == ["accompanies"]:
        # companions go when and where their leader goes
        found = [*found, *(c for c in clues(reading) if c.country == best.country and c.rule in TRAVEL)]
    start, end, words = when(reading, found)
    # «в октябре 2023 года»: the words of a trip of which only the month is told
    months = [c.line.day_words(d) for c in found for d in c.line.days if d.precision == "month"]
    month = months[0] if months and not start else None
    status = status_of(reading, found, start)
    if status == "cancelled" and not any(is_stay(d) for c in found for d in c.line.days):
        # nobody guesses when a trip would have ended
        end = None
    span = whole_clause(best.line, best.word, *best.extent)
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
        "background": status == "held" and is_background(reading, found, start),
        "evidence": best.line.text[span[0] - best.line.start : span[1] - best.line.start],
        "field": best.line.field,
        "span": span,
        "date_words": words or month,
        "date_precision": "day" if start else "month" if month else None,
        "occasion": occasion_of(reading, found),
        "rules": rules,
    }


# -- occasion ----------------------------------------------------------------------------------------------------


def occasion_of(reading: Reading, found: list[Clue]) -> str | None:
    """The multilateral event that a visit was for, in the nominative.

    It is looked for in the clues' sentences, then in the others that name the traveller; a gathering without a name of
    its own is none.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон прилетел в Баку на саммит ОТГ.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; саммит ОТГ, held (acts_there, arrives, meets_there)
    >>> explain("Эмомали Рахмон прилетел в Баку на переговоры.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held (acts_there, arrives, meets_there)
    """
    rows = near(reading, (c.line for c in found))
    others = [row for row in rows if any(m.actor is found[0].actor for m in row.mentions)]
    for line in dict.fromkeys([*(c.line for c in found), *others]):
        for i in line.where(words_of("occasion")):
            w = line.words[i]
            if w.pos == "NOUN" and w.feats.get("Number") != "Plur" and (name := event_name(line, i)):
                return name
    return None


def event_name(line: Line, i: int) -> str | None:
    """A gathering's noun with its adjectives and its name, or None if it bears no name.

    Examples
    --------
    >>> line = Reading("", "На Антальском дипломатическом форуме прошёл саммит.", date(2024, 5, 4)).lines[0]
    >>> event_name(line, 3), event_name(line, 5)
    ('Антальский дипломатический форум', None)
    """
    words = line.words
    after = words[i + 1] if i + 1 < len(words) else None
    if i + 1 in line.at and words[i].lemma != "инаугурация":
        return None
    first = last = i
    vague = {"этот", "двусторонний", "новый"}
    while first > 0 and words[first - 1].pos == "ADJ" and words[first - 1].lemma not in vague:
        first -= 1
    named = first > 0 and any(w.text[:1].isupper() for w in words[first:i])
    bodies = (h for h in line.organisations if i < h.first <= i + 6)
    body = next((h for h in bodies if all(x.case == "Gen" for x in words[i + 1 : h.first])), None)
    if body:
        last, named = body.last, True
    elif after is not None and after.text in {"«", '"'}:
        closing = {"«": "»", '"': '"'}[after.text]
        if closing in line.texts[i + 2 : i + 16]:
            last, named = line.texts.index(closing, i + 2), True
    elif after is not None and i + 1 not in line.at and after.case == "Gen" and after.text[:1].isupper():
        named = True
        while last + 1 < len(words) and words[last + 1].case == "Gen" and last - i < 6 and last + 1 not in line.at:
            last += 1
    if not named:
        return None
    gender = {"Masc": "masc", "Fem": "femn", "Neut": "neut"}.get(words[i].feats.get("Gender", ""), "masc")
    before = [nominative(w.text, "nomn", "sing", gender) for w in words[first:i]]
    tail = line.text[words[i].end - line.start : words[last].end - line.start]
    name = " ".join([*before, nominative(words[i].text, "nomn", "sing")]) + tail
    # the sentence's own capital is none of the name's
    return name[:1].lower() + name[1:] if first == 0 else name


@lru_cache(maxsize=10_000)
def nominative(word: str, *grammemes: str) -> str:
    """A dictionary word in the nominative, with its capital kept.

    Examples
    --------
    >>> nominative("саммите", "nomn", "sing"), nominative("Антальском", "nomn", "sing", "masc")
    ('саммит', 'Антальский')
    """
    for p in models.morph().parse(word):
        if p.tag.POS in {"NOUN", "ADJF"} and (form := p.inflect(set(grammemes))):
            return form.word.capitalize() if word[:1].isupper() else form.word
    return word


# -- kind and places ---------------------------------------------------------------------------------------------


def kinds_at(line: Line, i: int) -> Iterator[str]:
    """Kinds that the adjectives of «визит» or «поездка» tell, or what a sentence calls it.

    Examples
    --------
    >>> line = Reading("", "Его первый государственный визит завершился.", date(2024, 5, 4)).lines[0]
    >>> list(kinds_at(line, 3))
    ['state', 'state']
    >>> line = Reading("", "Визит, который назвали рабочим, носил частный характер.", date(2024, 5, 4)).lines[0]
    >>> list(kinds_at(line, 0))
    ['working', 'private']
    """
    if line.words[i].lemma == "госвизит":
        yield "state"
    for j in [*children(line, i), *range(max(0, i - 2), i)]:
        if line.words[j].lemma in KINDS:
            yield KINDS[line.words[j].lemma]
    for j in line.where(KINDS.keys()):
        w, above = line.words[j], line.words[max(0, line.words[j].head)]
        if above.lemma in {"характер", "статус"} or (w.case == "Ins" and w.pos == "ADJ" and above.pos == "VERB"):
            yield KINDS[w.lemma]


def kind_of(found: list[Clue]) -> str:
    """What the clues' sentences call a trip: state, official, working or private, the first of these if several.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Поездка Эмомали Рахмона в Баку названа частной.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; private, held (trips)
    """
    kinds: list[str] = []
    for line in {c.line for c in found}:
        for i in line.where(words_of("trip")):
            kinds += kinds_at(line, i)
    return min(kinds, key=RANK.index, default="")


def kind_elsewhere(reading: Reading, best: Clue) -> str:
    """The kind from a sentence without a place that speaks of the same trip.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон прибыл в Баку. Рабочий визит Рахмона продлится два дня.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; working, held (acts_there, arrives)
    """
    for row in near(reading, [best.line]):
        trips = row.where(words_of("trip"))
        if not trips or any(d.country != best.country for d in destinations(row) if inside(d)):
            continue
        for i in trips if best.actor in of_trip(reading, row) else []:
            if kinds := list(kinds_at(row, i)):
                return min(kinds, key=RANK.index)
    return "unspecified"


def places_of(reading: Reading, found: list[Clue]) -> list[str]:
    """Cities and regions of the host country: the clues' own, then others that the article names as visited.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон прилетел в Баку. Днём он побывает в Шуше, а его министр – в Москве.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку, Шуша; held (acts_there, arrives, stays)
    visit: Эмомали Рахмон (TJK) to RUS, Москва; planned (stays)
    """
    country = found[0].country
    own = [c.to.place for c in found]
    own += [
        d.place
        for c in found
        for d in destinations(c.line)
        if d.country == country and (inside(d) or d.preposition == "под")
    ]
    actor = found[0].actor
    if not any(own) or guests_of(reading).get(country, set()) <= {actor}:
        rows = near(reading, (c.line for c in found))
        own += [d.place for row in rows for d in destinations(row) if d.country == country and inside(d)]
    if not any(own):
        own += [d.place for d in [*headline_place(reading), *dateline(reading)] if d.country == country]
    # the capital is where a leader's journey within the country begins and ends
    home = capitals().get(country) if actor.country == country else None
    return [place for place in dict.fromkeys(own) if place not in {None, home}]


@once
def guests_of(reading: Reading) -> dict[str, set[Actor]]:
    """Travellers from elsewhere to each country, by all clues of an article.

    Examples
    --------
    >>> reading = Reading("", "Хакан Фидан прилетел в Баку.", date(2024, 5, 4))
    >>> {country: [a.name for a in guests] for country, guests in guests_of(reading).items()}
    {'AZE': ['Хакан Фидан']}
    """
    found: dict[str, set[Actor]] = {}
    for c in clues(reading):
        if c.country != c.actor.country:
            found.setdefault(c.country, set()).add(c.actor)
    return found


@once
def countries_of(reading: Reading) -> dict[Actor, set[str]]:
    """Countries that each traveller goes to, by all clues of an article.

    Examples
    --------
    >>> reading = Reading("", "Хакан Фидан прилетел в Баку, а затем в Киев.", date(2024, 5, 4))
    >>> [sorted(countries) for countries in countries_of(reading).values()]
    [['AZE', 'UKR']]
    """
    found: dict[Actor, set[str]] = {}
    for c in clues(reading):
        found.setdefault(c.actor, set()).add(c.country)
    return found


def headline_place(reading: Reading) -> list[Destination]:
    """The city that a headline begins with: «Ереван: подписано семь документов».

    Examples
    --------
    >>> [d.place for d in headline_place(Reading("Ереван: подписано семь документов", "", date(2024, 5, 4)))]
    ['Ереван']
    """
    title = next((line for line in reading.lines if line.field == "title"), None)
    return (
        [d for d in destinations(title) if d.first == 0 and title.texts[d.last + 1 : d.last + 2] == [":"]]
        if title
        else []
    )


# -- time and status ---------------------------------------------------------------------------------------------


def when(reading: Reading, found: list[Clue]) -> tuple[date | None, date | None, str | None]:
    """First and last day, and their words: from the clues' own sentences, ranges before single days.

    The last day is also told by how long a trip takes, or by the traveller's leaving.

    Examples
    --------
    >>> def tell(body):
    ...     reading = Reading("", body, date(2024, 5, 6))
    ...     return [day and day.isoformat()[-5:] for day in when(reading, clues(reading))[:2]]
    >>> tell("Эмомали Рахмон посетил Баку 2–3 мая. Рахмон прибыл в Баку 2 мая.")
    ['05-02', '05-03']
    >>> tell("Эмомали Рахмон прибыл в Баку 2 мая с трёхдневным визитом.")
    ['05-02', '05-04']
    >>> tell("Эмомали Рахмон 2 мая прибыл в Баку. Домой Рахмон вернётся 8 мая.")
    ['05-02', '05-08']
    >>> tell("Двухдневный визит Эмомали Рахмона в Баку завершился вчера.")
    ['05-04', '05-05']
    """
    now = under_way(found) or has_come(reading, found)
    length = length_of(reading, found)
    options, ends = [], last_days(reading, found)
    for c in found:
        days = [d for d in day_of(c.line, c.word) if not at_other_stop(c, d) and not of_report(c, d)]
        done = c.line.words[c.word].feats.get("Tense") == "Past" and not will(c.line.words[c.word])
        if now and is_future(c.line, c.word):
            # who is there already, stays for what is to come
            ends += [(c.line, d) for d in days if d.first > reading.published]
            options += [((k, True), d, c.line) for k, d in enumerate(days) if d.first == reading.published]
            continue
        if is_future(c.line, c.word):
            days = [d for d in days if (d.last or d.first) >= reading.published]
        elif now or done:
            # what has happened is not tomorrow's
            days = [d for d in days if d.until or d.first <= reading.published]
        if (verb := end_of(c)) is not None:
            # «визит, начавшийся вчера, завершается сегодня»
            scope = clause(c.line, verb)
            mine = [d for d in day_of(c.line, verb) if d in days and c.line.word_at(d) in scope]
            ends += [(c.line, d) for d in mine[:1]]
            # «вернулся вчера, а пост занял 8 февраля»
            days = [d for d in days if d not in mine[:1] and c.rule == "trips"]
        arrival = done and c.own and c.rule == "arrives"
        options += [((k, not arrival), d, c.line) for k, d in enumerate(days)]
        ends += [(c.line, d) for d in days if d.until]
    ranges = [o for o in options if is_stay(o[1])]
    if ranges or options:
        _, d, line = ranges[0] if ranges else min(options, key=lambda o: o[0])
        if not d.until:
            over = None if ends else just_over(reading, found, d.first)
            last = d.last or next((e.first for _, e in ends if d.first < e.first <= d.first + LONGEST), None)
            return (
                d.first,
                last or after(d.first, length) or over or last_told(reading, found, d.first),
                line.day_words(d),
            )
    if ends:
        line, d = ends[0]
        if now and d.first > reading.published and not d.until:
            near, _ = nearest_day(reading, [c.line.index for c in found], 3)
            return near.first if near else None, d.first, line.day_words(d)
        if d.until:
            return (reading.published if now else None), d.first, line.day_words(d)
        # the only day that is known counts as the first
        return (after(d.first, -length), d.first, line.day_words(d)) if length else (d.first, None, line.day_words(d))
    planned = all(is_future(c.line, c.word) for c in found)
    near, row = nearest_day(reading, [c.line.index for c in found], 3, planned)
    if near is None or row is None:
        return None, None, None
    return near.first, near.last if is_stay(near) else after(near.first, length), row.day_words(near)


def last_told(reading: Reading, found: list[Clue], start: date) -> date | None:
    """The last of the days, after the first, of which the article tells that the traveller is there.

    Examples
    --------
    >>> text = "Хакан Фидан 2 мая прилетел в Баку. В субботу Фидана примет президент."
    >>> reading = Reading("", text, date(2024, 5, 2))
    >>> last_told(reading, clues(reading), date(2024, 5, 2)).isoformat()
    '2024-05-04'
    """
    actor, country = found[0].actor, found[0].country
    only = countries_of(reading).get(actor) == {country}
    told = []
    for row in near(reading, (c.line for c in found)):
        days = [d for d in day_of(row) if start < d.first <= start + WEEK]
        if not days or not any(m.actor is actor for m in row.mentions):
            continue
        stops = {d.country for d in destinations(row) if inside(d)}
        if stops == {country} or (only and not stops):
            told += [
                d.first for d in days if not any(row.lemmas[k] in words_of("tell") for k in clause(row, row.word_at(d)))
            ]
    return max(told, default=None)


def after(day: date, length: int) -> date | None:
    """The last day of a stay of some days from its first; the first from its last, if the number is negative.

    Examples
    --------
    >>> after(date(2024, 5, 2), 3).isoformat(), after(date(2024, 5, 2), -3).isoformat(), after(date(2024, 5, 2), 0)
    ('2024-05-04', '2024-04-30', None)
    """
    return day + timedelta(days=length - 1 if length > 0 else length + 1) if abs(length) > 1 else None


def at_other_stop(c: Clue, d: Day) -> bool:
    """Whether a day belongs to another stop of a tour than the clue's.

    As many days as stops go with them in turn; what comes «затем» does not take the day before it.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Хакан Фидан прибудет в Киев 21 мая, а 23 мая – в Ереван.")
    visit: Хакан Фидан (TUR) to UKR, Киев; 2024-05-21, planned (arrives)
    visit: Хакан Фидан (TUR) to ARM, Ереван; 2024-05-23, planned (arrives)
    >>> explain("Хакан Фидан 21 мая прибудет в Киев, затем – в Ереван.")
    visit: Хакан Фидан (TUR) to UKR, Киев; 2024-05-21, planned (arrives)
    visit: Хакан Фидан (TUR) to ARM, Ереван; planned (arrives)
    """
    stops = [s for s in destinations(c.line) if s.preposition not in {"из", "с", "от"}] if c.own else []
    if len({s.country for s in stops}) < 2:
        return False
    words, place = c.line.words, c.to.first
    days = day_of(c.line)
    if len(days) == len(stops) > 1:
        return stops[days.index(d)].first != place
    between = [w for w in words[:place] if w.start - c.line.start >= d.end]
    return any(s.first < place for s in stops) and any(
        w.lemma in {"затем", "потом", "оттуда", "далее", "после"} for w in between
    )


def of_report(c: Clue, d: Day) -> bool:
    """Whether a day is that of the news on a trip, not of the trip.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Посол 13 мая заявил, что Хакан Фидан посетит Баку 21 мая.")
    visit: Хакан Фидан (TUR) to AZE, Баку; 2024-05-21, planned (tours)
    >>> explain("Посол сегодня заявил, что Хакан Фидан посетит Баку.")
    visit: Хакан Фидан (TUR) to AZE, Баку; planned (tours)
    """
    scope, mine = clause(c.line, c.line.word_at(d)), clause(c.line, c.word)
    opening = c.line.lemmas[mine[0]]
    told = mine[0] > scope[0] and opening in {"что", "чем", "как", "когда", "где", "куда", ":"}
    return told and any(c.line.lemmas[i] in words_of("tell") for i in scope)


def end_of(c: Clue) -> int | None:
    """The verb by which a clue tells of the trip's end.

    Examples
    --------
    >>> bodies = "Хакан Фидан завершил визит в Баку.", "Хакан Фидан вернулся из Баку.", "Хакан Фидан прилетел в Баку."
    >>> [end_of(clues(Reading("", body, date(2024, 5, 4)))[0]) for body in bodies]
    [2, 2, None]
    """
    if c.rule == "leaves":
        return c.word
    verb = verb_above(c.line, c.word) if c.rule == "trips" else None
    return verb if verb is not None and c.line.words[verb].lemma in words_of("finish") else None


def just_over(reading: Reading, found: list[Clue], start: date) -> date | None:
    """The day of publication for a trip that is told to be over, if the article speaks of that day at all.

    Examples
    --------
    >>> bodies = ("Визит Хакана Фидана в Баку завершился. " + more for more in ("Сегодня тепло.", "Тепло."))
    >>> readings = [Reading("", body, date(2024, 5, 4)) for body in bodies]
    >>> [str(just_over(reading, clues(reading), date(2024, 5, 3))) for reading in readings]
    ['2024-05-04', 'None']
    """
    today = reading.published
    over = start < today <= start + LONGEST and any(
        end_of(c) is not None and not is_future(c.line, c.word) for c in found
    )
    rows = near(reading, (c.line for c in found)) if over else []
    return today if any(d.first == today for row in rows for d in row.days) else None


def last_days(reading: Reading, found: list[Clue]) -> list[tuple[Line, Day]]:
    """Days on which a traveller leaves or until which he stays, if one country is all that he visits.

    He leaves for home or without a word where to.

    Examples
    --------
    >>> for more in "Завтра он улетит домой.", "Визит продлится до вторника.":
    ...     reading = Reading("", "Хакан Фидан вчера прилетел в Баку. " + more, date(2024, 5, 4))
    ...     print(*(day for _, day in last_days(reading, clues(reading))))
    2024-05-05
    2024-05-07
    """
    actor, country = found[0].actor, found[0].country
    days = []
    rows = near(reading, (c.line for c in found)) if countries_of(reading).get(actor) == {country} else []
    for line in rows:
        for i in line.where(words_of("depart")) if day_of(line) else []:
            away = {d.country for d in destinations(line) if inside(d)} - {actor.country}
            who = doers(line, i) if not away else []
            if actor in who or any(a.office == "delegation" and a.country == actor.country for a in who):
                days += [(line, d) for d in day_of(line, i)[:1]]
        until = [d for d in day_of(line) if d.until]
        days += [(line, d) for d in until if actor in of_trip(reading, line)]
    return days


NUMBERS = {
    "два": 2,
    "две": 2,
    "двое": 2,
    "три": 3,
    "трое": 3,
    "четыре": 4,
    "четверо": 4,
    "пять": 5,
    "шесть": 6,
    "семь": 7,
}
LENGTHS = {"двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7}


def length_of(reading: Reading, found: list[Clue]) -> int:
    """How many days a trip takes, as its sentences say; 0 if they do not.

    Examples
    --------
    >>> bodies = "Визит двухдневный.", "Программа визита рассчитана на три дня.", "За два дня до этого Баку украсили."
    >>> for body in bodies:
    ...     reading = Reading("", "Хакан Фидан прилетел в Баку. " + body, date(2024, 5, 4))
    ...     print(length_of(reading, clues(reading)))
    2
    3
    0
    """
    actor, country = found[0].actor, found[0].country
    only = countries_of(reading).get(actor) == {country}
    lines = dict.fromkeys([c.line for c in found if c.own])
    if only:
        lines |= dict.fromkeys(row for row in near(reading, lines) if actor in of_trip(reading, row))
    for line in lines:
        for i, w in enumerate(line.words):
            if w.lemma.endswith("дневный") and (only or (of_stop(line, i, found) and not line.has({"турне"}))):
                stem = w.lemma.removesuffix("дневный").rstrip("-хти")
                number = LENGTHS.get(w.lemma.removesuffix("дневный"), int(stem) if stem.isdigit() else 0)
            elif (
                only
                and w.lemma in {"день", "сутки"}
                and i > 0
                and line.folded[i + 1 : i + 2] not in (["до"], ["назад"])
            ):
                before = line.folded[i - 1]
                number = NUMBERS.get(before, int(before) if before.isdigit() else 0)
            else:
                continue
            if 1 < number < 15:
                return number
    return 0


def of_stop(line: Line, i: int, found: list[Clue]) -> bool:
    """Whether a word of a sentence on several stops stands in the clause of a clue's own.

    Examples
    --------
    >>> line = Reading("", "Он прибыл в Баку с двухдневным визитом, а потом – в Киев.", date(2024, 5, 4)).lines[0]
    >>> clue = Clue("arrives", Actor(), destinations(line)[1], 10, line)
    >>> of_stop(line, 5, [clue])
    False
    """
    return any(c.own and i in clause(line, c.to.first) for c in found if c.line is line)


def of_trip(reading: Reading, row: Line) -> list[Actor]:
    """Of whose trip a sentence speaks that names no place: of those whom it mentions, else the article's main person.

    Examples
    --------
    >>> reading = Reading("", "Хакан Фидан прилетел в Баку. Визит продлится два дня.", date(2024, 5, 4))
    >>> [actor.name for actor in of_trip(reading, reading.lines[1])]
    ['Хакан Фидан']
    """
    if not row.has(words_of("trip", "stay", "программа")):
        return []
    return unique(m.actor for m in row.mentions) or unique([leading_traveller(reading)])


def under_way(found: list[Clue]) -> bool:
    """Whether the trip is under way: a word like «находится» stands in the present.

    Examples
    --------
    >>> bodies = "Хакан Фидан гостит в Баку.", "Хакан Фидан гостил в Баку."
    >>> [under_way(clues(Reading("", body, date(2024, 5, 4)))) for body in bodies]
    [True, False]
    """
    stays = {"находиться", "пребывать", "гостить", "находящийся", "продолжаться"}
    return any(
        c.line.words[i].feats.get("Tense") == "Pres" for c in found if c.rule in TRAVEL for i in c.line.where(stays)
    )


def has_come(reading: Reading, found: list[Clue]) -> bool:
    """Whether somebody has arrived already, whatever else is planned.

    Examples
    --------
    >>> bodies = "Хакан Фидан прилетел в Баку.", "Хакан Фидан прилетит в Баку."
    >>> readings = [Reading("", body, date(2024, 5, 4)) for body in bodies]
    >>> [has_come(reading, clues(reading)) for reading in readings]
    [True, False]
    """
    come = (c for c in found if c.rule == "arrives" and not recalled(reading, c))
    words = (c.line.words[c.word] for c in come if not looks_back(reading, c.line, "ранее"))
    return any(w.lemma in words_of("come") and w.feats.get("Tense") == "Past" and not will(w) for w in words)


def is_stay(d: Day) -> bool:
    """A range that may be a trip: no more than three weeks.

    Examples
    --------
    >>> from .dates import find_days
    >>> [is_stay(day) for day in find_days("2–5 мая, с 1 июня по 30 августа, 9 мая", date(2024, 4, 30))]
    [True, False, False]
    """
    return d.last is not None and d.last - d.first <= LONGEST


def status_of(reading: Reading, found: list[Clue], start: date | None) -> str:
    """Cancelled, planned or held.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Визит Эмомали Рахмона в Баку завершился.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held (trips)
    >>> explain("Визит Эмомали Рахмона в Баку начнётся завтра.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; 2024-05-15, planned (trips)
    >>> explain("Визит Эмомали Рахмона в Баку отменён.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; cancelled (trips)
    """
    if any(is_cancelled(c.line, c.word) for c in found[:2]) or called_off(reading, found):
        return "cancelled"
    if under_way(found) or has_come(reading, found):
        return "held"
    if start and start > reading.published:
        return "planned"
    best = next((c for c in found if c.own and c.rule in TRAVEL), found[0])
    if best.rule == "leaves":
        # who will leave is there
        return "held"
    w = best.line.words[best.word]
    # «в четверг вечером прилетает в Киев»
    soon = (
        w.feats.get("Tense") == "Pres" and best.rule == "arrives" and start is not None and start >= reading.published
    )
    return "planned" if soon or is_future(best.line, best.word) else "held"


def called_off(reading: Reading, found: list[Clue]) -> bool:
    """Whether a sentence without a place says that a planned trip, or the gathering that it is for, was called off.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон завтра прилетит в Баку. Вечером визит отменили.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; 2024-05-15, cancelled (acts_there, arrives)
    >>> explain("Форум в Баку отложен. Эмомали Рахмон должен был прилететь туда 5 июня.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; 2024-06-05, cancelled (arrives)
    """
    made = any(c.rule in TRAVEL and is_past(c.line.words[c.word]) for c in found)
    if made or has_come(reading, found) or under_way(found):
        return False
    actor, country = found[0].actor, found[0].country
    for row in near(reading, (c.line for c in found)):
        if not (row.has(words_of("cancel")) or "не" in row.folded):
            continue
        stops = {d.country for d in destinations(row) if inside(d)}
        who = unique(m.actor for m in row.mentions) or unique([leading_traveller(reading)])
        own = actor in who and stops <= {country}
        # a gathering called off at the place: nobody comes
        off = stops == {country} and all(is_future(c.line, c.word) for c in found)
        called = row.where(words_of("trip", "event")) if own else row.where(words_of("event")) if off else []
        if any(is_cancelled(row, i) for i in called):
            return True
    return False


def is_background(reading: Reading, found: list[Clue], start: date | None) -> bool:
    """Recalled only: a day weeks before, or a sentence that looks back, and never in title or first paragraph.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Баку украшен флагами.\\n\\nРанее Баку посетил Эмомали Рахмон.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held, background (tours)
    """
    age = (reading.published - start).days if start else 0
    if all(recalled(reading, c) for c in found):
        return True
    if under_way(found):
        return False
    if any(c.line.paragraph <= 0 for c in found):
        return age > 30
    return age > 10 or all(looks_back(reading, c.line, "ранее", "прежний") for c in found)


def recalled(reading: Reading, c: Clue) -> bool:
    """Whether a clue's clause, or the one that it explains, puts it into another year, or somebody recalls it.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон два года назад прилетал в Баку.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held, background (acts_there, arrives)
    >>> explain("Дом, открытый в ходе визита Эмомали Рахмона в Баку в 2013 году, снесут.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held, background (trips)
    >>> explain("Посол вспомнил о визите Эмомали Рахмона в Баку.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held, background (trips)
    """
    words = c.line.words
    if any(words[j].lemma in words_of("remember") for j in ancestors(c.line, c.word)):
        return True
    scope = clause(c.line, c.word)
    if scope[0] > 1 and words[scope[0]].lemma in {"когда", "где", "который"}:
        scope = range(clause(c.line, scope[0] - 1)[0], scope[-1] + 1)
    text = c.line.text[words[scope[0]].start - c.line.start : words[scope[-1]].end - c.line.start]
    years = (int(m["year"]) for m in LONG_AGO.finditer(text) if m["year"])
    return any(not m["year"] for m in LONG_AGO.finditer(text)) or any(y < reading.published.year - 1 for y in years)
