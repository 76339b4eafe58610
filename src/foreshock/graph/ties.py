"""Tie mentions and events → `Tie`s: who backs and who opposes whom, as of a day, stated by texts or accrued from deeds."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from foreshock.graph import weights
from foreshock.graph.accrued import deed
from foreshock.graph.admitted import ARTICLE, Admission, Without, event_day
from foreshock.graph.heaped import Heaped, heaped
from foreshock.graph.levels import Actors, Level, roll
from foreshock.types import TIE_KINDS, Document, Event, EventColumns, EventMention, Evidence, PartKind, Role, Status, Tie, TieMention
from foreshock.types import plover as tables
from foreshock.types.ids import stable_id

_NOTHING = Without()


@dataclass(slots=True)
class _Heap:
    """Evidence of one tie while it is gathered: the best voice of each document (or event), with its day."""

    voices: dict[str, tuple[float, date | None]] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    heft: dict[str, float] = field(default_factory=dict)
    how: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    bounds: list[tuple[date | None, date | None]] = field(default_factory=list)
    kinds: dict[str, float] = field(default_factory=dict)
    plain: bool = False
    rows: float = 0.0  # what imported rows add, which are not gathered one by one
    days: list[date] = field(default_factory=list)  # the first and last of them

    def add(self, rows: Heaped) -> None:
        """What imported rows come to."""
        self.rows += rows.weight
        for kind, weight in rows.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, 0.0) + weight
        self.days += [rows.first, rows.last]
        self.plain = True

    def hear(self, voice: str, weight: float, day: date | None) -> None:
        """A voice counts once, at its best."""
        old = self.voices.get(voice, (0.0, None))
        self.voices[voice] = max(old, (weight, day), key=lambda v: (v[0], v[1] or date.min))

    @property
    def seen(self) -> tuple[date | None, date | None]:
        days = [*self.days, *(d for _, d in self.voices.values() if d)]
        return min(days, default=None), max(days, default=None)


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
    admission = Admission.of(documents, as_of, parts, without)
    up = _Roller.of(actors, level, roles)
    found = [*_stated(tie_mentions, admission, up), *_accrued(events, event_mentions, admission, up)]
    return sorted(found, key=lambda t: (-t.strength, t.id))


@dataclass(frozen=True, slots=True)
class _Roller:
    """Ids and a day → ids at the level asked for; answers are kept, by day only for those who hold a post."""

    actors: Actors
    level: Level
    roles: Mapping[str, Sequence[Role]]
    kept: dict[tuple[str, date | None], str] = field(default_factory=dict)

    @classmethod
    def of(cls, actors: Actors, level: Level, roles: Sequence[Role]) -> _Roller:
        held: dict[str, list[Role]] = defaultdict(list)
        for role in roles:
            held[role.holder].append(role)
        return cls(actors, level, dict(held))

    def on(self, actor_id: str, day: int) -> str:
        """Id, day (ordinal, 0 unknown) → the id at the level."""
        return self.up(actor_id, date.fromordinal(day) if day else None)

    def up(self, actor_id: str, on: date | None) -> str:
        held = self.roles.get(actor_id, ())
        key = (actor_id, on if held else None)
        if key not in self.kept:
            self.kept[key] = roll(actor_id, self.actors, self.level, held, on)
        return self.kept[key]


def _stated(mentions: Sequence[TieMention], admission: Admission, up: _Roller) -> Iterator[Tie]:
    heaps: dict[tuple[str, str, str, Status], _Heap] = defaultdict(_Heap)
    denied: dict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for mention in sorted({m.id: m for m in mentions}.values(), key=lambda m: m.id):
        day = admission.published(mention.document_id)
        ends = [up.up(m.actor_id, day) for m in (mention.subject, mention.target) if m.actor_id]
        if len(ends) != 2 or ends[0] == ends[1] or mention.kind not in TIE_KINDS:
            continue
        a, b = sorted(ends) if mention.kind in weights.SYMMETRIC else ends
        if mention.factuality.status == "negated":
            if admission.hears(mention):
                denied[a, b, mention.kind].append(admission.evidence(mention))
        elif weight := admission.weight(mention):
            _pile(heaps[a, b, mention.kind, mention.factuality.status], mention, weight, day, admission)
    for (a, b, kind, status), heap in heaps.items():
        yield _stated_tie(a, b, kind, status, heap, tuple(denied.get((a, b, kind), ())), admission.as_of)


def _pile(heap: _Heap, mention: TieMention, weight: float, day: date | None, admission: Admission) -> None:
    heap.hear(admission.voice(mention), weight, day)
    heap.evidence[mention.id] = admission.evidence(mention)
    heap.heft[mention.id] = weight * weights.decay((admission.as_of - day).days if day else 0, weights.STATED_HALF_LIFE)
    heap.how.update(mention.how)
    heap.plain |= not mention.factuality.hedged
    if mention.place is not None:
        heap.places.add(mention.place.name)
    if mention.when.basis == "text":
        heap.bounds.append((mention.when.earliest, mention.when.latest))


def _stated_tie(a: str, b: str, kind: str, status: Status, heap: _Heap, denied: tuple[Evidence, ...], as_of: date) -> Tie:
    """What is gathered of one relation → the tie: independent documents (near-duplicates are one) make it surer, 1 − ∏ (1 − weight)."""
    doubt = 1.0
    for weight, day in heap.voices.values():
        doubt *= 1.0 - min(weight * weights.decay((as_of - day).days if day else 0, weights.STATED_HALF_LIFE), 0.99)
    strength = weights.KIND[kind] * (1.0 - doubt) * (weights.DENIED if denied else 1.0)
    first, last = heap.seen
    since = [e for e, _ in heap.bounds if e]
    until = [x for _, x in heap.bounds if x]
    return Tie(
        stable_id("t", "stated", a, b, kind, status), a, b, kind, TIE_KINDS[kind], round(strength, 6), "stated", status,
        hedged=not heap.plain or status in {"future", "hypothetical"}, how=tuple(sorted(heap.how)), first_seen=first, last_seen=last,
        valid_from=min(since, default=None), valid_to=max(until, default=None) if status == "historical" else None,
        speakers=_speakers(heap), evidence=_sorted(heap), place=min(heap.places, default=None), denials=denied,
    )


def _speakers(heap: _Heap) -> tuple[str, ...]:
    return tuple(sorted({e.speaker for e in heap.evidence.values() if e.speaker}))


def _sorted(heap: _Heap) -> tuple[Evidence, ...]:
    """The heaviest evidence first: what a reader is shown of a tie must be what it rests on most."""
    ordered = sorted(heap.evidence.items(), key=lambda e: (-heap.heft.get(e[0], 0.0), e[1].document_id, e[1].span.start, e[0]))
    return tuple(e for _, e in ordered)


def _accrued(
    events: Sequence[Event], mentions: Sequence[EventMention], admission: Admission, up: _Roller
) -> Iterator[Tie]:
    by_id = {m.id: m for m in mentions}
    heaps: dict[tuple[str, str, int, Status], _Heap] = defaultdict(_Heap)
    rows = events if isinstance(events, EventColumns) else None
    for event in sorted(events if rows is None else rows.own, key=lambda e: e.id):
        told = tables.score(event.type, event.modes)
        status: Status = "actual" if event.status == "historical" else event.status
        if event.status == "negated" or not told:
            continue
        heard = _heard_of(event, by_id, admission)
        if heard is None:
            continue
        weight, day, reports = heard
        weight *= abs(told) * weights.decay((admission.as_of - day).days if day else 0)
        for a, b in pairs(event, up, day):
            heap = heaps[a, b, 1 if told > 0 else -1, status]
            heap.hear(event.id, weight, day)
            heap.kinds[event.type] = heap.kinds.get(event.type, 0.0) + weight
            heap.evidence.update((m.id, admission.evidence(m)) for m in reports)
            heap.heft.update((m.id, weight) for m in reports)
            heap.plain |= not event.hedged
    if rows is not None and "body" in admission.parts:
        for one in heaped(rows, up.on, lambda i: i in up.roles, admission.as_of):
            heaps[one.a, one.b, one.sign, one.status].add(one)
    for (a, b, sign, status), heap in heaps.items():
        yield _accrued_tie(a, b, sign, status, heap)


def _heard_of(
    event: Event, by_id: Mapping[str, EventMention], admission: Admission
) -> tuple[float, date | None, list[EventMention]] | None:
    """Event → what it counts, its day, the reports that count; None where nothing of it is heard yet.

    The weight comes from the reports that were out on the day, not from the event's summary, which may rest on later ones.
    An event that comes without reports (imported tables) is taken at its word.
    """
    reports = [by_id[i] for i in event.mentions if i in by_id]
    if not reports:
        day = event_day(event)
        if (day and day > admission.as_of) or not set(event.part_kinds) & admission.parts:
            return None
        weight = weights.STATUS[event.status] * event.confidence * (weights.CERTAINTY["probable"] if event.hedged else 1.0)
        return (weight, day, []) if weight else None
    heard = [(w, m) for m in reports if m.factuality.status == event.status and (w := admission.weight(m))]
    if event.status == "hypothetical" and event.part_kinds == ("comment",):
        heard = [(w * weights.STATUS["hypothetical"], m) for m in reports if (w := admission.weight(m))]
    days = [d for _, m in heard if (d := admission.day(m.when, m.document_id))]
    if not heard or (days and min(days) > admission.as_of):
        return None
    return max(w for w, _ in heard), min(days, default=None), [m for _, m in heard]


def pairs(event: Event, up: _Roller, day: date | None) -> list[tuple[str, str]]:
    """Event → its (doer, recipient) pairs at the level, each once; all pairs of doers where an act is mutual."""
    doers = sorted({up.up(i, day) for i in event.actors})
    recipients = sorted({up.up(i, day) for i in event.recipients})
    if recipients:
        return [(a, b) for a in doers for b in recipients if a != b]
    return list(combinations(doers, 2))


def _accrued_tie(a: str, b: str, sign: int, status: Status, heap: _Heap) -> Tie:
    """What is gathered of deeds of one sign → the tie: strength 1 − e^(−sum/10), the sum in decayed PLOVER score points."""
    total = math.fsum((heap.rows, *(w for w, _ in heap.voices.values())))
    heaviest = min(heap.kinds, key=lambda k: (-heap.kinds[k], k))
    first, last = heap.seen
    return Tie(
        stable_id("t", "accrued", a, b, sign, status), a, b, deed(heaviest, sign), sign,
        round(1.0 - math.exp(-total / weights.SQUASH), 6), "accrued", status, hedged=not heap.plain or status != "actual",
        first_seen=first, last_seen=last, speakers=_speakers(heap), evidence=_sorted(heap),
    )
