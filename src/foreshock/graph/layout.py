"""Ties → a place for each actor in the unit square: allies near, opponents far, the same on every machine.

Wanted distances come from signed ties and, more faintly, from signed two-step paths (a friend's friend near, a friend's foe
far; compare Kunegis et al. 2010 on spectra of signed graphs); classical scaling gives a start whose rotation the singular
value decomposition fixes, majorisation (SMACOF, de Leeuw 1977) settles it, and a last pass sets labels apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from foreshock.types import Tie

LARGEST = 400  # actors that are laid out together; the others are set beside their neighbours
ROUNDS = 150
MARGIN = 0.04
HELD = 0.4  # how far an actor is held back, at each step, toward where he stood before
_Array = npt.NDArray[np.float64]


def layout(ties: Sequence[Tie], before: Mapping[str, tuple[float, float]] | None = None) -> dict[str, tuple[float, float]]:
    """Ties (and the places of an earlier layout, to stay close to) → id → x, y (0–1).

    No two of up to 60 actors come nearer than 0.05; of more, 0.05·√(60/n).

    >>> from foreshock.graph.signed import sketch
    >>> at = layout(sketch("A allied with B; A fights C; B fights C"))
    >>> math.dist(at["A"], at["B"]) < math.dist(at["A"], at["C"])
    True
    """
    signs = _signs(ties)
    weight = {a: sum(abs(s) for s in to.values()) for a, to in signs.items()}
    core = sorted(sorted(signs, key=lambda a: (-weight[a], a))[:LARGEST])
    if not core:
        return {}
    wanted = _wanted(core, signs)
    known = {i: before[a] for i, a in enumerate(core) if a in before} if before else {}
    points = _moved(wanted, core, signs, known) if len(known) > 1 else _fit(_settle(wanted, _start(wanted)))
    names = core + sorted(signs.keys() - set(core))
    points = _beside(points, core, names, signs)
    spread = _apart(points, 0.05 * min(1.0, math.sqrt(60 / len(names))))
    return {a: (round(float(x), 4), round(float(y), 4)) for a, (x, y) in zip(names, spread, strict=True)}


def _signs(ties: Sequence[Tie]) -> dict[str, dict[str, float]]:
    """Ties → for each pair the strongest backing less the strongest opposing (−1 … 1)."""
    sides: dict[tuple[str, str], list[float]] = {}
    for tie in sorted(ties, key=lambda t: t.id):
        if tie.status not in {"historical", "negated"} and tie.subject != tie.target:
            side = sides.setdefault((min(tie.subject, tie.target), max(tie.subject, tie.target)), [0.0, 0.0])
            side[tie.sign < 0] = max(side[tie.sign < 0], tie.strength)
    near: dict[str, dict[str, float]] = {}
    for (a, b), (plus, minus) in sorted(sides.items()):
        near.setdefault(a, {})[b] = near.setdefault(b, {})[a] = plus - minus
    return near


def _wanted(core: list[str], signs: Mapping[str, Mapping[str, float]]) -> _Array:
    """Actors and signs → wanted distances: 0.15 for the best of friends, 1 for strangers, 1.85 for the worst of foes."""
    at = {a: i for i, a in enumerate(core)}
    direct = np.zeros((len(core), len(core)))
    for a in core:
        for b, s in signs[a].items():
            if b in at:
                direct[at[a], at[b]] = s
    degree = np.maximum(np.abs(direct).sum(axis=1), 1.0)
    scaled = direct / np.sqrt(np.outer(degree, degree))
    near = np.clip(direct + 0.7 * (scaled @ scaled), -1.0, 1.0)
    wanted: _Array = 1.0 - 0.85 * near
    np.fill_diagonal(wanted, 0.0)
    return wanted


def _start(wanted: _Array) -> _Array:
    """Wanted distances → where each actor begins: classical scaling, each axis's sign fixed."""
    n = len(wanted)
    middle = np.eye(n) - 1.0 / n
    vectors, values, _ = np.linalg.svd(-0.5 * middle @ wanted**2 @ middle)
    points = np.zeros((n, 2))
    wide = min(2, n)
    points[:, :wide] = vectors[:, :wide] * np.sqrt(values[:wide])
    for axis in range(wide):
        column = points[:, axis]
        first = int(np.argmax(np.abs(column) > 0.999 * np.abs(column).max()))  # the first of the largest: ties in size stay fixed
        if column[first] < 0:
            points[:, axis] = -column
    return points + _hair(n)


def _hair(n: int) -> _Array:
    """A hair's breadth by the golden angle: twins that stand alike to all others must not start in one point."""
    turn = np.arange(n) * math.pi * (3 - math.sqrt(5))
    around: _Array = 1e-3 * np.column_stack([np.cos(turn), np.sin(turn)])
    return around


def _moved(
    wanted: _Array, core: list[str], signs: Mapping[str, Mapping[str, float]], known: Mapping[int, tuple[float, float]]
) -> _Array:
    """Wanted distances and where some stood before → new places in the old frame: the known are held back, newcomers join their friends."""
    rows = sorted(known)
    old = np.array([known[i] for i in rows])
    distance = np.linalg.norm(old[:, None, :] - old[None, :, :], axis=2)
    asked = wanted[np.ix_(rows, rows)]
    scaled = wanted * float((asked * distance).sum() / max(float((asked**2).sum()), 1e-9))
    at = dict(zip(rows, old, strict=True))
    index = {a: i for i, a in enumerate(core)}
    points: _Array = np.zeros((len(core), 2)) + old.mean(axis=0) + _hair(len(core))
    for i, a in enumerate(core):
        friends = [at[index[b]] for b, s in sorted(signs[a].items()) if s > 0 and b in index and index[b] in at]
        if i in at:
            points[i] = at[i]
        elif friends:
            points[i] += np.mean(friends, axis=0) - old.mean(axis=0)
    for _ in range(ROUNDS):
        points = _step(scaled, points)
        points += old.mean(axis=0) - points[rows].mean(axis=0)
        points[rows] = (1 - HELD) * points[rows] + HELD * old
    return points


def _settle(wanted: _Array, points: _Array) -> _Array:
    """Wanted distances and a start → places whose distances come closest."""
    for _ in range(ROUNDS):
        points = _step(wanted, points)
    return points


def _step(wanted: _Array, points: _Array) -> _Array:
    """One Guttman transform of SMACOF with equal weights."""
    distance = np.linalg.norm(points[:, None, :] - points[None, :, :], axis=2)
    ratio = np.divide(wanted, distance, out=np.zeros_like(wanted), where=distance > 1e-9)
    pull = -ratio
    np.fill_diagonal(pull, ratio.sum(axis=1))
    moved: _Array = pull @ points / len(points)
    return moved


def _fit(points: _Array) -> _Array:
    """Places → the unit square with a margin, the same scale on both axes."""
    low, high = points.min(axis=0), points.max(axis=0)
    span = max(float((high - low).max()), 1e-9)
    fitted: _Array = 0.5 + (points - (low + high) / 2) / span * (1 - 2 * MARGIN)
    return fitted


def _beside(points: _Array, core: list[str], names: list[str], signs: Mapping[str, Mapping[str, float]]) -> _Array:
    """Those who did not fit in the core → near their friends, across from their foes."""
    at = {a: i for i, a in enumerate(core)}
    rows = [points]
    for a in names[len(core) :]:
        known = [(s, points[at[b]]) for b, s in signs[a].items() if b in at]
        pull = sum((s * (p - 0.5) for s, p in known), np.zeros(2)) / max(sum(abs(s) for s, _ in known), 1e-9)
        rows.append(np.clip(0.5 + pull, MARGIN, 1 - MARGIN)[None, :])
    return np.vstack(rows)


def _apart(points: _Array, least: float) -> _Array:
    """Places → none nearer to another than `least`: first by pushing, then, if a knot remains, by a free cell of a grid."""
    n = len(points)
    points = np.clip(points, MARGIN, 1 - MARGIN)
    for _ in range(200 if n <= LARGEST else 0):
        gap = points[:, None, :] - points[None, :, :]
        distance = np.linalg.norm(gap, axis=2)
        np.fill_diagonal(distance, 9.0)
        close = distance < least * 1.01
        if not close.any():
            return points
        rise = np.arange(n)[:, None] - np.arange(n)[None, :]
        gap = np.where((distance < 1e-6)[:, :, None], np.stack([np.sign(rise), np.cos(rise)], axis=2) * 1e-3, gap)
        size = np.maximum(np.linalg.norm(gap, axis=2), 1e-9)
        push = np.where(close, (least * 1.05 - np.minimum(distance, least)) / 2 / size, 0.0)
        points = np.clip(points + (gap * push[:, :, None]).sum(axis=1), MARGIN, 1 - MARGIN)
    return _on_grid(points, least)


def _on_grid(points: _Array, least: float) -> _Array:
    cells = max(math.floor((1 - 2 * MARGIN) / (least * 1.05)) + 1, math.ceil(math.sqrt(len(points))))
    line = np.linspace(MARGIN, 1 - MARGIN, cells)
    grid = np.array([(x, y) for x in line for y in line])
    free = np.ones(len(grid), dtype=bool)
    placed = np.zeros_like(points)
    for i, point in enumerate(points):
        distance = np.where(free, ((grid - point) ** 2).sum(axis=1), np.inf)
        best = int(np.argmin(distance))
        free[best] = False
        placed[i] = grid[best]
    return placed
