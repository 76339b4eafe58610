"""Ties and courses whose evidence is still to come (`Quotes`) → the same with every sentence read, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from foreshock.types import Course, Evidence, Quotes, Reason, Sentences, Tie
from foreshock.types.sentences import AT_ONCE

Told = TypeVar("Told", Tie, Course)
Ints = npt.NDArray[np.int64]
READ = 4 * AT_ONCE  # sentences read together: each time the file is looked through


def quoted(nouns: Sequence[Told]) -> list[Told]:
    """Ties or courses → the same, their evidence read; a tie that stands in several reasons is one and the same in all of them."""
    read = _Read(asked(nouns))
    return [read.tie(n) if isinstance(n, Tie) else read.course(n) for n in nouns]


def rows_in(evidence: Sequence[Evidence], told: Sentences | None) -> list[Ints] | None:
    """Evidence, sentences → which of these it is made of, where it is still to come; None where it is there."""
    return [rows for of, rows in evidence.of if of is told] if isinstance(evidence, Quotes) else None


def gathered(of_ties: Sequence[Sequence[Evidence]], of_events: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Evidence of ties, evidence of events → all of it, each sentence once; still to come where all of it is."""
    every = [e for e in (*of_ties, of_events) if len(e)]
    quotes = [e for e in every if isinstance(e, Quotes)]
    if quotes and len(quotes) == len(every):
        return Quotes.to_come(*(part for q in quotes for part in q.of))
    return tuple(dict.fromkeys(e for one in every for e in one))


def asked(nouns: Iterable[Tie | Course]) -> Iterator[Sequence[Evidence]]:
    """Ties or courses → all evidence in them, that of a course's ties too, read or still to come."""
    for noun in nouns:
        for reason in noun.reasons if isinstance(noun, Course) else ():
            yield reason.evidence
            yield from asked(reason.ties)
        if isinstance(noun, Tie):
            yield noun.evidence
            yield noun.denials


class _Read:
    """What is asked for, read; ties that were told already."""

    def __init__(self, evidence: Iterable[Sequence[Evidence]]) -> None:
        wanted: dict[int, tuple[Sentences, list[Ints]]] = {}
        seen: set[int] = set()
        for one in evidence:
            for told, rows in one.of if isinstance(one, Quotes) else ():
                if id(rows) not in seen:
                    seen.add(id(rows))
                    wanted.setdefault(id(told), (told, []))[1].append(rows)
        self.held = {key: dict(_read(told, np.unique(np.concatenate(rows)))) for key, (told, rows) in wanted.items()}
        self.ties: dict[int, Tie] = {}
        self.parts: dict[int, tuple[Evidence, ...]] = {}

    def evidence(self, one: Sequence[Evidence]) -> tuple[Evidence, ...]:
        if not isinstance(one, Quotes):
            return tuple(one)
        parts = [self._part(*part) for part in one.of]
        if len(parts) == 1:
            return parts[0]
        return tuple({id(e): e for part in parts for e in part}.values())  # a sentence of two ties stands there once

    def _part(self, told: Sentences, rows: Ints) -> tuple[Evidence, ...]:
        if id(rows) not in self.parts:
            self.parts[id(rows)] = tuple(map(self.held[id(told)].__getitem__, rows.tolist()))
        return self.parts[id(rows)]

    def tie(self, tie: Tie) -> Tie:
        if id(tie) not in self.ties:
            self.ties[id(tie)] = replace(tie, evidence=self.evidence(tie.evidence), denials=self.evidence(tie.denials))
        return self.ties[id(tie)]

    def course(self, course: Course) -> Course:
        return replace(course, reasons=tuple(self._reason(r) for r in course.reasons))

    def _reason(self, reason: Reason) -> Reason:
        return replace(reason, ties=tuple(map(self.tie, reason.ties)), evidence=self.evidence(reason.evidence))


def _read(told: Sentences, rows: Ints) -> Iterator[tuple[int, Evidence]]:
    for start in range(0, len(rows), READ):
        some = rows[start : start + READ].tolist()
        yield from zip(some, told.tell(some), strict=True)
