"""Facts → `Counts`: how often, and how lately, each combination that a table of spaces names has been seen before.

A space is a choice of attributes of a fact ("one, relation, other"; "one's country, relation, other"); each combination of their
values that occurs has a cell. A cell holds counts that decay with four half-lives, a plain count, and the last day. All
cells lie in a few flat arrays, so that one kernel serves every space. Cells are filled day by day, after the day was asked about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.compiled import kernel
from foreshock.forecast.next.facts import Facts

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

HALF_LIVES = (1.5, 7.0, 30.0, 150.0)  # days
H = len(HALF_LIVES)
COLUMNS = H + 2  # decayed counts, plain count, age
NEVER = 1000.0  # the age, in days, of what was never seen

ATTRIBUTES = ("one", "relation", "other", "one_country", "other_country", "one_role", "other_role", "quad", "root", "same_country")


class Space(NamedTuple):
    """What is counted together: a name, the attributes, and in words what a count in it means."""

    name: str
    attributes: tuple[str, ...]
    words: str


SPACES = (
    Space("triple", ("one", "other", "relation"), "just this between the two before"),
    Space("pair", ("one", "other"), "anything between the two before"),
    Space("pair_quad", ("one", "other", "quad"), "acts of the same class between the two before"),
    Space("pair_root", ("one", "other", "root"), "acts of the same kind between the two before"),
    Space("relation_other", ("relation", "other"), "how often this answer stands at this end of such acts"),
    Space("other", ("other",), "how much is heard of this answer at all"),
    Space("country_relation_other", ("one_country", "relation", "other"), "the same with others of the asker's country"),
    Space("one_relation_country", ("one", "relation", "other_country"), "the same with others of the answer's country"),
    Space("one_country", ("one", "other_country"), "the asker's dealings with the answer's country"),
    Space("roles", ("one_role", "relation", "other_role", "same_country"), "the same between such roles"),
    Space("countries", ("one_country", "relation", "other_country"), "the same between the two countries"),
    Space("country_other", ("one_country", "other"), "the dealings of the asker's country with this answer"),
    Space("country_pair", ("one_country", "other_country"), "all dealings between the two countries"),
    Space("country_role", ("one_country", "relation", "other_role"), "the same of the asker's country with such roles"),
    Space("one_role", ("one", "relation", "other_role"), "the same of the asker with such roles"),
    Space("asked", ("one", "relation"), "how often the asker does such things"),
    Space("one", ("one",), "how much is heard of the asker"),
    Space("relation", ("relation",), "how common such acts are"),
    Space("country", ("one_country", "relation"), "how often the asker's country does such things"),
)
INDEX = {space.name: i for i, space in enumerate(SPACES)}


class Cells(NamedTuple):
    """Every cell: `keys` ascending within each space; space k lies at `start[k]` … `start[k + 1]` − 1.

    `strides`, (spaces, attributes): what to multiply a fact's attributes with, so that the sum is its key. `value`, (cells, half-lives):
    decayed counts as of day `last` (−1: not seen yet); `times`: undecayed.
    """

    strides: Longs
    start: Longs
    keys: Longs
    value: Floats
    times: Floats
    last: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """The cells, and `of_fact`, (spaces, facts): which cell each fact falls into."""

    cells: Cells
    of_fact: Ints

    @classmethod
    def of(cls, facts: Facts) -> Counts:
        """Facts → empty cells for every combination that will occur in them."""
        strides = _strides(facts.attributes)
        columns = attributes_of(facts)
        keys, of_fact, start = [], np.empty((len(SPACES), len(facts.day)), dtype=np.int32), [0]
        for k in range(len(SPACES)):
            found, inverse = np.unique(columns @ strides[k], return_inverse=True)
            of_fact[k] = inverse + start[-1]
            keys.append(found)
            start.append(start[-1] + len(found))
        n = start[-1]
        value, times = np.zeros((n, H), dtype=np.float32), np.zeros(n, dtype=np.float32)
        cells = Cells(strides, np.array(start, dtype=np.int64), np.concatenate(keys), value, times, np.full(n, -1, dtype=np.int32))
        return cls(cells, of_fact)

    def see(self, first: int, last: int, day: int) -> None:
        """Facts first … last − 1 happened on the day → they are counted."""
        bump(np.ascontiguousarray(self.of_fact[:, first:last]).ravel(), day, self.cells)

    def keys_of(self, name: str) -> Longs:
        """Name of a space → its keys."""
        k = INDEX[name]
        return self.cells.keys[self.cells.start[k] : self.cells.start[k + 1]]


def _strides(sizes: Longs) -> Longs:
    """Number of values of each attribute → for each space what to multiply the attributes with, so that the sum is a key of its own."""
    strides = np.zeros((len(SPACES), len(ATTRIBUTES)), dtype=np.int64)
    for k, space in enumerate(SPACES):
        step = 1
        for name in reversed(space.attributes):
            strides[k, ATTRIBUTES.index(name)] = step
            step *= int(sizes[ATTRIBUTES.index(name)])
    return strides


def attributes_of(facts: Facts) -> Longs:
    """Facts → their attributes, shape (2n, 10), in the order of ATTRIBUTES."""
    one, other, relation = facts.one, facts.other, facts.relation
    c, k = facts.country, facts.role
    same = (c[one] == c[other]) & (c[one] > 0)
    columns = (one, relation, other, c[one], c[other], k[one], k[other], facts.quad[relation], facts.root[relation], same)
    return np.stack([np.asarray(x, dtype=np.int64) for x in columns], axis=1)


_HALF_LIVES = np.array(HALF_LIVES, dtype=np.float32)


@kernel
def bump(seen: Ints, day: int, cells: Cells) -> None:
    """Cells seen on a day, one entry a fact → counted, what they held before decayed to that day."""
    for i in seen:
        if cells.last[i] >= 0 and cells.last[i] != day:
            for h in range(H):
                cells.value[i, h] *= 2.0 ** (-(day - cells.last[i]) / _HALF_LIVES[h])
        for h in range(H):
            cells.value[i, h] += 1.0
        cells.times[i] += 1.0
        cells.last[i] = day


@kernel
def find(keys: Longs, low: int, high: int, key: int) -> int:
    """Keys ascending in low … high − 1, a key → where it stands, −1 where it does not."""
    end = high
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < end and keys[low] == key else -1


@kernel
def decayed(i: int, h: int, day: int, cells: Cells) -> float:
    """Cell, half-life, day → its decayed count on that day; 0 for a cell not seen yet."""
    if i < 0 or cells.last[i] < 0:
        return 0.0
    return float(cells.value[i, h] * 2.0 ** (-(day - cells.last[i]) / _HALF_LIVES[h]))


@kernel
def tell(i: int, day: int, cells: Cells, out: Floats) -> None:
    """Cell (−1: none), day → `out`: decayed counts, plain count, age in days."""
    if i < 0 or cells.last[i] < 0:
        for h in range(H + 1):
            out[h] = 0.0
        out[H + 1] = NEVER
        return
    for h in range(H):
        out[h] = cells.value[i, h] * 2.0 ** (-(day - cells.last[i]) / _HALF_LIVES[h])
    out[H] = cells.times[i]
    out[H + 1] = day - cells.last[i]
