"""Happenings that are known, reports that are no longer heard → which happenings are to be made anew; all others stay as they are.

`happenings` lets a report into one only where it agrees with all that are in it, or joins two whose every report is akin. So a happening of
which no report is gone, and none of whose reports could be of one happening with a report of a broken one, comes out the same again;
those that are gone whole leave no trace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from foreshock.resolve.reports import Report, agree, akin

Reports = Callable[[Collection[str]], Iterable[Report]]


def affected(broken: Collection[str], near: Callable[[Collection[str]], Collection[str]], reports: Reports,
             whole: Callable[[Collection[str]], Collection[str]]) -> set[str]:
    """Ids of mentions left of broken happenings → ids of all mentions whose happenings are to be made anew.

    `near` gives the ids of mentions of other happenings that have the type, a party and about the days of those asked for, `reports` the
    reports of ids, `whole` the mentions of all happenings that the ids stand in.
    """
    found: set[str] = set()
    new = set(broken)
    while new:
        found |= new
        others = set(near(new)) - found
        new = set(whole(_kin(reports(new), reports(others)))) - found if others else set()
    return found


def _kin(these: Iterable[Report], others: Iterable[Report]) -> set[str]:
    """Reports, others → the ids of those others that can be of one happening with one of the first."""
    by_sort: dict[tuple[str, str, bool, str], list[Report]] = defaultdict(list)
    for one in these:
        by_sort[one.sort].append(one)
    return {o.mention.id for o in others if any(_one(t, o) for t in by_sort.get(o.sort, ()))}


def _one(a: Report, b: Report) -> bool:
    return (a.doers == b.doers and a.recipients == b.recipients and agree(a, b)) or akin(a, b)
