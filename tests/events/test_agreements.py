"""Agreements: every rule on sentences of our own, and what an article as a whole says of a document."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.events import agreements
from analysis.events.documents import nouns
from analysis.events.reading import Reading
from analysis.gazetteer.places import rows
from analysis.tables import AGREEMENT_KINDS

DAY = date(2024, 5, 4)


def extract(body, title="", published=DAY):
    return agreements.records(Reading(title, body, published))


def one(body, **more):
    found = [r for r in extract(body, **more) if r["status"] != "referenced"]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("sentence", "kind", "status", "parties"),
    [
        ("Иран и Ирак подписали протокол о паломниках.", "protocol", "signed", ["IRN", "IRQ"]),
        ("Ташкент и Душанбе намерены заключить договор о границе.", "treaty", "planned", ["TJK", "UZB"]),
        ("Ожидается, что Баку и Астана подпишут меморандум о транзите.", "memorandum", "planned", ["AZE", "KAZ"]),
        ("Готовится соглашение между Катаром и Казахстаном о заводе.", "treaty", "planned", ["KAZ", "QAT"]),
        ("Стороны рассмотрели проект договора между Ираном и Оманом.", "treaty", "planned", ["IRN", "OMN"]),
        ("Армения и Азербайджан парафировали мирный договор.", "treaty", "planned", ["ARM", "AZE"]),
        ("Мажилис ратифицировал соглашение с Ираном о транзите.", "treaty", "in_force", ["IRN", "KAZ"]),
        ("Соглашение между Турцией и Катаром вступило в силу.", "treaty", "in_force", ["QAT", "TUR"]),
        ("Кыргызстан присоединился к Конвенции о водотоках.", "other", "in_force", ["KGZ"]),
        ("Президенты Ирана и Ирака приняли совместную декларацию.", "declaration", "signed", ["IRN", "IRQ"]),
        ("Итогом переговоров Индии и Непала стало совместное заявление.", "declaration", "signed", ["IND", "NPL"]),
        ("Иран и Ирак подписали соглашение о поставках газа.", "contract", "signed", ["IRN", "IRQ"]),
        ("Россия и Иран утвердили план совместных действий.", "programme", "signed", ["IRN", "RUS"]),
        ("Состоялось подписание меморандума между Сербией и Кубой.", "memorandum", "signed", ["CUB", "SRB"]),
        ("Туркмено-иранское соглашение о дорогах подписано.", "treaty", "signed", ["IRN", "TKM"]),
    ],
)
def test_what_became_of_a_document(sentence, kind, status, parties):
    record = one(sentence)
    assert (record["kind"], record["status"], record["parties"]) == (kind, status, parties)


@pytest.mark.parametrize(
    "text",
    [
        "Иран и Ирак не подписали меморандум о границе.",
        "Между Киргизией и Таджикистаном достигнуто соглашение о прекращении огня.",
        "Нападающий сборной Ирана подписал контракт с клубом из Катара.",
        "Президент Ирана подписал документ о бюджете.",
        "Правительство Узбекистана утвердило программу развития туризма.",
        "Глава МИД Ирана сделал заявление о ситуации в Ираке.",
        "В школах Ирана и Ирака изменили учебный план.",
    ],
)
def test_no_agreement(text):
    assert extract(text) == []


TALKS = "Президенты Ирана и Азербайджана провели переговоры. "


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Поездка вылилась в семь документов.", [("package", "signed", 7)]),
        ("Портфель пополнили четыре документа.", [("package", "signed", 4)]),
        ("На стол легли пять подписанных бумаг.", [("package", "signed", 5)]),
        ("Делегации обменялись документами, всего двадцать одним.", [("package", "signed", 21)]),
        ("Министрам достался меморандум о визах.", [("memorandum", "signed", 1)]),
        ("Итог — соглашение о визах и протокол о рыбе.", [("treaty", "signed", 1), ("protocol", "signed", 1)]),
        ("Лидеры обнародовали совместное заявление.", [("declaration", "signed", 1)]),
        ("Об этом говорится в совместном заявлении.", [("declaration", "signed", 1)]),
        ("Приняты программа сотрудничества и договор о рыбе.", [("programme", "signed", 1), ("treaty", "signed", 1)]),
        ("Подписаны два меморандума – по линии судов и по линии вузов.", [("memorandum", "signed", 1)] * 2),
        ("Меморандум о нефти готов к подписанию.", [("memorandum", "planned", 1)]),
        ("Соглашение о визах отложено до осени.", [("treaty", "planned", 1)]),
        ("На подписание вынесено 16 документов.", [("package", "planned", 16)]),
        ("Был парафирован договор.", [("treaty", "planned", 1)]),
        ("Президенты подпишут договор о рыбе 17 января.", [("treaty", "planned", 1)]),
        ("Они высоко оценили соглашение о торговле.", []),
        ("Речь шла о соглашении о торговле.", []),
        ("Соглашение о торговле сняло пошлины.", []),
        ("Соглашение о торговле сорвалось.", []),
        ("Гостю показали договор о дружбе 1921 года.", []),
        ("Стороны приняли к сведению доклад о соглашении по нефти.", []),
    ],
)
def test_papers_of_talks_told_without_a_word_of_signing(sentence, found):
    news = [r for r in extract(TALKS + sentence) if r["status"] != "referenced"]
    assert [(r["kind"], r["status"], r["count"]) for r in news] == found
    assert all(r["parties"] == ["AZE", "IRN"] for r in news)


def test_some_of_a_number_are_named():
    found = extract(TALKS + "Подписано 10 соглашений, в том числе о визах, о культуре.")
    assert [(r["title"], r["count"]) for r in found][1:] == [("соглашение о визах", 1), ("соглашение о культуре", 1)]
    assert found[0]["count"] == 10


def test_a_headline_counts_the_papers_of_the_text():
    found = extract(TALKS + "Подписан договор о визах. Кроме него, оформлены 13 документов.", title="14 документов")
    assert [(r["kind"], r["count"]) for r in found] == [("treaty", 1), ("package", 13)]


def test_what_was_drafted_and_signed_on_the_spot_is_signed():
    found = extract(TALKS + "Подготовили соглашение о рыбе и меморандум о порте – и то и другое подписали тут же.")
    assert {r["status"] for r in found} == {"signed"}


def test_a_summit_binds_those_present_and_its_organisation_but_no_observers():
    found = one(
        "В Самарканде прошёл саммит ШОС. Прибыли президенты Казахстана, Китая и Таджикистана. Странами-наблюдателями "
        "были Иран и Монголия. Лидеры приняли декларацию."
    )
    assert found["parties"] == ["CHN", "KAZ", "TJK", "ШОС"]
    assert "assembly" in found["rules"]


@pytest.mark.parametrize(
    "text",
    [
        "Парламент Казахстана денонсировал соглашение с Россией об аренде полигона.",
        "В 2016 году Иран и Индия подписали договор о порте.",
        "Стороны обсудили работу в рамках соглашения между Ираном и Индией о порте.",
        "Семь лет назад Иран и Индия подписали договор о порте.",
    ],
)
def test_recalled_documents_are_referenced(text):
    assert [r["status"] for r in extract(text)] == ["referenced"]


def test_a_list_is_one_record_each():
    found = extract(
        "Президенты Казахстана и Турции провели переговоры. Подписаны меморандум о туризме, соглашение о визах и "
        "дорожная карта сотрудничества."
    )
    assert [(r["kind"], r["title"]) for r in found] == [
        ("memorandum", "меморандум о туризме"),
        ("treaty", "соглашение о визах"),
        ("programme", "дорожная карта сотрудничества"),
    ]
    assert {tuple(r["parties"]) for r in found} == {("KAZ", "TUR")}


def test_subjects_after_one_noun_are_documents_of_their_own():
    found = extract("Иран и Оман подписали соглашения: о визах, о рыболовстве, о защите инвестиций.")
    assert [r["title"] for r in found] == [
        "соглашение о визах",
        "соглашение о рыболовстве",
        "соглашение о защите инвестиций",
    ]


def test_a_list_over_paragraphs_goes_on_as_it_began():
    found = extract(
        "Президенты Кубы и Вьетнама подписали договор о дружбе.\n\nТакже приняты документы:\n\n"
        "– Соглашение о морском судоходстве;\n\n– Меморандум о медицине."
    )
    assert [(r["kind"], r["status"]) for r in found] == [
        ("treaty", "signed"),
        ("treaty", "signed"),
        ("memorandum", "signed"),
    ]
    assert all(r["parties"] == ["CUB", "VNM"] for r in found)


def test_a_number_is_a_package_unless_all_are_named():
    body = (
        "Лидеры Ирана и Омана провели переговоры. Подписано {} документа. Это договор о границе и меморандум о порте."
    )
    assert [r["kind"] for r in extract(body.format("два"))] == ["treaty", "memorandum"]
    more = extract(body.format("двадцать четыре"))
    assert [(r["kind"], r["count"]) for r in more] == [("package", 24), ("treaty", 1), ("memorandum", 1)]


def test_further_sentences_on_a_document_add_to_it():
    record = one(
        "Сенат Казахстана ратифицировал соглашение с Ираном о транзите. Документ был подписан 3 марта в Тегеране."
    )
    assert (record["status"], record["date"]) == ("in_force", "2024-03-03")
    record = one(
        "Иран и Ирак подписали договор о границе. Под документом поставили подписи министры.", title="Договор подписан"
    )
    assert record["title"] == "договор о границе"


def test_one_more_document_is_not_the_same_again():
    found = extract(
        "Иран и Ирак подписали меморандум о туризме. Ещё один меморандум подписали ведомства Ирана и Ирака по спорту."
    )
    assert [r["kind"] for r in found] == ["memorandum", "memorandum"]


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Иран и Ирак подписали вчера договор о границе.", "2024-05-03"),
        ("Сегодня президент Ирана прибыл в Багдад. Иран и Ирак подписали договор о границе.", "2024-05-04"),
        ("Иран и Ирак подписали договор о границе, сообщило 2 мая посольство.", None),
        ("Иран и Ирак подписали договор о границе до 1 мая 2035 года.", None),
        ("Иран и Ирак подписали договор о границе. Церемония прошла 1 мая в Тегеране.", "2024-05-01"),
        ("Договор Ирана и Ирака о границе будет подписан 9 мая.", "2024-05-09"),
    ],
)
def test_day_of_signing(body, day):
    assert one(body)["date"] == day


@pytest.mark.parametrize(
    ("body", "parties"),
    [
        ("«Туркменгаз» и корейская фирма «Альфа» подписали контракт.", ["KOR", "TKM", "Альфа", "Туркменгаз"]),
        ("Узбекистан и Азиатский банк развития подписали меморандум.", ["UZB", "Азиатский банк развития"]),
        ("Иран и Ирак подписали в Омане договор о транзите через Сирию.", ["IRN", "IRQ"]),
        ("Главы МИД Ирана и Ирака в присутствии президента Сирии подписали договор.", ["IRN", "IRQ"]),
        ("Президенты стран Центральной Азии подписали договор.", ["KAZ", "KGZ", "TJK", "TKM", "UZB"]),
        ("Между Ираном и Ираком подписан договор о границе.", ["IRN", "IRQ"]),
        ("Президент Ирана прибыл в Ирак. Стороны подписали договор.", ["IRN", "IRQ"]),
    ],
)
def test_parties(body, parties):
    assert one(body)["parties"] == parties


def test_what_firms_sign_under_the_name_of_a_treaty_is_a_contract():
    assert (
        one("Правительство Афганистана подписало с китайской компанией договор о добыче нефти.")["kind"] == "contract"
    )


def test_words_of_the_lists_are_known_to_the_tagger_and_the_kinds_to_the_tables():
    assert {row["kind"] for row in nouns().values()} <= set(AGREEMENT_KINDS)
    assert all(r["lemma"] == r["lemma"].lower().replace("ё", "е") for r in rows("words.csv"))
    pairs = [(r["class"], r["lemma"]) for r in rows("words.csv")]
    assert pairs == sorted(set(pairs))
    assert [r["lemma"] for r in rows("documents.csv")] == sorted(nouns())
    assert all(r["note"] for r in rows("parties.csv"))
    names = [r["name"] for r in rows("parties.csv")]
    assert names == sorted(set(names))


PIECES = st.sampled_from(
    [
        "Иран",
        "и",
        "Ирак",
        "подписали",
        "договор",
        "о границе",
        "5 мая",
        ",",
        "меморандум",
        "соглашения:",
        "о визах",
        "«Альфа»",
        "будет",
        "подписан",
        "не",
        ".",
        "\n\n",
        "13 документов",
        "—",
        "1)",
        ";",
    ]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_evidence_is_always_the_text_at_its_offsets(pieces):
    body = " ".join(pieces)
    for r in extract(body, title="Договор"):
        start, end = r["span"]
        assert (body if r["field"] == "body" else "Договор")[start:end] == r["evidence"] != ""
        assert r["status"] in agreements.RANK and r["count"] >= 1 and r["rules"]


@pytest.mark.parametrize(
    "body", ["", "Д", "ИРАН И ИРАК ПОДПИСАЛИ ДОГОВОР О ГРАНИЦЕ.", "Iran signed a treaty.", "договор " * 3000]
)
def test_odd_texts_are_read_without_a_crash(body):
    assert isinstance(extract(body), list)
