"""Nothing → the nouns of the next event: `Question` (whom?) and `Answer`s in order, each with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from foreshock.types.html import InNotebook
from foreshock.types.ties import Reason

Side = Literal["recipient", "actor"]


@dataclass(frozen=True, slots=True)
class Question(InNotebook):
    """On a day, somebody does `relation`: to whom, or by whom?

    `side` says which end is asked for; `known` stands at the other one. `queries` are the rows (from 0) of the queries that ask it.
    """

    day: date
    known: str
    relation: str
    side: Side
    queries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer(InNotebook):
    """A candidate: its score (no unit; higher is likelier), the probability (0–1, None where nothing was calibrated) that it is an answer.

    `reasons`, where they were asked for, add up to the score, the heaviest first.
    """

    name: str
    score: float
    probability: float | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers(InNotebook):
    """A question and its candidates, likeliest first (then by name)."""

    question: Question
    answers: tuple[Answer, ...]
