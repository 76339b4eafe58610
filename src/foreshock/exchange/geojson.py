"""`Holdings` → GeoJSON (RFC 7946): one feature a happening, at its place, or with a null geometry where the place is unknown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.types import Event, EventMention


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → a FeatureCollection with flat properties, in the order longitude, latitude."""
    losses = Losses()
    mentions = {m.id: m for m in holdings.event_mentions}
    names = {a.id: a.name for a in holdings.picture.actors.values()}
    features = [_feature(e, [mentions[i] for i in e.mentions if i in mentions], names) for e in holdings.events]
    told = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    losses.written["events"] = len(features)
    losses.lost["places of events, unknown (geometry null)"] = sum(f["geometry"] is None for f in features)
    losses.lost["statements"] = len(holdings.statements)
    losses.lost["ties"] = len(holdings.picture.ties)
    return losses


def _feature(event: Event, mentions: list[EventMention], names: dict[str, str]) -> dict[str, Any]:
    place = event.place
    located = place is not None and place.lat is not None and place.lon is not None
    quote = mentions[0].evidence.text if mentions else None
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]}
        if located and place is not None and place.lon is not None and place.lat is not None else None,
        "properties": {
            "id": event.id, "type": event.type, "mode": ";".join(event.modes),
            "actor": "; ".join(names.get(i, i) for i in event.actors), "recipient": "; ".join(names.get(i, i) for i in event.recipients),
            "date_start": event.when.earliest.isoformat() if event.when.earliest else None,
            "date_end": event.when.latest.isoformat() if event.when.latest else None,
            "date_precision": event.when.precision, "place": place.name if place else None,
            "place_precision": place.precision if place else "unresolved", "factuality": event.status, "hedged": event.hedged,
            "score": event.score, "publisher": "; ".join(event.publishers), "documents": "; ".join(event.documents), "quote": quote,
        },
    }
