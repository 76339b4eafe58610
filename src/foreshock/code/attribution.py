"""`Understanding` and `Mention`s → `Statement`s: who says what, in which manner, inside whose statement.

Speaker, cue and content are those of PARC (Pareti 2012) and PolNeAR (Newell et al. 2018): speech, belief and attitude alike. What
stands outside a content is the author's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, Generic, Literal, TypeVar

from foreshock.code.attribution_clauses import clauses, cue_tokens
from foreshock.code.attribution_found import Found, phrase, subject
from foreshock.code.attribution_quotes import Paragraph, found_in, labelled, signed, spoken
from foreshock.code.attribution_words import labels, takes
from foreshock.types import Mention, Part, Span, SpeakerKind, Statement
from foreshock.types.ids import stable_id
from foreshock.understand import Sentence, Understanding

T = TypeVar("T")
_UNNAMED = re.compile(r"\b(?:officials?|sources?|people|critics|analysts?|experts?|observers|witnesses|residents|diplomats|"
                      r"supporters|opponents|some|many|others|reports)\b", re.I)
_HEADLINE = re.compile(r"([A-Z][\w’'.-]*(?: [\w’'.&-]+){0,5}): +(?=\S)")
_ACTS = {"promises", "threatens", "denies", "demands", "accuses", "admits"}  # "said that Minsk had promised to free him"
_DEEDS = {"to", "object to", "ing", "accuse of"}
_TOLD = {"that", "quote", "clause"}
_I = {"i", "we", "me", "us", "my", "our"}


def statements(understanding: Understanding, mentions: tuple[Mention, ...]) -> tuple[Statement, ...]:
    """Understanding and its mentions → its statements, those inside others marked with whose.

    A speaker is the mention that the cue's subject is (or a bare one where `mentions` has none there); each part on its own.
    """
    found: list[Statement] = []
    named = _Places((m.span, m) for m in mentions)
    for part in understanding.document.parts:
        said = [f for p in _paragraphs(understanding.in_part(part.index), part) for f in p]
        made = [(_statement(understanding, part, f, named), f) for f in _once(said)]
        contents = _Places((c, s) for s, _ in made for c in s.content)
        kept = [s for s, f in made if _kept(f, [o for o in contents.holding(s.cue[0]) if o.id != s.id])]
        found += _nested(kept)
    return tuple(found)


class _Places(Generic[T]):
    """Things by where they lie, so that looking one up does not walk the whole page."""

    def __init__(self, things: Iterable[tuple[Span, T]]) -> None:
        self.things = sorted(things, key=lambda pair: pair[0].start)
        self.starts = [span.start for span, _ in self.things]
        self.longest = max((span.end - span.start for span, _ in self.things), default=0)

    def holding(self, span: Span) -> list[T]:
        """A span → the things whose place holds all of it."""
        near = self.things[bisect_left(self.starts, span.end - self.longest) : bisect_right(self.starts, span.start)]
        return [thing for place, thing in near if place.holds(span)]


def _kept(found: Found, around: list[Statement]) -> bool:
    """Whether a cue inside what somebody else says is worth a statement: a clause or quotation of a named third party."""
    if not around:
        return True
    named = found.speaker is not None and found.speaker.pos_ != "PRON"
    act = named and found.manner in _ACTS and found.takes in _DEEDS and not found.cue[0].text.lower().startswith("to ")
    if found.speaker is None or (found.takes not in _TOLD and not act):
        return False
    return found.speaker.lower_ not in _I | {"you", "it", "that"}


def _paragraphs(sentences: Sequence[Sentence], part: Part) -> Iterator[list[Found]]:
    """The sentences of a part → what is said in each paragraph; a quotation on its own goes to whoever spoke last."""
    last: Found | None = None
    open_ = False
    brought: tuple[Sentence, Any, Any] | None = None
    for number, (_, group) in enumerate(groupby(sentences, key=lambda s: s.paragraph)):
        paragraph = Paragraph(list(group))
        by_cue, loose = spoken(paragraph)
        found = [found_in(paragraph, cue, said) for cue, said in by_cue]
        found += signed(paragraph, loose)
        if (label := labelled(paragraph)) is not None:
            found = [label]
        if not found and loose and brought is not None and loose[0].span.start == paragraph.start:
            sentence, cue, who = brought
            content = tuple(q.span for q in loose)
            found.append(Found(sentence, (sentence.at(*cue_tokens(cue)),), content, takes(cue)["quote"], who, direct=True))
        if not found and loose and last is not None and (open_ or loose[0].span.start == paragraph.start):
            found.append(replace(last, content=tuple(q.span for q in loose), direct=True))
        claimed = {cue.i for cue, _ in by_cue}
        if number == 0 or part.kind == "headline":
            found += _headline(paragraph)
        direct = [s for f in found for s in f.content]
        if found:
            last = found[-1]
        for sentence in paragraph.sentences:
            found += [f for f in clauses(sentence, claimed) if not _same(f, direct)]
        open_ = bool(paragraph.quotes) and paragraph.quotes[-1].open
        brought = _brings(paragraph)
        yield found


def _brings(paragraph: Paragraph) -> tuple[Sentence, Any, Any] | None:
    """A paragraph that ends in a colon ("The paper reports:") → its sentence, cue and speaker, for a quotation that follows."""
    sentence = paragraph.sentences[-1]
    if paragraph.text[paragraph.end - 1] != ":":
        return None
    for token in reversed(sentence.tokens):
        if token.pos_ == "VERB" and "quote" in takes(token) and (who := subject(token)) is not None:
            return sentence, token, who
    return None


def _same(found: Found, direct: list[Span]) -> bool:
    """Whether a clause only repeats a quotation that already has its cue."""
    covered = sum(min(s.end, d.end) - max(s.start, d.start) for s in found.content for d in direct if s.overlaps(d))
    size = sum(s.end - s.start for s in found.content)
    whole = sum(d.end - d.start for d in direct)
    return bool(direct) and covered > 0.8 * size and covered > 0.8 * whole


def _headline(paragraph: Paragraph) -> list[Found]:
    """ "Poll: Voters Are Worried" → the poll says so."""
    sentence = paragraph.sentences[0]
    match = _HEADLINE.match(paragraph.text, paragraph.start, paragraph.end)
    if match is None or len(match.group(1)) > 60 or match.group(1).lower() in labels() or any(p.open for p in paragraph.quotes):
        return []
    end = paragraph.end
    colon = Span.of(paragraph.text, match.end(1), match.end(1) + 1)
    return [Found(sentence, (colon,), (Span.of(paragraph.text, match.end(), end),), "says",
                  speaker_span=Span.of(paragraph.text, match.start(1), match.end(1)))]


def _once(found: list[Found]) -> list[Found]:
    """What was found → each cue with each content only once, in the order of the text."""
    kept: dict[tuple[int, int], Found] = {}
    contents: set[tuple[Span, ...]] = set()
    for f in sorted(found, key=lambda f: (f.cue[0].start, f.content[0].start)):
        key = (f.cue[0].start, f.content[0].start)
        if key not in kept and f.content not in contents:
            kept[key] = f
            contents.add(f.content)
    return list(kept.values())


def _statement(understanding: Understanding, part: Part, found: Found, named: _Places[Mention]) -> Statement:
    document = understanding.document
    speaker = _mention(found.sentence, found.speaker, found.speaker_span, named)
    addressee = _mention(found.sentence, found.addressee, None, named) if found.addressee is not None else None
    return Statement(
        id=stable_id("s", document.id, found.cue[0].start, found.content[0].start),
        document_id=document.id, part=part.index, speaker=speaker, speaker_kind=_kind(speaker, part),
        cue=found.cue, content=found.content, manner=found.manner, addressee=addressee, direct=found.direct,
        negated=found.negated, pointer=found.pointer,
    )


def _mention(sentence: Sentence, head: Any | None, span: Span | None, named: _Places[Mention]) -> Mention | None:
    """The head of a speaker's phrase → the mention there, the one with the same head first; else a bare one."""
    if head is not None:
        start = sentence.starts[head.i]
        at = Span.of(sentence.text, start, sentence.ends[head.i])
        near = named.holding(at)
        if near:
            return min(near, key=lambda m: (m.head != start, m.as_ == "place", len(m.span.text)))
        form: Literal["pronoun", "name", "nominal"] = (
            "pronoun" if head.pos_ == "PRON" else "name" if head.pos_ == "PROPN" else "nominal"
        )
        return Mention(sentence.at(*phrase(head)), "actor", form, start)
    if span is None:
        return None
    last = Span.of(sentence.text, span.end - 1, span.end)
    return next((m for m in named.holding(last) if m.as_ != "place"), Mention(span, head=span.start))


def _kind(speaker: Mention | None, part: Part) -> SpeakerKind:
    if speaker is None:
        return "none"
    if speaker.span.text.lower() in _I:
        return "commenter" if part.kind == "comment" else "author"
    if speaker.actor_id is None and speaker.form != "name" and _UNNAMED.search(speaker.span.text):
        return "unnamed"
    return "actor"


def _nested(found: list[Statement]) -> list[Statement]:
    """Statements of a part → the same, each with the smallest statement whose content holds its cue and content."""
    parent: dict[str, Statement] = {}
    contents = _Places((c, s) for s in found for c in s.content)
    for inner in found:
        around = [o for o in contents.holding(inner.cue[0]) if o.id != inner.id and _size(o) > _size(inner)
                  and any(c.holds(inner.content[0]) for c in o.content)]
        if around:
            parent[inner.id] = min(around, key=_size)
    deep = []
    for s in found:
        depth, up, seen = 0, parent.get(s.id), {s.id}
        while up is not None and up.id not in seen:
            seen.add(up.id)
            depth, up = depth + 1, parent.get(up.id)
        deep.append(replace(s, inside=parent[s.id].id, depth=depth) if s.id in parent else s)
    return deep


def _size(statement: Statement) -> int:
    return sum(s.end - s.start for s in statement.content)
