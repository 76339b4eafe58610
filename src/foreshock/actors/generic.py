"""The table of nouns for kinds of people ("officials", "rebels") → `GenericKind`s by their words."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from foreshock.actors import tables


class GenericKind(NamedTuple):
    """A noun that names a kind of actor: its words (lemma last), what many of them are called, PLOVER's sector.

    `sort` is person, people, body (a ministry, an army) or thing (warplanes that act for those who fly them).
    """

    head: str
    named: str
    sort: str
    sector: str | None


@cache
def generic_kinds() -> dict[str, GenericKind]:
    """Nothing → kinds by their words in lower case.

    >>> generic_kinds()["official"].sector
    'GOV'
    """
    rows = tables.packaged("generic.tsv")
    return {r["head"]: GenericKind(r["head"], r["named"], r["sort"], r["sector"] or None) for r in rows}
