"""Nothing → `Alert`: a rule of the user's came true on a day, with the sentences that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from foreshock.types.html import InNotebook
from foreshock.types.ties import Evidence


@dataclass(frozen=True, slots=True)
class Alert(InNotebook):
    """A rule came true on `day`, seen only from what was published by then.

    `id` is the same whenever the same rule comes true of the same actors on the same day. `rule` is the rule's name, `actors` are the
    ids of those it came true of (none for a rule about all events), `text` says in words what came true; `value` is the count,
    score or strength that did it. `evidence` are the sentences behind it, the newest first;
    `word_of` the rows of imported tables, behind which no sentence stands.
    """

    id: str
    rule: str
    day: date
    actors: tuple[str, ...]
    text: str
    value: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    word_of: tuple[str, ...] = ()
