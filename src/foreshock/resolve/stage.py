"""What is known of a page while it is resolved: its day, the states it speaks of, the actors it made, who bears a name here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from foreshock.actors import Registry, fold
from foreshock.types import Actor, Mention, Role, Span
from foreshock.understand.names import Named, acronyms
from foreshock.understand.parse import Sentence


class Found(NamedTuple):
    """A phrase and the mention made of it."""

    named: Named
    mention: Mention

    def means(self, actor: Actor, sector: str | None = None) -> Found:
        """An actor → this phrase as a mention of it."""
        return Found(self.named, replace(self.mention, as_="actor", actor_id=actor.id, name=actor.name, country=actor.country,
                                         sector=sector or actor.sector, place=None))


class Stage:
    """One page at work; lives as long as `who` runs."""

    def __init__(self, known: Registry, day: date | None, states: Counter[str], named: Iterable[Named]) -> None:
        """Takes the registry, the page's day, how often it names each state, the phrases in it."""
        self.known = known
        self.day = day
        self.states = states
        self.actors: dict[str, Actor] = {}
        self.acronyms = {key: full.core.text for key, full in acronyms(tuple(named)).items()}
        self._by_sentence: dict[int, list[Named]] = {}
        for n in named:
            self._by_sentence.setdefault(n.sentence.index, []).append(n)

    def actor(self, actor: str | None) -> Actor | None:
        """Id → the actor, of the registry or this page."""
        return (self.known.get(actor) or self.actors.get(actor)) if actor else None

    def make(self, actor: Actor) -> Actor:
        """Actor → the one of this page with its id; what the first one lacks is filled in."""
        old = self.actors.get(actor.id)
        if old is None:
            self.actors[actor.id] = actor
        elif (old.country is None and actor.country) or (old.sector is None and actor.sector):
            self.actors[actor.id] = replace(old, country=old.country or actor.country, sector=old.sector or actor.sector)
        return self.actors[actor.id]

    def learned(self, named: Named) -> Actor | None:
        """A name → the actor of this page that bears it, if the page has named one so far."""
        return self.actors.get(page_id(self.acronyms.get((named.sentence.part, named.core.text), named.core.text)))

    def inside(self, sentence: Sentence, span: Span) -> Iterator[Named]:
        """Sentence, span → the phrases whose name lies in it."""
        return (n for n in self._by_sentence.get(sentence.index, ()) if span.holds(n.core))

    def at(self, sentence: Sentence, token: Any) -> Named | None:
        """Sentence, token → the phrase whose head it is, or in whose name it lies."""
        here = self._by_sentence.get(sentence.index, ())
        start = sentence.starts[token.i]
        return next((n for n in here if n.root.i == token.i), None) or next(
            (n for n in here if n.form != "pronoun" and n.core.start <= start < n.core.end), None)


@lru_cache(1 << 14)
def slug(name: str) -> str:
    """Name → letters and digits of its shadow, joined by hyphens.

    >>> slug("Brig. Gen. Iraj Masjedi")
    'brig-gen-iraj-masjedi'
    """
    return "-".join(re.findall(r"\w+", fold(name).replace("'", "")))[:80]


def page_id(name: str) -> str:
    """Name → id of an actor learned from a page.

    >>> page_id("Iraj Masjedi")
    'page:iraj-masjedi'
    """
    return f"page:{slug(name)}"


def choose(ids: tuple[str, ...], named: Named, stage: Stage) -> Actor | None:
    """Ids that a name can mean, the phrase, the page → the actor meant; None where nothing tells."""
    everyone = [a for a in map(stage.known.get, ids) if a is not None]
    actors = [a for a in everyone if _existed(a, stage.day)] or everyone
    if len(actors) <= 1:
        return actors[0] if actors else None
    if "by text" in named.uses:
        return max(actors, key=lambda a: (min(stage.states[a.id], 1), -actors.index(a)))
    scores = [_fit(a, named, stage) for a in actors]
    best = max(scores)
    fitting = [a for a, s in zip(actors, scores, strict=True) if s == best]
    states = [a for a in fitting if a.kind == "state"]
    if len(fitting) == 1 or states:
        return (states or fitting)[0]
    return None if fitting[0].kind == "person" else fitting[0]


def _existed(actor: Actor, day: date | None) -> bool:
    return day is None or not ((actor.start and day < actor.start) or (actor.end and day > actor.end))


def _fit(actor: Actor, named: Named, stage: Stage) -> int:
    """How well an actor fits the phrase and the page: named in full, its country spoken of, its post in the title or held."""
    score = 4 if fold(actor.name) == fold(named.core.text) else 0
    score += 3 if stage.states[actor.country or ""] else 0
    roles = stage.known.roles(actor.id)
    score += 3 if any(t.post and t.post in r.post.lower() for t in named.titles for r in roles) else 0
    if stage.day is not None:
        day = stage.day
        score += 2 if any(r.held_on(day) for r in roles) else 0
    return score


_PUBLIC = {"GOV": 0, "MIL": 1}


def role_on(actor: Actor, stage: Stage) -> Role | None:
    """A person, a page → the post that counts on its day; with no day known, the one the registry names last."""
    if stage.day is None:
        roles = stage.known.roles(actor.id)
        public = [r for r in roles if r.sector in ("GOV", "MIL")]
        return (public or list(roles))[-1] if roles else None
    held = stage.known.roles_on(actor.id, stage.day)
    # Who governs and leads a party too acts for the state: its president, not the general secretary.
    return min(held, key=lambda r: _PUBLIC.get(r.sector or "", 2)) if held else None
