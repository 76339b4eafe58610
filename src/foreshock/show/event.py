"""An event's id → `Shown`: its sentence with the evidence marked, and all that is known of it, in plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from types import MappingProxyType

from foreshock.errors import UnknownName
from foreshock.graph.why import clean
from foreshock.store import Store, everything
from foreshock.types import Document, Event, EventMention, Judgement, Mention, Role, Span, Statement, in_words


@dataclass(frozen=True, slots=True)
class Report:
    """One mention of the event: sentence, evidence, document, part, speaker."""

    mention: EventMention
    sentence: Span
    document: Document
    part: str
    said_in: Statement | None
    posts: tuple[str, ...]

    @property
    def marked(self) -> str:
        """→ the sentence in one line, the evidence between ▸ and ◂."""
        return _marked(self.document.text, self.sentence, self.mention.evidence)

    def lines(self) -> Iterator[str]:
        """→ the report as lines of text."""
        m = self.mention
        yield f"  {self.marked}"
        title = self.document.title or self.document.address
        yield f"    document   {self.document.id}: {title} ({self.document.published.text}), {self.part}"
        yield f"    span       {m.evidence.start}–{m.evidence.end}, trigger “{m.trigger.text}”"
        speaker = m.speaker.name or m.speaker.span.text if m.speaker else f"the {m.speaker_kind}"
        said = f", {self.said_in.manner} (“{' … '.join(c.text for c in self.said_in.cue)}”)" if self.said_in else ""
        yield f"    speaker    {speaker}{said}"
        told = m.factuality
        because = f", because of “{told.cue.text}”" if told.cue else ""
        holder = f", in the mind of {told.holder}" if told.holder else ""
        yield f"    factuality {told.status}, {told.certainty}{because}{holder}"
        for role, found in (("actor", m.actors), ("recipient", m.recipients)):
            for one in found:
                yield f"    {role:10} {_named(one)}"
        for post in self.posts:
            yield f"    post       {post}"
        yield f"    when       {m.when.text} ({m.when.precision}, {m.when.basis})"
        if m.place:
            where = f"{m.place.lat:.2f}, {m.place.lon:.2f}" if m.place.lat is not None and m.place.lon is not None else "not on the map"
            yield f"    place      {m.place.name}, {m.place.country or 'country unknown'} ({m.place.precision}; {where})"
        yield f"    coded by   {m.coder} (confidence {m.confidence:.2f})"


@dataclass(frozen=True, slots=True)
class Shown:
    """A happening and every report of it; `str()` gives plain text."""

    event: Event
    reports: tuple[Report, ...]
    judgements: tuple[Judgement, ...] = ()

    def _repr_html_(self) -> str:
        """→ the plain text, escaped, for a notebook."""
        return f"<pre>{escape(str(self))}</pre>"

    def line(self) -> str:
        """→ id, type, day, and the sentence of its first report, or on whose word it stands: one line."""
        said = self.reports[0].marked if self.reports else f"on the word of {self.event.word_of}"
        return f"{self.event.id}  {self.event.type}  {self.event.when.text}  {said}"

    def __str__(self) -> str:
        e = self.event
        modes = "-".join((e.type, *e.modes))
        head = f"{e.id}  {modes}  {e.when.text}  {e.status}{', hedged' if e.hedged else ''}  score {e.score:+.1f}"
        contexts = f"\n  contexts: {', '.join(e.contexts)}" if e.contexts else ""
        if e.word_of:
            contexts += f"\n  actors: {', '.join(e.actors)}; recipients: {', '.join(e.recipients) or '–'}"
            contexts += f"\n  no sentence stands behind it; on the word of {e.word_of}"
        if len(e.documents) > 1:
            told = f"{len(e.documents)} pages of {len(e.publishers)} publisher{'' if len(e.publishers) == 1 else 's'}"
            contexts += f"\n  told on {told}; {e.voices} independent voice{'' if e.voices == 1 else 's'}"
        corrected = [f"  corrected: {clean(in_words(j))}" for j in self.judgements]
        return "\n".join([head + contexts, *corrected, *(line for r in self.reports for line in ("", *r.lines()))])


def shown(store: Store, event_id: str) -> Shown:
    """Store, an event's or a mention's id → what is known of it; UnknownName where there is none."""
    try:
        event = store.event(event_id)
    except UnknownName:
        mention = store.mention(event_id)
        event = next(e for e in store.events(everything()) if mention.id in e.mentions)
    return of_event(store, event, [store.mention(i) for i in event.mentions])


def of_event(store: Store, event: Event, mentions: Sequence[EventMention], versions: Mapping[str, str] = MappingProxyType({})) -> Shown:
    """Store, an event, its mentions, versions of their pages where they are known → what is known of it."""
    reports = tuple(_report(store, m, versions.get(m.document_id)) for m in mentions)
    return Shown(event, reports, tuple(store.judgements(event.mentions)))


def _report(store: Store, mention: EventMention, version: str | None) -> Report:
    reading = store.reading(mention.document_id, version, ("sentences", "statements"))
    sentence = next((s for s in reading.sentences if s.holds(mention.trigger)), mention.evidence)
    part = next(p for p in reading.document.parts if p.index == mention.part)
    by = f" by {part.author}" if part.author else ""
    said_in = next((s for s in reading.statements if s.id == mention.statement_id), None)
    return Report(mention, sentence, reading.document, part.kind + by, said_in, tuple(_posts(store, mention, reading.document)))


def _posts(store: Store, mention: EventMention, document: Document) -> Iterator[str]:
    """→ the posts that the people in the event held on that day, or are said to hold by the page."""
    day = mention.when.latest or mention.when.earliest or document.published.latest or document.published.earliest
    people = {m.actor_id: m for m in (*mention.actors, *mention.recipients, *([mention.speaker] if mention.speaker else [])) if m.actor_id}
    for actor_id, named in people.items():
        for role in store.roles(actor_id):
            if role.document_id not in (None, document.id):
                continue
            held = role.held_on(day) if day else None
            if held or (role.document_id == document.id):
                yield f"{named.name or named.span.text}: {_post(role)}{_bounds(role, day)}"


def _post(role: Role) -> str:
    of = f" of {role.of}" if role.of else ""
    to = f" to {role.to}" if role.to else ""
    return f"{'' if role.standing == 'in office' else role.standing + ' '}{role.post}{of}{to}"


def _bounds(role: Role, day: date | None) -> str:
    if role.evidence:
        return f", says the page: “{role.evidence.text}”"
    spell = f"{role.start or 'unknown'} to {role.end or 'unknown'}"
    return f", {spell} ({role.citation})" if role.citation else f", {spell}"


def _named(mention: Mention) -> str:
    facts = ", ".join(x for x in (mention.actor_id, mention.country, mention.sector) if x)
    return f"{mention.name or mention.span.text} [{facts}] “{mention.span.text}”"


def _marked(text: str, sentence: Span, evidence: Span) -> str:
    """Text, sentence, evidence → the sentence with the evidence between ▸ and ◂."""
    start, end = min(sentence.start, evidence.start), max(sentence.end, evidence.end)
    marked = f"{text[start:evidence.start]}▸{evidence.text}◂{text[evidence.end:end]}"
    return " ".join(marked.split())
