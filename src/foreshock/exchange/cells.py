"""A file of event data, plain, gzipped or zipped → its lines and cells, with what is asked of every reader: bounds, places, skips.

Files come from strangers: a line is bounded, nothing is unpacked to disk, what is no UTF-8 is read as Latin-1.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import IO, NamedTuple, TypeVar, cast

from foreshock.errors import BadInput
from foreshock.types import EventRow

FilePath = str | PathLike[str]
LONGEST = 1_000_000  # bytes of a line; GDELT's longest have a few thousand
LONGEST_CELL = 131_072  # characters between commas, as csv has it
MISSING = frozenset({"", "NA", "N/A", "NULL", "None", "nan", "NaN"})
K = TypeVar("K")


class Skip(NamedTuple):
    """A row that was not taken: where it stands and why. `bad` rows do not hold; the others tell of nothing that we keep."""

    file: str
    line: int
    reason: str
    bad: bool = True

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


class Unusable(Exception):
    """A row that holds, and tells of nothing that we keep (it names no actor)."""


OnSkip = Callable[[Skip], None]


def refuse(skip: Skip) -> None:
    """A row that was not taken → BadInput where it does not hold: what a reader does unless it is told otherwise."""
    if skip.bad:
        raise BadInput(f"{skip}. Mend it, or leave it out.")


@contextmanager
def opened(path: FilePath) -> Iterator[IO[bytes]]:
    """Path → its bytes: .gz and .zip (of one file) unpacked on the way; BadInput where that cannot be."""
    name = str(path).lower()
    try:
        if name.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                members = [m for m in archive.infolist() if not m.is_dir()]
                if len(members) != 1:
                    raise BadInput(f"{path}: holds {len(members)} files. Unpack it and name the one with the events.")
                with archive.open(members[0]) as member:
                    yield cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", member), 1 << 20))
        elif name.endswith(".gz"):
            with gzip.open(path, "rb") as packed:
                yield cast("IO[bytes]", packed)
        else:
            with open(path, "rb") as plain:
                yield plain
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BadInput(f"{path}: cannot be unpacked: {error}. Fetch it again.") from error
    except RuntimeError as error:  # zipfile's word for a password and, as NotImplementedError, for a way of packing that it lacks
        raise BadInput(f"{path}: cannot be unpacked: {error}. Unpack it yourself and name the file inside.") from error
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}. Name a file that you may read.") from error


def lines(path: FilePath) -> Iterator[str]:
    """Path → its lines, decoded, with their ends; BadInput for a line that is too long to be one of a table's."""
    with opened(path) as data:
        n = 0
        while line := data.readline(LONGEST):
            n += 1
            if len(line) == LONGEST:
                raise BadInput(f"{path}, line {n}: longer than {LONGEST} bytes. This is no table of events.")
            if n == 1 and line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                raise BadInput(f"{path}: is written in UTF-16. Save it as UTF-8.")
            try:
                yield line.decode("utf-8-sig" if n == 1 else "utf-8")
            except UnicodeDecodeError:
                yield line.decode("iso-8859-1")


def norm(name: str) -> str:
    """A column's name → letters and digits of it, lower, joined by _: "Event ID", "event_id" and "event.id" are one.

    >>> norm("Event ID "), norm("Actor COW")
    ('event_id', 'actor_cow')
    """
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


def delimiter_of(header: str) -> str:
    """First line of a table → what parts its columns: the one of tab, semicolon and comma that stands there most."""
    return max("\t;,", key=header.count)


def table(path: FilePath, names: Iterable[str] | None = None) -> Iterator[tuple[int, list[str]]]:
    """Path of a table → (line, cells) of every row, the header (or the names, where it has none) first; empty lines are left out.

    Tabs part cells without quoting; commas and semicolons as RFC 4180 has it.
    """
    source = lines(path)
    first = next(source, "")
    mark = delimiter_of(first)
    before = [",".join(names) + "\n"] if names is not None else []
    if before and mark != ",":
        before = [mark.join(names or ()) + "\n"]
    chained = (line for part in (before, [first], source) for line in part)
    if mark == "\t":
        for n, line in enumerate(chained, 1 - len(before)):
            if line.strip():
                yield n, line.rstrip("\r\n").split("\t")
        return
    reader = csv.reader(chained, delimiter=mark)
    try:
        last = 0
        for cells in reader:
            if max(map(len, cells), default=0) > LONGEST_CELL:  # csv has this limit, too, but some libraries lift it for the whole process
                raise csv.Error(f"a cell of more than {LONGEST_CELL:,} characters")
            if any(cells):
                yield last + 1 - len(before), cells
            last = reader.line_num
    except csv.Error as error:  # most often a quotation mark that nothing closes, so that the rest of the table is one cell
        raise BadInput(f"{path}, line {last + 1 - len(before)}: {error}. Close its quotation marks, or leave it out.") from error


class Cells:
    """One row by column name: `cell["event_id"]`; what is missing or stands for nothing ("NA") is "". """

    __slots__ = ("_at", "values")

    def __init__(self, at: Mapping[str, int]) -> None:
        self._at = at
        self.values: list[str] = []

    def __getitem__(self, name: str) -> str:
        i = self._at.get(name, -1)
        if not 0 <= i < len(self.values):
            return ""
        value = self.values[i].strip()
        return "" if value in MISSING else value

    def list(self, name: str, mark: str = ";") -> list[str]:
        """Column → its entries."""
        return [piece for part in self[name].split(mark) if (piece := part.strip()) and piece not in MISSING]


def by_name(
    path: FilePath, needed: Iterable[str], make: Callable[[Cells, int], EventRow], on_skip: OnSkip, *,
    names: Iterable[str] | None = None, columns: Mapping[str, str] | None = None,
) -> Iterator[EventRow]:
    """Path of a table with a header, columns it must have, what makes a row of its cells → the rows.

    `columns` maps our names to the table's own. What `make` says of a bad row (ValueError, Unusable) goes to `on_skip`.
    """
    found = table(path, names)
    _, header = next(found, (0, []))
    at: dict[str, int] = {}
    for i, name in enumerate(header):
        at.setdefault(norm(name), i)
    for ours, theirs in (columns or {}).items():
        if norm(theirs) in at:
            at[ours] = at[norm(theirs)]
        else:
            raise BadInput(f"{path}: no column {theirs}. It has: {', '.join(header)[:500]}.")
    missing = [name for name in needed if name not in at]
    if missing:
        raise BadInput(f"{path}: no column {', '.join(missing)}. It has: {', '.join(header)[:500]}. Map yours with --column date=MYDATE.")
    cells = Cells(at)

    def row(values: list[str], line: int) -> EventRow:
        cells.values = values
        return make(cells, line)

    yield from each(path, found, row, on_skip)


def each(path: FilePath, found: Iterable[tuple[int, K]], make: Callable[[K, int], EventRow], on_skip: OnSkip) -> Iterator[EventRow]:
    """Numbered records, what makes a row of one → the rows; those that cannot be made go to `on_skip`."""
    name = Path(path).name
    for n, record in found:
        try:
            row = make(record, n)
        except Unusable as error:
            on_skip(Skip(name, n, str(error), bad=False))
        except ValueError as error:
            on_skip(Skip(name, n, str(error)))
        else:
            yield row


@lru_cache(maxsize=65536)
def day(text: str) -> date:
    """20170309, 2017-03-09, 12/1/2017 (month first) or 9 March 2017, a time after it left aside → the day; ValueError else.

    >>> day("20170309") == day("2017-03-09 00:00:00") == day("3/9/2017") == day("9 March 2017") == date(2017, 3, 9)
    True
    """
    told, wrong = text.strip(), ValueError(f"{text[:40]!r} is no day")
    if found := re.match(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?$", told) or re.match(r"(\d{4})-(\d\d)-(\d\d)(?:$|[T ])", told):
        numbers = (int(found[1]), int(found[2]), int(found[3]))
    elif found := re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:$| )", told):
        numbers = (int(found[3]), int(found[1]), int(found[2]))
    elif found := re.fullmatch(r"(\d{1,2})[ -](\w{3,9})[ -](\d{4})", told):
        numbers = (int(found[3]), _MONTHS.get(found[2].lower()[:3], 0), int(found[1]))
    else:
        raise wrong
    if not 1000 <= numbers[0] < 3000:
        raise wrong
    try:
        return date(*numbers)
    except ValueError:
        raise wrong from None


_MONTHS = {m: n for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}


def number(text: str) -> float | None:
    """A cell → the number in it, None where it is empty; ValueError where it is none."""
    if not text:
        return None
    value = float(text)
    if not abs(value) < 1e12:
        raise ValueError(f"{text[:40]!r} is no number")
    return value


def whole(text: str) -> int | None:
    """A cell → the count in it, 0 and up, None where it is empty; ValueError where it is none."""
    value = number(text)
    if value is not None and not 0 <= value < 2**31:
        raise ValueError(f"{text[:40]!r} counts nothing")
    return None if value is None else int(value)


def degrees(lat: str, lon: str) -> tuple[float | None, float | None]:
    """Two cells → latitude and longitude (degrees, WGS 84), None where they are empty or off the globe."""
    try:
        north, east = number(lat), number(lon)
    except ValueError:
        return None, None
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return None, None
    return north, east
