"""`Understanding`, `Mention`s → `Coded`: the events, statements and stated ties of one document."""

from __future__ import annotations

from dataclasses import dataclass

from foreshock.code.arguments import Finder
from foreshock.code.attribution import statements
from foreshock.code.events import events_of
from foreshock.code.ties import ties_of
from foreshock.code.weighed import Coder, Scan, weigh
from foreshock.types import EventMention, Mention, PartKind, Statement, TieMention
from foreshock.types.along import Along
from foreshock.understand import Understanding

__all__ = ["Coded", "Coder", "code"]


@dataclass(frozen=True, slots=True)
class Coded:
    """What one document says: events, who says them, and how actors stand to each other, in the order of the text."""

    events: tuple[EventMention, ...]
    statements: tuple[Statement, ...]
    ties: tuple[TieMention, ...]


def code(understanding: Understanding, mentions: tuple[Mention, ...], coder: Coder = "both") -> Coded:
    """A page that is understood, its mentions, who codes (lexicon, model or both) → its events, statements and stated ties.

    What lies in no part (menus, counts of comments) is not coded. A headline repeats the body and is not coded twice.
    """
    document = understanding.document
    kinds: dict[int, PartKind] = {p.index: p.kind for p in document.parts}
    said = statements(understanding, mentions)
    met, told = Along(mentions, lambda m: (m.span,)), Along(said, lambda s: s.content)
    events: list[EventMention] = []
    ties: list[TieMention] = []
    scans = [Scan(Finder(s, met.over(s.span)), kinds[s.part]) for s in understanding.sentences if s.part in kinds]
    weigh(scans, coder)
    for scanned in scans:
        events += events_of(scanned, told, document)
        ties += ties_of(scanned.finder, told, document, scanned.kind)
    return Coded(_told_once(events, kinds), said, tuple(t for t in ties if kinds[t.part] != "headline"))


def _told_once(events: list[EventMention], kinds: dict[int, PartKind]) -> tuple[EventMention, ...]:
    """Events → without those of a headline that the body tells, and those of a headline that has no verb."""
    body = {(e.type, _who(e)) for e in events if kinds[e.part] == "body"}
    body_types = {e.type for e in events if kinds[e.part] == "body"}
    return tuple(
        e for e in events
        if kinds[e.part] != "headline" or not ((e.type, _who(e)) in body or e.type in body_types or e.coder.endswith("noun"))
    )


def _who(event: EventMention) -> frozenset[str | None]:
    return frozenset(m.country or m.actor_id for m in event.actors)
