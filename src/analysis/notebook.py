"""What every notebook does: open the tables, show tables and pictures, say sentences. Nothing is computed here.

All text that comes from articles is escaped here, once, on its way into HTML.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from jinja2 import Environment
from markupsafe import Markup
from matplotlib.figure import Figure

from analysis import figures, labels, tables, timeline
from analysis import language as speech
from analysis.language import day, listed, several, text

SUMMARY = "application/vnd.analysis.summary+json"
MOST_SHOWN = 30
LONG_TABLE = 10
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
CODES = {"kind", "mode", "status"}
"""Columns whose codes the tables of pictures have as well: shown in words."""

# JupyterLab sets tables to the right; only ours have a caption. Reports have a style of their own and drop this one.
STYLE = Markup(
    "<style>.jp-OutputArea table:has(> caption) :is(td, th) "
    "{text-align: left !important; vertical-align: top; line-height: 1.4; padding: .35em .3em} "
    ".jp-OutputArea table:has(> caption):has(q) {font-size: .85em} "
    ".jp-OutputArea table:has(> caption) :is(th, td):has(q) {min-width: 12em} "
    ".jp-OutputArea td.date {white-space: nowrap} "
    ".jp-OutputArea table > caption {text-align: left; font-weight: bold}</style>"
)

TABLE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """<table>
<caption>{{ caption }}</caption>
<thead><tr>{% for name in names %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>
{% for event, row in rows %}
<tr{% if event %} data-event="{{ event }}"{% endif %}>{% for cell in row %}{{ cell }}{% endfor %}</tr>
{% endfor %}
</tbody>
</table>"""
)


class WrongParameter(tables.Mistake, ValueError):
    """A parameter of a notebook that cannot be used; the message says what to write instead.

    Examples
    --------
    >>> try:
    ...     read_day("start", "2024-13")
    ... except WrongParameter as problem:
    ...     print(problem)
    start is '2024-13'; write a day as 2024-03-31 or a month as 2024-03
    """


@dataclass(frozen=True)
class Citation:
    """Where it says so: the words, the title, time and address of the article, and the event that they tell of.

    Examples
    --------
    >>> print(Citation("прибыл в Ашхабад", "Визит", pd.Timestamp("2024-05-14"), "https://example.org/1"))
    «прибыл в Ашхабад» (Визит, 14 May 2024, https://example.org/1)
    >>> print(Citation("прибыл в Ашхабад"))
    «прибыл в Ашхабад»
    """

    words: str
    title: str = ""
    published: Any = None
    url: str | None = None
    event: str = ""

    @property
    def source(self) -> str:
        """Title and date of the article on one line.

        Examples
        --------
        >>> Citation("прибыл в Ашхабад", "Визит", pd.Timestamp("2024-05-14")).source
        'Визит, 14 May 2024'
        """
        return ", ".join(filter(None, (self.title, "" if pd.isna(self.published) else day(self.published))))

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.source, self.url)))
        return f"«{self.words}»" + (f" ({where})" if where else "")

    def __html__(self) -> str:
        link: str | Markup = ""
        if self.url and re.match(r"https?://", self.url):
            link = Markup(' <a href="{}">{}</a>').format(self.url, text("address"))
        elif self.url:
            link = f" {self.url}"
        quote = Markup('<q class="quote" lang="ru">{}</q><br><small class="note">{}{}</small>')
        return quote.format(self.words, self.source, link)


class Events(pd.DataFrame):
    """Visits, meetings or agreements of a corpus: a data frame that shows itself in words, with its evidence.

    What is chosen from it (rows, sorted, joined by columns) shows itself in the same way as long as it has the columns
    of its table; any other frame made from it shows as pandas shows it.

    Examples
    --------
    >>> Events({"visits": [2]})._repr_html_().count("<td>2</td>")
    1
    """

    _metadata = ("corpus",)
    corpus: Corpus | None = None

    @property
    def _constructor(self) -> type[Events]:
        return Events

    def _repr_html_(self) -> str | None:
        from analysis import findings

        makers = {
            "visits": findings.visit_table,
            "meetings": findings.meeting_table,
            "agreements": findings.agreement_table,
        }
        for name, make in makers.items():
            whole = {column.name for column in tables.TABLES[name].columns} <= set(self.columns)
            if self.corpus is not None and whole:
                shown = self.head(MOST_SHOWN)
                caption = several(len(self), name[:-1])
                if len(self) > len(shown):
                    caption += text(", the first {shown}; show others with .tail() or a filter", shown=len(shown))
                return STYLE + html_table(make(self.corpus, shown), caption)
        return super()._repr_html_()  # type: ignore[misc]


@dataclass(frozen=True)
class Corpus:
    """The tables of one corpus, cut to a period and seen from one country.

    ``articles`` holds the originals of the period, ``every_article`` all of them with duplicates. Events carry the
    column ``day`` (see :func:`analysis.timeline.event_days`); once a period is chosen, those without a day are left
    out. ``remarks`` are sentences about parameters that fit nothing.

    Examples
    --------
    >>> corpus = Corpus.example(visits=[{"host_country": "TKM", "first_reported": "2024-05-14"}])
    >>> corpus.focus, corpus.visits["day"].dt.date.astype(str).tolist(), len(corpus.meetings)
    ('TKM', ['2024-05-14'], 0)
    """

    folder: Path
    focus: str
    first: pd.Timestamp | None
    last: pd.Timestamp | None
    every_article: pd.DataFrame
    articles: pd.DataFrame
    headlines: pd.DataFrame
    visits: pd.DataFrame
    meetings: pd.DataFrame
    agreements: pd.DataFrame
    mentions: pd.DataFrame
    people: pd.DataFrame
    rejects: pd.DataFrame
    build: dict[str, Any]
    remarks: tuple[str, ...] = field(default=())

    @classmethod
    def example(cls, focus: str = "TKM", **rows: Iterable[Mapping[str, Any]]) -> Corpus:
        """A corpus of a few rows, to try things out; see :func:`analysis.tables.example`.

        Examples
        --------
        >>> Corpus.example(visits=[{"host_country": "UZB", "start": "2024-05-14"}]).visits["day"].tolist()
        [Timestamp('2024-05-14 00:00:00')]
        """
        with tables.example(**rows) as folder:
            return open_corpus(folder, focus)

    @property
    def russian(self) -> pd.DataFrame:
        """The articles in Russian, the only ones whose events and topics are looked at.

        Examples
        --------
        >>> articles = [{"title": "Визит", "language": "ru"}, {"title": "Sapar", "language": "tk"}]
        >>> Corpus.example(articles=articles).russian["title"].tolist()
        ['Визит']
        """
        return self.articles[self.articles["language"] == "ru"]

    def cite(self, events: pd.DataFrame) -> list[Citation]:
        """The evidence of each event, with the title, time and address of its article.

        Examples
        --------
        >>> article = {"title": "Визит в Ташкент", "published": "2024-05-14"}
        >>> visit = {"host_country": "UZB", "evidence": "прибыл в Ташкент"}
        >>> corpus = Corpus.example(articles=[article], visits=[visit])
        >>> print(*corpus.cite(corpus.visits))
        «прибыл в Ташкент» (Визит в Ташкент, 14 May 2024)
        """
        sources = self.every_article.drop_duplicates("article_id").set_index("article_id")
        found = sources.reindex(events["evidence_article"])[["title", "published", "url"]].astype(object)
        told = found.where(found.notna(), None).itertuples(index=False)
        rows = zip(events["evidence"], told, event_ids(events), strict=True)
        return [Citation(words or "", title or "", time, url, event) for words, (title, time, url), event in rows]


def event_ids(events: pd.DataFrame) -> list[str]:
    """Identifiers of visits, meetings or agreements, else of the article that rows cite; empty where they cite none.

    Examples
    --------
    >>> event_ids(pd.DataFrame({"visit_id": ["v1"], "meeting_id": ["m1"]})), event_ids(pd.DataFrame({"topic": [1]}))
    (['m1'], [''])
    """
    names = [name for name in ("meeting_id", "agreement_id", "visit_id", "evidence_article") if name in events]
    return [str(event) for event in events[names[0]]] if names else [""] * len(events)


def find_folder(data: str | Path) -> Path:
    """A folder that is named as seen from here, from the repository's root, or from its notebooks.

    So the same parameter works in JupyterLab, which runs a notebook in its own folder, and from the root.

    Parameters
    ----------
    data : path
        For example ``data/processed`` or ``../data/processed``.

    Raises
    ------
    FileNotFoundError
        If none of these places has the folder.

    Examples
    --------
    >>> find_folder("no/such/folder")
    Traceback (most recent call last):
    analysis.tables.NotBuilt: no folder no/such/folder: run «analysis build» first, or set data to their folder
    """
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / "pyproject.toml").is_file()), here)
    for start in (here, root, root / "notebooks"):
        if (start / data).is_dir():
            return (start / data).resolve()
    raise tables.NotBuilt(f"no folder {data}: run «analysis build» first, or set data to their folder")


def read_day(name: str, value: str, end: bool = False) -> pd.Timestamp | None:
    """A parameter that names a day or month; None for an empty one.

    Parameters
    ----------
    name : str
        Name of the parameter, for the message.
    value : str
        ``YYYY-MM-DD`` or ``YYYY-MM``.
    end : bool
        Take the last day of a month.

    Raises
    ------
    ValueError
        If it is neither a day nor a month.

    Examples
    --------
    >>> read_day("end", "2024-02", end=True), read_day("start", "")
    (Timestamp('2024-02-29 00:00:00'), None)
    >>> read_day("start", "spring")
    Traceback (most recent call last):
    analysis.notebook.WrongParameter: start is 'spring'; write a day as 2024-03-31 or a month as 2024-03
    """
    if not value:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
            raise ValueError(value)
        period = pd.Period(value, "M" if len(value) == 7 else "D")
    except ValueError:
        said = text("{name} is {value}; write a day as 2024-03-31 or a month as 2024-03", name=name, value=repr(value))
        raise WrongParameter(said) from None
    return (period.end_time if end else period.start_time).normalize()


def open_corpus(
    data: str | Path, focus: str = "TKM", start: str = "", end: str = "", language: str = "en", names: str = ""
) -> Corpus:
    """Read the tables that ``analysis build`` wrote, cut to a period; from then on everything is said in one language.

    Parameters
    ----------
    data : path
        Folder of the tables, see :func:`find_folder`.
    focus : str
        Country from which the corpus is looked at, ISO 3166-1 alpha-3.
    start, end : str
        First and last day (``YYYY-MM-DD``) or month (``YYYY-MM``); empty: no limit.
    language, names : str
        Language, and letters of people's names, see :func:`analysis.language.speech`.

    Raises
    ------
    FileNotFoundError
        If the folder or one of its tables is missing.
    ValueError
        If a day is none, the end lies before the start, or the language is not known.

    Examples
    --------
    >>> with tables.example(visits=[{"start": "2023-12-31"}, {"start": "2024-05-14"}]) as folder:
    ...     corpus = open_corpus(folder, start="2024-01")
    >>> corpus.first, corpus.visits["visit_id"].tolist()
    (Timestamp('2024-01-01 00:00:00'), ['visit2'])
    """
    speech.use(language, names)
    folder, first, last = find_folder(data), read_day("start", start), read_day("end", end, end=True)
    if first is not None and last is not None and last < first:
        raise WrongParameter(text("end ({end}) lies before start ({start})", end=end, start=start))
    read = {name: tables.read(name, folder) for name in tables.TABLES}
    every_article = read.pop("articles")

    def in_period(frame: pd.DataFrame, days: pd.Series) -> pd.DataFrame:
        inside = pd.Series(True, index=frame.index)
        if first is not None:
            inside &= days >= first
        if last is not None:
            inside &= days < last + pd.Timedelta(days=1)
        return frame[inside].reset_index(drop=True)

    for name, column in (("visits", "start"), ("meetings", "date"), ("agreements", "date")):
        dated = Events(read[name].assign(day=timeline.event_days(read[name], column)))
        events = in_period(dated, dated["day"]).sort_values("day", kind="stable")
        # whatever is chosen and counted from them still tells which events it was
        read[name] = events.set_axis(pd.Index(event_ids(events), dtype=object), axis="index")
    originals = every_article[every_article["duplicate_of"].isna()]
    articles = in_period(originals, timeline.local(originals["published"]))
    build_file = folder / "build.json"
    corpus = Corpus(
        folder=folder,
        focus=focus,
        first=first,
        last=last,
        every_article=every_article,
        articles=articles.set_axis(pd.Index(articles["article_id"].to_list(), dtype=object), axis="index"),
        build=json.loads(build_file.read_text("utf-8")) if build_file.is_file() else {},
        remarks=code_remarks("focus", focus),
        **read,
    )
    for events in (corpus.visits, corpus.meetings, corpus.agreements):
        object.__setattr__(events, "corpus", corpus)
    return corpus


def period(corpus: Corpus) -> str:
    """The chosen period as the end of a sentence; empty where none was chosen.

    Examples
    --------
    >>> from types import SimpleNamespace as Namespace
    >>> start, end = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-31")
    >>> period(Namespace(first=start, last=None)), period(Namespace(first=start, last=end))
    (' from 1 January 2024 on', ' in 2024')
    """
    first, last = (limit is not None and day(limit) for limit in (corpus.first, corpus.last))
    if first and last:
        year = pd.Period(corpus.first, "Y")
        if (corpus.first, corpus.last) == (year.start_time, year.end_time.normalize()):
            return text(" in {year}", year=year)
        return text(" from {first} to {last}", first=first, last=last)
    if first:
        return text(" from {first} on", first=first)
    return text(" until {last}", last=last) if last else ""


def code_remarks(parameter: str, code: str) -> tuple[str, ...]:
    """What to say about a code that names no country: nothing if it does.

    Examples
    --------
    >>> code_remarks("partner", "KAZ")
    ()
    >>> code_remarks("partner", "KZ")
    ('The parameter partner is «KZ», which is no country code of ISO 3166-1 alpha-3; did you mean KAZ (Kazakhstan)?',)
    """
    if labels.is_country(code):
        return ()
    codes = labels.country_codes()
    short = [three for three, two in codes.items() if two == code.upper()]
    named = [three for three in codes if labels.country(three).lower() == code.lower()]
    near = [*short, *named, *([code.upper()] if code.upper() in codes else [])][:1] or timeline.near_names(
        code, codes, 3
    )
    said = text(
        "The parameter {name} is «{code}», which is no country code of ISO 3166-1 alpha-3", name=parameter, code=code
    )
    meant = listed([f"{c} ({labels.country(c)})" for c in near], "or")
    return (said + (text("; did you mean {codes}?", codes=meant) if near else "."),)


# what the reader sees


def emit(bundle: dict[str, Any], **metadata: str) -> None:
    """Show one output in a notebook; outside of one, print its plain text.

    Parameters
    ----------
    bundle : dict
        By MIME type what is shown; «text/plain» must be among them.
    **metadata : str
        What readers of the output need beside it: ``caption`` and ``alt`` of a picture.

    Examples
    --------
    >>> emit({"text/html": "<p>2 visits</p>", "text/plain": "2 visits"})
    2 visits
    """
    if InteractiveShell.initialized():
        display(bundle, metadata=metadata, raw=True)
    else:
        print(bundle["text/plain"])


def text_of(value: Any) -> str:
    """One value as text: days in ISO 8601, lists joined by commas, nothing for a missing value.

    Examples
    --------
    >>> text_of(pd.Timestamp("2025-04-23")), text_of(("Астана", "Алматы")), text_of(0.25), text_of(None), text_of(True)
    ('2025-04-23', 'Астана, Алматы', '0.25', '', 'yes')
    """
    if isinstance(value, (list, tuple)):
        return ", ".join(map(text_of, value))
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return text("yes" if value else "no")
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return "∞" if math.isinf(value) else f"{value:.2f}".replace(".", speech.count(0.1, 1)[1])
    return str(value)


def html_table(frame: pd.DataFrame, caption: str) -> Markup:
    """A table as HTML, every value escaped, numbers marked as such, rows with the event that their evidence tells of.

    A named index becomes the first column. Numbers that count events, see :func:`analysis.timeline.cross`, name them:
    in a report they lead to the rows that tell of these.

    Examples
    --------
    >>> hosts, statuses = pd.Series({"v1": "KAZ", "v2": "KAZ"}, name="to"), pd.Series({"v1": "held", "v2": "held"})
    >>> counts = timeline.cross(hosts, statuses)
    >>> print(html_table(counts, "Visits").splitlines()[4])
    <tr><td>KAZ</td><td class="num" data-events="v1 v2">2</td></tr>
    >>> print(html_table(pd.DataFrame({"title": ["<b>"], "visits": [2]}), "Titles").splitlines()[4])
    <tr><td>&lt;b&gt;</td><td class="num">2</td></tr>
    """

    behind = frame.attrs.get("events", {})

    def cell(value: Any, row: Any, column: Any) -> Markup:
        if isinstance(value, Citation):
            return Markup("<td>{}</td>").format(value)
        said = text_of(value)
        if not isinstance(value, bool) and pd.api.types.is_number(value):
            key = Markup(' data-sort="{}"').format(value) if "," in said else ""
            led = figures.link(behind.get((row, column)))
            events = Markup(' data-events="{}"').format(led[1:].replace(",", " ")) if led else ""
            return Markup('<td class="num"{}{}>{}</td>').format(key, events, said)
        kind = ' class="date"' if DATE.fullmatch(said) else ' lang="ru"' if CYRILLIC.search(said) else ""
        return Markup("<td{}>{}</td>").format(Markup(kind), said)

    def event(key: Any, row: Iterable[Any]) -> str:
        return (
            key if frame.attrs.get("rows") else next((value.event for value in row if isinstance(value, Citation)), "")
        )

    keys = frame.index
    frame = frame.reset_index() if frame.index.name else frame
    for name in CODES.intersection(frame.columns):
        frame = frame.assign(**{name: frame[name].map(labels.word)})
    rows = [
        (event(key, row), [cell(value, key, column) for column, value in zip(frame.columns, row, strict=True)])
        for key, row in zip(keys, frame.itertuples(index=False, name=None), strict=True)
    ]
    return Markup(
        TABLE.render(caption=caption, names=[text(str(name).replace("_", " ")) for name in frame.columns], rows=rows)
    )


def show(frame: pd.DataFrame, caption: str, empty: str = "") -> None:
    """Show a table, or one sentence if it has no rows. In JupyterLab a long table can be searched and sorted.

    Parameters
    ----------
    frame : DataFrame
        What to show; a named index becomes the first column. A column of :class:`Citation` shows as quotes.
    caption, empty : str
        What one row is, and the sentence for a table without rows; both in English, shown in the report's language.

    Examples
    --------
    >>> show(pd.DataFrame({"visits": []}), "Visits", "The corpus tells of no visit.")
    The corpus tells of no visit.
    """
    if frame.empty:
        say(text(empty) or text("{caption}: there is nothing to list.", caption=text(caption)))
        return
    caption, plain = text(caption), frame.reset_index() if frame.index.name else frame
    shown = {
        "text/html": STYLE + html_table(frame, caption),
        "text/plain": f"{caption}\n{plain.to_string(index=False)}",
    }
    # the server of JupyterLab names the session; papermill, whose reports have tables of their own, does not
    if len(frame) > LONG_TABLE and "JPY_SESSION_NAME" in os.environ:
        from analysis.widgets import Table

        shown |= Table(plain, caption).widget._repr_mimebundle_() or {}
    emit(shown)


def picture(figure: Figure | None, data: pd.DataFrame, caption: str, empty: str = "", note: str = "") -> None:
    """Show a picture and, collapsed below it, the table that it was drawn from.

    Parameters
    ----------
    figure : Figure or None
        From :mod:`analysis.figures`; None where there is nothing to draw.
    data : DataFrame
        What was drawn; a named index becomes the first column.
    caption, empty : str
        What the picture shows, also its alternative text, and the sentence for an empty picture; both in English, shown
        in the report's language.
    note : str
        A sentence below the picture.

    Examples
    --------
    >>> picture(None, pd.DataFrame(), "Visits a month", "No month has a visit.")
    No month has a visit.
    """
    if figure is None:
        say(text(empty) or text("{caption}: there is nothing to draw.", caption=text(caption)))
        return
    caption = text(caption)
    bundle = {"image/svg+xml": figures.as_svg(figure, caption), "text/plain": caption}
    emit(bundle, caption=caption, alt=caption)
    say(note)
    table = html_table(data, text("Data: {caption}", caption=caption))
    fold = Markup("<details><summary>{}</summary>\n{}\n</details>").format(text("The data of this picture"), table)
    emit({"text/html": STYLE + fold, "text/plain": data.to_string()})


def say(*sentences: str) -> None:
    """Show sentences as one paragraph, every sign of theirs as it stands.

    Examples
    --------
    >>> say("Two visits.", "One was to Iran.")
    Two visits. One was to Iran.
    """
    if text := " ".join(filter(None, sentences)):
        emit({"text/html": Markup("<p>{}</p>").format(text), "text/plain": text})


def summarise(sentences: Iterable[str], key_figures: Sequence[tuple[str, int | str]] = ()) -> None:
    """Show the computed summary of a notebook; a report puts it at its top and on the index.

    Parameters
    ----------
    sentences : iterable of str
        One to five sentences, plain text.
    key_figures : sequence of (label, value)
        Up to five figures.

    Examples
    --------
    >>> summarise(["The articles tell of two visits."], [("visits", 2)])
    The articles tell of two visits.
    """
    said = [sentence for sentence in sentences if sentence]
    numbers = [{"label": label, "value": value} for label, value in key_figures]
    values = Markup("").join(Markup("<li><b>{}</b> {}</li>").format(value, label) for label, value in key_figures)
    html = Markup("<p>{}</p>").format(" ".join(said)) + (Markup("<ul>{}</ul>").format(values) if values else "")
    bundle = {SUMMARY: {"sentences": said, "figures": numbers}, "text/html": html, "text/plain": " ".join(said)}
    emit(bundle)
