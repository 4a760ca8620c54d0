"""Codes in words: what the tables keep short, said in the language of :mod:`analysis.language`."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

from analysis.language import spoken, text

# codes whose English is more than the code without its underscores
WORDS = {
    "unspecified": "rank not said",
    "outgoing": "from the focus country",
    "incoming": "to the focus country",
    "domestic": "inside the focus country",
    "elsewhere": "between other countries",
}
OFFICES = {"parliament_head": "head of parliament", "regional_head": "head of a region"}
OFFICES |= {"organisation_head": "head of an organisation", "other": "other official"}


@cache
def country_codes() -> dict[str, str]:
    """ISO 3166-1 alpha-3 to alpha-2, for every country that Babel has a name for.

    Examples
    --------
    >>> country_codes()["TKM"]
    'TM'
    """
    names = Locale("en").territories
    aliases = get_global("territory_aliases")
    return {
        code: others[0]
        for code, others in sorted(aliases.items())
        if len(code) == 3 and code.isalpha() and len(others) == 1 and others[0] in names
    }


def country(code: str | None) -> str:
    """Name of a country.

    Parameters
    ----------
    code : str or None
        ISO 3166-1 alpha-3.

    Returns
    -------
    str
        In Russian the gazetteer's name, else the one that Unicode's CLDR gives; the code itself where it is none of a
        country, e.g. for a company among the parties of an agreement; «no country» for None.

    Examples
    --------
    >>> country("TKM"), country("TUR"), country("ПРООН"), country(None)
    ('Turkmenistan', 'Türkiye', 'ПРООН', 'no country')
    """
    if not isinstance(code, str):
        return text("no country")
    from analysis.gazetteer import places

    now = spoken()
    if now.language == "ru" and code in places.countries():
        return places.countries()[code]
    return now.locale.territories.get(country_codes().get(code, ""), code)


def is_country(code: object) -> bool:
    """Say whether a string is the ISO 3166-1 alpha-3 code of a country.

    Examples
    --------
    >>> is_country("KAZ"), is_country("LG"), is_country("kaz")
    (True, False, False)
    """
    return isinstance(code, str) and code in country_codes()


def word(code: object, of: str = "") -> str:
    """One code of a table in words.

    Parameters
    ----------
    code : str or None
    of : str
        ``visit`` or ``meeting``, with which the word agrees in Russian.

    Examples
    --------
    >>> word("in_force"), word("signed"), word(None)
    ('in force', 'signed', 'not known')
    """
    if not isinstance(code, str):
        return text("not known")
    return text(WORDS.get(code, code.replace("_", " ")), of)


def office(code: str | None) -> str:
    """An office in words.

    Examples
    --------
    >>> office("deputy_head_of_government"), office("other"), office(None)
    ('deputy head of government', 'other official', 'office not known')
    """
    if not isinstance(code, str):
        return text("office not known")
    return text(OFFICES.get(code, code.replace("_", " ")))


def language(code: str) -> str:
    """A language that articles are written in, by its code (ISO 639-1).

    Examples
    --------
    >>> language("tk"), language("other")
    ('Turkmen', 'another language')
    """
    return spoken().locale.languages.get(code) or text("another language")


def name(russian: str) -> str:
    """A person's name in the letters of the report: as Russian writes it, or its usual English form.

    Examples
    --------
    >>> name("Сердар Бердымухамедов")
    'Serdar Berdimuhamedow'
    """
    from analysis.gazetteer import people

    return people.latin(russian) if spoken().names == "latin" else russian


def place(russian: str) -> str:
    """A city or region in the letters of names: as Russian writes it, or its English name, else its romanisation.

    Examples
    --------
    >>> place("Ашхабад"), place("Балканский велаят")
    ('Ashgabat', 'Balkanskiy velayat')
    """
    from analysis.gazetteer import coordinates, people

    if spoken().names != "latin":
        return russian
    return coordinates.city_names().get(russian) or people.latin(russian)


def person(known: str | None, office_code: str | None, code: str | None) -> str:
    """The person of a row, or the office where no article names the person.

    Examples
    --------
    >>> person("Рашид Мередов", "foreign_minister", "TKM")
    'Raşit Meredow'
    >>> person(None, "foreign_minister", "IRN")
    'foreign minister (Iran)'
    >>> person(None, "organisation_head", None)
    'head of an organisation'
    """
    if isinstance(known, str):
        return name(known)
    return f"{office(office_code)} ({country(code)})" if isinstance(code, str) else office(office_code)


def participant(named: str) -> str:
    """A participant of a meeting, with ``office@country`` put into words.

    Examples
    --------
    >>> participant("foreign_minister@IRN"), participant("Юрий Щукин")
    ('foreign minister (Iran)', 'Yuriy Shchukin')
    """
    holds, at, code = named.partition("@")
    return person(None, holds, code) if at else name(named)


def short_name(full: str) -> str:
    """A full name with the given name as an initial, for the narrow places of a picture.

    Examples
    --------
    >>> short_name("Сердар Бердымухамедов"), short_name("Xi Jinping"), short_name("head of state")
    ('С. Бердымухамедов', 'Xi Jinping', 'head of state')
    """
    words = full.split()
    # who has a first word of two letters has the family name in front
    if len(words) < 2 or len(words[0]) <= 2 or not all(word[0].isupper() for word in words):
        return full
    return f"{words[0][0]}. {words[-1]}"
