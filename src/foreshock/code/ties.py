"""`Sentence`, mentions, statements → the ties that the sentence states ("Tehran supports large parts of the PMU")."""

from __future__ import annotations

from collections.abc import Sequence

from foreshock.types import Document, Mention, PartKind, Statement, TieMention
from foreshock.understand.parse import Sentence


def ties_of(
    sentence: Sentence, mentions: Sequence[Mention], statements: Sequence[Statement], document: Document, kind: PartKind
) -> list[TieMention]:
    """One sentence, the mentions and statements of its document → the ties it states."""
    return []
