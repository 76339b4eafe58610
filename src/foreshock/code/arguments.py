"""Heads of phrases → the mentions that act in them or undergo: "parts of the Somali army" → that army, "Turkish jets" → Turkey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from foreshock import words
from foreshock.code.frames import Frame, noun_frame, verb_frame
from foreshock.types import Mention
from foreshock.understand.parse import Sentence

_OWNING = ("poss", "amod", "compound", "nmod")
_DEEPEST = 5
# "its partners" are of another country than it is.
_RELATED = frozenset({"partner", "ally", "neighbour", "neighbor", "enemy", "rival", "opponent", "foe", "critic", "adversary"})
_WE = frozenset({"we", "i", "us"})  # in a press release, whoever issues it
_FROM = {"of", "by", "from"}
_SERVES = frozenset({"work", "act", "spy", "fly"})
_AT = {"in", "at", "near", "inside", "across", "within", "on", "outside", "around"}


@cache
def nouns_of(kind: str) -> frozenset[str]:
    """Kind of helping word (transparent, people, force, light) → the lemmas of `words/events_nouns.tsv` of that kind."""
    return frozenset(row["word"] for row in words.rows("events_nouns.tsv") if row["kind"] == kind)


class Finder:
    """The mentions of one sentence, found by token. Built once a sentence; asked for each argument. `mentions` are all that touch it."""

    def __init__(self, sentence: Sentence, mentions: Sequence[Mention]) -> None:
        self.sentence, self.mentions = sentence, mentions
        self.heads: dict[int, Mention] = {}
        self.inside: dict[int, Mention] = {}
        here = [m for m in mentions if m.as_ != "neither" or m.form == "adjective"]
        for mention in sorted(here, key=lambda m: m.span.end - m.span.start, reverse=True):
            tokens = sentence.tokens_in(mention.span)
            if not tokens:
                continue
            for token in tokens:
                self.inside[token.i] = mention
            head = next((t for t in tokens if sentence.starts[t.i] == mention.head), None) or _top(tokens)
            known = self.heads.get(head.i)
            if known is None or known.as_ != "actor" or mention.as_ == "actor":  # "Bulgarians" act, though "Bulgarian" inside names a state
                self.heads[head.i] = mention
            self._acronym(tokens[-1], mention)
        self._frames: dict[tuple[int, bool], Frame] = {}  # several rows and rules ask for the same
        self.transparent = nouns_of("transparent")
        self.people = nouns_of("people")

    def _acronym(self, last: Any, mention: Mention) -> None:
        """"World Health Organization (WHO)": the parser may take the short form for the subject."""
        if last.i + 3 < last.sent.end and last.nbor(1).text == "(" and last.nbor(3).text == ")":
            self.heads.setdefault(last.i + 2, mention)
            self.inside.setdefault(last.i + 2, mention)

    def frame(self, token: Any, *, noun: bool = False) -> Frame:
        """A verb, or an event noun → its frame."""
        key = (token.i, noun)
        if key not in self._frames:
            self._frames[key] = noun_frame(token) if noun else verb_frame(token)
        return self._frames[key]

    def actors(self, tokens: Iterable[Any], *, owners_only: bool = False) -> list[Mention]:
        """Heads of subject phrases → who acts in them."""
        return _unique(m for t in tokens for m in self._of(t, acting=True, wide=not owners_only))

    def recipients(self, tokens: Iterable[Any], *, territory: bool = True, event: bool = False) -> list[Mention]:
        """Heads of object phrases → who undergoes; `territory` lets a place stand for its state.

        `event` says that the phrase names an act ("condemned the attack"): then only its doer is meant, not its victim.
        """
        found = [m for t in tokens for m in self._of(t, acting=False, wide=not event)]
        kept = [_state(m) if territory else m for m in found]
        return _unique(m for m in kept if m.as_ == "actor")

    def in_country(self, mention: Mention, country: str) -> Mention:
        """Police, a court or authorities of no country that is told → the same, of a country."""
        last = mention.span.text.lower().split()[-1]
        local = mention.form == "nominal" and mention.country is None and {last, last.rstrip("s"), last.replace("men", "man")} & self.people
        return replace(mention, country=country) if local else mention

    def beyond(self, verb: Any, actors: Sequence[Mention]) -> list[Mention]:
        """A verb, who acts → the first of another country who is named behind it in its clause."""
        countries = {a.country for a in actors}
        for token in verb.subtree:
            mention = self.heads.get(token.i) if token.i > verb.i else None
            if mention is not None and mention.as_ == "actor" and mention.country and mention.country not in countries:
                return [mention]
        return []

    def _of(self, token: Any, *, acting: bool, wide: bool, depth: int = 0) -> list[Mention]:
        if depth > _DEEPEST:
            return []
        mention = self.heads.get(token.i) or self.inside.get(token.i)
        lemma = token.lemma_.lower()
        if mention is None and token.lower_ in _WE and token.pos_ == "PRON":
            start = self.sentence.starts[token.i]
            return [Mention(self.sentence.at(token), form="pronoun", head=start)]
        if mention is not None and (mention.country or not (lemma in self.transparent and mention.form == "nominal")):
            if acting and mention.as_ != "actor":
                return []
            return self._several(self._located(mention, token), token)
        if lemma in self.transparent or token.pos_ in {"NUM", "DET"} or token.tag_ == "CD":
            through = self._through(token, _FROM, acting, wide, depth)
            if through:
                return through
        owned = [m for c in token.children if c.dep_ in _OWNING for one in (c, *c.conjuncts) for m in self.owner(one, acting)]
        if owned:
            return owned
        if lemma in self.transparent and (inside := self._through(token, {"in"}, acting, wide, depth)):
            return inside
        preps = _FROM if wide else {"by"}
        through = self._through(token, preps, acting, wide, depth)
        if not through and not acting and wide:
            through = self._through(token, _AT | {"against", "with", "to", "between", "for"}, acting, wide, depth)
        if not through and acting and lemma in self.people:
            through = [_state(m) for m in self._through(token, _AT, False, wide, depth)][:1]
        if not through and acting:  # "a bomb planted by rebels"
            planted = [c for c in token.children if c.dep_ == "acl" and c.tag_ == "VBN"]
            through = [m for c in planted for m in self._through(c, {"by"}, True, wide, depth)]
        if not through and acting:  # "gunmen working for Iran"
            serving = [c for c in token.children if c.dep_ == "acl" and c.lemma_ in _SERVES]
            through = [m for c in serving for m in self._through(c, {"for"}, False, wide, depth)]
        if not through:
            through = [m for c in token.children if c.dep_ == "appos" for m in self._of(c, acting=acting, wide=wide, depth=depth + 1)]
        return through

    def _several(self, mention: Mention, token: Any) -> list[Mention]:
        """"Greek and Turkish ministers" → one for each adjective; any other phrase → itself alone."""
        if mention.form != "nominal" and token.tag_ in {"NNP", "NNPS", "PRP"}:
            return [mention]
        found = [mention]
        for child in token.children:
            if child.dep_ in _OWNING:
                for one in child.conjuncts:
                    other = self.heads.get(one.i)
                    if other is not None and other.country not in {None, *(m.country for m in found)}:
                        found.append(other)
            elif child.dep_ == "prep" and child.lower_ == "of":  # "leaders of Kenya and Uganda"
                for noun in (n for c in child.children if c.dep_ == "pobj" for n in c.conjuncts):
                    other = self.heads.get(noun.i)
                    if other is not None and other.form == "name" and other.country not in {None, *(m.country for m in found)}:
                        found.append(_state(other))
        return found

    def owner(self, child: Any, acting: bool = True) -> list[Mention]:
        """A possessor, adjective or compound → the actor it names ("Turkish", "Iran's", "US-backed" names none)."""
        if "backed" in child.lower_ or "led" in child.lower_ or child.lower_.endswith(("held", "controlled", "occupied")):
            return []
        mention = self.heads.get(child.i) or self.inside.get(child.i)
        if mention is None and child.dep_ == "poss":
            return self._of(child, acting=True, wide=True, depth=2)
        if mention is None and child.dep_ in {"compound", "amod", "nmod"}:  # "US Predator attacks"
            mention = next((self.heads[c.i] for c in child.children if c.dep_ in _OWNING and c.i in self.heads), None)
        if mention is None or (acting and mention.as_ != "actor"):
            return []
        return [mention]

    def _through(self, token: Any, preps: Iterable[str], acting: bool, wide: bool, depth: int) -> list[Mention]:
        wanted = set(preps)
        found: list[Mention] = []
        for prep in token.children:
            if prep.dep_ in {"prep", "agent"} and prep.lower_ in wanted:
                for noun in prep.children:
                    if noun.dep_ == "pobj":
                        for one in (noun, *noun.conjuncts):
                            found += self._of(one, acting=acting, wide=wide, depth=depth + 1)
                if found:
                    return found
        return found

    def _located(self, mention: Mention, token: Any) -> Mention:
        """A nominal without a country ("the army", "protesters") → the same, in the country that its phrase names."""
        if mention.country is not None or mention.form != "nominal" or token.lemma_.lower() in _RELATED:
            return mention
        for child in token.children:
            if child.dep_ in _OWNING:
                owner = self.heads.get(child.i)
                if owner is not None and owner.country and owner is not mention:
                    return replace(mention, country=owner.country)
            elif child.dep_ == "prep" and child.lower_ in _AT | {"of", "from"}:
                for noun in child.children:
                    owner = self.heads.get(noun.i)
                    country = owner and (owner.country or (owner.place and owner.place.country))
                    if country:
                        return replace(mention, country=country)
        return mention


def _state(mention: Mention) -> Mention:
    """A place or adjective of place → its state as an actor; unchanged where its country is unknown."""
    country = mention.country or (mention.place.country if mention.place else None)
    if mention.as_ == "actor" or country is None:
        return mention
    return replace(mention, as_="actor", country=country, actor_id=mention.actor_id or country)


def _top(tokens: Sequence[Any]) -> Any:
    inside = {t.i for t in tokens}
    return next((t for t in tokens if t.head.i not in inside or t.head is t), tokens[-1])


def same(one: Mention, other: Mention) -> bool:
    """Two mentions → whether they name one actor."""
    if one.span == other.span:  # "Chinese and Indian troops" are two
        return not (one.country and other.country) or one.country == other.country
    return one.actor_id is not None and one.actor_id == other.actor_id


def _unique(mentions: Iterable[Mention]) -> list[Mention]:
    found: list[Mention] = []
    for mention in mentions:
        if not any(same(mention, other) for other in found):
            found.append(mention)
    return found


def without(mentions: Iterable[Mention], others: Sequence[Mention]) -> list[Mention]:
    """Mentions, others → those of the first that name none of the others."""
    return [m for m in mentions if not any(same(m, o) for o in others)]
