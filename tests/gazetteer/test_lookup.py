"""Countries, cities, organisations, offices and people as Russian news writes them."""

from datetime import date

import pytest

from analysis.gazetteer import offices, organisations, people, places
from analysis.russian.parse import split


def words(text):
    return [w.text for s in split(text) for w in s.words]


def countries(text):
    return [h.value.country for h in places.find(words(text))]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("в Кыргызстане", "KGZ"),
        ("в Киргизии", "KGZ"),
        ("из США", "USA"),
        ("в Соединённые Штаты Америки", "USA"),
        ("в Южную Корею", "KOR"),
        ("в Республике Корея", "KOR"),
        ("в КНДР", "PRK"),
        ("в Белоруссии", "BLR"),
        ("в Беларуси", "BLR"),
        ("Поднебесная", "CHN"),
        ("в Китайскую Народную Республику", "CHN"),
        ("в Исламской Республике Иран", "IRN"),
        ("в ОАЭ", "ARE"),
        ("в Великобритании", "GBR"),
        ("в Грузии", "GEO"),
        ("в Саудовскую Аравию", "SAU"),
        ("в Тегеране", "IRN"),
        ("в Туркменбаши", "TKM"),
        ("в Авазе", "TKM"),
        ("в Самарканде", "UZB"),
        ("в Стамбуле", "TUR"),
        ("казахстанский министр", "KAZ"),
        ("грузинской делегации", "GEO"),
        ("южнокорейская компания", "KOR"),
        ("узбекистанцы", "UZB"),
    ],
)
def test_a_country_under_each_of_its_names(text, country):
    assert countries(text) == [country]


@pytest.mark.parametrize(
    "text", ["мир и труд", "куба льда", "чад пожара", "гана", "Президент", "Он сказал", "перу", "турки́", "мали"]
)
def test_common_words_are_no_countries(text):
    assert countries(text) == []


def test_compound_adjectives_name_two_countries():
    assert sorted(countries("казахстанско-туркменский форум")) == ["KAZ", "TKM"]


def test_every_country_has_one_code_and_every_capital_its_country():
    assert len(set(places.countries().values())) == len(places.countries())
    for code, capital in places.capitals().items():
        assert code in {h.value.country for h in places.find(words(capital))}, capital


def test_every_country_is_found_by_its_own_name():
    for code, name in places.countries().items():
        assert code in countries(name), name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("саммит ШОС", "Шанхайская организация сотрудничества"),
        ("в Организации Объединённых Наций", "Организация Объединённых Наций"),
        ("генсек ООН", "Организация Объединённых Наций"),
    ],
)
def test_organisations_by_name_and_abbreviation(text, name):
    assert [h.value.name for h in organisations.find(words(text))] == [name]


@pytest.mark.parametrize(
    ("title", "office"),
    [
        ("президенту", "head_of_state"),
        ("премьер-министром", "head_of_government"),
        ("министра иностранных дел", "foreign_minister"),
        ("министром энергетики", "minister"),
        ("вице-премьера", "deputy_head_of_government"),
    ],
)
def test_titles_in_any_case(title, office):
    assert office in {h.value.office for h in offices.find(words(title))}


@pytest.mark.parametrize(
    ("day", "office"), [(date(2022, 6, 1), "parliament_head"), (date(2024, 6, 1), "national_leader")]
)
def test_the_chair_of_the_people_s_council_by_day(day, office):
    hits = [h.value for h in offices.find(words("Председатель Халк Маслахаты"))]
    assert offices.choose(hits, "TKM", False, day).office == office


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2006, 3, 1), "Сапармурат Ниязов"),
        (date(2010, 3, 1), "Гурбангулы Бердымухамедов"),
        (date(2022, 3, 18), "Гурбангулы Бердымухамедов"),
        (date(2022, 3, 19), "Сердар Бердымухамедов"),
        (date(2025, 3, 1), "Сердар Бердымухамедов"),
    ],
)
def test_who_is_president_on_a_day(day, name):
    assert people.holder("head_of_state", "TKM", day) == name


def test_nobody_is_known_for_an_office_that_is_not_listed():
    assert people.holder("head_of_state", "XXX", date(2024, 1, 1)) is None
    assert people.office_on("Иван Никто", date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("Гурбангулы Бердымухамедов", "Gurbanguly Berdimuhamedow"),
        ("Касым-Жомарт Токаев", "Kassym-Jomart Tokayev"),
        ("Яна Щукина", "Yana Shchukina"),
    ],
)
def test_latin_names(name, latin):
    assert people.latin(name) == latin


@pytest.mark.parametrize(
    "text", ["Касым-Жомартом Токаевым", "Реджепу Тайипу Эрдогану", "Си Цзиньпина", "Гурбангулы Бердымухаммедова"]
)
def test_known_people_in_any_case_and_spelling(text):
    (hit,) = people.full_names().find(words(text))
    assert (hit.first, hit.last) == (0, len(words(text)) - 1)
    assert hit.value in people.by_name()
