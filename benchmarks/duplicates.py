"""What finding near-duplicates costs: sketches of pages of 500 words, made here, and stories among 1,000 to 1,000,000 of them.

    python benchmarks/duplicates.py 1000 10000 100000 1000000

A tenth of the pages are prints of another with a tenth of their words changed. Above 20,000 pages the sketches are drawn, not made of text
(a copy differs in a fifth of its numbers), which asks the same of the search. Seconds of processor, and peak memory.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass

import numpy as np

from foreshock.types.copies import NUMBERS, sketch_of, stories

SEED, WORDS, VOCABULARY, OF_TEXT = 20170309, 500, 20_000, 20_000


@dataclass(frozen=True, slots=True)
class Page:
    """An id and a sketch."""

    id: str
    sketch: bytes


def of_text(count: int) -> tuple[list[Page], float]:
    """How many → pages with sketches made of text, and what one sketch cost (ms of processor)."""
    dice = np.random.default_rng(SEED)
    texts = []
    for n in range(count):
        words = dice.integers(0, VOCABULARY, WORDS) if n % 10 else texts[-1].copy() if texts else dice.integers(0, VOCABULARY, WORDS)
        if n and n % 10 == 0:
            words[dice.integers(0, WORDS, WORDS // 10)] = dice.integers(0, VOCABULARY, WORDS // 10)
        texts.append(words)
    told = [" ".join(f"w{w}" for w in words) for words in texts]
    began = time.process_time()
    pages = [Page(f"{n:08}", sketch_of([text])) for n, text in enumerate(told)]
    return pages, 1000 * (time.process_time() - began) / count


def drawn(count: int) -> list[Page]:
    """How many → pages with drawn sketches."""
    dice = np.random.default_rng(SEED)
    numbers = dice.integers(0, 2**16, (count, NUMBERS), np.uint16)
    copies = np.arange(10, count, 10)
    kept = dice.random((len(copies), NUMBERS)) < 0.8
    numbers[copies] = np.where(kept, numbers[copies - 1], numbers[copies])
    return [Page(f"{n:08}", row.tobytes()) for n, row in enumerate(numbers)]


def main() -> None:
    """Prints a row for each number of pages."""
    print("| pages | a sketch, ms | stories, s | found | peak, MB |\n|---|---|---|---|---|")
    for count in map(int, sys.argv[1:] or ["1000", "10000"]):
        pages, cost = of_text(count) if count <= OF_TEXT else (drawn(count), float("nan"))
        began = time.process_time()
        found = stories(pages)
        took = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"| {count:,} | {cost:.2f} | {took:.2f} | {len(found):,} | {peak:.0f} |", flush=True)


if __name__ == "__main__":
    main()
