"""Questions of a day → candidates and what speaks for each: counts by space, shares, rules, walks, factors, what kind of parties.

No feature names anybody, so that what a ranker learns on one corpus holds on another. FEATURES says what each column is; GROUPS
gathers them into the reasons that a person is told.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from foreshock.compiled import kernel
from foreshock.forecast.next.candidates import candidates
from foreshock.forecast.next.index import Index
from foreshock.forecast.next.rules import RULE_FEATURES, apply
from foreshock.forecast.next.spaces import ATTRIBUTES, COLUMNS, HALF_LIVES, INDEX, NEVER, SPACES, Cells, Floats, Ints, Longs, find, tell
from foreshock.forecast.next.walks import walk

SHARES = (  # (space, of what, half-life): how much of the second is the first
    ("triple", "asked", 1), ("triple", "asked", 2), ("triple", "asked", 3), ("pair", "one", 2), ("pair", "other", 2),
    ("relation_other", "relation", 2), ("relation_other", "other", 2), ("country_relation_other", "country", 3),
    ("one_relation_country", "asked", 3), ("one_country", "one", 3), ("one_role", "asked", 3),
    ("country_other", "other", 3),
)
BURSTS = ("other", "one")  # what is heard of late, of what is heard in the season
_SPACE_COLUMNS = (*(f"{h:g} d" for h in HALF_LIVES), "count", "age")
_FACTORS = ("factors", "factors of the asker", "factors of the act", "factors of late partners", "factors of the answer alone")
_KINDS = ("same country", "answer's country known", "answer's kind", "asker's country known", "asker's kind", "asked from the other end",
          "class of act", "reached by walks", "candidates")
FEATURES = (
    *(f"{s.name}: {c}" for s in SPACES for c in _SPACE_COLUMNS),
    *(f"other_country: {c}" for c in _SPACE_COLUMNS),
    *(f"{a} of {b}: {HALF_LIVES[h]:g} d" for a, b, h in SHARES), *(f"burst: {b}" for b in BURSTS),
    "rules: any", "rules: best", "rules: second", "rules: number", "walk: fast", "walk: slow", *_FACTORS, *_KINDS,
)
N = len(FEATURES)
_TURNED = len(SPACES) * COLUMNS
_SHARE = _TURNED + COLUMNS
_RULE = _SHARE + len(SHARES) + len(BURSTS)
_WALK = _RULE + RULE_FEATURES
_FACTOR = _WALK + 2
_KIND = _FACTOR + len(_FACTORS)
_SHARE_OF = np.array([(INDEX[a] * COLUMNS + h, INDEX[b] * COLUMNS + h) for a, b, h in SHARES])
_BURST_OF = np.array([INDEX[b] * COLUMNS for b in BURSTS])
PAIR, _ONE_COUNTRY = INDEX["pair"], INDEX["one_country"]
_COUNTRY_STEP = ATTRIBUTES.index("other_country")
_ENTITY_STEP = ATTRIBUTES.index("one")


class Factors(NamedTuple):
    """What the factor model says of the questions: its scores (questions, entities) and the entities that it puts first.

    `part` are the parts of its query vectors, (3, questions, dimensions), `answer` the answers' vectors, (entities, dimensions).
    """

    score: Floats
    part: Floats
    answer: Floats
    alike: Longs


class Scratch(NamedTuple):
    """Room for one entity's worth of everything, so that nothing is allocated in a loop."""

    mark: Ints
    walked: Ints
    reached: Ints
    fast: Floats
    slow: Floats
    who: Ints
    weight: Floats
    found: Ints
    attributes: Longs

    @classmethod
    def of(cls, n: int) -> Scratch:
        """Number of entities → the room."""
        ints, floats = np.zeros((5, n), dtype=np.int32), np.zeros((3, n), dtype=np.float32)
        mark, walked, reached, who, found = ints
        fast, slow, weight = floats
        return cls(mark, walked, reached, fast, slow, who, weight, found, np.zeros(len(ATTRIBUTES), dtype=np.int64))


@kernel
def _describe(at: Longs, index: Index, one: int, asked: int, b: int) -> None:
    """Asker, relation, candidate → the attributes of the fact that they would make."""
    at[0], at[1], at[2] = one, asked, b
    at[3], at[4], at[5], at[6] = index.country[one], index.country[b], index.role[one], index.role[b]
    at[7], at[8] = index.quad[asked], index.root[asked]
    at[9] = 1 if at[3] == at[4] and at[3] > 0 else 0


@kernel
def _counts(at: Longs, day: int, cells: Cells, out: Floats) -> None:
    """Attributes → what every space has counted of them, and the answer's own dealings with the asker's country."""
    for k in range(len(cells.start) - 1):
        key = 0
        for a in range(len(at)):
            key += at[a] * cells.strides[k, a]
        tell(find(cells.keys, cells.start[k], cells.start[k + 1], key), day, cells, out[k * COLUMNS :])
    k = _ONE_COUNTRY
    turned = at[2] * cells.strides[k, _ENTITY_STEP] + at[3] * cells.strides[k, _COUNTRY_STEP]
    tell(find(cells.keys, cells.start[k], cells.start[k + 1], turned), day, cells, out[_TURNED:])


@kernel
def _shares(out: Floats) -> None:
    for i in range(len(_SHARE_OF)):
        out[_SHARE + i] = out[_SHARE_OF[i, 0]] / (out[_SHARE_OF[i, 1]] + 0.5)
    for i in range(len(_BURST_OF)):
        out[_SHARE + len(_SHARE_OF) + i] = out[_BURST_OF[i] + 1] / (out[_BURST_OF[i] + 3] + 0.5)


@kernel
def _factors(q: int, b: int, factors: Factors, out: Floats) -> None:
    total = 0.0
    for part in range(3):
        s = 0.0
        for d in range(factors.answer.shape[1]):
            s += factors.part[part, q, d] * factors.answer[b, d]
        out[_FACTOR + 1 + part] = s
        total += s
    out[_FACTOR] = factors.score[q, b]
    out[_FACTOR + 4] = factors.score[q, b] - total


@kernel
def _kinds(at: Longs, turned: bool, quad: int, n_reached: int, n: int, out: Floats) -> None:
    out[_KIND], out[_KIND + 1], out[_KIND + 2] = at[9], at[4] > 0, min(at[6], 2)
    out[_KIND + 3], out[_KIND + 4], out[_KIND + 5] = at[3] > 0, min(at[5], 2), turned
    out[_KIND + 6], out[_KIND + 7], out[_KIND + 8] = quad, n_reached, n


@kernel
def fill(one: Longs, asked: Longs, day: int, index: Index, cells: Cells, hits: Floats, tries: Floats, factors: Factors, scratch: Scratch,
         table: Floats, candidate: Ints, ends: Longs) -> int:
    """Questions (ascending by asker) of a day → rows of `table`, (rows, N), one a candidate; those of question q end at `ends[q]`.

    Gives the number of rows; `candidate` says whom each is about. `table` must hold candidates.MOST rows a question.
    """
    rows, n_reached, before = 0, 0, -1
    rule = np.zeros(RULE_FEATURES, dtype=np.float32)
    scratch.mark[:] = -1
    scratch.walked[:] = -1
    pair = PAIR
    for q in range(len(one)):
        if one[q] != before:
            before = one[q]
            n_reached = walk(one[q], day, index, cells, scratch.fast, scratch.slow, scratch.walked, before, scratch.reached)
        n = candidates(one[q], asked[q], day, index, cells, scratch.reached, n_reached, scratch.fast, scratch.slow, factors.alike[q],
                       scratch.mark, q, scratch.found, scratch.who, scratch.weight)
        for j in range(n):
            b, out = scratch.found[j], table[rows]
            candidate[rows] = b
            _describe(scratch.attributes, index, one[q], asked[q], b)
            _counts(scratch.attributes, day, cells, out)
            _shares(out)
            rule[:] = 0.0
            if out[pair * COLUMNS + COLUMNS - 1] < NEVER:
                cell = find(cells.keys, cells.start[pair], cells.start[pair + 1], one[q] * index.n + b)
                apply(cell, asked[q], day, index, cells, hits, tries, rule)
            out[_RULE : _RULE + RULE_FEATURES] = rule
            met = scratch.walked[b] == before
            out[_WALK] = scratch.fast[b] if met else 0.0
            out[_WALK + 1] = scratch.slow[b] if met else 0.0
            _factors(q, b, factors, out)
            _kinds(scratch.attributes, asked[q] >= index.n_directed // 2, index.quad[asked[q]], n_reached, n, out)
            rows += 1
        ends[q] = rows
    return rows

