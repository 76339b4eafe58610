"""A pair and the picture of a day → `Forecast`: how likely material conflict is in the weeks after, added up from reasons.

log-odds(probability) = log-odds(base rate) + the pair's own record + Σ weight · feature. The base rate and the record are counted in
the store; the weights are judgement, and the forecast says so. Nothing dated after the day is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from foreshock.errors import BadInput
from foreshock.forecast.history import Act, History, Pair, kind
from foreshock.forecast.interval import expit, logit, wilson
from foreshock.graph.courses import course
from foreshock.graph.levels import Actors, name, roll, same_side
from foreshock.types import Course, Event, Forecast, Reason, Tie

OUTCOME = "material conflict"
HALF_LIFE = 28.0  # days until a recent deed counts half
SCALE = 10.0  # PLOVER score points at which a recent-deeds feature is 1 − 1/e

# Log-odds that a feature (0–1) adds at its full strength: judgement, not fitted.
WEIGHTS: dict[str, float] = {
    "recent hostile deeds": 1.4, "recent cooperation": -0.4, "opposing ties": 0.8, "supporting ties": -0.7, "course": 1.2,
    "stated collision": 0.8,
}
THIN = 12  # windows of history under which a forecast calls its record thin
PRIOR_SIZE = 4.0  # effective sample size of a forecast about which the store knows nothing


@dataclass(frozen=True, slots=True)
class Scene:
    """What all forecasts of one day share: the record, the ties by pair, the courses by pair."""

    history: History
    ties: dict[Pair, tuple[Tie, ...]]
    courses: dict[Pair, Course]

    @classmethod
    def of(
        cls, events: Sequence[Event], ties: Sequence[Tie], courses: Sequence[Course], actors: Actors, as_of: date, window: int
    ) -> Scene:
        """The picture of a day → the scene; BadInput where ties or courses know more than the day did."""
        late = [t for t in ties if t.last_seen and t.last_seen > as_of]
        if late:
            raise BadInput(f"{len(late)} ties rest on what came after {as_of}: draw them again with as_of={as_of}.")
        other = [c for c in courses if c.as_of != as_of]
        if other:
            raise BadInput(f"The courses are of {other[0].as_of}, the forecast of {as_of}: compute both as of one day.")
        by_pair: dict[Pair, tuple[Tie, ...]] = {}
        for tie in sorted(ties, key=lambda t: t.id):
            pair = rolled((tie.subject, tie.target), actors)
            if pair[0] != pair[1]:
                by_pair[pair] = (*by_pair.get(pair, ()), tie)
        history = History.of(events, actors, as_of, window)
        return cls(history, by_pair, {c.pair: c for c in courses})


def rolled(pair: Pair, actors: Actors) -> Pair:
    """Two ids → the groups or states that they act for, in order."""
    a, b = (roll(i, actors, "group") for i in pair)
    return min(a, b), max(a, b)


def forecast(
    pair: Pair,
    events: Sequence[Event],
    ties: Sequence[Tie],
    courses: Sequence[Course],
    actors: Actors,
    *,
    as_of: date,
    window: int = 28,
) -> Forecast:
    """A pair, the picture of a day, days ahead → how likely an act of material conflict between the two is, and why.

    Ties and courses must be of the same day. A pair without a course among `courses` (a list may be cut short) gets its own.
    """
    if window < 1:
        raise BadInput(f"A window of {window} days holds nothing. Give at least 1.")
    scene = Scene.of(events, ties, courses, actors, as_of, window)
    asked = rolled(pair, actors)
    if same_side(*asked, actors):
        raise BadInput(f"{name(pair[0], actors)} and {name(pair[1], actors)} act for one side. Name two that can confront each other.")
    if asked not in scene.courses and (own := course(asked, ties, events, actors, as_of=as_of)):
        scene.courses[asked] = own
    return _told(scene, asked)


def watchlist(
    events: Sequence[Event],
    ties: Sequence[Tie],
    courses: Sequence[Course],
    actors: Actors,
    *,
    as_of: date,
    window: int = 28,
    top: int = 20,
) -> list[Forecast]:
    """The picture of a day → the forecasts of all pairs with an event, a tie or a course, the likeliest first (then by pair)."""
    scene = Scene.of(events, ties, courses, actors, as_of, window)
    asked = sorted({*scene.history.acts, *scene.ties, *scene.courses})
    told = [_told(scene, pair) for pair in asked if not same_side(*pair, actors)]
    return sorted(told, key=lambda f: (-f.probability, f.pair))[:top]


def _told(scene: Scene, pair: Pair) -> Forecast:
    history = scene.history
    base, own = history.base(pair), history.own(pair)
    found = [r for r in _reasons(scene, pair) if r.weight]
    found.sort(key=lambda r: (-abs(r.weight), r.rule))
    probability = expit(logit(base.rate) + math.fsum(r.weight for r in found))
    size = PRIOR_SIZE + own.windows + min(len(history.acts.get(pair, ())), 20) / 2
    low, high = wilson(probability, size)
    return Forecast(
        OUTCOME, pair, history.as_of, history.window, probability, low, high, base.rate, tuple(found), _record(history, pair)
    )


def _record(history: History, pair: Pair) -> str:
    """History and pair → in words, what the numbers rest on."""
    base = history.base(pair)
    words = (
        f"uncalibrated: weights are judgement; base rate from {history.depth} windows of {history.window} days, "
        f"{base.windows} pair-windows ({kind(pair, history.actors)}), {base.hits} with {OUTCOME}"
    )
    if history.depth < THIN:
        words += "; thin history, the base rate leans on a prior set by hand"
    return words


def _reasons(scene: Scene, pair: Pair) -> Iterator[Reason]:
    """Scene and pair → each feature with what it adds in log-odds."""
    history, names = scene.history, " and ".join(name(i, scene.history.actors) for i in pair)
    base, own = history.base(pair), history.own(pair)
    if own.windows:
        text = f"{names}: {OUTCOME} in {own.hits} of {own.windows} windows so far"
        yield Reason("own record", text, logit(own.rate) - logit(base.rate))
    acts = history.acts.get(pair, ())
    today = history.as_of.toordinal()
    yield _recent("recent hostile deeds", [a for a in acts if a.score < 0], today, scene, pair)
    yield _recent("recent cooperation", [a for a in acts if a.score > 0], today, scene, pair)
    ties = [t for t in scene.ties.get(pair, ()) if t.status not in {"historical", "negated"} and t.kind != "collides with"]
    for rule, sign in (("opposing ties", -1), ("supporting ties", 1)):
        best = max((t for t in ties if t.sign == sign), key=lambda t: (t.strength, t.id), default=None)
        if best:
            told = f"{name(best.subject, history.actors)} – {best.kind} – {name(best.target, history.actors)} ({best.status})"
            yield Reason(rule, told, WEIGHTS[rule] * best.strength, (best,), best.evidence, best.first_seen)
    yield from _of_course(scene.courses.get(pair))


def _recent(rule: str, acts: Sequence[Act], today: int, scene: Scene, pair: Pair) -> Reason:
    """Deeds of one sign → 1 − e^(−sum/10), the sum in PLOVER score points that halve every 28 days."""
    total = math.fsum(abs(a.score) * 0.5 ** ((today - a.day) / HALF_LIFE) * a.event.confidence for a in acts)
    since = date.fromordinal(acts[-1].day) if acts else None
    kinds = ", ".join(dict.fromkeys(a.event.type for a in reversed(acts[-5:])))
    text = f"{len(acts)} in all, the last on {since} ({kinds})" if acts else "none"
    quoted = {e.mention_id: e for t in scene.ties.get(pair, ()) for e in t.evidence}
    evidence = tuple(quoted[i] for a in acts[-5:] for i in a.event.mentions if i in quoted)
    return Reason(rule, text, WEIGHTS[rule] * (1.0 - math.exp(-total / SCALE)), (), evidence, since)


def _of_course(one: Course | None) -> Iterator[Reason]:
    """A course → what its indirect reasons add, and what a stated collision adds; the pair's own ties are counted elsewhere."""
    if one is None:
        return
    told = [r for r in one.reasons if r.rule == "stated collision"]
    indirect = [r for r in one.reasons if r.weight > 0 and r.rule not in {"stated collision", "open hostility"}]
    strength = 1.0 - math.prod(1.0 - r.weight for r in indirect)
    if indirect:
        text = "; ".join(r.text for r in indirect[:2])
        ties = tuple(dict.fromkeys(t for r in indirect[:2] for t in r.ties))
        evidence = tuple(dict.fromkeys(e for r in indirect[:2] for e in r.evidence))
        yield Reason("course", text, WEIGHTS["course"] * strength, ties, evidence, indirect[0].since)
    if told:
        full = min(max(r.weight for r in told) / 0.8, 1.0)
        yield Reason("stated collision", told[0].text, WEIGHTS["stated collision"] * full, told[0].ties, told[0].evidence, told[0].since)
