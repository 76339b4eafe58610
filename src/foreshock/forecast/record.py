"""The past of a store → what forecasts would have said on earlier days, and whether it came: how far they can be trusted here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from foreshock.errors import BadInput
from foreshock.forecast.history import History
from foreshock.forecast.onset import chances
from foreshock.graph.past import Past

BINS = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One pair on one day: probability told (0–1), by its own record alone, whether it clashed in the window before; what came."""

    day: date
    pair: tuple[str, str]
    told: float
    own_record: float
    clashed_before: bool
    came: bool


@dataclass(frozen=True, slots=True)
class Score:
    """How forecasts did: Brier scores (lower is better), of them, the own record, and persistence; AUROC (0–1, None without both outcomes).

    `skill` and `skill_persistence` (−∞ … 1) are 1 − Brier / Brier of the other. Persistence tells a pair that clashed in the window before
    the share that came of such pairs, and likewise the others: counted in the same cases, which favours it.
    """

    cases: int
    came: int
    brier: float
    skill: float
    skill_persistence: float
    auroc: float | None
    auroc_own_record: float | None
    calibration_error: float


def cases(past: Past, days: Sequence[date], window: int = 28) -> list[Case]:
    """Past, days, days ahead → every forecast of those days with what came.

    Each is made from what was out on its day; what came is judged by all that the store holds today.
    """
    every = past.days()
    if not every or window < 1:
        raise BadInput(f"There is nothing to look back on in {len(every)} days of news, by windows of {window} days.")
    actors = dict(past.actors)
    acts = History.of(past.events(every[-1]), actors, every[-1], window).acts
    found = []
    for day in days:
        p = past.picture(day)
        known = History.of(p.events, p.actors, day, window)
        ahead = range(day.toordinal() + 1, day.toordinal() + window + 1)
        behind = range(day.toordinal() - window + 1, day.toordinal() + 1)
        for one in chances(p.events, p.ties, p.courses, p.actors, as_of=day, window=window):
            found.append(Case(
                day, one.pair, one.probability, known.own(one.pair).rate,
                any(a.clash and a.day in behind for a in known.acts.get(one.pair, ())),
                any(a.clash and a.day in ahead for a in acts.get(one.pair, ())),
            ))
    return found


def backtest(past: Past, first: date | None = None, last: date | None = None, window: int = 28) -> list[Case]:
    """Past, first and last day to forecast from (the whole past if left out) → the cases of every `window` days, so that none overlap."""
    every = past.days()
    if not every or window < 1:
        raise BadInput(f"There is nothing to look back on in {len(every)} days of news, by windows of {window} days.")
    start, end = first or every[0], min(last or every[-1], every[-1] - timedelta(window))
    if start > end:
        raise BadInput(f"No window of {window} days from {start} on closes by {every[-1]}, the last day of the store. Begin earlier.")
    days = [start + timedelta(k * window) for k in range((end - start).days // window + 1)]
    return cases(past, days, window)


def told_and_came(past: Past, *, window: int = 28, windows: int = 12) -> list[tuple[float, bool]]:
    """Past, days ahead, how many windows to go back → for every forecast of those days its probability (0–1) and whether it came."""
    every = past.days()
    if not every or window < 1 or windows < 1:
        raise BadInput(f"There is nothing to look back on in {len(every)} days of news, by {windows} windows of {window} days.")
    days = [every[-1] - timedelta(n * window) for n in range(windows, 0, -1)]
    return [(c.told, c.came) for c in cases(past, [d for d in days if d >= every[0]], window)]


def score(found: Sequence[Case]) -> Score:
    """Cases → how the forecasts did; BadInput without any."""
    if not found:
        raise BadInput("No pair was forecast on these days. Give a store with more events, or other days.")
    told, own, before, came = np.array([(c.told, c.own_record, c.clashed_before, c.came) for c in found], dtype=float).T
    persistence = np.zeros(len(found))
    for value in (0.0, 1.0):
        if (before == value).any():
            persistence[before == value] = came[before == value].mean()
    briers = [float(np.mean((p - came) ** 2)) for p in (told, own, persistence)]
    parts = np.array_split(np.argsort(told, kind="stable"), BINS)
    error = sum(abs(told[i].mean() - came[i].mean()) * len(i) for i in parts if len(i)) / len(told)
    return Score(
        len(found), int(came.sum()), briers[0], _skill(briers[0], briers[1]), _skill(briers[0], briers[2]), _auroc(told, came),
        _auroc(own, came), float(error),
    )


def missed(found: Sequence[Case], most: int = 20) -> list[Case]:
    """Cases → what came and was thought least likely, the least likely first."""
    return sorted((c for c in found if c.came), key=lambda c: (c.told, c.day, c.pair))[:most]


def false_alarms(found: Sequence[Case], most: int = 20) -> list[Case]:
    """Cases → what was thought likeliest and did not come, the likeliest first."""
    return sorted((c for c in found if not c.came), key=lambda c: (-c.told, c.day, c.pair))[:most]


def _skill(brier: float, other: float) -> float:
    return 1.0 - brier / other if other else 0.0


def _auroc(told: np.typing.NDArray[np.float64], came: np.typing.NDArray[np.float64]) -> float | None:
    hits = came.sum()
    if not 0 < hits < len(came):
        return None
    _, inverse, counts = np.unique(told, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[came == 1].sum() - hits * (hits + 1) / 2) / (hits * (len(came) - hits)))
