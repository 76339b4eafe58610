"""Forecasts: reasons that add up, a future that cannot be seen, intervals that widen, a record that is honest."""

import math
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from foreshock.errors import BadInput
from foreshock.forecast import forecast, risen, watchlist
from foreshock.forecast.behind import Behind
from foreshock.forecast.history import History
from foreshock.forecast.interval import logit, wilson
from foreshock.graph import courses, ties
from foreshock.types import Forecast, Reason
from graphmade import ACTORS, DAY, did, page, says

KINDS = ["ASSAULT", "AID", "ACCUSE", "CONSULT", "THREATEN", "COERCE", "COOPERATE"]
PAIRS = [("USA", "IRN"), ("PMU", "IS"), ("USA", "IS"), ("IRN", "PMU"), ("IRQ", "IS"), ("quds", "IS"), ("USA", "PMU")]


def world(days=900, until=DAY + timedelta(200), seed=5):
    random = Random(seed)
    return [
        did(f"e{i:03}", random.choice(KINDS), *random.choice(PAIRS), until - timedelta(random.randrange(days))) for i in range(400)
    ]


def scene(events, mentions=(), as_of=DAY, pages=None):
    drawn = ties(mentions, events, [], pages or [page("d1")], ACTORS, as_of=as_of)
    return events, drawn, courses(drawn, events, ACTORS, as_of=as_of), ACTORS


def test_the_reasons_add_up_from_base_rate_to_probability():
    told = watchlist(*scene(world(), [says("PMU", "collides with", "USA", status="future")]), as_of=DAY)
    assert len(told) >= 6
    for one in told:
        total = logit(one.base_rate) + math.fsum(r.weight for r in one.reasons)
        assert logit(one.probability) == pytest.approx(total, abs=1e-12)
        assert 0 <= one.low <= one.probability <= one.high <= 1


def test_learned_weights_are_used_where_they_apply_and_say_so():
    told = {f.pair: f for f in watchlist(*scene(world()), as_of=DAY)}
    met = told["IRN", "USA"]
    assert "weights fitted" in met.record
    assert "forecasts like it on earlier days here" in met.record
    assert {"own record", "clashes"} <= {r.rule for r in met.reasons}
    assert any("in all, the last on" in r.text for r in met.reasons)
    assert 0 < met.before < 1
    assert risen(met.before, met.probability) in {"risen", "fallen", "steady"}
    young = forecast(("USA", "IRN"), *scene([did("o", "CONSULT", "USA", "IRN", DAY - timedelta(3))]), as_of=DAY)
    assert "judgement" in young.record
    assert young.before is None


def sides(event):
    return {{"quds": "IRN"}.get(i, i) for i in (*event.actors, *event.recipients)}


def test_every_reason_opens_to_the_events_behind_it():
    events = {e.id: e for e in world()}
    fitted = watchlist(*scene(world()), as_of=DAY)
    few = [did(f"f{i}", kind, "USA", "IRN", DAY - timedelta(9 * i)) for i, kind in enumerate(("ASSAULT", "AID", "ACCUSE", "ASSAULT"))]
    (judged,) = watchlist(*scene(few), as_of=DAY)
    own = {"own record", "clashes", "hostile words", "cooperation", "traffic and tone", "recent hostile deeds", "recent cooperation"}
    opened = set()
    for one in (*fitted, judged):
        assert not [r.rule for r in one.reasons if r.rule in own and not r.events]
        for reason in one.reasons:
            behind = [({e.id: e for e in few} if one is judged else events)[i] for i in reason.events]
            opened |= {reason.rule} if behind else set()
            assert all(e.when.latest <= DAY and e.status == "actual" for e in behind)
            assert [e.when.latest for e in behind] == sorted((e.when.latest for e in behind), reverse=True)
            met = [sides(e) & set(one.pair) for e in behind]
            assert all(len(m) == 2 if reason.rule in own else m for m in met), reason
            if reason.rule in {"own record", "clashes", "recent hostile deeds"}:
                assert {e.type for e in behind} <= {"ASSAULT", "COERCE", "ACCUSE", "THREATEN"}
    assert own | {"what each is like to others", "friends and enemies in common", "those alike"} <= opened
    (record,) = [r for r in judged.reasons if r.rule == "recent hostile deeds"]
    assert record.events == ("f0", "f2", "f3")


def test_third_parties_are_those_that_both_have_most_to_do_with():
    def dealings(third, kind, days):
        return [did(f"{side}-{third}-{i}", kind, side, third, DAY - timedelta(i)) for side in ("USA", "IRN") for i in days]

    met = [*dealings("IS", "ASSAULT", range(50, 59)), *dealings("ISF", "CONSULT", range(70, 75)), *dealings("PMU", "CONSULT", [1])]
    reason = Reason("friends and enemies in common", "", 0.1)
    told = Forecast("material conflict", ("IRN", "USA"), DAY, 28, 0.5, 0.1, 0.9, 0.1, (reason,))
    (opened,) = Behind.of(History.of(met, ACTORS, DAY, 28)).opened(told).reasons
    assert opened.events == ("USA-IS-50", "IRN-IS-50", "USA-IS-51", "IRN-IS-51", "USA-ISF-70")


def test_what_would_change_a_forecast_is_told_by_the_same_weights():
    one = forecast(("USA", "IRN"), *scene(world()), as_of=DAY)
    assert len(one.would_change) == 4
    assert all(f"{one.probability:.1%} → " in words for words in one.would_change)


def test_deleting_the_future_changes_no_digit():
    everything = world()
    past = [e for e in everything if e.when.latest <= DAY]
    assert len(past) < len(everything)
    mentions = [says("IRN", "supports", "PMU"), says("USA", "opposes", "IRN", document="d2"), says("USA", "fights", "PMU", document="d9")]
    later = [page("d1"), page("d2"), page("d9", DAY + timedelta(40))]
    whole = watchlist(*scene(everything, mentions, pages=later), as_of=DAY)
    assert whole == watchlist(*scene(past, mentions[:2], pages=later[:2]), as_of=DAY)
    # even where the picture was drawn honestly and only the events were not cut
    assert whole == watchlist(everything, *scene(past, mentions[:2], pages=later[:2])[1:], as_of=DAY)


def test_ties_or_courses_that_know_more_than_the_day_are_refused():
    events, drawn, found, actors = scene(world())
    with pytest.raises(BadInput, match="as_of="):
        forecast(("USA", "IRN"), events, drawn, [], actors, as_of=DAY - timedelta(400))
    with pytest.raises(BadInput, match="one day"):
        forecast(("USA", "IRN"), events, [], found, actors, as_of=DAY - timedelta(400))


def test_the_base_rate_is_counted_in_the_past_windows_of_pairs_of_the_kind():
    start = DAY - timedelta(28 * 10)
    quiet = [did("q", "CONSULT", "USA", "IRN", start)]
    clash = [did(f"c{i}", "ASSAULT", "USA", "IRN", DAY - timedelta(28 * i + 3)) for i in range(4)]
    history = History.of(quiet + clash, ACTORS, DAY, 28)
    own, base = history.own(("IRN", "USA")), history.base(("IRN", "USA"))
    assert (own.hits, own.windows) == (4, 10) == (base.hits, base.windows)
    assert base.rate == pytest.approx((4 + 50 * 0.03) / 60)
    assert base.rate < own.rate < 0.4


def test_a_clash_on_the_first_day_of_a_window_is_in_it_and_one_today_is_known():
    events = [did("a", "CONSULT", "USA", "IRN", DAY - timedelta(56)), did("b", "ASSAULT", "USA", "IRN", DAY)]
    assert History.of(events, ACTORS, DAY, 28).own(("IRN", "USA")).hits == 1
    earlier = [events[0], did("b", "ASSAULT", "USA", "IRN", DAY - timedelta(28))]
    history = History.of(earlier, ACTORS, DAY, 28)
    assert (history.own(("IRN", "USA")).hits, history.own(("IRN", "USA")).windows) == (1, 2)


def test_hostile_deeds_raise_and_cooperation_lowers():
    old = [did("o", "CONSULT", "USA", "IRN", DAY - timedelta(300))]
    def odds(*more):
        return forecast(("USA", "IRN"), *scene([*old, *more]), as_of=DAY).probability

    accused = odds(did("x", "ACCUSE", "USA", "IRN"))
    assert odds(did("x", "AID", "USA", "IRN")) < odds() < accused < odds(did("x", "ASSAULT", "USA", "IRN"))


def test_a_course_without_events_between_the_pair_raises_the_forecast():
    mentions = [says("IRN", "supports", "PMU"), says("USA", "opposes", "IRN")]
    plain = forecast(("PMU", "USA"), *scene([]), as_of=DAY)
    told = forecast(("PMU", "USA"), *scene([], mentions), as_of=DAY)
    assert plain.probability == pytest.approx(plain.base_rate)
    assert plain.reasons == ()
    assert told.probability > plain.probability
    (reason,) = told.reasons
    assert reason.rule == "course"
    assert "Iran supports" in reason.text
    assert len(reason.evidence) == 2
    stated = forecast(("PMU", "USA"), *scene([], [*mentions, says("PMU", "collides with", "USA", status="future")]), as_of=DAY)
    assert stated.probability > told.probability
    assert "stated collision" in {r.rule for r in stated.reasons}


def test_thin_evidence_widens_the_interval_and_is_said():
    thin = forecast(("USA", "IRN"), *scene([did("o", "CONSULT", "USA", "IRN", DAY - timedelta(30))]), as_of=DAY)
    rich = forecast(("USA", "IRN"), *scene(world(until=DAY)), as_of=DAY)
    assert "uncalibrated" in thin.record
    assert "thin history" in thin.record
    assert "thin" not in rich.record
    size = [f.high - f.low for f in (thin, rich)]
    same = [wilson(0.2, n)[1] - wilson(0.2, n)[0] for n in (5, 50)]
    assert same[0] > same[1]
    assert size[0] > 0.2


def test_persons_and_organs_are_forecast_as_those_they_act_for():
    events = world()
    assert forecast(("kerry", "zarif"), *scene(events), as_of=DAY) == forecast(("IRN", "USA"), *scene(events), as_of=DAY)
    with pytest.raises(BadInput, match="one side"):
        forecast(("zarif", "quds"), *scene(events), as_of=DAY)


def test_what_is_denied_foretold_or_a_comment_is_no_history():
    unreal = ("negated", "future", "hypothetical")
    noise = [did(f"n-{s}", "ASSAULT", "USA", "IRN", DAY - timedelta(3), status=s) for s in unreal]
    noise.append(replace(noise[0], id="c", status="actual", part_kinds=("comment",)))
    noise.append(did("undated", "ASSAULT", "USA", "IRN", None))
    history = History.of([did("o", "CONSULT", "USA", "IRN", DAY - timedelta(60)), *noise], ACTORS, DAY, 28)
    assert len(history.acts["IRN", "USA"]) == 1


def test_the_watchlist_is_ranked_cut_and_independent_of_order():
    events, drawn, found, actors = scene(world())
    told = watchlist(events, drawn, found, actors, as_of=DAY, top=3)
    assert [f.probability for f in told] == sorted((f.probability for f in told), reverse=True)
    assert len(told) == 3
    assert told == watchlist(events[::-1], drawn[::-1], found[::-1], actors, as_of=DAY, top=3)
    alone = forecast(told[0].pair, events, drawn, found, actors, as_of=DAY)
    assert told[0] == replace(alone, would_change=())


def test_an_empty_store_and_a_foolish_window_are_answered():
    assert watchlist([], [], [], {}, as_of=date(2017, 1, 1)) == []
    assert forecast(("a", "b"), [], [], [], {}, as_of=date.min).probability == pytest.approx(0.05)
    with pytest.raises(BadInput, match="window"):
        forecast(("a", "b"), [], [], [], {}, as_of=DAY, window=0)
