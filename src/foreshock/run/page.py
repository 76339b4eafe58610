"""`Document` → `Reading`: the rooms in their order, for one page."""

from __future__ import annotations

from dataclasses import replace

from foreshock.code import code
from foreshock.resolve.dating import anchor, dating
from foreshock.resolve.places import where
from foreshock.resolve.settle import remembered, settle
from foreshock.resolve.who import who
from foreshock.run.means import Means
from foreshock.types import Document, Reading
from foreshock.understand import understand
from foreshock.understand.factuality import predicates


def read_page(document: Document, means: Means | None = None) -> Reading:
    """Document, the user's means → everything it gives: actors, times, places, events, statements, ties, each anchored in its text.

    Dates come first: the document's bounds decide what "March 9" means, and "March 9" narrows the document's bounds.
    """
    understanding = understand(document)
    times = anchor(understanding.times, understanding, document.published)
    if (published := dating(document, times, understanding)) != document.published:
        document = replace(document, published=published)
        times = anchor(understanding.times, understanding, published)
    understanding = replace(understanding, document=document, times=times)
    cast = who(understanding, means.registry() if means else None)
    mentions = where(understanding, cast.mentions)
    coded = settle(code(understanding, mentions, means.coder if means else "both"), understanding, mentions, times, document.published)
    reading = Reading(
        document=document,
        sentences=tuple(s.span for s in understanding.sentences),
        mentions=mentions,
        times=times,
        predicates=remembered(predicates(understanding), understanding, times, document.published),
        statements=coded.statements,
        events=coded.events,
        ties=coded.ties,
        actors=cast.actors,
        roles=cast.roles,
    )
    understanding.let_go()
    return reading
