"""The vendored world atlas → country outlines as SVG path data, in degrees (plate carrée, north up)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

Ring = list[tuple[float, float]]


@cache
def rings() -> tuple[Ring, ...]:
    """→ every ring of every country, as (lon, lat) in degrees, decoded from TopoJSON (delta-coded, quantised arcs)."""
    topology = json.loads((files("foreshock.show") / "web/vendor/world-atlas-2.0.2-countries-110m.json").read_text("utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return tuple(_ring(arcs, refs) for shape in topology["objects"]["countries"]["geometries"] for refs in _refs(shape))


def _refs(shape: dict[str, object]) -> Iterator[list[int]]:
    """A geometry → the arc references of each of its rings."""
    held = shape.get("arcs", [])
    for polygon in held if shape["type"] == "MultiPolygon" else [held]:  # type: ignore[attr-defined]
        yield from polygon


def _ring(arcs: list[Ring], refs: list[int]) -> Ring:
    """Arcs and references (~i is arc i backwards) → one ring; neighbours share an end point, told once."""
    ring: Ring = []
    for ref in refs:
        arc = arcs[ref] if ref >= 0 else arcs[~ref][::-1]
        ring += arc[1:] if ring else arc
    return ring


def path(west: float, south: float, east: float, north: float) -> str:
    """A window in degrees → SVG path data of all outlines that touch it, x = lon, y = −lat."""
    pieces = []
    for ring in rings():
        xs, ys = [p[0] for p in ring], [p[1] for p in ring]
        # A ring that jumps across the date line would draw a bar over the whole map.
        if max(xs) < west or min(xs) > east or max(ys) < south or min(ys) > north or max(xs) - min(xs) > 340:
            continue
        pieces.append("M" + "L".join(f"{x:.1f} {-y:.1f}" for x, y in ring) + "Z")
    return "".join(pieces)
