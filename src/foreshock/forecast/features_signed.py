"""Dyads, pairs, a day → what each is like to others, and what third parties tell of a pair: the signed graph in numbers.

Two-step products over decayed signed matrices are structural balance (Heider 1946; Cartwright and Harary 1956) for all pairs at
once: the friend of an enemy, the enemy of a friend, common enemies, common friends, foes of allies. Likeness of partners
and low-rank factors (Hoff 2009) carry clashes over from those alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from foreshock.forecast.dyads import Dyads, Floats, Ints, sums
from foreshock.forecast.geography import borders

if TYPE_CHECKING:
    from foreshock.forecast.features import Columns

LIVES = (28.0, 365.0)
MOST = 2000  # nodes in the matrices: with more, the most active
ALIKE = 15  # nodes most like one that speak for it
RANK = 12
Matrix = npt.NDArray[np.float64]
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

    def add(family: str, name: str, values: Floats, otherwise: float = 0.0) -> None:
        whole = np.full(len(a), otherwise)
        whole[inside] = values
        columns.add(family, name, whole)

    def matrix(quad: int, life: float) -> Matrix:
        k = within & (past.quad == quad)
        weight = past.weight[k] * 0.5 ** ((now - past.day[k]) / life)
        size = len(kept)
        one = sums(place[past.a[k]] * size + place[past.b[k]], weight, size * size).reshape(size, size)
        made: Matrix = one + one.T
        return made

    for life in LIVES:
        talk, helped, words, clashes = (matrix(q, life) for q in (1, 2, 3, 4))
        friendly, hostile = talk + 2 * helped, words + 3 * clashes
        for name, friend, foe in _signs(friendly, hostile, clashes):
            _steps(add, f"{name} {life:g}", friend, foe, x, y)
        _alike(add, f"{life:g}", friendly + hostile, clashes, x, y)
        add("pattern of clashes", f"factors of clashes {life:g}", _low_rank(np.log1p(2 * clashes))[x, y])
        add("pattern of clashes", f"factors of hostility {life:g}", _low_rank(np.log1p(hostile) - 0.5 * np.log1p(friendly))[x, y])
    fought = matrix(4, 91.0)
    near = borders([past.country[i] for i in kept]) @ (fought / (fought + 1.0))
    for which, side in zip(SYMMETRIC, (np.minimum(near[x, y], near[y, x]), np.maximum(near[x, y], near[y, x])), strict=True):
        add("clashes with neighbours", f"clashes with neighbours, {which}", side)


def _signs(friendly: Matrix, hostile: Matrix, clashes: Matrix) -> list[tuple[str, Matrix, Matrix]]:
    """Decayed sums → friendship and enmity (0–1) in three ways: by the balance of deeds, by each on its own, as share of all deeds."""
    net = friendly - hostile
    above, below = np.maximum(net, 0), np.maximum(-net, 0)
    weight = [np.sqrt(m.sum(1) + 5.0) for m in (friendly, hostile)]
    return [
        ("net", above / (above + 2), below / (below + 2)), ("apart", friendly / (friendly + 4), clashes / (clashes + 1)),
        ("shares", friendly / np.outer(weight[0], weight[0]), hostile / np.outer(weight[1], weight[1])),
    ]


def _steps(add: Add, name: str, friend: Matrix, foe: Matrix, x: Ints, y: Ints) -> None:
    mixed, foes, friends = friend @ foe, foe @ foe, friend @ friend
    there, back = mixed[x, y], mixed[y, x]
    for which, side in zip(SYMMETRIC, (np.minimum(there, back), np.maximum(there, back)), strict=True):
        add("friends of enemies", f"friend of an enemy, {name}, {which}", np.log(side + 0.01))
    add("common enemies", f"common enemies, {name}", np.log(foes[x, y] + 0.01))
    add("common friends", f"common friends, {name}", np.log(friends[x, y] + 0.01))
    pulls, pushes = (foes + friends)[x, y], there + back
    add("balance", f"balance, {name}", (pulls - pushes) / (0.1 + pulls + pushes))
    add("allies at odds", f"allies at odds, {name}", np.log((mixed @ friend)[x, y] + 0.01), np.log(0.01))


def _alike(add: Add, name: str, traffic: Matrix, clashes: Matrix, x: Ints, y: Ints) -> None:
    profile = np.log1p(traffic)
    profile /= np.linalg.norm(profile, axis=1, keepdims=True) + 1e-9
    likeness = profile @ profile.T
    np.fill_diagonal(likeness, 0)
    mutual = likeness[x, y]
    if len(likeness) > ALIKE:
        likeness[likeness < np.sort(likeness, axis=1)[:, [-ALIKE]]] = 0
    fought = likeness @ (clashes / (clashes + 0.5)) / (likeness.sum(1, keepdims=True) + 1e-9)
    for which, of in zip(SYMMETRIC, (np.minimum, np.maximum), strict=True):
        add("clashes of those alike", f"clashes of those alike {name}, {which}", of(fought[x, y], fought[y, x]))
    add("clashes of those alike", f"likeness {name}", mutual)


def _low_rank(sums: Matrix) -> Matrix:
    """A symmetric matrix → its part of rank 12, by the eigenvalues largest in size, after scaling by degree."""
    degree = np.sqrt(np.abs(sums).sum(1) + 1.0)
    values, vectors = np.linalg.eigh(sums / np.outer(degree, degree))
    best = np.argsort(-np.abs(values), kind="stable")[:RANK]
    made: Matrix = (vectors[:, best] * values[best]) @ vectors[:, best].T
    return made
