"""The measure of what courses foresee: its figures by hand, its fit on known weights, and that it sees nothing of the future."""

import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evals"))

import courses as measure
from test_graph_reach import made

CAME = np.array([True, False, True, False])


def test_figures_by_hand():
    score = np.array([4.0, 3.0, 2.0, 1.0])
    assert measure.auroc(score, CAME) == pytest.approx(0.75)
    assert measure.auroc(np.zeros(4), CAME) == 0.5
    assert measure.average_precision(score, CAME) == pytest.approx((1 + 2 / 3) / 2)
    assert measure.precision(score, CAME, 1) == 1.0
    assert measure.precision(np.zeros(4), CAME, 2) == 0.5
    assert measure.auroc(score, np.zeros(4, bool)) != measure.auroc(score, np.zeros(4, bool))


def test_a_fit_finds_the_rule_that_made_the_outcomes():
    dice = np.random.default_rng(1)
    sums = dice.random((4000, len(measure.TRIED)))
    at = measure.TRIED.index("common enemy")
    came = dice.random(4000) < 1 / (1 + np.exp(4 - 4 * np.sqrt(sums[:, at])))
    one = measure.Cases("party", date(2017, 3, 31), sums, sums[:, at], np.ones(4000), np.ones(4000), np.ones(4000), came)
    weights = measure.fit([one])
    assert max(weights, key=lambda n: weights[n]) == "common enemy"
    assert weights["common enemy"] == pytest.approx(4, abs=0.8)
    assert all(w >= 0 for w in weights.values())
    assert measure.auroc(measure.apply(weights, one), came) > 0.7


def test_candidates_are_quiet_and_what_they_are_told_by_is_of_the_past(monkeypatch):
    monkeypatch.setitem(measure.ENOUGH, "party", 3)
    table, _ = made(8, n=30, rows=700)
    day = measure.month_ends(table)[2]
    whole, cut = measure.cases(table, day, "party"), measure.cases(table.until(day), day, "party")
    assert len(whole.came)
    assert whole.came.any()
    assert not cut.came.any()
    assert (whole.sums == cut.sums).all()
    assert (whole.score == cut.score).all()
    first, last = (date.fromordinal(int(f(table.day))) for f in (min, max))
    assert all(first + timedelta(89) <= d <= last - timedelta(91) and (d + timedelta(1)).day == 1 for d in measure.month_ends(table))
