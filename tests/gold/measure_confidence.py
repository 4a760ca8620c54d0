"""Count how often the records that each rule finds are right, for ``events/confidence.json``.

Run from the repository's root after a change of rules: ``python tests/gold/measure_confidence.py``. With a further file
of annotated articles as argument it prints how well the confidences hold there.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from analysis import evaluate
from analysis.events import confidence
from analysis.events.extract import extract_all

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src" / "analysis" / "events" / "confidence.json"


def verdicts(articles: list[dict]) -> list[tuple[str, dict, bool]]:
    """Every record with its table and whether it is right; records that the scoring leaves out are left out."""
    found = []
    for article, records in zip(articles, extract_all(articles, jobs=2), strict=True):
        for kind in evaluate.TABLES:
            gold = article["gold"][kind]
            right = {j: i for i, j in evaluate.pairs(kind, gold, records[kind])}
            for j, record in enumerate(records[kind]):
                if evaluate.ignored(record) or (j in right and evaluate.ignored(gold[right[j]])):
                    continue
                found.append((kind, record, j in right))
    return found


def count() -> None:
    """Write the counts of the working set by rule and of the check set by table."""
    articles = evaluate.read_gold(HERE / "articles.jsonl")
    counts: dict[str, dict[str, list[int]]] = {kind: defaultdict(lambda: [0, 0]) for kind in evaluate.TABLES}
    for check in (False, True):
        part = [a for a in articles if a["id"].startswith(evaluate.CHECK_SETS) == check]
        for kind, record, right in verdicts(part):
            for name in {"check set"} if check else {"*", *record["rules"]}:
                counts[kind][name][0] += right
                counts[kind][name][1] += 1
    TARGET.write_text(json.dumps(counts, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    confidence.counts.cache_clear()


def calibration(path: str) -> None:
    """Print stated and observed shares of right records, in steps of a tenth."""
    bins: dict[tuple[str, float], list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for kind, record, right in verdicts(evaluate.read_gold(path)):
        # counted just now, so what the record carries is out of date
        sure = confidence.of(kind, record)
        for name in (kind, "all"):
            entry = bins[(name, min(int(sure * 10), 9) / 10)]
            entry[0] += right
            entry[1] += 1
            entry[2] += sure
    for (name, low), (right, total, sure) in sorted(bins.items()):
        print(
            f"{name:11} {low:.1f}–{low + 0.1:.1f}: stated {sure / total:.2f}, right {right / total:.2f} of {total:.0f}"
        )


if __name__ == "__main__":
    count()
    for path in sys.argv[1:]:
        calibration(path)
