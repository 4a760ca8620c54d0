"""The package's figures are those of the guidelines' own script, whatever the predictions are."""

import copy
import importlib.util
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import evaluate
from analysis.events.extract import extract_all

GOLD = Path(__file__).parent / "gold"
SPEC = importlib.util.spec_from_file_location("score", GOLD / "score.py")
guidelines = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(guidelines)
RENAMED = {"right": "tp", "spurious": "fp", "missed": "fn"}


@pytest.fixture(scope="module")
def gold():
    return evaluate.read_gold(GOLD / "articles.jsonl")


def compare(articles, predictions):
    """Both scripts on the same input; the figures of the package."""
    ours = evaluate.score(articles, predictions)
    theirs, _ = guidelines.score(articles, predictions)
    assert ours["articles_without_events"] == theirs["articles_without_events"]
    for kind in evaluate.TABLES:
        assert {RENAMED.get(k, k): v for k, v in ours[kind].items()} == theirs[kind], kind
    return ours


def perturbed(articles, chance, changes=0.3):
    """Gold records with some dropped, doubled, moved to another article, or changed in one field."""
    predictions = {}
    names = [r["visitor"] for a in articles for r in a["gold"]["visits"] if r["visitor"]]
    for article in articles:
        lists = copy.deepcopy(article["gold"])
        for kind, records in lists.items():
            for record in list(records):
                if chance.random() > changes:
                    continue
                change = chance.choice(["drop", "double", "field", "field", "background", "spelling"])
                if change == "drop":
                    records.remove(record)
                elif change == "double":
                    records.append(copy.deepcopy(record))
                elif change == "background":
                    record["background"] = not record["background"]
                elif change == "spelling" and record.get("visitor"):
                    first, *rest = record["visitor"].split()
                    record["visitor"] = chance.choice(
                        [
                            rest[-1] if rest else first,
                            f"{first[0]}. {rest[-1] if rest else ''}".strip(),
                            chance.choice(names),
                        ]
                    )
                elif change == "field":
                    field = chance.choice(sorted(set(record) - {"evidence"}))
                    other = chance.choice([r for a in articles for r in a["gold"][kind]])
                    record[field] = chance.choice(
                        [copy.deepcopy(other[field]), [] if isinstance(record[field], list) else None]
                    )
            chance.shuffle(records)
        if chance.random() > changes / 10:
            predictions[article["id"]] = lists
    return predictions


def test_the_gold_itself_is_all_right(gold):
    figures = compare(gold, {a["id"]: a["gold"] for a in gold})
    for kind in evaluate.TABLES:
        assert (figures[kind]["f1"], figures[kind]["spurious"], figures[kind]["missed"]) == (1.0, 0, 0)
        assert set(figures[kind]["fields"].values()) == {1.0}
    assert figures["articles_without_events"]["with_a_spurious_record"] == 0


def test_no_predictions_are_all_missed(gold):
    figures = compare(gold, {})
    for kind in evaluate.TABLES:
        assert figures[kind]["f1"] == figures[kind]["right"] == figures[kind]["spurious"] == 0
        assert figures[kind]["missed"] > 0


def test_extracted_records_are_scored_alike(gold):
    part = gold[::6]
    figures = compare(part, dict(zip((a["id"] for a in part), extract_all(part), strict=True)))
    assert all(figures[kind]["right"] > 0 for kind in evaluate.TABLES)


@settings(max_examples=15)
@given(st.integers(0, 2**32), st.sampled_from([0.1, 0.5, 1.0]))
def test_perturbed_gold_is_scored_alike(gold, seed, changes):
    figures = compare(gold, perturbed(gold, random.Random(seed), changes))
    assert 0 < figures["visits"]["f1"] < 1


def test_one_dropped_and_one_doubled_record_are_counted(gold):
    article = next(
        a for a in gold if len(a["gold"]["visits"]) > 1 and not any(map(evaluate.ignored, a["gold"]["visits"]))
    )
    visits = article["gold"]["visits"]
    figures = compare([article], {article["id"]: {"visits": [*visits[1:], visits[1]]}})["visits"]
    assert (figures["right"], figures["spurious"], figures["missed"]) == (len(visits) - 1, 1, 1)


@pytest.mark.parametrize(
    ("field", "value", "share"),
    [
        ("start", "2024-05-15", 1.0),
        ("start", "2024-05-16", 0.0),
        ("start", None, 0.0),
        ("kind", "state", 0.0),
        ("places", ["Баку", "Шуша"], 1.0),
        ("places", ["Шуша"], 0.0),
    ],
)
def test_fields_of_matched_records(field, value, share):
    visit = {
        "visitor": "Касым-Жомарт Токаев",
        "visitor_office": "head_of_state",
        "visitor_country": "KAZ",
        "host_country": "AZE",
        "places": ["Баку"],
        "kind": "working",
        "start": "2024-05-14",
        "end": None,
        "status": "held",
        "background": False,
    }
    article = {"id": "a", "gold": {"visits": [visit], "meetings": [], "agreements": []}}
    figures = compare([article], {"a": {"visits": [visit | {field: value}]}})["visits"]
    assert (figures["f1"], figures["fields"][field]) == (1.0, share)


def test_a_record_in_an_article_without_events_is_noise():
    quiet = {"id": "a", "gold": {"visits": [], "meetings": [], "agreements": []}}
    call = {"participants": ["А Б", "В Г"], "mode": "phone", "status": "held", "background": False}
    assert compare([quiet], {"a": {"meetings": [call]}})["articles_without_events"] == {
        "total": 1,
        "with_a_spurious_record": 1,
    }
    recalled = {"a": {"meetings": [call | {"background": True}]}}
    assert compare([quiet], recalled)["articles_without_events"] == {"total": 1, "with_a_spurious_record": 0}


NAMES = st.lists(
    st.sampled_from(["Али", "Аликс", "бин", "Бердымухамедов", "Бердымухаммедов", "Пётр", "Петр", "С.", "О’Нил", "-"]),
    max_size=4,
).map(" ".join)


@given(NAMES, NAMES)
def test_names_are_compared_alike(one, other):
    assert evaluate.same_name(one, other) == guidelines.same_name(one, other) == evaluate.same_name(other, one)


def test_evaluate_reports_the_sets_apart(gold, tmp_path):
    part = [*gold[:3], *[a for a in gold if not a["id"].startswith(evaluate.CHECK_SETS)][:3]]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(json.dumps(a, ensure_ascii=False) for a in part), encoding="utf-8")
    result = evaluate.evaluate(file)
    assert list(result) == ["check set", "working set", "all"]
    for kind in evaluate.TABLES:
        for count in ("right", "missed", "spurious"):
            assert result["all"][kind][count] == sum(result[s][kind][count] for s in ("check set", "working set"))
    lines = evaluate.format(result).splitlines()
    assert [line for line in lines if not line.startswith(" ")] == ["check set:", "working set:", "all:"]


@pytest.mark.parametrize(
    ("line", "message"),
    [("{", "line 2 is no JSON"), ('{"id": "a"}', "line 2 lacks body, gold, published, title"), ("[]", "line 2 lacks")],
)
def test_a_malformed_line_is_named(gold, tmp_path, line, message):
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(gold[0]) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        evaluate.read_gold(file)


def test_perturbation_changes_the_gold(gold):
    predictions = perturbed(gold, random.Random(1))
    assert any(predictions.get(a["id"]) != a["gold"] for a in gold)
    assert evaluate.read_gold(GOLD / "articles.jsonl") == gold
