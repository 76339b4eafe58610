"""Rows of the store's tables ↔ the parts of a Reading: which noun stands in which table, and how they go in and come out."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from foreshock.store import selecting as pick
from foreshock.store.file import Connection
from foreshock.store.rows import Row, noun
from foreshock.types import (
    Actor,
    Document,
    EventMention,
    Mention,
    Predicate,
    Reading,
    Role,
    Span,
    Statement,
    TieMention,
    Time,
)

Key = tuple[str, str]  # document id, version

# Field of Reading → its table and noun. Documents with their parts, and event arguments, are handled apart.
OF_READING: dict[str, tuple[str, type]] = {
    "sentences": ("sentences", Span),
    "mentions": ("mentions", Mention),
    "times": ("times", Time),
    "predicates": ("predicates", Predicate),
    "statements": ("statements", Statement),
    "events": ("event_mentions", EventMention),
    "ties": ("tie_mentions", TieMention),
    "actors": ("actors", Actor),
    "roles": ("roles", Role),
}
PAGE_TABLES = ("parts", "event_arguments", *(table for table, _ in OF_READING.values()))
SIDES = ("actors", "recipients")
CORRECTED = ("mentions", "statements", "event_mentions", "event_arguments", "tie_mentions", "actors", "roles")  # what judgements can change

Batch = dict[str, list[Row]]


class Keys(NamedTuple):
    """Ids and versions of documents, as two columns for a query's parameters."""

    ids: list[str]
    versions: list[str]

    @classmethod
    def of(cls, keys: Iterable[Key]) -> Keys:
        """Pairs → two columns."""
        pairs = list(keys)
        return cls([i for i, _ in pairs], [v for _, v in pairs])


def text_digest(text: str) -> str:
    """Text → sha256 of its UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def query(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """SQL → its rows, by column name."""
    found = connection.execute(sql, list(parameters))
    names = [column[0] for column in found.description]
    return [dict(zip(names, values, strict=True)) for values in found.fetchall()]


def insert(connection: Connection, batch: Batch) -> None:
    """Rows by table → stored; the tables' own types decide what the columns are."""
    import pyarrow as pa

    for table, rows in batch.items():
        if rows:
            append(connection, table, pa.Table.from_pylist(rows, schema=schema(connection, table)))


def append(connection: Connection, table: str, rows: Any) -> None:
    """A table's name, rows as a pyarrow.Table → stored; columns go by their names."""
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def schema(connection: Connection, table: str) -> Any:
    """A table's name → its Arrow schema."""
    return connection.execute(f"SELECT * FROM {table} LIMIT 0").to_arrow_table().schema


def remove(connection: Connection, keys: Sequence[Key]) -> None:
    """Keys of documents → their rows are gone from every table."""
    if not keys:
        return
    numbers = list(numbers_of(connection, keys).values())
    for table in (*PAGE_TABLES, *(f"raw_{t}" for t in CORRECTED), "documents"):
        which = pick.numbered('"number"' if table == "documents" else "page", numbers)
        connection.execute(f"DELETE FROM {table} WHERE {which.sql}", which.parameters)
    connection.execute("DELETE FROM judged_pages WHERE (in_document, in_version) IN (SELECT unnest(?), unnest(?))", Keys.of(keys))


def numbers_of(connection: Connection, keys: Sequence[Key]) -> dict[Key, int]:
    """Keys of documents → the numbers of those pages, which say where their rows stand; a key that is not there is left out."""
    ids = pick.among("id", sorted({i for i, _ in keys}))
    found = connection.execute(f'SELECT id, version, "number" FROM documents WHERE {ids.sql}', ids.parameters).fetchall()
    wanted = set(keys)
    return {(i, version): number for i, version, number in found if (i, version) in wanted}


def of_pages(connection: Connection, table: str, numbers: Sequence[int]) -> dict[Key, list[Row]]:
    """A table of pages, numbers of pages → their rows in it, by page, in their order."""
    which = pick.numbered("page", numbers)
    return by_page(query(connection, f'SELECT * FROM {table} WHERE {which.sql} ORDER BY "position"', which.parameters))


def documents(connection: Connection, keys: Sequence[Key]) -> list[Document]:
    """Keys → the documents, in the order of the keys; a key that is not there is left out."""
    return _documents(connection, keys, list(numbers_of(connection, keys).values()))


def _documents(connection: Connection, keys: Sequence[Key], numbers: Sequence[int]) -> list[Document]:
    parts, which = of_pages(connection, "parts", numbers), pick.numbered('"number"', numbers)
    found = query(connection, f"SELECT * FROM documents WHERE {which.sql}", which.parameters)
    made = {(d["id"], d["version"]): noun(Document, {**d, "parts": parts.get((d["id"], d["version"]), [])}) for d in found}
    return [made[key] for key in keys if key in made]


def by_page(rows: Iterable[Row]) -> dict[Key, list[Row]]:
    """Rows of a page table → the rows of each page, in their order."""
    grouped: dict[Key, list[Row]] = defaultdict(list)
    for told in rows:
        grouped[told["in_document"], told["in_version"]].append(told)
    return grouped


def with_arguments(mentions: Iterable[Row], arguments: Iterable[Row]) -> list[EventMention]:
    """Rows of event_mentions and of event_arguments (in order of position) → event mentions whole."""
    sides: dict[tuple[str, str, str], dict[str, list[Row]]] = {}
    for a in arguments:
        key = (a["in_document"], a["in_version"], a["event_id"])
        sides.setdefault(key, {"actors": [], "recipients": []})[a["side"]].append(a)
    none: dict[str, list[Row]] = {"actors": [], "recipients": []}
    return [noun(EventMention, {**m, **sides.get((m["in_document"], m["in_version"], m["id"]), none)}) for m in mentions]


def readings(connection: Connection, keys: Sequence[Key], only: Collection[str] = tuple(OF_READING)) -> list[Reading]:
    """Keys, fields → everything (or those fields alone) that was read from each page, in the order of the keys."""
    numbers = list(numbers_of(connection, keys).values())
    tables: dict[str, dict[Key, list[Row]]] = defaultdict(dict)
    for table in [*(OF_READING[f][0] for f in only), *(["event_arguments"] if "events" in only else [])]:
        tables[table] = of_pages(connection, table, numbers)
    found = []
    for document in _documents(connection, keys, numbers):
        key = (document.id, document.version)
        held: dict[str, Any] = {
            field: tuple(noun(kind, told) for told in tables[table].get(key, ()))
            for field, (table, kind) in OF_READING.items() if field != "events"
        }
        events = with_arguments(tables["event_mentions"].get(key, ()), tables["event_arguments"].get(key, ()))
        found.append(Reading(document=document, events=tuple(events), **held))
    return found

