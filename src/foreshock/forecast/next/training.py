"""The last weeks of a history → a ranker grown on them, the very last days → what its scores are worth as probabilities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foreshock.forecast.next.ranker import Doubles, Ranker, Sample
from foreshock.forecast.next.stream import Asked, Described, Stream

TRAINING_DAYS, HELD_DAYS = 75, 4
NEGATIVES = 40  # candidates of a question that are not right, kept for training
ROWS = 2_000_000  # of a training sample: bounds memory and time
FEWEST = 5_000  # questions under which a history does not grow a ranker of its own
Say = Callable[[str, int, int], None]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which days of a history are asked about to grow the ranker, which to calibrate it, and what share of their questions."""

    days: tuple[int, ...]
    training: frozenset[int]
    held: frozenset[int]
    share: float

    @classmethod
    def of(cls, stream: Stream, until: int, rows: int = ROWS) -> Plan:
        """What is to come, the first day asked about, rows wanted → the plan; nothing is trained on where the history is short."""
        days = tuple(d for d in stream.days.tolist() if d < until)
        held = frozenset(days[-HELD_DAYS:] if len(days) > HELD_DAYS else ())
        training = frozenset(d for d in days if until - TRAINING_DAYS <= d and d not in held)
        questions = sum(len(stream.asked(d)) for d in training)
        if questions < FEWEST:
            return cls(days, frozenset(), frozenset(), 0.0)
        return cls(days, training, held, min(1.0, rows / (questions * (NEGATIVES + 1.2))))

    @property
    def before(self) -> tuple[int, ...]:
        """The days before those that calibrate."""
        return tuple(d for d in self.days if d not in self.held)


def some(stream: Stream, day: int, share: float, dice: np.random.Generator) -> Asked:
    """Day, share → that share of its questions."""
    asked = stream.asked(day)
    return asked.those(np.nonzero(dice.random(len(asked)) < share)[0])


def gather(stream: Stream, plan: Plan, dice: np.random.Generator, say: Say, rows: int = ROWS) -> Sample:
    """Takes in the days before those that calibrate → of each training question what was right and some of what was not."""
    sample, at = Sample.of(rows if plan.training else 0), 0
    for n, day in enumerate(plan.before):
        say("learning", n, len(plan.days))
        if day in plan.training:
            for described in stream.describe(some(stream, day, plan.share, dice)):
                for q, right in enumerate(rights(described)):
                    if right.any():
                        kept = _kept(right, dice)
                        at = sample.add(described.table[described.rows(q)][kept], right[kept], at)
        stream.tell(day)
    return sample


def _kept(right: Bools, dice: np.random.Generator) -> npt.NDArray[np.int64]:
    wrong = np.nonzero(~right)[0]
    if len(wrong) > NEGATIVES:
        wrong = np.sort(dice.choice(wrong, NEGATIVES, replace=False))
    return np.concatenate([np.nonzero(right)[0], wrong])


def held(stream: Stream, plan: Plan, ranker: Ranker, dice: np.random.Generator, say: Say) -> list[tuple[Doubles, Bools]]:
    """Takes in the days that calibrate → the scores of their candidates by a ranker that never saw them, and which are right."""
    found = []
    for n, day in enumerate(sorted(plan.held), len(plan.before)):
        say("calibrating", n, len(plan.days))
        for described in stream.describe(some(stream, day, plan.share, dice)):
            found.append((ranker.score(described.table), np.concatenate(rights(described))))
        stream.tell(day)
    return found


def calibrated(ranker: Ranker, found: Sequence[tuple[Doubles, Bools]]) -> Ranker:
    """A ranker, what `held` found → the ranker with a probability for every score."""
    return ranker.calibrated(np.concatenate([s for s, _ in found]), np.concatenate([r for _, r in found]))


def rights(described: Described) -> list[Bools]:
    """Described questions → for each, which of its candidates are answers."""
    asked = described.asked
    return [
        np.isin(described.candidate[described.rows(q)], asked.answer[asked.answers[q] : asked.answers[q + 1]]) for q in range(len(asked))
    ]
