"""Ties, events → `Course`s: every pair that a rule of balance reaches, ranked by how hard it is pushed toward confrontation.

score = (1 − ∏ (1 − w)) · ∏ (1 − |v|): w the weights of the reasons toward, v of those away. The pair need have no events between
them. A course says where things lead as they stand, not when; it is a reason to look, not an alarm.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

import numpy as np

from foreshock.graph.levels import Actors, Level, nobody_in_particular, roll, same_side
from foreshock.graph.quoting import quoted
from foreshock.graph.reach import Reach, ranked, reach_of, scored
from foreshock.graph.rules import RULES, reasons
from foreshock.graph.signed import Network
from foreshock.graph.signs import Signs
from foreshock.types import Course, Event, EventColumns, Reason, Tie

TREND = 28  # days before, against which the trend is told
LOWEST = 0.02  # a fainter course is not told
MOST = 3000  # courses told in full, of a network that has more
MARGIN = 1e-4  # how far scores in single precision may be off


def courses(
    ties: Sequence[Tie],
    events: Sequence[Event],
    actors: Actors,
    *,
    as_of: date,
    before: Sequence[Tie] | None = None,
    top: int | None = None,
    level: Level = "group",
) -> list[Course]:
    """The picture of a day → the courses, hardest first (then by pair).

    `before`: the ties as of four weeks earlier, for the trend; without them, those of `ties` that had been seen by then. At level "group"
    persons and state organs are rolled up to what they act for; nobody is on course with his own side. Every pair is weighed
    (`reach`); the 3,000 hardest, or the `top` ones asked for, are told with their reasons.
    """
    return quoted(untold(ties, events, actors, as_of=as_of, before=before, top=top, level=level))


def untold(
    ties: Sequence[Tie], events: Sequence[Event], actors: Actors, *, as_of: date, before: Sequence[Tie] | None = None,
    top: int | None = None, level: Level = "group",
) -> list[Course]:
    """The same, the evidence of their reasons still to be `quoted` where that of the ties is."""
    events = EventColumns.of(events)
    net, then = Network.of(ties, events, actors, as_of, level), earlier(as_of)
    stood = before if before is not None else [t for t in ties if t.first_seen is None or t.first_seen <= then]
    hard, kept = hardest(Signs.of_network(net), actors, MOST if top is None else top)
    return told(hard, kept, net, Signs.of_network(Network.of(stood, events, actors, then, level)), as_of)[:top]


def earlier(as_of: date) -> date:
    """Day → the one against which the trend is told, four weeks before."""
    return as_of - timedelta(TREND) if as_of > date.min + timedelta(TREND) else date.min


def told(hard: Reach, kept: Sequence[int], net: Network, past: Signs, as_of: date) -> list[Course]:
    """What reaches the pairs, which to tell, the network of their ties, the signs of four weeks before → the courses in that order."""
    pairs = [(hard.nodes[hard.a[i]], hard.nodes[hard.b[i]]) for i in kept]
    then = [float(scored([np.array([t.get(r.name, 0.0)], np.float32) for r in RULES])[0]) for t in _sums(past, pairs)]
    broken = [net.deeds.broken[p] for p in pairs if p in net.deeds.broken]
    net.deeds.events.read([n for _, *events in broken for n in events])  # they are told by their dates
    found = (_course(net, p, _totals(hard, i), t, as_of) for p, i, t in zip(pairs, kept, then, strict=True))
    return [c for c in found if c]


def hardest(signs: Signs, actors: Actors, most: int) -> tuple[Reach, list[int]]:
    """Signs, actors, how many → what reaches the pairs, and which of them are the hardest that can be on course at all."""
    top = 2 * most
    while True:
        hard = ranked(signs, LOWEST - MARGIN, top)
        kept: list[int] = []
        for i, (a, b) in enumerate(zip(hard.a, hard.b, strict=True)):
            if len(kept) == most:
                return hard, kept
            if _two_sides(hard.nodes[a], hard.nodes[b], actors):
                kept.append(i)
        if len(hard) < top or len(kept) == most:
            return hard, kept
        top *= 4


def _totals(found: Reach, i: int) -> dict[str, float]:
    return dict(zip(found.rules, found.sums[i].tolist(), strict=True))


def _sums(signs: Signs, pairs: Sequence[tuple[str, str]]) -> list[dict[str, float]]:
    """Signs, pairs of names → the sums of each; none where the signs do not know one of the two."""
    at = {node: i for i, node in enumerate(signs.nodes)}
    known = [p for p in pairs if p[0] in at and p[1] in at]
    found = reach_of(signs, (np.array([at[a] for a, _ in known], np.int64), np.array([at[b] for _, b in known], np.int64)))
    told = {p: _totals(found, i) for i, p in enumerate(known)}
    return [told.get(p, {}) for p in pairs]


def course(
    pair: tuple[str, str], ties: Sequence[Tie], events: Sequence[Event], actors: Actors, *, as_of: date, level: Level = "group"
) -> Course | None:
    """One pair → its course, None where no rule reaches it."""
    a, b = sorted(roll(i, actors, level) for i in pair)
    net = Network.of(ties, events, actors, as_of, level)
    totals = _sums(Signs.of_network(net), [(a, b)])[0]
    found = None if same_side(a, b, actors) else _course(net, (a, b), totals, None, as_of)
    return found and quoted([found])[0]


def combine(found: Sequence[Reason]) -> float:
    """Reasons → score (0–1).

    >>> combine([Reason("a", "", 0.5), Reason("b", "", 0.2), Reason("c", "", -0.5)])
    0.3
    """
    toward = 1.0 - math.prod(1.0 - r.weight for r in found if r.weight > 0)
    away = math.prod(1.0 + r.weight for r in found if r.weight < 0)
    return round(toward * away, 6)


def _course(net: Network, pair: tuple[str, str], totals: dict[str, float], past: float | None, as_of: date) -> Course | None:
    """Network, pair, the sums of its rules, its score of four weeks before (None: not asked) → the course, None if it is too faint."""
    found = reasons(net, *pair, totals)
    ordered = [r for _, r, _ in found]
    score = combine(ordered)
    if score < LOWEST:
        return None
    basis = tuple(k for k in ("stated", "inferred") if any(w.basis == k for w, _, _ in found))
    told = [p for w, _, p in found if p and w.basis == "stated"] + [p for w, _, p in found if p]
    moved = 0.0 if past is None or abs(score - past) < MARGIN else round(score - past, 6)
    return Course(
        pair, score, moved, basis, tuple(ordered), as_of, place=told[0] if told else None,
        would_change=_would_change(net, ordered),
    )


def _would_change(net: Network, found: Sequence[Reason]) -> tuple[str, ...]:
    """Reasons → in words, what would take the heaviest of them away, and what would add to them."""
    words = []
    for reason in [r for r in found if r.weight > 0][:3]:
        words += [_ends(net, t) for t in reason.ties if t.kind != "collides with"]
        if reason.rule == "contested place":
            words.append("one of them leaves the place")
    words += [f"less so if it ends that {net.say(t)}" for r in found if r.weight < 0 for t in r.ties[:1]][:1]
    return tuple(dict.fromkeys(words))


def _ends(net: Network, tie: Tie) -> str:
    a, b = net.name(tie.subject), net.name(tie.target)
    if tie.status != "actual":
        return f"what is foretold does not come: {net.say(tie)}"
    return f"{a} and {b} fall out" if tie.sign > 0 else f"{a} and {b} settle"


def _two_sides(a: str, b: str, actors: Actors) -> bool:
    """Two ids → whether they can be on course: somebody in particular each ("fighters" of no country are nobody), and not one side."""
    return not (same_side(a, b, actors) or any(nobody_in_particular(i, actors) for i in (a, b)))


def basis_words(one: Course) -> Literal["stated", "inferred", "stated and inferred"]:
    """Course → whether a text says it, the ties do, or both."""
    if len(one.basis) == 2:
        return "stated and inferred"
    return "stated" if "stated" in one.basis else "inferred"
