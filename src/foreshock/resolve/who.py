"""`Understanding` → `Cast`: whom each mention means on this page, the actors that no table knows, the roles it tells.

A person's country and sector follow from the post held on the document's day; a name that several bear goes to the one who
existed then and whose country the page speaks of. Who cannot be told apart stays unresolved: unknown is an answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from foreshock import words
from foreshock.actors import Registry, registry
from foreshock.resolve.belonging import belong
from foreshock.resolve.coreference import bind_surnames, point, settled_again
from foreshock.resolve.kinds import country_of, of_a_kind, of_a_people, others_joined
from foreshock.resolve.roles import learn
from foreshock.resolve.sense import sense, taken
from foreshock.resolve.stage import Found, Stage, choose, page_id, role_on
from foreshock.types import Actor, ActorKind, Mention, Role, Span
from foreshock.understand import Understanding
from foreshock.understand.names import Named, find_names, kind_of, known_state

_COMPASS = {"north", "south", "east", "west", "central", "upper", "lower"}


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody on a page: mentions in the order of the text, the actors that no table knows, the roles learned."""

    mentions: tuple[Mention, ...]
    actors: tuple[Actor, ...]
    roles: tuple[Role, ...]


def who(understanding: Understanding, extra: Registry | None = None) -> Cast:
    """A page that is understood, another registry than the package's → its cast."""
    known = registry() if extra is None else extra
    named = find_names(understanding.sentences, known)
    published = understanding.document.published
    stage = Stage(known, published.latest or published.earliest, _states(named, known), named)
    found = bind_surnames([f for n in named for f in _found(n, stage)], stage)
    found, roles = learn(found, stage, understanding.document)
    told = {r.holder: r.sector for r in reversed(roles) if r.sector and r.standing in ("in office", "acting")}
    pointed = point(found, stage)
    mentions = tuple(_settled(f.mention, stage, told) for f in settled_again(pointed, belong(pointed, stage)))
    used = {m.actor_id for m in mentions} | {i for r in roles for i in (r.holder, r.of, r.to)}
    return Cast(mentions, tuple(a for i, a in stage.actors.items() if i in used), roles)


def _settled(mention: Mention, stage: Stage, told: Mapping[str, str | None]) -> Mention:
    """A mention with country and sector as the whole page tells them; `told` holds the sectors of the roles on it."""
    actor = stage.actor(mention.actor_id)
    if actor is not None and actor.kind == "person" and mention.sector is None:
        mention = replace(mention, sector=told.get(actor.id))
    if actor is None or actor.origin != "page":
        return mention
    return replace(mention, country=actor.country, sector=actor.sector or mention.sector)


def _states(named: Iterable[Named], known: Registry) -> Counter[str]:
    """How often a page names each state, by its name, adjective or capital."""
    return Counter(n.ids[0] for n in named if len(n.ids) == 1 and known_state(known, n.ids[0]))


def _found(named: Named, stage: Stage) -> Iterator[Found]:
    """A phrase → its mention, and those of forces joined in it ("US and British forces")."""
    kind = named.kind or (kind_of(named.root) if named.form == "name" else None)
    if kind is not None and kind.sector == "MIL" and named.span.start < named.core.start:
        yield from (Found(named, m) for m in others_joined(named, kind, stage))
    yield Found(named, _mention(named, stage))


def _mention(named: Named, stage: Stage) -> Mention:
    mention = Mention(named.span, form=named.form, head=named.head, name=named.core.text)
    if named.form == "pronoun":
        return mention
    full = stage.acronyms.get((named.sentence.part, named.core.text))
    ids = (tuple(a.id for a in stage.known.candidates(full)) if full else ()) or named.ids  # the page's own acronym comes first
    if ids:
        actor = choose(ids, named, stage)
        return _of(mention, named, actor, stage) if actor else mention
    if named.form == "nominal":
        return of_a_kind(named, mention, stage)
    if not named.titles and (named.label in ("GPE", "LOC", "FAC") or (named.label != "PERSON" and taken(named))):
        return replace(mention, span=_place_span(named), as_="place")
    return _of(mention, named, _stranger(named, full, stage), stage)


def _is_people(named: Named) -> bool:
    """Whether a demonym stands for people rather than their state: "Libyans", "a Palestinian", not "the Americans"."""
    if named.form == "adjective" or not set(named.uses) <= {"demonym", "adjective"}:
        return False
    return not any(c.lower_ == "the" for c in named.root.lefts) or any(c.dep_ in ("amod", "nummod") for c in named.root.lefts)


def _place_span(named: Named) -> Span:
    """A place → its name with the point of the compass before it ("northern Iraq"), nothing else."""
    start, text = named.core.start, named.sentence.text
    for token in reversed(named.sentence.tokens_in(Span.of(text, named.span.start, named.core.end))):
        at = named.sentence.starts[token.i]
        if at < start and (token.lower_ in _COMPASS or token.text == "-" or token.lower_.endswith(("ern", "east", "west"))):
            start = at
        elif at < start:
            break
    return Span.of(text, start, named.core.end)


def _of(mention: Mention, named: Named, actor: Actor, stage: Stage) -> Mention:
    """A mention and the actor it means → the mention with country and sector on the page's day, actor or place."""
    country, sector = actor.country, actor.sector
    if actor.kind == "person" and actor.origin == "registry":
        role = role_on(actor, stage)
        former = role is None and any(r.end and stage.day and r.end < stage.day for r in stage.known.roles(actor.id))
        sector = role.sector if role else ("ELI" if former else next((t.sector for t in named.titles if t.sector), None))
        of = stage.known.get(role.of) if role and role.of else None
        country = "IGO" if of is not None and of.country == "IGO" and not _is_former(named) else country
        sector = "ELI" if sector in (None, "PTY") and _is_former(named) else sector
    if actor.kind == "state" or set(named.uses) == {"city"}:  # Brussels is a place too where it is not the Union
        as_ = sense(named)
        if as_ != "actor":
            here = country if actor.kind == "state" else None
            return replace(mention, span=_place_span(named), as_=as_, country=here, name=named.core.text)
    if actor.kind == "state":
        if _is_people(named):
            return of_a_people(named, mention, actor, stage)
        sector = "GOV" if "building" in named.uses else sector
    return replace(mention, as_="actor", actor_id=actor.id, name=actor.name, country=country, sector=sector)


def _is_former(named: Named) -> bool:
    """Whether what stands before a name says that the post is over."""
    before = named.sentence.text[named.span.start : named.core.start].lower().split()
    return any(w in {"former", "ex-president", "ex", "ousted", "deposed", "retired", "late"} for w in before)


def _stranger(named: Named, full: str | None, stage: Stage) -> Actor:
    """A name that no table knows → an actor of this page, with what title, last word and demonyms say."""
    name = full or named.core.text
    last = name.split()[-1].lower()
    body = next((r for r in words.rows("names_bodies.tsv") if r["word"] == last), None)
    sector = "ELI" if _is_former(named) else next((t.sector for t in reversed(named.titles) if t.sector), None)
    country = country_of(named, stage)
    if named.label == "PERSON" or named.titles:
        return stage.make(Actor(page_id(name), name, "person", country, sector, origin="page"))
    kind = cast(ActorKind, body["kind"] if body else "organisation")
    sector = (body["sector"] or None) if body else None
    return stage.make(Actor(page_id(name), name, kind, country, sector, origin="page"))
