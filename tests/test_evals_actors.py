"""The set of mentions and pointers is sound: phrases occur, ids are known, nothing stands twice; a slice is resolved."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

from foreshock.actors import registry

ROOT = Path(__file__).parent.parent / "evals"


def evaluation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evals_actors", ROOT / "actors.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_mentions_are_sound() -> None:
    ev = evaluation()
    rows = ev.rows(ev.MENTIONS)
    assert len({r["id"] for r in rows}) == len(rows)
    assert len({(r["text"], r["date"], r["mention"], r.get("nth", 0)) for r in rows}) == len(rows)
    for row in rows:
        assert ev.place_of(row["text"], row["mention"], row.get("nth", 0)) >= 0
        assert date.fromisoformat(row["date"])
        assert row["as"] in ("actor", "place", "neither")
        assert row["actor"] is None or registry().get(row["actor"]) is not None, row["id"]


def test_pointers_are_sound() -> None:
    ev = evaluation()
    for row in ev.rows(ev.COREFERENCE):
        for link in row["links"]:
            ev.place_of(row["text"], link["mention"], link.get("nth", 0))
            assert link["actor_of"] in row["text"]


def test_a_slice_is_resolved() -> None:
    ev = evaluation()
    found = ev.mentions_judged(ev.rows(ev.MENTIONS)[4:24])["all"]
    assert ev.share(found["actor id"]) >= 90
    assert ev.share(found["no wrong actor"]) >= 98
