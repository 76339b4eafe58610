"""The packaged example → a folder of pages as they come in life: blogs with comments, a feed, a WARC, JSON lines, plain text.

Facts from history (Iraq and Syria, 2014 to 2020), sentences our own, publishers and authors invented. The texts stand once, in
`corpus_*.txt`; the pages are made from them, the same bytes every time.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment of the example."""

    author: str
    posted: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the example: what it is packed as, its metadata, paragraphs and comments."""

    id: str
    packed_as: str
    genre: str
    publisher: str
    day: date
    title: str
    author: str | None
    paragraphs: tuple[str, ...]
    comments: tuple[Comment, ...]

    @property
    def url(self) -> str:
        """→ an address under example.org that says the day, as news sites do."""
        return f"https://example.org/{self.day:%Y/%m/%d}/{self.id}"


def corpus() -> tuple[Page, ...]:
    """→ the pages of the example, in the order of the files."""
    found: list[Page] = []
    for name in ("corpus_2014_2016.txt", "corpus_2017_2020.txt"):
        text = (files("foreshock.demo") / name).read_text(encoding="utf-8")
        found += (_page(block) for block in text.split("\n=== ")[1:])
    return tuple(found)


def _page(block: str) -> Page:
    head, _, rest = block.partition("\n\n")
    first, *lines = head.splitlines()
    told = dict(line.split(": ", 1) for line in lines)
    body, *comments = rest.split("\n--- comment ")
    return Page(
        first.strip(), told["as"], told["genre"], told["publisher"], date.fromisoformat(told["date"]), told["title"],
        told.get("author"), tuple(p.strip() for p in body.split("\n\n") if p.strip()), tuple(_comment(c) for c in comments),
    )


def _comment(block: str) -> Comment:
    head, _, text = block.partition("\n")
    author, _, posted = head.partition(" | ")
    return Comment(author, datetime.fromisoformat(posted), text.strip())


def unpack(folder: Path) -> Path:
    """A folder (made if needed) → the same, holding the example's pages, feed, archive and JSON lines."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = corpus()
    for page in pages:
        if page.packed_as in ("wordpress", "html5", "interview"):
            (folder / f"{page.id}.html").write_text(_html(page), encoding="utf-8", newline="\n")
        elif page.packed_as == "press":
            (folder / f"{page.id}.txt").write_text(_text(page), encoding="utf-8", newline="\n")
    (folder / "tigris-wire.jsonl").write_text("".join(_lines(pages)), encoding="utf-8", newline="\n")
    (folder / "tigris-wire.rss").write_text(_feed(pages), encoding="utf-8", newline="\n")
    (folder / "archive.warc.gz").write_bytes(_warc(pages))
    return folder


def _paragraphs(page: Page) -> str:
    return "\n".join(f"<p>{escape(p)}</p>" for p in page.paragraphs)


def _html(page: Page) -> str:
    kind = {"analysis": "AnalysisNewsArticle", "interview": "NewsArticle"}.get(page.genre, "ReportageNewsArticle")
    linked = {"@context": "https://schema.org", "@type": kind, "headline": page.title, "datePublished": page.day.isoformat(),
              "publisher": {"@type": "Organization", "name": page.publisher}, "articleSection": page.genre.capitalize(),
              **({"author": {"@type": "Person", "name": page.author}} if page.author else {})}
    by = f'By <span class="author">{escape(page.author)}</span> on ' if page.author else ""
    comments = ""
    if page.comments:
        count = "One Response" if len(page.comments) == 1 else f"{len(page.comments)} Responses"
        items = "".join(
            f'<li class="comment"><div class="comment-head"><span class="name">{escape(c.author)}</span> '
            f'<time datetime="{c.posted.isoformat()}">{c.posted:%d %B %Y at %H:%M}</time></div>'
            f'<div class="comment-entry"><p>{escape(c.text)}</p></div></li>' for c in page.comments
        )
        comments = f'<div id="comments"><h3>{count} to <em>{escape(page.title)}</em></h3><ol class="commentlist">{items}</ol></div>'
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(page.title)} | {escape(page.publisher)}</title>'
        f'<link rel="canonical" href="{page.url}"><script type="application/ld+json">{json.dumps(linked)}</script></head><body>'
        f'<nav><a href="/">{escape(page.publisher)}</a> <a href="/about">About us</a></nav><article><h1>{escape(page.title)}</h1>'
        f'<p class="meta">{by}<time datetime="{page.day.isoformat()}">{page.day:%d %B %Y}</time></p>'
        f"<div class=\"entry\">{_paragraphs(page)}</div></article>{comments}<footer>All rights with {escape(page.publisher)}.</footer>"
        "</body></html>\n"
    )


def _text(page: Page) -> str:
    return "\n\n".join((page.title, f"{page.publisher}\n{page.day:%d %B %Y}", *page.paragraphs)) + "\n"


def _lines(pages: tuple[Page, ...]) -> Iterator[str]:
    for page in pages:
        if page.packed_as == "jsonl":
            row = {"id": page.id, "url": page.url, "title": page.title, "published": page.day.isoformat(), "author": page.publisher,
                   "text": "\n\n".join(page.paragraphs)}
            yield json.dumps(row, ensure_ascii=False) + "\n"


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)


def _feed(pages: tuple[Page, ...]) -> str:
    items = "".join(
        f"<item><title>{escape(p.title)}</title><link>{p.url}</link><guid>{p.url}</guid><pubDate>{format_datetime(_noon(p.day))}</pubDate>"
        f"<content:encoded><![CDATA[{_paragraphs(p)}]]></content:encoded></item>" for p in pages if p.packed_as == "feed"
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Tigris Wire</title><link>https://example.org/</link><description>News</description>{items}</channel></rss>\n"
    )


def _warc(pages: tuple[Page, ...]) -> bytes:
    """Pages → a WARC 1.1 of response records, each gzipped by itself; the crawl came a day after the page."""
    out = io.BytesIO()
    for page in pages:
        if page.packed_as == "warc":
            body = _html(page).encode()
            response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\n"
                f"WARC-Record-ID: <urn:foreshock:{page.id}>\r\nWARC-Target-URI: {page.url}\r\n"
                f"WARC-Date: {_noon(page.day) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(response)}\r\n\r\n"
            ).encode()
            out.write(gzip.compress(head + response + b"\r\n\r\n", mtime=0))
    return out.getvalue()
