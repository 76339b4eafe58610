"""Pairs that belong together → groups (union–find; Tarjan 1975), each known by its least member."""

from __future__ import annotations


class Unions:
    """Numbers from 0 to n − 1, each a group of its own until joined.

    >>> groups = Unions(4)
    >>> groups.join(3, 1)
    >>> [groups.of(n) for n in range(4)]
    [0, 1, 2, 1]
    """

    __slots__ = ("_root",)

    def __init__(self, n: int) -> None:
        self._root = list(range(n))

    def of(self, n: int) -> int:
        """Number → the least number of its group."""
        root = self._root
        while root[n] != n:
            root[n] = root[root[n]]
            n = root[n]
        return n

    def join(self, a: int, b: int) -> None:
        """Two numbers → their groups are one."""
        low, high = sorted((self.of(a), self.of(b)))
        self._root[high] = low
