"""`Network`, a pair → the `Path`s by which they are pushed toward each other's throats or held apart: the rules of balance.

Structural balance (Heider 1946; Cartwright and Harary 1956; weak balance: Davis 1967; states: Maoz et al. 2007) and what the
study of proxy war, rivalry and broken settlements adds to it. Each rule is a function of a network and a pair, symmetric in
the pair, with its source and an example; `docs/ties-and-courses.md` has the table and the full citations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from foreshock.graph import weights
from foreshock.graph.deeds import breaches
from foreshock.graph.signed import FAINTEST, Network, sketched  # noqa: F401 (the examples draw their networks with it)
from foreshock.types import Event, Reason, Tie

BREACH_WITHIN = 365  # days after an agreement in which an attack still breaks it
PATHS = 3  # paths told for a rule and a pair; each further one counts half of the one before


@dataclass(frozen=True, slots=True)
class Path:
    """One way a rule reaches a pair: strength (0–1), the sentence that says how, the ties and events it goes by, the place."""

    strength: float
    text: str
    ties: tuple[Tie, ...] = ()
    events: tuple[Event, ...] = ()
    place: str | None = None


Rule = Callable[[Network, str, str], list[Path]]


def _either(net: Network, a: str, b: str) -> Iterator[tuple[str, str, str, Tie, Tie]]:
    """A pair, either way round → (a, b, c, tie of a and c who are foes, tie of c and b who are friends)."""
    for x, y in ((a, b), (b, a)):
        foes, friends = net.foes.get(x, {}), net.friends.get(y, {})
        for c in sorted(foes.keys() & friends.keys() - {x, y}):
            yield x, y, c, foes[c][1], friends[c][1]


def _attacks(net: Network, a: str, b: str) -> bool:
    """Whether of two foes it is the first who does most of the opposing."""
    there, back = (net.hostile.get(x, {}).get(y, (0.0,))[0] for x, y in ((a, b), (b, a)))
    return there > back


def _path(net: Network, x: str, y: str, c: str, foe: Tie, friend: Tie, moral: str) -> Path:
    text = f"{net.say(friend)}, and {net.say(foe)}: {moral}"
    return Path(net.foe(x, c) * net.friend(c, y), text, (friend, foe))


def friend_of_my_enemy(net: Network, a: str, b: str) -> list[Path]:
    """An enemy c attacks x, and y is c's friend → x and y are at odds (Heider 1946; Cartwright and Harary 1956).

    >>> [p.text for p in friend_of_my_enemy(sketched("C fights X; C allied with Y"), "X", "Y")]
    ['C is allied with Y, and C fights X: for X, Y is a friend of its enemy']
    """
    return [
        _path(net, x, y, c, foe, friend, f"for {net.name(x)}, {net.name(y)} is a friend of its enemy")
        for x, y, c, foe, friend in _either(net, a, b)
        if not _attacks(net, x, c) and not _patronage(net, c, y)
    ]


def enemy_of_my_friend(net: Network, a: str, b: str) -> list[Path]:
    """x attacks c, and y is c's friend (or patron) → y is drawn to c's side (Heider 1946; Maoz et al. 2007).

    >>> [p.text for p in enemy_of_my_friend(sketched("X fights C; Y allied with C"), "X", "Y")]
    ['Y is allied with C, and X fights C: for Y, X is an enemy of its friend']
    """
    return [
        _path(net, x, y, c, foe, friend, f"for {net.name(y)}, {net.name(x)} is an enemy of its friend")
        for x, y, c, foe, friend in _either(net, a, b)
        if _attacks(net, x, c) and c not in net.patrons.get(y, {})
    ]


def _patronage(net: Network, a: str, b: str) -> bool:
    return b in net.clients.get(a, {}) or a in net.clients.get(b, {})


def patron_against_rivals_client(net: Network, a: str, b: str) -> list[Path]:
    """c backs y, and x and c oppose each other → x and y collide (Salehyan, Gleditsch and Cunningham 2011; Maoz and San-Akca 2012).

    >>> net = sketched("IRN supports PMU 0.8; USA contains IRN 0.5")
    >>> [(round(p.strength, 2), p.text) for p in patron_against_rivals_client(net, "PMU", "USA")]
    [(0.4, "IRN supports PMU, and USA contains IRN: PMU is the client of USA's rival")]
    """
    return [
        _path(net, x, y, c, foe, net.clients[c][y][1], f"{net.name(y)} is the client of {net.name(x)}'s rival")
        for x, y, c, foe, _ in _either(net, a, b)
        if y in net.clients.get(c, {})
    ]


def proxys_attack(net: Network, a: str, b: str) -> list[Path]:
    """y's client c attacks x → x holds the patron y to account (Gleditsch, Salehyan and Schultz 2008; Salehyan 2010).

    >>> [p.text for p in proxys_attack(sketched("IRN arms HIZ; HIZ fights ISR"), "IRN", "ISR")]
    ["IRN arms HIZ, and HIZ fights ISR: IRN's client attacks ISR"]
    """
    return [
        _path(net, x, y, c, foe, net.clients[y][c][1], f"{net.name(y)}'s client attacks {net.name(x)}")
        for x, y, c, foe, _ in _either(net, a, b)
        if c in net.clients.get(y, {}) and not _attacks(net, x, c) and y not in net.clients.get(c, {})
    ]


def rival_patrons(net: Network, a: str, b: str) -> list[Path]:
    """a backs x, b backs y, x and y are foes → their patrons collide (Salehyan et al. 2011; Anderson 2019).

    >>> net = sketched("IRN arms HUT 0.9; SAU supports GOV 0.9; HUT fights GOV")
    >>> [(round(p.strength, 2), p.text) for p in rival_patrons(net, "IRN", "SAU")]
    [(0.81, 'IRN arms HUT, SAU supports GOV, and HUT fights GOV: their clients are at war')]
    """
    found = []
    ours, theirs = net.clients.get(a, {}), net.clients.get(b, {})
    for x in sorted(ours.keys() - theirs.keys() - {b}):
        for y in sorted(net.foes.get(x, {}).keys() & theirs.keys() - ours.keys() - {a}):
            strength, foe = net.foes[x][y]
            path = ours[x][1], theirs[y][1], foe
            text = f"{net.say(path[0])}, {net.say(path[1])}, and {net.say(foe)}: their clients are at {_word(foe)}"
            found.append(Path(ours[x][0] * theirs[y][0] * strength, text, path))
    return found


def _word(foe: Tie) -> str:
    return "war" if foe.kind == "fights" and foe.status == "actual" else "odds"


def common_enemy_fading(net: Network, a: str, b: str) -> list[Path]:
    """Both oppose e, and e is being beaten → what held them together goes (Coser 1956; allies of convenience: Resnick 2010/11).

    How far e wanes is read from events: blows taken against blows dealt in 90 days, a retreat, a defeat that is foretold.
    """
    return [
        Path(strength * waning * (1.0 - net.friend(a, b)), f"{text}, but {net.name(e)} is on the wane: the common enemy fades", path)
        for e, strength, text, path in _common(net, net.foes, a, b)
        if (waning := min(net.deeds.waning.get(e, 0.0), 1.0)) > 0
    ]


def common_enemy(net: Network, a: str, b: str) -> list[Path]:
    """Both oppose e, who stands → holds the pair together (Simmel 1908; Coser 1956).

    >>> [p.text for p in common_enemy(sketched("USA fights IS; PMU fights IS"), "PMU", "USA")]
    ['PMU fights IS, and USA fights IS: a common enemy']
    """
    return [
        Path(strength * (1.0 - min(net.deeds.waning.get(e, 0.0), 1.0)), f"{text}: a common enemy", path)
        for e, strength, text, path in _common(net, net.foes, a, b)
    ]


def common_friend(net: Network, a: str, b: str) -> list[Path]:
    """Both back f → a go-between, and something to lose (Heider 1946).

    >>> [p.text for p in common_friend(sketched("USA supports IRQ; IRN supports IRQ"), "IRN", "USA")]
    ['IRN supports IRQ, and USA supports IRQ: a common friend']
    """
    return [Path(s, f"{text}: a common friend", path) for _, s, text, path in _common(net, net.friends, a, b)]


def _common(
    net: Network, near: dict[str, dict[str, tuple[float, Tie]]], a: str, b: str
) -> Iterator[tuple[str, float, str, tuple[Tie, Tie]]]:
    ours, theirs = near.get(a, {}), near.get(b, {})
    for c in sorted(ours.keys() & theirs.keys() - {a, b}):
        path = ours[c][1], theirs[c][1]
        yield c, ours[c][0] * theirs[c][0], f"{net.say(path[0])}, and {net.say(path[1])}", path


def contested_place(net: Network, a: str, b: str) -> list[Path]:
    """Both move or use force in one place below the level of a country, and are no friends → they meet (Vasquez 1993; Huth 1996)."""
    found = []
    for place in sorted(net.deeds.present):
        there = net.deeds.present[place]
        if a in there and b in there:
            strength = min(there[a][0], there[b][0], 1.0) * (1.0 - net.friend(a, b))
            text = f"{net.name(a)} and {net.name(b)} both have forces in {place}"
            found.append(Path(strength, text, events=(there[a][1], there[b][1]), place=place))
    return found


def mutual_threats(net: Network, a: str, b: str) -> list[Path]:
    """Each threatens the other → a spiral (Jervis 1978); strength is the geometric mean of the two sides.

    >>> [(round(p.strength, 2), p.text) for p in mutual_threats(sketched("A threatens B 0.9; B threatens A 0.4"), "A", "B")]
    [(0.6, 'A and B threaten each other')]
    """
    sides = [
        max(net.threats.get(x, {}).get(y, (0.0,))[0], net.deeds.threats.get((x, y), 0.0)) for x, y in ((a, b), (b, a))
    ]
    strength = math.sqrt(sides[0] * sides[1])
    path = tuple(net.threats[x][y][1] for x, y in ((a, b), (b, a)) if y in net.threats.get(x, {}))
    return [Path(strength, f"{net.name(a)} and {net.name(b)} threaten each other", path)] if strength else []


def broken_agreement(net: Network, a: str, b: str) -> list[Path]:
    """An agreement, then within a year an act of material conflict between its parties → no trust (Fearon 1995; Fortna 2003)."""
    found = breaches(net.deeds.of_pair(a, b), BREACH_WITHIN)
    if not found:
        return []
    day, agreed, broke = found[-1]
    text = f"{net.name(a)} and {net.name(b)} broke their agreement ({agreed.type} {agreed.when.text}, then {broke.type} {day})"
    return [Path(weights.decay((net.deeds.as_of - day).days), text, events=(agreed, broke))]


def open_hostility(net: Network, a: str, b: str) -> list[Path]:
    """They already oppose each other, on balance → rivals fight again (Diehl and Goertz 2000).

    >>> [(p.strength, p.text) for p in open_hostility(sketched("A sanctions B 0.7"), "B", "A")]
    [(0.7, 'A sanctions B')]
    """
    held = net.foes.get(a, {}).get(b)
    return [Path(held[0], net.say(held[1]), (held[1],), place=held[1].place)] if held else []


def cooperation(net: Network, a: str, b: str) -> list[Path]:
    """They back each other, on balance → away from confrontation.

    >>> [(p.strength, p.text) for p in cooperation(sketched("A cooperates B 0.7"), "B", "A")]
    [(0.7, 'A cooperates with B')]
    """
    held = net.friends.get(a, {}).get(b)
    return [Path(held[0], net.say(held[1]), (held[1],))] if held else []


def stated_collision(net: Network, a: str, b: str) -> list[Path]:
    """A text says that they are on a collision course → not inferred, but told, with its hedge in the strength.

    >>> [p.text for p in stated_collision(sketched("PMU collides with USA 0.5"), "PMU", "USA")]
    ['a text says that PMU collides with USA']
    """
    ties = net.stated.get((min(a, b), max(a, b)), ())
    return [Path(t.strength, f"a text says that {net.say(t)}", (t,), place=t.place) for t in ties]


@dataclass(frozen=True, slots=True)
class Weighted:
    """A rule by name with its weight (0–1, judgement until `evals/courses.py` fits it): above zero toward confrontation."""

    name: str
    rule: Rule
    weight: float
    basis: Literal["stated", "inferred", "against"]


RULES: tuple[Weighted, ...] = (
    Weighted("stated collision", stated_collision, 0.80, "stated"),
    Weighted("patron against a rival's client", patron_against_rivals_client, 0.60, "inferred"),
    Weighted("proxy's attack on the patron's rival", proxys_attack, 0.55, "inferred"),
    Weighted("rival patrons", rival_patrons, 0.50, "inferred"),
    Weighted("mutual threats", mutual_threats, 0.50, "inferred"),
    Weighted("open hostility", open_hostility, 0.50, "inferred"),
    Weighted("friend of my enemy", friend_of_my_enemy, 0.35, "inferred"),
    Weighted("enemy of my friend", enemy_of_my_friend, 0.35, "inferred"),
    Weighted("contested place", contested_place, 0.30, "inferred"),
    Weighted("broken agreement", broken_agreement, 0.30, "inferred"),
    Weighted("common enemy fading", common_enemy_fading, 0.30, "inferred"),
    Weighted("cooperation", cooperation, -0.60, "against"),
    Weighted("common enemy", common_enemy, -0.30, "against"),
    Weighted("common friend", common_friend, -0.15, "against"),
)


def reasons(net: Network, a: str, b: str) -> list[tuple[Weighted, Reason, str | None]]:
    """Network and a pair → (rule, reason, place), the heaviest first; paths fainter than 0.05 are left out.

    Many paths of one rule say much the same: the second counts half, the third a quarter, no more are told.
    """
    found = []
    for rule in RULES:
        paths = sorted((p for p in rule.rule(net, a, b) if p.strength >= FAINTEST), key=lambda p: (-p.strength, p.text))
        for rank, path in enumerate(paths[:PATHS]):
            weight = round(rule.weight * min(path.strength, 1.0) * 0.5**rank, 6)
            found.append((rule, _reason(net, rule.name, path, weight), path.place))
    return sorted(found, key=lambda f: (-abs(f[1].weight), f[1].rule, f[1].text))


def _reason(net: Network, rule: str, path: Path, weight: float) -> Reason:
    quotes = net.evidence(*path.events)
    evidence = tuple(dict.fromkeys([*(e for t in path.ties for e in t.evidence), *quotes]))
    appeared = [t.first_seen for t in path.ties if t.first_seen]
    appeared += [d for e in path.events if (d := e.when.latest or e.when.earliest)]
    return Reason(rule, path.text, weight, path.ties, evidence, max(appeared, default=None))


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
    signed: dict[str, dict[str, float]] = {}
    for near, sign in ((net.friends, 1.0), (net.foes, -1.0)):
        for a, to in near.items():
            signed.setdefault(a, {}).update({b: sign * s for b, (s, _) in to.items()})
    found = []
    for a in sorted(signed):
        later = {b for b in signed[a] if b > a}
        for b in sorted(later):
            for c in sorted(x for x in signed[b].keys() & later if x > b):
                sides = signed[a][b], signed[a][c], signed[b][c]
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
