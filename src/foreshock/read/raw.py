"""Nothing → `RawPage` (a page's bytes and what its container told of it) and `Limits` (how much is taken in)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from foreshock.errors import UnreadablePage
from foreshock.types import UNKNOWN, When

Format = Literal["html", "text", "markdown", "record"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a hostile world is let in.

    `page_bytes` bounds one page, `text` the characters that it prints, white space apart (a novel has 500,000; each costs
    time and memory), `unpacked_bytes` what one file may unpack to, `ratio` unpacked over packed bytes (a page of text
    packs 5 to 20 times, a bomb 1,000 times), `records` the pages of one feed, archive or JSON lines file.
    """

    page_bytes: int = 20_000_000
    text: int = 1_000_000
    unpacked_bytes: int = 4_000_000_000
    ratio: int = 200
    records: int = 1_000_000


@dataclass(frozen=True, slots=True)
class RawPage:
    """One page before it is read: where it was found, its bytes (or the text of a record), what the container told.

    `charset` is what the server said; `fragment` that the markup is the article alone (a feed's content), without
    menus; `retrieved` the day of the crawl, which bounds the publication from above.
    """

    address: str
    format: Format
    body: bytes | str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: When = UNKNOWN
    retrieved: date | None = None
    charset: str | None = None
    fragment: bool = False


Found = RawPage | UnreadablePage
