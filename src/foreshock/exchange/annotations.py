"""`Holdings` → W3C Web Annotations (JSON-LD): every event, statement and stated tie as an annotation of the page it stands on.

Each is found by position (code points, end exclusive) and by quotation with 32 code points on either side, so that it survives a page that
is fetched again. Hypothesis and other annotation servers take the items.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from foreshock.exchange.giving import Giving, uuid_of
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.types import Document, EventMention, Span, Statement, TieMention
from foreshock.written import opened

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # code points of the text before and after a quotation
Annotation = dict[str, Any]


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → an AnnotationCollection with one page, written annotation by annotation."""
    losses, told = Losses(), Giving(holdings)
    head = {"@context": CONTEXT, "id": f"urn:uuid:{uuid_of('annotations', holdings.picture.as_of)}", "type": "AnnotationCollection",
            "label": "foreshock"}
    with opened(path) as out:
        page = f'"first": {{"type": "AnnotationPage", "id": "urn:uuid:{uuid_of("page", holdings.picture.as_of)}", "items": ['
        out.write(json.dumps(head, ensure_ascii=False)[:-1] + ", " + page)
        mark = "\n"
        for kind, annotation in _annotations(told):
            out.write(mark + json.dumps(annotation, ensure_ascii=False))
            losses.written[kind] += 1
            mark = ",\n"
        out.write(f'\n]}}, "total": {sum(losses.written.values())}}}\n')
    losses.lost.update({"ties": len(holdings.picture.ties), "courses": len(holdings.picture.courses), "roles": len(holdings.roles),
                        "events without a sentence (imported)": sum(not e.mentions for e in holdings.events)})
    return losses


def _annotations(told: Giving) -> Iterator[tuple[str, Annotation]]:
    holdings = told.holdings
    for mention in holdings.event_mentions:
        if document := told.documents.get(mention.document_id):
            yield "events", _event(mention, document, told)
    for statement in holdings.statements:
        if (document := told.documents.get(statement.document_id)) and (statement.content or statement.cue):
            yield "statements", _statement(statement, document)
    for tie in holdings.tie_mentions:
        if document := told.documents.get(tie.document_id):
            yield "stated ties", _tie(tie, document)


def _event(mention: EventMention, document: Document, told: Giving) -> Annotation:
    doers, others = (", ".join(told.name(m.actor_id) if m.actor_id else m.span.text for m in side)
                     for side in (mention.actors, mention.recipients))
    hedge = ", hedged" if mention.factuality.hedged else ""
    words = f"{doers or '?'} {'-'.join((mention.type, *mention.modes))} {others}".strip()
    return _annotation(mention.id, document, (mention.evidence,), (mention.type, *mention.modes, mention.factuality.status),
                       f"{words} ({mention.factuality.status}{hedge}; {mention.when.text})")


def _statement(statement: Statement, document: Document) -> Annotation:
    speaker = statement.speaker.name or statement.speaker.span.text if statement.speaker else f"the {statement.speaker_kind}"
    said = f"{speaker}: {'does not say' if statement.negated else statement.manner}"
    return _annotation(statement.id, document, statement.content or statement.cue, ("statement", statement.manner), said)


def _tie(tie: TieMention, document: Document) -> Annotation:
    ends = [m.name or m.span.text for m in (tie.subject, tie.target)]
    sign = "+" if tie.sign > 0 else "−"
    return _annotation(tie.id, document, (tie.evidence,), ("tie", tie.kind, tie.factuality.status),
                       f"{ends[0]} {sign} {tie.kind} {ends[1]} ({tie.factuality.status})")


def _annotation(key: str, document: Document, spans: Sequence[Span], tags: Sequence[str], words: str) -> Annotation:
    """Id of ours, page, where, tags, a sentence about it → the annotation; several spans are several targets."""
    source = document.url or f"urn:uuid:{uuid_of('document', document.id)}"
    targets = [{"source": source, "selector": selectors(document.text, span)} for span in spans]
    bodies = [{"type": "TextualBody", "purpose": "describing", "value": words, "format": "text/plain"},
              *({"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in dict.fromkeys(tags))]
    return {"id": f"urn:uuid:{uuid_of('annotation', key)}", "type": "Annotation", "motivation": "classifying", "body": bodies,
            "target": targets[0] if len(targets) == 1 else targets}


def selectors(text: str, span: Span) -> list[dict[str, Any]]:
    """Text, span → TextPositionSelector and TextQuoteSelector.

    >>> selectors("Tehran supports the PMU", Span(7, 15, "supports"))[1]
    {'type': 'TextQuoteSelector', 'exact': 'supports', 'prefix': 'Tehran ', 'suffix': ' the PMU'}
    """
    return [
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        {"type": "TextQuoteSelector", "exact": span.text, "prefix": text[max(0, span.start - AROUND) : span.start],
         "suffix": text[span.end : span.end + AROUND]},
    ]
