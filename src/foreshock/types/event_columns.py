"""`Event`s by columns → `EventColumns`: what a picture computes with, for a dozen happenings or five million alike.

It is a sequence of `Event`s, but one is read only when it is looked at: whoever goes by the columns reads none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, overload

import numpy as np
import numpy.typing as npt

from foreshock.types.events import STATUSES, Event, EventMention
from foreshock.types.html import InNotebook
from foreshock.types.sentences import AT_ONCE, Names, Sentences, called, last_day, named
from foreshock.types.text import PARTS, Document
from foreshock.types.who import Place

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
_PLAIN = ("id", "day", "did", "status", "place", "confidence", "hedged", "parts", "from_text", "source")


class Did(NamedTuple):
    """What was done: PLOVER type, modes, and the score of the event (−10 … +10)."""

    type: str
    modes: tuple[str, ...]
    score: float


def _none() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class EventColumns(InNotebook, Sequence[Event]):
    """n events ordered by the day by which each had happened, then by `id`; the undated first.

    `day`: proleptic ordinals, 0 where unknown. `did`, `place` (−1: none), `status` (of STATUSES): indices. `confidence` 0–1. `parts`: a
    bit for each of PARTS. `from_text`: its date stands in the text. Who did it is `doer` (indices into `actors`), one a party, and
    `doer_of` the event of each, ascending; likewise `other` for recipients, and `report` (of `sentences`, in order) for the reports that
    an event rests on; one without any stands on its own word. `tell` makes numbers of `source` into Events, all that are wanted at once.
    """

    id: Names
    day: Ints
    did: Ints
    status: Ints
    place: Ints
    confidence: Floats
    hedged: Bools
    parts: Ints
    from_text: Bools
    doer_of: Ints
    doer: Ints
    other_of: Ints
    other: Ints
    source: Ints
    actors: tuple[str, ...]
    dids: tuple[Did, ...]
    places: tuple[Place, ...]
    tell: Callable[[Sequence[int]], Sequence[Event]]
    report_of: Ints = field(default_factory=_none)
    report: Ints = field(default_factory=_none)
    sentences: Sentences | None = None
    _read: dict[int, Event] = field(default_factory=dict)

    @classmethod
    def of(
        cls, events: Sequence[Event], mentions: Sequence[EventMention] | None = None, documents: Sequence[Document] = (),
        sentences: Sentences | None = None,
    ) -> EventColumns:
        """Events, the mentions that report them, the pages of these (or both as sentences) → the same by columns.

        What comes by columns stays as it is.
        """
        if isinstance(events, EventColumns):
            return events
        own = tuple(sorted(events, key=lambda e: (last_day(e.when), e.id)))
        actors: dict[str, int] = {}
        dids: dict[Did, int] = {}
        places: dict[Place, int] = {}
        rows = [
            (last_day(e.when), dids.setdefault(Did(e.type, e.modes, e.score), len(dids)), STATUSES.index(e.status),
             -1 if e.place is None else places.setdefault(e.place, len(places)), e.confidence, e.hedged,
             sum(1 << n for n, p in enumerate(PARTS) if p in e.part_kinds), e.when.basis == "text")
            for e in own
        ]
        day, did, status, place, confidence, hedged, parts, from_text = zip(*rows, strict=True) if rows else ((),) * 8
        stand = ([(n, i) for n, e in enumerate(own) for i in e.actors], [(n, i) for n, e in enumerate(own) for i in e.recipients])
        doers, others = (
            np.array([(n, actors.setdefault(i, len(actors))) for n, i in side], np.int64).reshape(-1, 2) for side in stand
        )
        told = Sentences.of(mentions, documents) if mentions is not None else sentences
        flat = [(n, i) for n, e in enumerate(own) for i in e.mentions] if told else []
        report_of, report = np.array([n for n, _ in flat], np.int64), told.find([i for _, i in flat]) if told else _none()
        return cls(
            named(e.id for e in own), np.array(day, np.int64), np.array(did, np.int64), np.array(status, np.int64),
            np.array(place, np.int64), np.array(confidence, np.float64), np.array(hedged, np.bool_), np.array(parts, np.int64),
            np.array(from_text, np.bool_), doers[:, 0], doers[:, 1], others[:, 0], others[:, 1], np.arange(len(own)),
            tuple(actors), tuple(dids), tuple(places), lambda which: [own[n] for n in which],
            report_of[report >= 0], report[report >= 0], told)

    def joined(self, few: EventColumns) -> EventColumns:
        """These and others, of the same sentences if both have any → both, in order; the shorter one is put into the longer."""
        if len(few) > len(self):
            return few.joined(self)
        if not len(few):
            return self
        at, ends = (np.searchsorted(self.day, few.day, side) for side in ("left", "right"))
        for k, (low, high) in enumerate(zip(at.tolist(), ends.tolist(), strict=True)):  # of one day, by id
            at[k] = low + np.searchsorted(self.id[low:high], few.id[k])
        where = np.zeros(len(self), np.int64)
        np.add.at(where, at[at < len(self)], 1)
        return self._laid(few, np.arange(len(self)) + np.cumsum(where), at + np.arange(len(few)))

    def _laid(self, few: EventColumns, mine: Ints, theirs: Ints) -> EventColumns:
        """Others, the place of each of these and of those among both → both."""
        both, to = (self, few), (mine, theirs)
        named = {c: _joined(getattr(self, c), getattr(few, c)) for c in ("actors", "dids", "places")}
        base = int(self.source.max()) + 1
        moved = {"source": (self.source, few.source + base), **{
            c: tuple(t[getattr(one, c)] for t, one in zip(named[names][1], both, strict=True))
            for c, names in (("did", "dids"), ("place", "places"))}}
        columns: dict[str, object] = {}
        for c in _PLAIN:
            parts = moved.get(c) or tuple(getattr(one, c) for one in both)
            made = np.zeros(len(self) + len(few), np.result_type(*parts))
            for places, part in zip(to, parts, strict=True):
                made[places] = part
            columns[c] = made
        for side, what in (("doer", "actors"), ("other", "actors"), ("report", "")):
            of = np.concatenate([t[getattr(c, f"{side}_of")] for t, c in zip(to, both, strict=True)])
            who = np.concatenate([t[getattr(c, side)] for t, c in zip(named[what][1], both, strict=True)] if what else
                                 [self.report, few.report])
            order = np.argsort(of, kind="stable")
            columns |= {f"{side}_of": of[order], side: who[order]}

        def tell(which: Sequence[int]) -> Sequence[Event]:
            first, second = (iter(c.tell(w)) for c, w in (
                (self, [n for n in which if n < base]), (few, [n - base for n in which if n >= base])))
            return [next(first) if n < base else next(second) for n in which]

        return replace(self, **columns, **{c: names for c, (names, _) in named.items()}, tell=tell,  # type: ignore[arg-type]
                       sentences=self.sentences or few.sentences, _read={})

    def only(self, which: Bools) -> EventColumns:
        """Which events (shape n) → these alone."""
        to = np.cumsum(which) - 1
        columns = {c: getattr(self, c)[which] for c in _PLAIN}
        for side in ("doer", "other", "report"):
            of = getattr(self, f"{side}_of")
            columns |= {f"{side}_of": to[of[which[of]]], side: getattr(self, side)[which[of]]}
        return replace(self, **columns, _read={})

    def __len__(self) -> int:
        return len(self.day)

    def __eq__(self, other: object) -> bool:
        """Equal to columns that tell the same events, wherever each of them is held."""
        return tuple(self) == tuple(other) if isinstance(other, EventColumns) else NotImplemented

    def __hash__(self) -> int:
        return hash((len(self), self.actors))

    def read(self, which: Sequence[int]) -> list[Event]:
        """Places → the events there, read at once; they are kept, so that who asks for one of them again has it."""
        new = sorted(set(which) - self._read.keys())
        self._read.update(zip(new, self.tell(self.source[new].tolist()), strict=True) if new else ())
        return [self._read[n] for n in which]

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> list[Event]: ...
    def __getitem__(self, at: int | slice) -> Event | list[Event]:
        if isinstance(at, slice):
            return list(self.tell(self.source[at].tolist()))
        return self.read([range(len(self))[at]])[0]

    def __iter__(self) -> Iterator[Event]:
        for start in range(0, len(self), AT_ONCE):
            yield from self[start : start + AT_ONCE]

    @property
    def met(self) -> list[str]:
        """→ ids of all who stand in some event."""
        return [self.actors[i] for i in np.unique(np.concatenate([self.doer, self.other])).tolist()]

    @property
    def comment(self) -> Bools:
        """→ which events only readers' comments tell, shape (n,)."""
        found: Bools = self.parts == 1 << PARTS.index("comment")
        return found

    def reports(self, which: Sequence[int]) -> Ints:
        """Places → the rows of `sentences` that report the events there."""
        spans = (np.searchsorted(self.report_of, [n, n + 1]) for n in which)
        found: Ints = np.concatenate([_none(), *(self.report[a:b] for a, b in spans)])
        return found

    def mentions(self, at: int) -> tuple[str, ...]:
        """Place → the ids of the mentions that report the event there."""
        return self[at].mentions if self.sentences is None else tuple(called(self.sentences.id[self.reports([at])]))


def _joined(a: tuple[object, ...], b: tuple[object, ...]) -> tuple[tuple[object, ...], tuple[Ints, Ints]]:
    """Two lists of names → one, and where each of the two's are in it; −1 stays −1."""
    at: Mapping[object, int] = {name: i for i, name in enumerate(dict.fromkeys((*a, *b)))}
    return tuple(at), tuple(np.array([*(at[x] for x in of), -1], np.int64) for of in (a, b))  # type: ignore[return-value]
