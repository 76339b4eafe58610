"""Things that stand somewhere in a text → `Along`: those that touch a span, found without walking the whole page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from foreshock.types.text import Span

T = TypeVar("T")
STRETCH = 512  # code points; what touches a stretch of the text is kept under its number


class Along(Generic[T]):
    """Things and where they stand (one span or several each); the order in which they are given is kept.

    >>> along = Along([Span(0, 4, "Iran"), Span(600, 604, "Iraq"), Span(2, 3, "a")], lambda s: (s,))
    >>> [s.text for s in along.over(Span(1, 9, "ran bomb"))]
    ['Iran', 'a']
    """

    __slots__ = ("_at", "_spans", "_things")

    def __init__(self, things: Iterable[T], spans: Callable[[T], Iterable[Span]]) -> None:
        self._things = tuple(things)
        self._spans = tuple(tuple(spans(t)) for t in self._things)
        self._at: dict[int, list[int]] = defaultdict(list)
        for n, places in enumerate(self._spans):
            for stretch in {i for s in places for i in _stretches(s)}:
                self._at[stretch].append(n)

    def over(self, span: Span) -> list[T]:
        """A span → the things of which a span overlaps it."""
        near = sorted({n for i in _stretches(span) for n in self._at.get(i, ())})
        return [self._things[n] for n in near if any(s.overlaps(span) for s in self._spans[n])]


def _stretches(span: Span) -> range:
    return range(span.start // STRETCH, max(span.start, span.end - 1) // STRETCH + 1)
