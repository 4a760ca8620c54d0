"""Meetings from sentences: each way to say that officials met, and what is no meeting."""

from datetime import date

import pytest

from analysis.events import meetings
from analysis.events.extract import extract
from analysis.events.reading import Reading

DAY = date(2024, 5, 14)
TOKAYEV, ALIYEV = "Касым-Жомарт Токаев", "Ильхам Алиев"


def meetings_of(body, published=DAY, title=""):
    return extract({"title": title, "body": body, "published": published.isoformat()})["meetings"]


@pytest.mark.parametrize(
    "body",
    [
        f"Президент Казахстана {TOKAYEV} встретился с президентом Азербайджана Ильхамом Алиевым.",
        f"Президент Казахстана {TOKAYEV} и президент Азербайджана {ALIYEV} обсудили торговлю.",
        f"Президент Азербайджана {ALIYEV} принял президента Казахстана Касым-Жомарта Токаева.",
        f"Президент Казахстана {TOKAYEV} провёл переговоры с президентом Азербайджана Ильхамом Алиевым.",
        "Состоялась встреча президента Казахстана Касым-Жомарта Токаева и президента Азербайджана Ильхама Алиева.",
        f"Президент Азербайджана {ALIYEV} дал обед в честь Касым-Жомарта Токаева.",
        f"Прошли переговоры между Касым-Жомартом Токаевым и Ильхамом Алиевым. Президент Казахстана {TOKAYEV} улетел.",
    ],
)
def test_each_way_to_say_that_two_met(body):
    (meeting,) = meetings_of(body)
    assert set(meeting["participants"]) == {TOKAYEV, ALIYEV}
    assert (meeting["countries"], meeting["mode"], meeting["status"]) == (["AZE", "KAZ"], "in_person", "held")
    assert not meeting["background"]


def test_who_is_not_named_is_an_office_of_a_country():
    (meeting,) = meetings_of(f"Президент Казахстана {TOKAYEV} принял министра иностранных дел Ирана.")
    assert set(meeting["participants"]) == {TOKAYEV, "foreign_minister@IRN"}
    assert meeting["countries"] == ["IRN", "KAZ"]


def test_the_head_of_an_organisation_is_a_side_without_country():
    (meeting,) = meetings_of(
        f"Президент Казахстана {TOKAYEV} встретился с генеральным секретарём ООН Антониу Гутерришем."
    )
    assert set(meeting["participants"]) == {TOKAYEV, "Антониу Гутерриш"}
    assert meeting["countries"] == ["KAZ"]


@pytest.mark.parametrize(
    ("body", "mode"),
    [
        ("Состоялся телефонный разговор президента Казахстана Касым-Жомарта Токаева с Ильхамом Алиевым.", "phone"),
        (f"{TOKAYEV} поговорил по телефону с президентом Азербайджана Ильхамом Алиевым.", "phone"),
        (f"{TOKAYEV} провёл переговоры с Ильхамом Алиевым по видеосвязи.", "video"),
        (f"{TOKAYEV} встретился с Ильхамом Алиевым в Баку.", "in_person"),
    ],
)
def test_how_they_met(body, mode):
    (meeting,) = meetings_of(body)
    assert (meeting["mode"], set(meeting["participants"])) == (mode, {TOKAYEV, ALIYEV})


@pytest.mark.parametrize(
    ("words", "day"),
    [("13 мая", "2024-05-13"), ("сегодня", "2024-05-14"), ("вчера", "2024-05-13"), ("в Баку", None)],
)
def test_the_day_of_a_meeting(words, day):
    (meeting,) = meetings_of(f"Президент Казахстана {TOKAYEV} {words} встретился с Ильхамом Алиевым.")
    assert meeting["date"] == day


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (f"20 мая {TOKAYEV} встретится с Ильхамом Алиевым.", "planned"),
        (f"{TOKAYEV} встретился с Ильхамом Алиевым.", "held"),
        ("Встреча Касым-Жомарта Токаева с Ильхамом Алиевым отменена.", "cancelled"),
    ],
)
def test_held_planned_or_called_off(body, status):
    assert [m["status"] for m in meetings_of(body)] == [status]


def test_talks_and_lunch_of_the_same_two_are_one_meeting():
    body = f"{TOKAYEV} провёл переговоры с Ильхамом Алиевым. Затем {TOKAYEV} побеседовал с Ильхамом Алиевым за обедом."
    assert len(meetings_of(body)) == 1


def test_talks_with_each_of_several_guests():
    body = (
        f"Президент Казахстана {TOKAYEV} встретился с президентом Азербайджана Ильхамом Алиевым. "
        f"Затем {TOKAYEV} встретился с президентом Узбекистана Шавкатом Мирзиёевым."
    )
    assert {frozenset(m["participants"]) for m in meetings_of(body)} == {
        frozenset({TOKAYEV, ALIYEV}),
        frozenset({TOKAYEV, "Шавкат Мирзиёев"}),
    }


def test_a_meeting_of_long_ago_is_background():
    body = (
        "В Баку открылась выставка ковров.\n\nГостей встречали музыканты.\n\n"
        f"Напомним, в октябре 2022 года {TOKAYEV} встретился с Ильхамом Алиевым."
    )
    (meeting,) = meetings_of(body)
    assert meeting["background"]


@pytest.mark.parametrize(
    "body",
    [
        f"{TOKAYEV} направил Ильхаму Алиеву телеграмму.",
        f"{TOKAYEV} пригласил Ильхама Алиева в Астану.",
        "Посол Италии вручил верительные грамоты президенту Казахстана Касым-Жомарту Токаеву.",
        f"{TOKAYEV} принял премьер-министра Казахстана Олжаса Бектенова.",
        "Сборная Казахстана встретилась со сборной Азербайджана.",
        f"{TOKAYEV} принял участие в форуме.",
        f"{TOKAYEV} принял решение о реформе.",
        "Жители встретили праздник на площади.",
    ],
)
def test_what_is_no_meeting(body):
    assert meetings_of(body) == []


def test_evidence_is_the_article_s_own_words():
    body = f"Погода стояла ясная. Вчера {TOKAYEV} встретился с Ильхамом Алиевым, после чего вернулся домой."
    (meeting,) = meetings_of(body)
    first, last = meeting["evidence_start"], meeting["evidence_end"]
    assert (meeting["evidence_field"], body[first:last]) == ("body", meeting["evidence"])
    assert "Токаев" in meeting["evidence"] and "Алиев" in meeting["evidence"] and "Погода" not in meeting["evidence"]


def test_guests_received_together_are_one_meeting():
    body = "В Баку прилетели президент Казахстана Касым-Жомарт Токаев и премьер Грузии Ираклий Кобахидзе. "
    (meeting,) = meetings_of(body + "Гостей принял президент Азербайджана Ильхам Алиев.")
    assert set(meeting["participants"]) == {TOKAYEV, ALIYEV, "Ираклий Кобахидзе"}


def test_talks_one_after_the_other_are_one_meeting_each():
    body = "Президент Азербайджана Ильхам Алиев принял президентов Казахстана и Таджикистана. "
    found = meetings_of(body + "Сначала состоялась беседа с Касым-Жомартом Токаевым, после неё – с Эмомали Рахмоном.")
    assert sorted(len(m["participants"]) for m in found) == [2, 2]


def test_a_headline_that_does_not_say_how_is_of_the_talk_in_the_text():
    body = f"Президент Казахстана {TOKAYEV} поговорил по телефону с президентом Азербайджана Ильхамом Алиевым."
    (meeting,) = meetings_of(body, title="Токаев и Алиев обсудили торговлю")
    assert meeting["mode"] == "phone"


def test_what_did_not_happen_is_no_meeting():
    assert not meetings_of(f"Президент Казахстана {TOKAYEV} с Ильхамом Алиевым не встретился.")


def test_whom_a_clause_calls_him_is_not_who_acts_in_it():
    body = "В Ереван прилетает президент Франции Эмманюэль Макрон. Премьер-министр Никол Пашинян примет его завтра."
    assert any(set(m["participants"]) == {"Эмманюэль Макрон", "Никол Пашинян"} for m in meetings_of(body))


def test_the_guest_of_a_person_meets_the_host():
    body = f"Вчера в Баку президент Казахстана {TOKAYEV} был гостем президента Азербайджана Ильхама Алиева."
    (meeting,) = meetings_of(body)
    assert set(meeting["participants"]) == {TOKAYEV, ALIYEV}


def test_with_stands_before_all_that_belongs_to_a_name():
    body = f"Президент Казахстана {TOKAYEV} обсудил с прибывшим в республику белорусским коллегой "
    (meeting,) = meetings_of(body + "Александром Лукашенко поставки техники.")
    assert set(meeting["participants"]) == {TOKAYEV, "Александр Лукашенко"}


def test_who_stands_behind_a_dash_received_the_guest_too():
    body = "Госсекретаря США Джона Керри принял в Душанбе Эмомали Рахмон, вечером в Баку – Ильхам Алиев."
    assert {frozenset(m["participants"]) for m in meetings_of(body, date(2015, 11, 3))} == {
        frozenset({"Эмомали Рахмон", "Джон Керри"}),
        frozenset({"Ильхам Алиев", "Джон Керри"}),
    }


def test_a_guessed_tree_that_is_a_circle_ends_no_search():
    reading = Reading("", f"Президент Казахстана {TOKAYEV} встретился с Ильхамом Алиевым в Баку.", DAY)
    for line in reading.lines:
        for i, word in enumerate(line.words):
            word.head, word.rel = (i + 1) % len(line.words), "appos"
    assert len(meetings.records(reading)) < 2


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("Ильхам Алиев отужинал в Шуше с Касым-Жомартом Токаевым.", [{"Алиев", "Токаев"}]),
        ("По телефону обменялись мнениями Ильхам Алиев и Касым-Жомарт Токаев.", [{"Алиев", "Токаев"}]),
        ("Ильхам Алиев и Касым-Жомарт Токаев обменялись телеграммами.", []),
        ("Касым-Жомарту Токаеву позвонил эмир Катара шейх Тамим бен Хамад Аль Тани.", [{"Токаев", "Тани"}]),
        ("«Меня принял Ильхам Алиев», – рассказал премьер-министр Грузии Ираклий Кобахидзе.", [{"Алиев", "Кобахидзе"}]),
        ("Сергей Лавров, с которым встретился Ильхам Алиев, улетел домой.", [{"Алиев", "Лавров"}]),
        (
            "Ильхам Алиев принял находящегося в Баку с визитом министра Омана Бадра аль-Бусаиди.",
            [{"Алиев", "аль-Бусаиди"}],
        ),
        ("В ходе беседы с министром Индии Субраманьямом Джайшанкаром Токаев шутил.", [{"Джайшанкар", "Токаев"}]),
        ("Переговоры вёл с армянской стороны Никол Пашинян, с российской – Сергей Лавров.", [{"Пашинян", "Лавров"}]),
        ("По словам Сергея Лаврова, Ильхам Алиев встретится с Касым-Жомартом Токаевым.", [{"Алиев", "Токаев"}]),
        ("Прорабатывается встреча Ильхама Алиева с Касым-Жомартом Токаевым.", []),
        ("Никол Пашинян готов встретиться с Ильхамом Алиевым.", []),
        ("Министр обороны Казахстана Руслан Жаксылыков принял министра экономики Нурлана Байбазарова.", []),
        ("Гостя в аэропорту встретил глава принимающей страны Ильхам Алиев.", []),
    ],
)
def test_ways_of_saying_that_somebody_met(text, met):
    assert [{name.split()[-1] for name in m["participants"]} for m in meetings_of(text)] == met
