"""Sentences → temporal expressions (TIMEX3), not yet anchored to a day.

The grammar is in `timex_rules`, the words in tables under `words/`, and what an unanchored value means in `timex_value`. It follows
TimeML's guidelines (Saurí and others 2006) where news needs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from foreshock.types import Span, Time, TimexType
from foreshock.understand.parse import Sentence
from foreshock.understand.timex_rules import matches

# One code point for one, so that an offset in the shadow is an offset in the text.
_SHADOW = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "‘": "'", "’": "'", "\u2010": "-", "\u2011": "-", "–": "-",
                         "\t": " ", "\r": " ", "\n": " ", "\u200b": " ", "\ufeff": " ", "\u200e": " ", "\u200f": " "})
_TYPES: dict[str, TimexType] = {"DATE": "DATE", "TIME": "TIME", "DURATION": "DURATION", "SET": "SET"}
LONGEST = 4_000  # code points of a sentence that are searched; a longer "sentence" is no prose


@lru_cache(1 << 8)  # two rooms ask for a sentence's
def shadow(text: str) -> str:
    """Text → the same length with plain spaces, hyphens and apostrophes."""
    return text.translate(_SHADOW)


def _chosen(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Shadow of a sentence → its readings that do not overlap: the longest wins, and of two as long the earlier rule."""
    taken: list[tuple[int, int]] = []
    for start, end, kind, value, _ in sorted(matches(text), key=lambda r: (r[0] - r[1], r[4], r[0])):
        if any(start < b and a < end for a, b in taken):
            continue
        taken.append((start, end))
        yield start, end, kind, value


def find_in(text: str) -> list[tuple[str, TimexType, str]]:
    """A sentence's text → (words, TIMEX3 type, value) of its temporal expressions in order; unanchored where a day is needed.

    >>> find_in("Masjedi said March 9 that talks will resume early next month.")
    [('March 9', 'DATE', 'XXXX-03-09'), ('early next month', 'DATE', '@month+1#START')]
    """
    plain = shadow(text)
    return [(text[a:b], _TYPES[kind], value) for a, b, kind, value in sorted(_chosen(plain))]


def find_times(sentences: Sequence[Sentence]) -> tuple[Time, ...]:
    """Sentences → their temporal expressions in the order of the text; what depends on the document's day is left unanchored."""
    found: list[Time] = []
    for sentence in sentences:
        start = sentence.span.start
        text = shadow(sentence.span.text[:LONGEST])
        for a, b, kind, value in sorted(_chosen(text)):
            found.append(Time(Span.of(sentence.text, start + a, start + b), _TYPES[kind], value))
    return tuple(found)
