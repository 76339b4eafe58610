"""`EventRow`s of others' event data → rows of a store, a batch in one transaction; what is there already is left as it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from foreshock.store import tables
from foreshock.store.file import Connection
from foreshock.store.rows import row
from foreshock.store.writing import Work, transaction
from foreshock.types import Actor, EventRow, Party, Place, Relation

T = TypeVar("T")


class Taken(NamedTuple):
    """How many rows of a batch were new or changed, and how many were there already."""

    stored: int
    unchanged: int


class File(NamedTuple):
    """A file of event data: its path from the store's folder, the sha256 of its bytes, its format, the column map as text."""

    path: str
    sha256: str
    format: str
    columns: str = ""

    @property
    def name(self) -> str:
        """The file's own name, which its rows bear."""
        return self.path.rpartition("/")[2]


@dataclass(slots=True)
class Importer:
    """What the writer knows of its store's parties, relations, places and actors, so that it need not ask for every row."""

    connection: Connection
    work: Work
    parties: dict[Party, int] = field(default_factory=dict)
    relations: dict[Relation, int] = field(default_factory=dict)
    places: dict[Place, int] = field(default_factory=dict)
    actors: set[str] = field(default_factory=set)
    _same: dict[int, tuple[object, int]] = field(default_factory=dict)  # of one batch; holds the objects, so that ids stay theirs
    _told: dict[str, int] = field(default_factory=dict)
    _twins: Counter[bytes] = field(default_factory=Counter)

    @classmethod
    def of(cls, connection: Connection, work: Work) -> Importer:
        """Connection, run under way → the importer, with what stands in the store."""
        asked = connection.execute
        made = cls(connection, work)
        made.parties = {Party(n, c, s, k, i): number for number, n, c, s, k, i in asked(
            'SELECT "number", "name", country, sector, code, actor_id FROM imported_parties').fetchall()}
        made.relations = {Relation(n, c, t, q, x, tuple(m), d): number for number, n, c, t, q, x, m, d in asked(
            'SELECT "number", "name", cameo, "type", quad, score, modes, directed FROM imported_relations').fetchall()}
        made.places = {Place(**told): number for number, told in asked('SELECT "number", place FROM imported_places').fetchall()}
        made.actors = {i for (i,) in asked("SELECT id FROM imported_actors UNION SELECT id FROM known_actors").fetchall()}
        made._told = {"imported_parties": len(made.parties), "imported_relations": len(made.relations), "imported_places": len(made.places)}
        return made

    def begin(self) -> None:
        """A new file begins: rows without an id are told apart by what they say and by how often this file has said it."""
        self._twins.clear()

    def done(self, file: File) -> bool:
        """File → whether it was taken in to its end by a run that knew what this one knows."""
        found = self.connection.execute(
            'SELECT 1 FROM imported_files f JOIN runs r ON r.id = f.run_id WHERE f.sha256 = ? AND f.format = ? AND f."columns" = ? '
            "AND r.digest = ?", [file.sha256, file.format, file.columns, self.work.digest]).fetchone()
        return found is not None

    def rows_of(self, file: File) -> int:
        """File that was taken in → how many rows it gave."""
        [count] = self.connection.execute(
            'SELECT max(stored + unchanged) FROM imported_files WHERE sha256 = ? AND format = ? AND "columns" = ?',
            [file.sha256, file.format, file.columns]).fetchone()
        return int(count)

    def commit(self, file: File, rows: Sequence[EventRow], actors: Mapping[str, Actor]) -> Taken:
        """File, some of its rows with their parties mapped, the actors that these mean → stored in one transaction."""
        import pyarrow as pa

        schema = self.connection.execute("SELECT * FROM imported_events LIMIT 0").to_arrow_table().schema
        incoming = pa.table(list(zip(*(self._values(file, r) for r in rows), strict=True)), schema=schema) if rows else None
        self._same.clear()
        if incoming is None:
            return Taken(0, 0)
        fresh = {i: a for i, a in sorted(actors.items()) if i not in self.actors}
        with transaction(self.connection):
            self._write_what_rows_name(fresh)
            stored = self._write_rows(incoming, by_day=file.format != "acled")
        self.actors |= fresh.keys()
        return Taken(stored, len(rows) - stored)

    def finish(self, file: File, counts: Sequence[int]) -> None:
        """File read to its end, how many rows were stored, there already, skipped, bad → noted."""
        with transaction(self.connection):
            self.connection.execute("INSERT INTO imported_files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [self.work.run_id, *file, *counts])

    def _values(self, file: File, row: EventRow) -> tuple[Any, ...]:
        place = None if row.place is None else self._number(self.places, row.place)
        actors = [self._number(self.parties, p) for p in (row.actor, *row.co_actors)]
        recipients = [] if row.recipient is None else [self._number(self.parties, p) for p in (row.recipient, *row.co_recipients)]
        return (
            self.work.run_id, file.format, row.id or self._own_id(row), file.name, row.line, row.day, row.end, row.precision,
            row.published or row.end or row.day, row.changed, actors, recipients, self._number(self.relations, row.relation), place,
            list(row.contexts), row.status, row.weight, row.reports, row.sources, row.deaths, row.publisher or None, row.url or None,
            row.note or None,
        )

    def _number(self, known: dict[T, int], item: T) -> int:
        """What a row names → its number; readers give one and the same object for many rows, which is quicker known than hashed."""
        found = self._same.get(id(item))
        if found is None:
            number = known.setdefault(item, len(known))
            self._same[id(item)] = found = (item, number)
        return found[1]

    def _own_id(self, row: EventRow) -> str:
        """A row without an id → one made of what it says; the second time that a file says it, it means a second event."""
        said = repr((row.day, row.actor[:4], row.relation[:5], row.recipient and row.recipient[:4], row.end, row.place, row.url, row.note,
                     [p[:4] for p in (*row.co_actors, *row.co_recipients)]))
        key = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self._twins[key] += 1
        return f"{key.hex()}-{self._twins[key]}"

    def _write_what_rows_name(self, actors: Mapping[str, Actor]) -> None:
        """Parties, relations, places and actors that are new → their tables."""
        for table, known, make in (
            ("imported_parties", self.parties, _party_row), ("imported_relations", self.relations, lambda r: r._asdict()),
            ("imported_places", self.places, lambda p: {"place": row(p)}),
        ):
            items: list[Any] = list(known)[self._told[table] :]
            first = self._told[table]
            tables.insert(self.connection, {table: [{"number": first + n, **make(item)} for n, item in enumerate(items)]})
            self._told[table] = len(known)
        known_ones = [a for a in actors.values() if a.origin == "registry"]
        tables.insert(self.connection, {
            "imported_actors": [row(a, run_id=self.work.run_id) for a in actors.values() if a.origin != "registry"],
            "known_actors": [row(a, run_id=self.work.run_id) for a in known_ones],
            "known_roles": [row(role, run_id=self.work.run_id, position=n) for a in known_ones
                            for n, role in enumerate(self.work.registry.roles(a.id))],
        })

    def _write_rows(self, incoming: Any, by_day: bool) -> int:
        """Rows → how many were written: those that are new, those changed since, those that were taken in with other knowledge.

        `by_day`: a row keeps its day for good, so that only the days of the batch need be looked at.
        """
        asked = self.connection.execute
        self.connection.register("incoming", incoming)
        asked("CREATE OR REPLACE TEMP TABLE fresh AS SELECT * FROM incoming QUALIFY row_number() OVER "
              "(PARTITION BY id ORDER BY changed DESC NULLS LAST, line) = 1")
        self.connection.unregister("incoming")
        first, last = asked('SELECT min("day"), max("day") FROM fresh').fetchone()
        near = "e.\"day\" BETWEEN ? AND ? AND" if by_day else "? <= ? AND"
        same = f"{near} e.format = f.format AND e.id = f.id"
        # Of two files with one row the first by name is told, whichever came first: rows do not hang on the order of files.
        asked(f"DELETE FROM imported_events e USING fresh f WHERE {same} AND (coalesce(e.changed < f.changed, false) OR "
              "(e.changed IS NOT DISTINCT FROM f.changed AND (f.file, f.line) < (e.file, e.line)) OR "
              "e.run_id NOT IN (SELECT id FROM runs WHERE digest = ?))", [first, last, self.work.digest])
        asked(f"DELETE FROM fresh f USING imported_events e WHERE {same}", [first, last])
        [count] = asked("SELECT count(*) FROM fresh").fetchone()
        asked("INSERT INTO imported_events SELECT * FROM fresh ORDER BY \"day\", line")
        asked("DROP TABLE fresh")
        return int(count)


def _party_row(party: Party) -> dict[str, Any]:
    return {"name": party.name, "country": party.country, "sector": party.sector, "code": party.code, "actor_id": party.id,
            "mapped": not party.id.startswith("printed:")}


def files(connection: Connection) -> list[tuple[File, int]]:
    """Connection → the files that were taken in to their end, each with the generation of runs that did so last."""
    found = connection.execute(
        'SELECT f.file, f.sha256, f.format, f."columns", max(r.generation) FROM imported_files f JOIN runs r ON r.id = f.run_id '
        "GROUP BY ALL ORDER BY ALL").fetchall()
    return [(File(*told), generation) for *told, generation in found]


def unmapped(connection: Connection) -> list[tuple[str, str, int]]:
    """Connection → (name as printed, country, rows) of those whom the registry does not know, the most frequent first."""
    found = connection.execute(
        'SELECT p."name", p.country, count(*) FROM (SELECT unnest(actors || recipients) AS "number" FROM imported_events) e '
        'JOIN imported_parties p USING ("number") WHERE NOT p.mapped GROUP BY ALL ORDER BY 3 DESC, 1, 2').fetchall()
    return [(name, country, n) for name, country, n in found]
