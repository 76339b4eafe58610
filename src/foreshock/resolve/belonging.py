"""Kinds of people of no known country ("its troops", "the government", "students throughout Indonesia") → the country they are of.

Three grounds, the surest first: a possessor that points back ("its troops"), the same noun earlier in the part with a country
("the Syrian government … the government"), the one state in which the sentence lays what it tells. Forces, envoys and foreigners
are often elsewhere than at home, so the third ground is not for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from foreshock.resolve.kinds import RELATIVE, of_country
from foreshock.resolve.stage import Found, Stage

_AT_HOME = {"GOV", "LEG", "JUD", "COP", "OPP", "EDU", "LAB", "AGR", "CVL", "REB"}
_ABROAD = {"envoy", "ambassador", "diplomat", "delegation", "negotiator", "embassy", "adviser", "observer", "monitor", "tourist",
           "mediator", "delegate", "minister", "foreign minister", "representative", "national", "official", "leader", "citizen",
           "spokesman"}
# With "the", and nothing else said, these are of the one state spoken of.
_THE = {"government", "authority", "authorities", "army", "military", "police", "parliament", "opposition", "regime", "cabinet",
        "president", "prime minister", "state"}
_BACK = 12  # sentences in which "the government" may point back to "the Syrian government"


def belong(found: Sequence[Found], stage: Stage) -> list[Found]:
    """Mentions in the order of the text → the same, generic actors and people of no known country given the one they are of."""
    done: list[Found] = []
    sentences: dict[int, list[Found]] = {}
    for f in found:
        sentences.setdefault(f.named.sentence.index, []).append(f)
    for f in found:
        country = _country(f, done, sentences[f.named.sentence.index]) if _homeless(f, stage) else None
        done.append(_with(f, country, stage) if country else f)
    return done


def _homeless(f: Found, stage: Stage) -> bool:
    actor = stage.actor(f.mention.actor_id)
    if actor is None or f.mention.as_ != "actor" or actor.country is not None:
        return False
    if f.named.kind is not None:
        return actor.origin == "generic" and f.named.kind.head not in RELATIVE
    if actor.origin != "page":
        return False
    return actor.kind == "state organ" or (actor.kind == "person" and any(t.sector == "GOV" for t in f.named.titles))


def _with(f: Found, country: str, stage: Stage) -> Found:
    actor = stage.actor(f.mention.actor_id)
    if f.named.kind is None and actor is not None:
        return f.means(stage.make(replace(actor, country=country)))
    return Found(f.named, of_country(f.named, f.mention, country, f.mention.sector, stage))


def _country(f: Found, before: Sequence[Found], beside: Sequence[Found]) -> str | None:
    """A generic actor or person, the mentions before, those of the same sentence → the country; None where nothing tells."""
    for b in reversed(before):
        if b.named.sentence is not f.named.sentence:
            break
        if b.named.form == "pronoun" and b.named.root.dep_ == "poss" and b.named.root.head == f.named.root:
            return b.mention.country if b.mention.country not in ("IGO", "IMG") else None
    determined = any(c.lower_ in {"the", "that"} for c in f.named.root.lefts)
    if f.named.kind is not None and f.named.span.start == f.named.core.start and determined:
        for b in reversed(before):
            near = f.named.sentence.index - b.named.sentence.index <= _BACK and b.named.sentence.part == f.named.sentence.part
            if not near:
                break
            if b.named.kind is not None and b.named.kind.head == f.named.kind.head and b.mention.country:
                return b.mention.country
        if f.named.kind.head in _THE:
            return _laid_in(f, beside) or _only_state(f, before)
    return _laid_in(f, beside)


def _only_state(f: Found, before: Sequence[Found]) -> str | None:
    """"the government", where the last sentences speak of one state only."""
    part, index = f.named.sentence.part, f.named.sentence.index
    last = takewhile(lambda b: index - b.named.sentence.index <= 3, reversed(before))
    near = {b.mention.country for b in last if b.named.sentence.part == part}
    states = near - {None, "IGO", "IMG", "NGO", "MNC"}
    return next(iter(states)) if len(states) == 1 else None


def _laid_in(f: Found, beside: Sequence[Found]) -> str | None:
    """The one state that the sentence names as a place and no other state in it, for those who are at home there."""
    at_home = f.mention.sector in _AT_HOME or f.named.core.text.lower() in _THE
    if not at_home or (f.named.kind is not None and f.named.kind.head in _ABROAD):
        return None
    here = [b for b in beside if b.mention.country]
    laid = {b.mention.country for b in here if b.mention.as_ == "place"}
    acting = {b.mention.country for b in here if b.mention.as_ != "place" and b.named.form in ("name", "adjective")}
    return next(iter(laid)) if len(laid) == 1 and acting <= laid | {"IGO", "IMG", "NGO"} else None
