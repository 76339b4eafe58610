"""One event, one page, one quote → all that the reading room shows of it."""

from __future__ import annotations

import numpy as np

from foreshock.errors import BadInput, UnknownName
from foreshock.exchange import terms
from foreshock.explore import judging
from foreshock.explore.asked import Asked
from foreshock.explore.opened import Opened
from foreshock.explore.telling import Json, answered, citation, events_told, mention_told, page_told, people
from foreshock.show.event import Report, of_event
from foreshock.store import Store
from foreshock.types import Mention, Reading, Span

SHOWN = ("sentences", "mentions", "times", "statements", "events", "ties")  # what of a reading the reading room shows


def event(asked: Asked, opened: Opened, event_id: str) -> Json:
    """→ a happening, and each report of it with its sentence, its page and how to cite it."""
    with opened.store() as store:
        row = store.row_of(event_id)
        at = np.flatnonzero(opened.events.row == row) if row is not None else np.zeros(0, np.int64)
        if not len(at):
            raise UnknownName(f"There is no event {event_id[:80]!r} in this store. Look for it under /api/v1/events.")
        told, noun = events_told(opened, store, [int(at[0])])[0]
        mentions, p = store.mentions_of(noun.mentions), opened.events.pages
        versions = {d: p.versions[opened.page_at[d]] for d in noun.documents if d in opened.page_at}
        found = of_event(store, noun, [mentions[m] for m in noun.mentions if m in mentions], versions)
        counts = store.judgement_counts()
    reports = [_report(r) for r in found.reports]
    ids = [*told["actors"], *told["recipients"], *told["speakers"]]
    ids += [m["id"] for r in reports for m in (*r["mention"]["actors"], *r["mention"]["recipients"], r["mention"]["speaker"]) if m]
    corrections = [judging.told(j, True, counts.get(j.id, 0)) for j in found.judgements]
    return {"event": told, "reports": reports, "judgements": corrections,
            "python": asked.python(opened.path.name, "show", told["id"], most=False),
            "actors": people(opened, ids)}


def _report(report: Report) -> Json:
    m, document = report.mention, report.document
    part = next((p for p in document.parts if p.index == m.part), None)
    return {
        "mention": terms.event_mention(m), "voice": m.voice, "sentence": terms.span(report.sentence), "document": page_told(document),
        "part": {"index": part.index, "kind": part.kind, "author": part.author} if part else None,
        "statement": terms.statement(report.said_in) if report.said_in else None, "posts": list(report.posts),
        "citation": citation(document, m.evidence),
    }


def document(asked: Asked, opened: Opened, document_id: str) -> Json:
    """→ a page as it was read: text, parts, sentences, mentions, times, events, statements, ties."""
    with opened.store() as store:
        at = opened.page_at.get(document_id)
        version = opened.events.pages.versions[at] if at is not None else None
        told, ids = page_of(opened, store, store.reading(document_id, version, SHOWN))
    return answered(asked, opened, told, ids)


def page_of(opened: Opened, store: Store, reading: Reading) -> tuple[Json, list[str | None]]:
    """The state, its file, all that was read from a page → the page as the reading room shows it, and the ids of its actors."""
    e = opened.events
    here = e.page_of[e.page == opened.page_at.get(reading.document.id, -1)]
    of, counts = store.happenings_at(e.row[here[e.row[here] >= 0]].tolist()), store.judgement_counts()
    made = [judging.told(j, True, counts.get(j.id, 0)) for j in store.judgements_on(reading.document.id)]
    page = reading.document
    ids = [m.actor_id for m in reading.mentions] + [m.actor_id for e in reading.events for m in (*e.actors, *e.recipients)]
    ids += [m.actor_id for s in reading.statements for m in (s.speaker, s.addressee) if m]
    return {
        "document": terms.document(page), "astral": [n for n, c in enumerate(page.text) if ord(c) > 0xFFFF],
        "sentences": [[s.start, s.end] for s in reading.sentences], "mentions": [_mention(m) for m in reading.mentions],
        "times": [terms.time(t) for t in reading.times], "events": [mention_told(e, of.get(e.id)) for e in reading.events],
        "statements": [terms.statement(s) for s in reading.statements], "ties": [terms.tie_mention(t) for t in reading.ties],
        "judgements": made, "citation": citation(page),
    }, ids


def _mention(mention: Mention) -> Json:
    told = terms.mention(mention)
    assert told is not None
    return {**told, "as": mention.as_, "place": terms.place(mention.place)}


def cite(asked: Asked, opened: Opened) -> Json:
    """→ a piece of a page's text, and the words that cite it."""
    with opened.store() as store:
        page = store.document(asked.document or asked.needed("document"))
    start, end = (asked.number(name, -1, 0, len(page.text)) for name in ("start", "end"))
    if start < 0 or end < 0 or start >= end:
        raise BadInput("start and end are the code points of a piece of the text: end is the larger one.")
    quote = Span.of(page.text, start, end)
    return {"quote": terms.span(quote), **citation(page, quote)}
