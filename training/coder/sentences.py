"""Bracketed sentences → pieces with a type each, for the tagger of event words.

A line such as ``Tokyo [REJECT turned down] Moscow's [REQUEST request].`` gives its plain text and the spans of its event words.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TYPES = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT"
).split()
LABELS = ["O", *TYPES]
IGNORED = -100
_BRACKET = re.compile(r"\[([A-Z]+) ([^\[\]]+)\]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words inside a bracket that carry none of its meaning: they are neither taught as events nor as none.
LIGHT = frozenset(
    "a an the its his her their our my this that these those new fresh more some any no of to in into on onto at by for from with and or "
    "out up down off back over away through against aside along around under about as it them him her us itself himself themselves "
    "was were is are be been being had has have not".split()
)


@dataclass(frozen=True)
class Example:
    """A plain sentence, the (start, end, type) of its event words, and the file and writer that it comes from."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str

    def stems(self) -> list[str]:
        """Nothing → a rough lemma of each trigger, to hold out words that were never seen."""
        return [stem(self.text[a:b]) for a, b, _ in self.spans]


def stem(trigger: str) -> str:
    """Trigger → its first word of content, cut down to a stem.

    >>> stem("pounded"), stem("held talks"), stem("shelling")
    ('pound', 'talk', 'shell')
    """
    words = [w.lower() for w in _WORD.findall(trigger)]
    content = [w for w in words if w not in LIGHT | _CARRIERS] or words
    word = content[0]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


_ENDINGS = ("ations", "ation", "ings", "ing", "ments", "ment", "ied", "ies", "ed", "es", "s", "e", "y")
_CARRIERS = frozenset(
    "held hold holding gave give giving made make making took take taking launched launch staged put sent imposed".split()
)


def parse(line: str, source: str) -> Example:
    """One line → its example; ValueError where a bracket is not closed or its type unknown."""
    plain, spans, last = "", [], 0
    for found in _BRACKET.finditer(line):
        plain += line[last : found.start()]
        if found[1] not in TYPES:
            raise ValueError(f"{source}: {found[1]} is no event type: {line[:80]}")
        spans.append((len(plain), len(plain) + len(found[2]), found[1]))
        plain += found[2]
        last = found.end()
    plain += line[last:]
    if "[" in plain or "]" in plain:
        raise ValueError(f"{source}: a bracket is not closed or has no type: {line[:80]}")
    return Example(plain, tuple(spans), source)


def read(folder: Path) -> list[Example]:
    """Folder → the examples of its *.txt files in the order of their names; a sentence that stands twice is taken once."""
    found: dict[str, Example] = {}
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            line = line.strip()
            if line and not line.startswith("#"):
                example = parse(line, path.stem)
                found.setdefault(example.text, example)
    return list(found.values())


def words(example: Example) -> Iterator[tuple[str, int]]:
    """Example → its words and marks, each with the number of its label (IGNORED for light words of a bracket)."""
    for found in re.finditer(r"\w+(?:['’]\w+)?|[^\w\s]", example.text):
        label = 0
        for start, end, kind in example.spans:
            if start <= found.start() and found.end() <= end:
                light = found[0].lower() in LIGHT and len(example.text[start:end].split()) > 1
                label = IGNORED if light else LABELS.index(kind)
        yield found[0], label


def bucket(key: str, of: int = 10) -> int:
    """A key → one of so many buckets, the same on every machine."""
    return zlib.crc32(key.encode()) % of
