"""What a user asked of a store → `Holdings`, all that an export can draw on; and `Losses`, what a format could not hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from foreshock.graph.picture import Picture
from foreshock.types import Document, Event, EventMention, Lens, Reading, Role, Run, Statement, TieMention


@dataclass(frozen=True, slots=True)
class Holdings:
    """The nouns that a lens lets through, and the signed picture computed from them."""

    lens: Lens
    documents: tuple[Document, ...]
    readings: tuple[Reading, ...]
    events: tuple[Event, ...]
    event_mentions: tuple[EventMention, ...]
    statements: tuple[Statement, ...]
    tie_mentions: tuple[TieMention, ...]
    roles: tuple[Role, ...]
    picture: Picture
    runs: tuple[Run, ...]


@dataclass(slots=True)
class Losses:
    """What was written and, field by field, what the format had no room for."""

    written: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        written = ", ".join(f"{n} {what}" for what, n in self.written.items()) or "nothing"
        lost = "; ".join(f"{what} ({n})" for what, n in sorted(self.lost.items()) if n)
        return f"{written} written. " + (f"Not held by this format: {lost}." if lost else "Nothing was lost.")
