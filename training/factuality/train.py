"""Rows of `make.py` → the head's weights, written beside the code that uses them, with what cross-validation says.

    python training/factuality/train.py

Ridge regression in closed form; a feature counts that three different sentences or templates have. Folds are made by sentence and
template, so that no template is in training and test at once. Sentences written by hand weigh three times as much as filled ones.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from make import rows

from foreshock.read import document_of
from foreshock.understand import understand
from foreshock.understand.factuality import judge
from foreshock.understand.factuality_features import features

OUT = Path(__file__).parents[2] / "src/foreshock/understand/factuality_head.json"
PENALTY = 100.0
BY_HAND = 3.0
SEEN = 3
FOLDS = 10
Case = tuple[str, float, float, list[str]]  # where from, value, the rule's value, features


def cases() -> list[Case]:
    """→ every predicate of the rows, read by the rules."""
    found = []
    made = list(rows())
    for first in range(0, len(made), 60):
        found += _read(made[first : first + 60])
    return found


def _read(batch: list[dict[str, Any]]) -> list[Case]:
    text, starts = "", []
    for row in batch:
        starts.append(len(text))
        text += row["text"] + "\n\n"
    sentences = understand(document_of(text, id="training")).sentences
    found = []
    for row, at in zip(batch, starts, strict=True):
        for start, end, value in row["predicates"]:
            near = ((s, t) for s in sentences if s.span.start < at + end and at + start < s.span.end
                    for t in s.tokens if s.starts[t.i] < at + end and at + start < s.ends[t.i])
            sentence, token = next(near)
            told = judge(sentence, token)
            found.append((row["id"].split("/")[0], value, told.value, sorted(features(sentence, token, told))))
    return found


def fit(train: list[Case]) -> tuple[float, dict[str, float]]:
    """Cases → where a value starts and what each feature adds."""
    seen = defaultdict(set)
    for where, _, _, names in train:
        for name in names:
            seen[name].add(where)
    kept = {name: i for i, name in enumerate(sorted(n for n, where in seen.items() if len(where) >= SEEN))}
    x = np.zeros((len(train), len(kept)))
    for i, (_, _, _, names) in enumerate(train):
        x[i, [kept[n] for n in names if n in kept]] = 1.0
    y = np.array([value for _, value, _, _ in train])
    weight = np.array([BY_HAND if where[0] == "s" else 1.0 for where, _, _, _ in train])
    middle, level = np.average(x, axis=0, weights=weight), float(np.average(y, weights=weight))
    x -= middle
    inner = x.T @ (x * weight[:, None]) + PENALTY * np.eye(len(kept))
    found = np.linalg.solve(inner, x.T @ (weight * (y - level)))
    weights = {name: round(float(found[i]), 3) for name, i in kept.items() if abs(found[i]) >= 0.005}
    return round(level - float(middle @ found), 3), weights


def value(start: float, weights: dict[str, float], names: list[str]) -> float:
    """A head and features → the value that it gives."""
    return max(-3.0, min(3.0, start + sum(weights.get(n, 0.0) for n in names)))


def cross_validated(found: list[Case]) -> dict[str, float]:
    """Cases → Pearson r of rules and head, on all of them and on those written by hand alone."""
    fold = {where: i % FOLDS for i, where in enumerate(sorted({c[0] for c in found}, key=lambda w: hashlib.sha256(w.encode()).digest()))}
    told = np.zeros(len(found))
    for k in range(FOLDS):
        start, weights = fit([c for c in found if fold[c[0]] != k])
        for i, (where, _, _, names) in enumerate(found):
            if fold[where] == k:
                told[i] = value(start, weights, names)
    y, rule = np.array([c[1] for c in found]), np.array([c[2] for c in found])
    hand = np.array([c[0][0] == "s" for c in found])
    pairs = {"rules": (rule, y), "head": (told, y), "rules, by hand": (rule[hand], y[hand]), "head, by hand": (told[hand], y[hand])}
    return {name: round(float(np.corrcoef(a, b)[0, 1]), 3) for name, (a, b) in pairs.items()}


def main() -> None:
    """→ the weights file; prints what was measured."""
    found = cases()
    start, weights = fit(found)
    data = hashlib.sha256("\n".join(json.dumps(r, ensure_ascii=False) for r in rows()).encode()).hexdigest()
    measured = {"predicates": len(found), "by hand": sum(c[0][0] == "s" for c in found), "cross-validated r": cross_validated(found)}
    told = {"rows_sha256": data, "measured": measured, "start": start, "weights": weights}
    OUT.write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    sys.stdout.write(f"{json.dumps(measured)}\n{len(weights)} features, sha256 {hashlib.sha256(OUT.read_bytes()).hexdigest()}\n")


if __name__ == "__main__":
    main()
