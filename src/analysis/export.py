"""The tables of a built corpus in the forms that other programs read. Each writer is one function.

The same tables always give the same bytes. What a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd
import pyarrow as pa
import xlsxwriter

from analysis import labels, tables, timeline
from analysis.gazetteer import places
from analysis.gazetteer.coordinates import capital, coordinates
from analysis.gazetteer.matcher import fold
from analysis.language import speaking
from analysis.review import BETWEEN, as_text, defuse
from analysis.tables import DAY, FLAG, SHARE, TABLES, TEXTS, TIME, save

Tables = Mapping[str, pd.DataFrame]

NOT_KNOWN = "not known"
CELL = 32_767
"""Characters that a cell of Excel can hold."""

TITLE = "Visits, meetings and agreements in Russian-language news on Turkmenistan and its neighbours"

Writer = Callable[[Tables, Path], list[Path]]


def export(data: str | Path, out: str | Path, formats: Iterable[str] = ()) -> list[Path]:
    """Write the tables of a built corpus in other forms.

    Parameters
    ----------
    data : path
        Folder of the tables that ``analysis build`` wrote.
    out : path
        Folder of the exports; made if it is missing. Files of the same names are replaced, others stay.
    formats : iterable of str
        Keys of :data:`FORMATS`; all of them if left out.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    tables.NotBuilt
        If the folder lacks a table.

    Examples
    --------
    >>> with tables.example() as folder:
    ...     [path.name for path in export(folder, folder / "out", ["colt", "bibtex"])]
    ['colt.csv', 'articles.bib']
    """
    read = {name: tables.read(name, data) for name in TABLES}
    out = Path(out)
    written: list[Path] = []
    with speaking("en", "cyrillic"):  # names as the tables have them, whatever reports show
        for name in formats or FORMATS:
            written += FORMATS[name](read, out)
    return list(dict.fromkeys(written))


# --- CSV, data package, Excel ----------------------------------------------------------------------------------------


def write_csv(read: Tables, out: Path) -> list[Path]:
    """Every table as CSV: UTF-8 with the mark that Excel needs, lists joined by «; ».

    Examples
    --------
    >>> with tables.example(meetings=[{"countries": ["IRN", "TKM"], "date": "2024-05-22"}]) as folder:
    ...     files = {path.name: path for path in export(folder, folder / "out", ["csv"])}
    ...     print(files["meetings.csv"].read_text("utf-8-sig").splitlines()[1])
    meeting1,,IRN; TKM,in_person,2024-05-22,held,,1,,,1.0,,article1,false
    """
    return [
        save(
            out / "tables" / f"{name}.csv",
            csv_text(
                [column.name for column in table.columns],
                ([as_text(value) for value in row] for row in read[name].itertuples(index=False)),
            ),
        )
        for name, table in TABLES.items()
    ]


def write_package(read: Tables, out: Path) -> list[Path]:
    """The CSV files as a Frictionless data package: ``datapackage.json`` with a schema each, and the codebook.

    Examples
    --------
    >>> with tables.example() as folder:
    ...     described = json.loads(export(folder, folder / "out", ["package"])[-1].read_text("utf-8"))
    >>> described["resources"][2]["name"], described["resources"][2]["schema"]["primaryKey"]
    ('visits', ['visit_id'])
    """
    files = write_csv(read, out)
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "analysis",
        "title": TITLE,
        "description": (
            "Each event carries the words that state it; codebook.md explains every column. A text that begins with "
            "one of = + - @ has an apostrophe before it, so that no spreadsheet takes it for a formula."
        ),
        "version": version("analysis"),
        "resources": [_resource(name, path) for name, path in zip(TABLES, files, strict=True)],
    }
    codebook = save(out / "tables" / "codebook.md", tables.codebook())
    return [*files, codebook, save(out / "tables" / "datapackage.json", json_text(package))]


KINDS: dict[pa.DataType, dict[str, str]] = {
    TEXTS: {"type": "list", "delimiter": BETWEEN, "itemType": "string"},
    DAY: {"type": "date"},
    TIME: {"type": "datetime"},
    SHARE: {"type": "number"},
    FLAG: {"type": "boolean"},
    pa.int32(): {"type": "integer"},
    pa.int64(): {"type": "integer"},
}
KEYS = {"articles": "article_id", **{name: f"{name[:-1]}_id" for name in ("visits", "meetings", "agreements")}}


def _resource(name: str, path: Path) -> dict[str, Any]:
    """One table's entry in the data package."""
    table, content = TABLES[name], path.read_bytes()
    fields = [
        {"name": column.name, **KINDS.get(column.type, {"type": "string"}), "description": column.meaning}
        | ({"constraints": {"enum": list(column.values)}} if column.values else {})
        for column in table.columns
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if name in KEYS:
        schema["primaryKey"] = [KEYS[name]]
    links = {"article_id": "articles", "evidence_article": "articles", "visit_id": "visits"}
    schema["foreignKeys"] = [
        {"fields": [column], "reference": {"resource": other, "fields": [KEYS[other]]}}
        for column, other in links.items()
        if other != name and column in [c.name for c in table.columns]
    ]
    return {
        "name": name,
        "type": "table",
        "description": f"One row is {table.row}.",
        "path": path.name,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
    }


def write_excel(read: Tables, out: Path) -> list[Path]:
    """One workbook with a sheet a table and the codebook; texts too long for a cell are cut and end in «…».

    Examples
    --------
    >>> from zipfile import ZipFile
    >>> with tables.example() as folder, ZipFile(*export(folder, folder / "out", ["excel"])) as book:
    ...     sum(name.startswith("xl/worksheets/") for name in book.namelist()), len(TABLES)
    (9, 8)
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "remove_timezone": True}) as book:
        # the time of writing would make every file another one
        book.set_properties({"title": TITLE, "created": datetime(2000, 1, 1)})
        bold = book.add_format({"bold": True})
        styles = {DAY: book.add_format({"num_format": "yyyy-mm-dd"})}
        styles[TIME] = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for name, table in TABLES.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(read[name]), 1), len(table.columns) - 1)
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, column.name, bold)
                sheet.set_column(place, place, 14)
                for line, value in enumerate(read[name][column.name], 1):
                    _write_cell(sheet, line, place, value, styles.get(column.type))
        sheet = book.add_worksheet("codebook")
        lines = [("table", "column", "type", "meaning", "values")]
        lines += [
            (table.name, c.name, str(c.type), c.meaning, ", ".join(c.values))
            for table in TABLES.values()
            for c in table.columns
        ]
        for line, cells in enumerate(lines):
            for place, text in enumerate(cells):
                sheet.write_string(line, place, text, bold if line == 0 else None)
        sheet.set_column(0, 2, 18)
        sheet.set_column(3, 4, 80)
    return [save(out / "tables.xlsx", content.getvalue())]


def _write_cell(sheet: Any, line: int, place: int, value: Any, style: Any) -> None:
    """One cell in the type of its value; text always as text, never as a formula or link."""
    if isinstance(value, pd.Timestamp):
        sheet.write_datetime(line, place, value.to_pydatetime().replace(tzinfo=None), style)
    elif isinstance(value, bool) or type(value).__name__ == "bool":
        sheet.write_boolean(line, place, bool(value))
    elif isinstance(value, (int, float, np.number)) and value == value:
        sheet.write_number(line, place, value)
    elif text := as_text(value):
        text = defuse(text)
        sheet.write_string(line, place, text if len(text) <= CELL else f"{text[: CELL - 1]}…")


# --- timeline, map, bibliography -------------------------------------------------------------------------------------


def write_timelinejs(read: Tables, out: Path) -> list[Path]:
    """Visits, meetings and agreements for TimelineJS; events without a day are left out.

    Examples
    --------
    >>> visit = {"visitor": "Масуд Пезешкиан", "host_country": "TKM", "start": "2024-05-14"}
    >>> with tables.example(visits=[visit]) as folder:
    ...     (slide,) = json.loads(export(folder, folder / "out", ["timelinejs"])[0].read_text("utf-8"))["events"]
    >>> slide["text"]["headline"], slide["start_date"]
    ('Масуд Пезешкиан: Turkmenistan, held', {'year': 2024, 'month': 5, 'day': 14})
    """
    cite = _sources(read)
    events = []
    for row in records(read["visits"]):
        who = labels.person(row.visitor, row.visitor_office, row.visitor_country)
        events.append((row, row.visit_id, "visits", f"{who}: {labels.country(row.host_country)}", row.start, row.end))
    for row in records(read["meetings"]):
        who = ", ".join(map(labels.participant, row.participants))
        events.append((row, row.meeting_id, "meetings", who, row.date, None))
    for row in records(read["agreements"]):
        sides = ", ".join(map(labels.country, row.parties))
        title = row.title if isinstance(row.title, str) else labels.word(row.kind)
        events.append((row, row.agreement_id, "agreements", f"{title} ({sides})", row.date, None))
    slides: list[dict[str, Any]] = []
    for row, event_id, group, headline, first, last in events:
        if pd.isna(first):
            continue
        # TimelineJS puts texts into the page as HTML
        words = f"<p>«{html.escape(row.evidence or '')}»</p><p>{html.escape(cite.get(row.evidence_article, ''))}</p>"
        slide: dict[str, Any] = {
            "unique_id": event_id,
            "group": group,
            "start_date": _date_parts(first),
            "text": {"headline": html.escape(f"{headline}, {labels.word(row.status)}"), "text": words},
        }
        if last is not None and not pd.isna(last):
            slide["end_date"] = _date_parts(last)
        slides.append(slide)
    slides.sort(key=lambda slide: (*slide["start_date"].values(), slide["unique_id"]))
    first_slide = {"text": {"headline": TITLE, "text": f"<p>{len(slides)} events with a known day</p>"}}
    return [save(out / "timeline.json", json_text({"title": first_slide, "events": slides}))]


def _date_parts(day: pd.Timestamp) -> dict[str, int]:
    """A day as TimelineJS writes it."""
    return {"year": day.year, "month": day.month, "day": day.day}


def write_geojson(read: Tables, out: Path) -> list[Path]:
    """Destinations of visits as points: one feature a visit and place, the capital where no place is told.

    ``located`` says which: «place», «capital», or «no» for a place that has no coordinates, whose geometry is null.

    Examples
    --------
    >>> with tables.example(visits=[{"visitor_country": "IRN", "host_country": "TKM"}]) as folder:
    ...     (point,) = json.loads(export(folder, folder / "out", ["geojson"])[0].read_text("utf-8"))["features"]
    >>> [round(degrees) for degrees in point["geometry"]["coordinates"]], point["properties"]["located"]
    ([58, 38], 'capital')
    """
    features = []
    for row in records(read["visits"]):
        abroad = row.host_country != row.visitor_country
        for place in row.places or (None,):
            point, located = coordinates().get((fold(place), row.host_country)) if place else None, "place"
            if place is None and abroad:
                point, located = capital(row.host_country), "capital"
            properties = {
                "visit_id": row.visit_id,
                "place": place or (places.capitals().get(row.host_country) if point else None),
                "located": located if point else "no",
                "host_country": row.host_country,
                "visitor": row.visitor,
                "visitor_office": row.visitor_office,
                "visitor_country": row.visitor_country,
                "start": as_text(row.start) or None,
                "end": as_text(row.end) or None,
                "kind": row.kind,
                "status": row.status,
                "confidence": row.confidence,
                "evidence": row.evidence,
                "evidence_article": row.evidence_article,
            }
            geometry = {"type": "Point", "coordinates": list(point)} if point else None
            features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    collection = {"type": "FeatureCollection", "features": features}
    return [save(out / "destinations.geojson", json_text(collection))]


def write_bibtex(read: Tables, out: Path) -> list[Path]:
    """Every article that an event is cited from, as biblatex reads it; the key is the letter a and the article_id.

    Examples
    --------
    >>> article, mention = {"title": "Визит & итоги", "published": "2024-05-14"}, {"article_id": "article1"}
    >>> with tables.example(articles=[article], mentions=[mention]) as folder:
    ...     print(export(folder, folder / "out", ["bibtex"])[0].read_text("utf-8").strip())
    @online{aarticle1,
      title = {{Визит \\& итоги}},
      date = {2024-05-14},
      langid = {russian},
    }
    """
    cited = set(read["mentions"]["article_id"])
    entries = []
    for row in records(read["articles"]):
        if row.article_id not in cited:
            continue
        day = "" if pd.isna(row.published) else f"{row.published:%Y-%m-%d}"
        fields = {
            "title": f"{{{latex(row.title or 'without title')}}}",
            "date": day,
            "organization": latex(row.source or row.site or ""),
            "url": quote(row.url, safe=":/?#[]@!$&'()*+,;=%~") if row.url else "",
            "langid": {"ru": "russian", "tk": "turkmen", "en": "english", "kk": "kazakh"}.get(row.language, ""),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        entries.append("\n".join([f"@online{{a{row.article_id},", *lines, "}"]))
    return [save(out / "articles.bib", "\n\n".join(entries) + "\n")]


def latex(text: str) -> str:
    """Text in which LaTeX reads every sign as itself.

    Examples
    --------
    >>> latex("5 % & {более}")
    '5 \\\\% \\\\& \\\\{более\\\\}'
    """
    signs = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    spaced = " ".join(text.split())
    return re.sub(r"[\\{}$&#_%~^]", lambda found: signs.get(found[0], f"\\{found[0]}"), spaced)


# --- beside other data -----------------------------------------------------------------------------------------------

COLT = (
    *("leader", "leader_latin", "role", "leader_country", "country_visited", "city_visited"),
    *("trip_start", "trip_end", "host_leaders_met", "multilateral_event", "event_name", "agreement_signed"),
    *("links", "sources", "confidence", "visit_id"),
)


def write_colt(read: Tables, out: Path) -> list[Path]:
    """Trips abroad in the columns that the Country and Organizational Leader Travel data set codes.

    One row is one trip to one country. «not known» means that no article says so, which is not «no»: an event that
    nobody called multilateral is «no» only if articles give the trip a bilateral rank, and a trip without a document in
    the corpus may still have seen one signed.

    Examples
    --------
    >>> visit = {"visitor": "Масуд Пезешкиан", "visitor_country": "IRN", "host_country": "TKM", "start": "2024-05-14"}
    >>> with tables.example(visits=[visit], agreements=[{"visit_id": "visit1", "status": "signed"}]) as folder:
    ...     (path,) = export(folder, folder / "out", ["colt"])
    ...     (row,) = csv.DictReader(path.open(encoding="utf-8-sig", newline=""))
    >>> row["leader"], row["country_visited"], row["trip_end"], row["agreement_signed"]
    ('Масуд Пезешкиан', 'TKM', 'not known', 'yes')
    """
    home = read["people"].groupby("name")["country"].agg(set).to_dict()
    cite, urls = _sources(read), dict(zip(read["articles"]["article_id"], read["articles"]["url"], strict=True))
    cited = read["mentions"].groupby("event_id", sort=False)["article_id"].unique().to_dict()
    visits = read["visits"]
    abroad = visits[visits["status"].eq("held") & visits["visitor_country"].ne(visits["host_country"])]
    lines = []
    for row in records(abroad):
        met = read["meetings"][read["meetings"]["visit_id"].eq(row.visit_id)]
        signed = read["agreements"][read["agreements"]["visit_id"].eq(row.visit_id)]["status"]
        hosts = {
            labels.participant(name)
            for names in met["participants"]
            for name in names
            if name != row.visitor and row.host_country in home.get(name, {name.partition("@")[2]})
        }
        articles = cited.get(row.visit_id, [row.evidence_article])
        lines.append(
            {
                "leader": row.visitor,
                "leader_latin": row.visitor_latin,
                "role": labels.office(row.visitor_office),
                "leader_country": row.visitor_country,
                "country_visited": row.host_country,
                "city_visited": row.places,
                "trip_start": row.start,
                "trip_end": row.end,
                "host_leaders_met": sorted(hosts),
                "multilateral_event": is_multilateral(row.occasion, row.kind),
                "event_name": row.occasion,
                "agreement_signed": "yes" if signed.isin(["signed", "in_force"]).any() else NOT_KNOWN,
                "links": [urls[a] for a in articles if isinstance(urls.get(a), str)],
                "sources": [cite[a] for a in articles if cite.get(a)],
                "confidence": row.confidence,
                "visit_id": row.visit_id,
            }
        )
    rows = ([as_text(line[name]) or NOT_KNOWN for name in COLT] for line in lines)
    return [save(out / "colt.csv", csv_text(COLT, rows))]


def is_multilateral(occasion: str | None, kind: str) -> str:
    """Whether a trip was for a multilateral event, as far as articles tell.

    Examples
    --------
    >>> is_multilateral("саммит ОТГ", "unspecified"), is_multilateral(None, "state")
    ('yes', 'no')
    >>> is_multilateral(None, "unspecified")
    'not known'
    """
    if occasion:
        return "yes"
    return "no" if kind in ("state", "official") else NOT_KNOWN


def write_tif(read: Tables, out: Path) -> list[Path]:
    """The corpus in the Text Interchange Format: ``doc_id``, ``text`` (title and body), then what is known of each.

    Copies of another article are left out.

    Examples
    --------
    >>> with tables.example(articles=[{"title": "Визит", "body": "Он прибыл.", "site": "example.org"}]) as folder:
    ...     (path,) = export(folder, folder / "out", ["tif"])
    ...     (row,) = csv.DictReader(path.open(encoding="utf-8", newline=""))
    >>> row["doc_id"], row["text"], row["site"]
    ('article1', 'Визит\\n\\nОн прибыл.', 'example.org')
    """
    known = ("title", "published", "language", "source", "site", "url")
    articles = read["articles"][read["articles"]["duplicate_of"].isna()]
    rows = (
        [row.article_id, "\n\n".join(filter(None, (row.title, row.body))), *(as_text(getattr(row, n)) for n in known)]
        for row in records(articles)
    )
    # without the mark at the start, which some of the programs that read this form take for part of «doc_id»
    return [save(out / "corpus.csv", csv_text(("doc_id", "text", *known), rows).removeprefix("\ufeff"))]


FORMATS: dict[str, Writer] = {
    "csv": write_csv,
    "package": write_package,
    "excel": write_excel,
    "timelinejs": write_timelinejs,
    "geojson": write_geojson,
    "bibtex": write_bibtex,
    "colt": write_colt,
    "tif": write_tif,
}


# --- what writers share ----------------------------------------------------------------------------------------------


def records(frame: pd.DataFrame) -> Iterable[Any]:
    """Rows with their columns as attributes.

    Examples
    --------
    >>> [row.visitor for row in records(pd.DataFrame({"visitor": ["Масуд Пезешкиан"]}))]
    ['Масуд Пезешкиан']
    """
    return frame.itertuples(index=False)


def _sources(read: Tables) -> dict[str, str]:
    """Title and day of every article by its identifier."""
    articles = read["articles"]
    days = timeline.local(articles["published"]).dt.strftime("%Y-%m-%d").fillna("no day")
    titles = articles["title"].fillna("")
    return {a: f"{title} ({day})" for a, title, day in zip(articles["article_id"], titles, days, strict=True)}


def csv_text(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """CSV that Excel opens as UTF-8 and in which no cell is a formula.

    Examples
    --------
    >>> csv_text(["title", "number"], [["=SUM(A1)", "-5"]])
    "\\ufefftitle,number\\r\\n'=SUM(A1),-5\\r\\n"
    """
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(names)
    sheet.writerows([[defuse(cell) for cell in row] for row in rows])
    return "\ufeff" + text.getvalue()


def json_text(value: Any) -> str:
    """JSON in UTF-8, indented so that versions can be compared.

    Examples
    --------
    >>> print(json_text({"visitor": "Масуд Пезешкиан"}), end="")
    {
     "visitor": "Масуд Пезешкиан"
    }
    """
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
