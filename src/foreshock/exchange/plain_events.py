"""A plain table of events (date, actor, relation, recipient …) → `EventRow`s, by header name and with a column map.

Tab- or comma-separated, optionally gzipped, with a header. What a column is called is the user's: `columns` maps our names to his.
"""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Iterator, Mapping
from datetime import date
from os import PathLike
from pathlib import Path
from typing import IO, cast

from foreshock.errors import BadInput
from foreshock.types import EventRow, Party, Relation

NEEDED = ("date", "actor", "relation", "recipient")
KNOWN = (*NEEDED, "actor_country", "recipient_country", "actor_sector", "recipient_sector", "cameo", "goldstein", "weight", "id")
_QUAD_OF_ROOT = {**dict.fromkeys(range(1, 6), 1), **dict.fromkeys(range(6, 9), 2), **dict.fromkeys(range(9, 14), 3),
                 **dict.fromkeys(range(14, 21), 4)}


def opened(path: str | PathLike[str]) -> IO[str]:
    """Path, .gz or not → the text, UTF-8 with or without a byte order mark."""
    if str(path).endswith(".gz"):
        return cast("IO[str]", gzip.open(path, "rt", encoding="utf-8-sig", newline=""))
    return open(path, encoding="utf-8-sig", newline="")


def read(path: str | PathLike[str], columns: Mapping[str, str] | None = None) -> Iterator[EventRow]:
    """Path of a table, our column names → the table's own → its rows in order; BadInput names the line that does not hold."""
    named = {name: (columns or {}).get(name, name) for name in KNOWN}
    relations: dict[tuple[str, str, str], Relation] = {}
    with opened(path) as lines:
        first = lines.readline()
        tabs = "\t" in first
        header = next(csv.reader([first], delimiter="\t" if tabs else ",", quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL), [])
        missing = [named[n] for n in NEEDED if named[n] not in header]
        if missing:
            raise BadInput(f"{path}: no column {', '.join(missing)}. It has: {', '.join(header)}. Map yours with --column date=MYDATE.")
        at = {name: header.index(theirs) for name, theirs in named.items() if theirs in header}
        table = csv.reader(lines, delimiter="\t" if tabs else ",", quoting=csv.QUOTE_NONE if tabs else csv.QUOTE_MINIMAL)
        for n, cells in enumerate(table, 2):
            if not cells:
                continue
            try:
                yield _row(path, n, {name: cells[i].strip() for name, i in at.items() if i < len(cells)}, relations)
            except ValueError as error:
                raise BadInput(f"{path}, line {n}: {error}. Nothing was taken from the file.") from error


def _row(path: str | PathLike[str], n: int, cell: Mapping[str, str], relations: dict[tuple[str, str, str], Relation]) -> EventRow:
    lacking = [name for name in NEEDED[:3] if not cell.get(name)]
    if lacking:
        raise ValueError(f"empty {lacking[0]}")
    key = (cell["relation"], cell.get("cameo", ""), cell.get("goldstein", ""))
    if key not in relations:
        relations[key] = relation(*key)
    actor, recipient = (
        Party(cell[side], cell.get(f"{side}_country", ""), cell.get(f"{side}_sector", "")) if cell.get(side) else None
        for side in ("actor", "recipient")
    )
    assert actor is not None  # an empty one is lacking
    weight = float(cell["weight"]) if cell.get("weight") else 1.0
    if not 0.0 <= weight <= 1.0:
        raise ValueError(f"weight {weight} is not between 0 and 1")
    return EventRow(date.fromisoformat(cell["date"]), actor, relations[key], recipient, weight, cell.get("id") or f"{Path(path).name}:{n}")


def relation(name: str, cameo: str = "", goldstein: str = "") -> Relation:
    """Name, CAMEO code, score as printed → the relation; the quad class is that of the code's root.

    >>> relation("Threaten", "130", "-4.4").quad
    3
    """
    score = float(goldstein) if goldstein else 0.0
    if not math.isfinite(score):
        raise ValueError(f"goldstein {goldstein!r} is no score")
    root = int(cameo[:2]) if cameo[:2].isdigit() else 0
    return Relation(name, cameo, "", _QUAD_OF_ROOT.get(root, 0), score)
