"""Nothing → `Dispute`: claims that stand against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from foreshock.types.html import InNotebook
from foreshock.types.ties import Evidence

Stance = Literal["asserts", "accuses", "denies"]


@dataclass(frozen=True, slots=True)
class Dispute(InNotebook):
    """One claim and those who hold it against those who deny it; neither side is judged.

    `about` is the claim in the words of its first report. Each side is who speaks (an actor's id; "author" for the page's own
    author), what stance the speaker takes, and where that can be read. `actors` are the ids of all who speak or are spoken of.
    """

    id: str
    about: str
    sides: tuple[tuple[str, Stance, Evidence], ...]
    actors: tuple[str, ...] = ()
