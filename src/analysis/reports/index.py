"""The page that leads to the reports: a card for each, what changed since the last run, data, and earlier runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis import labels, language, tables
from analysis.reports import clean, history, html

COUNTED = ("articles", "visits", "meetings", "agreements")
SHOWN = 50
"""Changed rows that the index tells one by one."""


def pages(state: Mapping[str, Any], where: str = "") -> dict[str, str]:
    """The index in every language that a report is written in.

    Parameters
    ----------
    state : mapping
        As ``history.read_state`` gives it.
    where : str
        Beside what it shall stand: the reports (empty), the ``kept`` ones of an earlier run, or an ``archive``'s.

    Returns
    -------
    dict of str to str
        The page by the name of its file: ``index.html`` speaks the language that all reports share, or English where
        some are English; ``index.ru.html`` and the like speak the others. Each lists all reports, its own first.

    Examples
    --------
    >>> state = {"run": 1, "day": "2025-04-23", "seconds": 9.5, "counts": {"visits": 12}, "changes": {}, "history": []}
    >>> made = pages({**state, "reports": []})
    >>> list(made), "visits: 12" in made["index.html"]
    (['index.html'], True)
    """
    spoken = {record["language"] for record in state["reports"] if not record.get("earlier")} or {language.SOURCE}
    first, *further = sorted(spoken, key=lambda code: (code != language.SOURCE, code))
    files = {first: "index.html"} | {code: f"index.{code}.html" for code in further}
    made = {}
    for code, file in files.items():
        others = [(other, html.words_in(other)["in_this_language"], files[other]) for other in files if other != code]
        with language.speaking(code):
            made[file] = _render(state, code, others, where)
    return made


def write(out: Path, state: Mapping[str, Any]) -> None:
    """Write the record of a folder of reports, and its index.

    Examples
    --------
    >>> import tempfile
    >>> state = {"run": 1, "day": "2025-04-23", "seconds": 9.5, "counts": {"visits": 12}, "changes": {}, "history": []}
    >>> with tempfile.TemporaryDirectory() as out:
    ...     write(Path(out), {**state, "reports": []})
    ...     sorted(path.name for path in Path(out).iterdir())
    ['index.html', 'reports.json']
    """
    made = pages(state)
    for file, page in made.items():
        tables.save(out / file, page)
    for old in {out / f"index.{code}.html" for code in language.languages()} - {out / file for file in made}:
        old.unlink(missing_ok=True)  # of a run in more languages
    tables.save(out / history.RECORD, json.dumps(state, ensure_ascii=False, indent=1) + "\n")


def _render(state: Mapping[str, Any], code: str, others: list[tuple[str, str, str]], where: str) -> str:
    """The index in one language, which is spoken."""
    words = html.words_in(code)
    records = [
        {**record, "choices": _choices(record, words), "told": told(record["changes"], words)}
        for record in state["reports"]
    ]
    now = [record for record in records if not record.get("earlier")]
    counts = state["counts"]
    return html.template("index.html.j2").render(
        **html.frame(code, ("style.css", "index.css"), "index.js"),
        title=words["reports"],
        corpus=", ".join(f"{words[name]}: {language.count(counts[name])}" for name in COUNTED if name in counts),
        state=state,
        complete=words["complete"].format(ok=sum(record["status"] == "ok" for record in now), all=len(now)),
        told=told(state["changes"], words),
        rows=[_in_words(change, words) for change in state["changes"].get("rows", ())],
        groups=[
            ("", [record for record in now if record["language"] == code]),
            *((name, [record for record in now if record["language"] == other]) for other, name, _ in others),
            (words["earlier"], [record for record in records if record.get("earlier")]),
        ],
        filters=[
            (name, words[name], sorted({record["choices"][name] for record in records} - {""}))
            for name in ("leader", "partner", "period")
        ],
        others=others,
        where=where,
    )


def _choices(record: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, str]:
    """What the filters of the index tell reports apart by."""
    first, last = record["period"]
    year = first[:4] if (first[4:], last[4:]) == ("-01-01", "-12-31") and first[:4] == last[:4] else ""
    return {
        "leader": labels.name(record["leader"]) if record["leader"] else "",
        "partner": labels.country(record["partner"]) if record["partner"] else "",
        "period": year or (f"{first or '…'} – {last or '…'}" if first or last else words["whole"]),
    }


def told(changes: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """What came, changed and went, on one line; empty where nothing is there to compare with.

    Examples
    --------
    >>> told({"run": 2, "day": "2025-04-23", "counts": {"new_visits": 3, "gone_rows": 1}}, html.words_in("en"))
    'Since run 2 of 2025-04-23 – new visits: 3, rows gone: 1'
    >>> told({"run": 2, "day": "2025-04-23", "counts": {}}, html.words_in("en"))
    'Since run 2 of 2025-04-23 – no event changed'
    """
    if not changes:
        return ""
    counts = ", ".join(f"{words[name]}: {language.count(count)}" for name, count in changes["counts"].items())
    return f"{words['since'].format(**changes)} – {counts or words['nothing_changed']}"


def _in_words(change: Mapping[str, Any], words: Mapping[str, str]) -> tuple[str, str, str, str]:
    """A changed event: what became of it, its kind, itself, and which of its columns changed from what to what."""
    row = change["row"]
    if change["table"] == "visits":
        who = labels.person(row["visitor"], row["visitor_office"], row["visitor_country"])
        event = f"{who} → {labels.country(row['host_country'])}"
    elif change["table"] == "meetings":
        event = language.listed(map(labels.participant, row["participants"] or []))
    else:
        event = f"{row['title'] or labels.word(row['kind'])} ({', '.join(map(labels.country, row['parties'] or []))})"
    differences = [
        f"{language.text(name.replace('_', ' '))}: {_value_in_words(change['table'], name, was)}"
        f" → {_value_in_words(change['table'], name, row[name])}"
        for name, was in change["was"].items()
    ]
    dated = f"{event}, {row['day']}" if row["day"] else event
    return (
        words[f"is_{change['kind']}"],
        words[change["table"]],
        clean.plain(dated),
        clean.plain("; ".join(differences)),
    )


def _value_in_words(table: str, name: str, value: Any) -> str:
    """A value of a column; codes of closed lists as words."""
    if value in (None, "", []):
        return "–"
    coded = any(column.name == name and column.values for column in tables.TABLES[table].columns)
    return labels.word(value) if coded else html.in_words(value)
