"""`EventTable`, a day, a level → `Accrued`: what has added up between every two parties, by columns, for a million events in seconds.

The formula is that of accrued ties: strength = 1 − e^(−S / 10), S the sum of |score| · weight · 0.5^(age / 120 days), for each
(doer, recipient) and sign; the kind is named after the type that weighs most (`docs/ties-and-courses.md`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from foreshock.graph import weights
from foreshock.types import EventTable

TableLevel = Literal["party", "country"]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
DEED = {  # what an accrued tie is called, after the type that weighs most in it
    "AID": "supports", "SUPPORT": "supports", "ASSAULT": "fights", "THREATEN": "threatens", "MOBILIZE": "threatens",
    "SANCTION": "sanctions", "COERCE": "sanctions",
}


def deed(event_type: str, sign: int) -> str:
    """PLOVER type that weighs most in a tie, sign → the tie's kind.

    >>> deed("ASSAULT", -1), deed("CONSULT", 1), deed("", -1)
    ('fights', 'cooperates', 'opposes')
    """
    return DEED.get(event_type, "cooperates" if sign > 0 else "opposes")


@dataclass(frozen=True, slots=True, eq=False)
class Dealt:
    """Rows of a table that count on a day at a level: who, whom (indices into `nodes`), when, what; oldest first.

    `row` is where each stands in the table, `type` an index into `types` (PLOVER's, "" where a relation has none), `worth` the decayed
    |score| · weight, `sign` that of the score.
    """

    nodes: tuple[str, ...]
    row: Ints
    a: Ints
    b: Ints
    day: Ints
    type: Ints
    quad: Ints
    sign: Ints
    worth: Floats
    types: tuple[str, ...]
    as_of: date

    def of_types(self, *names: str) -> npt.NDArray[np.bool_]:
        """PLOVER types → which rows are of one of them."""
        return np.isin(self.type, [self.types.index(n) for n in names if n in self.types])


def dealt(table: EventTable, as_of: date, level: TableLevel = "party") -> Dealt:
    """Table, day, level → the rows up to that day, between two different parties (or countries), each once.

    At the level of countries a party counts for its country; rows that name no country, or only one, are left out.
    """
    past = table.until(as_of)
    nodes, node = _nodes(table, level)
    a, b = (node[c] if len(node) else np.zeros(0, np.int64) for c in (past.actor, past.recipient))
    kept = np.flatnonzero((past.recipient >= 0) & (a != b) & (a >= 0) & (b >= 0))
    types = tuple(sorted({r.type for r in table.relations}))
    kinds = np.array([types.index(r.type) for r in table.relations] or [0], dtype=np.int64)
    score = past.score[kept].astype(np.float64)
    day = past.day[kept].astype(np.int64)
    worth = np.abs(score) * past.weight[kept] * 0.5 ** ((as_of.toordinal() - day) / weights.HALF_LIFE)
    return Dealt(
        nodes, kept, a[kept], b[kept], day, kinds[past.relation[kept]], past.quad[kept].astype(np.int64), np.sign(score).astype(np.int64),
        worth, types, as_of,
    )


def _nodes(table: EventTable, level: TableLevel) -> tuple[tuple[str, ...], Ints]:
    """Table, level → names of the nodes, and for each party the index of its node (−1 for none); a name printed twice is one node.

    A party that was mapped to an actor is called by the actor's id.
    """
    names = [p.country if level == "country" else p.id or p.name for p in table.parties]
    nodes = tuple(sorted(set(names) - {""}))
    at = {name: i for i, name in enumerate(nodes)}
    return nodes, np.array([at.get(n, -1) for n in names], dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Accrued:
    """One accrued tie a row: `a` does to `b` (indices into `nodes`), `sign`, `strength` (0–1), `type` (an index into `types`) that weighs
    most, `first` and `last` day (ordinals), and `row`, the row of the table that weighs most."""

    nodes: tuple[str, ...]
    a: Ints
    b: Ints
    sign: Ints
    strength: Floats
    type: Ints
    first: Ints
    last: Ints
    row: Ints
    types: tuple[str, ...]

    def kind(self, i: int) -> str:
        """Row → the kind of its tie."""
        return deed(self.types[int(self.type[i])], int(self.sign[i]))


def accrued(rows: Dealt) -> Accrued:
    """Rows that count → what has accrued for each (doer, recipient, sign), in that order."""
    n, kinds = max(len(rows.nodes), 1), max(len(rows.types), 1)
    told = np.flatnonzero(rows.sign)
    key = (rows.a[told] * n + rows.b[told]) * 2 + (rows.sign[told] < 0)
    order = np.lexsort((rows.worth[told], rows.type[told], key))
    told, key = told[order], key[order]
    cut = _starts(key * kinds + rows.type[told])  # a group for each tie and type, the heaviest row last
    sums = np.add.reduceat(rows.worth[told], cut) if len(cut) else np.zeros(0)
    group, kind = key[cut], rows.type[told][cut]
    top = _lasts(np.lexsort((-kind, sums, group)), group)  # the type that weighs most; of equals the first by name
    ties = _starts(group)
    total, first, last = (
        (f.reduceat(x, c) if len(c) else np.zeros(0, x.dtype))
        for f, x, c in ((np.add, sums, ties), (np.minimum, rows.day[told], cut[ties]), (np.maximum, rows.day[told], cut[ties]))
    )
    ends = np.append(cut[1:], len(told)) - 1
    pair = group[ties] // 2
    return Accrued(
        rows.nodes, pair // n, pair % n, 1 - 2 * (group[ties] % 2), 1.0 - np.exp(-total / weights.SQUASH), kind[top], first, last,
        rows.row[told[ends[top]]], rows.types,
    )


def _starts(sorted_keys: Ints) -> Ints:
    """Sorted keys → where each new one begins."""
    return np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]]) if len(sorted_keys) else np.zeros(0, np.int64)


def _lasts(order: Ints, group: Ints) -> Ints:
    """An order that is sorted by group first, the groups → the last of each group."""
    return order[np.flatnonzero(np.r_[group[order][1:] != group[order][:-1], True])] if len(order) else order
