"""Sentences and pages of our own with who says what and what happened → scores; `--wrong` prints what came out otherwise.

    python evals/statements.py [--wrong] [--agreement]

`sentences.jsonl` and `pages.jsonl` are the old set, mended on; `fresh.jsonl` was written and labelled before the system had read it.
`second.jsonl` holds what a second reader said of the old set, blind; `--agreement` compares.

A statement is found where its content and a predicted one share half their characters; its chain is right when every speaker from the
outermost in is the one expected. Confusion is an author, a commenter or another taken for one another.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from foreshock.read import document_of
from foreshock.run.page import read_page
from foreshock.types import Part, Reading, Span, Statement

HERE = Path(__file__).parent / "statements"
FILES = (HERE / "sentences.jsonl", HERE / "pages.jsonl")
FRESH = (HERE / "fresh.jsonl",)
OWN = {"author", "commenter"}


@dataclass(slots=True)
class Tally:
    """Right and all of chains, statuses and voices, and what came out otherwise."""

    chains: list[bool] = field(default_factory=list)
    statuses: list[bool] = field(default_factory=list)
    voices: list[bool] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def read(row: dict[str, Any]) -> Reading:
    """A row → its reading; the parts of a page are given, since this measures voices and not layout."""
    document = document_of(row["text"], id=row["id"], date=date.fromisoformat(row["date"]))
    if "parts" in row:
        parts = tuple(
            Part(i, p["kind"], Span(at := row["text"].index(p["text"]), at + len(p["text"]), p["text"]), p.get("author"))
            for i, p in enumerate(row["parts"])
        )
        document = replace(document, parts=parts)
    return read_page(document)


def chain(statement: Statement, by_id: dict[str, Statement]) -> list[str]:
    """A statement → its speakers, the outermost first."""
    told = [statement.speaker.span.text if statement.speaker and statement.speaker_kind not in OWN else statement.speaker_kind]
    return [*(chain(by_id[statement.inside], by_id) if statement.inside else []), *told]


def alike(wanted: str, told: str) -> bool:
    """An expected speaker and a told one → whether one holds the other ("the minister", "minister")."""
    a, b = (re.sub(r"^(the|a|an|some) ", "", s.casefold()) for s in (wanted, told))
    return a == b or (not {a, b} & OWN and (a in b or b in a))


def overlap(text: str, wanted: str, statement: Statement) -> float:
    """Text, an expected content, a statement → the share of characters that they have in common."""
    start = text.index(wanted)
    a, b = set(range(start, start + len(wanted))), {i for c in statement.content for i in range(c.start, c.end)}
    return len(a & b) / len(a | b)


def judge(row: dict[str, Any], reading: Reading, tally: Tally) -> None:
    """A row, its reading → the tally with it."""
    by_id = {s.id: s for s in reading.statements}
    for wanted in row["statements"]:
        near = [s for s in reading.statements if overlap(row["text"], wanted["content"], s) >= 0.5]
        chains = [chain(s, by_id) for s in near]
        right = any(len(c) == len(wanted["chain"]) and all(map(alike, wanted["chain"], c)) for c in chains)
        tally.chains.append(right)
        if not right:
            tally.wrong.append(f"{row['id']} chain {wanted['chain']} of “{wanted['content']}”: {chains}")
        if near:
            kinds = {s.speaker_kind for s in near}
            tally.voices.append(wanted["speaker_kind"] in kinds if wanted["speaker_kind"] in OWN else not kinds <= OWN)
    for wanted in row["predicates"]:
        start = [m.start() for m in re.finditer(rf"\b{re.escape(wanted['word'])}\b", row["text"])][wanted.get("nth", 0)]
        found = [p.factuality for p in reading.predicates if p.span.start <= start < p.span.end]
        right = any(f.status == wanted["status"] for f in found)
        tally.statuses.append(right)
        if not right:
            came = [(f.status, f.rule) for f in found]
            tally.wrong.append(f"{row['id']} {wanted['word']} is {wanted['status']}: {came} {row['text'][:90]}")


def rows(files: Sequence[Path] = FILES) -> list[dict[str, Any]]:
    """Files → their rows, in order."""
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def measure(files: Sequence[Path] = FILES) -> Tally:
    """Files → the tally over them."""
    tally = Tally()
    for row in rows(files):
        judge(row, read(row), tally)
    return tally


def scores() -> dict[str, tuple[float, str]]:
    """→ each score (per cent, higher is better) with the digest of what it was measured on."""
    found = {}
    for title, files in (("statements", FILES), ("statements, fresh", FRESH)):
        tally = measure(files)
        corpus = hashlib.sha256(b"\0".join(f.read_bytes() for f in files)).hexdigest()
        made = {"whole chain right": tally.chains, "status right": tally.statuses, "voices kept apart": tally.voices}
        found |= {f"{title}: {name}": (100 * sum(kept) / len(kept), corpus) for name, kept in made.items()}
    return found


def agreement() -> dict[str, tuple[int, int, float]]:
    """→ of statuses and chains: how many both readers label, how many alike, and Cohen's kappa."""
    mine = {r["id"]: r for r in rows()}
    pairs: dict[str, list[tuple[str, str]]] = {"statuses": [], "chains": []}
    for other in rows((HERE / "second.jsonl",)):
        row = mine[other["id"]]
        pairs["statuses"] += zip((p["status"] for p in row["predicates"]), other.get("statuses", ()), strict=False)
        told = zip(row["statements"], other.get("chains", ()), strict=False)
        pairs["chains"] += ((" > ".join(s["chain"]), " > ".join(c)) for s, c in told)
    return {name: (len(told), sum(a == b for a, b in told), _kappa(told)) for name, told in pairs.items()}


def _kappa(pairs: list[tuple[str, str]]) -> float:
    """Labels in pairs → Cohen's kappa (1: always alike, 0: as often as by chance)."""
    one, two = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    alike_ = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(one[k] * two[k] for k in one) / len(pairs) ** 2
    return (alike_ - chance) / (1 - chance) if chance < 1 else 1.0


if __name__ == "__main__":
    for title, files in (("old", FILES), ("fresh", FRESH)):
        found = measure(files)
        for name in ("chains", "statuses", "voices"):
            kept = getattr(found, name)
            sys.stdout.write(f"{title} {name}: {sum(kept)} of {len(kept)}, {100 * sum(kept) / len(kept):.1f}%\n")
        if "--wrong" in sys.argv:
            sys.stdout.write("\n".join(found.wrong) + "\n")
    if "--agreement" in sys.argv:
        sys.stdout.write("".join(f"{n}: {k} of {of} alike, kappa {kappa:.2f}\n" for n, (of, k, kappa) in agreement().items()))
