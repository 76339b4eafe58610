"""Mentions of a part → surnames, pronouns, titles and "the group" bound to whom they point back to; never across parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

from foreshock.actors import fold
from foreshock.resolve.descriptions import described, is_description
from foreshock.resolve.stage import Found, Stage
from foreshock.types import Actor
from foreshock.understand.names import antecedent_of_clause

_REACH = 2  # sentences back that a pronoun looks
_PERSON = {"he", "she", "him", "his", "her"}
_PLURAL = {"they", "them", "their"}
_BODY = {"it", "its"}
_BODIES = {"state", "state organ", "armed forces", "armed group", "party", "movement", "international organisation", "organisation",
           "media", "company"}


def bind_surnames(found: Sequence[Found], stage: Stage) -> list[Found]:
    """Mentions → the same, a name that is the end of somebody's full name in the same part bound to that person."""
    people: dict[tuple[int, str], Actor] = {}
    for f in found:
        actor = stage.actor(f.mention.actor_id)
        if actor and actor.kind == "person" and f.named.form == "name":
            pieces = fold(f.named.core.text).split()
            full = fold(actor.name).split()
            for name in {tuple(pieces[i:]) for i in range(1, len(pieces))} | {tuple(full[i:]) for i in range(1, len(full))}:
                if len(pieces) > 1:
                    people.setdefault((f.named.sentence.part, " ".join(name)), actor)
    return [_surname(f, people, stage) for f in found]


def _surname(f: Found, people: dict[tuple[int, str], Actor], stage: Stage) -> Found:
    if f.named.form != "name" or len(f.named.core.text.split()) > 2 or f.named.core.text.isupper():
        return f
    actor = stage.actor(f.mention.actor_id)
    if actor and actor.origin == "registry" and actor.kind != "person":
        return f
    bearer = people.get((f.named.sentence.part, fold(f.named.core.text)))
    if bearer is None or (actor and (bearer.id == actor.id or fold(bearer.name) == fold(actor.name))):
        return f
    sector = next((t.sector for t in f.named.titles if t.sector), None)
    if bearer.origin == "page" and sector:
        bearer = stage.make(Actor(bearer.id, bearer.name, "person", None, sector, origin="page"))
    return f.means(bearer, next((g for g in (f.mention.sector, sector) if g), None))


def point(found: Sequence[Found], stage: Stage) -> list[Found]:
    """Mentions → the same, with pronouns and definite descriptions bound where a good antecedent is near."""
    done: list[Found] = []
    by_root = {(f.named.sentence.index, f.named.root.i): f for f in found if f.named.form == "name"}
    for f in found:
        if f.named.form == "pronoun":
            bound = _ahead(f, by_root, stage) or _pronoun(f, done, stage)
            if bound is not None:
                done.append(bound)
        else:
            done.append(described(f, done, stage) if is_description(f) else f)
    return done


def _ahead(f: Found, by_root: dict[tuple[int, int], Found], stage: Stage) -> Found | None:
    """"After he had lost the vote, Jammeh refused": the subject of the clause that an earlier one hangs on."""
    verb = f.named.root.head
    if f.named.root.lower_ not in _PERSON or f.named.root.dep_ != "nsubj" or verb.dep_ != "advcl" or verb.i > verb.head.i:
        return None
    subject = next((c for c in verb.head.children if c.dep_ in ("nsubj", "nsubjpass") and c.i > verb.i), None)
    named = by_root.get((f.named.sentence.index, subject.i)) if subject is not None else None
    actor = stage.actor(named.mention.actor_id) if named is not None else None
    return _same(f, named) if named is not None and actor is not None and actor.kind == "person" else None


def _near(f: Found, b: Found) -> bool:
    return f.named.sentence.part == b.named.sentence.part and f.named.sentence.index - b.named.sentence.index <= _REACH


def settled_again(pointed: Sequence[Found], settled: Sequence[Found]) -> list[Found]:
    """Mentions as bound, the same after they were given their countries → what points back to a noun that has one now has it too."""
    done: list[Found] = []
    for n, f in enumerate(settled):
        was = pointed[n].mention.actor_id
        if f.named.form in ("pronoun", "nominal") and was is not None and was == f.mention.actor_id and was.startswith("generic:-"):
            noun = next((settled[i] for i in range(n - 1, -1, -1) if pointed[i].mention.actor_id == was
                         and pointed[i].named.form == "nominal" and settled[i].mention.actor_id != was and _near(f, settled[i])), None)
            f = _same(f, noun) if noun is not None else f
        done.append(f)
    return done


def _pronoun(f: Found, before: list[Found], stage: Stage) -> Found | None:
    """A pronoun → bound to the best antecedent; unbound persons stay as mentions of nobody known, "it" and "which" fall away."""
    noun = antecedent_of_clause(f.named.root)
    if noun is not None:
        return next((_same(f, b) for b in reversed(before) if b.named.root == noun and b.mention.as_ == "actor"), None)
    if f.named.root.dep_ == "poss" and (sibling := _joined(f, before)) and _agrees(f.named.root, sibling, stage):
        return _same(f, sibling)
    if f.named.root.lower_ == "it" and f.named.root.dep_ == "dobj":
        return None  # "denied it": what was said, seldom who
    last = [*takewhile(lambda b: _near(f, b), reversed(before[-40:]))][::-1]
    near = [b for b in last if b.mention.actor_id is not None and b.mention.as_ == "actor"]
    scored = [(s, i, b) for i, b in enumerate(near) if (s := _fits(f, b, stage)) > 0]
    if scored:
        return _same(f, max(scored, key=lambda s: s[:2])[2])
    return f if f.named.root.lower_ in _PERSON | _PLURAL else None


def _joined(f: Found, before: list[Found]) -> Found | None:
    """"the United States and its partners": the possessor of a joined noun is what it is joined to."""
    noun = f.named.root.head
    first = noun.head if noun.dep_ == "conj" else None
    joined = next((b for b in reversed(before) if first is not None and b.named.root == first), None)
    return joined if joined is not None and joined.mention.actor_id and f.named.root.lower_ in _BODY | _PLURAL | _PERSON else None


def _same(f: Found, antecedent: Found) -> Found:
    a = antecedent.mention
    return Found(f.named, replace(f.mention, as_="actor", actor_id=a.actor_id, name=a.name, country=a.country, sector=a.sector))


def _fits(f: Found, b: Found, stage: Stage) -> float:
    """How good a near antecedent is; 0 for one that cannot be: the wrong kind, the same verb's subject."""
    back = f.named.sentence.index - b.named.sentence.index
    if b.named.span.holds(f.named.core) or not _agrees(f.named.root, b, stage):
        return 0
    subject = b.named.root.dep_ in ("nsubj", "nsubjpass") and b.named.form != "adjective"
    mine = f.named.root
    if back == 0 and mine.dep_ in ("dobj", "dative") and b.named.root.head == mine.head:
        return 0
    if b.named.form == "adjective" and not (back == 0 and mine.lower_ in _BODY):
        return 0
    if not subject and back > 1:
        return 0
    return 3.0 * subject + (2.0 if back == 0 else 1.0 if back == 1 else 0.5) + (1.0 if b.named.form == "pronoun" else 0.0)


def _agrees(pronoun: Any, b: Found, stage: Stage) -> bool:
    if b.named.form == "pronoun":
        kinds = (_PERSON, _PLURAL, _BODY)
        return any(pronoun.lower_ in k and b.named.root.lower_ in k for k in kinds)
    actor = stage.actor(b.mention.actor_id)
    plural = b.named.root.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in b.named.root.children)
    if pronoun.lower_ in _PERSON:
        one = actor is not None and (actor.kind == "person" or (b.named.kind is not None and b.named.kind.sort == "person"))
        return one and not plural
    if pronoun.lower_ in _PLURAL:
        people = b.named.kind is not None and b.named.kind.sort in ("people", "body")
        return plural or people or (actor is not None and actor.kind in _BODIES - {"state"})
    body = b.named.kind is not None and b.named.kind.sort in ("body", "people")
    return not (plural and b.named.kind) and (body or (actor is not None and actor.kind in _BODIES))
