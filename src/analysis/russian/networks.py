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
from typing import Any

import numpy as np
from slovnet.shape import word_shape

# words in the table of a network; one takes 3 kB
ROWS = 12_000
# words computed at once: always as many, and so few that all are rounded alike, in whatever company they are met
TOGETHER = 8
# words that have a number
KNOWN = 200_000


class _Convolution:
    """One layer: a convolution over three words, what is negative left out, then normalised by a scale and a shift.

    The scale is part of the weights: ``max(x, 0) * scale + shift`` is ``max(x * scale + shift, shift)``.
    ``weight`` has the shape (inputs, 3 x filters): filters for the word before, the word itself, the word behind.

    Parameters
    ----------
    layer : slovnet.exec.model.Module
        The layer as slovnet loads it.
    """

    def __init__(self, layer: Any) -> None:
        norm, convolution = layer.norm, layer.conv
        scale = norm.weight.array / norm.std.array
        if scale.min() <= 0:
            raise ValueError("a network with a scale that is not positive")
        self.shift = norm.bias.array - norm.mean.array * scale
        self.bias = convolution.bias.array * scale + self.shift
        weight = (convolution.weight.array * scale[:, None, None]).transpose(1, 2, 0)
        self.weight = np.ascontiguousarray(weight.reshape(len(weight), -1))

    def __call__(self, rows: np.ndarray, gaps: np.ndarray) -> np.ndarray:
        """Rows of the next layer, the gaps empty."""
        return self.joined(rows @ self.weight, gaps)

    def joined(self, parts: np.ndarray, gaps: np.ndarray) -> np.ndarray:
        """What is left of the sums of what each word adds to the one behind, to itself and to the one before."""
        filters = len(self.bias)
        found = parts[:, filters : 2 * filters] + self.bias
        found[1:] += parts[:-1, :filters]
        found[:-1] += parts[1:, 2 * filters :]
        np.maximum(found, self.shift, out=found)
        found[gaps] = 0
        return found


class Words:
    """Numbers of words, and what the networks know of each: its vector and its shape («Xx», «NUM»).

    Parameters
    ----------
    vocabulary, vectors : navec.vocab.Vocab, navec.pq.PQ
        Words that have a vector, and the vectors.
    shapes : dict of str to int
        Places of the shapes of words in the networks' own lists, which are the same.

    Examples
    --------
    >>> from analysis.russian.models import networks
    >>> _, one, _, same = networks().words.numbers(["", "Баку", "баку", "Баку"]).tolist()
    >>> one == same
    True
    """

    def __init__(self, vocabulary: Any, vectors: Any, shapes: dict[str, int]) -> None:
        self.vocabulary, self.vectors, self.shapes = vocabulary, vectors, shapes
        # vector and shape by number
        self.parts = np.zeros((KNOWN, 2), dtype=np.int32)
        self.known: dict[str, int] = {}
        self.pairs: dict[tuple[int, int], int] = {}
        # changes when words are numbered anew
        self.edition = 0

    def numbers(self, words: Sequence[str]) -> np.ndarray:
        """Numbers of words, the same for words of one vector and shape; 0 for an empty word, which stands in a gap."""
        try:
            return np.fromiter(map(self.known.__getitem__, words), dtype=np.intp, count=len(words))
        except KeyError:
            self.meet(set(words))
            return self.numbers(words)

    def meet(self, words: set[str]) -> None:
        """Number words that have no number yet, or all anew where there would be too many."""
        new = words - self.known.keys()
        if len(self.known) + len(new) >= KNOWN:
            self.known.clear()
            self.pairs.clear()
            self.edition += 1
            new = words
        for word in sorted(new):
            pair = self.vocabulary.get(word.lower(), self.vocabulary.unk_id), self.shapes[word_shape(word)]
            self.known[word] = self.pairs.setdefault(pair, len(self.pairs) + 1) if word else 0
            self.parts[self.known[word]] = pair


class Encoder:
    """Convolutions of one network, the first by a table of what each word adds as the word before, itself and behind.

    Parameters
    ----------
    words : Words
        The words that the tables of all networks are made for.
    model : slovnet.exec.model.Module
        The network as slovnet loads it.

    Examples
    --------
    >>> from analysis.russian.models import networks, threads
    >>> numbers = networks().words.numbers(["", "Он", "прибыл"])
    >>> with threads().limit(limits=1, user_api="blas"):
    ...     networks().morphology.encoder(numbers).shape
    (3, 64)
    """

    def __init__(self, words: Words, model: Any) -> None:
        self.words = words
        self.first, *self.others = (_Convolution(layer) for layer in model.encoder.layers)
        self.of_vector, of_shape = np.split(self.first.weight, [words.vectors.dim])
        self.of_shape = model.emb.shape.weight.array @ of_shape
        self.table = np.zeros((ROWS, self.of_vector.shape[1]), dtype=np.float32)
        self.forget()

    def forget(self) -> None:
        """Begin the table anew, with the empty word alone."""
        self.edition, self.filled = self.words.edition, 1
        self.places = np.full(KNOWN, -1, dtype=np.int32)
        self.places[0] = 0

    def __call__(self, numbers: np.ndarray) -> np.ndarray:
        """What the network makes of words, (words, 64), given as their numbers; gaps are empty."""
        if self.edition != self.words.edition:
            self.forget()
        places = self.places[numbers]
        if places.min() < 0:
            self.add(numbers)
            places = self.places[numbers]
        gaps = np.flatnonzero(numbers == 0)
        found = self.first.joined(self.table.take(places, axis=0), gaps)
        for layer in self.others:
            found = layer(found, gaps)
        return found

    def add(self, numbers: np.ndarray) -> None:
        """Compute rows for words that the table does not hold; where it is full, it is begun anew."""
        numbers = np.unique(numbers)
        new = numbers[self.places[numbers] < 0]
        if self.filled + len(new) > ROWS:
            self.forget()
            new = numbers[numbers > 0]
        vectors, shapes = self.words.parts[new].T
        rows = np.zeros((-(-len(new) // TOGETHER) * TOGETHER, len(self.of_vector)), dtype=np.float32)
        rows[: len(new)] = self.words.vectors[vectors]
        added = rows.reshape(-1, TOGETHER, len(self.of_vector)) @ self.of_vector
        last = self.filled + len(new)
        np.add(added.reshape(len(rows), -1)[: len(new)], self.of_shape[shapes], out=self.table[self.filled : last])
        self.places[new] = np.arange(self.filled, last)
        self.filled = last


class Tagger:
    """A network that gives every word a tag.

    Parameters
    ----------
    encoder : Encoder
        Its convolutions.
    model : slovnet.exec.model.Tag
        The network as slovnet loads it.

    Examples
    --------
    >>> from analysis.russian.models import networks, threads
    >>> tagger, numbers = networks().morphology, networks().words.numbers(["", "Он", "прибыл"])
    >>> with threads().limit(limits=1, user_api="blas"):
    ...     [networks().forms[tag][0] for tag in tagger.tags(numbers)[1:]]
    ['PRON', 'VERB']
    """

    def __init__(self, encoder: Encoder, model: Any) -> None:
        self.encoder = encoder
        self.weight, self.bias = model.head.proj.weight.array, model.head.proj.bias.array

    def scores(self, numbers: np.ndarray) -> np.ndarray:
        """How well each tag fits each word, (words, tags)."""
        found = self.encoder(numbers) @ self.weight
        found += self.bias
        return found

    def tags(self, numbers: np.ndarray) -> np.ndarray:
        """Best tag of each word by itself."""
        return self.scores(numbers).argmax(-1)


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

    Examples
    --------
    >>> from analysis.russian.models import networks, threads
    >>> with threads().limit(limits=1, user_api="blas"):
    ...     heads, _ = networks().syntax.trees(networks().words.numbers(["", "Министр", "прилетел"]))
    >>> heads[1:].tolist()
    [2, 0]
    """

    def __init__(self, encoder: Encoder, model: Any) -> None:
        self.encoder = encoder
        self.head, self.rel = _Pairs(model.head), _Pairs(model.rel)

    def trees(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Head of every word, counted from 1 in its sentence, 0 for the root, and its relation.

        A gap stands before each sentence.
        """
        words = self.encoder(numbers)
        gaps = np.flatnonzero(numbers == 0)
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


class _Pairs:
    """The part of the parser's network that scores pairs of words, the root of the tree standing in the gaps."""

    def __init__(self, part: Any) -> None:
        self.weights = [(side.proj.weight.array, side.proj.bias.array) for side in (part.head, part.tail)]
        self.root, self.kernel = part.root.array, part.kernel.array

    def sides(self, words: np.ndarray, gaps: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each word as the one and as the other side of a pair."""
        words[gaps] = self.root
        one, other = (np.maximum(words @ weight + bias, 0) for weight, bias in self.weights)
        return one, other
