"""Names of people in running text: back to the nominative, and compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from . import models
from .parse import Word

CASES = {"Nom": "nomn", "Gen": "gent", "Dat": "datv", "Acc": "accs", "Ins": "ablt", "Loc": "loct"}
GENDERS = {"Masc": "masc", "Fem": "femn"}
# parts of foreign names that never change
PARTICLES = {
    "аль",
    "эль",
    "бин",
    "бен",
    "ибн",
    "фон",
    "дер",
    "ван",
    "де",
    "да",
    "ди",
    "оглу",
    "оглы",
    "кызы",
    "хан",
    "шах",
}
# «аль-Фалих», «ас-Сулейти»: an article before a name
ARTICLE = re.compile(r"((?:аль|эль|ас|аш|ад|ан|ар|ат|аз)-)(\w{3,})", re.IGNORECASE)
# only women's family names, in the accusative, end so
FEMALE = ("ову", "еву", "ёву", "ину")
VOWELS = "аеёиоуыэюя"


def restore(word: str, case: str, gender: str = "Masc") -> str:
    """The nominative of one word of a name that no dictionary knows, by its ending.

    Parameters
    ----------
    word : str
        The word as it stands in the text.
    case : str
        Its case, as in Universal Dependencies.
    gender : str
        ``Masc`` or ``Fem``.

    Examples
    --------
    >>> restore("Пезешкианом", "Ins"), restore("Мередова", "Gen"), restore("Гафаровой", "Gen", "Fem")
    ('Пезешкиан', 'Мередов', 'Гафарова')
    >>> restore("Матвиенко", "Ins", "Fem"), restore("Муттаки", "Ins"), restore("Арипова", "Acc")
    ('Матвиенко', 'Муттаки', 'Арипов')
    """
    low = word.lower()
    if case in {"", "Nom"} or low in PARTICLES or len(low) < 3:
        return word
    stem = word[:-1]
    before = low[-2]
    if gender == "Fem":
        if low.endswith(("овой", "евой", "ёвой", "иной", "ыной")) or low.endswith("ой"):
            return word[:-2] + "а"
        if low.endswith("ией"):
            return word[:-3] + "ия"
        if low.endswith("ей"):
            return word[:-2] + ("а" if low[-3] in "жшчщц" else "я")
        if case in {"Gen", "Dat", "Loc"} and low.endswith("ии"):
            return stem + "я"
        if case == "Acc" and low.endswith(("у", "ю")):
            return stem + ("а" if low.endswith("у") else "я")
        if case == "Gen" and low.endswith("ы"):
            return stem + "а"
        if case in {"Dat", "Loc"} and low.endswith("е") and before not in VOWELS:
            return stem + "а"
        return word
    if case == "Ins":
        if low.endswith(("овым", "евым", "ёвым", "иным", "ыным")):
            return word[:-2]
        if low.endswith("ским") or low.endswith("цким"):
            return word[:-2] + "ий"
        if low.endswith("ым"):
            return word[:-2] + "ый"
        if low.endswith("ом"):
            return word[:-2]
        if low.endswith("ем"):
            return word[:-2] + ("й" if low[-3] in VOWELS else "" if low[-3] in "жшчщц" else "ь")
        if low.endswith("ой"):
            return word[:-2] + "а"
        if low.endswith("ей"):
            return word[:-2] + "я"
    if case in {"Gen", "Acc"}:
        if low.endswith("ского") or low.endswith("цкого"):
            return word[:-3] + "ий"
        if low.endswith("ого"):
            return word[:-3] + "ый"
        if low.endswith("а") and before not in VOWELS:
            return stem
        if low.endswith("я"):
            return stem + ("й" if before in VOWELS else "ь")
        if case == "Gen" and low.endswith("ы"):
            return stem + "а"
        if case == "Acc" and low.endswith("у"):
            return stem + "а"
        if case == "Acc" and low.endswith("ю"):
            return stem + "я"
    if case == "Dat":
        if low.endswith("скому") or low.endswith("цкому"):
            return word[:-3] + "ий"
        if low.endswith("у") and before not in VOWELS:
            return stem
        if low.endswith("ю"):
            return stem + ("й" if before in VOWELS else "ь")
    if case == "Loc" and low.endswith("е") and before not in VOWELS:
        return stem
    return word


@lru_cache(maxsize=50_000)
def _known_form(word: str, case: str, gender: str) -> str | None:
    """The nominative by the dictionary, for words that it lists as a given or a family name."""
    for p in models.morph().parse(word):
        # what costs most is asked last
        if p.tag.case != CASES.get(case) or not ({"Name", "Surn", "Patr"} & p.tag.grammemes) or not p.is_known:
            continue
        if p.tag.number == "plur" or (gender in GENDERS and p.tag.gender and p.tag.gender != GENDERS[gender]):
            continue
        nominative = p.inflect({"nomn"})
        if nominative:
            # capital letters also behind a hyphen; «ё» only where the original has it
            found = nominative.word if "ё" in word.lower() else nominative.word.replace("ё", "е")
            return re.sub(r"(^|-)(\w)", lambda m: m[1] + m[2].upper(), found)
    return None


@lru_cache(maxsize=50_000)
def _given_gender(word: str, case: str) -> str | None:
    """Gender of a word that the dictionary lists as a given name in a case; in any if the case is unknown."""
    for p in models.morph().parse(word):
        if (
            "Name" in p.tag
            and p.tag.gender in {"masc", "femn"}
            and p.tag.case == CASES.get(case, p.tag.case)
            and p.is_known
        ):
            return "Fem" if p.tag.gender == "femn" else "Masc"
    return None


def _gender_of(words: Sequence[Word], case: str) -> str:
    """Gender of a name: what the dictionary knows of its given name, else what the tagger saw."""
    if case == "Acc" and words[-1].lower.endswith(FEMALE):
        return "Fem"
    if case == "Ins" and words[-1].lower.endswith(("ым", "им", "ом", "ем")):
        # «Лазизом Кудратовым», whatever the tagger sees in him
        return "Masc"
    if known := _given_gender(words[0].text, words[0].case):
        return known
    last = words[-1].lower
    if last.endswith(("ова", "ева", "ёва", "ина")) and words[-1].case == "Nom":
        return "Fem"
    if (
        last.endswith(("ову", "еву", "ину", "овой", "евой", "иной"))
        and words[-1].case in {"Acc", "Gen", "Dat", "Ins", "Loc"}
        and not last.endswith("ину")
    ):
        return "Fem" if last.endswith("ой") or words[-1].case == "Acc" else "Masc"
    return words[0].feats.get("Gender", "Masc") if words[0].feats.get("Gender") in GENDERS else "Masc"


def nominative(words: Sequence[Word], case: str) -> tuple[str, ...]:
    """Words of a name in the nominative.

    Parameters
    ----------
    words : sequence of Word
        The name's words.
    case : str
        The case that its place in the sentence asks for.

    Examples
    --------
    >>> from analysis.russian.parse import parse
    >>> s = parse("Он встретился с Амиром Ханом Муттаки.")[0]
    >>> nominative(s.words[3:6], "Ins")
    ('Амир', 'Хан', 'Муттаки')
    >>> nominative(parse("Прибытие Халида аль-Фалиха")[0].words[1:], "Gen")
    ('Халид', 'аль-Фалих')
    """
    if case == "Gen" and len(words) > 1 and (words[-1].lower.endswith(FEMALE) or words[0].lower.endswith(("у", "ю"))):
        # no genitive ends so
        case = "Acc"
    gender = _gender_of(words, case)
    found = []
    for word in words:
        text = word.text
        if case in {"", "Nom"}:
            found.append(text)
        elif article := ARTICLE.fullmatch(text):
            found.append(article[1] + restore(article[2], case, gender))
        elif not text[:1].isupper():
            found.append(text)
        elif "-" in text and text.split("-")[0].lower() not in PARTICLES:
            # of a double given name only the last half changes: «Касым-Жомартом»
            *halves, end = text.split("-")
            # «Гордана Грлича-Радмана»: both halves of a man's double family name
            both = "[^аеиоуы](а|у|ом|ем)$"
            alike = word is not words[0] and gender == "Masc" and re.search(both, end)
            halves = [
                restore(h, case, gender)
                if re.search("(ов|ев|ин|ск)(а|у|ым|ого|ой|им)$", h) or (alike and re.search(both, h))
                else h
                for h in halves
            ]
            found.append("-".join([*halves, _known_form(end, case, gender) or restore(end, case, gender)]))
        else:
            found.append(_known_form(text, case, gender) or restore(text, case, gender))
    return tuple(found)
