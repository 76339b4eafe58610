"""`EventMention`s and `TieMention`s by columns → `Sentences`: what a picture weighs of them, for a dozen sentences or five million alike.

They are a sequence of `Evidence`, but a sentence is quoted only when it is looked at: who only weighs them reads none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args, overload

import numpy as np
import numpy.typing as npt

from foreshock.types.copies import stories
from foreshock.types.events import STATUSES, Certainty, EventMention, SpeakerKind, TieMention
from foreshock.types.html import InNotebook
from foreshock.types.text import GENRES, PARTS, Document
from foreshock.types.ties import Evidence
from foreshock.types.when import UNKNOWN, When

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Names = npt.NDArray[np.bytes_]  # ids in UTF-8, whose order is that of their text
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
SPEAKERS: tuple[SpeakerKind, ...] = get_args(SpeakerKind)
AT_ONCE = 50_000  # that are read together


def last_day(when: When) -> int:
    """When → the ordinal of the day by which it had certainly come (the later bound, or the only one there is), 0 where unknown."""
    day = when.latest or when.earliest
    return day.toordinal() if day else 0


def named(ids: Iterable[str]) -> Names:
    """Ids → the same as a column."""
    told = [i.encode() for i in ids]
    return np.array(told or [b""], np.bytes_)[: len(told)]


def called(ids: Names) -> list[str]:
    """A column of ids → the ids."""
    return [i.decode() for i in ids.tolist()]


def evidence_of(mention: EventMention | TieMention, page: Document | None) -> Evidence:
    """Mention, its page → where it can be read."""
    speaker = (mention.speaker.actor_id or mention.speaker.span.text) if mention.speaker else None
    return Evidence(mention.document_id, mention.evidence, page.published if page else UNKNOWN, page.publisher if page else None, speaker,
                    mention.id)


@dataclass(frozen=True, slots=True, eq=False)
class Pages(InNotebook):
    """m pages in the order of their ids: `day` by which each was out (ordinal, 0 unknown), `genre` (of GENRES), `publisher` (of
    `publishers`, −1 none), `story` (the first page of those that are near-duplicates of one another: itself where there is none)."""

    ids: tuple[str, ...]
    day: Ints
    genre: Ints
    publisher: Ints
    story: Ints
    publishers: tuple[str, ...]

    @classmethod
    def of(cls, documents: Sequence[Document], also: Sequence[str] = ()) -> Pages:
        """Pages, ids of further ones of which nothing is known → the same by columns."""
        known = {d.id: d for d in documents}
        ids = tuple(sorted({*known, *also}))
        told = [known.get(i) for i in ids]
        printed = [d.publisher if d else None for d in told]
        names = tuple(sorted({p for p in printed if p is not None}))
        by_name = {p: n for n, p in enumerate(names)}
        return cls(
            ids, np.array([last_day(d.published) if d else 0 for d in told], np.int64),
            np.array([GENRES.index(d.genre if d else "unknown") for d in told], np.int64),
            np.array([-1 if p is None else by_name[p] for p in printed], np.int64), story_of(ids, stories(known.values())), names)


def story_of(ids: Sequence[str], found: dict[str, str]) -> Ints:
    """Ids of pages in order, for each near-duplicate the first page of its story → for each page that one's place, or its own."""
    story = np.arange(len(ids))
    if found:
        at = {i: n for n, i in enumerate(ids)}
        for page, first in found.items():
            story[at[page]] = at[first]
    return story


Tell = Callable[[Sequence[int]], list[Evidence]]
Quote = Callable[[Ints], Any]


@dataclass(frozen=True, slots=True, eq=False)
class Sentences(InNotebook, Sequence[Evidence]):
    """n sentences in the order of their ids (`id`): event mentions, or mentions of ties.

    `page` is a place in `pages`, `part` one in PARTS (a commenter's word is a comment wherever the page put it), `status` in STATUSES,
    `certainty` in CERTAINTIES, `kind` in SPEAKERS, `speaker` in `speakers` (−1: nobody is named; `known` says which are actors' ids).
    `day` is that by which what it tells had come (ordinal, 0 unknown), `start` where it begins in the page. `tell` reads rows, `quote` the
    same as an Arrow array, where they stand in a store.
    """

    id: Names
    page: Ints
    part: Codes
    status: Codes
    certainty: Codes
    kind: Codes
    speaker: Ints
    confidence: Floats
    day: Ints
    start: Ints
    pages: Pages
    speakers: tuple[str, ...]
    known: Bools
    tell: Tell
    quote: Quote | None = None

    @classmethod
    def of(cls, mentions: Sequence[EventMention] | Sequence[TieMention], documents: Sequence[Document]) -> Sentences:
        """Mentions, the pages that they stand on → the same by columns, each once."""
        told = [m for _, m in sorted({m.id: m for m in mentions}.items())]
        by_id = {d.id: d for d in documents}
        pages = Pages.of(documents, [m.document_id for m in told])
        at = {i: n for n, i in enumerate(pages.ids)}
        said = [(m.speaker.actor_id or m.speaker.span.text, m.speaker.actor_id is not None) if m.speaker else None for m in told]
        names = {s: n for n, s in enumerate(sorted({s for s in said if s}))}
        numbers = [
            (at[m.document_id], PARTS.index(_part(m, by_id.get(m.document_id))), STATUSES.index(m.factuality.status),
             CERTAINTIES.index(m.factuality.certainty), SPEAKERS.index(m.speaker_kind), names[s] if s else -1, last_day(m.when),
             m.evidence.start) for m, s in zip(told, said, strict=True)]
        page, *codes, speaker, day, start = np.array(numbers, np.int64).reshape(-1, 8).T
        part, status, certainty, kind = (c.astype(np.int8) for c in codes)
        confidence = np.array([m.confidence if isinstance(m, EventMention) else 1.0 for m in told], np.float64)
        return cls(
            named(m.id for m in told), page, part, status, certainty, kind, speaker, confidence, day, start, pages,
            tuple(n for n, _ in names), np.array([k for _, k in names], np.bool_),
            lambda which: [evidence_of(told[n], by_id.get(told[n].document_id)) for n in which])

    def __len__(self) -> int:
        return len(self.page)

    def find(self, ids: Sequence[str]) -> Ints:
        """Ids → the row of each, −1 where it is none of these."""
        wanted = named(ids)
        at = np.minimum(np.searchsorted(self.id, wanted), max(len(self) - 1, 0))
        found: Ints = np.where(self.id[at] == wanted, at, -1) if len(self) else np.full(len(wanted), -1)
        return found

    @overload
    def __getitem__(self, at: int) -> Evidence: ...
    @overload
    def __getitem__(self, at: slice) -> list[Evidence]: ...
    def __getitem__(self, at: int | slice) -> Evidence | list[Evidence]:
        return self.tell(range(*at.indices(len(self)))) if isinstance(at, slice) else self.tell([at])[0]

    def __iter__(self) -> Iterator[Evidence]:
        for start in range(0, len(self), AT_ONCE):
            yield from self[start : start + AT_ONCE]


def _part(mention: EventMention | TieMention, page: Document | None) -> str:
    if mention.speaker_kind == "commenter":
        return "comment"
    return next((p.kind for p in page.parts if p.index == mention.part), "body") if page else "body"


class Quotes(Sequence[Evidence]):
    """Which sentences of which columns → evidence to come: `graph.quoting` reads it for all that is to be told, at once."""

    __slots__ = ("of",)

    def __init__(self, *of: tuple[Sentences, Ints]) -> None:
        self.of = of

    @classmethod
    def to_come(cls, *of: tuple[Sentences, Ints]) -> tuple[Evidence, ...]:
        """→ what stands in a tie or reason for its evidence until that is read."""
        return cast("tuple[Evidence, ...]", cls(*of))

    def __len__(self) -> int:
        return sum(len(rows) for _, rows in self.of)

    @overload
    def __getitem__(self, at: int) -> Evidence: ...
    @overload
    def __getitem__(self, at: slice) -> list[Evidence]: ...
    def __getitem__(self, at: int | slice) -> Evidence | list[Evidence]:
        return list(self)[at]

    def __iter__(self) -> Iterator[Evidence]:
        return (e for sentences, rows in self.of for e in sentences.tell(rows.tolist()))
