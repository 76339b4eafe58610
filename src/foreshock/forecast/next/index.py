"""Facts and their cells → `Index`: who was ever met by whom, as ranges of cells that a kernel can walk along."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from foreshock.forecast.next.facts import Facts
from foreshock.forecast.next.spaces import INDEX, Counts, Ints, Longs


class Index(NamedTuple):
    """Ranges of cells. Those of pair i of entity a: `pairs[a]` … `pairs[a + 1]` − 1, its partners `partner`, and so on.

    `pairs`, `of_relation`, `of_country` are cells (places in `Cells`); `triples[p − first_pair]` the cells of triples of pair cell p, their
    relations `relation` (from `first_triple` on). `asked_by`, `answer` are what stands at the end of a cell. `members` lists
    entities by country, those of country c at `member[c]`. `country`, `role`, `root`, `quad` are as in `Facts`.
    """

    n: int
    n_directed: int
    sizes: Longs
    pairs: Longs
    first_pair: int
    partner: Ints
    triples: Longs
    first_triple: int
    relation: Ints
    of_relation: Longs
    of_country: Longs
    first_country: int
    country_other: Ints
    first_relation: int
    relation_other: Ints
    other: int
    member: Longs
    members: Ints
    country: Ints
    role: Ints
    root: Ints
    quad: Ints


def index(facts: Facts, counts: Counts) -> Index:
    """Facts, their cells → the index."""
    n, directed = facts.n_entities, facts.n_directed
    start = counts.cells.start
    first = {name: int(start[k]) for name, k in INDEX.items()}
    pair, triple = counts.keys_of("pair"), counts.keys_of("triple")
    by_relation, by_country = counts.keys_of("relation_other"), counts.keys_of("country_relation_other")
    n_countries = int(facts.attributes[3])
    order = np.argsort(facts.country, kind="stable").astype(np.int32)
    if not np.array_equal(counts.keys_of("other"), np.arange(n)):
        raise AssertionError("every entity stands at some end of a fact, so the cells of `other` are the entities")
    return Index(
        n, directed, facts.attributes,
        first["pair"] + _bounds(pair, np.arange(n + 1, dtype=np.int64) * n), first["pair"], (pair % n).astype(np.int32),
        first["triple"] + _bounds(triple, np.append(pair, n * n) * directed), first["triple"], (triple % directed).astype(np.int32),
        first["relation_other"] + _bounds(by_relation, np.arange(directed + 1, dtype=np.int64) * n),
        first["country_relation_other"] + _bounds(by_country, np.arange(n_countries * directed + 1, dtype=np.int64) * n),
        first["country_relation_other"], (by_country % n).astype(np.int32), first["relation_other"], (by_relation % n).astype(np.int32),
        first["other"], _bounds(facts.country[order], np.arange(n_countries + 1)), order,
        facts.country, facts.role, facts.root, facts.quad,
    )


def _bounds(keys: Longs | Ints, at: Longs) -> Longs:
    return np.searchsorted(keys, at).astype(np.int64)
