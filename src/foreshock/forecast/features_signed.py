"""Dyads, pairs, a day → what each is like to others, and what third parties tell of a pair: the signed graph in numbers.

Two-step products over decayed signed matrices are structural balance (Heider 1946; Cartwright and Harary 1956) for all pairs at
once: the friend of an enemy, the enemy of a friend, common enemies, common friends, foes of allies. Likeness of partners
and low-rank factors (Hoff 2009) carry clashes over from those alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.linalg import ArpackError, eigsh

from foreshock.compiled import COMPILED, kernel
from foreshock.forecast.dyads import Dyads, Floats, Ints, sums
from foreshock.forecast.geography import borders

if TYPE_CHECKING:
    from foreshock.forecast.features import Columns

LIVES = (28.0, 365.0)
MOST = 2000  # nodes in the matrices: with more, the most active
ALIKE = 15  # nodes most like one that speak for it
RANK = 12
FEW = 300  # nodes up to which a full matrix costs nothing
SPARSE = 0.1  # share of all pairs that met, up to which a sparse one is quicker
Matrix = Any  # of floats, square: an array, or a sparse one
SYMMETRIC = ("lower", "higher")


class Both(Protocol):
    """Adds the lower and the higher of the two's values as columns."""

    def __call__(self, family: str, name: str, values: Floats, /) -> None: ...


class Add(Protocol):
    """Adds a column for the pairs inside the matrices; the others get `otherwise`."""

    def __call__(self, family: str, name: str, values: Floats, otherwise: float = 0.0, /) -> None: ...


def nodewise(columns: Columns, past: Dyads, a: Ints, b: Ints, now: int) -> None:
    """Adds what the two are like towards everybody: activity, hostility, how many they clash with, how it is at home."""
    n, between, clash = len(past.nodes), past.between, past.between & (past.quad == 4)

    def both(family: str, name: str, values: Floats) -> None:
        x, y = values[a], values[b]
        for which, side in zip(SYMMETRIC, (np.minimum(x, y), np.maximum(x, y)), strict=True):
            columns.add(family, f"{name}, {which}", side)

    def of_each(mask: npt.NDArray[np.bool_], weight: Floats) -> Floats:
        return sums(past.a[mask], weight[mask], n) + sums(past.b[mask], weight[mask], n)

    for life in LIVES:
        weight = past.weight * 0.5 ** ((now - past.day) / life)
        active, clashed = of_each(between, weight), of_each(clash, weight)
        both("activity of each", f"activity {life:g}", np.log(active + 0.02))
        both("clashes of each with others", f"clashes with anybody {life:g}", np.log(clashed + 0.02))
        share = (clashed + 0.5) / (active + 20.0)
        both("clashes of each with others", f"share of clashes {life:g}", share)
        words = of_each(between & (past.quad == 3), weight)
        both("hostility of each to others", f"share of hostile words {life:g}", (words + 0.5) / (active + 10.0))
        columns.add("clashes of each with others", f"clashes expected {life:g}",
                    np.log(clashed[a] * clashed[b] / (clashed.sum() + 1.0) + 0.02))
        traffic = np.exp(columns.values[f"events {life:g}"])
        columns.add("clashes of each with others", f"clashes expected by traffic {life:g}", np.log(traffic * (share[a] + share[b]) + 1e-3))
        for which, of in zip(SYMMETRIC, (np.maximum, np.minimum), strict=True):
            columns.add("weight in each one's news", f"share of news {life:g}, {which}", traffic / (of(active[a], active[b]) + 1.0))
    _foes(both, past, clash, now)
    home = (past.a >= 0) & (past.a == past.b)
    weight = past.weight * 0.5 ** ((now - past.day) / 28.0)
    fights = sums(past.a[k := home & (past.quad == 4)], weight[k], n)
    every = sums(past.a[home], weight[home], n)
    both("upheaval at home", "clashes at home", np.log(fights + 0.02))
    both("upheaval at home", "share of clashes at home", (fights + 1.0) / (every + 10.0))


def _foes(both: Both, past: Dyads, clash: npt.NDArray[np.bool_], now: int) -> None:
    n, keys = len(past.nodes), past.key
    of, first = np.unique(keys[clash], return_index=True)
    recent = of[past.day[clash][first] > now - 56]
    met, times = np.unique(keys[past.between], return_counts=True)
    met = met[times >= 3]

    def degree(pairs: Ints) -> Floats:
        return (np.bincount(pairs // n, minlength=n) + np.bincount(pairs % n, minlength=n)).astype(float)

    known = degree(met) + 3.0
    both("readiness for new foes", "new foes in 56 days", np.log1p(degree(recent)))
    both("readiness for new foes", "share of new foes", degree(recent) / known)
    both("readiness for new foes", "share of foes", (degree(of) + 0.3) / known)


def around(columns: Columns, past: Dyads, a: Ints, b: Ints, now: int) -> None:
    """Adds what third parties tell of each pair; nodes beyond the 2,000 most active are taken to have none."""
    n, between = len(past.nodes), past.between
    seen = np.bincount(past.a[between], minlength=n) + np.bincount(past.b[between], minlength=n)
    kept = np.sort(np.argsort(-seen, kind="stable")[: min(MOST, int((seen > 0).sum()))])
    place = np.full(n, -1)
    place[kept] = np.arange(len(kept))
    within = between & (place[past.a] >= 0) & (place[past.b] >= 0)
    inside = (place[a] >= 0) & (place[b] >= 0)
    x, y = place[a[inside]], place[b[inside]]
    met = _Met(place[past.a[within]], place[past.b[within]], len(kept))
    day, quad, weighs = past.day[within], past.quad[within], past.weight[within]

    def add(family: str, name: str, values: Floats, otherwise: float = 0.0) -> None:
        whole = np.full(len(a), otherwise)
        whole[inside] = values
        columns.add(family, name, whole)

    def decayed(of: int, life: float) -> Floats:
        k = quad == of
        return met.sums(k, weighs[k] * 0.5 ** ((now - day[k]) / life))

    for life in LIVES:
        talk, helped, words, clashes = (decayed(q, life) for q in (1, 2, 3, 4))
        friendly, hostile = talk + 2 * helped, words + 3 * clashes
        for name, friend, foe in _signs(met, friendly, hostile, clashes):
            _steps(add, f"{name} {life:g}", *met.steps(friend, foe, x, y))
        _alike(add, f"{life:g}", met, friendly + hostile, clashes, x, y)
        add("pattern of clashes", f"factors of clashes {life:g}", _low_rank(met, np.log1p(2 * clashes))[x, y])
        add("pattern of clashes", f"factors of hostility {life:g}", _low_rank(met, np.log1p(hostile) - 0.5 * np.log1p(friendly))[x, y])
    fought = decayed(4, 91.0)
    near = _beside([past.country[i] for i in kept], met.laid(fought / (fought + 1.0)))
    for which, side in zip(SYMMETRIC, (np.minimum(near[x, y], near[y, x]), np.maximum(near[x, y], near[y, x])), strict=True):
        add("clashes with neighbours", f"clashes with neighbours, {which}", side)


class _Met:
    """Who of the nodes met whom, both ways round, in order: a value for each of these is a matrix, full where many met, else sparse."""

    def __init__(self, a: Ints, b: Ints, size: int) -> None:
        keys = a * size + b
        self.size = size
        self.keys = np.unique(np.concatenate([keys, b * size + a]))
        self.row, self.column = self.keys // max(size, 1), self.keys % max(size, 1)
        self.full = len(self.keys) > SPARSE * size * size or size < FEW or not COMPILED
        self.start = np.searchsorted(self.row, np.arange(size + 1))
        self._at = np.searchsorted(self.keys, keys)
        self._back = np.searchsorted(self.keys, self.column * size + self.row)

    def sums(self, which: npt.NDArray[np.bool_], weight: Floats) -> Floats:
        """Which events, the weight of each → the sum for each two that met, the same both ways round."""
        one = sums(self._at[which], weight, len(self.keys))
        made: Floats = one + one[self._back]
        return made

    def laid(self, values: Floats) -> Matrix:
        """A value for each two that met → the matrix."""
        if self.full:
            made = np.zeros((self.size, self.size))
            made[self.row, self.column] = values
            return made
        sparse: Matrix = csr_array((values, self.column, self.start), shape=(self.size, self.size))
        return sparse

    def of_rows(self, values: Floats) -> Floats:
        """A value for each two that met → their sum for each node."""
        found: Floats = self.laid(values).sum(1)
        return found

    def steps(self, friend: Floats, foe: Floats, x: Ints, y: Ints) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Friendship, enmity, pairs → for each pair friends of one that are the other's foes, the other way round, common foes, common
        friends, and what friends' friends are to each other's foes."""
        if self.full:
            liked, fought = self.laid(friend), self.laid(foe)
            mixed = liked @ fought
            return mixed[x, y], mixed[y, x], (fought @ fought)[x, y], (liked @ liked)[x, y], (mixed @ liked)[x, y]
        order = np.argsort(x, kind="stable")
        made = np.zeros((5, len(x)))
        made[:, order] = _through(self.start, self.column, friend, foe, x[order], y[order])
        return made[0], made[1], made[2], made[3], made[4]


@kernel
def _through(start: Ints, column: Ints, friend: Floats, foe: Floats, x: Ints, y: Ints) -> Floats:
    """Where each row begins, its columns, two values for each, pairs in the order of the first → what `steps` gives, a row each."""
    n = len(start) - 1
    liked, fought, mixed, found = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros((5, len(x)))
    for p in range(len(x)):
        a, b = x[p], y[p]
        if p == 0 or x[p - 1] != a:
            liked[:], fought[:], mixed[:] = 0.0, 0.0, 0.0
            for i in range(start[a], start[a + 1]):
                liked[column[i]], fought[column[i]] = friend[i], foe[i]
                for j in range(start[column[i]], start[column[i] + 1]):
                    mixed[column[j]] += friend[i] * foe[j]
        for i in range(start[b], start[b + 1]):
            k = column[i]
            found[0, p] += liked[k] * foe[i]
            found[1, p] += fought[k] * friend[i]
            found[2, p] += fought[k] * foe[i]
            found[3, p] += liked[k] * friend[i]
            found[4, p] += mixed[k] * friend[i]
    return found


def _times(one: Matrix, other: Matrix) -> Matrix:
    made = one @ other
    full: Matrix = made if isinstance(made, np.ndarray) else made.toarray()
    return full


def _signs(met: _Met, friendly: Floats, hostile: Floats, clashes: Floats) -> list[tuple[str, Floats, Floats]]:
    """Decayed sums → friendship and enmity (0–1) in three ways: by the balance of deeds, by each on its own, as share of all deeds."""
    net = friendly - hostile
    above, below = np.maximum(net, 0), np.maximum(-net, 0)
    weight = [np.sqrt(met.of_rows(m) + 5.0) for m in (friendly, hostile)]
    return [
        ("net", above / (above + 2), below / (below + 2)), ("apart", friendly / (friendly + 4), clashes / (clashes + 1)),
        ("shares", friendly / (weight[0][met.row] * weight[0][met.column]), hostile / (weight[1][met.row] * weight[1][met.column])),
    ]


def _steps(add: Add, name: str, there: Floats, back: Floats, foes: Floats, friends: Floats, odds: Floats) -> None:
    for which, side in zip(SYMMETRIC, (np.minimum(there, back), np.maximum(there, back)), strict=True):
        add("friends of enemies", f"friend of an enemy, {name}, {which}", np.log(side + 0.01))
    add("common enemies", f"common enemies, {name}", np.log(foes + 0.01))
    add("common friends", f"common friends, {name}", np.log(friends + 0.01))
    pulls, pushes = foes + friends, there + back
    add("balance", f"balance, {name}", (pulls - pushes) / (0.1 + pulls + pushes))
    add("allies at odds", f"allies at odds, {name}", np.log(odds + 0.01), np.log(0.01))


def _alike(add: Add, name: str, met: _Met, traffic: Floats, clashes: Floats, x: Ints, y: Ints) -> None:
    profile = np.log1p(traffic)
    profile = met.laid(profile / (np.sqrt(met.of_rows(profile * profile)) + 1e-9)[met.row])
    likeness = _times(profile, profile.T)
    np.fill_diagonal(likeness, 0)
    mutual = likeness[x, y]
    if len(likeness) > ALIKE:
        likeness[likeness < np.partition(likeness, -ALIKE, axis=1)[:, [-ALIKE]]] = 0
    weights = likeness if met.full else csr_array(likeness)
    fought = _times(weights, met.laid(clashes / (clashes + 0.5))) / (likeness.sum(1, keepdims=True) + 1e-9)
    for which, of in zip(SYMMETRIC, (np.minimum, np.maximum), strict=True):
        add("clashes of those alike", f"clashes of those alike {name}, {which}", of(fought[x, y], fought[y, x]))
    add("clashes of those alike", f"likeness {name}", mutual)


def _low_rank(met: _Met, values: Floats) -> Matrix:
    """A value for each two that met → the part of rank 12 of the matrix, by the eigenvalues largest in size, after scaling by degree."""
    degree = np.sqrt(met.of_rows(np.abs(values)) + 1.0)
    scaled = met.laid(values / (degree[met.row] * degree[met.column]))
    found, vectors = np.linalg.eigh(scaled) if met.full else _outermost(scaled)
    best = np.argsort(-np.abs(found), kind="stable")[:RANK]
    made: Matrix = (vectors[:, best] * found[best]) @ vectors[:, best].T
    return made


def _outermost(sparse: Matrix) -> tuple[Floats, Matrix]:
    """A sparse symmetric matrix → its eigenvalues largest in size, with their vectors; all of them where they cannot be had alone."""
    try:
        told: tuple[Floats, Matrix] = eigsh(sparse, RANK, which="LM", v0=np.ones(sparse.shape[0]))
    except ArpackError:  # nobody clashed, or they are too much alike to be told apart
        told = np.linalg.eigh(sparse.toarray())
    return told


def _beside(country: Sequence[str], fought: Matrix) -> Matrix:
    """Countries of the nodes, a matrix → for each node the sum over those in neighbouring countries."""
    codes, at = np.unique(np.array(country, np.str_), return_inverse=True)
    of = np.zeros((len(codes), len(at)))
    of[at, np.arange(len(at))] = 1.0
    near: Matrix = (borders(codes.tolist()) @ _times(of, fought))[at]
    return near
