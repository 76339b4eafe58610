"""Ties: what is said and what is done, weighed, dated, rolled up, and recomputed without a voice."""

from datetime import date, timedelta

import pytest

from foreshock.graph import Without, compare, roll, ties, weights
from foreshock.types import Role
from graphmade import ACTORS, COMMENT, DAY, did, page, report, says

PAGES = [page("d1"), page("d2", publisher="Zagros Daily"), page("d3", publisher="Ministry", genre="press release")]


def drawn(mentions=(), events=(), reports=(), **more):
    return ties(mentions, events, reports, more.pop("pages", PAGES), ACTORS, **{"as_of": DAY, **more})


def test_a_stated_tie_keeps_its_sentence_its_manner_and_its_day():
    quote = "Tehran pays and arms large parts of the force"
    (tie,) = drawn([says("IRN", "supports", "PMU", quote, how=("military", "financial"))])
    assert (tie.subject, tie.kind, tie.target, tie.sign, tie.status, tie.basis) == ("IRN", "supports", "PMU", 1, "actual", "stated")
    assert tie.how == ("financial", "military")
    assert tie.first_seen == tie.last_seen == DAY
    assert not tie.hedged
    assert [e.span.text for e in tie.evidence] == [quote]
    assert tie.evidence[0].publisher == "Tigris Wire"
    assert tie.strength == pytest.approx(0.8 * 0.99, abs=1e-6)


def test_hedged_attributed_and_self_serving_words_weigh_less_in_that_order():
    def strength(**how):
        return drawn([says("IRN", "arms", "PMU", **how)])[0].strength

    plain = strength()
    assert plain > strength(certainty="probable") > strength(certainty="possible") > 0
    assert plain > strength(speaker="kerry") > 0
    assert plain > strength(document="d3") > 0


def test_two_independent_pages_make_a_hedged_tie_surer_and_one_page_twice_does_not():
    once = drawn([says("IRN", "arms", "PMU", certainty="possible")])[0].strength
    twice = drawn([says("IRN", "arms", "PMU", certainty="possible", name=n) for n in ("a", "b")])[0].strength
    both = drawn([says("IRN", "arms", "PMU", certainty="possible", document=d) for d in ("d1", "d2")])[0].strength
    assert twice == once < both


def test_a_denial_makes_no_tie_and_takes_a_fifth_off_the_one_that_is_denied():
    assert drawn([says("IRN", "supports", "PMU", status="negated")]) == []
    asserted = says("IRN", "supports", "PMU")
    (tie,) = drawn([asserted, says("IRN", "supports", "PMU", status="negated", speaker="zarif", document="d2")])
    assert tie.strength == pytest.approx(drawn([asserted])[0].strength * weights.DENIED)
    assert [(e.speaker, e.document_id) for e in tie.denials] == [("zarif", "d2")]
    assert tie.speakers == ()
    assert drawn([says("IRN", "supports", "PMU", speaker="kerry")])[0].speakers == ("kerry",)


def test_what_is_foretold_stays_foretold_and_hedged():
    (tie,) = drawn([says("USA", "contains", "IRN", status="future", certainty="probable")])
    assert tie.status == "future"
    assert tie.hedged
    assert 0 < tie.strength < 0.5
    event = did("e", "COERCE", "USA", "IRN", status="future")
    (accrued,) = drawn(events=[event])
    assert accrued.status == "future"
    assert accrued.hedged


def test_comments_weigh_nothing_unless_asked_for():
    mention = says("USA", "fights", "IRN", part=COMMENT)
    assert drawn([mention]) == []
    (tie,) = drawn([mention], parts=("body", "comment"))
    assert 0 < tie.strength <= 0.2
    event = did("e", "ASSAULT", "USA", "IRN", mentions=("m",), part="comment", status="hypothetical")
    spoken = report("m", did("e", "ASSAULT", "USA", "IRN"), "d1", "They struck", part=COMMENT)
    assert drawn(events=[event], reports=[spoken]) == []
    (asked,) = drawn(events=[event], reports=[spoken], parts=("body", "comment"))
    assert asked.status == "hypothetical"
    assert asked.strength < 0.1


def test_deeds_accrue_decay_and_never_count_twice():
    recent, old = did("e1", "ASSAULT", "USA", "IS"), did("e2", "ASSAULT", "USA", "IS", DAY - timedelta(120))
    one, two = drawn(events=[recent])[0], drawn(events=[recent, old])[0]
    aged = drawn(events=[old])[0]
    assert one.kind == "fights"
    assert one.sign == -1
    assert one.basis == "accrued"
    assert one.strength == pytest.approx(1 - 2.718281828 ** -0.9, abs=1e-6)
    assert aged.strength == pytest.approx(1 - 2.718281828 ** -0.45, abs=1e-6)
    assert two.strength > one.strength
    assert two.first_seen == DAY - timedelta(120)
    joint = did("e3", "ASSAULT", "quds soleimani", "IS")
    (rolled,) = drawn(events=[joint], level="country")
    assert (rolled.subject, rolled.target) == ("IRN", "IS")
    assert rolled.strength == one.strength


def test_cooperation_and_conflict_of_one_pair_are_two_ties():
    found = drawn(events=[did("e1", "AID", "IRN", "PMU"), did("e2", "ACCUSE", "IRN", "PMU")])
    assert [(t.kind, t.sign) for t in found] == [("supports", 1), ("opposes", -1)]


def test_a_mutual_act_ties_every_two_of_its_parties_once():
    found = drawn(events=[did("e", "COOPERATE", "IRN IRQ USA")])
    assert sorted((t.subject, t.target) for t in found) == [("IRN", "IRQ"), ("IRN", "USA"), ("IRQ", "USA")]


def test_nothing_of_a_later_page_is_heard():
    later = page("d9", DAY + timedelta(3), publisher="Late Edition")
    event = did("e", "ASSAULT", "USA", "IS", DAY - timedelta(1), mentions=("m1", "m2"))
    reports = [report("m1", event, "d1", "Jets struck", certainty="possible"), report("m2", event, "d9", "Jets struck, it is confirmed")]
    mentions = [says("IRN", "arms", "PMU"), says("IRN", "arms", "PMU", document="d9"), says("USA", "opposes", "PMU", document="d9")]
    seen = drawn(mentions, [event], reports, pages=[*PAGES, later])
    assert seen == drawn(mentions[:1], [event], reports[:1])
    assert all(t.last_seen <= DAY for t in seen)


def test_a_picture_without_a_voice_says_what_it_owed_to_it():
    mentions = [says("IRN", "supports", "PMU"), says("USA", "opposes", "PMU", document="d2"), says("IRN", "arms", "IS", speaker="kerry")]
    whole = drawn(mentions)
    less = drawn(mentions, without=Without(publishers=frozenset({"Zagros Daily"}), speakers=frozenset({"kerry"})))
    assert [t.kind for t in less] == ["supports"]
    changes = compare(whole, less, ACTORS)
    assert {(c.what, c.pair) for c in changes} == {("tie gone", ("USA", "PMU")), ("tie gone", ("IRN", "IS"))}
    assert any("United States – opposes – Popular Mobilization Units" in c.text for c in changes)
    assert drawn(mentions, without=Without(genres=frozenset({"report"}))) == []


def test_levels_roll_persons_by_the_post_they_hold_on_the_day():
    post = Role("zarif", "commander", "PMU", start=date(2016, 1, 1), end=date(2016, 12, 31))
    assert roll("zarif", ACTORS, "group", [post], date(2016, 6, 1)) == "PMU"
    assert roll("zarif", ACTORS, "group", [post], date(2017, 6, 1)) == "IRN"
    assert roll("soleimani", ACTORS, "group") == "IRN"
    assert roll("soleimani", ACTORS, "actor") == "soleimani"
    assert roll("soleimani", ACTORS, "country") == "IRN"
    assert roll("PMU", ACTORS, "country") == "IRQ"
    assert roll("IS", ACTORS, "country") == "IS"
    assert roll("PMU", ACTORS, "group") == "PMU"


def test_a_loop_of_parents_ends():
    from foreshock.types import Actor

    loop = {"a": Actor("a", "A", "person", parent="b"), "b": Actor("b", "B", "person", parent="a")}
    assert roll("a", loop, "group") in {"a", "b"}


def test_the_order_of_the_input_changes_nothing():
    mentions = [says("IRN", "supports", "PMU", document=d) for d in ("d1", "d2", "d3")] + [says("USA", "opposes", "IRN")]
    events = [did(f"e{i}", k, "USA", "IS", DAY - timedelta(i)) for i, k in enumerate(("ASSAULT", "THREATEN", "ASSAULT"))]
    assert drawn(mentions, events) == drawn(mentions[::-1], events[::-1], pages=PAGES[::-1])
