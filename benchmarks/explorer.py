"""How fast the explorer answers over a large store: each question of its page, asked of the server in this process, with many lenses.

    python benchmarks/made_store.py 100000 large.duckdb
    python benchmarks/explorer.py large.duckdb
    python benchmarks/explorer.py large.duckdb --browser

With `--browser` a real one opens the page (`browsed.py`). Without it, first the store is opened (what the user waits for once, before the
address is printed), then every question is asked with each of the lenses, none asked before, as a click in the lens bar does. On a shared
machine the clock measures the neighbours too, so that the processor's time is told beside it.
"""

from __future__ import annotations

import itertools
import resource
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient
from threadpoolctl import threadpool_limits

import browsed
from foreshock.explore import Gate, application

FIRST = ("/about", "/counts", "/events?limit=100", "/timeline", "/map", "/documents?limit=50", "/picture")
FILTERED = ("/counts", "/events?limit=100", "/timeline", "/map", "/documents?limit=50", "/picture", "/pairs")
OPENED = ("/pair?a=IRN&b=USA", "/pair/thirds?a=IRN&b=USA", "/pair/statements?a=IRN&b=USA", "/actors/IRN", "/actors?q=iran")
HEAVY = ("/course?a=IRN&b=USA", "/courses?limit=50", "/forecast?a=IRN&b=USA", "/forecast?a=IRN&b=USA&without=level")


def lenses(about: dict[str, Any]) -> list[str]:
    """What is in the store → lenses of one to three filters, the same for the same store."""
    voices = [f"voice={v}" for v in about["voices"]]
    pages = [f"publisher={p['name']}" for p in about["publishers"][:4]] + [f"genre={g['name']}" for g in about["genres"]]
    spells = [f"since={y}-01-01&until={y + n}-12-31" for y, n in ((2015, 0), (2016, 3), (2018, 1), (2020, 5), (2024, 0))]
    kinds = ["type=ASSAULT", "type=THREATEN,ACCUSE,REJECT", "confidence=0.8", "status=actual", "actor=IRN", "actor=USA", "part=all"]
    single = [*voices, *pages, *spells, *kinds]
    pairs = [f"{a}&{b}" for a, b in itertools.product(voices[:2], (*pages[:3], *spells[:3]))]
    return single + pairs + [f"{v}&{p}&{s}" for v, p, s in zip(itertools.cycle(voices), itertools.cycle(pages), spells, strict=False)]


def asked(client: TestClient, path: str) -> tuple[float, float, int]:
    """A client, a path → milliseconds on the clock and of the processor, bytes of the answer."""
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(f"/api/v1{path}")
    took = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    assert answer.status_code == 200, (path, answer.text[:200])
    return *took, len(answer.content)


def table(rows: list[tuple[str, list[tuple[float, float, int]]]]) -> None:
    """Names and what was measured of each → a table of middles and 95th percentiles."""
    print("| question | asked | clock, middle / p95 (ms) | processor, middle / p95 (ms) | answer (KB) |\n|---|---|---|---|---|")
    for name, told in rows:
        clock, cpu = (sorted(t[i] for t in told) for i in (0, 1))
        at = max(0, round(0.95 * len(told)) - 1)
        middle, high = [statistics.median(x) for x in (clock, cpu)], [x[at] for x in (clock, cpu)]
        print(f"| {name} | {len(told)} | {middle[0]:,.0f} / {high[0]:,.0f} | {middle[1]:,.0f} / {high[1]:,.0f} "
              f"| {max(t[2] for t in told) / 1000:,.0f} |", flush=True)


def main(path: Path, heavy: bool) -> None:
    """A store → its figures, printed."""
    began, worked = time.perf_counter(), time.process_time()
    app = application(path, Gate("127.0.0.1", 8765, "t"), lambda: datetime.now(UTC))
    print(f"opened in {time.perf_counter() - began:.1f} s ({time.process_time() - worked:.1f} s of processor)", flush=True)
    client = TestClient(app, base_url="http://127.0.0.1:8765")
    about = client.get("/api/v1/about").json()
    print(f"{about['counts']['documents']:,} pages, {about['counts']['events']:,} events, {about['counts']['actors']:,} actors\n")
    table([(f"first: {p}", [asked(client, p)]) for p in FIRST])
    print()
    views = lenses(about)
    with_lens = [(p, [asked(client, f"{p}{'&' if '?' in p else '?'}{v}") for v in views]) for p in FILTERED]
    table([*with_lens, ("all of these", [t for _, told in with_lens for t in told])])
    print()
    one = client.get("/api/v1/events?limit=1").json()["events"][0]
    table([(p, [asked(client, p) for _ in range(5)]) for p in (*OPENED, f"/events/{one['id']}", f"/documents/{one['documents'][0]}")])
    if heavy:
        print()
        table([(p, [asked(client, p)]) for p in (*HEAVY, *HEAVY)])
    print(f"\npeak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:,.0f} MB")


if __name__ == "__main__":
    with threadpool_limits(1):
        browsed.main(sys.argv[1]) if "--browser" in sys.argv else main(Path(sys.argv[1]), "--heavy" in sys.argv)
