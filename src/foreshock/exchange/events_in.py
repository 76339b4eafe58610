"""A file of anybody's event data → `EventRow`s: the one door, which tells the format by what the file looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from foreshock.errors import BadInput, UnknownName
from foreshock.exchange import acled, gdelt, icews, plain_events, plover_in, polecat, ucdp
from foreshock.exchange.cells import FilePath, OnSkip, delimiter_of, lines, norm, refuse
from foreshock.types import EventRow

Reader = Callable[[FilePath, OnSkip], Iterator[EventRow]]

# Name of the format → what reads it; docs/formats/ has a page for each (tested).
READERS: dict[str, Reader] = {
    "gdelt": gdelt.read, "icews": icews.read, "polecat": polecat.read, "acled": acled.read, "ucdp": ucdp.read, "plover": plover_in.read,
}
TABLE = "table"
EVENT_FORMATS = (*READERS, TABLE)
# Told by the columns that each must have, the most telling first.
_HEADERS = (("acled", acled.NEEDED), ("icews", icews.NEEDED), ("polecat", polecat.NEEDED), ("ucdp", ucdp.NEEDED))


def read_events(
    path: FilePath, format: str | None = None, columns: Mapping[str, str] | None = None, on_skip: OnSkip = refuse,
) -> Iterator[EventRow]:
    """Path, format (told by the file if left out), column map of a plain table → its rows in order.

    `columns` maps our names to the table's ("date" → "MYDATE"); it makes the file a plain table. A row that does not hold goes to
    `on_skip`; where none is given, it ends the reading with BadInput that names the line.
    """
    name = format or (TABLE if columns else told_by(path))
    if name == TABLE:
        return plain_events.read(path, columns, on_skip)
    if name not in READERS:
        raise UnknownName(f"There is no format of event data {name!r}. Choose one of {', '.join(EVENT_FORMATS)}.")
    if columns:
        raise BadInput(f"Columns are mapped in a plain table only (--format table); {name} has names of its own.")
    if name == "ucdp":
        return ucdp.read(path, on_skip, headed=not _bare_ucdp(_first(path)))
    return READERS[name](path, on_skip)


def _first(path: FilePath) -> str:
    return next((line for line in islice(lines(path), 20) if line.strip()), "")


def _bare_ucdp(line: str) -> bool:
    return ucdp.is_row([c.strip().strip('"') for c in line.split(",")][: len(ucdp.COLUMNS)]) if line.count(",") >= 48 else False


def told_by(path: FilePath) -> str:
    """Path → the name of its format, by its first line; BadInput where it is none that we know."""
    line = _first(path)
    if line.lstrip().startswith("{"):
        return "plover"
    if gdelt.is_row(line):
        return "gdelt"
    if _bare_ucdp(line):
        return "ucdp"
    names = {norm(c.strip('"')) for c in line.rstrip("\r\n").split(delimiter_of(line))}
    for name, needed in _HEADERS:
        if set(needed) <= names:
            return name
    if set(plain_events.NEEDED) <= names:
        return TABLE
    raise BadInput(
        f"{Path(path).name}: cannot tell what format of event data this is. Name it: --format {'|'.join(EVENT_FORMATS)}; "
        "for a table of your own map its columns: --column date=MYDATE --column actor=…, relation and recipient.")
