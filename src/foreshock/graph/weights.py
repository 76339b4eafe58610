"""The tables of weights behind ties: what a piece of evidence counts, and how fast it ages.

All are judgement, set down where they can be read and changed; `docs/ties-and-courses.md` prints them, a test compares.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from foreshock.types import Certainty, Genre, SpeakerKind, Status

HALF_LIFE = 120.0  # days until an event counts half in an accrued tie
STATED_HALF_LIFE = 720.0  # days until a stated relation counts half: alliances outlive incidents
SQUASH = 10.0  # PLOVER score points that make an accrued tie 1 − 1/e strong: one delivery of arms, or three accusations

CERTAINTY: dict[Certainty, float] = {"certain": 1.0, "probable": 0.75, "possible": 0.5}
STATUS: dict[Status, float] = {"actual": 1.0, "negated": 0.0, "future": 0.7, "hypothetical": 0.35, "historical": 0.3}
SPEAKER: dict[SpeakerKind, float] = {"none": 1.0, "author": 1.0, "actor": 0.7, "unnamed": 0.5, "commenter": 0.2}
GENRE: dict[Genre, float] = {"report": 1.0, "analysis": 0.9, "interview": 0.8, "press release": 0.6, "unknown": 0.9}
DENIED = 0.8  # a stated tie that somebody denies keeps this share of its strength
COMMENT = 0.2  # a reader's comment, where it is asked for

KIND: dict[str, float] = {
    "supports": 0.8, "arms": 0.9, "funds": 0.9, "trains": 0.8, "shelters": 0.7, "part of": 0.9, "commands": 0.95,
    "allied with": 0.9, "cooperates": 0.6,
    "opposes": 0.6, "contains": 0.7, "sanctions": 0.7, "fights": 0.95, "threatens": 0.75, "rival of": 0.7, "occupies": 0.9,
    "collides with": 1.0,
}
SYMMETRIC = frozenset({"allied with", "cooperates", "rival of", "collides with"})


def decay(age: float, half_life: float = HALF_LIFE) -> float:
    """Age in days → what is left of a weight (0–1).

    >>> decay(0), decay(120), decay(240)
    (1.0, 0.5, 0.25)
    """
    return float(0.5 ** (max(age, 0.0) / half_life))


def decayed(day: npt.NDArray[np.int64], as_of: date, half_life: float = HALF_LIFE) -> npt.NDArray[np.float64]:
    """Days (ordinals, 0 unknown), the day → what age leaves of each (0–1); the undated do not age."""
    ages, back = np.unique(np.where(day > 0, as_of.toordinal() - day, 0), return_inverse=True)
    left: npt.NDArray[np.float64] = np.array([decay(a, half_life) for a in ages.tolist()])[back]  # as `decay`, to the last bit
    return left
