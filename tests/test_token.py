"""Our words say what spaCy's tokens say, for the demo corpus and for sentences with the pairs that spaCy's ruler looks at.

Trees, names, parts of speech and lemmas are the same to the word where the network's layers are multiplied as spaCy multiplies them; in
bytes, as the package does, a few words in a thousand come out otherwise.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from foreshock.demo import corpus
from foreshock.read import document_of
from foreshock.types import Span
from foreshock.understand import parse, understand
from foreshock.understand.model import model
from foreshock.understand.network import Floats, Seen, Word
from foreshock.understand.parse import Shadow, _batches, _parsed, _shadow
from foreshock.understand.token import Token, Words

PAIRS = (
    "There is hope, and there 's a plan; let 's go.", "They ain't going to leave. I'm gonna go, you got ta see it, y' all. C'm on!",
    "He could not have been more wrong - it did n't matter that they do.", "Who do you think you are? That which was denied is done.",
)
PLAIN = ("i", "text", "whitespace_", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_iob_",
         "is_punct", "is_alpha", "is_lower")
TREE = ("children", "lefts", "rights", "subtree", "ancestors", "conjuncts")


def _shadows(texts: tuple[str, ...]) -> list[Shadow]:
    return [_shadow(model(), Span.of(text, 0, len(text))) for text in texts]


def _doc(shadow: Shadow) -> Any:
    from spacy.tokens import Doc

    doc = Doc(model().vocab, words=shadow.words, spaces=shadow.blanks)
    for n, begins in enumerate(shadow.preset):
        if begins:
            doc[n].is_sent_start = begins == 1
    return doc


def _scrambled(shadow: Shadow) -> Shadow:
    """The words in the order of their letters, some of them bound to begin a sentence or not to: states that good English never reaches."""
    order = sorted(range(len(shadow.words)), key=lambda n: (shadow.words[n][::-1], n))
    preset = [(n * 7 % 11 == 0) - (n * 5 % 13 < 3) if n else 0 for n in range(len(order))]
    return shadow._replace(words=[shadow.words[n] for n in order], preset=preset)


class _BySpacy:
    """What the network says of each word, multiplied by spaCy."""

    def __call__(self, paragraphs: Sequence[Sequence[Word]]) -> Seen:
        from spacy.tokens import Doc

        nlp = model()
        docs: Any = [Doc(nlp.vocab, words=[w for w, _ in words], spaces=[blank for _, blank in words]) for words in paragraphs]
        docs = list(nlp.get_pipe("tok2vec").pipe(docs))
        tags = np.concatenate([scores.argmax(axis=1) for scores in nlp.get_pipe("tagger").model.predict(docs)])
        return Seen(tags, *(self._added(nlp.get_pipe(name).model, docs) for name in ("parser", "ner")))

    @staticmethod
    def _added(steps: Any, docs: list[Any]) -> Floats:
        weights = steps.get_ref("lower").get_param("W")  # places × hidden × pieces × width
        added: Floats = steps.get_ref("tok2vec").predict(docs) @ weights.swapaxes(1, 2).reshape(-1, weights.shape[3]).T
        return added


@pytest.fixture
def by_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "network", _BySpacy)


@pytest.mark.usefixtures("by_spacy")
@pytest.mark.parametrize("change", [lambda shadow: shadow, _scrambled], ids=["as written", "scrambled"])
@pytest.mark.parametrize("texts", [PAIRS, *(page.paragraphs for page in corpus())])
def test_words_are_the_tokens_of_spacy(texts: tuple[str, ...], change: Callable[[Shadow], Shadow]) -> None:
    shadows = [change(shadow) for shadow in _shadows(texts)]
    theirs = [_doc(shadow) for shadow in shadows]
    for _, pipe in model().pipeline:
        theirs = list(pipe.pipe(theirs))
    for doc, ours in zip(theirs, _parsed(shadows), strict=True):
        assert [(s.start, s.end) for s in doc.sents] == [(words.start, words.end) for words in ours]
        for there, here in zip(doc, (token for words in ours for token in words), strict=True):
            assert {n: getattr(there, n) for n in PLAIN} == {n: getattr(here, n) for n in PLAIN}
            for name in TREE:
                assert [t.i for t in getattr(there, name)] == [t.i for t in getattr(here, name)], (name, there)
            assert (there.head.i, there.sent.start) == (here.head.i, here.sent.start)
            assert there.is_ancestor(doc[0]) == here.is_ancestor(ours[0][0])


def test_in_bytes_the_words_are_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shadows = _shadows(tuple(paragraph for page in corpus() for paragraph in page.paragraphs))

    def told() -> dict[str, list[Any]]:
        batches = (paragraph for batch in _batches(shadows) for paragraph in _parsed(batch))
        words = [token for paragraph in batches for sentence in paragraph for token in sentence]
        return {name: [getattr(word, name) for word in words] for name in PLAIN} | {"head": [word.head.i for word in words]}

    ours = told()
    monkeypatch.setattr(parse, "network", _BySpacy)
    alike = {name: np.mean([a == b for a, b in zip(ours[name], there, strict=True)]) for name, there in told().items()}
    assert len(ours["text"]) > 6_000
    assert min(alike.values()) > 0.994, alike


def test_a_neighbour_beyond_the_paragraph_is_an_error() -> None:
    [[words]] = _parsed(_shadows(("Talks ended.",)))
    assert words[1].nbor(-1) is words[0]
    for token, step in ((words[0], -1), (words[2], 1)):
        with pytest.raises(IndexError):
            token.nbor(step)


def test_what_is_let_go_is_freed_without_the_collector() -> None:
    understanding = understand(document_of("The envoy left. The council, which had met him, stayed."))
    assert [len(s.tokens) for s in understanding.sentences] == [4, 10]
    gc.collect()
    gc.disable()
    try:
        understanding.let_go()
        with pytest.raises(AttributeError):
            _ = understanding.sentences[0].tokens[0].head
        del understanding
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        assert not [left for left in gc.garbage if isinstance(left, (Token, Words))]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


def test_batches_hold_so_many_paragraphs_or_fewer_where_they_are_long() -> None:
    short, long = Shadow(["."] * 5, [True] * 5, [0] * 5, (), ()), Shadow(["."] * 6_000, [True] * 6_000, [0] * 6_000, (), ())
    assert [len(batch) for batch in _batches([short] * 40 + [long] * 5)] == [32, 9, 2, 2]
