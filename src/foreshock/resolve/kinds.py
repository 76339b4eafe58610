"""A noun for a kind of people ("Iranian officials", "the rebels of Idlib") → whose they are, and of which sector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from foreshock.actors import GenericKind, generic_kinds
from foreshock.resolve.stage import Stage, choose, slug
from foreshock.types import Actor, Mention
from foreshock.understand.names import Named

_BACKED = {"backed", "supported", "funded", "trained", "armed", "financed", "allied", "aligned", "born", "based", "occupied", "held",
           "controlled", "speaking", "made", "linked", "inspired"}
# Nouns that stand for the group itself when it stands before or after them: "Taliban fighters", "members of Hamas".
_OF_THE_GROUP = {"fighter", "militant", "force", "troop", "soldier", "insurgent", "rebel", "guerrilla", "guerilla", "gunman", "terrorist",
                 "militiaman", "militia", "group", "jihadist", "jihadi", "extremist", "warplane", "plane", "jet", "drone", "member",
                 "movement", "organization", "organisation", "network", "unit", "army", "paramilitary", "coalition", "party",
                 "alliance", "artillery", "tank", "warship", "security force"}


# Whose partner or rival somebody is does not say what country they are of.
RELATIVE = {"partner", "ally", "rival", "enemy", "opponent", "neighbor", "neighbour", "side", "powers"}


def country_of(named: Named, stage: Stage) -> str | None:
    """A phrase → the country of the state or group that it is tied to by possessor, adjective, "of", "from", "in"."""
    for owner, _ in owners(named, stage):
        if owner.country:
            return owner.country
    return None


def owners(named: Named, stage: Stage, deep: int = 0) -> Iterator[tuple[Actor, str]]:
    """A phrase → the actors that its words tie it to, with the word that ties ("" for what stands before the noun)."""
    for other in stage.inside(named.sentence, named.span):
        apart = not named.core.overlaps(other.core) and other.form in ("name", "adjective") and not _only_backs(other)
        if apart and (actor := choose(other.ids, other, stage) if other.ids else stage.learned(other)):
            yield actor, ""
    for preposition in (c for c in named.root.rights if c.dep_ == "prep" and c.lower_ in {"of", "from", "in", "at", "for", "with"}):
        for token in (c for c in preposition.children if c.dep_ in ("pobj", "pcomp")):
            tied = stage.at(named.sentence, token)
            if tied is None or tied is named:
                continue
            if tied.ids and (actor := choose(tied.ids, tied, stage)):
                yield actor, preposition.lower_
            elif tied.kind and deep < 2:
                yield from ((a, preposition.lower_) for a, _ in owners(tied, stage, deep + 1))
    for child in named.root.children:
        beside = stage.at(named.sentence, child) if child.dep_ == "appos" and deep < 2 else None
        if beside is not None and beside is not named and beside.kind:
            yield from owners(beside, stage, deep + 1)
    if named.root.dep_ == "conj" and deep < 2:
        first = stage.at(named.sentence, named.root.head)
        if first is not None and first is not named and first.kind and _shares_modifiers(named, first):
            yield from owners(first, stage, deep + 1)


def _shares_modifiers(named: Named, other: Named) -> bool:
    """Whether a coordinated noun is bare, as in "Iranian officials and commanders"."""
    return named.span.start == named.core.start and other.root.i < named.root.i and not any(
        c.dep_ == "det" for c in named.root.lefts)


def _only_backs(other: Named) -> bool:
    """Whether a state's name or adjective only says who backs them: "Russian-backed rebels"."""
    after = other.sentence.text[other.core.end : other.core.end + 14].lower()
    return after[:1] == "-" and any(after[1:].startswith(w) for w in _BACKED)


def of_a_kind(named: Named, mention: Mention, stage: Stage) -> Mention:
    """A phrase with a generic noun, its mention → the mention with the actor it stands for."""
    kind = named.kind
    assert kind is not None
    country, sector, group = None, kind.sector, None
    for owner, tie in owners(named, stage) if kind.head not in RELATIVE else ():
        if owner.kind not in ("state", "person") and kind.head in _OF_THE_GROUP and tie in ("", "of", "from"):
            group = group or owner
        if owner.kind not in ("state", "person") and owner.sector and kind.sort == "person" and country is None:
            sector = owner.sector
        country = country or owner.country
    if group is not None and group.kind != "international organisation":
        return replace(mention, actor_id=group.id, name=group.name, country=group.country, sector=group.sector)
    if kind.sort != "body" or kind.sector in (None, "MIL", "IGO"):
        sector = _modifier_sector(named) or sector
    return of_country(named, mention, country, sector, stage)


def of_country(named: Named, mention: Mention, country: str | None, sector: str | None, stage: Stage) -> Mention:
    """A phrase with a generic noun, whose country is known or not → its mention with the actor it stands for."""
    if known := _known_body(named, country, stage):
        return replace(mention, actor_id=known.id, name=known.name, country=known.country, sector=known.sector)
    actor = _generic(named, country, sector, stage)
    return replace(mention, actor_id=actor.id, name=actor.name, country=country, sector=sector)


def of_a_people(named: Named, mention: Mention, state: Actor, stage: Stage) -> Mention:
    """"Libyans", "a Palestinian" → people of that state; "the Americans" stay the state, as newspapers mean it."""
    ethnic = any(c.lower_ == "ethnic" for c in named.root.lefts)
    country = next((o.country for o, tie in owners(named, stage) if tie in ("in", "of", "from")), None) if ethnic else state.country
    adjective = stage.known.adjective(state.id) or state.name
    name = f"ethnic {adjective} people" if ethnic else f"{adjective} people"
    actor = stage.make(Actor(f"generic:{country or '-'}:CVL:{'ethnic-' + slug(adjective) if ethnic else 'people'}", name, "generic",
                             country, "CVL", origin="generic"))
    return replace(mention, actor_id=actor.id, name=actor.name, country=country, sector="CVL")


def others_joined(named: Named, kind: GenericKind, stage: Stage) -> Iterator[Mention]:
    """"US and British forces": the mention of the American forces, which no noun of their own names."""
    text = named.sentence.text
    for other in stage.inside(named.sentence, named.span):
        after = text[other.core.end : other.core.end + 5].lower()
        state = choose(other.ids, other, stage) if other.ids and not other.core.overlaps(named.core) else None
        if state is not None and state.kind == "state" and (after.startswith(" and ") or after.startswith(", ")):
            alone = replace(named, ids=(), uses=(), kind=kind)
            yield of_country(alone, Mention(named.span, form="nominal", head=named.head), state.id, kind.sector, stage)


def _modifier_sector(named: Named) -> str | None:
    """"army spokesman", "police chief", "rebel leader": the sector of the noun before."""
    kinds = generic_kinds()
    for child in named.root.lefts:
        if child.dep_ in ("compound", "amod", "nmod") and named.sentence.starts[child.i] < named.core.start:
            word = f"{child.nbor(-1).lower_} {child.lower_}" if child.i > child.sent.start else ""
            row = kinds.get(word) or kinds.get(child.lemma_.lower())
            body = row is not None and row.sort in ("body", "people") and row.head not in ("state", "country", "nation")
            if row and body and row.sector not in (None, "CVL"):
                return row.sector
            if row and row.sector in ("REB", "UAF", "PRM", "JRN"):
                return row.sector
    return None


def _known_body(named: Named, country: str | None, stage: Stage) -> Actor | None:
    """"Iraq's parliament" → the actor that the registry calls "Iraqi Parliament", if there is one."""
    adjective = stage.known.adjective(country) if country else None
    kind = named.kind
    if not adjective or kind is None or kind.sort == "person" or kind.head in {"government", "state", "country", "authority"}:
        return None
    for words in (f"{adjective} {named.core.text.title()}", f"{adjective} {kind.named.title()}"):
        for actor in stage.known.candidates(words):
            if actor.country == country:
                return actor
    return None


def _generic(named: Named, country: str | None, sector: str | None, stage: Stage) -> Actor:
    kind = named.kind
    assert kind is not None
    known = f"generic:{country or '-'}:{sector or '-'}:{slug(kind.head)}"
    if (made := stage.actors.get(known)) is not None:
        return made
    adjective = stage.known.adjective(country) if country else None
    name = f"{adjective} {kind.named}" if adjective else (f"{kind.named} ({country})" if country else kind.named)
    return stage.make(Actor(known, name, "generic", country, sector, origin="generic"))
