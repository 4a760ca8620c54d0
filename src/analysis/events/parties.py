"""Who is bound by a document: states, and organisations and companies as they are written.

A state is a side through its name, its officials, its ministries, its companies and its capital («Ашхабад и Баку
подписали»), not as a place («в Ашхабаде») and not as what a document is about («о газопроводе через Иран»).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from ..gazetteer.matcher import Hit, Matcher
from ..gazetteer.places import compounds, parts, rows
from ..russian.parse import Word
from .documents import NUMBERS, SIDES, TOPIC, Document, is_plural, nouns
from .grammar import finite_clauses, once, preposition_before, unique, words_of
from .mentions import LEADERS, Actor
from .reading import Line, Mention, Reading

QUOTES = {"«": "»", '"': '"', "“": "”", "„": "“"}
# sentences looked back, so that long articles cost no more than short ones by the page
REACH = 30
HOSTS = {"country", "capital", "adjective"}
# a capital that stands for those who meet there, not for its state
SEATS = {"Брюссель": "Европейский союз"}
MANY_SIDED = {"трехсторонний": 3, "тройственный": 3, "четырехсторонний": 4, "пятисторонний": 5}
WORLDWIDE = ("международн", "всемирн", "европейск", "азиатск", "исламск", "евразийск", "оон", "организаци")


@cache
def _known() -> Matcher[tuple[str, str, str]]:
    """Companies and parliaments of ``parties.csv`` with their country."""
    return Matcher([(r["name"], (r["name"], r["iso3"], r["kind"])) for r in rows("parties.csv")])


@cache
def _name_starts() -> dict[str, str]:
    """How names of state companies begin: «Туркмен-», «Узбек-», with the country."""
    found = {}
    for r in rows("countries.csv"):
        for adjective in parts(r["adjectives"])[:1]:
            stem = adjective.lower().removesuffix("ский")
            if len(stem) >= 6 and stem != adjective.lower():
                found[stem] = r["iso3"]
    return found


@lru_cache(maxsize=10_000)
def country_of_company(name: str) -> str | None:
    """Country that a company's name tells.

    Examples
    --------
    >>> country_of_company("Туркменгаз"), country_of_company("Узбекнефтегаз"), country_of_company("Альфа")
    ('TKM', 'UZB', None)
    """
    for hit in _known().find(name.split()):
        if hit.value[2] != "group":
            return hit.value[1]
    first = name.lower().split()[0] if name.split() else ""
    return next((code for stem, code in _name_starts().items() if first.startswith(stem) and first != stem), None)


def parties_of(reading: Reading, d: Document, alone: bool = False, context: bool = True) -> tuple[list[str], str]:
    """States and organisations that a document binds, and the rule that told the states.

    Parameters
    ----------
    reading : Reading
    d : Document
    alone : bool
        Whether one state is enough: it joins a document of others.
    context : bool
        Whether other sentences may tell the sides.

    Returns
    -------
    parties : list of str
        ISO 3166-1 alpha-3 codes, sorted, then organisations and companies as written, sorted.
    rule : str
        ``named``, ``in_sentence``, ``assembly``, ``from_context``.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> r = Reading("", "Ашхабад и Баку подписали в Тегеране соглашение о поставках газа в Ирак.", date(2024, 5, 4))
    >>> parties_of(r, documents(r)[0])
    (['AZE', 'TKM'], 'in_sentence')
    >>> text = "Министерство энергетики подписало меморандум с АБР. В Туркменистане построят станцию."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> parties_of(r, documents(r)[0])[0][0]
    'TKM'
    """
    bound, homes, stateless = organisations_of(reading, d)
    own, whole = named(d)
    if whole and len(own) >= 2:
        return [*sorted(own), *sorted(bound)], "named"
    found = unique([*own, *homes, *sides(d.line, d)])
    stated = unique([*own, *own_sides(d)])
    if context and not alone and len(stated) < 2 and not (stated and bound):
        present, bodies = assembly(reading, d)
        if len(present) + len(bodies) >= 2 and set(bound) <= set(bodies):
            return [*sorted(present), *bodies], "assembly"
    # «С Арменией Вашингтон оформил меморандум», whatever number of sides met before
    wanted = how_many_sides(reading, d, only_here=len(stated) >= 2)
    if alone:
        return sorted(unique([*own, *found]) or unique([reading.home])), "in_sentence"
    if (len(found) < 2 or found == own) and not (found and stateless) and d.line.has(words_of("home")):
        # «Министерство энергетики» without a state's name is the article's own country's
        found = unique([*found, reading.home])
    if len(found) >= wanted or (found and stateless) or not context:
        return [*sorted(found), *sorted(bound)], "in_sentence"
    if not bound and found:
        # «С Министерством финансов подписан ещё один документ»: the organisation of the sentences before
        for row in reading.lines[max(0, d.line.index - REACH) : d.line.index][::-1]:
            if row.paragraph == d.line.paragraph and row.field == d.line.field:
                earlier, _, apart = bound_in(row)
                if apart and len(earlier) == 1:
                    return [*sorted(found), *earlier], "from_context"
    listed = {name for o in d.line.organisations for name in (o.value.name, o.value.short)}
    if bound and not found and wanted == 2 and reading.home and set(bound) <= listed:
        # «Сегодня же с ПРООН подписан план»: the state is the one that the article is about
        return [reading.home, *sorted(bound)], "from_context"
    around = from_context(reading, d, found, wanted)
    if len(around) == 1 and not bound and (guest := visiting_body(reading)):
        return [*around, guest], "from_context"
    return [*sorted(around), *sorted(bound)], "from_context"


def how_many_sides(reading: Reading, d: Document, only_here: bool = False) -> int:
    """Three where «трёх стран», «трёхсторонний» stands in the paragraph or shortly before, and so on; else two.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> r = Reading("", "Подписан трёхсторонний договор о воде и меморандум о визах.", date(2024, 5, 4))
    >>> [(d.title, how_many_sides(r, d)) for d in documents(r)]
    [('трёхсторонний договор о воде', 3), ('меморандум о визах', 2)]
    """
    near = [row for row in nearby(reading, d.line) if row.paragraph == d.line.paragraph or row.index < d.line.index]
    for line in [d.line] if only_here else near[:20]:
        for i in line.where(MANY_SIDED.keys() | NUMBERS.keys()):
            w = line.words[i]
            # «трёхсторонние соглашения» are other documents
            another = any(x.lemma in nouns() for x in line.words[i + 1 : i + 3])
            if w.lemma in MANY_SIDED and (not another or (line is d.line and d.first <= i <= d.word)):
                return MANY_SIDED[w.lemma]
            number = NUMBERS.get(w.lemma, 0)
            if 3 <= number <= 6 and any(
                x.lemma in {"страна", "государство", "президент", "лидер", "республика", "сосед", "глава"}
                for x in line.words[i + 1 : i + 3]
            ):
                return number
    return 2


def nearby(reading: Reading, line: Line) -> list[Line]:
    """The sentences around one, six before and six behind, in the same field.

    Examples
    --------
    >>> from datetime import date
    >>> r = Reading("Визит в Баку", "Он прибыл. Его ждали.", date(2024, 5, 4))
    >>> [line.text for line in nearby(r, r.lines[1])]
    ['Он прибыл.', 'Его ждали.']
    """
    rows_around = reading.lines[max(0, line.index - 6) : line.index + 7]
    return [row for row in rows_around if row.field == line.field]


def named(d: Document) -> tuple[list[str], bool]:
    """States in the name itself, and whether they are all its sides: «с A» leaves out who signs with A.

    «между A и B», «с A», «туркмено-иранское», «договор A и B о …»; also a list of states that it is about.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> r = Reading("", "Подписан договор между Казахстаном и Ираном о транзите через Туркменистан.", date(2024, 5, 4))
    >>> named(documents(r)[0])
    (['KAZ', 'IRN'], True)
    """
    line = d.line
    found: list[str] = []
    about: list[str] = []
    side, whole, between = True, True, False
    for i in range(d.first, d.last + 1):
        w = line.words[i]
        if w.pos == "ADP":
            whole = whole and w.lower not in {"с", "со"}
            between = w.lower in SIDES or (between and w.lower not in TOPIC)
            side = w.lower in SIDES or (side and w.lower not in TOPIC | {"через", "из", "до", "к", "за", "для"})
        for h in line.places:
            of_region = h.value.kind in {"place_adjective", "region", "city"} and between
            if h.first == i and (of_region or h.value.kind in {"country", "capital", "adjective"}):
                (found if side or is_joint(w) else about).append(h.value.country)
    several = len(set(about)) > 2 or (len(set(about)) == 2 and not {"–", "—"} & set(line.texts[d.first : d.last]))
    if len(set(found)) < 2 and several:
        found, whole = [*found, *about], True
    if not found and any(d.first <= o.first <= d.last for o in line.organisations):
        # «соглашение об ассоциации Грузии с Евросоюзом»
        return unique(about), False
    # «между «Туркменгазом» и …»: the states of companies
    homes = [h.value[1] for h in known_in(line) if d.first <= h.first <= d.last and h.value[2] != "group"]
    return unique([*found, *homes]), whole


def is_joint(w: Word) -> bool:
    """Whether an adjective names two states.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Туркмено-иранская и юго-западная границы.", date(2024, 5, 4)).lines[0]
    >>> is_joint(line.words[0]), is_joint(line.words[2])
    (True, False)
    """
    return "-" in w.text and len(compounds([w.text])) > 1


@once
def known_in(line: Line) -> list[Hit[tuple[str, str, str]]]:
    """Companies and parliaments of ``parties.csv`` in a sentence.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Милли Меджлис принял руководство «Роснефти».", date(2024, 5, 4)).lines[0]
    >>> [h.value for h in known_in(line)]
    [('Милли Меджлис', 'AZE', 'parliament'), ('Роснефть', 'RUS', 'company')]
    """
    return _known().find(line.texts, line.folded)


def sides(line: Line, d: Document | None = None) -> list[str]:
    """States that act in a sentence, in order, without those in a document's name and those that are places only.

    Examples
    --------
    >>> from datetime import date
    >>> r = Reading("", "Министр иностранных дел Ирана и узбекская сторона встретились в Баку.", date(2024, 5, 4))
    >>> sides(r.lines[0])
    ['IRN', 'UZB']
    """
    names = range(d.first, d.last + 1) if d else range(0)
    acting, present = ([code for at, code in found if at not in names] for found in actors_of(line))
    states = unique(acting)
    return states if len(states) >= 2 else unique([*states, *present])


@once
def actors_of(line: Line) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """States that act in a sentence, with the words that say so, and those that are present: no sides if others are.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Иран подписал договор с Оманом в присутствии премьера Ирака.", date(2024, 5, 4)).lines[0]
    >>> actors_of(line)
    ([(0, 'IRN'), (4, 'OMN')], [(7, 'IRQ')])
    """
    words = line.words
    found: list[tuple[int, str]] = []
    present: list[tuple[int, str]] = []
    for m in line.mentions:
        if m.actor and m.actor.country and not reported(line, m):
            # «в присутствии президента США»
            witness = any(w.lemma in words_of("witness") for w in words[max(0, m.first - 2) : m.first])
            (present if witness else found).append((m.first, m.actor.country))
    placed = {h.first for h in line.places}
    mentioned = {i for m in line.mentions for i in range(m.first, m.last + 1)} if present else set()
    for h in line.places:
        if h.value.name in SEATS and h.value.kind == "capital":
            continue
        if is_side(words, h) and not (h.first in mentioned and h.value.country in {code for _, code in present}):
            found.append((h.first, h.value.country))
    for k in known_in(line):
        member = k.first and words[k.first - 1].lemma in words_of("members")
        if k.value[2] != "group" or member:
            found += [(k.first, code) for code in k.value[1].split("|")]
    for i, w in enumerate(words):
        if w.text[:1].isupper() and i not in placed and (code := country_of_company(w.text)):
            found.append((i, code))
    return sorted(found), present


def reported(line: Line, m: Mention) -> bool:
    """Whether somebody only tells of it.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "О договоре с Оманом сообщил посол Ирана.", date(2024, 5, 4)).lines[0]
    >>> [reported(line, m) for m in line.mentions]
    [True]
    """
    near = line.words[max(0, m.first - 2) : m.first] + line.words[m.last + 1 : m.last + 2]
    return m.actor is not None and m.actor.envoy and any(w.lemma in words_of("report") for w in near)


def is_side(words: list[Word], h: Hit) -> bool:
    """Whether a place's name stands for a state that acts.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Ашхабад и иранская сторона приняли в Баку план для юга Ирака.", date(2024, 5, 4)).lines[0]
    >>> [(h.value.name, is_side(line.words, h)) for h in line.places]
    [('Ашхабад', True), ('Иран', True), ('Баку', False), ('Ирак', False)]
    """
    kind, w = h.value.kind, words[h.first]
    before, after = words[max(0, h.first - 2) : h.first], words[h.last + 1 : h.last + 4]
    if kind == "inhabitant":
        # «американцы заключили»
        return w.case == "Nom" and is_plural(words, h.first) and any(x.lemma in words_of("sign") for x in after)
    if w.pos in {"DET", "PRON"} or kind == "capital_adjective":
        return False
    if kind == "adjective":
        capital = w.case == "Nom" and any(x.lemma == "столица" for x in after[:1])
        return is_joint(w) or capital or any(x.lemma in words_of("side") for x in after)
    if kind in {"place_adjective", "region", "city"}:
        # «хокимият Ташкентской области»
        return any(x.lemma in words_of("regional_body") for x in before + after[:2])
    preposition, at = preposition_before(words, h.first)
    if preposition == "из":
        # «фирма «…» из Швейцарии»
        return any(x.lemma in words_of("body") or x.text in QUOTES.values() for x in words[max(0, at - 2) : at])
    if preposition in SIDES and words[at - 1].lemma == "граница":
        # «до границы с Ираном»
        return words[at - 2].lower not in {"до", "к", "на", "у", "от"}
    noun = before[-1].lemma if before else ""
    if kind == "capital":
        # at the head of a sentence the tagger takes many a nominative for the accusative
        acting = w.case in {"Nom", "Ins", ""} or (w.case == "Acc" and h.first == 0)
        alone = preposition in {"", *SIDES} and acting
        return alone and noun not in {"город", "аэропорт", "столица"}
    located = (noun in words_of("geographic") and w.case == "Gen") or is_stage(words, h)
    return not located and preposition not in {"в", "во", "на", "из", "через", "до", "от", "по"}


def is_stage(words: list[Word], h: Hit) -> bool:
    """Whether a place stands in a route's name: «железная дорога Китай – Кыргызстан – Узбекистан».

    Examples
    --------
    >>> from datetime import date
    >>> text = "Трасса Иран – Турция и форум Иран – Турция."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> [is_stage(line.words, h) for h in line.places]
    [True, True, False, False]
    """
    first = h.first
    while first > 1 and words[first - 1].text in {"–", "—", "-"} and words[first - 2].text[:1].isupper():
        first -= 2
    chained = first < h.first or (h.last + 1 < len(words) and words[h.last + 1].text in {"–", "—", "-"})
    return chained and any(w.lemma in words_of("route") for w in words[max(0, first - 3) : first])


def from_context(reading: Reading, d: Document, found: list[str], wanted: int) -> list[str]:
    """States that other sentences name as sides: those before in the paragraph, the headline, the opening.

    The first sentence with enough sides decides; a sentence with more sides than wanted is only taken if it names the
    side that is known already.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> r = Reading("", "Президенты Ирана и Турции обедали. Подписан договор о визах.", date(2024, 5, 4))
    >>> from_context(r, documents(r)[0], [], 2)
    ['IRN', 'TUR']
    """
    index = d.line.index
    before = reading.lines[max(0, index - REACH) : index][::-1]
    paragraph = [row for row in before if row.field == d.line.field and row.paragraph == d.line.paragraph]
    first = reading.lines[:REACH]
    title = [row for row in first if row.field == "title"]
    opening = [row for row in first if row.field == "body" and row.paragraph == 0 and row is not d.line]
    earlier = [row for row in before if row.field == "body" and row.paragraph not in {0, d.line.paragraph}]
    if (signers := who_signed(reading, d)) and set(found) <= set(signers):
        return signers
    if not found and wanted == 2 and (stop := guest_and_host(reading, d)):
        return stop
    gathered = found
    order = [*paragraph, *title, *opening, *earlier]
    for row in order:
        here = unique([*found, *sides(row)])
        group = len(here) == 3 or d.line.has(words_of("group")) or row.has(words_of("sign", "gathering"))
        if len(here) == wanted or (wanted == 2 and not found and len(here) >= 3 and group):
            return here
        gathered = unique([*gathered, *here]) if len(gathered) < wanted else gathered
    if len(gathered) >= 2:
        return gathered[:wanted]
    # «прибыл в Ашхабад»: the host is a side of what is signed on a visit
    hosts = [h.value.country for row in [*order, d.line] for h in row.places if h.value.kind in HOSTS]
    return unique([*gathered, *hosts])[:2]


def guest_and_host(reading: Reading, d: Document) -> list[str]:
    """On a tour, the guest's state and that of the stop: «в Астане подписано соглашение, в Ташкенте – меморандум».

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Президента Франции принимали Токаев и Мирзиёев. В Астане подписан договор, в Ташкенте – меморандум."
    >>> r = Reading("", text, date(2023, 11, 2))
    >>> [guest_and_host(r, d) for d in documents(r)]
    [['FRA', 'KAZ'], ['FRA', 'UZB']]
    """
    stops = [h.value.country for h in d.line.places if h.first < d.first and is_stop(d.line, h)]
    senior = unique(a.country for a in reading.actors if a.office in LEADERS and not a.envoy)
    if not stops or len(senior) < 3 or stops[-1] not in senior:
        return []
    hosts = {h.value.country for row in reading.lines[:REACH] for h in row.places if is_stop(row, h)}
    guests = [code for code in senior if code not in hosts]
    return [guests[0], stops[-1]] if len(guests) == 1 else []


def is_stop(line: Line, h: Hit) -> bool:
    """Whether a place is one to go to or be at.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Вылетев из Омана, он прибыл в Астану.", date(2024, 5, 4)).lines[0]
    >>> [(h.value.name, is_stop(line, h)) for h in line.places]
    [('Оман', False), ('Астана', True)]
    """
    return h.value.is_name and preposition_before(line.words, h.first)[0] in {"в", "во"}


def who_signed(reading: Reading, d: Document) -> list[str]:
    """Sides that the next sentence names as signing: «Договор подписан. Подписи поставили министры Ирана и Омана».

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Подписан договор о визах. Подписи поставили министры Ирана, Омана и Ирака."
    >>> r = Reading("", text, date(2022, 9, 16))
    >>> who_signed(r, documents(r)[0])
    ['IRN', 'OMN', 'IRQ']
    """
    for row in reading.lines[d.line.index + 1 : d.line.index + 2]:
        if row.has(words_of("sign")) and not row.has(nouns().keys()):
            return sides(row) if len(sides(row)) >= 2 else []
    return []


def assembly(reading: Reading, d: Document) -> tuple[list[str], list[str]]:
    """States present and the organisation of a summit whose documents those taking part adopt together.

    Those that only observe are no sides. A summit of no organisation («встреча лидеров Центральной Азии») has none.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "В Баку прошёл саммит ОЭС. Прибыли президенты Ирана, Турции и Пакистана. Лидеры приняли декларацию."
    >>> r = Reading("", text, date(2022, 9, 16))
    >>> assembly(r, documents(r)[0])
    (['IRN', 'TUR', 'PAK'], ['ОЭС'])
    """
    near = reading.lines[max(0, d.line.index - REACH) : d.line.index + 1]
    if not joint(d):
        return [], []
    held = [row for row in near[::-1] if row.has(words_of("gathering"))]
    if not held:
        return [], []
    bodies = [
        body_name(row.words, h)
        for row in held[:4]
        for h in row.organisations
        if any(w.lemma in words_of("gathering") for w in row.words[max(0, h.first - 6) : h.first])
        and h.value.short not in NOT_GATHERING
    ]
    watching = {actor for row in reading.lines[:REACH] for actor in observers(row)}
    present = [
        m.actor.country
        for row in reading.lines[:REACH]
        for m in row.mentions
        if m.actor and m.actor.country and not m.actor.envoy and m.kind != "group" and m.actor not in watching
    ]
    states = unique(present)
    return (states if bodies or len(states) >= 3 else []), bodies[:1]


def observers(line: Line) -> list[Actor]:
    """Actors whom a sentence calls observers or guests of honour: those in the clause of that word.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Встречу вёл президент Ирана, а премьер Омана был наблюдателем. Почётным гостем стал президент Ирака."
    >>> [a.country for line in Reading("", text, date(2024, 5, 4)).lines for a in observers(line)]
    ['OMN', 'IRQ']
    """
    watching = line.where(words_of("observer"))
    watching += [j for j in line.where({"гость"}) if j and line.words[j - 1].lemma in {"почетный", "качество"}]
    if not watching:
        return []
    clauses = finite_clauses(line)
    watched = {k for j in watching for k in clauses[j]}
    named = (m for m in line.mentions if m.actor and m.kind not in {"group", "pronoun"} and m.first in watched)
    return list(dict.fromkeys(m.actor for m in named if m.actor))


# they gather others, and what is adopted there does not bind them
NOT_GATHERING = {"ВЭФ"}


def joint(d: Document) -> bool:
    """Whether those gathered adopt a document: «лидеры приняли», «на саммите принято», «итогом стало заявление».

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Лидеры приняли декларацию о воде. Министр Ирана подписал договор о визах."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> [(d.title, joint(d)) for d in documents(r)]
    [('декларация о воде', True), ('договор о визах', False)]
    """
    words = d.line.words
    outside = [j for j in range(len(words)) if not d.word < j <= d.last]
    if any(
        (words[j].lemma in words_of("gathered") and words[j].case in {"Nom", "Ins"} and is_plural(words, j))
        or (words[j].lower == "главы" and {w.lemma for w in words[j + 1 : j + 2]} & {"государство", "правительство"})
        or words[j].lemma in words_of("gathering")
        for j in outside
    ):
        return True
    result = next((j for j in outside if words[j].lemma in {"итог", "результат"}), None)
    whose = result is not None and any(w.case == "Gen" for w in words[result + 1 : result + 4])
    passive = any(words[j].lemma in words_of("adopt") and words[j].feats.get("Voice") == "Pass" for j in outside)
    return (passive or any(words[j].lemma in words_of("outcome") for j in outside)) and not whose


def own_sides(d: Document) -> list[str]:
    """Sides that a sentence itself names, without those that «лидеры» or «министры» stand for.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Прибыли президенты Ирана и Турции. Главы государств и министр Омана подписали договор."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> d = documents(r)[0]
    >>> own_sides(d), sides(d.line, d)
    (['OMN'], ['IRN', 'TUR', 'OMN'])
    """
    groups = {m.actor.country for m in d.line.mentions if m.kind == "group" and m.actor}
    names = {m.actor.country for m in d.line.mentions if m.kind != "group" and m.actor}
    return [code for code in sides(d.line, d) if code not in groups or code in names]


def organisations_of(reading: Reading, d: Document) -> tuple[list[str], list[str], bool]:
    """Organisations and companies that sign, as written, their states, and whether one has none stated.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> r = Reading("", "«Туркменгаз» и корейская компания «Hyundai Engineering» подписали контракт.", date(2024, 5, 4))
    >>> organisations_of(r, documents(r)[0])
    (['Туркменгаз', 'Hyundai Engineering'], ['TKM', 'KOR'], False)
    """
    names, homes, stateless = bound_in(d.line, range(d.first, d.last + 1))
    if not names and (heads := headed(d) or the_bank(reading, d)):
        return heads, [], True
    if not stateless:
        return names, homes, False
    told = [home_in_article(reading, name) for name in names]
    return names, unique([*homes, *told]), len([h for h in told if h]) == 0


def headed(d: Document) -> list[str]:
    """Organisations whose heads sign, as the article calls them: «глава ЕБРР и министр подписали меморандум».

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Прибыла глава ЕБРР Одиль Рено-Бассо. Министр экономики и О.Рено-Бассо подписали договор о мосте."
    >>> headed(documents(Reading("", text, date(2024, 5, 4)))[0])
    ['Европейский банк реконструкции и развития']
    """
    words = d.line.words
    named = (
        m.actor
        for m in d.line.mentions
        if m.actor and not d.first <= m.first <= d.last and words[m.head].case in {"Nom", "Ins", ""}
    )
    return unique(a.organisation for a in named if a.office == "organisation_head" and a.organisation)


def visiting_body(reading: Reading) -> str | None:
    """The organisation whose head the opening of an article speaks of.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Генеральный секретарь ОТГ посетит Бишкек. Стороны готовят меморандум."
    >>> visiting_body(Reading("", text, date(2024, 12, 10)))
    'Организация тюркских государств'
    """
    opening = (m.actor for row in reading.lines[:3] for m in row.mentions)
    return next((a.organisation for a in opening if a and a.office == "organisation_head" and a.organisation), None)


def the_bank(reading: Reading, d: Document) -> list[str]:
    """The bank that «банк» means: the one that the article named last.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "ЕАБР откроет кредитную линию. Банк и министерство транспорта Казахстана подписали меморандум."
    >>> r = Reading("", text, date(2024, 12, 10))
    >>> the_bank(r, documents(r)[0])
    ['ЕАБР']
    """
    line = d.line
    if not any(line.words[j].case == "Nom" and line.words[j].text != "БАНК" for j in line.where({"банк"})):
        return []
    for row in reading.lines[max(0, line.index - REACH) : line.index][::-1]:
        for o in row.organisations:
            if o.value.kind == "bank":
                return [body_name(row.words, o)]
    return []


def home_in_article(reading: Reading, name: str) -> str | None:
    """The nationality that another sentence states for a company: «японская фирма «Альфа»».

    Examples
    --------
    >>> from datetime import date
    >>> text = "Завод построит японская фирма «Альфа». Министерство и «Альфа» подписали контракт."
    >>> home_in_article(Reading("", text, date(2024, 5, 4)), "Альфа")
    'JPN'
    """
    for row in reading.lines[:REACH]:
        at = row.text.find(name)
        first = next((j for j, w in enumerate(row.words) if at >= 0 and w.start - row.start >= at), None)
        if first is not None and (home := nationality(row, first, range(0))):
            return home
    return None


def bound_in(line: Line, title: range = range(0)) -> tuple[list[str], list[str], bool]:
    """Organisations of a sentence as for :func:`organisations_of`; ``title`` are the words of the document's name.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "«Туркменгаз» и АБР подписали контракт.", date(2024, 5, 4)).lines[0]
    >>> bound_in(line)
    (['Туркменгаз', 'АБР'], ['TKM'], True)
    """
    found: dict[str, str | None] = {}
    for rule in (quoted_companies, international_bodies, listed_companies, tagged_companies):
        for first, last, name, home in rule(line, title):
            if is_source(line.words, first, last) or any(name in other or other in name for other in found):
                continue
            found[name] = home
    return list(found), unique(found.values()), None in found.values()


Bound = Iterator[tuple[int, int, str, str | None]]


def quoted_companies(line: Line, title: range) -> Bound:
    """A name in quotes that is known, that a word for a company introduces, or that makes a deal.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "«Туркменгаз» и японская фирма «Альфа» начали проект «Дом».", date(2024, 5, 4)).lines[0]
    >>> list(quoted_companies(line, range(0)))
    [(1, 1, 'Туркменгаз', 'TKM'), (7, 7, 'Альфа', 'JPN')]
    """
    words = line.words
    for first, last in quoted(words):
        name = _written(line, first, last)
        home = country_of_company(name)
        head = [w.lemma for w in words[max(0, first - 7) : first - 1]]
        alone = first == 1 or (first > 1 and words[first - 2].pos in {"PUNCT", "CCONJ"})
        alone = alone and last + 2 < len(words) and words[last + 2].lemma in words_of("deal")
        if (home or alone or set(head) & words_of("body")) and not set(head[-2:]) & words_of("thing"):
            known_name = next((h.value[0] for h in known_in(line) if h.first == first and h.last == last), None)
            yield first, last, known_name or name, home or nationality(line, first, title)


def international_bodies(line: Line, title: range) -> Bound:
    """An organisation that acts, not one whose summit it was.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "На саммите ОТГ подписан договор между АБР и Европейским союзом.", date(2024, 5, 4)).lines[0]
    >>> [name for _, _, name, _ in international_bodies(line, range(0))]
    ['АБР', 'Европейский союз']
    >>> line = Reading("", "Ереван и Брюссель подписали договор.", date(2024, 5, 4)).lines[0]
    >>> [name for _, _, name, _ in international_bodies(line, range(0))]
    ['Европейский союз']
    """
    words = line.words
    for p in line.places:
        if p.value.name in SEATS and p.value.kind == "capital" and is_side(words, p):
            # «Ереван и Брюссель парафировали соглашение»
            yield p.first, p.last, SEATS[p.value.name], None
    for h in line.organisations:
        preposition, _ = preposition_before(words, h.first)
        role = words[h.first - 1].lemma if h.first else ""
        short = words[h.first].text.isupper()
        acting = preposition == "" and (words[h.first].case in {"Nom", "Ins", ""} or (short and role in {"", "и", ","}))
        if role in words_of("gathering"):
            if short or words[h.first].case != "Nom":
                continue
            # «На полях встречи Европейский банк … подписал»
            acting = True
        if acting or preposition in SIDES or role in words_of("of_body"):
            yield h.first, h.last, body_name(words, h), None


def body_name(words: list[Word], h: Hit) -> str:
    """An organisation's short name if it is written short, else its full one.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Прибыли глава ПРООН и генсек Организации тюркских государств.", date(2024, 5, 4)).lines[0]
    >>> [body_name(line.words, h) for h in line.organisations]
    ['ПРООН', 'Организация тюркских государств']
    """
    return h.value.short if words[h.first].text.isupper() else h.value.name


def listed_companies(line: Line, title: range) -> Bound:
    """Companies of ``parties.csv``, without quotes too.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Газпром подписал договор с Милли Меджлисом.", date(2024, 5, 4)).lines[0]
    >>> list(listed_companies(line, range(0)))
    [(0, 0, 'Газпром', 'RUS')]
    """
    for h in known_in(line):
        name, home, kind = h.value
        if kind not in {"parliament", "group"}:
            yield h.first, h.last, name, home


def tagged_companies(line: Line, title: range) -> Bound:
    """What the tagger takes for an organisation and no list knows: Latin names, «Международный фонд …».

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Прибыли Международный фонд развития и корейская Daewoo.", date(2024, 5, 4)).lines[0]
    >>> list(tagged_companies(line, range(0)))
    [(1, 3, 'Международный фонд развития', None), (6, 6, 'Daewoo', 'KOR')]
    """
    words = line.words
    for n in line.sentence.names:
        if n.kind != "ORG" or n.first in title or not words[n.first].text[:1].isupper():
            continue
        if any(o.first <= n.last and n.first <= o.last for o in line.organisations):
            continue
        located = any(n.first <= p.first <= n.last for p in line.places)
        worldwide = n.last > n.first and words[n.first].lower.startswith(WORLDWIDE) and not located
        if words[n.first].text[:1].isascii() or worldwide:
            yield n.first, n.last, _written(line, n.first, n.last), nationality(line, n.first, title)


def _written(line: Line, first: int, last: int) -> str:
    """Words as they stand."""
    return line.text[line.words[first].start - line.start : line.words[last].end - line.start]


def nationality(line: Line, first: int, title: range) -> str | None:
    """The country whose adjective stands before a company, but not in the ``title`` of a document.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Южнокорейская компания «Альфа» вернулась.", date(2024, 5, 4)).lines[0]
    >>> nationality(line, 3, range(0))
    'KOR'
    """
    near = [h for h in line.places if h.value.kind == "adjective" and 0 < first - h.first <= 8 and h.first not in title]
    return near[0].value.country if near else None


def quoted(words: list[Word]) -> list[tuple[int, int]]:
    """First and last words inside each pair of quotes.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "«Альфа» и “Новая бета” вернулись.", date(2024, 5, 4)).lines[0]
    >>> quoted(line.words)
    [(1, 1), (5, 6)]
    """
    found = []
    i = 0
    while i < len(words):
        closing = QUOTES.get(words[i].text)
        if closing:
            for j in range(i + 1, min(i + 14, len(words))):
                if words[j].text == closing:
                    if j > i + 1:
                        found.append((i + 1, j - 1))
                    i = j
                    break
        i += 1
    return found


def is_source(words: list[Word], first: int, last: int) -> bool:
    """Whether a name is who reports.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "По данным агентства «Альфа», прибыл глава «Беты».", date(2024, 5, 4)).lines[0]
    >>> [is_source(line.words, *span) for span in quoted(line.words)]
    [True, False]
    """
    before = words[max(0, first - 4) : first]
    return any(w.lemma in words_of("report") | {"данные", "сведение", "ссылка", "информация"} for w in before)
