"""History, queries → for each question the candidates in order: `NextEvents`, day by day, each day from the days before it alone.

The last weeks of the history train the ranker, the very last days calibrate it; a history too short for that is ranked by the trees
that come with foreshock. Single step (Li et al. 2021): a query may use every event of an earlier day, the queries' own of earlier
days included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from foreshock.forecast.next.facts import facts
from foreshock.forecast.next.packaged import packaged
from foreshock.forecast.next.ranker import Doubles, Ranker
from foreshock.forecast.next.stream import Described, Stream
from foreshock.forecast.next.training import Plan, Say, calibrated, gather, held
from foreshock.types import EventTable


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Some of a day's questions with their candidates, and a score for each."""

    described: Described
    score: Doubles


class NextEvents:
    """A history, and what is asked about the days that follow it.

    `ranker`: one grown before, to be used as it is; if left out, one is grown on the history, or the packaged one is taken where the
    history is too short. `say` is told what is under way, how many days are done, and of how many. Dice come from the seed.
    """

    def __init__(
        self, history: EventTable, queries: EventTable, *, ranker: Ranker | None = None, seed: int = 0, say: Say | None = None,
    ) -> None:
        self.facts = facts(history, queries)
        self.n_history = len(history)
        self.stream = Stream(self.facts, seed)
        self.ranker = ranker
        self._dice = np.random.default_rng(seed)
        self._say = say or _nothing

    def ranked(self) -> Iterator[Ranked]:
        """→ the questions of the queries, day by day, each with its candidates and their scores. Can be walked once."""
        asks = self.facts.event >= self.n_history
        days = np.unique(self.facts.day[asks]).tolist()
        if not days:
            return
        ranker = self.ranker = self._learn(days[0])
        to_come = [d for d in self.stream.days.tolist() if days[0] <= d <= days[-1]]
        for n, day in enumerate(to_come):
            self._say("predicting", n, len(to_come))
            asked = self.stream.asked(day)
            wanted = np.maximum.reduceat(asks[asked.fact], asked.answers[:-1])
            for described in self.stream.describe(asked.those(np.nonzero(wanted)[0])):
                yield Ranked(described, ranker.score(described.table))
            self.stream.tell(day)
        self._say("predicting", len(to_come), len(to_come))

    def _learn(self, until: int) -> Ranker:
        """Takes in every day before `until` → the ranker."""
        plan = Plan.of(self.stream, until)
        if self.ranker is not None or not plan.training:
            for n, day in enumerate(plan.days):
                self._say("learning", n, len(plan.days))
                self.stream.tell(day)
            return self.ranker or packaged()
        sample = gather(self.stream, plan, self._dice, self._say)
        self._say("growing the ranker", len(plan.before), len(plan.days))
        ranker = Ranker.grow([sample])
        del sample
        return calibrated(ranker, held(self.stream, plan, ranker, self._dice, self._say))


def _nothing(what: str, done: int, of: int) -> None:
    """Nobody wants to know."""
