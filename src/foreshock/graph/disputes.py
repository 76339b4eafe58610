"""Documents, statements, reports of events → `Dispute`s: whose claim stands against whose, with a quote of each.

Three ways in which claims meet: a denial whose words are those of what another says; a denial of "the accusation" where somebody
else of the page accuses; reports of one event (same type, same actors, weeks apart at most), asserted here and denied there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

from foreshock.types import Dispute, Document, EventMention, Evidence, Span, Stance, Statement

SHORT = 600  # code points between a claim and "denied it", between a denial and the author's answer to it
_ASSERTING = {"says", "claims", "accuses", "warns", "believes", "predicts"}
_SENTENCE = re.compile(r"[^\s.!?][^.!?\n]{15,400}[.!?]")
_INDEED = re.compile(r"\b(?:indeed|in fact|in reality|in truth|actually|all the same|nonetheless|nevertheless)\b", re.I)
_NOT = re.compile(r"\b(?:not|never|no|nobody|none|without|denies|denied)\b|n[’']t\b", re.I)
NEAR = 1500  # code points between an accusation and its rejection
WEEKS = 28  # days between reports that are taken to be of one event
_REFERRING = re.compile(
    r"\W*(?:(?:the|this|that|these|those|all|any|such|his|her|its|their|of)\s+)*"
    r"(?:it|this|that|(?:accusation|allegation|charge|claim|report|assertion|suggestion)s?)\W*", re.I)
_EMPTY = frozenset(
    "that have had has been being were was will would could should their there they them this these those with from into said says "
    "also about after before than then when where which while whom whose what "
    "itself himself herself themselves over under only very such some other others".split())
Side = tuple[str, Stance, Evidence]


def disputes(
    documents: Iterable[Document], statements: Sequence[Statement], mentions: Sequence[EventMention], names: Mapping[str, str],
) -> list[Dispute]:
    """What a lens admits, and the names of actors by id → the disputes, oldest first; each denial stands in one."""
    pages = {d.id: d for d in documents}
    found: dict[tuple[Span, ...], Dispute] = {}
    for denial, claims in [*_denials(pages, statements, mentions, names), *_events(pages, mentions, names)]:
        key = (denial[2].span,)
        if key not in found and claims:
            found[key] = _dispute(denial, claims)
    return sorted(found.values(), key=lambda d: (d.sides[0][2].date.earliest or date.min, d.id))


def _dispute(denial: Side, claims: Sequence[Side]) -> Dispute:
    sides = tuple(dict.fromkeys((*claims, denial)))
    about = claims[0][2].span.text
    told = "\0".join(f"{who}\0{stance}\0{e.document_id}\0{e.span.start}\0{e.span.end}" for who, stance, e in sides)
    return Dispute(f"dispute:{sha256(told.encode()).hexdigest()[:12]}", about, sides,
                   tuple(sorted({who for who, _, _ in sides} - {"author"})))


def _denials(
    pages: Mapping[str, Document], statements: Sequence[Statement], mentions: Sequence[EventMention], names: Mapping[str, str],
) -> Iterator[tuple[Side, list[Side]]]:
    """Each statement that denies → its side and the claims on its page that it meets."""
    said: dict[str, list[Statement]] = defaultdict(list)
    reported: dict[str, list[EventMention]] = defaultdict(list)
    for s in statements:
        said[s.document_id].append(s)
    for m in mentions:
        reported[m.document_id].append(m)
    for denial in statements:
        page = pages.get(denial.document_id)
        if page is None or denial.manner != "denies" or denial.negated or not denial.content or denial.speaker is None:
            continue
        side = _side(page, denial, "denies")
        others = [s for s in said[page.id] if s.id != denial.id and _same_part(s, denial) and _who(s) != side[0]]
        if _REFERRING.fullmatch(_text(denial)):
            yield side, _accusations(page, denial, others, names) or _just_said(page, denial, others, names)
        else:
            met = _claims(page, denial, others, reported[page.id]) or _charges(page, denial, others, names)
            yield side, met + _rebuttal(page, denial, said[page.id], {who for who, *_ in met})


def _accusations(page: Document, denial: Statement, others: Sequence[Statement], names: Mapping[str, str]) -> list[Side]:
    """A denial of "the accusation" → the nearest before it, preferably one aimed at those who deny."""
    before = [s for s in others if s.manner == "accuses" and not s.negated and s.content
              and 0 <= denial.content[0].start - s.content[0].start <= NEAR]
    return [_side(page, s, "accuses") for s in ([s for s in before if _aimed_at(s, denial, names)] or before)[-1:]]


def _just_said(page: Document, denial: Statement, others: Sequence[Statement], names: Mapping[str, str]) -> list[Side]:
    """ "Armenia said that a jet had crossed the border. Azerbaijan denied it": "it" is what another has just said.

    Preferably of those who deny; nothing that was asked, demanded, hoped or itself denied can be meant.
    """
    before = [s for s in others if s.manner in _ASSERTING and not s.negated and s.content and s.speaker and s.depth == 0
              and 0 < denial.cue[0].start - s.content[0].end <= SHORT] if denial.cue else []
    return [_side(page, s, "asserts") for s in ([s for s in before if _aimed_at(s, denial, names)] or before)[-1:]]


def _rebuttal(page: Document, denial: Statement, said: Sequence[Statement], met: set[str]) -> list[Side]:
    """A denial → what the page's author holds against it in the sentences after it: "…. The support does indeed serve them"."""
    if "author" in met or not denial.content:
        return []
    words = _words(_text(denial))
    start = max(c.end for c in (*denial.content, *denial.cue))
    part = next(p for p in page.parts if p.index == denial.part)
    if part.kind == "comment":
        return []
    spoken = [c for s in said for c in (*s.content, *s.cue)]
    for match in _SENTENCE.finditer(page.text, start, min(part.span.end, start + SHORT)):
        span = Span.of(page.text, *match.span())
        own = not _overlap(span, spoken) and not _NOT.search(span.text)
        shared = words & _words(span.text)
        if own and ((_INDEED.search(span.text) and shared) or _meets(words, _words(span.text))):
            return [("author", "asserts", _evidence(page, span, None, denial.id))]
    return []


def _charges(page: Document, denial: Statement, others: Sequence[Statement], names: Mapping[str, str]) -> list[Side]:
    """A denial → an accusation of those who deny that shares a word with it ("the chemical attack": "had used chemical weapons")."""
    words = _words(_text(denial))
    return [_side(page, s, "accuses") for s in others
            if s.manner == "accuses" and not s.negated and s.content and s.content[0].start < denial.content[0].start
            and _aimed_at(s, denial, names) and words & _words(_text(s))][-1:]


def _aimed_at(accusation: Statement, denial: Statement, names: Mapping[str, str]) -> bool:
    who = _who(denial)
    to = accusation.addressee
    return bool(to and denial.speaker and (to.actor_id == who or (to.country and to.country == denial.speaker.country))) \
        or names.get(who, "\0") in _text(accusation)


def _claims(page: Document, denial: Statement, others: Sequence[Statement], mentions: Sequence[EventMention]) -> list[Side]:
    """A denial in words of its own → what others of the page say, and what its author reports, in the same words."""
    words = _words(_text(denial))
    claims = [
        _side(page, s, "accuses" if s.manner == "accuses" else "asserts") for s in others
        if s.manner not in {"denies", "asks", "demands", "hopes", "fears"} and not s.negated and s.content and s.speaker
        and _meets(words, _words(_text(s)))
    ]
    told: list[Side] = [
        ("author", "asserts", _evidence(page, m.evidence, None, m.id)) for m in mentions
        if m.part == denial.part and m.factuality.status in {"actual", "historical"} and m.statement_id is None
        and m.factuality.holder is None and not _overlap(m.evidence, denial.content) and not _overlap(m.evidence, denial.cue)
        and _meets(words, _words(m.evidence.text))
    ]
    return claims or told[:1]


def _events(pages: Mapping[str, Document], mentions: Sequence[EventMention], names: Mapping[str, str]) -> Iterator[tuple[Side, list[Side]]]:
    """Reports of one type with the same actors → each that somebody denies, with those that others assert."""
    alike: dict[tuple[object, ...], list[EventMention]] = defaultdict(list)
    for m in mentions:
        done, to = ({x.actor_id for x in side} for side in (m.actors, m.recipients))
        if m.document_id in pages and done and to and None not in done | to:
            alike[m.type, frozenset(done), frozenset(to)].append(m)
    ids = {name: i for i, name in names.items()}
    for reports in alike.values():
        for m in reports:
            if m.factuality.status != "negated":
                continue
            denier = m.speaker.actor_id if m.speaker and m.speaker.actor_id else ids.get(m.factuality.holder or "", m.factuality.holder)
            if denier is None:
                continue
            claims: list[Side] = [
                (_by(o), "asserts", _evidence(pages[o.document_id], o.evidence, _by(o), o.id)) for o in reports
                if o.factuality.status == "actual" and _by(o) != denier and _close(pages[m.document_id], pages[o.document_id])
            ]
            yield (denier, "denies", _evidence(pages[m.document_id], m.evidence, denier, m.id)), claims


def _side(page: Document, s: Statement, stance: Stance) -> Side:
    start, end = min(x.start for x in (*s.cue, *s.content)), max(x.end for x in (*s.cue, *s.content))
    if s.speaker and 0 < start - s.speaker.span.end < 80:
        start = s.speaker.span.start
    return _who(s), stance, _evidence(page, Span(start, end, page.text[start:end]), _who(s), s.id)


def _evidence(page: Document, span: Span, speaker: str | None, mention: str) -> Evidence:
    return Evidence(page.id, span, page.published, page.publisher, speaker, mention)


def _who(s: Statement) -> str:
    return (s.speaker.actor_id or s.speaker.span.text) if s.speaker else s.speaker_kind


def _by(m: EventMention) -> str:
    return (m.speaker.actor_id or m.speaker.span.text) if m.speaker else m.speaker_kind


def _text(s: Statement) -> str:
    return " ".join(c.text for c in s.content)


def _same_part(one: Statement, other: Statement) -> bool:
    return one.part == other.part


def _words(text: str) -> frozenset[str]:
    """Text → the stems of its words that carry meaning; names do not, since all of a page's claims are about the same few.

    >>> sorted(_words("that Iran had fired the rockets"))
    ['fire', 'rocke']
    """
    return frozenset(w[:5].rstrip("ds") if len(w) > 4 else w for w in re.findall(r"\b[a-z][^\W\d_]{3,}", text) if w not in _EMPTY)


def _meets(denied: frozenset[str], claimed: frozenset[str]) -> bool:
    """Whether a claim has at least two of the denial's words, and half of them."""
    shared = len(denied & claimed)
    return shared >= 2 and shared * 2 >= len(denied)


def _overlap(span: Span, others: Iterable[Span]) -> bool:
    return any(span.start < o.end and o.start < span.end for o in others)


def _close(one: Document, other: Document) -> bool:
    days = (one.published.latest, other.published.earliest)
    return one.id == other.id or (days[0] is not None and days[1] is not None and abs((days[0] - days[1]).days) <= WEEKS)
