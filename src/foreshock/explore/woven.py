"""The state of a large store → its ties by columns: woven once for a level, then summed under any lens in milliseconds.

The formulas are those of `graph.ties` (docs/ties-and-courses.md), but that an event counts by its own confidence, not by
its best report's. The strongest ties become `Tie`s, and those of whom is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.explore.asked import Asked
from foreshock.explore.columns import columns_of
from foreshock.explore.masks import Bools, pages_in, shown
from foreshock.explore.opened import Opened
from foreshock.graph import weights
from foreshock.graph.accrued import deed
from foreshock.graph.dyads import dyads, sides_on
from foreshock.graph.levels import Level, roll
from foreshock.types import GENRES, PARTS, STATUSES, TIE_KINDS, VOICES, Role, Tie, voice_of
from foreshock.types.events import OWN_VOICE
from foreshock.types.ids import stable_id

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
KINDS = tuple(TIE_KINDS)
MOST_QUOTED = 40


class Told(NamedTuple):
    """A tie, how many events or sentences it rests on, how many deny it."""

    tie: Tie
    evidence: int
    denied: int


@dataclass(frozen=True, slots=True, eq=False)
class Deeds:
    """Who did it to whom in which event (`event`, ascending), each as one row of tie `tie`: ends `a`, `b` (nodes), `sign`, `status`."""

    event: Ints
    tie: Ints
    a: Ints
    b: Ints
    sign: Ints
    status: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Which sentence states which tie, ordered by tie, page and weight, the heaviest first; `row` is its row in the store.

    `kind` (of KINDS), `status`, `a`, `b` are of the ties; `against` is the tie that a denying sentence denies, with its page.
    """

    row: Ints
    tie: Ints
    page: Ints
    weight: Floats
    voice: Ints
    part: Ints
    plain: Bools
    a: Ints
    b: Ints
    kind: Ints
    status: Ints
    against: Ints
    against_page: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Woven:
    """The ties of a level, those of deeds and those that sentences state."""

    nodes: tuple[str, ...]
    deeds: Deeds
    said: Said


def woven(opened: Opened, level: Level) -> Woven:
    """The state, a level → its ties, woven once."""
    made: Woven = opened.kept(("woven", level), lambda: _weave(opened, level))[0]
    return made


class _Up:
    """Ids and a day (ordinal, 0 unknown) → the ids that stand for them at the level, as in `graph.ties`; answers are kept."""

    def __init__(self, opened: Opened, level: Level) -> None:
        self.opened, self.level = opened, level
        self.held: dict[str, list[Role]] = {}
        for role in opened.roles:
            self.held.setdefault(role.holder, []).append(role)
        self.kept: dict[tuple[str, int], str] = {}

    def dated(self, actor_id: str) -> bool:
        return actor_id in self.held

    def on(self, actor_id: str, day: int) -> str:
        held = self.held.get(actor_id, ())
        key = (actor_id, day if held else 0)
        if key not in self.kept:
            on = date.fromordinal(day) if held and day else None
            self.kept[key] = roll(actor_id, self.opened.cast, self.level, held, on)
        return self.kept[key]


def _weave(opened: Opened, level: Level) -> Woven:
    e, up = opened.events, _Up(opened, level)
    events = columns_of(opened, np.ones(len(e), np.bool_))
    order = np.argsort(np.where(e.last > 0, e.last, e.first), kind="stable")
    found = sides_on(events, up.on, up.dated, events.day)
    pairs = dyads(found, len(events))
    with opened.store() as store:
        stated = store.stated_columns()
    p = opened.events.pages
    day = np.where(p.last > 0, p.last, p.first)[[opened.page_at.get(d, -1) for d in stated["document"]]].tolist()
    ends = [np.array([up.on(stated[c]["names"][i], on) for i, on in zip(stated[c]["codes"].tolist(), day, strict=True)] or [""], object)
            [: len(day)] for c in ("subject", "target")]
    nodes = tuple(sorted({*found.nodes, *ends[0].tolist(), *ends[1].tolist()}))
    at = {n: i for i, n in enumerate(nodes)}
    moved = np.array([at[n] for n in found.nodes] or [0], np.int64)
    deeds = _deeds(opened, order[pairs.event], moved[pairs.a], moved[pairs.b], len(nodes))
    a, b = (np.array([at[i] for i in side.tolist()], np.int64) for side in ends)
    return Woven(nodes, deeds, _said(opened, stated, a, b, len(nodes)))


def _deeds(opened: Opened, event: Ints, a: Ints, b: Ints, n: int) -> Deeds:
    e = opened.events
    as_actual = np.array([STATUSES.index("actual" if s == "historical" else s) for s in STATUSES])
    status = as_actual[e.status[event]]
    counts = (e.score[event] != 0) & (status != STATUSES.index("negated"))
    event, a, b, status = (c[counts] for c in (event, a, b, status))
    minus = (e.score[event] < 0).astype(np.int64)
    keys, tie = np.unique(((a * n + b) * 2 + minus) * len(STATUSES) + status, return_inverse=True)
    pair = keys // len(STATUSES) // 2
    return Deeds(event, tie.astype(np.int64), pair // n, pair % n, 1 - 2 * (keys // len(STATUSES) % 2), keys % len(STATUSES))


def _said(opened: Opened, stated: dict[str, Any], a: Ints, b: Ints, n: int) -> Said:
    """Columns of the sentences that state ties → by tie, page and weight."""
    known = {k: KINDS.index(k) for k in KINDS}
    kind = np.array([known.get(k, -1) for k in stated["kind"]], np.int64)
    status = np.array([STATUSES.index(s) for s in stated["status"]], np.int64)
    page = np.array([opened.page_at.get(d, -1) for d in stated["document"]], np.int64)
    comment = np.array(stated["part"]) == "comment"
    speaker = np.array([weights.SPEAKER[s] for s in stated["speaker"]], np.float64)
    certain = np.array([weights.CERTAINTY[c] for c in stated["certainty"]], np.float64)
    trust = np.array([weights.STATUS[s] for s in STATUSES])[status]
    trust[(kind == known["collides with"]) & (status == STATUSES.index("future"))] = 1.0
    genre = np.array([weights.GENRE[g] for g in GENRES])[opened.events.pages.genre[page]]
    weight = trust * certain * np.where(comment, weights.COMMENT, speaker) * genre
    voice = np.array([VOICES.index(voice_of(STATUSES[s], c < 1.0, w in OWN_VOICE)) for s, c, w in zip(
        status.tolist(), certain.tolist(), stated["speaker"], strict=True)], np.int64)
    part = np.array([1 << PARTS.index(p) for p in stated["part"]], np.int64)
    even = np.isin(kind, [known[k] for k in weights.SYMMETRIC])
    a, b = np.where(even, np.minimum(a, b), a), np.where(even, np.maximum(a, b), b)
    fit = (a != b) & (kind >= 0) & (page >= 0)
    mine, denies = fit & (status != STATUSES.index("negated")), fit & (status == STATUSES.index("negated"))
    base = (a * n + b) * len(KINDS) + kind
    keys, tie = np.unique((base * len(STATUSES) + status)[mine], return_inverse=True)
    order = np.lexsort((-weight[mine], page[mine], tie))
    row, page_, weight_, voice_, part_, plain = (c[mine][order] for c in (
        np.asarray(stated["row"], np.int64), page, weight, voice, part, (certain == 1.0) & (status != STATUSES.index("hypothetical"))))
    of = {int(k) // len(STATUSES): i for i, k in enumerate(keys)}
    against = np.array([of.get(k, -1) for k in base[denies].tolist()], np.int64)
    pair = keys // len(STATUSES) // len(KINDS)
    return Said(row, tie[order].astype(np.int64), page_, weight_, voice_, part_, plain, pair // n, pair % n,
                keys // len(STATUSES) % len(KINDS), keys % len(STATUSES), against, page[denies])


@dataclass(frozen=True, slots=True, eq=False)
class Summed:
    """What a lens lets through: strength of each tie of deeds and of each stated one, and which rows count."""

    deeds: Floats
    said: Floats
    deed_rows: Bools
    said_rows: Ints
    worth: Floats
    denied: Ints


def summed(asked: Asked, opened: Opened) -> Summed:
    """What is asked, the state → the strength of every tie under its lens."""
    w, wide = woven(opened, asked.level), asked.drawn()
    as_of = wide.lens.as_of or opened.last_day or date.min
    worth: Floats = opened.kept(("worth", as_of), lambda: _worth(opened, as_of))[0]
    rows = shown(wide, opened)[w.deeds.event]
    points = np.bincount(w.deeds.tie[rows], worth[w.deeds.event[rows]], len(w.deeds.a))
    said, pages = w.said, pages_in(wide, opened)
    kept = pages[said.page] & ((said.part & sum(1 << PARTS.index(p) for p in wide.lens.parts)) > 0)
    if wide.lens.voices:
        kept &= np.isin(said.voice, [VOICES.index(v) for v in wide.lens.voices])
    which = np.flatnonzero(kept)
    best = which[np.r_[True, (said.tie[which][1:] != said.tie[which][:-1]) | (said.page[which][1:] != said.page[which][:-1])]] \
        if len(which) else which
    p = opened.events.pages
    age = np.maximum(as_of.toordinal() - np.where(p.last > 0, p.last, as_of.toordinal())[said.page[best]], 0)
    weight = said.weight[best] * 0.5 ** (age / weights.STATED_HALF_LIFE)
    doubt = np.bincount(said.tie[best], np.log1p(-np.minimum(weight, 0.99)), len(said.a))
    denied = np.bincount(said.against[(said.against >= 0) & pages[said.against_page]], minlength=len(said.a))
    strength = np.array([weights.KIND[k] for k in KINDS])[said.kind] * (1 - np.exp(doubt)) * np.where(denied > 0, weights.DENIED, 1.0)
    return Summed(1 - np.exp(-points / weights.SQUASH), strength, rows, which, worth, denied)


def _worth(opened: Opened, as_of: date) -> Floats:
    """The state, a day → what each event counts: status, confidence, |score|, decayed by its age; nothing after the day."""
    e = opened.events
    day = np.where(e.last > 0, e.last, e.first)
    age = as_of.toordinal() - day
    trust = np.array([weights.STATUS[s] for s in STATUSES])[e.status] * np.where(e.hedged, weights.CERTAINTY["probable"], 1.0)
    made: Floats = trust * e.confidence * np.abs(e.score) * 0.5 ** (np.maximum(age, 0) / weights.HALF_LIFE)
    return np.where((day > 0) & (age >= 0), made, 0.0)


def ties(asked: Asked, opened: Opened, most: int, ends: Collection[str] = ()) -> tuple[list[Told], int]:
    """What is asked, the state, how many at most, whose (everybody's without) → the strongest ties, and how many there are."""
    w, s = woven(opened, asked.level), summed(asked, opened)
    strength = np.concatenate([s.deeds, s.said])
    a, b = np.concatenate([w.deeds.a, w.said.a]), np.concatenate([w.deeds.b, w.said.b])
    kept = strength > 0
    if ends:
        mine = np.isin(np.array(w.nodes), list(ends))
        kept &= mine[a] | mine[b]
    found = np.flatnonzero(kept)
    order = found[np.argsort(-strength[found], kind="stable")]
    chosen = order[:most]
    told = [*_of_deeds(opened, w, s, chosen[chosen < len(s.deeds)]), *_of_said(opened, w, s, chosen[chosen >= len(s.deeds)] - len(s.deeds))]
    return sorted(told, key=lambda t: (-t.tie.strength, t.tie.id)), len(order)


def _of_deeds(opened: Opened, w: Woven, s: Summed, chosen: Ints) -> list[Told]:
    """Which ties of deeds → as nouns."""
    e, d = opened.events, w.deeds
    at = np.full(len(d.a), -1)
    at[chosen] = np.arange(len(chosen))
    rows = np.flatnonzero(s.deed_rows & (at[d.tie] >= 0))
    rows = rows[s.worth[d.event[rows]] > 0]
    tie, event = at[d.tie[rows]], d.event[rows]
    day = np.where(e.last > 0, e.last, e.first)[event]
    first, last = np.full(len(chosen), date.max.toordinal()), np.zeros(len(chosen), np.int64)
    np.minimum.at(first, tie, day)
    np.maximum.at(last, tie, day)
    count, plain = np.bincount(tie, minlength=len(chosen)), np.bincount(tie, ~e.hedged[event], len(chosen)) > 0
    by_type = np.bincount(tie * len(e.types) + e.type[event], s.worth[event], len(chosen) * len(e.types)).reshape(-1, len(e.types))
    heaviest = [min(range(len(e.types)), key=lambda t: (-row[t], e.types[t])) for row in by_type.tolist()]
    found = []
    for k, i in enumerate(chosen.tolist()):
        one, other, sign, status = w.nodes[d.a[i]], w.nodes[d.b[i]], int(d.sign[i]), STATUSES[d.status[i]]
        days = [date.fromordinal(int(x[k])) for x in (first, last)]
        tie_ = Tie(stable_id("t", "accrued", one, other, sign, status), one, other, deed(e.types[heaviest[k]], sign), sign,
                   round(float(s.deeds[i]), 6), "accrued", status, not plain[k] or status != "actual", (), days[0], days[1])
        found.append(Told(tie_, int(count[k]), 0))
    return found


def _of_said(opened: Opened, w: Woven, s: Summed, chosen: Ints) -> list[Told]:
    """Which stated ties → as nouns."""
    said, p = w.said, opened.events.pages
    at = np.full(len(said.a), -1)
    at[chosen] = np.arange(len(chosen))
    rows = s.said_rows[at[said.tie[s.said_rows]] >= 0]
    tie, day = at[said.tie[rows]], np.where(p.last > 0, p.last, p.first)[said.page[rows]]
    first, last = np.full(len(chosen), date.max.toordinal()), np.zeros(len(chosen), np.int64)
    np.minimum.at(first, tie[day > 0], day[day > 0])
    np.maximum.at(last, tie, day)
    count, plain = np.bincount(tie, minlength=len(chosen)), np.bincount(tie, said.plain[rows], len(chosen)) > 0
    found = []
    for k, i in enumerate(chosen.tolist()):
        one, other, kind, status = w.nodes[said.a[i]], w.nodes[said.b[i]], KINDS[said.kind[i]], STATUSES[said.status[i]]
        days = [date.fromordinal(int(x[k])) if last[k] else None for x in (first, last)]
        tie_ = Tie(stable_id("t", "stated", one, other, kind, status), one, other, kind, TIE_KINDS[kind], round(float(s.said[i]), 6),
                   "stated", status, not plain[k] or status in {"future", "hypothetical"}, (), days[0], days[1])
        found.append(Told(tie_, int(count[k]), int(s.denied[i])))
    return found


def rows_behind(asked: Asked, opened: Opened, tie: Tie) -> tuple[list[int], list[int]]:
    """What is asked, the state, a tie → events of the columns that it rests on, the heaviest first; or rows of sentences that state it."""
    w, s = woven(opened, asked.level), summed(asked, opened)
    a, b = w.nodes.index(tie.subject), w.nodes.index(tie.target)
    if tie.basis == "accrued":
        d = w.deeds
        which = np.flatnonzero((d.a == a) & (d.b == b) & (d.sign == tie.sign) & (d.status == STATUSES.index(tie.status)))
        rows = np.flatnonzero(s.deed_rows & np.isin(d.tie, which))
        return d.event[rows[np.argsort(-s.worth[d.event[rows]], kind="stable")]][:MOST_QUOTED].tolist(), []
    said = w.said
    alike = (said.kind == KINDS.index(tie.kind)) & (said.status == STATUSES.index(tie.status))
    which = np.flatnonzero((said.a == a) & (said.b == b) & alike)
    rows = s.said_rows[np.isin(said.tie[s.said_rows], which)]
    return [], said.row[rows[np.argsort(-said.weight[rows], kind="stable")]][:MOST_QUOTED].tolist()
