"""Synthesised event tables → how the cost of courses for all pairs grows with actors and events, in seconds and peak memory.

    python benchmarks/courses.py [--actors 1000 10000] [--events 10000 100000 1000000] [--objects]

Who acts is drawn by Zipf's law with exponent 0.8 over three years, so that some thousands meet often and most seldom. Timed is from the
table to the hundred hardest courses with paths, dates and rows, their trend included: all pairs are weighed twice. `--objects` times
the way of a store's own events instead (ties, then courses) for as many as are kept as Python objects without harm.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from datetime import date, timedelta

import numpy as np

from foreshock.graph import courses, reach, ties
from foreshock.graph.tabled import courses_of_table
from foreshock.types import Event, EventTable, Party, When
from foreshock.types.event_table import Relation
from foreshock.types.plover import event_types

DAY = date(2017, 3, 22)
DAYS = 1095


def made(actors: int, events: int) -> EventTable:
    """How many actors and events → a table, the same every time."""
    dice = np.random.default_rng(1)
    often = 1.0 / np.arange(1, actors + 1) ** 0.8
    often /= often.sum()
    doer, other = (dice.choice(actors, events, p=often).astype(np.int32) for _ in range(2))
    relations = tuple(Relation(k, "", k, e.quad, e.score) for k, e in event_types().items())
    day = np.sort(DAY.toordinal() - dice.integers(0, DAYS, events)).astype(np.int32)
    kind = dice.integers(0, len(relations), events).astype(np.int32)
    return EventTable(day, doer, kind, other, np.ones(events, np.float32), tuple(Party(f"n{i:05}") for i in range(actors)), relations)


def objects(table: EventTable) -> list[Event]:
    """Table → its rows as events of a store."""
    names = [p.name for p in table.parties]
    return [
        Event(f"e{i:07}", table.relations[r].type, (names[a],), (names[b],), When.day(date.fromordinal(int(d)), "text"), "actual",
              score=table.relations[r].score)
        for i, (d, a, r, b) in enumerate(zip(table.day, table.actor, table.relation, table.recipient, strict=True)) if a != b
    ]


def run(actors: int, events: int, by_objects: bool) -> None:
    """One size → its printed line."""
    table = made(actors, events)
    start = time.perf_counter()
    if by_objects:
        stored = objects(table)
        start, used = time.perf_counter(), time.process_time()
        drawn, before = (ties([], stored, [], [], {}, as_of=d) for d in (DAY, DAY - timedelta(28)))
        found = courses(drawn, stored, {}, as_of=DAY, before=before, top=100)
        weighed = None
    else:
        reach(table, DAY, top=100)
        weighed = time.perf_counter() - start
        start, used = time.perf_counter(), time.process_time()
        found = courses_of_table(table, DAY)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    once = f"weighed once {weighed:6.1f} s; " if weighed is not None else ""
    print(f"{actors:7} actors {events:9} events: {once}{len(found)} courses told {took:6.1f} s, "
          f"{time.process_time() - used:6.1f} s of CPU; peak {peak:6.0f} MB", flush=True)


def main() -> None:
    """Command line → a line for each size."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ask.add_argument("--actors", type=int, nargs="+", default=[1_000, 10_000])
    ask.add_argument("--events", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    ask.add_argument("--objects", action="store_true")
    args = ask.parse_args()
    spawn = multiprocessing.get_context("spawn")
    for actors in args.actors:
        for events in args.events:
            process = spawn.Process(target=run, args=(actors, events, args.objects))
            process.start()
            process.join()


if __name__ == "__main__":
    main()
