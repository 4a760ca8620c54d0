"""Speed of the extraction: against the plain stack, and with growing length.

    python benchmarks/extraction.py [ARTICLES]

The first part compares, in one process each and on the same articles, `extract` with the plain stack: razdel, and
slovnet's names, morphology and syntax on every sentence, in slovnet's own batches. The second part measures `extract`
on single texts of 1 kB, 100 kB and 1 MB, made of the articles' sentences in random order. Times are those of the
processor. All articles are read several times, the two sides taking turns, so that a busy machine slows both: the first
pass meets every word for the first time, the warm passes, of which the median counts, remember them as a long run does.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

# One core each: numpy would take all for its products of matrices. It reads this once, when it is imported.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import razdel
from navec import Navec
from slovnet import NER, Morph, Syntax

from analysis.evaluate import read_gold
from analysis.events.extract import extract_all
from analysis.russian import models

GOLD = Path(__file__).parents[1] / "tests/gold/articles.jsonl"
ROUNDS = 5
SIZES = {"1 kB": 1_000, "100 kB": 100_000, "1 MB": 1_000_000}


@cache
def plain_models() -> tuple[NER, Morph, Syntax]:
    """slovnet's names, morphology and syntax, as slovnet loads them."""
    folder = models.folder()
    vectors = Navec.load(str(folder / "emb" / "navec_news_v1_1B_250K_300d_100q.tar"))
    return (
        NER.load(str(folder / "model" / "slovnet_ner_news_v1.tar")).navec(vectors),
        Morph.load(str(folder / "model" / "slovnet_morph_news_v1.tar")).navec(vectors),
        Syntax.load(str(folder / "model" / "slovnet_syntax_news_v1.tar")).navec(vectors),
    )


def plain_stack(articles: list[dict]) -> None:
    """Every sentence of every article through all three models, as slovnet's own examples do it."""
    names, morphology, syntax = plain_models()
    texts = [f"{article['title']}\n\n{article['body']}" for article in articles]
    sentences = [s.text for text in texts for s in razdel.sentenize(text)]
    words = [[token.text for token in razdel.tokenize(s)] for s in sentences]
    for done in (names.map(sentences), morphology.map(words), syntax.map(words)):
        for _ in done:
            pass


def extraction(articles: list[dict]) -> None:
    """Records of every article, as `analysis extract --jobs 1` finds them."""
    extract_all(articles, jobs=1)


def seconds(step: Callable[[list[dict]], object], articles: list[dict]) -> float:
    """Time of the processor that a step takes."""
    before = time.process_time()
    step(articles)
    return time.process_time() - before


def news(articles: list[dict], size: int, chance: random.Random) -> dict:
    """An article of a size in bytes, made of the sentences of others in random order."""
    sentences = [s.text for article in articles for s in razdel.sentenize(article["body"])]
    body, length = [], 0
    while length < size:
        body.append(chance.choice(sentences))
        length += len(body[-1].encode()) + 1
    paragraphs = [" ".join(body[i : i + 4]) for i in range(0, len(body), 4)]
    text = "\n\n".join(paragraphs).encode()[:size].decode(errors="ignore")
    return {"title": "", "body": text, "published": "2024-05-14T10:00"}


def main() -> None:
    """Measure and print."""
    articles = read_gold(GOLD)[: int(sys.argv[1]) if len(sys.argv) > 1 else None]
    # the models are loaded and the gazetteer is read before the clock starts
    for step in (plain_stack, extraction):
        step([news(articles, 1_000, random.Random(0))])

    characters = sum(len(a["title"]) + len(a["body"]) for a in articles)
    print(f"{len(articles)} articles, {characters / len(articles):,.0f} characters on average, one process")
    rounds = [(seconds(plain_stack, articles), seconds(extraction, articles)) for _ in range(1 + ROUNDS)]
    print("\narticles/s            first pass   warm passes")
    for name, side in (("plain stack", 0), ("analysis extraction", 1)):
        first, *warm = (len(articles) / r[side] for r in rounds)
        print(f"{name:20} {first:12.1f} {statistics.median(warm):13.1f}")
    first, *warm = (plain / ours for plain, ours in rounds)
    print(f"{'ratio':20} {first:12.2f} {statistics.median(warm):13.2f}")

    chance = random.Random(1)
    print("\none text of           seconds   seconds/kB")
    for name, size in SIZES.items():
        repeats = max(1, 30_000 // size)
        rounds_of_texts = [[news(articles, size, chance) for _ in range(repeats)] for _ in range(ROUNDS)]
        taken = statistics.median(seconds(extraction, texts) / repeats for texts in rounds_of_texts)
        print(f"{name:20} {taken:8.3f} {taken / size * 1000:12.5f}")


if __name__ == "__main__":
    main()
