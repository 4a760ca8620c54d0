"""One article as the rules see it: sentences with their places, days and actors.

Every mention of an actor («Президент Ирана Масуд Пезешкиан», «М.Пезешкиан», «иранский лидер», «он») is resolved to it
here, once, so that the rules for visits, meetings and agreements speak of actors only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from ..gazetteer import organisations, people, places
from ..gazetteer.matcher import Hit, fold
from ..russian import names, parse
from ..russian.parse import Sentence
from .dates import find_days
from .mentions import (
    ENVOYS,
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

HOSTS_AND_GUESTS = GUEST_NOUNS | HOST_NOUNS
# a figure or one of the words without which a sentence names no day
DAY = re.compile(
    r"\d|сегодня|вчера|завтра|накануне|понедельник|вторник|сред|четверг|пятниц|суббот|воскресенье|день|тогда"
    r"|янв|фев|мар|апр|ма[йяею]|июн|июл|авг|сен|окт|ноя|дек"
)


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
        if sentences is None:
            sentences = (parse.parse(title), parse.parse(body))
        self.lines: list[Line] = []
        for field_name, text, found in (("title", title, sentences[0]), ("body", body, sentences[1])):
            for s in found:
                self.lines.append(
                    Line(
                        field_name,
                        text[s.start : s.end],
                        s,
                        text.count("\n\n", 0, s.start) if field_name == "body" else -1,
                        len(self.lines),
                    )
                )
        # an article on a video summit says so at its beginning
        video = any(line.has(VIDEO) for line in self.lines[:3])
        for line in self.lines:
            line.remote = video
        for before, line in zip(self.lines, self.lines[1:], strict=False):
            line.after_call = before.after_call or before.has({"телефон", "телефонный", "позвонить", "созвониться"})
        self.actors: list[Actor] = []
        # what the rules find out about the whole article, computed once
        self.memo: dict[str, list] = {}
        self._look_up()
        self._name_mentions()
        self.home = self._home()
        self._resolve_titles()
        self._join_unnamed()
        self._lead_delegations()
        self._resolve_pronouns()

    # -- what the gazetteer knows --

    def _look_up(self) -> None:
        before: date | None = None
        for line in self.lines:
            line.places = [h for h in places.find(line.texts, line.folded) if not self._is_person_place(line, h)]
            line.places = sorted([*line.places, *unlisted_cities(line)], key=lambda h: h.first)
            line.organisations = organisations.find(line.texts, line.folded)
            if not DAY.search(line.text.lower()):
                continue
            tenses = {
                w.feats.get("Tense")
                for w in line.words
                if w.pos in {"VERB", "AUX"} and w.feats.get("VerbForm") in {None, "Fin"}
            }
            ahead = "Past" not in tenses and (
                "Fut" in tenses or line.has({"ждать", "ожидать", "ожидаться", "намеченный", "запланированный"})
            )
            line.days = [
                d
                for d in find_days(line.text, self.published, before, ahead)
                if not (d.relative and quoted(line.text, d.start))
            ]
            exact = [d for d in line.days if d.precision == "day"]
            if exact:
                before = exact[-1].last or exact[-1].first

    @staticmethod
    def _is_person_place(line: Line, hit: Hit[places.Place]) -> bool:
        """A city's name that is part of a person's («Герой-Аркадаг», «имени Сапармурата Туркменбаши»)."""
        return any(
            n.kind == "PER" and n.first <= hit.first and hit.last <= n.last and n.last > n.first
            for n in line.sentence.names
        )

    def _home(self) -> str | None:
        """The country of the only leader that an article names, else the one that it speaks of most."""
        terms = [people.office_on(a.known, self.published) for a in self.actors if a.known]
        leaders = {t.country for t in terms if t and t.office in LEADERS and t.country}
        if len(leaders) == 1:
            return leaders.pop()
        counts = Counter(h.value.country for line in self.lines for h in line.places)
        return counts.most_common(1)[0][0] if counts else None

    # -- names --

    def _name_mentions(self) -> None:
        for line in self.lines:
            line.mentions = merge(line, titles(line, self.published), person_names(line))
        for line in self.lines:
            for m in line.mentions:
                if len(m.name) > 1 and not m.initials and (known := known_person(m, self.published)):
                    m.known = known
                    m.name = (
                        people.as_written(known, m.surface[-len(known.split()) :])
                        if len(m.surface) <= len(known.split())
                        else m.name
                    )
        full = [(line, m) for line in self.lines for m in line.mentions if len(m.name) > 1 and not m.initials]
        short = [(line, m) for line in self.lines for m in line.mentions if m.name and (len(m.name) == 1 or m.initials)]
        for line, m in sorted(full, key=lambda x: -len(x[1].name)):
            self._attach(line, m)
        for line, m in short:
            self._attach(line, m)
        for actor in self.actors:
            actor.first = min(self._place(line, m) for line in self.lines for m in line.mentions if m.actor is actor)
            self._settle(actor)
        self.actors.sort(key=lambda a: a.first)

    def _place(self, line: Line, m: Mention) -> int:
        return line.index * 1000 + m.first

    def _attach(self, line: Line, m: Mention) -> None:
        """Find the actor that a name means, or make a new one."""
        fitting = [a for a in self.actors if same_person(a, m)]
        if len(fitting) > 1:
            # father and son: the title decides, then the nearest mention before
            by_title = [
                a
                for a in fitting
                if m.office and any(x.actor is a and x.office == m.office for row in self.lines for x in row.mentions)
            ]
            at = self._place(line, m)
            fitting = by_title or sorted(
                fitting,
                key=lambda a: min(
                    (abs(at - self._place(row, x)) for row in self.lines for x in row.mentions if x.actor is a),
                    default=0,
                ),
            )
        if fitting:
            m.actor = fitting[0]
            return
        known = m.known or known_person(m, self.published) or ""
        words = m.name
        if known and len(m.name) == 1:
            words = tuple(known.split())
        elif m.initials:
            words = (m.initials, *m.name)
        m.actor = Actor(words=words, known=known)
        self.actors.append(m.actor)

    def _settle(self, actor: Actor) -> None:
        """Office and country of a named actor: as stated most often, else as the gazetteer knows for the day."""
        mine = [m for line in self.lines for m in line.mentions if m.actor is actor]
        stated = [m.office for m in mine if m.office]
        countries = [m.country for m in mine if m.country]
        groups = [m.organisation for m in mine if m.organisation]
        actor.envoy = any(m.lemma in ENVOYS for m in mine)
        term = people.office_on(actor.known or actor.name or "", self.published)
        if stated:
            counts = Counter(stated)
            best = max(counts.values())
            # of two offices that one person holds, the guidelines take the more specific senior one
            actor.office = min(
                (o for o in counts if counts[o] == best or o == "foreign_minister"),
                key=lambda o: (o != "foreign_minister", people.rank(o)),
            )
            actor.stated = True
        elif term:
            actor.office = term.office
        if groups and actor.office == "organisation_head":
            actor.organisation = groups[0]
            actor.country = None
        elif countries:
            actor.country = Counter(countries).most_common(1)[0][0]
        elif term and term.country:
            actor.country = term.country
        elif (
            (terms := people.by_name().get(actor.known or actor.name or ""))
            and terms[0].country
            and actor.office != "organisation_head"
        ):
            actor.country = terms[-1].country
        elif actor.office == "organisation_head" and term is None and groups:
            actor.organisation = groups[0]
        elif actor.office not in {None, "organisation_head"} and not groups:
            actor.country, actor.guessed = self._side(actor) or self._home(), True

    def _side(self, actor: Actor) -> str | None:
        """The side that a sentence puts an official on: «с грузинской стороны – замглавы МИД X»."""
        for line in self.lines:
            for m in line.mentions:
                if m.actor is actor:
                    before = [h for h in line.places if not h.value.is_name and m.first - 14 <= h.first < m.first]
                    if before:
                        return before[-1].value.country
        return None

    # -- titles without names --

    def _resolve_titles(self) -> None:
        for index, line in enumerate(self.lines):
            for m in line.mentions:
                if m.actor is None and m.kind == "title" and not (m.plural and m.country is None):
                    m.actor = self._by_title(index, m)
            line.mentions += [
                g
                for m in line.mentions
                if m.kind == "title" and m.actor is None and m.plural
                for g in self._group(index, m)
            ]
            for m in line.mentions:
                if m.actor is not None:
                    for i in range(m.first, m.last + 1):
                        line.at.setdefault(i, [])
                        if m.actor not in line.at[i]:
                            line.at[i].append(m.actor)

    def _group(self, index: int, m: Mention) -> list[Mention]:
        """«Главы государств», «министры», «лидеры двух стран»: the holders of such offices spoken of just before."""
        wanted = LEADERS if m.lemma in {"лидер", "глава"} and m.office == "head_of_state" else (m.office,)
        after = self.lines[index].words[m.last + 1 : m.last + 2]
        if m.organisation or (after and after[0].text in {"«", '"'}):
            # the members of a club are not those whom the article names
            return []
        for row in [*reversed(self.lines[max(0, index - 3) : index]), *self.lines[index + 1 : index + 3]]:
            found: list[Actor] = []
            for x in row.mentions:
                if x.actor and x.kind != "pronoun" and x.actor.office in wanted and x.actor not in found:
                    found.append(x.actor)
            if len(found) >= 2:
                return [Mention(m.first, m.last, m.head, "group", a, plural=True, lemma=m.lemma) for a in found]
        # «президенты», «два лидера»: the two spoken of last, if the article speaks of no more
        recent = [a for a in self._before(index, m) if a.office in wanted and not a.envoy]
        if len(recent) == 2:
            return [Mention(m.first, m.last, m.head, "group", a, plural=True, lemma=m.lemma) for a in recent]
        return []

    def _before(self, index: int, m: Mention) -> list[Actor]:
        """Actors in the order of their nearest mention before this one, then those that come later."""
        seen: list[Actor] = []
        for row in reversed(self.lines[: index + 1]):
            for x in reversed(row.mentions):
                if row is self.lines[index] and x.first >= m.first:
                    continue
                if x.actor and x.actor not in seen:
                    seen.append(x.actor)
        for row in self.lines[index:]:
            for x in row.mentions:
                if x.actor and x.actor not in seen:
                    seen.append(x.actor)
        return seen

    def _by_title(self, index: int, m: Mention) -> Actor | None:
        order = self._before(index, m)
        country = m.country
        if m.lemma in MONARCHS and country is None:
            # a king is nobody who is called president
            crowned = [a for a in order if a.words and (self._called(a, MONARCHS) or a.office is None)]
            if crowned:
                crowned[0].office = crowned[0].office or m.office
                return crowned[0]
            return None
        if (
            country is None
            and m.organisation is None
            and m.lemma in {"госсекретарь", "премьер", "премьер-министр", "канцлер", "спикер", "генсек"}
        ):
            called = [a for a in order if a.words and self._called(a, {m.lemma})]
            if called:
                return called[0]
        if m.office == "" and country is None:
            return next((a for a in order if a.words and self._called(a, {m.lemma})), None)
        if m.lemma in PERSON_NOUNS - {"министр", "премьер", "спикер"} and country:
            wanted = LEADERS if m.lemma == "лидер" else None
            for a in order:
                if a.country == country and a.words and (wanted is None or a.office in wanted):
                    return a
        if country is None and m.lemma == "министр" and m.first == m.last:
            here = {x.actor for x in self.lines[index].mentions}
            return next((a for a in order if a.office in {"minister", "foreign_minister"} and a not in here), None)
        if (
            country
            and m.lemma == "министр"
            and m.office == "minister"
            and not any(a.office == "minister" and a.country == country for a in order)
        ) and (foreign := next((a for a in order if a.office == "foreign_minister" and a.country == country), None)):
            return foreign
        for a in order:
            if (
                a.office == m.office
                and (country is None or a.country == country)
                and (m.organisation is None or a.organisation == m.organisation or a.organisation is None)
            ):
                if country is None and m.office == "head_of_state" and m.region:
                    continue
                return a
        if country:
            if m.lemma == "лидер":
                for a in order:
                    if a.country == country and a.office in LEADERS:
                        return a
            # a prime minister who is also called by a further office
            if m.office in {"foreign_minister", "minister", "deputy_head_of_government"}:
                for a in order:
                    if (
                        (
                            a.words
                            and a.country == country
                            and a.office in {"foreign_minister", "minister", "deputy_head_of_government"}
                            and a.office != "minister"
                        )
                        and {a.office, m.office} <= {"foreign_minister", "deputy_head_of_government"}
                        and self._both(a, m.office)
                    ):
                        return a
        if m.kind == "title" and m.office and (country or m.organisation):
            actor = Actor(
                office=m.office,
                country=country,
                organisation=m.organisation,
                first=index * 1000 + m.first,
                stated=True,
                envoy=m.lemma in ENVOYS,
            )
            self.actors.append(actor)
            return actor
        if m.office in {"minister", "foreign_minister"} and country is None:
            for a in order:
                if a.office in {"minister", "foreign_minister"}:
                    return a
        if m.office == "head_of_state" and country is None and m.lemma == "глава" and self.home:
            actor = Actor(office=m.office, country=self.home, first=index * 1000 + m.first, stated=True)
            self.actors.append(actor)
            return actor
        return None

    def _called(self, actor: Actor, lemmas: set[str]) -> bool:
        """Whether an article gives an actor one of these titles."""
        return any(m.actor is actor and m.lemma in lemmas for _, m in self.pairs())

    def _both(self, actor: Actor, office: str) -> bool:
        return any(m.actor is actor and m.office == office for line in self.lines for m in line.mentions)

    def _join_unnamed(self) -> None:
        """The only name without an office and an office without a name near it are one person."""
        for office in [a for a in self.actors if not a.words and a.country and a.office not in {"delegation", "other"}]:
            index = office.first // 1000
            mentions = [m for m in self.lines[index].mentions if m.actor is office]
            if not mentions or mentions[0].plural:
                continue
            free = [
                a
                for a in self.actors
                if a.words and a.office is None and a.country in {None, office.country} and not a.envoy
            ]
            near = [
                m.actor for row in self.lines[max(0, index - 2) : index + 2] for m in row.mentions if m.actor in free
            ]
            subject = self.lines[index].words[mentions[0].head].case == "Nom"
            if len(free) != 1 or not near or not (subject or office.office in {*LEADERS, "foreign_minister"}):
                continue
            person = free[0]
            person.office, person.country, person.stated = office.office, office.country, True
            for line in self.lines:
                for m in line.mentions:
                    if m.actor is office:
                        m.actor = person
                for i, actors in line.at.items():
                    line.at[i] = [person if a is office else a for a in actors]
            self.actors.remove(office)

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
        countries = {a.country for a in led if a.country} - {leader.country}
        if countries and not leader.guessed and leader.country:
            led = [a for a in led if a.country in {None, leader.country}]
        elif countries:
            leader.country = min(countries)
        for line in self.lines:
            for m in line.mentions:
                if m.actor in led:
                    m.actor = leader
            for i, actors in line.at.items():
                line.at[i] = [leader if a in led else a for a in actors]
        self.actors = [a for a in self.actors if a not in led]

    def _leader(self, country: str | None) -> Actor | None:
        """Who is said to lead a delegation: behind «во главе» or «возглавляет», else before it."""
        for line in self.lines:
            for i, w in enumerate(line.words):
                at_head = w.lower == "главе" and i > 0 and line.words[i - 1].lower == "во"
                if not (at_head or w.lemma.startswith("возглав")):
                    continue
                people_here = [
                    m
                    for m in sorted(line.mentions, key=lambda m: m.first)
                    if m.kind in {"name", "title"} and m.office != "delegation" and not m.plural
                ]
                after = [m for m in people_here if 0 < m.first - i <= 8]
                before = [m for m in people_here if m.last < i and line.words[m.head].case == "Nom"]
                if any("делегаци" in x.lower or x.lower in {"которую", "которой", "её", "ее"} for x in line.words) and (
                    after or before
                ):
                    m = (after or before[::-1])[0]
                    if m.actor is None:
                        m.actor = Actor(
                            office=m.office,
                            country=m.country or country or self.home,
                            first=line.index * 1000 + m.first,
                            stated=True,
                        )
                        self.actors.append(m.actor)
                    return m.actor
        return None

    # -- pronouns --

    def _resolve_pronouns(self) -> None:
        for index, line in enumerate(self.lines):
            for i, word in enumerate(line.words):
                if word.lemma not in HOSTS_AND_GUESTS and word.lower not in PRONOUNS:
                    continue
                role = word.lemma in HOSTS_AND_GUESTS and word.feats.get("Number") == "Sing" and i not in line.at
                if role and (actor := self._guest(index, i, word.lemma in GUEST_NOUNS)):
                    line.at[i] = [actor]
                    line.mentions.append(Mention(i, i, i, "pronoun", actor))
                if (
                    word.lower not in PRONOUNS
                    or i in line.at
                    or (word.lower == "ней" and i and line.words[i - 1].lower in {"в", "на"})
                ):
                    continue
                if word.feats.get("Number") == "Plur":
                    continue
                actor = self._antecedent(index, i, word.feats.get("Gender", ""))
                if actor:
                    line.at[i] = [actor]
                    line.mentions.append(Mention(i, i, i, "pronoun", actor))

    def _guest(self, index: int, i: int, guest: bool) -> Actor | None:
        """«Высокий гость» is the last leader spoken of who is not of the place's country, «хозяин» the one who is."""
        host = next(
            (
                h.value.country
                for line in self.lines
                for h in line.places
                if h.value.kind in {"capital", "city"} and line.words[h.first].case in {"Loc", "Acc", ""}
            ),
            None,
        )
        host = host or self.home
        if host is None:
            return None
        for a in self._before(index, Mention(i, i, i, "pronoun")):
            if a.words and not a.envoy and a.office != "other" and (a.country != host) == guest:
                return a
        return None

    def _antecedent(self, index: int, i: int, gender: str) -> Actor | None:
        """The last subject before a pronoun in this sentence or the two before, else the last actor."""
        for row in [self.lines[index], *reversed(self.lines[max(0, index - 2) : index])]:
            found = [
                m
                for m in row.mentions
                if m.actor and m.actor.words and m.kind != "pronoun" and (row is not self.lines[index] or m.last < i)
            ]
            found = [m for m in found if not gender or fits_gender(m.actor, gender)]
            subjects = [m for m in found if row.words[m.head].case == "Nom"]
            if row is self.lines[index]:
                subjects = subjects[::-1]
            if subjects or found:
                return (subjects or found[::-1])[0].actor
        return None

    def pairs(self) -> Iterator[tuple[Line, Mention]]:
        """Every mention with its sentence."""
        for line in self.lines:
            for m in line.mentions:
                yield line, m


def unlisted_cities(line: Line) -> list[Hit[places.Place]]:
    """Cities that only the world list has: one-word names that the tagger calls places, after «в», «из» or «под»."""
    taken = {i for h in line.places for i in range(h.first, h.last + 1)}
    found = []
    for n in line.sentence.names:
        w = line.words[n.first]
        if (
            n.kind != "LOC"
            or n.first != n.last
            or n.first in taken
            or n.first == 0
            or line.words[n.first - 1].lower not in {"в", "во", "из", "под", "города", "городе", "город"}
        ):
            continue
        for form in (
            w.text,
            names.restore(w.text, "Loc"),
            names.restore(w.text, "Loc", "Fem"),
            names.restore(w.text, "Gen"),
            names.restore(w.text, "Acc", "Fem"),
            names.restore(w.text, "Gen", "Fem"),
        ):
            if hit := places.cities().get(fold(form)):
                found.append(Hit(n.first, n.last, places.Place("city", *hit)))
                break
    return found


def quoted(text: str, at: int) -> bool:
    """Whether a place in a sentence lies inside «…» or "…": «Сегодня» in a newspaper's name is no day."""
    before = text[:at]
    return before.count("«") > before.count("»") or (before.count('"') % 2 == 1 and '"' in text[at:])


def fits_gender(actor: Actor | None, gender: str) -> bool:
    """Whether a pronoun's gender fits a name: only clear cases are refused."""
    if actor is None or not actor.words:
        return True
    last = fold(actor.words[-1])
    female = last.endswith(("ова", "ева", "ина", "ская")) or (
        fold(actor.words[0]).endswith(("а", "я")) and last.endswith(("а", "о", "с", "й"))
    )
    return not (gender == "Masc" and female and last.endswith(("ова", "ева", "ская")))


def same_person(actor: Actor, m: Mention) -> bool:
    """Whether a name may mean an actor: same family name, given names that do not contradict."""
    if not actor.words:
        return False
    mine = [people.same_letters(w) for w in m.name]
    other = [people.same_letters(w) for w in actor.words]
    if set(mine) <= set(other) and (len(mine) > 1 or mine[0] == other[-1] or len(other) == 1):
        return not m.initials or initials_fit(m.initials, actor.words) or m.initials in actor.words
    if mine[-1] == other[-1] or close_forms(mine[-1], other[-1]):
        if len(mine) == 1:
            return not m.initials or initials_fit(m.initials, actor.words)
        return len(other) > 1 and (mine[0] == other[0] or close_forms(mine[0], other[0]))
    return False


def close_forms(a: str, b: str) -> bool:
    """Two words that may be forms of one name: a common stem and short endings."""
    shared = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        shared += 1
    return (
        shared >= 4
        and len(a) - shared <= 2
        and len(b) - shared <= 2
        and abs(len(a) - len(b)) <= 2
        and (
            shared == min(len(a), len(b))
            or a[shared:] in {"а", "у", "е", "ом", "ым", "ой", "ы", "и", "я", "ю", "ем", "ей"}
        )
    )


def initials_fit(initials: str, words: tuple[str, ...]) -> bool:
    """«Р.Т.» fits Реджеп Тайип."""
    letters = re.findall(r"[А-ЯЁA-Z][а-яё]?", initials)
    return bool(letters) and fold(words[0]).startswith(fold(letters[0]))


def known_person(m: Mention, published: date) -> str | None:
    """The usual name of somebody in the gazetteer that a name means on that day; None if nobody or several."""
    texts = list(m.surface or m.name)
    if len(texts) > 1:
        # «Сейид Аббас Арагчи» is the listed Аббас Арагчи with a title of honour
        for start in range(len(texts) - 1):
            found = {
                h.value
                for h in people.full_names().find(texts[start:])
                if h.first == 0 and h.last == len(texts) - start - 1
            }
            if len(found) == 1:
                return found.pop()
        return None
    found = {h.value for h in people.family_names().find(texts[-1:])}
    if m.initials:
        found = {n for n in found if initials_fit(m.initials, tuple(n.split()))}
    if len(found) > 1:
        holding = {
            n
            for n in found
            if (t := people.office_on(n, published))
            and (not m.office or t.office == m.office)
            and (not m.country or t.country == m.country)
        }
        found = holding or found
    if len(found) > 1:
        seniors = sorted((people.rank(t.office), n) for n in found if (t := people.office_on(n, published)))
        found = {seniors[0][1]} if seniors and (len(seniors) == 1 or seniors[0][0] < seniors[1][0]) else set()
    if len(found) == 1 and not m.initials:
        name = next(iter(found))
        # a bare family name is that of the leader only while he is in office or near it
        return name if people.office_on(name, published) or m.office else None
    return next(iter(found)) if len(found) == 1 else None
