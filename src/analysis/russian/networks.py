"""slovnet's three networks (names, parts of speech, dependency tree), run by ONNX Runtime on many sentences at once.

slovnet's own code pads sentences to one length, repeats the first convolution for every occurrence of a word, and looks
words up three times. Here sentences stand below each other in one matrix with an empty row before each, which is all
the padding that convolutions over three words need. The first convolution, two thirds of the arithmetic, is a sum over
three words of products that depend on one word each: these are kept in a table, a row a word.

The networks are written below as graphs of ONNX (https://onnx.ai), with slovnet's numbers as their weights. The runtime
sums up each row of a product of matrices in one order, however many rows there are (numpy does not, and is half as
fast), so that what is found in a sentence does not depend on the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from slovnet.shape import word_shape

if TYPE_CHECKING:
    import onnxruntime

# words in the table of a network; one takes 3 kB
ROWS = 12_000
# words that have a number
KNOWN = 200_000

# What a word adds as the one before, itself and the one behind: all three side by side
WORDS = "(float[n, v] vectors, float[n, f] shapes) => (float[n, f] rows) { rows = Gemm (vectors, weight, shapes) }"

# What all networks take
TAKES = "float[r, w] table, int64[n] places_before, int64[n] places, int64[n] places_behind, float[m, o] words_in"
# The first convolution takes the sums of three words from the table; ``words`` is 1 for a word and 0 for a gap
FIRST = """
    zero = Constant <value_ints = [0]> ()
    one = Constant <value_ints = [1]> ()
    two = Constant <value_ints = [2]> ()
    last = Constant <value_ints = [-1]> ()
    last_but_one = Constant <value_ints = [-2]> ()
    end = Constant <value_ints = [9223372036854775807]> ()
    before = Gather (table, places_before)
    itself = Gather (table, places)
    behind = Gather (table, places_behind)
    sums_0 = Sum (before, itself, behind)
"""
# Each further one multiplies three words side by side
FURTHER = """
    before_{k} = Slice (found_{j}, zero, last_but_one, zero)
    itself_{k} = Slice (found_{j}, one, last, zero)
    behind_{k} = Slice (found_{j}, two, end, zero)
    three_{k} = Concat <axis = 1> (before_{k}, itself_{k}, behind_{k})
    sums_{k} = Gemm (three_{k}, weight_{k}, bias_{k})
"""
# What is negative is left out, the rest normalised; its scale is part of the weights:
# max(x, 0) * scale + shift = max(x * scale + shift, shift)
NORMALISED = """
    kept_{k} = Max (sums_{k}, shift_{k})
    words_{k} = Slice (words_{j}, one, last, zero)
    found_{k} = Mul (kept_{k}, words_{k})
"""
TAGS = """
    scores = Gemm (found_2, weight, bias)
"""
# Every word as the one that hangs on another and as the one that others hang on, the root standing in the gaps; pairs
# are scored within sentences (``cells``: a row a sentence, ``outside`` is -inf behind its end), and relations between
# each word and the one that it hangs on
TREES = """
    is_word = Cast <to = 9> (words_2)
    for_heads = Where (is_word, found_2, head_root)
    hangs_sum = Gemm (for_heads, head_weight_0, head_bias_0)
    hangs_kept = Relu (hangs_sum)
    hangs = MatMul (hangs_kept, head_kernel)
    holds_sum = Gemm (for_heads, head_weight_1, head_bias_1)
    holds = Relu (holds_sum)
    hanging = Gather (hangs, cells)
    holding = Gather (holds, cells)
    turned = Transpose <perm = [0, 2, 1]> (holding)
    pairs = MatMul (hanging, turned)
    inside = Add (pairs, outside)
    best = ArgMax <axis = 2, keepdims = 0> (inside)
    held_cells = GatherElements <axis = 1> (cells, best)
    held = Reshape (held_cells, last)
    heads = Gather (held, back)

    for_relations = Where (is_word, found_2, rel_root)
    upper_sum = Gemm (for_relations, rel_weight_0, rel_bias_0)
    upper_kept = Relu (upper_sum)
    upper = Gather (upper_kept, heads)
    lower_sum = Gemm (for_relations, rel_weight_1, rel_bias_1)
    lower = Relu (lower_sum)
    upper_column = Unsqueeze (upper, two)
    lower_row = Unsqueeze (lower, one)
    products = Mul (upper_column, lower_row)
    flat = Flatten (products)
    scores = MatMul (flat, rel_kernel)
    relations = ArgMax <axis = 1, keepdims = 0> (scores)
"""


def session(graph: str, weights: Mapping[str, np.ndarray]) -> onnxruntime.InferenceSession:
    """A graph of ONNX with its weights, ready to be run, on one processor.

    Parameters
    ----------
    graph : str
        Inputs, outputs and steps in the text form of ONNX.
    weights : mapping of str to numpy.ndarray
        Arrays that the graph names.

    Examples
    --------
    >>> twice = session("(float[n] x) => (float[n] y) { y = Mul (x, two) }", {"two": np.float32([2])})
    >>> twice.run(None, {"x": np.float32([1, 3])})[0].tolist()
    [2.0, 6.0]
    """
    # 33 MB that a process which reads no sentence need not hold
    import onnxruntime
    from onnx import numpy_helper, parser

    # of the runtime's messages only errors, not that it finds no graphics card
    onnxruntime.set_default_logger_severity(3)
    model = parser.parse_model(f'<ir_version: 9, opset_import: ["" : 17]> network {graph}')
    for name, array in weights.items():
        model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


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
        """Numbers of words, the same for words of one vector and shape; 0 for an empty word, which stands in a gap.

        Examples
        --------
        >>> from analysis.russian.models import networks
        >>> networks().words.numbers(["", ""])
        array([0, 0])
        """
        try:
            return np.fromiter(map(self.known.__getitem__, words), dtype=np.intp, count=len(words))
        except KeyError:
            self._meet(set(words))
            return self.numbers(words)

    def _meet(self, words: set[str]) -> None:
        """Number words that have no number yet, or all anew where there would be too many."""
        # «words - self.known.keys()» would go through all that are known
        new = {word for word in words if word not in self.known}
        if len(self.known) + len(new) >= KNOWN:
            self.known.clear()
            self.pairs.clear()
            self.edition += 1
            new = words
        for word in sorted(new):
            pair = self.vocabulary.get(word.lower(), self.vocabulary.unk_id), self.shapes[word_shape(word)]
            self.known[word] = self.pairs.setdefault(pair, len(self.pairs) + 1) if word else 0
            self.parts[self.known[word]] = pair


class Network:
    """One of the networks: convolutions, the first by a table of words, and what is made of them.

    Parameters
    ----------
    words : Words
        The words that the tables of all networks are made for.
    model : slovnet.exec.model.Module
        The network as slovnet loads it.
    outputs, ending : str
        What the graph gives, and its steps behind the convolutions.
    weights : mapping of str to numpy.ndarray
        Arrays that these steps name.
    inputs : str
        What these steps take besides words.

    Examples
    --------
    >>> from analysis.russian.models import networks
    >>> networks().names.run(networks().words.numbers(["", "Он", "прибыл"]))[0].shape
    (3, 8)
    """

    def __init__(
        self, words: Words, model: Any, outputs: str, ending: str, weights: Mapping[str, np.ndarray], inputs: str = ""
    ) -> None:
        self.words = words
        (weight, bias, shift), *further = (_convolution(layer) for layer in model.encoder.layers)
        arrays = {**weights, "shift_0": shift}
        steps = FIRST + NORMALISED.format(j="in", k=0)
        for k, (own_weight, own_bias, own_shift) in enumerate(further, 1):
            steps += FURTHER.format(j=k - 1, k=k) + NORMALISED.format(j=k - 1, k=k)
            arrays |= {f"weight_{k}": own_weight, f"bias_{k}": own_bias, f"shift_{k}": own_shift}
        self.session = session(f"({TAKES}{inputs}) => ({outputs}) {{{steps}{ending}}}", arrays)
        # rows at each end that the convolutions use up
        self.margin = [0] * (1 + len(further))

        # (3 x inputs, filters) -> (inputs, 3 x filters)
        beside = np.concatenate(np.split(weight, 3), axis=1)
        of_vector, of_shape = np.split(beside, [words.vectors.dim])
        self.of_shape = model.emb.shape.weight.array @ of_shape
        self.of_shape[:, len(bias) : 2 * len(bias)] += bias
        self.of_words = session(WORDS, {"weight": of_vector})
        self.table = np.zeros((ROWS, beside.shape[1]), dtype=np.float32)
        self.forget()

    def forget(self) -> None:
        """Begin the table anew, with the empty word alone.

        Examples
        --------
        >>> from analysis.russian.models import networks
        >>> networks().names.forget()
        >>> networks().names.filled
        1
        """
        self.edition, self.filled = self.words.edition, 1
        self.places = np.full(KNOWN, -1, dtype=np.int64)
        self.places[0] = 0

    def run(self, numbers: np.ndarray, **inputs: np.ndarray) -> list[np.ndarray]:
        """What the network makes of words, given as their numbers, a gap (0) before each sentence.

        Examples
        --------
        >>> from analysis.russian.models import networks
        >>> [scores] = networks().names.run(networks().words.numbers(["", "Он", "прибыл"]))
        >>> networks().spans[scores[1].argmax()]
        'O'
        """
        if self.edition != self.words.edition:
            self.forget()
        numbers = np.concatenate([self.margin, numbers, self.margin])
        places = self.places[numbers]
        if places.min() < 0:
            self._add(numbers)
            places = self.places[numbers]
        rows = 3 * places
        found: list[np.ndarray] = self.session.run(
            None,
            {
                # each word's row in three parts
                "table": self.table.reshape(3 * ROWS, -1),
                "places_before": rows[:-2],
                "places": rows[1:-1] + 1,
                "places_behind": rows[2:] + 2,
                "words_in": (numbers > 0).astype(np.float32)[:, None],
                **inputs,
            },
        )
        return found

    def _add(self, numbers: np.ndarray) -> None:
        """Compute rows for words that the table does not hold; where it is full, it is begun anew."""
        numbers = np.unique(numbers)
        new = numbers[self.places[numbers] < 0]
        if self.filled + len(new) > ROWS:
            self.forget()
            new = numbers[numbers > 0]
        vectors, shapes = self.words.parts[new].T
        last = self.filled + len(new)
        self.table[self.filled : last] = self.of_words.run(
            None, {"vectors": self.words.vectors[vectors], "shapes": self.of_shape[shapes]}
        )[0]
        self.places[new] = np.arange(self.filled, last)
        self.filled = last


def _convolution(layer: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weight (3 x inputs, filters), bias and shift of a layer as slovnet loads it."""
    norm, convolution = layer.norm, layer.conv
    scale = norm.weight.array / norm.std.array
    if scale.min() <= 0:
        raise ValueError("a network with a scale that is not positive")
    shift = norm.bias.array - norm.mean.array * scale
    # (filters, inputs, 3) -> (3, inputs, filters)
    weight = (convolution.weight.array * scale[:, None, None]).transpose(2, 1, 0)
    return weight.reshape(-1, len(scale)), convolution.bias.array * scale + shift, shift


class Tagger(Network):
    """A network that scores every tag for every word.

    Parameters
    ----------
    words : Words
        The words that the tables of all networks are made for.
    model : slovnet.exec.model.Tag
        The network as slovnet loads it.

    Examples
    --------
    >>> from analysis.russian.models import networks
    >>> networks().names.scores(networks().words.numbers(["", "Он", "прибыл"])).shape
    (3, 8)
    """

    def __init__(self, words: Words, model: Any) -> None:
        head = model.head.proj
        weights = {"weight": head.weight.array, "bias": head.bias.array}
        super().__init__(words, model, "float[w, t] scores", TAGS, weights)

    def scores(self, numbers: np.ndarray) -> np.ndarray:
        """How well each tag fits each word, (words, tags), a gap before each sentence.

        Examples
        --------
        >>> from analysis.russian.models import networks
        >>> scores = networks().morphology.scores(networks().words.numbers(["", "Он", "прибыл"]))
        >>> [networks().forms[tag][0] for tag in scores.argmax(-1)[1:]]
        ['PRON', 'VERB']
        """
        return self.run(numbers)[0]


class Parser(Network):
    """The network of dependency trees.

    Parameters
    ----------
    words : Words
        The words that the tables of all networks are made for.
    model : slovnet.exec.model.Syntax
        The network as slovnet loads it.

    Examples
    --------
    >>> from analysis.russian.models import networks
    >>> heads, _ = networks().syntax.trees(networks().words.numbers(["", "Министр", "прилетел"]))
    >>> heads[1:].tolist()
    [2, 0]
    """

    def __init__(self, words: Words, model: Any) -> None:
        weights = {}
        for name, part in (("head", model.head), ("rel", model.rel)):
            weights[f"{name}_root"] = part.root.array
            for k, side in enumerate((part.head, part.tail)):
                weights |= {f"{name}_weight_{k}": side.proj.weight.array, f"{name}_bias_{k}": side.proj.bias.array}
        weights["head_kernel"], kernel = model.head.kernel.array, model.rel.kernel.array
        # (upper, relations x lower) -> (upper x lower, relations)
        upper = len(kernel)
        weights["rel_kernel"] = kernel.reshape(upper, -1, upper).transpose(0, 2, 1).reshape(upper * upper, -1)
        super().__init__(
            words,
            model,
            "int64[w] heads, int64[w] relations",
            TREES,
            weights,
            ", int64[s, l] cells, float[s, i, l] outside, int64[w] back",
        )

    def trees(self, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Head of every word, counted from 1 in its sentence, 0 for the root, and its relation.

        A gap stands before each sentence; sentences of about one length take the least time.

        Examples
        --------
        >>> from analysis.russian.models import networks
        >>> _, relations = networks().syntax.trees(networks().words.numbers(["", "Министр", "прилетел"]))
        >>> [networks().relations[number] for number in relations[1:]]
        ['nsubj', 'root']
        """
        gaps = np.flatnonzero(numbers == 0)
        lengths = np.diff(gaps, append=len(numbers))
        longest = lengths.max()
        begins = np.repeat(gaps, lengths)
        # a word's cell in a table with a row for each sentence
        back = np.arange(len(numbers)) - begins + np.repeat(np.arange(len(gaps)) * longest, lengths)
        cells = np.zeros((len(gaps), longest), dtype=np.int64)
        cells.flat[back] = np.arange(len(numbers))
        outside = np.full((len(gaps), 1, longest), -np.inf, dtype=np.float32)
        outside.flat[back] = 0
        heads, relations = self.run(numbers, cells=cells, outside=outside, back=back)
        return heads - begins, relations


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
