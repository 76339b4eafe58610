"""Actor id and level → the id that stands for it there: a person acts for an organisation, an organ for its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from foreshock.types import Actor, Role

Actors = Mapping[str, Actor]
Level = Literal["actor", "group", "country"]

NO_STATE = frozenset({"IGO", "NGO", "IMG", "MNC", "ISM", "UNO", "EUR"})
OFFICIAL = frozenset({"GOV", "LEG", "JUD", "ELI", "SPY", "COP", "MIL"})
_OWN_WILL = frozenset({"armed group", "movement", "international organisation"})
_DEEPEST = 8  # steps up a chain of parents: a loop in a table must not hang us


def roll(actor_id: str, actors: Actors, level: Level, roles: Sequence[Role] = (), on: date | None = None) -> str:
    """Actor id, level, the roles known and the day → the id that acts at that level.

    "actor": everyone for himself. "group": a person acts for the body of the post that he holds on that day, else for its
    `parent`, else for his country; a state organ, its armed forces and its officials, soldiers and warplanes for their state
    (or for the regional government that they serve). "country": also parties and the rest; an armed group acts for a state only
    where PLOVER's sector calls it pro-government (PRM), a movement or an international body never.

    >>> people = {"IRN": Actor("IRN", "Iran", "state", "IRN"), "zarif": Actor("zarif", "Zarif", "person", "IRN", "GOV")}
    >>> roll("zarif", people, "actor"), roll("zarif", people, "group"), roll("nobody", people, "country")
    ('zarif', 'IRN', 'nobody')
    """
    if level == "actor":
        return actor_id
    held = _held(actor_id, roles, on)
    for _ in range(_DEEPEST):
        actor = actors.get(actor_id)
        if actor is None or not _acts_for_another(actor, level):
            break
        above = held or actor.parent or state_of(actor, actors)
        held = None
        if above is None or above == actor_id:
            break
        actor_id = above
    return actor_id


def _held(holder: str, roles: Sequence[Role], on: date | None) -> str | None:
    """Whose post the holder has on a day; a role known to hold beats one that may, an office of state one of a party."""
    found = {True: None, None: None}
    mine = (r for r in roles if r.holder == holder and r.of)
    for role in sorted(mine, key=lambda r: (r.sector in OFFICIAL, r.start or date.min, r.of or "", r.post)):
        sure = role.held_on(on) if on else None
        if sure is not False and role.standing != "former":
            found[sure] = role.of  # type: ignore[assignment]
    return found[True] or found[None]


def _acts_for_another(actor: Actor, level: Level) -> bool:
    if actor.kind in {"person", "state organ"}:
        return True
    if actor.kind in {"generic", "armed forces"} and actor.sector in OFFICIAL:
        return True  # "Iranian officials", "American warplanes", the Quds Force
    if level == "group" or actor.kind == "state":
        return False
    if actor.kind in _OWN_WILL:
        return actor.sector in OFFICIAL | {"PRM"}
    return True


def state_of(actor: Actor, actors: Actors) -> str | None:
    """Actor → the id of its state, where it has one; the country's code where no state of that code is known."""
    if actor.country is None or actor.country in NO_STATE:
        return None
    if actor.country in actors:
        return actor.country
    return next((i for i in sorted(actors) if actors[i].kind == "state" and actors[i].country == actor.country), actor.country)


def same_side(a: str, b: str, actors: Actors) -> bool:
    """Two ids → whether one is part of the other or both are organs of one state: they cannot be on course with themselves."""
    if a == b:
        return True
    chains = [_above(i, actors) for i in (a, b)]
    if a in chains[1] or b in chains[0]:
        return True
    return all(_official(i, actors) for i in (a, b)) and bool(chains[0] and chains[1]) and chains[0][-1] == chains[1][-1]


def nobody_in_particular(actor_id: str, actors: Actors) -> bool:
    """Id → whether it is only a kind of people, of no country ("companies", "fighters")."""
    actor = actors.get(actor_id)
    return actor is not None and actor.kind == "generic" and actor.country is None


def _official(actor_id: str, actors: Actors) -> bool:
    actor = actors.get(actor_id)
    if actor is None:
        return False
    return actor.kind in {"state", "state organ", "armed forces"} or (actor.kind != "armed group" and actor.sector in OFFICIAL)


def _above(actor_id: str, actors: Actors) -> list[str]:
    """Id → itself and what it is part of, up to the state for official bodies."""
    chain = [actor_id]
    while (actor := actors.get(chain[-1])) and len(chain) < _DEEPEST:
        above = actor.parent or (state_of(actor, actors) if _official(actor.id, actors) else None)
        if above is None or above in chain:
            break
        chain.append(above)
    return chain


def name(actor_id: str, actors: Actors) -> str:
    """Id → the name to print."""
    actor = actors.get(actor_id)
    return actor.name if actor else actor_id
