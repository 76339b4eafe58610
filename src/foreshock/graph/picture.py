"""Ties, events, documents and actors of a store → `Picture`: who stands where on one day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foreshock.graph import courses, ties
from foreshock.graph.levels import Level
from foreshock.types import Actor, Course, Document, Event, EventMention, PartKind, Role, Tie, TieMention


@dataclass(frozen=True, slots=True)
class Picture:
    """The signed picture of one day: everything that a course, a forecast or a drawing is computed from."""

    as_of: date
    events: tuple[Event, ...]
    ties: tuple[Tie, ...]
    courses: tuple[Course, ...]
    actors: dict[str, Actor]


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
) -> Picture:
    """What the pages gave, a day, a level ("actor", "group" or "country") → the picture of that day."""
    drawn = ties(
        tie_mentions, events, event_mentions, documents, actors,
        as_of=as_of, level=level, parts=parts, roles=roles,
    )
    ranked = courses(drawn, events, actors, as_of=as_of)
    return Picture(as_of, tuple(events), tuple(drawn), tuple(ranked), dict(actors))
