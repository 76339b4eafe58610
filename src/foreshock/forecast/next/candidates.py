"""A question → who could be the answer: past partners, who stands at that end of such acts, countrymen, two steps away, alike in factors.

Some four hundred of many thousands; they hold nine answers in ten. An answer that is none of them can't be ranked, so breadth comes first.
"""

from __future__ import annotations

import numpy as np

from foreshock.compiled import kernel
from foreshock.forecast.next.index import Index
from foreshock.forecast.next.spaces import Cells, Floats, Ints, Longs, decayed

MONTH, SEASON = 2, 3
PARTNERS, OF_RELATION, COUNTRYMEN, OF_COUNTRY, REACHED, ALIKE = 250, 80, 120, 60, 120, 120
MOST = PARTNERS + OF_RELATION + COUNTRYMEN + OF_COUNTRY + REACHED + ALIKE


@kernel
def best(who: Ints, weight: Floats, n: int, most: int) -> Ints:
    """n entities with weights, how many → the heaviest of them, ties in the order they came."""
    if n <= most:
        return who[:n].copy()
    return who[:n][np.argsort(-weight[:n], kind="mergesort")[:most]]


@kernel
def join(found: Ints, mark: Ints, stamp: int, out: Ints, n: int) -> int:
    """Entities found → those not marked yet are added to `out`; how many it holds now."""
    for b in found:
        if mark[b] != stamp:
            mark[b] = stamp
            out[n] = b
            n += 1
    return n


@kernel
def weighed(first: int, end: int, others: Ints, offset: int, slow: float, day: int, cells: Cells, who: Ints, weight: Floats) -> int:
    """Cells first … end − 1 → who stands at their ends (`others[cell − offset]`) and how heavily of late; how many were seen."""
    n = 0
    for p in range(first, end):
        if cells.last[p] >= 0:
            who[n] = others[p - offset]
            weight[n] = decayed(p, MONTH, day, cells) + slow * decayed(p, SEASON, day, cells)
            n += 1
    return n


@kernel
def candidates(one: int, asked: int, day: int, index: Index, cells: Cells, reached: Ints, n_reached: int, fast: Floats, slow: Floats,
               alike: Longs, mark: Ints, stamp: int, out: Ints, who: Ints, weight: Floats) -> int:
    """A question, who is reached by walks, who is alike → how many candidates; `out` lists them, `mark` is set to `stamp`.

    `who` and `weight` are scratch space for every entity.
    """
    n = weighed(index.pairs[one], index.pairs[one + 1], index.partner, index.first_pair, 0.2, day, cells, who, weight)
    m = join(best(who, weight, n, PARTNERS), mark, stamp, out, 0)
    first, end = index.of_relation[asked], index.of_relation[asked + 1]
    n = weighed(first, end, index.relation_other, index.first_relation, 0.3, day, cells, who, weight)
    m = join(best(who, weight, n, OF_RELATION), mark, stamp, out, m)
    country = index.country[one]
    if country > 0:
        n = 0
        for j in range(index.member[country], index.member[country + 1]):
            b = index.members[j]
            w = decayed(index.other + b, MONTH, day, cells) + 0.1 * decayed(index.other + b, SEASON, day, cells)
            if w > 0.0:
                who[n], weight[n] = b, w
                n += 1
        m = join(best(who, weight, n, COUNTRYMEN), mark, stamp, out, m)
        at = country * index.n_directed + asked
        n = weighed(index.of_country[at], index.of_country[at + 1], index.country_other, index.first_country, 1.0, day, cells, who, weight)
        m = join(best(who, weight, n, OF_COUNTRY), mark, stamp, out, m)
    for j in range(n_reached):
        who[j], weight[j] = reached[j], fast[reached[j]] + slow[reached[j]]
    m = join(best(who, weight, n_reached, REACHED), mark, stamp, out, m)
    for b in alike:
        if mark[b] != stamp:
            mark[b] = stamp
            out[m] = b
            m += 1
    return m
