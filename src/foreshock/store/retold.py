"""An open store → what happenings are made of: the `Telling`s of some types, and which pages tell one story; no page is made a noun."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from foreshock.store import tables
from foreshock.store.file import Connection
from foreshock.store.rows import noun
from foreshock.types import Place, Telling, When
from foreshock.types.copies import NUMBERS, groups_of
from foreshock.types.telling import Called

LOT = 20_000  # reports that are read at a time, about
# The pages that count, found once.
_COUNTED = """
    CREATE OR REPLACE TEMP TABLE counted AS
        SELECT d."number" AS page, d.id FROM documents d JOIN current c ON c.id = d.id AND c.version = d.version"""
# Reports on some pages (what few have for themselves, days and places, as numbers of their own), and who stands on either side of each.
_LOT = """
    CREATE OR REPLACE TEMP TABLE lot AS
        SELECT (row_number() OVER () - 1)::INTEGER AS n, e.id, e.document_id, e."type", e.factuality.status AS status,
            coalesce(p.kind, CASE WHEN e.speaker_kind = 'commenter' THEN 'comment' ELSE 'body' END) AS kind,
            (e.factuality.certainty <> 'certain' OR e.factuality.status = 'hypothetical') AS hedged, e.modes, e.contexts, e.confidence,
            e."when", e.place, nullif(e.speaker.actor_id, '') AS speaker, d.publisher, d.published, e.evidence.text AS "text", e.page
        FROM event_mentions e SEMI JOIN counted c ON c.page = e.page JOIN documents d ON d."number" = e.page
            LEFT JOIN parts p ON p.page = e.page AND p."index" = e.part
        WHERE e.page BETWEEN $1 AND $2 AND d."number" BETWEEN $1 AND $2 AND e."type" IN (SELECT unnest($3::VARCHAR[]))"""
_WHENS = """
    CREATE OR REPLACE TEMP TABLE whens AS SELECT w, (row_number() OVER () - 1)::INTEGER AS n
        FROM (SELECT "when" AS w FROM lot UNION SELECT published FROM lot)"""
_PLACES = """
    CREATE OR REPLACE TEMP TABLE places_told AS SELECT place, (row_number() OVER () - 1)::INTEGER AS n
        FROM (SELECT DISTINCT place FROM lot WHERE place IS NOT NULL)"""
_ROWS = """
    SELECT l.* EXCLUDE ("when", place, published, page), w.n AS "when", q.n AS published, o.n AS place FROM lot l
        JOIN whens w ON w.w IS NOT DISTINCT FROM l."when" JOIN whens q ON q.w IS NOT DISTINCT FROM l.published
        LEFT JOIN places_told o ON o.place IS NOT DISTINCT FROM l.place ORDER BY l.n"""
_SIDES = """
    SELECT l.n, a.side, a.actor_id, a.country, a.sector FROM event_arguments a JOIN lot l ON l.page = a.page AND l.id = a.event_id
        WHERE a.page BETWEEN $1 AND $2 ORDER BY l.n, a."position" """


@contextmanager
def at_hand(connection: Connection) -> Iterator[dict[str, int]]:
    """Connection that writes → how often current pages tell of each PLOVER type that they tell of; what is asked inside finds the pages."""
    connection.execute(_COUNTED)
    yield dict(connection.execute(
        'SELECT e."type", count(*) FROM event_mentions e SEMI JOIN counted c ON c.page = e.page GROUP BY ALL ORDER BY ALL').fetchall())
    for table in ("counted", "lot", "whens", "places_told"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def tellings(connection: Connection, types: Collection[str], many: int) -> Iterator[Telling]:
    """Connection, PLOVER types, how many reports there are of them → the reports on the pages at hand, some pages at a time."""
    [(pages,)] = connection.execute("SELECT coalesce(max(page) + 1, 0) FROM counted").fetchall()
    step = max(pages * LOT // max(many, 1), 1)
    for first in range(0, pages, step):
        yield from _lot(connection, list(types), first, first + step - 1)


def _lot(connection: Connection, types: list[str], first: int, last: int) -> Iterator[Telling]:
    """Connection, types, first and last page → the reports on these pages."""
    connection.execute(_LOT, [first, last, types])
    connection.execute(_WHENS)
    connection.execute(_PLACES)
    whens = [noun(When, r["w"]) for r in tables.query(connection, "SELECT w FROM whens ORDER BY n")]
    places = [noun(Place, r["place"]) for r in tables.query(connection, "SELECT place FROM places_told ORDER BY n")]
    told = connection.execute(_ROWS).to_arrow_table()
    who = _who(connection.execute(_SIDES, [first, last]).to_arrow_table(), len(told))
    columns: dict[str, Iterable[Any]] = {name: told[name].to_pylist() for name in told.column_names}
    columns |= {
        "modes": map(tuple, columns["modes"]), "contexts": map(tuple, columns["contexts"]), "when": map(whens.__getitem__, columns["when"]),
        "published": map(whens.__getitem__, columns["published"]), "place": (None if n is None else places[n] for n in columns["place"]),
        "actors": (doers for doers, _ in who), "recipients": (recipients for _, recipients in who)}
    yield from map(Telling, *(columns[f] for f in Telling.__dataclass_fields__))


def _who(told: Any, many: int) -> list[tuple[tuple[Called, ...], tuple[Called, ...]]]:
    """Rows of who stands in which report, in their order, how many reports → both sides of each."""
    sides: list[tuple[list[Called], list[Called]]] = [([], []) for _ in range(many)]
    known: dict[tuple[str | None, ...], Called] = {}
    for n, side, *names in zip(*(told[c].to_pylist() for c in ("n", "side", "actor_id", "country", "sector")), strict=True):
        called = known.setdefault(tuple(names), Called(*names))
        sides[n][side == "recipients"].append(called)
    return [(tuple(one), tuple(other)) for one, other in sides]


def story(connection: Connection, types: Collection[str]) -> dict[str, str]:
    """Connection, PLOVER types → for each page at hand that has copies among those that tell of these the first id of its group."""
    found = connection.execute(
        'SELECT d.id, d.sketch FROM documents d SEMI JOIN counted c ON c.page = d."number" SEMI JOIN (SELECT DISTINCT page '
        'FROM event_mentions WHERE "type" IN (SELECT unnest(?::VARCHAR[]))) e ON e.page = d."number" '
        f"WHERE octet_length(d.sketch) = {2 * NUMBERS}", [list(types)]).to_arrow_reader(LOT)
    ids, sketches = [np.zeros(0, "S1")], [np.zeros((0, NUMBERS), "<u2")]
    for lot in found:
        ids.append(np.array([i.encode() for i in lot["id"].to_pylist()], np.bytes_))
        sketches.append(np.frombuffer(b"".join(lot["sketch"].to_pylist()), "<u2").reshape(-1, NUMBERS))
    names, table = np.concatenate(ids), np.concatenate(sketches)
    sketches.clear()  # a quarter of a gigabyte at a million pages
    order = np.argsort(names)  # here, since DuckDB would carry the sketches through its own
    names, table = names[order], table[order]
    return {names[n].decode(): names[first].decode() for n, first in groups_of(table).items()}
