"""Events, actors, a day → `History`: what the store itself knows of how often such pairs come to material conflict.

The past is cut into windows that end on the day of the forecast. In each window a pair is at risk if some event between the two lies
before the window's first day; it is a hit if an actual event of material conflict (PLOVER quad 4) lies inside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from foreshock.graph.dyads import dyads, sides, unordered
from foreshock.graph.levels import Actors, roll
from foreshock.types import STATUSES, Event, EventColumns
from foreshock.types import plover as tables
from foreshock.types.sentences import called

Pair = tuple[str, str]

# Share of windows with material conflict before anything is known, by the kinds of the two: judgement, in the range that
# pairs with some traffic show in coded news. `PRIOR_WINDOWS` is how many pair-windows of history it takes to count as much.
PRIOR: dict[str, float] = {
    "state and state": 0.03, "state and armed group": 0.12, "armed group and armed group": 0.12, "other pairs": 0.05,
}
PRIOR_WINDOWS = 50.0
OWN_WINDOWS = 6.0  # windows of a pair's own record that weigh as much as the record of its kind
LONGEST = 520  # windows looked back over: ten years of weeks
_ARMED = frozenset({"armed group", "armed forces"})


class Act(NamedTuple):
    """One event of a pair: its day (ordinal), PLOVER score, whether it is material conflict, type, confidence (0–1).

    `number` is its place in `events`, which go by day and id: its id is looked up there only where it is told.
    """

    day: int
    score: float
    clash: bool
    type: str
    confidence: float
    number: int
    events: EventColumns

    @property
    def id(self) -> str:
        """→ the event's id."""
        return called(self.events.id[[self.number]])[0]

    @property
    def mentions(self) -> tuple[str, ...]:
        """→ the ids of its reports."""
        return self.events.mentions(self.number)


@dataclass(frozen=True, slots=True)
class Rate:
    """Hits among pair-windows, and the rate that is left when they are drawn toward what was believed before."""

    hits: int
    windows: int
    rate: float


@dataclass(frozen=True, slots=True)
class History:
    """The record on one day; ids are those of groups and states."""

    as_of: date
    window: int
    depth: int
    acts: dict[Pair, tuple[Act, ...]]
    kinds: dict[str, Rate]
    actors: Actors

    @classmethod
    def of(cls, events: Sequence[Event], actors: Actors, as_of: date, window: int) -> History:
        """Events, actors, day, days in a window → the record; what is undated, later, or not said to have happened is left out."""
        acts = _acts(events, _roller(actors), as_of)
        first = min((a[0].day for a in acts.values()), default=as_of.toordinal())
        depth = min((as_of.toordinal() - first) // window, LONGEST)
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for pair, own in acts.items():
            hits, windows = _count(own, as_of.toordinal(), window, depth)
            counts[kind(pair, actors)][0] += hits
            counts[kind(pair, actors)][1] += windows
        rates = {
            k: Rate(hits := counts[k][0], windows := counts[k][1], (hits + PRIOR_WINDOWS * p) / (windows + PRIOR_WINDOWS))
            for k, p in PRIOR.items()
        }
        return cls(as_of, window, depth, acts, rates, actors)

    def base(self, pair: Pair) -> Rate:
        """Pair → the record of pairs of its kind."""
        return self.kinds[kind(pair, self.actors)]

    def own(self, pair: Pair) -> Rate:
        """Pair → its own record, drawn toward that of its kind as far as it is short."""
        hits, windows = _count(self.acts.get(pair, ()), self.as_of.toordinal(), self.window, self.depth)
        return Rate(hits, windows, (hits + OWN_WINDOWS * self.base(pair).rate) / (windows + OWN_WINDOWS))


def kind(pair: Pair, actors: Actors) -> str:
    """Pair → what kinds of actor meet in it."""
    sides = sorted(_side(i, actors) for i in pair)
    if "other" in sides:
        return "other pairs"
    return {("state", "state"): "state and state", ("armed", "armed"): "armed group and armed group"}.get(
        (sides[0], sides[1]), "state and armed group"
    )


def _side(actor_id: str, actors: Actors) -> str:
    actor = actors.get(actor_id)
    if actor is None:
        return "other"
    if actor.kind in _ARMED or actor.sector in {"REB", "PRM", "UAF"}:
        return "armed"
    return "state" if actor.kind in {"state", "state organ"} else "other"


def _roller(actors: Actors) -> Callable[[str], str]:
    kept: dict[str, str] = {}

    def up(actor_id: str) -> str:
        if actor_id not in kept:
            kept[actor_id] = roll(actor_id, actors, "group")
        return kept[actor_id]

    return up


def _acts(events: Sequence[Event], up: Callable[[str], str], as_of: date) -> dict[Pair, tuple[Act, ...]]:
    """Events → the acts of each pair, by day, then by id."""
    told = EventColumns.of(events)
    found = sides(told, up)
    n = max(len(found.nodes), 1)
    happened = (told.status == STATUSES.index("actual")) & ~told.comment & (told.day > 0) & (told.day <= as_of.toordinal())
    event, pair = unordered(dyads(found, len(told)), n)
    event, pair = event[happened[event]], pair[happened[event]]
    order = np.argsort(pair, kind="stable")
    event, pair = event[order], pair[order]
    quads = [tables.event_types()[d.type].quad == 4 for d in told.dids]
    columns = (told.day[event], told.did[event], told.confidence[event], event)
    acts = [
        Act(day, told.dids[did].score, quads[did], told.dids[did].type, confidence, number, told)
        for day, did, confidence, number in zip(*(c.tolist() for c in columns), strict=True)
    ]
    starts = [*np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]]).tolist(), len(pair)] if len(pair) else [0]
    return {
        (found.nodes[p // n], found.nodes[p % n]): tuple(acts[i:j])
        for p, i, j in zip(pair[starts[:-1]].tolist(), starts, starts[1:], strict=False)
    }


def _count(acts: Sequence[Act], today: int, window: int, depth: int) -> tuple[int, int]:
    """Acts of a pair, today, days in a window, windows there are → (windows with a clash, windows at risk).

    Window k holds the days from today − (k + 1)·window + 1 to today − k·window.
    """
    if not acts:
        return 0, 0
    at_risk = min(depth, (today - acts[0].day) // window)
    clashes = {k for a in acts if a.clash and (k := (today - a.day) // window) < at_risk}
    return len(clashes), at_risk
