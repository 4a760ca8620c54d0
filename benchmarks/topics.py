"""Topics of published corpora, of the annotated articles, of large corpora: coherence, diversity, agreement, cost.

The three corpora are those of OCTIS; fetch them, don't commit them:

    git clone --depth 1 https://github.com/MIND-Lab/OCTIS
    pip install gensim
    python benchmarks/topics.py OCTIS/preprocessed_datasets

Without a folder, the first part is left out. ``--large`` adds generated corpora of 10,000 and 100,000 articles.
Coherence is gensim's ``c_npmi`` with its defaults over all texts, ten words a topic, as in the papers of OCTIS and
BERTopic; diversity is the share of different words among all topics' ten. Since the model itself orders words by NPMI,
the column «held out» gives the coherence that words chosen on one half of the texts have in the other half. The
baseline is scikit-learn's NMF on the same tf-idf weights, its words ranked by weight. Seconds are of the processor.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score

from analysis.russian.lemmas import Terms
from analysis.topics import TopicModel

NUMBERS = (10, 20, 30, 40, 50)
RUN = 33  # words taken in one go, so that neighbours are real
GOLD = Path(__file__).parents[1] / "tests" / "gold" / "articles.jsonl"


def read(folder: Path, name: str) -> tuple[list[list[str]], list[str]]:
    """Texts as lists of words, and their classes."""
    rows = [line.rstrip("\n").split("\t") for line in (folder / name / "corpus.tsv").open(encoding="utf-8")]
    return [row[0].split() for row in rows], [row[2] for row in rows]


def c_npmi(topics: list[list[str]], texts: list[list[str]]) -> float:
    """Coherence as gensim computes it; topics without two known words don't count."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    dictionary = Dictionary(texts)
    known = [[word for word in words if word in dictionary.token2id] for words in topics]
    topics = [words for words in known if len(words) > 1]
    model = CoherenceModel(topics=topics, texts=texts, dictionary=dictionary, coherence="c_npmi", topn=10, processes=1)
    return float(model.get_coherence())


def diversity(topics: list[list[str]]) -> float:
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words)


def ours(texts: list[list[str]], number: int) -> list[list[str]]:
    return TopicModel(n_topics=number, random_state=0).fit(texts).top_words(10)


def baseline(texts: list[list[str]], number: int) -> list[list[str]]:
    vectorizer = TfidfVectorizer(analyzer=lambda text: text, sublinear_tf=True)
    weights = vectorizer.fit_transform(texts)
    names = vectorizer.get_feature_names_out()
    components = NMF(number, init="nndsvd", max_iter=300, random_state=0).fit(weights).components_
    return [[str(names[place]) for place in np.argsort(-row)[:10]] for row in components]


def measure(texts: list[list[str]], fit: Callable[[list[list[str]], int], list[list[str]]]) -> np.ndarray:
    """NPMI, diversity, held-out NPMI, and seconds a fit: means over the numbers of topics."""
    figures = []
    for number in NUMBERS:
        begin = time.process_time()
        topics = fit(texts, number)
        seconds = time.process_time() - begin
        held_out = c_npmi(fit(texts[::2], number), texts[1::2])
        figures.append((c_npmi(topics, texts), diversity(topics), held_out, seconds))
    return np.mean(figures, axis=0)


def published(folder: Path) -> None:
    """Print a line for each corpus and model, and the number of topics that the data choose."""
    print(f"{'corpus':<10}{'model':<14}{'NPMI':>7}{'diversity':>11}{'held out':>10}{'seconds':>9}")
    for name in ("BBC_News", "M10", "DBLP"):
        texts, classes = read(folder, name)
        for label, fit in (("TopicModel", ours), ("NMF", baseline)):
            npmi, different, held_out, seconds = measure(texts, fit)
            print(f"{name:<10}{label:<14}{npmi:>7.3f}{different:>11.3f}{held_out:>10.3f}{seconds:>9.2f}", flush=True)
        model = TopicModel(n_topics="auto", random_state=0)
        agreement = normalized_mutual_info_score(classes, model.fit_transform(texts).argmax(axis=1))
        print(f"{name:<10}auto: {model.n_topics_} topics, {len(set(classes))} classes, NMI {agreement:.3f}", flush=True)


def gold() -> list[dict[str, str]]:
    return [json.loads(line) for line in GOLD.open(encoding="utf-8")]


def annotated() -> None:
    """Print how well thirteen topics agree with the thirteen subjects of the annotated articles."""
    texts_of = [f"{article['title']}\n\n{article['body']}" for article in gold()]
    terms = Terms(texts_of)
    shares = TopicModel(n_topics=13, random_state=0).fit_transform([terms.of(text) for text in texts_of])
    agreement = normalized_mutual_info_score([article["topic"] for article in gold()], shares.argmax(axis=1))
    print(f"annotated articles, 13 topics: NMI {agreement:.3f}", flush=True)


def large(number: int) -> None:
    """Print what forty topics cost for articles of 1,000 characters, made of runs of the annotated articles' words."""
    words = [word for article in gold() for word in article["body"].split()]
    starts = np.random.default_rng(0).integers(0, len(words) - RUN, (number, 4))
    texts = [" ".join(word for start in row for word in words[start : start + RUN]) for row in starts]
    begin = time.process_time(), time.perf_counter()
    terms = Terms(texts)
    docs = [terms.of(text) for text in texts]
    middle = time.process_time(), time.perf_counter()
    TopicModel(n_topics=40, random_state=0).fit(docs)
    end = time.process_time(), time.perf_counter()
    lemmas, fit = ([f"{b - a:.0f} s" for a, b in zip(*pair, strict=True)] for pair in ((begin, middle), (middle, end)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{number:,} articles, processor and clock: lemmas {lemmas}, topics {fit}; memory {peak:.2f} GB", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="preprocessed_datasets of OCTIS")
    parser.add_argument("--large", action="store_true", help="generated corpora of 10,000 and 100,000 articles, too")
    asked = parser.parse_args()
    if asked.folder:
        published(asked.folder)
    annotated()
    for size in (10_000, 100_000) if asked.large else ():
        large(size)
