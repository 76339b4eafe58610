"""Temporal expressions and a document's bounds → days: `anchor` for the expressions, `dating` for the document itself.

Nothing here knows what day it is: everything is counted from the bounds of the document. Where they leave more than one
reading open, all are kept. Values follow TimeML (a weekday is a day, "last week" a week: 2017-W09).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from datetime import time as clock_time

from foreshock.resolve.tense import governor, looks, reports
from foreshock.types import UNKNOWN, Document, Precision, Time, When
from foreshock.understand import Sentence, Understanding, understand
from foreshock.understand.timex_value import COUNTED, RECURRING, Direction, days, narrowed, resolve, split

LONGEST_BOUNDS = 400  # days between a document's bounds up to which each is tried; beyond, only the two rims are
MOST_READINGS = 12
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MINUTE = re.compile(r".*T(\d{2}):(\d{2})")
_SHAPES: tuple[tuple[re.Pattern[str], Precision], ...] = (
    (re.compile(r"(?:FY)?\d{4}"), "year"), (re.compile(r"\d{4}-\d{2}"), "month"), (re.compile(r"\d{3}"), "decade"),
    (re.compile(r"\d{2}"), "century"), (re.compile(r"\d{4}-W.*"), "week"), (re.compile(r"\d{4}-Q\d"), "quarter"),
    (re.compile(r"\d{4}-H\d"), "range"), (re.compile(r"\d{4}-[A-Z]{2}"), "season"),
)
_COARSE = {"year", "decade", "century"}


def _sentence_of(sentences: Sequence[Sentence], starts: list[int], time: Time) -> Sentence | None:
    place = bisect_right(starts, time.span.start) - 1
    return sentences[place] if place >= 0 and sentences[place].span.holds(time.span) else None


def _bounds(published: When, coarse: bool) -> list[date]:
    """Document's bounds → the days it may have been written on, as far as they matter; none where that is open.

    With a latest day alone, what is named by month and day or by year is read near that day; "yesterday" cannot be.
    """
    first, last = published.earliest, published.latest
    if first and last:
        length = max(0, (last - first).days)
        return [first + timedelta(n) for n in range(length + 1)] if length <= LONGEST_BOUNDS else [first, last]
    rim = last or first
    return [rim] if rim and coarse else []


def _precision(value: str) -> Precision:
    head, clock, _ = split(value)
    if _DAY.fullmatch(head):
        return "minute" if clock[1:2].isdecimal() else "day"
    return next((name for shape, name in _SHAPES if shape.fullmatch(head)), "unknown")


def _when(value: str, mod: str) -> When:
    """Absolute value → When, basis "text"."""
    found = days(value)
    if found is None:
        return UNKNOWN
    first, last = narrowed(found, mod)
    precision = _precision(value)
    clock = _MINUTE.match(value)
    if clock and precision == "minute":
        hour, minute = int(clock[1]) % 24, int(clock[2])
        return When(first, last, "minute", "text", clock_time(hour, minute))
    return When(first, last, precision, "text")


def _unsure(value: str) -> str:
    """A value that could not be counted → TimeML's, with X for what is not known."""
    head, clock, _ = split(value)
    if found := COUNTED.match(head):
        shape = {"day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "quarter": "XXXX-QX",
                 "year": "XXXX", "decade": "XXX", "century": "XX"}[found[2]]
        return (f"XXXX-{found[4]}" if found[4] else shape) + clock
    return head.rstrip("<>=") + clock


def _open(value: str, published: When, direction: Direction) -> When:
    """A value that cannot be counted for want of a bound → the bound that still follows ("yesterday" is before the latest day)."""
    head, _, _ = split(value)
    if published.latest is None or not (COUNTED.match(head) or RECURRING.match(head)):
        return UNKNOWN
    reached = resolve(value, published.latest, direction)
    found = days(reached) if reached else None
    if found is None or found[1] > published.latest or direction == "future":
        return UNKNOWN
    return When(None, found[1], "range", "text")


def _counted_from(time: Time, days_of_writing: list[date], direction: Direction) -> tuple[str | None, When]:
    """An expression and the days it may be counted from → its value where they agree, and its When with every reading."""
    values = {v: None for day in days_of_writing if (v := resolve(time.value, day, direction)) is not None}
    mod = split(time.value)[2]
    found = [w for v in values if (w := _when(v, mod)).known]
    if len(values) == 1:
        return next(iter(values)), found[0] if found else UNKNOWN
    if not found:
        return None, UNKNOWN
    pairs = tuple(dict.fromkeys((w.earliest, w.latest) for w in found if w.earliest and w.latest))
    kept = pairs if len(pairs) <= MOST_READINGS else ()
    return None, When(min(p[0] for p in pairs), max(p[1] for p in pairs), "range", "text", readings=kept)


def _reference(value: str, published: When) -> When | None:
    if value == "PRESENT_REF":
        return replace(published, basis="document", clock=None) if published.known else UNKNOWN
    if value == "PAST_REF":
        return When(None, published.latest, "range", "text") if published.latest else UNKNOWN
    if value == "FUTURE_REF":
        return When(published.earliest, None, "range", "text") if published.earliest else UNKNOWN
    return None


def _duration_when(value: str, published: When) -> When:
    """"the past three years" → from so long before the document to it; "the next four weeks" → the other way."""
    found = re.fullmatch(r"P(\d+(?:\.\d+)?)([DWMY])([<>])", value)
    if not found:
        return UNKNOWN
    length = timedelta(min(float(found[1]) * {"D": 1, "W": 7, "M": 30.44, "Y": 365.25}[found[2]], 400_000))
    rim = published.latest if found[3] == "<" else published.earliest
    other = published.earliest if found[3] == "<" else published.latest
    other = other or rim
    if rim is None or other is None:
        return UNKNOWN
    try:
        return When(other - length, rim, "range", "text") if found[3] == "<" else When(rim, other + length, "range", "text")
    except OverflowError:
        return UNKNOWN


def _one(time: Time, direction: Direction, published: When, spoken: date | None) -> Time:
    """An expression, which way its verb looks, the document's bounds, the day the text spoke of last → the anchored expression."""
    value = time.value
    if (told := _reference(value, published)) is not None:
        return replace(time, when=told)
    if time.type in {"DURATION", "SET"}:
        return replace(time, value=value.rstrip("<>"), when=_duration_when(value, published))
    if value.startswith("T"):
        value = "^day+0" + value
    head = split(value)[0]
    counted, recurring = COUNTED.match(head), RECURRING.match(head)
    if not counted and not recurring:
        return replace(time, value=value.partition("#")[0], when=_when(value.partition("#")[0], split(value)[2]))
    if counted and counted[1] == "^" and spoken is not None:
        reference = [spoken]
    else:
        by_name = bool(recurring and not recurring["week"]) or bool(counted and counted[2] in _COARSE)
        reference = _bounds(published, by_name)
    reached, when = _counted_from(replace(time, value=value), reference, direction)
    if not reference:
        when = _open(value, published, direction)
    return replace(time, value=reached or _unsure(value), when=when)


def _in_order(times: Sequence[Time], sentences: Sequence[Sentence]) -> Iterator[tuple[Time, Sentence | None]]:
    starts = [s.span.start for s in sentences]
    for time in times:
        yield time, _sentence_of(sentences, starts, time)


def anchor(times: Sequence[Time], understanding: Understanding | Sequence[Sentence], published: When) -> tuple[Time, ...]:
    """Times not yet anchored, the sentences they stand in, the document's bounds → the same with values and days.

    Tense decides where a bare weekday or month lies ("said Tuesday": the last one; "will meet Tuesday": the next).
    """
    sentences = understanding.sentences if isinstance(understanding, Understanding) else tuple(understanding)
    found: list[Time] = []
    spoken: date | None = None
    part: int | None = None
    for time, sentence in _in_order(times, sentences):
        if sentence is None or sentence.part != part:
            part, spoken = (sentence.part if sentence else None), None
        direction = looks(governor(sentence, time.span)) if sentence else "none"
        told = _one(time, direction, published, spoken)
        found.append(told)
        if told.type in {"DATE", "TIME"} and told.when.precision in {"day", "minute"} and told.when.earliest == told.when.latest:
            spoken = told.when.earliest
    return tuple(found)


def _byline(document: Document, times: Sequence[Time]) -> When | None:
    """A whole date that stands alone on a line at the head of an undated page → the day it was published."""
    for time in times:
        if time.type != "DATE" or time.when.precision != "day" or time.span.start > 600:
            continue
        line = document.text[document.text.rfind("\n", 0, time.span.start) + 1 :].split("\n", 1)[0].strip()
        if re.match(r"\d{4}-\d{2}-\d{2}$", time.value) and re.search(r"\b(?:1[5-9]|20)\d\d\b", time.span.text) and (
                len(line) <= len(time.span.text) + 12) and not re.search(r"\d{2}:\d{2} (?:said|told)", line):
            return When.day(time.when.earliest, "byline") if time.when.earliest else None
    return None


def _reported(understanding: Understanding, times: Sequence[Time]) -> Iterator[date]:
    """Times → the last day of each that is reported as past in the article's own words."""
    own = {p.index for p in understanding.document.parts if p.kind in {"headline", "body"}}
    for time, sentence in _in_order(times, understanding.sentences):
        if sentence is None or sentence.part not in own or time.type not in {"DATE", "TIME"} or time.when.readings:
            continue
        if time.when.earliest and time.when.precision in {"day", "minute", "week", "month"} and reports(governor(sentence, time.span)):
            yield time.when.earliest


def dating(document: Document, times: Sequence[Time], understanding: Understanding | None = None) -> When:
    """Document, its anchored times, its parse (made again where it is not given) → its bounds, drawn closer by its own text.

    Where no earliest day is known, a past day that the article reports ("said March 9") bounds it from below: nobody reports
    what has not yet happened. Readers' comments bound nothing here, nor do days that are planned, denied or supposed.
    """
    published = document.published
    if published.earliest is not None:
        return published
    if not published.known and (printed := _byline(document, times)) is not None:
        return printed
    reported = [d for d in _reported(understanding or understand(document), times)
                if published.latest is None or d <= published.latest]
    if not reported:
        return published
    basis = f"{published.basis}; text" if published.known else "text"
    first = max(reported)
    return replace(published, earliest=first, precision="day" if first == published.latest else "range", basis=basis)
