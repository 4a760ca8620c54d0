"""Words for topic models: the dictionary forms of the words that carry meaning."""

from __future__ import annotations

import re
from functools import lru_cache

from . import models

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?…:\n]\W*$")

# parts of speech of pymorphy3 that name things, qualities and acts; None: a word without inflection, e.g. in Latin
CONTENT = {"NOUN", "ADJF", "ADJS", "VERB", "INFN", "PRTF", "PRTS", "GRND", None}
# adjectives that only point («такой», «который») or number («второй»)
POINTING = {"Apro", "Anum"}
SHORTEST = 3

# «Мередов», «Мередова», «Мередову», «Мередовым», «Мередове», also of a woman or a family
FAMILY_NAME = re.compile(r"(\w{2,}(?:[оеё]в|[иы]н))(?:а|у|ы|ым|е|ой|ых|ыми)?")


@lru_cache(maxsize=500_000)
def lemma(word: str, name: bool = False) -> str | None:
    """The dictionary form of one word; None for a word that carries no subject of its own.

    Left out are prepositions, conjunctions, pronouns, numerals, adverbs and words of fewer than three letters. The
    dictionary's most probable reading is taken: the context is not looked at.

    Parameters
    ----------
    word : str
        One word, any case of letters.
    name : bool
        It has a capital in the middle of a sentence.

    Examples
    --------
    >>> lemma("переговоров"), lemma("Казахстане"), lemma("подписанные"), lemma("который"), lemma("за")
    ('переговоры', 'казахстан', 'подписать', None, None)
    >>> lemma("Мередову"), lemma("Токаев", name=True), lemma("Украину", name=True)
    ('мередов', 'токаев', 'украина')
    """
    word = word.lower()
    if len(word) < SHORTEST:
        return None
    readings = models.morph().parse(word)
    known = models.morph().word_is_known(word)
    if (match := FAMILY_NAME.fullmatch(word)) and (
        not known or (name and not any({"Geox"} in r.tag or {"Name"} in r.tag for r in readings))
    ):
        # the dictionary makes a wine of President Tokayev, and «мередова» of the minister's genitive
        return match[1].replace("ё", "е")
    # of equally probable readings a common noun rather than a place: «газе» is gas, not Gaza
    best = [reading for reading in readings if reading.score == readings[0].score]
    reading = next((r for r in best if "Geox" not in r.tag), best[0])
    if reading.tag.POS not in CONTENT or any(sign in reading.tag for sign in POINTING):
        return None
    return reading.normal_form.replace("ё", "е")


def lemmas(text: str) -> list[str]:
    """The lemmas of a text, in its order.

    Parameters
    ----------
    text : str
        Title, paragraph or article.

    Returns
    -------
    list of str

    Examples
    --------
    >>> lemmas("В Ашхабаде 23 апреля прошли переговоры Токаева и Мередова о поставках газа.")
    ['ашхабад', 'апрель', 'пройти', 'переговоры', 'токаев', 'мередов', 'поставка', 'газ']
    """
    found = []
    for match in WORD.finditer(text):
        word, before = match[0], text[max(0, match.start() - 4) : match.start()]
        name = word[0].isupper() and match.start() > 0 and not SENTENCE_END.search(before)
        found.append(lemma(word, name))
    return [word for word in found if word]
