"""The text of saved pages, ours against trafilatura alone: ``python benchmarks/webpages.py``.

On the invented pages of ``tests/corpus/pages``, which have the shapes of sites that researchers collect. Precision
is the share of the words read that belong to the article, recall the share of its words that were read. The rules of
the sites were written on these pages, so the figures are kind to us.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import trafilatura

from analysis.corpus.page import read_page
from analysis.corpus.readers import read_file

PAGES = Path(__file__).parents[1] / "tests/corpus/pages"


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def main() -> None:
    pages = [json.loads(line) for line in (PAGES / "expected.jsonl").read_text(encoding="utf-8").splitlines()]
    bodies: dict[str, list[str]] = {"analysis": [], "trafilatura": []}
    right = Counter[str]()
    for page in pages:
        place = PAGES / page["page"]
        row, _ = read_page(next(read_file(page["page"], place)))
        bodies["analysis"].append(row.get("body", ""))
        bodies["trafilatura"].append(
            trafilatura.extract(place.read_text(encoding="utf-8"), include_comments=False) or ""
        )
        right["title"] += row.get("title") == page["title"]
        right["day and time"] += (
            f"{row['published']:%Y-%m-%dT%H:%M}" == page["published"] if row.get("published") else 0
        )
    for name, found in bodies.items():
        pairs = [(words(body), words("\n".join(page["body"]))) for body, page in zip(found, pages, strict=True)]
        shared = sum((read & meant).total() for read, meant in pairs)
        precision, recall = (shared / sum(pair[n].total() for pair in pairs) for n in (0, 1))
        print(f"{name:12} {len(pages)} pages: precision {precision:.3f}, recall {recall:.3f}")
    print(", ".join(f"{name} right on {count}" for name, count in right.items()))


if __name__ == "__main__":
    main()
