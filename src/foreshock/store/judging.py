"""Judgements in a store: pages as corrected stand where questions look, the rows as coded are kept beside them, for taking back.

`raw_…` tables hold, of each page that a judgement changed, the rows as they were coded; `judged_pages` says which pages these are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from foreshock.actors import Registry
from foreshock.store import naming, packed, tables
from foreshock.store.file import Connection
from foreshock.store.rows import noun, row
from foreshock.store.tables import CORRECTED, Key, Keys
from foreshock.store.writing import transaction
from foreshock.types import Judgement, Reading

Judge = Callable[[Reading], tuple[Reading, Sequence[tuple[str, str]]]]  # reading → as corrected, (judgement, what it touched)
_AT_ONCE = 64


def digest(connection: Connection) -> str:
    """Connection → sha256 of the file of judgements that was applied last, "" for none."""
    found = connection.execute("SELECT value FROM meta WHERE key = 'judgements'").fetchone()
    return str(found[0]) if found else ""


def counts(connection: Connection) -> dict[str, int]:
    """Connection → for each judgement that was applied, by id, how much it changed."""
    found = connection.execute("SELECT judgement, count(*) FROM judged GROUP BY ALL ORDER BY ALL").fetchall()
    return {str(i): int(n) for i, n in found}


def held(connection: Connection, touched: Iterable[str] | None = None) -> list[Judgement]:
    """Connection, ids of event mentions, ties, actors → the judgements in force that changed one of them; all in force without ids."""
    only = "WHERE id IN (SELECT judgement FROM judged WHERE what IN (SELECT unnest(?::VARCHAR[])))" if touched is not None else ""
    rows = tables.query(connection, f'SELECT * FROM judgements {only} ORDER BY "position"', [list(touched)] if touched is not None else [])
    return [noun(Judgement, r) for r in rows]


def held_on(connection: Connection, document_id: str) -> list[Judgement]:
    """Connection, a page's id → the judgements in force that changed something on it."""
    rows = tables.query(connection, "SELECT * FROM judgements WHERE id IN (SELECT judgement FROM judged WHERE in_document = ?) "
                        'ORDER BY "position"', [document_id])
    return [noun(Judgement, r) for r in rows]


def apply(connection: Connection, judgements: Sequence[Judgement], judge: Judge, mark: str, registry: Registry) -> list[str]:
    """Judgements in force, what applies them to a page, the digest of their file → the PLOVER types of the event mentions that changed.

    Everything is first as it was coded, so that what was taken back leaves no trace.
    """
    before = _differing(connection)
    with transaction(connection):
        _restore(connection)
        told: list[tuple[str, str, str]] = []
        for keys in _batches(_pages(connection, judgements)):
            changed = []
            for reading in tables.readings(connection, keys):
                corrected, touched = judge(reading)
                if corrected != reading:
                    changed.append(corrected)
                    told += [(reading.document.id, judgement, what) for judgement, what in touched]
            _put(connection, changed, registry)
        tables.insert(connection, {"judged": [
            {"in_document": d, "judgement": j, "what": w} for d, j, w in sorted(set(told))]})
        tables.insert(connection, {"judgements": [row(one, position=n) for n, one in enumerate(judgements)]})
        connection.execute("DELETE FROM meta WHERE key = 'judgements'")
        connection.execute("INSERT INTO meta VALUES ('judgements', ?)", [mark])
        types = sorted({*before, *_differing(connection)})
        naming.refresh(connection)  # a merge changes who is known by which name, with no event at all
        if types:
            connection.execute("UPDATE meta SET value = 'yes' WHERE key = 'stale'")
    return types


def _differing(connection: Connection) -> set[str]:
    """→ the types, as coded and as corrected, of all event mentions on pages that were corrected."""
    found: set[str] = set()
    for one, other in (("raw_event_mentions", "event_mentions"), ("event_mentions", "raw_event_mentions")):
        found |= {t for (t,) in connection.execute(
            f'SELECT DISTINCT "type" FROM (SELECT * FROM {one} SEMI JOIN judged_pages USING (in_document, in_version) EXCEPT '
            f"SELECT * FROM {other} SEMI JOIN judged_pages USING (in_document, in_version))").fetchall()}
        arguments = (f"SELECT * FROM {one.replace('mentions', 'arguments')} SEMI JOIN judged_pages USING (in_document, in_version) EXCEPT "
                     f"SELECT * FROM {other.replace('mentions', 'arguments')} SEMI JOIN judged_pages USING (in_document, in_version)")
        found |= {t for (t,) in connection.execute(
            f'SELECT DISTINCT e."type" FROM {one} e SEMI JOIN ({arguments}) a ON a.in_document = e.in_document AND '
            "a.in_version = e.in_version AND a.event_id = e.id").fetchall()}
    return found


def _restore(connection: Connection) -> None:
    """Every page → as it was coded."""
    for table in CORRECTED:
        connection.execute(
            f"DELETE FROM {table} WHERE (in_document, in_version) IN (SELECT in_document, in_version FROM judged_pages)")
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM raw_{table}")
        connection.execute(f"DELETE FROM raw_{table}")
    for table, column in (("known_actors", "id"), ("known_roles", "holder")):
        connection.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM judged_actors)")
    for table in ("judged_pages", "judged_actors", "judged", "judgements"):
        connection.execute(f"DELETE FROM {table}")


def _pages(connection: Connection, judgements: Sequence[Judgement]) -> list[Key]:
    """Judgements → the current pages that they can change."""
    within = "SELECT in_document FROM {} WHERE {} IN (SELECT unnest($1::VARCHAR[]))"
    asked = {
        "SELECT unnest($1::VARCHAR[])": [j.target.document for j in judgements if j.target],
        " UNION ".join(within.format(t, "coder") for t in ("event_mentions", "tie_mentions")): [j.like.coder for j in judgements if j.like],
        " UNION ".join(within.format(t, c) for t, c in _NAMED): [i for j in judgements if j.kind == "merge" and (i := j.old)],
    }
    found: set[Key] = set()
    for sql, wanted in asked.items():
        if wanted:
            found |= set(connection.execute(
                f"SELECT c.id, c.version FROM current c SEMI JOIN ({sql}) t(id) ON t.id = c.id", [wanted]).fetchall())
    return sorted(found)


_NAMED = (
    ("mentions", "actor_id"), ("event_arguments", "actor_id"), ("event_mentions", "speaker.actor_id"), ("statements", "speaker.actor_id"),
    ("statements", "addressee.actor_id"), ("tie_mentions", "subject.actor_id"), ("tie_mentions", "target.actor_id"), ("actors", "id"),
    ("actors", "parent"), ("roles", "holder"), ("roles", '"of"'), ("roles", '"to"'),
)


def _batches(keys: Sequence[Key]) -> Iterable[Sequence[Key]]:
    return (keys[i : i + _AT_ONCE] for i in range(0, len(keys), _AT_ONCE))


def _put(connection: Connection, corrected: Sequence[Reading], registry: Registry) -> None:
    """Pages as corrected → in place of those as coded, which are kept beside."""
    if not corrected:
        return
    keys = [(r.document.id, r.document.version) for r in corrected]
    where = "WHERE (in_document, in_version) IN (SELECT unnest(?), unnest(?))"
    runs = dict(connection.execute(
        "SELECT id || ' ' || version, run_id FROM documents WHERE (id, version) IN (SELECT unnest(?), unnest(?))",
        Keys.of(keys)).fetchall())
    numbers = tables.numbers_of(connection, keys)
    for table in CORRECTED:
        connection.execute(f"INSERT INTO raw_{table} BY NAME SELECT * FROM {table} {where}", Keys.of(keys))
        connection.execute(f"DELETE FROM {table} {where}", Keys.of(keys))
    tables.insert(connection, {"judged_pages": [{"in_document": i, "in_version": v} for i, v in keys]})
    packed.put(connection, [packed.pack(r) for r in corrected], [runs[f"{i} {v}"] for i, v in keys], [numbers[k] for k in keys], CORRECTED)
    _name(connection, corrected, runs, registry)


def _name(connection: Connection, corrected: Sequence[Reading], runs: dict[str, str], registry: Registry) -> None:
    """Pages as corrected → actors of the registry whom only a judgement names are known too, as long as it holds."""
    known = {i for (i,) in connection.execute("SELECT id FROM known_actors").fetchall()}
    run_id = next(iter(runs.values()))
    named = sorted({i for r in corrected for i in packed.actor_ids(r)} - known)
    found = [a for i in named if (a := registry.get(i)) is not None]
    tables.insert(connection, {
        "judged_actors": [{"id": a.id} for a in found], "known_actors": [row(a, run_id=run_id) for a in found],
        "known_roles": [row(r, run_id=run_id, position=n) for a in found for n, r in enumerate(registry.roles(a.id))]})
