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
    """Encoder, head, temperature → a graph from numbers of pieces of one sentence, and the places of those asked about, to their logits.

    What the last layer makes of a piece goes nowhere but into that piece's own logits, so it is worked out only where somebody asks.
    """

    def __init__(self, encoder: torch.nn.Module, head: torch.nn.Module, temperature: float) -> None:
        super().__init__()
        self.encoder, self.head, self.temperature = encoder, head, temperature

    def forward(self, pieces: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
        *lower, last = self.encoder.encoder.layer
        whole = self.encoder.embeddings(input_ids=pieces)
        for layer in lower:
            whole = layer(whole, attention_mask=None)
        few = whole[:, asked]
        looking = last.attention.self
        query, key, value = (
            made.view(1, -1, looking.num_attention_heads, looking.attention_head_size).transpose(1, 2)
            for made in (looking.query(few), looking.key(whole), looking.value(whole)))
        seen = torch.softmax(query @ key.transpose(2, 3) * looking.attention_head_size**-0.5, dim=-1) @ value
        met = last.attention.output(seen.transpose(1, 2).reshape(1, -1, looking.all_head_size), few)
        return self.head(last.output(last.intermediate(met), met)) / self.temperature


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
            Shipped(encoder, head, temperature).eval(), (torch.randint(5, 1000, (1, 30)), torch.arange(1, 29, 3)), str(plain),
            input_names=["pieces", "asked"], output_names=["logits"],
            dynamic_axes={"pieces": {1: "n"}, "asked": {0: "m"}, "logits": {1: "m"}}, dynamo=False,
        )
        quantize_dynamic(str(plain), str(small), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
        model = onnx.load(str(small))
    onnx.helper.set_model_props(model, {"vocabulary": "\n".join(words)})
    out.write_bytes(model.SerializeToString(deterministic=True))
    encoder.embeddings.word_embeddings = old
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB, {len(words)} pieces, sha256 {hashlib.sha256(out.read_bytes()).hexdigest()}")
