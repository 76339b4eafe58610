"""What is asked, a store's state → which of its events it shows, filter by filter, so that each facet can be counted without its own."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from foreshock.explore.asked import Asked
from foreshock.explore.opened import Opened
from foreshock.types import GENRES, PARTS, STATUSES, VOICES

Bools = npt.NDArray[np.bool_]


def masks(asked: Asked, opened: Opened) -> dict[str, Bools]:
    """What is asked, the state → by filter which events pass it, shape (n,); filters that are not set are left out."""
    lens, e = asked.lens, opened.events
    found: dict[str, Bools] = {}
    end = np.where(e.last > 0, e.last, e.first)
    begin = np.where(e.first > 0, e.first, e.last)
    if lens.since:
        found["since"] = end >= lens.since.toordinal()
    if lens.until:
        found["until"] = (begin <= lens.until.toordinal()) & (begin > 0)
    if lens.as_of:
        found["as_of"] = (begin <= lens.as_of.toordinal()) & _all_out(asked, opened)
    if lens.voices:
        found["voice"] = _among(e.voice, [VOICES.index(v) for v in lens.voices])
    if lens.statuses:
        found["status"] = _among(e.status, [STATUSES.index(s) for s in lens.statuses])
    if asked.types:
        found["type"] = _among(e.type, [e.types.index(t) for t in asked.types])
    bits = sum(1 << PARTS.index(p) for p in lens.parts)
    found["part"] = (e.parts & bits) > 0
    if lens.confidence:
        found["confidence"] = e.confidence >= lens.confidence - 1e-6
    found |= _printed(asked, opened)
    if lens.actor:
        found["actor"] = took_part(opened, within(opened, lens.actor))
    if lens.pair:
        found["pair"] = between(opened, within(opened, lens.pair[0]), within(opened, lens.pair[1]))
    if asked.place or asked.box:
        found["place"] = _placed(asked, opened)
    return found


def shown(asked: Asked, opened: Opened) -> Bools:
    """What is asked, the state → which events it shows, shape (n,)."""
    every = np.ones(len(opened.events), np.bool_)
    for mask in masks(asked, opened).values():
        every &= mask
    return every


def pages_in(asked: Asked, opened: Opened, dated: bool = True) -> Bools:
    """What is asked, the state → which pages are inside it by their own publisher, genre and (`dated`) day, shape (m,)."""
    lens, p = asked.lens, opened.events.pages
    kept = np.ones(len(p), np.bool_)
    if lens.publishers:
        kept &= _among(p.publisher, [p.publishers.index(n) for n in lens.publishers if n in p.publishers])
    if lens.genres:
        kept &= _among(p.genre, [GENRES.index(g) for g in lens.genres])
    if asked.document:
        kept &= np.arange(len(p)) == opened.page_at.get(asked.document, -1)
    begin, end = np.where(p.first > 0, p.first, p.last), np.where(p.last > 0, p.last, p.first)
    if dated and lens.since:
        kept &= end >= lens.since.toordinal()
    if dated and lens.until:
        kept &= (begin <= lens.until.toordinal()) & (begin > 0)
    if lens.as_of:
        kept &= (end <= lens.as_of.toordinal()) & (end > 0)
    return kept


def within(opened: Opened, name: str) -> Bools:
    """The state, an actor's id or a country's code → which actors of the columns it means: of a country all that belong to it."""
    code = name if len(name) == 3 and name.isalpha() and name.isupper() else None
    return np.array([i == name or (code is not None and (a := opened.named.get(i)) is not None and a.country == code)
                     for i in opened.events.actors] or [], np.bool_)


def took_part(opened: Opened, who: Bools, side: int | None = None) -> Bools:
    """The state, which actors, on which side → which events they stand in."""
    e = opened.events
    found = np.zeros(len(e), np.bool_)
    hit = who[e.party] if side is None else who[e.party] & (e.side == side)
    found[e.party_of[hit]] = True
    return found


def between(opened: Opened, a: Bools, b: Bools) -> Bools:
    """The state, two sets of actors → the events that one does to the other, or that both do where nobody is the recipient."""
    does, done = (took_part(opened, a, 0), took_part(opened, b, 0)), (took_part(opened, a, 1), took_part(opened, b, 1))
    alone = np.ones(len(opened.events), np.bool_)
    alone[opened.events.party_of[opened.events.side == 1]] = False
    return (does[0] & done[1]) | (does[1] & done[0]) | (does[0] & does[1] & alone)


def _among(column: npt.NDArray[np.generic], chosen: list[int]) -> Bools:
    kept = np.zeros(len(column), np.bool_)
    for value in chosen:
        kept |= column == value
    return kept


def _all_out(asked: Asked, opened: Opened) -> Bools:
    """Which events rest only on pages that were out by then."""
    e = opened.events
    late = ~pages_in(Asked(type(asked.lens)(as_of=asked.lens.as_of)), opened)
    kept = np.ones(len(e), np.bool_)
    kept[e.page_of[late[e.page]]] = False
    return kept


def _printed(asked: Asked, opened: Opened) -> dict[str, Bools]:
    """Publisher, genre, page → which events stand on a page of that kind; a row of a table has a publisher and no genre."""
    e, lens, found = opened.events, asked.lens, {}
    for name, one in (
        ("publisher", Asked(type(lens)(publishers=lens.publishers))), ("genre", Asked(type(lens)(genres=lens.genres))),
        ("document", Asked(document=asked.document)),
    ):
        if one == Asked():
            continue
        kept = np.zeros(len(e), np.bool_)
        kept[e.page_of[pages_in(one, opened)[e.page]]] = True
        if name == "publisher":
            kept |= _among(e.publisher, [e.pages.publishers.index(n) for n in lens.publishers if n in e.pages.publishers])
        if name == "genre" and "unknown" in lens.genres:
            kept |= e.row < 0
        found[name] = kept
    return found


def _placed(asked: Asked, opened: Opened) -> Bools:
    """A place by id or name, or a box → which events are there."""
    places = opened.events.places
    wanted = (asked.place or "").casefold()
    here = [
        (not wanted or wanted in (str(p.geonames_id), p.name.casefold())) and (asked.box is None or _inside(p.lat, p.lon, asked.box))
        for p in places
    ]
    return np.array([*here, False], np.bool_)[opened.events.place]


def _inside(lat: float | None, lon: float | None, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    if lat is None or lon is None or not south <= lat <= north:
        return False
    return west <= lon <= east if west <= east else lon >= west or lon <= east  # a box over the date line
