"""Registry and matching → load time of 100,000 names, and the time of finding names as a share of the parse, in one run.

    python benchmarks/actors.py

The 100,000 are people of made-up names in a user's own file, laid over the package's tables. Each figure is the best of a few
rounds, for the machine is shared; the share is of rounds that took turns.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from foreshock.actors import Registry, own_files, registry
from foreshock.types import Document, Part, Span, When
from foreshock.understand import understand
from foreshock.understand.names import find_names
from foreshock.understand.parse import sentences

MENTIONS = Path(__file__).parent.parent / "evals/actors/mentions.jsonl"
NAMES, ROUNDS = 100_000, 5


def own_names(path: Path) -> Path:
    """A path → the same, with so many people of made-up names in it."""
    dice = random.Random(4)
    syllables = [a + b for a in "b d f g h j k l m n p r s t v z kh sh ch th".split() for b in "a e i o u ai ou an er in".split()]
    seen: dict[str, None] = {}
    while len(seen) < NAMES:
        seen[" ".join("".join(dice.choices(syllables, k=dice.randint(2, 4))).title() for _ in range(2))] = None
    rows = (f"made-{n}\t{name}\t\tIRQ\t\tmade up" for n, name in enumerate(seen))
    path.write_text("\n".join(["id\tname\taliases\tcountry\twikidata\tcitation", *rows]) + "\n", encoding="utf-8")
    return path


def best(*works: Callable[[], object]) -> list[float]:
    """Pieces of work → the shortest time of each (s), taken in turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for taken, work in zip(times, works, strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return [min(taken) for taken in times]


def fresh(path: Path | None = None) -> Registry:
    """A user's file, if any → the registry, opened as a process does that just started."""
    registry.cache_clear()
    return registry(own_files([path] if path else ()))


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        own = own_names(Path(folder) / "own.tsv")
        for what, path in (("package", None), (f"package and {NAMES:,} names of one's own", own)):
            start = time.perf_counter()
            known = fresh(path)
            built = time.perf_counter() - start
            (loaded,) = best(lambda path=path: fresh(path))  # type: ignore[misc]
            print(f"{what}: {len(known)} actors, index built once in {built:.2f} s, loaded in {loaded:.3f} s")
        texts = dict.fromkeys(json.loads(line)["text"] for line in MENTIONS.read_text(encoding="utf-8").splitlines())
        text = " ".join(texts)
        document = Document("d", "v", text, (Part(0, "body", Span.of(text, 0, len(text))),), published=When())
        read = understand(document).sentences
        parse, matched, named = best(lambda: sentences(document), lambda: list(known.hits(text)), lambda: find_names(read, known))
        print(f"{len(text.split())} words: parse {parse:.3f} s; matching against all names {matched:.4f} s, {100 * matched / parse:.1f} % "
              f"of the parse; finding names and phrases {named:.3f} s, {100 * named / parse:.1f} %")


if __name__ == "__main__":
    main()
