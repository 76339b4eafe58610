"""A day, the parts to hear, and what is to be left out → which sentences count, how much, and since when: `Admission`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from foreshock.graph import weights
from foreshock.types import GENRES, PARTS, STATUSES, Event, PartKind, Sentences, When
from foreshock.types.sentences import CERTAINTIES, SPEAKERS

ARTICLE: tuple[PartKind, ...] = ("headline", "body", "caption")
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Without:
    """What to leave out: publishers, genres, speakers (actor ids), parts of a page, to see how much a picture owes to them."""

    publishers: frozenset[str] = frozenset()
    genres: frozenset[str] = frozenset()
    speakers: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is heard on a day: asked for all sentences at once."""

    as_of: date
    parts: frozenset[PartKind]
    without: Without

    @classmethod
    def of(cls, as_of: date, parts: Sequence[PartKind], without: Without) -> Admission:
        """Day, parts to hear, what to leave out → the rule of admission."""
        return cls(as_of, frozenset(parts), without)

    def hears(self, told: Sentences) -> Bools:
        """Sentences → which are heard at all: not what later pages, other parts or those left out say."""
        pages, out = told.pages, self.without
        kept = _among([p in self.parts and p not in out.parts for p in PARTS], told.part)
        kept &= (pages.day <= self.as_of.toordinal())[told.page]
        kept &= _among([g not in out.genres for g in GENRES], pages.genre)[told.page]
        if out.publishers:
            kept &= _among([*(p not in out.publishers for p in pages.publishers), True], pages.publisher)[told.page]
        if out.speakers:
            kept &= _among([*(not (k and s in out.speakers) for s, k in zip(told.speakers, told.known, strict=True)), True], told.speaker)
        return kept

    def weights(self, told: Sentences, predicted: Bools | None = None) -> Floats:
        """Sentences, which of them predict a clash → what each counts (0–1); 0 for what is not heard.

        A predicted clash is a prediction by nature, so its being future costs nothing; its hedge does.
        """
        status = np.array([weights.STATUS[s] for s in STATUSES])[told.status]
        if predicted is not None:
            status[predicted & (told.status == STATUSES.index("future"))] = 1.0
        made = status * np.array([weights.CERTAINTY[c] for c in CERTAINTIES])[told.certainty]
        comment = told.part == PARTS.index("comment")
        made = made * np.where(comment, weights.COMMENT, np.array([weights.SPEAKER[k] for k in SPEAKERS])[told.kind])
        made = made * np.array([weights.GENRE[g] for g in GENRES])[told.pages.genre[told.page]] * told.confidence
        return np.where(self.hears(told), made, 0.0)

    def days(self, told: Sentences) -> Ints:
        """Sentences → the last day that each can tell of, never after its page came out (ordinal, 0 unknown)."""
        published = told.pages.day[told.page]
        return np.where((told.day > 0) & (published > 0), np.minimum(told.day, published), np.maximum(told.day, published))


def _among(kept: Sequence[bool], column: Ints | Codes) -> Bools:
    """For each value whether it is kept (a last one for −1), a column of them → which rows are."""
    found: Bools = np.array(kept, np.bool_)[column]
    return found


def known_by(when: When) -> date | None:
    """When → the day by which it had certainly come; the later bound, or the only one there is."""
    return when.latest or when.earliest


def event_day(event: Event) -> date | None:
    """Event → the day by which it had happened, None where unknown."""
    return known_by(event.when)
