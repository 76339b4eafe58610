"""The sentences of a paragraph → its quotations, each with the cue beside it and whoever speaks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from foreshock.code.attribution_clauses import cue_tokens
from foreshock.code.attribution_found import Found, subject
from foreshock.code.attribution_words import takes
from foreshock.types import Span
from foreshock.understand import Sentence

_MARKS = re.compile(r"“[^“”]*(?:”|$)|„[^„“”]*[“”]|«[^«»]*»|''[^'](?:(?!'').)*(?:''|$)|``(?:(?!'').)*(?:''|$)"
                    r"|\"[^\"]*(?:\"|$)", re.S)
_JUST_SAID = re.compile(r"\b(?:said|says|say|wrote|added|asked|tweeted|replied|shouted|chanted|reads?|declared)$")
_FEW = 4  # words: a shorter quotation without a stop of its own is a word or phrase quoted inside another content


@dataclass(frozen=True, slots=True, eq=False)
class Quote:
    """A quotation with its marks, and whether it ends the paragraph unclosed (it runs on in the next)."""

    span: Span
    open: bool


def quotes(text: str, start: int, end: int) -> list[Quote]:
    """A text, where a paragraph starts and ends → its quotations.

    >>> [q.span.text for q in quotes('He said: “We left,” and went.', 0, 29)]
    ['“We left,”']
    """
    found = []
    for match in _MARKS.finditer(text[start:end]):
        piece = match.group().rstrip()
        if len(piece) > 2:
            closed = piece[-1] in "”\"»“'" and len(piece) > 3
            found.append(Quote(Span.of(text, start + match.start(), start + match.start() + len(piece)), not closed))
    return found


def whole(quote: Quote, before: str) -> bool:
    """A quotation and the text before it in its paragraph → whether it is speech in its own right, not a word or two."""
    inner = quote.span.text.strip("“”\"«»„'` \n")
    if not inner or not any(c.isalpha() for c in inner):
        return False
    stop = inner[-1] in ",.?!—–-" or quote.span.text.rstrip("”\"»'")[-1:] in ",.?!"
    lead = before.rstrip()
    fresh = not lead or "\n" in before[len(lead):] or lead[-1] in ",:.?!—–-”\"»)\u2015"
    if fresh and (stop or len(inner.split()) >= _FEW):
        return inner[0].isupper() or lead[-1:] not in {","} or len(inner.split()) >= _FEW
    return bool(_JUST_SAID.search(lead)) and len(inner) > 2


class Paragraph:
    """The tokens of a paragraph with their places, and which of them stand inside quotation marks."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences
        self.text = sentences[0].text
        self.start, self.end = sentences[0].span.start, sentences[-1].span.end
        self.tokens = sentences[0].tokens.doc
        self.quotes = quotes(self.text, self.start, self.end)
        self.starts, self.ends = sentences[0].starts, sentences[0].ends

    def quoted(self, token: Any) -> bool:
        """Whether a token stands inside quotation marks."""
        return any(q.span.start <= self.starts[token.i] < q.span.end for q in self.quotes)

    def after(self, place: int) -> Iterator[Any]:
        """A place → the tokens from it on."""
        return iter(self.tokens[bisect_left(self.starts, place) :])

    def before(self, place: int) -> Iterator[Any]:
        """A place → the tokens up to it, the nearest first."""
        return reversed(self.tokens[: bisect_right(self.ends, place)])


def cue_of(paragraph: Paragraph, quote: Quote) -> Any | None:
    """A quotation → the verb that brings it: just behind it ("…," he said), else just before (he said: "…")."""
    lead = paragraph.text[paragraph.start:quote.span.start].rstrip()
    colon = lead.endswith(":")
    sides = [_before, _behind] if colon or (lead and lead[-1] == "," ) else [_behind, _before]
    return next((found for side in sides if (found := side(paragraph, quote)) is not None), None)


def _speaks(token: Any) -> bool:
    return token.pos_ in {"VERB", "AUX"} and "quote" in takes(token)


def _behind(paragraph: Paragraph, quote: Quote) -> Any | None:
    for n, token in enumerate(paragraph.after(quote.span.end)):
        if n > 30 or paragraph.quoted(token) or token.text in {".", "?", "!", ";", ":"}:
            return None
        if _speaks(token) and token.dep_ not in {"relcl"} and (n < 6 or _own(token, quote, paragraph)):
            return token
        if token.pos_ == "VERB" and token.dep_ not in {"relcl", "acl", "amod"} and n < 4:
            return None
    return None


def _own(token: Any, quote: Quote, paragraph: Paragraph) -> bool:
    """Whether a cue far behind a quotation still has its subject between them."""
    who = next((c for c in token.children if c.dep_ == "nsubj"), None)
    return who is not None and paragraph.starts[min(t.i for t in who.subtree)] - quote.span.end < 6


def _before(paragraph: Paragraph, quote: Quote) -> Any | None:
    for n, token in enumerate(paragraph.before(quote.span.start)):
        if n > 25 or (n and token.text in {".", "?", "!", ";"}) or paragraph.quoted(token):
            return None
        if _speaks(token):
            return token
    return None


def spoken(paragraph: Paragraph) -> tuple[list[tuple[Any, list[Quote]]], list[Quote]]:
    """Paragraph → its whole quotations by the cue that brings them, in order, and those that none brings."""
    by_cue: list[tuple[Any, list[Quote]]] = []
    loose: list[Quote] = []
    for quote in paragraph.quotes:
        if not whole(quote, paragraph.text[paragraph.start:quote.span.start]):
            continue
        cue = cue_of(paragraph, quote)
        if cue is None and by_cue and _runs_on(paragraph, by_cue[-1], quote):
            by_cue[-1][1].append(quote)
        elif cue is None:
            loose.append(quote)
        elif by_cue and by_cue[-1][0].i == cue.i:
            by_cue[-1][1].append(quote)
        else:
            by_cue.append((cue, [quote]))
    return by_cue, loose


def _runs_on(paragraph: Paragraph, last: tuple[Any, list[Quote]], quote: Quote) -> bool:
    """Whether a quotation without a cue continues the one before: nothing but the cue's own sentence stands between."""
    _, said = last
    between = paragraph.text[said[-1].span.end:quote.span.start]
    stops = sum(between.count(mark) for mark in ".?!")
    titles = sum(between.count(t) for t in ("Mr.", "Ms.", "Mrs.", "Gen.", "Sen.", "Rep.", "Dr.", "Gov."))
    return stops <= 2 + titles and len(between) < 200


_SIGNED = re.compile(r"[ \t\u00a0]*([―—–]|--)[ \t\u00a0]*([^\W\d_](?:[^\n.,:;“”\"]|(?<=\b[A-Z])\.){2,60}?)[ \t\u00a0.]*(?=\n|$)")
_LABEL = re.compile(r"[“\"]?([A-Z][A-Z.'’ -]{2,30}|Q|A):[ \t]+(?=\S)")


def signed(paragraph: Paragraph, loose: list[Quote]) -> Iterator[Found]:
    """Quotations without a cue → those with a name after a dash behind them ("…" — Iraj Masjedi)."""
    for quote in loose:
        match = _SIGNED.match(paragraph.text, quote.span.end, min(len(paragraph.text), quote.span.end + 80))
        if match is not None:
            yield Found(paragraph.sentences[0], (Span.of(paragraph.text, *match.span(1)),), (quote.span,), "says", direct=True,
                        speaker_span=Span.of(paragraph.text, *match.span(2)))


def labelled(paragraph: Paragraph) -> Found | None:
    """A paragraph of a transcript ("MASJEDI: We left.") → what the label's bearer says."""
    match = _LABEL.match(paragraph.text, paragraph.start, paragraph.end)
    if match is None or match.end() >= paragraph.end:
        return None
    return Found(paragraph.sentences[0], (Span.of(paragraph.text, match.end(1), match.end(1) + 1),),
                 (Span.of(paragraph.text, match.end(), paragraph.end),), "says", direct=True,
                 speaker_span=Span.of(paragraph.text, *match.span(1)))


def found_in(paragraph: Paragraph, cue: Any, said: list[Quote]) -> Found:
    """A cue and its quotations → what it says, with its speaker."""
    sentence = next(s for s in paragraph.sentences if s.tokens is cue.sent)
    who = subject(cue)
    if who is None or paragraph.quoted(who):
        who = _beside(paragraph, cue)
    told = next((c for c in cue.children if c.dep_ in {"dobj", "dative"} and c.pos_ in {"PROPN", "NOUN", "PRON"}
                 and cue.lemma_ == "tell"), None)
    return Found(sentence, (sentence.at(*cue_tokens(cue)),), tuple(q.span for q in said), takes(cue)["quote"], who, told, True)


def _beside(paragraph: Paragraph, cue: Any) -> Any | None:
    """A cue without a parsed subject → the noun just behind it ("said Masjedi") or just before."""
    for token in [*cue.doc[cue.i + 1:cue.i + 4], *reversed(cue.doc[max(0, cue.i - 3):cue.i])]:
        if token.pos_ in {"PROPN", "NOUN", "PRON"} and not paragraph.quoted(token) and token.dep_ != "npadvmod":
            while token.dep_ in {"compound", "amod"} and token.head.pos_ in {"PROPN", "NOUN"}:
                token = token.head
            return token
    return None
