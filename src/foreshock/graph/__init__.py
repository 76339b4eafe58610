"""Events, tie mentions → `Tie`s; ties → `Course`s: who backs and opposes whom, and who is on course to confront whom."""

from foreshock.graph.admitted import Without
from foreshock.graph.balance import triads
from foreshock.graph.courses import courses
from foreshock.graph.diff import Change, compare, diff
from foreshock.graph.layout import layout
from foreshock.graph.levels import Actors, Level, roll
from foreshock.graph.ties import ties
from foreshock.graph.why import why

__all__ = ["Actors", "Change", "Level", "Without", "compare", "courses", "diff", "layout", "roll", "ties", "triads", "why"]
