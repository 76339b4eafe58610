"""An event table, a level → `Dyads`: the same events by columns between the nodes of that level.

Nodes are countries, parts of countries (state, armed forces, armed groups, society) or the parties as they are printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from foreshock.actors.generic import generic_kinds
from foreshock.actors.registry import registry
from foreshock.errors import BadInput
from foreshock.types import EventTable, Party

Level = Literal["country", "group", "party"]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_PART_OF_SECTOR = {
    **dict.fromkeys(("GOV", "LEG", "JUD", "ELI", "SPY", "COP"), "state"), "MIL": "armed forces",
    **dict.fromkeys(("REB", "PRM", "UAF", "CRM"), "armed groups"),
}


_COLUMNS = ("day", "a", "b", "quad", "score", "weight", "actor", "recipient")


@dataclass(frozen=True, slots=True, eq=False)
class Dyads:
    """n events ordered by day. `a`, `b`: who does it to whom, indices into `nodes`, −1 where nobody of the level is named.

    `country`: ISO 3166 alpha-3 of each node, "" where it has none. `quad` 0–4, `score` −10 … +10, `weight` 0–1. `actor`, `recipient`:
    parties as the table has them (recipient −1 where there is none); `home`: the node that each party belongs to by its own row or,
    for persons and bodies printed without a country, by the registry of actors; −1 where neither knows.
    """

    nodes: tuple[str, ...]
    country: tuple[str, ...]
    day: Ints
    a: Ints
    b: Ints
    quad: Ints
    score: Floats
    weight: Floats
    actor: Ints
    recipient: Ints
    home: Ints

    @classmethod
    def of(cls, table: EventTable, level: Level = "country") -> Dyads:
        """Table, level → its events between the nodes of that level; what has no party there is kept with −1."""
        if level not in get_args(Level):
            raise BadInput(f"--level {level!r} is not one of {', '.join(get_args(Level))}.")
        told = [_node(p, level) for p in table.parties]
        nodes = tuple(sorted({t for t in told if t}))
        at = {n: i for i, n in enumerate(nodes)}
        countries = {t: p.country for t, p in zip(told, table.parties, strict=True) if t and p.country}
        of_party = np.array([at.get(t, -1) for t in told] or [-1], dtype=np.int64)
        home = np.array([at.get(t or _by_registry(p, level), -1) for t, p in zip(told, table.parties, strict=True)] or [-1], np.int64)
        return cls(
            nodes, tuple(countries.get(n, "") for n in nodes), table.day.astype(np.int64), of_party[table.actor],
            _of(of_party, table.recipient), table.quad.astype(np.int64), table.score.astype(np.float64),
            table.weight.astype(np.float64), table.actor.astype(np.int64), table.recipient.astype(np.int64), home,
        )

    def until(self, day: date) -> Dyads:
        """Day → the events up to and with it; nodes keep their indices."""
        n = int(np.searchsorted(self.day, day.toordinal(), "right"))
        return replace(self, **{c: getattr(self, c)[:n] for c in _COLUMNS})

    def at_home(self) -> Dyads:
        """→ the same events with everybody counted to his home: those whom no row nor registry places, by whom they meet most.

        A party without a home belongs to the node with which at least half of its events (three or more) are: a minister mostly
        deals with his own people. Told from the events in hand, so cut them first.
        """
        home = self.home.copy()
        lost = home < 0
        if lost.any() and len(self.nodes):
            pairs = [(self.actor, self.b), (self.recipient, self.a)]
            who, where = (np.concatenate([p[i][(p[0] >= 0) & (p[1] >= 0)] for p in pairs]) for i in (0, 1))
            met, times = np.unique((who * len(self.nodes) + where)[lost[who]], return_counts=True)
            of, total = met // len(self.nodes), np.bincount(met // len(self.nodes), times, len(home))
            most = (times * 2 >= total[of]) & (total[of] >= 3)
            home[of[most][::-1]] = (met % len(self.nodes))[most][::-1]
        return replace(self, a=home[self.actor], b=_of(home, self.recipient))

    @property
    def between(self) -> npt.NDArray[np.bool_]:
        """Which events are between two different nodes, shape (n,)."""
        found: npt.NDArray[np.bool_] = (self.a >= 0) & (self.b >= 0) & (self.a != self.b)
        return found

    @property
    def key(self) -> Ints:
        """Unordered pair of each event as one number: lower index · number of nodes + higher index."""
        made: Ints = np.minimum(self.a, self.b) * len(self.nodes) + np.maximum(self.a, self.b)
        return made


def _of(nodes: Ints, party: npt.NDArray[np.int32] | Ints) -> Ints:
    """Node of each party, parties (−1: none) → their nodes."""
    found: Ints = np.where(party >= 0, nodes[np.maximum(party, 0)], -1)
    return found


def _by_registry(party: Party, level: Level) -> str:
    """A party printed without a country → the node of the one state of all who bear its name in the registry, else ""."""
    if level == "party":
        return ""
    states = {a.country or "" for a in registry().bearers(party.name)}
    country = states.pop() if len(states) == 1 else ""
    return country if level == "country" or not country else f"{country} {part_of(Party(party.name, country, party.sector))}"


def _node(party: Party, level: Level) -> str:
    if level == "party":
        return party.name
    if level == "country" or not party.country:
        return party.country
    return f"{party.country} {part_of(party)}"


def sums(places: Ints, weights: Floats, size: int) -> Floats:
    """Places (0 … size − 1), weights → their sums by place, shape (size,)."""
    return np.bincount(places, weights, size).astype(np.float64)


def part_of(party: Party) -> str:
    """Party → which part of its country it is: by its sector, else by the words of its name; society where neither says.

    >>> [part_of(Party(n, "IRQ", s)) for n, s in (("Iraq", ""), ("Police (Iraq)", ""), ("Badr", "PRM"), ("Citizen (Iraq)", ""))]
    ['state', 'state', 'armed groups', 'society']
    """
    sector = party.sector.split(",")[0].strip()
    if not sector:
        plain = party.name.split("(")[0].strip().lower()
        sector = "GOV" if "(" not in party.name else _sector_of_words(plain)
    return _PART_OF_SECTOR.get(sector, "society")


@cache
def _sector_of_words(words: str) -> str:
    """Words of a kind of people ("armed rebel") → the sector of the last ones that the table of kinds gives one to, "" if none."""
    kinds, split = generic_kinds(), words.replace("/", " ").split()
    tried = [" ".join(split[-2:]), *reversed(split)]
    known = (kinds.get(w) or kinds.get(w.removesuffix("s")) for w in tried)
    return next((k.sector for k in known if k and k.sector), "")
