"""All that a store holds, read once → `Past`: the events and the picture of any day, from what was published by then.

The same as asking the store `as_of` each day, without reading it anew: for alerts over history, courses over time, back-tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foreshock.graph.admitted import event_day, known_by
from foreshock.graph.levels import Level
from foreshock.graph.picture import Picture, picture
from foreshock.types import Actor, Document, Event, EventMention, Evidence, Role, TieMention, When
from foreshock.types.sentences import evidence_of

Happenings = Callable[[Sequence[EventMention], Sequence[Document]], Sequence[Event]]


@dataclass(frozen=True, slots=True)
class Past:
    """What the pages gave, all of it; every method looks only at what was out by its day.

    `happenings` makes events out of mentions (it lives in a room to the left that this one may not see). `imported` are events of
    others' tables, each with the day from which on it can be known.
    """

    documents: Sequence[Document]
    event_mentions: Sequence[EventMention]
    tie_mentions: Sequence[TieMention]
    actors: Mapping[str, Actor]
    roles: Sequence[Role]
    happenings: Happenings
    imported: Sequence[tuple[date, Event]] = ()

    def days(self, since: date | None = None, until: date | None = None) -> list[date]:
        """First and last day (open if left out) → the days on which something was published or a row came out, in order."""
        found = {d for page in self.documents if (d := known_by(page.published))} | {d for d, _ in self.imported}
        return sorted(d for d in found if (since is None or d >= since) and (until is None or d <= until))

    def out(self, day: date) -> list[Document]:
        """Day → the pages published by then; an undated page is not known to have been."""
        return [d for d in self.documents if (published := known_by(d.published)) and published <= day]

    def mentions(self, day: date) -> list[EventMention]:
        """Day → the reports published by then, of what had not yet to begin."""
        out = {d.id for d in self.out(day)}
        return [m for m in self.event_mentions if m.document_id in out and _begun(m.when, day)]

    def events(self, day: date) -> list[Event]:
        """Day → the happenings, as they could be known then."""
        return self._with_imported(self.happenings(self.mentions(day), self.out(day)), day)

    def imported_by(self, day: date) -> list[Event]:
        """Day → the events of others' tables that could be known then."""
        return [e for out, e in self.imported if out <= day]

    def _with_imported(self, own: Sequence[Event], day: date) -> list[Event]:
        if not self.imported:
            return list(own)
        return sorted([*own, *self.imported_by(day)], key=lambda e: (e.when.earliest or e.when.latest or date.max, e.id))

    def picture(self, day: date, level: Level = "group") -> Picture:
        """Day → the signed picture, as it could be drawn then."""
        out = self.out(day)
        ids = {d.id for d in out}
        said = [t for t in self.tie_mentions if t.document_id in ids and _begun(t.when, day)]
        mentions = self.mentions(day)
        events = self._with_imported(self.happenings(mentions, out), day)
        return picture(said, events, mentions, out, self.actors, as_of=day, level=level, roles=self.roles)

    def evidence(self, mentions: Iterable[EventMention]) -> tuple[Evidence, ...]:
        """Reports → where they can be read, the newest first."""
        pages = {d.id: d for d in self.documents}
        return newest_first(evidence_of(m, pages.get(m.document_id)) for m in mentions)

    def dated(self, events: Iterable[Event]) -> list[tuple[date, Event]]:
        """Events → each with the day by which it had happened: its own last day, or that of its first report if that is sooner."""
        published = {d.id: known_by(d.published) for d in self.documents}
        days = (((event_day(e), *(published.get(i) for i in e.documents)), e) for e in events)
        return [(min(known), e) for told, e in days if (known := [d for d in told if d])]


def newest_first(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Evidence → each sentence once, the newest first."""
    once = {(e.document_id, e.span.start, e.span.end): e for e in reversed(list(evidence))}
    return tuple(once[k] for k in sorted(sorted(once), key=lambda k: known_by(once[k].date) or date.min, reverse=True))


def _begun(when: When, day: date) -> bool:
    start = when.earliest or when.latest
    return start is None or start <= day
