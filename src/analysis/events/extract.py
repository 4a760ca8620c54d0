"""One article to its records: visits, meetings, agreements, each with the words that say so, and its people."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import accumulate, groupby
from typing import Any

from ..gazetteer import organisations, people, places
from ..gazetteer.matcher import fold
from ..russian import models, parse
from . import agreements, confidence, meetings, trips
from .documents import nouns
from .grammar import triggers
from .mentions import Line
from .reading import Reading

# an article is read up to here, so that the cost of a text of any size is bounded
CHARACTERS = 100_000
WORDS = 15_000
CHUNK = 128
# so many characters go through the language models together: more of them are no faster and take memory
AT_ONCE = 100_000
# what stands before a place that somebody is at or goes to
WHERE = {"в", "во", "на", "из", "до", "через", "под", "к", "участие", "участием"}
# halves of UTF-16 pairs that a broken file may hold; the language models know no such characters
SURROGATES = re.compile("[\ud800-\udfff]")

Record = dict[str, Any]


def extract(article: Mapping[str, Any]) -> dict[str, list[Record]]:
    """Records that one article states.

    Parameters
    ----------
    article : mapping
        ``title`` and ``body`` (paragraphs separated by blank lines), ``published`` (``YYYY-MM-DDTHH:MM``, a
        ``datetime``, or None).

    Returns
    -------
    dict
        Lists ``visits``, ``meetings``, ``agreements`` in the fields and codes of the annotation guidelines, and
        ``people``. Every record also has ``evidence_field`` (``title`` or ``body``) and ``evidence_start``,
        ``evidence_end`` with ``article[field][start:end] == evidence``, ``confidence`` (0 to 1), and ``rules``, the
        names of the rules that found it.

    Raises
    ------
    ValueError
        If ``published`` is a text that does not begin with a day as ISO 8601.

    Examples
    --------
    >>> found = extract({"title": "Путин прилетел в Астану", "body": "", "published": "2022-10-13T10:00"})
    >>> found["visits"][0]["visitor"], found["visits"][0]["host_country"], found["visits"][0]["evidence"]
    ('Владимир Путин', 'KAZ', 'Путин прилетел в Астану')
    """
    return extract_chunk([article])[0]


def extract_chunk(articles: Sequence[Mapping[str, Any]]) -> list[dict[str, list[Record]]]:
    """Records of a few articles, whose words go through the language models together.

    Examples
    --------
    >>> titles = ["Путин прилетел в Астану", "В парке цветут розы"]
    >>> found = extract_chunk([{"title": title, "published": "2022-10-13"} for title in titles])
    >>> [len(records["visits"]) for records in found]
    [1, 0]
    """
    # circles of unused objects, for which Python would look again and again, do not come up
    enabled = gc.isenabled()
    gc.disable()
    try:
        _keep_models()
        ends = accumulate(min(len(str(a.get("body") or "")), CHARACTERS) for a in articles)
        parts = groupby(zip(articles, ends, strict=True), lambda part: part[1] // AT_ONCE)
        return [records for _, some in parts for records in _read_chunk([article for article, _ in some])]
    finally:
        if enabled:
            gc.enable()


def _read_chunk(articles: Sequence[Mapping[str, Any]]) -> list[dict[str, list[Record]]]:
    """What :func:`extract_chunk` does, so that all that it needed is gone when the collector is let loose again."""
    texts = [_text_of(a) for a in articles]
    parse.annotate([s for *_, parts in texts for part in parts for s in part], tree=False, named=may_name)
    readings = [Reading(*text) for text in texts]
    parse.grow_trees([line.sentence for r in readings for line in r.lines if needs_tree(line)])
    return [_records_of(a, r) for a, r in zip(articles, readings, strict=True)]


def may_name(sentence: parse.Sentence) -> bool:
    """Whether names are to be looked for: not where every capital begins a listed place or organisation.

    Examples
    --------
    >>> [may_name(s) for s in parse.split("Вырос экспорт Ирана в Китай. Президент Ирана принял Лаврова.")]
    [False, True]
    """
    if not parse.may_hold_names(sentence):
        return False
    first, *others = (w.text for w in sentence.words)
    return not (
        all(is_listed(word) for word in others if word[0].isupper()) and (parse.is_common(first) or is_listed(first))
    )


@lru_cache(maxsize=100_000)
def is_listed(word: str) -> bool:
    """Whether a listed place or organisation may begin with a word.

    Examples
    --------
    >>> is_listed("Ираном"), is_listed("ООН"), is_listed("Лавров")
    (True, True, False)
    """
    folded = fold(word)
    return any(names.seconds(word, folded) for names in (*places.matchers(), organisations.matcher()))


def needs_tree(line: Line) -> bool:
    """Whether a rule may look at the tree of a sentence: it names a document, or an actor and what he does, or where.

    Examples
    --------
    >>> text = "Президент Ирана прибыл в Баку. Президент Ирана пел. Подготовлен меморандум."
    >>> [needs_tree(line) for line in Reading("", text, date(2024, 5, 4)).lines]
    [True, False, True]
    """
    if line.has(nouns().keys()):
        return True
    return bool(line.at) and (
        line.has(triggers().keys()) or any(WHERE & set(line.folded[max(0, h.first - 4) : h.first]) for h in line.places)
    )


@cache
def _keep_models() -> None:
    """Load what every article needs and take it out of the garbage collector's rounds, once in a process."""
    models.networks()
    places.cities()
    people.rank("other")
    _records_of({}, Reading("", "Он прибыл в Баку.", date(1970, 1, 1)))
    gc.freeze()


def _text_of(article: Mapping[str, Any]) -> tuple[str, str, date, tuple[list[parse.Sentence], list[parse.Sentence]]]:
    """What :class:`.Reading` takes of an article, its sentences cut into words; none of them if not worth it."""
    title, body = str(article.get("title") or ""), str(article.get("body") or "")
    published = publication_day(article.get("published"))
    # one character for one, so that the offsets stay those of the original
    title, body = SURROGATES.sub("\ufffd", title), SURROGATES.sub("\ufffd", body)
    sentences = (first_words(title), first_words(body))
    if not any(worth_reading(s) for part in sentences for s in part):
        sentences = ([], [])
    return title, body, published, sentences


def _records_of(article: Mapping[str, Any], reading: Reading) -> dict[str, list[Record]]:
    """Records of an article that has been read."""
    found = {
        "visits": trips.records(reading),
        "meetings": meetings.records(reading),
        "agreements": agreements.records(reading),
    }
    for kind, records in found.items():
        for record in records:
            record["evidence_field"] = record.pop("field")
            record["evidence_start"], record["evidence_end"] = record.pop("span")
            field = record["evidence_field"]
            record["evidence"] = str(article.get(field))[record["evidence_start"] : record["evidence_end"]]
            record["confidence"] = confidence.of(kind, record)
    found["people"] = [
        {"name": a.name, "office": a.office, "country": a.country, "stated": a.stated}
        for a in reading.actors
        if a.words and a.office and not a.envoy
    ]
    return found


def first_words(text: str) -> list[parse.Sentence]:
    """Sentences of a text, cut into words, as far as ``CHARACTERS`` and ``WORDS`` (15,000) go.

    Examples
    --------
    >>> [len(sentence.words) for sentence in first_words("Президент прилетел в Баку. Его встретили.")]
    [5, 3]
    >>> sum(len(sentence.words) for sentence in first_words("Да! " * 9000))
    15000
    """
    found: list[parse.Sentence] = []
    count = 0
    for sentence in parse.split(text[:CHARACTERS]):
        count += len(sentence.words)
        if count > WORDS:
            break
        found.append(sentence)
    return found


def worth_reading(sentence: parse.Sentence) -> bool:
    """Whether a sentence holds a trigger word or the noun of a document: without one an article has no record.

    Examples
    --------
    >>> [worth_reading(sentence) for sentence in parse.split("Он посетил Баку. Подготовлен меморандум. Цветут розы.")]
    [True, True, False]
    """
    return any((key := parse.lemma(w.lower)) in triggers() or key in nouns() for w in sentence.words)


def publication_day(published: Any) -> date:
    """The day of publication; 1 January 1970 for an article that states none, so that no date near today is made up.

    Raises
    ------
    ValueError
        If a text does not begin with a day as ISO 8601.

    Examples
    --------
    >>> publication_day("2022-10-13T10:00")
    datetime.date(2022, 10, 13)
    """
    if published is None or published == "":
        return date(1970, 1, 1)
    if hasattr(published, "date"):
        return published.date()
    try:
        return date.fromisoformat(str(published)[:10])
    except ValueError:
        raise ValueError(f"published is {str(published)[:40]!r}, but a time is written YYYY-MM-DDTHH:MM") from None


def extract_all(
    articles: Sequence[Mapping[str, Any]], jobs: int = 1, progress: Callable[[int], Any] | None = None
) -> list[dict[str, list[Record]]]:
    """Records of many articles, in the order of the input.

    Parameters
    ----------
    articles : sequence of mapping
        As for :func:`extract`.
    jobs : int
        Processes at once; the result does not depend on it.
    progress : callable, optional
        Called with the number of articles newly done.

    Examples
    --------
    >>> extract_all([{"title": "", "body": "", "published": "2022-10-13T10:00"}])[0]["visits"]
    []
    """
    chunks = [articles[i : i + CHUNK] for i in range(0, len(articles), CHUNK)]
    results: list[dict[str, list[Record]]] = []
    parts: Iterable[list[dict[str, list[Record]]]] = map(extract_chunk, chunks)
    if jobs != 1 and len(chunks) > 1:
        from joblib import Parallel, delayed

        parts = Parallel(n_jobs=jobs, return_as="generator")(delayed(extract_chunk)(chunk) for chunk in chunks)
    for found in parts:
        results += found
        if progress:
            progress(len(found))
    return results
