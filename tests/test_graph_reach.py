"""Reach: the sums are those of the paths told, a table means what the same ties would, and nothing later than the day is in it."""

import sys
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from foreshock.graph import courses, reach
from foreshock.graph.accrued import accrued, dealt
from foreshock.graph.reach import ranked, reach_of, scored
from foreshock.graph.rules import RULES
from foreshock.graph.signed import Network, sketch
from foreshock.graph.signs import Signs
from foreshock.graph.sums import Parted
from foreshock.graph.tabled import courses_of_table
from foreshock.graph.ties import ties
from foreshock.types import EventRow, EventTable, Party
from foreshock.types import plover as tables
from foreshock.types.event_table import Relation
from graphmade import DAY, MOSUL, did

TYPES = ["AID", "SUPPORT", "COOPERATE", "CONSULT", "AGREE", "ACCUSE", "THREATEN", "ASSAULT", "RETREAT", "MOBILIZE", "SANCTION"]


def drawn(seed: int, names: int = 14, links: int = 50) -> Network:
    dice = Random(seed)
    kinds = ["supports", "opposes", "fights", "allied with", "arms", "threatens", "collides with", "commands"]
    ids = [f"n{i:02}" for i in range(names)]
    chosen = {tuple(dice.sample(ids, 2)): (dice.choice(kinds), dice.uniform(0.1, 0.95)) for _ in range(links)}
    text = "; ".join(f"{a} {kind} {b} {s:.2f}" for (a, b), (kind, s) in chosen.items())
    there = [did(f"e{i}", dice.choice(TYPES), dice.choice(ids), dice.choice(ids), DAY - timedelta(dice.randrange(200)), place=MOSUL)
             for i in range(60)]
    return Network.of(sketch(text), there, {}, DAY)


def test_what_is_summed_for_all_pairs_is_what_is_told_path_by_path():
    reached = set()
    for seed in range(6):
        net = drawn(seed)
        signs = Signs.of_network(net)
        parted, rows = Parted.of(signs), np.arange(len(signs.nodes))
        for rule in RULES:
            sums = rule.sum(parted, rows)
            for i, a in enumerate(signs.nodes):
                for j, b in enumerate(signs.nodes[i + 1:], i + 1):
                    told = sum(p.strength for p in rule.rule(net, a, b))
                    assert sums[i, j] == pytest.approx(told, abs=2e-5), (rule.name, a, b)
                    assert sums[j, i] == pytest.approx(told, abs=2e-5), (rule.name, b, a)
                    reached |= {rule.name} if told else set()
    assert reached == {r.name for r in RULES}


def made(seed: int, n: int = 12, rows: int = 400) -> tuple[EventTable, list]:
    """The same happenings as rows of a table and as events."""
    dice = Random(seed)
    parties = [Party(f"p{i:02}", "ABCD"[i % 4]) for i in range(n)]
    told, events = [], []
    for i in range(rows):
        a, b = dice.sample(parties, 2)
        kind, day = dice.choice(TYPES), DAY - timedelta(dice.randrange(400))
        told.append(EventRow(day, a, Relation(kind, "", kind, tables.event_types()[kind].quad, tables.score(kind)), b))
        events.append(did(f"e{i:04}", kind, a.name, b.name, day))
    return EventTable.of(told), events


def test_a_table_means_what_the_same_events_mean():
    table, events = made(1)
    mine = Signs.of_table(dealt(table, DAY))
    theirs = Signs.of_network(Network.of(ties([], events, [], [], {}, as_of=DAY), events, {}, DAY))
    assert mine.nodes == theirs.nodes
    for name in ("friends", "foes", "hostile", "clients", "threats", "broken"):
        assert np.allclose(getattr(mine, name).toarray(), getattr(theirs, name).toarray(), atol=2e-5), name
    assert np.allclose(mine.waning, theirs.waning)
    assert np.allclose(ranked(mine).score, ranked(theirs).score, atol=1e-4)


def test_an_accrued_row_is_the_accrued_tie():
    table, events = made(2)
    held = accrued(dealt(table, DAY))
    mine = {(held.nodes[a], held.nodes[b], int(s)): (round(float(x), 5), held.kind(i), date.fromordinal(int(f)), date.fromordinal(int(u)))
            for i, (a, b, s, x, f, u) in enumerate(zip(held.a, held.b, held.sign, held.strength, held.first, held.last, strict=True))}
    theirs = {(t.subject, t.target, t.sign): (round(t.strength, 5), t.kind, t.first_seen, t.last_seen)
              for t in ties([], events, [], [], {}, as_of=DAY)}
    assert {k: v[1:] for k, v in mine.items()} == {k: v[1:] for k, v in theirs.items()}
    assert all(mine[k][0] == pytest.approx(theirs[k][0], abs=1e-4) for k in mine)


def test_the_score_of_a_pair_is_that_of_its_course():
    _, events = made(3)
    stood = ties([], events, [], [], {}, as_of=DAY)
    found = ranked(Signs.of_network(Network.of(stood, events, {}, DAY)))
    scores = {(found.nodes[a], found.nodes[b]): float(s) for a, b, s in zip(found.a, found.b, found.score, strict=True)}
    told = courses(stood, events, {}, as_of=DAY)
    assert told
    for one in told:
        assert one.score == pytest.approx(scores[one.pair], abs=1e-4)


def test_nothing_of_the_future_is_in_it():
    table, _ = made(4)
    day = DAY - timedelta(100)
    for level in ("party", "country"):
        then, later = reach(table.until(day), day, level=level), reach(table, day, level=level)
        assert len(then)
        assert (then.score == later.score).all()
        assert (then.sums == later.sums).all()


def test_pairs_may_be_asked_for_and_come_in_their_order():
    table, _ = made(5)
    everyone = reach(table, DAY)
    asked = reach(table, DAY, pairs=(everyone.b[5:0:-1].tolist(), everyone.a[5:0:-1].tolist()))
    assert (asked.sums == everyone.sums[5:0:-1]).all()
    assert (asked.score == everyone.score[5:0:-1]).all()
    assert (reach(table, DAY, top=3).score == everyone.score[:3]).all()
    assert everyone.score.tolist() == sorted(everyone.score.tolist(), reverse=True)


def test_blocks_and_their_size_change_nothing(monkeypatch):
    table, _ = made(6)
    signs = Signs.of_table(dealt(table, DAY))
    whole = ranked(signs)
    monkeypatch.setattr(sys.modules["foreshock.graph.reach"], "BLOCK", 5)
    parts = ranked(signs)
    assert (whole.sums == parts.sums).all()
    assert (whole.a == parts.a).all()
    assert (reach_of(signs, (whole.a, whole.b)).sums == whole.sums).all()


def test_the_courses_of_a_table_are_those_of_its_events():
    table, events = made(9)
    stood, before = (ties([], events, [], [], {}, as_of=d) for d in (DAY, DAY - timedelta(28)))
    theirs = {c.pair: c for c in courses(stood, events, {}, as_of=DAY, before=before)}
    mine = courses_of_table(table, DAY, top=20)
    assert len(mine) == 20
    assert [c.score for c in mine] == sorted((c.score for c in mine), reverse=True)
    for one in mine:
        other = theirs[one.pair]
        assert one.score == pytest.approx(other.score, abs=1e-4)
        assert one.trend == pytest.approx(other.trend, abs=2e-4)
        assert [r.rule for r in one.reasons][:1] == [r.rule for r in other.reasons][:1]
        assert all(t.first_seen and t.evidence and " – " in t.evidence[0].span.text for r in one.reasons for t in r.ties)
    assert courses_of_table(table.until(DAY - timedelta(30)), DAY - timedelta(30)) == courses_of_table(table, DAY - timedelta(30))
    assert {c.pair for c in courses_of_table(table, DAY, level="country")} <= {(a, b) for a in "ABCD" for b in "ABCD" if a < b}


def test_an_empty_table_reaches_nobody():
    empty = EventTable.of([])
    assert len(reach(empty, DAY)) == 0
    assert courses_of_table(empty, DAY) == []
    assert len(reach(made(7)[0], date(1990, 1, 1))) == 0
    assert scored([np.zeros((1, 1), np.float32) for _ in RULES]).tolist() == [[0.0]]
