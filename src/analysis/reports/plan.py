"""Which notebooks run with which parameters: the plan ``reports.yml``, checked before anything runs.

A plan is a list of notebooks, each with a title and, where one notebook makes several reports, lists to go through;
of several lists every combination is made::

    parameters:                      # for every notebook that has them
      focus: TKM
    reports:
      - notebook: notebooks/03_visits.ipynb
        title: "Leadership visits in {year}"
        years: each                  # or [2024, 2025]
      - notebook: notebooks/06_partner.ipynb
        title: "{focus} and {partner}"
        partners: top 3              # or [KAZ, IRN]
        languages: [en, ru]
"""

from __future__ import annotations

import fnmatch
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from analysis import labels, language
from analysis.reports.parameters import Parameter, PlanError, check_value, parse_value, read_parameters

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Report:
    """One report of a plan: a notebook and the parameters that it runs with.

    Examples
    --------
    >>> Report("06_partner-kaz", Path("06_partner.ipynb"), "With Kazakhstan", {"partner": "KAZ"}).title
    'With Kazakhstan'
    """

    name: str
    notebook: Path
    title: str
    given: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Every parameter's value in this run, in the order of the notebook.

        Examples
        --------
        >>> parameters = {"focus": Parameter("focus", "TKM"), "partner": Parameter("partner", "")}
        >>> Report("kaz", Path("06_partner.ipynb"), "Kazakhstan", {"partner": "KAZ"}, parameters).values
        {'focus': 'TKM', 'partner': 'KAZ'}
        """
        return {name: self.given.get(name, parameter.default) for name, parameter in self.parameters.items()}

    @property
    def language(self) -> str:
        """ISO 639-1 code of the language that the report is written in.

        Examples
        --------
        >>> parameters = {"language": Parameter("language", "ru")}
        >>> Report("visits", Path("03_visits.ipynb"), "Visits", parameters=parameters).language
        'ru'
        """
        return str(self.values.get("language") or language.SOURCE)


# --- lists that a plan goes through ---------------------------------------------------------------------------------


def _as_news(data: Path, values: Mapping[str, Any]) -> pd.DataFrame:
    """Visits of the period that the articles report as news, not only recall, with their ``day``."""
    from analysis import tables, timeline

    try:
        visits = tables.read("visits", data)
    except FileNotFoundError as error:
        raise PlanError(str(error)) from error
    visits = visits.assign(day=timeline.event_days(visits))
    kept = ~visits["background"].astype(bool)
    if values.get("start"):
        kept &= visits["day"] >= values["start"]
    if values.get("end"):
        kept &= visits["day"] <= values["end"]
    return visits[kept]


def busiest_leaders(data: Path, values: Mapping[str, Any]) -> list[str]:
    """Everyone who travelled, those of the focus country first, then the one with most visits.

    Examples
    --------
    >>> from analysis import tables
    >>> travels = [("Садыр Жапаров", "KGZ"), ("Садыр Жапаров", "KGZ"), ("Рашид Мередов", "TKM")]
    >>> trips = [{"visitor": who, "visitor_country": home, "host_country": "UZB"} for who, home in travels]
    >>> with tables.example(visits=trips) as data:
    ...     busiest_leaders(data, {"focus": "TKM"})
    ['Рашид Мередов', 'Садыр Жапаров']
    """
    from analysis import timeline

    table = timeline.visitors(_as_news(data, values))
    foreign = table["country"].ne(values.get("focus") or "TKM").to_numpy()
    return list(table.index[foreign.argsort(kind="stable")])


def most_visited_partners(data: Path, values: Mapping[str, Any]) -> list[str]:
    """Countries that exchanged visits with the focus country, the one with most visits, either way, first.

    Examples
    --------
    >>> from analysis import tables
    >>> ways = [("TKM", "UZB"), ("KAZ", "TKM"), ("TKM", "KAZ"), ("IRN", "RUS")]
    >>> trips = [{"visitor_country": home, "host_country": host} for home, host in ways]
    >>> with tables.example(visits=trips) as data:
    ...     most_visited_partners(data, {"focus": "TKM"})
    ['KAZ', 'UZB']
    """
    from analysis import timeline

    exchanged = timeline.reciprocity(_as_news(data, values), values.get("focus") or "TKM")
    return [code for code in exchanged.index if labels.is_country(code)]


def years_with_visits(data: Path, values: Mapping[str, Any]) -> list[int]:
    """Years in which visits were news, in order.

    Examples
    --------
    >>> from analysis import tables
    >>> with tables.example(visits=[{"start": "2025-04-23"}, {"start": "2023-01-09", "background": True}]) as data:
    ...     years_with_visits(data, {})
    [2025]
    """
    return sorted({int(year) for year in _as_news(data, values)["day"].dropna().dt.year})


def of_year(year: Any, values: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of a report on one year, inside the period that the plan gives.

    Examples
    --------
    >>> of_year(2025, {"start": "2024-07-01", "end": "2025-06-30"})
    {'start': '2025-01-01', 'end': '2025-06-30'}
    """
    if not re.fullmatch(r"\d{4}", str(year)):
        raise PlanError(f"years must be years such as 2025, not {year!r}")
    start, end = max(f"{year}-01-01", values.get("start") or ""), f"{year}-12-31"
    return {"start": start, "end": min(end, values.get("end") or end)}


@dataclass(frozen=True)
class _Axis:
    """A key of a plan's entry that makes a report for each value of a list.

    ``sets`` are the parameters that a value goes to, ``ranked`` takes the values from the data, ``put`` makes
    parameters of one value.
    """

    sets: tuple[str, ...]
    ranked: Callable[[Path, Mapping[str, Any]], list[Any]]
    put: Callable[[Any, Mapping[str, Any]], dict[str, Any]]


AXES = {
    "leaders": _Axis(("leader",), busiest_leaders, lambda value, values: {"leader": value}),
    "partners": _Axis(("partner",), most_visited_partners, lambda value, values: {"partner": value}),
    "years": _Axis(("start", "end"), years_with_visits, of_year),
    "languages": _Axis(
        ("language",), lambda data, values: list(language.languages()), lambda value, values: {"language": value}
    ),
}


def _expand_list(key: str, wanted: Any, values: Mapping[str, Any], data: Path) -> list[Any]:
    """Values that a key such as ``leaders: top 3`` stands for: as listed, or taken from the data.

    Raises
    ------
    PlanError
        If the wish is neither «each» nor «top N» nor a list.
    """
    if isinstance(wanted, list) and wanted:
        return list(dict.fromkeys(map(str, wanted)))
    words = re.fullmatch(r"each|top\s+([1-9]\d*)", wanted.strip()) if isinstance(wanted, str) else None
    if words is None or (words[1] and key == "years"):
        shape = "«each» or a list such as [2024, 2025]" if key == "years" else "«top N» or a list such as [KAZ, IRN]"
        raise PlanError(f"{key} must be {shape}, not {wanted!r}")
    return AXES[key].ranked(data, values)[: int(words[1]) if words[1] else None]


# --- the plan -------------------------------------------------------------------------------------------------------

KEYS = ("notebook", "title", "name", "parameters", *AXES)
"""What an entry of a plan can have."""


class _Keys(dict[Any, Any]):
    """A mapping of a YAML file that knows the lines of its keys."""

    lines: Mapping[Any, int] = {}


class _PlanLoader(yaml.SafeLoader):
    """Reads YAML; mappings become :class:`_Keys`, and no key may stand twice in one."""

    def keys(self, node: yaml.MappingNode) -> _Keys:
        """Make a mapping."""
        made = _Keys(self.construct_mapping(node, deep=True))
        lines = [(self.construct_object(key, deep=True), key.start_mark.line + 1) for key, _ in node.value]
        made.lines = dict(lines)
        if len(made.lines) < len(lines):
            raise yaml.constructor.ConstructorError(problem="a key stands twice", problem_mark=node.start_mark)
        return made


_PlanLoader.add_constructor("tag:yaml.org,2002:map", _PlanLoader.keys)


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
        A first or last day cuts the years of the plan.

    Returns
    -------
    list of Report
        In the order of the plan, with names that no two share.

    Raises
    ------
    PlanError
        If anything in the plan, its notebooks, the settings or the folder of tables cannot be used.

    Examples
    --------
    >>> import json
    >>> from analysis import tables
    >>> cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": 'partner = ""  # a country'}
    >>> plan = "reports: [{notebook: partner.ipynb, title: 'With {partner}', partners: [KAZ, IRN]}]"
    >>> with tables.example() as data:
    ...     texts = {"build.json": "{}", "partner.ipynb": json.dumps({"cells": [cell]}), "plan.yml": plan}
    ...     _ = [(data / name).write_text(text) for name, text in texts.items()]
    ...     [(report.name, report.title) for report in read_plan(data / "plan.yml", data)]
    [('partner-kaz', 'With Kazakhstan'), ('partner-irn', 'With Iran')]
    """
    path, data = Path(path), Path(data)
    entries, shared = _read_entries(path)
    if not (data / "build.json").is_file():
        raise PlanError(f"no built corpus in {data}: run «analysis build» first, or name its folder with --data")
    typed = dict(split_setting(setting) for setting in settings)

    known = {entry["notebook"]: read_parameters(path.parent / entry["notebook"]) for entry in entries}
    everything = sorted(set(itertools.chain.from_iterable(known.values())) - {"data"})
    for name in typed:
        if name not in everything:
            raise PlanError(f"no notebook of {path} has a parameter {name!r}; they have {', '.join(everything)}")
    for name in shared:
        if name not in everything:
            where = _place(path, shared, name)
            raise PlanError(f"{where}: no notebook has the parameter {name!r}; they have {', '.join(everything)}")

    reports: list[Report] = []
    names: set[str] = set()
    for entry in entries:
        parameters = known[entry["notebook"]]
        for given, listed in _runs_of(entry, parameters, shared, typed, data, path):
            notebook = path.parent / entry["notebook"]
            name = unused("-".join([str(entry.get("name", notebook.stem)), *map(slug, listed.values())]), names)
            values = {name: parameter.default for name, parameter in parameters.items()} | given
            if "years" in listed:
                values["year"] = listed["years"]
            try:
                title = fill_title(str(entry.get("title", notebook.stem)), values)
            except PlanError as error:
                raise PlanError(f"{_place(path, entry, 'title')}: {error}") from error
            reports.append(Report(name, notebook, title, given, parameters))
    return reports


def _place(path: Path, keys: Any, key: Any) -> str:
    """Where in a plan a key stands."""
    line = getattr(keys, "lines", {}).get(key)
    return f"{path}, line {line}" if line else str(path)


def _read_entries(path: Path) -> tuple[list[_Keys], _Keys]:
    """The entries of a plan file and its shared parameters, their shape checked."""
    try:
        plan = yaml.load(path.read_text(encoding="utf-8"), _PlanLoader)
    except FileNotFoundError as error:
        raise PlanError(f"{path}: no such plan; «analysis report» needs a file like reports.yml") from error
    except UnicodeDecodeError as error:
        raise PlanError(f"{path}: not a text file in UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        advice = "a key stands twice" if "twice" in str(error) else "check indentation, colons and quotes there"
        raise PlanError(f"{path}{where}: not valid YAML; {advice}") from error
    entries = plan.get("reports") if isinstance(plan, dict) else None
    if not isinstance(entries, list) or not entries:
        raise PlanError(f"{path}: needs a list «reports:» with at least one «- notebook: …»")
    _check_keys(path, plan, ("reports", "parameters"))
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not isinstance(entry.get("notebook"), str):
            raise PlanError(f"{path}: report {number} names no notebook")
        _check_keys(path, entry, KEYS)
    for holder in (plan, *entries):
        if not isinstance(holder.get("parameters") or {}, dict):
            where = _place(path, holder, "parameters")
            raise PlanError(f"{where}: «parameters» must be lines of the form name: value")
    return entries, plan.get("parameters") or _Keys()


def _check_keys(path: Path, keys: Mapping[Any, Any], allowed: Iterable[str]) -> None:
    """Refuse a key that a plan cannot have there."""
    for key in keys:
        if key not in allowed:
            raise PlanError(f"{_place(path, keys, key)}: unknown key {key!r}; there can be {', '.join(allowed)}")


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


def _runs_of(
    entry: _Keys,
    parameters: Mapping[str, Parameter],
    shared: _Keys,
    typed: Mapping[str, str],
    data: Path,
    path: Path,
) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    """Every run that one entry of a plan asks for: its parameters, and its value of each of the entry's lists."""
    own = entry.get("parameters") or _Keys()
    given: dict[str, Any] = {"data": data.as_posix()} if "data" in parameters else {}
    sets = [(name, _place(path, own, name)) for name in own]
    sets += [(name, _place(path, entry, key)) for key, axis in AXES.items() if key in entry for name in axis.sets]
    for name, where in sets:
        if name not in parameters or name == "data":
            has = ", ".join(sorted(set(parameters) - {"data"})) or "none"
            raise PlanError(f"{where}: {entry['notebook']} has no parameter {name!r}; it has {has}")
    for holder in (shared, own):
        for name, value in holder.items():
            if name in parameters:
                given[name] = _located(_place(path, holder, name), check_value, parameters[name], value)
    given |= {name: parse_value(parameters[name], text) for name, text in typed.items() if name in parameters}
    if given.get("start") and given.get("end") and given["start"] > given["end"]:
        raise PlanError(f"start {given['start']} is later than end {given['end']}")

    values = {name: parameter.default for name, parameter in parameters.items()} | given
    axes = []
    for key, axis in AXES.items():
        if key not in entry:
            continue
        wanted = [given[name] for name in axis.sets if name in typed and key != "years"] or entry[key]
        if wanted != [""]:
            where = _place(path, entry, key)
            listed = []
            for value in _located(where, _expand_list, key, wanted, values, data):
                put = _located(where, axis.put, value, values)
                checked = {name: _located(where, check_value, parameters[name], put[name]) for name in put}
                if key != "years" or checked["start"] <= checked["end"]:
                    listed.append((key, value, checked))
            if listed:  # else the notebook runs once with its default, and says that there is nobody
                axes.append(listed)
    for chosen in itertools.product(*axes):
        made = dict(given)
        for _, _, checked in chosen:
            made |= checked
        yield made, {key: value for key, value, _ in chosen}


def _located(where: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function; its error names the place in the plan."""
    try:
        return function(*arguments)
    except PlanError as error:
        raise PlanError(f"{where}: {error}") from error


def fill_title(template: str, values: Mapping[str, Any]) -> str:
    """Put parameters into a title, in the language of the report: ``{partner}`` and ``{focus}`` as the country's name.

    Examples
    --------
    >>> fill_title("{focus} and {partner}", {"focus": "TKM", "partner": "KAZ"})
    'Turkmenistan and Kazakhstan'
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise PlanError(f"the title {template!r} names {match[0]}, which is no parameter of its notebook")
        text = str(values[match[1]])
        if match[1] in ("focus", "partner"):
            return labels.country(text) if text else "–"
        return labels.name(text) if match[1] == "leader" and text else text or "–"

    with language.speaking(str(values.get("language") or language.SOURCE), str(values.get("names") or "")):
        return re.sub(r"\{(\w+)\}", value, language.text(template))


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
    """A name that no earlier report has, safe as a file name; it is added to the names.

    Examples
    --------
    >>> names = set()
    >>> unused("06_partner", names), unused("06_Partner", names), unused("../a b", names)
    ('06_partner', '06_Partner-2', 'a-b')
    """
    base = re.sub(r"[^\w-]+", "-", name).strip("-") or "report"
    candidates = itertools.chain([base], (f"{base}-{number}" for number in itertools.count(2)))
    fresh = next(name for name in candidates if name.lower() not in {*names, "index"})
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

    Examples
    --------
    >>> reports = [Report(name, Path("06_partner.ipynb"), "") for name in ("06_partner-kaz", "06_partner-irn")]
    >>> [report.name for report in choose(reports, ["*-irn"])], len(choose(reports, ["06_partner"]))
    (['06_partner-irn'], 2)
    """
    chosen: set[str] = set()
    for pattern in wanted:
        fitting = {
            report.name
            for report in reports
            if any(fnmatch.fnmatchcase(name, pattern) for name in (report.name, report.notebook.stem))
        }
        if not fitting:
            raise PlanError(f"--only {pattern!r} fits no report; there are {', '.join(r.name for r in reports)}")
        chosen |= fitting
    return [report for report in reports if not wanted or report.name in chosen]
