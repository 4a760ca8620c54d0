"""Sectors of agreements, by the words of their titles; ``sectors.csv`` lists the words, in their dictionary form."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from analysis.russian.lemmas import lemmas

FILE = Path(__file__).with_name("sectors.csv")


@cache
def words() -> dict[str, str]:
    """Word in its dictionary form to sector.

    Examples
    --------
    >>> words()["газ"]
    'energy'
    """
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["sector"] for row in csv.DictReader(file)}


def sectors_of(text: str) -> tuple[str, ...]:
    """The sectors that a text names, sorted; none where it has no listed word.

    Parameters
    ----------
    text : str
        Title of a document, in Russian.

    Examples
    --------
    >>> sectors_of("соглашение о поставках газа и развитии железных дорог"), sectors_of("совместное заявление")
    (('energy', 'transport'), ())
    """
    return tuple(sorted({words()[lemma] for lemma in lemmas(text) if lemma in words()}))
