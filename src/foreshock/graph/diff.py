"""Two pictures → what changed between them: `Change`s, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from foreshock.graph.levels import Actors, name
from foreshock.graph.signed import FAINTEST
from foreshock.types import Course, Tie

What = Literal["new tie", "tie gone", "flipped", "stronger", "weaker", "new course", "course gone", "course up", "course down",
               "tension up", "tension down"]
STEP = 0.1  # a smaller move of strength or score is not news
_NOBODY: Actors = {}


@dataclass(frozen=True, slots=True)
class Change:
    """What changed for a pair: how, from what, to what (strength with its sign, or score), in words.

    A change of tension is one of the whole picture; its pair is empty.
    """

    what: What
    pair: tuple[str, str]
    before: float
    after: float
    text: str


def compare(before: Sequence[Tie], after: Sequence[Tie], actors: Actors = _NOBODY) -> list[Change]:
    """Ties before and after (another day, a publisher left out) → what changed, the greatest change first."""
    found = list(_flips(before, after, actors))
    flipped = {c.pair for c in found}
    old, new = ({t.id: t for t in ties} for ties in (before, after))
    for key in old.keys() | new.keys():
        was, now = old.get(key), new.get(key)
        tie = now or was
        assert tie is not None
        pair = (tie.subject, tie.target)
        a, b = (t.strength * t.sign if t else 0.0 for t in (was, now))
        if tuple(sorted(pair)) in flipped or abs(a - b) < (STEP if was and now else FAINTEST):
            continue
        what: What = "new tie" if was is None else "tie gone" if now is None else "stronger" if abs(b) > abs(a) else "weaker"
        told = f"{name(pair[0], actors)} – {tie.kind} – {name(pair[1], actors)} ({tie.basis}, {tie.status})"
        found.append(Change(what, pair, a, b, f"{what}: {told}, {a:+.2f} → {b:+.2f}"))
    return sorted(found, key=_greatest)


def _flips(before: Sequence[Tie], after: Sequence[Tie], actors: Actors) -> list[Change]:
    sums = [balance(ties) for ties in (before, after)]
    return [
        Change("flipped", p, a, b, f"flipped: {name(p[0], actors)} and {name(p[1], actors)}, {a:+.2f} → {b:+.2f}")
        for p in sorted(sums[0].keys() & sums[1].keys())
        if (a := sums[0][p]) * (b := sums[1][p]) < 0
    ]


def balance(ties: Sequence[Tie]) -> dict[tuple[str, str], float]:
    """Ties → for each pair the strongest backing less the strongest opposing."""
    sides: dict[tuple[str, str], dict[int, float]] = {}
    for tie in ties:
        pair = (min(tie.subject, tie.target), max(tie.subject, tie.target))
        if tie.status != "historical":
            side = sides.setdefault(pair, {})
            side[tie.sign] = max(side.get(tie.sign, 0.0), tie.strength)
    return {p: side.get(1, 0.0) - side.get(-1, 0.0) for p, side in sides.items()}


def diff(
    before: tuple[Sequence[Tie], Sequence[Course]], after: tuple[Sequence[Tie], Sequence[Course]], actors: Actors = _NOBODY
) -> list[Change]:
    """Ties and courses of one day and of another → what changed: ties, and courses up or down with their heaviest reason."""
    old, new = ({c.pair: c for c in courses} for courses in (before[1], after[1]))
    found = []
    for pair in old.keys() | new.keys():
        was, now = old.get(pair), new.get(pair)
        a, b = (c.score if c else 0.0 for c in (was, now))
        if abs(a - b) < STEP:
            continue
        what: What = "new course" if was is None else "course gone" if now is None else "course up" if b > a else "course down"
        reason = _why(was, now, rising=b > a)
        told = f"{name(pair[0], actors)} – {name(pair[1], actors)}, {a:.2f} → {b:.2f}"
        found.append(Change(what, pair, a, b, f"{what}: {told}" + (f", for {reason}" if reason else "")))
    return sorted(found, key=_greatest) + compare(before[0], after[0], actors)


def _why(was: Course | None, now: Course | None, rising: bool) -> str:
    """Two courses of a pair → the reason whose weight moved most in the direction of the change."""
    moved: dict[str, float] = {}
    for one, sign in ((was, -1.0), (now, 1.0)):
        for reason in one.reasons if one else ():
            moved[reason.text] = moved.get(reason.text, 0.0) + sign * reason.weight
    best = max(sorted(moved), key=lambda t: moved[t] if rising else -moved[t], default="")
    return best if best and (moved[best] > 0) == rising and moved[best] else ""


def _greatest(change: Change) -> tuple[float, tuple[str, str], str]:
    return -abs(change.after - change.before), change.pair, change.text
