"""Precision and recall of the search for copies: ``python benchmarks/duplicates.py [ORIGINALS]``.

Every original, made of sentences of the annotated articles, gets copies with known edits: under another headline, cut
at the end, with another site's paragraph in front or behind, with words replaced, in capitals, in another order of
paragraphs; some that stay above the threshold and some that fall below it. What the search finds is compared with the
similarity computed for every pair. The peer computes all pairs.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from analysis.corpus.duplicates import THRESHOLD, find_duplicates, runs_of

GOLD = Path(__file__).parents[1] / "tests" / "gold" / "articles.jsonl"
Article = dict


def sentences() -> list[str]:
    """Every sentence of the annotated articles."""
    bodies = (json.loads(line)["body"] for line in GOLD.read_text(encoding="utf-8").splitlines())
    return [s for body in bodies for s in body.replace("\n\n", " ").replace(". ", ".\n").split("\n") if len(s) > 30]


def edits(body: str, pool: list[str], chance: random.Random) -> dict[str, str]:
    """The copies of a text: what was done, and the result."""
    parts = body.split(". ")
    words = body.split(" ")
    share = chance.choice([0.02, 0.05, 0.1])
    replaced = [chance.choice(words) if chance.random() < share / 3 else word for word in words]
    some = chance.sample(pool, 6)
    shuffled = chance.sample(parts, len(parts))
    return {
        "as it is": body,
        "capitals and spaces": body.upper().replace(" ", "  ").replace("Ё", "Е"),
        "cut at the end": ". ".join(parts[: max(1, round(len(parts) * chance.uniform(0.6, 0.98)))]),
        "something in front": " ".join([*some[: chance.randint(1, 3)], body]),
        "something behind": " ".join([body, *some[: chance.randint(1, 6)]]),
        "words replaced": " ".join(replaced),
        "sentences in another order": ". ".join(shuffled),
        "a sentence replaced": ". ".join([*parts[:-1], some[0]]),
    }


def corpus(originals: int, seed: int = 1) -> tuple[list[Article], list[int]]:
    """Articles, and for each the number of the one that it was made of."""
    chance = random.Random(seed)
    pool = sentences()
    articles: list[Article] = []
    made_of = []
    start = datetime(2024, 1, 1)
    for number in range(originals):
        # different news share sentences: all are drawn from the same ones
        body = " ".join(chance.sample(pool, chance.randint(3, 14)))
        first = len(articles)
        made_of.append(first)
        articles.append({"title": f"Новость {number}", "body": body, "published": start + timedelta(hours=number)})
        for what, text in edits(body, pool, chance).items():
            made_of.append(first)
            later = start + timedelta(hours=number, minutes=chance.randint(1, 90_000))
            articles.append({"title": f"{what} {number}", "body": text, "published": later})
    return articles, made_of


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity."""
    return len(one & other) / len(one | other)


def measure(articles: list[Article], made_of: list[int]) -> dict[str, float]:
    """Precision and recall by the known edits, and the share of the results that comparing all pairs gives as well."""
    start = time.perf_counter()
    found = find_duplicates(articles)
    seconds = time.perf_counter() - start
    copies = [n for n, original in enumerate(found) if original is not None]
    runs = [runs_of(article["title"], article["body"]) for article in articles]
    known = [n for n, first in enumerate(made_of) if n != first and similarity(runs[n], runs[first]) >= THRESHOLD]
    start = time.perf_counter()
    compared = compare_all(articles, runs)
    peer = time.perf_counter() - start
    return {
        "copies": len(known),
        "precision": sum(made_of[n] == made_of[found[n] or 0] for n in copies) / len(copies),
        "recall": sum(found[n] is not None and made_of[n] == made_of[found[n] or 0] for n in known) / len(known),
        "as compared": sum(one == other for one, other in zip(found, compared, strict=True)) / len(articles),
        "a second": len(articles) / seconds,
        "times as fast": peer / seconds,
    }


def compare_all(articles: list[Article], runs: list[frozenset[str]]) -> list[int | None]:
    """The earliest original that is alike, each article compared with all."""
    originals: list[int] = []
    result: list[int | None] = [None] * len(articles)
    for n in sorted(range(len(articles)), key=lambda n: (articles[n]["published"], n)):
        result[n] = next((m for m in originals if similarity(runs[n], runs[m]) >= THRESHOLD), None)
        if result[n] is None:
            originals.append(n)
    return result


def main() -> None:
    articles, made_of = corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 250)
    figures = measure(articles, made_of)
    print(f"{len(articles):,} articles, {figures['copies']:,} of them copies at a similarity of {THRESHOLD} and more")
    print(f"precision {figures['precision']:.4f}, recall {figures['recall']:.4f}")
    print(f"the same result as comparing all pairs for {figures['as compared']:.4f} of the articles")
    print(
        f"{figures['a second']:,.0f} articles a second, {figures['times as fast']:.1f} times as fast as comparing all"
    )


if __name__ == "__main__":
    main()
