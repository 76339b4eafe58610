"""Sentences → temporal expressions."""

from __future__ import annotations

from collections.abc import Sequence

from foreshock.types import Time
from foreshock.understand.parse import Sentence


def find_times(sentences: Sequence[Sentence]) -> tuple[Time, ...]:
    """Sentences → temporal expressions, not yet anchored."""
    return ()
