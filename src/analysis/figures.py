"""Every picture, in one style: a table from :mod:`analysis.timeline` in, a matplotlib figure out.

Labels are given in English and drawn in the language of :mod:`analysis.language`. Nothing is told by colour alone: bars
have hatches, marks have shapes. Bars and marks are links that name the events they stand for, as far as the table knows
them (:func:`analysis.timeline.cross`); a report lets them lead to the rows. A table without rows gives None instead of
an empty picture. ``pyplot`` is not used, so no state is shared and nothing has to be closed.
"""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib import dates as mdates
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from analysis import labels
from analysis.gazetteer import shapes
from analysis.language import count, period, several, text
from analysis.timeline import gaps

STYLE = Path(__file__).with_name("analysis.mplstyle")

BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, GREY = (
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999",
)  # fmt: skip
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, GREY)
HATCHES = ("", "//", "..", "\\\\", "xx", "--", "")

# colour, hatch, mark of every code that pictures tell apart
LOOKS: dict[str, tuple[str, str, str]] = {
    "state": (VERMILION, "", "s"),
    "official": (BLUE, "//", "D"),
    "working": (ORANGE, "..", "o"),
    "private": (PURPLE, "xx", "^"),
    "unspecified": ("#aaaaaa", "", "p"),
    "held": (BLUE, "", "o"),
    "signed": (BLUE, "", "s"),
    "in_force": (GREEN, "//", "D"),
    "planned": (ORANGE, "..", "o"),
    "referenced": (GREY, "", "^"),
    "cancelled": (GREY, "xx", "X"),
    "paid": (BLUE, "", ">"),
    "received": (ORANGE, "//", "<"),
}
NOT_COLLECTED: dict[str, Any] = {"facecolor": "#f1f1f1", "edgecolor": "#bbbbbb", "hatch": "////", "linewidth": 0}
LAND, SEA = "#d9d6cf", "#f4f7f9"
BAND = LinearSegmentedColormap.from_list("white to blue", ["#ffffff", "#d5e6f2", "#56a0cf", "#00466e"])


class _Decimals(ScalarFormatter):
    """Ticks with the decimal mark of the language."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The text of one tick."""
        return super().__call__(x, pos).replace(".", count(0.1, 1)[1])


def _styled(draw: Callable[..., Figure | None]) -> Callable[..., Figure | None]:
    """Draw in the one style, whatever style the session has."""

    @functools.wraps(draw)
    def drawing(*arguments: Any, **options: Any) -> Figure | None:
        with matplotlib.style.context(["default", STYLE]):
            figure = draw(*arguments, **options)
            for axis in [axis for axes in (figure.axes if figure else []) for axis in (axes.xaxis, axes.yaxis)]:
                if type(axis.get_major_formatter()) is ScalarFormatter:
                    axis.set_major_formatter(_Decimals())
            return figure

    return drawing


def _name_axes(axes: Axes, x: object = None, y: object = None) -> None:
    """Say in the language of the report what the axes are."""
    axes.set(**{key: text(str(name)) for key, name in (("xlabel", x), ("ylabel", y)) if name})


def as_svg(figure: Figure, title: str = "") -> str:
    """A picture as SVG; the same picture always gives the same text.

    Parameters
    ----------
    figure : Figure
    title : str
        Kept in the file's metadata.

    Examples
    --------
    >>> figure = ranked_bars(pd.DataFrame({"visits": [2]}, index=["Iran"]), "visits")
    >>> as_svg(figure) == as_svg(figure), "<dc:date>" in as_svg(figure)
    (True, False)
    """
    buffer = io.StringIO()
    with matplotlib.style.context(["default", STYLE]):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title or "picture"})
    # a hundredth of a point is finer than any screen, and half as long
    return re.sub(r'(?<= d=")[^"]+', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), buffer.getvalue())


def _look(code: str, place: int) -> tuple[str, str, str]:
    """Colour, hatch and mark of a code; by its place in the legend where the code has none of its own."""
    return LOOKS.get(code, (COLOURS[place % len(COLOURS)], HATCHES[place % len(HATCHES)], "osD^v<>"[place % 7]))


def _bar_style(colour: str, hatch: str) -> dict[str, Any]:
    """How a bar and its entry in the legend are filled."""
    return {"facecolor": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.3}


MOST_LED = 500
"""Rows to which a mark leads at most: nobody reads more, and a picture must not grow with the corpus."""


def link(events: Iterable[object] | None) -> str | None:
    """The address of a mark that stands for some events, if these are known by name and not too many to read.

    Examples
    --------
    >>> link(["v1", "v2"]), link([0, 1]), link(None)
    ('#v1,v2', None, None)
    """
    known = [event for event in events or () if isinstance(event, str)]
    return f"#{','.join(known)}" if 0 < len(known) <= MOST_LED else None


def _lead(bars: Iterable[Artist], table: pd.DataFrame, rows: Iterable[object], column: object) -> None:
    """Let bars lead to the events that a table counts in its rows and one column."""
    behind = table.attrs.get("events", {})
    for bar, row in zip(bars, rows, strict=True):
        bar.set_url(link(behind.get((row, column))))


def _in_order(columns: Sequence[str]) -> list[str]:
    """Columns that have a look of their own first, in the order of ``LOOKS``."""
    known = list(LOOKS)
    return sorted(columns, key=lambda c: (known.index(c) if c in known else len(known), str(c)))


def _days_of(periods: pd.PeriodIndex) -> np.ndarray:
    """First day of each period, as matplotlib counts days."""
    return np.asarray(mdates.date2num(periods.to_timestamp().to_pydatetime()), dtype=float)


def _brief(value: pd.Period) -> str:
    """A period for a tick: 05/2024, Q1 2024 or 2024."""
    return {"M": value.strftime(text("%m/%Y")), "Q": period(value)}.get(value.freqstr[0], str(value))


def _time_axis(axes: Axes, periods: pd.PeriodIndex) -> None:
    """Years, and months where there is room for them, from the first to the end of the last period."""
    begin, end = _days_of(periods)[0], _days_of(periods[-1:] + 1)[0]
    months = round((end - begin) / 30.44)
    axes.set_xlim(begin - months / 10, end + months / 10)
    if months > 48:
        axes.xaxis.set_major_locator(mdates.YearLocator(base=max(1, months // 120)))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    else:
        step = 1 if months <= 5 else 2 if months <= 10 else 3 if months <= 24 else 6
        axes.xaxis.set_major_locator(mdates.MonthLocator(bymonth=range(1, 13, step)))
        axes.xaxis.set_major_formatter(mdates.DateFormatter(text("%m/%Y")))
    axes.xaxis.set_minor_locator(mdates.MonthLocator() if months <= 48 else mdates.YearLocator())
    axes.grid(axis="x", visible=False)


def _shade_uncollected(axes: Axes, covered: pd.DataFrame | None) -> list[Patch]:
    """Hatch the periods of which the corpus holds nothing; the legend's entry for it, if there is one."""
    if covered is None or covered["collected"].all():
        return []
    empty = gaps(covered)
    for begin, end in zip(
        _days_of(pd.PeriodIndex(empty["first"])), _days_of(pd.PeriodIndex(empty["last"]) + 1), strict=True
    ):
        axes.axvspan(begin, end, zorder=0, **NOT_COLLECTED)
    return [Patch(label=text("no article collected"), **NOT_COLLECTED)]


def _whole_numbers(axes: Axes, which: str = "y") -> None:
    """Ticks at whole numbers only, counted from 0."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(integer=True, nbins=6, min_n_ticks=1))


def _legend(figure: Figure, handles: Sequence[Any], columns: int = 4) -> None:
    """One legend below the picture, in as many columns as its words leave room for."""
    if handles:
        letters = [len(str(handle.get_label())) for handle in handles]
        columns = min(columns, len(handles))
        # inches: the mark and the gap beside it, and a letter; the columns are filled one after the other
        while columns > 1 and sum(0.65 + 0.085 * max(part) for part in np.array_split(letters, columns)) > 6.6:
            columns -= 1
        figure.legend(handles=handles, loc="outside lower left", ncols=columns, columnspacing=1.2)


@_styled
def period_bars(
    counts: pd.DataFrame, ylabel: str, covered: pd.DataFrame | None = None, title: str = ""
) -> Figure | None:
    """Stacked bars a month.

    Parameters
    ----------
    counts : DataFrame
        From :func:`analysis.timeline.by_period`.
    ylabel : str
        What is counted.
    covered : DataFrame, optional
        From :func:`analysis.timeline.coverage`: hatches the periods that were not collected.

    Returns
    -------
    Figure or None
        None where nothing is counted.

    Examples
    --------
    >>> from analysis.timeline import by_period
    >>> days = pd.Series(pd.to_datetime(["2025-01-05", "2025-03-07"]))
    >>> period_bars(by_period(days), "visits").axes[0].get_ylabel()
    'visits'
    """
    if counts.empty or counts.to_numpy().sum() == 0:
        return None
    figure = Figure()
    axes = figure.add_subplot()
    handles = _stack(axes, counts)
    handles = handles if len(counts.columns) > 1 else []
    _time_axis(axes, pd.PeriodIndex(counts.index))
    _name_axes(axes, counts.index.name, ylabel)
    _whole_numbers(axes)
    _legend(figure, [*handles, *_shade_uncollected(axes, covered)])
    return figure


def _stack(axes: Axes, counts: pd.DataFrame, sign: int = 1) -> list[Patch]:
    """Draw stacked bars, up or down; return the legend's entries."""
    months = pd.PeriodIndex(counts.index)
    begin = _days_of(months)
    width = (_days_of(months + 1) - begin) * 0.86
    bottom = np.zeros(len(counts))
    handles = []
    for place, code in enumerate(_in_order(list(counts.columns))):
        colour, hatch, _ = _look(code, place)
        heights = counts[code].to_numpy(dtype=float) * sign
        style = _bar_style(colour, hatch)
        some = heights != 0
        bars = axes.bar(begin[some], heights[some], width[some], bottom=bottom[some], align="edge", **style)
        _lead(bars, counts, months[some], code)
        bottom += heights
        handles.append(Patch(label=labels.word(code), **style))
    return handles


@_styled
def mirrored_bars(
    above: pd.DataFrame, below: pd.DataFrame, names: tuple[str, str], ylabel: str, covered: pd.DataFrame | None = None
) -> Figure | None:
    """Two counts a period against each other: one upwards, one downwards.

    Parameters
    ----------
    above, below : DataFrame
        From :func:`analysis.timeline.by_period`, with the same periods.
    names : tuple of str
        What goes up and what goes down.
    ylabel : str
        What is counted.
    covered : DataFrame, optional
        As in :func:`period_bars`.

    Examples
    --------
    >>> months = pd.period_range("2025-01", "2025-03", freq="M", name="month")
    >>> paid, received = pd.DataFrame({"state": [1, 0, 2]}, months), pd.DataFrame({"state": [0, 3, 0]}, months)
    >>> figure = mirrored_bars(paid, received, ("To Turkmenistan", "From Turkmenistan"), "visits held")
    >>> [int(bar.get_height()) for bar in figure.axes[0].patches]
    [1, 2, -3]
    """
    if above.to_numpy().sum() + below.to_numpy().sum() == 0:
        return None
    codes = sorted({*above.columns, *below.columns})
    above, below = (t.reindex(columns=codes, fill_value=0) for t in (above, below))
    figure = Figure(figsize=(6.6, 4.0))
    axes = figure.add_subplot()
    handles = _stack(axes, above)
    _stack(axes, below, -1)
    axes.axhline(0, color="#333333", linewidth=1)
    _time_axis(axes, pd.PeriodIndex(above.index))
    _whole_numbers(axes)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    top = max(above.sum(axis=1).max(), 1)
    bottom = max(below.sum(axis=1).max(), 1)
    axes.set_ylim(-bottom * 1.3 - 0.5, top * 1.3 + 0.5)
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
    for name, height, edge in ((names[0], 0.98, "top"), (names[1], 0.02, "bottom")):
        axes.text(0.01, height, name, transform=axes.transAxes, va=edge, fontweight="bold", bbox=box)
    _name_axes(axes, above.index.name, ylabel)
    _legend(figure, [*handles, *_shade_uncollected(axes, covered)], columns=3)
    return figure


@_styled
def ranked_bars(counts: pd.DataFrame, xlabel: str, most: int = 15) -> Figure | None:
    """Horizontal stacked bars, the longest on top, with the sum written at the end.

    Parameters
    ----------
    counts : DataFrame of numbers
        One row a bar, in the order of drawing; one column a part of the bar.
    xlabel : str
        What is counted.
    most : int
        Number of bars; the rows behind are left out (the table below the picture has them all).

    Examples
    --------
    >>> counts = pd.DataFrame({"held": [3, 1], "planned": [1, 0]}, index=["Iran", "China"])
    >>> [total.get_text() for total in ranked_bars(counts, "visits").axes[0].texts]
    ['4', '1']
    """
    if counts.empty or counts.to_numpy().sum() == 0:
        return None
    counts = counts.head(most)
    figure = Figure(figsize=(6.6, 1.2 + 0.27 * len(counts)))
    axes = figure.add_subplot()
    rows = np.arange(len(counts))
    left = np.zeros(len(counts))
    handles = []
    for place, code in enumerate(_in_order(list(counts.columns))):
        colour, hatch, _ = _look(code, place)
        style = _bar_style(colour, hatch)
        some = counts[code].to_numpy() != 0
        _lead(
            axes.barh(rows[some], counts[code][some], 0.75, left=left[some], **style), counts, counts.index[some], code
        )
        left += counts[code].to_numpy(dtype=float)
        handles.append(Patch(label=labels.word(code), **style))
    for row, total in zip(rows, left, strict=True):
        axes.annotate(
            count(total, 0 if total == int(total) else 1),
            (total, row),
            (3, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    axes.set_yticks(rows, [shorten(str(name)) for name in counts.index])
    axes.invert_yaxis()
    axes.set_xlim(0, left.max() * 1.1)
    axes.grid(axis="y", visible=False)
    _whole_numbers(axes, "x")
    _name_axes(axes, xlabel)
    _legend(figure, handles if len(counts.columns) > 1 else [])
    return figure


def shorten(name: str, most: int = 34) -> str:
    """A long name cut for an axis.

    Examples
    --------
    >>> shorten("Туркменистан: Сегодня"), len(shorten("a" * 80))
    ('Туркменистан: Сегодня', 34)
    """
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


@_styled
def histogram(values: pd.Series, xlabel: str, ylabel: str) -> Figure | None:
    """How values are spread, with the median marked.

    Parameters
    ----------
    values : Series of numbers
    xlabel, ylabel : str
        What is measured, with its unit, and what is counted.

    Examples
    --------
    >>> figure = histogram(pd.Series([800, 1200, 4000]), "length (characters)", "articles")
    >>> figure.axes[0].texts[0].get_text()
    'median 1,200'
    """
    values = values.dropna()
    if values.empty:
        return None
    figure = Figure(figsize=(6.6, 3.0))
    axes = figure.add_subplot()
    _, edges, _ = axes.hist(values, bins=min(30, max(5, len(values) // 5)), color=BLUE, edgecolor="white")
    places = np.digitize(values, edges[1:-1])
    for place, bar in enumerate(axes.patches):
        bar.set_url(link(list(values.index[places == place])))
    median = values.median()
    axes.axvline(median, color="#333333", linestyle="--")
    axes.annotate(text("median {value}", value=count(median)), (median, 1), (4, -4), xycoords=("data", "axes fraction"),
                  textcoords="offset points", va="top")  # fmt: skip
    _name_axes(axes, xlabel, ylabel)
    axes.xaxis.set_major_formatter(lambda value, _: count(value))
    _whole_numbers(axes)
    axes.grid(axis="x", visible=False)
    return figure


@_styled
def rate_band(
    table: pd.DataFrame, ylabel: str, stretches: pd.DataFrame | None = None, bursts: pd.DataFrame | None = None
) -> Figure | None:
    """A rate a period as points with their exact interval; periods without articles are hatched, not zero.

    Parameters
    ----------
    table : DataFrame
        From :func:`analysis.timeline.rates`.
    ylabel : str
        The rate's unit.
    stretches : DataFrame, optional
        From :func:`analysis.timeline.rate_changes`: the rate of each stretch is drawn as a step.
    bursts : DataFrame, optional
        From :func:`analysis.timeline.bursts`: marked at the top.

    Examples
    --------
    >>> from analysis.timeline import rates
    >>> months = pd.period_range("2025-01", "2025-03", freq="M", name="month")
    >>> table = rates(pd.Series([2, 0, 1], months), pd.Series([50, 0, 40], months))
    >>> figure = rate_band(table, "visits per 100 articles")
    >>> [entry.get_text() for entry in figure.legends[0].texts]
    ['rate', '95 % interval', 'rate until the next change', 'no article collected']
    """
    known = table.dropna(subset=["rate"])
    if known.empty or known["events"].sum() == 0:
        return None
    figure = Figure()
    axes = figure.add_subplot()
    periods, some = pd.PeriodIndex(table.index), pd.PeriodIndex(known.index)
    place = (_days_of(some) + _days_of(some + 1)) / 2
    # thin periods have intervals that would flatten all others: they may leave the picture at the top
    highest = float(max(known["rate"].max(), known["high"].quantile(0.75))) * 1.1
    axes.vlines(place, known["low"], known["high"].clip(upper=highest * 1.1), color=SKY, linewidth=3, alpha=0.75)
    behind = table.attrs.get("events", {})
    links = [link(behind.get((period, "events"))) for period in some]
    axes.scatter(place, known["rate"], s=16, color=BLUE, urls=links, zorder=3)
    overall = (known["rate"] * known["articles"]).sum() / known["articles"].sum()
    if stretches is None or stretches.empty:
        stretches = pd.DataFrame({"first": [some[0]], "last": [some[-1]], "rate": [overall]})
    begin, end = _edges(stretches)
    levels = stretches["rate"].to_numpy(dtype=float)
    axes.hlines(levels, begin, end, color="#333333", linestyle="--", linewidth=1.2)
    axes.vlines(begin[1:], levels[:-1], levels[1:], color="#333333", linestyle=":", linewidth=1)
    marks = []
    if bursts is not None and len(bursts):
        begin, end = _edges(bursts)
        axes.hlines(np.full(len(begin), highest * 0.97), begin, end, color=VERMILION, linewidth=5)
        marks = [Line2D([], [], color=VERMILION, linewidth=5, label=text("burst"))]
    axes.set_ylim(0, highest)
    _time_axis(axes, periods)
    _name_axes(axes, table.index.name, ylabel)
    handles = [
        Line2D([], [], marker="o", color=BLUE, linestyle="", markersize=4, label=text("rate")),
        Line2D([], [], color=SKY, linewidth=3, label=text("95 % interval")),
        Line2D([], [], color="#333333", linestyle="--", linewidth=1.2, label=text("rate until the next change")),
        *marks,
    ]
    _legend(figure, [*handles, *_shade_uncollected(axes, table.assign(collected=table["articles"] > 0))])
    return figure


def _edges(stretches: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """First day of each stretch, and the day after its last."""
    first, last = pd.PeriodIndex(stretches["first"]), pd.PeriodIndex(stretches["last"])
    return _days_of(first), _days_of(last + 1)


@_styled
def swimlanes(
    trips: pd.DataFrame, months: pd.PeriodIndex, covered: pd.DataFrame | None = None, by: str = "kind"
) -> Figure | None:
    """One lane a traveller or partner, one mark an event, one panel a direction.

    Parameters
    ----------
    trips : DataFrame
        One row a mark, indexed by its event: ``panel`` (heading), ``lane`` (name), ``day``, ``last`` (last day, may be
        missing), ``label`` (a few letters, may be empty), ``status`` and the column that ``by`` names. Panels and lanes
        are drawn in the order in which they first come.
    months : PeriodIndex
        The months to draw; events outside are left out.
    covered : DataFrame, optional
        As in :func:`period_bars`.
    by : str
        The column that colour and mark tell.

    Returns
    -------
    Figure or None
        None where no event lies in these months.

    Examples
    --------
    >>> trip = {"panel": "To Turkmenistan", "lane": "Iran", "day": pd.Timestamp("2024-10-11"), "last": None}
    >>> trips = pd.DataFrame([trip | {"label": "", "status": "held", "kind": "working"}], index=["visit1"])
    >>> axes = swimlanes(trips, pd.period_range("2024-09", "2024-11", freq="M")).axes[0]
    >>> axes.get_title(loc="left"), axes.get_yticklabels()[0].get_text(), axes.lines[0].get_url()
    ('To Turkmenistan', 'Iran', '#visit1')
    """
    if months.empty:
        return None
    trips = trips[trips["day"].notna()]
    trips = trips[trips["day"].dt.to_period("M").isin(months)]
    if trips.empty:
        return None
    panels = {str(name): part for name, part in trips.groupby("panel", sort=False)}
    lanes = [part["lane"].nunique() for part in panels.values()]
    figure = Figure(figsize=(6.6, 1.0 + sum(0.34 * count + 0.42 for count in lanes)))
    grid = figure.subplots(len(panels), 1, sharex=True, squeeze=False, height_ratios=[n + 0.4 for n in lanes])[:, 0]
    shades: list[Patch] = []
    for axes, (name, part) in zip(grid, panels.items(), strict=True):
        shades = _shade_uncollected(axes, covered)
        _draw_lanes(axes, part, by, span=len(months) * 30.4)
        axes.set_title(name)
    _time_axis(grid[-1], months)
    codes = _in_order(list(trips[by].dropna().unique()))
    looks = [
        (labels.word(code), _mark_style(*_look(code, n)[::2], planned=code == "planned", off=code == "cancelled"))
        for n, code in enumerate(codes)
    ]
    if by != "status" and trips["status"].eq("planned").any():
        looks.append((text("hollow: planned"), _mark_style("#333333", "o", planned=True)))
    if by != "status" and trips["status"].eq("cancelled").any():
        looks.append((labels.word("cancelled", "visit"), _mark_style("#333333", "x", off=True)))
    handles = [Line2D([], [], label=text, **style) for text, style in looks]
    _legend(figure, [*handles, *shades])
    return figure


def _draw_lanes(axes: Axes, trips: pd.DataFrame, by: str, span: float) -> None:
    """The lanes of one panel; a label is left out where it would cover the one before."""
    names = [str(name) for name in dict.fromkeys(trips["lane"])]
    axes.set_yticks(range(len(names)), [shorten(name, 26) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.75)
    axes.grid(axis="x", visible=False)
    codes = _in_order(list(trips[by].dropna().unique()))
    taken: dict[tuple[str, int], float] = {}
    labelled = dict.fromkeys(names, -np.inf)
    trips = trips.sort_values("day", kind="stable")
    for event, trip in zip(trips.index, trips.to_dict("records"), strict=True):
        lane, code, label = str(trip["lane"]), str(trip[by]), str(trip["label"] or "")
        begin = mdates.date2num(trip["day"])
        end = (begin if pd.isna(trip["last"]) else mdates.date2num(trip["last"])) + 1
        # a mark that would cover the one before stands a little below the middle of its lane
        level = 0 if taken.get((lane, 0), -np.inf) <= begin else 1
        taken[lane, level] = max(end, begin + span * 0.016)
        row = names.index(lane) + 0.27 * level
        colour, _, mark = _look(code, codes.index(code) if code in codes else 0)
        planned, off = trip["status"] == "planned", trip["status"] == "cancelled"
        axes.hlines(row, begin, end, color=colour, linewidth=4, alpha=0.6)
        axes.plot(begin, row, **_mark_style(colour, mark, planned, off), zorder=3, url=link([event]))
        if label and level == 0 and begin >= labelled[lane]:
            axes.annotate(label, (begin, row), (0, 5), textcoords="offset points", ha="center", fontsize=7.5)
            labelled[lane] = begin + span * 0.024 * len(label)


def _mark_style(colour: str, mark: str, planned: bool = False, off: bool = False) -> dict[str, Any]:
    """A filled mark for what was held, a hollow one for what is planned, a cross for what was called off."""
    if off:
        return {"marker": "x", "linestyle": "", "color": "#333333", "markersize": 6.5, "markeredgewidth": 1.5}
    edge = {"markeredgecolor": colour, "markeredgewidth": 1.5} if planned else {"markeredgewidth": 0}
    fill = "white" if planned else colour
    return {"marker": mark, "linestyle": "", "color": colour, "markersize": 6.5, "markerfacecolor": fill, **edge}


@_styled
def matrix(counts: pd.DataFrame, xlabel: str, ylabel: str, most: int = 12) -> Figure | None:
    """A table of counts as a map of shades, each number written in its field.

    Parameters
    ----------
    counts : DataFrame of int
        From :func:`analysis.timeline.partner_matrix`.
    xlabel, ylabel : str
        What columns and rows are.
    most : int
        Number of rows and columns drawn, from the first.

    Examples
    --------
    >>> counts = pd.DataFrame([[0, 3], [2, 0]], index=["TKM", "IRN"], columns=["TKM", "IRN"])
    >>> [field.get_text() for field in matrix(counts, "host", "visitor").axes[0].texts]
    ['–', '3', '2', '–']
    """
    if counts.empty or counts.to_numpy().sum() == 0:
        return None
    counts = counts.iloc[:most, :most]
    figure = Figure(figsize=(6.6, 1.3 + 0.33 * len(counts)))
    axes = figure.add_subplot()
    fields = [
        ["–" if row == column else str(value or "") for column, value in values.items()]
        for row, values in counts.iterrows()
    ]
    _shade(axes, counts, fields)
    axes.set_xticks(range(len(counts.columns)), list(counts.columns))
    axes.set_yticks(range(len(counts)), [labels.country(code) for code in counts.index])
    _name_axes(axes, xlabel, ylabel)
    return figure


def _shade(axes: Axes, table: pd.DataFrame, fields: Sequence[Sequence[str]]) -> None:
    """A table of numbers as a map of shades, each field with its text."""
    highest = max(float(table.to_numpy().max()), 1e-9)
    behind = table.attrs.get("events", {})
    axes.imshow(table, cmap=BAND, vmin=0, vmax=highest, aspect="auto")
    for row, values in enumerate(table.to_numpy()):
        for column, value in enumerate(values):
            said = fields[row][column]
            dark = sum(to_rgb(BAND(value / highest))) < 1.6
            colour = "#888888" if said == "–" else "white" if dark else "black"
            axes.text(column, row, said, ha="center", va="center", color=colour, fontsize=9)
            if address := link(behind.get((table.index[row], table.columns[column]))):
                axes.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, alpha=0, url=address, zorder=4))
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)


@_styled
def balance(table: pd.DataFrame, focus: str, most: int = 15) -> Figure | None:
    """Visits received to the left, visits paid to the right, a row a partner.

    Parameters
    ----------
    table : DataFrame
        From :func:`analysis.timeline.reciprocity`.
    focus : str
        ISO 3166-1 alpha-3 of the country in the middle.
    most : int
        Number of partners drawn.

    Examples
    --------
    >>> table = pd.DataFrame({"paid": [2], "received": [5], "total": [7]}, index=["KAZ"])
    >>> balance(table, "TKM").axes[0].get_title(loc="center")
    '← received by Turkmenistan      paid by Turkmenistan →'
    """
    if table.empty:
        return None
    table = table.head(most)
    figure = Figure(figsize=(6.6, 1.4 + 0.27 * len(table)))
    axes = figure.add_subplot()
    rows = np.arange(len(table))
    for column, sign in (("received", -1), ("paid", 1)):
        colour, hatch, _ = LOOKS[column]
        bars = axes.barh(rows, sign * table[column], 0.72, **_bar_style(colour, hatch))
        _lead(bars, table, table.index, column)
        for row, value in zip(rows, table[column], strict=True):
            axes.annotate(str(value), (sign * value, row), (sign * 3, 0), textcoords="offset points", va="center",
                          ha="left" if sign > 0 else "right", fontsize=9)  # fmt: skip
    axes.axvline(0, color="#333333", linewidth=1)
    axes.set_yticks(rows, [labels.country(code) for code in table.index])
    axes.invert_yaxis()
    axes.set_xlim(-table["received"].max() * 1.15 - 1, table["paid"].max() * 1.15 + 1)
    _whole_numbers(axes, "x")
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    _name_axes(axes, "visits held")
    ways = text("← received by {country}      paid by {country} →", country=labels.country(focus))
    axes.set_title(ways, loc="center")
    axes.grid(axis="y", visible=False)
    return figure


@_styled
def small_multiples(
    shares: pd.DataFrame,
    ylabel: str,
    low: pd.DataFrame | None = None,
    high: pd.DataFrame | None = None,
    stretches: pd.DataFrame | None = None,
    columns: int = 3,
) -> Figure | None:
    """One small line picture a column, each with its own scale.

    Parameters
    ----------
    shares : DataFrame of float
        By period (months, quarters or years), one column a topic; missing where the corpus has no article.
    low, high : DataFrame of float, optional
        Bounds of a band around each line, of the same shape.
    ylabel : str
        Unit of the values.
    stretches : DataFrame, optional
        From :func:`analysis.topics.share_changes`: a dashed level for each stretch of a column that changes.
    columns : int
        Pictures side by side.

    Examples
    --------
    >>> months = pd.period_range("2025-01", "2025-03", freq="M")
    >>> figure = small_multiples(pd.DataFrame({"gas": [0.1, 0.3, None], "cotton": 0.2}, months), "mean share")
    >>> [axes.get_title(loc="left") for axes in figure.axes if axes.get_visible()]
    ['gas', 'cotton']
    """
    if shares.empty or shares.notna().to_numpy().sum() == 0:
        return None
    rows = -(-len(shares.columns) // columns)
    figure = Figure(figsize=(6.6, 0.7 + 1.25 * rows))
    grid = figure.subplots(rows, columns, sharex=True, squeeze=False)
    periods = pd.PeriodIndex(shares.index)
    days = periods.to_timestamp()
    ticks = sorted({0, (len(days) - 1) // 2, len(days) - 1}) if len(days) != 2 else [0, 1]
    for axes, name in zip(grid.flat, shares.columns, strict=False):
        if low is not None and high is not None:
            axes.fill_between(days, low[name], high[name], color=SKY, alpha=0.45, linewidth=0)
        axes.plot(days, shares[name], color=BLUE, marker="o", markersize=2.2, linewidth=1.1)
        if stretches is not None and len(part := stretches[stretches["topic"] == name]):
            begin, end = _edges(part)
            # values stand at the first day of their period, the last level ends there too
            begin, end = begin.clip(*mdates.date2num(days[[0, -1]])), end.clip(*mdates.date2num(days[[0, -1]]))
            axes.hlines(part["share"], begin, end, color="#333333", linestyle="--", linewidth=1.2)
        axes.set_title(shorten(str(name), 23), fontsize=8.5, fontweight="normal")
        axes.set_xticks(days[ticks], [_brief(periods[place]) for place in ticks])
        axes.yaxis.set_major_locator(MaxNLocator(nbins=3))
        axes.set_ylim(0, None)
        axes.tick_params(labelsize=8)
    for axes in grid.flat[len(shares.columns) :]:
        axes.set_visible(False)
    for axes in grid.flat[max(0, len(shares.columns) - columns) : len(shares.columns)]:
        axes.tick_params(labelbottom=True)
    figure.supylabel(text(ylabel), fontsize=9)
    return figure


@_styled
def paired_bars(table: pd.DataFrame, xlabel: str, most: int = 20) -> Figure | None:
    """Two horizontal bars a row, side by side.

    Parameters
    ----------
    table : DataFrame of numbers
        Two columns, one row a pair, in the order of drawing.
    xlabel : str
        What is measured, with its unit.
    most : int
        Number of pairs drawn.

    Examples
    --------
    >>> table = pd.DataFrame({"before": [2, 1], "since": [0, 4]}, index=["Iran", "China"])
    >>> [entry.get_text() for entry in paired_bars(table, "visits").legends[0].texts]
    ['before', 'since']
    """
    if table.empty:
        return None
    table = table.head(most)
    figure = Figure(figsize=(6.6, 1.3 + 0.36 * len(table)))
    axes = figure.add_subplot()
    rows = np.arange(len(table))
    handles = []
    for name, shift, colour, hatch in zip(table.columns, (-0.2, 0.2), (BLUE, ORANGE), ("", "//"), strict=True):
        _lead(axes.barh(rows + shift, table[name], 0.38, **_bar_style(colour, hatch)), table, table.index, name)
        handles.append(Patch(label=shorten(text(str(name))), **_bar_style(colour, hatch)))
    axes.set_yticks(rows, [shorten(str(name)) for name in table.index])
    axes.invert_yaxis()
    if all(pd.api.types.is_integer_dtype(kind) for kind in table.dtypes):
        _whole_numbers(axes, "x")
    _name_axes(axes, xlabel)
    axes.grid(axis="y", visible=False)
    _legend(figure, handles)
    return figure


@_styled
def curves(table: pd.DataFrame, xlabel: str, ylabel: str, chosen: float | None = None) -> Figure | None:
    """Lines of several measures over one number.

    Parameters
    ----------
    table : DataFrame of float
        One row a number, one column a line.
    xlabel, ylabel : str
        What the number counts, and the measures' unit.
    chosen : float, optional
        A number to mark.

    Examples
    --------
    >>> table = pd.DataFrame({"coherence": [0.4, 0.6, 0.5], "stability": [0.9, 0.8, 0.5]}, index=[3, 4, 5])
    >>> [line.get_label() for line in curves(table, "number of topics", "measure", chosen=4).axes[0].lines]
    ['coherence', 'stability', 'chosen']
    """
    if len(table) < 2:
        return None
    figure = Figure(figsize=(6.6, 3.2))
    axes = figure.add_subplot()
    for place, name in enumerate(table.columns):
        colour, _, mark = _look(str(name), place)
        axes.plot(table.index, table[name], color=colour, marker=mark, markersize=4.5, label=text(str(name)))
    if chosen is not None:
        axes.axvline(chosen, color="#333333", linestyle="--", linewidth=1, label=text("chosen"))
    axes.set_ylim(0, None)
    _name_axes(axes, xlabel, ylabel)
    _whole_numbers(axes, "x")
    _legend(figure, axes.get_legend_handles_labels()[0], columns=5)
    return figure


@_styled
def shares_grid(table: pd.DataFrame, xlabel: str, most: int = 10) -> Figure | None:
    """Percentages as a map of shades, each written in its field.

    Parameters
    ----------
    table : DataFrame of float
        Shares between 0 and 1.
    xlabel : str
        What the columns are.
    most : int
        Number of columns drawn, from the first.

    Examples
    --------
    >>> table = pd.DataFrame({"KAZ": [0.25, 0.75], "IRN": [0.5, 0.5]}, index=["gas", "cotton"])
    >>> [field.get_text() for field in shares_grid(table, "partner").axes[0].texts]
    ['25', '50', '75', '50']
    """
    if table.empty:
        return None
    table = table.iloc[:, :most]
    figure = Figure(figsize=(6.6, 1.8 + 0.3 * len(table)))
    axes = figure.add_subplot()
    _shade(axes, table, [[f"{value * 100:.0f}" for value in values] for values in table.to_numpy()])
    names = [shorten(str(name), 26) for name in table.columns]
    axes.set_xticks(range(len(names)), names, rotation=35, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(table)), [shorten(str(name), 26) for name in table.index])
    _name_axes(axes, xlabel)
    return figure


@_styled
def life_lines(stages: pd.DataFrame, most: int = 25) -> Figure | None:
    """One line a document, from the first day that articles tell of it to the last, a mark a stage.

    Parameters
    ----------
    stages : DataFrame
        One row a stage, indexed by its agreement: ``document`` (name), ``day``, ``status``; documents are drawn in the
        order in which they come.
    most : int
        Number of documents drawn, the last ones.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-02-01", "2024-05-14"])
    >>> stages = pd.DataFrame({"document": "gas contract", "day": days, "status": ["planned", "signed"]}, ["a1", "a1"])
    >>> [entry.get_text() for entry in life_lines(stages).legends[0].texts]
    ['signed', 'planned']
    """
    names = list(dict.fromkeys(stages["document"]))[-most:]
    stages = stages[stages["document"].isin(names)]
    if stages.empty:
        return None
    figure = Figure(figsize=(6.6, 1.2 + 0.25 * len(names)))
    axes = figure.add_subplot()
    codes = _in_order(list(stages["status"].unique()))
    for row, name in enumerate(names):
        part = stages[stages["document"] == name]
        days = mdates.date2num(part["day"])
        axes.hlines(row, days.min(), days.max(), color="#888888", linewidth=1.5)
        for event, day, code in zip(part.index, days, part["status"], strict=True):
            colour, _, mark = _look(code, codes.index(code))
            style = _mark_style(colour, mark, planned=code == "planned")
            axes.plot(day, row, **style, zorder=3, url=link([event]), clip_on=False)
    axes.set_yticks(range(len(names)), [shorten(str(name), 44) for name in names], fontsize=7.5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    months = pd.period_range(stages["day"].min(), stages["day"].max(), freq="M")
    _time_axis(axes, months)
    # long names leave half of the width: room for three months
    some = months[:: -(-len(months) // 3)]
    axes.set_xticks(_days_of(some), [_brief(month) for month in some])
    axes.grid(axis="y", visible=False)
    _name_axes(axes, "day of the stage, or of the article that tells of it")
    styles = [_mark_style(*_look(code, n)[::2], planned=code == "planned") for n, code in enumerate(codes)]
    _legend(figure, [Line2D([], [], label=labels.word(c), **style) for c, style in zip(codes, styles, strict=True)])
    return figure


@_styled
def destination_map(points: pd.DataFrame, home: str = "") -> Figure | None:
    """A map of destinations: circles at the capitals, their areas in proportion to the number of visits.

    Land and borders are Natural Earth's (see :mod:`analysis.gazetteer.shapes`). In disputed areas no border is drawn:
    the map shows land there, and takes no side.

    Parameters
    ----------
    points : DataFrame
        One row a destination: ``name``, ``longitude``, ``latitude`` (degrees), ``visits``; the largest first.
    home : str
        The name of the country from which the visits start, marked by a square.

    Examples
    --------
    >>> places = [("Iran", 51.4, 35.7, 3), ("Turkmenistan", 58.4, 37.9, 0)]
    >>> points = pd.DataFrame(places, columns=["name", "longitude", "latitude", "visits"])
    >>> figure = destination_map(points, home="Turkmenistan")
    >>> [entry.get_text() for entry in figure.legends[0].texts]
    ['1 visit', '3 visits', 'Turkmenistan']
    """
    points = points.dropna(subset=["longitude", "latitude"])
    if points.empty:
        return None
    west, south, east, north = view_of(points)
    figure = Figure(figsize=(6.6, 4.2 if east - west < 120 else 3.6))
    axes = figure.add_subplot()
    _draw_land(axes, west, south, east, north)
    scale = 420 / max(points["visits"].max(), 1)
    guests = points[points["name"] != home]
    behind = points.attrs.get("events", {})
    axes.scatter(guests["longitude"], guests["latitude"], s=guests["visits"].clip(lower=0.3) * scale, color=BLUE,
                 alpha=0.75, edgecolor="white", linewidth=0.8, zorder=4,
                 urls=[link(behind.get((name, "visits"))) for name in guests["name"]])  # fmt: skip
    own = points[points["name"] == home]
    axes.plot(own["longitude"], own["latitude"], "s", color=VERMILION, markersize=7, markeredgecolor="white", zorder=5)
    axes.set(xlim=(west, east), ylim=(south, north))
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)))
    _name_places(axes, points, scale, (west, south, east, north))
    step = next(step for step in (5, 10, 20, 30, 60) if (east - west) / step <= 8)
    axes.set_xticks(np.arange(np.ceil(west / step) * step, east, step))
    axes.set_yticks(np.arange(np.ceil(south / step) * step, north, step))
    axes.xaxis.set_major_formatter(lambda value, _: _degrees(value, "{degrees}°E", "{degrees}°W"))
    axes.yaxis.set_major_formatter(lambda value, _: _degrees(value, "{degrees}°N", "{degrees}°S"))
    axes.grid(color="#cccccc", linewidth=0.4)
    _name_axes(axes, "longitude", "latitude")
    shown = sorted({1, int(points["visits"].max())} if points["visits"].max() >= 1 else {1})
    circle: dict[str, Any] = {"marker": "o", "linestyle": "", "color": BLUE, "alpha": 0.75}
    handles = [Line2D([], [], markersize=(n * scale) ** 0.5, label=several(n, "visit"), **circle) for n in shown]
    if len(own):
        handles.append(Line2D([], [], marker="s", linestyle="", color=VERMILION, markersize=6, label=home))
    _legend(figure, handles)
    return figure


def _degrees(value: float, positive: str, negative: str) -> str:
    """A longitude or latitude for a tick."""
    return text(negative if value < 0 else positive if value > 0 else "{degrees}°", degrees=f"{abs(value):.0f}")


def view_of(points: pd.DataFrame) -> tuple[float, float, float, float]:
    """West, south, east and north of a view that holds all points, at least 30 degrees wide, half as high as wide.

    Examples
    --------
    >>> view_of(pd.DataFrame({"longitude": [58.0, 71.0], "latitude": [38.0, 51.0]}))
    (45.5, 32.0, 83.5, 57.0)
    """
    (west, east), (south, north) = (
        (float(points[side].min()), float(points[side].max())) for side in ("longitude", "latitude")
    )
    margin = max(6.0, (32 - (east - west)) / 2, 0.06 * (east - west))
    west, east = west - margin - 3, east + margin + 3
    margin = max(6.0, ((east - west) * 0.42 - (north - south)) / 2)
    return max(west, -180), max(south - margin, -60), min(east, 180), min(north + margin, 80)


def _draw_land(axes: Axes, west: float, south: float, east: float, north: float) -> None:
    """Land in one tint with white borders; where a border is disputed, land without a border."""
    axes.set_facecolor(SEA)
    # points nearer than a hair are one: a map of a region needs no more, and the file stays small
    grain = (east - west) / 360
    lines = []
    for _, line in shapes.outlines():
        if _meets(line, (west, south, east, north)) and np.ptp(line, axis=0).max() >= 5 * grain:
            line = folded(np.round(line / grain) * grain, (west, south, east, north))
            lines += [line.round(2)] if len(line) > 3 else []
    if not lines:
        return
    # as an artist: the view is set, so nobody needs to measure every border
    axes.add_artist(PathPatch(_area(lines), facecolor=LAND, edgecolor="white", linewidth=0.7, zorder=1))
    for box in shapes.disputed():
        inside = [line for line in lines if _meets(line, box)]
        if inside and box[0] < east and box[2] > west and box[1] < north and box[3] > south:
            cover = PathPatch(
                _area([folded(line, box) for line in inside]), facecolor=LAND, edgecolor=LAND, linewidth=0.9, zorder=2
            )
            axes.add_artist(cover)
            corner, size = box[:2], (box[2] - box[0], box[3] - box[1])
            cover.set_clip_path(Rectangle(corner, *size, transform=axes.transData))


def folded(line: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    """A closed line whose parts outside a box are folded onto a frame 3 degrees beyond its edges.

    Inside, nothing changes; outside, Russia's coast takes no room in a map of the Gulf.

    Examples
    --------
    >>> folded(np.array([[0, 0], [50, 0], [90, 0], [90, 9], [0, 0]]), (-1, -1, 10, 10)).tolist()
    [[0, 0], [13, 0], [13, 9], [0, 0]]
    """
    line = line.clip((box[0] - 3, box[1] - 3), (box[2] + 3, box[3] + 3))
    return np.asarray(line[np.concatenate([[True], (np.diff(line, axis=0) != 0).any(axis=1)])])


def _meets(line: np.ndarray, box: tuple[float, float, float, float]) -> bool:
    """Whether the extent of a line has a part in a box of west, south, east and north."""
    low, high = line.min(axis=0), line.max(axis=0)
    return bool(low[0] <= box[2] and high[0] >= box[0] and low[1] <= box[3] and high[1] >= box[1])


def _area(lines: list[np.ndarray]) -> Outline:
    """Closed lines as one path."""
    codes = [
        code for line in lines for code in (Outline.MOVETO, *[Outline.LINETO] * (len(line) - 2), Outline.CLOSEPOLY)
    ]
    return Outline(np.concatenate(lines), codes)


def _name_places(axes: Axes, points: pd.DataFrame, scale: float, view: tuple[float, float, float, float]) -> None:
    """Names beside their circles, the most visited first; a name that would cover another is left out."""
    taken: list[tuple[float, float, float, float]] = []
    span, height = view[2] - view[0], view[3] - view[1]
    high = height * 0.045
    # degrees that a letter takes: the map is 5.8 inches wide, or as wide as a height of 3.3 inches lets it be
    letter = 0.068 * span / min(5.8, 3.3 * span * np.cos(np.radians((view[1] + view[3]) / 2)) / height)
    for place in points.sort_values("visits", ascending=False, kind="stable").to_dict("records"):
        wide = letter * len(str(place["name"]))
        gap = (place["visits"] * scale) ** 0.5 / 2 / 400 * span + span * 0.006
        x, y = place["longitude"], place["latitude"]
        for side, shift in ((1, 0), (-1, 0), (1, high), (-1, high), (1, -high), (-1, -high)):
            left = x + gap if side > 0 else x - gap - wide
            box = (left, y + shift - high / 2, left + wide, y + shift + high / 2)
            inside = view[0] <= box[0] and box[2] <= view[2]
            if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
                taken.append(box)
                text = axes.text(x + side * gap, y + shift, str(place["name"]), va="center", fontsize=8, zorder=6)
                text.set(
                    ha="left" if side > 0 else "right", path_effects=[withStroke(linewidth=1.8, foreground="white")]
                )
                break
