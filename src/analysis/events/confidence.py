"""How sure a record is: the share of annotated records found by the same rules that are right.

``confidence.json`` holds, for every rule, how often it fired on the articles of the working set and how often the
record was right, counted by ``tests/gold/measure_confidence.py``. A record's confidence is the share of the best of
its rules, shrunk towards the share of its whole table (Laplace's rule with ``PRIOR`` pseudo-counts). How well that
holds is told by the check set, which was not used for counting: the script prints stated against observed shares.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

PRIOR = 5


@cache
def counts() -> dict[str, dict[str, list[int]]]:
    """Right and all records by table and rule."""
    return json.loads((resources.files(__package__) / "confidence.json").read_text(encoding="utf-8"))


def of(kind: str, record: dict[str, Any]) -> float:
    """Confidence of a record between 0 and 1, rounded to two digits.

    Parameters
    ----------
    kind : str
        ``visits``, ``meetings`` or ``agreements``.
    record : dict
        A record with ``rules``.

    Examples
    --------
    >>> 0 < of("visits", {"rules": ["arrives"]}) < 1
    True
    """
    table = counts().get(kind, {})
    right, total = table.get("*", [1, 2])
    base = right / total
    options = [table.get(rule, [0, 0]) for rule in record["rules"]]
    return round(max((r + PRIOR * base) / (n + PRIOR) for r, n in options), 2)
