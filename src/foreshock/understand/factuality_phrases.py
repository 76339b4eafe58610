"""A predicate and the words just before it → the phrase of several words that says whether it happened ("has yet to", "in case")."""

from __future__ import annotations

from functools import cache
from typing import Any

from foreshock import words
from foreshock.types import Factuality
from foreshock.understand.factuality_clause import weaker
from foreshock.understand.factuality_words import Reading, reading
from foreshock.understand.parse import Sentence

_FAR = 5  # tokens between a phrase and the predicate it stands beside: auxiliaries and adverbs only
_BETWEEN = {"aux", "auxpass", "neg", "advmod"}
Phrase = tuple[tuple[str, ...], Reading]


@cache
def _phrases(where: str) -> dict[str, list[Phrase]]:
    """beside or clause → the phrases as lower-case words with their readings, by their last word, the longest first."""
    rows = [r for r in words.rows("factuality_phrases.tsv") if r["where"] == where]
    found = [(tuple(r["phrase"].split()), reading(r["status"], r["certainty"])) for r in rows]
    by_last: dict[str, list[Phrase]] = {}
    for phrase in sorted(found, key=lambda p: (-len(p[0]), p[0])):
        by_last.setdefault(phrase[0][-1], []).append(phrase)
    return by_last


def _ends_at(where: str, token: Any, first: int, end: int) -> tuple[Reading, int, int] | None:
    """beside or clause, a word's place → the longest phrase of its sentence (from `first`) that ends before that place."""
    if end <= first:
        return None
    for phrase, said in _phrases(where).get(token.doc[end - 1].lower_, ()):
        start = end - len(phrase)
        if start >= first and tuple(t.lower_ for t in token.doc[start:end]) == phrase:
            return said, start, end
    return None


def phrased(sentence: Sentence, token: Any, state: Factuality) -> Factuality | None:
    """Sentence, a token, the state of what governs it → what a phrase beside it makes of it, or None without one."""
    if token.pos_ not in {"VERB", "AUX"}:
        return None
    found = _beside(sentence, token) or _at_the_edge(sentence, token)
    if found is None:
        return None
    said, first, last = found
    cue, rule = sentence.over(first, last), f"phrase {' '.join(t.lower_ for t in token.doc[first:last])}"
    if state.status in {"future", "hypothetical"} and said.status == "actual":
        return Factuality(state.status, state.certainty, cue, state.holder, rule)
    if state.status in {"future", "hypothetical"} and said.status == "negated":
        return Factuality("hypothetical", "possible", cue, state.holder, rule)
    if state.status == "negated" and said.status in {"future", "hypothetical"} and state.cue and state.cue.end <= cue.start:
        return Factuality("negated", weaker(said.certainty, "probable"), state.cue, state.holder, rule)
    return Factuality(said.status or "actual", said.certainty, cue, state.holder, rule)


def _beside(sentence: Sentence, token: Any) -> tuple[Reading, int, int] | None:
    end, first = token.i, sentence.tokens[0].i
    for _ in range(_FAR):
        found = _ends_at("beside", token, first, end)
        if found is not None:
            return found
        before = token.doc[end - 1] if end > first else None
        if before is None or before.head.i != token.i or before.dep_ not in _BETWEEN or before.tag_ == "TO":
            return None
        end -= 1
    return None


def _at_the_edge(sentence: Sentence, token: Any) -> tuple[Reading, int, int] | None:
    """A phrase that opens the clause, wherever the parser hangs its words."""
    if token.dep_ not in {"advcl", "ccomp", "acl", "relcl", "pcomp", "ROOT", "parataxis", "dep"}:
        return None
    first = sentence.tokens[0].i
    subjects = [c.left_edge.i for c in token.children if c.dep_ in {"nsubj", "nsubjpass", "expl", "csubj"} and c.i < token.i]
    edge = min(subjects, default=None)
    return None if edge is None else _ends_at("clause", token, first, edge)
