"""Visits: who travels where.

Each rule looks at one word in one sentence and tells who is, was or will be where: actors, destinations, and the word
that says so. The clues of the whole article for one actor and one country are then weighed together into one record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..gazetteer.organisations import seats
from ..gazetteer.places import capitals
from .grammar import (
    PAUSES,
    Destination,
    Rules,
    actors_at,
    actors_below,
    ancestors,
    below,
    children,
    clause,
    denied,
    destinations,
    doers,
    inside,
    is_at,
    is_cancelled,
    near,
    nearest_subject,
    once,
    run_of,
    stated_place,
    subjects,
    subtree,
    unique,
    verb_above,
    words_of,
)
from .mentions import LEADERS, VIDEO, Actor, Line
from .reading import Reading, of_firm

REMOTE = VIDEO | {"телефон", "телефонный"}
# rules of words of travel, which say more than presence does
TRAVEL = {"arrives", "stays", "tours", "trips", "leaves", "sent", "stops_over"}
JOURNEY = {"arrives", "tours", "trips", "leaves", "awaited", "welcomed"}
TOURING = TRAVEL | {"on_the_route"}
Finding = tuple[Sequence[Actor | None], list[Destination], int]
Findings = Iterator[Finding]
RULES: Rules[Finding] = Rules()


@dataclass(eq=False)
class Clue:
    """One rule's finding for one actor and one destination.

    Examples
    --------
    >>> from datetime import date
    >>> clue = clues(Reading("", "Вчера Хакан Фидан прилетел в Баку.", date(2024, 5, 4)))[0]
    >>> clue.rule, clue.actor.name, clue.country, clue.own, clue.extent
    ('arrives', 'Хакан Фидан', 'AZE', True, (1, 5))
    """

    rule: str
    actor: Actor
    to: Destination
    word: int
    line: Line = field(repr=False)

    @property
    def country(self) -> str:
        """Where to.

        Examples
        --------
        >>> from datetime import date
        >>> clues(Reading("", "Хакан Фидан прилетел в Баку.", date(2024, 5, 4)))[0].country
        'AZE'
        """
        return self.to.country

    @property
    def own(self) -> bool:
        """Whether the sentence itself names the place.

        Examples
        --------
        >>> from datetime import date
        >>> text = "Хакан Фидан прилетел в Баку. Министр приехал вечером."
        >>> [clue.own for clue in clues(Reading("", text, date(2024, 5, 4))) if clue.rule == "arrives"]
        [True, False]
        """
        return self.to.first >= 0

    @property
    def extent(self) -> tuple[int, int]:
        """First and last of the words that say so: trigger, place, and the nearest mention of the actor.

        Examples
        --------
        >>> from datetime import date
        >>> clues(Reading("", "Вчера Хакан Фидан прилетел в Баку.", date(2024, 5, 4)))[0].extent
        (1, 5)
        """
        spans = [(self.word, self.word)] + ([(self.to.first, self.to.last)] if self.own else [])
        mentions = [(m.first, m.last) for m in self.line.mentions if m.actor is self.actor]
        spans += [min(mentions, key=lambda m: abs(m[0] - self.word))] if mentions else []
        return min(first for first, _ in spans), max(last for _, last in spans)


# -- rules -------------------------------------------------------------------------------------------------------


@RULES.on("arrive", "представить", "представлять")
def represented(reading: Reading, line: Line, i: int) -> Findings:
    """Who represents a country, or comes from it («из Таджикистана прибыл Эмомали Рахмон»), stands behind its name.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("В Баку прошёл саммит. Казахстан представлял Олжас Бектенов, Узбекистан – Абдулла Арипов.")
    visit: Олжас Бектенов (KAZ) to AZE, Баку; held (attends, listed, represented)
    visit: Абдулла Арипов (UZB) to AZE, Баку; held (attends, listed, represented)
    meeting: Олжас Бектенов, Абдулла Арипов; KAZ, UZB; in_person, held (sits_together)
    """
    words = line.words
    represents = words[i].lemma.startswith("предст")
    if represents and not any(
        gathered(row) or row.has({"делегация"}) for row in near(reading, [line]) if row.index <= line.index
    ):
        return
    mentions = sorted((m for m in line.mentions if m.actor and m.kind in {"name", "title"}), key=lambda m: m.first)
    countries = [h for h in line.places if h.value.kind == "country"]
    for h in line.places:
        side = h.value.kind == "adjective" and h.last + 1 < len(words) and words[h.last + 1].lemma == "сторона"
        if h.value.kind not in {"country", "capital"} and not side:
            continue
        sent = side or (h.first and words[h.first - 1].lower in {"из", "от"})
        if not (sent or (represents and words[h.first].case in {"Acc", "Nom", ""})):
            continue
        # who stands behind the country and before the next one
        end = min((o.first for o in countries if o.first > h.last), default=len(words))
        reach = {*clause(line, h.first), *clause(line, i)}
        # «из Баку, где он и X подписали»: what «где» begins is of that place
        where = next((k for k in range(h.last, len(words)) if words[k].lower in {"где", "куда"}), len(words))
        behind = (m for m in mentions if h.last < m.first <= min(h.last + 8, where) and m.head in reach)
        behind = (m for m in behind if m.first < end or m.last >= end)
        first = next((m.actor for m in behind), None)
        for actor in run_of(line, [first]) if first else []:
            if actor.country not in {None, h.value.country} and not actor.guessed:
                break
            at = [m.head for m in mentions if m.actor is actor and m.first > h.last]
            for d in venue(reading, line) if at else []:
                if d.country != h.value.country:
                    if actor.guessed or not actor.country:
                        actor.country, actor.guessed = h.value.country, False
                    yield [actor], [d], at[0]


@RULES.on("arrive")
def arrives(reading: Reading, line: Line, i: int) -> Findings:
    """Who came to a place, set out for it or travelled around it.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон поездом добрался до Самарканда.")
    visit: Эмомали Рахмон (TJK) to UZB, Самарканд; held (arrives)
    """
    if line.words[i].pos not in {"VERB", "ADJ"}:
        return
    who = doers(line, i)
    who = who or the_party(reading, line, i)
    # «добрался до Туркменбаши», «проехал по области»
    reach = {"по", "до"} if line.words[i].lemma.startswith("до") else {"по"}
    where = [d for d in governed(line, i) if inside(d) or d.preposition in reach]
    near = [d for d in destinations(line) if d.first in clause(line, i)]
    left = {d.country for d in near if d.preposition in {"из", "с"}}
    if says_here(line, i):
        where = venue(reading, line, who[0].country if len(who) == 1 else None)
    elif unknown_place(line, i) or {"домой", "родину"} & {line.words[j].lower for j in children(line, i)}:
        return
    elif not where and not any(inside(d) for d in near) and left <= {a.country for a in who}:
        where = venue(reading, line, who[0].country if len(who) == 1 else None)
    yield who, where, i


def the_party(reading: Reading, line: Line, i: int) -> list[Actor]:
    """Whom the article is about, if a verb's subject is «делегация» or «гости» without more words.

    Examples
    --------
    >>> from datetime import date
    >>> reading = Reading("", "Хакан Фидан прилетел в Баку. Завтра делегация перелетит в Киев.", date(2024, 5, 4))
    >>> [a.name for a in the_party(reading, reading.lines[1], 2)]
    ['Хакан Фидан']
    """
    bare = [j for j in below(line, i, "nsubj") if line.lemmas[j] in {"делегация", "гость", "гостья"}]
    bare = [j for j in bare if not any(line.words[k].pos in {"ADJ", "NOUN", "PROPN"} for k in children(line, j))]
    return unique([leading_traveller(reading)]) if bare else []


def unknown_place(line: Line, i: int) -> bool:
    """Whether a verb's own place is one that no list knows: «прилетел в Хурбу».

    Examples
    --------
    >>> from datetime import date
    >>> lines = Reading("", "Хакан Фидан прилетел в Хурбу. Фидан прилетел в Баку.", date(2024, 5, 4)).lines
    >>> unknown_place(lines[0], 2), unknown_place(lines[1], 1)
    (True, False)
    """
    known = {k for h in line.places for k in range(h.first, h.last + 1)}
    behind = line.texts[i + 1 : i + 3]
    return behind[:1] in (["в"], ["на"]) and behind[-1][:1].isupper() and i + 2 not in known


@RULES.on("stay", "быть")
def stays(reading: Reading, line: Line, i: int) -> Findings:
    """Who is or will be in a place; «там» and «в стране» mean the one told of before.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Касым-Жомарт Токаев находился в Турции.")
    visit: Касым-Жомарт Токаев (KAZ) to TUR; held (stays)
    """
    w = line.words[i]
    being = w.lemma == "быть"
    if w.pos not in {"VERB", "ADJ", "AUX"} or (being and not w.lower.startswith("буд")):
        return
    who = subjects(line, i) if being else doers(line, i)
    where = [d for d in governed(line, i) if inside(d)]
    # «завершив поездку в Вашингтон, проведёт переговоры в Лондоне»
    where = [d for d in where if d.case != "Acc"] or where
    here = line.has({"страна", "республика"}) or {"там", "здесь", "тут"} & {w.lower for w in line.words}
    if says_here(line, i) or (not where and here):
        where = venue(reading, line, who[0].country if len(who) == 1 else None)
    yield who, where, i


def says_here(line: Line, i: int) -> bool:
    """Whether a verb is said of «здесь» or «в республике», a place named elsewhere.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Министр, находящийся в республике, напомнил о форуме в Баку."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> says_here(line, 2), says_here(line, 6)
    (True, False)
    """
    words = line.words
    if any(inside(d) and words[d.first].head == i for d in destinations(line)):
        return False
    named = {k for h in line.places for k in range(h.first - 1, h.last + 1)}
    return any(
        words[j].lower in {"там", "здесь", "тут", "туда", "сюда"}
        or (words[j].lemma in {"страна", "республика"} and j not in named and words[j - 1].lower in {"в", "нашей"})
        for j in children(line, i)
    )


@RULES.on("visit")
def tours(reading: Reading, line: Line, i: int) -> Findings:
    """Who visited a place, which stands without a preposition or with «по».

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Вчера Ираклий Кобахидзе посетил Ереван.")
    visit: Ираклий Кобахидзе (GEO) to ARM, Ереван; 2024-05-13, held (tours)
    """
    if line.words[i].pos in {"VERB", "ADJ"}:
        where = [d for d in governed(line, i) if d.preposition in {"", "по"} and d.case not in {"Loc", "Dat"}]
        yield doers(line, i), where, i


@RULES.on("trip")
def trips(reading: Reading, line: Line, i: int) -> Findings:
    """A noun of travel, whose it is, and where to.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Завершился официальный визит Шавката Мирзиёева в Италию.")
    visit: Шавкат Мирзиёев (UZB) to ITA; official, held (trips)
    """
    where = [d for d in governed(line, i) if inside(d) or d.preposition == "по" or d.case == "Dat"]
    who = travellers(line, i)
    where = where or these_countries(line, i, who)
    where = where if who or line.mentions else [d for d in where if 0 < d.first - i <= 3]
    if not who and not line.mentions and line.words[i].case == "Nom":
        # «завершится поездка в Ташкенте»
        who = unique([leading_traveller(reading)])
    yield who, where, i


def these_countries(line: Line, i: int, who: list[Actor]) -> list[Destination]:
    """Countries that «в эти две страны» takes up, named before in the sentence.

    Examples
    --------
    >>> from datetime import date
    >>> text = "По приглашению министров Грузии и Армении Хакан Фидан нанесёт визиты в эти две страны."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> [d.country for d in these_countries(line, 9, [])]
    ['GEO', 'ARM']
    """
    own = {a.country for a in who}
    for j in line.where({"страна", "государство", "республика"}):
        if j > i and {"эти", "обе", "оба"} & set(line.folded[i:j]) and line.folded[i + 1 : i + 2] == ["в"]:
            named = unique(h.value.country for h in line.places if h.first < i and h.value.kind == "country")
            return [Destination(country, None) for country in named if country not in own]
    return []


def travellers(line: Line, i: int) -> list[Actor]:
    """Whose trip a noun speaks of: its genitive, its «his», or the subject of the verb that governs it.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Ираклий Кобахидзе завершил поездку в Баку.", date(2024, 5, 4)).lines[0]
    >>> [a.name for a in travellers(line, 3)]
    ['Ираклий Кобахидзе']
    """
    words = line.words
    who: list[Actor] = []
    for j in children(line, i):
        w = words[j]
        if w.case == "Gen" and j not in line.at and any(m.first <= j <= m.last for m in line.mentions):
            # «итоги визита президента»: nobody knows whose
            return []
        if j in line.at and w.rel != "obl" and (w.case in {"Gen", ""} or w.rel in {"nmod", "det"}):
            who += actors_at(line, j)
    verb = verb_above(line, i, "ADJ")
    # «для X этот визит – третий»
    who = who or [m.actor for m in line.mentions if m.actor and m.first and line.folded[m.first - 1] == "для"]
    return unique(who or (subjects(line, verb) if verb is not None else []) or nearest_subject(line, i))


@RULES.on("attend", "участие", "присутствие", "гость", "участник", "прибывший", "собравшийся")
def attends(reading: Reading, line: Line, i: int) -> Findings:
    """Who takes part in a gathering, or is among its guests; if the sentence names no place, it is the gathering's.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Форум открылся в Казани. Среди гостей – президент Сербии Александр Вучич.")
    visit: Александр Вучич (SRB) to RUS, Казань; held (attends)
    """
    words = line.words
    w = words[i]
    represents = w.lemma in {"представить", "представлять", "возглавить", "возглавлять"}
    if w.lemma in {"участие", "присутствие"}:
        of = (j for j in children(line, i) if words[j].case == "Gen" and words[j].rel != "appos")
        who = [a for j in of for a in run_of(line, actors_at(line, j))]
        who = who or (subjects(line, w.head) if w.head >= 0 and words[w.head].pos == "VERB" else [])
        if line.folded[i - 1 : i] == ["за"]:
            # «поблагодарил за участие»
            return
    elif w.lemma not in words_of("attend"):
        # «среди гостей – президент Ирана», «участником форума был», «собравшихся приветствовал»
        among = any(x.lower == "среди" for x in words[max(0, i - 3) : i])
        named = w.lemma in {"гость", "участник"}
        if not (
            (w.case == "Ins" and named and words[i - 1].pos != "ADP") or (w.case == "Gen" and (among or not named))
        ):
            return
        who = [m.actor for m in line.mentions if m.actor and m.first > i and words[m.head].case == "Nom"]
    elif w.pos in {"VERB", "ADJ"}:
        if any(words[j].lemma in words_of("undertaking") for j in children(line, i)):
            # «участвовать в реализации проекта»
            return
        who = subjects(line, i)
        if represents and not who:
            scope = clause(line, i)
            persons = (m for m in line.mentions if m.head in scope and m.kind in {"name", "title"})
            who = [m.actor for m in persons if m.actor and words[m.head].case in {"Nom", ""}]
    else:
        return
    held = (
        gathered(line)
        or line.has({"делегация"})
        or any(gathered(row) for row in near(reading, [line]) if row.index < line.index)
    )
    if (not represents or held) and (w.lemma != "наблюдать" or gathered(line)):
        who = who or nearest_subject(line, i)
        stated = stated_place(line, i)
        # «он, ждущий гостей в Баку, участвовать не смог»: a place of another clause, if not one's own
        where = [d for d in stated if d.first in clause(line, i) or close_by(line, i, d)]
        where = where or [d for d in stated if d.country not in {a.country for a in who}]
        yield who, where or venue(reading, line), i


@RULES.on("event", "meet", "receive", "подписать", "провести", "пройти", "состояться")
def meets_there(reading: Reading, line: Line, i: int) -> Findings:
    """To meet, sit or sign at a stated place abroad is to be there.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Кая Каллас провела в Ташкенте переговоры с министрами иностранных дел.")
    visit: Кая Каллас (EST) to UZB, Ташкент; held (acts_there, meets_there, stays)
    """
    if line.has(REMOTE) or line.words[i].lemma in {"позвонить", "созвониться"}:
        return
    stated = [d for d in stated_place(line, i) if (d.place and d.first in clause(line, i)) or close_by(line, i, d)]
    where = [d for d in taken_up(line, i) if d.place] or stated
    if where:
        # «принял в Душанбе Рахмон, вечером в Ашхабаде – Бердымухамедов»: who stands behind the next place is there
        others = [d.first for d in destinations(line) if inside(d) and d.first > max(i, where[0].last)]
        end = min(others, default=len(line.words))
        near = [m for m in line.mentions if m.actor and m.kind != "pronoun" and abs(m.head - i) < 25 and m.first < end]
        # «саммит пройдёт в Астане, – сказал министр»: who tells of it need not be there
        silent = [m.actor for m in near if line.lemmas[max(0, line.words[m.head].head)] not in words_of("tell")]
        for scope in clause(line, i), subtree(line, i):
            if who := [m.actor for m in near if m.head in scope]:
                break
        yield who or silent, where, i


def close_by(line: Line, i: int, d: Destination) -> bool:
    """Whether a place belongs to a word or to the verb that governs it.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Хакан Фидан провёл переговоры в Баку с министром из Киева.", date(2024, 5, 4)).lines[0]
    >>> [(d.place, close_by(line, 3, d)) for d in destinations(line)]
    [('Баку', True), ('Киев', False)]
    """
    words = line.words
    head = words[d.first].head
    above = ancestors(line, i)[:2]
    # «провёл переговоры в Баку»
    return head in {i, *above[:1]} or (head in above and words[i].pos != "VERB" and words[head].pos == "VERB")


@RULES.on("receive")
def welcomed(reading: Reading, line: Line, i: int) -> Findings:
    """A city receives guests.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Баку сегодня принял президента Турции Реджепа Тайипа Эрдогана.")
    visit: Реджеп Тайип Эрдоган (TUR) to AZE, Баку; 2024-05-14, held (welcomed)
    """
    w = line.words[i]
    # «Алматы должен принять»
    subject = below(line, i, "nsubj") or (below(line, w.head, "nsubj") if w.feats.get("VerbForm") == "Inf" else [])
    hosts = [d for d in destinations(line) if d[4:] == ("", "Nom") and any(d.first <= j <= d.last for j in subject)]
    yield actors_below(line, i, "obj", "nmod", "obl"), hosts[:1], i


@RULES.on("гость")
def guest_of(reading: Reading, line: Line, i: int) -> Findings:
    """Who is called the guest of a place: «гостем туркменской столицы стал», «спикер – гость Баку».

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Гостем Ташкента стал президент Сербии Александр Вучич.")
    visit: Александр Вучич (SRB) to UZB, Ташкент; held (guest_of)
    """
    w = line.words[i]
    if w.feats.get("Number") == "Sing" and w.case in {"Ins", "Nom"}:
        where = [d for d in destinations(line) if d.case in {"Gen", ""} and 0 < d.first - i <= 3]
        yield [m.actor for m in line.mentions if m.actor and line.words[m.head].case == "Nom" and m.head != i], where, i


@RULES.on("leave", "arrive")
def leaves(reading: Reading, line: Line, i: int) -> Findings:
    """Who leaves a place abroad was there, and who comes home from it.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Ираклий Кобахидзе вернулся из Баку.")
    visit: Ираклий Кобахидзе (GEO) to AZE, Баку; held (leaves)
    >>> explain("Ираклий Кобахидзе прилетел в Тбилиси из Баку.")
    visit: Ираклий Кобахидзе (GEO) to AZE, Баку; held (leaves)
    >>> explain("После возвращения из Баку Ираклий Кобахидзе болел.")
    visit: Ираклий Кобахидзе (GEO) to AZE, Баку; held (leaves)
    """
    w = line.words[i]
    quits = w.lemma in {"покинуть", "покидать"}
    where = [d for d in governed(line, i) if d.preposition in {"из", "с"} or (quits and d.preposition == "")]
    who = [] if not where else doers(line, i) if w.pos in {"VERB", "ADJ"} else travellers(line, i)
    if w.lemma not in words_of("leave", "depart"):
        # «из Астаны прибыл Токаев, из Бишкека – Жапаров»: from their homes, if there are several
        where = [d for d in where if len(who) == 1 and line.words[d.first].head == i]
    yield who, where, i


@RULES.on("stop")
def stops_over(reading: Reading, line: Line, i: int) -> Findings:
    """Who breaks a journey at a place.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("По пути в Пекин премьер-министр Грузии Ираклий Кобахидзе сделал остановку в Ташкенте.")
    visit: Ираклий Кобахидзе (GEO) to UZB, Ташкент; held (acts_there, stops_over)
    """
    yield travellers(line, i), stated_place(line, i)[:1], i


@RULES.on("послать", "направить", "командировать", "отправить", "делегировать", "прислать")
def sent(reading: Reading, line: Line, i: int) -> Findings:
    """Who is sent to a place.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Президент Казахстана направил в Тегеран министра транспорта Марата Карабаева, ждут переговоров.")
    visit: Марат Карабаев (KAZ) to IRN, Тегеран; held (sent)
    """
    if line.words[i].pos == "VERB":
        where = [d for d in governed(line, i) if inside(d) and d.case in {"Acc", ""}]
        if not where and "вместо" in line.folded:
            # «прислал вместо себя вице-премьера»
            where = venue(reading, line)
        yield actors_below(line, i, "obj"), where, i


@RULES.on("await", "встретить", "встречать", "ожидаться")
def awaited(reading: Reading, line: Line, i: int) -> Findings:
    """Who is awaited, met or seen off in a place.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Завтра президента Турции ждут в Баку.")
    visit: head_of_state (TUR) to AZE, Баку; 2024-05-15, planned (awaited)
    """
    whom = "nsubj" if line.lemmas[i] == "ожидаться" else "obj"
    where = [d for d in destinations(line) if is_at(d)]
    if not where and whom == "obj":
        # «туркменская сторона ждёт министра», «Ашхабад ждёт министра»
        waiting = {k for j in below(line, i, "nsubj") for k in subtree(line, j)}
        hits = [h for h in line.places if h.first in waiting and (not h.value.is_name or h.value.kind == "capital")]
        where = [Destination(h.value.country, None) for h in hits]
    who = actors_below(line, i, whom)
    if not who and line.words[i].head >= 0 and any(line.lemmas[j] == "который" for j in below(line, i, whom)):
        who = actors_at(line, line.words[i].head)
    yield who, where, i


@RULES.on("ожидаться", "ожидать", "приглашенный", "пригласить", "подтвердить")
def invited_to_speak(reading: Reading, line: Line, i: int) -> Findings:
    """Who is invited to a gathering and will come.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("В Баку пройдёт встреча, ожидается участие президента Турции.")
    visit: head_of_state (TUR) to AZE, Баку; planned (attends, invited_to_speak, meets_there)
    """
    # an invitation alone is no visit: it takes somebody's word that they come
    comes = line.has({"участие", "выступить", "приехать", "прибыть", "ожидаться"})
    if line.lemmas[i] == "подтвердить" and not line.has({"участие", "приезд"}):
        return
    if comes and (gathered(line) or line.has({"участие"})):
        where = [d for d in destinations(line) if inside(d)] or venue(reading, line)
        for m in line.mentions:
            if m.actor and m.kind != "pronoun":
                yield [m.actor], where[:1], m.head


@RULES.on("пригласить", "приглашать")
def invited(reading: Reading, line: Line, i: int) -> Findings:
    """An invitation that is accepted; without that it is no visit.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Ильхам Алиев пригласил Эмомали Рахмона в Азербайджан, приглашение принято.")
    visit: Эмомали Рахмон (TJK) to AZE; held (invited)
    >>> explain("Ильхам Алиев пригласил Эмомали Рахмона в Азербайджан.")
    nothing
    """
    near = reading.lines[line.index : line.index + 2]
    if any(row.has({"приглашение"}) and row.has({"принять", "принятый"}) for row in near):
        # «пригласил коллегу»: who then accepts
        who = actors_below(line, i, "obj") or [
            a for row in near for k in row.where({"принять"}) for a in subjects(row, k) or nearest_subject(row, k)
        ]
        yield who, [d for d in destinations(line) if d.case in {"Acc", ""}], i


@RULES.on("инаугурация", "похороны")
def comes_to_ceremony(reading: Reading, line: Line, i: int) -> Findings:
    """Who comes to a leader's inauguration or funeral comes to the leader's country.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Президент Сербии Александр Вучич прибыл на инаугурацию президента Азербайджана.")
    visit: Александр Вучич (SRB) to AZE; held (comes_to_ceremony)
    """
    of_whom = [a for j in children(line, i) if line.words[j].case == "Gen" for a in actors_at(line, j)]
    verb = verb_above(line, i)
    if verb is not None and line.words[verb].lemma in words_of("arrive", "attend", "stay"):
        where = [Destination(a.country, None) for a in of_whom if a.country]
        yield [a for a in doers(line, verb) if a not in of_whom], where[:1], i


@RULES.on("саммит", "встреча", "заседание", "переговоры", "совещание")
def summit_of(reading: Reading, line: Line, i: int) -> Findings:
    """Whose summit it is, is there.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("В Баку прошла встреча премьер-министров Грузии и Турции.")
    visit: head_of_government (GEO) to AZE, Баку; held (meets_there, summit_of)
    visit: head_of_government (TUR) to AZE, Баку; held (meets_there, summit_of)
    meeting: head_of_government@GEO, head_of_government@TUR; GEO, TUR; in_person, held (sits_together, talks)
    """
    owners = [j for j in children(line, i) if line.words[j].case == "Gen"]
    who = [a for j in owners for a in run_of(line, actors_at(line, j))]
    if len(who) > 1 and not line.has(REMOTE):
        where = [d for d in stated_place(line, i) if not of_topic(line, d)]
        yield who, (where or venue(reading, line))[:1], i


def of_topic(line: Line, d: Destination) -> bool:
    """Whether a place is only spoken about: «обсудили обстановку в Афганистане».

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "В Баку обсудили обстановку в Афганистане.", date(2024, 5, 4)).lines[0]
    >>> [of_topic(line, d) for d in destinations(line)]
    [False, True]
    """
    heads = ancestors(line, d.first)[:2] if d.first >= 0 else []
    return any(line.words[k].lemma in words_of("topic") for k in heads)


@RULES.on()
def acts_there(reading: Reading, line: Line, i: int) -> Findings:
    """An act of an official at a stated place abroad, or at one that «где» takes up.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Визит продолжается. Аллею дружбы в Баку открыл Касым-Жомарт Токаев.")
    visit: Касым-Жомарт Токаев (KAZ) to AZE, Баку; held (acts_there)
    """
    words = line.words
    here = {m.actor for m in line.mentions if m.kind in {"name", "title"}}
    for d in destinations(line) if here and not line.has(REMOTE) else []:
        # «рейс из Душанбе, где он подписал»: «где» takes up a place
        where = next((k for k in range(d.last + 1, min(d.last + 4, len(words))) if words[k].lower == "где"), None)
        if where is not None:
            verb = verb_above(line, where)
        elif is_at(d):
            verb = next((j for j in ancestors(line, d.first)[:2] if words[j].pos == "VERB"), None)
            verb = verb if verb is not None and d.first in clause(line, verb) else None
        else:
            continue
        if verb is None or d.place is None or of_topic(line, d):
            continue
        if words[verb].lemma in words_of("say") and words[d.first].head != verb:
            continue
        if not any(words[k].lower == "не" for k in children(line, verb)):
            who = [a for a in subjects(line, verb) if a in here and a.office not in {"other", "delegation", None}]
            yield who, [d], verb


@RULES.on()
def named_there(reading: Reading, line: Line, i: int) -> Findings:
    """A headline that puts somebody at a place.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("", title="Токаев в Баку: чем закончились переговоры")
    visit: Касым-Жомарт Токаев (KAZ) to AZE, Баку; held (named_there)
    """
    for d in destinations(line) if line.field == "title" else []:
        for m in line.mentions if is_at(d) else []:
            before = m.last in {d.first - 2, d.first - 3} and line.words[m.head].case in {"Nom", ""}
            if m.actor and before and not any(w.pos == "VERB" for w in line.words[m.first : d.first]):
                yield [m.actor], [d], m.head


@RULES.on("сейчас", "снова", "вновь", "опять", "визит", "поездка")
def without_verb(reading: Reading, line: Line, i: int) -> Findings:
    """Who is at a place in a clause without a verb.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Министр обороны Турции Хулуси Акар снова в Баку с визитом.")
    visit: Хулуси Акар (TUR) to AZE, Баку; held (trips, without_verb)
    """
    scope = clause(line, i)
    if any(line.words[k].pos in {"VERB", "AUX"} for k in scope) or line.field == "title":
        return
    who = [m.actor for m in line.mentions if m.head in scope and line.words[m.head].case == "Nom"]
    yield unique(who)[:1], [d for d in destinations(line) if is_at(d) and d.first in scope and not of_topic(line, d)], i


@RULES.on()
def listed(reading: Reading, line: Line, i: int) -> Findings:
    """A list of officials of several countries in a sentence on a gathering, or soon after it.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Саммит открылся в Баку. В зале – Касым-Жомарт Токаев, Эмомали Рахмон.")
    visit: Касым-Жомарт Токаев (KAZ) to AZE, Баку; held (listed)
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held (listed)
    meeting: Касым-Жомарт Токаев, Эмомали Рахмон; KAZ, TJK; in_person, held (sits_together)
    """
    mentions = [m for m in line.mentions if m.actor and m.kind in {"name", "title"}]
    many = len({m.actor.country for m in mentions if m.actor}) > 3
    rows = near(reading, [line]) if many else reading.lines[max(0, line.index - 2) : line.index + 2]
    if not mentions or not any(gathered(row) for row in rows if row.index < line.index + 2):
        return
    if line.has(REMOTE | words_of("greet")) or "не" in line.folded:
        return
    for m in mentions:
        run = run_of(line, unique([m.actor]))
        run = [a for a in run if a.office not in {"other", "regional_head", "delegation", None}]
        # «напомнил, что платформу придумали X, Y и Z»
        scope = clause(line, m.head)
        told = line.folded[scope[0]] == "что" and not any(
            line.lemmas[k] in words_of("arrive", "attend", "stay", "visit", "meet", "event", "sign") for k in scope
        )
        if len({a.country for a in run}) > 1 and line.words[m.head].case in {"Nom", "Ins"} and not told:
            yield run, (stated_place(line, m.head) or venue(reading, line))[:1], m.head
            return


@RULES.on("впереди", "намеченный", "наметить", "позади", "маршрут", "пункт", "остановка", "тур", "турне")
def on_the_route(reading: Reading, line: Line, i: int) -> Findings:
    """A place that is said to lie on somebody's way: «впереди у него Узбекистан», «на 10 июня намечен Узбекистан».

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Ираклий Кобахидзе отправился в турне. Первый пункт – Ташкент.")
    visit: Ираклий Кобахидзе (GEO) to UZB, Ташкент; held (on_the_route)
    """
    rows = reading.lines[max(0, line.index - 1) : line.index + 1]
    own = any(m.first <= j <= m.last for m in line.mentions for j in children(line, i))
    if line.lemmas[i] in {"маршрут", "пункт", "остановка", "тур"} and not own and not any(map(travelling, rows)):
        # roads and elections have them too
        return
    who = unique(m.actor for m in line.mentions) or unique([leading_traveller(reading)])
    touring = line.has({"тур", "турне", "поездка"})
    planned = line.lemmas[i].startswith("намет")
    for d in destinations(line):
        if planned and line.words[d.first].head != i and line.words[i].head != d.first:
            continue
        begins = d.preposition == "с" and touring and line.has({"начать", "начинать", "начаться"})
        if begins or (d.preposition == "" and d.case in {"Nom", "Acc", ""}) or (d.preposition == "по" and touring):
            yield who[:1], [d], d.first


# -- what the rules ask ------------------------------------------------------------------------------------------


def gathered(line: Line) -> bool:
    """Whether a sentence speaks of a gathering.

    Examples
    --------
    >>> from datetime import date
    >>> gathered(Reading("", "В Баку открылся форум.", date(2024, 5, 4)).lines[0])
    True
    """
    return line.has(words_of("event"))


def travelling(line: Line) -> bool:
    """Whether a sentence speaks of somebody's travel.

    Examples
    --------
    >>> from datetime import date
    >>> travelling(Reading("", "Министр вылетел в Баку.", date(2024, 5, 4)).lines[0])
    True
    """
    return line.has(words_of("arrive", "trip", "visit"))


def receiving(line: Line, d: Destination) -> bool:
    """Whether a place is the host of a gathering: «форум, который принимает Самарканд».

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Самарканд принял форум.", date(2024, 5, 4)).lines[0]
    >>> receiving(line, destinations(line)[0])
    True
    """
    hosts = line.where({"принять", "принимать", "собрать", "собирать"}) if d[4:] == ("", "Nom") else []
    heads = {line.words[k].head for k in range(d.first, d.last + 1)} if d.first >= 0 else set()
    # a sentence without actors has no tree
    subject = d.first >= 0 and not line.words[d.first].rel
    return any(line.words[j].pos == "VERB" and (subject or j in heads) for j in hosts) and gathered(line)


def venue(reading: Reading, line: Line, but: str | None = None) -> list[Destination]:
    """Where the gathering or trip that an article speaks of takes place.

    The last place before a sentence that something happens in («в Ашхабаде»), that receives it («Ашхабад принял
    заседание»), or the title's; else the first one after it. ``but`` is a country that is not meant.

    Examples
    --------
    >>> from datetime import date
    >>> reading = Reading("", "В Баку открылся форум. Выступил министр.", date(2024, 5, 4))
    >>> [(d.country, d.place) for d in venue(reading, reading.lines[1])]
    [('AZE', 'Баку')]
    """
    rows = near(reading, [line])
    before = [row for row in reversed(rows) if row.index < line.index]
    after = [row for row in rows if row.index > line.index]
    # «Аваза готовится к саммиту, сюда приедут гости»
    own = [d for d in destinations(line) if d.case == "Nom" and "сюда" in line.folded[d.last :]]
    own = [] if line.has({"представить", "представлять"}) else own
    found = [*headed_by(reading, line), *own, *scenes(before), *dateline(reading), *scenes(after)]
    found += [d for row in rows if row is not line for d in venues(row)]
    found += venues(line)
    return [Destination(d.country, d.place) for d in found if d.country != but][:1]


def scenes(rows: Iterable[Line]) -> list[Destination]:
    """Places in some sentences at which things happen now: first those of something that gathers or arrives.

    Examples
    --------
    >>> from datetime import date
    >>> text = "В Баку светит солнце. В Шуше открылся форум. Прошлый форум прошёл в Гяндже."
    >>> [d.place for d in scenes(Reading("", text, date(2024, 5, 4)).lines)]
    ['Шуша', 'Баку']
    """
    found = [(d, row) for row in rows for d in reversed(venues(row)) if not of_other_time(row, d)]
    telling = [d for d, row in found if gathered(row) or travelling(row)]
    return [*telling, *(d for d, _ in found if d not in telling)]


def headed_by(reading: Reading, line: Line) -> list[Destination]:
    """The place that stands alone before a sentence's paragraph, as in a digest: «Ереван. Министр принял гостя.»

    Examples
    --------
    >>> from datetime import date
    >>> reading = Reading("", "Ереван. Министр принял гостя.", date(2024, 5, 4))
    >>> [d.place for d in headed_by(reading, reading.lines[1])]
    ['Ереван']
    """
    if line.field == "title":
        return []
    first = line
    while first.index and reading.lines[first.index - 1].paragraph == line.paragraph:
        first = reading.lines[first.index - 1]
    return destinations(first)[:1] if first is not line and len(first.words) == 2 and first.texts[1] == "." else []


def of_other_time(line: Line, d: Destination) -> bool:
    """Whether a place is that of an earlier or a later gathering: «предыдущий саммит прошёл в Актау».

    Examples
    --------
    >>> from datetime import date
    >>> text = "Прошлый форум был в Баку, а нынешний прошёл в Актау, а следующий примут в Шуше."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> [of_other_time(line, d) for d in destinations(line)]
    [True, False, True]
    """
    before = line.texts[: d.first]
    aside = before.count("(") > before.count(")") or line.has({"напомнить", "вспомнить"})
    return aside or any(line.lemmas[k] in words_of("other_time") for k in clause(line, d.first))


@once
def dateline(reading: Reading) -> list[Destination]:
    """The place that a piece of news begins with, where it was written.

    Examples
    --------
    >>> from datetime import date
    >>> [d.place for d in dateline(Reading("", "БАКУ, 4 мая. /ТАСС/. Прибыл министр.", date(2024, 5, 4)))]
    ['Баку']
    """
    first = next((line for line in reading.lines if line.field == "body"), None)
    found = destinations(first) if first and first.texts[1:2] in ([","], ["."], [":"], ["–"], ["—"]) else []
    return [d for d in found[:1] if d.first == d.last == 0]


@once
def venues(line: Line) -> list[Destination]:
    """Places of a sentence at which an article's gathering or trip may take place.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "В Баку прибыли гости из Ташкента.", date(2024, 5, 4)).lines[0]
    >>> [d.place for d in venues(line)]
    ['Баку']
    """
    return [
        d
        for d in destinations(line)
        if receiving(line, d)
        or (d.case == "Nom" and "сюда" in line.folded[d.last :])
        or (is_at(d) and (d.place or gathered(line)) and not of_topic(line, d))
        or (inside(d) and d.case == "Acc" and travelling(line) and "курс" not in line.spoken)
    ]


@once
def leading_traveller(reading: Reading) -> Actor | None:
    """The person whom the article speaks of most.

    Examples
    --------
    >>> from datetime import date
    >>> reading = Reading("", "Хакан Фидан встретил Рашида Мередова. Фидан уехал.", date(2024, 5, 4))
    >>> leading_traveller(reading).name
    'Хакан Фидан'
    """
    counts = Counter(m.actor for _, m in reading.pairs() if m.actor and m.actor.words)
    return max(reading.actors, key=lambda a: counts[a], default=None)


def governed(line: Line, i: int) -> list[Destination]:
    """Destinations that a trigger word governs: in its subtree or its clause, those right behind it first.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Он прибудет в Ташкент, а 13 июня – в Бишкек, сообщает Баку.", date(2024, 5, 4)).lines[0]
    >>> [d.place for d in governed(line, 1)]
    ['Ташкент', 'Бишкек']
    """
    found = destinations(line)
    scope = clause(line, i)
    if named := taken_up(line, i):
        return named
    under = subtree(line, i) if found else set()
    # right behind the word, whatever the tree says
    behind = line.texts[i + 1 : i + 2]
    mine = [
        d
        for d in found
        if d.first in under or d.last in under or (0 < d.first - i <= 3 and d.preposition and behind == [d.preposition])
    ]
    # «прибудет в Таджикистан, а 13 июня – в Туркменистан»
    same = {d.preposition for d in mine}
    mine += [
        d
        for d in found
        if d not in mine
        and d.first > i
        and (inside(d) or d.preposition in same)
        and {"–", "—"} & set(line.texts[max(0, d.first - 3) : d.first])
    ]
    mine = mine or [d for d in found if d.first in scope]
    if mine or len(found) > 1:
        return mine
    # the only place of a sentence, unless another verb governs it
    up = [i, *ancestors(line, i)]
    verbs = [verb for d in found if (verb := verb_above(line, d.first)) is not None]
    other = [verb for verb in verbs if verb not in up and i not in ancestors(line, verb)]
    return [d for d in found if inside(d) and not of_topic(line, d) and not other]


def taken_up(line: Line, i: int) -> list[Destination]:
    """Places that a word's clause takes up by «где» or «куда».

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Он был в Токио, куда приехал и министр.", date(2024, 5, 4)).lines[0]
    >>> [d.place for d in taken_up(line, 6)], taken_up(line, 1)
    (['Токио'], [])
    """
    relative = next((k for k in clause(line, i) if line.words[k].lower in {"где", "куда"}), None)
    named = [d for d in destinations(line) if 0 < relative - d.last <= 3] if relative is not None else []
    return [d._replace(preposition="в", case="Loc") for d in named]


# -- clues -------------------------------------------------------------------------------------------------------


@once
def clues(reading: Reading) -> list[Clue]:
    """All clues of an article, those about a country of one's own left out unless they tell of a working trip.

    The only country near is the one travelled to, so the traveller's own is not known:

    Examples
    --------
    >>> from datetime import date
    >>> c = clues(Reading("", "Министр транспорта Иван Петров прибыл в Ташкент.", date(2024, 5, 4)))[0]
    >>> c.actor.name, c.actor.country, c.country
    ('Иван Петров', None, 'UZB')
    """
    found = []
    # a video summit has no guests
    remote = any(line.has(REMOTE) for line in reading.lines[:3])
    findings = list(RULES.find(reading))
    # the leaders of the countries on a tour are its hosts, not its guests
    main = leading_traveller(reading)
    stops = (d for rule, _, (who, where, _) in findings if rule in TOURING and main in who for d in where)
    tour = {d.country for d in stops if d.first >= 0} - {main.country if main else None}
    hosts = tour if len(tour) > 2 else set()
    for rule, line, (who, where, word) in findings:
        for c in [Clue(rule, actor, d, word, line) for d in where for actor in unique(who)]:
            travels = c.own and rule in TRAVEL
            if c.actor.office == "other" and any(m.actor is c.actor and of_firm(line, m) for m in line.mentions):
                continue
            if (c.actor.office is None and not c.actor.words) or (c.actor.guessed and not travels):
                continue
            if (rule in {"meets_there", "listed"} and at_home(c)) or (rule not in JOURNEY and at_seat(c)):
                continue
            if remote and rule in {"meets_there", "summit_of", "attends", "listed"} and is_cancelled(line, word):
                # what was planned at a place takes place by video
                continue
            host = c.actor.country in hosts and rule != "attends"
            if (not c.own and (remote or host)) or hypothetical(c) or absent(c) or by_wire(reading, c):
                continue
            if c.actor.country == c.country and not domestic(c):
                if not (c.actor.guessed and travels):
                    continue
                c.actor.country = None
            found.append(c)
    guests: dict[str, set[str]] = {}
    for c in found:
        if c.actor.country:
            guests.setdefault(c.country, set()).add(c.actor.country)
    for c in found:
        # «с ним в Баку прибыл министр транспорта X»: of the country of the others who came
        others = guests.get(c.country, set())
        if c.actor.country is None and c.actor.guessed and len(others) == 1:
            (c.actor.country,) = others
    return found


def hypothetical(c: Clue) -> bool:
    """What only may be («может поехать», «возможность визита») is not announced.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Визит Эмомали Рахмона в Баку ещё возможен.")
    nothing
    >>> explain("Если Эмомали Рахмон приедет в Баку, его примут.")
    nothing
    >>> explain("Визит Эмомали Рахмона в Баку завершён.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held (trips)
    """
    words = c.line.words
    head = words[c.word].head
    if head >= 0 and words[head].lemma in {"возможность", "вероятность", "вопрос"}:
        return True
    above = {words[k].lemma for k in ancestors(c.line, c.word)}
    if not above.isdisjoint({"опровергнуть", "опровергать"}) and "отмена" not in above:
        return True
    noun = c.rule == "meets_there" or (words[c.word].pos == "NOUN" and c.rule == "attends")
    if noun and not above.isdisjoint({"пригласить", "приглашать", "приглашение"}):
        return True
    if words[clause(c.line, c.word)[0]].lemma == "если" or any(
        words[k].lemma in words_of("idea") for k in ancestors(c.line, c.word)
    ):
        # «если он приедет», «не исключил, что приедет», «предложил собраться»
        return True
    near = [k for k in c.line.where({"возможный", "мочь"}) if k in clause(c.line, c.word)]
    if any(words[k].lemma == "возможный" and words[k].feats.get("Variant") == "Short" for k in near):
        return True
    can = [k for k in near if words[k].lemma == "мочь" and not (k and words[k - 1].lower == "не")]
    return any(c.word in children(c.line, k) for k in can)


def at_seat(c: Clue) -> bool:
    """Whether the head of an organisation is in the country of its seat.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Генсек НАТО Йенс Столтенберг провёл в Брюсселе встречу с министром обороны Грузии.")
    visit: minister (GEO) to BEL, Брюссель; held (meets_there)
    meeting: Йенс Столтенберг, minister@GEO; GEO; in_person, held (talks)
    """
    return c.actor.office == "organisation_head" and seats().get(c.actor.organisation or "") == c.country


def at_home(c: Clue) -> bool:
    """Whether a sentence names a place in an actor's own country too: «в Баку он беседовал с X, в Киеве – с Y».

    Examples
    --------
    >>> from datetime import date
    >>> text = "В Киеве и Астане Хакан Фидан встретился с Касым-Жомартом Токаевым."
    >>> [(c.actor.name, c.country) for c in clues(Reading("", text, date(2024, 5, 4))) if c.rule == "meets_there"]
    [('Хакан Фидан', 'UKR'), ('Хакан Фидан', 'KAZ')]
    """
    words = c.line.words
    places = {d.country for d in destinations(c.line) if inside(d)}
    # «в грузинской – премьер»
    for h in c.line.places:
        bare = h.last + 1 < len(words) and words[h.last + 1].text in PAUSES
        if not h.value.is_name and bare and h.first and words[h.first - 1].lower == "в":
            places.add(h.value.country)
    return c.actor.country in places


def absent(c: Clue) -> bool:
    """Whether the clue's sentence denies it: who was not there paid no visit.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон в Баку не прилетел.")
    nothing
    >>> explain("Эмомали Рахмон в Баку прилетел.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held (acts_there, arrives)
    """
    return denied(c.line, c.word) or (c.own and denied(c.line, c.to.first))


def by_wire(reading: Reading, c: Clue) -> bool:
    """Whether somebody takes part or speaks by telephone or video, and so is not there.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон по видеосвязи выступил на саммите в Баку.")
    nothing
    >>> explain("Эмомали Рахмон прибыл в Баку, куда ему позвонили по телефону.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held (arrives)
    """
    if c.rule in TRAVEL - {"stays"}:
        return False
    before = reading.lines[c.line.index - 1] if c.line.index else c.line
    if not c.own and gathered(before) and before.has(REMOTE):
        # «саммит пройдёт по видеосвязи. В нём примут участие…»
        return True
    if not c.line.has(REMOTE):
        return False
    scope = {*clause(c.line, c.word), *(clause(c.line, c.to.first) if c.own else ())}
    return not scope.isdisjoint(c.line.where(REMOTE))


def domestic(c: Clue) -> bool:
    """A trip inside the own country counts for leaders only, with words of travel, outside the capital.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Касым-Жомарт Токаев прибыл с поездкой в Алматы.")
    visit: Касым-Жомарт Токаев (KAZ) to KAZ, Алматы; held (arrives, trips)
    >>> explain("Касым-Жомарт Токаев прибыл с поездкой в Астану.")
    nothing
    """
    if c.actor.office not in LEADERS or c.to.place in {None, capitals().get(c.country)}:
        return False
    if c.rule == "stays":
        w = c.line.words
        direct = c.own and w[c.to.first].head == c.word
        return c.line.has(words_of("trip")) or (w[c.word].lemma == "побывать" and direct)
    return c.rule in {"arrives", "tours", "trips"}


def accompanies(reading: Reading, found: list[Clue]) -> list[Clue]:
    """Who goes along with a traveller is there too.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон вернулся из Баку. Его сопровождал министр транспорта Азим Иброхим.")
    visit: Эмомали Рахмон (TJK) to AZE, Баку; held (leaves)
    visit: Азим Иброхим (TJK) to AZE, Баку; held (accompanies)
    """
    more = []
    for line in reading.lines:
        companions = line.where(words_of("escort")) or (line.where({"состав"}) if line.has({"делегация"}) else [])
        for i in companions:
            led = actors_below(line, i, "obj") or unique([leading_traveller(reading)])
            if any(line.words[j].lemma == "который" for j in children(line, i)):
                led += [a for j in ancestors(line, i)[:1] for a in actors_at(line, j)]
            escort = [
                m.actor
                for m in line.mentions
                if m.actor
                and m.first > i
                and line.words[m.head].case in {"Nom", ""}
                and line.lemmas[max(0, line.words[m.head].head)] not in words_of("tell")
            ]
            if line.words[i].feats.get("VerbForm") == "Part" and line.words[i].feats.get("Variant") != "Short":
                # «X и сопровождавших его лиц принял Y»
                escort = list(actors_at(line, line.words[i].head)) if line.words[i].head >= 0 else []
            firms = {m.actor for m in line.mentions if of_firm(line, m)}
            for country, place in {c.country: c.to.place for c in found if c.actor in led}.items():
                for a in unique(escort):
                    if (
                        a not in led
                        and a.office != "delegation"
                        and a not in firms
                        and (a.guessed or a.country != country)
                    ):
                        more.append(Clue("accompanies", a, Destination(country, place), i, line))
    for c in more:
        if c.actor.guessed or c.actor.country is None:
            led_country = next((x.actor.country for x in found if x.country == c.country and x.own), None)
            c.actor.country, c.actor.guessed = led_country, False
    return more


def meets_abroad(reading: Reading, found: list[Clue]) -> list[Clue]:
    """Whom a traveller meets abroad is there too, unless a host.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Эмомали Рахмон прибыл в Астану. Там он встретился с президентом Турции.")
    visit: Эмомали Рахмон (TJK) to KAZ, Астана; held (arrives)
    visit: head_of_state (TUR) to KAZ, Астана; held (meets_abroad)
    meeting: Эмомали Рахмон, head_of_state@TUR; TJK, TUR; in_person, held (meets)
    """
    from .meetings import contacts, mode_of

    hosts: dict[Actor, set[str]] = {}
    for c in found:
        if c.actor.country != c.country:
            hosts.setdefault(c.actor, set()).add(c.country)
    places_of = {c.country: c.to.place for c in reversed(found)}
    more = []
    for contact in contacts(reading):
        line = contact.line
        away = {country for a in contact.who for country in hosts.get(a, set())}
        named = {d.country for d in taken_up(line, contact.word) or destinations(line) if inside(d)}
        away = away & named or away
        at_home = not away.isdisjoint(a.country for a in contact.who)
        if len(away) != 1 or at_home or named - away or mode_of(line, contact.word) != "in_person":
            continue
        envoys = {m.actor for m in line.mentions if m.lemma in {"спецпредставитель", "спецпосланник", "замминистра"}}
        country = away.pop()
        place = places_of[country]
        for a in contact.who:
            seat = seats().get(a.organisation or "")
            if country not in {*hosts.get(a, set()), seat} and (a.office != "other" or a in envoys):
                more.append(Clue("meets_abroad", a, Destination(country, place), contact.word, line))
    return more
