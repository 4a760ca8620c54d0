"""Whom an article names as its source: «Об этом сообщает …», «…, передаёт агентство …», «по данным …»."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

SENTENCE_END = re.compile(r"(?<=[.!?…])[»\"”)]?\s+(?=[«\"„“(]?[A-ZА-ЯЁ0-9])|\n+")
LONGEST_SENTENCE = 1500

# after these anybody who is named is the source; after the others only a medium or an institution
REPORTS = (
    r"сообща(?:ет|ют)|сообщил[аио]?|переда[её]т|передают|пишет|пишут|информиру(?:ет|ют)|проинформировал[аио]?"
    r"|известил[аио]?|уведомил[аио]?|обнародовал[аио]?|цитиру(?:ет|ют)"
)
TELLS = (
    r"передал[аио]?|написал[аио]?|уточнил[аио]?|уточня(?:ет|ют)|рассказыва(?:ет|ют)|рассказал[аио]?|огласил[аио]?"
    r"|объявил[аио]?|приводит|прив[её]л[аио]?|отмеча(?:ет|ют)|отметил[аио]?|подтвердил[аио]?|говорится"
)
REFERENCES = r"(?:со )?ссылк(?:ой|ою) на|ссылаясь на|сославшись на|по (?:данным|информации|сообщени(?:ю|ям)|сведениям)"

# what one of these begins with: most sentences hold none, and need not be tried
STEMS = re.compile(
    "сообщ|перед|пиш|инф|извест|уведом|обнарод|цитир|напис|уточн|рассказ|оглас|объяв|прив|отме|подтв|говор|ссыл|сосла"
    "|по данным|по сведениям"
)

# what a voice can be: the first word of each line is the nominative, the rest are its other cases
MEDIA = (
    "газета газеты газете газету газетой",
    "агентство агентства агентству агентством",
    "информагентство информагентства информагентству",
    "госинформагентство госинформагентства",
    "программа программы программе программу",
    "телепрограмма телепрограммы телепрограмме телепрограмму",
    "передача передачи передаче передачу",
    "телеканал телеканала телеканале",
    "канал канала канале",
    "Telegram-канал Telegram-канала Telegram-канале",
    "телеграм-канал телеграм-канала телеграм-канале",
    "издание издания издании",
    "портал портала портале",
    "интернет-портал интернет-портала интернет-портале",
    "сайт сайта сайте",
    "журнал журнала журнале",
    "еженедельник еженедельника еженедельнике",
    "радиостанция радиостанции радиостанцию",
    "НИАТ",
    "ИА",
    "РИА",
)
INSTITUTIONS = (
    "пресс-служба пресс-службы пресс-службе пресс-службу",
    "пресс-центр пресс-центра пресс-центре",
    "служба службы службе службу",
    "министерство министерства министерстве",
    "МИД",
    "ведомство ведомства ведомстве",
    "посольство посольства посольстве",
    "консульство консульства консульстве",
    "администрация администрации администрацию",
    "правительство правительства правительстве",
    "парламент парламента парламенте",
    "представительство представительства представительстве",
    "комитет комитета комитете",
    "Акорда Акорды Акорде Акорду",
    "Кремль Кремля Кремле",
    "СМИ",
    "средства",
    "пресса прессы прессе прессу",
    "телевидение телевидения телевидении",
    "радио",
)


def _cases(lines: tuple[str, ...]) -> dict[str, str]:
    return {form.lower(): words[0] for words in map(str.split, lines) for form in words}


MEDIA_CASES, INSTITUTION_CASES = _cases(MEDIA), _cases(INSTITUTIONS)
CASES = MEDIA_CASES | INSTITUTION_CASES


def _any_of(forms: Iterable[str]) -> str:
    return rf"(?i:{'|'.join(sorted(map(re.escape, forms), key=lambda form: (-len(form), form)))})(?![\wёЁ-])"


HEAD = _any_of(CASES)
# «передал министерству» is no report of the ministry's
TELLING_HEAD = _any_of({*MEDIA_CASES, *(nominative.lower() for nominative in INSTITUTION_CASES.values())})

ADJECTIVE = r"[А-ЯЁа-яё-]{3,40}(?:ая|ое|ые|ие|ий|ый|ой|ого|его|ому|ом|ем|ую|яя|их|ых)"
QUOTED = r"(?:«[^«»]{2,80}»|\"[^\"]{2,80}\"|“[^“”]{2,80}”|„[^„“”]{2,80}[“”])"
NAME_QUOTED = rf"(?=[«\"“„][A-ZА-ЯЁ0-9]){QUOTED}"
LATIN_NAME = r"[A-Za-z0-9][A-Za-z0-9.&-]{0,40}[A-Za-z](?: [A-Z][A-Za-z0-9.&-]{0,40}[A-Za-z0-9]){0,4}"
CAPITALS = r"[А-ЯЁ]{2,}(?:[- ][А-ЯЁ]{2,}|[- ]\d+){0,3}(?![\wёЁ])"
OWN_NAME = rf"(?:{NAME_QUOTED}|{LATIN_NAME}|{CAPITALS}(?: [А-ЯЁ][а-яё-]+){{0,3}})"
DAY = (
    r"(?:(?:\d{1,2} [а-яё]{3,8}|во? (?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)|сегодня|вчера"
    r"|накануне|ранее|также) )?"
)
PLACE = r"(?:(?:на|во?) (?:(?:сообщении|заявлении|письме) )?)?"
REST = rf"(?:[^,;:()«\"“„]|{QUOTED})*"
ADJECTIVES = rf"(?:{ADJECTIVE} ){{0,4}}"
VOICE = rf"(?P<voice>{ADJECTIVES}{HEAD}{REST}|{OWN_NAME})"
IN_AN_INSTITUTION = rf"(?:на|во?) (?:(?:сообщении|заявлении|письме) )?(?P<inside>{ADJECTIVES}{HEAD}{REST})"

RULES = (
    # «Об этом сообщает электронная газета "Х"», «О встрече 6 марта сообщило издание Х»
    re.compile(rf"\b[Оо]б? (?i:этом|[а-яё]+(?: [а-яё]+)?) (?:[^,;:]{{1,40}}? )?(?:{REPORTS}) {DAY}{PLACE}{VOICE}"),
    # «…, сообщает Х», «Как передаёт Х, …», «…, о котором известила пресс-служба Х», «сообщили в министерстве»
    re.compile(rf"(?<![\wёЁ-])(?i:{REPORTS}) {DAY}{PLACE}{VOICE}"),
    # «О документе рассказала программа "Ватан"», «уточнили в пресс-службе организации»
    re.compile(rf"(?<![\wёЁ-])(?i:{TELLS}) {DAY}(?:{IN_AN_INSTITUTION}|(?P<voice>{ADJECTIVES}{TELLING_HEAD}{REST}))"),
    # «Агентству Х об этом рассказал …», «…, пресс-служба кабинета сообщает, …»
    re.compile(rf"(?:^|, )(?P<voice>{ADJECTIVES}{HEAD}[^,;:()]{{0,80}}?) (?:об этом )?(?:{REPORTS}|{TELLS})\b"),
    # «со ссылкой на Х», «по данным Х»
    re.compile(rf"\b(?i:{REFERENCES}) {VOICE}"),
)
# where a voice ends although no comma stands there
TAIL = re.compile(
    r"\s+(?:со? ссылк|ссылаясь|сославшись|о том|что\b|по (?:итогам|случаю)|в (?:своём|своем|эфире|еженедельном)\b"
    r"|во? (?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)"
    r"|сегодня|вчера|накануне|передал|сообщ|пишет)",
    re.IGNORECASE,
)


def find_source(body: str) -> str | None:
    """Find whom an article names as its source.

    Named media are given by their name alone (``Туркменистан: Сегодня``), those of ``media.csv`` by one of their
    names, institutions in the article's words with the first noun put into the nominative (``пресс-служба
    президента``). «Об этом сообщает …» goes before other wordings, the medium that reports before the one that it
    quotes («сообщает X со ссылкой на Y»), and an earlier sentence before a later one. People who are quoted are no
    source.

    Parameters
    ----------
    body : str
        Paragraphs of the article.

    Returns
    -------
    str or None
        None if the article names nobody.

    Examples
    --------
    >>> find_source('Визит завершён. Об этом сообщает электронная газета "Туркменистан: Сегодня".')
    'Туркменистан: Сегодня'
    >>> find_source("Документ подписан, передаёт Trend со ссылкой на TDH."), find_source("Порт открыт, передаёт ТДХ.")
    ('Trend', 'TDH')
    >>> find_source("Как сообщили в пресс-службе главы государства, поездка состоится в мае.")
    'пресс-служба главы государства'
    >>> find_source("Министр сообщил, что переговоры продолжатся.")
    """
    sentences = [sentence[:LONGEST_SENTENCE] for sentence in SENTENCE_END.split(body)]
    sentences = [sentence for sentence in sentences if STEMS.search(sentence.lower())]
    for rules in (RULES[:1], RULES[1:]):
        for sentence in sentences:
            for rule in rules:
                for match in rule.finditer(sentence):
                    voice = match["voice"] or match.groupdict().get("inside")
                    if voice and (name := _name(voice)):
                        return _media().get(name.casefold(), name)
    return None


@cache
def _media() -> dict[str, str]:
    """The name that stands for a medium, by each of its names, in lower case."""
    lines = (resources.files(__package__) / "media.csv").read_text(encoding="utf-8").splitlines()
    return {
        name.casefold(): row["name"]
        for row in csv.DictReader(lines)
        for name in (row["name"], *filter(None, row["also"].split(" | ")))
    }


def _name(voice: str) -> str | None:
    """The name inside a voice: of a medium its own name, of an institution the phrase in the nominative."""
    tail = TAIL.search(re.sub(QUOTED, lambda quoted: "_" * len(quoted[0]), voice))
    voice = (voice[: tail.start()] if tail else voice).strip(" .!?…–—-")
    words = voice.split()
    head = next((n for n, word in enumerate(words) if word.lower() in CASES), None)
    if head is None:
        return voice.strip('«»"“”„ ')
    if words[head].lower() in MEDIA_CASES:
        rest = " ".join(words[head + 1 :])
        if name := re.match(rf"(?:[а-яё-]+ ){{0,3}}?({NAME_QUOTED}|{LATIN_NAME}|{CAPITALS})", rest):
            return name[1].strip('«»"“”„ ')
    noun = CASES[words[head].lower()]
    if noun.lower() != words[head].lower():
        words[:head] = [_adjective(word, noun) for word in words[:head]]
        words[head] = noun.capitalize() if words[head][0].isupper() else noun
    return " ".join(words)


def _adjective(word: str, noun: str) -> str:
    """Put an adjective into the nominative that agrees with a noun in the nominative: «казахстанского» парламент."""
    stem = re.sub(r"(?:ого|его|ому|ему|ом|ем|ой|ей|ую|юю|ым|им|ых|их)$", "", word)
    if stem == word:
        return word
    soft = word.endswith(("его", "ему", "ем", "ей", "юю"))
    if noun.endswith(("а", "я")):
        return stem + ("яя" if soft else "ая")
    if noun.endswith(("о", "е")):
        return stem + ("ее" if soft else "ое")
    return stem + ("ий" if soft or stem.endswith(("к", "г", "х")) else "ый")
