"""A sentence → what it is about: PLOVER's contexts by its words, and the cues of sport, business, weather and figures of speech."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache, lru_cache
from operator import itemgetter
from typing import Generic, TypeVar

from foreshock import words
from foreshock.types import Span
from foreshock.understand.parse import Sentence

# Contexts follow from the words of a sentence; PLOVER leaves the cause open (codebook, section on contexts).
_EVERY = "*"
_WORD = re.compile(r"\w+")
T = TypeVar("T")


class Cues(Generic[T]):
    """Phrases, the endings that each may have, and what each tells; those that can stand in a text are found by their first word."""

    def __init__(self, phrases: Iterable[tuple[str, T]], endings: tuple[str, ...]) -> None:
        """Takes each phrase with what it tells; their order is kept."""
        self._of: dict[str, list[tuple[int, re.Pattern[str], T]]] = defaultdict(list)
        for n, (phrase, told) in enumerate(phrases):
            first, *more = _WORD.findall(phrase.lower())
            cue = re.compile(rf"\b{re.escape(phrase)}(?:{'|'.join(endings)})\b", re.IGNORECASE)
            for word in (first,) if more else {first + ending for ending in endings}:
                self._of[word].append((n, cue, told))
        self._first = frozenset(self._of)

    def near(self, text: str) -> list[tuple[re.Pattern[str], T]]:
        """Text → what finds the cues that may stand in it, with what each tells, in their order."""
        first = self._first & _words(text)
        found = sorted((entry for word in first for entry in self._of[word]), key=itemgetter(0)) if first else ()
        return [(cue, told) for _, cue, told in found]

    def told(self, text: str) -> list[T]:
        """Text → what the cues in it tell, in their order."""
        return [told for cue, told in self.near(text) if cue.search(text)]


@lru_cache(1 << 7)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


@cache
def _contexts() -> Cues[str]:
    return Cues(((row["word"], row["context"]) for row in words.rows("contexts.tsv")), ("", "s", "es", "ed"))


@cache
def _names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["context"] for row in words.rows("contexts.tsv")))


@cache
def _others(scope: str) -> Cues[tuple[frozenset[str], str]]:
    """A scope → the cues of what is no politics: the types that each cancels, and the domain that it belongs to."""
    rows = (row for row in words.rows("nonpolitical.tsv") if row["scope"] == scope)
    return Cues(((row["cue"], (frozenset(row["cancels"].split("|")), row["domain"])) for row in rows), ("", "s"))


def contexts(text: str) -> tuple[str, ...]:
    """Words of a sentence → PLOVER contexts, in the order of its table.

    >>> contexts("The ambassador spoke of the embargo.")
    ('economic', 'diplomatic')
    """
    told = set(_contexts().told(text))
    return tuple(name for name in _names() if name in told) if told else ()


def cancelled(sentence: Sentence, trigger: Span, event_type: str) -> str | None:
    """Sentence, trigger and type of a candidate → the domain that it belongs to instead of politics, or None."""
    text, wanted = sentence.span.text, {_EVERY, event_type}
    for cue, (types, domain) in _others("phrase").near(text):
        if types & wanted and any(
            m.start() + sentence.span.start < trigger.end and trigger.start < m.end() + sentence.span.start for m in cue.finditer(text)
        ):
            return domain
    strong = next((domain for types, domain in _others("topic").told(text) if types & wanted), None)
    weak = [domain for types, domain in _others("weak").told(text) if types & wanted]
    return strong or next((d for d in weak if weak.count(d) > 1), None)  # "goal" alone may be anybody's


def local_matter(paragraph: str, event_type: str) -> str | None:
    """Text of a paragraph and type of an act at home → the crime, accident or disaster that the paragraph is about, or None.

    A raid on smugglers or help after an earthquake is politics between states, not within one.
    """
    wanted = {_EVERY, "AID", "ASSAULT"} if event_type == "AID" else {_EVERY, event_type}
    told = ((types, domain) for types, domain in _others("topic").told(paragraph) if domain in {"crime", "disaster", "health"})
    return next((domain for types, domain in told if types & wanted), None)
