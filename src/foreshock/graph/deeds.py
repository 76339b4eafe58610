"""Events, a day → `Deeds`: what was done between whom, who stood where, who is being beaten, indexed for the rules."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from foreshock.graph import weights
from foreshock.graph.dyads import Sides, dyads, sides, unordered
from foreshock.types import STATUSES, Event, EventColumns
from foreshock.types import plover as tables

BREACH_WITHIN = 365  # days after an agreement in which an attack still breaks it
SEASON = 90  # days over which an actor is judged to be winning or losing
ENOUGH = 3  # acts of force from which that judgement is made at all
FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
FORETOLD_DEFEAT = {"future": 0.6, "hypothetical": 0.4}
YIELDING = 0.5  # an actor that retreats or concedes is this much on the wane
Pair = tuple[str, str]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Deeds:
    """Actual, dated events up to a day, by pair and by place; ids are those of the level asked for, events are numbers in `events`.

    `broken` has the last breach of each pair (day, agreement, breach), `threats` how far one threatens another (0–1), `present` who
    has forces in a place, places by name (with the event that shows it), `waning` who is being beaten (0–1), `seen` every id.
    """

    as_of: date
    events: EventColumns
    broken: dict[Pair, tuple[date, int, int]]
    threats: dict[Pair, float]
    present: dict[str, dict[str, tuple[float, int]]]
    waning: dict[str, float]
    seen: frozenset[str] = frozenset()


def deeds(events: Sequence[Event], up: Callable[[str], str], as_of: date) -> Deeds:
    """Events, a way to roll ids up, a day → what the rules look up; comments, the undated and the later are left out."""
    told = EventColumns.of(events)
    found = sides(told, up)
    done = (told.status == STATUSES.index("actual")) & ~told.comment & (told.day > 0) & (told.day <= as_of.toordinal())
    fresh = decayed(told, as_of)
    seen = {found.nodes[i] for of, who in ((found.doer_of, found.doer), (found.other_of, found.other)) for i in np.unique(who[done[of]])}
    waning = np.maximum(_foretold(told, found, as_of), _beaten(told, found, done, as_of))
    return Deeds(
        as_of, told, _broken(told, found, done), _threats(told, found, done, fresh), _present(told, found, done, fresh),
        {found.nodes[i]: float(waning[i]) for i in np.flatnonzero(waning > 0)}, frozenset(seen),
    )


def decayed(events: EventColumns, as_of: date) -> Floats:
    """Events, day → what is left of each (0–1): its confidence, decayed by its age; half as sure where it is hedged."""
    made: Floats = weights.decayed(events.day, as_of) * events.confidence * np.where(events.hedged, weights.CERTAINTY["probable"], 1.0)
    return made


def _of_type(events: EventColumns, *types: str) -> Bools:
    """PLOVER types → which events are of one of them."""
    mine = np.array([d.type in types for d in events.dids] or [False])
    return mine[events.did]


def _foretold(events: EventColumns, found: Sides, as_of: date) -> Floats:
    """How far a defeat is foretold to each node."""
    waning = np.zeros(len(found.nodes))
    coming = _of_type(events, "ASSAULT") & ~events.comment & (~events.from_text | (events.day == 0) | (events.day >= as_of.toordinal()))
    for status, much in FORETOLD_DEFEAT.items():
        losers = found.other[(coming & (events.status == STATUSES.index(status)))[found.other_of]]
        waning[losers] = np.maximum(waning[losers], much)
    return waning


def _beaten(events: EventColumns, found: Sides, done: Bools, as_of: date) -> Floats:
    """Blows taken against blows dealt in the season, and who yields, for each node."""
    lately, n = done & (events.day >= as_of.toordinal() - SEASON), len(found.nodes)
    blows = lately & _of_type(events, "ASSAULT")
    dealt, taken = (np.bincount(w[blows[of]], minlength=n) for of, w in ((found.doer_of, found.doer), (found.other_of, found.other)))
    waning = np.where(dealt + taken >= ENOUGH, (taken - dealt) / np.maximum(taken + dealt, 1), 0.0)
    yields = found.doer[(lately & _of_type(events, "RETREAT", "CONCEDE"))[found.doer_of]]
    waning[yields] = np.maximum(waning[yields], YIELDING)
    return waning


def _broken(events: EventColumns, found: Sides, done: Bools) -> dict[Pair, tuple[date, int, int]]:
    """An agreement is remembered; an act of material conflict so soon after one is a breach. Of each pair the last is told."""
    peace = np.array([d.type in {"AGREE", "COOPERATE", "CONCEDE"} or "ceasefire" in d.modes for d in events.dids] or [False])
    war = np.array([tables.event_types()[d.type].quad == 4 for d in events.dids] or [False]) & ~peace
    n = max(len(found.nodes), 1)
    event, pair = unordered(dyads(found, len(events)), n)
    told = done[event] & (peace | war)[events.did[event]]
    event, pair = event[told], pair[told]
    order = np.argsort(pair, kind="stable")
    event, pair = event[order], pair[order]
    place = np.arange(len(event))
    last = np.maximum.accumulate(np.where(peace[events.did[event]], place, -1)) if len(event) else place
    agreed = event[np.maximum(last, 0)] if len(event) else event
    since = events.day[event] - events.day[agreed]
    same = (last >= 0) & (pair[np.maximum(last, 0)] == pair) if len(event) else np.zeros(0, np.bool_)
    breach = war[events.did[event]] & same & (since > 0) & (since <= BREACH_WITHIN)
    latest = zip(pair[breach].tolist(), agreed[breach].tolist(), event[breach].tolist(), strict=True)  # the last of a pair stays
    return {(found.nodes[p // n], found.nodes[p % n]): (date.fromordinal(int(events.day[e])), a, e) for p, a, e in latest}


def _threats(events: EventColumns, found: Sides, done: Bools, fresh: Floats) -> dict[Pair, float]:
    n = max(len(found.nodes), 1)
    pairs = dyads(found, len(events))
    mine = (done & _of_type(events, "THREATEN"))[pairs.event] & ~pairs.mutual
    event, key = pairs.event[mine], pairs.a[mine] * n + pairs.b[mine]
    heft = np.abs(np.array([d.score for d in events.dids] or [0.0]))
    keys, back = np.unique(key, return_inverse=True)
    total = np.bincount(back, fresh[event] * heft[events.did[event]], len(keys))
    told = zip(keys.tolist(), total.tolist(), strict=True)
    return {(found.nodes[k // n], found.nodes[k % n]): 1.0 - math.exp(-t / weights.SQUASH) for k, t in told}


def _present(events: EventColumns, found: Sides, done: Bools, fresh: Floats) -> dict[str, dict[str, tuple[float, int]]]:
    """Who uses or moves force in a place below the level of a country stands there, for as long as it is remembered."""
    names = [p.name if p.precision not in {"country", "unresolved"} else "" for p in events.places]
    known = sorted({*names, ""})
    at = {x: i for i, x in enumerate(known)}
    name = np.array([*(at[x] for x in names), 0], np.int64)
    where = name[events.place]  # place −1 finds the last
    mine = (done & _of_type(events, *FORCE) & (where > 0))[found.doer_of]
    event, who = found.doer_of[mine], found.doer[mine]
    key = where[event] * max(len(found.nodes), 1) + who
    order = np.lexsort((np.arange(len(key)), -fresh[event], key))  # the freshest first, of equals the first
    first = order[np.flatnonzero(np.r_[True, key[order][1:] != key[order][:-1]])] if len(order) else order
    present: dict[str, dict[str, tuple[float, int]]] = defaultdict(dict)
    for p, w, e in zip(where[event[first]].tolist(), who[first].tolist(), event[first].tolist(), strict=True):
        present[known[p]][found.nodes[w]] = (float(fresh[e]), e)
    return {place: present[place] for place in sorted(present)}
