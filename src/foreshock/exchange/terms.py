"""Nouns → JSON values, in the terms that `docs/formats/json.md` documents and `schema.json` holds.

Spans are `{"start", "end", "text"}` (code points, end exclusive); dates ISO 8601; unknown is null. The same terms serve
`foreshock code`, `foreshock understand`, every `--json`, and `foreshock export --format json`.
"""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date, datetime
from typing import Any

from foreshock.types import (
    Actor,
    Document,
    Event,
    EventMention,
    Mention,
    Place,
    Predicate,
    Role,
    Span,
    Statement,
    TieMention,
    Time,
    When,
)

Json = dict[str, Any]


def span(value: Span | None) -> Json | None:
    """Span → start, end, text."""
    return None if value is None else {"start": value.start, "end": value.end, "text": value.text}


def when(value: When) -> Json | None:
    """When → earliest, latest, precision, basis (and time of day, and the readings left open); None where unknown."""
    if not value.known:
        return None
    told: Json = {
        "earliest": value.earliest.isoformat() if value.earliest else None,
        "latest": value.latest.isoformat() if value.latest else None,
        "precision": value.precision,
        "basis": value.basis,
    }
    if value.clock:
        told["time"] = value.clock.isoformat()
    if value.readings:
        told["readings"] = [[a.isoformat(), b.isoformat()] for a, b in value.readings]
    return told


def place(value: Place | None) -> Json | None:
    """Place → name, geonames_id, lat, lon (degrees, WGS 84), country, admin1, precision."""
    if value is None:
        return None
    return {
        "name": value.name, "geonames_id": value.geonames_id, "lat": value.lat, "lon": value.lon,
        "country": value.country, "admin1": value.admin1, "precision": value.precision,
    }


def mention(value: Mention | None) -> Json | None:
    """Mention of an actor → id, name, country, sector, and where it stands."""
    if value is None:
        return None
    return {
        "id": value.actor_id, "name": value.name or value.span.text, "country": value.country, "sector": value.sector,
        "text": value.span.text, "start": value.span.start, "end": value.span.end, "form": value.form,
    }


def event_mention(value: EventMention) -> Json:
    """EventMention → an event of the sentence interface."""
    return {
        "id": value.id, "document": value.document_id, "part": value.part,
        "type": value.type, "mode": list(value.modes), "contexts": list(value.contexts),
        "status": value.factuality.status, "hedged": value.factuality.hedged, "certainty": value.factuality.certainty,
        "factuality_cue": span(value.factuality.cue), "holder": value.factuality.holder,
        "speaker": mention(value.speaker), "speaker_kind": value.speaker_kind, "statement": value.statement_id,
        "actors": [mention(m) for m in value.actors], "recipients": [mention(m) for m in value.recipients],
        "place": place(value.place), "date": when(value.when),
        "evidence": span(value.evidence), "trigger": span(value.trigger),
        "score": value.score, "coder": value.coder, "confidence": round(value.confidence, 4),
    }


def event(value: Event) -> Json:
    """Event (one happening) → its JSON form; actors and recipients are actor ids."""
    return {
        "id": value.id, "type": value.type, "mode": list(value.modes), "contexts": list(value.contexts),
        "status": value.status, "hedged": value.hedged, "actors": list(value.actors), "recipients": list(value.recipients),
        "date": when(value.when), "place": place(value.place), "score": value.score, "confidence": round(value.confidence, 4),
        "parts": list(value.part_kinds), "speakers": list(value.speakers), "mentions": list(value.mentions),
        "documents": list(value.documents), "publishers": list(value.publishers), "voices": value.voices,
        "word_of": value.word_of,
    }


def statement(value: Statement) -> Json:
    """Statement → speaker, cue, content and how they hang together."""
    return {
        "id": value.id, "document": value.document_id, "part": value.part,
        "speaker": mention(value.speaker), "speaker_kind": value.speaker_kind, "manner": value.manner,
        "cue": [span(s) for s in value.cue], "content": [span(s) for s in value.content],
        "addressee": mention(value.addressee), "direct": value.direct, "negated": value.negated,
        "inside": value.inside, "depth": value.depth, "date": when(value.when), "place": place(value.place),
    }


def tie_mention(value: TieMention) -> Json:
    """TieMention → the signed relation that one sentence states."""
    return {
        "id": value.id, "document": value.document_id, "part": value.part,
        "subject": mention(value.subject), "target": mention(value.target), "kind": value.kind,
        "sign": "+" if value.sign > 0 else "-", "how": list(value.how),
        "status": value.factuality.status, "hedged": value.factuality.hedged,
        "speaker": mention(value.speaker), "speaker_kind": value.speaker_kind,
        "date": when(value.when), "place": place(value.place), "evidence": span(value.evidence), "coder": value.coder,
    }


def time(value: Time) -> Json:
    """Time → TIMEX3 type and value, with the days it stands for."""
    return {"start": value.span.start, "end": value.span.end, "text": value.span.text, "type": value.type,
            "value": value.value, "date": when(value.when)}


def predicate(value: Predicate) -> Json:
    """Predicate → its span, status, and factuality from −3 to +3."""
    told = value.factuality
    return {"start": value.span.start, "end": value.span.end, "text": value.span.text, "status": told.status,
            "hedged": told.hedged, "factuality": value.value, "cue": span(told.cue), "rule": told.rule, "by": value.by,
            "holder": told.holder}


def actor(value: Actor) -> Json:
    """Actor → its registry row, or what a page told of it."""
    return fields(value)


def role(value: Role) -> Json:
    """Role → holder, post, of, to, bounds, standing and evidence."""
    return {**fields(value), "as_of": when(value.as_of), "evidence": span(value.evidence)}


def document(value: Document) -> Json:
    """Document → its metadata, text and parts."""
    return {
        "id": value.id, "version": value.version, "title": value.title, "authors": list(value.authors),
        "publisher": value.publisher, "published": when(value.published), "genre": value.genre,
        "language": value.language, "url": value.url, "address": value.address, "format": value.format,
        "sha256": value.sha256, "text": value.text,
        "parts": [
            {"index": p.index, "kind": p.kind, "author": p.author, "posted": when(p.posted), "reply_to": p.reply_to,
             "start": p.span.start, "end": p.span.end, "text": p.span.text}
            for p in value.parts
        ],
    }


def fields(value: Any) -> Json:
    """A noun of ours → its fields as JSON values; bytes (a page's sketch) are no reading matter and left out."""
    told = ((name, getattr(value, name)) for name in value.__dataclass_fields__)
    return {name: plain(held) for name, held in told if not isinstance(held, bytes)}


def plain(value: Any) -> Any:
    """Any noun of ours → JSON values, field by field: for the nouns that need no terms of their own (Tie, Course, Forecast)."""
    if isinstance(value, When):
        return when(value)
    if is_dataclass(value) and not isinstance(value, type):
        return fields(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return round(value, 6) if isinstance(value, float) else value
