"""Bytes to text, by rules that are fixed: short pages are not misread, and two runs never differ."""

from __future__ import annotations

import codecs
import contextlib
import itertools
import re
from collections import Counter

import charset_normalizer

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
OTHER_ALPHABETS = re.compile(
    r"(?:windows-|cp|x-cp)\d{3,4}|iso-?8859-(?!1$)\d{1,2}|koi8-[rtu]|mac-?cyrillic|x-mac-cyrillic|gbk?\d*|gb18030|big5"
    r"|euc-?(?:jp|kr)|shift[_-]jis"
)
# half a letter of UTF-16, which has no place in UTF-8
LONE_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
CYRILLIC_ENCODINGS = ("cp1251", "koi8-r", "cp866")
LATIN_ENCODINGS = ["cp1252", "cp1254", "cp1250"]
# spaces, dashes and quotes of cp1251, which are letters in cp866
CP1251_MARKS = "\u00a0\u00ad«»–—".encode("cp1251")
FREQUENT = frozenset("оеаинтсрвлкмдпу")
SAMPLE = 1 << 16


def decode(content: bytes) -> tuple[str | None, str]:
    """Decode bytes by fixed rules, so that short pages are not misread and two runs never differ.

    A byte-order mark decides; then UTF-16 by its pattern of high bytes; UTF-8, also cut off within a letter or with
    up to one broken byte in a hundred; what an HTML head declares; the Cyrillic encoding (cp1251, KOI8-R, cp866)
    which gives mostly frequent letters of Russian; last, charset-normalizer among the encodings of Latin
    alphabets.

    Parameters
    ----------
    content : bytes
        Of a whole file.

    Returns
    -------
    text : str or None
        None if the bytes are not text, or no encoding fits.
    encoding : str
        Its name; ``"binary"`` or ``"unknown"`` where text is None.

    Examples
    --------
    >>> decode("Визит".encode("cp1251")), decode("Визит".encode("utf-16"))
    (('Визит', 'cp1251'), ('Визит', 'utf-16'))
    >>> decode(b"PK\\x03\\x04")
    (None, 'binary')
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
            return (text, encoding) if _is_text(text) else (None, "binary")
    if utf16 := _unmarked_utf16(content[:SAMPLE]):
        return content.decode(utf16, errors="replace"), utf16
    controls = len(content) - len(content.translate(None, CONTROLS))
    if content.startswith(SIGNATURES) or controls * 50 > len(content):
        return None, "binary"
    if (utf8 := _utf8(content)) is not None:
        return utf8, "utf-8"
    if declared := DECLARED.search(content[:2048]):
        name = declared[1].decode("ascii").lower()
        # «iso-8859-1» is what servers say of anything
        if OTHER_ALPHABETS.fullmatch(name):
            with contextlib.suppress(LookupError):
                name = codecs.lookup(name).name
                return content.decode(name, errors="replace"), name
    high = content.translate(None, bytes(range(128)) + CP1251_MARKS)[:SAMPLE]
    best = max(CYRILLIC_ENCODINGS, key=lambda name: _russian_share(high, name))
    # in Turkmen or German, letters above 127 rarely follow each other
    if _russian_share(high, best) >= 0.3 and _together(content) >= 0.5:
        return content.decode(best, errors="replace"), best
    first = re.search(rb"[\x80-\xff]", content)
    start = max(first.start() - SAMPLE // 2, 0) if first else 0
    guess = charset_normalizer.from_bytes(content[start : start + SAMPLE], cp_isolation=LATIN_ENCODINGS).best()
    if guess is not None:
        return content.decode(guess.encoding, errors="replace"), guess.encoding
    return None, "unknown"


def _utf8(content: bytes) -> str | None:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            return content[: error.start].decode("utf-8")
    content = LONE_SURROGATE.sub(b"", content)
    text = content.decode("utf-8", errors="replace")
    other = sum(1 for letter in text if letter > "\x7f")
    return text if text.count("\ufffd") * 100 <= other else None


def _unmarked_utf16(sample: bytes) -> str | None:
    """Every other byte of Russian or English in UTF-16 is 4 or 0, and hardly any byte of other text."""
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        low = sample[::2] if encoding == "utf-16-le" else sample[1::2]
        few = Counter(high)
        if len(high) >= 4 and (few[0] + few[4]) >= 0.8 * len(high) and Counter(low)[0] <= 0.1 * len(low):
            return encoding
    return None


def _russian_share(high: bytes, encoding: str) -> float:
    """The share of frequent Russian letters among the bytes above 127; capitals count half, as they are rarer."""
    letters = Counter(high.decode(encoding, errors="replace"))
    frequent = sum(letters[letter] + letters[letter.upper()] / 2 for letter in FREQUENT)
    return frequent / max(len(high), 1)


def _together(content: bytes) -> float:
    """The share of bytes above 127 that stand next to another one, at the beginning of what there is of them."""
    runs = [len(run[0]) for run in itertools.islice(re.finditer(rb"[\x80-\xff]+", content), 10_000)]
    return sum(run for run in runs if run > 1) / max(sum(runs), 1)


def _is_text(text: str) -> bool:
    return sum(text.count(letter) for letter in "\x00\x01\x02\x03\x04\x05\x06\x07\x08\ufffd") * 50 <= len(text)
