"""`Holdings` → FollowTheMoney entities (JSON lines, the 4.x model): who, what posts, which events, on which pages.

All values are lists of text. What the model has no property for (evidence with its code points, status, sign) stands under `foreshock:…`
keys beside `properties`, which FollowTheMoney keeps as context. Ids come from ours and stay the same. (A FollowTheMoney "Statement" is one
claim about one property; ours is speech, and is not written.)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pycountry

from foreshock import __version__
from foreshock.exchange import giving
from foreshock.exchange.giving import Giving, uuid_of
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.types import Actor, Document, Event, Place, Role, Tie, When
from foreshock.written import opened

_SCHEMA = {
    "person": "Person", "state": "PublicBody", "state organ": "PublicBody", "armed forces": "PublicBody", "armed group": "Organization",
    "party": "Organization", "movement": "Organization", "international organisation": "Organization", "organisation": "Organization",
    "media": "Company", "company": "Company", "population": "LegalEntity", "generic": "LegalEntity",
}
_TOPICS = {
    "state": "gov.national", "state organ": "gov", "armed forces": "mil", "party": "pol.party", "international organisation": "gov.igo",
}
_OF_SECTOR = {"GOV": "role.pol", "LEG": "role.pol", "JUD": "role.judge", "SPY": "role.spy", "JRN": "role.journo"}
_STANDING = {"in office": "current", "acting": "current", "incoming": "unknown", "former": "ended", "unknown": "unknown"}
Entity = dict[str, Any]


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → a line an entity: pages, actors, mentions, posts held, events, ties, places."""
    losses, told, seen = Losses(), Giving(holdings), set[str]()
    with opened(path) as out:
        for entity in _entities(told, losses):
            if entity["id"] not in seen:
                seen.add(entity["id"])
                out.write(json.dumps(entity, ensure_ascii=False, sort_keys=True) + "\n")
                losses.written[entity["schema"]] += 1
    losses.lost.update({
        "statements": len(holdings.statements), "courses": len(holdings.picture.courses),
        "code points of evidence (kept beside the properties)": len(holdings.event_mentions),
    })
    return losses


def _entities(told: Giving, losses: Losses) -> Iterator[Entity]:
    holdings = told.holdings
    yield from (_article(d) for d in holdings.documents)
    for actor in sorted(told.actors.values(), key=lambda a: a.id):
        yield _actor(actor)
    for reading in holdings.readings:
        for name, actor_id in sorted({(m.span.text, m.actor_id) for m in reading.mentions if m.actor_id and m.form == "name"}):
            yield _mention(reading.document, name, told.actor(actor_id))
    for role in holdings.roles:
        yield from _role(role, told)
    for event in holdings.events:
        if event.place is not None:
            yield _address(event.place)
        yield _event(event, told)
        losses.lost["hedges and statuses (kept beside the properties)"] += event.hedged or event.status != "actual"
    for tie in holdings.picture.ties:
        yield _tie(tie, told)


def _entity(schema: str, kind: str, key: object, context: Entity | None = None, **values: object) -> Entity:
    """Schema, what makes it itself, properties (a value, several, or none) → the entity; empty properties are left out."""
    properties = {}
    for name, value in values.items():
        several = value if isinstance(value, list | tuple) else [value]
        if kept := [text for v in dict.fromkeys(several) if v is not None and (text := str(v).strip())]:
            properties[name] = kept
    return {"id": _id(kind, key), "schema": schema, "properties": properties, **(context or {})}


def _id(kind: str, key: object) -> str:
    return f"foreshock-{kind}-{uuid_of(kind, key)}"


@cache
def country(code: str | None) -> str | None:
    """ISO 3166 alpha-3 → FollowTheMoney's two letters; None for what is no country (IGO …)."""
    if code in ("KOS", None):
        return "xk" if code else None
    found = pycountry.countries.get(alpha_3=code)
    return str(found.alpha_2).lower() if found else None


@cache
def language(code: str | None) -> str | None:
    """ISO 639-1 → the three letters that FollowTheMoney wants."""
    found = pycountry.languages.get(alpha_2=code) if code else None
    return str(found.alpha_3) if found else None


def _web(url: str | None) -> str | None:
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _days(when: When) -> Entity:
    """When → date, or startDate and endDate; a bound that is not known is not written."""
    if when.earliest == when.latest:
        return {"date": when.earliest}
    return {"startDate": when.earliest, "endDate": when.latest}


def _article(document: Document) -> Entity:
    return _entity(
        "Article", "document", document.id, {"foreshock:document": document.id, "foreshock:sha256": document.sha256},
        title=document.title or document.address, author=document.authors, publisher=document.publisher,
        publishedAt=document.published.latest or document.published.earliest, sourceUrl=_web(document.url),
        language=language(document.language), bodyText=document.text, processingAgent=f"foreshock {__version__}")


def _actor(actor: Actor) -> Entity:
    schema = _SCHEMA[actor.kind]
    topics = _OF_SECTOR.get(actor.sector or "") if schema == "Person" else _TOPICS.get(actor.kind)
    where = {"nationality": country(actor.country)} if schema == "Person" else {"country": country(actor.country)}
    return _entity(
        schema, "actor", actor.id, {"foreshock:actor": actor.id, "foreshock:kind": actor.kind, "foreshock:origin": actor.origin},
        name=actor.name, alias=[a for a in actor.aliases if a != actor.name], wikidataId=actor.wikidata, topics=topics, **where)


def _mention(document: Document, name: str, actor: Actor) -> Entity:
    return _entity(
        "Mention", "mention", (document.id, name, actor.id), document=_id("document", document.id), name=name,
        resolved=_id("actor", actor.id), detectedSchema=_SCHEMA[actor.kind], contextCountry=country(actor.country))


def _role(role: Role, told: Giving) -> Iterator[Entity]:
    """A role → a post and who holds it (a person), or a membership (anybody else, or in a body without a post of its own)."""
    holder, of = told.actor(role.holder), told.actor(role.of) if role.of else None
    context = {"foreshock:citation": role.citation, "foreshock:evidence": role.evidence.text if role.evidence else None}
    key = (role.holder, role.post, role.of, role.to, role.start, role.document_id)
    days = {"startDate": role.start, "endDate": role.end}
    page = told.documents.get(role.document_id or "")
    source = _web(page.url) if page else None
    yield _actor(holder)
    if of is not None:
        yield _actor(of)
    if holder.kind != "person":
        if of is not None:
            yield _entity("Membership", "role", key, context, member=_id("actor", holder.id), organization=_id("actor", of.id),
                          role=role.post, sourceUrl=source, **days)
        return
    name = f"{role.post} of {of.name}" if of else role.post
    yield _entity("Position", "post", (role.post, role.of), name=name, country=country(of.country) if of else None,
                  topics=_OF_SECTOR.get(role.sector or ""))
    standing = "ended" if role.end and role.standing == "in office" and role.end < told.holdings.picture.as_of else _STANDING[role.standing]
    yield _entity("Occupancy", "role", key, context, holder=_id("actor", holder.id), post=_id("post", (role.post, role.of)),
                  status=standing, sourceUrl=source, **days)


def _address(place: Place) -> Entity:
    full = ", ".join(filter(None, (place.name, place.admin1 if place.admin1 != place.name else None, giving.country_name(place.country))))
    return _entity(
        "Address", "place", (place.name, place.country, place.precision), {"foreshock:precision": place.precision}, full=full,
        latitude=place.lat, longitude=place.lon, city=place.name if place.precision == "city" else None, country=country(place.country))


def _event(event: Event, told: Giving) -> Entity:
    reports = told.reports(event)
    doers, others = (" and ".join(told.name(i) for i in ids) for ids in (event.actors, event.recipients))
    act = "-".join((event.type, *event.modes))
    place = event.place
    context: Entity = {
        "foreshock:event": event.id, "foreshock:type": event.type, "foreshock:modes": list(event.modes), "foreshock:status": event.status,
        "foreshock:hedged": event.hedged, "foreshock:score": event.score,
        "foreshock:evidence": [{"document": r.document_id, "start": r.evidence.start, "end": r.evidence.end, "text": r.evidence.text}
                               for r in reports],
    }
    documents = [told.documents[i] for i in event.documents if i in told.documents]
    return _entity(
        "Event", "event", event.id, context, name=f"{doers or '?'} {act} {others}".strip(),
        summary=f"{act} ({event.status}{', hedged' if event.hedged else ''})", location=place.name if place else None,
        country=country(place.country) if place else None, organizer=[_id("actor", i) for i in event.actors],
        involved=[_id("actor", i) for i in event.recipients], proof=[_id("document", d.id) for d in documents],
        sourceUrl=[_web(d.url) for d in documents], description=[r.evidence.text for r in reports] or event.word_of,
        addressEntity=_id("place", (place.name, place.country, place.precision)) if place else None, **_days(event.when))


def _tie(tie: Tie, told: Giving) -> Entity:
    """A tie → a link: FollowTheMoney has no signed edge, so the sign is in its words."""
    context: Entity = {
        "foreshock:tie": tie.id, "foreshock:sign": tie.sign, "foreshock:strength": tie.strength, "foreshock:basis": tie.basis,
        "foreshock:status": tie.status,
    }
    return _entity(
        "UnknownLink", "tie", tie.id, context, subject=_id("actor", tie.subject), object=_id("actor", tie.target),
        role="backs" if tie.sign > 0 else "opposes", startDate=tie.first_seen, endDate=tie.last_seen,
        summary=f"{told.name(tie.subject)} {tie.kind} {told.name(tie.target)} ({tie.basis}, {tie.status})",
        sourceUrl=[_web(told.documents[i].url) for i in dict.fromkeys(e.document_id for e in tie.evidence) if i in told.documents])
