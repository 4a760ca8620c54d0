"""What the README shows, made from the real thing: accuracy, rows of a table, a report. ``make figures`` runs it.

The accuracy goes to ``src/analysis/events/accuracy.json`` too, from where every report takes it.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Error, sync_playwright

from analysis import tables
from analysis.build import build
from analysis.evaluate import TABLES, evaluate

ROOT = Path(__file__).parents[1]
ACCURACY = ROOT / "src/analysis/events/accuracy.json"
README = ROOT / "README.md"
REPORT = ROOT / "reports/03_visits.html"
PICTURES = ROOT / "docs"


def measure() -> dict[str, Any]:
    """Accuracy on the check set and on the working set, with today's date."""
    result = evaluate(ROOT / "tests/gold/articles.jsonl", jobs=2)
    sets = {name: result[name] for name in ("check set", "working set")}
    return {"measured_on": datetime.date.today().isoformat(), "sets": sets}


def as_markdown(accuracy: Mapping[str, Any]) -> str:
    """The README's table of an accuracy that :func:`measure` made."""
    lines = [
        f"Measured on {accuracy['measured_on']}:",
        "",
        "| set | records | annotated | precision | recall | F1 |",
        "| --- | --- | --: | --: | --: | --: |",
    ]
    for name, figures in accuracy["sets"].items():
        for table in TABLES:
            f = figures[table]
            numbers = " | ".join(f"{f[key]:.2f}" for key in ("precision", "recall", "f1"))
            lines.append(f"| {name} | {table} | {f['right'] + f['missed']} | {numbers} |")
    lines.append("")
    for name, figures in accuracy["sets"].items():
        quiet = figures["articles_without_events"]
        wrong, total = quiet["with_a_spurious_record"], quiet["total"]
        lines.append(f"Of the {total} articles of the {name} that tell of no such event, {wrong} got a record.")
    return "\n".join(lines) + "\n"


def rows_of_the_tour() -> str:
    """The rows that the README's tour ends in, as it selects them."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "my-corpus"
        build([ROOT / "data/raw/sample/2025"], data)
        visits = tables.read("visits", data)
    columns = ["visitor", "host_country", "kind", "start", "evidence"]
    rows = visits.loc[visits["kind"] == "official", columns].head(4).astype({"start": str})
    lines = [columns, ["---"] * len(columns), *rows.to_numpy().tolist()]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def fill(readme: str, name: str, text: str) -> str:
    """Put a text between the README's markers of a name."""
    block = re.compile(rf"(<!-- {name}:begin -->\n).*(<!-- {name}:end -->)", re.DOTALL)
    return block.sub(lambda found: found[1] + text + found[2], readme)


def take_pictures(reports: list[Path]) -> None:
    """Photograph the top of the report on visits, and those of all notebooks on wide and on narrow screens."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )

        def shots(files: list[Path], width: int, height: int) -> list[Image.Image]:
            page = browser.new_page(viewport={"width": width, "height": height})
            images = []
            for file in files:
                page.goto(file.as_uri())
                images.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
            return images

        side_by_side(shots([REPORT], 1280, 1440), 1, 1280).save(PICTURES / "report.png", optimize=True)
        side_by_side(shots(reports, 1280, 1440), 3, 640).save(PICTURES / "reports-1280.png", optimize=True)
        side_by_side(shots(reports, 400, 1900), 6, 400).save(PICTURES / "reports-400.png", optimize=True)
        browser.close()


def side_by_side(images: list[Image.Image], columns: int, width: int, gap: int = 16) -> Image.Image:
    """Pictures of one size in rows, each so many pixels wide; in few colours, so that the file is small."""
    height = images[0].height * width // images[0].width
    rows = -(-len(images) // columns)
    size = (columns * (width + gap) - gap, rows * (height + gap) - gap)
    whole = Image.new("RGB", size, "#8a8a85")
    for place, image in enumerate(images):
        row, column = divmod(place, columns)
        whole.paste(
            image.resize((width, height), Image.Resampling.LANCZOS), (column * (width + gap), row * (height + gap))
        )
    return whole.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def main() -> None:
    accuracy = measure()
    ACCURACY.write_text(json.dumps(accuracy, indent=1) + "\n", encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    readme = fill(fill(readme, "accuracy", as_markdown(accuracy)), "tour", rows_of_the_tour())
    README.write_text(readme, encoding="utf-8")
    reports = [min((ROOT / "reports").glob(f"0{number}*.html"), default=None) for number in range(1, 7)]
    if None in reports:
        sys.exit("reports are missing, so that no picture was taken: run «make report» first")
    try:
        take_pictures([report for report in reports if report])
    except Error as error:
        sys.exit(f"no picture was taken: {error.message.splitlines()[0]}")


if __name__ == "__main__":
    main()
