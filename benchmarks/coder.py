"""Sentences of the coder's own set → sentences a second, whole and by stage, on one core and on two.

    python benchmarks/coder.py

A sentence is a page of its own here, as `foreshock code` takes it; a sentence inside a page costs less. Processor time is given beside the
clock, for the machine may be shared.
"""

from __future__ import annotations

import json
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from foreshock.code import code
from foreshock.read import document_of
from foreshock.resolve.places import where
from foreshock.resolve.who import who
from foreshock.run.page import read_page
from foreshock.understand import understand

SENTENCES = Path(__file__).parent.parent / "evals/coder/sentences.jsonl"
ROUNDS = 3


def texts() -> list[str]:
    """→ the sentences."""
    return [json.loads(line)["text"] for line in SENTENCES.read_text(encoding="utf-8").splitlines()]


def read_all(some: list[str]) -> tuple[int, float]:
    """Texts → how many events they gave, processor time (s)."""
    start = time.process_time()
    events = sum(len(read_page(document_of(text, id=str(n))).events) for n, text in enumerate(some))
    return events, time.process_time() - start


def by_stage(some: list[str]) -> dict[str, float]:
    """Texts → processor time of each stage (s): parse and statements of fact, who and where, coding."""
    taken = dict.fromkeys(("understand", "who and where", "code"), 0.0)
    for n, text in enumerate(some):
        at = time.process_time()
        understanding = understand(document_of(text, id=str(n)))
        parsed = time.process_time()
        mentions = where(understanding, who(understanding).mentions)
        named = time.process_time()
        code(understanding, mentions)
        done = time.process_time()
        for name, span in zip(taken, (parsed - at, named - parsed, done - named), strict=True):
            taken[name] += span
    return taken


def main() -> None:
    """Prints the figures."""
    some = texts()
    read_all(some[:20])  # loads the models
    best = min((read_all(some) for _ in range(ROUNDS)), key=lambda r: r[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    speed = len(some) / best[1]
    print(f"{len(some)} sentences, {best[0]} events: {speed:.1f} a second of processor on one core, peak {peak:.0f} MB")
    stages = ", ".join(f"{name} {1000 * span / len(some):.1f} ms" for name, span in by_stage(some).items())
    print(f"  {stages} a sentence")
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(read_all, [some[:20]] * 2))
        start = time.perf_counter()
        used = sum(cpu for _, cpu in pool.map(read_all, [some[0::2], some[1::2]]))
        clock = time.perf_counter() - start
    print(f"two cores: {len(some) / clock:.1f} sentences a second on the clock, {2 * len(some) / used:.1f} of processor")


if __name__ == "__main__":
    main()
