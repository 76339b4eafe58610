"""A store's events, a day → `Fitted`: the weights learned on public event data, applied to the pairs that they apply to.

They apply where the record is long enough to be asked: eight weeks of events, three between the two. Nodes are the groups and states
of the store. Where they do not apply, `onset` adds up what it can by judgement, and the record says which it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial

import numpy as np

from foreshock.forecast.dyads import Dyads
from foreshock.forecast.interval import expit
from foreshock.forecast.learning import BURN_IN
from foreshock.forecast.outlook import Outlook, Outlooks
from foreshock.graph.dyads import dyads, sides
from foreshock.graph.levels import Actors, roll, state_of
from foreshock.graph.table import joined
from foreshock.types import STATUSES, Event, EventColumns, EventRow, EventTable, Party, Relation
from foreshock.types import plover as tables

Pair = tuple[str, str]
SUPPOSED = {"a clash": Relation("clash", quad=4, score=-9.0), "a hostile word": Relation("accusation", quad=3, score=-4.0),
            "an agreement": Relation("agreement", quad=1, score=6.0)}
ALIKE = 0.5  # log-odds within which an earlier forecast counts as of the same kind
FEWEST = 10  # earlier forecasts of a kind before a track record is told


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The outlook of a day, that of a week before, and the row of each pair in them."""

    table: EventTable
    outlooks: Outlooks
    now: Outlook
    at: dict[Pair, int]
    before: dict[Pair, float]

    @classmethod
    def of(cls, events: Sequence[Event], actors: Actors, as_of: date, window: int) -> Fitted | None:
        """Events, actors, day, days ahead → the outlook; None where the history is shorter than eight weeks or nobody met three times."""
        table = _table(events, actors, as_of)
        if not len(table) or as_of.toordinal() - int(table.day[0]) < BURN_IN:
            return None
        outlooks = Outlooks(Dyads.of(table, "party"), window)
        now = outlooks.on(as_of)
        if not len(now):
            return None
        week = outlooks.on(as_of - timedelta(7))
        before = {week.pair(i): float(week.probability[i]) for i in range(len(week))}
        return cls(table, outlooks, now, {now.pair(i): i for i in range(len(now))}, before)

    def supposing(self, pair: Pair) -> Iterator[tuple[str, float]]:
        """Pair → what might come next, and the log-odds of the pair if it did, by the same weights: what would change the forecast."""
        for words, relation in SUPPOSED.items():
            parties = [Party(i, next((p.country for p in self.table.parties if p.name == i), "")) for i in pair]
            row = EventRow(self.now.day, parties[0], relation, parties[1])
            yield f"{words} between them", self._odds(joined(self.table, EventTable.of([row])), pair, self.now.day)
        quiet = self.now.day + timedelta(28)
        yield "four weeks in which nothing happens", self._odds(self.table, pair, quiet)

    def _odds(self, table: EventTable, pair: Pair, day: date) -> float:
        outlooks = Outlooks(Dyads.of(table, "party"), self.outlooks.horizon, own_level=False)
        places = [np.array([outlooks.dyads.nodes.index(i)]) for i in pair]
        return float(outlooks.on(day, (places[0], places[1])).odds[0] + self.now.parts[0, -1])

    def track_record(self, odds: float) -> str:
        """Log-odds told → how forecasts like it did on the earlier days of this history, in words; "" where there are too few."""
        told, came = self.outlooks.earlier(self.now.day)
        alike = np.abs(told - odds) <= ALIKE
        if alike.sum() < FEWEST:
            return ""
        share, meant = came[alike].mean(), (1 / (1 + np.exp(-told[alike]))).mean()
        return f"{int(alike.sum())} forecasts like it on earlier days here: {meant:.1%} told, {share:.1%} came"


def applies(fitted: Fitted | None, pair: Pair) -> bool:
    """Fitted (or none) and a pair → whether the learned weights apply to it."""
    return fitted is not None and pair in fitted.at


def risen(before: float | None, probability: float) -> str:
    """Probability a week before (None: not asked then) and now → risen, fallen, new or steady: by a fifth in odds, at least.

    >>> risen(None, 0.1), risen(0.1, 0.2), risen(0.1, 0.05), risen(0.1, 0.101)
    ('new', 'risen', 'fallen', 'steady')
    """
    if before is None:
        return "new"
    ratio = probability / (1 - probability) / (before / (1 - before))
    return "risen" if ratio > 1.2 else "fallen" if ratio < 1 / 1.2 else "steady"


def chance(odds: float) -> str:
    """Log-odds → percent in words."""
    return f"{expit(odds):.1%}"


def _table(events: Sequence[Event], actors: Actors, as_of: date) -> EventTable:
    """Events → rows between groups: what was said to have happened, by the day, each doer with each recipient."""
    party, told = cache(partial(_party, actors=actors)), EventColumns.of(events)
    found = sides(told, lambda i: party(i).name)
    happened = (told.status == STATUSES.index("actual")) & ~told.comment & (told.day > 0) & (told.day <= as_of.toordinal())
    pairs = dyads(found, len(told))
    kept = happened[pairs.event]
    event, a, b = (c[kept] for c in (pairs.event, pairs.a, pairs.b))
    kinds = tables.event_types()
    relations = tuple(Relation(d.type, "", d.type, kinds[d.type].quad, d.score) for d in told.dids)
    called = {p.name: p for p in map(party, told.actors)}
    return EventTable(
        told.day[event].astype(np.int32), a.astype(np.int32), told.did[event].astype(np.int32), b.astype(np.int32),
        told.confidence[event].astype(np.float32), tuple(called[n] for n in found.nodes), relations)


def _party(actor_id: str, actors: Actors) -> Party:
    """Id → the group that it acts for, with its country."""
    group = roll(actor_id, actors, "group")
    actor = actors.get(group)
    return Party(group, (state_of(actor, actors) or "") if actor else "")
