"""A path → `Store`: one DuckDB file with everything that was read, one writer, and typed nouns out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from os import PathLike
from pathlib import Path
from types import TracebackType

import duckdb

from foreshock.actors import Registry, registry
from foreshock.errors import StoreError, UnreadablePage
from foreshock.store import file, judging, retold, writing
from foreshock.store.file import Connection, Mode
from foreshock.store.importing import Importer
from foreshock.store.packed import Packed, pack
from foreshock.store.readers import Readers
from foreshock.store.writing import Happenings, Known, Stored, Work
from foreshock.types import Judgement, Reading, Run

AT_ONCE = 50_000  # reports of events of which happenings are made at a time, but for types that are told of more often


class Store(Readers):
    """An open store; use it as a context manager.

        with Store.open("desk.duckdb") as store:
            store.events(Lens(actor="IRN"))
    """

    def __init__(self, connection: Connection, held: file.Held, path: Path, mode: Mode) -> None:
        self._connection = connection
        self._held = held
        self.path = path
        self.mode = mode
        self._work: Work | None = None
        self._known = Known()
        self._addresses: list[str] | None = None  # of the pages seen, in order; made where a file's are asked for
        self._closed = False

    @classmethod
    def open(cls, path: str | PathLike[str], mode: Mode = "read", create: bool = False) -> Store:
        """Path, mode, whether to make it if it is not there → the store; StoreMissing, StoreLocked, StoreTooOld, StoreTooNew."""
        connection, held = file.connect(Path(path), mode, create)
        store = cls(connection, held, Path(path), mode)
        if mode == "read" and not store.stale:
            connection.execute("CREATE TEMP VIEW current AS SELECT id, version FROM newest")
        return store

    def close(self) -> None:
        """Closes the file and gives its lock back."""
        self._closed = True
        self._connection.close()
        self._held.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def again(self) -> Iterator[file.Connection]:
        """→ the connection to the file; where it was closed, that of the file opened again: for what is read when it is looked at."""
        if not self._closed:
            yield self._connection
            return
        with Store.open(self.path) as store:
            yield store._connection

    def __repr__(self) -> str:
        return f"Store({str(self.path)!r}, mode={self.mode!r})"

    def begin(self, run: Run, actors: Registry | None = None) -> Run:
        """Run, the actors it knows (the package's if left out) → the run as noted; it has no end until `finish`.

        Its id is made new if the store has that one already. One that does what a killed run was doing takes up its work.
        """
        self._writable()
        run, self._work = writing.begin(self._connection, run, actors or registry())
        self._known, self._addresses = writing.known(self._connection, self._work), None
        return run

    def seen(self, address: str, fingerprint: str) -> bool:
        """Address and fingerprint of a page → whether it was read last with just this content and just this run's means."""
        self._under_way()
        return self._known.seen.get(address) == bytes.fromhex(fingerprint)

    def seen_within(self, address: str) -> frozenset[str]:
        """Address of a file → the fingerprints of its pages that this run would leave alone, as `seen` has it."""
        self._under_way()
        if self._addresses is None:
            self._addresses = sorted(self._known.seen)
        start, end = (bisect_left(self._addresses, f"{address}{mark}") for mark in "#$")  # "$" comes right after "#"
        inside = {address, *self._addresses[start:end]} & self._known.seen.keys()
        return frozenset(self._known.seen[a].hex() for a in inside)

    def commit(
        self, run_id: str, readings: Sequence[Reading], fingerprints: Sequence[str] | None = None,
        failed: Sequence[UnreadablePage] = (),
    ) -> Stored:
        """Readings of a batch → stored in one transaction, each page whole or not at all; how many were new.

        `fingerprints` (one a reading, its document's sha256 if left out) are what `seen` will be asked for. `failed` pages are
        noted with their reasons.
        """
        prints = [r.document.sha256 for r in readings] if fingerprints is None else fingerprints
        return self.commit_packed(run_id, [pack(r) for r in readings], prints, failed)

    def commit_packed(
        self, run_id: str, pages: Sequence[Packed], fingerprints: Sequence[str], failed: Sequence[UnreadablePage] = (),
    ) -> Stored:
        """The same of pages that were packed where they were read."""
        return writing.commit(self._connection, self._known, self._under_way(run_id), pages, fingerprints, failed)

    def importer(self) -> Importer:
        """→ what takes in rows of others' event data for the run under way."""
        return Importer.of(self._connection, self._under_way())

    def finish(self, run_id: str, counts: dict[str, int], ended: datetime) -> None:
        """Run, what came out of it, when it ended → noted."""
        self._under_way(run_id)
        writing.finish(self._connection, run_id, counts, ended)
        self._work = None

    def rebuild_events(self, happenings: Happenings, types: Sequence[str] | None = None) -> None:
        """A function from reports and which pages tell one story to happenings → the events made anew in one transaction.

        With PLOVER types, those of these types alone. Reports of two types are never of one happening, so that not all types are taken at
        once.
        """
        self._writable()
        run_id = self._work.run_id if self._work else self._last_run()
        with writing.explained(), file.bounded(self._connection, file.MEMORY), retold.at_hand(self._connection) as told:
            story = retold.story(self._connection, told)
            asked = {kind: many for kind, many in told.items() if types is None or kind in types}
            made = chain.from_iterable(
                happenings(retold.tellings(self._connection, some, sum(told[k] for k in some)), story) for some in _some_at_a_time(asked))
            writing.rebuild_events(self._connection, run_id, made, types)

    def judge(self, judgements: Sequence[Judgement], judge: judging.Judge, mark: str, actors: Registry | None = None) -> list[str]:
        """Judgements in force, what applies them to a page, the digest of their file → applied in one transaction, for those before.

        Gives the types whose happenings are to be made anew. What was read stays beside: with no judgements the store is as it was.
        """
        self._writable()
        return judging.apply(self._connection, judgements, judge, mark, actors or registry())

    def _last_run(self) -> str:
        runs = self.runs()
        if not runs:
            raise StoreError(f"{self.path}: no run has written here yet. Begin one first.")
        return runs[-1].id

    def _writable(self) -> None:
        if self.mode != "write":
            raise StoreError(f"{self.path}: open for reading only. Open it with mode='write'.")

    def _under_way(self, run_id: str | None = None) -> Work:
        self._writable()
        if self._work is None or run_id not in (None, self._work.run_id):
            raise StoreError(f"{self.path}: run {run_id or ''} is not under way. Begin it first.")
        return self._work


def _some_at_a_time(told: Mapping[str, int]) -> Iterator[list[str]]:
    """Types, each with how often it is told of → the types, as many at a time as come to about `AT_ONCE`."""
    some: list[str] = []
    for kind, many in told.items():
        if some and sum(told[k] for k in some) + many > AT_ONCE:
            yield some
            some = []
        some.append(kind)
    if some:
        yield some


def check(path: str | PathLike[str]) -> list[str]:
    """Path → what does not hold in that store, a sentence each; an empty list if all does."""
    from foreshock.store.verify import problems

    with Store.open(path) as store:
        try:
            return problems(store)
        except duckdb.Error as error:
            return [f"the file itself is damaged: {file.line(error)}"]

