"""Topics of a corpus: non-negative matrix factorisation of tf-idf weighted words (Lee and Seung 1999).

The model takes words, not text, so that it serves any language; for Russian they come from
:func:`analysis.russian.lemmas.lemmas`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import razdel
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.utils.validation import check_is_fitted

from analysis import timeline
from analysis.russian.lemmas import lemmas

Documents = Sequence[Sequence[str]]
CANDIDATES = (4, 5, 6, 7, 8, 10, 12, 14, 17, 20)


def words_as_they_are(document: Sequence[str]) -> Sequence[str]:
    """The analyser of documents that are lists of words already."""
    return document


class TopicModel(TransformerMixin, BaseEstimator):
    """Topics of documents that are given as lists of words.

    Documents become sublinear tf-idf vectors of length 1, and these a product of document weights and topic weights.
    A topic's words are ranked by weight times the topic's share of the word, so that words of all topics rank low.

    Parameters
    ----------
    n_topics : int or "auto"
        Number of topics. «auto» takes the number whose topics have the highest coherence.
    min_df : int
        Number of documents in which a word must stand. Lowered to 1 where no word would be left.
    max_df : float
        Share of documents above which a word is left out.
    max_iter : int
        Most iterations of the factorisation.
    random_state : int
        Seed: the same documents and seed give the same topics.

    Attributes
    ----------
    n_topics_ : int
        Number of topics found; fewer than asked for where the documents do not suffice.
    components_ : ndarray of shape (n_topics_, n_words)
        Topic weights of the words.
    topics_ : list of list of (str, float)
        The 20 first words of each topic, with their rank weights scaled to 1 for the first.
    shares_ : ndarray of shape (n_topics_,)
        Mean share of each topic in the documents.

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
        max_iter: int = 300,
        random_state: int = 0,
    ) -> None:
        self.n_topics = n_topics
        self.min_df = min_df
        self.max_df = max_df
        self.max_iter = max_iter
        self.random_state = random_state

    def fit(self, docs: Documents, y: Any = None) -> TopicModel:
        """Learn the topics.

        Parameters
        ----------
        docs : list of list of str
            The words of each document.
        y : ignored

        Raises
        ------
        ValueError
            If no document has a word, or ``n_topics`` is neither a positive number nor «auto».
        """
        self.fit_transform(docs)
        return self

    def fit_transform(self, docs: Documents, y: Any = None) -> np.ndarray:
        """Learn the topics and return the documents' shares of them, as :meth:`transform` does."""
        number = self.n_topics
        if number != "auto" and (not isinstance(number, (int, np.integer)) or number < 1):
            raise ValueError(f"n_topics is {number!r}; it must be a positive whole number or «auto»")
        weights = self._weigh(docs)
        if number == "auto":
            number = self._most_coherent(weights)
        documents, self.components_ = self._factorise(weights, int(number))
        self.n_topics_ = len(self.components_)
        shares = shares_of(documents)
        self.shares_ = np.nan_to_num(shares.mean(axis=0))
        self.topics_: list[list[tuple[str, float]]] = self._words_with_weights(self.components_, 20)
        return shares

    def transform(self, docs: Documents) -> np.ndarray:
        """Shares of the topics in documents.

        Returns
        -------
        ndarray of shape (n_documents, n_topics_)
            Rows sum to 1; a row of zeros for a document none of whose words the model knows.
        """
        check_is_fitted(self)
        weights = self._vectorizer.transform(docs)
        return shares_of(self._nmf.transform(weights))

    def get_feature_names_out(self, input_features: Any = None) -> np.ndarray:
        """Names of the columns that :meth:`transform` gives: the topics' three first words, numbered where alike."""
        check_is_fitted(self)
        names: list[str] = []
        for words in self.topics_:
            name = ", ".join(word for word, _ in words[:3])
            again = sum(other == name or other.startswith(f"{name} (") for other in names)
            names.append(f"{name} ({again + 1})" if again else name)
        return np.array(names, dtype=object)

    def top_words(self, n: int = 10) -> list[list[str]]:
        """The first n words of each topic."""
        check_is_fitted(self)
        return [[word for word, _ in words] for words in self._words_with_weights(self.components_, n)]

    def _weigh(self, docs: Documents) -> sp.csr_matrix:
        """Learn the vocabulary; documents as weights of words."""
        for min_df, max_df in ((self.min_df, self.max_df), (1, 1.0)):
            self._vectorizer = TfidfVectorizer(
                analyzer=words_as_they_are, min_df=min_df, max_df=max_df, sublinear_tf=True
            )
            try:
                return self._vectorizer.fit_transform(docs)
            except ValueError:
                continue
        raise ValueError("no document has a word: there are no topics to find")

    def _most_coherent(self, weights: sp.csr_matrix) -> int:
        """The number of topics, out of a few, whose words stand together most often."""
        vocabulary = self._vectorizer.vocabulary_
        scores: dict[int, float] = {}
        for number in CANDIDATES:
            if number > min(weights.shape) // 2 and scores:
                break
            topics = self._words_with_weights(self._factorise(weights, number)[1], 10)
            places = [[vocabulary[word] for word, _ in words] for words in topics]
            scores[number] = float(np.mean([coherence(words, weights) for words in places]))
        return max(scores, key=lambda number: scores[number])

    def _factorise(self, weights: sp.csr_matrix, number: int) -> tuple[np.ndarray, np.ndarray]:
        number = min(number, *weights.shape)
        self._nmf = NMF(number, init="nndsvd", max_iter=self.max_iter, random_state=self.random_state)
        with warnings.catch_warnings():
            # the ranking of the words is steady long before the last digits are
            warnings.simplefilter("ignore", ConvergenceWarning)
            documents = self._nmf.fit_transform(weights)
        return documents, self._nmf.components_

    def _words_with_weights(self, components: np.ndarray, n: int) -> list[list[tuple[str, float]]]:
        names = self._vectorizer.get_feature_names_out()
        rank = components * components / np.maximum(components.sum(axis=0), 1e-12)
        topics: list[list[tuple[str, float]]] = []
        for row in rank:
            best = np.argsort(-row, kind="stable")[:n]
            topics.append([(str(names[i]), float(row[i] / row[best[0]])) for i in best if row[i] > 0])
        return topics


def shares_of(weights: np.ndarray) -> np.ndarray:
    """Rows scaled to the sum 1; rows of zeros stay.

    Examples
    --------
    >>> shares_of(np.array([[1.0, 3.0], [0.0, 0.0]])).tolist()
    [[0.25, 0.75], [0.0, 0.0]]
    """
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)


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
    together = np.asarray((present.T @ present).todense()) / documents.shape[0]
    alone = np.diag(together)
    first, second = np.triu_indices(len(words), 1)
    joint = together[first, second] + 1e-12
    return float(np.mean(np.log(joint / (alone[first] * alone[second])) / -np.log(joint)))


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


def over_time(shares: pd.DataFrame, times: pd.Series, freq: str) -> pd.DataFrame:
    """Mean share of each topic in the articles of a period.

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
    DataFrame of float
        By period from the first to the last; missing where the corpus has no article.

    Examples
    --------
    >>> shares = pd.DataFrame({"gas": [1.0, 0.5, 0.0]})
    >>> times = pd.Series(pd.to_datetime(["2025-01-01", "2025-01-31", "2025-03-01"]))
    >>> over_time(shares, times, "M")["gas"].tolist()
    [0.75, nan, 0.0]
    """
    known = timeline.local(times).dropna()
    if known.empty:
        return pd.DataFrame(columns=shares.columns, index=pd.PeriodIndex([], freq=freq, name="period"), dtype=float)
    periods = known.dt.to_period(freq)
    every = pd.period_range(periods.min(), periods.max(), freq=freq, name="period")
    return shares.loc[known.index].groupby(periods).mean().reindex(every)


@dataclass(frozen=True)
class CorpusTopics:
    """The topics of a corpus of Russian articles.

    ``model`` is the fitted model, ``articles`` the articles, and ``shares`` a table with one row an article and one
    column a topic, named by the topic's first words.
    """

    model: TopicModel
    articles: pd.DataFrame
    shares: pd.DataFrame

    @property
    def main(self) -> pd.Series:
        """The topic with the largest share of each article; None for an article without a known word."""
        return self.shares.idxmax(axis=1).where(self.shares.sum(axis=1) > 0, None)

    def table(self) -> pd.DataFrame:
        """One row a topic, the largest first.

        Returns
        -------
        DataFrame
            ``topic`` (label), ``words``, ``share`` (mean share of the articles), ``articles`` (number whose main topic
            it is).
        """
        main = self.main
        rows = [
            {
                "topic": label,
                "words": tuple(words),
                "share": float(self.shares[label].mean()),
                "articles": int((main == label).sum()),
            }
            for label, words in zip(self.shares.columns, self.model.top_words(10), strict=True)
        ]
        table = pd.DataFrame(rows, columns=["topic", "words", "share", "articles"])
        return table.sort_values(["share", "topic"], ascending=[False, True], ignore_index=True)

    def typical(self, number: int = 3) -> pd.DataFrame:
        """The articles with the largest share of each topic, and the sentence of theirs that shows it best.

        Returns
        -------
        DataFrame
            ``topic``, ``share`` (of the topic in the article), ``evidence`` (the sentence), ``evidence_article``;
            topics in the order of :meth:`table`.
        """
        rows = []
        for label in self.table()["topic"]:
            weights = dict(self.model.topics_[list(self.shares.columns).index(label)])
            for index in self.shares[label].nlargest(number).index:
                if (share := float(self.shares[label][index])) == 0:
                    continue
                article = self.articles.loc[index]
                row = {"topic": label, "share": share, "evidence_article": article["article_id"]}
                rows.append({**row, "evidence": typical_sentence(article["body"] or article["title"], weights)})
        return pd.DataFrame(rows, columns=["topic", "share", "evidence", "evidence_article"])


def typical_sentence(text: str, weights: Mapping[str, float]) -> str:
    """The sentence of a text in which a topic's words weigh most, in proportion to the root of its length.

    Parameters
    ----------
    text : str
        Paragraphs in Russian.
    weights : mapping of str to float
        Lemmas and their weights.

    Examples
    --------
    >>> typical_sentence("Погода была ясная. Поставки газа выросли.", {"газ": 1.0, "поставка": 0.5})
    'Поставки газа выросли.'
    """
    sentences = [part.text for block in text.split("\n\n") for part in razdel.sentenize(block)]

    def weight(sentence: str) -> float:
        words = lemmas(sentence)
        return sum(weights.get(word, 0.0) for word in set(words)) / max(len(words), 8) ** 0.5

    return max(sentences, key=weight, default="")


def topics_of(articles: pd.DataFrame, n_topics: int | str = "auto", random_state: int = 0) -> CorpusTopics | None:
    """Find the topics of Russian articles.

    Parameters
    ----------
    articles : DataFrame
        Rows of ``articles``.
    n_topics : int or "auto"
        Number of topics, see :class:`TopicModel`.
    random_state : int
        Seed.

    Returns
    -------
    CorpusTopics or None
        None where there are fewer than three articles, or no words: too little to find topics in.

    Examples
    --------
    >>> topics_of(pd.DataFrame({"title": [], "body": []})) is None
    True
    """
    docs = [lemmas(f"{title}\n\n{body}") for title, body in zip(articles["title"], articles["body"], strict=True)]
    if len(docs) < 3 or not any(docs):
        return None
    model = TopicModel(n_topics=n_topics, random_state=random_state)
    shares = model.fit_transform(docs)
    table = pd.DataFrame(shares, index=articles.index, columns=list(model.get_feature_names_out()))
    return CorpusTopics(model, articles, table)
