"""Many `EventMention`s → `Event`s: one happening, however many reports.

Two mentions tell of one happening when type, parties, status class, time and place agree (the slots that cross-document
event coreference compares: ECB+, Cybulska and Vossen 2014; GDELT's Event as against Mention). Readers' comments never
mix with articles, and a denied, foretold or conditional act never with one that is said to have happened. The outcome does
not depend on the order of the input.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from foreshock.types import UNKNOWN, Document, Event, EventMention, Mention, PartKind, Place, Precision, Status, When
from foreshock.types import plover as tables
from foreshock.types.ids import stable_id

# Days by which a bound may be off: reports of one night's raid differ by a day; looser expressions are rounder than they look.
TOLERANCE: dict[Precision, int] = {
    "minute": 1, "day": 1, "week": 2, "month": 3, "quarter": 7, "season": 14, "year": 30, "decade": 0, "century": 0, "range": 1,
    "unknown": 0,
}
VAGUE = 10  # days; a wider date cannot tell two happenings of one kind apart, so it joins a known one instead of adding one
NEWS_LAG = 3  # days between a happening and a report that gives no date for it
SAME_WORDS = 0.8  # Jaccard overlap of two evidence sentences from which one is taken for a copy of the other
RECIPROCAL = frozenset({"CONSULT", "COOPERATE"})  # who visits whom is told either way round
NO_STATE = frozenset({"IGO", "NGO", "IMG", "MNC", "ISM", "UNO", "EUR"})
_CLASS: dict[Status, str] = {
    "actual": "happened", "historical": "happened", "negated": "denied", "future": "foretold", "hypothetical": "foretold",
}
_FINENESS = ("point", "city", "district", "province", "region", "country", "unresolved")
_WORD = re.compile(r"\w+")
_T = TypeVar("_T", bound=str)


@dataclass(frozen=True, slots=True)
class _Report:
    """A mention with what decides whose happening it is: the window of days it can mean (ordinals), where, in which voice."""

    mention: EventMention
    kind: PartKind
    first: int | None
    last: int | None
    publisher: str | None
    words: frozenset[str]

    @property
    def vague(self) -> bool:
        return self.first is None or self.last is None or self.last - self.first > VAGUE

    @property
    def order(self) -> tuple[bool, int, int, str]:
        return (self.vague, self.first or 0, self.last or 0, self.mention.id)


def party(mention: Mention) -> str | None:
    """Mention of an actor → whom it stands for when reports are compared: "Zarif", "Tehran" and "Iran" are one party.

    A state, its government and a person without a known sector stand for the country; others for themselves.
    """
    if mention.country and mention.country not in NO_STATE and mention.sector in {None, "", "GOV"}:
        return mention.country
    return mention.actor_id


def happenings(mentions: Sequence[EventMention], documents: Sequence[Document]) -> list[Event]:
    """Event mentions and the documents they stand in → the happenings they tell of, in order of date and id.

    Status is "actual" only where an article (not a reader's comment) says that it happened; what only comments say to have
    happened is "hypothetical", hedged, with part_kinds ("comment",).
    """
    by_id = {d.id: d for d in documents}
    blocks: dict[tuple[object, ...], list[_Report]] = defaultdict(list)
    for mention in {m.id: m for m in mentions}.values():
        report = _report(mention, by_id.get(mention.document_id))
        blocks[_block(report)].append(report)
    events = [_event(cluster) for block in blocks.values() for cluster in _clusters(block)]
    return sorted(events, key=lambda e: (e.when.earliest or date.max, e.when.latest or date.max, e.type, e.id))


def _report(mention: EventMention, document: Document | None) -> _Report:
    kind: PartKind = "comment" if mention.speaker_kind == "commenter" else "body"
    if document is not None:
        kind = next((p.kind for p in document.parts if p.index == mention.part), kind)
    first, last = _days(mention.when)
    if first is None and document is not None and mention.factuality.status != "historical":
        first, last = _days(document.published)
        first = first - NEWS_LAG if first is not None else None
    words = frozenset(_WORD.findall(mention.evidence.text.casefold()))
    return _Report(mention, kind, first, last, document.publisher if document else None, words)


def _days(when: When) -> tuple[int | None, int | None]:
    """When → first and last day as ordinals; a single bound is not enough to compare by."""
    if when.earliest is None or when.latest is None:
        return None, None
    return when.earliest.toordinal(), when.latest.toordinal()


def _block(report: _Report) -> tuple[object, ...]:
    """Report → what must be equal: type, parties, status class, article or comment."""
    mention = report.mention
    doers = frozenset(p for m in mention.actors if (p := party(m)))
    recipients = frozenset(p for m in mention.recipients if (p := party(m)))
    if mention.type in RECIPROCAL:
        doers, recipients = doers | recipients, frozenset()
    alone = mention.document_id if not doers | recipients else ""  # nobody named: nothing to know it by elsewhere
    return mention.type, doers, recipients, _CLASS[mention.factuality.status], report.kind == "comment", alone


def _clusters(block: list[_Report]) -> list[list[_Report]]:
    """Reports of one block → reports of one happening each; the precise come first, a vague one joins what is known."""
    clusters: list[list[_Report]] = []
    recent: list[list[_Report]] = []  # those that a precise report can still join, for reports come in order of date
    for report in sorted(block, key=lambda r: r.order):
        if report.vague:
            fit = [c for c in clusters if all(_agree(report, other) for other in c)]
        else:
            recent = [c for c in recent if any((o.last or 0) + VAGUE >= (report.first or 0) for o in c)]
            fit = [c for c in recent if all(_agree(report, other) for other in c)]
        if fit:
            max(fit, key=lambda c: _closeness(report, c)).append(report)
        else:
            clusters.append([report])
            recent.append(clusters[-1])
    return clusters


def _agree(a: _Report, b: _Report) -> bool:
    """Two reports of one block → whether time, place and mode allow that they mean one happening."""
    if a.mention.modes and b.mention.modes and not set(a.mention.modes) & set(b.mention.modes):
        return False
    return _same_place(a.mention.place, b.mention.place) and _same_time(a, b)


def _same_time(a: _Report, b: _Report) -> bool:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return a.mention.document_id == b.mention.document_id
    gap = max(a.first, b.first) - min(a.last, b.last)
    if a.mention.document_id == b.mention.document_id and not (a.vague or b.vague):
        return gap <= 0  # one text that names two days means two happenings
    return gap <= max(TOLERANCE[a.mention.when.precision], TOLERANCE[b.mention.when.precision])


def _same_place(a: Place | None, b: Place | None) -> bool:
    """Two places → whether one can lie in the other: unknown agrees with all, a wider one with what its country holds."""
    if a is None or b is None or "unresolved" in (a.precision, b.precision):
        return True
    if a.geonames_id is not None and a.geonames_id == b.geonames_id:
        return True
    if a.country and b.country and a.country != b.country:
        return False
    wide = {"country", "region"}
    if a.precision in wide or b.precision in wide:
        return True
    if "province" in (a.precision, b.precision):
        return not (a.admin1 and b.admin1) or a.admin1 == b.admin1
    return a.name.casefold() == b.name.casefold()


def _closeness(report: _Report, cluster: list[_Report]) -> tuple[bool, bool, int, list[str]]:
    """Report and a happening it fits → how well: same text, same place named, latest; ids last, so that nothing is left to chance."""
    place = report.mention.place
    return (
        any(o.mention.document_id == report.mention.document_id for o in cluster),
        place is not None and any(o.mention.place == place for o in cluster),
        max((o.last or 0) for o in cluster),
        sorted(o.mention.id for o in cluster),
    )


def _voices(cluster: Sequence[_Report]) -> list[list[_Report]]:
    """Reports of one happening → the independent voices: one document, one speaker or a copied sentence is one voice."""
    voices: list[list[_Report]] = []
    for report in cluster:
        same = [v for v in voices if any(_one_voice(report, other) for other in v)]
        merged = [report, *(r for v in same for r in v)]
        voices = [v for v in voices if v not in same] + [merged]
    return voices


def _one_voice(a: _Report, b: _Report) -> bool:
    if a.mention.document_id == b.mention.document_id:
        return True
    speakers = (a.mention.speaker.actor_id if a.mention.speaker else None, b.mention.speaker.actor_id if b.mention.speaker else None)
    if speakers[0] is not None and speakers[0] == speakers[1]:
        return True
    either = len(a.words | b.words)
    return either > 0 and len(a.words & b.words) / either >= SAME_WORDS


def _event(cluster: list[_Report]) -> Event:
    cluster = sorted(cluster, key=lambda r: r.mention.id)
    mentions = [r.mention for r in cluster]
    ids = tuple(m.id for m in mentions)
    doubt = 1.0
    for voice in _voices(cluster):
        doubt *= 1.0 - max(min(r.mention.confidence, 0.99) for r in voice)
    modes = _union(m.modes for m in mentions)
    status, hedged = _status(cluster)
    kind = mentions[0].type
    doers, recipients = _parties(mentions)
    return Event(
        id=stable_id("h", *ids), type=kind, actors=doers, recipients=recipients, when=_when(cluster), status=status, hedged=hedged,
        modes=modes, contexts=_union(m.contexts for m in mentions), place=_place(mentions), score=tables.score(kind, modes),
        confidence=round(1.0 - max(doubt, 0.01), 6), part_kinds=_union((r.kind,) for r in cluster),
        speakers=_union((m.speaker.actor_id,) for m in mentions if m.speaker and m.speaker.actor_id), mentions=ids,
        documents=_union((m.document_id,) for m in mentions), publishers=_union((r.publisher,) for r in cluster if r.publisher),
    )


def _union(groups: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(sorted({x for group in groups for x in group}))


def _status(cluster: Sequence[_Report]) -> tuple[Status, bool]:
    """Reports of one happening → its status, and whether every one of them holds back."""
    told = {r.mention.factuality.status for r in cluster}
    hedged = all(r.mention.factuality.hedged for r in cluster)
    if cluster[0].kind == "comment" and told & {"actual", "historical"}:
        return "hypothetical", True
    order: tuple[Status, ...] = ("actual", "historical", "negated", "future", "hypothetical")
    return next(s for s in order if s in told), hedged


def _parties(mentions: Sequence[EventMention]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Mentions of one happening → actor and recipient ids as most documents have them: not both "Zarif" and "Iran" for one act."""
    told: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()
    for mention in {(m.document_id, _ids(m.actors), _ids(m.recipients)): m for m in mentions}.values():
        told[_ids(mention.actors), _ids(mention.recipients)] += 1
    return min(told, key=lambda sides: (-told[sides], -len(sides[0]) - len(sides[1]), sides))


def _ids(mentions: tuple[Mention, ...]) -> tuple[str, ...]:
    return tuple(sorted({m.actor_id for m in mentions if m.actor_id}))


def _when(cluster: Sequence[_Report]) -> When:
    """Reports of one happening → the narrowest date that is told; where precise reports differ by a day, both days as bounds."""
    told = [r.mention.when for r in cluster if r.mention.when.known]
    if not told:
        return UNKNOWN
    best = min(told, key=lambda w: (_width(w), w.earliest or date.max, w.latest or date.max, w.basis, w.text))
    width = _width(best)
    rivals = [w for w in told if _width(w) == width]
    if width <= timedelta(1) and any((w.earliest, w.latest) != (best.earliest, best.latest) for w in rivals):
        days = [d for w in rivals for d in (w.earliest, w.latest) if d]
        return When(min(days), max(days), "range", best.basis)
    return best


def _width(when: When) -> timedelta:
    return when.latest - when.earliest if when.latest and when.earliest else timedelta.max


def _place(mentions: Sequence[EventMention]) -> Place | None:
    """Mentions of one happening → the finest place told, then the one told most often."""
    places: Mapping[Place, int] = Counter(m.place for m in mentions if m.place is not None)
    return min(places, key=lambda p: (_FINENESS.index(p.precision), -places[p], p.name, p.geonames_id or 0), default=None)
