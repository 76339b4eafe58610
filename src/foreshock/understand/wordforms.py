"""A word with its tag and its place in the clause → part of speech and lemma, as spaCy's attribute ruler and lemmatizer have them.

Both look at one word at a time, but for a few pairs ("gonna", "let's", "there is"). So each is asked once for every word, tag and
dependency that turn up, and remembered; going through them for each page took as long as the parse.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from foreshock.understand.model import model

# The first words of pairs that the ruler's patterns name; there the next word is part of the question.
PAIRED = frozenset({"ai", "gon", "got", "let", "c'm", "y", "y'"})


class Form(NamedTuple):
    """Part of speech (Universal Dependencies) and lemma."""

    pos: str
    lemma: str


Word = tuple[str, str, str]  # as printed in the shadow, its tag, its dependency


def forms(texts: list[str], tags: list[str], deps: list[str]) -> list[Form]:
    """The words of a paragraph, their tags and dependencies → the form of each."""
    found: list[Form] = []
    before: Word | None = None
    for n, word in enumerate(zip(texts, tags, deps, strict=True)):
        pairs = word[0].lower() in PAIRED
        after = (texts[n + 1], tags[n + 1], deps[n + 1]) if pairs and n + 1 < len(texts) else None
        found.append(_form(word, before, after))
        before = word if pairs or word[2] == "expl" else None
    return found


@lru_cache(1 << 17)
def _form(word: Word, before: Word | None, after: Word | None) -> Form:
    from spacy.tokens import Doc

    nlp = model()
    texts, tags, deps = zip(*(w for w in (before, word, after) if w is not None), strict=True)
    doc: Any = Doc(nlp.vocab, words=list(texts), tags=list(tags), deps=list(deps), heads=list(range(len(texts))))
    for name in ("attribute_ruler", "lemmatizer"):
        doc = nlp.get_pipe(name)(doc)
    token = doc[0 if before is None else 1]
    return Form(token.pos_, token.lemma_)
