"""ICEWS event data (.tab with a header of 20 columns, or the R package's snake_case) → `EventRow`s.

CAMEO codes are text with their zeros; a row's key is its Event ID and Event Date, as weekly and daily files repeat events.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from foreshock.exchange.cells import Cells, FilePath, OnSkip, Unusable, by_name, day, degrees, number, refuse
from foreshock.places import country_code
from foreshock.types import EventRow, Party, Place, Relation
from foreshock.types.cameo import act
from foreshock.types.plover import rows

NEEDED = ("event_id", "event_date", "source_name", "cameo_code", "target_name")


def read(path: FilePath, on_skip: OnSkip = refuse) -> Iterator[EventRow]:
    """Path → its rows, by header name; the publisher is kept, ICEWS has no address of the story."""
    name = Path(path).name

    def make(cell: Cells, n: int) -> EventRow:
        if not cell["source_name"]:
            raise Unusable("names no actor")
        on = day(cell["event_date"])
        target = cell["target_name"]
        return EventRow(
            on, _party(cell["source_name"], cell["source_country"], cell["source_sectors"]),
            _relation(cell["cameo_code"], cell["event_text"], cell["intensity"]),
            _party(target, cell["target_country"], cell["target_sectors"]) if target else None, origin=f"{name}:{n}",
            place=_place(cell["city"], cell["district"], cell["province"], cell["country"], cell["latitude"], cell["longitude"]),
            publisher=cell["publisher"], id=f"{cell['event_id']}@{on}" if cell["event_id"] else "", line=n)

    return by_name(path, NEEDED, make, on_skip)


@lru_cache(maxsize=65536)
def _party(name: str, country: str, sectors: str) -> Party:
    return Party(name, country_code(country), sector_of(sectors))


@cache
def _sectors() -> dict[str, tuple[int, str]]:
    return {r["word"].casefold(): (n, r["sector"]) for n, r in enumerate(rows("icews_sectors.tsv"))}


@lru_cache(maxsize=65536)
def sector_of(sectors: str) -> str:
    """ICEWS' list of sectors → PLOVER's sector, "" where none of them tells.

    >>> sector_of("Parties,Ideological,Government,National Major Party"), sector_of("Military,Government"), sector_of("Ideological")
    ('GOV', 'MIL', '')
    """
    found = (_sectors()[w] for part in sectors.split(",") if (w := part.strip().casefold()) in _sectors())
    return min(found, default=(0, ""))[1]


@lru_cache(maxsize=8192)
def _relation(code: str, text: str, intensity: str) -> Relation:
    found = act(code)
    if found is None:
        raise ValueError(f"{code[:20]!r} is no CAMEO code")
    score = number(intensity)
    return Relation(text or found.name, code, found.type, found.quad, found.score if score is None else score, found.modes)


@lru_cache(maxsize=65536)
def _place(city: str, district: str, province: str, country: str, lat: str, lon: str) -> Place | None:
    """City, district, province, country, latitude, longitude → the finest place that is named."""
    north, east = degrees(lat, lon)
    iso3 = country_code(country) or None
    if city:
        return Place(city, None, north, east, iso3, province or None, "city")
    if district:
        return Place(district, None, north, east, iso3, province or None, "district")
    if province:
        return Place(province, None, north, east, iso3, province, "province")
    return Place(country, None, north, east, iso3, None, "country") if country else None
