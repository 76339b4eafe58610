"""An actor, a store's state → his dossier; words → the actors whose names hold them."""

from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np

from foreshock.exchange import terms
from foreshock.explore.asked import Asked
from foreshock.explore.finding import find_actor
from foreshock.explore.listing import binned, by_of, cursor_of
from foreshock.explore.masks import shown, took_part
from foreshock.explore.opened import Opened
from foreshock.explore.pictures import Drawn, line_of, ties_of
from foreshock.explore.telling import Json, answered, called, iso, people
from foreshock.graph.levels import roll
from foreshock.store.by_rows import Named
from foreshock.types import Role, Tie

MOST_NAMES = 30
MOST_ROLES = 200
MOST_PARTNERS = 20


def search(asked: Asked, opened: Opened) -> Json:
    """→ actors whose name, alias or id holds the words, the best match first; without words those who act most under the lens."""
    e, words = opened.events, asked.more.get("q", "").casefold().strip()
    met = np.bincount(e.party[shown(asked, opened)[e.party_of]], minlength=len(e.actors))
    busy = {i: int(n) for i, n in zip(e.actors, met, strict=True)}
    best: dict[str, tuple[int, str]] = {}
    for folded, printed, i in opened.names if words else ():
        rank = 0 if folded == words else 1 if folded.startswith(words) else 2 if f" {words}" in folded else 3 if words in folded else None
        if rank is not None and (i not in best or rank < best[i][0]):
            best[i] = (rank, printed)
    found = sorted(best, key=lambda i: (best[i][0], -busy.get(i, 0), i)) if words else [
        i for i in sorted(busy, key=lambda i: (-busy[i], i)) if busy[i]]
    start, size = cursor_of(asked), asked.number("limit", 20)
    page = found[start : start + size]
    told = [{**people(opened, [i])[i], "events": busy.get(i, 0), "also": _also(opened, i, best.get(i))} for i in page]
    return answered(asked, opened, {
        "total": len(found), "next": str(start + size) if start + size < len(found) else None, "found": told})


def _also(opened: Opened, actor_id: str, matched: tuple[int, str] | None) -> str | None:
    return matched[1] if matched and matched[1] != opened.named[actor_id].name else None


def dossier(asked: Asked, opened: Opened, actor_id: str) -> Json:
    """→ all that is known of an actor: posts, names as found, friends and enemies, courses, what he does over time."""
    actor = find_actor(opened, actor_id)
    node = roll(actor.id, opened.cast, asked.level)
    found, _, computed = ties_of(asked, opened, (node,))
    mine = [t.tie for t in found]
    with opened.store() as store:
        named, spoken = store.named_as(actor.id, opened.events.pages, opened.page_at), store.spoken_by(actor.id)
        roles = [*store.roles(actor.id)]
    held = [r for r in opened.roles if actor.id in (r.of, r.to)]
    sides = {name: _side(mine, node, *what) for name, what in (
        ("backs", (True, 1)), ("opposes", (True, -1)), ("backed_by", (False, 1)), ("opposed_by", (False, -1)))}
    whole: Drawn | None = opened.peek(("picture", asked.drawn().lens, asked.level, True))
    courses = [c for c in whole.picture.courses if node in c.pair][:20] if whole else []
    posts = (*roles[:MOST_ROLES], *held[:MOST_ROLES])
    ids = [actor.id, node, *(i for r in posts for i in (r.holder, r.of, r.to)), *(i for c in courses for i in c.pair)]
    ids += [t["id"] for side in sides.values() for t in side]
    deeds = _deeds(asked, opened, actor.id)
    return answered(asked, opened, {
        "actor": terms.actor(actor), "level": asked.level, "stands_for": node, "roles": [_role(opened, r) for r in roles[:MOST_ROLES]],
        "held_by": [_role(opened, r) for r in held[:MOST_ROLES]], "names": _names(named),
        **{name: _sight(opened, named, sign) for name, sign in (("first_seen", 1), ("last_seen", -1))}, **sides,
        "courses": [{"pair": list(c.pair), "score": c.score, "trend": c.trend, "line": line_of(c)} for c in courses],
        "courses_known": whole is not None, "counts": {**deeds.pop("counts"), "statements": spoken}, **deeds, "computed": computed,
        "python": asked.python(opened.path.name, "events") if asked.lens.actor else
        f"foreshock.open({opened.path.name!r}).events(actor={actor.id!r})"}, [*ids, *(p["id"] for p in deeds["partners"])])


def _side(ties: list[Tie], node: str, subject: bool, sign: int) -> list[Json]:
    """Ties of an actor, whether he is to be their subject, a sign → who stands so to him, the strongest first."""
    found = [t for t in ties if t.sign == sign and (t.subject if subject else t.target) == node
             and t.status not in ("historical", "negated")]
    return [{"id": t.target if subject else t.subject, "strength": t.strength, "kind": t.kind, "tie": t.id, "basis": t.basis,
             "status": t.status, "hedged": t.hedged, "last_seen": t.last_seen.isoformat() if t.last_seen else None}
            for t in sorted(found, key=lambda t: (-t.strength, t.id))[:40]]


def _role(opened: Opened, role: Role) -> Json:
    return {**terms.role(role), "holder_name": called(opened, role.holder), "of_name": called(opened, role.of) if role.of else None,
            "to_name": called(opened, role.to) if role.to else None}


def _names(named: Named) -> list[Json]:
    """→ the words by which the pages name an actor, and how often, the most frequent first."""
    counted = Counter(named.said[~named.pronoun].tolist())
    return [{"text": t, "count": n} for t, n in sorted(counted.items(), key=lambda c: (-c[1], c[0]))[:MOST_NAMES]]


def _sight(opened: Opened, named: Named, sign: int) -> Json | None:
    """Where pages name an actor, 1 or −1 → the first page to do so, or the last; those without a date stand behind."""
    if not len(named.page):
        return None
    p = opened.events.pages
    day = np.where(p.first > 0, p.first, p.last)[named.page]
    at = np.lexsort((named.position, named.page, np.where(day > 0, sign * day, date.max.toordinal())))[0]
    page = int(named.page[at])
    return {"date": iso(int(day[at])), "document": p.ids[page], "title": p.titles[page], "start": int(named.start[at]),
            "end": int(named.end[at]), "text": named.said[at]}


def _deeds(asked: Asked, opened: Opened, actor_id: str) -> Json:
    """→ how much he does and suffers, when, and with whom."""
    e = opened.events
    who = np.array([i == actor_id for i in e.actors] or [], np.bool_)
    kept = shown(asked, opened)
    sides = [kept & took_part(opened, who, side) for side in (0, 1)]
    every = sides[0] | sides[1]
    day = np.where(e.first > 0, e.first, e.last)[every]
    by = by_of(asked, day)
    others = np.bincount(e.party[every[e.party_of]], minlength=len(e.actors))
    others[who] = 0
    best = np.argsort(-others, kind="stable")[:MOST_PARTNERS]
    return {
        "counts": {"events": int(every.sum()), "as_actor": int(sides[0].sum()), "as_recipient": int(sides[1].sum())}, "by": by,
        "bins": [{"from": k, **n} for k, n in sorted(binned(day, e.ink[every], by).items())],
        "partners": [{"id": e.actors[i], "events": int(others[i])} for i in best.tolist() if others[i]]}

