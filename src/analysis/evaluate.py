"""Extracted records against annotated ones: precision, recall, F1, and the accuracy of each field.

The rules of matching are those of the annotation guidelines: records with ``background`` or status ``referenced``
neither help nor harm; a visit matches by visitor and host country, a meeting by two participants and mode, an
agreement by kind, status and a common country.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from .gazetteer.people import same_letters

TABLES = ("visits", "meetings", "agreements")
FIELDS = {
    "visits": ("visitor_office", "visitor_country", "kind", "start", "end", "status", "places"),
    "meetings": ("countries", "date", "status"),
    "agreements": ("parties", "date", "count"),
}
# the first part of an annotated article's id names the set it was written for
CHECK_SETS = ("dev1", "dev4")


def same_name(a: str, b: str) -> bool:
    """Whether two names may be one person's: same family name and given names that begin alike.

    Examples
    --------
    >>> same_name("Сердар Бердымухаммедов", "С. Бердымухамедов")
    True
    >>> same_name("Сердар Бердымухамедов", "Гурбангулы Бердымухамедов")
    False
    """
    one, other = (re.findall(r"[\w'’-]+", same_letters(x)) for x in (a, b))
    if not one or not other:
        return False
    if set(one) == set(other):
        return True
    if 1 in (len(one), len(other)):
        return bool(set(one) & set(other))
    return one[-1] == other[-1] and bool({w[0] for w in one[:-1]} & {w[0] for w in other[:-1]})


def is_country(party: str) -> bool:
    """Whether a party is a state, not an organisation or a company.

    Examples
    --------
    >>> is_country("TKM"), is_country("ООН")
    (True, False)
    """
    return re.fullmatch("[A-Z]{3}", party) is not None


def same_visit(gold: Mapping, found: Mapping) -> bool:
    """Same host country and same visitor, or the same office of the same country where gold has no name.

    Examples
    --------
    >>> gold = {"host_country": "TKM", "visitor": "Масуд Пезешкиан"}
    >>> same_visit(gold, gold | {"visitor": "М. Пезешкиан"}), same_visit(gold, gold | {"visitor": None})
    (True, False)
    """
    if gold["host_country"] != found.get("host_country"):
        return False
    if gold.get("visitor"):
        return bool(found.get("visitor")) and same_name(gold["visitor"], found["visitor"])
    return (gold["visitor_office"], gold["visitor_country"]) == (
        found.get("visitor_office"),
        found.get("visitor_country"),
    )


def same_meeting(gold: Mapping, found: Mapping) -> bool:
    """Same mode and at least two participants in common.

    Examples
    --------
    >>> gold = {"mode": "call", "participants": ["Масуд Пезешкиан", "head_of_state@TKM", "Рашид Мередов"]}
    >>> same_meeting(gold, gold | {"participants": ["head_of_state@TKM", "М. Пезешкиан"]})
    True
    >>> same_meeting(gold, gold | {"participants": ["Сердар Бердымухамедов", "Масуд Пезешкиан"]})
    False
    """
    if gold["mode"] != found.get("mode"):
        return False
    left = list(found.get("participants") or [])
    common = 0
    for person in gold["participants"]:
        twin = next((q for q in left if (person == q if "@" in person + q else same_name(person, q))), None)
        if twin is not None:
            left.remove(twin)
            common += 1
    return common >= 2


def same_agreement(gold: Mapping, found: Mapping) -> bool:
    """Same kind and status, and a common country, or a common organisation where gold names no country.

    Examples
    --------
    >>> gold = {"kind": "contract", "status": "signed", "parties": ["TKM", "ООН"]}
    >>> same_agreement(gold, gold | {"parties": ["TKM", "UZB"]}), same_agreement(gold, gold | {"parties": ["ООН"]})
    (True, False)
    """
    if (gold["kind"], gold["status"]) != (found.get("kind"), found.get("status")):
        return False
    want, have = set(gold["parties"]), set(found.get("parties") or [])
    states = {p for p in want if is_country(p)}
    if states:
        return bool(states & have)
    return not want or any(same_name(a, b) for a in want for b in have)


SAME = {"visits": same_visit, "meetings": same_meeting, "agreements": same_agreement}


def ignored(record: Mapping) -> bool:
    """Records that neither help nor harm.

    Examples
    --------
    >>> ignored({"status": "referenced"}), ignored({"status": "held", "background": True}), ignored({"status": "held"})
    (True, True, False)
    """
    return bool(record.get("background")) or record.get("status") == "referenced"


def agrees(field: str, gold: Mapping, found: Mapping) -> bool | None:
    """Whether a field of two matched records agrees; None where gold states nothing.

    Days may differ by one; of parties the states count; places may be more than gold has.

    Examples
    --------
    >>> gold = {"start": "2024-05-14", "places": ["Баку"], "kind": "unspecified"}
    >>> found = {"start": "2024-05-15", "places": ["Гянджа"], "kind": "state"}
    >>> [agrees(field, gold, found) for field in ("start", "places", "kind")]
    [True, False, None]
    """
    want, have = gold.get(field), found.get(field)
    if want in (None, [], "unspecified"):
        return None
    if field in ("start", "end", "date"):
        return have is not None and abs((date.fromisoformat(want) - date.fromisoformat(have)).days) <= 1
    if field in ("parties", "countries"):
        return {x for x in want if is_country(x)} == {x for x in have or [] if is_country(x)}
    if field == "places":
        return {x.lower() for x in want} <= {x.lower() for x in have or []}
    return want == have


def pairs(kind: str, gold: Sequence[Mapping], found: Sequence[Mapping]) -> list[tuple[int, int]]:
    """One-to-one pairs of records that match, by their places, those with most agreeing fields first.

    Examples
    --------
    >>> one, other = ({"host_country": "TKM", "visitor": "Масуд Пезешкиан", "status": s} for s in ("held", "planned"))
    >>> pairs("visits", [one, other], [other, one])
    [(0, 1), (1, 0)]
    """
    options = sorted(
        (ignored(g), -sum(agrees(f, g, p) is True for f in FIELDS[kind]), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(found)
        if SAME[kind](g, p)
    )
    chosen: list[tuple[int, int]] = []
    for _, _, i, j in options:
        if all(i != a and j != b for a, b in chosen):
            chosen.append((i, j))
    return chosen


def score(articles: Sequence[Mapping], predictions: Mapping[str, Mapping]) -> dict[str, Any]:
    """Figures of predicted records against annotated articles.

    Parameters
    ----------
    articles : sequence of mapping
        Annotated articles with ``id`` and ``gold``.
    predictions : mapping
        By article id, the lists ``visits``, ``meetings``, ``agreements``.

    Returns
    -------
    dict
        For each table ``precision``, ``recall``, ``f1``, ``right``, ``spurious``, ``missed``, ``fields`` (accuracy of
        each field on matched records, None where nothing was stated); and ``articles_without_events``.

    Examples
    --------
    >>> score([{"id": "a", "gold": {"visits": [], "meetings": [], "agreements": []}}], {})["articles_without_events"]
    {'total': 1, 'with_a_spurious_record': 0}
    """
    result: dict[str, Any] = {}
    for kind in TABLES:
        right = spurious = missed = 0
        fields: dict[str, list[int]] = {f: [0, 0] for f in FIELDS[kind]}
        for article in articles:
            gold, found = article["gold"][kind], (predictions.get(article["id"]) or {}).get(kind) or []
            matched = pairs(kind, gold, found)
            for i, j in matched:
                if ignored(gold[i]):
                    continue
                if ignored(found[j]):
                    missed += 1
                    continue
                right += 1
                for f in FIELDS[kind]:
                    if (verdict := agrees(f, gold[i], found[j])) is not None:
                        fields[f][0] += verdict
                        fields[f][1] += 1
            seen_gold, seen_found = {i for i, _ in matched}, {j for _, j in matched}
            missed += sum(i not in seen_gold and not ignored(g) for i, g in enumerate(gold))
            spurious += sum(j not in seen_found and not ignored(p) for j, p in enumerate(found))
        precision = right / (right + spurious) if right + spurious else 0.0
        recall = right / (right + missed) if right + missed else 0.0
        result[kind] = {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * precision * recall / (precision + recall), 4) if right else 0.0,
            "right": right,
            "spurious": spurious,
            "missed": missed,
            "fields": {f: round(a / b, 4) if b else None for f, (a, b) in fields.items()},
        }
    quiet = [a["id"] for a in articles if not any(a["gold"][k] for k in TABLES)]
    noisy = sum(any(not ignored(r) for k in TABLES for r in (predictions.get(i) or {}).get(k) or []) for i in quiet)
    result["articles_without_events"] = {"total": len(quiet), "with_a_spurious_record": noisy}
    return result


def read_gold(path: str | Path) -> list[dict[str, Any]]:
    """Annotated articles of a file, one JSON object a line.

    Raises
    ------
    ValueError
        If a line is no JSON object with ``id``, ``published``, ``title``, ``body`` and ``gold``; the message names it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "gold.jsonl")
    ...     _ = path.write_text('{"id": "a", "published": "2024-05-14", "title": "", "body": ""}')
    ...     read_gold(path)
    Traceback (most recent call last):
    ValueError: line 1 lacks gold: see the annotation guidelines
    """
    articles = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            article = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number} is no JSON: {error.msg}") from error
        lacking = {"id", "published", "title", "body", "gold"} - set(article if isinstance(article, dict) else ())
        if lacking:
            raise ValueError(f"line {number} lacks {', '.join(sorted(lacking))}: see the annotation guidelines")
        articles.append(article)
    return articles


def evaluate(path: str | Path, jobs: int = 1) -> dict[str, Any]:
    """Extract from annotated articles and measure.

    Parameters
    ----------
    path : path
        File of annotated articles.
    jobs : int
        Processes at once.

    Returns
    -------
    dict
        By set, ``check set``, ``working set`` (left out where empty) and ``all``, what :func:`score` gives. The rules
        were written on the working set; the check set was measured meanwhile.

    Raises
    ------
    ValueError
        If the file is malformed.

    Examples
    --------
    >>> import tempfile
    >>> article = {"id": "a", "published": "2024-05-14", "title": "", "body": "Хлопок созрел."}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "gold.jsonl")
    ...     _ = path.write_text(json.dumps(article | {"gold": dict.fromkeys(TABLES, [])}))
    ...     evaluate(path)["all"]["articles_without_events"]
    {'total': 1, 'with_a_spurious_record': 0}
    """
    from .events.extract import extract_all

    articles = read_gold(path)
    found = extract_all(articles, jobs=jobs)
    predictions = {a["id"]: f for a, f in zip(articles, found, strict=True)}
    sets = {
        "check set": [a for a in articles if a["id"].startswith(CHECK_SETS)],
        "working set": [a for a in articles if not a["id"].startswith(CHECK_SETS)],
    }
    named = {name: part for name, part in sets.items() if part and len(part) < len(articles)}
    return {name: score(part, predictions) for name, part in {**named, "all": articles}.items()}


def format(result: Mapping[str, Any]) -> str:
    """Figures as lines of text, a block for each set.

    Examples
    --------
    >>> print(format({"all": score([{"id": "a", "gold": dict.fromkeys(TABLES, [])}], {})}).splitlines()[-1])
      articles without events: 1, with a spurious record: 0
    """
    lines = []
    for name, figures in result.items():
        lines.append(f"{name}:")
        for kind in TABLES:
            r = figures[kind]
            lines.append(
                f"  {kind:11} precision {r['precision']:.3f}  recall {r['recall']:.3f}  F1 {r['f1']:.3f}"
                f"   right {r['right']}, spurious {r['spurious']}, missed {r['missed']}"
            )
            lines.append("              " + "  ".join(f"{f} {v:.2f}" for f, v in r["fields"].items() if v is not None))
        quiet = figures["articles_without_events"]
        lines.append(
            f"  articles without events: {quiet['total']}, with a spurious record: {quiet['with_a_spurious_record']}"
        )
    return "\n".join(lines)
