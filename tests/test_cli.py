import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.cli import main

GOLD = Path(__file__).parent / "gold"
ARTICLE = {
    "id": "a",
    "published": "2024-09-02T10:05",
    "title": "Президент Туркменистана прибыл в Казахстан",
    "body": "Президент Туркменистана Сердар Бердымухамедов прибыл сегодня в Астану с официальным визитом.",
}


def run(*arguments):
    return CliRunner().invoke(main, list(map(str, arguments)))


@pytest.fixture
def articles(tmp_path):
    def write(*lines):
        place = tmp_path / "articles.jsonl"
        place.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
        return place

    return write


@pytest.mark.parametrize("command", [[], ["build"], ["extract"], ["evaluate"], ["report"], ["export"]])
def test_help_has_an_example(command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout and "  analysis " in result.stdout


def test_the_module_is_the_command():
    result = subprocess.run([sys.executable, "-m", "analysis", "--version"], capture_output=True, text=True)
    assert result.returncode == 0 and result.stdout.startswith("analysis, version ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--jobs", "0"],
        ["build", "--colour"],
        ["report", "--jobs", "0"],
        ["extract"],
        ["extract", "nowhere.jsonl"],
        ["evaluate"],
        ["no"],
    ],
)
def test_wrong_usage(arguments):
    result = run(*arguments)
    assert result.exit_code == 2 and "Traceback" not in result.output


def test_build_reads_data_raw_and_sums_up(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    text = f"{ARTICLE['title']}\n02 Сентябрь 2024 г., 10:05\n\n{ARTICLE['body']}"
    (raw / "page.txt").write_text(text, "utf-8")
    (raw / "empty.txt").write_text("")
    result = run("build", "--jobs", 1)
    assert result.exit_code == 0, result.output
    assert [line.split()[:2] for line in result.stdout.splitlines()[:3]] == [
        ["pages", "2"],
        ["articles", "1"],
        ["rejected", "1"],
    ]
    assert (tmp_path / "data" / "processed" / "visits.parquet").is_file()


@pytest.mark.parametrize("raw", ["nowhere", "."])
def test_a_build_that_cannot_be_made_is_one_line(tmp_path, monkeypatch, raw):
    monkeypatch.chdir(tmp_path)
    result = run("build", raw)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1 and result.stdout == ""


def test_extract_answers_each_line_in_order(articles, tmp_path):
    empty = {"id": 2, "published": None, "title": "", "body": "А"}
    place = articles(ARTICLE, empty, ARTICLE | {"id": "c", "body": "Урожай хлопка собран.", "title": "Урожай"})
    result = run("extract", place, "--jobs", 1)
    assert result.exit_code == 0, result.output
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(answer) for answer in found] == [["id", "visits", "meetings", "agreements"]] * 3
    assert [(answer["id"], len(answer["visits"])) for answer in found] == [("a", 1), (2, 0), ("c", 0)]
    visit = found[0]["visits"][0]
    assert (visit["visitor"], visit["host_country"]) == ("Сердар Бердымухамедов", "KAZ")
    assert (visit["start"], visit["status"], visit["kind"]) == ("2024-09-02", "held", "official")

    result = run("extract", place, "--out", tmp_path / "records.jsonl", "--jobs", 2)
    assert (result.exit_code, result.stdout) == (0, "")
    assert [json.loads(line) for line in (tmp_path / "records.jsonl").read_text("utf-8").splitlines()] == found


def test_extract_names_each_line_that_it_cannot_use(articles):
    place = articles("{", ARTICLE, {"id": "b", "title": "Визит"}, ARTICLE | {"id": "c", "published": "вчера"}, "", "[]")
    result = run("extract", place, "--jobs", 1)
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a"]
    assert [line.split(":")[1] for line in result.stderr.splitlines()] == ["1", "3", "4", "6"]
    assert all("Traceback" not in line for line in result.stderr.splitlines())


def test_extract_leaves_an_earlier_file_whole_where_it_cannot_write(articles, tmp_path):
    (tmp_path / "file").write_text("x")
    result = run("extract", articles(ARTICLE), "--out", tmp_path / "file" / "records.jsonl", "--jobs", 1)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1 and "file: File exists" in result.stderr


def test_evaluate_prints_figures_of_a_file_or_a_folder(tmp_path):
    lines = (GOLD / "articles.jsonl").read_text("utf-8").splitlines()[:5]
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), "utf-8")
    of_folder, of_file = run("evaluate", tmp_path), run("evaluate", tmp_path / "articles.jsonl")
    assert of_folder.exit_code == 0, of_folder.output
    assert of_folder.stdout == of_file.stdout
    assert all(kind in of_file.stdout for kind in ("visits", "meetings", "agreements"))


def test_evaluate_without_annotated_articles_is_one_line(tmp_path):
    result = run("evaluate", tmp_path)
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1
