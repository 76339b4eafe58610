"""Nothing → the nouns of the work itself: `Reading` (all that one page gave), `Run`, `Lens` (what a user asks to see)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from foreshock.types.events import EventMention, Predicate, Statement, Status, TieMention, Voice
from foreshock.types.html import InNotebook
from foreshock.types.text import Document, Genre, PartKind, Span
from foreshock.types.when import Time
from foreshock.types.who import Actor, Mention, Role


@dataclass(frozen=True, slots=True)
class Reading(InNotebook):
    """Everything that one document gave, resolved and ready to be stored in one piece.

    `actors` are those not in the registry (learned from the page, or generic) that mentions refer to.
    """

    document: Document
    sentences: tuple[Span, ...] = ()
    mentions: tuple[Mention, ...] = ()
    times: tuple[Time, ...] = ()
    predicates: tuple[Predicate, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[EventMention, ...] = ()
    ties: tuple[TieMention, ...] = ()
    actors: tuple[Actor, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Run(InNotebook):
    """One piece of work: what went in, with which code, models and resources, at what time (PROV Activity).

    `models` and `resources` map a name to a sha256; `counts` holds what came out.
    """

    id: str
    started: datetime
    code: str
    models: dict[str, str] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lens:
    """What a user asks to see. Dates are days; `actor` and `pair` hold an actor id, country code or name.

    Reader comments are left out unless `parts` names them. `as_of` hides every document published after it, and
    every event after it. `voices`, `publishers`, `genres` let through what is told so, printed by them, of that kind (all, where
    empty); `confidence` (0–1) is the least that an event must have.
    """

    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    actor: str | None = None
    pair: tuple[str, str] | None = None
    statuses: tuple[Status, ...] = ()
    parts: tuple[PartKind, ...] = ("headline", "body", "caption")
    voices: tuple[Voice, ...] = ()
    publishers: tuple[str, ...] = ()
    genres: tuple[Genre, ...] = ()
    confidence: float = 0.0
