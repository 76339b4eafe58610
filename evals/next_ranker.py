"""Histories by path → the packaged ranker: grown on the end of each history, calibrated on its last days; its features name nobody.

    python evals/next_ranker.py HISTORY… -o src/foreshock/forecast/next/ranker.json.gz [--rows N] [--rounds N]

Prints the sha256 that stands in forecast/next/packaged.py. What is written holds thresholds and leaf values of general
features; no name and no row of the histories is in it. The card in docs/forecasting.md says on what it was grown and how it does elsewhere.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
from pathlib import Path

import numpy as np

from foreshock.exchange.events_in import read_events
from foreshock.forecast.next.facts import facts
from foreshock.forecast.next.ranker import Ranker
from foreshock.forecast.next.stream import Stream
from foreshock.forecast.next.training import Plan, calibrated, gather, held
from foreshock.types import EventTable

SEED = 0


def say(what: str, done: int, of: int) -> None:
    if done % 30 == 0:
        print(f"{what} {done}/{of}", flush=True)


def grown(histories: list[EventTable], rows: int, rounds: int) -> Ranker:
    """Histories, rows of training sample in all, boosting rounds → the calibrated ranker."""
    dice, nothing = np.random.default_rng(SEED), EventTable.of([])
    streams = [Stream(facts(h, nothing), SEED) for h in histories]
    plans = [Plan.of(s, int(s.days[-1]) + 1, rows // len(streams)) for s in streams]
    samples = [gather(s, p, dice, say, rows // len(streams)) for s, p in zip(streams, plans, strict=True)]
    ranker = Ranker.grow(samples, rounds)
    return calibrated(ranker, [f for s, p in zip(streams, plans, strict=True) for f in held(s, p, ranker, dice, say)])


def main() -> None:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("histories", type=Path, nargs="+")
    ask.add_argument("--out", "-o", type=Path, required=True)
    ask.add_argument("--rows", type=int, default=2_000_000)
    ask.add_argument("--rounds", type=int, default=200)
    args = ask.parse_args()
    ranker = grown([EventTable.of(read_events(p)) for p in args.histories], args.rows, args.rounds)
    raw = gzip.compress(ranker.text().encode(), mtime=0)
    args.out.write_bytes(raw)
    print(f"{args.out}: {len(raw) / 1024:.0f} KB, sha256 {hashlib.sha256(raw).hexdigest()}")


if __name__ == "__main__":
    main()
