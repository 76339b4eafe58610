"""Facts, day by day → `FactorModel`: vectors of entities and relations, so that who deals with alike partners is held to be alike.

score(one, relation, other) = (a_one · w_r + v_r + u_r · m_one) · b_other + bias_other, the products by component; m_one is the decayed mean
of the vectors of late partners. Learned as the days go by, after each day was asked about, from its facts and a sample of recent ones, by
adaptive gradient steps on a sampled softmax (compare ComplEx, Trouillon et al. 2016, and FISM, Kabbur et al. 2013). Dice come from
the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.compiled import kernel
from foreshock.forecast.next.candidates import ALIKE
from foreshock.forecast.next.facts import Facts
from foreshock.forecast.next.features import Factors
from foreshock.forecast.next.spaces import Floats, Ints, Longs

DIMENSIONS = 64
NEGATIVES = 48  # answers that are not, drawn for each that is
REPLAY = 10  # facts of earlier days learned again for each of the day's
REPLAY_HALF_LIFE, MEMORY_HALF_LIFE, POPULARITY_HALF_LIFE = 45.0, 20.0, 60.0  # days
STEP = 0.05
POOL = 20_000
SMALLEST = 1e-4  # a share this small teaches nothing


class Vectors(NamedTuple):
    """What is learned: `a` of who is known, `b` and `bias` of who could be the answer, `w`, `v`, `u` of what was done; (…, DIMENSIONS)."""

    a: Floats
    b: Floats
    w: Floats
    v: Floats
    u: Floats
    bias: Floats


@kernel
def nudge(x: Floats, squares: Floats, i: int, slope: Floats, rate: np.float32) -> None:
    """Row i of x → moved down the slope, by less where it was moved much before (Adagrad, Duchi et al. 2011)."""
    for d in range(len(slope)):
        squares[i, d] += slope[d] * slope[d]
        x[i, d] -= rate * slope[d] / np.sqrt(squares[i, d])


@kernel
def softmax(query: Floats, who: Ints, x: Vectors, share: Floats) -> None:
    """A query vector, the right answer and wrong ones → `share`: of each by the model; a wrong one that is the right one has none."""
    top = np.float32(-1e9)
    for j in range(len(who)):
        t = x.bias[who[j]]
        for d in range(len(query)):
            t += query[d] * x.b[who[j], d]
        share[j] = t if j == 0 or who[j] != who[0] else np.float32(-1e9)
        top = max(top, share[j])
    total = np.float32(0.0)
    for j in range(len(who)):
        share[j] = np.exp(share[j] - top)
        total += share[j]
    for j in range(len(who)):
        share[j] /= total


@kernel
def step(one: Ints, relation: Ints, other: Ints, wrong: Ints, x: Vectors, squares: Vectors, memory: Floats, heard: Floats,
         rate: np.float32) -> None:
    """Facts and, for each, answers that are not, (facts, negatives) → every vector moved a little, in the order of the facts."""
    dims, n = x.a.shape[1], wrong.shape[1] + 1
    query, back, slope = (np.empty(dims, dtype=np.float32), np.empty(dims, dtype=np.float32), np.empty(dims, dtype=np.float32))
    who, share = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.float32)
    for i in range(len(one)):
        s, r = one[i], relation[i]
        late = memory[s] / (heard[s] + np.float32(1.0))
        for d in range(dims):
            query[d] = x.a[s, d] * x.w[r, d] + x.v[r, d] + x.u[r, d] * late[d]
            back[d] = 0.0
        who[0] = other[i]
        who[1:] = wrong[i]
        softmax(query, who, x, share)
        for j in range(n):
            g = share[j] - (np.float32(1.0) if j == 0 else np.float32(0.0))
            if abs(g) < SMALLEST:
                continue
            for d in range(dims):
                back[d] += g * x.b[who[j], d]
                slope[d] = g * query[d]
            nudge(x.b, squares.b, who[j], slope, rate)
            squares.bias[who[j]] += g * g
            x.bias[who[j]] -= rate * g / np.sqrt(squares.bias[who[j]])
        for d in range(dims):
            slope[d] = back[d] * x.w[r, d]
            late[d] *= back[d]
        for d in range(dims):
            query[d] = back[d] * x.a[s, d]
        nudge(x.a, squares.a, s, slope, rate)
        nudge(x.w, squares.w, r, query, rate)
        nudge(x.v, squares.v, r, back, rate)
        nudge(x.u, squares.u, r, late, rate)


@dataclass(slots=True, eq=False)
class FactorModel:
    """Vectors as they stand after the days learned so far; `learn` moves them. Entities up to `known` and relations `used` were met."""

    facts: Facts
    dice: np.random.Generator
    x: Vectors
    squares: Vectors
    memory: Floats
    heard: Floats
    popular: Floats
    known: int
    used: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, facts: Facts, seed: int = 0) -> FactorModel:
        """Facts (for their names; nothing is learned yet), seed → vectors near zero.

        Each row is drawn for its place, whatever comes after it: entities and relations are numbered as they are met.
        """
        n, r = facts.n_entities, facts.n_directed // 2
        a, b, w, w_turned, v, v_turned = (
            np.random.default_rng((seed, k)).standard_normal((m, DIMENSIONS), dtype=np.float32) * np.float32(0.1)
            for k, m in enumerate((n, n, r, r, r, r))
        )
        u, bias = np.full((2 * r, DIMENSIONS), 0.1, dtype=np.float32), np.zeros(n, dtype=np.float32)
        x = Vectors(a, b, np.concatenate([w, w_turned]) + np.float32(1.0), np.concatenate([v, v_turned]), u, bias)
        squares = Vectors(*(np.full_like(y, 0.01) for y in x))
        late, none = np.zeros((n, DIMENSIONS), dtype=np.float32), np.zeros(n, dtype=np.float32)
        return cls(facts, np.random.default_rng((seed, 6)), x, squares, late, none, none.copy(), 0, np.zeros(2 * r, dtype=np.bool_))

    def say(self, one: Longs, asked: Longs) -> Factors:
        """Questions → what the model says of every entity met so far as an answer; of what it never met it says nothing."""
        x, met, used = self.x, (one < self.known)[:, None], self.used[asked][:, None]
        late = np.where(used, x.u[asked], np.float32(0.1)) * self.memory[one] / (self.heard[one] + 1)[:, None]
        own = np.where(met, x.a[one], np.float32(0.0)) * np.where(used, x.w[asked], np.float32(1.0))
        part = np.stack([own, np.where(used, x.v[asked], np.float32(0.0)), late]).astype(np.float32)
        score = part.sum(axis=0) @ x.b[: self.known].T + x.bias[: self.known]
        most = min(ALIKE, self.known)
        alike = np.argpartition(-score, most - 1, axis=1)[:, :most] if most else np.empty((len(one), 0), dtype=np.int64)
        return Factors(score, part, x.b, alike.astype(np.int64))

    def learn(self, first: int, last: int, day: int) -> None:
        """Facts first … last − 1 happened on the day → learned, with a sample of those before."""
        f = self.facts
        self.known = max(self.known, int(f.other[first:last].max()) + 1)
        self.used[f.relation[first:last]] = True
        self._popular(f.other[first:last])
        start = int(np.searchsorted(f.day, day - int(6 * REPLAY_HALF_LIFE)))
        weight = np.cumsum(2.0 ** (-(day - f.day[start:last]) / REPLAY_HALF_LIFE))
        again = start + np.searchsorted(weight, self.dice.random((last - first) * REPLAY) * weight[-1])
        rows = np.concatenate([again, np.arange(first, last)])
        odds = (self.popular[: self.known] + np.float32(0.02)) ** np.float32(0.75)
        total = np.cumsum(odds, dtype=np.float64)
        pool = np.searchsorted(total, self.dice.random(POOL) * total[-1]).clip(0, self.known - 1).astype(np.int32)
        wrong = pool[self.dice.integers(0, POOL, size=(len(rows), NEGATIVES))]
        step(f.one[rows], f.relation[rows], f.other[rows], wrong, self.x, self.squares, self.memory, self.heard,
             np.float32(STEP))
        self._remember(f.one[first:last], f.other[first:last])

    def _popular(self, other: Ints) -> None:
        self.popular *= np.float32(2 ** (-1 / POPULARITY_HALF_LIFE))
        np.add.at(self.popular, other, 1)

    def _remember(self, one: Ints, other: Ints) -> None:
        keep = np.float32(2 ** (-1 / MEMORY_HALF_LIFE))
        self.memory *= keep
        self.heard *= keep
        np.add.at(self.memory, one, self.x.b[other])
        np.add.at(self.heard, one, 1)
