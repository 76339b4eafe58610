"""Words of a sentence → how likely each tells an event, and of which PLOVER type, by weights of our own that ship.

The lower layers of a small sentence encoder (MiniLM, Wang et al. 2020), fine-tuned to type each word, then cut to what matters.
docs/coder_model.md is its card: what it was trained on, how well it does and what it cannot do; training/coder/ made it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from foreshock.code.learned.wordpiece import Pieces
from foreshock.errors import ModelMismatch

NAME = "event_tagger"
WEIGHTS = f"{NAME}.onnx"
SHA256 = "6a465361e6641036fdfb8ad453602fe61c0b22738475a06f0228d0db2dfb025c"
TYPES = ("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
         "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")
LONGEST = 256  # pieces; what stands further behind in a sentence is not told of
DIGITS = 3  # to which chances are rounded, so that the last bits of a machine's sums decide nothing


@dataclass(frozen=True, slots=True)
class Told:
    """What the tagger says of one word: chance that it tells an event (0–1), its likeliest type, the chance of each type (0–1)."""

    event: float
    type: str
    chances: tuple[float, ...]  # in the order of TYPES

    def chance(self, event_type: str) -> float:
        """Type → its chance (0–1).

        >>> Told(0.75, "AID", (0.25, 0.0, 0.0, 0.0, 0.0, 0.5)).chance("AID")
        0.5
        """
        return self.chances[TYPES.index(event_type)]


@dataclass(frozen=True, slots=True, eq=False)
class Tagger:
    """Weights and pieces, loaded."""

    session: Any
    pieces: Pieces

    def tell(self, words: Sequence[str], asked: Iterable[int]) -> dict[int, Told]:
        """Words of a sentence, which of them are asked about → what is told of each of those; nothing of words beyond the longest sentence.

        One sentence at a time: the 8-bit sums are scaled by what is taken together, and no sentence shall depend on its neighbours.
        """
        numbers, firsts = self.pieces.numbered(words, LONGEST)
        heard = [n for n in asked if n < len(firsts)]
        if not heard:
            return {}
        given = {"pieces": np.array([numbers]), "asked": np.array([firsts[n] for n in heard])}
        logits = self.session.run(None, given)[0][0]
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        rows = np.round(raised / raised.sum(axis=1, keepdims=True), DIGITS).tolist()
        return {n: Told(round(1 - no, DIGITS), TYPES[some.index(max(some))], (*some,)) for n, (no, *some) in zip(heard, rows, strict=True)}


@cache
def tagger() -> Tagger:
    """Nothing → the tagger that ships, loaded once a process; ModelMismatch where its file is not the one that was measured."""
    return loaded((files("foreshock.code.learned") / WEIGHTS).read_bytes(), SHA256)


def loaded(raw: bytes, expected: str) -> Tagger:
    """Bytes of a file of weights, the sha256 that they must have → the tagger, on one thread."""
    found = hashlib.sha256(raw).hexdigest()
    if found != expected:
        raise ModelMismatch(f"{WEIGHTS}: sha256 {found[:12]}…, this version was measured with {expected[:12]}…. Reinstall foreshock.")
    import onnxruntime  # loads in 0.1 s, which a command that reads nothing need not wait for

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # The graph is written as it is to run; fused further, a sum and its layer norm would be one node, four times as slow as the two.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    session = onnxruntime.InferenceSession(raw, options, providers=["CPUExecutionProvider"])
    pieces = session.get_modelmeta().custom_metadata_map["vocabulary"].split("\n")
    return Tagger(session, Pieces({piece: n for n, piece in enumerate(pieces)}))
