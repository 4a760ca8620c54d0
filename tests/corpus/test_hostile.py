"""Files made to break a reader: each ends in rejects, or is read as far as it goes, in little time and memory."""

import bz2
import gzip
import io
import json
import os
import stat
import subprocess
import sys
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import tables
from analysis.corpus import limits
from analysis.corpus.page import read_page
from analysis.corpus.readers import read_pages


def reasons(path):
    """The reason of every page that cannot be used; None of those that can. Every row fits its table."""
    found = {}
    for raw in read_pages([path]):
        row, headlines = read_page(raw)
        tables.to_arrow("rejects" if "reason" in row else "articles", [row])
        tables.to_arrow("headlines", headlines)
        assert row["page"] not in found
        found[row["page"]] = row.get("reason")
    return found


def zipped(files, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(entries):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content, kind, target in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.size = kind, target, len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


@pytest.fixture
def small_limits(monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 5_000_000)


# --- decompression bombs ---------------------------------------------------------------------------------------------

MANY = b"[" * 20_000_000


@pytest.mark.parametrize(
    "name", ["a.txt.gz", "a.html.gz", "a.jsonl.bz2", "a.csv.gz", "a.json.gz", "a.warc.gz", "a.tar.gz"]
)
def test_a_compressed_bomb(tmp_path, small_limits, name):
    pack = bz2.compress if name.endswith("bz2") else gzip.compress
    start = {
        "a.warc.gz": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 19000000\r\n\r\n",
        "a.csv.gz": b"title,text\r\n",
    }
    content = start.get(name, b"") + MANY
    if name == "a.tar.gz":
        content = tarred([(f"{n}.jsonl", MANY, tarfile.REGTYPE, "") for n in range(2)])
    (tmp_path / name).write_bytes(pack(content))
    found = reasons(tmp_path)
    assert "too_large" in found.values()
    assert set(found.values()) <= {"too_large", "malformed"}


def test_a_zip_bomb_and_one_in_many_layers(tmp_path, small_limits):
    (tmp_path / "a.zip").write_bytes(zipped({"a.jsonl": MANY, "b.jsonl": MANY, "c.txt": "Порт открыт."}))
    layers = zipped({"a.txt": "Порт открыт."})
    for _ in range(limits.MAX_NESTING + 1):
        layers = zipped({"a.zip": layers})
    (tmp_path / "b.zip").write_bytes(layers)
    found = reasons(tmp_path)
    assert found.pop("b.zip" + "/a.zip" * limits.MAX_NESTING) == "too_large"
    assert set(found.values()) == {"too_large"}
    assert "a.zip/c.txt" in found


def test_a_zip_file_that_holds_itself_many_times_over(tmp_path):
    content = bytearray(zipped({f"{n}.txt": "Порт открыт." for n in range(3)}))
    # every entry of the list of contents leads to the first file
    place = 0
    while (place := content.find(b"PK\x01\x02", place)) >= 0:
        content[place + 42 : place + 46] = b"\0\0\0\0"
        place += 4
    (tmp_path / "a.zip").write_bytes(content)
    assert set(reasons(tmp_path).values()) == {None, "malformed"}


def test_a_list_of_contents_that_would_fill_the_memory(tmp_path):
    content = bytearray(zipped({"a.txt": "Порт открыт."}))
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = (2_000_000_000).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(content)
    assert reasons(tmp_path) == {"a.zip": "too_large"}


def test_a_workbook_and_a_parquet_file_that_unpack_to_much(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_EXCEL_BYTES", 1_000_000)
    monkeypatch.setattr(limits, "MAX_RECORD_BYTES", 1_000_000)
    (tmp_path / "a.xlsx").write_bytes(zipped({"xl/workbook.xml": b" " * 2_000_000}))
    pq.write_table(pa.table({"title": ["a"], "text": ["a" * 5_000_000]}), tmp_path / "b.parquet", compression="zstd")
    assert reasons(tmp_path) == {"a.xlsx": "too_large", "b.parquet": "too_large"}


def test_a_cell_at_the_end_of_a_sheet(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["title", "text"])
    book.active["A1048576"], book.active["B1048576"], book.active["XFD1048576"] = "Порт", "Порт открыт.", "x"
    book.save(tmp_path / "a.xlsx")
    assert reasons(tmp_path) == {"a.xlsx#1": None}


def test_a_tar_header_that_would_fill_the_memory(tmp_path):
    header = tarfile.TarInfo("a")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 8_000_000_000
    (tmp_path / "a.tar").write_bytes(header.tobuf() + b"\0" * 10_000)
    assert reasons(tmp_path) == {"a.tar": "too_large"}


# --- names and links that lead out -----------------------------------------------------------------------------------


def test_names_in_archives_that_point_outside(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Тайна.", encoding="utf-8")
    raw = tmp_path / "raw"
    raw.mkdir()
    text = "Порт открыт."
    names = ["../secret.txt", "/etc/passwd", "a/../../secret.txt", "C:\\a.txt", "..\\secret.txt", "good.txt"]
    (raw / "a.zip").write_bytes(zipped(dict.fromkeys(names, text)))
    entries = [(name, text.encode(), tarfile.REGTYPE, "") for name in names]
    links = [
        ("link.txt", b"", tarfile.SYMTYPE, "../../secret.txt"),
        ("hard.txt", b"", tarfile.LNKTYPE, "/etc/passwd"),
        ("inside.txt", b"", tarfile.SYMTYPE, "good.txt"),
        ("pipe.txt", b"", tarfile.FIFOTYPE, ""),
    ]
    (raw / "b.tar").write_bytes(tarred(entries + links))
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(raw / "a.zip", "a") as archive:
        archive.writestr(link, "../secret.txt")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    found = reasons(raw)
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    good = {page for page, reason in found.items() if reason is None}
    assert good == {"a.zip/good.txt", "b.tar/good.txt"}
    assert [reason for reason in found.values() if reason != "outside"] == [None, None, "unsupported"]
    assert sum(reason == "outside" for reason in found.values()) == 6 + 7


def test_links_out_of_the_folder(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("Тайна раскрыта.", encoding="utf-8")
    raw = tmp_path / "raw"
    (raw / "inside").mkdir(parents=True)
    (raw / "inside" / "a.txt").write_text("Порт открыт.", encoding="utf-8")
    (raw / "file.txt").symlink_to("../outside/secret.txt")
    (raw / "folder").symlink_to("../outside")
    (raw / "again").symlink_to("inside")
    (raw / "again.txt").symlink_to("inside/a.txt")
    (raw / "gone.txt").symlink_to("nowhere.txt")
    (raw / "round").symlink_to("round")
    (raw / "up").symlink_to("..")
    assert reasons(raw) == {
        "file.txt": "outside",
        "folder": "outside",
        "gone.txt": "unreadable",
        "inside/a.txt": None,
        "round": "unreadable",
        "up": "outside",
    }
    # what is named itself is meant
    (tmp_path / "raw-link").symlink_to("raw")
    assert reasons(tmp_path / "raw-link").keys() == reasons(raw).keys()
    assert reasons(raw / "file.txt") == {"file.txt": None}


# --- what cannot be unpacked -----------------------------------------------------------------------------------------


def test_broken_and_locked_archives(tmp_path):
    good = zipped({"a.txt": "Порт открыт сегодня.", "b.txt": "Школа построена за год."})
    broken = bytearray(good)
    broken[45] ^= 0xFF
    locked = bytearray(good)
    locked[6] |= 1
    locked[good.find(b"PK\x01\x02") + 8] |= 1
    files = {
        "broken.zip": broken,
        "locked.zip": locked,
        "half.zip": good[: len(good) // 2],
        "half.txt.gz": gzip.compress("Порт открыт. ".encode() * 9_000)[:-60],
        "half.jsonl.gz": gzip.compress(b'{"text": "Text."}\n' + os.urandom(500_000))[:-9000],
        "no.xlsx": b"PK",
        "no.parquet": b"PAR1 and no more",
        "no.warc": b"WARC/1.0\r\nno header",
        "no.tar": b"no archive",
        "nothing.zip": b"",
        "empty.zip": zipped({}),
        "paper.docx": zipped({"[Content_Types].xml": "", "word/document.xml": "<a/>"}),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    found = reasons(tmp_path)
    assert found.pop("half.jsonl.gz#1") is None
    assert found.pop("no.warc#1") == "malformed"
    assert {page: reason for page, reason in found.items() if not page.startswith("half.jsonl.gz#")} == {
        "broken.zip/a.txt": "malformed",
        "broken.zip/b.txt": None,
        "empty.zip": "empty",
        "half.jsonl.gz": "malformed",
        "half.txt.gz": "malformed",
        "half.zip": "malformed",
        "locked.zip/a.txt": "unsupported",
        "locked.zip/b.txt": None,
        "no.parquet": "malformed",
        "no.tar": "malformed",
        "no.xlsx": "malformed",
        "nothing.zip": "empty",
        "paper.docx": "unsupported",
    }


# --- pages -----------------------------------------------------------------------------------------------------------

WORD = "президент "
PAGES = {
    "a million words.txt": ((WORD * 1_000_000).encode(), "too_large"),
    "many words.txt": ((WORD * 100_000).encode(), None),
    "one long word.txt": (("ы" * 900_000).encode(), None),
    "many lines.txt": (b"a\n" * 400_000, None),
    "many quotes.txt": (("сообщает «" * 90_000).encode(), None),
    "many times.txt": (("СЕГОДНЯ НА САЙТЕ: " + "а 25 Июнь 2025 г., 14:41" * 40_000).encode(), "no_body"),
    "marks on marks.txt": (("Порт" + "\u0301\u0323" * 400_000 + " открыт.").encode(), None),
    "nul bytes.txt": ("Порт\0 открыт\0 сегодня, и все рады этому событию в городе.".encode(), None),
    "only nul bytes.txt": (b"\0" * 100_000, "empty"),
    "surrogates.txt": ("Порт \ud800открыт\udfff.".encode("utf-8", "surrogatepass"), None),
    "right to left.txt": ("Порт \u202eоткрыт\u202c \u200fсегодня\u2066.".encode(), None),
    "deep.html": (b"<html><body>" + b"<div>" * 7_900 + "Порт открыт.".encode(), "no_body"),
    "deeper.html": (b"<div>" * 500_000, "too_large"),
    "deep lists.html": (b"<html><body>" + b"<ul><li>" * 3_900 + "Порт открыт.".encode(), "no_body"),
    "long paragraph.html": (("<html><body><p>" + WORD * 150_000).encode(), "too_large"),
    "many paragraphs.html": (b"<html><body>" + "<p>Порт открыт сегодня.</p>".encode() * 3_900, None),
    "many attributes.html": (b"<html><body><p " + b"a='x' " * 300_000 + ">Порт открыт.".encode(), None),
    "open scripts.html": ("<html><body><p>Порт открыт.</p>".encode() + b"<script>" * 7_000, None),
    "open comments.html": ("<html><body><p>Порт открыт.</p>".encode() + b"<!--" * 7_000, None),
    "deep data.html": (b"<script type='application/ld+json'>" + b"[" * 900_000 + b"</script><p>Text.</p>", None),
    "entities.html": (b"<html><body><p>" + b"&nbsp;&laquo;" * 90_000, "no_body"),
    "deep.jsonl": (b'{"a":' * 100_000, "malformed"),
    "number.jsonl": (b'{"title": "a", "text": "b", "date": ' + b"9" * 100_000 + b"}", "malformed"),
    "surrogates.jsonl": (b'{"title": "\\ud800a", "text": "Text \\udfff.", "url": "http://a.b/\\ud800"}', None),
    "surrogate names.jsonl": (b'{"\\ud800": 1}', "no_text_field"),
    "backslashes.jsonl": (json.dumps({"title": "a", "text": "<p>" + "\\" * 900_000}).encode(), "no_body"),
    "open tags.jsonl": (json.dumps({"title": "<p " * 90_000, "text": "Text."}).encode(), None),
    "odd time.jsonl": (b'{"title": "a", "text": "Text.", "date": 1e308}', None),
    "deep.json": (b"[" * 1_000_000, "malformed"),
    "open quote.csv": (b'title,text\r\na,"' + b"b\n" * 900_000, "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages(tmp_path, name):
    content, reason = PAGES[name]
    (tmp_path / name).write_bytes(content)
    found = reasons(tmp_path)
    assert list(found.values()) == [reason]


def test_what_cannot_be_seen_does_not_reach_the_tables(tmp_path):
    for name in ("surrogates.txt", "right to left.txt", "nul bytes.txt", "surrogates.jsonl"):
        (tmp_path / name).write_bytes(PAGES[name][0])
    for raw in read_pages([tmp_path]):
        row, _ = read_page(raw)
        assert all(letter.isprintable() or letter == "\n" for letter in row["body"] + row["title"] + (row["url"] or ""))


def test_a_quote_that_is_left_open_costs_one_row(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_RECORD_BYTES", 1_000)
    rows = "\r\n".join(["title,text", 'a,"open', *["x" * 90] * 20, "b,Порт открыт.", "c,Школа построена."])
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8", newline="")
    found = reasons(tmp_path)
    assert found["a.csv#1"] == "malformed"
    assert list(found.values())[-2:] == [None, None]


def test_memory_stays_small_whatever_a_file_holds(tmp_path):
    """A line of 2 GB, a bomb, and a table whose every row is long, read by a process that may use 1.5 GB of memory."""
    with (tmp_path / "line.jsonl").open("wb") as file:
        file.write(b'{"title": "')
        file.truncate(2_000_000_000)  # NUL bytes that take no place on the disk
        file.seek(0, os.SEEK_END)
        file.write('"}\n{"title": "Порт", "text": "Порт открыт."}\n'.encode())
    with gzip.open(tmp_path / "bomb.txt.gz", "wb", compresslevel=1) as bomb:
        for _ in range(120):
            bomb.write(bytes(1_000_000))
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000), ["Порт открыт. " * 100_000])
    pq.write_table(pa.table({"title": ["a"] * 20_000, "text": text}), tmp_path / "same.parquet")
    program = (
        "import sys, resource\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (1_500_000_000, 1_500_000_000))\n"
        "from pathlib import Path\n"
        "from analysis.corpus.readers import read_file\n"
        "for name in ('line.jsonl', 'bomb.txt.gz', 'same.parquet'):\n"
        "    pages = read_file(name, Path(sys.argv[1], name))\n"
        "    print(name, [raw.problem and raw.problem[0] for raw, _ in zip(pages, range(300))][-2:])\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, timeout=300)
    assert ended.stdout.splitlines() == [
        "line.jsonl ['too_large', None]",
        "bomb.txt.gz ['too_large']",
        "same.parquet [None, None]",
    ], ended.stderr


def test_hostile_pages_together_cost_little(tmp_path):
    """All of them, read by a process that is killed when it takes more than 1 GB of memory or 2 s a page."""
    for name, (content, _) in PAGES.items():
        (tmp_path / name).write_bytes(content)
    program = (
        "import sys, resource\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (1_000_000_000, 1_000_000_000))\n"
        f"resource.setrlimit(resource.RLIMIT_CPU, ({2 * len(PAGES)}, {2 * len(PAGES)}))\n"
        "from analysis.corpus.page import articles_of\n"
        "from analysis.corpus.readers import read_pages\n"
        "print(sum(len(articles_of(raw)) for raw in read_pages([sys.argv[1]])))\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, timeout=600)
    assert (ended.returncode, int(ended.stdout)) == (0, len(PAGES)), ended.stderr
