"""Who an article speaks of: names in every form, titles without names, offices by date."""

from datetime import date

import pytest

from analysis.events.reading import Reading

DAY = date(2024, 5, 14)
FATHER, SON = "Гурбангулы Бердымухамедов", "Сердар Бердымухамедов"


def people(body, published=DAY, title=""):
    """Names with office and country of all who are named."""
    return {a.name: (a.office, a.country) for a in Reading(title, body, published).actors if a.name}


def actors(body, published=DAY, title=""):
    return Reading(title, body, published).actors


def offices(body, published=DAY):
    """Offices of the actors whom the text does not name."""
    return [(a.office, a.country) for a in actors(body, published) if not a.name]


@pytest.mark.parametrize(
    "sentence",
    [
        "В столицу прилетел президент Ирана Масуд Пезешкиан.",
        "Подписи президента Ирана Масуда Пезешкиана ждали все.",
        "Цветы вручили президенту Ирана Масуду Пезешкиану.",
        "Все увидели президента Ирана Масуда Пезешкиана.",
        "Разговор шёл с президентом Ирана Масудом Пезешкианом.",
        "Книга о президенте Ирана Масуде Пезешкиане вышла весной.",
    ],
)
def test_a_name_is_read_in_every_case(sentence):
    assert people(sentence, date(2024, 10, 1)) == {"Масуд Пезешкиан": ("head_of_state", "IRN")}


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Он побеседовал с министром финансов Италии Марко Беллини.", "Марко Беллини"),
        ("Письмо передали министру транспорта Грузии Георгию Чхаидзе.", "Георгий Чхаидзе"),
        ("Слово дали министру энергетики Узбекистана Рустаму Каримову.", "Рустам Каримов"),
        ("Он побеседовал с председателем КНР Си Цзиньпином.", "Си Цзиньпин"),
        ("Его встретили с президентом Турции Реджепом Тайипом Эрдоганом.", "Реджеп Тайип Эрдоган"),
        ("Его сменила министр культуры России Ольга Любимова.", "Ольга Любимова"),
        ("Слово взял премьер-министр Узбекистана Абдулла Арипов.", "Абдулла Арипов"),
    ],
)
def test_names_of_any_origin(sentence, name):
    assert list(people(sentence)) == [name]


def test_initials_and_the_family_name_alone_mean_the_person_named_in_full():
    body = (
        "Президент Ирана Масуд Пезешкиан выступил с речью. М.Пезешкиан поблагодарил гостей. "
        "Вечером Пезешкиан улетел. М. Пезешкиана провожали министры."
    )
    assert list(people(body, date(2024, 10, 1))) == ["Масуд Пезешкиан"]


def test_spelling_variants_are_one_person():
    body = f"Президент {SON} выступил с речью. Сердар Бердымухаммедов поблагодарил гостей. С.Бердымухаммедов улетел."
    assert list(people(body)) == [SON]


def test_father_and_son_are_told_apart():
    body = (
        f"Президент Туркменистана {SON} открыл форум. На нём выступил Национальный Лидер туркменского народа {FATHER}. "
        "С.Бердымухамедов вручил награды. Г.Бердымухамедов поздравил гостей."
    )
    assert people(body) == {SON: ("head_of_state", "TKM"), FATHER: ("national_leader", "TKM")}
    reading = Reading("", body, DAY)
    by_line = [[m.actor.name for m in line.mentions if m.actor and m.kind == "name"] for line in reading.lines]
    assert by_line == [[SON], [FATHER], [SON], [FATHER]]


@pytest.mark.parametrize(
    ("published", "name"),
    [(date(2005, 6, 1), "Сапармурат Ниязов"), (date(2015, 6, 1), FATHER), (date(2023, 6, 1), SON)],
)
def test_a_bare_family_name_is_that_of_the_leader_of_the_day(published, name):
    family = name.split()[-1]
    found = people(f"Президент Туркменистана {family} принял послов.", published)
    assert [n.split()[-1] for n in found] == [family]
    assert list(found.values()) == [("head_of_state", "TKM")]
    assert next(iter(found)) in {name, family}


@pytest.mark.parametrize(
    ("published", "office"),
    [
        (date(2015, 6, 1), "head_of_state"),
        (date(2022, 6, 1), "parliament_head"),
        (date(2024, 6, 1), "national_leader"),
    ],
)
def test_the_office_of_a_name_without_title_depends_on_the_day(published, office):
    assert people(f"{FATHER} поздравил участников форума.", published) == {FATHER: (office, "TKM")}


@pytest.mark.parametrize(
    ("published", "office"), [(date(2022, 6, 1), "parliament_head"), (date(2024, 6, 1), "national_leader")]
)
def test_the_chair_of_the_people_s_council_depends_on_the_day(published, office):
    body = f"Председатель Халк Маслахаты Туркменистана {FATHER} поздравил участников форума."
    assert people(body, published) == {FATHER: (office, "TKM")}


@pytest.mark.parametrize(
    ("title", "office", "country"),
    [
        ("Президент Казахстана", "head_of_state", "KAZ"),
        ("Премьер-министр Грузии", "head_of_government", "GEO"),
        ("Глава МИД Ирана", "foreign_minister", "IRN"),
        ("Министр иностранных дел Армении", "foreign_minister", "ARM"),
        ("Министр энергетики Азербайджана", "minister", "AZE"),
        ("Вице-премьер Узбекистана", "deputy_head_of_government", "UZB"),
        ("Спикер парламента Турции", "parliament_head", "TUR"),
        ("Заместитель министра энергетики Азербайджана", "other", "AZE"),
        ("Заместитель министра иностранных дел Ирана", "other", "IRN"),
        ("Губернатор Астраханской области", "regional_head", "RUS"),
        ("Генеральный секретарь ООН", "organisation_head", None),
        ("Казахстанский президент", "head_of_state", "KAZ"),
        ("Иранский министр энергетики", "minister", "IRN"),
        ("Президент Республики Корея", "head_of_state", "KOR"),
        ("Премьер-министр Исламской Республики Пакистан", "head_of_government", "PAK"),
        ("Президент США", "head_of_state", "USA"),
        ("Председатель КНР", "head_of_state", "CHN"),
        ("Король Иордании", "head_of_state", "JOR"),
        ("Эмир Катара", "head_of_state", "QAT"),
    ],
)
def test_titles_give_office_and_country(title, office, country):
    assert (office, country) in offices(f"{title} поблагодарил участников переговоров.")


@pytest.mark.parametrize("title", ["президент Казахстана", "казахстанский лидер", "глава Казахстана"])
def test_titles_without_a_name_mean_the_person_named_before(title):
    body = f"Касым-Жомарт Токаев прилетел в Ашхабад. Вечером {title} посетил выставку."
    assert len([a for a in actors(body) if a.country == "KAZ"]) == 1


def test_a_title_of_another_country_is_another_person():
    body = "Президент Казахстана Касым-Жомарт Токаев прилетел в Ашхабад. Вечером президент Ирана посетил выставку."
    assert people(body) == {"Касым-Жомарт Токаев": ("head_of_state", "KAZ")}
    assert ("head_of_state", "IRN") in offices(body)


@pytest.mark.parametrize(
    "sentence",
    [
        "В зале президенты Ирана, Казахстана и Турции.",
        "Выступили президенты Ирана, Казахстана и Турции.",
    ],
)
def test_a_list_of_countries_behind_one_title(sentence):
    assert {("head_of_state", c) for c in ("IRN", "KAZ", "TUR")} <= set(offices(sentence))


def test_a_list_of_presidents_with_their_countries():
    body = (
        "В форуме участвовали президент Казахстана Касым-Жомарт Токаев, президент Узбекистана Шавкат Мирзиёев "
        "и президент Таджикистана Эмомали Рахмон."
    )
    assert set(people(body).values()) == {
        ("head_of_state", "KAZ"),
        ("head_of_state", "UZB"),
        ("head_of_state", "TJK"),
    }


def test_presidents_and_countries_are_paired_in_their_order():
    body = "Президенты Казахстана и Узбекистана Касым-Жомарт Токаев и Шавкат Мирзиёев открыли мост."
    found = people(body)
    assert {n.split()[-1]: c for n, (_, c) in found.items()} == {"Токаев": "KAZ", "Мирзиёев": "UZB"}


def test_countries_in_brackets():
    body = "На трибуне президенты Касым-Жомарт Токаев (Казахстан) и Садыр Жапаров (Кыргызстан)."
    assert {n: c for n, (_, c) in people(body).items()} == {"Касым-Жомарт Токаев": "KAZ", "Садыр Жапаров": "KGZ"}


def test_arkadag_the_man_and_arkadag_the_city():
    man = Reading("", "Герой-Аркадаг выступил с речью. Аркадаг поблагодарил гостей.", DAY)
    assert {(a.office, a.country) for a in man.actors} == {("national_leader", "TKM")}
    city = Reading("", "Делегация прилетела в город Аркадаг. Форум прошёл в Аркадаге.", DAY)
    assert "national_leader" not in {a.office for a in city.actors}
    assert {h.value.name for line in city.lines for h in line.places} == {"Аркадаг"}


def test_turkmenbashi_the_city_and_the_man():
    city = Reading("", "Паром пришёл в порт города Туркменбаши.", DAY)
    assert not city.actors
    assert [h.value.country for line in city.lines for h in line.places] == ["TKM"]
    man = Reading("", "Президент Сапармурат Туркменбаши принял послов.", date(2005, 3, 1))
    assert [a.name.split()[0] for a in man.actors if a.name] == ["Сапармурат"]
    assert not any(line.places for line in man.lines)


def test_georgia_is_a_country():
    assert people("Премьер-министр Грузии Ираклий Кобахидзе открыл выставку.") == {
        "Ираклий Кобахидзе": ("head_of_government", "GEO")
    }


@pytest.mark.parametrize("body", ["", " ", ".", "Хлопок созрел.", "«»", "\0"])
def test_nobody_is_nobody(body):
    assert actors(body) == []


def test_every_mention_points_to_words_of_its_sentence():
    body = "Президент Ирана Масуд Пезешкиан прилетел в Баку. Он встретился с Ильхамом Алиевым. Гость улетел вечером."
    texts = {"title": "Пезешкиан в Баку", "body": body}
    reading = Reading(texts["title"], texts["body"], date(2024, 10, 1))
    assert [line.field for line in reading.lines] == ["title", "body", "body", "body"]
    for line, mention in reading.pairs():
        assert texts[line.field][line.start : line.start + len(line.text)] == line.text
        assert 0 <= mention.first <= mention.last < len(line.words)
    assert {a.name for a in reading.actors if a.name} == {"Масуд Пезешкиан", "Ильхам Алиев"}
