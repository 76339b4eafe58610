"""Our words say what spaCy's tokens say, for the demo corpus and for sentences with the pairs that spaCy's ruler looks at."""

from __future__ import annotations

from typing import Any

import pytest

from foreshock.demo import corpus
from foreshock.types import Span
from foreshock.understand.model import model
from foreshock.understand.parse import _parsed, _shadow_doc

PAIRS = (
    "There is hope, and there 's a plan; let 's go.", "They ain't going to leave. I'm gonna go, you got ta see it, y' all. C'm on!",
    "He could not have been more wrong - it did n't matter that they do.", "Who do you think you are? That which was denied is done.",
)
PLAIN = ("i", "text", "whitespace_", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_iob_",
         "is_punct", "is_alpha", "is_lower")
TREE = ("children", "lefts", "rights", "subtree", "ancestors", "conjuncts")


def _docs(texts: tuple[str, ...]) -> list[Any]:
    return [_shadow_doc(model(), Span.of(text, 0, len(text)))[0] for text in texts]


@pytest.mark.parametrize("texts", [PAIRS, *(page.paragraphs for page in corpus())])
def test_words_are_the_tokens_of_spacy(texts: tuple[str, ...]) -> None:
    theirs = _docs(texts)
    for _, pipe in model().pipeline:
        theirs = list(pipe.pipe(theirs))
    for doc, ours in zip(theirs, _parsed(model(), _docs(texts)), strict=True):
        assert [(s.start, s.end) for s in doc.sents] == [(words.start, words.end) for words in ours]
        for there, here in zip(doc, (token for words in ours for token in words), strict=True):
            assert {n: getattr(there, n) for n in PLAIN} == {n: getattr(here, n) for n in PLAIN}
            for name in TREE:
                assert [t.i for t in getattr(there, name)] == [t.i for t in getattr(here, name)], (name, there)
            assert (there.head.i, there.sent.start) == (here.head.i, here.sent.start)
            assert there.is_ancestor(doc[0]) == here.is_ancestor(ours[0][0])


def test_a_neighbour_beyond_the_paragraph_is_an_error() -> None:
    [[words]] = _parsed(model(), _docs(("Talks ended.",)))
    assert words[1].nbor(-1) is words[0]
    for token, step in ((words[0], -1), (words[2], 1)):
        with pytest.raises(IndexError):
            token.nbor(step)
