"""Nothing → `When` (a date with bounds, never a bare guess) and `Time` (a temporal expression in a text)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Literal

from foreshock.types.html import InNotebook

if TYPE_CHECKING:
    from foreshock.types.text import Span

Precision = Literal["minute", "day", "week", "month", "quarter", "season", "year", "decade", "century", "range", "unknown"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


@dataclass(frozen=True, slots=True)
class When(InNotebook):
    """Earliest and latest day it can have been, how precise the text was, and what that rests on.

    `basis` names the ground in a word or two: "json-ld", "meta", "time tag", "url", "feed", "warc", "record",
    "byline", "comment" (bounded by a reader's comment), "text" (an expression in the text), "document" (the document's
    own date), "unknown". A missing bound is None, not a default. `clock` is the local time of day where one is printed.
    `readings` holds every (earliest, latest) that the bounds of the document leave open, when there is more than one.

    >>> When(date(2017, 3, 9), date(2017, 3, 9), "day", "text").text
    '2017-03-09'
    >>> UNKNOWN.text
    'unknown'
    """

    earliest: date | None = None
    latest: date | None = None
    precision: Precision = "unknown"
    basis: str = "unknown"
    clock: time | None = None
    readings: tuple[tuple[date, date], ...] = ()

    @classmethod
    def day(cls, day: date, basis: str, clock: time | None = None) -> When:
        """A day (and time of day) → a When that is sure of it."""
        return cls(day, day, "minute" if clock else "day", basis, clock)

    @property
    def known(self) -> bool:
        """Whether there is a bound at all."""
        return self.earliest is not None or self.latest is not None

    @property
    def text(self) -> str:
        """ISO 8601: a day, `earliest/latest`, an open interval with `..`, or "unknown"."""
        if not self.known:
            return "unknown"
        if self.earliest == self.latest and self.earliest is not None:
            return self.earliest.isoformat() + (f"T{self.clock:%H:%M}" if self.clock else "")
        return "/".join(d.isoformat() if d else ".." for d in (self.earliest, self.latest))


UNKNOWN = When()


@dataclass(frozen=True, slots=True)
class Time(InNotebook):
    """A temporal expression (TIMEX3): its span, type and normalised value, and the days it stands for."""

    span: Span
    type: TimexType
    value: str
    when: When = UNKNOWN
