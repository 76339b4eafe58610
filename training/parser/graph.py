"""Nothing → `src/foreshock/understand/network.onnx`: the layers of the parser's network as one graph, without a weight in it.

    python training/parser/graph.py        (with `onnx` installed; foreshock itself does not need it)

The weights are those of spaCy's model and are put in when it is loaded (`understand/network.py`). Two encoders of four layers each
(spaCy's MaxoutWindowEncoder: a word with its two neighbours, three pieces, the largest, normed, added to what was there), one for tags
and arcs, one for names; behind them the tagger and, for each place that a word can have in a state of the two transition systems, what
it adds there.
"""

from __future__ import annotations

from pathlib import Path

from onnx import ModelProto, NodeProto, TensorProto, helper

WIDTH, PIECES, DEPTH = 96, 3, 4
INNER = 64  # of the transition systems
TAGS, PLACES = 50, {"arcs": 8, "names": 3}
BYTES = "com.microsoft"  # the domain of the operator for bytes
OUT = Path(__file__).parents[2] / "src/foreshock/understand/network.onnx"


class Graph:
    """Nodes and weights, as they come."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, *shape: int, kind: int = TensorProto.FLOAT) -> str:
        """Name and shape → the name; its numbers come from outside."""
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        tensor.external_data.add(key="location", value="weights")
        self.weights.append(tensor)
        return name

    def number(self, name: str, *values: int) -> str:
        """Name and numbers → the name."""
        self.weights.append(helper.make_tensor(name, TensorProto.INT64, [len(values)], values))
        return name

    def add(self, operator: str, *inputs: str, out: str, **attributes: object) -> str:
        """Operator and inputs → the output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [out], **attributes))
        return out

    def affine(self, rows: str, name: str, into: int, out_of: int) -> str:
        """Rows → rows times weights, and a bias."""
        return self.add("Gemm", rows, self.weight(f"{name}.W", into, out_of), self.weight(f"{name}.b", out_of), out=f"{name}.out")

    def piece(self, window: str, step: str, name: str) -> str:
        """Bytes, their step → one piece of a layer."""
        weights = self.weight(f"{name}.W", 3 * WIDTH, WIDTH, kind=TensorProto.INT8)
        steps, bias = self.weight(f"{name}.steps", WIDTH), self.weight(f"{name}.b", WIDTH)
        return self.add("MatMulIntegerToFloat", window, weights, step, steps, "naught", "", bias, out=f"{name}.out", domain=BYTES)

    def layer(self, rows: str, name: str) -> str:
        """Rows → what one layer of an encoder makes of them."""
        step = self.weight(f"{name}.step")
        small = self.add("QuantizeLinear", rows, step, "naught", out=f"{name}.bytes")
        all_but_last = self.add("Slice", small, "first", "last", "axis", out=f"{name}.head")
        all_but_first = self.add("Slice", small, "second", "end", "axis", out=f"{name}.tail")
        before = self.add("Concat", "none", all_but_last, out=f"{name}.before", axis=0)
        after = self.add("Concat", all_but_first, "none", out=f"{name}.after", axis=0)
        window = self.add("Concat", before, small, after, out=f"{name}.window", axis=1)
        best = self.add("Max", *(self.piece(window, step, f"{name}.{n}") for n in range(PIECES)), out=f"{name}.best")
        gain, shift = self.weight(f"{name}.G", WIDTH), self.weight(f"{name}.shift", WIDTH)
        normed = self.add("LayerNormalization", best, gain, shift, out=f"{name}.normed", epsilon=1e-8)
        return self.add("Add", rows, normed, out=f"{name}.sum")

    def encoder(self, rows: str, name: str) -> str:
        """Rows, of words by themselves → those of the words that are asked for, in their contexts."""
        for depth in range(DEPTH):
            rows = self.layer(rows, f"{name}.{depth}")
        return self.add("Gather", rows, "asked", out=f"{name}.rows", axis=0)


def graph() -> ModelProto:
    """→ the whole graph."""
    made = Graph()
    made.weights.append(helper.make_tensor("naught", TensorProto.UINT8, [], [128]))
    made.weights.append(helper.make_tensor("none", TensorProto.UINT8, [1, WIDTH], [128] * WIDTH))
    for name, value in (("axis", 0), ("first", 0), ("last", -1), ("second", 1), ("end", 2**31 - 1)):
        made.number(name, value)
    for name in PLACES:
        rows = made.encoder(f"{name}.words", name)
        if name == "arcs":
            made.add("ArgMax", made.affine(rows, "tags", WIDTH, TAGS), out="tags", axis=1, keepdims=0)
        inner = made.affine(rows, f"{name}.inner", WIDTH, INNER)
        lower = made.weight(f"{name}.lower", INNER, PLACES[name] * 2 * INNER)
        made.add("MatMul", inner, lower, out=f"{name}.seen")
    asked = helper.make_tensor_value_info("asked", TensorProto.INT64, ["words"])
    inputs = [helper.make_tensor_value_info(f"{name}.words", TensorProto.FLOAT, ["rows", WIDTH]) for name in PLACES]
    outputs = [
        helper.make_tensor_value_info("tags", TensorProto.INT64, ["words"]),
        *(helper.make_tensor_value_info(f"{name}.seen", TensorProto.FLOAT, ["words", 2 * INNER * n]) for name, n in PLACES.items()),
    ]
    found = helper.make_graph(made.nodes, "network", [*inputs, asked], outputs, made.weights)
    operators = [helper.make_opsetid("", 17), helper.make_opsetid(BYTES, 1)]
    return helper.make_model(found, opset_imports=operators, ir_version=9, producer_name="foreshock")


if __name__ == "__main__":
    OUT.write_bytes(graph().SerializeToString(deterministic=True))
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")
