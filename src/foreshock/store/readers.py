"""An open store → its nouns, picked by a `Lens`, in an order that does not hang on the order in which pages came."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

from foreshock.errors import UnknownName
from foreshock.store import columnar, imported, importing, judging, tables
from foreshock.store import selecting as pick
from foreshock.store.by_columns import ByColumns
from foreshock.store.by_rows import ByRows
from foreshock.store.columnar import SAID, TIED, Stream
from foreshock.store.rows import Row, noun
from foreshock.store.selecting import Where, Who
from foreshock.store.table import Table
from foreshock.store.tables import Key
from foreshock.store.who import Whos, nothing_like
from foreshock.types import (
    Document,
    Event,
    EventColumns,
    EventMention,
    EventTable,
    Judgement,
    Lens,
    Like,
    Mention,
    PartKind,
    Reading,
    Run,
    Statement,
    TieMention,
    Time,
)

_PAGES_AT_ONCE = 64
# Whether some report says of the happening (alias e), in its page's own voice, that it happened.
_OWN = ("EXISTS (SELECT 1 FROM event_mentions m WHERE list_contains(e.mentions, m.id) AND m.factuality.status IN ('actual', 'historical') "
        f"AND m.factuality.certainty = 'certain' AND {pick.by_itself('m.speaker_kind')})")


def everything() -> Lens:
    """→ the lens that leaves nothing out, readers' comments included."""
    return Lens(parts=get_args(PartKind))


class Readers(ByColumns, ByRows, Whos):
    """The questions that an open store answers. `Store` adds how it is opened and written."""

    everything = staticmethod(everything)

    def documents(self, lens: Lens | None = None) -> Table[Document]:
        """Lens → the pages, newest version of each, by date of publication. An actor is one whom the page mentions."""
        return Table(tables.documents(self._connection, self._keys(lens or Lens())), Document)

    def _keys(self, lens: Lens) -> list[Key]:
        where = self._where_documents(lens)
        found = self._connection.execute(
            "SELECT d.id, d.version FROM documents d JOIN current c ON c.id = d.id AND c.version = d.version "
            f"WHERE {where.sql} ORDER BY coalesce(d.published.earliest, d.published.latest) NULLS LAST, d.id", where.parameters)
        return [(i, version) for i, version in found.fetchall()]

    def _where_documents(self, lens: Lens) -> Where:
        who = [w for name in (lens.actor, *(lens.pair or ())) if (w := self._who(name))]
        return pick.joined(pick.published(lens), pick.dated(lens, "d.published"), *(_mentioned(lens, w) for w in who))

    def streams(self, lens: Lens, without: Collection[str] = ()) -> Iterator[Stream]:
        """Lens, names to leave out → the tables of `columnar` as Arrow batches; each is to be read before the next is asked for."""
        pages = self._where_documents(lens)
        own = {"event_mentions": self._where_event_mentions, "events": self._where_events, "statements": self._where_statements,
               "tie_mentions": self._where_tie_mentions, "roles": _anything}
        for name in columnar.NAMES:
            if name not in without:
                yield columnar.stream(self._connection, name, own[name](lens) if name in own else pages)

    def document(self, document_id: str, version: str | None = None) -> Document:
        """Id → the page, its newest version or the one asked for; UnknownName if there is none."""
        return tables.documents(self._connection, [self._key(document_id, version)])[0]

    def _key(self, document_id: str, version: str | None) -> Key:
        table = "current" if version is None else "documents"
        found = self._connection.execute(
            f"SELECT id, version FROM {table} WHERE id = ? AND (?::VARCHAR IS NULL OR version = ?)",
            [document_id, version, version]).fetchone()
        if found is None:
            ids = [i for (i,) in self._connection.execute("SELECT DISTINCT id FROM documents ORDER BY id").fetchall()]
            raise UnknownName(nothing_like("document", document_id if version is None else f"{document_id} {version}", ids, "documents"))
        return found[0], found[1]

    def reading(self, document_id: str, version: str | None = None, only: Collection[str] = tuple(tables.OF_READING)) -> Reading:
        """Id → everything that was read from the page, as it was stored; `only` some fields of it, where no more is needed."""
        return tables.readings(self._connection, [self._key(document_id, version)], only)[0]

    def readings(self, lens: Lens | None = None) -> Iterator[Reading]:
        """Lens → everything that was read from each page, by date of publication, a few pages in memory at a time."""
        keys = self._keys(lens or everything())
        for start in range(0, len(keys), _PAGES_AT_ONCE):
            yield from tables.readings(self._connection, keys[start : start + _PAGES_AT_ONCE])

    def event_mentions(self, lens: Lens | None = None) -> Table[EventMention]:
        """Lens → the sentences that report events, by date."""
        return Table(self._mentions_of_events(self._where_event_mentions(lens or Lens())), EventMention)

    def _where_event_mentions(self, lens: Lens) -> Where:
        actor, pair = self._asked(lens)
        return pick.joined(
            pick.published(lens), pick.dated(lens, 'e."when"'), pick.not_later(lens, 'e."when"'), pick.in_parts(lens, "p.kind"),
            pick.status(lens, "e.factuality.status"), pick.voice(lens, "e.factuality", pick.by_itself("e.speaker_kind")),
            pick.sure(lens, "e.confidence"), pick.argument(actor) if actor else None, pick.between(*pair) if pair else None)

    def _mentions_of_events(self, where: Where) -> list[EventMention]:
        chosen = f"FROM event_mentions e {pick.PAGE.format('e')} {pick.PART.format('e')} WHERE {where.sql}"
        rows = tables.query(self._connection, f"SELECT e.* {chosen} {_by('e', _day('e.when'))}", where.parameters)
        arguments = tables.query(
            self._connection,
            f"SELECT t.* FROM event_arguments t SEMI JOIN (SELECT e.in_document, e.in_version, e.id {chosen}) k ON "
            "t.in_document = k.in_document AND t.in_version = k.in_version AND t.event_id = k.id "
            'ORDER BY t.in_document, t.event_id, t."position"', where.parameters)
        return tables.with_arguments(rows, arguments)

    def mention(self, mention_id: str) -> EventMention:
        """Id → the event mention; UnknownName if no current page has it."""
        found = self._mentions_of_events(Where("e.id = ?", [mention_id]))
        if not found:
            raise UnknownName(f"There is no event mention {mention_id} in this store. Look at: foreshock events STORE --json")
        return found[0]

    def statements(self, lens: Lens | None = None) -> Table[Statement]:
        """Lens → who says what, by date. An actor is the speaker or the addressee, a pair both."""
        where = self._where_statements(lens or Lens())
        return Table([noun(Statement, r) for r in self._of_pages("statements", "s", where, SAID)], Statement)

    def _where_statements(self, lens: Lens) -> Where:
        actor, pair = self._asked(lens)
        return pick.joined(
            pick.published(lens), pick.dated(lens, SAID), pick.in_parts(lens, "p.kind"),
            pick.ends(pair, actor, "s.speaker", "s.addressee"))

    def tie_mentions(self, lens: Lens | None = None) -> Table[TieMention]:
        """Lens → the sentences that state how two actors stand to each other, by date."""
        where = self._where_tie_mentions(lens or Lens())
        return Table([noun(TieMention, r) for r in self._of_pages("tie_mentions", "t", where, TIED)], TieMention)

    def _where_tie_mentions(self, lens: Lens) -> Where:
        actor, pair = self._asked(lens)
        return pick.joined(
            pick.published(lens), pick.dated(lens, TIED), pick.not_later(lens, 't."when"'), pick.in_parts(lens, "p.kind"),
            pick.status(lens, "t.factuality.status"), pick.voice(lens, "t.factuality", pick.by_itself("t.speaker_kind")),
            pick.ends(pair, actor, "t.subject", "t.target"))

    def _of_pages(self, table: str, name: str, where: Where, moment: str) -> list[Row]:
        return tables.query(
            self._connection,
            f"SELECT {name}.* FROM {table} {name} {pick.PAGE.format(name)} {pick.PART.format(name)} WHERE {where.sql} "
            f"{_by(name, f'coalesce({moment}.earliest, {moment}.latest)')}", where.parameters)

    def events(self, lens: Lens | None = None) -> Table[Event]:
        """Lens → happenings, each once however many reports, by date.

        A stored happening rests on all its reports. With `as_of`, those that rest on any later page are left out whole, so
        that nothing of the future shows; `Desk.events` makes them anew from the pages of the time instead.
        """
        lens = lens or Lens()
        return Table(self._events(self._where_told(lens), self._where_met(lens)), Event)

    def _where_events(self, lens: Lens) -> Where:
        return pick.joined(self._where_told(lens), self._where_met(lens))

    def _where_told(self, lens: Lens) -> Where:
        """Lens → what it asks of a happening but for who took part."""
        return pick.joined(
            pick.dated(lens, 'e."when"'), pick.not_later(lens, 'e."when"'), pick.status(lens, "e.status"),
            Where("list_has_any(?::VARCHAR[], e.part_kinds)", [list(lens.parts)]), self._out_by(lens), self._printed(lens),
            Where(f"list_contains(?::VARCHAR[], {pick.voiced_whole('e', _OWN)})", [list(lens.voices)]) if lens.voices else None,
            pick.sure(lens, "e.confidence"))

    def _where_met(self, lens: Lens) -> Where | None:
        """Lens → who took part, as numbers of happenings; None if it does not ask."""
        actor, pair = self._asked(lens)
        asked = self._took_part(actor) if actor else None, self._between(*pair) if pair else None
        return pick.joined(*asked) if actor or pair else None

    def imported_events(self, lens: Lens | None = None) -> Table[Event]:
        """Lens → the events of others' data that were imported, by day; with `as_of`, those whose rows were out by then."""
        return Table(imported.events(self._connection, imported.where(lens or Lens(), *self._asked(lens or Lens()))), Event)

    def imported_columns(self, lens: Lens | None = None) -> EventColumns:
        """Lens → the same by columns; each becomes an Event when it is looked at."""
        return imported.columns(self._connection, imported.where(lens or Lens(), *self._asked(lens or Lens())))

    def imported_out(self) -> dict[str, date]:
        """→ for each imported event's id the first day on which `as_of` shows it."""
        return imported.out_on(self._connection)

    def imported_table(self, lens: Lens | None = None, keep_origin: bool = False) -> EventTable:
        """Lens → the same by columns, those whose act has no PLOVER type too; fast for millions."""
        lens = lens or Lens()
        return imported.event_table(self._connection, imported.where(lens, *self._asked(lens)), keep_origin)

    def imported_count(self) -> int:
        """→ how many rows of others' event data the store holds."""
        return int(self._connection.execute("SELECT count(*) FROM imported_events").fetchone()[0])

    def imported_files(self) -> list[tuple[importing.File, int]]:
        """→ the files of event data that were taken in, each with the generation of runs that did so last."""
        return importing.files(self._connection)

    def unmapped(self) -> list[tuple[str, str, int]]:
        """→ (name, country, rows) of whom imported rows name and the registry does not know, the most frequent first."""
        return importing.unmapped(self._connection)

    def _events(self, where: Where, met: Where | None = None) -> list[Event]:
        """What is asked of happenings, of which numbers (all if left out) → these, by date.

        Those of a few numbers are fetched first: beside any other condition DuckDB leaves its index aside.
        """
        if met and met.parameters:  # many numbers, looked up in passing
            where, met = pick.joined(where, met), None
        first = f"WITH found AS MATERIALIZED (SELECT * FROM events e WHERE {met.sql}) " if met else ""
        found = "found" if met else "events"
        rows = tables.query(
            self._connection, f"{first}SELECT e.* FROM {found} e WHERE {where.sql} ORDER BY {_day('e.when')} NULLS LAST, e.id",
            [*(met.parameters if met else ()), *where.parameters])
        return [noun(Event, r) for r in rows]

    def _out_by(self, lens: Lens) -> Where | None:
        if lens.as_of is None:
            return None
        out = self._keys(replace(everything(), as_of=lens.as_of))
        return Where("list_has_all(?::VARCHAR[], e.documents)", [[i for i, _ in out]])

    def _printed(self, lens: Lens) -> Where | None:
        """Lens → the happening stands on a page by a publisher and of a genre asked for."""
        if not lens.publishers and not lens.genres:
            return None
        pages = self._keys(replace(everything(), publishers=lens.publishers, genres=lens.genres))
        return Where("list_has_any(?::VARCHAR[], e.documents)", [[i for i, _ in pages]])

    def _took_part(self, who: Who) -> Where:
        did, met = self._events_of(who)
        return pick.numbered('e."number"', sorted(did | met))

    def _between(self, a: Who, b: Who) -> Where:
        """Two actors → one does it to the other, or both stand among the actors of an event without recipients.

        The events are found first, by number: DuckDB takes far longer where the same is part of the question for their columns.
        """
        (one, to_one), (other, to_other) = self._events_of(a), self._events_of(b)
        found = one & to_other | other & to_one
        if both := (one & other) - found:
            which = pick.numbered('"number"', sorted(both))
            told = self._connection.execute(f'SELECT "number" FROM events WHERE {which.sql} AND len(recipients) = 0', which.parameters)
            found |= {n for (n,) in told.fetchall()}
        return pick.numbered('e."number"', sorted(found))

    def _events_of(self, who: Who) -> tuple[set[int], set[int]]:
        """An actor → the numbers of the events in which it stands among the actors, and among the recipients."""
        ids = pick.among("actor_id", self._ids_within(who))
        met = self._connection.execute(
            f"SELECT event, side = 'actors' AS doer FROM event_actors WHERE {ids.sql}", ids.parameters).fetchnumpy()
        return set(met["event"][met["doer"]].tolist()), set(met["event"][~met["doer"]].tolist())

    def event(self, event_id: str) -> Event:
        """Id → the happening; UnknownName if there is none."""
        found = self._events(Where("e.id = ?", [event_id]))
        if not found and ":" in event_id:
            found = list(imported.events(self._connection, Where("e.format = ? AND e.id = ?", list(event_id.split(":", 1)))))
        if not found:
            ids = [i for (i,) in self._connection.execute("SELECT id FROM events ORDER BY id").fetchall()]
            raise UnknownName(nothing_like("event", event_id, ids, "events"))
        return found[0]

    def without_texts(self, with_parts: Collection[str], only: bool = False) -> list[Document]:
        """Ids → all current pages (or `only` those) without their texts, those pages with their parts (of no length)."""
        narrow = "SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS id) k ON k.id = d.id ORDER BY d.id" if only else ""
        parts = tables.by_page(tables.query(
            self._connection, "SELECT p.* REPLACE (struct_pack(\"start\" := 0, \"end\" := 1, \"text\" := '') AS span) FROM parts p "
            "JOIN current c ON c.id = p.in_document AND c.version = p.in_version SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS id) k "
            'ON k.id = p.in_document ORDER BY p."position"', [list(with_parts)]))
        pages = tables.query(
            self._connection, "SELECT d.* REPLACE ('' AS \"text\") FROM documents d "
            f"JOIN current c ON c.id = d.id AND c.version = d.version {narrow}", [list(with_parts)] if only else [])
        return [noun(Document, {**d, "parts": parts.get((d["id"], d["version"]), [])}) for d in pages]

    def times(self, document_id: str) -> Table[Time]:
        """Document's id → the temporal expressions of its text."""
        return Table(self.reading(document_id).times, Time)

    def places(self, document_id: str) -> Table[Mention]:
        """Document's id → the mentions of places in its text."""
        return Table((m for m in self.reading(document_id).mentions if m.as_ == "place"), Mention)

    def judgements(self, touched: Sequence[str] | None = None) -> Table[Judgement]:
        """→ the corrections in force; with ids of event mentions, stated ties or actors, those that changed one of them."""
        return Table(judging.held(self._connection, touched), Judgement)

    def judgements_on(self, document_id: str) -> list[Judgement]:
        """Page's id → the corrections in force that changed something on it."""
        return judging.held_on(self._connection, document_id)

    def judgement_counts(self) -> dict[str, int]:
        """→ for each correction in force, by id, how much it changed."""
        return judging.counts(self._connection)

    @property
    def judgements_digest(self) -> str:
        """→ sha256 of the file of judgements that was applied last, "" for none."""
        return judging.digest(self._connection)

    def mentions_like(self, like: Like) -> list[EventMention]:
        """A pattern → the event mentions that fall under it."""
        found = self._mentions_of_events(Where(
            "e.coder = ? AND e.type = ? AND lower(e.trigger.text) = ?", [like.coder, like.coded, like.trigger]))
        return found

    def tie_mention(self, mention_id: str) -> TieMention | None:
        """Id → the stated tie, None if no current page has it."""
        found = self._of_pages("tie_mentions", "t", Where("t.id = ?", [mention_id]), "d.published")
        return noun(TieMention, found[0]) if found else None

    def runs(self) -> Table[Run]:
        """→ the runs that made the store, the first one first."""
        rows = tables.query(self._connection, "SELECT * FROM runs ORDER BY generation, started, id")
        return Table((noun(Run, r) for r in rows), Run)

    def last_day(self) -> date | None:
        """→ the latest day on which a page or an imported row is known to have been out; None if none is dated."""
        told = self._connection.execute(
            "SELECT max(day) FROM (SELECT coalesce(d.published.latest, d.published.earliest) AS day FROM documents d "
            "JOIN current c ON c.id = d.id AND c.version = d.version UNION ALL SELECT max(known) FROM imported_events)").fetchone()
        day: date | None = told[0]
        return day


def _anything(lens: Lens) -> Where:
    """Lens → what stands for no day and no part is not narrowed by it."""
    return Where("TRUE", [])


def _by(name: str, day: str) -> str:
    return f'ORDER BY {day} NULLS LAST, {name}.in_document, {name}."position"'


def _day(moment: str) -> str:
    table, column = moment.split(".")
    return f'coalesce({table}."{column}".earliest, {table}."{column}".latest)'


def _mentioned(lens: Lens, who: Who) -> Where:
    """Lens, an actor → the page (alias d) mentions it in one of the parts asked for."""
    is_, kind = pick.is_actor(who, "m"), pick.in_parts(lens, "p.kind")
    return Where(
        "EXISTS (SELECT 1 FROM mentions m LEFT JOIN parts p ON p.in_document = m.in_document AND p.in_version = m.in_version "
        'AND p.span."start" <= m.span."start" AND m.span."end" <= p.span."end" '
        f"WHERE m.in_document = d.id AND m.in_version = d.version AND ({is_.sql}) AND {kind.sql})",
        [*is_.parameters, *kind.parameters])
