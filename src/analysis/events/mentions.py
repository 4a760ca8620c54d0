"""Who a sentence mentions: names of people, titles of offices, and which of them belong together.

«Президенты Ирана и Казахстана – Масуд Пезешкиан и Касым-Жомарт Токаев» are two mentions with name, office and country.
Who is meant by a mention is for :mod:`analysis.events.reading` to say, which sees the whole article.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ..gazetteer import offices, organisations, people, places
from ..gazetteer.matcher import Hit, fold
from ..russian import models, names
from ..russian.parse import Sentence, Word, is_common
from .dates import Day, hints

LEADERS = ("head_of_state", "national_leader", "head_of_government")
# nouns that stand for a person already spoken of, when an adjective tells the country: «российский коллега»
# endings of a name that is an object
OBJECT = ("а", "я", "у", "ю")
# verbs behind which a name is their object: «принял Джасима»
RECEIVES = {
    "принять", "принимать", "встретить", "встречать", "приветствовать", "поздравить", "проводить", "пригласить",
    "ждать", "сопровождать", "наградить", "поблагодарить", "представлять", "представить",
}  # fmt: skip
PERSON_NOUNS = {
    "гость", "коллега", "дипломат", "политик", "лидер", "министр", "руководитель", "сенатор", "спикер", "премьер",
    "парламентарий", "визави",
}  # fmt: skip
# what follows them is their name
HOUSES = {"резиденция", "дворец", "отель", "зал", "комплекс", "парк", "улица", "проспект"}
# titles that stay as they are in every case
UNDECLINED = {"замминистра", "замглавы", "замдиректора", "замгенсека", "зампредседателя", "и.о", "врио", "вице-спикера"}
COLLEAGUES = {"коллега", "визави"}
MONARCHS = {"король", "королева", "монарх", "султан", "эмир", "император", "шах", "принц"}
# titles that stand alone for somebody whom the article has introduced with them
BARE = {"председатель", "генсек", "канцлер", "глава"}
GUEST_NOUNS = {"гость", "гостья", "визитер"}
HOST_NOUNS = {"хозяин", "хозяйка"}
# «на нём», «в ней» are things in this kind of text
PRONOUNS = {"он", "она", "его", "её", "ее", "ему", "им", "ей", "ним", "него", "нему", "неё", "нее", "ней", "нею"}
VIDEO = {
    "эфир", "видеомост", "телемост", "видеоконференция", "видеосвязь", "видеоформат", "видеоконференцсвязь", "онлайн",
    "онлайн-формат", "видеоконференц-связь", "дистанционный", "дистанционно", "вкс", "видеовстреча", "видеобеседа",
    "видеопереговоры", "видеосаммит", "видеозвонок", "онлайн-встреча", "онлайн-беседа", "онлайн-переговоры",
    "онлайн-саммит", "виртуальный", "zoom", "экран",
}  # fmt: skip
# parts of speech of what a title is for: «по правам человека»
PHRASE = {"NOUN", "ADJ", "CCONJ", "PROPN"}
# titles that are given names as well
GIVEN_NAMES = {"султан", "эмир", "амир", "шах", "малик"}
HEADS_OF = {"глава", "руководитель", "руководство", "председатель", "директор"}
HEAD_WORDS = {"глава", "руководитель", "руководство"}
TITLE_WORDS = HEAD_WORDS | HEADS_OF | BARE | PERSON_NOUNS
FOREIGN_OFFICE = {"мид", "внешнеполитический", "дипломатия", "форин-офис", "госдеп", "дипведомство"}
# posted abroad, or speaking for others: their calls are everyday business, no meetings in the guidelines' sense
ENVOYS = {
    "посол", "консул", "поверенный", "временной", "генконсул", "временный", "атташе", "постоянный", "чрезвычайный",
    "депутат", "пресс-секретарь", "эксперт", "посланец",
}  # fmt: skip
# before a title that the list gives without it: «заместитель министра», «советник президента»
DEPUTIES = {
    "заместитель", "зам", "замглава", "помощник", "советник", "пресс-секретарь", "представитель", "спецпредставитель",
    "посланник", "экс",
}  # fmt: skip
# a title may stand before these and a name
HONORIFICS = {
    "аятолла", "аятоллой", "аятоллы", "шейх", "шейха", "шейхом", "шейху", "господин", "генерал", "д-р", "доктор",
    "–", "—",
}  # fmt: skip
# their heads hold no public office
FIRMS = {
    "компания", "корпорация", "концерн", "пао", "оао", "ооо", "ао", "госконцерн", "холдинг", "фирма", "банк",
    "ведомство", "агентство",
}  # fmt: skip


@dataclass(eq=False)
class Actor:
    """A person, or the unnamed holder of an office.

    ``words`` are the words of the name in the nominative, given name first; empty if the article never names the
    person. ``country`` is ISO 3166-1 alpha-3, or None for an international organisation or if unknown.

    Examples
    --------
    >>> Actor(("Масуд", "Пезешкиан"), country="IRN").label, Actor(office="foreign_minister", country="IRN").label
    ('Масуд Пезешкиан', 'foreign_minister@IRN')
    """

    words: tuple[str, ...] = ()
    known: str = ""
    office: str | None = None
    country: str | None = None
    organisation: str | None = None
    first: int = 0
    stated: bool = False
    envoy: bool = False
    guessed: bool = False

    @property
    def name(self) -> str | None:
        """Full name, or None.

        Examples
        --------
        >>> Actor(("Масуд", "Пезешкиан")).name, Actor(office="minister", country="IRN").name
        ('Масуд Пезешкиан', None)
        """
        return " ".join(self.words) or None

    @property
    def label(self) -> str:
        """The name, or ``office@country`` as the guidelines write an unnamed participant.

        Examples
        --------
        >>> Actor(office="organisation_head", organisation="ЮНЕСКО").label
        'organisation_head@ЮНЕСКО'
        """
        return self.name or f"{self.office or 'other'}@{self.country or self.organisation or ''}"


@dataclass(eq=False)
class Mention:
    """Words of one sentence that stand for one actor, or with ``group`` for several actors at once.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Масуд Пезешкиан, президент Ирана, принял С.Лаврова.", date(2024, 5, 4)).lines[0]
    >>> [(m.kind, m.name, m.office, m.initials) for m in line.mentions]
    [('name', ('Масуд', 'Пезешкиан'), 'head_of_state', ''), ('name', ('Лавров',), None, 'С.')]
    """

    first: int
    last: int
    head: int
    kind: str
    actor: Actor | None = None
    office: str | None = None
    country: str | None = None
    organisation: str | None = None
    name: tuple[str, ...] = ()
    surface: tuple[str, ...] = ()
    known: str = ""
    initials: str = ""
    plural: bool = False
    region: bool = False
    lemma: str = ""
    reach: int = -1


@dataclass(eq=False)
class Line:
    """One sentence of the title or body with all that was found in it.

    ``texts`` are its words as they stand, ``folded`` the same for look-ups, ``listed`` the places of those with which
    something that the gazetteer lists may begin, ``lemmas`` their dictionary forms, ``hints`` what may name a day.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Президент Ирана прибыл в Баку 3 мая.", date(2024, 5, 4)).lines[0]
    >>> [h.value.country for h in line.places], line.where({"прибыть"}), line.day_words(line.days[0])
    (['IRN', 'AZE'], [2], '3 мая')
    """

    field: str
    text: str
    sentence: Sentence
    paragraph: int
    index: int = 0
    places: list[Hit[places.Place]] = dataclasses.field(default_factory=list)
    organisations: list[Hit[organisations.Organisation]] = dataclasses.field(default_factory=list)
    days: list[Day] = dataclasses.field(default_factory=list)
    mentions: list[Mention] = dataclasses.field(default_factory=list)
    at: dict[int, list[Actor]] = dataclasses.field(default_factory=dict)
    after_call: bool = False
    remote: bool = False
    # what the rules find out about the sentence, computed once
    memo: dict[str, list] = dataclasses.field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.words: list[Word] = self.sentence.words
        self.texts = [w.text for w in self.words]
        looked_up = list(map(look_up, self.texts))
        self.folded = [form for form, _, _ in looked_up]
        self.begins = [(i, second) for i, (_, second, _) in enumerate(looked_up) if second]
        self.listed = [
            i for i, second in self.begins if "" in second or second.intersection(self.folded[i + 1 : i + 2])
        ]
        self.hints = frozenset().union(*[hints for _, _, hints in looked_up if hints])
        self.lemmas = [w.lemma for w in self.words]
        self.spoken = set(self.lemmas)

    def has(self, lemmas: Set[str]) -> bool:
        """Whether any of some lemmas stands in the sentence.

        Examples
        --------
        >>> from analysis.events.reading import Reading
        >>> line = Reading("", "Дождь. Гость прибыл 3 мая.", date(2024, 5, 4)).lines[1]
        >>> line.has({"гость", "хозяин"}), line.has({"дождь"})
        (True, False)
        """
        return not lemmas.isdisjoint(self.spoken)

    def where(self, lemmas: Set[str]) -> list[int]:
        """Places of the words with one of some lemmas, from left to right.

        Examples
        --------
        >>> from analysis.events.reading import Reading
        >>> line = Reading("", "Дождь. Гость прибыл 3 мая.", date(2024, 5, 4)).lines[1]
        >>> line.where({"май", "гость"})
        [0, 3]
        """
        return [i for i, lemma in enumerate(self.lemmas) if lemma in lemmas] if self.has(lemmas) else []

    @property
    def start(self) -> int:
        """Offset of the sentence in its field.

        Examples
        --------
        >>> from analysis.events.reading import Reading
        >>> line = Reading("", "Дождь. Гость прибыл 3 мая.", date(2024, 5, 4)).lines[1]
        >>> line.start
        7
        """
        return self.sentence.start

    def day_words(self, day: Day) -> str:
        """The words that named a day.

        Examples
        --------
        >>> from analysis.events.reading import Reading
        >>> line = Reading("", "Дождь. Гость прибыл 3 мая.", date(2024, 5, 4)).lines[1]
        >>> [line.day_words(day) for day in line.days]
        ['3 мая']
        """
        return self.text[day.start : day.end]

    def word_at(self, day: Day) -> int:
        """The place of the first word that named a day.

        Examples
        --------
        >>> from analysis.events.reading import Reading
        >>> line = Reading("", "Он прибыл в Баку 3 мая.", date(2024, 5, 4)).lines[0]
        >>> line.word_at(line.days[0])
        4
        """
        return next(i for i, w in enumerate(self.words) if w.end - self.start > day.start)


@lru_cache(maxsize=100_000)
def look_up(word: str) -> tuple[str, frozenset[str], frozenset[str | None]]:
    """A word folded, what follows it in the gazetteer's phrases (an empty text if it is one), and its hints at a day.

    Examples
    --------
    >>> "нации" in look_up("Объединённые")[1], "" in look_up("Баку")[1], look_up("прилетел")
    (True, True, ('прилетел', frozenset(), frozenset()))
    """
    folded = fold(word)
    lists = (*places.matchers(), organisations.matcher(), offices.matcher(), people.full_names(), people.family_names())
    return folded, frozenset().union(*(phrases.seconds(word, folded) for phrases in lists)), hints(word.lower())


def person_names(line: Line) -> list[Mention]:
    """Names of people in a sentence, in the nominative.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "С.Лавров беседовал с Рашидом Мередовым.", date(2024, 5, 4)).lines[0]
    >>> [(m.name, m.surface, m.initials) for m in person_names(line)]
    [(('Лавров',), ('Лавров',), 'С.'), (('Рашид', 'Мередов'), ('Рашидом', 'Мередовым'), '')]
    """
    words = line.words
    tagged = [n for n in line.sentence.names if n.kind == "PER"]
    listed = people.full_names().find(line.texts, line.folded, line.listed)
    families = people.family_names().find(line.texts, line.folded, line.listed)
    if not (tagged or listed or families):
        return []
    titles_at = _covered(_titles_as_written(line))
    no_name = {i for i in titles_at if line.folded[i] not in GIVEN_NAMES}
    bodies = _covered([*line.organisations, *(p for p in line.places if p.value.kind in {"institution", "country"})])
    found: list[Mention] = []
    taken: set[int] = set()

    def add(first: int, last: int, name: tuple[str, ...], initials: str = "") -> None:
        surface = tuple(line.texts[first : last + 1])
        found.append(Mention(first, last, first, "name", name=name, surface=surface, initials=initials))
        taken.update(range(first, last + 1))

    for first, last in [part for n in tagged for part in people_in(line, n.first, n.last, listed, families)]:
        while last > first and not words[last].text[0].isalnum():
            # «Ван И.»
            last -= 1
        while first < last and words[first].pos in {"VERB", "ADV", "ADP", "AUX"}:
            first += 1
        while first < last and words[first].case == "Gen" and first in bodies:
            first += 1
        while first < last and first in no_name:
            first += 1
        while first <= last and words[first].text.islower() and words[first].lower not in names.PARTICLES:
            first += 1
        if first == last and (first in no_name or (first and line.lemmas[first - 1] in HOUSES)):
            continue
        if first > last or not words[first].text[:1].isupper() or (first == last == 0 and is_common(words[0].text)):
            continue
        span = words[first : last + 1]
        add(first, last, names.nominative(span, span_case(line, first, last)), span[-1].initials or span[0].initials)
    for h in listed:
        if taken.isdisjoint(range(h.first, h.last + 1)) and h.last > h.first:
            add(h.first, h.last, tuple(h.value.split()))
    other = titles_at | _covered(line.places)
    for h in families:
        w, before = words[h.first], line.texts[: h.first]
        if h.first in taken | other or before.count("«") > before.count("»"):
            continue
        if w.pos in {"PROPN", "X", "NOUN"} and (h.first > 0 or w.case):
            add(h.first, h.first, names.nominative([w], w.case), w.initials)
    return sorted(found, key=lambda m: m.first)


def people_in(
    line: Line, first: int, last: int, listed: list[Hit[str]], families: list[Hit[str]]
) -> list[tuple[int, int]]:
    """The people of words that the tagger takes for one name: two listed ones, or one in another case before a subject.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> text = "В ходе беседы с Субраманьямом Джайшанкаром Токаев отметил рост. После беседы с Лавровым Ван И уехал."
    >>> [[a for a in line.at] for line in Reading("", text, date(2024, 5, 4)).lines]
    [[4, 5, 6], [3, 4, 5]]
    >>> [a.name for a in Reading("", text, date(2024, 5, 4)).actors]
    ['Субраманьям Джайшанкар', 'Касым-Жомарт Токаев', 'Сергей Лавров', 'Ван И']
    """
    if first == last:
        return [(first, last)]
    known = {h.first for h in (*listed, *families) if h.first == first}
    for h in listed:
        if known and first < h.first < h.last == last:
            return [(first, h.first - 1), (h.first, last)]
    for h in families:
        # a name that ends in a vowel may stand in any case
        subject = fold(h.value.split()[-1]) == line.folded[last] and line.folded[last][-1] not in "аеиоуыэюя"
        if (
            h.first == h.last == last > first + 1
            and subject
            and line.texts[last - 1].endswith(("ом", "ем", "ым", "им"))
        ):
            return [(first, last - 1), (last, last)]
    return [(first, last)]


def _titles_as_written(line: Line) -> list[Hit[offices.Title]]:
    """Titles in the words of a sentence as they stand, looked up once."""
    if "titles" not in line.memo:
        line.memo["titles"] = offices.find(line.texts, line.folded, line.listed)
    return line.memo["titles"]


def _covered(hits: Iterable[Hit]) -> set[int]:
    """Words that any of some hits covers."""
    return {i for h in hits for i in range(h.first, h.last + 1)}


def span_case(line: Line, first: int, last: int) -> str:
    """Case of a name: the commonest of its words', the first word's where they differ.

    The tagger takes many a foreign name for a nominative; the title before it, or the verb, knows better.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Он встретился с Масудом Пезешкианом.", date(2024, 5, 4)).lines[0]
    >>> span_case(line, 3, 4)
    'Ins'
    >>> line = Reading("", "Он принял Джасима ас-Сулейти и министра Радостину Димитрову.", date(2024, 5, 4)).lines[0]
    >>> span_case(line, 2, 3), span_case(line, 6, 7)
    ('Acc', 'Acc')
    """
    if asked := _asked_case(line, first, last):
        return asked
    cases = [w.case for w in line.words[first : last + 1] if w.case]
    if not cases:
        return ""
    counts = Counter(cases)
    top = counts.most_common(1)[0]
    return top[0] if top[1] > 1 else cases[0]


def _asked_case(line: Line, first: int, last: int) -> str:
    """The case that a title or a verb before a name asks for, where the tagger sees a nominative."""
    words = line.words
    w = words[first]
    if first == 0 or w.case not in {"Nom", ""}:
        return ""
    own = w.lower.endswith(("а", "я")) and _is_nominative(w.text)
    before = words[first - 1]
    if before.lemma in RECEIVES and before.feats.get("VerbForm") == "Fin":
        return "Acc" if not own and any(x.lower.endswith(OBJECT) for x in words[first : last + 1]) else ""
    titled = {i for h in _titles_as_written(line) for i in range(h.first, h.last + 1)} | {*line.where(TITLE_WORDS)}
    back = range(first - 1, max(-1, first - 9), -1)
    at = next((i for i in back if i in titled or (words[i].case != "Gen" and words[i].lower != "и")), -1)
    if at not in titled:
        return ""
    while at - 1 in titled:
        at -= 1
    asked = words[at].case if words[at].case != "Nom" else ""
    # «советник президента Никита Петров» stands in the nominative, «министра Гордана Грлича» in none
    return "" if own and asked not in {x.case for x in words[first + 1 : last + 1]} else asked


@lru_cache(maxsize=20_000)
def _is_nominative(name: str) -> bool:
    """Whether the dictionary knows a word as a name in the nominative."""
    return any(
        "nomn" in p.tag and {"Name", "Surn"} & p.tag.grammemes and p.is_known for p in models.morph().parse(name)
    )


def titles(line: Line, published: date) -> list[Mention]:
    """Titles of offices with the country or organisation that they belong to.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Советник президента Ирана и турецкий лидер у главы ПРООН.", date(2024, 5, 4)).lines[0]
    >>> [(m.office, m.country or m.organisation) for m in titles(line, date(2024, 5, 4))]
    [('other', 'IRN'), ('head_of_state', 'TUR'), ('organisation_head', 'Программа развития ООН')]
    >>> line = Reading("", "Беседовали армянский и иранский президенты.", date(2024, 5, 4)).lines[0]
    >>> [(m.office, m.country) for m in titles(line, date(2024, 5, 4))]
    [('head_of_state', 'ARM'), ('head_of_state', 'IRN')]
    """
    words = line.words
    adjectives: dict[int, str] = {}
    for h in line.places:
        if not h.value.is_name and h.value.kind != "inhabitant":
            adjectives.setdefault(h.first, h.value.country)
    described = {i for i in adjectives if words[i].pos in {"ADJ", "DET", "VERB", "PROPN", "NOUN"}}
    # «российский и иранский президенты»
    links = {i for i in line.where({"и", ","}) if i - 1 in described and i + 1 in described}
    described |= links
    # «глава нашего государства»
    described |= {i for i in line.where({"наш"}) if words[i].pos == "DET"}
    kept = [i for i in range(len(words)) if i not in described] if described else range(len(words))
    found: list[Mention] = []
    # «президент Республики Корея» is no «президент республики»: words of a country's name end a title
    named = {
        i for h in line.places if h.value.kind == "country" and h.last > h.first for i in range(h.first, h.last + 1)
    }
    grouped: dict[tuple[int, int], list[offices.Title]] = {}
    if named or described:
        begins = {i for i, _ in line.begins}
        hits = offices.find(
            ["|" if i in named else line.texts[i] for i in kept],
            ["|" if i in named else line.folded[i] for i in kept],
            [place for place, i in enumerate(kept) if i in begins],
        )
    else:
        hits = _titles_as_written(line)
    from_places = {h.first for h in line.places if h.first > 1 and line.folded[h.first - 1] == "из"}
    heads = line.where(TITLE_WORDS)
    if not hits and not heads:
        return []
    for found_title in hits:
        w = words[kept[found_title.first]]
        if w.pos not in {"ADP", "ADV"} and (w.pos != "VERB" or w.feats.get("VerbForm") == "Part"):
            span = (kept[found_title.first], kept[found_title.last])
            grouped.setdefault(span, []).append(found_title.value)
    taken = {i for first, last in grouped for i in range(first, last + 1)}
    for i in heads:
        w = words[i]
        if w.lemma in HEADS_OF and i not in taken and (extra := head_of(line, i, adjectives)):
            grouped[(i, extra[0])] = [offices.Title(w.lemma, extra[1])]
        elif i not in taken and (
            bare_title(line, i)
            or (w.lemma in PERSON_NOUNS and i - 1 in adjectives)
            or (w.lemma in COLLEAGUES and i + 2 in from_places)
        ):
            grouped[(i, i)] = [offices.Title(w.lemma, "")]
    for (first, last), meanings in sorted(grouped.items()):
        head = first
        country = next((adjectives[i] for i in range(first, last + 1) if i in adjectives), None)
        start = first
        while (
            start - 1 >= 0
            and (
                start - 1 in adjectives
                or start - 1 in links
                or (words[start - 1].pos in {"ADJ", "DET", "NUM"} and words[start - 1].lower not in {"его", "ее", "их"})
            )
            and first - start < (5 if links else 3)
        ):
            start -= 1
            if country is None and start in adjectives:
                country = adjectives[start]
        listed, organisation, region, last, reach = after_title(line, last, is_plural(words[first]))
        if country is None and listed:
            country = listed[0][0]
        if meanings[0].words in {"аркадаг"} and is_city(words, first):
            continue
        title = offices.choose(meanings, country, organisation is not None, published)
        if title is None:
            continue
        office = title.office
        # «глава ЕБРР» is a title of the list, the body's name with it
        organisation = organisation or next((o.value.name for o in line.organisations if head < o.first <= last), None)
        if organisation and office in {"head_of_state", "head_of_government", "parliament_head"} and not country:
            office = "organisation_head"
        if organisation and office == "organisation_head":
            country = None
        if region and office in {"head_of_state", "parliament_head"}:
            office = "regional_head"
        if title.countries and len(title.countries) == 1 and country is None:
            country = title.countries[0]
        if first > 0 and words[first - 1].lemma in DEPUTIES:
            office = "deputy_head_of_government" if office == "head_of_government" else "other"
        plural = is_plural(words[head])
        if links and plural and not listed:
            listed = [(adjectives[i], i) for i in range(start, last + 1) if i in adjectives]
        lemma = words[head].lemma
        if plural and len(listed) > 1:
            for code, at in listed:
                found.append(Mention(at, at, head, "title", office=office, country=code, lemma=lemma, plural=True))
            found[-len(listed)].first = start
            found[-1].last = max(found[-1].last, last)
        else:
            found.append(
                Mention(
                    start,
                    last,
                    head,
                    "title",
                    office=office,
                    country=country,
                    organisation=organisation,
                    lemma=lemma,
                    plural=plural,
                    region=region,
                    reach=reach,
                )
            )
    return found


def bare_title(line: Line, i: int) -> bool:
    """Whether a word is a title that stands alone for somebody whom the article has introduced with it.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Канцлер принял председателя комитета.", date(2024, 5, 4)).lines[0]
    >>> bare_title(line, 0), bare_title(line, 2)
    (True, False)
    """
    w, behind = line.words[i], line.words[i + 1 : i + 2]
    if w.lemma not in BARE or w.feats.get("Number") != "Sing" or not w.case or (i and line.folded[i - 1] == "во"):
        return False
    return not any(x.case == "Gen" and x.pos in {"NOUN", "PROPN", "ADJ"} for x in behind)


def is_city(words: list[Word], i: int) -> bool:
    """Whether «Аркадаг» is the city: after «город» or a preposition of place.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Токаев вылетел из города Аркадаг, Аркадаг остался.", date(2024, 5, 4)).lines[0]
    >>> is_city(line.words, 4), is_city(line.words, 6)
    (True, False)
    """
    before = words[i - 1] if i else None
    return before is not None and (
        before.lemma in {"город", "футбольный", "клуб"}
        or before.lower in {"в", "во", "из", "под", "близ", "«", "города", "до"}
    )


def head_of(line: Line, i: int, adjectives: dict[int, str]) -> tuple[int, str] | None:
    """What «глава» or «руководитель» is head of: the last word taken and the class of office.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Глава Татарстана, глава МИД и глава концерна обедали.", date(2024, 5, 4)).lines[0]
    >>> [head_of(line, i, {}) for i in line.where({"глава"})]
    [(0, 'regional_head'), (4, 'foreign_minister'), (6, 'other')]
    """
    words = line.words
    j = i + 1
    while j < len(words) and j in adjectives:
        j += 1
    if j >= len(words):
        return None
    if words[j].lemma in FOREIGN_OFFICE or any(w.lemma in FOREIGN_OFFICE for w in words[j : j + 2] if w.case == "Gen"):
        k = j + (1 if words[j].lemma == "внешнеполитический" else 0)
        return k, "foreign_minister"
    if any(o.first == j for o in line.organisations):
        return i, "organisation_head"
    for h in line.places:
        if h.first == j and h.value.is_name:
            if h.value.kind == "country":
                return i, "head_of_state"
            if h.value.kind in {"region", "city"}:
                return i, "regional_head"
    if words[j].lemma.startswith(("мин", "министерств")) and words[j].case == "Gen":
        return j, "minister"
    if any(h.first == j + 1 and h.value.kind == "country" and h.value.is_name for h in line.places) and words[
        j
    ].pos in {
        "NOUN",
        "PROPN",
        "X",
    }:
        # «глава ЦБ Азербайджана»
        return j, "other"
    return (i, "other") if words[j].lemma in FIRMS or words[j].text == "«" else None


def is_plural(w: Word) -> bool:
    """Whether a title is in the plural.

    «Президенты» at the head of a sentence, which is often tagged as a name in the genitive, is put right.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Президенты обсудили итоги.", date(2024, 5, 4)).lines[0]
    >>> is_plural(line.words[0]), line.words[0].case
    (True, 'Nom')
    """
    if w.feats.get("Number") != "Plur" and w.lower in {w.lemma + "ы", w.lemma + "и"}:
        w.feats = {**w.feats, "Case": "Nom", "Number": "Plur"}
    return w.feats.get("Number") == "Plur"


def after_title(line: Line, last: int, plural: bool) -> tuple[list[tuple[str, int]], str | None, bool, int, int]:
    """Countries, organisation and region that follow a title in the genitive, their last word, and the title's reach.

    «Министр промышленности Нуриддин Азизи» reaches up to the name, though it names no country.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Президенты Ирана и Турции прибыли в Баку.", date(2024, 5, 4)).lines[0]
    >>> after_title(line, 0, is_plural(line.words[0]))
    ([('IRN', 1), ('TUR', 3)], None, False, 3, 3)
    """
    words = line.words
    name_starts = {n.first for n in line.sentence.names if n.kind == "PER"}
    place_at = {h.first: h for h in reversed(line.places) if h.value.is_name}
    adjective_at = {h.first: h for h in reversed(line.places) if not h.value.is_name}
    organisation_at = {h.first: h for h in line.organisations}
    listed: list[tuple[str, int]] = []
    organisation: str | None = None
    region = False
    j = last + 1
    end = last
    steps = 0
    while j < len(words) and steps < 12:
        if j in name_starts:
            break
        if j in organisation_at and not listed:
            organisation = organisation_at[j].value.name
            end = organisation_at[j].last
            break
        if j in place_at and place_at[j].value.kind == "institution":
            listed.append((place_at[j].value.country, j))
            j = end = place_at[j].last
            j += 1
            continue
        if words[j].lower == "из" and j + 1 in place_at and not steps and words[last].lemma in COLLEAGUES:
            # «с коллегами из Ирана и Турции»
            j += 1
            continue
        if words[j].lower in {"в", "во", "при"} and (j + 1 in place_at or j + 1 in organisation_at):
            # «посол Туркменистана в Японии Атадурды Байрамов»
            j = (place_at.get(j + 1) or organisation_at[j + 1]).last + 1
            continue
        if j in place_at and (words[j].case in {"Gen", ""} or listed or words[j].pos == "X"):
            hit = place_at[j]
            if hit.value.kind in {"region", "city", "capital", "resort"} and not listed:
                region = hit.value.kind in {"region", "city"}
            elif hit.value.kind == "country" and region:
                listed.clear()
                region = False
            listed.append((hit.value.country, j))
            end = hit.last
            j = hit.last + 1
            if plural and j + 1 in place_at and words[j].lower in {",", "и"}:
                j += 1
                continue
            if plural and j + 3 in place_at and words[j].text == "," and words[j + 1].lower == "а":
                j += 3
                continue
            if j + 1 < len(words) and words[j].lower in {"в", "во", "при"} and j + 1 in place_at:
                continue
            if j + 1 < len(words) and words[j].lower == "по" and words[j + 1].case == "Dat" and not plural:
                # «спецпредставитель президента России по Афганистану Замир Кабулов»
                j = next((k for k in range(j + 1, min(j + 8, len(words))) if k in name_starts), j)
                return listed, organisation, region, end, j - 1 if j in name_starts else end
            break
        if j in adjective_at and words[j].case == "Gen":
            listed.append((adjective_at[j].value.country, j))
            j += 1
            continue
        w = words[j]
        genitive = w.case == "Gen" and w.pos in {"NOUN", "ADJ", "PROPN", "DET", "NUM", "VERB"}
        link = (
            (
                w.lower in {"и", "по", "с"}
                and j + 1 < len(words)
                and words[j + 1].case in {"Gen", "Dat"}
                and words[j + 1].pos in {"NOUN", "ADJ", "PROPN"}
            )
            or (w.case == "Dat" and words[j - 1].lower == "по")
            or (w.text in {"«", "»", '"'} and steps)
            or (w.text == "," and is_field(line, j + 1))
        )
        if w.text == "«" and "»" in line.texts[j : j + 6]:
            # «вице-президент компании «Боинг» Брендан Нельсон»
            j = line.texts.index("»", j) + 1
            steps += 1
            continue
        if not (genitive or link) or j in organisation_at:
            break
        j += 1
        steps += 1
    else:
        j = len(words)
    if j not in name_starts and end > last and end + 1 < len(words) and words[end + 1].lower in {"по", "в", "на"}:
        # «верховный комиссар ООН по правам человека Фолькер Тюрк»
        more = next((k for k in range(end + 2, min(end + 7, len(words))) if words[k].pos not in PHRASE), len(words))
        j = next((k for k in range(end + 2, more + 1) if k in name_starts), j)
    return listed, organisation, region, end, max(end, j - 1) if j in name_starts else end


def is_field(line: Line, i: int) -> bool:
    """Whether a word goes on with what a minister is for: «министр инвестиций, промышленности и торговли».

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> text = "Министр инвестиций, промышленности и торговли принял министра культуры, послов и гостей."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> is_field(line, 3), is_field(line, 10)
    (True, False)
    """
    words = line.words[i : i + 6]
    ends = next((k for k, w in enumerate(words) if w.lower == "и"), 0)
    return bool(ends) and all(
        w.case == "Gen" and w.pos in {"NOUN", "ADJ"} and w.feats.get("Animacy") == "Inan"
        for w in words[:ends]
        if w.pos not in {"ADJ", "PUNCT", "VERB"}
    )


def merge(line: Line, found: list[Mention], people_: list[Mention]) -> list[Mention]:
    """Join titles with the names that they stand beside.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Масуд Пезешкиан, президент Ирана, принял премьера Турции.", date(2024, 5, 4)).lines[0]
    >>> [(m.name, m.office) for m in merge(line, titles(line, date(2024, 5, 4)), person_names(line))]
    [(('Масуд', 'Пезешкиан'), 'head_of_state'), ((), 'head_of_government')]
    """
    words = line.words
    used: set[int] = set()
    result: list[Mention] = []
    singles = [t for t in found if not t.plural]
    plurals = [t for t in found if t.plural]
    for t in sorted(singles, key=lambda t: -t.first):
        j = max(t.last, t.reach) + 1
        if j + 2 < len(words) and words[j].text == "(" and words[j + 2].text == ")":
            # «президент Азиатского банка развития (АБР) Масато Канда»
            j += 3
        while j < len(words) and words[j].lower in HONORIFICS:
            j += 1
        # «эмир Катара шейх Тамим»: the honorific may be taken as the name's title already
        name = next((m for m in people_ if max(t.last, t.reach) < m.first <= j), None)
        if name is None:
            # «X, министр …»: the title follows its name
            name = next(
                (
                    m
                    for m in people_
                    if m.last == t.first - 2
                    and words[t.first - 1].text in {",", "–", "—", "("}
                    and id(m) not in used
                    and agree(words[m.head], words[t.head])
                ),
                None,
            )
        if name is not None and any(t.last < other.first < name.first for other in singles if other is not t):
            # «с президентом Туркменистана глава «Лукойла» Вагит Алекперов»: the nearer title is the name's
            name = None
        if name is not None:
            used.add(id(name))
            combine(line, name, t)
        else:
            inside = next((m for m in people_ if m.first <= t.first and t.last <= m.last), None)
            if inside is None:
                result.append(t)
    # one person with two titles («вице-премьер, министр иностранных дел Туркменистана Рашид Мередов»)
    for t in list(result):
        follower = next(
            (
                m
                for m in people_
                if m.office
                and t.last < m.first
                and m.first - t.last <= 3
                and (words[t.last + 1].text == "," or (words[t.last + 1].lower == "и" and not t.country))
                and agree(words[t.head], words[m.head])
            ),
            None,
        )
        if follower is not None and not t.plural and (not t.country or follower.country in {None, t.country}):
            if t.country and not follower.country:
                follower.country = t.country
            if t.office == "foreign_minister" or follower.office in {"other", ""}:
                follower.office = t.office
            follower.first = min(follower.first, t.first)
            result.remove(t)
    result += pair_plurals(line, plurals, people_)
    for m in people_:
        country_beside(line, m)
    return sorted([*result, *people_], key=lambda m: (m.first, m.last))


def combine(line: Line, name: Mention, title: Mention) -> None:
    """Give a name the office and country of its title, and the case of it where the tagger saw none in the name.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Прибыл президент Ирана Масуд Пезешкиан.", date(2024, 5, 4)).lines[0]
    >>> name, title = person_names(line)[0], titles(line, date(2024, 5, 4))[0]
    >>> combine(line, name, title)
    >>> name.office, name.country, line.texts[name.first : name.last + 1]
    ('head_of_state', 'IRN', ['президент', 'Ирана', 'Масуд', 'Пезешкиан'])
    """
    fixed = line.words[title.head].lower in UNDECLINED
    case = line.words[title.head].case
    if fixed:
        # the name has to tell: «с замминистра Маджидом Тахт-Раванчи»
        case = "Ins" if name.surface[0].endswith(("ом", "ем", "ым", "им")) else ""
        word = line.words[name.head]
        word.feats = {**word.feats, "Case": case or word.case}
    if title.first < name.first and case and case != span_case(line, name.first, name.last) and name.office is None:
        name.name = names.nominative(line.words[name.first : name.last + 1], case)
    if name.office in {None, "", "other"} or title.office == "foreign_minister":
        name.office = title.office or name.office
    name.country = name.country or title.country
    name.organisation = name.organisation or title.organisation
    name.lemma = title.lemma
    name.region = title.region
    if title.first < name.first and not fixed:
        name.head = title.head
    name.first, name.last = min(name.first, title.first), max(name.last, title.last)


def agree(a: Word, b: Word) -> bool:
    """Same case, as far as the tagger knows.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "С президентом Ирана Масудом Пезешкианом прилетел Сергей Лавров.", date(2024, 5, 4)).lines[0]
    >>> agree(line.words[1], line.words[3]), agree(line.words[1], line.words[6])
    (True, False)
    """
    return not a.case or not b.case or a.case == b.case


def pair_plurals(line: Line, plurals: list[Mention], people_: list[Mention]) -> list[Mention]:
    """Give names behind a title in the plural each its country; what is left are titles without names.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> text = "Президенты Ирана и Турции Масуд Пезешкиан и Реджеп Тайип Эрдоган обедали."
    >>> line = Reading("", text, date(2024, 5, 4)).lines[0]
    >>> people_ = person_names(line)
    >>> pair_plurals(line, titles(line, date(2024, 5, 4)), people_)
    []
    >>> [(m.name[-1], m.office, m.country) for m in people_]
    [('Пезешкиан', 'head_of_state', 'IRN'), ('Эрдоган', 'head_of_state', 'TUR')]
    """
    words = line.words
    rest: list[Mention] = []
    heads = sorted({t.head for t in plurals})
    for k, head in enumerate(heads):
        group = [t for t in plurals if t.head == head]
        limit = heads[k + 1] if k + 1 < len(heads) else len(words)
        following = [m for m in people_ if group[0].first < m.first < limit and not m.office]
        chain: list[Mention] = []
        end = group[-1].last
        for m in following:
            between = words[end + 1 : m.first]
            allowed = all(
                w.text in {",", "–", "—", "-", "(", ")", ":"}
                or w.pos == "NUM"
                or w.lower in {"и", "а", "также", "двух", "трёх", "трех", "стран", "государств", "соседних", "братских"}
                or end + 1 + q in _covered([*line.places, *line.organisations])
                for q, w in enumerate(between)
            )
            # «с иранским коллегой, а Путин»
            other = any(w.lower == "а" for w in between) and words[m.head].case == "Nom" != words[head].case
            if not allowed or other:
                break
            chain.append(m)
            end = max(m.last, end)
            end = next(
                (h.last + 1 for h in line.places if h.first == m.last + 2 and words[m.last + 1].text == "("), end
            )
        countries = [(t.country, t.first if len(group) == 1 else t.last) for t in group if t.country]
        interleaved = (
            chain
            and countries
            and all(
                any(at < m.first and not any(at < o.first < m.first for o in chain) for _, at in countries)
                for m in chain
            )
        )
        # «Беларуси Роман Головченко, Казахстана Олжас Бектенов»: each country just before its name
        if chain:
            later = [
                (h.value.country, h.last)
                for h in line.places
                if h.value.kind == "country" and group[0].first < h.first < chain[-1].first
            ]
            direct = {id(m): c for m in chain for c, at in later if at == m.first - 1}
            if len(direct) == len(chain) or (len(direct) == len(chain) - 1 > 0 and len(countries) == 1):
                for m in chain:
                    m.office, m.country = group[0].office, direct.get(id(m), m.country)
            elif len(countries) == len(chain):
                for m, (code, _) in zip(chain, countries, strict=True):
                    m.office, m.country = group[0].office, code
            else:
                for m in chain:
                    m.office = group[0].office
                if countries and not interleaved:
                    rest += [t for t in group if len(countries) > len(chain)]
            for m in chain:
                m.lemma = group[0].lemma
            chain[0].first, chain[0].head = min(chain[0].first, group[0].first), head
        else:
            rest += group
    return rest


def country_beside(line: Line, m: Mention) -> None:
    """Give a name the country in brackets behind it, else that of an adjective right before it.

    Examples
    --------
    >>> from analysis.events.reading import Reading
    >>> line = Reading("", "Прибыли Али Хасанов (Ирак) и сирийский Омар Кассем.", date(2024, 5, 4)).lines[0]
    >>> [(m.name[-1], m.country) for m in line.mentions]
    [('Хасанов', 'IRQ'), ('Кассем', 'SYR')]
    """
    bracket = line.texts[m.last + 1 : m.last + 2] == ["("]
    behind = [h for h in line.places if bracket and h.first == m.last + 2 and h.value.kind == "country"]
    before = [h for h in line.places if h.last == m.first - 1 and h.value.kind == "adjective"]
    # «с коллегой из Марокко Насером Буритой»
    for h in line.places:
        colleague = h.first > 1 and line.words[h.first - 2].lemma in COLLEAGUES
        if colleague and h.last == m.first - 1 and line.folded[h.first - 1] == "из":
            before.append(h)
    for h in [*behind, *before]:
        m.country = m.country or h.value.country
