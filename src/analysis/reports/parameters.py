"""Parameters of notebooks: which a notebook has, and which values fit them."""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import io
import json
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis import labels, language


class PlanError(ValueError):
    """A plan, notebook or parameter that cannot be used; the message is one line that says what to do.

    Examples
    --------
    >>> check_value(Parameter("start", ""), "yesterday")
    Traceback (most recent call last):
    analysis.reports.parameters.PlanError: start must be a day as YYYY-MM-DD, or empty for all, not 'yesterday'
    """


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: its name, default value, and the comment that stands behind it.

    Examples
    --------
    >>> parameter = Parameter("topics", 12, "number of topics")
    >>> check_value(parameter, 20)
    20
    """

    name: str
    default: Any
    comment: str = ""


def read_parameters(notebook: str | Path) -> dict[str, Parameter]:
    """Parameters of a notebook: the assignments in its cell tagged ``parameters``.

    Parameters
    ----------
    notebook : path
        A notebook in Jupyter's format 4.

    Returns
    -------
    dict of str to Parameter
        In the order of the cell; empty if no cell has the tag.

    Raises
    ------
    PlanError
        If the file is no notebook, or the cell holds more than names with plain values.

    Examples
    --------
    >>> import tempfile
    >>> cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": 'start = ""  # first day'}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     notebook = Path(folder, "visits.ipynb")
    ...     _ = notebook.write_text(json.dumps({"cells": [cell]}))
    ...     read_parameters(notebook)["start"].comment
    'first day'
    """
    notebook = Path(notebook)
    try:
        content = json.loads(notebook.read_text(encoding="utf-8"))  # nbformat takes a second to load
        cells = [cell for cell in content["cells"] if "parameters" in cell["metadata"].get("tags", [])]
        source = "".join(cells[0]["source"]) if cells else ""
    except FileNotFoundError as error:
        raise PlanError(f"{notebook}: no such notebook") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        advice = "no notebook that Jupyter can read in its format 4; open it in JupyterLab and save it"
        raise PlanError(f"{notebook}: {advice}") from error
    try:
        return parse_parameters(source)
    except (SyntaxError, ValueError) as error:
        raise PlanError(
            f'{notebook}: the cell tagged «parameters» can only hold lines like: start = ""  # first day'
        ) from error


def parse_parameters(source: str) -> dict[str, Parameter]:
    """Read the source of a parameters cell.

    Examples
    --------
    >>> parse_parameters('start: str = ""  # first day, ISO 8601')
    {'start': Parameter(name='start', default='', comment='first day, ISO 8601')}
    """
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    parameters = {}
    for statement in ast.parse(source).body:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        value = getattr(statement, "value", None)
        if len(targets) != 1 or not isinstance(targets[0], ast.Name) or value is None:
            raise ValueError(f"line {statement.lineno} is no assignment to a name")
        comment = comments.get(statement.end_lineno or statement.lineno, "")
        parameters[targets[0].id] = Parameter(targets[0].id, ast.literal_eval(value), comment)
    return parameters


def is_day(value: str) -> bool:
    """Say whether a string is empty or a day as YYYY-MM-DD.

    Examples
    --------
    >>> is_day("2025-04-23"), is_day(""), is_day("23.04.2025"), is_day("2025-02-30")
    (True, True, False, False)
    """
    try:
        return not value or bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value) and dt.date.fromisoformat(value))
    except ValueError:
        return False


# What the text of a well-known parameter has to look like, beyond being text.
SHAPES: dict[str, tuple[Callable[[str], bool], str]] = {
    "start": (is_day, "a day as YYYY-MM-DD, or empty for all"),
    "end": (is_day, "a day as YYYY-MM-DD, or empty for all"),
    "focus": (labels.is_country, "the three-letter code of a country, such as TKM"),
    "partner": (lambda value: not value or labels.is_country(value), "the three-letter code of a country, such as KAZ"),
    "language": (lambda value: value in language.languages(), "one of " + ", ".join(language.languages())),
    "names": (lambda value: value in ("", "latin", "cyrillic"), "latin, cyrillic, or empty"),
}

TYPES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
}


def check_value(parameter: Parameter, value: Any) -> Any:
    """Bring a value into the type of a parameter's default.

    Raises
    ------
    PlanError
        If it does not fit.

    Examples
    --------
    >>> check_value(Parameter("start", ""), dt.date(2025, 4, 23))  # as YAML reads it
    '2025-04-23'
    >>> check_value(Parameter("topics", 12), "many")
    Traceback (most recent call last):
    analysis.reports.parameters.PlanError: topics must be a whole number, not 'many'
    """
    kind = type(parameter.default)
    if kind is str and isinstance(value, dt.date):
        value = value.isoformat()
    elif kind is float and type(value) is int:
        value = float(value)
    if parameter.default is not None and type(value) is not kind:
        raise PlanError(f"{parameter.name} must be {TYPES.get(kind, kind.__name__)}, not {value!r}")
    fits, shape = SHAPES.get(parameter.name, (None, ""))
    if fits and kind is str and not fits(value):
        raise PlanError(f"{parameter.name} must be {shape}, not {value!r}")
    return value


def parse_value(parameter: Parameter, text: str) -> Any:
    """Read a value that was typed on the command line.

    Examples
    --------
    >>> parse_value(Parameter("topics", 12), "20"), parse_value(Parameter("leader", ""), "20")
    (20, '20')
    >>> parse_value(Parameter("stop_words", []), "[визит, встреча]")
    ['визит', 'встреча']
    """
    value: Any = text
    if not isinstance(parameter.default, str):
        with contextlib.suppress(yaml.YAMLError):
            value = yaml.safe_load(text)
    return check_value(parameter, value)
