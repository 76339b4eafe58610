"""A trained tagger → one ONNX file: weights of 8 bits with a scale for each column, and the vocabulary in its metadata.

`reduce_range` keeps the weights to 7 bits, so that no sum of 16 bits overflows on processors without VNNI; all give the same whole numbers.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic


class Shipped(torch.nn.Module):
    """Encoder, head, temperature → a graph from numbers of pieces of one sentence to logits."""

    def __init__(self, encoder: torch.nn.Module, head: torch.nn.Module, temperature: float) -> None:
        super().__init__()
        self.encoder, self.head, self.temperature = encoder, head, temperature

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        return self.head(self.encoder(input_ids=pieces).last_hidden_state) / self.temperature


def kept(vocabulary: dict[str, int]) -> list[str]:
    """Vocabulary → the pieces that English news can need: no unused ones, none of another script."""
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
    latin = [p for p in vocabulary if all(ord(c) < 0x250 or 0x2000 <= ord(c) < 0x20D0 for c in p)]
    return [p for p in latin if p in special or not p.startswith("[unused")]


def ship(encoder: torch.nn.Module, head: torch.nn.Module, vocabulary: dict[str, int], temperature: float, out: Path) -> None:
    """Encoder, head, vocabulary, temperature, path → the file is written, and its sha256 printed."""
    words = kept(vocabulary)
    encoder.config._attn_implementation = "eager"
    old = encoder.embeddings.word_embeddings
    rows = old.weight.detach()[[vocabulary[w] for w in words]]
    encoder.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(rows)
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder) / "plain.onnx", Path(folder) / "small.onnx"
        torch.onnx.export(
            Shipped(encoder, head, temperature).eval(), (torch.randint(5, 1000, (1, 30)),), str(plain), input_names=["pieces"],
            output_names=["logits"], dynamic_axes={"pieces": {1: "n"}, "logits": {1: "n"}}, dynamo=False,
        )
        quantize_dynamic(str(plain), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        model = onnx.load(str(small))
    onnx.helper.set_model_props(model, {"vocabulary": "\n".join(words)})
    out.write_bytes(model.SerializeToString(deterministic=True))
    encoder.embeddings.word_embeddings = old
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB, {len(words)} pieces, sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")
