"""Tables of actors and roles → `Registry`: who there is, under which names, in which posts on which day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import cast, get_args

from foreshock.actors import tables
from foreshock.actors.names import Hit, NameFinder, fold
from foreshock.actors.own import OwnFile, registry_rows
from foreshock.actors.tables import Row, bounds
from foreshock.errors import BadInput
from foreshock.types import Actor, ActorKind, Role
from foreshock.types.who import Standing

_KINDS = frozenset(get_args(ActorKind))
_STANDINGS = frozenset(get_args(Standing))


class Registry:
    """Actors by id and name, and their dated roles. Built once from tables, never changed."""

    def __init__(self, rows: dict[str, tuple[Row, ...]]) -> None:
        """Takes the rows of each table by its name: states, groups, organisations, people, roles, metonyms."""
        self.rows = rows
        self._actors: dict[str, Actor] = {}
        self._adjectives: dict[str, str] = {}
        self._capitals: dict[str, str] = {}
        names: list[tuple[str, str, str]] = []
        for row in rows.get("states", ()):
            names += self._state(row)
        for table in ("groups", "organisations", "people"):
            for row in rows.get(table, ()):
                actor = _person(row) if table == "people" else _body(row)
                self._actors.setdefault(actor.id, actor)
                names += [(n, actor.id, "person" if table == "people" else "name") for n in (actor.name, *actor.aliases)]
        for row in rows.get("metonyms", ()):
            names += [(row["name"], i, row["sort"]) for i in row.list("ids") if i in self._actors]
        order = {"building": 0, "by text": 1}
        self._finder = NameFinder(sorted(names, key=lambda n: order.get(n[2], 2)))
        self._roles: dict[str, list[Role]] = {}
        self._posts: dict[tuple[str, str | None], list[Role]] = {}
        for row in rows.get("roles", ()):
            self._role(row)

    def _state(self, row: Row) -> Iterator[tuple[str, str, str]]:
        start, end = _start(row), _end(row)
        self._actors.setdefault(row["id"], Actor(
            row["id"], row["name"], "state", country=row["id"], aliases=row.list("aliases"), wikidata=row["wikidata"] or None,
            start=start, end=end, citation=row["citation"]))
        self._adjectives.setdefault(row["id"], next(iter(row.list("adjectives")), row["name"]))
        if row["capital"]:
            self._capitals[row["id"]] = row["capital"]
        for use, column in (("name", "name"), ("name", "aliases"), ("adjective", "adjectives"), ("demonym", "demonyms"),
                            ("building", "metonyms"), ("city", "capital")):
            yield from ((name, row["id"], use) for name in row.list(column))

    def _role(self, row: Row) -> None:
        role = Role(row["holder"], row["post"], row["of"] or None, row["to"] or None, row["sector"] or None,
                    _start(row), _end(row), _standing(row), citation=row["citation"])
        self._roles.setdefault(role.holder, []).append(role)
        self._posts.setdefault((fold(role.post), role.of), []).append(role)

    def __len__(self) -> int:
        return len(self._actors)

    def __contains__(self, actor: str) -> bool:
        return actor in self._actors

    def __iter__(self) -> Iterator[Actor]:
        return iter(self._actors.values())

    def get(self, actor: str) -> Actor | None:
        """Id → the actor, or None."""
        return self._actors.get(actor)

    def adjective(self, state: str) -> str | None:
        """Id of a state → its adjective ("Iraqi"); None for any other actor."""
        return self._adjectives.get(state)

    def candidates(self, name: str) -> tuple[Actor, ...]:
        """Name → the actors that bear it."""
        return tuple(self._actors[a] for a, _ in self._finder.lookup(name) if a in self._actors)

    def bearers(self, name: str) -> tuple[Actor, ...]:
        """Name → the actors that bear it, capitals or not."""
        return tuple(self._actors[a] for a in self._finder.bearers(name) if a in self._actors)

    def uses(self, name: str) -> tuple[tuple[str, str], ...]:
        """Name → (id, as what: name, adjective, demonym, city, building, person, by text)."""
        return self._finder.lookup(name)

    def roles(self, holder: str) -> tuple[Role, ...]:
        """Id of a person or group → its roles, in the order of the table."""
        return tuple(self._roles.get(holder, ()))

    def posts(self, of: str) -> tuple[Role, ...]:
        """Id of a state or body → the roles that others hold in it, in the order of the table."""
        return tuple(r for held in self._roles.values() for r in held if r.of == of)

    def roles_on(self, holder: str, day: date) -> tuple[Role, ...]:
        """Id and day → the roles that were held on it, or may have been; those sure come first."""
        held = [(role, role.held_on(day)) for role in self._roles.get(holder, ())]
        return tuple(r for r, sure in sorted(held, key=lambda h: h[1] is not True) if sure is not False)

    def holders(self, post: str, of: str | None, day: date) -> tuple[Role, ...]:
        """Post, of whom, day → the roles of those who held it then."""
        return tuple(r for r in self._posts.get((fold(post), of), ()) if r.held_on(day) is not False)

    def search(self, text: str) -> tuple[Actor, ...]:
        """Words → actors whose id, name or an alias holds them; those that bear exactly this name come first."""
        wanted = fold(text.strip())
        if not wanted:
            return ()
        exact = self.bearers(text)
        held = (a for a in self if any(wanted in fold(n) for n in (a.id, a.name, *a.aliases)))
        return tuple(dict.fromkeys((*exact, *held)))

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


def _standing(row: Row) -> Standing:
    """A role's row → how the holder stood to the post; only a user's file has the column."""
    told = row["standing"] or "in office"
    if told not in _STANDINGS:
        raise BadInput(f"{row.at}: standing is {told!r}. Use one of: {', '.join(sorted(_STANDINGS))}.")
    return cast(Standing, told)


def _start(row: Row) -> date | None:
    return _day(row, "start", 0)


def _end(row: Row) -> date | None:
    return _day(row, "end", 1)


def _day(row: Row, column: str, side: int) -> date | None:
    try:
        return bounds(row[column])[side]
    except (ValueError, TypeError) as error:
        raise BadInput(f"{row.at}: {column} is {row[column]!r}. Write YYYY, YYYY-MM, YYYY-MM-DD or nothing.") from error


def _body(row: Row) -> Actor:
    kind = row["kind"]
    if kind not in _KINDS:
        raise BadInput(f"{row.at}: kind is {kind!r}. Use one of: {', '.join(sorted(_KINDS))}.")
    return Actor(row["id"], row["name"], cast(ActorKind, kind), row["country"] or None, row["sector"] or None,
                 row.list("aliases"), row["wikidata"] or None, row["parent"] or None, _start(row), _end(row),
                 citation=row["citation"])


def _person(row: Row) -> Actor:
    return Actor(row["id"], row["name"], "person", row["country"] or None, None, row.list("aliases"),
                 row["wikidata"] or None, citation=row["citation"])


@lru_cache(maxsize=4)
def registry(own: tuple[OwnFile, ...] = ()) -> Registry:
    """A user's files of actors, if any → the registry of the package with what they tell laid over it."""
    rows = {t: tables.packaged(f"{t}.tsv") for t in ("states", "groups", "organisations", "people", "roles", "metonyms")}
    return Registry(registry_rows(rows, own))
