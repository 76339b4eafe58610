"""ICEWS event data (.tab with a header of 20 columns, or the R package's snake_case) ↔ `EventRow`s and `Holdings`.

CAMEO codes are text with their zeros; a row's key is its Event ID and Event Date, as weekly and daily files repeat events.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from foreshock.exchange import giving
from foreshock.exchange.cells import Cells, FilePath, OnSkip, Unusable, by_name, day, degrees, number, refuse
from foreshock.exchange.giving import Giving
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.places import country_code
from foreshock.types import Actor, Event, EventRow, Party, Place, Relation, Span
from foreshock.types.cameo import act, code_of
from foreshock.types.plover import rows
from foreshock.written import opened

NEEDED = ("event_id", "event_date", "source_name", "cameo_code", "target_name")
COLUMNS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity", "Target Name",
    "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District", "Province", "Country",
    "Latitude", "Longitude",
)
# ICEWS' word for each of PLOVER's sectors, read back as the same one (tested).
SECTORS = {
    "REB": "Rebel", "UAF": "Unidentified Forces", "CRM": "Criminals / Gangs", "MIL": "Military", "COP": "Police", "SPY": "Intelligence",
    "JUD": "Judicial", "LEG": "Legislative / Parliamentary", "GOV": "Government", "OPP": "Dissident", "PTY": "Parties", "ELI": "Elite",
    "JRN": "Media", "MED": "Medical / Health", "EDU": "Education", "LAB": "Labor", "BUS": "Business", "AGR": "Agricultural",
    "REL": "Religious", "REF": "Refugees / Displaced", "SOC": "Social", "CVL": "Civilian", "PRM": "Unidentified Forces",
}


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


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → the same 20 columns, a row for every two parties, so that scripts made for ICEWS run unchanged.

    Intensity is PLOVER's score. Ids are made of ours and stay the same from one export to the next.
    """
    losses, told = Losses(), Giving(holdings)
    sentences = {r.document.id: r.sentences for r in holdings.readings}
    with opened(path) as out:
        table = giving.Cells(out, losses)
        table.write(COLUMNS)
        for event in holdings.events:
            if giving.day_of(event) is None:
                losses.lost["events without a date"] += 1
                continue
            if not event.actors:
                losses.lost["events that name no actor"] += 1
                continue
            _count_losses(event, losses)
            losses.written["events"] += 1
            for one, other in giving.dyads(event):
                table.write(_cells(event, one, other, told, sentences))
                losses.written["rows"] += 1
    losses.lost.update({"statements": len(holdings.statements), "ties": len(holdings.picture.ties)})
    return losses


def _count_losses(event: Event, losses: Losses) -> None:
    back = act(code_of(event.type, event.modes))
    kept = back is not None and back.type == event.type and set(event.modes) <= set(back.modes)
    losses.lost["types and modes that CAMEO does not part"] += not kept
    losses.lost["last days of events that may have lasted"] += event.when.earliest != event.when.latest
    losses.lost["contexts"] += bool(event.contexts)
    losses.lost["statuses other than actual"] += event.status != "actual"
    losses.lost["hedges"] += event.hedged
    losses.lost["sentences"] += bool(event.mentions)


def _cells(event: Event, one: str, other: str | None, told: Giving, sentences: dict[str, tuple[Span, ...]]) -> tuple[object, ...]:
    code = code_of(event.type, event.modes)
    found, place, document, reports = act(code), event.place, told.document(event), told.reports(event)
    actor, target = told.actor(one), told.actor(other) if other else None
    named = place.name if place else None
    to = _side(target, told.sector(target.id, reports)) if target else (None, None, None)
    number_ = None
    if document and reports:
        here = sentences.get(document.id, ())
        number_ = next((n for n, s in enumerate(here, 1) if s.holds(reports[0].trigger)), None)
    return (
        _number(event.id, one, other), giving.day_of(event), *_side(actor, told.sector(one, reports)),
        found.name.capitalize() if found else None, code, float(event.score), *to,
        _number(document.id) if document else None, number_, told.publisher(event),
        named if place and place.precision in ("point", "city") else None, named if place and place.precision == "district" else None,
        (named if place.precision in ("province", "region") else place.admin1) if place else None,
        giving.country_name(place.country) if place else None, place.lat if place else None, place.lon if place else None,
    )


def _side(actor: Actor, sector: str | None) -> tuple[object, ...]:
    return actor.name, SECTORS.get(sector or ""), giving.country_name(actor.country)


def _number(*parts: object) -> int:
    """What makes a thing itself → a number below 2^48, as scripts take ids for numbers."""
    return int(hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12], 16)
