"""An RSS or Atom feed → its entries, each a page."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from xml.sax import SAXException

import feedparser

from foreshock.errors import UnreadablePage
from foreshock.read.dates import iso_date, moment
from foreshock.read.decode import storable
from foreshock.read.facts import clean
from foreshock.read.raw import Found, Limits, RawPage
from foreshock.types import UNKNOWN, When

_GARBLED = (SAXException, ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError)


def is_feed(start: bytes) -> bool:
    """First bytes of a file → whether it is a feed.

    >>> is_feed(b"<?xml version='1.0'?><rss>"), is_feed(b"<html><body><feed>")
    (True, False)
    """
    told = start[:8192].replace(b"\x00", b"")[:4096]
    return bool(re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", told)) and not re.search(rb"<html[\s>]", told, re.IGNORECASE)


def feed_pages(body: bytes, address: str, limits: Limits) -> Iterator[Found]:
    """Bytes of a feed → its entries. Entities that a feed declares itself are refused: they can fetch files or explode."""
    if re.search(rb"<!ENTITY", body, re.IGNORECASE):
        why = "declares XML entities of its own, which can fetch files or explode; it was not parsed. Remove its DOCTYPE."
        yield UnreadablePage(address, why)
        return
    try:
        feed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except _GARBLED as error:
        yield UnreadablePage(address, f"is a feed too malformed to read ({type(error).__name__}). Fetch it again.")
        return
    if not feed.entries:
        why = feed.get("bozo_exception")
        yield UnreadablePage(address, f"is a feed without entries{f' ({why})' if why else ''}. Fetch it again.")
        return
    publisher = clean(feed.feed.get("title"), 200)
    seen: set[str] = set()
    for entry in feed.entries[: limits.records]:
        member = _member(entry, address, seen)
        yield _page(entry, member, publisher)
    if len(feed.entries) > limits.records:
        yield UnreadablePage(address, f"holds more than {limits.records:,} entries; the rest was left. Raise Limits.records.")


def _member(entry: Any, address: str, seen: set[str]) -> str:
    """An entry → its address: the feed's and the entry's own id, link, or a digest of what it says."""
    own = clean(entry.get("id") or entry.get("link"), 300)
    own = own or hashlib.sha256(storable(repr(sorted((k, str(v)) for k, v in entry.items()))).encode()).hexdigest()[:12]
    count, tried = 1, own
    while tried in seen:
        count += 1
        tried = f"{own}~{count}"
    seen.add(tried)
    return f"{address}#{tried}"


def _page(entry: Any, member: str, publisher: str | None) -> Found:
    content = next((c for c in entry.get("content", ()) if str(c.get("value", "")).strip()), None) or entry.get("summary_detail") or {}
    body = storable(str(content.get("value") or entry.get("summary") or ""))
    if not body.strip():
        return UnreadablePage(member, "the entry has a title but no text. Read the page that it links to.")
    authors = [a.get("name") for a in entry.get("authors", ()) if a.get("name")] or [entry.get("author")]
    plain = content.get("type") == "text/plain" and not re.search(r"<[a-zA-Z]", body)
    return RawPage(
        member, "text" if plain else "html", body, url=clean(entry.get("link"), 2000), title=clean(entry.get("title")),
        authors=tuple(a for x in authors[:20] if (a := clean(x, 200))), publisher=publisher, published=_when(entry), fragment=True,
    )  # fmt: skip


def _when(entry: Any) -> When:
    """An entry → its date as printed (with its own clock), else as feedparser understood it (UTC)."""
    printed = str(entry.get("published") or entry.get("updated") or "")
    when = iso_date(printed, "feed")
    if when.known:
        return when
    try:
        return moment(parsedate_to_datetime(printed), "feed")
    except (ValueError, TypeError, IndexError, OverflowError):
        parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    try:
        return moment(datetime(*tuple(parsed)[:5]), "feed") if parsed else UNKNOWN
    except (ValueError, TypeError, OverflowError):
        return UNKNOWN
