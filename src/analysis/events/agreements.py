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
from functools import cache

from ..gazetteer import places
from ..gazetteer.places import parts, rows
from .documents import ABOUT, GENERIC, Document, alike, documents, nouns, stems
from .governors import (
    AROUND,
    INTENT,
    LOOSE,
    Case,
    act_class,
    governor,
    negated,
    preposition,
    subject_of_active,
    to_come,
)
from .grammar import ancestors, asks, below, children, finite_clauses, is_finite, subtree, will, words_of
from .parties import REACH, bound_in, nearby, parties_of, sides
from .reading import PRONOUNS, Line, Reading
from .signing import RECENT, signing_day, tells_of_talks

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
# «Первый из них – договор», «Вторым стало соглашение»
COUNTED = re.compile(
    r"(?:Перв|Втор|Трет|Четв[её]рт|Пят|Одн?|Друг|Последн)\w*(?: из (?:них|этих документов))? (?:[–—-]|стал|явля|касает)"
)
BOTH = re.compile(r"\b(?:и то,? и другое|оба документа|обе бумаги|тот и другой)\b.{0,30}\bподписа(?:ли|ны|но)\b")
MONTH_AND_HALF = 45
# a decision of a parliament is the act itself: «депутаты постановили присоединиться»
DECISIONS = {"постановить", "постановление", "закон"}
# a bill that has not passed
WAITING = {"рассмотреть", "внести", "направить", "рассматривать", "вернуть", "доработка"}
# «в работе находится соглашение», «протокол на согласовании»
PENDING = re.compile(
    r"\b(?:в|на) (?:стадии|работе|согласовании|рассмотрении|проработке|подготовке|обсуждении)\b", re.IGNORECASE
)
RANK = ("in_force", "signed", "planned", "referenced")
Rule = Callable[[Case], str | None]


def cases(reading: Reading) -> Iterator[tuple[Case, str, str]]:
    """Every document of an article that a rule fits, the rule, and the status.

    Examples
    --------
    >>> text = "Иран и Оман подписали меморандум о рыбе. Готовится соглашение о визах."
    >>> [(c.document.title, rule, status) for c, rule, status in cases(Reading("", text, date(2024, 5, 4)))]
    [('меморандум о рыбе', 'signed', 'signed'), ('соглашение о визах', 'drafted', 'planned')]
    """
    before: str | None = None
    beside: tuple[int, str] = (-1, "")
    exchange = any(row.has(words_of("exchange")) for row in reading.lines)
    found = documents(reading)
    for d in found:
        if asks(d.line):
            continue
        if d.inside or is_internal(reading, d) or (exchange and d.plural and d.lemma in {"контракт", "сделка"}):
            continue
        act, name = governor(d)
        if not name and (one := joined_to(d, found)):
            act, name = governor(one)
        c = Case(reading, d, act, name, before, beside[1] if beside[0] == d.line.index else None, found)
        rule, status = next(((rule.__name__, status) for rule in RULES if (status := rule(c))), ("", ""))
        if not status:
            continue
        if status not in {"none", "referenced"}:
            before = status
        beside = (d.line.index, status)
        yield c, rule, status


def joined_to(d: Document, found: list[Document]) -> Document | None:
    """The document that «и» joins one to: «подписание соглашения о рыбе и меморандума о визах».

    Examples
    --------
    >>> found = documents(Reading("", "Намечено подписание соглашения о рыбе и меморандума о визах.", date(2024, 5, 4)))
    >>> joined_to(found[1], found).title
    'соглашение о рыбе'
    """
    first = d.first
    while first and d.line.texts[first - 1] in {"и", ",", "также", "а"}:
        first -= 1
    if first == d.first:
        return None
    return next((o for o in found if o.line is d.line and o.last == first - 1 and o.noun.case == d.noun.case), None)


def fate(text: str) -> tuple[str, str]:
    """Rule and status of the last document of a text; the examples of the rules use it.

    Examples
    --------
    >>> fate("Иран и Оман подписали меморандум о рыбе. Готовится соглашение о визах.")
    ('drafted', 'planned')
    """
    return [(rule, status) for _, rule, status in cases(Reading("", text, date(2024, 5, 4)))][-1]


# -- what became of a document: the first rule that fits decides ------------------------------------------------


def refused(c: Case) -> str | None:
    """«Меморандум не подписали»: nothing came of it.

    Examples
    --------
    >>> fate("Иран и Ирак не подписали меморандум о границе.")
    ('refused', 'none')
    >>> fate("Соглашение о поставках нефти пока не подписано.")
    ('refused', 'planned')
    """
    if c.act is None or c.name not in {"sign", "adopt", "ratify"} or not negated(c.line, c.act):
        return None
    yet = {"пока", "еще"} & set(c.line.folded[max(0, c.act - 4) : c.act]) and has_name(c.document)
    return "planned" if yet else "none"


def own_decree(c: Case) -> str | None:
    """«Глава государства подписал документ»: one signatory, no other side, or a decree, so a paper of one state.

    Examples
    --------
    >>> fate("Глава государства подписал документ.")
    ('own_decree', 'none')
    >>> fate("Министр внёс проект постановления о закупке. Документ подписан.")
    ('own_decree', 'none')
    """
    d = c.document
    if c.name != "sign" or c.act is None or d.kind not in {"other", "programme", "declaration"} or d.plural:
        return None
    before = c.reading.lines[max(0, c.line.index - 1) : c.line.index + 1]
    if d.bare and d.lemma in GENERIC and any(row.has(words_of("decree")) for row in before):
        return "none"
    act = c.line.words[c.act]
    alone = is_finite(act) and act.feats.get("Variant") != "Short" and act.feats.get("Number") == "Sing"
    return "none" if alone and not {"с", "со", "между"} & set(c.line.folded) and len(sides(c.line)) < 2 else None


def domestic(c: Case) -> str | None:
    """«Соглашения с торговыми сетями подписаны акиматами»: bodies of one state, and no state is named.

    Examples
    --------
    >>> fate("Соглашения о ценах подписаны акиматами областей с торговыми сетями.")
    ('domestic', 'none')
    """
    regional = c.name == "sign" and c.line.has(words_of("regional"))
    return "none" if regional and not sides(c.line, c.document) else None


def only_agreed(c: Case) -> str | None:
    """«Достигнуто соглашение о прекращении огня»: an understanding, no document.

    Examples
    --------
    >>> fate("Достигнуто соглашение о прекращении огня.")
    ('only_agreed', 'none')
    """
    return "none" if c.name == "verbal" and c.document.lemma in {"соглашение", "договоренность", "документ"} else None


def ended(c: Case) -> str | None:
    """«Парламент денонсировал соглашение», «действие договора продлено»: an earlier document.

    Examples
    --------
    >>> fate("Парламент денонсировал соглашение с Россией.")
    ('ended', 'referenced')
    """
    over = c.lemmas & (words_of("end") - {"выход", "выйти", "продлить"}) and c.name not in {"sign", "ratify"}
    return "referenced" if c.name == "end" or over else None


def joins(c: Case) -> str | None:
    """«Страна присоединилась к Договору о дружбе»; what a parliament decides is the act itself.

    Examples
    --------
    >>> fate("Кыргызстан присоединился к Договору о дружбе.")
    ('joins', 'in_force')
    """
    if c.name != "join":
        return None
    bill = c.line.has({"законопроект", "проект"}) and c.line.has(WAITING)
    waiting = bill or (c.ahead and not c.lemmas & DECISIONS)
    return "planned" if waiting else "in_force"


def enters_into_force(c: Case) -> str | None:
    """«Соглашение вступило в силу».

    Examples
    --------
    >>> fate("Соглашение о визах вступило в силу.")
    ('enters_into_force', 'in_force')
    """
    return "in_force" if c.name == "force" and not c.ahead else None


def ratified(c: Case) -> str | None:
    """«Меджлис ратифицировал протокол», «парламент одобрил соглашение»; a bill yet to pass leaves it as it was.

    Examples
    --------
    >>> fate("Меджлис ратифицировал протокол о защите моря.")
    ('ratified', 'in_force')
    >>> fate("Парламент рассмотрит ратификацию протокола о защите моря.")
    ('ratified', 'referenced')
    """
    if c.name == "ratify":
        waiting = c.lemmas & WAITING
        return "referenced" if waiting or (c.ahead and not c.lemmas & DECISIONS) else "in_force"
    d = c.document
    approves = {"одобрить", "утвердить", "утверждение", "одобрение", "утверждать", "одобрять"}
    approved = c.name == "adopt" and c.act is not None and c.line.words[c.act].lemma in approves
    if approved and not is_draft(d) and d.kind in {"treaty", "protocol", "memorandum"}:
        return "referenced" if c.ahead else "in_force"
    return None


def drafted(c: Case) -> str | None:
    """«Готовится соглашение», «рассмотрели проект декларации», «меморандум парафирован».

    Examples
    --------
    >>> fate("Стороны рассмотрели проект декларации о дружбе.")
    ('drafted', 'planned')
    >>> fate("Меморандум о визах готов к подписанию.")
    ('drafted', 'planned')
    >>> fate("В работе находится соглашение о перевозках.")
    ('drafted', 'planned')
    >>> fate("К визиту готовят пакет документов.")
    ('drafted', 'planned')
    """
    d = c.document
    words = d.line.words
    head = d.noun.head
    ready = head >= 0 and words[head].lemma in {"готовый", "готов", "должный", "должен"} and not d.bare
    promised = c.name == "plan" and c.act == head and not d.bare and not subject_of_active(d, head)
    if (ready or promised) and d.noun.rel.startswith("nsubj") and c.name in {"", "plan", "draft"}:
        return "planned"
    if is_draft(d) and c.name not in {"ratify", "join", "force"}:
        return "planned"
    before = words[max(0, d.first - 4) : d.first]
    if not d.bare and ABOUT & {w.lower for w in before} and any(w.lemma == "переговоры" for w in before):
        # «переговоры о новом соглашении»
        return "planned"
    if c.name == "" and has_name(d) and stands_free(d) and PENDING.search(d.line.text):
        return "planned"
    drafting = c.name == "draft" or (c.name == "plan" and is_to_draft(c))
    visited = d.line.has({"визит", "поездка", "приезд", "подписание", "саммит", "встреча"})
    vague = (d.kind == "package" and d.count == 1 and not visited) or (d.kind == "programme" and d.last == d.word)
    if not drafting or vague:
        return None
    initialled = c.act is not None and words[c.act].lemma.startswith(("парафир", "завизир"))
    told = (
        d.kind == "package"
        or is_further(d)
        or d.last > d.word
        or (d.lemma not in GENERIC and not d.bare)
        or d.count > 1
    )
    return "planned" if initialled or told or (d.lemma not in GENERIC and d.plural) else None


def recalled(c: Case) -> str | None:
    """«В рамках ранее подписанного меморандума», «в 2016 году подписан договор», «участники Конвенции».

    Examples
    --------
    >>> fate("В 2016 году стороны подписали договор о порте.")
    ('recalled', 'referenced')
    """
    # a day in the last January is the next one's where the verb is in the future
    to_be = c.ahead or (c.act is not None and will(c.line.words[c.act]))
    old = c.name in {"sign", "adopt", "outcome"} and is_old(c) and not to_be
    return "referenced" if old or c.name == "recall" else None


def planned(c: Case) -> str | None:
    """«Президенты намерены подписать заявление», «будет подписан ряд документов».

    Examples
    --------
    >>> fate("Президенты намерены подписать договор о дружбе.")
    ('planned', 'planned')
    >>> fate("10 мая он откроет форум. К нему приурочено подписание договора о дружбе.")
    ('planned', 'planned')
    """
    if c.name == "adopt" and c.document.lemma in {"кредит", "заем"}:
        # what a bank's board approves is signed later
        return "planned"
    ahead = c.ahead or is_of_a_day_ahead(c)
    return "planned" if c.name in {"sign", "adopt", "outcome"} and ahead and acts(c) else None


def signed(c: Case) -> str | None:
    """«Стороны подписали договор», «меморандум, который подписали», «обменялись подписанными документами».

    Examples
    --------
    >>> fate("Президенты скрепили подписями договор о дружбе.")
    ('signed', 'signed')
    """
    return "signed" if c.name == "sign" else None


def adopted(c: Case) -> str | None:
    """«Принята совместная декларация», «итогом стало заявление»: declarations, programmes, packages.

    Examples
    --------
    >>> fate("Итогом переговоров стало совместное заявление.")
    ('adopted', 'signed')
    """
    return "signed" if c.name in {"adopt", "outcome"} and acts(c) and preposition(c.document) not in ABOUT else None


def amends(c: Case) -> str | None:
    """«Протоколом внесены изменения в соглашение»: the protocol is what was agreed last.

    Examples
    --------
    >>> fate("Стороны подписали договор о дружбе. Протоколом внесены изменения в старое соглашение.")
    ('amends', 'signed')
    """
    return "signed" if c.name == "amend" and c.document.noun.case == "Ins" and c.before == "signed" else None


def listed(c: Case) -> str | None:
    """A list goes on as it began: «В числе документов – договор о границе», «Ещё один протокол касается виз».

    Examples
    --------
    >>> fate("Стороны подписали договор о дружбе. Ещё один протокол касается виз.")
    ('listed', 'signed')
    """
    d = c.document
    words, case = d.line.words, d.noun.case
    likewise = any(w.lemma == "такой" and words[k + 1].lower == "же" for k, w in enumerate(words[:-1]))
    if c.before is None or c.name in {*INTENT, "recall", "verbal"} or (case not in {"Nom", "Acc", ""} and not likewise):
        return None
    if (d.bare and not d.plural and not is_further(d)) or (d.kind == "package" and d.count == 1):
        return None
    if c.name == "amend" and case == "Acc" and not is_further(d):
        return None
    if c.beside == "referenced" or is_old(c):
        return "referenced"
    verb = finite_verb(d)
    goes_on = words_of("list", "amend", "outcome", "быть", "состояться")
    if d.line.has({"список", "перечень"}):
        goes_on = goes_on | {"открывать", "открыть", "возглавлять", "возглавить", "замыкать", "замкнуть"}
    if verb is not None and not d.item and words[verb].lemma not in goes_on:
        # «обсудили также соглашение о порте»
        return None
    opens = next(
        (j for j, w in enumerate(words[:4]) if w.pos not in {"PUNCT", "NUM"} and not w.text[:1].isdigit()), None
    )
    counted = COUNTED.match(d.line.text) is not None and d.word <= 5
    begins = opens is not None and d.first <= opens <= d.word and not any(is_finite(w) for w in words)
    return c.before if likewise or begins or counted or d.item or d.line.has(words_of("list")) else None


def in_the_news(c: Case) -> str | None:
    """«Министрам достался меморандум о визах», «поездка вылилась в семь документов»: papers of the talks reported.

    Newspapers have many words for it, so the rule asks for no word of signing. It leaves out what was only spoken of,
    what is older, and what has had its effect.

    Examples
    --------
    >>> fate("Президент Ирана посетил Оман. Министрам достался меморандум о визах.")
    ('in_the_news', 'signed')
    """
    d, words = c.document, c.line.words
    if c.name not in {"", "adopt", "outcome"} or c.line.field == "title" or is_old(c) or c.lemmas & words_of("talk"):
        return None
    if not has_name(d) or not stands_free(d) or (d.kind in {"programme", "contract"} and not shared(c)):
        return None
    if any(row.has(words_of("void")) for row in around(c)):
        return None
    if any(int(year) < c.reading.published.year for year in YEAR_OF.findall(d.title)):
        return None
    if (verb := finite_verb(d)) is not None:
        done = words[verb].feats.get("Tense") == "Past" or words[verb].feats.get("Variant") == "Short"
        done = done and not to_come(c.line, verb)
        if negated(c.line, verb) or has_effect(d, verb) or not (done or words[verb].lemma in words_of("list")):
            return None
    signs = words_of("sign")
    if any(will(row.words[j]) for row in around(c) for j in row.where(signs)):
        # «лидеры подпишут бумаги … На столе – соглашение о погоде»
        return "planned"
    return in_talks(c)


def quoted(c: Case) -> str | None:
    """«говорится в совместном заявлении», «выступили с совместным заявлением»: a text that is quoted has been adopted.

    Examples
    --------
    >>> fate("Президент Ирана посетил Оман. Об этом говорится в совместном заявлении.")
    ('quoted', 'signed')
    """
    d = c.document
    lemmas = {w.lemma for w in d.line.words[max(0, d.first - 2) : d.word]}
    told = lemmas & {"совместный", "итоговый", "принять", "подписать", "опубликовать", "обнародовать"}
    where = (preposition(d), d.noun.case)
    spoken = where in {("с", "Ins"), ("со", "Ins")} and d.line.has({"выступить"})
    if d.kind != "declaration" or not told or not (spoken or where in {("в", "Loc"), ("во", "Loc")}):
        return None
    return None if is_old(c) or c.name in {*INTENT, "recall", "end"} else in_talks(c)


def mentioned(c: Case) -> str | None:
    """Any other document with a name of its own: recalled, no news.

    Examples
    --------
    >>> fate("Они говорили о Договоре о дружбе.")
    ('mentioned', 'referenced')
    """
    d = c.document
    named = not d.bare and not d.plural and d.kind in {"treaty", "memorandum", "protocol"} and stems(d.title)
    return "referenced" if named and c.name != "verbal" else None


RULES: tuple[Rule, ...] = (
    refused, own_decree, domestic, only_agreed, ended, joins, enters_into_force, ratified, drafted, recalled, planned,
    signed, adopted, amends, listed, in_the_news, quoted, mentioned,
)  # fmt: skip


# -- what the rules ask -------------------------------------------------------------------------------------------


def finite_verb(d: Document) -> int | None:
    """The verb of the sentence or clause that a document's noun belongs to.

    Examples
    --------
    >>> d = documents(Reading("", "Стороны готовы подписать и вскоре подпишут договор о реке.", date(2024, 5, 4)))[0]
    >>> d.line.texts[finite_verb(d)]
    'подпишут'
    """
    return next((j for j in ancestors(d.line, d.word) if is_finite(d.line.words[j])), None)


def is_of_a_day_ahead(c: Case) -> bool:
    """Whether a signing without a day of its own follows on what is told of a day to come.

    Examples
    --------
    >>> text = "10 мая он откроет форум. К нему приурочено подписание договора о дружбе."
    >>> [is_of_a_day_ahead(c) for c, *_ in cases(Reading("", text, date(2024, 5, 4)))]
    [True]
    """
    line, published = c.line, c.reading.published
    if c.act is None or is_finite(c.line.words[c.act]) or line.days or not line.index:
        return False
    row = c.reading.lines[line.index - 1]
    days = [d for d in row.days if d.precision == "day"]
    return row.paragraph == line.paragraph and bool(days) and all(d.first > published for d in days)


def in_talks(c: Case) -> str | None:
    """Signed, if a document before was, or if the sentences around it tell of talks or a ceremony.

    Examples
    --------
    >>> fate("В Маскате прошли переговоры. Министрам достался меморандум о визах.")
    ('in_the_news', 'signed')
    >>> fate("Сегодня открылся музей старинных ковров. Министрам достался меморандум о визах.")
    ('mentioned', 'referenced')
    """
    return "signed" if c.before == "signed" or any(tells_of_talks(row) for row in around(c)) else None


def has_name(d: Document) -> bool:
    """Whether it is told which document: by a subject, a number, or as a joint declaration.

    Examples
    --------
    >>> text = "Среди документов меморандум о визах, протокол и пять деклараций."
    >>> [(d.title, has_name(d)) for d in documents(Reading("", text, date(2024, 5, 4)))]
    [('документы', False), ('меморандум о визах', True), ('протокол', False), ('декларации', True)]
    """
    numbered = d.count > 1 and d.plural
    named = d.last > d.word and bool(stems(d.title)) and not d.plural
    joint = d.kind == "declaration" and d.first < d.word
    return d.kind != "other" and (numbered or named or joint or d.item)


def has_effect(d: Document, verb: int) -> bool:
    """What does something to something is in force already.

    Examples
    --------
    >>> d = documents(Reading("", "Соглашение о торговле сняло пошлины.", date(2024, 5, 4)))[0]
    >>> has_effect(d, 3)
    True
    """
    words = d.line.words
    alone = d.word < verb and below(d.line, verb, "nsubj") == [d.word]
    agrees = words[verb].feats.get("Number") == d.noun.feats.get("Number")
    acts_on = any(words[j].case == "Acc" for j in below(d.line, verb, "obj"))
    return alone and agrees and acts_on and subject_of_active(d, verb)


def is_to_draft(c: Case) -> bool:
    """«Договорились составить дополнение к соглашению»: what is agreed is to write it.

    Examples
    --------
    >>> [(c, *_)] = cases(Reading("", "Стороны договорились составить протокол о реке.", date(2024, 5, 4)))
    >>> is_to_draft(c)
    True
    """
    if c.act is None:
        return False
    infinitives = (j for j in children(c.line, c.act) if c.line.words[j].feats.get("VerbForm") == "Inf")
    return any(act_class(c.line, j) == "draft" or c.line.words[j].lemma in words_of("to_draft") for j in infinitives)


def stands_free(d: Document) -> bool:
    """Whether a document is what a verb speaks of, not by or under what something is done.

    Examples
    --------
    >>> text = "Поездка вылилась в семь документов. Работы идут по договору о дороге."
    >>> [stands_free(d) for d in documents(Reading("", text, date(2024, 5, 4)))]
    [True, False]
    """
    before, case = preposition(d), d.noun.case
    if d.count > 1:
        return before in {"", "в", "на"} or (before not in LOOSE and case in {"Gen", "Nom", "Acc", "Ins"})
    return d.item or (before == "" and case in {"Nom", "Acc", ""})


def shared(c: Case) -> bool:
    """Whether a programme stands among documents of two states, or a contract in a sentence on companies.

    Examples
    --------
    >>> text = "Министрам достались меморандум о визах и программа совместных действий."
    >>> [(c.document.kind, shared(c)) for c, *_ in cases(Reading("", "Прошли переговоры. " + text, date(2024, 5, 4)))]
    [('memorandum', False), ('programme', True)]
    """
    kinds_of_states = {"treaty", "memorandum", "declaration", "protocol"}
    others = [o for o in c.others if o is not c.document and o.line is c.line]
    return any(o.kind in kinds_of_states for o in others) or (
        c.document.kind == "contract" and bool(bound_in(c.line)[0])
    )


def between_states(c: Case) -> bool:
    """Whether talks adopt a programme that two ministries share, or right after another document.

    Examples
    --------
    >>> text = "Прошли переговоры. Министры скрепили подписями протокол о реке. Утверждена и «дорожная карта» торговли."
    >>> [(c.document.kind, between_states(c)) for c, *_ in cases(Reading("", text, date(2024, 5, 4)))]
    [('protocol', False), ('programme', True)]
    """
    d = c.document
    name = {w.lemma for w in d.line.words[d.first : d.last + 1]}
    beside = any(0 <= d.line.index - o.line.index <= 1 and o is not d and o.kind != "programme" for o in c.others)
    follows = c.before == "signed" and beside and any(d.line.paragraph == o.line.paragraph for o in c.others)
    return d.kind == "programme" and in_talks(c) is not None and (follows or bool(name & words_of("of_states")))


def around(c: Case) -> list[Line]:
    r"""A document's sentence, those before it in its paragraph, and the opening.

    Examples
    --------
    >>> text = "Прошли переговоры. Приняли гостей.\n\nОткрыли завод.\n\nДали обед. Подписали договор о реке."
    >>> [(c, *_)] = cases(Reading("", text, date(2024, 5, 4)))
    >>> [row.text for row in around(c)]
    ['Дали обед.', 'Подписали договор о реке.', 'Прошли переговоры.', 'Приняли гостей.']
    """
    before = c.reading.lines[max(0, c.line.index - 3) : c.line.index + 1]
    opening = [row for row in c.reading.lines[:REACH] if row.paragraph == 0]
    return [row for row in before if row.paragraph == c.line.paragraph] + opening[:2]


def is_draft(d: Document) -> bool:
    """Whether it is a project of a document.

    Examples
    --------
    >>> text = "Министры рассмотрели проект соглашения о визах и протокол о рыбе."
    >>> [is_draft(d) for d in documents(Reading("", text, date(2024, 5, 4)))]
    [True, False]
    """
    near = [d.noun.head, *range(max(0, d.first - 2), d.first)]
    return any(j >= 0 and d.line.words[j].lemma == "проект" for j in near)


def acts(c: Case) -> bool:
    """Whether a document can be adopted, or be an outcome.

    Examples
    --------
    >>> text = "Итогом переговоров стало соглашение о визах. План мероприятий стал основой работы."
    >>> r = Reading("", text, date(2024, 5, 4))
    >>> [acts(Case(r, d, *governor(d))) for d in documents(r)]
    [True, False]
    """
    d = c.document
    if c.name == "sign":
        return True
    if d.lemma in GENERIC and any(j in d.clause() and not d.first <= j <= d.last for j in d.line.where(nouns().keys())):
        # the clause names another document more exactly
        return False
    if c.name == "outcome":
        results = d.line.where({"итог", "результат", "документ", "плод"})
        return d.noun.case == "Ins" or any(j in d.clause() for j in results)
    if d.kind == "programme":
        # a government's own programme is no agreement
        states_or_bodies = len(sides(d.line)) + len(bound_in(d.line, range(d.first, d.last + 1))[0])
        joint = bool(c.lemmas & {"сторона", "министр", "совместный"}) or states_or_bodies >= 2
        return joint or shared(c) or between_states(c)
    if d.kind in {"protocol", "memorandum"}:
        # what is adopted alone under these names is a paper of one meeting
        return shared(c)
    vague = d.bare and d.lemma in GENERIC and not d.plural
    return d.kind in {"declaration", "package", "treaty", "other"} and not vague


def is_old(c: Case) -> bool:
    """Whether the clause dates the act long before the publication, or calls it an earlier one.

    Examples
    --------
    >>> fate("В 2016 году Иран и Оман подписали договор о рыбе."), fate("Иран и Оман подписали договор о рыбе.")
    (('recalled', 'referenced'), ('signed', 'signed'))
    """
    d, line, published = c.document, c.line, c.reading.published
    if JUST_BEFORE.search(line.text):
        return False
    if line.words[0].lower == "тогда" and line.index and was_long_ago(c.reading.lines[line.index - 1], published):
        # «В апреле он побывал в Сеуле. Тогда был подписан пакет документов»
        return True
    # «напомнил, что стороны подписали договор»
    told = {line.words[j].lemma for j in ancestors(line, c.act)} if c.act is not None else set()
    if (c.lemmas | told) & words_of("earlier") or line.words[0].lower in {"ранее", "раньше"}:
        return True
    scope = finite_clauses(line)[c.act] if c.act is not None else d.clause()
    start, end = line.words[scope[0]].start - line.start, line.words[scope[-1]].end - line.start
    own = range(line.words[d.first].start - line.start, line.words[d.last].end - line.start)
    for m in PAST_YEAR.finditer(line.text, start, end):
        of_day = any(x.start <= m.start(1) < x.end for x in line.days)
        if m.start() not in own and int(m[1]) < published.year and not of_day:
            return True
    for day in line.days:
        # what the opening itself tells is the news, be it some weeks old
        limit = RECENT if day.precision == "day" and line.paragraph > 0 else MONTH_AND_HALF
        if start <= day.start < end and day.start not in own and (published - (day.last or day.first)).days > limit:
            return True
    return bool(LONG_AGO.search(line.text[start:end]))


def was_long_ago(line: Line, published: date) -> bool:
    """Whether a sentence tells of what was long before the publication.

    Examples
    --------
    >>> r = Reading("", "Как ранее сообщалось, он был в Сеуле. Сегодня он в Баку.", date(2024, 5, 4))
    >>> [was_long_ago(line, r.published) for line in r.lines]
    [True, False]
    """
    if (
        line.has(words_of("earlier"))
        or {"ранее", "раньше", "напомним"} & set(line.folded)
        or LONG_AGO.search(line.text)
    ):
        return True
    return any((published - (day.last or day.first)).days > MONTH_AND_HALF for day in line.days)


# -- records -----------------------------------------------------------------------------------------------------


def records(reading: Reading) -> list[dict]:
    """Agreements that an article states, in the fields of the guidelines.

    Examples
    --------
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
        r = _record(c, rule, status)
        if (
            found
            and is_further(d)
            and r["rules"][1] == "from_context"
            and len(r["parties"]) < len(found[-1]["parties"])
        ):
            # «готовится ещё одно соглашение»: with whom the one before was
            r["parties"] = found[-1]["parties"]
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
    return [{k: v for k, v in r.items() if k != "document"} for r in settle(found) if binding(r)]


def _record(c: Case, rule: str, status: str) -> dict:
    """One document's record."""
    d = c.document
    alone = rule == "joins" or (rule == "ratified" and d.lemma in {"конвенция", "хартия", "протокол"})
    parties, how = parties_of(c.reading, d, alone=alone, context=rule != "mentioned")
    day = signing_day(c, status)
    firms = d.lemma == "договор" and d.kind == "treaty" and of_firms(c, parties)
    lent = of_loan(c) or (d.lemma == "соглашение" and d.kind == "treaty" and not set(parties).isdisjoint(banks()))
    kind = "other" if rule == "joins" else "contract" if firms or lent else d.kind
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
    """A treaty binds states; what companies sign under that word is a contract.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Правительство Ирана подписало с компанией из Омана договор о строительстве порта.")
    agreement: договор о строительстве порта; IRN, OMN; contract, signed (in_sentence, signed)
    """
    d = c.document
    firms = any(not d.word < j <= d.last for j in c.line.where(words_of("firm")))
    return firms or len(parties) - len(states(parties)) >= 2


@cache
def banks() -> frozenset[str]:
    """Names of development banks: what they sign with a state is on money.

    Examples
    --------
    >>> {"АБР", "Всемирный банк"} <= banks()
    True
    """
    listed = (row for row in rows("organisations.csv") if row["kind"] == "bank")
    return frozenset(name for row in listed for name in (row["name"], *parts(row["other_names"])))


def of_loan(c: Case) -> bool:
    """«Банк одобрил кредит. Соглашение подпишут в мае»: an agreement that is told nothing else of is that on the loan.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("ЕБРР предоставит Узбекистану кредит, соглашение подписано в Ташкенте.")
    agreement: соглашение; UZB, ЕБРР; contract, signed (in_sentence, signed)
    """
    d = c.document
    if d.lemma != "соглашение" or d.kind != "treaty" or d.plural or stems(d.title):
        return False
    rows = [row for row in c.reading.lines[max(0, c.line.index - 1) : c.line.index + 1] if row.field == c.line.field]
    return any(o.lemma in {"кредит", "заем"} and o.line in rows for o in c.others)


def is_old_ratification(c: Case) -> bool:
    """A ratification that the article itself dates more than ``RECENT`` days back.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Меджлис Ирана ратифицировал соглашение с Оманом о рыбе 2 февраля.", "2024-05-04")
    agreement: соглашение с Оманом о рыбе; IRN, OMN; treaty, in_force, background (in_sentence, ratified)
    """
    line = c.line
    at = line.words[c.act if c.act is not None else c.document.word].start - line.start
    near = min((d for d in line.days if d.precision == "day"), key=lambda d: abs(d.start - at), default=None)
    signs = [line.words[j].start - line.start for j in line.where(words_of("sign"))]
    if near is None or any(abs(s - near.start) < abs(at - near.start) for s in signs):
        return False
    return (c.reading.published - near.first).days > RECENT


def evidence(c: Case) -> tuple[int, int]:
    """Offsets of the document's name together with its governor and that word's subject.

    Examples
    --------
    >>> text = "Как сообщает агентство, в Маскате Иран и Оман подписали вчера меморандум о рыбе, а затем пообедали."
    >>> [(c, *_)] = cases(Reading("", text, date(2024, 5, 4)))
    >>> text[slice(*evidence(c))]
    'Иран и Оман подписали вчера меморандум о рыбе'
    """
    d, words = c.document, c.line.words
    spans = {d.first, d.last}
    if c.act is not None and abs(c.act - d.word) <= AROUND and not d.item:
        spans.add(c.act)
        for j in below(c.line, c.act, "nsubj", "aux"):
            part = {k for k in subtree(c.line, j) if abs(k - c.act) <= 25}
            spans |= set() if d.word in part else part
    kept = [j for j in spans if words[j].pos != "PUNCT" or words[j].text in {"»", '"', "«"}] or [d.word]
    return words[min(kept)].start, words[max(kept)].end


def same(a: dict, b: dict) -> bool:
    """Whether two records of one article are the same document.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Иран и Оман подписали меморандум о рыбе. Документ подписан в Маскате. "
    >>> explain(text + "Иран и Оман подписали меморандум о визах.")
    agreement: меморандум о рыбе; IRN, OMN; memorandum, signed (in_sentence, signed)
    agreement: меморандум о визах; IRN, OMN; memorandum, signed (in_sentence, signed)
    """
    one, other = a["document"], b["document"]
    alike_status, alike_kind = a["status"] == b["status"], a["kind"] == b["kind"]
    lemmas, packages = {one.lemma, other.lemma}, "package" in {a["kind"], b["kind"]}
    bargain = lemmas <= {"соглашение", "контракт", "сделка", "договор", "кредит"}
    title = b["field"] == "title"
    if one.line is other.line and one.word != other.word and not (one.bare or other.bare):
        return alike_kind and alike_status and one.count == other.count and stems(one.title) == stems(other.title)
    if title and other.bare and other.count > 1 and one.plural and one.bare:
        # a headline's number is that of the text, counted otherwise or not
        return alike_status and packages
    if packages:
        vague = 1 in {a["count"], b["count"]} and not is_further(other)
        return alike_kind and alike_status and (a["count"] == b["count"] or vague)
    if is_further(other):
        return False
    if other.bare and not other.plural:
        # «документ», «эта бумага», «договор» take up the one before
        return not one.plural and (bargain or other.lemma in GENERIC | {"сделка", "бумага"} or one.lemma == other.lemma)
    if not (alike_kind or one.lemma == other.lemma or bargain) or (one.item and other.item):
        return False
    if one.plural != other.plural and (not title or other.count > 1):
        return False
    if one.lemma != other.lemma and other.first < other.word and not title:
        # after a contract on drilling, «кредитное соглашение» is another one
        return False
    if title:
        return alike_status or alike(one.title, other.title)
    if one.bare and a["status"] != "referenced":
        # «… с подписанной декларацией.» … «Исламабадская декларация содержит»
        taken_up = one.lemma == other.lemma and other.first < other.word == other.last and not one.plural
        return alike_status and (taken_up or one.line.paragraph == other.line.paragraph)
    return alike(one.title, other.title) and (
        a["parties"] == b["parties"]
        or len(stems(one.title) & stems(other.title)) > 1
        or (alike_status and bool(set(a["parties"]) & set(b["parties"])))
    )


def is_further(d: Document) -> bool:
    """One more document, not the same again.

    Examples
    --------
    >>> text = "Подписан меморандум. Подписан второй меморандум. Подписан этот меморандум."
    >>> [is_further(d) for d in documents(Reading("", text, date(2024, 5, 4)))]
    [False, True, False]
    """
    words = d.line.words
    means = d.bare and d.noun.case == "Ins" and d.line.where({"закрепить", "оформить", "связать"})
    if means and any(j in d.clause() for j in means):
        # «меморандумом оформили сотрудничество в области связи»
        return True
    if d.lemma not in GENERIC and d.first and words[d.first - 1].lemma == "соответствующий":
        # «города породнились: соответствующий договор подписали мэры»
        return True
    more = {"еще", "второй", "третий", "другой", "иной", "аналогичный", "отдельный"}
    return any(w.lemma in more for w in words[max(0, d.first - 3) : d.word])


def merge(a: dict, b: dict) -> None:
    """Add what a further sentence says of a document; the furthest status holds.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Иран и Оман готовят меморандум о рыбе. Меморандум о рыбе подписан 13 мая.")
    agreement: меморандум о рыбе; IRN, OMN; memorandum, 2024-05-13, signed (from_context, signed)
    """
    further = RANK.index(b["status"]) - RANK.index(a["status"])
    if further < 0 or (further == 0 and a["background"] and not b["background"]):
        for key in ("status", "background", "rules", "evidence", "field", "span"):
            a[key] = b[key]
        if b["kind"] == "other" and "joins" in b["rules"]:
            a["kind"] = "other"
        a["date"] = b["date"] or a["date"]
    elif b["status"] == "signed" or further == 0:
        a["date"] = a["date"] or b["date"]
    if b["rules"][0] == "recalled" and a["status"] == "in_force" and not a["date"]:
        days = [d for d in b["document"].line.days if d.precision == "day" and d.last is None]
        a["date"] = days[0].first.isoformat() if days else None
    if b["field"] != "title" or a["count"] == 1:
        a["count"] = max(a["count"], b["count"])
    if not a["title"] or (a["document"].bare and b["title"] and not b["document"].bare):
        a["title"] = b["title"] or a["title"]
    if len(states(b["parties"])) >= 2 and "from_context" not in b["rules"] and "from_context" in a["rules"]:
        a["parties"] = b["parties"]


def both(found: list[dict]) -> None:
    """What was drafted, and then signed without being named again, is signed.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Министры Ирана и Омана подготовили соглашение о рыбе и меморандум о порте"
    >>> explain(f"{text} – и то и другое подписали.")
    agreement: соглашение о рыбе; IRN, OMN; treaty, signed (both, in_sentence)
    agreement: меморандум о порте; IRN, OMN; memorandum, signed (both, in_sentence)
    """
    for r in found:
        if r["status"] == "planned" and r["rules"][0] == "drafted" and BOTH.search(r["document"].line.text):
            r["status"], r["rules"] = "signed", ["both", *r["rules"][1:]]


def pronouns(reading: Reading, found: list[dict]) -> None:
    """A day told of «он» or «она» is that of the document named last.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("Иран и Оман заключили меморандум о рыбе. Подписан он был 13 мая.")
    agreement: меморандум о рыбе; IRN, OMN; memorandum, 2024-05-13, signed (in_sentence, signed)
    """
    for r in found:
        at = r["document"].line.index
        for line in reading.lines[at + 1 : at + 3] if r["field"] == "body" and not r["date"] else []:
            if line.has(nouns().keys()):
                break
            day = next((d for d in line.days if d.precision == "day" and d.last is None), None)
            told = line.has(words_of("sign")) and any(w.lower in PRONOUNS | {"оно"} for w in line.words)
            if told and day and not (r["status"] == "signed" and day.first > reading.published):
                r["date"] = day.first.isoformat()


def settle(found: list[dict]) -> list[dict]:
    """Leave out numbers and vague plurals whose documents are all named.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> text = "Иран и Оман подписали два документа. Иран и Оман подписали меморандум о рыбе и соглашение о визах."
    >>> explain(text)
    agreement: меморандум о рыбе; IRN, OMN; memorandum, signed (in_sentence, signed)
    agreement: соглашение о визах; IRN, OMN; treaty, signed (in_sentence, signed)
    """
    kept = []
    named = [x for x in found if x["title"] and not x["document"].plural and not x["background"]]
    for r in found:
        d = r["document"]
        countries = set(states(r["parties"]))
        whole = "in_sentence" in r["rules"] and len(countries) > 1
        mine = [x for x in named if x["status"] == r["status"]]
        mine = [x for x in mine if not whole or set(states(x["parties"])) <= countries]
        if r["kind"] == "package" or (r["field"] == "title" and d.bare and d.count > 1):
            # «Подписан ряд документов. В их числе – соглашение»: more papers than the one named
            partial = len(mine) == 1 and (d.lemma == "пакет" or (d.lemma in GENERIC and d.line.has({"ряд"})))
            beside = [x for x in mine if r["status"] != "planned" or x["document"].line.paragraph == d.line.paragraph]
            vague = r["count"] == 1 and beside and not partial and not is_further(d)
            if vague or 1 < r["count"] <= len(mine):
                continue
        elif d.plural and r["count"] == 1 and d.bare and not is_further(d):
            same_kind = any((x["status"], x["kind"]) == (r["status"], r["kind"]) for x in named)
            if same_kind or (r["kind"] == "treaty" and mine):
                continue
        kept.append(r)
    return kept


def states(parties: list[str]) -> list[str]:
    """Countries among some parties; some companies too are called by three capitals.

    Examples
    --------
    >>> states(["IRN", "ООН", "BYD"])
    ['IRN']
    """
    return [p for p in parties if p in places.countries()]


def binding(r: dict) -> bool:
    """Whether parties of two sides are known; for a ratified document one is enough.

    Examples
    --------
    >>> from analysis.events.explain import explain
    >>> explain("В Маскате подписан меморандум о рыбе.")
    nothing
    >>> explain("В Маскате Иран и Оман подписали меморандум о рыбе.")
    agreement: меморандум о рыбе; IRN, OMN; memorandum, signed (in_sentence, signed)
    """
    if r["status"] in {"in_force", "referenced"} or "joins" in r["rules"]:
        return bool(r["parties"])
    countries = states(r["parties"])
    bare = r["document"].bare and countries == r["parties"] and "from_context" in r["rules"]
    if r["kind"] == "contract" and r["status"] == "planned" and bare:
        # «контракт можно заключить через портал»
        return False
    return bool(countries) and len(r["parties"]) >= 2


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
    rows = [row for row in nearby(reading, d.line) if row.paragraph == d.line.paragraph]
    rows += [row for row in reading.lines[:2] if row.field == "title"]
    return any(row.has(words_of("inside")) for row in rows)
