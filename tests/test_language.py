"""What reports say in Russian: every sentence has its translation, with the values that the English one has."""

import ast
import datetime
import re
import string
from itertools import chain
from pathlib import Path

import nbformat
import pytest
import yaml
from babel.messages.pofile import read_po

from analysis import figures, labels, language, tables, timeline
from analysis.gazetteer import sectors

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("0[1-6]_*.ipynb"))
PO = ROOT / "src" / "analysis" / "locale" / "ru.po"
with PO.open("rb") as file:
    RUSSIAN = read_po(file)
# a number that takes the place of one with its noun
INSTEAD = {"first_number": "visits"}


def constants(node: ast.expr) -> list[str]:
    """The texts that an expression can be."""
    if isinstance(node, ast.IfExp):
        return constants(node.body) + constants(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def said_by(source: str) -> set[str]:
    """Sentences that code says: what ``text`` is given, itself or by a name, and the nouns that are counted."""
    tree, found = ast.parse(source), set()
    named: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, set()).update(constants(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("text", "several"):
            wanted = node.args[node.func.id == "several"]
            parts = [wanted.body, wanted.orelse] if isinstance(wanted, ast.IfExp) else [wanted]
            for part in parts:
                found |= named.get(part.id, set()) if isinstance(part, ast.Name) else set(constants(part))
    return found


def said_in(notebook: Path) -> set[str]:
    """What a notebook says in prose, in comments of parameters and in code: captions, labels, sentences."""
    found = set()
    for cell in nbformat.read(notebook, 4).cells:
        if cell.cell_type == "markdown":
            found |= {re.sub(r"^#+ ", "", part) for part in cell.source.split("\n\n")}
        elif "parameters" in cell.metadata.get("tags", []):
            found |= {line.split("  # ")[1] for line in cell.source.splitlines()}
        else:
            nodes = ast.walk(ast.parse(cell.source))
            found |= {text for node in nodes if isinstance(node, ast.Constant) for text in constants(node)}
            assert "JoinedStr" not in ast.dump(ast.parse(cell.source)), "a sentence made of parts has no translation"
    return found


# names of columns, codes and parameters that code of notebooks uses
NOT_SAID = {"outgoing", "incoming", "split", "since", "low", "high", "name", "source", "site", "reason"}


def missing(sentences: set[str]) -> set[str]:
    with language.speaking("ru"):
        return {s for s in sentences if s and language.catalogue("ru").gettext(s) == s}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_sentence_of_a_notebook_has_its_russian(notebook):
    assert missing(said_in(notebook)) - NOT_SAID == set()


@pytest.mark.parametrize("module", ["figures", "findings", "labels", "notebook", "summaries"])
def test_every_sentence_of_the_package_has_its_russian(module):
    sentences = said_by((ROOT / "src" / "analysis" / f"{module}.py").read_text("utf-8"))
    assert sentences
    assert missing(sentences) - {"{degrees}°"} == set()


def test_every_code_reason_sector_and_title_has_its_russian():
    lists = (tables.VISIT_KINDS, tables.VISIT_STATUSES, tables.MEETING_MODES, tables.AGREEMENT_KINDS)
    codes = {*chain(*lists), *tables.AGREEMENT_STATUSES, *figures.LOOKS, *timeline.DIRECTIONS}
    titles = {entry["title"] for entry in yaml.safe_load((ROOT / "reports.yml").read_text("utf-8"))["reports"]}
    assert missing({*tables.REASONS.values(), *titles, *sectors.words().values()}) == set()
    with language.speaking("ru"):
        words = [labels.word(code) for code in codes] + [labels.office(code) for code in tables.OFFICES]
    assert not [word for word in words if re.search("[A-Za-z]", word)]


def test_no_sentence_stands_twice_and_none_is_empty_or_waits():
    identifiers = [(m.id, m.context) for m in RUSSIAN if m.id]
    source = PO.read_text("utf-8")
    assert len(identifiers) == len(re.findall(r"^msgid ", source, re.MULTILINE)) - 1
    assert all(all(m.string) if isinstance(m.string, tuple) else m.string for m in RUSSIAN if m.id)
    assert "fuzzy" not in source


def test_russian_has_the_values_of_the_english():
    def names(sentence: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    for message in RUSSIAN:
        if isinstance(message.id, str) and message.id:
            english, russian = names(message.id), names(message.string)
            assert {INSTEAD.get(name, name) for name in russian} <= english, message.id
            assert english <= russian | {INSTEAD[name] for name in russian if name in INSTEAD}, message.id


def test_three_forms_of_a_noun():
    with language.speaking("ru"):
        said = [language.several(number, "country", "countries") for number in (1, 2, 5, 11, 12, 21, 104, 1111)]
    assert [text.split()[-1] for text in said] == [
        "страна",
        "страны",
        "стран",
        "стран",
        "стран",
        "страна",
        "страны",
        "стран",
    ]


def test_a_sentence_ends_with_one_full_stop():
    with language.speaking("ru"):
        said = language.text("The last visit held is of {day}.", day=language.day(datetime.date(2025, 11, 25)))
    assert said.split()[-4:] == ["25", "ноября", "2025", "г."]


@pytest.mark.parametrize(("code", "letters"), [("en", ""), ("ru", "latin"), ("ru", ""), ("en", "cyrillic")])
def test_names_follow_the_language_or_the_wish(code, letters):
    with language.speaking(code, letters):
        cyrillic = letters == "cyrillic" or (code == "ru" and not letters)
        shown = "Сердар Бердымухамедов" if cyrillic else "Serdar Berdimuhamedow"
        assert labels.name("Сердар Бердымухамедов") == shown


@pytest.mark.parametrize("wrong", [("de", ""), ("ru", "greek"), ("", "")])
def test_a_language_or_alphabet_that_is_not_there_is_named(wrong):
    with pytest.raises(ValueError, match=r"^(language|names) is"):
        language.use(*wrong)
    assert language.spoken() == language.Speech()
