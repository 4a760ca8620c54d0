"""Builds after builds: what is new is worked on, what is not is kept, and nobody sees the difference in the tables.

ANALYSIS_KILLS sets how often a build is killed; 8 if it is not set.
"""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import analysis
from analysis import review, tables
from analysis.build import CHANGED, build

KILLS = int(os.environ.get("ANALYSIS_KILLS", "8"))
SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
PAGES = sorted(SAMPLE.rglob("*.txt"))[::20]


@pytest.fixture
def raw(tmp_path):
    folder = tmp_path / "raw"
    folder.mkdir()
    for n, page in enumerate(PAGES):
        shutil.copy(page, folder / f"{n:02}.txt")
    records = [{"title": f"Порт {n}", "body": f"Порт № {n} открыт вчера в {n} часов."} for n in range(40)]
    (folder / "list.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    shutil.copy(folder / "00.txt", folder / "copy.txt")
    return folder


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def from_nothing(raw, folder):
    """The bytes of a build that knows of no other."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        build([raw], Path(place, "out"))
        return contents(Path(place, "out"))


def results(out, query):
    """What the cache beside the tables holds."""
    database = sqlite3.connect(out.with_name(f".{out.name}.cache") / "results.sqlite")
    try:
        found = database.execute(query).fetchall()
        database.commit()
        return found
    finally:
        database.close()


def command(raw, out, *options, **how):
    arguments = [sys.executable, "-m", "analysis", "build", str(raw), "--out", str(out), *options]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


# --- what is new -----------------------------------------------------------------------------------------------------


def test_only_new_pages_are_worked_on(raw, tmp_path):
    out = tmp_path / "out"
    later = [(raw / name).rename(tmp_path / name) for name in ("00.txt", "copy.txt", "07.txt")]
    build([raw], out)
    # a result that no work gives shows that no work was done
    nothing = json.dumps({kind: [] for kind in ("visits", "meetings", "agreements", "people")})
    results(out, f"UPDATE extract_results SET result = '{nothing}'")
    known = set(results(out, "SELECT key FROM extract_results"))
    for page in later:
        page.rename(raw / page.name)
    build([raw], out)
    assert len(set(results(out, "SELECT key FROM extract_results")) - known) == 2
    mentioned = set(tables.read("mentions", out)["article_id"])
    articles = tables.read("articles", out).set_index("article_id")
    assert mentioned
    assert set(articles.loc[sorted(mentioned), "page"]) <= {"00.txt", "copy.txt", "07.txt"}
    shutil.rmtree(tmp_path / ".out.cache")
    build([raw], out)
    assert contents(out) == from_nothing(raw, tmp_path)


def test_a_record_more_in_a_list_costs_the_records_around_it(raw, tmp_path):
    build([raw], tmp_path / "out")
    before = set(results(tmp_path / "out", "SELECT key FROM read_results"))
    with (raw / "list.jsonl").open("a") as records:
        records.write('\n{"title": "Мост", "body": "Мост открыт вчера."}')
    build([raw], tmp_path / "out")
    # the list as a whole, and the last of its parts
    assert len(set(results(tmp_path / "out", "SELECT key FROM read_results")) - before) == 2
    assert contents(tmp_path / "out") == from_nothing(raw, tmp_path)


texts = st.sampled_from(
    [page.read_text("utf-8") for page in PAGES[:4]] + ["", "Порт открыт вчера.", '{"body": "Да."}\n']
)
folders = st.dictionaries(st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.jsonl", "f.html"]), texts)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(folders, min_size=2, max_size=4))
def test_whatever_was_built_before_the_tables_are_those_of_a_build_from_nothing(tmp_path, drawn):
    shutil.rmtree(tmp_path)
    for pages in drawn:
        shutil.rmtree(tmp_path / "raw", ignore_errors=True)
        (tmp_path / "raw").mkdir(parents=True)
        for name, text in pages.items():
            (tmp_path / "raw" / name).parent.mkdir(exist_ok=True)
            (tmp_path / "raw" / name).write_text(text, "utf-8")
        build([tmp_path / "raw"], tmp_path / "out")
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "raw", tmp_path)


def test_a_changed_rule_or_list_invalidates_what_depends_on_it(raw, tmp_path):
    package = shutil.copytree(Path(analysis.__file__).parent, tmp_path / "src" / "analysis")
    for page in sorted(raw.iterdir())[3:]:
        page.unlink()

    def run():
        process = command(raw, tmp_path / "out", "--jobs", "1", env=os.environ | {"PYTHONPATH": str(tmp_path / "src")})
        assert process.communicate()[1] == ""
        return dict(results(tmp_path / "out", "SELECT name, version FROM step"))

    before = run()
    assert before.keys() == {"read", "sketch", "resolve", "extract", "settle"}
    for file, changed in [
        ("corpus/text.py", {"read"}),
        ("corpus/duplicates.py", {"sketch", "resolve"}),
        ("steps.py", {"read", "sketch", "resolve", "extract", "settle"}),
        ("gazetteer/people.csv", {"extract", "settle"}),
        ("gazetteer/triggers.csv", {"extract"}),
        ("events/visits.py", {"extract"}),
        ("events/confidence.json", {"extract"}),
        ("events/registry.py", {"settle"}),
        ("corpus/sites/tdh.gov.tm.yml", {"read"}),
        ("gazetteer/sectors.csv", set()),
        ("russian/lemmas.py", set()),
        ("figures.py", set()),
    ]:
        with (package / file).open("a") as text:
            text.write("\n")
        after = run()
        assert {name for name in after if after[name] != before[name]} == changed
        before = after


def test_decisions_touch_what_they_would_with_all_rows_in_memory(tmp_path):
    raw = SAMPLE / "2025"
    build([raw], tmp_path / "out")
    before = {name: pq.read_table(tmp_path / "out" / f"{name}.parquet").to_pylist() for name in tables.TABLES}
    visits = before["visits"]
    hosts = {m["visit_id"] for m in before["meetings"]}
    met = next(v for v in visits if v["visit_id"] in hosts)
    one, other, third, *_ = (v for v in visits if v["visit_id"] not in hosts)
    meeting = next(m for m in before["meetings"] if m["visit_id"] not in (None, met["visit_id"]))
    known = [about(v, "visit", verdict) for v, verdict in ((met, "reject"), (third, "accept"))]
    known.append(replace(about(one, "visit", "merge"), into=other["visit_id"]))
    known.append(replace(about(meeting, "meeting", "correct"), changes={"mode": ("in_person", "phone")}))
    article = before["articles"][0]
    added = review.Decision("visit", "added00001", "add", {"visitor": ("", "Марко Поло"), "host_country": ("", "TKM")})
    known.append(replace(added, article_id="gone", evidence=article["body"].split(".")[0]))
    review.write(tmp_path / "corrections.csv", known)

    manifest = build([raw], tmp_path / "out")
    expected, reviewed = review.apply(before, review.read(tmp_path / "corrections.csv"), before["articles"])
    assert manifest["review"] == reviewed
    assert reviewed["applied"] == dict.fromkeys(("accept", "add", "correct", "merge", "reject"), 1)
    for name in ("visits", "meetings", "agreements", "mentions", "people"):
        built, wanted = pq.read_table(tmp_path / "out" / f"{name}.parquet"), tables.to_arrow(name, expected[name])
        columns = [column for column in wanted.column_names if column != "sources"]
        assert built.select(columns).to_pylist() == wanted.select(columns).to_pylist(), name


def about(row, event, verdict):
    """A decision on an event as it is."""
    words = {"article_id": row["evidence_article"], "evidence": row["evidence"]}
    return review.Decision(event, row[f"{event}_id"], verdict, **words)


@pytest.mark.parametrize("damage", [b"", b"not a database" * 1000])
def test_a_damaged_or_deleted_cache_is_made_anew(raw, tmp_path, damage):
    out = tmp_path / "out"
    build([raw], out)
    before = contents(out)
    (tmp_path / ".out.cache" / "results.sqlite").write_bytes(damage)
    build([raw], out)
    assert contents(out) == before


@pytest.mark.parametrize("start", [8192, 100_000])
def test_damage_inside_the_cache_is_put_right_or_one_line(raw, tmp_path, start):
    out = tmp_path / "out"
    build([raw], out)
    before = contents(out)
    file = tmp_path / ".out.cache" / "results.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole[:start] + b"\xff" * (len(whole) - start))
    process = command(raw, out, "--jobs", "1")
    errors = process.communicate()[1]
    assert process.returncode == len(errors.splitlines()) <= 1
    if errors:
        assert "delete this folder" in errors
        shutil.rmtree(tmp_path / ".out.cache")
        build([raw], out)
    assert contents(out) == before


# --- faults ----------------------------------------------------------------------------------------------------------


def test_killed_at_any_point_the_next_build_ends_with_the_same_bytes(raw, tmp_path):
    chance = random.Random(5)
    expected = from_nothing(raw, tmp_path)
    out, staging, cache = tmp_path / "out", tmp_path / ".out.building", tmp_path / ".out.cache"
    begun = time.monotonic()
    assert command(raw, out, "--jobs", "2").wait() == 0
    duration = time.monotonic() - begun
    for n in range(KILLS):
        if n % 2:
            shutil.rmtree(cache)
            shutil.rmtree(out)
        process = command(raw, out, "--jobs", "2", start_new_session=True)
        while n % 4 and process.poll() is None and not staging.exists():
            time.sleep(0.001)
        time.sleep(chance.uniform(0, duration))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        assert not out.exists() or contents(out) == expected
        with pytest.raises(ProcessLookupError):
            while True:  # the processes that helped it end by themselves
                os.killpg(process.pid, 0)
                time.sleep(0.1)
        build([raw], out)
        assert contents(out) == expected
        assert sorted(path.name for path in tmp_path.iterdir()) == [".out.cache", "out", "raw"]
        assert [path.name for path in cache.iterdir()] == ["results.sqlite"]


@pytest.mark.parametrize("limit", [20_000, 100_000, 200_000])
def test_without_room_a_build_says_so_and_the_next_one_ends(raw, tmp_path, limit):
    out = tmp_path / "out"

    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    process = command(raw, out, "--jobs", "1", preexec_fn=no_room)
    output, errors = process.communicate()
    assert (process.returncode, output, len(errors.splitlines())) == (1, "", 1), errors
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.cache", "raw"]
    build([raw], out)
    assert contents(out) == from_nothing(raw, tmp_path)


def test_tables_that_cannot_be_written_are_one_line(raw):
    process = command(raw, "/proc/tables")
    output, errors = process.communicate()
    assert (process.returncode, output, len(errors.splitlines())) == (1, "", 1), errors


@pytest.fixture
def unprivileged():
    """A folder of somebody for whom permissions count; tests may run as root."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    # what is loaded from then on lies where root may look, and perhaps nobody else
    (folder / "raw").mkdir()
    shutil.copy(PAGES[0], folder / "raw")
    build([folder / "raw"], folder / "out")
    for part in folder.iterdir():
        shutil.rmtree(part)
    user = os.geteuid()
    if user == 0:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    yield folder
    os.seteuid(user)
    shutil.rmtree(folder)


def test_what_may_not_be_opened_is_rejected(unprivileged):
    raw, out = unprivileged / "raw", unprivileged / "out"
    (raw / "closed").mkdir(parents=True)
    for name in ("open.txt", "secret.txt", "secret.jsonl", "closed/a.txt"):
        (raw / name).write_text("Порт открыт вчера.", "utf-8")
    for name in ("secret.txt", "secret.jsonl", "closed"):
        (raw / name).chmod(0)
    try:
        build([raw], out)
    finally:
        (raw / "closed").chmod(0o755)
    rejects = tables.read("rejects", out).set_index("page")["reason"].to_dict()
    assert rejects == dict.fromkeys(("closed", "secret.jsonl", "secret.txt"), "unreadable")
    assert tables.read("articles", out)["page"].tolist() == ["open.txt"]
    (raw / "secret.txt").chmod(0o644)
    build([raw], out)
    assert set(tables.read("articles", out)["page"]) == {"closed/a.txt", "open.txt", "secret.txt"}


@pytest.mark.parametrize(("name", "line"), [("new.txt", "Порт открыт.\n"), ("new.jsonl", '{"body": "Порт открыт."}\n')])
def test_a_file_that_changes_while_it_is_read_is_whole_or_rejected(tmp_path, name, line):
    (tmp_path / "raw").mkdir()
    file = tmp_path / "raw" / name
    file.write_text(line * 2000, "utf-8")
    ended = threading.Event()

    def write():
        while not ended.is_set():
            with file.open("a", encoding="utf-8") as text:
                text.write(line)
            time.sleep(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(20):
            build([tmp_path / "raw"], tmp_path / "out")
            rejects = tables.read("rejects", tmp_path / "out")
            if len(rejects):
                break
    finally:
        ended.set()
        writer.join()
    assert rejects[["page", "reason", "detail"]].values.tolist() == [[name, "unreadable", CHANGED]]
    assert not len(tables.read("articles", tmp_path / "out"))
    build([tmp_path / "raw"], tmp_path / "out")
    assert contents(tmp_path / "out") == from_nothing(tmp_path / "raw", tmp_path)
    assert len(tables.read("articles", tmp_path / "out"))


def helpers(process):
    """Those processes of a build that do the work."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process.pid and "popen_loky" in (place / "cmdline").read_text():
                found.append(int(place.name))
        except OSError:
            pass
    return found


def test_a_process_that_is_ended_from_outside_is_one_line(raw, tmp_path):
    process = command(raw, tmp_path / "out", "--jobs", "2")
    while not (found := helpers(process)):
        assert process.poll() is None
    os.kill(found[0], signal.SIGKILL)
    output, errors = process.communicate()
    assert (process.returncode, output, len(errors.splitlines())) == (1, "", 1), errors
    assert "ended from outside" in errors
    build([raw], tmp_path / "out")
    assert contents(tmp_path / "out") == from_nothing(raw, tmp_path)
