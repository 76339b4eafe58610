"""An open store → its actors and their posts; a name → whom it can mean."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches

from foreshock.errors import UnknownName
from foreshock.store import naming, tables
from foreshock.store.file import Connection
from foreshock.store.rows import noun
from foreshock.store.selecting import Who
from foreshock.store.table import Table
from foreshock.types import Actor, Lens, Role

_POST = 'holder, post, "of", "to", sector, "start", "end", standing'


class Whos:
    """The questions about actors that an open store answers."""

    _connection: Connection

    def actors(self, ids: Collection[str] | None = None) -> Table[Actor]:
        """→ every actor whom the current pages name (or those of `ids`), by id; what several pages taught of one stands in one row."""
        named, taught = naming.rows(self._connection, self.stale, ids)
        found = {r["id"]: noun(Actor, r) for r in named}
        for told in taught:
            actor = noun(Actor, told)
            found[actor.id] = _merged(found[actor.id], actor) if actor.id in found else actor
        return Table((found[i] for i in sorted(found)), Actor)

    def find_actor(self, text: str) -> Actor:
        """Id, name, alias or country code, in any case → the actor; UnknownName with names like it if there is none."""
        actors, wanted = self.actors(naming.named(self._connection, text, self.stale)), text.strip().casefold()
        for is_it in (
            lambda a: a.id == text.strip(), lambda a: a.id.casefold() == wanted, lambda a: a.name.casefold() == wanted,
            lambda a: wanted in (n.casefold() for n in a.aliases),
            lambda a: a.kind == "state" and a.country is not None and a.country.casefold() == wanted,
        ):
            found = [a for a in actors if is_it(a)]
            if found:
                return min(found, key=lambda a: (("registry", "page", "generic", "table").index(a.origin), a.id))
        names = {n.casefold(): n for a in self.actors() for n in (a.id, *a.aliases, a.name)}
        raise UnknownName(nothing_like("actor", text, sorted(names), "actors", names))

    def roles(self, holder: str | None = None) -> Table[Role]:
        """Actor's id (all actors if left out) → posts held, by holder: those of the registry first, then what the pages say."""
        only, given = ("WHERE holder = ?", [holder]) if holder is not None else ("", [])
        known = tables.query(self._connection, f'SELECT * FROM known_roles {only} ORDER BY holder, "position"', given)
        taught = tables.query(
            self._connection, f"SELECT r.* FROM (SELECT * FROM roles {only}) r JOIN current c ON c.id = r.in_document "
            'AND c.version = r.in_version ORDER BY r.holder, r.in_document, r."position"', given)
        return Table(sorted((noun(Role, r) for r in [*known, *taught]), key=lambda r: r.holder), Role)

    def posts(self) -> list[Role]:
        """→ the same without who says so and when: each post of a holder once, however many pages tell of it."""
        told = tables.query(
            self._connection, f"SELECT DISTINCT {_POST} FROM known_roles UNION SELECT DISTINCT {_POST} FROM roles r "
            "JOIN current c ON c.id = r.in_document AND c.version = r.in_version ORDER BY ALL")
        return [noun(Role, r) for r in told]

    def _asked(self, lens: Lens) -> tuple[Who | None, tuple[Who, Who] | None]:
        pair = (self._sure(lens.pair[0]), self._sure(lens.pair[1])) if lens.pair else None
        return self._who(lens.actor), pair

    def _who(self, name: str | None) -> Who | None:
        return None if name is None else self._sure(name)

    def _sure(self, name: str) -> Who:
        """An actor as the lens names it → the ids that it can mean, and the country if it is a code."""
        wanted = name.strip().casefold()
        actors = self.actors(naming.named(self._connection, name, self.stale))
        ids = [a.id for a in actors if wanted in (a.id.casefold(), a.name.casefold(), *(n.casefold() for n in a.aliases))]
        code = wanted.upper() if len(wanted) == 3 and wanted.isalpha() else None
        return Who(sorted({name, *ids}), code, name.strip())

    def _ids_within(self, who: Who) -> list[str]:
        """An actor as named → its ids; for a country those of every actor that belongs to it."""
        if who.country is None:
            return who.ids
        return sorted({*who.ids, *naming.of_country(self._connection, who.country, self.stale)})

    @property
    def stale(self) -> bool:
        """Whether pages were stored since the happenings were last made (a run was killed); the next run makes them anew."""
        return bool(self._connection.execute("SELECT count(*) FROM meta WHERE key = 'stale' AND value = 'yes'").fetchone()[0])


def _merged(a: Actor, b: Actor) -> Actor:
    """Two accounts of one actor → one: the first one's word holds, the other's names and what only it knows are added."""
    if a.origin == "registry":
        return a
    names = {*a.aliases, *b.aliases, b.name} - {a.name}
    filled = {f: getattr(b, f) for f in ("country", "sector", "wikidata", "parent", "start", "end") if getattr(a, f) is None}
    return replace(a, aliases=tuple(sorted(names)), **filled)


def nothing_like(what: str, asked: str, known: list[str], verb: str, shown: dict[str, str] | None = None) -> str:
    """What is asked for, its name, those known, the command that lists them → that there is none, with names like it."""
    near = get_close_matches(asked.strip().casefold() if shown else asked, known, n=3, cutoff=0.6)
    near = [shown[n] for n in near] if shown else near
    hint = f"Did you mean {', '.join(near)}?" if near else f"See what there is: foreshock {verb} STORE"
    return f"There is no {what} {asked!r} in this store. {hint}"
