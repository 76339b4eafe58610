"""Documents, a day, and what is to be left out → which evidence counts, how much, and since when: `Admission`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foreshock.graph import weights
from foreshock.types import UNKNOWN, Document, Event, EventMention, Evidence, PartKind, TieMention, When
from foreshock.types.copies import stories

ARTICLE: tuple[PartKind, ...] = ("headline", "body", "caption")


@dataclass(frozen=True, slots=True)
class Without:
    """What to leave out: publishers, genres, speakers (actor ids), parts of a page, to see how much a picture owes to them."""

    publishers: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is heard: built once from the documents, asked for every mention."""

    documents: Mapping[str, Document]
    as_of: date
    parts: frozenset[PartKind]
    without: Without
    story: Mapping[str, str]

    @classmethod
    def of(cls, documents: Sequence[Document], as_of: date, parts: Sequence[PartKind], without: Without) -> Admission:
        """Documents, day, parts to hear, what to leave out → the rule of admission."""
        by_id = {d.id: d for d in documents}
        return cls(by_id, as_of, frozenset(parts), without, stories(by_id.values()))

    def voice(self, mention: EventMention | TieMention) -> str:
        """Mention → whose word it is: its page's, or that of the story which its page and others print."""
        return self.story.get(mention.document_id, mention.document_id)

    def part(self, mention: EventMention | TieMention) -> PartKind:
        """Mention → the kind of part it stands in; a commenter's word is a comment wherever the page put it."""
        if mention.speaker_kind == "commenter":
            return "comment"
        document = self.documents.get(mention.document_id)
        return next((p.kind for p in document.parts if p.index == mention.part), "body") if document else "body"

    def published(self, document_id: str) -> date | None:
        """Document id → the day by which it was certainly out; None where nothing bounds it."""
        document = self.documents.get(document_id)
        return known_by(document.published) if document else None

    def hears(self, mention: EventMention | TieMention) -> bool:
        """Mention → whether it is heard at all: not what later pages, other parts or those left out say."""
        document = self.documents.get(mention.document_id)
        published = known_by(document.published) if document else None
        part = self.part(mention)
        if part not in self.parts or part in self.without.parts or (published is not None and published > self.as_of):
            return False
        if mention.speaker and mention.speaker.actor_id in self.without.speakers:
            return False
        return (document.genre if document else "unknown") not in self.without.genres and not (
            document is not None and document.publisher in self.without.publishers
        )

    def weight(self, mention: EventMention | TieMention) -> float:
        """Mention → what it counts (0–1); 0 for what is not heard."""
        if not self.hears(mention):
            return 0.0
        document = self.documents.get(mention.document_id)
        return weights.of_mention(mention, document.genre if document else "unknown", self.part(mention) == "comment")

    def day(self, when: When, document_id: str) -> date | None:
        """When something was and where it is told → the last day it can have been, never after its page came out."""
        days = [d for d in (known_by(when), self.published(document_id)) if d is not None]
        return min(days, default=None)

    def evidence(self, mention: EventMention | TieMention) -> Evidence:
        """Mention → where it can be read."""
        document = self.documents.get(mention.document_id)
        speaker = (mention.speaker.actor_id or mention.speaker.span.text) if mention.speaker else None
        return Evidence(
            mention.document_id, mention.evidence, document.published if document else UNKNOWN,
            document.publisher if document else None, speaker, mention.id,
        )


def known_by(when: When) -> date | None:
    """When → the day by which it had certainly come; the later bound, or the only one there is."""
    return when.latest or when.earliest


def event_day(event: Event) -> date | None:
    """Event → the day by which it had happened, None where unknown."""
    return known_by(event.when)
