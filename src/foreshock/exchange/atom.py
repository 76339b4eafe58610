"""`Alert`s → an Atom feed (RFC 4287): an entry an alert, its id stable, its content the sentences with their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from foreshock.exchange.losses import Losses
from foreshock.exchange.xml import xml_text
from foreshock.types import Alert, Document, Evidence

QUOTES = 10  # sentences told for an alert; the rest are counted
TAG = "tag:foreshock.invalid,2026"  # RFC 4151; .invalid is nobody's name (RFC 2606)


def write(alerts: Sequence[Alert], documents: Mapping[str, Document], path: Path) -> Losses:
    """Alerts, the documents that they rest on by id, path → an Atom file; no clock: the same alerts give the same bytes."""
    path.write_text(feed(alerts, documents), encoding="utf-8", newline="\n")
    losses = Losses()
    losses.written["alerts"] = len(alerts)
    losses.lost["quotes after the tenth"] = sum(max(0, len(s) - QUOTES) for a in alerts for s in (a.evidence, a.word_of))
    return losses


def feed(alerts: Sequence[Alert], documents: Mapping[str, Document]) -> str:
    """Alerts, documents → the feed, the newest alert first."""
    ordered = sorted(alerts, key=lambda a: (a.day, a.id), reverse=True)
    updated = f"{ordered[0].day}T00:00:00Z" if ordered else "1970-01-01T00:00:00Z"
    entries = "".join(f"{_entry(a, documents)}\n" for a in ordered)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{TAG}:alerts</id><title>foreshock alerts</title><updated>{updated}</updated>"
        f"<author><name>foreshock</name></author><generator>foreshock</generator>\n{entries}</feed>\n"
    )


def _entry(alert: Alert, documents: Mapping[str, Document]) -> str:
    links = dict.fromkeys(filter(None, (web_address(documents.get(e.document_id)) for e in alert.evidence[:QUOTES])))
    return (
        f"<entry><id>{TAG}:alert:{_xml(alert.id)}</id><title>{_xml(f'{alert.rule}: {alert.text}')}</title>"
        f"<published>{alert.day}T00:00:00Z</published><updated>{alert.day}T00:00:00Z</updated>"
        + "".join(f'<link rel="{"related" if n else "alternate"}" href="{_xml(url)}"/>' for n, url in enumerate(links))
        + f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{"".join(_content(alert, documents))}</div></content></entry>'
    )


def _content(alert: Alert, documents: Mapping[str, Document]) -> Iterator[str]:
    yield f"<p>{_xml(alert.text)}</p>"
    for one in alert.evidence[:QUOTES]:
        url = web_address(documents.get(one.document_id))
        told = _xml(_where(one))
        cite = f'<a href="{_xml(url)}">{told}</a>' if url else told
        yield f"<blockquote><p>{_xml(' '.join(one.span.text.split()))}</p><p>{cite}</p></blockquote>"
    for row in alert.word_of[:QUOTES]:
        yield f"<p>on the word of {_xml(row)}</p>"
    if more := sum(max(0, len(said) - QUOTES) for said in (alert.evidence, alert.word_of)):
        yield f"<p>and {more} more</p>"


def _where(one: Evidence) -> str:
    place = f"{one.document_id} {one.span.start}–{one.span.end}"
    return ", ".join(filter(None, (one.publisher, one.date.text if one.date.known else None, place)))


def web_address(document: Document | None) -> str | None:
    """Document → its address on the web, None for anything but http and https: a page must not plant a script behind a link."""
    url = document.url if document else None
    return url if url and re.match(r"https?://[^\s]+$", url, re.IGNORECASE) else None


def _xml(text: str) -> str:
    """Text of a page → escaped for XML, without the characters that XML cannot hold."""
    return escape(xml_text(text), quote=True)
