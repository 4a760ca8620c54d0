"""Counts, rates and partners against cases worked out by hand."""

import inspect
import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, poisson

from analysis import timeline


def visits(*rows: tuple) -> pd.DataFrame:
    """Visits as (visitor, country, host, start, status); a start of None is reported on 2025-06-15."""
    frame = pd.DataFrame(rows, columns=["visitor", "visitor_country", "host_country", "start", "status"])
    return frame.assign(
        start=pd.to_datetime(frame["start"]),
        first_reported=pd.Timestamp("2025-06-15 08:00", tz="Asia/Ashgabat"),
        background=False,
        visitor_office="head_of_state",
    )


TRIPS = visits(
    ("Сердар Бердымухамедов", "TKM", "KAZ", "2025-01-10", "held"),
    ("Сердар Бердымухамедов", "TKM", "KAZ", "2025-03-10", "held"),
    ("Сердар Бердымухамедов", "TKM", "RUS", "2025-02-01", "planned"),
    ("Касым-Жомарт Токаев", "KAZ", "TKM", "2025-02-01", "held"),
    ("Касым-Жомарт Токаев", "KAZ", "RUS", "2025-02-05", "held"),
    ("Сердар Бердымухамедов", "TKM", "TKM", None, "held"),
    (None, None, "TKM", "2025-02-07", "held"),
)


def test_the_day_is_the_local_one_and_a_recalled_event_without_a_day_has_none():
    frame = pd.DataFrame(
        {
            "start": pd.to_datetime([None, None, "2020-05-01"]),
            # half past eight in the evening of UTC is past midnight in Ashgabat
            "first_reported": pd.to_datetime(["2025-04-22 20:30+00:00"] * 3).tz_convert("Asia/Ashgabat"),
            "background": [False, True, True],
        }
    )
    assert timeline.event_days(frame).tolist() == [pd.Timestamp("2025-04-23"), pd.NaT, pd.Timestamp("2020-05-01")]


def test_months_without_an_event_are_counted_as_zero():
    counts = timeline.by_period(timeline.event_days(TRIPS), TRIPS["status"])
    assert [str(month) for month in counts.index] == ["2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06"]
    assert counts["held"].tolist() == [1, 3, 1, 0, 0, 1]
    assert counts["planned"].tolist() == [0, 1, 0, 0, 0, 0]


@given(st.lists(st.dates(min_value=pd.Timestamp("2013-01-01").date(), max_value=pd.Timestamp("2026-12-31").date())))
def test_no_event_with_a_day_is_lost_in_any_period(days):
    series = pd.Series(pd.to_datetime(days), dtype="datetime64[ns]")
    for freq in timeline.PERIODS:
        periods = timeline.periods_of(series, freq)
        assert timeline.by_period(series, periods=periods).to_numpy().sum() == len(days)
        assert timeline.coverage(pd.DataFrame({"published": series}), freq)["articles"].sum() == len(days)


def test_coverage_tells_a_gap_from_a_quiet_month():
    times = pd.to_datetime(["2025-01-03 10:00", "2025-01-03 12:00", "2025-02-28 23:59", "2025-06-01 00:00"])
    covered = timeline.coverage(pd.DataFrame({"published": times}))
    assert covered["articles"].tolist() == [2, 1, 0, 0, 0, 1]
    assert covered["days"].tolist() == [1, 1, 0, 0, 0, 1]
    gaps = timeline.gaps(covered)
    assert gaps.astype(str).to_numpy().tolist() == [["2025-03", "2025-05", "3"]]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 50, 400])
def test_the_poisson_interval_is_exact(count):
    low, high = (bound[0] for bound in timeline.poisson_interval([count]))
    assert poisson.cdf(count, high) == pytest.approx(0.025)
    assert (poisson.sf(count - 1, low) if count else 0.025) == pytest.approx(0.025)


def test_a_month_without_articles_has_no_rate():
    months = pd.period_range("2025-01", "2025-03", freq="M")
    table = timeline.rates(pd.Series([3, 0, 2], months), pd.Series([60, 50, 0], months))
    assert table["rate"].tolist()[:2] == [5, 0] and np.isnan(table["rate"].iloc[2])
    assert table["low"].iloc[1] == 0 and table["high"].iloc[1] == pytest.approx(3.6889 * 2, abs=1e-3)


@pytest.mark.parametrize(
    ("first", "second"), [((10, 100.0), (30, 100.0)), ((3, 50.0), (9, 200.0)), ((0, 10.0), (4, 10.0))]
)
def test_the_ratio_of_rates_has_the_bounds_of_the_exact_binomial(first, second):
    ratio, low, high = timeline.compare_rates(first, second)
    (a, exposed_a), (b, exposed_b) = first, second
    bounds = binomtest(b, a + b).proportion_ci(0.95, method="exact")
    assert low == pytest.approx(bounds.low / (1 - bounds.low) * exposed_a / exposed_b)
    if a:
        assert ratio == pytest.approx((b / exposed_b) / (a / exposed_a))
        assert high == pytest.approx(bounds.high / (1 - bounds.high) * exposed_a / exposed_b)
    else:
        assert ratio == high == float("inf")


def test_two_silent_periods_say_nothing_and_no_exposure_is_refused():
    ratio, low, high = timeline.compare_rates((0, 10), (0, 20))
    assert np.isnan(ratio) and (low, high) == (0, float("inf"))
    with pytest.raises(ValueError, match="exposure"):
        timeline.compare_rates((1, 0), (1, 5))


def test_the_matrix_counts_visits_held_between_two_countries():
    matrix = timeline.partner_matrix(TRIPS)
    assert list(matrix.index) == list(matrix.columns) == ["KAZ", "TKM", "RUS"]
    assert matrix.to_numpy().tolist() == [[0, 1, 1], [2, 0, 0], [0, 0, 0]]


def test_reciprocity_seen_from_either_side():
    from_turkmenistan = timeline.reciprocity(TRIPS, "TKM")
    assert from_turkmenistan.loc["KAZ", ["paid", "received", "total"]].tolist() == [2, 1, 3]
    assert from_turkmenistan.loc["KAZ", "balance"] == pytest.approx(1 / 3)
    assert from_turkmenistan.loc["KAZ", "returned"] == pytest.approx(2 / 3)
    from_kazakhstan = timeline.reciprocity(TRIPS, "KAZ")
    assert from_kazakhstan["total"].to_dict() == {"TKM": 3, "RUS": 1}
    assert from_kazakhstan.loc["TKM", "balance"] == pytest.approx(-1 / 3)
    assert timeline.reciprocity(TRIPS, "USA").empty


def test_directions_seen_from_the_focus_country():
    expected = ["outgoing", "outgoing", "outgoing", "incoming", "elsewhere", "domestic", "incoming"]
    assert timeline.directions(TRIPS, "TKM").tolist() == expected


def test_visitors_itinerary_and_first_visits():
    table = timeline.visitors(TRIPS)
    assert list(table.index) == ["Сердар Бердымухамедов", "Касым-Жомарт Токаев"]
    assert table.loc["Сердар Бердымухамедов", ["held", "planned", "countries"]].tolist() == [3, 1, 1]
    trips = timeline.itinerary(TRIPS, "Сердар Бердымухамедов")
    assert trips["since"].tolist()[1:] == [22, 37, 97]
    assert timeline.first_visits(trips)["host_country"].tolist() == ["KAZ", "TKM"]


def test_partners_of_an_agreement_are_all_other_parties():
    agreements = pd.DataFrame(
        {"parties": [("KAZ", "TKM"), ("KAZ", "UZB"), ("IRN", "KAZ", "TKM")], "status": ["signed", "signed", "planned"]}
    )
    table = timeline.by_partner(agreements, "parties", "status", "TKM")
    assert table.to_dict("index") == {"KAZ": {"planned": 1, "signed": 1}, "IRN": {"planned": 1, "signed": 0}}


def test_nothing_in_gives_nothing_out():
    nothing = TRIPS.iloc[:0]
    assert timeline.partner_matrix(nothing).empty
    assert timeline.reciprocity(nothing, "TKM").empty
    assert timeline.visitors(nothing).empty
    assert timeline.itinerary(nothing, "nobody").empty
    assert timeline.first_visits(nothing).empty
    assert timeline.by_period(timeline.event_days(nothing)).empty
    covered = timeline.coverage(pd.DataFrame({"published": pd.to_datetime([])}))
    assert covered.empty and timeline.gaps(covered).empty
    assert timeline.rate_changes(covered["articles"], covered["articles"]).empty
    assert timeline.bursts(covered["articles"], covered["articles"]).empty
    assert timeline.intervals(nothing["start"])["events"] == 0


@pytest.mark.parametrize(("asked", "found"), [("Бердымухамедов", 2), ("Сердар Бердимухамедов", 2), ("Иванов Иван", 0)])
def test_near_names(asked, found):
    known = ["Сердар Бердымухамедов", "Гурбангулы Бердымухамедов", "Рашид Мередов"]
    assert len(timeline.near_names(asked, known)) == found


def poisson_cost(counts: list[int], exposure: list[float], starts: list[int]) -> float:
    """Twice the negative log-likelihood of stretches, less what does not depend on where they are cut."""
    total = 0.0
    for begin, end in itertools.pairwise([*starts, len(counts)]):
        events, exposed = sum(counts[begin:end]), sum(exposure[begin:end])
        total -= 2 * events * math.log(events / exposed) if events else 0
    return total


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=2, max_size=7))
def test_changes_of_a_rate_are_the_best_of_all_ways_to_cut(rows):
    counts, exposure = ([row[place] for row in rows] for place in (0, 1))
    months = pd.period_range("2025-01", periods=len(rows), freq="M")
    found = timeline.rate_changes(pd.Series(counts, months), pd.Series(exposure, months))
    starts = [months.get_loc(month) for month in found["first"]]
    penalty = timeline.cut_penalty(len(rows))
    ways = [[0, *cuts] for size in range(len(rows)) for cuts in itertools.combinations(range(1, len(rows)), size)]
    best = min(poisson_cost(counts, exposure, way) + penalty * (len(way) - 1) for way in ways)
    assert poisson_cost(counts, exposure, starts) + penalty * (len(starts) - 1) == pytest.approx(best)
    assert found["events"].sum() == sum(counts) and found["articles"].sum() == sum(exposure)


def test_more_events_because_of_more_articles_are_no_change_and_a_gap_takes_no_part():
    months = pd.period_range("2025-01", periods=8, freq="M")
    counts = pd.Series([2, 2, 2, 0, 20, 20, 20, 20], months)
    grown = pd.Series([10, 10, 10, 0, 100, 100, 100, 100], months)
    assert len(timeline.rate_changes(counts, grown)) == 1
    assert timeline.bursts(counts, grown).empty
    steady = timeline.rate_changes(counts, pd.Series([10, 10, 10, 0, 10, 10, 10, 10], months))
    assert steady["first"].astype(str).tolist() == ["2025-01", "2025-05"]
    assert steady["rate"].tolist() == [20, 200]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 9)), min_size=2, max_size=7))
def test_bursts_are_the_cheapest_of_all_sequences_of_states(rows):
    counts, exposure = (np.array([row[place] for row in rows]) for place in (0, 1))
    if not counts.sum():
        return
    months = pd.period_range("2025-01", periods=len(rows), freq="M")
    expected = exposure * counts.sum() / exposure.sum()

    def cost(states: tuple[int, ...]) -> float:
        means = expected * np.where(states, 2.0, 1.0)
        entered = sum(b > a for a, b in itertools.pairwise((0, *states)))
        return -poisson.logpmf(counts, means).sum() + entered * math.log(len(rows))

    found = timeline.bursts(pd.Series(counts, months), pd.Series(exposure, months))
    states = np.zeros(len(rows), dtype=int)
    for row in found.itertuples():
        states[months.get_loc(row.first) : months.get_loc(row.last) + 1] = 1
    ways = itertools.product((0, 1), repeat=len(rows))
    assert cost(tuple(states)) == pytest.approx(min(cost(way) for way in ways))


def test_a_burst_by_hand():
    months = pd.period_range("2025-01", periods=5, freq="M")
    found = timeline.bursts(pd.Series([1, 1, 12, 1, 0], months), pd.Series(1, months))
    # 15 events in 5 months: 3 expected; a burst of 12 saves 12 ln 2 - 3
    assert found.iloc[0]["weight"] == pytest.approx(12 * math.log(2) - 3)
    assert found[["events", "expected"]].to_numpy().tolist() == [[12, 3]]
    with pytest.raises(ValueError, match="factor"):
        timeline.bursts(pd.Series([1], months[:1]), pd.Series([1], months[:1]), factor=1)


def test_two_periods_side_by_side():
    times = pd.Series(pd.to_datetime(["2022-01-01"] * 50 + ["2022-03-19"] * 100))
    days = pd.Series(pd.to_datetime(["2022-03-18", "2022-03-19", "2022-03-20", None]))
    groups = pd.Series(["out", "out", "in", "out"])
    table = timeline.before_and_after(days, groups, times, pd.Timestamp("2022-03-19"))
    assert list(table.index) == ["all", "in", "out"]
    assert table[["before", "after"]].to_numpy().tolist() == [[1, 2], [0, 1], [1, 1]]
    assert table.loc["all", ["rate_before", "rate_after", "ratio"]].tolist() == pytest.approx([2, 2, 1])
    assert table.loc["out", ["low", "high"]].tolist() == list(timeline.compare_rates((1, 50), (1, 100))[1:])
    assert timeline.before_and_after(days, groups, times, pd.Timestamp("2020-01-01")).empty


def test_the_life_of_a_document():
    agreements = pd.DataFrame({"agreement_id": ["g", "h"]})
    stated = [
        '{"status": "signed", "date": "2024-05-02"}',
        '{"status": "referenced", "date": "2024-05-02"}',
        '{"status": "planned", "date": null}',
        '{"status": "signed", "date": null}',
        None,
    ]
    mentions = pd.DataFrame({"event_id": [*"gghx", "g"], "article_id": [*"abca", "a"], "stated": stated})
    published = pd.to_datetime(["2024-05-03 10:00", "2025-01-01 10:00"])
    articles = pd.DataFrame({"article_id": ["a", "b"], "published": published})
    # the article of h is not there: nothing can be said of its day
    table = timeline.lives(agreements, mentions, articles)
    assert table.astype(str).to_numpy().tolist() == [["g", "2024-05-02", "signed"], ["g", "2025-01-01", "referenced"]]
    assert timeline.lives(agreements, mentions.iloc[:0], articles).empty


def test_documents_of_visits():
    visits = pd.DataFrame({"visit_id": ["v", "w"]})
    agreements = pd.DataFrame({"visit_id": ["w", "w", None, "gone"], "count": [1, 7, 2, 3]})
    table = timeline.documents_per_visit(visits, agreements)
    assert table[["visit_id", "agreements", "documents"]].to_numpy().tolist() == [["w", 2, 8]]


def test_every_function_has_an_example():
    functions = inspect.getmembers(
        timeline, lambda member: inspect.isfunction(member) and member.__module__ == timeline.__name__
    )
    assert len(functions) > 20
    assert [name for name, function in functions if ">>>" not in str(function.__doc__)] == []
