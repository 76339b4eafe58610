"""Paths → pages in a store, on the cores of this machine; what was read before is left alone, what fails is named."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from os import PathLike
from pathlib import Path

from foreshock.errors import ForeshockError, ModelMismatch, UnreadablePage
from foreshock.read import RawPage, count, document, find
from foreshock.run.means import Means
from foreshock.run.record import new_run
from foreshock.store import Happenings, Store, storable
from foreshock.types import Document, Reading, Run

BATCH = 32  # pages in one transaction, at most …
BATCH_SECONDS = 5.0  # … or as many as are read in this time: a kill costs no more than that
IN_FLIGHT = 4  # pages given out ahead, for each worker: bounds the memory that waiting pages take

ReadPage = Callable[[Document], Reading]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come: pages done of a total (None where only reading tells), and what became of them."""

    done: int
    total: int | None
    stored: int
    unchanged: int
    failed: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: pages stored, pages that were there already, pages that could not be read."""

    stored: int
    unchanged: int
    failed: tuple[UnreadablePage, ...]
    run: Run


@dataclass(frozen=True, slots=True)
class _Page:
    """A page in its place in the input: to be read, or skipped because it was read before, or failed with a reason."""

    address: str
    fingerprint: str = ""
    raw: RawPage | None = None
    reading: Reading | None = None
    reason: str | None = None


@dataclass(slots=True)
class _Tally:
    """What has come of the pages so far."""

    total: int | None
    done: int = 0
    stored: int = 0
    unchanged: int = 0
    failed: list[UnreadablePage] = field(default_factory=list)

    def progress(self, address: str) -> Progress:
        return Progress(self.done, self.total, self.stored, self.unchanged, len(self.failed), address)

    def counts(self) -> dict[str, int]:
        return {"stored": self.stored, "unchanged": self.unchanged, "failed": len(self.failed)}


def read(
    paths: Sequence[str], store_path: str | PathLike[str], *, workers: int = 1,
    progress: Callable[[Progress], None] | None = None, clock: datetime, read_page: ReadPage | None = None,
    happenings: Happenings | None = None, keep_going: bool = True, means: Means | None = None, root: Path | None = None,
) -> Outcome:
    """Paths, a store (made if it is not there), the time → what was stored, what was there, what could not be read.

    `means` are what is read with beside the package's own tables: where they change, pages are read again.
    Rows do not depend on `workers`. A run that was killed is taken up by the next one on the same paths. With `keep_going` off
    the first page that cannot be read ends the run; what was read before it is stored. Addresses are relative to `root`, the
    store's own folder if left out.
    """
    means = means or Means()
    read_page = read_page or partial(_read_page, means=means)
    path, began = Path(store_path), time.monotonic()  # measures, decides nothing that is stored but the run's end
    with Store.open(path, mode="write", create=True) as store:
        run = store.begin(new_run(means.settings(), paths, clock), means.registry())
        tally = _Tally(count(paths))
        pages = _unread(store, paths, root or path.parent)
        done = _serial(pages, read_page) if workers == 1 else _parallel(pages, read_page, workers)
        _store_all(store, run, done, tally, progress, keep_going)
        if store.stale:
            store.rebuild_events(happenings or _happenings())
        ended = run.started + timedelta(seconds=time.monotonic() - began)
        store.finish(run.id, tally.counts(), ended)
    return Outcome(tally.stored, tally.unchanged, tuple(tally.failed), run)


def _happenings() -> Happenings:
    from foreshock.resolve.happenings import happenings

    return happenings


def _unread(store: Store, paths: Sequence[str], root: Path) -> Iterator[_Page]:
    """Paths → their pages in order; those that the store has seen carry nothing to be read."""
    for found in find(paths, root):
        if isinstance(found, UnreadablePage):
            yield _Page(found.address, reason=found.reason)
            continue
        print_ = fingerprint(found)
        yield _Page(found.address, print_, None if store.seen(found.address, print_) else found)


def _read_page(document: Document, means: Means) -> Reading:
    from foreshock.run.page import read_page  # here, in the worker: it loads the model

    return read_page(document, means)


def fingerprint(page: RawPage) -> str:
    """A page before it is read → sha256 over its bytes and all that its container told of it."""
    total = hashlib.sha256()
    for name in (f.name for f in fields(RawPage)):
        value = getattr(page, name)
        if isinstance(value, str):
            value = value.encode("utf-8", "surrogatepass")
        told = value if isinstance(value, bytes) else repr(value).encode("utf-8", "backslashreplace")
        total.update(f"{name}:{len(told)}:".encode() + told)
    return total.hexdigest()


def _store_all(
    store: Store, run: Run, done: Iterable[_Page], tally: _Tally, progress: Callable[[Progress], None] | None, keep_going: bool,
) -> None:
    """Pages as they come back → stored in batches."""
    batch: list[_Page] = []
    since = time.monotonic()
    for page in done:
        tally.done += 1
        if page.reason is not None:
            tally.failed.append(UnreadablePage(page.address, page.reason))
        if page.reason is None and page.reading is None:
            tally.unchanged += 1
        else:
            batch.append(page)
        if len(batch) >= BATCH or time.monotonic() - since > BATCH_SECONDS or (tally.failed and not keep_going):
            _commit(store, run, batch, tally)
            batch, since = [], time.monotonic()
        if progress is not None:
            progress(tally.progress(page.address))
        if tally.failed and not keep_going:
            raise tally.failed[0]
    _commit(store, run, batch, tally)


def _commit(store: Store, run: Run, batch: Sequence[_Page], tally: _Tally) -> None:
    if not batch:
        return
    read_ = [(p.reading, p.fingerprint) for p in batch if p.reading is not None]
    failed = [UnreadablePage(p.address, p.reason) for p in batch if p.reason is not None]
    told = store.commit(run.id, [r for r, _ in read_], [f for _, f in read_], failed)
    tally.stored += told.stored
    tally.unchanged += told.unchanged


def _read_one(page: _Page, read_page: ReadPage) -> _Page:
    """A page and what codes a document → the page read, or failed with the reason."""
    if page.raw is None:
        return page
    try:
        reading = storable(read_page(document(page.raw)))
    except ModelMismatch:
        raise  # nothing can be read, not this page alone
    except UnreadablePage as error:
        return _Page(page.address, page.fingerprint, reason=error.reason)
    except ForeshockError as error:
        return _Page(page.address, page.fingerprint, reason=str(error))
    # A defect of ours, or of a library, that one strange page brings out must not cost the other pages; it is told by
    # name, and the page with it.
    except Exception as error:  # noqa: BLE001
        return _Page(page.address, page.fingerprint, reason=f"reading it failed: {type(error).__name__}: {_short(error)}")
    return _Page(page.address, page.fingerprint, reading=reading)


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]


def _serial(pages: Iterable[_Page], read_page: ReadPage) -> Iterator[_Page]:
    return (_read_one(page, read_page) for page in pages)


def _one_thread() -> None:
    # Each worker has its core; libraries that start a thread for every core would fight over them.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawn: a fork of a process that holds DuckDB's threads and file lock is not safe.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_one_thread)


def _parallel(pages: Iterable[_Page], read_page: ReadPage, workers: int) -> Iterator[_Page]:
    """Pages → the same read, in their order, by several processes; a page that kills its process is set aside."""
    waiting: deque[tuple[_Page, Future[_Page] | None]] = deque()
    pool = _pool(workers)
    source = iter(pages)
    exhausted = False
    try:
        while waiting or not exhausted:
            while not exhausted and len(waiting) < workers * IN_FLIGHT:
                page = next(source, None)
                if page is None:
                    exhausted = True
                else:
                    waiting.append((page, None if page.raw is None else _submitted(pool, page, read_page)))
            if not waiting:
                break
            if not _broken(waiting[0]):
                page, future = waiting.popleft()
                yield page if future is None else future.result()
                continue
            # A process died, and with it all that was under way. Which page it was shows when each is read alone.
            pool.shutdown(wait=True, cancel_futures=True)
            under_way = list(waiting)
            waiting.clear()
            yield from _one_by_one(under_way, read_page)
            pool = _pool(workers)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, page: _Page, read_page: ReadPage) -> Future[_Page]:
    try:
        return pool.submit(_read_one, page, read_page)
    except BrokenProcessPool as error:
        future: Future[_Page] = Future()
        future.set_exception(error)
        return future


def _broken(item: tuple[_Page, Future[_Page] | None]) -> bool:
    """A page given out → whether its process died; waits until that is known."""
    future = item[1]
    return future is not None and (future.cancelled() or isinstance(future.exception(), BrokenProcessPool))


def _one_by_one(under_way: Sequence[tuple[_Page, Future[_Page] | None]], read_page: ReadPage) -> Iterator[_Page]:
    """Pages given out when a process died → each read, those not done yet one at a time; the one that kills again has failed."""
    pool: ProcessPoolExecutor | None = None
    try:
        for page, future in under_way:
            if not _broken((page, future)):
                yield page if future is None else future.result()
                continue
            pool = pool or _pool(1)
            try:
                read_ = pool.submit(_read_one, page, read_page).result()
            except BrokenProcessPool:
                pool.shutdown(wait=True)
                pool = None
                why = "reading it killed its worker (out of memory, or a crash). Read it by itself."
                read_ = _Page(page.address, page.fingerprint, reason=why)
            yield read_
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
