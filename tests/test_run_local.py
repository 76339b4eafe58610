"""Reading pages into a store: resume, one worker or two, pages that fail or kill, and SIGKILL at any moment."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from foreshock import demo
from foreshock.desk import Desk
from foreshock.errors import ModelMismatch, UnreadablePage
from foreshock.exchange.json_store import as_text
from foreshock.read import RawPage
from foreshock.run import local, plan, record
from foreshock.run.plan import Outcome, Progress, fingerprint
from foreshock.store import Store, check
from foreshock.types import Document, Reading
from storemade import CLOCK, happenings, read_page, rows

STORY = "Story {0}\n\nThe envoy of Marsh {0} met the council.\nAnd (العراق) \U0001f600 waited."


def pages(folder: Path, count: int, **special: str) -> Path:
    """Folder, number of pages, words for some of them by number → the folder with those pages."""
    folder.mkdir(exist_ok=True)
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(special.get(f"p{n}", STORY.format(f"n{n}")), encoding="utf-8")
    return folder


read = partial(local.read, clock=CLOCK, read_page=read_page, happenings=happenings)


def test_pages_are_stored_and_the_second_time_left_alone(tmp_path: Path) -> None:
    folder, store = pages(tmp_path / "pages", 5), tmp_path / "s.duckdb"
    seen: list[Progress] = []
    first = read([str(folder)], store, progress=seen.append)
    assert (first.stored, first.unchanged, first.failed) == (5, 0, ())
    assert [p.done for p in seen] == [1, 2, 3, 4, 5]
    assert {p.total for p in seen} == {5}
    before = rows(store)
    second = read([str(folder)], store, clock=CLOCK + timedelta(days=1), read_page=never)
    assert (second.stored, second.unchanged, second.failed) == (0, 5, ())
    assert rows(store) == before
    assert check(store) == []
    with Store.open(store) as opened:
        assert [r.counts for r in opened.runs()] == [{"stored": 5, "unchanged": 0, "failed": 0}, {"stored": 0, "unchanged": 5, "failed": 0}]
        assert all(r.ended is not None and r.ended >= r.started for r in opened.runs())
        assert sorted(d.address for d in opened.documents()) == [f"pages/{n:03}.txt" for n in range(5)]


def never(page: Document) -> Reading:
    raise AssertionError(f"{page.address} was read a second time")


def test_a_changed_page_is_read_again(tmp_path: Path) -> None:
    folder, store = pages(tmp_path / "pages", 3), tmp_path / "s.duckdb"
    read([str(folder)], store)
    pages(folder, 3, p1=STORY.format("changed"))
    told = read([str(folder)], store)
    assert (told.stored, told.unchanged) == (1, 2)
    with Store.open(store) as opened:
        assert len(opened.documents()) == 3
        assert any("changed" in d.text for d in opened.documents())
        assert sum("n1" in d.text for d in opened.documents()) == 0


def test_one_bad_page_costs_no_other(tmp_path: Path) -> None:
    folder, store = pages(tmp_path / "pages", 4, p1="POISON in the text.", p2="REFUSE this one."), tmp_path / "s.duckdb"
    (folder / "004.txt").write_bytes(b"")
    told = read([str(folder), str(tmp_path / "nothing.html")], store)
    assert told.stored == 2
    failed = {f.address: f.reason for f in told.failed}
    assert sorted(failed) == ["nothing.html", "pages/001.txt", "pages/002.txt", "pages/004.txt"]
    assert failed["pages/001.txt"] == "reading it failed: ZeroDivisionError: a defect that one page brings out"
    assert failed["pages/002.txt"] == "this page is not for reading. Choose another."
    assert check(store) == []
    with Store.open(store) as opened:
        assert opened._connection.execute("SELECT count(*) FROM ledger WHERE outcome = 'failed'").fetchone()[0] == 4


def test_without_keep_going_the_first_bad_page_ends_it(tmp_path: Path) -> None:
    folder, store = pages(tmp_path / "pages", 4, p1="POISON in the text."), tmp_path / "s.duckdb"
    with pytest.raises(UnreadablePage, match=r"001\.txt"):
        read([str(folder)], store, keep_going=False)
    with Store.open(store) as opened:
        assert [d.address for d in opened.documents()] == ["pages/000.txt"]
        assert opened.stale


def mismatch(page: Document) -> Reading:
    raise ModelMismatch("other weights. Reinstall them.")


def test_the_wrong_model_is_no_fault_of_the_page(tmp_path: Path) -> None:
    with pytest.raises(ModelMismatch):
        read([str(pages(tmp_path / "pages", 2))], tmp_path / "s.duckdb", read_page=mismatch)


def test_two_workers_give_the_same_rows_as_one_and_outlive_a_killing_page(tmp_path: Path) -> None:
    folder = pages(tmp_path / "pages", 14, p3="KILL the reader.", p7="POISON in the text.")
    two = read([str(folder)], tmp_path / "two.duckdb", workers=2)
    assert [f.address for f in two.failed] == ["pages/003.txt", "pages/007.txt"]
    assert "killed its worker" in two.failed[0].reason
    assert two.stored == 12
    (folder / "003.txt").write_text("POISON too.", encoding="utf-8")
    read([str(folder)], tmp_path / "one.duckdb")
    assert rows(tmp_path / "one.duckdb") == rows(tmp_path / "two.duckdb")
    assert check(tmp_path / "two.duckdb") == []


def test_the_order_of_the_input_plays_no_part(tmp_path: Path) -> None:
    folder = pages(tmp_path / "pages", 6)
    files = sorted(map(str, folder.iterdir()))
    told = []
    for n, order in enumerate((files, files[::-1])):
        read(order, tmp_path / f"{n}.duckdb")
        with Store.open(tmp_path / f"{n}.duckdb") as opened:
            told.append((list(opened.readings()), list(opened.events())))
    assert told[0] == told[1]
    assert len(told[0][0]) == 6


def test_real_pages_give_the_same_export_however_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo.unpack(tmp_path / "pages")
    files = sorted(map(str, (tmp_path / "pages").glob("*.html")))[:10]
    local.read(files, tmp_path / "one.duckdb", clock=CLOCK)
    local.read(files[::-1], tmp_path / "eight.duckdb", workers=8, clock=CLOCK)
    monkeypatch.setattr(plan, "BATCH", 1)
    for part in (files[6:], files[:7], files):  # as after two runs that were cut short
        local.read(part, tmp_path / "parts.duckdb", clock=CLOCK)
    one, eight, parts = (as_text(Desk(tmp_path / f"{name}.duckdb").holdings()) for name in ("one", "eight", "parts"))
    assert one == eight == parts
    assert one.count("\n") > 100


def test_a_run_says_what_it_was_made_of(tmp_path: Path) -> None:
    run = record.new_run({"k": "v"}, ["a.html", "b\udcff.html"], CLOCK)
    assert run == record.new_run({"k": "v"}, ["a.html", "b\udcff.html"], CLOCK)
    assert run.id != record.new_run({"k": "v"}, ["a.html"], CLOCK).id
    assert run.id != record.new_run({"k": "v"}, ["a.html", "b\udcff.html"], CLOCK + timedelta(seconds=1)).id
    assert run.inputs == ("a.html", "b\\xff.html")
    assert run.settings["k"] == "v"
    assert run.settings["spacy"][0].isdigit()
    assert all(len(sha) == 64 for sha in (*run.models.values(), *run.resources.values()))
    assert {"plover/types.tsv", "words/shadow.tsv", "actors/data/states.tsv"} <= set(run.resources)
    assert run.code.startswith("0.")
    assert record.new_run({}, [], CLOCK.replace(tzinfo=None)).started == CLOCK


def test_whatever_the_container_tells_is_part_of_a_pages_fingerprint() -> None:
    page = RawPage("a.jsonl#1", "record", "the text")
    other = [replace(page, title="t"), replace(page, body="the text."), replace(page, authors=("x",)), replace(page, body=b"the text ")]
    assert len({fingerprint(p) for p in (page, *other)}) == 5
    assert fingerprint(page) == fingerprint(replace(page))


LOOP = """
import sys
from datetime import datetime, UTC
from foreshock.run import local, plan, record
import storemade
record.code, record.resources = (lambda: "0.1"), (lambda: ())
plan.BATCH, plan.BATCH_SECONDS = 3, 60
if __name__ == "__main__":
    print("ready", flush=True)
    local.read([sys.argv[1]], sys.argv[2], clock=datetime.now(UTC), read_page=storemade.read_page, happenings=storemade.happenings,
               progress=lambda p: print(p.stored, flush=True))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_killed_at_any_moment_nothing_committed_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, store = pages(tmp_path / "pages", 60), tmp_path / "s.duckdb"
    monkeypatch.setattr(record, "code", lambda: "0.1")  # as in LOOP: someone may edit the package while the suite runs
    monkeypatch.setattr(record, "resources", lambda: ())
    dice, had, told = random.Random(7), 0, 0
    for line in ("ready\n", "3\n", "3\n", "3\n"):  # the first is killed while it makes the store
        said = killed_after(folder, store, line, dice.uniform(0.0, 0.4))
        if not store.exists():
            continue
        assert [p for p in check(store) if "older than" not in p] == []
        with Store.open(store) as opened:
            kept = len(opened.documents())
        assert kept >= had + said
        had, told = kept, told + said
    assert 9 <= told < 60
    outcome = read([str(folder)], store)
    assert outcome.stored == 60 - had
    assert check(store) == []
    read([str(folder)], tmp_path / "whole.duckdb")
    assert without_run(rows(store)) == without_run(rows(tmp_path / "whole.duckdb"))


def killed_after(folder: Path, store: Path, line: str, seconds: float) -> int:
    """Folder, store, a line, a time → how many pages a process said it had committed, killed that long after it said the line."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", LOOP, str(folder), str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        while process.stdout.readline() != line:
            assert process.poll() is None
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return max((int(line) for line in process.stdout.read().splitlines() if line.isdigit()), default=0)


def without_run(told: dict[str, list[str]]) -> dict[str, list[str]]:
    """Rows as text → the same without the ids of runs."""
    import re

    return {table: sorted(re.sub(r"'r-[0-9a-f]{12}'", "'r'", row) for row in held) for table, held in told.items()}


def test_an_outcome_names_its_run(tmp_path: Path) -> None:
    told = read([str(pages(tmp_path / "pages", 1))], tmp_path / "s.duckdb")
    assert isinstance(told, Outcome)
    with Store.open(tmp_path / "s.duckdb") as opened:
        assert [r.id for r in opened.runs()] == [told.run.id]
        assert opened.runs()[0].inputs == (str(tmp_path / "pages"),)
