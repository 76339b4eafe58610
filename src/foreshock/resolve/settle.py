"""What a document says, and its times and places → each event, statement and tie with its when and where.

An expression belongs to the predicate whose clause it stands in. Where the text gives no time, the document's own date bounds it: a
report tells of what has happened by then, which is not to say that it happened that day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from foreshock.resolve.tense import governor, head_of, looks
from foreshock.types import UNKNOWN, EventMention, Factuality, Mention, Place, Predicate, Span, Statement, TieMention, Time, When
from foreshock.understand import Sentence, Understanding

if TYPE_CHECKING:
    from foreshock.code import Coded

T = TypeVar("T", EventMention, TieMention)
LONG_PAST = timedelta(365)
REPORT_REACH = timedelta(7)  # how far before a report's own day its news lies, at most, by the custom of the wires
UNDER_DATELINE = 2  # sentences; further on, a report has left the place that it opens with
_CLAUSE = {"ccomp", "advcl", "relcl", "acl", "conj", "parataxis", "csubj", "pcomp"}
_FAR = 99


class _Page:
    """A document's sentences, times and places, looked up by where they stand."""

    def __init__(self, understanding: Understanding, mentions: Sequence[Mention], times: Sequence[Time], published: When) -> None:
        self.understanding, self.published = understanding, published
        self.times = [t for t in times if t.type in {"DATE", "TIME"} and t.when.known and t.value not in {"PAST_REF", "FUTURE_REF"}]
        self.places = [m for m in mentions if m.as_ == "place" and m.place is not None and m.place.precision != "unresolved"]

    def sentence(self, span: Span) -> Sentence | None:
        """A span → the sentence in which it begins."""
        sentences = self.understanding.sentences
        at = bisect_right(sentences, span.start, key=lambda s: s.span.start) - 1
        return sentences[at] if at >= 0 and span.start < sentences[at].span.end else None


def _clause(token: Any) -> int:
    """A token → the index of the verb (or root) that heads its clause."""
    while token.head.i != token.i and token.dep_ not in _CLAUSE:
        token = token.head
    return int(token.i)


def _steps(below: Any, above: Any) -> int:
    """Two tokens → how many arcs lie between the one and the other above it; a large number where it is not above."""
    count = 0
    while below.i != above.i:
        if below.head.i == below.i:
            return _FAR
        below, count = below.head, count + 1
    return count


def _distance(sentence: Sentence, predicate: Any, span: Span) -> int | None:
    """How near an expression stands to a predicate in the parse: hung on it, in its clause, else not its own (None)."""
    head = head_of(sentence, span)
    if head is None:
        return None
    down = _steps(head, predicate)
    if down < _FAR:
        crossed = head
        while crossed.i != predicate.i:
            if crossed.dep_ in _CLAUSE and crossed.dep_ not in {"acl"}:
                return None
            crossed = crossed.head
        return down
    if _clause(head) == _clause(predicate):
        return 10 + abs(int(head.i) - int(predicate.i))
    return None


def _nearest(sentence: Sentence, predicate: Any, spans: Sequence[Span]) -> int | None:
    """Spans in a predicate's sentence → the number of the one that modifies it; None where none does."""
    ranked = [(d, i) for i, span in enumerate(spans) if (d := _distance(sentence, predicate, span)) is not None]
    return min(ranked)[1] if ranked else None


def _predicate(sentence: Sentence, trigger: Span) -> Any | None:
    return head_of(sentence, trigger)


def _said_by(page: _Page, sentence: Sentence, trigger: Span) -> Any | None:
    """A predicate inside what somebody says → the verb of saying above it."""
    token = head_of(sentence, trigger)
    if token is None:
        return None
    while token.head.i != token.i:
        if token.dep_ == "ccomp":
            return token.head
        token = token.head
    return None


def _told_time(page: _Page, sentence: Sentence | None, trigger: Span, factuality: Factuality,
               apart: Sequence[Span] = ()) -> Time | None:
    """The time that modifies a predicate: the nearest in its clause, else the sentence's only one where tense agrees."""
    if sentence is None or (predicate := _predicate(sentence, trigger)) is None:
        return None
    here = [t for t in page.times if sentence.span.holds(t.span) and not any(s.holds(t.span) for s in apart)]
    if (found := _nearest(sentence, predicate, [t.span for t in here])) is not None:
        return here[found]
    if len(here) != 1:
        return None
    lone = governor(sentence, here[0].span)
    saying = _said_by(page, sentence, trigger)
    if lone is not None and saying is not None and lone.i == saying.i:
        return None if factuality.status in {"future", "hypothetical"} else here[0]
    past = factuality.status in {"actual", "negated", "historical"}
    return here[0] if past == (looks(lone) != "future") and _clause(predicate) == _clause(lone or predicate) else None


def _bounds(page: _Page, factuality: Factuality, past_simple: bool) -> When:
    """A predicate without a time → what the document's own date says of it, as bounds."""
    first, last = page.published.earliest, page.published.latest
    if factuality.status == "future" or factuality.status == "hypothetical":
        return When(first, None, "range", "document") if first and factuality.status == "future" else UNKNOWN
    if last is None:
        return UNKNOWN
    if factuality.status == "historical":
        return When(None, last, "range", "document")
    report = page.understanding.document.genre in {"report", "press release"}
    return When((first or last) - REPORT_REACH if report and past_simple and first else None, last, "range", "document")


def _place(page: _Page, sentence: Sentence | None, trigger: Span, apart: Sequence[Span] | None = None) -> Place | None:
    """A predicate → the place in its clause, else the only place above it in its sentence, else a report's dateline.

    With `apart` (what a statement says, as against the saying), only the clause counts, and nothing inside those spans.
    """
    if sentence is not None and (predicate := _predicate(sentence, trigger)) is not None:
        here = [m for m in page.places if sentence.span.holds(m.span) and not any(s.holds(m.span) for s in apart or ())]
        located = [m for m in here if _locative(sentence, m.span)]
        if (found := _nearest(sentence, predicate, [m.span for m in located])) is not None:
            return located[found].place
        if apart is None and len({m.place.name for m in here if m.place}) == 1 and located and _above(sentence, predicate, located[0].span):
            return located[0].place
        if here:
            return None
    return _dateline(page, sentence) if page.understanding.document.genre in {"report", "press release"} else None


def _above(sentence: Sentence, predicate: Any, span: Span) -> bool:
    """Whether a place hangs on a verb above the predicate's ("In Mosul, he said that …"), not on one beside or below it."""
    verb = governor(sentence, span)
    return verb is not None and _steps(predicate, verb) < _FAR


def _locative(sentence: Sentence, span: Span) -> bool:
    head = head_of(sentence, span)
    return head is not None and head.dep_ in {"pobj", "npadvmod", "appos", "conj", "dobj", "compound", "nmod", "advmod"}


def _dateline(page: _Page, sentence: Sentence | None) -> Place | None:
    """A sentence → the place that its report opens with ("MOSUL, Iraq —"), where it is one of the report's first."""
    body = next((p for p in page.understanding.document.parts if p.kind == "body"), None)
    if body is None or sentence is None or sentence.part != body.index:
        return None
    if sentence not in islice((s for s in page.understanding.sentences if s.part == body.index), UNDER_DATELINE):
        return None
    first = next((m for m in page.places if body.span.holds(m.span)), None)
    if first is None or first.span.start - body.span.start > 3:
        return None
    after = body.span.text[first.span.end - body.span.start :][:40]
    return first.place if any(dash in after for dash in ("—", "--", " - ", "–", "(")) else None


def _long_past(when: When, published: When) -> bool:
    told: date | None = published.earliest or published.latest
    return when.latest is not None and told is not None and when.latest < told - LONG_PAST and when.basis == "text"


def _settled(page: _Page, found: T, trigger: Span) -> T:
    """An event or tie mention → the same with its time and place, "historical" where its time is long past."""
    sentence = page.sentence(trigger)
    time = _told_time(page, sentence, trigger, found.factuality)
    token = head_of(sentence, trigger) if sentence else None
    when = time.when if time is not None else _bounds(page, found.factuality, token is not None and token.tag_ == "VBD")
    factuality = found.factuality
    if time is not None and factuality.status == "actual" and _long_past(when, page.published):
        factuality = replace(factuality, status="historical", rule="long past", cue=time.span)
    place = found.place or _place(page, sentence, trigger, None if factuality.status in {"actual", "negated"} else ())
    return replace(found, when=when, place=place, factuality=factuality)


def remembered(
    predicates: Sequence[Predicate], understanding: Understanding, times: Sequence[Time], published: When
) -> tuple[Predicate, ...]:
    """Predicates, their document's times and date → the same; what the text itself puts long before the document is "historical"."""
    page = _Page(understanding, (), [t for t in times if _long_past(t.when, published)], published)
    dated = {s.span.start for t in page.times if (s := page.sentence(t.span)) is not None}
    all_times = _Page(understanding, (), times, published)
    found = []
    for p in predicates:
        sentence = page.sentence(p.span) if dated and p.factuality.status == "actual" else None
        time = _told_time(all_times, sentence, p.span, p.factuality) if sentence and sentence.span.start in dated else None
        if time is not None and _long_past(time.when, published):
            p = replace(p, factuality=replace(p.factuality, status="historical", rule="long past", cue=time.span))
        found.append(p)
    return tuple(found)


def _uttered(page: _Page, statement: Statement) -> Statement:
    """A statement → the same with the time and place of its saying, by its cue; without a cue, those of the document."""
    anchor = statement.cue[0] if statement.cue else statement.content[0] if statement.content else None
    if anchor is None:
        return statement
    sentence = page.sentence(anchor)
    said = Factuality("negated") if statement.negated else Factuality()
    time = _told_time(page, sentence, anchor, said, statement.content) if statement.cue else None
    token = head_of(sentence, anchor) if sentence else None
    when = time.when if time is not None else _bounds(page, said, token is not None and token.tag_ == "VBD")
    return replace(statement, when=when, place=_place(page, sentence, anchor, statement.content) if statement.cue else None)


def _first(tie: TieMention, page: _Page) -> Span:
    """A tie → the verb of its evidence, or the evidence itself."""
    sentence = page.sentence(tie.evidence)
    if sentence is None:
        return tie.evidence
    head = head_of(sentence, tie.evidence)
    return sentence.at(head) if head is not None else tie.evidence


def _in_comment(page: _Page, part: int) -> When | None:
    """A part that is a reader's comment → when it was posted, which bounds what it says; None for the article's own parts."""
    parts = page.understanding.document.parts
    found = next((p for p in parts if p.index == part), None)
    return found.posted if found is not None and found.kind == "comment" and found.posted.known else None


def settle(coded: Coded, understanding: Understanding, mentions: Sequence[Mention], times: Sequence[Time], published: When) -> Coded:
    """What was coded, the parse, the mentions with places, the anchored times, the document's bounds → the same, dated and placed."""
    pages: dict[When, _Page] = {}

    def page(day: When) -> _Page:
        if day not in pages:
            pages[day] = _Page(understanding, mentions, times, day)
        return pages[day]

    def page_of(part: int) -> _Page:
        return page(_in_comment(page(published), part) or published)

    ties = tuple(_settled(page_of(t.part), t, _first(t, page_of(t.part))) for t in coded.ties)
    events = tuple(_settled(page_of(e.part), e, e.trigger) for e in coded.events)
    statements = tuple(_uttered(page_of(s.part), s) for s in coded.statements)
    return replace(coded, events=events, statements=statements, ties=ties)
