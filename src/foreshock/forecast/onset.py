"""A pair and the picture of a day → `Forecast`: how likely material conflict is in the weeks after, added up from reasons.

log-odds(probability) = log-odds(base rate) + the pair's own record + Σ weight · feature + the level of its kind.
Where the history and the two have enough behind them, the sum is that of the learned weights (`fitted`). Elsewhere base rate and record
are counted in the store and the weights are judgement, and the forecast says so. Nothing dated after the day is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from foreshock.errors import BadInput
from foreshock.forecast import fitted_reasons
from foreshock.forecast.behind import Behind
from foreshock.forecast.fitted import Fitted, applies
from foreshock.forecast.fitted_reasons import OUTCOME, PRIOR_SIZE
from foreshock.forecast.history import Act, History, Pair, kind
from foreshock.forecast.interval import expit, logit, wilson
from foreshock.graph.courses import course
from foreshock.graph.levels import Actors, name, nobody_in_particular, roll, same_side
from foreshock.types import Course, Event, Evidence, Forecast, Reason, Tie

HALF_LIFE = 28.0  # days until a recent deed counts half
SCALE = 10.0  # PLOVER score points at which a recent-deeds feature is 1 − 1/e

# Log-odds that a feature (0–1) adds at its full strength: judgement, not fitted.
WEIGHTS: dict[str, float] = {
    "recent hostile deeds": 1.4, "recent cooperation": -0.4, "opposing ties": 0.8, "supporting ties": -0.7, "course": 1.2,
    "stated collision": 0.8,
}
THIN = 12  # windows of history under which a forecast calls its record thin
FEW = 20.0  # pairs of a kind with which its level is taken at half
# What the pair's own features tell already, and who shares an enemy: among camps that holds two together, in coded news it does not.
_LEFT_OUT = frozenset({
    "stated collision", "open hostility", "mutual threats", "broken agreement", "common enemy", "common enemy fading",
})


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
    return Forecasts.of(events, ties, courses, actors, as_of=as_of, window=window).of_pair(pair)


@dataclass(frozen=True, slots=True)
class Forecasts:
    """What all forecasts of one day and window share, made once: for those who ask for one pair after another."""

    scene: Scene
    events: Sequence[Event]
    ties: Sequence[Tie]
    levels: dict[str, float]
    fitted: Fitted | None
    behind: Behind

    @classmethod
    def of(
        cls, events: Sequence[Event], ties: Sequence[Tie], courses: Sequence[Course], actors: Actors, *, as_of: date, window: int = 28,
    ) -> Forecasts:
        """The picture of a day, days ahead → its forecasts, none of them told yet."""
        if window < 1:
            raise BadInput(f"A window of {window} days holds nothing. Give at least 1.")
        scene = Scene.of(events, ties, courses, actors, as_of, window)
        return cls(scene, events, ties, _levels(scene), Fitted.of(events, actors, as_of, window), Behind.of(scene.history))

    def of_pair(self, pair: Pair) -> Forecast:
        """Two ids → their forecast; BadInput where both act for one side."""
        actors, day = self.scene.history.actors, self.scene.history.as_of
        asked = rolled(pair, actors)
        if same_side(*asked, actors):
            raise BadInput(f"{name(pair[0], actors)} and {name(pair[1], actors)} act for one side. Name two that can confront each other.")
        if asked not in self.scene.courses and (own := course(asked, self.ties, self.events, actors, as_of=day)):
            self.scene.courses[asked] = own
        return self.behind.opened(_told(self.scene, asked, self.levels, self.fitted, full=True))


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
    behind = Behind.of(scene.history)
    return [behind.opened(f) for f in _ranked(scene, Fitted.of(events, actors, as_of, window))[:top]]


def chances(
    events: Sequence[Event], ties: Sequence[Tie], courses: Sequence[Course], actors: Actors, *, as_of: date, window: int = 28,
) -> list[Forecast]:
    """The same for all pairs, without the events behind each reason: for those who only want the numbers of many days."""
    return _ranked(Scene.of(events, ties, courses, actors, as_of, window), Fitted.of(events, actors, as_of, window))


def _ranked(scene: Scene, fitted: Fitted | None) -> list[Forecast]:
    actors, levels = scene.history.actors, _levels(scene)
    asked = sorted({*scene.history.acts, *scene.ties, *scene.courses})
    named = [p for p in asked if not same_side(*p, actors) and not any(nobody_in_particular(i, actors) for i in p)]
    return sorted((_told(scene, pair, levels, fitted) for pair in named), key=lambda f: (-f.probability, f.pair))


def _told(scene: Scene, pair: Pair, levels: dict[str, float], fitted: Fitted | None, full: bool = False) -> Forecast:
    history = scene.history
    if fitted is not None and applies(fitted, pair):
        one, ties = scene.courses.get(pair), scene.ties.get(pair, ())
        return fitted_reasons.told(fitted, pair, history, ties, one, list(_said(scene, pair)), full=full)
    base, own = history.base(pair), history.own(pair)
    found = [r for r in _reasons(scene, pair, levels) if r.weight]
    found.sort(key=lambda r: (-abs(r.weight), r.rule))
    probability = expit(logit(base.rate) + math.fsum(r.weight for r in found))
    size = PRIOR_SIZE + own.windows + min(len(history.acts.get(pair, ())), 20) / 2
    low, high = wilson(probability, size)
    return Forecast(
        OUTCOME, pair, history.as_of, history.window, probability, low, high, base.rate, tuple(found), _record(history, pair)
    )


def _said(scene: Scene, pair: Pair) -> Iterator[Reason]:
    """Scene and pair → what only texts say and learned weights of deeds cannot know: stated ties, and paths of such ties."""
    one = scene.courses.get(pair)
    for rule, sign in (("opposing ties", -1), ("supporting ties", +1)):
        told = [t for t in scene.ties.get(pair, ()) if _holds(t, sign) and t.basis == "stated"]
        if told:
            best = max(told, key=lambda t: (t.strength, t.id))
            names = (name(best.subject, scene.history.actors), best.kind, name(best.target, scene.history.actors))
            yield Reason(rule, " – ".join(names) + f" (stated, {best.status})", WEIGHTS[rule] * best.strength, (best,), best.evidence,
                         best.first_seen)
    paths = [r for r in _indirect(one) if any(t.basis == "stated" for t in r.ties)]
    for rule, reasons in (("course", paths), ("stated collision", _stated(one)[:1])):
        if reasons:
            yield Reason(
                rule, "; ".join(r.text for r in reasons[:2]), WEIGHTS[rule] * (1.0 - math.prod(1.0 - r.weight for r in reasons)),
                tuple(dict.fromkeys(t for r in reasons for t in r.ties)), tuple(dict.fromkeys(e for r in reasons for e in r.evidence)),
                reasons[0].since)


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


def _values(scene: Scene, pair: Pair) -> dict[str, float]:
    """Scene and pair → the features (0–1), in the order of WEIGHTS."""
    acts, one = scene.history.acts.get(pair, ()), scene.courses.get(pair)
    return {
        "recent hostile deeds": _recent(acts, -1, scene.history.as_of.toordinal()),
        "recent cooperation": _recent(acts, +1, scene.history.as_of.toordinal()),
        "opposing ties": max((t.strength for t in scene.ties.get(pair, ()) if _holds(t, -1)), default=0.0),
        "supporting ties": max((t.strength for t in scene.ties.get(pair, ()) if _holds(t, +1)), default=0.0),
        "course": 1.0 - math.prod(1.0 - r.weight for r in _indirect(one)),
        "stated collision": max((r.weight for r in _stated(one)), default=0.0),
    }


def _recent(acts: Sequence[Act], sign: int, today: int) -> float:
    """Deeds of one sign → 1 − e^(−sum/10), the sum in PLOVER score points that halve every 28 days."""
    total = math.fsum(abs(a.score) * 0.5 ** ((today - a.day) / HALF_LIFE) * a.confidence for a in acts if a.score * sign > 0)
    return 1.0 - math.exp(-total / SCALE)


def _holds(tie: Tie, sign: int) -> bool:
    return tie.sign == sign and tie.status not in {"historical", "negated"} and tie.kind != "collides with"


def _indirect(one: Course | None) -> list[Reason]:
    """A course → its reasons through third parties and places; the pair's own ties are a feature of their own."""
    return [r for r in one.reasons if r.weight > 0 and r.rule not in _LEFT_OUT] if one else []


def _stated(one: Course | None) -> list[Reason]:
    return [r for r in one.reasons if r.rule == "stated collision"] if one else []


def _levels(scene: Scene) -> dict[str, float]:
    """Scene → for each kind of pair the log-odds that keep its forecasts, on average, at what its pairs' records say.

    Features add to a record that holds part of what they tell, and spreading log-odds about a low rate lifts the mean: without this
    the sum would be too high for everybody. Found by bisection among the pairs with a history; halved where those are but 20.
    """
    history = scene.history
    odds: dict[str, list[float]] = {k: [] for k in history.kinds}
    rates: dict[str, list[float]] = {k: [] for k in history.kinds}
    for pair in sorted(history.acts):
        rate = history.own(pair).rate
        added = math.fsum(WEIGHTS[rule] * value for rule, value in _values(scene, pair).items())
        odds[kind(pair, history.actors)].append(logit(rate) + added)
        rates[kind(pair, history.actors)].append(rate)
    return {k: _offset(odds[k], math.fsum(rates[k])) * len(odds[k]) / (len(odds[k]) + FEW) for k in odds}


def _offset(odds: Sequence[float], total: float) -> float:
    """Log-odds of many forecasts and what their probabilities should add up to → what to add to each."""
    if not odds:
        return 0.0
    values = np.array(odds)
    low, high = -10.0, 10.0
    for _ in range(40):
        middle = (low + high) / 2
        if math.fsum(1.0 / (1.0 + np.exp(-(values + middle)))) > total:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _reasons(scene: Scene, pair: Pair, levels: dict[str, float]) -> Iterator[Reason]:
    """Scene and pair → its own record, each feature, and the level of its kind, with what each adds in log-odds."""
    history, names = scene.history, " and ".join(name(i, scene.history.actors) for i in pair)
    base, own, of = history.base(pair), history.own(pair), kind(pair, history.actors)
    if own.windows:
        text = f"{names}: {OUTCOME} in {own.hits} of {own.windows} windows so far"
        yield Reason("own record", text, logit(own.rate) - logit(base.rate))
    for rule, value in _values(scene, pair).items():
        text, ties, evidence, since = _shown(scene, pair, rule)
        yield Reason(rule, f"{text} ({value:.2f})", WEIGHTS[rule] * value, ties, evidence, since)
    yield Reason("level of its kind", f"what other reasons add to {of} on average, taken off again", levels[of])


def _shown(scene: Scene, pair: Pair, rule: str) -> tuple[str, tuple[Tie, ...], tuple[Evidence, ...], date | None]:
    """Scene, pair, feature → in words what stands behind it, with ties, sentences, and since when."""
    if rule in {"recent hostile deeds", "recent cooperation"}:
        return _deeds_shown(scene, pair, -1 if rule == "recent hostile deeds" else +1)
    if rule in {"opposing ties", "supporting ties"}:
        sign = -1 if rule == "opposing ties" else +1
        best = max((t for t in scene.ties.get(pair, ()) if _holds(t, sign)), key=lambda t: (t.strength, t.id), default=None)
        if best is None:
            return f"no {rule}", (), (), None
        told = (name(best.subject, scene.history.actors), best.kind, name(best.target, scene.history.actors))
        return " – ".join(told) + f" ({best.basis}, {best.status})", (best,), best.evidence, best.first_seen
    one = scene.courses.get(pair)
    told_of = _indirect(one)[:2] if rule == "course" else _stated(one)[:1]
    text = "; ".join(r.text for r in told_of) or f"no {rule}"
    ties = tuple(dict.fromkeys(t for r in told_of for t in r.ties))
    return text, ties, tuple(dict.fromkeys(e for r in told_of for e in r.evidence)), told_of[0].since if told_of else None


def _deeds_shown(scene: Scene, pair: Pair, sign: int) -> tuple[str, tuple[Tie, ...], tuple[Evidence, ...], date | None]:
    acts = [a for a in scene.history.acts.get(pair, ()) if a.score * sign > 0]
    if not acts:
        return f"no {'cooperation' if sign > 0 else 'hostile deeds'} so far", (), (), None
    last = date.fromordinal(acts[-1].day)
    kinds = ", ".join(dict.fromkeys(a.type for a in reversed(acts[-5:])))
    quoted = {e.mention_id: e for t in scene.ties.get(pair, ()) for e in t.evidence}
    evidence = tuple(quoted[i] for a in acts[-5:] for i in a.mentions if i in quoted)
    return f"{len(acts)} in all, the last on {last} ({kinds})", (), evidence, last
