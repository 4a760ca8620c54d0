"""Meetings: direct contacts between officials of two sides.

Each rule looks at one trigger word in one sentence and yields who met. What several sentences say of the same people
is then one record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .grammar import (
    actors_at,
    ancestors,
    children,
    clause,
    day_of,
    destinations,
    inside,
    is_cancelled,
    is_future,
    nearest_day,
    nearest_subject,
    run_of,
    subjects,
    subtree,
    triggered,
    triggers,
    unique,
    whole_clause,
)
from .mentions import LEADERS, VIDEO, Actor, Line
from .reading import Reading

PHONE = {"дозвониться", "телефон", "телефонный", "позвонить", "созвониться", "звонок"}
SITTINGS = {"саммит", "заседание", "встреча", "совещание", "консультация"}


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
    """Actors in «с X» or «между X и Y» that a word governs: behind it in the sentence, else before it."""
    words = line.words
    behind: list[Actor] = []
    before: list[Actor] = []
    below = subtree(line, i)
    scope = set(clause(line, i))
    for m in sorted(line.mentions, key=lambda m: m.first):
        if m.actor is None:
            continue
        k = m.first - 1
        steps = 0
        while (
            k >= 0
            and steps < 4
            and (
                words[k].pos in {"ADJ", "DET", "NUM", "ADV"}
                or words[k].feats.get("VerbForm") == "Part"
                or words[k].lemma in {"коллега", "гость", "лидер"}
            )
        ):
            k -= 1
            steps += 1
        if k < 0 or words[k].lower not in {"с", "со", "между"} or words[m.head].case not in {"Ins", ""}:
            continue
        (behind if m.first > i else before).extend(
            run_of(line, [m.actor]) if m.head in below or m.first > i or m.head in scope else []
        )
    return unique(behind or before)


def meets(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«Н.Назарбаев 29 мая встретился с Владимиром Путиным», «президенты X и Y обсудили»."""
    for i in triggered(line, "meet"):
        w = line.words[i]
        if w.pos not in {"VERB", "ADJ"}:
            continue
        if (
            w.lemma in {"говорить", "рассмотреть", "обсудить", "обсуждать", "общаться", "рассматривать"}
            and not with_whom(line, i)
            and len(subjects(line, i)) < 2
        ):
            continue
        who = subjects(line, i) or nearest_subject(reading, index, i)
        others = with_whom(line, i)
        if w.lemma in {"позвонить", "звонить"}:
            others = [
                a
                for m in line.mentions
                if m.actor and line.words[m.head].case == "Dat"
                for a in run_of(line, [m.actor])
            ]
        if len(who) == 1 and not others and mode_of(line, i) == "phone" and (topic := topic_actor(reading, index, who)):
            others = [topic]
        yield from each("meets", reading, index, line, i, unique(who), unique(others), len(unique(who)) == 1)


def talks(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«Состоялись его переговоры с Сердаром Бердымухамедовым», «встреча Владимира Путина и Ильхама Алиева»."""
    words = line.words
    for i in triggered(line, "meet"):
        w = words[i]
        if w.pos not in {"NOUN", "PROPN"}:
            continue
        who: list[Actor] = []
        for j in children(line, i):
            owner = (words[j].case == "Gen" and words[j].rel == "nmod") or words[j].lower in {"его", "её", "ее"}
            if owner and j in line.at:
                who += actors_at(line, j)
        others = with_whom(line, i)
        if len(unique([*who, *others])) < 2:
            verb = next((j for j in ancestors(line, i) if words[j].pos in {"VERB", "ADJ"}), None)
            if verb is not None:
                who = [*who, *subjects(line, verb)]
                who += [
                    a
                    for j in children(line, verb)
                    if words[j].case == "Gen" and any(words[k].lower in {"у", "для"} for k in children(line, j))
                    for a in actors_at(line, j)
                ]
                # «его ждут переговоры с»
                who += [
                    a
                    for j in children(line, verb)
                    if words[j].rel == "obj" and verb is not None and words[verb].lemma in {"ждать", "ожидать"}
                    for a in actors_at(line, j)
                ]
        if len(unique([*who, *others])) < 2 and w.lemma != "саммит":
            who = [*who, *nearest_subject(reading, index, i)]
        if len(unique([*who, *others])) == 1:
            topic = topic_actor(reading, index, unique([*who, *others]))
            who = [*([topic] if topic else []), *who]
        if not who and others and w.lemma != "саммит":
            topic = topic_actor(reading, index, others)
            who = [topic] if topic else []
        several = w.feats.get("Number") == "Plur" and w.lemma in {"беседа", "встреча", "разговор"}
        yield from each("talks", reading, index, line, i, unique(who), unique(others), several)


def each(
    rule: str, reading: Reading, index: int, line: Line, i: int, who: list[Actor], others: list[Actor], several: bool
) -> Iterator[Contact]:
    """«Встретится с X, а также с Y» is a meeting with each; so are calls, which two people make."""
    others = [a for a in others if a not in who]
    apart = (
        several
        or mode_of(line, i) == "phone"
        or any(w.lemma in {"порознь", "отдельно", "отдельный", "поочередно", "поодиночке"} for w in line.words)
    )
    # two of one country who receive the same guest do it one after the other
    if (
        len(others) == 1
        and len(who) > 1
        and len({a.country for a in who}) == 1
        and others[0].country not in {None, who[0].country}
    ):
        for one in who:
            yield Contact(rule, [one, *others], index, i, line)
        return
    if apart and len(who) == 1 and len(others) > 1:
        for other in others:
            yield Contact(rule, [*who, other], index, i, line)
    elif apart and len(others) == 1 and len(who) > 1:
        for one in who:
            yield Contact(rule, [one, *others], index, i, line)
    else:
        yield Contact(rule, [*who, *others], index, i, line)


def topic_actor(reading: Reading, index: int, but: list[Actor]) -> Actor | None:
    """Whom the article speaks of, for «состоялась и встреча с X»: its most named actor, else the last subject."""
    counts = Counter(m.actor for _, m in reading.pairs() if m.actor and m.actor.words and m.kind != "group")
    main = max(counts, key=lambda a: (counts[a], -a.first), default=None)
    titled = [m.actor for m in reading.lines[0].mentions if m.actor and m.actor.words] if reading.lines else []
    if len(set(map(id, titled))) == 1 and titled[0] not in but:
        return titled[0]
    if (
        main is not None
        and main not in but
        and counts[main] > 2
        and any(m.actor is main for row in reading.lines[:2] for m in row.mentions)
    ):
        return main
    for row in reversed(reading.lines[max(0, index - 2) : index]):
        for m in row.mentions:
            if m.actor and m.actor not in but and row.words[m.head].case == "Nom" and m.kind != "group":
                return m.actor
    return None


def receives(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«С.Бердымухамедов принял Масуда Пезешкиана», «был принят Президентом»."""
    words = line.words
    for i in triggered(line, "receive"):
        w = words[i]
        if w.pos not in {"VERB", "ADJ"}:
            continue
        if any(words[j].lemma in {"участие", "решение", "заявление", "присяга"} for j in children(line, i)) or any(
            x.lemma == "грамота" for x in words
        ):
            continue
        who = subjects(line, i)
        if any(d.case == "Nom" and d.preposition == "" for d in destinations(line)) and not who:
            # «Ашхабад принимал президентов»: a city meets nobody
            continue
        others: list[Actor] = []
        for j in children(line, i):
            if words[j].rel in {"obj", "iobj"} or (words[j].case == "Ins" and words[j].rel.startswith("obl")):
                others += actors_at(line, j)
        if (not who and not others) or (len(unique([*who, *others])) == 1 and not any(a for a in others)):
            # «вице-премьера X принял премьер-министр Y»: the cases tell who receives whom
            scope = clause(line, i)
            near = [m for m in line.mentions if m.actor and m.head in scope and m.kind in {"name", "title"}]
            who = who or [m.actor for m in near if m.actor and words[m.head].case == "Nom"][:1]
            others = (
                others or [m.actor for m in near if m.actor and words[m.head].case == "Acc" and m.actor not in who][:1]
            )
        if any(words[j].lemma == "каждый" for j in children(line, i)):
            for other in guests_before(reading, index, who):
                yield Contact("receives", [*who[:1], other], index, i, line)
            continue
        if w.lemma in {"встретить", "встречать"} and not (who and others and host_leader(who[0], others[0])):
            continue
        yield Contact("receives", unique([*who, *others]), index, i, line)


def host_leader(host: Actor, guest: Actor) -> bool:
    """A welcome counts as a meeting only if the host leader gives it: nobody lower than the guest."""
    return (
        host.office in LEADERS
        and guest.office in LEADERS
        and (host.office != "head_of_government" or guest.office == "head_of_government")
    )


def calls(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«С днём рождения Рахмона по телефону поздравили Владимир Путин и Александр Лукашенко»."""
    words = line.words
    if not line.has({"телефон", "телефонный"} | VIDEO):
        return
    for i, w in enumerate(words):
        if w.pos != "VERB" or triggers().get(w.lemma) == "meet":
            continue
        who = subjects(line, i)
        others = [
            a
            for j in children(line, i)
            if words[j].rel in {"obj", "iobj"} and not words[j].rel.startswith("nsubj")
            for a in actors_at(line, j)
        ]
        others += [
            m.actor
            for m in line.mentions
            if m.actor and words[m.head].case in {"Acc", "Dat"} and m.actor not in who and m.kind != "pronoun"
        ]
        others = [a for a in unique(others) if a not in who] or [
            m.actor for m in line.mentions if m.actor and m.actor not in who and m.kind != "pronoun"
        ][:1]
        if not others and len(who) == 2:
            yield Contact("calls", unique(who), index, i, line)
        elif len(others) == 1 or len(who) == 1:
            yield from each("calls", reading, index, line, i, unique(who), others, True)


def interlocutor(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«Вторым собеседником Р.Мередова был министр иностранных дел Омана»."""
    words = line.words
    for i in line.where({"собеседник"}):
        if words[i].feats.get("Number") == "Sing":
            own = [a for j in children(line, i) if words[j].case == "Gen" for a in actors_at(line, j)]
            other = [m.actor for m in line.mentions if m.actor and words[m.head].case == "Nom" and m.actor not in own]
            if own and other:
                yield Contact("interlocutor", [own[0], other[0]], index, i, line)


def each_of_them(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«С каждым из них Карзай переговорил отдельно»: the people of a list before, one by one."""
    words = line.words
    if index == 0 or not any(w.lemma in {"каждый", "оба"} and w.case == "Ins" for w in words):
        return
    for i in triggered(line, "meet"):
        who = subjects(line, i) or nearest_subject(reading, index, i)
        if not who:
            continue
        for other in guests_before(reading, index, who):
            yield Contact("each_of_them", [who[0], other], index, i, line)
        return


def guests_before(reading: Reading, index: int, but: list[Actor]) -> list[Actor]:
    """«С каждым из гостей»: the guests of the article where it shows several, else the list before."""
    present = [
        a for a in at_the_table(reading) if a not in but and a.words and a.country not in {b.country for b in but}
    ]
    return present if len(present) > 1 else list_before(reading, index, but)


def list_before(reading: Reading, index: int, but: list[Actor]) -> list[Actor]:
    """The last sentence before with at least two officials other than these: «каждый» means them."""
    for row in reversed(reading.lines[:index]):
        found = unique(
            m.actor
            for m in row.mentions
            if m.actor
            and m.actor not in but
            and m.kind in {"name", "title"}
            and m.actor.country not in {a.country for a in but}
        )
        if len(found) > 1:
            return found
    return []


def awaits(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«31 мая гостя ждёт президент Георгий Маргвелашвили»."""
    for i in line.where({"ждать"}):
        if line.words[i].pos == "VERB":
            host = [a for j in children(line, i) if line.words[j].rel.startswith("nsubj") for a in actors_at(line, j)]
            guest = [a for j in children(line, i) if line.words[j].rel == "obj" for a in actors_at(line, j)]
            if host and guest and host[0].office in LEADERS:
                yield Contact("awaits", unique([host[0], guest[0]]), index, i, line)


def talks_of_the_visit(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«Переговоры велись днём ранее в Баку»: talks that name nobody are those of the guest and the host's leader."""
    for i in line.where({"переговоры", "беседа"}):
        if line.words[i].pos != "NOUN" or mode_of(line, i) != "in_person":
            continue
        if (
            any(m.actor and m.kind in {"name", "title"} for m in line.mentions)
            or with_whom(line, i)
            or is_future(line, i)
        ):
            continue
        guest, host = principals(reading)
        if guest and host:
            yield Contact("talks_of_the_visit", [guest, host], index, i, line)
            return


def principals(reading: Reading) -> tuple[Actor | None, Actor | None]:
    """The one leader on a visit of whom an article speaks, and the one leader of the country visited."""
    from .visits import clues

    found = [
        c
        for c in clues(reading)
        if c.actor.country != c.country
        and c.actor.office in {*LEADERS, "foreign_minister"}
        and c.rule in {"arrives", "stays", "trips", "tours", "awaited", "acts_there", "meets_there"}
    ]
    guests = unique(c.actor for c in found)
    countries = {c.country for c in found}
    if len(guests) != 1 or len(countries) != 1:
        return None, None
    hosts = [a for a in reading.actors if a.country in countries and a.office == guests[0].office and not a.envoy]
    hosts = hosts or [
        a for a in reading.actors if a.country in countries and a.office in LEADERS and guests[0].office in LEADERS
    ]
    return guests[0], hosts[0] if len(hosts) == 1 else None


def chairs_together(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«Заседание прошло под председательством Касым-Жомарта Токаева и Садыра Жапарова»."""
    for i in line.where({"председательство", "возглавить", "провести", "открыть"}):
        if line.words[i].lemma == "председательство":
            who = [m.actor for m in line.mentions if m.actor and i < m.first]
            yield Contact("chairs_together", unique(who), index, i, line)
        elif any(line.words[j].lemma in {"заседание", "переговоры"} for j in children(line, i)):
            yield Contact("chairs_together", unique(subjects(line, i)), index, i, line)


def takes_part(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """«С туркменской стороны в них участвовал X, с грузинской — Y», after a sentence on consultations."""
    if index == 0 or not reading.lines[index - 1].has({"консультация", "переговоры", "встреча", "заседание"}):
        return
    for i in line.where({"участвовать", "представлять", "возглавлять", "возглавить"}):
        who = unique(m.actor for m in line.mentions if m.actor and m.kind != "pronoun")
        if len(who) == 2:
            yield Contact("takes_part", who, index, i, line)


def sits_together(reading: Reading, index: int, line: Line) -> Iterator[Contact]:
    """A summit, council or consultative meeting: all officials who are there, and the host's leader, meet.

    Forums, conferences and ceremonies are no meetings; who is there follows from the visits.
    """
    for i in line.where(SITTINGS):
        if not sitting(line, i):
            continue
        present = on_the_screen(reading) if mode_of(line, i) == "video" else at_the_table(reading)
        here = [m.actor for m in line.mentions if m.actor and m.kind != "pronoun"]
        who = unique([*present, *(a for a in here if a in present)])
        if len(who) >= 2:
            yield Contact("sits_together", who, index, i, line)
            return


def sitting(line: Line, i: int) -> bool:
    """Whether a word names a sitting of leaders: «саммит», «заседание Совета глав», «трёхсторонняя встреча»."""
    w = line.words[i]
    if w.lemma not in SITTINGS:
        return False
    near = {x.lemma for x in line.words[max(0, i - 4) : i + 7]}
    if near & {"форум", "конференция", "пленарный", "кабинет", "правительство", "меджлис", "генеральный"}:
        return False
    if w.lemma == "саммит":
        return True
    many = near & {"глава", "лидер", "президент", "министр", "премьер-министр", "руководитель"}
    return bool(
        near & {"консультативный", "трехсторонний", "министерский", "неформальный", "совет"}
        or (
            many and any(x.feats.get("Number") == "Plur" and x.lemma in many for x in line.words[max(0, i - 4) : i + 7])
        )
    )


def on_the_screen(reading: Reading) -> list[Actor]:
    """Leaders and ministers whom an article on a video summit names."""
    counts = Counter(
        a.office
        for a in reading.actors
        if a.office in {*LEADERS, "foreign_minister", "organisation_head", "parliament_head"} and not a.envoy
    )
    return [
        a
        for a in reading.actors
        if a.office in {*LEADERS, "organisation_head"}
        or (counts.get("foreign_minister", 0) > 2 and a.office == "foreign_minister")
    ]


def at_the_table(reading: Reading) -> list[Actor]:
    """Officials whom an article shows at one place abroad, with the leaders of the host country that it mentions."""
    from .visits import clues

    if "table" not in reading.memo:
        by_host: dict[str, list[Actor]] = {}
        for c in clues(reading):
            if c.actor.country != c.country and c.actor.office not in {"delegation", None}:
                by_host.setdefault(c.country, []).append(c.actor)
        host, guests = max(by_host.items(), key=lambda x: len(unique(x[1])), default=("", []))
        guests = unique(guests)
        offices = {a.office for a in guests}
        hosts = [
            a
            for a in reading.actors
            if a.country == host
            and (a.office in offices or (a.office in LEADERS and offices & set(LEADERS)))
            and not a.envoy
        ]
        reading.memo["table"] = unique([*guests, *hosts[:1]])
    return reading.memo["table"]


RULES: tuple[Rule, ...] = (
    receives,
    meets,
    talks,
    calls,
    interlocutor,
    each_of_them,
    awaits,
    chairs_together,
    takes_part,
    talks_of_the_visit,
    sits_together,
)


def mode_of(line: Line, word: int) -> str:
    """In person, by telephone, or by video."""
    if line.has(PHONE):
        return "phone"
    if line.words[word].lemma == "разговор" and line.after_call:
        return "phone"
    if line.has(VIDEO) or (line.remote and sitting(line, word) and not any(inside(d) for d in destinations(line))):
        return "video"
    return "in_person"


def sides(who: list[Actor]) -> set[str]:
    """Countries and organisations that actors stand for."""
    return {a.country or a.organisation or a.label for a in who}


def valid(who: list[Actor]) -> bool:
    """At least two known people or offices of at least two sides, no ambassador among them."""
    who = [a for a in who if a.words or a.office]
    if len(who) > 1 and any(
        a.office == "delegation" and any(b is not a and b.country == a.country for b in who) for a in who
    ):
        return False
    return len(who) >= 2 and len(sides(who)) >= 2 and not any(a.envoy for a in who)


def records(reading: Reading) -> list[dict]:
    """Meetings that an article states, in the fields of the guidelines.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Президент Казахстана Касым-Жомарт Токаев 9 июня встретился с Владимиром Путиным."
    >>> r = Reading("", text, date(2024, 6, 10))
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
    """Every rule's findings with at least two sides, found once."""
    if "contacts" not in reading.memo:
        reading.memo["contacts"] = [
            c
            for index, line in enumerate(reading.lines)
            for rule in RULES
            for c in rule(reading, index, line)
            if valid(c.who)
        ]
    return reading.memo["contacts"]


def same(a: Contact, b: Contact) -> bool:
    """Whether two findings are one meeting: same mode, and the people of one among those of the other."""
    if mode_of(a.line, a.word) != mode_of(b.line, b.word):
        return False
    one, other = set(map(id, a.who)), set(map(id, b.who))
    if not (one <= other or other <= one):
        return False
    if is_future(a.line, a.word) != is_future(b.line, b.word) and "следующий" in {
        w.lemma for c in (a, b) for w in c.line.words
    }:
        return False
    # two who talk apart at a summit of many are a meeting of their own
    return (
        max(len(one), len(other)) <= 3
        or min(len(one), len(other)) > 2
        or ("sits_together" in {a.rule, b.rule} and len(one) == len(other))
    )


def record(reading: Reading, found: list[Contact]) -> dict:
    """One meeting from what its sentences say."""
    best = max(found, key=lambda c: (len(c.who), -c.index))
    who = [a for a in best.who if a.words or a.office]
    days = [d for c in found for d in day_of(c.line, c.word)[:1]]
    if not days and (
        near := nearest_day(reading, [c.index for c in found], 3, all(is_future(c.line, c.word) for c in found))[0]
    ):
        days = [near]
    day = days[0].first if days else None
    first, last = extent(best)
    status = "cancelled" if is_cancelled(best.line, best.word) else "held"
    if status == "held" and ((day and day > reading.published) or all(is_future(c.line, c.word) for c in found)):
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
    first, last = whole_clause(c.line, c.word, first, last)
    return c.line.words[first].start, c.line.words[last].end


def recalled(reading: Reading, found: list[Contact], day) -> bool:
    """Whether an article only recalls the meeting."""
    if day and (reading.published - day).days > 10:
        return True
    if any(c.line.paragraph <= 0 for c in found):
        return False
    return any(
        any(d.precision == "month" and (reading.published - d.first).days > 45 for d in c.line.days)
        or any(w.lemma in {"напомнить", "прошлый", "предыдущий"} for w in c.line.words)
        for c in found
    )
