"""Ties, events, documents and actors of a store → `Picture`: who stands where on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from foreshock.graph import courses, layout, ties
from foreshock.graph.admitted import Admission, Without
from foreshock.graph.courses import earlier
from foreshock.graph.levels import Level
from foreshock.graph.signed import Network
from foreshock.graph.triads import Balance, balance
from foreshock.types import Actor, Course, Document, Event, EventColumns, EventMention, PartKind, Role, Tie, TieMention

_ALL = Without()


@dataclass(frozen=True, slots=True)
class Picture:
    """The signed picture of one day: everything that a course, a forecast or a drawing is computed from."""

    as_of: date
    events: Sequence[Event]
    ties: tuple[Tie, ...]
    courses: tuple[Course, ...]
    actors: dict[str, Actor]

    @property
    def spots(self) -> dict[str, tuple[float, float]]:
        """→ where each actor stands in the unit square: the same in every drawing and export of this picture."""
        return layout(self.ties)

    @property
    def balance(self) -> Balance:
        """→ triads, their tension, and how much of the picture two camps cannot explain."""
        return balance(Network.of(self.ties, (), self.actors, self.as_of, "actor"))  # the ties are at their level already


def picture(
    tie_mentions: Sequence[TieMention],
    events: Sequence[Event],
    event_mentions: Sequence[EventMention],
    documents: Sequence[Document],
    actors: Mapping[str, Actor],
    *,
    as_of: date,
    level: Level = "group",
    parts: Sequence[PartKind] = ("headline", "body", "caption"),
    roles: Sequence[Role] = (),
    without: Without = _ALL,
    with_courses: bool = True,
) -> Picture:
    """What the pages gave, a day, a level ("actor", "group" or "country"), what to leave out → the picture of that day.

    Most of the work is in telling the courses: who needs none leaves them out (`with_courses`).
    """
    if without != _ALL:
        admission = Admission.of(documents, as_of, parts, without)
        heard = {m.id for m in event_mentions if admission.hears(m)}
        told = EventColumns.of(events)
        unheard = {e.id for e in told.own if e.mentions and not heard.intersection(e.mentions)}
        kept = np.array([s < 0 or told.own[s].id not in unheard for s in told.source.tolist()], np.bool_)
        events = told.only(kept) if isinstance(events, EventColumns) else [e for e in events if e.id not in unheard]
    stood = [
        ties(tie_mentions, events, event_mentions, documents, actors, as_of=day, level=level, parts=parts, roles=roles, without=without)
        for day in ((as_of, earlier(as_of)) if with_courses else (as_of,))
    ]
    ranked = courses(stood[0], events, actors, as_of=as_of, before=stood[1], level=level) if with_courses else []
    return Picture(as_of, events if isinstance(events, EventColumns) else tuple(events), tuple(stood[0]), tuple(ranked), dict(actors))
