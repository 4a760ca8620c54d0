"""The networks' arithmetic: as slovnet's own, and the same in whatever company words and sentences come."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from navec import Navec
from slovnet import NER, Morph, Syntax

from analysis.russian import models
from analysis.russian.networks import ROWS
from analysis.russian.parse import parse

TEXTS = [
    "Президент Ирана Масуд Пезешкиан прибыл в Ашхабад с официальным визитом 10 октября .",
    "Министры подписали меморандум о взаимопонимании .",
    "Да !",
]
SENTENCES = [text.split() for text in TEXTS]


@pytest.fixture(scope="module")
def slovnet():
    """slovnet's own names, morphology and syntax."""
    folder = models.folder()
    vectors = Navec.load(str(folder / "emb" / "navec_news_v1_1B_250K_300d_100q.tar"))
    return [
        kind.load(str(folder / "model" / f"slovnet_{name}_news_v1.tar")).navec(vectors)
        for kind, name in ((NER, "ner"), (Morph, "morph"), (Syntax, "syntax"))
    ]


def test_annotations_are_slovnet_s(slovnet):
    names, morphology, syntax = slovnet
    ours = [s for text in TEXTS for s in parse(text)]
    assert [[w.text for w in s.words] for s in ours] == SENTENCES
    for sentence, tagged, tree in zip(ours, morphology.map(SENTENCES), syntax.map(SENTENCES), strict=True):
        assert [(w.pos, dict(w.feats)) for w in sentence.words] == [(t.pos, t.feats) for t in tagged.tokens]
        assert [(str(w.head + 1), w.rel) for w in sentence.words] == [(t.head_id, t.rel) for t in tree.tokens]
        text = " ".join(w.text for w in sentence.words)
        found = [(n.kind, " ".join(w.text for w in sentence.words[n.first : n.last + 1])) for n in sentence.names]
        assert found == [(s.type, text[s.start : s.stop]) for s in names(text).spans]


def test_a_word_has_the_same_row_in_whatever_company_it_is_met():
    network = models.networks().names
    words = ["", *(w for words in SENTENCES for w in words)]
    numbers = models.networks().words.numbers(words)
    rows = []
    for order in (numbers, numbers[::-1], numbers[5:], numbers[:5]):
        network.forget()
        network.scores(order)
        network.scores(numbers)
        rows.append(network.table[network.places[numbers]])
    assert all((rows[0] == other).all() for other in rows)


@given(
    st.lists(st.lists(st.sampled_from([w for words in SENTENCES for w in words]), min_size=1, max_size=40), max_size=9)
)
def test_a_sentence_has_the_same_scores_and_tree_in_whatever_company_it_stands(company):
    networks = models.networks()
    alone = networks.words.numbers(["", *SENTENCES[0]])
    together = networks.words.numbers([word for words in [*company, SENTENCES[0]] for word in ["", *words]])
    for tagger in (networks.names, networks.morphology):
        assert (tagger.scores(alone) == tagger.scores(together)[-len(alone) :]).all()
    for one, other in zip(networks.syntax.trees(alone), networks.syntax.trees(together), strict=True):
        assert (one[1:] == other[-len(alone) + 1 :]).all()


def test_a_full_table_is_begun_anew():
    networks = models.networks()
    network = networks.morphology
    numbers = networks.words.numbers(["", *SENTENCES[0]])
    before = network.scores(numbers)
    for first in range(0, 2 * ROWS, ROWS // 4):
        words = networks.words.vocabulary.words[first : first + ROWS // 4]
        network.scores(networks.words.numbers(["", *map(str, words)]))
    assert network.filled <= ROWS
    assert np.array_equal(network.scores(networks.words.numbers(["", *SENTENCES[0]])), before)
