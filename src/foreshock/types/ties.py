"""Nothing → the nouns of the signed picture: `Evidence`, `Tie`, `Reason`, `Course`, `Forecast`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from foreshock.types.events import Status
from foreshock.types.html import InNotebook
from foreshock.types.text import Span
from foreshock.types.when import UNKNOWN, When

TIE_KINDS: dict[str, int] = {
    "supports": +1, "arms": +1, "funds": +1, "trains": +1, "shelters": +1, "part of": +1, "commands": +1,
    "allied with": +1, "cooperates": +1,
    "opposes": -1, "contains": -1, "sanctions": -1, "fights": -1, "threatens": -1, "rival of": -1, "occupies": -1,
    "collides with": -1,
}


@dataclass(frozen=True, slots=True)
class Evidence(InNotebook):
    """Where a claim can be read: the document, the verbatim span, who printed it and when, who says it."""

    document_id: str
    span: Span
    date: When = UNKNOWN
    publisher: str | None = None
    speaker: str | None = None
    mention_id: str | None = None


@dataclass(frozen=True, slots=True)
class Tie(InNotebook):
    """A signed, dated relation between two actors (ids), stated by texts or accrued from many events.

    `strength` is 0–1; `sign` +1 backs, −1 opposes. `first_seen`, `last_seen` are days of evidence; `valid_from`, `valid_to` what
    the texts say of the relation itself; `place` where they put it. `speakers` claim it (none: the authors say so), `denials` are
    sentences that deny it, each with who does.
    """

    id: str
    subject: str
    target: str
    kind: str
    sign: int
    strength: float
    basis: Literal["stated", "accrued"]
    status: Status = "actual"
    hedged: bool = False
    how: tuple[str, ...] = ()
    first_seen: date | None = None
    last_seen: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    speakers: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    place: str | None = None
    denials: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason(InNotebook):
    """A named rule or feature with what it adds, and the path of ties and sentences that it rests on.

    `weight` is signed: toward confrontation above zero, away from it below; its unit is the owner's (score for a
    Course, log-odds for a Forecast, the ranker's score for an Answer). `events` are the past events that it rests on, by id, or by
    file and line where they came from a table.
    """

    rule: str
    text: str
    weight: float
    ties: tuple[Tie, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    since: date | None = None
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Course(InNotebook):
    """Two actors (ids, in alphabetical order) on course to confront each other, with the paths that say why.

    `score` is 0–1; `trend` its change against four weeks before. `basis` holds "stated" where a text says so, "inferred"
    where the ties do; both can hold.
    """

    pair: tuple[str, str]
    score: float
    trend: float
    basis: tuple[str, ...]
    reasons: tuple[Reason, ...]
    as_of: date
    status: Status = "future"
    hedged: bool = True
    place: str | None = None
    would_change: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast(InNotebook):
    """How likely an outcome is within a window of days after as_of, and why.

    `probability`, `low`, `high`, `base_rate` are 0–1; the weights of `reasons` add up, in log-odds, from the base rate to the
    probability; those below zero are counter-reasons. `record` says in words how forecasts of this kind have done, `would_change` what
    would move this one. `before` is the probability a week before, None where the pair could not be asked for then.
    """

    outcome: str
    pair: tuple[str, str]
    as_of: date
    window: int
    probability: float
    low: float
    high: float
    base_rate: float
    reasons: tuple[Reason, ...] = ()
    record: str = ""
    would_change: tuple[str, ...] = ()
    before: float | None = None
