"""What the network says of each word, and the sentences → the names: the upper layer of spaCy's NER, for all words of a batch at once.

The transition system is spaCy's (BILUO moves, chosen greedily; Lample and others 2016): a word outside a name opens one, is one, or
stays outside; a word inside goes on with it or ends it. What a word does outside hangs on that word alone, so that it is worked out for
all words together, and what is inside for all names together, step by step. spaCy does it one word after another, which takes as long
as tagging and parsing put together. `tests/test_token.py` holds the two to the same names.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.understand.model import model
from foreshock.understand.network import Floats


class Tag(NamedTuple):
    """Where a word stands in a name (B, I; O outside), and what the name is (PERSON, GPE …)."""

    iob: str
    label: str


OUTSIDE = Tag("O", "")


class _Weights:
    """The network's layers as plain arrays: features of a state (word, first word of the open name, word before) → scores of moves."""

    def __init__(self, pipe: Any) -> None:
        lower, upper = pipe.model.get_ref("lower"), pipe.model.get_ref("upper")
        self.features, self.hidden, _, _ = lower.get_param("W").shape  # features × hidden × pieces × width
        self.bias: Floats = lower.get_param("b").T.reshape(-1)
        self.pad: Floats = lower.get_param("pad")[0].swapaxes(1, 2).reshape(self.features, -1)
        self.upper: Floats = upper.get_param("W").T
        self.upper_bias: Floats = upper.get_param("b")
        moves = [pipe.moves.get_class_name(n).partition("-") for n in range(pipe.moves.n_moves)]
        self.actions = [action for action, _, _ in moves]
        self.labels = [label for _, _, label in moves]
        self.at = {(action, label): n for n, (action, _, label) in enumerate(moves)}
        self.opening = np.array([action == "B" for action in self.actions])
        self.open_only = np.array([action not in "BUO" or (action == "U" and not label) for action, _, label in moves])
        self.same = {action: np.array([self.at.get((action, label), 0) for label in self.labels]) for action in "IL"}

    def scores(self, unmaxed: Floats) -> Floats:
        """Summed features of states → the score of each move."""
        unmaxed = unmaxed + self.bias
        best = unmaxed[:, : self.hidden]
        for piece in range(self.hidden, unmaxed.shape[1], self.hidden):
            best = np.maximum(best, unmaxed[:, piece : piece + self.hidden])
        found: Floats = best @ self.upper + self.upper_bias
        return found


@cache
def _weights() -> _Weights:
    return _Weights(model().get_pipe("ner"))


def entities(added: Floats, begins: npt.NDArray[np.bool_]) -> list[Tag]:
    """What each word adds to a state, whether a sentence begins with it → the tag of every word; a name ends with its sentence."""
    net = _weights()
    seen: Any = added.reshape(len(added), net.features, -1)
    last = np.append(begins[1:], True)  # the last word of a sentence opens no name of several words and goes on with none
    scores = net.scores(seen[:, 0] + net.pad[1] + net.pad[2])
    scores[:, net.open_only] = -np.inf
    scores[np.ix_(last, net.opening)] = -np.inf
    moves = scores.argmax(axis=1)
    ends = _ends(net, seen, last, moves)
    return list(_tags(net, moves.tolist(), ends))


def _ends(net: _Weights, seen: Floats, last: npt.NDArray[np.bool_], moves: npt.NDArray[np.int64]) -> dict[int, int]:
    """What each word does outside a name → for those that open one, where it ends."""
    first = np.flatnonzero(net.opening[moves])
    found: dict[int, int] = {}
    word = first + 1
    while len(first):
        scores = net.scores(seen[word, 0] + seen[first, 1] + seen[word - 1, 2])
        rows, move = np.arange(len(first)), moves[first]
        ending = last[word] | (scores[rows, net.same["L"][move]] > scores[rows, net.same["I"][move]])
        found |= dict(zip(first[ending].tolist(), word[ending].tolist(), strict=True))
        first, word = first[~ending], word[~ending] + 1
    return found


def _tags(net: _Weights, moves: list[int], ends: dict[int, int]) -> Iterator[Tag]:
    inside = -1  # the last word of the name that is open
    label = ""
    for n, move in enumerate(moves):
        if n <= inside:
            yield Tag("I", label)
            continue
        action, label = net.actions[move], net.labels[move]
        inside = ends[n] if action == "B" else n
        yield OUTSIDE if action == "O" else Tag("B", label)
