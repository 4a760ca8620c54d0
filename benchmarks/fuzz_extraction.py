"""The extraction on news that makes no sense: ``python benchmarks/fuzz_extraction.py [INPUTS [SEED]]``, 20,000 if left
out.

Articles are made of sentences of the sample corpus, with pieces shuffled, cut out, repeated, put in from other
sentences and from the gazetteer's lists, in capitals, with punctuation, digits and control characters. Each has to give
records that keep what ``tests/events/test_extract.py`` checks, in less than two seconds of the processor. Prints the
slowest article, and how many records came of all; ends with 1 at the first article that breaks the extraction, which
is then written to ``fuzz-failure``.
"""

from __future__ import annotations

import csv
import json
import re
import runpy
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from analysis.corpus.page import read_page
from analysis.corpus.readers import read_pages
from analysis.events.extract import extract
from analysis.gazetteer import places

LONGEST = 2.0
ROOT = Path(__file__).parents[1]
# put between words, or in the middle of one
ODD = [
    *'.,:;!?…-()«»"„[/№%&*•²½0ЯaёßİС',
    *"\n\r\t\0\x1f\x7f\x85\u00a0\u00ad\u0301\u200b\u200f\u2028\u202e\ufeff\ufffd\ud800\udfff🤝𝕏",
    *("12", "31", "2024", "2024 г.", "31.02.2025", "12-14", "1e9", "№ 7-IV", "XXI", "10:05", "т.е.", "С.", "🇹🇲"),
    *("\n\n", " — ", "и", "с", "в", "из", "который", "что", "не", "его", "сегодня", "завтра", "там"),
]
LENGTHS = st.sampled_from([1, 1, 2, 3, 5, 8, 20])
TIMES = st.sampled_from([2, 2, 3, 5, 30])


@cache
def sentences() -> list[list[str]]:
    """The sentences of the sample corpus, cut into words at spaces."""
    articles = [row for row, _ in map(read_page, read_pages([ROOT / "data/raw/sample"])) if "body" in row]
    texts = [part for row in articles for part in (row["title"], *re.split(r"(?<=[.!?»])\s+", row["body"]))]
    return [text.split(" ") for text in texts if text]


@cache
def terms() -> list[str]:
    """Names, offices, documents and words that rules look for."""
    found = set[str]()
    for file in sorted(Path(places.__file__).parent.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as rows:
            found.update(term for row in csv.reader(rows) for cell in row for term in cell.split("|"))
    return sorted(term for term in found if re.search("[а-яё]", term, re.IGNORECASE))


@st.composite
def changed(draw: st.DrawFn) -> str:
    """A sentence of the corpus with a few pieces changed."""
    words = list(draw(st.sampled_from(sentences())))
    for _ in range(draw(st.sampled_from([0, 1, 2, 2, 4, 8]))):
        place = draw(st.integers(0, len(words)))
        end = place + draw(LENGTHS)
        piece = words[place:end]
        match draw(st.integers(0, 9)):
            case 0:
                words[place:end] = draw(st.permutations(piece))
            case 1:
                words = draw(st.permutations(words))
            case 2:
                words[place:end] = []
            case 3:
                words[place:end] = piece * draw(TIMES)
            case 4 | 5:
                words[place:end] = draw(st.sampled_from(sentences()))[: draw(LENGTHS)]
            case 6 | 7:
                words[place:place] = draw(st.lists(st.sampled_from(terms()), min_size=1, max_size=4))
            case 8:
                change = draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
                words[place:end] = map(change, piece)
            case _:
                odd = draw(st.sampled_from(ODD)) * draw(st.sampled_from([1, 1, 2, 40]))
                inside = draw(st.integers(0, 8))
                words[place:end] = [odd, *piece] if not inside else [w[:inside] + odd + w[inside:] for w in piece]
    return " ".join(words)


@st.composite
def articles(draw: st.DrawFn) -> dict[str, Any]:
    """Title and body of such sentences, or of odd pieces and terms only."""
    sentence = changed() | st.lists(st.sampled_from(ODD) | st.sampled_from(terms()), max_size=12).map(" ".join)
    parts = draw(st.lists(st.tuples(sentence, st.sampled_from([" ", " ", "\n\n", "", ". ", "\n"])), max_size=8))
    body = "".join(part for pair in parts for part in pair) * draw(st.sampled_from([1] * 12 + [2, 20]))
    published = draw(st.none() | st.datetimes().map(lambda when: when.isoformat()[:16]))
    return {"title": draw(sentence), "body": body, "published": published}


def fuzz(inputs: int, number: int = 1) -> tuple[Counter[str], float, int]:
    """Check so many articles: records of each kind, seconds of the slowest article, and its characters.

    Raises
    ------
    AssertionError
        If a record breaks a promise, or an article took too long.
    """
    check = runpy.run_path(str(ROOT / "tests/events/test_extract.py"))["check"]
    extract({})  # the first article also loads the models
    counts: Counter[str] = Counter()
    slowest = (0.0, 0)

    @seed(number)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(articles())
    def one(article: dict[str, Any]) -> None:
        nonlocal slowest
        try:
            start = time.process_time()
            found = extract(article)
            seconds = time.process_time() - start
            check(article, found)
            assert seconds < LONGEST, f"{seconds:.1f} s"
        except BaseException:
            Path("fuzz-failure").mkdir(exist_ok=True)
            Path("fuzz-failure", "article.jsonl").write_text(json.dumps(article), "utf-8")
            raise
        slowest = max(slowest, (seconds, len(article["body"])))
        counts.update({kind: len(records) for kind, records in found.items()})

    one()
    return counts, *slowest


def main() -> None:
    numbers = [int(argument) for argument in sys.argv[1:]]
    start = time.perf_counter()
    counts, seconds, size = fuzz(*(numbers or [20_000]))
    taken = time.perf_counter() - start
    print(f"{(numbers or [20_000])[0]:,} articles in {taken:.0f} s: all promises kept;", end=" ")
    print(f"the slowest took {seconds:.2f} s of {LONGEST:.0f} ({size:,} characters)")
    print(", ".join(f"{count:,} {kind}" for kind, count in counts.items()))


if __name__ == "__main__":
    main()
