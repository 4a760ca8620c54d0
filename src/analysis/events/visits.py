"""Visits: who travels where.

Each rule looks at one trigger word in one sentence and yields clues: this actor, to this country, with these words.
The clues of the whole article for one actor and one country are then weighed together into one record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .grammar import (
    Destination,
    actors_at,
    ancestors,
    children,
    clause,
    destinations,
    inside,
    led_by,
    nearest_subject,
    run_of,
    stated_place,
    subjects,
    subtree,
    triggered,
    triggers,
    unique,
)
from .mentions import LEADERS, VIDEO, Actor, Line
from .reading import Reading

GATHERINGS = {
    "саммит", "форум", "заседание", "конференция", "встреча", "церемония", "совещание", "сессия", "переговоры",
    "торжество", "мероприятие", "инаугурация", "парад", "подписание", "подпись", "стол", "игры", "консультация",
    "ассамблея", "совет", "празднование", "открытие", "конгресс", "съезд", "выставка", "беседа",
}  # fmt: skip


REMOTE = VIDEO | {"телефон", "телефонный"}


# what is said, thought or hoped somewhere is often said by others there
SAYS = {
    "считать",
    "полагать",
    "рассчитывать",
    "надеяться",
    "отметить",
    "ожидать",
    "ждать",
    "назвать",
    "сообщить",
    "заявить",
    "говорить",
    "сказать",
    "рассказать",
    "родиться",
    "жить",
    "учиться",
    "окончить",
}

# who is at a gathering is said by these words too, besides the triggers
PARTAKING = {"участие", "присутствие"}
PRESENT = {"гость", "участник", "прибывший", "собравшийся"}


@dataclass(eq=False)
class Clue:
    """One rule's finding: an actor, a destination, and where it stands."""

    rule: str
    actor: Actor
    country: str
    place: str | None
    index: int
    word: int
    first: int
    last: int
    line: Line = field(repr=False)
    own: bool = True
    direct: bool = False


Rule = Callable[[Reading, int, Line], Iterator[Clue]]


def clue(rule: str, actor: Actor, d: Destination, index: int, line: Line, word: int) -> Clue:
    """A clue whose words run from the trigger, actor and destination that come first to the one that comes last."""
    first, last = (min(word, d.first), max(word, d.last)) if d.first >= 0 else (word, word)
    own = [(m.first, m.last) for m in line.mentions if m.actor is actor]
    if own:
        a, b = min(own, key=lambda x: abs(x[0] - word))
        first, last = min(first, a), max(last, b)
    return Clue(
        rule,
        actor,
        d.country,
        d.place,
        index,
        word,
        first,
        last,
        line,
        d.first >= 0,
        d.first >= 0 and line.words[d.first].head == word,
    )


def arrives(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Сегодня в Душанбе прибыл Президент Туркменистана Сердар Бердымухамедов»."""
    for i in triggered(line, "arrive"):
        w = line.words[i]
        if w.pos not in {"VERB", "ADJ"}:
            continue
        who = subjects(line, i) or nearest_subject(reading, index, i)
        where = [d for d in governed(line, i) if inside(d) or d.preposition == "по"]
        here = clause(line, i)
        others = [d for d in destinations(line) if d.first in here and (inside(d) or d.preposition in {"из", "с"})]
        if not where and all(d.preposition in {"из", "с"} and d.country in {a.country for a in who} for d in others):
            where = venue(reading, index, who[0].country if len(who) == 1 else None)
        for d in where:
            for actor in who:
                yield clue("arrives", actor, d, index, line, i)


def stays(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Герой-Аркадаг находился в Турции с рабочим визитом»."""
    for i in sorted({*triggered(line, "stay"), *line.where({"быть"})}):
        w = line.words[i]
        being = w.lower.startswith("буд") and w.lemma == "быть" and w.pos in {"VERB", "AUX"}
        if (w.lemma == "быть" and not being) or w.pos not in {"VERB", "ADJ", "AUX"}:
            continue
        who = subjects(line, i) or ([] if being else nearest_subject(reading, index, i))
        where = [d for d in governed(line, i) if inside(d)]
        if not where and any(
            x.lemma in {"страна", "республика"} or x.lower in {"там", "здесь", "тут"} for x in line.words
        ):
            where = venue(reading, index, who[0].country if len(who) == 1 else None)
        for d in where:
            if inside(d):
                for actor in who:
                    yield clue("stays", actor, d, index, line, i)


def tours(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Дэвид Кэмерон посетил Ашхабад»."""
    for i in triggered(line, "visit"):
        w = line.words[i]
        if w.pos not in {"VERB", "ADJ"}:
            continue
        who = subjects(line, i) or nearest_subject(reading, index, i)
        for d in governed(line, i):
            if d.preposition in {"", "по"} and (
                d.case in {"Acc", "Nom", "Ins", ""} or w.feats.get("VerbForm") == "Part" or d.case == "Gen"
            ):
                for actor in who:
                    yield clue("tours", actor, d, index, line, i)


def trips(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Официальный визит премьер-министра Грузии Ираклия Кобахидзе в Туркменистан»."""
    for i in triggered(line, "trip"):
        if line.words[i].pos not in {"NOUN", "PROPN"}:
            continue
        who = travellers(reading, index, line, i)
        where = governed(line, i)
        near = [d for d in where if inside(d) or d.preposition == "по" or d.case == "Dat"]
        for d in near:
            for actor in who:
                yield clue("trips", actor, d, index, line, i)


def travellers(reading: Reading, index: int, line: Line, i: int) -> list[Actor]:
    """Whose trip a noun speaks of: its genitive, its «his», or the subject of the verb that governs it."""
    words = line.words
    who: list[Actor] = []
    for j in children(line, i):
        w = words[j]
        if j in line.at and (w.case in {"Gen", ""} or w.rel in {"nmod", "det"}) and w.rel != "obl":
            who += actors_at(line, j)
        elif w.lemma in {"делегация"} and w.case == "Gen":
            who += led_by(line, j) or line.at.get(j, [])
        elif w.lower in {"его", "её", "ее"} and j in line.at:
            who += line.at[j]
    if not who and i + 1 < len(words) and i + 1 in line.at and words[i + 1].case == "Gen":
        who += actors_at(line, i + 1)
    if not who:
        verb = next((j for j in ancestors(line, i) if words[j].pos in {"VERB", "ADJ"}), None)
        if verb is not None:
            who = subjects(line, verb)
    if not who:
        who = nearest_subject(reading, index, i)
    return unique(who)


def attends(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Он примет участие в форуме в Казани»; where the sentence names no place, the gathering's place is the venue."""
    words = line.words
    for i in sorted({*triggered(line, "attend"), *line.where(PARTAKING | PRESENT)}):
        w = words[i]
        attending = triggers().get(w.lemma) == "attend" and w.pos in {"VERB", "ADJ"}
        partaking = w.lemma in PARTAKING
        guests = (
            w.lemma in {"гость", "участник"}
            and (w.case == "Ins" or (w.case == "Gen" and any(x.lower == "среди" for x in words[max(0, i - 3) : i])))
        ) or (w.lemma in {"прибывший", "собравшийся"} and w.case == "Gen")
        if not (attending or partaking or guests):
            continue
        if partaking:
            head = w.head
            who = subjects(line, head) if head >= 0 and words[head].pos == "VERB" else []
            who = [
                a for j in children(line, i) if words[j].case == "Gen" for a in run_of(line, actors_at(line, j))
            ] or who
        elif guests:
            who = [m.actor for m in line.mentions if m.actor and m.first > i and words[m.head].case == "Nom"]
        else:
            who = subjects(line, i)
        represents = w.lemma in {"представить", "представлять", "возглавить"}
        if represents and not who:
            scope = clause(line, i)
            who = [m.actor for m in line.mentions if m.actor and m.head in scope and m.kind in {"name", "title"}]
        gathering = line.has(GATHERINGS | {"делегация"})
        who = who or nearest_subject(reading, index, i)
        if represents and not gathering and not any(gathered(row) for row in reading.lines[:index]):
            continue
        where = stated_place(line, i) or venue(reading, index)
        for d in where:
            for actor in unique(who):
                yield clue("attends", actor, d, index, line, i)


def represented(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Россию представлял Дмитрий Медведев, Казахстан – Карим Масимов», «из Таджикистана прибыл Эмомали Рахмон»."""
    words = line.words
    represents = line.has({"представлять", "представить"}) and any(
        row.has(GATHERINGS | {"делегация"}) for row in reading.lines[: index + 1]
    )
    comes = bool(triggered(line, "arrive"))
    if not (represents or comes):
        return
    mentions = sorted((m for m in line.mentions if m.actor and m.kind in {"name", "title"}), key=lambda m: m.first)
    for h in line.places:
        side = h.value.kind == "adjective" and h.last + 1 < len(words) and words[h.last + 1].lemma == "сторона"
        if h.value.kind not in {"country", "capital"} and not side:
            continue
        sent = side or words[h.first - 1].lower in {"из", "от"} if h.first else False
        if not (sent or (represents and words[h.first].case in {"Acc", "Nom", ""})):
            continue
        next_place = min(
            (o.first for o in line.places if o.first > h.last and o.value.kind == "country"), default=len(words)
        )
        m = next(
            (
                m
                for m in mentions
                if h.last < m.first and (m.first < next_place or m.last >= next_place) and m.first - h.last <= 8
            ),
            None,
        )
        if m is None or m.actor is None or (m.actor.country not in {None, h.value.country} and not m.actor.guessed):
            continue
        for d in venue(reading, index):
            if d.country != h.value.country:
                m.actor.country, m.actor.guessed = (
                    m.actor.country if not m.actor.guessed and m.actor.country else h.value.country,
                    False,
                )
                yield clue("represented", m.actor, d, index, line, m.head)


def gathered(line: Line) -> bool:
    """Whether a sentence speaks of a gathering."""
    return line.has(GATHERINGS)


def venue(reading: Reading, index: int, but: str | None = None) -> list[Destination]:
    """Where the gathering or trip that an article speaks of takes place.

    The last place before a sentence that something happens in («в Ашхабаде»), that receives it («Ашхабад принял
    заседание»), or the title's; else the first one after it.
    """
    rows = [*reversed(reading.lines[:index]), *reading.lines[index + 1 :]]
    for row in rows:
        found = [
            d
            for d in destinations(row)
            if (
                inside(d)
                and (d.place or d.case == "Acc" or gathered(row))
                and (d.case in {"Loc", ""} or (d.case == "Acc" and travelling(row)))
            )
            or receiving(row, d)
        ]
        found = [d for d in found if d.country != but]
        if found:
            d = found[-1]
            return [Destination(d.country, d.place, -1, -1, "в", "Loc")]
    return []


def travelling(line: Line) -> bool:
    """Whether a sentence speaks of somebody's travel."""
    return bool(triggered(line, "arrive", "trip", "visit"))


def receiving(line: Line, d: Destination) -> bool:
    """«Ашхабад 24 мая принял заседание», «форум, который принимает Самарканд»: a place as host."""
    return (
        d.preposition == ""
        and d.case == "Nom"
        and any(w.lemma in {"принять", "принимать", "собрать", "собирать"} and w.pos == "VERB" for w in line.words)
        and gathered(line)
    )


def meets_there(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Кая Каллас провела в Ашхабаде переговоры с главами МИД»: to meet at a place abroad is to be there."""
    words = line.words
    if line.has(REMOTE):
        return
    acts = GATHERINGS | {"подписать", "провести", "пройти", "состояться"}
    for i in sorted({*triggered(line, "meet", "receive"), *line.where(acts)}):
        if words[i].lemma in {"позвонить", "созвониться"}:
            continue
        where = [d for d in stated_place(line, i) if (d.place and d.first in clause(line, i)) or close_by(line, i, d)]
        if not where:
            continue
        scope = set(clause(line, i)) | subtree(line, i)
        near = [m for m in line.mentions if m.actor and m.kind != "pronoun" and abs(m.head - i) < 25]
        who = [m.actor for m in near if m.head in scope] or [m.actor for m in near]
        for d in where:
            for actor in unique(a for a in who if a):
                yield clue("meets_there", actor, d, index, line, i)


def close_by(line: Line, i: int, d: Destination) -> bool:
    """Whether a place belongs to a word or to the verb that governs it."""
    head = line.words[d.first].head
    return (
        head == i
        or head in ancestors(line, i)[:1]
        or (
            line.words[i].pos != "VERB"
            and any(line.words[j].pos == "VERB" and head == j for j in ancestors(line, i)[:2])
        )
    )


def welcomed(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Ашхабад сегодня принимал президентов двух соседних стран»: a city receives guests."""
    words = line.words
    for i in triggered(line, "receive"):
        hosts = [
            d
            for d in destinations(line)
            if d.preposition == ""
            and d.case == "Nom"
            and any(words[j].rel.startswith("nsubj") and d.first <= j <= d.last for j in children(line, i))
        ]
        if not hosts:
            continue
        who = [a for j in children(line, i) if words[j].rel in {"obj", "nmod", "obl"} for a in actors_at(line, j)]
        for actor in unique(who):
            yield clue("welcomed", actor, hosts[0], index, line, i)


def guest_of(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Гостем туркменской столицы стал президент Ирана», «азербайджанский спикер – гость Нур-Султана»."""
    words = line.words
    for i in line.where({"гость"}):
        w = words[i]
        if w.feats.get("Number") != "Sing" or w.case not in {"Ins", "Nom"}:
            continue
        where = [d for d in destinations(line) if d.case in {"Gen", ""} and 0 < d.first - i <= 3]
        who = [m.actor for m in line.mentions if m.actor and words[m.head].case == "Nom" and m.head != i]
        for d in where:
            for actor in unique(who):
                yield clue("guest_of", actor, d, index, line, i)


def leaves(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Рахмон возвращается из Москвы», «высокий гость покинул Ашхабад»: who leaves a place abroad was there."""
    leaving = triggered(line, "leave")
    departing = [i for i in line.where({"отбыть", "вылететь", "отправиться"}) if line.words[i].pos == "VERB"]
    for i in sorted({*leaving, *departing}):
        w = line.words[i]
        who = subjects(line, i) or nearest_subject(reading, index, i)
        for d in governed(line, i):
            if d.preposition in {"из", "с"} or (w.lemma in {"покинуть", "покидать"} and d.preposition == ""):
                for actor in who:
                    yield clue("leaves", actor, d, index, line, i)


def awaited(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«В таджикской столице С.Бердымухамедова ждали 10 апреля», «11 октября Путина ждут в Ашхабаде»."""
    words = line.words
    for i in line.where({"ждать", "ожидать", "встречать", "встретить", "приветствовать", "провожать"}):
        if words[i].pos not in {"VERB", "ADJ"}:
            continue
        who = [a for j in children(line, i) if words[j].rel == "obj" for a in actors_at(line, j)]
        where = [d for d in destinations(line) if inside(d) and d.case in {"Loc", ""}]
        for d in where:
            for actor in unique(who):
                yield clue("awaited", actor, d, index, line, i)


def invited_to_speak(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«На заседание приглашены и выступят президенты Казахстана и Киргизии», «ожидается участие президентов»."""
    if not line.has({"ожидаться", "ожидать", "приглашенный", "пригласить"}) or not line.has(GATHERINGS | {"участие"}):
        return
    # an invitation alone is no visit: it takes somebody's word that they come
    if not line.has({"участие", "выступить", "приехать", "прибыть", "ожидаться"}):
        return
    for d in ([d for d in destinations(line) if inside(d)] or venue(reading, index))[:1]:
        for m in line.mentions:
            if m.actor and m.kind != "pronoun":
                yield clue("invited_to_speak", m.actor, d, index, line, m.head)


def summit_of(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Трёхсторонний саммит президентов Узбекистана, Таджикистана и Туркменистана»: whose summit it is, is there."""
    words = line.words
    for i in line.where({"саммит", "встреча", "заседание", "переговоры", "совещание"}):
        who = [a for j in children(line, i) if words[j].case == "Gen" for a in run_of(line, actors_at(line, j))]
        if len(who) < 2:
            continue
        if line.has(REMOTE):
            continue
        for d in (stated_place(line, i) or venue(reading, index))[:1]:
            for actor in unique(who):
                yield clue("summit_of", actor, d, index, line, i)


def acts_there(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Аллею памяти в Баку открыл Касым-Жомарт Токаев»: an act of an official at a stated place abroad."""
    words = line.words
    if line.has(REMOTE):
        return
    for d in destinations(line):
        # «рейс из Душанбе, где он подписал»: «где» takes up a place
        where = next((k for k in range(d.last + 1, min(d.last + 4, len(words))) if words[k].lower == "где"), None)
        if where is not None:
            verb = next((j for j in ancestors(line, where) if words[j].pos == "VERB"), None)
        elif inside(d) and d.case in {"Loc", ""}:
            verb = next((j for j in ancestors(line, d.first)[:2] if words[j].pos == "VERB"), None)
            verb = verb if verb is not None and d.first in clause(line, verb) else None
        else:
            continue
        if verb is None or d.place is None:
            continue
        if words[verb].lemma in SAYS or any(words[k].lower == "не" for k in children(line, verb)):
            continue
        here = {m.actor for m in line.mentions if m.kind in {"name", "title"}}
        for actor in unique(subjects(line, verb)):
            if actor in here and actor.office not in {"other", "delegation", None}:
                yield clue("acts_there", actor, d, index, line, verb)


def named_there(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Эрдоган в Ашхабаде: что обсудили президенты»: a headline that puts somebody at a place."""
    if line.field != "title":
        return
    for d in destinations(line):
        if inside(d) and d.case in {"Loc", ""}:
            for m in line.mentions:
                if (
                    m.actor
                    and m.last in {d.first - 2, d.first - 3}
                    and line.words[m.head].case in {"Nom", ""}
                    and not any(w.pos == "VERB" for w in line.words[m.first : d.first])
                ):
                    yield clue("named_there", m.actor, d, index, line, m.head)


def listed(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«В зале заняли места президенты X (Армения) и Y (Иран)»: a list of officials in a sentence on a gathering."""
    words = line.words
    if not line.mentions:
        return
    many = len({m.actor.country for m in line.mentions if m.actor and m.kind in {"name", "title"}}) > 3
    before = reading.lines[:index] if many else reading.lines[max(0, index - 2) : index]
    if not gathered(line) and not any(gathered(row) for row in before):
        return
    if line.has(REMOTE | {"приглашение", "поздравить", "поздравление", "приветствие"}) or "не" in line.folded:
        return
    mentions = [m for m in line.mentions if m.actor and m.kind in {"name", "title"}]
    for m in mentions:
        run = [
            a
            for a in run_of(line, [m.actor] if m.actor else [])
            if a.office not in {"other", "regional_head", "delegation", None}
        ]
        if len({a.country for a in run}) < 2 or words[m.head].case not in {"Nom", "Ins"}:
            continue
        for d in (stated_place(line, m.head) or venue(reading, index))[:1]:
            for actor in run:
                yield clue("listed", actor, d, index, line, m.head)
        return


def on_the_route(reading: Reading, index: int, line: Line) -> Iterator[Clue]:
    """«Впереди у премьера Таджикистан и Киргизия», «На 10 июня намечен Узбекистан»."""
    if not line.has({"впереди", "намеченный", "наметить", "позади", "маршрут", "пункт", "остановка", "тур", "турне"}):
        return
    main = leading_traveller(reading)
    who = [m.actor for m in line.mentions if m.actor] or ([main] if main else [])
    for d in destinations(line):
        if (d.preposition == "" and d.case in {"Nom", "Acc", ""}) or (
            d.preposition == "по" and line.has({"тур", "турне", "поездка"})
        ):
            for actor in who[:1]:
                yield clue("on_the_route", actor, d, index, line, d.first)


def leading_traveller(reading: Reading) -> Actor | None:
    """The person whom the article speaks of most."""
    if "leading" not in reading.memo:
        reading.memo["leading"] = [most_named(reading)]
    return reading.memo["leading"][0]


def most_named(reading: Reading) -> Actor | None:
    """The named actor with the most mentions."""
    counts: dict[int, int] = {}
    for _, m in reading.pairs():
        if m.actor and m.actor.words:
            counts[id(m.actor)] = counts.get(id(m.actor), 0) + 1
    return max(reading.actors, key=lambda a: counts.get(id(a), 0), default=None)


# rules of words of travel, which say more than presence does
TRAVEL = {"arrives", "stays", "tours", "trips", "leaves"}
RULES: tuple[Rule, ...] = (
    represented,
    arrives,
    stays,
    tours,
    trips,
    attends,
    meets_there,
    welcomed,
    guest_of,
    leaves,
    awaited,
    invited_to_speak,
    summit_of,
    acts_there,
    named_there,
    listed,
    on_the_route,
)


def governed(line: Line, i: int) -> list[Destination]:
    """Destinations that a trigger word governs: in its subtree or its clause, those right behind it first."""
    found = destinations(line)
    # «в Токио, где находилась делегация», «в Анкаре, куда он приехал»
    relative = next((k for k in clause(line, i) if line.words[k].lower in {"где", "куда"}), None)
    if relative is not None and (named := [d for d in found if 0 < relative - d.last <= 3]):
        return [Destination(d.country, d.place, d.first, d.last, "в", "Loc") for d in named]
    below = subtree(line, i)
    mine = [d for d in found if d.first in below or d.last in below]
    # «прибудет в Таджикистан, а 13 июня – в Туркменистан»
    mine += [
        d
        for d in found
        if d not in mine
        and d.first > i
        and inside(d)
        and any(w.text in {"–", "—"} for w in line.words[max(0, d.first - 3) : d.first])
    ]
    if not mine:
        scope = clause(line, i)
        mine = [d for d in found if d.first in scope]
    return mine or ([d for d in found if inside(d)] if len(found) == 1 else [])


def clues(reading: Reading) -> list[Clue]:
    """All clues of an article, found once."""
    if "clues" not in reading.memo:
        reading.memo["clues"] = find_clues(reading)
    return reading.memo["clues"]


def find_clues(reading: Reading) -> list[Clue]:
    """All clues of an article, those about a country of one's own left out unless they tell of a working trip."""
    found = []
    # a video summit has no guests
    remote = any(line.has(REMOTE) for line in reading.lines[:3])
    # the leaders of the countries on a tour are its hosts, not its guests
    main = leading_traveller(reading)
    tour = {
        d.country
        for line in reading.lines
        if travelling(line)
        for d in destinations(line)
        if d.country != (main.country if main else None)
    }
    tour = tour if len(tour) > 2 else set()
    for index, line in enumerate(reading.lines):
        for rule in RULES:
            for c in rule(reading, index, line):
                if c.actor.office is None and not c.actor.words:
                    continue
                if hypothetical(c) or (not c.own and (remote or c.actor.country in tour)):
                    continue
                travels = c.own and c.rule in TRAVEL
                if c.actor.guessed and not travels:
                    continue
                if c.actor.country == c.country and not domestic(c):
                    if not (c.actor.guessed and travels):
                        continue
                    # the only country near is the one travelled to, so the traveller's own is not known
                    c.actor.country = None
                found.append(c)
    return found


def hypothetical(c: Clue) -> bool:
    """«Визит возможен, но не решён», «может поехать», «возможность визита»: what may be is not announced."""
    words = c.line.words
    head = words[c.word].head
    if head >= 0 and words[head].lemma in {"возможность", "вероятность", "вопрос"}:
        return True
    for k in clause(c.line, c.word):
        if words[k].lemma == "возможный" and words[k].feats.get("Variant") == "Short":
            return True
        if words[k].lemma == "мочь" and c.word in children(c.line, k) and not (k and words[k - 1].lower == "не"):
            return True
    return False


def domestic(c: Clue) -> bool:
    """A trip inside the own country counts for leaders only, with words of travel, outside the capital."""
    from ..gazetteer.places import capitals

    return (
        c.actor.office in LEADERS
        and c.rule in {"arrives", "stays", "tours", "trips"}
        and c.place is not None
        and c.place != capitals().get(c.country)
        and (
            c.rule != "stays"
            or bool(triggered(c.line, "trip"))
            or (c.line.words[c.word].lemma == "побывать" and c.direct)
        )
    )


def accompanies(reading: Reading, found: list[Clue]) -> list[Clue]:
    """«Главу государства сопровождают вице-премьер X и министр Y»: who goes along is there too."""
    more = []
    for index, line in enumerate(reading.lines):
        for i in line.where({"сопровождать"}):
            if line.words[i].pos != "VERB":
                continue
            led = [a for j in children(line, i) if line.words[j].rel == "obj" for a in actors_at(line, j)]
            if any(line.words[j].lemma == "который" for j in children(line, i)):
                led += [a for j in ancestors(line, i)[:1] for a in actors_at(line, j)]
            escort = [
                m.actor for m in line.mentions if m.actor and m.first > i and line.words[m.head].case in {"Nom", ""}
            ]
            for country, place in {c.country: c.place for c in found if c.actor in led}.items():
                d = Destination(country, place, -1, -1, "в", "Loc")
                more += [
                    clue("accompanies", a, d, index, line, i)
                    for a in unique(escort)
                    if a not in led and a.office != "delegation"
                ]
    for c in more:
        if c.actor.guessed or c.actor.country is None:
            led_country = next((x.actor.country for x in found if x.country == c.country and x.own), None)
            c.actor.country, c.actor.guessed = led_country, False
    return more


def meets_abroad(reading: Reading, found: list[Clue]) -> list[Clue]:
    """«В Астане Путин встретится с президентом Турции»: whom a traveller meets abroad is there too, unless a host."""
    from .meetings import contacts

    hosts: dict[int, set[str]] = {}
    for c in found:
        if c.actor.country != c.country:
            hosts.setdefault(id(c.actor), set()).add(c.country)
    more = []
    for contact in contacts(reading):
        if contact.line.has(REMOTE | {"позвонить"}):
            continue
        away = {country for a in contact.who for country in hosts.get(id(a), set())}
        own = {a.country for a in contact.who}
        named = {d.country for d in destinations(contact.line) if inside(d)}
        away = away & named if away & named else away
        if len(away) != 1 or away & own or named - away:
            continue
        country = away.pop()
        pattern = next(c for c in found if c.country == country)
        for a in contact.who:
            if country not in hosts.get(id(a), set()) and a.office != "other":
                d = Destination(country, pattern.place, -1, -1, "в", "Loc")
                more.append(clue("meets_abroad", a, d, contact.index, contact.line, contact.word))
    return more
