"""GDELT event files (2.0 with 61 columns, 1.0 with 58 or 57; tabs, no header, no quoting) → `EventRow`s.

A row is one of GDELT's "events": its counts are of reports and are kept as `reports` and `sources`. Actor countries are CAMEO codes,
places' are FIPS 10-4; both come out as ISO 3166. (GDELT Event Codebook 2.0.)
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

from foreshock.actors.cameo import cameo
from foreshock.exchange.cells import FilePath, OnSkip, Unusable, day, degrees, each, lines, number, refuse, whole
from foreshock.places import of_fips
from foreshock.types import EventRow, Party, Place, PlacePrecision, Relation
from foreshock.types.cameo import act

COLUMNS = (57, 58, 61)  # before April 2013, GDELT 1.0, GDELT 2.0
_PRECISION: dict[str, PlacePrecision] = {"1": "country", "2": "province", "3": "city", "4": "city", "5": "province"}
# Positions from 0, those of GDELT 2.0: id, day, actor's code and name and country, the other's, event code, quad, Goldstein score,
# sources, articles.
_HEAD = itemgetter(0, 1, 5, 6, 7, 15, 16, 17, 26, 29, 30, 32, 33)
# The place of the action: type, full name, country, ADM1, latitude, longitude; and the day it was added.
_OLD_PLACE = itemgetter(49, 50, 51, 52, 53, 54, 56)
_PLACE = {61: itemgetter(51, 52, 53, 54, 56, 57, 59), 58: _OLD_PLACE, 57: _OLD_PLACE}


def is_row(line: str) -> bool:
    """First line of a file → whether it looks like a row of GDELT's."""
    cells = line.rstrip("\r\n").split("\t")
    return len(cells) in COLUMNS and cells[0].isdigit() and len(cells[1]) == 8 and cells[1].isdigit()


def read(path: FilePath, on_skip: OnSkip = refuse) -> Iterator[EventRow]:
    """Path (.csv, .CSV.zip, .gz) → its rows; those that name no first actor are skipped, as they say of nobody that he did it."""
    name = Path(path).name

    def make(line: str, n: int) -> EventRow:
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) not in _PLACE:
            raise ValueError(f"{len(cells)} columns; GDELT has 61 (2.0), 58 or 57 (1.0)")
        own, on, code, called, country, code2, called2, country2, event, quad, score, sources, articles = _HEAD(cells)
        if not (code or called):
            raise Unusable("names no actor")
        *place, added = _PLACE[len(cells)](cells)
        recipient = _party(code2, called2, country2) if code2 or called2 else None
        return EventRow(
            day(on), _party(code, called, country), _relation(event, quad, score), recipient, origin=f"{name}:{n}",
            published=day(added) if added else None, place=_place(*place), reports=whole(articles) or 0, sources=whole(sources) or 0,
            url=cells[-1] if len(cells) > 57 else "", id=own, line=n)

    return each(path, ((n, line) for n, line in enumerate(lines(path), 1) if line.strip()), make, on_skip)


@lru_cache(maxsize=65536)
def _party(code: str, name: str, country: str) -> Party:
    """An actor's code, name and country code → the party; country and sector in PLOVER's terms."""
    found = cameo(code) if code else None
    placed = cameo(country) if country else None
    state = (found.country if found else None) or (placed.country if placed else None) or ""
    return Party(name or code, state, (found.sector if found else None) or "", code)


@lru_cache(maxsize=8192)
def _relation(event: str, quad: str, score: str) -> Relation:
    """Event code, quad class, Goldstein score → the relation; a code that CAMEO has not is a bad row."""
    found = act(event)
    if found is None:
        raise ValueError(f"{event[:20]!r} is no CAMEO event code")
    class_ = int(quad) if quad in ("1", "2", "3", "4") else found.quad
    return Relation(found.name, event, found.type, class_, number(score) or 0.0, found.modes)


@lru_cache(maxsize=65536)
def _place(kind: str, name: str, fips: str, admin1: str, lat: str, lon: str) -> Place | None:
    """The place's type, name, FIPS code, ADM1, latitude, longitude → the place; None where none is told.

    GDELT's feature ids are the gazetteers' of the US (GNIS, GNS), not GeoNames'; they are left aside.
    """
    if not name:
        return None
    north, east = degrees(lat, lon)
    return Place(name, None, north, east, of_fips().get(fips) or None, admin1 or None, _PRECISION.get(kind, "unresolved"))
