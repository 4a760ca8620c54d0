"""Every reader on broken input: ``python benchmarks/fuzz_readers.py [INPUTS [SEED]]``, 20,000 in all if left out.

Inputs are small valid files of every kind, packed in every way, with pieces changed, cut out, doubled or put in from
other kinds; and bytes, text and markup that hypothesis thinks of. Each has to become articles or rejects that fit
their tables, under names of their own, in less than two seconds of the processor; so have the files of the tests that
are made to break a reader. Prints what became of the pages, and the slowest input; ends with 1 at the first input that
breaks a reader, which is then written to ``fuzz-failure``.
"""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import lzma
import random
import runpy
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from backports import zstd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.corpus.page import articles_of
from analysis.corpus.readers import read_file

LONGEST = 2.0
TITLE, BODY = "Порт открыт", "Порт открыт вчера, первым вошёл паром.\n\nНа борту было «сто» машин."
SIDEBAR = "СЕГОДНЯ НА САЙТЕ: Жатва 25 Июнь 2025 г., 14:41Школа 24 Июнь 2025 г., 09:00"
DUMP = f"{SIDEBAR}\n\n{TITLE}\n02 Сентябрь 2024 г., 10:05\n\n{BODY}"
DIGEST = f"{DUMP}\n\nВторой порт открыт\n03.09.2024\n\n{BODY} Встретили их музыкой, и гостей было много."
HTML = (
    f"<!DOCTYPE html><html><head><title>{TITLE}</title><meta property='article:published_time' content='2024-09-02'>"
    f'<script type=\'application/ld+json\'>{{"datePublished": "2024-09-02"}}</script></head><body><nav>Меню</nav>'
    f"<div>СЕГОДНЯ НА САЙТЕ:<br>Жатва 25 Июнь 2025 г., 14:41</div><article><h1>{TITLE}</h1><p>{BODY}</p></article>"
)
RECORDS = [{"title": TITLE, "body": BODY, "date": "2024-09-02", "url": "https://tdh.gov.tm/7"}] * 3
PIECES = [
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\r",
        b"\n\n",
        b'"',
        b"'",
        b",",
        b";",
        b"\\",
        b"<",
        b">",
        b"&#0;",
    ),
    *(b"<p>", b"<div>" * 40, b"<!--", b"]]>", b"{", b"[" * 50, b'{"a":' * 50, b"\\ud800", b"1e999", b"-", b"99 "),
    *("СЕГОДНЯ НА САЙТЕ:".encode(), " 31 Февраль 2025 г., 25:61".encode(), "сообщает «".encode(), b"charset=cp037"),
    *(
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x1f\x8b\x08",
        b"BZh9",
        b"\xfd7zXZ\x00",
        b"\x28\xb5\x2f\xfd",
        b"PAR1",
        b"WARC/1.0\r\n",
    ),
    *(b"../", b"/etc/passwd", b"\xff" * 8, b"\x7f\xff\xff\xff", b"ustar", b"Content-Length: 99999999\r\n"),
]


def _file(write) -> bytes:
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def _excel(file: io.BytesIO) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(RECORDS[0]))
    for record in RECORDS:
        book.active.append(list(record.values()))
    book.save(file)


def _zip(file: io.BytesIO, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _tar(file: io.BytesIO, files: dict[str, bytes]) -> None:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


def _warc(pack: Callable[[bytes], bytes] = bytes) -> bytes:
    records = b""
    for body in (HTML.encode(), gzip.compress(HTML.encode())):
        encoding = "" if body.startswith(b"<") else "Content-Encoding: gzip\r\n"
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{encoding}\r\n".encode() + body
        head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://mfa.gov.tm/7\r\n"
        head += f"Content-Type: application/http\r\nContent-Length: {len(answer)}\r\n\r\n"
        records += pack(head.encode() + answer + b"\r\n\r\n")
    return records


def seeds() -> dict[str, bytes]:
    """A small valid file of every kind."""
    plain = {
        "a.txt": DUMP.encode(),
        "b.txt": DUMP.encode("cp1251"),
        "c.txt": DUMP.encode("utf-16"),
        "d.txt": DIGEST.encode(),
        "e.txt": DUMP.encode().decode("latin-1").encode(),
        "tdh.gov.tm/a.html": HTML.encode(),
        "b.html": HTML.encode("cp1251", errors="replace"),
        "a.jsonl": "\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS).encode(),
        "html.jsonl": json.dumps({"title": TITLE, "text": HTML.replace("'", "\\'")}).encode(),
        "a.json": json.dumps({"items": RECORDS}).encode(),
        "a.csv": "\r\n".join(["title;text;date", *[f'{TITLE};"{BODY}";2024'] * 3]).encode("cp1251"),
        "b.csv": "\n".join(["title\ttext", *[f'{TITLE}\t"{BODY}"'] * 3]).encode("utf-16"),
        "a.xlsx": _file(_excel),
        "a.parquet": _file(lambda file: pq.write_table(pa.Table.from_pylist(RECORDS), file)),
        "a.warc": _warc(),
    }
    members = {"x/a.html": HTML.encode(), "x/b.jsonl": plain["a.jsonl"], "c.parquet": plain["a.parquet"]}
    packed = {
        "a.zip": _file(lambda file: _zip(file, members)),
        "a.tar": _file(lambda file: _tar(file, members | {"y" * 120 + ".txt": b"Text."})),
        "a.html.gz": gzip.compress(HTML.encode()),
        "a.jsonl.bz2": bz2.compress(plain["a.jsonl"]),
        "a.csv.xz": lzma.compress(plain["a.csv"]),
        "b.warc.gz": _warc(gzip.compress),
        "a.warc.zst": zstd.compress(plain["a.warc"]),
    }
    packed["a.tgz"] = gzip.compress(packed["a.tar"])
    packed["b.zip"] = _file(lambda file: _zip(file, {"a.tgz": packed["a.tgz"], "a.xlsx": plain["a.xlsx"]}))
    return plain | packed


def change(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """A file with a few pieces changed."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 4, 12])):
        place = chance.randrange(len(changed) + 1)
        end = min(place + chance.choice([1, 1, 4, 30, 300]), len(changed))
        what = chance.randrange(7)
        if what == 0:
            changed[place:end] = chance.randbytes(end - place)
        elif what == 1:
            del changed[place:end]
        elif what == 2:
            changed[place:place] = changed[place:end] * chance.choice([1, 3, 50])
        elif what in (3, 4):
            changed[place:place] = chance.choice(PIECES) * chance.choice([1, 1, 2, 20])
        elif what == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            changed[place:end] = other[start : start + chance.choice([4, 40, 400])]
        else:
            del changed[place:]
    return bytes(changed)


def check(name: str, content: bytes, folder: Path, reasons: Counter[str]) -> float:
    """Read one file; the seconds that it took.

    Raises
    ------
    AssertionError
        If two pages have one name, or a row does not fit its table, or it took too long.
    """
    place = folder / Path(name).name
    place.write_bytes(content)
    start = time.process_time()
    rows = [row for raw in read_file(name, place) for row in articles_of(raw)]
    seconds = time.process_time() - start
    assert rows, "no page at all"
    assert len({row["page"] for row, _ in rows}) == len(rows), "two pages of one name"
    for row, headlines in rows:
        tables.to_arrow("rejects" if "reason" in row else "articles", [row])
        tables.to_arrow("headlines", headlines)
        reasons[row.get("reason", "article")] += 1
    assert seconds < LONGEST, f"{seconds:.1f} s"
    return seconds


def fuzz(inputs: int, number: int = 1) -> tuple[Counter[str], float, str]:
    """Check that many inputs, a fifth of them hypothesis' own; what became of their pages, and the slowest."""
    chance = random.Random(number)
    files = seeds()
    reasons: Counter[str] = Counter()
    slowest = (0.0, "")
    own = inputs // 5
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)

        def one(name: str, content: bytes) -> None:
            nonlocal slowest
            try:
                slowest = max(slowest, (check(name, content, folder, reasons), name))
            except BaseException:
                Path("fuzz-failure").mkdir(exist_ok=True)
                (Path("fuzz-failure") / Path(name).name).write_bytes(content)
                raise

        for name, content in files.items():
            with contextlib.suppress(AssertionError):  # the first of a kind also loads what reads it
                check(name, content, folder, Counter())
            one(name, content)
        with contextlib.suppress(AssertionError):  # so does the first day that has to be guessed
            day = "<meta property='article:published_time' content='2024-х вчера 2'>"
            check("no day.html", f"<html>{day}<body><p>Порт открыт вчера.</p>".encode(), folder, Counter())
        for _ in range(inputs - own - len(files)):
            name = chance.choice(list(files))
            # now and then under another name
            called = chance.choice(list(files)) if chance.random() < 0.1 else name
            one(called, change(files[name], chance, list(files.values())))

        pieces = st.lists(st.sampled_from(PIECES) | st.text(max_size=20).map(str.encode), max_size=30).map(b"".join)

        @seed(number)
        @settings(
            max_examples=max(own, 1),
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(st.sampled_from(list(files)), st.binary(max_size=2_000) | pieces)
        def drawn(name: str, content: bytes) -> None:
            one(name, content)

        drawn()
    return reasons, *slowest


def hostile() -> tuple[float, str]:
    """Check the files of ``tests/corpus/test_hostile.py``, each made to break a reader; the slowest."""
    pages = runpy.run_path(str(Path(__file__).parents[1] / "tests/corpus/test_hostile.py"))["PAGES"]
    with tempfile.TemporaryDirectory() as folder:
        return max((check(name, content, Path(folder), Counter()), name) for name, (content, _) in pages.items())


def main() -> None:
    numbers = [int(argument) for argument in sys.argv[1:]]
    inputs = numbers[0] if numbers else 20_000
    start = time.perf_counter()
    reasons, seconds, name = fuzz(inputs, *numbers[1:2])
    taken = time.perf_counter() - start
    print(f"{inputs:,} inputs in {taken:.0f} s: no crash; the slowest took {seconds:.2f} s of {LONGEST:.0f} ({name})")
    print(", ".join(f"{count:,} {reason}" for reason, count in reasons.most_common()))
    seconds, name = hostile()
    print(f"files made to break a reader: the slowest took {seconds:.2f} s ({name})")


if __name__ == "__main__":
    main()
