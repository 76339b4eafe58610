"""`Holdings` → GEXF 1.3, dynamic: actors and their signed relations over time, for Gephi and its kin.

What was done stands month by month: one edge for each pair, sign and month, its weight what was done in that month. What texts state is
an edge of its own over the days of its evidence. The weight is the strength, above zero, and the sign an attribute: force layouts make no
sense of a weight below zero, and weights that change within an edge are imported by few. Positions are those of our own signed layout.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO

from foreshock.exchange import giving
from foreshock.exchange.giving import Giving, uuid_of
from foreshock.exchange.losses import Losses
from foreshock.exchange.xml import attributes
from foreshock.graph import roll, weights
from foreshock.graph.holdings import Holdings
from foreshock.types import Tie
from foreshock.types import plover as tables
from foreshock.written import opened

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
  <graph mode="dynamic" defaultedgetype="directed" timeformat="date" timerepresentation="interval">
"""
_NODE = (("kind", "string"), ("country", "string"), ("sector", "string"))
_EDGE = (("sign", "integer"), ("kind", "string"), ("basis", "string"), ("status", "string"), ("hedged", "boolean"), ("quote", "string"),
         ("events", "integer"))
_COLOUR = {1: (61, 133, 116), -1: (184, 65, 49)}


@dataclass(slots=True)
class Edge:
    """One edge: who to whom, sign, what it is called, how strong (0–1), its first and last day."""

    id: str
    source: str
    target: str
    sign: int
    kind: str
    basis: str
    status: str
    hedged: bool
    weight: float
    first: date | None
    last: date | None
    quote: str | None
    events: int = 0


@dataclass(slots=True)
class _Month:
    """What one did to another within a month, of one sign."""

    heft: list[float] = field(default_factory=list)
    types: dict[str, float] = field(default_factory=dict)
    quote: str | None = None
    hedged: bool = True


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → the GEXF file."""
    losses, told = Losses(), Giving(holdings)
    ties = [t for t in holdings.picture.ties if not holdings.lens.statuses or t.status in holdings.lens.statuses]
    edges = [*(_stated(t) for t in ties if t.basis == "stated"), *_monthly(told, losses)]
    with opened(path) as out:
        out.write(_HEAD)
        for kind, columns in (("node", _NODE), ("edge", _EDGE)):
            out.write(f'    <attributes class="{kind}" mode="static">\n')
            for number, (title, of) in enumerate(columns):
                out.write(f"      <attribute{attributes(id=number, title=title, type=of)}/>\n")
            out.write("    </attributes>\n")
        losses.written["actors"] = _nodes(out, edges, told)
        out.write("    <edges>\n")
        for edge in edges:
            _edge(out, edge)
        out.write("    </edges>\n  </graph>\n</gexf>\n")
    losses.written["edges"] = len(edges)
    losses.lost.update({"statements": len(holdings.statements),
                        "evidence beyond the first quote of an edge": sum(len(t.evidence) > 1 for t in ties)})
    return losses


def _stated(tie: Tie) -> Edge:
    quote = tie.evidence[0].span.text if tie.evidence else None
    return Edge(tie.id, tie.subject, tie.target, tie.sign, tie.kind, tie.basis, tie.status, tie.hedged, max(tie.strength, 0.001),
                tie.first_seen, tie.last_seen, quote)


def _monthly(told: Giving, losses: Losses) -> Iterator[Edge]:
    """Events that are said to have happened → an edge for each pair (at the level of groups), sign and month, in that order."""
    months: dict[tuple[str, str, int, int, int], _Month] = {}
    roles = told.holdings.roles
    for event in told.holdings.events:
        points = tables.score(event.type, event.modes)
        day = giving.day_of(event)
        if event.status != "actual" or not points:
            continue
        if day is None:
            losses.lost["events without a date"] += 1
            continue
        reports = told.reports(event)
        ends = ((roll(a, told.actors, "group", roles, day), roll(b, told.actors, "group", roles, day)) for a, b in giving.dyads(event) if b)
        for a, b in sorted({(a, b) for a, b in ends if a != b}):
            month = months.setdefault((a, b, 1 if points > 0 else -1, day.year, day.month), _Month())
            month.heft.append(abs(points) * event.confidence)
            month.types[event.type] = month.types.get(event.type, 0.0) + month.heft[-1]
            month.quote = month.quote or (reports[0].evidence.text if reports else event.word_of)
            month.hedged &= event.hedged
    for (a, b, sign, year, number), told_of in sorted(months.items()):
        first, last = date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])
        heaviest = min(told_of.types, key=lambda t: (-told_of.types[t], t))
        weight = 1.0 - math.exp(-math.fsum(told_of.heft) / weights.SQUASH)
        yield Edge(f"m-{uuid_of(a, b, sign, first)}", a, b, sign, heaviest, "accrued", "actual", told_of.hedged, max(weight, 0.001), first,
                   last, told_of.quote, len(told_of.heft))


def _nodes(out: IO[str], edges: Iterable[Edge], told: Giving) -> int:
    spots = told.holdings.picture.spots
    ids = sorted({i for e in edges for i in (e.source, e.target)})
    out.write("    <nodes>\n")
    for actor_id in ids:
        actor = told.actor(actor_id)
        out.write(f"      <node{attributes(id=actor_id, label=actor.name)}>")
        _values(out, (actor.kind, actor.country, actor.sector))
        if spot := spots.get(actor_id):
            out.write(f"<viz:position{attributes(x=f'{1000 * spot[0]:.2f}', y=f'{1000 * spot[1]:.2f}', z='0.0')}/>")
        out.write("</node>\n")
    out.write("    </nodes>\n")
    return len(ids)


def _values(out: IO[str], values: Iterable[object]) -> None:
    out.write("<attvalues>")
    for number, value in enumerate(values):
        if value is not None:
            shown = str(value).lower() if isinstance(value, bool) else value
            out.write(f"<attvalue{attributes(for_=number, value=shown)}/>")
    out.write("</attvalues>")


def _edge(out: IO[str], edge: Edge) -> None:
    out.write(f"      <edge{attributes(id=edge.id, source=edge.source, target=edge.target, label=edge.kind, weight=f'{edge.weight:.4f}')}>")
    _values(out, (edge.sign, edge.kind, edge.basis, edge.status, edge.hedged, edge.quote, edge.events or None))
    if edge.first and edge.last:
        out.write(f"<spells><spell{attributes(start=edge.first, end=edge.last)}/></spells>")
    red, green, blue = _COLOUR[edge.sign]
    out.write(f"<viz:color{attributes(r=red, g=green, b=blue, a='0.5' if edge.hedged else '1.0')}/></edge>\n")
