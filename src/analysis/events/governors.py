"""The word that says what happens to a document, and whether that is done or still to come."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..russian.parse import Word
from .documents import AROUND, Document, clause, is_finite, nouns, words_of
from .reading import Line, Reading

ACTS = ("sign", "ratify", "join", "force", "adopt", "end", "outcome", "verbal", "draft", "plan", "recall", "amend")
INTENT = ("draft", "plan")
# «утвердил вклад по соглашению»: the document is not what is approved
LOOSE = {"по", "в", "во", "на", "к", "для", "из", "через", "от", "согласно", "после", "при", "до", "вместо", "без"}


@dataclass(eq=False)
class Case:
    """A document with the word that governs it, the class of that word, and what the sentence before left open."""

    reading: Reading
    document: Document
    act: int | None
    name: str
    before: str | None = None
    beside: str | None = None
    others: list[Document] = field(default_factory=list, repr=False)

    @property
    def line(self) -> Line:
        """The sentence."""
        return self.document.line

    def lemmas(self) -> set[str]:
        """Lemmas of the document's clause and of its governor's, without the document's own name."""
        d = self.document
        scope = set(d.clause()) | (set(clause(self.line.words, self.act)) if self.act is not None else set())
        return {self.line.words[j].lemma for j in scope if not d.word < j <= d.last}


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
    words, tree = d.line.words, d.tree
    start = d.word
    loose = preposition(d) in LOOSE
    plan: tuple[int | None, str] = (None, "")
    for j in tree.heads(start):
        if d.first <= j <= d.last:
            continue
        name = act_class(words, j)
        if name in {*INTENT, "outcome", "adopt"} and (
            (subject_of_active(d, j) and name in INTENT) or apart(words, start, j)
        ):
            break
        if name and abs(j - start) < AROUND:
            if loose and name in {"sign", "adopt", "ratify", "outcome"}:
                break
            if name not in {*INTENT, "outcome"}:
                return j, name
            plan = plan if plan[1] else (j, name)
        if is_finite(words[j]):
            break
    if (verb := main_verb(d)) is not None:
        return verb, act_class(words, verb)
    here = d.clause()
    below = sorted(j for j in tree.under(d.word) if not d.first <= j <= d.last or words[j].pos == "VERB")
    for j in [*below, *sorted(here, key=lambda j: abs(j - d.word))]:
        if j in range(d.first, d.word + 1) or (plan[1] and j not in below):
            continue
        name = act_class(words, j)
        if loose and j not in below:
            continue
        if (
            words[j].pos in {"NOUN", "PROPN"}
            and words[j].lemma == "подписание"
            and not (j < d.first and words[d.word].case == "Gen")
        ):
            continue
        if (
            name in {"sign", "ratify", "join", "force", "end"}
            and (words[j].pos not in {"NOUN", "PROPN"} or words[j].lemma in {"подпись", "автограф", "подписание"})
            and in_reach(d, j)
        ):
            return j, name
        if name in {"adopt", "outcome"} and is_finite(words[j]) and in_reach(d, j):
            return j, name
    if plan[0] is not None:
        # «контракт концерн собирается заключить»: the infinitive says what
        for j in [*tree.below.get(plan[0], ()), *range(plan[0] + 1, min(plan[0] + 3, len(words)))]:
            if words[j].feats.get("VerbForm") == "Inf" and (name := act_class(words, j)) not in {"", *INTENT}:
                return j, name
        return plan
    for j in sorted(here, key=lambda j: abs(j - d.word)):
        name = act_class(words, j)
        verbal = words[j].pos not in {"NOUN", "PROPN"} or name == "recall"
        if (
            name in {"draft", "recall", "amend"}
            and verbal
            and (name != "recall" or j < d.first)
            and not d.first <= j <= d.last
            and abs(j - d.word) <= 4
            and not subject_of_active(d, j)
        ):
            return j, name
    return None, ""


def apart(words: list[Word], i: int, j: int) -> bool:
    """Whether a colon or semicolon stands between two words."""
    low, high = sorted((i, j))
    return any(w.text in {":", ";"} for w in words[low:high])


def main_verb(d: Document) -> int | None:
    """«Соглашение, которое стороны заключили в мае, ратифицировано»: the verb after the relative clause."""
    words = d.line.words
    after = words[d.last + 1 : d.last + 3]
    if not any(w.lemma == "который" for w in after):
        return None
    for j in range(d.last + 3, min(len(words), d.last + AROUND)):
        if (
            act_class(words, j) in {"ratify", "join", "force", "end"}
            and is_finite(words[j])
            and words[j - 1].text == ","
        ):
            return j
    return None


def preposition(d: Document) -> str:
    """The preposition before a document's name, or an empty string."""
    before = d.line.words[d.first - 1] if d.first else None
    return before.lower if before is not None and before.pos == "ADP" else ""


def in_reach(d: Document, j: int) -> bool:
    """Whether no other document stands between a document and a verb of its clause."""
    words = d.line.words
    low, high = sorted((d.word, j))
    between = [k for k in range(low + 1, high) if words[k].lemma in nouns() and not d.first <= k <= d.last]
    return not between or d.item


def act_class(words: list[Word], j: int) -> str:
    """Class of a word that may govern a document; «вступить» only with «в силу»."""
    w = words[j]
    for name in ACTS:
        if w.lemma in words_of(name):
            if name == "force" and not any(x.lemma == "сила" for x in words[j + 1 : j + 5]):
                return ""
            if w.lemma in {"выйти", "выход"} and not any(x.lower == "из" for x in words[j + 1 : j + 5]):
                return ""
            if w.lemma == "связать" and not any(x.lower in {"себя", "свой"} for x in words[j + 1 : j + 3]):
                return ""
            if w.lemma in {
                "план",
                "программа",
                "работа",
                "положение",
                "участник",
                "основа",
                "действие",
            } and w.pos not in {"NOUN", "PROPN"}:
                return ""
            return name
    return ""


def subject_of_active(d: Document, verb: int) -> bool:
    """«Соглашение предусматривает», «договор будет действовать»: what a document does says nothing of its fate."""
    words = d.line.words
    w = words[verb]
    return (
        words[d.word].head == verb
        and words[d.word].rel == "nsubj"
        and is_finite(w)
        and w.feats.get("Voice") != "Pass"
        and not w.lemma.endswith("ся")
    )


def to_come(line: Line, act: int, tree) -> bool:
    """Whether what a word says is still to come: future, «намерены подписать», «для подписания», «проект».

    Examples
    --------
    >>> from datetime import date
    >>> from .documents import documents
    >>> r = Reading("", "Ожидается подписание договора.", date(2024, 5, 4))
    >>> to_come(r.lines[0], 1, documents(r)[0].tree)
    True
    """
    words = line.words
    w = words[act]
    chain = [act]
    for j in tree.heads(act):
        if abs(j - act) > AROUND:
            break
        chain.append(j)
        if is_finite(words[j]) or len(chain) > 5:
            break
    below = tree.below.get(act, [])
    if w.feats.get("Tense") == "Fut" or any(
        words[j].feats.get("Tense") == "Fut" or words[j].lower in {"бы", "чтобы"}
        for j in below
        if words[j].pos in {"AUX", "PART", "SCONJ"}
    ):
        return True
    if w.lemma == "подписание" and w.case == "Acc" and act and words[act - 1].lower == "на":
        # «на подписание вынесено соглашение»
        return True
    near = range(max(0, act - 3), act)
    if any(words[j].lower in {"будет", "будут"} for j in near):
        return True
    if w.pos in {"NOUN", "PROPN"} and any(
        words[j].lower in {"для", "к", "о"} and words[j].lower != "о"
        for j in near
        if not any(is_finite(words[k]) for k in range(j, act))
    ):
        return True
    if w.feats.get("VerbForm") == "Part" and w.feats.get("Variant") != "Short":
        return False
    governed = chain[1:]
    intent = words_of("plan") | words_of("draft")
    modal = [j for j in governed if words[j].lemma in intent or words[j].feats.get("Tense") == "Fut"]
    modal += [
        j
        for j in below
        if words[j].lemma in intent and words[j].rel in {"amod", "aux", "xcomp", "nsubj", "csubj", "advmod"}
    ]
    if w.feats.get("VerbForm") == "Inf":
        managed = any(words[j].lemma in words_of("manage") for j in [*governed, *below])
        return not managed
    if is_finite(w) and w.feats.get("Tense") != "Fut" and w.feats.get("VerbForm") != "Inf":
        return any(words[j].lower == "чтобы" for j in below)
    # «в программе визита подписание документов»
    programme = any(
        words[j].lemma in {"программа", "повестка", "план"} and abs(j - act) < 6 for j in clause(words, act) if j < act
    )
    return bool(modal) or (w.pos in {"NOUN", "PROPN"} and programme)


def negated(line: Line, act: int) -> bool:
    """«не подписали», «подписание не состоялось»."""
    words = line.words
    return any(words[j].lower == "не" for j in range(max(0, act - 2), act)) or any(
        words[j].lower == "не" and words[j + 1].lemma in {"состояться", "быть", "удаться", "смочь"}
        for j in clause(words, act)
        if j + 1 < len(words)
    )
