"""Records of all articles to distinct events, and the people that the corpus shows.

Two records are one event if the same people (or offices) did the same thing at about the same time; what each article
states is kept as a mention. Where articles differ, the value that most of them state stands, of equals the one of the
earliest article; of statuses the furthest (held before planned, in force before signed), but «cancelled» if the last
article says so.
"""

from __future__ import annotations

import hashlib
import json
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import combinations, count, groupby, permutations
from typing import Any

from ..gazetteer import people, places
from ..groups import Groups
from ..shelf import Shelf, pack, unpack

Row = dict[str, Any]
Article = Mapping[str, Any]
Stated = tuple[Article, Row]
# a table, and where on the shelf the statements stand that may be of one event: their texts are read as they are needed
Part = tuple[str, array]
Statement = tuple[str, str | None, str]

EVENT_TABLES = ("visits", "meetings", "agreements", "mentions", "people")
NO_DAY = date.min.isoformat()
# the days that two statements give of one trip may differ by this, the times of their reports by more
SAME_DAYS = timedelta(days=3)
SAME_TRIP = timedelta(days=10)
SAME_MEETING = timedelta(days=3)
SAME_DOCUMENT = timedelta(days=31)
# a trip recalled without a day belongs to the last known trip of that person to that country within this time
RECALLED = timedelta(days=400)
FORTNIGHT = 14


def identifier(*parts: Any) -> str:
    """A short stable name for an event, made from what its earliest statement says of it.

    Articles added later leave it as it is.

    Examples
    --------
    >>> identifier("Си Цзиньпин", "TKM", "2023-05-18") == identifier("Си Цзиньпин", "TKM", "2023-05-18")
    True
    """
    text = json.dumps([str(p) for p in parts], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _day(text: str | None) -> date | None:
    """A day written as ISO 8601, or None."""
    return date.fromisoformat(text) if text else None


def _published(article: Article) -> date:
    """Day of publication of an article; the earliest possible day where it states none."""
    when = article["published"]
    return when.date() if isinstance(when, datetime) else date.min


def merge(articles: Sequence[Article], records: Sequence[Mapping[str, list[Row]]]) -> dict[str, list[Row]]:
    """Make the tables of events from the records of every article.

    Parameters
    ----------
    articles : sequence of mapping
        Rows of the table ``articles``.
    records : sequence of mapping
        For each of them what :func:`analysis.events.extract.extract` gives.

    Returns
    -------
    dict
        Rows of the tables ``visits``, ``meetings``, ``agreements``, ``mentions`` and ``people``.

    Examples
    --------
    >>> from analysis.events.extract import extract
    >>> texts = ("Президент Ирана Масуд Пезешкиан прилетел в Дашогуз.", "В Ашхабад прибыл президент Ирана М.Пезешкиан.")
    >>> articles = [{"article_id": f"article{n}", "published": None, "body": text} for n, text in enumerate(texts)]
    >>> tables = merge(articles, [extract(article) for article in articles])
    >>> {name: len(rows) for name, rows in tables.items()}
    {'visits': 1, 'meetings': 0, 'agreements': 0, 'mentions': 2, 'people': 1}
    """
    with Shelf() as shelf:
        for article, found in zip(articles, records, strict=True):
            original = article.get("duplicate_of") or article["article_id"]
            shelf.add("source", [(original, article["site"])] if article.get("site") else ())
            add(shelf, article["article_id"], article["published"], pack(found))
        settle(shelf)
        return {name: list(rows(shelf, name)) for name in EVENT_TABLES}


# -- from findings on the shelf to events on the shelf; no step holds more than the statements of one part in memory --


def add(shelf: Shelf, article_id: str, when: datetime | None, found: str) -> None:
    """Put the records of an article, as JSON, on the shelf; for an example see :func:`settle`.

    Examples
    --------
    >>> with Shelf() as shelf:
    ...     add(shelf, "article1", None, pack({"visits": []}))
    ...     list(shelf.select("SELECT article, found FROM finding"))
    [('article1', '{"visits": []}')]
    """
    time = when.isoformat() if isinstance(when, datetime) else None
    shelf.add("finding", [(time[:10] if time else NO_DAY, article_id, time, found)])


def settle(
    shelf: Shelf,
    run: Callable[[Iterable[Part]], Iterable[tuple[Part, str]]] | None = None,
    begin: Callable[[int], Callable[[int], Any]] = lambda statements: lambda done: None,
) -> None:
    """Turn the records on the shelf into events.

    Parameters
    ----------
    shelf : Shelf
        With what :func:`add` put there.
    run : callable, optional
        From parts to pairs of each part, in order, and what :func:`events_of` gives for its table and statements.
    begin : callable, optional
        Called with the number of statements; what it returns is called with the number of those newly done.

    Examples
    --------
    >>> from analysis.events.extract import extract
    >>> with Shelf() as shelf:
    ...     add(shelf, "article1", None, pack(extract({"body": "Президент Ирана Масуд Пезешкиан прибыл в Ашхабад."})))
    ...     settle(shelf)
    ...     [(row["visitor"], row["host_country"]) for row in rows(shelf, "visits")]
    [('Масуд Пезешкиан', 'TKM')]
    """
    _divide(shelf, _state(shelf))
    done = begin(shelf.count("statement"))
    numbers = count()
    run = run or (lambda parts: ((part, events_of(part[0], statements(shelf, part))) for part in parts))
    for (table, positions), events in run(_parts(shelf)):
        for columns, row, mentions in json.loads(events):
            number = next(numbers)
            shelf.add("event", [(number, positions[mentions[0][-1]], table, *columns, row)])
            shelf.add("mention", ((number, *where, positions[place]) for *where, place in mentions))
        done(len(positions))
    shelf.change("CREATE INDEX event_id ON event (kind, id, first)")
    # the same words twice: identifiers count on, in the corpus's order
    again = "SELECT number AS n, row_number() OVER (PARTITION BY kind, id ORDER BY first) AS copy FROM event"
    shelf.change(f"UPDATE event SET id = id || '-' || copy FROM ({again}) WHERE n = number AND copy > 1")
    shelf.change("CREATE INDEX trip ON event (host, guest, start, end)")
    shelf.change("CREATE INDEX mention_event ON mention (event, article)")
    shelf.change("CREATE INDEX mention_article ON mention (article, event)")
    shelf.change("CREATE INDEX source_article ON source (article, site)")


def _state(shelf: Shelf) -> int:
    """Put people, statements and what links these on the shelf; give the number of statements."""
    who: dict[tuple, Row] = {}
    nameless = array("q")
    position = 0
    for name, time, text in shelf.select("SELECT article, published, found FROM finding ORDER BY day, article"):
        article, found = _restored(name, time), json.loads(text)
        for person in found.get("people", []):
            _see(who, article, person)
        for kind in KINDS:
            for record in found.get(kind.table, []):
                shelf.add("statement", [(position, kind.table, name, time, pack(record), position)])
                if kind.table == "visits" and not record["visitor"]:
                    nameless.append(position)
                else:
                    _link(shelf, position, kind, (article, record))
                position += 1
    people_seen = [who[key] for key in sorted(who, key=lambda key: (*key[:2], key[2] == "", key[2]))]
    shelf.add("person", ((pack(person),) for person in people_seen))
    # who travelled can be told once all people are known
    holders = holder_lookup(people_seen)
    for place in nameless:
        query = "SELECT article, published, record FROM statement WHERE position = ?"
        name, time, text = next(shelf.select(query, place))
        s = _restored(name, time), json.loads(text)
        s[1]["holder"] = holders(s[1]["visitor_office"], s[1]["visitor_country"], when_of(s, "start"))
        shelf.change("UPDATE statement SET record = ? WHERE position = ?", [(pack(s[1]), place)])
        _link(shelf, place, KINDS[0], s)
    return position


def _link(shelf: Shelf, position: int, kind: Kind, s: Stated) -> None:
    """Put on the shelf what links a statement with others."""
    day_of = kind.span(s)[0]
    shelf.add("link", [(kind.table, pack(key), day_of, position) for key in kind.keys(s)])


def _restored(name: str, time: str | None) -> Article:
    """An article as the rules of this module read it."""
    return {"article_id": name, "published": time and datetime.fromisoformat(time)}


def _divide(shelf: Shelf, total: int) -> None:
    """Divide statements into parts such that statements of one event are in one part.

    Two statements belong together if they share a key, and no more than the reach of their kind lies between them or
    between others that lead from one to the other.
    """
    groups = Groups(total)
    reach = {kind.table: kind.reach for kind in KINDS}
    before: tuple = (None, None, 0, 0)
    for row in shelf.select("SELECT kind, key, day, position FROM link ORDER BY kind, key, day, position"):
        far = reach[row[0]]
        if row[:2] == before[:2] and (far is None or row[2] - before[2] <= far.days):
            groups.join(row[3], before[3])
        before = row
    moved = ((groups.first(n), n) for n in range(total) if groups.first(n) != n)
    shelf.change("UPDATE statement SET part = ? WHERE position = ?", moved)
    shelf.change("CREATE INDEX statement_part ON statement (part, position, kind)")


def _parts(shelf: Shelf) -> Iterator[Part]:
    """Parts, the one with the earliest statement first."""
    rows = shelf.select("SELECT part, kind, position FROM statement ORDER BY part, position")
    for (_, table), found in groupby(rows, key=lambda row: row[:2]):
        yield table, array("q", (position for *_, position in found))


def statements(shelf: Shelf, part: Part) -> Iterator[Statement]:
    """The statements of a part: article, its time, the record as JSON.

    Examples
    --------
    >>> with Shelf() as shelf:
    ...     shelf.add("statement", ((n, "visits", f"article{n}", None, "{}", n - n % 2) for n in range(4)))
    ...     [article for article, time, record in statements(shelf, ("visits", array("q", [2, 3])))]
    ['article2', 'article3']
    """
    # a part is known by its first statement
    return shelf.select("SELECT article, published, record FROM statement WHERE part = ? ORDER BY position", part[1][0])


def events_of(table: str, statements: Iterable[Statement]) -> str:
    """Events of the statements of one part as JSON: of each its columns, its row, and where its mentions stand.

    Examples
    --------
    >>> from analysis.events.extract import extract
    >>> (record,) = extract({"body": "Президент Ирана Масуд Пезешкиан прибыл в Ашхабад."})["visits"]
    >>> events = events_of("visits", [("article1", None, pack(record)), ("article2", None, pack(record))])
    >>> [mentions for columns, row, mentions in json.loads(events)]
    [[['article1', 'body', 0, 0], ['article2', 'body', 0, 1]]]
    """
    kind = next(kind for kind in KINDS if kind.table == table)
    stated = [(_restored(name, time), json.loads(record)) for name, time, record in statements]
    place = {id(record): n for n, (_, record) in enumerate(stated)}
    return pack([_event_of(group, kind, place) for group in group_by(stated, kind)])


def _event_of(group: list[Stated], kind: Kind, place: Mapping[int, int]) -> tuple:
    """What the shelf holds of an event and of its mentions, these with the places of their statements."""
    row = kind.row(group)
    reported = row["first_reported"] and int(row["first_reported"].timestamp())
    start = row.get("start")
    columns = (
        row.pop(f"{kind.table[:-1]}_id"),
        reported,
        row.get("host_country"),
        row.get("visitor_country"),
        start and start.toordinal(),
        start and (row["end"] or start).toordinal(),
        row.get("visitor") and person_key(row["visitor"]),
        row["background"],
    )
    mentions = [(a["article_id"], r["evidence_field"], r["evidence_start"], place[id(r)]) for a, r in group]
    return columns, pack(row), mentions


def rows(shelf: Shelf, table: str) -> Iterator[Row]:
    """Rows of a table of events or people, in the order of that table; :func:`settle` has an example.

    Examples
    --------
    >>> with Shelf() as shelf:
    ...     shelf.add("person", [('{"name": "Масуд Пезешкиан", "last_seen": "2024-05-14"}',)])
    ...     list(rows(shelf, "people"))
    [{'name': 'Масуд Пезешкиан', 'last_seen': datetime.date(2024, 5, 14)}]
    """
    if table == "people":
        for (text,) in shelf.select("SELECT row FROM person"):
            yield unpack(table, text)
        return
    if table == "mentions":
        query = """
            SELECT event.id, event.kind, mention.article, record
            FROM mention JOIN event ON event.number = mention.event JOIN statement ON position = mention.statement
            ORDER BY event.id, mention.article, mention.field, mention.start, mention.rowid
        """
        for identifier, kind, article, record in shelf.select(query):
            yield mention_of(article, json.loads(record), kind[:-1]) | {"event_id": identifier}
        return
    longest = next(shelf.select("SELECT coalesce(max(end - start), 0) FROM event"))[0]
    for number, identifier, text, sites in shelf.select(IN_ORDER, table):
        row = unpack(table, text) | {f"{table[:-1]}_id": identifier}
        row["sources"] = sorted(json.loads(sites))
        if table == "meetings":
            row["visit_id"] = visit_of(shelf, number, row["date"], row["countries"], row["participants"], longest)
        elif table == "agreements":
            signed = row["status"] in {"signed", "planned"}
            row["visit_id"] = visit_of(shelf, number, row["date"], row["parties"], None, longest) if signed else None
        yield row


IN_ORDER = """
    SELECT number, id, row, (
        SELECT json_group_array(DISTINCT source.site)
        FROM mention JOIN source ON source.article = mention.article WHERE mention.event = event.number
    ) FROM event WHERE kind = ? ORDER BY reported IS NULL, reported, id
"""


def sources(shelf: Shelf, articles: Iterable[str]) -> list[str]:
    """The sites of articles and of their copies, sorted.

    Examples
    --------
    >>> with Shelf() as shelf:
    ...     shelf.add("source", [("article1", "tdh"), ("article1", "arzuw"), ("article2", "orient")])
    ...     sources(shelf, ["article1"])
    ['arzuw', 'tdh']
    """
    query = "SELECT site FROM source WHERE article = ?"
    return sorted({site for article in articles for (site,) in shelf.select(query, article)})


# -- who was in office --


def _see(who: dict[tuple, Row], article: Article, p: Row) -> None:
    """Note that an article shows a person in an office."""
    key = (p["name"], p["office"], p["country"] or "")
    seen = _published(article) if article["published"] else None
    row = who.get(key)
    if row is None:
        known = any((t.office, t.country) == key[1:] for t in people.by_name().get(p["name"], ()))
        row = who[key] = {
            **{"name": p["name"], "latin": people.latin(p["name"]), "office": p["office"], "country": p["country"]},
            **{"first_seen": seen, "last_seen": seen, "mentions": 0, "origin": "gazetteer" if known else "corpus"},
        }
    row["mentions"] += 1
    if seen:
        row["first_seen"] = min(filter(None, (row["first_seen"], seen)))
        row["last_seen"] = max(filter(None, (row["last_seen"], seen)))


def holder_lookup(who: Iterable[Row]) -> Callable[[str, str | None, date], str | None]:
    """Who held an office of a country on a day: as the gazetteer says, else the only one whom the corpus shows then.

    Examples
    --------
    >>> seen = {"first_seen": date(2024, 5, 1), "last_seen": date(2024, 5, 9)}
    >>> holder = holder_lookup([{"name": "Джон Смит", "office": "foreign_minister", "country": "JAM", **seen}])
    >>> holder("foreign_minister", "JAM", date(2024, 6, 1)), holder("foreign_minister", "JAM", date(2025, 6, 1))
    ('Джон Смит', None)
    >>> holder("head_of_state", "TKM", date(2010, 6, 1))
    'Гурбангулы Бердымухамедов'
    """
    by_office: dict[tuple[str, str], list[Row]] = {}
    for r in who:
        if r["country"] and r["first_seen"]:
            by_office.setdefault((r["office"], r["country"]), []).append(r)

    def holder(office: str, country: str | None, when: date) -> str | None:
        if not country or office in {"minister", "other", "delegation", "regional_head", "deputy_head_of_government"}:
            return None
        if known := people.holder(office, country, when):
            return known
        names = {
            r["name"]
            for r in by_office.get((office, country), [])
            if r["first_seen"] - RECALLED / 4 <= when <= r["last_seen"] + RECALLED / 4
        }
        return names.pop() if len(names) == 1 else None

    return holder


# -- what is one event --


def when_of(s: Stated, field: str) -> date:
    """The day of a record: as stated, else of publication.

    Examples
    --------
    >>> article = {"published": datetime(2024, 5, 14, 10)}
    >>> [str(when_of((article, {"date": day}), "date")) for day in ("2024-05-12", None)]
    ['2024-05-12', '2024-05-14']
    """
    article, record = s
    return _day(record.get(field)) or _published(article)


def days_of(s: Stated, first: str, last: str) -> tuple[int, int]:
    """First and last day of a record, as stated, else of publication, as ordinal numbers.

    Examples
    --------
    >>> first, last = days_of(({"published": None}, {"start": "2024-05-14", "end": "2024-05-16"}), "start", "end")
    >>> last - first
    2
    """
    start = when_of(s, first)
    end = _day(s[1].get(last)) if s[1].get(first) else None
    return start.toordinal(), max(start, end or start).toordinal()


def visit_key(s: Stated) -> tuple:
    """Traveller and host; the traveller is the office's holder on that day where the article names nobody.

    Examples
    --------
    >>> visit_key(({}, {"visitor": None, "holder": "Масуд Пезешкиан", "host_country": "TKM"}))
    ('пезешкиан м', 'TKM')
    """
    _, r = s
    return person_key(r["visitor"] or r["holder"] or f"{r['visitor_office']}@{r['visitor_country']}"), r["host_country"]


@lru_cache(maxsize=100_000)
def person_key(name: str) -> str:
    """Names of one person compare equal: family name and first letter of the given name, folded; offices stand.

    Examples
    --------
    >>> person_key("Сердар Бердымухаммедов"), person_key("С. Бердымухамедов"), person_key("head_of_state@IRN")
    ('бердымухамедов с', 'бердымухамедов с', 'head_of_state@IRN')
    """
    if "@" in name:
        return name
    words = people.same_letters(name).split()
    return f"{words[-1]} {words[0][0]}" if len(words) > 1 else words[0]


def same_visit(a: Stated, b: Stated) -> bool:
    """One trip: stated days that touch, else times of report near each other.

    A trip recalled without a day is the last one of that person to that country before.

    Examples
    --------
    >>> trip, later, recalled = (
    ...     ({"published": datetime(2024, month, 14)}, {"start": start, "end": None, "background": start is None})
    ...     for month, start in ((5, "2024-05-14"), (9, "2024-09-14"), (10, None))
    ... )
    >>> same_visit(trip, later), same_visit(trip, recalled)
    (False, True)
    """
    dated_a, dated_b = _day(a[1]["start"]), _day(b[1]["start"])
    if dated_a and dated_b:
        end_a, end_b = _day(a[1]["end"]) or dated_a, _day(b[1]["end"]) or dated_b
        return dated_a - SAME_DAYS <= end_b and dated_b - SAME_DAYS <= end_a
    if b[1]["background"] and not dated_b and not a[1]["background"]:
        return timedelta(0) <= when_of(b, "start") - when_of(a, "start") <= RECALLED
    return abs(when_of(a, "start") - when_of(b, "start")) <= SAME_TRIP


def meeting_keys(s: Stated) -> list[tuple]:
    """Mode and every two participants: two statements of one meeting have two people in common.

    Examples
    --------
    >>> meeting_keys(({}, {"mode": "in_person", "participants": ["Масуд Пезешкиан", "head_of_state@TKM"]}))
    [('in_person', 'head_of_state@TKM', 'пезешкиан м')]
    """
    _, r = s
    who = sorted(set(map(person_key, r["participants"])))
    return [(r["mode"], *pair) for pair in combinations(who, 2)]


def same_meeting(a: Stated, b: Stated) -> bool:
    """One meeting: two participants in common, none on both sides that the other lacks, near in time.

    Examples
    --------
    >>> pair, three, others = (
    ...     ({"published": None}, {"date": "2024-05-14", "participants": names.split(", ")})
    ...     for names in ("С. Лавров, Р. Мередов", "С. Лавров, Р. Мередов, М. Тилеуберди", "С. Лавров, Р. Мередов, Ли")
    ... )
    >>> same_meeting(pair, three), same_meeting(three, others)
    (True, False)
    """
    one, other = (set(map(person_key, s[1]["participants"])) for s in (a, b))
    if len(one & other) < 2 or not (one <= other or other <= one):
        return False
    return abs(when_of(a, "date") - when_of(b, "date")) <= SAME_MEETING


def agreement_key(s: Stated) -> tuple:
    """Kind and the states that are parties.

    Examples
    --------
    >>> agreement_key(({}, {"kind": "contract", "parties": ["JPN", "TKM", "Туркменгаз"]}))
    ('contract', ('JPN', 'TKM'))
    """
    _, r = s
    return (r["kind"], tuple(p for p in r["parties"] if p in places.countries()))


def same_agreement(a: Stated, b: Stated) -> bool:
    """One document: titles that share their words, near in time; packages only by number.

    Examples
    --------
    >>> one, other, third = (
    ...     ({"published": None}, {"date": "2024-05-14", "kind": "treaty", "title": title})
    ...     for title in ("договор о границе", "договор о государственной границе", "договор о торговле")
    ... )
    >>> same_agreement(one, other), same_agreement(one, third)
    (True, False)
    """
    if abs(when_of(a, "date") - when_of(b, "date")) > SAME_DOCUMENT:
        return False
    if a[1]["kind"] == "package":
        return a[1]["count"] == b[1]["count"]
    one, other = (title_words(s[1]["title"]) for s in (a, b))
    if not one or not other:
        return one == other
    return len(one & other) / min(len(one), len(other)) >= 0.7


@lru_cache(maxsize=10_000)
def title_words(title: str | None) -> frozenset[str]:
    """Stems of a title's words of four letters and more.

    Examples
    --------
    >>> sorted(title_words("договор о границе с Ираном"))
    ['грани', 'догов', 'ирано']
    """
    return frozenset(w[:5] for w in re.findall(r"\w{4,}", (title or "").lower().replace("ё", "е")))


def group_by(stated: Sequence[Stated], kind: Kind) -> list[list[Stated]]:
    """Cluster statements: each joins the latest group, of those that share a key with it, that holds the same event.

    Examples
    --------
    >>> who = {"visitor": "Масуд Пезешкиан", "host_country": "TKM", "background": False}
    >>> starts = ("2024-05-14", "2024-09-02", "2024-05-15")
    >>> trips = [({"published": None}, who | {"start": start, "end": None}) for start in starts]
    >>> [[record["start"] for _, record in group] for group in group_by(trips, KINDS[0])]
    [['2024-05-14', '2024-05-15'], ['2024-09-02']]
    """
    groups: list[list[Stated]] = []
    # by fortnight and key the statements of each group that differ in what is compared, so that few are looked at
    known: dict[tuple, dict[int, dict[str, Stated]]] = {}
    for s in stated:
        first, last = kind.span(s)
        slack = kind.slack(s).days
        mine = kind.keys(s)
        near: dict[int, list[Iterable[Stated]]] = {}
        for time in range((first - slack) // FORTNIGHT, (last + slack) // FORTNIGHT + 1):
            for key in mine:
                for group, some in known.get((time, key), {}).items():
                    near.setdefault(group, []).append(some.values())
        same = (g for g in sorted(near, reverse=True) if any(kind.same(t, s) for some in near[g] for t in some))
        home = next(same, len(groups))
        if home == len(groups):
            groups.append([])
        groups[home].append(s)
        compared = pack([_published(s[0]).isoformat(), *(s[1][name] for name in kind.compared)])
        for time in range(first // FORTNIGHT, last // FORTNIGHT + 1):
            for key in mine:
                known.setdefault((time, key), {}).setdefault(home, {}).setdefault(compared, s)
    return groups


# -- one row an event --


def most_stated(values: Iterable[Any], empty: tuple = (None, "unspecified", "other")) -> Any:
    """The value that most articles state; of equals the earliest article's; «unspecified» only if nobody says more.

    Examples
    --------
    >>> most_stated(["unspecified", "working", "state", "unspecified"])
    'working'
    """
    values = list(values)
    counts = Counter(json.dumps(v, ensure_ascii=False) for v in values if v not in empty)
    if not counts:
        return values[0] if values else None
    best = counts.most_common(1)[0][1]
    return next(v for v in values if v not in empty and counts[json.dumps(v, ensure_ascii=False)] == best)


def furthest(group: list[Stated], order: tuple[str, ...]) -> str:
    """The status that stands: cancelled if the last article says so, else the furthest.

    Examples
    --------
    >>> order = ("held", "planned", "cancelled")
    >>> planned, held, cancelled = (({}, {"status": status}) for status in ("planned", "held", "cancelled"))
    >>> furthest([planned, held, planned], order), furthest([planned, cancelled], order)
    ('held', 'cancelled')
    """
    if group[-1][1]["status"] == "cancelled":
        return "cancelled"
    return min((r["status"] for _, r in group), key=order.index)


def common_columns(group: list[Stated]) -> Row:
    """The columns that all events have; the evidence is that of the surest statement.

    Examples
    --------
    >>> sure = {0.8: "Он там.", 0.9: "Он прибыл."}
    >>> records = ({"confidence": c, "evidence": sure[c], "background": False} for c in sure)
    >>> columns = common_columns([({"article_id": "article1", "published": None}, record) for record in records])
    >>> columns["articles"], columns["evidence"], columns["confidence"]
    (1, 'Он прибыл.', 0.9)
    """
    best_article, best = max(group, key=lambda s: s[1]["confidence"])
    return {
        "articles": len({a["article_id"] for a, _ in group}),
        "first_reported": group[0][0]["published"],
        "confidence": combined(group),
        "evidence": best["evidence"],
        "evidence_article": best_article["article_id"],
        "background": all(r["background"] for _, r in group),
    }


def combined(group: list[Stated]) -> float:
    """The confidence of an event: of its surest statement; up to two further articles leave half of the doubt each.

    Examples
    --------
    >>> group = [({"article_id": f"article{n}"}, {"confidence": 0.8}) for n in range(4)]
    >>> combined(group[:1]), combined(group[:2]), combined(group)
    (0.8, 0.9, 0.95)
    """
    doubt = 1 - max(r["confidence"] for _, r in group)
    return round(1 - doubt / 2 ** min(len({a["article_id"] for a, _ in group}) - 1, 2), 2)


def mention_of(article: str, record: Row, event: str) -> Row:
    """A mention of an event: what an article states of it, and where.

    Examples
    --------
    >>> from analysis.events.extract import extract
    >>> article = {"body": "Вчера президент Ирана прилетел в Ашхабад."}
    >>> mention = mention_of("article1", extract(article)["visits"][0], "visit")
    >>> article["body"][mention["start"] : mention["end"]], json.loads(mention["stated"])["date_words"]
    ('Вчера президент Ирана прилетел в Ашхабад', 'Вчера')
    """
    stated = {
        k: v
        for k, v in record.items()
        if not k.startswith("evidence_") and k not in {"confidence", "rules", "evidence", "holder"}
    }
    return {
        "event": event,
        "article_id": article,
        "field": record["evidence_field"],
        "start": record["evidence_start"],
        "end": record["evidence_end"],
        "evidence": record["evidence"],
        "confidence": record["confidence"],
        "background": record["background"],
        "stated": json.dumps(stated, ensure_ascii=False, sort_keys=True),
    }


def visit_row(group: list[Stated]) -> Row:
    """One visit: a row of the table ``visits``.

    Examples
    --------
    >>> from analysis.events.extract import extract
    >>> when = datetime(2024, 5, 14)
    >>> texts = ("Ильхам Алиев прибыл в Ашхабад.", "И.Алиев находится с рабочим визитом в городе Аркадаг.")
    >>> articles = [{"article_id": text, "published": when, "body": text} for text in texts]
    >>> row = visit_row([(article, record) for article in articles for record in extract(article)["visits"]])
    >>> row["visitor"], row["places"], row["kind"], row["articles"]
    ('Ильхам Алиев', ['Аркадаг', 'Ашхабад'], 'working', 2)
    """
    rows = [r for _, r in group]
    named = longest([r["visitor"] for r in rows if r["visitor"]])
    office, country = most_stated(r["visitor_office"] for r in rows), most_stated(r["visitor_country"] for r in rows)
    first = rows[0]
    resolved = None if named else first["holder"]
    visitor = named or resolved
    dated = [r for r in rows if r["start"]]
    start = most_stated(r["start"] for r in dated) if dated else None
    event_id = identifier(*visit_key(group[0]), when_of(group[0], "start"))
    return {
        "visit_id": event_id,
        "visitor": visitor,
        "visitor_latin": people.latin(visitor) if visitor else None,
        "visitor_from": "named" if named else "resolved" if resolved else None,
        "visitor_office": office,
        "visitor_country": country,
        "host_country": first["host_country"],
        "places": sorted({p for r in rows for p in r["places"]}),
        "kind": most_stated(r["kind"] for r in rows),
        "start": _day(start),
        "end": _day(most_stated([r["end"] for r in dated if r["start"] == start])),
        "date_words": next((r["date_words"] for r in dated or rows if r["start"] == start and r["date_words"]), None),
        "date_precision": "day" if start else most_stated(r["date_precision"] for r in rows),
        "status": furthest(group, ("held", "planned", "cancelled")),
        "occasion": most_stated(r["occasion"] for r in rows),
        **common_columns(group),
    }


def longest(names: list[str]) -> str | None:
    """The fullest form of a name: without initials before with, then the longest; of equals the most frequent.

    Examples
    --------
    >>> longest(["М. Пезешкиан", "Масуд Пезешкиан", "Пезешкиан"])
    'Масуд Пезешкиан'
    """
    if not names:
        return None
    counts = Counter(names)
    return max(counts, key=lambda n: ("." not in n, len(n.split()), counts[n], n))


def meeting_row(group: list[Stated]) -> Row:
    """One meeting: a row of the table ``meetings``.

    Examples
    --------
    >>> from analysis.events.extract import extract
    >>> article = {"article_id": "article1", "published": None, "body": "Масуд Пезешкиан принял Сергея Лаврова."}
    >>> row = meeting_row([(article, record) for record in extract(article)["meetings"]])
    >>> row["participants"], row["countries"], row["status"]
    (['Масуд Пезешкиан', 'Сергей Лавров'], ['IRN', 'RUS'], 'held')
    """
    fullest = max((r for _, r in group), key=lambda r: len(r["participants"]))
    when = most_stated(r["date"] for _, r in group)
    first = group[0][1]
    event_id = identifier(first["mode"], *sorted(first["participants"]), when_of(group[0], "date"))
    return {
        "meeting_id": event_id,
        "participants": fullest["participants"],
        "countries": fullest["countries"],
        "mode": fullest["mode"],
        "date": _day(when),
        "status": furthest(group, ("held", "planned", "cancelled")),
        **common_columns(group),
    }


def agreement_row(group: list[Stated]) -> Row:
    """One document: a row of the table ``agreements``.

    Examples
    --------
    >>> from analysis.events.extract import extract
    >>> text = "Подписан договор о визах между Ираном и Оманом."
    >>> article = {"article_id": "article1", "published": None, "body": text}
    >>> row = agreement_row([(article, record) for record in extract(article)["agreements"]])
    >>> row["kind"], row["parties"], row["status"]
    ('treaty', ['IRN', 'OMN'], 'signed')
    """
    first = group[0][1]
    title = max((r["title"] for _, r in group if r["title"]), key=len, default=None)
    when = most_stated(r["date"] for _, r in group)
    event_id = identifier(first["kind"], first["parties"], first["title"], when_of(group[0], "date"))
    return {
        "agreement_id": event_id,
        "kind": first["kind"],
        "title": title,
        "parties": sorted({p for _, r in group for p in r["parties"]}),
        "status": furthest(group, ("in_force", "signed", "planned", "referenced")),
        "count": max(r["count"] for _, r in group),
        "date": _day(when),
        **common_columns(group),
    }


def visit_of(
    shelf: Shelf, number: int, when: date | None, sides: list[str], names: list[str] | None, longest: int
) -> str | None:
    """The visit on which a meeting was held or a document signed.

    Its traveller and host are sides, and its days fit or an article tells of both. No visit took more than ``longest``
    days.

    Examples
    --------
    >>> from analysis.events.extract import extract
    >>> text = "Президент Ирана прибыл сегодня в Ашхабад. Подписан договор о визах между Ираном и Туркменистаном."
    >>> article = {"article_id": "article1", "published": datetime(2024, 5, 14), "body": text}
    >>> tables = merge([article], [extract(article)])
    >>> tables["agreements"][0]["visit_id"] == tables["visits"][0]["visit_id"]
    True
    """
    there = {person_key(name) for name in names or []}
    shared = list(shelf.select(TOLD_TOGETHER, number))
    told = {trip[0] for trip in shared}
    candidates = [trip for trip in shared if trip[1] in sides and trip[2] in sides and trip[1] != trip[2]]
    that_day = when.toordinal() if when else None
    if that_day:
        for host, guest in permutations(sorted(set(sides)), 2):
            days = (that_day - 1 - longest, that_day + 1, that_day - 1)
            candidates += shelf.select(AT_THAT_TIME, host, guest, *days)
    options = []
    for trip, _, _, start, end, who, background in candidates:
        fits = bool(that_day and start and start - 1 <= that_day <= end + 1)
        is_told = trip in told
        if names is not None and who and who not in there:
            continue
        if fits or (is_told and not (when and start) and not background):
            options.append((not fits, not is_told, trip))
    return min(options)[2] if options else None


TOLD_TOGETHER = """
    SELECT DISTINCT event.id, host, guest, event.start, event.end, who, background
    FROM mention AS mine JOIN mention AS other ON other.article = mine.article JOIN event ON event.number = other.event
    WHERE mine.event = ? AND event.kind = 'visits'
"""
AT_THAT_TIME = """
    SELECT id, host, guest, start, end, who, background
    FROM event WHERE host = ? AND guest = ? AND start BETWEEN ? AND ? AND end >= ?
"""


@dataclass(frozen=True)
class Kind:
    """How statements of one table are told apart.

    Attributes
    ----------
    table : str
    keys : callable
        From a statement to keys: statements of one event share one.
    span : callable
        From a statement to its first and last day, as ordinal numbers.
    slack : callable
        From a statement to the time that may lie between it and an earlier statement of the same event.
    reach : timedelta or None
        Between a statement of an event and the next one lies no more; None if it may.
    same : callable
        Whether two statements are of one event.
    compared : tuple of str
        What of two records that looks at, besides the days of publication.
    row : callable
        From the statements of an event to its row.

    Examples
    --------
    >>> [(kind.table, kind.reach and kind.reach.days) for kind in KINDS]
    [('visits', None), ('meetings', 3), ('agreements', 31)]
    """

    table: str
    keys: Callable[[Stated], list[tuple]]
    span: Callable[[Stated], tuple[int, int]]
    slack: Callable[[Stated], timedelta]
    reach: timedelta | None
    same: Callable[[Stated, Stated], bool]
    compared: tuple[str, ...]
    row: Callable[[list[Stated]], Row]


KINDS = (
    Kind(
        "visits",
        lambda s: [visit_key(s)],
        lambda s: days_of(s, "start", "end"),
        lambda s: RECALLED if s[1]["background"] else SAME_TRIP,
        None,
        same_visit,
        ("start", "end", "background"),
        visit_row,
    ),
    Kind(
        "meetings",
        meeting_keys,
        lambda s: days_of(s, "date", "date"),
        lambda s: SAME_MEETING,
        SAME_MEETING,
        same_meeting,
        ("date", "participants"),
        meeting_row,
    ),
    Kind(
        "agreements",
        lambda s: [agreement_key(s)],
        lambda s: days_of(s, "date", "date"),
        lambda s: SAME_DOCUMENT,
        SAME_DOCUMENT,
        same_agreement,
        ("date", "kind", "count", "title"),
        agreement_row,
    ),
)
