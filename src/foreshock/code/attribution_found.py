"""What a cue was found to say, before it becomes a `Statement`: `Found`; and the steps over a parse that finders share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from foreshock.types import Span
from foreshock.understand import Sentence

SUBJECTS = {"nsubj", "csubj"}
_OPEN, _CLOSE = {"“", '"', "``", "''", "„", "«"}, {"”", '"', "''", "»"}


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A cue with its content, and the token that heads its speaker (None where nobody is named)."""

    sentence: Sentence
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    manner: str
    speaker: Any | None = None
    addressee: Any | None = None
    direct: bool = False
    negated: bool = False
    passive: bool = False
    speaker_span: Span | None = None
    pointer: Span | None = None
    takes: str = "quote"


def subject(verb: Any) -> Any | None:
    """A verb → the head of its subject: its own, or that of the verb it is joined to ("said … and added")."""
    for _ in range(5):
        hung = [c for aux in verb.children if aux.dep_ == "aux" for c in aux.children]  # "I do hope": the parser hangs "I" on "do"
        own = next((c for c in [*verb.children, *hung] if c.dep_ in SUBJECTS), None)
        if own is not None:
            return antecedent(own)
        agent = by_whom(verb)
        if agent is not None:
            return agent
        if any(c.dep_ in {"nsubjpass", "csubjpass"} for c in verb.children):
            return None
        if verb.tag_ in {"VBD", "VBZ"} and verb.dep_ in {"ROOT", "ccomp", "advcl", "relcl"} and (near := _just_before(verb)) is not None:
            return near
        if verb.dep_ in {"acl", "relcl"} and verb.head.pos_ in {"NOUN", "PROPN", "PRON"}:
            bare = verb.tag_ in {"VBN", "VBD"} and verb.head.dep_ == "ROOT" and verb.head.i < verb.i  # "The minister boasted of …", misread
            return verb.head if verb.tag_ == "VBG" or bare else None
        if verb.dep_ == "xcomp" and (given := next((c for c in verb.head.children if c.dep_ == "dobj"), None)) is not None:
            return given
        if verb.dep_ == "dobj" and verb.head.lemma_ == "do":  # "I do hope"
            verb = verb.head
            continue
        if verb.dep_ not in {"conj", "xcomp", "advcl", "pcomp", "prep", "dep", "parataxis", "acomp", "ccomp"}:
            return None
        if verb.dep_ == "ccomp" and verb.tag_ not in {"VBG", "VB"}:
            return None
        verb = verb.head
        while verb.dep_ == "prep" or verb.pos_ == "ADP":
            if verb.head.i == verb.i:
                break
            verb = verb.head
    return None


def _just_before(verb: Any) -> Any | None:
    """A finite verb to which the parser gave no subject → the name just before it ("the editors of the Post Trump said …")."""
    at = verb.i - 1
    while at > verb.sent.start and verb.doc[at].dep_ in {"aux", "advmod", "neg"} and verb.doc[at].pos_ in {"AUX", "ADV", "PART"}:
        at -= 1
    if at < verb.sent.start or verb.doc[at].tag_ in {"WP", "WDT"}:
        return None
    return verb.doc[at] if verb.doc[at].pos_ in {"PROPN", "PRON"} else None


def pointer(verb: Any) -> Any | None:
    """A cue → the relative pronoun that is its subject ("the architect *who* said …"), or None."""
    for _ in range(3):
        own = next((c for c in verb.children if c.dep_ in SUBJECTS), None)
        if own is not None:
            return own if own.tag_ in {"WP", "WDT"} and own.head.dep_ == "relcl" else None
        if verb.dep_ not in {"conj", "xcomp"}:
            return None
        verb = verb.head
    return None


def by_whom(verb: Any) -> Any | None:
    """A passive verb → the head of its "by" phrase, or None."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by" and verb.tag_ == "VBN"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def antecedent(token: Any) -> Any:
    """A relative pronoun → the noun that it stands for; any other token → itself."""
    if token.tag_ in {"WP", "WDT"} and token.head.dep_ == "relcl":
        return token.head.head
    return token


def phrase(token: Any) -> list[Any]:
    """A noun → the tokens of its phrase, relative clauses and insertions after it left out."""
    left = [t for c in token.lefts if c.dep_ not in {"punct", "advmod", "cc"} for t in c.subtree]
    right: list[Any] = []
    for child in token.rights:
        if child.dep_ in {"prep", "conj", "cc", "appos", "nummod", "amod", "flat"}:
            right += list(child.subtree)
        else:
            break
    return [*left, token, *right]


def tight(sentence: Sentence, tokens: Iterable[Any]) -> tuple[Span, ...]:
    """Tokens of a content → their spans: runs of neighbours, commas and dashes at the rims cut, quotation marks kept in pairs."""
    runs: list[list[Any]] = []
    for token in sorted(set(tokens), key=lambda t: t.i):
        if runs and token.i == runs[-1][-1].i + 1:
            runs[-1].append(token)
        else:
            runs.append([token])
    if len(runs) > 1:  # "what he called a crime": the pronoun alone is no content
        runs = [r for r in runs if len(r) > 1 or r[0].tag_ not in {"WP", "WDT"}]
    spans = [s for run in runs if (s := _rim(sentence, run)) is not None]
    return tuple(spans)


def _rim(sentence: Sentence, run: list[Any]) -> Span | None:
    while run and _outer(sentence, run, 0, _OPEN, _CLOSE):
        run = run[1:]
    while run and (_outer(sentence, run, -1, _CLOSE, _OPEN) or (len(run) > 1 and run[-1].dep_ == "cc")):
        run = run[:-1]
    if not run:
        return None
    span = _closed(sentence, sentence.over(run[0].i, run[-1].i + 1))
    return span if any(c.isalnum() for c in span.text) else None


def _closed(sentence: Sentence, span: Span) -> Span:
    """A content that stops just short of its closing quotation mark → the same with the mark."""
    for opening, closing in (("“", "”"), ('"', '"')):
        odd = span.text.count(opening) > span.text.count(closing) if opening != closing else span.text.count('"') % 2
        if odd:
            end = span.end
            while end < len(sentence.text) and sentence.text[end] in ".,!?" and end - span.end < 2:
                end += 1
            if sentence.text[end:end + 1] == closing:
                return Span.of(sentence.text, span.start, end + 1)
    return span


def _outer(sentence: Sentence, run: list[Any], at: int, keep: set[str], partner: set[str]) -> bool:
    """Whether the word at a rim is punctuation that does not belong: anything but a quotation mark with its partner inside."""
    word = sentence.word(run[at])
    if any(c.isalnum() for c in word) or word in {"$", "£", "€", "(" if at == 0 else ")", "%", "…", "#", "@"}:
        return False
    if word in keep:
        rest = run[1:] if at == 0 else run[:-1]
        inside = sum(sentence.word(t) in partner | keep for t in rest)
        return inside % 2 == 0
    return True
