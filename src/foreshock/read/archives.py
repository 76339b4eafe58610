"""A WARC stream → its pages: responses and resources that hold text; what cannot be read is named."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from fastwarc import ArchiveIterator, WarcRecordType

from foreshock.errors import UnreadablePage
from foreshock.read.decode import storable
from foreshock.read.feeds import feed_pages, is_feed
from foreshock.read.raw import Format, Found, Limits, RawPage
from foreshock.read.unpack import GZIP, whole

_KINDS: dict[str, Format] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "text", "text/markdown": "markdown", "text/x-markdown": "markdown",
}  # fmt: skip
_FEEDS = {f"application/{x}" for x in ("rss+xml", "atom+xml", "rdf+xml", "xml", "rss", "atom")} | {"text/xml"}
_WANTED = (b"response", b"resource", b"revisit", b"conversion")
_GARBLED = (ValueError, RuntimeError, OSError, EOFError, UnicodeError)
LONGEST_HEAD = 65_536  # bytes of one record's headers
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^warc-type[ \t]*:[ \t]*([a-z]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


def archive_pages(stream: BinaryIO, address: str, limits: Limits, first: int = 0) -> Iterator[Found]:
    """WARC bytes (already unpacked), how many records come before them → their pages in order; pictures, scripts and redirects are none.

    The records are cut apart here and parsed by fastwarc one at a time, so that a damaged one costs only itself.
    """
    count = first
    for raw in records(stream, limits):
        count += 1
        if count > limits.records:
            yield UnreadablePage(address, f"holds more than {limits.records:,} records; the rest was left. Raise Limits.records.")
            return
        if isinstance(raw, str):
            yield UnreadablePage(f"{address}#record-{count}", raw)
            continue
        try:
            record = next(iter(ArchiveIterator(io.BytesIO(raw), parse_http=True, auto_decode="all", strict_mode=False)), None)
            found = list(_pages(record, address, count, limits)) if record is not None else []
        except _GARBLED as error:
            yield UnreadablePage(f"{address}#record-{count}", f"the record is damaged ({error}). Fetch the page again.")
        except UnreadablePage as error:
            yield error
        else:
            yield from found
    if not count:
        yield UnreadablePage(address, "holds no WARC record with a page. Check that the file is whole.")


def records(stream: BinaryIO, limits: Limits) -> Iterator[bytes | str]:
    """WARC bytes → each record that may hold a page, or the reason why it cannot be used; the search goes on at the next."""
    stray = False
    while line := stream.readline(LONGEST_HEAD):
        if not line.startswith(b"WARC/"):
            if line.strip() and not stray:
                yield "bytes that belong to no record were passed over. Fetch the archive again."
            stray = stray or bool(line.strip())
            continue
        stray = False
        head = [line]
        while (line := stream.readline(LONGEST_HEAD)).strip() and sum(map(len, head)) < LONGEST_HEAD:
            head.append(line)
        top = b"".join(head)
        length, kind = _LENGTH.search(top), _TYPE.search(top)
        if length is None or kind is None or line.strip():
            yield "the record's headers are damaged (no type or length). Fetch the page again."
            stray = True
            continue
        yield from _block(stream, top, int(length[1]), kind[1].lower() in _WANTED, limits)


def _block(stream: BinaryIO, top: bytes, size: int, wanted: bool, limits: Limits) -> Iterator[bytes | str]:
    if not wanted or size > limits.page_bytes + LONGEST_HEAD:
        left = size
        while left > 0 and (skipped := stream.read(min(left, 1 << 20))):
            left -= len(skipped)
        if wanted:
            yield f"is {size:,} bytes long, the limit for a page is {limits.page_bytes:,}. Raise Limits.page_bytes."
        return
    block = stream.read(size)
    if len(block) == size:
        yield top + b"\r\n" + block + b"\r\n\r\n"
        return
    yield f"the record ends after {len(block):,} of {size:,} bytes. Fetch the page again."
    within = block.find(b"\r\n\r\nWARC/1.")
    if within >= 0:  # its length was wrong: the records it swallowed
        yield from records(io.BytesIO(block[within + 4 :]), limits)


def _member(record: Any, address: str, count: int) -> str:
    told = _header(record, "WARC-Record-ID") or f"record-{count}"
    return f"{address}#{told.strip('<>').removeprefix('urn:uuid:')}"


def _header(record: Any, key: str) -> str | None:
    try:
        value = record.headers.get(key)
    except UnicodeError:
        return None
    return storable(str(value)).strip() if value else None


def _pages(record: Any, address: str, count: int, limits: Limits) -> Iterator[Found]:
    """A record → its page, or those of the feed that it holds.

    An entry's address is that of its feed with the entry's own id: the same entry fetched again is the same page. One without a date
    of its own is bounded by the day of the crawl.
    """
    page = _page(record, address, count, limits)
    if isinstance(page, RawPage) and isinstance(page.body, bytes) and is_feed(page.body):
        for entry in feed_pages(page.body, page.url or page.address, limits):
            undated = isinstance(entry, RawPage) and not entry.published.known
            yield replace(entry, retrieved=page.retrieved) if isinstance(entry, RawPage) and undated else entry
    elif page is not None:
        yield page


def _page(record: Any, address: str, count: int, limits: Limits) -> Found | None:
    member = _member(record, address, count)
    url = (_header(record, "WARC-Target-URI") or "").strip("<>") or None
    if record.record_type == WarcRecordType.revisit:
        refers = _header(record, "WARC-Refers-To-Date") or "an earlier crawl"
        return UnreadablePage(member, f"is a revisit of {url}: its page is in the record of {refers}. Read that archive too.")
    status = (record.http_headers.status_code or 200) if record.is_http and record.http_headers is not None else 200
    kind = (record.http_content_type if record.is_http else _header(record, "Content-Type")) or ""
    kind = kind.split(";")[0].strip().lower()
    form = _KINDS.get(kind)
    if 300 <= status < 400 or (kind and form is None and kind not in _FEEDS):
        return None
    if status >= 400:
        return UnreadablePage(member, f"the server answered {status} for {url}. Fetch the page again.")
    body = whole(record.reader, member, limits)
    if body.startswith(GZIP):
        return UnreadablePage(member, "is packed in a way that its headers do not tell. Fetch the page again.")
    if kind in _FEEDS and not is_feed(body):
        return None  # some other XML
    charset = record.http_charset if record.is_http else None
    when = record.record_date
    return RawPage(member, form or "html", body, url=url, retrieved=when.date() if when else None, charset=charset)
