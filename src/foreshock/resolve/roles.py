"""Names with a title or an apposition → dated roles on the page's word ("a deputy to Field Marshal Khalifa Haftar").

An apposition belongs to the name it directly follows, not to the first of the sentence: in "Masjedi, an adviser to Soleimani, the
commander of the Quds Force" it is Soleimani who commands. The parser is asked only where nothing stands directly before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from foreshock import words
from foreshock.resolve.stage import Found, Stage
from foreshock.types import Actor, Document, Role, Span
from foreshock.types.who import Standing
from foreshock.understand.names import Named

_OPENERS = {",", "(", "-", "—", "–", "--"}
_LEAVE = {"det", "poss", "case", "punct", "nummod", "predet", "advmod"}


@cache
def _standings() -> dict[str, Standing]:
    return {r["word"]: r["standing"] for r in words.rows("names_standing.tsv")}  # type: ignore[misc]


@cache
def _parts() -> frozenset[str]:
    return frozenset(r["word"] for r in words.rows("names_parts.tsv"))


@dataclass(frozen=True, slots=True)
class _Post:
    """A post as the text has it: its words, standing, of whom and to whom, and where it can be read."""

    text: str
    standing: Standing
    of: str | None
    to: str | None
    evidence: Span
    sector: str | None = None


def learn(found: Sequence[Found], stage: Stage, document: Document) -> tuple[list[Found], tuple[Role, ...]]:
    """Mentions of a page → the same, with what roles tell of countries and sectors, and the roles."""
    by_start = {(f.named.sentence.index, f.named.root.i): f for f in found if f.named.form != "pronoun"}
    roles: list[Role] = []
    bound: dict[int, Found] = {}
    for f in found:
        for holder, post, noun in _posts(f, by_start, stage):
            roles.append(Role(holder.id, post.text, post.of, post.to, post.sector, standing=post.standing,
                              as_of=document.published, document_id=document.id, evidence=post.evidence))
            better = _taught(holder, post, stage)
            if noun is not None and better.kind == "person":
                bound[id(noun)] = noun.means(better, noun.mention.sector)
    kept: dict[tuple[str, str, str | None, str | None, str], Role] = {}
    for role in roles:
        kept.setdefault((role.holder, role.post, role.of, role.to, role.standing), role)
    return [bound.get(id(f), f) for f in found], tuple(kept.values())


def _taught(holder: Actor, post: _Post, stage: Stage) -> Actor:
    """A holder and a post → the holder with the country and sector that the post gives, if the page made this actor."""
    if holder.origin != "page":
        return holder
    tied = stage.actor(post.of) or stage.actor(post.to if post.of is None else None)
    country = tied.country if tied else None
    sector = holder.sector or post.sector
    return stage.make(replace(holder, country=holder.country or country, sector=sector))


def _posts(f: Found, by_root: dict[tuple[int, int], Found], stage: Stage) -> Iterator[tuple[Actor, _Post, Found | None]]:
    """A mention → (holder, post, the mention of the post's noun) for its title, its apposition, and "X is the leader of Y"."""
    actor = stage.actor(f.mention.actor_id)
    named = f.named
    person = actor is not None and f.mention.as_ == "actor" and named.form == "name" and actor.kind == "person"
    if person and actor is not None and (title := _title(named, actor, stage, by_root)):
        yield actor, title, None
    noun = named.root
    if noun.pos_ == "NOUN" and named.form == "nominal" and named.kind is not None and named.kind.sort == "person":
        holder = _holder(f, by_root, stage)
        if holder is not None and holder.kind == "person":
            yield holder, _post(named, noun, by_root, stage), f
    if actor is not None and f.mention.as_ == "actor" and actor.kind not in ("person", "generic", "state"):
        yield from _branch(f, actor, by_root, stage)


def _holder(f: Found, by_root: dict[tuple[int, int], Found], stage: Stage) -> Actor | None:
    """The noun of a post → the person who holds it: the name directly before the apposition, or the subject of "is"."""
    noun, sentence = f.named.root, f.named.sentence
    ends = [p for c in noun.rights if c.dep_ == "prep" for p in c.children if p.dep_ == "pobj"]
    ends = [p for p in ends if (g := by_root.get((sentence.index, p.i))) and g.named.label != "PERSON" and not g.named.titles]
    for child in (*noun.children, *(c for p in ends for c in p.children)):  # "Turkey's ambassador to Doha, Omar Saleh, …"
        named = by_root.get((sentence.index, child.i)) if child.dep_ == "appos" else None
        actor = stage.actor(named.mention.actor_id) if named and named.named.form == "name" else None
        if actor is not None and actor.kind == "person":
            return actor
    if noun.dep_ == "attr" and noun.head.lemma_ in {"be", "become", "remain"}:
        subject = next((c for c in noun.head.children if c.dep_ == "nsubj"), None)
        bearer = by_root.get((sentence.index, subject.i)) if subject is not None else None
        negated = any(c.dep_ == "neg" for c in noun.head.children)
        return stage.actor(bearer.mention.actor_id) if bearer and not negated and noun.head.tag_ in ("VBZ", "VBP") else None
    left = noun.left_edge
    if left.i <= sentence.tokens.start + 1 or left.nbor(-1).text not in _OPENERS or any(
            c.dep_ == "cc" for c in noun.lefts) or noun.dep_ in ("nsubj", "nsubjpass", "pobj"):
        return None
    before = by_root.get((sentence.index, left.i - 2)) or next(
        (g for i in range(left.i - 2, max(sentence.tokens.start, left.i - 12) - 1, -1)
         if (g := by_root.get((sentence.index, i))) and g.named.core.end == sentence.ends[left.i - 2]), None)
    if before is not None and before.named.form == "name" and before.named.span.start != f.named.span.start:
        actor = stage.actor(before.mention.actor_id)
        if actor is not None and actor.kind == "person":
            return actor
    if noun.dep_ == "appos" and (before is None or before.named.root == noun.head):
        bearer = by_root.get((sentence.index, noun.head.i))
        return stage.actor(bearer.mention.actor_id) if bearer and bearer.named.form == "name" else None
    return None


def _branch(f: Found, actor: Actor, by_root: dict[tuple[int, int], Found], stage: Stage) -> Iterator[tuple[Actor, _Post, None]]:
    """A group → "the foreign operations branch of the IRGC" directly after it."""
    sentence, doc = f.named.sentence, f.named.root.doc
    last = sentence.tokens_in(f.named.core)[-1]
    if last.i + 2 >= sentence.tokens.end or doc[last.i + 1].text not in _OPENERS:
        return
    for noun in doc[last.i + 2 : min(last.i + 9, sentence.tokens.end)]:
        if noun.lemma_.lower() in _parts() and noun.pos_ == "NOUN" and noun.left_edge.i <= last.i + 2:
            tied = _tied(noun, {"of", "to"}, sentence.index, by_root, stage) or _possessor(noun, by_root, sentence.index, stage)
            if tied:
                evidence = sentence.over(last.i + 2, _end_of(noun, tied[1]))
                yield actor, _Post(noun.lemma_.lower(), _standing(noun), tied[0].id, None, evidence, actor.sector), None
            return
        if noun.pos_ == "VERB" or noun.dep_ == "nsubj":
            return


def _post(named: Named, noun: Any, by_root: dict[tuple[int, int], Found], stage: Stage) -> _Post:
    """The noun of a post with its words → the post."""
    at = named.sentence.index
    left = noun.left_edge.i
    of = _tied(noun, {"of", "for", "in"}, at, by_root, stage)
    to = _tied(noun, {"to"}, at, by_root, stage)
    owner = _possessor(noun, by_root, at, stage)
    if to is None and of is not None and noun.lemma_.lower() in {"ambassador", "envoy"} and owner is not None:
        to, of = of, None
    end = max((_end_of(noun, t[1]) for t in (of, to) if t), default=noun.i + 1)
    words_of = _words(named, noun)
    holder = owner or of
    return _Post(words_of, _standing(noun), holder[0].id if holder else None, to[0].id if to else None,
                 named.sentence.over(left, max(end, noun.i + len(_tail(noun)) + 1)),
                 _sector(holder[0] if holder else None, named.kind.sector if named.kind else None))


def _sector(of: Actor | None, otherwise: str | None) -> str | None:
    """Whose post it is → the sector that the post brings: the group's own, or what the noun says."""
    return of.sector if of is not None and of.kind not in ("state", "person") and of.sector else otherwise


def _tail(noun: Any) -> list[Any]:
    """"secretary of state", "chief of staff": the words after the noun that belong to the post."""
    from foreshock.actors import generic_kinds

    if noun.i + 2 < noun.doc.__len__() and f"{noun.lemma_.lower()} of {noun.nbor(2).lower_}" in generic_kinds():
        return [noun.nbor(1), noun.nbor(2)]
    return []


def _words(named: Named, noun: Any) -> str:
    """The words of a post without article, owner, demonym and standing."""
    sentence = named.sentence
    kept = [noun]
    for child in reversed(list(noun.lefts)):
        if child.dep_ in _LEAVE:
            continue
        if child.ent_type_ in ("NORP", "GPE") or child.lower_ in _standings():
            continue
        if child.dep_ not in ("amod", "compound", "nmod", "npadvmod") or child.i + len(kept) < noun.i - 4:
            continue
        kept = [*(t for t in child.subtree if t.ent_type_ not in ("NORP", "GPE") and t.lower_ not in _standings()), *kept]
    text = " ".join(sentence.word(t) for t in [*kept, *_tail(noun)] if not t.is_punct)
    return text.replace(" - ", "-").strip("- ")


def _standing(noun: Any) -> Standing:
    before = list(noun.doc[noun.left_edge.i : noun.i])
    after = noun.doc[noun.i + 1 : noun.i + 3]
    known = _standings()
    for token in (*before, *after):
        if token.lower_ in known and (token.i < noun.i or token.lower_ in {"designate", "elect"}):
            return known[token.lower_]
    return "in office"


def _tied(noun: Any, prepositions: set[str], at: int, by_root: dict[tuple[int, int], Found],
          stage: Stage) -> tuple[Actor, Any] | None:
    """The noun of a post → whom a preposition after it names."""
    for child in noun.rights:
        apart = any(t.text in _OPENERS for t in noun.doc[noun.i + 1 : child.i])
        if child.dep_ == "prep" and child.lower_ in prepositions and not apart:
            for inner in child.children:
                tied = by_root.get((at, inner.i)) if inner.dep_ == "pobj" else None
                actor = _actor_or_place(tied, stage) if tied else None
                if actor is not None:
                    return actor, inner
    return None


def _actor_or_place(f: Found, stage: Stage) -> Actor | None:
    """A mention → its actor; a state is one in a post even after "in"."""
    actor = stage.actor(f.mention.actor_id)
    if actor is None and f.mention.country and f.named.ids:
        return stage.known.get(f.mention.country)
    return actor


def _possessor(noun: Any, by_root: dict[tuple[int, int], Found], at: int, stage: Stage) -> tuple[Actor, Any] | None:
    """"Iran's ambassador", "the Iranian ambassador" → Iran."""
    for child in noun.lefts:
        owner = by_root.get((at, child.i))
        if owner is not None and owner.named.ids and (actor := _actor_or_place(owner, stage)) and actor.kind != "person":
            return actor, child
    return None


def _end_of(noun: Any, token: Any) -> int:
    """Where the phrase that ends a post ends: the name after its preposition, or the noun."""
    return int(max(noun.i, token.i)) + 1


def _title(named: Named, bearer: Actor, stage: Stage, by_root: dict[tuple[int, int], Found]) -> _Post | None:
    """"Iranian Foreign Minister Zarif" → foreign minister of Iran; ranks and courtesy alone are no posts."""
    from foreshock.understand.names import titles

    sentence = named.sentence
    before = [t for t in sentence.tokens_in(named.span) if sentence.starts[t.i] < named.core.start]
    owner = next((a for t in before if (g := by_root.get((sentence.index, t.i))) and g.named.ids and (a := _actor_or_place(g, stage))
                  and a.kind != "person"), None)
    kept = [t for t in before if not t.is_punct and t.tag_ != "POS" and t.lower_ not in _standings()
            and by_root.get((sentence.index, t.i)) is None and t.dep_ != "det"]
    if not kept or not any(t.post and "." not in t.post for t in named.titles):
        return None
    if all(sentence.word(t) in titles() and titles()[sentence.word(t)].sector in ("MIL", "REL", None) for t in kept):
        return None  # "Brig. Gen.", "Sheikh": a rank is held, not a post
    known = _standings()
    standing: Standing = next((known[t.lower_] for t in before if t.lower_ in known), "in office")
    text = " ".join(sentence.word(t) for t in kept).lower()
    if owner is None and bearer.country and named.titles[-1].sector == "GOV":
        owner = stage.known.get(bearer.country)  # "President Sisi": of the country that is his
    sector = _sector(owner, next((t.sector for t in reversed(named.titles) if t.sector), None))
    return _Post(text, standing, owner.id if owner else None, None, named.span, sector)
