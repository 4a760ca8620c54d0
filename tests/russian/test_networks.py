"""The networks' arithmetic: as slovnet's own, and the same in whatever company words and sentences come."""

import numpy as np
import pytest
from navec import Navec
from slovnet import NER, Morph, Syntax

from analysis.russian import models
from analysis.russian.networks import ROWS, Encoder
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


@pytest.fixture
def one_thread():
    """As the package has it: several threads share out products, and round them, in their own way."""
    with models.threads().limit(limits=1, user_api="blas"):
        yield


def test_a_word_has_the_same_row_in_whatever_company_it_is_met(one_thread):
    encoder = models.networks().names.encoder
    words = [w for words in SENTENCES for w in words]
    numbers = models.networks().words.numbers(words)
    rows = []
    for order in (numbers, numbers[::-1], numbers[5:], numbers[:5]):
        encoder.forget()
        encoder(order)
        encoder(numbers)
        rows.append(encoder.table[encoder.places[numbers]])
    assert all((rows[0] == other).all() for other in rows)


def test_a_full_table_is_begun_anew(one_thread):
    networks = models.networks()
    encoder: Encoder = networks.morphology.encoder
    before = encoder(networks.words.numbers(["", *SENTENCES[0]]))
    for first in range(0, 2 * ROWS, ROWS // 4):
        encoder(
            networks.words.numbers([str(word) for word in networks.words.vocabulary.words[first : first + ROWS // 4]])
        )
    assert encoder.filled <= ROWS
    assert np.array_equal(encoder(networks.words.numbers(["", *SENTENCES[0]])), before)
