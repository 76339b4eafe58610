"""Paths → the pages in them: files, folders, feeds, archives, JSON lines, packed or not, and standard input."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

from foreshock.errors import UnreadablePage
from foreshock.read.archives import archive_pages
from foreshock.read.decode import foreign
from foreshock.read.feeds import feed_pages, is_feed
from foreshock.read.raw import Found, Limits, RawPage
from foreshock.read.records import record_pages
from foreshock.read.unpack import opened, whole

Kind = Literal["html", "text", "markdown", "feed", "warc", "records"]
_SUFFIXES: dict[str, Kind] = {
    ".html": "html", ".htm": "html", ".xhtml": "html", ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown",
    ".jsonl": "records", ".ndjson": "records", ".rss": "feed", ".atom": "feed", ".warc": "warc",
}  # fmt: skip
# What lies beside saved pages; in a folder these are passed over, named one by one they are reported.
_BESIDE = frozenset({
    ".css", ".js", ".mjs", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".webp", ".woff", ".woff2", ".ttf", ".eot",
    ".map", ".mp3", ".mp4", ".json", ".yaml", ".yml", ".tsv", ".csv", ".duckdb", ".wal", ".lock", ".py", ".pyc", ".toml",
})  # fmt: skip
_MARKS = {
    "records": re.compile(rb"^.*\S.*$"),
    "feed": re.compile(rb"<(?:item|entry)[\s>]"),
    "warc": re.compile(rb"^WARC-Type:\s*(?:response|resource|revisit|conversion)\s*$", re.IGNORECASE),
}
PARQUET = b"PAR1"
COUNTED = 200_000_000  # bytes of one file that are looked through to count its pages
STDIN_MEMORY = 16_000_000  # bytes of standard input kept in memory; the rest waits in a temporary file


def find(paths: Sequence[str], root: Path, limits: Limits | None = None) -> Iterator[Found]:
    """Paths ("-" is standard input), the folder that addresses are relative to → pages in a steady order.

    What cannot be read is given as UnreadablePage in its place, so that the others go on.
    """
    limits = limits or Limits()
    for path in paths:
        if path == "-":
            yield from _stdin(sys.stdin.buffer, limits)
            continue
        for file in files_in(Path(path)):
            if isinstance(file, UnreadablePage):
                yield file
            else:
                yield from file_pages(file, address_of(file, root), limits)


def count(paths: Sequence[str]) -> int | None:
    """Paths → about how many pages there are, for progress; None where telling would take long (large archives, "-").

    An archive's pictures and redirects are counted though they are no pages.
    """
    total = 0
    for path in paths:
        if path == "-":
            return None
        for file in files_in(Path(path)):
            many = 1 if isinstance(file, UnreadablePage) else _many(file)
            if many is None:
                return None
            total += many
    return total


def _many(file: Path) -> int | None:
    """A file → its pages; one where it cannot be opened, None where it is too large to look through."""
    if _SUFFIXES.get(file.suffix.lower()) in {"html", "text", "markdown"}:
        return 1
    limits = Limits(unpacked_bytes=COUNTED)
    try:
        state = file.stat()
        if not stat.S_ISREG(state.st_mode):
            return 1
        if file.suffix.lower() == ".parquet":
            from foreshock.read.columns import row_groups

            with file.open("rb") as source:
                return sum(row_groups(source)) or 1
        with file.open("rb") as source, opened(source, "", limits)[0] as stream:
            mark = _MARKS.get(_kind(file.name, stream.peek(8192)[:8192]))
            if mark is None:
                return 1
            return None if state.st_size > COUNTED else sum(len(mark.findall(line)) for line in stream)
    except OSError:
        return 1
    except UnreadablePage as error:
        return None if "more than" in error.reason else 1


def address_of(file: Path, root: Path) -> str:
    """A file → its path relative to the root, with forward slashes; bytes that are no UTF-8 are written as \\xNN."""
    try:
        relative = os.path.relpath(file, root)
    except ValueError:  # another drive
        relative = os.path.abspath(file)
    return Path(relative).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def files_in(path: Path) -> Iterator[Path | UnreadablePage]:
    """A path → the files in it, sorted, hidden ones left out; a link that leads back into itself is followed once."""
    if not path.is_dir():
        yield path
        return
    visited: set[tuple[int, int]] = set()
    for folder, names, files in os.walk(path, followlinks=True, onerror=None):
        try:
            state = os.stat(folder)
        except OSError:
            names.clear()
            continue
        if (state.st_dev, state.st_ino) in visited:
            names.clear()
            continue
        visited.add((state.st_dev, state.st_ino))
        names[:] = sorted(n for n in names if not n.startswith("."))
        for file in sorted(files):
            if not file.startswith(".") and Path(file).suffix.lower() not in _BESIDE:
                yield Path(folder) / file


def file_pages(file: Path, address: str, limits: Limits) -> Iterator[Found]:
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # opening a pipe would wait for ever
            yield UnreadablePage(address, "is neither a file nor a folder. Name a file.")
            return
        with file.open("rb") as source:
            yield from pages_of(source, address, file.name, limits)
    except FileNotFoundError:
        yield UnreadablePage(address, "does not exist. Check the path.")
    except (PermissionError, OSError) as error:
        yield UnreadablePage(address, f"cannot be opened ({error.strerror or error}). Check its permissions.")


def _stdin(source: BinaryIO, limits: Limits) -> Iterator[Found]:
    """Standard input is kept until it ends: its address is its digest."""
    digest, size = hashlib.sha256(), 0
    with tempfile.SpooledTemporaryFile(max_size=STDIN_MEMORY) as kept:
        while block := source.read(1 << 20):
            size += len(block)
            if size > limits.unpacked_bytes:
                yield UnreadablePage("stdin", f"gives more than {limits.unpacked_bytes:,} bytes. Save it to files.")
                return
            digest.update(block)
            kept.write(block)
        kept.seek(0)
        yield from pages_of(kept, f"stdin:{digest.hexdigest()[:12]}", "", limits)  # type: ignore[arg-type]


def pages_of(source: BinaryIO, address: str, name: str, limits: Limits) -> Iterator[Found]:
    """An open file → its pages; what goes wrong on the way is given as its last."""
    try:
        head = source.read(64)
        source.seek(0)
        if head.startswith(PARQUET):
            from foreshock.read.columns import parquet_pages  # here: pyarrow is slow to load

            yield from parquet_pages(source, address, limits)
            return
        if what := foreign(head):
            raise UnreadablePage(address, f"is {what[0]}, not a page. {what[1]}.")
        stream, _ = opened(source, address, limits)
        with stream:
            start = stream.peek(8192)[:8192]
            if (what := foreign(start)) is not None:
                raise UnreadablePage(address, f"packs {what[0]}, not a page. {what[1]}.")
            kind = _kind(name, start)
            if kind == "warc":
                yield from archive_pages(stream, address, limits)
            elif kind == "records":
                yield from record_pages(stream, address, limits)
            else:
                body = whole(stream, address, limits)
                yield from feed_pages(body, address, limits) if kind == "feed" else [RawPage(address, kind, body)]
    except UnreadablePage as error:
        yield error


def _kind(name: str, start: bytes) -> Kind:
    """A file's name and first bytes → what it is; the name decides where it says, the bytes where it does not.

    >>> _kind("a.md", b"# Talks"), _kind("feed.xml", b"<?xml version='1.0'?><rss>"), _kind("-", b'{"text": "Talks"}')
    ('markdown', 'feed', 'records')
    """
    named = _SUFFIXES.get(Path(name.lower().removesuffix(".gz")).suffix)
    return named or _sniffed(start)


def _sniffed(start: bytes) -> Kind:
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().replace(b"\x00", b"")
    if text.startswith(b"WARC/"):
        return "warc"
    if text.startswith(b"{"):
        return "records"
    if is_feed(text):
        return "feed"
    if re.match(rb"<(?:!doctype|html|head|body|\?xml|!--|div|p|article|section|h\d|table|span|pre)\b|<!--", text, re.IGNORECASE):
        return "html"
    if re.search(rb"<(?:html|head|body|title|meta|article)[\s>]", text, re.IGNORECASE):
        return "html"
    return "text"
