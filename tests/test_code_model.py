"""The learned tagger of event words: it is the file that its card describes, adds what no row names, and strikes what is no event."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest

from foreshock import words
from foreshock.code import Coder, code
from foreshock.code.arguments import Finder
from foreshock.code.learned import tagger as learned
from foreshock.code.weighed import generic
from foreshock.errors import ModelMismatch
from foreshock.read import document_of
from foreshock.resolve.places import where
from foreshock.resolve.who import who
from foreshock.run.means import Means
from foreshock.run.page import read_page
from foreshock.run.record import new_run
from foreshock.types import EventMention
from foreshock.understand import understand

ROOT = Path(__file__).parent.parent


def coded(text: str, coder: Coder = "both") -> list[EventMention]:
    understanding = understand(document_of(text))
    return list(code(understanding, where(understanding, who(understanding).mentions), coder).events)


def side(mentions: object) -> str:
    return "+".join(sorted({m.country for m in mentions if m.country})) or "-"  # type: ignore[attr-defined]


def test_the_file_is_the_one_that_its_card_describes() -> None:
    raw = (files("foreshock.code.learned") / learned.WEIGHTS).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == learned.SHA256
    assert learned.SHA256 in (ROOT / "docs/coder_model.md").read_text(encoding="utf-8")


def test_another_file_is_refused_with_the_next_step() -> None:
    with pytest.raises(ModelMismatch, match=r"event_tagger\.onnx: sha256 .* Reinstall foreshock"):
        learned.loaded(b"no weights", learned.SHA256)


def test_runs_and_locks_name_the_tagger() -> None:
    assert new_run({}, (), datetime(2017, 3, 9, tzinfo=UTC)).models[learned.NAME] == learned.SHA256


def test_what_is_told_of_a_sentence_depends_on_it_alone() -> None:
    tagger = learned.tagger()
    sentence = "Turkish jets pounded Kurdish positions near Zakho .".split()
    alone = tagger.tell(sentence, (0, 2))
    tagger.tell("A quite different sentence , and a much longer one , about the weather in the hills .".split(), range(4, 9))
    assert tagger.tell(sentence, (0, 2)) == alone
    assert list(alone) == [0, 2]
    assert (alone[2].type, alone[2].event > 0.9, alone[0].event < 0.1) == ("ASSAULT", True, True)
    assert tagger.tell(sentence, ()) == {}


def test_endless_and_strange_words_are_borne() -> None:
    told = learned.tagger().tell(["x" * 10_000, "\u200b", "نيوز", *["and"] * 1_000], range(0, 1_003, 3))
    assert 0 < len(told) <= learned.LONGEST / 3


@pytest.mark.parametrize("row", words.rows("events_generic.tsv"), ids=lambda row: row["id"])
def test_generic_row_finds_who_its_example_says(row: dict[str, str]) -> None:
    understanding = understand(document_of(row["example"]))
    sentence = understanding.sentences[0]
    finder = Finder(sentence, where(understanding, who(understanding).mentions))
    token = next(t for t in sentence.tokens if t.lower_ == row["word"])
    match = generic(token, row["type"], 0.9, finder)
    assert match is not None
    assert f"{side(match.actors)} {match.pattern.type} {side(match.recipients)}" == row["expected"]
    assert row["type"] in row["types"].split("|")


@pytest.mark.parametrize(("text", "expected"), [
    ("Ethiopian gunners battered Eritrean positions near Zalambessa on Sunday.", "ETH ASSAULT ERI"),
    ("Rwandan soldiers trickled out of Congo.", "RWA RETREAT COD"),
])
def test_a_predicate_that_no_row_names_is_coded(text: str, expected: str) -> None:
    assert not coded(text, "lexicon")
    event, = coded(text)
    assert f"{side(event.actors)} {event.type} {side(event.recipients)}" == expected
    assert event.coder.startswith("model-")
    assert 0.5 < event.confidence <= 1


@pytest.mark.parametrize("text", [
    "The Norwegian oil fund withdrew from tobacco shares last year.",
    "A dog owner was fined for letting his spaniel chase red squirrels.",
])
def test_what_a_row_takes_for_an_event_is_struck_where_the_tagger_is_sure(text: str) -> None:
    assert coded(text, "lexicon")
    assert not coded(text)


def test_each_may_code_alone() -> None:
    text = "Iran accused Iraq of smuggling arms."
    assert [e.coder for e in coded(text, "lexicon")] == ["accuse-accuse-of"]
    assert all(e.coder.startswith("model-") for e in coded(text, "model"))
    assert read_page(document_of(text), Means(coder="lexicon")).events[0].coder == "accuse-accuse-of"
    assert Means(coder="lexicon").settings() == {"coder": "lexicon"}
    assert Means().settings() == {}


def sentences() -> ModuleType:
    path = ROOT / "training/coder/sentences.py"
    spec = importlib.util.spec_from_file_location("training_sentences", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass looks itself up
    spec.loader.exec_module(module)
    return module


def test_training_sentences_are_sound_and_none_stands_twice() -> None:
    training = sentences()
    assert tuple(training.TYPES) == learned.TYPES
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "training/coder").glob("*.txt"))]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    found = [training.parse(line, "").text for line in lines if line and not line.startswith("#")]
    assert len(found) > 1_000
    assert len(set(found)) == len(found)
