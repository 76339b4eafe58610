"""A plain table of events (date, actor, relation, recipient …) → `EventRow`s, by header name and with a column map.

Parted by tabs, commas or semicolons, optionally gzipped or zipped, with a header. What a column is called is the user's: `columns` maps
our names to the table's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from foreshock.exchange.cells import Cells, FilePath, OnSkip, by_name, day, degrees, number, refuse
from foreshock.types import EventRow, Party, Place, Relation
from foreshock.types.cameo import act
from foreshock.types.plover import event_types, score

NEEDED = ("date", "actor", "relation", "recipient")
KNOWN = (*NEEDED, "actor_country", "recipient_country", "actor_sector", "recipient_sector", "cameo", "type", "goldstein", "weight", "id",
         "place", "lat", "lon", "publisher", "url")


def read(path: FilePath, columns: Mapping[str, str] | None = None, on_skip: OnSkip = refuse) -> Iterator[EventRow]:
    """Path of a table, our column names → the table's own → its rows in order; BadInput names the line that does not hold."""
    name = Path(path).name

    def make(cell: Cells, n: int) -> EventRow:
        if lacking := next((c for c in NEEDED[:3] if not cell[c]), ""):
            raise ValueError(f"empty {lacking}")
        actor, recipient = (
            Party(cell[side], cell[f"{side}_country"], cell[f"{side}_sector"]) if cell[side] else None for side in ("actor", "recipient")
        )
        assert actor is not None  # an empty one is lacking
        weight = number(cell["weight"])
        if weight is not None and not 0.0 <= weight <= 1.0:
            raise ValueError(f"weight {weight} is not between 0 and 1")
        north, east = degrees(cell["lat"], cell["lon"])
        return EventRow(
            day(cell["date"]), actor, relation(cell["relation"], cell["cameo"], cell["goldstein"], cell["type"]), recipient,
            1.0 if weight is None else weight, cell["id"] or f"{name}:{n}",
            place=Place(cell["place"], None, north, east) if cell["place"] else None, publisher=cell["publisher"], url=cell["url"],
            id=cell["id"], line=n)

    return by_name(path, NEEDED, make, on_skip, columns=columns)


@lru_cache(maxsize=8192)
def relation(name: str, cameo: str = "", goldstein: str = "", type: str = "") -> Relation:
    """Name, CAMEO code, score as printed, PLOVER type → the relation; without a type the code tells it, without a code the name may.

    >>> relation("Threaten", "130", "-4.4").quad, relation("Threaten").type, relation("likes").type
    (3, 'THREATEN', '')
    """
    found = act(cameo) if cameo else None
    kind = (type or (found.type if found else name)).upper()
    kind = kind if kind in event_types() else ""
    modes = found.modes if found and found.type == kind else ()
    told = number(goldstein)
    if told is None:
        told = score(kind, modes) if kind else 0.0
    return Relation(name, cameo, kind, found.quad if found else event_types()[kind].quad if kind else 0, told, modes)
