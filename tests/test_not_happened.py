"""What is denied, feared, planned or a reader's word never counts as having happened, in any view or export, unless asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import foreshock
from foreshock.cli import app
from foreshock.exchange import FORMATS

HEAD = "The page of the day\n\nMarch 2, 2019\n\n"
PAGES = {
    "denied": "Israel denied that it had shelled Lebanon. Jordan denied bombing Sudan.",
    "feared": "Officials fear that Egypt will bomb Ethiopia. Libya may attack Tunisia.",
    "planned": "Chad plans to invade Niger. Kenya will attack Somalia.",
    "said by a reader": "The minister spoke on Monday.\n\n1 comment\n\n1. Ana, March 3, 2019\n\nPeru bombed Chile and Chile invaded Peru.",
}
# Views that draw on events and ties; the others read, look after a store, or speak of the registry alone.
VIEWS = {"documents", "events", "statements", "disputes", "roles", "ties", "courses", "forecast", "watchlist", "why", "brief", "export",
         "report", "actors list"}


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> foreshock.Desk:
    """A store of pages in which nothing has happened."""
    folder = tmp_path_factory.mktemp("nothing")
    for name, text in PAGES.items():
        (folder / f"{name}.txt").write_text(HEAD + text + "\n", encoding="utf-8")
    desk = foreshock.open(folder / "s.duckdb")
    assert not desk.read(folder).failed
    return desk


def told(*words: str) -> str:
    found = CliRunner().invoke(app, list(words))
    assert found.exit_code == 0, found.output
    return found.output


def test_every_view_takes_a_status() -> None:
    def walk(command, name=""):
        for key, below in getattr(command, "commands", {}).items():
            yield from walk(below, f"{name}{key} ") if hasattr(below, "commands") else [(name + key, below)]

    options = {name: {o for p in c.params for o in p.opts} for name, c in walk(typer.main.get_command(app))}
    assert options.keys() >= VIEWS
    assert not [name for name in sorted(VIEWS) if "--status" not in options[name]]


def test_no_event_or_tie_is_actual(nothing: foreshock.Desk) -> None:
    assert {e.status for e in nothing.events()} == {"negated", "future", "hypothetical"}
    assert not list(nothing.events(status="actual"))
    assert not list(nothing.ties(status="actual"))
    assert all(t.status in {"future", "hypothetical"} and t.hedged for t in nothing.ties())
    assert not list(nothing.courses(status="actual"))


def test_a_denied_act_makes_no_tie(nothing: foreshock.Desk) -> None:
    pairs = {frozenset((t.subject, t.target)) for t in nothing.ties()}
    assert frozenset(("ISR", "LBN")) not in pairs
    assert frozenset(("JOR", "SDN")) not in pairs
    assert frozenset(("PER", "CHL")) not in pairs


def test_a_comment_counts_only_when_asked_for_and_stays_its_own(nothing: foreshock.Desk) -> None:
    assert not [e for e in nothing.events() if e.part_kinds == ("comment",)]
    assert all(e.part_kinds == ("comment",) for e in nothing.events(part="comment"))


def test_the_brief_tells_of_nothing_that_happened(nothing: foreshock.Desk) -> None:
    text = told("brief", str(nothing.path))
    assert "Lately happened (material events)\n  • nothing to tell" in text
    assert "Not counted as having happened" in text


@pytest.mark.parametrize("view", ["events", "ties", "courses"])
def test_views_asked_for_what_happened_are_empty(nothing: foreshock.Desk, view: str) -> None:
    rows = json.loads(told(view, str(nothing.path), "--status", "actual", "--json"))
    assert not (rows if isinstance(rows, list) else rows.get(view))


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_exports_of_what_happened_hold_none_of_it(nothing: foreshock.Desk, tmp_path: Path, format: str) -> None:
    out = tmp_path / "out"
    nothing.export(out, format, status="actual")
    files = [p for p in ([out] if out.is_file() else sorted(out.rglob("*"))) if p.is_file()]
    kept = b"\n".join(p.read_bytes() for p in files)
    assert files
    shown = b'"exact": "' if format == "annotations" else b""  # an annotation quotes what stands beside it, too
    for words in (b"Kenya will attack", b"Libya may attack", b"Peru bombed"):  # what is only said stands as a statement
        assert shown + words not in kept or b"The page of the day" in kept  # a whole page is quoted only where documents are
    assert b'"ASSAULT"' not in kept


def test_exports_say_the_status(nothing: foreshock.Desk, tmp_path: Path) -> None:
    nothing.export(tmp_path / "s.json", "json")
    events = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["events"]
    assert events
    assert not [e for e in events if e["status"] == "actual"]
