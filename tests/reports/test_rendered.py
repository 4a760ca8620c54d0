"""The reports of a corpus in which every field is an attack, rendered as users do it, in a browser without network.

The same reports show that pages are accessible, that marks of pictures lead to evidence, and that text fits.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import axe_playwright_python
import lxml.html
import pytest

from analysis import review, tables

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
FORMULAS = ('=HYPERLINK("https://example.org")', "@SUM(1)", "+1+cmd|' /C calc'!A0", "-2+3")
MARKUP = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
ATTACK = MARKUP + "{{ 7*7 }}{% include 'x' %}[go](javascript:window.hacked=1)$$\\href{javascript:window.hacked=1}{x}$$"
FILE = "=1 " + MARKUP.replace("/", "") + " {{ 7*7 }}"
FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+\-−]?\d[\d.,\s]*%?")
LARGEST = 2_000_000
"""Bytes that a report may have."""

PLAN = """
parameters: {focus: TKM}
reports:
  - {notebook: notebooks/01_corpus.ipynb, name: corpus, title: "TITLE"}
  - {notebook: notebooks/02_topics.ipynb, name: topics, title: Topics}
  - {notebook: notebooks/03_visits.ipynb, name: visits, title: Visits, parameters: {language: ru}}
  - {notebook: notebooks/04_agreements.ipynb, name: agreements, title: Agreements}
  - {notebook: notebooks/05_leader.ipynb, name: leader, title: "Of {leader}"}
  - {notebook: notebooks/06_partner.ipynb, name: partner, title: "{partner}"}
"""


def write_corpus(raw: Path) -> None:
    """Pages of one year with sidebars that attack, and records whose every field does."""
    (raw / FILE).mkdir(parents=True)
    sidebar = "СЕГОДНЯ НА САЙТЕ: "
    pages = sorted((ROOT / "data" / "raw" / "sample" / "2025").glob("*.txt"))
    pages = [page for page in pages if page.read_bytes().startswith(sidebar.encode())]
    headlines = "".join(f"{formula}{ATTACK} 12 Март 2025 г., 17:2{n}" for n, formula in enumerate(FORMULAS))
    records = []
    for n, page in enumerate(pages[:40]):
        text = page.read_text(encoding="utf-8")
        (raw / page.name).write_text(text.replace(sidebar, sidebar + headlines), "utf-8")
        if n < 8:
            attack = html.escape(f"{FORMULAS[n % 4]} {ATTACK}")
            quiet = text.split("\n\n")[-1].split("Сердар")[0]
            records.append(
                {
                    "title": f"{attack} Гость номер {n}",
                    "body": f"<p>{attack}</p><p>Сегодня президент Казахстана Касым-Жомарт Токаев {attack} прибыл "
                    "в Ашхабад с официальным визитом. Сердар Бердымухамедов и Касым-Жомарт Токаев провели переговоры. "
                    f"Стороны подписали соглашение «{attack}» о сотрудничестве.</p><p>{quiet}</p>",
                    "url": f"https://example.org/{n}?q='onmouseover=window.hacked=1'&r=%3Cscript%3E",
                    "site": f"{FORMULAS[n % 4]}{MARKUP}",
                    "source": f"{FORMULAS[n % 4]}{ATTACK}",
                    "published": f"2025-0{n % 9 + 1}-1{n % 9}",
                }
            )
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (raw / FILE / f"{FILE}.jsonl").write_text(lines, encoding="utf-8")
    (raw / FILE / f"{FILE}.txt").write_bytes(b"")


@pytest.fixture(scope="module")
def run(tmp_path_factory, finished):
    """A corpus under attack: built, corrected, built again, rendered, exported, by the command."""
    folder = tmp_path_factory.mktemp("attacked")
    data = folder / "data" / "processed"

    def analysis(*arguments: str) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            [sys.executable, "-m", "analysis", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8"
        )
        assert ended.returncode == 0, ended.stderr
        return ended

    write_corpus(folder / "data" / "raw")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    analysis("build", "data/raw", "--out", str(data))
    decided = review.Review(data)
    visits = decided.queue("visit")
    decided.correct(visits["visit_id"][0], visitor=f"Гость {ATTACK}", occasion=ATTACK, places=ATTACK, note=ATTACK)
    decided.accept(visits["visit_id"][1], note=FORMULAS[0])
    decided.correct(decided.queue("agreement")["agreement_id"][0], title=f"соглашение {ATTACK}")
    article = next(row for row in decided.articles.itertuples() if ATTACK in row.body)
    words = article.body[: article.body.index(ATTACK) + len(ATTACK)]
    decided.add("visit", article.article_id, words, visitor_country="KAZ", host_country="TKM")
    flagged = review.Decision("visit", ATTACK, "accept", about=ATTACK, evidence=ATTACK, note=ATTACK)
    review.write(decided.file, [*decided.decisions, flagged])
    analysis("build", "data/raw", "--out", str(data))
    title = json.dumps(re.sub(r"\{\w+\}", "", ATTACK))
    (folder / "plan.yml").write_text(PLAN.replace('"TITLE"', title), encoding="utf-8")
    ended = analysis("report", "plan.yml", "--out", "out", "-p", f"leader=Гость {ATTACK}")
    analysis("export", "--out", "export")
    return finished(folder, ended)


def test_the_attacks_have_reached_the_tables(run):
    read = {name: tables.read(name, run.folder / "data" / "processed") for name in tables.TABLES}
    fields = {
        *(("articles", name) for name in ("title", "body", "page")),
        *(("visits", name) for name in ("visitor", "occasion", "evidence")),
        *(("agreements", "title"), ("headlines", "text"), ("rejects", "page"), ("mentions", "evidence")),
    }
    for table, column in fields:
        assert read[table][column].str.contains("<script>window.hacked", regex=False, na=False).any(), (table, column)


def test_nothing_runs_loads_or_complains_on_any_page(reader, run):
    assert len(run.names) >= 7
    for name in run.names:
        opened = reader(name)
        page = opened.page
        for mark in page.locator("svg a[href]").all()[:3]:
            mark.dispatch_event("pointerenter")
            mark.dispatch_event("click")
        assert page.evaluate("window.hacked") is None, name
        assert opened.complaints == [], name
        assert [url for url in opened.requests if not url.startswith((opened.address, "data:"))] == [], name
    for name in ("index", "leader", "corpus"):
        assert MARKUP in " ".join(reader(name).page.locator("h1, h2").all_inner_texts()), name


def test_no_page_holds_anything_that_could_run(run):
    for name in run.names:
        text = run.page(name)
        assert len(text.encode()) <= LARGEST, name
        page = lxml.html.fromstring(text)
        assert len(page.findall(".//script")) == len(page.findall(".//style")) == 1
        policy = page.find("head/meta[2]")
        assert policy.get("http-equiv") == "Content-Security-Policy"
        assert policy.get("content").startswith("default-src 'none'; ")
        for element in page.iter(lxml.html.etree.Element):
            assert element.tag not in {"iframe", "object", "embed", "form", "base", "foreignobject", "animate", "set"}
            for attribute, value in element.attrib.items():
                assert not attribute.startswith("on") and attribute not in ("style", "srcdoc", "formaction"), name
                if attribute in ("href", "src", "action", "xlink:href"):
                    assert re.match(r"#|data:|https?://|mailto:|[\w%./-]+\.(html|ipynb|csv|zip|pdf|xlsx)$", value), (
                        value
                    )


def test_no_cell_of_any_export_or_downloaded_table_is_a_formula(reader, run):
    files = [*(run.folder / "export").rglob("*.csv"), run.folder / "data" / "corrections.csv"]
    assert len(files) > len(tables.TABLES)
    texts = [path.read_text(encoding="utf-8-sig") for path in files]
    for name in run.names:
        page = reader(name).page
        for button in page.get_by_role("button", name=re.compile("CSV$")).all():
            if button.is_visible() and button.inner_text() in ("Download CSV", "Скачать CSV"):
                with page.expect_download() as waiting:
                    button.click()
                texts.append(waiting.value.path().read_text(encoding="utf-8-sig"))
    assert len(texts) >= len(files) + 20
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    with zipfile.ZipFile(run.folder / "export" / "tables.xlsx") as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets and all(b"<f>" not in sheet and b"<hyperlink" not in sheet for sheet in sheets)


def test_every_page_is_accessible_and_fits_at_every_width_light_and_dark(reader, run):
    for name in run.names:
        page = reader(name, bypass_csp=True).page
        page.evaluate(AXE)
        for width, scheme in ((400, "light"), (800, "light"), (1280, "light"), (800, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            # in the dark only colours are others
            rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}
            found = page.evaluate("options => axe.run(document, options)", {"resultTypes": ["violations"], **rules})
            assert len(found["passes"]) > (0 if rules else 20), name
            grave = [v for v in found["violations"] if v["impact"] in ("serious", "critical")]
            assert [(v["id"], v["nodes"][0]["html"][:200]) for v in grave] == [], (name, width, scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_every_page_fits_the_sheet_in_print_with_whole_figures_and_heads_on_each_page(reader, run):
    wide, high = ((whole - margins) * 96 // 25.4 for whole, margins in ((210, 32), (297, 38)))
    for name in run.names:
        page = reader(name).page
        page.set_viewport_size({"width": int(wide), "height": int(high)})
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= wide, name
        heads, figures = (
            page.locator(what).evaluate_all(
                "all => all.map(e => [getComputedStyle(e).display, getComputedStyle(e).breakInside, e.offsetHeight])"
            )
            for what in ("thead", "figure")
        )
        assert {display for display, _, _ in heads} <= {"table-header-group"}, name
        assert all(inside == "avoid" and height <= high for _, inside, height in figures), name


# --- pictures ---


def marks_of(page):
    return page.locator("svg a[href]")


@pytest.mark.parametrize("kind", ["svg a[href]", "td:visible a[data-rows]"])
def test_a_mark_or_a_number_leads_to_just_its_rows_and_to_all_again(reader, kind):
    opened = reader("visits")
    page = opened.page
    marks = {len(mark.get_attribute("data-rows").split()): mark for mark in page.locator(kind).all()}
    mark = marks[max(number for number in marks if number <= 10)]  # a page of the table holds them
    rows = mark.get_attribute("data-rows").split()
    assert len(rows) > 1
    mark.dispatch_event("click")
    box = page.locator(f"div.table:has(#row-{rows[0]})")
    assert [row.get_attribute("id") for row in box.locator("tbody[id]:visible").all()] == [f"row-{r}" for r in rows]
    assert all(
        box.locator(f"#row-{row} .quote").inner_text() and box.locator(f"#row-{row} .note").count() for row in rows
    )
    said = box.locator("[role=status]").inner_text()
    assert said.startswith(tuple(f"{len(rows)} {noun} (из " for noun in ("строка", "строки", "строк")))
    assert page.url.endswith(f"#row-{rows[0]}")
    assert 0 <= page.locator(f"#row-{rows[0]}").bounding_box()["y"] < 900
    box.get_by_role("button", name="Показать все строки").click()
    assert box.locator("tbody[id]:visible").count() == 10
    assert opened.complaints == []


def test_every_mark_and_every_number_leads_to_a_row_with_evidence(reader, run):
    counted = {"svg": 0, "td": 0}
    for name in run.names:
        evidence = "" if name == "corpus" else ".quote"  # there articles are counted, which are their own evidence
        for place in counted:
            marks = reader(name).page.evaluate(
                """([place, evidence]) => [...document.querySelectorAll(`${place} a[data-rows]`)].map(mark => [
                    mark.getAttribute("aria-label"), mark.dataset.rows.split(" ").map(row =>
                    document.querySelectorAll(`#row-${row} ${evidence}`).length)])""",
                [place, evidence],
            )
            assert all(label and set(quotes) == {1} for label, quotes in marks), name
            counted[place] += len(marks)
    assert min(counted.values()) > 100


def test_a_click_into_any_picture_leads_to_a_row(reader):
    page = reader("visits").page
    pictures = page.locator(".picture svg:has(a[href])").all()
    assert len(pictures) >= 5
    for picture in pictures:
        mark = picture.locator("a[href]").last
        mark.click()
        page.wait_for_url(f"**{mark.get_attribute('href')}")
        assert page.locator(mark.get_attribute("href")).is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_tap_shows_the_evidence_also_without_scripts(reader, scripts):
    page = reader("leader", width=400, has_touch=True, is_mobile=True, java_script_enabled=scripts).page
    mark = marks_of(page).first
    mark.scroll_into_view_if_needed()
    mark.tap()
    row = page.locator(f"#row-{mark.get_attribute('data-rows').split()[0]}")
    page.wait_for_url("**#row-*")
    assert row.locator(".quote").is_visible()
    assert 0 <= row.bounding_box()["y"] < 900


def test_what_a_mark_stands_for_shows_below_the_pointer_and_goes(reader):
    page = reader("visits").page
    mark = marks_of(page).first
    mark.scroll_into_view_if_needed()
    mark.hover()
    hint = page.locator(".hint")
    row = page.locator(f"#row-{mark.get_attribute('data-rows')}")
    assert row.locator(".quote").text_content() in hint.inner_text()
    assert re.search(r"\d{4}", hint.inner_text())
    page.keyboard.press("Escape")
    assert not hint.is_visible()


def test_the_keyboard_goes_from_mark_to_mark_and_to_the_evidence(reader):
    page = reader("visits").page
    marks_of(page).first.focus()
    page.keyboard.press("ArrowRight")
    second = marks_of(page).nth(1)
    assert second.evaluate("e => e === document.activeElement")
    assert page.locator(".hint").is_visible()
    page.keyboard.press("Enter")
    assert page.locator(f"#row-{second.get_attribute('data-rows').split()[0]} .quote").is_visible()
    page.locator("svg a[tabindex='0']").first.focus()
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('svg') === document.querySelector('svg:has(a)')")


def test_an_address_with_a_row_opens_its_page_of_the_table(reader):
    page = reader("visits").page
    last = page.locator("tbody[id^=row-]").last
    assert not last.is_visible()
    page.goto(f"{page.url}#{last.get_attribute('id')}")
    last.wait_for(state="visible")
    assert 0 <= last.bounding_box()["y"] < 900


OVERLAPS = """font => [...document.querySelectorAll(".picture svg")].flatMap(picture => {
    const turned = text => /rotate\\(-(?!0|90)/.test(text.getAttribute("transform") || "");
    const texts = [...picture.querySelectorAll("text")].filter(text => text.textContent.trim() && !turned(text));
    for (const text of texts) text.style.fontFamily = font;
    const box = picture.getBoundingClientRect(), boxes = texts.map(text => text.getBoundingClientRect());
    const cut = texts.filter((_, n) => boxes[n].left < box.left - 2 || boxes[n].right > box.right + 2);
    const over = texts.filter((_, n) => boxes.slice(0, n).some(other =>
        Math.min(boxes[n].right, other.right) - Math.max(boxes[n].left, other.left) > 2 &&
        Math.min(boxes[n].bottom, other.bottom) - Math.max(boxes[n].top, other.top) > 4));
    return [...cut, ...over].map(text => text.textContent);
})"""


def test_text_of_pictures_is_neither_cut_nor_covered_in_other_fonts(reader, run):
    for name in run.names:
        page = reader(name).page
        for font in ("DejaVu Sans", "Liberation Sans", "sans-serif"):
            assert page.evaluate(OVERLAPS, font) == [], (name, font)


def test_text_of_pictures_is_found_and_pictures_are_described(reader, run):
    page = reader("visits").page
    label = page.locator(".picture svg text").filter(has_text=re.compile("[А-Яа-я]{5,}")).first.text_content()
    assert page.evaluate("label => window.find(label, true)", label)
    assert page.evaluate("getSelection().anchorNode.parentElement.closest('svg') !== null")
    for name in run.names:
        for picture in reader(name).page.locator(".picture svg").all():
            role = "group" if picture.locator("a").count() else "img"
            assert picture.get_attribute("role") == role and picture.get_attribute("aria-label")
