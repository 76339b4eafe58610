"""A store and a `Lens` → who and what of it may show, for the nouns that the store keeps undated: actors, roles, pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from foreshock.store import Store
from foreshock.types import Actor, Dispute, Document, EventMention, Lens, Mention, Reading, Role, Statement, TieMention


def documents_in(store: Store, lens: Lens) -> list[Document]:
    """Store, lens → the pages that have one of the parts asked for and report, where a status is asked for, with that status."""
    pages = list(store.documents(lens))
    if lens.parts != Lens().parts:
        pages = [d for d in pages if any(p.kind in lens.parts for p in d.parts)]
    if not lens.statuses:
        return pages
    of_status = replace(lens, actor=None, pair=None, since=None, until=None)
    kept = {m.document_id for m in store.event_mentions(of_status)} | {t.document_id for t in store.tie_mentions(of_status)}
    return [d for d in pages if d.id in kept]


def statements_in(store: Store, lens: Lens) -> list[Statement]:
    """Store, lens → statements; `negated` asks for those that the text says were not made, `actual` for the others."""
    said = store.statements(lens)
    return [s for s in said if not lens.statuses or ("negated" if s.negated else "actual") in lens.statuses]


def actors_in(store: Store, lens: Lens) -> list[Actor]:
    """Store, lens → actors whom the pages name within it; with an actor, pair or status, those who take part in what it shows.

    What later pages taught of an actor (a name, a parent) does not show under `as_of`.
    """
    pages = replace(lens, actor=None, pair=None)
    readings = list(store.readings(pages))
    chosen = lens.actor or lens.pair or lens.statuses
    met = _taking_part(store, lens) if chosen else (i for r in readings for i in _named(r, lens))
    ids = set(met)
    taught = _taught(readings)
    imported = set(store.imported_columns(lens).met) if store.imported_count() else set()
    ids |= imported
    known = (a if a.origin == "registry" or a.id in imported else taught.get(a.id) for a in store.actors() if a.id in ids)
    return [a for a in known if a is not None]


def _taught(readings: Iterable[Reading]) -> dict[str, Actor]:
    """Readings → the actors that they teach, with the names that all of them know."""
    found: dict[str, Actor] = {}
    for actor in (a for reading in readings for a in reading.actors):
        before = found.get(actor.id, actor)
        names = {*before.aliases, *actor.aliases, actor.name} - {before.name}
        found[actor.id] = replace(before, aliases=tuple(sorted(names)))
    return found


def _named(reading: Reading, lens: Lens) -> Iterator[str]:
    """Reading, lens → ids of the actors whom its parts mention."""
    for mention in reading.mentions:
        part = reading.document.part_at(mention.span)
        if mention.actor_id and (part.kind if part else "body") in lens.parts:
            yield mention.actor_id


def _taking_part(store: Store, lens: Lens) -> Iterator[str]:
    said: list[EventMention | TieMention | Statement] = [*store.event_mentions(lens), *store.tie_mentions(lens)]
    said += statements_in(store, lens)
    yield from (m.actor_id for what in said for m in _people(what) if m is not None and m.actor_id)


def _people(what: EventMention | TieMention | Statement) -> tuple[Mention | None, ...]:
    if isinstance(what, EventMention):
        return (*what.actors, *what.recipients, what.speaker)
    if isinstance(what, TieMention):
        return (what.subject, what.target, what.speaker)
    return (what.speaker, what.addressee)


def roles_in(store: Store, lens: Lens) -> list[Role]:
    """Store, lens → posts held at some time from since to until (unknown bounds count as held), as known on as_of."""
    pages = {d.id for d in store.documents(replace(lens, actor=None, pair=None, since=None, until=None))}
    kept = []
    for role in store.roles():
        if role.document_id is not None and role.document_id not in pages:
            continue
        if _too_late(role, lens) or (lens.since and role.end and role.end < lens.since):
            continue
        if lens.actor and lens.actor not in (role.holder, role.of, role.to):
            continue
        if lens.pair and not {*lens.pair} <= {role.holder, role.of, role.to}:
            continue
        # On that day nobody knew when the post would be given up.
        later = lens.as_of and role.end and role.end > lens.as_of
        kept.append(replace(role, end=None) if later else role)
    return kept


def _too_late(role: Role, lens: Lens) -> bool:
    return any(day is not None and role.start is not None and role.start > day for day in (lens.until, lens.as_of))


def disputes_in(store: Store, lens: Lens) -> list[Dispute]:
    """An open store, a lens → the claims that stand against each other, with the actors and a report of the status asked for."""
    from foreshock.graph.disputes import disputes

    wide = replace(lens, actor=None, pair=None, statuses=())  # who denies need not be the one who accuses
    actors = {a.id: a for a in store.actors()}
    mentions = list(store.event_mentions(wide))
    found = disputes(store.documents(wide), list(store.statements(wide)), mentions, {i: a.name for i, a in actors.items()})
    asked_for = {m.id for m in mentions if m.factuality.status in lens.statuses}
    kept = [d for d in found if not lens.statuses or any(e.mention_id in asked_for for _, _, e in d.sides)]
    if lens.actor or lens.pair:
        kept = [d for d in kept if any(touches(lens, actors, two) for two in combinations(("", *d.actors), 2))]
    return kept


def cast_of(named: Sequence[Actor], roles: Sequence[Role]) -> dict[str, Actor]:
    """Actors that pages name, and roles → the same with those they act for: parents, bodies of their posts, states."""
    from foreshock.actors import registry

    known, cast = registry(), {a.id: a for a in named}
    todo = [*named, *(a for r in roles if r.of and (a := known.get(r.of)))]
    while todo:
        actor = todo.pop()
        cast.setdefault(actor.id, actor)
        above = (known.get(i) for i in (actor.parent, actor.country) if i and i not in cast)
        todo += [a for a in above if a is not None]
    return cast


def touches(lens: Lens, actors: dict[str, Actor], ids: Sequence[str]) -> bool:
    """Lens and a pair of actor ids → whether the lens asks for it, by id or country."""

    def is_(asked: str, actor_id: str) -> bool:
        known: Any = actors.get(actor_id)
        return asked == actor_id or bool(known and known.country == asked)

    if lens.actor and not any(is_(lens.actor, i) for i in ids):
        return False
    if lens.pair:
        a, b = lens.pair
        return (is_(a, ids[0]) and is_(b, ids[1])) or (is_(a, ids[1]) and is_(b, ids[0]))
    return True
