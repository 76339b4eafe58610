"""Feeds, a folder → each asked once, politely; what is new lies in the folder as WARC, what was learned in its `state.json`.

In this order for each feed: ask, archive what came, note what was learned. A kill between two of them costs at most that one is asked
again; what was archived is read by the next run, whether or not the note was made.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal

from foreshock.errors import NotFetched
from foreshock.follow import archive
from foreshock.follow.fetch import Answer
from foreshock.follow.opml import Feed
from foreshock.follow.polite import Polite
from foreshock.follow.state import Known, State

What = Literal["new", "unchanged", "waiting", "failed"]
LONGEST_WAIT = timedelta(days=7)  # a Retry-After beyond this is cut to it
DEFAULT_WAIT = timedelta(hours=1)  # after 429 or 503 without a Retry-After
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of one feed, in a word and in a sentence."""

    feed: Feed
    what: What
    told: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of all feeds, and how many pages the store took in."""

    feeds: tuple[Followed, ...]
    stored: int
    unreadable: tuple[str, ...]


def follow(
    feeds: Sequence[Feed], folder: Path, polite: Polite, clock: Callable[[], datetime], told: Callable[[Followed], None] = lambda f: None,
) -> tuple[Followed, ...]:
    """Feeds, the archive's folder, a polite way to ask, a clock → what came of each; `told` hears of each as soon as it is done."""
    state = State.load(folder / "state.json")
    found = []
    for feed in feeds:
        known = state.feeds.get(feed.url, Known())
        one, state.feeds[feed.url] = _followed(feed, known, folder, polite, clock)
        state.save(folder / "state.json")
        found.append(one)
        told(one)
    return tuple(found)


def _followed(feed: Feed, known: Known, folder: Path, polite: Polite, clock: Callable[[], datetime]) -> tuple[Followed, Known]:
    now = clock()
    if known.gone:
        return Followed(feed, "failed", "the server said that it is gone for good. Take it off the list."), known
    if known.not_before and now < datetime.fromisoformat(known.not_before):
        return Followed(feed, "waiting", f"asked not to be asked before {known.not_before}"), known
    headers = {"Accept": ACCEPT}
    headers |= {"If-None-Match": known.etag} if known.etag else {}
    headers |= {"If-Modified-Since": known.modified} if known.modified else {}
    try:
        answer = polite.ask(feed.url, headers)
    except NotFetched as error:
        return Followed(feed, "failed", str(error)), replace(known, asked=_iso(now))
    return _judged(feed, replace(known, asked=_iso(now), not_before=""), answer, folder, now)


def _judged(feed: Feed, known: Known, answer: Answer, folder: Path, now: datetime) -> tuple[Followed, Known]:
    """A feed and its answer → what came of it, what is known now."""
    if answer.status == 304:
        return Followed(feed, "unchanged", "not modified"), known
    if answer.status in (429, 503):
        until = _iso(now + _wait(answer.headers.get("retry-after", ""), now))
        told = f"the server answered {answer.status}; it is not asked before {until}"
        return Followed(feed, "waiting", told), replace(known, not_before=until)
    if answer.status == 410:
        return Followed(feed, "failed", "the server answered 410: it is gone for good. Take it off the list."), replace(known, gone=True)
    if answer.status != 200:
        return Followed(feed, "failed", f"the server answered {answer.status}. Check the address."), known
    learned = replace(
        known, etag=_header(answer, "etag"), modified=_header(answer, "last-modified"), sha256=hashlib.sha256(answer.body).hexdigest())
    if learned.sha256 == known.sha256:
        return Followed(feed, "unchanged", "the same as before"), learned
    archive.write(answer, now, folder / archive.name(feed.url, now))
    moved = "" if answer.url == feed.url else f", from {answer.url}"
    return Followed(feed, "new", f"{len(answer.body):,} bytes{moved}"), learned


def _header(answer: Answer, name: str) -> str:
    """Answer, header → its value where it can be sent back as it is."""
    value = answer.headers.get(name, "")
    return value if len(value) <= 500 and value.isprintable() else ""


def _wait(told: str, now: datetime) -> timedelta:
    """Retry-After (seconds or a date) → how long to wait, within reason.

    >>> _wait("120", datetime(2020, 1, 1, tzinfo=UTC)), _wait("soon", datetime(2020, 1, 1, tzinfo=UTC))
    (datetime.timedelta(seconds=120), datetime.timedelta(seconds=3600))
    """
    if told.strip().isdigit():
        return timedelta(seconds=min(int(told.strip()[:9]), LONGEST_WAIT.total_seconds()))
    try:
        until = parsedate_to_datetime(told)
    except (ValueError, TypeError):
        return DEFAULT_WAIT
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(0)), LONGEST_WAIT)


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")


def unread(folder: Path) -> list[list[Path]]:
    """The archive's folder → files not yet read into the store, in rounds: of one feed an older file before a newer one."""
    last = State.load(folder / "state.json").read_until
    rounds: dict[int, list[Path]] = defaultdict(list)
    seen: dict[str, int] = defaultdict(int)
    for path in sorted(folder.glob("*.warc.gz")):
        if path.name > last:
            feed = path.name.partition("-")[2]
            rounds[seen[feed]].append(path)
            seen[feed] += 1
    return [rounds[n] for n in sorted(rounds)]


def note_read(folder: Path, until: str) -> None:
    """The archive's folder, name of its last file → noted that all up to it are in the store."""
    state = State.load(folder / "state.json")
    state.read_until = max(until, state.read_until)
    state.save(folder / "state.json")
