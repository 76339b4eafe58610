"""Paths → pages in a store, read by the workers of a Dask cluster: the plan's reader for when one machine is not enough.

Workers open their own shards and give back what they read; this process alone writes. Only so many shards are given out that the results
which wait for it fit in memory. Of a shard that takes its worker along the pages are read alone, and the one that does so again is set
aside. Where the scheduler is gone, the run ends with all that was committed, and the next one takes it up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from foreshock.errors import BadInput, ClusterLost, Missing, NotTheSame
from foreshock.run import record
from foreshock.run.local import one_thread
from foreshock.run.means import Means
from foreshock.run.plan import KILLED, Outcome, Page, Progress, ReadPage, carry_out, read_one
from foreshock.run.shards import Shard, shards
from foreshock.store import Happenings, Store

AHEAD = 2  # shards given out for each worker: one that it reads, one that waits
ANSWER = 20.0  # seconds in which a scheduler answers
POLL = 2.0  # seconds after which it is looked whether the scheduler is still there
_ONE = threading.Lock()  # the parser belongs to one thread of a worker at a time

Client = Any  # distributed.Client; distributed ships no types that mypy follows


def read(
    paths: Sequence[str], store_path: str | PathLike[str], *, cluster: str, progress: Callable[[Progress], None] | None = None,
    clock: datetime, read_page: ReadPage | None = None, happenings: Happenings | None = None, means: Means | None = None,
    root: Path | None = None,
) -> Outcome:
    """Paths, a store on this machine, a cluster ("tcp://host:8786", or "local:4") → what was stored, as `plan.carry_out` tells it."""
    return carry_out(
        partial(on_cluster, cluster=cluster), paths, store_path, progress=progress, clock=clock, read_page=read_page,
        happenings=happenings, means=means, root=root)


def on_cluster(store: Store, paths: Sequence[str], root: Path, read_page: ReadPage, cluster: str) -> Iterator[Page]:
    """A plan's input, a cluster → its pages, as they are read."""
    with connected(cluster) as client:
        yield from by_workers(client, shards(store, paths, root), partial(read_shard, read_page=read_page, code=record.code()))


@contextmanager
def connected(cluster: str) -> Iterator[Client]:
    """A scheduler's address, or "local:N" → a client; the workers of "local:N" are started here, and end with it."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise Missing("Dask is not installed. Install it: pip install 'foreshock[dask]'") from None
    kind, _, told = cluster.partition(":")
    if kind == "local":
        if not (told or "1").isdigit() or int(told or 1) < 1:
            raise BadInput(f"--dask {cluster}: write local:4 for four workers on this machine.")
        one_thread()
        # Dask itself gives no task out again that took its worker along: how often is decided below.
        quiet = {"distributed.scheduler.allowed-failures": 0, "distributed.admin.large-graph-warning-threshold": "100MB"}
        with dask.config.set(quiet), LocalCluster(
            n_workers=int(told or 1), threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50,
        ) as made, Client(made, set_as_default=False) as client, client.as_current():
            yield client
        return
    try:
        client = Client(cluster, set_as_default=False, timeout=ANSWER)
    except (OSError, ValueError, TimeoutError) as error:
        raise BadInput(f"--dask {cluster}: no scheduler answers there ({error}). Start one (dask scheduler), or write local:4.") from None
    with client, client.as_current():
        yield client


def read_shard(shard: Shard, read_page: ReadPage, code: str) -> list[Page]:
    """A shard, on a worker → its pages, read; NotTheSame where the worker has another foreshock than the writer."""
    if record.code() != code:
        raise NotTheSame(f"A worker has foreshock {record.code()}, the writer {code}. Install the same one on all of them.")
    with _ONE:
        return [read_one(page, read_page) for page in shard.found()]


def by_workers(client: Client, source: Iterator[Shard], read: Callable[[Shard], list[Page]]) -> Iterator[Page]:
    """Client, shards, what reads one → the pages, as they are read.

    A shard whose worker died waits until all others are done; then its pages are read one at a time, with nothing else under way that could
    be to blame, and the one that kills twice more has failed.
    """
    suspects: list[Shard] = []
    for shard, pages in _given_out(client, source, read, AHEAD):
        if pages is None:
            suspects.append(shard)
        else:
            yield from pages
    for shard, pages in _given_out(client, (Shard((page,)) for s in suspects for page in s.found()), read, 0):
        if pages is None:
            [(_, pages)] = _given_out(client, iter([shard]), read, 0)
        yield from pages or [replace(page, raw=None, reason=KILLED) for page in shard.pages]


def _given_out(
    client: Client, source: Iterator[Shard], read: Callable[[Shard], list[Page]], ahead: int,
) -> Iterator[tuple[Shard, list[Page] | None]]:
    """Shards, how many a worker may have (0: one in all) → each with its pages, or None where its worker died.

    The next is only taken up when a result was taken in: that bounds what waits.
    """
    from distributed import KilledWorker

    under_way: dict[Any, Shard] = {}
    while True:
        with _there():
            most = max(1, ahead * sum(client.nthreads().values()))
        while len(under_way) < most and (shard := next(source, None)) is not None:
            with _there():
                under_way[client.submit(read, shard, pure=False)] = shard
        if not under_way:
            return
        with _there():
            future = _done(client, under_way)
            shard = under_way.pop(future)
            try:
                pages = future.result()
            except KilledWorker:
                pages = None
            future.release()
        yield shard, pages


def _done(client: Client, under_way: Iterable[Any]) -> Any:
    """What was given out → one that is done."""
    from distributed import wait

    while client.status == "running":
        try:
            done = wait(list(under_way), timeout=POLL, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            continue
        return next(f for f in under_way if f in done)
    raise ClusterLost(_GONE)


_GONE = "The Dask scheduler is gone. All that was committed is kept: start it again, and run foreshock read --resume."


@contextmanager
def _there() -> Iterator[None]:
    """What is asked of the cluster → the same, or ClusterLost where nobody answers any more."""
    from concurrent.futures import CancelledError

    from distributed.comm.core import CommClosedError

    try:
        yield
    except (CommClosedError, CancelledError, OSError) as error:
        raise ClusterLost(_GONE) from error
