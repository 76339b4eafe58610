"""An open store, conditions → its nouns as Arrow batches straight out of the tables: what `Table.to_arrow` has of them, with no noun made.

The SQL of each column is found by the same walk over a noun's fields by which `flat` finds its columns; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from datetime import date, time
from typing import Any, get_args, get_origin

from foreshock.store import flat
from foreshock.store.file import Connection
from foreshock.store.rows import fields
from foreshock.store.selecting import Where, own_or_page
from foreshock.types import Document, Event, EventMention, Factuality, Mention, Part, Place, Predicate, Statement, TieMention, Time, When

ROWS = 50_000  # that are fetched at a time, or more of a long table, …
LOOKS = 40  # … which is looked through once for each lot, since rows in the order of days lie all over it
KEYED = {"parts", "mentions", "times", "predicates"}  # these have their document's id in front: positions alone say nothing
_PLAIN = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN", date: "DATE", time: "TIME"}
_SIDES = ", ".join(f"list(q ORDER BY \"position\") FILTER (side = '{s}') AS {s}" for s in ("actors", "recipients"))
# What stands beside a row in a table of its own: further columns, and where they come from (w: the rows wanted, each with its key).
_BESIDE = {
    "documents": (", coalesce(p.parts, []) AS parts",
                  'LEFT JOIN (SELECT in_document, in_version, list(q ORDER BY q."position") AS parts FROM parts q '
                  "SEMI JOIN wanted w ON w.key = q.in_document GROUP BY ALL) p ON p.in_document = r.id AND p.in_version = r.version"),
    "event_mentions": (", coalesce(a.actors, []) AS actors, coalesce(a.recipients, []) AS recipients",
                       f"LEFT JOIN (SELECT in_document, in_version, event_id, {_SIDES} FROM event_arguments q "
                       "SEMI JOIN wanted w ON w.key = q.event_id GROUP BY ALL) a "
                       "ON a.in_document = r.in_document AND a.in_version = r.in_version AND a.event_id = r.id"),
    "events": (", NULL AS word_of", ""),
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
# Name → noun, alias, SQL of a row's key, whence it comes, in which order: those of the readers of the same nouns.
_TABLES: dict[str, tuple[type, str, str, str, str]] = {
    "documents": (Document, "d", "d.id", "documents d JOIN current c ON c.id = d.id AND c.version = d.version", _BY_PAGE),
    **{name: (kind, "t", "0", _page("t", name), f'{_BY_PAGE}, t."position"') for name, kind in (
        ("parts", Part), ("mentions", Mention), ("times", Time), ("predicates", Predicate))},
    "event_mentions": (EventMention, "e", "e.id", _page("e", "event_mentions") + _part("e"),
                       _by('e."when"', "e.in_document", 'e."position"')),
    "events": (Event, "e", "0", "events e", _by('e."when"', "e.id")),
    "statements": (Statement, "s", "0", _page("s", "statements") + _part("s"), _by(SAID, "s.in_document", 's."position"')),
    "tie_mentions": (TieMention, "t", "0", _page("t", "tie_mentions") + _part("t"), _by(TIED, "t.in_document", 't."position"')),
}
NAMES = tuple(_TABLES)


@dataclass(frozen=True, slots=True)
class Stream:
    """A table's name, its Arrow schema, and its rows in batches, to be read once."""

    name: str
    schema: Any
    batches: Iterator[Any]


def stream(connection: Connection, name: str, where: Where) -> Stream:
    """Connection, a noun's table, which of its rows → the table.

    Which rows, and in what order, is asked once; then they are fetched some at a time, so that memory does not grow with their number
    (but for that order: a few dozen bytes a row).
    """
    import pyarrow as pa

    kind, alias, key, source, order = _TABLES[name]
    schema = pa.schema([(c.name, c.arrow()) for c in flat.columns(kind)])
    if name in KEYED:
        schema = schema.insert(0, pa.field("document_id", pa.string()))
    asked = f'SELECT {alias}.rowid AS at, {key} AS "key" FROM {source} WHERE {where.sql} ORDER BY {order}'
    return Stream(name, schema, _batches(connection, name, schema, connection.execute(asked, where.parameters).to_arrow_table()))


def _batches(connection: Connection, name: str, schema: Any, rows: Any) -> Iterator[Any]:
    """Connection, table, its schema, numbers and keys of its rows in order → the rows, some at a time."""
    import pyarrow as pa

    told = [f'{sql} AS "{column}"' for column, sql in _columns(_TABLES[name][0], "t").items()]
    told = ["t.in_document AS document_id", *told] if name in KEYED else told
    more, beside = _BESIDE.get(name, ("", ""))
    sql = (f"SELECT {', '.join(told)} FROM (SELECT r.*, w.n AS nth{more} FROM {name} r JOIN wanted w ON w.at = r.rowid {beside}) t "
           "ORDER BY t.nth")
    lot = max(ROWS, -(-len(rows) // LOOKS))
    for start in range(0, len(rows), lot):
        some = rows.slice(start, lot)
        connection.register("wanted", some.append_column("n", pa.array(range(len(some)), pa.int64())))
        yield from connection.execute(sql).to_arrow_table().cast(schema).combine_chunks().to_batches()
        connection.unregister("wanted")


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
        packed = ", ".join(f'"{n}" := {told}' for n, told in _nested(item, "i").items())
        return {name: f"list_transform({sql}, lambda i: struct_pack({packed}))"}
    if is_dataclass(hint):
        before = "" if name in flat.BARE else f"{name}_"
        return {before + n: told for n, told in _nested(hint, sql).items()}
    return {name: f"CAST({sql} AS {_PLAIN[flat.scalar(hint)]})"}


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
