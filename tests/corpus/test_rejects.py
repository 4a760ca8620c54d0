"""The reasons in the table of rejects are a closed list: each can occur, and no other is given."""

import re
import zipfile
from pathlib import Path

import pytest

from analysis import tables
from analysis.build import build
from analysis.corpus import page

CORPUS = Path(page.__file__).parent
# bytes that are no letters in any of the supported encodings
NO_LETTERS = bytes(n for n in range(0x80, 0x100) for _ in range(9) if n % 7 in (1, 2))


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b" \n")
    (folder / "binary.txt").write_bytes(b"%PDF-1.7")
    (folder / "encoding.txt").write_bytes(NO_LETTERS)
    (folder / "no_body.txt").write_text("СЕГОДНЯ НА САЙТЕ: Жатва 25 Июнь 2025 г., 14:41", encoding="utf-8")
    (folder / "malformed.jsonl").write_text("{")
    (folder / "no_text_field.csv").write_text("a,b\n1,2\n")
    (folder / "too_large.html").write_text("<html><body>" + "<p>a" * 20_000)
    (folder / "unreadable.txt").symlink_to("nowhere.txt")
    (folder / "unsupported.mp3").write_bytes(b"ID3")
    with zipfile.ZipFile(folder / "outside.zip", "w") as archive:
        archive.writestr("../outside.txt", "Порт открыт.")
    return folder


def test_every_reason_can_occur(raw, tmp_path):
    build([raw], tmp_path / "out")
    rejects = tables.read("rejects", tmp_path / "out")
    assert set(rejects["reason"]) == set(tables.REASONS)
    assert all(reason in name for reason, name in zip(rejects["reason"], rejects["page"], strict=True))
    assert rejects["detail"].str.len().gt(0).all()
    assert tables.read("articles", tmp_path / "out").empty


def test_no_other_reason_is_given():
    code = "".join(file.read_text(encoding="utf-8") for file in CORPUS.glob("*.py"))
    given = re.findall(
        r'(?:Unusable\(|problem = \(|_reject\(raw, |rejected\([^()"]*(?:\([^()]*\))?[^()"]*|_size, \()\s*"([a-z_]+)"',
        code,
    )
    assert len(given) > 30
    assert set(given) <= set(tables.REASONS)


def test_the_codebook_names_every_reason():
    codebook = (Path(__file__).parents[2] / "docs" / "codebook.md").read_text(encoding="utf-8")
    for reason, meaning in tables.REASONS.items():
        assert f"| `{reason}` | {meaning} |" in codebook
