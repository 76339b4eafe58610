"""The set on who says what is itself in order: every quote is verbatim, every word is there, regions and decades vary."""

import json
from pathlib import Path

from foreshock.types import STATUSES

HERE = Path(__file__).parents[1] / "evals/statements"


def rows(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def test_the_set_is_large_and_spread():
    sentences, pages = rows("sentences.jsonl"), rows("pages.jsonl")
    assert len(sentences) > 200
    assert len(pages) >= 20
    assert len({r["text"] for r in sentences + pages}) == len({r["id"] for r in sentences + pages}) == len(sentences + pages)
    assert len({r["date"][:3] for r in sentences}) >= 5
    assert any(len(s["chain"]) >= 3 for r in sentences for s in r["statements"])
    assert {p["status"] for r in sentences for p in r["predicates"]} == set(STATUSES)


def test_the_fresh_set_is_large_enough_and_its_own():
    fresh = rows("fresh.jsonl")
    assert len([r for r in fresh if "parts" not in r]) >= 60
    assert len([r for r in fresh if "parts" in r]) >= 5
    old = {r["text"] for r in [*rows("sentences.jsonl"), *rows("pages.jsonl")]}
    assert not old & {r["text"] for r in fresh}


def test_the_second_reader_read_what_is_there():
    stored = {r["id"]: r for r in [*rows("sentences.jsonl"), *rows("pages.jsonl")]}
    for told in rows("second.jsonl"):
        row = stored[told["id"]]
        assert len(told.get("statuses", row["predicates"])) == len(row["predicates"])
        assert len(told.get("chains", row["statements"])) == len(row["statements"])


def test_every_expectation_is_in_its_text():
    for row in [*rows("sentences.jsonl"), *rows("pages.jsonl"), *rows("fresh.jsonl")]:
        for said in row["statements"]:
            assert said["content"] in row["text"], row["id"]
            assert said["chain"][-1] == said["speaker"]
            assert said["speaker_kind"] in {"actor", "author", "commenter", "unnamed"}
            own = {"author", "commenter"}
            assert all(who in row["text"] for who in said["chain"] if who not in own), row["id"]
        assert all(p["word"] in row["text"] for p in row["predicates"]), row["id"]
        assert all(p["text"] in row["text"] for p in row.get("parts", ())), row["id"]
