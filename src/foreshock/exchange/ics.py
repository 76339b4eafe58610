"""`Holdings` → a calendar (RFC 5545): dates that texts announce, each with its quotation and page.

`feed` writes any entries; alerts and reviews of forecasts can use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from foreshock.exchange.giving import Giving, uuid_of
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.types import Alert, Document
from foreshock.written import opened

WIDEST = 31  # days; what may fall on any day of a longer time is no date for a calendar
_FOLD = 75  # octets of a line


@dataclass(frozen=True, slots=True)
class Entry:
    """A day or several of a calendar: an id that stays, first and last day, a line, more text, a page, words to sort by."""

    id: str
    first: date
    last: date
    summary: str
    description: str = ""
    url: str | None = None
    categories: tuple[str, ...] = ()


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → a calendar of what is foretold (status future) for the picture's day and after."""
    losses, told = Losses(), Giving(holdings)
    entries = []
    for event in holdings.events:
        first, last = event.when.earliest, event.when.latest
        if event.status != "future":
            losses.lost["events that are not foretold"] += 1
        elif first is None or last is None or (last - first).days > WIDEST:
            losses.lost["foretold events without a date, or with one wider than a month"] += 1
        else:
            reports, document = told.reports(event), told.document(event)
            act = "-".join((event.type, *event.modes))
            doers, others = (" and ".join(told.name(i) for i in ids) for ids in (event.actors, event.recipients))
            quotes = "\n".join(f"“{r.evidence.text}”" for r in reports)
            entries.append(Entry(event.id, first, last, f"{doers or '?'} {act} {others}".strip(),
                                 "\n".join(filter(None, (quotes, told.publisher(event), "foretold, not sure to come"))),
                                 document.url if document else None, (event.type, "foretold")))
    with opened(path) as out:
        out.write(feed(entries, holdings.picture.as_of).replace("\n", "\r\n"))
    losses.written["dates"] = len(entries)
    losses.lost.update({"statements": len(holdings.statements), "ties": len(holdings.picture.ties)})
    return losses


def write_alerts(alerts: Sequence[Alert], documents: Mapping[str, Document], path: Path) -> Losses:
    """Alerts, the documents that they rest on by id, path → a calendar with an entry an alert on its day, with its newest sentence."""
    losses, entries = Losses(), []
    for alert in alerts:
        told = [f"“{' '.join(e.span.text.split())}”" for e in alert.evidence[:1]] or list(alert.word_of[:1])
        page = documents.get(alert.evidence[0].document_id) if alert.evidence else None
        summary, url = f"{alert.rule}: {alert.text}", page.url if page else None
        entries.append(Entry(alert.id, alert.day, alert.day, summary, "\n".join(told), url, (alert.rule,)))
        losses.lost["quotes after the first"] += max(0, len(alert.evidence) - 1)
    with opened(path) as out:
        out.write(feed(entries, max((a.day for a in alerts), default=date(1970, 1, 1))).replace("\n", "\r\n"))
    losses.written["alerts"] = len(alerts)
    return losses


def feed(entries: Iterable[Entry], stamp: date) -> str:
    """Entries, the day they were made → the calendar's text, with \\n at line ends (RFC 5545 wants \\r\\n)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//foreshock//foreshock//EN", "CALSCALE:GREGORIAN"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT", f"UID:{uuid_of('ics', entry.id)}@foreshock.invalid", f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}", f"DTEND;VALUE=DATE:{entry.last + timedelta(1):%Y%m%d}",
            f"SUMMARY:{_text(entry.summary)}"]
        lines += [f"DESCRIPTION:{_text(entry.description)}"] if entry.description else []
        lines += [f"URL:{entry.url}"] if entry.url and entry.url.startswith(("http://", "https://")) and entry.url.isprintable() else []
        lines += [f"CATEGORIES:{','.join(_text(c) for c in entry.categories)}"] if entry.categories else []
        lines += ["TRANSP:TRANSPARENT", "END:VEVENT"]
    return "".join(f"{_folded(line)}\n" for line in [*lines, "END:VCALENDAR"])


def _text(value: str) -> str:
    """Text → escaped as RFC 5545 3.3.11 has it; control characters are dropped."""
    told = "".join(c for c in value if c == "\n" or c >= " ")
    return told.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line → folded at 75 octets, never within a character."""
    pieces, piece, size = [], "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _FOLD:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + octets
    return "\n".join([*pieces, piece])
