"""What the names of a document can mean → `Company`: how far they speak, together, for a place that one of them can mean.

Towns near one another, and of one area, are named together (spatial minimality, Leidner 2007). Places are kept by columns, so that all
pairs of a page are weighed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from foreshock.types import Place

Floats = npt.NDArray[np.float64]
_NEAR_KM, _COUNTY_KM, _SAME_STATE, _SAME_COUNTRY, _FAR_KM = 120.0, 80.0, 0.7, 0.1, 1e5
AT_ONCE = 64  # names whose places are weighed in one go, which bounds the memory that a page of many names takes


@dataclass(frozen=True, slots=True)
class _Columns:
    """Places by columns; countries and areas by number (0 for none)."""

    lat: Floats
    lon: Floats
    country: npt.NDArray[np.int64]
    area: npt.NDArray[np.int64]
    scale: Floats  # km over which one speaks for what lies about it: 0 for a country

    def kinship(self, other: _Columns) -> Floats:
        """Other places → 0–1 for each of these (rows) and of those (columns), how far the one speaks for the other in the same text."""
        north = np.radians((self.lat[:, None] + other.lat) / 2)
        east = (self.lon[:, None] - other.lon + 180) % 360 - 180
        km = 111.2 * np.hypot(self.lat[:, None] - other.lat, east * np.cos(north))
        km[np.isnan(km)] = _FAR_KM
        scale = np.minimum(self.scale[:, None], other.scale)
        near = np.where(scale > 0, np.exp(-km / np.maximum(scale, 1.0)), 0.0)
        same = (self.country[:, None] == other.country) & (other.country > 0)
        area = same & (self.area[:, None] == other.area) & (other.area > 0)
        return np.maximum(near, np.where(area, _SAME_STATE, np.where(same, _SAME_COUNTRY, 0.0)))


class Company:
    """The names of a document that speak for the others: what each can mean and how likely, how often it stands there."""

    def __init__(
        self, heard: Mapping[str, Sequence[tuple[Place, float]]], counts: Mapping[str, int], told: Sequence[tuple[Place, float]],
        asked: Mapping[str, Sequence[Place]],
    ) -> None:
        """Takes the places of each name with their weights (0–1), how often each name stands there, what is told beside it, and the names
        that are asked about with the places that each can mean."""
        self._numbers: dict[str, int] = {}
        self._names = {key: n for n, key in enumerate(heard)}
        meant = [*heard.values(), *([pair] for pair in told)]  # what is told speaks as a name of one place does
        self._places = [place for places in meant for place, _ in places]
        self._weights = np.array([weight for places in meant for _, weight in places])
        self._begins = np.cumsum([0, *map(len, meant)])
        self._loud = np.array([*(min(1.6, 0.8 + 0.2 * counts[key]) for key in heard), *(1.0 for _ in told)])
        self._columns = self._by_columns(self._places)
        self._asked = asked
        self._first: Floats | None = None

    def _by_columns(self, places: Sequence[Place]) -> _Columns:
        nowhere = float("nan")
        return _Columns(
            np.array([nowhere if p.lat is None else p.lat for p in places], dtype=float),
            np.array([nowhere if p.lon is None else p.lon for p in places], dtype=float),
            np.array([self._number(p.country) for p in places], dtype=np.int64),
            np.array([self._number(p.admin1) for p in places], dtype=np.int64),
            np.array([0.0 if p.precision == "country" else _COUNTY_KM if p.precision == "district" else _NEAR_KM for p in places]))

    def _number(self, name: str | None) -> int:
        return self._numbers.setdefault(name, len(self._numbers) + 1) if name else 0

    def _kin(self, some: Sequence[tuple[str, Sequence[Place]]], first: bool) -> Floats:
        """Some of the names that are asked about → the kinship of their places; of the first it is kept, for most pages have no others."""
        if first and self._first is not None:
            return self._first
        kin = self._by_columns([place for _, places in some for place in places]).kinship(self._columns)
        self._first = kin if first else self._first
        return kin

    def support(self) -> Iterator[tuple[str, list[float]]]:
        """Nothing → for each name that is asked about, how far the others speak for each of its places."""
        for n, some in enumerate(_batches(self._asked.items())):
            most = np.maximum.reduceat(self._kin(some, n == 0) * self._weights, self._begins[:-1], axis=1) * self._loud
            at = 0
            for key, places in some:
                mine = most[at : at + len(places)]
                if key in self._names:
                    mine[:, self._names[key]] = 0.0  # a name says nothing of itself
                at += len(places)
            found = iter(most.sum(axis=1).tolist())
            yield from ((key, list(islice(found, len(places)))) for key, places in some)

    def lean(self, chosen: Mapping[str, Place]) -> None:
        """What names were taken for → half of each name's weight goes to that."""
        for key, place in chosen.items():
            if (n := self._names.get(key)) is not None:
                for at in range(self._begins[n], self._begins[n + 1]):
                    self._weights[at] = 0.5 * self._weights[at] + (0.5 if self._places[at] == place else 0.0)


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(things)
    while some := list(islice(source, AT_ONCE)):
        yield some
