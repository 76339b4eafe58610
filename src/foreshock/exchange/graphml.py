"""`Holdings` → GraphML: actors and their signed ties with typed keys, for yEd, Cytoscape, igraph, networkx."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import IO

from foreshock.exchange.giving import Giving
from foreshock.exchange.losses import Losses
from foreshock.exchange.xml import attributes, content
from foreshock.graph.holdings import Holdings
from foreshock.written import opened

_NODE = {"label": "string", "kind": "string", "country": "string", "sector": "string"}
_EDGE = {"kind": "string", "sign": "int", "weight": "double", "basis": "string", "status": "string", "hedged": "boolean", "first": "string",
         "last": "string", "quote": "string"}


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → a directed graph: a node an actor, an edge a tie with its id; weight is the strength, above zero, sign apart."""
    losses, told = Losses(), Giving(holdings)
    ties = [t for t in holdings.picture.ties if not holdings.lens.statuses or t.status in holdings.lens.statuses]
    with opened(path) as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for where, keys in (("node", _NODE), ("edge", _EDGE)):
            for name, kind in keys.items():
                out.write(f"  <key{attributes(id=f'{where}-{name}', for_=where)} attr.name=\"{name}\" attr.type=\"{kind}\"/>\n")
        out.write('  <graph id="ties" edgedefault="directed">\n')
        for actor_id in sorted({i for t in ties for i in (t.subject, t.target)}):
            actor = told.actor(actor_id)
            out.write(f"    <node{attributes(id=actor_id)}>")
            _data(out, "node", {"label": actor.name, "kind": actor.kind, "country": actor.country, "sector": actor.sector})
            out.write("</node>\n")
            losses.written["actors"] += 1
        for t in ties:
            out.write(f"    <edge{attributes(id=t.id, source=t.subject, target=t.target)}>")
            _data(out, "edge", {
                "kind": t.kind, "sign": t.sign, "weight": f"{max(t.strength, 0.001):.6f}", "basis": t.basis, "status": t.status,
                "hedged": t.hedged, "first": t.first_seen, "last": t.last_seen, "quote": t.evidence[0].span.text if t.evidence else None})
            out.write("</edge>\n")
            losses.written["ties"] += 1
            losses.lost["evidence beyond the first quote of a tie"] += len(t.evidence) > 1
        out.write("  </graph>\n</graphml>\n")
    losses.lost.update({"events": len(holdings.events), "statements": len(holdings.statements)})
    return losses


def _data(out: IO[str], where: str, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if value is not None:
            out.write(f"<data{attributes(key=f'{where}-{name}')}>{content(value)}</data>")
