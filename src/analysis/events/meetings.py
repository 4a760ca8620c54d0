"""Meetings: direct contacts between officials of two sides.

Each rule looks at one trigger word in one sentence and yields who met. What several sentences say of the same people
is then one record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .grammar import (
    actors_at,
    ancestors,
    children,
    clause,
    day_of,
    is_cancelled,
    is_future,
    nearest_subject,
    subjects,
    subtree,
    triggers,
    unique,
)
from .reading import GUEST_NOUNS, LEADERS, Actor, Line, Reading

PHONE = {"телефон", "телефонный", "позвонить", "созвониться", "звонок"}
VIDEO = {"видеоконференция", "видеосвязь", "видеоформат", "видеоконференцсвязь", "онлайн", "онлайн-формат", "видеоконференц-связь", "дистанционный", "вкс"}
SITTINGS = {"саммит", "заседание", "встреча", "переговоры", "совещание", "консультация", "сессия"}


@dataclass(eq=False)
class Contact:
    """One rule's finding: who met, by which word of which sentence."""

    rule: str
    who: list[Actor]
    index: int
    word: int
    line: Line = field(repr=False)


Rule = Callable[[Reading, int, Line], Iterator[Contact]]


def with_whom(line: Line, i: int) -> list[Actor]:
    """Actors in «с X» or «между X и Y» that a word governs, in its subtree or its clause."""
    words = line.words
    found: list[Actor] = []
    for scope in (sorted(subtree(line, i)), list(clause(line, i))):
        for j in scope:
            if j in line.at and j != i:
                k = j - 1
                first = next((m.first for m in line.mentions if m.first <= j <= m.last), j)
                k = first - 1
                while k >= 0 and (words[k].pos in {"ADJ", "DET", "NUM"} or words[k].lower in {"коллегой", "коллегами", "гостем"}):
                    k -= 1
                if k >= 0 and words[k].lower in {"с", "со", "между"}:
                    found += actors_at(line, j)
        if found:
            break
    return unique(found)


def meets(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«Н.Назарбаев 29 мая встретился с Владимиром Путиным», «президенты X и Y обсудили»."""
    for i, w in enumerate(line.words):
        if triggers().get(w.lemma) != "meet" or w.pos not in {"VERB", "ADJ"}:
            continue
        if w.lemma in {"говорить", "рассмотреть", "обсудить", "обсуждать", "общаться", "рассматривать"} and not with_whom(line, i) and len(subjects(line, i)) < 2:
            continue
        who = subjects(line, i) or nearest_subject(reading, index, i)
        others = with_whom(line, i)
        if w.lemma == "позвонить":
            others = [a for j in children(line, i) if line.words[j].case == "Dat" for a in actors_at(line, j)]
        yield Contact("meets", unique([*who, *others]), index, i, line)


def talks(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«Состоялись его переговоры с Сердаром Бердымухамедовым», «встреча Владимира Путина и Ильхама Алиева»."""
    words = line.words
    for i, w in enumerate(words):
        if triggers().get(w.lemma) != "meet" or w.pos not in {"NOUN", "PROPN"}:
            continue
        who: list[Actor] = []
        for j in children(line, i):
            if words[j].case == "Gen" and words[j].rel == "nmod" or words[j].lower in {"его", "её", "ее"}:
                if j in line.at:
                    who += actors_at(line, j)
        others = with_whom(line, i)
        if len(unique([*who, *others])) < 2:
            verb = next((j for j in ancestors(line, i) if words[j].pos in {"VERB", "ADJ"}), None)
            if verb is not None:
                who = [*who, *subjects(line, verb)]
                who += [a for j in children(line, verb) if words[j].case == "Gen" and any(words[k].lower in {"у", "для"} for k in children(line, j)) for a in actors_at(line, j)]
                # «его ждут переговоры с»
                who += [a for j in children(line, verb) if words[j].rel == "obj" and verb is not None and words[verb].lemma in {"ждать", "ожидать"} for a in actors_at(line, j)]
        if len(unique([*who, *others])) < 2:
            who = [*who, *nearest_subject(reading, index, i)]
        if len(unique([*who, *others])) == 1:
            topic = topic_actor(reading, index, unique([*who, *others]))
            who = [*([topic] if topic else []), *who]
        yield Contact("talks", unique([*who, *others]), index, i, line)


def topic_actor(reading: Reading, index: int, but: list[Actor]) -> Actor | None:
    """Whom the sentences before speak of: the last subject of the two before, for «состоялась и встреча с X»."""
    for row in reversed(reading.lines[max(0, index - 2) : index]):
        for m in row.mentions:
            if m.actor and m.actor not in but and row.words[m.head].case == "Nom" and m.kind != "group":
                return m.actor
    return None


def receives(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«С.Бердымухамедов принял Масуда Пезешкиана», «был принят Президентом»."""
    words = line.words
    for i, w in enumerate(words):
        if triggers().get(w.lemma) != "receive" or w.pos not in {"VERB", "ADJ"}:
            continue
        if any(words[j].lemma in {"участие", "решение", "заявление", "присяга", "грамота"} for j in children(line, i)):
            continue
        who = subjects(line, i)
        others: list[Actor] = []
        for j in children(line, i):
            if words[j].rel in {"obj", "iobj"} or words[j].case == "Ins" and words[j].rel == "obl":
                others += actors_at(line, j)
                if words[j].lemma in GUEST_NOUNS and not others:
                    guest = visitor_of(reading, index)
                    others += [guest] if guest else []
        if w.lemma in {"встретить", "встречать"} and not (who and others and all(a.office in LEADERS for a in [*who, *others])):
            continue
        yield Contact("receives", unique([*who, *others]), index, i, line)


def visitor_of(reading: Reading, index: int) -> Actor | None:
    """The guest whom an article speaks of: the nearest actor before that is said to travel."""
    from .visits import clues

    travelling = [c.actor for c in clues(reading) if c.rule in {"arrives", "stays", "trips", "tours"} and c.actor.country != c.country]
    return travelling[0] if travelling else None


def sits_together(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«Встреча лидеров Казахстана, Кыргызстана и Узбекистана», a summit or council with its participants."""
    words = line.words
    for i, w in enumerate(words):
        if w.lemma not in SITTINGS | {"собраться", "провести", "участвовать"}:
            continue
        who = unique(m.actor for m in line.mentions if m.actor and m.kind != "pronoun")
        offices = {a.office for a in who}
        if len(who) >= 3 and len(offices) <= 2:
            yield Contact("sits_together", who, index, i, line)
            return


RULES: tuple[Rule, ...] = (receives, meets, talks, sits_together)


def mode_of(line: Line, word: int) -> str:
    """In person, by telephone, or by video."""
    lemmas = {w.lemma for w in line.words}
    if lemmas & PHONE:
        return "phone"
    return "video" if lemmas & VIDEO else "in_person"


def sides(who: list[Actor]) -> set[str]:
    """Countries and organisations that actors stand for."""
    return {a.country or a.organisation or a.label for a in who}


def valid(who: list[Actor]) -> bool:
    """At least two known people or offices of at least two sides, no ambassador among them."""
    who = [a for a in who if a.words or a.office]
    return len(who) >= 2 and len(sides(who)) >= 2 and not any(a.envoy for a in who)


def records(reading: Reading) -> list[dict]:
    """Meetings that an article states, in the fields of the guidelines.

    Examples
    --------
    >>> from datetime import date
    >>> r = Reading("", "Президент Казахстана Касым-Жомарт Токаев 9 июня встретился с Владимиром Путиным.", date(2024, 6, 10))
    >>> m = records(r)[0]
    >>> m["participants"], m["countries"], m["mode"], m["date"]
    (['Касым-Жомарт Токаев', 'Владимир Путин'], ['KAZ', 'RUS'], 'in_person', '2024-06-09')
    """
    groups: list[list[Contact]] = []
    for c in contacts(reading):
        group = next((g for g in groups if same(g[0], c)), None)
        if group is None:
            groups.append([c])
        else:
            group.append(c)
    return [record(reading, g) for g in groups]


def contacts(reading: Reading) -> list[Contact]:
    """Every rule's findings with at least two sides."""
    return [c for index, line in enumerate(reading.lines) for rule in RULES for c in rule(reading, index, line) if valid(c.who)]


def same(a: Contact, b: Contact) -> bool:
    """Whether two findings are one meeting: same mode, and the people of one among those of the other."""
    if mode_of(a.line, a.word) != mode_of(b.line, b.word):
        return False
    one, other = set(map(id, a.who)), set(map(id, b.who))
    return one <= other or other <= one


def record(reading: Reading, found: list[Contact]) -> dict:
    """One meeting from what its sentences say."""
    best = max(found, key=lambda c: (len(c.who), -c.index))
    who = [a for a in best.who if a.words or a.office]
    days = [d for c in found for d in day_of(c.line, c.word)[:1]]
    day = days[0].first if days else None
    first, last = extent(best)
    status = "cancelled" if is_cancelled(best.line, best.word) else "held"
    if status == "held" and (day and day > reading.published or all(is_future(c.line, c.word) for c in found)):
        status = "planned"
    return {
        "participants": [a.label for a in who],
        "countries": sorted({a.country for a in who if a.country}),
        "mode": mode_of(best.line, best.word),
        "date": day.isoformat() if day else None,
        "status": status,
        "background": recalled(reading, found, day),
        "evidence": best.line.text[first - best.line.start : last - best.line.start],
        "field": best.line.field,
        "span": (first, last),
        "rules": sorted({c.rule for c in found}),
    }


def extent(c: Contact) -> tuple[int, int]:
    """Offsets of the words from the first to the last participant or trigger."""
    spans = []
    for a in c.who:
        mine = [(m.first, m.last) for m in c.line.mentions if m.actor is a]
        if mine:
            spans.append(min(mine, key=lambda s: abs(s[0] - c.word)))
    first = min([s[0] for s in spans] + [c.word])
    last = max([s[1] for s in spans] + [c.word])
    return c.line.words[first].start, c.line.words[last].end


def recalled(reading: Reading, found: list[Contact], day) -> bool:
    """Whether an article only recalls the meeting."""
    if day and (reading.published - day).days > 10:
        return True
    if any(c.line.paragraph <= 0 for c in found):
        return False
    return any(
        any(d.precision == "month" and (reading.published - d.first).days > 45 for d in c.line.days) or any(w.lemma in {"напомнить", "прошлый", "предыдущий"} for w in c.line.words)
        for c in found
    )
