"""The PLOVER tables of `foreshock.plover` → event types, quad classes, scores, modes and contexts as plain values."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


class EventType(NamedTuple):
    """One of the sixteen: its quad class (1–4), its score (−10 … +10), and its modes with theirs."""

    name: str
    quad: int
    score: float
    modes: dict[str, float]
    about: str


def rows(name: str) -> list[dict[str, str]]:
    """File name under `foreshock/plover/` → its rows by column name; comments left out."""
    table = (files("foreshock.plover") / name).read_text(encoding="utf-8")
    kept = (line for line in table.splitlines() if line.strip() and not line.startswith("#"))
    return list(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def event_types() -> dict[str, EventType]:
    """Nothing → the sixteen event types of PLOVER 2.0 by name (manual, chapter on events).

    >>> event_types()["ASSAULT"].quad, event_types()["ASSAULT"].modes["aerial"]
    (4, -9.5)
    """
    modes: dict[str, dict[str, float]] = {}
    for row in rows("modes.tsv"):
        modes.setdefault(row["type"], {})[row["mode"]] = float(row["score"])
    return {
        r["type"]: EventType(r["type"], int(r["quad"]), float(r["score"]), modes.get(r["type"], {}), r["about"])
        for r in rows("types.tsv")
    }


@cache
def contexts() -> dict[str, str]:
    """Nothing → PLOVER's 37 contexts with what each covers."""
    return {r["context"]: r["about"] for r in rows("contexts.tsv")}


def score(event_type: str, modes: tuple[str, ...] = ()) -> float:
    """Event type and modes → PLOVER score (−10 … +10); with modes, the one furthest from zero.

    >>> score("ASSAULT"), score("ASSAULT", ("aerial",)), score("PROTEST", ("vandalize",))
    (-9.0, -9.5, -5.0)
    """
    kind = event_types()[event_type]
    return max((kind.modes[m] for m in modes if m in kind.modes), key=abs, default=kind.score)


def pole(event_type: str) -> int:
    """Event type → +1 for cooperation (quads 1 and 2), −1 for conflict (3 and 4)."""
    return 1 if event_types()[event_type].quad <= 2 else -1
