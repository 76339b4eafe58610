"""Lines of a text → where its comment thread starts and ends, and each comment's author, time and words.

The same grammar reads a plain text file, a `<pre>`, and the bare paragraphs of a page whose markup says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from foreshock import words
from foreshock.read.dates import find_dates, order
from foreshock.types import UNKNOWN, When

LONGEST_HEADER = 160  # code points
MOST_COMMENTS = 5_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its rims of white space: where it starts, how far it is indented, what it says."""

    start: int
    indent: int
    text: str

    @property
    def end(self) -> int:
        """Where it ends (exclusive)."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Header:
    """The line (or two) that says who comments and when."""

    first: int  # index of its first line
    last: int  # of its last
    author: str | None
    posted: When
    number: str | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in lines: from `first` to `last` (inclusive), and the index of the comment that it answers."""

    first: int
    last: int
    author: str | None = None
    posted: When = UNKNOWN
    reply_to: int | None = None


def lines_of(text: str, start: int = 0, end: int | None = None) -> list[Line]:
    """Text → its lines; of many empty ones in a row two.

    >>> lines_of("a\\r\\n  b")
    [Line(start=0, indent=0, text='a'), Line(start=5, indent=2, text='b')]
    """
    found: list[Line] = []
    at = start
    end = len(text) if end is None else end
    while at <= end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        raw = text[at:stop]
        bare = raw.strip()
        if bare:
            left = len(raw) - len(raw.lstrip())
            found.append(Line(at + left, left, bare))
        elif len(found) < 2 or found[-1].text or found[-2].text:
            found.append(Line(at, 0, ""))
        at = stop + 1
    return found


@cache
def _patterns(kind: str) -> re.Pattern[str]:
    rows = [r["pattern"] for r in words.rows("reading_threads.tsv") if r["kind"] == kind]
    return re.compile(rf"(?:{'|'.join(rows)})[:.]?", re.IGNORECASE)


def says(kind: str, line: str) -> bool:
    """start, maybe, end or noise, and a line → whether the whole line is one of that kind (`words/reading_threads.tsv`).

    >>> says("start", "One Response to “The road to Raqqa”"), says("start", "He had no comment.")
    (True, False)
    >>> says("start", "Recent Comments"), says("maybe", "Comments"), says("noise", "Reply")
    (False, True, True)
    """
    bare = line.strip(" \t\xa0#*=-–—_[]")
    return 0 < len(bare) <= 240 and _fits(kind, bare)


@lru_cache(1 << 12)  # menus and footers say the same on all pages of a paper
def _fits(kind: str, line: str) -> bool:
    return _patterns(kind).fullmatch(line) is not None


_NUMBER = re.compile(r"[#(]?(?P<n>\d{1,4}(?:\.\d{1,3}){0,5})[.):]?(?:[\s\xa0]+|$)")
_LEAD = re.compile(
    r"(?:(?:posted|submitted|written|comment(?:ed)?|reply|by|from|von|par)[\s\xa0]+)+(?:by[\s\xa0]+)?|by:\s*|name:\s*", re.IGNORECASE
)
_TAIL = re.compile(
    r"[\s\xa0]*(?:\b(?:says?|said|wrote|writes|commented|replied|posted|schrieb|a écrit|dijo|on|at|um|am|le)\b"
    r"|\((?:not verified|guest|anonymous)\)|\bpermalink\b|\breply\b|\blink\b|[|·•,;:#@()\[\]<>–—\-/*]|➜|→)+[\s\xa0]*$", re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?[\s\xa0]*$", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\n<>{}|\[\]!?;\"“”]{0,59}")
_AFTER = re.compile(
    r"[\s\xa0.,|·•#:()\[\]\-–—]*(?:(?:reply|permalink|link|share|report|quote|utc|gmt|[+-]\d{4}|edited|uhr|est|edt|says|said|wrote|commented|replied)"
    r"[\s\xa0.,|·•#:()\[\]\-–—]*)*", re.IGNORECASE,
)
_SAYS = re.compile(r"(?P<name>.{1,60}?)[\s\xa0]+(?:says|said|wrote|writes|commented|replied)[\s\xa0]*:", re.IGNORECASE)


def _name(text: str) -> str | None:
    """What stands beside the date → a name, None where it is too long or a sentence."""
    text = _LEAD.sub("", text.strip("\xa0 \t"), count=1) if _LEAD.match(text.strip("\xa0 \t")) else text.strip("\xa0 \t")
    for _ in range(4):
        shorter = _WEEKDAY.sub("", _TAIL.sub("", text))
        if shorter == text:
            break
        text = shorter
    text = text.strip("\xa0 \t,:;-–—|·•@*_#()[]")
    if not _NAME.fullmatch(text) or len(text.split()) > 6 or text.endswith("."):
        return text if re.fullmatch(r"[^\W_][\w.\- ]{0,40}\.", text) and len(text.split()) <= 4 else None
    return text


def header_at(lines: Sequence[Line], index: int, day_first: bool | None = None) -> Header | None:
    """Lines, index → the comment header that starts there: name and date in one line, or in two, or "name says:".

    >>> header_at(lines_of("  1. Jim Dale 22nd March 2017 at 5:51 pm #"), 0).author
    'Jim Dale'
    """
    line = lines[index]
    if not line.text or len(line.text) > LONGEST_HEADER:
        return None
    number = _NUMBER.match(line.text)
    body = line.text[number.end() :] if number and not find_dates(line.text[: number.end() + 12])[:1] else line.text
    taken = number["n"] if number and body is not line.text else None
    dates = find_dates(body, day_first)
    if not dates:
        return _two_lines(lines, index, body, taken, day_first)
    start, end, when = dates[0]
    before, after = body[:start], body[end:]
    beside = before if _AFTER.fullmatch(after) else after if _lead_only(before) else ""
    author = _name(beside)
    return Header(index, index, author, when, taken, line.indent) if author else None


def _lead_only(text: str) -> bool:
    """Whether a text before a date holds nothing but "Posted on Wednesday," and the like."""
    return not re.sub(r"\b(?:posted|submitted|written|on|at|am|le|el|by|(?:mon|tue|wed|thu|fri|sat|sun)\w*)\b|[\W\d_]", "", text.lower())


def _two_lines(lines: Sequence[Line], index: int, body: str, number: str | None, day_first: bool | None) -> Header | None:
    """A name on a line of its own, then its date; or "name says:" with or without a date below."""
    spoken = _SAYS.fullmatch(body)
    author = _name(spoken["name"]) if spoken else _name(body)
    if author is None:
        return None
    below = next((i for i in range(index + 1, min(index + 3, len(lines))) if lines[i].text), None)
    if below is not None and len(lines[below].text) <= 80:
        dates = find_dates(lines[below].text, day_first)
        if dates and _lead_only(lines[below].text[: dates[0][0]]) and _AFTER.fullmatch(lines[below].text[dates[0][1] :]):
            return Header(index, below, author, dates[0][2], number, lines[index].indent)
    return Header(index, index, author, UNKNOWN, number, lines[index].indent) if spoken else None


def split(lines: Sequence[Line], first: int, sure: bool) -> list[Comment]:
    """Lines, the first one after the thread's heading, whether that heading is sure → the comments.

    Without a single header the thread is one comment of nobody's name where the heading was sure, and none where not.
    """
    stop = next((i for i in range(first, len(lines)) if says("end", lines[i].text)), len(lines))
    day_first = order(line.text for line in lines[first:stop] if len(line.text) <= LONGEST_HEADER)
    headers: list[Header] = []
    at = first
    while at < stop and len(headers) < MOST_COMMENTS:
        header = header_at(lines, at, day_first)
        if header is not None and header.last < stop:
            headers.append(header)
            at = header.last
        at += 1
    if not headers:
        comment = _trim(lines, first, stop - 1)
        return [Comment(*comment)] if comment and sure else []
    ends = [*(h.first - 1 for h in headers[1:]), stop - 1]
    replies = _replies(headers)
    found: list[Comment] = []
    index_of: dict[int, int] = {}
    for i, (header, end) in enumerate(zip(headers, ends, strict=True)):
        trimmed = _trim(lines, header.last + 1, end)
        if trimmed is None:
            continue
        parent = replies[i]
        index_of[i] = len(found)
        posted = replace(header.posted, basis="byline") if header.posted.known else UNKNOWN
        found.append(Comment(*trimmed, header.author, posted, index_of.get(parent) if parent is not None else None))
    return found


def _trim(lines: Sequence[Line], first: int, last: int) -> tuple[int, int] | None:
    """A run of lines → the same without empty lines and buttons at its rims."""
    while first <= last and (not lines[first].text or says("noise", lines[first].text)):
        first += 1
    while last >= first and (not lines[last].text or says("noise", lines[last].text)):
        last -= 1
    return (first, last) if first <= last else None


def _replies(headers: Sequence[Header]) -> list[int | None]:
    """Headers → for each the header it answers: by number (1.1 under 1), else by deeper indentation."""
    numbers = {h.number: i for i, h in enumerate(headers) if h.number}
    found: list[int | None] = []
    open_: list[int] = []
    for i, header in enumerate(headers):
        while open_ and headers[open_[-1]].indent >= header.indent:
            open_.pop()
        parent = numbers.get(header.number.rpartition(".")[0]) if header.number and "." in header.number else None
        found.append(parent if parent is not None and parent < i else (open_[-1] if open_ else None))
        open_.append(i)
    return found


_ENDS = (".", "!", "?", "”", '"', "’", "'", ")", "…", "»", "؟", "。", "]")


def find_thread(lines: Sequence[Line], start: int = 1) -> tuple[int, list[Comment]] | None:
    """Lines → (index of the line at which the thread starts, its comments), None where there is no thread.

    A sure heading ("3 Comments") needs nothing more; an unsure one ("Comments") needs a header with name and date below it.
    Either needs a sentence above it: a count beside the byline heads nothing.
    """
    told = False
    for i in range(len(lines)):
        text = lines[i].text
        told = told or (i >= start - 1 and len(text) >= 20 and text.endswith(_ENDS))
        if not told or i < start or not text or len(text) > 240:
            continue
        apart = i == 0 or not lines[i - 1].text
        sure = apart and says("start", text) and not text.endswith((",", ".", ";"))
        if not sure and not says("maybe", text):
            continue
        below = next((j for j in range(i + 1, len(lines)) if lines[j].text), None)
        if below is None:
            return (i, []) if sure else None
        comments = split(lines, i + 1, sure)
        if comments or sure:
            return i, comments
    return None
