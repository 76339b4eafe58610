"""Nouns → JSON values of the explorer: those of `exchange.terms`, with what the page needs beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from foreshock.errors import StoreLocked
from foreshock.exchange import terms
from foreshock.exchange.citations import csl
from foreshock.explore.asked import Asked
from foreshock.explore.opened import Opened
from foreshock.graph.levels import name
from foreshock.store import Store
from foreshock.store.snapshot import INKS, Lead
from foreshock.types import VOICES, Document, Event, EventMention, Span, When
from foreshock.types.plover import score

Json = dict[str, Any]


def people(opened: Opened, ids: Iterable[str | None]) -> Json:
    """The state, ids (some may be unknown) → for each actor known: id, name, kind, country, sector."""
    found = {}
    for i in sorted({i for i in ids if i}):
        actor = opened.named.get(i) or opened.cast.get(i)
        found[i] = {"id": i, "name": actor.name if actor else i, "kind": actor.kind if actor else None,
                    "country": actor.country if actor else None, "sector": actor.sector if actor else None}
    return found


def called(opened: Opened, actor_id: str) -> str:
    """The state, an id → the name to print."""
    return name(actor_id, opened.cast)


def events_told(opened: Opened, store: Store, which: Sequence[int]) -> list[tuple[Json, Event]]:
    """The state, its store, which events of the columns → each with its voice, ink, and the sentence that says it; and as a noun."""
    e = opened.events
    rows = [int(e.row[i]) for i in which]
    told = nouns_of(opened, store, which)
    leads = store.leads([r for i in which if (r := int(e.lead[i])) >= 0])
    if len(told) != len(rows):
        raise StoreLocked(f"{opened.path}: the store was written a moment ago. Ask again.")
    return [(event_told(opened, event, i, leads.get(int(e.lead[i]))), event) for event, i in zip(told, which, strict=True)]


def nouns_of(opened: Opened, store: Store, which: Sequence[int]) -> list[Event]:
    """The state, its store, which events of the columns → the events."""
    e = opened.events
    return store.events_at([int(e.row[i]) for i in which])


def event_told(opened: Opened, event: Event, i: int, lead: Lead | None) -> Json:
    """The state, an event, where it stands in the columns, its best report → its JSON form."""
    e = opened.events
    return {**terms.event(event), "voice": VOICES[e.voice[i]], "ink": INKS[e.ink[i]], "reports": len(event.documents),
            "quote": _quote(opened, lead) if lead else None}


def ink_of(score: float, voice: str) -> str:
    """PLOVER score, voice → which of the inks: what is hedged or denied has its own."""
    if voice in ("hedged", "denied"):
        return "held"
    return "cooperation" if score > 0 else "conflict" if score < 0 else "neutral"


def _quote(opened: Opened, lead: Lead) -> Json:
    p, at = opened.events.pages, opened.page_at.get(lead.document)
    known = {"title": None, "publisher": None, "published": None} if at is None else {
        "title": p.titles[at], "publisher": p.publishers[p.publisher[at]] or None, "published": iso(int(p.last[at]) or int(p.first[at]))}
    return {
        "document": lead.document, "mention": lead.mention, "start": lead.evidence.start, "end": lead.evidence.end,
        "text": lead.evidence.text, "trigger": terms.span(lead.trigger), "part_index": lead.part, **known, "coder": lead.coder}


def iso(day: int) -> str | None:
    """Ordinal (0 unknown) → ISO 8601."""
    return date.fromordinal(day).isoformat() if day else None


def mention_told(mention: EventMention, happening: str | None) -> Json:
    """Event mention, its happening → its JSON form with voice and ink."""
    told = score(mention.type, mention.modes)
    return {**terms.event_mention(mention), "happening": happening, "voice": mention.voice, "ink": ink_of(told, mention.voice)}


def page_told(document: Document) -> Json:
    """Document → what is told of it beside a quote."""
    return {"id": document.id, "title": document.title or document.address, "publisher": document.publisher,
            "published": terms.when(document.published), "genre": document.genre, "url": document.url}


def citation(document: Document, quote: Span | None = None) -> Json:
    """Document, what is quoted of it → the words that cite it, and its CSL item."""
    words = [f"“{' '.join(quote.text.split())}”"] if quote else []
    words += [f"{', '.join(document.authors)}:"] if document.authors else []
    words.append(f"{document.title or document.address}.")
    rest = ", ".join(w for w in (document.publisher, _day(document.published)) if w)
    words += [f"{rest}."] if rest else []
    words += [f"{document.url}"] if document.url else []
    return {"text": " ".join(words), "csl": csl(document)}


def _day(when: When) -> str:
    day = when.latest or when.earliest
    return f"{day.day} {day:%B %Y}" if day else ""


def answered(asked: Asked, opened: Opened, more: Json, ids: Iterable[str | None] = ()) -> Json:
    """What was asked, the state, the answer, ids in it → the answer with the lens as understood and the actors named."""
    return {"lens": asked.words(), **more, "actors": people(opened, ids)}
