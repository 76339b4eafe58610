"""Every row of the coder's lexicon codes its own example as it says, through the whole pipeline."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from foreshock import words
from foreshock.code import Coded, code
from foreshock.code.patterns import Pattern, lexicon, pattern, slots, ties_lexicon
from foreshock.errors import BadRecord
from foreshock.read import document_of
from foreshock.resolve.places import where
from foreshock.resolve.who import who
from foreshock.types import TIE_KINDS, Mention
from foreshock.types.plover import contexts, event_types
from foreshock.understand import understand


def _coded(examples: Iterable[str]) -> tuple[Coded, list[tuple[int, int]]]:
    text = "\n\n".join(examples)
    places, at = [], 0
    for example in text.split("\n\n"):
        places.append((at, at + len(example)))
        at += len(example) + 2
    understanding = understand(document_of(text, id="rows"))
    return code(understanding, where(understanding, who(understanding).mentions), "lexicon"), places


def _countries(mentions: Iterable[Mention]) -> frozenset[str]:
    return frozenset(m.country for m in mentions if m.country)


def _expected(side: str) -> frozenset[str]:
    return frozenset(side.split("+")) - {"-"}


@pytest.fixture(scope="module")
def events() -> dict[str, set[tuple[frozenset[str], str, frozenset[str]]]]:
    coded, places = _coded(row.example for row in lexicon())
    return {
        row.id: {
            (_countries(e.actors), e.type, _countries(e.recipients)) for e in coded.events if start <= e.trigger.start < end
        }
        for row, (start, end) in zip(lexicon(), places, strict=True)
    }


@pytest.mark.parametrize("row", lexicon(), ids=lambda row: row.id)
def test_example_is_coded_as_the_row_says(
    row: Pattern, events: dict[str, set[tuple[frozenset[str], str, frozenset[str]]]]
) -> None:
    actors, kind, recipients = row.expected.split(" ")
    assert (_expected(actors), kind, _expected(recipients)) in events[row.id], row.example


@pytest.fixture(scope="module")
def ties() -> dict[str, set[tuple[frozenset[str], str, frozenset[str]]]]:
    coded, places = _coded(row.example for row in ties_lexicon())
    return {
        row.id: {
            (_countries([t.subject]), t.kind, _countries([t.target])) for t in coded.ties if start <= t.evidence.start < end
        }
        for row, (start, end) in zip(ties_lexicon(), places, strict=True)
    }


@pytest.mark.parametrize("row", ties_lexicon(), ids=lambda row: row.id)
def test_example_states_the_tie(row: Pattern, ties: dict[str, set[tuple[frozenset[str], str, frozenset[str]]]]) -> None:
    subject, *kind, target = row.expected.split(" ")
    found = ties[row.id]
    straight = (_expected(subject), " ".join(kind), _expected(target))
    mutual = (_expected(target), " ".join(kind), _expected(subject))
    assert straight in found or (row.type in {"allied with", "rival of", "cooperates", "collides with"} and mutual in found)


def test_rows_use_the_types_modes_and_contexts_that_there_are() -> None:
    for row in lexicon():
        assert set(row.modes) <= event_types()[row.type].modes.keys(), row.id
        assert set(row.contexts) <= contexts().keys(), row.id
        assert 0 < row.confidence <= 1, row.id
    assert {row.type for row in ties_lexicon()} == TIE_KINDS.keys()


def test_every_type_and_mode_has_a_row_and_ids_are_unique() -> None:
    ids = [row.id for row in (*lexicon(), *ties_lexicon())]
    assert len(ids) == len(set(ids))
    given = {(row.type, mode) for row in lexicon() for mode in row.modes}
    by_rule = {("THREATEN", m) for m in ("restrict", "arrest", "relations", "expel", "territory", "violence")}
    by_rule |= {("REQUEST", "yield"), ("REQUEST", "meet")}
    there_are = {(kind.name, mode) for kind in event_types().values() for mode in kind.modes}
    assert there_are - given <= by_rule


def test_context_cues_name_contexts() -> None:
    assert {row["context"] for row in words.rows("contexts.tsv")} == contexts().keys()


def test_notation() -> None:
    found, also, without = slots("talks|meeting with P (on X) +peace -goal")
    assert [(s.role, s.via, s.needed) for s in found] == [("word", (), True), ("P", ("with",), True), ("X", ("on",), False)]
    assert (also, without) == (frozenset({"peace"}), frozenset({"goal"}))


def test_a_row_that_cannot_be_read_says_which() -> None:
    row = {"id": "broken", "pattern": "adverb: quickly R", "type": "AID", "mode": "", "contexts": "", "confidence": "",
           "example": "", "expected": ""}
    with pytest.raises(BadRecord, match="broken"):
        pattern(row)
