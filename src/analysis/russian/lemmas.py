"""Words for topic models: the dictionary forms of the words that carry meaning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from math import log

from . import models

WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)")
SENTENCE_END = re.compile(r"[.!?…:\n]\W*$")

# parts of speech of pymorphy3 that name things, qualities and acts; None: a word without inflection, e.g. in Latin
CONTENT = {"NOUN", "ADJF", "ADJS", "VERB", "INFN", "PRTF", "PRTS", "GRND", None}
# adjectives that only point («такой», «который») or number («второй»)
POINTING = {"Apro", "Anum"}
SHORTEST = 3

# «Мередов», «Мередова», «Мередову», «Мередовым», «Мередове», also of a woman or a family
FAMILY_NAME = re.compile(r"(\w{2,}(?:[оеё]в|[иы]н))(?:а|у|ы|ым|е|ой|ых|ыми)?")


@lru_cache(maxsize=500_000)
def lemma(word: str, name: bool = False) -> str | None:
    """The dictionary form of one word; None for a word that carries no subject of its own.

    Left out are prepositions, conjunctions, pronouns, numerals, adverbs and words of fewer than three letters. The
    dictionary's most probable reading is taken: the context is not looked at.

    Parameters
    ----------
    word : str
        One word, any case of letters.
    name : bool
        It has a capital in the middle of a sentence.

    Examples
    --------
    >>> lemma("переговоров"), lemma("Казахстане"), lemma("подписанные"), lemma("который"), lemma("за")
    ('переговоры', 'казахстан', 'подписать', None, None)
    >>> lemma("Мередову"), lemma("Токаев", name=True), lemma("Украину", name=True)
    ('мередов', 'токаев', 'украина')
    """
    capital, word = word[:1].isupper(), word.lower()
    if len(word) < SHORTEST:
        return None
    readings = models.morph().parse(word)
    known = readings[0].is_known
    placed = any("Geox" in r.tag or "Name" in r.tag for r in readings)
    if capital and (match := FAMILY_NAME.fullmatch(word)) and (not known or (name and not placed)):
        # the dictionary makes a wine of President Tokayev, and «мередова» of the minister's genitive
        return match[1].replace("ё", "е")
    if known:
        # of equally probable readings a common noun rather than a place: «газе» is gas, not Gaza
        best = [r for r in readings if r.score == readings[0].score]
        reading = next((r for r in best if "Geox" not in r.tag), best[0])
    else:
        # guesses differ from case to case, the shortest is the same for all: «велаята», «велаятов» are велаят
        nouns = [r for r in readings if r.tag.POS == readings[0].tag.POS]
        reading = min(nouns, key=lambda r: len(r.normal_form))
    if reading.tag.POS not in CONTENT or any(sign in reading.tag for sign in POINTING):
        return None
    return reading.normal_form.replace("ё", "е")


def lemmas(text: str) -> list[str]:
    """The lemmas of a text, in its order.

    Parameters
    ----------
    text : str
        Title, paragraph or article.

    Returns
    -------
    list of str

    Examples
    --------
    >>> lemmas("В Ашхабаде 23 апреля прошли переговоры Токаева и Мередова о поставках газа.")
    ['ашхабад', 'апрель', 'пройти', 'переговоры', 'токаев', 'мередов', 'поставка', 'газ']
    """
    return [found for found, *_ in tokens(text)]


def tokens(text: str) -> Iterator[tuple[str, str, bool, bool]]:
    """Each word that carries meaning: lemma, the word as written, whether it starts a name, whether it follows closely.

    A word starts a name if it has a capital although no sentence begins with it, or opens a quotation. It follows
    closely if only space lies between it and the word before.

    Examples
    --------
    >>> for word in tokens("Вчера заседал Халк Маслахаты."):
    ...     print(*word)
    заседать заседал False False
    халк Халк True True
    маслахат Маслахаты True True
    """
    parts = WORD.split(text)
    known = False
    for gap, word in zip(parts[::2], parts[1::2], strict=False):
        ends, opens, space = _between(gap)
        capital = gap != "" and word[0].isupper()
        found = lemma(word, capital and not ends)
        if found:
            yield found, word, capital and (opens or not ends), known and space
        known = found is not None


@lru_cache(maxsize=100_000)
def _between(gap: str) -> tuple[bool, bool, bool]:
    """Whether what stands between two words ends a sentence, opens a quotation, is space of one line."""
    return bool(SENTENCE_END.search(gap[-4:])), gap.endswith(("«", "“", '"')), gap.isspace() and "\n" not in gap


class Terms:
    """Words for topic models that keep names of several words whole: «Халк Маслахаты», «Серный завод».

    Two neighbours are a name if the first has a capital in most of their occurrences, and if they stand together far
    more often than chance would have it (normalised pointwise mutual information). Names of more words are chains of
    such pairs. A name is written as the texts write it most often, in the nominative where they do. People's names stay
    words of their own: articles give them now with the given name, now without.

    Parameters
    ----------
    texts : iterable of str
        All texts of the corpus; it is gone through twice, so it must not be an iterator.
    least : int
        Number of times that a name must occur.
    closeness : float
        Least normalised pointwise mutual information, between -1 and 1.

    Examples
    --------
    >>> texts = ["В Ашхабаде заседал Халк Маслахаты.", "Указ принял Халк Маслахаты.", "Итоги Халк Маслахаты обсудят."]
    >>> Terms(texts).of("Газ обсудил Халк Маслахаты.")
    ['газ', 'обсудить', 'Халк Маслахаты']
    """

    def __init__(self, texts: Iterable[str], least: int = 3, closeness: float = 0.5) -> None:
        words: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        names: Counter[tuple[str, str]] = Counter()
        for text in texts:
            previous, began = "", False
            for found, _, name, close in tokens(text):
                words[found] += 1
                if close:
                    pairs[previous, found] += 1
                    names[previous, found] += began
                # «Министерство иностранных дел»: a name goes on behind its adjectives
                previous, began = found, name or (close and began and _adjective(found))
        total = max(words.total(), 1)
        self._links: dict[tuple[str, str], float] = {}
        for (first, second), count in names.items():
            share = count / pairs[first, second]
            if count >= least and share > (0.2 if _adjective(first) else 0.5) and not _person(first, second):
                link = _npmi(pairs[first, second] / total, words[first] / total, words[second] / total)
                if link >= closeness:
                    self._links[first, second] = link
        spellings: dict[tuple[str, ...], Counter[str]] = {}
        for text in texts:
            for run in self._runs(text):
                if len(run) > 1:
                    key = tuple(found for found, _ in run)
                    spellings.setdefault(key, Counter())[" ".join(word for _, word in run)] += 1
        self._names = {
            key: _nominative(counts)
            for key, counts in spellings.items()
            if counts.total() >= least and not _adjective(key[-1])
        }

    def of(self, text: str) -> list[str]:
        """The terms of a text, in its order.

        Examples
        --------
        >>> terms = Terms(["В Ашхабаде заседал Халк Маслахаты.", "Указ принял Халк Маслахаты."], least=2)
        >>> terms.of("Новый указ и Халк Маслахаты")
        ['новый', 'указ', 'Халк Маслахаты']
        """
        found: list[str] = []
        for run in self._runs(text):
            key = tuple(lemma_of for lemma_of, _ in run)
            found += [self._names[key]] if key in self._names else key
        return found

    def _runs(self, text: str) -> Iterator[list[tuple[str, str]]]:
        """Words one by one, those of a name together."""
        run: list[tuple[str, str]] = []
        for found, word, _, close in tokens(text):
            if run and not (close and (run[-1][0], found) in self._links):
                yield from self._parts(run) if len(run) > 1 else (run,)
                run = []
            run.append((found, word))
        yield from self._parts(run)

    def _parts(self, run: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
        """A chain of linked words, cut where a link is much weaker than another: two names side by side are two."""
        links = [self._links[first[0], second[0]] for first, second in pairwise(run)]
        if not links or min(links) >= 0.8 * max(links):
            return [run] if run else []
        cut = links.index(min(links)) + 1
        return [*self._parts(run[:cut]), *self._parts(run[cut:])]


def _npmi(joint: float, first: float, second: float) -> float:
    return log(joint / (first * second)) / -log(joint) if joint < 1 else 1.0


def _person(first: str, second: str) -> bool:
    """A given name or a country before, a given or family name behind: «Сердар Бердымухамедов», «Кыргызстана Садыр»."""
    before, behind = (models.morph().parse(word)[0] for word in (first, second))
    given = any(reading.is_known and "Name" in reading.tag for reading in (before, behind))
    return given or "Geox" in before.tag or bool(FAMILY_NAME.fullmatch(second))


@lru_cache(maxsize=50_000)
def _adjective(word: str) -> bool:
    return models.morph().parse(word)[0].tag.POS == "ADJF"


def _described(words: list[str]) -> str | None:
    """Adjectives, a noun that they agree with, and whatever follows it: the first ones put into the nominative.

    None where no adjective begins it, or nothing agrees.

    Examples
    --------
    >>> _described(["Балканском", "велаяте"]), _described(["Объединённых", "Наций"]), _described(["Халк", "Маслахаты"])
    ('Балканский велаят', 'Объединённые Нации', None)
    """
    parsed = [models.morph().parse(word) for word in words]
    place = next((n for n, readings in enumerate(parsed) if readings[0].tag.POS not in ("ADJF", "PRTF")), 0)
    if place == 0:
        return None
    nouns = [r for r in parsed[place] if r.tag.POS == "NOUN"]
    adjectives = [[r for r in readings if r.tag.POS in ("ADJF", "PRTF")] for readings in parsed[:place]]
    for noun in nouns:
        case, number, gender = noun.tag.case, noun.tag.number, noun.tag.gender
        agreeing = [
            next(
                (
                    r
                    for r in readings
                    if (r.tag.case, r.tag.number) == (case, number) and r.tag.gender in (gender, None)
                ),
                None,
            )
            for readings in adjectives
        ]
        if None in agreeing:
            continue
        form = {"nomn", number, *([gender] if number == "sing" and gender else [])}
        turned = [reading.inflect(form) for reading in agreeing if reading]
        head = noun.inflect({"nomn", number})
        if None in turned or head is None:
            continue
        known = noun.is_known or number == "plur"
        new = [*(r.word for r in turned), head.word if known else str(lemma(words[place], True))]
        shaped = [
            n.title() if old.istitle() else n.upper() if old.isupper() else n
            for old, n in zip(words, new, strict=False)
        ]
        return " ".join([*shaped, *words[place + 1 :]])
    return None


def _nominative(spellings: Counter[str]) -> str:
    """The most frequent spelling of those in the nominative; else the most frequent one, put into it."""

    def nominative(word: str) -> bool:
        spelled = word.lower().replace("ё", "е")
        likely = "nomn" in models.morph().parse(word)[0].tag and not FAMILY_NAME.fullmatch(spelled)
        return likely or lemma(word, True) == spelled

    def agreeing(words: list[str]) -> int:
        """How many words share one case: all behind an adjective or a given name, else the first."""
        tag = models.morph().parse(words[0])[0].tag
        return len(words) if tag.POS == "ADJF" or "Name" in tag else 1

    def order(spelling: str) -> tuple[bool, int, str]:
        words = spelling.split()
        return not all(map(nominative, words[: agreeing(words)])), -spellings[spelling], spelling

    described = [(turned, spelling) for spelling in spellings if (turned := _described(spelling.split()))]
    if described:
        # «Балканском велаяте», «Балканского велаята» are one name; the most frequent spelling tells capitals and «ё»
        return min(described, key=lambda pair: (-spellings[pair[1]], pair[1]))[0]
    best = min(spellings, key=order)
    words = best.split()
    readings = [models.morph().parse(word)[0] for word in words[: agreeing(words)]]
    if not order(best)[0] or not all(r.is_known or FAMILY_NAME.fullmatch(r.word) for r in readings):
        return best
    for place, reading in enumerate(readings):
        turned = reading.inflect({"nomn"}) if reading.tag.case == readings[0].tag.case else None
        if turned:
            words[place] = turned.word.title() if words[place].istitle() else turned.word
    return " ".join(words)
