"""What is asked, a store's state → its ties, courses and forecasts: drawn once for a lens, kept while the store stays as it is."""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from foreshock.errors import UnknownName
from foreshock.exchange import terms
from foreshock.explore import woven
from foreshock.explore.asked import Asked
from foreshock.explore.finding import find_actor
from foreshock.explore.opened import Opened
from foreshock.explore.telling import Json, answered, called
from foreshock.explore.woven import Told
from foreshock.graph import layout
from foreshock.graph.courses import course
from foreshock.graph.levels import roll
from foreshock.graph.picture import Picture
from foreshock.graph.signed import Network
from foreshock.graph.triads import balance
from foreshock.types import UNKNOWN, Course, Evidence, Span, Tie, When

MOST_ACTORS = 400  # drawn in a network; the weightiest
MOST_TIES = 1500
MOST_OF_ONE = 3000  # ties of an actor that are looked through


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture, how it was made ("pages": with every sentence; "columns": counted from columns), and in how many seconds."""

    picture: Picture
    how: Literal["pages", "columns"]
    seconds: float


def drawn(asked: Asked, opened: Opened, with_courses: bool = False) -> tuple[Drawn, Json]:
    """What is asked, the state → the picture of its lens and level, and how it was come by."""
    wide = asked.drawn()

    def make() -> Drawn:
        began = time.perf_counter()  # told, decides nothing
        if opened.large:
            from foreshock.explore.columns import picture_by_columns

            return Drawn(picture_by_columns(wide, opened, with_courses), "columns", time.perf_counter() - began)
        lens = wide.lens
        picture = opened.desk.picture(
            level=wide.level, with_courses=with_courses, since=lens.since, until=lens.until, as_of=lens.as_of, part=lens.parts,
            voice=lens.voices, publisher=lens.publishers, genre=lens.genres, confidence=lens.confidence)
        return Drawn(picture, "pages", time.perf_counter() - began)

    whole = None if with_courses else opened.peek(("picture", wide.lens, wide.level, True))  # the same ties, and courses beside them
    made, cached = (whole, True) if whole else opened.kept(("picture", wide.lens, wide.level, with_courses), make)
    return made, {"how": made.how, "seconds": round(made.seconds, 3), "cached": cached}


def ties_of(asked: Asked, opened: Opened, ends: Collection[str] = ()) -> tuple[list[Told], int, Json]:
    """What is asked, the state, whose ties (all without) → ties, strongest first, how many there are, and how they were come by."""
    if opened.large:
        began = time.perf_counter()
        key = ("ties", asked.drawn().lens, asked.level, tuple(sorted(ends)))
        (found, total), cached = opened.kept(key, lambda: woven.ties(asked, opened, MOST_OF_ONE if ends else 4 * MOST_TIES, ends))
        return found, total, {"how": "columns", "seconds": round(time.perf_counter() - began, 3), "cached": cached}
    made, computed = drawn(asked, opened)
    told = [Told(t, len(t.evidence), len(t.denials)) for t in made.picture.ties if not ends or {t.subject, t.target} & set(ends)]
    return told, len(told), computed


def warm(opened: Opened) -> None:
    """The state of a store → what the first page asks for, computed beforehand where that takes seconds."""
    if opened.large:
        opened.warm()
        network(Asked(), opened)


def network(asked: Asked, opened: Opened) -> Json:
    """→ the signed network: ties that the lens asks for, and a place for each actor in the unit square."""
    every, total, computed = ties_of(asked, opened)
    ties = [t for t in every if _asked_for(asked, opened, t.tie)]
    weight: dict[str, float] = {}
    for told in ties:
        for end in (told.tie.subject, told.tie.target):
            weight[end] = weight.get(end, 0.0) + told.tie.strength
    kept = set(sorted(weight, key=lambda i: (-weight[i], i))[:MOST_ACTORS])
    shown = [t for t in ties if t.tie.subject in kept and t.tie.target in kept][:MOST_TIES]
    spots = _spots(asked, opened, [t.tie for t in every], kept)
    key = ("balance", asked.drawn().lens, asked.level)
    of, _ = opened.kept(key, lambda: balance(Network.of([t.tie for t in every[:MOST_TIES]], (), opened.cast, _day(asked, opened), "actor")))
    return answered(asked, opened, {
        "as_of": _day(asked, opened).isoformat(), "level": asked.level, "spots": {i: spots[i] for i in sorted(kept)},
        "ties": [tie_told(t) for t in shown], "degree": {i: round(weight[i], 4) for i in sorted(kept)},
        "balance": {**terms.plain(of), "text": of.text},
        "shown": {"actors": len(kept), "of_actors": len(weight), "ties": len(shown), "of_ties": max(total, len(ties))},
        "computed": computed, "python": asked.python(opened.path.name, "ties")}, kept)


def _day(asked: Asked, opened: Opened) -> date:
    return asked.lens.as_of or opened.last_day or date.min


def _spots(asked: Asked, opened: Opened, ties: Sequence[Tie], kept: set[str]) -> dict[str, tuple[float, float]]:
    """Where each actor stands: as in the picture of everything, so that a filter moves nobody; newcomers beside their friends."""
    base: dict[str, tuple[float, float]] = opened.kept(
        ("spots", asked.level), lambda: layout([t.tie for t in ties_of(Asked(level=asked.level), opened)[0]]))[0]
    if kept <= base.keys():
        return base
    if opened.large:
        return {**_beside(ties, kept - base.keys(), base), **base}
    spots: dict[str, tuple[float, float]] = opened.kept(("spots", asked.drawn().lens, asked.level), lambda: layout(ties, base))[0]
    return spots


def _beside(ties: Sequence[Tie], new: set[str], base: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Ties, newcomers, where the others stand → each newcomer among his friends, a little apart; who has none stands in the middle."""
    friends: dict[str, list[tuple[float, float]]] = {i: [] for i in sorted(new)}
    for tie in ties:
        for one, other in ((tie.subject, tie.target), (tie.target, tie.subject)):
            if one in friends and other in base and tie.sign > 0:
                friends[one].append(base[other])
    found = {}
    for n, (i, near) in enumerate(friends.items()):
        x, y = (sum(p[k] for p in near) / len(near) if near else 0.5 for k in (0, 1))
        turn, far = n * math.pi * (3 - math.sqrt(5)), 0.03 + 0.02 * (n % 7)
        found[i] = (round(min(max(x + far * math.cos(turn), 0.0), 1.0), 4), round(min(max(y + far * math.sin(turn), 0.0), 1.0), 4))
    return found


def _asked_for(asked: Asked, opened: Opened, tie: Tie) -> bool:
    lens = asked.lens
    if lens.statuses and tie.status not in lens.statuses:
        return False
    ends = (tie.subject, tie.target)
    if lens.actor and not any(_is(opened, lens.actor, i, asked) for i in ends):
        return False
    if lens.pair:
        a, b = lens.pair
        return any(_is(opened, a, x, asked) and _is(opened, b, y, asked) for x, y in (ends, ends[::-1]))
    return True


def _is(opened: Opened, wanted: str, actor_id: str, asked: Asked) -> bool:
    actor = opened.cast.get(actor_id)
    return actor_id in (wanted, roll(wanted, opened.cast, asked.level)) or bool(actor and actor.country == wanted)


def tie_told(told: Told) -> Json:
    """Tie → its JSON form without the sentences, which `/ties/{id}` has."""
    made: Json = terms.plain(replace(told.tie, evidence=(), denials=()))
    del made["evidence"], made["denials"]
    return {**made, "evidence_count": told.evidence, "denied": told.denied}


def tie(asked: Asked, opened: Opened, tie_id: str) -> Json:
    """→ one tie with the sentences that it rests on, and those that deny it."""
    every, _, computed = ties_of(asked, opened)
    one = next((t.tie for t in every if t.tie.id == tie_id), None)
    if one is None:
        raise UnknownName(f"There is no tie {tie_id[:80]!r} under this lens and level. Look for it under /api/v1/picture.")
    if opened.large:
        one = replace(one, evidence=_quoted(asked, opened, one))
    ids = [one.subject, one.target, *one.speakers, *(e.speaker for e in (*one.evidence, *one.denials))]
    return answered(asked, opened, {"tie": terms.plain(one), "computed": computed}, ids)


def _quoted(asked: Asked, opened: Opened, one: Tie) -> tuple[Evidence, ...]:
    """A tie of a large store → sentences behind it, the heaviest first."""
    events, rows = woven.rows_behind(asked, opened, one)
    e, p = opened.events, opened.events.pages

    def evidence(document: str, span: Span, speaker: str | None, mention: str) -> Evidence:
        at = opened.page_at[document]
        days = [date.fromordinal(int(d)) if d else None for d in (p.first[at], p.last[at])]
        when = When(days[0], days[1], "day" if days[0] == days[1] else "range", "document") if any(days) else UNKNOWN
        return Evidence(document, span, when, p.publishers[p.publisher[at]] or None, speaker, mention)

    with opened.store() as store:
        leads = store.leads([int(e.lead[i]) for i in events if e.lead[i] >= 0])
        told = [leads[int(e.lead[i])] for i in events if int(e.lead[i]) in leads]
        said = [(t.document_id, t.evidence, t.speaker.actor_id if t.speaker else None, t.id) for t in store.stated_at(rows)]
    return tuple(evidence(*x) for x in [*((t.document, t.evidence, None, t.mention) for t in told), *said])


def courses(asked: Asked, opened: Opened) -> Json:
    """→ the pairs on course to confront each other, the hardest first, with why in a line."""
    found, computed = drawn(asked, opened, with_courses=True)
    every = [c for c in found.picture.courses if _course_asked_for(asked, opened, c)]
    size = asked.number("limit", 50)
    told = [course_told(c) for c in every[:size]]
    return answered(asked, opened, {
        "as_of": found.picture.as_of.isoformat(), "level": asked.level, "total": len(every), "courses": told, "computed": computed,
        "python": asked.python(opened.path.name, "courses")}, _in_courses(every[:size]))


def _course_asked_for(asked: Asked, opened: Opened, one: Course) -> bool:
    lens = asked.lens
    if lens.statuses and one.status not in lens.statuses:
        return False
    if lens.actor and not any(_is(opened, lens.actor, i, asked) for i in one.pair):
        return False
    if lens.pair:
        return any(_is(opened, lens.pair[0], x, asked) and _is(opened, lens.pair[1], y, asked) for x, y in (one.pair, one.pair[::-1]))
    return True


def _in_courses(found: Sequence[Course]) -> list[str]:
    return [i for c in found for i in (*c.pair, *(e for r in c.reasons for t in r.ties for e in (t.subject, t.target)))]


def course_told(one: Course) -> Json:
    """Course → its JSON form with a line that says why, and its score of four weeks before."""
    return {**terms.plain(one), "line": line_of(one), "before": round(one.score - one.trend, 6)}


def line_of(one: Course) -> str:
    """Course → its two heaviest reasons in a line."""
    return "; ".join(r.text for r in [r for r in one.reasons if r.weight > 0][:2])


def pair_of(asked: Asked, opened: Opened) -> tuple[str, str]:
    """What is asked → the two actors of the parameters a and b, by id."""
    a, b = (find_actor(opened, asked.needed(n)).id for n in ("a", "b"))
    return a, b


def one_course(asked: Asked, opened: Opened) -> Json:
    """→ the course of two actors, null where no rule reaches them."""
    a, b = pair_of(asked, opened)
    found, computed = drawn(asked, opened)
    p = found.picture

    def make() -> Course | None:
        return course((a, b), p.ties, p.events, p.actors, as_of=p.as_of, level=asked.level)

    whole: Drawn | None = opened.peek(("picture", asked.drawn().lens, asked.level, True))
    ends = {roll(i, p.actors, asked.level) for i in (a, b)}
    told: Course | None = next((c for c in whole.picture.courses if {*c.pair} == ends), None) if whole else None
    if told is None:
        told, _ = opened.kept(("course", a, b, asked.drawn().lens, asked.level), make)
    return answered(asked, opened, {
        "pair": [a, b], "course": course_told(told) if told else None, "line": line_of(told) if told else "no rule reaches this pair",
        "computed": computed, "python": asked.python(opened.path.name, "why", a, b)}, [a, b, *(_in_courses([told]) if told else [])])


def between_words(opened: Opened, a: str, b: str, sign: float) -> str:
    """Two actors, the sign between them → in words."""
    return f"{called(opened, a)} {'backs' if sign > 0 else 'opposes'} {called(opened, b)}"

