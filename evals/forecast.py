"""A synthetic world with known rules → how well `foreshock.forecast` ranks and how honest its probabilities are.

    python evals/forecast.py [--seed N] [--worlds N] [--origins N]

Two camps of states, their client groups, a few neutrals. Each week every pair acts by rules that the forecaster is not told:
clients fight the clients of the other camp and, now and then, its patrons; a clash breeds clashes; feuds heat up and cool down;
one client in three is taken up only half-way through. Part of who backs whom is said in texts, the rest has to be seen in deeds. At
the end of each four weeks of the second year every pair is forecast, then compared with what the world did in the next 28 days.

Told are AUC (does it rank?), Brier score and skill (is the probability any good?) against two that know less: the base rate of pairs
of the kind, and the pair's own record. "quiet" are the pairs without a clash in 56 days, where a record says least.
The floors stand in floors.json (see gate.py). Skill in a world of our own making shows that the parts hang together, not
that the world out there obeys.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from random import Random

from foreshock.forecast import watchlist
from foreshock.forecast.history import History
from foreshock.graph import courses, ties
from foreshock.types import Actor, Document, Event, Factuality, Forecast, Mention, Part, Span, TieMention, When
from foreshock.types import plover as tables

START = date(2015, 1, 5)
WEEKS = 104
WINDOW = 28
Pair = tuple[str, str]


@dataclass(frozen=True)
class World:
    """Who there is, what was said, what was done."""

    actors: dict[str, Actor]
    documents: tuple[Document, ...]
    mentions: tuple[TieMention, ...]
    events: tuple[Event, ...]


def world(seed: int) -> World:
    """Seed → two years of a world."""
    dice = Random(seed)
    states, groups = [f"S{i}" for i in range(8)], [f"G{i}" for i in range(12)]
    actors = {i: Actor(i, i, "state", i) for i in states} | {i: Actor(i, i, "armed group") for i in groups}
    camp = {s: i % 2 for i, s in enumerate(states[:6])}  # the last two are neutral
    patron = {g: states[i % 6] for i, g in enumerate(groups) if i < 9}  # the last three have none
    adopted = {g: (WEEKS // 2 if i % 3 == 2 else 0) for i, g in enumerate(patron)}
    heat = {p: dice.random() for p in combinations(states + groups, 2)}
    events: list[Event] = []
    last: dict[Pair, int] = {}
    for week in range(WEEKS):
        side = camp | {g: camp[s] for g, s in patron.items() if adopted[g] <= week}
        for pair in heat:
            heat[pair] = min(1.0, max(0.0, heat[pair] + dice.gauss(0, 0.08)))
            events += _week(dice, week, pair, side, patron, adopted, heat[pair], last, len(events))
    mentions, documents = _said(dice, patron, adopted, camp)
    return World(actors, documents, mentions, tuple(events))


def _week(
    dice: Random, week: int, pair: Pair, side: dict[str, int], patron: dict[str, str], adopted: dict[str, int], heat: float,
    last: dict[Pair, int], number: int,
) -> list[Event]:
    """What a pair does in a week, by the hidden rules."""
    a, b = pair
    foes = a in side and b in side and side[a] != side[b]
    friends = a in side and b in side and side[a] == side[b]
    backs = any(patron.get(g) == s and adopted.get(g, 0) <= week for g, s in (pair, pair[::-1]))
    groups = sum(i.startswith("G") for i in pair)
    clash = (0.004, 0.03, 0.05)[groups] * (0.3 + 1.4 * heat) if foes else 0.001
    if pair in last:
        clash += 0.25 * 0.5 ** ((week - last[pair]) / 3) * (1.0 if foes else 0.3)
    found = []

    def act(kind: str) -> None:
        day = START + timedelta(7 * week + dice.randrange(7))
        doers = (a, b) if dice.random() < 0.5 else (b, a)
        found.append(Event(
            f"e{number + len(found):06}", kind, doers[:1], doers[1:], When.day(day, "text"), "actual", score=tables.score(kind),
        ))

    if dice.random() < clash:
        last[pair] = week
        act(dice.choice(["ASSAULT", "ASSAULT", "COERCE", "MOBILIZE"]))
    if dice.random() < (0.10 * heat if foes else 0.01):
        act(dice.choice(["ACCUSE", "THREATEN", "REJECT"]))
    if dice.random() < (0.12 if backs else 0.03 if friends else 0.01):
        act(dice.choice(["AID", "COOPERATE"]) if backs else dice.choice(["CONSULT", "AGREE", "SUPPORT"]))
    return found


def _said(
    dice: Random, patron: dict[str, str], adopted: dict[str, int], camp: dict[str, int]
) -> tuple[tuple[TieMention, ...], tuple[Document, ...]]:
    """Half of the patronage and a third of the enmities, each said on a page of its own."""
    told = [(s, "supports", g, 1, adopted[g]) for g, s in patron.items() if dice.random() < 0.5]
    told += [(a, "opposes", b, -1, 0) for a, b in combinations(camp, 2) if camp[a] != camp[b] and dice.random() < 0.33]
    mentions, documents = [], []
    for i, (a, kind, b, sign, week) in enumerate(told):
        text = f"{a} {kind} {b}."
        day = START + timedelta(7 * week + dice.randrange(60))
        documents.append(Document(f"d{i}", "1", text, (Part(0, "body", Span.of(text, 0, len(text))),), published=When.day(day, "meta"),
                                  genre="report"))
        ends = [Mention(Span.of(text, text.index(x), text.index(x) + len(x)), actor_id=x) for x in (a, b)]
        mentions.append(TieMention(f"m{i}", f"d{i}", 0, ends[0], ends[1], kind, sign, Span.of(text, 0, len(text)), (), Factuality()))
    return tuple(mentions), tuple(documents)


@dataclass(frozen=True)
class Case:
    """One pair on one day: what was forecast, what those who know less would say, what came."""

    told: float
    base: float
    record: float
    came: bool
    quiet: bool


def play(made: World, origins: int) -> list[Case]:
    """A world → its cases: every pair at the end of each four weeks of the last `origins` that leave a window to look into."""
    cases = []
    end = START + timedelta(7 * WEEKS - 1)
    for back in range(origins, 0, -1):
        day = end - timedelta(WINDOW * back)
        past = [e for e in made.events if e.when.latest and e.when.latest <= day]
        drawn = ties(made.mentions, past, [], made.documents, made.actors, as_of=day)
        told = watchlist(past, drawn, courses(drawn, past, made.actors, as_of=day), made.actors, as_of=day, window=WINDOW, top=10**6)
        history = History.of(past, made.actors, day, WINDOW)
        cases += _cases(made, told, history, day)
    return cases


def _cases(made: World, told: Sequence[Forecast], history: History, day: date) -> list[Case]:
    clashes: dict[Pair, list[date]] = {}
    for e in made.events:
        if tables.event_types()[e.type].quad == 4 and e.when.latest:
            a, b = sorted((*e.actors, *e.recipients))
            clashes.setdefault((a, b), []).append(e.when.latest)
    forecasts = {f.pair: f.probability for f in told}
    found = []
    for pair in combinations(sorted(made.actors), 2):
        base = history.base(pair).rate
        days = clashes.get(pair, [])
        found.append(Case(
            forecasts.get(pair, base), base, history.own(pair).rate, any(day < d <= day + timedelta(WINDOW) for d in days),
            not any(day - timedelta(56) < d <= day for d in days),
        ))
    return found


def auc(scores: Sequence[float], came: Sequence[bool]) -> float:
    """Scores and outcomes → the share of (hit, miss) pairs that are ranked rightly, ties counted half."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks = [0.0] * len(scores)
    i = 0
    while i < len(order):
        j = i
        while j < len(order) and scores[order[j]] == scores[order[i]]:
            j += 1
        for k in order[i:j]:
            ranks[k] = (i + j + 1) / 2
        i = j
    hits = sum(came)
    return (sum(r for r, c in zip(ranks, came, strict=True) if c) - hits * (hits + 1) / 2) / (hits * (len(came) - hits))


def brier(scores: Sequence[float], came: Sequence[bool]) -> float:
    """Probabilities and outcomes → mean squared error."""
    return math.fsum((s - c) ** 2 for s, c in zip(scores, came, strict=True)) / len(scores)


def measure(cases: Sequence[Case]) -> dict[str, float]:
    """Cases → the figures, over all and over the quiet."""
    told = {}
    for suffix, some in (("", cases), (", quiet", [c for c in cases if c.quiet])):
        came = [c.came for c in some]
        scores = [[getattr(c, who) for c in some] for who in ("told", "base", "record")]
        briers = [brier(s, came) for s in scores]
        told |= {
            f"cases{suffix}": len(some), f"hits{suffix}": sum(came), f"auc{suffix}": auc(scores[0], came),
            f"auc of the base rate{suffix}": auc(scores[1], came), f"auc of the record{suffix}": auc(scores[2], came),
            f"auc gained on the record{suffix}": auc(scores[0], came) - auc(scores[2], came),
            f"brier{suffix}": briers[0], f"skill over the base rate{suffix}": 1 - briers[0] / briers[1],
            f"skill over the record{suffix}": 1 - briers[0] / briers[2],
            f"mean forecast{suffix}": sum(scores[0]) / len(came), f"share that came{suffix}": sum(came) / len(came),
        }
    return told


def main() -> None:
    """Command line → the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=4, help="how many, from this seed on; their cases are pooled")
    parser.add_argument("--origins", type=int, default=12)
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + asked.worlds)
    figures = measure([case for seed in seeds for case in play(world(seed), asked.origins)])
    for name, value in figures.items():
        print(f"{name:40} {value:9.4f}" if value != int(value) else f"{name:40} {value:9.0f}")


if __name__ == "__main__":
    main()
