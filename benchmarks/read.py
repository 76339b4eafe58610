"""Pages of 400 to 600 words → how fast they become rows, against spaCy and trafilatura alone on the same pages and cores in the same run.

    python benchmarks/read.py [--pages 256] [--cores 1 2] [--profile benchmarks/read_profile.txt]
    python benchmarks/read.py --growth 1000 10000 100000 [--cores 1]

Prints pages a second end to end (HTML files to rows in the store, happenings rebuilt), the same for spaCy's tagger, parser and names alone
(en_core_web_sm; batches of 32 texts), for all of its pipeline as it ships (lemmas, too), for the three again with numpy's matrices, which
are faster on processors that thinc's do not know, and for trafilatura's extraction alone; their ratios and peak memory.
Seconds are of processor, of all processes together, divided by the cores: on a machine that others use too the clock says little. It stands
beside them. What a process takes to load its models is in none of them: of ours, the time for a few pages is taken off that for all.

With --growth so many short pages go into a store of their own, to see what grows faster than their number: processor a page, and what of it
comes after the last page (happenings, closing); peak memory of the process that writes and of the largest that reads; size of the store.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import os
import pstats
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache, partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from pages import html, pages, short_pages

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # the work is done in processes of its own, which load numpy after this: a core is a core

FEW = 40  # pages that are read to know what starting takes
CHUNK = 32  # texts that a reference takes at once


class Took(NamedTuple):
    """Seconds of processor (of all processes), seconds on the clock."""

    processor: float
    clock: float

    def less(self, other: Took) -> Took:
        """→ what is left of it beyond another."""
        return Took(self.processor - other.processor, self.clock - other.clock)


def main() -> None:
    """Command line → the figures."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--pages", type=int, default=256)
    ask.add_argument("--cores", type=int, nargs="+", default=[1, 2])
    ask.add_argument("--profile", type=Path, help="write a profile of the reading, on one core, to this file instead")
    ask.add_argument("--growth", type=int, nargs="+", help="read so many short pages instead, each number into a store of its own")
    args = ask.parse_args()
    if args.growth:
        for count in args.growth:
            print(grown(count, args.cores[0]), flush=True)
        return
    made = list(pages(args.pages + FEW))
    words = sum(len(page.text.split()) for page in made) // len(made)
    with tempfile.TemporaryDirectory() as folder:
        for page in made:
            (Path(folder) / f"{page.name}.html").write_text(html(page), encoding="utf-8")
        files = sorted(Path(folder).glob("*.html"))
        if args.profile:
            profiled(files, args.profile)
            return
        print(f"{args.pages} pages of {words} words and {files[0].stat().st_size // 1024} KB")
        for cores in args.cores:
            texts = [page.text for page in made[FEW:]]
            spacy = {name: reference(work, texts, cores) for name, work in
                     (("tagger, parser, names", parse), ("as it ships", parse_all), ("the three by numpy", parse_by_numpy))}
            main_text = reference(extract, [str(f) for f in files[FEW:]], cores)
            ours = read(files, cores).less(read(files[:FEW], cores))
            for name, took in spacy.items():
                show(f"spaCy, {name}, {cores} core(s)", took, args.pages, cores)
            show(f"trafilatura alone, {cores} core(s)", main_text, args.pages, cores)
            show(f"foreshock, {cores} core(s)", ours, args.pages, cores)
            for name, took in spacy.items():
                print(f"  {took.processor / ours.processor:.2f} times spaCy, {name} (by the clock {took.clock / ours.clock:.2f})")
            print(f"  trafilatura alone is {100 * main_text.processor / ours.processor:.0f} % of our time")
    print(f"peak memory of the largest process: {peak():.0f} MB")


def show(what: str, took: Took, count: int, cores: int) -> None:
    """Name, time, pages, cores → a line."""
    print(f"{what:44} {count * cores / took.processor:7.1f} pages/s by processor  {count / took.clock:7.1f} by the clock")


def peak() -> float:
    """→ the peak memory of this process or the largest of its children (MB)."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


@cache
def _spacy(without: tuple[str, ...] = ("attribute_ruler", "lemmatizer")) -> Any:
    from foreshock.understand.model import PACKAGE

    return import_module(PACKAGE).load(exclude=without)


def parse(texts: Sequence[str]) -> None:
    """Texts → tagged, parsed, names found; the results thrown away."""
    for _ in _spacy().pipe(texts, batch_size=CHUNK):
        pass


def parse_all(texts: Sequence[str]) -> None:
    """Texts → all that spaCy's pipeline does as it ships; the results thrown away."""
    for _ in _spacy(()).pipe(texts, batch_size=CHUNK):
        pass


def parse_by_numpy(texts: Sequence[str]) -> None:
    """Texts → as `parse`, with matrices multiplied by numpy's library."""
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))  # before the pipeline is loaded, in a process of its own
    parse(texts)


def extract(paths: Sequence[str]) -> None:
    """Paths of pages → their main text, thrown away."""
    import trafilatura

    for path in paths:
        trafilatura.bare_extraction(Path(path).read_bytes(), include_comments=False)


def _spent(work: Callable[[Sequence[str]], None], chunk: Sequence[str]) -> float:
    start = time.process_time()
    work(chunk)
    return time.process_time() - start


def reference(work: Callable[[Sequence[str]], None], items: Sequence[str], cores: int) -> Took:
    """What to do, with what, on how many cores → how long it took; each process has done a little of it before."""
    chunks = [items[n : n + CHUNK] for n in range(0, len(items), CHUNK)]
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(_spent, work), [items[:4]] * 4 * cores))
        start = time.perf_counter()
        spent = sum(pool.map(partial(_spent, work), chunks))
        return Took(spent, time.perf_counter() - start)


def _used() -> float:
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def read(files: Sequence[Path], cores: int) -> Took:
    """Pages, cores → how long it took to read them into a new store, in a process of its own."""
    before, start = _used(), time.perf_counter()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(into_store, [str(f) for f in files], cores).result()
    return Took(_used() - before, time.perf_counter() - start)


def into_store(paths: list[str], workers: int) -> None:
    """Paths, workers → the pages read into a store, which is thrown away."""
    from foreshock.run import local

    folder = Path(tempfile.mkdtemp())
    outcome = local.read(paths, folder / "all.duckdb", workers=workers, clock=datetime.now(UTC))
    assert outcome.stored == len(paths), outcome.failed[:3]
    shutil.rmtree(folder)


class Grown(NamedTuple):
    """Seconds of processor in all and after the last page, peak memory of the writing and the largest reading process (MB), bytes."""

    processor: float
    after: float
    writer: float
    reader: float
    size: int


def grown(count: int, workers: int) -> str:
    """Short pages, workers → a line on what it took to read them into a new store, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pages.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for page in short_pages(count):
                record = {"id": page.name, "title": page.title, "published": page.day.isoformat(), "text": page.text}
                file.write(json.dumps(record) + "\n")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            took = pool.submit(growing, str(path), workers).result()
    return (f"{count:7} short pages, {workers} worker(s): {1000 * took.processor / count:6.2f} ms of processor a page, of these "
            f"{1000 * took.after / count:5.2f} after the last page; peak {took.writer:.0f} MB (writer), {took.reader:.0f} MB (reader); "
            f"store {took.size / 2**20:.1f} MB, {took.size / count / 1024:.1f} KB a page")


def growing(path: str, workers: int) -> Grown:
    """A file of pages, workers → what it took to read them into a store beside it."""
    from foreshock.run import local

    store, last = Path(path).with_name("all.duckdb"), 0.0

    def progress(_: object) -> None:
        nonlocal last
        last = time.process_time()

    outcome = local.read([path], store, workers=workers, clock=datetime.now(UTC), progress=progress)
    assert not outcome.failed, outcome.failed[:3]
    own, others = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Grown(_used(), time.process_time() - last, own, others if workers > 1 else own, store.stat().st_size)


def profiled(files: Sequence[Path], path: Path) -> None:
    """Pages, where to write → the functions that take longest, by the time in and under each and by their own."""
    into_store([str(f) for f in files[:FEW]], 1)
    profile, out = cProfile.Profile(), io.StringIO()
    profile.runcall(into_store, [str(f) for f in files[FEW:]], 1)
    for order, lines in (("cumulative", 90), ("tottime", 50)):
        pstats.Stats(profile, stream=out).strip_dirs().sort_stats(order).print_stats(lines)
    path.write_text("\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
