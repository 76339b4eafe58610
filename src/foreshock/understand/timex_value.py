"""A temporal value that may depend on a day, and that day → the absolute value, and the days it covers.

Three kinds of value are not yet anchored; `find_times` writes them and `foreshock.resolve.dating.anchor` computes them:

* ``@week-1``: counted in a unit from the document's day; ``@year-1:03`` takes a piece of that year; ``@day-1TNI`` a part of it.
* ``^day+3``: the same, counted from the day that the text spoke of last.
* ``XXXX-03-09``, ``XXXX-WXX-2``, ``XXXX-SU``: comes round every year or week; a ``<``, ``>`` or ``=`` after it says last, next, this.

``#START``, ``#MID``, ``#END`` after any of them say which part (TimeML's mod); ``P3Y<`` is a duration up to the document's day,
``P3Y>`` one that follows it.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Direction = Literal["past", "future", "none"]
Days = tuple[date, date]

_CLOCK = re.compile(r"(.*?)(T(?:[A-Z]{2}|\d{2}.*))?$")
COUNTED = re.compile(r"([@^])(day|week|weekend|month|quarter|year|decade|century)([+-]\d+)(?::([^T#]+))?$")
RECURRING = re.compile(r"XXXX-(?:W(?P<week>XX)-(?P<weekday>[1-7]|WE)|(?P<piece>[A-Z0-9-]+))(?P<mark>[<>=]?)$")
_SEASONS = {"SP": (3, 5), "SU": (6, 8), "FA": (9, 11), "WI": (12, 14)}


@lru_cache(1 << 12)
def split(value: str) -> tuple[str, str, str]:
    """Value → its date, its time of day ("T…" or ""), its mod ("START", "MID", "END" or "").

    >>> split("@day-1TNI"), split("2017-03#END"), split("T08:30")
    (('@day-1', 'TNI', ''), ('2017-03', '', 'END'), ('', 'T08:30', ''))
    """
    head, _, mod = value.partition("#")
    found = _CLOCK.match(head)
    day, clock = (found.group(1), found.group(2) or "") if found else (head, "")
    return (head, "", mod) if head.startswith("P") else (day, clock, mod)


def _month_days(year: int, first: int, last: int) -> Days:
    start_year, start = year + (first - 1) // 12, (first - 1) % 12 + 1
    end_year, end = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(start_year, start, 1), date(end_year, end, calendar.monthrange(end_year, end)[1])


@lru_cache(1 << 12)
def days(value: str) -> Days | None:
    """Absolute value → its first and last day; None for what names no days.

    >>> [d.isoformat() for d in days("2017-W10")], [d.isoformat() for d in days("2003-SP")]
    (['2017-03-06', '2017-03-12'], ['2003-03-01', '2003-05-31'])
    """
    try:
        return _days(split(value)[0])
    except (ValueError, OverflowError):
        return None


def _days(value: str) -> Days | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return date.fromisoformat(value), date.fromisoformat(value)
    if found := re.fullmatch(r"(?:FY)?(\d{4})", value):
        return _month_days(int(found[1]), 1, 12)
    if found := re.fullmatch(r"(\d{2})(\d?)", value):
        first, length = int(value) * (10 if found[2] else 100), 10 if found[2] else 100
        return date(max(1, first), 1, 1), date(first + length - 1, 12, 31)
    if found := re.fullmatch(r"(\d{4})-(\d{2})", value):
        return _month_days(int(found[1]), int(found[2]), int(found[2]))
    if found := re.fullmatch(r"(\d{4})-W(\d{2})(-WE)?", value):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday + timedelta(5 if found[3] else 0), monday + timedelta(6)
    if found := re.fullmatch(r"(\d{4})-([QH])([1-4])", value):
        length = 3 if found[2] == "Q" else 6
        return _month_days(int(found[1]), (int(found[3]) - 1) * length + 1, int(found[3]) * length)
    if found := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", value):
        return _month_days(int(found[1]), *_SEASONS[found[2]])
    return None


def counted(unit: str, number: int, day: date) -> str:
    """Unit, how many of them on (or back, below zero), a day → the value of the unit that is reached.

    >>> counted("week", -1, date(2017, 3, 9)), counted("month", -3, date(2017, 3, 9)), counted("decade", 0, date(2017, 3, 9))
    ('2017-W09', '2016-12', '201')
    """
    if unit == "day":
        return (day + timedelta(number)).isoformat()
    if unit in {"week", "weekend"}:
        year, week, _ = (day + timedelta(7 * number)).isocalendar()
        return f"{year}-W{week:02d}" + ("-WE" if unit == "weekend" else "")
    if unit == "quarter":
        year, quarter = divmod(day.year * 4 + (day.month - 1) // 3 + number, 4)
        return f"{year:04d}-Q{quarter + 1}"
    if unit == "month":
        year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
        return f"{year:04d}-{month + 1:02d}"
    if unit == "year":
        return f"{day.year + number:04d}"
    return f"{day.year // 10 + number:03d}" if unit == "decade" else f"{day.year // 100 + number:02d}"


def _thanksgiving(year: int) -> date:
    return date(year, 11, 1) + timedelta((3 - date(year, 11, 1).weekday()) % 7 + 21)


def _rounds(found: re.Match[str], day: date) -> list[tuple[Days, str]]:
    """A value that comes round and a day → its rounds about that day, in order, each with its value."""
    if found["week"]:
        values = []
        for week in (-1, 0, 1):
            year, number, _ = (day + timedelta(7 * week)).isocalendar()
            if found["weekday"] == "WE":
                values.append(f"{year}-W{number:02d}-WE")
            else:
                values.append(date.fromisocalendar(year, number, int(found["weekday"])).isoformat())
    elif found["piece"] == "11-TG":
        values = [_thanksgiving(y).isoformat() for y in range(day.year - 1, day.year + 2)]
    else:
        span = 8 if found["piece"] == "02-29" else 1
        values = [f"{y:04d}-{found['piece']}" for y in range(day.year - span, day.year + span + 1)]
    known = [(d, v) for v in values if (d := days(v)) is not None]
    return known


def _round(found: re.Match[str], day: date, direction: Direction) -> str | None:
    rounds, mark = _rounds(found, day), found["mark"]
    before = [v for (first, _), v in rounds if first <= day]
    after = [v for (_, last), v in rounds if last >= day]
    if mark == "=":
        here = [v for (first, _), v in rounds
                if (first.isocalendar()[:2] == day.isocalendar()[:2] if found["week"] else first.year == day.year)]
        return here[0] if here else None
    if mark == "<":
        before = [v for (_, last), v in rounds if last < day]
        return before[-1] if before else None
    if mark == ">":
        return next((v for (first, _), v in rounds if first > day), None)
    if direction == "past" or (direction == "none" and found["week"]):
        return before[-1] if before else None
    if direction == "future":
        return after[0] if after else None
    return min(rounds, key=lambda r: (abs((r[0][0] - day).days), r[1]), default=(None, None))[1]


def resolve(value: str, day: date, direction: Direction = "none") -> str | None:
    """Value not yet anchored, the day it is counted from, which way the verb looks → the absolute value.

    >>> thursday = date(2017, 3, 9)
    >>> resolve("XXXX-WXX-2", thursday, "past"), resolve("XXXX-WXX-2", thursday, "future"), resolve("@year-1:03", thursday)
    ('2017-03-07', '2017-03-14', '2016-03')
    """
    head, clock, _ = split(value)
    try:
        if found := COUNTED.match(head):
            reached: str | None = counted(found[2], int(found[3]), day)
            if found[4] and reached:
                reached = f"{reached}-{found[4]}"
        elif found := RECURRING.match(head):
            reached = _round(found, day, direction)
        else:
            reached = head
    except (ValueError, OverflowError):
        return None
    return reached + clock if reached is not None else None


def narrowed(found: Days, mod: str) -> Days:
    """Days and a mod → the third of them that "early", "mid" or "late" speaks of, generously cut."""
    length = (found[1] - found[0]).days
    if not mod or length < 2:
        return found
    third = timedelta(length // 3)
    if mod == "START":
        return found[0], found[0] + third + timedelta(length // 12)
    if mod == "END":
        return found[1] - third - timedelta(length // 12), found[1]
    return found[0] + third - timedelta(length // 12), found[1] - third + timedelta(length // 12)
