"""Pages for benchmarks, any number: each is made from sentences of the sample corpus, in the shares that it has there.
For benchmarks of what follows the extraction, records as well.

python benchmarks/pages.py NUMBER FOLDER [CHARACTERS]
"""

from __future__ import annotations

import json
import random
import re
import sys
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from analysis.corpus.page import read_page
from analysis.corpus.readers import read_pages

SAMPLE = Path(__file__).parents[1] / "data/raw/sample"
MONTHS = (
    *("Январь", "Февраль", "Март", "Апрель", "Май", "Июнь"),
    *("Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь"),
)
CHARACTERS = 1000
IN_A_FOLDER = 1000
# of a hundred pages: nearly the same as an earlier one, as corpora from several sites are
COPIES = 5


def sentences(body: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?»])\s+", body.replace("\n\n", " ")) if s]


def write_pages(number: int, folder: Path, characters: int = CHARACTERS) -> None:
    """Write pages of the newspaper's shape; the same number gives the same pages.

    A page has the headline and first sentence of one article of the sample, so that as many pages as there tell of
    events, and further sentences of others, up to a length. Numbers in the text are drawn anew.
    """
    chance = random.Random(1)
    articles = [row for row, _ in map(read_page, read_pages([SAMPLE])) if "body" in row]
    firsts = [(row["title"], sentences(row["body"])[0]) for row in articles]
    others = [s for row in articles for s in sentences(row["body"])[1:]]
    text = ""
    for n in range(number):
        place = folder / f"{n // IN_A_FOLDER:04}" / f"{n:07}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        day = f"{chance.randint(1, 28):02} {chance.choice(MONTHS)} {chance.randint(2013, 2025)} г., 10:{n % 60:02}"
        if not text or chance.randrange(100) >= COPIES:
            title, body = chance.choice(firsts)
            while len(body) < characters:
                body += chance.choice((" ", " ", "\n\n")) + chance.choice(others)
            text = re.sub(r"\b\d\d\b", lambda _: str(chance.randint(10, 28)), body)
        headlines = "".join(f"{chance.choice(firsts)[0]} {day}" for _ in range(5))
        place.write_text(f"СЕГОДНЯ НА САЙТЕ: {headlines}\n\n{title}\n{day}\n\n{text}", "utf-8")


class Borrowed:
    """In place of the extraction: the records of the sample's article that has the same headline, on days as near."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __call__(self, articles: list[dict[str, Any]]) -> list[str]:
        """The records of some articles as JSON."""
        return [json.dumps(self._records(article), ensure_ascii=False) for article in articles]

    def _records(self, article: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        then, found = known(self.file).get(article["title"], (None, {}))
        if not (then and article["published"]):
            return found
        later = date.fromisoformat(article["published"][:10]) - date.fromisoformat(then)
        days = ("start", "end", "date")
        return {
            kind: [r | {d: (date.fromisoformat(r[d]) + later).isoformat() for d in days if r.get(d)} for r in records]
            for kind, records in found.items()
        }


@cache
def known(file: str) -> dict[str, tuple[str | None, dict[str, Any]]]:
    """What was found in the sample: by headline the day of publication and the records."""
    return json.loads(Path(file).read_text("utf-8"))


def write_known(file: Path) -> None:
    """Extract the records of the sample."""
    from analysis.events.extract import extract

    found = {}
    for row, _ in map(read_page, read_pages([SAMPLE])):
        if "body" in row:
            when: datetime | None = row["published"]
            article = row | {"published": when and when.isoformat()}
            found[row["title"]] = (when and when.date().isoformat(), extract(article))
    file.write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    write_pages(int(sys.argv[1]), Path(sys.argv[2]), int((*sys.argv, CHARACTERS)[3]))
