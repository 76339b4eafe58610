"""A predicate and the words just before it → the phrase of several words that says whether it happened ("has yet to", "in case")."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from foreshock import words
from foreshock.types import Factuality
from foreshock.understand.factuality_clause import weaker
from foreshock.understand.factuality_words import Reading, reading
from foreshock.understand.parse import Sentence

_FAR = 5  # tokens between a phrase and the predicate it stands beside: auxiliaries and adverbs only
_BETWEEN = {"aux", "auxpass", "neg", "advmod"}
Phrase = tuple[str, list[str], Reading]
Bounded = tuple[Reading, int, int]  # what a phrase says, and the places of its first word and behind its last


@cache
def _phrases() -> dict[str, list[Phrase]]:
    """Nothing → the phrases by their first word: where they stand (beside or clause), lower-case words, reading."""
    by_first: dict[str, list[Phrase]] = {}
    for row in words.rows("factuality_phrases.tsv"):
        phrase = row["phrase"].split()
        by_first.setdefault(phrase[0], []).append((row["where"], phrase, reading(row["status"], row["certainty"])))
    return by_first


@lru_cache(1 << 8)
def _standing(sentence: Sentence) -> dict[tuple[str, int], Bounded]:
    """A sentence → its phrases, looked for once: by where they stand and the place behind their last word, of several the longest."""
    known, found = _phrases(), dict[tuple[str, int], Bounded]()
    lower = [token.lower_ for token in sentence.tokens]
    for n, word in enumerate(lower):
        for where, phrase, said in known.get(word, ()):
            if lower[n : n + len(phrase)] == phrase:
                start = sentence.tokens.start + n
                found.setdefault((where, start + len(phrase)), (said, start, start + len(phrase)))
    return found


def phrased(sentence: Sentence, token: Any, state: Factuality) -> Factuality | None:
    """Sentence, a token, the state of what governs it → what a phrase beside it makes of it, or None without one."""
    standing = _standing(sentence) if token.pos_ in {"VERB", "AUX"} else None
    if not standing:
        return None
    found = _beside(standing, sentence, token) or _at_the_edge(standing, token)
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


def _beside(standing: dict[tuple[str, int], Bounded], sentence: Sentence, token: Any) -> Bounded | None:
    end, first = token.i, sentence.tokens.start
    for _ in range(_FAR):
        found = standing.get(("beside", end))
        if found is not None:
            return found
        before = token.doc[end - 1] if end > first else None
        if before is None or before.head.i != token.i or before.dep_ not in _BETWEEN or before.tag_ == "TO":
            return None
        end -= 1
    return None


def _at_the_edge(standing: dict[tuple[str, int], Bounded], token: Any) -> Bounded | None:
    """A phrase that opens the clause, wherever the parser hangs its words."""
    if token.dep_ not in {"advcl", "ccomp", "acl", "relcl", "pcomp", "ROOT", "parataxis", "dep"}:
        return None
    subjects = [c.left_edge.i for c in token.children if c.dep_ in {"nsubj", "nsubjpass", "expl", "csubj"} and c.i < token.i]
    edge = min(subjects, default=None)
    return None if edge is None else standing.get(("clause", edge))
