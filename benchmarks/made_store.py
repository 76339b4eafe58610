"""The packaged example, read → a store as large as is asked for, in its image: other days, actors and places, made by SQL.

    python benchmarks/made_store.py 100000 large.duckdb

Every row is that of a page which was really coded; copy number c of the example has its dates moved, its actors replaced by others of the
same kind from the registry, its places by others, and ids of its own.
The same number gives the same rows. Texts and spans stay, so that `Store`
reads it as any other.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from foreshock import demo
from foreshock.actors import registry
from foreshock.run import local
from foreshock.store import Store, naming, writing
from foreshock.store.rows import row

CLOCK = datetime(2020, 1, 1, tzinfo=UTC)
CASTS = 400  # different casts of actors; copy c has cast c % CASTS
SPELL = 3650  # days over which the copies are spread
TAUGHT = 200  # different sets of the actors that pages teach
AT_ONCE = 2000  # copies in one transaction, so that memory does not grow with their number

_MACROS = """
CREATE TEMP MACRO own(id, c) AS id || '-' || c;
CREATE TEMP MACRO moved(m, c) AS CASE WHEN m IS NULL THEN NULL ELSE {
    'earliest': m.earliest + ((c * 7) % SPELL)::INTEGER, 'latest': m.latest + ((c * 7) % SPELL)::INTEGER, 'precision': m."precision",
    'basis': m.basis, 'clock': m.clock, 'readings': m.readings} END;
CREATE TEMP MACRO cast_as(m, p) AS CASE WHEN m IS NULL OR p IS NULL THEN m ELSE {
    'span': m.span, 'as_': m.as_, 'form': m.form, 'head': m.head, 'actor_id': p.id, 'name': p.name, 'country': p.country,
    'sector': m.sector, 'place': m.place} END;
"""


def cast_table(base: Any) -> pa.Table:
    """The example's store, open → who plays each of its actors in each cast: another of the same kind, or a page's actor of its own."""
    everyone = registry()
    kinds: dict[str, list[Any]] = {}
    for actor in sorted(everyone, key=lambda a: a.id):
        kinds.setdefault(actor.kind, []).append(actor)
    met = sorted(i for (i,) in base.execute(
        "SELECT actor_id FROM event_actors UNION SELECT actor_id FROM mentions WHERE actor_id IS NOT NULL").fetchall())
    rows = []
    for n, actor_id in enumerate(met):
        known = everyone.get(actor_id)
        peers = kinds[known.kind] if known else []
        at = next((i for i, a in enumerate(peers) if a.id == actor_id), 0)
        for cast in range(CASTS):
            if known is not None:
                other = peers[(at + cast * (2 * n + 1)) % len(peers)]
                rows.append((cast, actor_id, other.id, other.name, other.country))
            elif actor_id.startswith("page:"):
                rows.append((cast, actor_id, f"{actor_id}-{cast % TAUGHT}", None, None))
    names = ("cast_no", "was", "id", "name", "country")
    return pa.table({c: pa.array([r[n] for r in rows]) for n, c in enumerate(names)})


def make(path: Path, documents: int, example: Path | None = None) -> None:
    """Where to, how many documents at least, the example's store if it is made already → the store, made."""
    with tempfile.TemporaryDirectory() as folder:
        small = example or Path(folder) / "example.duckdb"
        if not small.exists():
            local.read([str(demo.unpack(Path(folder) / "pages"))], small, clock=CLOCK)
        with Store.open(path, "write", create=True):
            pass  # its schema is made
        with duckdb.connect(str(path)) as made:
            made.execute(f"ATTACH '{small}' AS example (READ_ONLY)")
            made.execute("SET memory_limit = '2GB'")
            _fill(made, documents)


def _fill(made: Any, documents: int) -> None:
    pages = made.execute("SELECT count(*) FROM example.documents").fetchone()[0]
    copies = -(-documents // pages)
    made.execute(_MACROS.replace("SPELL", str(SPELL)))
    [(mine,)] = made.execute("SELECT current_database()").fetchall()
    made.execute("USE example")
    casts = cast_table(made)
    made.execute(f'USE "{mine}"')
    made.register("casts_given", casts)
    made.execute("CREATE TEMP TABLE casts AS SELECT * FROM casts_given")
    made.execute("CREATE TEMP TABLE towns AS SELECT row_number() OVER (ORDER BY place) - 1 AS n, place FROM "
                 "(SELECT DISTINCT place FROM example.event_mentions WHERE place IS NOT NULL)")
    made.execute(_SIDES)
    made.execute("BEGIN")
    for table in ("runs", "known_roles"):
        made.execute(f"INSERT INTO {table} SELECT * FROM example.{table}")
    everyone = pa.Table.from_pylist(
        [row(a, run_id="r") for a in sorted(registry(), key=lambda a: a.id)],
        schema=made.execute("SELECT * FROM known_actors LIMIT 0").to_arrow_table().schema)
    made.register("everyone", everyone)
    made.execute("INSERT INTO known_actors BY NAME SELECT * REPLACE ((SELECT id FROM runs) AS run_id) FROM everyone")
    for first in range(0, copies, AT_ONCE):
        for table in _TABLES:
            order = _ORDER.get(table, 'ORDER BY page, "position"')
            made.execute(f"INSERT INTO {table} BY NAME {_copied(table, first, min(first + AT_ONCE, copies), pages)} {order}")
        made.execute("COMMIT")
        made.execute("BEGIN")
    made.execute(writing.IN_ORDER)
    naming.refresh(made)
    made.execute("UPDATE meta SET value = 'no' WHERE key = 'stale'")
    made.execute("COMMIT")
    made.execute("CHECKPOINT")


def _copied(table: str, first: int, last: int, pages: int) -> str:
    """A table, from which copy to which, pages of the example → SQL of its rows."""
    told = _TABLES[table].format(c="c.c", pages=pages)
    return f"SELECT {told} CROSS JOIN (SELECT range AS c FROM range({first}, {last})) c" + _JOINS.get(table, "")


_PAGE = "t.* REPLACE (own(t.in_document, {c}) AS in_document, t.page + {c}::INTEGER * {pages} AS page"
_SKETCH = " || ".join(f"unhex(md5(t.id || {{c}} || '{n}'))" for n in range(16))
_AS_CAST = ", coalesce(p.id, t.actor_id) AS actor_id, coalesce(p.name, t.name) AS name, coalesce(p.country, t.country) AS country"
_TABLES = {
    "ledger": "t.* REPLACE (t.address || '/' || {c} AS address, own(t.document_id, {c}) AS document_id) FROM example.ledger t",
    "documents": "t.* REPLACE (own(t.id, {c}) AS id, moved(t.published, {c}) AS published, t.address || '/' || {c} AS address, "
                 f'{_SKETCH} AS sketch, t."number" + {{c}}::INTEGER * {{pages}} AS "number") FROM example.documents t',
    **{t: f"{_PAGE}) FROM example.{t} t" for t in ("parts", "sentences", "predicates")},
    "times": _PAGE + ', moved(t."when", {c}) AS "when") FROM example.times t',
    "mentions": _PAGE + _AS_CAST + ") FROM example.mentions t",
    "statements": _PAGE + ', own(t.id, {c}) AS id, own(t.document_id, {c}) AS document_id, own(t.inside, {c}) AS inside, '
                  'moved(t."when", {c}) AS "when", cast_as(t.speaker, p) AS speaker) FROM example.statements t',
    "event_mentions": _PAGE + ', own(t.id, {c}) AS id, own(t.document_id, {c}) AS document_id, '
                      'own(t.statement_id, {c}) AS statement_id, moved(t."when", {c}) AS "when", '
                      'coalesce(w.place, t.place) AS place) FROM example.event_mentions t',
    "event_arguments": _PAGE + ", own(t.event_id, {c}) AS event_id" + _AS_CAST + ") FROM example.event_arguments t",
    "tie_mentions": _PAGE + ', own(t.id, {c}) AS id, own(t.document_id, {c}) AS document_id, moved(t."when", {c}) AS "when", '
                    "cast_as(t.subject, p) AS subject, cast_as(t.target, q) AS target) FROM example.tie_mentions t",
    "actors": _PAGE + f", t.id || CASE WHEN starts_with(t.id, 'page:') THEN '-' || {{c}} % {TAUGHT} ELSE '' END AS id) "
              "FROM example.actors t",
    "roles": _PAGE + ', own(t.document_id, {c}) AS document_id, moved(t.as_of, {c}) AS as_of) FROM example.roles t',
    "events": 't.* REPLACE (own(t.id, {c}) AS id, moved(t."when", {c}) AS "when", coalesce(w.place, t.place) AS place, '
              "list_transform(t.mentions, lambda x: own(x, {c})) AS mentions, "
              "list_transform(t.documents, lambda x: own(x, {c})) AS documents, "
              "coalesce(s.actors, []) AS actors, coalesce(s.recipients, []) AS recipients) "
              "FROM example.events t",
    "event_actors": "t.* REPLACE (own(t.event_id, {c}) AS event_id, coalesce(p.id, t.actor_id) AS actor_id) FROM example.event_actors t",
}
_ORDER = {"documents": 'ORDER BY "number"', "ledger": "", "events": "", "event_actors": ""}  # of the others: by page
_PLAYED = " LEFT JOIN casts {p} ON {p}.cast_no = c.c % " + str(CASTS) + " AND {p}.was = {was}"
_TOWN = (" LEFT JOIN towns v ON v.place = t.place LEFT JOIN towns w ON w.n = (v.n + c.c) % (SELECT count(*) FROM towns)")
_JOINS = {
    **{t: _PLAYED.format(p="p", was="t.actor_id") for t in ("mentions", "event_arguments", "event_actors")},
    "statements": _PLAYED.format(p="p", was="t.speaker.actor_id"),
    "tie_mentions": _PLAYED.format(p="p", was="t.subject.actor_id") + _PLAYED.format(p="q", was="t.target.actor_id"),
    "event_mentions": _TOWN, "events": _TOWN + " LEFT JOIN sides s ON s.cast_no = c.c % " + str(CASTS) + " AND s.event_id = t.id",
}
_SIDES = ("CREATE TEMP TABLE sides AS SELECT c.c AS cast_no, event_id, " + ", ".join(
    f"list(coalesce(p.id, actor_id) ORDER BY \"position\") FILTER (side = '{s}') AS {s}" for s in ("actors", "recipients"))
    + f" FROM example.event_actors x CROSS JOIN (SELECT range AS c FROM range({CASTS})) c" + _PLAYED.format(p="p", was="x.actor_id")
    + " GROUP BY ALL")


if __name__ == "__main__":
    make(Path(sys.argv[2]), int(sys.argv[1]), *map(Path, sys.argv[3:]))
