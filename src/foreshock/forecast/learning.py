"""Dyads, days → weights: ridge logistic regression on top of the climatology's log-odds, and the level of one's own history.

A day teaches only when its window has closed: what is told of a day is learned from days at least a window before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from foreshock.errors import BadInput
from foreshock.forecast.dyads import Dyads, Floats
from foreshock.forecast.features import Features
from foreshock.forecast.weights import NEVER_CLASHED, Weights

BURN_IN = 56  # days of history before a day teaches
PENALTY = 1000.0  # ridge: as if so many rows said that a weight is nothing
STEPS = 12
LOOK_BACK = 182  # days of one's own history that set the level
LEVEL_HALF_LIFE = 28.0  # days after which a window that has closed counts half for the level: it moves within weeks
LEVEL_PENALTY = 10.0  # information (rows · p · (1 − p)) with which the level of the shipped weights is taken at half
OVERLAP = 4.0  # weekly days share the days of their windows: so many count as one


def origins(dyads: Dyads, horizon: int, first: date | None = None, last: date | None = None) -> list[date]:
    """Dyads, days ahead → every seventh day whose window closes with the events (and with `last`), earliest first."""
    if not len(dyads.day):
        return []
    start = int(dyads.day[0]) + BURN_IN if first is None else first.toordinal()
    end = min(int(dyads.day[-1]), last.toordinal() if last else date.max.toordinal()) - horizon
    return [date.fromordinal(d) for d in range(end - (end - start) // 7 * 7, end + 1, 7)] if end >= start else []


def came(dyads: Dyads, told: Features, horizon: int) -> np.typing.NDArray[np.bool_]:
    """Dyads with what came after, features of a day → whether each pair clashed within the window."""
    ahead = (dyads.day > told.day) & (dyads.day <= told.day + horizon) & dyads.between & (dyads.quad == 4)
    found: np.typing.NDArray[np.bool_] = np.isin(told.a * len(dyads.nodes) + told.b, dyads.key[ahead])
    return found


def fit(taught: Iterable[tuple[Features, np.typing.NDArray[np.bool_]]], about: str = "") -> Weights:
    """Days with what came → weights; BadInput where nothing, or nothing but peace or war, is there to learn from."""
    days = list(taught)
    outcome = np.concatenate([y for _, y in days]).astype(np.float64) if days else np.zeros(0)
    if not 0 < outcome.sum() < len(outcome):
        raise BadInput("There is nothing to learn from: no day whose window has closed, or all pairs alike. Give a longer history.")
    values = np.concatenate([f.values for f, _ in days]).astype(np.float64)
    names = days[0][0].names
    mean, scale = values.mean(0), values.std(0) + 1e-6
    z = np.clip((values - mean) / scale, -4, 4).astype(np.float32)
    never = (np.concatenate([f.clashes for f, _ in days]) == 0).astype(np.float32)[:, None]
    offset = log_odds(np.concatenate([f.climatology for f, _ in days]))
    design = np.hstack([np.ones_like(never), z, never, never * z])
    penalty = np.full(design.shape[1], PENALTY)
    penalty[0] = 1e-3
    found = ridge(design, outcome, offset, penalty)
    m = len(names)
    assert NEVER_CLASHED in names
    return Weights(names, mean, scale, found[1 : m + 1], found[m + 2 :], float(found[0]), float(found[m + 1]), about)


def ridge(design: np.typing.NDArray[np.float32], outcome: Floats, offset: Floats, penalty: Floats) -> Floats:
    """Design, outcomes (0 or 1), offset in log-odds, penalties → the coefficients, by Newton's steps."""
    found: Floats = np.zeros(design.shape[1])
    for _ in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-(offset + design @ found.astype(np.float32))))
        slope = design.T @ (outcome - p).astype(np.float32) - penalty * found
        curve = (design * (p * (1 - p)).astype(np.float32)[:, None]).T @ design + np.diag(penalty)
        step: Floats = np.linalg.solve(curve.astype(np.float64), slope.astype(np.float64))
        found = found + step
        if np.abs(step).max() < 1e-4:
            break
    return found


def log_odds(p: Floats) -> Floats:
    """Probabilities (strictly between 0 and 1) → log-odds."""
    made: Floats = np.log(p / (1.0 - p))
    return made


def teaching_days(day: date, dyads: Dyads, horizon: int) -> list[date]:
    """A day → the earlier ones, a week apart, that its own history sets the level from: windows closed, 56 days of history."""
    if not len(dyads.day):
        return []
    earliest = max(int(dyads.day[0]) + BURN_IN, day.toordinal() - horizon - LOOK_BACK)
    latest = day.toordinal() - horizon
    count = max(0, (latest - earliest) // 7 + 1)
    return [day - timedelta(horizon + 7 * k) for k in range(count)][::-1]


def level(told: Sequence[Floats], came_true: Sequence[np.typing.NDArray[np.bool_]], ages: Sequence[int]) -> float:
    """Log-odds told on earlier days, what came, days since each window closed → what to add to all (log-odds).

    First what holds for all these days, drawn to 0 as far as they are few; then how far the latest have moved, drawn to nothing likewise.
    """
    if not told:
        return 0.0
    odds, outcome = np.concatenate(told), np.concatenate(came_true).astype(np.float64)
    counts = np.repeat(0.5 ** (np.array(ages) / LEVEL_HALF_LIFE) / OVERLAP, [len(one) for one in told])
    lasting = _shift(odds, outcome, np.full(len(odds), 1 / OVERLAP))
    return lasting + _shift(odds + lasting, outcome, counts)


def _shift(odds: Floats, outcome: Floats, counts: Floats) -> float:
    """Log-odds, outcomes, how much each counts → what to add to all, by Newton's steps, drawn to 0."""
    added = 0.0
    for _ in range(20):
        p = 1.0 / (1.0 + np.exp(-(odds + added)))
        step = ((counts * (outcome - p)).sum() - LEVEL_PENALTY * added) / ((counts * p * (1 - p)).sum() + LEVEL_PENALTY)
        added += step
        if abs(step) < 1e-9:
            break
    return float(added)
