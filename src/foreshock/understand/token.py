"""`Token`: a word with its place in the parse, read off spaCy once, since going through spaCy for every question costs far more.

The names are spaCy's (`lemma_`, `dep_`, `children` …) and mean what they mean there, so that a rule reads as any other rule over a
parse. What is asked of every token is kept in slots; what is asked of few is worked out when it is asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Lexeme(NamedTuple):
    """What a word says wherever it stands."""

    lower: str
    is_punct: bool


@lru_cache(1 << 17)
def lexeme(text: str) -> Lexeme:
    """Word → in small letters, and whether it is punctuation throughout."""
    return Lexeme(text.lower(), all(unicodedata.category(c).startswith("P") for c in text))


class Token:
    """A word of a paragraph: form, tags and place in the tree. `i` counts within the paragraph; who heads a sentence hangs on itself."""

    __slots__ = (
        "children", "dep_", "doc", "ent_iob_", "ent_type_", "head", "i", "is_punct", "lefts", "lemma_", "lower_", "pos_", "rights", "sent",
        "tag_", "text", "whitespace_",
    )

    head: Token
    sent: Words  # the words of its sentence
    lefts: tuple[Token, ...]  # what hangs on it and stands before it …
    rights: tuple[Token, ...]  # … and behind it
    children: tuple[Token, ...]

    def __init__(
        self, doc: list[Token], i: int, text: str, spaced: int, tag: str, pos: str, dep: str, lemma: str, iob: str, entity: str,
    ) -> None:
        self.doc, self.i, self.text, self.whitespace_ = doc, i, text, " " if spaced else ""
        self.lower_, self.is_punct = lexeme(text)
        self.tag_, self.pos_, self.dep_, self.lemma_, self.ent_iob_, self.ent_type_ = tag, pos, dep, lemma, iob, entity
        self.lefts = self.rights = self.children = ()

    def __repr__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)

    @property
    def is_alpha(self) -> bool:
        """→ whether it is letters throughout."""
        return self.text.isalpha()

    @property
    def is_lower(self) -> bool:
        """→ whether it is written small."""
        return self.text.islower()

    def nbor(self, step: int = 1) -> Token:
        """Steps to the right (left if negative) → the word there; IndexError beyond the paragraph."""
        at = self.i + step
        if at < 0:
            raise IndexError(f"no word {step} from the word at {self.i}")
        return self.doc[at]

    @property
    def subtree(self) -> Iterator[Token]:
        """→ the word and all that hangs on it, in order."""
        for child in self.lefts:
            yield from child.subtree
        yield self
        for child in self.rights:
            yield from child.subtree

    @property
    def left_edge(self) -> Token:
        """→ the first word of its subtree."""
        return self.doc[min(self._below())]

    @property
    def right_edge(self) -> Token:
        """→ the last word of its subtree."""
        return self.doc[max(self._below())]

    def _below(self) -> list[int]:
        """The places of all words of its subtree, in no order."""
        found, todo = [], [self]
        while todo:
            token = todo.pop()
            found.append(token.i)
            todo += token.children
        return found

    @property
    def ancestors(self) -> Iterator[Token]:
        """→ its head, that one's head, and so on."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def is_ancestor(self, other: Token) -> bool:
        """Another word → whether that one hangs on this one, near or far."""
        return any(up is self for up in other.ancestors)

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """→ the other words of its coordination."""
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        found = [first]
        for word in found:
            found += [child for child in word.rights if child.dep_ == "conj"]
        return tuple(word for word in found if word is not self)


class Words(list[Token]):
    """The words of a sentence, bound to one another; `start` and `end` (exclusive) are their places in the paragraph, `doc`."""

    __slots__ = ("doc", "end", "start")

    def __init__(self, doc: list[Token], start: int, end: int) -> None:
        super().__init__(doc[start:end])
        self.doc, self.start, self.end = doc, start, end
        for token in self:
            token.sent = self
            head = token.head
            if head.i > token.i:
                head.lefts += (token,)
            elif head is not token:
                head.rights += (token,)
        for token in self:
            token.children = token.lefts + token.rights

    @property
    def sent(self) -> Words:
        """→ itself, as of any piece of a sentence."""
        return self

    def let_go(self) -> None:
        """Its words, of which nothing will be asked again → they hold one another no longer, and go when the last who holds them does.

        Words that hang on one another wait for the collector otherwise, which goes over the words of a hundred pages to free them.
        """
        for token in self:
            del token.head, token.sent, token.lefts, token.rights, token.children
        self.doc.clear()
