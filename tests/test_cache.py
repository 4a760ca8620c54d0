import os

import pytest

from analysis.cache import Cache, Step, remember, user_folder
from analysis.workers import Workers


@pytest.fixture
def caches(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return user_folder()


def test_what_is_remembered_is_made_once_for_what_it_is_made_from(caches):
    made = [remember("words", ("groups.py",), lambda text=text: [text], text) for text in ("a", "b", "a")]
    assert made == [["a"], ["b"], ["a"]]
    assert remember("words", ("groups.py",), lambda: 1 / 0, "a") == ["a"]
    assert len(list(caches.iterdir())) == 1
    assert remember("words", ("shelf.py",), lambda: ["of other code"], "a") == ["of other code"]


@pytest.mark.parametrize("damage", [b"", b'["a', b"\xff\xfe"])
def test_a_damaged_file_is_made_anew(caches, damage):
    remember("words", ("groups.py",), lambda: ["a"])
    (file,) = caches.iterdir()
    file.write_bytes(damage)
    assert remember("words", ("groups.py",), lambda: ["a"]) == ["a"]
    assert remember("words", ("groups.py",), lambda: 1 / 0) == ["a"]


@pytest.mark.parametrize("home", ["/proc/nowhere", os.devnull])
def test_an_account_that_may_not_write_does_without(monkeypatch, home):
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    assert [remember("words", ("groups.py",), lambda: ["a"]) for _ in range(2)] == [["a"], ["a"]]


@pytest.mark.parametrize(("weight", "most"), [(1, 10), (100, 1)])
def test_what_waits_in_memory_is_bounded_by_its_weight(tmp_path, weight, most):
    step = Step("texts", lambda items: [str(item) for item in items], ("cache.py",), size=2)
    workers = Workers()
    workers.width = 4
    read = []
    items = (read.append(number) or number for number in range(40))
    with Cache(tmp_path, [step]) as results:
        found = results.map(step, items, str, workers, weigh=lambda item: weight)
        ahead = [len(read) - number for number, _ in found]
    assert len(ahead) == 40 and max(ahead) == most
