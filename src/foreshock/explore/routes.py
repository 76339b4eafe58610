"""Nothing → the table of the API's routes: path, method, what answers, what it takes and gives. The OpenAPI description is made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from foreshock.explore import judging, listing, pairs, people, pictures, reading, since
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
        ("event", "reports", "judgements", "python", "actors"), "id"),
    Answering(
        "/documents", listing.documents, "Pages.", (*FILTERS, *_PAGED, "q"),
        ("lens", "total", "next", "documents", "python", "actors")),
    Answering(
        "/documents/{id}", reading.document, "One page: its text as read, and all that was found in it.", (),
        ("lens", "document", "astral", "sentences", "mentions", "times", "events", "statements", "ties", "judgements",
         "citation", "actors"), "id"),
    Answering(
        "/cite", reading.cite, "A piece of a page's text, and the words that cite it.", ("document", "start", "end"),
        ("quote", "text", "csl")),
    Answering(
        "/map", listing.map_points, "Places of the events, with how many of each ink.", FILTERS, ("lens", "points", "unplaced", "actors")),
    Answering(
        "/timeline", listing.timeline, "Events by day or month and ink, with how much was published.", (*FILTERS, "by"),
        ("lens", "by", "bins", "undated", "actors")),
    Answering(
        "/picture", pictures.network, "The signed network, with a place for each actor.", (*FILTERS, "level"),
        ("lens", "as_of", "level", "spots", "ties", "degree", "balance", "shown", "computed", "python", "actors")),
    Answering(
        "/ties/{id}", pictures.tie, "One tie with its sentences.", (*FILTERS, "level"), ("lens", "tie", "computed", "actors"), "id"),
    Answering(
        "/pairs", pairs.pairs, "Who has most to do with whom.", (*FILTERS, "level", "limit"),
        ("lens", "total", "level", "pairs", "actors")),
    Answering(
        "/pair", pairs.pair, "What two actors do to each other over time.", (*FILTERS, "a", "b", "by", "level", *_PAGED),
        ("lens", "pair", "level", "by", "total", "flows", "documents", "ties", "events", "python", "actors")),
    Answering(
        "/pair/thirds", pairs.thirds, "Third parties, by how they pull the two.", (*FILTERS, "a", "b", "level"),
        ("lens", "pair", "total", "thirds", "computed", "actors")),
    Answering(
        "/pair/statements", pairs.statements, "What the two say to and about each other.",
        (*FILTERS, "a", "b", "level", "limit", "cursor"), ("lens", "pair", "total", "next", "statements", "actors")),
    Answering(
        "/course", pictures.one_course, "The course of two actors, with the path that says why.", (*FILTERS, "a", "b", "level"),
        ("lens", "pair", "course", "line", "computed", "python", "actors")),
    Answering(
        "/forecast", pairs.forecast, "How likely material conflict of the two is, reason by reason.",
        (*FILTERS, "a", "b", "window", "without"),
        ("lens", "forecast", "waterfall", "whole", "lines", "track_record", "computed", "python", "actors")),
    Answering(
        "/actors", people.search, "Actors by name, or those who act most.", (*FILTERS, "q", "limit", "cursor"),
        ("lens", "total", "next", "found", "actors")),
    Answering(
        "/actors/{id}", people.dossier, "An actor's dossier.", (*FILTERS, "level", "by"),
        ("lens", "actor", "level", "stands_for", "roles", "held_by", "names", "first_seen", "last_seen", "backs", "opposes", "backed_by",
         "opposed_by", "courses", "courses_known", "counts", "by", "bins", "partners", "computed", "python", "actors"), "id"),
    Answering(
        "/courses", pictures.courses, "Pairs on course to confront each other, the hardest first.", (*FILTERS, "level", "limit"),
        ("lens", "as_of", "level", "total", "courses", "computed", "python", "actors")),
    Answering(
        "/since", since.since, "What changed from one day to another.", ("from", "to", "level"),
        ("lens", "from", "to", "level", "documents", "events", "new_actors", "of_new_actors", "total", "changes", "computed", "python",
         "actors")),
    Answering(
        "/judgements", judging.listed, "People's corrections, the newest first.", (), ("judgements", "file", "problems", "actors")),
    Answering(
        "/judgements/like", judging.alike, "How many are like an event mention or a stated tie.", ("mention", "kind", "side", "old"),
        ("count", "kind", "examples")),
)


@dataclass(frozen=True, slots=True)
class Writing:
    """A route that writes: what its JSON body takes; it needs the page's token in X-Foreshock-Token."""

    method: str
    path: str
    write: Callable[..., dict[str, Any]]
    about: str
    body: tuple[str, ...]
    gives: tuple[str, ...] = ("judgement", "applied", "stamp")


WRITES: tuple[Writing, ...] = (
    Writing("post", "/judgements", judging.made, "Corrects one thing, or all like it.",
            ("kind", "mention", "who", "why", "like", "side", "old", "new")),
    Writing("delete", "/judgements/{id}", judging.undone, "Takes a correction back, by a further line.", ("who", "why")),
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
    "side": ("actors or recipients, where the actor is wrong.", {"type": "string"}),
    "old": ("The wrong actor, where the actor is wrong.", {"type": "string"}),
}
__all__ = ["LENS", "PARAMETERS", "PREFIX", "ROUTES", "WRITES", "Answering", "Writing"]
