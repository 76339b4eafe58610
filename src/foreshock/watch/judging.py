"""A rule and the sight of a day → what is true of whom on that day: `Found`, by subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from foreshock.graph.diff import balance
from foreshock.graph.levels import Actors, name, nobody_in_particular, roll
from foreshock.graph.past import Past, newest_first
from foreshock.graph.picture import Picture
from foreshock.types import Course, Event, EventMention, Evidence
from foreshock.watch.rules import Rule

Subject = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found of some actors: in words, how much, where that can be read, and which rows of others' tables say so."""

    actors: tuple[str, ...]
    text: str
    value: float
    evidence: tuple[Evidence, ...]
    word_of: tuple[str, ...] = ()


class Sight:
    """A day, and the past up to it; what costs much is computed once, when a rule asks for it."""

    def __init__(self, past: Past, day: date) -> None:
        self.past = past
        self.day = day

    @cached_property
    def picture(self) -> Picture:
        """→ the picture of the day."""
        return self.past.picture(self.day)

    @cached_property
    def mentions(self) -> list[EventMention]:
        """→ the reports out by the day."""
        return self.past.mentions(self.day)

    @cached_property
    def events(self) -> list[tuple[date, Event]]:
        """→ the dated happenings known on the day, each with the day by which it had happened."""
        known = self.picture.events if "picture" in self.__dict__ else self.past.events(self.day)
        return [(day, e) for day, e in self.past.dated(known) if day <= self.day]

    def evidence(self, events: Sequence[Event]) -> tuple[Evidence, ...]:
        """Events → the sentences that report them."""
        ids = {i for e in events for i in e.mentions}
        return self.past.evidence(m for m in self.mentions if m.id in ids)


def judge(rule: Rule, sight: Sight) -> dict[Subject, Found]:
    """Rule, sight of a day → what is true of whom."""
    return _JUDGES[rule.kind](rule, sight)


def _count(rule: Rule, sight: Sight) -> dict[Subject, Found]:
    actors = sight.past.actors
    first = sight.day - timedelta(rule.window - 1)
    wanted = [(day, e) for day, e in sight.events if _is_meant(rule, e.type, e.status) and _takes_part(rule.about, e, actors)]
    now = [e for day, e in wanted if day >= first]
    earlier = sum(first - timedelta(rule.before) <= day < first for day, _ in wanted)
    usual = earlier * rule.window / rule.before if rule.before else 0.0
    if not now or len(now) < rule.at_least or (rule.rise is not None and len(now) < usual * (1 + rule.rise)):
        return {}
    text = f"{_who(rule.about, actors) or 'all actors'}: {_number(len(now), 'event')} in the {_number(rule.window, 'day')} to {sight.day}"
    if rule.before:
        text += f", against {usual:.1f} in as many days over the {rule.before} before"
        text += f" ({len(now) / usual - 1:+.0%})" if usual else ""
    return {rule.about: Found(rule.about, text, float(len(now)), sight.evidence(now), tuple(e.word_of for e in now if e.word_of))}


def _course(rule: Rule, sight: Sight) -> dict[Subject, Found]:
    actors = sight.past.actors
    return {
        c.pair: Found(c.pair, f"{_who(c.pair, actors)}: course {c.score:.2f}" + (f", because {c.reasons[0].text}" if c.reasons else ""),
                      round(c.score, 6), _behind(c))
        for c in sight.picture.courses
        if c.score >= rule.above and _touches(rule.about, c.pair, actors)
    }


def _behind(course: Course) -> tuple[Evidence, ...]:
    return newest_first(e for r in course.reasons for e in (*r.evidence, *(e for t in r.ties for e in t.evidence)))


def _new_actor(rule: Rule, sight: Sight) -> dict[Subject, Found]:
    """Every actor in particular that took part in something so far; reports only ever come to it, so it is new only once."""
    actors = sight.past.actors
    met: dict[str, list[EventMention | Event]] = {}
    reports: list[EventMention | Event] = [*sight.mentions, *sight.past.imported_by(sight.day)]
    for report in reports:
        ids, status = _party(report)
        if _is_meant(rule, report.type, status):
            for one in ids:
                if not rule.about or any(_is(rule.about[0], o, actors) for o in ids if o != one):
                    met.setdefault(one, []).append(report)
    found: dict[Subject, Found] = {}
    for one, seen in met.items():
        if not (one in actors and actors[one].kind == "generic"):
            text = f"{name(one, actors)} takes part for the first time: {seen[0].type}"
            rows = tuple(e.word_of for e in seen if isinstance(e, Event) and e.word_of)
            found[one,] = Found((one,), text, 1.0, sight.past.evidence(m for m in seen if isinstance(m, EventMention)), rows)
    return found


def _party(report: EventMention | Event) -> tuple[list[str], str]:
    """A report → ids of those who take part, and its status."""
    if isinstance(report, Event):
        return [*report.actors, *report.recipients], report.status
    return [p.actor_id for p in (*report.actors, *report.recipients) if p.actor_id], report.factuality.status


def _flipped_tie(rule: Rule, sight: Sight) -> dict[Subject, Found]:
    """How every pair stands, backing or opposing; the watcher looks for those that stand on the other side than before."""
    actors = sight.past.actors
    found: dict[Subject, Found] = {}
    for pair, value in balance(sight.picture.ties).items():
        if value and _touches(rule.about, pair, actors) and not any(nobody_in_particular(i, actors) for i in pair):
            sign = 1 if value > 0 else -1
            ties = [t for t in sight.picture.ties if {t.subject, t.target} == {*pair} and t.sign == sign and t.status != "historical"]
            stands = "back each other now" if sign > 0 else "oppose each other now"
            found[(*pair, f"{sign:+d}")] = Found(pair, f"{_who(pair, actors)} {stands} ({value:+.2f})", round(value, 6),
                                                 newest_first(e for t in ties for e in t.evidence))
    return found


_JUDGES: dict[str, Callable[[Rule, Sight], dict[Subject, Found]]] = {
    "count": _count, "course": _course, "new actor": _new_actor, "flipped tie": _flipped_tie,
}


def opposite(subject: Subject) -> Subject:
    """How a pair stands → the same pair on the other side.

    >>> opposite(("IRN", "USA", "+1"))
    ('IRN', 'USA', '-1')
    """
    return (*subject[:-1], "-1" if subject[-1] == "+1" else "+1")


def _is_meant(rule: Rule, type_: str, status: str) -> bool:
    return status in rule.statuses and (not rule.types or type_ in rule.types)


def _is(asked: str, actor_id: str, actors: Actors) -> bool:
    """An actor as asked for, an id → whether it is that one, of that country, or acts for it."""
    actor = actors.get(actor_id)
    return asked == actor_id or bool(actor and actor.country == asked) or roll(actor_id, actors, "group") == asked


def _takes_part(about: tuple[str, ...], event: Event, actors: Actors) -> bool:
    if len(about) < 2:
        return not about or any(_is(about[0], i, actors) for i in (*event.actors, *event.recipients))
    a, b = about
    doers, others = event.actors, event.recipients or event.actors
    return any(
        (_is(a, x, actors) and _is(b, y, actors)) or (_is(b, x, actors) and _is(a, y, actors)) for x in doers for y in others if x != y)


def _touches(about: tuple[str, ...], pair: tuple[str, str], actors: Actors) -> bool:
    if len(about) < 2:
        return not about or any(_is(about[0], i, actors) for i in pair)
    x, y = pair
    return any(_is(a, x, actors) and _is(b, y, actors) for a, b in (about, about[::-1]))


def _who(ids: Sequence[str], actors: Actors) -> str:
    return " and ".join(name(i, actors) for i in ids)


def _number(count: int, noun: str) -> str:
    """Count, noun → both.

    >>> _number(1, "day"), _number(7, "day")
    ('1 day', '7 days')
    """
    return f"{count} {noun}" + ("" if count == 1 else "s")
