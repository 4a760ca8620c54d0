"""Codes in words: what the tables keep short, said so that a reader of a table or picture understands it."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.core import get_global

OFFICES = {
    "head_of_state": "head of state",
    "head_of_government": "head of government",
    "national_leader": "national leader",
    "parliament_head": "head of parliament",
    "foreign_minister": "foreign minister",
    "deputy_head_of_government": "deputy head of government",
    "minister": "minister",
    "regional_head": "head of a region",
    "organisation_head": "head of an organisation",
    "delegation": "delegation",
    "other": "other official",
}

WORDS = {
    "in_force": "in force",
    "in_person": "in person",
    "unspecified": "rank not said",
    "outgoing": "from the focus country",
    "incoming": "to the focus country",
    "domestic": "inside the focus country",
    "elsewhere": "between other countries",
}


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
    """English name of a country.

    Parameters
    ----------
    code : str or None
        ISO 3166-1 alpha-3.

    Returns
    -------
    str
        The name that Unicode's CLDR gives; the code itself where it is none of a country, e.g. for a company among
        the parties of an agreement; «no country» for None.

    Examples
    --------
    >>> country("TKM"), country("TUR"), country("ПРООН"), country(None)
    ('Turkmenistan', 'Türkiye', 'ПРООН', 'no country')
    """
    if not isinstance(code, str):
        return "no country"
    return Locale("en").territories.get(country_codes().get(code, ""), code)


def is_country(code: object) -> bool:
    """Say whether a string is the ISO 3166-1 alpha-3 code of a country.

    Examples
    --------
    >>> is_country("KAZ"), is_country("LG"), is_country("kaz")
    (True, False, False)
    """
    return isinstance(code, str) and code in country_codes()


def word(code: object) -> str:
    """One code of a table as an English word.

    Examples
    --------
    >>> word("in_force"), word("signed"), word(None)
    ('in force', 'signed', 'not known')
    """
    if not isinstance(code, str):
        return "not known"
    return WORDS.get(code, code.replace("_", " "))


def office(code: str | None) -> str:
    """An office in words.

    Examples
    --------
    >>> office("deputy_head_of_government"), office("other"), office(None)
    ('deputy head of government', 'other official', 'office not known')
    """
    return OFFICES.get(str(code), "office not known")


def person(name: str | None, office_code: str | None, code: str | None) -> str:
    """The person of a row, or the office where no article names the person.

    Examples
    --------
    >>> person("Рашид Мередов", "foreign_minister", "TKM")
    'Рашид Мередов'
    >>> person(None, "foreign_minister", "IRN")
    'foreign minister (Iran)'
    >>> person(None, "organisation_head", None)
    'head of an organisation'
    """
    if isinstance(name, str):
        return name
    return f"{office(office_code)} ({country(code)})" if isinstance(code, str) else office(office_code)


def participant(name: str) -> str:
    """A participant of a meeting, with ``office@country`` put into words.

    Examples
    --------
    >>> participant("foreign_minister@IRN"), participant("Рашид Мередов")
    ('foreign minister (Iran)', 'Рашид Мередов')
    """
    holds, at, code = name.partition("@")
    return person(None, holds, code) if at else name


def short_name(name: str) -> str:
    """A full name with the given name as an initial, for the narrow places of a picture.

    Examples
    --------
    >>> short_name("Сердар Бердымухамедов"), short_name("Реджеп Тайип Эрдоган"), short_name("head of state")
    ('С. Бердымухамедов', 'Р. Эрдоган', 'head of state')
    """
    words = name.split()
    if len(words) < 2 or not all(word[0].isupper() for word in words):
        return name
    return f"{words[0][0]}. {words[-1]}"


def several(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun.

    Examples
    --------
    >>> several(1, "visit"), several(1200, "visit"), several(0, "country", "countries")
    ('1 visit', '1,200 visits', '0 countries')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: list[str]) -> str:
    """Items as a list in a sentence.

    Examples
    --------
    >>> listed(["Iran"]), listed(["Iran", "China"]), listed(["Iran", "China", "Japan"])
    ('Iran', 'Iran and China', 'Iran, China and Japan')
    """
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
