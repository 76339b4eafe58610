"""A verb in its sentence → the direction in which it looks from the day of writing: past, future or none."""

from __future__ import annotations

from typing import Any

from foreshock.types import Span
from foreshock.understand import Sentence
from foreshock.understand.timex_value import Direction

_AHEAD = {"plan", "expect", "schedule", "intend", "promise", "vow", "pledge", "set", "due", "aim", "prepare", "propose", "hope", "want",
          "slate", "agree", "threaten", "order", "ask", "urge", "demand", "decide", "poise", "ready", "likely", "upcoming", "seek"}
_VERBS = {"VERB", "AUX"}


def head_of(sentence: Sentence, span: Span) -> Any | None:
    """A span → the token of it that the rest hangs on; None where the sentence has no token there."""
    tokens = sentence.tokens_in(span)
    if len(tokens) <= 1:
        return tokens[0] if tokens else None
    first, last = tokens[0].i, tokens[-1].i
    return next((t for t in tokens if not first <= t.head.i <= last or t.head is t), None)


def governor(sentence: Sentence, span: Span) -> Any | None:
    """A span → the nearest verb above it in the parse; None in a verbless line."""
    token = head_of(sentence, span)
    while token is not None and token.pos_ not in _VERBS:
        token = token.head if token.head.i != token.i else None
    return token


def _auxiliaries(verb: Any) -> list[Any]:
    return [c for c in verb.children if c.dep_ in {"aux", "auxpass"}]


def _planned(verb: Any) -> bool:
    """An infinitive → whether what stands above it speaks of the time to come ("plans to", "is to")."""
    above = verb.head
    return above.i != verb.i and (above.lemma_.lower() in _AHEAD or above.lemma_ in {"be", "go"})


def looks(verb: Any | None) -> Direction:
    """A verb (or None) → past, future or none (present tense and verbless lines)."""
    seen = 0
    while verb is not None and seen < 6:
        seen += 1
        aux = _auxiliaries(verb)
        words = {a.lower_ for a in aux}
        if words & {"will", "'ll", "shall", "wo", "may", "might", "can", "could", "should", "must", "would"} and "have" not in words:
            return "future"
        if "to" in words and "have" not in words:
            return "future" if _planned(verb) or verb.dep_ in {"relcl", "acl", "advcl"} else looks(_above(verb))
        if verb.tag_ == "VBD" or words & {"did", "was", "were", "had", "have", "has", "having", "been"}:
            if verb.lemma_ in _AHEAD and verb.tag_ == "VBN":
                return "future"
            return "past"
        if verb.tag_ == "VBN":
            if words & {"is", "are", "be", "'s"}:
                return "future" if verb.lemma_ in _AHEAD else "none"
            return "past"
        if verb.tag_ in {"VBZ", "VBP"}:
            return "none"
        if verb.tag_ == "VBG" and words & {"is", "are", "'s", "'re", "am"}:
            return "future"
        verb = _above(verb)
    return "none"


def _above(verb: Any) -> Any | None:
    token = verb.head if verb.head.i != verb.i else None
    while token is not None and token.pos_ not in _VERBS:
        token = token.head if token.head.i != token.i else None
    return token


def reports(verb: Any | None) -> bool:
    """A verb → whether it tells of something done, in the simple past or the perfect, with nothing that takes it back."""
    if verb is None:
        return False
    words = {a.lower_ for a in _auxiliaries(verb)}
    negated = any(c.dep_ == "neg" for c in verb.children)
    clause = {c.lower_ for c in verb.children if c.dep_ == "mark"}
    modal = words & {"would", "could", "might", "may", "should", "will", "can", "must", "to"}
    return looks(verb) == "past" and not negated and not modal and not clause & {"if", "unless", "whether"}
