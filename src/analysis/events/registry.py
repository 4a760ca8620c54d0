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
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

from ..gazetteer import people

Row = dict[str, Any]
Article = Mapping[str, Any]
Stated = tuple[Article, Row]

# the days that two statements give of one trip may differ by this, the times of their reports by more
SAME_DAYS = timedelta(days=3)
SAME_TRIP = timedelta(days=10)
SAME_MEETING = timedelta(days=3)
SAME_DOCUMENT = timedelta(days=31)
# a trip recalled without a day belongs to the last known trip of that person to that country within this time
RECALLED = timedelta(days=400)


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


def day(text: str | None) -> date | None:
    """A day written as ISO 8601, or None."""
    return date.fromisoformat(text) if text else None


def published(article: Article) -> date:
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
    >>> sorted(merge([], []))
    ['agreements', 'meetings', 'mentions', 'people', 'visits']
    """
    order = sorted(range(len(articles)), key=lambda i: (published(articles[i]), str(articles[i]["article_id"])))
    stated = {
        kind: [(articles[i], r) for i in order for r in records[i].get(kind, [])]
        for kind in ("visits", "meetings", "agreements")
    }
    who = people_rows([(articles[i], p) for i in order for p in records[i].get("people", [])])
    holders = holder_lookup(who)

    mentions: list[Row] = []
    visits = [
        visit_row(group, holders, mentions)
        for group in group_by(stated["visits"], lambda s: [visit_key(s, holders)], same_visit)
    ]
    meetings = [meeting_row(group, mentions) for group in group_by(stated["meetings"], meeting_keys, same_meeting)]
    agreements = [
        agreement_row(group, mentions)
        for group in group_by(stated["agreements"], lambda s: [agreement_key(s)], same_agreement)
    ]
    for rows, name in ((visits, "visit_id"), (meetings, "meeting_id"), (agreements, "agreement_id")):
        make_unique(rows, name, mentions)
    articles_of: dict[str, set[str]] = {}
    for m in mentions:
        articles_of.setdefault(m["event_id"], set()).add(m["article_id"])
    for row in meetings:
        row["visit_id"] = visit_of(
            row["meeting_id"], row["date"], row["countries"], visits, articles_of, row["participants"]
        )
    for row in agreements:
        row["visit_id"] = (
            visit_of(row["agreement_id"], row["date"], row["parties"], visits, articles_of, None)
            if row["status"] in {"signed", "planned"}
            else None
        )
    return {"visits": visits, "meetings": meetings, "agreements": agreements, "mentions": mentions, "people": who}


# -- who was in office --


def people_rows(stated: Sequence[tuple[Article, Row]]) -> list[Row]:
    """Rows of the table ``people``: every person and office that articles show, with the days between."""
    rows: dict[tuple, Row] = {}
    for article, p in stated:
        key = (p["name"], p["office"], p["country"] or "")
        seen = published(article)
        seen_day = seen if seen != date.min else None
        row = rows.setdefault(
            key,
            {
                "name": p["name"],
                "latin": people.latin(p["name"]),
                "office": p["office"],
                "country": p["country"],
                "first_seen": seen_day,
                "last_seen": seen_day,
                "mentions": 0,
                "origin": "corpus",
            },
        )
        row["mentions"] += 1
        if seen_day:
            row["first_seen"] = min(filter(None, (row["first_seen"], seen_day)))
            row["last_seen"] = max(filter(None, (row["last_seen"], seen_day)))
        if any(
            t.office == p["office"] and t.country == (p["country"] or "") for t in people.by_name().get(p["name"], ())
        ):
            row["origin"] = "gazetteer"
    return [rows[key] for key in sorted(rows)]


def holder_lookup(rows: Iterable[Row]) -> Callable[[str, str | None, date], str | None]:
    """Who held an office of a country on a day: as the gazetteer says, else the only one whom the corpus shows then."""
    by_office: dict[tuple[str, str], list[Row]] = {}
    for r in rows:
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
    """The day of a record: as stated, else of publication."""
    article, record = s
    return day(record.get(field)) or published(article)


def visit_key(s: Stated, holders: Callable[[str, str | None, date], str | None]) -> tuple:
    """Traveller and host; the traveller is the office's holder on that day where the article names nobody."""
    _, r = s
    name = r["visitor"] or holders(r["visitor_office"], r["visitor_country"], when_of(s, "start"))
    return (person_key(name) if name else f"{r['visitor_office']}@{r['visitor_country']}", r["host_country"])


def person_key(name: str) -> str:
    """Names of one person compare equal: family name and first letter of the given name, folded."""
    words = people.same_letters(name).split()
    return f"{words[-1]} {words[0][0]}" if len(words) > 1 else words[0]


def same_visit(a: Stated, b: Stated) -> bool:
    """One trip: stated days that touch, else times of report near each other.

    A trip recalled without a day is the last one of that person to that country before.
    """
    dated_a, dated_b = day(a[1]["start"]), day(b[1]["start"])
    if dated_a and dated_b:
        end_a, end_b = day(a[1]["end"]) or dated_a, day(b[1]["end"]) or dated_b
        return dated_a - SAME_DAYS <= end_b and dated_b - SAME_DAYS <= end_a
    if b[1]["background"] and not dated_b and not a[1]["background"]:
        return timedelta(0) <= when_of(b, "start") - when_of(a, "start") <= RECALLED
    return abs(when_of(a, "start") - when_of(b, "start")) <= SAME_TRIP


def meeting_keys(s: Stated) -> list[tuple]:
    """Mode and every two participants: two statements of one meeting have two people in common."""
    _, r = s
    who = sorted(set(map(participant_key, r["participants"])))
    return [(r["mode"], *pair) for pair in combinations(who, 2)]


def same_meeting(a: Stated, b: Stated) -> bool:
    """One meeting: two participants in common, near in time."""
    one, other = (set(map(participant_key, s[1]["participants"])) for s in (a, b))
    if len(one & other) < 2 or not (one <= other or other <= one):
        return False
    return abs(when_of(a, "date") - when_of(b, "date")) <= SAME_MEETING


def participant_key(label: str) -> str:
    """A participant's name or office, comparable."""
    return label if "@" in label else person_key(label)


def agreement_key(s: Stated) -> tuple:
    """Kind and the states that are parties."""
    _, r = s
    return (r["kind"], tuple(p for p in r["parties"] if re.fullmatch("[A-Z]{3}", p)))


def same_agreement(a: Stated, b: Stated) -> bool:
    """One document: titles that share their words, near in time; packages only by number."""
    if abs(when_of(a, "date") - when_of(b, "date")) > SAME_DOCUMENT:
        return False
    if a[1]["kind"] == "package":
        return a[1]["count"] == b[1]["count"]
    one, other = (title_words(s[1]["title"]) for s in (a, b))
    if not one or not other:
        return one == other
    return len(one & other) / min(len(one), len(other)) >= 0.7


def title_words(title: str | None) -> set[str]:
    """Stems of a title's words of four letters and more."""
    return {w[:5] for w in re.findall(r"\w{4,}", (title or "").lower().replace("ё", "е"))}


def group_by(
    stated: Sequence[Stated], keys: Callable[[Stated], list[tuple]], same: Callable[[Stated, Stated], bool]
) -> list[list[Stated]]:
    """Cluster statements: each joins the latest group, of those that share a key with it, that holds the same event."""
    groups: list[list[Stated]] = []
    by_key: dict[tuple, list[int]] = {}
    for s in stated:
        mine = keys(s)
        near = sorted({g for key in mine for g in by_key.get(key, ())}, reverse=True)
        home = next((g for g in near if any(same(t, s) for t in groups[g])), None)
        if home is None:
            home = len(groups)
            groups.append([])
        groups[home].append(s)
        for key in mine:
            if home not in by_key.setdefault(key, []):
                by_key[key].append(home)
    return groups


# -- one row an event --


def most_stated(values: Iterable[Any], empty: tuple = (None, "unspecified", "other")) -> Any:
    """The value that most articles state; of equals the earliest article's; «unspecified» only if nobody says more."""
    values = list(values)
    counts = Counter(json.dumps(v, ensure_ascii=False) for v in values if v not in empty)
    if not counts:
        return values[0] if values else None
    best = counts.most_common(1)[0][1]
    return next(v for v in values if v not in empty and counts[json.dumps(v, ensure_ascii=False)] == best)


def furthest(group: list[Stated], order: tuple[str, ...]) -> str:
    """The status that stands: cancelled if the last article says so, else the furthest."""
    if group[-1][1]["status"] == "cancelled":
        return "cancelled"
    return min((r["status"] for _, r in group), key=order.index)


def common_columns(group: list[Stated]) -> Row:
    """The columns that all events have."""
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
    """The confidence of an event: of its best statement; several articles that agree leave half of the doubt each."""
    best: dict[str, float] = {}
    for a, r in group:
        best[a["article_id"]] = max(best.get(a["article_id"], 0.0), r["confidence"])
    values = sorted(best.values(), reverse=True)
    doubt = 1 - values[0]
    for _ in values[1:3]:
        doubt /= 2
    return round(1 - doubt, 2)


def note(group: list[Stated], kind: str, event_id: str, mentions: list[Row]) -> None:
    """Add the mentions of an event."""
    for article, r in group:
        stated = {
            k: v for k, v in r.items() if not k.startswith("evidence_") and k not in {"confidence", "rules", "evidence"}
        }
        mentions.append(
            {
                "event_id": event_id,
                "event": kind,
                "article_id": article["article_id"],
                "field": r["evidence_field"],
                "start": r["evidence_start"],
                "end": r["evidence_end"],
                "evidence": r["evidence"],
                "confidence": r["confidence"],
                "background": r["background"],
                "stated": json.dumps(stated, ensure_ascii=False, sort_keys=True),
            }
        )


def visit_row(group: list[Stated], holders: Callable[[str, str | None, date], str | None], mentions: list[Row]) -> Row:
    """One visit."""
    rows = [r for _, r in group]
    named = longest([r["visitor"] for r in rows if r["visitor"]])
    office, country = most_stated(r["visitor_office"] for r in rows), most_stated(r["visitor_country"] for r in rows)
    first = rows[0]
    resolved = None if named else holders(first["visitor_office"], first["visitor_country"], when_of(group[0], "start"))
    visitor = named or resolved
    dated = [r for r in rows if r["start"]]
    start = most_stated(r["start"] for r in dated) if dated else None
    event_id = identifier(*visit_key(group[0], holders), when_of(group[0], "start"))
    note(group, "visit", event_id, mentions)
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
        "start": day(start),
        "end": day(most_stated([r["end"] for r in dated if r["start"] == start])),
        "date_words": next((r["date_words"] for r in dated if r["start"] == start), None),
        "status": furthest(group, ("held", "planned", "cancelled")),
        "occasion": most_stated(r["occasion"] for r in rows),
        **common_columns(group),
    }


def longest(names: list[str]) -> str | None:
    """The fullest form of a name: without initials before with, then the longest; of equals the most frequent."""
    if not names:
        return None
    counts = Counter(names)
    return max(counts, key=lambda n: ("." not in n, len(n.split()), counts[n], n))


def meeting_row(group: list[Stated], mentions: list[Row]) -> Row:
    """One meeting."""
    fullest = max((r for _, r in group), key=lambda r: len(r["participants"]))
    when = most_stated(r["date"] for _, r in group)
    first = group[0][1]
    event_id = identifier(first["mode"], *sorted(first["participants"]), when_of(group[0], "date"))
    note(group, "meeting", event_id, mentions)
    return {
        "meeting_id": event_id,
        "participants": fullest["participants"],
        "countries": fullest["countries"],
        "mode": fullest["mode"],
        "date": day(when),
        "status": furthest(group, ("held", "planned", "cancelled")),
        **common_columns(group),
    }


def agreement_row(group: list[Stated], mentions: list[Row]) -> Row:
    """One document."""
    first = group[0][1]
    title = max((r["title"] for _, r in group if r["title"]), key=len, default=None)
    when = most_stated(r["date"] for _, r in group)
    event_id = identifier(first["kind"], first["parties"], first["title"], when_of(group[0], "date"))
    note(group, "agreement", event_id, mentions)
    return {
        "agreement_id": event_id,
        "kind": first["kind"],
        "title": title,
        "parties": sorted({p for _, r in group for p in r["parties"]}),
        "status": furthest(group, ("in_force", "signed", "planned", "referenced")),
        "count": max(r["count"] for _, r in group),
        "date": day(when),
        **common_columns(group),
    }


def make_unique(rows: list[Row], name: str, mentions: list[Row]) -> None:
    """Tell apart events whose identifiers are equal: the same words twice in the corpus's order."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen[row[name]] += 1
        if seen[row[name]] > 1:
            old, row[name] = row[name], f"{row[name]}-{seen[row[name]]}"
            mine = [
                m
                for m in mentions
                if m["event_id"] == old
                and m["evidence"] == row["evidence"]
                and m["article_id"] == row["evidence_article"]
            ]
            for m in mine[-1:]:
                m["event_id"] = row[name]


def visit_of(
    event_id: str,
    when: date | None,
    sides: list[str],
    visits: list[Row],
    articles_of: dict[str, set[str]],
    names: list[str] | None,
) -> str | None:
    """The visit on which a meeting was held or a document signed.

    Its traveller and host are sides, and its days fit or an article tells of both.
    """
    people_there = {participant_key(n) for n in names or []}
    options = []
    for v in visits:
        if (
            v["host_country"] == v["visitor_country"]
            or v["host_country"] not in sides
            or v["visitor_country"] not in sides
        ):
            continue
        if names is not None and v["visitor"] and person_key(v["visitor"]) not in people_there:
            continue
        shared = bool(articles_of.get(v["visit_id"], set()) & articles_of.get(event_id, set()))
        fits = bool(
            when
            and v["start"]
            and v["start"] - timedelta(days=1) <= when <= (v["end"] or v["start"]) + timedelta(days=1)
        )
        if fits or (shared and not (when and v["start"]) and not v["background"]):
            options.append((not fits, not shared, v["visit_id"]))
    return min(options)[2] if options else None
