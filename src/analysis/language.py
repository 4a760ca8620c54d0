"""The language that reports and pictures speak: sentences, numbers, dates and lists, in English or Russian.

English stands in the code and the notebooks. ``locale/ru.po`` holds the Russian of every sentence, in the format that
gettext and its editors (Poedit, Weblate) know; a file for another language beside it, and a column of the page's own
words in ``reports/labels.csv``, add that language.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from babel import Locale, dates, lists, numbers

from analysis.tables import Mistake

if TYPE_CHECKING:
    import pandas as pd

SOURCE = "en"
LETTERS = {"en": "latin", "ru": "cyrillic"}


class UnknownLanguage(Mistake, ValueError):
    """A language, or letters of names, that reports can't be written in.

    Examples
    --------
    >>> speech("ru", names="greek")
    Traceback (most recent call last):
    analysis.language.UnknownLanguage: names is 'greek'; write latin or cyrillic, or leave it empty
    """


@dataclass(frozen=True)
class Speech:
    """A language (ISO 639-1) and the letters that names of people are written in, ``latin`` or ``cyrillic``.

    Examples
    --------
    >>> Speech("ru")
    Speech(language='ru', names='latin')
    """

    language: str = SOURCE
    names: str = "latin"

    @property
    def locale(self) -> Locale:
        """Babel's names and formats; British for English, whose days come before their months as in Russian.

        Examples
        --------
        >>> Speech("ru").locale.territories["KZ"]
        'Казахстан'
        """
        return Locale("en", "GB") if self.language == SOURCE else Locale(self.language)


_usual = Speech()
# beside the usual one, as reports in two languages are rendered in threads
_now: ContextVar[Speech | None] = ContextVar("speech", default=None)


def languages() -> tuple[str, ...]:
    """The languages that reports can be written in.

    Examples
    --------
    >>> languages()
    ('en', 'ru')
    """
    files = resources.files("analysis").joinpath("locale").iterdir()
    return (SOURCE, *sorted(file.name.removesuffix(".po") for file in files if file.name.endswith(".po")))


def speech(language: str = SOURCE, names: str = "") -> Speech:
    """Check a language and the letters of names.

    Parameters
    ----------
    language : str
        One of :func:`languages`.
    names : str
        ``latin`` or ``cyrillic``; empty: as the language is written.

    Raises
    ------
    UnknownLanguage
        A ValueError, if it is none of these.

    Examples
    --------
    >>> speech("ru")
    Speech(language='ru', names='cyrillic')
    >>> speech("de")
    Traceback (most recent call last):
    analysis.language.UnknownLanguage: language is 'de'; reports can be written in en, ru
    """
    if language not in languages():
        raise UnknownLanguage(f"language is {language!r}; reports can be written in {', '.join(languages())}")
    if names not in ("", "latin", "cyrillic"):
        raise UnknownLanguage(f"names is {names!r}; write latin or cyrillic, or leave it empty")
    return Speech(language, names or LETTERS.get(language, "latin"))


def use(language: str = SOURCE, names: str = "") -> None:
    """Speak this language from now on; see :func:`speech`.

    Examples
    --------
    >>> use("ru")
    >>> text("Visits")
    'Визиты'
    >>> use("en")
    """
    global _usual
    _usual = speech(language, names)


@contextmanager
def speaking(language: str, names: str = "") -> Iterator[None]:
    """Speak a language for a while.

    Examples
    --------
    >>> with speaking("ru"):
    ...     text("Visits")
    'Визиты'
    """
    token = _now.set(speech(language, names))
    try:
        yield
    finally:
        _now.reset(token)


def spoken() -> Speech:
    """The language that is spoken now.

    Examples
    --------
    >>> with speaking("ru", names="latin"):
    ...     spoken()
    Speech(language='ru', names='latin')
    """
    return _now.get() or _usual


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of a language, by the English ones; English itself needs none.

    Examples
    --------
    >>> catalogue("ru").gettext("Visits"), catalogue("en").gettext("Visits")
    ('Визиты', 'Visits')
    """
    if language == SOURCE:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    file = resources.files("analysis").joinpath(f"locale/{language}.po")
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes())))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


# --- sentences ------------------------------------------------------------------------------------------------------


def text(english: str, context: str = "", /, **values: Any) -> str:
    """A sentence, label or heading in the language that is spoken; what has no translation stays as it is.

    Parameters
    ----------
    english : str
        With ``{name}`` where a value comes.
    context : str
        What the words are said of, where the translation depends on it: a visit «состоялся», a meeting «состоялась».
    **values
        What to put into the sentence; days, numbers and counts are given as text, see below.

    Examples
    --------
    >>> text("Most are with {partners}.", partners="Iran")
    'Most are with Iran.'
    """
    if not english:
        return ""
    found = catalogue(spoken().language)
    said = found.pgettext(context, english) if context else english
    said = found.gettext(english) if said == english else said
    # an abbreviated year has the full stop of its sentence
    return re.sub(r"(\b(?:г|гг))\.\.", r"\1.", said.format(**values)) if values else said


def several(number: int, one: str, many: str = "") -> str:
    """A number with its noun, in the right one of the language's plural forms.

    Examples
    --------
    >>> several(1, "visit"), several(1200, "visit"), several(0, "country", "countries")
    ('1 visit', '1,200 visits', '0 countries')
    >>> with speaking("ru"):
    ...     [several(number, "visit") for number in (1, 3, 11, 21)]
    ['1 визит', '3 визита', '11 визитов', '21 визит']
    """
    return f"{count(number)} {catalogue(spoken().language).ngettext(one, many or one + 's', number)}"


def markdown(source: str) -> str:
    """The prose of a notebook's cell, paragraph by paragraph.

    Examples
    --------
    >>> with speaking("ru"):
    ...     markdown("## Visits")
    '## Визиты'
    """

    def translated(part: str) -> str:
        mark, words = re.fullmatch(r"(#+ +)?(.*)", part, re.DOTALL).groups()  # type: ignore[union-attr]
        return (mark or "") + text(words)

    return "\n\n".join(map(translated, re.split(r"\n\s*\n", source.strip())))


def listed(items: Iterable[object], style: Literal["standard", "or"] = "standard") -> str:
    """Items as a list in a sentence.

    Examples
    --------
    >>> listed(["Iran"]), listed(["Iran", "China", "Japan"]), listed(["Iran", "China"], "or")
    ('Iran', 'Iran, China and Japan', 'Iran or China')
    """
    return lists.format_list([str(item) for item in items], style, spoken().locale)


# --- numbers and days -----------------------------------------------------------------------------------------------


def count(value: Any, decimals: int = 0) -> str:
    """A number with the language's marks for thousands and decimals.

    Examples
    --------
    >>> count(1234), count(2.25, 1)
    ('1,234', '2.2')
    >>> with speaking("ru"):
    ...     count(0.5, 2)
    '0,50'
    """
    return numbers.format_decimal(value, "#,##0" + "." * bool(decimals) + "0" * decimals, spoken().locale)


def percent(share: Any) -> str:
    """A share as a whole percentage.

    Examples
    --------
    >>> percent(0.4)
    '40%'
    """
    return numbers.format_percent(share, locale=spoken().locale)


def day(date: Any) -> str:
    """A day in words.

    Examples
    --------
    >>> from datetime import date
    >>> day(date(2025, 4, 23))
    '23 April 2025'
    >>> with speaking("ru"):
    ...     day(date(2025, 4, 23)).split()
    ['23', 'апреля', '2025', 'г.']
    """
    return dates.format_date(date, "long", spoken().locale)


def period(value: pd.Period | str) -> str:
    """A month, quarter or year in words.

    Examples
    --------
    >>> period("2024-05"), period("2024Q1"), period("2024")
    ('May 2024', 'Q1 2024', '2024')
    >>> with speaking("ru"):
    ...     period("2024-05"), period("2024Q1")
    ('май 2024 г.', '1-й кв. 2024 г.')
    """
    import pandas as pd

    known = pd.Period(value)
    pattern = {"M": "LLLL y", "Q": "QQQ y"}.get(known.freqstr[0], "y")
    return dates.format_date(known.start_time, text(pattern), spoken().locale)


def stretch(first: pd.Period | str, last: pd.Period | str) -> str:
    """The first and last period of a stretch of time.

    Examples
    --------
    >>> stretch("2024", "2025"), stretch("2024", "2024")
    ('2024 – 2025', '2024')
    """
    return " – ".join(dict.fromkeys((period(first), period(last))))
