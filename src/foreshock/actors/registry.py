"""Tables of actors and roles → `Registry`: who there is, under which names, in which posts on which day."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from importlib.resources import files

from foreshock import cached
from foreshock.actors import index, tables
from foreshock.actors.index import Link, Rows
from foreshock.actors.names import Hit, NameFinder, fold
from foreshock.actors.own import OwnFile, complaints, registry_rows
from foreshock.types import Actor, Role

TABLES = ("states", "groups", "organisations", "people", "roles", "metonyms", "groups_links")
KEPT = 8  # indices of a user's own files that stay in the cache


class Registry:
    """Actors by id and name, and their dated roles, read from an index that never changes."""

    def __init__(self, rows: Rows | None = None, base: sqlite3.Connection | None = None, own: tuple[OwnFile, ...] = ()) -> None:
        """Takes the rows of each table by its name, of which an index is made; or an index and the user's files that went into it."""
        self._given, self._own = rows, own
        self._base = base or cached.in_memory(lambda empty: index.fill(empty, rows or {}))
        self._known: dict[str, Actor | None] = {}
        self._adjectives: dict[str, str | None] = {}
        self._held: dict[str, tuple[Role, ...]] = {}
        self._finder = NameFinder(index.words(self._base), lambda word: index.under(self._base, word))

    @property
    def rows(self) -> Rows:
        """The rows of each table by its name, as they stand in the files."""
        if self._given is None:
            self._given = _rows(self._own)
        return self._given

    @property
    def bad(self) -> tuple[str, ...]:
        """The lines of the user's files that could not be used."""
        return tuple(line for (line,) in self._base.execute("SELECT line FROM bad ORDER BY rowid"))

    def __len__(self) -> int:
        return int(self._base.execute("SELECT count(*) FROM actor").fetchone()[0])

    def __contains__(self, actor: str) -> bool:
        return self.get(actor) is not None

    def __iter__(self) -> Iterator[Actor]:
        return index.actors(self._base)

    def get(self, actor: str) -> Actor | None:
        """Id → the actor, or None."""
        if actor not in self._known:
            self._known[actor] = next(index.actors(self._base, "WHERE id = ?", actor), None)
        return self._known[actor]

    def adjective(self, state: str) -> str | None:
        """Id of a state → its adjective ("Iraqi"); None for any other actor."""
        if state not in self._adjectives:
            found = self._base.execute("SELECT adjective FROM actor WHERE id = ?", (state,)).fetchone()
            self._adjectives[state] = str(found[0]) if found and found[0] else None
        return self._adjectives[state]

    def candidates(self, name: str) -> tuple[Actor, ...]:
        """Name → the actors that bear it."""
        return tuple(filter(None, (self.get(a) for a, _ in self._finder.lookup(name))))

    def bearers(self, name: str) -> tuple[Actor, ...]:
        """Name → the actors that bear it, capitals or not."""
        return tuple(filter(None, map(self.get, self._finder.bearers(name))))

    def uses(self, name: str) -> tuple[tuple[str, str], ...]:
        """Name → (id, as what: name, adjective, demonym, city, building, person, by text)."""
        return self._finder.lookup(name)

    def roles(self, holder: str) -> tuple[Role, ...]:
        """Id of a person or group → its roles, in the order of the table."""
        if holder not in self._held:
            self._held[holder] = tuple(index.roles(self._base, "WHERE holder = ?", holder))
        return self._held[holder]

    def posts(self, of: str) -> tuple[Role, ...]:
        """Id of a state or body → the roles that others hold in it, in the order of the table."""
        return tuple(index.roles(self._base, "WHERE of = ?", of))

    def links(self, actor: str) -> tuple[Link, ...]:
        """Id → its splits, renamings, mergers, umbrellas, allegiances and patrons, and those of others with it."""
        return tuple(index.links(self._base, actor))

    def roles_on(self, holder: str, day: date) -> tuple[Role, ...]:
        """Id and day → the roles that were held on it, or may have been; those sure come first."""
        held = [(role, role.held_on(day)) for role in self.roles(holder)]
        return tuple(r for r, sure in sorted(held, key=lambda h: h[1] is not True) if sure is not False)

    def holders(self, post: str, of: str | None, day: date) -> tuple[Role, ...]:
        """Post, of whom, day → the roles of those who held it then."""
        held = index.roles(self._base, "WHERE folded = ? AND of IS ?", fold(post), of)
        return tuple(r for r in held if r.held_on(day) is not False)

    def search(self, text: str) -> tuple[Actor, ...]:
        """Words → actors whose id, name or an alias holds them; those that bear exactly this name come first."""
        wanted = fold(text.strip())
        if not wanted:
            return ()
        named = "id IN (SELECT actor FROM name WHERE use IN ('name', 'person') AND instr(folded, ?))"
        held = index.actors(self._base, f"WHERE instr(replace(lower(id), '-', ' '), ?) OR {named}", wanted, wanted)
        return tuple(dict.fromkeys((*self.bearers(text), *held)))

    def hits(self, text: str) -> Iterator[Hit]:
        """Text → every name in it with the ids it can mean and as what."""
        return self._finder.find(text)

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Text → (start, end, ids) of every name in it, longest first where they overlap."""
        return ((f.start, f.end, f.ids) for f in self.hits(text))

    def validate(self) -> list[str]:
        """Nothing → what does not hold in the tables, a sentence each."""
        from foreshock.actors.check import problems

        return problems(self)


def _rows(own: tuple[OwnFile, ...]) -> Rows:
    return registry_rows({t: tables.packaged(f"{t}.tsv") for t in TABLES}, own)


def _packaged() -> str:
    """Nothing → a digest of the package's tables and of the code that reads them."""
    total = hashlib.sha256()
    home = files("foreshock.actors")
    parts = [f for room in (home, home / "data") for f in room.iterdir() if f.name.endswith((".py", ".tsv"))]
    for part in sorted(parts, key=lambda f: f.name):
        total.update(part.name.encode() + part.read_bytes())
    return total.hexdigest()


@lru_cache(maxsize=4)
def registry(own: tuple[OwnFile, ...] = ()) -> Registry:
    """A user's files of actors, if any → the registry of the package with what they tell laid over it.

    Its index is built once and kept in the user's cache folder under a digest of all that went into it.
    """
    made_of = hashlib.sha256("\n".join([_packaged(), *(f"{file.path} {file.sha256}" for file in own)]).encode()).hexdigest()[:32]
    path = cached.folder() / f"actors-{made_of}.sqlite"
    base = cached.database(path, lambda empty: index.fill(empty, _rows(own), complaints(own)), keep=("actors-*.sqlite", KEPT))
    return Registry(base=base, own=own)
