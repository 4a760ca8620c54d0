"""Topics of a corpus: many fine ones by non-negative matrix factorisation, merged until there are as many as wanted.

The factorisation is that of Lee and Seung (1999) on tf-idf weighted words. Factorised straight into a few topics, a
corpus whose subjects differ in size is cut into pieces of equal size; merging keeps the large ones whole, and makes
topics of different number parts of one tree. The model takes words, not text, so that it serves any language; for
Russian they come from :mod:`analysis.russian.lemmas`.
"""

from __future__ import annotations

import hashlib
import json
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import razdel
import scipy.sparse as sp
import yaml
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.optimize import linear_sum_assignment
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.utils import estimator_html_repr
from sklearn.utils.validation import check_is_fitted
from threadpoolctl import threadpool_limits

from analysis import timeline
from analysis.language import several
from analysis.russian.lemmas import Terms
from analysis.tables import Mistake

Documents = Sequence[Sequence[str]]

FINE = 30  # topics before merging
CANDIDATES = range(3, 21)  # numbers of topics that «auto» tries
TOLERANCE = 0.1  # so much less than the best score is as good, and fewer topics are easier to read
RESAMPLES = 5  # resamples that tell how stable topics are
RESAMPLE = 0.8  # share of the documents in each
WORDS = 20  # words kept of each topic
RANKED = 50  # words out of which they are chosen
FEW = 10  # articles a topic, below which a corpus is too small to say
ALIKE = 0.2  # cosine of the words' weights, from which on a topic is an earlier one found again
WINDOW = 10  # words that stand within so many are together
# documents that fit and resample see at most, and words that windows see: beyond, the topics change no more
MOST_FITTED, MOST_RESAMPLED, MOST_WINDOWS = 20_000, 5_000, 2_000_000


class SmallCorpus(UserWarning):
    """A corpus has fewer than ten documents a topic: other documents of the same kind would give other topics.

    Examples
    --------
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error")
    ...     TopicModel(n_topics=1).fit([["газ", "труба"], ["газ"]])
    Traceback (most recent call last):
    analysis.topics.SmallCorpus: 2 documents, 1 topic: too few to say; other documents would give others
    """


class OtherCorpus(UserWarning):
    """A saved model was made from other documents than those at hand.

    Examples
    --------
    >>> import tempfile
    >>> model = TopicModel(n_topics=1).fit([["газ", "труба"]] * 10)
    >>> with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as caught:
    ...     model.save(f"{folder}/topics.npz")
    ...     _ = TopicModel.load(f"{folder}/topics.npz", [["газ", "труба"]] * 12)
    >>> str(caught[0].message).partition(": ")[2]
    '10 documents, now 12; fit the model again, or trust its shares less'
    """


def _words_as_they_are(document: Sequence[str]) -> Sequence[str]:
    """The analyser of documents that are lists of words already."""
    if isinstance(document, str):
        raise TypeError(f"a document is a list of words, not a text: {document[:30]!r}")
    return document


@dataclass(frozen=True)
class _Factors:
    """Documents x fine topics, fine topics x words brought to length 1, and the tree that merges fine topics."""

    documents: np.ndarray
    words: np.ndarray
    lengths: np.ndarray
    tree: np.ndarray
    iterations: int

    def merge(self, number: int) -> np.ndarray:
        """The number of the merged topic of each fine one, the largest merged topic first."""
        size = self.documents.sum(axis=0)
        groups = np.arange(len(size)) if number >= len(size) else fcluster(self.tree, number, "maxclust") - 1
        sums = np.bincount(groups, weights=size)
        place = np.empty(len(sums), dtype=int)
        place[np.argsort(-sums, kind="stable")] = np.arange(len(sums))
        return place[groups]

    def components(self, groups: np.ndarray) -> np.ndarray:
        """Weights of the words in merged topics: sums of the fine ones, by their size."""
        merged = np.zeros((groups.max() + 1, self.words.shape[1]))
        np.add.at(merged, groups, self.words * self.documents.sum(axis=0)[:, None])
        return merged


class TopicModel(TransformerMixin, BaseEstimator):
    """Topics of documents that are given as lists of words.

    Documents become sublinear tf-idf vectors of length 1, and these a product of document weights and the word weights
    of 30 fine topics (in a small corpus one for five documents). Fine topics whose documents use the same words are
    merged (average linkage, cosine distance) until ``n_topics`` are left. A topic's words are those with the highest
    weight times the square of the topic's share of the word, so that the phrases of every article rank low. Out of the
    50 first, the words are put into the order in which they stand together with those before them (normalised pointwise
    mutual information in windows of 10 words). How often two words stand together counts one standard error lower than
    it was observed, so that a few common documents are no reason.

    Parameters
    ----------
    n_topics : int or "auto"
        Number of topics. «auto» takes, out of 3 to 20, the smallest one whose ``score`` (see ``curve_``) is within a
        tenth of the best.
    min_df : int
        Number of documents in which a word must stand. Lowered to 1 where no word would be left.
    max_df : float
        Share of documents above which a word is left out.
    max_iter : int
        Most iterations of the factorisation.
    stability : bool
        Also for a fixed number of topics, measure how stable each is. It takes five more factorisations.
    random_state : int
        Seed: the same documents and seed give the same topics.

    Attributes
    ----------
    n_topics_ : int
        Number of topics found; fewer than asked for where the documents do not suffice.
    components_ : ndarray of shape (n_topics_, n_words)
        Topic weights of the words.
    topics_ : list of list of (str, float)
        The 20 first words of each topic, with their rank weights; the largest topic comes first.
    shares_ : ndarray of shape (n_topics_,)
        Mean share of each topic in the documents.
    stability_ : ndarray of shape (n_topics_,)
        Share of each topic's ten words of highest rank weight that it keeps in factorisations of four fifths of the
        documents (mean of five); missing where it was not measured.
    n_iter_ : int
        Iterations of the factorisation.
    corpus_ : str
        Number of documents and a hash of their words, by which :meth:`load` knows the corpus again.
    curve_ : list of dict
        For each number of topics that was tried: ``n_topics``, ``coherence`` (mean NPMI of ten words in the same
        documents, from -1 to 1), ``stability`` (mean), ``evenness`` (entropy of the topics' sizes, 1 where they are
        equal) and ``score`` (the product of stability, evenness and coherence, the latter put on a scale from 0 to 1).

    Examples
    --------
    >>> docs = [["газ", "труба", "экспорт"], ["газ", "труба"], ["хлопок", "поле"], ["хлопок", "поле", "сбор"]]
    >>> model = TopicModel(n_topics=2).fit(docs)
    >>> sorted(sorted(words) for words in model.top_words(2))
    [['газ', 'труба'], ['поле', 'хлопок']]
    >>> model.transform([["газ"]]).shape
    (1, 2)
    """

    def __init__(
        self,
        n_topics: int | str = "auto",
        *,
        min_df: int = 2,
        max_df: float = 0.5,
        max_iter: int = 200,
        stability: bool = False,
        random_state: int = 0,
    ) -> None:
        self.n_topics = n_topics
        self.min_df = min_df
        self.max_df = max_df
        self.max_iter = max_iter
        self.stability = stability
        self.random_state = random_state

    def fit(self, docs: Documents, y: Any = None) -> TopicModel:
        """Learn the topics.

        Parameters
        ----------
        docs : list of list of str
            The words of each document, in their order.
        y : ignored

        Raises
        ------
        ValueError
            If no document has a word, or ``n_topics`` is neither a positive number nor «auto».
        TypeError
            If a document is a text instead of a list of words.

        Warns
        -----
        SmallCorpus
            If there are fewer than ten documents a topic.

        Examples
        --------
        >>> docs = [["газ", "труба"]] * 12 + [["хлопок", "поле"]] * 10 + [["матч", "кубок"]] * 8
        >>> model = TopicModel(n_topics=3).fit(docs)
        >>> model.n_topics_, model.shares_.round(2).tolist()
        (3, [0.4, 0.33, 0.27])
        """
        self.fit_transform(docs)
        return self

    def fit_transform(self, docs: Documents, y: Any = None) -> np.ndarray:
        """Learn the topics and return the documents' shares of them, as :meth:`transform` does.

        Examples
        --------
        >>> docs = [["газ", "труба"]] * 12 + [["хлопок", "поле"]] * 10 + [["матч", "кубок"]] * 8
        >>> TopicModel(n_topics=3).fit_transform(docs)[[0, 12, 22]].round(2).tolist()
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
        """
        wanted = self.n_topics
        whole = isinstance(wanted, (int, np.integer)) and not isinstance(wanted, bool)
        if wanted != "auto" and (not whole or int(wanted) < 1):
            raise ValueError(f"n_topics is {wanted!r}; it must be a positive whole number or «auto»")
        docs = list(docs)
        weights = self._weigh(docs)
        random = np.random.default_rng(self.random_state)
        # one thread: the matrices are small, and threads that wait for each other cost more than they win
        with threadpool_limits(1):
            rows = self._some(weights.shape[0], MOST_FITTED, random)
            fine = min(FINE, max(6, len(rows) // 5))
            fine = fine if wanted == "auto" else max(fine, int(wanted))
            factors = self._factorise(weights[rows], fine)
            self.n_iter_ = factors.iterations
            resamples = self._resample(weights[rows], fine, random) if wanted == "auto" or self.stability else []
            self.curve_: list[dict[str, float]] = []
            number = self._choose(factors, resamples, weights[rows]) if wanted == "auto" else int(wanted)
            self._groups = factors.merge(number)
            self._fine, self._norms = factors.words * factors.lengths[:, None], factors.lengths
            self.components_ = factors.components(self._groups)
            self.n_topics_ = len(self.components_)
            self.stability_ = self._stability_of(self.components_, resamples, number)
            self.topics_ = self._choose_words(docs)
            shares = self._shares(weights)
        self.shares_ = shares.mean(axis=0)
        self.corpus_ = corpus_mark(docs)
        if len(docs) < FEW * self.n_topics_:
            sizes = f"{several(len(docs), 'document')}, {several(self.n_topics_, 'topic')}"
            warnings.warn(f"{sizes}: too few to say; other documents would give others", SmallCorpus, stacklevel=2)
        return shares

    def transform(self, docs: Documents) -> np.ndarray:
        """Shares of the topics in documents.

        Returns
        -------
        ndarray of shape (n_documents, n_topics_)
            Rows sum to 1; a row of zeros for a document none of whose words the model knows.

        Examples
        --------
        >>> docs = [["газ", "труба"]] * 12 + [["хлопок", "поле"]] * 10 + [["матч", "кубок"]] * 8
        >>> TopicModel(n_topics=3).fit(docs).transform([["поле"], ["ковёр"]]).round(2).tolist()
        [[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
        """
        check_is_fitted(self)
        with threadpool_limits(1):
            return self._shares(self._vectorizer.transform(docs))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the columns that :meth:`transform` gives: three first words that have no higher weight elsewhere.

        Examples
        --------
        >>> docs = [["газ", "труба"]] * 12 + [["хлопок", "поле"]] * 10 + [["матч", "кубок"]] * 8
        >>> [sorted(name.split(", ")) for name in TopicModel(n_topics=3).fit(docs).get_feature_names_out()]
        [['газ', 'труба'], ['поле', 'хлопок'], ['кубок', 'матч']]
        """
        check_is_fitted(self)
        owner = self.components_.argmax(axis=0)
        names = []
        for topic, words in enumerate(self.topics_):
            own = [word for word, _ in words if owner[self._vectorizer.vocabulary_[word]] == topic]
            names.append(", ".join(own[:3]) or f"topic {topic + 1}")
        return np.array(names, dtype=object)

    def top_words(self, n: int = 10) -> list[list[str]]:
        """The first n words of each topic, at most 20; fewer where a topic has fewer.

        Examples
        --------
        >>> docs = [["газ", "труба"]] * 12 + [["хлопок", "поле"]] * 10 + [["матч", "кубок"]] * 8
        >>> [sorted(words) for words in TopicModel(n_topics=3).fit(docs).top_words(2)]
        [['газ', 'труба'], ['поле', 'хлопок'], ['кубок', 'матч']]
        """
        check_is_fitted(self)
        return [[word for word, _ in words[:n]] for words in self.topics_]

    def save(self, path: str | Path) -> None:
        """Write the model as one ``.npz`` file of arrays and parameters; it holds no code.

        Examples
        --------
        >>> import tempfile
        >>> model = TopicModel(n_topics=1).fit([["газ", "труба"], ["газ", "труба"]])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     model.save(f"{folder}/topics.npz")
        ...     TopicModel.load(f"{folder}/topics.npz").top_words() == model.top_words()
        True
        """
        check_is_fitted(self)
        known = {"parameters": self.get_params()} | {name: getattr(self, name) for name in KNOWN}
        np.savez_compressed(
            Path(path),
            known=np.array(json.dumps(known, ensure_ascii=False)),
            vocabulary=self._vectorizer.get_feature_names_out().astype(str),
            idf=self._vectorizer.idf_,
            **{name: getattr(self, name) for name in SAVED},
        )

    @classmethod
    def load(cls, path: str | Path, docs: Documents | None = None) -> TopicModel:
        """Read a model that :meth:`save` wrote.

        Parameters
        ----------
        path : path
        docs : list of list of str, optional
            The documents at hand, to hear if they are not those that the model was made from.

        Raises
        ------
        ValueError
            If the file is no saved model.

        Warns
        -----
        OtherCorpus
            If the documents differ from those of the model.

        Examples
        --------
        >>> try:
        ...     TopicModel.load("no/such/topics.npz")
        ... except ValueError as problem:
        ...     print(str(problem).partition(" (")[0])
        no/such/topics.npz is no saved topic model
        """
        try:
            with np.load(Path(path), allow_pickle=False) as arrays:
                known = json.loads(str(arrays["known"]))
                model = cls(**known["parameters"])
                vectorizer = model._new_vectorizer(1, 1.0)
                vectorizer.set_params(vocabulary={str(word): n for n, word in enumerate(arrays["vocabulary"])})
                vectorizer.idf_ = arrays["idf"]
                for name in SAVED:
                    setattr(model, name, arrays[name])
                for name in KNOWN:
                    setattr(model, name, known[name])
        except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} is no saved topic model ({error})") from error
        model._vectorizer = vectorizer
        model.topics_ = [[(word, weight) for word, weight in words] for words in known["topics_"]]
        if docs is not None and (here := corpus_mark(docs)) != model.corpus_:
            message = (
                f"{path} was made from another corpus: {model.corpus_.split()[0]} documents, now {here.split()[0]}"
            )
            warnings.warn(f"{message}; fit the model again, or trust its shares less", OtherCorpus, stacklevel=2)
        return model

    def _html_repr(self) -> str:
        """What a notebook shows: the topics, largest first; before ``fit`` what scikit-learn shows."""
        if not hasattr(self, "topics_"):
            return estimator_html_repr(self)
        from analysis.notebook import html_table

        words = [", ".join(top) for top in self.top_words()]
        shown = pd.DataFrame({"words": words, "share": self.shares_, "stability": self.stability_})
        shown.insert(0, "topic", range(1, len(shown) + 1))
        return html_table(shown, f"TopicModel: {len(words)} topics, the largest first")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        return tags

    def _new_vectorizer(self, min_df: int, max_df: float) -> TfidfVectorizer:
        return TfidfVectorizer(analyzer=_words_as_they_are, min_df=min_df, max_df=max_df, sublinear_tf=True)

    def _new_nmf(self, number: int) -> NMF:
        # the ranking of the words is steady long before the last digits are
        return NMF(number, init="nndsvd", tol=3e-3, max_iter=self.max_iter, random_state=self.random_state)

    def _weigh(self, docs: Documents) -> sp.csr_matrix:
        """Learn the vocabulary; documents as weights of words."""
        for min_df, max_df in ((self.min_df, self.max_df), (1, 1.0)):
            self._vectorizer = self._new_vectorizer(min_df, max_df)
            try:
                return self._vectorizer.fit_transform(docs)
            except ValueError:
                continue
        raise ValueError("no document has a word: there are no topics to find")

    @staticmethod
    def _some(number: int, most: int, random: np.random.Generator) -> np.ndarray:
        """All rows, or so many of them, in their order."""
        return np.arange(number) if number <= most else np.sort(random.choice(number, most, replace=False))

    def _factorise(self, weights: sp.csr_matrix, number: int) -> _Factors:
        number = min(number, *weights.shape)
        nmf = self._new_nmf(number)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            documents = nmf.fit_transform(weights)
        norms = np.linalg.norm(nmf.components_, axis=1)
        used = norms > 0
        documents, words, norms = documents[:, used] * norms[used], nmf.components_[used], norms[used]
        words = words / norms[:, None]
        means = np.asarray(shares_of(documents).T @ weights)
        tree = linkage(means + 1e-12, "average", metric="cosine") if len(words) > 1 else np.empty((0, 4))
        return _Factors(documents, words, norms, tree, int(nmf.n_iter_))

    def _resample(self, weights: sp.csr_matrix, fine: int, random: np.random.Generator) -> list[_Factors]:
        """_Factors of parts of the documents."""
        size = min(MOST_RESAMPLED, max(1, round(RESAMPLE * weights.shape[0])))
        return [self._factorise(weights[self._some(weights.shape[0], size, random)], fine) for _ in range(RESAMPLES)]

    def _choose(self, factors: _Factors, resamples: list[_Factors], weights: sp.csr_matrix) -> int:
        """The smallest number of topics whose score comes near the best."""
        most = min(max(6, weights.shape[0] // 15), len(factors.words))
        for number in [n for n in CANDIDATES if n <= most] or [most]:
            groups = factors.merge(number)
            components = factors.components(groups)
            size = np.bincount(groups, weights=factors.documents.sum(axis=0))
            size = size[size > 0] / size.sum()
            found = {
                "n_topics": number,
                "coherence": float(np.mean([coherence(words, weights) for words in first_words(components, 10)])),
                "stability": float(np.mean(self._stability_of(components, resamples, number))),
                "evenness": float(-(size * np.log(size)).sum() / np.log(len(size))) if len(size) > 1 else 0.0,
            }
            found["score"] = (1 + found["coherence"]) / 2 * found["stability"] * found["evenness"]
            self.curve_.append(found)
        enough = (1 - TOLERANCE) * max(found["score"] for found in self.curve_)
        return int(next(found["n_topics"] for found in self.curve_ if found["score"] >= enough))

    @staticmethod
    def _stability_of(components: np.ndarray, resamples: list[_Factors], number: int) -> np.ndarray:
        """Share of the ten first words of each topic that the most similar topic of a resample has too, on average."""
        if not resamples:
            return np.full(len(components), np.nan)
        mine = [set(words) for words in first_words(components, 10)]
        kept = np.zeros((len(resamples), len(mine)))
        for row, factors in enumerate(resamples):
            other = [set(words) for words in first_words(factors.components(factors.merge(number)), 10)]
            shared = np.array([[len(a & b) / max(len(a), 1) for b in other] for a in mine])
            topics, partners = linear_sum_assignment(-shared)
            kept[row, topics] = shared[topics, partners]
        return kept.mean(axis=0)

    def _choose_words(self, docs: Documents) -> list[list[tuple[str, float]]]:
        """The words of each topic in the order in which they cohere."""
        names = self._vectorizer.get_feature_names_out()
        rank = rank_words(self.components_)
        ranked = first_words(self.components_, RANKED)
        columns = sorted({column for words in ranked for column in words})
        most = round(len(docs) * MOST_WINDOWS / max(sum(map(len, docs)), 1))
        rows = self._some(len(docs), most, np.random.default_rng(self.random_state))
        together = window_npmi([docs[row] for row in rows], [str(names[column]) for column in columns])
        place = {column: number for number, column in enumerate(columns)}
        topics: list[list[tuple[str, float]]] = []
        for row, words in zip(rank, ranked, strict=True):
            places = [place[column] for column in words]
            order = coherent_order(row[words], together[np.ix_(places, places)])[:WORDS]
            top = row[words].max(initial=1e-12)
            topics.append([(str(names[words[n]]), round(float(row[words[n]] / top), 6)) for n in order])
        return topics

    def _shares(self, weights: sp.csr_matrix) -> np.ndarray:
        """Shares of the merged topics in weighted documents."""
        nmf = self._new_nmf(len(self._fine))
        nmf.components_, nmf.n_components_, nmf.n_features_in_ = self._fine, len(self._fine), self._fine.shape[1]
        merged = np.zeros((weights.shape[0], self.n_topics_))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            for start in range(0, weights.shape[0], MOST_RESAMPLED):
                part = slice(start, start + MOST_RESAMPLED)
                fine = nmf.transform(weights[part]) * self._norms
                np.add.at(merged[part].T, self._groups, fine.T)
        return shares_of(merged)


KNOWN = ("n_topics_", "n_iter_", "topics_", "curve_", "corpus_")
SAVED = ("components_", "shares_", "stability_", "_fine", "_norms", "_groups")


def corpus_mark(docs: Documents) -> str:
    """Number of documents and a hash of their words.

    Examples
    --------
    >>> corpus_mark([["газ"]]) == corpus_mark([["газ"]]), corpus_mark([["газ"]]) == corpus_mark([["поле"]])
    (True, False)
    """
    digest = hashlib.sha256()
    for doc in docs:
        digest.update("\x1f".join([*map(str, doc), "\x1e"]).encode("utf-8", "surrogatepass"))
    return f"{len(docs)} {digest.hexdigest()[:32]}"


def shares_of(weights: np.ndarray) -> np.ndarray:
    """Rows scaled to the sum 1; rows of zeros stay.

    Examples
    --------
    >>> shares_of(np.array([[1.0, 3.0], [0.0, 0.0]])).tolist()
    [[0.25, 0.75], [0.0, 0.0]]
    """
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


def rank_words(components: np.ndarray) -> np.ndarray:
    """Weight of each word in each topic times the square of the topic's share of the word.

    Examples
    --------
    >>> rank_words(np.array([[4.0, 3.0], [0.0, 1.0]])).round(2).tolist()
    [[4.0, 1.69], [0.0, 0.06]]
    """
    return np.asarray(components * (components / np.maximum(components.sum(axis=0), 1e-12)) ** 2)


def first_words(components: np.ndarray, n: int) -> list[list[int]]:
    """Columns of the n words that rank highest in each topic.

    Examples
    --------
    >>> first_words(np.array([[4.0, 3.0, 1.0], [0.0, 3.5, 0.0]]), 2)
    [[0, 2], [1]]
    """
    return [[int(c) for c in np.argsort(-row, kind="stable")[:n] if row[c] > 0] for row in rank_words(components)]


def coherence(words: Sequence[int], documents: sp.csr_matrix) -> float:
    """How much more often a topic's words stand in the same documents than chance would have it.

    Normalised pointwise mutual information of every two words, averaged (Bouma 2009; Aletras and Stevenson 2013).

    Parameters
    ----------
    words : sequence of int
        Columns of the words.
    documents : sparse matrix of shape (n_documents, n_words)
        Above 0 where a document has the word.

    Returns
    -------
    float
        Between -1 (never together) and 1 (only together); 0 for fewer than two words.

    Examples
    --------
    >>> round(coherence([0, 1], sp.csr_matrix([[1, 1], [1, 1], [0, 0], [0, 0]])), 6)
    1.0
    """
    if len(words) < 2:
        return 0.0
    present = (documents[:, list(words)] > 0).astype(float)
    together = npmi(np.asarray((present.T @ present).todense()), documents.shape[0])
    return float(together[np.triu_indices(len(words), 1)].mean())


def npmi(counts: np.ndarray, total: int) -> np.ndarray:
    """Normalised pointwise mutual information from counts of pairs.

    Parameters
    ----------
    counts : ndarray of shape (n_words, n_words)
        In how many contexts two words stand; on the diagonal, one word.
    total : int
        Number of contexts.

    Returns
    -------
    ndarray of float
        Between -1 and 1; 0 on the diagonal.

    Examples
    --------
    >>> npmi(np.array([[2, 0], [0, 2]]), 4).round(2).tolist()
    [[0.0, -0.95], [-0.95, 0.0]]
    """
    alone = np.maximum(np.diag(counts), 1e-12) / total
    joint = counts / total + 1e-12
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(joint / np.outer(alone, alone)) / -np.log(joint)
    values = np.where(joint >= 1, 1.0, values)
    np.fill_diagonal(values, 0.0)
    return np.asarray(values)


def window_npmi(docs: Documents, words: Sequence[str]) -> np.ndarray:
    """NPMI of every two words in windows that slide over the documents, one standard error lower than observed.

    Parameters
    ----------
    docs : list of list of str
    words : sequence of str
        The words to look at.

    Examples
    --------
    >>> window_npmi([["газ", "труба"]] * 16 + [["поле"]] * 16, ["газ", "труба", "поле"]).round(2)[0].tolist()
    [0.0, 0.41, -0.95]
    """
    column = {word: number for number, word in enumerate(words)}
    together, documents = np.zeros((2, len(words), len(words)))
    total = 0
    for begin in range(0, len(docs), 1000):
        windows, first = [], [0]
        for doc in docs[begin : begin + 1000]:
            places = np.array([column.get(word, len(words)) for word in doc] + [len(words)] * (WINDOW - len(doc)))
            windows.append(np.lib.stride_tricks.sliding_window_view(places, WINDOW))
            first.append(first[-1] + len(windows[-1]))
        places = np.concatenate(windows)
        steps = np.arange(len(places) + 1) * WINDOW
        shape = (len(places), len(words) + 1)
        present = sp.csr_matrix((np.ones(places.size), places.ravel(), steps), shape=shape)[:, :-1]
        parts = (present.data, present.indices, present.indptr[first])
        within = sp.csr_matrix(parts, shape=(len(windows), len(words)), copy=True)
        for counts, found in ((together, present), (documents, within)):
            found.sum_duplicates()
            found.data[:] = 1.0
            counts += (found.T @ found).toarray()
        total += len(places)
    # documents, unlike windows that overlap, are independent of each other
    surely = together * np.maximum(1 - 1 / np.sqrt(np.maximum(documents, 1)), 0)
    np.fill_diagonal(surely, np.diag(together))
    return npmi(surely, total)


def coherent_order(rank: np.ndarray, together: np.ndarray) -> list[int]:
    """Words in the order in which each fits best to those before it.

    From the word of the highest rank on, the next is the one with the highest sum of the logarithm of its rank weight
    and ten times its mean NPMI with those chosen.

    Parameters
    ----------
    rank : ndarray of shape (n_words,)
        Rank weights, above 0.
    together : ndarray of shape (n_words, n_words)
        NPMI of every two words.

    Examples
    --------
    >>> coherent_order(np.array([1.0, 0.9, 0.8]), np.array([[0, -0.5, 0.6], [-0.5, 0, 0], [0.6, 0, 0]]))
    [0, 2, 1]
    """
    chosen = [int(np.argmax(rank))] if len(rank) else []
    rest = [n for n in range(len(rank)) if n not in chosen]
    while rest:
        scores = np.log(rank[rest]) + 10 * together[np.ix_(rest, chosen)].mean(axis=1)
        chosen.append(rest.pop(int(np.argmax(scores))))
    return chosen


def distinguishing_words(first: Documents, second: Documents, strength: float = 1000) -> pd.DataFrame:
    """The words that tell two groups of documents apart.

    Log-odds ratios with an informative Dirichlet prior, divided by their standard error (Monroe, Colaresi and Quinn
    2008): a word must be more frequent on one side than its rarity lets happen by chance.

    Parameters
    ----------
    first, second : list of list of str
        The words of each document.
    strength : float
        Size of the prior, in words; it has the frequencies of both groups together.

    Returns
    -------
    DataFrame
        One row a word, those of the second group first: ``word``, ``first`` and ``second`` (occurrences) and ``z``
        (standard errors; above 1.96 typical of the second group, below -1.96 of the first).

    Examples
    --------
    >>> table = distinguishing_words([["газ", "страна"]] * 50, [["хлопок", "страна"]] * 50)
    >>> table[["word", "z"]].round(1).to_numpy().tolist()
    [['хлопок', 2.8], ['страна', 0.0], ['газ', -2.8]]
    """
    counts = [
        pd.Series([word for doc in docs for word in doc], dtype=object).value_counts() for docs in (first, second)
    ]
    table = pd.concat(counts, axis=1, keys=["first", "second"]).fillna(0).astype(int)
    both = table.sum(axis=1)
    if both.empty:
        return pd.DataFrame(columns=["word", "first", "second", "z"])
    prior = strength * both / both.sum()
    seen = {side: table[side] + prior for side in table}
    odds = {side: np.log(seen[side] / (table[side].sum() + strength - seen[side])) for side in seen}
    table["z"] = (odds["second"] - odds["first"]) / np.sqrt(1 / seen["first"] + 1 / seen["second"])
    table = table.rename_axis("word").reset_index()
    return table.sort_values(["z", "word"], ascending=[False, True], ignore_index=True)


def usual_freq(times: pd.Series) -> str:
    """The length of a period that gives a readable number of them: months, quarters or years.

    Examples
    --------
    >>> usual_freq(pd.Series(pd.to_datetime(["2024-01-01", "2024-12-31"])))
    'M'
    >>> usual_freq(pd.Series(pd.to_datetime(["2014-01-01", "2024-12-31"])))
    'Y'
    """
    months = len(timeline.periods_of(times))
    return "M" if months <= 18 else "Q" if months <= 72 else "Y"


def over_time(shares: pd.DataFrame, times: pd.Series, freq: str, draws: int = 500) -> pd.DataFrame:
    """Mean share of each topic in the articles of a period, with a 95 % band.

    The band is a bootstrap over the articles of the period (Efron 1979, percentiles), with a fixed seed: it tells how
    far the mean depends on which articles were collected. One article gives no band.

    Parameters
    ----------
    shares : DataFrame
        One row an article, one column a topic.
    times : Series of datetime64
        Time of publication, with the same index; articles without one are left out.
    freq : str
        ``M``, ``Q`` or ``Y``.
    draws : int
        Number of resamples.

    Returns
    -------
    DataFrame
        One row a period and topic: ``period``, ``topic``, ``articles`` (in the period), ``share``, ``low``, ``high``;
        the last three are missing where the corpus has no article.

    Examples
    --------
    >>> shares = pd.DataFrame({"gas": [1.0, 0.5, 0.0]})
    >>> times = pd.Series(pd.to_datetime(["2025-01-01", "2025-01-31", "2025-03-01"]))
    >>> over_time(shares, times, "M")[["articles", "share", "low", "high"]].to_numpy().tolist()
    [[2.0, 0.75, 0.5, 1.0], [0.0, nan, nan, nan], [1.0, 0.0, nan, nan]]
    """
    known = timeline.local(times).dropna()
    parts = dict(list(shares.loc[known.index].groupby(known.dt.to_period(freq))))
    random = np.random.default_rng(0)
    rows = []
    for period in timeline.periods_of(known, freq):
        values = parts.get(period, shares[:0]).to_numpy()
        number = len(values)
        mean = low = high = np.full(len(shares.columns), np.nan)
        if number:
            mean = values.mean(axis=0)
        if number > 1:
            resampled = random.multinomial(number, np.full(number, 1 / number), size=draws) @ values / number
            low, high = np.percentile(resampled, [2.5, 97.5], axis=0)
        rows += [(period, topic, number, *row) for topic, *row in zip(shares.columns, mean, low, high, strict=True)]
    return pd.DataFrame(rows, columns=["period", "topic", "articles", "share", "low", "high"])


def unit_borders(sizes: Iterable[int], least: int = FEW) -> list[int]:
    """Where the shortest runs of consecutive periods begin that hold enough articles, and where the last of them ends.

    What is left at the end belongs to the last unit.

    Examples
    --------
    >>> unit_borders([12, 4, 5, 3, 10, 9]), unit_borders([3])
    ([0, 1, 4, 6], [0, 1])
    """
    borders, held, end = [0], 0, 0
    for end, size in enumerate(sizes, 1):
        held += size
        if held >= least:
            borders.append(end)
            held = 0
    return [*(borders[:-1] or [0]), end]


def share_changes(shares: pd.DataFrame, times: pd.Series, freq: str) -> pd.DataFrame:
    """Stretches of time in each of which a topic keeps one mean share; topics without a change are left out.

    The model: an article's share of the topic is the stretch's mean plus noise of one variance, estimated inside the
    periods. The stretches are those with the highest likelihood, less a penalty for each change
    (:func:`analysis.timeline.cut_penalty`); they begin and end where the units of :func:`unit_borders` do.

    Parameters
    ----------
    shares : DataFrame
        One row an article, one column a topic.
    times : Series of datetime64
        Time of publication, with the same index; articles without one are left out.
    freq : str
        ``M``, ``Q`` or ``Y``.

    Returns
    -------
    DataFrame
        One row a topic and stretch: ``topic``, ``first``, ``last`` (periods), ``articles``, ``share`` (mean).

    Examples
    --------
    >>> shares = pd.DataFrame({"gas": [0.1, 0.0] * 6 + [0.9, 0.8] * 6})
    >>> times = pd.Series(pd.to_datetime(["2025-01-10"] * 12 + ["2025-04-10"] * 12))
    >>> share_changes(shares, times, "M")[["first", "share"]].astype(str).to_numpy().tolist()
    [['2025-01', '0.05'], ['2025-04', '0.85']]
    """
    periods = timeline.local(times).dropna().dt.to_period(freq)
    rows = []
    for topic in map(str, shares.columns):
        parts = shares[topic].reindex(periods.index).groupby(periods)
        table = parts.agg(["size", "sum"]).assign(squares=parts.var(ddof=0) * parts.size())
        number, total, inside = (timeline.sums_between(table[name]) for name in table)
        freedom = number[0, -1] - len(table)
        if freedom < 1 or inside[0, -1] <= 0:
            continue
        # the squares of the values are the same however they are cut
        cost = -(total**2) / np.maximum(number, 1) / (inside[0, -1] / freedom)
        borders = unit_borders(table["size"])
        stretches = timeline.best_segments(cost[np.ix_(borders, borders)], timeline.cut_penalty(len(table)))
        if len(stretches) > 1:
            for a, b in ((borders[first], borders[end]) for first, end in stretches):
                share = round(float(total[a, b] / number[a, b]), 6)
                rows.append((topic, table.index[a], table.index[b - 1], int(number[a, b]), share))
    return pd.DataFrame(rows, columns=["topic", "first", "last", "articles", "share"])


def peaks(course: pd.DataFrame) -> pd.DataFrame:
    """The period in which each topic stands highest above its usual share, where that is more than chance.

    Parameters
    ----------
    course : DataFrame
        From :func:`over_time`.

    Returns
    -------
    DataFrame
        One row a topic whose band lies above its mean share in some period: ``topic``, ``period``, ``articles``,
        ``share``, ``usual`` (mean share in all articles).

    Examples
    --------
    >>> rows = [("2024", "gas", 90, 0.1, 0.05, 0.15), ("2025", "gas", 10, 0.6, 0.4, 0.8)]
    >>> course = pd.DataFrame(rows, columns=["period", "topic", "articles", "share", "low", "high"])
    >>> peaks(course).to_numpy().tolist()
    [['gas', '2025', 10, 0.6, 0.15]]
    """
    rows = []
    for topic, part in course.dropna(subset=["share"]).groupby("topic", sort=False):
        usual = round(float((part["share"] * part["articles"]).sum() / part["articles"].sum()), 6)
        high = part[part["low"] > usual]
        if len(high):
            top = high.iloc[int((high["low"] - usual).to_numpy().argmax())]
            rows.append((topic, top["period"], int(top["articles"]), float(top["share"]), usual))
    return pd.DataFrame(rows, columns=["topic", "period", "articles", "share", "usual"])


# names, numbers and merging, kept in topics.yml


@dataclass(frozen=True)
class Topic:
    """A topic as a corpus shows it: its number and label, its words with their weights, and its stability.

    Examples
    --------
    >>> Topic(1, "газ, труба", (("газ", 1.0), ("труба", 0.6), ("экспорт", 0.2)), stability=0.9).label
    'газ, труба'
    """

    number: int
    label: str
    words: tuple[tuple[str, float], ...]
    stability: float

    def top_words(self, n: int = 10) -> tuple[str, ...]:
        """The first n words.

        Examples
        --------
        >>> Topic(1, "газ, труба", (("газ", 1.0), ("труба", 0.6), ("экспорт", 0.2)), stability=0.9).top_words(2)
        ('газ', 'труба')
        """
        return tuple(word for word, _ in self.words[:n])


@dataclass(frozen=True)
class Choice:
    """One topic of ``topics.yml``: number, the words it is found again by, a name, the topic that it is merged into.

    Examples
    --------
    >>> subjects = ["Газ", *["Экспорт газа"] * 4, "Хлопок", *["Сбор хлопка"] * 3, "Кубок", *["Финал кубка"] * 2]
    >>> cotton = Choice(7, ("хлопок", "сбор"), name="Cotton")
    >>> found = topics_of(pd.DataFrame({"title": "", "body": subjects}), 3, choices=[cotton])
    >>> [(topic.number, topic.label) for topic in found.topics]
    [(8, 'газ, экспорт'), (7, 'Cotton'), (9, 'кубок, финал')]
    """

    number: int
    words: tuple[str, ...]
    name: str = ""
    into: int | None = None


HEADING = """\
# Topics of this corpus. A rerun finds each again by its words and keeps its number, also in a grown corpus.
# «name» renames a topic; «into: 2» merges it into topic 2. Everything else is written by the toolkit.
"""


def read_choices(path: str | Path) -> list[Choice]:
    """The topics of an earlier run, with a researcher's names and mergers; none where the file is not there.

    Parameters
    ----------
    path : path
        A YAML list as :func:`write_choices` writes it.

    Raises
    ------
    Mistake
        If the file is no such list, or a topic is merged into one that is not listed or merged itself.

    Examples
    --------
    >>> read_choices("no/such/topics.yml")
    []
    """
    path = Path(path)
    if not path.is_file():
        return []
    try:
        rows = yaml.safe_load(path.read_text("utf-8")) or []
        choices = []
        for row in rows:
            words = tuple(map(str, row["words"]))
            into = None if row.get("into") is None else int(row["into"])
            choices.append(Choice(int(row["number"]), words, str(row.get("name") or ""), into))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError, ValueError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise Mistake(f"{path}: a list of topics is expected, each with number and words ({reason})") from None
    numbers = [choice.number for choice in choices]
    if len(set(numbers)) < len(numbers):
        raise Mistake(f"{path}: two topics have the same number; give each its own")
    last = {choice.number for choice in choices if choice.into is None}
    for choice in choices:
        if choice.into is not None and choice.into not in last:
            raise Mistake(
                f"{path}: topic {choice.number} is merged into {choice.into}, which is not listed or merged itself"
            )
    return choices


def write_choices(path: str | Path, choices: Iterable[Choice]) -> None:
    """Write ``topics.yml``, topics in the order of their numbers.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_choices(f"{folder}/topics.yml", [Choice(1, ("газ", "труба"), "Gas")])
    ...     read_choices(f"{folder}/topics.yml")
    [Choice(number=1, words=('газ', 'труба'), name='Gas', into=None)]
    """
    rows = []
    for choice in sorted(choices, key=lambda choice: choice.number):
        merged = {} if choice.into is None else {"into": choice.into}
        rows.append({"number": choice.number, "name": choice.name, **merged, "words": list(choice.words)})
    text = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None)
    Path(path).write_text(HEADING + text, "utf-8")


def match_topics(words: Sequence[Sequence[str]], earlier: Sequence[Sequence[str]]) -> list[int | None]:
    """For each topic, the place of the earlier one that it is, by its words.

    Words count by their place (1, 1/2, 1/3, ...); pairs are chosen so that the sum of their cosines is the highest
    (Kuhn 1955), and count from a cosine of 0.2 on.

    Examples
    --------
    >>> match_topics([["поле", "хлопок"], ["газ", "труба"], ["матч"]], [["газ", "экспорт"], ["хлопок", "сбор"]])
    [1, 0, None]
    """
    weights = [{word: 1 / place for place, word in enumerate(listed, 1)} for listed in (*words, *earlier)]
    found: list[int | None] = [None] * len(words)
    if words and earlier and any(weights):
        vectors = DictVectorizer().fit_transform(weights)
        alike = cosine_similarity(vectors[: len(words)], vectors[len(words) :])
        for row, column in zip(*linear_sum_assignment(-alike), strict=True):
            if alike[row, column] >= ALIKE:
                found[row] = int(column)
    return found


@dataclass(frozen=True)
class CorpusTopics:
    """The topics of a corpus of Russian articles.

    ``model`` is the fitted model, ``articles`` the articles, ``topics`` what is known of each topic, ``shares`` a table
    with one row an article and one column a topic, named by its label, and ``terms`` what makes words of texts.
    ``few`` says that the corpus is too small for so many topics; ``lost`` are topics of an earlier run that were not
    found again.

    Examples
    --------
    >>> subjects = ["Газ", *["Экспорт газа"] * 4, "Хлопок", *["Сбор хлопка"] * 3, "Кубок", *["Финал кубка"] * 2]
    >>> found = topics_of(pd.DataFrame({"article_id": range(12), "title": "", "body": subjects}), 3)
    >>> [topic.label for topic in found.topics], found.shares.iloc[0].round(2).tolist(), found.few
    (['газ, экспорт', 'хлопок, сбор', 'кубок, финал'], [1.0, 0.0, 0.0], True)
    """

    model: TopicModel
    articles: pd.DataFrame
    topics: tuple[Topic, ...]
    shares: pd.DataFrame
    terms: Terms
    few: bool = False
    lost: tuple[Choice, ...] = ()

    @property
    def main(self) -> pd.Series:
        """The topic with the largest share of each article; None for an article without a known word.

        Examples
        --------
        >>> subjects = ["Газ", *["Экспорт газа"] * 4, "Хлопок", *["Сбор хлопка"] * 3, "Кубок", *["Финал кубка"] * 2]
        >>> found = topics_of(pd.DataFrame({"article_id": range(12), "title": "", "body": subjects}), 3)
        >>> found.main.value_counts().to_dict()
        {'газ, экспорт': 5, 'хлопок, сбор': 4, 'кубок, финал': 3}
        """
        return self.shares.idxmax(axis=1).where(self.shares.sum(axis=1) > 0, None)

    def table(self) -> pd.DataFrame:
        """One row a topic, the largest first.

        Returns
        -------
        DataFrame
            ``number`` (stays over reruns, see :meth:`arranged`), ``topic`` (label), ``words``, ``share`` (mean share of
            the articles), ``articles`` (number whose main topic it is), ``stability`` (share of its words that it keeps
            in parts of the corpus).

        Examples
        --------
        >>> subjects = ["Газ", *["Экспорт газа"] * 4, "Хлопок", *["Сбор хлопка"] * 3, "Кубок", *["Финал кубка"] * 2]
        >>> found = topics_of(pd.DataFrame({"article_id": range(12), "title": "", "body": subjects}), 3)
        >>> found.table()[["number", "topic", "articles"]].to_numpy().tolist()
        [[1, 'газ, экспорт', 5], [2, 'хлопок, сбор', 4], [3, 'кубок, финал', 3]]
        """
        main = self.main
        rows = [
            (t.number, t.label, t.top_words(), self.shares[t.label].mean(), (main == t.label).sum(), t.stability)
            for t in self.topics
        ]
        table = pd.DataFrame(rows, columns=["number", "topic", "words", "share", "articles", "stability"])
        return table.sort_values(["share", "topic"], ascending=[False, True], ignore_index=True)

    def arranged(self, choices: Sequence[Choice]) -> CorpusTopics:
        """The same topics with the numbers of an earlier run, and a researcher's names and mergers.

        Parameters
        ----------
        choices : list of Choice
            From :func:`read_choices`. A topic that none of them describes gets the next free number.

        Examples
        --------
        >>> subjects = ["Газ", *["Экспорт газа"] * 4, "Хлопок", *["Сбор хлопка"] * 3, "Кубок", *["Финал кубка"] * 2]
        >>> found = topics_of(pd.DataFrame({"article_id": range(12), "title": "", "body": subjects}), 3)
        >>> merged = found.arranged([Choice(1, ("газ", "экспорт"), "Economy"), Choice(2, ("хлопок", "сбор"), into=1)])
        >>> merged.table()[["number", "topic", "articles"]].to_numpy().tolist()
        [[1, 'Economy', 9], [3, 'кубок, финал', 3]]
        """
        found = self._found(choices)
        into = {choice.number: choice.into or choice.number for choice in choices}
        names = {choice.number: choice.name for choice in choices}
        members: dict[int, list[int]] = {}
        for column, number in enumerate(found):
            members.setdefault(into.get(number, number), []).append(column)
        topics, columns = [], {}
        for number, group in members.items():
            parts = [self.topics[column] for column in group]
            sizes = np.array([self.shares[part.label].mean() for part in parts])
            words, label = parts[0].words, parts[0].label
            if len(parts) > 1:
                weights: Counter[str] = Counter()
                for part, size in zip(parts, sizes, strict=True):
                    weights.update({word: weight * size for word, weight in part.words})
                words = tuple(weights.most_common(WORDS))
                label = ", ".join(word for word, _ in words[:3])
            label = names.get(number) or label
            label = f"{label} ({number})" if label in columns else label
            stability = float(np.average([part.stability for part in parts], weights=np.maximum(sizes, 1e-12)))
            topics.append(Topic(number, label, words, stability))
            columns[label] = self.shares[[part.label for part in parts]].sum(axis=1)
        lost = tuple(choice for choice in choices if choice.number not in found)
        return replace(self, topics=tuple(topics), shares=pd.DataFrame(columns, index=self.shares.index), lost=lost)

    def choices(self, earlier: Sequence[Choice] = ()) -> list[Choice]:
        """What to write into ``topics.yml``: the topics as the model found them, with the earlier names and mergers.

        Call it on the topics that :func:`topics_of` gives, before :meth:`arranged` merges them. An earlier topic that
        was not found again stays, so that its number is never given to another.

        Examples
        --------
        >>> subjects = ["Газ", *["Экспорт газа"] * 4, "Хлопок", *["Сбор хлопка"] * 3, "Кубок", *["Финал кубка"] * 2]
        >>> found = topics_of(pd.DataFrame({"article_id": range(12), "title": "", "body": subjects}), 3)
        >>> gas = Choice(5, ("газ", "экспорт"), "Gas")
        >>> [(choice.number, choice.name, choice.words[0]) for choice in found.choices([gas])]
        [(5, 'Gas', 'газ'), (6, '', 'хлопок'), (7, '', 'кубок')]
        """
        known = {choice.number: choice for choice in earlier}
        kept = {
            number: replace(known.get(number, Choice(number, ())), words=topic.top_words(WORDS))
            for topic, number in zip(self.topics, self._found(earlier), strict=True)
        }
        return list((kept | {number: choice for number, choice in known.items() if number not in kept}).values())

    def _found(self, earlier: Sequence[Choice]) -> list[int]:
        """The number of each topic: that of the earlier topic that it is, or the next free one."""
        places = match_topics([topic.top_words(WORDS) for topic in self.topics], [choice.words for choice in earlier])
        free = count(max([0, *(choice.number for choice in earlier)]) + 1)
        return [next(free) if place is None else earlier[place].number for place in places]

    def typical(self, number: int = 3) -> pd.DataFrame:
        """The articles with the largest share of each topic, and the sentence of theirs that shows it best.

        Returns
        -------
        DataFrame
            ``topic``, ``share`` (of the topic in the article), ``evidence`` (the sentence), ``evidence_article``;
            topics in the order of :meth:`table`.

        Examples
        --------
        >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
        >>> bodies = [f"Погода ясная. {subject}." for subject in subjects]
        >>> found = topics_of(pd.DataFrame({"article_id": range(9), "title": "", "body": bodies}), 3)
        >>> found.typical(1)["evidence"].tolist()
        ['Экспорт газа.', 'Сбор хлопка.', 'Финал кубка.']
        """
        parts = [self.showing(topic, self.shares.index, number) for topic in self.table()["topic"]]
        return pd.concat(parts, ignore_index=True) if parts else self.showing("", self.shares.index[:0], number)

    def showing(self, label: str, among: pd.Index, number: int = 3) -> pd.DataFrame:
        """Those of some articles that have the largest share of one topic; columns as in :meth:`typical`.

        Examples
        --------
        >>> subjects = ["Газ", *["Экспорт газа"] * 4, "Хлопок", *["Сбор хлопка"] * 3, "Кубок", *["Финал кубка"] * 2]
        >>> found = topics_of(pd.DataFrame({"article_id": range(12), "title": "", "body": subjects}), 3)
        >>> found.showing("хлопок, сбор", among=pd.Index([0, 1, 6]))[["topic", "evidence"]].to_numpy().tolist()
        [['хлопок, сбор', 'Сбор хлопка']]
        """
        rows = []
        weights = next((dict(topic.words) for topic in self.topics if topic.label == label), {})
        shares = self.shares.loc[among][label] if weights else pd.Series(dtype=float)
        best = shares[shares > 0].nlargest(number)
        for (_, article), share in zip(self.articles.loc[best.index].iterrows(), best, strict=True):
            sentence = typical_sentence(article["body"] or article["title"], weights, self.terms)
            rows.append((label, float(share), sentence, article["article_id"]))
        return pd.DataFrame(rows, columns=["topic", "share", "evidence", "evidence_article"])


def typical_sentence(text: str, weights: Mapping[str, float], terms: Terms) -> str:
    """The sentence of a text in which a topic's words weigh most, in proportion to the root of its length.

    Parameters
    ----------
    text : str
        Paragraphs in Russian.
    weights : mapping of str to float
        Terms and their weights.
    terms : Terms
        How words become terms.

    Examples
    --------
    >>> typical_sentence("Погода была ясная. Поставки газа выросли.", {"газ": 1.0, "поставка": 0.5}, Terms([]))
    'Поставки газа выросли.'
    """
    sentences = [part.text for block in text.split("\n\n") for part in razdel.sentenize(block)]

    def weight(sentence: str) -> float:
        words = terms.of(sentence)
        return sum(weights.get(word, 0.0) for word in set(words)) / max(len(words), 8) ** 0.5

    return max(sentences, key=weight, default="")


def topics_of(
    articles: pd.DataFrame, n_topics: int | str = "auto", random_state: int = 0, choices: Sequence[Choice] = ()
) -> CorpusTopics | None:
    """Find the topics of Russian articles.

    Parameters
    ----------
    articles : DataFrame
        Rows of ``articles``.
    n_topics : int or "auto"
        Number of topics, see :class:`TopicModel`.
    random_state : int
        Seed.
    choices : list of Choice
        Topics of an earlier run, with names and mergers, from :func:`read_choices`.

    Returns
    -------
    CorpusTopics or None
        None where there are fewer than three articles, or no words: too little to find topics in.

    Examples
    --------
    >>> subjects = ["Газ", *["Экспорт газа"] * 4, "Хлопок", *["Сбор хлопка"] * 3, "Кубок", *["Финал кубка"] * 2]
    >>> found = topics_of(pd.DataFrame({"title": "", "body": subjects}), n_topics=3)
    >>> [topic.label for topic in found.topics]
    ['газ, экспорт', 'хлопок, сбор', 'кубок, финал']
    >>> topics_of(pd.DataFrame({"title": [], "body": []})) is None
    True
    """
    texts = [f"{title}\n\n{body}" for title, body in zip(articles["title"], articles["body"], strict=True)]
    terms = Terms(texts)
    docs = [terms.of(text) for text in texts]
    if len(docs) < 3 or not any(docs):
        return None
    model = TopicModel(n_topics=n_topics, stability=True, random_state=random_state)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SmallCorpus)
        shares = model.fit_transform(docs)
    labels = [str(label) for label in model.get_feature_names_out()]
    rows = zip(labels, model.topics_, model.stability_, strict=True)
    topics = tuple(
        Topic(number, label, tuple(words), float(stability)) for number, (label, words, stability) in enumerate(rows, 1)
    )
    few = any(issubclass(warning.category, SmallCorpus) for warning in caught)
    return CorpusTopics(
        model, articles, topics, pd.DataFrame(shares, index=articles.index, columns=labels), terms, few
    ).arranged(choices)
