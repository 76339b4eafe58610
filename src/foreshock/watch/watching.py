"""Rules, the past of a store, a stretch of days → `Watched`: the alerts, and how often each rule fired.

A rule is looked at on the days on which something was published, each judged by what was out by then, so that looking back gives what
looking then would have given. It fires on the day on which it comes true: it holds, and did not the day before, or not on the last day on
which there was news (in between it may have lapsed, or crept up in silence). What stands on the first day of a store is no news.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foreshock.graph.diff import STEP
from foreshock.graph.past import Past
from foreshock.types import Alert
from foreshock.types.ids import stable_id
from foreshock.watch.judging import Found, Sight, Subject, judge, opposite
from foreshock.watch.rules import Rule

States = list[dict[Subject, Found]]
STATES = ("count", "course")  # what can hold for a while; an actor is new, a tie flips, on one day only


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule fired, on the first and on the last of these days, and whether it holds on the last day watched."""

    rule: str
    fired: int
    first: date | None
    last: date | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """What came of watching from `since` to `until` (both included): the days looked at, the alerts in order, a tally for each rule."""

    since: date
    until: date
    days: int
    alerts: tuple[Alert, ...]
    tallies: tuple[Tally, ...]


def watch(rules: Sequence[Rule], past: Past, *, since: date, until: date) -> Watched:
    """Rules, past, first and last day → what fired."""
    days = past.days(since, until)
    earlier = [d for d in past.days(until=until) if d < since]
    last = earlier[-1] if earlier else since
    before = _states(rules, past, last) if earlier else None
    alerts: list[Alert] = []
    for day in days:
        now = _states(rules, past, day)
        if before is not None:
            for rule, old, new in zip(rules, before, now, strict=True):
                old = _lasting(rule, old, new, past, day, last)
                alerts += [_alert(rule, day, subject, new[subject]) for subject in sorted(new) if _fires(rule, subject, new, old)]
        before, last = now, day
    held = before or [{} for _ in rules]
    return Watched(since, until, len(days), tuple(alerts), tuple(_tally(r, alerts, s) for r, s in zip(rules, held, strict=True)))


def _states(rules: Sequence[Rule], past: Past, day: date) -> States:
    sight = Sight(past, day)
    return [judge(rule, sight) for rule in rules]


def _lasting(
    rule: Rule, old: dict[Subject, Found], new: dict[Subject, Found], past: Past, day: date, last: date,
) -> dict[Subject, Found]:
    """A rule, what it held on the last day of news and holds now → what it held then and still held on the eve of this day."""
    eve = day - timedelta(1)
    if rule.kind not in STATES or last >= eve or not new.keys() & old.keys():
        return old
    still = judge(rule, Sight(past, eve))
    return {subject: found for subject, found in old.items() if subject in still}


def _fires(rule: Rule, subject: Subject, new: dict[Subject, Found], old: dict[Subject, Found]) -> bool:
    if rule.kind != "flipped tie":
        return subject not in old
    other = old.get(opposite(subject))
    return other is not None and abs(new[subject].value - other.value) >= STEP


def _alert(rule: Rule, day: date, subject: Subject, found: Found) -> Alert:
    made = stable_id("a", rule.name, day, *subject)
    return Alert(made, rule.name, day, found.actors, found.text, found.value, found.evidence, found.word_of)


def _tally(rule: Rule, alerts: Sequence[Alert], held: dict[Subject, Found]) -> Tally:
    days = [a.day for a in alerts if a.rule == rule.name]
    return Tally(rule.name, len(days), min(days, default=None), max(days, default=None), rule.kind in STATES and bool(held))
