"""`Telling` → `Report`: what of a mention decides whose happening it tells of; two reports → whether they can mean one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from foreshock.types import Place, Precision, Status, Telling, When
from foreshock.types.telling import Called

# Days by which a bound may be off: reports of one night's raid differ by a day; looser expressions are rounder than they look.
TOLERANCE: dict[Precision, int] = {
    "minute": 1, "day": 1, "week": 2, "month": 3, "quarter": 7, "season": 14, "year": 30, "decade": 0, "century": 0, "range": 1,
    "unknown": 0,
}
VAGUE = 10  # days; a wider date cannot tell two happenings of one kind apart, so it joins a known one instead of adding one
NEWS_LAG = 3  # days between a happening and a report that gives no date for it
SAME_WORDS = 0.8  # Jaccard overlap of two evidence sentences from which one is taken for a copy of the other
SIMILAR = 0.25  # the same of their content words, from which two reports whose parties are told differently may be of one happening
RECIPROCAL = frozenset({"CONSULT", "COOPERATE"})  # who visits whom is told either way round
PLACED_TWICE = frozenset({"AGREE"})  # "agreed in Moscow", "agreed to a truce in Karabakh": where it was made, and where it holds
NO_STATE = frozenset({"IGO", "NGO", "IMG", "MNC", "ISM", "UNO", "EUR"})
ORGANS = frozenset({"GOV", "MIL", "COP"})  # a country's own arms: "Israeli jets" are Israel's
# Two words for one way of attacking: "bombed" is coded explosives, whether from the air, by drone or by gun ("bombed with Iranian drones").
_ONE_WAY = ({"explosives", "aerial"}, {"explosives", "drone"}, {"explosives", "heavy-weapons"}, {"aerial", "drone"})
_CLASS: dict[Status, str] = {
    "actual": "happened", "historical": "happened", "negated": "denied", "future": "foretold", "hypothetical": "foretold",
}
_WORD = re.compile(r"\w+")
KEPT = 1 << 12  # sentences and sides of which the words and the parties are kept at hand
_STEM = 5  # letters of a word that are compared: "bombing" is "bombed"
_DAYS = frozenset(d[:_STEM] for d in "monday tuesday wednesday thursday friday saturday sunday".split())
_TOWNS = frozenset({"point", "city", "district"})
Parties = frozenset[str]


class Named(Protocol):
    """Whoever has an id, a country and a sector: a Mention of an actor, or what a Telling keeps of it."""

    @property
    def actor_id(self) -> str | None: ...
    @property
    def country(self) -> str | None: ...
    @property
    def sector(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Report:
    """A telling with what decides whose happening it is: the window of days it can mean (ordinals), and the parties."""

    mention: Telling
    first: int | None
    last: int | None
    from_page: bool  # no day of its own: the days before its page came out
    doers: Parties
    recipients: Parties

    @classmethod
    def of(cls, mention: Telling) -> Report:
        """Telling → the report."""
        first, last = _days(mention.when)
        from_page = first is None and mention.published is not None and mention.status != "historical"
        if from_page and mention.published is not None:
            first, last = _days(mention.published)
            first = first - NEWS_LAG if first is not None else None
        doers, recipients = _parties(mention.actors), _parties(mention.recipients)
        if mention.type in RECIPROCAL:
            doers, recipients = doers | recipients, frozenset()
        return cls(mention, first, last, from_page, doers, recipients)

    @property
    def vague(self) -> bool:
        """Whether its date is too wide to tell two happenings apart."""
        return self.first is None or self.last is None or self.last - self.first > VAGUE

    @property
    def order(self) -> tuple[bool, int, int, str]:
        """The precise first, by date, then by id."""
        return (self.vague, self.first or 0, self.last or 0, self.mention.id)

    @property
    def sort(self) -> tuple[str, str, bool, str]:
        """What two reports of one happening must have in common: type, status class, article or comment; a page where nobody is named."""
        m = self.mention
        alone = "" if self.doers or self.recipients else m.document_id  # nobody named: nothing to know it by elsewhere
        return m.type, _CLASS[m.status], m.kind == "comment", alone

    def told(self, side: str) -> tuple[Called, ...]:
        """Doers or recipients → as they are told."""
        m = self.mention
        if m.type in RECIPROCAL:
            return (*m.actors, *m.recipients)
        return m.actors if side == "doers" else m.recipients


@lru_cache(maxsize=KEPT)
def words_of(text: str) -> frozenset[str]:
    """A sentence → its words."""
    return frozenset(_WORD.findall(text.casefold()))


@lru_cache(maxsize=KEPT)
def _content(text: str) -> frozenset[str]:
    """A sentence → its content words, cut to their first letters; numbers and weekdays differ between reports of one happening."""
    told = {w[:_STEM] for w in words_of(text) if len(w) >= _STEM - 1 and not w.isdigit()}
    return frozenset(told - _DAYS)


@lru_cache(maxsize=KEPT)
def _parties(side: tuple[Called, ...]) -> Parties:
    return frozenset(p for m in side if (p := party(m)))


def party(mention: Named) -> str | None:
    """Mention of an actor → whom it stands for when reports are compared: "Zarif", "Tehran" and "Iran" are one party.

    A state, its government, a person without a known sector, and a country's jets, troops or police as such stand for the country; a
    force that has a name stands for itself, and so do all others.
    """
    if mention.country and mention.country not in NO_STATE and (mention.sector in {None, "", "GOV"} or _organ(mention)):
        return mention.country
    return mention.actor_id


def _organ(mention: Named) -> bool:
    return mention.sector in ORGANS and (mention.actor_id or "").startswith("generic:")


def _days(when: When) -> tuple[int | None, int | None]:
    """When → first and last day as ordinals; a single bound is not enough to compare by."""
    if when.earliest is None or when.latest is None:
        return None, None
    return when.earliest.toordinal(), when.latest.toordinal()


def agree(a: Report, b: Report) -> bool:
    """Two reports of the same act by the same parties → whether time, place and mode allow that they mean one happening."""
    placed = a.mention.type in PLACED_TWICE or same_place(a.mention.place, b.mention.place)
    return placed and same_modes(a.mention.modes, b.mention.modes) and same_time(a, b)


def same_modes(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Modes of two reports → whether they can be one way of doing it; untold agrees with all.

    >>> same_modes(("explosives",), ("aerial",)), same_modes(("firearms",), ("aerial",))
    (True, False)
    """
    return not a or not b or bool(set(a) & set(b)) or any(set(a) & way and set(b) & way for way in _ONE_WAY)


def same_time(a: Report, b: Report) -> bool:
    """Two reports → whether their days meet within the tolerance of the rounder one."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return a.mention.document_id == b.mention.document_id
    gap = max(a.first, b.first) - min(a.last, b.last)
    if a.mention.document_id == b.mention.document_id and not (a.vague or b.vague):
        return gap <= 0  # one text that names two days means two happenings
    if a.from_page or b.from_page:
        return gap <= 0  # its days are wide enough
    return gap <= max(TOLERANCE[a.mention.when.precision], TOLERANCE[b.mention.when.precision])


def same_place(a: Place | None, b: Place | None) -> bool:
    """Two places → whether one can lie in the other: unknown agrees with all, a wider one with what its country holds."""
    if a is None or b is None or "unresolved" in (a.precision, b.precision):
        return True
    if a.geonames_id is not None and a.geonames_id == b.geonames_id:
        return True
    if a.country and b.country and a.country != b.country:
        return False
    wide = {"country", "region"}
    if a.precision in wide or b.precision in wide:
        return True
    if "province" in (a.precision, b.precision):
        return not (a.admin1 and b.admin1) or a.admin1 == b.admin1
    return a.name.casefold() == b.name.casefold()


def alike(a: Report, b: Report) -> float:
    """Two reports → the share of content words that their sentences have in common (0–1)."""
    x, y = _content(a.mention.text), _content(b.mention.text)
    return len(x & y) / len(x | y) if x or y else 0.0


def akin(a: Report, b: Report) -> bool:
    """Two reports of the same act by parties told differently → whether they can mean one happening.

    Neither side may contradict the other and one of them must be the same; where the other is not, the town must be the same or the
    words alike. On one day in one town "the Taliban killed police officers" and "the Taliban attacked Afghan forces" are one attack.
    """
    if not agree(a, b):
        return False
    sides = (_sides(a, b, "doers"), _sides(a, b, "recipients"))
    if min(sides) < 0 or max(sides) < 2:
        return False
    return min(sides) == 2 or _one_town(a.mention.place, b.mention.place) or alike(a, b) >= SIMILAR


def _sides(a: Report, b: Report, side: str) -> int:
    """Two reports, doers or recipients → 2 where the same party is told, 1 where it can be the same, −1 where it cannot."""
    x, y = getattr(a, side), getattr(b, side)
    if not x or not y:
        return 1
    if x <= y or y <= x:
        return 2
    told = [[m for m in r.told(side) if party(m) not in x & y] for r in (a, b)]
    return (2 if x & y else 1) if any(_can_be(m, n) for m in told[0] for n in told[1]) else -1


def _can_be(a: Named, b: Named) -> bool:
    """Two mentions → whether one can be a rounder word for the other: people of some kind, or a country for what belongs to it."""
    if a.country and b.country and a.country != b.country and not {a.country, b.country} & NO_STATE:
        return False
    return any(not m.actor_id or m.actor_id == m.country or m.actor_id.startswith("generic:") for m in (a, b))


def _one_town(a: Place | None, b: Place | None) -> bool:
    if a is None or b is None or not {a.precision, b.precision} <= _TOWNS:
        return False
    return a.name.casefold() == b.name.casefold() or (a.geonames_id is not None and a.geonames_id == b.geonames_id)
