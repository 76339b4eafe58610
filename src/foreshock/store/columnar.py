"""An open store, conditions → its nouns as Arrow batches straight out of the tables: what `Table.to_arrow` has of them, with no noun made.

The SQL of each column is found by the same walk over a noun's fields by which `flat` finds its columns; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, is_dataclass
from datetime import date, time
from typing import Any, get_args, get_origin

import duckdb
import numpy as np

from foreshock.errors import StoreError
from foreshock.store import flat
from foreshock.store.file import MEMORY, Connection, another, bounded, line, may_spill
from foreshock.store.rows import fields
from foreshock.store.selecting import Where, own_or_page
from foreshock.types import (
    Document,
    Event,
    EventMention,
    Factuality,
    Mention,
    Part,
    Place,
    Predicate,
    Role,
    Statement,
    TieMention,
    Time,
    When,
)

ROWS = 50_000  # of a batch
KEYED = {"parts", "mentions", "times", "predicates"}  # these have their document's id in front: positions alone say nothing
_PLAIN = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", date: "DATE", time: "TIME"}
# Lists whose items stand in a table of their own, as q: the lists and what they hold, SQL of which list an item is of, whence items come.
_BESIDE: dict[str, tuple[dict[str, type], str, str]] = {
    "documents": ({"parts": Part}, "CASE WHEN q.in_document IS NOT NULL THEN 'parts' END",
                  "parts q ON q.in_document = d.id AND q.in_version = d.version"),
    "event_mentions": ({"actors": Mention, "recipients": Mention}, "q.side",
                       "event_arguments q ON q.in_document = e.in_document AND q.in_version = e.in_version AND q.event_id = e.id"),
}


def _page(alias: str, table: str) -> str:
    return (f"{table} {alias} JOIN current c ON c.id = {alias}.in_document AND c.version = {alias}.in_version "
            "JOIN documents d ON d.id = c.id AND d.version = c.version")


def _part(alias: str) -> str:
    return (f" LEFT JOIN parts p ON p.in_document = {alias}.in_document AND p.in_version = {alias}.in_version "
            f'AND p."index" = {alias}.part')


def _by(moment: str, *then: str) -> str:
    return ", ".join((f"coalesce({moment}.earliest, {moment}.latest) NULLS LAST", *then))


SAID, TIED = (own_or_page(f'{t}."when"', "d.published") for t in "st")
_BY_PAGE = _by("d.published", "d.id")
# Name → noun, alias, whence its rows come, in which order: those of the readers of the same nouns.
_TABLES: dict[str, tuple[type, str, str, str]] = {
    "documents": (Document, "d", "documents d JOIN current c ON c.id = d.id AND c.version = d.version", _BY_PAGE),
    **{name: (kind, "t", _page("t", name), f'{_BY_PAGE}, t."position"') for name, kind in (
        ("parts", Part), ("mentions", Mention), ("times", Time), ("predicates", Predicate))},
    "roles": (Role, "r", "(SELECT *, FALSE AS taught FROM known_roles UNION ALL BY NAME SELECT r.*, TRUE AS taught FROM roles r "
                         "JOIN current c ON c.id = r.in_document AND c.version = r.in_version) r",
              'r.holder, r.taught, r.in_document, r."position"'),
    "event_mentions": (EventMention, "e", _page("e", "event_mentions") + _part("e"), _by('e."when"', "e.in_document", 'e."position"')),
    "events": (Event, "e", "(SELECT *, NULL AS word_of FROM events) e", _by('e."when"', "e.id")),
    "statements": (Statement, "s", _page("s", "statements") + _part("s"), _by(SAID, "s.in_document", 's."position"')),
    "tie_mentions": (TieMention, "t", _page("t", "tie_mentions") + _part("t"), _by(TIED, "t.in_document", 't."position"')),
}
NAMES = tuple(_TABLES)


@dataclass(frozen=True, slots=True)
class Stream:
    """A table's name, its Arrow schema, and its rows in batches, to be read once."""

    name: str
    schema: Any
    batches: Iterator[Any]


def stream(connection: Connection, name: str, where: Where) -> Stream:
    """Connection, a noun's table, which of its rows → the table, to be read before the connection is asked for anything else.

    DuckDB puts the rows in order, on disk where they are many, so that memory does not grow with their number.
    """
    import pyarrow as pa

    kind, alias, source, order = _TABLES[name]
    schema = pa.schema([(c.name, c.arrow()) for c in flat.columns(kind)])
    told = _columns(kind, alias)
    if name in KEYED:
        schema, told = schema.insert(0, pa.field("document_id", pa.string())), {"document_id": f"{alias}.in_document", **told}
    if name in _BESIDE:
        rows = _with_lists(connection, name, told, where)
    else:
        rows = ordered(connection, f"SELECT {_listed(told)} FROM {source} WHERE {where.sql} ORDER BY {order}", where)
    return Stream(name, schema, (batch for some in rows for batch in some.select(schema.names).cast(schema).combine_chunks().to_batches()))


def _with_lists(connection: Connection, name: str, told: Mapping[str, str], where: Where) -> Iterator[Any]:
    """Connection, a table with lists beside it, SQL of its columns, which rows → those rows with their lists, some at a time.

    Rows and the items of their lists are put in one order and read side by side: to make the lists in DuckDB takes ten times the memory.
    """
    _, alias, source, order = _TABLES[name]
    lists, of, beside = _BESIDE[name]
    (item,) = {packed(noun, "q") for noun in lists.values()}
    order = f"{order}, {alias}.rowid"
    plain = {column: sql for column, sql in told.items() if column not in lists}
    rows = f'SELECT {alias}.rowid AS "at", {_listed(plain)} FROM {source} WHERE {where.sql} ORDER BY {order}'
    items = (f'SELECT {alias}.rowid AS "at", {of} AS "of", {item} AS item FROM {source} LEFT JOIN {beside} '
             f'WHERE {where.sql} ORDER BY {order}, q."position"')
    with another(connection) as second:
        yield from _side_by_side(ordered(connection, rows, where), ordered(second, items, where), lists)


def _side_by_side(rows: Iterator[Any], items: Iterator[Any], lists: Iterable[str]) -> Iterator[Any]:
    """Rows, items in the order of the rows (one without a list where a row has none), names of lists → the rows with their lists."""
    import pyarrow as pa
    import pyarrow.compute as pc

    held: Any = next(items, None)
    for some in rows:
        starts = _starts(held)
        while len(starts) <= len(some) and (more := next(items, None)) is not None:
            held = pa.concat_tables([held, more])
            starts = _starts(held)
        bounds = [*starts, len(held)][:len(some) + 1]
        own, held = held.slice(0, bounds[-1]), held.slice(bounds[-1])
        row = np.repeat(np.arange(len(some)), np.diff(bounds))
        for name in lists:
            here = pc.fill_null(pc.equal(own["of"], name), False)
            ends = np.cumsum(np.bincount(row[here.to_numpy()], minlength=len(some)))
            made = pa.ListArray.from_arrays(pa.array([0, *ends], pa.int32()), own.filter(here)["item"].combine_chunks())
            some = some.append_column(name, made)
        yield some


def _starts(items: Any) -> Any:
    """Items → where those of another row begin."""
    return np.flatnonzero(np.diff(items["at"].to_numpy(), prepend=-1))


def ordered(connection: Connection, sql: str, where: Where) -> Iterator[Any]:
    """Connection, SQL that says an order, its parameters → its rows, some at a time."""
    import pyarrow as pa

    try:
        with bounded(connection, MEMORY) if may_spill(connection) else nullcontext():
            for batch in connection.execute(sql, where.parameters).to_arrow_reader(ROWS):
                yield pa.Table.from_batches([batch])
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise StoreError(f"The store's rows cannot be put in order: {line(error)} Make room on the disk where it lies.") from error


def _listed(told: Mapping[str, str]) -> str:
    return ", ".join(f'{sql} AS "{column}"' for column, sql in told.items())


def _columns(noun: Any, sql: str) -> Mapping[str, str]:
    """A noun's class, SQL of a row of it → the SQL of each of its columns."""
    return {name: told for field, hint in fields(noun).items() for name, told in _of_field(field, hint, f'{sql}."{field}"').items()}


def _of_field(name: str, hint: Any, sql: str) -> Mapping[str, str]:
    hint = flat.not_none(hint)
    if hint is bytes:
        return {}
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        if not is_dataclass(item):
            return {name: sql}
        return {name: f"list_transform({sql}, lambda i: {packed(item, 'i')})"}
    if is_dataclass(hint):
        before = "" if name in flat.BARE else f"{name}_"
        return {before + n: told for n, told in _nested(hint, sql).items()}
    return {name: f"CAST({sql} AS {_PLAIN[flat.scalar(hint)]})"}


def packed(noun: Any, sql: str) -> str:
    """A noun that stands in a list, SQL of a row of it → SQL of one value of all its columns."""
    packed = ", ".join(f'"{n}" := {told}' for n, told in _nested(noun, sql).items())
    return f"struct_pack({packed})"


def _nested(noun: Any, sql: str) -> Mapping[str, str]:
    """A noun that stands inside another → the columns that `flat` keeps of it there."""
    if noun is Mention:
        return {**{n: f'{sql}."{field}"' for n, field in flat.ACTOR.items()}, **_of_field("span", fields(Mention)["span"], f'{sql}."span"')}
    told = _columns(noun, sql)
    if noun is When:
        return {n: told[n] for n in ("earliest", "latest", "precision", "basis")}
    if noun is Place:
        return {n: t for n, t in told.items() if n != "population"}
    if noun is Factuality:
        return {**told, "hedged": f"({sql}.certainty <> 'certain' OR {sql}.status = 'hypothetical')"}
    return told
