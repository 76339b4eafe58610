"""History and queries, as `EventTable`s → `Facts`: integers by columns, each event told from both ends.

An event (actor, relation, recipient) is two facts: the actor does the relation to the recipient; the recipient is done to, by the
actor. So one question, "whom?", serves for both ends: (one who is known, directed relation, ?).

Where a table says of its parties what they are and whose ("Police (Kenya)"), the words before the bracket are taken for a role, which
carries what is known of one country's police to another's. Of whom it says nothing, the registry of actors may know the
country, and the post held on the day on which they are first met.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from foreshock.actors import registry
from foreshock.types import EventTable, Party

Ints = npt.NDArray[np.int32]
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_NAMED = re.compile(r"(?P<role>.+\S) \((?P<country>[^()]+)\)")
NO_ROLE, STATE = 0, 1  # who says nothing of what he is; a bare country
ROOTS = 21  # CAMEO roots 01 to 20, 00 for none
QUADS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """2n facts of n events, ordered by day; the two of an event stand together, the one told from the recipient's end second.

    `one`, `other` are entities (`names`), `relation` a directed relation: below `n_relations` as printed, from there on turned round.
    `event` is the row of the event, counted through the history and then the queries. `country` and `role` are codes by entity
    (0: unknown), `root` and `quad` codes by directed relation. Entities and relations are numbered in the order in which they are met.
    """

    day: Ints
    one: Ints
    relation: Ints
    other: Ints
    event: Ints
    names: tuple[str, ...]
    relations: tuple[str, ...]
    country: Ints
    role: Ints
    root: Ints
    quad: Ints

    @property
    def n_entities(self) -> int:
        """How many names there are."""
        return len(self.names)

    @property
    def n_directed(self) -> int:
        """How many directed relations there are: twice the relations."""
        return 2 * len(self.relations)

    @property
    def attributes(self) -> npt.NDArray[np.int64]:
        """How many values each of the attributes of `spaces.ATTRIBUTES` can take, in their order."""
        n, c, k = self.n_entities, int(self.country.max(initial=0)) + 1, int(self.role.max(initial=0)) + 1
        return np.array([n, self.n_directed, n, c, c, k, k, 2 * QUADS, 2 * ROOTS, 2], dtype=np.int64)


def facts(history: EventTable, queries: EventTable) -> Facts:
    """Events that are known and events that are asked about → their facts; an event without a recipient asks and tells nothing."""
    tables = (history, queries)
    names, party = _codes([[p.name for p in t.parties] for t in tables])
    kinds, relation = _codes([[(r.name, r.cameo) for r in t.relations] for t in tables])
    columns = [_columns(t, p, r) for t, p, r in zip(tables, party, relation, strict=True)]
    day, actor, act, recipient = (np.concatenate([c[i] for c in columns]) for i in range(4))
    event = np.concatenate([columns[0][4], columns[1][4] + np.int32(len(history))])
    by_day = np.argsort(day, kind="stable")
    met, ends = _as_met(np.stack([actor, recipient], axis=1)[by_day].ravel())
    used, acts = _as_met(act[by_day])
    one, other, n = ends[::2], ends[1::2], np.int32(len(used))
    told = _first([(p.name, p) for t in tables for p in t.parties])
    quads = _first([((r.name, r.cameo), r.quad) for t in tables for r in t.relations])
    root, quad = (np.array(x, dtype=np.int32) for x in ([_root(kinds[k][1]) for k in used], [quads[kinds[k]] for k in used]))
    known = tuple(names[i] for i in met)
    return Facts(
        np.repeat(day[by_day], 2), ends, _both(acts, acts + n), _both(other, one), np.repeat(event[by_day], 2), known,
        tuple(kinds[k][0] for k in used), *_described([told[name] for name in known], _days_met(ends, np.repeat(day[by_day], 2))),
        np.concatenate([root, root + ROOTS]).astype(np.int32), np.concatenate([quad, quad + QUADS]).astype(np.int32),
    )


def _days_met(codes: Ints, days: Ints) -> Ints:
    """Codes and the days on which they stand → the first day of each."""
    return days[np.unique(codes, return_index=True)[1]]


def _both(told: Ints, turned: Ints) -> Ints:
    return np.stack([told, turned], axis=1).ravel()


def _as_met(codes: Ints) -> tuple[list[int], Ints]:
    """Codes in the order in which they are met → each of them once, in that order, and the codes told by their places in it.

    So what comes later changes no place of what was met before, and what is drawn for a place from the dice stays.
    """
    found, first, at = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(found), dtype=np.int32)
    place[order] = np.arange(len(found), dtype=np.int32)
    return found[order].tolist(), place[at]


def _first(told: Sequence[tuple[K, V]]) -> dict[K, V]:
    """Names and what is told of them → what was told of each first."""
    return dict(reversed(told))


def _codes(named: Sequence[Sequence[K]]) -> tuple[list[K], list[Ints]]:
    """Names of several tables → all of them once, and for each table their places among those."""
    codes: dict[K, int] = {}
    places = [np.array([codes.setdefault(n, len(codes)) for n in names], dtype=np.int32) for names in named]
    return list(codes), places


def _columns(table: EventTable, party: Ints, relation: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """A table, its parties' and relations' codes → day, actor, relation, recipient, row of the events that have a recipient."""
    rows = np.nonzero(table.recipient >= 0)[0].astype(np.int32)
    if not len(rows):
        none = np.empty(0, dtype=np.int32)
        return none, none, none, none, none
    return table.day[rows], party[table.actor[rows]], relation[table.relation[rows]], party[table.recipient[rows]], rows


def _described(parties: Sequence[Party], days: Ints) -> tuple[Ints, Ints]:
    """Parties, the day on which each was first met → codes of country and role; 0 where neither the table nor the registry tells."""
    countries: dict[str, int] = {"": 0}
    roles: dict[str, int] = {"": NO_ROLE, "state": STATE}
    told = [_of_party(p, int(d)) for p, d in zip(parties, days, strict=True)]
    codes = [(countries.setdefault(c, len(countries)), roles.setdefault(r, len(roles))) for c, r in told]
    both = np.array(codes, dtype=np.int32).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


def _of_party(party: Party, day: int) -> tuple[str, str]:
    """A party, the day on which it was first met → its country and its role.

    "Police (Kenya)" has the role "Police"; a party with a sector has that for a role; of whom the table tells nothing the registry may.
    """
    named = _NAMED.fullmatch(party.name)
    if party.country:
        return party.country, named["role"] if named else party.sector or "state"
    return _of_registry(party.name, named["country"] if named else "", date.fromordinal(day))


def _of_registry(name: str, within: str, day: date) -> tuple[str, str]:
    """A name, what stands in its brackets, a day → country and post held then, where all who bear the name agree on the country."""
    words = name.split()
    for tried in (name, f"{words[0]} {words[-1]}" if len(words) > 2 else "", within):
        known = [a for a in registry().bearers(tried) if a.country] if tried else []
        if len({a.country for a in known}) == 1:
            posts = [r.post for a in known for r in registry().roles_on(a.id, day)]
            return known[0].country or "", posts[0] if posts else known[0].kind
    return "", ""


def _root(cameo: str) -> int:
    """CAMEO code → its root (1–20), 0 where there is none."""
    root = int(cameo[:2]) if cameo[:2].isdigit() else 0
    return root if root < ROOTS else 0
