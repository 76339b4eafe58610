"""Many `EventMention`s → `Event`s: one happening, however many reports.

Two mentions tell of one happening when type, parties, status class, time and place agree (the slots that cross-document
event coreference compares: ECB+, Cybulska and Vossen 2014; GDELT's Event as against Mention). Parties told differently ("Israeli
jets", "the army"; "officers", "people") are one where nothing contradicts it and the town or the words agree (`reports.akin`). Readers'
comments never mix with articles, and a denied, foretold or conditional act never with one that is said to have happened. The outcome does
not depend on the order of the input.

However many there are, they stay packed (`pool`), and only those that can meet are looked at: reports of the same parties with one
another, then the first report of each happening with those that have a party and a day in common with it, some at a time. A test holds
both to the same with every pair looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

import numpy as np

from foreshock.resolve.outcome import event_of
from foreshock.resolve.pool import Ints, Pool, together
from foreshock.resolve.reports import TOLERANCE, VAGUE, Report, agree, akin, alike
from foreshock.types import Document, Event, EventMention, Telling
from foreshock.types.copies import stories
from foreshock.types.unions import Unions

PAIRS = 1 << 16  # of first reports that are held against each other at a time
_ROUND = VAGUE + max(TOLERANCE.values())  # days by which a precise report may begin before a rounder one that agrees with it
_SPAN = 1 << 22  # more than there are days
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
    events = settled((Telling.of(m, by_id.get(m.document_id)) for m in mentions), story)
    return sorted(events, key=lambda e: (e.when.earliest or date.max, e.when.latest or date.max, e.type, e.id))


def settled(tellings: Iterable[Telling], story: Mapping[str, str]) -> Iterator[Event]:
    """Event mentions as tellings, the story of each page that has copies → the same happenings, one by one, in no order."""
    pool = Pool(tellings)
    of = _joined(pool, _clustered(pool))
    many = np.bincount(of, minlength=len(of))
    alone = np.flatnonzero(many[of] == 1)
    for rows in np.split(alone, range(PAIRS, len(alone), PAIRS)):
        yield from (event_of([telling], story) for telling in pool.tellings(rows))
    for rows in together(of):
        yield event_of(list(pool.tellings(rows)), story)


def _clustered(pool: Pool) -> Ints:
    """Reports → for each the first (by `order`) of those of the same parties that tell of one happening with it."""
    of = np.arange(len(pool))
    for rows in together(pool.block):
        blocks: dict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
        for n in rows.tolist():
            report = pool[n]
            blocks[report.sort, report.doers, report.recipients][report.mention.id] = n
        for block in blocks.values():
            for cluster in _clusters([pool[n] for n in block.values()]):
                numbers = [block[r.mention.id] for r in cluster]
                of[numbers] = numbers[0]
    return of


def _clusters(block: Cluster) -> list[Cluster]:
    """Reports of one block → reports of one happening each, the first first; the precise come first, a vague one joins what is known."""
    clusters: list[Cluster] = []
    recent: list[Cluster] = []  # those that a precise report can still join, for reports come in order of date
    block = sorted(block, key=lambda r: r.order)
    precise = bisect_left(block, True, key=lambda r: r.vague)
    for report in block[:precise]:
        recent = [c for c in recent if any((o.last or 0) + VAGUE >= (report.first or 0) for o in c)]
        if not _taken_in(report, recent):
            clusters.append([report])
            recent.append(clusters[-1])
    known = _Known(clusters)
    for report in block[precise:]:
        if not _taken_in(report, known.near(report)):
            clusters.append([report])
            known.add(clusters[-1])
    return clusters


def _taken_in(report: Report, known: Iterable[Cluster]) -> bool:
    """A report, happenings → whether one of them fits it; the one that does best has it now."""
    fit = [c for c in known if all(agree(report, other) for other in c)]
    if fit:
        (max(fit, key=lambda c: _closeness(report, c)) if len(fit) > 1 else fit[0]).append(report)
    return bool(fit)


class _Known:
    """Happenings of one block, by the first report of each: those that a vague report can be of are found without a look at all."""

    def __init__(self, precise: Sequence[Cluster]) -> None:
        self._precise, self._days = list(precise), [c[0].first or 0 for c in precise]
        self._wide: list[Cluster] = []
        self._on: dict[str, list[Cluster]] = defaultdict(list)  # by page
        for cluster in precise:
            self._on[cluster[0].mention.document_id].append(cluster)

    def add(self, cluster: Cluster) -> None:
        """One that a vague report began."""
        if cluster[0].first is not None:
            self._wide.append(cluster)
        self._on[cluster[0].mention.document_id].append(cluster)

    def near(self, report: Report) -> Iterator[Cluster]:
        """A vague report → all that it can be of, and others: without a day it is of its page alone."""
        on = self._on.get(report.mention.document_id, [])
        if report.first is None or report.last is None:
            yield from on
            return
        yield from (c for c in on if c[0].first is None)
        yield from self._wide
        yield from self._precise[bisect_left(self._days, report.first - _ROUND) : bisect_right(self._days, report.last + _ROUND)]


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


def _joined(pool: Pool, of: Ints) -> Ints:
    """Reports, for each the first of its happening → the same, those joined whose parties are told differently, the most alike first."""
    pairs = _candidates(pool, of)
    if not len(pairs):
        return of
    firsts = np.unique(pairs)
    unions = Unions(len(firsts))
    rows = np.flatnonzero(np.isin(of, firsts))
    rows = rows[np.argsort(of[rows], kind="stable")]
    held = dict(enumerate(m.tolist() for m in np.split(rows, np.searchsorted(of[rows], firsts)[1:])))
    for a, b in np.searchsorted(firsts, pairs).tolist():
        x, y = sorted((unions.of(a), unions.of(b)))
        if x != y and all(akin(pool[one], pool[other]) for one in held[x] for other in held[y]):
            unions.join(x, y)
            held[x] += held.pop(y)
    for x, members in held.items():
        of[members] = firsts[x]
    return of


def _candidates(pool: Pool, of: Ints) -> Ints:
    """Reports, for each the first of its happening → pairs of firsts whose happenings could be one, the most alike first, then by ids."""
    found: list[Ints] = [np.zeros((0, 2), np.int64)]
    likeness: list[list[float]] = [[]]
    for pairs in _meeting(pool, of):
        told = [akin(pool[a], pool[b]) for a, b in pairs.tolist()]
        found.append(pairs[np.array(told, np.bool_)])
        likeness.append([alike(pool[a], pool[b]) for a, b in found[-1].tolist()])
    pairs, how = np.concatenate(found), np.array(list(chain.from_iterable(likeness)))
    pairs, at = np.unique(pairs, axis=0, return_index=True)  # two that have several parties in common have met as often
    found_in_order: Ints = pairs[np.lexsort((pairs[:, 1], pairs[:, 0], -how[at]))]
    return found_in_order


def _meeting(pool: Pool, of: Ints) -> Iterator[Ints]:
    """Reports, for each the first of its happening → pairs of firsts that have sort, party and day in common, some at a time."""
    kept = (of == np.arange(len(of))) & pool.dated & (pool.last >= pool.first - 1)
    report, party = (column[kept[pool.party_of]] for column in (pool.party_of, pool.party))
    key = (party.astype(np.int64) * (int(pool.sort.max(initial=0)) + 1) + pool.sort[report]) * _SPAN
    order = np.lexsort((report, key + pool.first[report]))
    report, key = report[order], key[order]
    until = np.searchsorted(key + pool.first[report], key + pool.last[report] + 1, "right")
    many = np.maximum(until - np.arange(len(report)) - 1, 0)
    for rows in np.split(np.arange(len(report)), np.flatnonzero(np.diff(np.cumsum(many) // PAIRS)) + 1):
        one = np.repeat(rows, many[rows])
        other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(many[rows]) - many[rows], many[rows])
        yield np.sort(np.stack([report[one], report[other]], axis=1), axis=1)
