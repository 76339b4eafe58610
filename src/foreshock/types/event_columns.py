"""`Event`s by columns → `EventColumns`: what a picture computes with, for a dozen happenings or a million imported rows alike.

It is a sequence of `Event`s, but a row of others' data becomes one only when it is looked at: whoever goes by the columns makes none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

from foreshock.types.events import STATUSES, Event
from foreshock.types.html import InNotebook
from foreshock.types.who import Place

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Did(NamedTuple):
    """What was done: PLOVER type, modes, and the score of the event (−10 … +10)."""

    type: str
    modes: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class EventColumns(InNotebook, Sequence[Event]):
    """n events ordered by the day by which each had happened, then by id; the undated first.

    `day`: proleptic ordinals, 0 where unknown. `did`, `place` (−1: none), `status` (of STATUSES): indices. `confidence` 0–1. `comment`:
    only readers say so. `from_text`: its date stands in the text. Who did it is `doer` (indices into `actors`), one a party, and
    `doer_of` the event of each, ascending; likewise `other` for recipients. `own` are the events that are held as nouns, `source` says
    where each event is: at that place in `own`, or (−1 − r) in row r of the imported ones, which `tell` makes into an Event.
    """

    day: Ints
    did: Ints
    status: Ints
    place: Ints
    confidence: Floats
    hedged: Bools
    comment: Bools
    from_text: Bools
    doer_of: Ints
    doer: Ints
    other_of: Ints
    other: Ints
    source: Ints
    actors: tuple[str, ...]
    dids: tuple[Did, ...]
    places: tuple[Place, ...]
    own: tuple[Event, ...] = ()
    tell: Callable[[int], Event] | None = None

    @classmethod
    def of(cls, events: Sequence[Event]) -> EventColumns:
        """Events → the same by columns; what comes by columns stays as it is."""
        if isinstance(events, EventColumns):
            return events
        own = tuple(sorted(events, key=lambda e: (_day(e), e.id)))
        actors: dict[str, int] = {}
        dids: dict[Did, int] = {}
        places: dict[Place, int] = {}
        rows = [
            (_day(e), dids.setdefault(Did(e.type, e.modes, e.score), len(dids)), STATUSES.index(e.status),
             -1 if e.place is None else places.setdefault(e.place, len(places)), e.confidence, e.hedged, e.part_kinds == ("comment",),
             e.when.basis == "text")
            for e in own
        ]
        day, did, status, place, confidence, hedged, comment, from_text = zip(*rows, strict=True) if rows else ((),) * 8
        stand = ([(n, i) for n, e in enumerate(own) for i in e.actors], [(n, i) for n, e in enumerate(own) for i in e.recipients])
        doers, others = (
            np.array([(n, actors.setdefault(i, len(actors))) for n, i in side], np.int64).reshape(-1, 2) for side in stand
        )
        return cls(
            np.array(day, np.int64), np.array(did, np.int64), np.array(status, np.int64), np.array(place, np.int64),
            np.array(confidence, np.float64), np.array(hedged, np.bool_), np.array(comment, np.bool_), np.array(from_text, np.bool_),
            doers[:, 0], doers[:, 1], others[:, 0], others[:, 1], np.arange(len(own)), tuple(actors), tuple(dids), tuple(places), own)

    def with_own(self, events: Sequence[Event]) -> EventColumns:
        """Imported events by columns, and others as nouns → both, in order."""
        mine = EventColumns.of(events)
        if not len(mine):
            return self
        at = np.searchsorted(self.day, mine.day, "left")
        for k, event in enumerate(mine.own):  # of one day, by id: few are held as nouns
            while at[k] < len(self) and self.day[at[k]] == mine.day[k] and self[int(at[k])].id < event.id:
                at[k] += 1
        where = np.zeros(len(self), np.int64)
        np.add.at(where, at[at < len(self)], 1)
        to = (np.arange(len(self)) + np.cumsum(where), at + np.arange(len(mine)))
        both, n = (self, mine), len(self) + len(mine)

        def laid(column: str, *of: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
            parts = of or tuple(getattr(t, column) for t in both)
            made = np.zeros(n, parts[1].dtype)
            for places, part in zip(to, parts, strict=True):
                made[places] = part
            return made

        named = {c: _joined(getattr(self, c), getattr(mine, c)) for c in ("actors", "dids", "places")}
        columns = {c: laid(c) for c in ("day", "status", "confidence", "hedged", "comment", "from_text", "source")}
        columns["did"] = laid("did", *(t[c.did] for t, c in zip(named["dids"][1], both, strict=True)))
        columns["place"] = laid("place", *(t[c.place] for t, c in zip(named["places"][1], both, strict=True)))
        for side in ("doer", "other"):
            of = np.concatenate([t[getattr(c, f"{side}_of")] for t, c in zip(to, both, strict=True)])
            who = np.concatenate([t[getattr(c, side)] for t, c in zip(named["actors"][1], both, strict=True)])
            order = np.argsort(of, kind="stable")
            columns |= {f"{side}_of": of[order], side: who[order]}
        return replace(self, **columns, **{c: names for c, (names, _) in named.items()}, own=mine.own)  # type: ignore[arg-type]

    def only(self, which: Bools) -> EventColumns:
        """Which events (shape n) → these alone."""
        to, source = np.cumsum(which) - 1, self.source[which]
        mine = [self.own[i] for i in source[source >= 0].tolist()]
        source[source >= 0] = np.arange(len(mine))
        columns = {c: getattr(self, c)[which] for c in ("day", "did", "status", "place", "confidence", "hedged", "comment", "from_text")}
        for side in ("doer", "other"):
            of = getattr(self, f"{side}_of")
            columns |= {f"{side}_of": to[of[which[of]]], side: getattr(self, side)[which[of]]}
        return replace(self, **columns, source=source, own=tuple(mine))

    def __len__(self) -> int:
        return len(self.day)

    def __eq__(self, other: object) -> bool:
        """Equal to columns that tell the same events, wherever each of them is held."""
        return tuple(self) == tuple(other) if isinstance(other, EventColumns) else NotImplemented

    def __hash__(self) -> int:
        return hash((len(self), self.actors))

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> list[Event]: ...
    def __getitem__(self, at: int | slice) -> Event | list[Event]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        source = int(self.source[at])
        if source >= 0:
            return self.own[source]
        assert self.tell is not None
        return self.tell(-1 - source)

    def __iter__(self) -> Iterator[Event]:
        return (self[i] for i in range(len(self)))

    @property
    def met(self) -> list[str]:
        """→ ids of all who stand in some event."""
        return [self.actors[i] for i in np.unique(np.concatenate([self.doer, self.other])).tolist()]

    @property
    def imported(self) -> Bools:
        """→ which events are rows of others' data, shape (n,)."""
        found: Bools = self.source < 0
        return found


def _joined(a: tuple[object, ...], b: tuple[object, ...]) -> tuple[tuple[object, ...], tuple[Ints, Ints]]:
    """Two lists of names → one, and where each of the two's are in it; −1 stays −1."""
    at: Mapping[object, int] = {name: i for i, name in enumerate(dict.fromkeys((*a, *b)))}
    return tuple(at), tuple(np.array([*(at[x] for x in of), -1], np.int64) for of in (a, b))  # type: ignore[return-value]


def _day(event: Event) -> int:
    """Event → the day by which it had happened (the later bound, or the only one there is), 0 where unknown."""
    day = event.when.latest or event.when.earliest
    return day.toordinal() if day else 0
