"""The models of Russian, loaded once a process: navec, slovnet and pymorphy3.

The files of navec and slovnet lie in the ``natasha`` package; its code is not imported, because it needs pymorphy2.
"""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import pymorphy3
from navec.pq import PQ
from navec.tar import Tar
from navec.vocab import Vocab
from slovnet.conll import parse_conll_tag
from slovnet.exec import model as networks_of
from slovnet.exec.pack import Pack

from .networks import Parser, Tagger, Words

# halves of UTF-16 pairs, and scripts with letters that Python has no name for: pymorphy3 fails on both
NAMELESS = re.compile("[\ud800-\udfff\U00010000-\U0010ffff]")


def folder() -> Path:
    """Where the installed ``natasha`` package keeps its model files.

    Raises
    ------
    FileNotFoundError
        If the package is not installed.

    Examples
    --------
    >>> {"emb", "model"} <= {path.name for path in folder().iterdir()}
    True
    """
    spec = importlib.util.find_spec("natasha")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            "the package natasha, which carries the language models, is missing: pip install natasha"
        )
    return Path(spec.submodule_search_locations[0]) / "data"


class _Vectors(PQ):
    """Word vectors without navec's tables for comparing words, which cost half a second and are not needed here."""

    def precompute(self) -> None:
        """Only what a look-up needs: the parts of vectors below each other, and where those of each part begin."""
        self.parts = self.codes.reshape(-1, self.codes.shape[2])
        self.begins = np.arange(len(self.codes)) * self.codes.shape[1]

    def __getitem__(self, words: np.ndarray) -> np.ndarray:
        """Vectors of several words, (words, 300)."""
        return self.parts.take(self.indexes[words] + self.begins, axis=0).reshape(len(words), self.dim)


@dataclass(frozen=True)
class Networks:
    """The three networks and what their answers mean.

    ``spans`` are the tags of names (``B-PER``), ``forms`` parts of speech with grammatical features, ``relations``
    those of Universal Dependencies.

    Examples
    --------
    >>> networks().spans[2:6]
    ['B-PER', 'I-PER', 'B-LOC', 'I-LOC']
    """

    words: Words
    names: Tagger
    transitions: np.ndarray
    morphology: Tagger
    syntax: Parser
    spans: list[str]
    forms: list[tuple[str, dict[str, str]]]
    relations: list[str]


@cache
def networks() -> Networks:
    """Names, morphology and syntax, with the word vectors that they share.

    Examples
    --------
    >>> numbers = networks().words.numbers(["", "Он", "прибыл", "в", "Баку"])
    >>> [networks().forms[tag][0] for tag in networks().morphology.scores(numbers).argmax(-1)[1:]]
    ['PRON', 'VERB', 'ADP', 'PROPN']
    """
    with Tar(str(folder() / "emb" / "navec_news_v1_1B_250K_300d_100q.tar")) as tar:
        vocabulary, vectors = Vocab.from_file(tar.load("vocab.bin")), _Vectors.from_file(tar.load("pq.bin"))
    models, tags = [], []
    for file, kind, answer in (
        ("slovnet_ner_news_v1.tar", networks_of.NER, "tag"),
        ("slovnet_morph_news_v1.tar", networks_of.Morph, "tag"),
        ("slovnet_syntax_news_v1.tar", networks_of.Syntax, "rel"),
    ):
        with Pack(str(folder() / "model" / file)) as pack:
            model = pack.load_model(kind)
            models.append(model.inject_arrays(dict(pack.load_arrays(model.weights))))
            tags.append(pack.load_vocab(answer).items)
            shapes = pack.load_vocab("shape").item_ids
    words = Words(vocabulary, vectors, shapes)
    return Networks(
        words,
        Tagger(words, models[0]),
        models[0].head.crf.transitions.array,
        Tagger(words, models[1]),
        Parser(words, models[2]),
        tags[0],
        [parse_conll_tag(tag) for tag in tags[1]],
        tags[2],
    )


@cache
def morph() -> pymorphy3.MorphAnalyzer:
    """The dictionary of Russian inflection; it remembers the words that it was asked about.

    Examples
    --------
    >>> morph().parse("переговоров")[0].normal_form
    'переговоры'
    """
    analyzer = pymorphy3.MorphAnalyzer()
    look_up = analyzer.parse
    analyzer.parse = lru_cache(maxsize=100_000)(lambda word: look_up(NAMELESS.sub("\ufffd", word)))
    return analyzer
