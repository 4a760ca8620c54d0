"""The sample corpus is what the script makes of the annotated articles, and the reader gets them back."""

import json
import runpy
from pathlib import Path

from analysis.corpus.page import read_page
from analysis.corpus.readers import read_pages

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "raw" / "sample"
GOLD = ROOT / "tests" / "gold"


def test_the_folder_is_what_the_script_renders():
    rendered = runpy.run_path(str(GOLD / "render_sample.py"))["render"]()
    found = {path.relative_to(SAMPLE).as_posix(): path.read_bytes() for path in SAMPLE.rglob("*") if path.is_file()}
    assert found.keys() == rendered.keys()
    assert [name for name in rendered if found[name] != rendered[name]] == []


def test_every_article_is_read_as_it_was_written():
    gold = [json.loads(line) for line in (GOLD / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [read_page(raw) for raw in read_pages([SAMPLE])]
    read = {(row["title"], row["body"], row["published"].strftime("%Y-%m-%dT%H:%M")) for row, _ in rows}
    assert read == {(article["title"], article["body"], article["published"]) for article in gold}
    assert len(rows) == len(gold) == 252
    assert {row["language"] for row, _ in rows} == {"ru"}


def test_headlines_are_of_the_articles():
    titles = {json.loads(line)["title"] for line in (GOLD / "articles.jsonl").read_text(encoding="utf-8").splitlines()}
    headlines = [headline for raw in read_pages([SAMPLE]) for headline in read_page(raw)[1]]
    assert {headline["text"] for headline in headlines} <= titles
    assert len(headlines) > 1000
