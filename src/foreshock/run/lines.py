"""JSON lines of texts → JSON lines of what is in them: the sentence interface, for scoring and for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import IO, Any

from foreshock.errors import BadRecord, UnreadablePage
from foreshock.exchange import terms
from foreshock.run.means import Means
from foreshock.types import Document, Reading

LONGEST_LINE = 20_000_000  # bytes; a longer line is refused, so that memory stays bounded


def records(lines: Iterable[bytes]) -> Iterator[tuple[int, str, str, date | None] | BadRecord]:
    """Lines `{"id", "text", "date"?}` → (line number, id, text, date), or the reason why a line cannot be used."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield (number, *_record(line))
        except BadRecord as error:
            yield BadRecord(f"line {number}: {error}")


def _record(line: bytes) -> tuple[str, str, date | None]:
    if len(line) > LONGEST_LINE:
        raise BadRecord(f"{len(line)} bytes is longer than {LONGEST_LINE}. Split the text.")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"not JSON ({error}). Write one object a line.") from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str | int):
        raise BadRecord('needs {"id": …, "text": "…"}.')
    text = row["text"]
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise BadRecord("the text holds a lone surrogate, which is no character. Mend its encoding.")
    told = row.get("date")
    try:
        day = date.fromisoformat(told[:10]) if told else None
    except (ValueError, TypeError):
        raise BadRecord(f"date {told!r} is no day. Write it as 2017-03-09, or leave it out.") from None
    return str(row["id"]), text, day


def as_coded(reading: Reading) -> dict[str, Any]:
    """Reading → the fields of `foreshock code`: events, statements, ties."""
    return {
        "events": [terms.event_mention(e) for e in reading.events],
        "statements": [terms.statement(s) for s in reading.statements],
        "ties": [terms.tie_mention(t) for t in reading.ties],
    }


def as_understood(reading: Reading) -> dict[str, Any]:
    """Reading → the fields of `foreshock understand`; in statements, speaker, cue and content are lists of [start, end]."""
    return {
        "sentences": [{"start": s.start, "end": s.end} for s in reading.sentences],
        "mentions": [{**(terms.mention(m) or {}), "as": m.as_} for m in reading.mentions],
        "times": [terms.time(t) for t in reading.times],
        "places": [
            {"start": m.span.start, "end": m.span.end, "text": m.span.text, **(terms.place(m.place) or {})}
            for m in reading.mentions if m.place
        ],
        "predicates": [terms.predicate(p) for p in reading.predicates],
        "statements": [
            {
                "speaker": [[x.start, x.end] for x in (s.speaker and s.speaker.span, s.pointer) if x],
                "cue": [[c.start, c.end] for c in s.cue],
                "content": [[c.start, c.end] for c in s.content],
                "depth": s.depth, "manner": s.manner, "speaker_kind": s.speaker_kind,
            }
            for s in reading.statements
        ],
    }


def write_lines(
    source: Iterable[bytes],
    out: IO[str],
    fields: Callable[[Reading], dict[str, Any]],
    *,
    on_bad: Callable[[BadRecord], None],
    on_done: Callable[[int], None] = lambda n: None,
    means: Means | None = None,
) -> tuple[int, int]:
    """Input lines, an output, what to write of each reading → (lines written, bad lines), in the order of the input."""
    from foreshock.read import document_of
    from foreshock.run.page import read_page

    written = bad = 0
    for record in records(source):
        if isinstance(record, BadRecord):
            bad += 1
            on_bad(record)
            continue
        number, given, text, day = record
        try:
            # A blank text holds nothing, which is an answer; what cannot be a document is the line's own fault.
            reading = read_page(document_of(text, id=given, date=day), means) if text.strip() else Reading(Document(given, "", text, ()))
        except UnreadablePage as error:
            bad += 1
            on_bad(BadRecord(f"line {number}: {error.reason}"))
            continue
        out.write(json.dumps({"id": given, **fields(reading)}, ensure_ascii=False) + "\n")
        written += 1
        on_done(written)
    return written, bad
