"""Imported event data of an open store → `Event`s, on the word of the table that they came from, and `EventTable`s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from foreshock.store import selecting as pick
from foreshock.store.file import Connection
from foreshock.store.selecting import Where, Who
from foreshock.types import (
    PARTS,
    STATUSES,
    VOICES,
    Did,
    Event,
    EventColumns,
    EventTable,
    Lens,
    Party,
    Place,
    Precision,
    Relation,
    When,
    voice_of,
)
from foreshock.types.plover import score
from foreshock.types.sentences import named as column_of

# How wide a date of that precision is, in days on either side of the one that the table prints.
_WIDE: dict[str, int] = {"week": 3, "month": 15, "year": 182}
_ROWS = 4096  # fetched at a time
# A row is its table's own word; no speaker stands between.
_VOICE = "(CASE WHEN e.status = 'negated' THEN 'denied' WHEN e.status IN ('future', 'hypothetical') THEN 'hedged' ELSE 'asserted' END)"
NAMES = {"gdelt": "GDELT", "icews": "ICEWS", "polecat": "POLECAT", "acled": "ACLED", "ucdp": "UCDP GED", "plover": "a PLOVER record",
         "table": "a table"}


def where(lens: Lens, actor: Who | None, pair: tuple[Who, Who] | None) -> Where:
    """Lens, actor and pair as found → what it asks of imported_events (alias e). They stand in no part of a page: they count as body."""
    days, parameters = ["TRUE"], []
    for sql, value in (('coalesce(e."end", e."day") >= ?', lens.since), ('e."day" <= ?', lens.until), ("e.known <= ?", lens.as_of),
                       ('e."day" <= ?', lens.as_of)):
        if value:
            days.append(sql)
            parameters.append(value)
    return pick.joined(
        Where(" AND ".join(days), parameters), None if "body" in lens.parts else Where("FALSE", []), pick.status(lens, "e.status"),
        Where("list_contains(?::VARCHAR[], e.publisher)", [list(lens.publishers)]) if lens.publishers else None,
        Where("FALSE", []) if lens.genres and "unknown" not in lens.genres else None, pick.sure(lens, "e.weight"),
        Where(f"list_contains(?::VARCHAR[], {_VOICE})", [list(lens.voices)]) if lens.voices else None,
        _side(actor, "e.actors || e.recipients") if actor else None, _between(*pair) if pair else None)


def _side(who: Who, column: str) -> Where:
    return Where(
        f'list_has_any({column}, (SELECT coalesce(list("number"), []) FROM imported_parties WHERE list_contains(?::VARCHAR[], actor_id) '
        "OR country = ?))", [who.ids, who.country])


def _between(a: Who, b: Who) -> Where:
    """Two actors → one does it to the other, or both do it."""
    return pick.either(
        pick.joined(_side(a, "e.actors"), _side(b, "e.recipients")), pick.joined(_side(b, "e.actors"), _side(a, "e.recipients")),
        pick.joined(_side(a, "e.actors"), _side(b, "e.actors"), Where("len(e.recipients) = 0 AND len(e.actors) > 1", [])))


@dataclass(frozen=True, slots=True)
class _Named:
    """What rows name by number, each made once: actors' ids, relations with what they come to in an event, places."""

    ids: list[str]
    relations: list[Relation]
    scores: list[float]
    places: list[Place]

    @classmethod
    def of(cls, connection: Connection) -> _Named:
        relations = _relations(connection)
        ids = connection.execute('SELECT actor_id FROM imported_parties ORDER BY "number"').fetchall()
        places = connection.execute('SELECT place FROM imported_places ORDER BY "number"').fetchall()
        scores = [score(r.type, r.modes) if r.type else 0.0 for r in relations]
        return cls([i for (i,) in ids], relations, scores, [Place(**p) for (p,) in places])


_FIELDS = ('e.format, e.id, e.file, e.line, e."day", e."end", e."precision", e.actors, e.recipients, e.relation, e.contexts, '
           "e.status, e.weight, e.reports, e.publisher, e.place")  # as `_event` takes them


def events(connection: Connection, chosen: Where) -> Iterator[Event]:
    """Connection, what is asked for → the events by day; rows whose act has no PLOVER type are left out, as no event is without one."""
    named = _Named.of(connection)  # before the query: a connection holds one result at a time
    found = connection.execute(
        f"SELECT {_FIELDS} FROM imported_events e "
        'JOIN imported_relations r ON r."number" = e.relation '
        f'WHERE r."type" <> \'\' AND {chosen.sql} ORDER BY e."day", e.format, e.id', chosen.parameters)
    while batch := found.fetchmany(_ROWS):
        yield from (_event(told, named) for told in batch)


def _event(told: tuple[Any, ...], named: _Named) -> Event:
    format, own, file, line, day, end, precision, actors, recipients, relation, contexts, status, weight, reports, publisher, place = told
    act = named.relations[relation]
    doers = tuple(dict.fromkeys([named.ids[n] for n in actors]))
    others = tuple(dict.fromkeys([named.ids[n] for n in recipients]))
    if not act.directed:
        doers, others = tuple(dict.fromkeys((*doers, *others))), ()
    counted = f", reported {reports} times" if reports > 1 else ""
    return Event(
        f"{format}:{own}", act.type, doers, others, when(day, end, precision), status, modes=act.modes, contexts=tuple(contexts),
        place=None if place is None else named.places[place], score=named.scores[relation], confidence=round(weight, 6),
        publishers=(publisher,) if publisher else (),
        word_of=f"{NAMES.get(format, format)}: {act.name} ({file}, line {line}{counted})")


_KNOWN_BY = 'CASE WHEN e."end" > e."day" THEN e."end" ELSE e."day" + CASE e."precision" {} ELSE 0 END END'.format(
    " ".join(f"WHEN '{p}' THEN {days}" for p, days in _WIDE.items()))  # as `when` has it
_BEGINS = 'CASE WHEN e."end" > e."day" THEN e."day" ELSE e."day" - CASE e."precision" {} ELSE 0 END END'.format(
    " ".join(f"WHEN '{p}' THEN {days}" for p, days in _WIDE.items()))


def columns(connection: Connection, chosen: Where) -> EventColumns:
    """Connection, what is asked for → the same events by columns; a row becomes an `Event` only where it is looked at."""
    named = _Named.of(connection)
    told = connection.execute(
        f"SELECT {_FIELDS}, datediff('day', DATE '0001-01-01', {_KNOWN_BY}) + 1 AS known_by, "
        "e.format || ':' || e.id AS \"full\" FROM imported_events e "
        'JOIN imported_relations r ON r."number" = e.relation '
        f"WHERE r.\"type\" <> '' AND {chosen.sql} ORDER BY known_by, \"full\"", chosen.parameters).to_arrow_table()
    told = told.combine_chunks()
    ids = {i: n for n, i in enumerate(dict.fromkeys(named.ids))}
    actor = np.array([ids[i] for i in named.ids] or [0], np.int64)
    sides = [told.column(c).combine_chunks() for c in ("actors", "recipients")]
    of = [np.repeat(np.arange(len(told)), s.value_lengths().to_numpy(zero_copy_only=False)) for s in sides]
    who = [actor[s.flatten().to_numpy(zero_copy_only=False).astype(np.int64)] for s in sides]
    statuses = told.column("status").combine_chunks().dictionary_encode()
    status = np.array([STATUSES.index(s) for s in statuses.dictionary.to_pylist()] or [0], np.int64)
    number, none = {c: told.column(c).fill_null(-1).to_numpy() for c in ("known_by", "relation", "place")}, np.zeros(len(told), np.bool_)
    body = np.full(len(told), 1 << PARTS.index("body"))
    aimed = np.array([r.directed for r in named.relations] or [True])[told.column("relation").to_numpy()][of[1]]
    of, who = ([np.concatenate([c[0], c[1][~aimed]]), c[1][aimed]] for c in (of, who))  # where no direction is told, all of them act
    order = np.argsort(of[0], kind="stable")
    typed = [n for n, r in enumerate(named.relations) if r.type]
    fields = [told.column(n) for n in range(told.num_columns - 2)]

    def tell(which: Sequence[int]) -> list[Event]:
        return [_event(tuple(c[n].as_py() for c in fields), named) for n in which]

    dids = tuple(Did(named.relations[n].type, named.relations[n].modes, named.scores[n]) for n in typed)
    day, did, place = (number[c].astype(np.int64) for c in ("known_by", "relation", "place"))
    return EventColumns(
        column_of(told["full"].to_pylist()), day, np.searchsorted(typed, did).astype(np.int64), status[statuses.indices.to_numpy()], place,
        np.round(told.column("weight").to_numpy().astype(np.float64), 6), none, body, none, of[0][order], who[0][order], of[1], who[1],
        np.arange(len(told)), tuple(ids), dids, tuple(named.places), tell)


def out_on(connection: Connection) -> dict[str, date]:
    """Connection → for each imported event's id the first day on which `as_of` shows it: its row was out, and its own day had come."""
    return dict(connection.execute("SELECT format || ':' || id, greatest(known, \"day\") FROM imported_events").fetchall())


@lru_cache(maxsize=4096)
def when(day: date, end: date | None, precision: Precision) -> When:
    """First day, last day, precision as a row has them → the bounds."""
    if end is not None and end > day:
        return When(day, end, "range", "record")
    if wide := _WIDE.get(precision):
        return When(day - timedelta(wide), day + timedelta(wide), precision, "record")
    return When(day, day, "day", "record")


def _relations(connection: Connection) -> list[Relation]:
    return [Relation(n, c, t, q, s, tuple(m), d) for n, c, t, q, s, m, d in connection.execute(
        'SELECT "name", cameo, "type", quad, score, modes, directed FROM imported_relations ORDER BY "number"').fetchall()]


_DYADS = """
    SELECT e."day", e.format, e.id, e.relation, e.weight, a AS actor, unnest(
        CASE WHEN len(e.recipients) > 0 THEN e.recipients
             WHEN len(e.actors) < 2 THEN [-1]
             ELSE list_filter(e.actors, lambda b: list_position(e.actors, b) > list_position(e.actors, a)) END) AS recipient
    FROM (SELECT * FROM imported_events e WHERE e.status IN ('actual', 'historical') AND {}) e, unnest(e.actors) u(a)"""


def event_table(connection: Connection, chosen: Where, keep_origin: bool = False) -> EventTable:
    """Connection, what is asked for → the rows by columns, a row of several parties once a pair; what did not happen is left out.

    Nothing is made of a single row, so that millions take seconds.
    """
    more = ", format, id" if keep_origin else ""
    told = connection.execute(
        f"SELECT datediff('day', DATE '0001-01-01', \"day\") + 1 AS \"day\", actor, relation, recipient, weight{more} "
        f'FROM ({_DYADS.format(chosen.sql)}) ORDER BY "day", format, id, actor, recipient', chosen.parameters).fetchnumpy()
    parties = tuple(Party(n, c, s, k, i) for n, c, s, k, i in connection.execute(
        'SELECT "name", country, sector, code, actor_id FROM imported_parties ORDER BY "number"').fetchall())
    day, actor, relation, recipient = (np.asarray(told[name]).astype(np.int32) for name in ("day", "actor", "relation", "recipient"))
    origin = tuple(f"{f}:{i}" for f, i in zip(told["format"], told["id"], strict=True)) if keep_origin else ()
    weight = np.asarray(told["weight"]).astype(np.float32)
    return EventTable(day, actor, relation, recipient, weight, parties, tuple(_relations(connection)), origin)


def snapshot_columns(connection: Connection, publishers: Mapping[str, int]) -> dict[str, Any]:
    """Connection, publishers by index → what `Snapshot` holds of them."""
    told = columns(connection, Where("TRUE", []))
    rows = connection.execute(
        f"SELECT e.rowid AS \"row\", datediff('day', DATE '0001-01-01', {_BEGINS}) + 1 AS first, "
        "publisher FROM imported_events e "
        'JOIN imported_relations r ON r."number" = e.relation '
        f"WHERE r.\"type\" <> '' ORDER BY datediff('day', DATE '0001-01-01', {_KNOWN_BY}) + 1, e.format || ':' || e.id").fetchnumpy()
    printed = [publishers.get(p, -1) if isinstance(p, str) else -1 for p in rows["publisher"].tolist()]
    n = len(told)
    told_by = np.array([VOICES.index(voice_of(s, False, True)) for s in STATUSES])
    of = np.concatenate([told.doer_of, told.other_of])
    side = np.repeat([0, 1], [len(told.doer_of), len(told.other_of)])
    order = np.lexsort((side, of))
    return {
        "row": -1 - np.asarray(rows["row"]).astype(np.int64), "lead": np.full(n, -1), "id": told.id,
        "first": np.asarray(rows["first"]).astype(np.int64),
        "last": told.day,
        "did": told.did, "dids": told.dids, "status": told.status, "voice": told_by[told.status], "hedged": told.hedged,
        "from_text": told.from_text, "confidence": told.confidence, "parts": told.parts,
        "reports": np.zeros(n, np.int64), "place": told.place, "places": told.places, "publisher": np.array(printed, np.int64),
        "page_of": np.zeros(0, np.int64), "page": np.zeros(0, np.int64), "party_of": of[order], "side": side[order],
        "party": np.concatenate([told.doer, told.other])[order], "actors": told.actors}
