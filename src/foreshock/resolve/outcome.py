"""Reports of one happening → the `Event` that they come to: its parties, day and place, status, and how many voices tell it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import TypeVar

from foreshock.resolve.reports import SAME_WORDS, words_of
from foreshock.types import UNKNOWN, Event, Place, Status, Telling, When
from foreshock.types import plover as tables
from foreshock.types.ids import stable_id
from foreshock.types.telling import Called
from foreshock.types.unions import Unions

_FINENESS = ("point", "city", "district", "province", "region", "country", "unresolved")
_T = TypeVar("_T", bound=str)
Tellings = list[Telling]


def event_of(cluster: Tellings, story: Mapping[str, str]) -> Event:
    """Reports of one happening by id, the story of each page that has copies → the happening."""
    ids = tuple(m.id for m in cluster)
    doubt, voices = 1.0, _voices(cluster, story)
    for voice in voices:
        doubt *= 1.0 - max(min(m.confidence, 0.99) for m in voice)
    modes, kind = _union(m.modes for m in cluster), cluster[0].type
    status, hedged = _status(cluster)
    doers, recipients = _parties(cluster)
    return Event(
        id=stable_id("h", *ids), type=kind, actors=doers, recipients=recipients, when=_when(cluster), status=status, hedged=hedged,
        modes=modes, contexts=_union(m.contexts for m in cluster), place=_place(cluster), score=tables.score(kind, modes),
        confidence=round(1.0 - max(doubt, 0.01), 6), part_kinds=_union((m.kind,) for m in cluster),
        speakers=_union((m.speaker,) for m in cluster if m.speaker), mentions=ids, documents=_union((m.document_id,) for m in cluster),
        publishers=_union((m.publisher,) for m in cluster if m.publisher), voices=len(voices),
    )


def _voices(cluster: Sequence[Telling], story: Mapping[str, str]) -> list[Tellings]:
    """Reports of one happening, the story of each page → the independent voices: one page or story, one speaker, one copied sentence."""
    if len(cluster) == 1:
        return [list(cluster)]
    voices = _together([[r] for r in cluster], lambda r: ("page", story.get(r.document_id, r.document_id)))
    voices = _together(voices, lambda r: r.speaker)
    voices = _together(voices, lambda r: words_of(r.text) or None)
    found: list[Tellings] = []
    for voice in voices:
        same = [v for v in found if any(_copied(a, b) for a in voice for b in v)]
        found = [v for v in found if v not in same] + [[r for v in (voice, *same) for r in v]]
    return found


def _together(voices: Sequence[Tellings], key: Callable[[Telling], object | None]) -> list[Tellings]:
    """Voices, what makes two reports one voice (None: nothing) → fewer voices."""
    at: dict[object, int] = {}
    unions = Unions(len(voices))
    for n, voice in enumerate(voices):
        for told in {k for r in voice if (k := key(r)) is not None}:
            unions.join(at.setdefault(told, n), n)
    made: dict[int, Tellings] = defaultdict(list)
    for n, voice in enumerate(voices):
        made[unions.of(n)] += voice
    return list(made.values())


def _copied(a: Telling, b: Telling) -> bool:
    one, other = words_of(a.text), words_of(b.text)
    either = len(one | other)
    return either > 0 and len(one & other) / either >= SAME_WORDS


def _union(groups: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(sorted({*chain.from_iterable(groups)}))


def _status(cluster: Sequence[Telling]) -> tuple[Status, bool]:
    """Reports of one happening → its status, and whether every one of them holds back."""
    told = {r.status for r in cluster}
    hedged = all(r.hedged for r in cluster)
    if cluster[0].kind == "comment" and told & {"actual", "historical"}:
        return "hypothetical", True
    order: tuple[Status, ...] = ("actual", "historical", "negated", "future", "hypothetical")
    return next(s for s in order if s in told), hedged


def _parties(mentions: Sequence[Telling]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Mentions of one happening → actor and recipient ids as most documents have them: not both "Zarif" and "Iran" for one act."""
    if len(mentions) == 1:
        return _ids(mentions[0].actors), _ids(mentions[0].recipients)
    told: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()
    for mention in {(m.document_id, _ids(m.actors), _ids(m.recipients)): m for m in mentions}.values():
        told[_ids(mention.actors), _ids(mention.recipients)] += 1
    return min(told, key=lambda sides: (-told[sides], -len(sides[0]) - len(sides[1]), sides))


def _ids(side: tuple[Called, ...]) -> tuple[str, ...]:
    return tuple(sorted({m.actor_id for m in side if m.actor_id}))


def _when(cluster: Sequence[Telling]) -> When:
    """Reports of one happening → the narrowest date that is told; where precise reports differ by a day, both days as bounds."""
    told = [r.when for r in cluster if r.when.known]
    if len(told) < 2:
        return told[0] if told else UNKNOWN
    best = min(told, key=lambda w: (_width(w), w.earliest or date.max, w.latest or date.max, w.basis, w.text))
    width = _width(best)
    rivals = [w for w in told if _width(w) == width]
    if width <= timedelta(1) and any((w.earliest, w.latest) != (best.earliest, best.latest) for w in rivals):
        days = [d for w in rivals for d in (w.earliest, w.latest) if d]
        return When(min(days), max(days), "range", best.basis)
    return best


def _width(when: When) -> timedelta:
    return when.latest - when.earliest if when.latest and when.earliest else timedelta.max


def _place(mentions: Sequence[Telling]) -> Place | None:
    """Mentions of one happening → the finest place told, then the one told most often."""
    if len(mentions) == 1:
        return mentions[0].place
    places: Mapping[Place, int] = Counter(m.place for m in mentions if m.place is not None)
    return min(places, key=lambda p: (_FINENESS.index(p.precision), -places[p], p.name, p.geonames_id or 0), default=None)
