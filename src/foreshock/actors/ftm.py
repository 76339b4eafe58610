"""FollowTheMoney entities (JSON lines), the package's registry → `Told`.

Person, Organization, PublicBody, LegalEntity and Company become actors; an Occupancy whose post is a Position, and a Membership, become
roles. All values of FollowTheMoney are lists; where we hold one (a country, a date) the first is taken and the rest is told.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from foreshock.actors import tables
from foreshock.actors.registry import Registry
from foreshock.actors.tables import Row, bounds
from foreshock.actors.told import Told, actor_row, same

_BODIES = {"Organization": "organisation", "PublicBody": "state organ", "LegalEntity": "organisation", "Company": "company"}
_NAMES = ("alias", "weakAlias", "previousName", "abbreviation")
_STANDINGS = {"current": "in office", "ended": "former"}
# What ISO 3166 does not have; "eu" and its like are no state.
_PLACES = {"xk": "KOS", "suhh": "SUN", "yucs": "YUG", "eu": "IGO", "zz": ""}
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class _Entity:
    """One line: its number, id, schema and values."""

    line: int
    id: str
    schema: str
    values: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        return self.values.get(name, ())

    def one(self, *names: str) -> str:
        """Names of properties → the first value that there is."""
        return next((v for n in names for v in self.all(n)), "")


def read(file: str, text: str, known: Registry) -> Told:
    """File name, its text, the package's registry → bodies, people and roles, and every line that could not be used."""
    reader = _Reader(file, known)
    entities: dict[str, _Entity] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                entity = _entity(number, line)
            except ValueError as error:
                reader.bad.append(f"{file}:{number}: {error}")
                continue
            if entity.id in entities:
                reader.bad.append(f"{file}:{number}: id {entity.id} stands in line {entities[entity.id].line} too; left out")
            else:
                entities[entity.id] = entity
    return reader.told(entities)


def _entity(number: int, line: str) -> _Entity:
    """A line → its entity; ValueError says what is wrong with it."""
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("not JSON. Write one entity a line") from None
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not isinstance(row.get("schema"), str):
        raise ValueError('no entity. It needs {"id": "…", "schema": "Person", "properties": {"name": ["…"]}}')
    told = row.get("properties")
    if not isinstance(told, dict) or not all(isinstance(v, list) for v in told.values()):
        raise ValueError("properties are not lists of values")
    if not row["id"].strip() or len(row["id"]) > 500:
        raise ValueError("the id is empty or longer than 500 characters")
    # A value may be an entity itself, nested by an export; its id is what we need.
    return _Entity(number, row["id"].strip(), row["schema"], {
        str(name): tuple(s for v in values if (s := _plain(v))) for name, values in told.items()})


def _plain(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("id")
    return " ".join(value.split()) if isinstance(value, str) and value.isprintable() else ""


@cache
def _topics() -> dict[str, Row]:
    return {r["topic"]: r for r in tables.packaged("ftm_topics.tsv")}


class _Reader:
    """Entities → rows; ids are the package's where the Wikidata id, or name and country, say that it is the same actor."""

    def __init__(self, file: str, known: Registry) -> None:
        self.file, self.known = file, known
        self.bad: list[str] = []
        self.notes: list[str] = []
        self.bodies: list[Row] = []
        self.people: list[Row] = []
        self.roles: list[Row] = []
        self.ids: dict[str, str] = {}
        self.wikidata = {a.wikidata: a for a in known if a.wikidata}

    def told(self, entities: Mapping[str, _Entity]) -> Told:
        unread: Counter[str] = Counter()
        for entity in entities.values():
            if entity.schema == "Person" or entity.schema in _BODIES:
                self._actor(entity)
        for entity in entities.values():
            if entity.schema == "Occupancy":
                self._occupancy(entity, entities)
            elif entity.schema == "Membership":
                self._role(entity, entity.one("member"), entity.one("role") or "member", self._of(entity, entity.one("organization")), "")
            elif entity.schema not in ("Person", "Position", *_BODIES):
                unread[entity.schema] += 1
        self.notes += [f"{self.file}: {n} entities of the schema {schema} are no actor or role" for schema, n in unread.items()]
        return Told(bodies=tuple(self.bodies), people=tuple(self.people), roles=tuple(self.roles), bad=tuple(self.bad),
                    notes=tuple(self.notes))

    def _actor(self, entity: _Entity) -> None:
        name = entity.one("name", *_NAMES)
        if not name:
            self.bad.append(f"{self.file}:{entity.line}: {entity.schema} {entity.id} has no name")
            return
        person = entity.schema == "Person"
        country, (sector, kind) = self._country(entity, person), self._topics(entity)
        wikidata = next((q for q in entity.all("wikidataId") if re.fullmatch(r"Q\d+", q)), "")
        names = tuple(dict.fromkeys(n for n in (name, *entity.all("name"), *(a for p in _NAMES for a in entity.all(p)))))
        one = self.wikidata.get(wikidata) if wikidata else None
        one = one or next((a for n in names if (a := same(self.known.bearers(n), country, person))), None)
        if one is not None and (one.kind == "person") == person and not (wikidata and one.wikidata and one.wikidata != wikidata):
            self.ids[entity.id] = one.id
            row = actor_row(self.file, entity.line, id=one.id, aliases=names)
        else:
            self.ids[entity.id] = entity.id
            kind = "international organisation" if country == "IGO" and not person else kind or _BODIES.get(entity.schema, "")
            row = actor_row(
                self.file, entity.line, id=entity.id, name=name, kind="person" if person else kind, aliases=names[1:], country=country,
                sector=sector, wikidata=wikidata, start="" if person else self._date(entity, "incorporationDate"),
                end="" if person else self._date(entity, "dissolutionDate"),
                citation="; ".join(entity.all("sourceUrl")[:3]) or f"FollowTheMoney {entity.id}")
        # A person of no post has the sector of its topics, which only the table of bodies holds.
        (self.people if person and (one is not None or not sector) else self.bodies).append(row)

    def _country(self, entity: _Entity, person: bool) -> str:
        codes = entity.all("nationality") + entity.all("citizenship") if person else ()
        codes = tuple(dict.fromkeys((*codes, *entity.all("country"), *entity.all("jurisdiction"))))
        if len(codes) > 1:
            self.notes.append(f"{self.file}:{entity.line}: of the countries {', '.join(codes)} the first is kept")
        if not codes:
            return ""
        found = _alpha3(codes[0])
        if not found and codes[0] != "zz":
            self.bad.append(f"{self.file}:{entity.line}: {codes[0]!r} is no country; left unknown")
        return found

    def _topics(self, entity: _Entity) -> tuple[str, str]:
        """An entity → sector and kind by the topics we know; the more special ones, which are longer, come first."""
        rows = _topics()
        found = [rows[t] for t in sorted(entity.all("topics"), key=len, reverse=True) if t in rows]
        return next((r["sector"] for r in found if r["sector"]), ""), next((r["kind"] for r in found if r["kind"]), "")

    def _occupancy(self, entity: _Entity, entities: Mapping[str, _Entity]) -> None:
        post = entities.get(entity.one("post"))
        if post is None or post.schema != "Position" or not post.one("name"):
            where = f"{self.file}:{entity.line}: Occupancy {entity.id}"
            self.bad.append(f"{where}: its post {entity.one('post')!r} is no Position with a name in this file; left out")
            return
        of = self._of(entity, post.one("organization")) if post.one("organization") else ""
        state = _alpha3(post.one("country")) if post.one("country") else ""
        self._role(entity, entity.one("holder"), post.one("name"), of or (state if state in self.known else ""), self._topics(post)[0])

    def _of(self, entity: _Entity, body: str) -> str:
        """An entity, the id of a body in the file → our id of it."""
        if body not in self.ids:
            self.bad.append(f"{self.file}:{entity.line}: {entity.schema} {entity.id}: no body {body!r} in the file; left unknown")
        return self.ids.get(body, "")

    def _role(self, entity: _Entity, holder: str, post: str, of: str, sector: str) -> None:
        if holder not in self.ids:
            self.bad.append(f"{self.file}:{entity.line}: {entity.schema} {entity.id}: no holder {holder!r} in the file; left out")
            return
        start, end = self._date(entity, "startDate"), self._date(entity, "endDate")
        begun, over = bounds(start)[0], bounds(end)[1]
        if begun and over and over < begun:
            self.bad.append(f"{self.file}:{entity.line}: {entity.schema} {entity.id} ends {end} before it starts {start}; left out")
            return
        status = entity.one("status")
        standing = "in office" if start and end else _STANDINGS.get(status, "unknown")
        self.roles.append(actor_row(
            self.file, entity.line, holder=self.ids[holder], post=post, of=of, sector=sector, start=start, end=end, standing=standing,
            citation="; ".join(entity.all("sourceUrl")[:3]) or f"FollowTheMoney {entity.id}"))

    def _date(self, entity: _Entity, name: str) -> str:
        """A property of dates → its first as YYYY, YYYY-MM or YYYY-MM-DD; what is none is told and unknown."""
        given = entity.one(name)
        found = _DATE.match(given)
        try:
            if found and bounds(found[0]):
                if len(entity.all(name)) > 1:
                    self.notes.append(f"{self.file}:{entity.line}: of several {name} the first is kept")
                return found[0]
        except ValueError:
            found = None
        if given:
            self.bad.append(f"{self.file}:{entity.line}: {name} {given!r} is no date; left unknown")
        return ""


def _alpha3(code: str) -> str:
    """A country of FollowTheMoney (ISO 3166 in lower case) → alpha-3; nothing for what is no country.

    >>> _alpha3("ir"), _alpha3("xk"), _alpha3("nowhere")
    ('IRN', 'KOS', '')
    """
    import pycountry  # here, for it takes long to load and few need it

    if code.lower() in _PLACES:
        return _PLACES[code.lower()]
    found = pycountry.countries.get(alpha_2=code.split("-")[0].upper())
    return found.alpha_3 if found else ""
