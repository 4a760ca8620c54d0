"""The topic model on documents whose topics are known."""

import dataclasses
import itertools
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import normalized_mutual_info_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import estimator_checks

from analysis import tables, timeline, topics
from analysis.russian.lemmas import Terms
from analysis.topics import TopicModel

SUBJECTS = {
    "gas": ["газ", "труба", "экспорт", "поставка", "месторождение", "кубометр", "турбина", "скважина"],
    "cotton": ["хлопок", "поле", "сбор", "велаят", "урожай", "земледелец", "посев", "тонна"],
    "sport": ["команда", "турнир", "матч", "чемпион", "медаль", "сборная", "тренер", "победа"],
    "medicine": ["врач", "больница", "вакцина", "пациент", "лечение", "клиника", "здоровье", "диагноз"],
}
COMMON = ["страна", "президент", "год", "отметить"]


def documents(number: int = 40, seed: int = 0) -> tuple[list[list[str]], list[str]]:
    """Documents of ten words of one subject and two words that stand everywhere; and their subjects."""
    random = np.random.default_rng(seed)
    subjects = [list(SUBJECTS)[n % len(SUBJECTS)] for n in range(number)]
    docs = [[*random.choice(SUBJECTS[s], 10), *random.choice(COMMON, 2)] for s in subjects]
    return [[str(word) for word in doc] for doc in docs], subjects


DOCS, KNOWN = documents()


def test_topics_are_the_subjects():
    model = TopicModel(n_topics=4)
    shares = model.fit_transform(DOCS)
    main = shares.argmax(axis=1)
    assert len({(subject, topic) for subject, topic in zip(KNOWN, main, strict=True)}) == 4
    for words in model.top_words(5):
        assert any(set(words) <= set(subject) for subject in SUBJECTS.values())
    assert len({word for words in model.top_words(5) for word in words}) == 20


def test_the_number_of_topics_is_found():
    assert TopicModel().fit(DOCS).n_topics_ == 4


def test_shares_sum_to_one_and_unknown_words_belong_to_no_topic():
    model = TopicModel(n_topics=4).fit(DOCS)
    shares = model.transform([*DOCS, ["неведомый"], []])
    assert shares.shape == (len(DOCS) + 2, 4)
    assert np.allclose(shares[: len(DOCS)].sum(axis=1), 1) and not shares[-2:].any()
    assert (shares >= 0).all()


def test_the_same_documents_give_the_same_topics():
    first, second = TopicModel().fit(DOCS), TopicModel().fit(DOCS)
    assert first.topics_ == second.topics_ and np.array_equal(first.components_, second.components_)


def test_it_is_an_estimator():
    model = clone(TopicModel(n_topics=3, random_state=5)).set_params(n_topics=4)
    assert model.get_params()["n_topics"] == 4
    lines = [" ".join(doc) for doc in DOCS]
    pipeline = make_pipeline(FunctionTransformer(lambda texts: [text.split() for text in texts]), model)
    assert pipeline.fit_transform(lines).shape == (len(DOCS), 4)
    names = model.get_feature_names_out()
    assert len(names) == len(set(names)) == 4


@pytest.mark.parametrize("number", [0, -1, 2.5, "many", None])
def test_a_number_that_is_none_is_refused(number):
    with pytest.raises(ValueError, match="n_topics"):
        TopicModel(n_topics=number).fit(DOCS)


@pytest.mark.parametrize("docs", [[], [[]], [[], []]])
def test_documents_without_words_are_refused(docs):
    with pytest.raises(ValueError, match="no document has a word"):
        TopicModel(n_topics=2).fit(docs)


def test_texts_in_place_of_lists_of_words_are_refused():
    with pytest.raises(TypeError, match="list of words, not a text: 'газ и хлопок'"):
        TopicModel(n_topics=2).fit(["газ и хлопок", "хлопок"])
    with pytest.raises(TypeError, match="list of words"):
        TopicModel(n_topics=2).fit(DOCS).transform(["газ"])


@pytest.mark.parametrize("docs", [[["газ"]], [["газ"], ["газ"]], [["газ", "труба"], ["поле"], []]])
def test_very_few_documents_give_fewer_topics(docs):
    shares = TopicModel(n_topics=8).fit_transform(docs)
    assert shares.shape[0] == len(docs) and 1 <= shares.shape[1] <= 3


def test_topics_of_the_annotated_articles_are_their_subjects_without_the_phrases_of_every_article():
    known = [json.loads(line) for line in (Path(__file__).parent / "gold/articles.jsonl").open(encoding="utf-8")]
    texts = [f"{article['title']}\n\n{article['body']}" for article in known]
    terms = Terms(texts)
    model = TopicModel(n_topics=13)
    main = model.fit_transform([terms.of(text) for text in texts]).argmax(axis=1)
    assert normalized_mutual_info_score([article["topic"] for article in known], main) >= 0.5
    words = {word for topic in model.top_words() for word in topic}
    assert {"газ", "хлопок", "Центральная Азия"} <= words
    assert not {"отметить", "подчеркнуть", "сообщить", "ход", "рамка"} & words


def test_a_word_may_stand_in_two_topics_but_names_of_topics_differ():
    docs = [[*doc, "завод"] if subject in ("gas", "cotton") else doc for doc, subject in zip(DOCS, KNOWN, strict=True)]
    model = TopicModel(n_topics=4, max_df=1.0).fit(docs)
    assert sum("завод" in words for words in model.top_words(20)) == 2
    assert len(set(model.get_feature_names_out())) == 4


def articles(docs: list[list[str]]) -> pd.DataFrame:
    """Articles whose sentences are made of the words."""
    return pd.DataFrame(
        {
            "article_id": [f"a{n}" for n in range(len(docs))],
            "title": [doc[0].capitalize() for doc in docs],
            "body": [f"{' '.join(doc[:6]).capitalize()}.\n\nПогода: {' '.join(doc[6:])}." for doc in docs],
            "published": pd.date_range("2024-01-01", periods=len(docs), freq="10D"),
        }
    )


def test_the_topics_of_articles_come_with_articles_and_sentences():
    found = topics.topics_of(articles(DOCS), 4)
    table = found.table()
    assert table["articles"].sum() == len(DOCS) and table["share"].sum() == pytest.approx(1)
    typical = found.typical(2)
    assert len(typical) == 8
    bodies = dict(zip(found.articles["article_id"], found.articles["body"], strict=True))
    assert all(row.evidence in bodies[row.evidence_article] for row in typical.itertuples())


def test_an_article_without_a_known_word_has_no_topic_and_is_not_lost():
    frame = articles(DOCS)
    frame.loc[len(frame)] = ["empty", "", "", pd.NaT]
    found = topics.topics_of(frame, 4)
    assert found.main.isna().sum() == 1 and found.table()["articles"].sum() == len(DOCS)


def test_too_few_articles_have_no_topics():
    assert topics.topics_of(articles(DOCS).iloc[:2]) is None
    assert topics.topics_of(articles(DOCS).assign(title="", body="")) is None
    assert topics.topics_of(articles(DOCS).iloc[:5]) is not None


def test_shares_over_time_show_where_the_corpus_has_nothing_and_how_sure_they_are():
    found = topics.topics_of(articles(DOCS), 4)
    times = found.articles["published"].where(found.articles["published"].dt.month != 3)
    course = topics.over_time(found.shares, times, "M")
    assert course.equals(topics.over_time(found.shares, times, "M"))
    march = course[course["period"] == pd.Period("2024-03")]
    assert len(march) == 4 and march["share"].isna().all() and (march["articles"] == 0).all()
    known = course.dropna()
    assert (known["low"] <= known["share"]).all() and (known["share"] <= known["high"]).all()
    assert np.allclose(course.dropna(subset=["share"]).groupby("period")["share"].sum(), 1)


def test_the_band_of_a_share_narrows_with_the_root_of_the_number_of_articles():
    def width(number: int) -> float:
        shares = pd.DataFrame({"topic": [0.0, 1.0] * (number // 2)})
        row = topics.over_time(shares, pd.Series(pd.Timestamp("2025-01-01"), index=shares.index), "M", draws=4000).iloc[
            0
        ]
        return row["high"] - row["low"]

    # the mean of n zeros and ones has the standard deviation 1 / (2 sqrt n); 95 % lie within 1.96 of it
    assert width(400) == pytest.approx(2 * 1.96 / (2 * 20), rel=0.1)
    assert width(100) / width(400) == pytest.approx(2, rel=0.1)


def test_a_saved_model_is_the_same_and_holds_no_code(tmp_path):
    model = TopicModel().fit(DOCS)
    model.save(tmp_path / "topics.npz")
    with np.load(tmp_path / "topics.npz", allow_pickle=False) as arrays:
        assert {"known", "vocabulary", "components_"} <= set(arrays)
    again = TopicModel.load(tmp_path / "topics.npz")
    assert again.get_params() == model.get_params() and again.topics_ == model.topics_ and again.curve_ == model.curve_
    assert np.array_equal(again.transform(DOCS), model.transform(DOCS))


@pytest.mark.parametrize("content", [b"", b"PK", b"topics"])
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    (tmp_path / "topics.npz").write_bytes(content)
    with pytest.raises(ValueError, match="no saved topic model"):
        TopicModel.load(tmp_path / "topics.npz")


def test_stability_and_the_curve_tell_how_sure_the_topics_are():
    model = TopicModel(stability=True).fit(DOCS)
    assert model.stability_.shape == (4,) and (model.stability_ > 0.5).all()
    assert [row["n_topics"] for row in model.curve_] == [3, 4, 5, 6]
    random = np.random.default_rng(1)
    noise = [[f"слово{n}" for n in random.integers(0, 60, 12)] for _ in range(60)]
    assert TopicModel(n_topics=4, stability=True).fit(noise).stability_.mean() < model.stability_.mean()
    assert np.isnan(TopicModel(n_topics=4).fit(DOCS).stability_).all()


def test_more_topics_split_those_of_fewer():
    docs, _ = documents(200, seed=3)
    few, many = (TopicModel(n_topics=n).fit_transform(docs).argmax(axis=1) for n in (3, 4))
    assert len(set(zip(few, many, strict=True))) == 4


class OfMatrix(TopicModel):
    """A model that says it takes matrices, so that scikit-learn runs all its checks; a row's numbers are its words."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = True
        return tags


# what a model of lists of words does otherwise than one of matrices
OTHERWISE = {
    "check_complex_data": "any word will do",
    "check_estimator_sparse_array": "a sparse matrix is no list of words",
    "check_estimator_sparse_matrix": "a sparse matrix is no list of words",
    "check_estimators_empty_data_messages": "documents without words are refused in words of its own",
    "check_estimators_nan_inf": "any word will do",
    "check_fit1d": "a number is no document",
    "check_fit2d_predict1d": "a number is no document",
    "check_n_features_in": "documents differ in length",
    "check_n_features_in_after_fitting": "documents differ in length",
    "check_transformer_data_not_an_array": "what cannot be gone through is no document",
    "check_transformer_general": "documents differ in length",
}


def test_the_checks_of_scikit_learn_hold_but_those_on_matrices():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        estimator_checks.check_estimator(TopicModel())
        results = estimator_checks.check_estimator(OfMatrix(2), on_fail=None, on_skip=None)
    assert {result["check_name"] for result in results if result["status"] == "failed"} == set(OTHERWISE)
    assert sum(result["status"] == "passed" for result in results) > 30


def test_fitting_changes_no_parameter_and_an_unfitted_model_says_so():
    model = TopicModel(n_topics=3)
    with pytest.raises(NotFittedError):
        model.transform(DOCS)
    before = model.get_params()
    model.fit(DOCS)
    assert model.get_params() == before
    assert np.allclose(model.fit_transform(DOCS), model.transform(DOCS))


def test_words_that_tell_two_groups_apart_by_hand():
    first, second = [["газ"] * 3 + ["год"] * 7], [["газ"] * 6 + ["год"] * 4]
    table = topics.distinguishing_words(first, second, strength=10).set_index("word")
    # a prior of 10 words with 9 and 11 occurrences in 20: 4.5 and 5.5
    odds = np.log(10.5 / 9.5) - np.log(7.5 / 12.5)
    assert table.loc["газ", "z"] == pytest.approx(odds / np.sqrt(1 / 10.5 + 1 / 7.5))
    assert table.loc["год", "z"] == pytest.approx(-odds / np.sqrt(1 / 9.5 + 1 / 12.5))
    assert table.loc["газ", ["first", "second"]].tolist() == [3, 6]


def test_equal_groups_have_no_words_of_their_own():
    table = topics.distinguishing_words(DOCS, DOCS)
    assert np.allclose(table["z"], 0)
    assert topics.distinguishing_words([], []).empty


def test_a_saved_model_says_if_the_corpus_differs(tmp_path):
    TopicModel(n_topics=4).fit(DOCS).save(tmp_path / "model.npz")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert TopicModel.load(tmp_path / "model.npz", DOCS).n_topics_ == 4
    with pytest.warns(topics.OtherCorpus, match="40 documents, now 41"):
        TopicModel.load(tmp_path / "model.npz", [*DOCS, ["газ"]])


def test_a_corpus_that_is_too_small_is_warned_of():
    with pytest.warns(topics.SmallCorpus, match="12 documents, 4 topics: too few"):
        TopicModel(n_topics=4).fit(DOCS[:12])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        TopicModel(n_topics=4).fit(DOCS)
        assert topics.topics_of(articles(DOCS[:12]), 4).few and not topics.topics_of(articles(DOCS), 4).few


def subject_of(topic: topics.Topic) -> str:
    return max(SUBJECTS, key=lambda subject: len(set(SUBJECTS[subject]) & set(topic.top_words())))


def test_topics_keep_their_numbers_in_a_rerun_and_in_a_grown_corpus(tmp_path):
    file = tmp_path / "topics.yml"
    docs, _ = documents(110, seed=1)
    # a tenth of the articles comes later, all of one subject, so that the order of the topics by size changes
    later = [doc for doc, subject in zip(*documents(110, seed=2), strict=True) if subject == "medicine"][:10]
    first = topics.topics_of(articles(docs[:100]), 4)
    topics.write_choices(file, first.choices())
    known = {subject_of(topic): topic.number for topic in first.topics}
    assert len(known) == 4 and set(known.values()) == {1, 2, 3, 4}
    for corpus in (docs[:100], [*later, *docs[:100]]):
        found = topics.topics_of(articles(corpus), 4, choices=topics.read_choices(file))
        assert {subject_of(topic): topic.number for topic in found.topics} == known and not found.lost
    # written again, the file has the same numbers
    topics.write_choices(file, found.choices(topics.read_choices(file)))
    assert [choice.number for choice in topics.read_choices(file)] == [1, 2, 3, 4]


def test_names_and_mergers_of_a_researcher_survive(tmp_path):
    file = tmp_path / "topics.yml"
    plain = topics.topics_of(articles(DOCS), 4)
    number = {subject_of(topic): topic.number for topic in plain.topics}
    choices = [
        dataclasses.replace(
            choice,
            name="Газ и хлопок" if choice.number == number["gas"] else "",
            into=number["gas"] if choice.number == number["cotton"] else None,
        )
        for choice in plain.choices()
    ]
    topics.write_choices(file, choices)
    found = topics.topics_of(articles(DOCS), 4, choices=topics.read_choices(file))
    table = found.table().set_index("topic")
    assert len(table) == 3 and table.loc["Газ и хлопок", "articles"] == 20
    assert table["share"].sum() == pytest.approx(1) and table["articles"].sum() == len(DOCS)
    assert number["cotton"] not in set(table["number"])
    words = set(table.loc["Газ и хлопок", "words"])
    assert words & set(SUBJECTS["gas"]) and words & set(SUBJECTS["cotton"])
    assert topics.topics_of(articles(DOCS), 4).choices(topics.read_choices(file)) == choices


def test_a_new_topic_gets_a_new_number_and_a_lost_one_is_named():
    earlier = [topics.Choice(7, ("парламент", "выборы")), topics.Choice(3, tuple(SUBJECTS["gas"]))]
    found = topics.topics_of(articles(DOCS), 4, choices=earlier)
    assert sorted(topic.number for topic in found.topics) == [3, 8, 9, 10]
    assert [choice.number for choice in found.lost] == [7]


@pytest.mark.parametrize(
    "text",
    [
        "topics: [",
        "- 1",
        "- {number: 1}",
        "- {number: one, words: [a]}",
        "just words",
        "- {number: 1, words: 5}",
        "- {number: 1, words: [a], into: 2}",
        "- {number: 1, words: [a]}\n- {number: 1, words: [b]}",
    ],
)
def test_a_file_of_topics_that_cannot_be_used_is_named(tmp_path, text):
    (tmp_path / "topics.yml").write_text(text, "utf-8")
    with pytest.raises(tables.Mistake, match=r"topics\.yml: "):
        topics.read_choices(tmp_path / "topics.yml")


def test_changes_of_shares_by_hand():
    random = np.random.default_rng(0)
    shares = pd.DataFrame({"steps": np.repeat([0.2, 0.6, 0.3], 60), "flat": 0.5}) + random.normal(0, 0.1, (180, 2))
    times = pd.Series(np.repeat(pd.date_range("2024-01-01", periods=36, freq="MS"), 5))
    found = topics.share_changes(shares, times, "M")
    assert set(found["topic"]) == {"steps"} and found["articles"].sum() == 180
    assert found["share"].to_numpy() == pytest.approx([0.2, 0.6, 0.3], abs=0.05)
    assert topics.share_changes(shares.iloc[:0], times.iloc[:0], "M").empty


@given(st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=14), min_size=2, max_size=9))
def test_changes_of_shares_are_the_best_of_all_ways_to_cut_between_units(parts):
    months = pd.period_range("2024-01", periods=len(parts), freq="M")
    times = pd.Series(np.repeat(months.to_timestamp(), [len(part) for part in parts]))
    shares = pd.DataFrame({"gas": np.concatenate(parts) / 10})
    borders = topics.unit_borders(len(part) for part in parts)
    assert all(sum(map(len, parts[a:b])) >= topics.FEW for a, b in itertools.pairwise(borders)) or len(borders) == 2
    noise = sum(np.var(part) * len(part) for part in parts) / 100 / max(sum(len(part) - 1 for part in parts), 1)

    def cost(cuts):
        stretches = [np.concatenate(parts[a:b]) / 10 for a, b in itertools.pairwise([0, *cuts, len(parts)])]
        squares = sum(np.var(stretch) * len(stretch) for stretch in stretches)
        return squares + noise * timeline.cut_penalty(len(parts)) * len(cuts)

    found = topics.share_changes(shares, times, "M")
    ways = (cuts for size in range(len(borders) - 1) for cuts in itertools.combinations(borders[1:-1], size))
    if noise:
        cuts = [months.get_loc(month) for month in found["first"][1:]]
        assert cost(cuts) == pytest.approx(min(map(cost, ways)))
    assert found["articles"].sum() in {0, len(shares)}


def test_a_peak_is_above_the_usual_share_by_more_than_chance():
    shares = pd.DataFrame({"peak": [0.1, 0.12] * 20 + [0.8, 0.9] * 3, "flat": [0.4, 0.6] * 23})
    times = pd.Series([pd.Timestamp("2024-01-01")] * 40 + [pd.Timestamp("2024-02-01")] * 6)
    found = topics.peaks(topics.over_time(shares, times, "M"))
    assert found[["topic", "articles"]].to_numpy().tolist() == [["peak", 6]]
    assert found.loc[0, "period"] == pd.Period("2024-02") and found.loc[0, "usual"] == pytest.approx(9.5 / 46, abs=1e-6)
