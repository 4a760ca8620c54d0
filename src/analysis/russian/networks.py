"""The arithmetic of slovnet's three networks (names, parts of speech, dependency tree) on a whole article at once.

slovnet's own code pads sentences to one length, repeats the first convolution for every occurrence of a word, and looks
words up three times. Here an article is one matrix: its sentences stand below each other with one empty row between
them, which is all the padding that convolutions over three words need. The first convolution, two thirds of the
arithmetic, is a sum over three words of products that depend on one word each: these are kept in a table, a row a word.

An article is multiplied alone, so that its result depends on no other: a product of matrices is rounded differently
for other numbers of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from slovnet.shape import word_shape

# vectors in the table of words; one takes 9 kB
ROWS = 12_000
# words whose entry is remembered
KNOWN = 200_000
WIDTH = 3


@dataclass(frozen=True)
class Convolution:
    """One layer: a convolution over three words, and the scale and shift of the normalisation behind it.

    ``weight`` has the shape (inputs, 3 x filters): filters for the word before, the word itself, the word behind.
    """

    weight: np.ndarray
    bias: np.ndarray
    scale: np.ndarray
    shift: np.ndarray

    @classmethod
    def of(cls, layer: Any) -> Convolution:
        """A layer as slovnet loads it."""
        filters, inputs, _ = layer.conv.weight.shape
        norm = layer.norm
        scale = norm.weight.array / norm.std.array
        weight = layer.conv.weight.array.transpose(1, 2, 0).reshape(inputs, WIDTH * filters)
        return cls(
            np.ascontiguousarray(weight), layer.conv.bias.array, scale, norm.bias.array - norm.mean.array * scale
        )

    def __call__(self, rows: np.ndarray, gaps: np.ndarray) -> np.ndarray:
        """Rows of the next layer, the gaps empty."""
        filters = len(self.bias)
        product = rows @ self.weight
        found = product[:, filters : 2 * filters] + self.bias
        found[1:] += product[:-1, :filters]
        found[:-1] += product[1:, 2 * filters :]
        return self.finish(found, gaps)

    def finish(self, found: np.ndarray, gaps: np.ndarray) -> np.ndarray:
        """Rectify and normalise in place."""
        np.maximum(found, 0, out=found)
        found *= self.scale
        found += self.shift
        found[gaps] = 0
        return found


class Words:
    """What each word adds to the first layer of every network, as the word before, as itself, and as the word behind.

    A word enters the networks as its vector and its shape («Xx», «NUM»), whose shares are added up: one table for the
    vectors, filled as words are met, and one for the few shapes. Their first rows are empty.

    Parameters
    ----------
    vocabulary, vectors : navec.vocab.Vocab, navec.pq.PQ
        Words that have a vector, and the vectors.
    shapes : dict of str to int
        Places of the shapes of words in the networks' own lists, which are the same; none has the place 0.
    models : sequence
        Networks as slovnet loads them.
    """

    def __init__(self, vocabulary: Any, vectors: Any, shapes: dict[str, int], models: Sequence[Any]) -> None:
        self.vocabulary, self.vectors, self.shapes = vocabulary, vectors, shapes
        layers = [Convolution.of(m.encoder.layers[0]) for m in models]
        filters = len(layers[0].bias)
        # float64, rounded once at the end: the same row in whatever company a word is first met
        weights = np.concatenate([layer.weight for layer in layers], axis=1).astype(np.float64)
        self.weights = weights[: vectors.dim]
        of_shapes = [
            m.emb.shape.weight.array @ part
            for m, part in zip(models, np.split(weights[vectors.dim :], len(models), axis=1), strict=True)
        ]
        self.of_shape = columns(np.concatenate(of_shapes, axis=1), filters)
        for layer, itself in zip(layers, self.of_shape[1::WIDTH], strict=True):
            itself += layer.bias
        self.of_shape[:, 0] = 0
        self.of_vector = np.zeros((len(models) * WIDTH, ROWS, filters), dtype=np.float32)
        self.places: dict[int, int] = {}
        self.known: dict[str, tuple[int, int]] = {}

    def rows(self, words: Sequence[str]) -> np.ndarray:
        """Rows of the two tables for words, (2, words); an empty word has the empty rows.

        The table of vectors is begun anew when it is full.
        """
        met = [self.entry(w) for w in words]
        places = self.places
        new = {number for number, _ in met if number not in places}
        if len(places) + len(new) > ROWS:
            places.clear()
            new = {number for number, _ in met}
        if new:
            self.add(sorted(new - {-1}))
        return np.array([[places[number] for number, _ in met], [shape for _, shape in met]], dtype=np.intp)

    def entry(self, word: str) -> tuple[int, int]:
        """Number of the vector of a word, and of its shape; -1 and 0 for an empty word."""
        if word not in self.known:
            if len(self.known) > KNOWN:
                self.known.clear()
            number = self.vocabulary.get(word.lower(), self.vocabulary.unk_id)
            self.known[word] = (number, self.shapes[word_shape(word)]) if word else (-1, 0)
        return self.known[word]

    def add(self, numbers: Sequence[int]) -> None:
        """Compute rows for vectors that the table does not hold."""
        self.places[-1] = 0
        first = len(self.places)
        last = first + len(numbers)
        added = self.vectors[numbers].astype(np.float64) @ self.weights
        self.of_vector[:, first:last] = columns(added, self.of_vector.shape[2])
        self.places.update(zip(numbers, range(first, last), strict=True))


def columns(rows: np.ndarray, filters: int) -> np.ndarray:
    """A matrix cut into parts of equal width, (parts, rows, filters)."""
    return rows.reshape(len(rows), -1, filters).swapaxes(0, 1).astype(np.float32)


class Encoder:
    """Convolutions of one network, the first by the table of words.

    Parameters
    ----------
    words : Words
        The table.
    index : int
        Place of the network in the table.
    model : slovnet.exec.model.Module
        The network as slovnet loads it.
    """

    def __init__(self, words: Words, index: int, model: Any) -> None:
        self.first, *self.others = (Convolution.of(layer) for layer in model.encoder.layers)
        parts = slice(index * WIDTH, (index + 1) * WIDTH)
        self.tables = list(zip(words.of_vector[parts], words.of_shape[parts], strict=True))

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        """What the network makes of words, (words, 64), given as rows of the tables; gaps are empty."""
        before, itself, behind = (
            of_vector.take(rows[0], axis=0) + of_shape.take(rows[1], axis=0) for of_vector, of_shape in self.tables
        )
        itself[1:] += before[:-1]
        itself[:-1] += behind[1:]
        gaps = rows[0] == 0
        found = self.first.finish(itself, gaps)
        for layer in self.others:
            found = layer(found, gaps)
        return found


class Tagger:
    """A network that gives every word a tag.

    Parameters
    ----------
    encoder : Encoder
        Its convolutions.
    model : slovnet.exec.model.Tag
        The network as slovnet loads it.
    """

    def __init__(self, encoder: Encoder, model: Any) -> None:
        self.encoder = encoder
        self.weight, self.bias = model.head.proj.weight.array, model.head.proj.bias.array

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """How well each tag fits each word, (words, tags)."""
        return self.encoder(rows) @ self.weight + self.bias

    def tags(self, rows: np.ndarray) -> np.ndarray:
        """Best tag of each word by itself."""
        return self.scores(rows).argmax(-1)


def chains(scores: Sequence[np.ndarray], transitions: np.ndarray) -> list[np.ndarray]:
    """Best chain of tags for every sentence (Viterbi's algorithm), a step for all sentences at once.

    Parameters
    ----------
    scores : sequence of numpy.ndarray
        For every sentence, (words, tags).
    transitions : numpy.ndarray
        Score of a tag behind another, (tags, tags).

    Examples
    --------
    >>> scores = [np.array([[1.0, 0.0], [0.0, 0.5]]), np.array([[0.0, 1.0]])]
    >>> [c.tolist() for c in chains(scores, np.array([[1.0, 0.0], [0.0, 0.0]]))]
    [[0, 0], [1]]
    """
    order = sorted(range(len(scores)), key=lambda i: -len(scores[i]))
    lengths = np.array([len(scores[i]) for i in order], dtype=int)
    if not order:
        return []
    padded = np.zeros((lengths[0], len(order), len(transitions)), dtype=scores[0].dtype)
    for place, i in enumerate(order):
        padded[: lengths[place], place] = scores[i]
    best = padded[0].copy()
    history = []
    # longest first, so that the sentences that still go on are the first ones
    going = [int((lengths > step).sum()) for step in range(lengths[0])]
    for step in range(1, lengths[0]):
        reached = best[: going[step], :, None] + transitions + padded[step, : going[step], None]
        history.append(reached.argmax(1))
        best[: going[step]] = reached.max(1)
    last = best.argmax(1)
    found = np.zeros(padded.shape[:2], dtype=int)
    found[lengths - 1, np.arange(len(order))] = last
    for step in range(lengths[0] - 1, 0, -1):
        count = going[step]
        found[step - 1, :count] = history[step - 1][np.arange(count), found[step, :count]]
    result = [np.empty(0, dtype=int)] * len(order)
    for place, i in enumerate(order):
        result[i] = found[: lengths[place], place]
    return result


class Parser:
    """The network of dependency trees.

    Parameters
    ----------
    encoder : Encoder
        Its convolutions.
    model : slovnet.exec.model.Syntax
        The network as slovnet loads it.
    """

    def __init__(self, encoder: Encoder, model: Any) -> None:
        self.encoder = encoder
        self.head, self.rel = Pairs(model.head), Pairs(model.rel)

    def trees(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Head of every word, counted from 1 in its sentence, 0 for the root, and its relation.

        A gap stands before each sentence.
        """
        words = self.encoder(rows)
        gaps = np.flatnonzero(rows[0] == 0)
        heads = np.zeros(len(words), dtype=int)
        offsets = np.zeros(len(words), dtype=int)
        above, below = self.head.sides(words, gaps)
        above = above @ self.head.kernel
        for gap, end in zip(gaps.tolist(), [*gaps[1:].tolist(), len(words)], strict=True):
            if end > gap + 1:
                heads[gap + 1 : end] = (above[gap + 1 : end] @ below[gap:end].T).argmax(-1)
                offsets[gap + 1 : end] = gap
        above, below = self.rel.sides(words, gaps)
        scores = above[offsets + heads] @ self.rel.kernel
        scores = np.matmul(scores.reshape(len(words), -1, below.shape[1]), below[:, :, None])
        return heads, scores[:, :, 0].argmax(-1)


class Pairs:
    """The part of the parser's network that scores pairs of words, the root of the tree standing in the gaps."""

    def __init__(self, part: Any) -> None:
        self.weights = [(side.proj.weight.array, side.proj.bias.array) for side in (part.head, part.tail)]
        self.root, self.kernel = part.root.array, part.kernel.array

    def sides(self, words: np.ndarray, gaps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each word as the one and as the other side of a pair."""
        words[gaps] = self.root
        one, other = (np.maximum(words @ weight + bias, 0) for weight, bias in self.weights)
        return one, other
