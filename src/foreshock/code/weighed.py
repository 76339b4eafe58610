"""Scanned sentences → the same, where the learned tagger adds what no row of the lexicon names and has its say on what rows found.

Rows decide first, and the type that a row names stays. The tagger strikes a row's match where it is sure that the words tell nothing
(sport, figures of speech), and adds an event where a verb or noun that no row took tells one. Each threshold was chosen on held-out
sentences of ours; that the tagger should settle types as well was tried and left out, since it made them no better (docs/coder_model.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from foreshock import words
from foreshock.code.arguments import Finder
from foreshock.code.frames import carrier
from foreshock.code.learned.tagger import Told, tagger
from foreshock.code.matching import Match, best, fits, fitting
from foreshock.code.patterns import Rows, by_head, pattern
from foreshock.types import Mention, PartKind

Coder = Literal["both", "lexicon", "model"]
ADDED = 0.7  # chance of a type (0–1) from which a word without a row is coded, in a sentence where no row found anything …
BESIDE = 0.95  # … and beside what a row found
KNOWN = 0.9  # … and for a word that rows know, but for other arguments
STRUCK = 0.2  # a row's match is struck where the chance of an event is below so many times the row's own doubt (1 − confidence)
SURE = 0.8  # confidence of a row from which the tagger is not asked about it
LONGEST_SENTENCE = 400  # tokens; a longer one is a list or a table, not a sentence
# What is aimed at, promised or talked of is left bare in the sentences that the tagger learned from: its silence tells nothing there.
_INNER = frozenset({"xcomp", "advcl", "acl", "pcomp", "ccomp"})
_REPORTS = frozenset({"say", "tell", "add", "report", "describe"})  # words, no deeds
_KINDS = {"VERB": "verb", "NOUN": "noun"}
_ARMED = frozenset({"MIL", "REB", "UAF", "COP", "SPY"})
_CROWD = frozenset({"protester", "protestor", "demonstrator", "rioter", "marcher"})


@dataclass(slots=True)
class Scan:
    """A sentence with its mentions by token, the kind of its part, and the matches found in it."""

    finder: Finder
    kind: PartKind
    matches: list[Match] = field(default_factory=list)


def weigh(scans: Sequence[Scan], coder: Coder) -> None:
    """Sentences, who codes → in place, the matches of rows, weighed and added to by the tagger; it is asked only where it matters."""
    for one in scans:
        tokens = one.finder.sentence.tokens
        if len(tokens) > LONGEST_SENTENCE:
            continue
        if coder != "model":
            one.matches = [m for t in tokens.formed_of(by_head().heads) if (m := best(t, one.finder, by_head())) is not None]
        if coder == "lexicon" or not _in_question(one):
            continue
        taken = {t.i for m in one.matches for t in (m.head, *m.used)}
        asked = [n for n, t in enumerate(tokens) if t.i in taken or _predicate(t)]
        told = {tokens.start + n: t for n, t in tagger().tell([t.text for t in tokens], asked).items()}
        free = {i: t for i, t in told.items() if i not in taken}
        rows = [m for m in one.matches if _stands(m, told, free)]
        one.matches = sorted([*rows, *_added(one.finder, rows, told)], key=lambda m: m.head.i)


def _in_question(one: Scan) -> bool:
    """Whether a sentence is worth the tagger's time: rows are not sure of what they found, or found nothing though there may be an act.

    Where rows found nothing, somebody must be named who acts in politics, and there must be a word that could tell what he does: most
    sentences of a paper are about people of no country.
    """
    actors = [m for m in one.finder.heads.values() if m.as_ == "actor"]
    if one.matches:
        return bool(actors) and any(m.pattern.confidence < SURE for m in one.matches)
    heads = one.finder.heads
    return any(_public(m) for m in actors) and any(t.i not in heads and _predicate(t) for t in one.finder.sentence.tokens)


def _public(actor: Mention) -> bool:
    """Whether what an actor does may be an event without a row's telling: one of a known country, in arms, or a crowd."""
    return actor.country is not None or actor.sector in _ARMED or actor.span.text.rpartition(" ")[2].lower().rstrip("s") in _CROWD


def _stands(match: Match, told: dict[int, Told], free: dict[int, Told]) -> bool:
    """Whether a row's match stands: not where the tagger is surer that its words tell nothing than the row is that they do.

    `free` is told of the words that no row took. Where one of them tells the row's type ("*published* a report accusing …") or governs the
    row's words ("*plans* to invade"), the act is there, and the tagger only sees it in another word.
    """
    if match.head.dep_ in _INNER:
        return True
    seen = [told[t.i].event for t in (match.head, *match.used) if t.i in told]
    if not seen or max(seen) >= STRUCK * (1 - match.pattern.confidence):
        return True
    above = {t.i for t in match.head.ancestors}
    return any(t.chance(match.pattern.type) > 0.5 or (t.event > 0.5 and i in above) for i, t in free.items())


def _added(finder: Finder, rows: Sequence[Match], told: dict[int, Told]) -> list[Match]:
    """Mentions by token, the matches kept, what is told of each token → matches for words that no row took."""
    taken = {t.i for m in rows for t in (m.head, *m.used)}
    found: list[Match] = []
    for token in finder.sentence.tokens:
        said = told.get(token.i)
        if said is None or token.i in taken or not _predicate(token):
            continue
        if said.chance(said.type) < max(ADDED, BESIDE if rows else 0.0, KNOWN if _known(token) else 0.0):
            continue
        if _carried(token, told, said, taken):
            continue
        match = generic(token, said.type, said.chance(said.type), finder)
        if match is not None and not any(_same_act(match, row) for row in rows):
            found.append(match)
    return found


def _same_act(added: Match, row: Match) -> bool:
    """"Plans to invade", "published a report accusing …": the row below the word has the act already."""
    return row.head in added.frame.clauses or (row.pattern.type == added.pattern.type and added.head in row.head.ancestors)


def _predicate(token: Any) -> bool:
    """Whether a word may tell an event by the tagger alone."""
    kind = _KINDS.get(token.pos_)
    if kind is None or token.lemma_ in _REPORTS or token.dep_ in {"aux", "auxpass"}:
        return False
    return kind == "noun" or token.dep_ not in {"amod", "compound"}


def _known(token: Any) -> bool:
    """Whether rows have the word as their head: then they decided against it here."""
    return not by_head().rows[_KINDS[token.pos_]].keys().isdisjoint(token.stems)


def _carried(token: Any, told: dict[int, Told], said: Told, taken: set[int]) -> bool:
    """Whether a noun tells the same act as the verb whose object it is ("held talks"): the verb is coded."""
    verb = carrier(token) if token.pos_ == "NOUN" else None
    if verb is None:
        return False
    if verb.i in taken:
        return verb.i in told and told[verb.i].type == said.type
    return verb.i in told and told[verb.i].type == said.type and told[verb.i].event > 0.5


def generic(token: Any, event_type: str, chance: float, finder: Finder) -> Match | None:
    """A word, the type of its event and that type's chance (0–1) → its match by the generic rows; None where nobody acts."""
    kind = _KINDS[token.pos_]
    frame = finder.frame(token, noun=kind == "noun")
    found = [m for row in fitting(rows_of(kind, event_type), finder) if (m := fits(row, frame, finder)) is not None]
    match = max(found, key=lambda m: (bool(m.actors), m.fit), default=None)
    if match is not None:
        match.pattern = replace(match.pattern, confidence=chance)
    return match


@cache
def rows_of(kind: str, event_type: str) -> Rows:
    """Kind of head, type → the generic rows for it, as rows of that type."""
    blank = {"mode": "", "contexts": "", "confidence": ""}
    made = [(pattern({**blank, **row, "id": f"model-{row['id']}"}), row["types"]) for row in words.rows("events_generic.tsv")]
    return Rows([replace(p, type=event_type) for p, types in made if p.kind == kind and event_type in types.split("|")])
