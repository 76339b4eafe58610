"""Files of tab separated rows → `Row`s with parsed lists and dates, each knowing the file and line it came from."""

from __future__ import annotations

import calendar
import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from foreshock.errors import BadInput

MAX_BYTES = 32_000_000  # of one table; a user's file beyond that is a mistake


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where it stands and its cells by column name."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def list(self, column: str) -> tuple[str, ...]:
        """Column → its entries, separated by `;`."""
        return tuple(piece.strip() for piece in self[column].split(";") if piece.strip())

    @property
    def at(self) -> str:
        """File and line, for messages."""
        return f"{self.file}:{self.line}"


def parse(name: str, text: str) -> tuple[Row, ...]:
    """File name and its text → rows; empty lines and lines that start with `#` are left out."""
    kept = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if not kept:
        return ()
    header = next(csv.reader([kept[0][1]], delimiter="\t", quoting=csv.QUOTE_NONE))
    names = [column.strip() for column in header]
    return tuple(Row(name, n, dict(zip(names, line.split("\t"), strict=False))) for n, line in kept[1:])


def columns(text: str) -> tuple[str, ...]:
    """Text of a table → the names of its columns; nothing where it is empty.

    >>> columns("# a remark\\nid\\tname\\n")
    ('id', 'name')
    """
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return tuple(column.strip() for column in first.split("\t")) if first else ()


def packaged(name: str) -> tuple[Row, ...]:
    """Name of a table that comes with the package → its rows."""
    return parse(name, (files("foreshock.actors") / "data" / name).read_text(encoding="utf-8"))


def from_file(path: Path) -> tuple[Row, ...]:
    """A user's file → its rows; BadInput where it cannot be read as such a table."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path}: {path.stat().st_size // 1_000_000} MB is too much for a table of actors. Split it.")
        return parse(str(path), path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}. Give the path of a tab separated file.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from error


def bounds(text: str) -> tuple[date | None, date | None]:
    """YYYY, YYYY-MM, YYYY-MM-DD or nothing → first and last day it can mean; ValueError for anything else.

    >>> bounds("2014-06")
    (datetime.date(2014, 6, 1), datetime.date(2014, 6, 30))
    >>> bounds("")
    (None, None)
    """
    if not text:
        return None, None
    pieces = [int(p) for p in text.split("-")]
    if len(pieces) == 3:
        day = date(pieces[0], pieces[1], pieces[2])
        return day, day
    if len(pieces) == 2:
        year, month = pieces
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    (year,) = pieces
    return date(year, 1, 1), date(year, 12, 31)
