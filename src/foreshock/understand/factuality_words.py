"""The tables of words on factuality → what a governor, a modal or a hedge says of the event beside it."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple, cast

from foreshock import words
from foreshock.types import Certainty, Status

_ENDINGS = ("tion", "sion", "ment", "ing", "ance")


class Reading(NamedTuple):
    """A status and how sure it is; status None leaves it as it was."""

    status: Status | None
    certainty: Certainty


class Signature(NamedTuple):
    """What a word says of the event it governs: where it holds, where it is negated, and whether its subject says so."""

    word: str
    asserted: Reading
    denied: Reading
    holder: bool


def reading(status: str, certainty: str) -> Reading:
    """Two cells of a table → the reading; an empty status leaves it as it was."""
    return Reading(cast(Status, status) if status else None, cast(Certainty, certainty))


@cache
def signatures() -> dict[tuple[str, str, str], Signature]:
    """Nothing → signatures by (lemma, part of speech, construction)."""
    found: dict[tuple[str, str, str], Signature] = {}
    for row in words.rows("signatures.tsv"):
        entry = Signature(row["word"], reading(row["status"], row["certainty"]),
                          reading(row["denied"], row["denied_certainty"]), row["holder"] == "yes")
        for construction in row["takes"].split(","):
            found.setdefault((row["word"], row["pos"], construction), entry)
    return found


@cache
def modals() -> dict[str, tuple[Reading, Reading]]:
    """Nothing → what a modal says, and what it says with "not", by its word."""
    return {
        row["word"]: (reading(row["status"], row["certainty"]), reading(row["denied"], row["denied_certainty"]))
        for row in words.rows("modals.tsv")
    }


@cache
def hedges(kind: str) -> dict[str, Reading]:
    """D (adverbs), J (before an event noun) or S (subjects and determiners) → readings by word.

    >>> hedges("D")["allegedly"].certainty
    'possible'
    """
    return {r["word"]: reading(r["status"], r["certainty"]) for r in words.rows("hedges.tsv") if r["kind"] == kind}


@cache
def event_nouns() -> frozenset[str]:
    """Nothing → lemmas of nouns that name something that happens."""
    return frozenset(row["word"] for row in words.rows("factuality_nouns.tsv") if row["event"] == "yes")


@cache
def _things() -> frozenset[str]:
    return frozenset(row["word"] for row in words.rows("factuality_nouns.tsv") if row["event"] == "no")


def names_event(token: Any) -> bool:
    """A noun → whether it names something that happens: one of the list, or built from a verb and not listed as a thing."""
    return _of_an_event(token.lemma_)


@lru_cache(1 << 14)
def _of_an_event(lemma: str) -> bool:
    lemma = lemma.lower()
    return lemma in event_nouns() or (len(lemma) > 5 and lemma.endswith(_ENDINGS) and lemma not in _things())
