"""Agreements: documents between parties of at least two countries, what became of them, and when.

:mod:`.documents` tells which documents an article names, :mod:`.parties` whom they bind. Here stand the rules for what
happened to a document. Each rule looks at one document and the word that governs it; the first in ``RULES`` that fits
gives the status. Later sentences on the same document («документ подписан 3 мая») add to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from .dates import Day
from .documents import AROUND, GENERIC, Document, alike, clause, documents, is_finite, nouns, stems, words_of
from .grammar import triggers
from .parties import FIRM, parties_of, sides
from .reading import Line, Reading
from ..russian.parse import Word

PAST_YEAR = re.compile(r"\b(?:в|от|с)\s+(?:\w+\s+){0,2}((?:19|20)\d\d)(?:-м|-го)?\s+(?:году|года|г\.)", re.IGNORECASE)
LONG_AGO = re.compile(r"\b(?:лет|года|месяц\w*|недел\w*) назад\b|\bза (?:это время|годы|\w+ лет|последни|прошедш|минувш)|\bв (?:прошлом|минувшем|позапрошлом) году\b", re.IGNORECASE)
RECENT = 10
# «утвердил вклад по соглашению»: the document is not what is approved
LOOSE = {"по", "в", "во", "на", "к", "для", "из", "через", "от", "согласно", "после", "при", "до", "вместо", "без"}
RANK = ("in_force", "signed", "planned", "referenced")


def kinds() -> dict[str, str]:
    """Kind of document by the lemma of its noun, from ``documents.csv``.

    Examples
    --------
    >>> kinds()["меморандум"]
    'memorandum'
    """
    return {lemma: row["kind"] for lemma, row in nouns().items()}


@dataclass(eq=False)
class Case:
    """A document with the word that governs it, the class of that word, and what the sentence before left open."""

    reading: Reading
    document: Document
    act: int | None
    name: str
    before: str | None = None
    beside: str | None = None

    @property
    def line(self) -> Line:
        """The sentence."""
        return self.document.line

    def lemmas(self) -> set[str]:
        """Lemmas of the document's clause and of its governor's, without the document's own name."""
        d = self.document
        scope = set(d.clause()) | (set(clause(self.line.words, self.act)) if self.act is not None else set())
        return {self.line.words[j].lemma for j in scope if not d.word < j <= d.last}


Rule = Callable[[Case], str | None]
ACTS = ("sign", "ratify", "join", "force", "adopt", "end", "outcome", "verbal", "draft", "plan", "recall", "amend")
INTENT = ("draft", "plan")


def governor(d: Document) -> tuple[int | None, str]:
    """The word that says what happens to a document, and its class in ``document_words.csv``.

    First the heads of its noun in the tree up to a finite verb, then the participles and relative clauses that depend
    on it, then the nearest verb of its clause.

    Examples
    --------
    >>> from datetime import date
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
        if name in {*INTENT, "outcome", "adopt"} and (subject_of_active(d, j) and name in INTENT or apart(words, start, j)):
            break
        if name and abs(j - start) < AROUND:
            if loose and name in {"sign", "adopt", "ratify", "outcome"}:
                break
            if name not in {*INTENT, "outcome"}:
                return j, name
            plan = plan if plan[1] else (j, name)
        if is_finite(words[j]):
            break
    if (j := main_verb(d)) is not None:
        return j, act_class(words, j)
    here = d.clause()
    below = sorted(j for j in tree.under(d.word) if not d.first <= j <= d.last or words[j].pos == "VERB")
    for j in [*below, *sorted(here, key=lambda j: abs(j - d.word))]:
        if j in range(d.first, d.word + 1) or plan[1] and j not in below:
            continue
        name = act_class(words, j)
        if loose and j not in below:
            continue
        if words[j].pos in {"NOUN", "PROPN"} and words[j].lemma == "подписание" and not (j < d.first and words[d.word].case == "Gen"):
            continue
        if name in {"sign", "ratify", "join", "force", "end"} and (words[j].pos not in {"NOUN", "PROPN"} or words[j].lemma in {"подпись", "автограф", "подписание"}) and in_reach(d, j):
            return j, name
        if name in {"adopt", "outcome"} and is_finite(words[j]) and in_reach(d, j):
            return j, name
    if plan[1]:
        return plan
    for j in sorted(here, key=lambda j: abs(j - d.word)):
        name = act_class(words, j)
        verbal = words[j].pos not in {"NOUN", "PROPN"} or name == "recall"
        if name in {"draft", "recall", "amend"} and verbal and (name != "recall" or j < d.first) and not d.first <= j <= d.last and abs(j - d.word) <= 4 and not subject_of_active(d, j):
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
        if act_class(words, j) in {"ratify", "join", "force", "end"} and is_finite(words[j]) and words[j - 1].text == ",":
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
            if w.lemma == "связать" and not any(x.lower in {"себя", "свой"} for x in words[j + 1 : j + 3]):
                return ""
            if w.lemma in {"план", "программа", "работа", "положение", "участник", "основа", "действие"} and w.pos not in {"NOUN", "PROPN"}:
                return ""
            return name
    return ""


def subject_of_active(d: Document, verb: int) -> bool:
    """«Соглашение предусматривает», «договор будет действовать»: what a document does says nothing of its fate."""
    words = d.line.words
    w = words[verb]
    return words[d.word].head == verb and words[d.word].rel == "nsubj" and is_finite(w) and w.feats.get("Voice") != "Pass" and not w.lemma.endswith("ся")


def to_come(line: Line, act: int, tree) -> bool:
    """Whether what a word says is still to come: future, «намерены подписать», «для подписания», «проект».

    Examples
    --------
    >>> from datetime import date
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
    if w.feats.get("Tense") == "Fut" or any(words[j].feats.get("Tense") == "Fut" or words[j].lower in {"бы", "чтобы"} for j in below if words[j].pos in {"AUX", "PART", "SCONJ"}):
        return True
    near = range(max(0, act - 3), act)
    if any(words[j].lower in {"будет", "будут"} for j in near):
        return True
    if w.pos in {"NOUN", "PROPN"} and any(words[j].lower in {"для", "к", "о"} and words[j].lower != "о" for j in near if not any(is_finite(words[k]) for k in range(j, act))):
        return True
    if w.feats.get("VerbForm") == "Part" and w.feats.get("Variant") != "Short":
        return False
    governed = chain[1:]
    intent = words_of("plan") | words_of("draft")
    modal = [j for j in governed if words[j].lemma in intent or words[j].feats.get("Tense") == "Fut"]
    modal += [j for j in below if words[j].lemma in intent and words[j].rel in {"amod", "aux", "xcomp", "nsubj", "csubj", "advmod"}]
    if w.feats.get("VerbForm") == "Inf":
        managed = any(words[j].lemma in words_of("manage") for j in [*governed, *below])
        return not managed
    if is_finite(w) and w.feats.get("Tense") != "Fut" and w.feats.get("VerbForm") != "Inf":
        return any(words[j].lower == "чтобы" for j in below)
    # «в программе визита подписание документов»
    programme = any(words[j].lemma in {"программа", "повестка", "план"} and abs(j - act) < 6 for j in clause(words, act) if j < act)
    return bool(modal) or w.pos in {"NOUN", "PROPN"} and programme


def negated(line: Line, act: int) -> bool:
    """«не подписали», «подписание не состоялось»."""
    words = line.words
    return any(words[j].lower == "не" for j in range(max(0, act - 2), act)) or any(words[j].lower == "не" and words[j + 1].lemma in {"состояться", "быть", "удаться", "смочь"} for j in clause(words, act) if j + 1 < len(words))


# -- what became of a document: the first rule that fits decides ---------------------------------------------------------


def ended(c: Case) -> str | None:
    """«Парламент денонсировал соглашение», «действие договора продлено»: an earlier document."""
    return "referenced" if c.name == "end" or c.lemmas() & (words_of("end") - {"выход", "выйти", "продлить"}) and c.name not in {"sign", "ratify"} else None


def refused(c: Case) -> str | None:
    """«Меморандум не подписали»: nothing came of it."""
    return "none" if c.act is not None and c.name in {"sign", "adopt", "ratify"} and negated(c.line, c.act) else None


def own_decree(c: Case) -> str | None:
    """«Глава государства подписал документ»: one signatory, no other side, so a paper of one state."""
    d, words = c.document, c.line.words
    if c.name != "sign" or c.act is None or d.kind not in {"other", "programme", "declaration"} or d.plural:
        return None
    act = words[c.act]
    alone = is_finite(act) and act.feats.get("Variant") != "Short" and act.feats.get("Number") == "Sing"
    return "none" if alone and not any(w.lower in {"с", "со", "между"} for w in words) and len(sides(c.reading, c.line)) < 2 else None


def only_agreed(c: Case) -> str | None:
    """«Достигнуто соглашение о прекращении огня»: an understanding, no document."""
    return "none" if c.name == "verbal" and c.document.lemma in {"соглашение", "договоренность", "документ"} else None


def joins(c: Case) -> str | None:
    """«Страна присоединилась к Договору о дружбе»."""
    if c.name != "join" or c.act is None:
        return None
    return "planned" if to_come(c.line, c.act, c.document.tree) and not decided(c) else "in_force"


def decided(c: Case) -> bool:
    """«Депутаты постановили присоединиться»: a decision of a parliament is the act itself."""
    return bool(c.lemmas() & {"постановить", "постановление", "закон"})


def enters_into_force(c: Case) -> str | None:
    """«Соглашение вступило в силу»."""
    if c.name != "force" or c.act is None:
        return None
    return None if to_come(c.line, c.act, c.document.tree) else "in_force"


def ratified(c: Case) -> str | None:
    """«Меджлис ратифицировал протокол», «парламент одобрил соглашение»; a bill that is yet to pass leaves it as it was."""
    if c.act is None:
        return None
    if c.name == "ratify":
        waiting = to_come(c.line, c.act, c.document.tree) and not decided(c) or c.lemmas() & {"рассмотреть", "внести", "направить", "рассматривать"}
        return "referenced" if waiting else "in_force"
    if c.name == "adopt" and c.document.kind in {"treaty", "protocol", "memorandum"} and c.line.words[c.act].lemma in {"одобрить", "утвердить", "утверждение", "одобрение", "утверждать", "одобрять"}:
        return "referenced" if to_come(c.line, c.act, c.document.tree) else "in_force"
    return None


def drafted(c: Case) -> str | None:
    """«Готовится соглашение», «рассмотрели проект декларации», «меморандум парафирован»."""
    d = c.document
    words = d.line.words
    head = words[d.word].head
    draft = head >= 0 and words[head].lemma == "проект" or any(words[j].lemma == "проект" for j in range(max(0, d.first - 2), d.first))
    if draft and c.name not in {"ratify", "join", "force"}:
        return "planned"
    if c.name != "draft" or c.act is None or d.kind == "package" and d.count == 1 or d.kind == "programme" and d.last == d.word:
        return None
    return "planned" if d.last > d.word or d.lemma not in GENERIC and (not d.bare or d.plural) else None


def planned(c: Case) -> str | None:
    """«Президенты намерены подписать заявление», «будет подписан ряд документов»."""
    return "planned" if c.name in {"sign", "adopt", "outcome"} and c.act is not None and to_come(c.line, c.act, c.document.tree) and acts(c) else None


def recalled(c: Case) -> str | None:
    """«В рамках ранее подписанного меморандума», «в 2016 году подписан договор», «участники Конвенции»."""
    if c.name in {"sign", "adopt", "outcome"} and is_old(c):
        return "referenced"
    if c.name == "recall":
        return "referenced"
    return None


def signed(c: Case) -> str | None:
    """«Стороны подписали договор», «меморандум, который подписали», «обменялись подписанными документами»."""
    return "signed" if c.name == "sign" else None


def adopted(c: Case) -> str | None:
    """«Принята совместная декларация», «итогом стало заявление»: declarations, programmes, packages."""
    if c.name not in {"adopt", "outcome"} or not acts(c):
        return None
    return "signed"


def acts(c: Case) -> bool:
    """Whether a document can be adopted, or be an outcome: «итогом встречи стало соглашение», not «план стал основой»."""
    d = c.document
    words = d.line.words
    if c.name == "sign":
        return True
    if c.name == "outcome" and not (d.lemma in GENERIC and any(words[j].lemma in nouns() and not d.first <= j <= d.last for j in d.clause())):
        return words[d.word].case == "Ins" or any(words[j].lemma in {"итог", "результат", "документ", "плод"} for j in d.clause())
    if d.lemma in GENERIC and any(words[j].lemma in nouns() and not d.first <= j <= d.last for j in d.clause()):
        return False
    if d.kind == "programme":
        # a government's own programme is no agreement
        return bool(c.lemmas() & {"сторона", "министр", "совместный"}) or len(sides(c.reading, d.line)) >= 2
    return d.kind in {"declaration", "package", "treaty", "other"} and not (d.bare and d.lemma in GENERIC and not d.plural)


def amends(c: Case) -> str | None:
    """«Протоколом внесены изменения в соглашение»: the protocol is what was agreed last."""
    if c.name == "amend" and c.line.words[c.document.word].case == "Ins" and c.before == "signed":
        return "signed"
    return None


def listed(c: Case) -> str | None:
    """A list goes on as it began: «В числе документов – договор о границе», «Ещё один протокол касается виз»."""
    d = c.document
    words = d.line.words
    likewise = any(w.lemma == "такой" and words[k + 1].lower == "же" for k, w in enumerate(words[:-1]))
    if c.before is None or c.name in {*INTENT, "recall", "verbal"} or words[d.word].case not in {"Nom", "Acc", ""} and not likewise:
        return None
    if d.bare and not d.plural and not is_further(d) or d.kind == "package" and d.count == 1:
        return None
    if c.name == "amend" and words[d.word].case == "Acc" and not is_further(d):
        return None
    if c.beside == "referenced" or is_old(c):
        return "referenced"
    verb = next((j for j in d.tree.heads(d.word) if is_finite(words[j])), None)
    if verb is not None and not d.item and words[verb].lemma not in words_of("list") | words_of("amend") | words_of("outcome") | {"быть", "состояться"}:
        # «обсудили также соглашение о порте»
        return None
    if likewise:
        return c.before
    opens = [w for w in words[:4] if w.pos not in {"PUNCT", "NUM"} and not w.text[:1].isdigit()]
    begins = bool(opens) and opens[0] in words[max(0, d.first) : d.word + 1] and not any(is_finite(w) for w in words)
    return c.before if begins or {w.lemma for w in words} & words_of("list") or d.item else None


def mentioned(c: Case) -> str | None:
    """Any other document with a name of its own: recalled, no news."""
    d = c.document
    return "referenced" if c.name != "verbal" and not d.bare and not d.plural and d.kind in {"treaty", "memorandum", "protocol"} and len(stems(d.title)) > 0 else None


RULES: tuple[Rule, ...] = (refused, own_decree, only_agreed, ended, joins, enters_into_force, ratified, drafted, recalled, planned, signed, adopted, amends, listed, mentioned)


def is_old(c: Case) -> bool:
    """Whether the clause dates the act long before the publication, or calls it an earlier one."""
    d, line = c.document, c.line
    if c.lemmas() & words_of("earlier"):
        return True
    scope = clause(line.words, c.act) if c.act is not None else d.clause()
    start, end = line.words[scope[0]].start - line.start, line.words[scope[-1]].end - line.start
    own = range(line.words[d.first].start - line.start, line.words[d.last].end - line.start)
    published = c.reading.published
    for m in PAST_YEAR.finditer(line.text, start, end):
        if m.start() not in own and int(m[1]) < published.year and not any(x.start <= m.start(1) < x.end for x in line.days):
            return True
    for day in line.days:
        if not start <= day.start < end or day.start in own:
            continue
        if (published - (day.last or day.first)).days > (RECENT if day.precision == "day" else 45):
            return True
    return bool(LONG_AGO.search(line.text[start:end]))


# -- days ---------------------------------------------------------------------------------------------------------------


def signing_day(c: Case, status: str) -> date | None:
    """The day on which a document was signed, or is to be: in its clause, its sentence, else that of the talks.

    Examples
    --------
    >>> r = Reading("", "Сегодня в Баку прошли переговоры президентов. Стороны подписали договор о границе.", date(2024, 5, 4))
    >>> d = documents(r)[0]
    >>> str(signing_day(Case(r, d, *governor(d)), "signed"))
    '2024-05-04'
    """
    reading, line = c.reading, c.line
    at = c.act if c.act is not None else c.document.word
    own = [d for d in days(reading, line, c.document, status) if status != "planned" or d.first > reading.published]
    if status == "in_force" and c.name != "join":
        # the day of signing, not that of ratifying
        own = [d for d in own if any(line.words[j].lemma in words_of("sign") for j in clause(line.words, word_at(line, d)))]
    if own:
        if status == "in_force" and c.name != "join":
            signs = [j for j, w in enumerate(line.words) if w.lemma in words_of("sign")]
            at = min(signs, key=lambda j: abs(j - at), default=at)
        middle = line.words[at].start - line.start
        return min(own, key=lambda d: abs(d.start - middle)).first
    if status == "in_force":
        return None
    rows = [row for row in reading.lines if row.field == "body"]
    before = [row for row in rows if row.paragraph == line.paragraph and row.index < line.index][::-1]
    if status == "planned":
        return next((d.first for row in before[:1] for d in days(reading, row, None, status) if d.first > reading.published), None)
    after = [row for row in rows if line.index < row.index <= line.index + 1 and {w.lemma for w in row.words} & words_of("ceremony")]
    opening = [row for row in rows if row.paragraph == 0]
    title = [row for row in reading.lines if row.field == "title"]
    earlier = [row for row in rows if 0 < row.paragraph < line.paragraph][::-1]
    following = [row for row in rows if line.index < row.index <= line.index + 1 and row.paragraph <= line.paragraph + 1]
    for row in [*after, *before, *opening, *title, *earlier, *following]:
        if row not in opening and not tells_of_talks(row):
            continue
        for d in days(reading, row, None, status):
            if 0 <= (reading.published - d.first).days <= RECENT:
                return d.first
    return None


def word_at(line: Line, day: Day) -> int:
    """The first word of a day."""
    return next((j for j, w in enumerate(line.words) if w.start - line.start >= day.start), 0)


def tells_of_talks(line: Line) -> bool:
    """Whether a sentence tells of a visit, talks or a ceremony, or is a dateline («Ташкент, 17 ноября.»)."""
    known = triggers()
    return len(line.words) <= 8 and bool(line.places) or any(w.lemma in known or w.lemma in words_of("ceremony") | words_of("sign") or w.lemma in {"саммит", "начаться", "церемония"} for w in line.words)


def days(reading: Reading, line: Line, d: Document | None, status: str) -> list[Day]:
    """Single days of a sentence on which something may have been signed: not those of a report, a term or a name."""
    words = line.words
    found = []
    for day in line.days:
        if day.precision != "day" or day.last is not None and day.last != day.first:
            continue
        if status == "signed" and day.first > reading.published:
            continue
        inside = [j for j, w in enumerate(words) if day.start <= w.start - line.start < day.end]
        if not inside or d is not None and d.first <= inside[0] <= d.last:
            continue
        before = words[inside[0] - 1].lower if inside[0] else ""
        if before in {"до", "с", "со", "по", "к", "от"} and words[inside[0]].lower not in {"в"}:
            continue
        if is_report(words, inside[0], inside[-1]):
            continue
        found.append(day)
    return found


def is_report(words: list[Word], first: int, last: int) -> bool:
    """«пишет 15 ноября агентство», «сообщило в воскресенье посольство»: the day of the news, not of the deed."""
    for step, start in ((-1, first - 1), (1, last + 1)):
        for j in range(start, start + 3 * step, step):
            if not 0 <= j < len(words) or words[j].text in {",", ".", ";", "–", "—"}:
                break
            if words[j].lemma in words_of("sign"):
                break
            if words[j].lemma in words_of("report"):
                return True
    return False


# -- records ------------------------------------------------------------------------------------------------------------


def records(reading: Reading) -> list[dict]:
    """Agreements that an article states, in the fields of the guidelines.

    Examples
    --------
    >>> from datetime import date
    >>> r = Reading("", "Иран и Туркменистан подписали 3 мая меморандум о сотрудничестве.", date(2024, 5, 4))
    >>> a = records(r)[0]
    >>> a["kind"], a["status"], a["parties"], a["title"], a["date"]
    ('memorandum', 'signed', ['IRN', 'TKM'], 'меморандум о сотрудничестве', '2024-05-03')
    """
    found: list[dict] = []
    before: str | None = None
    beside: tuple[int, str] = (-1, "")
    for d in documents(reading):
        if d.inside or is_internal(reading, d):
            continue
        c = Case(reading, d, *governor(d), before, beside[1] if beside[0] == d.line.index else None)
        rule, status = next(((rule, s) for rule in RULES if (s := rule(c))), (None, None))
        if rule is None or status is None or status == "none":
            continue
        if status != "referenced":
            before = status
        beside = (d.line.index, status)
        r = record(c, rule.__name__, status)
        twin = next((x for x in reversed(found) if same(x, r)), None)
        if twin is not None:
            merge(twin, r)
        elif r["kind"] != "other" or not d.bare or status in {"signed", "planned"}:
            found.append(r)
    pronouns(reading, found)
    return [strip(r) for r in settle(found) if binding(r)]


def record(c: Case, rule: str, status: str) -> dict:
    """One document's record."""
    d = c.document
    alone = rule == "joins" or rule == "ratified" and d.lemma in {"конвенция", "хартия", "протокол"}
    parties, how = parties_of(c.reading, d, alone=alone, context=rule != "mentioned")
    day = signing_day(c, status)
    kind = d.kind
    if rule == "joins":
        kind = "other"
    elif d.lemma == "договор" and kind == "treaty" and of_firms(c, parties):
        kind = "contract"
    first, last = evidence(c)
    return {
        "kind": kind,
        "title": None if kind in {"package", "other"} and d.bare else d.title,
        "parties": parties,
        "status": status,
        "count": d.count,
        "date": day.isoformat() if day and status != "referenced" else None,
        "background": status == "referenced" and rule != "ended" or rule == "ratified" and is_old_ratification(c),
        "evidence": c.line.text[first - c.line.start : last - c.line.start],
        "field": c.line.field,
        "span": (first, last),
        "rules": [rule, how],
        "document": d,
    }


def of_firms(c: Case, parties: list[str]) -> bool:
    """A treaty binds states; what companies sign under that word is a contract."""
    firms = any(w.lemma in FIRM for j, w in enumerate(c.line.words) if not c.document.word < j <= c.document.last)
    return firms or sum(not re.fullmatch("[A-Z]{3}", p) for p in parties) >= 2


def is_old_ratification(c: Case) -> bool:
    """A ratification that the article itself dates more than ``RECENT`` days back."""
    at = c.line.words[c.act if c.act is not None else c.document.word].start - c.line.start
    near = min((d for d in c.line.days if d.precision == "day"), key=lambda d: abs(d.start - at), default=None)
    signs = [w.start - c.line.start for w in c.line.words if w.lemma in words_of("sign")]
    if near is None or any(abs(s - near.start) < abs(at - near.start) for s in signs):
        return False
    return (c.reading.published - near.first).days > RECENT


def evidence(c: Case) -> tuple[int, int]:
    """Offsets of the document's name together with its governor and that word's subject."""
    d, words = c.document, c.line.words
    spans = {d.first, d.last}
    if c.act is not None and abs(c.act - d.word) <= AROUND and not d.item:
        spans.add(c.act)
        for j in d.tree.below.get(c.act, []):
            part = {k for k in d.tree.under(j) if abs(k - c.act) <= 25} if words[j].rel.startswith(("nsubj", "aux")) else set()
            if d.word not in part:
                spans |= part
    kept = [j for j in spans if words[j].pos != "PUNCT" or words[j].text in {"»", '"', "«"}] or [d.word]
    return words[min(kept)].start, words[max(kept)].end


def same(a: dict, b: dict) -> bool:
    """Whether two records of one article are the same document."""
    one, other = a["document"], b["document"]
    if one.line is other.line and one is not other and one.word != other.word and not (one.bare or other.bare):
        return a["kind"] == b["kind"] and stems(one.title) == stems(other.title) and one.count == other.count and a["status"] == b["status"]
    if a["kind"] == "package" or b["kind"] == "package":
        return a["kind"] == b["kind"] and a["status"] == b["status"] and (a["count"] == b["count"] or 1 in {a["count"], b["count"]} and not is_further(other))
    if other.bare and not other.plural and not is_further(other):
        if {one.lemma, other.lemma} <= {"соглашение", "контракт", "сделка", "договор", "кредит"} and not one.plural:
            return True
        return other.lemma in GENERIC | {"сделка", "бумага"} and not one.plural or one.lemma == other.lemma and not one.plural
    related = a["kind"] == b["kind"] or one.lemma == other.lemma or {one.lemma, other.lemma} <= {"соглашение", "контракт", "сделка", "договор", "кредит"}
    if not related or is_further(other) or one.item and other.item or one.plural != other.plural and b["field"] != "title":
        return False
    if b["field"] == "title":
        return a["status"] == b["status"] or alike(one.title, other.title)
    if one.bare and not other.bare and a["status"] != "referenced":
        return a["status"] == b["status"] and one.line.paragraph == other.line.paragraph
    return alike(one.title, other.title) and (a["parties"] == b["parties"] or len(stems(one.title) & stems(other.title)) > 1 or a["status"] == b["status"] and bool(set(a["parties"]) & set(b["parties"])))


def is_further(d: Document) -> bool:
    """«ещё один меморандум», «второй договор», «другие документы»: one more, not the same again."""
    words = d.line.words
    if d.bare and words[d.word].case == "Ins" and any(words[j].lemma in {"закрепить", "оформить", "связать"} for j in d.clause()):
        # «меморандумом оформили сотрудничество в области связи»
        return True
    if d.lemma not in GENERIC and d.first and words[d.first - 1].lemma == "соответствующий":
        # «города породнились: соответствующий договор подписали мэры»
        return True
    return any(w.lemma in {"еще", "второй", "третий", "другой", "иной", "аналогичный", "отдельный"} for w in words[max(0, d.first - 3) : d.word])


def merge(a: dict, b: dict) -> None:
    """Add what a further sentence says of a document; the furthest status holds."""
    if RANK.index(b["status"]) < RANK.index(a["status"]) or a["background"] and not b["background"] and b["status"] == a["status"]:
        for key in ("status", "background", "rules", "evidence", "field", "span"):
            a[key] = b[key]
        if b["kind"] == "other" and "joins" in b["rules"]:
            a["kind"] = "other"
        a["date"] = b["date"] or a["date"]
    elif b["status"] == "signed" and not a["date"] or a["status"] == b["status"]:
        a["date"] = a["date"] or b["date"]
    if b["rules"][0] == "recalled" and a["status"] == "in_force":
        a["date"] = a["date"] or old_day(b)
    a["count"] = max(a["count"], b["count"])
    if not a["title"] or a["document"].bare and b["title"] and not b["document"].bare:
        a["title"] = b["title"] or a["title"]
    if len([p for p in b["parties"] if re.fullmatch("[A-Z]{3}", p)]) >= 2 and "from_context" not in b["rules"] and "from_context" in a["rules"]:
        a["parties"] = b["parties"]


def old_day(r: dict) -> str | None:
    """The day on which a sentence says that a document was signed, long ago."""
    d = r["document"]
    return next((x.first.isoformat() for x in d.line.days if x.precision == "day" and x.last is None), None)


def pronouns(reading: Reading, found: list[dict]) -> None:
    """«Подписан он был 21 января»: the day of the document named last."""
    for line in reading.lines:
        words = line.words
        if any(w.lemma in nouns() for w in words) or not any(w.lemma in words_of("sign") for w in words):
            continue
        if not any(w.lower in {"он", "она", "оно", "его", "её", "ее"} for w in words):
            continue
        earlier = [r for r in found if r["field"] == "body" and 0 <= line.index - r["document"].line.index <= 2]
        day = next((d for d in line.days if d.precision == "day" and d.last is None), None)
        if earlier and day and not earlier[-1]["date"] and not is_report(words, 0, 0):
            earlier[-1]["date"] = day.first.isoformat()


def settle(found: list[dict]) -> list[dict]:
    """Leave out numbers and vague plurals whose documents are all named."""
    kept = []
    for r in found:
        named = [x for x in found if x is not r and x["status"] == r["status"] and x["title"] and not x["document"].plural and not x["background"]]
        d = r["document"]
        if r["kind"] == "package":
            if r["count"] > 1 and sum(x["count"] for x in named) >= r["count"] or r["count"] == 1 and named and not is_further(d):
                continue
        elif d.plural and r["count"] == 1 and d.bare and not is_further(d) and any(x["kind"] == r["kind"] or r["kind"] == "treaty" for x in named):
            continue
        kept.append(r)
    return kept


def binding(r: dict) -> bool:
    """Whether parties of two sides are known; for a ratified document one is enough."""
    states = [p for p in r["parties"] if re.fullmatch("[A-Z]{3}", p)]
    if r["status"] in {"in_force", "referenced"}:
        return bool(r["parties"])
    return len(states) >= 2 or bool(states) and len(r["parties"]) >= 2


def strip(r: dict) -> dict:
    """A record without what only this file needs."""
    return {k: v for k, v in r.items() if k != "document"}


def is_internal(reading: Reading, d: Document) -> bool:
    """Contracts of players, of workers and of an exchange are no agreements.

    Examples
    --------
    >>> r = Reading("", "Нападающий подписал контракт с клубом из Ирана.", date(2024, 5, 4))
    >>> is_internal(r, documents(r)[0])
    True
    """
    if d.lemma not in {"контракт", "договор", "сделка"}:
        return False
    around = [row for row in reading.lines if row.field == "title" or row.field == d.line.field and row.paragraph == d.line.paragraph]
    exchange = any(w.lemma in words_of("exchange") for row in reading.lines for w in row.words) and d.plural
    return exchange or any(w.lemma in words_of("inside") for row in around for w in row.words)
