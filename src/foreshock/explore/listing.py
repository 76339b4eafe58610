"""What is asked, a store's state → lists and counts: about, facets, events, documents, map points, timeline, pairs."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from foreshock import __version__
from foreshock.errors import BadInput
from foreshock.exchange import terms
from foreshock.explore.asked import Asked
from foreshock.explore.masks import Bools, masks, pages_in, shown
from foreshock.explore.opened import Opened
from foreshock.explore.telling import Json, answered, events_told, iso
from foreshock.graph.levels import Level
from foreshock.store.snapshot import INKS
from foreshock.types import GENRES, PARTS, STATUSES, VOICES
from foreshock.types import plover as tables

API = 1
MONTHLY = 400  # days from which on a timeline goes by months
EVENT_SORTS = ("date", "-date", "score", "-score", "confidence", "-confidence", "reports", "-reports", "type")
PAGE_SORTS = ("-date", "date", "title", "events", "-events")
Ints = npt.NDArray[np.int64]


def about(asked: Asked, opened: Opened) -> Json:
    """→ what is in the store, and the words that its lens takes."""
    p, e = opened.events.pages, opened.events
    days = np.concatenate([p.first[p.first > 0], p.last[p.last > 0]])
    printed, kinds = np.bincount(p.publisher, minlength=len(p.publishers)), np.bincount(p.genre, minlength=len(GENRES))
    last = opened.runs[-1] if opened.runs else None
    types = [{"type": t.name, "label": t.name.capitalize(), "quad": tables.QUADS.get(t.quad, ""), "score": t.score, "about": t.about,
              "ink": "cooperation" if t.quad <= 2 else "conflict"} for t in tables.event_types().values()]
    return {
        "foreshock": __version__, "api": API, "stamp": opened.stamp, "store": opened.path.name,
        "counts": {**opened.counts, "actors": len(opened.named), "events": len(e)},
        "days": {"first": iso(int(days.min())) if len(days) else None, "last": iso(int(days.max())) if len(days) else None,
                 "as_of": opened.last_day.isoformat() if opened.last_day else None},
        "publishers": [{"name": n, "documents": int(c)} for n, c in zip(p.publishers, printed, strict=True) if n],
        "genres": [{"name": g, "documents": int(c)} for g, c in zip(GENRES, kinds, strict=True) if c],
        "types": types, "voices": list(VOICES), "statuses": list(STATUSES), "parts": list(PARTS), "levels": list(get_args(Level)),
        "inks": list(INKS),
        "last_run": {"id": last.id, "ended": last.ended.isoformat() if last.ended else None, "code": last.code} if last else None,
        "large": opened.large,
    }


def counts(asked: Asked, opened: Opened) -> Json:
    """→ how many events, pages, actors; and by facet, each under all other filters but its own."""
    e = opened.events
    found = masks(asked, opened)
    fails = np.zeros(len(e), np.uint8)
    for mask in found.values():
        fails += ~mask
    every = fails == 0

    def but(name: str) -> Bools:
        others: Bools = every if name not in found else fails == (~found[name]).astype(np.uint8)
        return others

    pages = np.zeros(len(e.pages), np.bool_)
    pages[e.page[every[e.page_of]]] = True
    actors = np.zeros(len(e.actors), np.bool_)
    actors[e.party[every[e.party_of]]] = True
    printed, kinds = opened.printed
    return answered(asked, opened, {
        "total": len(e), "events": int(every.sum()), "documents": int(pages.sum()), "actors_met": int(actors.sum()),
        "voices": _counted(e.voice, but("voice"), VOICES), "statuses": _counted(e.status, but("status"), STATUSES),
        "inks": _counted(e.ink, every, INKS), "types": _counted(e.type, but("type"), e.types),
        "publishers": _counted(printed[1], but("publisher")[printed[0]], e.pages.publishers),
        "genres": _counted(kinds[1], but("genre")[kinds[0]], GENRES),
        "parts": {p: int((but("part") & ((e.parts & (1 << n)) > 0)).sum()) for n, p in enumerate(PARTS)},
    })


def _counted(column: npt.NDArray[np.generic], which: Bools, names: tuple[Any, ...]) -> Json:
    found = np.bincount(column[which], minlength=len(names))
    return {n: int(c) for n, c in zip(names, found, strict=True) if c and n}


def events(asked: Asked, opened: Opened) -> Json:
    """→ a page of the events that are shown, in the order asked for."""
    return events_page(asked, opened, shown(asked, opened))


def events_page(asked: Asked, opened: Opened, which: Bools) -> Json:
    """What is asked, the state, which events → a page of them, in the order asked for."""
    e = opened.events
    order = _sorted(asked, opened, np.flatnonzero(which))
    start, size = cursor_of(asked), asked.number("limit", 100)
    with opened.store() as store:
        told = [t for t, _ in events_told(opened, store, order[start : start + size].tolist())]
    ids = [i for t in told for i in (*t["actors"], *t["recipients"], *t["speakers"])]
    return answered(asked, opened, {
        "total": len(order), "next": str(start + size) if start + size < len(order) else None, "events": told,
        "python": asked.python(opened.path.name, "events"),
        "undated": int(((e.first[order] == 0) & (e.last[order] == 0)).sum()),
    }, ids)


def cursor_of(asked: Asked) -> int:
    """What is asked → where its page begins."""
    value = asked.more.get("cursor", "")
    if value and not (value.isascii() and value.isdigit() and len(value) < 10):
        raise BadInput(f"cursor={value[:40]!r} is none of ours. Take `next` of the answer before, or leave it out.")
    return int(value or 0)


def _sorted(asked: Asked, opened: Opened, which: Ints) -> Ints:
    sort, e = asked.among("sort", EVENT_SORTS, "date"), opened.events
    if sort == "date":
        return which
    if sort == "-date":
        last = np.where(e.first > 0, e.first, e.last)[which]
        return which[np.argsort(-last, kind="stable")]
    columns: dict[str, npt.NDArray[Any]] = {"score": e.score, "confidence": e.confidence, "reports": e.reports, "type": e.type}
    column = columns[sort.lstrip("-")][which].astype(np.float64)
    return which[np.argsort(-column if sort.startswith("-") else column, kind="stable")]


def documents(asked: Asked, opened: Opened) -> Json:
    """→ a page of the documents that are shown: inside the lens by themselves, and with an event that it shows where it asks for some."""
    e, p = opened.events, opened.events.pages
    every = shown(Asked(asked.lens, asked.types, asked.place, asked.box), opened)
    per = np.bincount(e.page[every[e.page_of]], minlength=len(p))
    kept = pages_in(asked, opened)
    narrow = asked.lens.actor or asked.lens.pair or asked.lens.voices or asked.lens.statuses or asked.lens.confidence or asked.types
    if narrow or asked.place or asked.box:
        kept &= per > 0
    words = asked.more.get("q", "").casefold().split()
    if words:
        kept &= np.array([all(w in t for w in words) for t in opened.titles], np.bool_)
    which = np.flatnonzero(kept)
    sort = asked.among("sort", PAGE_SORTS, "-date")
    day = np.where(p.first > 0, p.first, p.last)[which]
    keys = {"date": np.where(day > 0, day, date.max.toordinal()), "-date": -day, "events": per[which], "-events": -per[which]}
    which = which[np.argsort(keys[sort], kind="stable")] if sort != "title" else np.array(
        sorted(which.tolist(), key=lambda i: opened.titles[i]), np.int64)
    start, size = cursor_of(asked), asked.number("limit", 100)
    with opened.store() as store:
        found = store.headings(p.row[which[start : start + size]].tolist())
    told = [{"id": d.id, "version": d.version, "title": d.title or d.address, "authors": list(d.authors), "publisher": d.publisher,
             "published": terms.when(d.published), "genre": d.genre, "language": d.language, "url": d.url,
             "events": int(per[opened.page_at[d.id]]), "comments": int(p.comments[opened.page_at[d.id]])} for d in found]
    return answered(asked, opened, {
        "total": len(which), "next": str(start + size) if start + size < len(which) else None, "documents": told,
        "python": asked.python(opened.path.name, "documents")})


def map_points(asked: Asked, opened: Opened) -> Json:
    """→ the places of the events that are shown, with how many of each ink."""
    e = opened.events
    which = np.flatnonzero(shown(asked, opened))
    known = e.place[which] >= 0
    n = len(e.places)
    cell = e.place[which][known].astype(np.int64) * len(INKS) + e.ink[which][known]
    table = np.bincount(cell, minlength=n * len(INKS)).reshape(n, len(INKS))
    on = [i for i in np.argsort(-table.sum(1), kind="stable").tolist() if table[i].any() and e.places[i].lat is not None]
    placed = int(table[on].sum()) if on else 0
    return answered(asked, opened, {
        "points": [{"place": terms.place(e.places[i]), "events": int(table[i].sum()), **_inks(table[i])} for i in on],
        "unplaced": len(which) - placed})


def _inks(counted: npt.NDArray[np.generic]) -> Json:
    return {name: int(c) for name, c in zip(INKS, counted, strict=True)}


def timeline(asked: Asked, opened: Opened) -> Json:
    """→ the events that are shown by day or month, by ink, with how many pages were published at that time."""
    e = opened.events
    which = np.flatnonzero(shown(asked, opened))
    day = np.where(e.first > 0, e.first, e.last)[which]
    by = by_of(asked, day)
    volume = volumes(asked, opened, by)
    bins = binned(day, e.ink[which], by)
    told = [{"from": k, **bins.get(k, dict.fromkeys(INKS, 0)), "documents": volume.get(k, 0)} for k in sorted({*bins, *volume})]
    return answered(asked, opened, {"by": by, "bins": told, "undated": int((day == 0).sum())})


def by_of(asked: Asked, day: npt.NDArray[np.int32]) -> str:
    """What is asked, days of the events → "day" or "month": as asked, else by how many days there are."""
    known = day[day > 0]
    wide = len(known) > 0 and int(known.max()) - int(known.min()) > MONTHLY
    return asked.among("by", ("day", "month"), "month" if wide else "day")


def volumes(asked: Asked, opened: Opened, by: str) -> dict[str, int]:
    """What is asked, the state, day or month → how many pages of the lens were published in each."""
    p = opened.events.pages
    day = np.where(p.first > 0, p.first, p.last)[pages_in(asked, opened)]
    values, number = np.unique(_start(day[day > 0], by), return_counts=True)
    return {date.fromordinal(int(v)).isoformat(): int(n) for v, n in zip(values, number, strict=True)}


def binned(day: npt.NDArray[np.int32], ink: npt.NDArray[np.uint8], by: str) -> dict[str, dict[str, int]]:
    """Days, inks, day or month → by the first day of each bin how many of each ink."""
    known = day > 0
    values, at = np.unique(_start(day[known], by), return_inverse=True)
    table = np.bincount(at * len(INKS) + ink[known], minlength=len(values) * len(INKS)).reshape(len(values), len(INKS))
    return {date.fromordinal(int(v)).isoformat(): _inks(row) for v, row in zip(values, table, strict=True)}


def summed(day: npt.NDArray[np.int32], score: npt.NDArray[np.float32], by: str) -> dict[str, float]:
    """Days, scores, day or month → by the first day of each bin the sum of the scores."""
    known = day > 0
    values, at = np.unique(_start(day[known], by), return_inverse=True)
    total = np.bincount(at, score[known], len(values))
    return {date.fromordinal(int(v)).isoformat(): round(float(s), 2) for v, s in zip(values, total, strict=True)}


def _start(day: npt.NDArray[np.int32], by: str) -> Ints:
    """Ordinals → those of the first day of each bin."""
    if by == "day":
        return day.astype(np.int64)
    epoch = date(1970, 1, 1).toordinal()
    months = (day.astype(np.int64) - epoch).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) + epoch
