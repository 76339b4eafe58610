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

    __slots__ = ("_at", "_things")

    def __init__(self, things: Iterable[T], spans: Callable[[T], Iterable[Span]]) -> None:
        self._things = tuple(things)
        self._at: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # start, end, which of the things
        for n, thing in enumerate(self._things):
            for span in spans(thing):
                for stretch in _stretches(span):
                    self._at[stretch].append((span.start, span.end, n))

    def over(self, span: Span) -> list[T]:
        """A span → the things of which a span overlaps it."""
        begin, end, near = span.start, span.end, _stretches(span)
        found = [n for i in near if i in self._at for start, stop, n in self._at[i] if start < end and begin < stop]
        return [self._things[n] for n in (sorted(set(found)) if len(found) > 1 else found)]


def _stretches(span: Span) -> range:
    return range(span.start // STRETCH, max(span.start, span.end - 1) // STRETCH + 1)
