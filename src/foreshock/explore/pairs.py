"""Two actors, a store's state → the pair page: what they do to each other over time, third parties, statements, the forecast."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from foreshock.errors import BadInput
from foreshock.exchange import terms
from foreshock.explore.asked import Asked
from foreshock.explore.listing import binned, by_of, cursor_of, events_page, summed, volumes
from foreshock.explore.masks import Bools, shown, took_part
from foreshock.explore.opened import Opened
from foreshock.explore.pictures import drawn, pair_of, tie_told, ties_of
from foreshock.explore.telling import Json, answered, called, iso
from foreshock.forecast import Forecasts, without
from foreshock.forecast.interval import expit, logit
from foreshock.graph.diff import balance
from foreshock.graph.levels import roll
from foreshock.store.snapshot import INKS
from foreshock.types import Forecast
from foreshock.types.plover import event_types

MOST_THIRDS = 60
Ints = npt.NDArray[np.int64]


def pairs(asked: Asked, opened: Opened) -> Json:
    """→ who has most to do with whom, at the level asked for."""
    e, size = opened.events, asked.number("limit", 50)
    nodes = sorted(set(opened.rolled(asked.level)))
    at = {n: i for i, n in enumerate(nodes)}
    node: Ints = np.array([at[i] for i in opened.rolled(asked.level)] or [0], np.int64)
    every: tuple[Ints, Ints] = opened.kept(("meetings", asked.level), lambda: _meetings(opened, node[e.party], len(nodes)))[0]
    kept = shown(asked, opened)[every[1]]
    key, event = every[0][kept], every[1][kept]
    found, back, count = np.unique(key, return_inverse=True, return_counts=True)
    best = np.argsort(-count, kind="stable")[:size]
    ink = np.bincount(back * len(INKS) + e.ink[event], minlength=len(found) * len(INKS)).reshape(len(found), len(INKS))
    score = np.bincount(back, e.score[event], len(found))
    told: list[Json] = [
        {"pair": [nodes[k // len(nodes)], nodes[k % len(nodes)]], "events": int(count[i]), "score": round(float(score[i]), 1),
         **{n: int(c) for n, c in zip(INKS, ink[i].tolist(), strict=True)}}
        for i in best.tolist()
        for k in (int(found[i]),)
    ]
    return answered(asked, opened, {"total": len(found), "level": asked.level, "pairs": told}, [i for t in told for i in t["pair"]])


def _meetings(opened: Opened, node: Ints, n: int) -> tuple[Ints, Ints]:
    """The state, the node of each party, how many nodes → (lower · n + higher, event) of every two that meet in it."""
    e = opened.events
    of = e.party_of.astype(np.int64)
    doers, recipients = e.side == 0, e.side == 1
    start = np.searchsorted(of, np.arange(len(e) + 1))
    alone = np.bincount(of[recipients], minlength=len(e)) == 0
    span, found = np.diff(start), [np.zeros(0, np.int64)]
    for step in range(1, int(span.max()) if len(span) else 1):  # each party with the one `step` places after it in its event
        a = np.flatnonzero(np.arange(len(of)) + step < start[of + 1])
        meet = (doers[a] & recipients[a + step]) | (doers[a] & doers[a + step] & alone[of[a]])
        low, high = np.minimum(node[a], node[a + step]), np.maximum(node[a], node[a + step])
        found.append(((of[a] * n + low) * n + high)[meet & (low != high)])
    once = np.unique(np.concatenate(found))
    return once % (n * n), once // (n * n)


def _sides(asked: Asked, opened: Opened) -> tuple[tuple[str, str], Bools, Bools]:
    """What is asked → the two at the level asked for, and which actors of the columns stand for each; BadInput where they are one side."""
    a, b = (roll(i, opened.cast, asked.level) for i in pair_of(asked, opened))
    if a == b:
        raise BadInput(f"Both act for {called(opened, a)} at the level {asked.level!r}. Name two others, or ask with level=actor.")
    rolled = np.array(opened.rolled(asked.level))
    return (a, b), rolled == a, rolled == b


def pair(asked: Asked, opened: Opened) -> Json:
    """→ what two actors do to each other over time, each way, with how much was published under it; their ties, their events."""
    (a, b), is_a, is_b = _sides(asked, opened)
    e, kept = opened.events, shown(asked, opened)
    does, done = [took_part(opened, who, 0) for who in (is_a, is_b)], [took_part(opened, who, 1) for who in (is_a, is_b)]
    alone = np.ones(len(e), np.bool_)
    alone[e.party_of[e.side == 1]] = False
    ways = [(a, b, kept & does[0] & done[1]), (b, a, kept & does[1] & done[0]), (None, None, kept & does[0] & does[1] & alone)]
    every = ways[0][2] | ways[1][2] | ways[2][2]
    day = np.where(e.first > 0, e.first, e.last)
    by = by_of(asked, day[every])
    ties = [t for t in ties_of(asked, opened, (a, b))[0] if {t.tie.subject, t.tie.target} == {a, b}]
    listed = events_page(asked, opened, every)
    volume = volumes(asked, opened, by)
    return answered(asked, opened, {
        "pair": [a, b], "level": asked.level, "by": by, "total": int(every.sum()),
        "flows": [{"from": x, "to": y, "events": int(m.sum()), "bins": _flow(opened, day, m, by)} for x, y, m in ways],
        "documents": [{"from": k, "documents": n} for k, n in sorted(volume.items())], "ties": [tie_told(t) for t in ties],
        "events": {k: listed[k] for k in ("total", "next", "events")},
        "python": asked.python(opened.path.name, "plot_pair", a, b, most=False),
    }, [a, b, *listed["actors"]])


def _flow(opened: Opened, day: npt.NDArray[np.int32], mask: Bools, by: str) -> list[Json]:
    e = opened.events
    inks = binned(day[mask], e.ink[mask], by)
    score = summed(day[mask], e.score[mask], by)
    return [{"from": k, "events": sum(n.values()), "score": score[k], **n} for k, n in sorted(inks.items())]


def thirds(asked: Asked, opened: Opened) -> Json:
    """→ third parties with a tie to both, by how they pull: friends and enemies in common together, a friend of one's enemy apart."""
    (a, b), _, _ = _sides(asked, opened)
    ties, _, computed = ties_of(asked, opened, (a, b))
    signed = balance([t.tie for t in ties])
    sign = {p: s for p, s in signed.items() if s}
    others = {i for p in sign for i in p} - {a, b}
    found = []
    for c in others:
        to_a, to_b = sign.get((min(a, c), max(a, c)), 0.0), sign.get((min(b, c), max(b, c)), 0.0)
        if to_a and to_b:
            found.append((abs(to_a * to_b), c, to_a, to_b))
    found.sort(key=lambda f: (-f[0], f[1]))
    told = [
        {"id": c, "pull": round(math.copysign(size, x * y), 4), "toward": "together" if x * y > 0 else "apart",
         "to": {a: round(x, 4), b: round(y, 4)},
         "ties": [tie_told(t) for t in ties if c in (t.tie.subject, t.tie.target)],
         "text": _pulls(opened, c, (a, x), (b, y))}
        for size, c, x, y in found[:MOST_THIRDS]
    ]
    return answered(asked, opened, {"pair": [a, b], "total": len(found), "thirds": told, "computed": computed},
                    [a, b, *(f[1] for f in found[:MOST_THIRDS])])


def _pulls(opened: Opened, who: str, *ends: tuple[str, float]) -> str:
    sides = [(called(opened, i), s > 0) for i, s in ends]
    (a, with_a), (b, with_b) = sides
    if with_a == with_b:
        return f"{called(opened, who)} {'stands with' if with_a else 'stands against'} both {a} and {b}"
    friend, foe = (a, b) if with_a else (b, a)
    return f"{called(opened, who)} stands with {friend} and against {foe}"


def statements(asked: Asked, opened: Opened) -> Json:
    """→ what each of the two says to or about the other, the newest first."""
    (a, b), is_a, is_b = _sides(asked, opened)
    ids = [[i for i, hit in zip(opened.events.actors, who, strict=True) if hit] for who in (is_a, is_b)]
    start, size = cursor_of(asked), asked.number("limit", 50)
    with opened.store() as store:
        said, _ = opened.kept(("said", a, b, asked.level, asked.lens), lambda: store.statements_about(ids[0], ids[1], asked.lens))
        found = sorted(said, key=lambda s: (-_published(opened, s.document), s.document, s.start, s.row))
        page = store.statements_at([s.row for s in found[start : start + size]])
    told = []
    mine = set(ids[0])
    p = opened.events.pages
    for s in page:
        at = opened.page_at[s.document_id]
        by_a = bool(s.speaker and s.speaker.actor_id in mine)
        told.append({**terms.statement(s), "by": a if by_a else b, "about": b if by_a else a,
                     "published": iso(_published(opened, s.document_id)), "title": p.titles[at],
                     "publisher": p.publishers[p.publisher[at]] or None})
    return answered(asked, opened, {
        "pair": [a, b], "total": len(found), "next": str(start + size) if start + size < len(found) else None, "statements": told}, [a, b])


def _published(opened: Opened, document_id: str) -> int:
    p, at = opened.events.pages, opened.page_at.get(document_id)
    return 0 if at is None else int(p.last[at]) or int(p.first[at])


def forecast(asked: Asked, opened: Opened) -> Json:
    """→ how likely material conflict of the two is, reason by reason; with those switched off that `without` names."""
    a, b = pair_of(asked, opened)
    window = asked.number("window", 28, 1, 365)
    found, computed = drawn(Asked(asked.lens), opened)
    p = found.picture

    def shared() -> Forecasts:
        return Forecasts.of(p.events, p.ties, (), p.actors, as_of=p.as_of, window=window)

    def make() -> Forecast:
        every: Forecasts = opened.kept(("forecasts", window, asked.drawn().lens), shared)[0]
        return every.of_pair((a, b))

    whole, cached = opened.kept(("forecast", a, b, window, asked.drawn().lens), make)
    off = asked.several.get("without", ())
    told: Forecast = without(whole, off)
    line = asked.python(opened.path.name, "forecast", a, b)
    ids = [i for r in whole.reasons for t in r.ties for i in (t.subject, t.target)]
    return answered(asked, opened, {
        "forecast": terms.plain(told), "waterfall": _waterfall(whole, set(off)),
        "whole": {"probability": round(whole.probability, 6), "low": round(whole.low, 6), "high": round(whole.high, 6)},
        "lines": _lines(opened, whole), "track_record": whole.record, "computed": {**computed, "cached": cached},
        "python": f"foreshock.forecast.without({line}, {list(off)!r})" if off else line}, [a, b, *whole.pair, *ids])


def _waterfall(whole: Forecast, off: set[str]) -> list[Json]:
    """Forecast, rules switched off → each step from the base rate to the probability: log-odds, probability before and after."""
    odds = logit(whole.base_rate)
    steps = [{"rule": "base rate", "text": f"how often it comes to {whole.outcome} at all", "weight": round(odds, 6), "from": 0.0,
              "to": round(whole.base_rate, 6), "off": False}]
    for reason in whole.reasons:
        after = odds if reason.rule in off else odds + reason.weight
        steps.append({"rule": reason.rule, "text": reason.text, "weight": round(reason.weight, 6), "from": round(expit(odds), 6),
                      "to": round(expit(after), 6), "off": reason.rule in off})
        odds = after
    return steps


def _lines(opened: Opened, whole: Forecast) -> Json:
    """Forecast → for each reason its last events: id, type, day, sentence."""
    wanted = list(dict.fromkeys(i for r in whole.reasons for i in r.events))
    with opened.store() as store:
        events = [store.event(i) for i in wanted]
        leads = store.mentions_of([e.mentions[0] for e in events if e.mentions])
    label = {t.name: t.name.capitalize() for t in event_types().values()}
    told = {}
    for e in events:
        lead = leads.get(e.mentions[0]) if e.mentions else None
        told[e.id] = {"event": e.id, "type": e.type, "label": label[e.type], "date": e.when.text, "score": e.score,
                   "text": lead.evidence.text if lead else f"on the word of {e.word_of}", "document": lead.document_id if lead else None}
    return {r.rule: [told[i] for i in r.events if i in told] for r in whole.reasons if r.events}

