"""Rows of anybody's event data → `EventTable`: events by columns, for what is computed over very many of them.

A row is one coded event as a table has it (GDELT, ICEWS, POLECAT, ACLED, a plain table of date, actor, relation, recipient,
or a store's own happenings). Names stay as they were printed; codes stay strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.types.events import Status
from foreshock.types.html import InNotebook
from foreshock.types.when import Precision
from foreshock.types.who import Place

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


class Party(NamedTuple):
    """Who stands in a row: the name as printed, country (ISO 3166 alpha-3, or IGO, IMG …) and PLOVER sector; "" where unknown.

    `code` is the table's own code for it (CAMEO's "IRNMIL"), `id` the actor it was mapped to, once it was.
    """

    name: str
    country: str = ""
    sector: str = ""
    code: str = ""
    id: str = ""


class Relation(NamedTuple):
    """What a row says was done: its name, its CAMEO code ("" where it has none), PLOVER type ("" where none fits).

    `quad` is the quad class (1–4, 0 unknown), `score` −10 conflict … +10 cooperation; the table's own scale where it brings one.
    `modes` are PLOVER's. `directed` is False where the table does not say who did it to whom (ACLED's actor1 and actor2).
    """

    name: str
    cameo: str = ""
    type: str = ""
    quad: int = 0
    score: float = 0.0
    modes: tuple[str, ...] = ()
    directed: bool = True


class EventRow(NamedTuple):
    """One row of event data. `recipient` is None where the act has none; `weight` (0–1) is how far the row is trusted.

    `origin` says where the row came from: file and line, or the id of the event in the store. `co_actors` and `co_recipients` stand
    beside the first ones where a row has several. `end` is its last day if it has more than one, `published` the day on which the row
    itself was out, `changed` that of its last change. `reports` counts the reports behind it and `sources` who printed them (0 unknown):
    never happenings. `deaths` is None where the table counts none. `id` is the row's own, `line` where it stands in its file (from 1).
    """

    day: date
    actor: Party
    relation: Relation
    recipient: Party | None
    weight: float = 1.0
    origin: str = ""
    co_actors: tuple[Party, ...] = ()
    co_recipients: tuple[Party, ...] = ()
    end: date | None = None
    precision: Precision = "day"
    published: date | None = None
    changed: date | None = None
    place: Place | None = None
    contexts: tuple[str, ...] = ()
    status: Status = "actual"
    reports: int = 0
    sources: int = 0
    deaths: int | None = None
    publisher: str = ""
    url: str = ""
    note: str = ""
    id: str = ""
    line: int = 0

    def dyads(self) -> Iterator[tuple[Party, Party | None]]:
        """→ who with whom: every actor with every recipient; every two actors where there is no recipient.

        >>> row = EventRow(date(2017, 3, 9), Party("Iran"), Relation("Consult"), None, co_actors=(Party("Iraq"), Party("Syria")))
        >>> [(a.name, b.name) for a, b in row.dyads()]
        [('Iran', 'Iraq'), ('Iran', 'Syria'), ('Iraq', 'Syria')]
        """
        if not (self.co_actors or self.co_recipients):
            yield self.actor, self.recipient
        elif self.recipient is None:
            yield from combinations((self.actor, *self.co_actors), 2)
        else:
            yield from ((a, b) for a in (self.actor, *self.co_actors) for b in (self.recipient, *self.co_recipients))


@dataclass(frozen=True, slots=True, eq=False)
class EventTable(InNotebook):
    """n events by columns, ordered by day (then as they came); a row with several parties stands there once a pair.

    `day`: proleptic ordinals, shape (n,). `actor`, `recipient`: indices into `parties` (recipient −1 where there is none).
    `relation`: indices into `relations`. `weight`: 0–1. `origin`: n texts, or empty where nobody asked for them.
    """

    day: Ints
    actor: Ints
    relation: Ints
    recipient: Ints
    weight: Floats
    parties: tuple[Party, ...]
    relations: tuple[Relation, ...]
    origin: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.day)

    def __repr__(self) -> str:
        return f"<EventTable: {len(self)} events, {len(self.parties)} parties, {len(self.relations)} relations>"

    @classmethod
    def of(cls, rows: Iterable[EventRow], keep_origin: bool = False) -> EventTable:
        """Rows in any order → the table; rows that tell of what did not (yet) happen are left out.

        >>> iran, iraq = Party("Iran", "IRN"), Party("Iraq", "IRQ")
        >>> made = [EventRow(date(2017, 3, d), iran, Relation("Consult", "040", "CONSULT", 1, 1.0), iraq) for d in (9, 2)]
        >>> table = EventTable.of(made)
        >>> [date.fromordinal(d).day for d in table.day], table.parties[table.recipient[0]].name
        ([2, 9], 'Iraq')
        """
        parties: dict[Party, int] = {}
        relations: dict[Relation, int] = {}
        columns: list[tuple[int, int, int, int, float]] = []
        origin: list[str] = []
        for row in rows:
            if row.status not in ("actual", "historical"):
                continue
            for doer, other in row.dyads():
                to = -1 if other is None else parties.setdefault(other, len(parties))
                columns.append((
                    row.day.toordinal(), parties.setdefault(doer, len(parties)),
                    relations.setdefault(row.relation, len(relations)), to, row.weight,
                ))
                if keep_origin:
                    origin.append(row.origin)
        days, actors, told, recipients, weights = zip(*columns, strict=True) if columns else ((), (), (), (), ())
        order = np.argsort(np.array(days, dtype=np.int32), kind="stable")
        day, actor, relation, recipient = (np.array(c, dtype=np.int32)[order] for c in (days, actors, told, recipients))
        return cls(
            day, actor, relation, recipient, np.array(weights, dtype=np.float32)[order], tuple(parties), tuple(relations),
            tuple(origin[i] for i in order) if keep_origin else (),
        )

    def until(self, day: date) -> EventTable:
        """Day → the table as it stood at the end of that day; parties and relations keep their indices."""
        n = int(np.searchsorted(self.day, day.toordinal(), "right"))
        return EventTable(
            self.day[:n], self.actor[:n], self.relation[:n], self.recipient[:n], self.weight[:n], self.parties, self.relations,
            self.origin[:n],
        )

    @property
    def score(self) -> Floats:
        """Score of each event (−10 … +10), shape (n,)."""
        return np.array([r.score for r in self.relations] or [0.0], dtype=np.float32)[self.relation]

    @property
    def quad(self) -> Ints:
        """Quad class of each event (1–4, 0 unknown), shape (n,)."""
        return np.array([r.quad for r in self.relations] or [0], dtype=np.int32)[self.relation]

    @property
    def countries(self) -> Sequence[str]:
        """Country of each party, "" where unknown."""
        return [p.country for p in self.parties]
