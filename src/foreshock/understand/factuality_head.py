"""The verdict of the rules → the same with a graded value: a linear head of our own over features of the parse.

Rules end where several readings are open: habits, generics, what "you" may do, how much a plan is worth. There the head weighs what
stands around the predicate. It was trained on sentences of our own (`training/factuality/`); docs/factuality.md has its card.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from foreshock.errors import ModelMismatch
from foreshock.types import Factuality, Predicate
from foreshock.understand.factuality_features import features
from foreshock.understand.parse import Sentence

WEIGHTS = "factuality_head.json"
SHA256 = "8860d603a7e576a380f3d578bfd47f2f639fa8bfcb6898a572002bf20af034bb"


class Head(NamedTuple):
    """Where a value starts, and what each feature adds."""

    start: float
    weights: dict[str, float]


@cache
def head() -> Head:
    """Nothing → the trained head; ModelMismatch where its file is not the one that was measured."""
    raw = (files("foreshock.understand") / WEIGHTS).read_bytes()
    found = hashlib.sha256(raw).hexdigest()
    if found != SHA256:
        raise ModelMismatch(f"{WEIGHTS}: sha256 {found[:12]}…, this version was measured with {SHA256[:12]}…. Reinstall foreshock.")
    told = json.loads(raw)
    return Head(told["start"], told["weights"])


def graded(sentence: Sentence, token: Any, told: Factuality) -> Predicate:
    """Sentence, a predicate token, the verdict of the rules → the predicate with its grade (−3 … +3).

    Status, certainty and holder stay the rules'. Where the head corrects the value and the rules named no cue, the cue is the word
    that pulled most in the head's direction.
    """
    start, weights = head()
    shown = features(sentence, token, told)
    weighed = sorted(weights.keys() & shown.keys())  # in one order, for the last bits of a sum depend on it
    value = start + sum(map(weights.__getitem__, weighed))
    found = Predicate(sentence.over(token.i, token.i + 1), told, sentence.part, round(max(-3.0, min(3.0, value)), 2))
    if told.cue is not None or found.by == "rule":
        return found
    off = found.value - told.value
    pulls = [(abs(weights[name]), name) for name in weighed if weights[name] * off > 0 and shown[name] is not None]
    return replace(found, factuality=replace(told, cue=sentence.at(shown[max(pulls)[1]]))) if pulls else found
