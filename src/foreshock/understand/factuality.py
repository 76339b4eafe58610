"""`Sentence` and a predicate token → `Factuality`: whether it happened, as the text has it, how surely, and which word says so.

The judgement starts at the head of the sentence and walks down to the token. At each step the governing word says what becomes
of the clause below it (its signature: Nairn, Condoravdi and Karttunen 2006; Saurí and Pustejovsky 2009), and the clause's
own auxiliaries, negation and adverbs are laid over that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from foreshock.types import Factuality, Predicate
from foreshock.understand import Understanding
from foreshock.understand.factuality_clause import local
from foreshock.understand.factuality_head import graded
from foreshock.understand.factuality_phrases import phrased
from foreshock.understand.factuality_scope import below
from foreshock.understand.factuality_words import names_event
from foreshock.understand.parse import Sentence

DEEPEST = 60  # steps from the head of a sentence that are followed; deeper ones are read as if they started there
_COPULAS = {"be", "become", "seem", "remain", "appear"}


def judge(sentence: Sentence, token: Any) -> Factuality:
    """Sentence and a predicate token (verb or event noun) of it → whether it happened, with the cue and the rule.

    `holder` is a verbatim name where the belief is not the author's ("Tehran denied attacking": negated, Tehran).
    """
    path, word = [token], token
    while (head := word.head) is not word and len(path) < DEEPEST:
        path.append(head)
        word = head
    path.reverse()
    known = _judged(sentence) if len(path) < DEEPEST else {}
    state = Factuality(rule="asserted")
    for step, word in enumerate(path):
        if word.i not in known:
            known[word.i] = below(sentence, path, step, state) if step else local(sentence, word, phrased(sentence, word, state) or state)
        state = known[word.i]
    return state


@lru_cache(1 << 8)
def _judged(sentence: Sentence) -> dict[int, Factuality]:
    """A sentence → what `judge` has found for its words: every path through it begins as others do."""
    return {}


def predicates(understanding: Understanding) -> tuple[Predicate, ...]:
    """Understanding → its verbs, predicative adjectives and clear event nouns, each judged and graded."""
    return tuple(
        graded(sentence, token, judge(sentence, token))
        for sentence in understanding.sentences
        for token in sentence.tokens
        if is_predicate(token)
    )


def is_predicate(token: Any) -> bool:
    """Token → whether it is a verb (not an auxiliary), a participle or adjective that says something of its noun, or an event noun."""
    pos = token.pos_
    if pos in {"VERB", "AUX"}:
        return token.dep_ not in {"aux", "auxpass"} and token.text[:1] not in "'’"
    if pos == "ADJ":
        return token.dep_ in {"acomp", "oprd"} or (token.dep_ == "amod" and token.lower_.endswith(("ed", "ing")) and len(token.text) > 4)
    return pos == "NOUN" and names_event(token)
