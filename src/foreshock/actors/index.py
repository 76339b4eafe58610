"""Rows of the registry's tables → one SQLite database by name, id, post and holder, and what is read out of it.

Names lie under their first word, for that is how a text comes upon them: a name is looked for only where a word stands with
which some name begins.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple, cast, get_args

from foreshock.actors.names import Borne, first_word, fold
from foreshock.actors.tables import Row, bounds
from foreshock.errors import BadInput
from foreshock.types import Actor, ActorKind, Role
from foreshock.types.who import Standing

Rows = Mapping[str, tuple[Row, ...]]
_KINDS = frozenset(get_args(ActorKind))
_STANDINGS = frozenset(get_args(Standing))
_SCHEMA = """
CREATE TABLE actor (n INTEGER PRIMARY KEY, id TEXT UNIQUE, name TEXT, kind TEXT, country TEXT, sector TEXT, aliases TEXT,
    wikidata TEXT, parent TEXT, start TEXT, end TEXT, citation TEXT, adjective TEXT);
CREATE TABLE name (n INTEGER PRIMARY KEY, word TEXT, folded TEXT, printed TEXT, actor TEXT, use TEXT);
CREATE TABLE role (n INTEGER PRIMARY KEY, holder TEXT, post TEXT, of TEXT, too TEXT, sector TEXT, start TEXT, end TEXT, standing TEXT,
    citation TEXT, folded TEXT);
CREATE TABLE link (n INTEGER PRIMARY KEY, body TEXT, link TEXT, other TEXT, start TEXT, end TEXT, citation TEXT);
CREATE TABLE bad (line TEXT);
"""
_INDICES = ("name (word)", "role (holder)", "role (of)", "role (folded, of)", "link (body)", "link (other)")
ACTOR = "id, name, kind, country, sector, aliases, wikidata, parent, start, end, citation"
ROLE = "holder, post, of, too, sector, start, end, standing, citation"
_BEARING = (("name", "name"), ("name", "aliases"), ("adjective", "adjectives"), ("demonym", "demonyms"), ("building", "metonyms"),
            ("city", "capital"))
_ORDER = {"building": 0, "by text": 1}  # of what a name can mean, this comes first


class Link(NamedTuple):
    """What ties a body to another: it split from it, came of it, merged into it, is part or an affiliate of it, has it as its patron.

    A missing date is unknown.
    """

    body: str
    link: str
    other: str
    start: date | None
    end: date | None
    citation: str


def fill(base: sqlite3.Connection, rows: Rows, bad: tuple[str, ...] = ()) -> None:
    """An empty database, the rows of each table by its name, lines of a user's that cannot be used → the index in it."""
    base.executescript(_SCHEMA)
    actors: dict[str, tuple[str | None, ...]] = {}
    names: list[tuple[str, str, str]] = []
    for row in rows.get("states", ()):
        actors.setdefault(row["id"], _state(row))
        names += [(name, row["id"], use) for use, column in _BEARING for name in row.list(column)]
    for table, use in (("groups", "name"), ("organisations", "name"), ("people", "person")):
        for row in rows.get(table, ()):
            actors.setdefault(row["id"], _person(row) if table == "people" else _body(row))
            names += [(name, row["id"], use) for name in (row["name"], *row.list("aliases"))]
    names += [(row["name"], i, row["sort"]) for row in rows.get("metonyms", ()) for i in row.list("ids") if i in actors]
    names = list(dict.fromkeys(n for n in sorted(names, key=lambda n: _ORDER.get(n[2], 2)) if len(n[0]) > 1))
    base.executemany("INSERT INTO actor VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?,?)", actors.values())
    base.executemany("INSERT INTO name VALUES (NULL,?,?,?,?,?)", (
        (first_word(folded), folded, printed, actor, use) for printed, actor, use in names if (folded := fold(printed))))
    base.executemany("INSERT INTO role VALUES (NULL,?,?,?,?,?,?,?,?,?,?)", (_role(row) for row in rows.get("roles", ())))
    base.executemany("INSERT INTO link VALUES (NULL,?,?,?,?,?,?)", (_link(row) for row in rows.get("groups_links", ())))
    base.executemany("INSERT INTO bad VALUES (?)", ((line,) for line in bad))
    for index in _INDICES:
        base.execute(f"CREATE INDEX by_{re.sub(r'[^a-z]+', '_', index).strip('_')} ON {index}")
    base.commit()


def words(base: sqlite3.Connection) -> frozenset[str]:
    """An index → the words with which its names begin."""
    return frozenset(word for (word,) in base.execute("SELECT DISTINCT word FROM name"))


def under(base: sqlite3.Connection, word: str) -> Iterator[tuple[str, Borne]]:
    """An index, a word → the names that begin with it: folded, and as printed with what it means."""
    for folded, printed, actor, use in base.execute("SELECT folded, printed, actor, use FROM name WHERE word = ? ORDER BY n", (word,)):
        yield folded, (printed, actor, use)


def actors(base: sqlite3.Connection, rule: str = "", *given: str) -> Iterator[Actor]:
    """An index, a condition with what stands in its place → the actors it holds for, in the order of the tables."""
    for id_, name, kind, country, sector, aliases, wikidata, parent, start, end, citation in base.execute(
            f"SELECT {ACTOR} FROM actor {rule} ORDER BY n", given):
        yield Actor(id_, name, cast(ActorKind, kind), country, sector, tuple(aliases.split(";")) if aliases else (), wikidata, parent,
                    _iso(start), _iso(end), citation=citation)


def roles(base: sqlite3.Connection, rule: str, *given: str | None) -> Iterator[Role]:
    """An index, a condition with what stands in its place → the roles it holds for, in the order of the tables."""
    for holder, post, of, to, sector, start, end, standing, citation in base.execute(
            f"SELECT {ROLE} FROM role {rule} ORDER BY n", given):
        yield Role(holder, post, of, to, sector, _iso(start), _iso(end), cast(Standing, standing), citation=citation)


def links(base: sqlite3.Connection, actor: str) -> Iterator[Link]:
    """An index, an id → what ties it to other bodies, from its side and from theirs, in the order of the table."""
    for body, link, other, start, end, citation in base.execute(
            "SELECT body, link, other, start, end, citation FROM link WHERE body = ? OR other = ? ORDER BY n", (actor, actor)):
        yield Link(body, link, other, _iso(start), _iso(end), citation)


def _iso(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _state(row: Row) -> tuple[str | None, ...]:
    return (row["id"], row["name"], "state", row["id"], None, ";".join(row.list("aliases")), row["wikidata"] or None, None,
            _day(row, "start", 0), _day(row, "end", 1), row["citation"], next(iter(row.list("adjectives")), row["name"]))


def _body(row: Row) -> tuple[str | None, ...]:
    if row["kind"] not in _KINDS:
        raise BadInput(f"{row.at}: kind is {row['kind']!r}. Use one of: {', '.join(sorted(_KINDS))}.")
    return (row["id"], row["name"], row["kind"], row["country"] or None, row["sector"] or None, ";".join(row.list("aliases")),
            row["wikidata"] or None, row["parent"] or None, _day(row, "start", 0), _day(row, "end", 1), row["citation"], None)


def _person(row: Row) -> tuple[str | None, ...]:
    return (row["id"], row["name"], "person", row["country"] or None, None, ";".join(row.list("aliases")), row["wikidata"] or None,
            None, None, None, row["citation"], None)


def _role(row: Row) -> tuple[str | None, ...]:
    standing = row["standing"] or "in office"  # only a user's file has the column
    if standing not in _STANDINGS:
        raise BadInput(f"{row.at}: standing is {standing!r}. Use one of: {', '.join(sorted(_STANDINGS))}.")
    return (row["holder"], row["post"], row["of"] or None, row["to"] or None, row["sector"] or None, _day(row, "start", 0),
            _day(row, "end", 1), standing, row["citation"], fold(row["post"]))


def _link(row: Row) -> tuple[str | None, ...]:
    return (row["group"], row["link"], row["other"], _day(row, "start", 0), _day(row, "end", 1), row["citation"])


def _day(row: Row, column: str, side: int) -> str | None:
    try:
        day = bounds(row[column])[side]
    except (ValueError, TypeError) as error:
        raise BadInput(f"{row.at}: {column} is {row[column]!r}. Write YYYY, YYYY-MM, YYYY-MM-DD or nothing.") from error
    return day.isoformat() if day else None
