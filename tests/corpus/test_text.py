import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.text import clean, fold_title, language, untwin


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("\ufeffВизит\r\nначат\rсегодня", "Визит\nначат\nсегодня"),
        ("в\u00a0Астане,\u2009в\tМары  и  Аваза ", "в Астане, в Мары и Аваза"),
        ("Ту\u00adрк\u200bмения\u2060", "Туркмения"),
        ("и\u0306од, е\u0308лка", "йод, ёлка"),
        ("Бердымухаме\u0301дов", "Бердымухамедов"),
        ("один\u2028два\x85три", "один\nдва\nтри"),
        ("нуль\x00 и \ud800половина", "нуль и половина"),
        ("\u202eТАСС\u202c", "ТАСС"),
    ],
)
def test_what_cannot_be_seen_goes(raw, cleaned):
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Tуркменистан", "Туркменистан"),
        ("прeзидeнт Kaзахстана", "президент Казахстана"),
        ("c визитом o газе", "с визитом о газе"),
        ("ТASS", "TASS"),
    ],
)
def test_look_alike_letters_are_put_right(raw, cleaned):
    assert untwin(raw) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "TAPI, SPK Turkistan и KazanForum-2025",
        "IT-бизнес, web-сайт, e-mail",
        "витамин C необходим, план B готов, гепатит A лечат",
        "HATO и CCCP латиницей",
        "Türkmenistan Prezidenti",
        "Turkmenистан",
    ],
)
def test_words_of_one_alphabet_and_unclear_ones_stay(text):
    assert untwin(text) == text


@given(st.text())
def test_clean_text_stays_as_it_is(text):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "  " not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


def test_a_pile_of_combining_marks_is_cut():
    assert len(clean("е" + "\u0316\u0301" * 100_000)) < 100


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Президент Туркменистана прибыл в Астану с рабочим визитом", "ru"),
        ("Қазақстан Республикасының Президенті жұмыс сапарымен келді", "kk"),
        ("Türkmenistanyň Prezidenti iş sapary bilen geldi we gepleşik geçirdi", "tk"),
        ("Түркменистаның Президенти иш сапары билен гелди, җемлейҗи", "tk"),
        ("The President of Turkmenistan arrived in Astana on a working visit", "en"),
        ("Президент України прибув із робочим візитом до столиці сусідньої країни", "other"),
        ("Президенти Тоҷикистон бо сафари корӣ ба Тошканд омад", "other"),
        ("Der Präsident reist nach Aschgabat", "other"),
        ("Cumhurbaşkanı Türkmenistan'a geldi ve görüştü, anlaşmayı imzaladı", "other"),
        ("12.05.2025 — 14:30", "other"),
        ("Компания Daewoo Engineering & Construction Co., Ltd построит завод в Туркменабате", "ru"),
        ("В Астане газета «Егемен Қазақстан» пишет о визите президента Туркменистана и его переговорах", "ru"),
    ],
)
def test_language(text, code):
    assert language(text) == code


def test_titles_fold_alike():
    titles = ["Визит «Аркадага» – в Ёлотене", 'визит "Аркадага"  - в Елотене.', "ВИЗИТ “АРКАДАГА” — В ЁЛОТЕНЕ…"]
    assert len({fold_title(title) for title in titles}) == 1
    assert fold_title("Визит завершён") != fold_title("Визит начат")
