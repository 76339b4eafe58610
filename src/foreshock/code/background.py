"""Matches of one sentence → those that tell something of their own: a reason, an aim, a condition or an epithet is no second happening.

PLOVER codes what a sentence reports. Why somebody was jailed ("for working with the rebels"), what troops were sent for ("to attack the
town"), on what terms a threat stands ("if Egypt opens the dam") and which man is meant ("a reporter who was arrested in May") belong to
the event above them in the parse, and are left to it. A conviction to prison is two events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from foreshock.code.arguments import same
from foreshock.code.matching import Match

_STEPS = 12  # how far up the parse a word is followed, a bound for hostile pages
_PUNISHED = frozenset({"COERCE", "SANCTION"})
_CHARGES = frozenset({"for", "of", "over", "on"})
_ONLOOKERS = frozenset({"EDU", "JRN", "MED", "NGO"})
_HARM = frozenset({"kill", "wound", "injure", "hurt", "destroy", "maim"})
_PRISON = frozenset({"prison", "jail", "imprisonment", "year", "month", "life", "custody", "labour", "labor"})
_IF = frozenset({"if", "unless", "until", "should", "till"})
_MEANT = frozenset({"COERCE", "SANCTION", "ACCUSE", "SUPPORT", "AID"})
_WORDS = frozenset({"ACCUSE", "REQUEST", "REJECT", "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "THREATEN"})
_SAID = frozenset({"SUPPORT", "ACCUSE", "CONCEDE", "REQUEST"})
_UNDONE = frozenset({"RETREAT", "CONCEDE", "AGREE", "REJECT"})
_LOOSE = frozenset({"advcl", "acl", "xcomp", "relcl", "ccomp", "conj", "pcomp"})


def foreground(matches: Sequence[Match]) -> list[Match]:
    """All matches of a sentence, in the order of their triggers → without those that are background of another one."""
    matches = [m for m in matches if not _forewarns(m)]
    gone: set[int] = set()
    for match in matches:
        for other in matches:
            if other is not match and id(match) not in gone and _behind(other, match):
                gone.add(id(other))
                if match.pattern.type == "PROTEST" and not match.recipients:  # of whom something is demanded
                    match.recipients = [m for m in other.recipients if not any(same(m, a) for a in match.actors)]
    kept = [m for m in matches if id(m) not in gone]
    return [*kept, *(_jailed(m) for m in kept if _to_prison(m))]


def _forewarns(match: Match) -> bool:
    """Analysts, doctors and rights groups who warn threaten nobody."""
    return match.pattern.type == "THREATEN" and bool(match.actors) and {a.sector for a in match.actors} <= _ONLOOKERS


def _to_prison(match: Match) -> bool:
    """"Sentenced to nine years": a conviction that imprisons, and not in absentia."""
    if match.pattern.type != "SANCTION" or "convict" not in match.pattern.modes:
        return False
    below = {t.lemma_.lower() for t in match.head.subtree}
    return bool(below & _PRISON) and "absentia" not in below and match.pattern.kind == "verb"


def _jailed(match: Match) -> Match:
    """The imprisonment in a conviction, which PLOVER codes beside it."""
    return replace(match, pattern=replace(match.pattern, type="COERCE", modes=("arrest",)))


def _behind(other: Match, match: Match) -> bool:
    path = _path(other.head, match)
    if not path:
        return _demand(other, match)
    if other.achieved:
        return False
    if _outcome(other, match):
        known = {m.country for m in match.recipients}
        match.recipients = [*match.recipients, *(m for m in other.recipients if m.country and m.country not in known)]
        return True
    background = _reason(other, match, path) or (_aim(other) and not _brought(path)) or _condition(path) or _epithet(other, match, path)
    return background or _demand(other, match, below=True)


def _path(token: Any, match: Match) -> list[Any]:
    """A word → itself and the words above it, up to the head or a fixed word of a match (left out); none where they do not meet."""
    tops = {match.head.i, *(u.i for u in match.used)}
    found: list[Any] = []
    while len(found) < _STEPS and token.head.i != token.i:
        found.append(token)
        token = token.head
        if token.i in tops:
            return found
    return []


def _reason(other: Match, match: Match, path: Sequence[Any]) -> bool:
    """"Jailed for working with the rebels", "found guilty of killing a priest": what somebody is punished for."""
    below = any(t.dep_ == "pcomp" and t.head.lower_ in _CHARGES for t in path)
    return below and match.pattern.type in _PUNISHED and other.pattern.kind == "verb"


def _aim(other: Match) -> bool:
    """"Sent troops to attack the town": an infinitive below another event is not told as done."""
    head = other.head
    while head.dep_ == "conj" and head.head.i != head.i and head.head.pos_ in {"VERB", "AUX"}:
        head = head.head
    return head.dep_ in _LOOSE and any(c.tag_ == "TO" for c in head.children) and other.pattern.kind == "verb"


def achieved(other: Match, match: Match) -> bool:
    """Another match, a match → whether it is said by calling or visiting, and so has been said ("called the king to thank him")."""
    return match.pattern.type == "CONSULT" and other.pattern.type in _SAID and other.head.head is match.head and _aim(other)


def _brought(path: Sequence[Any]) -> bool:
    """"…, prompting Moscow to recall its envoy": it did."""
    return any(t.lemma_ in {"prompt", "force", "lead", "cause", "compel"} for t in path)


def _outcome(other: Match, match: Match) -> bool:
    """"Shelled the camp, wounding ten": what an act of force did to people is part of it."""
    both = match.pattern.type == other.pattern.type == "ASSAULT"
    return both and other.head.tag_ == "VBG" and other.head.lemma_ in _HARM and other.head.dep_ in {"advcl", "xcomp"}


def _condition(path: Sequence[Any]) -> bool:
    """"Will strike if Lebanon is attacked"."""
    return any(t.dep_ == "advcl" and any(c.dep_ in {"mark", "advmod", "aux"} and c.lower_ in _IF for c in t.children) for t in path)


def _epithet(other: Match, match: Match, path: Sequence[Any]) -> bool:
    """"Freed a reporter who was arrested in May": says who is meant, and nobody is said to have done it."""
    clause = next((t for t in path if t.dep_ in {"relcl", "acl"}), None)
    if clause is not None and match.pattern.type in _UNDONE and other.pattern.type in _PUNISHED and other.pattern.kind == "verb":
        return True  # "lifted the curfew that it had imposed"
    if clause is None or other.actors or other.pattern.kind == "noun" or not any(clause is t for t in _chain(other.head)):
        return False
    return other.pattern.type in _MEANT or (other.pattern.type == "ASSAULT" and match.pattern.type in _WORDS)


def _chain(token: Any) -> Iterator[Any]:
    """A verb and those that it is joined to."""
    yield token
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
        yield token


def _demand(other: Match, match: Match, *, below: bool = False) -> bool:
    """What protesters call for or complain of is the topic of their protest (PLOVER 2.0, section on PROTEST)."""
    if match.pattern.type != "PROTEST" or other.pattern.type not in {"REQUEST", "ACCUSE"}:
        return False
    return below or any(same(a, b) for a in other.actors for b in match.actors)
