"""Ties and events → `Network`: friends, foes, patrons and clients of each actor, as the rules of balance look them up."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from foreshock.errors import BadInput
from foreshock.graph.deeds import Deeds, deeds
from foreshock.graph.levels import Actors, Level, name, roll
from foreshock.graph.quoting import rows_in
from foreshock.types import TIE_KINDS, Event, EventColumns, Evidence, Quotes, Tie
from foreshock.types.ids import stable_id

PATRONAGE = frozenset({"supports", "arms", "funds", "trains", "shelters", "commands"})
FAINTEST = 0.05  # a weaker tie carries no path
CERTAIN = 1.0 - 1e-6  # beyond this a strength is taken for this, where its logarithm is asked for
_VERB = {
    "part of": "is part of", "allied with": "is allied with", "cooperates": "cooperates with", "rival of": "is a rival of",
    "collides with": "collides with",
}
_MARK = {"future": "foretold", "hypothetical": "supposed", "historical": "past"}
Near = dict[str, dict[str, tuple[float, Tie]]]
_STATEMENT = re.compile(r"\s*(?P<a>\S+)\s+(?P<kind>.+?)\s+(?P<b>\S+?)(?:\s+(?P<s>[01](?:\.\d+)?))?\s*")
_NEVER = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Network:
    """Who stands how to whom: every map goes from an id to its neighbours, with a strength (0–1) and the tie that shows it.

    `friends` and `foes` hold the share of backing and of opposing in what is between two, either way round: a pair that deals both
    ways is in both. `hostile` goes from the one who opposes, `clients` from the patron, `patrons` from the client. `allied` holds
    friends whose backing a text states, `stated` the ties that name a collision. `quotes`: those sentences of events (their places in the
    deeds) that some tie quotes.
    """

    actors: Actors
    friends: Near
    foes: Near
    hostile: Near
    clients: Near
    patrons: Near
    threats: Near
    allied: Near
    stated: dict[tuple[str, str], tuple[Tie, ...]]
    deeds: Deeds
    quotes: Callable[[Sequence[int]], Sequence[Evidence]]

    @classmethod
    def of(
        cls, ties: Sequence[Tie], events: Sequence[Event], actors: Actors, as_of: date, level: Level = "group"
    ) -> Network:
        """Ties, events, actors, a day, a level → the network; at "group" persons and organs act for their bodies and states."""
        up = _roller(actors, level)
        rolled = [
            t if (a, b) == (t.subject, t.target) else replace(t, subject=a, target=b)
            for t in ties
            if (a := up(t.subject)) != (b := up(t.target))
        ]
        return cls.drawn(rolled, deeds(events, up, as_of), actors)

    @classmethod
    def drawn(cls, ties: Sequence[Tie], done: Deeds, actors: Actors) -> Network:
        """Ties at one level, the deeds of the day → the network."""
        links = [t for t in ties if t.strength >= FAINTEST and t.status not in {"historical", "negated"}]
        stated: dict[tuple[str, str], tuple[Tie, ...]] = defaultdict(tuple)
        for tie in links:
            if tie.kind == "collides with":
                stated[_pair(tie)] += (tie,)
        links = [t for t in links if t.kind != "collides with"]
        friends, foes = _shares(_strongest(links, +1, both=True), _strongest(links, -1, both=True))
        clients = _within(_strongest([t for t in links if t.kind in PATRONAGE], +1), friends)
        hostile = _strongest(links, -1)
        hostile = {a: {b: v for b, v in to.items() if b in foes.get(a, {})} for a, to in hostile.items()}
        allied = _within(_strongest([t for t in links if t.basis == "stated"], +1, both=True), friends)
        return cls(
            actors, friends, foes, hostile, clients, _turned(clients), _strongest([t for t in links if t.kind == "threatens"], -1),
            allied, dict(stated), done, _quoting(ties, done.events),
        )

    @property
    def nodes(self) -> list[str]:
        """Every id with a tie or an event, in order."""
        found = {*self.friends, *self.foes, *(i for p in self.stated for i in p), *self.deeds.seen}
        return sorted(found)

    def friend(self, a: str, b: str) -> float:
        """Two ids → the share of backing in what is between them (0–1)."""
        return self.friends.get(a, {}).get(b, (0.0,))[0]

    def foe(self, a: str, b: str) -> float:
        """Two ids → the share of opposing in what is between them (0–1)."""
        return self.foes.get(a, {}).get(b, (0.0,))[0]

    def name(self, actor_id: str) -> str:
        """Id → the name to print."""
        return name(actor_id, self.actors)

    def say(self, tie: Tie) -> str:
        """Tie → a clause: who, what, whom, and whether it is foretold or hedged."""
        mark = _MARK.get(tie.status) or ("hedged" if tie.hedged else "")
        clause = f"{self.name(tie.subject)} {_VERB.get(tie.kind, tie.kind)} {self.name(tie.target)}"
        return f"{clause} ({mark})" if mark else clause


def _quoting(ties: Sequence[Tie], events: EventColumns) -> Callable[[Sequence[int]], Sequence[Evidence]]:
    """Ties, events → for places of events those sentences of them that some tie quotes; looked for when first asked."""

    @cache
    def known() -> tuple[dict[str, Evidence], npt.NDArray[np.bool_]]:
        told = events.sentences
        to_come = [rows_in(t.evidence, told) for t in ties]
        rows = [r for some in to_come for r in some or ()]
        marked = np.zeros(0 if told is None else len(told), np.bool_)
        if rows:
            marked[np.concatenate(rows)] = True
        there = (t for t, some in zip(ties, to_come, strict=True) if some is None)
        return {e.mention_id: e for t in there for e in t.evidence if e.mention_id}, marked

    def quotes(which: Sequence[int]) -> Sequence[Evidence]:
        by_id, marked = known()
        if by_id or events.sentences is None:
            return tuple(by_id[i] for n in which for i in events.mentions(n) if i in by_id)
        rows = events.reports(which)
        return Quotes((events.sentences, rows[marked[rows]]))

    return quotes


def _roller(actors: Actors, level: Level) -> Callable[[str], str]:
    kept: dict[str, str] = {}

    def up(actor_id: str) -> str:
        if actor_id not in kept:
            kept[actor_id] = roll(actor_id, actors, level)
        return kept[actor_id]

    return up


def _pair(tie: Tie) -> tuple[str, str]:
    return min(tie.subject, tie.target), max(tie.subject, tie.target)


def _strongest(ties: Sequence[Tie], sign: int, both: bool = False) -> Near:
    """Ties of one sign → for each neighbour the strongest: a sentence that gives a tie and an event is not counted twice."""
    near: Near = defaultdict(dict)
    for tie in ties:
        if tie.sign != sign:
            continue
        ends = [(tie.subject, tie.target), (tie.target, tie.subject)] if both else [(tie.subject, tie.target)]
        for a, b in ends:
            old = near[a].get(b)
            if old is None or (tie.strength, old[1].id) > (old[0], tie.id):
                near[a][b] = (tie.strength, tie)
    return dict(near)


def share(this: float, other: float) -> float:
    """Backing and opposing of a pair (0–1 each) → what the first makes of the whole (0–1).

    The whole is 1 − (1 − this)(1 − other), parted as their −log(1 − strength) are, which for accrued ties are the sums of deeds. A pair
    can both back and oppose each other (Maoz et al. 2007 call it relational imbalance).

    >>> share(0.6, 0.0), round(share(0.5, 0.5), 3), round(share(0.9, 0.3), 3)
    (0.6, 0.375, 0.805)
    """
    hazard, against = (-math.log1p(-min(x, CERTAIN)) for x in (this, other))
    return (this + other - this * other) * hazard / (hazard + against) if against else this


def _shares(plus: Near, minus: Near) -> tuple[Near, Near]:
    """Backing and opposing → the share of each in what is between a pair, where it is not too faint."""
    sides: list[Near] = []
    for this, other in ((plus, minus), (minus, plus)):
        side: Near = {}
        for a, to in this.items():
            left = {b: (share(s, other.get(a, {}).get(b, (0.0,))[0]), tie) for b, (s, tie) in to.items()}
            kept = {b: v for b, v in left.items() if v[0] >= FAINTEST}
            if kept:
                side[a] = kept
        sides.append(side)
    return sides[0], sides[1]


def _within(near: Near, friends: Near) -> Near:
    """Ties of one kind → no stronger than the friendship that they are part of."""
    held = {a: {b: (min(s, friends[a][b][0]), tie) for b, (s, tie) in to.items() if b in friends.get(a, {})} for a, to in near.items()}
    return {a: to for a, to in held.items() if to}


def _turned(near: Near) -> Near:
    turned: Near = defaultdict(dict)
    for a, to in near.items():
        for b, value in to.items():
            turned[b][a] = value
    return dict(turned)


def sketch(text: str) -> list[Tie]:
    """Statements "A kind B [strength]", set apart by semicolons → ties: for examples, tests, and what-if questions.

    >>> [(t.subject, t.kind, t.target, t.sign, t.strength) for t in sketch("IRN supports PMU 0.8; PMU part of ISF")]
    [('IRN', 'supports', 'PMU', 1, 0.8), ('PMU', 'part of', 'ISF', 1, 1.0)]
    """
    found = []
    for statement in filter(str.strip, text.split(";")):
        match = _STATEMENT.fullmatch(statement)
        if match is None or match["kind"] not in TIE_KINDS:
            raise BadInput(f"{statement.strip()!r} is no tie. Write: A kind B [strength], with a kind of {', '.join(TIE_KINDS)}.")
        a, b, kind = match["a"], match["b"], match["kind"]
        found.append(Tie(stable_id("t", "sketch", a, b, kind), a, b, kind, TIE_KINDS[kind], float(match["s"] or 1.0), "stated"))
    return found


def sketched(text: str, actors: Actors | None = None) -> Network:
    """Statements as `sketch` takes them → their network.

    >>> net = sketched("IRN supports PMU 0.8; USA contains IRN 0.5")
    >>> net.friend("PMU", "IRN"), net.foe("IRN", "USA"), net.friend("PMU", "USA")
    (0.8, 0.5, 0.0)
    """
    return Network.of(sketch(text), [], actors or {}, _NEVER)
