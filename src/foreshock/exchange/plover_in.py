"""PLOVER records as JSON lines, by the specification or by the manual's own example, ours included → `EventRow`s.

The manual's chapter on the format and its example disagree on names (`entity_text` or `raw_text`, `code` or `country_code`); both are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from foreshock.exchange.cells import FilePath, OnSkip, Unusable, day, each, lines, refuse
from foreshock.places import country_code
from foreshock.types import EventRow, Party, Place, PlacePrecision, Relation, Status
from foreshock.types.plover import contexts, event_types, score

_STATUS: dict[str, Status] = {"negation": "negated", "future": "future", "hypothetical": "hypothetical", "historical": "historical"}
_PRECISION: dict[int, PlacePrecision] = {5: "point", 4: "city", 3: "district", 2: "province", 1: "country"}


def read(path: FilePath, on_skip: OnSkip = refuse) -> Iterator[EventRow]:
    """Path → a row a record; a line that is no record is a bad row. What denies or foretells carries its status."""
    name = Path(path).name
    numbered = ((n, line) for n, line in enumerate(lines(path), 1) if line.strip())
    return each(path, numbered, lambda line, n: _row(line, n, name), on_skip)


def _row(line: str, n: int, name: str) -> EventRow:
    try:
        told = json.loads(line)
    except RecursionError:
        raise ValueError("nested too deeply for a record") from None
    if not isinstance(told, dict):
        raise ValueError("not a record ({…})")
    actors, recipients = _parties(told.get("actor")), _parties(told.get("recipient"))
    if not actors:
        raise Unusable("names no actor")
    modes = [m.lower().replace("_", "-") for m in _texts(told.get("mode"))]
    first = day(_text(told.get("date")))
    last = day(_text(told["enddate"])) if told.get("enddate") else first
    cited, size = _mapping(told.get("cite_info")), _mapping(told.get("size"))
    dead = size.get("dead")
    counted = isinstance(dead, int) and 0 <= dead < 2**31
    return EventRow(
        first, actors[0], _relation(_texts(told.get("event")), modes, told.get("event_scale")), recipients[0] if recipients else None,
        origin=f"{name}:{n}", co_actors=actors[1:], co_recipients=recipients[1:], end=last if last > first else None,
        precision="range" if last > first else "day", place=_place(_mapping(told.get("event_loc"))),
        contexts=tuple(c for c in _texts(told.get("context")) if c in contexts()),
        status=next((_STATUS[m] for m in modes if m in _STATUS), "actual"), deaths=dead if counted else None,
        publisher=_text(cited.get("publication")), url=_text(cited.get("url") or told.get("link")), note=_text(told.get("text")),
        id=_text(told.get("id")), line=n)


def _relation(kinds: Sequence[str], modes: Sequence[str], scale: object) -> Relation:
    kind = kinds[0].upper() if kinds else ""
    if kind not in event_types():
        raise ValueError(f"{kind[:20]!r} is no event type of PLOVER's")
    held = tuple(m for m in modes if m in event_types()[kind].modes)
    told = float(scale) if isinstance(scale, int | float) and abs(scale) <= 10 else score(kind, held)
    return Relation(kind.title() if not held else f"{kind.title()}: {held[0]}", "", kind, event_types()[kind].quad, told, held)


def _parties(entities: object) -> tuple[Party, ...]:
    several = entities if isinstance(entities, list) else [entities]
    found = (_party(e) if isinstance(e, dict) else Party(_text(e)) for e in several if e)
    return tuple(dict.fromkeys(p for p in found if p.name))


def _party(entity: Mapping[str, Any]) -> Party:
    country = _text(entity.get("code") or entity.get("country_code"))
    country = country or country_code(_text(entity.get("country_name") or entity.get("country")))
    name = _first(entity, "identifier_text", "entity_text", "entity_name", "raw_text", "actor_text")
    return Party(name or country, country, _text(entity.get("sector") or entity.get("sector_code"))[:3])


def _place(told: Mapping[str, Any]) -> Place | None:
    name = _first(told, "resolved_place", "extracted_place", "city", "district", "province", "country")
    if not name:
        return None
    lat, lon = told.get("lat"), told.get("lon")
    located = isinstance(lat, int | float) and isinstance(lon, int | float) and abs(lat) <= 90 and abs(lon) <= 180
    number, resolution = told.get("geonameid"), told.get("resolution")
    known = str(number).isdigit() and len(str(number)) < 12
    return Place(
        name, int(str(number)) if known else None, float(lat) if located and lat is not None else None,
        float(lon) if located and lon is not None else None, _text(told.get("country_code")) or None, _text(told.get("province")) or None,
        _PRECISION.get(resolution, "unresolved") if isinstance(resolution, int) else "unresolved")


def _first(told: Mapping[str, Any], *keys: str) -> str:
    return next((text for key in keys if (text := _text(told.get(key)))), "")


def _text(value: object) -> str:
    if isinstance(value, str):  # JSON can spell half a character, which no store holds
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _texts(value: object) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [v for v in several if isinstance(v, str) and v]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
