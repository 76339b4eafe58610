"""A user's file of actors, whatever its form → `Told`: rows for the registry's tables, and what could not be used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from foreshock.actors.names import fold
from foreshock.actors.tables import Row
from foreshock.types import Actor

LONGEST_ID = 80


@dataclass(frozen=True, slots=True)
class Told:
    """What a file of actors tells.

    `bad` are lines that could not be used, `notes` what is used with a reserve or has no place with us; each names file and line.
    """

    states: tuple[Row, ...] = ()
    bodies: tuple[Row, ...] = ()
    people: tuple[Row, ...] = ()
    roles: tuple[Row, ...] = ()
    bad: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    links: tuple[Row, ...] = ()

    def __len__(self) -> int:
        return len(self.states) + len(self.bodies) + len(self.people) + len(self.roles) + len(self.links)


def actor_row(file: str, line: int, **cells: str | Iterable[str]) -> Row:
    """File, line, cells (lists joined by ;) → a row; characters that would break a table become blanks.

    >>> actor_row("f", 1, id="a", aliases=("B", "C"))["aliases"]
    'B;C'
    """
    made = {name: cell if isinstance(cell, str) else ";".join(c.replace(";", ",") for c in cell) for name, cell in cells.items()}
    return Row(file, line, {name: " ".join(cell.split()) for name, cell in made.items()})


def slug(name: str) -> str:
    """Name → an id of lower case words joined by hyphens.

    >>> slug("Al-Nūr Brigade (north)")
    'al-nur-brigade-north'
    """
    return re.sub(r"\W+", "-", fold(name)).strip("-")[:LONGEST_ID]


def same(bearers: Iterable[Actor], country: str, person: bool | None) -> Actor | None:
    """Actors that bear a name, the country a file gives it, whether it is a person (None: unsure) → the one it is; None if unsure."""
    fitting = [
        a for a in bearers
        if a.country == country and a.kind != "state" and person in (None, a.kind == "person")
    ]
    return fitting[0] if len(fitting) == 1 else None
