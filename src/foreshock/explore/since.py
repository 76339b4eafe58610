"""Two days, a store's state → what is new between them: actors, ties that turned, courses up and down, each with what caused it."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from foreshock.errors import BadInput
from foreshock.exchange import terms
from foreshock.explore.asked import Asked
from foreshock.explore.opened import Opened
from foreshock.explore.pictures import drawn
from foreshock.explore.telling import Json, answered
from foreshock.graph.diff import Change, diff
from foreshock.graph.picture import Picture
from foreshock.lens import day
from foreshock.types import Evidence, Lens

SPELL = 28  # days, where none are asked for
MOST_CAUSES = 3
MOST_CHANGES = 200
MOST_ACTORS = 100


def since(asked: Asked, opened: Opened) -> Json:
    """→ what changed from one day to another."""
    first, last = _days(asked, opened)
    found, computed = _changes(asked, opened, first, last)
    new = _new_actors(opened, first, last)
    p, e = opened.events.pages, opened.events
    out, begun = np.where(p.last > 0, p.last, p.first), np.where(e.first > 0, e.first, e.last)
    told = [{**terms.plain(c), "causes": causes} for c, causes in found[:MOST_CHANGES]]
    ids = [i for c, _ in found[:MOST_CHANGES] for i in c.pair if i]
    return answered(asked, opened, {
        "from": first.isoformat(), "to": last.isoformat(), "level": asked.level, "documents": _within(out, first, last),
        "events": _within(begun, first, last), "new_actors": new[:MOST_ACTORS], "of_new_actors": len(new), "total": len(found),
        "changes": told, "computed": computed,
        "python": f"foreshock.open({opened.path.name!r}).diff({first.isoformat()!r}, {last.isoformat()!r})",
    }, [*ids, *(n["id"] for n in new)])


def _days(asked: Asked, opened: Opened) -> tuple[date, date]:
    last = day(asked.more.get("to"), "to") or opened.last_day or date.min
    first = day(asked.more.get("from"), "from") or last - timedelta(SPELL if last > date.min + timedelta(SPELL) else 0)
    if first >= last:
        raise BadInput(f"from={first} is not before to={last}. Swap them, or give another day.")
    return first, last


def _within(days: np.typing.NDArray[np.int32], first: date, last: date) -> int:
    return int(((days > first.toordinal()) & (days <= last.toordinal())).sum())


def _changes(asked: Asked, opened: Opened, first: date, last: date) -> tuple[list[tuple[Change, list[Json]]], Json]:
    """Two days → what changed in ties and courses, each with the sentences that came out in between and are behind it."""
    pictures: list[Picture] = []
    made: Json = {}
    for as_of in (first, last):
        one, made = drawn(Asked(Lens(as_of=as_of), level=asked.level), opened, with_courses=True)
        pictures.append(one.picture)

    def compared() -> list[tuple[Change, list[Json]]]:
        then, now = pictures
        found = diff((then.ties, then.courses), (now.ties, now.courses), now.actors)
        behind = [_behind(c, then, now, first) for c in found[:MOST_CHANGES]]
        with opened.store() as store:
            events = store.happenings_of([e.mention_id for some in behind for e in some if e.mention_id])
        told = [[_cause(e, events) for e in some] for some in behind]
        return list(zip(found, [*told, *([] for _ in found[MOST_CHANGES:])], strict=True))

    found, cached = opened.kept(("since", first, last, asked.level), compared)
    return found, {**made, "cached": cached}


def _behind(change: Change, then: Picture, now: Picture, first: date) -> list[Evidence]:
    """A change → the sentences behind it that came out after the first day; of what is gone, the last ones before."""
    pair = set(change.pair)
    gone = change.what in ("tie gone", "course gone")
    picture = then if gone else now
    ties = [t for t in picture.ties if {t.subject, t.target} == pair]
    if "course" in change.what:
        one = next((c for c in picture.courses if set(c.pair) == pair), None)
        ties = [t for r in one.reasons for t in r.ties] if one else ties
    every = {(e.document_id, e.span.start): e for t in ties for e in (*t.evidence, *t.denials)}.values()
    dated = sorted(every, key=lambda e: (e.date.latest or e.date.earliest or date.min, e.document_id, e.span.start), reverse=True)
    return [e for e in dated if gone or (e.date.latest or e.date.earliest or date.min) > first][:MOST_CAUSES]


def _cause(evidence: Evidence, events: dict[str, str]) -> Json:
    return {"event": events.get(evidence.mention_id or ""), "mention": evidence.mention_id, "document": evidence.document_id,
            "start": evidence.span.start, "end": evidence.span.end, "text": evidence.span.text, "date": evidence.date.text,
            "publisher": evidence.publisher}


def _new_actors(opened: Opened, first: date, last: date) -> list[Json]:
    """Two days → the actors whom a page named for the first time in between, those who act most first."""

    def seen() -> list[tuple[str, date, str]]:
        with opened.store() as store:
            return store.first_named()

    everybody, _ = opened.kept(("first named",), seen)
    busy = {i: int(n) for i, n in zip(opened.events.actors, opened.busy, strict=True)}
    found = [
        {"id": i, "name": opened.named[i].name, "first": on.isoformat(), "document": document, "events": busy.get(i, 0)}
        for i, on, document in everybody if first < on <= last and i in opened.named
    ]
    return sorted(found, key=lambda n: (-n["events"], n["first"], n["id"]))
