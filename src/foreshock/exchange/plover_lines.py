"""`Holdings` → PLOVER records as JSON lines (PLOVER manual, draft 2.0, chapter on the record format), one happening a line.

What PLOVER has no field for goes under `foreshock_*`, which its specification allows. PLOVER's auxiliary modes (historical, future,
hypothetical, negation) are written into `mode` for events whose status was asked for.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.types import Actor, Document, Event, EventMention, Place
from foreshock.types.plover import event_types

AUXILIARY = {"negated": "negation", "future": "future", "hypothetical": "hypothetical", "historical": "historical"}
RESOLUTION = {"point": 5, "city": 4, "district": 3, "province": 2, "region": 2, "country": 1}


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → JSON lines; an event without any date has no place in PLOVER and is counted as lost."""
    losses = Losses()
    mentions = {m.id: m for m in holdings.event_mentions}
    documents = {d.id: d for d in holdings.documents}
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for event in holdings.events:
            if not (event.when.earliest or event.when.latest):
                losses.lost["events without a date, which PLOVER requires"] += 1
                continue
            told = record(event, [mentions[i] for i in event.mentions if i in mentions], documents, holdings.picture.actors)
            out.write(json.dumps(told, ensure_ascii=False) + "\n")
            losses.written["events"] += 1
    losses.lost["statements"] = len(holdings.statements)
    losses.lost["ties"] = len(holdings.picture.ties)
    losses.lost["roles"] = len(holdings.roles)
    return losses


def record(event: Event, mentions: list[EventMention], documents: dict[str, Document], actors: dict[str, Actor]) -> dict[str, Any]:
    """A happening, its reports, the documents and actors → one PLOVER record; the first report gives the text."""
    day = event.when.latest or event.when.earliest
    told: dict[str, Any] = {
        "id": event.id,
        "date": day.isoformat() if day else "",
        "actor": [_entity(i, actors) for i in event.actors],
        "recipient": [_entity(i, actors) for i in event.recipients],
        "event": [event.type],
        "mode": [*event.modes, *([AUXILIARY[event.status]] if event.status in AUXILIARY else [])],
        "context": list(event.contexts),
        "quad_code": event_types()[event.type].quad,
        "event_scale": event.score,
        "event_loc": _location(event.place),
        "foreshock_date": {"earliest": _iso(event.when.earliest), "latest": _iso(event.when.latest), "precision": event.when.precision},
        "foreshock_status": event.status,
        "foreshock_hedged": event.hedged,
        "foreshock_reports": [{"mention": m.id, "document": m.document_id, "evidence": m.evidence.text} for m in mentions],
    }
    if event.when.earliest and event.when.latest and event.when.earliest != event.when.latest:
        told["enddate"] = event.when.latest.isoformat()
        told["date"] = event.when.earliest.isoformat()
    if mentions:
        first = mentions[0]
        told["event_text"] = [first.trigger.text]
        told["text"] = first.evidence.text
        told["text_info"] = {"start": first.evidence.start, "end": first.evidence.end}
        if first.document_id in documents:
            told["cite_info"] = _citation(documents[first.document_id])
    return told


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _entity(actor_id: str, actors: dict[str, Actor]) -> dict[str, Any]:
    actor = actors.get(actor_id)
    if actor is None:
        return {"code": None, "sector": None, "entity_text": actor_id}
    told = {"code": actor.country, "sector": actor.sector, "entity_text": actor.name}
    return {**told, "identifier_id": actor.wikidata} if actor.wikidata else told


def _location(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"extracted_place": place.name, "resolved_place": place.name, "geonameid": place.geonames_id, "lat": place.lat, "lon": place.lon,
            "province": place.admin1, "country_code": place.country, "resolution": RESOLUTION.get(place.precision)}


def _citation(document: Document) -> dict[str, Any]:
    return {"title": document.title, "url": document.url, "publication": document.publisher, "language": document.language,
            "codebook": "plover-2.0", "foreshock_document": document.id}
