"""Rows of `words/events/*.tsv` → patterns: a head, the arguments it needs, and what it is coded as.

The notation is read from left to right, and documented with examples in docs/coding.md:

    attack|raid R                 a verb (or one of several) and its object, the recipient
    open_fire on|at R             a verb with its particle or fixed object; a recipient behind a preposition
    hold talks|meeting with P     lower-case words are meant literally; P is a partner, who acts too
    urge R to VP                  a complement clause
    noun: support (of A) for R    an event noun; (…) may be missing
    support R +militarily         a word that must stand in the clause
    strike R! -deal|chord         R! must be an actor; the object must not be one of these words
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from foreshock import words
from foreshock.errors import BadRecord

Role = Literal["R", "P", "A", "X", "VP", "word"]
PREPOSITIONS = frozenset(
    "about above across after against ahead along alongside amid among around as at before behind below beneath beside between beyond by "
    "down during for from in inside into near of off on onto out outside over past per regarding through throughout to toward "
    "towards under up upon via with within without".split()
)
ANY = "*"  # the head of a row that is for any word
_SLOTS = {"R", "P", "A", "X", "VP"}


@dataclass(frozen=True, slots=True)
class Slot:
    """What a head needs: a role or literal words, behind one of some prepositions or (with none) as its object."""

    role: Role
    via: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    needed: bool = True
    actor: bool = False  # written with "!": must be somebody who can act


@dataclass(frozen=True, slots=True)
class Pattern:
    """One sense of a verb, noun or adjective, and its coding."""

    id: str
    kind: Literal["verb", "noun", "adj"]
    heads: tuple[tuple[str, str], ...]  # (lemma, particle or "")
    slots: tuple[Slot, ...]
    type: str
    modes: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()  # words of which one must stand in the clause
    without: frozenset[str] = frozenset()  # words that the object must not be
    words: tuple[frozenset[str], ...] = ()  # of each of these one must stand in the sentence, as heads and slots have it
    confidence: float = 0.8
    example: str = ""
    expected: str = ""
    particles: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)  # `heads` by their lemma

    @property
    def clausal(self) -> bool:
        """Whether it takes a complement clause into itself ("agree to VP")."""
        return any(s.role == "VP" for s in self.slots)


def slots(notation: str) -> tuple[tuple[Slot, ...], frozenset[str], frozenset[str]]:
    """What stands behind the head → slots, words that must be there, words that the object must not be.

    >>> found, also, without = slots("talks|meeting with P (on X)")
    >>> [(s.role, s.via, s.needed) for s in found]
    [('word', (), True), ('P', ('with',), True), ('X', ('on',), False)]
    """
    found: list[Slot] = []
    also: set[str] = set()
    without: set[str] = set()
    via: tuple[str, ...] = ()
    optional = False
    for piece in notation.split():
        optional = optional or piece.startswith("(")
        closes = piece.endswith(")")
        word = piece.strip("()")
        bare = word.rstrip("!")
        if word.startswith("+"):
            also |= set(word[1:].split("|"))
        elif word.startswith("-"):
            without |= set(word[1:].split("|"))
        elif set(bare.split("|")) == {"X", "VP"}:
            found += [Slot("X", via, needed=False), Slot("VP", via, needed=False)]
            via = ()
        elif bare in _SLOTS:
            infinitive = bare == "VP" and via == ("to",)
            kept = frozenset({"to"}) if infinitive else frozenset()
            found.append(Slot(bare, () if infinitive else via, kept, not optional, word.endswith("!")))  # type: ignore[arg-type]
            via = ()
        elif set(word.split("|")) <= PREPOSITIONS:
            via = tuple(word.split("|"))
        else:
            found.append(Slot("word", via, frozenset(word.split("|")), needed=not optional))
            via = ()
        if closes:
            optional, via = False, ()
    return tuple(found), frozenset(also), frozenset(without)


def pattern(row: dict[str, str]) -> Pattern:
    """One row of a lexicon file → its pattern; a row that cannot be read says which and why."""
    kind, _, rest = row["pattern"].rpartition(": ")
    head, _, behind = rest.strip().partition(" ")
    if not head or kind not in {"", "noun", "verb", "adj"} or not row["type"]:
        raise BadRecord(f"words/events: row {row['id']!r}: cannot read the pattern {row['pattern']!r}. See docs/coding.md.")
    found, also, without = slots(behind)
    heads = tuple((h.partition("_")[0], h.partition("_")[2]) for h in head.split("|"))
    return Pattern(
        row["id"], kind or "verb", heads, found, row["type"],  # type: ignore[arg-type]
        tuple(filter(None, row["mode"].split("|"))), tuple(filter(None, row["contexts"].split("|"))), also, without,
        _wanted(heads, found), float(row["confidence"] or 0.8), row["example"], row["expected"],
        {lemma: tuple(p for other, p in heads if other == lemma) for lemma, _ in heads},
    )


def _wanted(heads: tuple[tuple[str, str], ...], slots: tuple[Slot, ...]) -> tuple[frozenset[str], ...]:
    """Heads and slots of a row → sets of words of each of which a sentence must have one, or the row cannot fit; the rarest first."""
    needed = [s for s in slots if s.needed]
    literal = [s.words for s in needed if s.role == "word" and s.words != {"that"}]  # "that" may be left out
    particles = [frozenset(p for _, p in heads)] if all(p for _, p in heads) else []
    return (*literal, *particles, *(frozenset(s.via) for s in needed if s.via and "to" not in s.via))  # "to" may be: "gave Iran aid"


@cache
def lexicon() -> tuple[Pattern, ...]:
    """Nothing → every pattern of `words/events/*.tsv`, files in the order of their names."""
    folder = files("foreshock.words") / "events"
    names = sorted(p.name for p in folder.iterdir() if p.name.endswith(".tsv"))
    return tuple(pattern(row) for name in names for row in words.rows(f"events/{name}"))


@cache
def ties_lexicon() -> tuple[Pattern, ...]:
    """Nothing → every pattern of `words/ties.tsv`; the kind of tie stands in `type`, its "how" in `modes`."""
    return tuple(pattern(row) for row in words.rows("ties.tsv"))


class Rows:
    """The rows of one head. Those that want a word of their sentence are found by it, so that the others need not be tried."""

    __slots__ = ("_free", "_wanting", "_words")

    def __init__(self, rows: Sequence[Pattern]) -> None:
        """Takes the rows in their order, which is kept."""
        self._free = {n: row for n, row in enumerate(rows) if not row.words}
        self._wanting: dict[str, list[tuple[int, Pattern]]] = defaultdict(list)
        for n, row in enumerate(rows):
            for word in row.words[0] if row.words else ():
                self._wanting[word].append((n, row))
        self._words = frozenset(self._wanting)

    def near(self, stems: frozenset[str]) -> list[Pattern]:
        """What the words of a sentence may be the forms of → the rows of which it has all the words that their slots want."""
        here = self._words & stems
        if not here:
            return [*self._free.values()]
        found = dict(self._free)
        for word in here:
            found.update(self._wanting[word])
        return [row for _, row in sorted(found.items()) if not any(wanted.isdisjoint(stems) for wanted in row.words[1:])]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by kind and lemma of the head, and all those lemmas."""

    rows: dict[str, dict[str, Rows]]
    heads: frozenset[str]


@cache
def by_head() -> Table:
    """Nothing → patterns of events by kind and lemma of the head."""
    return _table(lexicon())


@cache
def ties_by_head() -> Table:
    """Nothing → patterns of ties by kind and lemma of the head."""
    return _table(ties_lexicon())


def _table(entries: tuple[Pattern, ...]) -> Table:
    found: dict[str, dict[str, list[Pattern]]] = {"verb": {}, "noun": {}, "adj": {}}
    for entry in entries:
        for lemma in dict.fromkeys(lemma for lemma, _ in entry.heads):
            found[entry.kind].setdefault(lemma, []).append(entry)
    rows = {kind: {lemma: Rows(those) for lemma, those in by_lemma.items()} for kind, by_lemma in found.items()}
    return Table(rows, frozenset(lemma for by_lemma in rows.values() for lemma in by_lemma))
