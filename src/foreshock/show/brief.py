"""`Holdings` → `Brief`: what is in the store, what happened, who stands where, which pairs are on course; each line with its quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import numpy as np

from foreshock.graph.holdings import Holdings
from foreshock.types import STATUSES, Course, Event, EventColumns, Tie
from foreshock.types.plover import event_types

MOST = 6  # lines a section


@dataclass(frozen=True, slots=True)
class Line:
    """A claim in a line, and the sentence it rests on (where it can be read)."""

    claim: str
    quote: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief in sections; `str()` gives it as plain text."""

    as_of: str
    scope: str
    happened: tuple[Line, ...]
    ties: tuple[Line, ...]
    courses: tuple[Line, ...]
    not_counted: str

    def _repr_html_(self) -> str:
        """→ the plain text, escaped, for a notebook."""
        return f"<pre>{escape(str(self))}</pre>"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"As of {self.as_of}: {self.scope}" if self.as_of else f"Nothing here has a date: {self.scope}"
        sections = (("On course to confront each other", self.courses), ("Who backs, who opposes", self.ties),
                    ("Lately happened (material events)", self.happened))
        for title, lines in sections:
            yield ""
            yield title
            for line in lines or (Line("nothing to tell"),):
                yield f"  • {line.claim}"
                if line.quote:
                    yield f"      “{line.quote}” ({line.where})"
        yield ""
        yield self.not_counted


def brief(holdings: Holdings) -> Brief:
    """Holdings → the brief; what is denied, feared, planned or only commented is told apart and never counted."""
    picture = holdings.picture
    names = {a.id: a.name for a in picture.actors.values()}
    ties = sorted((t for t in picture.ties if t.status == "actual"), key=lambda t: (-t.strength, t.id))
    return Brief(
        as_of=picture.as_of.isoformat() if picture.as_of > date.min else "",
        scope=_scope(holdings),
        happened=tuple(_happened(e, holdings, names) for e in _lately(EventColumns.of(holdings.events))),
        ties=tuple(_tie(t, names) for t in _both_signs(ties)),
        courses=tuple(_course(c, names) for c in picture.courses[:MOST]),
        not_counted=_not_counted(holdings),
    )


def _lately(events: EventColumns) -> list[Event]:
    """Events → the last material ones that happened; of one day, those with more reports first."""
    material = np.array([event_types()[d.type].quad in (2, 4) for d in events.dids] or [False])
    mine = np.flatnonzero((events.status == STATUSES.index("actual")) & material[events.did])
    if len(mine) > MOST:  # they come by day
        mine = mine[events.day[mine] >= events.day[mine[-MOST]]]
    told = [events[i] for i in mine.tolist()]
    return sorted(told, key=lambda e: (str(e.when.latest or e.when.earliest or ""), len(e.documents), e.id), reverse=True)[:MOST]


def _scope(holdings: Holdings) -> str:
    days = sorted(d for doc in holdings.documents for d in (doc.published.earliest, doc.published.latest) if d)
    publishers = {d.publisher for d in holdings.documents if d.publisher}
    spell = f", {days[0]} to {days[-1]}" if days else ""
    return (f"{len(holdings.documents)} documents of {len(publishers)} publishers{spell}; {len(holdings.events)} events, "
            f"{len(holdings.statements)} statements, {len(holdings.picture.ties)} ties.")


def _not_counted(holdings: Holdings) -> str:
    counted = np.bincount(EventColumns.of(holdings.events).status, minlength=len(STATUSES)).tolist()
    counts = {status: n for status, n in zip(STATUSES, counted, strict=True) if n and status != "actual"}
    comments = sum(p.kind == "comment" for d in holdings.documents for p in d.parts)
    told = ", ".join(f"{n} {status}" for status, n in sorted(counts.items())) or "none"
    return f"Not counted as having happened: {told}; {comments} reader comments stand apart."


def _both_signs(ties: Sequence[Tie]) -> list[Tie]:
    half = MOST // 2
    return [t for t in ties if t.sign > 0][:half] + [t for t in ties if t.sign < 0][:half]


def _who(ids: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(names.get(i, i) for i in ids)


def _happened(event: Event, holdings: Holdings, names: dict[str, str]) -> Line:
    first = next((m for m in holdings.event_mentions if m.id in event.mentions), None)
    to = f" → {_who(event.recipients, names)}" if event.recipients else ""
    place = f", {event.place.name}" if event.place else ""
    reports = f", {len(event.documents)} reports" if len(event.documents) > 1 else ""
    reports += f" (no sentence; on the word of {event.word_of})" if event.word_of else ""
    claim = f"{event.when.text}{place}: {_who(event.actors, names) or 'somebody'} {event.type}{to}{reports}"
    return Line(claim, _flat(first.evidence.text) if first else "", first.document_id if first else "")


def _tie(tie: Tie, names: dict[str, str]) -> Line:
    first = tie.evidence[0] if tie.evidence else None
    claim = (f"{names.get(tie.subject, tie.subject)} {'+' if tie.sign > 0 else '−'} {tie.kind} {names.get(tie.target, tie.target)} "
             f"(strength {tie.strength:.2f}, {tie.basis})")
    return Line(claim, _flat(first.span.text) if first else "", first.document_id if first else "")


def _course(course: Course, names: dict[str, str]) -> Line:
    reason = course.reasons[0] if course.reasons else None
    evidence = next((e for r in course.reasons for e in (*r.evidence, *(e for t in r.ties for e in t.evidence))), None)
    claim = f"{' and '.join(names.get(i, i) for i in course.pair)}: {course.score:.2f} ({' and '.join(course.basis)})"
    claim += f", because {reason.text}" if reason else ""
    return Line(claim, _flat(evidence.span.text) if evidence else "", evidence.document_id if evidence else "")


def _flat(text: str) -> str:
    return " ".join(text.split())
