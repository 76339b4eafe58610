"""Our tokens say what spaCy's say, for every word of the demo corpus and of sentences with the pairs that the ruler looks at."""

from __future__ import annotations

import pytest

from foreshock.demo import corpus
from foreshock.types import Span
from foreshock.understand.model import model
from foreshock.understand.parse import _shadow_doc, _words

PAIRS = (
    "There is hope, and there 's a plan; let 's go.", "They ain't going to leave. I'm gonna go, you got ta see it, y' all. C'm on!",
    "He could not have been more wrong - it did n't matter that they do.", "Who do you think you are? That which was denied is done.",
)
PLAIN = ("i", "text", "whitespace_", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_iob_",
         "is_punct", "is_alpha", "is_lower")
TREE = ("children", "lefts", "rights", "subtree", "ancestors", "conjuncts")


@pytest.mark.parametrize("text", [*PAIRS, *(p for page in corpus()[::3] for p in page.paragraphs)])
def test_tokens_are_those_of_spacy(text: str) -> None:
    nlp = model()
    doc, _, _ = _shadow_doc(nlp, Span.of(text, 0, len(text)))
    ours = _words(nlp(doc))
    for name in ("attribute_ruler", "lemmatizer"):
        doc = nlp.get_pipe(name)(doc)
    assert [(s.start, s.end) for s in doc.sents] == [(words.start, words.end) for words in ours]
    for theirs, mine in zip(doc, (token for words in ours for token in words), strict=True):
        assert {n: getattr(theirs, n) for n in PLAIN} == {n: getattr(mine, n) for n in PLAIN}
        for name in TREE:
            assert [t.i for t in getattr(theirs, name)] == [t.i for t in getattr(mine, name)], (name, theirs)
        assert (theirs.head.i, theirs.sent.start) == (mine.head.i, mine.sent.start)
        assert theirs.is_ancestor(doc[0]) == mine.is_ancestor(ours[0][0])


def test_a_neighbour_beyond_the_paragraph_is_an_error() -> None:
    doc, _, _ = _shadow_doc(model(), Span.of("Talks ended.", 0, 12))
    [words] = _words(model()(doc))
    assert words[1].nbor(-1) is words[0]
    for token, step in ((words[0], -1), (words[2], 1)):
        with pytest.raises(IndexError):
            token.nbor(step)
