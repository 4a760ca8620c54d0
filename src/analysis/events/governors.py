"""The word that says what happens to a document, and whether that is done or still to come."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from .documents import Document, nouns
from .grammar import ancestors, children, finite_clauses, is_finite, subtree, will, words_of
from .reading import Line, Reading

ACTS = ("sign", "ratify", "join", "force", "adopt", "end", "outcome", "verbal", "draft", "plan", "recall", "amend")
INTENT = {"draft", "plan"}
FINAL = {"ratify", "join", "force", "end"}
NOUNS = {"NOUN", "PROPN"}
# words that mean an act only beside another word: «вступить в силу», «выйти из договора», «связать себя договором»
BESIDE = {
    "вступить": {"силу"}, "вступать": {"силу"}, "вступление": {"силу"}, "выйти": {"из"}, "выход": {"из"},
    "связать": {"себя"},
}  # fmt: skip
# «утвердил вклад по соглашению»: the document is not what is approved
LOOSE = {"по", "в", "во", "на", "к", "для", "из", "через", "от", "согласно", "после", "при", "до", "вместо", "без"}
AROUND = 60


@dataclass(eq=False)
class Case:
    """A document with the word that governs it, the class of that word, and what the sentence before left open.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> r = Reading("", "Стороны намерены подписать договор о границе.", date(2024, 5, 4))
    >>> c = Case(r, *documents(r), *governor(*documents(r)))
    >>> c.line.texts[c.act], c.name, c.ahead
    ('подписать', 'sign', True)
    """

    reading: Reading
    document: Document
    act: int | None
    name: str
    before: str | None = None
    beside: str | None = None
    others: list[Document] = field(default_factory=list, repr=False)

    @property
    def line(self) -> Line:
        """The sentence.

        Examples
        --------
        >>> from datetime import date
        >>> from .documents import documents
        >>> r = Reading("", "Стороны намерены подписать договор о границе.", date(2024, 5, 4))
        >>> c = Case(r, *documents(r), *governor(*documents(r)))
        >>> c.line.text
        'Стороны намерены подписать договор о границе.'
        """
        return self.document.line

    @cached_property
    def lemmas(self) -> set[str]:
        """Lemmas of the document's clause and of its governor's, without the document's own name.

        Examples
        --------
        >>> from datetime import date
        >>> from .documents import documents
        >>> r = Reading("", "Стороны намерены подписать договор о границе.", date(2024, 5, 4))
        >>> c = Case(r, *documents(r), *governor(*documents(r)))
        >>> sorted(c.lemmas)
        ['.', 'договор', 'намерен', 'подписать', 'сторона']
        """
        d = self.document
        scope = {*d.clause(), *(finite_clauses(self.line)[self.act] if self.act is not None else ())}
        return {self.line.words[j].lemma for j in scope if not d.word < j <= d.last}

    @cached_property
    def ahead(self) -> bool:
        """Whether what the governor says is still to come.

        Examples
        --------
        >>> from datetime import date
        >>> from .documents import documents
        >>> r = Reading("", "Стороны намерены подписать договор о границе.", date(2024, 5, 4))
        >>> c = Case(r, *documents(r), *governor(*documents(r)))
        >>> c.ahead
        True
        """
        return self.act is not None and to_come(self.line, self.act)


def governor(d: Document) -> tuple[int | None, str]:
    """The word that says what happens to a document, and its class in ``words.csv``.

    First the heads of its noun in the tree up to a finite verb, then the participles and relative clauses that depend
    on it, then the nearest verb of its clause.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> r = Reading("", "Стороны намерены подписать договор о границе.", date(2024, 5, 4))
    >>> governor(documents(r)[0])
    (2, 'sign')
    """
    line, words = d.line, d.line.words
    if (verb := taken_up(d) or to_be_signed(d)) is not None:
        return verb, act_class(line, verb)
    loose = preposition(d) in LOOSE
    plan: tuple[int | None, str] = (None, "")
    for j in ancestors(line, d.word):
        if d.first <= j <= d.last:
            continue
        name = act_class(line, j)
        if name in INTENT and subject_of_active(d, j):
            break
        if name in {*INTENT, "outcome", "adopt"} and {":", ";"} & set(line.texts[min(d.word, j) : max(d.word, j)]):
            break
        if (loose or (words[j].lemma.startswith("обменя") and preposition(d))) and name in {
            "sign", "adopt", "ratify", "outcome",
        }:  # fmt: skip
            # «обменялись мнениями о плане»
            break
        if name and name not in {*INTENT, "outcome"}:
            return j, name
        if name and not plan[1]:
            plan = j, name
        if is_finite(words[j]):
            break
    if (verb := main_verb(d)) is not None:
        return verb, act_class(line, verb)
    nearest = sorted(d.clause(), key=lambda j: abs(j - d.word))
    below = sorted(j for j in subtree(line, d.word) if not d.first <= j <= d.last or words[j].pos == "VERB")
    for j in below if plan[1] or loose else [*below, *nearest]:
        name = "" if d.first <= j <= d.word else act_class(line, j)
        noun = words[j].pos in NOUNS
        if noun and words[j].lemma == "подписание" and not (j < d.first and words[d.word].case == "Gen"):
            continue
        acts = not noun or words[j].lemma in {"подпись", "автограф", "подписание"}
        if words[j].lemma.startswith("обменя") and preposition(d):
            continue
        if name in {"sign", *FINAL} and acts and in_reach(d, j):
            return j, name
        if name in {"adopt", "outcome"} and is_finite(words[j]) and in_reach(d, j):
            return j, name
    if plan[0] is not None:
        # «контракт концерн собирается заключить»: the infinitive says what
        for j in [*children(line, plan[0]), *range(plan[0] + 1, min(plan[0] + 3, len(words)))]:
            if words[j].feats.get("VerbForm") == "Inf" and (name := act_class(line, j)) not in {"", *INTENT}:
                return j, name
        return plan
    if (verb := verb_behind(d)) is not None:
        return verb, act_class(line, verb)
    for j in nearest:
        name = act_class(line, j)
        near = abs(j - d.word) <= 4 and not d.first <= j <= d.last and not subject_of_active(d, j)
        verbal = words[j].pos not in NOUNS and name in {"draft", "amend"}
        if near and (verbal or (name == "recall" and j < d.first)):
            return j, name
    return None, ""


def main_verb(d: Document) -> int | None:
    """«Соглашение, которое стороны заключили в мае, ратифицировано»: the verb after the relative clause.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Соглашение, которое стороны заключили в мае, ратифицировано парламентом."
    >>> main_verb(documents(Reading("", text, date(2024, 6, 4)))[0])
    8
    """
    words = d.line.words
    relative = any(w.lemma == "который" for w in words[d.last + 1 : d.last + 3])
    participle = d.line.texts[d.last + 1 : d.last + 2] == [","] and any(
        w.feats.get("VerbForm") == "Part" for w in words[d.last + 2 : d.last + 4]
    )
    for j in range(d.last + 3, len(words)) if relative or participle else ():
        if words[j - 1].text == "," and is_finite(words[j]):
            if act_class(d.line, j) in FINAL:
                return j
            passed = [k for k in range(j + 1, min(j + 4, len(words))) if words[k].lemma == "ратификация"]
            if passed and words[j].lemma == "пройти":
                return passed[0]
    return None


def taken_up(d: Document) -> int | None:
    """«Соглашение подписано в мае, а вчера парламент его ратифицировал», «везёт договор; подписать его намерены».

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Соглашение о визах подписано в мае, а вчера парламент его ратифицировал."
    >>> taken_up(documents(Reading("", text, date(2024, 6, 4)))[0])
    11
    """
    words = d.line.words
    if "он" not in d.line.spoken:
        return None
    for j in range(d.last + 1, len(words)):
        if words[j].lemma in nouns():
            return None
        if words[j].pos in {"VERB"} and act_class(d.line, j) in {"sign", "ratify"}:
            beside = {w.lower for w in words[max(0, j - 2) : j] + words[j + 1 : j + 2]}
            if beside & {"его", "ее", "её"} and {",", ";", "–"} & set(d.line.texts[d.last + 1 : j]):
                return j
    return None


def to_be_signed(d: Document) -> int | None:
    """«Правительство одобряет соглашение, которое стороны заключат до конца года».

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Указ одобряет кредитное соглашение, которое стороны заключат до конца года."
    >>> to_be_signed(documents(Reading("", text, date(2024, 6, 4)))[0])
    7
    """
    words = d.line.words
    if not any(w.lemma == "который" for w in words[d.last + 1 : d.last + 3]):
        return None
    verb = next((j for j in range(d.last + 3, len(words)) if is_finite(words[j])), None)
    return verb if verb is not None and act_class(d.line, verb) == "sign" and will(words[verb]) else None


def verb_behind(d: Document) -> int | None:
    """«Контракт, по словам двух источников, подписали в понедельник»: the verb behind what is put in.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Договор, по словам двух источников на рынке, подписали в понедельник."
    >>> verb_behind(documents(Reading("", text, date(2024, 6, 4)))[0])
    9
    """
    words, clause = d.line.words, d.clause()
    if (
        clause.start > d.first
        or d.line.texts[d.last + 1 : d.last + 2] != [","]
        or any(is_finite(words[j]) for j in clause)
    ):
        return None
    verb = next((j for j in range(d.last + 1, len(words)) if is_finite(words[j])), None)
    between = words[d.last + 1 : verb] if verb is not None else []
    put_in = sum(w.text == "," for w in between) == 2 and between[-1].text == ","
    return verb if put_in and verb is not None and act_class(d.line, verb) in {"sign", *FINAL} else None


def preposition(d: Document) -> str:
    """The preposition before a document's name, or an empty string.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "По торговому соглашению подписан протокол о пошлинах."
    >>> [preposition(d) for d in documents(Reading("", text, date(2024, 5, 4)))]
    ['по', '']
    """
    before = d.line.words[d.first - 1] if d.first else None
    return before.lower if before is not None and before.pos == "ADP" else ""


def in_reach(d: Document, j: int) -> bool:
    """Whether no other document stands between a document and a verb of its clause.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Подписан протокол о рыбе и меморандум о визах."
    >>> [in_reach(d, 0) for d in documents(Reading("", text, date(2024, 5, 4)))]
    [True, False]
    """
    others = [k for k in d.line.where(nouns().keys()) if not d.first <= k <= d.last]
    return d.item or not any(min(d.word, j) < k < max(d.word, j) for k in others)


def act_class(line: Line, j: int) -> str:
    """Class of a word that may govern a document.

    Examples
    --------
    >>> from datetime import date
    >>> line = Reading("", "Договор вступил в силу. Он вступил в должность.", date(2024, 5, 4)).lines
    >>> act_class(line[0], 1), act_class(line[1], 1)
    ('force', '')
    """
    w = line.words[j]
    name = next((name for name in ACTS if w.lemma in words_of(name)), "")
    if not name or (w.lemma in BESIDE and not any(x.lower in BESIDE[w.lemma] for x in line.words[j + 1 : j + 5])):
        return ""
    # «планы», «программа» and the like are nouns, «планирующий» is none
    only_noun = {"план", "программа", "работа", "положение", "участник", "основа", "действие"}
    return "" if w.lemma in only_noun and w.pos not in NOUNS else name


def subject_of_active(d: Document, verb: int) -> bool:
    """What a document does says nothing of its fate.

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> text = "Соглашение предусматривает скидки. Соглашение подписывают министры."
    >>> [subject_of_active(d, 1) for d in documents(Reading("", text, date(2024, 5, 4)))]
    [True, False]
    """
    noun, w = d.line.words[d.word], d.line.words[verb]
    active = is_finite(w) and w.feats.get("Voice") != "Pass" and not w.lemma.endswith("ся")
    return noun.head == verb and noun.rel == "nsubj" and active


def to_come(line: Line, act: int) -> bool:
    """Whether what a word says is still to come: future, «намерены подписать», «для подписания», «проект».

    Examples
    --------
    >>> from datetime import date
    >>> to_come(Reading("", "Ожидается подписание договора.", date(2024, 5, 4)).lines[0], 1)
    True
    """
    words = line.words
    w = words[act]
    below = children(line, act)
    helpers = [words[j] for j in below if words[j].pos in {"AUX", "PART", "SCONJ"}]
    near = words[max(0, act - 3) : act]
    if w.feats.get("Tense") == "Fut" or any(x.lower in {"будет", "будут"} for x in near):
        return True
    if any(x.feats.get("Tense") == "Fut" or x.lower in {"бы", "чтобы"} for x in helpers):
        return True
    if w.lemma == "подписание" and w.case == "Acc" and act and words[act - 1].lower == "на":
        # «на подписание вынесено соглашение»
        return True
    if w.pos in NOUNS:
        # «документы для подписания», «готовы к подписанию»
        start = max((k + 1 for k, x in enumerate(near) if is_finite(x)), default=0)
        if {"для", "к"} & {x.lower for x in near[start:]}:
            return True
    if is_finite(w) or (w.feats.get("VerbForm") == "Part" and w.feats.get("Variant") != "Short"):
        return False
    governed = []
    for j in ancestors(line, act)[:5]:
        governed.append(j)
        if is_finite(words[j]):
            break
    if w.feats.get("VerbForm") == "Inf":
        return not any(words[j].lemma in words_of("manage") for j in [*governed, *below])
    relations = {"amod", "aux", "xcomp", "nsubj", "csubj", "advmod"}
    if any(words[j].feats.get("Tense") == "Fut" for j in governed) or any(
        words[j].lemma in words_of("plan", "draft")
        for j in [*governed, *(j for j in below if words[j].rel in relations)]
    ):
        return True
    # «в программе визита подписание документов»
    before = [j for j in finite_clauses(line)[act] if act - 6 < j < act]
    return w.pos in NOUNS and any(words[j].lemma in {"программа", "повестка", "план"} for j in before)


def negated(line: Line, act: int) -> bool:
    """«не подписали», «подписание не состоялось».

    Examples
    --------
    >>> from datetime import date
    >>> negated(Reading("", "Подписание договора не состоялось.", date(2024, 5, 4)).lines[0], 0)
    True
    """
    words = line.words
    if "не" in line.folded[max(0, act - 2) : act]:
        return True
    failed = [j for j in finite_clauses(line)[act] if words[j].lemma in {"состояться", "быть", "удаться", "смочь"}]
    return any(j and words[j - 1].lower == "не" for j in failed)
