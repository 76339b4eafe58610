"""Onset from event tables: parts that add up, a future that cannot be seen, weights that are the measured ones, bad words refused."""

import csv
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from foreshock.cli import app
from foreshock.errors import BadInput, ModelMismatch
from foreshock.forecast import features as features_room
from foreshock.forecast import features_signed
from foreshock.forecast import weights as weights_room
from foreshock.forecast.dyads import Dyads
from foreshock.forecast.features import features
from foreshock.forecast.learning import came, fit, level, log_odds, origins, teaching_days
from foreshock.forecast.outlook import Outlooks, weekly
from foreshock.forecast.weights import Weights, shipped, written
from foreshock.types import EventRow, EventTable, Party, Relation

START, DAY = date(2014, 1, 1), date(2014, 7, 1)
CODES = ["FRA", "DEU", "IRN", "IRQ", "USA", "SYR", "TUR", "RUS", "UKR", "CHN"]
RELATIONS = [Relation("Consult", "040", "", 1, 1.0), Relation("Provide aid", "070", "", 2, 7.0), Relation("Accuse", "112", "", 3, -2.0),
             Relation("Use conventional military force", "190", "", 4, -10.0)]


def rows(n=1500, seed=3, days=300):
    """A world where enmity is lasting: pairs of one parity of the sum of their places talk, the others quarrel."""
    dice = Random(seed)
    made = []
    for _ in range(n):
        i, j = dice.sample(range(len(CODES)), 2)
        relation = RELATIONS[dice.choices(range(4), (6, 2, 1, 1) if (i + j) % 2 else (2, 1, 3, 4))[0]]
        name = dice.choice(["", "Police ({})", "Citizen ({})"]).format(CODES[i]) or CODES[i]
        made.append(EventRow(START + timedelta(dice.randrange(days)), Party(name, CODES[i]), relation, Party(CODES[j], CODES[j])))
    return [*made, EventRow(DAY - timedelta(9), Party("Barack Obama"), RELATIONS[2], Party("Iran", "IRN"))]


@pytest.fixture(scope="module")
def table():
    return EventTable.of(rows())


def test_parts_add_up_from_the_climatology_to_the_probability(table):
    one = Outlooks(Dyads.of(table)).on(DAY)
    assert len(one) == 45
    assert one.parts.shape == (45, len(one.families))
    total = log_odds(one.features.climatology) + one.parts.sum(1)
    assert np.allclose(np.log(one.probability / (1 - one.probability)), total, atol=1e-9)


def test_the_climatology_is_the_scorers():
    pair = (Party("Iran", "IRN"), Party("Iraq", "IRQ"))
    made = [EventRow(START + timedelta(d), pair[0], RELATIONS[q], pair[1]) for d, q in ((0, 0), (6, 3), (7, 3), (30, 3), (83, 0))]
    told = features(Dyads.of(EventTable.of(made)), START + timedelta(83))
    assert told.clashes.tolist() == [3]  # days 6 and 7 lie in two weeks, counted back from the day of the forecast
    assert told.weeks == 12
    rate = (3 + 4 * 3 / 12) / 16
    assert told.climatology[0] == pytest.approx(1 - (1 - rate) ** 4)
    assert not told.quiet[0]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 240))
def test_deleting_every_event_after_the_day_changes_no_digit(offset):
    made, day = rows(700), START + timedelta(60 + offset)
    whole, cut = (Outlooks(Dyads.of(EventTable.of(r))).on(day) for r in (made, [r for r in made if r.day <= day]))
    assert [whole.pair(i) for i in range(len(whole))] == [cut.pair(i) for i in range(len(cut))]
    assert whole.probability.tobytes() == cut.probability.tobytes()
    assert whole.parts.tobytes() == cut.parts.tobytes()


def test_later_events_do_not_change_what_was_told_of_weeks_before(table):
    told = {o.day: o.probability.tobytes() for o in weekly(Outlooks(Dyads.of(table)), DAY - timedelta(14), DAY)}
    alone = {o.day: o.probability.tobytes() for o in weekly(Outlooks(Dyads.of(table.until(DAY))), DAY - timedelta(14), DAY)}
    assert len(told) == 3
    assert told == alone


@pytest.mark.parametrize("quad", [(1, 2, 3, 4), (1, 2)], ids=["peace and war", "peace"])
def test_many_parties_of_whom_few_met_are_the_same_worked_out_over_those_who_met(monkeypatch, quad):
    dice, relations = Random(7), {r.quad: r for r in RELATIONS}
    parties = [Party(f"group {i}", CODES[i % len(CODES)]) for i in range(80)]
    made = [EventRow(START + timedelta(dice.randrange(180)), parties[i], relations[dice.choice(quad)], parties[(i + step) % 80])
            for i, step in ((dice.randrange(80), dice.choice((1, 3, 7))) for _ in range(3000))]
    dyads = Dyads.of(EventTable.of(made), "party")
    full = features(dyads, DAY)
    for name, value in (("FEW", 0), ("SPARSE", 1.0)):
        monkeypatch.setattr(features_signed, name, value)
    monkeypatch.setattr(features_room, "DIRECT", 0)
    few = features(dyads, DAY)
    assert len(few) > 200
    assert np.allclose(few.values, full.values, rtol=1e-6, atol=1e-6)


def test_order_of_rows_changes_nothing():
    made = rows()
    one, two = (Outlooks(Dyads.of(EventTable.of(r))).on(DAY) for r in (made, made[::-1]))
    assert np.allclose(one.probability, two.probability, atol=1e-12)


def test_who_is_printed_without_a_country_is_counted_to_his_home_but_makes_no_outcome(table):
    dyads = Dyads.of(table)
    at = {n: i for i, n in enumerate(dyads.nodes)}
    with_home = dyads.at_home()
    extra = with_home.between & ~dyads.between
    assert extra.sum() == 1
    assert {dyads.nodes[with_home.a[extra][0]], dyads.nodes[with_home.b[extra][0]]} == {"USA", "IRN"}
    assert at["IRN"] == with_home.b[extra][0]
    clash = EventRow(DAY + timedelta(1), Party("Barack Obama"), RELATIONS[3], Party("Iran", "IRN"))
    told = features(dyads, DAY)
    later = Dyads.of(EventTable.of([*(r for r in rows() if r.day <= DAY), clash]))
    assert not came(later, told, 28).any()


def test_parts_of_a_country_and_parties_are_levels(table):
    assert "IRN society" in Dyads.of(table, "group").nodes
    assert "Police (IRN)" in Dyads.of(table, "party").nodes
    one = Outlooks(Dyads.of(table, "group")).on(DAY)
    assert any(a[:3] != b[:3] for a, b in map(one.pair, range(len(one))))
    with pytest.raises(BadInput, match="--level"):
        Dyads.of(table, "planet")


def test_weights_learned_on_one_world_rank_another():
    first, second = (Dyads.of(EventTable.of(rows(2500, seed))) for seed in (5, 6))
    learned = fit([(f := features(first, day), came(first, f, 28)) for day in origins(first, 28)])
    outlooks = Outlooks(second, weights=learned)
    y = np.concatenate([came(second, o.features, 28) for o in weekly(outlooks, DAY, DAY + timedelta(56))])
    p = np.concatenate([o.probability for o in weekly(outlooks, DAY, DAY + timedelta(56))])
    assert p[y].mean() > p[~y].mean() + 0.1


def test_only_days_whose_window_has_closed_teach(table):
    dyads = Dyads.of(table)
    assert max(teaching_days(DAY, dyads, 28)) == DAY - timedelta(28)
    assert all(d.toordinal() + 28 <= dyads.day[-1] for d in origins(dyads, 28))
    assert min(teaching_days(DAY, dyads, 28)) >= START + timedelta(56)
    assert teaching_days(START, dyads, 28) == []


def test_the_level_follows_what_came_and_is_drawn_to_nothing_where_little_did():
    odds = np.full(4000, -3.0)
    came_true = np.arange(4000) % 10 == 0
    assert level([odds], [came_true], [0]) == pytest.approx(np.log(0.1 / 0.9) + 3, abs=0.2)
    assert 0 < level([odds[:40]], [came_true[:40]], [0]) < 0.2
    assert level([], [], []) == 0.0
    calm, stormy = np.zeros(4000, np.bool_), came_true
    assert level([odds, odds], [calm, stormy], [140, 0]) > 0.5 > level([odds, odds], [calm, stormy], [0, 140])  # the latest weighs most


def test_weights_come_back_from_their_file_and_others_are_refused(tmp_path, monkeypatch, table):
    learned = shipped()
    digest = written(learned, tmp_path / "w.json")
    assert digest == weights_room.SHA256
    again = Weights.of_text((tmp_path / "w.json").read_text(encoding="utf-8"))
    assert np.array_equal(again.weight, learned.weight)
    told = features(Dyads.of(table), DAY)
    with pytest.raises(ModelMismatch):
        learned.parts(replace(told, names=told.names[1:]))
    monkeypatch.setattr(weights_room, "SHA256", "0" * 64)
    shipped.cache_clear()
    with pytest.raises(ModelMismatch, match="sha256"):
        shipped()
    monkeypatch.undo()
    shipped.cache_clear()


def test_a_history_too_thin_to_ask_of_anybody_is_answered(table):
    for made in (rows()[:1], []):
        assert len(Outlooks(Dyads.of(EventTable.of(made))).on(DAY)) == 0
    assert Outlooks(Dyads.of(EventTable.of([]))).on(DAY).families == Outlooks(Dyads.of(table)).on(DAY).families


def test_nothing_to_learn_from_is_said():
    with pytest.raises(BadInput, match="nothing to learn"):
        fit([])


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("events") / "events.tsv"
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, delimiter="\t")
        out.writerow(("MYDATE", "actor", "actor_country", "relation", "cameo", "goldstein", "recipient", "recipient_country"))
        for r in rows():
            out.writerow((r.day, r.actor.name, r.actor.country, r.relation.name, r.relation.cameo, r.relation.score, r.recipient.name,
                          r.recipient.country))
    return path


def asked(file, out, *more):
    return ["predict", "onset", "--history", str(file), "--column", "date=MYDATE", "-o", str(out), *more]


def test_the_command_writes_a_table_and_is_the_same_on_any_number_of_threads(file, tmp_path):
    told = []
    for threads in ("1", "2"):
        out = tmp_path / f"{threads}.tsv"
        words = asked(file, out, "--from", "2014-06-03", "--to", "2014-06-17", "--horizon", "4w", "--reasons")
        env = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        subprocess.run([sys.executable, "-c", "from foreshock.cli import main; main()", *words], check=True, env=env, capture_output=True)
        told.append(out.read_bytes())
    assert told[0] == told[1]
    lines = list(csv.DictReader(told[0].decode().splitlines(), delimiter="\t"))
    assert {r["origin"] for r in lines} == {"2014-06-03", "2014-06-10", "2014-06-17"}
    assert all(r["a"] < r["b"] and 0 < float(r["probability"]) < 1 for r in lines)
    assert "common enemies" in lines[0]
    source = [row.split("\t") for row in file.read_text(encoding="utf-8").splitlines()]
    for r in lines:
        for column, cameo in (("last events", {"040", "070", "112", "190"}), ("last clashes", {"190"})):
            behind = [source[int(o.rsplit(":", 1)[1]) - 1] for o in r[column].split("; ") if o]
            assert all({row[2], row[7]} == {r["a"], r["b"]} and row[0] <= r["origin"] and row[4] in cameo for row in behind)
            assert [row[0] for row in behind] == sorted((row[0] for row in behind), reverse=True)
        assert r["last events"]


@pytest.mark.parametrize(("more", "match"), [
    (("--from", "2014-06-17", "--to", "2014-06-03"), "Swap"), (("--from", "1999-06-17", "--to", "2014-06-03"), "begins on 2014-01-01"),
    (("--from", "then", "--to", "2014-06-03"), "no day"), (("--from", "2014-06-03", "--to", "9999-12-31"), "earlier --to"),
    (("--from", "2014-06-03", "--to", "2014-06-03", "--horizon", "soon"), "length of time"),
    (("--from", "2014-06-03", "--to", "2014-06-03", "--horizon", "0d"), "between 1 and"),
    (("--from", "2014-06-03", "--to", "2014-06-03", "--column", "actor"), "maps nothing"),
])
def test_foolish_words_are_answered(file, tmp_path, more, match):
    with pytest.raises(BadInput, match=match):
        CliRunner().invoke(app, asked(file, tmp_path / "o.tsv", *more), catch_exceptions=False, standalone_mode=False)
