"""What a lens lets through of a store, and the picture computed from it → `Holdings`, all that a report or export can draw on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foreshock.graph.picture import Picture
from foreshock.types import Document, Event, EventMention, Judgement, Lens, Reading, Role, Run, Statement, TieMention


@dataclass(frozen=True, slots=True)
class Holdings:
    """The nouns that a lens lets through, and the signed picture computed from them."""

    lens: Lens
    documents: tuple[Document, ...]
    readings: tuple[Reading, ...]
    events: Sequence[Event]
    event_mentions: tuple[EventMention, ...]
    statements: tuple[Statement, ...]
    tie_mentions: tuple[TieMention, ...]
    roles: tuple[Role, ...]
    picture: Picture
    runs: tuple[Run, ...]
    judgements: tuple[Judgement, ...] = ()
