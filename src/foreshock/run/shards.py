"""Paths → `Shard`s: pieces of the input that workers elsewhere open and read by themselves; a shard → its pages.

Small pages go together. Archives, JSON lines and Parquet files are cut where a record ends, so that a worker seeks to its own stretch and
reads nothing else; each stretch knows how many records come before it, so that every page has the address that it has when its file is read
whole. What cannot be cut (a packed file of lines, a feed, an archive from its first damaged record on, standard input) is taken apart here,
and goes out as pages in hand.
"""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from foreshock.errors import BadInput, Missing, UnreadablePage
from foreshock.read import Found, Limits, find
from foreshock.read.archives import archive_pages, records
from foreshock.read.columns import parquet_pages, row_groups
from foreshock.read.find import address_of, file_pages, files_in, pages_of
from foreshock.read.records import record_pages
from foreshock.read.unpack import GZIP, opened
from foreshock.run.plan import Page, page_of
from foreshock.store import Store

TOGETHER = 32  # pages in a shard, about
LARGEST = 64_000_000  # bytes that the members of a packed archive may come to before it is no longer cut
_BLOCK = 1 << 20
MOST_ROWS = 256  # of a Parquet file's row group that a worker takes at a time; a file of larger ones is taken apart here
STDIN = "-"
_ALONE = (".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".markdown")  # one file, one page
ARCHIVES, LINES, PARQUET = (".warc", ".warc.gz"), (".jsonl", ".ndjson"), ".parquet"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a file: its bytes (of a Parquet file, its row groups) from start to end (None: its end), and the records that come before."""

    path: str
    address: str
    start: int = 0
    end: int | None = None
    before: int = 0

    @property
    def whole(self) -> bool:
        """Whether it is the whole file."""
        return self.start == 0 and self.end is None


@dataclass(frozen=True, slots=True)
class Shard:
    """What one worker reads at a time: pages in hand, or stretches that it opens itself; fingerprints of what need not be read again."""

    pages: tuple[Page, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    seen: frozenset[str] = frozenset()

    def found(self) -> Iterator[Page]:
        """→ its pages; those that were seen carry nothing to be read."""
        yield from self.pages
        for stretch in self.stretches:
            for found in _opened(stretch):
                yield page_of(found, lambda _, fingerprint: fingerprint in self.seen)


def shards(store: Store, paths: Sequence[str], root: Path) -> Iterator[Shard]:
    """Open store, paths (files, folders, "-", addresses that fsspec knows), folder that addresses are relative to → the shards in order."""
    single: list[Stretch] = []
    for file in _files(paths, root):
        if isinstance(file, UnreadablePage):
            yield Shard((Page(file.address, reason=file.reason),))
            continue
        path, address = file
        if path.lower().endswith(_ALONE):
            single.append(Stretch(path, address))
            if len(single) == TOGETHER:
                yield _together(store, single)
                single = []
        else:
            yield from _of_file(store, path, address, root)
    if single:
        yield _together(store, single)


def _together(store: Store, single: Sequence[Stretch]) -> Shard:
    return Shard(stretches=tuple(single), seen=frozenset().union(*(store.seen_within(s.address) for s in single)))


def _of_file(store: Store, path: str, address: str, root: Path) -> Iterator[Shard]:
    """A file that may hold many pages → its stretches, and then pages in hand for what could not be cut."""
    rest = Stretch(path, address)
    if path != STDIN:
        seen = store.seen_within(address)
        for stretch, held in _cut(path, address):
            yield Shard(stretches=(stretch,), seen=seen)
            rest = replace(stretch, start=stretch.end or 0, end=None, before=stretch.before + held)
    found = find([STDIN], root) if path == STDIN else _opened(rest)
    pages = (page_of(f, store.seen) for f in found)
    while some := tuple(islice(pages, TOGETHER)):
        yield Shard(some)


def _files(paths: Sequence[str], root: Path) -> Iterator[tuple[str, str] | UnreadablePage]:
    """Paths → each file in them, and the address that it gives its pages."""
    for path in paths:
        if path == STDIN:
            yield STDIN, STDIN
        elif "://" in path:
            yield from ((url, url) for url in _listed(path))
        else:
            for file in files_in(Path(path)):
                yield file if isinstance(file, UnreadablePage) else (os.path.abspath(file), address_of(file, root))


def _listed(url: str) -> list[str]:
    """An address with a scheme (s3://bucket/day/*.warc.gz), a file, a folder or a pattern → the files there, in order."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise Missing(f"{url}: reading from there needs fsspec. Install it: pip install 'foreshock[dask]'") from None
    try:
        system, path = url_to_fs(url)
        found = system.glob(path) if "*" in path else system.find(path) if system.isdir(path) else [path]
        return sorted(str(system.unstrip_protocol(f)) for f in found)
    except (OSError, ImportError, ValueError) as error:
        raise BadInput(f"{url}: {error}. Name a place that fsspec can open; some need a package of their own (s3fs, gcsfs).") from None


@contextmanager
def _source(path: str) -> Iterator[BinaryIO]:
    if "://" not in path:
        with open(path, "rb") as file:
            yield file
        return
    import fsspec

    with fsspec.open(path, "rb") as remote:
        yield remote


def _opened(stretch: Stretch) -> Iterator[Found]:
    """A stretch → its pages, opened where we are; what goes wrong is given as its last."""
    limits = Limits()
    if stretch.whole and "://" not in stretch.path:
        yield from file_pages(Path(stretch.path), stretch.address, limits)
        return
    try:
        with _source(stretch.path) as source:
            yield from _pages(source, stretch, limits)
    except UnreadablePage as error:
        yield error
    except OSError as error:
        yield UnreadablePage(stretch.address, f"cannot be opened ({error.strerror or error}). Check its permissions.")


def _pages(source: BinaryIO, stretch: Stretch, limits: Limits) -> Iterator[Found]:
    path, address = stretch.path.lower(), stretch.address
    if stretch.whole:
        yield from pages_of(source, address, Path(path).name, limits)
    elif path.endswith(PARQUET):
        yield from parquet_pages(source, address, limits, range(stretch.start, stretch.end or 0), stretch.before)
    else:
        source.seek(stretch.start)
        held = io.BytesIO(source.read() if stretch.end is None else source.read(stretch.end - stretch.start))
        stream, _ = opened(held, address, limits)
        of = record_pages if path.endswith(LINES) else archive_pages
        yield from of(stream, address, limits, stretch.before)


Cut = Iterator[tuple[int, int, int]]  # start, end, records in it


def _cut(path: str, address: str) -> Iterator[tuple[Stretch, int]]:
    """A file → stretches of it, from its beginning on without a gap, and how many records each holds; nothing where it cannot be cut."""
    before = 0
    try:
        with _source(path) as source:
            for start, end, held in _cuts(source, path.lower()):
                yield Stretch(path, address, start, end, before), held
                before += held
    except OSError:
        return  # whoever reads the rest is told why it cannot be opened


def _cuts(source: BinaryIO, name: str) -> Cut:
    head = source.read(64)
    source.seek(0)
    if name.endswith(PARQUET):
        return _row_groups(source)
    if name.endswith(ARCHIVES) and head.startswith(GZIP):
        return _members(source)
    if name.endswith(ARCHIVES) and head.startswith(b"WARC/"):
        return _records(source)
    return _lines(source) if name.endswith(LINES) and head.startswith(b"{") else iter(())


def _row_groups(source: BinaryIO) -> Cut:
    """A Parquet file → its row groups, where none is too large for one worker at a time."""
    held = row_groups(source)
    if max(held, default=0) <= MOST_ROWS:
        yield from ((n, n + 1, rows) for n, rows in enumerate(held))


def _lines(source: BinaryIO) -> Cut:
    """A file of lines → stretches of so many lines."""
    start = at = lines = 0
    while line := source.readline(_BLOCK):
        at, lines = at + len(line), lines + line.endswith(b"\n")
        if lines == TOGETHER:
            yield start, at, lines
            start, lines = at, 0
    if at > start:
        yield start, at, lines


def _records(source: BinaryIO) -> Cut:
    """A plain archive → stretches of so many records, up to the first that is damaged."""
    start = held = 0
    for record in records(source, Limits()):
        if isinstance(record, str):
            return
        held += 1
        if held == TOGETHER:
            yield start, source.tell(), held
            start, held = source.tell(), 0
    if held:
        yield start, source.tell(), held


def _members(source: BinaryIO) -> Cut:
    """An archive packed record by record, as the standard has it → stretches of so many records, up to the first that is damaged."""
    start = end = held = 0
    for end, member in _unpacked(source):
        told = list(records(io.BytesIO(member), Limits()))
        if not member.startswith(b"WARC/") or not member.endswith(b"\r\n\r\n") or any(isinstance(r, str) for r in told):
            return
        held += len(told)
        if held >= TOGETHER:
            yield start, end, held
            start, held = end, 0
    if held:
        yield start, end, held


def _unpacked(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """A gzip file of several members → each, unpacked, with the offset at which it ends; it stops before what is damaged or too large."""
    packed, at = b"", 0
    while True:
        member, data = zlib.decompressobj(wbits=31), bytearray()
        while not member.eof:
            packed = packed or source.read(_BLOCK)
            if not packed:
                return
            try:
                data += member.decompress(packed, LARGEST + 1 - len(data))
            except zlib.error:
                return
            left = member.unused_data if member.eof else member.unconsumed_tail
            at, packed = at + len(packed) - len(left), left
            if len(data) > LARGEST:
                return
        yield at, bytes(data)
