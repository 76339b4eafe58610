"""In a notebook: tables go to Arrow, pandas and polars; plots are SVG, the same bytes every time; what is missing is told."""

import subprocess
import sys
from xml.etree import ElementTree

import pytest

from foreshock.errors import Missing
from foreshock.show import plots

SVG = "{http://www.w3.org/2000/svg}"


def test_tables_go_to_every_library(desk):
    events = desk.events()
    arrow, frame, polar = events.to_arrow(), events.to_pandas(), events.to_polars()
    assert arrow.num_rows == len(frame) == len(polar) == len(events)
    assert arrow.column_names == list(frame.columns) == polar.columns
    assert list(frame["id"]) == polar["id"].to_list() == [e.id for e in events]
    assert list(desk.courses()[:3].to_pandas()["score"]) == [c.score for c in desk.courses()[:3]]
    for table in (desk.runs(), desk.ties()[:5], desk.statements()[:5], desk.events(actor="IRN", until="1900-01-01")):
        assert len(table.to_pandas()) == len(table.to_polars()) == len(table)


@pytest.mark.parametrize(("library", "ask"), [("pandas", "to_pandas"), ("polars", "to_polars")])
def test_a_library_that_is_not_there_is_told(desk, monkeypatch, library, ask):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(Missing, match=f"pip install {library}"):
        getattr(desk.events()[:1], ask)()


def test_plots_tell_what_they_show(desk):
    told = desk.plot_pair("USA", "IRN", since="2018-01-01").svg
    texts = "".join(ElementTree.fromstring(told).itertext())
    assert f"USA and IRN: {len(desk.events(pair=('USA', 'IRN'), since='2018-01-01'))} events" in texts
    assert "conflict −" in texts
    course = desk.plot_course("USA", "popular-mobilization-units", since="2019-12-01", until="2020-01-31")
    assert "course to confrontation" in "".join(ElementTree.fromstring(course._repr_svg_()).itertext())
    made = desk.plot_calibration(windows=2)
    assert "probability told" in "".join(ElementTree.fromstring(made.svg).itertext())


SAME = """
from datetime import date
from foreshock.show import plots
print(plots.course_over_time([(date(2020, 1, 3), 0.4), (date(2020, 1, 8), 0.61)], "<b>$x$ & y").svg)
print(plots.calibration([(0.1, False), (0.15, True), (0.9, True)], "z").svg)
"""


def test_the_same_data_give_the_same_bytes():
    first, second = (subprocess.run([sys.executable, "-c", SAME], capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert first == second
    assert "<dc:date>" not in first
    svg = first[: first.index("</svg>") + 6]
    assert "<b>$x$ & y" in "".join(ElementTree.fromstring(svg).itertext())


def test_a_plot_is_saved(tmp_path):
    made = plots.calibration([(0.2, False)], "one")
    assert made.save(tmp_path / "c.svg").read_text() == made.svg


def test_plots_without_matplotlib_say_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(Missing, match=r"foreshock\[plots\]"):
        plots.calibration([(0.2, False)], "one")


def test_forecasts_of_the_past_are_held_against_what_came(desk):
    from foreshock.forecast.record import told_and_came

    told = told_and_came(desk.past(), windows=7)
    assert told
    assert all(0 < p < 1 for p, _ in told)
    assert 0 < sum(came for _, came in told) < len(told)
