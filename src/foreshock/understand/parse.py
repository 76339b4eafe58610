"""`Document` → `Sentence`s with their parse, every token anchored in the untouched text.

The parser reads a shadow: no-break spaces, curly quotes and a few names that it mistakes (IS) are written as it expects,
a pair of dashes as commas. The shadow has one token for each token of the text, so a token's place is never lost.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from foreshock import words
from foreshock.types import Document, Span
from foreshock.understand.entities import Tag, entities
from foreshock.understand.model import model
from foreshock.understand.token import Token, Words
from foreshock.understand.vectors import Vectors
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
        return self.over(min(t.i for t in tokens), max(t.i for t in tokens) + 1)

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

    def entities(self) -> list[Entity]:
        """Nothing → the names that the parser found."""
        found: list[Entity] = []
        for token in self.tokens:
            if token.ent_iob_ == "B" or (token.ent_iob_ == "I" and not found):
                found.append(Entity(token.ent_type_, [token]))
            elif token.ent_iob_ == "I":
                found[-1].tokens.append(token)
        return found

    def tokens_in(self, span: Span) -> list[Token]:
        """A span of the document → this sentence's tokens that touch it."""
        first = bisect_right(self.ends, span.start, self.tokens.start, self.tokens.end)
        return self.tokens.doc[first : bisect_left(self.starts, span.end, first, self.tokens.end)]


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


def _shadow_doc(nlp: Any, span: Span) -> tuple[Any, tuple[int, ...], tuple[int, ...]]:
    """Paragraph → spaCy Doc of the shadow, and where each of its tokens starts and ends in the document."""
    from spacy.tokens import Doc

    tokenized: list[tuple[int, str]] = []
    for start, piece, tokens in _pieces(span.text.translate(_SHADOW)):
        found = [(start + t.idx, str(t.text)) for t in nlp.tokenizer(piece) if not t.is_space] if tokens else [(start, piece)]
        tokenized += found
    starts = tuple(span.start + start for start, _ in tokenized)
    ends = tuple(span.start + start + len(word) for start, word in tokenized)
    shadow = [word for _, word in tokenized]
    read_as, shouting = _read_as(), span.text.isupper()
    if not shouting:
        shadow = [read_as.get(w, w) for w in shadow]
    for i, j in _dash_pairs(shadow):
        shadow[i] = shadow[j] = ","
    gaps = [b > a for a, b in zip(ends, (*starts[1:], ends[-1] if ends else 0), strict=True)]
    doc = Doc(nlp.vocab, words=shadow, spaces=gaps)
    for i, word in enumerate(shadow[:-1], 1):
        if word in _abbreviations():
            doc[i].is_sent_start = False
    for i, gap in enumerate(gaps[:-1], 1):  # no sentence starts inside "kitchen-sink"
        if not gap and "-" in (shadow[i - 1], shadow[i]):
            doc[i].is_sent_start = False
    return doc, starts, ends


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


def _batches(docs: list[Any]) -> Iterator[list[Any]]:
    """Docs → the same in batches for the parser: so many of them, or fewer where they are long.

    >>> [len(batch) for batch in _batches(["short"] * 40 + ["x" * 6_000] * 5)]
    [32, 9, 2, 2]
    """
    batch: list[Any] = []
    for doc in docs:
        if batch and (len(batch) == BATCH or sum(map(len, batch)) + len(doc) > BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(doc)
    if batch:
        yield batch


@cache
def _vectors() -> Vectors:
    return Vectors(model().get_pipe("tok2vec").model, model().vocab)


def _parsed(nlp: Any, docs: list[Any]) -> Iterator[list[Words]]:
    """A batch of docs → the sentences of each, as words that hang on one another; one with no end in sight is cut and parsed anew."""
    nlp.get_pipe("tok2vec").set_annotations(docs, _vectors().of(docs))
    for name in ("tagger", "parser"):
        pipe = nlp.get_pipe(name)
        pipe.set_annotations(docs, pipe.predict(docs))
    for doc, tags in zip(docs, entities(docs), strict=True):
        if len(doc) > LONGEST_SENTENCE and any(len(sent) > LONGEST_SENTENCE for sent in doc.sents):
            yield from _parsed(nlp, [_cut(doc)])
        else:
            yield _words(doc, tags)


def _cut(doc: Any) -> Any:
    """Parsed doc → the same not yet parsed, its endless sentences in pieces."""
    from spacy.tokens import Doc

    starts = {n for sent in doc.sents for n in range(sent.start, sent.end, LONGEST_SENTENCE)}
    return Doc(doc.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc], sent_starts=[t.i in starts for t in doc])


def _words(doc: Any, names: list[Tag]) -> list[Words]:
    """Parsed doc, the names in it → its sentences: words that hang on one another."""
    from spacy.attrs import DEP, HEAD, SENT_START, SPACY, TAG

    heads, begins, spaces, *named = doc.to_array([HEAD, SENT_START, SPACY, TAG, DEP]).T.astype("int64").tolist()
    tags, deps = (_names(doc.vocab.strings, ids) for ids in named)
    texts = [str(token.text) for token in doc]
    tokens: list[Token] = []
    for i, (text, space, tag, (pos, lemma), dep, name) in enumerate(
            zip(texts, spaces, tags, forms(texts, tags, deps), deps, names, strict=True)):
        tokens.append(Token(tokens, i, text, space, tag, pos, dep, lemma, name.iob, name.label))
    for i, token in enumerate(tokens):
        token.head = tokens[i + heads[i]]
    starts = [0, *(i for i, begin in enumerate(begins) if begin == 1 and i)]
    return [Words(tokens, start, end) for start, end in zip(starts, [*starts[1:], len(tokens)], strict=True)]


def _names(strings: Any, ids: list[int]) -> list[str]:
    known = {i: str(strings[i & 0xFFFF_FFFF_FFFF_FFFF]) for i in set(ids)}
    return [known[i] for i in ids]


def sentences(document: Document) -> tuple[Sentence, ...]:
    """Document → its sentences, parsed, in the order of the text; a paragraph never shares a sentence with the next."""
    nlp = model()
    places = list(paragraphs(document))
    shadows = [_shadow_doc(nlp, span) for _, span in places]
    found: list[Sentence] = []
    parsed = (doc for batch in _batches([doc for doc, _, _ in shadows]) for doc in _parsed(nlp, batch))
    for number, ((part, _), (_, starts, ends), paragraph) in enumerate(zip(places, shadows, parsed, strict=True)):
        for tokens in paragraph:
            span = Span.of(document.text, starts[tokens.start], ends[tokens.end - 1])
            found.append(Sentence(len(found), part, number, span, tokens, starts, ends, document.text))
    return tuple(found)
