"""The packaged example → how fast pages become rows, against the bare parser on the same texts in the same run.

    python benchmarks/read.py [--workers 2]

Prints pages and words per second end to end (HTML to rows in the store), the same for spaCy alone (tagger, parser, names),
their ratio, and the peak memory. For one core, unless --workers says otherwise.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from foreshock import demo
from foreshock.read import document, find
from foreshock.read.raw import RawPage
from foreshock.run import local
from foreshock.understand.model import model


def peak() -> float:
    """→ the peak memory of this process and its children (MB)."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def main() -> None:
    """Command line → the figures."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--workers", type=int, default=1)
    args = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages = demo.unpack(Path(folder) / "pages")
        texts = [document(p).text for p in find([str(pages)], Path(folder)) if isinstance(p, RawPage)]
        words = sum(len(t.split()) for t in texts)
        nlp = model()
        list(nlp.pipe(texts[:4]))  # the first documents pay for warming up
        start = time.perf_counter()
        list(nlp.pipe(texts, batch_size=32))
        bare = time.perf_counter() - start
        for round_ in ("first", "second"):  # the first builds what is cached once an installation
            start = time.perf_counter()
            local.read([str(pages)], Path(folder) / f"{round_}.duckdb", workers=args.workers, clock=datetime.now(UTC))
            whole = time.perf_counter() - start
        print(f"{len(texts)} pages, {words} words, {args.workers} worker(s)")
        print(f"bare parser   {len(texts) / bare:6.1f} pages/s  {words / bare:8.0f} words/s")
        print(f"foreshock     {len(texts) / whole:6.1f} pages/s  {words / whole:8.0f} words/s  ({bare / whole:.2f} of the bare parser)")
        print(f"peak memory   {peak():6.0f} MB")


if __name__ == "__main__":
    main()
