"""Claims against claims: both stand, with a quote of each."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from foreshock.cli import app
from foreshock.graph.disputes import disputes
from foreshock.read import document_of
from foreshock.run.page import read_page


def sides(found):
    return [{(who, stance) for who, stance, _ in d.sides} for d in found]


def test_a_denial_meets_the_claim_that_it_denies(desk):
    found = [d for d in desk.disputes() if any(e.span.text == "Iran denied that it had fired the rockets" for *_, e in d.sides)]
    assert len(found) == 1
    (claim, denial) = found[0].sides
    assert claim[1] == "asserts"
    assert "fired 20 rockets" in claim[2].span.text
    assert denial[:2] == ("IRN", "denies")
    assert claim[0] in found[0].actors
    assert "IRN" in found[0].actors


def test_the_accusation_that_is_rejected_is_found(desk):
    assert {("USA", "denies"), ("RUS", "accuses")} in sides(desk.disputes())
    assert {("QAT", "denies")} <= set().union(*sides(desk.disputes()))


def test_every_quote_is_verbatim_and_nobody_disputes_himself(desk):
    texts = {d.id: d.text for d in desk.documents()}
    found = desk.disputes()
    assert len(found) >= 6
    for dispute in found:
        speakers = [who for who, _, _ in dispute.sides]
        assert len(set(speakers)) == len(speakers) >= 2
        assert all(texts[e.document_id][e.span.start : e.span.end] == e.span.text for *_, e in dispute.sides)


def test_lenses_narrow_disputes(desk):
    everything = desk.disputes()
    iran = desk.disputes(actor="IRN")
    assert 0 < len(iran) < len(everything)
    assert all("IRN" in d.actors for d in iran)
    assert [set(d.actors) for d in desk.disputes(pair=("RUS", "USA"))] == [{"RUS", "USA"}]
    assert not desk.disputes(since="2019-12-01", pair=("RUS", "USA"))


def test_the_command_gives_a_table_and_json(desk):
    told = CliRunner().invoke(app, ["disputes", str(desk.path)])
    assert told.exit_code == 0
    assert "Iran denied that it had fired the rockets" in told.output
    rows = json.loads(CliRunner().invoke(app, ["disputes", str(desk.path), "--json"]).output)
    assert len(rows) == len(desk.disputes())
    assert all(len(r["sides"]) >= 2 for r in rows)


@pytest.mark.parametrize(("text", "told"), [
    ("Armenia said on Tuesday that an Azerbaijani jet had entered its airspace. Azerbaijan denied it.",
     [{("ARM", "asserts"), ("AZE", "denies")}]),
    ("Iranian officials reject the notion that Iran supports the militia with the purpose of increasing its clout. "
     "The support does indeed serve Iranian interests.", [{("author", "asserts"), ("generic:IRN:GOV:official", "denies")}]),
    ("The captains deny that their mutiny opened the door to the rebels. In fact the mutiny opened the door within a week.",
     [{("author", "asserts"), ("generic:-:MIL:captain", "denies")}]),
    ("Russia said that it wanted talks. Ukraine denied that it had shelled the bridge.", []),
    ("Armenia denied that it had shelled the bridge. The bridge was not shelled on that day, in fact.", []),
])
def test_what_just_was_said_and_what_the_author_answers(text, told):
    reading = read_page(document_of(text, id="d", date=date(2020, 1, 1)))
    found = disputes([reading.document], reading.statements, reading.events, {a.id: a.name for a in reading.actors})
    assert sides(found) == told
    assert all(e.span.text in text for d in found for *_, e in d.sides)
