"""`TieMention`s by columns → `Stated`: which sentences say how two actors stand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foreshock.types.events import TieMention
from foreshock.types.html import InNotebook
from foreshock.types.sentences import Sentences
from foreshock.types.text import Document
from foreshock.types.ties import TIE_KINDS

Ints = npt.NDArray[np.int64]
KINDS: tuple[str, ...] = tuple(TIE_KINDS)


@dataclass(frozen=True, slots=True, eq=False)
class Stated(InNotebook):
    """n sentences that state ties, in the order of their ids.

    `subject` and `target` are places in `actors` (−1: nobody known), `kind` one in KINDS (−1: none of them), `how` one in `hows`,
    `place` one in `places` (names; −1: none). `since`, `until`: what the text itself says of the relation (ordinals, 0 nothing).
    """

    sentences: Sentences
    subject: Ints
    target: Ints
    kind: Ints
    how: Ints
    place: Ints
    since: Ints
    until: Ints
    actors: tuple[str, ...]
    hows: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]

    @classmethod
    def of(cls, mentions: Sequence[TieMention], documents: Sequence[Document]) -> Stated:
        """Mentions of ties, the pages that they stand on → the same by columns, each once."""
        told = [m for _, m in sorted({m.id: m for m in mentions}.items())]
        actors: dict[str, int] = {}
        hows: dict[tuple[str, ...], int] = {}
        places: dict[str, int] = {}
        rows = [
            (*(actors.setdefault(e.actor_id, len(actors)) if e.actor_id else -1 for e in (m.subject, m.target)),
             KINDS.index(m.kind) if m.kind in TIE_KINDS else -1, hows.setdefault(m.how, len(hows)),
             places.setdefault(m.place.name, len(places)) if m.place else -1,
             *(d.toordinal() if d and m.when.basis == "text" else 0 for d in (m.when.earliest, m.when.latest))) for m in told]
        subject, target, kind, how, place, since, until = np.array(rows, np.int64).reshape(-1, 7).T
        return cls(
            Sentences.of(told, documents), subject, target, kind, how, place, since, until, tuple(actors), tuple(hows), tuple(places))
