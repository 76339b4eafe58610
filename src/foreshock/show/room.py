"""`Holdings` → the reading room: each document's text, untouched, with the evidence marked in three inks, comments apart."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from foreshock.graph.holdings import Holdings
from foreshock.show.drawing import ink
from foreshock.types import Document, EventMention, Mention, Part, Span, TieMention


@dataclass(frozen=True, slots=True)
class Mark:
    """A clause to mark: where, in which ink, and whose card it opens."""

    span: Span
    part: int
    ink: str
    id: str


def reading_room(holdings: Holdings, most: int) -> str:
    """Holdings, how many documents → HTML: documents by date, each closed until asked for, and a card for each event."""
    by_document: dict[str, list[EventMention]] = defaultdict(list)
    for mention in holdings.event_mentions:
        by_document[mention.document_id].append(mention)
    marks: dict[str, list[Mark]] = defaultdict(list)
    for m in holdings.event_mentions:
        marks[m.document_id].append(Mark(m.evidence, m.part, ink(m.type, m.factuality.status), m.id))
    for t in holdings.tie_mentions:
        held = "held" if t.factuality.status != "actual" else "coop" if t.sign > 0 else "conf"
        marks[t.document_id].append(Mark(t.evidence, t.part, held, t.id))
    shown = holdings.documents[:most]
    pages = "".join(_document(d, marks[d.id], len(by_document[d.id])) for d in shown)
    cards = "".join(_card(m) for d in shown for m in by_document[d.id])
    cards += "".join(_tie_card(t) for t in holdings.tie_mentions if t.document_id in {d.id for d in shown})
    return f'<p class="note">Click a marked clause for what was read in it.</p>{pages}<div id="cards" hidden>{cards}</div>'


def _document(document: Document, marks: list[Mark], events: int) -> str:
    by = f"{escape(', '.join(document.authors))}, " if document.authors else ""
    parts = "".join(_part(p, document, [m for m in marks if m.part == p.index]) for p in document.parts)
    return (
        f'<details class="document" id="{escape(document.id)}"><summary>{escape(document.title or document.address)} '
        f'<span class="basis">{by}{escape(document.publisher or "")} {escape(document.published.text)}, {escape(document.genre)}, '
        f"{events} events</span></summary>{parts}</details>"
    )


def _part(part: Part, document: Document, marks: list[Mark]) -> str:
    if part.kind == "headline":
        return f"<h3>{_marked(part, document, marks)}</h3>"
    head = ""
    if part.kind == "comment":
        head = f'<p class="basis">Comment by {escape(part.author or "a reader")}, {escape(part.posted.text)}</p>'
    return f'<div class="{part.kind}">{head}<div class="text">{_marked(part, document, marks)}</div></div>'


def _marked(part: Part, document: Document, marks: list[Mark]) -> str:
    """A part → its text, cut where evidence begins or ends; a piece under several findings carries all their ids."""
    start, end = part.span.start, part.span.end
    inside = [m for m in marks if m.span.start < end and start < m.span.end]
    cuts = sorted({start, end, *(min(max(c, start), end) for m in inside for c in (m.span.start, m.span.end))})
    pieces = []
    for a, b in pairwise(cuts):
        here = [m for m in inside if m.span.start <= a and b <= m.span.end]
        text = escape(document.text[a:b])
        if here:
            inks = " ".join(sorted({m.ink for m in here}))
            ids = " ".join(m.id for m in here)
            text = f'<mark class="{inks}" tabindex="0" data-e="{escape(ids)}">{text}</mark>'
        pieces.append(text)
    return "".join(pieces)


def _tie_card(tie: TieMention) -> str:
    told = tie.factuality
    rows = [("tie", f"{_named(tie.subject)} {'+' if tie.sign > 0 else '−'} {tie.kind} {_named(tie.target)}"),
            ("how", ", ".join(tie.how) or "not said"), ("status", f"{told.status}, {told.certainty}"),
            ("says", _voice(tie.speaker, tie.speaker_kind)), ("coded by", tie.coder)]
    return _listed(tie.id, tie.evidence, rows)


def _voice(speaker: Mention | None, kind: str) -> str:
    return _named(speaker) if speaker else f"the {kind}"


def _listed(id: str, evidence: Span, rows: list[tuple[str, str]]) -> str:
    listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
    return f'<div id="{escape(id)}"><blockquote>{escape(" ".join(evidence.text.split()))}</blockquote><dl>{listed}</dl></div>'


def _card(mention: EventMention) -> str:
    told = mention.factuality
    rows = [
        ("type", "-".join((mention.type, *mention.modes))),
        ("actors", ", ".join(_named(m) for m in mention.actors) or "not named"),
        ("recipients", ", ".join(_named(m) for m in mention.recipients) or "none"),
        ("status", f"{told.status}, {told.certainty}" + (f", because of “{told.cue.text}”" if told.cue else "")),
        ("says", _voice(mention.speaker, mention.speaker_kind)), ("when", f"{mention.when.text} ({mention.when.basis})"),
        ("where", f"{mention.place.name} ({mention.place.precision})" if mention.place else "not said"),
        ("contexts", ", ".join(mention.contexts) or "none"), ("score", f"{mention.score:+.1f}"), ("coded by", mention.coder),
    ]
    return _listed(mention.id, mention.evidence, rows)


def _named(mention: Mention) -> str:
    facts = ", ".join(x for x in (mention.country, mention.sector) if x)
    return f"{mention.name or mention.span.text}{f' ({facts})' if facts else ''}"
