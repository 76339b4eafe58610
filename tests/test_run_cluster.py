"""Reading on a Dask cluster: the same rows as one process, each page once, whoever dies: a worker, the scheduler, the writer."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import foreshock
from foreshock.errors import BadInput, ClusterLost, NotTheSame, UnreadablePage
from foreshock.exchange.json_store import as_text
from foreshock.read import find
from foreshock.run import cluster, local, plan, record, shards
from foreshock.run.plan import Page, fingerprint
from foreshock.run.shards import Shard
from foreshock.store import Store, check
from foreshock.types import Document, Reading
from storemade import CLOCK, happenings, read_page, rows, run
from test_cli import run as command

os.environ.setdefault("DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD", "forkserver")  # a killed worker is back sooner
pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
STORY = "Story {0}\n\nThe envoy of Marsh {0} met the council.\nAnd (العراق) \U0001f600 waited."
TESTS = str(Path(__file__).parent)


def slowly(page: Document) -> Reading:
    """Document → its reading, after a while in which its worker can be killed."""
    time.sleep(0.03)
    return read_page(page)


read_here = partial(local.read, clock=CLOCK, read_page=read_page, happenings=happenings)
read_there = partial(cluster.read, clock=CLOCK, read_page=read_page, happenings=happenings)


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    """A client of a cluster of two workers."""
    with cluster.connected("local:2") as client:
        yield client


@pytest.fixture
def address(workers: Any) -> str:
    return str(workers.scheduler.address)


def texts(folder: Path, count: int, **special: str) -> Path:
    folder.mkdir(exist_ok=True)
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(special.get(f"p{n}", STORY.format(f"n{n}")), encoding="utf-8")
    return folder


def record_of(n: int) -> bytes:
    page = f"<html><body><article><p>Envoy w{n} met the council of the marshes.</p></article></body></html>".encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n:08}>\r\nWARC-Date: 2017-03-09T00:00:00Z\r\n"
            f"WARC-Target-URI: http://e.org/{n}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n")
    return head.encode() + http + b"\r\n\r\n"


def lines(count: int) -> bytes:
    return b"".join(json.dumps({"text": STORY.format(f"l{n}"), "published": "2017-03-09"}).encode() + b"\n" for n in range(count))


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder with every kind of file, whole and damaged, in which pages lie."""
    folder = texts(tmp_path / "pages", 5)
    records = [record_of(n) for n in range(11)]
    (folder / "a.warc").write_bytes(b"".join(records))
    (folder / "b.warc.gz").write_bytes(b"".join(gzip.compress(r) for r in records))
    (folder / "c.warc.gz").write_bytes(b"".join(gzip.compress(r) for r in records)[:-20])
    (folder / "d.warc").write_bytes(b"".join(records[:5]) + b"stray bytes\r\n" + b"".join(records[5:]))
    (folder / "e.jsonl").write_bytes(lines(7) + b'{"text": \n' + b"\n" + lines(4))
    (folder / "f.jsonl.gz").write_bytes(gzip.compress(lines(9)))
    (folder / "g.rss").write_text("<rss><channel><title>W</title>" + "".join(
        f"<item><guid>{n}</guid><title>T{n}</title><description>Envoy f{n} met them all.</description></item>" for n in range(4)
    ) + "</channel></rss>", encoding="utf-8")
    table = pa.table({"text": [STORY.format(f"q{n}") for n in range(10)], "id": [f"row{n}" for n in range(10)], "more": list(range(10))})
    pq.write_table(table, folder / "h.parquet", row_group_size=4)
    (folder / "i.parquet").write_bytes((folder / "h.parquet").read_bytes()[:-9])
    (folder / "j.warc.gz").write_bytes(b"")
    return folder


def told(found: Any) -> tuple[str, str | None]:
    return (found.address, found.reason if isinstance(found, UnreadablePage) else fingerprint(found))


def test_shards_hold_the_very_pages_that_files_hold_when_read_whole(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "TOGETHER", 3)
    whole = [told(f) for f in find([str(mixed)], mixed.parent)]
    with Store.open(mixed.parent / "s.duckdb", "write", create=True) as store:
        store.begin(run())
        made = list(shards.shards(store, [str(mixed)], mixed.parent))
    pages = [(p.address, p.reason or p.fingerprint) for s in made for p in s.found()]
    assert sorted(pages) == sorted(whole)
    assert len(whole) > 60
    stretches = [t for s in made for t in s.stretches]
    assert {Path(t.path).name for t in stretches if not t.whole} == {"a.warc", "b.warc.gz", "c.warc.gz", "d.warc", "e.jsonl", "h.parquet"}
    assert sum(Path(t.path).name == "b.warc.gz" for t in stretches) == 4
    assert max(len(list(s.found())) for s in made) <= 4


def test_what_was_seen_is_left_alone_by_whoever_opens_it(mixed: Path) -> None:
    store = mixed.parent / "s.duckdb"
    read_here([str(mixed)], store)
    with Store.open(store, "write") as opened:
        opened.begin(record.new_run({}, [str(mixed)], CLOCK))
        left = [p for s in shards.shards(opened, [str(mixed)], mixed.parent) for p in s.found() if p.reason is None]
    assert len(left) > 50
    assert {p.raw for p in left} == {None}


def test_pages_are_read_where_fsspec_finds_them(mixed: Path, tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.duckdb", "write", create=True) as store:
        store.begin(run())
        made = list(shards.shards(store, [f"file://{mixed}/*.warc", f"file://{mixed}/000.txt"], tmp_path))
        with pytest.raises(BadInput, match="nowhere"):
            list(shards.shards(store, ["nowhere://x/y"], tmp_path))
    found = [p.address for s in made for p in s.found() if p.reason is None]
    assert len(found) == 23
    assert all(a.startswith(f"file://{mixed}/") for a in found)


def test_a_cluster_gives_the_rows_of_one_process(mixed: Path, address: str) -> None:
    for n, text in ((1, "POISON in the text."), (2, "REFUSE this one.")):
        (mixed / f"00{n}.txt").write_text(text, encoding="utf-8")
    one, two = mixed.parent / "one.duckdb", mixed.parent / "two.duckdb"
    here, there = read_here([str(mixed)], one), read_there([str(mixed)], two, cluster=address)
    assert (there.stored, there.unchanged) == (here.stored, here.unchanged)
    assert sorted(map(str, there.failed)) == sorted(map(str, here.failed))
    assert rows(two) == rows(one)
    assert check(two) == []
    again = read_there([str(mixed)], two, cluster=address)
    assert (again.stored, again.unchanged) == (0, here.stored)


def test_with_the_real_reader_the_export_is_the_same_byte_for_byte(few_pages: Path, few: foreshock.Desk, address: str) -> None:
    desk = foreshock.open(few_pages.parent / "cluster.duckdb")
    with Store.open(few.path) as store:
        clock = store.runs()[0].started
    assert desk.read(few_pages, dask=address, clock=clock).stored == 9
    assert as_text(desk.holdings()) == as_text(few.holdings())


def test_a_page_that_kills_its_worker_is_named_and_costs_no_other(tmp_path: Path, address: str) -> None:
    folder = texts(tmp_path / "pages", 6, p3="KILL the reader.")
    outcome = read_there([str(folder)], tmp_path / "s.duckdb", cluster=address)
    assert outcome.stored == 5
    assert [(f.address, f.reason) for f in outcome.failed] == [("pages/003.txt", plan.KILLED)]
    assert check(tmp_path / "s.duckdb") == []


def test_workers_may_be_killed_at_any_time(tmp_path: Path, workers: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "TOGETHER", 4)
    folder = texts(tmp_path / "pages", 60)
    killed = []

    def kill(progress: plan.Progress) -> None:
        if progress.done in (10, 30):
            pids = sorted(workers.run(os.getpid).values())
            os.kill(pids[progress.done % len(pids)], signal.SIGKILL)
            killed.append(progress.done)

    outcome = read_there([str(folder)], tmp_path / "two.duckdb", cluster=address, read_page=slowly, progress=kill)
    assert killed
    assert (outcome.stored, outcome.failed) == (60, ())
    read_here([str(folder)], tmp_path / "one.duckdb")
    assert rows(tmp_path / "two.duckdb") == rows(tmp_path / "one.duckdb")


WRITER = """
import sys
from datetime import datetime, UTC
from foreshock.run import cluster, plan, record, shards
import storemade, test_run_cluster
record.code, record.resources = (lambda: "0.1"), (lambda: ())
plan.BATCH, plan.BATCH_SECONDS, shards.TOGETHER = 3, 60, 3
cluster.read([sys.argv[1]], sys.argv[2], cluster=sys.argv[3], clock=datetime.now(UTC), read_page=test_run_cluster.slowly,
             happenings=storemade.happenings, progress=lambda p: print(p.stored, flush=True))
"""


@contextmanager
def process(*command: str) -> Iterator[subprocess.Popen[str]]:
    """A command of Python → the process; it is killed in the end."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([TESTS, os.environ.get("PYTHONPATH", "")])}
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, *command], text=True, env=environment, **told) as made:  # type: ignore[call-overload]
        try:
            yield made
        finally:
            made.kill()




def test_the_writer_may_be_killed_and_another_takes_up_its_work(
    tmp_path: Path, workers: Any, address: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, store = texts(tmp_path / "pages", 40), tmp_path / "s.duckdb"
    monkeypatch.setattr(record, "code", lambda: "0.1")  # someone may edit the package while the suite runs
    monkeypatch.setattr(record, "resources", lambda: ())
    workers.run(_say, "0.1")
    with process("-c", WRITER, str(folder), str(store), address) as writer:
        assert writer.stdout is not None
        while writer.stdout.readline() != "9\n":
            assert writer.poll() is None
        writer.send_signal(signal.SIGKILL)
    with Store.open(store) as opened:
        kept = len(opened.documents())
        assert opened.stale
    assert 9 <= kept < 40
    assert plan.cut_short(store) == (str(folder),)
    outcome = read_there(plan.cut_short(store), store, cluster=address, clock=datetime.now(UTC))
    workers.run(_say, "")
    assert (outcome.stored, outcome.unchanged) == (40 - kept, kept)
    assert check(store) == []
    with pytest.raises(BadInput, match="no run was cut short"):
        plan.cut_short(store)
    read_here([str(folder)], tmp_path / "whole.duckdb")
    assert without_run(store) == without_run(tmp_path / "whole.duckdb")


def _say(code: str) -> None:
    """What a worker is to tell of its code: as WRITER has it; "" for the truth."""
    truth = getattr(record, "_truth", record.code)
    record._truth = truth  # type: ignore[attr-defined]
    record.code = (lambda: code) if code else truth  # type: ignore[assignment]


def without_run(store: Path) -> dict[str, list[str]]:
    return {table: sorted(re.sub(r"'r-[0-9a-f]{12}'", "'r'", row) for row in held) for table, held in rows(store).items()}


def test_the_scheduler_may_be_killed_and_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "TOGETHER", 2)
    monkeypatch.setattr(plan, "BATCH", 2)
    folder, store = texts(tmp_path / "pages", 40), tmp_path / "s.duckdb"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    where = f"tcp://127.0.0.1:{port}"
    scheduler = ("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    worker = ("-m", "distributed.cli.dask_worker", where, "--nthreads", "1", "--no-nanny", "--no-dashboard")
    with process(*scheduler) as first, process(*worker):

        def kill(progress: plan.Progress) -> None:
            if progress.stored >= 6:
                first.kill()

        with pytest.raises(ClusterLost, match="--resume"):
            read_there([str(folder)], store, cluster=where, read_page=slowly, progress=kill)
    with Store.open(store) as opened:
        kept = len(opened.documents())
    assert 6 <= kept < 40
    with process(*scheduler), process(*worker):
        outcome = read_there(plan.cut_short(store), store, cluster=where, clock=CLOCK + timedelta(days=1))
    assert (outcome.stored, outcome.unchanged, outcome.failed) == (40 - kept, kept, ())
    assert check(store) == []
    read_here([str(folder)], tmp_path / "whole.duckdb")
    assert without_run(store) == without_run(tmp_path / "whole.duckdb")


def test_the_command_line_takes_up_what_was_cut_short(tmp_path: Path, address: str) -> None:
    folder, store = texts(tmp_path / "pages", 3), tmp_path / "s.duckdb"
    with Store.open(store, "write", create=True) as opened:
        opened.begin(record.new_run({}, [str(folder)], CLOCK))  # and then its process was killed
    code, out, err = command("read", "--resume", "--store", store, "--dask", address, "--quiet")
    assert (code, err) == (0, "")
    assert "3 pages stored, 0 already there" in out
    code, _, err = command("read", "--resume", "--store", store)
    assert code == 2
    assert "no run was cut short" in err
    assert command("read", "--store", store)[0] == 2


def one_page(shard: Shard) -> list[Page]:
    return list(shard.pages)


def test_no_more_is_given_out_than_the_writer_has_taken_in(workers: Any) -> None:
    given = []

    def source() -> Iterator[Shard]:
        for n in range(40):
            given.append(n)
            yield Shard((Page(str(n)),))

    most = cluster.AHEAD * sum(workers.nthreads().values())
    for taken, _ in enumerate(cluster.by_workers(workers, source(), one_page)):
        time.sleep(0.002)
        assert len(given) - taken <= most
    assert len(given) == 40


def test_a_worker_with_another_foreshock_reads_nothing() -> None:
    with pytest.raises(NotTheSame, match="Install the same"):
        cluster.read_shard(Shard((Page("a"),)), read_page, code="0.0")


def test_where_no_scheduler_is_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER", 0.5)
    with pytest.raises(BadInput, match="no scheduler answers"):
        read_there([str(texts(tmp_path / "pages", 1))], tmp_path / "s.duckdb", cluster="tcp://127.0.0.1:9")
    with pytest.raises(BadInput, match="local:4"), cluster.connected("local:many"):
        pass
