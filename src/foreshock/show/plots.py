"""What changes over time → `Plot`s as SVG: the events of a pair, a course, how forecasts turned out. Needs the extra `plots`.

Drawn by matplotlib with a fixed salt for ids and without a date, so that the same data give the same bytes. Text stays text: it is
escaped by the writer, can be searched, and is drawn in the reader's own font.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

from foreshock.errors import BadInput, Missing
from foreshock.types import Event
from foreshock.types.plover import event_types

GREEN, RED, GREY = "#2a7f62", "#b3402a", "#8a8a8a"
BINS = 10
_STYLE: dict[str, Any] = {"svg.hashsalt": "foreshock", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing; a notebook shows it, `save` writes it."""

    svg: str

    def _repr_svg_(self) -> str:
        """→ the SVG, for a notebook."""
        return self.svg

    def save(self, path: str | PathLike[str]) -> Path:
        """Path → the SVG file written there."""
        try:
            Path(path).write_text(self.svg, encoding="utf-8", newline="\n")
        except OSError as error:
            raise BadInput(f"{path}: {error.strerror}. Name a file that can be written.") from None
        return Path(path)


def timeline(events: Sequence[tuple[date, Event]], title: str) -> Plot:
    """Dated events, a title → their scores over time, −10 conflict … +10 cooperation; hollow where it is not said to have happened."""
    import_ = _matplotlib()
    with import_.rc_context(_STYLE):
        figure, axes = _figure(title)
        axes.axhline(0, color=GREY, linewidth=0.8)
        for day, event in sorted(events, key=lambda e: (e[0], e[1].id)):
            colour = GREEN if event_types()[event.type].quad <= 2 else RED
            axes.vlines(day, 0, event.score, color=colour, linewidth=0.6)
            axes.plot([day], [event.score], "o", color=colour, markersize=4, fillstyle="full" if event.status == "actual" else "none")
        axes.set_ylim(-10.5, 10.5)
        axes.set_ylabel("PLOVER score: conflict − / cooperation +")
        return _drawn(figure)


def course_over_time(points: Sequence[tuple[date, float]], title: str) -> Plot:
    """Days with the score (0–1) of a course, a title → the course over time; it holds from one day of news to the next."""
    import_ = _matplotlib()
    with import_.rc_context(_STYLE):
        figure, axes = _figure(title)
        axes.step([d for d, _ in points], [s for _, s in points], where="post", color=RED)
        axes.plot([d for d, _ in points], [s for _, s in points], "o", color=RED, markersize=3)
        axes.set_ylim(0, 1)
        axes.set_ylabel("course to confrontation (0–1)")
        return _drawn(figure)


def calibration(told: Sequence[tuple[float, bool]], title: str) -> Plot:
    """Forecasts (probability 0–1, whether it came) → how often it came among those told alike; on the diagonal they are honest."""
    import_ = _matplotlib()
    with import_.rc_context(_STYLE):
        figure, axes = _figure(title, dated=False)
        axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.8, linestyle="--")
        for mean, share, count in bins(told):
            axes.plot([mean], [share], "o", color=RED, markersize=4)
            axes.annotate(f"{count:,}", (mean, share), textcoords="offset points", xytext=(5, 5), fontsize=7)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_xlabel("probability told")
        axes.set_ylabel("share that came")
        return _drawn(figure)


def bins(told: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Forecasts and whether they came → for each tenth of probability that holds any: mean probability, share that came, how many.

    >>> bins([(0.05, False), (0.07, False), (0.93, True)])
    [(0.06, 0.0, 2), (0.93, 1.0, 1)]
    """
    grouped: dict[int, list[tuple[float, bool]]] = {}
    for probability, came in told:
        grouped.setdefault(min(int(probability * BINS), BINS - 1), []).append((probability, came))
    return [
        (round(sum(p for p, _ in held) / len(held), 9), sum(came for _, came in held) / len(held), len(held))
        for _, held in sorted(grouped.items())
    ]


def _matplotlib() -> Any:
    try:
        import matplotlib
    except ImportError:
        raise Missing("Plots need matplotlib, which is not installed. Install it: pip install 'foreshock[plots]'") from None
    return matplotlib


def _figure(title: str, dated: bool = True) -> tuple[Any, Any]:
    """Title, whether the axis below holds days → a figure of its own (no global state) and its axes."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 2.8) if dated else (3.8, 3.8), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.set_title(title.replace("$", r"\$"), fontsize=10, loc="left")  # a name is no formula
    axes.spines[["top", "right"]].set_visible(False)
    if dated:
        locator = AutoDateLocator()  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    return figure, axes


def _drawn(figure: Any) -> Plot:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": "foreshock"})
    return Plot(out.getvalue())
