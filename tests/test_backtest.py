"""Back-tests: only the day's own knowledge, scores by hand, misses by name, a page that escapes what it shows."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from foreshock.cli import app
from foreshock.errors import BadInput
from foreshock.forecast.record import Case, backtest, false_alarms, missed, score, told_and_came
from foreshock.show.backtest import calibration, lines, page

DAY = date(2018, 1, 1)


def case(told, came, own=0.1, before=False, pair=("a", "b")):
    return Case(DAY, pair, told, own, before, came)


def test_scores_are_those_worked_out_by_hand():
    told = score([case(0.9, True), case(0.2, False), case(0.1, False, before=True), case(0.4, True, before=True)])
    assert told.brier == pytest.approx((0.01 + 0.04 + 0.01 + 0.36) / 4)
    assert told.skill == pytest.approx(1 - told.brier / ((0.81 + 0.01 + 0.01 + 0.81) / 4))
    assert told.skill_persistence == pytest.approx(1 - told.brier / 0.25)
    assert (told.auroc, told.auroc_own_record) == (1.0, 0.5)
    assert score([case(0.2, False)]).auroc is None
    with pytest.raises(BadInput, match="No pair"):
        score([])


def test_misses_and_false_alarms_are_named_worst_first():
    found = [case(0.1, True, pair=("a", "c")), case(0.3, True), case(0.8, False), case(0.2, False)]
    assert [c.pair for c in missed(found)] == [("a", "c"), ("a", "b")]
    assert [c.told for c in false_alarms(found, 1)] == [0.8]


def test_a_page_is_html_that_escapes_names():
    text = page([case(0.9, True), case(0.2, False)], {"a": "<script>"}, 28)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    drawn = ElementTree.fromstring(calibration([case(0.25, True), case(0.25, False)]))
    circle = drawn.find("{http://www.w3.org/2000/svg}circle")
    assert (circle.get("cx"), circle.get("cy")) == ("80.0", "160.0")
    assert dict(lines([case(0.9, True)]))["AUROC"].startswith("–")


def test_a_store_is_tested_on_days_whose_windows_do_not_overlap_and_have_closed(desk):
    past = desk.past()
    last = past.days()[-1]
    found = backtest(past, last - timedelta(84))
    days = sorted({c.day for c in found})
    assert days == [last - timedelta(84), last - timedelta(56), last - timedelta(28)]
    assert [(c.told, c.came) for c in found] == told_and_came(past, windows=3)
    with pytest.raises(BadInput, match="closes by"):
        backtest(past, last)
    with pytest.raises(BadInput, match="nothing to look back"):
        backtest(past, window=0)


def test_the_command_tells_figures_and_writes_the_page(desk, tmp_path):
    first = str(desk.past().days()[-1] - timedelta(28))
    told = CliRunner().invoke(app, ["backtest", str(desk.path), "--from", first, "-o", str(tmp_path / "b.html")], catch_exceptions=False)
    assert told.exit_code == 0
    assert "skill over persistence" in told.output
    assert (tmp_path / "b.html").read_text(encoding="utf-8").startswith("<!doctype html>")
