"""Facts → the days one after another, each asked about before it is counted: `Stream`.

This is what keeps the future out: what a day's questions are answered with was learned from the days before it, in
training and in use alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from foreshock.forecast.next import features, rules
from foreshock.forecast.next.candidates import MOST
from foreshock.forecast.next.factors import FactorModel
from foreshock.forecast.next.facts import Facts
from foreshock.forecast.next.features import Scratch
from foreshock.forecast.next.index import Index, index
from foreshock.forecast.next.rules import Rules
from foreshock.forecast.next.spaces import Counts, Floats, Ints, Longs

AT_ONCE = 256  # questions described together: bounds the memory of tables and scores


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Some questions of one day: who is known, and which directed relation.

    Question q is answered by `answer[answers[q]:answers[q + 1]]`; `fact` are the rows of those facts, in the same order.
    """

    day: int
    one: Longs
    relation: Longs
    answers: Longs
    answer: Ints
    fact: Longs

    def __len__(self) -> int:
        return len(self.one)

    def part(self, first: int, last: int) -> Asked:
        """Questions first … last − 1 alone."""
        a, b = int(self.answers[first]), int(self.answers[last])
        return Asked(self.day, self.one[first:last], self.relation[first:last], self.answers[first : last + 1] - a, self.answer[a:b],
                     self.fact[a:b])

    def those(self, questions: Longs) -> Asked:
        """Those questions alone (ascending)."""
        length = np.diff(self.answers)[questions]
        answers = np.append(0, np.cumsum(length)).astype(np.int64)
        rows = np.repeat(self.answers[:-1][questions] - answers[:-1], length) + np.arange(answers[-1])
        return Asked(self.day, self.one[questions], self.relation[questions], answers, self.answer[rows], self.fact[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """Questions with their candidates: those of question q, and what speaks for each, in rows `ends[q − 1]` … `ends[q]` − 1.

    `table`, (rows, features.N), is a view that the next call overwrites: copy what is to be kept.
    """

    asked: Asked
    ends: Longs
    candidate: Ints
    table: Floats

    def rows(self, q: int) -> slice:
        """Question → its rows."""
        return slice(int(self.ends[q - 1]) if q else 0, int(self.ends[q]))


class Stream:
    """What is known so far of a sequence of facts; ask about a day with `describe`, then let it happen with `tell`."""

    def __init__(self, facts: Facts, seed: int = 0) -> None:
        self.facts = facts
        self.counts = Counts.of(facts)
        self.index: Index = index(facts, self.counts)
        self.rules = Rules.of(facts.n_directed)
        self.factors = FactorModel.of(facts, seed)
        self.days: Ints = np.unique(facts.day)
        self._scratch = Scratch.of(facts.n_entities)
        most = AT_ONCE * min(MOST, facts.n_entities)
        self._table = np.empty((most, features.N), dtype=np.float32)
        self._candidate, self._ends = np.empty(most, dtype=np.int32), np.empty(AT_ONCE, dtype=np.int64)

    def span(self, day: int) -> tuple[int, int]:
        """Day → the first of its facts and the first after them."""
        first, last = np.searchsorted(self.facts.day, [day, day + 1])
        return int(first), int(last)

    def asked(self, day: int) -> Asked:
        """Day → its questions, ascending by who is known and by relation, each once however many answers."""
        first, last = self.span(day)
        f = self.facts
        order = first + np.lexsort((f.other[first:last], f.relation[first:last], f.one[first:last]))
        key = f.one[order].astype(np.int64) * f.n_directed + f.relation[order]
        found, start = np.unique(key, return_index=True)
        return Asked(day, found // f.n_directed, found % f.n_directed, np.append(start, len(order)).astype(np.int64), f.other[order], order)

    def describe(self, asked: Asked) -> Iterator[Described]:
        """Questions of a day not told yet → their candidates and features, some questions at a time."""
        for first in range(0, len(asked), AT_ONCE):
            some = asked.part(first, min(first + AT_ONCE, len(asked)))
            n = features.fill(
                some.one, some.relation, some.day, self.index, self.counts.cells, self.rules.hits, self.rules.tries,
                self.factors.say(some.one, some.relation), self._scratch, self._table, self._candidate, self._ends,
            )
            yield Described(some, self._ends[: len(some)].copy(), self._candidate[:n].copy(), self._table[:n])

    def tell(self, day: int) -> None:
        """The day happened → everything learns from it."""
        first, last = self.span(day)
        if first == last:
            return
        if day - int(self.days[0]) >= rules.SETTLING:
            a = self.asked(day)
            rules.learn(a.one, a.relation, a.answers, a.answer, day, self.index, self.counts.cells, self.rules.hits, self.rules.tries)
        self.counts.see(first, last, day)
        self.factors.learn(first, last, day)
