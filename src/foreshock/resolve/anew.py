"""Happenings that are known, reports that are no longer heard → the happenings that come out otherwise; all others stay as they are.

`happenings` lets a report into one only where it agrees with all that are in it, or joins two whose every report is akin. So a happening of
which no report is gone, and none of whose reports could be of one happening with a report of one that has changed, comes out the same;
those that are gone whole leave no trace. A happening that comes out as it did is taken to change nothing for others: for one of a single
report that is certain, for one of several it could fail only where they came together in another order and others had waited for that
order; a test holds the outcome to that of all reports read, on a store in which most happenings have several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from foreshock.resolve.reports import Report, agree, akin
from foreshock.types import Event

Ids = Collection[str]
ROUNDS = 8  # steps from a broken happening after which whatever is farther away is left as it stands


@dataclass(frozen=True, slots=True)
class Known:
    """What is asked of those who hold the reports; all of them go by the ids of event mentions.

    `near`: mentions that have the type, a party and about the days of those given. `reports`: the reports of ids. `whole`: the mentions of
    each happening that the ids stand in. `make`: happenings of ids.
    """

    near: Callable[[Ids], Ids]
    reports: Callable[[Ids], Iterable[Report]]
    whole: Callable[[Ids], Iterable[tuple[str, ...]]]
    make: Callable[[Ids], list[Event]]


def made_anew(broken: Ids, known: Known) -> tuple[set[str], list[Event]]:
    """Ids of the reports left of broken happenings → all reports whose happenings were looked at, and these happenings."""
    found, new = set(broken), set(broken)
    quiet: set[tuple[str, ...]] = set()  # happenings that are kin to changed ones and come out as they did: their own kin is not looked at
    made: list[Event] = []
    for _ in range(ROUNDS):
        others = set(known.near(new)) - found
        met = set(known.whole(_kin(known.reports(new), known.reports(others)))) if others else set()
        found |= {i for mentions in met for i in mentions}
        made = known.make(found)
        stand = {e.mentions for e in made}
        changed = {m for m in met | quiet if m not in stand}
        quiet = (met | quiet) - changed
        new = {i for mentions in changed for i in mentions}
        if not new:
            break
    return found, made


def _kin(these: Iterable[Report], others: Iterable[Report]) -> set[str]:
    """Reports, others → the ids of those others that can be of one happening with one of the first."""
    at: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    for one in these:
        for key in _keys(one):
            at[key].append(one)
    near = ((o, {t.mention.id: t for key in _keys(o) for t in at.get(key, ())}) for o in others)
    return {o.mention.id for o, met in near if any(_one(t, o) for t in met.values())}


def _keys(report: Report) -> Iterator[tuple[object, ...]]:
    """Report → what another must have in common with it: its sort, and a party if it has any."""
    return ((report.sort, p) for p in report.doers | report.recipients or {""})


def _one(a: Report, b: Report) -> bool:
    return (a.doers == b.doers and a.recipients == b.recipients and agree(a, b)) or akin(a, b)
