"""Sentences to words with lemma, part of speech, case and head, and to names.

A sentence longer than ``LONGEST`` words is cut into pieces, at commas where there are any, because the cost of syntax
grows with the square of the length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import razdel
from razdel.segmenters.punct import DASHES, ENDINGS
from razdel.segmenters.tokenize import PUNCTS

from . import models
from .networks import chains

LONGEST = 150
# what razdel takes for a token, if it knows every letter and need not look past a space, as for «5, 6» and «Баку -Рим»
ATOM, MARK, DASH = r"(?:[а-яёА-ЯЁ]+|[a-zA-Z]+|[0-9]+)", re.escape(PUNCTS), re.escape("_" + DASHES)
TOKEN = re.compile(
    rf"{ATOM}(?:(?:(?<=[0-9])[.,/\\](?=[0-9])|[{DASH}]){ATOM})*"
    rf"|[=:;][)(]{{1,3}}|[{re.escape(ENDINGS)}]+|--+|\*\*+|[{MARK}]"
)
UNKNOWN = re.compile(rf"[^а-яёА-ЯЁa-zA-Z0-9\s{MARK}]|(?<=(?i:yahoo))!")
PAST_SPACE = re.compile(rf"\s(?:(?<=\d[.,/\\]\s)\s*\d|(?<=\d\s)\s*[.,/\\]\d|[{DASH}]\S|(?<=\S[{DASH}]\s))")
# words, about, that go through the networks at once: fewer than their table of words has rows, and so few that what is
# computed stays in the processor's cache
BLOCK = 400

# universal part of speech -> what pymorphy3 calls it
POS: dict[str, set[str | None]] = {
    "NOUN": {"NOUN"},
    "PROPN": {"NOUN", "ADJF", None},
    "ADJ": {"ADJF", "ADJS", "COMP"},
    "VERB": {"VERB", "INFN", "PRTF", "PRTS", "GRND"},
    "AUX": {"VERB", "INFN"},
    "DET": {"ADJF", "NPRO"},
    "PRON": {"NPRO", "ADJF"},
    "ADV": {"ADVB", "PRED"},
    "NUM": {"NUMR", "ADJF"},
}


# a finite verb in the past, as the tagger writes it
CAME = {
    "Aspect": "Perf", "Mood": "Ind", "Number": "Plur", "Tense": "Past", "VerbForm": "Fin", "Voice": "Act",
}  # fmt: skip
# of a word that is not annotated yet
NO_FEATURES: Mapping[str, str] = {}


@dataclass(slots=True)
class Word:
    """One word of a sentence. ``start`` and ``end`` are offsets into the text; ``head`` is a place in the sentence.

    Initials before a family name («С.Бердымухамедов») are part of its word: ``text`` is the family name alone,
    ``start`` the place of the first initial. The parser, which knows no initials, builds better trees that way.

    Examples
    --------
    >>> word = parse("В Баку прибыл С.Бердымухамедов.")[0].words[3]
    >>> word.text, word.initials, word.start, word.case
    ('Бердымухамедов', 'С.', 14, 'Nom')
    """

    text: str
    start: int
    end: int
    lower: str
    lemma: str = ""
    pos: str = ""
    feats: Mapping[str, str] = field(default_factory=lambda: NO_FEATURES)
    head: int = -1
    rel: str = ""
    initials: str = ""

    @property
    def case(self) -> str:
        """Grammatical case as Universal Dependencies writes it (``Nom``, ``Gen``, …), or an empty string.

        Examples
        --------
        >>> [word.case for word in parse("Прибыл президент Ирана.")[0].words]
        ['', 'Nom', 'Gen', '']
        """
        return self.feats.get("Case", "")


@dataclass(slots=True)
class Name:
    """A name found by the tagger: its kind (PER, LOC, ORG) and its words ``first`` to ``last``, the last included.

    Examples
    --------
    >>> parse("Масуд Пезешкиан прибыл.", tree=False)[0].names
    [Name(kind='PER', first=0, last=1)]
    """

    kind: str
    first: int
    last: int


@dataclass(slots=True)
class Sentence:
    """One sentence, or a piece of a very long one: its words and its names.

    Examples
    --------
    >>> [(s.start, s.end, len(s.words)) for s in split("Он прибыл. Его ждали.")]
    [(0, 10, 3), (11, 21, 3)]
    """

    start: int
    end: int
    words: list[Word]
    names: list[Name] = field(default_factory=list)


@lru_cache(maxsize=200_000)
def lemma(word: str, pos: str = "", case: str = "") -> str:
    """The dictionary form of a word in lower case, «ё» written as «е».

    Examples
    --------
    >>> lemma("Переговоров", "NOUN"), lemma("вёл", "VERB")
    ('переговоры', 'вести')
    """
    parses = models.morph().parse(word)
    wanted = POS.get(pos, set())
    best = next((p for p in parses if p.tag.POS in wanted), parses[0])
    return best.normal_form.replace("ё", "е")


def split(text: str) -> list[Sentence]:
    """Cut a text into sentences and words; no model runs.

    Examples
    --------
    >>> [w.text for w in split("Он прибыл в Баку.")[0].words]
    ['Он', 'прибыл', 'в', 'Баку', '.']
    """
    sentences: list[Sentence] = []
    place = 0
    for paragraph in text.split("\n\n"):
        for s in razdel.sentenize(paragraph):
            base = place + s.start
            words = [
                Word(word, base + start, base + end, low, "", "", NO_FEATURES)
                for token, (start, end) in tokens(s.text)
                for word, low in (met(token),)
            ]
            if "'" in s.text or "’" in s.text:
                words = join_apostrophes(words)
            # initials end with a full stop that does not end the sentence
            for piece in pieces(join_initials(words) if "." in s.text[:-1] else words):
                sentences.append(Sentence(piece[0].start, piece[-1].end, piece))
        place += len(paragraph) + 2
    return sentences


def tokens(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Tokens of one sentence with their offsets, as razdel cuts it, which itself is asked about unusual sentences only.

    Examples
    --------
    >>> tokens("Он, как и в 2024 г., прибыл")[:3]
    [('Он', (0, 2)), (',', (2, 3)), ('как', (4, 7))]
    """
    if UNKNOWN.search(text) or PAST_SPACE.search(text):
        return [(t.text, (t.start, t.stop)) for t in razdel.tokenize(text)]
    return [(match[0], match.span()) for match in TOKEN.finditer(text)]


@lru_cache(maxsize=100_000)
def met(word: str) -> tuple[str, str]:
    """A word and its lower case, the same objects each time that it is met, which all look-ups find faster.

    Examples
    --------
    >>> met("Баку")
    ('Баку', 'баку')
    """
    return word, word.lower()


def pieces(words: list[Word]) -> list[list[Word]]:
    """Words of a sentence in stretches of at most ``LONGEST``, cut behind a comma or semicolon where there is one.

    Examples
    --------
    >>> [len(p) for p in pieces([Word("а", 0, 1, "а")] * 400)]
    [150, 150, 100]
    """
    found = []
    while len(words) > LONGEST:
        end = next((k + 1 for k in range(LONGEST - 1, LONGEST // 2, -1) if words[k].text in {",", ";"}), LONGEST)
        found.append(words[:end])
        words = words[end:]
    return [*found, words] if words else found


def join_initials(words: list[Word]) -> list[Word]:
    """Make «Р», «.», «Т», «.», «Эрдоган» one word with initials.

    Examples
    --------
    >>> [(w.text, w.initials) for w in split("Прибыл К.-Ж. Токаев.")[0].words]
    [('Прибыл', ''), ('Токаев', 'К.-Ж.'), ('.', '')]
    """
    joined: list[Word] = []
    i = 0
    while i < len(words):
        j = i
        # nobody has more than three initials
        while j - i < 8 and j + 1 < len(words) and is_initial(words[j].text) and words[j + 1].text == ".":
            j += 2
            if j < len(words) and words[j].text == "-" and j + 1 < len(words) and is_initial(words[j + 1].text):
                j += 1
        if i < j < len(words) and is_family_name(words[j].text):
            word = words[j]
            word.initials = "".join(w.text for w in words[i:j])
            word.start = words[i].start
            joined.append(word)
            i = j + 1
        else:
            joined.append(words[i])
            i += 1
    return joined


def join_apostrophes(words: list[Word]) -> list[Word]:
    """Make «О», «'», «Брайен» one word.

    Examples
    --------
    >>> [w.text for w in split("Прилетел Дж. О'Брайен, фильм 'Баку' показали.")[0].words][:4]
    ['Прилетел', "О'Брайен", ',', 'фильм']
    """
    joined: list[Word] = []
    for word in words:
        mark = joined[-1] if joined else None
        if len(joined) > 1 and mark is not None and mark.text in {"'", "’"} and word.text[:1].isupper():
            before = joined[-2]
            if before.end == mark.start and mark.end == word.start and before.text.isalpha() and len(before.text) < 3:
                text, lower = met(before.text + mark.text + word.text)
                joined[-2:] = [Word(text, before.start, word.end, lower)]
                continue
        joined.append(word)
    return joined


def is_family_name(text: str) -> bool:
    """Whether a word is written as a family name is: capital and small letters, in both parts of a double name.

    Examples
    --------
    >>> [is_family_name(text) for text in ("Петров", "Рено-Бассо", "Чен-ын", "АБР", "Я")]
    [True, True, True, False, False]
    """
    return len(text) > 1 and (text.istitle() or (text[0].isupper() and text[1:].islower()))


def is_initial(text: str) -> bool:
    """Whether a word may be an initial: one capital letter, or a digraph as in «Дж.».

    Examples
    --------
    >>> is_initial("С"), is_initial("Дж"), is_initial("Си")
    (True, True, False)
    """
    return (text.isupper() and len(text) == 1) or text in {"Дж", "Дз", "Аль"}


def annotate(sentences: Sequence[Sentence], tree: bool = True, named: Callable[[Sentence], bool] | None = None) -> None:
    """Fill in names, parts of speech, features and lemmas, and with ``tree`` heads and relations, in place.

    Parameters
    ----------
    sentences : sequence of Sentence
        Sentences of as many articles as one likes: together they are faster, and none depends on its company.
    tree : bool
        Whether to run the dependency parser.
    named : callable, optional
        Whether names are to be looked for in a sentence; without it, :func:`may_hold_names`.

    Examples
    --------
    >>> sentences = split("Министр прилетел.")
    >>> annotate(sentences)
    >>> [(w.lemma, w.pos, w.head, w.rel) for w in sentences[0].words[:2]]
    [('министр', 'NOUN', 1, 'nsubj'), ('прилететь', 'VERB', -1, 'root')]
    """
    networks = models.networks()
    with_names: list[Sentence] = []
    scores: list[np.ndarray] = []
    for block, numbers, starts in _stacks(sentences):
        _fill_words(block, starts, networks.morphology.scores(numbers).argmax(-1))
        some = [(s, start) for s, start in zip(block, starts, strict=True) if (named or may_hold_names)(s)]
        rows = [numbers[start - 1 : start + len(s.words)] for s, start in some]
        found = networks.names.scores(np.concatenate(rows)) if rows else numbers
        end = 0
        for (sentence, _), own in zip(some, rows, strict=True):
            end += len(own)
            with_names.append(sentence)
            scores.append(found[end - len(own) + 1 : end])
    for sentence, tags in zip(with_names, chains(scores, networks.transitions), strict=True):
        sentence.names = spans([networks.spans[tag] for tag in tags.tolist()])
    if tree:
        grow_trees(sentences)


def grow_trees(sentences: Sequence[Sentence]) -> None:
    """Fill in heads and relations, as :func:`annotate` does, which costs a third of all.

    Examples
    --------
    >>> sentences = parse("Министр прилетел.", tree=False)
    >>> grow_trees(sentences)
    >>> sentences[0].words[0].head
    1
    """
    for block, numbers, starts in _stacks(sorted(sentences, key=lambda s: len(s.words))):
        _fill_tree(block, starts, *models.networks().syntax.trees(numbers))


def may_hold_names(sentence: Sentence) -> bool:
    """Whether a sentence has a capital behind its first word, or a first word that is no common one.

    Examples
    --------
    >>> [may_hold_names(sentence) for sentence in split("Его ждал Петров. Его ждали. Петров ждал.")]
    [True, False, True]
    """
    return any(w.text[0].isupper() for w in sentence.words[1:]) or not is_common(sentence.words[0].text)


@lru_cache(maxsize=50_000)
def is_common(word: str) -> bool:
    """Whether the dictionary knows a word, and not as a name of a person.

    Examples
    --------
    >>> is_common("Сегодня"), is_common("Сердар"), is_common("Петров")
    (True, False, False)
    """
    readings = models.morph().parse(word)
    return any(r.is_known for r in readings) and not any({"Name", "Surn", "Patr"} & r.tag.grammemes for r in readings)


def _stacks(sentences: Iterable[Sentence]) -> Iterator[tuple[list[Sentence], np.ndarray, list[int]]]:
    """Sentences block by block, with their words' numbers, a gap before each sentence, and where each begins."""
    texts: list[str] = []
    starts: list[int] = []
    block: list[Sentence] = []
    for sentence in sentences:
        if sentence.words:
            texts.append("")
            starts.append(len(texts))
            texts += [w.text for w in sentence.words]
            block.append(sentence)
        if len(texts) >= BLOCK:
            yield block, models.networks().words.numbers(texts), starts
            texts, starts, block = [], [], []
    if block:
        yield block, models.networks().words.numbers(texts), starts


def _fill_words(sentences: Sequence[Sentence], starts: Sequence[int], tags: np.ndarray) -> None:
    """Part of speech, features and lemma of every word."""
    forms = models.networks().forms
    for sentence, start in zip(sentences, starts, strict=True):
        for word, tag in zip(sentence.words, tags[start : start + len(sentence.words)].tolist(), strict=True):
            word.pos, word.feats = forms[tag]
            word.lemma = lemma(word.lower, word.pos)
        _came(sentence.words)


def _came(words: list[Word]) -> None:
    """«В Баку прибыли Токаев и Мирзиёев»: the tagger, which knows few names, takes it for «прибыль»."""
    if "прибыль" not in [w.lemma for w in words]:
        return
    for i, word in enumerate(words[:-1]):
        if word.lower == "прибыли" and word.pos == "NOUN" and words[i + 1].text[0].isupper():
            before = words[i - 1] if i else None
            if before is None or before.pos in {"PROPN", "ADV", "PART", "PRON", "PUNCT"}:
                word.pos, word.feats, word.lemma = "VERB", CAME, "прибыть"


def _fill_tree(sentences: Sequence[Sentence], starts: Sequence[int], heads: np.ndarray, relations: np.ndarray) -> None:
    """Head and relation of every word."""
    labels = models.networks().relations
    for sentence, start in zip(sentences, starts, strict=True):
        end = start + len(sentence.words)
        for word, head, relation in zip(
            sentence.words, heads[start:end].tolist(), relations[start:end].tolist(), strict=True
        ):
            word.head, word.rel = head - 1, labels[relation]


def spans(tags: Sequence[str]) -> list[Name]:
    """Names from the tags of a sentence's words: ``B-`` begins one, ``I-`` goes on with it.

    Examples
    --------
    >>> spans(["O", "B-PER", "I-PER", "B-LOC"])
    [Name(kind='PER', first=1, last=2), Name(kind='LOC', first=3, last=3)]
    """
    found: list[Name] = []
    inside = False
    for i, tag in enumerate(tags):
        if tag == "O":
            inside = False
        elif tag.startswith("B-"):
            found.append(Name(tag[2:], i, i))
            inside = True
        elif inside:
            found[-1].last = i
    return found


def parse(text: str, tree: bool = True) -> list[Sentence]:
    """Cut a text into annotated sentences.

    Parameters
    ----------
    text : str
        Paragraphs separated by blank lines.
    tree : bool
        Whether to run the dependency parser.

    Returns
    -------
    list of Sentence
        Offsets of words count characters of ``text``.

    Examples
    --------
    >>> s = parse("Президент Ирана Масуд Пезешкиан прибыл в Ашхабад.")[0]
    >>> s.words[4].lemma, s.words[4].rel, [n.kind for n in s.names]
    ('прибыть', 'root', ['LOC', 'PER', 'LOC'])
    """
    sentences = split(text)
    annotate(sentences, tree)
    return sentences
