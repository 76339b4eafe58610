"""`Document` → `Understanding`: its sentences with their parse, and the temporal expressions in it."""

from __future__ import annotations

from dataclasses import dataclass

from foreshock.types import Document, Time
from foreshock.understand.parse import Sentence, sentences
from foreshock.understand.times import find_times

__all__ = ["Sentence", "Understanding", "understand"]


@dataclass(frozen=True, slots=True, eq=False)
class Understanding:
    """A document, its sentences in the order of the text, and its temporal expressions (not yet anchored to a day)."""

    document: Document
    sentences: tuple[Sentence, ...]
    times: tuple[Time, ...]

    def in_part(self, part: int) -> tuple[Sentence, ...]:
        """Part index → its sentences."""
        return tuple(s for s in self.sentences if s.part == part)

    def let_go(self) -> None:
        """What was to be asked of the parse has been asked → its words are freed; whoever asks it again is refused (AttributeError)."""
        for sentence in self.sentences:
            sentence.tokens.let_go()


def understand(document: Document) -> Understanding:
    """Document → its sentences and times."""
    found = sentences(document)
    return Understanding(document, found, find_times(found))
