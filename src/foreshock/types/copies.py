"""Pages → which are near-duplicates of one another: a wire story in forty papers is one voice with forty publishers.

A page's *sketch* is its MinHash (Broder 1997) over runs of three words: two pages agree in about as many of its numbers as they share of
their runs (Jaccard similarity). Of each number 16 bits are kept (Li and König 2010), which is 256 bytes a page. Only pages that agree in a
whole band of numbers are compared (locality-sensitive hashing), so that a million pages take seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol
from zlib import crc32

import numpy as np
import numpy.typing as npt

from foreshock.types.unions import Unions

RUN = 3  # words in a row
NUMBERS, BANDS = 128, 32  # four numbers a band: a pair at ALIKE meets in some band in 87 of 100 cases, one at 0.7 in 99.98
ALIKE = 0.5  # share of runs in common, as the sketches estimate it, from which one page is taken for a copy of the other
LEAST = 20  # words; what is shorter has no sketch: it is compared sentence by sentence, where its events are
_AT_ONCE = 4096  # runs hashed at a time, which bounds memory
_WORD = re.compile(r"\w+")
_U64 = np.uint64
Sketches = npt.NDArray[np.uint16]


class Sketched(Protocol):
    """What has an id and a sketch: a Document."""

    @property
    def id(self) -> str: ...
    @property
    def sketch(self) -> bytes: ...


def _mixed(x: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Numbers → the same well stirred (the finaliser of splitmix64; Steele, Lea and Flood 2014)."""
    x = (x ^ (x >> _U64(30))) * _U64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> _U64(27))) * _U64(0x94D049BB133111EB)
    return x ^ (x >> _U64(31))


_STEPS = _mixed(np.arange(1, 2 * NUMBERS + 1, dtype=np.uint64) * _U64(0x9E3779B97F4A7C15))
_TIMES, _PLUS = _STEPS[:NUMBERS] | _U64(1), _STEPS[NUMBERS:]
_PLACES = _mixed(np.arange(1, RUN + 1, dtype=np.uint64)) | _U64(1)


def sketch_of(texts: Iterable[str]) -> bytes:
    """Texts of a page (its headline, body, captions; not what readers wrote) → its sketch; empty where they are too short for one.

    >>> len(sketch_of(["word " * 30])), sketch_of(["too short"])
    (256, b'')
    """
    words = [w for text in texts for w in _WORD.findall(text.casefold())]
    if len(words) < LEAST:
        return b""
    codes = np.fromiter((crc32(w.encode("utf-8", "surrogatepass")) for w in words), np.uint64, len(words))
    runs = np.unique(_mixed((np.lib.stride_tricks.sliding_window_view(codes, RUN) * _PLACES).sum(axis=1, dtype=np.uint64)))
    least = np.full(NUMBERS, 2**32 - 1, np.uint64)
    for start in range(0, len(runs), _AT_ONCE):
        numbers = runs[start : start + _AT_ONCE, None] * _TIMES
        numbers += _PLUS  # where they stand: half a megabyte is slower to lay out than to fill
        np.minimum(least, numbers.min(axis=0) >> _U64(32), out=least)
    return least.astype("<u2").tobytes()


def stories(pages: Iterable[Sketched]) -> dict[str, str]:
    """Pages → for each that has near-duplicates the story it tells: the first id of its group. The order of the pages plays no part.

    A copy of a copy is of the same story. Pages without a sketch, and those that nothing resembles, are left out.
    """
    kept = sorted({p.id: p.sketch for p in pages if p.sketch}.items())
    sketches: Sketches = np.frombuffer(b"".join(s for _, s in kept), "<u2").reshape(len(kept), NUMBERS)
    return {kept[n][0]: kept[first][0] for n, first in groups_of(sketches).items()}


def groups_of(sketches: Sketches) -> dict[int, int]:
    """Sketches, a row a page → for each row that is like another the first row of its group."""
    pairs = np.array(list(_alike(sketches)), np.int64).reshape(-1, 2)
    rows, at = np.unique(pairs, return_inverse=True)
    unions = Unions(len(rows))
    for a, b in at.reshape(-1, 2).tolist():
        unions.join(a, b)
    return {row: int(rows[unions.of(n)]) for n, row in enumerate(rows.tolist())}


def _alike(sketches: Sketches) -> Iterable[tuple[int, int]]:
    """Sketches, a row a page → pairs of rows that are alike: each is held against its bucket's first, and the one before it."""
    wide = NUMBERS // BANDS
    for band in range(BANDS):
        keys = np.ascontiguousarray(sketches[:, band * wide : (band + 1) * wide]).view(np.uint64).ravel()
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
        if not len(same):
            continue
        starts = np.flatnonzero(np.append(True, keys[order][1:] != keys[order][:-1]))
        first = starts[np.searchsorted(starts, same, "right") - 1]
        pairs = np.concatenate([np.stack([order[same - 1], order[same]], 1), np.stack([order[first], order[same]], 1)])
        for part in np.array_split(pairs, len(pairs) // _AT_ONCE + 1):
            close = (sketches[part[:, 0]] == sketches[part[:, 1]]).mean(axis=1) >= ALIKE
            yield from map(tuple, part[close].tolist())


def resemblance(a: bytes, b: bytes) -> float:
    """Two sketches → the share of runs that the two pages have in common, estimated (0–1; off by about 0.04).

    >>> page = "The envoy of the marshes met the council of elders in the old town hall and spoke about water and roads until noon"
    >>> resemblance(sketch_of([page]), sketch_of([page]))
    1.0
    """
    if not a or not b:
        return 0.0
    x, y = (np.frombuffer(s, "<u2") for s in (a, b))
    return float((x == y).mean())


def groups(pages: Sequence[Sketched]) -> list[tuple[str, ...]]:
    """Pages → the ids of each story's pages, by the first of them."""
    found: dict[str, list[str]] = {}
    for page, story in sorted(stories(pages).items()):
        found.setdefault(story, []).append(page)
    return [tuple(ids) for _, ids in sorted(found.items())]
