"""One raw page of any kind, read into the article, or articles, that it holds and the headlines of its sidebar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.corpus import limits
from analysis.corpus.attribution import find_source
from analysis.corpus.dates import DAYTIME, read_time
from analysis.corpus.digests import split_digest
from analysis.corpus.encodings import decode, put_right
from analysis.corpus.newspaper import Page, join_lines, read_text
from analysis.corpus.raw import RawPage, Unusable
from analysis.corpus.sites import find_site, host_in
from analysis.corpus.sources import pick, pick_all
from analysis.corpus.text import SENTENCE_ENDS, clean, language, looks_like_html, printable
from analysis.corpus.webpage import has_markup, is_whole_page, read_fragment, read_html


def read_page(raw: RawPage) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read a raw page as one article. Whatever it holds, it becomes one article or one reject.

    Parameters
    ----------
    raw : RawPage
        From :func:`analysis.corpus.readers.read_pages`.

    Returns
    -------
    row : dict
        A row of ``articles`` without ``article_id`` and ``duplicate_of``, or a row of ``rejects``: only these have
        the key ``reason``.
    headlines : list of dict
        Rows of ``headlines`` without ``article_id``.

    Examples
    --------
    >>> sidebar = "СЕГОДНЯ НА САЙТЕ: Жатва завершена 25 Июнь 2025 г., 14:41"
    >>> text = f"{sidebar}\\n\\nВизит\\n23 Апрель 2025 г., 10:05\\n\\nОн начат."
    >>> article, headlines = read_page(RawPage("a.txt", "text", text.encode(), 0))
    >>> article["title"], article["body"], article["published"].isoformat()
    ('Визит', 'Он начат.', '2025-04-23T10:05:00+05:00')
    >>> [headline["text"] for headline in headlines]
    ['Жатва завершена']
    >>> read_page(RawPage("b.txt", "text", b"", 0))[0]["reason"]
    'empty'
    """
    page = _read(raw)
    return (page, []) if isinstance(page, dict) else _row(raw, raw.page, page)


def articles_of(raw: RawPage) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Read a raw page, a digest as the articles that it holds: ``PAGE#1`` and so on.

    Parameters
    ----------
    raw : RawPage

    Returns
    -------
    list of (dict, list of dict)
        As from :func:`read_page`, one for each article; see :func:`analysis.corpus.digests.split_digest`.

    Examples
    --------
    >>> item = "{0} мая 2024\\n\\nСуда встретили музыкой и караваем хлеба, на каждом из них по сто тонн стекла и труб."
    >>> text = f"Порт открыт вчера\\n{item.format(2)}\\n\\nВторой порт открыт\\n{item.format(3)}"
    >>> [(row["page"], row["title"]) for row, _ in articles_of(RawPage("a.txt", "text", text.encode(), 0))]
    [('a.txt#1', 'Порт открыт вчера'), ('a.txt#2', 'Второй порт открыт')]
    """
    page = _read(raw)
    if isinstance(page, dict):
        return [(page, [])]
    parts = split_digest(page)
    names = [raw.page] if len(parts) == 1 else [f"{raw.page}#{n}" for n in range(1, len(parts) + 1)]
    return [_row(raw, name, part) for name, part in zip(names, parts, strict=True)]


def _read(raw: RawPage) -> Page | dict[str, Any]:
    """What a raw page holds, or the row of rejects that says why it cannot be used."""
    try:
        if raw.problem:
            raise Unusable(*raw.problem)
        return _read_bytes(raw) if isinstance(raw.content, bytes) else _read_fields(raw)
    except Unusable as error:
        return _reject(raw, *error.problem)


def _row(raw: RawPage, name: str, page: Page) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    headlines = [
        {"page": name, "position": position, "text": text, "published": time}
        for position, (text, time) in enumerate(page.headlines, start=1)
    ]
    body = "\n\n".join(page.paragraphs)
    if not any(map(str.isalpha, body)):
        found = "nothing but a headline" if page.title else "a sidebar only" if headlines else "no words"
        return _reject(raw, "no_body", f"{found}; collect the page again"), headlines
    if not page.title:
        page.notes.append("no headline")
    if page.published is None:
        page.notes.append("no dateline")
    if not page.paragraphs[-1].endswith(SENTENCE_ENDS):
        page.notes.append("may be cut off: the last sentence has no end")
    return {
        "page": name,
        "title": page.title,
        "body": body,
        "published": page.published,
        "language": language(f"{page.title}\n{body}"),
        "source": find_source(body),
        "site": page.site,
        "url": page.url,
        "collected": max((time for _, time in page.headlines), default=None),
        "characters": len(body),
        "paragraphs": len(page.paragraphs),
        "notes": page.notes,
    }, headlines


def _reject(raw: RawPage, reason: str, detail: str) -> dict[str, Any]:
    return {"page": raw.page, "reason": reason, "detail": printable(detail), "bytes": raw.bytes}


def _read_bytes(raw: RawPage) -> Page:
    assert isinstance(raw.content, bytes)
    if not raw.content.strip(b" \t\r\n\v\f\0"):
        raise Unusable("empty", "the file holds no text")
    text, encoding = decode(raw.content)
    if text is None and encoding == "binary":
        raise Unusable("binary", "the bytes are no text; a document has to be saved as text or HTML")
    if text is None:
        raise Unusable("encoding", "no supported encoding fits; save the page as UTF-8")
    text, mistake = put_right(text)
    is_html = looks_like_html(text) or (raw.kind == "html" and "<" in text)
    host = raw.site or host_in(raw.page)
    if is_html:
        _check_tags(text)
        page = read_html(text, url=raw.url, host=host)
        if raw.kind == "text":
            page.notes.append("HTML under the name of a text")
    else:
        _check_length(text)
        page = read_text(text, find_site(host) if host else None)
        page.site = host
        page.set_address(raw.url)
    if encoding != "utf-8":
        page.notes.append(f"encoding {encoding}")
    if mistake:
        page.notes.append(f"put right: {mistake}")
    return page


def _read_fields(raw: RawPage) -> Page:
    assert isinstance(raw.content, Mapping)
    title, body = pick(raw.content, "title"), pick(raw.content, "body")
    if not isinstance(title, str | int | float | None) or not isinstance(body, str):
        detail = f"fields {', '.join(map(str, list(raw.content)[:8])) or 'none'}; title and body are needed"
        raise Unusable("no_text_field", detail[:300])
    _check_length(body)
    if looks_like_html(body) or has_markup(body):
        _check_tags(body)
    return read_record(raw.content, raw.site)


def _check_length(text: str) -> None:
    if len(text) > limits.MAX_LETTERS:
        raise Unusable("too_large", f"a text of {len(text):,} letters; the limit is {limits.MAX_LETTERS:,}")


def _check_tags(text: str) -> None:
    if (tags := text.count("<")) > limits.MAX_HTML_TAGS:
        raise Unusable("too_large", f"{tags:,} tags of HTML; the limit is {limits.MAX_HTML_TAGS:,}")


def read_record(record: Mapping[str, Any], host: str | None = None) -> Page:
    """Read one record of a list, the names of its fields found by themselves.

    A record whose only text is the dump of a whole page is read as such.

    Parameters
    ----------
    record : mapping
        With a text under one of the names of ``sources.FIELDS["body"]``.
    host : str, optional
        Host name of the site, where the record does not tell it.

    Returns
    -------
    Page

    Examples
    --------
    >>> page = read_record({"headline": "Порт", "text": "Порт открыт.", "url": "https://site.example/7"})
    >>> page.title, page.paragraphs, page.site
    ('Порт', ['Порт открыт.'], 'site.example')
    """
    title, url = pick(record, "title"), pick(record, "url")
    title = None if title is None else str(title)
    body, mistake = put_right(pick(record, "body"))
    address = Page(site=host)
    address.set_address(url)
    markup = has_markup(body)
    if looks_like_html(body) and is_whole_page(body):
        page = read_html(body, url=address.url, host=host)
    elif title is None:
        page = read_text("\n".join(read_fragment(body)) if markup else body)
    else:
        lines = read_fragment(body) if markup else clean(body).split("\n")
        page = Page(paragraphs=join_lines(find_site(address.site).text_lines(lines) if address.site else lines))
    if mistake:
        page.notes.append(f"put right: {mistake}")
    if title is not None:
        title, _ = put_right(title)
        page.title = " ".join(clean(" ".join(read_fragment(title)) if has_markup(title) else title).split())
    times = list(pick_all(record, "published"))
    page.published = next((time for time in map(read_time, times) if time), page.published)
    if times and page.published is None:
        page.notes.append(f"no such day or time: {printable(str(times[0])[:60])}")
    elif page.published and not (page.published.hour or page.published.minute):
        # the time of day in a column of its own
        clock = next((found for value in times if (found := DAYTIME.fullmatch(str(value).strip()))), None)
        if clock:
            page.published = page.published.replace(hour=int(clock[1]), minute=int(clock[2]))
    page.url, page.site = address.url or page.url, address.site or page.site
    page.notes += address.notes
    return page
