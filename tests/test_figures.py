"""Pictures: same bytes, every mark in its place, nothing for nothing, Cyrillic that the font has."""

import warnings
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis import figures, timeline

MONTHS = pd.period_range("2022-01", "2024-12", freq="M", name="month")
DAYS = pd.Series(pd.date_range("2022-01-05", "2024-12-20", periods=60))
KINDS = pd.Series(["state", "official", "working", "private", "unspecified"] * 12)
COVERED = timeline.coverage(pd.DataFrame({"published": DAYS[(DAYS < "2023-03-01") | (DAYS > "2023-07-01")]}))
COUNTS = timeline.by_period(DAYS, KINDS, MONTHS)
RATES = timeline.rates(COUNTS.sum(axis=1), COVERED["articles"])
MATRIX = pd.DataFrame([[0, 3], [12, 0]], index=["TKM", "KAZ"], columns=["TKM", "KAZ"])
PAID = pd.DataFrame({"paid": [5, 0], "received": [2, 1], "total": [7, 1]}, index=["KAZ", "UZB"])
SHARES = pd.DataFrame({"газ, труба": np.linspace(0, 1, 36), "хлопок, поле": 0.2}, index=MONTHS)
MARKS = pd.DataFrame(
    {
        "panel": ["From Turkmenistan"] * 40 + ["To Turkmenistan"] * 20,
        "lane": ["С. Бердымухамедов", "Г. Бердымухамедов"] * 20 + ["Казахстан"] * 20,
        "day": DAYS,
        "last": DAYS + pd.Timedelta(days=2),
        "label": "KAZ",
        "kind": KINDS,
        "status": ["held", "held", "planned", "cancelled"] * 15,
    }
)
STRETCHES = timeline.rate_changes(RATES["events"], RATES["articles"])
BURSTS = pd.DataFrame({"first": MONTHS[[3]], "last": MONTHS[[5]]})
STEPS = pd.DataFrame({"topic": "газ, труба", "first": MONTHS[[0, 18]], "last": MONTHS[[17, 35]], "share": [0.2, 0.7]})
STAGES = pd.DataFrame(
    {
        "document": ["соглашение о газе"] * 3 + ["package (Iran)"] * 2,
        "day": DAYS[[0, 5, 30, 8, 9]],
        "status": ["planned", "signed", "in_force", "signed", "referenced"],
    }
)
PLACES = pd.DataFrame(
    {
        "name": ["Iran", "Uzbekistan", "nowhere", "Turkmenistan"],
        "longitude": [51.4, 69.2, None, 58.4],
        "latitude": [35.7, 41.3, None, 37.9],
        "visits": [3, 1, 2, 0],
    }
)
PICTURES = {
    "period_bars": lambda: figures.period_bars(COUNTS, "visits held", COVERED),
    "mirrored_bars": lambda: figures.mirrored_bars(COUNTS, COUNTS, ("From Iran", "To Iran"), "visits held", COVERED),
    "ranked_bars": lambda: figures.ranked_bars(pd.DataFrame({"signed": [3], "planned": [1]}, index=["Iran"]), "visits"),
    "histogram": lambda: figures.histogram(pd.Series([100, 200, 900]), "length (characters)", "articles"),
    "rate_band": lambda: figures.rate_band(RATES, "visits per 100 articles"),
    "rate_band with changes": lambda: figures.rate_band(RATES, "visits per 100 articles", STRETCHES, BURSTS),
    "shares_grid": lambda: figures.shares_grid(SHARES.head(4), "leader (articles)"),
    "life_lines": lambda: figures.life_lines(STAGES),
    "destination_map": lambda: figures.destination_map(PLACES, "Turkmenistan"),
    "swimlanes": lambda: figures.swimlanes(MARKS, MONTHS, COVERED),
    "matrix": lambda: figures.matrix(MATRIX, "host", "visitor"),
    "balance": lambda: figures.balance(PAID, "TKM"),
    "small_multiples": lambda: figures.small_multiples(SHARES, "mean share", SHARES * 0.8, SHARES * 1.2, STEPS),
    "curves": lambda: figures.curves(SHARES.set_axis(range(36)), "number of topics", "measure", 4),
    "paired_bars": lambda: figures.paired_bars(SHARES.head(4), "mean share (%)"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_same_every_time_and_names_its_axes(name):
    with warnings.catch_warnings():
        # a letter that the font lacks, or a layout that doesn't fit, is a warning of matplotlib
        warnings.simplefilter("error")
        first, second = (figures.as_svg(PICTURES[name](), "Заголовок <b>") for _ in range(2))
    assert first == second
    root = ElementTree.fromstring(first)
    assert root.tag.endswith("svg")
    assert not [
        element
        for element in root.iter()
        if element.tag.endswith(("script", "image")) and name not in ("matrix", "shares_grid")
    ]
    axes = [ax for ax in PICTURES[name]().axes if ax.get_visible()]
    assert all(ax.get_xlabel() or ax.get_title(loc="left") for ax in axes)


def test_the_session_style_changes_nothing():
    import matplotlib

    plain = figures.as_svg(PICTURES["period_bars"]())
    with matplotlib.rc_context({"font.size": 30, "axes.grid": False, "svg.hashsalt": "other"}):
        assert figures.as_svg(PICTURES["period_bars"]()) == plain


def test_nothing_to_draw_gives_no_picture():
    empty = COUNTS.iloc[:0]
    assert figures.period_bars(empty, "visits") is None
    assert figures.period_bars(COUNTS * 0, "visits") is None
    assert figures.mirrored_bars(empty, empty, ("a", "b"), "visits") is None
    assert figures.ranked_bars(pd.DataFrame(), "visits") is None
    assert figures.histogram(pd.Series(dtype=float), "x", "y") is None
    assert figures.rate_band(RATES.iloc[:0], "rate") is None
    assert figures.swimlanes(MARKS.iloc[:0], MONTHS) is None
    assert figures.swimlanes(MARKS, MONTHS[:0]) is None
    assert figures.swimlanes(MARKS, MONTHS + 120) is None
    assert figures.matrix(pd.DataFrame(), "host", "visitor") is None
    assert figures.balance(PAID.iloc[:0], "TKM") is None
    assert figures.small_multiples(SHARES.iloc[:0], "share") is None
    assert figures.paired_bars(SHARES.iloc[:0], "share") is None
    assert figures.shares_grid(pd.DataFrame(), "leader") is None
    assert figures.life_lines(STAGES.iloc[:0]) is None
    assert figures.destination_map(PLACES.iloc[:0]) is None
    assert figures.destination_map(PLACES.assign(longitude=np.nan)) is None
    assert figures.curves(SHARES.iloc[:1], "number", "share") is None


@pytest.mark.parametrize("months", [1, 2, 12, 36, 160])
def test_any_length_of_time_has_readable_ticks(months):
    periods = pd.period_range("2013-07", periods=months, freq="M", name="month")
    counts = pd.DataFrame({"events": 1}, index=periods)
    figure = figures.period_bars(counts, "visits")
    assert isinstance(figure, Figure)
    left, right = figure.axes[0].get_xlim()
    ticks = [tick for tick in figure.axes[0].get_xticks() if left <= tick <= right]
    assert 1 <= len(ticks) <= 14


def test_months_that_were_not_collected_are_hatched():
    def shades(covered):
        figure = figures.period_bars(COUNTS, "visits", covered)
        return [p for p in figure.axes[0].patches if p.get_hatch() == figures.NOT_COLLECTED["hatch"]]

    assert len(shades(COVERED)) == len(timeline.gaps(COVERED)) == 1
    assert not shades(COVERED.assign(collected=True))


def test_every_kind_can_be_told_without_colour():
    for group in (
        ("state", "official", "working", "private", "unspecified"),
        ("signed", "in_force", "planned", "referenced"),
    ):
        assert len({figures.LOOKS[code][2] for code in group}) == len(group)
        greys = [
            sum(w * v for w, v in zip((0.3, 0.59, 0.11), figures.to_rgb(figures.LOOKS[c][0]), strict=True))
            for c in group
        ]
        looks = {(figures.LOOKS[code][1], round(grey, 1)) for code, grey in zip(group, greys, strict=True)}
        assert len(looks) == len(group)


def test_a_map_shows_every_destination_that_has_a_place_and_draws_no_disputed_border():
    figure = figures.destination_map(PLACES, "Turkmenistan")
    axes = figure.axes[0]
    assert {text.get_text() for text in axes.texts} == {"Iran", "Uzbekistan", "Turkmenistan"}
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    assert west < 51.4 and east > 69.2 and south < 35.7 and north > 41.3
    land, *covers = axes.patches
    assert land.get_edgecolor() != land.get_facecolor()
    assert covers and all(cover.get_edgecolor() == cover.get_facecolor() for cover in covers)
    assert all(cover.get_clip_box() is not None for cover in covers)


def test_the_shapes_cover_every_country_and_a_map_without_them_keeps_its_points(monkeypatch):
    from analysis.gazetteer import shapes

    drawn = {code for code, _ in shapes.outlines()}
    known = {"TKM", "KAZ", "UZB", "TJK", "KGZ", "IRN", "AFG", "AZE", "RUS", "CHN", "TUR", "HUN", "SRB", "FRA", "NOR"}
    assert known <= drawn
    monkeypatch.setattr(shapes, "PACKAGE", "no_such_package")
    shapes.outlines.cache_clear()
    try:
        assert shapes.outlines() == ()
        assert len(figures.destination_map(PLACES).axes[0].texts) == 3
    finally:
        shapes.outlines.cache_clear()
