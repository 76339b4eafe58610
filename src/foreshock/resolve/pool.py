"""`Telling`s → `Pool`: as many reports as there are, packed into columns; one is made a `Report` when it is looked at.

A report takes its sentence, about a hundred bytes more, and what none before it had: days, places, publishers and who stands on a side
are kept once.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from foreshock.resolve.reports import Report
from foreshock.types import Telling

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
KEPT = 1 << 13  # reports that are kept at hand
_TOLD = ("type", "kind", "status", "hedged", "modes", "contexts")  # what few reports have for themselves alone: kept together
_ALONE = ("when", "place", "actors", "recipients", "speaker", "publisher", "published")


class Pool:
    """n reports in the order of their ids; of those with one id the last.

    `block` is the same for all of one sort with the same parties, and may be for others. `dated`: whose day tells two happenings apart,
    which is from `first` to `last` (ordinals). Party `party` is named in report `party_of`; `sort` of each report stands for type, status
    class, article or comment.
    """

    def __init__(self, tellings: Iterable[Telling]) -> None:
        rows = _Rows(tellings)
        ids = rows.ids.packed()
        order = np.argsort(ids, kind="stable")
        order = order[np.append(ids[order][1:] != ids[order][:-1], True)] if len(ids) else order
        at = np.full(len(ids), -1, np.int64)
        at[order] = np.arange(len(order))
        of = np.repeat(at, _column(rows.named))
        self._ids, self._documents = ids[order], rows.documents.packed()[order]
        self._told, self._each = rows.told.taken(order), [codes.taken(order) for codes in rows.each]
        self._confidence, self._texts = _column(rows.confidence)[order], rows.texts
        self._end, self._size = _column(rows.end)[order], _column(rows.size)[order]
        self.block: Ints = _column(rows.block)[order]
        self.sort: Small = _column(rows.sort.at)[order]
        self.first, self.last = (_column(days)[order] for days in (rows.first, rows.last))
        self.dated: Bools = _column(rows.dated)[order].astype(np.bool_)
        self.party_of, self.party = of[of >= 0], _column(rows.party.at)[of >= 0]
        self._kept: dict[int, Report] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, n: int) -> Report:
        found = self._kept.get(n)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            found = self._kept[n] = Report.of(*self.tellings(np.array([n])))
        return found

    def tellings(self, rows: Ints) -> Iterator[Telling]:
        """Which reports → as they were told."""
        columns = {"id": _decoded(self._ids[rows]), "document_id": _decoded(self._documents[rows]),
                   "confidence": self._confidence[rows].tolist(), "text": self._sentences(rows)}
        told = list(self._told.at(rows))
        columns |= {name: map(itemgetter(n), told) for n, name in enumerate(_TOLD)}
        columns |= zip(_ALONE, (each.at(rows) for each in self._each), strict=True)
        return map(Telling, *(columns[f] for f in Telling.__dataclass_fields__))

    def _sentences(self, rows: Ints) -> Iterator[str]:
        ends = self._end[rows]
        starts = ends - self._size[rows]
        return (self._texts[a:b].decode("utf-8", "surrogatepass") for a, b in zip(starts.tolist(), ends.tolist(), strict=True))


class _Rows:
    """The columns while reports come in."""

    def __init__(self, tellings: Iterable[Telling]) -> None:
        self.ids, self.documents, self.told, self.sort, self.party = _Names(), _Names(), _Codes(), _Codes(), _Codes()
        self.each = [_Codes() for _ in _ALONE]
        self.confidence, self.end, self.size, self.texts = array("d"), array("q"), array("i"), bytearray()
        self.block, self.first, self.last, self.dated, self.named = array("q"), array("i"), array("i"), array("b"), array("i")
        told, alone = attrgetter(*_TOLD), attrgetter(*_ALONE)
        for telling in tellings:
            self.ids.append(telling.id)
            self.documents.append(telling.document_id)
            self.told.append(told(telling))
            for codes, value in zip(self.each, alone(telling), strict=True):
                codes.append(value)
            self.confidence.append(telling.confidence)
            self._decided(Report.of(telling))

    def _decided(self, report: Report) -> None:
        """A report → what decides whose happening it is."""
        self.texts += report.mention.text.encode("utf-8", "surrogatepass")
        self.size.append(len(self.texts) - (self.end[-1] if self.end else 0))
        self.end.append(len(self.texts))
        sort = report.sort
        self.block.append(hash((sort, report.doers, report.recipients)))  # decides nothing: who has the same is looked at
        self.sort.append(sort[:3])
        self.first.append(report.first or 0)
        self.last.append(report.last or 0)
        self.dated.append(not report.vague)
        named = [p for p in report.doers | report.recipients if not p.startswith("generic:")]
        self.named.append(len(named))
        for party in named:
            self.party.append(party)


class _Codes:
    """Values → each once, and which stands in each row."""

    def __init__(self) -> None:
        self.number: dict[Hashable, int] = {}
        self.at = array("i")

    def append(self, value: Hashable) -> None:
        self.at.append(self.number.setdefault(value, len(self.number)))

    def taken(self, order: Ints) -> _Coded:
        return _Coded(tuple(self.number), _column(self.at)[order])


class _Coded:
    def __init__(self, values: tuple[Any, ...], codes: Small) -> None:
        self._values, self._codes = values, codes

    def at(self, rows: Ints) -> Iterator[Any]:
        return map(self._values.__getitem__, self._codes[rows].tolist())


class _Names:
    """Ids → as numpy has them, some thousand packed at a time."""

    def __init__(self) -> None:
        self._lots: list[Any] = []
        self._lot: list[bytes] = []

    def append(self, name: str) -> None:
        self._lot.append(name.encode())
        if len(self._lot) >= KEPT:
            self._lots.append(np.array(self._lot))
            self._lot = []

    def packed(self) -> Any:
        return np.concatenate([*self._lots, np.array(self._lot, np.bytes_)])


def _decoded(names: Any) -> list[str]:
    return [name.decode() for name in names.tolist()]


def _column(values: array[Any]) -> Any:
    return np.frombuffer(values, values.typecode) if len(values) else np.zeros(0, values.typecode)


def together(keys: Any) -> Iterator[Ints]:
    """A key a row → the rows of each key that more than one has, ascending."""
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.append(True, keys[order][1:] != keys[order][:-1]))
    for start, size in zip(starts.tolist(), np.diff(np.append(starts, len(keys))).tolist(), strict=True):
        if size > 1:
            yield order[start : start + size]
