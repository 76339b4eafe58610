"""A printed date → `When`, by a small grammar: no clock of ours is asked, so "5 years ago" is unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache

from foreshock import words
from foreshock.types import UNKNOWN, When


@cache
def months() -> dict[str, int]:
    """Nothing → month names and their short forms, in several languages, with their number."""
    return {r["word"].casefold(): int(r["month"]) for r in words.rows("reading_months.tsv")}


@cache
def grammar() -> tuple[re.Pattern[str], ...]:
    """Nothing → the forms of a date, each with named groups; the first that fits where two start together wins."""
    names = "|".join(re.escape(m) for m in sorted(months(), key=len, reverse=True))
    forms = (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)[/.](?P<m>\d\d?)[/.](?P<d>\d\d?)(?!\d)",
        rf"(?<!\d)(?P<d>\d\d?)(?:st|nd|rd|th|\.|er|º)?[\s\xa0]*(?:of|de|-)?[\s\xa0]*(?P<mon>{names})\b\.?,?[\s\xa0]*(?:de|-)?[\s\xa0]*(?P<y>(?:19|20)\d\d)(?!\d)",
        rf"\b(?P<mon>{names})\b\.?[\s\xa0]+(?P<d>\d\d?)(?:st|nd|rd|th)?,?[\s\xa0]+(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?<![\d/.-])(?P<a>\d\d?)(?P<sep>[/.-])(?P<b>\d\d?)(?P=sep)(?P<y>(?:19|20)\d\d)(?!\d)",
    )
    return tuple(re.compile(f, re.IGNORECASE) for f in forms)


CLOCK = re.compile(
    r"(?<![\d:.])(?P<h>[01]?\d|2[0-3])[:.h](?P<min>[0-5]\d)(?::[0-5]\d)?(?![\d/.:]*\d)[\s\xa0]*(?P<half>[ap]\.?m\b\.?)?"
    r"|(?<![\d:.])(?P<h2>1[0-2]|0?[1-9])[\s\xa0]*(?P<half2>[ap]\.?m\b\.?)",
    re.IGNORECASE,
)
# What may stand between a day and its time of day.
_BRIDGE = re.compile(r"[\s\xa0,;|·•–—\-T]*(?:at|um|à|a las|@|-|\()?[\s\xa0]*", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T\s](\d\d):(\d\d))?")


def find_dates(text: str, day_first: bool | None = None) -> list[tuple[int, int, When]]:
    """Text, order of day and month where known → (start, end, When) of each printed date, its time of day included.

    >>> [(text[s:e], w.text) for text in ["Jim 22nd March 2017 at 5:51 pm #"] for s, e, w in find_dates(text)]
    [('22nd March 2017 at 5:51 pm', '2017-03-22T17:51')]
    """
    found: list[tuple[int, int, When]] = []
    if not _YEAR.search(text):  # each form has one; most lines have none
        return found
    matches = sorted((m for form in grammar() for m in form.finditer(text)), key=lambda m: (m.start(), -m.end()))
    end = 0
    for match in matches:
        if match.start() < end:
            continue
        when = _when(match, day_first)
        if not when.known:
            continue
        clock, end = _clock_after(text, match.end())
        start = match.start()
        if clock is not None:
            when = replace(when, clock=clock, precision="minute" if when.precision == "day" else when.precision)
        found.append((start, end, when))
    return found


def first_date(text: str, basis: str, day_first: bool | None = None) -> When:
    """Text, basis → the first date in it, UNKNOWN where there is none.

    >>> first_date("Wed, 03/22/2017 - 17:51", "byline").text, first_date("5 years ago", "byline").text
    ('2017-03-22T17:51', 'unknown')
    """
    found = find_dates(text[:500], day_first)
    return replace(found[0][2], basis=basis) if found else UNKNOWN


def iso_date(text: str, basis: str) -> When:
    """A machine's date (ISO 8601, its clock as printed; or any printed form) → When.

    >>> iso_date("2017-03-22T17:51:00+00:00", "time tag").text, iso_date("2017-02-31", "meta").text
    ('2017-03-22T17:51', 'unknown')
    """
    match = _ISO.match(text)
    if match is None:
        return first_date(text, basis)
    year, month, day, hour, minute = (int(g) if g else None for g in match.groups())
    if year is None or month is None or day is None:
        return UNKNOWN
    try:
        clock = time(hour, minute) if hour is not None and minute is not None else None
        return When.day(date(year, month, day), basis, clock)
    except ValueError:
        return UNKNOWN


def moment(value: datetime, basis: str) -> When:
    """A date and time → When to the minute."""
    return When.day(value.date(), basis, value.time().replace(second=0, microsecond=0, tzinfo=None))


def order(texts: Iterable[str]) -> bool | None:
    """Printed dates of one page → whether its numerals put the day first, None where none says.

    >>> order(["03/04/2017", "22/03/2017"]), order(["03/04/2017"])
    (True, None)
    """
    first = second = 0
    for text in texts:
        for match in grammar()[4].finditer(text):
            a, b = int(match["a"]), int(match["b"])
            first += a > 12 >= b
            second += b > 12 >= a
    return None if bool(first) == bool(second) else bool(first)


def _when(match: re.Match[str], day_first: bool | None) -> When:
    named = match.groupdict()
    year = int(named["y"])
    if "a" not in named:
        month = months()[named["mon"].casefold()] if named.get("mon") else int(named["m"])
        day = _day(year, month, int(named["d"]))
        return When.day(day, "text") if day else UNKNOWN
    a, b = int(named["a"]), int(named["b"])
    if named["sep"] == ".":  # written so only where the day comes first
        day_first = True
    options = {_day(year, b, a): True, _day(year, a, b): False}
    days = sorted(d for d in options if d)
    if len(days) == 2 and day_first is not None:
        days = [d for d in days if options[d] is day_first]
    if not days:
        return UNKNOWN
    if len(days) == 1:
        return When.day(days[0], "text")
    return When(days[0], days[1], "range", "text", None, tuple((d, d) for d in days))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock_after(text: str, start: int) -> tuple[time | None, int]:
    bridge = _BRIDGE.match(text, start)
    match = CLOCK.match(text, bridge.end() if bridge else start)
    if match is None:
        return None, start
    hour = int(match["h"] or match["h2"])
    half = (match["half"] or match["half2"] or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    return time(hour, int(match["min"] or 0)), match.end()
