"""A trained tagger → a smaller one that says the same: heads and inner neurons that matter least go, and the rest learns from the whole.

    python training/coder/compress.py TEACHER.onnx LEXICON.txt --out TAGGER.onnx

TEACHER.onnx is what train.py made, LEXICON.txt what from_lexicon.py made. Layer by layer, training sentences tell what each head and each
inner neuron adds to the sum; those that add least are left out, and least squares mend the rest (He et al. 2017, channel pruning). Then
the small tagger is taught (Hinton et al. 2015; Jiao et al. 2020, TinyBERT) to have the teacher's vectors after each layer and its chances
for each piece: on our sentences, on the examples of our tables, on the prose of the packaged pages, and on all of these with words
swapped. The rounding to bytes is played through meanwhile (Jacob et al. 2018), so that it learns with the sums that it will run with.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from sentences import IGNORED, Example, parse, read
from ship import STEPS, ship, shipped
from torch.nn import functional
from train import HERE, Encoded, Pieces, batches, encode, figures, held_out, soft

PACKAGE = HERE.parents[1] / "src/foreshock"
PROSE = (HERE.parents[1] / "benchmarks/prose.txt", *sorted((PACKAGE / "demo").glob("*.txt")))
SWAPPED = 0.1  # share of words that are swapped for one of another sentence
WIDTH = 32  # of a head
MEASURED = 8  # every so many-th sentence is enough to tell what matters least
Weights = dict[str, torch.Tensor]
Heard = tuple[torch.Tensor, torch.Tensor, torch.Tensor, list[torch.Tensor], torch.Tensor]


class Net:
    """The tagger's sums, on weights by torch's names and so many heads in each layer."""

    def __init__(self, weights: Weights, heads: Sequence[int]) -> None:
        self.weights, self.heads = weights, list(heads)
        self.rounded = False  # whether bytes are played through

    def linear(self, name: str, given: torch.Tensor) -> torch.Tensor:
        weight = self.weights[f"{name}.weight"]
        if self.rounded:
            given, weight = as_bytes(given), as_steps(weight)
        return functional.linear(given, weight, self.weights[f"{name}.bias"])

    def norm(self, name: str, given: torch.Tensor) -> torch.Tensor:
        return functional.layer_norm(given.float(), given.shape[-1:], self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-12)

    def embedded(self, numbers: torch.Tensor) -> torch.Tensor:
        name = "encoder.embeddings"
        words, places, kinds = (self.weights[f"{name}.{kind}_embeddings.weight"] for kind in ("word", "position", "token_type"))
        return self.norm(f"{name}.LayerNorm", words[numbers] + places[: numbers.shape[1]] + kinds[0])

    def seen(self, n: int, whole: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Layer, vectors, which are there → what its heads gather, side by side."""
        name, sides = f"encoder.encoder.layer.{n}.attention.self", (self.heads[n], WIDTH)
        query, key, value = (
            self.linear(f"{name}.{part}", whole).unflatten(-1, sides).transpose(1, 2) for part in ("query", "key", "value"))
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None].bool()).transpose(1, 2).flatten(2)

    def met(self, n: int, whole: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        name = f"encoder.encoder.layer.{n}.attention.output"
        return self.norm(f"{name}.LayerNorm", self.linear(f"{name}.dense", seen) + whole)

    def thought(self, n: int, met: torch.Tensor) -> torch.Tensor:
        return functional.gelu(self.linear(f"encoder.encoder.layer.{n}.intermediate.dense", met), approximate="tanh")

    def out(self, n: int, met: torch.Tensor, thought: torch.Tensor) -> torch.Tensor:
        name = f"encoder.encoder.layer.{n}.output"
        return self.norm(f"{name}.LayerNorm", self.linear(f"{name}.dense", thought) + met)

    def run(self, numbers: torch.Tensor, mask: torch.Tensor) -> tuple[list[torch.Tensor], torch.Tensor]:
        """Pieces, which are there → vectors after each layer, and logits."""
        states = [self.embedded(numbers) * mask[..., None]]
        for n in range(len(self.heads)):
            met = self.met(n, states[-1], self.seen(n, states[-1], mask)) * mask[..., None]
            states.append(self.out(n, met, self.thought(n, met)) * mask[..., None])
        return states[1:], self.linear("head", states[-1])


def as_bytes(given: torch.Tensor) -> torch.Tensor:
    """Sentences → the same, rounded as onnxruntime rounds each before a product; the gradient goes through as if nothing were."""
    with torch.no_grad():
        plain = given.float()
        least, most = plain.amin((1, 2), keepdim=True).clamp(max=0), plain.amax((1, 2), keepdim=True).clamp(min=0)
        scale = (most - least).clamp(min=1e-9) / 255
        zero = (-least / scale).round()
        change = (((plain / scale).round() + zero).clamp(0, 255) - zero) * scale - plain
    return given + change.to(given.dtype)


def as_steps(weight: torch.Tensor) -> torch.Tensor:
    """Weights → the same, rounded as they will be shipped."""
    with torch.no_grad():
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-9) / STEPS
        change = (weight / scale).round() * scale - weight
    return weight + change


def pruned(teacher: Net, heads: Sequence[int], inner: Sequence[int], data: Sequence[Encoded]) -> Net:
    """Teacher, heads and inner neurons to keep in each layer, sentences to measure on → a net of what is kept, mended.

    A layer is mended for what comes into it from the small net below, so that losses do not add up.
    """
    small = Net(dict(teacher.weights), teacher.heads)
    given = [(numbers, mask) for numbers, mask, _ in batches(data, 64, None)]
    masks = [mask.bool() for _, mask in given]
    wide = narrow = [teacher.embedded(numbers) for numbers, _ in given]  # what comes into a layer of the one and of the other
    for n in range(len(heads)):
        name = f"encoder.encoder.layer.{n}"
        wide_seen, seen = ([net.seen(n, x, m) for x, m in zip(xs, masks, strict=True)] for net, xs in ((teacher, wide), (small, narrow)))
        aim = [teacher.linear(f"{name}.attention.output.dense", s) + x - y for s, x, y in zip(wide_seen, wide, narrow, strict=True)]
        keep = mended(small.weights, f"{name}.attention.output.dense", flat(seen, masks), flat(aim, masks), heads[n], WIDTH)
        only(small.weights, [f"{name}.attention.self.{part}" for part in ("query", "key", "value")], keep)
        small.heads[n] = heads[n]
        wide = [teacher.met(n, x, s) for x, s in zip(wide, wide_seen, strict=True)]
        narrow = [small.met(n, x, s[..., keep]) for x, s in zip(narrow, seen, strict=True)]
        wide_thought, thought = ([net.thought(n, x) for x in xs] for net, xs in ((teacher, wide), (small, narrow)))
        aim = [teacher.linear(f"{name}.output.dense", t) + x - y for t, x, y in zip(wide_thought, wide, narrow, strict=True)]
        keep = mended(small.weights, f"{name}.output.dense", flat(thought, masks), flat(aim, masks), inner[n], 1)
        only(small.weights, [f"{name}.intermediate.dense"], keep)
        wide = [teacher.out(n, x, t) for x, t in zip(wide, wide_thought, strict=True)]
        narrow = [small.out(n, x, t[..., keep]) for x, t in zip(narrow, thought, strict=True)]
    return small


def only(weights: Weights, names: Sequence[str], keep: torch.Tensor) -> None:
    """Weights, linear layers, which of their outputs to keep → in place, those alone."""
    for name in names:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = weights[f"{name}.weight"][keep], weights[f"{name}.bias"][keep]


def flat(rows: Sequence[torch.Tensor], masks: Sequence[torch.Tensor]) -> torch.Tensor:
    """Batches, which pieces are there → one row a piece."""
    return torch.cat([r[m] for r, m in zip(rows, masks, strict=True)])


def mended(weights: Weights, name: str, given: torch.Tensor, aim: torch.Tensor, count: int, width: int) -> torch.Tensor:
    """What goes into a linear layer and ought to come out, groups of `width` inputs to keep → which; the layer is fitted to them in place.

    A sixteenth of the groups goes at a time, those without which least squares lose least: the inverse of the Gram matrix says how much.
    """
    given = torch.cat([given, torch.ones(len(given), 1)], 1).double()
    gram, cross = given.T @ given, given.T @ aim.double()
    gram += 1e-4 * gram.diagonal().mean() * torch.eye(len(gram))
    left, last = torch.arange(len(gram) - 1), torch.tensor([len(gram) - 1])
    while len(left) > count * width:
        rows = torch.cat([left, last])
        inverse = torch.linalg.inv(gram[rows][:, rows])
        solved = (inverse @ cross[rows])[:-1].unflatten(0, (-1, width))
        blocks = torch.stack([inverse[i : i + width, i : i + width] for i in range(0, len(left), width)])
        lost = (solved * torch.linalg.solve(blocks, solved)).sum((1, 2))
        going = min(max(1, len(lost) // 16), len(lost) - count)
        left = left.unflatten(0, (-1, width))[lost.argsort()[going:].sort().values].flatten()
    rows = torch.cat([left, last])
    solved = torch.linalg.solve(gram[rows][:, rows], cross[rows]).float()
    weights[f"{name}.weight"], weights[f"{name}.bias"] = solved[:-1].T.contiguous(), solved[-1].contiguous()
    return left


def prose() -> Iterator[str]:
    """Nothing → sentences of ours that nobody bracketed: the examples of our tables, the packaged pages, the prose of the benchmark."""
    for path in sorted((PACKAGE / "words").rglob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from (cell for cell in line.split("\t") if len(cell.split()) >= 6 and "|" not in cell)
    for path in PROSE:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not re.match(r"#|===|---|\w+:", line):
                yield from (part for part in re.split(r"(?<=[.!?]) (?=[A-Z\"“])", line) if len(part.split()) >= 4)


def unlabelled(numbers: list[int], firsts: list[int], labels: list[int]) -> Encoded:
    """Encoded sentence → the same without its labels."""
    return numbers, firsts, [IGNORED] * len(labels)


def swapped(data: Sequence[Encoded], dice: random.Random) -> list[Encoded]:
    """Sentences → the same with words swapped for words of others here and there, of which no label is known."""
    words = [numbers[a:b] for numbers, firsts, _ in data for a, b in zip(firsts, [*firsts[1:], len(numbers) - 1], strict=True)]
    made = []
    for numbers, firsts, _ in data:
        out, begins = [numbers[0]], []
        for a, b in zip(firsts, [*firsts[1:], len(numbers) - 1], strict=True):
            begins.append(len(out))
            out += dice.choice(words) if dice.random() < SWAPPED else numbers[a:b]
        made.append(unlabelled([*out, numbers[-1]], begins, begins))
    return made


def taught(student: Net, teacher: Net, data: Sequence[Encoded], args: argparse.Namespace) -> None:
    """Student, teacher, sentences → the student, taught in place, but for its embeddings; in each epoch other words are swapped."""
    rng, dice = np.random.default_rng(args.seed), random.Random(args.seed)
    lasting = heard(teacher, data, args.batch, rng)
    student.weights = {name: w.clone().requires_grad_("_embeddings" not in name) for name, w in student.weights.items()}
    student.rounded = True
    moving = [w for w in student.weights.values() if w.requires_grad]
    optimizer = torch.optim.AdamW(moving, lr=args.rate, weight_decay=0.01)
    steps = 2 * args.epochs * len(lasting)
    plan = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(1.0, (n + 1) / (0.05 * steps)) * max(0.01, 1 - n / (1.02 * steps)))
    began = time.perf_counter()
    for epoch in range(args.epochs):
        sums = torch.zeros(3)
        ready = [*lasting, *heard(teacher, swapped(data, dice), args.batch, rng)]
        for n in rng.permutation(len(ready)):
            numbers, mask, gold, want, said = ready[n]
            with torch.autocast("cpu", torch.bfloat16):
                states, logits = student.run(numbers, mask)
            losses = lost(mask.bool(), gold, want, said, states, logits.float())
            optimizer.zero_grad()
            (losses * torch.tensor([args.vectors, 1.0, args.gold])).sum().backward()
            torch.nn.utils.clip_grad_norm_(moving, 1.0)
            optimizer.step()
            plan.step()
            sums += losses.detach() / len(ready)
        told = ", ".join(f"{name} {value:.4f}" for name, value in zip(("vectors", "chances", "gold"), sums.tolist(), strict=True))
        print(f"epoch {epoch + 1}: {told}, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    student.weights = {name: w.detach() for name, w in student.weights.items()}


def heard(teacher: Net, data: Sequence[Encoded], size: int, rng: np.random.Generator) -> list[Heard]:
    """Teacher, sentences → batches of them with the teacher's vectors (16 bits) and logits, asked for once."""
    found = []
    with torch.no_grad():
        for numbers, mask, gold in batches(data, size, rng):
            want, said = teacher.run(numbers, mask)
            found.append((numbers, mask, gold, [w.bfloat16() for w in want], said))
    return found


def lost(there: torch.Tensor, gold: torch.Tensor, want: list[torch.Tensor], said: torch.Tensor, states: list[torch.Tensor],
         logits: torch.Tensor) -> torch.Tensor:
    """Teacher's vectors and logits, the student's → mean square of the vectors' difference, KL of the chances, surprise at the brackets."""
    vectors = torch.stack([((a - b) ** 2)[there].mean() for a, b in zip(want, states, strict=True)]).sum()
    labelled = gold != IGNORED
    surprise = functional.cross_entropy(logits[labelled], gold[labelled], label_smoothing=0.02) if labelled.any() else torch.zeros(())
    return torch.stack([vectors, apart(said[there], logits[there]), surprise])


def apart(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Logits of two → mean KL of the second's chances from the first's."""
    a, b = (torch.log_softmax(logits, -1) for logits in (one, other))
    return functional.kl_div(b, a, reduction="batchmean", log_target=True)


def logits_of(net: Net, data: Sequence[Encoded]) -> list[np.ndarray]:
    """Tagger, encoded sentences → for each sentence one row of logits a word."""
    with torch.no_grad():
        return [net.run(torch.tensor([n]), torch.ones(1, len(n), dtype=torch.long))[1][0, firsts].numpy() for n, firsts, _ in data]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("teacher", type=Path)
    ask.add_argument("lexicon", type=Path)
    ask.add_argument("--out", type=Path, required=True)
    ask.add_argument("--begin", type=Path, help="a small tagger to go on with, where nothing is to be taken out any more")
    ask.add_argument("--heads", type=int, nargs="+", default=[10, 10, 10])
    ask.add_argument("--inner", type=int, nargs="+", default=[256, 384, 512])
    ask.add_argument("--epochs", type=int, default=12)
    ask.add_argument("--batch", type=int, default=32)
    ask.add_argument("--rate", type=float, default=4e-4)
    ask.add_argument("--vectors", type=float, default=1.0, help="weight of the vectors' difference, where that of the chances' is 1")
    ask.add_argument("--gold", type=float, default=0.2, help="weight of the brackets themselves")
    ask.add_argument("--seed", type=int, default=0)
    args = ask.parse_args()
    torch.set_num_threads(1)
    weights, heads, vocabulary = shipped(args.teacher)
    teacher, pieces = Net(weights, heads), Pieces(vocabulary)
    examples = read(HERE)
    extra = [parse(line, "lexicon") for line in args.lexicon.read_text(encoding="utf-8").splitlines() if line]
    rest = [e for e in examples if held_out(e, "sentence")]
    known = [encode(e, pieces) for e in [*examples, *extra] if not held_out(e, "sentence")]
    without = {e.text for e in rest}
    plain = [unlabelled(*encode(Example(text, (), "prose"), pieces)) for text in dict.fromkeys(prose()) if text not in without]
    print(json.dumps({"bracketed": len(known), "others": len(plain), "held_out": len(rest)}), flush=True)
    if args.begin:
        student = Net(*shipped(args.begin)[:2])
    else:
        with torch.no_grad():
            student = pruned(teacher, args.heads, args.inner, known[::MEASURED])
    taught(student, teacher, [*known, *plain], args)
    ship(student.weights, student.heads, vocabulary, args.out)
    held = [encode(e, pieces) for e in rest]
    said, now = logits_of(teacher, held), logits_of(student, held)
    print(json.dumps({"apart": round(float(apart(*(torch.tensor(np.concatenate(rows)) for rows in (said, now)))), 4)}))
    for name, rows in (("teacher", said), ("small", now)):
        print(name, *(json.dumps(figures(rest, held, [soft(r, 1.0) for r in rows], least)) for least in (0.5, 0.7)))


if __name__ == "__main__":
    main()
