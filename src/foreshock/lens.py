"""What a user asks, in the words of the command line and of Python → `Lens`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypedDict, cast, get_args

from foreshock.errors import BadInput
from foreshock.types import STATUSES, VOICES, Actor, Genre, Lens, PartKind, Status, Voice


class AskedOfAll(TypedDict, total=False):
    """The words that every question takes but the actor; status, part, voice, publisher and genre may be one or several."""

    since: date | str | None
    until: date | str | None
    as_of: date | str | None
    pair: tuple[str, str] | None
    status: str | Sequence[str] | None
    part: str | Sequence[str] | None
    voice: str | Sequence[str] | None
    publisher: str | Sequence[str] | None
    genre: str | Sequence[str] | None
    confidence: float | None


class Asked(AskedOfAll, total=False):
    """The words that every question takes."""

    actor: str | None


def day(value: date | str | None, name: str) -> date | None:
    """A date or ISO text → the date.

    >>> day("2017-03-09", "since")
    datetime.date(2017, 3, 9)
    """
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadInput(f"--{name.replace('_', '-')} {value!r} is no day. Write it as 2017-03-09.") from None


def lens_of(asked: Asked, find_actor: Callable[[str], Actor]) -> Lens:
    """What was asked, and a way to find an actor by name → the Lens; BadInput or UnknownName where it makes no sense."""
    pair = asked.get("pair")
    actor = asked.get("actor")
    lens = Lens(
        since=day(asked.get("since"), "since"),
        until=day(asked.get("until"), "until"),
        as_of=day(asked.get("as_of"), "as_of"),
        actor=find_actor(actor).id if actor else None,
        pair=(find_actor(pair[0]).id, find_actor(pair[1]).id) if pair else None,
        statuses=cast("tuple[Status, ...]", _several(asked.get("status"), STATUSES, "status")),
        parts=cast("tuple[PartKind, ...]", _several(asked.get("part"), get_args(PartKind), "part")) or Lens().parts,
        voices=cast("tuple[Voice, ...]", _several(asked.get("voice"), VOICES, "voice")),
        publishers=_publishers(asked.get("publisher")),
        genres=cast("tuple[Genre, ...]", _several(asked.get("genre"), get_args(Genre), "genre")),
        confidence=_confidence(asked.get("confidence")),
    )
    if lens.since and lens.until and lens.since > lens.until:
        raise BadInput(f"--since {lens.since} is after --until {lens.until}. Swap them.")
    return lens


def _publishers(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """Names as printed, which may hold commas."""
    return tuple(dict.fromkeys([value] if isinstance(value, str) else value or ()))


def _confidence(value: float | None) -> float:
    if value is not None and not 0 <= value <= 1:
        raise BadInput(f"--confidence {value} is not between 0 and 1.")
    return value or 0.0


def _several(value: str | Sequence[str] | None, allowed: Sequence[str], name: str) -> tuple[str, ...]:
    chosen = [value] if isinstance(value, str) else list(value or ())
    chosen = [w for c in chosen for w in c.split(",") if w]
    if name == "part" and "all" in chosen:
        return tuple(allowed)
    for word in chosen:
        if word not in allowed:
            raise BadInput(f"--{name} {word!r} is not one of {', '.join(allowed)}.")
    return tuple(dict.fromkeys(chosen))
