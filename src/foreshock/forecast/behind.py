"""A forecast and the history that it was told from → the same with, at each reason, the ids of the events behind it, the latest first.

Of what is between the two: the last events of the kind that the reason speaks of. Of what third parties tell: the last events with
those who weigh most in the two-step sums of `features_signed`. What rests on a map or on the general level has no events of its own.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foreshock.forecast.dyads import Dyads, Ints
from foreshock.forecast.history import Act, History, Pair
from foreshock.types import Forecast, Reason
from foreshock.types import plover as tables

SHOWN = 5  # events named with a reason
HALF_LIFE = 365.0  # days: the longer of the two memories of the signed graph
THIRD = 2  # third parties whose events are named
# Weight of an event by its quad: as in the signed matrices of `features_signed`.
LOUD = {1: 1.0, 2: 2.0, 3: 1.0, 4: 3.0}
# Reasons on the pair's own events ← which of these they speak of.
OWN: dict[str, Callable[[Act], bool]] = {
    "own record": lambda act: act.clash, "clashes": lambda act: act.clash, "hostile words": lambda act: _quad(act) == 3,
    "cooperation": lambda act: _quad(act) in {1, 2}, "traffic and tone": lambda act: True,
    "recent hostile deeds": lambda act: act.score < 0, "recent cooperation": lambda act: act.score > 0,
}


@dataclass(frozen=True, slots=True)
class Behind:
    """The acts of every actor by partner, what each pair's weigh, and the act of each report."""

    acts: dict[str, dict[str, tuple[Act, ...]]]
    weight: dict[Pair, float]
    reported: dict[str, Act]

    @classmethod
    def of(cls, history: History) -> Behind:
        """History → what reasons can be opened with."""
        today = history.as_of.toordinal()
        acts: dict[str, dict[str, tuple[Act, ...]]] = defaultdict(dict)
        weight: dict[Pair, float] = {}
        for (a, b), own in history.acts.items():
            acts[a][b] = acts[b][a] = own
            weight[a, b] = weight[b, a] = math.fsum(_loud(act) * 0.5 ** ((today - act.day) / HALF_LIFE) for act in own)
        reported = {m: act for own in history.acts.values() for act in own for m in act.mentions}
        return cls(dict(acts), weight, reported)

    def opened(self, told: Forecast) -> Forecast:
        """Forecast → the same with events at its reasons."""
        return replace(told, reasons=tuple(replace(r, events=self._events(r, told.pair)) for r in told.reasons))

    def _events(self, reason: Reason, pair: Pair) -> tuple[str, ...]:
        a, b = pair
        if reason.rule in OWN:
            return _latest(act for act in self._between(a, b) if OWN[reason.rule](act))
        quoted = (*reason.evidence, *(e for t in reason.ties for e in t.evidence))
        if reported := _latest(self.reported[e.mention_id] for e in quoted if e.mention_id in self.reported):
            return reported  # ties and sentences say for themselves what they rest on
        if reason.rule == "what each is like to others":
            return _latest(act for act in self._elsewhere(a, b) if act.clash)
        if reason.rule == "those alike":
            return _latest(act for act in self._alike(a, b) if act.clash)
        return _latest(self._in_common(a, b)) if reason.rule == "friends and enemies in common" else ()

    def _between(self, a: str, b: str) -> Sequence[Act]:
        return self.acts.get(a, {}).get(b, ())

    def _elsewhere(self, a: str, b: str) -> Iterable[Act]:
        """What each of the two has with anybody else."""
        for one, two in ((a, b), (b, a)):
            for other, acts in self.acts.get(one, {}).items():
                if other != two:
                    yield from acts

    def _in_common(self, a: str, b: str) -> Iterable[Act]:
        """What both have with the third parties that both have most to do with."""
        shared = sorted(self.acts.get(a, {}).keys() & self.acts.get(b, {}).keys(),
                        key=lambda c: (-self.weight[a, c] * self.weight[b, c], c))
        for c in shared[:THIRD]:
            yield from (*self._between(a, c)[-THIRD:], *self._between(b, c)[-THIRD:])

    def _alike(self, a: str, b: str) -> Iterable[Act]:
        """Clashes of one of the two with those whose dealings are most like the other's."""
        for one, two in ((a, b), (b, a)):
            foes = {c: acts for c, acts in self.acts.get(one, {}).items() if c != two and any(x.clash for x in acts)}
            nearest = sorted(foes, key=lambda c: (-self._likeness(two, c), c))[:THIRD]
            for c in nearest:
                yield from foes[c]

    def _likeness(self, one: str, other: str) -> float:
        """Cosine of the two's dealings, in logs (0–1)."""
        mine, theirs = ({c: math.log1p(self.weight[i, c]) for c in self.acts.get(i, {})} for i in (one, other))
        size = math.sqrt(math.fsum(x * x for x in mine.values()) * math.fsum(x * x for x in theirs.values()))
        return math.fsum(mine[c] * theirs[c] for c in sorted(mine.keys() & theirs.keys())) / size if size else 0.0


def _quad(act: Act) -> int:
    return tables.event_types()[act.type].quad


def _loud(act: Act) -> float:
    return LOUD.get(_quad(act), 0.0) * act.confidence


def _latest(acts: Iterable[Act]) -> tuple[str, ...]:
    """Acts → the ids of the last events among them, the latest first."""
    last = heapq.nlargest(SHOWN, {act.number: act for act in acts}.items())  # numbers go by day, then by id
    return tuple(act.id for _, act in last)


def last_rows(dyads: Dyads, a: Ints, b: Ints, day: int, *, clashes: bool = False) -> list[Ints]:
    """Dyads, pairs, a day (ordinal) → for each pair the rows of its last events (or clashes) up to the day, the latest first."""
    kept = np.flatnonzero(dyads.between & (dyads.day <= day) & ((dyads.quad == 4) | (not clashes)))
    keys = dyads.key[kept]
    order = np.argsort(keys, kind="stable")
    rows, keys = kept[order], keys[order]
    asked = np.minimum(a, b) * len(dyads.nodes) + np.maximum(a, b)
    first, after = np.searchsorted(keys, asked, "left"), np.searchsorted(keys, asked, "right")
    return [rows[max(i, j - SHOWN) : j][::-1] for i, j in zip(first, after, strict=True)]
