"""Dyads, a day → `Features`: what was known of each pair at the end of that day, in numbers that mean the same in any set of events.

No name of a country or an actor is among them, so that weights learned on one set can be used on another. Counts are decayed
(each event halves in so many days) and taken in logs. What third parties tell is in `features_signed`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from foreshock.forecast.dyads import Dyads, Floats, Ints, sums
from foreshock.forecast.features_signed import around, nodewise
from foreshock.forecast.geography import nearness

LEAST = 3  # events between two before a pair is asked for
HALF_LIVES = (7.0, 28.0, 91.0, 365.0)
QUIET = 56  # days without a clash after which a pair counts as quiet
SMOOTHING = 4.0  # weeks of the mean rate that every pair's own record is drawn with
DIRECT = 10_000_000  # keys of pairs up to which the place of each is kept: looked up, not searched for
NEVER = 200  # days before the first event of the set that what never happened counts as having happened
HOSTILE = {3: "hostile words", 4: "clashes"}
QUADS = {1: "talk", 2: "help", **HOSTILE}


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """k pairs a < b (indices into the nodes) on one day, with m columns.

    `climatology`: chance of a clash in the window by the pair's own record alone (0–1); `base`: that of a pair without a record.
    `weeks`: weeks of history. `clashes`: weeks with a clash. `quiet`: none in the last 56 days. `names`, `families`: of the columns.
    """

    day: int
    a: Ints
    b: Ints
    weeks: int
    base: float
    climatology: Floats
    clashes: Ints
    events: Ints
    quiet: np.typing.NDArray[np.bool_]
    names: tuple[str, ...]
    families: tuple[str, ...]
    values: np.typing.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.a)


@dataclass(slots=True)
class Columns:
    """Columns as they are made: name, family in words, one value a pair."""

    values: dict[str, Floats] = field(default_factory=dict)
    families: dict[str, str] = field(default_factory=dict)

    def add(self, family: str, name: str, values: Floats) -> None:
        """One more column."""
        self.values[name], self.families[name] = values, family


def features(dyads: Dyads, day: date, horizon: int = 28, asked: tuple[Ints, Ints] | None = None) -> Features:
    """Dyads, day, days ahead, pairs (a < b; all with three events so far if left out) → what was known of them that day."""
    past = dyads.until(day)
    now, n = day.toordinal(), len(past.nodes)
    keys, between = past.key, past.between
    clash = between & (past.quad == 4)
    pairs = _asked(keys[between], n) if asked is None else np.minimum(*asked) * n + np.maximum(*asked)
    a, b = pairs // max(n, 1), pairs % max(n, 1)
    slot = _Slots(pairs, n)
    weeks = max(1, (now - int(past.day[0]) + 1) // 7) if len(past.day) else 1
    clashes = slot.weeks_with(keys[clash], (now - past.day[clash]) // 7)
    known = slot.count(keys[between])
    mean = clashes.sum() / max(1, len(pairs) * weeks)
    rate = np.minimum((clashes + SMOOTHING * mean) / (weeks + SMOOTHING), 1.0)
    quiet = slot.count(keys[clash & (past.day > now - QUIET)]) == 0
    columns = Columns()
    whole = past.at_home()
    _record(columns, clashes, weeks, mean)
    _counts(columns, whole, slot, now)
    _times(columns, past, slot, now)
    nodewise(columns, whole, a, b, now)
    nearness(columns, past.country, a, b)
    around(columns, whole, a, b, now)
    names = tuple(columns.values)
    values = np.column_stack([columns.values[c] for c in names]).astype(np.float32)
    return Features(
        now, a, b, weeks, float(_window(np.array([mean]), horizon)[0]), _window(rate, horizon), clashes, known.astype(np.int64),
        quiet, names, tuple(columns.families[c] for c in names), values,
    )


def _asked(keys: Ints, n: int) -> Ints:
    found, times = np.unique(keys, return_counts=True)
    kept: Ints = found[times >= LEAST]
    return kept


def _window(weekly: Floats, horizon: int) -> Floats:
    """Weekly rates, days → chance of at least one in so many days, kept off 0 and 1 so that it has log-odds."""
    made: Floats = np.clip(1.0 - (1.0 - np.minimum(weekly, 1.0)) ** (horizon / 7.0), 1e-4, 1 - 1e-4)
    return made


class _Slots:
    """Sorted keys of pairs → sums over events, one a pair; events of other pairs fall away."""

    def __init__(self, pairs: Ints, n: int) -> None:
        self.order = np.argsort(pairs, kind="stable")
        self.sorted = pairs[self.order]
        self.size = len(pairs)
        self.direct: Ints | None = None
        if n * n <= DIRECT:
            self.direct = np.full(n * n, -1)
            self.direct[self.sorted[::-1]] = self.order[::-1]  # of a pair that is asked for twice the first place

    def at(self, keys: Ints) -> tuple[Ints, np.typing.NDArray[np.bool_]]:
        """Keys of events → places of their pairs, and which are asked for."""
        if not self.size:
            return np.zeros(len(keys), np.int64), np.zeros(len(keys), np.bool_)
        if self.direct is not None:
            found = self.direct[keys]
            return found, found >= 0
        place = np.minimum(np.searchsorted(self.sorted, keys), self.size - 1)
        return self.order[place], self.sorted[place] == keys

    def count(self, keys: Ints, weights: Floats | None = None) -> Floats:
        """Keys, weights → sum for each pair."""
        place, mine = self.at(keys)
        return sums(place[mine], np.ones(mine.sum()) if weights is None else weights[mine], self.size)

    def last(self, keys: Ints, days: Ints, never: int) -> Ints:
        """Keys, days → the last day of each pair."""
        place, mine = self.at(keys)
        found = np.full(self.size, never, np.int64)
        np.maximum.at(found, place[mine], days[mine])
        return found

    def weeks_with(self, keys: Ints, weeks: Ints) -> Ints:
        """Keys, weeks → how many different weeks each pair has."""
        place, mine = self.at(keys)
        seen = np.unique(np.stack([place[mine], weeks[mine]]), axis=1)[0] if mine.any() else np.zeros(0, np.int64)
        counted: Ints = np.bincount(seen, minlength=self.size)[: self.size]
        return counted


def _record(columns: Columns, clashes: Ints, weeks: int, mean: float) -> None:
    columns.add("own record", "weeks with clashes", np.log1p(clashes))
    columns.add("own record", "never clashed", (clashes == 0).astype(float))
    columns.add("length of the record", "weeks of history", np.full(len(clashes), np.log(weeks)))
    columns.add("length of the record", "mean rate", np.full(len(clashes), np.log(mean + 1e-4)))


def _counts(columns: Columns, past: Dyads, slot: _Slots, now: int) -> None:
    between, keys = past.between, past.key
    forth = past.a < past.b
    for life in HALF_LIVES:
        weight = past.weight * 0.5 ** ((now - past.day) / life)
        of_quad = {q: slot.count(keys[k := between & (past.quad == q)], weight[k]) for q in QUADS}
        every, hostile = sum(of_quad.values()), of_quad[3] + of_quad[4]
        for quad, name in QUADS.items():
            columns.add(name, f"{name} {life:g}", np.log(of_quad[quad] + 0.02))
        columns.add("traffic", f"events {life:g}", np.log(every + 0.02))
        columns.add("tone", f"hostile share {life:g}", (hostile + 0.1) / (every + 0.5))
        there = slot.count(keys[k := between & forth], weight[k])
        columns.add("one-sidedness", f"one-sided {life:g}", np.abs(2 * there - every) / (every + 0.5))
        if life in (28.0, 365.0):
            for sign, name in ((-1, "weight of hostile deeds"), (1, "weight of friendly deeds")):
                k = between & (past.score * sign > 0)
                columns.add("tone", f"{name} {life:g}", np.log1p(slot.count(keys[k], weight[k] * np.abs(past.score[k]))))
    for name, short, long in (("events", 7, 91), ("clashes", 28, 365), ("hostile words", 28, 365)):
        columns.add("trend", f"trend of {name}", columns.values[f"{name} {short}"] - columns.values[f"{name} {long}"])


def _times(columns: Columns, past: Dyads, slot: _Slots, now: int) -> None:
    start = int(past.day[0]) if len(past.day) else now
    between, keys = past.between, past.key
    for family, name, k in (
        ("traffic", "days since any event", between), ("clashes", "days since a clash", between & (past.quad == 4)),
        ("hostile words", "days since hostile words", between & (past.quad == 3)),
    ):
        columns.add(family, name, np.log1p(now - slot.last(keys[k], past.day[k], start - NEVER)))
    first = -slot.last(keys[between], -past.day[between], -now)
    columns.add("traffic", "events so far", np.log1p(slot.count(keys[between])))
    columns.add("traffic", "days since they first met", np.log1p(now - first))
