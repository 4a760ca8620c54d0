"""The same three articles in every kind of file that can be read, packed in every way."""

import bz2
import csv
import datetime
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from backports import zstd
from upath import UPath

from analysis.corpus import limits
from analysis.corpus.page import articles_of, read_page
from analysis.corpus.readers import read_pages

ARTICLES = [
    {
        "title": "Порт открыт",
        "body": "Порт открыт вчера, первым вошёл паром.\n\nНа борту было «сто» машин; встретили их музыкой.",
        "published": "2024-09-02T10:05",
        "url": "https://site.example/7",
    },
    {
        "title": "Школа, новая",
        "body": "Школа построена за год.\n\nУчиться в ней будут 600 детей.",
        "published": "2024-09-03T11:00",
        "url": "https://site.example/8",
    },
    {
        "title": "Поезд пошёл",
        "body": "Поезд отправлен из Мары в Герат.",
        "published": "2024-09-04T12:30",
        "url": "https://site.example/9",
    },
]
EXPECTED = [(a["title"], a["body"], a["published"], a["url"]) for a in ARTICLES]
COLUMNS = ["title", "body", "published", "url"]


def articles(paths):
    """What was read: articles, and the reasons of what could not be."""
    rows = [read_page(raw)[0] for raw in read_pages(paths)]
    assert len({row["page"] for row in rows}) == len(rows)
    read = [
        (row["title"], row["body"], row["published"] and row["published"].strftime("%Y-%m-%dT%H:%M"), row["url"])
        for row in rows
        if "reason" not in row
    ]
    return read, {row["page"]: row["reason"] for row in rows if "reason" in row}


def as_lines(names=COLUMNS):
    records = [{name: a[column] for name, column in zip(names, COLUMNS, strict=True)} for a in ARTICLES]
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def as_csv(names=COLUMNS, delimiter=",", encoding="utf-8", end="\r\n"):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    if names:
        writer.writerow(names)
    writer.writerows([a[column] for column in COLUMNS] for a in ARTICLES)
    return text.getvalue().encode(encoding)


def as_excel(names=COLUMNS, sheets=1):
    book = openpyxl.Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet("Заметки")
        sheet.append([])
        sheet.append(names if number == 0 else ["когда", "что"])
        for a in ARTICLES:
            row = [a[column] for column in COLUMNS]
            row[2] = datetime.datetime.fromisoformat(row[2])
            sheet.append(row if number == 0 else row[:2])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_parquet(names=COLUMNS):
    columns = [[a[column] for a in ARTICLES] for column in COLUMNS]
    columns[2] = [datetime.datetime.fromisoformat(value) for value in columns[2]]
    file = io.BytesIO()
    pq.write_table(pa.table(dict(zip(names, columns, strict=True))), file)
    return file.getvalue()


def as_page(article):
    paragraphs = "".join(f"<p>{p}</p>" for p in article["body"].split("\n\n"))
    head = f"<title>{article['title']}</title><meta property='article:published_time' content='{article['published']}'>"
    link = f"<link rel='canonical' href='{article['url']}'>"
    return f"<html><head>{head}{link}</head><body><article>{paragraphs}</article></body></html>".encode()


def as_warc(status="200 OK", headers="", encode=bytes, pages=None):
    records = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\na:b\r\n\r\n"
    for article, content in zip(ARTICLES, pages or map(as_page, ARTICLES), strict=False):
        answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n".encode()
        answer += encode(content)
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {article['url']}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        records += head.encode() + answer + b"\r\n\r\n"
    return records


def as_zip(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def as_tar(files):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def chunked(content):
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (content[:100], content[100:])) + b"0\r\n\r\n"


LISTS = {
    "list.jsonl": as_lines(),
    "list.ndjson": as_lines(["headline", "text", "date", "link"]).decode().encode("utf-16"),
    "list.json": json.dumps(ARTICLES).encode(),
    "answer.json": json.dumps({"count": 3, "results": ARTICLES}).encode(),
    "wordpress.json": json.dumps(
        [
            {"title": {"rendered": a["title"]}, "content": {"rendered": a["body"]}}
            | {"date": a["published"], "link": a["url"]}
            for a in ARTICLES
        ]
    ).encode(),
    "list.csv": as_csv(),
    "excel.csv": as_csv(["Заголовок", "Текст", "Дата", "Ссылка"], ";", "cp1251"),
    "sep.csv": b"sep=;\r\n" + as_csv(delimiter=";", encoding="utf-8"),
    "list.tsv": as_csv(delimiter="\t", encoding="utf-16", end="\n"),
    "mac.csv": as_csv().replace(b"\r\n", b"\r").replace(b"\n", b"\r"),
    "bom.csv": as_csv(encoding="utf-8-sig"),
    "list.xlsx": as_excel(),
    "list.parquet": as_parquet(),
    "crawl.warc": as_warc(),
    "chunked.warc": as_warc(headers="Transfer-Encoding: chunked\r\n", encode=chunked),
    "not-chunked.warc": as_warc(headers="Transfer-Encoding: chunked\r\n"),
    "packed.warc": as_warc(headers="Content-Encoding: gzip\r\n", encode=gzip.compress),
}
PACKED = {
    "{}.gz": lambda name, content: gzip.compress(content),
    "{}.bz2": lambda name, content: bz2.compress(content),
    "{}.xz": lambda name, content: lzma.compress(content),
    "{}.zst": lambda name, content: zstd.compress(content),
    "a.zip": lambda name, content: as_zip({f"folder/{name}": content}),
    "a.tar": lambda name, content: as_tar({f"./folder/{name}": content}),
    "a.tar.gz": lambda name, content: gzip.compress(as_tar({name: content})),
    "a.tgz": lambda name, content: gzip.compress(as_tar({name: content})),
    "a.tar.zst": lambda name, content: zstd.compress(as_tar({name: content})),
    "zip-in-tar.tar.xz": lambda name, content: lzma.compress(as_tar({"inner.zip": as_zip({name: content})})),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_and_crawls(tmp_path, name):
    (tmp_path / name).write_bytes(LISTS[name])
    read, rejects = articles([tmp_path])
    assert (read, rejects) == (EXPECTED, {})


@pytest.mark.parametrize("packed", PACKED)
@pytest.mark.parametrize("name", ["list.jsonl", "list.csv", "list.xlsx", "list.parquet", "crawl.warc", "page.html"])
def test_packed_files(tmp_path, name, packed):
    content = LISTS.get(name) or as_page(ARTICLES[0])
    (tmp_path / packed.format(name)).write_bytes(PACKED[packed](name, content))
    read, rejects = articles([tmp_path])
    assert (read, rejects) == (EXPECTED if name in LISTS else EXPECTED[:1], {})


def test_pages_are_named_by_their_place_in_an_archive(tmp_path):
    (tmp_path / "a.zip").write_bytes(as_zip({"x/list.jsonl": as_lines(), "x/page.html": as_page(ARTICLES[0])}))
    (tmp_path / "list.jsonl.gz").write_bytes(gzip.compress(as_lines()))
    assert [raw.page for raw in read_pages([tmp_path])] == [
        *("a.zip/x/list.jsonl#1", "a.zip/x/list.jsonl#2", "a.zip/x/list.jsonl#3", "a.zip/x/page.html"),
        *("list.jsonl.gz#1", "list.jsonl.gz#2", "list.jsonl.gz#3"),
    ]


def test_what_a_file_is_its_content_tells(tmp_path):
    (tmp_path / "index.php?news_id=7").write_bytes(as_page(ARTICLES[0]))
    (tmp_path / "no-ending").write_bytes(gzip.compress(as_page(ARTICLES[1])))
    (tmp_path / "page.txt").write_bytes(as_zip({"a.txt": as_page(ARTICLES[2])}))
    read, rejects = articles([tmp_path])
    assert (read, rejects) == (EXPECTED, {})


def test_a_second_sheet_without_texts_is_named(tmp_path):
    (tmp_path / "list.xlsx").write_bytes(as_excel(sheets=2))
    read, rejects = articles([tmp_path])
    assert (read, rejects) == (EXPECTED, {"list.xlsx/Заметки": "no_text_field"})


def test_answers_that_are_no_pages_and_a_crawl_without_any(tmp_path):
    (tmp_path / "crawl.warc").write_bytes(as_warc("404 Not Found"))
    assert articles([tmp_path]) == ([], {"crawl.warc": "empty"})


def test_a_page_of_a_crawl_that_cannot_be_unpacked(tmp_path):
    bomb = gzip.compress(b"<p>" + b"a" * 10_000_000)
    (tmp_path / "crawl.warc").write_bytes(as_warc(headers="Content-Encoding: gzip\r\n", pages=[bomb]))
    (tmp_path / "other.warc").write_bytes(as_warc(headers="Content-Encoding: br\r\n"))
    _, rejects = articles([tmp_path])
    assert rejects == {"crawl.warc#2": "too_large"} | {f"other.warc#{n}": "unsupported" for n in (2, 3, 4)}


# --- tables as programs write them -----------------------------------------------------------------------------------


def test_days_that_a_sheet_holds_as_numbers_and_html_in_its_cells(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Название", "Текст", "Дата", "Время"])
    body = "<p style='x'>Порт&nbsp;открыт <b>вчера</b>.</p><p>Ждём паромы.</p>"
    day = datetime.datetime(2024, 9, 2)
    book.active.append(["Порт", body, 45537, datetime.time(10, 5)])
    book.active.append([2024, body, day, "10:05"])
    book.active.append([None, "Порт\n\n" + body, day + datetime.timedelta(hours=10, minutes=5), None])
    book.save(tmp_path / "list.xlsx")
    read, rejects = articles([tmp_path])
    assert rejects == {}
    assert [title for title, *_ in read] == ["Порт", "2024", "Порт"]
    assert {row[1:3] for row in read} == {("Порт открыт вчера.\n\nЖдём паромы.", "2024-09-02T10:05")}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251"])
def test_delimiters_and_marks(tmp_path, delimiter, encoding):
    (tmp_path / "list.csv").write_bytes(as_csv(["Заголовок, или тема", *COLUMNS[1:]], delimiter, encoding))
    (tmp_path / "sources.yml").write_text("- {files: '*', columns: {title: 'Заголовок, или тема'}}", encoding="utf-8")
    assert articles([tmp_path]) == (EXPECTED, {})


def test_of_two_columns_of_days_the_first_that_holds_one_counts(tmp_path):
    rows = ["title,text,created_at,published,date", "Порт,Порт открыт.,2024-01-01,скоро,02.09.2024 10:05"]
    (tmp_path / "list.csv").write_text("\n".join([*rows, "Порт,Порт открыт.,2024-09-02T10:05,,\n"]), encoding="utf-8")
    read, _ = articles([tmp_path])
    assert [time for _, _, time, _ in read] == ["2024-09-02T10:05"] * 2


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Asia/Ashgabat", "+05:00"])
def test_times_of_parquet_files(tmp_path, unit, zone):
    time = datetime.datetime(2024, 9, 2, 10, 5, tzinfo=zone and datetime.timezone(datetime.timedelta(hours=5)))
    times = pa.array([time, None], pa.timestamp(unit, zone))
    table = pa.table({"title": ["Порт"] * 2, "text": ["Порт открыт."] * 2, "date": times})
    pq.write_table(table, tmp_path / "a.parquet", version="2.6")
    read, rejects = articles([tmp_path])
    assert ([time for _, _, time, _ in read], rejects) == (["2024-09-02T10:05", None], {})


@pytest.mark.parametrize(
    "answer",
    [
        {"hits": {"total": 3, "hits": [{"_id": n, "_source": a} for n, a in enumerate(ARTICLES)]}},
        {"status": "ok", "data": {"page": 1, "articles": ARTICLES}},
        {"data": [{"type": "article", "attributes": a} for a in ARTICLES]},
        [{"id": 1, "node": a, "views": {"count": 3}} for a in ARTICLES],
    ],
)
def test_records_within_records(tmp_path, answer):
    (tmp_path / "answer.json").write_text(json.dumps(answer))
    assert articles([tmp_path]) == (EXPECTED, {})


# --- sources.yml -----------------------------------------------------------------------------------------------------

STRANGE = ["Kopf", "Rumpf", "Wann", "Wo"]
MAPPING = dict(zip(COLUMNS, STRANGE, strict=True))


@pytest.mark.parametrize("name", ["list.jsonl", "list.csv", "list.xlsx", "list.parquet"])
def test_columns_with_other_names(tmp_path, name):
    content = {"list.jsonl": as_lines, "list.csv": as_csv, "list.xlsx": as_excel, "list.parquet": as_parquet}[name]
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / name).write_bytes(content(STRANGE))
    read, rejects = articles([tmp_path])
    assert read == []
    assert set(rejects.values()) == {"no_text_field"}
    for place, pattern in (("sources.yml", "export/*"), ("export/sources.yml", ["x", "list.*"])):
        (tmp_path / place).write_text(yaml.safe_dump([{"files": pattern, "columns": MAPPING}]))
        assert articles([tmp_path]) == (EXPECTED, {})
        assert articles([tmp_path / "export"])[0] == (EXPECTED if place != "sources.yml" else [])
        (tmp_path / place).unlink()


def test_no_header_an_encoding_a_site_and_fields_within_fields(tmp_path):
    (tmp_path / "list.csv").write_bytes(as_csv(None, encoding="mac-cyrillic", delimiter=";"))
    nested = [{"doc": {"h": a["title"], "t": a["body"]}} for a in ARTICLES]
    (tmp_path / "nested.json").write_text(json.dumps(nested))
    options = [
        {"files": "list.csv", "header": COLUMNS, "encoding": "mac-cyrillic"},
        {"files": "*.json", "columns": {"title": "doc.h", "body": "doc.t"}, "site": "other.example"},
    ]
    (tmp_path / "sources.yml").write_text(yaml.safe_dump(options))
    read, rejects = articles([tmp_path])
    assert (read[:3], rejects) == (EXPECTED, {})
    assert [article[:2] for article in read[3:]] == [article[:2] for article in EXPECTED]
    assert {read_page(raw)[0]["site"] for raw in read_pages([tmp_path])} == {"site.example", "other.example"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "no valid YAML"),
        ("a: b", "no list of entries"),
        ("- columns: {}", "entry 1: «files» has to be a pattern"),
        ("- {files: '*', columns: {tytle: x}}", "entry 1: no such field 'tytle'"),
        ("- {files: x}\n- {files: '*', colums: {}}", "entry 2: no such key 'colums'"),
        ("- {files: '*', encoding: zlib}", "entry 1: no such encoding 'zlib'"),
        ("- {files: '*', header: x}", "entry 1: «header» has to be a list"),
        ("- {files: '*', site: [x]}", "entry 1: «site» has to be a host name"),
    ],
)
def test_a_mapping_that_cannot_be_understood_says_why(tmp_path, text, message):
    (tmp_path / "list.jsonl").write_bytes(as_lines())
    (tmp_path / "sources.yml").write_text(text)
    (raw,) = read_pages([tmp_path])
    assert raw.problem[0] == "malformed"
    assert message in raw.problem[1]


def test_a_mapping_that_is_put_right_counts_at_once(tmp_path):
    (tmp_path / "list.csv").write_bytes(as_csv(STRANGE))
    remote = UPath("memory://mapping/raw")
    for folder in (tmp_path, remote):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "list.csv").write_bytes(as_csv(STRANGE))
        for text, right in (("{", False), ("[]", False), (yaml.safe_dump([{"files": "*", "columns": MAPPING}]), True)):
            (folder / "sources.yml").write_text(text)
            read, rejects = articles([str(folder)])
            assert (read == EXPECTED, rejects == {}) == (right, right)
    remote.fs.rm("/mapping", recursive=True)


# --- what the README promises --------------------------------------------------------------------------------------

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
DUMP = f"Порт открыт\n02 Сентябрь 2024 г., 10:05\n\n{ARTICLES[0]['body']}"
EXAMPLES = {
    "2025/7.txt": DUMP.encode(),
    "digest.txt": f"{DUMP}\n\nШкола построена за год\n03.09.2024\n\n{ARTICLES[0]['body']}".encode(),
    "tdh.gov.tm/ru/7.html": as_page(ARTICLES[0]),
    "export.csv": as_csv(["title", "text", "date", "url"]),
    "crawl.warc.gz": gzip.compress(as_warc()),
    "colleague.zip": as_zip({"list.xlsx": as_excel(), "2025/7.txt": DUMP}),
    "dump.jsonl.zst": zstd.compress(as_lines()),
}


def test_an_example_of_each_row_of_the_readmes_table(tmp_path):
    table = README.partition("| what you have |")[2].partition("\n\n")[0]
    examples = [row.split("|")[2] for row in table.splitlines()[2:]]
    for number, name in enumerate(EXAMPLES):
        assert any(f"`{name}`" in example for example in examples)
        place = tmp_path / str(number) / name
        place.parent.mkdir(parents=True)
        place.write_bytes(EXAMPLES[name])
        rows = [row for raw in read_pages([tmp_path / str(number)]) for row, _ in articles_of(raw)]
        assert rows[0]["title"] == "Порт открыт"
        assert all(row["published"] for row in rows)
        assert len(rows) == {".csv": 3, ".gz": 3, ".zip": 4, ".zst": 3}.get(place.suffix, 1 + name.startswith("digest"))
    # the last row is that of folders behind an address
    assert all(any(f"`{name}`" in example for name in EXAMPLES) for example in examples[:-1])


def test_the_readmes_mapping(tmp_path):
    (tmp_path / "sources.yml").write_text(README.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    for name, names in (("export/a.csv", ["Heading", "Full text", "When", "Link"]), ("old/b.csv", None)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(as_csv(names, encoding="cp1251"))
    read, rejects = articles([tmp_path])
    assert ([article[:3] for article in read], rejects) == ([article[:3] for article in EXPECTED] * 2, {})
    assert {row["site"] for row, _ in map(read_page, read_pages([tmp_path]))} == {"site.example"}


# --- folders behind an address ---------------------------------------------------------------------------------------


def test_a_remote_folder_is_read_like_a_local_one(tmp_path):
    remote = UPath("memory://bucket/raw")
    files = {
        "a/list.jsonl": as_lines(),
        "a/crawl.warc.gz": gzip.compress(as_warc()),
        "b.zip": as_zip({"list.parquet": as_parquet(STRANGE)}),
        "sources.yml": yaml.safe_dump([{"files": "b.zip", "columns": MAPPING}]).encode(),
        "README.md": b"About these files.",
        ".hidden/page.txt": b"Hidden.",
    }
    for name, content in files.items():
        for place in (remote / name, tmp_path / name):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    try:
        assert [raw.page for raw in read_pages(["memory://bucket/raw"])] == [raw.page for raw in read_pages([tmp_path])]
        assert articles(["memory://bucket/raw"]) == articles([tmp_path]) == (EXPECTED * 3, {})
        assert articles(["memory://bucket/raw/a/list.jsonl"]) == (EXPECTED, {})
        assert articles([tmp_path.as_uri()]) == (EXPECTED * 3, {})
        with pytest.raises(FileNotFoundError, match="nowhere"):
            list(read_pages(["memory://bucket/nowhere"]))
    finally:
        remote.fs.rm("/bucket", recursive=True)


# --- broken crawls ---------------------------------------------------------------------------------------------------


def crawl_record(number, length=None, head=b""):
    page = as_page(ARTICLES[0] | {"title": f"Порт {number}"})
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    size = len(answer) if length is None else length
    head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n" + head
    return head + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (size, answer)


def damaged(content, place):
    changed = bytearray(content)
    changed[place] ^= 0xFF
    return bytes(changed)


WHOLE = crawl_record(2)
BROKEN = {
    "cut off.warc": WHOLE[:150],
    "too long.warc": crawl_record(2, 5_000),
    "far too long.warc": crawl_record(2, 90_000_000),
    "too short.warc": crawl_record(2, 100),
    "no length.warc": WHOLE.replace(b"Content-Length", b"Content-Size"),
    "length below nothing.warc": crawl_record(2, -1),
    "other version.warc": WHOLE.replace(b"WARC/1.0", b"WORC/7.0"),
    "long header.warc": crawl_record(2, head=b"X: " + b"x" * 100_000 + b"\r\n"),
    "no such status.warc": WHOLE.replace(b"WARC/1.0", b"\0\0\0\0\0\0\0\0"),
    "damaged.warc.gz": damaged(gzip.compress(WHOLE), 60),
    "checksum.warc.gz": damaged(gzip.compress(WHOLE), -6),
    "cut off.warc.gz": gzip.compress(WHOLE)[:100],
    "rubbish.warc.gz": b"\x1f\x8b\x08 rubbish" * 50,
}


@pytest.mark.parametrize("name", BROKEN)
def test_behind_a_broken_record_the_crawl_goes_on(tmp_path, name):
    pack = gzip.compress if name.endswith(".gz") else bytes
    records = [pack(crawl_record(number)) for number in range(6)]
    records[2] = BROKEN[name]
    (tmp_path / name).write_bytes(b"".join(records))
    read, rejects = articles([tmp_path])
    assert [title for title, *_ in read] == [f"Порт {number}" for number in (0, 1, 3, 4, 5)]
    assert rejects == {f"{name}#3": "malformed"}


def test_a_crawl_of_nothing_but_broken_records_is_given_up(tmp_path):
    (tmp_path / "a.warc").write_bytes(b"WARC/1.0\r\nWARC-" * 3_000)
    _, rejects = articles([tmp_path])
    assert len(rejects) == limits.MAX_BROKEN_RECORDS + 1
    assert rejects["a.warc"] == "malformed"
