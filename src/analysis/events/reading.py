"""One article as the rules see it: sentences with their places, days and actors.

Every mention of an actor («Президент Ирана Масуд Пезешкиан», «М.Пезешкиан», «иранский лидер», «он») is resolved to it
here, once, so that the rules for visits, meetings and agreements speak of actors only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Set
from datetime import date
from itertools import pairwise
from typing import Any

from ..gazetteer import organisations, people, places
from ..gazetteer.matcher import Hit, fold
from ..gazetteer.places import rows
from ..russian import models, names, parse
from ..russian.parse import Name, Sentence
from .dates import find_days
from .mentions import (
    COLLEAGUES,
    ENVOYS,
    FIRMS,
    GUEST_NOUNS,
    HOST_NOUNS,
    LEADERS,
    MONARCHS,
    PERSON_NOUNS,
    PRONOUNS,
    VIDEO,
    Actor,
    Line,
    Mention,
    merge,
    person_names,
    titles,
)

CALL = {"телефон", "телефонный", "позвонить", "созвониться"}
ROLES = GUEST_NOUNS | HOST_NOUNS | {"дипломат"}
MINISTERS = {"minister", "foreign_minister"}
SPEAKER = {"я", "меня", "мне", "мной", "мною", "мы", "нас", "нами"}
TRIP = {"прибыть", "прилететь", "приехать", "визит", "поездка"}
SAYING = {r["lemma"] for r in rows("words.csv") if r["class"] in {"report", "say"}}


class Reading:
    """An article, read.

    Parameters
    ----------
    title, body : str
        Headline, and paragraphs separated by blank lines.
    published : datetime.date
        Day of publication.

    Examples
    --------
    >>> text = "Президент Ирана Масуд Пезешкиан прибыл в Ашхабад. Иранского лидера встретил С.Бердымухамедов."
    >>> r = Reading("", text, date(2024, 10, 11))
    >>> [(a.name, a.office, a.country) for a in r.actors][0]
    ('Масуд Пезешкиан', 'head_of_state', 'IRN')
    >>> r.lines[1].mentions[0].actor is r.actors[0]
    True
    """

    def __init__(
        self, title: str, body: str, published: date, sentences: tuple[list[Sentence], list[Sentence]] | None = None
    ) -> None:
        self.published = published
        in_title, in_body = sentences or (parse.parse(title), parse.parse(body))
        self.lines = [Line("title", title[s.start : s.end], s, -1, i) for i, s in enumerate(in_title)]
        for i, s in enumerate(in_body, len(in_title)):
            self.lines.append(Line("body", body[s.start : s.end], s, body.count("\n\n", 0, s.start), i))
        # an article on a video summit says so at its beginning
        video = any(line.has(VIDEO) for line in self.lines[:5]) and not any(line.has(TRIP) for line in self.lines[:5])
        for line in self.lines:
            line.remote = video
        for before, line in pairwise(self.lines):
            line.after_call = before.after_call or before.has(CALL)
        self.actors: list[Actor] = []
        # those named, by how a word of their names begins
        self.spelled: dict[str, list[Actor]] = {}
        # what the rules find out about the whole article, computed once
        self.memo: dict[str, Any] = {}
        self._look_up()
        self._name_mentions()
        self.home = self._home()
        self._resolve_titles()
        self._join_unnamed()
        self._lead_delegations()
        self._resolve_pronouns()
        self._resolve_speakers()

    def pairs(self) -> Iterator[tuple[Line, Mention]]:
        """Every mention with its sentence.

        Examples
        --------
        >>> r = Reading("", "Президент Ирана прилетел. Там был Ильхам Алиев. Он ждал.", date(2024, 10, 11))
        >>> [(line.index, m.kind, m.actor.label) for line, m in r.pairs()]
        [(0, 'title', 'head_of_state@IRN'), (1, 'name', 'Ильхам Алиев'), (2, 'pronoun', 'Ильхам Алиев')]
        """
        return ((line, m) for line in self.lines for m in line.mentions)

    # -- what the gazetteer knows --

    def _look_up(self) -> None:
        before: date | None = None
        for line in self.lines:
            listed = [h for h in places.find(line.texts, line.folded, line.listed) if not in_person(line, h)]
            for n in line.sentence.names:
                if n.kind == "PER" and is_place(line, n, listed):
                    n.kind = "LOC"
            line.sentence.names = joined_names(line)
            line.places = sorted([*listed, *unlisted_cities(line, listed)], key=lambda h: h.first)
            line.organisations = organisations.find(line.texts, line.folded, line.listed)
            if line.hints:
                future = "weekday" in line.hints and is_ahead(line)
                days = find_days(line.text, self.published, before, future, line.hints)
                line.days = [d for d in days if not (d.relative and quoted(line.text, d.start))]
                exact = [d for d in line.days if d.precision == "day"]
                before = (exact[-1].last or exact[-1].first) if exact else before

    def _home(self, beside: Line | None = None) -> str | None:
        """The country of the only leader that an article names, else the one that it speaks of most.

        Whose guests a sentence names («глава государства принял премьер-министра Омана») is not of their country.
        """
        guests = {m.actor.country for m in beside.mentions if m.actor} if beside else set()
        terms = [people.office_on(a.known, self.published) for a in self.actors if a.known]
        leaders = {t.country for t in terms if t and t.office in LEADERS and t.country} - guests
        if len(leaders) == 1:
            return leaders.pop()
        counts = Counter(h.value.country for line in self.lines for h in line.places if h.value.country not in guests)
        return max(counts, key=counts.__getitem__, default=None)

    # -- names --

    def _name_mentions(self) -> None:
        for line in self.lines:
            line.mentions = merge(line, titles(line, self.published), person_names(line))
        named = [m for _, m in self.pairs() if m.name]
        for m in named:
            if len(m.name) > 1 and not m.initials and (known := known_person(m, self.published)):
                m.known = known
                if len(m.surface) <= len(known.split()):
                    m.name = people.as_written(known, m.surface)
        full = [m for m in named if len(m.name) > 1 and not m.initials]
        short = [m for m in named if len(m.name) == 1 or m.initials]
        for m in [*sorted(full, key=lambda m: -len(m.name)), *short]:
            m.actor = self._named(m)
        mentions: dict[Actor, list[tuple[Line, Mention]]] = {}
        for line, m in self.pairs():
            if m.actor:
                mend_case(line, m)
                mentions.setdefault(m.actor, []).append((line, m))
        for actor in self.actors:
            actor.first = min(_place(line, m) for line, m in mentions[actor])
            self._settle(actor, mentions[actor])
        self.actors.sort(key=lambda a: a.first)

    def _named(self, m: Mention) -> Actor:
        """The actor that a name means, or a new one.

        Examples
        --------
        >>> text = "Сердар Бердымухамедов выступил. Гурбангулы Бердымухамедов ответил. Президент Бердымухамедов уехал."
        >>> Reading("", text, date(2024, 5, 4)).lines[2].mentions[0].actor.name
        'Сердар Бердымухамедов'
        """
        alike = dict.fromkeys(a for w in m.name for a in self.spelled.get(people.same_letters(w)[:4], ()))
        fitting = [a for a in alike if same_person(a, m)]
        if not fitting and len(m.name) == 2 and m.name[1].endswith(("ович", "евич", "овна", "евна")):
            # «Фирдавс Саидович» is the Фирдавс whom the article has named
            fitting = [a for a in self.actors if len(a.words) > 1 and a.words[0] == m.name[0]][:1]
        if len(fitting) > 1:
            # father and son: the title decides, in the article or on that day, else who is named last before it
            order = [a for a in self._before(m) if a in fitting]
            titled = {x.actor for _, x in self.pairs() if m.office and x.office == m.office}
            holder = known_person(m, self.published) if m.office else None
            return next((a for a in order if a in titled or a.known == holder), order[0])
        if fitting:
            return fitting[0]
        known = m.known or known_person(m, self.published) or ""
        words = (m.initials, *m.name) if m.initials else m.name
        if known and len(m.name) == 1:
            words = tuple(known.split())
        self.actors.append(Actor(words=words, known=known))
        for w in words:
            self.spelled.setdefault(people.same_letters(w)[:4], []).append(self.actors[-1])
        return self.actors[-1]

    def _settle(self, actor: Actor, mentions: list[tuple[Line, Mention]]) -> None:
        """Office and country of a named actor: as stated most often, else as the gazetteer knows for the day."""
        mine = [m for _, m in mentions]
        stated = Counter(m.office for m in mine if m.office)
        countries = Counter(m.country for m in mine if m.country)
        groups = [m.organisation for m in mine if m.organisation]
        actor.envoy = any(m.lemma in ENVOYS for m in mine)
        term = people.office_on(actor.known or actor.name or "", self.published)
        if stated:
            # of two offices that one person holds, the guidelines take the more specific senior one
            usual = [o for o in stated if stated[o] == max(stated.values()) or o == "foreign_minister"]
            actor.office = min(usual, key=lambda o: (o != "foreign_minister", people.rank(o)))
            actor.stated = True
        elif term:
            actor.office = term.office
        of_organisation = actor.office == "organisation_head"
        # a term in an international body names no country
        terms = [t for t in people.by_name().get(actor.known or actor.name or "", ()) if t.country]
        if groups and of_organisation:
            actor.organisation = groups[0]
        elif countries:
            actor.country = max(countries, key=countries.__getitem__)
        elif term and term.country:
            actor.country = term.country
        elif terms and not of_organisation:
            actor.country = terms[-1].country
        elif actor.office and not of_organisation and not groups and not any(of_firm(*pair) for pair in mentions):
            actor.country, actor.guessed = side_of(mentions) or self._home(), True

    # -- titles without names --

    def _resolve_titles(self) -> None:
        for line in self.lines:
            for m in line.mentions:
                if m.actor is None and m.kind == "title" and not (m.plural and m.country is None):
                    m.actor = self._by_title(line, m)
            plurals = [m for m in line.mentions if m.kind == "title" and m.actor is None and m.plural]
            line.mentions += [
                Mention(m.first, m.last, m.head, "group", a, plural=True, lemma=m.lemma)
                for m in plurals
                for a in self._group(line, m)
            ]
            for m in line.mentions:
                for i in range(m.first, m.last + 1) if m.actor else ():
                    here = line.at.setdefault(i, [])
                    if m.actor and m.actor not in here:
                        here.append(m.actor)

    def _group(self, line: Line, m: Mention) -> list[Actor]:
        """«Главы государств», «министры», «лидеры двух стран»: the holders of such offices spoken of just before."""
        wanted = LEADERS if m.lemma in {"лидер", "глава"} and m.office == "head_of_state" else (m.office,)
        own = line.folded[m.first - 1] in {"ее", "его", "их"} if m.first else False
        if own or m.organisation or {"«", '"'} & set(line.texts[m.last + 1 : m.last + 2]):
            # the members of a club are not those whom the article names
            return []
        near = self.lines[max(0, line.index - 3) : line.index][::-1] + self.lines[line.index + 1 : line.index + 3]
        for row in near:
            named = (x.actor for x in row.mentions if x.actor and x.kind != "pronoun")
            found = list(dict.fromkeys(a for a in named if a.office in wanted))
            if len(found) >= 2:
                return found
        # «президенты», «два лидера»: the two spoken of last, if the article speaks of no more
        recent = [a for a in self._before(m, line) if a.office in wanted and not a.envoy]
        return recent if len(recent) == 2 else []

    def _before(self, m: Mention, line: Line | None = None) -> list[Actor]:
        """Actors in the order of their nearest mention before this one, then those that come later."""
        line = line or next(row for row in self.lines if m in row.mentions)
        own = [x.actor for x in reversed(line.mentions) if x.first < m.first]
        before = [x.actor for row in reversed(self.lines[: line.index]) for x in reversed(row.mentions)]
        after = [x.actor for row in self.lines[line.index :] for x in row.mentions]
        return [a for a in dict.fromkeys([*own, *before, *after]) if a]

    def _by_title(self, line: Line, m: Mention) -> Actor | None:
        """The actor that a title without a name means: by country, office and what the article calls people."""
        ours = "наш" in line.lemmas[m.first : m.last + 1]
        # «глава нашего государства» is the first that the article names
        order = sorted(self.actors, key=lambda a: a.first) if ours else self._before(m, line)
        office, country, lemma = m.office, m.country, m.lemma

        def first(fits: Callable[[Actor], Any]) -> Actor | None:
            return next((a for a in order if fits(a)), None)

        if country is None:
            called = self._called(MONARCHS if lemma in MONARCHS else {lemma})
            if lemma in MONARCHS:
                # a king is nobody who is called president
                if crowned := first(lambda a: a.words and (a in called or a.office is None)):
                    crowned.office = crowned.office or office
                return crowned
            spoken = {"госсекретарь", "премьер", "премьер-министр", "канцлер", "спикер", "генсек"}
            if office == "" or (lemma in spoken and m.organisation is None):
                same = first(lambda a: a.words and a in called)
                if same or office == "":
                    return same
            if lemma == "министр" and m.first == m.last:
                here = {x.actor for x in line.mentions}
                return first(lambda a: a.office in MINISTERS and a not in here)
        else:
            if lemma in PERSON_NOUNS - {"министр", "премьер", "спикер"}:
                wanted = LEADERS if lemma == "лидер" else None
                fitting = [
                    a for a in order if a.words and a.country == country and (wanted is None or a.office in wanted)
                ]
                if fitting:
                    # a spokesman is not whom «китайский гость» means
                    return next((a for a in fitting if a.office != "other"), fitting[0])
            if lemma in COLLEAGUES and not office:
                # «и его азербайджанский коллега» holds the office of whom the sentence names before
                office = next((x.actor.office for x in line.mentions if x.actor and x.last < m.first), None)
            if lemma == "министр" and office == "minister":
                ministers = [a for a in order if a.country == country and a.office in MINISTERS]
                if ministers and not any(a.office == "minister" for a in ministers):
                    return ministers[0]
        bodies = {None, m.organisation}
        holder = first(
            lambda a: (
                a.office == office
                and country in {None, a.country}
                and (m.organisation is None or a.organisation in bodies)
            )
        )
        if holder and (country or office != "head_of_state" or not m.region):
            return holder
        if office and (country or m.organisation):
            new = Actor(office=office, country=country, organisation=m.organisation, envoy=lemma in ENVOYS)
        elif office == "head_of_state" and lemma == "глава" and (own := self._home(line)):
            new = Actor(office=office, country=own)
        else:
            return first(lambda a: a.office in MINISTERS) if office in MINISTERS else None
        return self._add(new, line, m)

    def _add(self, actor: Actor, line: Line, m: Mention) -> Actor:
        """Take in an actor whom only a title tells."""
        actor.first, actor.stated = _place(line, m), True
        self.actors.append(actor)
        return actor

    def _called(self, lemmas: Set[str]) -> set[Actor | None]:
        """Actors to whom an article gives one of these titles."""
        return {m.actor for _, m in self.pairs() if m.lemma in lemmas}

    def _replace(self, old: list[Actor], new: Actor) -> None:
        """Let one actor stand for others wherever an article mentions them."""
        for line in self.lines:
            for m in line.mentions:
                m.actor = new if m.actor in old else m.actor
            for i, actors in line.at.items():
                line.at[i] = [new if a in old else a for a in actors]
        self.actors = [a for a in self.actors if a is new or a not in old]

    def _join_unnamed(self) -> None:
        """The only name without an office and an office without a name near it are one person."""
        for office in [a for a in self.actors if not a.words and a.country and a.office not in {"delegation", "other"}]:
            line = self.lines[office.first // 1000]
            mention = next((m for m in line.mentions if m.actor is office), None)
            free = [
                a
                for a in self.actors
                if a.words and a.office is None and a.country in {None, office.country} and not a.envoy
            ]
            if mention is None or mention.plural or len(free) != 1:
                continue
            described = any(
                m.first and row.words[m.first - 1].pos in {"NOUN", "PROPN"}
                for row, m in self.pairs()
                if m.actor is free[0]
            )
            if described or any(m.actor is free[0] for m in line.mentions):
                # «гендиректор завода Иван Петров» has an office of his own
                continue
            near = [m.actor for row in self.lines[max(0, line.index - 2) : line.index + 2] for m in row.mentions]
            senior = office.office in {*LEADERS, "foreign_minister"}
            if free[0] in near and (senior or line.words[mention.head].case == "Nom"):
                free[0].office, free[0].country, free[0].stated = office.office, office.country, True
                self._replace([office], free[0])

    def _lead_delegations(self) -> None:
        """«Делегация во главе с X», «возглавит её X»: what the delegation does, its leader does."""
        led = [a for a in self.actors if a.office == "delegation"]
        nameless = [
            (line, m) for line, m in self.pairs() if m.office == "delegation" and m.actor is None and not m.plural
        ]
        leader = self._leader(led[0].country if led else None) if led or nameless else None
        if leader is None:
            return
        for line, m in nameless:
            m.actor = leader
            for i in range(m.first, m.last + 1):
                line.at.setdefault(i, []).append(leader)
        body = next((a.organisation for a in led if a.organisation and not a.country), None)
        if body and leader.guessed:
            leader.country, leader.organisation = None, body
        leader.guessed = leader.guessed and leader.country not in {a.country for a in led}
        countries = {a.country for a in led if a.country} - {leader.country}
        if countries and not leader.guessed and leader.country:
            led = [a for a in led if a.country in {None, leader.country}]
        elif countries:
            leader.country = min(countries)
        self._replace(led, leader)

    def _leader(self, country: str | None) -> Actor | None:
        """Who is said to lead a delegation: behind «во главе» or «возглавляет», else before it."""
        for line in self.lines:
            words = line.words
            for i, w in enumerate(words):
                at_head = w.lower == "главе" and i > 0 and words[i - 1].lower == "во"
                if not (at_head or w.lemma.startswith("возглав")):
                    continue
                if not any("делегаци" in x or x in {"которую", "которой", "ее"} for x in line.folded):
                    continue
                officials = [
                    m
                    for m in sorted(line.mentions, key=lambda m: m.first)
                    if m.kind in {"name", "title"} and m.office != "delegation" and not m.plural
                ]
                after = [m for m in officials if 0 < m.first - i <= 8]
                before = [m for m in officials if m.last < i and words[m.head].case == "Nom"]
                for m in [*after[:1], *before[::-1]][:1]:
                    new = Actor(office=m.office, country=m.country or country or self.home)
                    m.actor = m.actor or self._add(new, line, m)
                    return m.actor
        return None

    # -- pronouns --

    def _resolve_pronouns(self) -> None:
        for line in self.lines:
            if PRONOUNS.isdisjoint(line.folded) and not line.has(ROLES) and "они" not in line.folded:
                continue
            for i, w in enumerate(line.words):
                if w.lower == "они" and line.folded[i + 1 : i + 2] == ["с"]:
                    # «по словам X, они с Y поговорили»
                    who = speaker(line) or next((m.actor for m in line.mentions if m.last < i and m.actor), None)
                    line.at[i] = [who] if who else []
                elif w.lower == "они":
                    self._both(line, i)
                if i in line.at or (w.lower not in PRONOUNS and w.lemma not in ROLES):
                    continue
                number = w.feats.get("Number")
                # «в ней», «на ней» is a thing in this kind of text
                thing = w.lower == "ней" and i and line.words[i - 1].lower in {"в", "на"}
                actor = None
                if w.lemma == "дипломат":
                    adjective = i > 0 and line.words[i - 1].pos == "ADJ"
                    actor = None if adjective or number != "Sing" else self._diplomat(line, i)
                elif w.lower not in PRONOUNS:
                    actor = self._guest(line, i, w.lemma in GUEST_NOUNS) if number == "Sing" else None
                elif number != "Plur" and not thing:
                    # «его примет X, а потом его ждут в Киеве»: one object, not owner, stands for one person
                    earlier = ((m, line.words[m.head]) for m in line.mentions if m.kind == "pronoun")
                    alike = (m for m, x in earlier if x.lower == w.lower and x.pos == w.pos and x.case == w.case)
                    twin = next(alike, None) if w.pos == "PRON" and w.case == "Acc" else None
                    actor = twin.actor if twin else self._antecedent(line, i, w.feats.get("Gender", ""))
                if actor:
                    line.at[i] = [actor]
                    line.mentions.append(Mention(i, i, i, "pronoun", actor))

    def _both(self, line: Line, i: int) -> None:
        """«Они» are the two people of the sentence before, if it names no more."""
        for row in self.lines[max(0, line.index - 1) : line.index]:
            two = dict.fromkeys(m.actor for m in row.mentions if m.actor and m.actor.words and not m.actor.envoy)
            if len(two) == 2:
                line.at[i] = list(two)
                line.mentions += [Mention(i, i, i, "pronoun", actor, plural=True) for actor in two]

    def _resolve_speakers(self) -> None:
        """«Я» and «мы» of a quotation are who says it, in an interview the first whom the article names."""
        last = None
        for line in self.lines if any(not SPEAKER.isdisjoint(line.folded) for line in self.lines) else ():
            dashed = line.text[:1] in {"–", "—", "-"}
            quoting = dashed or "«" in line.text or '"' in line.text
            last = speaker(line) or (last if quoting else None)
            if SPEAKER.isdisjoint(line.folded):
                continue
            actor = last or next((a for a in self.actors if a.words and dashed), None)
            for i, word in enumerate(line.folded) if actor and quoting else ():
                if word in SPEAKER and i not in line.at and actor:
                    line.at[i] = [actor]
                    line.mentions.append(Mention(i, i, i, "pronoun", actor))

    def _guest(self, line: Line, i: int, guest: bool) -> Actor | None:
        """«Высокий гость» is the last leader spoken of who is not of the place's country, «хозяин» the one who is."""
        cities = [(row, h) for row in self.lines for h in row.places if h.value.kind in {"capital", "city"}]
        stops = (h.value.country for row, h in cities if row.words[h.first].case in {"Loc", "Acc", ""})
        host = next(stops, self.home)
        before = self._before(Mention(i, i, i, "pronoun"), line) if host else []
        fitting = [a for a in before if a.words and not a.envoy and (a.country != host) == guest]
        opening = {m.actor for row in self.lines[:3] for m in row.mentions}
        # a lower rank only if the article is about him
        return next((a for a in fitting if a.office != "other"), None) or next(
            (a for a in fitting if a.office and a in opening), None
        )

    def _diplomat(self, line: Line, i: int) -> Actor | None:
        """«Дипломат» is the last diplomat spoken of, if he is a foreign minister: what a spokesman says is no event."""
        before = self._before(Mention(i, i, i, "pronoun"), line)
        diplomats = (a for a in before if a.words and (a.envoy or a.office in {"foreign_minister", "other", None}))
        last = next(diplomats, None)
        return last if last and last.office == "foreign_minister" and not last.envoy else None

    def _antecedent(self, line: Line, i: int, gender: str) -> Actor | None:
        """The last subject before a pronoun in this sentence or the two before, else the last actor."""
        for row in self.lines[max(0, line.index - 2) : line.index + 1][::-1]:
            found = [
                m
                for m in row.mentions
                if m.actor
                and m.actor.words
                and m.kind != "pronoun"
                and (row is not line or (m.last < i and not acts_on(line, m, i) and not acts_with(line, m, i)))
                and fits_gender(m.actor, gender)
            ]
            subjects = [m for m in found if row.words[m.head].case == "Nom"]
            if found:
                # of an earlier sentence's subjects the first, of this one's the last
                return (subjects[0] if subjects and row is not line else (subjects or found)[-1]).actor
        return None


def acts_on(line: Line, m: Mention, i: int) -> bool:
    """Whether a mention acts on a pronoun of its clause, which is somebody else, then.

    Examples
    --------
    >>> r = Reading("", "Масуд Пезешкиан прилетел в Баку. Ильхам Алиев принял его.", date(2024, 10, 4))
    >>> host, him = r.lines[1].mentions
    >>> acts_on(r.lines[1], host, him.first), him.actor.name
    (True, 'Масуд Пезешкиан')
    """
    between = line.words[m.last + 1 : i]
    pronoun = line.words[i]
    return (
        line.words[m.head].case == "Nom"
        and pronoun.pos == "PRON"
        and pronoun.case in {"Acc", "Dat", "Ins"}
        and any(w.pos == "VERB" for w in between)
        and not any(w.pos in {"PUNCT", "CCONJ"} for w in between)
    )


def acts_with(line: Line, m: Mention, i: int) -> bool:
    """Whether a pronoun is the subject of what is done with a mention: «вместе с X он уехал».

    Examples
    --------
    >>> r = Reading("", "Токаев прилетел в Баку. После беседы с Ильхамом Алиевым он выступил.", date(2024, 10, 4))
    >>> [m.actor.name for m in r.lines[1].mentions]
    ['Ильхам Алиев', 'Касым-Жомарт Токаев']
    """
    return line.words[i].case == "Nom" and line.words[m.head].case == "Ins"


def speaker(line: Line) -> Actor | None:
    """Who says what a sentence quotes: the subject beside a verb of saying.

    Examples
    --------
    >>> line = Reading("", "«Мы поговорили», – сообщил Ильхам Алиев.", date(2024, 5, 4)).lines[0]
    >>> speaker(line).name, [(m.kind, m.actor.name) for m in line.mentions]
    ('Ильхам Алиев', [('name', 'Ильхам Алиев'), ('pronoun', 'Ильхам Алиев')])
    """
    for i in line.where(SAYING):
        for m in line.mentions:
            if m.actor and line.words[m.head].case == "Nom" and min(abs(m.first - i), abs(m.last - i)) <= 2:
                return m.actor
    return None


def of_firm(line: Line, m: Mention) -> bool:
    """Whether a mention's title belongs to a firm, so that the article's own country need not be its holder's.

    Examples
    --------
    >>> line = Reading("", "Министр принял главу компании «Боинг» Келли Ортберга.", date(2024, 5, 4)).lines[0]
    >>> [of_firm(line, m) for m in line.mentions]
    [False, True]
    """
    return any(lemma in FIRMS for lemma in line.lemmas[m.first : m.last + 1])


def mend_case(line: Line, m: Mention) -> None:
    """Put right the case of a name that the tagger calls a nominative: its ending tells, where the name is known.

    Examples
    --------
    >>> line = Reading("", "Касым-Жомарту Токаеву позвонил Ильхам Алиев.", date(2024, 5, 4)).lines[0]
    >>> [line.words[m.head].case for m in line.mentions]
    ['Dat', 'Nom']
    """
    words = (m.actor.known.split() or m.actor.words) if m.actor else ()
    if not words or not m.surface or line.words[m.head].case != "Nom":
        return
    base, form = fold(words[-1]), fold(m.surface[-1])
    ending = form[len(base) :] if form.startswith(base) else ""
    if case := {"у": "Dat", "ю": "Dat", "ым": "Ins", "ом": "Ins", "ем": "Ins", "а": "Gen"}.get(ending):
        word = line.words[m.head]
        word.feats = {**word.feats, "Case": case}


def _place(line: Line, m: Mention) -> int:
    """A mention's place in its article, as one number."""
    return line.index * 1000 + m.first


def in_person(line: Line, hit: Hit[places.Place]) -> bool:
    """Whether a city's name is part of a person's, or his given name: «Багдад Амреев».

    Examples
    --------
    >>> line = Reading("", "В парке имени Сапармурата Туркменбаши в Ашхабаде поют.", date(2024, 5, 4)).lines[0]
    >>> [in_person(line, h) for h in places.find(line.texts)]
    [True, False]
    >>> line = Reading("", "Прилетел генсек Багдад Амреев, а в Багдаде Амреева ждут.", date(2024, 5, 4)).lines[0]
    >>> [in_person(line, h) for h in places.find(line.texts)]
    [True, False]
    """
    for n in line.sentence.names:
        if n.kind == "PER":
            if n.first <= hit.first and hit.last <= n.last > n.first:
                return True
            given = n.first == n.last == hit.last + 1 and hit.first == hit.last
            before = line.words[hit.first - 1].pos if hit.first else ""
            if given and (before == "NOUN" or line.words[hit.first].case == line.words[n.first].case == "Nom"):
                return before != "ADP"
    return False


def joined_names(line: Line) -> list[Name]:
    """Names of a sentence; two of people side by side in one case are one person's.

    Examples
    --------
    >>> r = Reading("", "МИД Ирана 13 мая объявил о визите Аббаса Арагчи в Баку.", date(2025, 5, 14))
    >>> [a.name for a in r.actors]
    ['Аббас Арагчи']
    """
    joined: list[Name] = []
    for n in line.sentence.names:
        before = joined[-1] if joined else None
        side_by_side = before and n.kind == before.kind == "PER" and before.last + 1 == n.first
        if before and side_by_side and line.words[before.last].case == line.words[n.first].case:
            joined[-1] = Name("PER", before.first, n.last)
        else:
            joined.append(n)
    return joined


def is_place(line: Line, name: Name, listed: list[Hit[places.Place]]) -> bool:
    """Whether a one-word name that the tagger takes for a person's is a listed city's.

    It is one if nobody bears it, as far as the lists know, or if it is what somebody visits.

    Examples
    --------
    >>> r = Reading("", "Президент Ильхам Алиев посетил Гянджу.", date(2024, 5, 4))
    >>> [h.value.name for h in r.lines[0].places], [a.name for a in r.actors]
    (['Гянджа'], ['Ильхам Алиев'])
    """
    i = name.first
    if name.last > i or not any(h.first == h.last == i and h.value.is_name for h in listed):
        return False
    word = line.words[i]
    visited = i > 0 and line.texts[i - 1].lower().startswith(("посети", "посеща", "объех", "объез"))
    return not word.initials and (visited or not (people.family_names().find([word.text]) or is_given(word.text)))


def is_given(word: str) -> bool:
    """Whether the dictionary knows a word as a person's name.

    Examples
    --------
    >>> is_given("Владимир"), is_given("Гянджа")
    (True, False)
    """
    names_of = {"Name", "Surn", "Patr"}
    return any(p.is_known and names_of & p.tag.grammemes for p in models.morph().parse(word))


def is_ahead(line: Line) -> bool:
    """Whether a sentence speaks of what is to come, so that its «в среду» is the next one.

    Examples
    --------
    >>> text = "В среду Токаев прилетит в Баку. В среду он вылетел из Актау. Его ждут в среду."
    >>> [(is_ahead(line), str(*line.days)) for line in Reading("", text, date(2024, 5, 4)).lines]
    [(True, '2024-05-08'), (False, '2024-05-01'), (True, '2024-05-08')]
    """
    # «в понедельник пройдут переговоры, сообщила пресс-служба»
    finite = [w for w in line.words if w.pos in {"VERB", "AUX"} and w.feats.get("VerbForm") in {None, "Fin"}]
    verbs = [w for w in finite if w.lemma not in SAYING] or finite
    tenses = {w.feats.get("Tense") for w in verbs}
    awaited = line.has({"ждать", "ожидать", "ожидаться", "намеченный", "запланированный"})
    return "Past" not in tenses and ("Fut" in tenses or awaited)


def side_of(mentions: list[tuple[Line, Mention]]) -> str | None:
    """The side that a sentence puts an official on.

    Examples
    --------
    >>> r = Reading("", "С грузинской стороны был замглавы МИД Лаша Дарсалия.", date(2024, 5, 4))
    >>> side_of(list(r.pairs()))
    'GEO'
    """
    for line, m in mentions:
        # «с грузинской стороны», «со стороны Грузии», «от Грузии», but not «грузинских гостей»
        of = {"стороны", "от"}
        before = [
            h
            for h in line.places
            if m.first - 14 <= h.first < m.first
            and (not h.value.is_name or (h.value.kind == "country" and h.first and line.folded[h.first - 1] in of))
            and not GUEST_NOUNS & set(line.lemmas[h.first + 1 : h.first + 2])
        ]
        # «Финляндию представлял министр»
        before += [
            h
            for h in line.places
            if h.value.is_name and line.has({"представлять"}) and line.words[h.first].case == "Acc"
        ]
        if before:
            return before[-1].value.country
    return None


def unlisted_cities(line: Line, listed: list[Hit[places.Place]]) -> list[Hit[places.Place]]:
    """Cities that only the world list has: one-word names that the tagger calls places, after «в», «из» or «под».

    Examples
    --------
    >>> [h.value.name for h in Reading("", "Он прибыл в Неаполь.", date(2024, 10, 11)).lines[0].places]
    ['Неаполь']
    """
    taken = {i for h in listed for i in range(h.first, h.last + 1)}
    found = []
    for n in line.sentence.names:
        i = n.first
        before = line.words[i - 1].lower if i else ""
        if n.kind != "LOC" or i != n.last or i in taken:
            continue
        if before not in {"в", "во", "из", "под", "города", "городе", "город"}:
            continue
        text = line.texts[i]
        cases = (("Loc", "Masc"), ("Loc", "Fem"), ("Gen", "Masc"), ("Acc", "Fem"), ("Gen", "Fem"))
        for form in (text, *(names.restore(text, case, gender) for case, gender in cases)):
            if hit := places.cities().get(fold(form)):
                found.append(Hit(i, i, places.Place("city", *hit)))
                break
    return found


def quoted(text: str, at: int) -> bool:
    """Whether a place in a sentence lies inside «…» or "…": «Сегодня» in a newspaper's name is no day.

    Examples
    --------
    >>> text = "«Сегодня» пишет, что визит пройдёт сегодня."
    >>> quoted(text, text.index("Сегодня")), quoted(text, text.index("сегодня"))
    (True, False)
    """
    before = text[:at]
    return before.count("«") > before.count("»") or (before.count('"') % 2 == 1 and '"' in text[at:])


def fits_gender(actor: Actor, gender: str) -> bool:
    """Whether a pronoun's gender fits a name: only clear cases are refused.

    Examples
    --------
    >>> fits_gender(Actor(("Ольга", "Любимова")), "Masc"), fits_gender(Actor(("Мария", "Захарова")), "Fem")
    (False, True)
    >>> fits_gender(Actor(("Шавкат", "Мирзиёев")), "Fem"), fits_gender(Actor(("Анналена", "Бербок")), "Fem")
    (False, True)
    """
    other = {"Masc": ("ова", "ева", "ская"), "Fem": ("ов", "ев", "ин", "ский")}.get(gender)
    return other is None or not fold(actor.words[-1]).endswith(other)


def same_person(actor: Actor, m: Mention) -> bool:
    """Whether a name may mean an actor: same family name, given names that do not contradict.

    Examples
    --------
    >>> r = Reading("", "Сердар Бердымухамедов и С.Бердымухамедов – не Г.Бердымухамедов.", date(2024, 5, 4))
    >>> [same_person(r.actors[0], m) for _, m in r.pairs()]
    [True, True, False]
    """
    mine = [people.same_letters(w) for w in m.name]
    other = [people.same_letters(w) for w in actor.words]
    if not other:
        return False
    if set(mine) <= set(other) and (len(mine) > 1 or mine[0] == other[-1]):
        return not m.initials or initials_fit(m.initials, actor.words) or m.initials in actor.words
    if not close_forms(mine[-1], other[-1]):
        return False
    if len(mine) == 1:
        return not m.initials or initials_fit(m.initials, actor.words)
    return len(other) > 1 and close_forms(mine[0], other[0])


def close_forms(a: str, b: str) -> bool:
    """Two words that may be forms of one name: the same, or with a common stem and short endings.

    Examples
    --------
    >>> close_forms("жапаров", "жапарова"), close_forms("рахмон", "рахимов")
    (True, False)
    """
    shared = next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    short = shared >= 4 and max(len(a), len(b)) - shared <= 2
    endings = {"", "а", "у", "е", "ом", "ым", "ой", "ы", "и", "я", "ю", "ем", "ей"}
    return a == b or (short and (shared == len(b) or a[shared:] in endings))


def initials_fit(initials: str, words: tuple[str, ...]) -> bool:
    """Whether initials may be those of a name, given name first.

    Examples
    --------
    >>> initials_fit("Р.Т.", ("Реджеп", "Тайип", "Эрдоган")), initials_fit("Б.", ("Реджеп", "Тайип", "Эрдоган"))
    (True, False)
    """
    letters = re.findall(r"[А-ЯЁA-Z][а-яё]?", initials)
    return bool(letters) and fold(words[0]).startswith(fold(letters[0]))


def known_person(m: Mention, published: date) -> str | None:
    """The usual name of somebody in the gazetteer that a name means on that day; None if nobody or several.

    Examples
    --------
    >>> r = Reading("", "Президент Бердымухамедов улетел.", date(2024, 5, 4))
    >>> [known_person(m, day) for _, m in r.pairs() for day in (date(2015, 5, 4), date(2024, 5, 4))]
    ['Гурбангулы Бердымухамедов', 'Сердар Бердымухамедов']
    """
    texts = list(m.surface or m.name)
    if len(texts) > 1:
        # «Сейид Аббас Арагчи» is the listed Аббас Арагчи with a title of honour
        for start in range(len(texts) - 1):
            hits = people.full_names().find(texts[start:])
            whole = {h.value for h in hits if h.first == 0 and h.last == len(texts) - start - 1}
            if len(whole) == 1:
                return whole.pop()
        return None
    found = {h.value for h in people.family_names().find(texts)}
    if m.initials:
        found = {n for n in found if initials_fit(m.initials, tuple(n.split()))}
    terms = {n: t for n in found if (t := people.office_on(n, published))}
    if m.lemma in MONARCHS:
        # «король Филипп» is no Филипп who is prime minister
        found = {n for n in found if n in terms and terms[n].office == m.office}
    if len(found) > 1:
        # of several the one who holds the office, else the most senior
        fitting = {
            n: t for n, t in terms.items() if m.office in {None, "", t.office} and m.country in {None, t.country}
        }
        found = set(fitting) or found
    if len(found) > 1:
        ranks = sorted((people.rank(t.office), n) for n, t in terms.items() if n in found)
        alone = ranks and (len(ranks) == 1 or ranks[0][0] < ranks[1][0])
        found = {ranks[0][1]} if alone else set()
    name = next(iter(found), None)
    # a bare family name is that of the leader only while he is in office or near it
    return name if name in terms or m.office or m.initials else None
