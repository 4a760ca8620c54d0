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
# Cyrillic letters of UTF-8 that were taken for two letters each, and in what encoding
TWICE_ENCODED = {
    name: re.compile(f"(?:[{leading}][{re.escape(''.join(following))}]){{3}}")
    for name in ("cp1251", "cp1252")
    for leading in [bytes((0xD0, 0xD1)).decode(name)]
    for following in [[bytes((n,)).decode(name, errors="ignore") or chr(n) for n in range(0x80, 0xC0)]]
}
# an encoding that a text was taken for, and the one that it had, and what such a text looks like
MISTAKEN = (
    ("cp1252", "cp1251", re.compile(r"[À-ÿ]{4}")),
    ("cp1251", "koi8-r", re.compile(r"\b[а-яё][А-ЯЁ]{3}")),
    ("koi8-r", "cp1251", re.compile(r"\b[а-яё][А-ЯЁ]{3}")),
)
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
    if best := _cyrillic_encoding(content):
        return _line_by_line(content, best) or (content.decode(best, errors="replace"), best)
    first = re.search(rb"[\x80-\xff]", content)
    start = max(first.start() - SAMPLE // 2, 0) if first else 0
    guess = charset_normalizer.from_bytes(content[start : start + SAMPLE], cp_isolation=LATIN_ENCODINGS).best()
    if guess is not None:
        return content.decode(guess.encoding, errors="replace"), guess.encoding
    return None, "unknown"


def put_right(text: str) -> tuple[str, str]:
    """Undo what a program did that took Russian text for text in another encoding, and saved it so.

    Parameters
    ----------
    text : str
        Any text. Lines of UTF-8 that was taken for cp1251 or cp1252 are put right one by one; a whole text of one
        encoding of single bytes that was taken for another one where this gives letters as frequent as in Russian.

    Returns
    -------
    text : str
        Unchanged if nothing is wrong with it.
    mistake : str
        What was taken for what; empty if nothing is wrong.

    Examples
    --------
    >>> put_right("РџРѕСЂС‚ РѕС‚РєСЂС‹С‚")
    ('Порт открыт', 'utf-8 taken for cp1251')
    >>> put_right("Ïîðò îòêðûò ñåãîäíÿ")
    ('Порт открыт сегодня', 'cp1251 taken for cp1252')
    >>> put_right("Порт открыт")
    ('Порт открыт', '')
    """
    for name, sign in TWICE_ENCODED.items():
        # looked for first because it takes no time
        frequent = (letter.encode().decode(name) for letter in "оеа")
        if any(letters in text for letters in frequent) and sign.search(text):
            lines = (_again(line, name, "utf-8") if sign.search(line) else line for line in text.split("\n"))
            return "\n".join(lines), f"utf-8 taken for {name}"
    sample = text[:SAMPLE]
    others = len(sample) - len(sample.encode("ascii", "ignore"))
    if sum(map(sample.count, "оеаинт")) < 0.3 * others:
        likely = [names for *names, sign in MISTAKEN if len(sign.findall(sample)) > 1]
        shares = {names: _russian_share(_again(sample, *names)) for names in map(tuple, likely)}
        if shares and max(shares.values()) > _russian_share(sample) + 0.2:
            name, right = max(shares, key=shares.__getitem__)
            return _again(text, name, right), f"{right} taken for {name}"
    return text, ""


def _again(text: str, taken_for: str, right: str) -> str:
    """A text decoded once more. Letters that cannot have been misread stay."""
    content = b"".join(
        letter.encode(taken_for, "ignore") or (letter.encode("latin-1") if "\x7f" < letter < "\xa0" else b"")
        for letter in text
    )
    return content.decode(right, errors="replace")


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
    if (sample.count(0) + sample.count(4)) * 4 < len(sample):
        return None
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        low = sample[::2] if encoding == "utf-16-le" else sample[1::2]
        few = Counter(high)
        if len(high) >= 4 and (few[0] + few[4]) >= 0.8 * len(high) and Counter(low)[0] <= 0.1 * len(low):
            return encoding
    return None


def _cyrillic_encoding(content: bytes) -> str | None:
    high = content.translate(None, bytes(range(128)) + CP1251_MARKS)[:SAMPLE]
    shares = {name: _russian_share(high.decode(name, errors="replace")) for name in CYRILLIC_ENCODINGS}
    best = max(shares, key=shares.__getitem__)
    # in Turkmen or German, letters above 127 rarely follow each other
    return best if shares[best] >= 0.3 and _together(content) >= 0.5 else None


def _line_by_line(content: bytes, other: str) -> tuple[str, str] | None:
    """Text some lines of which are UTF-8 and some are not, as files have that were put together; None if it is none."""
    lines: list[str | bytes] = []
    for line in content.split(b"\n"):
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            lines.append(line)
    if all(isinstance(line, bytes) or line.isascii() for line in lines):
        return None
    other = _cyrillic_encoding(b"\n".join(line for line in lines if isinstance(line, bytes))) or other
    decoded = (line if isinstance(line, str) else line.decode(other, errors="replace") for line in lines)
    return "\n".join(decoded), f"utf-8 and {other}"


def _russian_share(text: str) -> float:
    """The share of frequent Russian letters among those beyond ASCII; capitals count half, as they are rarer."""
    others = Counter(letter for letter in text if letter > "\x7f")
    frequent = sum(others[letter] + others[letter.upper()] / 2 for letter in FREQUENT)
    return frequent / max(others.total(), 1)


def _together(content: bytes) -> float:
    """The share of bytes above 127 that stand next to another one, at the beginning of what there is of them."""
    runs = [len(run[0]) for run in itertools.islice(re.finditer(rb"[\x80-\xff]+", content), 10_000)]
    return sum(run for run in runs if run > 1) / max(sum(runs), 1)


def _is_text(text: str) -> bool:
    return sum(text.count(letter) for letter in "\x00\x01\x02\x03\x04\x05\x06\x07\x08\ufffd") * 50 <= len(text)
