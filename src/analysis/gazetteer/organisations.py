"""International organisations, from ``organisations.csv`` beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .matcher import Hit, Matcher
from .places import parts, rows


@dataclass(frozen=True, slots=True)
class Organisation:
    """An international organisation: its full Russian name and its kind (organisation, bank, union, body).

    Examples
    --------
    >>> find(["ОДКБ"])[0].value
    Organisation(name='Организация Договора о коллективной безопасности', short='ОДКБ', kind='union')
    """

    name: str
    short: str
    kind: str


@cache
def matcher() -> Matcher[Organisation]:
    """The look-up of full names and abbreviations.

    Examples
    --------
    >>> [h.value.kind for h in matcher().find("доклад Всемирного банка".split())]
    ['bank']
    """
    phrases = []
    for r in rows("organisations.csv"):
        names = [r["name"], *parts(r["other_names"])]
        short = next((n for n in names if n.isupper()), names[0])
        phrases += [(n, Organisation(r["name"], short, r["kind"])) for n in names]
    return Matcher(phrases)


@cache
def seats() -> dict[str, str]:
    """Countries in which organisations have their seats, by full name.

    Examples
    --------
    >>> seats()["Организация Североатлантического договора"]
    'BEL'
    """
    return {r["name"]: r["seat"] for r in rows("organisations.csv") if r["seat"]}


def find(texts: list[str], folded: list[str] | None = None, at: list[int] | None = None) -> list[Hit[Organisation]]:
    """Organisations in a sentence, given as for :meth:`Matcher.find`.

    Examples
    --------
    >>> [h.value.name for h in find("генсек ООН".split())]
    ['Организация Объединённых Наций']
    """
    return matcher().find(texts, folded, at)
