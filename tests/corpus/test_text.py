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


SENTENCES = {
    "ru": (
        "Порт открыт",
        "Визит",
        "В Астане подписали меморандум",
        "ООН",
        "Съезд объявил об объединении",
        "Подъём объёмов: объекты сданы, съезд объявлен",
        "Ашхабад посетил генсек ШОС",
        "Компания Siemens Energy и Türkmengaz подписали контракт",
        "Türkmenistanyň Mejlisi\nМеджлис принял новый закон о торговле, документ опубликован",
        "Президент Шавкат Мирзиёев посетил махаллю «Янги ҳаёт» и встретился с жителями области",
        "Газета «Қазақ үні» и канал «Хабар» сообщили о визите",
        "Президент провёл совещание по вопросам водного хозяйства.",
        "Газ пойдёт в Афганистан",
        "Открыт новый рейс Ашхабад — Стамбул",
        "Новая школа принята комиссией",
        "Меджлис утвердил бюджет",
        "Грузооборот порта вырос",
        "Рашид Мередов встретился с Антониу Гутерришем",
        "Совет министров Болгарии утвердил соглашение с Туркменистаном",
    ),
    "tk": (
        "Türkmenistanyň Prezidenti Moskwa iş sapary bilen bardy",
        "Aşgabatda täze mekdep açyldy",
        "Gurbanguly Berdimuhamedow çykyş etdi",
        "Ýaşlaryň forumy geçirildi",
        "Halkara maslahat",
        "Paýtagtymyzda sergi işe başlady",
        "Türkmen-özbek gepleşikleri geçirildi",
        "Döwlet Baştutany täze hassahanany açdy",
        "Президентимиз Ашгабатда дуран илчини кабул этди, җемлейҗи маслахат гечирди",
        "Түркмен халкының милли лидери сөз сөзледи ве гутлады",
        "Ашгабатда тәзе мекдеп ачылды, оңа көп адам гатнашды",
        "Меджлис\nTürkmenistanyň Mejlisi täze kanuny kabul etdi, resminama çap edildi we güýje girdi",
        "Arkadag şäherinde dabara geçirildi we myhmanlar gatnaşdy",
        "Gazyň eksporty artdy, bu barada ministrlik habar berdi",
        "Iki ýurduň wezirleri duşuşdylar",
        "Mejlisiň nobatdaky maslahaty öz işine başlady",
        "Ogulgerek talyplaryň arasynda ýeňiji boldy",
    ),
    "kk": (
        "Қазақстан Президенті Түрікменстанға сапармен келді",
        "Мемлекет басшысы кеңес өткізді",
        "Жаңа мектеп ашылды",
        "Астанада келіссөз өтті",
        "Мәжіліс депутаттары заң жобасын талқылады",
        "Ақтау портында жүк көлемі артты",
        "Екі ел арасындағы ынтымақтастық нығайып келеді",
    ),
    "en": (
        "Turkmen President arrives in Tashkent",
        "Gas exports grew last year",
        "The leaders met.",
        "The ministry said gas deliveries will resume in March",
        "Delegations from both countries discussed transport links and trade",
        "Officials toured the new terminal at the port",
    ),
    "other": (
        "Ўзбекистон Президенти Туркманистонга давлат ташрифи билан келди",
        "Вазирлар музокара ўтказди",
        "Янги мактаб очилди, қурилиш тугади",
        "Тошкентда йиғилиш бўлди",
        "Қишлоқ хўжалиги ривожланади",
        "Кыргызстандын президенти иш сапары менен Ашхабадга келди",
        "Жаңы мектеп ачылды жана көчө оңдолду",
        "Өкмөт жыйын өткөрдү",
        "Президент жыйынга катышты жана сүйлөдү",
        "Мактаби нав дар шаҳр кушода шуд",
        "Қарор қабул карда шуд",
        "Вазири корҳои хориҷӣ ба Ашқобод рафт",
        "Сафари расмӣ оғоз гардид",
        "Президент прибув до столиці",
        "Порт відкрито вчора, його відвідали гості",
        "Уряд ухвалив нове рішення",
        "Голова уряду зустрівся з послом",
        "Міністр",
        "Президентът пристигна в столицата на работно посещение",
        "Министърът подписа договор за газ",
        "Правителството прие нов закон",
        "Пристанището беше открито вчера от министъра на транспорта",
        "Новото училище беше построено за една година",
        "Прэзідэнт прыбыў у сталіцу",
        "Председник је стигао у посету главном граду",
        "Монгол Улсын Ерөнхийлөгч айлчлал хийв",
        "Президент Татарстана белән очрашты һәм сөйләште, җыелыш үткәрде",
        "Azərbaycan Prezidenti səfərə gəldi",
        "Oʻzbekiston Prezidenti davlat tashrifi bilan keldi",
        "Le président est arrivé à la capitale pour une visite",
        "Prezident přijel na pracovní návštěvu do města",
        "El presidente llegó de visita oficial",
        "رئیس جمهور وارد عشق آباد شد",
        "中国国家主席访问土库曼斯坦",
        "Cumhurbaşkanı Aşkabat'a geldi",
        "Икки мамлакат ўртасида ҳамкорлик ҳақида келишув имзоланди",
        "Самарқандда анжуман ўтказилди ва меҳмонлар қатнашди",
        "Эки өлкөнүн министрлери макулдашууга кол коюшту",
        "Бишкекте эл аралык форум болуп өттү",
        "Дар Душанбе ҳамоиши байналмилалӣ баргузор шуд",
        "Міністр транспорту відвідав порт і підписав угоду з колегами",
        "Київ та Ашгабат обговорили постачання газу",
        "Българският премиер посети порта и разговаря със своя колега за газопровода",
        "Двете страни обсъдиха търговията и се договориха да продължат",
        "Министар је посетио луку и разговарао са колегом о гасу",
        "Міністр наведаў порт і падпісаў пагадненне",
        "Ikki mamlakat vazirlari uchrashdi va bitim imzolandi",
        "İki ülkenin bakanları Ankara'da görüştü ve anlaşma imzaladı",
        "İki ölkənin nazirləri Bakıda görüşdü",
        "Die Minister beider Länder trafen sich in Berlin",
        "Ministři obou zemí se sešli v Praze a podepsali nový dobrý plán",
        "I ministri dei due paesi si sono incontrati a Roma",
    ),
}


@pytest.mark.parametrize("code", SENTENCES)
def test_the_language_of_single_sentences(code):
    assert {text: language(text) for text in SENTENCES[code]} == dict.fromkeys(SENTENCES[code], code)


def test_titles_fold_alike():
    titles = ["Визит «Аркадага» – в Ёлотене", 'визит "Аркадага"  - в Елотене.', "ВИЗИТ “АРКАДАГА” — В ЁЛОТЕНЕ…"]
    assert len({fold_title(title) for title in titles}) == 1
    assert fold_title("Визит завершён") != fold_title("Визит начат")
