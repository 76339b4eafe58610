"""POLECAT event data (tabs, header by name) ↔ `EventRow`s and `Holdings`, with PLOVER's own types, modes, contexts and sectors.

Some releases have surplus names in the header, surplus tabs, no intensity, or are Latin-1: columns are found by name, what is missing
stays empty. A cell of several actors gives one row with several parties, never several rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from foreshock import __version__
from foreshock.exchange import giving
from foreshock.exchange.cells import Cells, FilePath, OnSkip, Unusable, by_name, day, degrees, number, refuse
from foreshock.exchange.giving import Giving
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.places import country_code
from foreshock.types import Event, EventMention, EventRow, Party, Place, PlacePrecision, Relation
from foreshock.types.plover import QUADS, contexts, event_types, score
from foreshock.written import opened

NEEDED = ("event_date", "event_type", "actor_name", "recipient_name")
_OF_A_SIDE = ("{0} Name", "{0} Country", "{0} COW", "Primary {0} Sector", "{0} Sectors", "{0} Title", "{0} Name Raw", "Wikipedia {0} ID")
COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    *(c.format(side) for side in ("Actor", "Recipient") for c in _OF_A_SIDE),
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
    "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
)


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
    number_ = int(geonames) if geonames.isdigit() and len(geonames) < 12 else None
    levels: tuple[tuple[str, PlacePrecision], ...] = (
        (city, "city"), (district, "district"), (province, "province"), (country, "country"))
    for name, precision in levels:
        if name:
            return Place(called or name, number_, north, east, iso3, province or None, precision)
    return Place(called, number_, north, east, iso3, None, "unresolved") if called else None


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → the same 40 columns, a row an event, several parties joined by ; in one cell, so that scripts run unchanged."""
    losses, told = Losses(), Giving(holdings)
    with opened(path) as out:
        table = giving.Cells(out, losses)
        table.write(COLUMNS)
        for event in holdings.events:
            if giving.day_of(event) is None:
                losses.lost["events without a date"] += 1
                continue
            table.write(_cells(event, told))
            losses.written["events"] += 1
            losses.lost["last days of events that may have lasted"] += event.when.earliest != event.when.latest
            losses.lost["statuses other than actual"] += event.status != "actual"
            losses.lost["hedges"] += event.hedged
            losses.lost["sentences"] += bool(event.mentions)
    losses.lost.update({"statements": len(holdings.statements), "ties": len(holdings.picture.ties)})
    return losses


def _cells(event: Event, told: Giving) -> tuple[object, ...]:
    reports, document, place = told.reports(event), told.document(event), event.place
    at = place.precision if place else None
    out = document.published if document else None
    return (
        event.id, giving.day_of(event), event.type, ";".join(event.modes), float(event.score),
        QUADS[event_types()[event.type].quad].upper(), ";".join(event.contexts),
        *_side(event.actors, reports, told), *_side(event.recipients, reports, told),
        place.name if place else None, place.name if place and at in ("point", "city") else None,
        place.name if place and at == "district" else None,
        (place.name if at in ("province", "region") else place.admin1) if place else None, place.country if place else None,
        place.lat if place else None, place.lon if place else None, place.geonames_id if place else None, _raw(reports), None,
        told.publisher(event), (out.latest or out.earliest) if out else None, None, None, None, document.language if document else None,
        f"foreshock-{__version__}",
    )


def _side(ids: Sequence[str], reports: Sequence[EventMention], told: Giving) -> tuple[object, ...]:
    """Ids of one side, the event's reports → its eight cells; names, countries and sectors stand in one order. COW numbers we have not."""
    actors = [told.actor(i) for i in ids]
    raw = {m.actor_id: m.span.text for r in reversed(reports) for m in (*r.actors, *r.recipients)}
    sectors = _same(told.sector(i, reports) for i in ids)
    return (
        ";".join(a.name.replace(";", ",") for a in actors), _same(a.country for a in actors), None, sectors, sectors,
        None, ";".join(raw.get(i, "").replace(";", ",") for i in ids) if raw else None, None,
    )


def _same(values: Iterable[str | None]) -> str:
    """One value a party → the cell: all of them in order, or one where all have it."""
    told = [v or "" for v in values]
    return told[0] if len(set(told)) == 1 else ";".join(told)


def _raw(reports: Sequence[EventMention]) -> str | None:
    return next((r.place.name for r in reports if r.place), None)
