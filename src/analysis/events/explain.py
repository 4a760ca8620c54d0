"""What the rules make of a sentence: its records, and by which rules. To try a sentence, and to show a rule."""

from __future__ import annotations

from .extract import Record, extract


def explain(text: str, published: str = "2024-05-14", title: str = "") -> None:
    """Print the records that a text gives, a line each: who, where or with whom, when, in what status, by which rules.

    Parameters
    ----------
    text : str
        A sentence, or an article with paragraphs separated by blank lines.
    published : str
        Day of publication, ``YYYY-MM-DD``, from which words like «вчера» count.
    title : str
        Headline.

    Examples
    --------
    >>> explain("Вчера президент Ирана Масуд Пезешкиан прибыл с рабочим визитом в Ашхабад.")
    visit: Масуд Пезешкиан (IRN) to TKM, Ашхабад; working, 2024-05-13, held (arrives, trips)
    >>> explain("Стороны подписали меморандум между МИД Ирана и МИД Туркменистана.")
    agreement: меморандум между МИД Ирана и МИД Туркменистана; IRN, TKM; memorandum, signed (named, signed)
    >>> explain("В парке цветут розы.")
    nothing
    """
    records = extract({"title": title, "body": text, "published": published})
    lines = [
        f"{kind.rstrip('s')}: {tell(record)}; {', '.join(details(record))} ({', '.join(sorted(record['rules']))})"
        for kind, tell in (("visits", visit), ("meetings", meeting), ("agreements", agreement))
        for record in records[kind]
    ]
    print("\n".join(lines) or "nothing")


def visit(record: Record) -> str:
    """Who went where.

    Examples
    --------
    >>> visit({"visitor": None, "visitor_office": "delegation", "visitor_country": "IRN", "host_country": "TKM",
    ...        "places": []})
    'delegation (IRN) to TKM'
    """
    who = f"{record['visitor'] or record['visitor_office']} ({record['visitor_country']})"
    return f"{who} to {', '.join([record['host_country'], *record['places']])}"


def meeting(record: Record) -> str:
    """Who met.

    Examples
    --------
    >>> meeting({"participants": ["Масуд Пезешкиан"], "countries": ["IRN", "TKM"]})
    'Масуд Пезешкиан; IRN, TKM'
    """
    return "; ".join(", ".join(part) for part in (record["participants"], record["countries"]) if part)


def agreement(record: Record) -> str:
    """Which document, and between whom.

    Examples
    --------
    >>> agreement({"title": None, "count": 13, "parties": ["IRN", "TKM"]})
    '13; IRN, TKM'
    """
    return f"{record['title'] or record['count']}; {', '.join(record['parties'])}"


def details(record: Record) -> list[str]:
    """Codes and day of a record, those not stated left out.

    Examples
    --------
    >>> details({"kind": "unspecified", "start": "2024-05-13", "end": None, "status": "held", "background": True})
    ['2024-05-13', 'held', 'background']
    """
    day = record.get("date") or "/".join(filter(None, (record.get("start"), record.get("end"))))
    codes = [record.get("kind"), record.get("mode"), record.get("occasion"), day, record["status"]]
    return [code for code in codes if code and code != "unspecified"] + ["background"] * record["background"]
