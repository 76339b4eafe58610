"""`Registry` → what does not hold in its tables, each with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from foreshock.actors.names import fold
from foreshock.actors.registry import Registry
from foreshock.actors.tables import Row, bounds

_GROUPED = ("groups", "organisations", "people", "states")
_FAR = {"IGO", "NGO", "IMG", "MNC", "ISM", "UNO", "EUR"}
# Posts that several people hold at a time.
_SHARED = {"adviser", "senior adviser", "spokesman", "spokesperson", "member", "deputy", "minister", "senator", "deputy commander",
           "deputy prime minister", "deputy foreign minister", "vice president", "branch", "part", "envoy", "special envoy",
           # what a code of CAMEO says of a person, which is no one post
           "government member", "military officer", "former official", "legislator", "judge", "police officer", "party member",
           "opposition member", "rebel", "insurgent", "separatist", "intelligence officer", "businessman", "journalist"}
LINKS = ("split from", "successor of", "merged into", "part of", "affiliate of", "patron")
_OUTLIVES = ("split from", "successor of", "merged into")  # tell of what one of the two came to, which may be its end
_STOPGAP = re.compile(r"^(?:acting|interim|caretaker|provisional) ")
_HANDOVER = timedelta(days=92)  # a cabinet may be slow to form; a shorter pause is no hole in the table


def problems(known: Registry) -> list[str]:
    """Registry → inverted dates, dangling or doubled ids, shared names without a dated difference, two holders of one post, bad links."""
    return [*_dates(known), *_ids(known), *_names(known), *_posts(known), *_links(known)]


def _dates(known: Registry) -> Iterator[str]:
    for rows in known.rows.values():
        for row in rows:
            start, end = bounds(row["start"])[0], bounds(row["end"])[1]
            if start and end and end < start:
                yield f"{row.at}: ends {row['end']} before it starts {row['start']}"


def _ids(known: Registry) -> Iterator[str]:
    seen: dict[str, Row] = {}
    for table in _GROUPED:
        for row in known.rows.get(table, ()):
            if not row["id"] or not row["name"]:
                yield f"{row.at}: a row without an id or a name"
            elif row["id"] in seen:
                yield f"{row.at}: id {row['id']} stands in {seen[row['id']].at} too"
            seen.setdefault(row["id"], row)
            country = row["country"]
            if country and country not in _FAR and country not in known:
                yield f"{row.at}: no state has the code {country}"
            if row["parent"] and row["parent"] not in known:
                yield f"{row.at}: parent {row['parent']} is in no table"
    for row in known.rows.get("roles", ()):
        for column in ("holder", "of", "to"):
            if row[column] and row[column] not in known:
                yield f"{row.at}: {column} {row[column]} is in no table"
        if not row["holder"] or not row["post"]:
            yield f"{row.at}: a role without a holder or a post"


def _names(known: Registry) -> Iterator[str]:
    """Two actors may bear one name where dates, or kinds of actor, tell them apart."""
    borne: dict[str, list[tuple[str, Row]]] = {}
    for table in _GROUPED:
        for row in known.rows.get(table, ()):
            for name in {row["name"], *row.list("aliases")}:
                if len(name.split()) > 1 or table in ("states", "groups"):
                    borne.setdefault(name, []).append((table, row))
    for name, bearers in borne.items():
        for i, (table, one) in enumerate(bearers):
            for other_table, two in bearers[i + 1 :]:
                if one["id"] != two["id"] and table == other_table and _overlap(one, two) is not False and table != "people":
                    yield f"{two.at}: {name!r} is a name of {one['id']} ({one.at}) too, at the same time"


def _posts(known: Registry) -> Iterator[str]:
    held: dict[tuple[str, str, str], list[Row]] = {}
    for row in known.rows.get("roles", ()):
        if fold(row["post"]) not in _SHARED:
            held.setdefault((fold(row["post"]), row["of"], row["to"]), []).append(row)
    for (post, of, _), rows in held.items():
        for i, one in enumerate(rows):
            for two in rows[i + 1 :]:
                if one["holder"] != two["holder"] and _overlap(one, two):
                    yield f"{two.at}: {two['holder']} is {post} of {of or '?'} while {one['holder']} is ({one.at})"


def _links(known: Registry) -> Iterator[str]:
    """Links of no known kind, to nobody, to itself, told twice, or dated when one of the two was not there."""
    seen: dict[tuple[str, str, str], Row] = {}
    for row in known.rows.get("groups_links", ()):
        key = row["group"], row["link"], row["other"]
        if row["link"] not in LINKS:
            yield f"{row.at}: link is {row['link']!r}. Use one of: {', '.join(LINKS)}"
        for column in ("group", "other"):
            if row[column] not in known:
                yield f"{row.at}: {column} {row[column] or '?'} is in no table"
        if row["group"] == row["other"]:
            yield f"{row.at}: {row['group']} is tied to itself"
        if key in seen and _overlap(seen[key], row) is not False:
            yield f"{row.at}: {' '.join(key)} stands in {seen[key].at} too"
        seen.setdefault(key, row)
        yield from _out_of_time(known, row)


def _out_of_time(known: Registry, row: Row) -> Iterator[str]:
    """A link and the times of its two bodies → a sentence where it begins after one was gone, or ends before it was there."""
    first, last = bounds(row["start"]), bounds(row["end"])
    for body in filter(None, (known.get(row["group"]), known.get(row["other"]))):
        gone = body.end if row["link"] not in _OUTLIVES else None
        if first[0] and gone and first[0] > gone:
            yield f"{row.at}: {row['link']} from {row['start']}, but {body.id} ended {gone}"
        if last[1] and body.start and last[1] < body.start:
            yield f"{row.at}: {row['link']} until {row['end']}, but {body.id} began {body.start}"


def gaps(known: Registry) -> list[str]:
    """Registry → posts of states that nobody holds for a time between two holders, as far as the tables know."""
    held: dict[tuple[str, str, str], list[Row]] = {}
    for row in known.rows.get("roles", ()):
        state, post = known.get(row["of"]), _STOPGAP.sub("", fold(row["post"]))
        if state is not None and state.kind == "state" and post not in _SHARED:
            held.setdefault((post, row["of"], row["to"]), []).append(row)
    return [note for key, rows in sorted(held.items()) for note in _gaps(key, rows)]


def _gaps(post: tuple[str, str, str], rows: list[Row]) -> Iterator[str]:
    """A post and its rows → a sentence for each hole; where a date is missing nothing is claimed."""
    if not all(r["start"] for r in rows):
        return
    rows = sorted(rows, key=lambda r: bounds(r["start"])[0] or date.min)
    covered: date | None = None
    for before, after in pairwise(rows):
        end, begun = bounds(before["end"])[1] or date.max, bounds(after["start"])[0] or date.min
        covered = max(covered or date.min, end)
        if covered < date.max and begun - covered > _HANDOVER:
            name = " ".join((post[0], "of", post[1], *(("to", post[2]) if post[2] else ())))
            yield f"{after.at}: no {name} is known from {before['end'] or covered} ({before['holder']}, {before.at}) to {after['start']}"


def _overlap(one: Row, two: Row) -> bool | None:
    """Two rows → whether their times surely overlap; None where missing or coarse dates do not say."""
    if not all(r["start"] and r["end"] for r in (one, two)):
        return _half_open(one, two)
    later = max(_inner_start(one), _inner_start(two))
    return later < min(_inner_end(one), _inner_end(two))


def _half_open(one: Row, two: Row) -> bool | None:
    ends = [(_inner_start(r) if r["start"] else None, _inner_end(r) if r["end"] else None) for r in (one, two)]
    (start_one, end_one), (start_two, end_two) = ends
    if (end_one and start_two and end_one <= start_two) or (end_two and start_one and end_two <= start_one):
        return False
    return None


def _inner_start(row: Row) -> date:
    return bounds(row["start"])[1] or date.min


def _inner_end(row: Row) -> date:
    return bounds(row["end"])[0] or date.max
