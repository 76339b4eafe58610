"""Docs → the vector of each word in its context: spaCy's tok2vec weights, with what a word says by itself worked out once.

Half of that network looks at one word alone (its form, prefix, suffix and shape, and whether a blank follows). It is asked once for each
word that turns up and remembered, which saves half the time. Each row is multiplied by itself, not with the others of its batch, whose
number would decide its last bits: a word has the same vector whenever it is first met.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

MOST_WORDS = 1 << 15  # remembered, each with 400 bytes; beyond that all are forgotten


class _Layer(NamedTuple):
    """A maxout layer that is normed: weights (in × pieces · out), bias, gain, shift."""

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats

    @classmethod
    def of(cls, layer: Any) -> _Layer:
        """A thinc layer, a maxout and a norm somewhere in it → the same as arrays, one piece after another."""
        maxout, norm = (next(m for m in layer.walk() if m.name == name) for name in ("maxout", "layernorm"))
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        return cls(
            np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(weights.shape[2], -1)), bias.T.reshape(-1),
            norm.get_param("G"), norm.get_param("b"),
        )

    def __call__(self, rows: Floats) -> Floats:
        return self.normed(rows @ self.weights)

    def normed(self, multiplied: Floats) -> Floats:
        """Rows times weights → what the layer makes of them."""
        width = len(self.gain)
        multiplied += self.bias
        best: Floats = multiplied[:, :width]
        for piece in range(width, multiplied.shape[1], width):
            best = np.maximum(best, multiplied[:, piece : piece + width])
        off: Floats = best - best.mean(axis=1, keepdims=True)
        off *= ((off * off).mean(axis=1, keepdims=True) + np.float32(1e-8)) ** np.float32(-0.5)
        off *= self.gain
        off += self.shift
        return off


class Vectors:
    """A tok2vec of spaCy's and the words that it has met."""

    def __init__(self, tok2vec: Any, vocab: Any) -> None:
        embed, encode = tok2vec.layers
        self._vocab, self._features = vocab, embed.layers[:3]  # up to the hashed features of each word, side by side
        self._mix = _Layer.of(embed.layers[3])
        self._context = [_Layer.of(layer) for layer in encode.layers[0].layers]
        self._pad = encode.attrs["pad"]
        self._known: dict[int, int] = {}
        self._table: Floats = np.zeros((MOST_WORDS, len(self._mix.gain)), dtype=np.float32)

    def of(self, docs: Sequence[Any]) -> list[Floats]:
        """Docs → for each the vectors of its words."""
        from spacy.attrs import ORTH, SPACY

        keys = [(doc.to_array(ORTH) ^ doc.to_array(SPACY)).tolist() for doc in docs]
        self._meet(docs, keys)
        starts, at = [], self._pad
        for doc in docs:
            starts.append(at)
            at += len(doc) + self._pad
        rows: Floats = np.zeros((at, self._table.shape[1]), dtype=np.float32)
        for start, own in zip(starts, keys, strict=True):
            rows[start : start + len(own)] = self._table[[self._known[key] for key in own]]
        for layer in self._context:
            rows += layer(_windows(rows))
        return [rows[start : start + len(own)] for start, own in zip(starts, keys, strict=True)]

    def _meet(self, docs: Sequence[Any], keys: Sequence[Sequence[int]]) -> None:
        """Docs, their words' keys → the words that are new are in the table."""
        from spacy.tokens import Doc

        if len(self._known) + sum(map(len, keys)) > MOST_WORDS:
            self._known.clear()
        new = {key: doc[n] for doc, own in zip(docs, keys, strict=True) for n, key in enumerate(own) if key not in self._known}
        if not new:
            return
        words = Doc(self._vocab, words=[t.text for t in new.values()], spaces=[bool(t.whitespace_) for t in new.values()])
        features: Any = [words]
        for layer in self._features:
            features = layer.predict(features)
        multiplied = np.vstack([row[None] @ self._mix.weights for row in features.dataXd])
        first = len(self._known)
        self._table[first : first + len(new)] = self._mix.normed(multiplied)
        self._known |= {key: first + n for n, key in enumerate(new)}


def _windows(rows: Floats) -> Floats:
    """Rows → each with the one before it and the one behind it."""
    count, width = rows.shape
    found: Floats = np.zeros((count, 3 * width), dtype=np.float32)
    found[1:, :width] = rows[:-1]
    found[:, width : 2 * width] = rows
    found[:-1, 2 * width :] = rows[1:]
    return found
