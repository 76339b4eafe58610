"""`Network` → how far it is from balance: triads, their tension, and the frustration of the best division into two camps.

Strong balance (Heider 1946; Cartwright and Harary 1956) wants the product of signs of every triad to be plus, which is to say that there
are two camps; weak balance (Davis 1967) lets three enemies be. Frustration is the line index of balance (Harary 1959), by weight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from foreshock.graph.signed import Network, sketched  # noqa: F401 (the examples draw their networks with it)

ROUNDS = 50  # passes over the actors in which each may change camps
Signed = dict[str, dict[str, float]]


def signed(net: Network) -> Signed:
    """Network → for each pair, both ways round, backing less opposing (−1 … 1); a pair that is evenly both is left out."""
    found: Signed = {}
    for near, sign in ((net.friends, 1.0), (net.foes, -1.0)):
        for a, to in near.items():
            for b, (s, _) in to.items():
                found.setdefault(a, {})[b] = found.get(a, {}).get(b, 0.0) + sign * s
    return {a: {b: s for b, s in sorted(to.items()) if s} for a, to in sorted(found.items())}


@dataclass(frozen=True, slots=True)
class Triad:
    """Three actors who all stand to each other, with the signs of ab, ac, bc and the weight of the weakest side (0–1).

    Balanced where the product of signs is plus (Cartwright and Harary 1956); weakly balanced also where all are minus (Davis 1967).
    """

    members: tuple[str, str, str]
    signs: tuple[int, int, int]
    weight: float

    @property
    def balanced(self) -> bool:
        """Whether the three can stay as they are by strong balance."""
        return math.prod(self.signs) > 0

    @property
    def weakly_balanced(self) -> bool:
        """Whether they can by weak balance, which lets three enemies be."""
        return self.balanced or self.signs == (-1, -1, -1)


def triads(net: Network) -> list[Triad]:
    """Network → its closed triads, each once, in order of their members.

    >>> [(t.members, t.signs, t.balanced) for t in triads(sketched("A allied with B; A fights C; B supports C 0.5"))]
    [(('A', 'B', 'C'), (1, -1, 1), False)]
    """
    near = signed(net)
    found = []
    for a in sorted(near):
        later = {b for b in near[a] if b > a}
        for b in sorted(later):
            for c in sorted(x for x in near[b].keys() & later if x > b):
                sides = near[a][b], near[a][c], near[b][c]
                signs = tuple(1 if s > 0 else -1 for s in sides)
                found.append(Triad((a, b, c), (signs[0], signs[1], signs[2]), min(abs(s) for s in sides)))
    return found


def tension(found: list[Triad], weak: bool = False) -> float:
    """Triads → the weighted share of them that is out of balance (0–1); 0 where there are none.

    >>> net = sketched("A fights B; A fights C; B fights C")
    >>> tension(triads(net)), tension(triads(net), weak=True)
    (1.0, 0.0)
    """
    total = math.fsum(t.weight for t in found)
    off = math.fsum(t.weight for t in found if not (t.weakly_balanced if weak else t.balanced))
    return off / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Frustration:
    """The best division into two camps that was found, the ties that contradict it (pairs), and their share of all weight (0–1)."""

    camps: tuple[tuple[str, ...], tuple[str, ...]]
    against: tuple[tuple[str, str], ...]
    share: float


def frustration(net: Network) -> Frustration:
    """Network → how much of it two camps cannot explain (Harary 1959; states: Doreian and Mrvar 2015).

    Finding the least is NP-hard: each actor in turn moves to the camp that suits him better until none gains, which gives an upper
    bound, the same on every machine. A network without ties has none.

    >>> found = frustration(sketched("A allied with B; A fights C; B supports C 0.5"))
    >>> found.camps, found.against, round(found.share, 2)
    ((('A', 'B'), ('C',)), (('B', 'C'),), 0.2)
    """
    near = signed(net)
    side = _camps(near)
    pairs = [(a, b, s) for a, to in near.items() for b, s in to.items() if a < b]
    against = [(a, b, s) for a, b, s in pairs if s * side[a] * side[b] < 0]
    total = math.fsum(abs(s) for _, _, s in pairs)
    first, second = (tuple(a for a in near if side[a] == sign) for sign in (1, -1))
    return Frustration(
        (first, second), tuple((a, b) for a, b, _ in against), math.fsum(abs(s) for _, _, s in against) / total if total else 0.0
    )


def _camps(near: Mapping[str, Mapping[str, float]]) -> dict[str, int]:
    """Signed ties → +1 or −1 for each actor; the one with most ties begins, the others join him by their ties, then all may change."""
    order = sorted(near, key=lambda a: (-math.fsum(abs(s) for s in near[a].values()), a))
    side: dict[str, int] = {}
    for a in order:
        side[a] = 1 if math.fsum(s * side[b] for b, s in near[a].items() if b in side) >= 0 else -1
    for _ in range(ROUNDS):
        moved = False
        for a in order:
            if math.fsum(s * side[b] for b, s in near[a].items()) * side[a] < 0:
                side[a], moved = -side[a], True
        if not moved:
            break
    lead = side[min(near)] if near else 1
    return {a: s * lead for a, s in side.items()}


@dataclass(frozen=True, slots=True)
class Balance:
    """How a network stands on one day: closed triads, their tension by strong and weak balance, frustration (shares, 0–1)."""

    triads: int
    tension: float
    weak_tension: float
    frustration: Frustration

    @property
    def text(self) -> str:
        """→ in a sentence."""
        if not self.triads:
            return "no closed triads"
        return (f"{self.triads} closed triads, {self.tension:.0%} of their weight out of balance ({self.weak_tension:.0%} by weak "
                f"balance); two camps leave {self.frustration.share:.0%} of all ties unexplained")


def balance(net: Network) -> Balance:
    """Network → its balance.

    >>> balance(sketched("A allied with B; A fights C; B supports C 0.5")).text
    '1 closed triads, 100% of their weight out of balance (100% by weak balance); two camps leave 20% of all ties unexplained'
    """
    found = triads(net)
    return Balance(len(found), tension(found), tension(found, weak=True), frustration(net))
