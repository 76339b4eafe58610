"""Paths → pages in a store: the one plan that every run follows, on the cores of this machine (`local`) or on a cluster (`cluster`).

What was read before is left alone, what fails is named, batches are committed by this process alone. Who reads the pages, and where, is a
`Reader`: it goes through the input, leaves out what the store has seen, and gives the pages back as they are read, taking up no more of the
input than it can hold. The order in which they come back plays no part in what is stored.
"""

from __future__ import annotations

import gc
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cache, partial
from os import PathLike
from pathlib import Path

from foreshock.errors import BadInput, ForeshockError, ModelMismatch, UnreadablePage
from foreshock.read import Found, RawPage, count, document
from foreshock.run import judging
from foreshock.run.means import Means
from foreshock.run.record import new_run
from foreshock.store import Happenings, Packed, Store, pack, storable
from foreshock.types import Document, Reading, Run

BATCH = 128  # pages in one transaction, at most …
BATCH_SECONDS = 5.0  # … or as many as are read in this time: a kill costs no more than that
ROUND = 200_000  # new objects after which the collector makes its round; a batch leaves fewer

ReadPage = Callable[[Document], Reading]
KILLED = "reading it killed its worker (out of memory, or a crash). Read it by itself."


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
class Page:
    """A page in its place in the input: to be read, or skipped because it was read before, or failed with a reason."""

    address: str
    fingerprint: str = ""
    raw: RawPage | None = None
    read: Packed | None = None
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


Reader = Callable[[Store, Sequence[str], Path, ReadPage], Iterator[Page]]


def carry_out(
    reader: Reader, paths: Sequence[str], store_path: str | PathLike[str], *, progress: Callable[[Progress], None] | None = None,
    clock: datetime, read_page: ReadPage | None = None, happenings: Happenings | None = None, keep_going: bool = True,
    means: Means | None = None, root: Path | None = None,
) -> Outcome:
    """Who reads, paths, a store (made if it is not there), the time → what was stored, what was there, what could not be read.

    `means` are what is read with beside the package's own tables: where they change, pages are read again.
    Rows do not depend on the reader. A run that was killed is taken up by the next one on the same paths. With `keep_going` off
    the first page that cannot be read ends the run; what was read before it is stored. Addresses are relative to `root`, the
    store's own folder if left out.
    """
    means = means or Means()
    read_page = read_page or partial(_read_page, means=means)
    path, began = Path(store_path), time.monotonic()  # measures, decides nothing that is stored but the run's end
    judging.checked(path)  # before the work, not after it
    with _unhurried(), Store.open(path, mode="write", create=True) as store:
        run = store.begin(new_run(means.settings(), paths, clock), means.registry())
        tally = _Tally(count(paths))
        _store_all(store, run, reader(store, paths, root or path.parent, read_page), tally, progress, keep_going)
        judging.apply(store, path, means.registry(), anew=tally.stored > 0)
        if store.stale:
            store.rebuild_events(happenings or _happenings())
        ended = run.started + timedelta(seconds=time.monotonic() - began)
        store.finish(run.id, tally.counts(), ended)
    return Outcome(tally.stored, tally.unchanged, tuple(tally.failed), run)


def cut_short(store_path: str | PathLike[str]) -> tuple[str, ...]:
    """A store → the paths of its last run, which was cut short; BadInput where none was."""
    with Store.open(store_path) as store:
        runs = store.runs()
    if not runs or runs[-1].ended is not None:
        raise BadInput(f"{store_path}: no run was cut short here, so there is none to resume. Name the pages to read.")
    return runs[-1].inputs


def page_of(found: Found, seen: Callable[[str, str], bool]) -> Page:
    """What was found in the input, what is known of it → the page in its place; one that was seen carries nothing to be read."""
    if isinstance(found, UnreadablePage):
        return Page(found.address, reason=found.reason)
    print_ = fingerprint(found)
    return Page(found.address, print_, None if seen(found.address, print_) else found)


def _happenings() -> Happenings:
    from foreshock.resolve.happenings import settled

    return settled


def _read_page(document: Document, means: Means) -> Reading:
    from foreshock.run.page import read_page  # here, in the worker: it loads the model

    reading = read_page(document, means)
    _kept()
    return reading


@cache
def _kept() -> None:
    """Nothing → what a process loaded for its first page is kept out of the collector's rounds, and these become rare, once a process.

    Models, lexicon and gazetteer are some 230,000 objects that stay as long as the process; to go over them again and again while pages
    are read took a tenth of the time, and to go over each page's own objects, hardly any of which wait for the collector, a twentieth.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ROUND)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Nothing → as a worker has it, the collector makes its rounds less often while this process reads and writes pages."""
    before = gc.get_threshold()
    gc.set_threshold(ROUND)
    try:
        yield
    finally:
        gc.set_threshold(*before)


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
    store: Store, run: Run, done: Iterable[Page], tally: _Tally, progress: Callable[[Progress], None] | None, keep_going: bool,
) -> None:
    """Pages as they come back → stored in batches."""
    batch: list[Page] = []
    since = time.monotonic()
    for page in done:
        tally.done += 1
        if page.reason is not None:
            tally.failed.append(UnreadablePage(page.address, page.reason))
        if page.reason is None and page.read is None:
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


def _commit(store: Store, run: Run, batch: Sequence[Page], tally: _Tally) -> None:
    if not batch:
        return
    read_ = [(p.read, p.fingerprint) for p in batch if p.read is not None]
    failed = [UnreadablePage(p.address, p.reason) for p in batch if p.reason is not None]
    told = store.commit_packed(run.id, [r for r, _ in read_], [f for _, f in read_], failed)
    tally.stored += told.stored
    tally.unchanged += told.unchanged


def read_one(page: Page, read_page: ReadPage) -> Page:
    """A page and what codes a document → the page read, or failed with the reason."""
    if page.raw is None:
        return page
    try:
        read = pack(storable(read_page(document(page.raw))))
    except ModelMismatch:
        raise  # nothing can be read, not this page alone
    except UnreadablePage as error:
        return Page(page.address, page.fingerprint, reason=error.reason)
    except ForeshockError as error:
        return Page(page.address, page.fingerprint, reason=str(error))
    # A defect of ours, or of a library, that one strange page brings out must not cost the other pages; it is told by
    # name, and the page with it.
    except Exception as error:  # noqa: BLE001
        return Page(page.address, page.fingerprint, reason=f"reading it failed: {type(error).__name__}: {_short(error)}")
    return Page(page.address, page.fingerprint, read=read)


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:300]
