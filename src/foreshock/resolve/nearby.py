"""Names that no parser took for a place → toponyms, where a town of the name lies near what else the document names, or is a city.

Local papers name the towns about them without "in" or "at" ("the Berea players", "Fargo-Moorhead"), and a parser takes them for
people or firms. A town near another that is surely meant speaks for itself (Leidner 2007, spatial minimality).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cache, partial
from typing import Any

from foreshock import words
from foreshock.places import fold
from foreshock.resolve.toponyms import NOT_NAMES, Toponym, of_name
from foreshock.types import Place
from foreshock.types.along import Along
from foreshock.understand import Sentence, Understanding

NEAR_KM = 60.0
CITY = 150_000  # people from whom a name speaks for itself
LONGEST = 3  # words
_BEFORE = {"downtown", "greater", "metro", "mayor", "sheriff", "inner", "suburban"}


def neighbours(understanding: Understanding, found: Sequence[Toponym], meant: Collection[Place]) -> list[Toponym]:
    """Understanding, the toponyms found, the places that they mean → further ones."""
    anchors = tuple(dict.fromkeys((p.lat, p.lon) for p in meant if p.precision in ("city", "district", "point") and p.lat is not None))
    held = Along(found, lambda t: (t.span,))
    known: dict[str, bool] = {}
    new: list[Toponym] = []
    for sentence in understanding.sentences:
        people = {t.i for e in sentence.entities() if e.label in ("PERSON", "NORP", "DATE", "TIME") for t in e.tokens
                  if not _listed(sentence, t, held)}
        for run in _runs(sentence, people):
            new += _in_run(sentence, run, held, known, partial(_speaks, anchors=anchors))
    return new


def _listed(sentence: Sentence, token: Any, held: Along[Toponym]) -> bool:
    """Whether a name stands in a list with a place ("Cairo, Giza and Minya"), so that it is no person's."""
    for _ in range(4):
        if token.dep_ not in ("conj", "appos") or token.head.pos_ != "PROPN":
            return False
        token = token.head
        if any(t.role == "place" for t in held.over(sentence.at(token))):
            return True
    return False


def _runs(sentence: Sentence, people: set[int]) -> Iterator[list[Any]]:
    """Sentence → the runs of capitalised proper nouns in it that are nobody's name."""
    run: list[Any] = []
    for token in sentence.tokens:
        if token.pos_ == "PROPN" and token.text[:1].isupper() and len(token) > 2 and token.i not in people:
            run.append(token)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _in_run(sentence: Sentence, run: list[Any], held: Along[Toponym], known: dict[str, bool], speaks: Any) -> Iterator[Toponym]:
    at = 0
    while at < len(run):
        step = 0
        for end in range(min(len(run), at + LONGEST), at, -1):
            span = sentence.at(*run[at:end])
            if held.over(span) or fold(span.text) in NOT_NAMES or fold(span.text) in _ordinary():
                continue
            if known.setdefault(span.text, speaks(span.text)):
                yield Toponym(span, span.text, "place" if _stands_alone(run[end - 1]) else "part of a name")
                step = end - at
                break
        if not step and fold(run[at].text) not in NOT_NAMES | _ordinary() | _BEFORE:
            return  # "Sandy Angers": what follows another word of a name is no town of its own
        at += step or 1


def _stands_alone(token: Any) -> bool:
    """Whether a name is no part of a longer one and stands before no noun."""
    return token.dep_ not in ("compound", "nmod", "amod", "poss")


@cache
def _ordinary() -> frozenset[str]:
    """Titles and words for bodies, which are names of towns too ("Union", "Reading Council")."""
    return frozenset(fold(r["word"]) for table in ("names_titles.tsv", "names_bodies.tsv") for r in words.rows(table))


def _speaks(name: str, anchors: Sequence[tuple[float | None, float | None]]) -> bool:
    """Whether a town of this name is a city, or lies near a place that is meant."""
    for c in of_name(name):
        lat, lon = c.place.lat, c.place.lon
        if not c.main or lat is None or lon is None:
            continue
        if c.place.population >= CITY or any(_near(lat, lon, *a) for a in anchors):
            return True
    return False


def _near(lat: float, lon: float, other_lat: float | None, other_lon: float | None) -> bool:
    if other_lat is None or other_lon is None or abs(lat - other_lat) * 111.2 > NEAR_KM:
        return False
    return math.hypot(lat - other_lat, (lon - other_lon) * math.cos(math.radians(lat))) * 111.2 <= NEAR_KM
