"""A name as a table of events prints it, and a day → the actor meant: the registry's, a kind of people, or one known by that name only.

"Military (Turkey)", "Government of Iraq", "TEHRAN" with the code IRNGOV, "President (Iran)" on a day: tables write actors in their own
ways, and who held a post depends on the day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from foreshock.actors import tables
from foreshock.actors.cameo import cameo
from foreshock.actors.generic import generic_kinds
from foreshock.actors.registry import Registry
from foreshock.actors.told import slug
from foreshock.places import country_code
from foreshock.types import Actor, Party

# The noun that stands for all people of a sector; each is in generic.tsv (tested), so that pages and tables mean one actor.
HEADS = {
    "MIL": "military", "REB": "rebel", "COP": "police", "SPY": "intelligence service", "JUD": "court", "LEG": "parliament",
    "OPP": "opposition", "PTY": "party", "CVL": "civilian", "JRN": "media", "BUS": "company", "REF": "refugee", "UAF": "gunman",
    "CRM": "gang", "EDU": "student", "LAB": "worker", "MED": "doctor", "AGR": "farmer", "REL": "cleric", "SOC": "activist",
    "PRM": "militia", "GOV": "government",
}
_OF = re.compile(r"(?P<base>.+?) of (?:the )?(?P<inner>.+)")
_PAREN = re.compile(r"(?P<base>.+?)\s*\((?P<inner>[^()]*)\)")
_NO_STATE = frozenset({"IGO", "NGO", "IMG", "MNC", "ISM", "UNO", "EUR"})


@dataclass(slots=True)
class Printed:
    """The registry as tables of events need it; answers are kept, by day only where they depend on it."""

    known: Registry
    _kept: dict[Party, Actor] = field(default_factory=dict)
    _dated: dict[tuple[Party, date], Actor] = field(default_factory=dict)
    _sectors: dict[tuple[str, date], str] = field(default_factory=dict)
    _kinds: dict[tuple[str, str], Actor] = field(default_factory=dict)
    _words: dict[str, str] = field(default_factory=lambda: {r["word"]: r["sector"] for r in tables.packaged("printed.tsv")})

    def actor(self, party: Party, day: date) -> Actor:
        """Party, the day of the event → the actor; `origin` is "table" where nothing but its printed name is known.

        >>> from foreshock.actors import registry
        >>> printed, on = Printed(registry()), date(2017, 3, 9)
        >>> printed.actor(Party("TEHRAN", "IRN", "GOV", "IRNGOV"), on).id, printed.actor(Party("President (Iran)", "IRN"), on).id
        ('IRN', 'hassan-rouhani')
        >>> printed.actor(Party("Rebel (Syria)", "SYR", "REB"), on).id, printed.actor(Party("Marsh Front", "IRQ"), on).id
        ('generic:SYR:REB:rebel', 'printed:marsh-front')
        """
        found = self._kept.get(party) or self._dated.get((party, day))
        if found is None:
            found, dated = self._found(party, day)
            if dated:
                self._dated[party, day] = found
            else:
                self._kept[party] = found
        return found

    def sector(self, actor: Actor, day: date) -> str:
        """Actor, day → PLOVER's sector: its own, a person's by the post held on that day; "" where none is known."""
        if actor.kind != "person":
            return actor.sector or ""
        key = (actor.id, day)
        if key not in self._sectors:
            held = [r.sector for r in self.known.roles_on(actor.id, day) if r.sector]
            self._sectors[key] = next((s for s in ("GOV", "MIL") if s in held), held[0] if held else "")
        return self._sectors[key]

    def _found(self, party: Party, day: date) -> tuple[Actor, bool]:
        """Party, day → the actor, and whether the answer depends on the day."""
        base, country = _apart(party)
        dated = False
        for name in dict.fromkeys((party.name, base)):
            borne = self.known.bearers(name)
            if actor := self._chosen(borne, country, day):
                dated = len(borne) > 1 and any(a.start or a.end or a.kind == "person" for a in borne)
                return self._at_work(actor, party), dated
        if country in self.known:
            holders = {r.holder for r in self.known.holders(base.replace("efense", "efence").lower(), country, day)}
            if len(holders) == 1 and (person := self.known.get(min(holders))):
                return person, True
        return self._of_a_kind(party, base, country) or _stranger(party, country), dated

    def _chosen(self, borne: Sequence[Actor], country: str, day: date) -> Actor | None:
        """Who bear a name, the country told, the day → the one meant; None where the country speaks against all or nothing tells."""
        actors = [a for a in borne if _existed(a, day)] or list(borne)
        if country and country not in _NO_STATE:
            own = [a for a in actors if a.country == country]
            actors = own or [a for a in actors if a.kind not in ("state", "person") or not a.country or a.country in _NO_STATE]
        if len(actors) > 1:
            states = [a for a in actors if a.kind == "state"]
            in_post = [a for a in actors if any(r.held_on(day) for r in self.known.roles(a.id))]
            actors = states or in_post or ([] if actors[0].kind == "person" else actors[:1])
        return actors[0] if len(actors) == 1 else None

    def _at_work(self, actor: Actor, party: Party) -> Actor:
        """A state that a table names with a sector ("IRAN", IRNMIL) → those of that sector; all others are themselves."""
        if actor.kind != "state" or party.sector in ("", "GOV", "ELI"):
            return actor
        return self._kind(actor.id, party.sector) or actor

    def _of_a_kind(self, party: Party, base: str, country: str) -> Actor | None:
        """A name that stands for a kind of people, by its code or its words → that kind, or the state for a government."""
        code = cameo(party.code) if party.code else None
        if code is not None and len(party.code) == 3 and not code.role:
            return self.known.get(country)
        words = base.casefold()
        sector = self._words.get(words, "") or self._words.get(words.removesuffix("s"), "")
        kind = generic_kinds().get(words) or generic_kinds().get(words.removesuffix("s"))
        sector = (code.sector or "" if code and code.role else "") or sector or (party.sector or kind.sector or "" if kind else "")
        if sector == "GOV" and country in self.known:
            return self.known.get(country)
        return self._kind(country, sector)

    def _kind(self, country: str, sector: str) -> Actor | None:
        """Country, sector → the body that the registry calls so ("Iranian Military"), else the kind of people."""
        if (country, sector) not in self._kinds and sector in HEADS:
            self._kinds[country, sector] = self._made(country, sector, HEADS[sector])
        return self._kinds.get((country, sector))

    def _made(self, country: str, sector: str, head: str) -> Actor:
        adjective, named = self.known.adjective(country), generic_kinds()[head].named
        name = f"{adjective} {named}" if adjective else (f"{named} ({country})" if country else named)
        for words in (f"{adjective} {head.title()}", f"{adjective} {named.title()}") if adjective else ():
            for actor in self.known.candidates(words):
                if actor.country == country:
                    return actor
        return Actor(f"generic:{country or '-'}:{sector}:{slug(head)}", name, "generic", country or None, sector, origin="generic")


def _apart(party: Party) -> tuple[str, str]:
    """Party → the words before the country, and the country: "Military (Turkey)", "Government of Iraq", "Islamic State (2014-)"."""
    name, country = party.name.strip(), party.country
    if found := _PAREN.fullmatch(name):
        inner = found["inner"]
        name, country = found["base"], country or ("" if inner[:1].isdigit() else country_code(inner))
    if (found := _OF.fullmatch(name)) and (of := country_code(found["inner"])):
        name, country = found["base"], country or of
    return name, country


def _existed(actor: Actor, day: date) -> bool:
    return not ((actor.start and day < actor.start) or (actor.end and day > actor.end))


def _stranger(party: Party, country: str) -> Actor:
    return Actor(f"printed:{slug(party.name) or slug(party.code) or '-'}", party.name or party.code, "organisation", country or None,
                 party.sector or None, origin="table")
