"""A pair, its course → the whole argument as an indented outline, every link with its date and its sentence."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from foreshock.graph.courses import basis_words, course
from foreshock.graph.levels import Actors, name, roll
from foreshock.graph.signed import Network
from foreshock.types import Course, Event, Evidence, Tie

QUOTES = 3  # sentences told for a link; the tie itself holds them all


def why(
    pair: tuple[str, str], ties: Sequence[Tie], courses: Sequence[Course], actors: Actors, *, events: Sequence[Event] = ()
) -> str:
    """Two ids and the picture of a day → why they are, or are not, on course to confront each other.

    Of a tie that rests on many sentences the latest three are quoted, and the rest counted. For a pair that is not among the
    courses the ties between the two are told, if any; with `events` its course is looked for again (a long list may have been cut).
    """
    a, b = sorted(roll(i, actors, "group") for i in pair)
    heading = f"{name(a, actors)} – {name(b, actors)}"
    day = courses[0].as_of if courses else date.max
    net = Network.of(ties, events, actors, day)
    one = next((c for c in courses if c.pair == (a, b)), None)
    if one is None and courses and events:
        one = course((a, b), ties, events, actors, as_of=day)
    if one is None:
        direct = [t[b][1] for t in (net.friends.get(a, {}), net.foes.get(a, {})) if b in t]
        lines = [f"{clean(heading)}: no course to confrontation: no rule reaches this pair, and no text says so", *_ties(net, direct, "  ")]
        return "\n".join(lines) + "\n"
    return "\n".join(_outline(heading, one, net)) + "\n"


def _outline(heading: str, one: Course, net: Network) -> Iterator[str]:
    place = f", in {clean(one.place)}" if one.place else ""
    yield f"{clean(heading)}: course {one.score:.2f} ({one.trend:+.2f} in four weeks), {basis_words(one)}{place}, as of {one.as_of}"
    for reason in one.reasons:
        since = f", since {reason.since}" if reason.since else ""
        yield f"  {reason.weight:+.2f} {reason.rule}{since}: {clean(reason.text)}"
        yield from _ties(net, reason.ties, "    ")
        if not reason.ties:
            yield from (f"    {line}" for line in _quotes(reason.evidence))
    if one.would_change:
        yield "  It would change if:"
        yield from (f"    {clean(words)}" for words in one.would_change)


def _ties(net: Network, ties: Sequence[Tie], indent: str) -> Iterator[str]:
    for tie in ties:
        seen = f", first seen {tie.first_seen}" if tie.first_seen else ""
        yield f"{indent}{clean(net.say(tie))} [{tie.basis}, {tie.strength:.2f}{seen}]"
        yield from (f"{indent}  {line}" for line in _quotes(tie.evidence))


def _quotes(evidence: Sequence[Evidence]) -> Iterator[str]:
    latest = sorted(evidence, key=lambda e: (e.date.text if e.date.known else "", e.document_id, e.span.start), reverse=True)
    for one in latest[:QUOTES]:
        where = ", ".join(filter(None, (one.publisher, one.date.text if one.date.known else None, one.document_id)))
        yield f"“{clean(one.span.text)}” ({clean(where)})"
    if len(latest) > QUOTES:
        yield f"and {len(latest) - QUOTES} more"


def clean(text: str) -> str:
    """Text from a page → one line without control characters: a page must not steer a terminal.

    >>> clean("a\\x1b[31m  b\\n")
    'a[31m b'
    """
    kept = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())
