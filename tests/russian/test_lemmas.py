"""Words for topic models."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.russian.lemmas import Terms, lemma, lemmas


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (("газ", "газа", "Газом", "ГАЗЕ"), "газ"),
        (("переговоры", "переговоров"), "переговоры"),
        (("ещё-слово",), "еще-слово"),
        (("самолёт", "самолета"), "самолет"),
        (("Мередов", "Мередова", "Мередову", "Мередовым"), "мередов"),
    ],
)
def test_every_form_of_a_word_has_one_lemma(forms, expected):
    assert {lemma(form) for form in forms} == {expected}


@pytest.mark.parametrize("word", ["который", "этот", "между", "или", "она", "второй", "пять", "из"])
def test_words_without_a_subject_are_left_out(word):
    assert lemma(word) is None


def test_order_digits_and_signs():
    assert lemmas("2 млрд кубометров газа — «Туркменгаз», TAPI!") == ["млрд", "кубометр", "газ", "туркменгаз", "tapi"]


@given(st.text())
def test_any_text_gives_words(text):
    assert all(isinstance(word, str) and word for word in lemmas(text))


TEXTS = [
    "Заседание Халк Маслахаты прошло в Ашхабаде. Итоги Халк Маслахаты обсудят.",
    "Халк Маслахаты принял закон, сообщил Сердар Бердымухамедов.",
    "Решение Халк Маслахаты подписал Сердар Бердымухамедов.",
    "Концерн открыл «Серный завод». Новый завод построен рядом.",
    "На предприятии «Серный завод» выпустили серу, завод растёт.",
    "О планах «Серного завода» рассказал Сердар Бердымухамедов.",
    "Страны Центральной Азии обсудили газ. Завод в Азии.",
    "Регион Центральной Азии растёт, а газ дешевеет.",
    "Лидеры Центральной Азии встретились.",
]


def test_names_of_several_words_stay_whole_and_people_do_not():
    found = {term for text in TEXTS for term in Terms(TEXTS).of(text)}
    assert {"Халк Маслахаты", "Серный завод", "Центральная Азия"} <= found
    assert {"бердымухамедов", "сердар", "завод"} <= found
    assert not any("ердымухамедов" in term for term in found if " " in term)


def test_terms_keep_every_word_that_the_lemmas_have():
    terms = Terms(TEXTS)
    for text in TEXTS:
        assert sum(len(term.split()) for term in terms.of(text)) == len(lemmas(text))


def test_without_a_corpus_terms_are_lemmas():
    assert all(Terms([]).of(text) == lemmas(text) for text in TEXTS)
