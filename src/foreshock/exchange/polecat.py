"""POLECAT event data (tabs, header by name) → `EventRow`s with PLOVER's own types, modes, contexts and sectors.

Some releases have surplus names in the header, surplus tabs, no intensity, or are Latin-1: columns are found by name, what is missing
stays empty. A cell of several actors gives one row with several parties, never several rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from foreshock.exchange.cells import Cells, FilePath, OnSkip, Unusable, by_name, day, degrees, number, refuse
from foreshock.places import country_code
from foreshock.types import EventRow, Party, Place, Relation
from foreshock.types.plover import contexts, event_types, score

NEEDED = ("event_date", "event_type", "actor_name", "recipient_name")


def read(path: FilePath, on_skip: OnSkip = refuse) -> Iterator[EventRow]:
    """Path → its rows, by header name."""
    name = Path(path).name

    def make(cell: Cells, n: int) -> EventRow:
        actors, recipients = _parties(cell, "actor"), _parties(cell, "recipient")
        if not actors:
            raise Unusable("names no actor")
        on, out = day(cell["event_date"]), cell["publication_date"]
        lat, lon, geonames = cell["latitude"], cell["longitude"], cell["geonames_id"]
        return EventRow(
            on, actors[0], _relation(cell["event_type"], cell["event_mode"], cell["intensity"] or cell["event_intensity"]),
            recipients[0] if recipients else None, origin=f"{name}:{n}", co_actors=actors[1:], co_recipients=recipients[1:],
            published=day(out) if out else None, contexts=_contexts(cell["contexts"]),
            place=_place(cell["placename"], cell["city"], cell["district"], cell["province"], cell["country"], lat, lon, geonames),
            publisher=cell["source"], id=cell["event_id"], line=n)

    return by_name(path, NEEDED, make, on_skip)


def _parties(cell: Cells, side: str) -> tuple[Party, ...]:
    names, countries, sectors = cell[f"{side}_name"], cell[f"{side}_country"], cell[f"primary_{side}_sector"] or cell[f"{side}_sectors"]
    return _of_cells(names or cell[f"{side}_name_raw"], countries, sectors)


@lru_cache(maxsize=65536)
def _of_cells(names: str, countries: str, sectors: str) -> tuple[Party, ...]:
    """Cells with entries joined by ; → the parties; one country or sector for several names is that of all."""
    several = [n.strip() for n in names.split(";") if n.strip() and n.strip() != "None"]
    states, kinds = ([p.strip() for p in c.split(";")] if c else [] for c in (countries, sectors))

    def nth(values: list[str], i: int) -> str:
        return values[i] if i < len(values) else (values[0] if len(values) == 1 else "")

    return tuple(Party(n, _country(nth(states, i)), nth(kinds, i)[:3]) for i, n in enumerate(several))


def _country(code: str) -> str:
    """A code of PLOVER's ("IRN", "IGO") or a name → the code."""
    return code if len(code) == 3 and code.isupper() else country_code(code)


@lru_cache(maxsize=8192)
def _relation(kind: str, mode: str, intensity: str) -> Relation:
    type_ = kind.strip().upper()
    if type_ not in event_types():
        raise ValueError(f"{kind[:20]!r} is no event type of PLOVER's")
    modes = tuple(m for part in mode.split(";") if (m := part.strip().lower().replace("_", "-")) in event_types()[type_].modes)
    told = number(intensity)
    return Relation(type_.title() if not modes else f"{type_.title()}: {modes[0]}", "", type_, event_types()[type_].quad,
                    score(type_, modes) if told is None else told, modes)


@lru_cache(maxsize=8192)
def _contexts(cell: str) -> tuple[str, ...]:
    return tuple(c for part in cell.split(";") if (c := part.strip().lower().replace(" ", "_")) in contexts())


@lru_cache(maxsize=65536)
def _place(
    called: str, city: str, district: str, province: str, country: str, lat: str, lon: str, geonames: str,
) -> Place | None:
    north, east = degrees(lat, lon)
    iso3 = country_code(country) or None
    number_ = int(geonames) if geonames.isdigit() else None
    for name, precision in ((city, "city"), (district, "district"), (province, "province"), (country, "country")):
        if name:
            return Place(called or name, number_, north, east, iso3, province or None, precision)  # type: ignore[arg-type]
    return Place(called, number_, north, east, iso3, None, "unresolved") if called else None
