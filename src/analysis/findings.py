"""Tables made for reading, in the language of the report: codes in words, names, and the evidence of each event.

A function that ends in ``_table`` gives a table to show, one that ends in ``_lanes`` the marks of
:func:`analysis.figures.swimlanes`; the others choose rows or count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import razdel

from analysis import labels, timeline
from analysis.labels import country, word
from analysis.language import period as month_name
from analysis.language import several, text
from analysis.notebook import Corpus, period
from analysis.tables import OFFICES, REASONS

if TYPE_CHECKING:
    from analysis.topics import CorpusTopics

# characters of an article's first sentence that a table shows
OPENING = 300


def _days(events: pd.DataFrame) -> list[str]:
    """First and last day as one text; nothing where neither is known."""
    texts = []
    for begin, end in zip(events["start"], events["end"], strict=True):
        known = [f"{day:%Y-%m-%d}" for day in (begin, end) if not pd.isna(day)]
        texts.append(" – ".join(dict.fromkeys(known)))
    return texts


def _people(visits: pd.DataFrame) -> list[str]:
    """Names of visitors, or their offices where no article names the person."""
    columns = (visits["visitor"], visits["visitor_office"], visits["visitor_country"])
    return [labels.person(*row) for row in zip(*columns, strict=True)]


def _status(events: pd.DataFrame, of: str = "") -> list[str]:
    """Status in words, and whether articles only recall the event; ``of`` as in :func:`analysis.labels.word`."""
    pairs = zip(events["status"], events["background"], strict=True)
    return [
        text("{status}, recalled", status=word(code, of)) if recalled else word(code, of) for code, recalled in pairs
    ]


def _sides(events: pd.DataFrame, column: str) -> list[str]:
    """Countries and organisations in words."""
    return [", ".join(country(code) for code in codes) for codes in events[column]]


def held(visits: pd.DataFrame) -> pd.DataFrame:
    """The visits that took place or are under way.

    Examples
    --------
    >>> visits = pd.DataFrame({"host_country": ["KAZ", "IRN"], "status": ["held", "planned"]})
    >>> held(visits)["host_country"].tolist()
    ['KAZ']
    """
    return visits[visits["status"].eq("held")]


def crossed(rows: pd.Series, columns: pd.Series, name: str, last: str = "") -> pd.DataFrame:
    """How often two codes come together: the most frequent rows first, but for one that always stands last.

    Examples
    --------
    >>> crossed(pd.Series(["a", "b", "b"]), pd.Series(["x", "x", "y"]), "letter").to_dict("index")
    {'b': {'x': 1, 'y': 1}, 'a': {'x': 1, 'y': 0}}
    """
    table = timeline.cross(rows, columns)
    order = sorted(table.index, key=lambda code: (code == last, -table.loc[code].sum(), code))
    return table.loc[order].rename_axis(index=name, columns=None)


# tables for reading


def _reported(events: pd.DataFrame) -> list[pd.Timestamp]:
    """Day of the first report."""
    return timeline.local(events["first_reported"]).dt.normalize().to_list()


def visit_table(corpus: Corpus, visits: pd.DataFrame) -> pd.DataFrame:
    """Visits with names, places and the words that say so.

    Examples
    --------
    >>> visit = {"visitor": "Рашид Мередов", "visitor_country": "TKM", "host_country": "KAZ", "start": "2024-05-14"}
    >>> corpus = Corpus.example(visits=[{**visit, "end": "2024-05-15", "kind": "working", "background": True}])
    >>> table = visit_table(corpus, corpus.visits)
    >>> table[["days", "visitor", "to", "kind", "status"]].to_numpy().tolist()
    [['2024-05-14 – 2024-05-15', 'Raşit Meredow', 'Kazakhstan', 'working', 'held, recalled']]
    """
    return pd.DataFrame(
        {
            "days": _days(visits),
            "reported": _reported(visits),
            "visitor": _people(visits),
            "from": [*map(country, visits["visitor_country"])],
            "to": [*map(country, visits["host_country"])],
            "places": [", ".join(map(labels.place, names)) for names in visits["places"]],
            "kind": [*map(word, visits["kind"])],
            "status": _status(visits, "visit"),
            "articles": visits["articles"].to_list(),
            "evidence": corpus.cite(visits),
        }
    )


def meeting_table(corpus: Corpus, meetings: pd.DataFrame) -> pd.DataFrame:
    """Meetings with participants, sides and the words that say so.

    Examples
    --------
    >>> meeting = {"participants": ["Рашид Мередов", "foreign_minister@IRN"], "countries": ["IRN", "TKM"]}
    >>> corpus = Corpus.example(meetings=[{**meeting, "mode": "phone"}])
    >>> meeting_table(corpus, corpus.meetings)[["participants", "sides", "mode"]].to_numpy().tolist()
    [['Raşit Meredow, foreign minister (Iran)', 'Iran, Turkmenistan', 'phone']]
    """
    return pd.DataFrame(
        {
            "day": meetings["date"].to_list(),
            "reported": _reported(meetings),
            "participants": [", ".join(map(labels.participant, names)) for names in meetings["participants"]],
            "sides": _sides(meetings, "countries"),
            "mode": [*map(word, meetings["mode"])],
            "status": _status(meetings, "meeting"),
            "articles": meetings["articles"].to_list(),
            "evidence": corpus.cite(meetings),
        }
    )


def agreement_table(corpus: Corpus, agreements: pd.DataFrame) -> pd.DataFrame:
    """Agreements with title, parties and the words that say so.

    Examples
    --------
    >>> agreement = {"kind": "memorandum", "parties": ["TKM", "ПРООН"], "evidence": "подписали меморандум"}
    >>> corpus = Corpus.example(agreements=[agreement], articles=[{"title": "Вода и сады", "published": "2024-05-14"}])
    >>> table = agreement_table(corpus, corpus.agreements)
    >>> table[["kind", "parties", "status"]].to_numpy().tolist(), str(table["evidence"][0])
    ([['memorandum', 'Turkmenistan, ПРООН', 'signed']], '«подписали меморандум» (Вода и сады, 14 May 2024)')
    """
    return pd.DataFrame(
        {
            "day": agreements["date"].to_list(),
            "reported": _reported(agreements),
            "kind": [*map(word, agreements["kind"])],
            "title": agreements["title"].to_list(),
            "parties": _sides(agreements, "parties"),
            "status": _status(agreements),
            "documents": agreements["count"].to_list(),
            "articles": agreements["articles"].to_list(),
            "evidence": corpus.cite(agreements),
        }
    )


def article_table(articles: pd.DataFrame) -> pd.DataFrame:
    """Articles with time, title, source, length and their first sentence.

    Examples
    --------
    >>> body = "Президент прибыл в Астану. Его встретили."
    >>> article = {"title": "Визит в Астану", "body": body, "published": "2024-05-14T05:05:00+00:00"}
    >>> table = article_table(Corpus.example(articles=[article]).articles)
    >>> table[["published", "opening"]].astype(str).to_numpy().tolist()
    [['2024-05-14 10:05:00', 'Президент прибыл в Астану.']]
    """
    table = articles[["published", "title", "source", "site", "characters", "url"]]
    table = table.assign(published=timeline.local(articles["published"]), opening=articles["body"].map(_opening))
    table.attrs["rows"] = "articles"
    return table


def _opening(body: str) -> str:
    """The first sentence of an article, cut where it is very long."""
    first = next((part.text for part in razdel.sentenize(body[:OPENING].split("\n\n")[0])), "")
    return first if len(first) < OPENING else first.rsplit(" ", 1)[0] + " …"


def headline_table(corpus: Corpus) -> pd.DataFrame:
    """Headlines that stood in a sidebar although the corpus has no such article; each once, the newest first.

    Examples
    --------
    >>> seen = [("1.txt", "Новый мост через реку"), ("2.txt", "Новый мост через реку"), ("2.txt", "Визит в Астану")]
    >>> headlines = [{"page": page, "text": headline} for page, headline in seen]
    >>> headlines[2]["article_id"] = "article1"
    >>> headline_table(Corpus.example(headlines=headlines))[["headline", "pages", "seen_on"]].to_numpy().tolist()
    [['Новый мост через реку', 2, '1.txt']]
    """
    missing = corpus.headlines[corpus.headlines["article_id"].isna()]
    missing = missing.assign(published=timeline.local(missing["published"]))
    table = missing.groupby("text", sort=False).agg(
        published=("published", "min"), pages=("page", "nunique"), seen_on=("page", "first")
    )
    table = table.reset_index().rename(columns={"text": "headline"})
    return table.sort_values(["published", "headline"], ascending=[False, True], ignore_index=True)


def reject_table(corpus: Corpus) -> pd.DataFrame:
    """Rejected pages with the reason in words.

    Examples
    --------
    >>> reject_table(Corpus.example(rejects=[{"page": "7.txt", "reason": "binary"}]))["reason"].tolist()
    ['the file is not text']
    """
    return corpus.rejects.assign(reason=[text(REASONS.get(code, code)) for code in corpus.rejects["reason"]])


def counted(values: pd.Series, name: str, missing: str = "not stated") -> pd.DataFrame:
    """How often each value comes, the most frequent first.

    Examples
    --------
    >>> counted(pd.Series(["a", None, "a"]), "articles").to_dict("index")
    {'a': {'articles': 2}, 'not stated': {'articles': 1}}
    """
    stated = values.fillna(text(missing)).rename(str(values.name))
    table = timeline.cross(stated, pd.Series(name, index=values.index))
    order = sorted(table.index, key=lambda value: (-table.loc[value, name], str(value)))
    return table.reindex(order).rename_axis(columns=None)


# what swimlanes are drawn from


def _lanes(visits: pd.DataFrame, panels: Iterable[str], names: Iterable[str], most: int = 9) -> pd.DataFrame:
    """Visits as marks for :func:`analysis.figures.swimlanes`, the busiest lanes first, the rest put together.

    Parameters
    ----------
    visits : DataFrame
        Rows of ``visits``, with ``day``.
    panels, names : sequence of str
        Panel and lane of each visit.
    most : int
        Number of lanes a panel; all further ones share a lane.
    """
    marks = pd.DataFrame(
        {
            "panel": list(panels),
            "lane": list(names),
            "day": pd.to_datetime(visits["day"]).to_numpy(),
            "last": pd.to_datetime(visits["end"]).to_numpy(),
            "label": visits["host_country"].fillna("").to_list(),
            "kind": visits["kind"].to_list(),
            "status": visits["status"].to_list(),
        },
        index=visits.index,
    ).dropna(subset=["day"])
    parts = []
    for _, part in marks.groupby("panel", sort=False):
        counts = part["lane"].value_counts()
        order = sorted(counts.index, key=lambda name: (-counts[name], name))
        kept, rest = order[:most], order[most:]
        together = text("all others ({number})", number=len(rest))
        part = part.assign(lane=part["lane"].where(part["lane"].isin(kept), together))
        lane = pd.Categorical(part["lane"], [*kept, together])
        parts.append(part.assign(place=lane.codes).sort_values(["place", "day"], kind="stable").drop(columns="place"))
    return pd.concat(parts) if parts else marks


def recent(corpus: Corpus, months: int = 36) -> tuple[pd.PeriodIndex, str]:
    """The months that a picture can show at a glance: the last ones of the period; and a sentence if that cuts.

    Parameters
    ----------
    corpus : Corpus
    months : int
        Number of months shown.

    Examples
    --------
    >>> corpus = Corpus.example(articles=[{"published": "2018-03-01"}, {"published": "2024-06-01"}])
    >>> months, said = recent(corpus, months=24)
    >>> str(months[0]), said.split(";")[0]
    ('2022-07', 'The picture shows the last 24 months of the period, July 2022 to June 2024')
    """
    every = pd.PeriodIndex(timeline.coverage(corpus.russian).index)
    if len(every) <= months:
        return every, ""
    shown = every[-months:]
    said = (
        "The picture shows the last {months} of the period, {first} to {last}; "
        "choose others with the parameters start and end."
    )
    return shown, text(said, months=several(months, "month"), first=month_name(shown[0]), last=month_name(shown[-1]))


def find_leader(corpus: Corpus, leader: str) -> tuple[str, str]:
    """The person whom a parameter means, as the tables write the name.

    Parameters
    ----------
    corpus : Corpus
    leader : str
        Full name in Russian or Latin letters; case and «ё» don't matter.

    Returns
    -------
    name, remark : str
        The name as the tables have it; as given, with a sentence about near names, if the corpus knows nobody of it.

    Examples
    --------
    >>> corpus = Corpus.example(people=[{"name": "Рашид Мередов", "latin": "Raşit Meredow"}])
    >>> find_leader(corpus, "raşit meredow")
    ('Рашид Мередов', '')
    >>> find_leader(corpus, "Рашид Медеров")[1]
    'The corpus knows nobody called «Рашид Медеров». Names that are spelled alike: Raşit Meredow.'
    """
    met = (name for names in corpus.meetings["participants"] for name in names if "@" not in name)
    known = {*corpus.visits["visitor"].dropna(), *corpus.people["name"].dropna(), *met}
    latin = dict(zip(corpus.people["latin"], corpus.people["name"], strict=True))

    def plain(name: object) -> str:
        return " ".join(str(name).lower().replace("ё", "е").split())

    for spelling, name in sorted([*((n, n) for n in known), *latin.items()], key=lambda pair: str(pair[0])):
        if plain(spelling) == plain(leader):
            return name, ""
    near = timeline.near_names(leader, [*known, *(str(n) for n in latin if n)])
    spelt = ", ".join(dict.fromkeys(labels.name(latin.get(name, name)) for name in near))
    said = text("The corpus knows nobody called «{leader}»{period}.", leader=leader, period=period(corpus))
    advice = text("Names that are spelled alike: {names}.", names=spelt) if near else ""
    return leader, f"{said} {advice or text('No name of the corpus is spelled alike.')}"


def leader_meetings(corpus: Corpus, leader: str) -> pd.DataFrame:
    """The meetings in which a person took part.

    Examples
    --------
    >>> rows = [{"participants": ["Рашид Мередов", "Сергей Лавров"]}, {"participants": ["Сергей Лавров"]}]
    >>> leader_meetings(Corpus.example(meetings=rows), "Рашид Мередов")["meeting_id"].tolist()
    ['meeting1']
    """
    return corpus.meetings.loc[[leader in names for names in corpus.meetings["participants"]]]


def between(corpus: Corpus, partner: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Visits between the focus country and a partner, and the meetings and agreements that both take part in.

    Examples
    --------
    >>> sides = [{"countries": ["IRN", "TKM"]}, {"countries": ["IRN", "KAZ"]}]
    >>> visits = [{"visitor_country": "IRN", "host_country": "TKM"}, {"visitor_country": "TKM", "host_country": "KAZ"}]
    >>> [events.index.tolist() for events in between(Corpus.example(meetings=sides, visits=visits), "IRN")]
    [['visit1'], ['meeting1'], []]
    """
    ways = {(corpus.focus, partner), (partner, corpus.focus)}
    pairs = zip(corpus.visits["visitor_country"], corpus.visits["host_country"], strict=True)
    visits = corpus.visits.loc[[pair in ways for pair in pairs]]
    meetings, agreements = (
        timeline.with_party(timeline.with_party(events, column, corpus.focus), column, partner)
        for events, column in ((corpus.meetings, "countries"), (corpus.agreements, "parties"))
    )
    return visits, meetings, agreements


def partner_articles(corpus: Corpus, partner: str) -> pd.DataFrame:
    """The articles that tell of an event in which a country takes part.

    Examples
    --------
    >>> corpus = Corpus.example(
    ...     visits=[{"host_country": "IRN"}, {"host_country": "KAZ"}],
    ...     articles=[{"title": "Визит в Тегеран"}, {"title": "Визит в Астану"}],
    ...     mentions=[{"event_id": f"visit{n}", "article_id": f"article{n}"} for n in (1, 2)],
    ... )
    >>> partner_articles(corpus, "KAZ")["title"].tolist()
    ['Визит в Астану']
    """
    visits = corpus.visits[corpus.visits["visitor_country"].eq(partner) | corpus.visits["host_country"].eq(partner)]
    events = {
        *visits["visit_id"],
        *timeline.with_party(corpus.meetings, "countries", partner)["meeting_id"],
        *timeline.with_party(corpus.agreements, "parties", partner)["agreement_id"],
    }
    found = corpus.mentions.loc[corpus.mentions["event_id"].isin(events), "article_id"]
    return corpus.russian[corpus.russian["article_id"].isin(found)]


# visits


def own_visits(corpus: Corpus) -> pd.DataFrame:
    """The visits that start, end or stay in the focus country.

    Examples
    --------
    >>> routes = [("TKM", "IRN"), ("KAZ", "TKM"), ("KAZ", "UZB"), ("TKM", "TKM")]
    >>> corpus = Corpus.example(visits=[{"visitor_country": guest, "host_country": host} for guest, host in routes])
    >>> own_visits(corpus).index.tolist()
    ['visit1', 'visit2', 'visit4']
    """
    return corpus.visits[timeline.directions(corpus.visits, corpus.focus) != "elsewhere"]


def direction_names(corpus: Corpus) -> tuple[str, str]:
    """Headings of the two directions.

    Examples
    --------
    >>> direction_names(Corpus.example("KAZ"))
    ('From Kazakhstan', 'To Kazakhstan')
    """
    focus = country(corpus.focus)
    return text("From {country}", country=focus), text("To {country}", country=focus)


def visit_lanes(corpus: Corpus, visits: pd.DataFrame) -> pd.DataFrame:
    """A lane for each traveller from the focus country, and for each country that sends travellers to it.

    Examples
    --------
    >>> visits = [{"visitor": "Рашид Мередов", "visitor_country": "TKM", "host_country": "IRN", "start": "2024-05-14"}]
    >>> visits += [{"visitor_country": "KAZ", "host_country": "TKM", "start": "2024-05-20"}]
    >>> corpus = Corpus.example(visits=visits)
    >>> visit_lanes(corpus, corpus.visits)[["panel", "lane", "label"]].to_numpy().tolist()
    [['From Turkmenistan', 'R. Meredow', 'IRN'], ['To Turkmenistan', 'Kazakhstan', '']]
    """
    out, into = direction_names(corpus)
    inside = text("Inside {country}", country=country(corpus.focus))
    headings = {"outgoing": out, "domestic": inside, "incoming": into}
    ways = timeline.directions(visits, corpus.focus)
    order = ways.map({way: place for place, way in enumerate(headings)}).sort_values(kind="stable").index
    visits, ways = visits.loc[order], ways[order]
    senders = [country(code) if isinstance(code, str) else text("organisations") for code in visits["visitor_country"]]
    travellers = [
        labels.short_name(labels.person(name, office, None))
        for name, office in zip(visits["visitor"], visits["visitor_office"], strict=True)
    ]
    lane = [sender if way == "incoming" else name for sender, name, way in zip(senders, travellers, ways, strict=True)]
    marks = _lanes(visits, ways.map(headings), lane)
    # only abroad the host tells something that the heading doesn't
    return marks.assign(label=marks["label"].where(marks["panel"] == headings["outgoing"], ""))


def months_by_kind(corpus: Corpus, way: str) -> pd.DataFrame:
    """Visits held a month in one direction, by kind, in every month that the corpus covers.

    Examples
    --------
    >>> visit = {"visitor_country": "TKM", "host_country": "IRN", "start": "2024-05-14", "kind": "working"}
    >>> corpus = Corpus.example(visits=[visit], articles=[{"published": "2024-04-30"}, {"published": "2024-05-15"}])
    >>> months_by_kind(corpus, "outgoing").loc["2024-04":"2024-05", "working"].tolist()
    [0, 1]
    """
    visits = held(corpus.visits)
    visits = visits[timeline.directions(visits, corpus.focus) == way]
    return timeline.by_period(visits["day"], visits["kind"], timeline.coverage(corpus.russian).index)


def side_by_side(first: pd.DataFrame, second: pd.DataFrame, names: tuple[str, str]) -> pd.DataFrame:
    """Two tables by month as one, the columns named after both.

    Examples
    --------
    >>> one = pd.DataFrame({"state": [1]})
    >>> list(side_by_side(one, one, ("From Iran", "To Iran")).columns)
    ['From Iran, state', 'To Iran, state']
    """
    parts = zip((first, second), names, strict=True)
    return pd.concat([part.rename(columns={c: f"{way}, {word(c)}" for c in part}) for part, way in parts], axis=1)


def visit_rates(corpus: Corpus) -> pd.DataFrame:
    """Visits held from, to and inside the focus country per 100 articles, a month, quarter or year.

    Examples
    --------
    >>> visit = {"visitor_country": "TKM", "host_country": "IRN", "start": "2024-05-14"}
    >>> corpus = Corpus.example(visits=[visit, visit], articles=[{"published": "2024-05-15"}] * 50)
    >>> visit_rates(corpus)["rate"].to_dict()
    {Period('2024-05', 'M'): 4.0}
    """
    covered = timeline.coverage(corpus.russian, timeline.finest_freq(corpus.russian))
    counts = timeline.by_period(held(own_visits(corpus))["day"], periods=covered.index)
    table = timeline.rates(counts.sum(axis=1).astype(int), covered["articles"])
    table.attrs |= counts.attrs
    return table


def visit_changes(corpus: Corpus) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Stretches of one rate of :func:`visit_rates`, and bursts.

    Examples
    --------
    >>> visits = [{"visitor_country": "TKM", "host_country": "IRN", "start": "2024-07-14"}] * 60
    >>> articles = [{"published": f"2024-0{month}-15"} for month in range(1, 9)] * 25
    >>> stretches, bursts = visit_changes(Corpus.example(visits=visits, articles=articles))
    >>> stretches[["first", "last", "events"]].astype(str).to_numpy().tolist()
    [['2024-01', '2024-06', '0'], ['2024-07', '2024-07', '60'], ['2024-08', '2024-08', '0']]
    >>> bursts[["first", "last", "events"]].astype(str).to_numpy().tolist()
    [['2024-07', '2024-07', '60']]
    """
    table = visit_rates(corpus)
    events, articles = table["events"], table["articles"]
    return timeline.rate_changes(events, articles), timeline.bursts(events, articles)


def compare_visits(corpus: Corpus, split: pd.Timestamp | None) -> pd.DataFrame:
    """Visits held from, to and inside the focus country before a day and from it on, by direction.

    Examples
    --------
    >>> days = ["2023-05-14", "2024-05-14", "2024-06-03"]
    >>> visits = [{"visitor_country": "TKM", "host_country": "IRN", "start": day} for day in days]
    >>> corpus = Corpus.example(visits=visits, articles=[{"published": day} for day in days])
    >>> compare_visits(corpus, pd.Timestamp("2024-01-01"))[["before", "after"]].to_dict("index")
    {'all': {'before': 1, 'after': 2}, 'from the focus country': {'before': 1, 'after': 2}}
    """
    visits = held(own_visits(corpus))
    return compared(corpus, visits["day"], timeline.directions(visits, corpus.focus).map(word), split)


def compared(corpus: Corpus, days: pd.Series, groups: pd.Series, split: pd.Timestamp | None) -> pd.DataFrame:
    """Events per 100 articles in two periods, and their ratio; no rows without a day that parts them.

    Examples
    --------
    >>> corpus = Corpus.example(articles=[{"published": "2023-05-14"}] * 10 + [{"published": "2024-05-14"}] * 5)
    >>> signed = pd.to_datetime(pd.Series(["2023-05-10", "2024-05-10"]))
    >>> table = compared(corpus, signed, pd.Series(["signed", "signed"]), pd.Timestamp("2024-01-01"))
    >>> table[["rate_before", "rate_after"]].to_dict("index")
    {'all': {'rate_before': 10.0, 'rate_after': 20.0}, 'signed': {'rate_before': 10.0, 'rate_after': 20.0}}
    """
    never = pd.Timestamp("2262-01-01")
    table = timeline.before_and_after(days, groups, corpus.russian["published"], never if split is None else split)
    return timeline.renamed(table, lambda group: text("all") if group == "all" else group)


def destinations(corpus: Corpus, visits: pd.DataFrame) -> pd.DataFrame:
    """Countries travelled to, with the place of the capital and the number of visits held, the most visited first.

    The focus country stands last, as the place where the visits start.

    Examples
    --------
    >>> corpus = Corpus.example(visits=[{"visitor_country": "TKM", "host_country": "IRN"}] * 2)
    >>> destinations(corpus, corpus.visits).round(1).reset_index().to_numpy().tolist()
    [['Iran', 51.4, 35.7, 2], ['Turkmenistan', 58.4, 38.0, 0]]
    """
    from analysis.gazetteer.coordinates import capital

    hosts = held(visits[visits["host_country"].ne(corpus.focus)])["host_country"]
    counts = crossed(hosts, pd.Series("visits", index=hosts.index), "country")
    if len(counts) and labels.is_country(corpus.focus):
        counts.loc[corpus.focus] = 0
    places = [capital(code) or (float("nan"), float("nan")) for code in counts.index]
    counts.insert(0, "longitude", [float(east) for east, _ in places])
    counts.insert(1, "latitude", [float(north) for _, north in places])
    return timeline.renamed(counts, country)


def outgoing(corpus: Corpus) -> pd.DataFrame:
    """The visits from the focus country to others.

    Examples
    --------
    >>> routes = [("TKM", "IRN"), ("KAZ", "TKM"), ("TKM", "TKM")]
    >>> corpus = Corpus.example(visits=[{"visitor_country": guest, "host_country": host} for guest, host in routes])
    >>> outgoing(corpus).index.tolist()
    ['visit1']
    """
    return corpus.visits[timeline.directions(corpus.visits, corpus.focus) == "outgoing"]


def with_country_names(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose rows and columns are country codes, with names instead.

    Examples
    --------
    >>> with_country_names(pd.DataFrame({"TKM": [2]}, index=["KAZ"])).to_dict("index")
    {'Kazakhstan': {'Turkmenistan': 2}}
    """
    return timeline.renamed(table, country, country)


def traveller_table(visits: pd.DataFrame) -> pd.DataFrame:
    """Everyone who travels, with office and country in words.

    Examples
    --------
    >>> visit = {"visitor": "Рашид Мередов", "visitor_office": "foreign_minister", "visitor_country": "TKM"}
    >>> corpus = Corpus.example(visits=[{**visit, "host_country": "IRN", "start": "2024-05-14"}])
    >>> traveller_table(corpus.visits)[["country", "office", "held"]].to_dict("index")
    {'Raşit Meredow': {'country': 'Turkmenistan', 'office': 'foreign minister', 'held': 1}}
    """
    table = timeline.visitors(visits)
    table = table.assign(country=table["country"].map(country), office=table["office"].map(labels.office))
    return timeline.renamed(table, labels.name)


def by_office(corpus: Corpus, visits: pd.DataFrame) -> pd.DataFrame:
    """Visits held by office of the visitor, the most senior first, and direction.

    Examples
    --------
    >>> offices = ("foreign_minister", "head_of_state", "foreign_minister")
    >>> visits = [{"visitor_office": office, "visitor_country": "TKM", "host_country": "IRN"} for office in offices]
    >>> corpus = Corpus.example(visits=visits)
    >>> by_office(corpus, corpus.visits).to_dict("index")
    {'head of state': {'from the focus country': 1}, 'foreign minister': {'from the focus country': 2}}
    """
    visits = held(visits)
    table = timeline.cross(visits["visitor_office"], timeline.directions(visits, corpus.focus))
    table = table.reindex(index=[office for office in OFFICES if office in table.index])
    return timeline.renamed(table, labels.office, word).rename_axis(index="office", columns=None)


# agreements


def kinds_by_status(agreements: pd.DataFrame) -> pd.DataFrame:
    """Agreements by kind, the most frequent first, and status.

    Examples
    --------
    >>> stated = {"kind": ["contract", "treaty", "treaty"], "status": ["signed", "signed", "in_force"]}
    >>> kinds_by_status(pd.DataFrame(stated)).to_dict("index")
    {'treaty': {'in_force': 1, 'signed': 1}, 'contract': {'in_force': 0, 'signed': 1}}
    """
    return timeline.renamed(crossed(agreements["kind"], agreements["status"], "kind"), word)


def document_name(title: object, kind: str, parties: Iterable[str], focus: str) -> str:
    """What to call a document in a picture: its title, or its kind and the other parties.

    Examples
    --------
    >>> document_name("соглашение о газе", "treaty", ("KAZ", "TKM"), "TKM")
    'соглашение о газе'
    >>> document_name(None, "package", ("KAZ", "TKM"), "TKM")
    'package (Kazakhstan)'
    """
    others = ", ".join(country(code) for code in parties if code != focus)
    return str(title) if isinstance(title, str) else f"{word(kind)} ({others})"


def document_lives(corpus: Corpus, agreements: pd.DataFrame) -> pd.DataFrame:
    """Stages of the documents of which articles tell more than one: ``document``, ``parties``, ``day``, ``status``.

    Examples
    --------
    >>> stages = {"article1": '{"status": "planned"}', "article2": '{"status": "signed"}'}
    >>> corpus = Corpus.example(
    ...     agreements=[{"title": "соглашение о газе"}],
    ...     articles=[{"published": "2023-10-02"}, {"published": "2024-05-14"}],
    ...     mentions=[{"event_id": "agreement1", "article_id": a, "stated": stages[a]} for a in stages],
    ... )
    >>> document_lives(corpus, corpus.agreements)[["document", "day", "status"]].astype(str).to_numpy().tolist()
    [['соглашение о газе', '2023-10-02', 'planned'], ['соглашение о газе', '2024-05-14', 'signed']]
    """
    stages = timeline.lives(agreements, corpus.mentions, corpus.every_article)
    stages = stages[stages.groupby("agreement_id")["day"].transform("nunique") > 1]
    known = agreements.drop_duplicates("agreement_id").set_index("agreement_id")
    rows = known.reindex(stages["agreement_id"])
    columns = (rows["title"], rows["kind"], rows["parties"])
    names = pd.Series([document_name(*values, corpus.focus) for values in zip(*columns, strict=True)], rows.index)
    # two documents of one name are two lines
    for name, events in rows.index.to_series().groupby(names):
        for place, event in enumerate(events.unique()[1:], 2):
            names[event] = f"{name} ({place})"
    stated = {"day": stages["day"].to_list(), "status": stages["status"].to_list()}
    return pd.DataFrame({"document": names, "parties": _sides(rows, "parties"), **stated}).rename_axis(None)


def sectors_by_status(agreements: pd.DataFrame) -> pd.DataFrame:
    """Agreements by sector, the most frequent first, and status; one of two sectors counts for both.

    Examples
    --------
    >>> titles = ["соглашение о поставках природного газа", "меморандум в сфере высшего образования", None]
    >>> sectors_by_status(pd.DataFrame({"title": titles, "status": "signed"})).to_dict("index")
    {'education and science': {'signed': 1}, 'energy': {'signed': 1}, 'not said': {'signed': 1}}
    """
    from analysis.gazetteer.sectors import sectors_of

    unknown = "not said"
    sectors = [(sectors_of(title) if isinstance(title, str) else ()) or (unknown,) for title in agreements["title"]]
    frame = agreements[["status"]].assign(sector=pd.Series(sectors, agreements.index, dtype=object)).explode("sector")
    return timeline.renamed(crossed(frame["sector"], frame["status"], "sector", last=unknown), text)


def fruitful_visits(corpus: Corpus, agreements: pd.DataFrame) -> pd.DataFrame:
    """Visits on which documents were signed or planned, with their numbers and the words that tell of the visit.

    Examples
    --------
    >>> corpus = Corpus.example(
    ...     visits=[{"visitor": "Рашид Мередов", "visitor_country": "TKM", "host_country": "IRN"}] * 2,
    ...     agreements=[{"visit_id": "visit2", "count": 3}],
    ... )
    >>> fruitful_visits(corpus, corpus.agreements)[["visitor", "to", "agreements", "documents"]].to_dict("index")
    {0: {'visitor': 'Raşit Meredow', 'to': 'Iran', 'agreements': 1, 'documents': 3}}
    """
    found = timeline.documents_per_visit(corpus.visits, agreements)
    table = visit_table(corpus, found)[["days", "visitor", "to", "kind", "evidence"]]
    table.insert(4, "agreements", found["agreements"].to_list())
    table.insert(5, "documents", found["documents"].to_list())
    return table


# two leaders


def two_leaders(corpus: Corpus, leaders: Sequence[str], since: pd.Timestamp | None) -> pd.DataFrame:
    """Visits abroad of two people since a day, by country and person; the countries of most visits first.

    Examples
    --------
    >>> trips = [("Рашид Мередов", "IRN"), ("Рашид Мередов", "KAZ"), ("Сердар Бердымухамедов", "KAZ")]
    >>> visits = [{"visitor": name, "visitor_country": "TKM", "host_country": host} for name, host in trips]
    >>> two_leaders(Corpus.example(visits=visits), ["Рашид Мередов", "Сердар Бердымухамедов"], None).to_dict()
    {'Raşit Meredow': {'Kazakhstan': 1, 'Iran': 1}, 'Serdar Berdimuhamedow': {'Kazakhstan': 1, 'Iran': 0}}
    """
    trips = abroad_since(corpus, leaders, since)
    table = crossed(trips["host_country"], trips["visitor"], "country").reindex(columns=list(leaders), fill_value=0)
    return timeline.renamed(table, country, labels.name)


def leader_pair(corpus: Corpus, leader: str, other: str) -> list[str]:
    """The people to compare: where both are the same, whoever else travels most from the focus country takes part.

    Examples
    --------
    >>> trips = [("Рашид Мередов", "IRN"), ("Сердар Бердымухамедов", "KAZ")]
    >>> visits = [{"visitor": name, "visitor_country": "TKM", "host_country": host} for name, host in trips]
    >>> leader_pair(Corpus.example(visits=visits), "Рашид Мередов", "Рашид Мередов")
    ['Рашид Мередов', 'Сердар Бердымухамедов']
    """
    names = [find_leader(corpus, name)[0] for name in (leader, other) if name]
    others = [name for name in timeline.visitors(outgoing(corpus)).index if name not in names]
    return names if len({*names}) == len(names) else [names[0], *others[:1]]


def abroad_since(corpus: Corpus, leaders: Sequence[str], since: pd.Timestamp | None) -> pd.DataFrame:
    """Visits held abroad by some people, from a day on.

    Examples
    --------
    >>> trips = [("IRN", "2021-05-14"), ("KAZ", "2024-05-14"), ("TKM", "2024-06-03")]
    >>> visit = {"visitor": "Рашид Мередов", "visitor_country": "TKM"}
    >>> corpus = Corpus.example(visits=[{**visit, "host_country": host, "start": day} for host, day in trips])
    >>> abroad_since(corpus, ["Рашид Мередов"], pd.Timestamp("2022-03-19"))["host_country"].tolist()
    ['KAZ']
    """
    trips = held(corpus.visits[corpus.visits["visitor"].isin(list(leaders))])
    trips = trips[trips["host_country"].notna() & trips["host_country"].ne(trips["visitor_country"])]
    return trips if since is None else trips[trips["day"] >= since]


def two_leader_lanes(corpus: Corpus, leaders: Sequence[str], since: pd.Timestamp | None) -> pd.DataFrame:
    """A lane for each of two people, with the countries travelled to.

    Examples
    --------
    >>> visit = {"visitor_country": "TKM", "host_country": "IRN", "start": "2024-05-14"}
    >>> leaders = ["Рашид Мередов", "Сердар Бердымухамедов"]
    >>> corpus = Corpus.example(visits=[{**visit, "visitor": name} for name in leaders])
    >>> two_leader_lanes(corpus, leaders, None)[["panel", "lane", "label"]].to_numpy().tolist()
    [['Visits abroad', 'R. Meredow', 'IRN'], ['Visits abroad', 'S. Berdimuhamedow', 'IRN']]
    """
    trips = abroad_since(corpus, leaders, since)
    names = [labels.short_name(labels.name(name)) for name in trips["visitor"]]
    return _lanes(trips, [text("Visits abroad")] * len(trips), names)


# one leader


def itinerary_lanes(trips: pd.DataFrame) -> pd.DataFrame:
    """A lane for each country travelled to, trips inside the own country apart.

    Examples
    --------
    >>> visit = {"visitor": "Рашид Мередов", "visitor_country": "TKM", "start": "2024-05-14"}
    >>> corpus = Corpus.example(visits=[{**visit, "host_country": host} for host in ("TKM", "IRN")])
    >>> itinerary_lanes(corpus.visits)[["panel", "lane"]].to_numpy().tolist()
    [['Abroad', 'Iran'], ['Inside the own country', 'Turkmenistan']]
    """
    home = trips["visitor_country"].eq(trips["host_country"])
    panels = home.map({True: text("Inside the own country"), False: text("Abroad")})
    order = home.sort_values(kind="stable").index
    hosts = trips.loc[order, "host_country"].map(country)
    return _lanes(trips.loc[order], panels[order], hosts, most=14).assign(label="")


def trip_table(corpus: Corpus, trips: pd.DataFrame) -> pd.DataFrame:
    """Visits of one person, with the days since the visit before.

    Examples
    --------
    >>> trips = [("IRN", "2024-05-14"), ("KAZ", "2024-05-20")]
    >>> visit = {"visitor": "Рашид Мередов", "visitor_country": "TKM"}
    >>> corpus = Corpus.example(visits=[{**visit, "host_country": host, "start": day} for host, day in trips])
    >>> table = trip_table(corpus, timeline.itinerary(corpus.visits, "Рашид Мередов"))
    >>> table[["days", "days since the last", "to"]].to_numpy().tolist()
    [['2024-05-14', None, 'Iran'], ['2024-05-20', 6, 'Kazakhstan']]
    """
    table = visit_table(corpus, trips).drop(columns=["visitor", "from"])
    since = [None if pd.isna(days) else int(days) for days in trips["since"]]
    table.insert(2, "days since the last", pd.Series(since, dtype=object))
    return table


def hosts_by_status(trips: pd.DataFrame) -> pd.DataFrame:
    """Visits by host country, the most frequent first, and status.

    Examples
    --------
    >>> trips = pd.DataFrame({"host_country": ["KAZ", "IRN", "IRN"], "status": ["held", "held", "planned"]})
    >>> hosts_by_status(trips).to_dict("index")
    {'Iran': {'held': 1, 'planned': 1}, 'Kazakhstan': {'held': 1, 'planned': 0}}
    """
    return timeline.renamed(crossed(trips["host_country"], trips["status"], "country"), country)


def first_visit_table(corpus: Corpus, trips: pd.DataFrame) -> pd.DataFrame:
    """The first visit held to each other country, in order.

    Examples
    --------
    >>> trips = [("IRN", "2023-05-14"), ("KAZ", "2024-02-01"), ("IRN", "2024-05-20")]
    >>> corpus = Corpus.example(visits=[{"host_country": host, "start": day} for host, day in trips])
    >>> first_visit_table(corpus, corpus.visits)[["days", "to"]].to_numpy().tolist()
    [['2023-05-14', 'Iran'], ['2024-02-01', 'Kazakhstan']]
    """
    abroad = trips[trips["visitor_country"] != trips["host_country"]]
    return visit_table(corpus, timeline.first_visits(abroad)).drop(columns=["visitor", "from", "status"])


def partners_met(meetings: pd.DataFrame, leader: str) -> pd.DataFrame:
    """Other participants of one person's meetings, the most frequent first, by status.

    Examples
    --------
    >>> meetings = [["Рашид Мередов", "Сергей Лавров"], ["Рашид Мередов", "foreign_minister@IRN"]]
    >>> corpus = Corpus.example(meetings=[{"participants": names} for names in meetings])
    >>> partners_met(corpus.meetings, "Рашид Мередов").to_dict("index")
    {'Sergey Lavrov': {'held': 1}, 'foreign minister (Iran)': {'held': 1}}
    """
    others = meetings.explode("participants")
    others = others[others["participants"].notna() & others["participants"].ne(leader)]
    return crossed(others["participants"].map(labels.participant), others["status"], "participant")


# one partner


def partner_lanes(corpus: Corpus, partner: str) -> pd.DataFrame:
    """Lanes of visits paid and received, of meetings, and of agreements with one country.

    Examples
    --------
    >>> corpus = Corpus.example(
    ...     visits=[{"visitor_country": "TKM", "host_country": "IRN", "start": "2024-05-14"}],
    ...     agreements=[{"parties": ["IRN", "TKM"], "date": "2024-05-15"}],
    ... )
    >>> partner_lanes(corpus, "IRN")[["panel", "lane", "day"]].astype(str).to_numpy().tolist()
    [['Turkmenistan and Iran', 'visits to Iran', '2024-05-14'], ['Turkmenistan and Iran', 'agreements', '2024-05-15']]
    """
    visits, meetings, agreements = between(corpus, partner)
    paid = timeline.directions(visits, corpus.focus).eq("outgoing")
    focus, other = country(corpus.focus), country(partner)
    lanes_of = {
        text("visits to {country}", country=other): visits[paid],
        text("visits to {country}", country=focus): visits[~paid],
        text("meetings"): meetings,
        text("agreements"): agreements,
    }
    parts = [
        pd.DataFrame({"lane": lane, "day": events["day"], "last": events.get("end"), "status": events["status"]})
        for lane, events in lanes_of.items()
        if len(events)
    ]
    columns = ["panel", "lane", "day", "last", "label", "status"]
    marks = pd.concat(parts) if parts else pd.DataFrame(columns=columns)
    marks = marks.assign(panel=text("{focus} and {partner}", focus=focus, partner=other), label="")[columns]
    return marks.assign(day=pd.to_datetime(marks["day"]), last=pd.to_datetime(marks["last"])).dropna(subset=["day"])


def partner_topics(corpus: Corpus, found: CorpusTopics | None, partner: str) -> pd.DataFrame:
    """Mean share (%) of each topic in the articles that tell of an event with a country, and in all others.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
    >>> corpus = Corpus.example(
    ...     articles=[{"body": subject} for subject in subjects],
    ...     visits=[{"visitor_country": "IRN", "host_country": "TKM"}],
    ...     mentions=[{"event_id": "visit1", "article_id": f"article{n}"} for n in (1, 2, 3, 4)],
    ... )
    >>> partner_topics(corpus, topics_of(corpus.russian, 3), "IRN").loc["сбор, хлопок"].round(1).to_dict()
    {'articles about Iran': 0.0, 'all other articles': 60.0}
    """
    columns = [text("articles about {country}", country=country(partner)), text("all other articles")]
    if found is None:
        return pd.DataFrame(columns=columns)
    about = found.shares.index.isin(partner_articles(corpus, partner).index)
    if about.all() or about.sum() < 3:
        return pd.DataFrame(columns=columns)
    means = [found.shares[about].mean() * 100, found.shares[~about].mean() * 100]
    table = pd.concat(means, axis=1, keys=columns).rename_axis("topic")
    return table.sort_values(columns[0], ascending=False, kind="stable")


# one choice


def choose(corpus: Corpus, leader: str = "", partner: str = "", months: Sequence[Any] = ()) -> pd.DataFrame:
    """Visits, meetings and agreements of the focus country that fit a choice, in the order of time.

    Parameters
    ----------
    corpus : Corpus
    leader : str
        Full name; empty: anyone. An agreement fits if it was signed on one of the leader's visits.
    partner : str
        ISO 3166-1 alpha-3; empty: every country.
    months : sequence of two Period
        First and last month; empty: all, with events that have no day.

    Returns
    -------
    DataFrame
        ``record``, ``day``, ``what``, ``countries`` (other than the focus country), ``status``, ``evidence``.

    Examples
    --------
    >>> corpus = Corpus.example(
    ...     visits=[{"visitor": "Рашид Мередов", "visitor_country": "TKM", "host_country": "IRN"}],
    ...     agreements=[{"kind": "memorandum", "parties": ["IRN", "TKM"]}, {"parties": ["KAZ", "TKM"]}],
    ... )
    >>> choose(corpus, partner="IRN")[["record", "what", "status"]].to_numpy().tolist()
    [['visit', 'Raşit Meredow to Iran', 'held'], ['agreement', 'memorandum', 'signed']]
    """
    visits, meetings, agreements = corpus.visits, corpus.meetings, corpus.agreements
    if leader:
        visits = visits[visits["visitor"].eq(leader)]
        meetings = leader_meetings(corpus, leader)
        agreements = agreements[agreements["visit_id"].isin(visits["visit_id"])]
    parts = []
    for record, events in (("visit", visits), ("meeting", meetings), ("agreement", agreements)):
        if record == "visit":
            sides = list(zip(events["visitor_country"], events["host_country"], strict=True))
            hosts = map(country, events["host_country"])
            pairs = zip(_people(events), hosts, strict=True)
            what = [text("{who} to {country}", who=who, country=host) for who, host in pairs]
        elif record == "meeting":
            sides = [tuple(codes) for codes in events["countries"]]
            what = [", ".join(map(labels.participant, names)) for names in events["participants"]]
        else:
            sides = [tuple(codes) for codes in events["parties"]]
            titles = zip(events["title"], events["kind"], strict=True)
            what = [title if isinstance(title, str) else word(kind) for title, kind in titles]
        frame = pd.DataFrame({"record": record, "day": events["day"].to_numpy(), "what": what}, index=events.index)
        frame["countries"] = [tuple(c for c in dict.fromkeys(s) if labels.is_country(c)) for s in sides]
        frame["status"] = _status(events, record)
        frame["evidence"] = pd.Series(corpus.cite(events), index=events.index, dtype=object)
        parts.append(frame)
    chosen = pd.concat(parts, ignore_index=True)
    chosen["day"] = pd.to_datetime(chosen["day"])
    fits = pd.Series([corpus.focus in codes or bool(leader) for codes in chosen["countries"]], dtype=bool)
    if partner:
        fits &= pd.Series([partner in codes for codes in chosen["countries"]], dtype=bool)
    if len(months):
        within = chosen["day"].dt.to_period("M")
        fits &= within.ge(months[0]) & within.le(months[-1])
    chosen["countries"] = [tuple(c for c in codes if c != corpus.focus) for codes in chosen["countries"]]
    return chosen[fits.to_numpy()].sort_values("day", kind="stable", ignore_index=True)


# topics


def topic_table(found: CorpusTopics | None) -> pd.DataFrame:
    """Topics with words, size and stability; no rows where no topic was found.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
    >>> corpus = Corpus.example(articles=[{"body": subject} for subject in subjects])
    >>> found = topics_of(corpus.russian, 3)
    >>> topic_table(found)[["number", "topic", "articles"]].to_numpy().tolist()
    [[1, 'газ, экспорт', 4], [2, 'сбор, хлопок', 3], [3, 'кубок, финал', 2]]
    """
    if found is None:
        return pd.DataFrame(columns=["number", "topic", "words", "share", "articles", "stability"])
    table, behind = found.table(), found.typical().groupby("topic")["evidence_article"]
    table.attrs["events"] = timeline.Behind({(topic, "share"): list(typical) for topic, typical in behind})
    return table


def number_curve(found: CorpusTopics | None) -> pd.DataFrame:
    """How coherence, stability and evenness depend on the number of topics; no rows where it was given.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
    >>> corpus = Corpus.example(articles=[{"body": subject} for subject in subjects])
    >>> number_curve(topics_of(corpus.russian)).round(2).to_dict("index")
    {3: {'coherence': 1.0, 'stability': 1.0, 'evenness': 0.97, 'score': 0.97}}
    """
    columns = ["n_topics", "coherence", "stability", "evenness", "score"]
    curve = found.model.curve_ if found is not None else []
    return pd.DataFrame(curve, columns=columns).set_index("n_topics")


def typical_table(corpus: Corpus, found: CorpusTopics | None) -> pd.DataFrame:
    """The articles with the largest share of each topic, with the sentence that shows it.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
    >>> corpus = Corpus.example(articles=[{"title": "Новости", "body": subject} for subject in subjects])
    >>> found = topics_of(corpus.russian, 3)
    >>> [str(cited) for cited in typical_table(corpus, found)["evidence"]][::3]
    ['«Экспорт газа» (Новости)', '«Сбор хлопка» (Новости)', '«Финал кубка» (Новости)']
    """
    columns = ["topic", "share", "evidence"]
    if found is None:
        return pd.DataFrame(columns=columns)
    typical = found.typical()
    return typical.assign(evidence=pd.Series(corpus.cite(typical), index=typical.index, dtype=object))[columns]


def topics_over_time(found: CorpusTopics | None) -> pd.DataFrame:
    """Mean share of each topic by month, quarter or year, whichever gives a readable number of periods, with a band.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> may, june = "2024-05-14", "2024-06-14"
    >>> days = {"Экспорт газа": [may] * 20 + [june], "Сбор хлопка": [june] * 15 + [may], "Финал кубка": [may, june] * 3}
    >>> corpus = Corpus.example(articles=[{"body": text, "published": day} for text in days for day in days[text]])
    >>> found = topics_of(corpus.russian, 3)
    >>> course = topics_over_time(found)
    >>> course.loc[course["topic"].eq("газ, экспорт"), "share"].round(2).tolist()
    [0.83, 0.05]
    """
    from analysis import topics

    if found is None:
        return pd.DataFrame(columns=["period", "topic", "articles", "share", "low", "high"])
    times = found.articles["published"]
    return topics.over_time(found.shares[found.table()["topic"]], times, topics.usual_freq(times))


def share_changes(found: CorpusTopics | None) -> pd.DataFrame:
    """Stretches of time in which a topic keeps one share, for the topics whose share changes.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> may, june = "2024-05-14", "2024-06-14"
    >>> days = {"Экспорт газа": [may] * 20 + [june], "Сбор хлопка": [june] * 15 + [may], "Финал кубка": [may, june] * 3}
    >>> corpus = Corpus.example(articles=[{"body": text, "published": day} for text in days for day in days[text]])
    >>> found = topics_of(corpus.russian, 3)
    >>> share_changes(found)[["topic", "share"]].round(2).to_numpy().tolist()
    [['газ, экспорт', 0.83], ['газ, экспорт', 0.05], ['сбор, хлопок', 0.04], ['сбор, хлопок', 0.79]]
    """
    from analysis import topics

    if found is None:
        return pd.DataFrame(columns=["topic", "first", "last", "articles", "share"])
    times = found.articles["published"]
    return topics.share_changes(found.shares[found.table()["topic"]], times, topics.usual_freq(times))


def peak_table(corpus: Corpus, found: CorpusTopics | None, course: pd.DataFrame) -> pd.DataFrame:
    """Periods in which a topic stands above its usual share, and the articles behind: the sentence that shows it.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> may, june = "2024-05-14", "2024-06-14"
    >>> days = {"Экспорт газа": [may] * 20 + [june], "Сбор хлопка": [june] * 15 + [may], "Финал кубка": [may, june] * 3}
    >>> corpus = Corpus.example(articles=[{"body": text, "published": day} for text in days for day in days[text]])
    >>> found = topics_of(corpus.russian, 3)
    >>> table = peak_table(corpus, found, topics_over_time(found))
    >>> table[["topic", "period", "share_in_period", "usual_share"]].round(2).drop_duplicates().to_numpy().tolist()
    [['газ, экспорт', '2024-05', 0.83, 0.49], ['сбор, хлопок', '2024-06', 0.79, 0.37]]
    """
    from analysis import topics

    columns = ["topic", "period", "share_in_period", "usual_share", "share_in_article", "evidence"]
    if found is None:
        return pd.DataFrame(columns=columns)
    parts = []
    for row in topics.peaks(course).to_dict("records"):
        within = timeline.local(found.articles["published"]).dt.to_period(row["period"].freqstr[0]) == row["period"]
        behind = found.showing(row["topic"], found.articles.index[within])
        evidence = pd.Series(corpus.cite(behind), index=behind.index, dtype=object)
        known = {"period": str(row["period"]), "share_in_period": row["share"], "usual_share": row["usual"]}
        parts.append(behind.assign(**known, share_in_article=behind["share"], evidence=evidence)[columns])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def topics_by_partner(corpus: Corpus, found: CorpusTopics | None, least: int = 3) -> pd.DataFrame:
    """Mean share of each topic in the articles that tell of an event with a country; at least three articles.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
    >>> corpus = Corpus.example(
    ...     articles=[{"body": subject} for subject in subjects],
    ...     visits=[{"visitor_country": "IRN", "host_country": "TKM"}],
    ...     mentions=[{"event_id": "visit1", "article_id": f"article{n}"} for n in (1, 2, 3, 4)],
    ... )
    >>> topics_by_partner(corpus, topics_of(corpus.russian, 3)).round(2).to_dict()
    {'Iran (4)': {'газ, экспорт': 1.0, 'сбор, хлопок': 0.0, 'кубок, финал': 0.0}}
    """
    codes = [*corpus.visits["visitor_country"].dropna(), *corpus.visits["host_country"].dropna()]
    codes += [code for codes_of in (*corpus.meetings["countries"], *corpus.agreements["parties"]) for code in codes_of]
    partners = sorted({code for code in codes if labels.is_country(code)} - {corpus.focus})
    return _topics_in(found, {country(code): partner_articles(corpus, code).index for code in partners}, least)


def topics_by_leader(corpus: Corpus, found: CorpusTopics | None, least: int = 3) -> pd.DataFrame:
    """Mean share of each topic in the articles that tell of a person's visits or meetings; at least three articles.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
    >>> corpus = Corpus.example(
    ...     articles=[{"body": subject} for subject in subjects],
    ...     visits=[{"visitor": "Рашид Мередов"}],
    ...     mentions=[{"event_id": "visit1", "article_id": f"article{n}"} for n in (1, 2, 3, 4)],
    ... )
    >>> topics_by_leader(corpus, topics_of(corpus.russian, 3)).round(2).to_dict()
    {'R. Meredow (4)': {'газ, экспорт': 1.0, 'сбор, хлопок': 0.0, 'кубок, финал': 0.0}}
    """
    pairs = list(zip(corpus.visits["visitor"], corpus.visits["visit_id"], strict=True))
    meetings = zip(corpus.meetings["participants"], corpus.meetings["meeting_id"], strict=True)
    pairs += [(name, event) for names, event in meetings for name in names]
    events: dict[str, set[str]] = {}
    for name, event in pairs:
        if isinstance(name, str) and "@" not in name:
            events.setdefault(name, set()).add(event)
    told = corpus.mentions.groupby("event_id")["article_id"].agg(set).to_dict()
    row_of = dict(zip(corpus.russian["article_id"], corpus.russian.index, strict=True))
    rows = {}
    for name in sorted(events):
        articles = {article for event in events[name] for article in told.get(event, ())}
        shown = labels.name(name)
        short = labels.short_name(shown)
        rows[shown if short in rows else short] = pd.Index(sorted(row_of[a] for a in articles if a in row_of))
    return _topics_in(found, rows, least)


def _topics_in(found: CorpusTopics | None, rows: Mapping[str, pd.Index], least: int) -> pd.DataFrame:
    """Mean shares of topics (rows) in groups of articles (columns), the largest groups first, with their sizes."""
    if found is None:
        return pd.DataFrame()
    sizes = {name: index.intersection(found.shares.index) for name, index in rows.items()}
    groups = sorted((name for name in sizes if len(sizes[name]) >= least), key=lambda name: (-len(sizes[name]), name))
    columns = {f"{name} ({len(sizes[name])})": found.shares.loc[sizes[name]].mean() for name in groups}
    if not columns:
        return pd.DataFrame()
    return pd.DataFrame(columns).reindex(found.table()["topic"]).rename_axis("topic")


def words_before_and_after(found: CorpusTopics | None, day: pd.Timestamp | None, number: int = 20) -> pd.DataFrame:
    """The words that tell the articles from a day on and those before it apart, with the numbers of their occurrences.

    Parameters
    ----------
    found : CorpusTopics or None
    day : Timestamp or None
        First day of the second period; None for no comparison.
    number : int
        Most words shown of each period; they must be 1.96 standard errors away from equal odds.

    Examples
    --------
    >>> from analysis.topics import topics_of
    >>> may, june = "2024-05-14", "2024-06-14"
    >>> days = {"Экспорт газа": [may] * 60 + [june], "Сбор хлопка": [june] * 50 + [may], "Финал кубка": [may, june] * 9}
    >>> corpus = Corpus.example(articles=[{"body": text, "published": day} for text in days for day in days[text]])
    >>> found = topics_of(corpus.russian, 3)
    >>> table = words_before_and_after(found, pd.Timestamp("2024-06-01"))
    >>> table[["word", "before", "after"]].to_numpy().tolist()
    [['сбор', 1, 50], ['хлопок', 1, 50], ['экспорт', 60, 1], ['газ', 60, 1]]
    """
    from analysis import topics

    columns = ["more frequent", "word", "before", "after", "z"]
    if found is None or day is None:
        return pd.DataFrame(columns=columns)
    times = timeline.local(found.articles["published"])
    docs = [found.terms.of(f"{title}\n\n{body}") for title, body in found.articles[["title", "body"]].to_numpy()]
    # an article without a time is on neither side
    sides = [[doc for doc, here in zip(docs, side, strict=True) if here] for side in (times < day, times >= day)]
    if not all(sides):
        return pd.DataFrame(columns=columns)
    table = topics.distinguishing_words(sides[0], sides[1]).rename(columns={"first": "before", "second": "after"})
    after, before = table[table["z"] > 1.96].head(number), table[table["z"] < -1.96].tail(number)[::-1]
    parts = [
        part.assign(**{"more frequent": side})
        for part, side in ((after, text("from the day on")), (before, text("before")))
    ]
    return pd.concat(parts, ignore_index=True)[columns]


def wide(course: pd.DataFrame, value: str) -> pd.DataFrame:
    """One value of :func:`topics_over_time`, one row a period and one column a topic.

    Examples
    --------
    >>> wide(pd.DataFrame({"period": ["2025"], "topic": ["gas"], "share": [0.5]}), "share").to_dict()
    {'gas': {'2025': 0.5}}
    """
    table = course.pivot(index="period", columns="topic", values=value)
    return table[list(dict.fromkeys(course["topic"]))]


def named_topics(corpus: Corpus, n_topics: int, names: str, keep: bool) -> CorpusTopics | None:
    """The topics of a corpus, with the numbers, names and mergers of a file.

    Parameters
    ----------
    corpus : Corpus
    n_topics : int
        Number of topics; 0 lets the data choose.
    names : str
        File of :func:`analysis.topics.read_choices`, beside the folder of tables; empty: none.
    keep : bool
        Write the topics into the file, with the names and mergers that it has.

    Examples
    --------
    >>> subjects = ["Экспорт газа"] * 4 + ["Сбор хлопка"] * 3 + ["Финал кубка"] * 2
    >>> corpus = Corpus.example(articles=[{"body": subject} for subject in subjects])
    >>> named_topics(corpus, 3, names="", keep=False).table()["topic"].tolist()
    ['газ, экспорт', 'сбор, хлопок', 'кубок, финал']
    """
    from analysis import topics

    file = corpus.folder.parent / names if names else None
    choices = topics.read_choices(file) if file else []
    found = topics.topics_of(corpus.russian, n_topics or "auto")
    if found is not None and keep and file:
        topics.write_choices(file, choices := found.choices(choices))
    return found.arranged(choices) if found is not None else None
