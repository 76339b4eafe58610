"""What the trees add to a score, feature by feature → `Reason`s in words, each with the past events behind it; they add up to the score."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

import numpy as np

from foreshock.forecast.next import features
from foreshock.forecast.next.ranker import Doubles
from foreshock.forecast.next.rules import PRIOR, PRIOR_TRIES, age_class
from foreshock.forecast.next.spaces import SPACES, Floats, Ints
from foreshock.forecast.next.stream import Stream
from foreshock.types import Reason

BASE = "where every candidate starts"
_WORDS = {space.name: space.words for space in SPACES} | {
    "other_country": "the answer's dealings with the asker's country", "rules": "what usually follows what was between the two",
    "walk": "third parties that both deal with", "factors": "dealing with alike partners (learned factors)",
    "kinds": "what kind of parties they are",
}
_BETWEEN = {"triple": "triple", "rules": "pair", "pair": "pair", "pair_quad": "pair_quad", "pair_root": "pair_root"}
SHOWN = 5  # past events named with a reason


@cache
def groups() -> tuple[str, ...]:
    """→ for each feature the name of the reason that it belongs to."""
    found = []
    for name in features.FEATURES:
        head, _, rest = name.partition(": ")
        if not rest:
            found.append("factors" if name.startswith("factors") else "kinds")
        else:
            found.append(head.split(" of ")[0] if head in {f"{a} of {b}" for a, b, _ in features.SHARES} else
                         rest if head == "burst" else head)
    return tuple(found)


def reasons(
    stream: Stream, one: int, relation: int, other: int, day: int, row: Floats, contribution: Doubles, origin: tuple[str, ...],
) -> tuple[Reason, ...]:
    """A question, a candidate, its features and what each adds (last the base) → reasons, the heaviest first; they add up to the score.

    `origin` says of each event (through history and queries) where it stands; empty where nobody kept that.
    """
    total: dict[str, float] = defaultdict(float)
    for name, value in zip(groups(), contribution[:-1].tolist(), strict=True):
        total[name] += value
    found = [Reason(name, _said(stream, name, one, relation, other, day, row), weight, events=events, since=since)
             for name, weight in total.items() if weight
             for events, since in [_events(stream, name, one, relation, other, day, origin)]]
    found.sort(key=lambda r: (-abs(r.weight), r.rule))
    return (*found, Reason("base", BASE, float(contribution[-1])))


def _said(stream: Stream, name: str, one: int, relation: int, other: int, day: int, row: Floats) -> str:
    """The name of a group → in words, with the figure that tells most."""
    words = _WORDS[name]
    if name == "rules":
        return f"{words}: {_rule(stream, one, relation, other, day)}"
    at = features.FEATURES.index(f"{name}: count") if f"{name}: count" in features.FEATURES else None
    if at is None:
        return words
    count, age = int(row[at]), int(row[at + 1])
    return f"{words}: {count} so far, the last {age} day{'s' if age != 1 else ''} before" if count else f"{words}: never so far"


def _rule(stream: Stream, one: int, relation: int, other: int, day: int) -> str:
    """A question and a candidate → the rule that speaks loudest, with its record."""
    best, told = 0.0, "no rule speaks"
    rules, names = stream.rules, stream.facts.relations
    for was, last in _between(stream, one, other, day).items():
        k = (was, relation, age_class(day - last))
        hits, tries = float(rules.hits[k]), float(rules.tries[k])
        sure = (hits + PRIOR * PRIOR_TRIES) / (tries + PRIOR_TRIES)
        if sure > best:
            end = " from the other end" if was >= len(names) else ""
            best = sure
            told = f"after “{names[was % len(names)]}”{end} {day - last} days before, so it was in {hits:.0f} of {tries:.0f} cases"
    return told


def _between(stream: Stream, one: int, other: int, day: int) -> dict[int, int]:
    """Two entities, day → the directed relations of the one to the other before it, each with its last day."""
    f, (end, _) = stream.facts, stream.span(day)
    rows = np.nonzero((f.one[:end] == one) & (f.other[:end] == other))[0]
    return {int(f.relation[i]): int(f.day[i]) for i in rows}


def _events(
    stream: Stream, name: str, one: int, relation: int, other: int, day: int, origin: tuple[str, ...],
) -> tuple[tuple[str, ...], date | None]:
    """A group that rests on dealings between the two → the last of these events, and the day of the first."""
    if name not in _BETWEEN:
        return (), None
    f, (end, _) = stream.facts, stream.span(day)
    kept = (f.one[:end] == one) & (f.other[:end] == other)
    alike: dict[str, Ints] = {"triple": np.arange(f.n_directed, dtype=np.int32), "pair_quad": f.quad, "pair_root": f.root}
    if name in alike:
        kept &= alike[name][f.relation[:end]] == alike[name][relation]
    rows = np.nonzero(kept)[0]
    if not len(rows):
        return (), None
    return tuple(origin[f.event[i]] for i in rows[-SHOWN:]) if origin else (), date.fromordinal(int(f.day[rows[0]]))
