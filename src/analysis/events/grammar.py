"""Questions that the rules ask of a sentence: who is the subject, what is the destination, is it to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from ..gazetteer import places
from ..gazetteer.matcher import fold
from ..gazetteer.places import rows
from ..russian import models
from ..russian.parse import Word
from .dates import Day
from .mentions import Actor, Line, Mention
from .reading import Reading

INTO = {"в", "во", "на", "по"}
LOCATIVE_WORDS = {"столица", "земля", "резиденция", "город", "область", "велаят", "провинция", "штаб-квартира"}
THERE = {"туда", "сюда", "там", "здесь", "тут"}
SAME_COUNTRY = {"страна", "республика", "государство"}
FUTURE = {
    "планироваться", "намечать", "наметить", "ожидаться", "ожидать", "предстоять", "запланировать", "назначить",
    "собираться", "намереваться", "намерен", "намеренный", "предполагаться", "готовиться", "ждать", "предусмотреть",
    "предусматривать", "предстоящий", "грядущий", "планировать", "впереди", "план", "рассчитывать", "будущий",
    "намеченный", "запланированный", "приглашать",
}  # fmt: skip
# whose subject is not the one that is to act: «пригласил посетить»
INVITES = {
    "пригласить",
    "приглашать",
    "предложить",
    "предлагать",
    "поручить",
    "просить",
    "попросить",
    "призвать",
    "позвать",
    "разрешить",
}
CANCELLED = {"отменить", "отложить", "отменять", "откладывать", "отказаться", "сорваться", "отмененный"}


@cache
def triggers() -> dict[str, str]:
    """Class of every trigger word by its lemma, from ``triggers.csv``.

    Examples
    --------
    >>> triggers()["посетить"], triggers()["визит"]
    ('visit', 'trip')
    """
    return {r["lemma"]: r["class"] for r in rows("triggers.csv")}


@dataclass(frozen=True)
class Destination:
    """A place that a sentence names: the country, the city or region if one is named, and how it stands there."""

    country: str
    place: str | None
    first: int
    last: int
    preposition: str
    case: str


def triggered(line: Line, *classes: str) -> list[int]:
    """Places of the trigger words of some classes, from left to right."""
    if "triggers" not in line.memo:
        known = triggers()
        line.memo["triggers"] = [(i, known[w.lemma]) for i, w in enumerate(line.words) if w.lemma in known]
    return [i for i, kind in line.memo["triggers"] if kind in classes]


def children(line: Line, i: int) -> list[int]:
    """Words that depend on a word."""
    if "children" not in line.memo:
        below: list[list[int]] = [[] for _ in line.words]
        for j, w in enumerate(line.words):
            if 0 <= w.head < len(below) and w.head != j:
                below[w.head].append(j)
        line.memo["children"] = below
    return line.memo["children"][i] if 0 <= i < len(line.words) else []


def ancestors(line: Line, i: int) -> list[int]:
    """Heads of a word, upwards; a tagger's tree may hold a circle, which ends the list."""
    found: list[int] = []
    j = line.words[i].head
    while j >= 0 and j not in found and j != i:
        found.append(j)
        j = line.words[j].head
    return found


def subtree(line: Line, i: int) -> set[int]:
    """A word and all that depends on it."""
    found, queue = {i}, [i]
    while queue:
        for j in children(line, queue.pop()):
            if j not in found:
                found.add(j)
                queue.append(j)
    return found


def span_of(line: Line, i: int) -> tuple[int, int]:
    """The mention that a word belongs to, or the word alone."""
    for m in line.mentions:
        if m.first <= i <= m.last:
            return m.first, m.last
    return i, i


def actors_at(line: Line, i: int, seen: set[int] | None = None) -> list[Actor]:
    """Actors of the noun phrase whose head is a word: its own, and those joined to it by «и» or a comma."""
    seen = seen if seen is not None else set()
    if i in seen:
        return []
    seen.add(i)
    found: list[Actor] = list(line.at.get(i, []))
    first, last = span_of(line, i)
    inside = range(first, last + 1)
    for k in inside:
        for a in line.at.get(k, []):
            if a not in found:
                found.append(a)
        seen.add(k)
    for k in inside:
        for j in children(line, k):
            if (
                j not in seen
                and line.words[j].rel in {"conj", "appos", "flat:name", "parataxis"}
                and (line.words[j].rel != "parataxis" or j in line.at)
            ):
                found += [a for a in actors_at(line, j, seen) if a not in found]
    return found


def run_of(line: Line, actors: list[Actor]) -> list[Actor]:
    """Actors with all others of their list: mentions with only commas, «и», brackets or places between.

    A tree often breaks in a long list of names; the list itself does not.
    """
    chosen = set(map(id, actors))
    mentions = [m for m in sorted(line.mentions, key=lambda m: m.first) if m.actor is not None and m.kind != "pronoun"]
    runs: list[list[Mention]] = []
    for m in mentions:
        if runs and joined(line, runs[-1][-1].last, m.first):
            runs[-1].append(m)
        else:
            runs.append([m])
    found = list(actors)
    for run in runs:
        if any(id(m.actor) in chosen for m in run):
            found += [m.actor for m in run if m.actor is not None and m.actor not in found]
    return found


def joined(line: Line, last: int, first: int) -> bool:
    """Whether two mentions stand in one list: nothing but list words between them, and at least a comma or «и»."""
    between = line.words[last + 1 : first]
    if not between:
        return False
    placed = {i for h in line.places for i in range(h.first, h.last + 1)}
    link = False
    for k, w in enumerate(between, last + 1):
        if w.lower == "из" and k + 1 in placed:
            continue
        if w.text in {",", "–", "—"} or w.lower in {"и", "а", "также"} or (w.lower == "с" and len(between) == 1):
            link = True
        elif not (w.text in {"(", ")", "«", "»"} or k in placed):
            return False
    return link


def led_by(line: Line, i: int) -> list[Actor]:
    """Who leads a delegation: «делегация во главе с X», «делегация, которую возглавляет X»."""
    inside = sorted(subtree(line, i))
    for j in inside:
        w = line.words[j]
        if (
            w.lemma in {"глава", "руководство", "председательство"}
            and j > i
            and line.words[j - 1].lower in {"во", "под"}
        ):
            for k in range(j + 1, min(j + 6, len(line.words))):
                if k in line.at and line.words[k].lower not in {"с"}:
                    return line.at[k]
        if w.lemma in {"возглавлять", "возглавить", "возглавляемый"} or w.text.lower().startswith("возглавля"):
            for k in children(line, j):
                if (
                    line.words[k].rel.startswith("nsubj")
                    and line.words[k].lemma != "который"
                    and (found := actors_at(line, k))
                ):
                    return found
            for k in range(j + 1, min(j + 8, len(line.words))):
                if k in line.at:
                    return line.at[k]
    return []


def noun_actors(line: Line, i: int) -> list[Actor]:
    """Actors of a noun phrase with the rest of their list; of a delegation its leader."""
    if line.words[i].lemma in {"делегация", "группа", "миссия"} and (leader := led_by(line, i)):
        return leader
    return run_of(line, actors_at(line, i))


def subjects(line: Line, verb: int, depth: int = 0) -> list[Actor]:
    """Actors that do what a verb says: its subject, the noun of its participle, or the subject of the verb it joins."""
    words = line.words
    if not 0 <= verb < len(words) or depth > 4:
        return []
    w = words[verb]
    for j in children(line, verb):
        if words[j].rel.startswith("nsubj"):
            if words[j].lemma == "который":
                head = w.head
                return noun_actors(line, head) if head >= 0 else []
            found = run_of(line, actors_at(line, j))
            if words[j].lemma in {"делегация", "группа", "миссия", "представитель"} and (
                leader := led_by(line, j) or led_by(line, verb)
            ):
                return leader
            if not found and words[j].lemma in {"самолет", "борт", "кортеж"}:
                found = [a for k in children(line, j) for a in actors_at(line, k)]
            return found
    if w.feats.get("VerbForm") == "Part" and w.rel in {"acl", "amod"} and w.head >= 0:
        return noun_actors(line, w.head)
    if w.feats.get("VerbForm") == "Inf" and w.head >= 0 and words[w.head].lemma in INVITES:
        return []
    if w.feats.get("VerbForm") == "Inf" and w.head >= 0 and words[w.head].lemma == "приглашение":
        # «принял приглашение посетить»: who accepts will travel
        taking = words[w.head].head
        return (
            subjects(line, taking, depth + 1) if taking >= 0 and words[taking].lemma in {"принять", "принимать"} else []
        )
    if w.rel == "cop" and w.head >= 0:
        return subjects(line, w.head, depth + 1)
    if w.rel == "acl:relcl":
        # «прилетел из Астаны, где вёл переговоры»: a relative clause of place goes on with the subject before
        above = next((j for j in ancestors(line, verb) if words[j].pos == "VERB"), None)
        where = any(words[j].lower in {"где", "куда", "откуда"} for j in children(line, verb))
        return subjects(line, above, depth + 1) if above is not None and where else []
    if w.rel in {"conj", "xcomp", "advcl", "parataxis", "ccomp", "csubj"} and w.head >= 0:
        return subjects(line, w.head, depth + 1)
    return []


def nearest_subject(reading: Reading, index: int, verb: int) -> list[Actor]:
    """Where the tree gives no subject: the nominative before the verb, after it, or the last sentence's subject."""
    line = reading.lines[index]
    if line.words[verb].feats.get("VerbForm") == "Inf":
        return []
    named = [m for m in line.mentions if m.actor and line.words[m.head].case in {"Nom", ""} and m.kind != "pronoun"]
    after = [m for m in named if verb < m.first]
    before = [m for m in named if m.last < verb]
    if after and after[0].first - verb <= 4:
        return run_of(line, actors_at(line, after[0].head))
    if before:
        return run_of(line, actors_at(line, before[-1].head))
    return []


def preposition_before(words: list[Word], i: int) -> tuple[str, int]:
    """The preposition that governs a word, past adjectives and «город», and where it stands."""
    j = i - 1
    steps = 0
    while j >= 0 and steps < 5:
        w = words[j]
        if w.pos == "ADP":
            return w.lower, j
        if w.pos in {"ADJ", "DET", "NUM"} or w.lemma in LOCATIVE_WORDS | {
            "аэропорт",
            "зал",
            "курорт",
            "район",
            "пункт",
            "пропуск",
            "центр",
            "сам",
            "сосед",
            "республика",
            "королевство",
        }:
            j -= 1
            steps += 1
            continue
        break
    return "", -1


def destinations(line: Line) -> list[Destination]:
    """Places in a sentence as destinations, coordinated ones with the preposition of the first."""
    if "destinations" not in line.memo:
        line.memo["destinations"] = find_destinations(line)
    return line.memo["destinations"]


def find_destinations(line: Line) -> list[Destination]:
    """What :func:`destinations` keeps."""
    words = line.words
    found: list[Destination] = []
    last_hit: tuple[int, str, str] | None = None
    for h in line.places:
        if h.value.kind in {"country", "capital", "city", "region", "resort"}:
            preposition, _ = preposition_before(words, h.first)
            case = place_case(words[h.first], preposition, h.value.name if h.first == h.last else "")
            if (
                not preposition
                and last_hit
                and h.first - last_hit[0] <= 2
                and words[h.first - 1].text in {",", "и"} | {"И"}
            ):
                preposition, case = last_hit[1], last_hit[2]
            place = h.value.name if h.value.kind != "country" else None
            if in_name(line, h.first, h.last):
                continue
            found.append(Destination(h.value.country, place, h.first, h.last, preposition, case))
            last_hit = (h.last, preposition, case)
        elif h.value.kind == "adjective":
            for j in range(h.first + 1, min(h.first + 3, len(words))):
                if words[j].lemma in {"столица", "земля", "территория"}:
                    preposition, _ = preposition_before(words, h.first)
                    place = places.capitals().get(h.value.country) if words[j].lemma == "столица" else None
                    found.append(Destination(h.value.country, place, h.first, j, preposition, words[j].case))
                    last_hit = (j, preposition, words[j].case)
                    break
        elif h.value.kind in {"place_adjective", "capital_adjective"}:
            preposition, _ = preposition_before(words, h.first)
            if preposition in {"в", "во", "на"}:
                found.append(
                    Destination(
                        h.value.country,
                        h.value.name if h.value.kind == "capital_adjective" else None,
                        h.first,
                        h.last,
                        preposition,
                        words[h.first].case,
                    )
                )
    # «столица Таджикистана» is its capital
    for k, d in enumerate(found):
        if d.place is None and d.first > 0 and words[d.first - 1].lemma == "столица" and d.case == "Gen":
            preposition, _ = preposition_before(words, d.first - 1)
            found[k] = Destination(
                d.country, places.capitals().get(d.country), d.first - 1, d.last, preposition, words[d.first - 1].case
            )
    return found


def place_case(word: Word, preposition: str, nominative: str) -> str:
    """Case of a place's name: taggers err on rare names, but after «в» the ending tells going from being.

    An empty string stands for a name that does not change («в Баку»).
    """
    if word.rel.startswith("nsubj") and not preposition:
        return "Nom"
    if preposition not in {"в", "во", "на"} or not nominative:
        return word.case
    form, base = fold(word.text), fold(nominative)
    if form == base:
        return "" if base[-1] in "оуиыеэю" else "Acc"
    return "Acc" if form.endswith(("у", "ю")) and base.endswith(("а", "я")) else "Loc"


def stated_place(line: Line, i: int) -> list[Destination]:
    """The place at which something happens: of the places in the locative the one nearest to a word in the tree."""
    where = [d for d in destinations(line) if inside(d) and d.case in {"Loc", ""}]
    if len(where) < 2:
        return where
    up = [i, *ancestors(line, i)]

    def distance(d: Destination) -> tuple[int, int]:
        path = [d.first, *ancestors(line, d.first)]
        common = [up.index(j) + path.index(j) for j in path if j in up]
        return (min(common, default=99), abs(d.first - i))

    best = sorted(where, key=distance)[0]
    # «в Абу-Даби и Дохе»
    return [
        best,
        *(
            d
            for d in where
            if d is not best
            and d.first > best.last
            and all(
                x.text in {",", "и"} or any(o.first <= k <= o.last for o in where)
                for k, x in enumerate(line.words[best.last + 1 : d.first], best.last + 1)
            )
        ),
    ]


def in_name(line: Line, first: int, last: int) -> bool:
    """Whether a place stands inside the name of an organisation, a title of an office, or quotes."""
    words = line.words
    for m in line.mentions:
        if m.first <= first and last <= m.last and m.kind != "pronoun":
            return True
    for n in line.sentence.names:
        if n.kind == "ORG" and n.first <= first and last <= n.last and n.last > n.first:
            return True
    opened = sum(w.text == "«" for w in words[:first]) - sum(w.text == "»" for w in words[:first])
    return opened > 0


def inside(d: Destination) -> bool:
    """Whether a destination is a place to go to or be at: «в Баку», «на Кубу»."""
    return d.preposition in {"в", "во", "на"}


def day_of(line: Line, word: int | None = None) -> list[Day]:
    """Days of a sentence with precision of a day, the nearest to a word first."""
    exact = [d for d in line.days if d.precision == "day"]
    if word is None or not exact:
        return exact
    at = line.words[word].start - line.start
    mine = clause(line, word)
    first, last = line.words[mine[0]].start - line.start, line.words[mine[-1]].end - line.start
    return sorted(exact, key=lambda d: (d.until, not first <= d.start <= last, abs((d.start + d.end) / 2 - at)))


def nearest_day(reading: Reading, at: list[int], reach: int, planned: bool = False) -> tuple[Day | None, Line | None]:
    """The day that a sentence near others names: ahead of the publication for what is planned, else just before it."""
    named = {d.first for row in reading.lines for d in day_of(row) if not d.until}
    if len(named) == 1:
        # the only day that an article names is the day of all that it tells
        reach = len(reading.lines)
    options = []
    for row in reading.lines:
        distance = min(abs(row.index - i) for i in at)
        if row.index in at or distance > reach:
            continue
        for d in day_of(row):
            ahead = (d.first - reading.published).days
            if (0 <= ahead <= 90 if planned else -14 <= ahead <= 0) and not d.until:
                options.append((distance, row.index > min(at), d.start, d, row))
    if not options:
        return None, None
    *_, day, line = min(options, key=lambda o: o[:3])
    return day, line


def is_future(line: Line, word: int | None = None) -> bool:
    """Whether a sentence, or the clause of a word, speaks of what is to come."""
    words = line.words
    if (
        word is not None
        and words[word].feats.get("VerbForm") == "Inf"
        and words[word].head >= 0
        and words[words[word].head].lemma == "приглашение"
    ):
        return True
    noun = word is not None and words[word].pos == "NOUN" and words[word].case == "Gen"
    if word is not None and noun and any(w.lower == "накануне" for w in words[max(0, word - 4) : word]):
        # «накануне официального визита»
        return True
    scope = clause(line, word) if word is not None else range(len(words))
    for i in scope:
        w = words[i]
        if will(w):
            return True
        if w.lemma in FUTURE:
            return True
    return False


def will(w: Word) -> bool:
    """Whether a word is a verb in the future tense, as the dictionary has it."""
    return w.pos in {"VERB", "AUX"} and (w.feats.get("Tense") == "Fut" or is_future_form(w.lower))


@lru_cache(maxsize=50_000)
def is_future_form(word: str) -> bool:
    """«Увидится», «приедет»: a form that is future whichever verb it belongs to."""
    parses = [p for p in models.morph().parse(word) if p.tag.POS == "VERB"]
    return bool(parses) and all(p.tag.tense == "futr" for p in parses)


def is_cancelled(line: Line, word: int | None = None) -> bool:
    """Whether the clause of a word says that it was called off or put off."""
    words = line.words
    scope = list(clause(line, word) if word is not None else range(len(words)))
    for i in scope:
        if words[i].lemma in CANCELLED:
            return True
        if (
            words[i].lower == "не"
            and i + 1 < len(words)
            and (
                words[i + 1].lemma
                in {
                    "приехать",
                    "прилететь",
                    "прибыть",
                    "смочь",
                    "полететь",
                    "поехать",
                    "посетить",
                    "состояться",
                    "быть",
                }
            )
        ):
            return True
    return False


def clause(line: Line, word: int) -> range:
    """The clause around a word: from the comma or dash with a conjunction or new verb before it to the one after it."""
    if "clauses" not in line.memo:
        words = line.words
        starts = [0, *(i for i in range(1, len(words)) if breaks(words, i))]
        ends = [*starts[1:], len(words)]
        line.memo["clauses"] = [range(a, b) for a, b in zip(starts, ends, strict=True) for _ in range(a, b)]
    return line.memo["clauses"][word]


def whole_clause(line: Line, word: int, first: int, last: int) -> tuple[int, int]:
    """Words ``first`` to ``last`` with the rest of the clause of a word, so that evidence reads as a statement."""
    words = line.words
    scope = clause(line, word)
    if scope[-1] - scope[0] < 40:
        first, last = min(first, scope[0]), max(last, scope[-1])
    while first < last and words[first].pos == "PUNCT" and words[first].text not in {"«", '"'}:
        first += 1
    while last > first and words[last].pos == "PUNCT" and words[last].text not in {"»", '"', ")"}:
        last -= 1
    return first, last


def breaks(words: list[Word], i: int) -> bool:
    """Whether a new clause begins at a word: after «;», «:», or a comma before a conjunction, relative or verb."""
    w = words[i]
    if w.text in {";", ":"}:
        return True
    if (
        i
        and words[i - 1].text in {",", "–", "—"}
        and (
            w.pos in {"SCONJ"}
            or w.lemma in {"который", "куда", "где", "когда", "что", "чтобы", "но", "а", "если", "хотя"}
        )
    ):
        return True
    if i and words[i - 1].text == "," and any(x.lemma == "который" for x in words[i + 1 : i + 3]):
        # «трое из которых»
        return True
    return bool(i and words[i - 1].text in {",", "–", "—"} and w.pos == "VERB")


def text_of(line: Line, first: int, last: int) -> tuple[int, int]:
    """Offsets, in the article's field, of the words ``first`` to ``last``."""
    return line.words[first].start, line.words[last].end


def unique(items: Iterable[Actor]) -> list[Actor]:
    """Items in order, each once."""
    found: list[Actor] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
