"""A forecast, some of its reasons → the same forecast without them: what it would be if they were not so."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

from foreshock.errors import BadInput
from foreshock.forecast.interval import expit, logit, wilson
from foreshock.types import Forecast

_STEPS = 60  # of a bisection, over sizes from one to a million


def without(told: Forecast, rules: Collection[str]) -> Forecast:
    """Forecast, names of its reasons → the forecast as the other reasons have it, on as much evidence; BadInput names a reason it has not.

    Weights add up in log-odds, so that leaving some out needs nothing else; the interval is Wilson's of the same size.

    >>> from datetime import date
    >>> from foreshock.types import Reason
    >>> low, high = wilson(0.5, 20)
    >>> one = Forecast("clash", ("A", "B"), date(2020, 1, 1), 28, 0.5, low, high, 0.2, (Reason("clashes", "", logit(0.5) - logit(0.2)),))
    >>> round(without(one, ["clashes"]).probability, 6)
    0.2
    """
    known = {r.rule for r in told.reasons}
    if unknown := sorted(set(rules) - known):
        raise BadInput(f"The forecast has no reason {unknown[0]!r}. It has: {', '.join(r.rule for r in told.reasons)}.")
    if not rules:
        return told
    kept = tuple(r for r in told.reasons if r.rule not in rules)
    probability = expit(logit(told.base_rate) + math.fsum(r.weight for r in kept))
    low, high = wilson(probability, _size(told))
    return replace(told, probability=probability, low=low, high=high, reasons=kept, before=None, would_change=())


def _size(told: Forecast) -> float:
    """Forecast → the size of evidence that its interval says: the wider, the smaller."""
    small, large = 1.0, 1e6
    for _ in range(_STEPS):
        middle = math.sqrt(small * large)
        low, high = wilson(told.probability, middle)
        if high - low > told.high - told.low:
            small = middle
        else:
            large = middle
    return small
