"""A path → `Shelf`: the store's state by columns, made when the file is first looked at and again whenever it has changed.

Between two questions no file is held open, so that `foreshock read` can write.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from foreshock import corrected
from foreshock.desk import Desk, cast_of
from foreshock.errors import StoreError
from foreshock.exchange import judgements as file
from foreshock.explore.turns import Turns
from foreshock.graph.levels import Level, roll
from foreshock.store import Store
from foreshock.store.snapshot import Snapshot
from foreshock.types import GENRES, Actor, Role, Run
from foreshock.types.ids import stable_id

Ints = npt.NDArray[np.int64]
KEPT = 64  # answers that take long, kept for one state of the store
LARGE = 20_000  # happenings from which on ties are drawn from columns alone, without every sentence behind them


@dataclass(eq=False)
class Opened:
    """One state of a store: its events and pages by columns, its actors, and what was computed of it.

    `large`: pictures are drawn from columns alone. `behind`: the judgements beside it could not be applied, as somebody else had the
    file open or nobody may write it.
    """

    path: Path
    stamp: str
    events: Snapshot
    named: Mapping[str, Actor]
    runs: tuple[Run, ...]
    last_day: date | None
    counts: Mapping[str, int]
    large: bool
    behind: bool = False
    _kept: OrderedDict[Any, Any] = field(default_factory=OrderedDict)
    _locks: dict[Any, threading.Lock] = field(default_factory=dict)
    _door: threading.Lock = field(default_factory=threading.Lock)
    _held: Store | None = None

    @cached_property
    def desk(self) -> Desk:
        """→ the same store with the questions of Python."""
        return Desk(self.path)

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """→ all posts, those of the registry and those that pages tell of."""
        with self.store() as store:
            return tuple(store.roles())

    @cached_property
    def cast(self) -> dict[str, Actor]:
        """→ all actors by id, with those for whom they act."""
        return cast_of(list(self.named.values()), self.roles)

    @cached_property
    def at(self) -> dict[str, int]:
        """→ where each actor's id stands in the columns."""
        return {i: n for n, i in enumerate(self.events.actors)}

    @cached_property
    def page_at(self) -> dict[str, int]:
        """→ where each page's id stands in the columns."""
        return {i: n for n, i in enumerate(self.events.pages.ids)}

    @cached_property
    def names(self) -> list[tuple[str, str, str]]:
        """→ (name or alias folded, as printed, id) of every actor, for the search."""
        return [(n.casefold(), n, a.id) for a in self.named.values() for n in dict.fromkeys((a.name, a.id, *a.aliases))]

    @cached_property
    def busy(self) -> np.typing.NDArray[np.int64]:
        """→ how many events each actor of the columns stands in."""
        return np.bincount(self.events.party, minlength=len(self.events.actors)).astype(np.int64)

    @cached_property
    def titles(self) -> list[str]:
        """→ the title of every page, folded, for the search."""
        return [t.casefold() for t in self.events.pages.titles]

    def rolled(self, level: Level) -> list[str]:
        """Level → for each actor of the columns the id that stands for it there."""
        found: list[str] = self.kept(("rolled", level), lambda: [roll(i, self.cast, level) for i in self.events.actors])[0]
        return found

    @cached_property
    def printed(self) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
        """→ for publishers and for genres: (event, which of them), each once an event."""
        e = self.events
        return _once(e.page_of, e.pages.publisher[e.page], len(e.pages.publishers)), _once(e.page_of, e.pages.genre[e.page], len(GENRES))

    def warm(self) -> None:
        """→ what the first questions would have to wait for, made."""
        made = (self.cast, self.names, self.printed, self.titles, self.busy, self.page_at, self.rolled("group"))
        del made

    def kept(self, key: Any, make: Callable[[], Any]) -> tuple[Any, bool]:
        """A key, what makes the answer → the answer, made once while the store stays as it is; and whether it was there already."""
        with self._door:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key], True
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            with self._door:
                if key in self._kept:
                    return self._kept[key], True
            made = make()
            with self._door:
                self._kept[key] = made
                self._locks.pop(key, None)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return made, False

    def peek(self, key: Any) -> Any:
        """A key → the answer if it was made already, else None."""
        with self._door:
            return self._kept.get(key)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """→ the file, open for one question."""
        if self._held is not None:
            yield self._held
            return
        with Store.open(self.path) as store:
            if stamp_of(self.path) == self.stamp:
                store.assume_current(self.events.pages)
            yield store

    @contextmanager
    def held(self) -> Iterator[Store]:
        """→ the file, open for all questions that are asked meanwhile: for one who asks hundreds, on one thread."""
        with Store.open(self.path) as store:
            self._held = store
            try:
                yield store
            finally:
                self._held = None


def _once(of: npt.NDArray[np.int32], value: npt.NDArray[Any], size: int) -> tuple[Ints, Ints]:
    keys = np.unique(of.astype(np.int64) * max(size, 1) + value)
    return keys // max(size, 1), keys % max(size, 1)


class Shelf:
    """A store's path → its state as it is now."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.turns = Turns()
        self._lock = threading.Lock()
        self._opened: Opened | None = None

    @property
    def stamp(self) -> str:
        """→ the stamp of the state that answers come from."""
        return self._opened.stamp if self._opened else ""

    def now(self) -> Opened:
        """→ the state of the store; the one before where it is just being written. StoreError where there is none."""
        found = self._opened
        if found is not None and found.behind:
            with suppress(StoreError):  # the file has a new stamp once they are applied
                corrected.apply(found.desk)
        stamp = stamp_of(self.path)
        if found is not None and found.stamp == stamp:
            return found
        with self._lock:
            if self._opened is None or self._opened.stamp != stamp:
                try:
                    self._opened = opened(self.path)
                except StoreError:
                    if self._opened is None:
                        raise
            return self._opened


def stamp_of(path: Path) -> str:
    """A store's path → what changes with every change of the file or of the judgements beside it; "" where there is no file."""
    marks = []
    for one in (path, file.beside(path)):
        try:
            told = one.stat()
        except OSError:
            continue
        marks += [told.st_ino, told.st_size, told.st_mtime_ns]
    return stable_id("s", *marks) if marks else ""


def opened(path: Path) -> Opened:
    """A store's path → its state, read once."""
    with corrected.opened(path) as store:
        stamp = stamp_of(path)  # judgements that were not applied yet are now, unless one came this moment or the file is locked
        behind = store.judgements_digest != file.digest(file.beside(path))
        counts = {**store.sizes(), "judgements": len(store.judgements())}
        events = store.snapshot()
        return Opened(
            path, stamp, events, {a.id: a for a in store.actors()}, tuple(store.runs()), store.last_day(), counts, len(events) > LARGE,
            behind)
