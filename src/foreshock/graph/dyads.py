"""`EventColumns`, a way to roll ids up → who did it to whom at a level, by columns: what ties, deeds and histories are summed from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foreshock.types import EventColumns

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Parties at a level, as indices into `nodes` (ids in order), each once an event: `doer` in event `doer_of`, likewise recipients."""

    nodes: tuple[str, ...]
    doer_of: Ints
    doer: Ints
    other_of: Ints
    other: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Dyads:
    """Pairs of different nodes by event, each once: `a` did it to `b`. Where an act is mutual (nobody is its recipient), a < b."""

    event: Ints
    a: Ints
    b: Ints
    mutual: Bools


def sides(events: EventColumns, up: Callable[[str], str]) -> Sides:
    """Events, a way to roll ids up → the parties at that level."""
    told = [up(i) for i in events.actors]
    return _sides(events, told, np.arange(len(told))[events.doer], np.arange(len(told))[events.other])


def sides_on(events: EventColumns, up: Callable[[str, int], str], dated: Callable[[str], bool], day: Ints) -> Sides:
    """Events, a way to roll an id up on a day, whether an id hangs on the day, that of each event (0 unknown) → the parties there."""
    told = ["" if dated(i) else up(i, 0) for i in events.actors]
    moving = np.array([dated(i) for i in events.actors] or [False])
    entries = []
    for of, who in ((events.doer_of, events.doer), (events.other_of, events.other)):
        at = who.copy()
        on = np.flatnonzero(moving[who]) if len(who) else who
        if len(on):
            span = int(day.max()) + 1
            pairs, back = np.unique(who[on] * span + day[of[on]], return_inverse=True)
            at[on] = len(told) + back
            told += [up(events.actors[p // span], p % span) for p in pairs.tolist()]
        entries.append(at)
    return _sides(events, told, entries[0], entries[1])


def _sides(events: EventColumns, told: list[str], doer: Ints, other: Ints) -> Sides:
    nodes = tuple(sorted(set(told)))
    at = {name: i for i, name in enumerate(nodes)}
    node = np.array([at[t] for t in told] or [0], np.int64)
    doers, others = (_once(of, node[who], len(nodes)) for of, who in ((events.doer_of, doer), (events.other_of, other)))
    return Sides(nodes, *doers, *others)


def _once(of: Ints, who: Ints, n: int) -> tuple[Ints, Ints]:
    """Events, who stands in each → the same without repetition, in the order of the events, then of the nodes."""
    keys = of * max(n, 1) + who
    if not (keys[1:] > keys[:-1]).all():
        keys.sort(kind="stable")  # nearly in order already
        keys = keys[np.r_[True, keys[1:] != keys[:-1]]]
    return keys // max(n, 1), keys % max(n, 1)


def dyads(found: Sides, count: int) -> Dyads:
    """Sides, how many events there are → the pairs, in the order of the events."""
    doers, others = (np.bincount(of, minlength=count) for of in (found.doer_of, found.other_of))
    to = found.doer_of[others[found.doer_of] > 0], found.doer[others[found.doer_of] > 0]
    alone = (others[found.doer_of] == 0) & (doers[found.doer_of] > 1)
    both = found.doer_of[alone], found.doer[alone]
    event, a, b = _crossed(to[0], to[1], others, found.other)
    event_both, c, d = _crossed(both[0], both[1], np.where(others == 0, doers, 0), found.doer, np.cumsum(doers) - doers)
    kept, kept_both = a != b, c < d
    event, a, b = (np.concatenate(p) for p in (
        (event[kept], event_both[kept_both]), (a[kept], c[kept_both]), (b[kept], d[kept_both])))
    mutual = np.r_[np.zeros(int(kept.sum()), np.bool_), np.ones(int(kept_both.sum()), np.bool_)]
    order = np.argsort(event, kind="stable")
    return Dyads(event[order], a[order], b[order], mutual[order])


def _crossed(of: Ints, who: Ints, counts: Ints, whom: Ints, starts: Ints | None = None) -> tuple[Ints, Ints, Ints]:
    """Who stands in which event, how many stand on the other side of each, who they are → every one with every other."""
    start = np.cumsum(counts) - counts if starts is None else starts
    times = counts[of]
    event, a = np.repeat(of, times), np.repeat(who, times)
    within = np.arange(len(event)) - np.repeat(np.cumsum(times) - times, times)
    return event, a, whom[start[event] + within] if len(event) else event


def unordered(found: Dyads, n: int) -> tuple[Ints, Ints]:
    """Dyads, how many nodes → (event, lower · n + higher) of each pair, once an event, in the order of the events."""
    pair = np.minimum(found.a, found.b) * max(n, 1) + np.maximum(found.a, found.b)
    return _once(found.event, pair, max(n, 1) ** 2)
