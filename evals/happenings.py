"""Pairs of reports of our own → precision, recall and F1 of "these two tell of one happening"; `--wrong` prints what came out otherwise.

    python evals/happenings.py [--wrong]

`happenings/reports.jsonl` are 199 short reports, all read into one pool, so that each can also be joined with what has nothing to do
with it; `happenings/pairs.tsv` says of 290 pairs whether they tell of one happening, and why it is hard. Two reports are joined when some
event rests on both.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from foreshock.read import document_of
from foreshock.resolve.happenings import happenings
from foreshock.run.page import read_page
from foreshock.types import Event, Reading

HERE = Path(__file__).parent / "happenings"
REPORTS, PAIRS = HERE / "reports.jsonl", HERE / "pairs.tsv"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reports (ids), whether they tell of one happening, and what is hard about them."""

    a: str
    b: str
    same: bool
    why: str


def pairs() -> list[Pair]:
    """→ the labelled pairs."""
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        return [Pair(r["a"], r["b"], r["same"] == "yes", r["why"]) for r in csv.DictReader(lines, delimiter="\t")]


@cache
def readings() -> tuple[Reading, ...]:
    """→ the reports, read."""
    rows = [json.loads(line) for line in REPORTS.read_text(encoding="utf-8").splitlines()]
    pages = (replace(document_of(r["text"], r["id"], date.fromisoformat(r["date"])), publisher=r["publisher"]) for r in rows)
    return tuple(read_page(page) for page in pages)


def pooled() -> list[Event]:
    """→ the happenings of all reports together."""
    told = readings()
    return happenings([m for r in told for m in r.events], [r.document for r in told])


def joined(events: list[Event]) -> set[frozenset[str]]:
    """Happenings → the pairs of reports that some happening rests on."""
    return {frozenset((a, b)) for e in events for a in e.documents for b in e.documents if a != b}


def scores() -> dict[str, tuple[float, str]]:
    """→ what the gate holds (per cent), with the digest of the set."""
    corpus = hashlib.sha256(REPORTS.read_bytes() + b"\0" + PAIRS.read_bytes()).hexdigest()
    together = joined(pooled())
    said = [(frozenset((p.a, p.b)) in together, p.same) for p in pairs()]
    hits = sum(told and same for told, same in said)
    precision, recall = hits / sum(told for told, _ in said), hits / sum(same for _, same in said)
    f1 = 2 * precision * recall / (precision + recall)
    return {f"happenings: {name}": (100 * value, corpus) for name, value in (("precision", precision), ("recall", recall), ("f1", f1))}


def main() -> None:
    """Prints the scores, and with --wrong each pair that came out otherwise."""
    for name, (score, _) in scores().items():
        print(f"{score:6.1f}  {name}")
    together, wrong = joined(pooled()), Counter[tuple[str, bool]]()
    texts = {r.document.id: r for r in readings()}
    for pair in pairs():
        if (frozenset((pair.a, pair.b)) in together) == pair.same:
            continue
        wrong[pair.why, pair.same] += 1
        if "--wrong" in sys.argv[1:]:
            print(f"\n{'not joined' if pair.same else 'joined'}: {pair.why}")
            for name in (pair.a, pair.b):
                print(f"  {name}: {texts[name].document.text}")
                for m in texts[name].events:
                    sides = ["+".join(x.actor_id or x.span.text for x in side) for side in (m.actors, m.recipients)]
                    place = m.place.name if m.place else "–"
                    print(f"     {m.type} {' → '.join(sides)} {m.factuality.status} {m.when.text} {place} {'/'.join(m.modes)}")
    for (why, same), count in wrong.most_common():
        print(f"{count:4}  {'not joined' if same else 'joined'}: {why}")


if __name__ == "__main__":
    main()
