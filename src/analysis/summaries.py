"""Sentences whose every figure is computed: the summary at the top of each notebook, with its key figures.

A sentence stands here in English; see :mod:`analysis.language` for its Russian, which may use a
number (``{first_number}``) where English takes the number with its noun (``{visits}``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import findings, labels, timeline
from analysis.labels import country, word
from analysis.language import count, day, listed, percent, several, stretch, text
from analysis.language import period as in_words
from analysis.notebook import Corpus, code_remarks, period, read_day
from analysis.tables import AGREEMENT_STATUSES, VISIT_STATUSES

if TYPE_CHECKING:
    from analysis.review import Review
    from analysis.topics import CorpusTopics

Summary = tuple[list[str], list[tuple[str, int | str]]]


def _shares(*parts: tuple[int, str]) -> str:
    """Numbers with what they count, as a list in a sentence; a 0 is left out, and the whole is «all»."""
    there = [(number, what) for number, what in parts if number]
    alone = len(there) == 1 and there[0][0] > 1
    said = [
        text("{number} {what}", number=text("all") if alone else count(number), what=what) for number, what in there
    ]
    if len(said) < 2:
        return "".join(said)
    return text("{parts} and {last}", parts=", ".join(said[:-1]), last=said[-1])


def _by_status(events: pd.DataFrame, statuses: Sequence[str] = VISIT_STATUSES) -> str:
    """How far events are."""
    return _shares(*((int(events["status"].eq(status).sum()), word(status)) for status in statuses))


def _of_held(visits: pd.DataFrame, ways: str) -> str:
    """A sentence that says which way the visits went that were held; empty where none was."""
    if not ways or visits["status"].eq("held").all():
        return ways and f" {ways[0].upper()}{ways[1:]}."
    return " " + text("Of those held, {ways}.", ways=ways)


def _or_none(number: int) -> str:
    """A number in a sentence."""
    return count(number) if number else text("none")


def top_countries(counts: pd.Series) -> str:
    """The three countries that are counted most often, as a list in a sentence.

    Examples
    --------
    >>> top_countries(pd.Series({"IRN": 2, "CHN": 2, "KAZ": 5, "UZB": 1}))
    'Kazakhstan (5), China (2) and Iran (2)'
    """
    order = sorted(counts.index, key=lambda code: (-counts[code], code))[:3]
    return listed(f"{country(code)} ({counts[code]})" for code in order)


def _figures_of(**numbers: int | str) -> list[tuple[str, int | str]]:
    """Key figures with their labels, an underscore for each blank."""
    return [(text(name.replace("_", " ")), number) for name, number in numbers.items()]


def of_corpus(corpus: Corpus) -> Summary:
    """How large the corpus is, what it covers, what it lacks.

    Examples
    --------
    >>> articles = [{"published": "2024-03-05", "characters": 900}, {"published": "2024-05-14", "characters": 1500}]
    >>> said, figures = of_corpus(Corpus.example(articles=articles, rejects=[{"page": "7.txt"}]))
    >>> said[0], dict(figures)["months covered"]
    ('The corpus holds 2 articles, published from 5 March 2024 to 14 May 2024.', '2 of 3')
    """
    articles, covered, within = corpus.articles, timeline.coverage(corpus.articles), period(corpus)
    duplicates = int(corpus.every_article["duplicate_of"].notna().sum())
    missing = findings.headline_table(corpus)
    collected = int(covered["collected"].sum())
    said = [*corpus.remarks]
    if articles.empty:
        said.append(text("The corpus holds no article{period}.", period=within))
    else:
        times, number = timeline.local(articles["published"]), several(len(articles), "article")
        if times.notna().any():
            dated = "The corpus holds {articles}{period}, published from {first} to {last}."
            said.append(text(dated, articles=number, period=within, first=day(times.min()), last=day(times.max())))
        else:
            said.append(text("The corpus holds {articles}{period}.", articles=number, period=within))
        said.append(
            text(
                "{articles} in Russian can be searched for events and topics; the median length is {characters}.",
                articles=several(len(corpus.russian), "article"),
                characters=several(round(articles["characters"].median()), "character"),
            )
        )
    if not covered.empty:
        said.append(
            text(
                "From the first article to the last there are {months}, {empty} of them without an article; the "
                "fullest is {fullest} with {articles}.",
                months=several(len(covered), "month"),
                empty=_or_none(len(covered) - collected),
                fullest=in_words(str(covered["articles"].idxmax())),
                articles=several(int(covered["articles"].max()), "article"),
            )
        )
    aside = ((duplicates, "duplicate"), (len(corpus.rejects), "rejected page"))
    if kinds := listed(several(number, kind) for number, kind in aside if number):
        said.append(text("Set aside, whatever the period: {kinds}.", kinds=kinds))
    if len(missing):
        named = several(len(missing), "headline")
        said.append(text("The sidebars name {headlines} whose articles the corpus lacks.", headlines=named))
    return said, _figures_of(
        articles=len(articles),
        months_covered=text("{some} of {all}", some=collected, all=len(covered)),
        sources_named=int(articles["source"].nunique()),
        pages_rejected=len(corpus.rejects),
        headlines_not_collected=len(missing),
    )


def of_visits(corpus: Corpus) -> Summary:
    """How many visits, which way, by whom, and to whom most.

    Examples
    --------
    >>> visit = {"visitor": "Рашид Мередов", "visitor_country": "TKM", "host_country": "IRN"}
    >>> said, figures = of_visits(Corpus.example(visits=[visit, {**visit, "status": "planned"}]))
    >>> said[1], dict(figures)["visits"]
    ('Raşit Meredow travelled abroad most often: 1 visit to 1 country.', 2)
    """
    focus, visits, within = country(corpus.focus), corpus.visits, period(corpus)
    ways = timeline.directions(visits, corpus.focus)
    mine, held = findings.own_visits(corpus), visits["status"].eq("held")
    counts = {way: int((ways[held] == way).sum()) for way in timeline.DIRECTIONS}
    exchanged = timeline.reciprocity(visits, corpus.focus)
    said = [*corpus.remarks]
    if mine.empty:
        said.append(
            text("The articles tell of no visit from, to or inside {country}{period}.", country=focus, period=within)
        )
    else:
        said.append(
            text(
                "The articles tell of {visits} from, to or inside {country}{period}: {statuses}.",
                visits=several(len(mine), "visit"),
                country=focus,
                period=within,
                statuses=_by_status(mine),
            )
        )
        went = {
            "outgoing": text("went abroad"),
            "incoming": text("came to {country}", country=focus),
            "domestic": text("led through the country itself"),
        }
        said[-1] += _of_held(mine, _shares(*((counts[way], words) for way, words in went.items())))
        travellers = timeline.visitors(visits[ways == "outgoing"])
        if len(travellers) and travellers.iloc[0]["held"]:
            first = travellers.iloc[0]
            said.append(
                text(
                    "{name} travelled abroad most often: {visits} to {countries}.",
                    name=labels.name(str(travellers.index[0])),
                    visits=several(int(first["held"]), "visit"),
                    countries=several(int(first["countries"]), "country", "countries"),
                )
            )
        if len(exchanged):
            top = exchanged.iloc[0]
            said.append(
                text(
                    "The busiest partner is {country}, with {visits}: {ways}.",
                    country=country(str(exchanged.index[0])),
                    visits=several(int(top["paid"] + top["received"]), "visit"),
                    ways=_shares(*((int(top[way]), text(way)) for way in ("paid", "received"))),
                )
            )
    if undated := int(mine["day"].isna().sum()):
        said.append(
            text("{visits} recalled without a day can't be put into a month.", visits=several(undated, "visit"))
        )
    return said, _figures_of(
        visits=len(mine),
        paid=counts["outgoing"],
        received=counts["incoming"],
        partner_countries=len(exchanged),
    )


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
    if not stretches["rate"].any():
        return ""
    steps = [
        text(
            "in {period} from {before} to {now} (95 % interval {low} to {high})",
            period=in_words(now["first"]),
            before=count(before["rate"], 1),
            now=count(now["rate"], 1),
            low=count(now["low"], 1),
            high=count(now["high"], 1),
        )
        for before, now in pairwise(stretches.to_dict("records"))
    ]
    said = text("No change of the rate is larger than chance.")
    if steps:
        times = text("once") if len(steps) == 1 else several(len(steps), "time")
        said = text("The rate changes {times}: {steps}.", times=times, steps=listed(steps))
    spans = [
        text(
            "{stretch} ({events} where {expected} were to be expected)",
            stretch=stretch(row["first"], row["last"]),
            events=several(row["events"], "event"),
            expected=count(row["expected"], 1),
        )
        for row in bursts.to_dict("records")
    ]
    return f"{said} " + (text("Bursts: {spans}.", spans=listed(spans)) if spans else text("There is no burst."))


def of_two_periods(table: pd.DataFrame, what: str, split: str) -> str:
    """How the rate of a second period compares with that of the first, and whether that can be chance.

    Examples
    --------
    >>> row = {"before": 4, "after": 6, "rate_before": 4.0, "rate_after": 12.0, "ratio": 3.0, "low": 0.7, "high": 14.5}
    >>> print(of_two_periods(pd.DataFrame([row], index=["all"]), "visits", "2022-03-19").replace(" (", "\\n("))
    From 19 March 2022 on there are 12.0 visits per 100 articles
    (6), before 4.0
    (4). That is 3.00 times the rate
    (95 % interval 0.70 to 14.50), which holds equal rates too: the difference can be chance.
    """
    if text("all") not in table.index:
        return ""
    row = table.loc[text("all")]
    said = text(
        "From {day} on there are {rate_after} {what} per 100 articles ({after}), before {rate_before} ({before}).",
        day=day(read_day("split", split)),
        what=text(what),
        after=count(row["after"]),
        before=count(row["before"]),
        rate_after=count(row["rate_after"], 1),
        rate_before=count(row["rate_before"], 1),
    )
    if pd.isna(row["ratio"]) or math.isinf(row["ratio"]):
        return said
    chance = (
        "That is {ratio} times the rate (95 % interval {low} to {high}), which holds equal rates too: the difference "
        "can be chance."
    )
    proof = "That is {ratio} times the rate (95 % interval {low} to {high}), which leaves out equal rates."
    shown = {name: count(row[name], 2) for name in ("ratio", "low", "high")}
    return f"{said} {text(chance if row['low'] <= 1 <= row['high'] else proof, **shown)}"


def of_two_leaders(corpus: Corpus, leaders: Sequence[str], since: pd.Timestamp | None) -> str:
    """Who of two people travels more, where only one of them goes, and where both do.

    Examples
    --------
    >>> trips = [("Рашид Мередов", "IRN"), ("Рашид Мередов", "KAZ"), ("Сердар Бердымухамедов", "KAZ")]
    >>> visits = [{"visitor": name, "visitor_country": "TKM", "host_country": host} for name, host in trips]
    >>> said = of_two_leaders(Corpus.example(visits=visits), ["Рашид Мередов", "Сердар Бердымухамедов"], None)
    >>> said.split(". ")[1:]
    ['With 3 visits that difference can be chance', 'Both went to Kazakhstan', 'Only Raşit Meredow went to Iran.']
    """
    names = list(dict.fromkeys(map(labels.name, leaders)))
    if len(names) < 2:
        return text("One person is no comparison: name another with the parameter other.")
    table = findings.two_leaders(corpus, leaders, since)
    from_day = text(" since {day}", day=day(since)) if since is not None else ""
    if table.empty:
        return text("The articles tell of no visit abroad of {names}{since}.", names=listed(names), since=from_day)
    counts = {name: int(table[name].sum()) for name in names}
    first, second = sorted(names, key=lambda name: -counts[name])
    total = several(counts[first] + counts[second], "visit")
    said = [
        text(
            "The articles tell of {visits} of {first} abroad{since}, and of {second_number} of {second}.",
            visits=several(counts[first], "visit"),
            first=first,
            first_number=counts[first],
            since=from_day,
            second=second,
            second_number=counts[second],
        )
    ]
    _, low, _ = timeline.compare_rates((counts[second], 1), (counts[first], 1))
    if low > 1:
        said.append(text("Of {visits}, chance alone would seldom give one of them so many.", visits=total))
    else:
        said.append(text("With {visits} that difference can be chance.", visits=total))
    both = table.index[(table > 0).all(axis=1)]
    said.append(
        text("Both went to {countries}.", countries=listed(both)) if len(both) else text("No country saw both.")
    )
    for name, other in ((first, second), (second, first)):
        only = table.index[(table[name] > 0) & (table[other] == 0)]
        if len(only):
            said.append(text("Only {name} went to {countries}.", name=name, countries=listed(only)))
    return " ".join(said)


def of_topic_changes(stretches: pd.DataFrame) -> str:
    """Which topics gained or lost, and when.

    Examples
    --------
    >>> rows = [("gas", "2013", 0.4), ("gas", "2017", 0.06)]
    >>> of_topic_changes(pd.DataFrame(rows, columns=["topic", "first", "share"]))
    'The share of «gas» falls in 2017 from 40% to 6%.'
    """
    rises = "«{topic}» rises in {period} from {before} to {now}"
    falls = "«{topic}» falls in {period} from {before} to {now}"
    said = [
        text(
            rises if now["share"] > before["share"] else falls,
            topic=topic,
            period=in_words(now["first"]),
            before=percent(before["share"]),
            now=percent(now["share"]),
        )
        for topic, part in stretches.groupby("topic", sort=False)
        for before, now in pairwise(part.to_dict("records"))
    ]
    return text("The share of {changes}.", changes=listed(said)) if said else ""


def of_topics_kept(found: CorpusTopics | None, file: str, written: bool) -> str:
    """Whether numbers and names come from an earlier run, and what became of its topics.

    Examples
    --------
    >>> from types import SimpleNamespace as Namespace
    >>> from analysis.topics import Choice
    >>> of_topics_kept(Namespace(lost=(Choice(4, ("газ", "труба"), "Gas"),)), "topics.yml", written=False)
    'Topics of topics.yml that were not found again: 4 (Gas).'
    """
    if found is None:
        return ""
    lost = [f"{choice.number} ({choice.name or ', '.join(choice.words[:3])})" for choice in found.lost]
    said = text("Topics of {file} that were not found again: {topics}.", file=file, topics=listed(lost)) if lost else ""
    return f"{said} {text('The topics were written into {file}.', file=file)}" if written else said


def of_agreements(corpus: Corpus) -> Summary:
    """How many agreements, how far they are, with whom most.

    Examples
    --------
    >>> rows = [{"kind": "memorandum", "parties": ["IRN", "TKM"], "count": 3}, {"parties": ["KAZ", "TKM"]}]
    >>> said, figures = of_agreements(Corpus.example(agreements=rows))
    >>> said[0], dict(figures)["documents"]
    ('The articles tell of 2 agreements of Turkmenistan, 4 documents in all: all signed.', 4)
    """
    within = period(corpus)
    mine = timeline.with_party(corpus.agreements, "parties", corpus.focus)
    documents = int(mine["count"].sum())
    partners = timeline.by_partner(mine, "parties", "status", corpus.focus).sum(axis=1).astype(int)
    said = [*corpus.remarks]
    if mine.empty:
        said.append(
            text(
                "The articles tell of no agreement of {country}{period}.", country=country(corpus.focus), period=within
            )
        )
    else:
        said.append(
            text(
                "The articles tell of {agreements} of {country}{period}, {documents} in all: {statuses}.",
                agreements=several(len(mine), "agreement"),
                country=country(corpus.focus),
                period=within,
                documents=several(documents, "document"),
                statuses=_by_status(mine, AGREEMENT_STATUSES),
            )
        )
        kinds = mine["kind"].value_counts()
        kind, number = word(str(kinds.index[0])), kinds.iloc[0]
        said.append(text("The most frequent kind is {kind} ({number}).", kind=kind, number=number))
        states = partners[[labels.is_country(code) for code in partners.index]]
        if len(states):
            said.append(text("Most often with {countries}.", countries=top_countries(states)))
        dated = int(mine["date"].notna().sum())
        said.append(
            text(
                "The articles give the day of signing for {dated}; the others count from their first report.",
                dated=_or_none(dated),
            )
        )
    return said, _figures_of(
        agreements=len(mine), signed=int(mine["status"].eq("signed").sum()), documents=documents, partners=len(partners)
    )


def of_leader(corpus: Corpus, leader: str) -> Summary:
    """How often one person travelled, where to, and how many meetings the articles tell of.

    Examples
    --------
    >>> trips = [("IRN", "2024-05-14"), ("KAZ", "2024-05-20"), ("IRN", "2024-09-02")]
    >>> visit = {"visitor": "Рашид Мередов", "visitor_country": "TKM"}
    >>> corpus = Corpus.example(visits=[{**visit, "host_country": host, "start": day} for host, day in trips])
    >>> said, figures = of_leader(corpus, "Рашид Мередов")
    >>> said[3]
    'Between two visits abroad lie 56 days in the median, at most 105 days.'
    """
    known, remark = findings.find_leader(corpus, leader)
    name, within = labels.name(known), period(corpus)
    trips, meetings = timeline.itinerary(corpus.visits, known), findings.leader_meetings(corpus, known)
    held = findings.held(trips)
    abroad = held[held["visitor_country"] != held["host_country"]]
    said = [*corpus.remarks, remark]
    if not remark and trips.empty:
        said.append(text("The articles tell of no visit of {name}{period}.", name=name, period=within))
    elif len(trips):
        said.append(
            text(
                "The articles tell of {visits} of {name}{period}: {statuses}.",
                visits=several(len(trips), "visit"),
                name=name,
                period=within,
                statuses=_by_status(trips),
            )
        )
        home = text("led through the country itself")
        said[-1] += _of_held(trips, _shares((len(abroad), text("went abroad")), (len(held) - len(abroad), home)))
        if abroad["host_country"].notna().any():
            said.append(
                text("Most often to {countries}.", countries=top_countries(abroad["host_country"].value_counts()))
            )
        apart = timeline.intervals(abroad["day"])
        if apart["events"] > 1:
            said.append(
                text(
                    "Between two visits abroad lie {median} in the median, at most {longest}.",
                    median=several(round(apart["median"]), "day"),
                    longest=several(round(apart["longest"]), "day"),
                )
            )
    if not remark:
        told = "The articles tell of {meetings} with this person."
        none = "The articles tell of no meeting with this person."
        said.append(text(told if len(meetings) else none, meetings=several(len(meetings), "meeting")))
    return said, _figures_of(
        visits_held=len(held),
        countries=int(abroad["host_country"].nunique()),
        planned=int(trips["status"].eq("planned").sum()),
        meetings=len(meetings),
    )


def of_partner(corpus: Corpus, partner: str) -> Summary:
    """Visits both ways, meetings and agreements with one country.

    Examples
    --------
    >>> visit = {"visitor_country": "IRN", "host_country": "TKM", "start": "2024-05-14"}
    >>> said, figures = of_partner(Corpus.example(visits=[visit]), "IRN")
    >>> said[-1], dict(figures)["visits received"]
    ('The last visit held is of 14 May 2024.', 1)
    """
    visits, meetings, agreements = findings.between(corpus, partner)
    two = {"focus": country(corpus.focus), "partner": country(partner), "period": period(corpus)}
    held = findings.held(visits)
    paid = int((timeline.directions(held, corpus.focus) == "outgoing").sum())
    said = [*corpus.remarks, *code_remarks("partner", partner)]
    if partner == corpus.focus:
        both = "The parameters focus and partner both are {country}: choose two countries."
        said.append(text(both, country=two["focus"]))
    elif visits.empty and meetings.empty and agreements.empty:
        said.append(
            text("The articles tell of no visit, meeting or agreement between {focus} and {partner}{period}.", **two)
        )
    else:
        if visits.empty:
            said.append(text("Between {focus} and {partner} the articles tell of no visit{period}.", **two))
        else:
            told = "Between {focus} and {partner} the articles tell of {visits}{period}: {statuses}."
            said.append(text(told, **two, visits=several(len(visits), "visit"), statuses=_by_status(visits)))
            ways = "{focus} paid {paid} and received {received}"
            numbers = {"paid": _or_none(paid), "received": _or_none(len(held) - paid)}
            said[-1] += _of_held(visits, text(ways, focus=two["focus"], **numbers) if len(held) else "")
        if len(meetings):
            said.append(text("Both take part in {meetings}.", meetings=several(len(meetings), "meeting")))
        if len(agreements):
            number = several(len(agreements), "agreement")
            statuses = _by_status(agreements, AGREEMENT_STATUSES)
            said.append(text("Both are parties to {agreements}: {statuses}.", agreements=number, statuses=statuses))
        if held["day"].notna().any():
            said.append(text("The last visit held is of {day}.", day=day(held["day"].max())))
    return said, _figures_of(
        visits_paid=paid, visits_received=len(held) - paid, meetings=len(meetings), agreements=len(agreements)
    )


def of_topics(corpus: Corpus, found: CorpusTopics | None) -> Summary:
    """How many topics, which are the largest.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
    >>> corpus = Corpus.example(articles=[{"body": subject} for subject in subjects])
    >>> said, figures = of_topics(corpus, topics_of(corpus.russian, 3))
    >>> said[1]
    'The largest by mean share of an article: «газ, экспорт» (44%), «сбор, хлопок» (33%) and «кубок, финал» (22%).'
    """
    number, within = len(corpus.russian), period(corpus)
    articles = several(number, "article")
    if found is None:
        few = text("{articles} in Russian{period}: too little to find topics in.", articles=articles, period=within)
        return [*corpus.remarks, few], _figures_of(articles=number, topics=0)
    table = found.table()
    largest = listed(f"«{row.topic}» ({percent(row.share)})" for row in table.head(3).itertuples())
    shaky = int((table["stability"] < 0.5).sum())
    mean = several(round(number / len(table)), "article")
    said = [
        *corpus.remarks,
        text(
            "The words of {articles} in Russian{period} fall into {topics}.",
            articles=articles,
            period=within,
            topics=several(len(table), "topic"),
        ),
        text("The largest by mean share of an article: {topics}.", topics=largest),
    ]
    if found.few:
        said.append(
            text(
                "The corpus is too small to say what its topics are: {articles} a topic on average, at least 10 are "
                "needed; other articles of the same kind would give other topics.",
                articles=mean,
            )
        )
    elif shaky:
        said.append(
            text(
                "Topics that keep less than half of their words in parts of the corpus: {shaky} of {all}; with "
                "{articles} a topic on average, don't build on these alone.",
                shaky=shaky,
                all=len(table),
                articles=mean,
            )
        )
    if lost := int(found.main.isna().sum()):
        said.append(text("Articles that hold no word of any topic and belong to none: {number}.", number=lost))
    return said, _figures_of(articles=number, topics=len(table), words_looked_at=int(found.model.components_.shape[1]))


def of_choice(corpus: Corpus, leader: str, partner: str) -> Summary:
    """What fits a choice of leader and partner.

    Examples
    --------
    >>> visits = [{"visitor_country": "TKM", "host_country": host} for host in ("IRN", "IRN", "KAZ")]
    >>> said, figures = of_choice(Corpus.example(visits=visits), leader="", partner="IRN")
    >>> said[-1]
    'The articles tell of 2 visits of Iran.'
    """
    name, remark = findings.find_leader(corpus, leader) if leader else ("", "")
    wrong = code_remarks("partner", partner) if partner else ()
    counts = findings.choose(corpus, name, partner)["record"].value_counts()
    records = {record: int(counts.get(record, 0)) for record in ("visit", "meeting", "agreement")}
    whom = listed(filter(None, (name and labels.name(name), partner and country(partner)))) or country(corpus.focus)
    told = "The articles tell of {records} of {whom}{period}."
    counted = listed(several(number, record) for record, number in records.items() if number)
    said = text(told, records=counted or text("no event"), whom=whom, period=period(corpus))
    return [*corpus.remarks, remark, *wrong, said], _figures_of(**{f"{record}s": n for record, n in records.items()})


def of_review(review: Review) -> list[str]:
    """How many rows a researcher decided on, and what a random sample of them says about the rest.

    Examples
    --------
    >>> from analysis.review import Review
    >>> from analysis.tables import example
    >>> with example(visits=[{"host_country": "IRN"}]) as folder:
    ...     review = Review(folder)
    ...     decision = review.accept("visit1")
    ...     of_review(review)[0]
    'corrections.csv holds 1 decision: 1 accept.'
    """
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
    'visits: of 10 rows drawn at random out of 90, 9 are right, 90 % (95 % interval 55 to 100 %).'
    >>> precision_sentence({**found, "sample": 0, "precision": None})
    'visits: 12 of 90 rows reviewed, none of them drawn at random; they say nothing about the others.'
    """
    if not found["reviewed"]:
        return ""
    values = {name: count(found[name]) for name in ("events", "reviewed", "sample", "right")}
    values["record"] = text(found["record"])
    if found["precision"] is None:
        return text(
            "{record}: {reviewed} of {events} rows reviewed, none of them drawn at random; they say nothing about the "
            "others.",
            **values,
        )
    return text(
        "{record}: of {sample} rows drawn at random out of {events}, {right} are right, {share} % (95 % interval {low} "
        "to {high} %).",
        share=count(found["precision"] * 100),
        low=str(math.floor(found["low"] * 100)),
        high=str(math.ceil(found["high"] * 100)),
        **values,
    )


def figures_of_review(review: Review) -> list[tuple[str, int | str]]:
    """Decisions, and the share that is right for each record of which a random sample was reviewed.

    Examples
    --------
    >>> from analysis.review import Review
    >>> from analysis.tables import example
    >>> with example(visits=[{"host_country": "IRN"}]) as folder:
    ...     review = Review(folder)
    ...     decision = review.accept("visit1")
    ...     figures_of_review(review)
    [('decisions', 1), ('visits right', '3 to 100 %')]
    """
    shares = [
        (f"{found['record']} right", f"{found['low'] * 100:.0f} to {found['high'] * 100:.0f} %")
        for found in review.precision()
        if found["precision"] is not None
    ]
    return [("decisions", len(review.decisions)), *shares]
