"""A pair to which the learned weights apply → its `Forecast`: reasons in words, each open to the events and sentences behind it.

log-odds(probability) = log-odds(base rate) + own record + Σ families of features + levels + what is said. The base rate is that of
a pair of this history without a clash of its own; what only texts say (stated ties, collisions foretold) is weighed by judgement.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from foreshock.forecast.fitted import Fitted, Pair, chance
from foreshock.forecast.history import Act, History
from foreshock.forecast.interval import expit, logit, wilson
from foreshock.graph.levels import name
from foreshock.types import Course, Evidence, Forecast, Reason, Tie
from foreshock.types import plover as tables

OUTCOME = "material conflict"
PRIOR_SIZE = 4.0  # effective sample size of a forecast about which the store knows nothing
SMALL = 0.02  # log-odds under which a reason is told with the other small ones
# Reasons as they are told ← families of features. What is named here by several families is one thing to a reader.
TOLD: dict[str, tuple[str, ...]] = {
    "own record": ("own record",), "clashes": ("clashes",), "hostile words": ("hostile words",), "cooperation": ("talk", "help"),
    "traffic and tone": ("traffic", "tone", "one-sidedness", "trend", "weight in each one's news"),
    "what each is like to others": ("activity of each", "clashes of each with others", "hostility of each to others",
                                    "readiness for new foes"),
    "upheaval at home": ("upheaval at home",), "geography": ("geography", "clashes with neighbours"),
    "friends and enemies in common": ("friends of enemies", "common enemies", "common friends", "balance", "allies at odds"),
    "those alike": ("pattern of clashes", "clashes of those alike"),
    "level": ("length of the record", "general level", "level of this history"),
}
_QUADS = {"clashes": {4}, "hostile words": {3}, "cooperation": {1, 2}}


def told(
    fitted: Fitted, pair: Pair, history: History, ties: Sequence[Tie], one: Course | None, said: Sequence[Reason], *, full: bool,
) -> Forecast:
    """What a day knows of a pair, and what only texts say of it → the forecast; `full`: with what would change it."""
    i = fitted.at[pair]
    known = fitted.now.features
    base, own = known.base, float(known.climatology[i])
    sums = dict(zip(fitted.now.families, fitted.now.parts[i], strict=True))
    weights = {rule: math.fsum(float(sums[f]) for f in families) for rule, families in TOLD.items()}
    weights["own record"] += logit(own) - logit(base)
    reasons = [_reason(rule, weight, pair, history, ties, one, known.weeks, int(known.clashes[i])) for rule, weight in weights.items()]
    reasons = _gathered([*reasons, *said])
    odds = logit(base) + math.fsum(r.weight for r in reasons)
    probability = expit(odds)
    low, high = wilson(probability, PRIOR_SIZE + known.weeks / (history.window / 7) + min(int(known.events[i]), 20) / 2)
    return Forecast(
        OUTCOME, pair, history.as_of, history.window, probability, low, high, base, tuple(reasons),
        _record(fitted, float(fitted.now.odds[i]), int(known.events[i]), known.weeks),
        tuple(_would_change(fitted, pair, odds - float(fitted.now.odds[i]), probability)) if full else (), fitted.before.get(pair),
    )


def _gathered(reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons → the heaviest first, the small ones as one, so that they still add up."""
    every = list(reasons)
    large = sorted((r for r in every if abs(r.weight) >= SMALL), key=lambda r: (-abs(r.weight), r.rule))
    small = [r for r in every if abs(r.weight) < SMALL]
    rest = math.fsum(r.weight for r in small)
    return [*large, Reason("small things", ", ".join(sorted(r.rule for r in small)), rest)] if rest else large


def _record(fitted: Fitted, odds: float, events: int, weeks: int) -> str:
    words = f"weights fitted to public event data of states, level set by {weeks} weeks of this history; {events} events between the two"
    if events < 10 or weeks < 26:
        words += "; thin evidence"
    return "; ".join(filter(None, (words, fitted.track_record(odds))))


def _would_change(fitted: Fitted, pair: Pair, added: float, probability: float) -> Iterator[str]:
    for words, odds in fitted.supposing(pair):
        yield f"{words}: {probability:.1%} → {chance(odds + added)}"


def _reason(
    rule: str, weight: float, pair: Pair, history: History, ties: Sequence[Tie], one: Course | None, weeks: int, clashes: int,
) -> Reason:
    """A rule with its weight → the reason in words, with what it rests on."""
    a, b = (name(i, history.actors) for i in pair)
    if rule == "own record":
        text, evidence, since = _acts(f"{a} and {b}: {OUTCOME} in {clashes} of {weeks} weeks so far", history.acts.get(pair, ()), {4}, ties)
        return Reason(rule, text, weight, (), evidence, since)
    if rule in _QUADS:
        text, evidence, since = _acts("", history.acts.get(pair, ()), _QUADS[rule], ties)
        return Reason(rule, text or f"no {rule} so far", weight, (), evidence, since)
    if rule == "friends and enemies in common":
        paths = [r for r in one.reasons if len(r.ties) > 1][:2] if one else []
        text = "; ".join(r.text for r in paths) or f"how the friends and enemies of {a} and {b} stand to each other, by deeds"
        return Reason(rule, text, weight, tuple(dict.fromkeys(t for r in paths for t in r.ties)),
                      tuple(dict.fromkeys(e for r in paths for e in r.evidence)))
    return Reason(rule, _WORDS[rule].format(a=a, b=b), weight)


_WORDS = {
    "traffic and tone": "how much {a} and {b} have to do with each other, in what tone, and where it is going",
    "what each is like to others": "how often {a} and {b} clash with anybody, how hostile they are, how ready for new foes",
    "upheaval at home": "clashes inside {a} and {b} themselves",
    "geography": "whether {a} and {b} are neighbours, and near to other clashes",
    "those alike": "clashes of those whose dealings are like those of {a} and {b}",
    "level": "how often it comes to clashes at all, in the data learned from and in this history",
}


def _acts(words: str, acts: Sequence[Act], quads: set[int], ties: Sequence[Tie]) -> tuple[str, tuple[Evidence, ...], date | None]:
    """Acts of a pair → those of the quads in words, with sentences, and the last day."""
    kinds = tables.event_types()
    mine = [a for a in acts if kinds[a.type].quad in quads]
    if not mine:
        return words, (), None
    last = date.fromordinal(mine[-1].day)
    named = ", ".join(dict.fromkeys(a.type for a in reversed(mine[-5:])))
    quoted = {e.mention_id: e for t in ties for e in t.evidence}
    evidence = tuple(quoted[i] for a in mine[-5:] for i in a.mentions if i in quoted)
    return "; ".join(filter(None, (words, f"{len(mine)} in all, the last on {last} ({named})"))), evidence, last
