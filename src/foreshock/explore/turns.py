"""Questions and corrections take turns: many may look into the store at once, but whoever writes into it must be alone with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 8.0  # seconds that a correction waits for answers under way; one that takes longer mostly computes, and holds no file


class Turns:
    """Who looks into a store and who writes into it, on the threads of one server; `wanted`: somebody writes, or waits to."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._answering = 0
        self.wanted = False

    @contextmanager
    def answering(self) -> Iterator[None]:
        """→ beside other answers, and not while somebody writes."""
        with self._turn:
            self._turn.wait_for(lambda: not self.wanted)
            self._answering += 1
        try:
            yield
        finally:
            with self._turn:
                self._answering -= 1
                self._turn.notify_all()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """→ alone, once the answers under way are given (or `PATIENCE` is over); whoever asks meanwhile waits."""
        with self._turn:
            self._turn.wait_for(lambda: not self.wanted)
            self.wanted = True
            self._turn.wait_for(lambda: not self._answering, PATIENCE)
        try:
            yield
        finally:
            with self._turn:
                self.wanted = False
                self._turn.notify_all()
