"""Pages for benchmarks, any number: each is made from sentences of the sample corpus, in the shares that it has there.

python benchmarks/pages.py NUMBER FOLDER [CHARACTERS]
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path

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


if __name__ == "__main__":
    write_pages(int(sys.argv[1]), Path(sys.argv[2]), int((*sys.argv, CHARACTERS)[3]))
