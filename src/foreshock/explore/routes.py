"""Nothing → the table of the API's routes: path, method, what answers, what it takes and gives. The OpenAPI description is made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foreshock.explore import listing, reading
from foreshock.explore.asked import FILTERS, LENS, Asked
from foreshock.explore.opened import Opened

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Answering:
    """One route: what it is asked with (`takes`: parameters; `of`: the one in its path) and which keys its answer has."""

    path: str
    answer: Callable[..., dict[str, Any]]
    about: str
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    of: str | None = None

    def told(self, asked: Asked, opened: Opened, of: str | None) -> dict[str, Any]:
        """What is asked, the state, the id in the path → the answer."""
        return self.answer(asked, opened) if of is None else self.answer(asked, opened, of)


_PAGED = ("sort", "limit", "cursor")
ROUTES: tuple[Answering, ...] = (
    Answering(
        "/about", listing.about, "What is in the store, and the words that its lens takes.", (),
        ("foreshock", "api", "stamp", "store", "counts", "days", "publishers", "genres", "types", "voices", "statuses", "parts", "levels",
         "inks", "last_run", "large")),
    Answering(
        "/counts", listing.counts, "How many events the lens shows, by facet; each facet under all other filters but its own.", FILTERS,
        ("lens", "total", "events", "documents", "actors_met", "voices", "statuses", "inks", "types", "publishers", "genres", "parts",
         "actors")),
    Answering(
        "/events", listing.events, "Events, each with the sentence that says it.", (*FILTERS, *_PAGED),
        ("lens", "total", "next", "events", "python", "undated", "actors")),
    Answering(
        "/events/{id}", reading.event, "One event and every report of it; the id may be that of a report.", (),
        ("event", "reports", "python", "actors"), "id"),
    Answering(
        "/documents", listing.documents, "Pages.", (*FILTERS, *_PAGED, "q"),
        ("lens", "total", "next", "documents", "python", "actors")),
    Answering(
        "/documents/{id}", reading.document, "One page: its text as read, and all that was found in it.", (),
        ("lens", "document", "astral", "sentences", "mentions", "times", "events", "statements", "ties", "citation", "actors"), "id"),
    Answering(
        "/cite", reading.cite, "A piece of a page's text, and the words that cite it.", ("document", "start", "end"),
        ("quote", "text", "csl")),
    Answering(
        "/map", listing.map_points, "Places of the events, with how many of each ink.", FILTERS, ("lens", "points", "unplaced", "actors")),
    Answering(
        "/timeline", listing.timeline, "Events by day or month and ink, with how much was published.", (*FILTERS, "by"),
        ("lens", "by", "bins", "undated", "actors")),
)
PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "since": ("Only from this day on.", {"type": "string", "format": "date"}),
    "until": ("Only up to this day.", {"type": "string", "format": "date"}),
    "as_of": ("As it could be known on this day.", {"type": "string", "format": "date"}),
    "voice": ("asserted, reported, hedged, denied; with commas.", {"type": "string"}),
    "status": ("actual, negated, future, hypothetical, historical; with commas.", {"type": "string"}),
    "publisher": ("A publisher as printed; once for each.", {"type": "array", "items": {"type": "string"}}),
    "genre": ("report, analysis, press release, interview, unknown; with commas.", {"type": "string"}),
    "part": ("headline, body, caption, comment or all; with commas. Comments are left out by default.", {"type": "string"}),
    "confidence": ("Least confidence.", {"type": "number", "minimum": 0, "maximum": 1}),
    "actor": ("An actor's id, name or country code.", {"type": "string"}),
    "pair": ("One of two actors; given twice.", {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}),
    "type": ("PLOVER types; with commas.", {"type": "string"}),
    "place": ("A place by GeoNames id or name.", {"type": "string"}),
    "bbox": ("west,south,east,north in degrees.", {"type": "string"}),
    "document": ("A page's id.", {"type": "string"}),
    "sort": ("Order; a minus in front turns it round.", {"type": "string"}),
    "limit": ("How many at most.", {"type": "integer", "minimum": 1, "maximum": 500}),
    "cursor": ("`next` of the answer before.", {"type": "string"}),
    "q": ("Words to look for.", {"type": "string"}),
    "start": ("First code point.", {"type": "integer", "minimum": 0}),
    "end": ("Code point after the last.", {"type": "integer", "minimum": 1}),
    "by": ("day or month.", {"type": "string", "enum": ["day", "month"]}),
    "level": ("actor, group or country.", {"type": "string", "enum": ["actor", "group", "country"]}),
    "a": ("The first of two actors.", {"type": "string"}),
    "b": ("The second of two actors.", {"type": "string"}),
    "window": ("Days ahead.", {"type": "integer", "minimum": 1, "maximum": 365}),
    "without": ("A reason to switch off, by its rule; once for each.", {"type": "array", "items": {"type": "string"}}),
    "from": ("The first of two days.", {"type": "string", "format": "date"}),
    "to": ("The second of two days.", {"type": "string", "format": "date"}),
    "mention": ("Id of an event mention or a stated tie.", {"type": "string"}),
    "kind": ("What is wrong.", {"type": "string"}),
}
__all__ = ["LENS", "PARAMETERS", "PREFIX", "ROUTES", "Answering"]
