"""Probability, weight of evidence → an interval: Wilson's score interval (1927) at 90 %."""

from __future__ import annotations

import math

NINETY = 1.6448536269514722  # standard deviations that hold 90 % of a normal distribution


def wilson(probability: float, size: float) -> tuple[float, float]:
    """Probability (0–1), effective sample size (> 0) → low and high (0–1); the interval holds the probability and never leaves 0–1.

    >>> [round(x, 3) for x in wilson(0.2, 5)], [round(x, 3) for x in wilson(0.2, 200)]
    ([0.046, 0.565], [0.158, 0.25])
    """
    z2 = NINETY * NINETY
    middle = (probability + z2 / (2 * size)) / (1 + z2 / size)
    half = NINETY / (1 + z2 / size) * math.sqrt(probability * (1 - probability) / size + z2 / (4 * size * size))
    return max(0.0, middle - half), min(1.0, middle + half)


def logit(p: float) -> float:
    """Probability (strictly between 0 and 1) → log-odds."""
    return math.log(p / (1.0 - p))


def expit(x: float) -> float:
    """Log-odds → probability (0–1).

    >>> expit(0.0), round(expit(logit(0.03)), 12)
    (0.5, 0.03)
    """
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))
