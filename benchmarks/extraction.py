"""Speed of the extraction on one core, against the plain stack: razdel and slovnet's names, morphology and syntax on
every sentence of the same articles.

    python benchmarks/extraction.py [ARTICLES]
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

# One core each: numpy would take all for its products of matrices. It reads this once, when it is imported.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import razdel

from analysis.evaluate import read_gold
from analysis.events.extract import extract
from analysis.russian import models

GOLD = Path(__file__).parents[1] / "tests/gold/articles.jsonl"
BATCH = 16


def plain_stack(article: dict) -> None:
    """Every sentence through all three models, as slovnet's own examples do it."""
    text = f"{article['title']}\n\n{article['body']}"
    sentences = [[token.text for token in razdel.tokenize(s.text)] for s in razdel.sentenize(text)]
    for model in (models.names(), models.morphology(), models.syntax()):
        for start in range(0, len(sentences), BATCH):
            batch = sentences[start : start + BATCH]
            list(model.map([" ".join(words) for words in batch] if model is models.names() else batch))


def seconds(step: Callable[[dict], object], articles: list[dict]) -> float:
    """Processor time of a step on all articles, the loading of models left out."""
    step(articles[0])
    before = time.process_time()
    for article in articles:
        step(article)
    return time.process_time() - before


def main() -> None:
    articles = read_gold(GOLD)[: int(sys.argv[1]) if len(sys.argv) > 1 else None]
    characters = sum(len(a["body"]) for a in articles)
    print(f"{len(articles)} articles, {characters / len(articles):,.0f} characters on average, one core")
    plain, ours = seconds(plain_stack, articles), seconds(extract, articles)
    print(f"plain stack          {len(articles) / plain:6.1f} articles/s")
    print(f"analysis extraction  {len(articles) / ours:6.1f} articles/s")
    print(f"ratio                {plain / ours:6.2f}")


if __name__ == "__main__":
    main()
