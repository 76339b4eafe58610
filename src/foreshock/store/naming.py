"""A name → the actors of an open store that it can mean, found among all of them without making a noun of each.

`taught`, its names and `belonging` are made anew with the happenings (`refresh`): what the current pages taught of each actor in one row,
and who was told to be of which country. Until then (meta.stale) the views from which they are made answer.
"""

from __future__ import annotations

from collections.abc import Collection

from foreshock.store import selecting as pick
from foreshock.store import tables
from foreshock.store.file import Connection
from foreshock.store.rows import Row

_NAMES = """
    SELECT id FROM (SELECT id, "name", aliases, kind, country FROM known_actors
        UNION ALL BY NAME SELECT id, "name", aliases, kind, country FROM imported_actors)
    WHERE lower(id) = $1 OR lower("name") = $1 OR list_contains(list_transform(aliases, lambda n: lower(n)), $1)
        OR (kind = 'state' AND lower(country) = $1)
    UNION SELECT id FROM {taught_names} WHERE said = $1"""


def refresh(connection: Connection) -> None:
    """A connection that writes → what is derived of the actors, and which pages count, made anew."""
    for table in ("taught", "taught_names", "belonging"):
        connection.execute(f"DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} SELECT * FROM {table}_now")
    note_newest(connection)


def note_newest(connection: Connection) -> None:
    """A connection that writes → which version of each page counts, noted for those who read."""
    connection.execute("DELETE FROM newest")
    connection.execute("INSERT INTO newest SELECT id, version FROM current ORDER BY id")


def named(connection: Connection, name: str, stale: bool) -> list[str]:
    """A name in any case, whether the derived tables are older than the pages → ids of the actors that bear it, in order."""
    found = connection.execute(_NAMES.format(taught_names=_of("taught_names", stale)), [name.strip().lower()]).fetchall()
    return sorted({i for (i,) in found})


def rows(connection: Connection, stale: bool, ids: Collection[str] | None = None) -> tuple[list[Row], list[Row]]:
    """Ids of actors (all if left out) → rows of those known by the registry or imported, and of what the current pages taught, by id."""
    which = pick.among("id", sorted(ids)) if ids is not None else pick.joined()
    known = tables.query(connection, "SELECT * FROM (SELECT * FROM known_actors UNION ALL BY NAME SELECT * FROM imported_actors) "
                         f"WHERE {which.sql} ORDER BY id", which.parameters)
    return known, tables.query(connection, f"SELECT * FROM {_of('taught', stale)} WHERE {which.sql} ORDER BY id", which.parameters)


def of_country(connection: Connection, code: str, stale: bool) -> list[str]:
    """Code of a country → ids of the actors that belong to it, as the registry, imported rows or the pages have it."""
    found = connection.execute(
        f"SELECT actor_id FROM {_of('belonging', stale)} WHERE country = $1 UNION SELECT id FROM known_actors WHERE country = $1 "
        "UNION SELECT id FROM imported_actors WHERE country = $1", [code]).fetchall()
    return [i for (i,) in found]


def _of(table: str, stale: bool) -> str:
    return f"{table}_now" if stale else table
