"""Every reader on some hundred broken files; ``benchmarks/fuzz_readers.py`` tries 20,000."""

import runpy
from pathlib import Path

import pytest

FUZZ = runpy.run_path(str(Path(__file__).parents[2] / "benchmarks" / "fuzz_readers.py"))


def test_broken_files_become_articles_or_rejects(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    reasons, _, _ = FUZZ["fuzz"](300, number=7)
    assert reasons["article"] > 50
    assert reasons["malformed"] > 50


@pytest.mark.parametrize("name", FUZZ["seeds"]())
def test_the_files_that_are_broken_were_whole(tmp_path, name):
    reasons = FUZZ["Counter"]()
    FUZZ["check"](name, FUZZ["seeds"]()[name], tmp_path, reasons)
    assert set(reasons) == {"article"}
