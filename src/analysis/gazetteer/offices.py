"""Titles of offices and the classes that they belong to, from ``offices.csv`` beside this file.

The same words may mean different offices in different countries and times («госсекретарь»); the column ``note`` says
where a row holds: ``only USA|VAT``, ``only TKM from 2023-01-21``, ``only organisation``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from .matcher import Hit, Matcher
from .places import parts, rows

CONDITION = re.compile(
    r"only (?P<where>[A-Z]{3}(?:\|[A-Z]{3})*|organisation)(?: from (?P<first>[\d-]+))?(?: until (?P<last>[\d-]+))?"
)


@dataclass(frozen=True, slots=True)
class Title:
    """Words of a title, the class of office, and where and when they mean it.

    Examples
    --------
    >>> title = Title("госсекретарь", "foreign_minister", countries=("USA",))
    >>> title.holds("USA", False, date(2024, 1, 1)), title.holds("KGZ", False, date(2024, 1, 1))
    (True, False)
    """

    words: str
    office: str
    countries: tuple[str, ...] = ()
    of_organisation: bool = False
    first: date = date.min
    last: date = date.max

    def holds(self, country: str | None, organisation: bool, day: date) -> bool:
        """Whether the words mean this office for a country, or an organisation, on a day.

        Examples
        --------
        >>> title = Title("Аркадаг", "national_leader", ("TKM",), first=date(2022, 3, 19))
        >>> [title.holds("TKM", False, date(year, 5, 1)) for year in (2021, 2024)]
        [False, True]
        """
        if not self.first <= day <= self.last:
            return False
        if self.of_organisation:
            return organisation
        return not self.countries or country is None or country in self.countries


@cache
def matcher() -> Matcher[Title]:
    """The look-up of titles, in any case and number, with or without capitals.

    Examples
    --------
    >>> [h.value.words for h in matcher().find("слова Министра иностранных дел".split())]
    ['министр иностранных дел']
    """
    phrases = []
    for r in rows("offices.csv"):
        condition = CONDITION.match(r["note"])
        title = Title(r["pattern"], r["office"])
        if condition:
            organisation = condition["where"] == "organisation"
            title = Title(
                r["pattern"],
                r["office"],
                () if organisation else tuple(condition["where"].split("|")),
                organisation,
                date.fromisoformat(condition["first"]) if condition["first"] else date.min,
                date.fromisoformat(condition["last"]) if condition["last"] else date.max,
            )
        phrases += [(p, title) for p in [r["pattern"], *parts(r["gender_forms"])]]
    return Matcher(phrases, capital=False, name="offices")


def find(texts: list[str], folded: list[str] | None = None, at: list[int] | None = None) -> list[Hit[Title]]:
    """Titles in a sentence, given as for :meth:`Matcher.find`.

    Examples
    --------
    >>> [h.value.office for h in find("министру иностранных дел Ирана".split())]
    ['foreign_minister']
    """
    return matcher().find(texts, folded, at)


def choose(titles: Sequence[Title], country: str | None, organisation: bool, day: date) -> Title | None:
    """The meaning of ambiguous words: rows with a condition that is met come before rows without one.

    Examples
    --------
    >>> words = [h.value for h in find(["госсекретарь"])]
    >>> choose(words, "USA", False, date(2024, 1, 1)).office, choose(words, "KGZ", False, date(2024, 1, 1)).office
    ('foreign_minister', 'other')
    """
    holding = [t for t in titles if t.holds(country, organisation, day)]
    special = [t for t in holding if t.of_organisation or (t.countries and (country is not None or len(titles) == 1))]
    plain = [t for t in holding if not t.countries and not t.of_organisation]
    return next(iter(special or plain or holding), None)
