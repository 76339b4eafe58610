"""`Holdings` → one JSON document with everything, in the terms of `schema.json` (described in docs/formats/json.md)."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from foreshock import __version__
from foreshock.exchange import judgements, terms
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings

SCHEMA_VERSION = 1


def schema() -> dict[str, Any]:
    """→ the JSON Schema (draft 2020-12) of the export."""
    loaded: dict[str, Any] = json.loads((files("foreshock.exchange") / "schema.json").read_text(encoding="utf-8"))
    return loaded


def as_json(holdings: Holdings) -> dict[str, Any]:
    """Holdings → the JSON values of the export. It holds no clock: the same pages give the same bytes."""
    picture = holdings.picture
    last = holdings.runs[-1] if holdings.runs else None
    return {
        "foreshock": __version__,
        "schema": SCHEMA_VERSION,
        "made_with": {"code": last.code, "models": last.models, "resources": last.resources} if last else None,
        "as_of": picture.as_of.isoformat(),
        "documents": [terms.document(d) for d in holdings.documents],
        "actors": [terms.actor(a) for a in sorted(picture.actors.values(), key=lambda a: a.id)],
        "roles": [terms.role(r) for r in holdings.roles],
        "events": [terms.event(e) for e in holdings.events],
        "event_mentions": [terms.event_mention(e) for e in holdings.event_mentions],
        "statements": [terms.statement(s) for s in holdings.statements],
        "tie_mentions": [terms.tie_mention(t) for t in holdings.tie_mentions],
        "ties": [terms.plain(t) for t in picture.ties],
        "courses": [terms.plain(c) for c in picture.courses],
        "judgements": [judgements.as_json(j) for j in holdings.judgements],
    }


def as_text(holdings: Holdings) -> str:
    """Holdings → the text of the export, the same for the same pages: what a lock pins."""
    return json.dumps(as_json(holdings), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → a JSON file; nothing is lost but the runs' clocks."""
    path.write_text(as_text(holdings), encoding="utf-8", newline="\n")
    told = as_json(holdings)
    losses = Losses()
    for name in ("documents", "events", "statements", "ties", "roles", "courses"):
        losses.written[name] = len(told[name])
    return losses
