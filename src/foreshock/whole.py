"""A desk → what concerns its store as a whole: its past, alerts, drawings, methods, lock; and a store made again from a lock."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from foreshock import __version__
from foreshock.corrected import opened
from foreshock.errors import BadInput, NotTheSame, UnknownName
from foreshock.lens import Asked, day, lens_of
from foreshock.store import Store, Table
from foreshock.types import Actor, Course, Lock, Tie

if TYPE_CHECKING:
    from foreshock.desk import Desk
    from foreshock.exchange.losses import Losses
    from foreshock.follow import Followed, Outcome
    from foreshock.forecast.record import Case
    from foreshock.graph.past import Past
    from foreshock.show.plots import Plot
    from foreshock.store.columnar import Stream
    from foreshock.watch import Watched

Day = date | str | None


def past(desk: Desk) -> Past:
    """Desk → all that its store holds, read once."""
    from foreshock.desk import cast_of
    from foreshock.graph.past import Past
    from foreshock.resolve.happenings import happenings

    with opened(desk.path) as store:
        cast = cast_of(store.actors(), store.roles())
        out = store.imported_out()
        imported = [(out[e.id], e) for e in store.imported_events()] if out else []
        return Past(store.documents(), store.event_mentions(), store.tie_mentions(), cast, store.roles(), happenings, imported)


def watch(desk: Desk, rules: str | PathLike[str], since: Day, as_of: Day) -> Watched:
    """Desk, a file of rules, first and last day → what fired."""
    from foreshock.watch import load, watch

    with opened(desk.path) as store:
        last = day(as_of, "as_of") or store.last_day() or date.min
        loaded = load(_bytes_of(rules), str(rules), partial(_known_actor, store))
    first = day(since, "since") or last
    if first > last:
        raise BadInput(f"--since {first} is after {last}, the last day watched. Give an earlier day.")
    return watch(loaded, past(desk), since=first, until=last)


def _known_actor(store: Store, name: str) -> str:
    """Store, an actor's id or name → its id: one whom the pages name, or whom they may yet name; UnknownName if the registry has none."""
    from foreshock.actors import show

    try:
        return store.find_actor(name).id
    except UnknownName:
        return show(name)[0].id


def _bytes_of(path: str | PathLike[str]) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Name a file that can be read.") from None


def plot_pair(desk: Desk, a: str, b: str, since: Day, until: Day) -> Plot:
    """Desk, two actors, first and last day → the events between them over time."""
    from foreshock.show import plots

    found = desk.events(pair=(a, b), since=since, until=until)
    return plots.timeline(past(desk).dated(found), f"{a} and {b}: {len(found)} events")


def plot_course(desk: Desk, a: str, b: str, since: Day, until: Day, most: int) -> Plot:
    """Desk, two actors, first and last day, how many days of news at most (the latest) → their course over time."""
    from foreshock.graph.courses import course
    from foreshock.show import plots

    with opened(desk.path) as store:
        pair = (store.find_actor(a).id, store.find_actor(b).id)
    all_of_it = past(desk)
    pictures = [all_of_it.picture(d) for d in all_of_it.days(day(since, "since"), day(until, "until"))[-most:]]
    scores = [(p.as_of, course(pair, p.ties, p.events, p.actors, as_of=p.as_of)) for p in pictures]
    return plots.course_over_time([(d, c.score if c else 0.0) for d, c in scores], f"{a} and {b}: course to confrontation")


def plot_calibration(desk: Desk, window: int, windows: int) -> Plot:
    """Desk, days ahead, how many windows to go back → what forecasts would have said then against what came."""
    from foreshock.forecast.record import told_and_came
    from foreshock.show import plots

    told = told_and_came(past(desk), window=window, windows=windows)
    return plots.calibration(told, f"{len(told):,} forecasts over {window} days")


def backtest(desk: Desk, since: Day, until: Day, window: int) -> list[Case]:
    """Desk, first and last day to forecast from, days ahead → every pair forecast on every `window`-th day, with what came."""
    from foreshock.forecast.record import backtest

    return backtest(past(desk), day(since, "from"), day(until, "to"), window)


def export_tables(desk: Desk, path: Path, format: str, with_ties: bool, asked: Asked) -> Losses:
    """Desk, folder, "csv" or "parquet", with ties and courses or not, what is asked → the tables, as the store streams them."""
    from foreshock.exchange import tables

    return tables.write_tables(_tables(desk, with_ties, asked), path, format)


def _tables(desk: Desk, with_ties: bool, asked: Asked) -> Iterator[Stream]:
    from foreshock import drawing
    from foreshock.desk import cast_of
    from foreshock.exchange.quoted import quoted
    from foreshock.exchange.tables import streamed

    with opened(desk.path) as store:
        lens = lens_of(asked, store.find_actor)
        cast, runs = cast_of(store.actors(), store.posts()), store.runs()
        made_here = lens.as_of is not None or store.imported_count() > 0  # such events stand in no table of the store as they are told
        for table in store.streams(lens, without={"events"} if made_here else ()):
            yield table
            if table.name == "predicates":
                yield streamed("actors", Table((cast[i] for i in sorted(cast)), Actor).to_arrow())
            if table.name == "event_mentions" and made_here:
                yield streamed("events", desk.events(**asked).to_arrow())
        if with_ties:
            picture = drawing.drawn(store, lens, "group", (), with_courses=True)
            yield quoted("ties", Tie, picture.ties)
            yield quoted("courses", Course, picture.courses)
    yield streamed("runs", runs.to_arrow())


def methods(desk: Desk) -> str:
    """Desk → methods, data statement, limitations and references of its store, as Markdown."""
    from foreshock.run.locking import facts
    from foreshock.show.methods import methods

    with opened(desk.path) as store:
        return methods(facts(store), store.documents())


def follow(
    desk: Desk, feeds: str | PathLike[str], *, clock: Callable[[], datetime], delay: float, contact: str, workers: int,
    allow: Collection[str], told: Callable[[Followed], None], actors: Sequence[str | PathLike[str]],
) -> Outcome:
    """Desk, an OPML file, how politely → what came of each feed; what is new is archived beside the store and read into it."""
    from foreshock import follow as room
    from foreshock.follow.fetch import Bounds, get
    from foreshock.follow.following import note_read
    from foreshock.follow.polite import Polite

    agent = f"foreshock/{__version__}" + (f" (+{contact})" if contact else "")
    if not agent.isprintable() or len(agent) > 300:
        raise BadInput(f"--contact {contact[:40]!r} cannot be sent. Give an address of mail or web.")
    polite = Polite(partial(get, bounds=Bounds(), allow=allow), delay=delay, agent=agent, now=time.monotonic, sleep=time.sleep)
    folder = archive_of(desk.path)
    found = room.follow(room.feeds(_bytes_of(feeds), str(feeds)), folder, polite, clock, told)
    stored = 0
    unreadable: list[str] = []
    read: list[str] = []
    for paths in room.unread(folder):
        outcome = desk.read(*paths, workers=workers, clock=clock(), actors=actors)
        stored += outcome.stored
        unreadable += [str(f) for f in outcome.failed]
        read += [p.name for p in paths]
    if read:  # once all rounds are done: an older file of a later round must not be passed over after a kill
        note_read(folder, max(read))
    return room.Outcome(found, stored, tuple(unreadable))


def archive_of(store: Path) -> Path:
    """Store → the folder beside it in which what its feeds gave is kept.

    >>> archive_of(Path("news/desk.duckdb")).as_posix()
    'news/desk.feeds'
    """
    return store.with_name(f"{store.stem}.feeds")


def lock(desk: Desk, path: Path) -> Lock:
    """Desk, where to write → the lock of its store, written there."""
    from foreshock.exchange import lock_file
    from foreshock.run.locking import facts, files_of

    with opened(desk.path) as store:
        made = replace(facts(store), files=files_of(store, sorted(archive_of(desk.path).glob("*.warc.gz"))))
    root = os.path.relpath(desk.path.parent.resolve(), path.parent.resolve())
    made = replace(made, root=Path(root).as_posix(), export=_export_digest(desk))
    lock_file.write(made, path)
    return made


def _export_digest(desk: Desk) -> str:
    """Desk → sha256 of its canonical export."""
    from foreshock.exchange.json_store import as_text

    return hashlib.sha256(as_text(desk.holdings()).encode("utf-8")).hexdigest()


def reproduce(
    lock: str | PathLike[str], store: str | PathLike[str], *, clock: datetime | None = None, workers: int = 1,
    actors: Sequence[str | PathLike[str]] = (),
) -> tuple[Lock, int]:
    """A lock's path, a path with no store yet → the lock, and the pages read.

    NotTheSame names all that differs from the lock before anything is read, and says so where other bytes come out in the end.
    """
    from foreshock.desk import Desk
    from foreshock.exchange import lock_file
    from foreshock.run.locking import reproduce
    from foreshock.run.means import Means

    made = lock_file.read(Path(lock))
    root = Path(lock).parent / made.root
    pages = reproduce(made, root, store, clock=clock or datetime.now(UTC), workers=workers, means=Means.of(actors))
    if (got := _export_digest(Desk(store))) != made.export:
        raise NotTheSame(f"{store}: everything was as locked, yet the export is {got[:16]}…, not {made.export[:16]}…. Another platform "
                         f"can do that (the lock was made on {made.platform}); compare the two with foreshock export.")
    return made, pages
