"""CAMEO's actor codes ("IRQREBKUR") → country, sector, kind and post in PLOVER's terms, by a table of our own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from foreshock.actors import tables
from foreshock.actors.tables import Row

_CODE = re.compile(r"(?:[A-Z]{3}|\*{3})+")
# What is of the government, or opposed to it, and something more: the more tells who it is ("IRNGOVMIL" is an army).
_WIDE = {"GOV", "OPP"}
_CLOSE = {"COP", "JUD", "LEG", "MIL", "PTY", "SPY", "REB", "INS", "SEP"}


@dataclass(frozen=True, slots=True)
class Cameo:
    """A code: where it belongs (None where it names no country), PLOVER's sector, what a body and a person with it are.

    `role` is false where no block names a role: a bare "IRN" stands for the state itself.
    """

    code: str
    country: str | None
    sector: str | None
    kind: str
    post: str
    role: bool


@cache
def _blocks() -> dict[tuple[str, str], Row]:
    return {(r["sort"], r["block"]): r for r in tables.packaged("cameo.tsv")}


def cameo(code: str) -> Cameo | None:
    """Code → its meaning; None where it is not made of blocks of three letters.

    >>> found = cameo("IRNGOVLEG")
    >>> (found.country, found.sector, found.kind)
    ('IRN', 'LEG', 'state organ')
    >>> cameo("ROMMED").country, cameo("ROMMED").sector
    ('ROU', 'JRN')
    """
    if not _CODE.fullmatch(code):
        return None
    blocks = [code[i : i + 3] for i in range(0, len(code), 3)]
    first = _blocks().get(("place", blocks[0]))
    roles = [r for b in blocks if (r := _blocks().get(("role", b)))]
    placed = first is not None or ("role", blocks[0]) not in _blocks()
    country = (first["place"] if first else blocks[0]) if placed and blocks[0] != "***" else "-"
    role = next(iter(roles), None)
    if role is not None and role["block"] in _WIDE:
        role = next((r for r in roles if r["block"] in _CLOSE), role)
    sector = (role or first or {"sector": "-"})["sector"]
    kind = (first["kind"] if first else "") or (role["kind"] if role else "organisation")
    return Cameo(code, None if country == "-" else country, None if sector in ("-", "") else sector, kind,
                 role["post"] if role else "member", bool(roles))
