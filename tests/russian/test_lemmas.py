"""Words for topic models."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.russian.lemmas import lemma, lemmas


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
