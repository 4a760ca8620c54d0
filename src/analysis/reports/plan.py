"""Which notebooks run with which parameters: the plan ``reports.yml``, checked before anything runs.

A plan is a list of notebooks, each with a title and, where one notebook makes several reports, a list to go through::

    parameters:                      # for every notebook that has them
      focus: TKM
    reports:
      - notebook: notebooks/03_visits.ipynb
        title: Leadership visits
      - notebook: notebooks/06_partner.ipynb
        title: "{focus} and {partner}"
        partners: top 3              # or [KAZ, IRN]
"""

from __future__ import annotations

import ast
import datetime as dt
import fnmatch
import io
import itertools
import re
import tokenize
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import yaml

from analysis import labels, tables, timeline


class PlanError(ValueError):
    """A plan, notebook or parameter that cannot be used; the message is one line that says what to do."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: its name, default value, and the comment that stands behind it."""

    name: str
    default: Any
    comment: str = ""


@dataclass(frozen=True)
class Report:
    """One report of a plan: a notebook and the parameters that it runs with."""

    name: str
    notebook: Path
    title: str
    given: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Every parameter's value in this run, in the order of the notebook."""
        return {name: self.given.get(name, parameter.default) for name, parameter in self.parameters.items()}

    @property
    def language(self) -> str:
        """ISO 639-1 code of the language that the report is written in."""
        return str(self.values.get("language") or "en")


# --- parameters -----------------------------------------------------------------------------------------------------


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
    """
    notebook = Path(notebook)
    try:
        cells = nbformat.read(notebook, as_version=4).cells
    except FileNotFoundError as error:
        raise PlanError(f"{notebook}: no such notebook") from error
    except Exception as error:  # nbformat raises a different kind of error for each way in which a file can be broken
        raise PlanError(f"{notebook}: no notebook that Jupyter can read; try to open it in JupyterLab") from error
    for cell in cells:
        if "parameters" in cell.metadata.get("tags", []):
            try:
                return parse_parameters(cell.source)
            except (SyntaxError, ValueError) as error:
                raise PlanError(
                    f'{notebook}: the cell tagged «parameters» can only hold lines like: start = ""  # first day'
                ) from error
    return {}


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
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target: ast.expr = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            target = statement.target
        else:
            raise ValueError(f"line {statement.lineno} is no assignment")
        if not isinstance(target, ast.Name) or statement.value is None:
            raise ValueError(f"line {statement.lineno} is no assignment to a name")
        comment = comments.get(statement.end_lineno or statement.lineno, "")
        parameters[target.id] = Parameter(target.id, ast.literal_eval(statement.value), comment)
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
    "language": (lambda value: value in ("en", "ru"), "en or ru"),
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
    analysis.reports.plan.PlanError: topics must be a whole number, not 'many'
    """
    kind = type(parameter.default)
    if kind is str and isinstance(value, dt.date):
        value = value.isoformat()
    elif kind is float and type(value) is int:
        value = float(value)
    elif kind is list and isinstance(value, tuple):
        value = list(value)
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
    if isinstance(parameter.default, str):
        return check_value(parameter, text)
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        value = text
    return check_value(parameter, value)


# --- lists that a plan goes through ---------------------------------------------------------------------------------


def as_news(visits: pd.DataFrame, start: str = "", end: str = "") -> pd.DataFrame:
    """Visits of a period that the articles report as news, not only recall."""
    days = timeline.event_days(visits)
    kept = ~visits["background"].astype(bool)
    if start:
        kept &= days >= pd.Timestamp(start)
    if end:
        kept &= days <= pd.Timestamp(end)
    return visits[kept]


def busiest_leaders(visits: pd.DataFrame, focus: str) -> list[str]:
    """Everyone who travelled, whatever the country, the one with most visits first."""
    return list(timeline.visitors(visits).index)


def most_visited_partners(visits: pd.DataFrame, focus: str) -> list[str]:
    """Countries that exchanged visits with the focus country, the one with most visits, either way, first."""
    return [code for code in timeline.reciprocity(visits, focus).index if labels.is_country(code)]


# Key of a plan's entry -> the parameter that it sets, one report for each value, and who ranks the values in the data.
LISTS: dict[str, tuple[str, Callable[[pd.DataFrame, str], list[str]]]] = {
    "leaders": ("leader", busiest_leaders),
    "partners": ("partner", most_visited_partners),
}


def expand_list(key: str, wanted: Any, values: Mapping[str, Any], data: Path) -> list[str]:
    """Values that a key such as ``leaders: top 3`` stands for: as listed, or taken from the visits in the data.

    Raises
    ------
    PlanError
        If the wish is neither «top N» nor a list.
    """
    if isinstance(wanted, list) and wanted:
        return [str(value) for value in wanted]
    top = re.fullmatch(r"top\s+([1-9]\d*)", wanted.strip()) if isinstance(wanted, str) else None
    if top is None:
        raise PlanError(f"{key} must be «top N» or a list such as [KAZ, IRN], not {wanted!r}")
    visits = as_news(tables.read("visits", data), values.get("start", ""), values.get("end", ""))
    ranked = LISTS[key][1](visits, values.get("focus") or "TKM")
    return ranked[: int(top[1])]


# --- the plan -------------------------------------------------------------------------------------------------------


def read_plan(path: str | Path, data: str | Path = "data/processed", settings: Sequence[str] = ()) -> list[Report]:
    """Read a plan, take its lists from the data, and check every parameter of every report.

    Parameters
    ----------
    path : path
        A YAML file; the notebooks in it are relative to its folder.
    data : path
        Folder of the tables that ``analysis build`` wrote.
    settings : sequence of str
        ``NAME=VALUE``; each goes to every notebook that has the parameter, and replaces the plan's own value or list.

    Returns
    -------
    list of Report
        In the order of the plan, with names that no two share.

    Raises
    ------
    PlanError
        If anything in the plan, its notebooks, the settings or the folder of tables cannot be used.
    """
    path, data = Path(path), Path(data)
    entries, shared = read_entries(path)
    if not (data / "build.json").is_file():
        raise PlanError(f"no built corpus in {data}: run «analysis build» first, or name its folder with --data")
    typed = dict(split_setting(setting) for setting in settings)

    notebooks = [path.parent / entry["notebook"] for entry in entries]
    known = {notebook: read_parameters(notebook) for notebook in notebooks}
    everything = sorted(set(itertools.chain.from_iterable(known.values())) - {"data"})
    for name in typed:
        if name not in everything:
            raise PlanError(f"no notebook of {path} has a parameter {name!r}; they have {', '.join(everything)}")
    for name in shared:
        if name not in everything:
            raise PlanError(f"{path}: no notebook has the parameter {name!r}; they have {', '.join(everything)}")

    reports: list[Report] = []
    names: set[str] = set()
    for entry, notebook in zip(entries, notebooks, strict=True):
        parameters = known[notebook]
        for given in runs_of(entry, parameters, shared, typed, data, path):
            listed = [given[parameter] for key, (parameter, _) in LISTS.items() if key in entry and parameter in given]
            name = unused("-".join([str(entry.get("name", notebook.stem)), *map(slug, listed)]), names)
            title = fill_title(str(entry.get("title", notebook.stem)), {**defaults(parameters), **given}, path)
            reports.append(Report(name, notebook, title, given, parameters))
    return reports


def read_entries(path: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The entries of a plan file and its shared parameters, their shape checked."""
    try:
        plan = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PlanError(f"{path}: no such plan; «analysis report» needs a file like reports.yml") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: not a text file in UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise PlanError(f"{path}{where}: not valid YAML; check indentation, colons and quotes there") from error
    entries = plan.get("reports") if isinstance(plan, dict) else None
    if not isinstance(entries, list) or not entries:
        raise PlanError(f"{path}: needs a list «reports:» with at least one «- notebook: …»")
    if unknown := set(plan) - {"reports", "parameters"}:
        raise PlanError(f"{path}: unknown key {word(unknown)}; a plan has «reports» and «parameters»")
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("notebook"), str):
            raise PlanError(f"{path}: report {number} names no notebook")
        if unknown := set(entry) - {"notebook", "title", "name", "parameters", *LISTS}:
            allowed = ", ".join(["notebook", "title", "name", "parameters", *LISTS])
            raise PlanError(f"{path}: report {number} has an unknown key {word(unknown)}; it can have {allowed}")
    for holder in (plan, *entries):
        if not isinstance(holder.get("parameters") or {}, dict):
            raise PlanError(f"{path}: «parameters» must be lines of the form name: value")
    return entries, plan.get("parameters") or {}


def word(keys: Iterable[Any]) -> str:
    """The first of some keys, quoted."""
    return repr(min(map(str, keys)))


def split_setting(setting: str) -> tuple[str, str]:
    """Split ``NAME=VALUE``.

    Examples
    --------
    >>> split_setting("partner=KAZ")
    ('partner', 'KAZ')
    """
    name, equals, value = setting.partition("=")
    if not equals or not name.strip():
        raise PlanError(f"-p {setting!r}: write NAME=VALUE, such as -p partner=KAZ")
    if name.strip() == "data":
        raise PlanError("-p data: name the folder of tables with --data")
    return name.strip(), value


def defaults(parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """The default of every parameter."""
    return {name: parameter.default for name, parameter in parameters.items()}


def runs_of(
    entry: Mapping[str, Any],
    parameters: Mapping[str, Parameter],
    shared: Mapping[str, Any],
    typed: Mapping[str, str],
    data: Path,
    path: Path,
) -> list[dict[str, Any]]:
    """The parameters of every run that one entry of a plan asks for: the product of its lists."""
    own = entry.get("parameters") or {}
    for name in (*own, *(LISTS[key][0] for key in LISTS if key in entry)):
        if name not in parameters or name == "data":
            has = ", ".join(sorted(set(parameters) - {"data"})) or "none"
            raise PlanError(f"{path}: {entry['notebook']} has no parameter {name!r}; it has {has}")
    given: dict[str, Any] = {"data": data.as_posix()} if "data" in parameters else {}
    for name, value in {**{k: v for k, v in shared.items() if k in parameters}, **own}.items():
        given[name] = in_plan(parameters[name], value, path)
    given |= {name: parse_value(parameters[name], text) for name, text in typed.items() if name in parameters}
    if given.get("start") and given.get("end") and given["start"] > given["end"]:
        raise PlanError(f"start {given['start']} is later than end {given['end']}")

    axes = []
    for key, (parameter, _) in LISTS.items():
        if key in entry and parameter not in typed:
            values = in_plan_list(key, entry[key], {**defaults(parameters), **given}, data, path)
            if values:  # else the notebook runs once with its default, and says that there is nobody
                axes.append([(parameter, in_plan(parameters[parameter], value, path)) for value in values])
    return [given | dict(combination) for combination in itertools.product(*axes)]


def in_plan(parameter: Parameter, value: Any, path: Path) -> Any:
    """Check a value that a plan gives, naming the plan where it does not fit."""
    try:
        return check_value(parameter, value)
    except PlanError as error:
        raise PlanError(f"{path}: {error}") from error


def in_plan_list(key: str, wanted: Any, values: Mapping[str, Any], data: Path, path: Path) -> list[str]:
    """Expand a list that a plan gives, naming the plan or table where that fails."""
    try:
        return expand_list(key, wanted, values, data)
    except PlanError as error:
        raise PlanError(f"{path}: {error}") from error
    except FileNotFoundError as error:
        raise PlanError(str(error)) from error


def fill_title(template: str, values: Mapping[str, Any], path: Path) -> str:
    """Put parameters into a title: ``{partner}`` and ``{focus}`` as the country's name, others as they are.

    Examples
    --------
    >>> fill_title("{focus} and {partner}", {"focus": "TKM", "partner": "KAZ"}, Path("reports.yml"))
    'Turkmenistan and Kazakhstan'
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise PlanError(f"{path}: the title {template!r} names {match[0]}, which is no parameter of its notebook")
        text = str(values[match[1]]) or "–"
        return labels.country(text) if match[1] in ("focus", "partner") else text

    return re.sub(r"\{(\w+)\}", value, template)


LATIN = str.maketrans(
    dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziiklmnoprstufye", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
)


def slug(text: object) -> str:
    """Text as part of a file name: Latin letters, digits and hyphens.

    Examples
    --------
    >>> slug("Сердар Бердымухамедов"), slug("../KAZ?"), slug("王毅")
    ('serdar-berdymukhamedov', 'kaz', 'x')
    """
    latin = unicodedata.normalize("NFKD", str(text).lower().translate(LATIN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:60] or "x"


def unused(name: str, names: set[str]) -> str:
    """A name that no earlier report has, safe as a file name; it is added to the names."""
    base = re.sub(r"[^\w-]+", "-", name).strip("-") or "report"
    candidates = itertools.chain([base], (f"{base}-{number}" for number in itertools.count(2)))
    fresh = next(candidate for candidate in candidates if candidate.lower() not in names and candidate != "index")
    names.add(fresh.lower())
    return fresh


def choose(reports: Sequence[Report], wanted: Sequence[str]) -> list[Report]:
    """Reports whose name or notebook fits one of the patterns.

    Parameters
    ----------
    reports : sequence of Report
    wanted : sequence of str
        Names of reports or notebooks, ``*`` for anything; all reports if empty.

    Raises
    ------
    PlanError
        If a pattern fits no report.
    """
    chosen: list[Report] = []
    for pattern in wanted:
        fitting = [
            report
            for report in reports
            if any(fnmatch.fnmatchcase(name, pattern) for name in (report.name, report.notebook.stem))
        ]
        if not fitting:
            raise PlanError(f"--only {pattern!r} fits no report; there are {', '.join(r.name for r in reports)}")
        chosen += fitting
    return [report for report in reports if report in chosen] if wanted else list(reports)
