"""A user's files of actors, in our own form or in another's → rows laid over the package's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from pathlib import Path

from foreshock.actors import tables
from foreshock.actors.tables import MAX_BYTES, Row
from foreshock.actors.told import Told, actor_row
from foreshock.errors import BadInput

_ACTORS = ("states", "groups", "organisations", "people")
_LOOKED_AT = 400  # lines, to tell the form of a file


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A user's file of actors: its path, and the sha256 of what it held when the work began."""

    path: Path
    sha256: str


def own_files(paths: Iterable[str | PathLike[str]]) -> tuple[OwnFile, ...]:
    """Paths → the files with their digests; BadInput where one cannot be read."""
    return tuple(OwnFile(Path(p), hashlib.sha256(_bytes(Path(p))).hexdigest()) for p in dict.fromkeys(map(str, paths)))


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path}: {path.stat().st_size // 1_000_000} MB is too much for a file of actors. Split it.")
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}. Give the path of a file of actors.") from error


@lru_cache(maxsize=8)
def read(file: OwnFile) -> Told:
    """A user's file → what it tells; BadInput if it is in none of the forms, or has changed since the work began."""
    from foreshock.actors import ftm, tabari
    from foreshock.actors.registry import registry

    data = _bytes(file.path)
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise BadInput(f"{file.path}: it changed while it was in use. Run the command again.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file.path}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from error
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if line.strip() and not line.startswith("#")]
    name = str(file.path)
    if not lines:
        return Told()
    if any(set(lines[0].split("\t")) >= needed for needed in ({"id", "name"}, {"holder", "post"}, {"group", "link", "other"})):
        return _ours(name, text)
    if lines[0].lstrip().startswith("{"):
        return ftm.read(name, text, registry())
    if tabari.looks_so(lines):
        return tabari.read(name, text, registry())
    raise BadInput(f"{name}: no form of actors that is known. Give a table whose first line names its columns (id, name, kind, …), a "
                   "TABARI or PETRARCH dictionary, or FollowTheMoney entities as JSON lines.")


def _ours(name: str, text: str) -> Told:
    """A table in our own form → its rows; the columns tell which table it is."""
    header, rows = tables.columns(text), tables.parse(name, text)
    width = len(header)
    # A cell too many has no column; it would be lost without a word.
    at = {n: len(line.split("\t")) for n, line in enumerate(text.splitlines(), 1)}
    bad = tuple(f"{r.at}: {at[r.line]} cells in a table of {width} columns" for r in rows if at[r.line] > width)
    if "holder" in header:
        return Told(roles=rows, bad=bad)
    if "link" in header:
        return Told(links=rows, bad=bad)
    if "adjectives" in header:
        return Told(states=rows, bad=bad)
    return Told(bodies=rows, bad=bad) if "kind" in header else Told(people=rows, bad=bad)


def laid_over(packaged: Mapping[str, tuple[Row, ...]], own: Iterable[Told]) -> dict[str, tuple[Row, ...]]:
    """The package's rows by table, what the user's files tell → the rows of both.

    New rows come before the package's. A row with an id of the package's adds its names to that actor, and its other cells, where
    filled in, replace the package's.
    """
    made = {table: list(rows) for table, rows in packaged.items()}
    at = {row["id"]: (table, n) for table in _ACTORS for n, row in enumerate(made.get(table, ()))}
    fresh: dict[str, list[Row]] = {table: [] for table in (*_ACTORS, "roles", "groups_links")}
    codes: list[Row] = []
    for told in own:
        for table, rows in (("states", told.states), ("groups", told.bodies), ("people", told.people)):
            for row in rows:
                if row["id"] in at:
                    held, n = at[row["id"]]
                    made[held][n] = _over(made[held][n], row)
                else:
                    fresh[table].append(row)
        fresh["groups_links"] += told.links
        for row in told.roles:
            (codes if row["citation"].startswith("CAMEO ") else fresh["roles"]).append(row)
    # Roles by a code come last: the package's posts say more. A post that the user names comes first.
    made["roles"] = [*made.get("roles", ()), *codes]
    return {table: (*fresh.get(table, ()), *rows) for table, rows in made.items()}


def _over(old: Row, new: Row) -> Row:
    cells = {**old.cells, **{c: v for c, v in new.cells.items() if v.strip()}}
    names = dict.fromkeys((*old.list("aliases"), *([old["name"]] if new["name"] else ()), *new.list("aliases")))
    names.pop(cells["name"], None)
    return actor_row(new.file, new.line, **{**cells, "aliases": tuple(names)})


def registry_rows(packaged: Mapping[str, tuple[Row, ...]], own: tuple[OwnFile, ...]) -> dict[str, tuple[Row, ...]]:
    """The package's rows, the user's files → the rows of both."""
    return laid_over(packaged, [read(file) for file in own]) if own else dict(packaged)


def complaints(own: Iterable[OwnFile]) -> tuple[str, ...]:
    """The user's files → every line of them that could not be used, with file and line."""
    return tuple(b for file in own for b in read(file).bad)
