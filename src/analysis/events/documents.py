"""Documents that a sentence names: which words, what kind, how many; and which of them are the same document.

The nouns are those of ``documents.csv``, the words around them that matter those of ``words.csv``, each with its
class. Add a row to teach a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from ..gazetteer.places import parts, rows
from ..russian import models
from ..russian.parse import Word
from .grammar import finite_clauses, is_finite, words_of
from .reading import Line, Reading

ABOUT = {"о", "об", "обо"}
TOPIC = ABOUT | {"по", "на", "в", "во", "для"}
SIDES = {"между", "с", "со"}
GENERIC = {"документ", "бумага"}
# where and when it happened is no part of a name: «подписали договор в ходе визита»
CIRCUMSTANCE = {
    "": ("до", "после", "накануне", "сегодня", "вчера", "завтра"),
    "в": (
        "ход", "рамка", "присутствие", "конец", "начало", "середина", "время", "будущее", "год", "месяц", "день",
        "формат", "следующий", "прошлый", "ближайший",
    ),
    "во": ("время", "вторник", "вторая", "исполнение"),
    "на": ("поле", "встреча", "саммит", "заседание", "форум", "церемония", "уровень"),
    "по": ("итог", "результат", "окончание", "завершение", "случай", "приглашение"),
    "с": ("участие", "цель"),
}  # fmt: skip
TENS = ("двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто")
UNITS = (
    "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать", "двенадцать",
    "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать", "восемнадцать", "девятнадцать",
)  # fmt: skip
NUMBERS = (
    {w: n for n, w in enumerate(UNITS, 1)} | {w: 20 + 10 * n for n, w in enumerate(TENS)} | {"оба": 2, "полтора": 1}
)
LONGEST_NAME = 45
# documents read in one sentence, and in one article: more are a table or a register
MOST = 40
MOST_IN_ARTICLE = 300


@cache
def nouns() -> dict[str, dict[str, str]]:
    """Rows of ``documents.csv`` by lemma: kind, and words of which one (``with``) or none (``without``) must be near.

    Examples
    --------
    >>> nouns()["меморандум"]["kind"]
    'memorandum'
    """
    return {r["lemma"]: r for r in rows("documents.csv")}


@dataclass(eq=False)
class Document:
    """A document named in a sentence: its noun, its words ``first`` to ``last``, kind, and number of copies meant.

    ``item`` tells that it is one subject of a list after one noun («соглашения: о …, о …»), ``lead`` what stands before
    all subjects («в сфере»), ``inside`` that it stands in another document's name.

    Examples
    --------
    >>> from datetime import date
    >>> d = documents(Reading("", "Министры подписали три новых протокола о рыбе.", date(2024, 5, 4)))[0]
    >>> d.title, d.lemma, d.kind, d.count, d.plural, d.bare
    ('протокол о рыбе', 'протокол', 'protocol', 3, True, False)
    """

    line: Line = field(repr=False)
    word: int
    first: int
    last: int
    kind: str
    count: int = 1
    item: bool = False
    inside: bool = False
    lead: str = ""

    @property
    def noun(self) -> Word:
        """Its noun.

        Examples
        --------
        >>> from datetime import date
        >>> text = "Подписаны протокол о рыбе, новое соглашение и меморандумы."
        >>> found = documents(Reading("", text, date(2024, 5, 4)))
        >>> [d.noun.text for d in found]
        ['протокол', 'соглашение', 'меморандумы']
        """
        return self.line.words[self.word]

    @property
    def lemma(self) -> str:
        """Lemma of its noun.

        Examples
        --------
        >>> from datetime import date
        >>> text = "Подписаны протокол о рыбе, новое соглашение и меморандумы."
        >>> found = documents(Reading("", text, date(2024, 5, 4)))
        >>> [d.lemma for d in found]
        ['протокол', 'соглашение', 'меморандум']
        """
        return self.noun.lemma

    @property
    def bare(self) -> bool:
        """Whether nothing but its noun tells which document is meant.

        Examples
        --------
        >>> from datetime import date
        >>> text = "Подписаны протокол о рыбе, новое соглашение и меморандумы."
        >>> found = documents(Reading("", text, date(2024, 5, 4)))
        >>> [d.bare for d in found]
        [False, True, True]
        """
        name = self.word and self.line.texts[self.word][:1].isupper()
        return not self.item and self.first == self.word == self.last and not name

    @property
    def plural(self) -> bool:
        """Whether several are meant.

        Examples
        --------
        >>> from datetime import date
        >>> text = "Подписаны протокол о рыбе, новое соглашение и меморандумы."
        >>> found = documents(Reading("", text, date(2024, 5, 4)))
        >>> [d.plural for d in found]
        [False, False, True]
        """
        return self.count > 1 or (not self.item and is_plural(self.line.words, self.word))

    @cached_property
    def title(self) -> str:
        """Its name, the noun and its adjectives in the nominative.

        Examples
        --------
        >>> from datetime import date
        >>> text = "Подписаны протокол о рыбе, новое соглашение и меморандумы."
        >>> found = documents(Reading("", text, date(2024, 5, 4)))
        >>> [d.title for d in found]
        ['протокол о рыбе', 'соглашение', 'меморандумы']
        """
        start = self.line.words[self.first].start - self.line.start
        end = self.line.words[self.last].end - self.line.start
        if self.item:
            noun = nominative(self.line.words, self.word, self.word, single=True)
            return f"{noun} {self.lead}{self.line.text[start:end]}"
        if self.last == self.word + 2 and self.line.words[self.last].lemma in nouns():
            return nominative(self.line.words, self.first, self.last)
        rest = self.line.text[self.line.words[self.word].end - self.line.start : end]
        return nominative(self.line.words, self.first, self.word) + rest

    def clause(self) -> range:
        """The clause that the document stands in.

        Examples
        --------
        >>> from datetime import date
        >>> text = "Стороны подписали протокол о рыбе, который вступит в силу в мае."
        >>> documents(Reading("", text, date(2024, 5, 4)))[0].clause()
        range(0, 6)
        """
        return finite_clauses(self.line)[self.word]


def is_plural(words: list[Word], i: int) -> bool:
    """Whether a noun means several; the tagger calls that of «два договора» singular, which its number tells.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> words = parse("Подписаны документы, договор и пакет соглашений.")[0].words
    >>> [is_plural(words, i) for i in (1, 3, 5)]
    [True, False, True]
    """
    return words[i].feats.get("Number") == "Plur" or words[i].lemma == "пакет"


def may_be_plural(w: Word) -> bool:
    """Whether a form can be a plural, whatever the tagger says.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> [may_be_plural(w) for w in parse("соглашения соглашением")[0].words]
    [True, False]
    """
    return w.feats.get("Number") == "Plur" or any(p.tag.number == "plur" for p in models.morph().parse(w.lower))


def nominative(words: list[Word], first: int, last: int, single: bool = False) -> str:
    """Words in the nominative, each in its own number, as they are capitalised.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> nominative(parse("Они подписали Совместную декларацию.")[0].words, 2, 3)
    'Совместная декларация'
    """
    plural = words[last].feats.get("Number") == "Plur" and not single
    gender = next((p.tag.gender for p in models.morph().parse(words[last].lower) if p.tag.POS == "NOUN"), None)
    found = []
    for w in words[first : last + 1]:
        keep = w.case == "Nom" and not single
        text = w.text if keep else inflected(w.lower, plural, gender) or w.text
        found.append(text.capitalize() if w.text[:1].isupper() and not keep else text)
    return " ".join(found)


@lru_cache(maxsize=10_000)
def inflected(word: str, plural: bool, gender: str | None) -> str | None:
    """A noun, or an adjective of a gender, in the nominative; None if no dictionary knows it.

    Examples
    --------
    >>> inflected("совместной", False, "femn"), inflected("декларациями", True, None), inflected("мымзика", False, None)
    ('совместная', 'декларации', None)
    """
    options = [p for p in models.morph().parse(word) if p.tag.POS in {"NOUN", "ADJF", "PRTF"}]
    if not options or not options[0].is_known:
        return None
    of_gender = {gender} if gender and not plural and options[0].tag.POS != "NOUN" else set()
    form = options[0].inflect({"nomn", "plur" if plural else "sing"} | of_gender)
    return form.word if form else None


def documents(reading: Reading) -> list[Document]:
    """Every document that an article names, the headline's last, because a headline is the less exact.

    Examples
    --------
    >>> from datetime import date
    >>> r = Reading("", "Подписаны меморандум о туризме и соглашения: о визах, о связи.", date(2024, 5, 4))
    >>> [(d.kind, d.title) for d in documents(r)]
    [('memorandum', 'меморандум о туризме'), ('treaty', 'соглашение о визах'), ('treaty', 'соглашение о связи')]
    """
    found: list[Document] = []
    for line in sorted(reading.lines, key=lambda row: row.field == "title"):
        if len(found) > MOST_IN_ARTICLE and line.field == "body":
            continue
        end = -1
        for i in [i for i in line.where(nouns().keys()) if fits(line.words, i)][:MOST]:
            first, last = phrase(line, i)
            kind, count = kind_of(line.words, i, first, last), how_many(line.words, i)
            if count > 1 and (joined := joined_noun(line.words, i)):
                kind, last = "package", joined
            d = Document(line, i, first, last, kind, count, inside=first <= end)
            split = [] if d.inside else subjects(d)
            found += [d, *split] if is_some(d) else split or [d]
            end = max(end, last, split[-1].last if split else -1)
    return found


def joined_noun(words: list[Word], i: int) -> int | None:
    """The second noun of «шесть соглашений и протоколов», which one number counts.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> joined_noun(parse("Подписано шесть соглашений и протоколов.")[0].words, 2)
    4
    """
    if i + 2 >= len(words) or words[i + 1].lower != "и" or words[i + 2].lemma not in nouns():
        return None
    return i + 2 if words[i + 2].case == words[i].case == "Gen" else None


def fits(words: list[Word], i: int) -> bool:
    """Whether a noun names a document here: the conditions of ``documents.csv``.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> fits(parse("Приняли совместное заявление.")[0].words, 2), fits(parse("Приняли его заявление.")[0].words, 2)
    (True, False)
    """
    row = nouns()[words[i].lemma]
    if words[i].pos not in {"NOUN", "PROPN", "X"}:
        return False
    near = {w.lemma for w in words[max(0, i - 3) : i]} | {w.lemma for w in words[i + 1 : i + 4]}
    # «соглашение о временной трудовой деятельности» is no «трудовое соглашение»
    if (near - {w.lemma for w in words[i + 2 : i + 4]}) & set(parts(row["without"])):
        return False
    if words[i].lemma in GENERIC and words[i].case == "Ins" and i and words[i - 1].lower in {"же", "этим", "данным"}:
        # «тем же документом разрешено»: a decree
        return False
    told = near & set(parts(row["with"])) or is_proper(words, i) or is_signed(words, i) or is_listed(words, i)
    if (
        words[i].lemma == "заявление"
        and i > 1
        and words[i - 1].lemma.endswith("ский")
        and words[i - 1].text[:1].isupper()
    ):
        # «принято Бишкекское заявление»
        return words[i - 1].pos in {"ADJ", "PROPN"}
    if row["with"] and not told:
        return False
    if words[i].lemma in {"изменение", "дополнение"}:
        return (
            i + 2 < len(words)
            and words[i + 1].lower in {"к", "в"}
            and any(w.lemma in nouns() for w in words[i + 2 : i + 5])
        )
    if words[i].lemma in GENERIC and i and words[i - 1].lemma == "пакет":
        return False
    # «Организация Договора о коллективной безопасности» is an organisation
    return not (i and words[i - 1].lemma in {"организация", "секретариат"} and words[i].text[:1].isupper())


def is_proper(words: list[Word], i: int) -> bool:
    """A capital inside a sentence and a subject make a title.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> [is_proper(parse(f"Приняли {name} о торговле.")[0].words, 1) for name in ("Заявление", "заявление")]
    [True, False]
    """
    if not 0 < i < len(words) - 1 or words[i + 1].lower not in {*ABOUT, "по"}:
        return False
    capital = words[i].text[:1].isupper() and not words[i].text.isupper()
    return capital and words[i - 1].text not in {".", ":", "«", '"', "–", "—", "!", "?"}


def is_signed(words: list[Word], i: int) -> bool:
    """What is signed is a document, whatever its adjectives.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> [is_signed(parse(f"Они {verb} заявление о дружбе.")[0].words, 2) for verb in ("подписали", "услышали")]
    [True, False]
    """
    head = words[i].head
    if i + 1 == len(words) or words[i].lemma not in {"заявление", "программа", "план", "письмо"}:
        return False
    told = words[i + 1].lower in ABOUT or words[i + 1].lemma in words_of("group")
    if not told or head < 0:
        return False
    # «лидеры одобрят заявление о борьбе с террором»
    several = words[head].lemma in {"принять", "одобрить"} and words[head].feats.get("Number") == "Plur"
    return words[head].lemma in {"подписать", "подписание", "подписывать"} or several


def is_listed(words: list[Word], i: int) -> bool:
    """Among documents a plan or statement is one, too.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> is_listed(parse("Приняли декларацию, заявление и письмо.")[0].words, 3)
    True
    >>> is_listed(parse("Приняли гостей, заявление и письмо.")[0].words, 3)
    False
    """
    if words[i].case not in {"Nom", "Acc"} or words[i].lemma not in {"заявление", "план", "программа", "концепция"}:
        return False
    first = i
    while first > 0 and words[first - 1].pos == "ADJ":
        first -= 1
    if not first or words[first - 1].text not in {",", "и", ";"}:
        return False
    return any(
        w.lemma in nouns() and not nouns()[w.lemma]["with"] and w.case in {"Nom", "Acc"} and w.lemma not in GENERIC
        for w in words[max(0, first - 12) : first]
    )


def kind_of(words: list[Word], i: int, first: int, last: int) -> str:
    """The kind of a document: that of its noun; a loan or purchase is a contract, a number of papers a package.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> [kind_of(parse(text)[0].words, 0, 0, 2) for text in ("Договор о границе", "Договор о поставках", "Документы")]
    ['treaty', 'contract', 'package']
    >>> kind_of(parse("Девять соглашений")[0].words, 1, 1, 1)
    'package'
    """
    lemma = words[i].lemma
    if lemma in GENERIC and (is_plural(words, i) or how_many(words, i) > 1):
        return "package"
    topic = next((j + 1 for j in range(i + 1, last) if words[j].lower in ABOUT), last)
    near = [*words[first : min(last + 1, i + 8)], *words[topic : topic + 1]]
    if lemma in {"соглашение", "договор"} and is_contract(near):
        return "contract"
    if lemma == "соглашение" and last == i and how_many(words, i) > 2:
        return "package"
    return nouns()[lemma]["kind"]


def is_contract(words: list[Word]) -> bool:
    """Whether words speak of loans, purchases or deliveries.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> is_contract(parse("соглашение о поставках газа")[0].words), is_contract(parse("соглашение о визах")[0].words)
    (True, False)
    """
    return any(w.lemma in words_of("contract") for w in words)


def phrase(line: Line, i: int) -> tuple[int, int]:
    """First and last word of a document's name: adjectives, noun, and what it is about.

    The name ends before a verb, a relative clause, a day, a dash, a comma that no further member of a list follows, the
    next document, and a new nominative.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Новый договор о дружбе, добрососедстве и сотрудничестве 5 мая подписан в Баку."
    >>> line = Reading("", text, date(2024, 5, 6)).lines[0]
    >>> [w.text for w in line.words[slice(*phrase(line, 1))]][:2], line.words[phrase(line, 1)[1]].text
    (['договор', 'о'], 'сотрудничестве')
    """
    words = line.words
    first = i
    while (
        first > 0
        and words[first - 1].pos == "ADJ"
        and words[first - 1].feats.get("Variant") != "Short"
        and words[first - 1].lemma not in words_of("vague", "list", "sign", "ряд", "призван", "еще")
        and not words[first - 1].text[0].isdigit()
    ):
        first -= 1
    days = [(d.start + line.start, d.end + line.start) for d in line.days]
    last = j = i
    quoted = 0
    if first and words[first - 1].text == "«" and i + 1 < len(words) and words[i + 1].text == "»":
        # «дорожная карта» по развитию торговли
        j = i + 1
    if j + 2 < len(words) and words[j + 1].text in {"–", "—"} and words[j + 2].lower in ABOUT:
        # «еще одно соглашение – о кредите»
        last = j = i + 2
    while (j := j + 1) < len(words) and j - i < LONGEST_NAME:
        w = words[j]
        quoted += {"«": 1, "»": -1}.get(w.text, 0)
        if quoted > 0 or (w.text == "»" and quoted == 0):
            last = j
            continue
        if quoted < 0:
            break
        if ends_name(line, i, j, days):
            break
        if w.pos not in {"PUNCT", "ADP", "CCONJ", "SCONJ"} or w.text in {'"', "»"}:
            last = j
    return first, last


def ends_name(line: Line, i: int, j: int, days: list[tuple[int, int]]) -> bool:
    """Whether the name of the document at ``i`` is over at word ``j``.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Договор о дружбе и торговле подписан вчера.", date(2024, 5, 4)).lines[0]
    >>> [w.text for j, w in enumerate(line.words) if ends_name(line, 0, j, [])]
    ['подписан', 'вчера', '.']
    """
    words = line.words
    w = words[j]
    after = words[j + 1] if j + 1 < len(words) else None
    then = after.lemma if after is not None else ""
    if is_dash(words, j) or w.text in {";", ":", "(", ".", "?", "!"} or is_finite(w) or w.lemma == "который":
        return True
    if (w.pos == "PRON" and w.case == "Nom") or w.lemma in words_of("sign") - {"подпись", "заключение"}:
        return True
    if any(start <= w.start < end for start, end in days):
        return True
    if w.lower in CIRCUMSTANCE[""] or then in CIRCUMSTANCE.get(w.lower, ()):
        return True
    if j == i + 1 or (j == i + 2 and words[i + 1].text == "»"):
        to = w.lower == "к" and words[i].lemma in {"изменение", "дополнение", "приложение", "протокол"}
        proper = w.text[:1].isupper() and w.case != "Nom"
        if not (to or proper or w.lower in TOPIC | SIDES or w.case == "Gen" or w.text in {'"', "«", ","}):
            return True
        # «подписали договор в Баку»
        if w.lower in {"в", "во", "на"} and any(h.first in {j + 1, j + 2} and h.value.is_name for h in line.places):
            return True
    if after is None:
        return w.text == "," or (w.pos == "VERB" and w.feats.get("VerbForm") in {"Inf", "Conv"}) or renews(words, i, j)
    if w.lower == "и" and document_at(words, j + 1, words[i].case):
        return True
    if w.text == ",":
        # «договор, касающийся виз»
        if j == i + 1 and then in {"касаться", "предусматривать", "посвятить", "регламентировать"}:
            return False
        member = after.pos in {"NOUN", "ADJ", "PROPN"} and after.case not in {"", "Nom"} and listed(words, j)
        return not member or is_document(words, j + 1)
    if w.lower in {"и", "а", "также"}:
        return is_finite(after) or any(is_document(words, k) for k in range(j + 1, min(j + 3, len(words))))
    if w.text[:1].isupper() and after.text in {"–", "—", "-"}:
        return False
    return (w.pos == "VERB" and w.feats.get("VerbForm") in {"Inf", "Conv"}) or renews(words, i, j)


def renews(words: list[Word], i: int, j: int) -> bool:
    """Whether a new nominative stands at a word, which is no part of a document's name before it.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> words = parse("Договор о дружбе министр подписал.")[0].words
    >>> renews(words, 0, 2), renews(words, 0, 3)
    (False, True)
    """
    w, before = words[j], words[j - 1]
    nominal = w.pos in {"NOUN", "PROPN", "ADJ"} and w.case == "Nom" and not w.text.isupper()
    return nominal and j > i + 1 and before.text not in {"–", "—", "-", "и"} and before.lemma != "имя"


def is_dash(words: list[Word], i: int) -> bool:
    """A dash that cuts a sentence, not one between numbers or between names.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> words = parse("Итог – программа на 2024 – 2025 годы и дорога Мары – Мешхед.")[0].words
    >>> [is_dash(words, i) for i, w in enumerate(words) if w.text == "–"]
    [True, False, False]
    """
    if words[i].text not in {"–", "—", "-"} or not 0 < i < len(words) - 1:
        return False
    before, after = words[i - 1], words[i + 1]
    return not (
        (before.text[:1].isdigit() and after.text[:1].isdigit())
        or (before.text[:1].isupper() and after.text[:1].isupper())
    )


def listed(words: list[Word], comma: int) -> bool:
    """Whether the word after a comma goes on with the members before it.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> words = parse("Договор о дружбе, добрососедстве и торговле подписан, премьер улетел.")[0].words
    >>> [listed(words, i) for i, w in enumerate(words) if w.text == ","]
    [True, False]
    """
    before, after = words[comma - 1], words[comma + 1]
    return before.case == after.case or (after.pos == "ADJ" and after.case in {"Gen", "Loc", "Ins", "Dat"})


def is_document(words: list[Word], i: int) -> bool:
    """Whether a document's noun stands at a word, or its adjectives before it.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> words = parse("Подписали совместный договор и открыли новый завод.")[0].words
    >>> is_document(words, 1), is_document(words, 5)
    (True, False)
    """
    end = min(len(words) - 1, i + 6)
    while i < end and words[i].pos in {"ADJ", "DET", "NUM"}:
        i += 1
    return words[i].lemma in nouns() and fits(words, i)


def document_at(words: list[Word], i: int, case: str) -> bool:
    """Whether a document's noun, or its adjectives, stands at a word in the case of the document before it.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> words = parse("Подписаны соглашение о защите растений и протокол между таможнями.")[0].words
    >>> document_at(words, 6, "Nom")
    True
    """
    if not is_document(words, i):
        return False
    while words[i].lemma not in nouns():
        i += 1
    # the tagger may give it the case of the noun before it, but «протокол» is no genitive
    forms = {str(p.tag.case) for p in models.morph().parse(words[i].lower) if p.tag.POS == "NOUN"}
    return case in {"Nom", "Acc"} and (words[i].case in {"Nom", "Acc"} or forms <= {"nomn", "accs"})


def how_many(words: list[Word], i: int) -> int:
    """Number before a noun, 1 if none.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> how_many(parse("Подписано двадцать два двусторонних документа.")[0].words, 4)
    22
    """
    number = 0
    for w in reversed(words[max(0, i - 5) : i]):
        if w.text.isdigit() and len(w.text) <= 3 and not number:
            return int(w.text)
        if w.lemma in NUMBERS:
            number += NUMBERS[w.lemma]
        elif number or (w.pos not in {"ADJ", "NUM", "DET"} and w.feats.get("VerbForm") != "Part"):
            break
    if not number and [w.lower for w in words[i + 1 : i + 3]] == [",", "всего"]:
        # «обменялись документами, всего двадцать одним»
        return total(words[i + 3 : i + 6])
    if not number and i + 4 < len(words) and words[i].lemma == "пакет":
        # «пакет насчитывает 22 документа» is the number of the documents, which is read there
        return 1
    return number or 1


def is_some(d: Document) -> bool:
    """Whether only some subjects of a number of documents follow.

    Examples
    --------
    >>> from datetime import date
    >>> text = "Подписано десять соглашений, в том числе о визах. Подписано два соглашения: о визах, о рыбе."
    >>> [(d.title, is_some(d)) for d in documents(Reading("", text, date(2024, 5, 4)))]
    [('соглашения', True), ('соглашение о визах', False), ('соглашение о рыбе', False)]
    """
    return [w.lower for w in d.line.words[d.word + 1 : d.word + 5]] == [",", "в", "том", "числе"]


def total(words: list[Word]) -> int:
    """A number at the beginning of some words, 1 if none.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> total(parse("двадцатью одним документом")[0].words), total(parse("документом")[0].words)
    (21, 1)
    """
    number = 0
    for w in words:
        if w.text.isdigit() and len(w.text) <= 3 and not number:
            return int(w.text)
        if w.lemma not in NUMBERS:
            break
        number += NUMBERS[w.lemma]
    return number or 1


def fields(d: Document) -> list[Document]:
    """One document for every field of «меморандумы в сферах туризма, связи и спорта».

    Examples
    --------
    >>> from datetime import date
    >>> text = "Подписаны меморандумы о сотрудничестве в сферах туризма, связи и спорта."
    >>> [d.title for d in fields(documents(Reading("", text, date(2024, 5, 4)))[0])]
    ['меморандум в сфере туризма', 'меморандум в сфере связи', 'меморандум в сфере спорта']
    """
    words = d.line.words
    first = next((j + 1 for j in range(d.word + 1, d.last) if words[j].lower in {"сферах", "областях"}), None)
    if first is None or words[first].case != "Gen":
        return []
    begins = [first]
    end = first
    while end + 1 < len(words) and (words[end + 1].case == "Gen" or words[end + 1].lower in {",", "и"}):
        end += 1
        if words[end - 1].lower in {",", "и"} and words[end].case == "Gen":
            begins.append(end)
    while words[end].case != "Gen":
        end -= 1
    lead = "в сфере " if words[first - 1].lower == "сферах" else "в области "
    found = []
    for j, following in pairwise([*begins, end + 2]):
        found.append(Document(d.line, d.word, j, following - 2, d.kind, item=True, lead=lead))
    return found if len(found) > 1 and d.count in {1, len(found)} else []


def subjects(d: Document) -> list[Document]:
    """One document for every subject of a list after a plural noun.

    A subject begins with a preposition, and the next one after a comma or «и».

    Examples
    --------
    >>> from datetime import date
    >>> text = "Подписаны соглашения: в таможенной сфере, об исследовании космоса."
    >>> [d.title for d in subjects(documents(Reading("", text, date(2024, 5, 4)))[0])]
    ['соглашение в таможенной сфере', 'соглашение об исследовании космоса']
    """
    words = d.line.words
    if (d.count == 1 and not may_be_plural(words[d.word])) or d.lemma in GENERIC | {"пакет"}:
        return []
    if found := fields(d):
        return found
    # «десять соглашений, в том числе о визах, о культуре»
    start = d.word + (5 if is_some(d) else 1)
    openers = ABOUT
    if start < len(words) and words[start].text in {":", "–", "—"}:
        start, openers = start + 1, ABOUT | {"в", "во", "по", "на"}
    if start >= len(words) or words[start].lower not in openers:
        return []
    begins = [start]
    end = min(start + 8 * LONGEST_NAME, len(words))
    for j in range(start + 1, end):
        w, before = words[j], words[j - 1]
        # «о культуре и в сфере спорта»
        field = w.lower in {"в", "во"} and j + 1 < len(words) and words[j + 1].lemma in {"сфера", "область"}
        joined = before.lower == "и" and (w.lower in ABOUT or w.lower == words[start].lower or field)
        if (w.lower in openers or field) and (joined or before.text in {",", ";"}):
            begins.append(j)
        elif w.text == ":" or is_dash(words, j) or is_finite(w) or (is_document(words, j) and w.lemma not in GENERIC):
            end = j
            break
    if len(begins) < 2:
        return []
    found = []
    for j, following in pairwise([*begins, end]):
        last = following - 1
        loose = {"PUNCT", "CCONJ", "ADV", "PART", "ADP"}
        while last > j and words[last].pos in loose and words[last].text not in {"»", '"'}:
            last -= 1
        own = d.kind if d.kind != "package" else nouns()[d.lemma]["kind"]
        kind = "contract" if own == "treaty" and is_contract(words[j:last]) else own
        found.append(Document(d.line, d.word, j, last, kind, item=True))
    return found


@lru_cache(maxsize=10_000)
def stems(title: str) -> frozenset[str]:
    """First letters of the words that tell documents apart.

    Examples
    --------
    >>> sorted(stems("соглашение о воздушном сообщении"))
    ['возду', 'сообщ']
    """
    words = re.findall(r"[\w-]{4,}", title.lower().replace("ё", "е"))
    heads = {noun[:6] for noun in nouns()}
    return frozenset(w[:5] for w in words if w[:6] not in heads) - {"между", "прави", "двуст", "котор"}


def alike(one: str, other: str) -> bool:
    """Whether two names may mean one document: the words of one among those of the other, or more than half shared.

    Examples
    --------
    >>> alike("договор о границе", "договор о линии государственной границы")
    True
    >>> alike("договор о границе", "договор о торговле")
    False
    """
    a, b = stems(one), stems(other)
    return a <= b or b <= a or len(a & b) / len(a | b) > 0.5
