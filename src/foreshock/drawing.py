"""An open store, a lens → its events by columns, as they could be known on the lens's day, and the picture drawn from them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from foreshock.asked import cast_of
from foreshock.compared import without_of
from foreshock.resolve.anew import Known, made_anew
from foreshock.resolve.happenings import happenings
from foreshock.resolve.reports import NEWS_LAG, TOLERANCE, Report, party
from foreshock.store import Store
from foreshock.store.happened import Happened, Printed
from foreshock.types import Document, Event, EventColumns, EventMention, Lens, Sentences, Telling
from foreshock.types.sentences import called

if TYPE_CHECKING:
    from foreshock.graph.levels import Level
    from foreshock.graph.picture import Picture

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def drawn(store: Store, lens: Lens, level: Level, without: Sequence[str], with_courses: bool) -> Picture:
    """Store, lens, level, what to leave out → the picture of the lens's day (the last one without it), evidence still to be `quoted`."""
    from foreshock.graph.picture import picture_drawn

    # Pair, actor and status narrow what is shown, never what the picture is computed from: a path of ties goes through third parties.
    lens = replace(lens, actor=None, pair=None, statuses=())
    lens = lens if lens.as_of else replace(lens, as_of=store.last_day())
    printed, roles = store.printed(lens), store.posts()
    stated, told, cast = store.stated_by_columns(lens, printed), events(store, lens, printed), cast_of(store.actors(), roles)
    left_out = without_of(without, store.find_actor)
    store.let_go()
    return picture_drawn(
        stated, told, cast, as_of=lens.as_of or date.min, level=level, parts=lens.parts, roles=roles, without=left_out,
        with_courses=with_courses)


def events(store: Store, lens: Lens, printed: Printed | None = None) -> EventColumns:
    """Store, lens → happenings and imported events by columns, in the order of the days by which they had happened."""
    own = of_pages(store, lens, printed or store.printed(lens))
    return store.imported_columns(lens).joined(own) if store.imported_count() else own


def of_pages(store: Store, lens: Lens, printed: Printed) -> EventColumns:
    """Store, lens, the pages that it lets through → happenings by columns.

    With `as_of` they are those of what was published by that day: an event stored today may rest on later reports. Those that rest on
    nothing else stand as they are stored, the others are made anew.
    """
    told = store.reports(lens, printed)
    if lens.as_of is None:
        return store.happened(told, lens).events
    found = store.happened(told)
    if store.stale:  # what is stored is older than the pages
        found = Happened(found.events.only(np.zeros(len(found.events), np.bool_)), found.size[:0])
    stands = _intact(found, told, printed)
    return _made_anew(store, found.events, stands, told, printed)


def _intact(found: Happened, told: Sentences, printed: Printed) -> Bools:
    """Happenings, the reports that are heard, the pages → which happenings rest on heard reports of known pages alone."""
    known = printed.asked[told.page[found.events.report]]
    heard = np.bincount(found.events.report_of[known], minlength=len(found.size))
    stands: Bools = (heard == found.size) & ~_retold(found, told, printed)
    return stands


def _retold(found: Happened, told: Sentences, printed: Printed) -> Bools:
    """→ happenings on pages that are copies of one another among all pages and not among those asked for, or the other way round."""
    changed = np.zeros(len(found.size), np.bool_)
    if printed.whole is not printed.pages.story:
        of, page = found.events.report_of, told.page[found.events.report]
        copies = [_first(of, page, story, len(printed.asked)) for story in (printed.whole, printed.pages.story)]
        changed[of[copies[0] != copies[1]]] = True
    return changed


def _first(of: Ints, page: Ints, story: Ints, n: int) -> Ints:
    """Happening and page of each report, the story of each page, how many there are → the first page of that story in the happening."""
    keys, back = np.unique(of * n + story[page], return_inverse=True)
    first = np.full(len(keys), n)
    np.minimum.at(first, back, page)
    found: Ints = first[back]
    return found


def _made_anew(store: Store, stored: EventColumns, stands: Bools, told: Sentences, printed: Printed) -> EventColumns:
    """Store, its happenings, which of them stand, the reports that are heard, the pages → all happenings of these reports."""
    left = np.ones(len(told), np.bool_)
    left[stored.report[stands[stored.report_of]]] = False
    broken = called(told.id[left])
    if not broken:
        return stored.only(stands)
    known = _known(store, stored, told, printed)
    ids, events = made_anew(broken, known) if stands.any() else (broken, known.make(broken))
    stands[stored.report_of[np.isin(stored.report, told.find(list(ids)))]] = False
    return stored.only(stands).joined(EventColumns.of(events, sentences=told))


def _known(store: Store, stored: EventColumns, told: Sentences, printed: Printed) -> Known:
    """Store, its happenings, the reports that are heard, the pages → what `made_anew` asks of them."""
    pages = printed.pages

    def known(mentions: Sequence[EventMention]) -> list[Document]:
        found = store.without_texts({m.document_id for m in mentions}, only=True)
        return [d for d in found if printed.asked[bisect_left(pages.ids, d.id)]]

    def reports(ids: Collection[str]) -> Iterator[Report]:
        mentions = store.reports_of(ids)
        by_id = {d.id: d for d in known(mentions)}
        return (Report.of(Telling.of(m, by_id.get(m.document_id))) for m in mentions)

    def whole(ids: Collection[str]) -> set[tuple[str, ...]]:
        events = np.unique(stored.report_of[np.isin(stored.report, told.find(list(ids)))]).tolist()
        return {tuple(called(told.id[stored.reports([n])])) for n in events}

    def near(ids: Collection[str]) -> list[str]:
        found = store.reports_near(ids, party, TOLERANCE, NEWS_LAG)
        return [i for i, row in zip(found, told.find(found).tolist(), strict=True) if row >= 0]

    def make(ids: Collection[str]) -> list[Event]:
        mentions = store.reports_of(ids)
        documents = known(mentions)
        story = {d.id: pages.ids[pages.story[bisect_left(pages.ids, d.id)]] for d in documents}
        return happenings(mentions, documents, story)

    return Known(near, reports, whole, make)
