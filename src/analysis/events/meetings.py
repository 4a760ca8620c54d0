"""Meetings: direct contacts between officials of two sides.

Each rule looks at one word in one sentence and tells who met, and the word that says so. What several sentences say of
the same people is then one record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from .grammar import (
    NEAR,
    Rules,
    actors_at,
    actors_below,
    actors_in,
    ancestors,
    below,
    children,
    clause,
    day_of,
    denied,
    destinations,
    doers,
    finite_clauses,
    inside,
    is_cancelled,
    is_finite,
    is_future,
    looks_back,
    misread,
    nearest_day,
    nearest_subject,
    once,
    run_of,
    runs,
    stated_place,
    subjects,
    subtree,
    unique,
    verb_above,
    whole_clause,
    words_of,
)
from .mentions import LEADERS, VIDEO, Actor, Line
from .reading import Reading
from .trips import LONG_AGO
from .visits import Clue, clues

Finding = tuple[Sequence[Actor | None], int]
Findings = Iterator[Finding]
RULES: Rules[Finding] = Rules()
GUESTS = {"гость", "участник"}
NAMED = {"name", "title"}
OWN = {"его", "её", "ее"}
# what is said of before a meeting beside which another is held
ASIDE = {"полях", "кулуарах", "перед", "накануне", "до", "после", "вслед", "помимо", "кроме", "преддверии", "рамках"}
# verbs that tell of a meeting only beside another word: «обменялись мнениями», «остались наедине»
BESIDE = {
    "обменяться": {"мнение", "взгляд", "рукопожатие"}, "сверить": {"час", "часы"}, "пожать": {"рука"},
    "остаться": {"наедине", "глаз"}, "сойтись": {"стол"},
}  # fmt: skip
# words of several meetings, one after the other
APART = {
    "наедине", "тет-а-тет", "глаз", "двусторонний", "раздельный", "порознь", "отдельность", "отдельно", "отдельный",
    "поочередно", "поодиночке", "сначала",
}  # fmt: skip


@dataclass(eq=False)
class Contact:
    """One rule's finding: who met, by which word of which sentence.

    Examples
    --------
    >>> found = contacts(Reading("", "Масуд Пезешкиан побеседовал с Ильхамом Алиевым.", date(2024, 5, 4)))[0]
    >>> found.rule, [a.name for a in found.who], found.line.texts[found.word]
    ('meets', ['Масуд Пезешкиан', 'Ильхам Алиев'], 'побеседовал')
    """

    rule: str
    who: list[Actor]
    word: int
    line: Line = field(repr=False)


# -- rules -------------------------------------------------------------------------------------------------------


@RULES.on("receive")
def receives(reading: Reading, line: Line, i: int) -> Findings:
    """An official receives another or is received; one who welcomes another only if :func:`host_leader` says so.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Президент Узбекистана Шавкат Мирзиёев принял премьер-министра Японии Фумио Кисиду.")
    meeting: Шавкат Мирзиёев, Фумио Кисида; JPN, UZB; in_person, held (receives)
    >>> explain("Фумио Кисида был принят президентом Узбекистана Шавкатом Мирзиёевым.")
    meeting: Фумио Кисида, Шавкат Мирзиёев; JPN, UZB; in_person, held (receives)
    >>> explain("Президент Узбекистана Шавкат Мирзиёев принял верительные грамоты посла Японии.")
    nothing
    """
    words = line.words
    objects = {words[j].lemma for j in children(line, i)}
    if (
        words[i].pos not in {"VERB", "ADJ"}
        or line.has({"грамота"})
        or words[words[i].head].lemma in {"страна", "сторона"}
    ):
        return
    if objects & {"участие", "решение", "заявление", "присяга", "приглашение"}:
        return
    who = subjects(line, i)
    if not who and any(d.case == "Nom" and d.preposition == "" for d in destinations(line)):
        # «Ашхабад принимал президентов»: a city meets nobody
        return
    others = [*actors_below(line, i, "obj", "iobj"), *agents(line, i)]
    if not others:
        others = behind_participle(line, i)
    # what the tree takes for a subject, though it is in the genitive
    others += [a for j in below(line, i, "nsubj") if misread(line, j) for a in actors_at(line, j)]
    if not others:
        # «вице-премьера X принял премьер-министр Y»: the cases tell who receives whom
        scope = clause(line, i)
        near = [m for m in line.mentions if m.actor and m.head in scope and (m.kind in NAMED or m.first == i + 1)]
        who = who or [m.actor for m in near if m.actor and words[m.head].case == "Nom"][:1]
        object_ = [m for m in near if words[m.head].case == "Acc" or (words[m.head].case == "Gen" and m.last == i - 1)]
        others = [m.actor for m in object_ if m.actor and m.actor not in who][:1]
    elif not who:
        who = nearest_subject(line, i)
    several = {words[j].lemma for j in children(line, i) if words[j].feats.get("Number") == "Plur"}
    if "каждый" in objects:
        for other in guests_before(reading, line, who):
            yield [*who[:1], other], i
    elif who and not others and several & GUESTS:
        # «гостей принял Президент»
        yield [*who[:1], *guests_before(reading, line, who)], i
    elif others and (words[i].lemma not in {"встретить", "встречать"} or (who and host_leader(who[0], others[0]))):
        yield [*who, *others], i
        # «принял в Душанбе Рахмон, вечером в Ашхабаде – Бердымухамедов»
        for m in line.mentions:
            dashed = m.first > i and words[m.first - 1].text in {"–", "—"} and words[m.head].case == "Nom"
            if dashed and m.kind in NAMED and m.actor not in [*who, *others]:
                yield [m.actor, others[0]], i


def behind_participle(line: Line, verb: int) -> list[Actor]:
    """Whom a participle or a place stands before, where the tree loses him.

    Examples
    --------
    >>> text = "Ильхам Алиев принял прибывшего в Баку с визитом министра торговли Омана Саида ас-Сакри."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> [a.name for a in behind_participle(line, 2)]
    ['Саид ас-Сакри']
    """
    words = line.words
    for m in line.mentions:
        # «принял в резиденции Оксарой министра»
        name = m.first > verb + 1 and words[m.first - 1].pos == "PROPN" and m.head in clause(line, verb)
        if name and m.actor and m.kind in NAMED and words[m.head].case in {"Acc", "Gen"}:
            return [m.actor]
    for j in range(verb + 1, min(verb + 4, len(words))):
        if words[j].feats.get("VerbForm") == "Part" and words[j].case in {"Acc", "Gen"}:
            behind = (m for m in line.mentions if m.first > j and m.kind in NAMED and m.head in clause(line, verb))
            return [m.actor for m in behind if m.actor and words[m.head].case in {"Acc", "Gen"}][:1]
    return []


def host_leader(host: Actor, guest: Actor) -> bool:
    """A welcome counts as a meeting only if the host leader gives it: nobody lower than the guest.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Президент Узбекистана Шавкат Мирзиёев встретил премьер-министра Японии Фумио Кисиду.")
    meeting: Шавкат Мирзиёев, Фумио Кисида; JPN, UZB; in_person, held (receives)
    >>> explain("Министр иностранных дел Узбекистана встретил премьер-министра Японии Фумио Кисиду.")
    nothing
    """
    lower = host.office == "head_of_government" and guest.office != "head_of_government"
    return host.office in LEADERS and guest.office in LEADERS and not lower


@RULES.on("dine")
def dines(reading: Reading, line: Line, i: int) -> Findings:
    """A meal in somebody's honour.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Премьер-министр Венгрии Виктор Орбан дал обед в честь президента Узбекистана Шавката Мирзиёева.")
    meeting: Виктор Орбан, Шавкат Мирзиёев; HUN, UZB; in_person, held (dines)
    """
    words = line.words
    verb = verb_above(line, i)
    honour = next((j for j in line.where({"честь"}) if "в" in line.folded[max(0, j - 2) : j]), None)
    if honour is None and verb is not None:
        # «устроил ужин для X»
        honour = next(
            (
                j
                for j in (i, verb)
                if any(words[k].lower == "для" for c in children(line, j) for k in children(line, c))
            ),
            None,
        )
    if verb is not None and honour is not None and words[verb].lemma in words_of("give"):
        named = [j for j in children(line, honour) if words[j].case == "Gen" or words[j].lower in OWN]
        guests = [a for j in named for a in actors_at(line, j)]
        yield [*subjects(line, verb), *guests], i


@RULES.on("meet")
def meets(reading: Reading, line: Line, i: int) -> Findings:
    """A verb of meeting or talking: with somebody, or of several who discuss something.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Виктор Орбан 13 мая встретился с президентом Узбекистана Шавкатом Мирзиёевым.")
    meeting: Виктор Орбан, Шавкат Мирзиёев; HUN, UZB; in_person, 2024-05-13, held (meets)
    >>> explain("Президент Узбекистана Шавкат Мирзиёев и Виктор Орбан обсудили торговлю.")
    meeting: Шавкат Мирзиёев, Виктор Орбан; HUN, UZB; in_person, held (meets)
    """
    w = line.words[i]
    if not (w.pos in {"VERB", "ADJ"} or w.lemma.endswith(("ть", "ться"))) or not told(line, i):
        return
    others = with_whom(line, i)
    if w.lemma in {"позвонить", "звонить", "перезвонить", "пожать"} and not others:
        others = run_of(line, unique(actors_in(line, {"Dat"})))
    if w.lemma in words_of("mutual") and not others and len(doers(line, i)) < 2:
        return
    who = unique(doers(line, i))
    if not who and others:
        # «успел, сообщает агентство, поговорить с X»
        who = [a for a in nearest_subject(line, i) if a.words] or unique([topic_actor(reading, line, others)])
    if len(who) == 1 and not others and mode_of(line, i) == "phone" and (topic := topic_actor(reading, line, who)):
        others = [topic]
    yield from each(line, i, who, others, len(who) == 1)


@RULES.on("meet", "dine")
def talks(reading: Reading, line: Line, i: int) -> Findings:
    """A noun of meeting or talking, with those whose it is, those with whom, and who takes part.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Прошла встреча Виктора Орбана и президента Узбекистана Шавката Мирзиёева.")
    meeting: Виктор Орбан, Шавкат Мирзиёев; HUN, UZB; in_person, held (talks)
    >>> explain("В Будапешт прибыл президент Ирана Масуд Пезешкиан. Состоялись его переговоры с Виктором Орбаном.")
    visit: Масуд Пезешкиан (IRN) to HUN, Будапешт; held (arrives)
    meeting: Масуд Пезешкиан, Виктор Орбан; HUN, IRN; in_person, held (talks)
    """
    words = line.words
    w = words[i]
    if w.pos not in {"NOUN", "PROPN"} or beside_another(line, i):
        return
    owners = [j for j in children(line, i) if words[j].case == "Gen" and words[j].rel == "nmod"]
    owners += [j for j in children(line, i) if words[j].lower in OWN]
    who = [a for j in sorted(owners) if j in line.at for a in actors_at(line, j)]
    others = with_whom(line, i)
    if w.lemma in words_of("dine") and not (others and {"с", "со"} & set(line.folded[i + 1 : i + 4])):
        return
    if w.lemma in {"звонок", "аудиенция"} and not others:
        others = run_of(line, unique(actors_in(line, {"Dat"})))
    for j in children(line, i) if line.has({"участие"}) else []:
        # «переговоры с участием X»
        others += actors_below(line, j, "nmod") if words[j].lemma == "участие" else []
    summit = w.lemma == "саммит"
    if summit and others:
        # «на саммите провёл встречи с X»
        own = subtree(line, i)
        others = [a for a in others if any(m.actor is a and m.head in own for m in line.mentions)]
    states = {h.first for h in line.places} | {h.first for h in line.organisations}
    if not (who or others) and any(j in states for j in owners):
        # «критиковал переговоры Ирана с МАГАТЭ»
        return
    between = "между" in line.folded
    verb = verb_above(line, i, "ADJ")
    if verb is not None and not (who or others):
        others = acted_on(line, i, verb)
    if summit and verb != w.head:
        # «высказались за проведение саммита»
        verb = None
    for j in line.where({"который"}):
        # «X, у которого намечена беседа с Y»
        who += relative(line, j) if words[j - 1].lower == "у" and j in clause(line, i) else []
    if verb is not None and (len(unique([*who, *others])) < 2 or not (who or between)):
        who += subjects(line, verb) or agents(line, verb)
        # «визит X начался со встречи»
        trips = [j for j in below(line, verb, "nsubj") if words[j].lemma in words_of("trip")] if not who else []
        who += [a for j in trips for a in actors_below(line, j, "nmod")]
        who += [
            a
            for j in children(line, verb)
            if words[j].case == "Gen" and any(words[k].lower in {"у", "для"} for k in children(line, j))
            for a in actors_at(line, j)
        ]
        # «его ждут переговоры с»
        who += actors_below(line, verb, "obj") if words[verb].lemma in {"ждать", "ожидать"} else []
    if not summit and (len(unique([*who, *others])) < 2 or not (who or between)):
        who += nearest_subject(line, i) or (nearest_subject(line, verb) if verb is not None and others else [])
    # «на переговорах пятёрки» are not those of the article's main actor
    several = any(words[j].lemma in words_of("gathered") for j in owners if j not in line.at)
    if not (summit or (several and not others)) and (
        len(known := unique([*who, *others])) == 1 or (not who and others)
    ):
        who = unique([topic_actor(reading, line, known), *who])
    if not unique(who) and not between:
        return
    several = w.feats.get("Number") == "Plur" and w.lemma in {"беседа", "встреча", "разговор"}
    yield from each(line, i, unique(who), others, several)


@RULES.on()
def calls(reading: Reading, line: Line, i: int) -> Findings:
    """Any other verb in a sentence on a telephone or a screen.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("С юбилеем президента Ирана Масуда Пезешкиана по телефону поздравил Виктор Орбан.")
    meeting: Виктор Орбан, Масуд Пезешкиан; HUN, IRN; phone, held (calls)
    """
    words = line.words
    means = line.where({"телефон", "телефонный"} | VIDEO)
    for i in range(len(words)) if means else []:
        if words[i].pos != "VERB" or words[i].lemma in words_of("meet", "receive"):
            continue
        if not any(j in finite_clauses(line)[i] for j in means):
            continue
        who = unique(subjects(line, i))
        mentions = [m for m in line.mentions if m.actor and m.kind != "pronoun"]
        others = actors_below(line, i, "obj", "iobj")
        others += [m.actor for m in mentions if m.actor and words[m.head].case in {"Acc", "Dat"}]
        others = [a for a in unique(others) if a not in who]
        others = others or [m.actor for m in mentions if m.actor and m.actor not in who][:1]
        if len(others) == 1 or len(who) == 1 or (not others and len(who) == 2):
            yield from each(line, i, who, others, True)


@RULES.on("собеседник", "собеседница")
def interlocutor(reading: Reading, line: Line, i: int) -> Findings:
    """Whose interlocutor somebody was, or several.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Собеседником министра иностранных дел Ирана Аббаса Аракчи был министр иностранных дел Омана.")
    meeting: Аббас Аракчи, foreign_minister@OMN; IRN, OMN; in_person, held (interlocutor)
    >>> explain("Ильхам Алиев выступил. Его собеседниками были Александр Лукашенко и Роман Головченко.")
    meeting: Ильхам Алиев, Александр Лукашенко; AZE, BLR; in_person, held (interlocutor)
    meeting: Ильхам Алиев, Роман Головченко; AZE, BLR; in_person, held (interlocutor)
    """
    words = line.words
    own = [a for j in children(line, i) if words[j].case == "Gen" or words[j].lower in OWN for a in actors_at(line, j)]
    others = [a for a in run_of(line, unique(actors_in(line, {"Nom"}))) if a not in own]
    if own and words[i].case == "Ins":
        for other in others[: 1 if words[i].feats.get("Number") == "Sing" else None]:
            yield [own[0], other], i


@RULES.on("пресс-конференция")
def before_the_press(reading: Reading, line: Line, i: int) -> Findings:
    """Two who hold a press conference together have met.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Виктор Орбан выступил на совместной с Ильхамом Алиевым пресс-конференции.")
    meeting: Виктор Орбан, Ильхам Алиев; AZE, HUN; in_person, held (before_the_press)
    """
    verb = verb_above(line, i)
    if verb is not None and line.has({"совместный"}):
        yield [*subjects(line, verb), *with_whom(line, i)], i


@RULES.on("собрать")
def brings_together(reading: Reading, line: Line, i: int) -> Findings:
    """Whom a summit brings together.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Саммит собрал Виктора Орбана и Ильхама Алиева.")
    meeting: Виктор Орбан, Ильхам Алиев; AZE, HUN; in_person, held (brings_together)
    """
    if any(sitting(line, j) for j in below(line, i, "nsubj")):
        yield run_of(line, unique(actors_below(line, i, "obj"))), i


@RULES.on("visit")
def visits_somebody(reading: Reading, line: Line, i: int) -> Findings:
    """An official who visits another.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Виктор Орбан навестил Нурсултана Назарбаева.")
    meeting: Виктор Орбан, Нурсултан Назарбаев; HUN, KAZ; in_person, held (visits_somebody)
    """
    if line.words[i].pos == "VERB" and (visited := actors_below(line, i, "obj")):
        yield [*subjects(line, i), *visited], i


@RULES.on("гость", "гостья")
def guest_of(reading: Reading, line: Line, i: int) -> Findings:
    """A person's guest meets the host, also «в гостях у X».

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Министр иностранных дел Омана стал гостем президента Ирана Масуда Пезешкиана.")
    meeting: foreign_minister@OMN, Масуд Пезешкиан; IRN, OMN; in_person, held (guest_of)
    """
    w = line.words[i]
    hosts = [a for j in children(line, i) if line.words[j].case == "Gen" for a in actors_at(line, j)]
    if w.case == "Ins" and w.feats.get("Number") == "Sing" and hosts:
        yield [*subjects(line, i), *hosts[:1]], i
    elif w.lower == "гостях" and "у" in line.folded[i + 1 : i + 2]:
        behind = [m.actor for m in line.mentions if m.first == i + 2]
        yield [*(nearest_subject(line, i) or doers(line, i)), *behind], i


@RULES.on("каждый", "оба")
def each_of_them(reading: Reading, line: Line, i: int) -> Findings:
    """The people of a list before, one by one.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Прибыли президент Казахстана Касым-Жомарт Токаев и президент Кыргызстана Садыр Жапаров. "
    >>> explain(text + "С каждым из них Шавкат Мирзиёев переговорил отдельно.")
    meeting: Шавкат Мирзиёев, Касым-Жомарт Токаев; KAZ, UZB; in_person, held (each_of_them)
    meeting: Шавкат Мирзиёев, Садыр Жапаров; KGZ, UZB; in_person, held (each_of_them)
    """
    for verb in line.where(words_of("meet")) if line.words[i].case == "Ins" else []:
        if line.words[verb].pos != "VERB":
            continue
        if who := doers(line, verb) or unique([topic_actor(reading, line, [])]):
            for other in guests_before(reading, line, who):
                yield [who[0], other], verb
            return


@RULES.on("ждать")
def awaits(reading: Reading, line: Line, i: int) -> Findings:
    """A host leader awaits somebody.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Завтра премьер-министра Японии Фумио Кисиду ждёт президент Узбекистана Шавкат Мирзиёев.")
    meeting: Шавкат Мирзиёев, Фумио Кисида; JPN, UZB; in_person, 2024-05-15, planned (awaits)
    """
    host, guest = actors_below(line, i, "nsubj"), actors_below(line, i, "obj")
    if host and guest and host[0].office in LEADERS:
        yield [host[0], guest[0]], i


@RULES.on("together", "hold")
def chairs_together(reading: Reading, line: Line, i: int) -> Findings:
    """Those who chair, hold or open a sitting together.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Заседание прошло под председательством Касым-Жомарта Токаева и Садыра Жапарова.")
    meeting: Касым-Жомарт Токаев, Садыр Жапаров; KAZ, KGZ; in_person, held (chairs_together)
    >>> explain("Сопредседателями были министр экономики Ирана и министр торговли Омана.")
    meeting: minister@IRN, minister@OMN; IRN, OMN; in_person, held (chairs_together)
    >>> explain("Переговоры провели министр иностранных дел Ирана и министр иностранных дел Омана.")
    meeting: foreign_minister@IRN, foreign_minister@OMN; IRN, OMN; in_person, held (chairs_together, talks)
    """
    lemma = line.lemmas[i]
    if lemma in words_of("together"):
        yield [m.actor for m in line.mentions if m.actor and (i < m.first or lemma == "сопредседатель")], i
    elif lemma == "сопредседательствовать" or any(line.lemmas[j] in words_of("sitting") for j in children(line, i)):
        yield from each(line, i, doers(line, i), with_whom(line, i), False)


@RULES.on("участвовать", "представлять", "возглавлять", "возглавить", "вести")
def takes_part(reading: Reading, line: Line, i: int) -> Findings:
    """Two who take part in consultations of this sentence or the one before, or who leads the other side there.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Прошли консультации. С иранской стороны в них участвовал министр иностранных дел Аббас Аракчи, "
    >>> explain(text + "с оманской – Бадр аль-Бусаиди.")
    meeting: Аббас Аракчи, Бадр аль-Бусаиди; IRN, OMN; in_person, held (takes_part)
    >>> text = "Аббас Аракчи побывал на консультациях. Оманскую сторону возглавлял министр Бадр аль-Бусаиди."
    >>> explain(text)
    meeting: Аббас Аракчи, Бадр аль-Бусаиди; IRN, OMN; in_person, held (takes_part)
    """
    sat = {"консультация", "переговоры", "встреча", "заседание"}
    before, after = reading.lines[max(0, line.index - 1) : line.index], reading.lines[line.index + 1 : line.index + 2]
    there = any(row.has(sat) for row in before) or line.has(sat & words_of("meet") - {"встреча"})
    in_it = line.has({"встреча"}) and bool({"ней", "нем"} & set(line.folded))
    if not (there or in_it or (line.has({"сторона"}) and any(row.has(sat) for row in after))):
        return
    who = unique(m.actor for m in line.mentions if m.kind != "pronoun")
    if len(who) == 2:
        yield who, i
    elif len(who) == 1 and any(line.lemmas[j] in {"сторона", "делегация"} for j in children(line, i)):
        led = [m.actor for row in before for m in row.mentions if m.actor and row.words[m.head].case == "Nom"]
        yield [*[a for a in led if a.country != who[0].country][:1], *who], i
    elif in_it:
        yield subjects(line, i), i


@RULES.on("sign", "принять", "принимать")
def sign_together(reading: Reading, line: Line, i: int) -> Findings:
    """Leaders who sign a document or adopt a statement together are together.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Декларация подписана Виктором Орбаном и Ильхамом Алиевым.")
    meeting: Виктор Орбан, Ильхам Алиев; AZE, HUN; in_person, held (sign_together)
    agreement: Декларация; AZE, HUN; declaration, signed (in_sentence, signed)
    """
    if line.lemmas[i] == "обменяться":
        # telegrams too
        return
    adopts = line.lemmas[i] not in words_of("receive") or line.has({"заявление", "декларация", "коммюнике"})
    if line.words[i].pos == "VERB" and len(line.mentions) > 1 and adopts:
        who = unique(agents(line, i) or subjects(line, i))
        if all(a.office in LEADERS for a in who):
            yield who, i


@RULES.on("собраться", "съехаться")
def gathers(reading: Reading, line: Line, i: int) -> Findings:
    """Officials of several countries who gather, though not for a forum or a feast.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("В Душанбе съехались министр иностранных дел Ирана и министр иностранных дел Омана.")
    visit: foreign_minister (IRN) to TJK, Душанбе; held (acts_there, arrives)
    visit: foreign_minister (OMN) to TJK, Душанбе; held (acts_there, arrives)
    meeting: foreign_minister@IRN, foreign_minister@OMN; IRN, OMN; in_person, held (gathers)
    """
    planned = any(line.words[j].feats.get("VerbForm") == "Inf" for j in children(line, i))
    if not planned and not line.has(
        words_of("event") - words_of("meet") - {"заседание", "совещание", "стол", "подпись"}
    ):
        groups = {m.actor for m in line.mentions if m.kind == "group"}
        who = [a for a in doers(line, i) if a not in groups]
        if not who and ":" in line.texts[i:]:
            # «собрались премьер-министры: X, Y, Z»
            who = [m.actor for m in line.mentions if m.actor and m.first > line.texts.index(":", i)]
        yield who, i


@RULES.on("arrive", "stay", "визит", "прием", "быть")
def calls_on(reading: Reading, line: Line, i: int) -> Findings:
    """Who goes to an official, is at his place, or pays him a visit, meets him.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Хакан Фидан нанёс визит вежливости президенту Ирана Масуду Пезешкиану.", "2024-10-04")
    meeting: Хакан Фидан, Масуд Пезешкиан; IRN, TUR; in_person, held (calls_on)
    >>> explain("Из аэропорта Хакан Фидан направился к президенту Ирана.")
    meeting: Хакан Фидан, head_of_state@IRN; IRN, TUR; in_person, held (calls_on)
    >>> explain("Хакан Фидан побывал на приёме у президента Ирана.")
    meeting: Хакан Фидан, head_of_state@IRN; IRN, TUR; in_person, held (calls_on)
    """
    words = line.words
    for m in line.mentions if {"к", "ко", "у"} & set(line.folded) or line.lemmas[i] == "визит" else []:
        if (
            m.actor is None
            or m.kind not in NAMED
            or m.plural
            or not i < m.first <= i + 6
            or m.head not in clause(line, i)
        ):
            continue
        verb = i if words[i].pos == "VERB" else verb_above(line, i)
        if verb is None or words[verb].feats.get("VerbForm") == "Inf":
            continue
        to = words[m.first - 1].lower in {"к", "ко"} and words[i].lemma in words_of("arrive")
        at = words[m.first - 1].lower == "у" and words[i].lemma in words_of("stay") | {"прием", "быть"}
        paid = words[i].lemma == "визит" and words[m.head].case == "Dat" and words[verb].lemma.startswith("нан")
        if to or at or paid:
            yield [*doers(line, verb), m.actor], i


@RULES.on("переговоры", "беседа")
def talks_of_the_visit(reading: Reading, line: Line, i: int) -> Findings:
    """Talks that name nobody are those of the guest and the host's leader.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Президент Ирана Масуд Пезешкиан прибыл в Баку. Президент Азербайджана Ильхам Алиев открыл выставку."
    >>> explain(text + " Переговоры продлились два часа.")
    visit: Масуд Пезешкиан (IRN) to AZE, Баку; held (acts_there, arrives)
    meeting: Масуд Пезешкиан, Ильхам Алиев; AZE, IRN; in_person, held (talks_of_the_visit)
    """
    named = any(m.actor and m.kind in {"name", "title"} for m in line.mentions) or with_whom(line, i)
    if (
        not named
        and line.words[i].pos in {"NOUN", "PROPN"}
        and mode_of(line, i) == "in_person"
        and not line.after_call
        and not is_future(line, i)
    ):
        yield principals(reading) or pair_before(reading, line), i


def pair_before(reading: Reading, line: Line) -> list[Actor]:
    """The two leaders whom one of the three sentences before a sentence names side by side.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Договор подписан Масудом Пезешкианом и Ильхамом Алиевым. Беседе предшествовал обед.", "2024-10-04")
    meeting: Масуд Пезешкиан, Ильхам Алиев; AZE, IRN; in_person, held (sign_together, talks_of_the_visit)
    agreement: Договор; AZE, IRN; treaty, signed (in_sentence, signed)
    """
    for row in reversed(reading.lines[max(0, line.index - 3) : line.index]):
        for run in runs(row):
            if len(run) == 2 and all(a.office in LEADERS for a in run):
                return list(run)
    return []


@RULES.on("саммит", "заседание", "встреча", "совещание", "консультация")
def sits_together(reading: Reading, line: Line, i: int) -> Findings:
    """A summit, council or consultative meeting: all officials who are there, and the host's leader, meet.

    Forums, conferences and ceremonies are no meetings; who is there follows from the visits. Of one guest it is not
    known whether he came for the host.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Масуд Пезешкиан и Виктор Орбан приехали в Баку на {}. Его открыл Ильхам Алиев."
    >>> explain(text.format("саммит"), "2024-10-04")
    visit: Масуд Пезешкиан (IRN) to AZE, Баку; held (acts_there, arrives, listed, meets_there)
    visit: Виктор Орбан (HUN) to AZE, Баку; held (acts_there, arrives, listed, meets_there)
    meeting: Масуд Пезешкиан, Виктор Орбан, Ильхам Алиев; AZE, HUN, IRN; in_person, held (sits_together, talks)
    >>> explain(text.format("форум"), "2024-10-04")
    visit: Масуд Пезешкиан (IRN) to AZE, Баку; held (acts_there, arrives, listed, meets_there)
    visit: Виктор Орбан (HUN) to AZE, Баку; held (acts_there, arrives, listed, meets_there)
    """
    if sitting(line, i) and not line.has({"следующий", "предыдущий"}):
        who = on_the_screen(reading) if mode_of(line, i) == "video" else at_the_table(reading)
        if "министр" in line.lemmas[i + 1 : i + 5] and "премьер-министр" not in line.lemmas[i + 1 : i + 5]:
            # «заседание совета министров иностранных дел» is not that of the leaders whom the article names
            who = [a for a in who if a.office not in LEADERS]
        yield who, i


# -- what the rules ask ------------------------------------------------------------------------------------------


def told(line: Line, i: int) -> bool:
    """Whether a verb that tells of a meeting only beside another word has that word in its clause.

    Examples
    --------
    >>> lines = Reading("", "Они обменялись мнениями. Они обменялись пленными.", date(2024, 5, 4)).lines
    >>> [told(line, 1) for line in lines]
    [True, False]
    """
    beside = BESIDE.get(line.lemmas[i])
    return beside is None or not beside.isdisjoint(line.lemmas[j] for j in clause(line, i))


def agents(line: Line, verb: int) -> list[Actor]:
    """Those by whom something was done.

    Examples
    --------
    >>> line = Reading("", "Декларация подписана Виктором Орбаном и Ильхамом Алиевым.", date(2024, 5, 4)).lines[0]
    >>> [a.label for a in agents(line, 1)]
    ['Виктор Орбан', 'Ильхам Алиев']
    """
    words = line.words
    if found := [a for j in below(line, verb, "obl") if words[j].case == "Ins" for a in actors_at(line, j)]:
        return run_of(line, unique(found))
    scope = clause(line, verb) if words[verb].feats.get("Variant") == "Short" else range(0)
    near = (m for m in line.mentions if m.actor and m.head in scope and words[m.head].case == "Ins")
    found = [m.actor for m in near if m.actor and words[min(m.first, m.head) - 1].pos != "ADP"]
    return run_of(line, unique(found))


def with_whom(line: Line, i: int) -> list[Actor]:
    """Actors in «с X» or «между X и Y» that a word governs: behind it in the sentence, else before it.

    Examples
    --------
    >>> text = "После беседы с Ильхамом Алиевым президент Ирана выступил вместе с Виктором Орбаном."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> [a.label for a in with_whom(line, 1)]
    ['Ильхам Алиев']
    """
    words = line.words
    behind: list[Actor] = []
    before: list[Actor] = []
    if not {"с", "со", "между"} & set(line.folded):
        return []
    for k in line.where({"который"}):
        if words[k - 1].lower in {"с", "со"} and k in clause(line, i):
            return relative(line, k)
    for m in sorted(line.mentions, key=lambda m: m.first):
        k = m.first - 1
        while (
            k > m.first - 5
            and k >= 0
            and (
                words[k].pos in {"ADJ", "DET", "NUM", "ADV"}
                or words[k].feats.get("VerbForm") == "Part"
                or words[k].lemma in {"коллега", "гость", "лидер"}
            )
        ):
            k -= 1
        with_ = k >= 0 and words[k].lower in {"с", "со", "между"}
        if (
            m.actor
            and (with_ or with_participle(line, m.first) or governed_by_with(line, m.head))
            and words[m.head].case in {"Ins", ""}
        ):
            if m.first > i:
                # «после переговоров с X она подписала вместе с Y»: a noun's «with» ends at the next verb
                verbs = sum(map(is_finite, words[i + 1 : m.first])) if words[i].pos == "NOUN" else 0
                # «переговоры, которые X провёл с Y»
                own = m.head in clause(line, i) or "который" in line.lemmas[i + 1 : i + 4]
                own = (own and verbs < 2) or m.head in subtree(line, i)
                behind += [] if verbs and (behind or not own) else run_of(line, [m.actor])
            elif m.head in subtree(line, i) or m.head in clause(line, i):
                before += run_of(line, [m.actor])
    return unique(behind or before)


def with_participle(line: Line, first: int) -> bool:
    """Whether «с» and a participle stand before a mention: «с прибывшим в страну с визитом министром».

    Examples
    --------
    >>> text = "Он побеседовал с прибывшим в страну с визитом министром Виктором Орбаном."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> with_participle(line, line.texts.index("министром"))
    True
    """
    words = line.words
    for j in range(first - 1, max(first - 9, 0), -1):
        if any(m.last == j for m in line.mentions) or words[j].text == ",":
            return False
        if words[j].feats.get("VerbForm") == "Part" and words[j].case == "Ins":
            return words[j - 1].lower in {"с", "со"}
    return False


def relative(line: Line, k: int) -> list[Actor]:
    """Whom «который» means: the noun of its clause in the tree, else who is named last before it.

    Examples
    --------
    >>> text = "В Баку живёт Ильхам Алиев, с которым вчера встретился Виктор Орбан."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> [a.name for a in relative(line, line.texts.index("которым"))]
    ['Ильхам Алиев']
    """
    noun = next((line.words[j].head for j in ancestors(line, k) if line.words[j].rel == "acl:relcl"), -1)
    found = actors_at(line, noun) if 0 <= noun < k else []
    before = sorted((m for m in line.mentions if m.last < k and m.actor), key=lambda m: m.last)
    return found or [m.actor for m in before[-1:] if m.actor]


def governed_by_with(line: Line, word: int) -> bool:
    """Whether «с» governs the noun that a name belongs to.

    Examples
    --------
    >>> line = Reading("", "Он побеседовал с прибывшим в страну коллегой Виктором Орбаном.", date(2024, 5, 4)).lines[0]
    >>> governed_by_with(line, line.texts.index("Виктором"))
    True
    """
    words = line.words
    above = (j for j in [word, *ancestors(line, word)] if words[j].rel not in {"appos", "flat:name"})
    word = next(above, word)
    first = min(subtree(line, word))
    return words[first].lower in {"с", "со"} or (first > 0 and words[first - 1].lower in {"с", "со"})


def acted_on(line: Line, i: int, verb: int) -> list[Actor]:
    """Whom somebody thanks, tells or asks in the course of a meeting.

    Examples
    --------
    >>> line = Reading("", "В ходе беседы Ильхам Алиев поблагодарил Виктора Орбана.", date(2024, 5, 4)).lines[0]
    >>> [a.name for a in acted_on(line, 2, 5)]
    ['Виктор Орбан']
    """
    words = line.words
    during = {w.lower for w in words[max(0, i - 3) : i]} & {"ходе", "время"}
    if not during or "с" in line.folded[i + 1 : i + 2]:
        return []
    return unique(actors_below(line, verb, "obj", "iobj"))[:1]


def beside_another(line: Line, i: int) -> bool:
    """Whether a meeting is only the occasion of another that the clause tells: «на полях встречи», «перед саммитом».

    Examples
    --------
    >>> text = "На полях встречи он побеседовал с Орбаном. Перед встречей Орбан выступил."
    >>> [beside_another(line, line.where({"встреча"})[0]) for line in Reading("", text, date(2024, 5, 4)).lines]
    [True, False]
    """
    words = line.words
    if not {w.lower for w in words[max(0, i - 3) : i]} & ASIDE:
        return False
    return any(
        words[j].lemma in words_of("meet") - words_of("mutual") and words[j].pos == "VERB" for j in clause(line, i)
    )


def each(line: Line, i: int, who: list[Actor], others: list[Actor], several: bool) -> Findings:
    """Who meets whom: several whom one meets one by one, or speaks to by telephone, are several meetings.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Состоялась встреча Виктора Орбана с Ильхамом Алиевым и Шавкатом Мирзиёевым.")
    meeting: Виктор Орбан, Ильхам Алиев, Шавкат Мирзиёев; AZE, HUN, UZB; in_person, held (talks)
    >>> explain("Состоялись встречи Виктора Орбана с Ильхамом Алиевым и Шавкатом Мирзиёевым.")
    meeting: Виктор Орбан, Ильхам Алиев; AZE, HUN; in_person, held (talks)
    meeting: Виктор Орбан, Шавкат Мирзиёев; HUN, UZB; in_person, held (talks)
    """
    others = [a for a in unique(others) if a not in who]
    apart = several or mode_of(line, i) == "phone"
    apart = apart or line.has(APART)
    if len(others) == 1 and len(who) > 1:
        # two of one country who receive the same guest do it one after the other
        apart = apart or (len({a.country for a in who}) == 1 and others[0].country not in {None, who[0].country})
    if apart and min(len(who), len(others)) == 1:
        for one in who:
            for other in others:
                yield [one, other], i
    else:
        yield [*who, *others], i


def topic_actor(reading: Reading, line: Line, but: list[Actor]) -> Actor | None:
    """Whom the article speaks of, where talks name one side only: its most named actor, else the last subject.

    Examples
    --------
    >>> text = "Масуд Пезешкиан прилетел в Баку. Состоялась и встреча с Ильхамом Алиевым."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> topic_actor(r, r.lines[1], []).name
    'Масуд Пезешкиан'
    """
    counts = Counter(m.actor for _, m in reading.pairs() if m.actor and m.actor.words and m.kind != "group")
    titled = unique(m.actor for m in reading.lines[0].mentions if m.actor and m.actor.words)
    if len(titled) == 1 and titled[0] not in but:
        return titled[0]
    for m in line.mentions:
        # «сообщила пресс-служба X»
        if m.actor and m.actor not in but and m.first and line.lemmas[m.first - 1] in words_of("office"):
            return m.actor
    main = max(counts, key=lambda a: (counts[a], -a.first), default=None)
    opening = {m.actor for row in reading.lines[:2] for m in row.mentions}
    if main and main not in but and counts[main] > 2 and main in opening:
        return main
    for row in reversed(reading.lines[max(0, line.index - 2) : line.index]):
        for m in row.mentions:
            if m.actor and m.actor not in but and row.words[m.head].case == "Nom" and m.kind != "group":
                return m.actor
    return None


def guests_before(reading: Reading, line: Line, but: list[Actor]) -> list[Actor]:
    """The guests of the article where it shows several, else the last list of officials before a sentence.

    Examples
    --------
    >>> text = "Прилетели Виктор Орбан и Ильхам Алиев. Масуд Пезешкиан принял каждого."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> [a.name for a in guests_before(r, r.lines[1], [])]
    ['Виктор Орбан', 'Ильхам Алиев']
    """
    own = {a.country for a in but}
    present = [a for a in at_the_table(reading) if a.words and a.country not in own]
    if len(present) > 1:
        return present
    for row in reversed(reading.lines[max(0, line.index - NEAR) : line.index]):
        found = unique(m.actor for m in row.mentions if m.kind in {"name", "title"})
        if len(found := [a for a in found if a.country not in own]) > 1:
            return found
    return []


def principals(reading: Reading) -> list[Actor]:
    """The one leader on a visit of whom an article speaks, and the one leader of the country visited.

    Examples
    --------
    >>> text = "Масуд Пезешкиан прибыл в Баку. Президент Азербайджана Ильхам Алиев открыл выставку."
    >>> [a.name for a in principals(Reading("", text, date(2024, 10, 4)))]
    ['Масуд Пезешкиан', 'Ильхам Алиев']
    """
    rules = {"arrives", "stays", "trips", "tours", "awaited", "acts_there", "meets_there"}
    found = [
        c
        for c in clues(reading)
        if c.actor.country != c.country and c.actor.office in {*LEADERS, "foreign_minister"} and c.rule in rules
    ]
    guests = unique(c.actor for c in found)
    countries = {c.country for c in found}
    if len(guests) != 1 or len(countries) != 1:
        return []
    office = guests[0].office
    of_host = [a for a in reading.actors if a.country in countries and not a.envoy]
    hosts = [a for a in of_host if a.office == office]
    hosts = hosts or [a for a in of_host if a.office in LEADERS and office in LEADERS]
    return [*guests, *hosts] if len(hosts) == 1 else []


def sitting(line: Line, i: int) -> bool:
    """Whether a word names a sitting of leaders.

    Examples
    --------
    >>> text = "Прошло заседание Совета глав государств. Прошло заседание форума министров."
    >>> [sitting(line, 1) for line in Reading("", text, date(2024, 5, 4)).lines]
    [True, False]
    """
    near = line.words[max(0, i - 4) : i + 7]
    lemmas = {w.lemma for w in near}
    if lemmas & {"форум", "конференция", "пленарный", "кабинет", "правительство", "меджлис", "генеральный"}:
        return False
    if line.words[i].lemma != "саммит" and lemmas & {"два", "двусторонний", "оба"}:
        return False
    if lemmas & {"консультативный", "трехсторонний", "четырехсторонний", "министерский", "неформальный", "совет"}:
        return True
    if "формат" in lemmas and any("+" in w.text for w in near):
        # «заседание в формате «С5+1»»
        return True
    officials = {"глава", "лидер", "президент", "министр", "премьер-министр", "руководитель"}
    # «встреча с лидерами» is one after the other, «зал саммитов» a place
    several = any(w.lemma in officials and w.feats.get("Number") == "Plur" and w.case != "Ins" for w in near)
    if line.words[i].lemma == "саммит":
        return not line.has({"зал"}) or line.lemmas[i - 1] != "зал"
    return several


def on_the_screen(reading: Reading) -> list[Actor]:
    """Leaders and ministers whom an article on a video summit names.

    Examples
    --------
    >>> text = "Саммит прошёл по видеосвязи. Выступили Ильхам Алиев, Виктор Орбан и министр культуры Ирана."
    >>> [a.name for a in on_the_screen(Reading("", text, date(2024, 5, 4)))]
    ['Ильхам Алиев', 'Виктор Орбан']
    """
    ministers = [a for a in reading.actors if a.office == "foreign_minister" and not a.envoy]
    offices = {*LEADERS, "organisation_head"} | ({"foreign_minister"} if len(ministers) > 2 else set())
    return [a for a in reading.actors if a.office in offices]


@once
def at_the_table(reading: Reading) -> list[Actor]:
    """Officials whom an article shows at one place abroad, with the leaders of the host country that it mentions.

    Examples
    --------
    >>> text = "Виктор Орбан и Масуд Пезешкиан прибыли в Баку на форум. Его открыл Ильхам Алиев."
    >>> [a.name for a in at_the_table(Reading("", text, date(2024, 10, 4)))]
    ['Виктор Орбан', 'Масуд Пезешкиан', 'Ильхам Алиев']
    """
    by_host: dict[str, list[Actor]] = {}
    for c in clues(reading):
        if c.actor.country != c.country and c.actor.office not in {"delegation", None} and not elsewhere(c):
            by_host.setdefault(c.country, []).append(c.actor)
    host, guests = max(by_host.items(), key=lambda x: len(unique(x[1])), default=("", []))
    own = {a.office for a in guests}
    offices = own | set(LEADERS) if own & set(LEADERS) else own
    hosts = [a for a in reading.actors if a.country == host and a.office in offices and not a.envoy]
    alone = len(unique(guests)) == 1
    return unique([*guests, *sorted(hosts, key=lambda a: a.office not in own)[: 0 if alone else 1]])


def elsewhere(clue: Clue) -> bool:
    """Whether a clue shows somebody at a place but not at the sitting there: at talks of his own, or kept away.

    Examples
    --------
    >>> text = "Виктор Орбан прилетел в Баку и встретился с Масудом Пезешкианом в Шуше."
    >>> {c.actor.name: elsewhere(c) for c in clues(Reading("", text, date(2024, 10, 4)))}
    {'Виктор Орбан': False, 'Масуд Пезешкиан': True}
    """
    if clue.rule == "meets_there" or is_cancelled(clue.line, clue.word):
        return True
    line = clue.line
    if clue.rule != "listed" or not line.has(words_of("meet")):
        return False
    apart = line.has(words_of("meet") - words_of("gathering", "mutual"))
    return apart or any(clue.actor in with_whom(line, i) for i in line.where({"встреча"}))


def mode_of(line: Line, word: int) -> str:
    """In person, by telephone, or by video.

    Examples
    --------
    >>> ways = ("за обедом", "по телефону", "по видеосвязи")
    >>> lines = [Reading("", f"Они побеседовали {way}.", date(2024, 5, 4)).lines[0] for way in ways]
    >>> [mode_of(line, 1) for line in lines]
    ['in_person', 'phone', 'video']
    """
    lemma = line.lemmas[word]
    if line.has(words_of("phone")) or (lemma == "разговор" and line.after_call):
        return "phone"
    elsewhere_too = any(inside(d) for d in destinations(line)) or line.has({"встреча"})
    if line.after_call and lemma in words_of("mutual") and not elsewhere_too:
        return "phone"
    here = any(inside(d) for d in destinations(line)) or line.has({"прибыть", "прилететь", "приехать", "визит"})
    noun = line.words[word].pos == "NOUN"
    screen = line.has(VIDEO) and (noun or any(line.lemmas[j] in VIDEO for j in finite_clauses(line)[word]))
    if screen or (line.remote and not here and lemma not in words_of("receive", "arrive")):
        return "video"
    return "in_person"


# -- records -----------------------------------------------------------------------------------------------------


def records(reading: Reading) -> list[dict]:
    """Meetings that an article states, in the fields of the guidelines.

    Examples
    --------
    >>> text = "Президент Казахстана Касым-Жомарт Токаев 9 июня встретился с Владимиром Путиным."
    >>> r = Reading("", text, date(2024, 6, 10))
    >>> m = records(r)[0]
    >>> m["participants"], m["countries"], m["mode"], m["date"]
    (['Касым-Жомарт Токаев', 'Владимир Путин'], ['KAZ', 'RUS'], 'in_person', '2024-06-09')
    """
    groups: list[list[Contact]] = []
    # the same meeting has one of its people in common
    joined: dict[Actor, list[int]] = {}
    for c in contacts(reading):
        numbers = sorted({number for a in c.who for number in joined.get(a, ())})
        group = next((groups[number] for number in numbers if same(groups[number][0], c)), None)
        if group is None:
            for a in set(c.who):
                joined.setdefault(a, []).append(len(groups))
            groups.append([c])
        else:
            group.append(c)
    return [_record(reading, g) for g in settled(groups)]


def settled(groups: list[list[Contact]]) -> list[list[Contact]]:
    """Without what other findings tell better.

    A headline that does not say how two people spoke («X и Y обсудили») is of the one talk of theirs that the text
    tells.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Виктор Орбан принял Ильхама Алиева и Шавката Мирзиёева. "
    >>> explain(text + "Сначала он побеседовал с Ильхамом Алиевым, потом с Шавкатом Мирзиёевым.")
    meeting: Виктор Орбан, Ильхам Алиев; AZE, HUN; in_person, held (meets)
    meeting: Виктор Орбан, Шавкат Мирзиёев; HUN, UZB; in_person, held (meets)
    """
    left = []
    for g in groups:
        others = [o for o in groups if o is not g and set(o[0].who) <= set(g[0].who)]
        apart = [o for o in others if len(o[0].who) == 2 and any(c.line.has(APART) for c in o)]
        led = any(a.office == "delegation" for a in g[0].who)
        if led and any(of_delegation(g[0], o[0]) for o in groups if o is not g):
            continue
        implied = all(
            c.rule == "talks"
            and len({m.actor for m in c.line.mentions} & set(c.who)) < 2
            and not (c.line.has(APART) or with_whom(c.line, c.word))
            for c in g
        )
        if len(g[0].who) == 2 and implied and any(set(g[0].who) < set(o[0].who) for o in groups):
            # one of the two is not named there: what is told is the larger meeting
            continue
        signed = {c.rule for c in g} == {"sign_together"}
        if signed and any(len(set(g[0].who) & set(o[0].who)) > 1 for o in groups if o is not g):
            continue
        if {c.rule for c in g} == {"receives"} and set(g[0].who) == {a for o in apart for a in o[0].who}:
            continue
        headline = all(c.line.field == "title" and not destinations(c.line) for c in g)
        if headline and len(others) == 1 and set(others[0][0].who) == set(g[0].who):
            continue
        left.append(g)
    return left


def of_delegation(general: Contact, named: Contact) -> bool:
    """Whether a talk with a delegation is one with somebody of its country, whom another sentence names.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Виктор Орбан принял министра экономики Омана Саида ас-Сакри."
    >>> explain(text, title="Виктор Орбан принял делегацию Омана")
    meeting: Виктор Орбан, Саид ас-Сакри; HUN, OMN; in_person, held (receives)
    """
    delegations = [a for a in general.who if a.office == "delegation" and not a.words]
    others = {a for a in general.who if a not in delegations}
    countries = {a.country for a in named.who if a not in others}
    return bool(delegations) and others <= set(named.who) and {a.country for a in delegations} <= countries


@once
def contacts(reading: Reading) -> list[Contact]:
    """Every rule's findings with at least two sides.

    Examples
    --------
    >>> r = Reading("", "Виктор Орбан встретился с Ильхамом Алиевым и провёл с ним переговоры.", date(2024, 5, 4))
    >>> [(c.rule, [a.name for a in c.who]) for c in contacts(r)]
    [('meets', ['Виктор Орбан', 'Ильхам Алиев']), ('talks', ['Виктор Орбан', 'Ильхам Алиев'])]
    """
    return [
        Contact(rule, unique(who), word, line)
        for rule, line, (who, word) in RULES.find(reading)
        if valid(who) and not denied(line, word) and not wished(line, word)
    ]


def wished(line: Line, word: int) -> bool:
    """Whether somebody is only ready or asked to meet.

    Examples
    --------
    >>> text = "Орбан готов встретиться с Алиевым. Орбан планирует встретиться с Алиевым. Обсуждается встреча."
    >>> lines = Reading("", text, date(2024, 5, 4)).lines
    >>> wished(lines[0], 2), wished(lines[1], 2), wished(lines[2], 1)
    (True, False, True)
    """
    w = line.words[word]
    above = line.words[w.head].lemma if w.head >= 0 else ""
    if w.pos == "VERB":
        return w.feats.get("VerbForm") == "Inf" and above in words_of("wish")
    return above in words_of("uncertain")


def valid(found: Sequence[Actor | None]) -> bool:
    """At least two known people or offices of at least two sides, no ambassador among them.

    Examples
    --------
    >>> president, minister = Actor(office="head_of_state", country="IRN"), Actor(office="minister", country="IRN")
    >>> valid([president, minister]), valid([president, Actor(office="minister", country="OMN")])
    (False, True)
    """
    who = [a for a in unique(found) if a.words or a.office]
    if any(a.office == "delegation" and any(b is not a and b.country == a.country for b in who) for a in who):
        return False
    if any(a.envoy for a in who):
        return False
    # «министр X принял министра Ирана»: the host's country is only guessed, and cannot be the guest's
    home = who[:1] if who and who[0].guessed and who[0].office not in {"other", None} else []
    foreign = any(not (a.guessed or a.office in LEADERS) and a.country == home[0].country for a in who if home)
    return len({side(a) for a in who}) > 1 or foreign


def side(actor: Actor) -> str:
    """Whom somebody stands for: a state, else an organisation; those of the European Union are one.

    Examples
    --------
    >>> side(Actor(office="organisation_head", organisation="Европейская комиссия"))
    'Европейский союз'
    """
    body = actor.organisation or ""
    of_union = body in {"Европейский совет", "Европейская комиссия", "Европейский парламент", "Европарламент"}
    return actor.country or ("Европейский союз" if of_union else body) or actor.label


def same(a: Contact, b: Contact) -> bool:
    """Whether two findings are one meeting: same mode, and the people of one among those of the other.

    Examples
    --------
    >>> text = "Орбан принял Ильхама Алиева. Орбан провёл с Алиевым переговоры. Орбан позвонил Алиеву."
    >>> first, second, *_, last = contacts(Reading("", text, date(2024, 5, 4)))
    >>> same(first, second), same(first, last)
    (True, False)
    """
    if mode_of(a.line, a.word) != mode_of(b.line, b.word):
        return False
    one, other = set(a.who), set(b.who)
    if not (one <= other or other <= one):
        return False
    days = [{d.first for d in day_of(c.line, c.word)[:1]} for c in (a, b)]
    if len(one) != len(other) and all(days) and days[0] != days[1]:
        # two of three met on another day
        return False
    following = a.line.has({"следующий"}) or b.line.has({"следующий"})
    if following and is_future(a.line, a.word) != is_future(b.line, b.word):
        return False
    # two who talk apart at a summit of more, or before it, are a meeting of their own
    if len(one) != len(other) and any(len(c.who) == 2 and c.line.has(APART | {"предшествовать"}) for c in (a, b)):
        return False
    return (
        max(len(one), len(other)) <= 3
        or min(len(one), len(other)) > 2
        or ("sits_together" in {a.rule, b.rule} and len(one) == len(other))
    )


def _record(reading: Reading, found: list[Contact]) -> dict:
    """One meeting from what its sentences say."""
    best = max(found, key=lambda c: (len(c.who), -c.line.index))
    who = [a for a in best.who if a.words or a.office]
    future = all(is_future(c.line, c.word) for c in found)
    days = [d for c in found for d in day_of(c.line, c.word)[:1]]
    day = days[0] if days else nearest_day(reading, [c.line.index for c in found], 3, future)[0]
    on = day.first if day else None
    planned = future or (on and on > reading.published)
    status = "cancelled" if is_cancelled(best.line, best.word) else "planned" if planned else "held"
    span = extent(best)
    return {
        "participants": [a.label for a in who],
        "countries": sorted({a.country for a in who if a.country} | country_of_place(best, who)),
        "mode": mode_of(best.line, best.word),
        "date": on.isoformat() if on else None,
        "status": status,
        "background": recalled(reading, found, days[0].first if days else None),
        "evidence": best.line.text[span[0] - best.line.start : span[1] - best.line.start],
        "field": best.line.field,
        "span": span,
        "rules": sorted({c.rule for c in found}),
    }


def country_of_place(c: Contact, who: list[Actor]) -> set[str]:
    """The country of the place of a meeting, if one participant's is not told: «в Маскате его принял султан Хайсам».

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Виктор Орбан провёл в Таллине переговоры с коллегой Юри Ратасом.")
    visit: Виктор Орбан (HUN) to EST, Таллин; held (acts_there, meets_there, stays)
    meeting: Виктор Орбан, Юри Ратас; EST, HUN; in_person, held (chairs_together, talks)
    """
    unknown = [a for a in who if not (a.country or a.organisation)]
    here = {d.country for d in stated_place(c.line, c.word)} - {a.country for a in who}
    return here if len(unknown) == len(here) == 1 else set()


def extent(c: Contact) -> tuple[int, int]:
    """Offsets of a finding's words: from the first to the last participant or trigger, with the rest of the clause.

    Examples
    --------
    >>> text = "Когда стемнело, Виктор Орбан и Ильхам Алиев провели переговоры, сообщает агентство."
    >>> text[slice(*extent(contacts(Reading("", text, date(2024, 5, 4)))[0]))]
    'Когда стемнело, Виктор Орбан и Ильхам Алиев провели переговоры'
    """
    spans = [(c.word, c.word)]
    for a in c.who:
        if mine := [(m.first, m.last) for m in c.line.mentions if m.actor is a]:
            spans.append(min(mine, key=lambda s: abs(s[0] - c.word)))
    return whole_clause(c.line, c.word, min(first for first, _ in spans), max(last for _, last in spans))


def long_ago(reading: Reading, c: Contact) -> bool:
    """Whether a finding's clause puts it into an earlier year.

    Examples
    --------
    >>> text = "Виктор Орбан встретился с Ильхамом Алиевым в 2013 году. Виктор Орбан говорил с Ильхамом Алиевым."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> [long_ago(r, c) for c in contacts(r)]
    [True, False]
    """
    words, scope = c.line.words, clause(c.line, c.word)
    text = c.line.text[words[scope[0]].start - c.line.start : words[scope[-1]].end - c.line.start]
    years = [m["year"] for m in LONG_AGO.finditer(text)]
    return any(year is None or int(year) < reading.published.year - 1 for year in years)


def recalled(reading: Reading, found: list[Contact], day: date | None) -> bool:
    r"""Whether an article only recalls the meeting.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("В Баку открылась выставка.\n\nВиктор Орбан встретился с Ильхамом Алиевым 3 марта.", "2024-05-04")
    meeting: Виктор Орбан, Ильхам Алиев; AZE, HUN; in_person, 2024-03-03, held, background (meets)
    """
    if (day and (reading.published - day).days > 10) or all(long_ago(reading, c) for c in found):
        return True
    return not any(c.line.paragraph <= 0 for c in found) and all(looks_back(reading, c.line) for c in found)
