"""An open store → `Snapshot`: its events and pages by columns, to be filtered and counted in memory in milliseconds.

Nothing of a page's text is in it: what is shown in full is read from the file by the rows that are kept here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.store import imported
from foreshock.store import selecting as pick
from foreshock.store.file import Connection
from foreshock.types import GENRES, PARTS, STATUSES, VOICES, Did, Place, Span
from foreshock.types import plover as tables
from foreshock.types.sentences import Names, named

Ints = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

INKS = ("cooperation", "conflict", "held", "neutral")


class Lead(NamedTuple):
    """What a list of events tells of the report of each: which, where, the words, and the row of the coder."""

    mention: str
    document: str
    part: int
    evidence: Span
    trigger: Span
    coder: str


@dataclass(frozen=True, slots=True, eq=False)
class Pages:
    """m current pages, by day of publication, the undated last: id, title, rows by columns. Days are ordinals, 0 unknown."""

    ids: tuple[str, ...]
    versions: tuple[str, ...]
    row: Ints
    titles: tuple[str, ...]
    publishers: tuple[str, ...]
    first: Small
    last: Small
    publisher: Small
    genre: Bytes
    comments: Small

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """n events ordered by their earliest day, the undated last, then by id: those of the pages and imported ones.

    `id`: its id; `row`: its number in `events`, or (−1 − row) in `imported_events`; `lead`: where the report that tells it best
    stands in `event_mentions` (−1: none). `first`, `last`: ordinals, 0 unknown. `did`, `type`, `status`, `voice`, `ink`: indices into
    `dids`, `types`, STATUSES, VOICES, INKS. `parts`: a bit for each of PARTS. `page` of event `page_of`, and `party` (into `actors`) of
    event `party_of` on side `side` (0 actors, 1 recipients), ascending by event. `publisher`: into the pages' publishers, of imported
    rows alone (−1: none).
    """

    id: Names
    row: Ints
    lead: Ints
    first: Small
    last: Small
    did: Small
    type: Bytes
    status: Bytes
    voice: Bytes
    ink: Bytes
    hedged: Bools
    from_text: Bools
    score: Floats
    confidence: Floats
    parts: Bytes
    reports: Small
    place: Small
    publisher: Small
    page_of: Small
    page: Small
    party_of: Small
    party: Small
    side: Bytes
    actors: tuple[str, ...]
    dids: tuple[Did, ...]
    places: tuple[Place, ...]
    pages: Pages

    types = tuple(tables.event_types())

    def __len__(self) -> int:
        return len(self.row)


def snapshot(connection: Connection) -> Snapshot:
    """Connection to a store → its snapshot."""
    pages = _pages(connection)
    own, others = _own(connection, pages), _imported(connection, pages)
    if not len(others["row"]):
        return _made(own, pages)
    if not len(own["row"]):
        return _made(others, pages)
    return _made(_merged(own, others), pages)


_PAGES = """
    SELECT d.rowid AS "row", d.id, d.version, d.title, d.address, d.publisher, d.genre, d.published,
        row_number() OVER (ORDER BY coalesce(d.published.earliest, d.published.latest) NULLS LAST, d.id) - 1 AS n
    FROM documents d JOIN current c ON c.id = d.id AND c.version = d.version"""
_ORDER = """
    SELECT id, row_number() OVER (ORDER BY coalesce("when".earliest, "when".latest) NULLS LAST, id) - 1 AS n FROM events"""


def _pages(connection: Connection) -> Pages:
    told = connection.execute(
        "SELECT d.id, d.version, d.\"row\", coalesce(d.title, d.address) AS title, coalesce(d.publisher, '') AS publisher, d.genre, "
        f"{_ordinal('d.published.earliest')} AS first, {_ordinal('d.published.latest')} AS last, coalesce(p.n, 0) AS comments "
        f"FROM ({_PAGES}) d LEFT JOIN (SELECT in_document, in_version, count(*) AS n "
        "FROM parts WHERE kind = 'comment' GROUP BY ALL) p ON p.in_document = d.id AND p.in_version = d.version "
        "ORDER BY d.n").to_arrow_table()
    also = connection.execute("SELECT DISTINCT publisher FROM imported_events WHERE publisher IS NOT NULL").fetchall()
    names = tuple(sorted({*told["publisher"].unique().to_pylist(), *(n for (n,) in also)}))
    first, last, comments = (told[c].to_numpy().astype(np.int32) for c in ("first", "last", "comments"))
    return Pages(
        tuple(told["id"].to_pylist()), tuple(told["version"].to_pylist()), told["row"].to_numpy().astype(np.int64),
        tuple(told["title"].to_pylist()), names, first, last,
        _coded(told["publisher"], names).astype(np.int32), _coded(told["genre"], GENRES).astype(np.uint8), comments)


def _ordinal(day: str) -> str:
    return f"coalesce(datediff('day', DATE '0001-01-01', {day}) + 1, 0)"


def _coded(column: Any, among: Sequence[str]) -> Ints:
    """A column of words, those that there are → where each stands among them."""
    at = {v: i for i, v in enumerate(among)}
    coded = column.combine_chunks().dictionary_encode()
    places = np.array([at[v] for v in coded.dictionary.to_pylist()] or [0], np.int64)
    found: Ints = places[coded.indices.to_numpy(zero_copy_only=False)]
    return found


_BITS = " + ".join(f"CASE WHEN list_contains(e.part_kinds, '{p}') THEN {1 << n} ELSE 0 END" for n, p in enumerate(PARTS))
_EVENTS = f"""
    WITH told AS (
        SELECT e.id, arg_min(m.rowid, (m.factuality.status <> e.status, m.id)) AS lead,
            bool_or(m.factuality.status IN ('actual', 'historical') AND m.factuality.certainty = 'certain'
                    AND {pick.by_itself("m.speaker_kind")}) AS own
        FROM (SELECT id, status, unnest(mentions) AS mention FROM events) e JOIN event_mentions m ON m.id = e.mention GROUP BY e.id)
    SELECT e."number" AS "row", coalesce(o.lead, -1) AS lead, e.id, {_ordinal('e."when".earliest')} AS first,
        {_ordinal('e."when".latest')} AS last, e.status, e."type" || ' ' || array_to_string(e.modes, ' ') AS did,
        e."when".basis = 'text' AS from_text, e.hedged, e.confidence, {_BITS} AS parts, len(e.documents) AS reports, e.place,
        {pick.voiced_whole("e", "coalesce(o.own, false)")} AS voice
    FROM events e LEFT JOIN told o ON o.id = e.id
    ORDER BY coalesce(e."when".earliest, e."when".latest) NULLS LAST, e.id"""


def _own(connection: Connection, pages: Pages) -> dict[str, Any]:
    """Connection, its pages → the columns of what happened according to them."""
    told = connection.execute(_EVENTS).to_arrow_table()
    stand = connection.execute(
        f"SELECT n.n AS page_of, p.n AS page FROM (SELECT id, unnest(documents) AS page FROM events) e JOIN ({_ORDER}) n ON n.id = e.id "
        f"JOIN ({_PAGES}) p ON p.id = e.page ORDER BY ALL").fetchnumpy()
    took = connection.execute(
        f"SELECT n.n AS party_of, CASE WHEN x.side = 'actors' THEN 0 ELSE 1 END AS side, x.actor_id FROM event_actors x "
        f'JOIN ({_ORDER}) n ON n.id = x.event_id ORDER BY party_of, x.side, x."position"').to_arrow_table()
    who = took["actor_id"].combine_chunks().dictionary_encode()
    places, place = _places(told["place"])
    names = sorted(set(told["did"].unique().to_pylist()))
    plain = ("row", "lead", "first", "last", "hedged", "from_text", "confidence", "parts", "reports")
    columns = {c: told[c].to_numpy(zero_copy_only=False) for c in plain}
    return {
        **columns, "id": named(told["id"].to_pylist()), "did": _coded(told["did"], names), "dids": tuple(_did(n) for n in names),
        "status": _coded(told["status"], STATUSES), "voice": _coded(told["voice"], VOICES), "place": place, "places": places,
        "publisher": np.full(len(told), -1), "page_of": stand["page_of"], "page": stand["page"],
        "party_of": took["party_of"].to_numpy(), "side": took["side"].to_numpy(), "actors": tuple(who.dictionary.to_pylist()),
        "party": who.indices.to_numpy(zero_copy_only=False)}


def _did(words: str) -> Did:
    kind, *modes = words.split()
    return Did(kind, tuple(modes), tables.score(kind, tuple(modes)))


def _places(column: Any) -> tuple[tuple[Place, ...], Ints]:
    """A column of places → each once, and which stands in each row (−1: none)."""
    import pyarrow as pa

    whole = column.combine_chunks()
    if not len(whole):
        return (), np.zeros(0, np.int64)
    keys = pa.array([None if v is None else repr(v) for v in whole.to_pylist()], pa.string()).dictionary_encode()
    indices = keys.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    _, first = np.unique(indices, return_index=True)
    known = [Place(**whole[int(i)].as_py()) for i in first if indices[i] >= 0]
    return tuple(known), indices.astype(np.int64)


def _imported(connection: Connection, pages: Pages) -> dict[str, Any]:
    """Connection, its pages → the same columns of the rows of others' event data."""
    return imported.snapshot_columns(connection, {n: i for i, n in enumerate(pages.publishers)})


def _merged(a: dict[str, Any], b: dict[str, Any]) -> dict[str, Any]:
    """Columns of two sets of events → those of both, in one order."""
    day = np.concatenate([np.where(t["first"] > 0, t["first"], np.where(t["last"] > 0, t["last"], date.max.toordinal())) for t in (a, b)])
    order = np.lexsort((np.concatenate([a["id"], b["id"]]), day))
    to = np.empty(len(order), np.int64)
    to[order] = np.arange(len(order))
    n = len(a["row"])
    actors = {i: k for k, i in enumerate(dict.fromkeys((*a["actors"], *b["actors"])))}
    places = {p: k for k, p in enumerate(dict.fromkeys((*a["places"], *b["places"])))}
    dids = {d: k for k, d in enumerate(dict.fromkeys((*a["dids"], *b["dids"])))}
    made: dict[str, Any] = {"actors": tuple(actors), "places": tuple(places), "dids": tuple(dids)}
    moved = {"place": [np.array([*(places[p] for p in t["places"]), -1])[t["place"]] for t in (a, b)],
             "did": [np.array([dids[d] for d in t["dids"]])[t["did"]] for t in (a, b)]}
    for name in ("id", "row", "lead", "first", "last", "did", "status", "voice", "hedged", "from_text", "confidence", "parts", "reports",
                 "publisher", "place"):
        made[name] = np.concatenate(moved.get(name, [a[name], b[name]]))[order]
    party = [np.array([*(actors[i] for i in t["actors"]), -1])[t["party"]] for t in (a, b)]
    for of, columns in (("page_of", {"page": [a["page"], b["page"]]}), ("party_of", {"side": [a["side"], b["side"]], "party": party})):
        which = to[np.concatenate([a[of], b[of] + n]).astype(np.int64)]
        sort = np.argsort(which, kind="stable")
        made[of] = which[sort]
        made |= {name: np.concatenate(two)[sort] for name, two in columns.items()}
    return made


def _made(told: dict[str, Any], pages: Pages) -> Snapshot:
    dids: tuple[Did, ...] = told["dids"]
    did = told["did"].astype(np.int32)
    score = np.array([d.score for d in dids] or [0.0], np.float32)[did]
    kind = np.array([Snapshot.types.index(d.type) for d in dids] or [0], np.uint8)[did]
    voice = told["voice"].astype(np.uint8)
    held = voice >= VOICES.index("hedged")
    ink = np.where(held, INKS.index("held"), np.where(score > 0, 0, np.where(score < 0, 1, INKS.index("neutral")))).astype(np.uint8)
    narrow = ("first", "last", "reports", "place", "publisher", "page_of", "page", "party_of", "party")
    small = {c: told[c].astype(np.int32) for c in narrow}
    return Snapshot(
        told["id"], told["row"].astype(np.int64), told["lead"].astype(np.int64), did=did, dids=dids, type=kind, voice=voice, ink=ink,
        status=told["status"].astype(np.uint8),
        hedged=told["hedged"].astype(np.bool_), from_text=told["from_text"].astype(np.bool_), score=score,
        confidence=told["confidence"].astype(np.float32), parts=told["parts"].astype(np.uint8), side=told["side"].astype(np.uint8),
        actors=told["actors"], places=told["places"], pages=pages, **small)
