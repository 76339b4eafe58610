"""Paragraphs' words → what spaCy's network says of each: its tag, and what it adds to a state of the parser and of the finder of names.

The weights are spaCy's (`model`); how they are multiplied is ours. Half of an encoder looks at one word alone (its form, prefix, suffix
and shape, and whether a blank follows). It is asked once for each word that turns up and remembered. Each row is multiplied by itself,
not with the others of its batch, whose number would decide its last bits: a word has the same vector whenever it is first met. What
looks at a word's neighbours is one graph (`network.onnx`, written by `training/parser/graph.py`; it holds no weights), which onnxruntime
goes through. It multiplies in bytes, which takes a quarter of the time and gives the same on every processor; 3 heads in 1,000 differ from
spaCy's, which numbers of 32 bits give.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.understand.model import model

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Word = tuple[str, bool]  # as printed in the shadow, and whether a blank follows

GRAPH = "network.onnx"
SPREAD = 4  # standard deviations of a layer's input within which a byte tells numbers apart
WEIGHT = 63  # the largest of a column's weights, as a whole number: 7 bits
MOST_WORDS = 1 << 15  # remembered, each with 800 bytes; beyond that all are forgotten


class Seen(NamedTuple):
    """What the network says of each word: number of its tag; what it adds to a state, by its place in it (hidden units of all places and
    pieces side by side, a piece of all hidden units beside the next)."""

    tags: Ints
    arcs: Floats
    names: Floats


class Network:
    """The layers and the words that they have met."""

    def __init__(self, nlp: Any) -> None:
        self._vocab = nlp.vocab
        encoders = [nlp.get_pipe("tok2vec").model, nlp.get_pipe("ner").model.get_ref("tok2vec").layers[0]]
        self._embeddings = [_Embedding(encoder.layers[0]) for encoder in encoders]
        self._pad = max(encoder.layers[1].attrs["pad"] for encoder in encoders)
        self._session = _session(_weights(nlp, encoders))
        self._known: dict[Word, int] = {}
        self._tables: list[Floats] = [np.zeros((MOST_WORDS, e.width), dtype=np.float32) for e in self._embeddings]

    def __call__(self, paragraphs: Sequence[Sequence[Word]]) -> Seen:
        """Paragraphs' words → what the network says of all of them, one after the other."""
        words = [word for paragraph in paragraphs for word in paragraph]
        if not all(map(self._known.__contains__, words)):
            self._meet(words)
        at = np.array([self._known[word] for word in words], dtype=np.int64)
        lengths = np.array([len(paragraph) for paragraph in paragraphs])
        # Nothing stands before the first and behind the last word of a paragraph, as far as an encoder looks.
        asked = np.arange(len(at)) + self._pad * np.repeat(np.arange(1, len(lengths) + 1), lengths)
        given: dict[str, npt.NDArray[Any]] = {"asked": asked}
        for name, table in zip(("arcs.words", "names.words"), self._tables, strict=True):
            rows: Floats = np.zeros((len(at) + self._pad * (len(lengths) + 1), table.shape[1]), dtype=np.float32)
            rows[asked] = table[at]
            given[name] = rows
        return Seen(*self._session.run(["tags", "arcs.seen", "names.seen"], given))

    def _meet(self, words: Sequence[Word]) -> None:
        """Words → those that are new are in the tables."""
        from spacy.tokens import Doc

        if len(self._known) + len(words) > MOST_WORDS:
            self._known.clear()
        new = [word for word in dict.fromkeys(words) if word not in self._known]
        doc = Doc(self._vocab, words=[text for text, _ in new], spaces=[blank for _, blank in new])
        first = len(self._known)
        for embedding, table in zip(self._embeddings, self._tables, strict=True):
            table[first : first + len(new)] = embedding(doc)
        self._known |= {word: first + n for n, word in enumerate(new)}


@cache
def network() -> Network:
    """Nothing → the network, loaded once a process."""
    return Network(model())


class _Embedding:
    """The part of an encoder that looks at one word alone: hashed features, a maxout over them, a norm."""

    def __init__(self, embed: Any) -> None:
        self._features = embed.layers[:3]  # up to the hashed features of each word, side by side
        self._weights, self._bias, self._gain, self._shift = _maxout(embed.layers[3])
        self.width = len(self._gain)

    def __call__(self, words: Any) -> Floats:
        """Doc of words that have nothing to do with one another → a row for each."""
        features: Any = [words]
        for layer in self._features:
            features = layer.predict(features)
        multiplied = np.vstack([row[None] @ self._weights for row in features.dataXd]) + self._bias
        best: Floats = multiplied.reshape(len(multiplied), -1, self.width).max(axis=1)
        off: Floats = best - best.mean(axis=1, keepdims=True)
        off *= ((off * off).mean(axis=1, keepdims=True) + np.float32(1e-8)) ** np.float32(-0.5)
        return off * self._gain + self._shift


def _maxout(layer: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """A thinc layer, a maxout and a norm somewhere in it → weights (in × pieces · out), bias, gain, shift; one piece after another."""
    maxout, norm = (next(m for m in layer.walk() if m.name == name) for name in ("maxout", "layernorm"))
    weights, bias = maxout.get_param("W"), maxout.get_param("b")
    return weights.transpose(2, 1, 0).reshape(weights.shape[2], -1), bias.T.reshape(-1), norm.get_param("G"), norm.get_param("b")


def _weights(nlp: Any, encoders: Sequence[Any]) -> dict[str, npt.NDArray[Any]]:
    """spaCy's pipeline → the weights by the names that the graph has for them."""
    tagger = next(layer for layer in nlp.get_pipe("tagger").model.walk() if layer.name == "softmax")
    found: dict[str, npt.NDArray[Any]] = {"tags.W": tagger.get_param("W").T, "tags.b": tagger.get_param("b")}
    for name, pipe, encoder in zip(("arcs", "names"), ("parser", "ner"), encoders, strict=True):
        # Rows are sums of what layers put out, each normed to the square of its gain.
        square = _maxout(encoder.layers[0].layers[3])[2] ** 2
        for depth, layer in enumerate(encoder.layers[1].layers[0].layers):
            weights, bias, gain, found[f"{name}.{depth}.shift"] = _maxout(layer)
            found[f"{name}.{depth}.G"], found[f"{name}.{depth}.step"] = gain, SPREAD * np.sqrt(square.max()) / 127
            square = square + gain**2
            for piece in range(weights.shape[1] // len(gain)):
                part = slice(piece * len(gain), (piece + 1) * len(gain))
                steps = np.abs(weights[:, part]).max(axis=0) / WEIGHT
                found[f"{name}.{depth}.{piece}.W"] = np.rint(weights[:, part] / steps).astype(np.int8)
                found[f"{name}.{depth}.{piece}.steps"], found[f"{name}.{depth}.{piece}.b"] = steps, bias[part]
        moves = nlp.get_pipe(pipe).model
        inner = moves.get_ref("tok2vec").layers[-1]
        found[f"{name}.inner.W"], found[f"{name}.inner.b"] = inner.get_param("W").T, inner.get_param("b")
        lower = moves.get_ref("lower").get_param("W")  # places × hidden × pieces × width
        found[f"{name}.lower"] = lower.swapaxes(1, 2).reshape(-1, lower.shape[3]).T
    return {name: np.asarray(array, order="C") for name, array in found.items()}


def _session(weights: dict[str, npt.NDArray[Any]]) -> Any:
    """Weights by name → the graph with the weights in it, on one thread."""
    import onnxruntime  # loads in 0.1 s, which a command that reads nothing need not wait for

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_external_initializers(list(weights), [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in weights.values()])
    raw = (files("foreshock.understand") / GRAPH).read_bytes()
    return onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])
