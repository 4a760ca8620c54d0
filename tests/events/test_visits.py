"""Visits from sentences: each way to say that somebody travels, and what is no visit."""

from datetime import date

import pytest

from analysis.events.extract import extract

DAY = date(2024, 5, 14)


def visits_of(body, published=DAY, title=""):
    return extract({"title": title, "body": body, "published": published.isoformat()})["visits"]


def travels(body, published=DAY, title=""):
    """Who went where."""
    return {
        (v["visitor"] or f"{v['visitor_office']}@{v['visitor_country']}", v["host_country"])
        for v in visits_of(body, published, title)
    }


@pytest.mark.parametrize(
    ("body", "who", "where"),
    [
        ("Сегодня в Душанбе прибыл президент Казахстана Касым-Жомарт Токаев.", "Касым-Жомарт Токаев", "TJK"),
        ("Министр иностранных дел Турции Хакан Фидан находится в Баку с рабочим визитом.", "Хакан Фидан", "AZE"),
        ("Премьер-министр Грузии Ираклий Кобахидзе посетил Ереван.", "Ираклий Кобахидзе", "ARM"),
        ("Завершился официальный визит президента Узбекистана Шавката Мирзиёева в Италию.", "Шавкат Мирзиёев", "ITA"),
        ("Ильхам Алиев совершит поездку в Китай.", "Ильхам Алиев", "CHN"),
        ("Президент Сербии Александр Вучич принял участие в форуме в Ташкенте.", "Александр Вучич", "UZB"),
        ("Рашид Мередов провёл в Тегеране переговоры с министром энергетики Ирана.", "Рашид Мередов", "IRN"),
        ("Завтра президента Турции Реджепа Тайипа Эрдогана ждут в Будапеште.", "Реджеп Тайип Эрдоган", "HUN"),
        ("Премьер-министр Пакистана Шахбаз Шариф вылетел в Доху.", "Шахбаз Шариф", "QAT"),
        ("Высокий гость Шавкат Мирзиёев добрался до Туркменбаши поездом.", "Шавкат Мирзиёев", "TKM"),
        (
            "Владимир Путин пригласил Шавката Мирзиёева посетить Россию, приглашение принято.",
            "Шавкат Мирзиёев",
            "RUS",
        ),
    ],
)
def test_each_way_to_say_that_somebody_travels(body, who, where):
    assert (who, where) in travels(body)


def test_who_leads_the_delegation_at_a_gathering_is_there():
    body = "В Будапеште проходит саммит тюркских государств. Туркменскую делегацию возглавляет Рашид Мередов."
    assert travels(body) == {("Рашид Мередов", "HUN")}


def test_who_stands_behind_the_next_place_is_there():
    body = "Госсекретаря США Джона Керри принял в Душанбе Эмомали Рахмон, вечером в Баку – Ильхам Алиев."
    assert travels(body) >= {("Джон Керри", "TJK")}
    assert ("Ильхам Алиев", "TJK") not in travels(body)


def test_one_pronoun_in_one_role_is_one_person():
    body = "Премьер Ираклий Кобахидзе едет в Баку, где его примет Ильхам Алиев, а завтра его ждут в Ереване."
    assert ("Ираклий Кобахидзе", "ARM") in travels(body)
    assert ("Ильхам Алиев", "ARM") not in travels(body)


def test_a_headline_that_puts_somebody_at_a_place():
    assert travels("Переговоры прошли вечером.", title="Токаев в Баку: о чём говорили президенты") == {
        ("Касым-Жомарт Токаев", "AZE")
    }


def test_a_summit_of_leaders_at_a_stated_place():
    body = "В Ташкенте прошёл трёхсторонний саммит президентов Казахстана, Таджикистана и Узбекистана."
    assert {("head_of_state@KAZ", "UZB"), ("head_of_state@TJK", "UZB")} <= travels(body)
    assert not {t for t in travels(body) if t[0] == "head_of_state@UZB"}


def test_participants_of_a_forum_abroad_travel_but_their_host_does_not():
    body = (
        "В форуме в Ашхабаде участвуют президент Ирана Масуд Пезешкиан, президент Казахстана Касым-Жомарт Токаев "
        "и президент Туркменистана Сердар Бердымухамедов."
    )
    found = travels(body, date(2024, 10, 11))
    assert found == {("Масуд Пезешкиан", "TKM"), ("Касым-Жомарт Токаев", "TKM")}


def test_a_tour_is_one_visit_a_country():
    body = "Президент Турции Реджеп Тайип Эрдоган посетит Казахстан и Узбекистан."
    assert travels(body) == {("Реджеп Тайип Эрдоган", "KAZ"), ("Реджеп Тайип Эрдоган", "UZB")}


def test_a_delegation_is_its_leader_s():
    body = "В Минск прибыла делегация Узбекистана во главе с премьер-министром Абдуллой Ариповым."
    assert travels(body) == {("Абдулла Арипов", "BLR")}
    assert travels("В Минск прибыла правительственная делегация Узбекистана.") == {("delegation@UZB", "BLR")}


def test_a_traveller_without_a_name_is_an_office_of_a_country():
    (visit,) = visits_of("Министр иностранных дел Ирана прибыл в Ереван.")
    assert (visit["visitor"], visit["visitor_office"], visit["visitor_country"]) == (None, "foreign_minister", "IRN")


def test_all_sentences_on_a_trip_make_one_record():
    body = (
        "Президент Казахстана Касым-Жомарт Токаев прибыл в Баку. Визит Токаева в Азербайджан продлится два дня. "
        "Казахстанский лидер посетит также Шушу."
    )
    (visit,) = visits_of(body)
    assert (visit["visitor"], visit["host_country"]) == ("Касым-Жомарт Токаев", "AZE")
    assert "Баку" in visit["places"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("с государственным визитом", "state"),
        ("с официальным визитом", "official"),
        ("с рабочим визитом", "working"),
        ("с частным визитом", "private"),
        ("с визитом", "unspecified"),
    ],
)
def test_the_rank_is_the_article_s_word(words, kind):
    (visit,) = visits_of(f"Президент Казахстана Касым-Жомарт Токаев прибыл {words} в Баку.")
    assert visit["kind"] == kind


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("13 мая прибыл", "2024-05-13", None),
        ("сегодня прибыл", "2024-05-14", None),
        ("накануне прибыл", "2024-05-13", None),
        ("прибыл", None, None),
    ],
)
def test_the_days_of_a_trip(words, start, end):
    (visit,) = visits_of(f"Президент Казахстана Касым-Жомарт Токаев {words} в Баку с визитом.")
    assert (visit["start"], visit["end"]) == (start, end)


def test_a_trip_of_several_days():
    (visit,) = visits_of("Президент Казахстана Касым-Жомарт Токаев посетил Баку 11–13 мая.")
    assert (visit["start"], visit["end"]) == ("2024-05-11", "2024-05-13")
    assert visit["date_words"] == "11–13 мая"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Президент Казахстана Касым-Жомарт Токаев прибыл в Баку.", "held"),
        ("Президент Казахстана Касым-Жомарт Токаев посетит Баку 20 мая.", "planned"),
        ("На 20 мая запланирован визит президента Казахстана Касым-Жомарта Токаева в Баку.", "planned"),
        ("Визит президента Казахстана Касым-Жомарта Токаева в Баку отменён.", "cancelled"),
    ],
)
def test_made_planned_or_called_off(body, status):
    assert [v["status"] for v in visits_of(body)] == [status]


def test_a_trip_of_long_ago_is_background():
    body = (
        "В Баку открылась выставка ковров.\n\nГостей встречали музыканты.\n\n"
        "В октябре 2022 года выставку посетил президент Казахстана Касым-Жомарт Токаев, прибывший в Баку с визитом."
    )
    assert all(v["background"] for v in visits_of(body))
    (now,) = visits_of("Президент Казахстана Касым-Жомарт Токаев прибыл сегодня в Баку.")
    assert not now["background"]


@pytest.mark.parametrize(
    "body",
    [
        "Президент Казахстана Касым-Жомарт Токаев пригласил Ильхама Алиева посетить Астану.",
        "Президент Казахстана Касым-Жомарт Токаев позвонил по телефону Ильхаму Алиеву.",
        "Президент Казахстана Касым-Жомарт Токаев направил Ильхаму Алиеву поздравительную телеграмму.",
        "Посол Италии вручил верительные грамоты министру иностранных дел в Ашхабаде.",
        "Сборная Казахстана по борьбе прибыла в Баку на чемпионат мира.",
        "Туристы из Японии посетили Самарканд.",
        "Артисты театра прилетели в Баку на фестиваль.",
        "Президент Казахстана Касым-Жомарт Токаев провёл в Астане совещание.",
        "Министр энергетики Азербайджана рассказал журналистам об урожае.",
        "Президент Туркменистана Сердар Бердымухамедов посетил музей в Ашхабаде.",
    ],
)
def test_what_is_no_visit(body):
    assert visits_of(body) == []


def test_a_working_trip_inside_the_country():
    (visit,) = visits_of("Президент Туркменистана Сердар Бердымухамедов прибыл с рабочей поездкой в Лебапский велаят.")
    assert (visit["visitor_country"], visit["host_country"], visit["kind"]) == ("TKM", "TKM", "working")
    assert len(visit["places"]) == 1


@pytest.mark.parametrize("official", ["Министр энергетики Туркменистана", "Вице-премьер Туркменистана"])
def test_only_leaders_travel_inside_the_country(official):
    assert visits_of(f"{official} прибыл с рабочей поездкой в Лебапский велаят.") == []


def test_evidence_is_the_article_s_own_words():
    body = "Погода стояла ясная. Вчера президент Казахстана Касым-Жомарт Токаев прибыл в Баку, где его ждали послы."
    (visit,) = visits_of(body)
    first, last = visit["evidence_start"], visit["evidence_end"]
    assert (visit["evidence_field"], body[first:last]) == ("body", visit["evidence"])
    assert "Токаев" in visit["evidence"] and "Баку" in visit["evidence"] and "Погода" not in visit["evidence"]


@pytest.mark.parametrize(
    ("body", "start", "end"),
    [
        ("13 мая Никол Пашинян прибыл в Тбилиси с трёхдневным визитом.", "2024-05-13", "2024-05-15"),
        ("Никол Пашинян прибыл в Тбилиси 12 мая. 14 мая он вернулся в Ереван.", "2024-05-12", "2024-05-14"),
        ("Двухдневный визит Никола Пашиняна в Тегеран завершился вчера.", "2024-05-12", "2024-05-13"),
        ("Визит Никола Пашиняна в Тегеран, начавшийся в понедельник, завершается сегодня.", "2024-05-13", "2024-05-14"),
        ("Никол Пашинян во вторник прилетел в Киев. В среду его примет президент.", "2024-05-14", "2024-05-15"),
        ("Песков 13 мая сообщил, что Владимир Путин посетит Баку 21 мая.", "2024-05-21", None),
        ("Никол Пашинян гостит в Баку до 16 мая.", "2024-05-14", "2024-05-16"),
    ],
)
def test_first_and_last_day(body, start, end):
    visit = visits_of(body)[0]
    assert (visit["start"], visit["end"]) == (start, end)


def test_each_stop_of_a_tour_has_its_own_day():
    visits = visits_of("Раджнатх Сингх, министр обороны Индии, прибудет в Ташкент 21 мая, а 23 мая – в Бишкек.")
    assert {(v["host_country"], v["start"]) for v in visits} == {("UZB", "2024-05-21"), ("KGZ", "2024-05-23")}


@pytest.mark.parametrize(
    "body",
    [
        "Визит президента Монголии в Ташкент, запланированный на 20–21 мая, перенесён.",
        "Министр иностранных дел Ирана Аббас Арагчи решил не ехать в Женеву.",
        "Президент Вьетнама планировал посетить Ташкент в июне, но поездка не состоится.",
        "Заседание совета министров обороны в Алматы отложено. Министр обороны России должен был прилететь туда.",
        "Король Иордании Абдалла II завтра прилетит в Душанбе. Вечером визит отменили.",
    ],
)
def test_trips_called_off(body):
    assert {v["status"] for v in visits_of(body)} == {"cancelled"}


@pytest.mark.parametrize(
    "body",
    [
        "Президент Ирана по видеосвязи выступил на саммите в Ашхабаде.",
        "Если президент Турции приедет в Ереван, его примут.",
        "Министр спорта Грузии поздравил борцов, вернувшихся из Токио.",
        "Телеграммы участникам форума в Ташкенте направили Владимир Путин, Ильхам Алиев и Касым-Жомарт Токаев.",
        "МИД опроверг сообщения о визите президента Казахстана в Осло.",
        "Токаев не исключил, что посетит Осло.",
        "Бывший президент Франции Николя Саркози прилетел в Баку.",
    ],
)
def test_nobody_travels(body):
    assert not visits_of(body)


def test_guests_sit_where_the_gathering_is_now_not_where_the_last_one_was():
    body = (
        "В Авазе открылся саммит прикаспийских государств.\n\nПредыдущая встреча прошла в Актау. "
        "С тех пор эксперты дважды собирались в Баку.\n\nВ зале – Владимир Путин, Касым-Жомарт Токаев и Ильхам Алиев."
    )
    assert {v["host_country"] for v in visits_of(body)} == {"TKM"}


@pytest.mark.parametrize(
    ("body", "who", "where"),
    [
        ("Президент Турции посетил Ханкенди, Физули и Лачин.", "head_of_state@TUR", "AZE"),
        (
            "По пути в Пекин премьер-министр Грузии Ираклий Кобахидзе сделал остановку в Ташкенте.",
            "Ираклий Кобахидзе",
            "UZB",
        ),
        ("Вчера Эмомали Рахмон прилетел в Душанбе из Пекина.", "Эмомали Рахмон", "CHN"),
        ("«Владимир Путин прилетит в Баку», – сказал Песков.", "Владимир Путин", "AZE"),
        ("На инаугурацию президента Азербайджана прибыл Александр Вучич.", "Александр Вучич", "AZE"),
    ],
)
def test_other_newsrooms_say_it_so(body, who, where):
    assert (who, where) in travels(body)
