"""An entity → who lies two steps away, by how likely a walk along recent dealings ends there: fast (days) and slow (months)."""

from __future__ import annotations

import numpy as np

from foreshock.compiled import kernel
from foreshock.forecast.next.index import Index
from foreshock.forecast.next.spaces import Cells, Floats, Ints, decayed

NEIGHBOURS = 60  # first steps tried, the strongest
FAINTEST = 0.01
MONTH, DAYS, SEASON = 2, 1, 3  # half-lives of the first step, and of the second of a fast and a slow walk
FAST_PULL, SLOW_PULL = 1.0, 3.0  # what is added to a partner's traffic, so that the little known do not pass everything on


@kernel
def walk(one: int, day: int, index: Index, cells: Cells, fast: Floats, slow: Floats, mark: Ints, stamp: int, reached: Ints) -> int:
    """Entity, day → how many are reached; `reached` lists them, `fast` and `slow` hold their weights (0–1), `mark` is set to `stamp`."""
    first, end = index.pairs[one], index.pairs[one + 1]
    weight, through = np.empty(end - first, dtype=np.float32), np.empty(end - first, dtype=np.int32)
    n = 0
    for p in range(first, end):
        w = decayed(p, MONTH, day, cells)
        if w > FAINTEST:
            weight[n], through[n] = w, index.partner[p - index.first_pair]
            n += 1
    order = np.argsort(-weight[:n], kind="mergesort")[:NEIGHBOURS]
    total = 1.0
    for i in order:
        total += weight[i]
    m = 0
    for i in order:
        x = through[i]
        out_fast = decayed(index.other + x, DAYS, day, cells) + FAST_PULL
        out_slow = decayed(index.other + x, SEASON, day, cells) + SLOW_PULL
        for p in range(index.pairs[x], index.pairs[x + 1]):
            b = index.partner[p - index.first_pair]
            if cells.last[p] < 0 or b == one:
                continue
            if mark[b] != stamp:
                mark[b] = stamp
                fast[b], slow[b] = 0.0, 0.0
                reached[m] = b
                m += 1
            fast[b] += weight[i] / total * decayed(p, DAYS, day, cells) / out_fast
            slow[b] += weight[i] / total * decayed(p, SEASON, day, cells) / out_slow
    return m
