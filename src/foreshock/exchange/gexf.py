"""`Holdings` → GEXF 1.3: actors and their signed, dated ties, for Gephi and its kin.

The weight is the strength (above zero) and the sign an attribute of its own: force layouts make no sense of a weight
below zero. Positions are those of our own signed layout, so that the picture is the same everywhere.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from foreshock.exchange.losses import Losses
from foreshock.graph import layout
from foreshock.graph.holdings import Holdings
from foreshock.types import Actor, Tie

GEXF = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"
_NODE = (("kind", "string"), ("country", "string"), ("sector", "string"))
_EDGE = (("sign", "integer"), ("kind", "string"), ("basis", "string"), ("status", "string"), ("hedged", "boolean"), ("quote", "string"))


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → a GEXF file with one edge a tie, spells for its first and last day."""
    ties = [t for t in holdings.picture.ties if not holdings.lens.statuses or t.status in holdings.lens.statuses]
    ET.register_namespace("", GEXF)
    ET.register_namespace("viz", VIZ)
    root = ET.Element(f"{{{GEXF}}}gexf", version="1.3")
    graph = ET.SubElement(root, f"{{{GEXF}}}graph", mode="dynamic", defaultedgetype="directed", timeformat="date",
                          timerepresentation="interval")
    for kind, columns in (("node", _NODE), ("edge", _EDGE)):
        attributes = ET.SubElement(graph, f"{{{GEXF}}}attributes", {"class": kind, "mode": "static"})
        for number, (title, of) in enumerate(columns):
            ET.SubElement(attributes, f"{{{GEXF}}}attribute", id=str(number), title=title, type=of)
    ids = sorted({i for t in ties for i in (t.subject, t.target)})
    spots = layout(ties)
    nodes = ET.SubElement(graph, f"{{{GEXF}}}nodes")
    for actor_id in ids:
        _node(nodes, actor_id, holdings.picture.actors.get(actor_id), spots.get(actor_id))
    edges = ET.SubElement(graph, f"{{{GEXF}}}edges")
    for tie in ties:
        _edge(edges, tie)
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    losses = Losses()
    losses.written.update({"actors": len(ids), "ties": len(ties)})
    losses.lost.update({"evidence beyond the first quote of a tie": sum(len(t.evidence) > 1 for t in ties),
                        "events": len(holdings.events), "statements": len(holdings.statements)})
    return losses


def xml_text(text: str) -> str:
    """Text → the same without the control characters that XML 1.0 forbids."""
    return "".join(c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff") else "\ufffd" for c in text)


def _values(parent: ET.Element, values: list[object]) -> None:
    holder = ET.SubElement(parent, f"{{{GEXF}}}attvalues")
    for number, value in enumerate(values):
        if value is not None:
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            ET.SubElement(holder, f"{{{GEXF}}}attvalue", {"for": str(number), "value": xml_text(shown)})


def _node(nodes: ET.Element, actor_id: str, actor: Actor | None, spot: tuple[float, float] | None) -> None:
    node = ET.SubElement(nodes, f"{{{GEXF}}}node", id=xml_text(actor_id), label=xml_text(actor.name if actor else actor_id))
    _values(node, [actor.kind, actor.country, actor.sector] if actor else [])
    if spot:
        ET.SubElement(node, f"{{{VIZ}}}position", x=f"{1000 * spot[0]:.2f}", y=f"{1000 * spot[1]:.2f}", z="0.0")


def _edge(edges: ET.Element, tie: Tie) -> None:
    edge = ET.SubElement(edges, f"{{{GEXF}}}edge", id=tie.id, source=xml_text(tie.subject), target=xml_text(tie.target),
                         label=tie.kind, weight=f"{max(tie.strength, 0.001):.4f}")
    quote = tie.evidence[0].span.text if tie.evidence else None
    _values(edge, [tie.sign, tie.kind, tie.basis, tie.status, tie.hedged, quote])
    if tie.first_seen and tie.last_seen:
        spells = ET.SubElement(edge, f"{{{GEXF}}}spells")
        ET.SubElement(spells, f"{{{GEXF}}}spell", start=tie.first_seen.isoformat(), end=tie.last_seen.isoformat())
    red, green, blue = ("61", "133", "116") if tie.sign > 0 else ("184", "65", "49")
    ET.SubElement(edge, f"{{{VIZ}}}color", r=red, g=green, b=blue, a="1.0" if not tie.hedged else "0.5")
