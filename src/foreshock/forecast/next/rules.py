"""What was between two before → how surely the act asked about follows: `Rules`, learned as the days go by.

A rule says: where the one did r₁ to the other, last seen so many days ago, and is now known to do r to somebody, it is the other with
this confidence. Confidences are hits over tries, drawn toward a prior, counted only from days already told
(compare TLogic, Liu et al. 2022, whose cyclic rules of length one these are, with an age).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreshock.compiled import kernel
from foreshock.forecast.next.index import Index
from foreshock.forecast.next.spaces import Cells, Floats, Ints, Longs

AGES = np.array([1, 3, 7, 14, 30, 60, 120], dtype=np.int32)  # days: the last age of each class but the oldest
PRIOR, PRIOR_TRIES = 0.01, 5.0
SETTLING = 15  # days of history before anything is learned: there is hardly a past to rule from
RULE_FEATURES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Hits and tries by (what was, what is asked, class of age), shape (directed relations, directed relations, 8)."""

    hits: Floats
    tries: Floats

    @classmethod
    def of(cls, n_directed: int) -> Rules:
        """Number of directed relations → rules that know nothing yet."""
        shape = (n_directed, n_directed, len(AGES) + 1)
        return cls(np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=np.float32))


@kernel
def age_class(age: int) -> int:
    """Age in days → its class, 0 … 7."""
    k = 0
    while k < len(AGES) and age > AGES[k]:
        k += 1
    return k


@kernel
def learn(
    one: Longs, asked: Longs, answers: Longs, answer: Ints, day: int, index: Index, cells: Cells, hits: Floats, tries: Floats,
) -> None:
    """The questions of a day, their answers (those of question q at `answers[q]`) → counted for every rule that spoke."""
    for q in range(len(one)):
        for p in range(index.pairs[one[q]], index.pairs[one[q] + 1]):
            if cells.last[p] < 0:
                continue
            other = index.partner[p - index.first_pair]
            hit = False
            for a in range(answers[q], answers[q + 1]):
                hit = hit or answer[a] == other
            for t in range(index.triples[p - index.first_pair], index.triples[p - index.first_pair + 1]):
                if cells.last[t] < 0:
                    continue
                was, age = index.relation[t - index.first_triple], age_class(day - cells.last[t])
                tries[was, asked[q], age] += 1.0
                if hit:
                    hits[was, asked[q], age] += 1.0


@kernel
def apply(p: int, asked: int, day: int, index: Index, cells: Cells, hits: Floats, tries: Floats, out: Floats) -> None:
    """A pair's cell, the relation asked about, day → `out`: 1 − Π (1 − confidence), the two best confidences, how many rules speak."""
    doubt, best, second, n = 1.0, 0.0, 0.0, 0
    for t in range(index.triples[p - index.first_pair], index.triples[p - index.first_pair + 1]):
        if cells.last[t] < 0:
            continue
        was, age = index.relation[t - index.first_triple], age_class(day - cells.last[t])
        sure = (hits[was, asked, age] + PRIOR * PRIOR_TRIES) / (tries[was, asked, age] + PRIOR_TRIES)
        doubt *= 1.0 - sure
        n += 1
        if sure > best:
            second = best
            best = sure
        elif sure > second:
            second = sure
    out[0], out[1], out[2], out[3] = 1.0 - doubt, best, second, n
