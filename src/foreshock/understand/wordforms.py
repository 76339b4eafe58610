"""A word, its tag and its place in the clause → its `Form`: part of speech and lemma as spaCy's attribute ruler and lemmatizer have them.

Both look at one word at a time, but for a few pairs ("gonna", "let's", "there is"). So each is asked once for every word, tag and
dependency that turn up, and remembered; going through them for each page took as long as the parse. What else hangs on a word alone is
remembered with it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

from foreshock.understand.model import model

# The first words of pairs that the ruler's patterns name; there the next word is part of the question.
PAIRED = frozenset({"ai", "gon", "got", "let", "c'm", "y", "y'"})


class Form(NamedTuple):
    """A word as printed in the shadow and in small letters, whether it is punctuation throughout, its tag, part of speech (Universal
    Dependencies), dependency and lemma, and its `stems`."""

    text: str
    lower: str
    is_punct: bool
    tag: str
    pos: str
    dep: str
    lemma: str
    stems: tuple[str, ...]


Word = tuple[str, str, str]  # as printed in the shadow, its tag, its dependency


def forms(texts: list[str], tags: list[str], deps: list[str]) -> list[Form]:
    """The words of a paragraph, their tags and dependencies → the form of each."""
    if PAIRED.isdisjoint(map(str.lower, texts)) and "expl" not in deps:
        return list(map(_alone, texts, tags, deps))
    found: list[Form] = []
    before: Word | None = None
    for n, word in enumerate(zip(texts, tags, deps, strict=True)):
        pairs = word[0].lower() in PAIRED
        after = (texts[n + 1], tags[n + 1], deps[n + 1]) if pairs and n + 1 < len(texts) else None
        found.append(_form(word, before, after))
        before = word if pairs or word[2] == "expl" else None
    return found


@lru_cache(1 << 17)
def _alone(text: str, tag: str, dep: str) -> Form:
    return _form((text, tag, dep), None, None)


@lru_cache(1 << 15)
def _form(word: Word, before: Word | None, after: Word | None) -> Form:
    from spacy.tokens import Doc

    nlp = model()
    texts, tags, deps = zip(*(w for w in (before, word, after) if w is not None), strict=True)
    doc: Any = Doc(nlp.vocab, words=list(texts), tags=list(tags), deps=list(deps), heads=list(range(len(texts))))
    for name in ("attribute_ruler", "lemmatizer"):
        doc = nlp.get_pipe(name)(doc)
    token = doc[0 if before is None else 1]
    text, tag, dep = word
    marks = all(unicodedata.category(c).startswith("P") for c in text)
    return Form(text, text.lower(), marks, tag, token.pos_, dep, token.lemma_, stems(text.lower(), token.lemma_))


@lru_cache(1 << 15)
def stems(low: str, lemma: str, before: str = "") -> tuple[str, ...]:
    """A word in small letters, its lemma, what is joined to it by a hyphen → its lemma, and what else it may be the form of.

    >>> stems("fined", "fin"), stems("fire", "fire", "cease")
    (('fin', 'fined', 'fine', 'fi'), ('cease-fire', 'fire'))
    """
    guesses = [lemma.lower(), low]
    if before:
        guesses = [f"{before}-{g}" for g in guesses] + guesses
    if low.endswith("ed"):
        guesses += [low[:-1], low[:-2], low[:-3]]
    elif low.endswith("ing"):
        guesses += [low[:-3], low[:-3] + "e", low[:-4]]
    elif low.endswith("s"):
        guesses += [low[:-1]]
    return tuple(dict.fromkeys(guesses))
