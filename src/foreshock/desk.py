"""A store's path → `Desk`: the public face of foreshock in Python, one method a question.

    import foreshock
    desk = foreshock.open("desk.duckdb")
    desk.read("page.html")
    desk.events(pair=("IRN", "USA"))
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Unpack

from foreshock import compared, corrected, whole
from foreshock.asked import actors_in, disputes_in, documents_in, roles_in, statements_in, touches
from foreshock.asked import cast_of as cast_of
from foreshock.corrected import opened
from foreshock.errors import BadInput
from foreshock.lens import Asked, AskedOfAll, lens_of
from foreshock.store import Store, Table
from foreshock.types import (
    Actor,
    Course,
    Dispute,
    Document,
    Event,
    EventMention,
    EventTable,
    Forecast,
    Judgement,
    Lens,
    Lock,
    Role,
    Run,
    Statement,
    Tie,
    TieMention,
)

if TYPE_CHECKING:
    from foreshock.exchange.losses import Losses
    from foreshock.follow import Followed
    from foreshock.follow import Outcome as FollowOutcome
    from foreshock.forecast.record import Case
    from foreshock.graph.diff import Change
    from foreshock.graph.holdings import Holdings
    from foreshock.graph.levels import Level
    from foreshock.graph.past import Past
    from foreshock.graph.picture import Picture
    from foreshock.run.importing import Imported
    from foreshock.run.plan import Outcome
    from foreshock.show.brief import Brief
    from foreshock.show.event import Shown
    from foreshock.show.plots import Plot
    from foreshock.watch import Watched


def _now() -> datetime:
    return datetime.now(UTC)


class Desk:
    """An open store and the questions that can be asked of it. Opens the file for each question, holds no lock between.

    Every question takes the same words: `since`, `until`, `as_of` (days, or ISO text), `actor`, `pair`, `status`, `part`.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)

    def __repr__(self) -> str:
        return f"Desk({str(self.path)!r})"

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None

    def read(
        self, *paths: str | PathLike[str], workers: int = 1, clock: datetime | None = None, actors: Sequence[str | PathLike[str]] = (),
        dask: str | None = None,
    ) -> Outcome:
        """Paths of pages, folders, feeds, archives, your own files of actors → what was stored; pages already read are left as they are.

        `dask` is a cluster that reads them: "tcp://host:8786", or "local:4" (docs/scale.md).
        """
        from foreshock.run import cluster, local
        from foreshock.run.means import Means

        if not paths:
            raise BadInput("Nothing to read: name at least one file or folder.")
        given, now, means = [str(p) for p in paths], clock or datetime.now(UTC), Means.of(actors)
        if dask is not None:
            return cluster.read(given, self.path, cluster=dask, clock=now, means=means)
        return local.read(given, self.path, workers=workers, clock=now, means=means)

    def follow(
        self, feeds: str | PathLike[str], *, clock: Callable[[], datetime] = _now, delay: float = 2.0,
        contact: str = "", workers: int = 1, allow: Collection[str] = (), told: Callable[[Followed], None] = lambda f: None,
        actors: Sequence[str | PathLike[str]] = (),
    ) -> FollowOutcome:
        """A list of feeds (OPML) → what came of each; the only question that touches the network. New pages are archived and read.

        `delay` is seconds between two requests to one host; `contact` is told to the servers. `allow` names IP addresses that may be
        asked although they are not public: a server of one's own, in a test.
        """
        return whole.follow(
            self, feeds, clock=clock, delay=delay, contact=contact, workers=workers, allow=allow, told=told, actors=actors)

    def import_events(
        self, *paths: str | PathLike[str], format: str | None = None, columns: Mapping[str, str] | None = None,
        clock: datetime | None = None, actors: Sequence[str | PathLike[str]] = (),
    ) -> Imported:
        """Files of others' event data (GDELT, ICEWS, ACLED …; docs/formats.md) → what was stored; rows already there are left as they are.

        `columns` maps the columns of a plain table: {"date": "MYDATE"}.
        """
        from foreshock.run.importing import import_events
        from foreshock.run.means import Means

        if not paths:
            raise BadInput("Nothing to import: name at least one file of events.")
        return import_events(paths, self.path, format=format, columns=columns, clock=clock or datetime.now(UTC), means=Means.of(actors))

    def unmapped(self) -> list[tuple[str, str, int]]:
        """→ (name, country, rows) of whom imported rows name and the registry does not know, the most frequent first."""
        with opened(self.path) as store:
            return store.unmapped()

    def event_table(self, **asked: Unpack[Asked]) -> EventTable:
        """→ all events by columns, those of the pages and imported ones, as they are needed for computing over very many.

        Events that did not happen (denied, foretold) and those without a day are left out; a row of several parties stands there once a
        pair. Each party's `id` is the actor's.
        """
        from foreshock.graph.table import joined, of_events

        with opened(self.path) as store:
            lens = self._lens(store, asked)
            own = of_events(self._events_of_pages(store, lens), {a.id: a for a in store.actors()})
            return joined(own, store.imported_table(lens, keep_origin=True)) if store.imported_count() else own

    def documents(self, **asked: Unpack[Asked]) -> Table[Document]:
        """→ the pages, newest version of each."""
        with opened(self.path) as store:
            return Table(documents_in(store, self._lens(store, asked)), Document)

    def events(self, **asked: Unpack[Asked]) -> Table[Event]:
        """→ happenings, each once however many reports, and imported events; with `as_of`, only from what was published by then."""
        with opened(self.path) as store:
            return self._events(store, self._lens(store, asked))

    def event_mentions(self, **asked: Unpack[Asked]) -> Table[EventMention]:
        """→ the reports behind the happenings, each with its sentence."""
        with opened(self.path) as store:
            return store.event_mentions(self._lens(store, asked))

    def statements(self, **asked: Unpack[Asked]) -> Table[Statement]:
        """→ who says what, with cue and content."""
        with opened(self.path) as store:
            return Table(statements_in(store, self._lens(store, asked)), Statement)

    def disputes(self, **asked: Unpack[Asked]) -> Table[Dispute]:
        """→ claims that stand against each other, each side with its quote; a status asks for the reports of it on either side."""
        with opened(self.path) as store:
            return Table(disputes_in(store, self._lens(store, asked)), Dispute)

    def actors(self, **asked: Unpack[Asked]) -> Table[Actor]:
        """→ every actor that the pages name; with an actor, pair or status, those who take part in what it shows."""
        with opened(self.path) as store:
            lens = self._lens(store, asked)
            return store.actors() if lens == Lens() else Table(actors_in(store, lens), Actor)

    def roles(self, actor: str | None = None, **asked: Unpack[AskedOfAll]) -> Table[Role]:
        """Actor (id or name; all if left out) → posts held, learned from the pages or known to the registry."""
        with opened(self.path) as store:
            return Table(roles_in(store, self._lens(store, {**asked, "actor": actor})), Role)

    def ties(self, *, level: Level = "group", without: Sequence[str] = (), **asked: Unpack[Asked]) -> Table[Tie]:
        """→ who backs and who opposes whom, signed and dated, as of a day (the last day in the store if left out).

        `without` leaves out voices: "publisher=X", "genre=analysis", "speaker=Iran", "part=headline"; `changes` says what that changes.
        """
        from foreshock import drawing
        from foreshock.graph.quoting import quoted

        with opened(self.path) as store:
            lens = self._lens(store, asked)
            picture = drawing.drawn(store, lens, level, without, with_courses=False)
            kept = [t for t in picture.ties if touches(lens, picture.actors, (t.subject, t.target))]
            return Table(quoted([t for t in kept if not lens.statuses or t.status in lens.statuses]), Tie)

    def courses(self, *, level: Level = "group", without: Sequence[str] = (), **asked: Unpack[Asked]) -> Table[Course]:
        """→ pairs on course to confront each other, the likeliest first, with the path of ties that leads there."""
        from foreshock import drawing
        from foreshock.graph.quoting import quoted

        with opened(self.path) as store:
            lens = self._lens(store, asked)
            picture = drawing.drawn(store, lens, level, without, with_courses=True)
            shown = [c for c in picture.courses if not lens.statuses or c.status in lens.statuses]
            return Table(quoted([c for c in shown if touches(lens, picture.actors, c.pair)]), Course)

    def forecast(self, a: str, b: str, *, window: int = 28, **asked: Unpack[Asked]) -> Forecast:
        """Two actors (ids, codes or names) → how likely material conflict between them is within `window` days, and why."""
        from foreshock.forecast import forecast

        with opened(self.path) as store:
            pair = (store.find_actor(a).id, store.find_actor(b).id)
        picture = self._picture("group", (), asked, with_courses=False)  # the pair's own course is told by `forecast`
        return forecast(pair, picture.events, picture.ties, picture.courses, picture.actors, as_of=picture.as_of, window=window)

    def watchlist(self, *, top: int = 20, window: int = 28, **asked: Unpack[Asked]) -> Table[Forecast]:
        """→ the pairs most likely to come to material conflict."""
        from foreshock.forecast import watchlist

        p = self.picture(**asked)
        with opened(self.path) as store:
            lens = self._lens(store, asked)
        if lens.statuses and "future" not in lens.statuses:
            return Table([], Forecast)  # a forecast is of the future
        narrow = lens.actor or lens.pair
        told = watchlist(p.events, p.ties, p.courses, p.actors, as_of=p.as_of, window=window, top=len(p.actors) ** 2 if narrow else top)
        return Table([f for f in told if touches(lens, p.actors, f.pair)][:top], Forecast)

    def diff(self, first: date | str, last: date | str, *, level: Level = "group", **asked: Unpack[Asked]) -> Table[Change]:
        """Two days → what changed between them: new ties, flipped signs, courses up or down and why."""
        return compared.diff(self, first, last, level, asked)

    def changes(self, without: Sequence[str], *, level: Level = "group", **asked: Unpack[Asked]) -> Table[Change]:
        """What to leave out ("publisher=X") → what it changes in ties and courses."""
        return compared.changes(self, without, level, asked)

    def picture(
        self, *, level: Level = "group", without: Sequence[str] = (), with_courses: bool = True, **asked: Unpack[Asked],
    ) -> Picture:
        """→ the whole signed picture on one day: events, ties, courses (most of the work, left out on demand), and the actors in them."""
        return self._picture(level, without, asked, with_courses)

    def _picture(self, level: Level, without: Sequence[str], asked: Asked, with_courses: bool = True) -> Picture:
        from foreshock import drawing
        from foreshock.graph.quoting import quoted

        with opened(self.path) as store:
            made = drawing.drawn(store, self._lens(store, asked), level, without, with_courses)
            return replace(made, ties=tuple(quoted(made.ties)), courses=tuple(quoted(made.courses)))

    def tie_mentions(self, **asked: Unpack[Asked]) -> Table[TieMention]:
        """→ the sentences that state how two actors stand to each other."""
        with opened(self.path) as store:
            return store.tie_mentions(self._lens(store, asked))

    def runs(self) -> Table[Run]:
        """→ the runs that made this store."""
        with opened(self.path) as store:
            return store.runs()

    def past(self) -> Past:
        """→ all that the store holds, read once: the events and the picture of any day, from what was published by then."""
        return whole.past(self)

    def watch(self, rules: str | PathLike[str], *, since: date | str | None = None, as_of: date | str | None = None) -> Watched:
        """A file of rules, first and last day (the last day in the store, and that day alone, if left out) → what fired, and how often."""
        return whole.watch(self, rules, since, as_of)

    def judgements(self) -> Table[Judgement]:
        """→ people's corrections, as they were written down beside the store; those taken back too."""
        return Table(corrected.judgements(self), Judgement)

    def judge(
        self, kind: str, mention: str | None = None, *, who: str, new: str | None = None, old: str | None = None, side: str | None = None,
        like: bool = False, why: str = "", clock: datetime | None = None,
    ) -> corrected.Judged:
        """What is wrong of an event mention or stated tie, what it should be, who says so → written down, applied, and how much it changed.

        `kind` is actor, type, status, sign, date, merge (of `old` into `new`, no mention) or "not an event"; `like`: of all like it.
        """
        return corrected.judge(self, corrected.Asked(kind, who, why, mention, like, side, old, new), clock or _now())

    def withdraw(self, judgement: str, *, who: str, why: str = "", clock: datetime | None = None) -> corrected.Judged:
        """A judgement's id → taken back by a further line; what was read stands there again as it did."""
        return corrected.withdraw(self, judgement, who, why, clock or _now())

    def brief(self, **asked: Unpack[Asked]) -> Brief:
        """→ a short brief: what happened, who stands where, which pairs are on course; `str()` of it is plain text."""
        from foreshock import drawing
        from foreshock.show.brief import brief

        return brief(self._holdings(asked, drawing.events))

    def why(self, a: str, b: str, **asked: Unpack[Asked]) -> str:
        """Two actors (ids, codes or names) → the whole argument about them as an indented outline with quotes."""
        from foreshock.graph import why

        with opened(self.path) as store:
            pair = (store.find_actor(a).id, store.find_actor(b).id)
        picture = self.picture(**asked)
        return why(pair, picture.ties, picture.courses, picture.actors, events=picture.events)

    def show(self, event_id: str) -> Shown:
        """An event's or a mention's id → the sentence with its evidence marked, and all that is known of it."""
        from foreshock.show.event import shown

        with opened(self.path) as store:
            return shown(store, event_id)

    def plot_pair(self, a: str, b: str, *, since: date | str | None = None, until: date | str | None = None) -> Plot:
        """Two actors, first and last day → the events between them over time, as SVG; needs the extra `plots`, as the other plots do."""
        return whole.plot_pair(self, a, b, since, until)

    def plot_course(self, a: str, b: str, *, since: date | str | None = None, until: date | str | None = None, most: int = 40) -> Plot:
        """Two actors, first and last day → their course as it stood on each day of news (the latest `most` of them), as SVG."""
        return whole.plot_course(self, a, b, since, until, most)

    def plot_calibration(self, *, window: int = 28, windows: int = 12) -> Plot:
        """Days ahead, how many windows to go back → what forecasts would have said then against what came, as SVG."""
        return whole.plot_calibration(self, window, windows)

    def backtest(self, *, since: date | str | None = None, until: date | str | None = None, window: int = 28) -> list[Case]:
        """First and last day to forecast from (the whole store if left out), days ahead → what was told then, and what came."""
        return whole.backtest(self, since, until, window)

    def report(self, path: str | PathLike[str], **asked: Unpack[Asked]) -> Path:
        """Path → an HTML file that opens anywhere, with no network."""
        from foreshock.explore.keeping import kept
        from foreshock.show.report import report

        return report(self.brief(**asked), kept(self.path, asked), Path(path))

    def export(self, path: str | PathLike[str], format: str = "json", *, with_ties: bool = True, **asked: Unpack[Asked]) -> Losses:
        """Path and format (one of `exchange.FORMATS`; docs/formats.md) → the files written, and what the format could not hold.

        csv and parquet go straight out of the store's tables; `with_ties` says whether ties and courses are computed for them too.
        """
        from foreshock.exchange import ASSERTED_ONLY, TABLES, checked, write

        if not with_ties and format not in TABLES:
            raise BadInput(f"{format} is made of ties, or has none. Ties can be left out of {' and '.join(TABLES)}.")
        if format in TABLES:
            return whole.export_tables(self, checked(Path(path), format), format, with_ties, asked)

        if format in ASSERTED_ONLY and not asked.get("status"):
            asked = {**asked, "status": "actual"}
        return write(self.holdings(**asked), Path(path), format)

    def methods(self) -> str:
        """→ methods, data statement, limitations and references of this store, as Markdown."""
        return whole.methods(self)

    def lock(self, path: str | PathLike[str]) -> Lock:
        """Path → the lock of this store, written there: code, models, tables, settings, input files and the export, each by sha256."""
        return whole.lock(self, Path(path))

    def holdings(self, **asked: Unpack[Asked]) -> Holdings:
        """→ all that an export can draw on."""
        return self._holdings(asked, self._events)

    def _holdings(self, asked: Asked, events: Callable[[Store, Lens], Sequence[Event]]) -> Holdings:
        from foreshock.graph.holdings import Holdings

        picture = self.picture(**asked)
        with opened(self.path) as store:
            lens = self._lens(store, asked)
            found = events(store, lens)
            return Holdings(
                lens, tuple(store.documents(lens)), tuple(store.readings(lens)), tuple(found) if isinstance(found, Table) else found,
                tuple(store.event_mentions(lens)), tuple(store.statements(lens)), tuple(store.tie_mentions(lens)),
                tuple(store.roles()), picture, tuple(store.runs()), tuple(store.judgements()),
            )

    def _lens(self, store: Store, asked: Asked) -> Lens:
        return lens_of(asked, store.find_actor)

    def _events(self, store: Store, lens: Lens) -> Table[Event]:
        own = self._events_of_pages(store, lens)
        if not store.imported_count():
            return own
        both = [*own, *store.imported_events(lens)]
        return Table(sorted(both, key=lambda e: (e.when.earliest or e.when.latest or date.max, e.id)), Event)

    def _events_of_pages(self, store: Store, lens: Lens) -> Table[Event]:
        """→ happenings alone; with `as_of` they rest on what was published by that day: an event stored today may rest on later reports."""
        from foreshock import drawing

        if lens.as_of is None:
            return store.events(lens)
        own = drawing.of_pages(store, lens, store.printed(lens))
        return Table(sorted(own, key=lambda e: (e.when.earliest or date.max, e.when.latest or date.max, e.type, e.id)), Event)


def open(path: str | PathLike[str] = "foreshock.duckdb") -> Desk:
    """Path of a store (made when the first page is read) → a Desk."""
    return Desk(path)
