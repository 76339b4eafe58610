"""What is asked, the state of a large store → its picture, added up from columns: deeds are counted, not quoted one by one.

Accrued ties, courses and forecasts come from the happenings' own status, confidence and day, as those of imported rows do; stated ties from
the sentences that state them. What `as_of` leaves out is what rests on any later page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt

from foreshock.explore.asked import Asked
from foreshock.explore.masks import Bools, shown
from foreshock.explore.opened import Opened
from foreshock.explore.telling import nouns_of
from foreshock.graph.picture import Picture, picture_drawn
from foreshock.graph.quoting import quoted
from foreshock.types import Event, EventColumns, Sentences

Ints = npt.NDArray[np.int64]


def picture_by_columns(asked: Asked, opened: Opened, with_courses: bool) -> Picture:
    """What is asked (days, parts, voices, publishers, genres, confidence), the state → the picture of the lens's day."""
    as_of = asked.lens.as_of or opened.last_day or date.min
    with opened.store() as store:
        stated = store.stated_by_columns(asked.lens, store.printed(asked.lens))
        told = picture_drawn(
            stated, columns_of(opened, shown(asked, opened)), opened.cast, as_of=as_of, level=asked.level, parts=asked.lens.parts,
            roles=opened.roles, with_courses=with_courses)
        return replace(told, ties=tuple(quoted(told.ties)), courses=tuple(quoted(told.courses)))


def columns_of(opened: Opened, which: Bools) -> EventColumns:
    """The state, which events → these as `graph` and `forecast` compute with them; each becomes an Event only when it is looked at."""
    e = opened.events
    kept = np.flatnonzero(which)
    day = np.where(e.last > 0, e.last, e.first)[kept].astype(np.int64)
    order = np.argsort(day, kind="stable")
    kept, day = kept[order], day[order]
    to = np.full(len(e), -1, np.int64)
    to[kept] = np.arange(len(kept))
    doers, others = (_side(opened, which, to, side) for side in (0, 1))
    did, status, place = (c[kept].astype(np.int64) for c in (e.did, e.status, e.place))
    confidence, parts = np.round(e.confidence[kept], 6).astype(np.float64), e.parts[kept].astype(np.int64)

    def tell(which: Sequence[int]) -> list[Event]:
        with opened.store() as store:
            return nouns_of(opened, store, kept[list(which)].tolist())

    return EventColumns(
        e.id[kept], day, did, status, place, confidence, e.hedged[kept], parts, e.from_text[kept], doers[0], doers[1], others[0], others[1],
        np.arange(len(kept)), e.actors, e.dids, e.places, tell, sentences=Sentences.of((), ()))


def _side(opened: Opened, which: Bools, to: Ints, side: int) -> tuple[Ints, Ints]:
    """The state, which events, their new places, a side → who stands on it: event and actor, ascending by event."""
    e = opened.events
    mine = np.flatnonzero((e.side == side) & which[e.party_of])
    of = to[e.party_of[mine]]
    sort = np.argsort(of, kind="stable")
    return of[sort], e.party[mine][sort].astype(np.int64)

