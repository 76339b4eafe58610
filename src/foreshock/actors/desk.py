"""What a user asks of the registry → actors, their roles, and a report on a table of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path

from foreshock.actors import tables
from foreshock.actors.check import gaps
from foreshock.actors.index import Link
from foreshock.actors.own import OwnFile, complaints, laid_over, own_files, read
from foreshock.actors.registry import Registry, registry
from foreshock.actors.told import Told
from foreshock.errors import BadInput, UnknownName
from foreshock.types import Actor, Role

Paths = Sequence[str | PathLike[str]]


def search(words: str, actors: Paths = ()) -> tuple[Actor, ...]:
    """Words, the user's files → actors that bear them in a name."""
    return registry(own_files(actors)).search(words)


def show(name: str, actors: Paths = ()) -> tuple[Actor, tuple[Role, ...]]:
    """Id or name, the user's files → the actor, its roles and those that others hold in it; UnknownName where it is not one actor."""
    known = registry(own_files(actors))
    actor = known.get(name)
    borne = (actor,) if actor else known.candidates(name) or known.bearers(name)
    if len(borne) == 1:
        return borne[0], (*known.roles(borne[0].id), *known.posts(borne[0].id))
    near = ", ".join(a.id for a in (borne or known.search(name))[:5])
    raise UnknownName(f"{name!r}: {'several actors bear this name' if borne else 'no such actor'}. "
                      + (f"Try one of: {near}." if near else "Look for part of the name with `foreshock actors search`."))


def links(actor: str, actors: Paths = ()) -> tuple[Link, ...]:
    """Id, the user's files → what ties the actor to other bodies: splits, renamings, mergers, umbrellas, allegiances, patrons."""
    return registry(own_files(actors)).links(actor)


def validate(actors: Paths = ()) -> list[str]:
    """The user's files → what does not hold in them; with no file, in the tables of the package."""
    own = own_files(actors)
    return [*complaints(own), *_about(own, registry(own).validate())]


def notes(actors: Paths = ()) -> list[str]:
    """The user's files (with none, the package) → what may be right but should be looked at: gaps between holders, things assumed."""
    own = own_files(actors)
    return [*(n for file in own for n in read(file).notes), *_about(own, gaps(registry(own)))]


def _about(own: Sequence[OwnFile], told: Iterable[str]) -> list[str]:
    """Files, sentences → those that name one of the files, in which only the user can mend it; all where there is no file."""
    return [t for t in told if not own or any(f"{file.path}:" in t for file in own)]


def add(rows: Path, into: Path) -> int:
    """A table of actors or roles and the user's own file → how many rows were new there; BadInput with every problem found.

    The user's file is given to `read`, `code` and `understand` as `--actors`; the package's own tables are never written to.
    """
    new = tables.from_file(rows)
    given = tuple(new[0].cells) if new else ()
    columns, key = (_ROLES, _ROLES[:6]) if "holder" in given else (_COLUMNS, ("id",))
    if not new:
        raise BadInput(f"{rows}: no rows. The first line names the columns: {' '.join(columns)}.")
    needed = ("holder", "post") if columns is _ROLES else ("id", "name", "kind")
    if missing := [c for c in needed if c not in given]:
        raise BadInput(f"{rows}: no column {', '.join(missing)}. The columns are: {' '.join(columns)}.")
    old = tables.from_file(into) if into.exists() else ()
    if old and not set(needed) <= set(old[0].cells):
        raise BadInput(f"{into}: holds another table. Add roles and actors to two files; --actors can be given twice.")
    known = {tuple(r[c] for c in key) for r in old}
    fresh = tuple(r for r in new if tuple(r[c] for c in key) not in known)
    base = registry().rows
    merged = Registry(laid_over(base, [Told(roles=(*old, *fresh)) if columns is _ROLES else Told(bodies=(*old, *fresh))]))
    if wrong := [p for p in (*complaints(own_files([rows])), *merged.validate()) if any(f"{f}:" in p for f in (rows, into))]:
        raise BadInput("\n".join(wrong))
    lines = ["\t".join(columns), *("\t".join(r[c] for c in columns) for r in (*old, *fresh))]
    written = into.with_name(into.name + ".new")
    try:
        written.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.replace(into)  # a kill leaves the old file or the new one
    except OSError as error:
        raise BadInput(f"{into}: {error.strerror or error}. Name a file that can be written.") from error
    return len(fresh)


_COLUMNS = ("id", "name", "kind", "country", "sector", "aliases", "parent", "start", "end", "wikidata", "citation", "example")
_ROLES = ("holder", "post", "of", "to", "start", "end", "sector", "standing", "citation")
