"""Every public name of the package says what it is for, and shows it by an example that runs as a doctest."""

import ast
from pathlib import Path

import pytest

import analysis

FOLDER = Path(analysis.__file__).parent


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.py")), ids=lambda file: str(file.relative_to(FOLDER)))
def test_a_public_name_has_an_example(file):
    defined = [
        node for node in ast.parse(file.read_text("utf-8")).body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]
    public = [node for node in defined if not node.name.startswith("_")]
    assert [node.name for node in public if ">>>" not in (ast.get_docstring(node) or "")] == []


def test_a_public_method_of_what_notebooks_hold_has_a_docstring():
    from analysis.notebook import Corpus
    from analysis.review import Review
    from analysis.topics import TopicModel

    members = [(kind, name, member) for kind in (Corpus, Review, TopicModel) for name, member in vars(kind).items()]
    methods = [
        (kind, name, member) for kind, name, member in members if callable(member) or isinstance(member, property)
    ]
    assert methods
    assert [f"{kind.__name__}.{name}" for kind, name, m in methods if name[0] != "_" and not m.__doc__] == []
