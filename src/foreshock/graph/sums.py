"""`Signs`, rows → for each rule of balance the sum of its paths, from every actor of the rows to every other, by sparse products.

Each function here is the sum over what the function of the same name in `balance` tells path by path (a test compares them), so
that all pairs are weighed by one meaning and only those that are shown need be told. Results are dense, shape (rows, n).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from foreshock.graph.signs import Floats, Signs

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Parted:
    """Signs, and the parts of them that several rules share; each with its transpose (`…_t`), both by rows.

    `attacking` are foes whom the row opposes more than they it, `passive` the rest; `plain` friendships have no patron in them, `unled`
    ones are not those of a patron with his client, `proxies` are clients seen from below (client × patron).
    """

    signs: Signs
    attacking: csr_array
    passive: csr_array
    plain: csr_array
    unled: csr_array
    proxies: csr_array
    clients_t: csr_array
    attacking_t: csr_array
    passive_t: csr_array
    unled_t: csr_array
    proxies_t: csr_array
    standing: csr_array
    beaten: csr_array
    ringing: csr_array
    ringing_t: csr_array
    faced: Floats

    @classmethod
    def of(cls, signs: Signs) -> Parted:
        """Signs → the parts."""
        more = signs.hostile > signs.hostile.T
        attacking = _masked(signs.foes, more)
        passive = (signs.foes - attacking).tocsr()
        down = (signs.clients > 0).tocsr()
        either = (down + down.T) > 0
        plain, unled = (_masked(signs.friends, either, out=True), _masked(signs.friends, down, out=True))
        clients_t = signs.clients.T.tocsr()
        proxies = _masked(clients_t, down, out=True)
        fading = signs.waning[None, :]
        beaten = csr_array(signs.foes.multiply(fading)).astype(np.float32)
        standing = csr_array(signs.foes.multiply(1.0 - fading)).astype(np.float32)
        return cls(
            signs, attacking, passive, plain, unled, proxies, clients_t, attacking.T.tocsr(), passive.T.tocsr(), unled.T.tocsr(),
            proxies.T.tocsr(), standing, beaten, signs.hostile, signs.hostile.T.tocsr(),
            np.asarray(signs.hostile.sum(axis=0), dtype=np.float32).ravel(),
        )


Sum = Callable[[Parted, Rows], Floats]


def _masked(values: csr_array, mask: csr_array, out: bool = False) -> csr_array:
    """Values, a pattern → the values where the pattern has an entry (or, with `out`, where it has none)."""
    kept = csr_array(values.multiply(mask)).astype(np.float32)
    if out:
        kept = (values - kept).tocsr()
    kept.eliminate_zeros()
    return kept


def _dense(matrix: csr_array) -> Floats:
    made: Floats = matrix.toarray().astype(np.float32, copy=False)
    return made


def _either(first: csr_array, second: csr_array, second_t: csr_array, first_t: csr_array, rows: Rows) -> Floats:
    """Two steps, and the same from the other end: rows of first · second + (first · second)ᵀ."""
    return _dense(first[rows] @ second) + _dense(second_t[rows] @ first_t)


def friend_of_my_enemy(p: Parted, rows: Rows) -> Floats:
    """Σ foe who attacks · his friend, no patron among them."""
    return _either(p.passive, p.plain, p.plain, p.passive_t, rows)


def enemy_of_my_friend(p: Parted, rows: Rows) -> Floats:
    """Σ foe whom one attacks · his friend, who is not his client."""
    return _either(p.attacking, p.unled, p.unled_t, p.attacking_t, rows)


def patron_against_rivals_client(p: Parted, rows: Rows) -> Floats:
    """Σ foe · his client."""
    return _either(p.signs.foes, p.signs.clients, p.clients_t, p.signs.foes, rows)


def proxys_attack(p: Parted, rows: Rows) -> Floats:
    """Σ foe who attacks · his patron."""
    return _either(p.passive, p.proxies, p.proxies_t, p.passive_t, rows)


def rival_patrons(p: Parted, rows: Rows) -> Floats:
    """Σ client · his foe · the foe's patron."""
    return _dense(p.signs.clients[rows] @ p.signs.foes @ p.clients_t)


def encirclement(p: Parted, rows: Rows) -> Floats:
    """The greater, of either side, of: hostility that one faces from friends of the other / (1 + all that he faces)."""
    ring = (p.signs.friends > 0).astype(np.float32), (p.ringing > 0).astype(np.float32)
    ring_t = (p.ringing_t > 0).astype(np.float32)
    there = _dense(p.signs.friends[rows] @ p.ringing) / (1.0 + p.faced)[None, :] * (_dense(ring[0][rows] @ ring[1]) >= 2)
    back = _dense(p.ringing_t[rows] @ p.signs.friends) / (1.0 + p.faced[rows])[:, None] * (_dense(ring_t[rows] @ ring[0]) >= 2)
    greater: Floats = np.maximum(there, back)
    return greater


def common_enemy(p: Parted, rows: Rows) -> Floats:
    """Σ foe who stands · the other's opposing him, as far as no text calls the two allies."""
    return _dense(p.standing[rows] @ p.signs.foes) * (1.0 - _dense(p.signs.allied[rows]))


def common_enemy_fading(p: Parted, rows: Rows) -> Floats:
    """Σ foe on the wane · the other's opposing him, as far as the two are no friends."""
    return _dense(p.beaten[rows] @ p.signs.foes) * (1.0 - _dense(p.signs.friends[rows]))


def contested_place(p: Parted, rows: Rows) -> Floats:
    """Σ places: presence · the other's presence, as far as the two are no friends."""
    there = p.signs.present
    return _dense(there[rows] @ there.T.tocsr()) * (1.0 - _dense(p.signs.friends[rows]))


def mutual_threats(p: Parted, rows: Rows) -> Floats:
    """The geometric mean of the threats either way."""
    both = p.signs.threats[rows].multiply(p.signs.threats.T.tocsr()[rows])
    mean: Floats = np.sqrt(_dense(csr_array(both)))
    return mean


def broken_agreement(p: Parted, rows: Rows) -> Floats:
    """How fresh the last breach is."""
    return _dense(p.signs.broken[rows])


def open_hostility(p: Parted, rows: Rows) -> Floats:
    """The share of opposing in what is between them."""
    return _dense(p.signs.foes[rows])


def alliance(p: Parted, rows: Rows) -> Floats:
    """The backing that a text states."""
    return _dense(p.signs.allied[rows])


def stated_collision(p: Parted, rows: Rows) -> Floats:
    """Σ of what texts say."""
    return _dense(p.signs.stated[rows])
