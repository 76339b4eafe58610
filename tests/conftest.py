"""What several tests share: the packaged example, read once, and the page with the traps."""

import os
from pathlib import Path

import pytest

import foreshock
from foreshock import demo

os.environ.setdefault("OMP_NUM_THREADS", "1")
PAGE = Path(__file__).parents[1] / "evals/article/page.txt"


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> foreshock.Desk:
    """A desk that has read the whole packaged example and the page with the traps; tests must not write to it."""
    folder = tmp_path_factory.mktemp("desk")
    pages = demo.unpack(folder / "pages")
    (pages / "traps.txt").write_bytes(PAGE.read_bytes())
    desk = foreshock.open(folder / "desk.duckdb")
    outcome = desk.read(pages)
    assert not outcome.failed
    return desk


@pytest.fixture(scope="session")
def report(desk: foreshock.Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the whole packaged example, written once."""
    return desk.report(tmp_path_factory.mktemp("report") / "report.html")


@pytest.fixture(scope="session")
def few_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small piece of the packaged example, of every kind of file: a folder with nine pages; tests must not write to it."""
    whole = demo.unpack(tmp_path_factory.mktemp("whole"))
    pages = tmp_path_factory.mktemp("few") / "pages"
    pages.mkdir()
    for name in ("analysis-2019-06-drone.html", "analysis-2020-01-next.html", "release-2020-06-caesar.txt"):
        (pages / name).write_bytes((whole / name).read_bytes())
    lines = (whole / "tigris-wire.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (pages / "tigris-wire.jsonl").write_text("".join(lines[-2:]), encoding="utf-8")
    head, *items = (whole / "tigris-wire.rss").read_text(encoding="utf-8").replace("</channel>", "<item>").split("<item>")
    (pages / "tigris-wire.rss").write_text(f"{head}<item>{'<item>'.join(items[:2])}</channel></rss>", encoding="utf-8")
    records = (whole / "archive.warc.gz").read_bytes().split(b"\x1f\x8b\x08")
    (pages / "archive.warc.gz").write_bytes(b"".join(b"\x1f\x8b\x08" + r for r in records[-2:]))
    return pages


@pytest.fixture(scope="session")
def few(few_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> foreshock.Desk:
    """A desk that has read the small piece; tests must not write to it."""
    desk = foreshock.open(few_pages.parent / "few.duckdb")
    outcome = desk.read(few_pages)
    assert (outcome.stored, outcome.failed) == (9, ())
    return desk
