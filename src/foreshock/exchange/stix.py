"""`Holdings` → a STIX 2.1 bundle (OASIS): who, where, incidents, how they stand to each other, what was said, on which pages.

STIX's incident is a stub of a name and a description; type, modes, status and the rest stand in a property extension of our own. A
statement is a note (STIX's opinion rates an object, it does not quote). Ids are UUIDs made of ours, `created` and `modified` are the
picture's day, so that the same store gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pycountry

from foreshock.exchange.giving import Giving, uuid_of
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.types import Actor, Document, Event, EventMention, Place, Role, Statement, Tie
from foreshock.written import opened

_CLASS = {"person": "individual", "generic": "class", "population": "class", "movement": "group", "armed group": "group", "party": "group"}
_SECTORS = {"GOV": "government", "MIL": "defense", "LEG": "government", "JUD": "government", "EDU": "education", "MED": "healthcare",
            "AGR": "agriculture", "JRN": "communications"}
_METRES = {"point": 500.0, "city": 10_000.0, "district": 30_000.0, "province": 100_000.0, "region": 200_000.0, "country": 500_000.0}
Object = dict[str, Any]


def write(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → one bundle, written object by object."""
    losses = Losses()
    bundle = _Bundle(Giving(holdings), losses)
    with opened(path) as out:
        out.write(f'{{"type": "bundle", "id": "bundle--{uuid_of("bundle", holdings.picture.as_of)}", "objects": [')
        mark, seen = "\n", set[str]()
        for told in bundle.objects():
            if told["id"] not in seen:
                seen.add(told["id"])
                out.write(mark + json.dumps(told, ensure_ascii=False))
                losses.written[told["type"]] += 1
                mark = ",\n"
        out.write("\n]}\n")
    losses.lost.update({"courses": len(holdings.picture.courses), "code points of evidence": len(holdings.event_mentions)})
    return losses


class _Bundle:
    """The objects of one bundle."""

    def __init__(self, told: Giving, losses: Losses) -> None:
        self.told, self.losses = told, losses
        self.time = f"{told.holdings.picture.as_of.isoformat()}T00:00:00.000Z"
        self.events_on: dict[str, list[str]] = {}
        for event in told.holdings.events:
            for document_id in event.documents:
                self.events_on.setdefault(document_id, []).append(event.id)
        self.maker = f"identity--{uuid_of('maker')}"
        self.extension = f"extension-definition--{uuid_of('extension', 'event')}"

    def objects(self) -> Iterator[Object]:
        """→ every object; what another one names comes before it or after it, as STIX allows."""
        holdings = self.told.holdings
        yield self._object("identity", "maker", name="foreshock", identity_class="system", id=self.maker)
        yield self._object(
            "extension-definition", "event", id=self.extension, name="foreshock event", version="1.0.0",
            extension_types=["property-extension"],
            description="PLOVER type, modes and contexts of an event, whether it is said to have happened, and its score.",
            schema="https://foreshock.invalid/stix/event.json", created_by_ref=self.maker)
        yield from (self.identity(a) for a in sorted(self.told.actors.values(), key=lambda a: a.id))
        for event in holdings.events:
            yield from self.incident(event)
        for role in holdings.roles:
            yield from self.role(role)
        yield from (self.tie(t) for t in holdings.picture.ties)
        yield from (o for s in holdings.statements for o in self.note(s))
        for document in holdings.documents:
            yield from self.report(document)

    def _object(self, kind: str, *key: object, **values: Any) -> Object:
        """Type, what makes it itself, its properties → the object; properties without a value are left out, as STIX asks."""
        told = {"type": kind, "spec_version": "2.1", "id": f"{kind}--{uuid_of(kind, *key)}", "created": self.time, "modified": self.time}
        return told | {name: value for name, value in values.items() if value not in (None, "", [])}

    def ref(self, actor_id: str) -> str:
        """Actor's id → that of its identity."""
        return f"identity--{uuid_of('identity', actor_id)}"

    def identity(self, actor: Actor) -> Object:
        """Actor → identity."""
        sector = _SECTORS.get(actor.sector or "")
        return self._object(
            "identity", actor.id, created_by_ref=self.maker, name=actor.name, identity_class=_CLASS.get(actor.kind, "organization"),
            sectors=[sector] if sector else None, labels=[actor.kind],
            external_references=[{"source_name": "wikidata", "external_id": actor.wikidata}] if actor.wikidata else None)

    def location(self, place: Place) -> Object | None:
        """Place → location; None where STIX could not hold it (neither country nor coordinates)."""
        point = place.lat is not None and place.lon is not None
        two = _alpha2(place.country)
        if not point and not two:
            return None
        return self._object(
            "location", place.name, place.country, place.precision, created_by_ref=self.maker, name=place.name, country=two,
            latitude=place.lat if point else None, longitude=place.lon if point else None,
            precision=_METRES.get(place.precision) if point else None, administrative_area=place.admin1)

    def incident(self, event: Event) -> Iterator[Object]:
        """Event → incident, its place, and who did it (attributed-to) and to whom (targets)."""
        told, reports = self.told, self.told.reports(event)
        doers, others = (" and ".join(told.name(i) for i in ids) for ids in (event.actors, event.recipients))
        act = "-".join((event.type, *event.modes))
        extension = {
            "extension_type": "property-extension", "event": event.id, "plover_type": event.type, "plover_modes": list(event.modes),
            "plover_contexts": list(event.contexts), "status": event.status, "hedged": event.hedged, "score": event.score,
            "earliest": _iso(event.when.earliest), "latest": _iso(event.when.latest),
        }
        incident = self._object(
            "incident", event.id, created_by_ref=self.maker, name=f"{doers or '?'} {act} {others}".strip(),
            description=f"{event.when.text}, {event.status}" + (f"; on the word of {event.word_of}" if event.word_of else ""),
            confidence=round(100 * event.confidence), labels=[event.status],
            external_references=[self._quoted(r) for r in reports],
            extensions={self.extension: {k: v for k, v in extension.items() if v not in (None, [])}})
        yield incident
        links = [*(("attributed-to", i) for i in event.actors), *(("targets", i) for i in event.recipients)]
        for kind, actor_id in links:
            yield self.identity(told.actor(actor_id))
            yield self._link(kind, incident["id"], self.ref(actor_id), event.id, kind, actor_id)
        place = self.location(event.place) if event.place else None
        if place is not None:
            yield place
            yield self._link("located-at", incident["id"], place["id"], event.id, "located-at", place["id"])
        elif event.place is not None:
            self.losses.lost["places without country and coordinates"] += 1

    def _quoted(self, report: EventMention) -> Object:
        document = self.told.documents.get(report.document_id)
        publisher = (document.publisher if document else None) or "unknown publisher"
        reference: Object = {"source_name": publisher, "description": report.evidence.text, "external_id": report.id}
        if document is not None and _is_web(document.url):
            reference |= {"url": document.url}
        return reference

    def _link(self, kind: str, source: str, target: str, *key: object, **values: Any) -> Object:
        return self._object(
            "relationship", *key, created_by_ref=self.maker, relationship_type=kind, source_ref=source, target_ref=target, **values)

    def tie(self, tie: Tie) -> Object:
        """Tie → relationship of its kind; the sign stands in labels and words."""
        told, first, last = self.told, tie.first_seen, tie.last_seen
        sign = "backs" if tie.sign > 0 else "opposes"
        return self._link(
            tie.kind.replace(" ", "-"), self.ref(tie.subject), self.ref(tie.target), tie.id,
            description=f"{told.name(tie.subject)} {tie.kind} {told.name(tie.target)}: {sign}, strength {tie.strength:.2f}, {tie.basis}",
            labels=[sign, tie.basis, tie.status], confidence=round(100 * tie.strength), **_spell(first, last))

    def role(self, role: Role) -> Iterator[Object]:
        """Role → relationship between holder and body; a post in no body has no other end, and is lost."""
        if role.of is None:
            self.losses.lost["posts in no body"] += 1
            return
        yield self.identity(self.told.actor(role.holder))
        yield self.identity(self.told.actor(role.of))
        key = (role.holder, role.post, role.of, role.to, role.start, role.document_id)
        yield self._link(
            "holds-post-in", self.ref(role.holder), self.ref(role.of), *key,
            description=f"{role.post} ({role.standing})", labels=[role.standing], **_spell(role.start, role.end))

    def note(self, statement: Statement) -> Iterator[Object]:
        """Statement → note on who says it; one of nobody that is known is a note on its page."""
        speaker, document = statement.speaker, self.told.documents.get(statement.document_id)
        name = (speaker.name or speaker.span.text) if speaker else f"the {statement.speaker_kind}"
        known = speaker.actor_id if speaker else None
        if known:
            yield self.identity(self.told.actor(known))
        if known is None and document is None:
            self.losses.lost["statements without speaker and page"] += 1
            return
        about = self.ref(known) if known else f"report--{uuid_of('report', statement.document_id)}"
        content = " … ".join(s.text for s in statement.content)
        yield self._object(
            "note", statement.id, created_by_ref=self.maker, abstract=f"{name} {'does not say' if statement.negated else statement.manner}",
            content=content or "(nothing)", authors=[name], object_refs=[about])

    def report(self, document: Document) -> Iterator[Object]:
        """Page → report on the events and statements that stand there."""
        out = document.published.latest or document.published.earliest
        events = [f"incident--{uuid_of('incident', i)}" for i in self.events_on.get(document.id, ())]
        reference: Object = {"source_name": document.publisher or "unknown publisher", "external_id": document.id}
        if _is_web(document.url):  # STIX allows a hash beside an address only
            reference |= {"url": document.url} | ({"hashes": {"SHA-256": document.sha256}} if document.sha256 else {})
        if out is None:
            self.losses.lost["dates of pages, unknown (the picture's day stands there)"] += 1
        yield self._object(
            "report", document.id, created_by_ref=self.maker, name=document.title or document.address, report_types=["observed-data"],
            published=f"{out.isoformat()}T00:00:00Z" if out else self.time, object_refs=events or [self.maker],
            external_references=[reference], labels=[document.genre], lang=document.language)


def _spell(first: date | None, last: date | None) -> Object:
    """First and last day → start_time and stop_time, the end of the last day, as STIX wants it after the start."""
    told = {"start_time": f"{first.isoformat()}T00:00:00Z"} if first else {}
    return told | ({"stop_time": f"{(last + timedelta(1)).isoformat()}T00:00:00Z"} if last and (not first or last >= first) else {})


def _is_web(url: str | None) -> bool:
    return bool(url and re.match(r"https?://\S+$", url))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@cache
def _alpha2(code: str | None) -> str | None:
    if code == "KOS":
        return "XK"
    found = pycountry.countries.get(alpha_3=code) if code else None
    return str(found.alpha_2) if found else None

