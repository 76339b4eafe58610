"""Nothing → the noun of corrections: `Judgement`, with what it is about (`Target`) and what else is like it (`Like`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from foreshock.types.html import InNotebook

JudgementKind = Literal["actor", "type", "status", "sign", "date", "merge", "not an event"]
Part = Literal["actors", "recipients"]

KINDS: tuple[JudgementKind, ...] = ("actor", "type", "status", "sign", "date", "merge", "not an event")


@dataclass(frozen=True, slots=True)
class Target(InNotebook):
    """The sentence that a judgement is about, told so that it is found again when the page was read anew.

    `start`, `end` and `text` are those of the evidence as it stood; `trigger` is the word that was coded, `coded` what it was coded as
    (a PLOVER type, or a tie's kind).
    """

    document: str
    start: int
    end: int
    text: str
    trigger: str
    coded: str


@dataclass(frozen=True, slots=True)
class Like(InNotebook):
    """What a judgement with a pattern takes in: everything that one row of the coder made of one word, where the old value is the same."""

    coder: str
    trigger: str
    coded: str


@dataclass(frozen=True, slots=True)
class Judgement(InNotebook):
    """A person's correction: what is wrong, of which sentence (`target`) or of all like it (`like`), by whom, when, why.

    `old` and `new` are, by `kind`: actor ids (`new` None takes him out; `side` says on which side); PLOVER types; statuses; "+" or
    "-" of a stated tie; days as "2017-03-09" or "2017-03-01/2017-03-31", None for unknown; for "merge" the id that goes and the one that
    stays, everywhere; nothing for "not an event". A judgement that `withdraws` another takes it back and says nothing else.
    """

    id: str
    kind: JudgementKind
    who: str
    when: datetime
    why: str = ""
    target: Target | None = None
    like: Like | None = None
    side: Part | None = None
    old: str | None = None
    new: str | None = None
    withdraws: str | None = None


def in_words(one: Judgement) -> str:
    """Judgement → what it says in a line.

    >>> in_words(Judgement("j-1", "type", "A. Writer", datetime(2026, 1, 2), "a march", old="ASSAULT", new="PROTEST"))
    'type: ASSAULT → PROTEST (A. Writer, 2026-01-02: a march) j-1'
    """
    if one.withdraws is not None:
        said = f"withdraws {one.withdraws}"
    elif one.kind == "not an event":
        said = one.kind
    else:
        side = f" among {one.side}" if one.side else ""
        said = f"{one.kind}{side}: {one.old or 'unknown'} → {one.new or ('unknown' if one.kind == 'date' else 'nobody')}"
    every = f", all like “{one.like.trigger}”" if one.like else ""
    return f"{said}{every} ({one.who}, {one.when.date()}{': ' + one.why if one.why else ''}) {one.id}"


def in_force(told: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Judgements in the order in which they were written → those that hold and say something of their own."""
    gone = withdrawn(told)
    return tuple(j for j in told if j.withdraws is None and j.id not in gone)


def withdrawn(told: Sequence[Judgement]) -> frozenset[str]:
    """Judgements in the order in which they were written → ids of those taken back, unless that was taken back in turn."""
    gone: set[str] = set()
    for one in reversed(told):
        if one.withdraws is not None and one.id not in gone:
            gone.add(one.withdraws)
    return frozenset(gone)


def days_of(told: str) -> tuple[date, date]:
    """A day or two (2017-03-09, 2017-03-01/2017-03-31) → first and last; ValueError where they are none.

    >>> days_of("2017-03-01/2017-03-31")[1].day
    31
    """
    first, _, last = told.partition("/")
    days = date.fromisoformat(first), date.fromisoformat(last or first)
    if days[0] > days[1]:
        raise ValueError(f"{first} is after {last}")
    return days
