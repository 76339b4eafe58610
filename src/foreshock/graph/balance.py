"""`Network`, a pair → the `Path`s by which they are pushed toward each other's throats or held apart: the rules of balance.

Structural balance (Heider 1946; Cartwright and Harary 1956; weak balance: Davis 1967; states: Maoz et al. 2007) and what the
study of proxy war, rivalry and broken settlements adds to it. Each rule is a function of a network and a pair, symmetric in
the pair, with its source and an example; `sums` has the same rules for all pairs at once, `rules` their weights, and
`docs/ties-and-courses.md` the table and the full citations.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from foreshock.graph import weights
from foreshock.graph.signed import Near, Network, sketched  # noqa: F401 (the examples draw their networks with it)
from foreshock.types import Tie

RING = 2  # friends of the one who must oppose the other, before he is ringed


@dataclass(frozen=True, slots=True)
class Path:
    """One way a rule reaches a pair: strength (0–1), the ties and events (numbers in the deeds) it goes by, the place; `text` says how.

    The sentence is made when it is asked for (`words`): a busy pair has thousands of paths, of which three are told.
    """

    strength: float
    words: Callable[[], str]
    ties: tuple[Tie, ...] = ()
    events: tuple[int, ...] = ()
    place: str | None = None

    @property
    def text(self) -> str:
        """→ the sentence."""
        return self.words()


def _clauses(net: Network, ties: tuple[Tie, ...], moral: str = "", ids: tuple[str, ...] = ()) -> str:
    """Ties, what follows from them, the ids that it names → the clauses in a row."""
    told = [net.say(t) for t in ties]
    first = ", ".join(told[:-1])
    return f"{first}, and {told[-1]}: {moral.format(*map(net.name, ids))}"


def _path(net: Network, strength: float, ties: tuple[Tie, ...], moral: str, *ids: str) -> Path:
    return Path(strength, partial(_clauses, net, ties, moral, ids), ties)


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


def friend_of_my_enemy(net: Network, a: str, b: str) -> list[Path]:
    """An enemy c attacks x, and y is c's friend → x and y are at odds (Heider 1946; Cartwright and Harary 1956).

    >>> [p.text for p in friend_of_my_enemy(sketched("C fights X; C allied with Y"), "X", "Y")]
    ['C is allied with Y, and C fights X: for X, Y is a friend of its enemy']
    """
    return [
        _path(net, net.foe(x, c) * net.friend(c, y), (friend, foe), "for {}, {} is a friend of its enemy", x, y)
        for x, y, c, foe, friend in _either(net, a, b)
        if not _attacks(net, x, c) and not _patronage(net, c, y)
    ]


def enemy_of_my_friend(net: Network, a: str, b: str) -> list[Path]:
    """x attacks c, and y is c's friend (or patron) → y is drawn to c's side (Heider 1946; Maoz et al. 2007).

    >>> [p.text for p in enemy_of_my_friend(sketched("X fights C; Y allied with C"), "X", "Y")]
    ['Y is allied with C, and X fights C: for Y, X is an enemy of its friend']
    """
    return [
        _path(net, net.foe(x, c) * net.friend(c, y), (friend, foe), "for {}, {} is an enemy of its friend", y, x)
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
        _path(net, net.foe(x, c) * net.clients[c][y][0], (net.clients[c][y][1], foe), "{} is the client of {}'s rival", y, x)
        for x, y, c, foe, _ in _either(net, a, b)
        if y in net.clients.get(c, {})
    ]


def proxys_attack(net: Network, a: str, b: str) -> list[Path]:
    """y's client c attacks x → x holds the patron y to account (Gleditsch, Salehyan and Schultz 2008; Salehyan 2010).

    >>> [p.text for p in proxys_attack(sketched("IRN arms HIZ; HIZ fights ISR"), "IRN", "ISR")]
    ["IRN arms HIZ, and HIZ fights ISR: IRN's client attacks ISR"]
    """
    return [
        _path(net, net.foe(x, c) * net.clients[y][c][0], (net.clients[y][c][1], foe), "{}'s client attacks {}", y, x)
        for x, y, c, foe, _ in _either(net, a, b)
        if c in net.clients.get(y, {}) and not _attacks(net, x, c) and y not in net.clients.get(c, {})
    ]


def rival_patrons(net: Network, a: str, b: str) -> Iterator[Path]:
    """a backs x, b backs y, x and y are foes → their patrons collide (Salehyan et al. 2011; Anderson 2019).

    Its paths have three links and can be very many: they come one by one.

    >>> net = sketched("IRN arms HUT 0.9; SAU supports GOV 0.9; HUT fights GOV")
    >>> [(round(p.strength, 2), p.text) for p in rival_patrons(net, "IRN", "SAU")]
    [(0.81, 'IRN arms HUT, SAU supports GOV, and HUT fights GOV: their clients are at war')]
    """
    ours, theirs = net.clients.get(a, {}), net.clients.get(b, {})
    for x in sorted(ours):
        for y in sorted(net.foes.get(x, {}).keys() & theirs.keys()):
            strength, foe = net.foes[x][y]
            path = ours[x][1], theirs[y][1], foe
            yield _path(net, ours[x][0] * theirs[y][0] * strength, path, f"their clients are at {_word(foe)}")


def _word(foe: Tie) -> str:
    return "war" if foe.kind == "fights" and foe.status == "actual" else "odds"


def common_enemy_fading(net: Network, a: str, b: str) -> list[Path]:
    """Both oppose e, and e is being beaten → what held them together goes (Coser 1956; allies of convenience: Resnick 2010/11).

    How far e wanes is read from events: blows taken against blows dealt in 90 days, a retreat, a defeat that is foretold.
    """
    apart = 1.0 - net.friend(a, b)
    return [
        _path(net, strength * waning * apart, path, "{}, the common enemy, is on the wane", e)
        for e, strength, path in _common(net, net.foes, a, b)
        if (waning := min(net.deeds.waning.get(e, 0.0), 1.0)) > 0
    ]


def common_enemy(net: Network, a: str, b: str) -> list[Path]:
    """Both oppose e, who stands → they meet in one conflict, and are foes oftener than others (Davis 1967; Maoz et al. 2007).

    Simmel (1908) and Coser (1956) expect it to hold the two together; in coded news it does not. It counts as far as no text
    calls them allies.

    >>> [p.text for p in common_enemy(sketched("USA fights IS; PMU fights IS"), "PMU", "USA")]
    ['PMU fights IS, and USA fights IS: a common enemy']
    """
    apart = 1.0 - net.allied.get(a, {}).get(b, (0.0,))[0]
    return [
        _path(net, strength * (1.0 - min(net.deeds.waning.get(e, 0.0), 1.0)) * apart, path, "a common enemy")
        for e, strength, path in _common(net, net.foes, a, b)
    ]


def _common(net: Network, near: Near, a: str, b: str) -> Iterator[tuple[str, float, tuple[Tie, Tie]]]:
    ours, theirs = near.get(a, {}), near.get(b, {})
    for c in sorted(ours.keys() & theirs.keys() - {a, b}):
        yield c, ours[c][0] * theirs[c][0], (ours[c][1], theirs[c][1])


def contested_place(net: Network, a: str, b: str) -> list[Path]:
    """Both move or use force in one place below the level of a country, and are no friends → they meet (Vasquez 1993; Huth 1996)."""
    found, apart = [], 1.0 - net.friend(a, b)
    say = "{} and {} both have forces in {}".format
    names = net.name(a), net.name(b)
    for place, there in net.deeds.present.items():
        if a in there and b in there:
            (ours, e), (theirs, f) = there[a], there[b]
            found.append(Path(min(ours, 1.0) * min(theirs, 1.0) * apart, partial(say, *names, place), events=(e, f), place=place))
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
    words = partial("{} and {} threaten each other".format, net.name(a), net.name(b))
    return [Path(strength, words, path)] if strength else []


def broken_agreement(net: Network, a: str, b: str) -> list[Path]:
    """An agreement, then within a year an act of material conflict between its parties → no trust (Fearon 1995; Fortna 2003)."""
    found = net.deeds.broken.get((min(a, b), max(a, b)))
    if found is None:
        return []
    day, agreed, broke = found[0], *(net.deeds.events[n] for n in found[1:])
    told = (net.name(a), net.name(b), agreed.type, agreed.when.text, broke.type, day)
    words = partial("{} and {} broke their agreement ({} {}, then {} {})".format, *told)
    return [Path(weights.decay((net.deeds.as_of - day).days), words, events=found[1:])]


def encirclement(net: Network, a: str, b: str) -> list[Path]:
    """Two or more friends of x oppose y, and they are most of what y has against it → y sees itself ringed by x (Jervis 1976; Snyder 1984).

    Strength is the part that friends of x have in all the hostility that y faces, hostility · friendship / (1 + all hostility).

    >>> net = sketched("X allied with C; X allied with D; C threatens Y 0.8; D threatens Y 0.6")
    >>> [(round(p.strength, 2), p.text) for p in encirclement(net, "X", "Y")]
    [(0.58, "C and D, friends of X, oppose Y: Y is ringed by X's friends")]
    >>> encirclement(sketched("X allied with C; C threatens Y"), "X", "Y")
    []
    """
    best = max((_ring(net, x, y) for x, y in sorted({(a, b), (b, a)})), key=lambda p: p.strength)
    return [best] if best.strength else []


def _ring(net: Network, x: str, y: str) -> Path:
    against = {c: to[y] for c, to in net.hostile.items() if y in to}
    ring = sorted(against.keys() & net.friends.get(x, {}).keys(), key=lambda c: (-against[c][0] * net.friend(x, c), c))
    if len(ring) < RING:
        return Path(0.0, str)
    strength = math.fsum(against[c][0] * net.friend(x, c) for c in ring) / (1.0 + math.fsum(s for s, _ in against.values()))
    told = [net.name(c) for c in ring[:3]] + ([f"{len(ring) - 3} more"] if len(ring) > 3 else [])
    who = f"{', '.join(told[:-1])} and {told[-1]}"
    words = partial("{0}, friends of {1}, oppose {2}: {2} is ringed by {1}'s friends".format, who, net.name(x), net.name(y))
    return Path(strength, words, tuple(t for c in ring[:3] for t in (net.friends[x][c][1], against[c][1])))


def open_hostility(net: Network, a: str, b: str) -> list[Path]:
    """They already oppose each other → rivals fight again (Diehl and Goertz 2000).

    >>> [(p.strength, p.text) for p in open_hostility(sketched("A sanctions B 0.7"), "B", "A")]
    [(0.7, 'A sanctions B')]
    """
    held = net.foes.get(a, {}).get(b)
    return [Path(held[0], partial(net.say, held[1]), (held[1],), place=held[1].place)] if held else []


def alliance(net: Network, a: str, b: str) -> list[Path]:
    """A text states that they back each other → away from confrontation; what has only accrued from deeds does not count (see the docs).

    >>> [(p.strength, p.text) for p in alliance(sketched("A cooperates B 0.7"), "B", "A")]
    [(0.7, 'A cooperates with B')]
    """
    held = net.allied.get(a, {}).get(b)
    return [Path(held[0], partial(net.say, held[1]), (held[1],))] if held else []


def stated_collision(net: Network, a: str, b: str) -> list[Path]:
    """A text says that they are on a collision course → not inferred, but told, with its hedge in the strength.

    >>> [p.text for p in stated_collision(sketched("PMU collides with USA 0.5"), "PMU", "USA")]
    ['a text says that PMU collides with USA']
    """
    ties = net.stated.get((min(a, b), max(a, b)), ())
    return [Path(t.strength, partial("a text says that {}".format, net.say(t)), (t,), place=t.place) for t in ties]
