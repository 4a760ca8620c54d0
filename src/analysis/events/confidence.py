"""How sure a record is: the share of annotated records found by the same rules that are right.

``confidence.json`` holds, for every rule, how often it fired on the articles of the working set and how often the
record was right, and the same for each table on the check set; ``tests/gold/measure_confidence.py`` counts them. A
record's confidence is the share of the best of its rules, shrunk towards the share of its table (Laplace's rule with
``PRIOR`` pseudo-counts), times what the table's share loses from the working set, on which the rules were written, to
the check set, on which they were not. Since the check set is small, and was measured while the rules were written, the
lower end of the interval of its share counts. How well that holds is told by any articles that neither set contains:
the script prints stated against observed shares of a file that it is given.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib import resources
from typing import Any

PRIOR = 5
# standard deviations: a share lies above the lower end with a chance of four in five
BELOW = 0.84
MOST = 0.99


@cache
def counts() -> dict[str, dict[str, list[int]]]:
    """Right and all records by table and rule; «*» is the whole table, «check set» the table on the check set.

    Examples
    --------
    >>> right, of_all = counts()["visits"]["arrives"]
    >>> 0 < right <= of_all <= counts()["visits"]["*"][1]
    True
    """
    return json.loads((resources.files(__package__) / "confidence.json").read_text(encoding="utf-8"))


def share(pair: list[int]) -> float:
    """Right of all, with one pseudo-count each so that few records make no certainty.

    Examples
    --------
    >>> share([9, 10])
    0.8333333333333334
    """
    return (pair[0] + 1) / (pair[1] + 2)


def lower(pair: list[int]) -> float:
    """The lower end of the interval of a share (Wilson 1927, doi:10.1080/01621459.1927.10502953).

    Examples
    --------
    >>> round(lower([45, 50]), 2), lower([0, 0])
    (0.86, 0.0)
    """
    right, total = pair
    if not total:
        return 0.0
    p, z = right / total, BELOW
    spread = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return (p + z * z / (2 * total) - spread) / (1 + z * z / total)


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
    base = share(table.get("*", [0, 0]))
    loss = min(lower(table.get("check set", [0, 0])) / base, 1)
    options = [table.get(rule, [0, 0]) for rule in record["rules"]]
    best = max(((right + PRIOR * base) / (total + PRIOR) for right, total in options), default=base)
    return round(min(best * loss, MOST), 2)
