"""Agreements: documents between parties of two countries, what became of them, and when.

A document is a noun of ``documents.csv`` («меморандум о …») together with a word that says what happened to it
(«подписали», «ратифицировал», «планируется подписание»). A list («договор о …, соглашение о …») is one record each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from ..gazetteer.places import rows
from .grammar import ancestors, children, clause, day_of, is_future, subtree
from .reading import Line, Reading

SIGN = {"подписать", "подписывать", "заключить", "заключать", "скрепить", "подпись", "оформить", "подписание", "заключение", "обменяться", "закрепить", "подписанный", "заключенный", "подписант", "автограф", "связать", "приложить"}
ADOPT = {"принять", "принимать", "принятие", "утвердить", "одобрить", "стать", "увенчаться"}
FORCE = {"ратифицировать", "ратификация", "вступить", "вступление", "присоединиться", "присоединяться", "присоединение", "ратифицированный", "утвердить", "одобрить"}
JOIN = {"присоединиться", "присоединяться", "присоединение"}
PLAN = {"подготовить", "готовить", "проект", "парафировать", "намерен", "намеренный", "планировать", "планироваться", "согласовать", "разработать", "предложить", "разрешить", "подготовка", "готовиться", "ожидаться", "намечать", "наметить", "предстоять", "предусматривать", "предусмотреть"}
OLD = {"денонсировать", "рамка", "согласно", "соответствие", "прежний", "ранее", "действие"}
CONTRACT_WORDS = re.compile(r"\b(кредит|заём|займ|поставк|закупк|покупк|купл|раздел\w* продукции|своп|подряд|лизинг|продаж)", re.IGNORECASE)
NUMBERS = {
    "два": 2, "две": 2, "двух": 2, "три": 3, "трёх": 3, "трех": 3, "четыре": 4, "четырёх": 4, "четырех": 4, "пять": 5, "пяти": 5, "шесть": 6, "шести": 6,
    "семь": 7, "семи": 7, "восемь": 8, "восьми": 8, "девять": 9, "девяти": 9, "десять": 10, "десяти": 10, "одиннадцать": 11, "двенадцать": 12,
    "тринадцать": 13, "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18, "девятнадцать": 19, "двадцать": 20,
}  # fmt: skip


@cache
def kinds() -> dict[str, str]:
    """Kind of document by the lemma of its noun, from ``documents.csv``.

    Examples
    --------
    >>> kinds()["меморандум"]
    'memorandum'
    """
    return {r["lemma"]: r["kind"] for r in rows("documents.csv")}


@dataclass(eq=False)
class Document:
    """A document named in a sentence: its noun, its words ``first`` to ``last``, kind, and number of copies meant."""

    line: Line = field(repr=False)
    index: int
    word: int
    first: int
    last: int
    kind: str
    count: int
    bare: bool


def documents(reading: Reading) -> list[Document]:
    """Every document that an article names."""
    found = []
    for index, line in enumerate(reading.lines):
        for i, w in enumerate(line.words):
            kind = kinds().get(w.lemma)
            if kind is None or w.pos not in {"NOUN", "PROPN"} or not fits(line, i, w.lemma):
                continue
            first, last = phrase(line, i)
            number = how_many(line, i)
            if w.lemma in {"документ", "бумага", "пакет"}:
                kind = "package" if number > 1 or w.feats.get("Number") == "Plur" or w.lemma == "пакет" else "other"
                if w.lemma == "документ" and any(x.lemma == "пакет" for x in line.words[max(0, i - 2) : i]):
                    continue
            if kind in {"treaty", "other", "package"} and CONTRACT_WORDS.search(text(line, first, last)) and w.lemma in {"соглашение", "договор"}:
                kind = "contract"
            found.append(Document(line, index, i, first, last, kind, number, last == i))
    return found


def fits(line: Line, i: int, lemma: str) -> bool:
    """Conditions of words that only sometimes name a document."""
    words = line.words
    before = {w.lemma for w in words[max(0, i - 2) : i]}
    if lemma == "заявление":
        return "совместный" in before or "политический" in before or "итоговый" in before
    if lemma == "карта":
        return "дорожный" in before
    if lemma in {"программа", "план"}:
        near = {w.lemma for w in words[i + 1 : i + 3]}
        return bool(near & {"сотрудничество", "действие", "мероприятие", "взаимодействие", "действий", "консультация", "партнерство"} or before & {"межмидовский", "совместный", "рабочий"}) and bool({w.lemma for w in words} & (SIGN | ADOPT | {"обменяться"}))
    if lemma == "договоренность":
        return "генеральный" in before
    if lemma in {"протокол"}:
        return "служба" not in {w.lemma for w in words[max(0, i - 1) : i]}
    if lemma == "карточка":
        return False
    return True


def phrase(line: Line, i: int) -> tuple[int, int]:
    """The document's name: its adjectives, its noun, and «о …», «между …», up to a verb or a further document."""
    words = line.words
    first = i
    while first > 0 and words[first - 1].pos in {"ADJ"} and words[first - 1].lemma not in {"этот", "соответствующий", "новый", "ряд", "подписанный"}:
        first -= 1
    below = subtree(line, i)
    last = i
    j = i + 1
    while j < len(words):
        w = words[j]
        if w.pos == "VERB" and w.feats.get("VerbForm") in {None, "Fin"} or w.text in {";", ":", "–", "—", "("} or w.lemma == "который":
            break
        if w.text == "," and (j + 1 >= len(words) or words[j + 1].lower in {"о", "об", "а", "который", "что"} or kinds().get(words[j + 1].lemma) or words[j + 1].pos in {"VERB"}):
            break
        if w.lower == "и" and j + 1 < len(words) and (kinds().get(words[j + 1].lemma) or j + 2 < len(words) and kinds().get(words[j + 2].lemma) and words[j + 1].pos == "ADJ"):
            break
        if j == i + 1 and w.lower not in {"о", "об", "обо", "между", "по", "на", "в", "с"} and w.case != "Gen" and w.text not in {"«", '"'} and j not in below:
            break
        if j not in below and w.pos not in {"PUNCT", "ADP", "CCONJ"} and w.case in {"Nom"} and w.pos in {"NOUN", "PROPN"}:
            break
        last = j
        j += 1
        if j - i > 40:
            break
    while last > i and words[last].pos in {"PUNCT", "ADP", "CCONJ", "SCONJ"} and words[last].text not in {"»", '"'}:
        last -= 1
    return first, last


def how_many(line: Line, i: int) -> int:
    """Number before a noun: «13 документов», «два договора»."""
    for w in reversed(line.words[max(0, i - 4) : i]):
        if w.text.isdigit() and len(w.text) <= 3:
            return int(w.text)
        if w.lower in NUMBERS:
            return NUMBERS[w.lower]
        if w.pos not in {"ADJ", "NUM", "DET"}:
            break
    # «шестнадцать документов подписано», «пакет насчитывает 22 документа»
    return 1


def text(line: Line, first: int, last: int) -> str:
    """The words of a sentence from ``first`` to ``last``, as they stand."""
    return line.text[line.words[first].start - line.start : line.words[last].end - line.start]


def status_of(reading: Reading, d: Document, before: str | None) -> str | None:
    """What happened to a document, from the verb that governs it or its clause; a list goes on as it began."""
    line = d.line
    words = line.words
    near = set(ancestors(line, d.word)) | set(children(line, d.word)) | set(clause(line, d.word))
    lemmas = {words[j].lemma for j in near}
    whole = {w.lemma for w in words}
    if d.kind != "other" and lemmas & {"денонсировать", "денонсирован"}:
        return "referenced"
    if lemmas & FORCE and ("сила" in lemmas or not lemmas & {"вступить", "вступление"}) and (lemmas & (FORCE - {"утвердить", "одобрить"}) or d.kind in {"treaty", "protocol", "memorandum"}):
        return "in_force"
    signing = lemmas & SIGN or (lemmas & ADOPT and d.kind == "declaration")
    governed = [j for j in near if words[j].lemma in SIGN]
    if signing:
        if lemmas & PLAN or any(words[j].feats.get("Tense") == "Fut" for j in near if words[j].pos in {"VERB", "AUX"}) or (is_future(line, d.word) and not any(words[j].feats.get("Tense") == "Past" for j in governed)):
            return "planned"
        if any(w in whole for w in ("ранее",)) and line.paragraph > 0:
            return "referenced"
        return "signed"
    if whole & SIGN and not d.bare:
        return "planned" if is_future(line) else "signed"
    if lemmas & PLAN and d.kind != "package":
        return "planned"
    if before == "signed" and (whole & {"среди", "также", "еще", "список", "кроме", "второй", "числo", "перечень"} or len(words) and words[0].lemma in kinds()):
        return "signed"
    return None


def parties_of(reading: Reading, d: Document) -> list[str]:
    """States and organisations that a document binds."""
    line = d.line
    found: list[str] = []
    scope = range(d.first, d.last + 1)
    own = [h.value.country for h in line.places if h.first in scope and h.value.kind in {"country", "adjective", "capital"}]
    others = [h.value.country for h in line.places if h.value.kind in {"country", "adjective", "capital"} and h.value.country not in own]
    actors = [m.actor.country for m in line.mentions if m.actor and m.actor.country]
    found += own
    if len(set(found)) < 2:
        found += actors
    if len(set(found)) < 2:
        found += others
    if len(set(found)) < 2:
        found += main_countries(reading, d.index)
    found = list(dict.fromkeys(c for c in found if c))
    companies = company_names(line) if {w.lemma for w in line.words} & (SIGN | PLAN) else []
    return sorted(found) + sorted(companies)


def main_countries(reading: Reading, index: int) -> list[str]:
    """The two countries that the article is about: those of its first sentences with two sides."""
    found: list[str] = []
    for row in [*reading.lines[max(0, index - 2) : index][::-1], *reading.lines]:
        found += [m.actor.country for m in row.mentions if m.actor and m.actor.country]
        found += [h.value.country for h in row.places if h.value.kind in {"country", "adjective", "capital"}]
        if len(set(found)) >= 2:
            return list(dict.fromkeys(found))[:2]
    return list(dict.fromkeys(found))


def company_names(line: Line) -> list[str]:
    """Companies and organisations of a sentence, as written: words in quotes after «концерн», «компания» and the like."""
    found = []
    for m in re.finditer(r"(?:концерн\w*|компани\w+|фирм\w+|корпораци\w+|агентств\w+|фонд\w*|банк\w*|предприяти\w+|обществ\w+)\s+(?:[а-яё]+\s+)?[«\"]([^»\"]{2,60})[»\"]", line.text):
        found.append(m[1])
    for h in line.organisations:
        found.append(h.value.short)
    return found


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
    for d in documents(reading):
        status = status_of(reading, d, before)
        if status is None:
            continue
        before = status
        parties = parties_of(reading, d)
        if len(parties) < 2 and status != "in_force" or internal(reading, d, parties):
            continue
        title = None if d.kind == "package" and d.bare else text(d.line, d.first, d.last)
        kind = d.kind
        lemmas = {w.lemma for w in d.line.words}
        if lemmas & JOIN and status == "in_force":
            kind = "other"
        day = next((x for x in day_of(d.line, d.word)), None)
        start, end = d.line.words[d.first].start, d.line.words[d.last].end
        record = {
            "kind": kind,
            "title": title,
            "parties": parties,
            "status": status,
            "count": d.count,
            "date": day.first.isoformat() if day and status in {"signed", "in_force"} else None,
            "background": bool(day and (reading.published - day.first).days > 20 and status == "signed"),
            "evidence": d.line.text[start - d.line.start : end - d.line.start],
            "field": d.line.field,
            "span": (start, end),
            "rules": [d.line.words[d.word].lemma],
        }
        twin = next((r for r in found if same(r, record)), None)
        if twin is None:
            found.append(record)
        else:
            twin["date"] = twin["date"] or record["date"]
            twin["count"] = max(twin["count"], record["count"])
            if len(record["title"] or "") > len(twin["title"] or ""):
                twin.update({k: record[k] for k in ("title", "evidence", "field", "span")})
    return found


def internal(reading: Reading, d: Document, parties: list[str]) -> bool:
    """A document inside one state: labour contracts, laws, players' contracts."""
    lemmas = {w.lemma for w in d.line.words}
    return bool(lemmas & {"футболист", "нападающий", "клуб", "игрок", "форвард", "трудовой", "коллективный", "биржа", "работник"})


def same(a: dict, b: dict) -> bool:
    """Whether two records of one article are the same document: same kind and status, and titles that do not differ."""
    if (a["kind"], a["status"]) != (b["kind"], b["status"]):
        return False
    if a["kind"] == "package":
        return True
    if not a["title"] or not b["title"]:
        return True
    one, other = (set(re.findall(r"\w{4,}", x["title"].lower())) for x in (a, b))
    one, other = ({w[:5] for w in s} for s in (one, other))
    return one <= other or other <= one
