"""A made history of so many events → time and memory of `predict onset` for one day: python benchmarks/onset.py [EVENTS …]

Events between 200 made countries over two years, drawn with a fixed seed; each length in a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import date, timedelta

import numpy as np

from foreshock.forecast.dyads import Dyads
from foreshock.forecast.outlook import Outlooks
from foreshock.types import EventTable, Party, Relation

START, DAYS = date(2016, 1, 1), 730
LENGTHS = (10_000, 100_000, 1_000_000)
COUNTRIES = 200


def made(n: int) -> EventTable:
    """How many → the table, built by columns."""
    dice = np.random.default_rng(1)
    weight = 1.0 / np.arange(1, COUNTRIES + 1)
    a, b = (dice.choice(COUNTRIES, n, p=weight / weight.sum()).astype(np.int32) for _ in range(2))
    relations = tuple(Relation(f"quad {q}", quad=q, score=s) for q, s in ((1, 3.0), (2, 6.0), (3, -4.0), (4, -9.0)))
    return EventTable(
        np.sort(dice.integers(0, DAYS, n) + START.toordinal()).astype(np.int32), a,
        dice.choice(4, n, p=(0.6, 0.1, 0.2, 0.1)).astype(np.int32), b, np.ones(n, np.float32),
        tuple(Party(f"C{i}", f"C{i:02}") for i in range(COUNTRIES)), relations,
    )


def one(n: int) -> None:
    """How many events → a line: processor time of the day with its 22 teaching days, of a further day, pairs, peak memory."""
    outlooks = Outlooks(Dyads.of(made(n)))
    start = time.process_time()
    told = outlooks.on(START + timedelta(DAYS - 8))
    first = time.process_time() - start
    outlooks.on(START + timedelta(DAYS - 1))
    further, peak = time.process_time() - start - first, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{n:>9,} events: {len(told):,} pairs; first day {first:.1f} s of processor, a further one {further:.1f} s; peak {peak:.0f} MB",
          flush=True)


def main() -> None:
    """Command line → a line a length."""
    lengths = [int(w) for w in sys.argv[1:]] or LENGTHS
    if len(lengths) == 1:
        one(lengths[0])
        return
    for n in lengths:
        subprocess.run([sys.executable, __file__, str(n)], check=True)


if __name__ == "__main__":
    main()
