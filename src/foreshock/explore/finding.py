"""Words, a store's state → the actor who is meant, or all whose names hold them."""

from __future__ import annotations

from difflib import get_close_matches

from foreshock.errors import UnknownName
from foreshock.explore.opened import Opened
from foreshock.types import Actor

_ORIGINS = ("registry", "page", "generic", "table")


def find_actor(opened: Opened, text: str) -> Actor:
    """The state, an id, name, alias or country code in any case → the actor; UnknownName, with names like it, if there is none."""
    if (known := opened.named.get(text)) is not None:
        return known
    wanted = text.strip().casefold()
    hits = [opened.named[i] for folded, _, i in opened.names if folded == wanted]
    if not hits:
        hits = [a for a in opened.named.values() if a.kind == "state" and a.country is not None and a.country.casefold() == wanted]
    if hits:
        return min(hits, key=lambda a: (a.id.casefold() != wanted, a.name.casefold() != wanted, _ORIGINS.index(a.origin), a.id))
    if text in opened.cast:
        return opened.cast[text]
    near = get_close_matches(wanted, [f for f, _, _ in opened.names], n=3, cutoff=0.6)
    printed = {f: p for f, p, _ in opened.names}
    hint = f"Did you mean {', '.join(printed[n] for n in near)}?" if near else "Look for it under /api/v1/actors?q=…"
    raise UnknownName(f"There is no actor {text[:80]!r} in this store. {hint}")
