"""How long a large store takes to answer what an analyst asks: stores of so many documents, made by `made_store.py`; time and peak memory.

    python benchmarks/stores.py 1000 10000 100000 [--whole 10000] [--in FOLDER]

Quick questions are asked 30 times, each time of another pair, actor or page, drawn evenly from all that there are, and of the 10 pairs and
actors with the most events; told are the median and the 95th percentile, in milliseconds of the processor and on the clock, with the store
opened anew as each command does, and how many events came. A pair is printed as `foreshock events --pair` does, all of its events, without
the start of a process. Courses, diff and export go over all: they are asked of stores of at most --whole documents, each in a process
of its own.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import made_store
import numpy as np

import foreshock
from foreshock.cli import looking
from foreshock.store import Store, Table
from foreshock.types import Lens

TIMES = 30


def drawn(store: Path, sql: str) -> list[tuple[str, ...]]:
    """Store, SQL with one column to order by → so many rows, evenly over that order."""
    with Store.open(store) as opened:
        rows = opened._connection.execute(sql).fetchall()
    return [rows[n * len(rows) // TIMES] for n in range(TIMES)]


def asked(store: Path) -> dict[str, tuple[list[tuple[str, ...]], Callable[..., object]]]:
    """Store → the quick questions: of whom, and what is asked."""
    pairs = drawn(store, "SELECT DISTINCT a.actor_id, b.actor_id FROM event_actors a JOIN event_actors b USING (event_id) "
                         "WHERE a.side = 'actors' AND b.side = 'recipients' AND a.actor_id <> b.actor_id "
                         "ORDER BY hash(a.actor_id, b.actor_id) LIMIT 3000")
    actors = drawn(store, "SELECT DISTINCT actor_id FROM event_actors ORDER BY hash(actor_id)")
    with Store.open(store) as opened:
        busiest = opened._connection.execute(
            "SELECT actor_id FROM event_actors GROUP BY actor_id ORDER BY count(*) DESC, actor_id LIMIT 10").fetchall()
        busy_pairs = opened._connection.execute(
            "SELECT a.actor_id, b.actor_id FROM event_actors a JOIN event_actors b USING (event_id) WHERE a.side = 'actors' AND "
            "b.side = 'recipients' AND a.actor_id <> b.actor_id GROUP BY ALL "
            "ORDER BY count(*) DESC, a.actor_id, b.actor_id LIMIT 10").fetchall()
    pages = drawn(store, "SELECT id FROM documents ORDER BY hash(id) LIMIT 3000")

    def within(ask: Callable[[Store], object]) -> object:
        with Store.open(store) as opened:
            return ask(opened)

    return {
        "open": ([()] * TIMES, lambda: within(lambda s: s.stale)),
        "who bears a name": (actors, lambda a: within(lambda s: s.find_actor(a))),
        "events of a pair": (pairs, lambda a, b: within(lambda s: s.events(Lens(pair=(a, b))))),
        "events of an actor": (actors, lambda a: within(lambda s: s.events(Lens(actor=a)))),
        "of the busiest pairs": (busy_pairs, lambda a, b: within(lambda s: s.events(Lens(pair=(a, b))))),
        "of the busiest actors": (busiest, lambda a: within(lambda s: s.events(Lens(actor=a)))),
        "events of a pair, printed": (pairs, lambda a, b: printed(store, a, b)),
        "a page's text": (pages, lambda i: within(lambda s: s.document(i))),
        "all that a page gave": (pages, lambda i: within(lambda s: s.reading(i))),
    }


def printed(store: Path, a: str, b: str) -> None:
    """Store, two actors → nothing: what `foreshock events --pair A B` prints goes to nobody."""
    with redirect_stdout(io.StringIO()):
        looking.events.__wrapped__(store, {"pair": (a, b)})


WHOLE: dict[str, Callable[[foreshock.Desk, Path], object]] = {
    "courses": lambda desk, _: len(desk.courses()),
    "diff": lambda desk, _: len(desk.diff("2019-01-01", "2020-01-01")),
    "export --format parquet": lambda desk, out: desk.export(out / "export", "parquet"),
    "export --format parquet --no-ties": lambda desk, out: desk.export(out / "export", "parquet", with_ties=False),
}


def quick(store: Path) -> None:
    """Store → the printed rows of the quick questions."""
    for name, (whom, ask) in asked(store).items():
        wall, worked, came = [], [], []
        for who in whom:
            began, cpu = time.perf_counter(), time.process_time()
            found = ask(*who)
            wall.append(1000 * (time.perf_counter() - began))
            worked.append(1000 * (time.process_time() - cpu))
            came.append(len(found) if isinstance(found, Table) else 0)
        told = [f"{np.percentile(v, p):,.0f}" for v in (worked, wall) for p in (50, 95)]
        many = f"{np.median(came):,.0f} (at most {max(came):,})" if any(came) else ""
        print(f"| {' | '.join((name, many, *told))} |", flush=True)


def whole(name: str, store: Path) -> None:
    """A question over everything, store → seconds on the clock, of the processor, and peak memory (MB), as JSON."""
    with tempfile.TemporaryDirectory() as out:
        began, cpu = time.perf_counter(), time.process_time()
        WHOLE[name](foreshock.open(store), Path(out))
        told = (time.perf_counter() - began, time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(told))


def main() -> None:
    """Prints the figures."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("documents", type=int, nargs="*", default=[1000, 10000])
    ask.add_argument("--whole", type=int, default=1000, help="the largest store that courses, diff and export are asked of")
    ask.add_argument("--in", dest="folder", type=Path, help="where the stores are made and kept; those that stand there are used")
    ask.add_argument("--ask", nargs=2, metavar=("WHAT", "STORE"), help="one question over everything, in this process")
    args = ask.parse_args()
    if args.ask:
        return whole(args.ask[0], Path(args.ask[1]))
    with tempfile.TemporaryDirectory() as made:
        folder = args.folder or Path(made)
        for count in args.documents:
            store = folder / f"{count}.duckdb"
            began = time.perf_counter()
            if not store.exists():
                made_store.make(store, count, folder / "example.duckdb")
            with Store.open(store) as opened:
                held = opened._connection.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM events)").fetchone()
            size = store.stat().st_size / 1e6
            print(f"\n{held[0]:,} documents, {held[1]:,} events, {size:,.0f} MB; made or found in {time.perf_counter() - began:.0f} s\n")
            print("| question | events | ms of processor, median | 95th | ms, median | 95th |\n|---|---|---|---|---|---|")
            quick(store)
            for name in WHOLE if count <= args.whole else ():
                told = subprocess.run([sys.executable, __file__, "--ask", name, str(store)], capture_output=True, text=True, check=True)
                wall, cpu, peak = json.loads(told.stdout.splitlines()[-1])
                print(f"{name}: {wall:.1f} s ({cpu:.1f} s of processor), peak {peak:,.0f} MB", flush=True)


if __name__ == "__main__":
    main()
