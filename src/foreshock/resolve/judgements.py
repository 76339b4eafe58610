"""A page's `Reading`, people's judgements → the reading as corrected, and what each judgement touched. The reading given is left as it is.

A sentence is found by its words, the trigger and what it was coded as, near where it stood: pages that are read anew keep their
corrections as long as they keep the sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar, cast

from foreshock.types import (
    STATUSES,
    UNKNOWN,
    Actor,
    EventMention,
    Factuality,
    Judgement,
    Like,
    Mention,
    Reading,
    Role,
    Statement,
    Status,
    Target,
    TieMention,
    When,
)
from foreshock.types import plover as tables
from foreshock.types.judgements import days_of

FindActor = Callable[[str], Actor | None]
Coded = TypeVar("Coded", EventMention, TieMention)
BASIS = "judgement"
KIND_OF = {"+": "supports", "-": "opposes"}  # what a stated tie is called when only its sign is known


class Touched(NamedTuple):
    """A judgement's id, and the id of an event mention, a stated tie or (of a merge) an actor that it changed on the page."""

    judgement: str
    what: str


def judged(reading: Reading, judgements: Sequence[Judgement], find: FindActor) -> tuple[Reading, list[Touched]]:
    """Reading, judgements in force in their order, a way to know actors → the reading as corrected, what was touched."""
    touched: list[Touched] = []
    for one in judgements:
        before = reading
        reading = _merged(reading, one, find) if one.kind == "merge" else _corrected(reading, one, find, touched)
        if one.kind == "merge" and reading != before:
            touched.append(Touched(one.id, cast(str, one.old)))
    return reading, touched


def _corrected(reading: Reading, one: Judgement, find: FindActor, touched: list[Touched]) -> Reading:
    """One judgement about sentences → the reading with it."""
    if one.kind == "sign":
        hit = {t.id for t in meant(reading.ties, one, reading)}
        touched += [Touched(one.id, i) for i in sorted(hit)]
        ties = tuple(_signed(t, cast(str, one.new)) if t.id in hit else t for t in reading.ties)
        return replace(reading, ties=ties) if hit else reading
    wanted = [e for e in meant(reading.events, one, reading) if holds_old(e, one)]
    touched += [Touched(one.id, e.id) for e in wanted]
    ids = {e.id for e in wanted}
    if not ids:
        return reading
    if one.kind == "not an event":
        return replace(reading, events=tuple(e for e in reading.events if e.id not in ids))
    return replace(reading, events=tuple(_changed(e, one, find) if e.id in ids else e for e in reading.events))


def meant(coded: Sequence[Coded], one: Judgement, reading: Reading) -> list[Coded]:
    """What a page was coded as, a judgement → what of it the judgement is about."""
    if one.like is not None:
        return [c for c in coded if alike(c, one.like)]
    target = one.target
    if target is None or target.document != reading.document.id:
        return []
    fit = [c for c in coded if _trigger(c).casefold() == target.trigger.casefold() and _stands(c, target, reading)]
    same = [c for c in fit if _as(c) == target.coded]
    return sorted(same or (fit if len(fit) == 1 else ()), key=lambda c: (abs(c.evidence.start - target.start), c.id))[:1]


def _stands(coded: EventMention | TieMention, target: Target, reading: Reading) -> bool:
    """Whether the trigger stands in the words of the target, wherever these stand now."""
    if coded.evidence.text == target.text:
        return True
    at = coded.trigger.start if isinstance(coded, EventMention) else coded.evidence.start
    text, start = reading.document.text, -1
    while (start := text.find(target.text, start + 1)) >= 0:
        if start <= at < start + len(target.text):
            return True
    return False


def alike(coded: EventMention | TieMention, like: Like) -> bool:
    """What a sentence was coded as, a pattern → whether it falls under it."""
    return coded.coder == like.coder and _as(coded) == like.coded and _trigger(coded).casefold() == like.trigger


def like_of(coded: EventMention | TieMention) -> Like:
    """What a sentence was coded as → the pattern of all like it: the same row of the coder, the same word, coded as the same."""
    return Like(coded.coder, _trigger(coded).casefold(), _as(coded))


def target_of(coded: EventMention | TieMention) -> Target:
    """What a sentence was coded as → how a judgement names it."""
    e = coded.evidence
    return Target(coded.document_id, e.start, e.end, e.text, _trigger(coded), _as(coded))


def _trigger(coded: EventMention | TieMention) -> str:
    return coded.trigger.text if isinstance(coded, EventMention) else f"{coded.subject.span.text} … {coded.target.span.text}"


def _as(coded: EventMention | TieMention) -> str:
    return coded.type if isinstance(coded, EventMention) else coded.kind


def holds_old(event: EventMention, one: Judgement) -> bool:
    """Event mention, judgement → whether it still has the value that is to be put right."""
    if one.kind == "actor":
        return any(m.actor_id == one.old for m in _sides(event, one))
    if one.kind == "status":
        return one.old is None or event.factuality.status == one.old
    return one.kind != "type" or one.old is None or event.type == one.old


def _sides(event: EventMention, one: Judgement) -> tuple[Mention, ...]:
    return event.actors if one.side == "actors" else event.recipients


def _changed(event: EventMention, one: Judgement, find: FindActor) -> EventMention:
    """Event mention, judgement → the mention with the value put right."""
    if one.kind == "type":
        kind = tables.event_types()[cast(str, one.new)]
        modes = tuple(m for m in event.modes if m in kind.modes)
        return replace(event, type=kind.name, modes=modes, score=tables.score(kind.name, modes))
    if one.kind == "status":
        return replace(event, factuality=Factuality(cast(Status, one.new), rule=BASIS))
    if one.kind == "date":
        return replace(event, when=when_of(one.new))
    side = tuple(_instead(m, one.new, find) if m.actor_id == one.old else m for m in _sides(event, one))
    kept = tuple(m for m in side if one.new is not None or m.actor_id != one.old)
    return replace(event, actors=kept) if one.side == "actors" else replace(event, recipients=kept)


def when_of(told: str | None) -> When:
    """Days as a judgement has them → the bounds."""
    if told is None:
        return UNKNOWN
    first, last = days_of(told)
    return When(first, last, "day" if first == last else "range", BASIS)


def _instead(mention: Mention, actor_id: str | None, find: FindActor) -> Mention:
    """Mention, the id that it should have → the same words, meaning him."""
    if actor_id is None:
        return mention
    actor = find(actor_id)
    return replace(mention, actor_id=actor_id, name=actor.name if actor else actor_id, country=actor.country if actor else None,
                   sector=actor.sector if actor else None)


def _signed(tie: TieMention, sign: str) -> TieMention:
    return replace(tie, kind=KIND_OF[sign], sign=1 if sign == "+" else -1)


def _merged(reading: Reading, one: Judgement, find: FindActor) -> Reading:
    """A merge → the reading in which the one is the other everywhere."""
    old, new = cast(str, one.old), cast(str, one.new)

    def other(mention: Mention) -> Mention:
        return _instead(mention, new, find) if mention.actor_id == old else mention

    def maybe(mention: Mention | None) -> Mention | None:
        return None if mention is None else other(mention)

    def event(e: EventMention) -> EventMention:
        return replace(e, actors=_once(map(other, e.actors)), recipients=_once(map(other, e.recipients)), speaker=maybe(e.speaker))

    def said(s: Statement) -> Statement:
        return replace(s, speaker=maybe(s.speaker), addressee=maybe(s.addressee))

    def role(r: Role) -> Role:
        holder, of, to = (new if i == old else i for i in (r.holder, r.of, r.to))
        return replace(r, holder=cast(str, holder), of=of, to=to)

    return replace(
        reading, mentions=tuple(map(other, reading.mentions)), events=tuple(map(event, reading.events)),
        statements=tuple(map(said, reading.statements)), roles=tuple(map(role, reading.roles)),
        ties=tuple(replace(t, subject=other(t.subject), target=other(t.target), speaker=maybe(t.speaker)) for t in reading.ties),
        actors=tuple(_known_as(a, new, find) if a.id == old else _child(a, old, new) for a in reading.actors))


def _once(mentions: Iterator[Mention]) -> tuple[Mention, ...]:
    """Mentions of a side → the same; who stands there twice under one id stands there once."""
    kept: dict[object, Mention] = {}
    for n, m in enumerate(mentions):
        kept.setdefault(m.actor_id or n, m)
    return tuple(kept.values())


def _known_as(actor: Actor, new: str, find: FindActor) -> Actor:
    """What a page taught of the one → taught of the other: his names are further names of the other's."""
    stays = find(new)
    name = stays.name if stays else actor.name
    return replace(actor, id=new, name=name, aliases=tuple(sorted({*actor.aliases, actor.name} - {name})))


def _child(actor: Actor, old: str, new: str) -> Actor:
    return replace(actor, parent=new) if actor.parent == old else actor


def check(one: Judgement) -> str | None:
    """Judgement → why it makes no sense, None where it does."""
    if one.withdraws is not None:
        return None
    if one.kind == "merge":
        two = bool(one.old and one.new and one.old != one.new)
        return None if two else "a merge names two different actors: the one that goes (old) and the one that stays (new)"
    if (one.target is None) == (one.like is None):
        return "it is about one sentence (target) or about all like it (like)"
    allowed: dict[str, Callable[[], bool]] = {
        "type": lambda: one.new in tables.event_types(), "status": lambda: one.new in STATUSES, "sign": lambda: one.new in KIND_OF,
        "actor": lambda: bool(one.old) and one.side is not None and one.new != one.old, "not an event": lambda: one.new is None,
        "date": lambda: one.new is None or _is_days(one.new)}
    if allowed[one.kind]():
        return None
    told = {"type": f"new is one of {', '.join(tables.event_types())}", "status": f"new is one of {', '.join(STATUSES)}",
            "sign": 'new is "+" or "-"', "actor": "it has a side (actors or recipients), an old actor and a new one, or none",
            "not an event": "it has no new value", "date": "new is a day (2017-03-09), two (2017-03-01/2017-03-31), or nothing"}
    return told[one.kind]


def _is_days(told: str) -> bool:
    try:
        days_of(told)
    except ValueError:
        return False
    return True
