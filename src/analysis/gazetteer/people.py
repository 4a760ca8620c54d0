"""Known leaders and ministers with their terms of office, from ``people.csv`` beside this file.

The list seeds the recognition of names and of who held an office on a day; the corpus itself adds to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from .matcher import Matcher, fold, forms
from .places import parts, rows


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in one office; ``country`` is empty for international organisations.

    Examples
    --------
    >>> term = office_on("Рашид Мередов", date(2024, 5, 14))
    >>> term.office, term.country, str(term.first)
    ('foreign_minister', 'TKM', '2001-07-07')
    """

    name: str
    latin: str
    office: str
    country: str
    first: date
    last: date


@cache
def terms() -> tuple[Term, ...]:
    """All terms of office in the list.

    Examples
    --------
    >>> [str(t.first) for t in terms() if t.name == "Сердар Бердымухамедов" and t.office == "head_of_state"]
    ['2022-03-19']
    """
    return tuple(
        Term(r["name"], r["latin"], r["office"], r["country"], date.fromisoformat(r["from"]),
             date.fromisoformat(r["to"]) if r["to"] else date.max)
        for r in rows("people.csv")
    )  # fmt: skip


@cache
def by_name() -> dict[str, tuple[Term, ...]]:
    """Terms of every person by name.

    Examples
    --------
    >>> [str(term.first) for term in by_name()["Касым-Жомарт Токаев"] if term.office == "head_of_state"]
    ['2019-03-20']
    """
    found: dict[str, list[Term]] = {}
    for t in terms():
        found.setdefault(t.name, []).append(t)
    return {name: tuple(sorted(ts, key=lambda t: t.first)) for name, ts in found.items()}


@cache
def full_names() -> Matcher[str]:
    """The look-up of full names and their variants; the value is the usual name.

    Examples
    --------
    >>> [h.value for h in full_names().find("с Сердаром Бердымухамедовым и".split())]
    ['Сердар Бердымухамедов']
    """
    phrases = []
    for r in rows("people.csv"):
        phrases += [(n, r["name"]) for n in [r["name"], *parts(r["other_names"])]]
    return Matcher(sorted(set(phrases)), name="people")


@cache
def family_names() -> Matcher[str]:
    """The look-up of last words of names; several people may share one.

    Examples
    --------
    >>> sorted(h.value for h in family_names().find("речь Бердымухамедова".split()))
    ['Гурбангулы Бердымухамедов', 'Сердар Бердымухамедов']
    """
    phrases = []
    for r in rows("people.csv"):
        phrases += [(n.split()[-1], r["name"]) for n in [r["name"], *parts(r["other_names"])]]
    return Matcher(sorted(set(phrases)), name="families")


@cache
def _spellings() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Words of the usual name and of every variant that the list has, by the usual name."""
    return {
        r["name"]: tuple(tuple(n.split()) for n in [r["name"], *parts(r["other_names"])]) for r in rows("people.csv")
    }


def as_written(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The nominative of the spelling of a known name that a text uses, in whatever case it stands there.

    Examples
    --------
    >>> as_written("Сердар Бердымухамедов", ("Сердаром", "Бердымухамедовым"))
    ('Сердар', 'Бердымухамедов')
    """
    for spelling in _spellings().get(name, ()):
        if len(spelling) == len(words) and all(fold(w) in forms(s) for w, s in zip(words, spelling, strict=True)):
            usual = tuple(name.split())
            return usual if same_letters(" ".join(spelling)) == same_letters(name) else spelling
    return tuple(name.split())


def office_on(name: str, day: date) -> Term | None:
    """The office that a person held on a day; the most senior where there were several.

    Examples
    --------
    >>> office_on("Гурбангулы Бердымухамедов", date(2015, 1, 1)).office
    'head_of_state'
    >>> office_on("Гурбангулы Бердымухамедов", date(2024, 1, 1)).office
    'national_leader'
    """
    held = [t for t in by_name().get(name, ()) if t.first <= day <= t.last]
    return min(held, key=lambda t: rank(t.office)) if held else None


@cache
def _by_office() -> dict[tuple[str, str], tuple[Term, ...]]:
    """Terms of every office of every country."""
    found: dict[tuple[str, str], list[Term]] = {}
    for t in terms():
        found.setdefault((t.office, t.country), []).append(t)
    return {key: tuple(ts) for key, ts in found.items()}


def holder(office: str, country: str, day: date) -> str | None:
    """Who held an office of a country on a day; on the day of a handover the successor. None if the list knows nobody.

    Examples
    --------
    >>> holder("head_of_state", "TKM", date(2010, 5, 1)), holder("head_of_state", "TKM", date(2022, 4, 1))
    ('Гурбангулы Бердымухамедов', 'Сердар Бердымухамедов')
    """
    holding = [t for t in _by_office().get((office, country), ()) if t.first <= day <= t.last]
    return max(holding, key=lambda t: t.first).name if holding else None


def rank(office: str) -> int:
    """Seniority of an office class, 0 the highest.

    Examples
    --------
    >>> rank("head_of_state") < rank("foreign_minister") < rank("other")
    True
    """
    from ..tables import OFFICES

    return OFFICES.index(office)


@lru_cache(maxsize=50_000)
def same_letters(text: str) -> str:
    """A name folded and with doubled letters made single: «Бердымухаммедов» and «Бердымухамедов» are one.

    Examples
    --------
    >>> same_letters("Бердымухаммедов")
    'бердымухамедов'
    """
    folded = fold(text)
    return "".join(c for c, before in zip(folded, " " + folded, strict=False) if c != before)


# BGN/PCGN romanisation of Russian (1947), without its apostrophes for the two signs
ROMAN = dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)) | {
    **{"ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": ""},
    **{"ю": "yu", "я": "ya"},
}


@cache
def _usual_latin() -> dict[str, str]:
    """Usual English forms of known names."""
    return {t.name: t.latin for t in terms() if t.latin}


def latin(name: str) -> str:
    """A name in Latin letters: its usual English form where the list has one, else the BGN/PCGN romanisation.

    Examples
    --------
    >>> latin("Сердар Бердымухамедов"), latin("Юрий Щукин")
    ('Serdar Berdimuhamedow', 'Yuriy Shchukin')
    """
    if name in _usual_latin():
        return _usual_latin()[name]
    roman = ((c, ROMAN.get(c.lower(), c)) for c in name)
    return "".join(letters.capitalize() if c.isupper() else letters for c, letters in roman)
