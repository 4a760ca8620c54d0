"""What is interactive in JupyterLab: a start page, events to explore, and a table to review them in.

Each function shows widgets where somebody can click, and the same content as a plain table where nobody can: in a
report, under papermill, in a notebook that was saved and sent.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets as ipw
import pandas as pd
from markupsafe import Markup

from analysis import figures, findings, labels, summaries, tables, timeline
from analysis.language import listed, several
from analysis.notebook import STYLE, Corpus, emit, find_folder, html_table, open_corpus, text_of
from analysis.review import FIELDS, PRESET, TABLE_OF, Review, ReviewError, as_text

PAGE = 6
TABLE_ROWS = 20
STATIC_ROWS = 20
MOST_EVENTS = 50
WIDE, FIXED = ipw.Layout(width="100%"), ipw.Layout(flex="0 0 auto")
START = ipw.Layout(width="auto", align_self="flex-start")
NARROW = {"description_width": "110px"}


def _both(widget: ipw.DOMWidget, html: Markup | str, text: str, **static: str) -> None:
    """Show widgets, or HTML (and what else ``static`` holds, by MIME type) where no widgets can be shown."""
    shown = widget._repr_mimebundle_() or {}
    emit({**shown, **static, "text/html": html, "text/plain": text})


def _paragraph(*sentences: str, alert: bool = False) -> Markup:
    """Sentences as HTML, escaped."""
    said = " ".join(filter(None, sentences))
    return Markup('<p role="{}">{}</p>').format("alert" if alert else "status", said) if said else Markup("")


# --- tables ----------------------------------------------------------------------------------------------------------


class Table:
    """A table to search, to sort and to turn the pages of.

    Examples
    --------
    >>> table = Table(pd.DataFrame({"visitor": ["Токаев", "Рахмон"], "visits": [2, 3]}), "Visitors")
    >>> table.search.value = "рахмон"
    >>> "Visitors: 1 row" in table.rows.value, "Токаев" in table.rows.value
    (True, False)
    """

    def __init__(self, frame: pd.DataFrame, caption: str) -> None:
        self.frame, self.caption = frame.reset_index(drop=True), caption
        self.texts = [" ".join(map(str, row)).casefold() for row in self.frame.itertuples(index=False)]
        self.search = ipw.Text(placeholder="search this table", layout=ipw.Layout(width="220px"))
        self.order = ipw.Dropdown(
            options=[("as it stands", ""), *((name, name) for name in frame.columns)], description="sort by"
        )
        self.down = ipw.Checkbox(False, description="from the end", indent=False, layout=ipw.Layout(width="auto"))
        self.page = ipw.BoundedIntText(1, min=1, description="page", layout=ipw.Layout(width="160px"))
        self.rows = ipw.HTML()
        for chooser in (self.search, self.order, self.down, self.page):
            chooser.observe(self._refresh, "value")
        choosers = ipw.HBox([self.search, self.order, self.down, self.page], layout=ipw.Layout(flex_flow="row wrap"))
        self.widget = ipw.VBox([choosers, self.rows])
        self._refresh()

    def _refresh(self, _: Any = None) -> None:
        """Show the rows that fit the choosers."""
        words = self.search.value.casefold().split()
        fitting = self.frame[[all(word in text for word in words) for text in self.texts]]
        if self.order.value:
            fitting = fitting.sort_values(
                self.order.value,
                ascending=not self.down.value,
                key=lambda column: column.map(str) if column.dtype == object else column,
                kind="stable",
            )
        self.page.max = max(1, -(-len(fitting) // TABLE_ROWS))
        shown = fitting.iloc[(self.page.value - 1) * TABLE_ROWS : self.page.value * TABLE_ROWS]
        self.rows.value = STYLE + html_table(shown, f"{self.caption}: {several(len(fitting), 'row')}")


# --- building from a notebook ----------------------------------------------------------------------------------------


def _build_button(folder: Path, done: Callable[[], Any], words: str) -> ipw.VBox | None:
    """A button that builds the tables in ``folder`` from data/raw; None where that is not what they are made from."""
    # the repository that it lies in
    root = next((f for f in folder.parents if (f / "pyproject.toml").is_file()), folder.parent)
    manifest = folder / "build.json"
    made_from = json.loads(manifest.read_text("utf-8"))["parameters"]["raw"] if manifest.is_file() else ["raw"]
    if made_from != ["raw"] or not (root / "data" / "raw").is_dir():
        return None
    button = ipw.Button(description=words, button_style="primary", icon="cogs", layout=START)
    said = ipw.HTML()

    def build(_: Any) -> None:
        button.disabled, said.value = True, _paragraph("Building; this can take some minutes.")
        command = [sys.executable, "-m", "analysis", "build", "data/raw", "--out", str(folder)]
        ended = subprocess.run(command, cwd=root, capture_output=True, text=True)
        button.disabled = False
        lines = ended.stderr.strip().splitlines()
        if ended.returncode:
            said.value = _paragraph("The build failed:", lines[-1] if lines else "it said nothing.", alert=True)
            return
        done()
        said.value = Markup("<pre>{}</pre>").format("\n".join([*ended.stdout.strip().splitlines(), *lines]))

    button.on_click(build)
    return ipw.VBox([button, said])


# --- the start page --------------------------------------------------------------------------------------------------


def check_data(data: str | Path = "data/processed") -> Corpus | None:
    """Say what data there is; where there is none, offer to build it.

    Parameters
    ----------
    data : path
        Folder of the tables, see :func:`analysis.notebook.find_folder`.

    Returns
    -------
    Corpus or None
        What is there.

    Examples
    --------
    >>> check_data("no/such/folder")
    There are no tables in no/such/folder yet. Run «analysis build» in a terminal, or «make report».
    """
    try:
        corpus = open_corpus(data)
    except tables.NotBuilt:
        absent = f"There are no tables in {data} yet."
        advice = "Run «analysis build» in a terminal, or «make report»."
        said = ipw.HTML(_paragraph(absent))
        folder = (Path.cwd() / data).resolve()

        def ready() -> None:
            said.value = _paragraph(*summaries.of_corpus(open_corpus(folder))[0])

        offer = _build_button(folder, ready, "Build the tables from data/raw")
        widget = ipw.VBox([said, offer or ipw.HTML(_paragraph(advice))])
        _both(widget, _paragraph(absent, advice), f"{absent} {advice}")
        return None
    sentences = summaries.of_corpus(corpus)[0]
    counts = [several(len(getattr(corpus, name)), name[:-1]) for name in TABLE_OF.values()]
    sentences.append(f"The articles tell of {listed(counts)}.")
    emit({"text/html": _paragraph(*sentences), "text/plain": " ".join(sentences)})
    return corpus


# --- exploring -------------------------------------------------------------------------------------------------------

ANYONE, EVERY_COUNTRY = "anyone", "every country"


class Explorer:
    """Choosers of leader, partner and period, and the figure, bars and evidence that follow them.

    Examples
    --------
    >>> visits = [{"visitor_country": code, "host_country": "TKM"} for code in ("KAZ", "IRN", "IRN")]
    >>> explorer = Explorer(Corpus.example(visits=visits), partner="IRN")
    >>> explorer.sentence
    '2 visits.'
    """

    def __init__(self, corpus: Corpus, leader: str = "", partner: str = "") -> None:
        self.corpus = corpus
        everything = findings.choose(corpus)
        travellers = list(timeline.visitors(corpus.visits).index)
        countries = everything["countries"].explode().dropna().value_counts()
        codes = sorted(countries.index, key=lambda code: (-countries[code], code))
        self.covered = timeline.coverage(corpus.russian)
        self.months = pd.PeriodIndex(self.covered.index)
        name = findings.find_leader(corpus, leader)[0] if leader else ""
        self.leader = ipw.Dropdown(
            options=[(ANYONE, ""), *((labels.name(t), t) for t in dict.fromkeys([*travellers, name]) if t)],
            value=name,
            description="leader",
        )
        self.partner = ipw.Dropdown(
            options=[(EVERY_COUNTRY, ""), *((labels.country(c), c) for c in dict.fromkeys([*codes, partner]) if c)],
            value=partner,
            description="partner",
        )
        options: list[tuple[str, Any]] = [(f"{month:%m/%Y}", month) for month in self.months]
        self.period = ipw.SelectionRangeSlider(
            options=options or [("no month", None)],
            index=(0, max(len(options) - 1, 0)),
            description="period",
            continuous_update=False,
            layout=ipw.Layout(width="420px"),
        )
        self.said, self.picture, self.table = ipw.HTML(), ipw.HTML(), ipw.HTML()
        self.bars = ipw.VBox()
        for chooser in (self.leader, self.partner, self.period):
            chooser.observe(self._refresh, "value")
        choosers = ipw.HBox([self.leader, self.partner, self.period], layout=ipw.Layout(flex_flow="row wrap"))
        self.widget = ipw.VBox([choosers, self.said, self.picture, self.bars, self.table])
        self._refresh()

    def _refresh(self, _: Any = None) -> None:
        """Let figure, bars and evidence follow the choosers."""
        first, last = self.period.index
        shown = self.months[first : last + 1]
        # where no month is cut off, events without a day are shown as well
        months = () if len(shown) == len(self.months) else self.period.value
        chosen = findings.choose(self.corpus, self.leader.value, self.partner.value, months)
        counts = chosen["record"].value_counts()
        kinds = [several(counts[record], record) for record in TABLE_OF if record in counts]
        self.sentence = f"{listed(kinds) or 'No event'}."
        self.said.value = _paragraph(self.sentence)
        self.svg = self._draw(chosen, shown)
        self.picture.value = self.svg or _paragraph("No event of this choice has a day in these months.")
        self.bars.children = self._draw_bars(chosen)
        self.html = self._list_events(chosen)
        self.table.value = STYLE + self.html

    def _draw(self, chosen: pd.DataFrame, months: pd.PeriodIndex) -> str:
        """Events a year or month, by record."""
        if not len(months):
            return ""
        freq = "M" if len(months) <= 36 else "Y"
        periods = pd.PeriodIndex(months.asfreq(freq).unique(), name=timeline.PERIODS[freq])
        dated = chosen.dropna(subset=["day"])
        counts = timeline.by_period(dated["day"], dated["record"], periods)
        covered = self.covered.loc[months] if freq == "M" else None
        figure = figures.period_bars(counts, "events", covered) if counts.to_numpy().sum() else None
        return figures.as_svg(figure, "Events of this choice") if figure else ""

    def _draw_bars(self, chosen: pd.DataFrame) -> list[ipw.Widget]:
        """One bar a country; a click on it chooses the country, and shows what its articles say."""
        counts = chosen["countries"].explode().dropna().value_counts()
        order = sorted(counts.index, key=lambda code: (-counts[code], code))[:10]
        rows: list[ipw.Widget] = []
        for code in order:
            width = f"{30 + round(370 * counts[code] / counts[order[0]])}px"
            bar = ipw.Button(
                description=str(counts[code]),
                tooltip=f"Read what the articles say about {labels.country(code)}",
                layout=ipw.Layout(width=width),
                style={"button_color": figures.BLUE, "text_color": "white"},
            )
            bar.on_click(lambda _, code=code: self._pick(code))
            rows.append(ipw.HBox([ipw.Label(labels.country(code), layout=ipw.Layout(width="150px")), bar]))
        if rows:
            said = _paragraph("Countries of these events; click a bar to read what the articles say.")
            rows.insert(0, ipw.HTML(said))
        return rows

    def _pick(self, code: str) -> None:
        """Choose a partner, or every country again if it was chosen already."""
        self.partner.value = "" if self.partner.value == code else code

    def _list_events(self, chosen: pd.DataFrame) -> Markup:
        """The events with the words that say so, the newest first."""
        if chosen.empty:
            return _paragraph("The articles tell of no event of this choice.")
        newest = chosen.sort_values("day", ascending=False, kind="stable").head(MOST_EVENTS)
        shown = newest.assign(countries=newest["countries"].map(lambda codes: tuple(map(labels.country, codes))))
        caption = "Events of this choice, the newest first"
        if len(chosen) > len(shown):
            caption += f": {len(shown)} of {len(chosen)}; choose a shorter period for others"
        return html_table(shown, caption)


def explore(corpus: Corpus, leader: str = "", partner: str = "") -> None:
    """Choose leader, partner and period, and see figure and evidence follow; a click on a bar shows its articles.

    Where there are no widgets, as in a report, the figure and evidence of ``leader`` and ``partner`` are shown.

    Parameters
    ----------
    corpus : Corpus
        From :func:`analysis.open_corpus`.
    leader : str
        Who is chosen at first, in Russian or Latin letters; empty: anyone.
    partner : str
        Which country is chosen at first, ISO 3166-1 alpha-3; empty: every country.

    Examples
    --------
    >>> visits = [{"visitor_country": "TKM", "host_country": country} for country in ("UZB", "KAZ")]
    >>> explore(Corpus.example(visits=visits, meetings=[{"countries": ["TKM", "UZB"]}]), partner="UZB")
    1 visit and 1 meeting.
    """
    explorer = Explorer(corpus, leader, partner)
    if explorer.svg:
        # an empty widget stands for the picture where the explorer below shows it
        nothing = ipw.VBox(layout=ipw.Layout(display="none"))
        caption = "Events by record"
        bundle = {**(nothing._repr_mimebundle_() or {}), "image/svg+xml": explorer.svg, "text/plain": caption}
        emit(bundle, caption=caption, alt=caption)
    _both(explorer.widget, _paragraph(explorer.sentence) + explorer.html, explorer.sentence)


# --- reviewing -------------------------------------------------------------------------------------------------------


class ReviewTable:
    """Extracted events with their evidence, a decision one click away; see :class:`analysis.review.Review`.

    Examples
    --------
    >>> with tables.example(visits=[{"visitor": "Масуд Пезешкиан", "host_country": "TKM"}]) as folder:
    ...     table = ReviewTable(folder)
    ...     accept, correct, reject = table.rows.children[0].children[2].children
    ...     accept.click()
    ...     print(table.said.value)
    <p role="status">Saved in corrections.csv: accept Масуд Пезешкиан → TKM.</p>
    """

    def __init__(self, data: str | Path = "data/processed") -> None:
        self.folder = find_folder(data)
        self.page = 0
        self.picked: list[str] = []
        self.record = ipw.ToggleButtons(options=[(table, record) for record, table in TABLE_OF.items()])
        self.order = ipw.Dropdown(
            options=[("least certain first", "uncertain"), ("random sample, to measure", "random")],
            description="order",
        )
        self.shown = ipw.Dropdown(options=[("to decide", False), ("decided", True)], description="show")
        self.note = ipw.Text(placeholder="why (kept with the next decision)", description="note")
        self.said, self.estimate, self.place = ipw.HTML(), ipw.HTML(), ipw.Label()
        self.rows, self.form = ipw.VBox(), ipw.VBox()
        previous = self._button("previous", lambda: self._turn(-1))
        following = self._button("next", lambda: self._turn(1))
        merge = self._button("merge the ticked rows", self._merge)
        add = self._button("add an event", self._add_form)
        for chooser in (self.record, self.order, self.shown):
            chooser.observe(lambda _: self._turn(0), "value")
        offer = _build_button(self.folder, self._reload, "Apply the decisions: build the tables again")
        wrap = ipw.Layout(flex_flow="row wrap")
        self.widget = ipw.VBox(
            [
                self.estimate,
                ipw.HBox([self.record, self.order, self.shown], layout=wrap),
                ipw.HBox([previous, self.place, following, merge, add, self.note], layout=wrap),
                self.said,
                self.form,
                self.rows,
                offer or ipw.HTML(_paragraph("«analysis build» applies the decisions.")),
            ]
        )
        self._reload()

    def _reload(self) -> None:
        """Read the tables, at first and after a build."""
        self.review, self.corpus = Review(self.folder), open_corpus(self.folder)
        self._refresh()

    @staticmethod
    def _button(words: str, act: Callable[[], Any], style: str = "") -> ipw.Button:
        """A button that calls a function."""
        button = ipw.Button(description=words, button_style=style, layout=ipw.Layout(width="auto", flex="0 0 auto"))
        button.on_click(lambda _: act())
        return button

    def _turn(self, by: int) -> None:
        """Go to another page; 0: to the first one."""
        self.page = max(self.page + by, 0) if by else 0
        self.picked, self.said.value = [], ""
        self._refresh()

    def _decide(self, act: Callable[..., Any], *arguments: Any, **values: Any) -> None:
        """Take a decision and say so, or say why not."""
        try:
            decision = act(*arguments, note=self.note.value, **values)
        except ReviewError as problem:
            self.said.value = _paragraph(str(problem), alert=True)
            return
        self.note.value, self.form.children, self.picked = "", (), []
        # the row goes before the word that it is saved comes: nobody decides on it twice
        self._refresh()
        self.said.value = _paragraph(f"Saved in {self.review.file.name}: {decision.verdict} {decision.about}.")

    def _undo(self, event_id: str) -> None:
        """Take a decision back."""
        self.review.undo(event_id)
        self._refresh()
        self.said.value = _paragraph("Taken back; the next build gives the row as it was extracted.")

    def _merge(self) -> None:
        """Merge the ticked rows into the first of them."""
        if len(self.picked) < 2:
            self.said.value = _paragraph("Tick the row that stays first, then those that tell of the same.", alert=True)
            return
        into, *others = self.picked
        for event_id in others:
            self._decide(self.review.merge, event_id, into)

    def _refresh(self) -> None:
        """Show the page of rows that the choosers ask for, and the estimate."""
        self.estimate.value = Markup("").join(_paragraph(sentence) for sentence in summaries.of_review(self.review))
        record = self.record.value
        if self.shown.value:
            mine = [d for d in reversed(self.review.decisions) if d.event == record]
            rows = [self._decided_row(decision) for decision in self._cut(mine)]
        else:
            queue = self.review.queue(record, self.order.value)
            mine = list(queue.index)
            rows = [self._open_row(queue.loc[place]) for place in self._cut(mine)]
        first = self.page * PAGE + 1 if mine else 0
        self.place.value = f"{first} to {min(first + PAGE - 1, len(mine))} of {len(mine)}"
        self.rows.children = rows or [ipw.HTML(_paragraph("There is no row to show."))]

    def _cut(self, rows: list[Any]) -> list[Any]:
        """The rows of this page."""
        self.page = min(self.page, max(len(rows) - 1, 0) // PAGE)
        return rows[self.page * PAGE : (self.page + 1) * PAGE]

    def _open_row(self, row: pd.Series) -> ipw.Widget:
        """One event that waits for a decision."""
        event_id = row[f"{self.record.value}_id"]
        tick = ipw.Checkbox(indent=False, layout=ipw.Layout(width="24px", flex="0 0 24px"), tooltip="tick to merge")

        def ticked(change: Any) -> None:
            self.picked = [p for p in self.picked if p != event_id] + ([event_id] if change["new"] else [])

        tick.observe(ticked, "value")
        buttons = [
            self._button("accept", lambda: self._decide(self.review.accept, event_id), "success"),
            self._button("correct", lambda: self._correct_form(event_id), "info"),
            self._button("reject", lambda: self._decide(self.review.reject, event_id), "danger"),
        ]
        text = ipw.HTML(self._describe(row), layout=ipw.Layout(flex="1 1 0", min_width="0"))
        return ipw.HBox([tick, text, ipw.HBox(buttons, layout=FIXED)], layout=LINE)

    def _describe(self, row: pd.Series) -> Markup:
        """One event in words, with its confidence and evidence."""
        table = TABLE_TABLES[self.record.value](self.corpus, row.to_frame().T)
        facts = table.drop(columns=["evidence", "reported", "articles"]).iloc[0]
        if "to" in facts:
            facts["from"] = f"{facts['from']} → {facts.pop('to')}"
        text = " · ".join(filter(None, map(text_of, facts)))
        (quote,) = self.corpus.cite(row.to_frame().T)
        return Markup("<b>{}</b> <small>confidence {:.2f}</small><br>{}").format(text, row["confidence"], quote)

    def _decided_row(self, decision: Any) -> ipw.Widget:
        """One decision."""
        changes = "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, (old, new) in decision.changes.items())
        text = Markup("<b>{}</b> {}<br>{}<q lang='ru'>{}</q><br><small>{}</small>").format(
            decision.verdict,
            decision.about,
            Markup("{}<br>").format(changes or f"into {decision.into}") if changes or decision.into else "",
            decision.evidence,
            " ".join((decision.decided, decision.note)),
        )
        undo = self._button("undo", lambda: self._undo(decision.event_id))
        undo.layout.flex = "0 0 auto"
        return ipw.HBox([ipw.HTML(text, layout=ipw.Layout(flex="1 1 0", min_width="0")), undo], layout=LINE)

    def _fields(self, values: Mapping[str, Any] | pd.Series) -> dict[str, ipw.Widget]:
        """An entry for each field that can be set."""
        record = self.record.value
        closed = {c.name: c.values for c in tables.TABLES[TABLE_OF[record]].columns if c.values}
        entries: dict[str, ipw.Widget] = {}
        for name in FIELDS[record]:
            value, words = as_text(values.get(name)), name.replace("_", " ")
            if name in closed:
                options = [(labels.word(code), code) for code in closed[name]]
                entries[name] = ipw.Dropdown(
                    options=options, value=value or options[0][1], description=words, style=NARROW
                )
            else:
                hint = HINTS.get(name, "")
                entries[name] = ipw.Text(value, description=words, placeholder=hint, style=NARROW, layout=WIDE)
        return entries

    def _correct_form(self, event_id: str) -> None:
        """Entries for the fields of one event."""
        _, row = self.review.find(event_id)
        entries = self._fields(row)

        def save() -> None:
            new = {n: e.value for n, e in entries.items() if e.value.strip() != as_text(row[n])}
            self._decide(self.review.correct, event_id, **new)

        self._open_form([ipw.HTML(self._describe(row)), *entries.values()], save)

    def _add_form(self) -> None:
        """Entries for an event that was missed: the article, its words, and the fields."""
        articles = self.corpus.russian.sort_values("published", ascending=False)
        days = timeline.local(articles["published"]).dt.strftime("%Y-%m-%d").fillna("no day")
        titles = {
            f"{day} {title} [{a}]": a
            for day, title, a in zip(days, articles["title"], articles["article_id"], strict=True)
        }
        hint = "type a word of its title"
        options = list(titles)
        article = ipw.Combobox(options=options, description="article", placeholder=hint, style=NARROW, layout=WIDE)
        words = ipw.Textarea(
            description="its words", placeholder="copied from title or body", style=NARROW, layout=WIDE
        )
        entries = self._fields(PRESET[self.record.value])

        def save() -> None:
            values = {name: entry.value for name, entry in entries.items() if entry.value.strip()}
            chosen = titles.get(article.value, article.value)
            self._decide(self.review.add, self.record.value, chosen, words.value, **values)

        self._open_form([article, words, *entries.values()], save)

    def _open_form(self, entries: Sequence[ipw.Widget], save: Callable[[], Any]) -> None:
        """Show entries with buttons to save and to cancel."""
        self.said.value = ""

        def cancel() -> None:
            self.form.children = ()

        buttons = ipw.HBox([self._button("save", save, "success"), self._button("cancel", cancel)])
        self.form.children = (ipw.VBox([*entries, buttons], layout=FORM),)

    def static(self) -> Markup:
        """The least certain rows of each record as tables, with the estimate.

        Examples
        --------
        >>> with tables.example(visits=[{"host_country": "TKM"}]) as folder:
        ...     "<caption>Visits to decide on, the least certain first</caption>" in ReviewTable(folder).static()
        True
        """
        blocks = [_paragraph(sentence) for sentence in summaries.of_review(self.review)]
        for record, table in TABLE_OF.items():
            queue = self.review.queue(record).head(STATIC_ROWS)
            if len(queue):
                rows = TABLE_TABLES[record](self.corpus, queue).drop(columns=["reported", "articles"])
                rows.insert(0, "confidence", queue["confidence"].to_list())
                blocks.append(html_table(rows, f"{table.capitalize()} to decide on, the least certain first"))
        return Markup("\n").join(blocks)


LINE = ipw.Layout(border_bottom="1px solid #ccc", padding="4px 0", align_items="center", width="100%")
FORM = ipw.Layout(border="1px solid #999", padding="8px", margin="4px 0", width="100%")
TABLE_TABLES: dict[str, Callable[[Corpus, pd.DataFrame], pd.DataFrame]] = {
    "visit": findings.visit_table,
    "meeting": findings.meeting_table,
    "agreement": findings.agreement_table,
}
HINTS = {
    **dict.fromkeys(("start", "end", "date"), "day as 2024-03-31, empty if not known"),
    **dict.fromkeys(("visitor_country", "host_country"), "three letters such as TKM"),
    **dict.fromkeys(("places", "participants", "countries", "parties"), "several apart by ;"),
    "visit_id": "the visit on which it happened",
}


def review_table(data: str | Path = "data/processed") -> None:
    """Show extracted events, least certain first, to accept, correct, reject, merge, or add what is missing.

    Each decision is saved at once in ``corrections.csv`` beside the folder; the next build applies all of them. Where
    there are no widgets, as in a report, the least certain rows are shown as tables.

    Parameters
    ----------
    data : path
        Folder of the tables that «analysis build» wrote.

    Examples
    --------
    >>> with tables.example(visits=[{"host_country": "UZB"}]) as folder:
    ...     review_table(folder)
    No row was reviewed yet.
    """
    table = ReviewTable(data)
    _both(table.widget, table.static(), " ".join(summaries.of_review(table.review)))
