"""A plain text (or Markdown) file → the places of its headline, byline, body and comments. The text itself stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from foreshock.read.dates import find_dates, first_date
from foreshock.read.thread import Comment, Line, find_thread, header_at, lines_of, says, split
from foreshock.types import UNKNOWN, When

LONGEST_HEADLINE = 200  # code points
_BY = re.compile(
    r"(?:by|von|par|por|author|authors|written by)[:\s\xa0]+(?P<names>[^\W\d_][^\n|•·]{1,80}?)"
    r"(?:[\s\xa0]*(?:[|•·—–]|,[\s\xa0]+(?=\d|[A-Z][a-z]{2,8}\.?[\s\xa0]\d))[\s\xa0]*(?P<rest>.*))?", re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:(?:first[\s\xa0]+)?(?:published|posted|updated|date|last updated|last modified)"
    r"(?:[\s\xa0]+on)?[:\s\xa0]*|on[\s\xa0]+)?", re.IGNORECASE
)
_SETEXT = re.compile(r"(?:=+|-{3,})$")
_RULE = re.compile(r"(?:[-*_=~#][ \t]?){3,}")
_FRONT = re.compile(r"\A\ufeff?(?P<rule>---|\+\+\+)[ \t]*\r?\n(?P<rows>(?:.*\n){0,200}?)(?P=rule)[ \t]*(?:\r?\n|\Z)")
_KEY = re.compile(r"([A-Za-z_][\w -]{0,40}?)[ \t]*[:=][ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of a plain text stand: (start, end) in code points, and what its head says of author and date."""

    headline: tuple[int, int] | None = None
    body: tuple[int, int] | None = None
    comments: tuple[tuple[int, int, Comment], ...] = ()
    authors: tuple[str, ...] = ()
    published: When = UNKNOWN


def names(text: str) -> tuple[str, ...]:
    """A byline → the names in it.

    >>> names("By Ann Lee and Omar Haddad"), names("By Ann Lee, Staff Writer")
    (('Ann Lee', 'Omar Haddad'), ('Ann Lee',))
    """
    text = re.sub(r"^\s*(?:by|von|par|por|author|written by)\b[:\s]*", "", text.replace("\xa0", " "), flags=re.IGNORECASE)
    text = re.split(r"\s+(?:in|for|\|)\s+|\s*[|•·]\s*", text)[0]
    pieces = re.split(r"\s+(?:and|und|et|y|&)\s+|\s*[;,]\s*", text)
    kept = [p.strip(" .,") for p in pieces if p.strip(" .,")]
    return tuple(p for i, p in enumerate(kept) if (i == 0 or " " in p) and not _TITLE.search(p) and len(p) <= 80)


_TITLE = re.compile(
    r"\b(?:writer|correspondent|editor in chief|reporter|columnist|fellow|analyst|contributor|updated|published)\b", re.IGNORECASE
)


def byline(line: str) -> tuple[tuple[str, ...], When] | None:
    """A line → (names, date) where it is a byline or a date line and nothing else, else None.

    >>> byline("By Ann Lee, 20 March 2017")[0], byline("20 March 2017")[1].text, byline("By noon the road was shut.")
    (('Ann Lee',), '2017-03-20', None)
    """
    if len(line) > 160:
        return None
    line = line.strip(" \t\xa0*_")
    dates = find_dates(line)
    if dates and _DATED.fullmatch(re.sub(r"\b(?:mon|tue|wed|thu|fri|sat|sun)\w*\b[,.\s\xa0]*", "", line[: dates[0][0]].lower())):
        return ((), first_date(line, "byline")) if len(line) - dates[0][1] <= 40 else None
    match = _BY.fullmatch(line)
    if match is None:
        return None
    start = dates[0][0] if dates else len(line)
    who = names(line[: start].rstrip(" ,|•·—–-(\xa0") if dates else match["names"])
    capital = who and all(w[0].isupper() or not w[0].isascii() for n in who for w in (n.split()[0], n.split()[-1]))
    if not capital or (match["names"].endswith(".") and len(match["names"].split()) > 4):
        return None
    return who, first_date(line, "byline")


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """Markdown → what its front matter says (keys in lower case), and where the text proper starts.

    >>> front_matter("---\\ntitle: 'Talks'\\nauthor: Ann Lee\\n---\\nText")
    ({'title': 'Talks', 'author': 'Ann Lee'}, 39)
    """
    match = _FRONT.match(text)
    if match is None:
        return {}, 0
    found: dict[str, str] = {}
    key = ""
    for line in match["rows"].splitlines():
        row = _KEY.fullmatch(line.strip()) if not line.startswith((" ", "\t", "-")) else None
        if row:
            key = row[1].strip().lower()
            found[key] = row[2].strip().strip("\"'[]").strip()
        elif key and line.strip().startswith("-"):
            item = line.strip()[1:].strip().strip("\"'")
            found[key] = f"{found[key]}; {item}" if found[key] else item
    return found, match.end()


def layout(text: str, start: int = 0, markdown: bool = False) -> Layout:
    """Text, where it starts → where its parts stand."""
    lines = lines_of(text, start)
    filled = [i for i, line in enumerate(lines) if line.text]
    if not filled:
        return Layout()
    head, top = _headline(lines, filled, markdown)
    authors: tuple[str, ...] = ()
    published = UNKNOWN
    while top < len(lines):
        text = lines[top].text
        found = byline(text) if text else None
        if found:
            authors, published = authors or found[0], published if published.known else found[1]
        elif text and not _RULE.fullmatch(text) and not (head and says("start", text)):
            break
        top += 1
    if top >= len(lines):  # nothing but a headline and a date: the first line is all there is to read
        head, top, authors, published = None, filled[0], (), UNKNOWN
    thread = find_thread(lines, top + 1) or _unannounced(lines, top)
    stop, comments = thread if thread else (len(lines), [])
    body = _run(lines, top, stop - 1)
    spans = tuple((lines[c.first].start, lines[c.last].end, c) for c in comments)
    return Layout(head, body, spans, authors, published)


def _headline(lines: Sequence[Line], filled: Sequence[int], markdown: bool) -> tuple[tuple[int, int] | None, int]:
    """Lines → (place of the headline or None, index of the line after it)."""
    first = filled[0]
    line = lines[first]
    if markdown and (mark := re.match(r"#{1,6}[ \t]+(?=\S)", line.text)):
        end = len(line.text.rstrip("# \t"))
        return ((line.start + mark.end(), line.start + end), first + 1) if end > mark.end() else (None, first)
    if len(filled) < 2 or len(line.text) > LONGEST_HEADLINE:
        return None, first
    below = lines[first + 1]
    if markdown and _SETEXT.match(below.text):
        return (line.start, line.end), first + 2
    if below.text and not byline(below.text):
        return None, first
    if line.text.endswith((".", ",", ";", ":")) or byline(line.text):
        return None, first
    return (line.start, line.end), first + 1


def _unannounced(lines: Sequence[Line], top: int) -> tuple[int, list[Comment]] | None:
    """A thread without a heading: numbered lines of name, day and time of day after the text, the first number 1."""
    for i in range(top + 1, len(lines)):
        text = lines[i].text
        if not text or not text.startswith(("1", "#1", "(1")) or lines[i - 1].text:
            continue
        header = header_at(lines, i)
        if header and header.number in {"1", "1.0"} and header.posted.clock:
            return i, split(lines, i, sure=False)
    return None


def _run(lines: Sequence[Line], first: int, last: int) -> tuple[int, int] | None:
    kept = [i for i in range(first, last + 1) if lines[i].text and not _RULE.fullmatch(lines[i].text)]
    return (lines[kept[0]].start, lines[kept[-1]].end) if kept else None
