"""Ties or events → `Signs`: who backs and opposes whom as sparse matrices, from which every rule is summed for all pairs at once.

Two ways in, one meaning (a test compares them): `of_network` from ties and events of a store, `of_table` from anybody's event table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from foreshock.graph import weights
from foreshock.graph.accrued import Accrued, Dealt, accrued, deed
from foreshock.graph.deeds import BREACH_WITHIN, ENOUGH, SEASON, YIELDING
from foreshock.graph.signed import CERTAIN, FAINTEST, Near, Network

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Signs:
    """n actors and how they stand, each matrix n × n (rows act on columns), values 0–1.

    `friends` and `foes` are symmetric: the backing and the opposing share of what is between two. `hostile` goes from the one who
    opposes, `clients` from the patron, `threats` from the one who threatens. `broken` (agreements), `allied` (stated backing) and
    `stated` (collisions) are symmetric. `present` is n × places. `waning` (n) says how far each is being beaten.
    """

    nodes: tuple[str, ...]
    friends: csr_array
    foes: csr_array
    hostile: csr_array
    clients: csr_array
    threats: csr_array
    broken: csr_array
    allied: csr_array
    stated: csr_array
    present: csr_array
    waning: Floats

    @classmethod
    def of_network(cls, net: Network) -> Signs:
        """Network → its matrices, nodes in the order of their names."""
        nodes = net.nodes
        at = {node: i for i, node in enumerate(nodes)}

        def near(of: Near) -> csr_array:
            return _matrix(((a, b, s) for a, to in of.items() for b, (s, _) in to.items()), at)

        threats = {(a, b): s for a, to in net.threats.items() for b, (s, _) in to.items()}
        for pair, s in net.deeds.threats.items():
            threats[pair] = max(threats.get(pair, 0.0), s)
        broken = {p: weights.decay((net.deeds.as_of - b[0]).days) for p, b in net.deeds.broken.items()}
        stated = {p: sum(t.strength for t in ties) for p, ties in net.stated.items()}
        return cls(
            tuple(nodes), near(net.friends), near(net.foes), near(net.hostile), near(net.clients), _pairs(threats, at),
            _both(_pairs(broken, at)), near(net.allied), _both(_pairs(stated, at)), _present(net, at),
            np.array([min(net.deeds.waning.get(n, 0.0), 1.0) for n in nodes], dtype=np.float32),
        )

    @classmethod
    def of_table(cls, rows: Dealt) -> Signs:
        """Rows of an event table → the matrices; a table has no places, alliances or collisions that a text would state."""
        held, n = accrued(rows), len(rows.nodes)
        plus, minus = (_of_sign(held, s) for s in (1, -1))
        friends, foes = shares(plus.maximum(plus.T), minus.maximum(minus.T))
        clients = _of_kind(held, "supports", 1).minimum(friends)
        empty = csr_array((n, n), dtype=np.float32)
        threats = _threats(rows).maximum(_of_kind(held, "threatens", -1))
        return cls(
            rows.nodes, friends, foes, _where(minus, foes), clients, threats, _broken(rows), empty, empty,
            csr_array((n, 0), dtype=np.float32), _waning(rows),
        )


def shares(plus: csr_array, minus: csr_array) -> tuple[csr_array, csr_array]:
    """Symmetric backing and opposing → the part of each in what is between two: `signed.share` for every pair at once."""
    weight = (plus + minus - plus * minus).tocsr()
    found = []
    for this, other in ((plus, minus), (minus, plus)):
        hazard, against = (_mapped(m, lambda x: -np.log1p(-np.minimum(x, CERTAIN))) for m in (this, other))
        total = (hazard + against).tocsr()
        total.data = 1.0 / np.maximum(total.data, 1e-12)
        found.append(_floor((weight * hazard * total).tocsr()))
    return found[0], found[1]


def _mapped(matrix: csr_array, f: object) -> csr_array:
    made = matrix.tocsr().astype(np.float64)
    made.data = f(made.data)  # type: ignore[operator]
    return made


def _floor(matrix: csr_array) -> csr_array:
    """Values under the faintest → nothing, so that they carry no path."""
    matrix.data[matrix.data < FAINTEST] = 0.0
    matrix.eliminate_zeros()
    return matrix.astype(np.float32)


def _where(values: csr_array, mask: csr_array) -> csr_array:
    """Values, a pattern → the values where the pattern has an entry."""
    made = (values * (mask > 0)).tocsr()
    made.eliminate_zeros()
    return made.astype(np.float32)


def _csr(values: npt.NDArray[np.generic], a: npt.NDArray[np.generic], b: npt.NDArray[np.generic], n: int) -> csr_array:
    return csr_array((values.astype(np.float32), (a, b)), shape=(n, n))


def _of_sign(held: Accrued, sign: int) -> csr_array:
    mine = (held.sign == sign) & (held.strength >= FAINTEST)
    return csr_array((held.strength[mine], (held.a[mine], held.b[mine])), shape=(len(held.nodes),) * 2)


def _of_kind(held: Accrued, kind: str, sign: int) -> csr_array:
    kinds = [i for i, t in enumerate(held.types) if deed(t, sign) == kind]
    mine = (held.sign == sign) & np.isin(held.type, kinds) & (held.strength >= FAINTEST)
    return _csr(held.strength[mine], held.a[mine], held.b[mine], len(held.nodes))


def _both(matrix: csr_array) -> csr_array:
    return matrix.maximum(matrix.T).tocsr()


def _matrix(entries: Iterable[tuple[str, str, float]], at: Mapping[str, int]) -> csr_array:
    known = [(at[a], at[b], s) for a, b, s in entries if a in at and b in at]
    a, b, s = zip(*known, strict=True) if known else ((), (), ())
    return _csr(np.array(s), np.array(a, np.int64), np.array(b, np.int64), len(at))


def _pairs(values: Mapping[tuple[str, str], float], at: Mapping[str, int]) -> csr_array:
    return _matrix(((a, b, s) for (a, b), s in values.items()), at)


def _present(net: Network, at: Mapping[str, int]) -> csr_array:
    """Network → who has forces in which place (0–1), places in the order of their names."""
    places = sorted(net.deeds.present)
    known = [(at[a], j, min(s, 1.0)) for j, p in enumerate(places) for a, (s, _) in net.deeds.present[p].items() if a in at]
    a, j, s = zip(*known, strict=True) if known else ((), (), ())
    return csr_array((np.array(s, np.float32), (np.array(a, np.int64), np.array(j, np.int64))), shape=(len(at), len(places)))


def _threats(rows: Dealt) -> csr_array:
    mine = rows.of_types("THREATEN")
    sums = csr_array((rows.worth[mine], (rows.a[mine], rows.b[mine])), shape=(len(rows.nodes),) * 2)
    sums.data = 1.0 - np.exp(-sums.data / weights.SQUASH)
    return sums.astype(np.float32)


def _waning(rows: Dealt) -> Floats:
    """Blows taken against blows dealt in the season, and who yields: as `deeds` has it, a row an act."""
    n, recent = len(rows.nodes), rows.day >= rows.as_of.toordinal() - SEASON
    blows = recent & rows.of_types("ASSAULT")
    done, taken = (np.bincount(side[blows], minlength=n).astype(float) for side in (rows.a, rows.b))
    waning = np.where(done + taken >= ENOUGH, (taken - done) / np.maximum(taken + done, 1.0), 0.0)
    yields = rows.a[recent & rows.of_types("RETREAT", "CONCEDE")]
    waning[yields] = np.maximum(waning[yields], YIELDING)
    return np.clip(waning, 0.0, 1.0).astype(np.float32)


def _broken(rows: Dealt) -> csr_array:
    """The last act of material conflict of each pair that follows an agreement within a year → how fresh it is (0–1)."""
    n = max(len(rows.nodes), 1)
    pair = np.minimum(rows.a, rows.b) * n + np.maximum(rows.a, rows.b)
    order = np.lexsort((np.arange(len(pair)), pair))
    key, day = pair[order], rows.day[order]
    agreed = rows.of_types("AGREE", "COOPERATE", "CONCEDE")[order]
    place = np.arange(len(key))
    start = np.r_[0, np.flatnonzero(key[1:] != key[:-1]) + 1] if len(key) else place
    begun = np.repeat(start, np.diff(np.r_[start, len(key)]))
    last = np.maximum.accumulate(np.where(agreed, place, -1)) if len(key) else place
    since = day - day[np.maximum(last, 0)]
    breach = (rows.quad[order] == 4) & ~agreed & (last >= begun) & (since > 0) & (since <= BREACH_WITHIN)
    fresh = 0.5 ** ((rows.as_of.toordinal() - day[breach]) / weights.HALF_LIFE)
    latest = dict(zip(key[breach].tolist(), fresh.tolist(), strict=True))  # days ascend: the last of a pair stays
    keys = np.array(list(latest), dtype=np.int64)
    return _both(_csr(np.array(list(latest.values())), keys // n, keys % n, len(rows.nodes)))
