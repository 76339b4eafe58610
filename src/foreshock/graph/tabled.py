"""An event table, a day → `Course`s of its parties or countries: every pair weighed by columns, the hardest told with their reasons.

The same scoring and the same tellers as for a store (`courses`); only the ties around the pairs that are told are ever built. What
stands for a quote is the row, in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from foreshock.graph.accrued import Accrued, Dealt, Ints, TableLevel, accrued, dealt
from foreshock.graph.courses import earlier, hardest, told
from foreshock.graph.deeds import deeds
from foreshock.graph.levels import Actors
from foreshock.graph.signed import FAINTEST, Network
from foreshock.graph.signs import Signs
from foreshock.types import Course, Event, EventTable, Evidence, Span, Tie, When
from foreshock.types.ids import stable_id
from foreshock.types.plover import event_types

TOP = 100
_NOBODY: Actors = {}


def courses_of_table(
    table: EventTable, as_of: date, *, level: TableLevel = "party", actors: Actors = _NOBODY, top: int = TOP
) -> list[Course]:
    """Table, day, level ("party" or "country") → the hardest courses (then by pair), at most `top`, with paths, dates and rows.

    Nothing dated after `as_of` is looked at. Where parties were mapped to actors, `actors` gives their names and says who stands on one
    side. With 10,000 parties and a million rows this takes less than a minute on two cores (`benchmarks/courses.py`).
    """
    rows = dealt(table, as_of, level)
    signs = Signs.of_table(rows)
    hard, kept = hardest(signs, actors, top)
    ends = np.unique(np.concatenate([hard.a[kept], hard.b[kept]])) if kept else np.zeros(0, np.int64)
    net = _around(table, rows, signs, ends, actors)
    return told(hard, kept, net, Signs.of_table(dealt(table, earlier(as_of), level)), as_of)[:top]


def _around(table: EventTable, rows: Dealt, signs: Signs, ends: Ints, actors: Actors) -> Network:
    """Table, rows, signs, the ends of pairs → the network of all that their rules walk on: ties of the ends and of their clients."""
    near = np.unique(np.concatenate([ends, signs.clients[ends].indices.astype(np.int64)])) if len(ends) else ends
    ties = list(_ties(table, accrued(rows), near, rows.as_of))
    between = np.isin(rows.a, ends) & np.isin(rows.b, ends)
    acts = deeds(list(_events(rows, table, between)), lambda i: i, rows.as_of)
    waning = {rows.nodes[i]: float(signs.waning[i]) for i in np.flatnonzero(signs.waning)}
    return Network.drawn(ties, replace(acts, waning=waning), actors)


def _ties(table: EventTable, held: Accrued, near: Ints, as_of: date) -> Iterator[Tie]:
    """Accrued columns, whom to look around → their ties; the row that weighs most stands for the evidence."""
    which = np.flatnonzero((np.isin(held.a, near) | np.isin(held.b, near)) & (held.strength >= FAINTEST))
    for i in which.tolist():
        a, b, sign = held.nodes[held.a[i]], held.nodes[held.b[i]], int(held.sign[i])
        yield Tie(
            stable_id("t", "accrued", a, b, sign, "actual"), a, b, held.kind(i), sign, round(float(held.strength[i]), 6), "accrued",
            first_seen=date.fromordinal(int(held.first[i])), last_seen=date.fromordinal(int(held.last[i])),
            evidence=(_evidence(table, int(held.row[i])),),
        )


def _evidence(table: EventTable, row: int) -> Evidence:
    """Row of a table → where it can be read, and what it says."""
    day = date.fromordinal(int(table.day[row]))
    actor, recipient = table.parties[table.actor[row]], table.parties[table.recipient[row]]
    text = f"{day}: {actor.name} – {table.relations[table.relation[row]].name} – {recipient.name}"
    origin = table.origin[row] if table.origin else f"row {row + 1}"
    return Evidence(origin, Span(0, len(text), text), When.day(day, "record"))


def _events(rows: Dealt, table: EventTable, which: np.typing.NDArray[np.bool_]) -> Iterator[Event]:
    for i in np.flatnonzero(which).tolist():
        relation, day = table.relations[table.relation[rows.row[i]]], date.fromordinal(int(rows.day[i]))
        if relation.type in event_types():
            yield Event(
                f"row {rows.row[i] + 1:09}", relation.type, (rows.nodes[rows.a[i]],), (rows.nodes[rows.b[i]],), When.day(day, "record"),
                "actual", modes=relation.modes, score=relation.score, confidence=float(table.weight[rows.row[i]]),
            )
