"""`Reading`s → rows of a store, a batch in one transaction; what is there already is left as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

import duckdb

from foreshock.actors import Registry
from foreshock.errors import StoreError, UnreadablePage
from foreshock.store import naming, tables
from foreshock.store.file import Connection, line
from foreshock.store.leaves import array, columns
from foreshock.store.packed import Packed, put
from foreshock.store.rows import fields, row
from foreshock.store.tables import SIDES, Batch, Key
from foreshock.types import Document, Event, Reading, Run, Telling
from foreshock.types.ids import stable_id

Happenings = Callable[[Iterable[Telling], Mapping[str, str]], Iterable[Event]]
LOT = 5_000  # happenings that are written at a time
_AT_ONCE = 10_000  # rows that are fetched at a time


class Stored(NamedTuple):
    """How many pages of a batch were new or changed, and how many were there already."""

    stored: int
    unchanged: int


class Work(NamedTuple):
    """A run under way: its id, the generation it belongs to, the digest of what it reads with, and the actors it knows."""

    run_id: str
    generation: int
    digest: str
    registry: Registry


@dataclass(slots=True)
class Known:
    """What the writer remembers of its store, so that it need not ask for every page; some 300 bytes a page."""

    pages: dict[str, tuple[str, int]] = field(default_factory=dict)  # `_key` → digest and generation of the run that made it
    seen: dict[str, bytes] = field(default_factory=dict)  # address → fingerprint, where it was last read with this run's means
    actors: set[str] = field(default_factory=set)  # ids looked up in the registry
    last: int = -1  # the highest number of a page


def digest_of(run: Run) -> str:
    """Run → the digest of everything that decides what a page gives: code, models, resources, settings."""
    return stable_id("s", run.code, *(sorted(d.items()) for d in (run.models, run.resources, run.settings)))


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """A connection → all that is done inside is stored in one piece, or nothing of it; StoreError says why not."""
    with explained():
        try:
            connection.execute("BEGIN")
            yield
            connection.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):  # there is nothing to undo where COMMIT failed or the disk is gone
                connection.execute("ROLLBACK")
            raise


@contextmanager
def explained() -> Iterator[None]:
    """Nothing → what DuckDB could not do inside is told as a StoreError."""
    try:
        yield
    except duckdb.Error as error:
        raise StoreError(
            f"The store cannot be written: {line(error)} Nothing of this batch was stored, all before it was; "
            "make room or mend what it names, then read again."
        ) from error


@contextmanager
def _by_the_way(connection: Connection) -> Iterator[None]:
    """A connection → batches are written so that they leave the machine to those who read.

    A batch is too small for several threads, which would only wait for one another. Each time that DuckDB puts its log into the tables it
    writes the last stretch of each anew, so that it had better do so seldom; what waits until then stands in memory, three times as large.
    """
    settings = {"threads": "1", "checkpoint_threshold": "128MB", "memory_limit": "512MB"}
    for name, value in settings.items():
        connection.execute(f"SET {name} = '{value}'")
    try:
        yield
    finally:
        for name in settings:
            connection.execute(f"RESET {name}")


def begin(connection: Connection, run: Run, actors: Registry) -> tuple[Run, Work]:
    """Run, the actors it knows → the run noted in the store; it joins the generation of a killed run with the same inputs and digest.

    Its id is made new where the store has it already: the same work may begin twice on one tick of a clock.
    """
    ids = {i for (i,) in connection.execute("SELECT id FROM runs").fetchall()}
    while run.id in ids:
        run = replace(run, id=stable_id("r", run.id))
    digest = digest_of(run)
    last = tables.query(connection, "SELECT * FROM runs ORDER BY generation DESC, started DESC, id DESC LIMIT 1")
    generation = last[0]["generation"] + 1 if last else 1
    if last and last[0]["ended"] is None and last[0]["digest"] == digest and set(last[0]["inputs"]) == set(run.inputs):
        generation = last[0]["generation"]
    with transaction(connection):
        tables.insert(connection, {"runs": [row(run, generation=generation, digest=digest)]})
    return run, Work(run.id, generation, digest, actors)


def known(connection: Connection, work: Work) -> Known:
    """Connection, run under way → what its store holds already."""
    told = Known(last=_last_page(connection))
    runs: dict[tuple[str, int], tuple[str, int]] = {}  # one of each for all its pages
    pages = _all(connection, "SELECT d.id, d.version, r.digest, r.generation FROM documents d JOIN runs r ON r.id = d.run_id")
    for i, version, digest, generation in pages:
        told.pages[_key((i, version))] = runs.setdefault((digest, generation), (digest, generation))
    told.seen = {address: bytes.fromhex(fingerprint) for address, fingerprint, digest in _all(
        connection, "SELECT l.address, l.fingerprint, r.digest FROM ledger l JOIN runs r ON r.id = l.run_id WHERE l.outcome <> 'failed' "
        "QUALIFY row_number() OVER (PARTITION BY l.address ORDER BY r.generation DESC, r.started DESC, r.id DESC) = 1")
        if digest == work.digest}
    told.actors = {i for (i,) in connection.execute(
        "SELECT k.id FROM known_actors k JOIN runs r ON r.id = k.run_id WHERE r.digest = ? AND k.id NOT IN (SELECT id FROM judged_actors)",
        [work.digest]).fetchall()}
    return told


def _all(connection: Connection, sql: str) -> Iterator[tuple[Any, ...]]:
    """A question with very many rows for an answer → these, some at a time."""
    found = connection.execute(sql)
    while rows := found.fetchmany(_AT_ONCE):
        yield from rows


def _key(key: Key) -> str:
    return "\0".join(key)


def _last_page(connection: Connection) -> int:
    return int(connection.execute('SELECT coalesce(max("number"), -1) FROM documents').fetchone()[0])


def commit(
    connection: Connection, known: Known, work: Work, pages: Sequence[Packed], fingerprints: Sequence[str],
    failed: Sequence[UnreadablePage],
) -> Stored:
    """Pages of one batch, and pages that failed → stored in one transaction; how many were new."""
    chosen: dict[Key, Packed] = {}
    ledger: list[dict[str, str | None]] = []
    for page, fingerprint in zip(pages, fingerprints, strict=True):
        document = page.document
        key = (document.id, document.version)
        again = key in chosen or known.pages.get(_key(key)) == (work.digest, work.generation)
        new = _is_news(connection, known, work, document, chosen.get(key))
        if new:
            chosen[key] = page
        ledger.append({
            "run_id": work.run_id, "address": document.address, "sha256": document.sha256, "fingerprint": fingerprint,
            "outcome": "stored" if new and not again else "unchanged", "document_id": document.id, "version": document.version})
    ledger += [
        {"run_id": work.run_id, "address": _written(error.address), "sha256": "", "fingerprint": "", "outcome": "failed",
         "reason": _written(error.reason)}
        for error in failed]
    actors = {i for page in chosen.values() for i in page.named} - known.actors
    _write(connection, known, work, chosen, ledger, actors)
    known.pages |= dict.fromkeys(map(_key, chosen), (work.digest, work.generation))
    known.last += len(chosen)
    known.seen |= {p.document.address: bytes.fromhex(f) for p, f in zip(pages, fingerprints, strict=True)}
    known.actors |= actors
    stored = sum(told["outcome"] == "stored" for told in ledger)
    return Stored(stored, len(pages) - stored)


def _write(
    connection: Connection, known: Known, work: Work, chosen: dict[Key, Packed], ledger: list[dict[str, str | None]],
    actors: set[str],
) -> None:
    batch: Batch = defaultdict(list, ledger=ledger)
    for actor in filter(None, map(work.registry.get, sorted(actors))):
        batch["known_actors"].append(row(actor, run_id=work.run_id))
        batch["known_roles"] += [
            row(role, run_id=work.run_id, position=n) for n, role in enumerate(work.registry.roles(actor.id))]
    # A page that went back to an earlier version stores nothing, yet changes which version counts.
    turned = not chosen and _several(connection, {str(told["document_id"]) for told in ledger if told["outcome"] == "unchanged"})
    with _by_the_way(connection), transaction(connection):
        tables.remove(connection, [key for key in chosen if _key(key) in known.pages])
        if actors:
            connection.execute("DELETE FROM known_actors WHERE list_contains(?::VARCHAR[], id)", [sorted(actors)])
            connection.execute("DELETE FROM known_roles WHERE list_contains(?::VARCHAR[], holder)", [sorted(actors)])
            connection.execute("DELETE FROM judged_actors WHERE list_contains(?::VARCHAR[], id)", [sorted(actors)])
        tables.insert(connection, batch)
        put(connection, list(chosen.values()), [work.run_id] * len(chosen), range(known.last + 1, known.last + 1 + len(chosen)))
        if chosen or turned:
            connection.execute("UPDATE meta SET value = 'yes' WHERE key = 'stale'")


def _several(connection: Connection, ids: set[str]) -> bool:
    """Ids of pages → whether the store has several versions of one of them."""
    found = connection.execute("SELECT count(*) > count(DISTINCT id) FROM documents WHERE list_contains(?::VARCHAR[], id)", [sorted(ids)])
    return bool(ids) and bool(found.fetchall()[0][0])


def _written(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def storable(reading: Reading) -> Reading:
    """Reading → the same; UnreadablePage if its page holds half a character (a lone surrogate), which no file can hold."""
    document = reading.document
    texts = (document.text, document.title, document.publisher, document.url, document.address, *document.authors,
             *(p.author for p in document.parts))
    try:
        "\n".join(filter(None, texts)).encode("utf-8")
    except UnicodeEncodeError:
        address = document.address.encode("utf-8", "backslashreplace").decode()
        raise UnreadablePage(address, "its text holds half a character (a lone surrogate). Save it as UTF-8.") from None
    return reading


def _is_news(connection: Connection, known: Known, work: Work, document: Document, twin: Packed | None) -> bool:
    """A document → whether its reading is to be stored: it is not there, was read with other means, or tells other things."""
    key = (document.id, document.version)
    if twin is not None:
        return _rank(document) > _rank(twin.document)
    if (made := known.pages.get(_key(key))) is None:
        return True
    digest, generation = made
    if digest != work.digest:
        return True
    [old] = tables.documents(connection, [key])
    if generation == work.generation:
        # Two addresses, one text: which of them is kept must not hang on the order of the input.
        return _rank(document) > _rank(old)
    return replace(document, address="", sha256="") != replace(old, address="", sha256="")


def _rank(document: Document) -> tuple[date, str, str]:
    return document.published.latest or date.min, document.sha256, document.address


def finish(connection: Connection, run_id: str, counts: dict[str, int], ended: datetime) -> None:
    """Run, what came out, when it ended → noted."""
    update = row(Run(run_id, ended, ""))
    with transaction(connection):
        connection.execute("UPDATE runs SET ended = ?, counts = MAP(?::VARCHAR[], ?::BIGINT[]) WHERE id = ?",
                           [update["started"], sorted(counts), [counts[k] for k in sorted(counts)], run_id])


def rebuild_events(connection: Connection, run_id: str, made: Iterable[Event], types: Sequence[str] | None = None) -> None:
    """Happenings as they are made → the whole of the table events (of those types), in place of what stood there.

    They are noted beside the store first: what is thrown away within a transaction stays in memory until its end.
    """
    of, given = ("FALSE", []) if types is None else ('"type" NOT IN (SELECT unnest(?::VARCHAR[]))', [list(types)])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE made AS SELECT * FROM events WHERE {of}", given)
    connection.execute("CREATE OR REPLACE TEMP TABLE parties AS SELECT x.* FROM event_actors x SEMI JOIN made ON made.id = x.event_id")
    events = iter(made)
    while lot := list(islice(events, LOT)):
        _note(connection, run_id, lot)
    connection.execute(_NUMBERS)
    with transaction(connection):
        connection.execute(IN_ORDER)
        naming.refresh(connection)
        connection.execute("UPDATE meta SET value = 'no' WHERE key = 'stale'")
    for table in ("made", "parties", "numbers"):
        connection.execute(f"DROP TABLE temp.{table}")


def _note(connection: Connection, run_id: str, events: Sequence[Event]) -> None:
    """Some happenings → noted, until they are put in order."""
    import pyarrow as pa

    hints, told = fields(Event), columns(Event, events)
    made = {c.name: array(hints[c.name], told[c.name], c.type) for c in tables.schema(connection, "events") if c.name in told}
    tables.append(connection, "made", pa.table({**made, "run_id": pa.array([run_id] * len(events))}))
    sides = [(event.id, side, n, actor) for event in events for side in SIDES for n, actor in enumerate(getattr(event, side))]
    if sides:
        names = ("event_id", "side", "position", "actor_id")
        tables.append(connection, "parties", pa.table({
            **dict(zip(names, map(list, zip(*sides, strict=True)), strict=True)), "run_id": [run_id] * len(sides)}))


# Happenings stand in the order of their rarest actor (the one in the fewest of them), then of days, and are numbered so: those of an
# actor or of a pair stand in few places.
_NUMBERS = """
    CREATE OR REPLACE TEMP TABLE numbers AS
        WITH met AS (SELECT actor_id, count(DISTINCT event_id) AS n FROM parties GROUP BY actor_id),
            rarest AS (SELECT x.event_id AS id, arg_min(actor_id, (met.n, actor_id)) AS actor_id
                       FROM parties x JOIN met USING (actor_id) GROUP BY x.event_id)
        SELECT e.id, (row_number() OVER (
            ORDER BY r.actor_id NULLS LAST, coalesce(e."when".earliest, e."when".latest) NULLS LAST, e.id) - 1)::INTEGER AS "number"
        FROM made e LEFT JOIN rarest r ON r.id = e.id"""
IN_ORDER = """
    DELETE FROM events;
    INSERT INTO events BY NAME SELECT e.* REPLACE (n."number" AS "number") FROM made e JOIN numbers n ON n.id = e.id ORDER BY n."number";
    DELETE FROM event_actors;
    INSERT INTO event_actors BY NAME SELECT x.* REPLACE (n."number" AS event) FROM parties x JOIN numbers n ON n.id = x.event_id
        ORDER BY actor_id, event, side, position"""
