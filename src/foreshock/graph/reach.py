"""An event table, a day → `Reach`: how far every rule of balance reaches every pair, and the score of its course, all pairs at once.

Ten thousand parties and a million events take seconds: what is between two is summed by columns (`accrued`), each rule by sparse
products over blocks of rows (`sums`). The same sums score the courses of a store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from foreshock.graph.accrued import TableLevel, dealt
from foreshock.graph.rules import RULES, away, hazard
from foreshock.graph.signed import FAINTEST
from foreshock.graph.signs import Floats, Signs
from foreshock.graph.sums import Parted, Rows
from foreshock.types import EventTable

BLOCK = 256  # rows weighed together: n · 4 bytes · rules for each
Indices = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Ranked = tuple[Indices, Indices, Floats, Scores]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """m pairs a < b (indices into `nodes`), hardest first where they were ranked, else as asked.

    `sums` is m × rules, float32: the sum of the paths of each of `rules` (0 and up; 0 where it does not reach the pair). `score` is that
    of the course (0–1), in double precision: among many paths it comes close to 1, and still ranks.
    """

    nodes: tuple[str, ...]
    a: Indices
    b: Indices
    rules: tuple[str, ...]
    sums: Floats
    score: Scores

    def __len__(self) -> int:
        return len(self.a)

    def column(self, rule: str) -> Floats:
        """Name of a rule → its sums, one a pair."""
        return self.sums[:, self.rules.index(rule)]


def reach(
    table: EventTable,
    as_of: date,
    *,
    level: TableLevel = "party",
    pairs: tuple[Sequence[int], Sequence[int]] | None = None,
    least: float = 0.0,
    top: int | None = None,
) -> Reach:
    """Table, day, level ("party" or "country") → the pairs that a rule reaches, hardest first (then by pair).

    Nothing dated after `as_of` is looked at. `pairs` asks for certain ones (indices into the `nodes` of the answer), in that order;
    `least` leaves out lower scores, `top` keeps so many of the hardest. Countries are ISO codes; parties go by id, else by name.

    >>> from foreshock.types import EventRow, Party, Relation
    >>> iran, force, america = (Party(n) for n in ("Iran", "force", "America"))
    >>> aid, blow = Relation("aid", type="AID", score=10.0), Relation("fight", type="ASSAULT", score=-9.0)
    >>> day = date(2017, 3, 9)
    >>> table = EventTable.of([EventRow(day, iran, aid, force), EventRow(day, america, blow, iran)])
    >>> found = reach(table, day)
    >>> [(found.nodes[a], found.nodes[b]) for a, b in zip(found.a, found.b)]
    [('America', 'Iran'), ('America', 'force')]
    >>> round(float(found.column("patron against a rival's client")[1]), 2)  # (1 − e^−1) · (1 − e^−0.9)
    0.38
    """
    signs = Signs.of_table(dealt(table, as_of, level))
    if pairs is not None:
        return reach_of(signs, (np.asarray(pairs[0], np.int64), np.asarray(pairs[1], np.int64)))
    return ranked(signs, least, top)


def ranked(signs: Signs, least: float = 0.0, top: int | None = None) -> Reach:
    """Signs → the pairs that a rule reaches with at least that score, hardest first (then by pair), at most `top`."""
    kept: list[Ranked] = []
    held, bar = 0, max(least, 1e-9)
    for rows, sums in _blocks(signs):
        score = scored(sums)
        found = (score >= bar) & (np.arange(len(signs.nodes))[None, :] > rows[:, None])
        i, j = np.nonzero(found)
        kept.append((rows[i], j, np.stack([s[i, j] for s in sums], 1) if len(i) else np.zeros((0, len(RULES)), np.float32), score[i, j]))
        held += len(i)
        if top is not None and held > 4 * top + 100_000:
            kept = [_best(kept, top, ties=True)]
            held, bar = len(kept[0][0]), float(kept[0][3].min())
    a, b, columns, score = _best(kept, top) if kept else _nothing()
    return Reach(signs.nodes, a, b, tuple(r.name for r in RULES), columns, score)


def reach_of(signs: Signs, pairs: tuple[Indices, Indices]) -> Reach:
    """Signs, pairs (indices) → what reaches each, in that order; a pair may be asked for either way round."""
    a, b = np.minimum(*pairs), np.maximum(*pairs)
    columns, score = np.zeros((len(a), len(RULES)), np.float32), np.zeros(len(a))
    order = np.argsort(a, kind="stable")
    for rows, sums in _blocks(signs, np.unique(a)):
        mine = order[np.searchsorted(a[order], rows[0]) : np.searchsorted(a[order], rows[-1], "right")]
        at = np.searchsorted(rows, a[mine])
        columns[mine] = np.stack([s[at, b[mine]] for s in sums], 1)
        score[mine] = scored(sums)[at, b[mine]]
    return Reach(signs.nodes, a, b, tuple(r.name for r in RULES), columns, score)


def scored(sums: Sequence[Floats]) -> Scores:
    """Sums of the rules, in the order of RULES → the score of each course: (1 − e^−Σ hazards toward) · e^−Σ hazards away."""
    toward, back = (np.zeros(sums[0].shape, np.float64) for _ in range(2))
    for rule, total in zip(RULES, sums, strict=True):
        (back if away(rule) else toward).__iadd__(hazard(rule, total))
    made: Scores = -np.expm1(-toward) * np.exp(-back)
    return made


def _blocks(signs: Signs, rows: Rows | None = None) -> Iterator[tuple[Rows, list[Floats]]]:
    """Signs (and which rows; all if left out) → block by block, the sums of every rule; what is fainter than 0.05 is nothing."""
    parted = Parted.of(signs)
    asked = np.arange(len(signs.nodes)) if rows is None else rows
    for start in range(0, len(asked), BLOCK):
        block = asked[start : start + BLOCK]
        sums = [rule.sum(parted, block) for rule in RULES]
        for one in sums:
            one[one < FAINTEST] = 0.0
        yield block, sums


def _best(
    kept: list[Ranked], top: int | None, ties: bool = False
) -> Ranked:
    a, b, columns, score = (np.concatenate(c) for c in zip(*kept, strict=True))
    order = np.lexsort((b, a, -score))
    if top is not None and len(order) > top:
        order = order[: int(np.searchsorted(-score[order], -score[order[top - 1]], "right"))] if ties else order[:top]
    return a[order], b[order], columns[order], score[order]


def _nothing() -> Ranked:
    none = np.zeros(0, np.int64)
    return none, none, np.zeros((0, len(RULES)), np.float32), np.zeros(0)
