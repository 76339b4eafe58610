"""Registry and matching → load time, and the time of finding names as a share of the parse.

    python benchmarks/actors.py
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from foreshock.actors import registry
from foreshock.types import Document, Part, Span, When
from foreshock.understand import understand
from foreshock.understand.names import find_names

MENTIONS = Path(__file__).parent.parent / "evals/actors/mentions.jsonl"


def main() -> None:
    """Prints both figures."""
    start = time.perf_counter()
    known = registry()
    loaded = time.perf_counter() - start
    print(f"registry of {len(known)} actors loaded in {loaded:.2f} s")
    lines = MENTIONS.read_text(encoding="utf-8").splitlines()
    text = " ".join(dict.fromkeys(json.loads(line)["text"] for line in lines))
    document = Document("d", "v", text, (Part(0, "body", Span.of(text, 0, len(text))),), published=When())
    understand(document)  # the models are loaded before the clock runs
    start = time.perf_counter()
    understood = understand(document)
    parsed = time.perf_counter() - start
    start = time.perf_counter()
    named = find_names(understood.sentences, known)
    matched = time.perf_counter() - start
    print(f"{len(text.split())} words: parse {parsed:.2f} s, {len(named)} names found in {matched:.3f} s, "
          f"{100 * matched / parsed:.1f} % of the parse")


if __name__ == "__main__":
    main()
