"""`Holdings` → what every writer asks of them: the reports of an event, names, one cell of a table, ids that stay the same."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import combinations
from typing import IO

from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.places import countries
from foreshock.types import Actor, Document, Event, EventMention

# RFC 4122, name-based: the same thing has the same UUID in every export. .invalid is nobody's name (RFC 2606).
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "foreshock.invalid")
# A spreadsheet runs a cell that begins with one of these as a formula; a page must not be able to write one.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def uuid_of(*parts: object) -> str:
    """What makes a thing itself → its UUID (version 5).

    >>> uuid_of("actor", "IRN")
    'a7d26775-8f7b-502e-9711-f7c746fd57db'
    """
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(map(str, parts))))


class Giving:
    """Holdings by id, for one writer."""

    def __init__(self, holdings: Holdings) -> None:
        self.holdings = holdings
        self.actors = holdings.picture.actors
        self.documents = {d.id: d for d in holdings.documents}
        self._mentions = {m.id: m for m in holdings.event_mentions}

    def reports(self, event: Event) -> list[EventMention]:
        """Event → its reports that the lens lets through; none for an imported one."""
        return [self._mentions[i] for i in event.mentions if i in self._mentions]

    def name(self, actor_id: str) -> str:
        """Id → the actor's name."""
        return self.actors[actor_id].name if actor_id in self.actors else actor_id

    def actor(self, actor_id: str) -> Actor:
        """Id → the actor; one that only has its id where nothing is known."""
        return self.actors.get(actor_id) or Actor(actor_id, actor_id, "organisation", origin="page")

    def sector(self, actor_id: str, reports: Iterable[EventMention] = ()) -> str | None:
        """Id, reports → PLOVER's sector: that of the post that the reports' pages know, else the actor's own."""
        told = (m.sector for r in reports for m in (*r.actors, *r.recipients) if m.actor_id == actor_id and m.sector)
        return next(told, self.actor(actor_id).sector)

    def document(self, event: Event) -> Document | None:
        """Event → the first page that reports it."""
        return next((self.documents[i] for i in event.documents if i in self.documents), None)

    def publisher(self, event: Event) -> str:
        """Event → who printed it first, as far as is known."""
        return event.publishers[0] if event.publishers else ""


def day_of(event: Event) -> date | None:
    """Event → the day that stands for it in tables of days: the first one that it can have been on."""
    return event.when.earliest or event.when.latest


def dyads(event: Event) -> Iterator[tuple[str, str | None]]:
    """Event → who with whom, by ids: every actor with every recipient; every two actors where there is no recipient."""
    if event.recipients:
        yield from ((a, b) for a in event.actors for b in event.recipients)
    elif len(event.actors) > 1:
        yield from combinations(event.actors, 2)
    else:
        yield from ((a, None) for a in event.actors)


def country_name(code: str | None) -> str:
    """ISO 3166 alpha-3 → the country's name in English; the code itself for what is no country (IGO, IMG …)."""
    return _names().get(code or "", code or "")


@cache
def _names() -> dict[str, str]:
    return {c.place.country: c.place.name for c in countries().values() if c.place.country}


class Cells:
    """Writes rows parted by tabs, as ICEWS and POLECAT do: no quoting, so no tab or line end may stand in a cell."""

    def __init__(self, out: IO[str], losses: Losses) -> None:
        self._out, self._losses = out, losses

    def write(self, cells: Iterable[object]) -> None:
        """Cells → one line. Text that a spreadsheet would run is led by an apostrophe; None is empty."""
        self._out.write("\t".join(self._cell(c) for c in cells) + "\n")

    def _cell(self, value: object) -> str:
        if value is None or isinstance(value, int | float | date):
            return "" if value is None else str(value)
        text = " ".join(str(value).split())
        if text.startswith(FORMULA):
            self._losses.lost["cells that a spreadsheet would run as a formula, now led by an apostrophe"] += 1
            return f"'{text}"
        return text
