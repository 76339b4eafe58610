"""Rules that a user writes, and the past of a store → `Alert`s: `load` reads the rules, `watch` looks when they came true."""

from foreshock.watch.rules import Rule, load
from foreshock.watch.watching import Tally, Watched, watch

__all__ = ["Rule", "Tally", "Watched", "load", "watch"]
