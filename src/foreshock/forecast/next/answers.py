"""Ranked questions → `Answers`: names, scores, probabilities, and reasons where they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from foreshock.forecast.next.predict import NextEvents, Ranked
from foreshock.forecast.next.ranker import Ranker
from foreshock.forecast.next.reasons import reasons
from foreshock.forecast.next.training import Say
from foreshock.types import Answer, Answers, EventTable, Question, Side


def predict_next(
    history: EventTable, queries: EventTable, *, top: int = 100, explained: int = 0, ranker: Ranker | None = None, seed: int = 0,
    rows: Sequence[int] | None = None, say: Say | None = None,
) -> Iterator[Answers]:
    """Past events, events asked about → for each question (a day, who is known, what is done) its best `top` candidates.

    Each event asks twice: for its recipient, and for its actor. A question rests on the events of earlier days alone, the queries'
    own of earlier days included; its answers come likeliest first, then by name. The first `explained` of them have reasons, with past
    events where the tables kept their origin. `rows`: the number of each query (its place in the table if left out).
    """
    asked = NextEvents(history, queries, ranker=ranker, seed=seed, say=say)
    origin = history.origin + queries.origin if history.origin and queries.origin else ()
    numbers = np.arange(len(queries)) if rows is None else np.asarray(rows)
    for ranked in asked.ranked():
        for q in range(len(ranked.described.asked)):
            yield _answers(asked, ranked, q, top, explained, numbers, origin)


def _answers(
    asked: NextEvents, ranked: Ranked, q: int, top: int, explained: int, numbers: np.ndarray[tuple[int], np.dtype[np.int64]],
    origin: tuple[str, ...],
) -> Answers:
    facts, a, rows = asked.facts, ranked.described.asked, ranked.described.rows(q)
    names = facts.names
    who, score = ranked.described.candidate[rows], ranked.score[rows].round(6)
    best = sorted(range(len(who)), key=lambda i: (-score[i], names[who[i]]))[:top]
    assert asked.ranker is not None
    sure = asked.ranker.probability(score[best])
    answers = [
        Answer(names[who[i]], float(score[i]), None if np.isnan(p) else round(float(p), 6)) for i, p in zip(best, sure, strict=True)
    ]
    if explained:
        table = ranked.described.table[rows][best[:explained]]
        told = asked.ranker.contributions(table)
        for n, i in enumerate(best[:explained]):
            why = reasons(asked.stream, int(a.one[q]), int(a.relation[q]), int(who[i]), a.day, table[n], told[n], origin)
            answers[n] = replace(answers[n], reasons=why)
    n_relations = len(facts.relations)
    events = facts.event[a.fact[a.answers[q] : a.answers[q + 1]]] - asked.n_history
    side: Side = "recipient" if a.relation[q] < n_relations else "actor"
    question = Question(
        date.fromordinal(a.day), names[a.one[q]], facts.relations[a.relation[q] % n_relations], side,
        tuple(sorted(int(numbers[e]) for e in events if e >= 0)),
    )
    return Answers(question, tuple(answers))
