"""UCDP's Georeferenced Event Dataset (CSV, 49 columns) → `EventRow`s: fighting and one-sided violence, with dates as precise as told.

Between armed sides (types 1 and 2) the data claim no direction; in one-sided violence (3) side A is the one who kills. Some candidate
files come without a header: the columns are then those of the codebook.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from foreshock.exchange.cells import Cells, FilePath, OnSkip, Unusable, by_name, day, degrees, refuse, whole
from foreshock.places import country_code
from foreshock.types import EventRow, Party, Place, PlacePrecision, Precision, Relation
from foreshock.types.plover import score

NEEDED = ("id", "type_of_violence", "side_a", "side_b", "date_start")
COLUMNS = tuple((
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name dyad_dset_id dyad_new_id "
    "dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b number_of_sources source_article source_office "
    "source_date source_headline source_original where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt "
    "priogrid_gid country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians "
    "deaths_unknown best high low gwnoa gwnob").split())
_WHERE: dict[str, PlacePrecision] = {"1": "city", "2": "district", "3": "district", "4": "province", "5": "region", "6": "country"}
_TIME: dict[str, Precision] = {"1": "day", "2": "range", "3": "week", "4": "month", "5": "year"}
_RELATIONS = {
    "1": Relation("state-based violence", "", "ASSAULT", 4, score("ASSAULT"), (), directed=False),
    "2": Relation("non-state violence", "", "ASSAULT", 4, score("ASSAULT"), (), directed=False),
    "3": Relation("one-sided violence", "", "ASSAULT", 4, score("ASSAULT")),
}


def is_row(cells: list[str]) -> bool:
    """First line's cells → whether it is a row of a file without a header."""
    return len(cells) == len(COLUMNS) and cells[0].isdigit() and cells[5] in _RELATIONS


def read(path: FilePath, on_skip: OnSkip = refuse, headed: bool = True) -> Iterator[EventRow]:
    """Path, whether it has a header → its rows. Deaths are the best estimate."""
    name = Path(path).name

    def make(cell: Cells, n: int) -> EventRow:
        if cell["type_of_violence"] not in _RELATIONS:
            raise ValueError(f"type_of_violence {cell['type_of_violence'][:10]!r} is not 1, 2 or 3")
        if not cell["side_a"]:
            raise Unusable("names no actor")
        first, last = day(cell["date_start"]), day(cell["date_end"] or cell["date_start"])
        deaths, sources, second = whole(cell["best"]), cell["number_of_sources"], cell["side_b"]
        lat, lon = cell["latitude"], cell["longitude"]
        return EventRow(
            first, _party(cell["side_a"], cell["country"]), _RELATIONS[cell["type_of_violence"]],
            _party(second, cell["country"]) if second else None, origin=f"{name}:{n}", end=last if last > first else None,
            precision=_TIME.get(cell["date_prec"], "range" if last > first else "day"),
            place=_place(cell["where_coordinates"], cell["adm_1"], cell["country"], lat, lon, cell["where_prec"]),
            sources=int(sources) if sources.isdigit() and len(sources) < 9 else 0, deaths=deaths, publisher=cell["source_office"],
            note=cell["source_headline"], id=cell["id"], line=n)

    return by_name(path, NEEDED, make, on_skip, names=None if headed else COLUMNS)


@lru_cache(maxsize=65536)
def _party(name: str, country: str) -> Party:
    """A side and the event's country → the party; "Government of Iraq" is a state's, civilians are the country's."""
    if name.startswith("Government of "):
        return Party(name, country_code(name.removeprefix("Government of ")), "GOV")
    return Party(name, country_code(country), "CVL") if name == "Civilians" else Party(name)


@lru_cache(maxsize=65536)
def _place(where: str, admin1: str, country: str, lat: str, lon: str, precise: str) -> Place | None:
    if not (where or country):
        return None
    north, east = degrees(lat, lon)
    return Place(where or country, None, north, east, country_code(country) or None, admin1 or None, _WHERE.get(precise, "unresolved"))
