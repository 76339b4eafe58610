"""Sentences that state ties, and events → `Tie`s: who backs and who opposes whom, as of a day, stated by texts or accrued from deeds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from foreshock.graph import weights
from foreshock.graph.accrued import deed
from foreshock.graph.admitted import ARTICLE, Admission, Without
from foreshock.graph.heaped import Heaped, heaped, ordered
from foreshock.graph.levels import Actors, Level, roll
from foreshock.graph.quoting import quoted
from foreshock.types import (
    STATUSES,
    TIE_KINDS,
    Document,
    Event,
    EventColumns,
    EventMention,
    PartKind,
    Quotes,
    Role,
    Sentences,
    Stated,
    Tie,
    TieMention,
)
from foreshock.types.ids import stable_id
from foreshock.types.sentences import CERTAINTIES
from foreshock.types.stated import KINDS

_NOTHING = Without()
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Relation = tuple[str, str, int, int]  # who, whom, place in KINDS, place in STATUSES


def ties(
    tie_mentions: Sequence[TieMention],
    events: Sequence[Event],
    event_mentions: Sequence[EventMention],
    documents: Sequence[Document],
    actors: Actors,
    *,
    as_of: date,
    level: Level = "actor",
    parts: Sequence[PartKind] = ARTICLE,
    without: Without = _NOTHING,
    roles: Sequence[Role] = (),
) -> list[Tie]:
    """Stated and done, as of a day, at a level → the ties, strongest first (then by id).

    Pages that came out after `as_of` are not heard, nor parts not named in `parts`, nor what `without` leaves out. Only what is
    said to have happened makes an "actual" tie; what is foretold makes one of status "future" or "hypothetical", hedged; what is
    denied makes none. Undated pages are heard, and do not age.
    """
    stated, told = Stated.of(tie_mentions, documents), EventColumns.of(events, event_mentions, documents)
    return quoted(drawn(stated, told, actors, Admission.of(as_of, parts, without), level, roles))


def drawn(
    stated: Stated, events: EventColumns, actors: Actors, admission: Admission, level: Level, roles: Sequence[Role], quote: bool = True,
) -> list[Tie]:
    """The same by columns; the evidence of the ties is still to be `quoted`. Without `quote` they have none, and no speakers."""
    up = _Roller.of(actors, level, roles)
    accrued = (_accrued(h, events.sentences) for h in heaped(events, up.on, lambda i: i in up.roles, admission, quote))
    return sorted((*_stated(stated, admission, up, quote), *accrued), key=lambda t: (-t.strength, t.id))


@dataclass(frozen=True, slots=True)
class _Roller:
    """Ids and a day → ids at the level asked for; answers are kept, by day only for those who hold a post."""

    actors: Actors
    level: Level
    roles: Mapping[str, Sequence[Role]]
    kept: dict[tuple[str, int], str] = field(default_factory=dict)

    @classmethod
    def of(cls, actors: Actors, level: Level, roles: Sequence[Role]) -> _Roller:
        held: dict[str, list[Role]] = defaultdict(list)
        for role in roles:
            held[role.holder].append(role)
        return cls(actors, level, dict(held))

    def on(self, actor_id: str, day: int) -> str:
        """Id, day (ordinal, 0 unknown) → the id at the level."""
        held = self.roles.get(actor_id, ())
        key = (actor_id, day if held else 0)
        if key not in self.kept:
            self.kept[key] = roll(actor_id, self.actors, self.level, held, date.fromordinal(day) if held and day else None)
        return self.kept[key]


def _stated(stated: Stated, admission: Admission, up: _Roller, quote: bool) -> Iterator[Tie]:
    """Sentences by columns → for each relation and status a tie."""
    told = stated.sentences
    weight = admission.weights(told, stated.kind == KINDS.index("collides with"))
    day, denies = told.pages.day[told.page], told.status == STATUSES.index("negated")
    counts = np.where(denies, admission.hears(told), weight > 0) & (stated.subject >= 0) & (stated.target >= 0) & (stated.kind >= 0)
    heaps: dict[Relation, list[int]] = defaultdict(list)
    denied: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    columns = (stated.subject, stated.target, day, stated.kind, told.status, denies)
    which = np.flatnonzero(counts)
    for n, one, other, on, kind, status, no in zip(which.tolist(), *(c[which].tolist() for c in columns), strict=True):
        a, b = up.on(stated.actors[one], on), up.on(stated.actors[other], on)
        if a == b:
            continue
        if KINDS[kind] in weights.SYMMETRIC:
            a, b = min(a, b), max(a, b)
        if no:
            denied[a, b, kind].append(n)
        else:
            heaps[a, b, kind, status].append(n)
    left = weights.decayed(day, admission.as_of, weights.STATED_HALF_LIFE)
    for relation, rows in heaps.items():
        yield _stated_tie(stated, relation, np.array(rows), weight, left, np.array(denied.get(relation[:3], []), np.int64), quote)


def _stated_tie(stated: Stated, relation: Relation, rows: Ints, weight: Floats, left: Floats, denied: Ints, quote: bool) -> Tie:
    """The sentences of one relation → the tie: independent documents (near-duplicates are one) make it surer, 1 − ∏ (1 − weight)."""
    a, b, kind, status, told = *relation[:2], KINDS[relation[2]], STATUSES[relation[3]], stated.sentences
    voices: dict[int, tuple[float, int, int]] = {}  # each counts once, at its best: weight, day, row
    days = told.pages.day[told.page[rows]].tolist()
    for row, voice, day, heft in zip(rows.tolist(), told.pages.story[told.page[rows]].tolist(), days, weight[rows].tolist(), strict=True):
        voices[voice] = max(voices.get(voice, (0.0, 0, row)), (heft, day, row), key=lambda v: v[:2])
    doubt = 1.0
    for heft, _, row in voices.values():
        doubt *= 1.0 - min(heft * float(left[row]), 0.99)
    strength = weights.KIND[kind] * (1.0 - doubt) * (weights.DENIED if len(denied) else 1.0)
    seen = [d for _, d, _ in voices.values() if d]
    hedged = (told.certainty[rows] != CERTAINTIES.index("certain")).all() or status in {"future", "hypothetical"}
    since, until = stated.since[rows], stated.until[rows]
    places = [stated.places[p] for p in set(stated.place[rows].tolist()) if p >= 0]
    order = ordered(told, np.zeros(len(rows), np.int64), weight[rows] * left[rows], rows, 1)[0] if quote else rows[:0]
    return Tie(
        stable_id("t", "stated", a, b, kind, status), a, b, kind, TIE_KINDS[kind], round(strength, 6), "stated", status,
        hedged=bool(hedged), how=tuple(sorted({h for n in set(stated.how[rows].tolist()) for h in stated.hows[n]})),
        first_seen=_date(min(seen, default=0)), last_seen=_date(max(seen, default=0)),
        valid_from=_date(min(since[since > 0].tolist(), default=0)),
        valid_to=_date(max(until[until > 0].tolist(), default=0)) if status == "historical" else None,
        speakers=_speakers(told, order), evidence=Quotes.to_come((told, order)), place=min(places, default=None),
        denials=Quotes.to_come((told, denied)),
    )


def _date(day: int) -> date | None:
    return date.fromordinal(day) if day else None


def _speakers(told: Sentences, rows: Ints) -> tuple[str, ...]:
    return tuple(sorted({told.speakers[s] for s in set(told.speaker[rows].tolist()) if s >= 0} - {""}))


def _accrued(heap: Heaped, told: Sentences | None) -> Tie:
    """What deeds of one sign come to → the tie: strength 1 − e^(−sum/10), the sum in decayed PLOVER score points."""
    a, b, sign, status = heap.a, heap.b, heap.sign, heap.status
    return Tie(
        stable_id("t", "accrued", a, b, sign, status), a, b, deed(heap.heaviest, sign), sign,
        round(1.0 - math.exp(-heap.weight / weights.SQUASH), 6), "accrued", status, hedged=not heap.plain or status != "actual",
        first_seen=heap.first, last_seen=heap.last, speakers=_speakers(told, heap.rows) if told else (),
        evidence=Quotes.to_come((told, heap.rows)) if told else (),
    )
