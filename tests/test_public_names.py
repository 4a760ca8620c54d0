"""Every public name of the package says what it is for, and shows it by an example that runs as a doctest."""

import ast
from pathlib import Path

import pytest

import analysis

FOLDER = Path(analysis.__file__).parent


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.py")), ids=lambda file: str(file.relative_to(FOLDER)))
def test_a_public_name_has_an_example(file):
    """Functions and classes of a module, and the methods and properties of its public classes."""
    named = {node.name: node for node in _public(ast.parse(file.read_text("utf-8")))}
    for kind in [node for node in named.values() if isinstance(node, ast.ClassDef)]:
        named |= {f"{kind.name}.{method.name}": method for method in _public(kind)}
    assert [name for name, node in named.items() if ">>>" not in (ast.get_docstring(node) or "")] == []


def _public(node):
    """The public functions and classes that are defined directly in a module or class."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [inner for inner in node.body if isinstance(inner, kinds) and not inner.name.startswith("_")]
