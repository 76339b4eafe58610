"""Nouns → `Table`: an immutable sequence of them that Arrow tools (pandas, polars, DuckDB) can take as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, Generic, TypeVar, overload

from foreshock.errors import Missing
from foreshock.store.flat import Column, array, columns

T = TypeVar("T")
SHOWN = 50
LONGEST = 160  # code points of a cell


class Table(Sequence[T], Generic[T]):
    """Nouns of one kind, in order.

    `kind` is the noun's class; taken from the first one where it is left out, and needed only for an empty table to
    know its columns.

    >>> from foreshock.types import Span
    >>> Table([Span(0, 2, "IS")]).to_dicts()
    [{'start': 0, 'end': 2, 'text': 'IS'}]
    """

    __slots__ = ("_kind", "_nouns")

    def __init__(self, nouns: Iterable[T] = (), kind: type[T] | None = None) -> None:
        self._nouns = tuple(nouns)
        self._kind: type | None = kind or (type(self._nouns[0]) if self._nouns else None)

    def __len__(self) -> int:
        return len(self._nouns)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Table[T]: ...
    def __getitem__(self, at: int | slice) -> T | Table[T]:
        return Table(self._nouns[at], self._kind) if isinstance(at, slice) else self._nouns[at]

    def __iter__(self) -> Iterator[T]:
        return iter(self._nouns)

    def __eq__(self, other: object) -> bool:
        return self._nouns == other._nouns if isinstance(other, Table) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._nouns)

    def __repr__(self) -> str:
        return f"<Table: {len(self)} {self._kind.__name__ if self._kind else 'rows'}>"

    def _columns(self) -> tuple[Column, ...]:
        return columns(self._kind) if self._kind else ()

    def to_dicts(self) -> list[dict[str, Any]]:
        """→ one flat dictionary a noun: spans as start, end, text; dates as earliest, latest, precision, basis."""
        flat = self._columns()
        return [{c.name: c.of(noun) for c in flat} for noun in self._nouns]

    def to_arrow(self) -> Any:
        """→ a pyarrow.Table with the columns of `to_dicts`, typed; an empty table has them too."""
        import pyarrow as pa

        flat = self._columns()
        return pa.table([array(c, self._nouns) for c in flat], schema=pa.schema([(c.name, c.arrow()) for c in flat]))

    def to_pandas(self) -> Any:
        """→ a pandas.DataFrame with the columns of `to_dicts`; pandas must be installed, it is no part of foreshock."""
        try:
            import pandas  # asked for first, so that the message is ours
        except ImportError:
            raise Missing("pandas is not installed. Install it (pip install pandas), or take to_arrow() or to_dicts().") from None
        made: pandas.DataFrame = self.to_arrow().to_pandas()
        return made

    def to_polars(self) -> Any:
        """→ a polars.DataFrame with the columns of `to_dicts`; polars must be installed, it is no part of foreshock."""
        try:
            import polars
        except ImportError:
            raise Missing("polars is not installed. Install it (pip install polars), or take to_arrow() or to_dicts().") from None
        return polars.from_arrow(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        """→ a small HTML table of the first rows; columns in which nothing stands are left out."""
        rows = [[_cell(c.of(noun)) for c in self._columns()] for noun in self._nouns[:SHOWN]]
        kept = [n for n in range(len(self._columns())) if any(r[n] for r in rows)]
        head = "".join(f"<th>{escape(self._columns()[n].name)}</th>" for n in kept)
        body = "".join("<tr>" + "".join(f"<td>{escape(r[n])}</td>" for n in kept) + "</tr>" for r in rows)
        count = f"{len(self)} rows" if len(self) <= SHOWN else f"The first {SHOWN} of {len(self)} rows"
        return f"<table><caption>{count}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return _cell("; ".join(_cell(v) for v in value))
    if isinstance(value, dict):
        return str(value.get("text") or value.get("name") or value.get("id") or next((v for v in value.values() if v), ""))
    told = " ".join(str(value).split())
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"
