"""Coded short pages, again and again on later days → how storing them and making their happenings grow with their number.

    OMP_NUM_THREADS=1 python benchmarks/writing.py 1500 6000 24000 96000

1,500 short pages are read once; each further 1,500 are the same with other ids, 30 days later. Prints for each number, in a store of its
own, milliseconds of processor a page for storing and for the happenings, the memory of this process, which holds the models and the 1,500
readings too, when all is stored and at its peak, and the size of the store.
"""

from __future__ import annotations

import argparse
import gc
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from foreshock.read import RawPage, document
from foreshock.resolve.happenings import settled
from foreshock.run.page import read_page
from foreshock.run.plan import BATCH, ROUND
from foreshock.run.record import new_run
from foreshock.store import Store
from foreshock.types import Reading, When
from pages import short_pages

READ, DAYS = 1500, 30


def main() -> None:
    """Command line → a line for each number."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("pages", type=int, nargs="+")
    told = [read_page(document(RawPage(p.name, "text", p.text, published=When.day(p.day, "record")))) for p in short_pages(READ)]
    gc.collect()
    gc.freeze()
    gc.set_threshold(ROUND)
    for count in ask.parse_args().pages:
        print(stored(told, count), flush=True)


def stored(told: list[Reading], count: int) -> str:
    """Readings, how many pages → what it took to store them."""
    copies = islice((copied(reading, turn) for turn in range(count) for reading in told), count)
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "all.duckdb", "write", create=True) as store:
        run, spent = store.begin(new_run({}, [], datetime.now(UTC))), 0.0
        for batch in _batches(copies):
            start = time.process_time()
            store.commit(run.id, batch)
            spent += time.process_time() - start
        held, start = memory(), time.process_time()
        store.rebuild_events(settled)
        made = time.process_time() - start
        store.close()
        size = store.path.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (f"{count:7} pages: stored {1000 * spent / count:.2f} ms, happenings {1000 * made / count:.2f} ms a page; "
            f"memory {held:.0f} MB, peak {peak:.0f} MB; store {size / 2**20:.0f} MB")


def _batches(readings: Iterator[Reading]) -> Iterator[list[Reading]]:
    while some := list(islice(readings, BATCH)):
        yield some


def copied(reading: Reading, turn: int) -> Reading:
    """A reading, how often it was copied → the same page on a later day, as another page."""
    page = reading.document
    mixed = bytes((b + 7 * turn) % 256 if n % 3 == 0 else b for n, b in enumerate(page.sketch))  # no copy of the first
    page = replace(page, id=f"{page.id}-{turn}", version=f"v{turn}", address=f"{page.address}-{turn}", sketch=mixed,
                   published=later(page.published, turn))
    mine = {"document_id": page.id}
    return replace(
        reading, document=page,
        events=tuple(replace(e, id=f"{e.id}-{turn}", when=later(e.when, turn), **mine) for e in reading.events),
        statements=tuple(replace(s, id=f"{s.id}-{turn}", when=later(s.when, turn), **mine) for s in reading.statements),
        ties=tuple(replace(t, id=f"{t.id}-{turn}", when=later(t.when, turn), **mine) for t in reading.ties))


def later(when: When, turn: int) -> When:
    """A date, how many turns → the same so much later."""
    def moved(day: date | None) -> date | None:
        return day and day + timedelta(days=DAYS * turn)

    return replace(when, earliest=moved(when.earliest), latest=moved(when.latest), readings=())


def memory() -> float:
    """→ what this process holds in memory (MB)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20


if __name__ == "__main__":
    main()
