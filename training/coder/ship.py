"""A trained tagger → one ONNX file: weights of 8 bits with a scale for each column, and the vocabulary in its metadata; and back.

The graph is written out node by node, as it is to run: a layer norm on its own after the sum is four times as fast in onnxruntime as the
fused node for both, and attention as one node is twice as fast as in its parts. Of the 8 bits of a weight little more than 7 are used, so
that no sum of 16 bits overflows on processors without VNNI; all give the same whole numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

PLACES = 256  # as many pieces of a sentence as are ever asked for: LONGEST in foreshock.code.learned.tagger
STEPS = 64  # each side of nought: 2 × 255 × 64 is the largest sum of two products, and below 2¹⁵
WORDS = "encoder.embeddings.word_embeddings.weight"
VOCABULARY = "vocabulary"  # in the file's metadata


@dataclass
class Graph:
    """Nodes and weights as they come; each method adds some and gives the name of what comes out."""

    weights: dict[str, torch.Tensor]  # of the tagger, by torch's names
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    kept: dict[str, np.ndarray] = field(default_factory=dict)

    def node(self, kind: str, given: list[str], out: str, **more: object) -> str:
        """Operation, inputs, name of its output → that name; operations that ONNX does not have are onnxruntime's own."""
        domain = "" if onnx.defs.has(kind) else "com.microsoft"
        self.nodes.append(helper.make_node(kind, given, [out], domain=domain, **more))
        return out

    def keep(self, name: str, value: np.ndarray) -> str:
        self.kept[name] = value
        return name

    def bytes_of(self, name: str, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """Matrix, steps on each side of nought → its rows as bytes, and the scale of each row."""
        plain = self.weights[name].detach().numpy()
        scale = (np.maximum(np.abs(plain).max(axis=1), 1e-9) / steps).astype(np.float32)
        return np.round(plain / scale[:, None]).astype(np.int8), scale

    def linear(self, name: str, given: str) -> str:
        rows, scale = self.bytes_of(f"{name}.weight", STEPS)
        sides = [self.keep(f"{name}.weight", rows.T), self.keep(f"{name}.weight.scale", scale)]
        bias = self.keep(f"{name}.bias", self.weights[f"{name}.bias"].detach().numpy())
        return self.node("DynamicQuantizeMatMul", [given, *sides, "", bias], f"{name}.out")

    def norm(self, name: str, one: str, other: str) -> str:
        both = self.node("Add", [one, other], f"{name}.sum")
        given = [self.keep(f"{name}.{part}", self.weights[f"{name}.{part}"].detach().numpy()) for part in ("weight", "bias")]
        return self.node("LayerNormalization", [both, *given], f"{name}.out", axis=-1, epsilon=1e-12)

    def embedded(self) -> str:
        """Nothing → pieces as vectors, with their places."""
        name = "encoder.embeddings"
        rows, scale = self.bytes_of(f"{name}.word_embeddings.weight", 127)
        self.keep(WORDS, rows)
        self.keep(f"{WORDS}.scale", scale[:, None])
        row = self.node("Cast", [self.node("Gather", [WORDS, "pieces"], "bytes")], "row", to=TensorProto.FLOAT)
        word = self.node("Mul", [row, self.node("Gather", [f"{WORDS}.scale", "pieces"], "scale")], "word")
        kind = self.weights[f"{name}.token_type_embeddings.weight"][0]
        self.keep("places", (self.weights[f"{name}.position_embeddings.weight"][:PLACES] + kind).detach().numpy())
        count = self.node("Shape", ["pieces"], "count", start=1)
        place = self.node("Slice", ["places", self.keep("first", np.zeros(1, np.int64)), count], "place")
        return self.norm(f"{name}.LayerNorm", word, place)

    def layer(self, name: str, whole: str, few: str, heads: int) -> str:
        """Layer, vectors of all pieces, of those that are to come out, its heads → the latter, through the layer."""
        looking = f"{name}.attention"
        sides = [self.linear(f"{looking}.self.{part}", few if part == "query" else whole) for part in ("query", "key", "value")]
        seen = self.node("MultiHeadAttention", sides, f"{looking}.seen", num_heads=heads)
        met = self.norm(f"{looking}.output.LayerNorm", self.linear(f"{looking}.output.dense", seen), few)
        thought = self.node("FastGelu", [self.linear(f"{name}.intermediate.dense", met)], f"{name}.thought")
        return self.norm(f"{name}.output.LayerNorm", self.linear(f"{name}.output.dense", thought), met)


def graph_of(weights: dict[str, torch.Tensor], heads: list[int]) -> onnx.ModelProto:
    """Weights of a tagger, heads of each layer → the graph from the pieces of a sentence, and the places of those asked about, to logits.

    What the last layer makes of a piece goes nowhere but into that piece's own logits, so it is worked out only where somebody asks.
    """
    made = Graph(weights)
    whole = made.embedded()
    for n, count in enumerate(heads):
        few = made.node("Gather", [whole, "asked"], "few", axis=1) if n + 1 == len(heads) else whole
        whole = made.layer(f"encoder.encoder.layer.{n}", whole, few, count)
    made.node("Identity", [made.linear("head", whole)], "logits")
    tensors = [numpy_helper.from_array(np.ascontiguousarray(value), name) for name, value in made.kept.items()]
    sides = [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in (
        ("pieces", TensorProto.INT64, [1, "n"]), ("asked", TensorProto.INT64, ["m"]), ("logits", TensorProto.FLOAT, [1, "m", None]))]
    graph = helper.make_graph(made.nodes, "event_tagger", sides[:2], sides[2:], tensors)
    domains = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=domains, ir_version=9)


def kept(vocabulary: dict[str, int]) -> list[str]:
    """Vocabulary → the pieces that English news can need: no unused ones, none of another script."""
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    latin = [p for p in vocabulary if all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x20D0 for c in p)]
    return [p for p in latin if p in special or not p.startswith("[unused")]


def ship(weights: dict[str, torch.Tensor], heads: list[int], vocabulary: dict[str, int], out: Path) -> None:
    """Weights by torch's names, heads of each layer, vocabulary, path → the file is written, and its sha256 printed."""
    words = kept(vocabulary)
    model = graph_of({**weights, WORDS: weights[WORDS][[vocabulary[w] for w in words]]}, heads)
    onnx.helper.set_model_props(model, {VOCABULARY: "\n".join(words)})
    out.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB, {len(words)} pieces, sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")


def shipped(path: Path) -> tuple[dict[str, torch.Tensor], list[int], dict[str, int]]:
    """File of ship() → weights by torch's names (bytes times scale), heads of each layer, vocabulary; bytes lose a little."""
    model = onnx.load(path)
    kept = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    heads = [node.attribute[0].i for node in model.graph.node if node.op_type == "MultiHeadAttention"]
    pieces = next(p.value for p in model.metadata_props if p.key == VOCABULARY).split("\n")
    return dict(_plain(kept)), heads, {piece: n for n, piece in enumerate(pieces)}


def _plain(kept: dict[str, np.ndarray]) -> Iterator[tuple[str, torch.Tensor]]:
    places = kept["places"]
    yield "encoder.embeddings.position_embeddings.weight", torch.tensor(places)
    yield "encoder.embeddings.token_type_embeddings.weight", torch.zeros(2, places.shape[1])  # in the places already
    for name, value in kept.items():
        if f"{name}.scale" in kept:
            scaled = value.astype(np.float32) * kept[f"{name}.scale"]
            yield name, torch.tensor(scaled if name == WORDS else scaled.T.copy())
        elif name.endswith((".weight", ".bias")):
            yield name, torch.tensor(value.copy())
