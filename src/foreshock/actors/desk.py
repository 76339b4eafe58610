"""What a user asks of the registry → actors, their roles, and a report on a table of their own."""

from __future__ import annotations

from pathlib import Path

from foreshock.actors.registry import Registry, registry
from foreshock.errors import BadInput, UnknownName
from foreshock.types import Actor, Role


def search(words: str, extra: Path | None = None) -> tuple[Actor, ...]:
    """Words, a user's table → actors that bear them in a name."""
    return registry(extra).search(words)


def show(name: str, extra: Path | None = None) -> tuple[Actor, tuple[Role, ...]]:
    """Id or name, a user's table → the actor and its roles; UnknownName where none or several bear it."""
    known = registry(extra)
    actor = known.get(name)
    borne = (actor,) if actor else known.candidates(name)
    if len(borne) == 1:
        return borne[0], known.roles(borne[0].id)
    near = ", ".join(a.id for a in (borne or known.search(name))[:5])
    raise UnknownName(f"{name!r}: {'several actors bear this name' if borne else 'no such actor'}. "
                      + (f"Try one of: {near}." if near else "Look for part of the name with `foreshock actors search`."))


def validate(extra: Path | None = None) -> list[str]:
    """A user's table → what does not hold in it and in the tables of the package."""
    return registry(extra).validate()


def add(rows: Path, into: Path) -> int:
    """A table of actors and the user's own file → how many rows were new there; BadInput with every problem found.

    The user's file is given to `registry(extra=…)`; the package's own tables are never written to.
    """
    from foreshock.actors import tables

    new = tables.from_file(rows)
    if not new:
        raise BadInput(f"{rows}: no rows. The first line names the columns: {' '.join(_COLUMNS)}.")
    if missing := [c for c in ("id", "name", "kind") if c not in new[0].cells]:
        raise BadInput(f"{rows}: no column {', '.join(missing)}. The columns are: {' '.join(_COLUMNS)}.")
    old = tables.from_file(into) if into.exists() else ()
    base = registry()
    known = {r["id"] for r in old} | {a.id for a in base}
    fresh = tuple(r for r in new if r["id"] not in known)
    merged = Registry({**base.rows, "groups": (*old, *fresh, *base.rows["groups"])})
    theirs = {str(rows), str(into)}
    if wrong := [p for p in merged.validate() if any(f in p for f in theirs)]:
        raise BadInput("\n".join(wrong))
    lines = ["\t".join(_COLUMNS), *("\t".join(r[c] for c in _COLUMNS) for r in (*old, *fresh))]
    into.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(fresh)


_COLUMNS = ("id", "name", "kind", "country", "sector", "aliases", "parent", "start", "end", "wikidata", "citation", "example")
