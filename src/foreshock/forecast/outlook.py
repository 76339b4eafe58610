"""Dyads, days → `Outlook`s: for every pair asked for, how likely a clash is in the window, and what adds up to it.

The weights come with foreshock; only the level is set by the history in hand, from days whose windows had closed by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from foreshock.errors import BadInput
from foreshock.forecast.dyads import Dyads, Floats, Ints
from foreshock.forecast.features import Features, features
from foreshock.forecast.learning import came, level, log_odds, teaching_days
from foreshock.forecast.weights import Weights, shipped

OWN_LEVEL = "level of this history"
LONGEST = 365  # days ahead that can be asked for


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """k pairs on one day. `odds` = log-odds of the climatology + `parts` summed over the families, shape (k, families).

    `probability` (0–1) is that of at least one event of material conflict within `horizon` days.
    """

    day: date
    horizon: int
    nodes: tuple[str, ...]
    features: Features
    families: tuple[str, ...]
    parts: Floats
    odds: Floats

    @property
    def probability(self) -> Floats:
        """→ probabilities (0–1), shape (k,)."""
        made: Floats = 1.0 / (1.0 + np.exp(-self.odds))
        return made

    def __len__(self) -> int:
        return len(self.odds)

    def pair(self, i: int) -> tuple[str, str]:
        """Index → the names of the two."""
        return self.nodes[self.features.a[i]], self.nodes[self.features.b[i]]


class Outlooks:
    """Outlooks over one history, one day after another: what was computed of a day is kept for those that learn from it."""

    def __init__(self, dyads: Dyads, horizon: int = 28, weights: Weights | None = None, own_level: bool = True) -> None:
        """Takes the dyads of a whole history; what is told of a day looks at nothing after it. `own_level`: set it by the history."""
        if not 1 <= horizon <= LONGEST:
            raise BadInput(f"--horizon {horizon}d is not between 1 and {LONGEST} days. Ask for 28d, for example.")
        self.dyads, self.horizon, self.own_level = dyads, horizon, own_level
        self.weights = weights or shipped()
        self._odds: dict[date, tuple[Floats, np.typing.NDArray[np.bool_]]] = {}

    def on(self, day: date, asked: tuple[Ints, Ints] | None = None) -> Outlook:
        """Day, pairs (indices a < b; all with three events by then if left out) → the outlook as it was that day."""
        known = features(self.dyads, day, self.horizon, asked)
        families, parts = self.weights.parts(known)
        own = self._level(day) if self.own_level else 0.0
        parts = np.column_stack([parts, np.full(len(known), own)])
        odds = log_odds(known.climatology) + parts.sum(1)
        return Outlook(day, self.horizon, self.dyads.nodes, known, (*families, OWN_LEVEL), parts, odds)

    def earlier(self, day: date) -> tuple[Floats, np.typing.NDArray[np.bool_]]:
        """Day → log-odds that the weights gave on the days that teach it (at its level), and what came of each."""
        odds, came_true, ages = self._past(day)
        added = level(odds, came_true, ages) if self.own_level else 0.0
        return (np.concatenate(odds) + added, np.concatenate(came_true)) if odds else (np.zeros(0), np.zeros(0, np.bool_))

    def _level(self, day: date) -> float:
        return level(*self._past(day))

    def _past(self, day: date) -> tuple[list[Floats], list[np.typing.NDArray[np.bool_]], list[int]]:
        """Day → log-odds told on days whose windows had closed by it, what came, and how many days ago they closed."""
        days = teaching_days(day, self.dyads, self.horizon)
        for one in days:
            if one not in self._odds:
                known = features(self.dyads, one, self.horizon)
                odds = log_odds(known.climatology) + self.weights.parts(known)[1].sum(1)
                self._odds[one] = odds, came(self.dyads, known, self.horizon)
        ages = [(day - d).days - self.horizon for d in days]
        return [self._odds[d][0] for d in days], [self._odds[d][1] for d in days], ages


FARTHEST = 366  # days after the last event of a history; what it tells of a later day is its climatology alone


def weekly(outlooks: Outlooks, first: date, last: date) -> Iterator[Outlook]:
    """Outlooks, first and last day → the outlook of every seventh day.

    BadInput where the history does not reach the first day, or ended more than a year before the last.
    """
    dyads = outlooks.dyads
    if first > last:
        raise BadInput(f"--from {first} is after --to {last}. Swap them.")
    if not len(dyads.day) or first.toordinal() < int(dyads.day[0]):
        began = date.fromordinal(int(dyads.day[0])) if len(dyads.day) else None
        raise BadInput(f"The history begins on {began}, the forecasts on {first}: give earlier events, or a later --from."
                       if began else "The history has no events. Give a file with some.")
    if last.toordinal() > int(dyads.day[-1]) + FARTHEST:
        ended = date.fromordinal(int(dyads.day[-1]))
        raise BadInput(f"The history ends on {ended}, more than {FARTHEST} days before --to {last}. Give later events, or an earlier --to.")
    if not dyads.nodes:
        raise BadInput("No event of the history names the country of anybody. Take parties as they are printed: --level party.")
    day = first
    while day <= last:
        yield outlooks.on(day)
        day += timedelta(7)
