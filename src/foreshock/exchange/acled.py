"""ACLED's export (CSV by , or ;, UTF-8 with or without a byte order mark) → `EventRow`s that claim no direction.

ACLED documents that actor1 and actor2 say nothing of who did what to whom; its relations are `directed=False`. One row is one day at one
place. Its terms forbid passing rows on: they stay in the user's own store.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path

from foreshock.exchange.cells import Cells, FilePath, OnSkip, Unusable, by_name, day, degrees, refuse, whole
from foreshock.places import country_code
from foreshock.types import EventRow, Party, Place, PlacePrecision, Precision, Relation
from foreshock.types.plover import rows, score

NEEDED = ("event_id_cnty", "event_date", "event_type", "actor1")
_TIME: dict[str, Precision] = {"1": "day", "2": "week", "3": "month"}
_WHERE: dict[str, PlacePrecision] = {"1": "city", "2": "district", "3": "province"}
# ACLED's inter codes: the number of older exports and the words of newer ones.
_INTER = {
    "1": "GOV", "state forces": "GOV", "2": "REB", "rebel groups": "REB", "rebel group": "REB", "3": "UAF", "political militias": "UAF",
    "political militia": "UAF", "4": "UAF", "identity militias": "UAF", "identity militia": "UAF", "5": "CVL", "rioters": "CVL",
    "6": "OPP", "protesters": "OPP", "7": "CVL", "civilians": "CVL",
}


def read(path: FilePath, on_skip: OnSkip = refuse) -> Iterator[EventRow]:
    """Path → its rows, by header name. Associated actors are left out: they are said to be concerned, not to take part."""
    name = Path(path).name

    def make(cell: Cells, n: int) -> EventRow:
        if not cell["actor1"]:
            raise Unusable("names no actor")
        deaths, stamp, country = whole(cell["fatalities"]), cell["timestamp"], cell["country"]
        sources = cell.list("source")
        second = cell["actor2"]
        return EventRow(
            day(cell["event_date"]), party(cell["actor1"], cell["inter1"], country), _relation(cell["event_type"], cell["sub_event_type"]),
            party(second, cell["inter2"], country) if second else None, origin=f"{name}:{n}",
            precision=_TIME.get(cell["time_precision"], "day"), changed=_stamp(stamp),
            place=_place(cell["location"], cell["admin1"], country, cell["latitude"], cell["longitude"], cell["geo_precision"]),
            sources=len(sources), deaths=deaths, publisher=sources[0] if sources else "",
            note=cell["notes"], id=cell["event_id_cnty"], line=n)

    return by_name(path, NEEDED, make, on_skip)


def _stamp(told: str) -> date | None:
    """ACLED's timestamp (seconds since 1970, UTC) → the day on which the row last changed."""
    return datetime.fromtimestamp(int(told), UTC).date() if told.isdigit() and len(told) < 12 else None


@lru_cache(maxsize=65536)
def party(name: str, inter: str, country: str) -> Party:
    """ACLED's actor ("Military Forces of Iraq (2014-)"), inter code, country of the event → the party.

    The country is the one in the actor's own name; the event's only for people of a place (rioters, civilians …).

    >>> party("Military Forces of Iraq (2014-)", "1", "Iraq")
    Party(name='Military Forces of Iraq (2014-)', country='IRQ', sector='MIL', code='', id='')
    """
    bare = name.split(" (")[0]
    sector = "MIL" if bare.startswith("Military Forces") else "COP" if bare.startswith("Police Forces") else _INTER.get(inter.lower(), "")
    own = country_code(bare.rpartition(" of ")[2]) if " of " in bare else ""
    within = name.rpartition("(")[2].rstrip(")") if "(" in name else ""
    own = own or ("" if within[:1].isdigit() else country_code(within))
    return Party(name, own or (country_code(country) if sector in ("CVL", "OPP") else ""), sector)


@cache
def _kinds() -> dict[str, dict[str, str]]:
    return {r["event"].casefold(): r for r in rows("acled.tsv")}


@lru_cache(maxsize=1024)
def _relation(kind: str, sub: str) -> Relation:
    row = _kinds().get(sub.casefold()) or _kinds().get(kind.casefold())
    if row is None:
        raise ValueError(f"{(sub or kind)[:40]!r} is no event type of ACLED's")
    modes = (row["mode"],) if row["mode"] else ()
    told = score(row["type"], modes) if row["type"] else 0.0
    return Relation(sub or kind, "", row["type"], int(row["quad"]), told, modes, directed=False)


@lru_cache(maxsize=65536)
def _place(location: str, admin1: str, country: str, lat: str, lon: str, precise: str) -> Place | None:
    if not (location or country):
        return None
    north, east = degrees(lat, lon)
    return Place(location or country, None, north, east, country_code(country) or None, admin1 or None,
                 _WHERE.get(precise, "city") if location else "country")
