"""`Reading` → `Packed`: a page as it goes from whoever read it to the writer, its rows by columns; packed pages → Arrow tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

from foreshock.store.file import Connection
from foreshock.store.leaves import Columns, array, columns, joined
from foreshock.store.rows import fields
from foreshock.store.tables import OF_READING, SIDES, append, schema, text_digest
from foreshock.types import Document, Mention, Part, Reading

# Table → the noun in it, and its fields that stand elsewhere.
_OF: dict[str, tuple[type, tuple[str, ...]]] = {
    "documents": (Document, ("parts",)), "parts": (Part, ()), "event_arguments": (Mention, ()),
    **{table: (kind, SIDES if table == "event_mentions" else ()) for table, kind in OF_READING.values()},
}


@dataclass(frozen=True, slots=True)
class Packed:
    """A page's document, the ids of all actors that it names, and its rows by table and column: quick to send, and to store."""

    document: Document
    named: tuple[str, ...]
    rows: Mapping[str, Columns]


def pack(reading: Reading) -> Packed:
    """Reading → the same, packed."""
    document = reading.document
    rows = {"documents": _columns("documents", [document], text_sha256=[text_digest(document.text)])}
    for table, nouns in (("parts", document.parts), *((table, getattr(reading, field)) for field, (table, _) in OF_READING.items())):
        if nouns:
            rows[table] = _columns(table, nouns, position=list(range(len(nouns))))
    told = [(n, event.id, side, m) for event in reading.events for side in SIDES for n, m in enumerate(getattr(event, side))]
    if told:
        positions, events, sides, mentions = map(list, zip(*told, strict=True))
        rows["event_arguments"] = _columns("event_arguments", mentions, position=positions, event_id=events, side=sides)
    return Packed(document, tuple(sorted(set(actor_ids(reading)))), rows)


def _columns(table: str, nouns: Sequence[Any], **own: list[Any]) -> Columns:
    kind, without = _OF[table]
    return {**{name: [told] for name, told in own.items()}, **columns(kind, nouns, without)}


def put(
    connection: Connection, pages: Sequence[Packed], runs: Sequence[str], numbers: Sequence[int], only: Collection[str] = tuple(_OF),
) -> None:
    """A connection that writes, packed pages, the run and the number of each, tables → the pages' rows in those tables."""
    for table in only:
        held = [(p.document, run, n, p.rows[table]) for p, run, n in zip(pages, runs, numbers, strict=True) if table in p.rows]
        if held:
            append(connection, table, _arrow(table, held, schema(connection, table)))


def _arrow(table: str, held: Sequence[tuple[Document, str, int, Columns]], of: Any) -> Any:
    """A table, pages, runs, numbers and columns of its rows, its Arrow schema → a pyarrow.Table of what the table has columns for."""
    import pyarrow as pa

    hints = fields(_OF[table][0])
    told = joined(rows for *_, rows in held)
    made = {field.name: array(hints.get(field.name), told[field.name], field.type) for field in of if field.name in told}
    documents, runs, numbers, rows_of = zip(*held, strict=True)
    of_page: dict[str, Sequence[Any]] = {"run_id": runs, "number" if table == "documents" else "page": numbers}
    if table != "documents":
        of_page |= {"in_document": [d.id for d in documents], "in_version": [d.version for d in documents]}
    many = [len(rows["position"][0]) if "position" in rows else 1 for rows in rows_of]
    return pa.table(made | {name: pa.array(list(chain.from_iterable(map(repeat, ids, many)))) for name, ids in of_page.items()})


def actor_ids(reading: Reading) -> Iterator[str]:
    """Reading → the ids of all actors that it names, as often as it does."""
    mentions = list(reading.mentions)
    for event in reading.events:
        mentions += [*event.actors, *event.recipients]
    people = [*(s.speaker for s in reading.statements), *(s.addressee for s in reading.statements),
              *(e.speaker for e in reading.events), *(t.speaker for t in reading.ties)]
    mentions += [m for t in reading.ties for m in (t.subject, t.target)] + [m for m in people if m is not None]
    yield from (m.actor_id for m in mentions if m.actor_id)
    for role in reading.roles:
        yield from filter(None, (role.holder, role.of, role.to))
