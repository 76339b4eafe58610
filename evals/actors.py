"""Mentions and pointers on sentences of our own → per cent resolved rightly, in all and by category.

    python evals/actors.py            # the figures
    python evals/actors.py --misses   # and each mention that went wrong
    python evals/actors.py --agreement  # how far two readers agree on the labels, and where they do not
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from foreshock.actors import registry
from foreshock.resolve.who import who
from foreshock.types import Document, Mention, Part, Span, When
from foreshock.understand import understand

HERE = Path(__file__).parent / "actors"
MENTIONS, COREFERENCE = HERE / "mentions.jsonl", HERE / "coreference.jsonl"
SECOND = HERE / "second_reading.tsv"
FIGURES = ("country", "sector", "actor id", "no wrong actor", "actor, place or neither")
Row = dict[str, Any]
Tally = dict[str, dict[str, list[bool]]]


def rows(path: Path) -> list[Row]:
    """A file of JSON lines → its rows."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def place_of(text: str, wanted: str, nth: int = 0) -> int:
    """A text and a phrase of it → where its nth occurrence (from 0) starts."""
    at = text.index(wanted)
    for _ in range(nth):
        at = text.index(wanted, at + 1)
    return at


def read(text: str, day: str) -> tuple[Mention, ...]:
    """A text printed on a day → its mentions."""
    part = Part(0, "body", Span.of(text, 0, len(text)))
    published = When.day(date.fromisoformat(day), "byline")
    return who(understand(Document("d", "v", text, (part,), published=published))).mentions


def nearest(mentions: tuple[Mention, ...], start: int, end: int) -> Mention | None:
    """Mentions and a stretch of text → the mention whose head lies in it, or the one that overlaps it most."""
    touching = [m for m in mentions if m.span.start < end and start < m.span.end]
    return max(touching, key=lambda m: (start <= m.head < end,
                                        min(end, m.span.end) - max(start, m.span.start), -len(m.span.text)), default=None)


def judge(row: Row, found: Mention | None) -> Iterator[tuple[str, bool]]:
    """A row and what was found for it → each figure that it counts for, and whether it was met."""
    said = found.as_ if found else "neither"
    yield "actor, place or neither", said == row["as"]
    if row["as"] == "actor":
        yield "country", bool(found and found.country == row["country"])
        known = found.actor_id if found and found.actor_id and registry().get(found.actor_id) else None
        yield "sector", bool(found and found.sector == row["sector"])
        if row["actor"]:
            yield "actor id", known == row["actor"]
        yield "no wrong actor", known in (None, row["actor"])


def mentions_judged(chosen: list[Row], misses: bool = False) -> Tally:
    """Rows of mentions → for "all" and each category, each figure's outcomes."""
    tally: Tally = defaultdict(lambda: defaultdict(list))
    pages: dict[tuple[str, str], tuple[Mention, ...]] = {}
    for row in chosen:
        page = row["text"], row["date"]
        pages.setdefault(page, ()) or pages.update({page: read(*page)})
        start = place_of(row["text"], row["mention"], row.get("nth", 0))
        found = nearest(pages[page], start, start + len(row["mention"]))
        judged = dict(judge(row, found))
        for name, met in judged.items():
            tally["all"][name].append(met)
            tally[row["id"].rsplit("-", 1)[0]][name].append(met)
        if misses and not all(judged.values()):
            was = (found.as_, found.actor_id, found.country, found.sector) if found else None
            print(row["id"], row["date"], repr(row["mention"]), "|", row["text"], "\n    wanted",
                  (row["as"], row["actor"], row["country"], row["sector"]), "found", was)
    return tally


def links_judged(chosen: list[Row], misses: bool = False) -> list[bool]:
    """Rows of pointers → for each, whether it leads to the actor of its antecedent."""
    met = []
    for row in chosen:
        found = read(row["text"], row["date"])
        for link in row["links"]:
            at, to = place_of(row["text"], link["mention"], link.get("nth", 0)), place_of(row["text"], link["actor_of"])
            one, two = nearest(found, at, at + len(link["mention"])), nearest(found, to, to + len(link["actor_of"]))
            met.append(bool(one and two and one is not two and one.actor_id and one.actor_id == two.actor_id))
            if misses and not met[-1]:
                print(row["id"], link, "|", row["text"], "found", one and one.actor_id, "for", two and two.actor_id)
    return met


def share(met: list[bool]) -> float:
    """Outcomes → per cent met."""
    return 100 * sum(met) / len(met) if met else 100.0


def scores() -> dict[str, tuple[float, str]]:
    """→ each figure (per cent; higher is better) with the digest of what it was measured on."""
    one, two = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (MENTIONS, COREFERENCE))
    tally = mentions_judged(rows(MENTIONS))["all"]
    return {**{f"actors: {name}": (share(tally[name]), one) for name in FIGURES},
            "actors: coreference": (share(links_judged(rows(COREFERENCE))), two)}


def agreement(chosen: list[Row], told: bool = False) -> dict[str, tuple[float, float, int]]:
    """Rows of mentions → for what a mention is, its country and sector: per cent agreed with a second reader, Cohen's kappa, how many.

    Countries and sectors are compared where both took the mention for an actor and the second reader named one.
    """
    second = {cells[0]: cells[1:] for line in SECOND.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
              for cells in [line.split("\t")]}
    pairs: dict[str, list[tuple[str, str]]] = {"as": [], "country": [], "sector": []}
    for row in chosen:
        one, two = (row["as"], row["country"] or "-", row["sector"] or "-"), second[row["id"]]
        for n, name in enumerate(pairs):
            if n == 0 or (one[0] == two[0] == "actor" and two[n] != "?"):
                pairs[name].append((one[n], two[n]))
                if told and one[n] != two[n]:
                    print(row["id"], name, one[n], "second reader", two[n], "|", repr(row["mention"]), "|", row["text"])
    return {name: (share([a == b for a, b in both]), kappa(both), len(both)) for name, both in pairs.items()}


def kappa(pairs: list[tuple[str, str]]) -> float:
    """Labels of two readers → their agreement beyond chance (Cohen 1960; 1 is full)."""
    one, two = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(one[label] * two[label] for label in one) / len(pairs) ** 2
    return (sum(a == b for a, b in pairs) / len(pairs) - by_chance) / (1 - by_chance)


def main() -> int:
    """Command line → exit code."""
    misses = "--misses" in sys.argv
    if "--agreement" in sys.argv:
        for name, (agreed, beyond, number) in agreement(rows(MENTIONS), told=True).items():
            print(f"{name:8} agreed {agreed:.1f} per cent of {number}, kappa {beyond:.2f}")
        return 0
    tally = mentions_judged(rows(MENTIONS), misses)
    pointers = links_judged(rows(COREFERENCE), misses)
    for category, figures in tally.items():
        print(f"{category:14}", "  ".join(f"{name} {share(figures[name]):.1f} ({len(figures[name])})"
                                          for name in FIGURES if name in figures))
    print(f"wrong instead of unknown {100 - share(tally['all']['no wrong actor']):.1f}")
    print(f"coreference {share(pointers):.1f} ({len(pointers)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
