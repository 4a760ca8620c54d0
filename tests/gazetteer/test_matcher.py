"""Phrases of a list found in running text, in any case and number."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.gazetteer.matcher import Matcher, fold, forms
from analysis.russian.parse import split

CITIES = Matcher(
    [("Ашхабад", "TKM"), ("Нью-Йорк", "USA"), ("Сан-Марино", "SMR"), ("Новый Орлеан", "USA"), ("Орлеан", "FRA")]
)


def found(text, matcher=CITIES):
    words = [w.text for s in split(text) for w in s.words]
    return [(" ".join(words[h.first : h.last + 1]), h.value) for h in matcher.find(words)]


@pytest.mark.parametrize("form", ["Ашхабад", "Ашхабада", "Ашхабаду", "Ашхабадом", "Ашхабаде", "АШХАБАДЕ"])
def test_every_case_is_found(form):
    assert found(f"Речь о {form}.") == [(form, "TKM")]


def test_the_longest_phrase_stands():
    assert found("Из Нового Орлеана он полетел в Орлеан.") == [("Нового Орлеана", "USA"), ("Орлеан", "FRA")]


def test_a_name_begins_with_a_capital():
    assert found("ашхабад") == []
    assert found("ашхабад", Matcher([("Ашхабад", 1)], capital=False)) == [("ашхабад", 1)]


def test_an_ambiguous_phrase_gives_every_meaning():
    assert found("Победа", Matcher([("Победа", "city"), ("Победа", "car")])) == [("Победа", "city"), ("Победа", "car")]


def test_yo_and_ye_are_one_letter():
    assert fold("Мирзиёев") == fold("Мирзиеев")
    assert found("Орёл и Орел", Matcher([("Орёл", 1)])) == [("Орёл", 1), ("Орел", 1)]


def test_forms_of_names_that_no_dictionary_has():
    assert {"оверчуком", "оверчука"} <= forms("Оверчук")
    assert {"муттаки"} <= forms("Муттаки")


def test_nothing_is_found_in_nothing():
    assert CITIES.find([]) == CITIES.find([""]) == CITIES.find([".", "\0"]) == []


@given(st.lists(st.sampled_from(["Новый", "Нового", "Орлеана", "Орлеан", "Ашхабад", "Сан-Марино", "и", "", ","])))
def test_hits_run_from_left_to_right_and_never_overlap(words):
    hits = CITIES.find(words)
    assert all(0 <= h.first <= h.last < len(words) for h in hits)
    assert all(a.last < b.first for a, b in pairwise(hits))
