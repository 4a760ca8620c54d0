"""Text to sentences and words: offsets, initials, long sentences, and the annotations of the models."""

import pytest
import razdel
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.russian.parse import LONGEST, annotate, is_initial, lemma, parse, split, tokens

TEXT = st.text() | st.lists(
    st.sampled_from(
        ["Визит", "прибыл", "А.", "К.-Ж.", " ", "Токаев", "\n\n", "\n", ".", "!", "«", "»", "Дж.", "\0", "г.", "—"]
    )
).map("".join)


@given(TEXT)
def test_words_lie_in_their_sentence_and_sentences_in_the_text(text):
    place = 0
    for sentence in split(text):
        assert place <= sentence.start < sentence.end <= len(text)
        place = sentence.end
        at = sentence.start
        for word in sentence.words:
            assert at <= word.start < word.end <= sentence.end
            assert text[word.start : word.end].endswith(word.text) and word.lower == word.text.lower()
            at = word.end


@given(TEXT)
def test_no_letter_is_lost(text):
    covered = {i for s in split(text) for w in s.words for i in range(w.start, w.end)}
    assert [c for i, c in enumerate(text) if i not in covered and c.isalnum()] == []


@pytest.mark.parametrize(
    ("text", "name", "initials"),
    [
        ("Прибыл С.Бердымухамедов.", "Бердымухамедов", "С."),
        ("Прибыл С. Бердымухамедов.", "Бердымухамедов", "С."),
        ("Прибыл Р.Т. Эрдоган.", "Эрдоган", "Р.Т."),
        ("Прибыл К.-Ж. Токаев.", "Токаев", "К.-Ж."),
        ("Прибыл Дж. Вэнс.", "Вэнс", "Дж."),
    ],
)
def test_initials_belong_to_the_family_name(text, name, initials):
    (sentence,) = split(text)
    assert [(w.text, w.initials) for w in sentence.words] == [("Прибыл", ""), (name, initials), (".", "")]
    assert text[sentence.words[1].start : sentence.words[1].end].startswith(initials[0])


@pytest.mark.parametrize("text", ["Вошли А. и Б. из клуба", "А. 5", "В. И."])
def test_a_letter_and_a_stop_are_not_always_initials(text):
    assert all(not w.initials for s in split(text) for w in s.words)


def test_what_may_be_an_initial():
    assert all(map(is_initial, ["С", "Дж", "J"]))
    assert not any(map(is_initial, ["с", "Са", "1", "", "."]))


@pytest.mark.parametrize(
    ("word", "pos", "form"),
    [
        ("прибыли", "VERB", "прибыть"),
        ("делегацией", "NOUN", "делегация"),
        ("вёл", "VERB", "вести"),
        ("Переговоров", "NOUN", "переговоры"),
        ("туркменского", "ADJ", "туркменский"),
    ],
)
def test_lemmas(word, pos, form):
    assert lemma(word, pos) == form


def test_a_tree_has_one_root_and_no_word_hangs_on_itself():
    (sentence,) = parse("Президент Ирана прибыл в Ашхабад с официальным визитом.")
    assert [w.text for w in sentence.words if w.rel == "root"] == ["прибыл"]
    assert all(-1 <= w.head < len(sentence.words) and w.head != i for i, w in enumerate(sentence.words))
    assert {w.text: w.lemma for w in sentence.words}["официальным"] == "официальный"


def test_names_are_words_of_their_sentence():
    (sentence,) = parse("Масуд Пезешкиан прибыл в Ашхабад.")
    found = {(n.kind, " ".join(w.text for w in sentence.words[n.first : n.last + 1])) for n in sentence.names}
    assert found == {("PER", "Масуд Пезешкиан"), ("LOC", "Ашхабад")}


def test_annotation_does_not_depend_on_the_neighbours():
    short, long = "Он прибыл.", "Президент Ирана Масуд Пезешкиан прибыл в Ашхабад с официальным визитом и речью."
    alone = parse(short)[0].words
    together = parse(f"{long}\n\n{short}\n\n{long}")[1].words
    assert [(w.lemma, w.pos, w.head, w.rel) for w in alone] == [(w.lemma, w.pos, w.head, w.rel) for w in together]


@pytest.mark.parametrize("piece", ["президент, ", "слово ", "и тогда он прибыл; "])
def test_a_sentence_without_end_comes_in_pieces(piece):
    text = "Вошли " + piece * 2000
    sentences = split(text)
    assert all(len(s.words) <= LONGEST for s in sentences)
    assert sum(len(s.words) for s in sentences) > 2000


def test_no_text_has_no_sentences():
    assert split("") == split(" \n\n ") == parse("") == []


@settings(max_examples=30)
@given(TEXT)
@example("𗀀 и Ба𗀀ку")
def test_any_text_is_annotated_without_complaint(text):
    for sentence in parse(text):
        assert all(w.lemma for w in sentence.words)
        assert all(0 <= n.first <= n.last < len(sentence.words) for n in sentence.names)


@given(
    st.text()
    | st.text(alphabet="аБz5 -–—_.,/\\!?*()«»:;=\n\t\xa0Δ8")
    | st.lists(st.sampled_from(["--", "**", "...", ":)", "5", "5.", "-", " ", "аБ", "Yahoo!", "z", "_", "/", "ſ"])).map(
        "".join
    )
)
@example("5, 6 и 7 ,8")
@example("Баку -Астана- Ташкент")
def test_tokens_are_razdel_s(text):
    assert tokens(text) == [(t.text, (t.start, t.stop)) for t in razdel.tokenize(text)]


def test_annotations_do_not_depend_on_the_company():
    texts = [
        "Президент прибыл в Баку.",
        "Масуд Пезешкиан и М. Ильясов подписали 5 документов. Затем они улетели.",
        "",
        "!",
    ]
    together = [split(text) for text in texts]
    annotate([s for t in together for s in t])
    assert together == [parse(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "pos"),
    [
        ("В Баку прибыли Масуд Пезешкиан и Виктор Орбан.", "VERB"),
        ("Туда же прибыли Сердар Бердымухамедов и Эмомали Рахмон.", "VERB"),
        ("Доля прибыли Газпрома выросла.", "NOUN"),
        ("Рост чистой прибыли банка составил 3%.", "NOUN"),
    ],
)
def test_those_who_came_are_no_profit(text, pos):
    assert [w.pos for w in parse(text)[0].words if w.lower == "прибыли"] == [pos]
