"""A researcher's decisions on extracted events: kept apart from the data in a CSV file, applied on every build.

The file ``corrections.csv`` lies beside the folder of tables and belongs into version control. It has one line a
decision, or one a field where a decision changes fields. An event is known by its identifier together with the words
that state it: once these words are gone from the articles that tell of it, the decision is not applied but reported,
and its lines stay until somebody decides again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analysis import tables
from analysis.gazetteer import people
from analysis.tables import COUNT, DAY, TEXT, TEXTS, as_path, save

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
Rows = dict[str, list[Row]]

FILE = "corrections.csv"
VERDICTS = ("accept", "correct", "reject", "merge", "add")
TABLE_OF = {"visit": "visits", "meeting": "meetings", "agreement": "agreements"}
# what a researcher can set; the other columns follow from the articles
FIELDS = {
    "visit": (
        *("visitor", "visitor_office", "visitor_country", "host_country", "places"),
        *("kind", "start", "end", "status", "occasion"),
    ),
    "meeting": ("participants", "countries", "mode", "date", "status", "visit_id"),
    "agreement": ("kind", "title", "parties", "status", "count", "date", "visit_id"),
}
# values of a new event where the researcher gives none
PRESET: dict[str, Row] = {
    "visit": {"visitor_office": "other", "kind": "unspecified", "status": "held"},
    "meeting": {"mode": "in_person", "status": "held"},
    "agreement": {"kind": "other", "status": "signed", "count": 1},
}
COLUMNS = ("decided", "event", "event_id", "verdict", "field", "old", "new", "about", "article_id", "evidence", "note")
FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
CERTAIN = 1.0
BETWEEN = "; "


class ReviewError(tables.Mistake, ValueError):
    """A decision that cannot be taken or a file that cannot be read; the message says why in one line.

    Examples
    --------
    >>> from_text("agreement", "count", "many")
    Traceback (most recent call last):
    analysis.review.ReviewError: count can't be «many»; write a whole number
    """


@dataclass(frozen=True)
class Decision:
    """What a researcher decided about one event.

    ``changes`` maps fields to their old and new values as text, ``into`` is the event that a merged one belongs to.
    ``about`` names the event for readers of the file. ``article_id`` and ``evidence`` are what was looked at.

    Examples
    --------
    >>> changes = {"start": ("", "2024-05-14"), "kind": ("state", "working")}
    >>> decision = Decision("visit", "e115261c1b", "correct", changes)
    >>> [(line["verdict"], line["field"], line["new"]) for line in decision.lines]
    [('correct', 'start', '2024-05-14'), ('correct', 'kind', 'working')]
    """

    event: str
    event_id: str
    verdict: str
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    into: str = ""
    about: str = ""
    article_id: str = ""
    evidence: str = ""
    note: str = ""
    decided: str = ""

    @property
    def lines(self) -> list[dict[str, str]]:
        """Its lines in the file: one, or one a field that changes.

        Examples
        --------
        >>> (line,) = Decision("visit", "e115261c1b", "reject", note="of 1998").lines
        >>> line["verdict"], line["field"], line["note"]
        ('reject', '', 'of 1998')
        """
        shared = {name: getattr(self, name) for name in COLUMNS if name not in ("field", "old", "new")}
        changes = self.changes or {"": ("", self.into)}
        return [{**shared, "field": name, "old": old, "new": new} for name, (old, new) in changes.items()]


# --- the file --------------------------------------------------------------------------------------------------------


def beside(folder: str | Path) -> Path:
    """Where the decisions on a folder of tables are kept.

    Examples
    --------
    >>> beside("data/processed").as_posix()
    'data/corrections.csv'
    """
    return as_path(folder).parent / FILE


def defuse(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; numbers stay.

    Examples
    --------
    >>> defuse('=HYPERLINK("x")'), defuse("-5"), defuse("договор")
    ('\\'=HYPERLINK("x")', '-5', 'договор')
    """
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def read(path: str | Path) -> list[Decision]:
    """Read the decisions in a file, the latest one on each event; none if there is no file.

    Parameters
    ----------
    path : path
        A CSV file in UTF-8, with commas, or with semicolons as some spreadsheets write it.

    Returns
    -------
    list of Decision
        In the order of the file. Decisions that make no sense are among them: :func:`apply` names them.

    Raises
    ------
    ReviewError
        If the file is no such table.

    Examples
    --------
    >>> read("no/such/file.csv")
    []
    """
    path = as_path(path)
    if not path.is_file():
        return []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReviewError(f"{path}: not a text file in UTF-8; save it as «CSV UTF-8»") from error
    head = text.partition("\n")[0]
    lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    if missing := [name for name in COLUMNS if name not in (lines.fieldnames or ())]:
        raise ReviewError(f"{path}: lacks the column {missing[0]}; its first line must be: {','.join(COLUMNS)}")
    found: dict[tuple[str, str], Decision] = {}
    try:
        for line in lines:
            # without the apostrophe that ``defuse`` put there
            cells = {name: re.sub(f"^'(?={FORMULA.pattern})", "", line[name] or "") for name in COLUMNS}
            key = (cells["event"], cells["event_id"])
            shared = {name: text for name, text in cells.items() if name not in ("field", "old", "new")}
            earlier = found.get(key)
            same = earlier and earlier.verdict == cells["verdict"] and earlier.decided == cells["decided"]
            changes = dict(earlier.changes) if earlier and same else {}
            if cells["field"]:
                changes[cells["field"]] = (cells["old"], cells["new"])
            into = "" if cells["field"] else cells["new"]
            if not same:
                found.pop(key, None)
            found[key] = Decision(**shared, changes=changes, into=into)
    except csv.Error as error:
        raise ReviewError(f"{path}: line {lines.line_num} is no CSV ({error})") from error
    return list(found.values())


def write(path: str | Path, decisions: Iterable[Decision]) -> None:
    """Write decisions as a file that takes the place of the earlier one only when it is complete.

    Examples
    --------
    >>> import tempfile
    >>> decision = Decision("visit", "e115261c1b", "reject", about="a visit that never was", decided="2025-04-23")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(f"{folder}/corrections.csv", [decision])
    ...     read(f"{folder}/corrections.csv") == [decision]
    True
    """
    text = io.StringIO()
    sheet = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    sheet.writeheader()
    for decision in decisions:
        sheet.writerows({name: defuse(value) for name, value in line.items()} for line in decision.lines)
    # the mark at the start tells Excel that this is UTF-8
    save(Path(path), "\ufeff" + text.getvalue())


# --- values as text --------------------------------------------------------------------------------------------------


def as_text(value: Any) -> str:
    """One value of a table as files write it: days and times in ISO 8601, lists joined, nothing for a missing value.

    Examples
    --------
    >>> as_text(("TKM", "UZB")), as_text(date(2025, 4, 23)), as_text(None), as_text(2), as_text(True)
    ('TKM; UZB', '2025-04-23', '', '2', 'true')
    """
    if isinstance(value, (list, tuple)):
        return BETWEEN.join(map(str, value))
    if value is None or type(value).__name__ == "NAType" or value != value:
        return ""
    if isinstance(value, date):
        return value.isoformat() if isinstance(value, datetime) and value.tzinfo else str(value)[:10]
    return str(value).lower() if type(value).__name__ == "bool" else str(value)


def from_text(event: str, name: str, text: str) -> Any:
    """Read a value back, in the type of its column.

    Raises
    ------
    ReviewError
        If the column is none that can be set, or cannot hold the value.

    Examples
    --------
    >>> from_text("visit", "start", "2025-04-23"), from_text("agreement", "parties", "TKM; UZB")
    (datetime.date(2025, 4, 23), ['TKM', 'UZB'])
    >>> from_text("visit", "kind", "royal")
    Traceback (most recent call last):
    analysis.review.ReviewError: kind can't be «royal»; it is one of state, official, working, private, unspecified
    """
    if name not in FIELDS[event]:
        raise ReviewError(f"a {event} has no field «{name}» to set; it has {', '.join(FIELDS[event])}")
    column = next(c for c in tables.TABLES[TABLE_OF[event]].columns if c.name == name)
    text = text.strip()
    if column.values and text not in column.values:
        raise ReviewError(f"{name} can't be «{text}»; it is one of {', '.join(column.values)}")
    if name.endswith("_country") and text and not re.fullmatch("[A-Z]{3}", text):
        raise ReviewError(f"{name} can't be «{text}»; write the three letters of ISO 3166-1, such as TKM")
    if column.type == TEXTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    kinds: dict[pa.DataType, Any] = {DAY: date.fromisoformat, COUNT: int, TEXT: str}
    try:
        return kinds[column.type](text) if text else None
    except ValueError:
        advice = "a day as 2024-03-31" if column.type == DAY else "a whole number"
        raise ReviewError(f"{name} can't be «{text}»; write {advice}") from None


def plain(text: str) -> str:
    """Words apart by single spaces.

    Examples
    --------
    >>> plain(" Он прибыл\\nв  Баку ")
    'Он прибыл в Баку'
    """
    return " ".join(text.split())


def about(event: str, row: Mapping[str, Any] | pd.Series) -> str:
    """An event in a few words.

    Examples
    --------
    >>> about("visit", {"visitor": "Си Цзиньпин", "host_country": "TKM", "start": date(2023, 5, 18)})
    'Си Цзиньпин → TKM, 2023-05-18'
    """
    if event == "visit":
        who = as_text(row.get("visitor")) or f"{row.get('visitor_office')}@{row.get('visitor_country')}"
        what, day = f"{who} → {row.get('host_country')}", row.get("start")
    elif event == "meeting":
        what, day = ", ".join(row.get("participants") or ()), row.get("date")
    else:
        title = as_text(row.get("title")) or as_text(row.get("kind"))
        what, day = f"{title} ({as_text(row.get('parties'))})", row.get("date")
    return ", ".join(filter(None, (what, as_text(day))))


# --- applied on every build ------------------------------------------------------------------------------------------


@dataclass
class _Applied:
    """The tables under correction: events by identifier, the words that state them, and what could not be applied."""

    rows: Rows
    articles: Mapping[str, Mapping[str, Any]]
    events: dict[str, dict[str, Row]]
    cited: dict[str, set[str]]
    merged: dict[str, str]
    done: list[Decision] = field(default_factory=list)
    flagged: list[str] = field(default_factory=list)

    def states(self, article_id: str, words: str) -> bool:
        """Whether an article holds these words in its title or body."""
        article = self.articles.get(article_id)
        return plain(words) in (plain(f"{article['title'] or ''}\n{article['body'] or ''}") if article else "")


def apply(
    rows: Mapping[str, Sequence[Row]],
    decisions: Sequence[Decision],
    articles: Sequence[Mapping[str, Any]] | Mapping[str, Row],
    extracted: Mapping[str, Iterable[str]] | None = None,
) -> tuple[Rows, dict[str, Any]]:
    """Apply decisions to the rows that were extracted.

    Parameters
    ----------
    rows : mapping
        Rows of ``visits``, ``meetings``, ``agreements`` and ``mentions``; other tables pass through.
    decisions : sequence of Decision
        From :func:`read`.
    articles : sequence of mapping, or mapping
        Rows of ``articles``, or these by their identifiers.
    extracted : mapping, optional
        By event, the identifiers of all that were extracted, where ``rows`` are some of them.

    Returns
    -------
    rows : dict
        New rows. Accepted, corrected and added events have the confidence 1.
    reviewed : dict
        ``decisions`` (number), ``applied`` (number by verdict), ``flagged`` (one line each decision that was not
        applied), ``precision`` (see :func:`precision`).

    Examples
    --------
    >>> visit = {"visit_id": "v1", "visitor": "Си Цзиньпин", "host_country": "TKM", "evidence": "прибыл Си Цзиньпин"}
    >>> mention = {"event_id": "v1", "event": "visit", "article_id": "a1", "evidence": "прибыл Си Цзиньпин"}
    >>> tables_ = {"visits": [visit], "meetings": [], "agreements": [], "mentions": [mention]}
    >>> article = {"article_id": "a1", "title": "", "body": "В Ашхабад прибыл Си Цзиньпин."}
    >>> decision = Decision("visit", "v1", "reject", article_id="a1", evidence="прибыл Си Цзиньпин")
    >>> corrected, reviewed = apply(tables_, [decision], [article])
    >>> corrected["visits"], reviewed["applied"]
    ([], {'reject': 1})
    """
    state = _Applied(
        rows={name: [dict(row) for row in table] for name, table in rows.items()},
        articles=articles if isinstance(articles, Mapping) else {str(row["article_id"]): row for row in articles},
        events={},
        cited=defaultdict(set),
        merged={d.event_id: d.into for d in decisions if d.verdict == "merge"},
    )
    for event, table in TABLE_OF.items():
        state.events[event] = {row[f"{event}_id"]: row for row in state.rows[table]}
    for mention in state.rows["mentions"]:
        state.cited[mention["event_id"]].add(mention["article_id"])
    extracted = extracted or {event: list(found) for event, found in state.events.items()}
    # fields first, so that what is merged or taken away afterwards has its final values
    order = {"add": 0, "accept": 1, "correct": 1, "merge": 2, "reject": 3}
    for decision in sorted(decisions, key=lambda d: order.get(d.verdict, 0)):
        try:
            _apply_one(state, decision)
        except ReviewError as problem:
            name = " ".join(filter(None, (decision.verdict, decision.event, decision.event_id)))
            state.flagged.append(
                f"{FILE}: {name}{f' ({decision.about})' if decision.about else ''} is not applied: {problem}"
            )
        else:
            state.done.append(decision)
    for event, table in TABLE_OF.items():
        state.rows[table] = list(state.events[event].values())
    for table in ("meetings", "agreements"):
        for row in state.rows[table]:
            if row.get("visit_id") not in state.events["visit"]:
                row["visit_id"] = None
    return state.rows, {
        "decisions": len(decisions),
        "applied": dict(sorted(Counter(d.verdict for d in state.done).items())),
        "flagged": state.flagged,
        "precision": [precision(event, ids, state.done) for event, ids in extracted.items()],
    }


def _apply_one(state: _Applied, decision: Decision) -> None:
    """Apply one decision; what speaks against it is a ReviewError."""
    if decision.event not in TABLE_OF:
        raise ReviewError(f"event is «{decision.event}»; it can be {', '.join(TABLE_OF)}")
    if decision.verdict not in VERDICTS:
        raise ReviewError(f"verdict is «{decision.verdict}»; it can be {', '.join(VERDICTS)}")
    values = {name: from_text(decision.event, name, new) for name, (_, new) in decision.changes.items()}
    if decision.verdict == "add":
        _add(state, decision, values)
        return
    row = state.events[decision.event].get(decision.event_id)
    if row is None:
        _explain_absence(state, decision)
        return
    if not any(state.states(article_id, decision.evidence) for article_id in state.cited[decision.event_id]):
        raise ReviewError(f"the article has changed, «{decision.evidence}» is no longer in it; review this row again")
    if decision.verdict in ("accept", "correct"):
        _set(row, values)
    elif decision.verdict == "merge":
        _merge(state, decision, row)
    else:
        del state.events[decision.event][decision.event_id]
        state.rows["mentions"] = [m for m in state.rows["mentions"] if m["event_id"] != decision.event_id]


def _explain_absence(state: _Applied, decision: Decision) -> None:
    """Say why an event is gone; that a rejected one is no longer extracted is as it should be."""
    if not state.states(decision.article_id, decision.evidence):
        raise ReviewError(
            f"the article has changed or is gone, «{decision.evidence}» is nowhere; delete or decide again"
        )
    heirs = sorted(
        {
            mention["event_id"]
            for mention in state.rows["mentions"]
            if mention["event"] == decision.event
            and mention["article_id"] == decision.article_id
            and plain(mention["evidence"]) == plain(decision.evidence)
        }
    )
    if heirs:
        raise ReviewError(f"its words now give {decision.event} {', '.join(heirs)}; review that instead")
    if decision.verdict != "reject":
        raise ReviewError("this event is no longer extracted; add it by hand, or delete the line")


def _set(row: Row, values: Mapping[str, Any]) -> None:
    row.update(values)
    if "visitor" in values:
        row["visitor_latin"] = people.latin(values["visitor"]) if values["visitor"] else None
        row["visitor_from"] = "named" if values["visitor"] else None
    for name in ("countries", "parties", "places"):
        if name in values:
            row[name] = sorted(values[name])
    row["confidence"] = CERTAIN


def _merge(state: _Applied, decision: Decision, row: Row) -> None:
    """Give an event's mentions and links to the one that it is the same as."""
    into, seen = decision.into, {decision.event_id}
    while into in state.merged and into not in seen:
        seen.add(into)
        into = state.merged[into]
    target = state.events[decision.event].get(into)
    if target is None or into in seen:
        raise ReviewError(f"there is no {decision.event} {decision.into or '(none named)'} to merge it into")
    mine = [m for m in state.rows["mentions"] if m["event_id"] == decision.event_id]
    for mention in mine:
        mention["event_id"] = into
    state.cited[into] |= state.cited[decision.event_id]
    target["articles"] = len(state.cited[into])
    if reported := [r["first_reported"] for r in (row, target) if r.get("first_reported") is not None]:
        target["first_reported"] = min(reported)
    target["background"] = bool(target.get("background")) and bool(row.get("background"))
    target["confidence"] = CERTAIN
    if decision.event == "visit":
        for table in ("meeting", "agreement"):
            for other in state.events[table].values():
                if other.get("visit_id") == decision.event_id:
                    other["visit_id"] = into
    del state.events[decision.event][decision.event_id]


def _add(state: _Applied, decision: Decision, values: Row) -> None:
    """A new event, with the words of an article that state it."""
    where = [decision.article_id, *state.articles]
    article_id = next((a for a in where if decision.evidence and state.states(a, decision.evidence)), None)
    if article_id is None:
        raise ReviewError(f"no article holds the words «{decision.evidence}»")
    article = state.articles[article_id]
    place, start, end = locate(article, decision.evidence)
    row = {**PRESET[decision.event], f"{decision.event}_id": decision.event_id}
    _set(row, values)
    row |= {
        "articles": 1,
        "first_reported": article["published"],
        "evidence": article[place][start:end],
        "evidence_article": article_id,
        "background": False,
    }
    state.events[decision.event][decision.event_id] = row
    state.rows["mentions"].append(
        {
            "event_id": decision.event_id,
            "event": decision.event,
            "article_id": article_id,
            "field": place,
            "start": start,
            "end": end,
            "evidence": article[place][start:end],
            "confidence": CERTAIN,
            "background": False,
            "stated": None,
        }
    )
    state.cited[decision.event_id].add(article_id)


def locate(article: Mapping[str, Any] | pd.Series, words: str) -> tuple[str, int, int]:
    """Where in an article words stand: its field and the offsets; spaces and line ends count the same.

    Raises
    ------
    ReviewError
        If they stand neither in the title nor in the body.

    Examples
    --------
    >>> locate({"title": "Визит", "body": "Он прибыл\\nв Баку."}, "прибыл в Баку")
    ('body', 3, 16)
    """
    pattern = r"\s+".join(map(re.escape, words.split()))
    for place in ("title", "body"):
        if pattern and (found := re.search(pattern, article[place] or "")):
            return place, *found.span()
    raise ReviewError(f"«{plain(words)}» stands neither in title nor body; copy the words from the article")


# --- how often the extraction is right -------------------------------------------------------------------------------


def draw_order(event_id: str) -> str:
    """Where an event stands in the random order: a hash of its identifier, which knows nothing of what is right.

    Examples
    --------
    >>> sorted(["visit1", "visit2", "visit3", "visit4"], key=draw_order)
    ['visit2', 'visit4', 'visit3', 'visit1']
    """
    return hashlib.sha256(event_id.encode()).hexdigest()


def precision(event: str, extracted: Iterable[str], decisions: Iterable[Decision]) -> dict[str, Any]:
    """Estimate the share of extracted events that are right from those that were reviewed.

    Whoever reviews the least certain rows first sees more mistakes than there are. Only a random sample can stand for
    all: the events in random order, up to the first one that nobody has decided on yet. Accepted rows are right;
    corrected, rejected and merged ones are wrong.

    Parameters
    ----------
    event : str
        «visit», «meeting» or «agreement».
    extracted : iterable of str
        Identifiers of all extracted events of this kind.
    decisions : iterable of Decision

    Returns
    -------
    dict
        ``record`` (the table), ``events``, ``reviewed`` (all that were decided on), ``sample`` (size of the random
        sample), ``right`` (in the sample), ``precision``, ``low`` and ``high``: the share and its 95 % interval, all
        None without a sample. The interval is the exact one of Clopper and Pearson (1934).

    Examples
    --------
    >>> decided = [Decision("visit", f"v{n}", "accept" if n else "reject") for n in range(10)]
    >>> found = precision("visit", [f"v{n}" for n in range(10)], decided)
    >>> found["right"], found["sample"], round(found["low"], 3), round(found["high"], 3)
    (9, 10, 0.555, 0.997)
    """
    verdicts = {d.event_id: d.verdict for d in decisions if d.event == event and d.verdict != "add"}
    events, reviewed, first_open = 0, [], "~"
    for event_id in extracted:
        events += 1
        if event_id in verdicts:
            reviewed.append(event_id)
        else:
            first_open = min(first_open, draw_order(event_id))
    sample = [event_id for event_id in reviewed if draw_order(event_id) < first_open]
    size, right = len(sample), sum(verdicts[event_id] == "accept" for event_id in sample)
    found: dict[str, Any] = {
        "record": TABLE_OF[event],
        "events": events,
        "reviewed": len(reviewed),
        "sample": size,
        "right": right,
        "precision": None,
        "low": None,
        "high": None,
    }
    if size:
        # a third of a second that builds need not wait for
        from scipy.stats import binomtest

        interval = binomtest(right, size).proportion_ci(0.95, "exact")
        found |= {"precision": right / size, "low": float(interval.low), "high": float(interval.high)}
    return found


# --- deciding --------------------------------------------------------------------------------------------------------


class Review:
    """Decisions on the events of a built corpus, each saved when it is taken. «analysis build» applies them.

    Parameters
    ----------
    data : path
        Folder of the tables that «analysis build» wrote.
    file : path, optional
        Where the decisions are kept; ``corrections.csv`` beside the folder if left out.

    Examples
    --------
    >>> with tables.example(visits=[{"visitor": "Си Цзиньпин", "host_country": "TKM"}]) as folder:
    ...     review = Review(folder)
    ...     decision = review.correct("visit1", start="2023-05-18")
    ...     [found.about for found in review.decisions], len(review.queue("visit"))
    (['Си Цзиньпин → TKM'], 0)
    """

    def __init__(self, data: str | Path = "data/processed", file: str | Path | None = None) -> None:
        from analysis.notebook import find_folder

        self.folder = find_folder(data)
        self.file = Path(file) if file is not None else beside(self.folder)
        self.articles = tables.read("articles", self.folder)
        self.tables = {event: tables.read(table, self.folder) for event, table in TABLE_OF.items()}
        self.mentions = tables.read("mentions", self.folder)

    @property
    def decisions(self) -> list[Decision]:
        """All decisions in the file, read anew: others may write to it.

        Examples
        --------
        >>> with tables.example(visits=[{}, {}]) as folder:
        ...     review = Review(folder)
        ...     _ = review.accept("visit1"), review.reject("visit2", note="of 1998")
        ...     [(decision.event_id, decision.verdict, decision.note) for decision in review.decisions]
        [('visit1', 'accept', ''), ('visit2', 'reject', 'of 1998')]
        """
        return read(self.file)

    @property
    def flagged(self) -> pd.DataFrame:
        """Decisions that the last build could not apply, one line each.

        Examples
        --------
        >>> with tables.example() as folder:
        ...     said = {"review": {"flagged": ["corrections.csv: reject visit1 is not applied: …"]}}
        ...     _ = (folder / "build.json").write_text(json.dumps(said), "utf-8")
        ...     Review(folder).flagged["decision"].tolist()
        ['corrections.csv: reject visit1 is not applied: …']
        """
        import pandas as pd

        manifest = self.folder / "build.json"
        build = json.loads(manifest.read_text("utf-8")) if manifest.is_file() else {}
        return pd.DataFrame({"decision": build.get("review", {}).get("flagged", [])}, dtype=object)

    def queue(self, event: str, order: str = "uncertain", decided: bool = False) -> pd.DataFrame:
        """Events that wait for a decision.

        Parameters
        ----------
        event : {"visit", "meeting", "agreement"}
        order : {"uncertain", "random"}
            The least certain first, which finds mistakes; or in random order, which measures how many there are.
        decided : bool
            Those decided on as well.

        Returns
        -------
        DataFrame
            Rows of the table.

        Raises
        ------
        ReviewError
            If there is no such event or order.

        Examples
        --------
        >>> with tables.example(visits=[{"confidence": 0.9}, {"confidence": 0.6}]) as folder:
        ...     Review(folder).queue("visit")["visit_id"].tolist()
        ['visit2', 'visit1']
        """
        frame = self.tables[self._known(event)]
        if order not in ("uncertain", "random"):
            raise ReviewError(f"order can't be «{order}»; it is one of uncertain, random")
        if not decided:
            done = {d.event_id for d in self.decisions if d.event == event}
            frame = frame[~frame[f"{event}_id"].isin(done)]
        if order == "random":
            places = frame[f"{event}_id"].map(draw_order)
            return frame.loc[places.sort_values(kind="stable").index].reset_index(drop=True)
        return frame.sort_values("confidence", kind="stable", ignore_index=True)

    def accept(self, event_id: str, note: str = "") -> Decision:
        """Say that a row is right as it is.

        Raises
        ------
        ReviewError
            If it was corrected before: accepting would drop the correction.

        Examples
        --------
        >>> with tables.example(visits=[{"host_country": "UZB", "evidence": "прибыл в Ташкент"}]) as folder:
        ...     decision = Review(folder).accept("visit1", note="checked")
        >>> decision.verdict, decision.evidence, decision.note
        ('accept', 'прибыл в Ташкент', 'checked')
        """
        if any((d.event_id, d.verdict) == (event_id, "correct") for d in self.decisions):
            raise ReviewError(f"{event_id} was corrected; undo that first if it was right as extracted")
        return self._decide(event_id, "accept", note=note)

    def reject(self, event_id: str, note: str = "") -> Decision:
        """Say that there is no such event; it leaves the tables.

        Examples
        --------
        >>> with tables.example(visits=[{"host_country": "UZB"}]) as folder:
        ...     Review(folder).reject("visit1", note="a trip of 1998").verdict
        'reject'
        """
        return self._decide(event_id, "reject", note=note)

    def correct(self, event_id: str, note: str = "", **values: Any) -> Decision:
        """Set fields of a row, each given by its name.

        Raises
        ------
        ReviewError
            If nothing changes, or a value does not fit its field.

        Examples
        --------
        >>> with tables.example(visits=[{"host_country": "UZB", "kind": "state"}]) as folder:
        ...     dict(Review(folder).correct("visit1", start="2013-07-26", kind="working").changes)
        {'start': ('', '2013-07-26'), 'kind': ('state', 'working')}
        """
        event, row = self.find(event_id)
        earlier = {d.event_id: d.changes for d in self.decisions if d.event == event}.get(event_id, {})
        changes = dict(earlier)
        for name, value in values.items():
            new = as_text(from_text(event, name, as_text(value)))
            old = earlier[name][0] if name in earlier else as_text(row[name])
            changes[name] = (old, new)
        changes = {name: (old, new) for name, (old, new) in changes.items() if old != new}
        if not changes:
            raise ReviewError("nothing is changed; accept the row if it is right")
        return self._decide(event_id, "correct", changes=changes, note=note)

    def merge(self, event_id: str, into: str, note: str = "") -> Decision:
        """Say that a row tells of the same event as another one, which stays.

        Examples
        --------
        >>> with tables.example(visits=[{"host_country": "UZB"}, {"host_country": "UZB"}]) as folder:
        ...     Review(folder).merge("visit2", into="visit1").into
        'visit1'
        """
        event, _ = self.find(event_id)
        if into == event_id or self.find(into)[0] != event:
            raise ReviewError(f"{event_id} can only be merged into another {event}")
        return self._decide(event_id, "merge", into=into, note=note)

    def add(self, event: str, article_id: str, words: str, note: str = "", **values: Any) -> Decision:
        """Add an event that was missed.

        Parameters
        ----------
        event : {"visit", "meeting", "agreement"}
        article_id : str
            The article that tells of it.
        words : str
            The words of its title or body that say so.
        note : str
        **values
            Fields, each by its name.

        Raises
        ------
        ReviewError
            If the article does not hold the words, or a value does not fit its field.

        Examples
        --------
        >>> countries = {"visitor_country": "KAZ", "host_country": "UZB"}
        >>> with tables.example(articles=[{"title": "Визит", "body": "Премьер прибыл в Ташкент."}]) as folder:
        ...     review = Review(folder)
        ...     decision = review.add("visit", "article1", "прибыл в Ташкент", **countries)
        >>> decision.about, decision.evidence
        ('other@KAZ → UZB', 'прибыл в Ташкент')
        """
        self._known(event)
        known = self.articles[self.articles["article_id"] == article_id]
        if known.empty:
            raise ReviewError(f"there is no article «{article_id}»; the table articles lists them")
        article = known.iloc[0]
        place, start, end = locate(article, words)
        typed = {name: from_text(event, name, as_text(value)) for name, value in values.items()}
        who = ("visitor_country", "host_country") if event == "visit" else (FIELDS[event][0],)
        if missing := [name for name in who if not typed.get(name) and not PRESET[event].get(name)]:
            raise ReviewError(f"a {event} needs {missing[0]}")
        changes = {name: ("", as_text(value)) for name, value in typed.items() if as_text(value)}
        text = "\0".join((event, article_id, plain(words), *(f"{k}={v}" for k, (_, v) in sorted(changes.items()))))
        decision = Decision(
            event,
            "added-" + hashlib.sha256(text.encode()).hexdigest()[:10],
            "add",
            changes=changes,
            about=about(event, {**PRESET[event], **typed}),
            article_id=article_id,
            evidence=plain(article[place][start:end]),
            note=plain(note),
            decided=date.today().isoformat(),
        )
        self._save(decision)
        return decision

    def undo(self, event_id: str) -> None:
        """Take a decision back; the next build gives the row as it was extracted.

        Examples
        --------
        >>> with tables.example(visits=[{"host_country": "UZB"}]) as folder:
        ...     review = Review(folder)
        ...     _ = review.reject("visit1")
        ...     review.undo("visit1")
        ...     review.decisions
        []
        """
        write(self.file, [d for d in self.decisions if d.event_id != event_id])

    def find(self, event_id: str) -> tuple[str, pd.Series]:
        """Kind and row of an event.

        Raises
        ------
        ReviewError
            If no table has it.

        Examples
        --------
        >>> with tables.example(meetings=[{"countries": ["IRN", "TKM"]}]) as folder:
        ...     event, row = Review(folder).find("meeting1")
        >>> event, row["countries"]
        ('meeting', ('IRN', 'TKM'))
        """
        for event, frame in self.tables.items():
            rows = frame[frame[f"{event}_id"] == event_id]
            if len(rows):
                return event, rows.iloc[0]
        raise ReviewError(
            f"there is no event «{event_id}» in {self.folder.name}; see the tables visits, meetings, agreements"
        )

    def precision(self) -> list[dict[str, Any]]:
        """The estimate of :func:`precision` for each kind of event, with the decisions of this moment.

        Examples
        --------
        >>> with tables.example(visits=[{}, {}]) as folder:
        ...     review = Review(folder)
        ...     _ = review.accept("visit1"), review.reject("visit2")
        ...     found = review.precision()[0]
        >>> found["record"], found["right"], found["sample"], found["precision"]
        ('visits', 1, 2, 0.5)
        """
        decisions = self.decisions
        known = set(self.articles["article_id"])
        return [
            precision(
                event,
                {event_id for event_id in frame[f"{event}_id"] if not event_id.startswith("added-")}
                # rejected and merged rows are no longer in the tables once a build has applied them
                | {d.event_id for d in decisions if d.event == event and d.verdict != "add" and d.article_id in known},
                decisions,
            )
            for event, frame in self.tables.items()
        ]

    def _known(self, event: str) -> str:
        if event not in TABLE_OF:
            raise ReviewError(f"event can't be «{event}»; it is one of {', '.join(TABLE_OF)}")
        return event

    def _decide(self, event_id: str, verdict: str, **more: Any) -> Decision:
        event, row = self.find(event_id)
        decision = Decision(
            event,
            event_id,
            verdict,
            about=about(event, row),
            article_id=as_text(row["evidence_article"]),
            evidence=plain(as_text(row["evidence"])),
            decided=date.today().isoformat(),
            **{**more, "note": plain(more.get("note", ""))},
        )
        self._save(decision)
        return decision

    def _save(self, decision: Decision) -> None:
        """Put a decision in the place of an earlier one on the same event, or at the end."""
        decisions = self.decisions
        for place, earlier in enumerate(decisions):
            if (earlier.event, earlier.event_id) == (decision.event, decision.event_id):
                decisions[place] = replace(decision, about=earlier.about or decision.about)
                break
        else:
            decisions.append(decision)
        write(self.file, decisions)
