"""Definite descriptions ("the general", "the Ethiopian leader", "the militia", "the rebels") → whom of the last sentences they mean.

Three grounds, the surest first: the person was named with such a title here, or held such a post; the body is of the kind that
the noun names; the noun has only one person near that it can mean. Where two fit equally well, nobody is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from foreshock import words
from foreshock.actors import fold
from foreshock.resolve.stage import Found, Stage
from foreshock.types import Actor

_BACK = 5  # sentences that a description looks back; for a person of whom nothing says that he is one, and for fighters, fewer
_BACK_UNSURE = 3
_SORTS_OF_STATE = {"kingdom", "republic", "emirate", "sultanate"}
_DETERMINERS = {"the", "that", "this", "these", "those"}
_FORMER = {"former", "ex", "ousted", "deposed", "outgoing", "exiled", "jailed", "late", "then", "acting", "interim", "veteran"}
_ORGANS = ("state organ", "organisation", "international organisation")
_FIGHTS = {"REB", "PRM", "UAF", "CRM"}
_HEADS = {"president", "prime minister", "king", "queen", "emir", "sultan", "chancellor", "supreme leader", "leader", "premier", "chairman"}


@cache
def points() -> dict[str, frozenset[str]]:
    """Noun → the kinds of actor that it can point back to with an article: "the group", "the kingdom"."""
    return {r["word"]: frozenset(r["kinds"].split(";")) for r in words.rows("names_points.tsv")}


@cache
def _alike() -> dict[str, str]:
    """Noun for many people → the class of nouns that may take its place ("protesters … the demonstrators")."""
    return {word: r["words"] for r in words.rows("names_alike.tsv") for word in r["words"].split(";")}


def is_description(f: Found) -> bool:
    """Whether a noun stands with "the" or "that" and no more than whose or what post it is: "the group", "the Israeli prime minister"."""
    if f.named.form != "nominal" or (f.named.kind is None and f.named.core.text.lower() not in points()):
        return False
    before = [c for c in f.named.root.lefts if f.named.sentence.starts[c.i] < f.named.core.start]
    after = [c for c in f.named.root.rights if c.dep_ in ("prep", "relcl", "acl", "appos")]
    rest = [c for c in before if c.lower_ not in _DETERMINERS]
    if len(rest) == len(before) or after:
        return False
    person = f.named.kind is not None and f.named.kind.sort == "person"
    return all(person and (c.lower_ in _FORMER or c.ent_type_ in ("NORP", "GPE")) for c in rest)


def described(f: Found, before: Sequence[Found], stage: Stage) -> Found:
    """A description, the mentions before it → the same, bound to whom it means; as it is where nobody near is meant."""
    near = list(_near(f, before))
    kind, word = f.named.kind, f.named.core.text.lower()
    bound = None
    if word in points():
        bound = _body(f, word, near, stage)
    if bound is None and kind is not None and kind.sort == "person" and f.named.root.tag_ not in ("NNS", "NNPS"):
        bound = _person(f, near, stage)
    if bound is None and kind is not None and kind.sector in _FIGHTS and f.named.root.tag_ == "NNS":
        bound = _fighters(f, near, stage)
    if bound is None and kind is not None and kind.sort == "body":
        bound = _named_so(f, near, stage)
    return bound or _again(f, near, stage) or f


def _near(f: Found, before: Sequence[Found]) -> Iterator[Found]:
    """The mentions before a description that it may mean, the nearest first."""
    for b in reversed(before):
        if b.named.sentence.part != f.named.sentence.part or _apart(f, b) > _BACK:
            return
        same = b.named.sentence is f.named.sentence and b.named.root.dep_ in ("poss", "compound")
        if b.mention.as_ == "actor" and not same and not f.named.span.holds(b.named.core):
            yield b


def _apart(f: Found, b: Found) -> int:
    return f.named.sentence.index - b.named.sentence.index


def _as(f: Found, b: Found) -> Found:
    m = b.mention
    return Found(f.named, replace(f.mention, as_="actor", actor_id=m.actor_id, name=m.name, country=m.country, sector=m.sector))


def _body(f: Found, word: str, near: Sequence[Found], stage: Stage) -> Found | None:
    """"the group", "the kingdom": the nearest of its kind."""
    kinds = points()[word]
    for b in near:
        actor = stage.actor(b.mention.actor_id)
        named_so = word not in _SORTS_OF_STATE or (actor and any(word in n.lower() for n in (actor.name, *actor.aliases)))
        if actor is None or not named_so or actor.origin == "generic" or actor.kind not in kinds or actor.kind == "person":
            continue
        if b.named.form in ("name", "pronoun"):
            return _as(f, b)
    return None


def _person(f: Found, near: Sequence[Found], stage: Stage) -> Found | None:
    """"the general", "the Ethiopian leader", "the warlord": who bears it, else the only one near whom it can mean."""
    fitting: dict[str, Found] = {}
    for b in near:
        actor = stage.actor(b.mention.actor_id)
        if actor is None or actor.kind != "person" or b.named.form not in ("name", "pronoun"):
            continue
        if f.mention.country and b.mention.country and f.mention.country != b.mention.country:
            continue
        if _bears(f, actor, near, stage):
            return _as(f, b)
        if _apart(f, b) <= _BACK_UNSURE:
            fitting.setdefault(actor.id, b)
    if len(fitting) != 1:
        return None
    (b,) = fitting.values()
    return _as(f, b) if _may_be(f, b, stage) else None


def _bears(f: Found, actor: Actor, near: Sequence[Found], stage: Stage) -> bool:
    """Whether a person was named on this page with a title like this, or holds or held such a post."""
    assert f.named.kind is not None
    word = fold(f.named.kind.head)
    titles = {fold(t.post) for b in near if b.mention.actor_id == actor.id for t in b.named.titles}
    posts = {fold(r.post) for r in stage.known.roles(actor.id)}
    if word == "leader":
        return any(p in _HEADS or p.startswith("leader") for p in posts | titles)
    return any(word == p or p.endswith(" " + word) or p.startswith(word + " ") or f" {word} " in p for p in posts | titles)


def _may_be(f: Found, b: Found, stage: Stage) -> bool:
    """Whether the only person near can be what the noun says, though nothing says so: no posts for those whose posts are known."""
    assert f.named.kind is not None
    sector = f.named.kind.sector
    actor = stage.actor(b.mention.actor_id)
    if actor is not None and actor.origin == "registry" and sector in ("GOV", "IGO", "LEG"):
        return False
    held = b.mention.sector or (actor.sector if actor else None)
    return held in (None, "ELI", sector) or sector in (None, "CVL")


def _fighters(f: Found, near: Sequence[Found], stage: Stage) -> Found | None:
    """"the rebels", "the mercenaries": the one armed group that was named last."""
    for b in near:
        actor = stage.actor(b.mention.actor_id)
        if actor is not None and actor.kind == "armed group" and b.named.form in ("name", "pronoun") and _apart(f, b) <= _BACK_UNSURE:
            beside = {o.mention.actor_id for o in near if o.named.sentence is b.named.sentence and (a := stage.actor(o.mention.actor_id))
                      and a.kind == "armed group"}
            return _as(f, b) if len(beside) == 1 else None
    return None


def _named_so(f: Found, near: Sequence[Found], stage: Stage) -> Found | None:
    """"the court", "the parliament": the nearest body of which the noun is part of the name."""
    assert f.named.kind is not None
    word = f.named.kind.head
    for b in near:
        actor = stage.actor(b.mention.actor_id)
        organ = actor is not None and actor.origin == "registry" and actor.kind in _ORGANS
        if organ and actor is not None and word in (*b.named.core.text.lower().split(), *actor.name.lower().split()):
            return _as(f, b)
    return None


def _again(f: Found, near: Sequence[Found], stage: Stage) -> Found | None:
    """"protesters … the demonstrators": the same people by another noun."""
    kind = f.named.kind
    group = _alike().get(kind.head) if kind is not None and f.mention.country is None else None
    for b in near if group else ():
        other = b.named.kind
        if b.named.form == "nominal" and other is not None and other.head in str(group).split(";") and _apart(f, b) <= _BACK_UNSURE:
            same = stage.actor(b.mention.actor_id)
            return _as(f, b) if same is not None and other.head != (kind.head if kind else "") else None
    return None
