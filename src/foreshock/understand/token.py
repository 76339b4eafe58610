"""`Token`: a word with its place in the parse, read off spaCy once, since going through spaCy for every question costs far more.

The names are spaCy's (`lemma_`, `dep_`, `children` …) and mean what they mean there, so that a rule reads as any other rule over a
parse. What is asked of every token is kept in slots; what is asked of few is worked out when it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from foreshock.understand.wordforms import Form, stems


class Token:
    """A word of a paragraph: form, tags and place in the tree. `i` counts within the paragraph; who heads a sentence hangs on itself.

    `stems` are its lemma and what else it may be the form of: "fined" (read as "fin"), "cease-fire" (read as three words).
    """

    __slots__ = (
        "children", "dep_", "doc", "ent_iob_", "ent_type_", "head", "i", "is_punct", "lefts", "lemma_", "lower_", "pos_", "rights", "sent",
        "stems", "tag_", "text", "whitespace_",
    )

    head: Token
    sent: Words  # the words of its sentence
    lefts: tuple[Token, ...]  # what hangs on it and stands before it …
    rights: tuple[Token, ...]  # … and behind it
    children: tuple[Token, ...]

    def __init__(self, doc: list[Token], i: int, form: Form, spaced: bool, iob: str, entity: str) -> None:
        self.doc, self.i, self.whitespace_, self.ent_iob_, self.ent_type_ = doc, i, " " if spaced else "", iob, entity
        self.text, self.lower_, self.is_punct, self.tag_, self.pos_, self.dep_, self.lemma_, self.stems = form
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
            if word.rights:
                found += [child for child in word.rights if child.dep_ == "conj"]
        return tuple([word for word in found if word is not self]) if len(found) > 1 else ()


class Words(list[Token]):
    """The words of a sentence, bound to one another; `start` and `end` (exclusive) are their places in the paragraph, `doc`."""

    __slots__ = ("_by_stem", "doc", "end", "start", "stems")

    stems: frozenset[str]  # of all its words

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
            if token.text == "-" and start < token.i < end - 1:
                joined = doc[token.i + 1]
                joined.stems = stems(joined.lower_, joined.lemma_, doc[token.i - 1].lower_)
        self._by_stem: dict[str, list[int]] = {}
        for n, token in enumerate(self):
            for stem in token.stems:
                if stem in self._by_stem:
                    self._by_stem[stem].append(n)
                else:
                    self._by_stem[stem] = [n]
        self.stems = frozenset(self._by_stem)

    def formed_of(self, lemmas: frozenset[str]) -> list[Token]:
        """Lemmas → the words that may be a form of one of them, in order."""
        here = lemmas & self.stems
        return [self[n] for n in sorted({n for stem in here for n in self._by_stem[stem]})] if here else []

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
