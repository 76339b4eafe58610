"""Many `EventMention`s → `Event`s: one happening, however many reports.

Two mentions tell of one happening when type, parties, status class, time and place agree (the slots that cross-document
event coreference compares: ECB+, Cybulska and Vossen 2014; GDELT's Event as against Mention). Parties told differently ("Israeli
jets", "the army"; "officers", "people") are one where nothing contradicts it and the town or the words agree (`reports.akin`). Readers'
comments never mix with articles, and a denied, foretold or conditional act never with one that is said to have happened. The outcome does
not depend on the order of the input.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import TypeVar

from foreshock.resolve.reports import SAME_WORDS, VAGUE, Report, agree, akin, alike
from foreshock.types import UNKNOWN, Document, Event, EventMention, Mention, Place, Status, When
from foreshock.types import plover as tables
from foreshock.types.copies import stories
from foreshock.types.ids import stable_id
from foreshock.types.unions import Unions

_FINENESS = ("point", "city", "district", "province", "region", "country", "unresolved")
_T = TypeVar("_T", bound=str)
Cluster = list[Report]


def happenings(
    mentions: Sequence[EventMention], documents: Sequence[Document], story: Mapping[str, str] | None = None,
) -> list[Event]:
    """Event mentions and the documents they stand in → the happenings they tell of, in order of date and id.

    `story` says which of the documents are copies of one another (by the id of the first), where they are not all that was read.

    Status is "actual" only where an article (not a reader's comment) says that it happened; what only comments say to have
    happened is "hypothetical", hedged, with part_kinds ("comment",).
    """
    by_id = {d.id: d for d in documents}
    story = stories(by_id.values()) if story is None else story
    blocks: dict[tuple[object, ...], Cluster] = defaultdict(list)
    for mention in {m.id: m for m in mentions}.values():
        report = Report.of(mention, by_id.get(mention.document_id))
        blocks[report.sort, report.doers, report.recipients].append(report)
    clusters = [cluster for block in blocks.values() for cluster in _clusters(block)]
    events = [_event(cluster, story) for cluster in _joined(clusters)]
    return sorted(events, key=lambda e: (e.when.earliest or date.max, e.when.latest or date.max, e.type, e.id))


def _clusters(block: Cluster) -> list[Cluster]:
    """Reports of one block → reports of one happening each; the precise come first, a vague one joins what is known."""
    clusters: list[Cluster] = []
    recent: list[Cluster] = []  # those that a precise report can still join, for reports come in order of date
    for report in sorted(block, key=lambda r: r.order):
        if report.vague:
            fit = [c for c in clusters if all(agree(report, other) for other in c)]
        else:
            recent = [c for c in recent if any((o.last or 0) + VAGUE >= (report.first or 0) for o in c)]
            fit = [c for c in recent if all(agree(report, other) for other in c)]
        if fit:
            max(fit, key=lambda c: _closeness(report, c)).append(report)
        else:
            clusters.append([report])
            recent.append(clusters[-1])
    return clusters


def _closeness(report: Report, cluster: Cluster) -> tuple[bool, bool, float, int, list[str]]:
    """Report and a happening it fits → how well: same text, same place named, words alike, latest; ids last against chance."""
    place = report.mention.place
    return (
        any(o.mention.document_id == report.mention.document_id for o in cluster),
        place is not None and any(o.mention.place == place for o in cluster),
        max(alike(report, o) for o in cluster),
        max((o.last or 0) for o in cluster),
        sorted(o.mention.id for o in cluster),
    )


def _joined(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Clusters of equal parties → the same, those joined whose parties are told differently, the most alike first."""
    unions, held = Unions(len(clusters)), dict(enumerate(clusters))
    for _, _, a, b in sorted(_candidates(clusters)):
        x, y = sorted((unions.of(a), unions.of(b)))
        if x != y and all(akin(one, other) for one in held[x] for other in held[y]):
            unions.join(x, y)
            held[x] = held[x] + held.pop(y)
    return list(held.values())


def _candidates(clusters: Sequence[Cluster]) -> Iterator[tuple[float, tuple[str, str], int, int]]:
    """Clusters → pairs of them that have a party and a day in common and could be one; the most alike has the least number."""
    near: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for n, cluster in enumerate(clusters):
        first = min(cluster, key=lambda r: r.order)
        if first.vague or first.first is None or first.last is None:
            continue
        for who in sorted(w for w in first.doers | first.recipients if not w.startswith("generic:")):
            for day in range(first.first, first.last + 2):
                near[first.sort, who, day].append(n)
    for a, b in sorted({pair for held in near.values() for pair in combinations(held, 2)}):
        one, other = (min(clusters[n], key=lambda r: r.order) for n in (a, b))
        if akin(one, other):
            a_id, b_id = sorted((one.mention.id, other.mention.id))
            yield -alike(one, other), (a_id, b_id), a, b


def _voices(cluster: Sequence[Report], story: Mapping[str, str]) -> list[Cluster]:
    """Reports of one happening, the story of each page → the independent voices: one page or story, one speaker, one copied sentence."""
    voices = _together([[r] for r in cluster], lambda r: ("page", story.get(r.mention.document_id, r.mention.document_id)))
    voices = _together(voices, lambda r: (r.mention.speaker and r.mention.speaker.actor_id) or None)
    voices = _together(voices, lambda r: r.words or None)
    found: list[Cluster] = []
    for voice in voices:
        same = [v for v in found if any(_copied(a, b) for a in voice for b in v)]
        found = [v for v in found if v not in same] + [[r for v in (voice, *same) for r in v]]
    return found


def _together(voices: Sequence[Cluster], key: Callable[[Report], object | None]) -> list[Cluster]:
    """Voices, what makes two reports one voice (None: nothing) → fewer voices."""
    at: dict[object, int] = {}
    unions = Unions(len(voices))
    for n, voice in enumerate(voices):
        for told in {k for r in voice if (k := key(r)) is not None}:
            unions.join(at.setdefault(told, n), n)
    made: dict[int, Cluster] = defaultdict(list)
    for n, voice in enumerate(voices):
        made[unions.of(n)] += voice
    return list(made.values())


def _copied(a: Report, b: Report) -> bool:
    either = len(a.words | b.words)
    return either > 0 and len(a.words & b.words) / either >= SAME_WORDS


def _event(cluster: Cluster, story: Mapping[str, str]) -> Event:
    cluster = sorted(cluster, key=lambda r: r.mention.id)
    mentions = [r.mention for r in cluster]
    ids = tuple(m.id for m in mentions)
    doubt, voices = 1.0, _voices(cluster, story)
    for voice in voices:
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
        voices=len(voices),
    )


def _union(groups: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(sorted({x for group in groups for x in group}))


def _status(cluster: Sequence[Report]) -> tuple[Status, bool]:
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


def _when(cluster: Sequence[Report]) -> When:
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
