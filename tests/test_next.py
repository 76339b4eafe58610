"""Next events: the future out of sight, scores that their reasons add up to, the same bytes again, and a ranker that knows a pattern."""

import gzip
import json
from datetime import date, timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from foreshock.cli import app
from foreshock.errors import ForeshockError, ModelMismatch
from foreshock.exchange import rankings
from foreshock.forecast.next import packaged as packed
from foreshock.forecast.next import predict_next, training
from foreshock.forecast.next.facts import STATE, facts
from foreshock.forecast.next.features import FEATURES
from foreshock.forecast.next.predict import NextEvents
from foreshock.forecast.next.ranker import Ranker
from foreshock.forecast.next.reasons import groups
from foreshock.forecast.next.spaces import Counts
from foreshock.types import EventRow, EventTable, Party, Relation

START = date(2020, 1, 1)
ACTS = [Relation("Consult", "040", "CONSULT", 1, 1.0), Relation("Accuse", "112", "ACCUSE", 3, -2.0),
        Relation("Fight", "190", "ASSAULT", 4, -10.0)]


def rows(days, seed=3, first=0):
    """A world in which everybody accuses his neighbour, meets the next but one, and his police fights a crowd at home."""
    dice, found = np.random.default_rng(seed), []
    states = [Party(f"Land {i}", f"L{i:02}") for i in range(12)]
    police, crowds = ([Party(f"{who} (Land {i})", f"L{i:02}") for i in range(12)] for who in ("Police", "Crowd"))
    for d in range(first, days):
        for i in dice.choice(12, 6, replace=False).tolist():
            noise = states[int(dice.integers(12))]
            found.append(EventRow(START + timedelta(d), states[i], ACTS[1], states[(i + 1) % 12] if dice.random() < 0.8 else noise))
            found.append(EventRow(START + timedelta(d), states[i], ACTS[0], states[(i + 2) % 12] if dice.random() < 0.8 else noise))
            found.append(EventRow(START + timedelta(d), police[i], ACTS[2], crowds[i]))
    return [r._replace(origin=f"made:{n}") for n, r in enumerate(found)]


def table(made):
    return EventTable.of(made, keep_origin=True)


@pytest.fixture(scope="module")
def made():
    everything = rows(60)
    cut = START + timedelta(50)
    return [r for r in everything if r.day < cut], [r for r in everything if r.day >= cut]


@pytest.fixture(scope="module")
def answers(made):
    history, queries = made
    return list(predict_next(table(history), table(queries), top=10, explained=3))


def test_every_query_is_asked_from_both_ends_and_answered_once(made, answers):
    asked = sorted((q, a.question.side) for a in answers for q in a.question.queries)
    assert asked == sorted((q, side) for q in range(len(made[1])) for side in ("recipient", "actor"))


def test_the_pattern_is_found(made, answers):
    queries = made[1]
    first = [
        a.answers[0].name in {getattr(queries[q], a.question.side).name for q in a.question.queries} for a in answers
    ]
    assert np.mean(first) > 0.7
    best = next(a for a in answers if a.question.known.startswith("Police"))
    assert best.answers[0].name == best.question.known.replace("Police", "Crowd")


def test_what_comes_later_changes_no_digit(made, answers):
    history, queries = made
    last = queries[-1].day
    cut = [r for r in queries if r.day < last]
    # the queries of the last day name a new party and a new act: neither may be felt before
    strange = EventRow(last, Party("Newcomer", "NEW"), Relation("Invade", "195", "ASSAULT", 4, -10.0), history[0].actor)
    told = [list(predict_next(table(history), table(more), top=10)) for more in (cut, [*queries, strange])]
    before = [[(a.question, a.answers) for a in t if a.question.day < last] for t in told]
    assert len(before[0]) == len({q for q, _ in before[0]}) > 50
    assert before[0] == before[1]


def test_the_same_day_is_not_seen(made):
    history, queries = made
    day = queries[0].day
    today = [r for r in queries if r.day == day]
    alone = [list(predict_next(table(history), table(asked), top=10)) for asked in (today, today[:1])]
    same = [next(a.answers for a in t if 0 in a.question.queries and a.question.side == "recipient") for t in alone]
    assert same[0] == same[1]


def test_reasons_add_up_and_name_past_events(made, answers):
    explained = [a for one in answers for a in one.answers if a.reasons]
    assert len(explained) >= 3 * 50
    for answer in explained:
        assert sum(r.weight for r in answer.reasons) == pytest.approx(answer.score, abs=2e-5)
        assert 0 <= answer.probability <= 1
    some = next(r for a in explained for r in a.reasons if r.rule == "rules" and r.events)
    assert all(e.startswith("made:") for e in some.events)
    assert "cases" in some.text
    assert some.since < made[1][-1].day


def test_same_question_same_bytes(made, tmp_path):
    history, queries = made
    for name in ("a.jsonl.gz", "b.jsonl.gz"):
        rankings.write(predict_next(table(history), table(queries[:20]), top=5, explained=1), tmp_path / name)
    assert (tmp_path / "a.jsonl.gz").read_bytes() == (tmp_path / "b.jsonl.gz").read_bytes()
    first = json.loads(gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()).splitlines()[0])
    assert set(first) == {"query", "side", "candidates", "answers"}
    assert len(first["candidates"]) == 5


def test_a_history_that_is_long_enough_grows_its_own_ranker(made, monkeypatch):
    history, queries = made
    monkeypatch.setattr(training, "FEWEST", 500)
    asked = NextEvents(table(history), table(queries))
    told = list(asked.ranked())
    assert asked.ranker is not packed.packaged()
    assert len(asked.ranker.knots) > 1
    assert (np.diff(asked.ranker.knots[:, 1]) >= 0).all()
    hits = [right[int(np.argmax(r.score[r.described.rows(q)]))] for r in told for q, right in enumerate(training.rights(r.described))]
    assert np.mean(hits) > 0.7
    again = Ranker.of_text(asked.ranker.text())
    assert again.score(told[0].described.table[:5]).tolist() == asked.ranker.score(told[0].described.table[:5]).tolist()


def test_facts_tell_each_event_from_both_ends(made):
    history, queries = made
    f = facts(table(history), table(queries))
    assert len(f.day) == 2 * (len(history) + len(queries))
    assert (np.diff(f.day) >= 0).all()
    assert f.role[f.names.index("Land 3")] == STATE
    assert f.role[f.names.index("Police (Land 3)")] == f.role[f.names.index("Police (Land 7)")] > STATE
    n = len(f.relations)
    ends = {(int(e), bool(r >= n)): (int(a), int(b)) for e, r, a, b in zip(f.event, f.relation, f.one, f.other, strict=True)}
    assert all(ends[e, True] == (b, a) for (e, turned), (a, b) in ends.items() if not turned)


def test_counts_decay_by_half_lives(made):
    f = facts(table(made[0][:1]), table([]))
    counts = Counts.of(f)
    day = int(f.day[0])
    counts.see(0, 2, day)
    counts.see(0, 2, day + 7)
    cell = counts.of_fact[0, 0]
    assert counts.cells.value[cell].tolist() == pytest.approx([1 + 2 ** (-7 / h) for h in (1.5, 7.0, 30.0, 150.0)])
    assert counts.cells.times[cell] == 2


def test_every_feature_belongs_to_a_reason():
    assert len(groups()) == len(FEATURES) == len(set(FEATURES))
    assert not {g for g in groups() if g.startswith("burst") or " of " in g}


def test_a_ranker_of_other_features_is_refused():
    with pytest.raises(ForeshockError, match="other features"):
        Ranker.of_text(json.dumps({"features": ["luck"], "knots": [], "trees": ""}))


def test_a_packaged_ranker_that_was_changed_is_refused(monkeypatch):
    monkeypatch.setattr(packed, "SHA256", "0" * 64)
    packed.packaged.cache_clear()
    with pytest.raises(ModelMismatch, match="Install foreshock again"):
        packed.packaged()
    packed.packaged.cache_clear()


def _written(path, made):
    head = "date\tactor\tactor_country\trelation\tcameo\tgoldstein\trecipient\trecipient_country"
    lines = [
        "\t".join((r.day.isoformat(), r.actor.name, r.actor.country, r.relation.name, r.relation.cameo, str(r.relation.score),
                   r.recipient.name, r.recipient.country)) for r in made
    ]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return str(path)


def test_the_command_ranks_files_and_single_questions(made, tmp_path):
    history, queries = _written(tmp_path / "h.tsv", made[0]), _written(tmp_path / "q.tsv", list(reversed(made[1][:12])))
    out = tmp_path / "out.jsonl"
    done = CliRunner().invoke(app, ["predict", "next", "--history", history, "--queries", queries, "-o", str(out), "--top", "3"])
    assert done.exit_code == 0, done.output
    told = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {(t["query"], t["side"]) for t in told} == {(n, s) for n in range(12) for s in ("recipient", "actor")}
    one = CliRunner().invoke(app, ["predict", "next", "--history", history, "--actor", "Police (Land 3)", "--relation", "190", "--json"])
    assert one.exit_code == 0, one.output
    first = json.loads(one.output)[0]
    assert first["name"] == "Crowd (Land 3)"
    assert first["reasons"]


@pytest.mark.parametrize("words", [[], ["--actor", "Nobody", "--relation", "190"], ["--actor", "Land 3"], ["--column", "date"]])
def test_the_command_says_what_it_lacks(made, tmp_path, words):
    history = _written(tmp_path / "h.tsv", made[0][:30])
    done = CliRunner().invoke(app, ["predict", "next", "--history", history, *words])
    assert done.exit_code != 0
    assert isinstance(done.exception, ForeshockError)
