"""Whether it happened: every row of the tables with its example, and sentences of our own for what rows cannot say."""

from __future__ import annotations

import hashlib
import importlib
import json
from functools import cache
from pathlib import Path

import pytest

from foreshock import words
from foreshock.errors import ModelMismatch
from foreshock.types import Document, Factuality, Part, Span
from foreshock.understand import Understanding, factuality_head
from foreshock.understand.factuality import judge, predicates
from foreshock.understand.parse import sentences


def understood(*texts: str) -> Understanding:
    """Texts → an understanding with a part for each."""
    whole, parts = "", []
    for index, text in enumerate(texts):
        parts.append(Part(index, "body", Span(len(whole), len(whole) + len(text), text)))
        whole += text + "\n\n"
    document = Document("d", "v", whole, tuple(parts))
    return Understanding(document, sentences(document), ())


@cache
def judged(text: str) -> dict[str, Factuality]:
    """Text → the judgement of each of its words (the last one where a word stands twice)."""
    understanding = understood(text)
    return {s.word(t): judge(s, t) for s in understanding.sentences for t in s.tokens if t.is_alpha}


@pytest.mark.parametrize("table", ["signatures", "modals", "hedges", "factuality_phrases"])
def test_every_row_holds_on_its_example(table: str) -> None:
    rows = words.rows(f"{table}.tsv")
    understanding = understood(*(r["example"] for r in rows))
    wrong = []
    for index, row in enumerate(rows):
        found = [judge(s, t) for s in understanding.in_part(index) for t in s.tokens if t.lower_ == row["target"]]
        expected = (row["status"] or "actual", row["certainty"])
        if not found or (found[-1].status, found[-1].certainty) != expected:
            wrong.append((row.get("word") or row["phrase"], row["example"], expected, found[-1:]))
    assert not wrong


def test_every_event_noun_is_found_and_no_thing_is() -> None:
    rows = words.rows("factuality_nouns.tsv")
    understanding = understood(*(r["example"] for r in rows))
    found = {(p.part, p.span.text.lower()) for p in predicates(understanding)}
    wrong = []
    for index, row in enumerate(rows):
        shown = any(part == index and text.startswith(row["word"][:-1]) for part, text in found)
        if shown != (row["event"] == "yes"):
            wrong.append(row["word"])
    # the parser reads a few of these words as something else; the list may not grow
    assert len(wrong) <= 12, wrong


@pytest.mark.parametrize(("text", "word", "status", "certainty"), [
    ("Syria did not shell the village.", "shell", "negated", "certain"),
    ("Jordan never shelled the village.", "shelled", "negated", "certain"),
    ("No Syrian soldiers shelled the village.", "shelled", "negated", "certain"),
    ("Nobody shelled the village.", "shelled", "negated", "certain"),
    ("If Syria shells the village, Jordan will respond.", "shells", "hypothetical", "possible"),
    ("If Syria shells the village, Jordan will respond.", "respond", "hypothetical", "possible"),
    ("Unless the talks resume, Jordan will respond.", "respond", "hypothetical", "possible"),
    ("Jordan would respond only if Syria shelled the village.", "respond", "hypothetical", "possible"),
    ("Jordan said it would respond.", "respond", "future", "probable"),
    ("Jordan could have responded.", "responded", "hypothetical", "possible"),
    ("Jordan is expected to respond.", "respond", "future", "probable"),
    ("Forty years ago, Syria invaded Lebanon.", "invaded", "historical", "certain"),
    ("Did Syria shell the village?", "shell", "hypothetical", "possible"),
    ("Leave the village at once.", "Leave", "hypothetical", "possible"),
    ("Calls for a ceasefire grew.", "ceasefire", "hypothetical", "possible"),
    ("There was no attack on the village.", "attack", "negated", "certain"),
    ("Police spoke of a coup attempt.", "coup", "hypothetical", "possible"),
    ("Officials said Syria shelled the village.", "shelled", "actual", "certain"),
    ("The brigade did not manage to cross the river.", "cross", "negated", "certain"),
    ("The brigade did not fail to cross the river.", "cross", "actual", "certain"),
    ("There is no evidence that Syria shelled the village.", "shelled", "negated", "possible"),
    ("Jordan has no plans to attack the village.", "attack", "negated", "probable"),
    ("Syria plans to prevent the rebels from shelling the village.", "shelling", "hypothetical", "possible"),
    ("War is unlikely.", "War", "negated", "possible"),
    ("Syria sent troops to retake the village.", "retake", "future", "probable"),
    # phrases, and what is beside them
    ("Syria denied having ordered the attack.", "ordered", "negated", "probable"),
    ("Syria moved guns in order to shell the village.", "shell", "future", "probable"),
    ("Syria was too weak to take the village.", "take", "negated", "probable"),
    ("Syria was strong enough to take the village.", "take", "actual", "probable"),
    ("Syria was not strong enough to take the village.", "take", "negated", "probable"),
    ("Had Syria attacked, the village would have fallen.", "attacked", "hypothetical", "possible"),
    ("The town has nothing but ruins.", "has", "actual", "certain"),
    ("The prime minister ruled out sending troops.", "sending", "negated", "probable"),
    ("Jordan to meet rebels in Doha", "meet", "future", "probable"),
    # taken for granted under a wish, a plan, a question
    ("Jordan will challenge that move in court.", "move", "actual", "probable"),
    ("Jordan will continue shelling the village.", "shelling", "actual", "probable"),
    ("The mayor wants the men who fled to return.", "fled", "actual", "certain"),
    ("Please find the attached file.", "attached", "actual", "probable"),
    ("I have two cats ... what should I feed them?", "have", "actual", "certain"),
    ("Nobody knows who burned the crops.", "burned", "actual", "probable"),
    ("The mayor does not know whether Syria left.", "left", "hypothetical", "possible"),
    ("Love the new website!", "Love", "actual", "certain"),
    ("Residents could see the smoke.", "see", "actual", "probable"),
    ("Syria will stay until the rebels surrender.", "surrender", "future", "possible"),
    ("They prevented the march staged by students.", "staged", "negated", "certain"),
    # nobody in particular does it
    ("Armies lose wars.", "lose", "actual", "probable"),
])
def test_sentences(text: str, word: str, status: str, certainty: str) -> None:
    found = judged(text)[word]
    assert (found.status, found.certainty) == (status, certainty), found


def test_a_general_truth_is_marked_and_news_in_the_present_is_not() -> None:
    assert judged("Armies lose wars.")["lose"].rule == "generic"
    assert judged("Syrian troops shell the village.")["shell"].rule == "asserted"


def test_the_head_grades_and_says_when_it_corrects() -> None:
    found = {p.span.text: p for p in predicates(understood("You should tell him, since Syria shelled the village."))}
    assert (found["shelled"].by, found["shelled"].factuality.status) == ("rule", "actual")
    assert (found["tell"].by, found["tell"].factuality.cue and found["tell"].factuality.cue.text) == ("head", "should")
    assert found["tell"].value < found["tell"].factuality.value


def test_every_correction_names_a_cue() -> None:
    found = predicates(understood("You get what you pay for. We ship to Spain. Try the soup! I wish I had left. Can you call me?"))
    corrected = [p.factuality for p in found if p.by == "head"]
    assert corrected
    assert all(f.cue is not None and f.rule for f in corrected)
    assert all(-3 <= p.value <= 3 for p in found)


def test_the_head_belongs_to_its_training_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(__file__).parents[1] / "training/factuality"
    monkeypatch.syspath_prepend(str(folder))
    rows_made = list(importlib.import_module("make").rows())
    told = json.loads((Path(factuality_head.__file__).parent / factuality_head.WEIGHTS).read_text(encoding="utf-8"))
    digest = hashlib.sha256("\n".join(json.dumps(r, ensure_ascii=False) for r in rows_made).encode()).hexdigest()
    assert told["rows_sha256"] == digest, "the training rows have changed: run python training/factuality/train.py"
    assert all(r["text"][s:e] for r in rows_made for s, e, _ in r["predicates"])
    assert {v for r in rows_made for _, _, v in r["predicates"]} <= {n / 4 for n in range(-12, 13)}


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factuality_head, "SHA256", "0" * 64)
    with pytest.raises(ModelMismatch, match="Reinstall"):
        factuality_head.head.__wrapped__()


def test_who_denies_is_named() -> None:
    found = judged("Damascus denied shelling the village.")["shelling"]
    assert (found.status, found.holder, found.cue and found.cue.text) == ("negated", "Damascus", "denied")
    assert found.rule


def test_who_fears_is_named() -> None:
    found = judged("Jordanian officials fear that Syria will shell the village.")["shell"]
    assert (found.status, found.holder) == ("hypothetical", "Jordanian officials")


def test_a_denial_with_a_purpose_denies_the_purpose() -> None:
    text = "Turkish officials reject the notion that Turkey arms the rebels with the purpose of weakening Syria."
    found = judged(text)
    assert found["arms"].status == "actual"
    assert found["arms"].certainty == "probable"
    assert found["weakening"].status == "negated"
    assert found["weakening"].holder == "Turkish officials"


def test_a_plain_denial_denies_the_clause() -> None:
    assert judged("Turkish officials reject the notion that Turkey arms the rebels.")["arms"].status == "negated"


def test_a_time_set_for_what_is_wished_has_not_come() -> None:
    found = judged("The minister stressed the importance of training recruits after victory in Raqqa "
                   "and the defeat of the rebels.")
    assert found["victory"].status == "future"
    assert found["defeat"].status == "future"


def test_a_plain_assertion_has_no_cue() -> None:
    assert judged("Syria shelled the village.")["shelled"] == Factuality(rule="asserted")


def test_predicates_are_quotations_of_the_text() -> None:
    understanding = understood("“We shelled them,” said the general — and his\u00a0men laughed. نعم")
    found = predicates(understanding)
    assert {p.span.text for p in found} >= {"shelled", "said", "laughed"}
    assert all(understanding.document.text[p.span.start : p.span.end] == p.span.text for p in found)


def test_auxiliaries_are_no_predicates() -> None:
    assert "has" not in {p.span.text for p in predicates(understood("Syria has shelled the village."))}


def test_long_chains_end() -> None:
    text = "The mayor said " + "that the envoy said " * 60 + "that the town fell."
    assert {p.factuality.status for p in predicates(understood(text))} <= {"actual", "hypothetical", "future", "negated"}
