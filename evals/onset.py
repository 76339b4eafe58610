"""Files of events → how well onset forecasts do on them, held out by time; and the weights that foreshock ships.

    python evals/onset.py measure NAME=FILE[,FILE…] … [--level group]   walk forward: learn from the past, tell the later
    python evals/onset.py transfer NAME=FILE[,FILE…] …                  learn on one set, tell another
    python evals/onset.py ablate NAME=FILE[,FILE…] …                    what each family of features adds
    python evals/onset.py harm NAME=FILE[,FILE…] …                      the shipped weights on damaged events
    python evals/onset.py train OUT.json NAME=FILE[,FILE…] … [--not FROM:TO]  learn from all, write the weights

Nobody's data are shipped: name your own tables (date, actor, relation, recipient, cameo …; docs/formats.md). Told are, for all pairs with
three events so far (easy), those without a clash in eight weeks (hard) and those that never clashed (first): AUC-PR and AUROC, the
pair's own climatology behind the stroke, BSS and ECE (15 bins) in per cent. Sets that overlap in time with what is
told teach only from windows that closed before it; a set of other years teaches whole.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from foreshock.exchange.events_in import read_events
from foreshock.forecast.dyads import Dyads, Level
from foreshock.forecast.features import Features, features
from foreshock.forecast.learning import came, fit, level, log_odds, origins
from foreshock.forecast.weights import Weights, shipped, written
from foreshock.types import EventTable

HORIZON = 28
SPARED = 0.4  # share of a set's days that only teach
BLOCKS = 4  # parts of the rest, each told from all that closed before it
GRAPH = ("friends of enemies", "common enemies", "common friends", "balance", "allies at odds", "pattern of clashes",
         "clashes of those alike")
Taught = tuple[Features, np.ndarray]


@dataclass(frozen=True)
class Set:
    """A set of events with its weekly days: features, and what came."""

    name: str
    days: tuple[Taught, ...]

    @classmethod
    def of(cls, word: str, node_level: Level) -> Set:
        """NAME=FILE,FILE → the set."""
        name, _, files = word.partition("=")
        table = EventTable.of(row for f in files.split(",") for row in read_events(Path(f)))
        dyads = Dyads.of(table, node_level)
        told = [features(dyads, day, HORIZON) for day in origins(dyads, HORIZON)]
        return cls(name, tuple((f, came(dyads, f, HORIZON)) for f in told))

    def closed_by(self, day: int) -> list[Taught]:
        """Ordinal → the days whose windows had closed by then."""
        return [(f, y) for f, y in self.days if f.day + HORIZON <= day]


def blocks(one: Set) -> list[list[Taught]]:
    """A set → the later days in a few parts."""
    later = list(one.days)[int(len(one.days) * SPARED) :]
    return [later[i * len(later) // BLOCKS : (i + 1) * len(later) // BLOCKS] for i in range(BLOCKS)]


def teaching(sets: Sequence[Set], told: Set, day: int, own: bool = True) -> list[Taught]:
    """Sets, the one told, first day told → what may teach: windows closed by then, and sets that begin after all of the told one."""
    end = told.days[-1][0].day + HORIZON
    found = []
    for one in sets:
        if one.name != told.name or own:
            found += list(one.days) if one.days[0][0].day > end else one.closed_by(day)
    return found


def probabilities(weights: Weights, days: Sequence[Taught], past: Sequence[Taught]) -> np.ndarray:
    """Weights, days, closed days of the same set → probabilities, with the level of the last half year, the latest weeks most."""
    def odds(f: Features) -> np.ndarray:
        return log_odds(f.climatology) + weights.parts(f)[1].sum(1)

    found = []
    for f, _ in days:
        recent = [(p, y) for p, y in past if f.day - HORIZON - 182 <= p.day <= f.day - HORIZON]
        ages = [f.day - HORIZON - p.day for p, _ in recent]
        found.append(1 / (1 + np.exp(-(odds(f) + level([odds(p) for p, _ in recent], [y for _, y in recent], ages)))))
    return np.concatenate(found)


def auroc(p: np.ndarray, y: np.ndarray) -> float:
    """Probabilities, outcomes → area under the ROC curve, ties at half."""
    _, inverse, counts = np.unique(p, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    hits = y.sum()
    return float((ranks[y].sum() - hits * (hits + 1) / 2) / (hits * (len(y) - hits)))


def average_precision(p: np.ndarray, y: np.ndarray) -> float:
    """Probabilities, outcomes → area under the precision-recall curve, ties taken together."""
    order = np.argsort(-p, kind="stable")
    p, y = p[order], y[order]
    last = np.append(np.nonzero(np.diff(p))[0], len(p) - 1)
    hits = np.cumsum(y)[last]
    return float(np.sum(np.diff(np.append(0, hits)) / y.sum() * hits / (last + 1)))


def ece(p: np.ndarray, y: np.ndarray) -> float:
    """Probabilities, outcomes → expected calibration error over 15 bins of equal size."""
    return float(sum(abs(p[i].mean() - y[i].mean()) * len(i) for i in np.array_split(np.argsort(p), 15) if len(i)) / len(p))


def show(name: str, days: Sequence[Taught], p: np.ndarray) -> None:
    """A name, days, probabilities → a line a task."""
    y = np.concatenate([y for _, y in days])
    c = np.concatenate([f.climatology for f, _ in days])
    tasks = {"easy": np.ones(len(y), bool), "hard": np.concatenate([f.quiet for f, _ in days]),
             "first": np.concatenate([f.clashes == 0 for f, _ in days])}
    for task, k in tasks.items():
        if not 0 < y[k].sum() < k.sum():
            continue
        bss = 1 - np.mean((p[k] - y[k]) ** 2) / np.mean((c[k] - y[k]) ** 2)
        print(f"{name:34} {task:5} AUC-PR {100 * average_precision(p[k], y[k]):5.1f} / {100 * average_precision(c[k], y[k]):4.1f}  "
              f"AUROC {100 * auroc(p[k], y[k]):5.1f} / {100 * auroc(c[k], y[k]):4.1f}  BSS {100 * bss:+5.1f}  "
              f"ECE {100 * ece(p[k], y[k]):4.2f}  base {100 * y[k].mean():4.1f}  n {k.sum()}", flush=True)


def walk(name: str, sets: Sequence[Set], told: Set, own: bool = True, keep: Callable[[str], bool] | None = None) -> None:
    """Sets, the one told → its later days, part by part, each told by weights learned from what had closed before it."""
    days: list[Taught] = []
    found = []
    for block in blocks(told):
        taught = teaching(sets, told, block[0][0].day, own)
        if not taught or not block:
            continue
        weights = fit(without(taught, keep))
        found.append(probabilities(weights, without(block, keep), without(told.closed_by(block[-1][0].day), keep)))
        days += block
    if days:
        show(name, days, np.concatenate(found))


def without(days: Sequence[Taught], keep: Callable[[str], bool] | None) -> list[Taught]:
    """Days, which families to keep → the days with those alone."""
    if keep is None:
        return list(days)
    at = [i for i, f in enumerate(days[0][0].families) if keep(f)] if days else []
    return [(replace(f, values=f.values[:, at], names=tuple(f.names[i] for i in at), families=tuple(f.families[i] for i in at)), y)
            for f, y in days]


def ablate(sets: Sequence[Set]) -> None:
    """Sets → the figures with all features, without the signed graph, without each family."""
    families = tuple(dict.fromkeys(sets[0].days[0][0].families))
    for told in sets:
        walk(f"{told.name}, all", sets, told)
        walk(f"{told.name}, no signed graph", sets, told, keep=lambda f: f not in GRAPH)
    for family in (f for f in families if f != "own record"):
        for told in sets:
            walk(f"{told.name}, no {family}", sets, told, keep=lambda f, x=family: f != x)


def damaged(table: EventTable, seed: int, dropped: float = 0.0, flipped: float = 0.0, merged: float = 0.0) -> EventTable:
    """Table, shares → the same with events dropped, signs flipped (quads 1↔4, 2↔3), and actors merged into others."""
    dice = np.random.default_rng(seed)
    n, parties = len(table), len(table.parties)
    kept = dice.random(n) >= dropped
    other = {r: i for i, r in enumerate(table.relations)}
    flips = [other.setdefault(r._replace(quad=(0, 4, 3, 2, 1)[r.quad], score=-r.score), len(other)) for r in table.relations]
    relation = np.where(dice.random(n) < flipped, np.array(flips, np.int32)[table.relation], table.relation)
    into = np.where(dice.random(parties) < merged, dice.integers(0, parties, parties), np.arange(parties)).astype(np.int32)
    recipient = np.where(table.recipient >= 0, into[np.maximum(table.recipient, 0)], -1)
    return replace(table, day=table.day[kept], actor=into[table.actor][kept], relation=relation[kept], recipient=recipient[kept],
                   weight=table.weight[kept], relations=tuple(other), origin=())


def harm(words: Sequence[str], node_level: Level) -> None:
    """NAME=FILES → the shipped weights told from damaged events, judged by what the sound ones say came, for the pairs that both know."""
    for word in words:
        name, _, files = word.partition("=")
        table = EventTable.of(row for f in files.split(",") for row in read_events(Path(f)))
        sound = Dyads.of(table, node_level)
        for what, hurt in (("sound", {}), ("30 % dropped", {"dropped": 0.3}), ("10 % of signs flipped", {"flipped": 0.1}),
                           ("10 % of actors merged", {"merged": 0.1}), ("all three", {"dropped": 0.3, "flipped": 0.1, "merged": 0.1})):
            seen = Dyads.of(damaged(table, 1, **hurt), node_level)
            at = {node: i for i, node in enumerate(seen.nodes)}
            days = list(_judged(sound, seen, at))
            later = days[int(len(days) * SPARED) :]
            show(f"{name}, {what}", [(t, y) for _, t, y in later],
                 probabilities(shipped(), [(f, y) for f, _, y in later], [(f, y) for f, _, y in days]))


def _judged(sound: Dyads, seen: Dyads, at: dict[str, int]) -> Iterator[tuple[Features, Features, np.ndarray]]:
    """Sound and damaged dyads → for each day what was seen, what was true (which task, climatology), and what came."""
    for day in origins(sound, HORIZON):
        true = features(sound, day, HORIZON)
        known = np.array([sound.nodes[a] in at and sound.nodes[b] in at for a, b in zip(true.a, true.b, strict=True)])
        cut = replace(true, a=true.a[known], b=true.b[known], climatology=true.climatology[known], clashes=true.clashes[known],
                      events=true.events[known], quiet=true.quiet[known], values=true.values[known])
        asked = [np.array([at[sound.nodes[i]] for i in side]) for side in (cut.a, cut.b)]
        yield features(seen, day, HORIZON, (asked[0], asked[1])), cut, came(sound, cut, HORIZON)


def train(out: Path, sets: Sequence[Set], spared: Sequence[str]) -> None:
    """Sets, spans (FROM:TO) that no window may touch → the weights, written."""
    spans = [tuple(date.fromisoformat(d).toordinal() for d in s.split(":")) for s in spared]
    taught = [(f, y) for one in sets for f, y in one.days if not any(f.day < b and f.day + HORIZON >= a for a, b in spans)]
    about = (f"ridge logistic weights of onset within {HORIZON} days; {sum(len(f) for f, _ in taught)} pair-weeks, "
             f"{sum(int(y.sum()) for _, y in taught)} with a clash; sets: {', '.join(s.name for s in sets)}")
    print(f"{out}: sha256 {written(fit(taught, about), out)}; {about}")


def main() -> None:
    """Command line → the figures, or the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=("measure", "transfer", "ablate", "harm", "train"))
    parser.add_argument("words", nargs="+", metavar="[OUT] NAME=FILE[,FILE…]")
    parser.add_argument("--level", choices=("country", "group"), default="country")
    parser.add_argument("--not", dest="spared", action="append", default=[], metavar="FROM:TO")
    asked = parser.parse_args()
    start = time.process_time()
    words = [w for w in asked.words if "=" in w]
    if asked.what == "harm":
        harm(words, asked.level)
        return
    sets = [Set.of(w, asked.level) for w in words]
    if asked.what == "train":
        train(Path(asked.words[0]), sets, asked.spared)
    elif asked.what == "measure":
        for told in sets:
            walk(told.name, sets, told)
    elif asked.what == "transfer":
        for told in sets:
            for other in sets:
                walk(f"{other.name} → {told.name}", [other], told)
            walk(f"all others → {told.name}", sets, told, own=False)
    else:
        ablate(sets)
    print(f"{time.process_time() - start:.0f} CPU seconds, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main()
