"""Events, tie mentions → `Tie`s; ties → `Course`s: who backs and opposes whom, and who is on course to confront whom."""

from foreshock.graph.admitted import Without
from foreshock.graph.courses import courses
from foreshock.graph.diff import Change, compare, diff
from foreshock.graph.layout import layout
from foreshock.graph.levels import Actors, Level, roll
from foreshock.graph.reach import Reach, reach
from foreshock.graph.ties import ties
from foreshock.graph.triads import frustration, tension, triads
from foreshock.graph.why import why

__all__ = [
    "Actors", "Change", "Level", "Reach", "Without", "compare", "courses", "diff", "frustration", "layout", "reach", "roll", "tension",
    "ties", "triads", "why",
]
