"""Nothing → the nouns of who and where: `Actor`, `Role`, `Place`, `Mention`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from foreshock.types.html import InNotebook
from foreshock.types.text import Span
from foreshock.types.when import UNKNOWN, When

ActorKind = Literal[
    "state", "state organ", "armed forces", "person", "armed group", "party", "movement", "international organisation",
    "organisation", "media", "company", "population", "generic",
]
Standing = Literal["in office", "incoming", "acting", "former", "unknown"]
PlacePrecision = Literal["point", "city", "district", "province", "region", "country", "unresolved"]


@dataclass(frozen=True, slots=True)
class Actor(InNotebook):
    """Who can act: a state, an organ, a group, a person, or a generic kind of people ("Shiite militias").

    `country` is ISO 3166 alpha-3, or IGO, NGO, IMG, MNC, or None where unknown; `sector` is PLOVER's (GOV, MIL, REB,
    PRM …). `start` and `end` bound its existence. `origin` is "registry", "page" (learned from a document), "generic" or "table"
    (a name in imported event data that nothing else knows); `citation` says where a registry row can be checked.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    aliases: tuple[str, ...] = ()
    wikidata: str | None = None
    parent: str | None = None
    start: date | None = None
    end: date | None = None
    origin: Literal["registry", "page", "generic", "table"] = "registry"
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Role(InNotebook):
    """Who held which post or membership, from when to when, on whose word (FollowTheMoney Occupancy; CAMEO dated code).

    `holder`, `of` and `to` are actor ids ("ambassador *of* Iran *to* Iraq", "adviser *to* Soleimani", "branch *of* the
    IRGC"). A missing bound is unknown, never "for ever". A role learned from a page has `evidence`, `document_id` and
    `as_of`; a role of the registry has `citation`.
    """

    holder: str
    post: str
    of: str | None = None
    to: str | None = None
    sector: str | None = None
    start: date | None = None
    end: date | None = None
    standing: Standing = "in office"
    as_of: When = UNKNOWN
    document_id: str | None = None
    evidence: Span | None = None
    citation: str = ""

    def held_on(self, day: date) -> bool | None:
        """A day → whether the post was held on it; None where the bounds do not say."""
        if self.standing == "incoming":
            return False
        if (self.start and day < self.start) or (self.end and day > self.end):
            return False
        return True if self.start and (self.end or self.standing == "in office") else None


@dataclass(frozen=True, slots=True)
class Place(InNotebook):
    """A toponym's place on earth, with how precise it is; `lat`, `lon` in degrees, WGS 84. "unresolved" is an answer."""

    name: str
    geonames_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    admin1: str | None = None
    precision: PlacePrecision = "unresolved"
    population: int = 0


@dataclass(frozen=True, slots=True)
class Mention(InNotebook):
    """A span that names or points at an actor or a place (ACE entity mention).

    `as_` says which it is here ("in Tehran" a place, "Tehran supports" an actor, else "neither"). `form` is how:
    a name, a nominal ("the militia"), a pronoun, an adjective or demonym ("Iranian"). `head` is the code point at which
    the head word starts. For an actor `actor_id`, `country` and `sector` hold what it was resolved to; for a place, `place`.
    """

    span: Span
    as_: Literal["actor", "place", "neither"] = "actor"
    form: Literal["name", "nominal", "pronoun", "adjective"] = "name"
    head: int = -1
    actor_id: str | None = None
    name: str | None = None
    country: str | None = None
    sector: str | None = None
    place: Place | None = None
