"""`Document` → `Sentence`s with their parse, every token anchored in the untouched text.

The parser reads a shadow: no-break spaces, curly quotes and a few names that it mistakes (IS) are written as it expects,
a pair of dashes as commas. The shadow has one token for each token of the text, so a token's place is never lost.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np

from foreshock import words
from foreshock.types import Document, Span
from foreshock.understand.arcs import trees
from foreshock.understand.entities import Tag, entities
from foreshock.understand.model import model
from foreshock.understand.network import network
from foreshock.understand.token import Token, Words
from foreshock.understand.wordforms import forms

# One code point for one, so that offsets hold.
_SHADOW = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "‘": "'", "’": "'", "“": '"', "”": '"', "„": '"',
                         "«": '"', "»": '"', "\u2011": "-", "\u2010": "-", "\t": " ", "\r": " ", "\n": " ",
                         "\u200b": " ", "\ufeff": " ", "\u200e": " ", "\u200f": " "})
_PARAGRAPH = re.compile(r"\n(?:[^\S\n]*\n)+")  # begins at a line feed: blanks alone must not cost quadratic time
# "BAGHDAD (Agency) —", "SURUC, Turkey (Agency) --": a wire report's dateline, which a parser takes for the subject.
_CAPS = r"[^\W\d_a-z]"
DATELINE = re.compile(
    rf"(?:{_CAPS}{{4,}}|{_CAPS}{{2,3}}[. ]+{_CAPS}{{3,}})(?:[ .'’-]+{_CAPS}{{2,}}){{0,3}}"  # BAGHDAD, SAN FRANCISCO, ST. PETERSBURG
    r"(?:,\s+[A-Z][\w. ]{1,30})?(?:,\s+[A-Z][a-z]{2,8}\.? \d{1,2})?"  # , Turkey, March 3
    r"(?:\s*\([\w .&/’'-]{2,40}\))?\s*[—–-]{1,2}\s+"  # (Agency) —
)
_DASH = {"—", "–", "--", "-", "―"}
LONGEST_PARAGRAPH = 20_000  # code points; a longer one is cut at white space, so that the parser's memory stays bounded
BATCH = 32  # paragraphs that the parser takes at once …
BATCH_TOKENS = 12_000  # … or as many as have so many tokens: its memory grows with them, by about 20 KB each
# Code points without white space; the tokenizer takes quadratic time over a longer run ("&&&&…"), which is cut.
LONGEST_RUN = 150
LONGEST_SENTENCE = 400  # tokens; what looks like a longer one is cut, since what follows looks at pairs of tokens
_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}(?=\S)")


class Entity(NamedTuple):
    """A name that the parser found: its label (PERSON, GPE …) and its tokens."""

    label: str
    tokens: list[Token]


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence and its parse.

    `tokens` are words of the shadow; use `at`, `over` and `word` for the text as printed. `part` and `paragraph`
    are indices in the document. `token.i` counts within the paragraph.
    """

    index: int
    part: int
    paragraph: int
    span: Span
    tokens: Words
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    text: str

    def at(self, *tokens: Any) -> Span:
        """Tokens → the span from the first to the last of them."""
        places = [t.i for t in tokens]
        return self.over(min(places), max(places) + 1)

    def over(self, first: int, end: int) -> Span:
        """Token indices (end exclusive) → their span."""
        return Span.of(self.text, self.starts[first], self.ends[end - 1])

    def subtree(self, token: Any) -> Span:
        """A token → the span of all that hangs on it, punctuation at the rims left out."""
        inside = [t for t in token.subtree if t.sent is self.tokens]
        while len(inside) > 1 and inside[0].is_punct:
            inside.pop(0)
        while len(inside) > 1 and inside[-1].is_punct:
            inside.pop()
        return self.at(*inside)

    def word(self, token: Any) -> str:
        """A token → the word as printed."""
        return self.text[self.starts[token.i] : self.ends[token.i]]

    def entities(self) -> tuple[Entity, ...]:
        """Nothing → the names that the parser found."""
        return _entities(self)

    def tokens_in(self, span: Span) -> list[Token]:
        """A span of the document → this sentence's tokens that touch it."""
        first = bisect_right(self.ends, span.start, self.tokens.start, self.tokens.end)
        return self.tokens.doc[first : bisect_left(self.starts, span.end, first, self.tokens.end)]


@lru_cache(1 << 8)  # two rooms ask for them
def _entities(sentence: Sentence) -> tuple[Entity, ...]:
    found: list[Entity] = []
    for token in sentence.tokens:
        if token.ent_iob_ == "B" or (token.ent_iob_ == "I" and not found):
            found.append(Entity(token.ent_type_, [token]))
        elif token.ent_iob_ == "I":
            found[-1].tokens.append(token)
    return tuple(found)


def paragraphs(document: Document) -> Iterator[tuple[int, Span]]:
    """Document → (part index, span) of each paragraph of its parts, in order, rims of white space left out."""
    for part in document.parts:
        start = part.span.start
        gaps = [(m.start() + start, m.end() + start) for m in _PARAGRAPH.finditer(part.span.text)]
        for begin, end in zip([start, *(e for _, e in gaps)], [*(s for s, _ in gaps), part.span.end], strict=True):
            for span in _bounded(document.text, begin, end):
                yield from ((part.index, s) for s in _without_dateline(document.text, span))


def _without_dateline(text: str, span: Span) -> Iterator[Span]:
    """A paragraph → its dateline, if it begins with one, and the rest, as paragraphs of their own."""
    found = DATELINE.match(span.text)
    if found and found.end() < len(span.text):
        yield Span.of(text, span.start, span.start + len(found.group().rstrip(" \n\u00a0—–-")))
        span = Span.of(text, span.start + found.end(), span.end)
    yield span


def _bounded(text: str, begin: int, end: int) -> Iterator[Span]:
    while begin < end:
        stop = min(end, begin + LONGEST_PARAGRAPH)
        if stop < end:
            stop = max(text.rfind(" ", begin, stop), begin + LONGEST_PARAGRAPH // 2)
        piece = text[begin:stop]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            yield Span.of(text, begin + lead, begin + len(piece.rstrip()))
        begin = stop


@cache
def _read_as() -> dict[str, str]:
    return {row["word"]: row["reads_as"] for row in words.rows("shadow.tsv")}


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["word"] for row in words.rows("abbreviations.tsv")) - {"No.", "Jr.", "IS"}


class Shadow(NamedTuple):
    """A paragraph as the parser reads it: its words, whether a blank follows each, where a sentence must (1) or must not (-1) begin, and
    where each word starts and ends in the document."""

    words: list[str]
    blanks: list[bool]
    preset: list[int]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def _shadow(nlp: Any, span: Span) -> Shadow:
    """Paragraph → its shadow."""
    shadow: list[str] = []
    begin: list[int] = []
    for start, piece, tokens in _pieces(span.text.translate(_SHADOW)):
        found = [t for t in nlp.tokenizer(piece) if not t.is_space] if tokens else []
        shadow += [t.text for t in found] if tokens else [piece]
        begin += [span.start + start + t.idx for t in found] if tokens else [span.start + start]
    starts, ends = tuple(begin), tuple(start + len(word) for start, word in zip(begin, shadow, strict=True))
    read_as = _read_as()
    if not (read_as.keys().isdisjoint(shadow) or span.text.isupper()):
        shadow = [read_as.get(w, w) for w in shadow]
    if not _DASH.isdisjoint(shadow):
        for i, j in _dash_pairs(shadow):
            shadow[i] = shadow[j] = ","
    blanks = [start > end for end, start in zip(ends, (*starts[1:], 0), strict=False)]  # none behind the last
    return Shadow(shadow, blanks, _preset(shadow, blanks), starts, ends)


def _preset(shadow: list[str], blanks: list[bool]) -> list[int]:
    """Words of a paragraph, whether a blank follows each → -1 where no sentence may begin: after "Gen.", inside "kitchen-sink"."""
    preset, abbreviations = [0] * len(shadow), _abbreviations()
    if "-" in shadow or not abbreviations.isdisjoint(shadow):
        for i, (word, blank) in enumerate(zip(shadow[:-1], blanks, strict=False), 1):
            if word in abbreviations or (not blank and "-" in (word, shadow[i])):
                preset[i] = -1
    return preset


def _pieces(text: str) -> Iterator[tuple[int, str, bool]]:
    """Text → where each piece of it starts, the piece, and whether it is to be tokenized; cuts of endless words are not.

    >>> [(start, len(piece), tokens) for start, piece, tokens in _pieces("Iran " + "&" * 400)]
    [(0, 5, True), (5, 150, False), (155, 150, False), (305, 100, True)]
    """
    begin = 0
    for cut in _RUN.finditer(text):
        if begin < cut.start():
            yield begin, text[begin : cut.start()], True
        yield cut.start(), cut.group(), False
        begin = cut.end()
    yield begin, text[begin:], True


def _dash_pairs(shadow: list[str]) -> Iterator[tuple[int, int]]:
    """Words of a paragraph → index pairs of dashes that set off an insertion inside one sentence."""
    opened = None
    for i, word in enumerate(shadow):
        if word in {".", "!", "?", ";", ":"}:
            opened = None
        elif word in _DASH and 0 < i < len(shadow) - 1:
            if opened is not None and 1 < i - opened <= 30:
                yield opened, i
                opened = None
            else:
                opened = i


def _batches(shadows: Sequence[Shadow]) -> Iterator[list[Shadow]]:
    """Shadows → the same in batches for the parser: so many of them, or fewer where they are long."""
    batch: list[Shadow] = []
    for shadow in shadows:
        if batch and (len(batch) == BATCH or sum(len(s.words) for s in batch) + len(shadow.words) > BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(shadow)
    if batch:
        yield batch


def _parsed(shadows: Sequence[Shadow]) -> Iterator[list[Words]]:
    """A batch of shadows → the sentences of each, as words that hang on one another; one with no end in sight is cut and parsed anew."""
    seen = network()([list(zip(shadow.words, shadow.blanks, strict=True)) for shadow in shadows])
    starts = np.array([0, *accumulate(len(shadow.words) for shadow in shadows)], dtype=np.int64)
    heads, deps, begins = trees(seen.arcs, starts, np.array([n for shadow in shadows for n in shadow.preset], dtype=np.int8))
    tags = [_tags()[n] for n in seen.tags.tolist()]
    names = entities(seen.names, begins)
    for shadow, first, end in zip(shadows, starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        part = slice(first, end)
        opening = np.flatnonzero(begins[part]).tolist()
        if end - first > LONGEST_SENTENCE and max(np.diff([*opening, end - first])) > LONGEST_SENTENCE:
            yield from _parsed([_cut(shadow, opening)])
        else:
            yield _words(shadow, (heads[part] - first).tolist(), tags[part], deps[part], names[part], opening)


def _cut(shadow: Shadow, opening: Sequence[int]) -> Shadow:
    """Shadow, where its sentences begin → the same with its endless sentences in pieces."""
    size = len(shadow.words)
    begin = {n for a, b in pairwise((*opening, size)) for n in range(a, b, LONGEST_SENTENCE)}
    return shadow._replace(preset=[1 if n in begin else -1 for n in range(size)])


def _words(
    shadow: Shadow, heads: list[int], tags: list[str], deps: list[str], names: list[Tag], opening: Sequence[int],
) -> list[Words]:
    """Shadow and its parse → its sentences: words that hang on one another."""
    tokens: list[Token] = []
    for i, (form, blank, (iob, label)) in enumerate(zip(forms(shadow.words, tags, deps), shadow.blanks, names, strict=True)):
        tokens.append(Token(tokens, i, form, blank, iob, label))
    for token, head in zip(tokens, heads, strict=True):
        token.head = tokens[head]
    return [Words(tokens, start, end) for start, end in pairwise((*opening, len(tokens)))]


@cache
def _tags() -> tuple[str, ...]:
    return tuple(model().get_pipe("tagger").labels)


def sentences(document: Document) -> tuple[Sentence, ...]:
    """Document → its sentences, parsed, in the order of the text; a paragraph never shares a sentence with the next."""
    nlp = model()
    shadows = [(number, part, _shadow(nlp, span)) for number, (part, span) in enumerate(paragraphs(document))]
    worded = [paragraph for paragraph in shadows if paragraph[2].words]  # one may be made of signs of no width
    found: list[Sentence] = []
    parsed = (paragraph for batch in _batches([shadow for _, _, shadow in worded]) for paragraph in _parsed(batch))
    for (number, part, shadow), paragraph in zip(worded, parsed, strict=True):
        for tokens in paragraph:
            span = Span.of(document.text, shadow.starts[tokens.start], shadow.ends[tokens.end - 1])
            found.append(Sentence(len(found), part, number, span, tokens, shadow.starts, shadow.ends, document.text))
    return tuple(found)
