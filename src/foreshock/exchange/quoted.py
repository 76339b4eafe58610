"""Ties or courses with evidence to come (`Quotes`) → their table: a sentence is read once and laid wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foreshock.graph.quoting import asked
from foreshock.store import flat
from foreshock.store.columnar import Stream
from foreshock.types import Course, Evidence, Quotes, Sentences, Tie

Ints = npt.NDArray[np.int64]
READ = 1_000_000  # sentences read together: each time the file is looked through
LAID = 250_000  # that stand in a batch, more only where one row has more


def quoted(name: str, kind: type, nouns: Sequence[Tie] | Sequence[Course]) -> Stream:
    """Name, a noun's class, ties or courses → their table."""
    columns = flat.columns(kind)
    schema = pa.schema([(c.name, c.arrow()) for c in columns])
    return Stream(name, schema, (
        pa.RecordBatch.from_arrays([flat.array(c, some, laid.lay) for c in columns], schema=schema)
        for together in _together(nouns) for laid in [_Laid(together)] for some in together.batches()))


class _Together:
    """Nouns whose sentences are read together."""

    def __init__(self) -> None:
        self.nouns: list[Tie | Course] = []
        self.sizes: list[int] = []  # how many sentences stand in each
        self.quoted: dict[int, tuple[Sentences, npt.NDArray[np.bool_]]] = {}  # which are wanted of which columns
        self.told: dict[int, Evidence] = {}  # what is there already
        self.many = 0
        self._met: set[int] = set()

    def add(self, noun: Tie | Course) -> None:
        """A noun → one more, with what it quotes."""
        size = 1
        for one in asked([noun]):
            size += len(one)
            if not isinstance(one, Quotes):
                self.told.update((id(e), e) for e in one)
            elif id(one) not in self._met:
                self._met.add(id(one))
                self._want(one)
        self.nouns.append(noun)
        self.sizes.append(size)

    def _want(self, quotes: Quotes) -> None:
        for of, rows in quotes.of:
            _, wanted = self.quoted.setdefault(id(of), (of, np.zeros(len(of), np.bool_)))
            self.many += len(rows) - int(np.count_nonzero(wanted[rows]))
            wanted[rows] = True

    def batches(self) -> Iterator[list[Tie | Course]]:
        """→ the nouns, as many at a time as have about so many sentences."""
        ends = [*np.flatnonzero(np.diff((np.cumsum(self.sizes) - 1) // LAID)) + 1, len(self.nouns)]
        return (self.nouns[start:end] for start, end in zip([0, *ends[:-1]], ends, strict=True))


def _together(nouns: Sequence[Tie] | Sequence[Course]) -> Iterator[_Together]:
    some = _Together()
    for noun in nouns:
        some.add(noun)
        if some.many >= READ:
            yield some
            some = _Together()
    if some.nouns:
        yield some


class _Laid:
    """The sentences of some nouns as they were read, and the place of each among them."""

    def __init__(self, of: _Together) -> None:
        parts, many = [], 0
        self._places: dict[int, Ints] = {}
        for key, (sentences, wanted) in of.quoted.items():
            rows = np.flatnonzero(wanted)
            parts.append(sentences.quote(rows) if sentences.quote else _structs(sentences.tell(rows.tolist())))
            self._places[key] = np.cumsum(wanted) + (many - 1)
            many += len(rows)
        self._told = {key: many + n for n, key in enumerate(of.told)}
        self._items = pa.concat_arrays([*parts, _structs(list(of.told.values()))])

    def lay(self, lists: Sequence[Sequence[Any]]) -> tuple[list[int], Any] | None:
        """Lists → how many sentences each has, and all of these in Arrow; None where none of them is to come."""
        if not any(isinstance(one, Quotes) for one in lists):
            return None
        places = [self._of(one) for one in lists]
        return [len(p) for p in places], self._items.take(pa.array(np.concatenate(places)))

    def _of(self, one: Sequence[Evidence]) -> Ints:
        if not isinstance(one, Quotes):
            return np.array([self._told[id(e)] for e in one], np.int64)
        parts = [self._places[id(of)][rows] for of, rows in one.of]
        if len(parts) < 2:
            return parts[0] if parts else np.zeros(0, np.int64)
        every = np.concatenate(parts)
        found: Ints = every[np.sort(np.unique(every, return_index=True)[1])]  # a sentence of two ties stands there once
        return found


def _structs(told: Sequence[Evidence]) -> Any:
    return flat.structs(flat.columns(Evidence), told)
