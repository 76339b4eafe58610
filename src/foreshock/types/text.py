"""Nothing → the nouns of a page: `Span`, `Part`, `Document`.

Text is never rewritten: every span holds `document.text[span.start:span.end] == span.text`, in Unicode code
points, so that a position is also a quotation (W3C Web Annotation, TextPositionSelector and TextQuoteSelector).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from foreshock.types.html import InNotebook
from foreshock.types.when import UNKNOWN, When

PartKind = Literal["headline", "body", "caption", "comment"]
Genre = Literal["report", "analysis", "press release", "interview", "unknown"]
PARTS: tuple[PartKind, ...] = get_args(PartKind)
GENRES: tuple[Genre, ...] = get_args(Genre)


@dataclass(frozen=True, slots=True, order=True)
class Span(InNotebook):
    """Start, end (code points, end exclusive) and the text between → a piece of a text that can be found again.

    >>> Span.of("Tehran supports the PMU", 0, 6)
    Span(start=0, end=6, text='Tehran')
    """

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Whole text, start, end → the span; an empty or outlying range is a ValueError."""
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no span {start}:{end} in a text of {len(text)} code points")
        return cls(start, end, text[start:end])

    def overlaps(self, other: Span) -> bool:
        """Another span of the same text → whether they share a code point."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Another span of the same text → whether it lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Part(InNotebook):
    """One piece of a page with a voice of its own (schema.org NewsArticle, Comment).

    `author` is a name as printed; `posted` is when this part was published, unknown for what the page dates as a
    whole; `reply_to` is the index of the comment that this one answers.
    """

    index: int
    kind: PartKind
    span: Span
    author: str | None = None
    posted: When = UNKNOWN
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Document(InNotebook):
    """A page as it was read: its text, whole, and the parts that lie in it.

    `id` stays the same when the page changes, `version` (of the text and its parts) does not. `sha256` is of the
    raw bytes. `address` says where the bytes came from (a path relative to the store, a URL, a WARC record id).
    `published` holds bounds, not a guess. `sketch` is the MinHash by which near-duplicates are found (`types/copies.py`).
    """

    id: str
    version: str
    text: str
    parts: tuple[Part, ...]
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: When = UNKNOWN
    genre: Genre = "unknown"
    language: str | None = None
    url: str | None = None
    address: str = ""
    format: str = "text"
    sha256: str = ""
    sketch: bytes = field(default=b"", repr=False)

    def part_at(self, span: Span) -> Part | None:
        """A span → the part it lies in; None for what belongs to no part (menus, comment counts)."""
        return next((p for p in self.parts if p.span.holds(span)), None)
