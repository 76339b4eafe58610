"""What a page says of itself and how it is written → its genre: report, analysis, press release, interview or unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from foreshock import words
from foreshock.types import Genre

# A text counts as argument where it draws at least this many conclusions and hedges at least this often per 100 words.
CONNECTIVES, HEDGES = 1, 3
_WIRE = re.compile(r"\s*[A-Z][A-Z’'.\- /]{2,40}(?:,[^()\n—–]{1,40})?\s*(?:\([^()\n]{2,40}\))?\s*(?:—|–|--?|:)\s")
_MIXED = re.compile(r"\s*[A-Z][\w’'.\- ]{2,30}(?:,[^()\n—–]{1,40})?\s*\([A-Z][^()\n]{1,40}\)\s*(?:—|–|--?|:)\s")
_ASKED = re.compile(r"\s*(?:Q|Question|Interviewer|Frage)\s*[:.]\s", re.IGNORECASE)
_TURN = re.compile(r"\s*(?P<who>[A-Z][\w’'.\- ]{1,40}):\s")


@cache
def _rows(kind: str) -> tuple[tuple[re.Pattern[str], Genre], ...]:
    return tuple(
        (re.compile(r["pattern"] if kind == "url" else rf"(?<!\w)(?:{r['pattern']})(?!\w)", re.IGNORECASE), _named(r["genre"]))
        for r in words.rows("reading_genre.tsv") if r["kind"] == kind
    )  # fmt: skip


@cache
def _words(kind: str) -> re.Pattern[str]:
    """All words of a kind in one pattern: a page is gone through once for each kind, not once for each row."""
    told = "|".join(r["pattern"] for r in words.rows("reading_genre.tsv") if r["kind"] == kind)
    return re.compile(rf"(?<!\w)(?:{told})(?!\w)", re.IGNORECASE)


def _named(word: str) -> Genre:
    kinds: dict[str, Genre] = {"report": "report", "analysis": "analysis", "press release": "press release", "interview": "interview"}
    return kinds.get(word, "unknown")


def genre_of(
    title: str | None, paragraphs: Sequence[str], types: Sequence[str] = (), labels: Sequence[str] = (), url: str | None = None
) -> Genre:
    """Title, body, JSON-LD types, section words, URL → genre; what the page says outweighs how it is written.

    >>> genre_of(None, ["BAGHDAD (Gulf Wire) — Two rockets fell near the airport on Monday, police said."])
    'report'
    >>> genre_of("Opinion: The road to Raqqa", ["The road is long."])
    'analysis'
    """
    for kind, texts in (("type", types), ("label", labels), ("url", [url or ""]), ("title", [title or ""])):
        for text in texts:
            for form, genre in _rows(kind):
                if (form.search(text) if kind in {"url", "title"} else form.fullmatch(text.strip().replace("-", " ").replace("_", " "))):
                    return genre
    return _written(paragraphs)


def _written(paragraphs: Sequence[str]) -> Genre:
    """Paragraphs → genre by their form: release line, questions and answers, dateline, argument, attribution."""
    head = "\n".join(paragraphs[:4])[:1500]
    for form, genre in _rows("opening"):
        if form.search(head):
            return genre
    if _is_interview(paragraphs):
        return "interview"
    if paragraphs and (_WIRE.match(paragraphs[0]) or _MIXED.match(paragraphs[0])):
        return "report"
    text = "\n".join(paragraphs)[:60_000].replace("\xa0", " ")
    size = max(1, len(text.split()))
    drawn, hedged, told = (len(_words(kind).findall(text)) for kind in ("connective", "hedge", "telling"))
    if drawn >= CONNECTIVES and drawn + hedged >= HEDGES and (drawn + hedged) / size >= 0.008 and 2 * drawn + hedged > told:
        return "analysis"
    if told >= 2 and told / size >= 0.008 and told > drawn + hedged:
        return "report"
    return "unknown"


def _is_interview(paragraphs: Sequence[str]) -> bool:
    """Three questions marked as such, or two people who speak in turns, one of them asking."""
    if sum(1 for p in paragraphs if _ASKED.match(p)) >= 2:
        return True
    turns = [(m["who"], p.rstrip().endswith("?")) for p in paragraphs if (m := _TURN.match(p))]
    people = {who for who, _ in turns}
    if len(turns) >= 4 and 2 <= len(people) <= 4 and sum(asks for _, asks in turns) >= 2:
        return True
    asked = [p.rstrip().endswith("?") and len(p) < 400 for p in paragraphs]
    return len(asked) >= 6 and sum(a and not b for a, b in pairwise(asked)) >= max(3, len(asked) // 3)
