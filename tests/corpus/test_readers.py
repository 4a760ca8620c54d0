import json
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.corpus import limits
from analysis.corpus.encodings import decode, put_right
from analysis.corpus.page import read_page
from analysis.corpus.readers import find_files, read_articles, read_pages
from analysis.corpus.sources import pick

RUSSIAN = "Визит Президента в Астану начат 23 Апрель 2025 г., 10:05"


def test_pages_come_sorted_and_without_what_describes_the_folder(tmp_path):
    for name in (
        "b.txt",
        "a/z.html",
        "a/y.HTM",
        "README.md",
        "readme.txt",
        "LICENSE",
        ".hidden.txt",
        ".git/x.txt",
        "c.pdf",
    ):
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        place.write_text("Визит", encoding="utf-8")
    (tmp_path / "d.jsonl").write_text('{"title": "1"}\n\n{"title": "2"}\n', encoding="utf-8")
    pages = list(read_pages([tmp_path]))
    assert [page.page for page in pages] == ["a/y.HTM", "a/z.html", "b.txt", "c.pdf", "d.jsonl#1", "d.jsonl#2"]
    assert [page.kind for page in pages] == ["html", "html", "text", "text", "record", "record"]
    assert [page.page for page in pages if page.problem] == ["c.pdf"]
    assert [page.page for page in read_pages([tmp_path / "readme.txt"])] == ["readme.txt"]


def test_several_paths_keep_their_names_apart_and_no_file_is_read_twice(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        Path(folder).mkdir()
        Path(folder, "a.txt").write_text("Визит", encoding="utf-8")
    assert [name for name, _ in find_files(["one", "two", "one/a.txt"])] == ["one/a.txt", "two/a.txt"]


def test_no_such_path(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        list(read_pages([tmp_path / "nowhere"]))


def test_files_that_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_TEXT_BYTES", 10)
    monkeypatch.setattr(limits, "MAX_RECORD_BYTES", 30)
    (tmp_path / "big.txt").write_text("a" * 11)
    (tmp_path / "gone.txt").symlink_to("nowhere.txt")
    (tmp_path / "no-ending").write_text("a")
    (tmp_path / "none.jsonl").write_text("\n\n")
    (tmp_path / "records.jsonl").write_text('{"a": 1}\n{"a": "%s"}\n[1]\nnot JSON\n{"a": 2}' % ("x" * 100))
    os.mkfifo(tmp_path / "pipe.txt")
    problems = {page.page: page.problem and page.problem[0] for page in read_pages([tmp_path])}
    assert problems == {
        "big.txt": "too_large",
        "gone.txt": "unreadable",
        "no-ending": "unsupported",
        "none.jsonl": "empty",
        "pipe.txt": "unsupported",
        "records.jsonl#1": None,
        "records.jsonl#2": "too_large",
        "records.jsonl#3": "malformed",
        "records.jsonl#4": "malformed",
        "records.jsonl#5": None,
    }


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "koi8-r", "cp866"]
)
@pytest.mark.parametrize("text", [RUSSIAN, "Визит", "ВИЗИТ В АСТАНУ", RUSSIAN * 50, "Подписан договор с TAPI Ltd."])
def test_encodings_of_short_and_long_russian_pages(text, encoding):
    assert decode(text.encode(encoding))[0] == text


def test_other_texts():
    turkmen = "Türkmenistanyň Prezidenti Özbegistana geldi, gepleşik geçirdi"
    assert decode(turkmen.encode())[0] == turkmen
    assert decode(b"The President arrived") == ("The President arrived", "utf-8")
    german = "Der Präsident reist über Köln nach Aschgabat, wo ein großes Treffen geplant ist. " * 3
    assert decode(german.encode("cp1252"))[0] == german
    declared = '<meta charset="iso-8859-9"><p>Cumhurbaşkanı Türkmenistan\'a geldi, görüştü'
    assert decode(declared.encode("iso-8859-9"))[0] == declared


def test_a_page_cut_off_within_a_letter_and_one_with_a_broken_byte():
    assert decode(RUSSIAN[:5].encode()[:-1]) == ("Визи", "utf-8")
    broken = (RUSSIAN * 20).encode()
    assert decode(broken[:100] + b"\xff" + broken[100:])[0].replace("\ufffd", "") == RUSSIAN * 20


MISREAD = "Президент «Эмомали» прибыл в Астану — с визитом.\nИ, ещё: Чары, Шохрат; Ыклас, Ёлотен."


@pytest.mark.parametrize(
    ("was", "taken_for"),
    [("utf-8", "cp1251"), ("utf-8", "cp1252"), ("utf-8", "latin-1"), ("cp1251", "latin-1"), ("cp1251", "koi8-r")],
)
def test_text_that_a_program_misread_and_saved_is_put_right(tmp_path, was, taken_for):
    title, text = (
        "".join(bytes((n,)).decode(taken_for, "ignore") or chr(n) for n in part.encode(was))
        for part in ("Визит начат", MISREAD)
    )
    (tmp_path / "a.txt").write_text(f"{title}\n\n{text}", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f'title,text\n"{title}","{text}"\n', encoding="utf-8")
    for raw in read_pages([tmp_path]):
        row, _ = read_page(raw)
        assert row["body"].split() == MISREAD.split()
        assert row["title"] == "Визит начат" or (raw.kind, was) == ("record", "cp1251")
        assert [note for note in row["notes"] if note.startswith("put right: ")]


def test_text_that_nobody_misread_stays():
    for text in [
        *("Der Präsident reist über Köln nach Aschgabat. ", "Le président a été fêté à l’entrée du théâtre. "),
        *("Türkmenistanyň Prezidenti Özbegistana geldi. ", "Қазақстан Республикасының Президенті келді. "),
        *(
            "РСФСР и СССР, РФ",
            "РОССИЯ, США: ВИЗИТ. РУБЛЬ",
            "Президент України прибув до столиці. ",
            "عشق آباد",
            "土库曼",
        ),
    ]:
        assert put_right(text) == (text, "")
        assert put_right(text * 30) == (text * 30, "")


def test_a_file_put_together_from_two_encodings():
    lines = [RUSSIAN] * 5
    content = b"\n".join(line.encode("cp1251" if n % 2 else "utf-8") for n, line in enumerate(lines))
    assert decode(content) == ("\n".join(lines), "utf-8 and cp1251")


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7 text", b"PK\x03\x04abc", bytes(range(256)), b"\x89PNG\r\n", b"a\0b\1" * 50]
)
def test_binary_files(content):
    assert decode(content) == (None, "binary")


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"\xff\xfe\x00")
@example(b"charset=undefined \xff")
@example(b"charset=idna \xff\xc0")
def test_any_bytes_are_text_or_not(content):
    text, encoding = decode(content)
    assert (text is None) == (encoding in ("binary", "unknown"))


def test_names_of_fields():
    record = {"Headline": "Визит", "text": None, "content": "Начат.", "Date-Published": "2025"}
    assert [pick(record, field) for field in ("title", "body", "published", "url")] == ["Визит", "Начат.", "2025", None]


def test_articles_for_extraction(tmp_path):
    good = {"id": 7, "published": "2025-04-23T10:05:30+05:00", "title": "Визит", "body": " Начат. ", "topic": "x"}
    lines = [
        json.dumps(good),
        "{",
        json.dumps(good | {"body": None}),
        json.dumps({"title": "Визит", "body": 3}),
        json.dumps(good | {"published": "скоро"}),
        json.dumps(good | {"id": "b", "published": None}),
        "",
    ]
    place = tmp_path / "articles.jsonl"
    place.write_text("\n".join(lines), encoding="utf-8")
    found = list(read_articles(place))
    assert found[0] == {"id": 7, "published": "2025-04-23T10:05", "title": "Визит", "body": " Начат. "}
    assert found[5]["published"] is None
    assert [text.removeprefix(f"{place}:")[:36] for text in found[1:5]] == [
        "2: no valid JSON: Expecting property",
        "3: the record lacks body; each has t",
        "4: the record lacks id and body; eac",
        "5: published is 'скоро'; write it as",
    ]


def test_records_in_utf16(tmp_path):
    place = tmp_path / "articles.jsonl"
    place.write_text('{"title": "Визит"}\n{"title": "Ещё"}\n', encoding="utf-16")
    assert [page.content["title"] for page in read_pages([place])] == ["Визит", "Ещё"]
