"""Events, a day → `Deeds`: what was done between whom, who stood where, who is being beaten, indexed for the rules."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from foreshock.graph import weights
from foreshock.graph.admitted import event_day
from foreshock.types import Event
from foreshock.types import plover as tables

BREACH_WITHIN = 365  # days after an agreement in which an attack still breaks it
SEASON = 90  # days over which an actor is judged to be winning or losing
ENOUGH = 3  # acts of force from which that judgement is made at all
FORCE = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
FORETOLD_DEFEAT = {"future": 0.6, "hypothetical": 0.4}
YIELDING = 0.5  # an actor that retreats or concedes is this much on the wane
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Deeds:
    """Actual, dated events up to a day, by pair and by place; ids are those of the level asked for.

    `broken` has the last breach of each pair (day, agreement, breach), `threats` how far one threatens another (0–1), `present` who
    has forces in a place (with the event that shows it), `waning` who is being beaten (0–1), `seen` every id.
    """

    as_of: date
    broken: dict[Pair, tuple[date, Event, Event]]
    threats: dict[Pair, float]
    present: dict[str, dict[str, tuple[float, Event]]]
    waning: dict[str, float]
    seen: frozenset[str] = frozenset()


def deeds(events: Sequence[Event], up: Callable[[str], str], as_of: date) -> Deeds:
    """Events, a way to roll ids up, a day → what the rules look up; comments, the undated and the later are left out."""
    broken: dict[Pair, tuple[date, Event, Event]] = {}
    agreed: dict[Pair, tuple[date, Event]] = {}
    threats: dict[Pair, float] = defaultdict(float)
    present: dict[str, dict[str, tuple[float, Event]]] = defaultdict(dict)
    force: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    waning: dict[str, float] = {}
    seen: set[str] = set()
    for day, event in _in_order(events):
        doers, recipients = sorted({up(i) for i in event.actors}), sorted({up(i) for i in event.recipients})
        if event.status in FORETOLD_DEFEAT and event.type == "ASSAULT" and (day is None or event.when.basis != "text" or day >= as_of):
            for loser in recipients:
                waning[loser] = max(waning.get(loser, 0.0), FORETOLD_DEFEAT[event.status])
        if event.status != "actual" or day is None or day > as_of:
            continue
        seen.update(doers, recipients)
        fresh = weights.decay((as_of - day).days) * event.confidence * (weights.CERTAINTY["probable"] if event.hedged else 1.0)
        for pair in _pairs(doers, recipients):
            _deal(pair, day, event, agreed, broken)
        if event.type == "THREATEN":
            for a in doers:
                for b in recipients:
                    threats[a, b] += fresh * abs(event.score)
        _stand(event, doers, fresh, present)
        if (as_of - day).days <= SEASON:
            _tally(event, doers, recipients, force, waning)
    for actor, (done, taken) in force.items():
        if done + taken >= ENOUGH:
            waning[actor] = max(waning.get(actor, 0.0), (taken - done) / (taken + done))
    strength = {pair: 1.0 - math.exp(-total / weights.SQUASH) for pair, total in threats.items()}
    return Deeds(as_of, broken, strength, dict(present), {a: w for a, w in waning.items() if w > 0}, frozenset(seen))


def _in_order(events: Sequence[Event]) -> list[tuple[date | None, Event]]:
    """Events → those of articles with their days, oldest first (then by id); the undated before all."""
    told = [(event_day(e), e) for e in events if e.part_kinds != ("comment",)]
    return sorted(told, key=lambda t: (t[0] or date.min, t[1].id))


def _deal(
    pair: Pair, day: date, event: Event, agreed: dict[Pair, tuple[date, Event]], broken: dict[Pair, tuple[date, Event, Event]]
) -> None:
    """An agreement is remembered; an act of material conflict so soon after one is a breach."""
    if event.type in {"AGREE", "COOPERATE", "CONCEDE"} or "ceasefire" in event.modes:
        agreed[pair] = (day, event)
    elif pair in agreed and tables.event_types()[event.type].quad == 4 and 0 < (day - agreed[pair][0]).days <= BREACH_WITHIN:
        broken[pair] = (day, agreed[pair][1], event)


def _pairs(doers: list[str], recipients: list[str]) -> set[Pair]:
    if not recipients:
        return set(combinations(doers, 2))
    return {(min(a, b), max(a, b)) for a in doers for b in recipients if a != b}


def _stand(event: Event, doers: list[str], fresh: float, present: dict[str, dict[str, tuple[float, Event]]]) -> None:
    """Who uses or moves force in a place below the level of a country stands there, for as long as it is remembered."""
    place = event.place
    if event.type not in FORCE or place is None or place.precision in {"country", "unresolved"}:
        return
    for doer in doers:
        old = present[place.name].get(doer)
        if old is None or fresh > old[0]:
            present[place.name][doer] = (fresh, event)


def _tally(
    event: Event, doers: list[str], recipients: list[str], force: dict[str, list[float]], waning: dict[str, float]
) -> None:
    if event.type == "ASSAULT":
        for doer in doers:
            force[doer][0] += 1.0
        for loser in recipients:
            force[loser][1] += 1.0
    elif event.type in {"RETREAT", "CONCEDE"}:
        for doer in doers:
            waning[doer] = max(waning.get(doer, 0.0), YIELDING)

