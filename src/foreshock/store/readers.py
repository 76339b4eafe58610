"""An open store → its nouns, picked by a `Lens`, in an order that does not hang on the order in which pages came."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any, get_args

from foreshock.errors import UnknownName
from foreshock.store import imported, importing, judging, naming, tables
from foreshock.store import selecting as pick
from foreshock.store.file import Connection
from foreshock.store.rows import Row, noun
from foreshock.store.selecting import Where, Who
from foreshock.store.snapshot import Lead, Pages, Snapshot, snapshot
from foreshock.store.table import Table
from foreshock.store.tables import Key
from foreshock.types import (
    Actor,
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
    Role,
    Run,
    Span,
    Statement,
    TieMention,
    Time,
)

_PAGE = "JOIN current c ON c.id = {0}.in_document AND c.version = {0}.in_version JOIN documents d ON d.id = c.id AND d.version = c.version"
_PART = 'LEFT JOIN parts p ON p.in_document = {0}.in_document AND p.in_version = {0}.in_version AND p."index" = {0}.part'
_PAGES_AT_ONCE = 64
FEW = 500  # ids of an actor that are asked for one by one
# Whether some report says of the happening (alias e), in its page's own voice, that it happened.
_OWN = ("EXISTS (SELECT 1 FROM event_mentions m WHERE list_contains(e.mentions, m.id) AND m.factuality.status IN ('actual', 'historical') "
        f"AND m.factuality.certainty = 'certain' AND {pick.by_itself('m.speaker_kind')})")


def everything() -> Lens:
    """→ the lens that leaves nothing out, readers' comments included."""
    return Lens(parts=get_args(PartKind))


class Readers:
    """The questions that an open store answers. `Store` adds how it is opened and written."""

    _connection: Connection

    everything = staticmethod(everything)

    def documents(self, lens: Lens | None = None) -> Table[Document]:
        """Lens → the pages, newest version of each, by date of publication. An actor is one whom the page mentions."""
        return Table(tables.documents(self._connection, self._keys(lens or Lens())), Document)

    def _keys(self, lens: Lens) -> list[Key]:
        who = [w for name in (lens.actor, *(lens.pair or ())) if (w := self._who(name))]
        where = pick.joined(pick.published(lens), pick.dated(lens, "d.published"), *(_mentioned(lens, w) for w in who))
        found = self._connection.execute(
            "SELECT d.id, d.version FROM documents d JOIN current c ON c.id = d.id AND c.version = d.version "
            f"WHERE {where.sql} ORDER BY coalesce(d.published.earliest, d.published.latest) NULLS LAST, d.id", where.parameters)
        return [(i, version) for i, version in found.fetchall()]

    def headings(self, rows: Sequence[int]) -> list[Document]:
        """Rows as a `Snapshot` has them → those pages in that order, without their texts and parts."""
        told = tables.query(self._connection, f"SELECT * REPLACE ('' AS \"text\"), [] AS parts, rowid AS at FROM documents "
                            f"WHERE {_listed('rowid', rows)}")
        found = {d["at"]: noun(Document, d) for d in told}
        return [found[r] for r in rows if r in found]

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
            raise UnknownName(_nothing("document", document_id if version is None else f"{document_id} {version}", ids, "documents"))
        return found[0], found[1]

    def reading(self, document_id: str, version: str | None = None) -> Reading:
        """Id → everything that was read from the page, as it was stored."""
        return tables.readings(self._connection, [self._key(document_id, version)])[0]

    def readings(self, lens: Lens | None = None) -> Iterator[Reading]:
        """Lens → everything that was read from each page, by date of publication, a few pages in memory at a time."""
        keys = self._keys(lens or everything())
        for start in range(0, len(keys), _PAGES_AT_ONCE):
            yield from tables.readings(self._connection, keys[start : start + _PAGES_AT_ONCE])

    def event_mentions(self, lens: Lens | None = None) -> Table[EventMention]:
        """Lens → the sentences that report events, by date."""
        lens = lens or Lens()
        actor, pair = self._asked(lens)
        where = pick.joined(
            pick.published(lens), pick.dated(lens, 'e."when"'), pick.not_later(lens, 'e."when"'), pick.in_parts(lens, "p.kind"),
            pick.status(lens, "e.factuality.status"), pick.voice(lens, "e.factuality", pick.by_itself("e.speaker_kind")),
            pick.sure(lens, "e.confidence"), pick.argument(actor) if actor else None, pick.between(*pair) if pair else None)
        return Table(self._mentions_of_events(where), EventMention)

    def _mentions_of_events(self, where: Where) -> list[EventMention]:
        chosen = f"FROM event_mentions e {_PAGE.format('e')} {_PART.format('e')} WHERE {where.sql}"
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
        lens = lens or Lens()
        actor, pair = self._asked(lens)
        moment = pick.own_or_page('s."when"', "d.published")
        where = pick.joined(
            pick.published(lens), pick.dated(lens, moment), pick.in_parts(lens, "p.kind"),
            pick.ends(pair, actor, "s.speaker", "s.addressee"))
        return Table([noun(Statement, r) for r in self._of_pages("statements", "s", where, moment)], Statement)

    def statements_about(self, one: Sequence[str], other: Sequence[str], lens: Lens) -> list[Statement]:
        """Two sets of actors' ids, lens → what those of each say to those of the other or, within what they say, about them, by date."""
        told = self._connection.execute(
            "SELECT rowid, in_document, speaker.actor_id, addressee.actor_id, content FROM statements "
            "WHERE speaker.actor_id IN (SELECT unnest(?::VARCHAR[]))", [[*one, *other]]).fetchall()
        named: dict[str, list[tuple[str, int, int]]] = {}
        for document, who, start, end in self._connection.execute(
            'SELECT in_document, actor_id, span."start", span."end" FROM mentions WHERE actor_id IN (SELECT unnest($1::VARCHAR[])) '
            "AND in_document IN (SELECT unnest($2::VARCHAR[]))", [[*one, *other], list({t[1] for t in told})],
        ).fetchall():
            named.setdefault(document, []).append((who, start, end))
        sides = set(one), set(other)
        rows = []
        for row, document, speaker, addressee, content in told:
            meant = sides[1] if speaker in sides[0] else sides[0]
            about = [(start, end) for who, start, end in named.get(document, ()) if who in meant]
            if addressee in meant or any(c["start"] <= start and end <= c["end"] for start, end in about for c in content):
                rows.append(row)
        moment = pick.own_or_page('s."when"', "d.published")
        where = pick.joined(
            pick.published(lens), pick.dated(lens, moment), pick.in_parts(lens, "p.kind"), Where(_listed("s.rowid", rows), []))
        return [noun(Statement, r) for r in self._of_pages("statements", "s", where, moment)]

    def tie_mentions(self, lens: Lens | None = None) -> Table[TieMention]:
        """Lens → the sentences that state how two actors stand to each other, by date."""
        lens = lens or Lens()
        actor, pair = self._asked(lens)
        moment = pick.own_or_page('t."when"', "d.published")
        where = pick.joined(
            pick.published(lens), pick.dated(lens, moment), pick.not_later(lens, 't."when"'), pick.in_parts(lens, "p.kind"),
            pick.status(lens, "t.factuality.status"), pick.voice(lens, "t.factuality", pick.by_itself("t.speaker_kind")),
            pick.ends(pair, actor, "t.subject", "t.target"))
        return Table([noun(TieMention, r) for r in self._of_pages("tie_mentions", "t", where, moment)], TieMention)

    def _of_pages(self, table: str, name: str, where: Where, moment: str) -> list[Row]:
        return tables.query(
            self._connection,
            f"SELECT {name}.* FROM {table} {name} {_PAGE.format(name)} {_PART.format(name)} WHERE {where.sql} "
            f"{_by(name, f'coalesce({moment}.earliest, {moment}.latest)')}", where.parameters)

    def events(self, lens: Lens | None = None) -> Table[Event]:
        """Lens → happenings, each once however many reports, by date.

        A stored happening rests on all its reports. With `as_of`, those that rest on any later page are left out whole, so
        that nothing of the future shows; `Desk.events` makes them anew from the pages of the time instead.
        """
        lens = lens or Lens()
        actor, pair = self._asked(lens)
        where = pick.joined(
            pick.dated(lens, 'e."when"'), pick.not_later(lens, 'e."when"'), pick.status(lens, "e.status"),
            Where("list_has_any(?::VARCHAR[], e.part_kinds)", [list(lens.parts)]), self._out_by(lens), self._printed(lens),
            Where(f"list_contains(?::VARCHAR[], {pick.voiced_whole('e', _OWN)})", [list(lens.voices)]) if lens.voices else None,
            pick.sure(lens, "e.confidence"),
            self._took_part(actor) if actor else None, self._between(*pair) if pair else None)
        return Table(self._events(where), Event)

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

    def _events(self, where: Where) -> list[Event]:
        rows = tables.query(self._connection, f"SELECT e.* FROM events e WHERE {where.sql} ORDER BY {_day('e.when')} NULLS LAST, e.id",
                            where.parameters)
        sides: dict[int, dict[str, list[str]]] = {r["number"]: {"actors": [], "recipients": []} for r in rows}
        told = self._connection.execute(
            "SELECT x.event, x.side, x.actor_id FROM event_actors x SEMI JOIN (SELECT unnest(?::INTEGER[]) AS n) k ON k.n = x.event "
            'ORDER BY x.event, x.side, x."position"', [list(sides)])
        for number, side, actor_id in told.fetchall():
            sides[number][side].append(actor_id)
        return [noun(Event, {**r, **sides[r["number"]]}) for r in rows]

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
        ids = _in("actor_id", self._ids_within(who))
        return Where(f'e."number" IN (SELECT event FROM event_actors WHERE {ids.sql})', ids.parameters)

    def _ids_within(self, who: Who) -> list[str]:
        """An actor as named → its ids; for a country those of every actor that belongs to it."""
        if who.country is None:
            return who.ids
        return sorted({*who.ids, *naming.of_country(self._connection, who.country, self.stale)})

    def _between(self, a: Who, b: Who) -> Where:
        """Two actors → one does it to the other, or both stand among the actors of an event without recipients."""
        one, other = (_in("actor_id", self._ids_within(w)) for w in (a, b))
        sides = ", ".join(f"bool_or(x.{who} AND x.side = '{side}') AS {who}_{side}" for who in ("a", "b") for side in tables.SIDES)
        return Where(
            f'e."number" IN (WITH met AS (SELECT event, {sides} FROM '
            f"(SELECT event, side, {one.sql} AS a, {other.sql} AS b FROM event_actors WHERE {one.sql} OR {other.sql}) x GROUP BY event) "
            "SELECT event FROM met WHERE (a_actors AND b_recipients) OR (b_actors AND a_recipients) UNION "
            "SELECT event FROM met WHERE a_actors AND b_actors AND NOT EXISTS "
            "(SELECT 1 FROM event_actors r WHERE r.event = met.event AND r.side = 'recipients'))",
            [*one.parameters, *other.parameters] * 2)

    def snapshot(self) -> Snapshot:
        """→ all events and pages by columns, to be filtered and counted in memory."""
        return snapshot(self._connection)

    def events_at(self, rows: Sequence[int], sides: Mapping[int, tuple[list[str], list[str]]]) -> list[Event]:
        """Rows as a `Snapshot` has them, actors and recipients of each → the events in that order; a row that is gone is left out."""
        own, others = [r for r in rows if r >= 0], [-1 - r for r in rows if r < 0]
        found: dict[int, Event] = {}
        for told in tables.query(self._connection, f"SELECT e.*, e.rowid AS at FROM events e WHERE {_listed('e.rowid', own)}"):
            actors, recipients = sides[told["at"]]
            found[told["at"]] = noun(Event, {**told, "actors": actors, "recipients": recipients})
        if others:
            at = {i: -1 - r for r, i in self._connection.execute(
                f"SELECT rowid, format || ':' || id FROM imported_events WHERE {_listed('rowid', others)}").fetchall()}
            found |= {at[e.id]: e for e in imported.events(self._connection, Where(_listed("e.rowid", others), []))}
        return [found[r] for r in rows if r in found]

    def leads(self, rows: Sequence[int]) -> dict[int, Lead]:
        """Rows of event mentions as a `Snapshot` has them → by row what is told of each in a list."""
        told = self._connection.execute(
            "SELECT rowid, id, in_document, part, evidence.\"start\", evidence.\"end\", evidence.text, \"trigger\".\"start\", "
            f"\"trigger\".\"end\", \"trigger\".text, coder FROM event_mentions WHERE {_listed('rowid', rows)}").fetchall()
        return {r: Lead(i, d, part, Span(a, b, text), Span(c, e, word), coder) for r, i, d, part, a, b, text, c, e, word, coder in told}

    def assume_current(self, pages: Pages) -> None:
        """Pages as a `Snapshot` of this very file has them → taken as those that count: no question looks through the ledger for them."""
        import pyarrow as pa

        columns = {"id": pa.array(pages.ids, pa.string()), "version": pa.array(pages.versions, pa.string())}
        self._connection.register("current", pa.table(columns))

    def row_of(self, event_id: str) -> int | None:
        """Id of an event, or of one of its mentions → its row as a `Snapshot` has it; None if there is none."""
        for sql, sign in (("SELECT rowid FROM events WHERE id = $1", 1), ("SELECT rowid FROM events WHERE list_contains(mentions, $1)", 1),
                          ("SELECT rowid FROM imported_events WHERE format || ':' || id = $1", -1)):
            found = self._connection.execute(sql, [event_id]).fetchone()
            if found is not None:
                return int(found[0]) if sign > 0 else -1 - int(found[0])
        return None

    def mentions_of(self, ids: Sequence[str]) -> dict[str, EventMention]:
        """Ids → those event mentions of the current pages, by id."""
        rows = tables.query(self._connection, "SELECT * FROM event_mentions WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)])
        arguments = tables.query(self._connection, "SELECT * FROM event_arguments WHERE event_id IN (SELECT unnest(?::VARCHAR[])) "
                                 'ORDER BY in_document, event_id, "position"', [list(ids)])
        return {m.id: m for m in tables.with_arguments(rows, arguments)}

    def happenings_of(self, mentions: Sequence[str]) -> dict[str, str]:
        """Ids of event mentions → the id of the happening that each tells of."""
        found = self._connection.execute(
            "SELECT e.mention, e.id FROM (SELECT id, unnest(mentions) AS mention FROM events) e "
            "SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS id) k ON k.id = e.mention", [list(mentions)]).fetchall()
        return dict(found)

    def sizes(self) -> dict[str, int]:
        """→ how many rows there are of each noun, on the current pages."""
        within = "t JOIN current c ON c.id = t.in_document AND c.version = t.in_version"
        counted = {"documents": "current", "events": "events", "event_mentions": f"event_mentions {within}",
                   "statements": f"statements {within}", "tie_mentions": f"tie_mentions {within}", "imported": "imported_events"}
        return {n: int(self._connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0]) for n, t in counted.items()}

    def event(self, event_id: str) -> Event:
        """Id → the happening; UnknownName if there is none."""
        found = self._events(Where("e.id = ?", [event_id]))
        if not found and ":" in event_id:
            found = list(imported.events(self._connection, Where("e.format = ? AND e.id = ?", list(event_id.split(":", 1)))))
        if not found:
            ids = [i for (i,) in self._connection.execute("SELECT id FROM events ORDER BY id").fetchall()]
            raise UnknownName(_nothing("event", event_id, ids, "events"))
        return found[0]

    def actors(self) -> Table[Actor]:
        """→ every actor whom the current pages name, by id; what several pages taught of one stands in one row."""
        return self._actors()

    def _actors(self, ids: list[str] | None = None) -> Table[Actor]:
        named, taught = naming.rows(self._connection, self.stale, ids)
        found = {r["id"]: noun(Actor, r) for r in named}
        for told in taught:
            actor = noun(Actor, told)
            found[actor.id] = _merged(found[actor.id], actor) if actor.id in found else actor
        return Table((found[i] for i in sorted(found)), Actor)

    def find_actor(self, text: str) -> Actor:
        """Id, name, alias or country code, in any case → the actor; UnknownName with names like it if there is none."""
        actors, wanted = self._actors(naming.named(self._connection, text, self.stale)), text.strip().casefold()
        for is_it in (
            lambda a: a.id == text.strip(), lambda a: a.id.casefold() == wanted, lambda a: a.name.casefold() == wanted,
            lambda a: wanted in (n.casefold() for n in a.aliases),
            lambda a: a.kind == "state" and a.country is not None and a.country.casefold() == wanted,
        ):
            found = [a for a in actors if is_it(a)]
            if found:
                return min(found, key=lambda a: (("registry", "page", "generic", "table").index(a.origin), a.id))
        names = {n.casefold(): n for a in self.actors() for n in (a.id, *a.aliases, a.name)}
        raise UnknownName(_nothing("actor", text, sorted(names), "actors", names))

    def names_of(self, actor_id: str, most: int) -> list[tuple[str, int]]:
        """Actor's id, how many → the words by which the current pages name him, and how often, the most frequent first."""
        found = self._connection.execute(
            f"SELECT m.span.text AS said, count(*) AS n FROM mentions m {_PAGE.format('m')} WHERE m.actor_id = ? AND m.form <> 'pronoun' "
            "GROUP BY said ORDER BY n DESC, said LIMIT ?", [actor_id, most]).fetchall()
        return [(str(text), int(n)) for text, n in found]

    def seen_of(self, actor_id: str) -> list[tuple[date | None, str, int, int, str] | None]:
        """Actor's id → where the current pages name him first, and last: day, page, start, end, words; [None] where they do not."""
        told = []
        for order in ("", "DESC"):
            found = self._connection.execute(
                "SELECT coalesce(d.published.earliest, d.published.latest) AS day, d.id, m.span.\"start\", m.span.\"end\", m.span.text "
                f"FROM mentions m {_PAGE.format('m')} WHERE m.actor_id = ? ORDER BY day {order} NULLS LAST, d.id, m.\"position\" LIMIT 1",
                [actor_id]).fetchone()
            told.append(tuple(found) if found else None)
        return told

    def spoken_by(self, actor_id: str) -> int:
        """Actor's id → how many statements the current pages have of him."""
        return int(self._connection.execute(
            f"SELECT count(*) FROM statements s {_PAGE.format('s')} WHERE s.speaker.actor_id = ?", [actor_id]).fetchone()[0])

    def first_named(self) -> list[tuple[str, date, str]]:
        """→ for every actor whom a dated page names: his id, the day of the first such page, and its id."""
        found = self._connection.execute(
            "SELECT m.actor_id, min(coalesce(d.published.latest, d.published.earliest)) AS day, "
            "arg_min(d.id, (coalesce(d.published.latest, d.published.earliest), d.id)) "
            f"FROM mentions m {_PAGE.format('m')} WHERE m.actor_id IS NOT NULL AND m.as_ = 'actor' GROUP BY m.actor_id "
            "HAVING day IS NOT NULL ORDER BY m.actor_id").fetchall()
        return [(str(i), day, str(document)) for i, day, document in found]

    def roles(self, holder: str | None = None) -> Table[Role]:
        """Actor's id (all actors if left out) → posts held, by holder: those of the registry first, then what the pages say."""
        known = tables.query(self._connection, "SELECT * FROM known_roles WHERE ?::VARCHAR IS NULL OR holder = ? "
                             'ORDER BY holder, "position"', [holder, holder])
        taught = tables.query(
            self._connection, "SELECT r.* FROM roles r JOIN current c ON c.id = r.in_document AND c.version = r.in_version "
            'WHERE ?::VARCHAR IS NULL OR r.holder = ? ORDER BY r.holder, r.in_document, r."position"', [holder, holder])
        return Table(sorted((noun(Role, r) for r in [*known, *taught]), key=lambda r: r.holder), Role)

    def stated_columns(self) -> dict[str, Any]:
        """→ the sentences of current pages that state ties, by columns: row, subject and target (names, codes), kind, status …"""
        told = self._connection.execute(
            "SELECT t.rowid AS \"row\", t.in_document AS document, t.subject.actor_id AS subject, t.target.actor_id AS target, t.kind, "
            "t.factuality.status AS status, t.factuality.certainty AS certainty, t.speaker_kind AS speaker, "
            "CASE WHEN t.speaker_kind = 'commenter' THEN 'comment' ELSE coalesce(p.kind, 'body') END AS part FROM tie_mentions t "
            f"{_PAGE.format('t')} {_PART.format('t')} WHERE t.subject.actor_id IS NOT NULL AND t.target.actor_id IS NOT NULL "
            "ORDER BY t.id").to_arrow_table()
        coded = {c: told[c].combine_chunks().dictionary_encode() for c in ("subject", "target")}
        ends = {c: {"names": k.dictionary.to_pylist(), "codes": k.indices.to_numpy(zero_copy_only=False)} for c, k in coded.items()}
        return {**{c: told[c].to_pylist() for c in told.column_names if c not in ends}, **ends}

    def stated_at(self, rows: Sequence[int]) -> list[TieMention]:
        """Rows of stated ties → the sentences, in that order."""
        told = {r["at"]: r for r in tables.query(
            self._connection, f"SELECT *, rowid AS at FROM tie_mentions WHERE {_listed('rowid', rows)}")}
        return [noun(TieMention, told[r]) for r in rows if r in told]

    def stated(self, lens: Lens) -> tuple[list[TieMention], list[Document]]:
        """Lens → the sentences that state ties, and the pages that they stand on, without their texts: enough to weigh them by."""
        found = list(self.tie_mentions(lens))
        ids = {t.document_id for t in found}
        return found, [d for d in self.without_texts(ids) if d.id in ids]

    def mentions_of_types(self, types: Sequence[str]) -> list[EventMention]:
        """PLOVER types → all event mentions of them on current pages."""
        return self._mentions_of_events(Where("e.type IN (SELECT unnest(?::VARCHAR[]))", [list(types)]))

    def without_texts(self, with_parts: Collection[str]) -> list[Document]:
        """Ids → all current pages without their texts, those pages with their parts (of no length)."""
        parts = tables.by_page(tables.query(
            self._connection, "SELECT p.* REPLACE (struct_pack(\"start\" := 0, \"end\" := 1, \"text\" := '') AS span) FROM parts p "
            "JOIN current c ON c.id = p.in_document AND c.version = p.in_version SEMI JOIN (SELECT unnest(?::VARCHAR[]) AS id) k "
            'ON k.id = p.in_document ORDER BY p."position"', [list(with_parts)]))
        pages = tables.query(
            self._connection, "SELECT d.* REPLACE ('' AS \"text\") FROM documents d "
            "JOIN current c ON c.id = d.id AND c.version = d.version")
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

    @property
    def stale(self) -> bool:
        """Whether pages were stored since the happenings were last made (a run was killed); the next run makes them anew."""
        return bool(self._connection.execute("SELECT count(*) FROM meta WHERE key = 'stale' AND value = 'yes'").fetchone()[0])

    def _asked(self, lens: Lens) -> tuple[Who | None, tuple[Who, Who] | None]:
        pair = (self._sure(lens.pair[0]), self._sure(lens.pair[1])) if lens.pair else None
        return self._who(lens.actor), pair

    def _who(self, name: str | None) -> Who | None:
        return None if name is None else self._sure(name)

    def _sure(self, name: str) -> Who:
        """An actor as the lens names it → the ids that it can mean, and the country if it is a code."""
        wanted = name.strip().casefold()
        actors = self._actors(naming.named(self._connection, name, self.stale))
        ids = [a.id for a in actors if wanted in (a.id.casefold(), a.name.casefold(), *(n.casefold() for n in a.aliases))]
        code = wanted.upper() if len(wanted) == 3 and wanted.isalpha() else None
        return Who(sorted({name, *ids}), code, name.strip())


def _in(column: str, values: list[str]) -> Where:
    """Column, values → it is one of them; few stand in the words, so that the order of the table helps to find them."""
    if len(values) > FEW:
        return Where(f"list_contains(?::VARCHAR[], {column})", [values])
    return Where(f"{column} IN ({', '.join('?' * len(values))})" if values else "FALSE", list(values))


def _listed(column: str, rows: Sequence[int]) -> str:
    """Column of row numbers, which → SQL that finds these alone; numbers of our own, so that they can stand in the words."""
    return f"{column} IN ({', '.join(map(str, rows))})" if rows else "FALSE"


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


def _merged(a: Actor, b: Actor) -> Actor:
    """Two accounts of one actor → one: the first one's word holds, the other's names and what only it knows are added."""
    if a.origin == "registry":
        return a
    names = {*a.aliases, *b.aliases, b.name} - {a.name}
    filled = {f: getattr(b, f) for f in ("country", "sector", "wikidata", "parent", "start", "end") if getattr(a, f) is None}
    return replace(a, aliases=tuple(sorted(names)), **filled)


def _nothing(what: str, asked: str, known: list[str], verb: str, shown: dict[str, str] | None = None) -> str:
    near = get_close_matches(asked.strip().casefold() if shown else asked, known, n=3, cutoff=0.6)
    near = [shown[n] for n in near] if shown else near
    hint = f"Did you mean {', '.join(near)}?" if near else f"See what there is: foreshock {verb} STORE"
    return f"There is no {what} {asked!r} in this store. {hint}"
