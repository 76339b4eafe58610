"""Ties, events, documents and actors of a store → `Picture`: who stands where on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from foreshock.graph import layout
from foreshock.graph.admitted import Admission, Without
from foreshock.graph.courses import earlier, untold
from foreshock.graph.levels import Level
from foreshock.graph.quoting import quoted
from foreshock.graph.signed import Network
from foreshock.graph.ties import drawn
from foreshock.graph.triads import Balance, balance
from foreshock.types import Actor, Course, Document, Event, EventColumns, EventMention, PartKind, Role, Stated, Tie, TieMention

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
    told = picture_drawn(
        Stated.of(tie_mentions, documents), EventColumns.of(events, event_mentions, documents), actors, as_of=as_of, level=level,
        parts=parts, roles=roles, without=without, with_courses=with_courses)
    return replace(told, ties=tuple(quoted(told.ties)), courses=tuple(quoted(told.courses)))


def picture_drawn(
    stated: Stated, events: EventColumns, actors: Mapping[str, Actor], *, as_of: date, level: Level, parts: Sequence[PartKind],
    roles: Sequence[Role], without: Without = _ALL, with_courses: bool = True,
) -> Picture:
    """The same by columns; the evidence of ties and courses is still to be `quoted`."""
    admission = Admission.of(as_of, parts, without)
    if without != _ALL and events.sentences is not None:
        heard = admission.hears(events.sentences)[events.report]
        reported, left = (np.bincount(of, minlength=len(events)) > 0 for of in (events.report_of, events.report_of[heard]))
        events = events.only(left | ~reported)
    stood = drawn(stated, events, actors, admission, level, roles)
    if not with_courses:
        return Picture(as_of, events, tuple(stood), (), dict(actors))
    before = drawn(stated, events, actors, replace(admission, as_of=earlier(as_of)), level, roles, quote=False)
    found = untold(stood, events, actors, as_of=as_of, before=before, level=level)
    return Picture(as_of, events, tuple(stood), tuple(found), dict(actors))
