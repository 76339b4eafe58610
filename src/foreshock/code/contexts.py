"""A sentence → what it is about: PLOVER's contexts by its words, and the cues of sport, business, weather and figures of speech."""

from __future__ import annotations

import re
from functools import cache

from foreshock import words
from foreshock.types import Span
from foreshock.understand.parse import Sentence

# Contexts follow from the words of a sentence; PLOVER leaves the cause open (codebook, section on contexts).
_EVERY = "*"


@cache
def _context_cues() -> tuple[tuple[re.Pattern[str], str], ...]:
    by_context: dict[str, list[str]] = {}
    for row in words.rows("contexts.tsv"):
        by_context.setdefault(row["context"], []).append(re.escape(row["word"]))
    return tuple(
        (re.compile(r"\b(?:" + "|".join(cues) + r")(?:e?s|ed)?\b", re.IGNORECASE), name) for name, cues in by_context.items()
    )


def _cues(scope: str) -> list[str]:
    return [row["cue"] for row in words.rows("nonpolitical.tsv") if row["scope"] == scope]


@cache
def _other_cues(scope: str) -> tuple[tuple[re.Pattern[str], frozenset[str], str], ...]:
    return tuple(
        (re.compile(r"\b" + re.escape(row["cue"]) + r"s?\b", re.IGNORECASE), frozenset(row["cancels"].split("|")), row["domain"])
        for row in words.rows("nonpolitical.tsv")
        if row["scope"] == scope
    )


def contexts(text: str) -> tuple[str, ...]:
    """Words of a sentence → PLOVER contexts, in the order of its table.

    >>> contexts("The ambassador spoke of the embargo.")
    ('economic', 'diplomatic')
    """
    return tuple(name for cue, name in _context_cues() if cue.search(text))


@cache
def _any_cue(scope: str) -> re.Pattern[str]:
    """A scope → what finds whether any of its cues stands in a text, before each is asked."""
    return re.compile(rf"\b{words.any_of(cue.lower() for cue in _cues(scope))}s?\b", re.IGNORECASE)


def _found(scope: str, text: str) -> tuple[tuple[re.Pattern[str], frozenset[str], str], ...]:
    """A scope, a text → the cues of the scope, if any of them stands in the text."""
    return _other_cues(scope) if _any_cue(scope).search(text) else ()


def cancelled(sentence: Sentence, trigger: Span, event_type: str) -> str | None:
    """Sentence, trigger and type of a candidate → the domain that it belongs to instead of politics, or None."""
    text = sentence.span.text
    for cue, types, domain in _found("phrase", text):
        if types & {_EVERY, event_type} and any(
            m.start() + sentence.span.start < trigger.end and trigger.start < m.end() + sentence.span.start for m in cue.finditer(text)
        ):
            return domain
    strong = next((d for cue, types, d in _found("topic", text) if types & {_EVERY, event_type} and cue.search(text)), None)
    weak = [d for cue, types, d in _found("weak", text) if types & {_EVERY, event_type} and cue.search(text)]
    return strong or next((d for d in weak if weak.count(d) > 1), None)  # "goal" alone may be anybody's


def local_matter(paragraph: str, event_type: str) -> str | None:
    """Text of a paragraph and type of an act at home → the crime, accident or disaster that the paragraph is about, or None.

    A raid on smugglers or help after an earthquake is politics between states, not within one.
    """
    named = ("AID", "ASSAULT") if event_type == "AID" else (event_type,)
    found = ((d, types, cue) for cue, types, d in _found("topic", paragraph) if d in {"crime", "disaster", "health"})
    return next((d for d, types, cue in found if types & {_EVERY, *named} and cue.search(paragraph)), None)
