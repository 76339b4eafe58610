"""Described questions with their answers → `Ranker`: boosted trees that order candidates, and what a score is worth as a probability.

LambdaMART (Burges 2010) on features that name nobody. The score is a sum: of the trees' base and of what each feature adds (Lundberg
et al. 2020), so that reasons add up to it. A monotone map from score to probability is fitted on days that the trees were not grown on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foreshock.errors import ForeshockError
from foreshock.forecast.next import features
from foreshock.forecast.next.spaces import Floats

ROUNDS = 300
SETTINGS: Mapping[str, Any] = {
    "objective": "lambdarank", "lambdarank_truncation_level": 20, "num_leaves": 40, "learning_rate": 0.05, "min_data_in_leaf": 80,
    "feature_fraction": 0.35, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 2.0, "max_bin": 127,
    "num_threads": 1, "seed": 1, "deterministic": True, "force_row_wise": True, "verbose": -1,
}
Doubles = npt.NDArray[np.float64]


def lightgbm() -> Any:
    """→ the library, or an error that says what it lacks: its wheel wants the system's OpenMP."""
    try:
        import lightgbm
    except OSError as error:
        raise ForeshockError(f"lightgbm does not load ({error}). Install the OpenMP runtime (Debian: libgomp1; macOS: libomp).") from error
    return lightgbm


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Training rows as they are gathered: room for all at once, so that nothing is held twice."""

    table: Floats
    right: npt.NDArray[np.int8]
    groups: list[int]

    @classmethod
    def of(cls, rows: int) -> Sample:
        """How many rows at most → the room."""
        return cls(np.empty((rows, features.N), dtype=np.float32), np.empty(rows, dtype=np.int8), [])

    def __len__(self) -> int:
        return sum(self.groups)

    def add(self, table: Floats, right: npt.NDArray[np.bool_], at: int) -> int:
        """One question's rows and which are right, the row to write at → the next row; a question that no longer fits is left out."""
        end = at + len(table)
        if end > len(self.table):
            return at
        self.table[at:end], self.right[at:end] = table, right
        self.groups.append(len(table))
        return end


@dataclass(frozen=True, slots=True, eq=False)
class Ranker:
    """Grown trees, and the map from score to probability as ascending (score, probability) knots."""

    trees: Any
    knots: Doubles

    @classmethod
    def grow(cls, samples: Sequence[Sample], rounds: int = ROUNDS) -> Ranker:
        """Samples of questions, of one history or of several → trees, not yet calibrated."""
        lgb = lightgbm()
        tables, right = [s.table[: len(s)] for s in samples], [s.right[: len(s)] for s in samples]
        data = lgb.Dataset(
            tables[0] if len(tables) == 1 else np.concatenate(tables), np.concatenate(right), group=[g for s in samples for g in s.groups])
        return cls(lgb.train(dict(SETTINGS), data, rounds), np.empty((0, 2)))

    def score(self, table: Floats) -> Doubles:
        """Features, (rows, N) → scores, (rows,)."""
        if not len(table):  # LightGBM divides by the number of rows
            return np.zeros(0)
        return np.asarray(self.trees.predict(table, num_threads=1), dtype=np.float64)

    def contributions(self, table: Floats) -> Doubles:
        """Features, (rows, N) → what each adds to the score, and last the trees' base, (rows, N + 1); a row adds up to its score."""
        if not len(table):
            return np.zeros((0, table.shape[1] + 1))
        return np.asarray(self.trees.predict(table, pred_contrib=True, num_threads=1), dtype=np.float64)

    def calibrated(self, score: Doubles, right: npt.NDArray[np.bool_]) -> Ranker:
        """Scores of days that the trees never saw and which were right → the ranker with a probability for every score."""
        return Ranker(self.trees, isotonic(score, right))

    def probability(self, score: Doubles) -> Doubles:
        """Scores → probabilities (0–1) that the candidate is an answer; NaN where nothing was calibrated."""
        if not len(self.knots):
            return np.full(len(score), np.nan)
        return np.asarray(np.interp(score, self.knots[:, 0], self.knots[:, 1]), dtype=np.float64)

    def text(self) -> str:
        """→ the ranker as text, to be read by `of_text`."""
        told = {"features": list(features.FEATURES), "knots": self.knots.round(6).tolist(), "trees": self.trees.model_to_string()}
        return json.dumps(told)

    @classmethod
    def of_text(cls, text: str) -> Ranker:
        """Text that `text` gave → the ranker; an error where its features are not this version's."""
        told = json.loads(text)
        if told["features"] != list(features.FEATURES):
            raise ForeshockError("The ranker was grown on other features than this version has. Grow it anew (evals/next_ranker.py).")
        return cls(lightgbm().Booster(model_str=told["trees"]), np.array(told["knots"], dtype=np.float64).reshape(-1, 2))


def isotonic(score: Doubles, right: npt.NDArray[np.bool_], knots: int = 200) -> Doubles:
    """Scores and whether each was right → at most `knots` ascending (score, share right): isotonic regression, pooling adjacent violators.

    >>> isotonic(np.array([0.0, 1.0, 2.0, 3.0]), np.array([False, True, False, True])).tolist()
    [[0.0, 0.0], [1.5, 0.5], [3.0, 1.0]]
    """
    order = np.argsort(score, kind="stable")
    blocks: list[list[float]] = []  # sum of scores, of right ones, how many
    for s, y in zip(score[order].tolist(), right[order].tolist(), strict=True):
        blocks.append([s, float(y), 1.0])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    told: Doubles = np.array([(s / n, y / n) for s, y, n in blocks], dtype=np.float64).reshape(-1, 2)
    keep = np.unique(np.linspace(0, len(told) - 1, min(knots, len(told))).astype(int)) if len(told) else np.empty(0, dtype=int)
    return np.asarray(told[keep])
