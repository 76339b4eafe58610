"""Day-stamped event tables → whether pairs with a high course score turn hostile, and which rules of balance carry weight.

    python evals/courses.py --train EVENTS… [--until DATE] --test EVENTS… [--test-from DATE] [--hostile 4 | 34] [--level country|party]

Tables are plain ones (date, actor, actor_country, relation, cameo, goldstein, recipient, recipient_country), given by path. At
the end of each month the candidates are the pairs of which both sides took part in enough events of the past half-year (20 for
parties, 10 for countries) and between which there was none of quad 4 (with --hostile 34: none of quads 3 and 4). It is asked which of
them have such an event within the next 91 days. A month's end counts if the table has 90 days before it and 91 after.

Told for each test table, as means over month ends: AUROC, AUC-PR, precision among the first 20 and 100, and AUROC within fifths of total
activity, for the course score as shipped, for weights fitted here, and for those that know less: chance, the total activity
of the two, the count of their common neighbours without signs. Weights are fitted on month ends whose 91 days are over by --until.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.stats import rankdata

from forecast import START, WEEKS, world
from foreshock.exchange import plain_events
from foreshock.graph.accrued import Dealt, TableLevel, dealt
from foreshock.graph.reach import reach_of
from foreshock.graph.rules import RULES
from foreshock.graph.signs import Signs
from foreshock.types import EventRow, EventTable, Party
from foreshock.types import plover as tables
from foreshock.types.event_table import Relation

HALF_YEAR, QUARTER, SHORTEST = 182, 91, 90
ENOUGH: dict[TableLevel, int] = {"party": 20, "country": 10}
TRIED = tuple(r.name for r in RULES if r.basis == "inferred" and r.name != "contested place")  # what a table can show
FITTED = tuple(r.name for r in RULES if r.origin != "judgement" and r.basis == "inferred")
RIDGE = 1e-3
STRATA = 5
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Cases:
    """The candidates of one month's end: sums of the tried rules (m × rules), course score, what the baselines know, what came.

    `cooperation` is the share of backing in what has accrued between the two: the score does not use it.
    """

    level: TableLevel
    day: date
    sums: Floats
    score: Floats
    activity: Floats
    neighbours: Floats
    cooperation: Floats
    came: npt.NDArray[np.bool_]


def month_ends(table: EventTable) -> list[date]:
    """Table → the month ends with 90 days before and 91 after them."""
    first, last = int(table.day.min()) + SHORTEST - 1, int(table.day.max()) - QUARTER
    return [d for n in range(first, last + 1) if (d := date.fromordinal(n)).month != (d + timedelta(1)).month]


def cases(table: EventTable, day: date, level: TableLevel, hostile: Sequence[int] = (4,)) -> Cases:
    """Table, day, level, hostile quads → the candidates of the day and what became of them. Their features see nothing after the day."""
    rows, later = dealt(table, day, level), dealt(table, day + timedelta(QUARTER), level)
    n, half = len(rows.nodes), rows.day > day.toordinal() - HALF_YEAR
    busy = sum(np.bincount(side[half], minlength=n) for side in (rows.a, rows.b))
    active = np.flatnonzero(busy >= ENOUGH[level])
    i, j = np.triu_indices(len(active), 1)
    a, b = active[i], active[j]
    quiet = ~_met(rows, half & np.isin(rows.quad, hostile))[a, b]
    a, b = a[quiet], b[quiet]
    came = _met(later, (later.day > day.toordinal()) & np.isin(later.quad, hostile))[a, b]
    met = csr_array(_met(rows, np.ones(len(rows.a), bool)).astype(np.float32))
    shared = (met[active] @ met[:, active]).toarray()[i[quiet], j[quiet]]
    signs = Signs.of_table(rows)
    found = reach_of(signs, (a, b))
    friends = signs.friends[active][:, active].toarray()[i[quiet], j[quiet]]
    return Cases(
        level, day, np.stack([found.column(r) for r in TRIED], 1).astype(float), found.score.astype(float),
        busy[a].astype(float) * busy[b], shared.astype(float), friends.astype(float), came,
    )


def _met(rows: Dealt, which: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows, which of them → n × n: whether one of these is between two."""
    made = np.zeros((len(rows.nodes),) * 2, dtype=bool)
    made[rows.a[which], rows.b[which]] = True
    return made | made.T


def auroc(score: Floats, came: npt.NDArray[np.bool_]) -> float:
    """Scores, outcomes → the share of (hit, miss) pairs ranked rightly, ties counted half; NaN without hits or misses."""
    hits, misses = int(came.sum()), int((~came).sum())
    if not hits or not misses:
        return float("nan")
    return float((rankdata(score)[came].sum() - hits * (hits + 1) / 2) / (hits * misses))


def average_precision(score: Floats, came: npt.NDArray[np.bool_]) -> float:
    """Scores, outcomes → area under precision and recall, ties taken together."""
    order = np.argsort(-score, kind="stable")
    score, came = score[order], came[order]
    last = np.append(np.flatnonzero(np.diff(score)), len(score) - 1)
    hits = np.cumsum(came)[last]
    return float(np.sum(np.diff(np.append(0, hits)) / came.sum() * hits / (last + 1)))


def precision(score: Floats, came: npt.NDArray[np.bool_], top: int) -> float:
    """Scores, outcomes, how many → the share of hits among the first; pairs that tie at the edge count in proportion."""
    top = min(top, len(score))
    edge = np.sort(score)[-top]
    above, level = score > edge, score == edge
    return float((came[above].sum() + came[level].mean() * (top - above.sum())) / top)


def within_strata(score: Floats, one: Cases) -> float:
    """Scores of the candidates → AUROC within fifths of total activity, weighted by hits: what is told beyond activity."""
    cut = np.quantile(one.activity, np.linspace(0, 1, STRATA + 1)[1:-1])
    stratum = np.searchsorted(cut, one.activity, "left")
    told = [(auroc(score[stratum == s], one.came[stratum == s]), int(one.came[stratum == s].sum())) for s in range(STRATA)]
    known = [(x, n) for x, n in told if x == x]
    return sum(x * n for x, n in known) / max(sum(n for _, n in known), 1)


def fit(train: Sequence[Cases], names: Sequence[str] = FITTED) -> dict[str, float]:
    """Cases, names of rules → weights ≥ 0 of the roots of their sums in a logistic regression with an intercept for each level."""
    columns = [TRIED.index(n) for n in names]
    levels = sorted({c.level for c in train})
    x = np.concatenate([
        np.column_stack([np.sqrt(c.sums[:, columns]), *(np.full(len(c.came), float(c.level == v)) for v in levels)]) for c in train
    ])
    y = np.concatenate([c.came for c in train]).astype(float)
    k = len(columns)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        ridge = RIDGE * y.mean()
        slope = x.T @ (1 / (1 + np.exp(-z)) - y) / len(y)
        slope[:k] += 2 * ridge * w[:k]
        return float((np.logaddexp(0, z) - y * z).mean() + ridge * (w[:k] ** 2).sum()), slope

    start = np.append(np.zeros(k), np.full(len(levels), -4.0))
    bounds = [(0, None)] * k + [(None, None)] * len(levels)
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 500})
    return dict(zip(names, found.x[:k].tolist(), strict=True))


def apply(weights: dict[str, float], one: Cases) -> Floats:
    """Fitted weights, cases → scores (any unit; they rank)."""
    made: Floats = np.sqrt(one.sums[:, [TRIED.index(n) for n in weights]]) @ np.array(list(weights.values()))
    return made


Scorer = Callable[[Cases], Floats]


def scorers(weights: dict[str, float]) -> dict[str, Scorer]:
    """Fitted weights → everything that is compared, by name."""
    return {
        "chance": lambda c: np.zeros(len(c.came)), "total activity": lambda c: c.activity, "common neighbours": lambda c: c.neighbours,
        "cooperation so far": lambda c: c.cooperation,
        "course score": lambda c: c.score, "fitted here": lambda c: apply(weights, c),
        "course score and activity": lambda c: rankdata(c.score) + rankdata(c.activity),
    }


def figures(scorer: Scorer, test: Sequence[Cases]) -> dict[str, float]:
    """Scorer, cases of month ends → means of the figures, per cent."""
    some = [(scorer(c), c) for c in test if c.came.any()]
    rows = [(auroc(s, c.came), average_precision(s, c.came), precision(s, c.came, 20), precision(s, c.came, 100), within_strata(s, c))
            for s, c in some]
    return dict(zip(("AUROC", "AUC-PR", "P@20", "P@100", "AUROC in strata"), (100 * np.mean(rows, axis=0)).tolist(), strict=True))


def report(name: str, test: Sequence[Cases], weights: dict[str, float]) -> None:
    """Cases of one table → the printed figures."""
    candidates, turned = sum(len(c.came) for c in test), sum(int(c.came.sum()) for c in test)
    print(f"\n{name}: {len(test)} month ends, {candidates} cases, {turned} turned ({100 * turned / candidates:.2f} %)")
    for told, scorer in scorers(weights).items():
        print(f"  {told:26}" + "  ".join(f"{k} {v:5.1f}" for k, v in figures(scorer, test).items()))


def by_rule(train: Sequence[Cases], test: Sequence[Cases], weights: dict[str, float]) -> None:
    """Train and test cases → for each rule: how many it reaches, AUROC alone, AUROC lost without it, fitted weight."""
    whole = figures(lambda c: apply(weights, c), test)["AUROC"]
    print(f"\n  {'rule':38}reaches %  AUROC alone  in strata  lost without  fitted")
    for at, name in enumerate(TRIED):
        alone = figures(lambda c, at=at: c.sums[:, at], test)  # type: ignore[misc]
        reaches = 100 * np.mean(np.concatenate([c.sums[:, at] > 0 for c in test]))
        if name in weights:
            rest = fit(train, [n for n in weights if n != name])
            lost = f"{whole - figures(lambda c, w=rest: apply(w, c), test)['AUROC']:12.2f}  {weights[name]:6.2f}"  # type: ignore[misc]
        else:
            lost = "           –       –"
        print(f"  {name:38}{reaches:9.2f}  {alone['AUROC']:11.1f}  {alone['AUROC in strata']:9.1f}  {lost}")


def load(paths: Sequence[Path]) -> EventTable:
    """Paths of plain tables → one table."""
    return EventTable.of(row for path in paths for row in plain_events.read(path))


def synthetic(seed: int) -> Iterator[Cases]:
    """Seed → the cases of the synthetic world of `forecast.py`, its deeds only: what CI measures, without data from elsewhere."""
    made = world(seed)
    kinds = {k: Relation(k, "", k, e.quad, e.score) for k, e in tables.event_types().items()}
    party = {i: Party(i, "") for i in made.actors}
    table = EventTable.of(
        EventRow(e.when.latest, party[e.actors[0]], kinds[e.type], party[e.recipients[0]])
        for e in made.events if e.when.latest and e.recipients
    )
    for day in month_ends(table):
        if day >= START + timedelta(7 * WEEKS // 2):
            yield cases(table, day, "party")


def scores() -> dict[str, float]:
    """→ what CI holds (per cent): AUROC in the synthetic world, the same within fifths of activity, and what it gains on activity."""
    test = [c for seed in range(1, 5) for c in synthetic(seed)]
    known = scorers({})
    told, busy = (figures(known[name], test) for name in ("course score", "total activity"))
    return {"auroc": told["AUROC"], "auroc within fifths of activity": told["AUROC in strata"],
            "auroc gained on activity": told["AUROC"] - busy["AUROC"]}


def main() -> None:
    """Command line → the printed figures."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    ask.add_argument("--train", type=Path, nargs="+", required=True)
    ask.add_argument("--until", type=date.fromisoformat, help="the last day that the training may see")
    ask.add_argument("--test", type=Path, nargs="+", action="append", default=[], help="tables read together; may be repeated")
    ask.add_argument("--test-from", type=date.fromisoformat, help="the first month end tested")
    ask.add_argument("--hostile", choices=("4", "34"), default="4")
    ask.add_argument("--level", choices=tuple(ENOUGH), action="append")
    args = ask.parse_args()
    hostile, levels = [int(c) for c in args.hostile], args.level or list(ENOUGH)
    table = load(args.train)
    days = [d for d in month_ends(table) if not args.until or d + timedelta(QUARTER) <= args.until]
    train = [cases(table, d, v, hostile) for v in levels for d in days]
    weights = fit(train)
    print(f"Trained on {len(days)} month ends ({', '.join(map(str, days))}), {sum(len(c.came) for c in train)} cases.")
    for paths in args.test:
        table = load(paths)
        for level in levels:
            test = [cases(table, d, level, hostile) for d in month_ends(table) if not args.test_from or d >= args.test_from]
            report(f"{' + '.join(p.name for p in paths)}, {level}", test, weights)
            by_rule(train, test, weights)


if __name__ == "__main__":
    main()
