"""An open store → what stands in the rows that a `Snapshot` names, and what is asked of one actor beside it: no noun made in vain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.store import imported, tables
from foreshock.store import selecting as pick
from foreshock.store.file import Connection
from foreshock.store.rows import noun
from foreshock.store.selecting import Where
from foreshock.store.snapshot import Lead, Pages, Snapshot, snapshot
from foreshock.types import Document, Event, EventMention, Lens, Span, Statement, TieMention

Ints = npt.NDArray[np.int64]


class Saying(NamedTuple):
    """A statement's row, its page, and where its cue begins (0: it has none)."""

    row: int
    document: str
    start: int


class Named(NamedTuple):
    """Where pages name an actor: which page (of the snapshot's), its place among the page's mentions, the span, whether by a pronoun."""

    page: Ints
    position: Ints
    start: Ints
    end: Ints
    said: npt.NDArray[np.object_]
    pronoun: npt.NDArray[np.bool_]


class ByRows:
    """The questions of one who holds a snapshot of the store."""

    _connection: Connection

    def headings(self, rows: Sequence[int]) -> list[Document]:
        """Rows as a `Snapshot` has them → those pages in that order, without their texts and parts."""
        told = tables.query(self._connection, f"SELECT * REPLACE ('' AS \"text\"), [] AS parts, rowid AS at FROM documents "
                            f"WHERE {_listed('rowid', rows)}")
        found = {d["at"]: noun(Document, d) for d in told}
        return [found[r] for r in rows if r in found]

    def statements_about(self, one: Sequence[str], other: Sequence[str], lens: Lens) -> list[Saying]:
        """Two sets of actors' ids, lens → what those of each say to those of the other or, within it, about them; in no order."""
        told = self._connection.execute(
            "SELECT rowid, in_document, speaker.actor_id, addressee.actor_id, content FROM statements "
            "WHERE speaker.actor_id IN (SELECT unnest(?::VARCHAR[]))", [[*one, *other]]).fetchall()
        named = self._named_on(list({t[1] for t in told}), [*one, *other])
        sides = set(one), set(other)
        found = []
        for row, document, speaker, addressee, content in told:
            meant = sides[1] if speaker in sides[0] else sides[0]
            about = [(start, end) for who_, start, end in named.get(document, ()) if who_ in meant]
            if addressee in meant or any(c["start"] <= start and end <= c["end"] for start, end in about for c in content):
                found.append(row)
        moment = pick.own_or_page('s."when"', "d.published")
        where = pick.joined(
            pick.published(lens), pick.dated(lens, moment), pick.in_parts(lens, "p.kind"), Where(_listed("s.rowid", found), []))
        kept = self._connection.execute(
            f"SELECT s.rowid, s.in_document, coalesce(s.cue[1].\"start\", 0) FROM statements s {pick.PAGE.format('s')} "
            f"{pick.PART.format('s')} WHERE {where.sql}", where.parameters).fetchall()
        return [Saying(*k) for k in kept]

    def _named_on(self, documents: list[str], ids: list[str]) -> dict[str, list[tuple[str, int, int]]]:
        """Pages, actors → by page who of them is named from where to where."""
        named: dict[str, list[tuple[str, int, int]]] = {}
        who = pick.among("actor_id", ids)
        for document, actor_id, start, end in self._connection.execute(
            f'SELECT in_document, actor_id, span."start", span."end" FROM mentions WHERE {who.sql} '
            "AND in_document IN (SELECT unnest(?::VARCHAR[]))", [*who.parameters, documents],
        ).fetchall():
            named.setdefault(document, []).append((actor_id, start, end))
        return named

    def statements_at(self, rows: Sequence[int]) -> list[Statement]:
        """Rows of statements → the statements, in that order."""
        told = {r["at"]: r for r in tables.query(
            self._connection, f"SELECT *, rowid AS at FROM statements WHERE {_listed('rowid', rows)}")}
        return [noun(Statement, told[r]) for r in rows if r in told]

    def snapshot(self) -> Snapshot:
        """→ all events and pages by columns, to be filtered and counted in memory."""
        return snapshot(self._connection)

    def events_at(self, rows: Sequence[int]) -> list[Event]:
        """Rows as a `Snapshot` has them → the events in that order; a row that is gone is left out."""
        own, others = [r for r in rows if r >= 0], [-1 - r for r in rows if r < 0]
        which = pick.numbered('"number"', own)
        told = tables.query(self._connection, f"SELECT * FROM events WHERE {which.sql}", which.parameters)
        found = {e["number"]: noun(Event, e) for e in told}
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
        """Pages as a `Snapshot` of this very file has them → those that count for small questions: none looks through the ledger."""
        import pyarrow as pa

        self._connection.execute("SET threads = 1")  # many small questions: a second thread costs more than it brings
        columns = {"id": pa.array(pages.ids, pa.string()), "version": pa.array(pages.versions, pa.string())}
        self._connection.execute("DROP VIEW IF EXISTS temp.main.current")
        self._connection.register("current", pa.table(columns))

    def row_of(self, event_id: str) -> int | None:
        """Id of an event, or of one of its mentions → its row as a `Snapshot` has it; None if there is none."""
        for sql, sign in (('SELECT "number" FROM events WHERE id = $1', 1),
                          ('SELECT "number" FROM events WHERE list_contains(mentions, $1)', 1),
                          ("SELECT rowid FROM imported_events WHERE format || ':' || id = $1", -1)):
            found = self._connection.execute(sql, [event_id]).fetchone()
            if found is not None:
                return int(found[0]) if sign > 0 else -1 - int(found[0])
        return None

    def mentions_of(self, ids: Sequence[str]) -> dict[str, EventMention]:
        """Ids → those event mentions of the current pages, by id."""
        mine, of = pick.among("id", list(ids)), pick.among("event_id", list(ids))
        rows = tables.query(self._connection, f"SELECT * FROM event_mentions WHERE {mine.sql}", mine.parameters)
        arguments = tables.query(
            self._connection, f'SELECT * FROM event_arguments WHERE {of.sql} ORDER BY in_document, event_id, "position"', of.parameters)
        return {m.id: m for m in tables.with_arguments(rows, arguments)}

    def happenings_at(self, rows: Sequence[int]) -> dict[str, str]:
        """Rows of happenings → for each event mention behind them its happening, by ids."""
        which = pick.numbered('"number"', rows)
        told = self._connection.execute(f"SELECT id, mentions FROM events WHERE {which.sql}", which.parameters).fetchall()
        return {mention: i for i, mentions in told for mention in mentions}

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

    def named_as(self, actor_id: str, pages: Pages, page_at: Mapping[str, int]) -> Named:
        """Actor's id, the pages that count, where each stands by its id → where they name him, by columns."""
        told = self._connection.execute(
            'SELECT in_document, in_version, "position", span."start" AS "start", span."end" AS "end", span.text AS said, form '
            "FROM mentions WHERE actor_id = ?", [actor_id]).to_arrow_table()
        keys = zip(told["in_document"].to_pylist(), told["in_version"].to_pylist(), strict=True)
        page = np.array([n if (n := page_at.get(i, -1)) >= 0 and pages.versions[n] == v else -1 for i, v in keys], np.int64)
        kept = page >= 0
        position, start, end = (told[c].to_numpy()[kept].astype(np.int64) for c in ("position", "start", "end"))
        said, form = (np.array(told[c].to_pylist(), object)[kept] for c in ("said", "form"))
        return Named(page[kept], position, start, end, said, form == "pronoun")

    def spoken_by(self, actor_id: str) -> int:
        """Actor's id → how many statements the current pages have of him."""
        return int(self._connection.execute(
            "SELECT count(*) FROM statements s JOIN current c ON c.id = s.in_document AND c.version = s.in_version "
            "WHERE s.speaker.actor_id = ?", [actor_id]).fetchone()[0])

    def first_named(self) -> list[tuple[str, date, str]]:
        """→ for every actor whom a dated page names: his id, the day of the first such page, and its id."""
        found = self._connection.execute(
            "SELECT m.actor_id, min(coalesce(d.published.latest, d.published.earliest)) AS day, "
            "arg_min(d.id, (coalesce(d.published.latest, d.published.earliest), d.id)) "
            f"FROM mentions m {pick.PAGE.format('m')} WHERE m.actor_id IS NOT NULL AND m.as_ = 'actor' GROUP BY m.actor_id "
            "HAVING day IS NOT NULL ORDER BY m.actor_id").fetchall()
        return [(str(i), day, str(document)) for i, day, document in found]

    def stated_columns(self) -> dict[str, Any]:
        """→ the sentences of current pages that state ties, by columns: row, subject and target (names, codes), kind, status …"""
        told = self._connection.execute(
            "SELECT t.rowid AS \"row\", t.in_document AS document, t.subject.actor_id AS subject, t.target.actor_id AS target, t.kind, "
            "t.factuality.status AS status, t.factuality.certainty AS certainty, t.speaker_kind AS speaker, "
            "CASE WHEN t.speaker_kind = 'commenter' THEN 'comment' ELSE coalesce(p.kind, 'body') END AS part FROM tie_mentions t "
            f"{pick.PAGE.format('t')} {pick.PART.format('t')} WHERE t.subject.actor_id IS NOT NULL AND t.target.actor_id IS NOT NULL "
            "ORDER BY t.id").to_arrow_table()
        coded = {c: told[c].combine_chunks().dictionary_encode() for c in ("subject", "target")}
        ends = {c: {"names": k.dictionary.to_pylist(), "codes": k.indices.to_numpy(zero_copy_only=False)} for c, k in coded.items()}
        return {**{c: told[c].to_pylist() for c in told.column_names if c not in ends}, **ends}

    def stated_at(self, rows: Sequence[int]) -> list[TieMention]:
        """Rows of stated ties → the sentences, in that order."""
        told = {r["at"]: r for r in tables.query(
            self._connection, f"SELECT *, rowid AS at FROM tie_mentions WHERE {_listed('rowid', rows)}")}
        return [noun(TieMention, told[r]) for r in rows if r in told]


def _listed(column: str, rows: Sequence[int]) -> str:
    """Column of row numbers, which → SQL that finds these alone; numbers of our own, so that they can stand in the words."""
    return f"{column} IN ({', '.join(map(str, rows))})" if rows else "FALSE"
