"""Every picture, in one style: a table from :mod:`analysis.timeline` in, a matplotlib figure out.

Nothing is told by colour alone: bars have hatches, marks have shapes. A table without rows gives None instead of an
empty picture. ``pyplot`` is not used, so no state is shared and nothing has to be closed.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib.style
import numpy as np
import pandas as pd
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis import labels
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
BAND = LinearSegmentedColormap.from_list("white to blue", ["#ffffff", "#d5e6f2", "#56a0cf", "#00466e"])


def styled(draw: Callable[..., Figure | None]) -> Callable[..., Figure | None]:
    """Draw in the one style, whatever style the session has."""

    @functools.wraps(draw)
    def drawing(*arguments: Any, **options: Any) -> Figure | None:
        with matplotlib.style.context(["default", STYLE]):
            return draw(*arguments, **options)

    return drawing


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
    return buffer.getvalue()


def look(code: str, place: int) -> tuple[str, str, str]:
    """Colour, hatch and mark of a code; by its place in the legend where the code has none of its own."""
    return LOOKS.get(code, (COLOURS[place % len(COLOURS)], HATCHES[place % len(HATCHES)], "osD^v<>"[place % 7]))


def in_order(columns: Sequence[str]) -> list[str]:
    """Columns that have a look of their own first, in the order of ``LOOKS``."""
    known = list(LOOKS)
    return sorted(columns, key=lambda c: (known.index(c) if c in known else len(known), str(c)))


def days_of(periods: pd.PeriodIndex) -> np.ndarray:
    """First day of each period, as matplotlib counts days."""
    return np.asarray(mdates.date2num(periods.to_timestamp().to_pydatetime()), dtype=float)


def time_axis(axes: Axes, periods: pd.PeriodIndex) -> None:
    """Years, and months where there is room for them, from the first to the end of the last period."""
    begin, end = days_of(periods)[0], days_of(periods[-1:] + 1)[0]
    months = round((end - begin) / 30.44)
    axes.set_xlim(begin - months / 10, end + months / 10)
    if months > 48:
        axes.xaxis.set_major_locator(mdates.YearLocator(base=max(1, months // 120)))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    else:
        step = 1 if months <= 8 else 3 if months <= 24 else 6
        axes.xaxis.set_major_locator(mdates.MonthLocator(bymonth=range(1, 13, step)))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%m/%Y"))
    axes.xaxis.set_minor_locator(mdates.MonthLocator() if months <= 48 else mdates.YearLocator())
    axes.grid(axis="x", visible=False)


def shade_uncollected(axes: Axes, covered: pd.DataFrame | None) -> list[Patch]:
    """Hatch the periods of which the corpus holds nothing; the legend's entry for it, if there is one."""
    if covered is None or covered["collected"].all():
        return []
    empty = gaps(covered)
    for begin, end in zip(
        days_of(pd.PeriodIndex(empty["first"])), days_of(pd.PeriodIndex(empty["last"]) + 1), strict=True
    ):
        axes.axvspan(begin, end, zorder=0, **NOT_COLLECTED)
    return [Patch(label="no article collected", **NOT_COLLECTED)]


def whole_numbers(axes: Axes, which: str = "y") -> None:
    """Ticks at whole numbers only, counted from 0."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(integer=True, nbins=6, min_n_ticks=1))


def legend(figure: Figure, handles: Sequence[Any], columns: int = 4) -> None:
    """One legend below the picture."""
    if handles:
        figure.legend(handles=handles, loc="outside lower left", ncols=min(columns, len(handles)), columnspacing=1.2)


@styled
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
    handles = stack(axes, counts)
    handles = handles if len(counts.columns) > 1 else []
    time_axis(axes, pd.PeriodIndex(counts.index))
    axes.set(xlabel=counts.index.name, ylabel=ylabel)
    whole_numbers(axes)
    legend(figure, [*handles, *shade_uncollected(axes, covered)])
    return figure


def stack(axes: Axes, counts: pd.DataFrame, sign: int = 1) -> list[Patch]:
    """Draw stacked bars, up or down; return the legend's entries."""
    months = pd.PeriodIndex(counts.index)
    begin = days_of(months)
    width = (days_of(months + 1) - begin) * 0.86
    bottom = np.zeros(len(counts))
    handles = []
    for place, code in enumerate(in_order(list(counts.columns))):
        colour, hatch, _ = look(code, place)
        heights = counts[code].to_numpy(dtype=float) * sign
        style: dict[str, Any] = {"facecolor": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.3}
        some = heights != 0
        axes.bar(begin[some], heights[some], width[some], bottom=bottom[some], align="edge", **style)
        bottom += heights
        handles.append(Patch(label=labels.word(code), **style))
    return handles


@styled
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
    """
    if above.to_numpy().sum() + below.to_numpy().sum() == 0:
        return None
    codes = sorted({*above.columns, *below.columns})
    above, below = (t.reindex(columns=codes, fill_value=0) for t in (above, below))
    figure = Figure(figsize=(6.6, 4.0))
    axes = figure.add_subplot()
    handles = stack(axes, above)
    stack(axes, below, -1)
    axes.axhline(0, color="#333333", linewidth=1)
    time_axis(axes, pd.PeriodIndex(above.index))
    whole_numbers(axes)
    axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    top = max(above.sum(axis=1).max(), 1)
    bottom = max(below.sum(axis=1).max(), 1)
    axes.set_ylim(-bottom * 1.3 - 0.5, top * 1.3 + 0.5)
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
    for text, height, edge in ((names[0], 0.98, "top"), (names[1], 0.02, "bottom")):
        axes.text(0.01, height, text, transform=axes.transAxes, va=edge, fontweight="bold", bbox=box)
    axes.set(xlabel=above.index.name, ylabel=ylabel)
    legend(figure, [*handles, *shade_uncollected(axes, covered)], columns=3)
    return figure


@styled
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
    """
    if counts.empty or counts.to_numpy().sum() == 0:
        return None
    counts = counts.head(most)
    figure = Figure(figsize=(6.6, 1.2 + 0.27 * len(counts)))
    axes = figure.add_subplot()
    rows = np.arange(len(counts))
    left = np.zeros(len(counts))
    handles = []
    for place, code in enumerate(in_order(list(counts.columns))):
        colour, hatch, _ = look(code, place)
        style: dict[str, Any] = {"facecolor": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.3}
        some = counts[code].to_numpy() != 0
        axes.barh(rows[some], counts[code][some], 0.75, left=left[some], **style)
        left += counts[code].to_numpy(dtype=float)
        handles.append(Patch(label=labels.word(code), **style))
    for row, total in zip(rows, left, strict=True):
        axes.annotate(
            f"{total:,.0f}" if total == int(total) else f"{total:.1f}",
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
    whole_numbers(axes, "x")
    axes.set(xlabel=xlabel)
    legend(figure, handles if len(counts.columns) > 1 else [])
    return figure


def shorten(name: str, most: int = 34) -> str:
    """A long name cut for an axis.

    Examples
    --------
    >>> shorten("Туркменистан: Сегодня"), len(shorten("a" * 80))
    ('Туркменистан: Сегодня', 34)
    """
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


@styled
def histogram(values: pd.Series, xlabel: str, ylabel: str) -> Figure | None:
    """How values are spread, with the median marked.

    Parameters
    ----------
    values : Series of numbers
    xlabel, ylabel : str
        What is measured, with its unit, and what is counted.
    """
    values = values.dropna()
    if values.empty:
        return None
    figure = Figure(figsize=(6.6, 3.0))
    axes = figure.add_subplot()
    axes.hist(values, bins=min(30, max(5, len(values) // 5)), color=BLUE, edgecolor="white")
    median = values.median()
    axes.axvline(median, color="#333333", linestyle="--")
    axes.annotate(f"median {median:,.0f}", (median, 1), (4, -4), xycoords=("data", "axes fraction"),
                  textcoords="offset points", va="top")  # fmt: skip
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    whole_numbers(axes)
    axes.grid(axis="x", visible=False)
    return figure


@styled
def rate_band(table: pd.DataFrame, ylabel: str) -> Figure | None:
    """A rate a period as points with their exact interval; periods without articles are hatched, not zero.

    Parameters
    ----------
    table : DataFrame
        From :func:`analysis.timeline.rates`.
    ylabel : str
        The rate's unit.
    """
    known = table.dropna(subset=["rate"])
    if known.empty or known["events"].sum() == 0:
        return None
    figure = Figure()
    axes = figure.add_subplot()
    periods, some = pd.PeriodIndex(table.index), pd.PeriodIndex(known.index)
    place = (days_of(some) + days_of(some + 1)) / 2
    # thin periods have intervals that would flatten all others: they may leave the picture at the top
    highest = float(max(known["rate"].max(), known["high"].quantile(0.75))) * 1.1
    axes.vlines(place, known["low"], known["high"].clip(upper=highest * 1.1), color=SKY, linewidth=3, alpha=0.75)
    axes.plot(place, known["rate"], "o", color=BLUE, markersize=4)
    overall = (known["rate"] * known["articles"]).sum() / known["articles"].sum()
    axes.axhline(overall, color="#333333", linestyle="--", linewidth=1)
    axes.set_ylim(0, highest)
    time_axis(axes, periods)
    axes.set(xlabel=table.index.name, ylabel=ylabel)
    handles = [
        Line2D([], [], marker="o", color=BLUE, linestyle="", markersize=4, label="rate"),
        Line2D([], [], color=SKY, linewidth=3, label="95 % interval"),
        Line2D([], [], color="#333333", linestyle="--", linewidth=1, label="whole time together"),
    ]
    legend(figure, [*handles, *shade_uncollected(axes, table.assign(collected=table["articles"] > 0))])
    return figure


@styled
def swimlanes(
    trips: pd.DataFrame, months: pd.PeriodIndex, covered: pd.DataFrame | None = None, by: str = "kind"
) -> Figure | None:
    """One lane a traveller or partner, one mark an event, one panel a direction.

    Parameters
    ----------
    trips : DataFrame
        One row a mark: ``panel`` (heading), ``lane`` (name), ``day``, ``last`` (last day, may be missing), ``label`` (a
        few letters, may be empty), ``status`` and the column that ``by`` names. Panels and lanes are drawn in the
        order in which they first come.
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
        shades = shade_uncollected(axes, covered)
        draw_lanes(axes, part, by, span=len(months) * 30.4)
        axes.set_title(name)
    time_axis(grid[-1], months)
    codes = in_order(list(trips[by].dropna().unique()))
    looks = [
        (labels.word(code), mark_style(*look(code, n)[::2], planned=code == "planned", off=code == "cancelled"))
        for n, code in enumerate(codes)
    ]
    if by != "status" and trips["status"].eq("planned").any():
        looks.append(("hollow: planned", mark_style("#333333", "o", planned=True)))
    if by != "status" and trips["status"].eq("cancelled").any():
        looks.append(("cancelled", mark_style("#333333", "x", off=True)))
    handles = [Line2D([], [], label=text, **style) for text, style in looks]
    legend(figure, [*handles, *shades])
    return figure


def draw_lanes(axes: Axes, trips: pd.DataFrame, by: str, span: float) -> None:
    """The lanes of one panel; a label is left out where it would cover the one before."""
    names = [str(name) for name in dict.fromkeys(trips["lane"])]
    axes.set_yticks(range(len(names)), [shorten(name, 26) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.75)
    axes.grid(axis="x", visible=False)
    codes = in_order(list(trips[by].dropna().unique()))
    taken: dict[tuple[str, int], float] = {}
    labelled = dict.fromkeys(names, -np.inf)
    for trip in trips.sort_values("day", kind="stable").to_dict("records"):
        lane, code, label = str(trip["lane"]), str(trip[by]), str(trip["label"] or "")
        begin = mdates.date2num(trip["day"])
        end = (begin if pd.isna(trip["last"]) else mdates.date2num(trip["last"])) + 1
        # a mark that would cover the one before stands a little below the middle of its lane
        level = 0 if taken.get((lane, 0), -np.inf) <= begin else 1
        taken[lane, level] = max(end, begin + span * 0.016)
        row = names.index(lane) + 0.27 * level
        colour, _, mark = look(code, codes.index(code) if code in codes else 0)
        planned, off = trip["status"] == "planned", trip["status"] == "cancelled"
        axes.hlines(row, begin, end, color=colour, linewidth=4, alpha=0.6)
        axes.plot(begin, row, **mark_style(colour, mark, planned, off), zorder=3)
        if label and level == 0 and begin >= labelled[lane]:
            axes.annotate(label, (begin, row), (0, 5), textcoords="offset points", ha="center", fontsize=7.5)
            labelled[lane] = begin + span * 0.024 * len(label)


def mark_style(colour: str, mark: str, planned: bool = False, off: bool = False) -> dict[str, Any]:
    """A filled mark for what was held, a hollow one for what is planned, a cross for what was called off."""
    if off:
        return {"marker": "x", "linestyle": "", "color": "#333333", "markersize": 6.5, "markeredgewidth": 1.5}
    edge = {"markeredgecolor": colour, "markeredgewidth": 1.5} if planned else {"markeredgewidth": 0}
    fill = "white" if planned else colour
    return {"marker": mark, "linestyle": "", "color": colour, "markersize": 6.5, "markerfacecolor": fill, **edge}


@styled
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
    """
    if counts.empty or counts.to_numpy().sum() == 0:
        return None
    counts = counts.iloc[:most, :most]
    figure = Figure(figsize=(6.6, 1.3 + 0.33 * len(counts)))
    axes = figure.add_subplot()
    highest = max(1, int(counts.to_numpy().max()))
    axes.imshow(counts, cmap=BAND, vmin=0, vmax=highest, aspect="auto")
    for row, values in enumerate(counts.to_numpy()):
        for column, value in enumerate(values):
            if counts.index[row] == counts.columns[column]:
                axes.text(column, row, "–", ha="center", va="center", color="#888888")
            elif value:
                dark = sum(to_rgb(BAND(value / highest))) < 1.6
                axes.text(column, row, str(value), ha="center", va="center", color="white" if dark else "black")
    axes.set_xticks(range(len(counts.columns)), list(counts.columns))
    axes.set_yticks(range(len(counts)), [labels.country(code) for code in counts.index])
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    return figure


@styled
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
    """
    if table.empty:
        return None
    table = table.head(most)
    figure = Figure(figsize=(6.6, 1.4 + 0.27 * len(table)))
    axes = figure.add_subplot()
    rows = np.arange(len(table))
    for column, sign in (("received", -1), ("paid", 1)):
        colour, hatch, _ = LOOKS[column]
        axes.barh(rows, sign * table[column], 0.72, color=colour, hatch=hatch, edgecolor="white", linewidth=0.3)
        for row, value in zip(rows, table[column], strict=True):
            axes.annotate(str(value), (sign * value, row), (sign * 3, 0), textcoords="offset points", va="center",
                          ha="left" if sign > 0 else "right", fontsize=9)  # fmt: skip
    axes.axvline(0, color="#333333", linewidth=1)
    axes.set_yticks(rows, [labels.country(code) for code in table.index])
    axes.invert_yaxis()
    axes.set_xlim(-table["received"].max() * 1.15 - 1, table["paid"].max() * 1.15 + 1)
    whole_numbers(axes, "x")
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    axes.set(xlabel="visits held")
    axes.set_title(f"← received by {labels.country(focus)}      paid by {labels.country(focus)} →", loc="center")
    axes.grid(axis="y", visible=False)
    return figure


@styled
def small_multiples(
    shares: pd.DataFrame,
    ylabel: str,
    low: pd.DataFrame | None = None,
    high: pd.DataFrame | None = None,
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
    columns : int
        Pictures side by side.
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
        axes.set_title(shorten(str(name), 23), fontsize=8.5, fontweight="normal")
        axes.set_xticks(days[ticks], [str(periods[place]) for place in ticks])
        axes.yaxis.set_major_locator(MaxNLocator(nbins=3))
        axes.set_ylim(0, None)
        axes.tick_params(labelsize=8)
    for axes in grid.flat[len(shares.columns) :]:
        axes.set_visible(False)
    for axes in grid.flat[max(0, len(shares.columns) - columns) : len(shares.columns)]:
        axes.tick_params(labelbottom=True)
    figure.supylabel(ylabel, fontsize=9)
    return figure


@styled
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
    """
    if table.empty:
        return None
    table = table.head(most)
    figure = Figure(figsize=(6.6, 1.3 + 0.36 * len(table)))
    axes = figure.add_subplot()
    rows = np.arange(len(table))
    handles = []
    for name, shift, colour, hatch in zip(table.columns, (-0.2, 0.2), (BLUE, ORANGE), ("", "//"), strict=True):
        axes.barh(rows + shift, table[name], 0.38, color=colour, hatch=hatch, edgecolor="white", linewidth=0.3)
        handles.append(Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=name))
    axes.set_yticks(rows, [shorten(str(name)) for name in table.index])
    axes.invert_yaxis()
    axes.set(xlabel=xlabel)
    axes.grid(axis="y", visible=False)
    legend(figure, handles)
    return figure


@styled
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
    """
    if len(table) < 2:
        return None
    figure = Figure(figsize=(6.6, 3.2))
    axes = figure.add_subplot()
    for place, name in enumerate(table.columns):
        colour, _, mark = look(str(name), place)
        axes.plot(table.index, table[name], color=colour, marker=mark, markersize=4.5, label=str(name))
    if chosen is not None:
        axes.axvline(chosen, color="#333333", linestyle="--", linewidth=1, label="chosen")
    axes.set_ylim(0, None)
    axes.set(xlabel=xlabel, ylabel=ylabel)
    whole_numbers(axes, "x")
    legend(figure, axes.get_legend_handles_labels()[0], columns=5)
    return figure
