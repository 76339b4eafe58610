"""Nouns made by hand for the tests of ties, courses and forecasts."""

from __future__ import annotations

from datetime import date

from foreshock.types import Actor, Document, Event, EventMention, Factuality, Mention, Part, Place, Span, TieMention, When
from foreshock.types import plover as tables
from foreshock.types.ties import TIE_KINDS

DAY = date(2017, 3, 22)
MOSUL = Place("Mosul", 99072, 36.34, 43.13, "IRQ", "Nineveh", "city")
ACTORS = {
    a.id: a
    for a in (
        Actor("IRN", "Iran", "state", "IRN"), Actor("USA", "United States", "state", "USA"), Actor("IRQ", "Iraq", "state", "IRQ"),
        Actor("PMU", "Popular Mobilization Units", "armed group", "IRQ", "PRM"),
        Actor("IS", "Islamic State", "armed group", "IMG", "REB"), Actor("ISF", "Iraqi security forces", "armed forces", "IRQ", "MIL"),
        Actor("quds", "Quds Force", "armed forces", "IRN", "MIL", parent="IRN"),
        Actor("zarif", "Mohammad Javad Zarif", "person", "IRN", "GOV"),
        Actor("soleimani", "Qasem Soleimani", "person", "IRN", "MIL", parent="quds"),
        Actor("kerry", "John Kerry", "person", "USA", "GOV"),
    )
}
ARTICLE, COMMENT = 0, 1


def page(name: str, day: date | None = DAY, publisher: str = "Tigris Wire", genre: str = "report") -> Document:
    parts = (Part(0, "body", Span(0, 1, "x")), Part(1, "comment", Span(1, 2, "y")))
    published = When.day(day, "meta") if day else When()
    return Document(name, "v", "xy", parts, publisher=publisher, published=published, genre=genre)  # type: ignore[arg-type]


def who(actor: str) -> Mention:
    return Mention(Span(0, len(actor), actor), actor_id=actor)


def says(
    subject: str, kind: str, target: str, quote: str = "", *, document: str = "d1", status: str = "actual", certainty: str = "certain",
    speaker: str | None = None, part: int = ARTICLE, place: Place | None = None, how: tuple[str, ...] = (), name: str = "",
) -> TieMention:
    quote = quote or f"{subject} {kind} {target}"
    return TieMention(
        name or f"{document}/{subject}/{kind}/{target}/{status}/{speaker}/{part}", document, part, who(subject), who(target), kind,
        TIE_KINDS[kind], Span(0, len(quote), quote), how, Factuality(status, certainty),  # type: ignore[arg-type]
        who(speaker) if speaker else None, "actor" if speaker else "author", place=place,
    )


def did(
    name: str, kind: str, doers: str, recipients: str = "", day: date | None = DAY, *, status: str = "actual",
    place: Place | None = None, modes: tuple[str, ...] = (), confidence: float = 1.0, mentions: tuple[str, ...] = (),
    part: str = "body", documents: tuple[str, ...] = (),
) -> Event:
    return Event(
        name, kind, tuple(doers.split()), tuple(recipients.split()), When.day(day, "text") if day else When(), status,  # type: ignore[arg-type]
        modes=modes, place=place, score=tables.score(kind, modes), confidence=confidence, part_kinds=(part,),  # type: ignore[arg-type]
        mentions=mentions, documents=documents,
    )


def report(name: str, event: Event, document: str, quote: str, **more: object) -> EventMention:
    return EventMention(
        name, document, int(str(more.get("part", 0))), event.type, Span(0, len(quote), quote), Span(0, 1, quote[0]), event.modes, (),
        tuple(who(a) for a in event.actors), tuple(who(a) for a in event.recipients),
        Factuality(event.status, more.get("certainty", "certain")),  # type: ignore[arg-type]
        who(str(more["speaker"])) if "speaker" in more else None, "actor" if "speaker" in more else "author",
        when=event.when, place=event.place, score=event.score,
    )
