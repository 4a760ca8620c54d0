"""Find listed phrases in running Russian text, in any case and number.

Every form of every word of a phrase is written down when the list is loaded, so that looking a text up costs one
dictionary access a word and no model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from pymorphy3.units.by_analogy import KnownPrefixAnalyzer, KnownSuffixAnalyzer, UnknownPrefixAnalyzer
from pymorphy3.units.by_lookup import DictionaryAnalyzer

from ..cache import remember
from ..russian import models, parse

T = TypeVar("T")

# guesses of pymorphy3 that keep the endings of the word that they are made after
ALIKE = (KnownPrefixAnalyzer, KnownSuffixAnalyzer, UnknownPrefixAnalyzer)
CONSONANTS = "бвгджзклмнпрстфхцчшщ"


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case, with «ё» written as «е».

    Examples
    --------
    >>> fold("Мирзиёев")
    'мирзиеев'
    """
    return text.lower().replace("ё", "е")


def endings(word: str) -> set[str]:
    """Case forms of a foreign name by its last letter, for words that no dictionary has.

    Examples
    --------
    >>> sorted(endings("оверчук"))
    ['оверчук', 'оверчука', 'оверчуке', 'оверчуком', 'оверчуку']
    """
    stem, last = word[:-1], word[-1:]
    if word.endswith(("ов", "ев", "ин", "ын")):
        more = ("а", "у", "ым", "ом", "е", "ой", "ы", "ых")
        return {word, *(word + e for e in more)}
    if word.endswith(("ий", "ый", "ой")):
        return {
            word,
            *(
                word[:-2] + e
                for e in ("ого", "его", "ому", "ему", "им", "ым", "ом", "ем", "ая", "ую", "ия", "ию", "ием", "ии")
            ),
        }
    if last and last in CONSONANTS:
        soft = "ем" if last in "жшчщц" else "ом"
        return {word, *(word + e for e in ("а", "у", soft, "е"))}
    if last == "а":
        return {word, *(stem + e for e in ("ы", "и", "е", "у", "ой", "ей"))}
    if last == "я":
        return {word, *(stem + e for e in ("и", "е", "ю", "ей"))}
    if last == "й":
        return {word, *(stem + e for e in ("я", "ю", "ем", "е", "и"))}
    if last == "ь":
        return {word, *(stem + e for e in ("я", "ю", "ем", "е", "и", "ью"))}
    return {word}


@lru_cache(maxsize=50_000)
def forms(word: str) -> frozenset[str]:
    """Every form in which a word of a listed phrase may stand in a text, folded.

    Examples
    --------
    >>> {"ашхабада", "ашхабаде"} <= forms("Ашхабад")
    True
    >>> "бердымухамедовым" in forms("Бердымухамедов")
    True
    """
    # folded in one piece, which is much faster than one by one
    found = set(" ".join({word, *inflected(word)}).lower().replace("ё", "е").split(" "))
    if word[:1].isupper():
        found |= endings(fold(word))
    return frozenset(found)


def _known_forms(name: str, words: list[str]) -> Callable[[str], frozenset[str]]:
    """What gives the forms of each of some words."""
    kept = remember(
        f"{name}-forms", ("gazetteer/matcher.py",), lambda: [" ".join(sorted(forms(word))) for word in words], words
    )
    return {word: frozenset(found.split(" ")) for word, found in zip(words, kept, strict=True)}.__getitem__


def inflected(word: str) -> set[str]:
    """Forms of a word that have its part of speech, for all that the dictionary takes it for.

    A participle's paradigm holds its whole verb, and «были» is no form of «бывший». What pymorphy3's ``lexeme`` does,
    but the endings of a paradigm are listed once, not for every word.

    Examples
    --------
    >>> "бывшими" in inflected("бывший"), "были" in inflected("бывший")
    (True, False)
    """
    dictionary = models.morph().dictionary
    found: set[str] = set()
    stems = set()
    for p in models.morph().parse(word):
        (unit, *place), *further = p.methods_stack
        if isinstance(unit, DictionaryAnalyzer) and all(isinstance(f[0], ALIKE) for f in further):
            _, paradigm, index = place
            stems.add((dictionary.build_stem(dictionary.paradigms[paradigm], index, p.word), paradigm, p.tag.POS))
        else:
            found.update(f.word for f in p.lexeme if f.tag.POS == p.tag.POS)
    for stem, paradigm, part_of_speech in stems:
        found.update([before + stem + behind for before, behind in _affixes(paradigm, part_of_speech)])
    return found


@lru_cache(maxsize=5_000)
def _affixes(paradigm: int, part_of_speech: str | None) -> list[tuple[str, str]]:
    """Beginnings and endings of one part of speech in a paradigm of the dictionary."""
    forms_of = models.morph().dictionary.build_paradigm_info(paradigm)
    return [(before, behind) for before, tag, behind in forms_of if part_of_speech == tag.POS]


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase found: its words ``first`` to ``last``, the last included, and what the list says of it.

    Examples
    --------
    >>> Matcher([("Новая Зеландия", "NZL")]).find("посол Новой Зеландии прибыл".split())
    [Hit(first=1, last=2, value='NZL')]
    """

    first: int
    last: int
    value: T


class Matcher(Generic[T]):
    """A list of phrases to look up.

    Parameters
    ----------
    phrases : iterable of (str, T)
        Phrases in the nominative and what they stand for. A phrase may be listed more than once.
    capital : bool
        Whether a hit must begin with a capital letter.
    name : str
        Of a long list, so that its words are inflected once for all processes of an account.

    Examples
    --------
    >>> from analysis.russian.parse import split
    >>> cities = Matcher([("Нью-Йорк", "USA"), ("Ашхабад", "TKM")])
    >>> [h.value for h in cities.find([w.text for w in split("Из Ашхабада он полетел в Нью-Йорк.")[0].words])]
    ['TKM', 'USA']
    """

    def __init__(self, phrases: Iterable[tuple[str, T]], capital: bool = True, name: str = "") -> None:
        self.capital = capital
        cut = [([word for word, _ in parse.tokens(phrase)], value) for phrase, value in phrases]
        forms_of = _known_forms(name, sorted({word for words, _ in cut for word in words})) if name else forms
        # by every form of a phrase's first word: the forms of its other words, and the value
        self.starting: dict[str, list[tuple[list[frozenset[str]], T]]] = {}
        for words, value in cut:
            first, *others = map(forms_of, words)
            for form in first:
                self.starting.setdefault(form, []).append((others, value))

    def seconds(self, word: str, folded: str) -> set[str]:
        """Forms that a second word has where a phrase begins with a word, an empty text for a phrase of one word.

        Examples
        --------
        >>> phrases = Matcher([("Новая Зеландия", "NZL"), ("Новый Уренгой", "RUS"), ("Новая", "TKM")])
        >>> {"зеландии", "уренгоя", ""} <= phrases.seconds("Новой", "новой")
        True
        """
        if self.capital and not word[:1].isupper():
            return set()
        return {form for others, _ in self.starting.get(folded, ()) for form in (others[0] if others else ("",))}

    def find(
        self, texts: Sequence[str], folded: Sequence[str] | None = None, at: Sequence[int] | None = None
    ) -> list[Hit[T]]:
        """Longest phrases from left to right; several hits on the same words where the list is ambiguous.

        Who looks the same words up in several lists gives them ``folded`` as well, and ``at``, the places where a
        phrase of any of the lists may begin.

        Examples
        --------
        >>> cities = Matcher([("Новая Каховка", "UKR"), ("Каховка", "UKR"), ("Баку", "AZE")])
        >>> cities.find("Из Новой Каховки в Баку".split())
        [Hit(first=1, last=2, value='UKR'), Hit(first=4, last=4, value='AZE')]
        """
        folded = folded if folded is not None else list(map(fold, texts))
        starting = self.starting
        hits: list[Hit[T]] = []
        free = 0
        for i in at if at is not None else range(len(folded)):
            form = folded[i]
            if form not in starting or i < free or (self.capital and not texts[i][:1].isupper()):
                continue
            best: list[T] = []
            length = 0
            for others, value in starting[form]:
                n = len(others)
                if n < length or i + n >= len(folded):
                    continue
                for k in range(n):
                    if folded[i + 1 + k] not in others[k]:
                        break
                else:
                    if n > length:
                        best, length = [], n
                    if value not in best:
                        best.append(value)
            hits += [Hit(i, i + length, value) for value in best]
            free = i + length + 1 if best else free
        return hits
