"""The rules of balance with their weights → how hard a sum of paths pushes, and the `Reason`s that say so."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from foreshock.graph import balance, sums
from foreshock.graph.balance import Path
from foreshock.graph.quoting import gathered
from foreshock.graph.signed import FAINTEST, Network
from foreshock.graph.signs import Floats
from foreshock.types import Reason

PATHS = 3  # paths told for a rule and a pair: the weight of all is shared among them
Rule = Callable[[Network, str, str], Iterable[Path]]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A rule by name: what tells its paths, what sums them, and its weight, what one full path adds (above zero toward confrontation).

    `origin` says where the weight is from: "fitted" by `evals/courses.py` in proportion to "open hostility", "lowered" because the
    same fit left it nothing, or "judgement", which no event table can test.
    """

    name: str
    rule: Rule
    sum: sums.Sum
    weight: float
    basis: Literal["stated", "inferred", "against"]
    origin: Literal["fitted", "lowered", "judgement"]


RULES: tuple[Weighted, ...] = (
    Weighted("stated collision", balance.stated_collision, sums.stated_collision, 0.80, "stated", "judgement"),
    Weighted("open hostility", balance.open_hostility, sums.open_hostility, 0.73, "inferred", "fitted"),
    Weighted("common enemy", balance.common_enemy, sums.common_enemy, 0.67, "inferred", "fitted"),
    Weighted("patron against a rival's client", balance.patron_against_rivals_client, sums.patron_against_rivals_client, 0.50, "inferred",
             "fitted"),
    Weighted("common enemy fading", balance.common_enemy_fading, sums.common_enemy_fading, 0.57, "inferred", "fitted"),
    Weighted("mutual threats", balance.mutual_threats, sums.mutual_threats, 0.50, "inferred", "judgement"),
    Weighted("contested place", balance.contested_place, sums.contested_place, 0.30, "inferred", "judgement"),
    Weighted("broken agreement", balance.broken_agreement, sums.broken_agreement, 0.30, "inferred", "judgement"),
    Weighted("enemy of my friend", balance.enemy_of_my_friend, sums.enemy_of_my_friend, 0.30, "inferred", "fitted"),
    Weighted("friend of my enemy", balance.friend_of_my_enemy, sums.friend_of_my_enemy, 0.40, "inferred", "fitted"),
    Weighted("proxy's attack on the patron's rival", balance.proxys_attack, sums.proxys_attack, 0.05, "inferred", "lowered"),
    Weighted("encirclement", balance.encirclement, sums.encirclement, 0.05, "inferred", "lowered"),
    Weighted("rival patrons", balance.rival_patrons, sums.rival_patrons, 0.05, "inferred", "lowered"),
    Weighted("alliance", balance.alliance, sums.alliance, -0.60, "against", "judgement"),
)


def away(rule: Weighted) -> bool:
    """Rule → whether it holds a pair apart from confrontation."""
    return rule.basis == "against"


def hazard(rule: Weighted, total: Floats) -> Floats:
    """Rule, sums of paths → what each adds in hazard (−log of what is left): −log(1 − weight) · √sum.

    The root was chosen on the training period: many paths say much the same.
    """
    made: Floats = np.sqrt(total) * np.float32(-math.log1p(-abs(rule.weight)))
    return made


def reasons(net: Network, a: str, b: str, totals: dict[str, float]) -> list[tuple[Weighted, Reason, str | None]]:
    """Network, a pair, the sum of each rule's paths → (rule, reason, place), the heaviest first.

    A rule weighs 1 − (1 − weight)^√sum; up to three of its paths are told, and share that by their strength.
    """
    found = []
    for rule in RULES:
        total = totals.get(rule.name, 0.0)
        if total < FAINTEST:
            continue
        left = math.log1p(-abs(rule.weight)) * math.sqrt(total)
        shown = heapq.nsmallest(PATHS, rule.rule(net, a, b), key=lambda p: (-p.strength, [t.id for t in p.ties]))
        told = math.fsum(p.strength for p in shown)
        for path in shown:
            weight = -math.expm1(left * path.strength / told)
            found.append((rule, _reason(net, rule.name, path, math.copysign(round(weight, 6), rule.weight)), path.place))
    return sorted(found, key=lambda f: (-abs(f[1].weight), f[1].rule, f[1].text))


def _reason(net: Network, rule: str, path: Path, weight: float) -> Reason:
    appeared = [t.first_seen for t in path.ties if t.first_seen]
    appeared += [date.fromordinal(d) for d in net.deeds.events.day[list(path.events)].tolist() if d]
    evidence = gathered([t.evidence for t in path.ties], net.quotes(path.events) if path.events else ())
    return Reason(rule, path.text, weight, path.ties, evidence, max(appeared, default=None))
