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
import numpy.typing as npt

from foreshock.graph.balance import RULES, reasons
from foreshock.graph.levels import Actors, nobody_in_particular, roll, same_side
from foreshock.graph.signed import Near, Network
from foreshock.types import Course, Event, Reason, Tie

TREND = 28  # days before, against which the trend is told
LOWEST = 0.02  # a fainter course is not told
ALL_PAIRS = 80  # with no more actors than this every pair is tried; with more, a shortlist
SHORTLIST = 3000
_WEIGHT = {r.name: r.weight for r in RULES}
_Matrix = npt.NDArray[np.float32]


def courses(
    ties: Sequence[Tie],
    events: Sequence[Event],
    actors: Actors,
    *,
    as_of: date,
    before: Sequence[Tie] | None = None,
    top: int | None = None,
) -> list[Course]:
    """The picture of a day → the courses, hardest first (then by pair).

    `before`: the ties as of four weeks earlier, for the trend; without them, those of `ties` that had been seen by then. Persons
    and state organs are rolled up to what they act for; nobody is on course with himself. In a large network the pairs are
    first shortlisted by the sum of their two-step paths (3,000), then weighed exactly.
    """
    net = Network.of(ties, events, actors, as_of)
    then = as_of - timedelta(TREND) if as_of > date.min + timedelta(TREND) else date.min
    earlier = before if before is not None else [t for t in ties if t.first_seen is None or t.first_seen <= then]
    past = Network.of(earlier, events, actors, then)
    found = [c for a, b in _candidates(net) if (c := _course(net, past, a, b, as_of))]
    return sorted(found, key=lambda c: (-c.score, c.pair))[:top]


def course(
    pair: tuple[str, str], ties: Sequence[Tie], events: Sequence[Event], actors: Actors, *, as_of: date
) -> Course | None:
    """One pair → its course, None where no rule reaches it."""
    a, b = sorted(roll(i, actors, "group") for i in pair)
    net = Network.of(ties, events, actors, as_of)
    return None if same_side(a, b, actors) else _course(net, net, a, b, as_of)


def combine(found: Sequence[Reason]) -> float:
    """Reasons → score (0–1).

    >>> combine([Reason("a", "", 0.5), Reason("b", "", 0.2), Reason("c", "", -0.5)])
    0.3
    """
    toward = 1.0 - math.prod(1.0 - r.weight for r in found if r.weight > 0)
    away = math.prod(1.0 + r.weight for r in found if r.weight < 0)
    return round(toward * away, 6)


def _course(net: Network, past: Network, a: str, b: str, as_of: date) -> Course | None:
    found = reasons(net, a, b)
    score = combine([r for _, r, _ in found])
    if score < LOWEST:
        return None
    trend = 0.0 if past is net else score - combine([r for _, r, _ in reasons(past, a, b)])
    basis = tuple(k for k in ("stated", "inferred") if any(w.basis == k for w, _, _ in found))
    told = [p for w, _, p in found if p and w.basis == "stated"] + [p for w, _, p in found if p]
    ordered = [r for _, r, _ in found]
    return Course(
        (a, b), score, round(trend, 6), basis, tuple(ordered), as_of, place=told[0] if told else None,
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


def _candidates(net: Network) -> list[tuple[str, str]]:
    """Network → the pairs worth weighing: all of a small one, the most reached of a large one."""
    nodes = net.nodes
    if len(nodes) <= ALL_PAIRS:
        pairs = [(a, b) for i, a in enumerate(nodes) for b in nodes[i + 1 :]]
        return [p for p in pairs if _two_sides(*p, net.actors)]
    reach = _reach(net, nodes)
    rows, columns = np.nonzero(np.triu(reach, 1) > LOWEST / 4)
    best = np.lexsort((columns, rows, -reach[rows, columns]))[:SHORTLIST]
    always = {*net.stated, *(p for p in net.deeds.between if p[0] in net.foes.get(p[1], {}))}
    pairs = sorted({(nodes[i], nodes[j]) for i, j in zip(rows[best], columns[best], strict=True)} | _heaviest(net, always))
    return [p for p in pairs if _two_sides(*p, net.actors)]


def _two_sides(a: str, b: str, actors: Actors) -> bool:
    """Two ids → whether they can be on course: somebody in particular each ("fighters" of no country are nobody), and not one side."""
    return not (same_side(a, b, actors) or any(nobody_in_particular(i, actors) for i in (a, b)))


def _heaviest(net: Network, pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs at open odds or said to collide → as many as fit in the shortlist, the strongest first."""
    ranked = sorted(pairs, key=lambda p: (p not in net.stated, -net.foe(*p), p))
    return set(ranked[:SHORTLIST])


def _reach(net: Network, nodes: list[str]) -> _Matrix:
    """Network → for each pair the weighted sum of the paths that the rules would find, one matrix product a rule."""
    at = {node: i for i, node in enumerate(nodes)}
    friends, foes, clients = (_matrix(near, at) for near in (net.friends, net.foes, net.clients))
    mixed = foes @ friends
    reach = (_WEIGHT["friend of my enemy"] * (mixed + mixed.T) + _WEIGHT["open hostility"] * foes).astype(np.float32)
    through = clients.T @ foes  # client × its patron's foes
    reach += (_WEIGHT["patron against a rival's client"] - _WEIGHT["friend of my enemy"]) * (through + through.T)
    reach += _WEIGHT["rival patrons"] * (clients @ foes @ clients.T)
    waning = np.array([net.deeds.waning.get(n, 0.0) for n in nodes], dtype=np.float32)
    reach += _WEIGHT["common enemy fading"] * ((foes * waning) @ foes.T)
    for there in net.deeds.present.values():
        here = sorted(((s, at[a]) for a, (s, _) in there.items() if a in at), reverse=True)[:50]
        for i, (_, a) in enumerate(here):
            for s, b in here[i + 1 :]:
                reach[a, b] += _WEIGHT["contested place"] * s
                reach[b, a] += _WEIGHT["contested place"] * s
    held: _Matrix = reach * (1 + _WEIGHT["cooperation"] * friends)
    return held


def _matrix(near: Near, at: dict[str, int]) -> _Matrix:
    matrix = np.zeros((len(at), len(at)), dtype=np.float32)
    for a, to in near.items():
        for b, (strength, _) in to.items():
            if a in at and b in at:
                matrix[at[a], at[b]] = strength
    return matrix


def basis_words(one: Course) -> Literal["stated", "inferred", "stated and inferred"]:
    """Course → whether a text says it, the ties do, or both."""
    if len(one.basis) == 2:
        return "stated and inferred"
    return "stated" if "stated" in one.basis else "inferred"
