"""Render the annotated articles as the raw pages of ``data/raw/sample``: ``python tests/gold/render_sample.py``.

Most become text dumps in the newspaper's shape, with the six newest other headlines at a time of collection some
weeks after publication; every 17th a saved HTML page of another, made-up site; ten more one list of records.
"""

from __future__ import annotations

import hashlib
import html
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path

GOLD = Path(__file__).with_name("articles.jsonl")
SAMPLE = Path(__file__).parents[2] / "data" / "raw" / "sample"
SITE = "https://vestnik.example"

NOMINATIVE = "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь".split()  # noqa: SIM905
GENITIVE = "Января Февраля Марта Апреля Мая Июня Июля Августа Сентября Октября Ноября Декабря".split()  # noqa: SIM905

README = """\
# Sample corpus

252 news articles in Russian on Turkmenistan and its neighbours, 2013 to 2026, as raw pages: text dumps in the shape
of a newspaper's site, with its sidebar of headlines; 15 saved HTML pages of another site; one list of records
(`records.jsonl`). Three pages are in the encoding cp1251, as some sites still are.

They are there for trying the toolkit and for measuring it, **not as evidence**. Every article was written for this
project, in its own words, from facts that are public; some days of publication are estimated, the times of day and
of collection are made up, and so is the site `vestnik.example`. Do not cite them: cite what you collect yourself.

The annotated articles behind them are in `tests/gold/articles.jsonl`, from which `tests/gold/render_sample.py`
makes this folder; change that file, not these.

Licence: [Creative Commons Attribution 4.0 International](https://creativecommons.org/licenses/by/4.0/) (CC BY 4.0).
"""


def number(article: dict, below: int) -> int:
    """A number that looks arbitrary and never changes."""
    return int(hashlib.sha256(article["id"].encode()).hexdigest(), 16) % below


def stamp(published: str, months: list[str]) -> str:
    time = datetime.fromisoformat(published)
    return f"{time.day:02} {months[time.month - 1]} {time.year} г., {time:%H:%M}"


def dump(article: dict, articles: list[dict]) -> str:
    """The newspaper's page as text."""
    collected = datetime.fromisoformat(article["published"]) + timedelta(days=20 + number(article, 50))
    others = [a for a in articles if a["id"] != article["id"] and datetime.fromisoformat(a["published"]) <= collected]
    newest = sorted(others, key=lambda a: a["published"], reverse=True)[:6]
    sidebar = "".join(f"{a['title']} {stamp(a['published'], NOMINATIVE)}" for a in newest)
    months = GENITIVE if number(article, 4) == 0 else NOMINATIVE
    dateline = stamp(article["published"], months)
    return f"СЕГОДНЯ НА САЙТЕ: {sidebar}\n\n{article['title']}\n{dateline}\n\n{article['body']}"


def page(article: dict, articles: list[dict]) -> str:
    """A saved page of another site: menus, a teaser list, share buttons and a footer around the article."""
    others = sorted(articles, key=lambda a: number(a, 1_000_003))[:4]
    teasers = "\n".join(f'      <li><a href="/{a["id"]}">{html.escape(a["title"])}</a></li>' for a in others)
    text = "\n".join(f"        <p>{html.escape(p)}</p>" for p in article["body"].split("\n\n"))
    title, published = html.escape(article["title"]), article["published"]
    time = datetime.fromisoformat(published)
    return f"""\
<!DOCTYPE html>
<html lang="ru">
<head>
  <meta charset="utf-8">
  <title>{title} | Вестник</title>
  <meta property="og:title" content="{title}">
  <meta property="og:site_name" content="Вестник">
  <meta property="og:url" content="{SITE}/{article["id"]}">
  <meta property="article:published_time" content="{published}:00+05:00">
  <link rel="canonical" href="{SITE}/{article["id"]}">
</head>
<body>
  <header>
    <a class="logo" href="/">Вестник</a>
    <nav><ul>
      <li><a href="/politics">Политика</a></li><li><a href="/economy">Экономика</a></li>
      <li><a href="/culture">Культура</a></li><li><a href="/sport">Спорт</a></li>
    </ul></nav>
  </header>
  <main>
    <article class="story">
      <h1>{title}</h1>
      <div class="meta"><time datetime="{published}">{time:%d.%m.%Y %H:%M}</time> <span class="views">1 204</span></div>
      <div class="story-body">
{text}
      </div>
      <div class="share"><a href="#tg">Telegram</a> <a href="#vk">ВКонтакте</a> <a href="#copy">Скопировать</a></div>
    </article>
    <aside class="related"><h2>Читайте также</h2><ul>
{teasers}
    </ul></aside>
  </main>
  <footer><p>Вестник. Все права защищены.</p><p><a href="/about">О сайте</a></p></footer>
</body>
</html>
"""


def render(gold: Path = GOLD) -> dict[str, bytes]:
    """Render the sample: the name of each file below the folder, and its bytes."""
    articles = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    files = {"README.md": README.encode()}
    records = []
    for n, article in enumerate(articles):
        day = article["published"][:10]
        name = f"{day[:4]}/{day}-{article['id']}"
        if n % 17 == 8:
            files[f"{name}.html"] = page(article, articles).encode()
        elif n % 25 == 13:
            fields = {key: article[key] for key in ("id", "published", "title", "body")}
            records.append(json.dumps(fields | {"url": f"{SITE}/{article['id']}"}, ensure_ascii=False) + "\n")
        else:
            encoding = "cp1251" if n % 80 == 40 else "utf-8"
            files[f"{name}.txt"] = dump(article, articles).encode(encoding)
    files["records.jsonl"] = "".join(records).encode()
    return files


def main() -> None:
    shutil.rmtree(SAMPLE, ignore_errors=True)
    for name, content in render().items():
        place = SAMPLE / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


if __name__ == "__main__":
    main()
