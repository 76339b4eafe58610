"""A history and the events after it, by path → how well next events are ranked, and how honest the probabilities are.

    python evals/next.py --history H… --queries Q [--from DATE --to DATE] [--entities N] [--packaged] [--top 100]

Single step, time-aware filter, both ends, mean rank over ties, as in the literature on temporal knowledge graphs; an answer
that is not among the best `top` gets the mean rank of all that are not. "new" are the questions whose two parties never met in the
history. ECE compares probabilities with what came, among the ten best of each question, in 15 bins of equal size. With --from, what
lies before it in the queries is history too, so that one file can be cut. --packaged ranks with the trees that come with foreshock, as
for a short history. Printed too are CPU seconds and the peak of memory. Data of others is not in the project, so CI holds a small
world of its own instead (tests/test_next.py).
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np

from foreshock.exchange.events_in import read_events
from foreshock.forecast.next import predict_next
from foreshock.forecast.next.packaged import packaged
from foreshock.types import Answers, EventRow, EventTable

BINS = 15


def rank(answer: str, others: set[str], told: Answers, entities: int) -> float:
    """An answer, all answers of the question, what was told → its rank from 1, other right answers left out, mean over ties."""
    kept = {a.name: a.score for a in told.answers if a.name == answer or a.name not in others}
    if answer not in kept:
        return len(kept) + (entities - len(others - {answer}) - len(kept) + 1) / 2
    mine = kept[answer]
    return sum(s > mine for s in kept.values()) + (sum(s == mine for s in kept.values()) + 1) / 2


def measured(history: list[EventRow], queries: list[EventRow], top: int, ranker: bool, entities: int) -> dict[str, float]:
    """Past events, events asked about → the figures."""
    met = {frozenset((r.actor.name, r.recipient.name)) for r in history if r.recipient}
    ranks: list[float] = []
    new: list[bool] = []
    sure: list[tuple[float, bool]] = []
    tables = EventTable.of(history), EventTable.of([r._replace(origin=str(n)) for n, r in enumerate(queries)], keep_origin=True)
    numbers = [int(n) for n in tables[1].origin]
    for told in predict_next(*tables, top=top, ranker=packaged() if ranker else None, rows=numbers):
        ends = [queries[q].recipient if told.question.side == "recipient" else queries[q].actor for q in told.question.queries]
        right = {p.name for p in ends if p}
        for p in ends:
            if p:
                ranks.append(rank(p.name, right, told, entities))
                new.append(frozenset((told.question.known, p.name)) not in met)
        sure += [(a.probability, a.name in right) for a in told.answers[:10] if a.probability is not None]
    r, n = np.array(ranks), np.array(new)
    return {
        "MRR": _mrr(r), "H@1": _hits(r, 1), "H@3": _hits(r, 3), "H@10": _hits(r, 10), "new MRR": _mrr(r[n]), "new H@10": _hits(r[n], 10),
        "seen MRR": _mrr(r[~n]), "seen H@10": _hits(r[~n], 10), "ECE": _ece(sure), "questions": len(r),
    }


def _mrr(ranks: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(100 * np.mean(1 / ranks)) if len(ranks) else float("nan")


def _hits(ranks: np.ndarray[tuple[int], np.dtype[np.float64]], k: int) -> float:
    return float(100 * np.mean(ranks <= k)) if len(ranks) else float("nan")


def _ece(sure: list[tuple[float, bool]]) -> float:
    told = np.array(sure, dtype=float).reshape(-1, 2)
    bins = np.array_split(np.argsort(told[:, 0], kind="stable"), BINS)
    return float(100 * sum(abs(told[b, 0].mean() - told[b, 1].mean()) * len(b) for b in bins if len(b)) / max(1, len(told)))


def rows(paths: Iterable[Path]) -> list[EventRow]:
    """Paths → their rows."""
    return [r for p in paths for r in read_events(p)]


def main() -> None:
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--history", type=Path, nargs="*", default=[])
    ask.add_argument("--queries", type=Path, nargs="+", required=True)
    ask.add_argument("--from", dest="first", type=date.fromisoformat, default=date.min)
    ask.add_argument("--to", dest="last", type=date.fromisoformat, default=date.max)
    ask.add_argument("--entities", type=int, default=0, help="how many there are in all; those of the files if left out")
    ask.add_argument("--packaged", action="store_true")
    ask.add_argument("--top", type=int, default=100)
    args = ask.parse_args()
    asked = rows(args.queries)
    history = rows(args.history) + [r for r in asked if r.day < args.first]
    queries = [r for r in asked if args.first <= r.day <= args.last]
    entities = args.entities or len({p.name for r in (*history, *queries) for p in (r.actor, r.recipient) if p})
    began = time.process_time()
    for name, figure in measured(history, queries, args.top, args.packaged, entities).items():
        print(f"{name:10} {figure:.2f}" if name != "questions" else f"{name:10} {figure:.0f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(history):,} past events, {len(queries):,} queries: {time.process_time() - began:.0f} CPU s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
