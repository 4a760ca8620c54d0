"""Clean text: one Unicode form, plain spaces, Cyrillic words in Cyrillic letters; and which language it is in."""

from __future__ import annotations

import re
import unicodedata

LINE_END = re.compile(r"[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# soft hyphens, zero-width characters and direction marks show nothing; control characters and lone surrogates are
# no text at all
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)
# stress marks of dictionaries and encyclopaedias: «Бердымухаме́дов»
STRESS = re.compile("(?<=[аеёиоуыэюяАЕЁИОУЫЭЮЯ])[\u0300\u0301]")
# letters beyond this are none that Russian, Turkmen or English is written with
PLAIN = re.compile("[^\x00-\u02ff\u0370-\u0482\u048a-\u0590\u2000-\u20cf\u2100-\u2bff]")
# Python orders combining marks in quadratic time; no real text piles up 32 of them
PILE = re.compile(r"([^\w\s\x00-\x7f]{32})[^\w\s\x00-\x7f]+")

CYRILLIC = "\u0400-\u04ff"
LATIN = "A-Za-z"
TWINS = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")
TWINS_BACK = str.maketrans("АВСЕНКМОРТХУасеорхук", "ABCEHKMOPTXYaceopxyk")
MIXED_WORD = re.compile(
    rf"(?<![{LATIN}{CYRILLIC}])(?:[{LATIN}]+[{CYRILLIC}]|[{CYRILLIC}]+[{LATIN}])[{LATIN}{CYRILLIC}]*"
)
LATIN_RUN = re.compile(f"[{LATIN}]+")
BESIDE = re.compile(f"[{CYRILLIC}]")
LONE_PREPOSITION = re.compile(rf"(?<![^\s(«\"])([acoyk])(?= [{CYRILLIC}])")

CYRILLIC_WORD = re.compile(f"[{CYRILLIC}]+")
LATIN_WORD = re.compile("[a-zà-ɏə]+")
RUSSIAN_LETTERS = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
OTHER_CYRILLIC = re.compile("[\u0400-\u042f\u0450\u0452-\u04ff]")
SLAVIC_LETTERS = frozenset("їєґўћђјљњџѓќѕ")
KAZAKH_LETTERS = frozenset("әғқңөұүһі")
OLD_TURKMEN_LETTERS = frozenset("әҗңөү")
TURKMEN_LETTERS = frozenset("abcçdeäfghijžklmnňoöpqrsştuüvwxyýz")
# words that tell languages apart; those of one letter are in none of the Turkic languages
WORDS = {
    "russian": "и в с о к не по на что для из от за при его как об во со",
    "bulgarian": "се са че който която което които през ще бе беше бяха една този тази това тези към както",
    "eastern": "менен жана билан учун ва шуд карда аст дар ба келди болду болуп деди",
    "kazakh": "және жаңа үшін туралы болды бұл",
    "old turkmen": "ве билен үчин хем боюнча барада этди түркмен түркменистаның шейле болан",
    "turkmen": "we bilen üçin boýunça hem bu şeýle onuň barada bolan esasynda ähli täze türkmen türkmenistan halkara"
    " döwlet maslahat etdi boldy başlady açyldy geçirildi çykyş aşgabatda",
    "english": "the of and to in for on with at by from is was has that as will said its an are were be it his their"
    " which after this have had last year",
}
WORDS_OF = {name: frozenset(words.split()) for name, words in WORDS.items()}
BULGARIAN_WORD = re.compile(r"[а-я]{2,}(?:ът|ият|ството)")
LANGUAGE_SAMPLE = 20_000

SENTENCE_ENDS = tuple(".!?…»\"”')")
HTML_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|div|article|section|main|table|p)[\s>/]", re.IGNORECASE)
HEAD_OF_FILE = 4_000


def clean(text: str) -> str:
    """Put text into one Unicode form (NFC) with plain line ends and spaces, and drop what cannot be seen.

    Non-breaking and other spaces become one space, soft hyphens, zero-width and control characters, stress marks and
    byte-order marks go, and look-alike letters are put right (see :func:`untwin`). Takes linear time.

    Parameters
    ----------
    text : str
        Any text, lone surrogates included.

    Returns
    -------
    str
        Lines separated by ``\\n``, without spaces at either end of a line.

    Examples
    --------
    >>> clean("\\ufeffТуркме\\u00adнистан\\u00a0 сегодня\\r\\n")
    'Туркменистан сегодня\\n'
    """
    return untwin(plain(text))


def plain(text: str) -> str:
    """Clean text but for look-alike letters.

    Examples
    --------
    >>> plain("Ту\\u00adркмения\\u00a0 сегодня\\r\\n")
    'Туркмения сегодня\\n'
    """
    # each step is asked first whether there is anything to do, which takes a fraction of the time
    if LINE_END.search(text):
        text = LINE_END.sub("\n", text.replace("\r\n", "\n"))
    text = INVISIBLE.sub("", text)
    if PLAIN.search(text):
        text = STRESS.sub("", PILE.sub(r"\1", text))
    text = unicodedata.normalize("NFC", text)
    return "\n".join([" ".join(line.split()) for line in text.split("\n")])


def untwin(text: str) -> str:
    """Replace letters of one alphabet that stand for their look-alikes of the other.

    A word of both alphabets is put into Cyrillic if all its Latin letters have a Cyrillic twin, else into Latin if
    all its Cyrillic letters have a Latin twin, else left alone. A lone Latin «c», «o», «a», «y» or «k» before a
    Cyrillic word is the Russian preposition or conjunction. Words of one alphabet stay as they are.

    Examples
    --------
    >>> untwin("Tуркмeнистан и TAPI, c президентом, IT-бизнес")
    'Туркменистан и TAPI, с президентом, IT-бизнес'
    """

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        cyrillic = word.translate(TWINS)
        if not re.search(f"[{LATIN}]", cyrillic):
            return cyrillic
        latin = word.translate(TWINS_BACK)
        return word if re.search(f"[{CYRILLIC}]", latin) else latin

    # few pages have any such word, and the Latin ones of a page are found in a fraction of the time
    runs = LATIN_RUN.finditer(text)
    if not any(run[0] in "acoyk" or BESIDE.search(text[max(run.start() - 1, 0) : run.end() + 1]) for run in runs):
        return text
    text = MIXED_WORD.sub(put_right, text)
    return LONE_PREPOSITION.sub(lambda match: match[1].translate(TWINS), text)


def language(text: str) -> str:
    """Tell the language of a text by its letters and commonest words.

    The alphabet of most letters decides first. Cyrillic: it is not Russian if at least 15 % of the words hold letters
    outside the Russian alphabet, unless 10 % are function words of Russian; if any word does and there is no such
    function word; or if words of other languages tell. Then it is Kazakh or, in its old alphabet, Turkmen, if all
    letters are of that alphabet and none of its neighbours has all of them. Latin: Turkmen or English,
    whichever has more of its words, if these are at least 2 %; each word with «ň» or «ý» adds one to Turkmen, each
    with a letter that the language lacks takes one. The first 20,000 characters decide.

    Parameters
    ----------
    text : str
        Headline and body.

    Returns
    -------
    {"ru", "tk", "en", "kk", "other"}

    Examples
    --------
    >>> language("Президент прибыл в Ашхабад"), language("Türkmenistan bilen hyzmatdaşlyk")
    ('ru', 'tk')
    >>> language("Қазақстан президенті"), language("The President of Iran"), language("2025")
    ('kk', 'en', 'other')
    """
    text = text[:LANGUAGE_SAMPLE].lower()
    if _plainly_russian(text):
        return "ru"
    cyrillic, latin = CYRILLIC_WORD.findall(text), LATIN_WORD.findall(text)
    if not cyrillic and not latin:
        return "other"
    cyrillic_letters = "".join(cyrillic)
    if len(cyrillic_letters) >= sum(map(len, latin)):
        return _cyrillic_language(cyrillic, cyrillic_letters)
    turkmen = sum((word in WORDS_OF["turkmen"]) + ("ň" in word or "ý" in word) for word in latin)
    turkmen -= sum(not TURKMEN_LETTERS.issuperset(word) for word in latin)
    english = sum((word in WORDS_OF["english"]) - (not word.isascii()) for word in latin)
    if max(turkmen, english) < 0.02 * len(latin) or turkmen == english:
        return "other"
    return "tk" if turkmen > english else "en"


def _plainly_russian(text: str) -> bool:
    """What nearly every page is, told in a tenth of the time that the words take."""
    frequent = sum(map(text.count, "оеаинт")) > 0.25 * len(text)
    return frequent and "ы" in text and (" и " in text or " в " in text) and not OTHER_CYRILLIC.search(text)


def _cyrillic_language(words: list[str], letters: str) -> str:
    found = set(letters)
    foreign = found - RUSSIAN_LETTERS
    russian = sum(map(WORDS_OF["russian"].__contains__, words)) / len(words)
    share = sum(not foreign.isdisjoint(word) for word in words) / len(words) if foreign else 0.0
    if (foreign and not russian) or (share >= 0.15 and (russian < 0.1 or foreign & SLAVIC_LETTERS)):
        # Uzbek and Tajik have «қғ» as well, Kyrgyz «ңөү», Ukrainian «і»: none has letters of two of these groups
        groups = sum(not foreign.isdisjoint(group) for group in ("қғұ", "әңөү", "і"))
        if (foreign <= KAZAKH_LETTERS and groups > 1) or not WORDS_OF["kazakh"].isdisjoint(words):
            return "kk"
        turkmen = foreign & {*"әҗ"} or not WORDS_OF["old turkmen"].isdisjoint(words)
        return "tk" if turkmen and foreign <= OLD_TURKMEN_LETTERS else "other"
    if not russian and not WORDS_OF["eastern"].isdisjoint(words):
        return "other"
    if len(letters) > 200 and letters.count("ъ") > 0.015 * len(letters):
        return "other"
    if not found.isdisjoint("ыэё"):
        return "ru"
    bulgarian = sum(word in WORDS_OF["bulgarian"] or bool(BULGARIAN_WORD.fullmatch(word)) for word in words)
    return "other" if bulgarian > 0.04 * len(words) else "ru"


def fold_title(title: str) -> str:
    """Fold a headline for comparison: letter case, ё, quotes, kinds of dash, spaces and trailing punctuation.

    Examples
    --------
    >>> fold_title('Чествование  «Мяча» – 2025.') == fold_title('чествование "мяча" - 2025')
    True
    """
    folded = title.casefold().replace("ё", "е")
    folded = re.sub(r"[«»„“”‟\"'‘’`]", "", folded)
    folded = re.sub(r"[‐-―−]", "-", folded)
    return " ".join(folded.split()).strip(" .…!?,;:-")


def is_sentence(line: str) -> bool:
    """Whether a line is text, not a headline or the name of a box: some words and the end of a sentence.

    Examples
    --------
    >>> is_sentence("Порт открыт сегодня, ждут гостей."), is_sentence("Другие новости")
    (True, False)
    """
    return line.endswith(SENTENCE_ENDS) and line.count(" ") > 3


def looks_like_html(text: str) -> bool:
    """Whether a text begins with a tag, and holds a tag of HTML near its beginning.

    Examples
    --------
    >>> looks_like_html("<!DOCTYPE html><title>Визит</title>"), looks_like_html("Визит <b>начат</b>")
    (True, False)
    """
    head = text[:HEAD_OF_FILE].lstrip("\ufeff \t\r\n")
    return head.startswith("<") and bool(HTML_TAG.search(head))


def printable(text: str) -> str:
    """A name or message without what a table or terminal cannot hold: lone surrogates, control and direction marks.

    Examples
    --------
    >>> printable("a\\ud800b\\x00\\nc")
    'abc'
    """
    return "".join(letter for letter in INVISIBLE.sub("", text) if letter.isprintable())
