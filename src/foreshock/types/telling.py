"""`EventMention` → `Telling`: as much of it as decides whose happening it tells of, and what that becomes; a tenth of its size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from foreshock.types.events import EventMention, Status
from foreshock.types.html import InNotebook
from foreshock.types.text import Document, PartKind
from foreshock.types.when import When
from foreshock.types.who import Mention, Place


class Called(NamedTuple):
    """Who a party of an event is: the id of the actor, country and sector, each None where unknown."""

    actor_id: str | None
    country: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Telling(InNotebook):
    """One report of an event without its spans: who did what to whom, when and where, in which voice, printed by whom.

    `kind`: the kind of part that it stands in. `speaker`: the id of the actor on whose word it is told. `published` is None where
    nothing is known of its page. `text`: the sentence.
    """

    id: str
    document_id: str
    type: str
    kind: PartKind
    status: Status
    hedged: bool
    modes: tuple[str, ...]
    contexts: tuple[str, ...]
    confidence: float
    when: When
    place: Place | None
    actors: tuple[Called, ...]
    recipients: tuple[Called, ...]
    speaker: str | None
    publisher: str | None
    published: When | None
    text: str

    @classmethod
    def of(cls, m: EventMention, page: Document | None) -> Telling:
        """Event mention, the page it stands in (None: nothing is known of it) → the same."""
        kind: PartKind = "comment" if m.speaker_kind == "commenter" else "body"
        kind = next((p.kind for p in page.parts if p.index == m.part), kind) if page else kind
        return cls(
            m.id, m.document_id, m.type, kind, m.factuality.status, m.factuality.hedged, m.modes, m.contexts, m.confidence, m.when, m.place,
            _called(m.actors), _called(m.recipients), (m.speaker and m.speaker.actor_id) or None, page.publisher if page else None,
            page.published if page else None, m.evidence.text)


def _called(side: tuple[Mention, ...]) -> tuple[Called, ...]:
    return tuple(Called(m.actor_id, m.country, m.sector) for m in side)
