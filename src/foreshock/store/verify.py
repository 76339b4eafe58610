"""An open store → what does not hold in it: spans against texts, keys, digests, runs, happenings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from foreshock.store import tables
from foreshock.store.readers import Readers
from foreshock.store.tables import CORRECTED, PAGE_TABLES, SIDES, Key
from foreshock.types import Document, Reading, Span

_AT_ONCE = 64
_MOST = 1000  # problems told; a store with more is told as such


def problems(store: Readers) -> list[str]:
    """Store → a sentence for each thing that does not hold, by document; at most a thousand, and then how many more."""
    found = list(_all(store))
    return found if len(found) <= _MOST else [*found[:_MOST], f"… and {len(found) - _MOST} more"]


def _all(store: Readers) -> Iterator[str]:
    connection = store._connection
    yield from _keys(connection)
    yield from _places(connection)
    yield from _ledger(connection)
    pages: list[Key] = connection.execute("SELECT DISTINCT id, version FROM documents ORDER BY id, version").fetchall()
    for start in range(0, len(pages), _AT_ONCE):
        for reading in tables.readings(connection, pages[start : start + _AT_ONCE]):
            yield from _page(reading)
    digests = dict(connection.execute("SELECT id || ' ' || version, text_sha256 FROM documents").fetchall())
    texts = connection.execute("SELECT id || ' ' || version, text FROM documents ORDER BY 1")
    while batch := texts.fetchmany(_AT_ONCE):
        yield from (f"document {i}: its text is not the one that was stored (sha256)" for i, t in batch
                    if tables.text_digest(t) != digests[i])
    yield from _events(store)


def _keys(connection: Any) -> Iterator[str]:
    for table, columns in {"runs": "id", "documents": "id, version", "events": "id", "known_actors": "id", "meta": "key",
                           "imported_events": "format, id", "imported_parties": '"number"', "imported_relations": '"number"',
                           "imported_places": '"number"', "imported_actors": "id", "judgements": "id",
                           "judged_pages": "in_document, in_version",
                           "judged_actors": "id", "judged": "in_document, judgement, what",
                           "newest": "id", "event_arguments": 'in_document, in_version, event_id, side, "position"',
                           **{t: 'in_document, in_version, "position"' for t in PAGE_TABLES if t != "event_arguments"}}.items():
        twice = connection.execute(f"SELECT {columns} FROM {table} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL").fetchall()
        yield from (f"{table}: more than one row has the key {' '.join(map(str, key))}" for key in twice)
    for table in (*PAGE_TABLES, "judged_pages", *(f"raw_{t}" for t in CORRECTED)):
        lost = connection.execute(
            f"SELECT in_document, in_version, count(*) FROM {table} t ANTI JOIN documents d ON d.id = t.in_document "
            "AND d.version = t.in_version GROUP BY ALL ORDER BY ALL").fetchall()
        yield from (f"{table}: {n} rows of document {i} {v}, which is not there" for i, v, n in lost)
    for table in ("documents", "ledger", "events", "event_actors", "known_actors", "known_roles", "imported_events", "imported_actors",
                  "imported_files", *PAGE_TABLES):
        lost = connection.execute(
            f"SELECT t.run_id, count(*) FROM {table} t ANTI JOIN runs r ON r.id = t.run_id GROUP BY ALL ORDER BY ALL").fetchall()
        yield from (f"{table}: {n} rows of run {i}, which is not there" for i, n in lost)
    for table, lost in (
        ("event_arguments", "SELECT DISTINCT t.event_id FROM event_arguments t ANTI JOIN event_mentions e ON e.id = t.event_id "
         "AND e.in_document = t.in_document AND e.in_version = t.in_version ORDER BY 1"),
        ("event_actors", "SELECT DISTINCT t.event_id FROM event_actors t ANTI JOIN events e ON e.id = t.event_id ORDER BY 1"),
    ):
        yield from (f"{table}: rows of event {i}, which is not there" for (i,) in connection.execute(lost).fetchall())
    lost = connection.execute("SELECT DISTINCT judgement FROM judged ANTI JOIN judgements j ON j.id = judgement ORDER BY 1").fetchall()
    yield from (f"judged: rows of judgement {i}, which is not there" for (i,) in lost)
    for what, numbers in (("parties", "unnest(actors || recipients)"), ("relations", "relation"), ("places", "place")):
        lost = connection.execute(
            f'SELECT DISTINCT "number" FROM (SELECT {numbers} AS "number" FROM imported_events) t '
            f'ANTI JOIN imported_{what} USING ("number") WHERE "number" IS NOT NULL ORDER BY 1').fetchall()
        yield from (f"imported_events: rows name {what} number {n}, which is not there" for (n,) in lost)


def _places(connection: Any) -> Iterator[str]:
    """Connection → what stands where readers would not find it: rows of pages, pages that count, actors of happenings."""
    twice = connection.execute('SELECT "number" FROM documents GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL').fetchall()
    yield from (f"documents: more than one page has the number {n}" for (n,) in twice)
    for table in (*PAGE_TABLES, *(f"raw_{t}" for t in CORRECTED)):
        lost = connection.execute(
            f"SELECT in_document, in_version, count(*) FROM {table} t JOIN documents d ON d.id = in_document AND d.version = in_version "
            'WHERE t.page IS DISTINCT FROM d."number" GROUP BY ALL ORDER BY ALL').fetchall()
        yield from (f"{table}: {n} rows of document {i} {v} stand under the number of another" for i, v, n in lost)
    sides = " AND ".join(f"e.{side} = coalesce(list(x.actor_id ORDER BY x.\"position\") FILTER (x.side = '{side}'), [])" for side in SIDES)
    told = connection.execute(
        f"SELECT e.id FROM events e LEFT JOIN event_actors x ON x.event = e.\"number\" GROUP BY e.id, e.actors, e.recipients "
        f"HAVING NOT ({sides}) ORDER BY 1").fetchall()
    yield from (f"event_actors: not those whom event {i} names" for (i,) in told)


def _ledger(connection: Any) -> Iterator[str]:
    for address, i, v in connection.execute(
        "SELECT l.address, l.document_id, l.version FROM ledger l ANTI JOIN documents d ON d.id = l.document_id "
        "AND d.version = l.version WHERE l.outcome <> 'failed' ORDER BY ALL").fetchall():
        yield f"ledger: {address} was read as document {i} {v}, which is not there"
    for i, v in connection.execute(
        "SELECT d.id, d.version FROM documents d ANTI JOIN ledger l ON d.id = l.document_id AND d.version = l.version "
        "AND d.sha256 = l.sha256 AND d.address = l.address AND l.outcome <> 'failed' ORDER BY ALL").fetchall():
        yield f"document {i} {v}: no run noted bytes with its address and sha256"


def _page(reading: Reading) -> Iterator[str]:
    """Reading → what does not hold inside its page."""
    document, name = reading.document, f"document {reading.document.id} {reading.document.version}"
    for field in fields(Reading):
        for item in getattr(reading, field.name) if field.name != "document" else (reading.document,):
            yield from (f"{name}: {field.name}: {told}" for told in _spans(document, item))
    for index, count in Counter(p.index for p in document.parts).items():
        if count > 1:
            yield f"{name}: {count} parts have the index {index}"
    indices = {p.index for p in document.parts}
    statements = {s.id for s in reading.statements}
    for what, held in (("statement", reading.statements), ("event", reading.events), ("tie", reading.ties)):
        for i, count in Counter(item.id for item in held).items():
            if count > 1:
                yield f"{name}: {count} {what}s have the id {i}"
        for item in held:
            if item.document_id != document.id:
                yield f"{name}: {what} {item.id} says that it is of document {item.document_id}"
            if item.part not in indices:
                yield f"{name}: {what} {item.id} lies in part {item.part}, which is not there"
    for event in reading.events:
        if event.statement_id is not None and event.statement_id not in statements:
            yield f"{name}: event {event.id} lies in statement {event.statement_id}, which is not there"
    for statement in reading.statements:
        if statement.inside is not None and statement.inside not in statements:
            yield f"{name}: statement {statement.id} lies in statement {statement.inside}, which is not there"


def _spans(document: Document, item: Any) -> Iterator[str]:
    """A noun of a page → its spans, at any depth, that do not hold against the text."""
    if isinstance(item, Span):
        if not 0 <= item.start < item.end <= len(document.text):
            yield f"span {item.start}:{item.end} lies outside the text"
        elif document.text[item.start : item.end] != item.text:
            yield f"span {item.start}:{item.end} reads {document.text[item.start : item.end][:40]!r}, not {item.text[:40]!r}"
    elif isinstance(item, tuple):
        for inner in item:
            yield from _spans(document, inner)
    elif is_dataclass(item):
        for field in fields(item):
            yield from _spans(document, getattr(item, field.name))


def _events(store: Readers) -> Iterator[str]:
    """Happenings → those whose reports or documents are no longer there."""
    if store.stale:
        yield "events: older than the pages, since a run was cut short. Make them anew: foreshock read the same pages again"
        return
    [(name,)] = store._connection.execute("SELECT current_database()").fetchall()
    views = f'"{name}".main.current', "newest"  # current by its bare name is newest for readers
    counts, noted = (set(store._connection.execute(f"SELECT id, version FROM {v}").fetchall()) for v in views)
    yield from (f"newest: {i} {v} counts, and is not noted" for i, v in sorted(counts - noted))
    yield from (f"newest: {i} {v} is noted, and does not count" for i, v in sorted(noted - counts))
    lens = store.everything()
    mentions = {m.id for m in store.event_mentions(lens)}
    documents = {d.id for d in store.documents(lens)}
    for event in store.events(lens):
        if not set(event.mentions) <= mentions:
            yield f"event {event.id}: rests on mentions that are not there"
        if not set(event.documents) <= documents:
            yield f"event {event.id}: rests on documents that are not there"
    told = {m for e in store.events(lens) for m in e.mentions}
    if lost := len(mentions - told):
        yield f"events: {lost} event mentions belong to no event"
