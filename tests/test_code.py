"""What the coder makes of sentences: arguments, statuses, voices, boundary rules, and what it leaves alone."""

from __future__ import annotations

from functools import cache

import pytest

from foreshock.code import Coded, boundary, code
from foreshock.code.contexts import contexts
from foreshock.read import document_of
from foreshock.resolve.places import where
from foreshock.resolve.who import who
from foreshock.types import Document, EventMention, Factuality, Mention, Part, Span
from foreshock.understand import understand


def _code(document: Document) -> Coded:
    understanding = understand(document)
    return code(understanding, where(understanding, who(understanding).mentions), "lexicon")  # of the tagger, see test_code_model.py


@cache
def coded(text: str) -> Coded:
    return _code(document_of(text, id="test"))


def side(mentions: tuple[Mention, ...]) -> str:
    return "+".join(sorted({m.country or "?" for m in mentions})) or "-"


def short(event: EventMention) -> str:
    return f"{side(event.actors)} {event.type} {side(event.recipients)} {event.factuality.status}"


def told(text: str) -> list[str]:
    return [short(e) for e in coded(text).events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Syria was bombed by Israel on Monday.", "ISR ASSAULT SYR actual"),
        ("The Turkish soldiers who shelled Syria withdrew.", "TUR ASSAULT SYR actual"),
        ("Turkish warplanes bombed Iraq.", "TUR ASSAULT IRQ actual"),
        ("Iran's support for Syria has grown.", "IRN SUPPORT SYR actual"),
        ("Russia helped Armenia and praised Serbia.", "RUS SUPPORT SRB actual"),
        ("The shelling of Ukraine by Russia went on.", "RUS ASSAULT UKR actual"),
        ("Talks between Ethiopia and Eritrea ended.", "ERI+ETH CONSULT - actual"),
        ("Greek and Turkish ministers met on Tuesday.", "GRC+TUR CONSULT - actual"),
        ("Israel launched an attack on Lebanon.", "ISR ASSAULT LBN actual"),
        ("Three Egyptian soldiers were killed in a bomb attack.", "- ASSAULT EGY actual"),
        ("Russia fired missiles at targets in Ukraine.", "RUS ASSAULT UKR actual"),
        ("Amnesty International published a report accusing Myanmar of torture.", "NGO ACCUSE MMR actual"),
        ("One of the aims of the United States will be to contain Iranian influence.", "USA COERCE IRN future"),
        ("France urged Iran to free the prisoners.", "FRA REQUEST IRN actual"),
        ("Chad wants Libya to leave the village.", "TCD REQUEST LBY actual"),
        ("Togolese students marched to demand reforms by the Togolese government.", "TGO PROTEST TGO actual"),
    ],
)
def test_arguments(text: str, expected: str) -> None:
    assert expected in told(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Sudan did not attack Chad.", "negated"),
        ("Sudan denied attacking Chad.", "negated"),
        ("If Sudan attacks Egypt, Libya will answer.", "hypothetical"),
        ("Sudan is likely to attack Chad.", "future"),
        ("Forty years ago, Sudan attacked Chad.", "historical"),
        ("Sudan attacked Chad.", "actual"),
    ],
)
def test_status(text: str, status: str) -> None:
    statuses = [e.factuality.status for e in coded(text).events if e.type == "ASSAULT"]
    assert statuses[:1] == [status]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Indian president will visit Nepal.", "IND AGREE NPL"),
        ("Norway said it will give aid to Malawi.", "NOR AGREE MWI"),
        ("Ethiopia said it would not visit Eritrea.", "ETH REJECT ERI"),
        ("Cuba and Chile failed to reach an agreement.", "CHL+CUB REJECT -"),
        ("Turkey threatened to bomb Syria.", "TUR THREATEN SYR"),
        ("Turkey promised to bomb Syria.", "TUR THREATEN SYR"),
        ("Denmark refused to help Sweden.", "DNK REJECT SWE"),
        ("Turkey summoned the Swedish ambassador to complain about a film.", "TUR ACCUSE SWE"),
        ("India and Nepal held a joint exercise.", "IND+NPL COOPERATE -"),
        ("Ghana sent soldiers to Togo as peacekeepers.", "GHA AID TGO"),
        ("The United States lifted sanctions on Sudan.", "USA CONCEDE SDN"),
    ],
)
def test_boundaries_of_types(text: str, expected: str) -> None:
    assert expected in [e.rsplit(" ", 1)[0] for e in told(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Kenyan president will visit Malawi.", ["KEN AGREE MWI"]),  # a consultation to come
        ("Sweden will support Estonia.", ["SWE AGREE EST"]),
        ("Chad will withdraw its troops from Niger.", ["TCD CONCEDE NER"]),  # a retreat to come
        ("The Colombian government and the rebels called for an end to the war.", ["COL AGREE -"]),
        ("Peru called for an end to the war in Sudan.", ["PER REQUEST SDN"]),
        ("Oslo summoned the Hungarian ambassador.", ["NOR ACCUSE HUN"]),  # no CONSULT, no PROTEST
        ("Thousands of Peruvians marched to demand that Chile return the island.", ["PER PROTEST CHL"]),  # its topic is no REQUEST
        ("A Maltese court sentenced a Libyan pilot to nine years in prison.", ["MLT SANCTION LBY", "MLT COERCE LBY"]),
        ("A Maltese court sentenced a Libyan pilot to death.", ["MLT SANCTION LBY"]),
        ("Chadian soldiers captured ten Libyan soldiers in the battle.", ["TCD ASSAULT LBY"]),
        ("Police in Malta arrested a Libyan pilot in absentia.", ["MLT THREATEN LBY"]),
        ("A Greek court jailed a Turk for working with the rebels of Syria.", ["GRC COERCE TUR"]),  # the charge is no event
        ("Kenya and Uganda held a joint military exercise.", ["KEN+UGA COOPERATE -"]),
        ("Kenya held a military exercise near Uganda.", ["KEN MOBILIZE UGA"]),
        ("Egyptian tanks crossed into Libya and shelled Libyan villages.", ["EGY ASSAULT LBY"]),  # the move is part of it
        ("Opposition leaders in Togo mobilised their supporters.", ["TGO PROTEST -"]),
        ("Peru sent soldiers to Chile after the earthquake.", ["PER AID CHL"]),
        ("Latvia deported a Russian blogger.", ["LVA COERCE RUS"]),
        ("Latvia expelled two Russian diplomats.", ["LVA SANCTION RUS"]),
        ("Burmese soldiers drove 300 Indian traders from their homes.", ["MMR SANCTION IND"]),
        ("Fiji barred a Tongan minister from entering the country.", ["FJI REJECT TON"]),
        ("A court ordered Fiji to pay damages to Tonga.", ["? SANCTION FJI"]),
        ("Germany paid reparations to Namibia.", ["DEU AID NAM"]),
        ("Norway suspended military aid to Chad.", ["NOR SANCTION TCD"]),
        ("The Indian minister said that relations with Nepal were good.", []),  # a statement is no event
    ],
)
def test_boundary_rules_of_the_manual(text: str, expected: list[str]) -> None:
    assert sorted(e.rsplit(" ", 1)[0] for e in told(text)) == sorted(expected)


def test_background_is_no_second_event() -> None:
    assert told("Iran freed a French reporter who had been arrested in May.") == ["IRN RETREAT FRA actual"]
    assert told("Jordan lifted the curfew that it had imposed.") == ["JOR CONCEDE - actual"]
    assert told("Chad said it will strike Libya if Sudan is attacked.") == ["TCD THREATEN LBY actual"]
    called = told("The emir of Qatar called the Turkish president to thank Turkey.")
    assert sorted(called) == ["QAT SUPPORT TUR actual", "QAT+TUR CONSULT - actual"]


def test_mode_of_a_threat_is_what_is_threatened() -> None:
    assert coded("Turkey threatened to bomb Syria.").events[0].modes == ("violence",)
    assert coded("Turkey threatened to expel the Greek diplomats.").events[0].modes == ("expel",)


def test_own_promise_is_actual_and_foretold_cooperation_is_future() -> None:
    assert "NOR AGREE MWI actual" in told("Norway said it will give aid to Malawi.")
    assert "NOR AGREE MWI future" in told("Norway will give aid to Malawi.")


def test_boundary_functions() -> None:
    future = Factuality("future")
    assert boundary.to_come("RETREAT", future, own_word=False)[0] == "CONCEDE"
    assert boundary.to_come("RETREAT", future, own_word=True, modes=("withdraw",))[0] == "CONCEDE"
    assert boundary.to_come("RETREAT", future, own_word=True, modes=("release",))[0] == "AGREE"
    assert boundary.to_come("CONCEDE", future, own_word=False) == ("CONCEDE", future)
    assert boundary.to_come("CONSULT", Factuality("negated"), own_word=True)[0] == "CONSULT"
    assert boundary.dropped_beside("MOBILIZE", frozenset({"ASSAULT"}))
    assert boundary.threat_mode("COERCE", ("seize",)) == ("territory",)
    assert boundary.refusal_mode("CONSULT") == ("meet",)
    assert boundary.request_mode("RETREAT") == ("yield",)


@pytest.mark.parametrize(
    "text",
    [
        "The minister of Iran suffered a heart attack.",
        "Peru attacked Chile from the wings in the second half of the league match.",
        "A flash flood killed ten Indians.",
        "Two workers were killed when a tank exploded at a factory.",
        "The quarterback bombed a pass for a touchdown against the United States.",
        "Police in Spain seized cocaine.",
        "The Egyptian embassy stands near the Nile.",
        "The sanctions against Iran were a topic of the talk show.",
        "The coming clash of styles in Milan.",
    ],
)
def test_what_is_no_force(text: str) -> None:
    forced = [e for e in coded(text).events if boundary.is_force(e.type) and e.factuality.status == "actual" and e.actors]
    assert not [e for e in forced if e.type in {"ASSAULT", "COERCE", "MOBILIZE"}]
    assert not [e for e in coded(text).events if e.type == "ASSAULT"]


def test_one_happening_is_one_event() -> None:
    events = coded("Israel carried out an attack on Lebanon, killing Lebanese soldiers.").events
    assert [e.type for e in events] == ["ASSAULT"]


def test_what_is_prevented_is_no_coercion() -> None:
    assert not [e for e in coded("Egypt prevented Libya from attacking Tunisia.").events if e.factuality.status == "actual"]


def test_evidence_and_trigger_are_verbatim_and_ids_are_stable() -> None:
    text = "Officials “in Cairo” said that Egypt\u00a0bombed Libya, and Libya’s army answered.\n\nمصر 🙂 Turkey invaded Syria."
    first, again = coded(text), _code(document_of(text, id="test"))
    assert first.events
    for event in first.events:
        for span in (event.evidence, event.trigger, *(m.span for m in (*event.actors, *event.recipients))):
            assert text[span.start : span.end] == span.text
        assert event.evidence.holds(event.trigger)
    assert [e.id for e in first.events] == [e.id for e in again.events]


def test_who_said_it() -> None:
    event = next(e for e in coded("The Kremlin said on Friday that Ukraine attacked Russia.").events if e.type == "ASSAULT")
    assert event.speaker is not None
    assert event.speaker.country == "RUS"
    assert event.statement_id in {s.id for s in coded("The Kremlin said on Friday that Ukraine attacked Russia.").statements}


def _page(headline: str, body: str, comment: str) -> Document:
    text = f"{headline}\n\n{body}\n\n{comment}"
    at = [0, len(headline) + 2, len(headline) + len(body) + 4]
    ends = [len(headline), at[1] + len(body), len(text)]
    kinds = ("headline", "body", "comment")
    parts = tuple(Part(i, kinds[i], Span.of(text, at[i], ends[i])) for i in range(3))  # type: ignore[arg-type]
    return Document("page", "1", text, parts)


def test_headline_is_told_once_and_a_comment_speaks_for_itself() -> None:
    page = _page(
        "Turkey bombs Syria", "Turkish jets bombed Syria on Monday.",
        "They only attack the weak. I hope Iran has nukes. Sweden condemned Turkey.",
    )
    events = _code(page).events
    assert [(e.part, e.type) for e in events if e.type == "ASSAULT"] == [(1, "ASSAULT")]
    assert {e.speaker_kind for e in events if e.part == 2} == {"commenter"}


def test_title_without_a_verb_is_no_event() -> None:
    page = _page("The coming Turkish-Greek Confrontation", "Ministers spoke.", "Well.")
    assert not [e for e in _code(page).events if e.part == 0]


def test_text_of_no_part_is_not_coded() -> None:
    text = "Menu: Turkey bombed Syria.\n\nEgypt helped Sudan."
    body = Part(0, "body", Span.of(text, 28, len(text)))
    assert {e.type for e in _code(Document("menu", "1", text, (body,))).events} == {"AID"}


def test_score_confidence_and_coder() -> None:
    event = coded("Turkish warplanes bombed Iraq.").events[0]
    assert event.score <= -9
    assert 0 < event.confidence <= 1
    assert event.coder.startswith("assault-")


def test_contexts_follow_words() -> None:
    assert set(contexts("The ambassador discussed the nuclear plant.")) >= {"diplomatic", "cbrn"}


def test_ties_and_how() -> None:
    tie = coded("Qatar backs several units of the Somali army both militarily and financially.").ties[0]
    assert (tie.subject.country, tie.kind, tie.sign, tie.target.country) == ("QAT", "supports", 1, "SOM")
    assert tie.how == ("military", "financial")
    assert tie.evidence.text.endswith("both militarily and financially")


def test_collision_course_is_to_come() -> None:
    tie = coded("Chad may soon be on a collision course with Libya.").ties[0]
    assert (tie.kind, tie.sign, tie.factuality.status, tie.factuality.hedged) == ("collides with", -1, "future", True)


def test_second_noun_takes_the_pair_of_the_first() -> None:
    ties = coded("She praised the trade cooperation between Chad and Niger, alongside the growing military partnership.").ties
    assert any(t.how == ("military",) and {t.subject.country, t.target.country} == {"TCD", "NER"} for t in ties)


def test_a_tie_needs_both_ends() -> None:
    assert coded("The fight against the Islamic State goes on.").ties == ()


def test_long_and_hostile_text_ends() -> None:
    listing = "Iran attacked Iraq and " * 400 + "stopped."
    assert len(coded(listing).events) < 1000
    assert coded("<script>Iran</script> (((((((((( attacked )))))))))").statements == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Protests erupted in Mali on Sunday.", "- PROTEST - actual"),
        ("There were clashes in Mali on Sunday.", "- ASSAULT - actual"),
        ("Peruvian police arrested two demonstrators.", "PER COERCE PER actual"),
        ("Somali pirates abducted up to ten Kenyan sailors.", "SOM ASSAULT KEN actual"),
        ("Defeating the Islamic State, a terrorist group, will take years.", "- ASSAULT IMG future"),
    ],
)
def test_happenings_without_a_named_doer_and_acts_at_home(text: str, expected: str) -> None:
    assert expected in told(text)


def test_a_paragraph_about_a_crime_at_home_is_no_politics_but_one_across_a_border_is() -> None:
    assert not told("Spanish police detained ten men on Monday. They belong to a human-trafficking gang.")
    assert "ESP COERCE MAR actual" in told("Spain detained a Moroccan diplomat on Monday. The court also heard of a burglary.")


def test_who_is_backed_or_accused_says_which_people_are_meant() -> None:
    assert told("Tribesmen backed by Oman marched home.") == []
