"""Sentences whose every figure is computed: the summary at the top of each notebook, with its key figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import findings, labels, timeline
from analysis.labels import country, listed, several, word
from analysis.notebook import Corpus, code_remarks, period

if TYPE_CHECKING:
    from analysis.review import Review
    from analysis.topics import CorpusTopics

Summary = tuple[list[str], list[tuple[str, int | str]]]


def of_corpus(corpus: Corpus) -> Summary:
    """How large the corpus is, what it covers, what it lacks."""
    articles, covered = corpus.articles, timeline.coverage(corpus.articles)
    duplicates = corpus.every_article["duplicate_of"].notna().sum()
    missing = findings.headline_table(corpus)
    sentences = [*corpus.remarks]
    if articles.empty:
        sentences.append(f"The corpus holds no article{period(corpus)}.")
    else:
        times = timeline.local(articles["published"])
        dated = f", published from {times.min():%Y-%m-%d} to {times.max():%Y-%m-%d}" if times.notna().any() else ""
        sentences.append(f"The corpus holds {several(len(articles), 'article')}{period(corpus)}{dated}.")
        sentences.append(
            f"{several(len(corpus.russian), 'article')} in Russian can be searched for events and topics; the median "
            f"length is {articles['characters'].median():,.0f} characters."
        )
    if not covered.empty:
        empty = int((~covered["collected"]).sum())
        sentences.append(
            f"Of {several(len(covered), 'month')} between the first and the last article, {empty} "
            f"{'has' if empty == 1 else 'have'} none; the fullest is {covered['articles'].idxmax()} with "
            f"{several(int(covered['articles'].max()), 'article')}."
        )
    sentences.append(
        f"Whatever the period, {several(int(duplicates), 'duplicate')} and "
        f"{several(len(corpus.rejects), 'rejected page')} are set aside, and the sidebars name "
        f"{several(len(missing), 'headline')} whose articles the corpus lacks."
    )
    return sentences, [
        ("articles", len(articles)),
        ("months covered", f"{int(covered['collected'].sum())} of {len(covered)}"),
        ("sources named", int(articles["source"].nunique())),
        ("pages rejected", len(corpus.rejects)),
        ("headlines not collected", len(missing)),
    ]


def of_visits(corpus: Corpus) -> Summary:
    """How many visits, which way, by whom, and to whom most."""
    focus, visits = country(corpus.focus), corpus.visits
    ways = timeline.directions(visits, corpus.focus)
    mine = visits[ways != "elsewhere"]
    sentences = [*corpus.remarks]
    if mine.empty:
        sentences.append(f"The articles tell of no visit from, to or inside {focus}{period(corpus)}.")
    else:
        held = mine["status"].eq("held")
        counts = {way: int((ways[mine.index][held] == way).sum()) for way in timeline.DIRECTIONS}
        sentences.append(
            f"The articles tell of {several(len(mine), 'visit')} from, to or inside {focus}{period(corpus)}: "
            f"{int(held.sum())} held, {int(mine['status'].eq('planned').sum())} planned, "
            f"{int(mine['status'].eq('cancelled').sum())} cancelled. "
            f"Of those held, {counts['outgoing']} went abroad, {counts['incoming']} came to {focus}, and "
            f"{counts['domestic']} led through the country itself."
        )
        travellers = timeline.visitors(visits[ways == "outgoing"])
        if len(travellers) and travellers.iloc[0]["held"]:
            first = travellers.iloc[0]
            sentences.append(
                f"{travellers.index[0]} travelled abroad most often: {several(int(first['held']), 'visit')} to "
                f"{several(int(first['countries']), 'country', 'countries')}."
            )
        exchanged = timeline.reciprocity(visits, corpus.focus)
        if len(exchanged):
            top = exchanged.iloc[0]
            sentences.append(
                f"The busiest partner is {country(str(exchanged.index[0]))}, with {several(int(top['paid']), 'visit')} "
                f"paid and {int(top['received'])} received."
            )
    undated = int(mine["day"].isna().sum())
    if undated:
        sentences.append(f"{several(undated, 'visit')} recalled without a day can't be put into a month.")
    return sentences, [
        ("visits", len(mine)),
        ("paid", int(((ways == "outgoing") & visits["status"].eq("held")).sum())),
        ("received", int(((ways == "incoming") & visits["status"].eq("held")).sum())),
        ("partner countries", len(timeline.reciprocity(visits, corpus.focus))),
    ]


def of_changes(stretches: pd.DataFrame, bursts: pd.DataFrame) -> str:
    """When the rate of events changed, and when they came in bursts.

    Examples
    --------
    >>> stretches = pd.DataFrame({"first": ["2024", "2025"], "rate": [2.0, 5.0], "low": [1.0, 3.0], "high": [4.0, 8.0]})
    >>> of_changes(stretches, pd.DataFrame(columns=["first", "last", "events", "expected"]))
    'The rate changes once: in 2025 from 2.0 to 5.0 (95 % interval 3.0 to 8.0). There is no burst.'
    >>> of_changes(stretches.iloc[:0], pd.DataFrame())
    ''
    """
    if stretches.empty:
        return ""
    rows = stretches.to_dict("records")
    steps = [
        f"in {now['first']} from {before['rate']:.1f} to {now['rate']:.1f} "
        f"(95 % interval {now['low']:.1f} to {now['high']:.1f})"
        for before, now in pairwise(rows)
    ]
    number = "once" if len(steps) == 1 else f"{len(steps)} times"
    said = f"The rate changes {number}: {listed(steps)}." if steps else "The rate shows no change that is not chance."
    spans = [
        f"{' to '.join(dict.fromkeys((str(row['first']), str(row['last']))))} "
        f"({several(row['events'], 'event')} where {row['expected']:.1f} were to be expected)"
        for row in bursts.to_dict("records")
    ]
    return f"{said} " + (f"Bursts: {listed(spans)}." if spans else "There is no burst.")


def of_two_periods(table: pd.DataFrame, what: str, split: str) -> str:
    """How the rate of a second period compares with that of the first, and whether that can be chance.

    Examples
    --------
    >>> row = {"before": 4, "after": 6, "rate_before": 4.0, "rate_after": 12.0, "ratio": 3.0, "low": 0.7, "high": 14.5}
    >>> print(of_two_periods(pd.DataFrame([row], index=["all"]), "visits", "2022-03-19").replace(": ", ":\\n"))
    From 2022-03-19 on there are 12.0 visits per 100 articles (6), before 4.0 (4):
    3.00 times as many, 95 % interval 0.70 to 14.50, which chance alone can give.
    """
    if "all" not in table.index:
        return ""
    row = table.loc["all"]
    said = (
        f"From {split} on there are {row['rate_after']:.1f} {what} per 100 articles ({row['after']:.0f}), before "
        f"{row['rate_before']:.1f} ({row['before']:.0f})"
    )
    if pd.isna(row["ratio"]) or math.isinf(row["ratio"]):
        return f"{said}."
    chance = "which chance alone can give" if row["low"] <= 1 <= row["high"] else "more than chance gives"
    return f"{said}: {row['ratio']:.2f} times as many, 95 % interval {row['low']:.2f} to {row['high']:.2f}, {chance}."


def of_two_leaders(corpus: Corpus, leaders: Sequence[str], since: pd.Timestamp | None) -> str:
    """Who of two people travels more, where only one of them goes, and where both do."""
    table = findings.two_leaders(corpus, leaders, since)
    from_day = f" since {since:%Y-%m-%d}" if since is not None else ""
    if len(set(leaders)) < 2:
        return "One person is no comparison: name another with the parameter other."
    if table.empty:
        return f"The articles tell of no visit abroad of {listed(list(leaders))}{from_day}."
    counts = {name: int(table[name].sum()) for name in leaders}
    first, second = sorted(leaders, key=lambda name: -counts[name])
    said = (
        f"The articles tell of {several(counts[first], 'visit')} of {first} abroad{from_day}, and of {counts[second]} "
        f"of {second}."
    )
    total = counts[first] + counts[second]
    _, low, _ = timeline.compare_rates((counts[second], 1), (counts[first], 1))
    if low > 1:
        said += f" Of {several(total, 'visit')}, chance alone would seldom give one of them so many."
    else:
        said += f" With {several(total, 'visit')} that difference can be chance."
    both = [str(name) for name in table.index[(table > 0).all(axis=1)]]
    said += f" Both went to {listed(both)}." if both else " No country saw both."
    for name in (first, second):
        other = second if name == first else first
        only = [str(place) for place in table.index[(table[name] > 0) & (table[other] == 0)]]
        if only:
            said += f" Only {name} went to {listed(only)}."
    return said


def of_topic_changes(stretches: pd.DataFrame) -> str:
    """Which topics gained or lost, and when.

    Examples
    --------
    >>> rows = [("gas", "2013", 0.4), ("gas", "2017", 0.06)]
    >>> of_topic_changes(pd.DataFrame(rows, columns=["topic", "first", "share"]))
    'The share of «gas» falls in 2017 from 40% to 6%.'
    """
    said = []
    for topic, part in stretches.groupby("topic", sort=False):
        for before, now in pairwise(part.to_dict("records")):
            way = "rises" if now["share"] > before["share"] else "falls"
            said.append(f"«{topic}» {way} in {now['first']} from {before['share']:.0%} to {now['share']:.0%}")
    return f"The share of {listed(said)}." if said else ""


def of_topics_kept(found: CorpusTopics | None, file: str, written: bool) -> str:
    """Whether numbers and names come from an earlier run, and what became of its topics."""
    if found is None:
        return ""
    lost = [f"{choice.number} ({choice.name or ', '.join(choice.words[:3])})" for choice in found.lost]
    said = f"Topics {listed(lost)} of {file} were not found again." if lost else ""
    return f"{said} The topics were written into {file}." if written else said


def of_agreements(corpus: Corpus) -> Summary:
    """How many agreements, how far they are, with whom most."""
    focus = country(corpus.focus)
    mine = timeline.with_party(corpus.agreements, "parties", corpus.focus)
    sentences = [*corpus.remarks]
    by_status = mine["status"].value_counts()
    partners = timeline.by_partner(mine, "parties", "status", corpus.focus)
    if mine.empty:
        sentences.append(f"The articles tell of no agreement of {focus}{period(corpus)}.")
    else:
        parts = [
            f"{by_status[code]} {word(code)}"
            for code in ("signed", "planned", "in_force", "referenced")
            if code in by_status
        ]
        sentences.append(
            f"The articles tell of {several(len(mine), 'agreement')} of {focus}{period(corpus)}, which stand for "
            f"{several(int(mine['count'].sum()), 'document')}: {listed(parts)}."
        )
        kinds = mine["kind"].value_counts()
        sentences.append(f"The most frequent kind is {word(kinds.index[0])} ({kinds.iloc[0]}).")
        states = partners.loc[[labels.is_country(code) for code in partners.index]]
        if len(states):
            top = [f"{country(str(code))} ({int(row.sum())})" for code, row in states.head(3).iterrows()]
            sentences.append(f"Most are with {listed(top)}.")
        dated = int(mine["date"].notna().sum())
        sentences.append(f"The articles give the day of signing for {dated}; the others count from their first report.")
    return sentences, [
        ("agreements", len(mine)),
        ("signed", int(by_status.get("signed", 0))),
        ("documents", int(mine["count"].sum())),
        ("partners", len(partners)),
    ]


def of_leader(corpus: Corpus, leader: str) -> Summary:
    """How often one person travelled, where to, and how many meetings the articles tell of."""
    name, remark = findings.find_leader(corpus, leader)
    trips, meetings = timeline.itinerary(corpus.visits, name), findings.leader_meetings(corpus, name)
    held = trips[trips["status"].eq("held")]
    abroad = held[held["visitor_country"] != held["host_country"]]
    sentences = [*corpus.remarks, remark]
    if not remark and trips.empty:
        sentences.append(f"The articles tell of no visit of {name}{period(corpus)}.")
    elif len(trips):
        sentences.append(
            f"The articles tell of {several(len(trips), 'visit')} of {name}{period(corpus)}: {len(held)} held "
            f"({len(abroad)} abroad, {len(held) - len(abroad)} inside the country), "
            f"{int(trips['status'].eq('planned').sum())} planned, "
            f"{int(trips['status'].eq('cancelled').sum())} cancelled."
        )
        hosts = abroad["host_country"].value_counts()
        if len(hosts):
            order = sorted(hosts.index, key=lambda code: (-hosts[code], code))[:3]
            sentences.append(f"Most went to {listed([f'{country(code)} ({hosts[code]})' for code in order])}.")
        apart = timeline.intervals(abroad["day"])
        if apart["events"] > 1:
            sentences.append(
                f"Between two visits abroad lie {apart['median']:.0f} days in the median, "
                f"at most {apart['longest']:.0f}."
            )
    if not remark:
        sentences.append(
            f"{several(len(meetings), 'meeting')} with this person {'is' if len(meetings) == 1 else 'are'} told of."
        )
    return sentences, [
        ("visits held", len(held)),
        ("countries", int(abroad["host_country"].nunique())),
        ("planned", int(trips["status"].eq("planned").sum())),
        ("meetings", len(meetings)),
    ]


def of_partner(corpus: Corpus, partner: str) -> Summary:
    """Visits both ways, meetings and agreements with one country."""
    visits, meetings, agreements = findings.between(corpus, partner)
    name, focus = country(partner), country(corpus.focus)
    held = visits[visits["status"].eq("held")]
    paid = int((timeline.directions(held, corpus.focus) == "outgoing").sum())
    sentences = [*corpus.remarks, *code_remarks("partner", partner)]
    if partner == corpus.focus:
        sentences.append(f"The parameters focus and partner both are {name}: choose two countries.")
    elif visits.empty and meetings.empty and agreements.empty:
        sentences.append(
            f"The articles tell of no visit, meeting or agreement between {focus} and {name}{period(corpus)}."
        )
    else:
        sentences.append(
            f"Between {focus} and {name} the articles tell of {several(len(visits), 'visit')}{period(corpus)}: "
            f"{len(held)} held, of which {focus} paid {paid} and received {len(held) - paid}."
        )
        sentences.append(
            f"Both take part in {several(len(meetings), 'meeting')} and {several(len(agreements), 'agreement')}, "
            f"{int(agreements['status'].eq('signed').sum())} of them signed."
        )
        last = held["day"].max()
        if not pd.isna(last):
            sentences.append(f"The last visit held is of {last:%Y-%m-%d}.")
    return sentences, [
        ("visits paid", paid),
        ("visits received", len(held) - paid),
        ("meetings", len(meetings)),
        ("agreements", len(agreements)),
    ]


def of_topics(corpus: Corpus, found: CorpusTopics | None) -> Summary:
    """How many topics, which are the largest."""
    number = len(corpus.russian)
    if found is None:
        sentence = f"{several(number, 'article')} in Russian{period(corpus)}: too little to find topics in."
        return [*corpus.remarks, sentence], [("articles", number), ("topics", 0)]
    table = found.table()
    largest = [f"«{row.topic}» ({row.share:.0%})" for row in table.head(3).itertuples()]
    sentences = [
        *corpus.remarks,
        f"The words of {several(number, 'article')} in Russian{period(corpus)} fall into "
        f"{several(len(table), 'topic')}.",
        f"The largest {'is' if len(largest) == 1 else 'are'} {listed(largest)}, by mean share of an article.",
    ]
    shaky = int((table["stability"] < 0.5).sum())
    if found.few:
        sentences.append(
            f"The corpus is too small to say what its topics are: {number / len(table):.0f} articles a topic on "
            "average, at least 10 are needed; other articles of the same kind would give other topics."
        )
    elif shaky:
        sentences.append(
            f"{several(shaky, 'topic')} of {len(table)} {'keeps' if shaky == 1 else 'keep'} less than half of the "
            f"words in parts of the corpus; with {number / len(table):.0f} articles a topic on average, don't build on "
            f"{'it' if shaky == 1 else 'these'} alone."
        )
    lost = int(found.main.isna().sum())
    if lost:
        sentences.append(f"{several(lost, 'article')} hold no word that the topics know and belong to none.")
    return sentences, [
        ("articles", number),
        ("topics", len(table)),
        ("words looked at", found.model.components_.shape[1]),
    ]


def of_choice(corpus: Corpus, leader: str, partner: str) -> Summary:
    """What fits a choice of leader and partner."""
    name, remark = findings.find_leader(corpus, leader) if leader else ("", "")
    wrong = code_remarks("partner", partner) if partner else ()
    counts = findings.choose(corpus, name, partner)["record"].value_counts()
    records = [(record, int(counts.get(record, 0))) for record in ("visit", "meeting", "agreement")]
    whom = listed([*filter(None, (name, partner and country(partner)))]) or country(corpus.focus)
    counted = listed([several(count, record) for record, count in records])
    said = f"The articles tell of {counted} of {whom}{period(corpus)}."
    return [*corpus.remarks, remark, *wrong, said], [(f"{record}s", count) for record, count in records]


def of_review(review: Review) -> list[str]:
    """How many rows a researcher decided on, and what a random sample of them says about the rest."""
    decisions = review.decisions
    if not decisions:
        return ["No row was reviewed yet."]
    verdicts = pd.Series([decision.verdict for decision in decisions]).value_counts()
    parts = [f"{count} {verdict}" for verdict, count in sorted(verdicts.items())]
    return [
        f"{review.file.name} holds {several(len(decisions), 'decision')}: {listed(parts)}.",
        *filter(None, map(precision_sentence, review.precision())),
    ]


def precision_sentence(found: Mapping[str, Any]) -> str:
    """What the reviewed rows of one table say; nothing where none was reviewed.

    Examples
    --------
    >>> found = {"record": "visits", "events": 90, "reviewed": 12, "sample": 10, "right": 9}
    >>> precision_sentence({**found, "precision": 0.9, "low": 0.555, "high": 0.997})
    'Of 10 visits drawn at random out of 90, 9 are right: 90 % (95 % interval 55 to 100 %).'
    >>> precision_sentence({**found, "sample": 0, "precision": None})
    '12 of 90 visits were reviewed, none of them drawn at random: they say nothing about the others.'
    """
    if not found["reviewed"]:
        return ""
    if found["precision"] is None:
        return (
            f"{found['reviewed']} of {several(found['events'], found['record'][:-1])} were reviewed, none of them "
            "drawn at random: they say nothing about the others."
        )
    return (
        f"Of {several(found['sample'], found['record'][:-1])} drawn at random out of {found['events']}, "
        f"{found['right']} {'is' if found['right'] == 1 else 'are'} right: {found['precision'] * 100:.0f} % "
        f"(95 % interval {math.floor(found['low'] * 100)} to {math.ceil(found['high'] * 100)} %)."
    )


def figures_of_review(review: Review) -> list[tuple[str, int | str]]:
    """Decisions, and the share that is right for each record of which a random sample was reviewed."""
    shares = [
        (f"{found['record']} right", f"{found['low'] * 100:.0f} to {found['high'] * 100:.0f} %")
        for found in review.precision()
        if found["precision"] is not None
    ]
    return [("decisions", len(review.decisions)), *shares]
