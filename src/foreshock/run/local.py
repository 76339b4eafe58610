"""Paths → pages in a store, on the cores of this machine: the plan's readers for one process and for several."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from os import PathLike
from pathlib import Path

from foreshock.read import find
from foreshock.run.means import Means
from foreshock.run.plan import KILLED, Outcome, Page, Progress, ReadPage, carry_out, page_of, read_one
from foreshock.store import Happenings, Store

IN_FLIGHT = 8  # pages given out ahead, for each worker: bounds the memory that waiting pages take, keeps it at work during a commit


def read(
    paths: Sequence[str], store_path: str | PathLike[str], *, workers: int = 1,
    progress: Callable[[Progress], None] | None = None, clock: datetime, read_page: ReadPage | None = None,
    happenings: Happenings | None = None, keep_going: bool = True, means: Means | None = None, root: Path | None = None,
) -> Outcome:
    """Paths, a store, how many processes → what was stored, as `plan.carry_out` tells it."""
    return carry_out(
        serial if workers == 1 else partial(parallel, workers=workers), paths, store_path, progress=progress, clock=clock,
        read_page=read_page, happenings=happenings, keep_going=keep_going, means=means, root=root)


def unread(store: Store, paths: Sequence[str], root: Path) -> Iterator[Page]:
    """Store, paths, root of addresses → their pages in order; those that the store has seen carry nothing to be read."""
    return (page_of(found, store.seen) for found in find(paths, root))


def serial(store: Store, paths: Sequence[str], root: Path, read_page: ReadPage) -> Iterator[Page]:
    """A plan's input → its pages, read in this process one after the other."""
    return (read_one(page, read_page) for page in unread(store, paths, root))


def parallel(store: Store, paths: Sequence[str], root: Path, read_page: ReadPage, workers: int) -> Iterator[Page]:
    """A plan's input → its pages, read by several processes."""
    return _parallel(unread(store, paths, root), read_page, workers)


def one_thread() -> None:
    # Each worker has its core; libraries that start a thread for every core would fight over them. They look when they are loaded, so
    # this is said before a worker starts.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _pool(workers: int) -> ProcessPoolExecutor:
    one_thread()
    # spawn: a fork of a process that holds DuckDB's threads and file lock is not safe.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _parallel(pages: Iterable[Page], read_page: ReadPage, workers: int) -> Iterator[Page]:
    """Pages → the same read, in their order, by several processes; a page that kills its process is set aside."""
    waiting: deque[tuple[Page, Future[Page] | None]] = deque()
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


def _submitted(pool: ProcessPoolExecutor, page: Page, read_page: ReadPage) -> Future[Page]:
    try:
        return pool.submit(read_one, page, read_page)
    except BrokenProcessPool as error:
        future: Future[Page] = Future()
        future.set_exception(error)
        return future


def _broken(item: tuple[Page, Future[Page] | None]) -> bool:
    """A page given out → whether its process died; waits until that is known."""
    future = item[1]
    return future is not None and (future.cancelled() or isinstance(future.exception(), BrokenProcessPool))


def _one_by_one(under_way: Sequence[tuple[Page, Future[Page] | None]], read_page: ReadPage) -> Iterator[Page]:
    """Pages given out when a process died → each read, those not done yet one at a time; the one that kills again has failed."""
    pool: ProcessPoolExecutor | None = None
    try:
        for page, future in under_way:
            if not _broken((page, future)):
                yield page if future is None else future.result()
                continue
            pool = pool or _pool(1)
            try:
                read_ = pool.submit(read_one, page, read_page).result()
            except BrokenProcessPool:
                pool.shutdown(wait=True)
                pool = None
                read_ = Page(page.address, page.fingerprint, reason=KILLED)
            yield read_
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)
