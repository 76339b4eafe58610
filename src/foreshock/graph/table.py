"""`Event`s of a store → `EventTable`; two tables → one: what graph and forecast compute over very many events with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from foreshock.graph.admitted import event_day
from foreshock.types import Actor, Event, EventRow, EventTable, Party, Relation
from foreshock.types.plover import event_types


def of_events(events: Iterable[Event], actors: Mapping[str, Actor]) -> EventTable:
    """Happenings, the actors in them → the table; those without a day or an actor are left out. `origin` is the event's id."""
    return EventTable.of(_rows(events, actors), keep_origin=True)


def _rows(events: Iterable[Event], actors: Mapping[str, Actor]) -> Iterator[EventRow]:
    parties: dict[str, Party] = {}

    def party(actor_id: str) -> Party:
        if actor_id not in parties:
            actor = actors.get(actor_id)
            facts = (actor.name, actor.country or "", actor.sector or "") if actor else (actor_id, "", "")
            parties[actor_id] = Party(*facts, "", actor_id)
        return parties[actor_id]

    for event in events:
        day = event_day(event)
        if day is None or not event.actors:
            continue
        doers, others = [party(i) for i in event.actors], [party(i) for i in event.recipients]
        relation = Relation(event.type.title(), "", event.type, event_types()[event.type].quad, event.score, event.modes)
        yield EventRow(
            day, doers[0], relation, others[0] if others else None, event.confidence, event.id, tuple(doers[1:]), tuple(others[1:]),
            status=event.status, id=event.id)


def joined(a: EventTable, b: EventTable) -> EventTable:
    """Two tables → one, by day; of one day those of the first come first. Equal parties and relations become one."""
    parties = tuple(dict.fromkeys((*a.parties, *b.parties)))
    relations = tuple(dict.fromkeys((*a.relations, *b.relations)))
    at = {p: n for n, p in enumerate(parties)}
    called = {r: n for n, r in enumerate(relations)}
    both = (a, b)
    order = np.argsort(np.concatenate([t.day for t in both]), kind="stable")
    to = [np.array([*(at[p] for p in t.parties), -1], dtype=np.int32) for t in both]  # the last one is what −1 finds
    acts = [np.array([called[r] for r in t.relations] or [0], dtype=np.int32) for t in both]
    origin = (*(a.origin or [""] * len(a)), *(b.origin or [""] * len(b))) if a.origin or b.origin else ()
    return EventTable(
        np.concatenate([t.day for t in both])[order],
        np.concatenate([n[t.actor] for n, t in zip(to, both, strict=True)])[order],
        np.concatenate([n[t.relation] for n, t in zip(acts, both, strict=True)])[order],
        np.concatenate([n[t.recipient] for n, t in zip(to, both, strict=True)])[order],
        np.concatenate([t.weight for t in both])[order], parties, relations, tuple(origin[i] for i in order) if origin else (),
    )
