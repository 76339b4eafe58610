"""What a writer wrote and could not write → `Losses`, told to the user and to the methods text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Losses:
    """What was written and, field by field, what the format had no room for."""

    written: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        written = ", ".join(f"{n} {what}" for what, n in self.written.items()) or "nothing"
        lost = "; ".join(f"{what} ({n})" for what, n in sorted(self.lost.items()) if n)
        return f"{written} written. " + (f"Not held by this format: {lost}." if lost else "Nothing was lost.")
