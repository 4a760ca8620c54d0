"""Events in time: days, months, rates, partners, itineraries. Tables in, tables out; nothing is drawn here.

Every function takes tables as :func:`analysis.tables.read` gives them, whole or filtered, empty ones too. Months are
pandas periods. A month's *exposure* is the number of articles that the corpus holds of it: without it a quiet month
and a month that nobody collected look the same. Tables of counts know which events they count, see :func:`cross`.
"""

from __future__ import annotations

import difflib
import itertools
import json
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis.tables import OFFICES

PERIODS = {"M": "month", "Q": "quarter", "Y": "year"}
DIRECTIONS = ("outgoing", "incoming", "domestic", "elsewhere")


# counting


class Behind(dict[tuple[Any, Any], list[Any]]):
    """The events behind each number of a table, by row and column: what they are called in their table's index.

    Examples
    --------
    >>> Behind({("KAZ", "held"): ["v1", "v2"]})["KAZ", "held"]
    ['v1', 'v2']
    """

    def __deepcopy__(self, memo: object) -> Behind:
        """Itself: pandas copies what a table carries each time that it makes another one from it."""
        return self


def cross(rows: pd.Series, columns: pd.Series) -> pd.DataFrame:
    """Count events by two of their features.

    Parameters
    ----------
    rows, columns : Series
        The features of each event, with the same index; events that lack one are left out. An event may stand in
        several rows.

    Returns
    -------
    DataFrame of int
        Its ``attrs["events"]`` says which events each number counts.

    Examples
    --------
    >>> table = cross(pd.Series({"v1": "KAZ", "v2": "KAZ"}), pd.Series({"v1": "held", "v2": "held"}))
    >>> table.to_dict("index"), table.attrs["events"]
    ({'KAZ': {'held': 2}}, {('KAZ', 'held'): ['v1', 'v2']})
    """
    known = (rows.notna() & columns.notna()).to_numpy()
    rows, columns = rows[known], columns[known]
    behind = Behind()
    for event, row, column in zip(rows.index, rows, columns, strict=True):
        behind.setdefault((row, column), []).append(event)
    table = pd.crosstab(rows.to_numpy(), columns.to_numpy())
    table.index.name, table.columns.name = rows.name, columns.name
    table.attrs["events"] = behind
    return table


def renamed(
    table: pd.DataFrame, index: Callable[[Any], Any] | None = None, columns: Callable[[Any], Any] | None = None
) -> pd.DataFrame:
    """A table of counts with other words for its rows and columns, which still knows its events.

    Examples
    --------
    >>> table = renamed(cross(pd.Series({"v1": "KAZ"}), pd.Series({"v1": "held"})), str.lower)
    >>> list(table.index), table.attrs["events"]
    (['kaz'], {('kaz', 'held'): ['v1']})
    """
    named = table.rename(index=index, columns=columns)
    behind = Behind()
    for (row, column), events in table.attrs.get("events", {}).items():
        key = (index(row) if index else row, columns(column) if columns else column)
        behind.setdefault(key, []).extend(events)
    named.attrs["events"] = behind
    return named


# days and months


def local(times: pd.Series) -> pd.Series:
    """Times as the clock on the wall showed them, without their time zone.

    Examples
    --------
    >>> local(pd.Series(pd.to_datetime(["2025-04-23 10:05+05:00"])).dt.tz_convert("Asia/Ashgabat"))[0]
    Timestamp('2025-04-23 10:05:00')
    """
    times = pd.to_datetime(times)
    return times.dt.tz_localize(None) if times.dt.tz is not None else times


def event_days(events: pd.DataFrame, column: str = "start") -> pd.Series:
    """The day on which to count each event.

    The day that the articles state; else the day of the first report, if that report is news. An event that is only
    recalled, without a date, has no day: it may lie years back.

    Parameters
    ----------
    events : DataFrame
        Rows of ``visits``, ``meetings`` or ``agreements``.
    column : str
        Where the stated day is: ``start`` for visits, ``date`` for the others.

    Returns
    -------
    Series of datetime64
        Days without time, ``NaT`` where there is none.

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "start": pd.to_datetime(["2025-04-22", None, None]),
    ...     "first_reported": pd.to_datetime(["2025-04-23 10:05"] * 3),
    ...     "background": [True, False, True],
    ... })
    >>> event_days(visits).dt.strftime("%d %b").tolist()
    ['22 Apr', '23 Apr', nan]
    """
    reported = local(events["first_reported"]).dt.normalize()
    return local(events[column]).fillna(reported.where(~events["background"].astype(bool)))


def periods_of(days: pd.Series, freq: str = "M") -> pd.PeriodIndex:
    """Every month, quarter or year from the earliest to the latest of some days; none if there is no day.

    Parameters
    ----------
    days : Series of datetime64
    freq : str
        ``M``, ``Q`` or ``Y``.

    Examples
    --------
    >>> [str(month) for month in periods_of(pd.Series(pd.to_datetime(["2026-01-31", "2025-11-01"])))]
    ['2025-11', '2025-12', '2026-01']
    """
    days = local(days).dropna()
    if days.empty:
        return pd.PeriodIndex([], freq=freq, name=PERIODS[freq])
    return pd.period_range(days.min(), days.max(), freq=freq, name=PERIODS[freq])


def finest_freq(articles: pd.DataFrame, least: int = 20, most: int = 60) -> str:
    """The shortest period that still says something: months, else quarters, else years.

    Parameters
    ----------
    articles : DataFrame
        Rows of ``articles``.
    least : int
        Articles that the median collected period must hold.
    most : int
        Number of periods that a picture shows well.

    Returns
    -------
    str
        ``M``, ``Q`` or ``Y``.

    Examples
    --------
    >>> times = pd.Series(pd.date_range("2025-01-01", "2025-12-31", freq="D"))
    >>> finest_freq(pd.DataFrame({"published": times})), finest_freq(pd.DataFrame({"published": times[::10]}))
    ('M', 'Y')
    """
    for freq in ("M", "Q"):
        covered = coverage(articles, freq)
        if len(covered) <= most and covered.loc[covered["collected"], "articles"].median() >= least:
            return freq
    return "Y"


def by_period(days: pd.Series, groups: pd.Series | None = None, periods: pd.Index | None = None) -> pd.DataFrame:
    """Count events a period, and for each group.

    Parameters
    ----------
    days : Series of datetime64
        One day an event; events without one are left out.
    groups : Series, optional
        The group of each event, with the same index as ``days``. Left out: one column ``events``.
    periods : PeriodIndex, optional
        The periods to count in; events outside are left out. By default every month from the first to the last event.

    Returns
    -------
    DataFrame of int
        One row a period, those without an event too; one column a group, sorted.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2025-01-05", "2025-03-07", "2025-03-09"]))
    >>> by_period(days, pd.Series(["state", "working", "working"])).to_numpy().tolist()
    [[1, 0], [0, 0], [0, 2]]
    """
    days = local(days)
    periods = periods_of(days) if periods is None else pd.PeriodIndex(periods)
    groups = pd.Series("events", index=days.index) if groups is None else groups
    counts = cross(days.dt.to_period(periods.freqstr[0]), groups)
    counts = counts.reindex(periods, fill_value=0).astype(int)
    return counts.rename_axis(index=str(periods.name), columns=None)


# what the corpus covers


def coverage(articles: pd.DataFrame, freq: str = "M") -> pd.DataFrame:
    """How many articles the corpus holds of each period.

    Parameters
    ----------
    articles : DataFrame
        Rows of ``articles``; those without a time are left out.
    freq : str
        ``M``, ``Q`` or ``Y``.

    Returns
    -------
    DataFrame
        By period, from the first to the last: ``articles`` (number), ``days`` (number of days with an article) and
        ``collected`` (False for a period without any).

    Examples
    --------
    >>> times = pd.to_datetime(["2025-01-05 10:00", "2025-01-05 11:00", "2025-03-01 09:00"])
    >>> coverage(pd.DataFrame({"published": times})).to_numpy().tolist()
    [[2, 1, True], [0, 0, False], [1, 1, True]]
    """
    times = local(articles["published"]).dropna()
    days = times.dt.normalize().drop_duplicates()
    periods = periods_of(times, freq)
    counts = by_period(times, periods=periods)
    table = pd.DataFrame(
        {
            "articles": counts.sum(axis=1),
            "days": by_period(days, periods=periods).sum(axis=1),
        },
        index=periods,
    ).astype(int)
    behind = counts.attrs["events"].items()
    table.attrs["events"] = Behind({(period, "articles"): articles for (period, _), articles in behind})
    return table.assign(collected=table["articles"] > 0)


def gaps(covered: pd.DataFrame) -> pd.DataFrame:
    """Stretches of months of which the corpus holds nothing.

    Parameters
    ----------
    covered : DataFrame
        From :func:`coverage`.

    Returns
    -------
    DataFrame
        One row a gap: ``first`` and ``last`` month, ``months`` (length).

    Examples
    --------
    >>> times = pd.to_datetime(["2025-01-05", "2025-04-01", "2025-06-30"])
    >>> gaps(coverage(pd.DataFrame({"published": times}))).astype(str).to_numpy().tolist()
    [['2025-02', '2025-03', '2'], ['2025-05', '2025-05', '1']]
    """
    empty = ~covered["collected"]
    stretch = (empty != empty.shift()).cumsum()[empty]
    rows = [(part.index[0], part.index[-1], len(part)) for _, part in stretch.groupby(stretch)]
    return pd.DataFrame(rows, columns=["first", "last", "months"])


# rates and their uncertainty


def poisson_interval(counts: Iterable[float], confidence: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Exact interval for the mean of a Poisson count (Garwood 1936).

    Parameters
    ----------
    counts : iterable of int
        Observed numbers of events.
    confidence : float
        Coverage of the interval, between 0 and 1.

    Returns
    -------
    low, high : ndarray of float
        Bounds of the expected number of events.

    Examples
    --------
    >>> low, high = poisson_interval([0, 10])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 4.8], [3.69, 18.39])
    """
    # a third of the time that a notebook takes to import what it needs, for one function
    from scipy.special import gammaincinv

    n = np.asarray(list(counts), dtype=float)
    tail = (1 - confidence) / 2
    low = np.where(n > 0, gammaincinv(np.maximum(n, 1), tail), 0.0)
    return low, gammaincinv(n + 1, 1 - tail)


def rates(counts: pd.Series, exposure: pd.Series, per: float = 100, confidence: float = 0.95) -> pd.DataFrame:
    """Events in proportion to what the corpus holds of the same period.

    Parameters
    ----------
    counts : Series of int
        Events, by period.
    exposure : Series of int
        Articles, by period; one that is missing here was not collected.
    per : float
        Unit of the rate: events per so many articles.
    confidence : float
        Coverage of the exact Poisson interval, which takes the number of articles as given.

    Returns
    -------
    DataFrame
        By period of ``counts``: ``events``, ``articles``, ``rate``, ``low``, ``high``; the last three are missing where
        there are no articles.

    Examples
    --------
    >>> months = pd.period_range("2025-01", "2025-02", freq="M")
    >>> table = rates(pd.Series([10, 0], months), pd.Series([200, 0], months))
    >>> table.round(2).to_numpy().tolist()
    [[10.0, 200.0, 5.0, 2.4, 9.2], [0.0, 0.0, nan, nan, nan]]
    """
    articles = exposure.reindex(counts.index).fillna(0).astype(int)
    low, high = poisson_interval(counts, confidence)
    scale = per / articles.where(articles > 0).astype(float)
    return pd.DataFrame(
        {"events": counts, "articles": articles, "rate": counts * scale, "low": low * scale, "high": high * scale}
    )


def compare_rates(
    first: tuple[int, float], second: tuple[int, float], confidence: float = 0.95
) -> tuple[float, float, float]:
    """How many times higher the second of two rates is than the first.

    The interval is exact: given their sum, the second count is binomial (Przyborowski and Wilenski 1940), with the
    bounds of Clopper and Pearson.

    Parameters
    ----------
    first, second : tuple of (int, float)
        Number of events, and exposure (articles, days, ...) in the same unit for both.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    ratio, low, high : float
        ``nan`` and the bounds 0 and infinity where both counts are 0.

    Raises
    ------
    ValueError
        If an exposure is not positive.

    Examples
    --------
    >>> [round(x, 2) for x in compare_rates((10, 100), (30, 100))]
    [3.0, 1.43, 6.88]
    """
    from scipy.special import betaincinv

    (a, exposed_a), (b, exposed_b) = first, second
    if exposed_a <= 0 or exposed_b <= 0:
        raise ValueError("the exposure of both periods must be above 0")
    if a + b == 0:
        return float("nan"), 0.0, float("inf")
    tail = (1 - confidence) / 2
    share_low = betaincinv(b, a + 1, tail) if b else 0.0
    share_high = betaincinv(b + 1, a, 1 - tail) if a else 1.0

    def odds(share: float) -> float:
        return float("inf") if share == 1 else share / (1 - share) * exposed_a / exposed_b

    return odds(b / (a + b)), odds(float(share_low)), odds(float(share_high))


# bursts and changes


def best_segments(cost: np.ndarray, penalty: float) -> list[tuple[int, int]]:
    """Cut a row of periods into the stretches whose costs, with a penalty for each cut, have the smallest sum.

    PELT (Killick, Fearnhead and Eckley 2012, «Optimal detection of changepoints with a linear computational cost») as
    the package ruptures does it. It is exact for costs that no cut raises, ``cost[a, c] >= cost[a, b] + cost[b, c]``:
    so are twice the negative of a highest log-likelihood, and the sum of squares about a mean.

    Parameters
    ----------
    cost : ndarray of shape (n + 1, n + 1)
        ``cost[a, b]`` is the cost of the stretch of periods from a up to, but without, b.
    penalty : float
        What one cut must save at least.

    Returns
    -------
    list of (int, int)
        Where each stretch begins and, that period not counted, where it ends.

    Examples
    --------
    >>> values = np.array([1.0, 1.0, 5.0])
    >>> cost = np.array([[np.var(values[a:b]) * (b - a) if a < b else 0 for b in range(4)] for a in range(4)])
    >>> best_segments(cost, 2), best_segments(cost, 20)
    ([(0, 2), (2, 3)], [(0, 3)])
    """
    # half a second, for what few notebooks need
    from ruptures import Pelt
    from ruptures.base import BaseCost

    class _Given(BaseCost):
        """The costs of the table, as ruptures asks for them."""

        model, min_size, costs = "given", 1, cost.tolist()

        def fit(self, signal: np.ndarray) -> _Given:
            self.signal = signal
            return self

        def error(self, start: int, end: int) -> float:
            return self.costs[start][end]

    periods = np.arange(len(cost) - 1)
    ends = Pelt(custom_cost=_Given(), min_size=1, jump=1).fit_predict(periods, penalty) if len(periods) else []
    return list(itertools.pairwise([0, *ends]))


def sums_between(values: pd.Series) -> np.ndarray:
    """Sums of all stretches of some numbers: in row a and column b those from a up to, but without, b.

    Examples
    --------
    >>> sums_between(pd.Series([1, 2]))[0].tolist()
    [0.0, 1.0, 3.0]
    """
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return sums - sums[:, None]


def cut_penalty(periods: int) -> float:
    """What a cut must save, as twice a log-likelihood: three times the logarithm of the number of periods.

    One logarithm for each level beside the cut and one for its place (modified BIC; Zhang and Siegmund 2007).

    Examples
    --------
    >>> round(cut_penalty(36), 2)
    10.75
    """
    return 3 * float(np.log(max(periods, 2)))


def rate_changes(counts: pd.Series, exposure: pd.Series, per: float = 100, confidence: float = 0.95) -> pd.DataFrame:
    """Stretches of time in each of which events come at one rate.

    The model: events of a period are Poisson with a mean of the stretch's rate times the period's articles. The
    stretches are those with the highest likelihood, less :func:`cut_penalty` for each change. Periods without an
    article take no part.

    Parameters
    ----------
    counts, exposure : Series of int
        Events and articles, by period.
    per : float
        Unit of the rate: events per so many articles.
    confidence : float
        Coverage of the exact Poisson interval of each rate, which takes the place of the changes as given.

    Returns
    -------
    DataFrame
        One row a stretch: ``first``, ``last`` (periods), ``events``, ``articles``, ``rate``, ``low``, ``high``.

    Examples
    --------
    >>> months = pd.period_range("2025-01", "2025-06", freq="M")
    >>> counts = pd.Series([1, 0, 1, 12, 15, 13], months)
    >>> found = rate_changes(counts, pd.Series(50, months))
    >>> found["first"].astype(str).tolist(), found["rate"].round(1).tolist()
    (['2025-01', '2025-04'], [1.3, 26.7])
    """
    articles = exposure.reindex(counts.index).fillna(0)
    counts, articles = counts[articles > 0], articles[articles > 0]
    events, size = sums_between(counts), sums_between(articles)
    cost = -2 * np.where(events > 0, events * np.log(np.maximum(events, 1) / np.maximum(size, 1e-12)), 0.0)
    rows = [
        (counts.index[a], counts.index[b - 1], int(events[a, b]), int(size[a, b]))
        for a, b in best_segments(cost, cut_penalty(len(counts)))
    ]
    table = pd.DataFrame(rows, columns=["first", "last", "events", "articles"])
    return table.join(rates(table["events"], table["articles"], per, confidence)[["rate", "low", "high"]])


def bursts(counts: pd.Series, exposure: pd.Series, factor: float = 2, gamma: float = 1) -> pd.DataFrame:
    """Stretches of time in which events come in bursts.

    The automaton of two states of Kleinberg (2002, «Bursty and hierarchical structure in streams»), with Poisson counts
    in place of binomial ones, as an article can tell of more than one event: in the base state events come at the rate
    of the whole time, in a burst at ``factor`` times that rate; to enter a burst costs ``gamma`` times the logarithm of
    the number of periods, to leave it costs nothing. The sequence of states with the lowest cost is found exactly
    (Viterbi). Periods without an article take no part.

    Parameters
    ----------
    counts, exposure : Series of int
        Events and articles, by period.
    factor : float
        How many times the base rate a burst has, above 1.
    gamma : float
        Higher: fewer bursts.

    Returns
    -------
    DataFrame
        One row a burst, in the order of time: ``first``, ``last`` (periods), ``events``, ``expected`` (at the rate of
        the whole time) and ``weight`` (what the burst saves, as a log-likelihood; the higher, the clearer).

    Raises
    ------
    ValueError
        If ``factor`` is not above 1.

    Examples
    --------
    >>> months = pd.period_range("2025-01", "2025-08", freq="M")
    >>> found = bursts(pd.Series([1, 1, 1, 9, 8, 1, 1, 1], months), pd.Series(10, months))
    >>> found.astype(str)[["first", "last", "events"]].to_numpy().tolist(), found["weight"].round(2).tolist()
    ([['2025-04', '2025-05', '17']], [6.03])
    """
    if factor <= 1:
        raise ValueError(f"factor is {factor}; a burst must have more than the base rate")
    articles = exposure.reindex(counts.index).fillna(0)
    counts, articles = counts[articles > 0], articles[articles > 0]
    columns = ["first", "last", "events", "expected", "weight"]
    if counts.sum() == 0:
        return pd.DataFrame(columns=columns)
    expected = (articles * counts.sum() / articles.sum()).to_numpy(dtype=float)
    # what a burst saves in each period against the base state
    saved = counts.to_numpy() * np.log(factor) - (factor - 1) * expected
    enter = gamma * float(np.log(len(counts)))
    totals, before = np.zeros(2), list[list[int]]()
    for gain in saved:
        origin = [int(totals[1] > totals[0]), int(totals[1] >= totals[0] - enter) if before else 0]
        totals = np.array([totals[origin[0]], totals[origin[1]] - (0 if origin[1] else enter) + gain])
        before.append(origin)
    state, states = int(totals[1] > totals[0]), []
    for origin in reversed(before):
        states.append(state)
        state = origin[state]
    burst = np.array(states[::-1], dtype=bool)
    runs = np.flatnonzero(np.diff(np.concatenate([[0], burst.astype(int), [0]]))).reshape(-1, 2)
    rows = [
        (counts.index[a], counts.index[b - 1], int(counts.iloc[a:b].sum()), expected[a:b].sum(), saved[a:b].sum())
        for a, b in runs
    ]
    return pd.DataFrame(rows, columns=columns)


def before_and_after(
    days: pd.Series, groups: pd.Series, times: pd.Series, split: pd.Timestamp, per: float = 100
) -> pd.DataFrame:
    """Rates of events before a day and from it on, for all and for each group.

    Parameters
    ----------
    days : Series of datetime64
        One day an event; those without one are left out.
    groups : Series
        The group of each event, with the same index.
    times : Series of datetime64
        Times of publication of the articles, the exposure of both periods.
    split : Timestamp
        First day of the second period.
    per : float
        Unit of the rate: events per so many articles.

    Returns
    -------
    DataFrame
        By group, «all» first: ``before``, ``after`` (events), ``rate_before``, ``rate_after``, and ``ratio`` of the
        second to the first with its exact bounds ``low`` and ``high`` (see :func:`compare_rates`). No rows where one
        period has no article.

    Examples
    --------
    >>> times = pd.Series(pd.to_datetime(["2022-01-01"] * 100 + ["2023-01-01"] * 50))
    >>> days = pd.Series(pd.to_datetime(["2022-01-01"] * 4 + ["2023-01-01"] * 6))
    >>> table = before_and_after(days, pd.Series(["out"] * 10), times, pd.Timestamp("2022-03-19"))
    >>> table.round(2).loc["out"].tolist()
    [4.0, 6.0, 4.0, 12.0, 3.0, 0.71, 14.45]
    """
    columns = ["before", "after", "rate_before", "rate_after", "ratio", "low", "high"]
    days, times = local(days), local(times).dropna()
    exposed = (int((times < split).sum()), int((times >= split).sum()))
    rows = {}
    if all(exposed):
        for name in ["all", *sorted(groups[days.notna()].dropna().unique())]:
            chosen = days if name == "all" else days[groups == name]
            counts = (int((chosen < split).sum()), int((chosen >= split).sum()))
            pairs = list(zip(counts, exposed, strict=True))
            rows[name] = [*counts, *(per * n / size for n, size in pairs), *compare_rates(pairs[0], pairs[1])]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("group")
    sides = days.ge(split).map({False: "before", True: "after"}).where(days.notna())
    table.attrs["events"] = Behind()
    for of in (groups, pd.Series("all", index=days.index)):
        table.attrs["events"] |= cross(of, sides).attrs["events"]
    return table


# documents


def lives(agreements: pd.DataFrame, mentions: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """What is known of each document, and when: planned, signed, in force, referred to.

    A stage stands on the day of the article that tells of it; signing, where its day is stated, on that day.

    Parameters
    ----------
    agreements, mentions, articles : DataFrame
        Rows of these tables.

    Returns
    -------
    DataFrame
        One row a document, stage and day, each stage once a day: ``agreement_id``, ``day``, ``status``; documents in
        the order of their first day.

    Examples
    --------
    >>> agreements = pd.DataFrame({"agreement_id": ["g"]})
    >>> stated = ['{"status": "planned", "date": null}', '{"status": "in_force", "date": "2025-02-01"}']
    >>> mentions = pd.DataFrame({"event_id": "g", "article_id": ["a", "b"], "stated": stated})
    >>> published = pd.to_datetime(["2025-01-10 09:00", "2025-06-01 09:00"])
    >>> articles = pd.DataFrame({"article_id": ["a", "b"], "published": published})
    >>> lives(agreements, mentions, articles).astype(str)[["day", "status"]].to_numpy().tolist()
    [['2025-01-10', 'planned'], ['2025-02-01', 'signed'], ['2025-06-01', 'in_force']]
    """
    columns = ["agreement_id", "day", "status"]
    published = local(articles["published"]).dt.normalize()
    day_of = dict(zip(articles["article_id"], published, strict=True))
    known = set(agreements["agreement_id"])
    rows = set()
    for event, article, text in zip(mentions["event_id"], mentions["article_id"], mentions["stated"], strict=True):
        if event not in known or not isinstance(text, str):
            continue
        stated = json.loads(text)
        status, signed = stated.get("status"), pd.to_datetime(stated.get("date"))
        if status in ("signed", "in_force", "referenced") and not pd.isna(signed):
            rows.add((event, signed, "signed"))
        if status != "signed" or pd.isna(signed):
            rows.add((event, day_of.get(article, pd.NaT), status))
    table = pd.DataFrame(sorted(rows, key=str), columns=columns)
    table = table.assign(day=pd.to_datetime(table["day"])).dropna()
    first = table.groupby("agreement_id")["day"].transform("min")
    return table.assign(first=first).sort_values(["first", "agreement_id", "day"], ignore_index=True)[columns]


def documents_per_visit(visits: pd.DataFrame, agreements: pd.DataFrame) -> pd.DataFrame:
    """How many documents each visit brought, the most fruitful visit first; visits without one are left out.

    Returns
    -------
    DataFrame
        The rows of ``visits`` with ``agreements`` (rows of the register) and ``documents`` (what they stand for).

    Examples
    --------
    >>> visits = pd.DataFrame({"visit_id": ["v", "w", "x"]})
    >>> agreements = pd.DataFrame({"visit_id": ["w", "v", "w", None], "count": [1, 2, 12, 1]})
    >>> documents_per_visit(visits, agreements).to_numpy().tolist()
    [['w', 2, 13], ['v', 1, 2]]
    """
    sums = agreements.groupby("visit_id")["count"].agg(["size", "sum"])
    table = visits.assign(
        agreements=visits["visit_id"].map(sums["size"]).fillna(0).astype(int),
        documents=visits["visit_id"].map(sums["sum"]).fillna(0).astype(int),
    )
    return table[table["agreements"] > 0].sort_values("documents", ascending=False, kind="stable")


# who and where to


def directions(visits: pd.DataFrame, focus: str) -> pd.Series:
    """Which way each visit goes, seen from one country.

    Parameters
    ----------
    visits : DataFrame
        Rows of ``visits``.
    focus : str
        ISO 3166-1 alpha-3.

    Returns
    -------
    Series of str
        ``outgoing``, ``incoming``, ``domestic`` (a trip inside the focus country) or ``elsewhere``.

    Examples
    --------
    >>> ways = [("TKM", "KAZ"), ("KAZ", "TKM"), ("TKM", "TKM"), (None, "KAZ")]
    >>> visits = pd.DataFrame(ways, columns=["visitor_country", "host_country"])
    >>> directions(visits, "TKM").tolist()
    ['outgoing', 'incoming', 'domestic', 'elsewhere']
    """
    leaves, reaches = visits["visitor_country"].eq(focus), visits["host_country"].eq(focus)
    names = np.select([leaves & reaches, leaves, reaches], ["domestic", "outgoing", "incoming"], "elsewhere")
    return pd.Series(names, index=visits.index, dtype=object)


def partner_matrix(visits: pd.DataFrame) -> pd.DataFrame:
    """Who visits whom: visits held, by country of the visitor (rows) and of the host (columns).

    Trips inside a country and visitors without a country are left out. Rows and columns are in the order of visits
    made and received together.

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "visitor_country": ["TKM", "TKM", "KAZ", "TKM"],
    ...     "host_country": ["KAZ", "KAZ", "TKM", "TKM"],
    ...     "status": ["held"] * 4,
    ... })
    >>> partner_matrix(visits).to_dict()
    {'KAZ': {'KAZ': 0, 'TKM': 2}, 'TKM': {'KAZ': 1, 'TKM': 0}}
    """
    visits = visits[visits["status"].eq("held") & visits["visitor_country"].notna() & visits["host_country"].notna()]
    visits = visits[visits["visitor_country"] != visits["host_country"]]
    both = pd.concat([visits["visitor_country"], visits["host_country"]]).value_counts()
    order = sorted(both.index, key=lambda code: (-both[code], code))
    table = cross(visits["visitor_country"], visits["host_country"])
    # one axis at a time: pandas forgets what a table carries where both are set at once
    table = table.reindex(index=order, fill_value=0).reindex(columns=order, fill_value=0).astype(int)
    return table.rename_axis(index="visitor from", columns="host")


def reciprocity(visits: pd.DataFrame, focus: str) -> pd.DataFrame:
    """Visits paid to and received from each partner.

    Parameters
    ----------
    visits : DataFrame
        Rows of ``visits``; those held are counted.
    focus : str
        ISO 3166-1 alpha-3.

    Returns
    -------
    DataFrame
        By partner, the busiest first: ``paid``, ``received``, ``total`` (numbers of visits), ``balance`` ((paid -
        received) / total: 1 if the focus country only travels there, -1 if it only receives) and ``returned``
        (2 x the smaller / total: the share of visits that has its counterpart).

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "visitor_country": ["TKM", "TKM", "TKM", "KAZ"],
    ...     "host_country": ["KAZ", "KAZ", "KAZ", "TKM"],
    ...     "status": ["held"] * 4,
    ... })
    >>> reciprocity(visits, "TKM").to_dict("index")
    {'KAZ': {'paid': 3, 'received': 1, 'total': 4, 'balance': 0.5, 'returned': 0.5}}
    """
    matrix = partner_matrix(visits)
    nothing = pd.Series(0, index=matrix.index)
    paid = matrix.loc[focus] if focus in matrix.index else nothing
    received = matrix[focus] if focus in matrix.columns else nothing
    table = pd.DataFrame({"paid": paid, "received": received}).fillna(0).astype(int).rename_axis("partner")
    table = table.assign(total=table.sum(axis=1)).query("total > 0")
    table["balance"] = (table["paid"] - table["received"]) / table["total"]
    table["returned"] = 2 * table[["paid", "received"]].min(axis=1) / table["total"]
    for (guest, host), events in matrix.attrs["events"].items():
        if focus in (guest, host):
            key = (host, "paid") if guest == focus else (guest, "received")
            table.attrs.setdefault("events", Behind())[key] = events
    return table.sort_values("total", ascending=False, kind="stable")


def visitors(visits: pd.DataFrame) -> pd.DataFrame:
    """Everyone who travels, the busiest first.

    Returns
    -------
    DataFrame
        By ``visitor`` (named ones only): ``held``, ``planned``, ``cancelled`` (numbers of visits), ``countries``
        (number of other countries in which visits were held), ``country`` (the one represented most often) and
        ``office`` (the most senior).

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "visitor": ["A", "A", "B", None], "status": ["held", "planned", "held", "held"],
    ...     "visitor_office": ["minister", "foreign_minister", "minister", "minister"],
    ...     "visitor_country": ["TKM"] * 4, "host_country": ["KAZ"] * 4,
    ... })
    >>> visitors(visits)[["held", "planned", "office"]].to_dict("index")
    {'A': {'held': 1, 'planned': 1, 'office': 'foreign_minister'}, 'B': {'held': 1, 'planned': 0, 'office': 'minister'}}
    """
    rows, behind = [], Behind()
    for name, trips in visits[visits["visitor"].notna()].groupby("visitor"):
        behind |= {(name, status): list(some.index) for status, some in trips.groupby("status")}
        held = trips[trips["status"] == "held"]
        abroad = held[held["visitor_country"] != held["host_country"]]
        countries = trips["visitor_country"].dropna()
        rows.append(
            {
                "visitor": name,
                **{status: int((trips["status"] == status).sum()) for status in ("held", "planned", "cancelled")},
                "countries": abroad["host_country"].nunique(),
                "country": countries.mode().iloc[0] if len(countries) else None,
                "office": min(trips["visitor_office"].dropna(), key=OFFICES.index, default=None),
            }
        )
    columns = ["visitor", "held", "planned", "cancelled", "countries", "country", "office"]
    table = pd.DataFrame(rows, columns=columns).set_index("visitor")
    table.attrs["events"] = behind
    return table.sort_values(["held", "planned", "visitor"], ascending=[False, False, True])


def itinerary(visits: pd.DataFrame, leader: str) -> pd.DataFrame:
    """One person's trips in the order of time, those without a day last.

    Returns
    -------
    DataFrame
        The rows of ``visits`` with ``day`` (see :func:`event_days`) and ``since`` (days since the trip before).

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "visitor": ["A", "B", "A"], "start": pd.to_datetime(["2025-03-11", "2025-01-01", "2025-03-01"]),
    ...     "first_reported": pd.to_datetime(["2025-03-12"] * 3), "background": [False] * 3,
    ... })
    >>> itinerary(visits, "A")["since"].tolist()
    [nan, 10.0]
    """
    trips = visits[visits["visitor"].eq(leader)]
    trips = trips.assign(day=event_days(trips)).sort_values("day", kind="stable")
    return trips.assign(since=trips["day"].diff().dt.days)


def first_visits(visits: pd.DataFrame) -> pd.DataFrame:
    """The first visit held to each host country, in the order of time; trips without a day are left out.

    Examples
    --------
    >>> visits = pd.DataFrame({
    ...     "host_country": ["KAZ", "RUS", "KAZ"], "status": ["held"] * 3, "background": [False] * 3,
    ...     "start": pd.to_datetime(["2022-06-10", "2022-10-15", "2023-01-01"]),
    ...     "first_reported": pd.to_datetime(["2023-01-01"] * 3),
    ... })
    >>> first_visits(visits)["host_country"].tolist()
    ['KAZ', 'RUS']
    """
    held = visits[visits["status"].eq("held")]
    held = held.assign(day=event_days(held)).dropna(subset=["day"]).sort_values("day", kind="stable")
    return held.drop_duplicates("host_country")


def intervals(days: pd.Series) -> dict[str, float]:
    """How far apart events lie.

    Returns
    -------
    dict
        ``events`` (number of different days), ``median``, ``shortest`` and ``longest`` interval in days; the last
        three are ``nan`` with fewer than two days.

    Examples
    --------
    >>> intervals(pd.Series(pd.to_datetime(["2025-01-01", "2025-01-11", "2025-01-14"])))
    {'events': 3, 'median': 6.5, 'shortest': 3.0, 'longest': 10.0}
    """
    distinct = local(days).dropna().drop_duplicates().sort_values()
    between = distinct.diff().dt.days.dropna()
    return {
        "events": len(distinct),
        "median": float(between.median()),
        "shortest": float(between.min()),
        "longest": float(between.max()),
    }


def with_party(events: pd.DataFrame, column: str, code: str) -> pd.DataFrame:
    """Rows in whose list of countries or parties a country stands.

    Examples
    --------
    >>> events = pd.DataFrame({"countries": [("KAZ", "TKM"), ("TKM",), ()]})
    >>> with_party(events, "countries", "KAZ").index.tolist()
    [0]
    """
    return events.loc[[code in parties for parties in events[column]]]


def by_partner(events: pd.DataFrame, column: str, groups: str, focus: str) -> pd.DataFrame:
    """Count events for each country or organisation on the other side.

    Parameters
    ----------
    events : DataFrame
        Rows of ``meetings`` or ``agreements``; those in which the focus country takes part are counted. An event with
        two partners counts for both.
    column : str
        The column that lists the sides: ``countries`` or ``parties``.
    groups : str
        The column to count by, e.g. ``status``.
    focus : str
        ISO 3166-1 alpha-3.

    Returns
    -------
    DataFrame of int
        By partner, the busiest first, one column a group.

    Examples
    --------
    >>> agreements = pd.DataFrame({"parties": [("KAZ", "TKM"), ("KAZ", "LG", "TKM")], "status": ["signed", "planned"]})
    >>> by_partner(agreements, "parties", "status", "TKM").to_dict("index")
    {'KAZ': {'planned': 1, 'signed': 1}, 'LG': {'planned': 1, 'signed': 0}}
    """
    sides = with_party(events, column, focus).explode(column)
    sides = sides[sides[column] != focus]
    table = cross(sides[column], sides[groups]).rename_axis(index="partner", columns=None)
    order = sorted(table.index, key=lambda name: (-table.loc[name].sum(), name))
    return table.loc[order]


def near_names(name: str, known: Iterable[str], number: int = 5) -> list[str]:
    """Names that are spelled like the one asked for, or share a word with it; the nearest first.

    Examples
    --------
    >>> near_names("Сердар Бердимухамедов", ["Рашид Мередов", "Сердар Бердымухамедов"])
    ['Сердар Бердымухамедов']
    >>> near_names("Мередов", ["Рашид Мередов", "Сердар Бердымухамедов"])
    ['Рашид Мередов']
    """

    def likeness(other: str) -> float:
        whole = difflib.SequenceMatcher(None, name.lower(), other.lower()).ratio()
        words = difflib.SequenceMatcher(None, name.lower().split()[-1:], other.lower().split()[-1:]).ratio()
        return max(whole, words)

    scored = sorted(((likeness(other), other) for other in sorted(set(known))), key=lambda pair: -pair[0])
    return [other for score, other in scored[:number] if score >= 0.6]
