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
