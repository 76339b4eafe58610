"""Imported rows by columns, a day → `Heaped`: what they add to each accrued tie, summed without making an `Event` of any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from foreshock.graph import weights
from foreshock.graph.deeds import decayed
from foreshock.graph.dyads import dyads, sides_on
from foreshock.types import STATUSES, EventColumns, Status
from foreshock.types import plover as tables


class Heaped(NamedTuple):
    """What rows of one sign and status come to between `a`, who did it, and `b`: decayed score points in all and by PLOVER type."""

    a: str
    b: str
    sign: int
    status: Status
    weight: float
    kinds: dict[str, float]
    first: date
    last: date


def heaped(events: EventColumns, up: Callable[[str, int], str], dated: Callable[[str], bool], as_of: date) -> Iterator[Heaped]:
    """Events, how ids are rolled up on a day, which of them hang on it, the day → what the imported ones among them come to.

    As for an event without reports in `ties`: on the word of its table, by its status, confidence and PLOVER score; `historical` counts
    with what is actual. Rows of later days, and what is denied, add nothing.
    """
    points = np.array([tables.score(d.type, d.modes) for d in events.dids] or [0.0])
    trust = np.array([weights.STATUS[s] for s in STATUSES])
    as_actual = np.array([STATUSES.index("actual" if s == "historical" else s) for s in STATUSES])
    worth = trust[events.status] * decayed(events, as_of) * np.abs(points[events.did])
    counts = events.imported & (events.day > 0) & (events.day <= as_of.toordinal()) & (worth > 0)
    found = sides_on(events, up, dated)
    pairs = dyads(found, len(events))
    kept = counts[pairs.event]
    event, a, b = pairs.event[kept], pairs.a[kept], pairs.b[kept]
    types = sorted({d.type for d in events.dids})
    kind = np.array([types.index(d.type) for d in events.dids] or [0])[events.did[event]]
    n, s = max(len(found.nodes), 1), len(STATUSES)
    tie = ((a * n + b) * 2 + (points[events.did[event]] < 0)) * s + as_actual[events.status[event]]
    order = np.lexsort((kind, tie))
    tie, kind, event = tie[order], kind[order], event[order]
    if not len(tie):
        return
    new = np.r_[True, tie[1:] != tie[:-1]]
    cut = np.flatnonzero(new | np.r_[True, kind[1:] != kind[:-1]])
    sums, starts = np.add.reduceat(worth[event], cut), np.flatnonzero(new)
    days = events.day[event]
    ends = np.r_[np.searchsorted(cut, starts), len(cut)].tolist()
    told = zip(tie[starts].tolist(), np.add.reduceat(worth[event], starts).tolist(), np.minimum.reduceat(days, starts).tolist(),
               np.maximum.reduceat(days, starts).tolist(), strict=True)
    for k, (key, weight, first, last) in enumerate(told):
        pair, rest = divmod(key, 2 * s)
        of = {types[kind[cut[i]]]: float(sums[i]) for i in range(ends[k], ends[k + 1])}
        yield Heaped(found.nodes[pair // n], found.nodes[pair % n], -1 if rest >= s else 1, STATUSES[rest % s], weight, of,
                     date.fromordinal(first), date.fromordinal(last))
