"""The coder's own set is in order: large, spread, verbatim, without near-duplicates, apart from the sentences written for use."""

import json
import re
from collections import Counter
from pathlib import Path

from foreshock.code.patterns import lexicon
from foreshock.types import STATUSES
from foreshock.types.plover import event_types

ROOT = Path(__file__).parents[1]
ROWS = [json.loads(line) for line in (ROOT / "evals/coder/sentences.jsonl").read_text(encoding="utf-8").splitlines()]
WORDS = 5  # in a shingle
ALIKE = 0.5  # the share of shingles from which on two sentences are near-duplicates


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + WORDS]) for i in range(max(1, len(words) - WORDS + 1))}


def training():
    """The sentences that the model is trained on, without their marks."""
    lines = [n for path in sorted((ROOT / "training/coder").glob("*.txt")) for n in path.read_text(encoding="utf-8").splitlines()]
    return [re.sub(r"\[[A-Z]+ ([^\]]*)\]", r"\1", line) for line in lines if line and not line.startswith("#")]


def test_the_set_is_large_and_spread():
    events = [e for r in ROWS for e in r["events"]]
    assert len(ROWS) >= 350
    assert len({r["id"] for r in ROWS}) == len({r["text"] for r in ROWS}) == len(ROWS)
    modes = Counter((e["type"], mode) for e in events for mode in e["modes"])
    assert all(modes[kind.name, mode] >= 2 for kind in event_types().values() for mode in kind.modes)
    assert {e["type"] for e in events} == event_types().keys()
    assert {e["status"] for e in events} == set(STATUSES)
    tags = {tag for r in ROWS for tag in r["tags"]}
    assert tags >= {"passive", "relative", "control", "raising", "coordination", "apposition", "possessive", "adjective", "between",
                    "reciprocal", "light", "nominal", "sport", "business", "crime", "figure", "weather", "denied", "feared", "planned"}
    assert sum(not r["events"] for r in ROWS) >= 60
    assert sum(len(r["events"]) > 1 for r in ROWS) >= 10


def test_every_actor_is_named_in_its_sentence():
    for row in ROWS:
        for event in row["events"]:
            for side in (*event["actors"], *event["recipients"]):
                assert side["text"] in row["text"], row["id"]
                assert side["country"] is None or re.fullmatch("[A-Z]{3}", side["country"]), row["id"]


def test_no_sentence_is_nearly_another_or_nearly_one_of_the_lexicon_or_of_the_training_sentences():
    kept = {r["id"]: shingles(r["text"]) for r in ROWS}
    found: dict[str, set[str]] = {}
    for name, some in kept.items():
        for one in some:
            found.setdefault(one, set()).add(name)
    others = [shingles(text) for text in (*(row.example for row in lexicon()), *training())]
    for name, some in [*kept.items(), *((None, other) for other in others)]:
        near = Counter(n for one in some for n in found.get(one, ()) if n != name)
        for other, count in near.items():
            assert count / min(len(some), len(kept[other])) < ALIKE, (name, other, sorted(some)[:3])
