"""Events by columns, a day → `Heaped`: what they add up to between every two parties, and which sentences say so, with no `Event` read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.graph import weights
from foreshock.graph.admitted import Admission
from foreshock.graph.dyads import dyads, sides_on
from foreshock.types import PARTS, STATUSES, EventColumns, Sentences, Status
from foreshock.types import plover as tables

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Heaped(NamedTuple):
    """What events of one sign and status come to between `a`, who did it, and `b`: decayed score points, and the type that weighs most.

    `plain`: not all of them are hedged. `first`, `last`: None where no day is known. `rows` of the sentences, the heaviest first.
    """

    a: str
    b: str
    sign: int
    status: Status
    weight: float
    heaviest: str
    plain: bool
    first: date | None
    last: date | None
    rows: Ints


class Counted(NamedTuple):
    """What each event counts (0: nothing), the day that it counts from (ordinal, 0 unknown), and which reports of it are heard."""

    weight: Floats
    day: Ints
    heard: npt.NDArray[np.bool_]


def counted(events: EventColumns, admission: Admission) -> Counted:
    """Events, who is heard → what each counts, before its score and its age.

    The weight comes from the reports that were out on the day, not from the event's summary, which may rest on later ones. An event that
    comes without reports (imported tables) is taken at its word.
    """
    status, n = np.array([weights.STATUS[s] for s in STATUSES])[events.status], len(events)
    certain = np.where(events.hedged, weights.CERTAINTY["probable"], 1.0)
    parts = sum(1 << PARTS.index(p) for p in admission.parts)
    own = np.where((events.parts & parts) > 0, status * events.confidence * certain, 0.0)
    of, told = events.report_of, events.sentences
    if told is None or not len(of):
        return _not_later(own, events.day, np.zeros(len(of), np.bool_), admission)
    weight, day = admission.weights(told)[events.report], admission.days(told)[events.report]
    feared = (events.comment & (events.status == STATUSES.index("hypothetical")))[of]
    heard = (weight > 0) & (feared | (told.status[events.report] == events.status[of]))
    weight = np.where(feared, weight * weights.STATUS["hypothetical"], weight)
    starts = np.flatnonzero(np.r_[True, of[1:] != of[:-1]])
    never = np.iinfo(np.int64).max
    best, first = np.zeros(n), np.zeros(n, np.int64)
    best[of[starts]] = np.maximum.reduceat(np.where(heard, weight, 0.0), starts)
    days = np.minimum.reduceat(np.where(heard & (day > 0), day, never), starts)
    first[of[starts]] = np.where(days < never, days, 0)
    reported = np.bincount(of, minlength=n) > 0
    return _not_later(np.where(reported, best, own), np.where(reported, first, events.day), heard, admission)


def _not_later(weight: Floats, day: Ints, heard: npt.NDArray[np.bool_], admission: Admission) -> Counted:
    return Counted(np.where(day <= admission.as_of.toordinal(), weight, 0.0), day, heard)


def heaped(
    events: EventColumns, up: Callable[[str, int], str], dated: Callable[[str], bool], admission: Admission, quoted: bool = True,
) -> Iterator[Heaped]:
    """Events, how ids are rolled up on a day, which of them hang on it, who is heard, whether sentences are wanted → their sums.

    `historical` counts with what is actual. What is denied adds nothing.
    """
    points = np.array([tables.score(d.type, d.modes) for d in events.dids] or [0.0])[events.did]
    as_actual = np.array([STATUSES.index("actual" if s == "historical" else s) for s in STATUSES])[events.status]
    count = counted(events, admission)
    worth = count.weight * (np.abs(points) * weights.decayed(count.day, admission.as_of))
    counts = (worth > 0) & (events.status != STATUSES.index("negated"))
    found = sides_on(events, up, dated, count.day)
    pairs = dyads(found, len(events))
    kept = counts[pairs.event]
    event, a, b = pairs.event[kept], pairs.a[kept], pairs.b[kept]
    n, s = max(len(found.nodes), 1), len(STATUSES)
    tie = ((a * n + b) * 2 + (points[event] < 0)) * s + as_actual[event]
    order = np.argsort(tie, kind="stable")
    tie, event = tie[order], event[order]
    if not len(tie):
        return
    starts = np.flatnonzero(np.r_[True, tie[1:] != tie[:-1]])
    of = np.cumsum(np.r_[True, tie[1:] != tie[:-1]]) - 1
    heaviest = _heaviest(events, event, of, worth)
    first, last = _spells(count.day[event], starts)
    plain = np.logical_or.reduceat(~events.hedged[event], starts)
    rows = _rows(events, event, of, worth, count, len(starts)) if quoted else [np.zeros(0, np.int64)] * len(starts)
    weight, ends = worth[event].tolist(), [*starts[1:].tolist(), len(tie)]
    told = zip(tie[starts].tolist(), starts.tolist(), ends, heaviest, plain.tolist(), first, last, rows, strict=True)
    for key, start, end, kind, sure, early, late, which in told:
        pair, rest = divmod(key, 2 * s)
        yield Heaped(found.nodes[pair // n], found.nodes[pair % n], -1 if rest >= s else 1, STATUSES[rest % s],
                     math.fsum(weight[start:end]), kind, sure, early, late, which)


def _heaviest(events: EventColumns, event: Ints, of: Ints, worth: Floats) -> list[str]:
    """Events, those that count by tie, the tie of each → for each tie the type that weighs most; of equals the first by name."""
    types = sorted({d.type for d in events.dids})
    kind = np.array([types.index(d.type) for d in events.dids])[events.did[event]]
    keys, back = np.unique(of * len(types) + kind, return_inverse=True)
    total = np.bincount(back, worth[event], len(keys))
    order = np.lexsort((keys, -total, keys // len(types)))
    tie = keys[order] // len(types)
    return [types[k] for k in (keys[order] % len(types))[np.r_[True, tie[1:] != tie[:-1]]].tolist()]


def _spells(day: Ints, starts: Ints) -> tuple[list[date | None], list[date | None]]:
    """Days by tie, where each begins → the first and last known day of each."""
    never = np.iinfo(np.int64).max
    first, last = np.minimum.reduceat(np.where(day > 0, day, never), starts), np.maximum.reduceat(day, starts)
    known = [d > 0 for d in last.tolist()]
    return (
        [date.fromordinal(d) if k else None for d, k in zip(first.tolist(), known, strict=True)],
        [date.fromordinal(d) if k else None for d, k in zip(last.tolist(), known, strict=True)])


def _rows(events: EventColumns, event: Ints, of: Ints, worth: Floats, count: Counted, n: int) -> list[Ints]:
    """Events, those that count by tie, the tie of each, how many ties → the heard sentences of each tie, the heaviest first."""
    told = events.sentences
    if told is None:
        return [np.zeros(0, np.int64)] * n
    mine, report = events.report_of[count.heard], events.report[count.heard]
    many = np.bincount(mine, minlength=len(events))
    begin = np.cumsum(many) - many
    times = many[event]
    tie, whose = np.repeat(of, times), np.repeat(event, times)
    row = report[begin[whose] + np.arange(len(whose)) - np.repeat(np.cumsum(times) - times, times)] if len(whose) else whose
    return ordered(told, tie, worth[whose], row, n)


def ordered(told: Sentences, tie: Ints, heft: Floats, row: Ints, n: int) -> list[Ints]:
    """Sentences, ties with the weight and row of each sentence, how many ties → the rows of each tie, the heaviest first.

    What a reader is shown of a tie must be what it rests on most; of equals the order is that of pages, places in them, and ids.
    """
    order = np.lexsort((row, told.start[row], told.page[row], -heft, tie))
    return np.split(row[order], np.cumsum(np.bincount(tie, minlength=n))[:-1])
