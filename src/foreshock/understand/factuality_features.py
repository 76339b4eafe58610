"""A predicate in its parse, with what the rules say of it → the named features that the learned head weighs."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from foreshock.types import Factuality
from foreshock.understand.factuality_scope import construction
from foreshock.understand.factuality_words import signatures
from foreshock.understand.parse import Sentence

_PERSONS = {"i": "I", "we": "I", "you": "you", "it": "it", "there": "there", "he": "he", "she": "he", "they": "he", "who": "who",
            "that": "who", "which": "who", "this": "it", "anyone": "any", "anybody": "any", "someone": "any", "somebody": "any",
            "everyone": "every", "everybody": "every", "nobody": "none", "none": "none", "nothing": "none"}
_TIMES = {"yesterday": "past", "ago": "past", "last": "past", "already": "past", "just": "past", "recently": "past", "since": "past",
          "previously": "past", "earlier": "past", "once": "past", "tomorrow": "to come", "soon": "to come", "tonight": "to come",
          "next": "to come", "eventually": "to come", "later": "to come", "yet": "yet", "ever": "ever", "still": "still",
          "always": "often", "usually": "often", "often": "often", "sometimes": "often", "generally": "often", "every": "often",
          "now": "now", "currently": "now", "today": "now", "never": "never", "please": "please", "let": "let", "maybe": "perhaps",
          "perhaps": "perhaps", "probably": "perhaps", "hopefully": "hopes", "hope": "hopes", "almost": "almost", "nearly": "almost"}
_MARKS = {"if", "unless", "whether", "that", "because", "when", "while", "after", "before", "since", "until", "till", "although",
          "though", "as", "so", "once", "whenever", "lest", "provided", "in", "for"}
_POS = {"VERB": "V", "AUX": "V", "ADJ": "A", "ADV": "A", "NOUN": "N", "PROPN": "N", "ADP": "P", "SCONJ": "P"}


Seen = dict[str, Any]  # by the name of a feature, the token that shows it (None: what the rules said)
_HELPERS = {"aux", "auxpass", "neg"}
_SUBJECTS = {"nsubj", "nsubjpass", "expl", "csubj"}
_SPEAKING = {"i", "you", "my", "your", "we", "me", "u"}
_PLAIN = {"is", "was", "are", "were", "be", "been", "has", "have", "had"}


def features(sentence: Sentence, token: Any, told: Factuality) -> Seen:
    """Sentence, a predicate token, the verdict of the rules → the features that are there, with what shows each."""
    seen: Seen = dict.fromkeys(_of_rule(told.rule, told.status, told.certainty))
    if told.cue is not None:
        seen[f"cue {told.cue.text.lower()[:20]}"] = None
    if told.holder:
        seen["held"] = None
    _own(token, seen)
    _clause(token, seen)
    _above(token, seen)
    _around(sentence, token, seen)
    return seen


@lru_cache(1 << 12)
def _of_rule(rule: str, status: str, certainty: str) -> tuple[str, ...]:
    short = rule.split(" ")[0] if rule.startswith("under ") else rule
    return f"status {status}", f"verdict {status} {certainty}", f"rule {short} {status}"


def _own(token: Any, seen: Seen) -> None:
    kind = _POS.get(token.pos_, "other")
    seen.update(dict.fromkeys(_of_tags(kind, token.tag_, token.dep_), token))
    if kind == "N":
        _noun(token, seen)


@lru_cache(1 << 12)
def _of_tags(kind: str, tag: str, dep: str) -> tuple[str, ...]:
    return f"pos {kind}", f"tag {tag}", f"dep {dep}", f"tag dep {tag} {dep}"


def _noun(token: Any, seen: Seen) -> None:
    first = next((c for c in token.lefts if c.dep_ in {"det", "poss", "nummod", "neg"}), None)
    shown = "bare" if first is None else "possessed" if first.dep_ == "poss" else "number" if first.dep_ == "nummod" else first.lower_
    seen[f"noun {shown} {token.tag_}"] = token if first is None else first
    if token.head.i != token.i:
        seen[f"noun under {token.dep_} {token.head.lemma_.lower() if token.head.pos_ == 'ADP' else token.head.pos_}"] = token.head


def _clause(token: Any, seen: Seen) -> None:
    """Auxiliaries, negation, subject, marks of the predicate's own clause."""
    tag, helpers, who = token.tag_, {}, None
    for child in token.children:
        dep, word = child.dep_, child.lower_
        if dep in _HELPERS:
            helpers[word] = child
            seen[f"with {word}"] = child
        elif dep in _SUBJECTS:
            who = child if who is None else who
        elif dep in {"mark", "advmod"}:
            if word in _MARKS and child.i < token.i:
                seen[f"mark {word}"] = seen[f"mark {word} {tag}"] = child
        elif dep in {"dobj", "attr"} and any(c.lower_ in {"no", "any"} for c in child.children):
            seen["no object"] = child
        if word in _TIMES:
            seen[f"time {_TIMES[word]}"] = seen[f"time {_TIMES[word]} {tag}"] = child
    seen[f"frame {tag} {' '.join(sorted(helpers))[:30]}"] = token
    person = "no" if who is None else _PERSONS.get(who.lower_, "plural" if who.tag_ == "NNS" else "noun")
    seen[f"subject {person}"] = seen[f"subject {person} {tag}"] = token if who is None else who


def _above(token: Any, seen: Seen) -> None:
    """The governors up to the head of the sentence: what they are, what they say of what hangs on them."""
    link, above, below = "", token.head, token
    if above.pos_ == "ADP" and above.head.i != above.i:
        link, above = above.lower_, above.head
    if above.i == token.i:
        seen["heads the sentence"] = token
        return
    how = construction(token, link) or token.dep_
    names = _of_governor(above.lemma_.lower(), _POS.get(above.pos_, ""), above.tag_, how, link, token.tag_)
    seen.update(dict.fromkeys(names, above))
    _clause_above(above, "next", seen)
    for _ in range(6):
        if above.head.i == above.i:
            break
        below, above = above, above.head
        if above.pos_ in {"VERB", "AUX"}:
            seen[f"further {below.dep_} {above.tag_}"] = above
            _clause_above(above, "further", seen)


@lru_cache(1 << 14)
def _of_governor(word: str, pos: str, tag: str, how: str, link: str, own: str) -> tuple[str, ...]:
    """A governor's lemma, kind and tag, the construction, the preposition between (or ""), the tag below it → their names."""
    found = signatures().get((word, pos, how))
    signed = () if found is None else (f"signed {found.asserted.status} {found.asserted.certainty}",)
    return (f"under {word} {how}", f"how {how} {tag}", f"how {how} {own}", *((f"link {link} {own}",) if link else ()), *signed)


def _clause_above(above: Any, where: str, seen: Seen) -> None:
    for child in above.children:
        if child.dep_ in _HELPERS:
            if child.lower_ not in _PLAIN:
                seen[f"{where} with {child.lower_}"] = child
        elif child.dep_ == "mark" and child.lower_ in {"if", "unless", "whether"}:
            seen[f"{where} if"] = child


def _around(sentence: Sentence, token: Any, seen: Seen) -> None:
    end, spoken = _rims(sentence)
    if end is not None:
        seen[f"ends {end.lower_}"] = seen[f"ends {end.lower_} {token.tag_} {token.dep_}"] = end
    if spoken is not None:
        seen["spoken"] = seen[f"spoken {token.tag_}"] = spoken
    if sentence.tokens[0].tag_ == "VB":
        seen["opens with a bare verb"] = sentence.tokens[0]
    before = token.doc[token.i - 1].lower_ if token.i > sentence.tokens.start else "^"
    seen[f"before {before}" if before in _NEAR else "before other"] = token


@lru_cache(1 << 8)
def _rims(sentence: Sentence) -> tuple[Any | None, Any | None]:
    """A sentence → its question or exclamation mark at the end, and the first word of somebody who speaks, each None without one."""
    end = next((t for t in reversed(sentence.tokens) if t.lower_ not in {'"', "'", ")", "''"}), None)
    spoken = None if _SPEAKING.isdisjoint(t.lower_ for t in sentence.tokens) else next(t for t in sentence.tokens if t.lower_ in _SPEAKING)
    return end if end is not None and end.lower_ in {"?", "!"} else None, spoken


_NEAR = {"to", "not", "n't", "be", "been", "will", "would", "can", "could", "may", "might", "should", "must", "never", "please", "and",
         "or", "the", "a", "an", "no", "any", "of", "for", "by", "without", "in", "i", "you", "we", "they", "he", "she", "it", "who",
         "that", "which", "^", "'ll", "ca", "do", "does", "did", "has", "have", "had", "is", "was", "are", "were"}
