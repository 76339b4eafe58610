"""What the network says of each word → who hangs on whom: spaCy's transition system (arc-eager, non-monotonic) followed by compiled code.

A state is a stack of words and the words to come. Moves: shift the next word, take the last from the stack, draw an arc to the left or to
the right, begin a sentence (Nivre 2008; Honnibal and Johnson 2015 for heads that may change again). Of the moves that are allowed the one
with the highest score is made. spaCy asks for the scores of one state of each paragraph at a time, by a library of matrices that takes
longer to call than to multiply; here a paragraph's states follow one another without leaving the loop. `tests/test_token.py` holds the two
to the same trees.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from foreshock.compiled import kernel
from foreshock.understand.model import model
from foreshock.understand.network import Floats, Ints

Flags = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]

SHIFT, REDUCE, LEFT, RIGHT, BREAK = range(5)
MOVES = "SDLRB"  # spaCy's letters for them
NONE = -1  # no word, no name, no move
PASSES = 12  # until every head is in its own sentence; spaCy gives up after as many


class Trees(NamedTuple):
    """Of each word: whom it hangs on (who heads a sentence, on itself), the name of the arc, whether a sentence begins with it."""

    heads: Ints
    deps: list[str]
    begins: Flags


class _Layer(NamedTuple):
    """The upper layer of the parser: what a place in a state adds where no word is in it, bias, weights; of each score, move and label."""

    absent: Floats
    bias: Floats
    upper: Floats
    upper_bias: Floats
    move: Ints
    label: Ints


class _Labels(NamedTuple):
    """The names of arcs. "prep||nsubj" is a prep that hangs on a nsubj further down (Nivre and Nilsson 2005): name and sought."""

    names: tuple[str, ...]
    plain: Ints
    sought: Ints


class _State(NamedTuple):
    """A paragraph half parsed: words on the stack, words put back, how many are on either and have come; heads, the outermost word on
    either side of each and the one that was so on the right before; which words begin a sentence, and which were put back."""

    stack: Ints
    again: Ints
    counts: Ints  # on the stack, put back, come
    heads: Ints
    lefts: Ints
    rights: Ints
    before: Ints
    opens: Flags
    returned: Flags


class _Room(NamedTuple):
    """Where a state is scored: what its words add up to, the larger of each unit's pieces, the score of each move."""

    summed: Floats
    best: Floats
    scores: Floats


@cache
def _labels() -> _Labels:
    moves = model().get_pipe("parser").moves
    arcs = [moves.get_class_name(n).partition("-")[2] for n in range(moves.n_moves)]
    names = tuple(sorted({*arcs, *(part for label in arcs for part in label.split("||"))}))
    parts = [name.split("||") for name in names]
    return _Labels(
        names, np.array([names.index(of[0]) for of in parts]), np.array([names.index(of[1]) if len(of) == 2 else NONE for of in parts]))


@cache
def _layer() -> _Layer:
    pipe, names = model().get_pipe("parser"), _labels().names
    lower, upper = pipe.model.get_ref("lower"), pipe.model.get_ref("upper")
    absent, bias = lower.get_param("pad")[0], lower.get_param("b")  # (places ×) hidden × pieces; a piece is put beside the next
    moves = [pipe.moves.get_class_name(n).partition("-") for n in range(pipe.moves.n_moves)]
    return _Layer(
        np.ascontiguousarray(absent.swapaxes(1, 2).reshape(len(absent), -1)), np.ascontiguousarray(bias.T.reshape(-1)),
        np.ascontiguousarray(upper.get_param("W").T), np.ascontiguousarray(upper.get_param("b")),
        np.array([MOVES.index(letter) for letter, _, _ in moves]), np.array([names.index(label) for _, _, label in moves]))


def trees(seen: Floats, starts: Ints, preset: Signs) -> Trees:
    """What words add to a state; where paragraphs start, and the last ends; 1 or -1 where a sentence must or must not begin → trees."""
    labels = _labels()
    heads, deps, begins = np.arange(len(seen)), np.full(len(seen), labels.names.index("ROOT")), np.zeros(len(seen), dtype=np.bool_)
    _parse(seen, starts, preset, _layer(), labels.plain, labels.sought, heads, deps, begins)
    return Trees(heads, [labels.names[n] for n in deps.tolist()], begins)


@kernel
def _parse(
    seen: Floats, starts: Ints, preset: Signs, layer: _Layer, plain: Ints, sought: Ints, heads: Ints, deps: Ints, begins: Flags,
) -> None:
    """What `trees` is given, and arrays to write to → heads, labels and beginnings in them."""
    for n in range(len(starts) - 1):
        first, end = starts[n], starts[n + 1]
        _follow(seen[first:end], preset[first:end], layer, heads[first:end], deps[first:end])
        _reattach(heads[first:end], deps[first:end], plain, sought, begins[first:end])
        for word in range(first, end):  # whole arrays would take numba a second and a half more to compile
            heads[word] += first


@kernel
def _follow(seen: Floats, preset: Signs, layer: _Layer, heads: Ints, deps: Ints) -> None:
    """A paragraph's words → its heads and labels, as the best move of each state has them."""
    state = _start(preset)
    at, allowed, counts = np.zeros(len(layer.absent), dtype=np.int64), np.zeros(5, dtype=np.bool_), state.counts
    room = _Room(
        np.zeros(len(layer.bias), dtype=np.float32), np.zeros(len(layer.upper), dtype=np.float32),
        np.zeros(len(layer.move), dtype=np.float32))
    while counts[0] > 0 or _left(state) > 0:
        _places(state, at)
        _allow(state, at, preset, allowed)
        _score(seen, at, layer, room)
        best = _best(room.scores, layer.move, allowed)
        if best == NONE:  # what is on the stack stays without a head
            counts[0], counts[2] = 0, len(seen)
        else:
            _make(state, at, layer.move[best], layer.label[best], deps)
    for word in range(len(seen)):
        heads[word] = state.heads[word] if state.heads[word] != NONE else word


@kernel
def _start(preset: Signs) -> _State:
    length = len(preset)
    return _State(
        np.zeros(length, dtype=np.int64), np.zeros(length, dtype=np.int64), np.zeros(3, dtype=np.int64), np.full(length, NONE),
        np.full(length, NONE), np.full(length, NONE), np.full(length, NONE), preset == 1, np.zeros(length, dtype=np.bool_))


@kernel
def _left(state: _State) -> int:
    """How many words are still to come, those put back among them."""
    return int(state.counts[1] + len(state.heads) - state.counts[2])


@kernel
def _places(state: _State, at: Ints) -> None:
    """State → the words that its score is made of: two to come, three on the stack, and what hangs outermost on the first of either."""
    depth, back, come = state.counts
    left = _left(state)
    at[0] = NONE if left < 1 else state.again[back - 1] if back > 0 else come
    at[1] = NONE if left < 2 else state.again[back - 2] if back > 1 else come + 1 - back
    for n in range(3):
        at[2 + n] = state.stack[depth - 1 - n] if depth > n else NONE
    at[5] = state.lefts[at[0]] if at[0] != NONE else NONE
    at[6] = state.lefts[at[2]] if at[2] != NONE else NONE
    at[7] = state.rights[at[2]] if at[2] != NONE else NONE


@kernel
def _allow(state: _State, at: Ints, preset: Signs, allowed: Flags) -> None:
    """State → which moves are allowed."""
    depth, left = state.counts[0], _left(state)
    shut = left > 0 and state.opens[at[0]]
    allowed[SHIFT] = depth == 0 or (left > 1 and not shut and not state.returned[at[0]])
    allowed[REDUCE] = depth > 0 and (left == 0 or depth > 1 or preset[at[0]] != -1)
    allowed[LEFT] = allowed[RIGHT] = depth > 0 and left > 0 and not shut
    allowed[BREAK] = left > 1 and at[1] == at[0] + 1 and not state.opens[at[1]] and preset[at[1]] != -1


@kernel
def _score(seen: Floats, at: Ints, layer: _Layer, room: _Room) -> None:
    """The words of a state → the score of each move, in the room for it: nothing is laid out anew for a state."""
    width, hidden, summed, best = len(layer.bias), len(layer.upper), room.summed, room.best
    summed[:] = layer.bias
    for place in range(len(at)):
        if at[place] == NONE:
            _add(layer.absent[place], summed)
        else:
            _add(seen[at[place], place * width : (place + 1) * width], summed)
    for unit in range(hidden):
        best[unit] = max(summed[unit], summed[hidden + unit])
    np.dot(best, layer.upper, room.scores)
    _add(layer.upper_bias, room.scores)


@kernel
def _add(row: Floats, total: Floats) -> None:
    for n in range(len(total)):
        total[n] += row[n]


@kernel
def _best(scores: Floats, move: Ints, allowed: Flags) -> int:
    """Scores → the first of the highest among what is allowed, or none."""
    best = NONE
    for n in range(len(move)):
        if allowed[move[n]] and (best == NONE or scores[n] > scores[best]):
            best = n
    return best


@kernel
def _make(state: _State, at: Ints, move: int, label: int, deps: Ints) -> None:
    """State, a move, the label of its arc → the next state."""
    counts, heads, nearest, top = state.counts, state.heads, at[0], at[2]
    if move == BREAK:
        state.opens[at[1]] = True
    elif move == REDUCE:
        counts[0] -= 1
        if heads[top] == NONE and counts[0] > 0:
            state.returned[top], state.again[counts[1]] = True, top
            counts[1] += 1
    elif move == LEFT:
        if heads[top] != NONE and state.rights[heads[top]] == top:
            state.rights[heads[top]] = state.before[top]
        heads[top], deps[top], state.lefts[nearest] = nearest, label, top
        state.returned[nearest] = False
        counts[0] -= 1
    else:
        if move == RIGHT:
            heads[nearest], deps[nearest], state.before[nearest] = top, label, state.rights[top]
            state.rights[top] = nearest
        counts[1 if counts[1] > 0 else 2] += -1 if counts[1] > 0 else 1
        state.stack[counts[0]] = nearest
        counts[0] += 1


@kernel
def _reattach(heads: Ints, deps: Ints, plain: Ints, sought: Ints, begins: Flags) -> None:
    """A paragraph's heads and labels → the arcs that cross others drawn where their labels say, and where sentences begin."""
    length = len(heads)
    left, right = np.zeros(length, dtype=np.int64), np.zeros(length, dtype=np.int64)
    _edges(heads, left, right)
    queue = np.zeros(length, dtype=np.int64)
    for word in range(length):
        if sought[deps[word]] < 0:
            continue
        found, first, end = heads[word], 0, 1
        queue[0] = heads[word]
        while first < end and found == heads[word]:  # down from the head, level by level
            top = queue[first]
            first += 1
            for below in range(left[top], right[top] + 1):
                if heads[below] != top or below in (top, word):
                    continue
                if deps[below] == sought[deps[word]]:
                    found = below
                    break
                queue[end] = below
                end += 1
        heads[word], deps[word] = found, plain[deps[word]]
    _edges(heads, left, right)
    for word in range(length):
        if heads[word] == word:
            begins[left[word]] = True


@kernel
def _edges(heads: Ints, left: Ints, right: Ints) -> None:
    """Heads → the first and the last word below each, passed on until every head is in its own sentence."""
    length = len(heads)
    for word in range(length):
        left[word] = right[word] = word
    for _ in range(PASSES):
        for word in range(length):
            _pass_on(heads[word], word, left, right)
        for word in range(length - 1, -1, -1):
            _pass_on(heads[word], word, left, right)
        if _whole(heads, left):
            return


@kernel
def _pass_on(head: int, word: int, left: Ints, right: Ints) -> None:
    left[head] = min(left[head], left[word])
    right[head] = max(right[head], right[word])


@kernel
def _whole(heads: Ints, left: Ints) -> bool:
    """Heads, first words → whether every head is in its word's sentence (the last word of a paragraph is not looked at, as in spaCy)."""
    length = len(heads)
    opens = np.zeros(length, dtype=np.bool_)
    for word in range(length):
        if heads[word] == word:
            opens[left[word]] = True
    first = 0
    for word in range(length):
        if (word > 0 and opens[word]) or word == length - 1:
            for below in range(first, word):
                if heads[below] < first or heads[below] > word:
                    return False
            first = word
    return True
