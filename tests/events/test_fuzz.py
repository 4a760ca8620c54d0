"""The extraction on some hundred articles that make no sense; ``benchmarks/fuzz_extraction.py`` tries 20,000."""

import runpy
from pathlib import Path

FUZZ = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "fuzz_extraction.py"))


def test_articles_that_make_no_sense_give_well_formed_records(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    counts, _, _ = FUZZ["fuzz"](400, number=7)
    assert all(counts[kind] > 20 for kind in ("visits", "meetings", "agreements", "people"))
