"""Questions that the rules ask of a sentence: who is the subject, what is the destination, is it to come.

Classes of words stand in ``triggers.csv`` (words without which an article is not read) and ``words.csv``. Add a row to
teach a word.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, KeysView
from functools import cache, cached_property, lru_cache, wraps
from typing import Any, Generic, NamedTuple, TypeVar

from ..gazetteer import places
from ..gazetteer.matcher import fold
from ..gazetteer.places import rows
from ..russian import models
from ..russian.names import PARTICLES
from ..russian.parse import Word
from .dates import Day
from .mentions import Actor, Line
from .reading import Reading

T = TypeVar("T")
RELATIVES = {"который", "чей", "кто", "куда", "где", "когда", "что", "чтобы", "но", "а", "если", "хотя"}
PAUSES = {",", "–", "—"}
# «по словам X, Y заявил»
SOURCES = {"словам", "мнению", "данным", "приглашению", "инициативе", "поручению", "просьбе"}
DISTRICTS = {"район", "область", "велаят", "вилоят", "край", "округ", "этрап", "провинция"}


@cache
def triggers() -> dict[str, str]:
    """Class of every trigger word by its lemma, from ``triggers.csv``.

    Examples
    --------
    >>> triggers()["посетить"], triggers()["визит"]
    ('visit', 'trip')
    """
    return {r["lemma"]: r["class"] for r in rows("triggers.csv")}


@cache
def words_of(*names: str) -> frozenset[str]:
    """Lemmas of some classes of ``triggers.csv`` and ``words.csv``; a Russian name stands for itself.

    What happens to a document: ``sign``, ``adopt``, ``outcome``, ``ratify``, ``force``, ``join``, ``draft``, ``end``,
    ``recall``, ``verbal``, ``amend``. How it is said: ``plan`` (to come), ``manage`` (done after all), ``earlier``,
    ``list`` (a list goes on), ``vague`` (adjectives of no name), ``report``, ``ceremony``. What it is: ``contract``
    (loans, purchases), ``inside`` and ``exchange`` (no agreement). Who: ``side``, ``home``, ``body``, ``firm``,
    ``group``, ``members``, ``of_body``, ``gathering``, and who is none: ``witness``, ``geographic``, ``thing``.
    Classes of visits and meetings have a note in the first of their rows.

    Examples
    --------
    >>> "подписать" in words_of("sign"), sorted(words_of("visit", "гость"))[:3]
    (True, ['гость', 'навестить', 'объезжать'])
    """
    listed = [r for name in ("triggers.csv", "words.csv") for r in rows(name) if r["class"] in names]
    return frozenset(r["lemma"] for r in listed) | {name for name in names if not name.isascii()}


def once(find: Callable[[Any], T]) -> Callable[[Any], T]:
    """Keep what a function finds out about a sentence or an article in its ``memo``.

    Examples
    --------
    >>> from datetime import date
    >>> @once
    ... def length(line):
    ...     print("counted")
    ...     return len(line.words)
    >>> line = Reading("", "Гости прибыли.", date(2024, 5, 4)).lines[0]
    >>> length(line), length(line)
    counted
    (3, 3)
    """

    name = find.__name__

    @wraps(find)
    def kept(owner: Any) -> T:
        memo = owner.memo
        if name not in memo:
            memo[name] = find(owner)
        return memo[name]

    return kept


Rule = Callable[[Reading, Line, int], Iterator[T]]
# sentences looked at before and behind one
NEAR = 30


class Rules(Generic[T]):
    """A codebook's rules in their order, each with the words that it looks at.

    Examples
    --------
    >>> rules = Rules()
    >>> @rules.on("visit", "гость")
    ... def guests(reading, line, i):
    ...     yield line.words[i].text
    >>> from datetime import date
    >>> [finding for *_, finding in rules.find(Reading("", "Гость посетил Баку.", date(2024, 5, 4)))]
    ['Гость', 'посетил']
    """

    def __init__(self) -> None:
        self.rules: list[tuple[Rule[T], tuple[str, ...]]] = []

    def on(self, *words: str) -> Callable[[Rule[T]], Rule[T]]:
        """Add a rule that looks at every word of some classes; without words, at every sentence that names somebody.

        Examples
        --------
        >>> rules = Rules()
        >>> @rules.on("visit", "гость")
        ... def guests(reading, line, i):
        ...     yield i
        >>> len(rules.rules), rules.rules[0][1]
        (1, ('visit', 'гость'))
        """

        def add(rule: Rule[T]) -> Rule[T]:
            self.rules.append((rule, words))
            return rule

        return add

    @cached_property
    def of_word(self) -> dict[str, list[int]]:
        """Numbers of the rules that look at a word, by its lemma.

        Examples
        --------
        >>> rules = Rules()
        >>> guests = rules.on("visit", "гость")(lambda reading, line, i: iter(()))
        >>> rules.of_word["посетить"], rules.of_word["гость"], "уехать" in rules.of_word
        ([0], [0], False)
        """
        found = defaultdict(list)
        for number, (_, names) in enumerate(self.rules):
            for lemma in words_of(*names):
                found[lemma].append(number)
        return found

    def find(self, reading: Reading) -> Iterator[tuple[str, Line, T]]:
        """The findings of the rules in an article, each with the rule's name and sentence, from top to bottom.

        Examples
        --------
        >>> from datetime import date
        >>> rules = Rules()
        >>> @rules.on("visit")
        ... def visited(reading, line, i):
        ...     yield line.texts[i + 1]
        >>> article = Reading("", "Гость посетил Баку. Потом он посетил Шушу.", date(2024, 5, 4))
        >>> [(name, line.index, place) for name, line, place in rules.find(article)]
        [('visited', 0, 'Баку'), ('visited', 1, 'Шушу')]
        """
        always = [(number, -1) for number, (_, names) in enumerate(self.rules) if not names]
        for line in reading.lines:
            if line.texts[-1] == "?" and asks(line):
                continue
            looks = always[:] if line.at else []
            for i in line.where(self.of_word.keys()):
                looks += [(number, i) for number in self.of_word[line.lemmas[i]]]
            for number, i in sorted(looks):
                rule = self.rules[number][0]
                for finding in rule(reading, line, i):
                    yield rule.__name__, line, finding


class Destination(NamedTuple):
    """A place that a sentence names: the country, the city or region if one is named, and how it stands there.

    ``first`` and ``last`` are the places of its words, -1 if another sentence names it.

    Examples
    --------
    >>> from datetime import date
    >>> destinations(Reading("", "Министр прилетел в Бухару.", date(2024, 5, 4)).lines[0])
    [Destination(country='UZB', place='Бухара', first=3, last=3, preposition='в', case='Acc')]
    """

    country: str
    place: str | None
    first: int = -1
    last: int = -1
    preposition: str = "в"
    case: str = "Loc"


# -- the tree ----------------------------------------------------------------------------------------------------


@once
def _dependents(line: Line) -> list[list[int]]:
    """For every word of a sentence the words that depend on it."""
    below: list[list[int]] = [[] for _ in line.words]
    for j, w in enumerate(line.words):
        if w.head >= 0 and w.head != j:
            below[w.head].append(j)
    return below


def children(line: Line, i: int) -> list[int]:
    """Words that depend on a word.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Новый министр прилетел в Баку.", date(2024, 5, 4)).lines[0]
    >>> [line.texts[j] for j in children(line, 2)]
    ['министр', 'Баку', '.']
    """
    return _dependents(line)[i] if i >= 0 else []


def ancestors(line: Line, i: int) -> list[int]:
    """Heads of a word, upwards; a tagger's tree may hold a circle, which ends the list.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Новый министр прилетел в Баку.", date(2024, 5, 4)).lines[0]
    >>> [line.texts[j] for j in ancestors(line, 0)]
    ['министр', 'прилетел']
    """
    found: list[int] = []
    j = line.words[i].head
    while j >= 0 and j not in found and j != i:
        found.append(j)
        j = line.words[j].head
    return found


def subtree(line: Line, i: int) -> set[int]:
    """A word and all that depends on it.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Новый министр Грузии прилетел в Баку.", date(2024, 5, 4)).lines[0]
    >>> [line.texts[j] for j in sorted(subtree(line, 1))]
    ['Новый', 'министр', 'Грузии']
    """
    found, queue = {i}, [i]
    while queue:
        more = [j for j in _dependents(line)[queue.pop()] if j not in found]
        found.update(more)
        queue += more
    return found


def below(line: Line, i: int, *relations: str) -> list[int]:
    """Words that depend on a word in one of some relations, given by how their names begin.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Новый министр прилетел в Баку.", date(2024, 5, 4)).lines[0]
    >>> [line.texts[j] for j in below(line, 2, "nsubj")]
    ['министр']
    """
    return [j for j in children(line, i) if line.words[j].rel.startswith(relations)]


def verb_above(line: Line, i: int, *more: str) -> int | None:
    """The nearest verb among the heads of a word, or a word of another part of speech that counts as one.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Министр завершил визит в Баку.", date(2024, 5, 4)).lines[0]
    >>> line.texts[verb_above(line, 4)]
    'завершил'
    """
    return next((j for j in ancestors(line, i) if line.words[j].pos in {"VERB", *more}), None)


def unique(items: Iterable[T | None]) -> list[T]:
    """Items in order, each once, without empty ones.

    Examples
    --------
    >>> unique(["IRN", None, "TKM", "IRN"])
    ['IRN', 'TKM']
    """
    return [item for item in dict.fromkeys(items) if item]


def asks(line: Line) -> bool:
    """Whether a question asks if something is so; «Зачем он едет в Баку?» tells that he does.

    Examples
    --------
    >>> from datetime import date
    >>> lines = Reading("", "Зачем Токаев едет в Баку? Токаев едет в Баку?", date(2024, 5, 4)).lines
    >>> [asks(line) for line in lines]
    [False, True]
    """
    return line.texts[-1] == "?" and not line.has(words_of("asks"))


# -- actors ------------------------------------------------------------------------------------------------------


def actors_at(line: Line, i: int, seen: set[int] | None = None) -> list[Actor]:
    """Actors of the noun phrase whose head is a word: its own, and those joined to it by «и» or a comma.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Хакан Фидан и Рашид Мередов вылетели в Баку.", date(2024, 5, 4)).lines[0]
    >>> [a.name for a in actors_at(line, 0)]
    ['Хакан Фидан', 'Рашид Мередов']
    """
    seen = seen if seen is not None else set()
    first, last = next(((m.first, m.last) for m in line.mentions if m.first <= i <= m.last), (i, i))
    found = unique(a for k in range(first, last + 1) for a in line.at.get(k, []))
    seen.update(range(first, last + 1))
    for k in range(first, last + 1):
        for j in below(line, k, "conj", "appos", "flat:name", "parataxis"):
            if j not in seen and (line.words[j].rel != "parataxis" or j in line.at):
                found = unique([*found, *actors_at(line, j, seen)])
    return found


def actors_below(line: Line, i: int, *relations: str) -> list[Actor]:
    """Actors that depend on a word in one of some relations.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Рашида Мередова принял Хакан Фидан.", date(2024, 5, 4)).lines[0]
    >>> [a.name for a in actors_below(line, 2, "obj")]
    ['Рашид Мередов']
    """
    return [a for j in below(line, i, *relations) for a in actors_at(line, j)]


def actors_in(line: Line, cases: Iterable[str]) -> list[Actor]:
    """Actors of a sentence whose mention stands in one of some cases.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Хакан Фидан позвонил Рашиду Мередову.", date(2024, 5, 4)).lines[0]
    >>> [a.name for a in actors_in(line, {"Dat"})]
    ['Рашид Мередов']
    """
    return [m.actor for m in line.mentions if m.actor and line.words[m.head].case in cases]


def run_of(line: Line, actors: list[Actor]) -> list[Actor]:
    """Actors with all others of their list: mentions with only commas, «и», brackets or places between.

    A tree often breaks in a long list of names; the list itself does not.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Прибыли Хакан Фидан (Турция), Рашид Мередов (Туркменистан) и Аббас Арагчи (Иран)."
    >>> reading = Reading("", text, date(2024, 11, 4))
    >>> [a.name for a in run_of(reading.lines[0], reading.actors[:1])]
    ['Хакан Фидан', 'Рашид Мередов', 'Аббас Арагчи']
    """
    return unique([*actors, *(a for run in runs(line) if not run.isdisjoint(actors) for a in run)])


@once
def runs(line: Line) -> list[KeysView[Actor]]:
    """Lists of actors in a sentence.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Хакан Фидан и Рашид Мередов приняли Касым-Жомарта Токаева.", date(2024, 5, 4)).lines[0]
    >>> [[a.name for a in run] for run in runs(line)]
    [['Хакан Фидан', 'Рашид Мередов'], ['Касым-Жомарт Токаев']]
    """
    found: list[dict[Actor, None]] = []
    last, before = -1, None
    for m in sorted(line.mentions, key=lambda m: m.first):
        if m.actor is None or m.kind == "pronoun":
            continue
        # «по словам X, Y заявил» is no list
        alike = not (before and line.folded[before.first - 1] in SOURCES)
        if found and alike and joined(line, last, m.first):
            found[-1][m.actor] = None
        else:
            found.append({m.actor: None})
        last, before = m.last, m
    return [run.keys() for run in found]


def joined(line: Line, last: int, first: int) -> bool:
    """Whether two mentions stand in one list: nothing but list words between them, and at least a comma or «и».

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Хакан Фидан и Рашид Мередов приняли Касым-Жомарта Токаева.", date(2024, 5, 4)).lines[0]
    >>> joined(line, 1, 3), joined(line, 4, 6)
    (True, False)
    """
    between = line.words[last + 1 : first]
    placed = {i for h in line.places for i in range(h.first, h.last + 1)}
    link = False
    if [w.lower for w in between] == [",", "а"]:
        # «с иранским коллегой, а Путин»
        return False
    for k, w in enumerate(between, last + 1):
        if w.lower == "из" and k + 1 in placed:
            continue
        if w.lower in {"его", "ее", "её"} and link:
            continue
        if w.text in PAUSES or w.lower in {"и", "а", "также"} or (w.lower == "с" and len(between) == 1):
            link = True
        elif not (w.text in {"(", ")", "«", "»"} or k in placed or (link and w.lower in PARTICLES)):
            return False
    return link


def led_by(line: Line, i: int) -> list[Actor]:
    """Who leads a group; delegations have their leaders from :mod:`.reading`.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Прибыла группа врачей, которую возглавил Абдулла Арипов.", date(2024, 5, 4)).lines[0]
    >>> [a.name for a in led_by(line, 1)]
    ['Абдулла Арипов']
    """
    for j in sorted(subtree(line, i)):
        if line.words[j].lower.startswith("возглав"):
            for k in below(line, j, "nsubj"):
                if line.words[k].lemma != "который" and (found := actors_at(line, k)):
                    return found
            if after := next((k for k in range(j + 1, j + 8) if k in line.at), None):
                return line.at[after]
    return []


def subjects(line: Line, verb: int, depth: int = 0) -> list[Actor]:
    """Actors that do what a verb says: its subject, the noun of its participle, or the subject of the verb it joins.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Прибывший в Баку Хакан Фидан прилетел из Киева, где открыл школу."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> {line.texts[i]: [a.name for a in subjects(line, i)] for i, w in enumerate(line.words) if w.pos == "VERB"}
    {'Прибывший': ['Хакан Фидан'], 'прилетел': ['Хакан Фидан'], 'открыл': ['Хакан Фидан']}
    """
    words = line.words
    if verb < 0 or depth > 4:
        return []
    w = words[verb]
    above = words[w.head] if w.head >= 0 else None
    form = w.feats.get("VerbForm")
    for j in below(line, verb, "nsubj"):
        noun = words[j].lemma
        if noun == "который":
            return run_of(line, actors_at(line, w.head)) if above else []
        if misread(line, j):
            continue
        found = run_of(line, actors_at(line, j))
        if noun in {"делегация", "группа", "миссия", "представитель"}:
            return led_by(line, j) or led_by(line, verb) or found
        if not found and noun in {"самолет", "борт", "кортеж"}:
            return [a for k in children(line, j) for a in actors_at(line, k)]
        return found
    if above is None:
        return []
    if form == "Part" and (w.rel in {"acl", "amod"} or w.feats.get("Case")):
        found = actors_at(line, w.head)
        if not found and verb > 1 and words[verb - 1].text == ",":
            # «с X, имевшим беседу с Y»
            found = [m.actor for m in line.mentions if m.last == verb - 2 and m.actor]
        return run_of(line, found)
    if form == "Inf" and above.lemma in words_of("invite"):
        return []
    if form == "Inf" and above.lemma in {"намерение", "решение", "обещание", "согласие"}:
        # «подтвердил намерение приехать»
        return subjects(line, above.head, depth + 1)
    if form == "Inf" and above.lemma == "приглашение":
        # «принял приглашение посетить»: who accepts will travel
        accepts = above.head >= 0 and words[above.head].lemma in {"принять", "принимать"}
        return (subjects(line, above.head, depth + 1) or nearest_subject(line, above.head)) if accepts else []
    if w.rel == "acl:relcl":
        # «прилетел из Астаны, где вёл переговоры»: a relative clause of place goes on with the subject before
        where = any(words[j].lower in {"где", "куда", "откуда"} for j in children(line, verb))
        earlier = verb_above(line, verb)
        return subjects(line, earlier, depth + 1) if where and earlier is not None else []
    if w.rel in {"cop", "conj", "xcomp", "advcl", "parataxis", "ccomp", "csubj"}:
        return subjects(line, w.head, depth + 1)
    return []


def misread(line: Line, j: int) -> bool:
    """Whether the tree takes somebody for a subject whose ending says that he is none.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Ильхам Алиев прилетел. Утром Алиева и гостей принял Хакан Фидан."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[1]
    >>> misread(line, 1), misread(line, 5)
    (True, False)
    """
    if j not in line.at:
        return False
    head = next((m.head for m in line.mentions if m.first <= j <= m.last and m.kind == "name"), j)
    return line.words[head].pos == "PROPN" and line.words[head].case in {"Gen", "Dat", "Ins"}


def nearest_subject(line: Line, verb: int) -> list[Actor]:
    """Where the tree gives no subject: the nominative right behind a verb, else the last one before it.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Рашид Мередов в Баку, прибыл Хакан Фидан.", date(2024, 5, 4)).lines[0]
    >>> [a.name for a in nearest_subject(line, 5)]
    ['Хакан Фидан']
    """
    if line.words[verb].feats.get("VerbForm") == "Inf":
        return []
    named = [m for m in line.mentions if m.actor and line.words[m.head].case in {"Nom", ""} and m.kind != "pronoun"]
    after = [m for m in named if verb < m.first]
    before = [m for m in named if m.last < verb]
    if after and after[0].first - verb <= 4:
        return run_of(line, actors_at(line, after[0].head))
    return run_of(line, actors_at(line, before[-1].head)) if before else []


def doers(line: Line, verb: int) -> list[Actor]:
    """Actors that do what a verb says, by the tree or else by their place.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "В Баку прибыл Хакан Фидан.", date(2024, 5, 4)).lines[0]
    >>> [a.name for a in doers(line, 2)]
    ['Хакан Фидан']
    """
    if found := subjects(line, verb):
        return found
    w = line.words[verb]
    if w.feats.get("VerbForm") == "Part" and w.case not in {"", "Nom"}:
        # «беседовал с X, побывавшим в Баку»: a participle agrees with the name before it
        before = [m for m in line.mentions if m.actor and m.last < verb <= m.last + 4 and m.kind != "pronoun"]
        # «прибывшему в Баку министру X показали город»
        after = sorted((m for m in line.mentions if m.actor and m.first > verb), key=lambda m: m.first)
        near = [*before[-1:], *after[:1]]
        return [m.actor for m in near if m.actor and line.words[m.head].case == w.case][:1]
    return [] if of_others(line, verb) else nearest_subject(line, verb)


def of_others(line: Line, verb: int) -> bool:
    """Whether the tree gives a verb a subject, or a participle a noun, that is none of the article's actors.

    Examples
    --------
    >>> from datetime import date
    >>> text = "В Баку, где побывал посредник, прилетел Хакан Фидан. Он принял борцов, вернувшихся из Баку."
    >>> lines = Reading("", text, date(2024, 5, 4)).lines
    >>> of_others(lines[0], 4), of_others(lines[0], 7), of_others(lines[1], 4)
    (True, False, True)
    """
    words = line.words
    w = words[verb]
    nouns = below(line, verb, "nsubj")
    if w.feats.get("VerbForm") == "Part" and w.rel in {"acl", "amod"}:
        nouns = [*nouns, w.head]
    return any(words[j].pos == "NOUN" and words[j].lemma not in words_of("traveller") for j in nouns)


# -- places ------------------------------------------------------------------------------------------------------


def preposition_before(words: list[Word], i: int) -> tuple[str, int]:
    """The preposition that governs a word, past adjectives and «город», and where it stands.

    Examples
    --------
    >>> from datetime import date
    >>> preposition_before(Reading("", "Он живёт в древнем городе Бухаре.", date(2024, 5, 4)).lines[0].words, 5)
    ('в', 2)
    """
    for j in range(i - 1, max(-1, i - 6), -1):
        w = words[j]
        if w.pos == "ADP":
            return w.lower, j
        if w.pos not in {"ADJ", "DET", "NUM"} and w.lemma not in words_of("place"):
            break
    return "", -1


@once
def destinations(line: Line) -> list[Destination]:
    """Places in a sentence as destinations, coordinated ones with the preposition of the first.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Он едет из столицы Грузии в Самарканд, Бухару и Иран.", date(2024, 5, 4)).lines[0]
    >>> [(d.country, d.place, d.preposition) for d in destinations(line)]
    [('GEO', 'Тбилиси', 'из'), ('UZB', 'Самарканд', 'в'), ('UZB', 'Бухара', 'в'), ('IRN', None, 'в')]
    """
    words = line.words
    found: list[Destination] = []
    for h in line.places:
        kind, country, name = h.value.kind, h.value.country, h.value.name
        preposition, _ = preposition_before(words, h.first)
        if kind in {"country", "capital", "city", "region", "resort"}:
            # «посол (с резиденцией в Баку)» is elsewhere
            if in_name(line, h.first, h.last) or (h.first > 1 and words[h.first - 2].lemma == "резиденция"):
                continue
            case = place_case(words[h.first], preposition, name if h.first == h.last else "")
            before = found[-1] if found else None
            if not preposition and before and h.first - before.last <= 2 and words[h.first - 1].lower in {",", "и"}:
                preposition, case = before.preposition, before.case
            place = None if kind == "country" else name
            found.append(Destination(country, place, h.first, h.last, preposition, case))
        elif kind == "adjective":
            # «в таджикской столице»
            for j in range(h.first + 1, min(h.first + 3, len(words))):
                if words[j].lemma in {"столица", "земля", "территория"}:
                    place = places.capitals().get(country) if words[j].lemma == "столица" else None
                    found.append(Destination(country, place, h.first, j, preposition, words[j].case))
                    break
        elif kind in {"place_adjective", "capital_adjective"} and preposition in {"в", "во", "на"}:
            place = name if kind == "capital_adjective" else district(words, h.first)
            found.append(Destination(country, place, h.first, h.last, preposition, words[h.first].case))
    # «столица Таджикистана» is its capital
    for k, d in enumerate(found):
        i = d.first - 1
        if d.place is None and i >= 0 and words[i].lemma == "столица" and words[d.first].case in {"Gen", ""}:
            preposition, _ = preposition_before(words, i)
            capital = places.capitals().get(d.country)
            found[k] = Destination(d.country, capital, i, d.last, preposition, words[i].case)
    return found


def district(words: list[Word], i: int) -> str | None:
    """The name of a district or region that an adjective with a capital begins, in the nominative.

    Examples
    --------
    >>> from datetime import date
    >>> district(Reading("", "Он прибыл в Физулинский район.", date(2024, 5, 4)).lines[0].words, 3)
    'Физулинский район'
    """
    noun = words[i + 1] if i + 1 < len(words) else None
    if noun is None or noun.lemma not in DISTRICTS or not words[i].text[:1].isupper():
        return None
    adjectives = (p for p in models.morph().parse(words[i].lower) if p.tag.POS == "ADJF")
    gender = "femn" if noun.lemma.endswith(("ь", "я")) else "masc"
    form = next((f.word for p in adjectives if (f := p.inflect({"nomn", "sing", gender}))), None)
    return f"{form.capitalize()} {noun.lemma}" if form else None


def place_case(word: Word, preposition: str, nominative: str) -> str:
    """Case of a place's name: taggers err on rare names, but after «в» the ending tells going from being.

    An empty string stands for a name that does not change («в Баку»).

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Из Баку он летит в Бухару, а живёт в Шуше.", date(2024, 5, 4)).lines[0]
    >>> place_case(line.words[5], "в", "Бухара"), place_case(line.words[10], "в", "Шуша")
    ('Acc', 'Loc')
    """
    if word.rel.startswith("nsubj") and not preposition:
        return "Nom"
    if preposition not in {"в", "во", "на"} or not nominative:
        return word.case
    form, base = fold(word.text), fold(nominative)
    if form == base:
        return "" if base[-1] in "оуиыеэю" else "Acc"
    return "Acc" if form.endswith(("у", "ю")) and base.endswith(("а", "я")) else "Loc"


def stated_place(line: Line, i: int) -> list[Destination]:
    """The place at which something happens: of the places in the locative the one nearest to a word in the tree.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Живущий в Киеве врач выступил в Абу-Даби и Дохе.", date(2024, 5, 4)).lines[0]
    >>> [d.place for d in stated_place(line, 4)]
    ['Абу-Даби', 'Доха']
    """
    where = [d for d in destinations(line) if is_at(d)]
    if len(where) < 2:
        return where
    up = [i, *ancestors(line, i)]

    def distance(d: Destination) -> tuple[int, int]:
        path = [d.first, *ancestors(line, d.first)]
        common = [up.index(j) + path.index(j) for j in path if j in up]
        return (min(common, default=99), abs(d.first - i))

    best = min(where, key=distance)
    # «в Абу-Даби и Дохе»
    covered = {k for d in where for k in range(d.first, d.last + 1)}
    listed = [
        d
        for d in where
        if d.first > best.last
        and all(k in covered or line.words[k].text in {",", "и"} for k in range(best.last + 1, d.first))
    ]
    return [best, *listed]


def in_name(line: Line, first: int, last: int) -> bool:
    """Whether a place stands inside the name of an organisation, a title of an office, or quotes.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Президент Ирана прочёл в Баку «Правду Бухары» и сказал: «Я полечу в Шушу»."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> [(line.texts[h.first], in_name(line, h.first, h.last)) for h in line.places]
    [('Ирана', True), ('Баку', False), ('Бухары', True), ('Шушу', False)]
    """
    if any(m.first <= first and last <= m.last and m.kind != "pronoun" for m in line.mentions):
        return True
    if any(n.kind == "ORG" and n.first <= first and last <= n.last > n.first for n in line.sentence.names):
        return True
    before = line.texts[:first]
    if before.count("«") <= before.count("»"):
        return False
    # what somebody says holds a verb, a name does not
    opened = first - 1 - before[::-1].index("«")
    closed = next((k for k in range(last, len(line.words)) if line.texts[k] == "»"), len(line.words))
    return not any(is_finite(w) for w in line.words[opened:closed])


def inside(d: Destination) -> bool:
    """Whether a destination is a place to go to or be at, not one to leave or go around.

    Examples
    --------
    >>> [inside(Destination("UZB", "Бухара", preposition=word)) for word in ("в", "из")]
    [True, False]
    """
    return d.preposition in {"в", "во", "на"}


def is_at(d: Destination) -> bool:
    """Whether a destination is a place to be at, not one to go to; «в Баку» may be both.

    Examples
    --------
    >>> [is_at(Destination("UZB", "Бухара", case=case)) for case in ("Loc", "Acc")]
    [True, False]
    """
    return inside(d) and d.case in {"Loc", ""}


# -- time --------------------------------------------------------------------------------------------------------


def day_of(line: Line, word: int | None = None) -> list[Day]:
    """Days of a sentence with precision of a day, the nearest to a word first.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Он прилетел 2 мая, а 3 мая улетел.", date(2024, 5, 4)).lines[0]
    >>> [str(day) for day in day_of(line, 8)]
    ['2024-05-03', '2024-05-02']
    """
    exact = [d for d in line.days if d.precision == "day"]
    if word is None or not exact:
        return exact
    at = line.words[word].start - line.start
    mine = clause(line, word)
    first, last = line.words[mine[0]].start - line.start, line.words[mine[-1]].end - line.start
    return sorted(exact, key=lambda d: (d.until, not first <= d.start <= last, abs((d.start + d.end) / 2 - at)))


def near(reading: Reading, lines: Iterable[Line]) -> list[Line]:
    """The opening of an article and what stands around some of its sentences: all of it, unless it is very long.

    What is asked for every trip and meeting looks no further, so that a text of any length costs no more by the page.

    Examples
    --------
    >>> from datetime import date
    >>> short, long = (Reading("", "Он прибыл. " * n, date(2024, 5, 4)) for n in (9, 900))
    >>> len(near(short, [])), len(near(long, [])), len(near(long, [long.lines[500]]))
    (9, 30, 91)
    """
    if len(reading.lines) <= 2 * NEAR:
        return reading.lines
    at = set(range(NEAR))
    for line in lines:
        at.update(range(max(0, line.index - NEAR), line.index + NEAR + 1))
    return [reading.lines[i] for i in sorted(at) if i < len(reading.lines)]


def nearest_day(reading: Reading, at: list[int], reach: int, planned: bool = False) -> tuple[Day | None, Line | None]:
    """The day that a sentence near others names: ahead of the publication for what is planned, else just before it.

    Examples
    --------
    >>> from datetime import date
    >>> reading = Reading("", "Он прилетел. Форум открылся 3 мая. Закроется он 6 мая.", date(2024, 5, 4))
    >>> [str(nearest_day(reading, [0], 3, planned)[0]) for planned in (False, True)]
    ['2024-05-03', '2024-05-06']
    """
    rows = near(reading, [reading.lines[i] for i in at])
    named = {d.first for row in rows for d in day_of(row) if not d.until}
    named = {day for day in named if abs((day - reading.published).days) <= 90}
    if len(named) == 1:
        # the only day that an article names is the day of all that it tells
        reach = len(reading.lines)
    options = []
    ordered = sorted(set(at))
    for row in rows:
        k = bisect(ordered, row.index)
        distance = min(abs(row.index - i) for i in ordered[max(0, k - 1) : k + 1])
        for d in day_of(row) if 0 < distance <= reach else []:
            ahead = (d.first - reading.published).days
            if (0 <= ahead <= 90 if planned else -14 <= ahead <= 0) and not d.until:
                options.append((distance, row.index > min(at), d.start, d, row))
    *_, day, line = min(options, key=lambda o: o[:3], default=(None, None))
    return day, line


def is_future(line: Line, word: int) -> bool:
    """Whether the clause of a word speaks of what is to come.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Он прибыл вчера и скоро уедет, а его коллега прилетит завтра.", date(2024, 5, 4)).lines[0]
    >>> [is_future(line, i) for i in (1, 5, 10)]
    [False, True, True]
    """
    words = line.words
    w = words[word]
    if w.feats.get("VerbForm") == "Inf" and w.head >= 0 and words[w.head].lemma == "приглашение":
        return True
    # «накануне официального визита»
    eve = w.pos == "NOUN" and w.case == "Gen" and "накануне" in {x.lower for x in words[max(0, word - 4) : word]}
    verb = word if w.pos == "VERB" else verb_above(line, word)
    # «прилетел в среду и пробудет до пятницы»: each verb has its own tense
    past = verb is not None and is_past(words[verb])
    ahead = line.has(words_of("future")) and any(words[i].lemma in words_of("future") for i in clause(line, word))
    # «участие подтвердили»
    ahead = ahead or (line.has({"подтвердить", "подтверждать"}) and line.has({"участие", "приезд"}))
    # «по завершении поездки он полетит»
    ahead = ahead or any(words[k].lemma == "подготовка" for k in ancestors(line, word)[:2])
    over = w.pos == "NOUN" and w.head >= 0 and words[w.head].lemma in {"завершение", "окончание", "итог", "результат"}
    if over or past:
        return eve or (ahead and not over)
    return eve or ahead or any(will(words[i]) for i in [*clause(line, word), *([] if verb is None else [verb])])


def will(w: Word) -> bool:
    """Whether a word is a verb in the future tense, as the dictionary has it.

    Examples
    --------
    >>> from datetime import date
    >>> [w.text for w in Reading("", "Он прибыл и будет выступать.", date(2024, 5, 4)).lines[0].words if will(w)]
    ['будет']
    """
    return w.pos in {"VERB", "AUX"} and (w.feats.get("Tense") == "Fut" or is_future_form(w.lower))


def is_past(w: Word) -> bool:
    """Whether a word is a finite verb in the past tense.

    Examples
    --------
    >>> from datetime import date
    >>> [w.text for w in Reading("", "Он прибыл и будет выступать.", date(2024, 5, 4)).lines[0].words if is_past(w)]
    ['прибыл']
    """
    return w.feats.get("Tense") == "Past" and is_finite(w) and not is_future_form(w.lower)


@lru_cache(maxsize=50_000)
def is_future_form(word: str) -> bool:
    """Whether a form is future whichever verb it belongs to.

    Examples
    --------
    >>> is_future_form("приедет"), is_future_form("едет")
    (True, False)
    """
    parses = [p for p in models.morph().parse(word) if p.tag.POS == "VERB"]
    return bool(parses) and all(p.tag.tense == "futr" for p in parses)


def is_cancelled(line: Line, word: int) -> bool:
    """Whether the clause of a word says that it was called off or put off.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Форум отложили, а визит не состоялся, но встреча прошла.", date(2024, 5, 4)).lines[0]
    >>> [is_cancelled(line, i) for i in (0, 4, 9)]
    [True, True, False]
    """
    if not line.has(words_of("cancel")) and "не" not in line.folded:
        return False
    words = line.words
    verb = verb_above(line, word)
    # «поездка, намеченная на май, не состоится»
    scope = [*clause(line, word), *(clause(line, verb) if verb is not None and words[word].pos == "NOUN" else ())]
    # a sentence without actors has no tree
    scope = scope if words[word].rel else list(range(len(words)))
    if line.has({"опровергнуть", "опровергать", "слух"}):
        return False
    return any(
        words[i].lemma in words_of("cancel")
        or (words[i].lower == "не" and i + 1 < len(words) and words[i + 1].lemma in words_of("come_off"))
        for i in scope
    )


def denied(line: Line, word: int) -> bool:
    """Whether the verb over a word, or the word itself, says that something did not happen.

    What is not to come about after all («не приедет», «не состоялся») is called off, see :func:`is_cancelled`.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Хакан Фидан в Баку не приехал.", date(2024, 5, 4)).lines[0]
    >>> denied(line, 3), denied(line, 5)
    (True, True)
    """
    words = line.words
    verb = word if words[word].pos == "VERB" else verb_above(line, word)
    if not verb or words[verb - 1].lower != "не" or will(words[verb]) or words[verb].feats.get("VerbForm") == "Inf":
        return False
    if words[word].lemma in words_of("trip") and words[verb].lemma not in words_of("carry_out"):
        # «визит не анонсировался» took place
        return False
    return words[verb].lemma not in words_of("come_off") - words_of("arrive", "visit")


def looks_back(reading: Reading, line: Line, *more: str) -> bool:
    """Whether a sentence names a month long ago, or says «напомнил», «предыдущий».

    Examples
    --------
    >>> from datetime import date
    >>> reading = Reading("", "В октябре 2022 года он был в Баку. Сейчас он в Киеве.", date(2024, 5, 4))
    >>> [looks_back(reading, line) for line in reading.lines]
    [True, False]
    """
    long_ago = any(d.precision == "month" and (reading.published - d.first).days > 45 for d in line.days)
    return long_ago or line.has({"напомнить", "прошлый", "предыдущий", *more})


# -- clauses -----------------------------------------------------------------------------------------------------


def clause(line: Line, word: int) -> range:
    """The clause around a word: from the comma or dash with a conjunction or new verb before it to the one after it.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Министр, прилетевший в Баку, заявил, что доволен.", date(2024, 5, 4)).lines[0]
    >>> [line.texts[i] for i in clause(line, 4)]
    ['прилетевший', 'в', 'Баку', ',']
    """
    return clauses(line)[word]


@once
def clauses(line: Line) -> list[range]:
    """For every word of a sentence its clause; any form of a verb after a comma begins one.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Министр, прилетевший в Баку, заявил, что доволен.", date(2024, 5, 4)).lines[0]
    >>> list(dict.fromkeys(clauses(line)))
    [range(0, 2), range(2, 6), range(6, 8), range(8, 11)]
    """
    return _cut(line, lambda w: w.pos == "VERB")


@once
def finite_clauses(line: Line) -> list[range]:
    """For every word of a sentence its clause; only finite verbs after a comma begin one.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Министр, прилетевший в Баку, заявил, что доволен.", date(2024, 5, 4)).lines[0]
    >>> list(dict.fromkeys(finite_clauses(line)))
    [range(0, 6), range(6, 8), range(8, 11)]
    """
    return _cut(line, is_finite)


def _cut(line: Line, verbal: Callable[[Word], bool]) -> list[range]:
    """A sentence in clauses, which begin after «;», «:», or a comma before a conjunction, relative or verb."""
    words = line.words
    starts = [0]
    for i in range(1, len(words)):
        w, before = words[i], words[i - 1].text
        new = w.pos == "SCONJ" or w.lemma in RELATIVES or verbal(w)
        # «трое из которых»
        new = new or (before == "," and any(x.lemma == "который" for x in words[i + 1 : i + 3]))
        if w.text in {";", ":"} or (before in PAUSES and new):
            starts.append(i)
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(words)], strict=True) for _ in range(a, b)]


def is_finite(w: Word) -> bool:
    """A verb that makes a sentence: finite, or a short participle.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Подписанный вчера договор подписан, чтобы служить, и служит.", date(2024, 5, 4)).lines[0]
    >>> [w.text for w in line.words if is_finite(w)]
    ['подписан', 'служит']
    """
    return w.pos in {"VERB", "AUX"} and (w.feats.get("VerbForm", "Fin") == "Fin" or w.feats.get("Variant") == "Short")


def whole_clause(line: Line, word: int, first: int, last: int) -> tuple[int, int]:
    """Offsets of the words ``first`` to ``last`` with the rest of a word's clause: evidence reads as a statement.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Тепло. Вчера гость прилетел в Баку, где его ждали послы."
    >>> start, end = whole_clause(Reading("", text, date(2024, 5, 4)).lines[1], 2, 1, 2)
    >>> text[start:end]
    'Вчера гость прилетел в Баку'
    """
    words = line.words
    scope = clause(line, word)
    if len(scope) <= 40:
        first, last = min(first, scope[0]), max(last, scope[-1])
    while first < last and words[first].pos == "PUNCT" and words[first].text not in {"«", '"'}:
        first += 1
    while last > first and words[last].pos == "PUNCT" and words[last].text not in {"»", '"', ")"}:
        last -= 1
    return words[first].start, words[last].end
