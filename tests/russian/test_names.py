"""Names of people back to the nominative, whatever their origin."""

import pytest

from analysis.russian.names import nominative, restore
from analysis.russian.parse import parse

CASES = ("Gen", "Dat", "Acc", "Ins", "Loc")
# each name in the genitive, dative, accusative, instrumental and locative
DECLINED = {
    "Пезешкиан": "Пезешкиана Пезешкиану Пезешкиана Пезешкианом Пезешкиане",
    "Мередов": "Мередова Мередову Мередова Мередовым Мередове",
    "Мирзиёев": "Мирзиёева Мирзиёеву Мирзиёева Мирзиёевым Мирзиёеве",
    "Эрдоган": "Эрдогана Эрдогану Эрдогана Эрдоганом Эрдогане",
    "Лавров": "Лаврова Лаврову Лаврова Лавровым Лаврове",
    "Рахмон": "Рахмона Рахмону Рахмона Рахмоном Рахмоне",
    "Макрон": "Макрона Макрону Макрона Макроном Макроне",
    "Токаев": "Токаева Токаеву Токаева Токаевым Токаеве",
    "Орешкин": "Орешкина Орешкину Орешкина Орешкиным Орешкине",
    "Лукашенко": "Лукашенко Лукашенко Лукашенко Лукашенко Лукашенко",
    "Аракчи": "Аракчи Аракчи Аракчи Аракчи Аракчи",
    "Моди": "Моди Моди Моди Моди Моди",
}


@pytest.mark.parametrize("name", DECLINED)
def test_a_man_s_name_is_restored_from_every_case(name):
    forms = dict(zip(CASES, DECLINED[name].split(), strict=True))
    assert {case: restore(form, case) for case, form in forms.items()} == dict.fromkeys(CASES, name)


@pytest.mark.parametrize(
    ("form", "case", "name"),
    [
        ("Гафаровой", "Gen", "Гафарова"),
        ("Гафаровой", "Ins", "Гафарова"),
        ("Гафарову", "Acc", "Гафарова"),
        ("Любимовой", "Dat", "Любимова"),
        ("Матвиенко", "Dat", "Матвиенко"),
        ("Каллас", "Ins", "Каллас"),
    ],
)
def test_a_woman_s_name_is_restored(form, case, name):
    assert restore(form, case, "Fem") == name


@pytest.mark.parametrize("word", ["аль", "бин", "оглы", "ди"])
def test_particles_never_change(word):
    assert all(restore(word, case) == word for case in CASES)


@pytest.mark.parametrize("name", ["Ли", "Ян", "У", "Ким"])
def test_the_nominative_and_short_names_stay(name):
    assert restore(name, "Nom") == restore(name, "") == name


@pytest.mark.parametrize(
    ("sentence", "case", "name"),
    [
        ("Он встретился с Касым-Жомартом Токаевым.", "Ins", "Касым-Жомарт Токаев"),
        ("Он встретился с Реджепом Тайипом Эрдоганом.", "Ins", "Реджеп Тайип Эрдоган"),
        ("Он встретился с Ильхамом Алиевым.", "Ins", "Ильхам Алиев"),
        ("Он встретился с Урсулой фон дер Ляйен.", "Ins", "Урсула фон дер Ляйен"),
        ("Он передал письмо Сердару Бердымухамедову.", "Dat", "Сердар Бердымухамедов"),
    ],
)
def test_a_full_name_is_restored(sentence, case, name):
    words = parse(sentence)[0].words
    first = next(i for i, w in enumerate(words) if i and w.text[:1].isupper())
    assert " ".join(nominative(words[first:-1], case)) == name
