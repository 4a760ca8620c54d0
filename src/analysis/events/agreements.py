"""Agreements: documents between parties of at least two countries, what became of them, and when.

:mod:`.documents` tells which documents an article names, :mod:`.governors` which word says what happens to each,
:mod:`.parties` whom they bind, :mod:`.signing` on which day. Here stand the rules for what happened to a document. Each
rule looks at one document and the word that governs it; the first in ``RULES`` that fits gives the status. Later
sentences on the same document («документ подписан 3 мая») add to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from .documents import ABOUT, GENERIC, Document, alike, documents, nouns, stems
from .governors import AROUND, INTENT, LOOSE, Case, governor, negated, preposition, subject_of_active, to_come
from .grammar import ancestors, children, finite_clauses, is_finite, subtree, will, words_of
from .parties import REACH, bound_in, nearby, parties_of, sides
from .reading import PRONOUNS, Line, Reading
from .signing import RECENT, old_day, signing_day, tells_of_talks

PAST_YEAR = re.compile(
    r"\b(?:в|от|с)\s+(?:\w+\s+){0,2}((?:19|20)\d\d)(?:-м|-го|(?:-м|-го)?\s+(?:году|года|г\.))", re.IGNORECASE
)
# «днём ранее», «часом раньше»: shortly before, no earlier document
JUST_BEFORE = re.compile(r"\b(?:днем|днём|часом|минутой|сутками|вечером|утром|чуть) (?:ранее|раньше)\b", re.IGNORECASE)
LONG_AGO = re.compile(
    r"\b(?:лет|года|месяц\w*|недел\w*) назад\b|\bв (?:прошлом|минувшем|позапрошлом) году\b"
    r"|\bза (?:это время|годы|\w+ лет|последни|прошедш|минувш)",
    re.IGNORECASE,
)
# «договор 2004 года»
YEAR_OF = re.compile(r"\b((?:19|20)\d\d)(?:-го)? года\b")
BOTH = re.compile(r"\b(?:и то,? и другое|оба документа|обе бумаги|тот и другой)\b.{0,30}\bподписа(?:ли|ны|но)\b")
MONTH_AND_HALF = 45
RANK = ("in_force", "signed", "planned", "referenced")


def kinds() -> dict[str, str]:
    """Kind of document by the lemma of its noun, from ``documents.csv``.

    Examples
    --------
    >>> kinds()["меморандум"]
    'memorandum'
    """
    return {lemma: row["kind"] for lemma, row in nouns().items()}


Rule = Callable[[Case], str | None]


def judge(c: Case) -> tuple[str, str] | None:
    """The first rule that fits a document, and the status that it gives."""
    return next(((rule.__name__, status) for rule in RULES if (status := rule(c))), None)


def cases(reading: Reading) -> Iterator[tuple[Case, str, str]]:
    """Every document of an article that a rule fits, the rule, and the status."""
    before: str | None = None
    beside: tuple[int, str] = (-1, "")
    exchange = any(row.has(words_of("exchange")) for row in reading.lines)
    found = documents(reading)
    for d in found:
        if d.inside or is_internal(reading, d) or (exchange and d.plural and d.lemma in {"контракт", "сделка"}):
            continue
        c = Case(reading, d, *governor(d), before, beside[1] if beside[0] == d.line.index else None, found)
        if (verdict := judge(c)) is None:
            continue
        rule, status = verdict
        if status not in {"none", "referenced"}:
            before = status
        beside = (d.line.index, status)
        yield c, rule, status


def fate(text: str) -> tuple[str, str]:
    """Rule and status of the last document of a text; the examples of the rules use it."""
    return [(rule, status) for _, rule, status in cases(Reading("", text, date(2024, 5, 4)))][-1]


# -- what became of a document: the first rule that fits decides ------------------------------------------------


def refused(c: Case) -> str | None:
    """«Меморандум не подписали»: nothing came of it.

    >>> fate("Иран и Ирак не подписали меморандум о границе.")
    ('refused', 'none')
    """
    return "none" if c.act is not None and c.name in {"sign", "adopt", "ratify"} and negated(c.line, c.act) else None


def own_decree(c: Case) -> str | None:
    """«Глава государства подписал документ»: one signatory, no other side, so a paper of one state.

    >>> fate("Глава государства подписал документ.")
    ('own_decree', 'none')
    """
    d, words = c.document, c.line.words
    if c.name != "sign" or c.act is None or d.kind not in {"other", "programme", "declaration"} or d.plural:
        return None
    act = words[c.act]
    alone = is_finite(act) and act.feats.get("Variant") != "Short" and act.feats.get("Number") == "Sing"
    return (
        "none" if alone and not any(w.lower in {"с", "со", "между"} for w in words) and len(sides(c.line)) < 2 else None
    )


def only_agreed(c: Case) -> str | None:
    """«Достигнуто соглашение о прекращении огня»: an understanding, no document.

    >>> fate("Достигнуто соглашение о прекращении огня.")
    ('only_agreed', 'none')
    """
    return "none" if c.name == "verbal" and c.document.lemma in {"соглашение", "договоренность", "документ"} else None


def ended(c: Case) -> str | None:
    """«Парламент денонсировал соглашение», «действие договора продлено»: an earlier document.

    >>> fate("Парламент денонсировал соглашение с Россией.")
    ('ended', 'referenced')
    """
    return (
        "referenced"
        if c.name == "end"
        or (c.lemmas() & (words_of("end") - {"выход", "выйти", "продлить"}) and c.name not in {"sign", "ratify"})
        else None
    )


def joins(c: Case) -> str | None:
    """«Страна присоединилась к Договору о дружбе».

    >>> fate("Кыргызстан присоединился к Договору о дружбе.")
    ('joins', 'in_force')
    """
    if c.name != "join" or c.act is None:
        return None
    return "planned" if to_come(c.line, c.act) and not decided(c) else "in_force"


def enters_into_force(c: Case) -> str | None:
    """«Соглашение вступило в силу».

    >>> fate("Соглашение о визах вступило в силу.")
    ('enters_into_force', 'in_force')
    """
    if c.name != "force" or c.act is None:
        return None
    return None if to_come(c.line, c.act) else "in_force"


def ratified(c: Case) -> str | None:
    """«Меджлис ратифицировал протокол», «парламент одобрил соглашение»; a bill yet to pass leaves it as it was.

    >>> fate("Меджлис ратифицировал протокол о защите моря.")
    ('ratified', 'in_force')
    """
    if c.act is None:
        return None
    if c.name == "ratify":
        waiting = (to_come(c.line, c.act) and not decided(c)) or c.lemmas() & {
            "рассмотреть",
            "внести",
            "направить",
            "рассматривать",
        }
        return "referenced" if waiting else "in_force"
    if (
        c.name == "adopt"
        and not is_draft(c.document)
        and c.document.kind in {"treaty", "protocol", "memorandum"}
        and c.line.words[c.act].lemma in {"одобрить", "утвердить", "утверждение", "одобрение", "утверждать", "одобрять"}
    ):
        return "referenced" if to_come(c.line, c.act) else "in_force"
    return None


def drafted(c: Case) -> str | None:
    """«Готовится соглашение», «рассмотрели проект декларации», «меморандум парафирован».

    >>> fate("Стороны рассмотрели проект декларации о дружбе.")
    ('drafted', 'planned')
    """
    d = c.document
    words = d.line.words
    head = words[d.word].head
    ready = head >= 0 and words[head].lemma in {"готовый", "готов", "должный", "должен"} and not d.bare
    if ready and words[d.word].rel.startswith("nsubj") and c.name in {"", "plan", "draft"}:
        # «готов к подписанию меморандум», «соглашение должно быть готово к осени»
        return "planned"
    if is_draft(d) and c.name not in {"ratify", "join", "force"}:
        return "planned"
    if (
        c.name != "draft"
        or c.act is None
        or (d.kind == "package" and d.count == 1)
        or (d.kind == "programme" and d.last == d.word)
    ):
        return None
    if words[c.act].lemma in {"парафировать", "парафирование", "парафироваться"}:
        return "planned"
    return (
        "planned" if d.count > 1 or d.last > d.word or (d.lemma not in GENERIC and (not d.bare or d.plural)) else None
    )


def recalled(c: Case) -> str | None:
    """«В рамках ранее подписанного меморандума», «в 2016 году подписан договор», «участники Конвенции».

    >>> fate("В 2016 году стороны подписали договор о порте.")
    ('recalled', 'referenced')
    """
    if c.name in {"sign", "adopt", "outcome"} and is_old(c) and not ahead(c):
        return "referenced"
    if c.name == "recall":
        return "referenced"
    return None


def planned(c: Case) -> str | None:
    """«Президенты намерены подписать заявление», «будет подписан ряд документов».

    >>> fate("Президенты намерены подписать договор о дружбе.")
    ('planned', 'planned')
    """
    return (
        "planned"
        if c.name in {"sign", "adopt", "outcome"} and c.act is not None and to_come(c.line, c.act) and acts(c)
        else None
    )


def signed(c: Case) -> str | None:
    """«Стороны подписали договор», «меморандум, который подписали», «обменялись подписанными документами».

    >>> fate("Президенты скрепили подписями договор о дружбе.")
    ('signed', 'signed')
    """
    return "signed" if c.name == "sign" else None


def adopted(c: Case) -> str | None:
    """«Принята совместная декларация», «итогом стало заявление»: declarations, programmes, packages.

    >>> fate("Итогом переговоров стало совместное заявление.")
    ('adopted', 'signed')
    """
    if c.name not in {"adopt", "outcome"} or not acts(c) or preposition(c.document) in ABOUT:
        return None
    return "signed"


def amends(c: Case) -> str | None:
    """«Протоколом внесены изменения в соглашение»: the protocol is what was agreed last.

    >>> fate("Стороны подписали договор о дружбе. Протоколом внесены изменения в старое соглашение.")
    ('amends', 'signed')
    """
    if c.name == "amend" and c.line.words[c.document.word].case == "Ins" and c.before == "signed":
        return "signed"
    return None


def listed(c: Case) -> str | None:
    """A list goes on as it began: «В числе документов – договор о границе», «Ещё один протокол касается виз».

    >>> fate("Стороны подписали договор о дружбе. Ещё один протокол касается виз.")
    ('listed', 'signed')
    """
    d = c.document
    words = d.line.words
    likewise = any(w.lemma == "такой" and words[k + 1].lower == "же" for k, w in enumerate(words[:-1]))
    if c.beside == "signed" and words[d.word].case == "Ins" and any(w.text == ":" for w in words[: d.first]):
        # «обменялись документами: соглашением о визах, меморандумом о связи»
        return "signed"
    if (
        c.before is None
        or c.name in {*INTENT, "recall", "verbal"}
        or (words[d.word].case not in {"Nom", "Acc", ""} and not likewise)
    ):
        return None
    if (d.bare and not d.plural and not is_further(d)) or (d.kind == "package" and d.count == 1):
        return None
    if c.name == "amend" and words[d.word].case == "Acc" and not is_further(d):
        return None
    if c.beside == "referenced" or is_old(c):
        return "referenced"
    verb = next((j for j in ancestors(d.line, d.word) if is_finite(words[j])), None)
    if (
        verb is not None
        and not d.item
        and words[verb].lemma not in words_of("list") | words_of("amend") | words_of("outcome") | {"быть", "состояться"}
    ):
        # «обсудили также соглашение о порте»
        return None
    if likewise:
        return c.before
    opens = [w for w in words[:4] if w.pos not in {"PUNCT", "NUM"} and not w.text[:1].isdigit()]
    begins = bool(opens) and opens[0] in words[max(0, d.first) : d.word + 1] and not any(is_finite(w) for w in words)
    return c.before if begins or {w.lemma for w in words} & words_of("list") or d.item else None


def in_the_news(c: Case) -> str | None:
    """«Министрам достался меморандум о визах», «поездка вылилась в семь документов»: papers of the talks reported.

    Newspapers have many words for it, so the rule asks for no word of signing. It leaves out what was only spoken of,
    what is older, and what has had its effect.

    >>> fate("Президент Ирана посетил Оман. Министрам достался меморандум о визах.")
    ('in_the_news', 'signed')
    """
    d, words = c.document, c.line.words
    if c.name not in {"", "adopt", "outcome"} or c.line.field == "title" or is_old(c) or c.lemmas() & words_of("talk"):
        return None
    if not has_name(d) or not stands_free(d) or (d.kind in {"programme", "contract"} and not shared(c)):
        return None
    if any(row.has(words_of("void")) for row in around(c)):
        return None
    if any(int(year) < c.reading.published.year for year in YEAR_OF.findall(d.title)):
        return None
    verb = next((j for j in ancestors(d.line, d.word) if is_finite(words[j])), None)
    if verb is not None:
        done = words[verb].feats.get("Tense") == "Past" or words[verb].feats.get("Variant") == "Short"
        if negated(c.line, verb) or has_effect(d, verb) or not (done or words[verb].lemma in words_of("list")):
            return None
    return "signed" if c.before == "signed" or any(tells_of_talks(row) for row in around(c)) else None


def quoted(c: Case) -> str | None:
    """«говорится в совместном заявлении», «в принятой декларации осудили»: a text that is quoted has been adopted.

    >>> fate("Президент Ирана посетил Оман. Об этом говорится в совместном заявлении.")
    ('quoted', 'signed')
    """
    d, words = c.document, c.line.words
    lemmas = {w.lemma for w in words[max(0, d.first - 2) : d.word]}
    told = lemmas & {"совместный", "итоговый", "принять", "подписать", "опубликовать", "обнародовать"}
    if d.kind != "declaration" or not told or preposition(d) not in {"в", "во"} or words[d.word].case != "Loc":
        return None
    if is_old(c) or c.name in {*INTENT, "recall", "end"}:
        return None
    return "signed" if c.before == "signed" or any(tells_of_talks(row) for row in around(c)) else None


def mentioned(c: Case) -> str | None:
    """Any other document with a name of its own: recalled, no news.

    >>> fate("Они говорили о Договоре о дружбе.")
    ('mentioned', 'referenced')
    """
    d = c.document
    return (
        "referenced"
        if c.name != "verbal"
        and not d.bare
        and not d.plural
        and d.kind in {"treaty", "memorandum", "protocol"}
        and len(stems(d.title)) > 0
        else None
    )


RULES: tuple[Rule, ...] = (
    refused,
    own_decree,
    only_agreed,
    ended,
    joins,
    enters_into_force,
    ratified,
    drafted,
    recalled,
    planned,
    signed,
    adopted,
    amends,
    listed,
    in_the_news,
    quoted,
    mentioned,
)


def has_name(d: Document) -> bool:
    """Whether it is told which document: by a subject, a number, or as a joint declaration."""
    numbered = d.count > 1 and d.plural
    named = d.last > d.word and bool(stems(d.title)) and not d.plural
    joint = d.kind == "declaration" and d.first < d.word
    return d.kind != "other" and (numbered or named or joint or d.item)


def has_effect(d: Document, verb: int) -> bool:
    """«Соглашение сняло пошлины»: what does something to something is in force already.

    Examples
    --------
    >>> d = documents(Reading("", "Соглашение о торговле сняло пошлины.", date(2024, 5, 4)))[0]
    >>> has_effect(d, 3)
    True
    """
    words = d.line.words
    below = children(d.line, verb)
    return (
        d.word < verb
        and [j for j in below if words[j].rel == "nsubj"] == [d.word]
        and words[verb].feats.get("Number") == words[d.word].feats.get("Number")
        and subject_of_active(d, verb)
        and any(words[j].rel == "obj" and words[j].case == "Acc" for j in below)
    )


def stands_free(d: Document) -> bool:
    """Whether a document is what a verb speaks of: «вылилась в семь документов» but not «по договору»."""
    words = d.line.words
    if d.item:
        return True
    before = preposition(d)
    if d.count > 1:
        return before in {"", "в", "на"} or (before not in LOOSE and words[d.word].case in {"Gen", "Nom", "Acc", "Ins"})
    return before == "" and words[d.word].case in {"Nom", "Acc", ""}


def shared(c: Case) -> bool:
    """Whether a programme stands among documents of two states, or a contract in a sentence on companies."""
    if c.document.kind == "contract" and bound_in(c.line)[0]:
        return True
    return any(
        o is not c.document and o.line is c.line and o.kind in {"treaty", "memorandum", "declaration", "protocol"}
        for o in c.others
    )


def around(c: Case) -> list[Line]:
    """A document's sentence, those before it in its paragraph, and the opening."""
    rows_before = c.reading.lines[max(0, c.line.index - 3) : c.line.index + 1]
    return [row for row in rows_before if row.paragraph == c.line.paragraph] + [
        row for row in c.reading.lines[:REACH] if row.paragraph == 0
    ][:2]


def is_draft(d: Document) -> bool:
    """«проект соглашения»."""
    words = d.line.words
    near = [words[d.word].head, *range(max(0, d.first - 2), d.first)]
    return any(j >= 0 and words[j].lemma == "проект" for j in near)


def ahead(c: Case) -> bool:
    """Whether the governor itself is still to come: a day in the last January is the next one's then."""
    return c.act is not None and (will(c.line.words[c.act]) or to_come(c.line, c.act))


def decided(c: Case) -> bool:
    """«Депутаты постановили присоединиться»: a decision of a parliament is the act itself."""
    return bool(c.lemmas() & {"постановить", "постановление", "закон"})


def acts(c: Case) -> bool:
    """Whether a document can be adopted, or be an outcome: «итогом стало соглашение», not «план стал основой»."""
    d = c.document
    words = d.line.words
    if c.name == "sign":
        return True
    if c.name == "outcome" and not (
        d.lemma in GENERIC and any(words[j].lemma in nouns() and not d.first <= j <= d.last for j in d.clause())
    ):
        return words[d.word].case == "Ins" or any(
            words[j].lemma in {"итог", "результат", "документ", "плод"} for j in d.clause()
        )
    if d.lemma in GENERIC and any(words[j].lemma in nouns() and not d.first <= j <= d.last for j in d.clause()):
        return False
    if d.kind == "programme":
        # a government's own programme is no agreement
        return bool(c.lemmas() & {"сторона", "министр", "совместный"}) or together(d) or shared(c)
    if d.kind in {"protocol", "memorandum"}:
        # what is adopted alone under these names is a paper of one meeting
        return shared(c)
    return d.kind in {"declaration", "package", "treaty", "other"} and not (
        d.bare and d.lemma in GENERIC and not d.plural
    )


def together(d: Document) -> bool:
    """Whether a sentence names two that act: states, or a state and an organisation."""
    return len(sides(d.line)) + len(bound_in(d.line, range(d.first, d.last + 1))[0]) >= 2


def is_old(c: Case) -> bool:
    """Whether the clause dates the act long before the publication, or calls it an earlier one."""
    d, line = c.document, c.line
    if JUST_BEFORE.search(line.text):
        return False
    if c.lemmas() & words_of("earlier"):
        return True
    if c.act is not None and any(line.words[j].lemma in words_of("earlier") for j in ancestors(line, c.act)):
        # «напомнил, что стороны подписали договор»
        return True
    scope = finite_clauses(line)[c.act] if c.act is not None else d.clause()
    start, end = line.words[scope[0]].start - line.start, line.words[scope[-1]].end - line.start
    own = range(line.words[d.first].start - line.start, line.words[d.last].end - line.start)
    published = c.reading.published
    for m in PAST_YEAR.finditer(line.text, start, end):
        if (
            m.start() not in own
            and int(m[1]) < published.year
            and not any(x.start <= m.start(1) < x.end for x in line.days)
        ):
            return True
    for day in line.days:
        if not start <= day.start < end or day.start in own:
            continue
        # what the opening itself tells is the news, be it some weeks old
        limit = RECENT if day.precision == "day" and line.paragraph > 0 else MONTH_AND_HALF
        if (published - (day.last or day.first)).days > limit:
            return True
    return bool(LONG_AGO.search(line.text[start:end]))


# -- records -----------------------------------------------------------------------------------------------------


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
    for c, rule, status in cases(reading):
        if status == "none":
            continue
        d = c.document
        r = record(c, rule, status)
        candidates = found if d.line.field == "title" else found[-2 * REACH :]
        if d.line.field == "title" and d.count > 1:
            candidates = sorted(candidates, key=lambda x: x["count"] == d.count)
        twin = next((x for x in reversed(candidates) if same(x, r)), None)
        if twin is not None:
            merge(twin, r)
        elif r["kind"] != "other" or not d.bare or status in {"signed", "planned"}:
            found.append(r)
    both(found)
    pronouns(reading, found)
    return [strip(r) for r in settle(found) if binding(r)]


def record(c: Case, rule: str, status: str) -> dict:
    """One document's record."""
    d = c.document
    alone = rule == "joins" or (rule == "ratified" and d.lemma in {"конвенция", "хартия", "протокол"})
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
        "background": (status == "referenced" and rule != "ended") or (rule == "ratified" and is_old_ratification(c)),
        "evidence": c.line.text[first - c.line.start : last - c.line.start],
        "field": c.line.field,
        "span": (first, last),
        "rules": [rule, how],
        "document": d,
    }


def of_firms(c: Case, parties: list[str]) -> bool:
    """A treaty binds states; what companies sign under that word is a contract."""
    firms = any(
        w.lemma in words_of("firm") for j, w in enumerate(c.line.words) if not c.document.word < j <= c.document.last
    )
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
        for j in children(c.line, c.act):
            part = (
                {k for k in subtree(c.line, j) if abs(k - c.act) <= 25}
                if words[j].rel.startswith(("nsubj", "aux"))
                else set()
            )
            if d.word not in part:
                spans |= part
    kept = [j for j in spans if words[j].pos != "PUNCT" or words[j].text in {"»", '"', "«"}] or [d.word]
    return words[min(kept)].start, words[max(kept)].end


def same(a: dict, b: dict) -> bool:
    """Whether two records of one article are the same document."""
    one, other = a["document"], b["document"]
    if one.line is other.line and one is not other and one.word != other.word and not (one.bare or other.bare):
        return (
            a["kind"] == b["kind"]
            and stems(one.title) == stems(other.title)
            and one.count == other.count
            and a["status"] == b["status"]
        )
    if b["field"] == "title" and other.bare and other.count > 1 and one.plural and one.bare:
        # a headline's number is that of the text, counted otherwise or not
        return a["status"] == b["status"] and "package" in {a["kind"], b["kind"]}
    if a["kind"] == "package" or b["kind"] == "package":
        return (
            a["kind"] == b["kind"]
            and a["status"] == b["status"]
            and (a["count"] == b["count"] or (1 in {a["count"], b["count"]} and not is_further(other)))
        )
    if other.bare and not other.plural and not is_further(other):
        if {one.lemma, other.lemma} <= {"соглашение", "контракт", "сделка", "договор", "кредит"} and not one.plural:
            return True
        return (other.lemma in GENERIC | {"сделка", "бумага"} and not one.plural) or (
            one.lemma == other.lemma and not one.plural
        )
    related = (
        a["kind"] == b["kind"]
        or one.lemma == other.lemma
        or {one.lemma, other.lemma} <= {"соглашение", "контракт", "сделка", "договор", "кредит"}
    )
    if (
        not related
        or is_further(other)
        or (one.item and other.item)
        or (one.plural != other.plural and (b["field"] != "title" or other.count > 1))
    ):
        return False
    if b["field"] == "title":
        return a["status"] == b["status"] or alike(one.title, other.title)
    if one.bare and not other.bare and a["status"] != "referenced":
        if one.lemma == other.lemma and other.first < other.word == other.last and not one.plural:
            # «… с подписанной декларацией.» … «Исламабадская декларация содержит»
            return a["status"] == b["status"]
        return a["status"] == b["status"] and one.line.paragraph == other.line.paragraph
    return alike(one.title, other.title) and (
        a["parties"] == b["parties"]
        or len(stems(one.title) & stems(other.title)) > 1
        or (a["status"] == b["status"] and bool(set(a["parties"]) & set(b["parties"])))
    )


def is_further(d: Document) -> bool:
    """«ещё один меморандум», «второй договор», «другие документы»: one more, not the same again."""
    words = d.line.words
    if (
        d.bare
        and words[d.word].case == "Ins"
        and any(words[j].lemma in {"закрепить", "оформить", "связать"} for j in d.clause())
    ):
        # «меморандумом оформили сотрудничество в области связи»
        return True
    if d.lemma not in GENERIC and d.first and words[d.first - 1].lemma == "соответствующий":
        # «города породнились: соответствующий договор подписали мэры»
        return True
    return any(
        w.lemma in {"еще", "второй", "третий", "другой", "иной", "аналогичный", "отдельный"}
        for w in words[max(0, d.first - 3) : d.word]
    )


def merge(a: dict, b: dict) -> None:
    """Add what a further sentence says of a document; the furthest status holds."""
    if RANK.index(b["status"]) < RANK.index(a["status"]) or (
        a["background"] and not b["background"] and b["status"] == a["status"]
    ):
        for key in ("status", "background", "rules", "evidence", "field", "span"):
            a[key] = b[key]
        if b["kind"] == "other" and "joins" in b["rules"]:
            a["kind"] = "other"
        a["date"] = b["date"] or a["date"]
    elif (b["status"] == "signed" and not a["date"]) or a["status"] == b["status"]:
        a["date"] = a["date"] or b["date"]
    if b["rules"][0] == "recalled" and a["status"] == "in_force":
        a["date"] = a["date"] or old_day(b)
    if b["field"] != "title" or a["count"] == 1:
        a["count"] = max(a["count"], b["count"])
    if not a["title"] or (a["document"].bare and b["title"] and not b["document"].bare):
        a["title"] = b["title"] or a["title"]
    if len(states(b)) >= 2 and "from_context" not in b["rules"] and "from_context" in a["rules"]:
        a["parties"] = b["parties"]


def both(found: list[dict]) -> None:
    """«Подготовили соглашение о рыбе и меморандум о порте – и то и другое подписали»: what was drafted is signed."""
    for r in found:
        if r["status"] == "planned" and r["rules"][0] == "drafted" and BOTH.search(r["document"].line.text):
            r["status"], r["rules"] = "signed", ["both", *r["rules"][1:]]


def pronouns(reading: Reading, found: list[dict]) -> None:
    """«Подписан он был 21 января»: the day of the document named last."""
    for r in found:
        at = r["document"].line.index
        for line in reading.lines[at + 1 : at + 3] if r["field"] == "body" and not r["date"] else []:
            words = line.words
            if any(w.lemma in nouns() for w in words):
                break
            if not any(w.lemma in words_of("sign") for w in words) or not any(
                w.lower in PRONOUNS | {"оно"} for w in words
            ):
                continue
            day = next((d for d in line.days if d.precision == "day" and d.last is None), None)
            if day and not (r["status"] == "signed" and day.first > reading.published):
                r["date"] = day.first.isoformat()


def settle(found: list[dict]) -> list[dict]:
    """Leave out numbers and vague plurals whose documents are all named."""
    kept = []
    named = [x for x in found if x["title"] and not x["document"].plural and not x["background"]]
    known = {(x["status"], x["kind"]) for x in named}
    for r in found:
        d, status = r["document"], r["status"]
        number = sum(
            x["status"] == status
            and ("in_sentence" not in r["rules"] or len(states(r)) < 2 or set(states(x)) <= set(states(r)))
            for x in named
        )
        if r["kind"] == "package" or (r["field"] == "title" and d.bare and d.count > 1):
            some = number and not (d.lemma in GENERIC and number == 1 and partial(r))
            if 1 < r["count"] <= number or (r["count"] == 1 and some and not is_further(d)):
                continue
        elif d.plural and r["count"] == 1 and d.bare and not is_further(d):
            named_too = (status, r["kind"]) in known or (r["kind"] == "treaty" and number)
            if named_too:
                continue
        kept.append(r)
    return kept


def states(r: dict) -> list[str]:
    """Countries among the parties of a record."""
    return [p for p in r["parties"] if re.fullmatch("[A-Z]{3}", p)]


def partial(r: dict) -> bool:
    """«Подписан ряд документов. В их числе – соглашение»: more papers than the one named."""
    words = r["document"].line.words
    return any(w.lemma == "ряд" for w in words)


def binding(r: dict) -> bool:
    """Whether parties of two sides are known; for a ratified document one is enough."""
    countries = states(r)
    if r["status"] in {"in_force", "referenced"}:
        return bool(r["parties"])
    firms = len(r["parties"]) - len(countries)
    bare = r["document"].bare and not firms and "from_context" in r["rules"]
    if r["kind"] == "contract" and r["status"] == "planned" and bare:
        # «контракт можно заключить через портал»
        return False
    return len(countries) >= 2 or (bool(countries) and len(r["parties"]) >= 2)


def strip(r: dict) -> dict:
    """A record without what only this file needs."""
    return {k: v for k, v in r.items() if k != "document"}


def is_internal(reading: Reading, d: Document) -> bool:
    """Contracts of players, of workers and of an exchange are no agreements.

    Examples
    --------
    >>> from datetime import date
    >>> r = Reading("", "Нападающий подписал контракт с клубом из Ирана.", date(2024, 5, 4))
    >>> is_internal(r, documents(r)[0])
    True
    """
    if d.lemma not in {"контракт", "договор", "сделка"}:
        return False
    around = [row for row in nearby(reading, d.line) if row.paragraph == d.line.paragraph]
    around += [row for row in reading.lines[:2] if row.field == "title"]
    return any(row.has(words_of("inside")) for row in around)
