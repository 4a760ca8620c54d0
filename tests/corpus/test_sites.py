"""Made-up pages in the shapes of the sites that researchers collect: what stands around the article goes."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from analysis.corpus.dates import ASHGABAT
from analysis.corpus.page import read_page
from analysis.corpus.raw import RawPage, Unusable
from analysis.corpus.readers import read_file
from analysis.corpus.sites import FOLDER, find_site, load_site
from analysis.corpus.webpage import read_html

TITLE = "Министр транспорта посетил Баку"
BODY = [
    "Министр транспорта прибыл сегодня в Баку, где его встретил азербайджанский коллега. Стороны обсудили паромы.",
    "Переговоры продлятся два дня. 15 мая ожидается подписание меморандума о перевозках через Каспий.",
    "На обратном пути министр побывает в порту Туркменбаши.",
]
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
DAY = datetime(2024, 5, 14, tzinfo=ASHGABAT)
MENU = "".join(f"<li><a href='/{n}'>{name}</a></li>" for n, name in enumerate(["Политика", "Экономика", "Культура"]))

NEWSPAPER = f"""<html><head><title>{TITLE} - Гундогар</title></head><body><table><tr><td width="200">
<b>СЕГОДНЯ НА САЙТЕ:</b><br><a href="index.php?category_id=3&news_id=9">Жатва завершена</a> 25 Июнь 2024 г., 14:41<br>
<a href="index.php?category_id=3&news_id=8">13 школ открыты</a> 24 Июнь 2024 г., 09:05<br></td><td>
<h1>{TITLE}</h1><div>14 Май 2024 г., 18:20</div>{TEXT}<p><a href="#">Обсудить на форуме</a></p>
</td></tr></table><div>© 2004–2024 Гундогар. При перепечатке материалов ссылка обязательна</div></body></html>"""
TDH = f"""<html><head><title>{TITLE}</title></head><body><div class="top"><a href="/">Главная</a> \\
<a href="/p">Политика</a> \\ {TITLE}</div><div class="content"><div class="section">Политика</div><h2>{TITLE}</h2>
<div class="date">Опубликовано 14.05.2024</div><div class="views">Просмотров: 1 204</div><div class="text">{TEXT}</div>
</div><div class="foot">© TDH. Все права защищены</div></body></html>"""
STATE = f"""<html><head><title>{TITLE} | Туркменистан: золотой век</title></head><body><div class="head">
<a href="mailto:info@site.example">info@site.example</a> <div><a>TM</a> | <a>RU</a> | <a>EN</a></div></div>
<div class="news"><h1>{TITLE}</h1><span>14.05.2024</span><span>5321</span><img src="1.jpg" alt="{TITLE}">{TEXT}
<img src="2.jpg" alt="{TITLE}"><img src="3.jpg" alt="{TITLE}"></div></body></html>"""
MINISTRY = f"""<html><head><title>МИД Туркменистана</title></head><body><ul><li>Türkmençe</li><li>Русский</li>
<li>English</li></ul><div>2024 год «Кладезь разума Махтумкули Фраги»</div><div class="article"><div>14 мая 2024</div>
<div>871</div><h3>{TITLE}</h3>{TEXT}</div><div>Copyright 2024 Министерство иностранных дел Туркменистана</div>
</body></html>"""
BUSINESS = f"""<html><head><title>{TITLE} | Бизнес Туркменистан</title><meta property="og:title" content="{TITLE}">
</head><body><nav><ul>{MENU}</ul></nav><div class="entry"><p>14.05.2024 18:20{BODY[0]}</p>
<p>{BODY[1]}</p><p>{BODY[2]}</p>
<p>Business Turkmenistan</p></div><div class="share"><p>Поделиться</p><p>Telegram</p></div>
<div><h4>Другие новости</h4><p>Открыт новый завод по производству стекла в Ахалском велаяте страны.</p></div></body>
</html>"""
PORTAL = f"""<html><head><title>{TITLE}</title><meta property="og:url" content="https://turkmenportal.com/blog/7">
</head><body><article><h1>{TITLE}</h1><time datetime="2024-05-14T18:20:00+05:00">14.05.2024</time>
{"".join(f'<p style="text-align: justify;"><span style="font-size: 14px;">{p}</span></p>' for p in BODY)}
<p>Фото: пресс-служба министерства</p><p>Подписывайтесь на наш канал в Telegram</p></article></body></html>"""
AGENCY = f"""<html><head><title>{TITLE} — Агентство</title></head><body><div>24 июня 2025, 10:00</div>
<div>+34 °C, ясно</div>
<div>USD 3,50 EUR 3,80</div><h1>{TITLE}</h1><div>14 мая 2024, 18:20</div>{TEXT}<div>Поделиться</div>
<div>Читайте также</div><ul><li>Открыт новый завод по производству стекла в Ахалском велаяте страны.</li></ul></body>
</html>"""
PARLIAMENT = f"""<html><head><title>{TITLE}</title></head><body>
<div>Türkmenistanyň Mejlisi | Меджлис Туркменистана</div><h1>{TITLE}</h1><div>14.05.2024</div>{TEXT}</body></html>"""


def test_the_newspapers_own_html():
    content = NEWSPAPER.encode()
    article, headlines = read_page(RawPage("gundogar-news.com/index.php", "html", content, len(content)))
    assert (article["title"], article["body"].split("\n\n")) == (TITLE, BODY)
    assert article["published"] == datetime(2024, 5, 14, 18, 20, tzinfo=ASHGABAT)
    assert [(headline["text"], headline["published"].strftime("%d %H:%M")) for headline in headlines] == [
        ("Жатва завершена", "25 14:41"),
        ("13 школ открыты", "24 09:05"),
    ]
    assert article["notes"] == []


@pytest.mark.parametrize(
    ("host", "html", "time"),
    [
        ("tdh.gov.tm", TDH, DAY),
        ("www.turkmenistan.gov.tm", STATE, DAY),
        ("mfa.gov.tm", MINISTRY, DAY),
        ("business.com.tm", BUSINESS, DAY.replace(hour=18, minute=20)),
        ("turkmenportal.com", PORTAL, DAY.replace(hour=18, minute=20)),
        ("mejlis.gov.tm", PARLIAMENT, DAY),
        ("agency.example", AGENCY, DAY.replace(hour=18, minute=20)),
    ],
)
@pytest.mark.parametrize("line_ends", [True, False])
def test_pages_of_sites(host, html, time, line_ends):
    content = (html if line_ends else html.replace("\n", " ")).encode()
    pages = [
        RawPage(f"crawl/{host}/ru/7.html", "html", content, len(content)),
        RawPage("crawl.warc#7", "html", content, len(content), url=f"https://{host}/ru/7"),
        RawPage("page.html", "html", content, len(content), site=host),
    ]
    for raw in pages:
        article, _ = read_page(raw)
        assert (article["title"], article["body"].split("\n\n")) == (TITLE, BODY)
        assert article["published"] == time
        assert host in (article["site"], "agency.example", f"www.{article['site']}")


def test_a_dump_of_a_database():
    body = '<p style=\\"text-align: justify;\\">Порт&nbsp;\\"Мир\\" открыт.</p>\r\n<p><br></p>'
    body += "<p>Ждём&nbsp;паромы.<br>И гостей.</p>"
    record = {
        "title": "Порт &quot;Мир&quot;",
        "text": body,
        "date": "2024-05-14 18:20:00",
        "url": "https://turkmenportal.com/7",
    }
    article, _ = read_page(RawPage("dump.jsonl#1", "record", record, 1))
    assert article["title"] == 'Порт "Мир"'
    assert article["body"] == 'Порт "Мир" открыт.\n\nЖдём паромы.\n\nИ гостей.'
    assert article["published"] == DAY.replace(hour=18, minute=20)


def test_a_text_dump_of_another_site():
    text = f"Главная \\ Политика \\ {TITLE}\nПолитика\n{TITLE}\nОпубликовано 14.05.2024\nПросмотров: 12\n" + "\n".join(
        BODY
    )
    article, _ = read_page(RawPage("tdh.gov.tm/7.txt", "text", text.encode(), 1))
    assert (article["title"], article["body"].split("\n\n"), article["published"]) == (TITLE, BODY, DAY)
    assert (article["site"], article["notes"]) == ("tdh.gov.tm", [])


def test_a_line_with_nothing_but_a_day_is_no_counter():
    text = f"{TITLE}\n14.05.2024\n1 204\n" + "\n".join(BODY)
    article, _ = read_page(RawPage("tdh.gov.tm/7.txt", "text", text.encode(), 1))
    assert (article["title"], article["body"].split("\n\n"), article["published"]) == (TITLE, BODY, DAY)


def test_a_day_that_nothing_but_a_guess_gives():
    html = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{TEXT}<p>[14/05/24]</p></article>"
    page = read_html(html + "<img src='/upload/2024/05/14/a.jpg'><a href='/2024/05/14/x'>x</a></body></html>")
    assert page.published is None or "the day is a guess from the whole page" in page.notes


# --- whole pages -----------------------------------------------------------------------------------------------------

PAGES = Path(__file__).with_name("pages")
EXPECTED = [json.loads(line) for line in (PAGES / "expected.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["page"])
def test_invented_pages_in_the_shapes_of_real_sites(expected):
    (raw,) = read_file(expected["page"], PAGES / expected["page"])
    article, headlines = read_page(raw)
    found = {name: article[name] for name in ("page", "site", "title")}
    found |= {"published": article["published"].strftime("%Y-%m-%dT%H:%M"), "body": article["body"].split("\n\n")}
    assert found | {"headlines": len(headlines)} == expected
    assert set(article["notes"]) <= ({"no headline"} if not expected["title"] else set())


# --- the files of rules ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yml")), ids=lambda file: file.stem)
def test_every_file_of_rules_can_be_used(file):
    site = load_site(file)
    assert site.hosts or file.stem == "common"
    for rule in (*site.drop, *site.end):
        assert not rule.fullmatch(BODY[0])


def test_a_new_site_takes_one_small_file(tmp_path):
    rules = """
title: //div[@id='t']
published: ["//span[@class='d']/@title", "//span[@class='d']"]
body: //div[@class='x']
remove: //div[@class='ad']
drop: ['Наш партнёр: .*']
end: ['\\* \\* \\*']
"""
    (tmp_path / "new.example.yml").write_text(rules)
    site = load_site(tmp_path / "new.example.yml")
    assert site.hosts == ("new.example",)
    assert site.text_lines(["Порт открыт.", "наш партнёр: банк", "Ждём.", "* * *", "Иное"]) == ["Порт открыт.", "Ждём."]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ("- a", "no keys"),
        ("titel: //h1", "no such key 'titel'"),
        ("title: '//h1['", "Invalid"),
        ("drop: ['(']", "unterminated"),
        ("drop: 7", "«drop» has to be a text"),
        ("a: [", "while parsing"),
    ],
)
def test_rules_that_cannot_be_understood_say_why(tmp_path, rules, message):
    (tmp_path / "x.yml").write_text(rules)
    with pytest.raises(Unusable, match="malformed") as raised:
        load_site(tmp_path / "x.yml")
    assert "sites/x.yml" in raised.value.problem[1]
    assert message in raised.value.problem[1]


def test_hosts_below_a_host_have_its_rules():
    assert find_site("ru.old.tdh.gov.tm").hosts == ("tdh.gov.tm",)
    assert find_site("nottdh.gov.tm").hosts == ()
    assert find_site(None, "", "x" * 500, "." * 500).hosts == ()


def test_linked_data_with_a_graph():
    data = json.dumps({"@graph": [{"@type": "x"}, {"datePublished": "2024-05-14T18:20:00+05:00"}]})
    page = read_html(f"<html><head><title>{TITLE}</title><script type='application/ld+json'>{data}</script></head>"
                     f"<body><article><h1>{TITLE}</h1>{TEXT}</article></body></html>")  # fmt: skip
    assert page.published == DAY.replace(hour=18, minute=20)
