"""`Sentence`, mentions, statements → the ties that the sentence states ("Qatar backs parts of the Somali army").

A tie is how two actors stand to each other, apart from what one does to the other on a day. Both must be known: "the fight
against IS" is no tie of anybody. Patterns are those of `words/ties.tsv`, in the notation of docs/coding.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from foreshock import words
from foreshock.code.arguments import Finder, same
from foreshock.code.contexts import cancelled
from foreshock.code.events import evidence_of, innermost, reports, told, trigger_of, voice_of
from foreshock.code.matching import Match, best
from foreshock.code.patterns import ties_by_head
from foreshock.types import TIE_KINDS, Document, Factuality, Mention, PartKind, Place, Span, Statement, TieMention
from foreshock.types.along import Along
from foreshock.types.ids import stable_id
from foreshock.understand.parse import Sentence

# What two do or are together; either may be named first.
_MUTUAL = frozenset({"cooperates", "allied with", "rival of", "collides with"})
_FORETOLD = frozenset({"collides with"})
_NEAR = 6  # tokens within which "militarily" still belongs to the tie before it


@cache
def _hows() -> dict[str, str]:
    return {row["word"]: row["how"] for row in words.rows("ties_how.tsv")}


def ties_of(finder: Finder, said: Along[Statement], document: Document, kind: PartKind) -> list[TieMention]:
    """One sentence with its mentions by token, the statements of its document → the ties it states, in the order of their cues."""
    if sum(_may_be_known(m) for m in finder.mentions) < 2:
        return []
    sentence = finder.sentence
    found: list[TieMention] = []
    table = ties_by_head()
    for token in sentence.tokens.formed_of(table.heads):
        match = best(token, finder, table)
        if match is None or cancelled(sentence, trigger_of(match, sentence), "ASSAULT"):
            continue
        for subject, target in _pairs(match):
            tie = _tie(match, subject, target, finder, said.over(sentence.span), document, kind)
            if not any(_repeats(tie, other) for other in found):
                found.append(tie)
    return found


def _tie(
    match: Match, subject: Mention, target: Mention, finder: Finder, statements: Sequence[Statement], document: Document, kind: PartKind,
) -> TieMention:
    sentence = finder.sentence
    row, trigger = match.pattern, trigger_of(match, sentence)
    evidence = _evidence(match, sentence, trigger)
    speaker, speaker_kind = voice_of(innermost(trigger, reports(match, sentence, statements)), kind)
    return TieMention(
        id=stable_id("t", document.id, document.version, trigger.start, row.type, subject.span.start, target.span.start),
        document_id=document.id, part=sentence.part, subject=subject, target=target, kind=row.type, sign=TIE_KINDS[row.type],
        evidence=evidence, how=tuple(dict.fromkeys((*row.modes, *(_hows()[t.lower_] for t in _means(match))))),
        factuality=_factuality(match, sentence), speaker=speaker, speaker_kind=speaker_kind,
        place=_place(evidence, finder.mentions), coder=row.id,
    )


def _pairs(match: Match) -> Iterator[tuple[Mention, Mention]]:
    """A match → (subject, target); of two in one place ("between A and B") the first named is the subject."""
    actors = [m for m in match.actors if _known(m)]
    targets = [m for m in match.recipients if _known(m)]
    if targets:
        yield from ((a, r) for a in actors for r in targets if not same(a, r))
    elif match.pattern.type in _MUTUAL:
        yield from ((a, b) for a, b in zip(actors, actors[1:], strict=False) if not same(a, b))


def _known(mention: Mention) -> bool:
    """Whether a tie can hold to it: an actor of its own, or a kind of people of one country."""
    return mention.actor_id is not None and (mention.country is not None or not mention.actor_id.startswith("generic:"))


def _may_be_known(mention: Mention) -> bool:
    """Whether it may be one of the two in a tie, be it as the state that a place stands for."""
    return mention.actor_id is not None or mention.country is not None or (mention.place is not None and mention.place.country is not None)


def _factuality(match: Match, sentence: Sentence) -> Factuality:
    """Whether it holds; a collision course that there is now is a clash to come, and no certain one."""
    found = told(sentence, match.head)
    if match.pattern.type not in _FORETOLD or found.status in {"negated", "historical"}:
        return found
    certainty = found.certainty if found.certainty != "certain" else "probable"
    return Factuality("future", certainty, found.cue or trigger_of(match, sentence), found.holder, "a course is to come")


def _means(match: Match) -> list[Any]:
    """The words that say how: adverbs and adjectives of the predicate, and adverbs that close its clause."""
    head = match.head
    near = [t for t in (head, *match.used) for t in t.children]
    end = max([head.i, *(t.right_edge.i for t in match.topics)])
    near += [t for t in head.sent if head.i < t.i <= end + _NEAR and t.pos_ == "ADV"]
    near += match.used
    near += [g for c in near if c.dep_ == "prep" and c.lower_ == "with" for g in c.children]
    return sorted({t for t in near if t.lower_ in _hows()}, key=lambda t: t.i)


def _evidence(match: Match, sentence: Sentence, trigger: Span) -> Span:
    """The clause, with the words that say how where the parser hangs them elsewhere."""
    clause = evidence_of(match, sentence, trigger)
    ends = [sentence.ends[t.i] for t in _means(match)]
    return Span.of(sentence.text, clause.start, max([clause.end, *ends]))


def _place(evidence: Span, mentions: Sequence[Mention]) -> Place | None:
    """Where it is said to be: the place that closes the clause ("… in northern Iraq")."""
    places = [m for m in mentions if m.as_ == "place" and m.place is not None and evidence.holds(m.span)]
    return max(places, key=lambda m: m.span.start).place if places else None


def _repeats(tie: TieMention, other: TieMention) -> bool:
    """Whether a tie repeats another one of its sentence."""
    if tie.kind != other.kind or tie.factuality.status != other.factuality.status or not set(tie.how) <= set(other.how):
        return False
    straight = same(tie.subject, other.subject) and same(tie.target, other.target)
    crossed = same(tie.subject, other.target) and same(tie.target, other.subject)
    return straight or (crossed and tie.kind in _MUTUAL)
