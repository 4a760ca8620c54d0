import contextlib
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from upath import UPath

from analysis import tables
from analysis.build import BuildError, build, describe
from analysis.cli import main
from analysis.places import fetch, kept_for

VISIT = """\
СЕГОДНЯ НА САЙТЕ: Хлопкоробы вышли в поле 12 Сентябрь 2024 г., 09:30Открыт новый порт 11 Сентябрь 2024 г., 18:00

Президент Туркменистана прибыл в Казахстан
02 Сентябрь 2024 г., 10:05

Президент Туркменистана Сердар Бердымухамедов прибыл сегодня в Астану с официальным визитом. Об этом сообщает TDH.

Переговоры с президентом Казахстана Касым-Жомартом Токаевым пройдут во дворце «Акорда»."""
FIELD = """\
Хлопкоробы вышли в поле
12 Сентябрь 2024 г., 09:30

Уборка хлопка началась во всех областях страны. В поле вышли тысячи машин, урожай обещает быть хорошим, а погода \
стоит сухая и тёплая. Первые грузовики уже прибыли на приёмные пункты, где сырьё взвешивают и сушат."""
ENGLISH = (
    "Harvest has begun\n13 Сентябрь 2024 г., 09:30\n\nThe harvest of cotton has begun in all regions of the country."
)


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    (folder / "2024").mkdir(parents=True)
    (folder / "README.md").write_text("Made up for a test.")
    (folder / "2024" / "visit.txt").write_text(VISIT, encoding="utf-8")
    (folder / "2024" / "field.txt").write_text(FIELD, encoding="cp1251")
    (folder / "2024" / "field-again.txt").write_text(FIELD, encoding="utf-16")
    later = FIELD.replace("12 Сентябрь", "14 Сентябрь").replace("вышли в поле\n", "снова в поле\n")
    (folder / "later.txt").write_text(later, encoding="utf-8")
    (folder / "english.txt").write_text(ENGLISH, encoding="utf-8")
    (folder / "empty.txt").write_text("")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x00\x00")
    (folder / "table.xls").write_bytes(b"?")
    return folder


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir(), key=lambda path: path.name)}


def test_pages_become_tables(raw, tmp_path):
    out = tmp_path / "data" / "processed"
    manifest = build([raw], out)
    articles = tables.read("articles", out).set_index("page")
    assert sorted(articles.index) == [
        *("2024/field-again.txt", "2024/field.txt", "2024/visit.txt", "english.txt", "later.txt")
    ]
    rejects = tables.read("rejects", out).set_index("page")["reason"].to_dict()
    assert rejects == {"empty.txt": "empty", "picture.txt": "binary", "table.xls": "unsupported"}

    first = articles.loc["2024/field-again.txt", "article_id"]
    assert articles.loc["2024/field.txt", "article_id"] == f"{first}-2"
    assert articles["duplicate_of"].dropna().to_dict() == {"2024/field.txt": first, "later.txt": first}
    assert articles.loc["english.txt", "language"] == "en"
    assert str(articles.loc["2024/visit.txt", "published"]) == "2024-09-02 10:05:00+05:00"

    headlines = tables.read("headlines", out)
    assert headlines["text"].tolist() == ["Хлопкоробы вышли в поле", "Открыт новый порт"]
    assert headlines["article_id"].tolist() == [first, None]
    assert manifest["counts"] | {"visits": 1} == manifest["counts"]


def test_the_visit_is_found_with_the_words_that_say_so(raw, tmp_path):
    build([raw], tmp_path / "out")
    articles = tables.read("articles", tmp_path / "out").set_index("article_id")
    visit = tables.read("visits", tmp_path / "out").iloc[0]
    assert (visit["visitor"], visit["host_country"], visit["kind"]) == ("Сердар Бердымухамедов", "KAZ", "official")
    mentions = tables.read("mentions", tmp_path / "out")
    assert set(mentions["article_id"]) == {visit["evidence_article"]}
    for mention in mentions.itertuples():
        text = articles.loc[mention.article_id, mention.field]
        assert text[mention.start : mention.end] == mention.evidence


def test_an_event_counts_once_and_lists_the_sites_of_all_copies(tmp_path):
    (tmp_path / "raw").mkdir()
    body = VISIT.split("\n\n", 2)[2]
    records = [
        {"title": "Визит", "body": body, "date": "2024-09-02T10:05", "url": "https://one.example/7"},
        {
            "title": "Визит в Астану",
            "body": f"{body}\n\nФото.",
            "date": "2024-09-02T12:00",
            "url": "http://two.example",
        },
        {"title": "Ещё раз", "body": body, "date": "2024-09-03T12:00"},
        {"title": "Итоги", "body": f"Завершился визит. {body[:120]}", "date": "2024-09-04", "url": "http://a.example"},
        {"title": "Порт", "body": "Порт открыт вчера.", "date": "2024-09-04", "url": "http://other.example"},
    ]
    (tmp_path / "raw" / "list.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    build([tmp_path / "raw"], tmp_path / "out")
    articles = tables.read("articles", tmp_path / "out")
    assert articles["duplicate_of"].notna().sum() == 2
    visits = tables.read("visits", tmp_path / "out")
    assert visits[["articles", "sources"]].values.tolist() == [[2, ("a.example", "one.example", "two.example")]]


def test_the_manifest_tells_inputs_versions_and_counts(raw, tmp_path):
    manifest = build([raw], tmp_path / "out")
    written = json.loads((tmp_path / "out" / "build.json").read_text(encoding="utf-8"))
    inputs = written.pop("inputs")
    assert manifest == written
    assert inputs["empty.txt"] == hashlib.sha256().hexdigest()
    assert len(inputs) == 8 and "README.md" not in inputs
    assert {"analysis", "slovnet", "pyarrow"} <= manifest["versions"].keys()
    counts = manifest["counts"]
    assert (counts["pages"], counts["articles"], counts["rejects"], counts["duplicates"]) == (8, 5, 3, 2)
    summary = [line.split(maxsplit=2) for line in describe(manifest, "out").splitlines()]
    assert summary[:3] == [
        ["pages", "8"],
        ["articles", "5", "(2 copies of another, 1 in other languages)"],
        ["rejected", "3", "(1 binary, 1 empty, 1 unsupported; the table «rejects» tells more)"],
    ]
    assert ["visits", "1"] in summary


def test_the_same_pages_give_the_same_bytes(raw, tmp_path):
    build([raw], tmp_path / "one", jobs=1)
    moved = shutil.copytree(raw, tmp_path / "elsewhere" / "raw")
    build([moved], tmp_path / "two", jobs=2)
    build([raw], tmp_path / "one", jobs=1)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    (raw / "empty.txt").write_text("Порт открыт\n02 Сентябрь 2024 г., 10:05\n\nПорт открыт.")
    changed = build([raw], tmp_path / "one")["corpus_hash"]
    assert changed != json.loads((tmp_path / "two" / "build.json").read_text(encoding="utf-8"))["corpus_hash"]


def test_a_folder_without_pages_gives_empty_tables(tmp_path):
    (tmp_path / "raw").mkdir()
    build([tmp_path / "raw"], tmp_path / "out")
    assert {len(tables.read(name, tmp_path / "out")) for name in tables.TABLES} == {0}


pages = st.dictionaries(
    st.sampled_from(["a.txt", "b.txt", "c.html", "d.jsonl", "e.pdf", "f/g.txt", "f/h.ndjson", "i"]),
    st.binary(max_size=60)
    | st.sampled_from([FIELD.encode(), ENGLISH.encode(), b'{"body": "\n', b'{"text": "A b c."}\n{}\n']),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages)
def test_every_page_is_an_article_or_a_reject(tmp_path, drawn):
    shutil.rmtree(tmp_path)
    for name, content in drawn.items():
        (tmp_path / "raw" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / name).write_bytes(content)
    (tmp_path / "raw").mkdir(parents=True, exist_ok=True)
    build([tmp_path / "raw"], tmp_path / "out")
    found = [*tables.read("articles", tmp_path / "out")["page"], *tables.read("rejects", tmp_path / "out")["page"]]
    assert len(found) == len(set(found))
    assert {page.partition("#")[0] for page in found} == set(drawn)


# --- addresses in place of folders -----------------------------------------------------------------------------------


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store in memory, as fsspec has it; what is kept for it lies in a folder of the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    place = UPath(f"memory://{tmp_path.name}")
    yield place
    place.fs.rm(place.path, recursive=True)


def test_raw_pages_and_tables_may_lie_in_a_store(raw, store, tmp_path):
    for page in filter(Path.is_file, raw.rglob("*")):
        place = store / "raw" / page.relative_to(raw).as_posix()
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(page.read_bytes())
    manifest = build([str(store / "raw")], str(store / "out"))
    expected = build([raw], tmp_path / "out")
    assert contents(store / "out") == contents(tmp_path / "out")
    assert len(tables.read("visits", str(store / "out"))) == manifest["counts"]["visits"] == 1
    assert "let no other machine build there" in describe(manifest, store / "out")
    assert "let no other machine" not in describe(expected, tmp_path / "out")

    kept = kept_for(str(store / "out"))
    assert [path.name for path in kept.parent.glob(f"*{kept.name}*")] == [f".{kept.name}.cache"]
    (store / "raw" / "empty.txt").write_text(FIELD.replace("12 Сентябрь", "15 Сентябрь"), "utf-8")
    build([str(store / "raw")], str(store / "out"))
    shutil.rmtree(kept.parent)
    again = contents(store / "out")
    build([str(store / "raw")], str(store / "out"))
    assert contents(store / "out") == again != contents(tmp_path / "out")


def test_reports_and_exports_are_made_of_tables_in_a_store(raw, store, tmp_path):
    build([raw], str(store / "out"))
    build([raw], tmp_path / "out")
    plan = ["report", Path(__file__).parents[1] / "reports.yml", "--only", "03_visits"]
    for name, command in {"tables": ["export", "--format", "csv"], "data": plan}.items():
        for data, out in ((store / "out", tmp_path / "far"), (tmp_path / "out", tmp_path / "near")):
            result = run(*command, "--data", data, "--out", out)
            assert result.exit_code == 0, result.output
        assert contents(tmp_path / "far" / name) == contents(tmp_path / "near" / name)
    assert "1 of them unchanged" in run(*plan, "--data", store / "out", "--out", tmp_path / "far").output

    (raw / "a.txt").write_text(FIELD.replace("12 Сентябрь", "15 Сентябрь"), "utf-8")
    build([raw], str(store / "out"))
    assert contents(fetch(str(store / "out"))) == contents(store / "out")


@pytest.mark.parametrize("command", ["export", "report"])
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("memory://nobody/built", "run «analysis build» first"),
        ("nosuch://bucket/tables", "needs the package of its store"),
    ],
)
def test_an_address_without_tables_is_one_line(command, address, said, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    result = run(command, "--data", address, "--out", tmp_path / "out")
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1), result.output
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_store_gets_whole_tables_or_none(raw, store):
    build([raw], str(store / "out"))
    whole = contents(store / "out")
    with pytest.raises(ZeroDivisionError):
        build([raw], str(store / "out"), progress=lambda *step: 1 / 0)
    assert contents(store / "out") == whole
    (store / "out" / "notes.txt").write_text("important")
    with pytest.raises(BuildError, match=r"holds other files \(notes.txt\)"):
        build([raw], str(store / "out"))


def test_the_second_of_two_builds_for_one_store_says_so(raw, store):
    def second(*step):
        with pytest.raises(BuildError, match="another build is writing there"):
            build([raw], str(store / "out"))
        return lambda done: None

    build([raw], str(store / "out"), progress=second)


@pytest.mark.parametrize("address", ["s3://bucket/tables", "nonsense://tables"])
def test_a_store_without_its_package_is_one_line(raw, address):
    with pytest.raises(BuildError, match="an address needs the package of its store"):
        build([raw], address)
    with pytest.raises(BuildError, match="an address needs the package of its store"):
        build([address], raw.parent / "out")


# --- the folder of the tables ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_a_build_that_breaks_off_leaves_the_earlier_tables(raw, tmp_path, error):
    out = tmp_path / "out"
    build([raw], out)
    earlier = contents(out)
    (raw / "later.txt").unlink()

    def progress(step, total, unit):
        if step == "extracting":
            raise error
        return lambda done: None

    with pytest.raises(error):
        build([raw], out, progress=progress)
    assert contents(out) == earlier
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.cache", "out", "raw"]


def test_a_killed_build_leaves_the_earlier_tables_and_the_next_one_ends(raw, tmp_path):
    out, staging = tmp_path / "out", tmp_path / ".out.building"
    build([raw], out)
    earlier = contents(out)
    (raw / "later.txt").unlink()
    for written in ("", "articles.parquet", "people.parquet"):
        process = subprocess.Popen([sys.executable, "-m", "analysis", "build", raw, "--out", out, "--jobs", "1"])
        while process.poll() is None and not (staging / written).exists():
            time.sleep(0.001)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait()
        ended = process.returncode == 0
        assert ended or contents(out) == earlier
    build([raw], out)
    build([raw], tmp_path / "undisturbed")
    assert contents(out) == contents(tmp_path / "undisturbed")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [".out.cache", ".undisturbed.cache", "out", "raw", "undisturbed"]


def test_a_build_killed_between_the_two_renames_is_put_right(raw, tmp_path):
    build([raw], tmp_path / "out")
    earlier = contents(tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / ".out.previous")
    with pytest.raises(ZeroDivisionError):
        build([raw], tmp_path / "out", progress=lambda *step: 1 / 0)
    assert contents(tmp_path / "out") == earlier


def test_the_second_of_two_builds_says_so(raw, tmp_path):
    reading, go_on = threading.Event(), threading.Event()

    def wait(step, total, unit):
        reading.set()
        go_on.wait()
        return lambda done: None

    first = threading.Thread(target=build, args=([raw], tmp_path / "out"), kwargs={"progress": wait})
    first.start()
    reading.wait()
    try:
        with pytest.raises(BuildError, match="another build is writing there"):
            build([raw], tmp_path / "out")
        build([raw], tmp_path / "other")
    finally:
        go_on.set()
        first.join()
    assert contents(tmp_path / "out") == contents(tmp_path / "other")


def test_places_where_no_tables_are_written(raw, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("important")
    (tmp_path / "file").write_text("important")
    for paths, out, message in [
        ([tmp_path / "nowhere"], tmp_path / "out", "nowhere: no such file or folder"),
        ([raw], mine, r"holds other files \(notes.txt\)"),
        ([raw], tmp_path / "file", "is no folder"),
        ([raw], raw / "processed", "lies in the raw folder"),
        ([raw], tmp_path, "holds the raw pages"),
    ]:
        with pytest.raises(BuildError, match=message):
            build(paths, out)
    assert (mine / "notes.txt").read_text() == (tmp_path / "file").read_text() == "important"
    assert not Path(raw, "processed").exists()
