"""An open store, conditions → its events, the sentences that report them and those that state ties, by columns: nothing is made of a row.

What is looked at is read from the file by its id: while it is open, or opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.errors import StoreError
from foreshock.store import selecting as pick
from foreshock.store.file import Again, Connection
from foreshock.store.quotes import SPEAKER, quotes
from foreshock.store.rows import noun
from foreshock.store.selecting import Where
from foreshock.types import (
    GENRES,
    PARTS,
    STATUSES,
    UNKNOWN,
    Did,
    Event,
    EventColumns,
    Evidence,
    Mention,
    Pages,
    Place,
    Precision,
    Sentences,
    Span,
    Stated,
    When,
)
from foreshock.types.copies import stories
from foreshock.types.sentences import CERTAINTIES, SPEAKERS, Names, called, story_of
from foreshock.types.stated import KINDS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Printed(NamedTuple):
    """All current pages by columns, and which of them are asked for: of the others nothing is known but that they are there.

    `whole` says which are copies of one another, all looked at (in `pages`: those asked for alone).
    """

    pages: Pages
    asked: Bools
    whole: Ints


def printed(connection: Connection, asked: Where) -> Printed:
    """Connection, which pages (alias d) are asked for → the pages."""
    told = connection.execute(
        f"SELECT d.id, {asked.sql} AS asked, {_last('d.published')} AS day, {_code(GENRES, 'd.genre')} AS genre, d.publisher "
        "FROM documents d JOIN current c ON c.id = d.id AND c.version = d.version ORDER BY d.id", asked.parameters).to_arrow_table()
    ids, kept = tuple(told["id"].to_pylist()), told["asked"].fill_null(False).to_numpy()
    names, publisher = _coded(told["publisher"])
    day, genre = (told[c].to_numpy().astype(np.int64) for c in ("day", "genre"))
    sketched = [_Sketched(i, s) for i, s in connection.execute(
        "SELECT d.id, d.sketch FROM documents d JOIN current c ON c.id = d.id AND c.version = d.version "
        "WHERE octet_length(d.sketch) > 0 ORDER BY d.id").fetchall()]
    whole, unknown = story_of(ids, stories(sketched)), GENRES.index("unknown")
    if kept.all():
        return Printed(Pages(ids, day, genre, publisher, whole, names), kept, whole)
    among = {i for i, k in zip(ids, kept.tolist(), strict=True) if k}
    story = story_of(ids, stories(s for s in sketched if s.id in among))
    return Printed(
        Pages(ids, np.where(kept, day, 0), np.where(kept, genre, unknown), np.where(kept, publisher, -1), story, names), kept, whole)


class _Sketched(NamedTuple):
    id: str
    sketch: bytes


_SENTENCE = (
    "SELECT {0}.id, n.n AS page, {1} AS part, {2} AS status, {3} AS certainty, {4} AS kind, {5} AS day, "
    "{0}.evidence.\"start\" AS start, "
    "CASE WHEN {0}.speaker.actor_id <> '' THEN 'i' || {0}.speaker.actor_id ELSE 's' || {0}.speaker.span.text END AS speaker{6} "
    "FROM {7} {0} {8} {9} JOIN numbered n ON n.id = {0}.in_document WHERE {10} ORDER BY {0}.id")


def _sentences(connection: Connection, table: str, alias: str, more: str, where: Where, of: Printed, again: Again) -> tuple[Any, Sentences]:
    """Connection, table with its alias, further columns, which rows, the pages → the rows, and what is common of them."""
    import pyarrow as pa

    connection.register("numbered", pa.table({
        "id": pa.array(of.pages.ids, pa.string()), "n": pa.array(np.arange(len(of.pages.ids), dtype=np.int32))}))
    words = (_code(STATUSES, f"{alias}.factuality.status"), _code(CERTAINTIES, f"{alias}.factuality.certainty"),
             _code(SPEAKERS, f"{alias}.speaker_kind"))
    kind = f"CASE WHEN {alias}.speaker_kind = 'commenter' THEN {PARTS.index('comment')} ELSE {_code(PARTS, 'p.kind')} END"
    told = connection.execute(
        _SENTENCE.format(alias, kind, *words, _last(f'{alias}."when"'), more, table, pick.PAGE.format(alias), pick.PART.format(alias),
                         where.sql), where.parameters).to_arrow_table()
    connection.unregister("numbered")
    page = told["page"].to_numpy().astype(np.int64)
    small = {c: told[c].fill_null(-1).to_numpy().astype(np.int8) for c in ("part", "status", "certainty", "kind")}
    day, start = (told[c].to_numpy().astype(np.int64) for c in ("day", "start"))
    # on a page of which nothing is known a comment is told by its speaker alone
    comment = small["kind"] == SPEAKERS.index("commenter")
    part = np.where((small["part"] < 0) | ~(of.asked[page] | comment), np.int8(PARTS.index("body")), small["part"])
    speakers, speaker = _coded(told["speaker"])
    confidence = told["confidence"].to_numpy() if "confidence" in told.column_names else np.ones(len(told))
    ids = _ids(told["id"])
    return told, Sentences(
        ids, page, part, small["status"], small["certainty"], small["kind"], speaker, confidence, day, start, of.pages,
        tuple(s[1:] for s in speakers), np.array([s[0] == "i" for s in speakers], np.bool_),
        lambda rows: _evidence(again, table, called(ids[list(rows)]), of.asked[page[list(rows)]].tolist()),
        lambda rows: quotes(again, table, ids[rows], of.asked[page[rows]]))


def reports(connection: Connection, where: Where, of: Printed, again: Again) -> Sentences:
    """Connection, which event mentions (e), the pages → the sentences that report events."""
    return _sentences(connection, "event_mentions", "e", ", e.confidence", where, of, again)[1]


def stated(connection: Connection, where: Where, of: Printed, again: Again) -> Stated:
    """Connection, which mentions of ties (t), the pages → the sentences that state ties."""
    since, until = (f"CASE WHEN t.\"when\".basis = 'text' THEN {_ordinal(day)} ELSE 0 END AS"
                    for day in ('t."when".earliest', 't."when".latest'))
    told, sentences = _sentences(
        connection, "tie_mentions", "t", f", t.subject.actor_id AS subject, t.target.actor_id AS target, {_code(KINDS, 't.kind')} AS tie, "
        "array_to_string(t.how, chr(0)) AS how, t.place.name AS place, "
        f"{since} since, {until} until", where, of, again)
    (subjects, subject), (targets, target), (hows, how), (places, place) = (_coded(told[c]) for c in ("subject", "target", "how", "place"))
    actors = {i: n for n, i in enumerate(dict.fromkeys((*subjects, *targets)))}
    ends = [np.array([*(actors[i] for i in names), -1], np.int64)[codes] for names, codes in ((subjects, subject), (targets, target))]
    kind, begins, ends_on = (told[c].fill_null(-1).to_numpy().astype(np.int64) for c in ("tie", "since", "until"))
    return Stated(sentences, ends[0], ends[1], kind, how, place, begins, ends_on, tuple(actors),
                  tuple(tuple(h.split("\0")) if h else () for h in hows), places)


def _evidence(again: Again, table: str, ids: Sequence[str], asked: Sequence[bool]) -> list[Evidence]:
    """How to get at the file, table, ids, whether the page of each is known → the evidence, in that order."""
    rows = _at(again, "SELECT t.id, t.in_document, t.evidence.\"start\", t.evidence.\"end\", t.evidence.text, "
               f"{SPEAKER}, d.publisher, d.published.earliest, d.published.latest, "
               "d.published.\"precision\", d.published.basis, d.published.clock, d.published.readings "
               f"FROM {table} t SEMI JOIN wanted w ON w.id = t.id {pick.PAGE.format('t')}", ids)
    days: dict[str, When] = {}
    made = {}
    for i, document, start, end, text, speaker, publisher, *published in rows:
        day = days.get(key := repr(published))
        if day is None:
            day = days[key] = noun(When, dict(zip(When.__dataclass_fields__, published, strict=True)))
        made[i] = Evidence(document, Span(start, end, text), day, publisher, speaker, i)
    return [made[i] if known else replace(made[i], date=UNKNOWN, publisher=None) for i, known in zip(ids, asked, strict=True)]


def _at(again: Again, sql: str, ids: Sequence[str]) -> list[tuple[Any, ...]]:
    """How to get at the file, SQL that joins `wanted`, ids → its rows; StoreError where one of them is there no more."""
    import pyarrow as pa

    with again() as connection:
        connection.register("wanted", pa.table({"id": pa.array(ids, pa.string())}))
        found: list[tuple[Any, ...]] = connection.execute(sql).fetchall()
        connection.unregister("wanted")
    if len(found) != len(set(ids)):
        raise StoreError("The store was written to since this was asked of it. Ask again.")
    return found


class Happened(NamedTuple):
    """Happenings by columns, the reports that are asked for; for each event how many reports it has, asked for or not."""

    events: EventColumns
    size: Ints


_BITS = " + ".join(f"CASE WHEN list_contains(e.part_kinds, '{p}') THEN {1 << n} ELSE 0 END" for n, p in enumerate(PARTS))
_EVENTS = """
    WITH places AS (SELECT place, row_number() OVER (ORDER BY place) - 1 AS n
                    FROM (SELECT DISTINCT place FROM events WHERE place IS NOT NULL))
    SELECT e.id, e."number", {day} AS day, {status} AS status, e."type" || ' ' || array_to_string(e.modes, ' ') || ' ' || e.score AS did,
        e."when".basis = 'text' AS from_text, e.hedged, e.confidence, {bits} AS parts, len(e.mentions) AS size, coalesce(p.n, -1) AS place
    FROM events e LEFT JOIN places p ON p.place IS NOT DISTINCT FROM e.place WHERE {where} ORDER BY day, e.id"""


def happened(connection: Connection, where: Where, told: Sentences, again: Again) -> Happened:
    """Connection, which happenings (e), the sentences that report them → the happenings."""
    rows = connection.execute(_EVENTS.format(
        day=_last('e."when"'), status=_code(STATUSES, "e.status"), bits=_BITS, where=where.sql), where.parameters).to_arrow_table()
    number = {c: rows[c].to_numpy().astype(np.int64) for c in ("number", "day", "status", "parts", "size", "place")}
    at = np.full(int(number["number"].max(initial=-1)) + 2, -1, np.int64)
    at[number["number"]] = np.arange(len(rows))
    names, did = _coded(rows["did"])
    actors, sides = _sides(connection, at)
    places = connection.execute("SELECT DISTINCT place FROM events WHERE place IS NOT NULL ORDER BY place").fetchall()
    ids = _ids(rows["id"])
    of, report = _reports(connection, told, at)

    def tell(which: Sequence[int]) -> list[Event]:
        return _events(again, called(ids[list(which)]), [_parties(n, actors, sides) for n in which])

    return Happened(EventColumns(
        ids, number["day"], did, number["status"], number["place"], rows["confidence"].to_numpy(),
        rows["hedged"].to_numpy(zero_copy_only=False), number["parts"], rows["from_text"].to_numpy(zero_copy_only=False), *sides[0],
        *sides[1], np.arange(len(rows)), actors, tuple(map(_did, names)), tuple(Place(**p) for (p,) in places), tell, of, report,
        told), number["size"])


def _did(words: str) -> Did:
    kind, *modes, score = words.split()
    return Did(kind, tuple(modes), float(score))


Sides = list[tuple[Ints, Ints]]


def _sides(connection: Connection, at: Ints) -> tuple[tuple[str, ...], Sides]:
    """Connection, the place of each event by its number → ids of actors; event and party of doers, and of recipients, by event."""
    told = connection.execute('SELECT event, side, "position", actor_id FROM event_actors').to_arrow_table()
    names, who = _coded(told["actor_id"])
    event, position = (told[c].to_numpy() for c in ("event", "position"))
    does, found = _coded(told["side"]), []
    of = at[np.minimum(event, len(at) - 1)]
    for side in ("actors", "recipients"):
        mine = np.flatnonzero((of >= 0) & (does[1] == (does[0].index(side) if side in does[0] else -2)))
        mine = mine[np.lexsort((position[mine], of[mine]))]
        found.append((of[mine], who[mine]))
    return names, found


def _parties(at: int, actors: tuple[str, ...], sides: Sides) -> tuple[list[str], list[str]]:
    """Event, ids of actors, both sides by event → who did it, and to whom."""
    one, other = ([actors[w] for w in who[slice(*np.searchsorted(of, [at, at + 1]))].tolist()] for of, who in sides)
    return one, other


def _reports(connection: Connection, told: Sentences, at: Ints) -> tuple[Ints, Ints]:
    """Connection, sentences, the place of each event by its number → event and sentence of each report, by event."""
    import pyarrow as pa

    connection.register("told", pa.table({"id": pa.array(told.id).cast(pa.string()), "n": pa.array(np.arange(len(told)))}))
    found = connection.execute(
        'SELECT x."number", s.n FROM (SELECT "number", unnest(mentions) AS mention FROM events) x '
        "JOIN told s ON s.id = x.mention").fetchnumpy()
    connection.unregister("told")
    of, row = at[np.minimum(np.asarray(found["number"], np.int64), len(at) - 1)], np.asarray(found["n"], np.int64)
    of, row = of[of >= 0], row[of >= 0]
    order = np.lexsort((row, of))
    return of[order], row[order]


def _events(again: Again, ids: Sequence[str], sides: Sequence[tuple[list[str], list[str]]]) -> list[Event]:
    """How to get at the file, ids, who stands on either side of each → the happenings, in that order."""
    wanted = [f for f in Event.__dataclass_fields__ if f not in ("actors", "recipients", "word_of")]
    columns = ", ".join(f'e."{f}"' for f in wanted)
    made = {told[0]: dict(zip(wanted, told, strict=True)) for told in _at(
        again, f"SELECT {columns} FROM events e SEMI JOIN wanted w ON w.id = e.id", ids)}
    return [noun(Event, {**made[i], "actors": one, "recipients": other}) for i, (one, other) in zip(ids, sides, strict=True)]


def _ids(column: Any) -> Names:
    """A column of ids → the same as numpy has them; no text is made of any."""
    import pyarrow as pa

    whole = pa.concat_arrays(c.cast(pa.large_binary()) for c in column.chunks) if column.num_chunks else pa.array([], pa.large_binary())
    start = np.frombuffer(whole.buffers()[1], np.int64, len(whole) + 1, whole.offset * 8) if len(whole) else np.zeros(1, np.int64)
    size = np.diff(start)
    wide = max(int(size.max(initial=0)), 1)
    letters = np.zeros((len(whole), wide), np.uint8)
    if len(whole):
        letters[np.arange(wide) < size[:, None]] = np.frombuffer(whole.buffers()[2], np.uint8)[start[0] : start[-1]]
    found: Names = letters.view(f"S{wide}").ravel()
    return found


def _coded(column: Any) -> tuple[tuple[str, ...], Ints]:
    """A column of words → those that there are, and which stands in each row (−1: none)."""
    coded = column.combine_chunks().dictionary_encode()
    return tuple(coded.dictionary.to_pylist()), coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)


def _code(words: Sequence[str], sql: str) -> str:
    """Words, SQL of one of them → SQL of its place among them; NULL for another."""
    return f"(list_position([{', '.join(f'{chr(39)}{w}{chr(39)}' for w in words)}], {sql}) - 1)::TINYINT"


def _ordinal(day: str) -> str:
    return f"coalesce(datediff('day', DATE '0001-01-01', {day}) + 1, 0)::INTEGER"


def _last(moment: str) -> str:
    """SQL of a moment → SQL of the day by which it had certainly come, as `last_day` has it."""
    return _ordinal(f"coalesce({moment}.latest, {moment}.earliest)")


# Event mentions with the weeks that they can be of ({wide}: days by which each may be off).
_WEEKS = """
    SELECT m.id, m.in_document, m.in_version, m."type",
        unnest(range(({first} - {wide}) // 7, ({last} + {wide}) // 7 + 1)) AS week
    FROM (SELECT m.id, m.in_document, m.in_version, m."type", CASE WHEN m."when".earliest IS NULL OR m."when".latest IS NULL
              THEN d.published ELSE m."when" END AS w, m."when".earliest IS NULL OR m."when".latest IS NULL AS of_page
          FROM event_mentions m {page} {which}) m WHERE m.w.earliest IS NOT NULL AND m.w.latest IS NOT NULL"""
_PARTIES = """
    FROM dated m JOIN event_arguments a ON a.event_id = m.id AND a.in_document = m.in_document AND a.in_version = m.in_version
    JOIN parties p ON p.actor_id IS NOT DISTINCT FROM a.actor_id AND p.country IS NOT DISTINCT FROM a.country
        AND p.sector IS NOT DISTINCT FROM a.sector"""


def near(
    connection: Connection, ids: Sequence[str], party: Callable[[Mention], str | None], wide: Mapping[Precision, int], lag: int,
) -> list[str]:
    """Connection, ids of event mentions → ids of others that could be of one happening: of the type, with a party, about the days.

    And those of the type on the same pages. `party`: for whom a mention of an actor stands. `wide`: by how many days a date of a precision
    may be off; `lag`: how long before its page came out something without a date may have been.
    """
    import pyarrow as pa

    combined = connection.execute("SELECT DISTINCT actor_id, country, sector FROM event_arguments").fetchall()
    parties = [(*c, p) for c in combined if (p := party(Mention(Span(0, 1, "-"), actor_id=c[0], country=c[1], sector=c[2])))]
    columns = zip(("actor_id", "country", "sector", "party"), zip(*parties, strict=True) if parties else ((),) * 4, strict=True)
    connection.register("parties", pa.table({name: pa.array(values, pa.string()) for name, values in columns}))
    connection.register("wanted", pa.table({"id": pa.array(ids, pa.string())}))
    off = " ".join(f"WHEN '{p}' THEN {days + 1}" for p, days in wide.items())
    words = {"first": _ordinal("m.w.earliest"), "last": _ordinal("m.w.latest"), "page": pick.PAGE.format("m"),
             "wide": f"(CASE WHEN m.of_page THEN {lag + 1} ELSE CASE m.w.\"precision\" {off} ELSE 1 END END)"}

    def dated(which: str, then: str) -> None:
        """Which mentions, of which weeks → at hand, so that what they are joined with is known to be many."""
        connection.register("dated", connection.execute(f"SELECT * FROM ({_WEEKS.format(**words, which=which)}) m {then}").to_arrow_table())

    dated("SEMI JOIN wanted w ON w.id = m.id", "")
    connection.register("asked", connection.execute(f'SELECT DISTINCT m."type", p.party, m.week {_PARTIES}').to_arrow_table())
    dated("", 'SEMI JOIN asked k ON k."type" = m."type" AND k.week = m.week')
    found = [i for (i,) in connection.execute(
        f'SELECT DISTINCT m.id {_PARTIES} SEMI JOIN asked k ON k.party = p.party AND k.week = m.week AND k."type" = m."type" '
        'UNION SELECT m.id FROM event_mentions m SEMI JOIN (SELECT DISTINCT in_document, "type" FROM event_mentions '
        'SEMI JOIN wanted USING (id)) k ON k.in_document = m.in_document AND k."type" = m."type"').fetchall()]
    for name in ("asked", "dated", "wanted", "parties"):
        connection.unregister(name)
    return found
