"""`Sentence`, mentions, statements → the PLOVER events that the sentence tells, one for each happening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from foreshock.code import boundary
from foreshock.code.arguments import same, without
from foreshock.code.background import achieved, foreground
from foreshock.code.contexts import cancelled, contexts, local_matter
from foreshock.code.frames import is_gerund
from foreshock.code.matching import Match, aim
from foreshock.code.weighed import Scan
from foreshock.types import Document, EventMention, Factuality, Mention, PartKind, Span, SpeakerKind, Statement
from foreshock.types.along import Along
from foreshock.types.ids import stable_id
from foreshock.types.plover import event_types, score
from foreshock.understand.factuality import judge
from foreshock.understand.parse import Sentence

_VERBAL = {"VERB", "AUX"}
# An act that these are about is what is wanted, refused or talked of, not a second happening.
_SPEECH = frozenset({"REQUEST", "REJECT", "AGREE", "THREATEN", "CONCEDE", "CONSULT", "SUPPORT", "ACCUSE", "PROTEST"})
_REPORTS = frozenset({"ACCUSE", "PROTEST", "SUPPORT"})  # … though what is condemned or praised did happen
_CROWD = frozenset({"protester", "protestor", "demonstrator", "rioter", "marcher", "youth", "student"})  # a mob hunts people
_ORDERS = frozenset({"order", "authorize", "authorise", "command", "direct"})
# What police, courts, crowds and rebels do at home; a visitor or a lender is rarely of the only country named.
_DOMESTIC = frozenset({"ASSAULT", "COERCE", "PROTEST", "ACCUSE", "SANCTION", "REQUEST", "CONCEDE", "RETREAT", "REJECT", "THREATEN"})
_TITLES = frozenset({"judge", "justice", "magistrate", "prosecutor", "president", "vice", "prime", "premier", "minister", "general",
                     "colonel", "major", "senator", "governor", "mayor", "sheriff", "chief"})
_NOT_LOCAL = frozenset({"state", "states", "country", "inspectors", "monitors", "observers", "tourists", "foreigners", "neighbours"})
_SELF = frozenset({"he", "she", "it", "they", "we", "i"})
_NEEDS = frozenset({"importance", "necessity", "need", "possibility", "idea", "prospect", "likelihood", "risk", "danger"})
SCREEN = 600  # characters before and after a sentence that tell what its paragraph is about
_LOOSE = frozenset({"acl", "pcomp", "xcomp", "ccomp", "advcl"})  # verbs that say what a thing is about
_STANDING = {"actual": 0, "historical": 1, "future": 2, "negated": 3, "hypothetical": 4}  # which report of one act is kept


def events_of(scanned: Scan, said: Along[Statement], document: Document) -> list[EventMention]:
    """One sentence with its mentions and matches, the statements of its document → its events, in the order of their triggers."""
    if not scanned.matches:
        return []
    sentence, kind, mentions = scanned.finder.sentence, scanned.kind, scanned.finder.mentions
    statements = said.over(sentence.span)
    matches = [m for m in scanned.matches if not boundary.prevention(m.pattern.type, m.inner) and not _epithet(m)]
    matches = _settle(matches)
    matches = [_at_home(m, mentions) for m in matches]
    found = [_event(m, sentence, statements, document, kind) for m in matches]
    kept = [e for e in found if cancelled(sentence, e.trigger, e.type) is None and not (kind == "comment" and _bluster(e, sentence))]
    kept = [e for e in kept if _abroad(e) or _giver(e) or local_matter(_around(sentence, document), e.type) is None]
    types = frozenset(e.type for e in kept if e.factuality.status != "negated")
    return _merged([e for e in kept if not boundary.dropped_beside(e.type, types)])


def _epithet(match: Match) -> bool:
    """"Tribesmen backed by Oman", "a man accused of theft": says which people are meant, not what happened."""
    head = match.head
    if head.dep_ != "acl" or head.tag_ != "VBN" or match.frame.farther.get("for"):
        return False
    return match.pattern.type == "SUPPORT" or (match.pattern.type == "ACCUSE" and not match.actors)


def _at_home(match: Match, mentions: Sequence[Mention]) -> Match:
    """A match → the same; where the sentence names one country only, its police, judges and marchers are of that country."""
    if match.pattern.type not in _DOMESTIC:
        return match
    named = {m.country or (m.place.country if m.place else None) for m in mentions} - {None}
    country = named.pop() if len(named) == 1 else None
    if country is None or country in {"IGO", "IMG", "NGO", "MNC"}:
        return match
    match.actors, match.recipients = ([_of_country(m, country) for m in side] for side in (match.actors, match.recipients))
    return match


def _of_country(mention: Mention, country: str) -> Mention:
    words = mention.span.text.lower().replace("-", " ").split()
    known = mention.form == "nominal" or (mention.form == "name" and (words[0] in _TITLES or words[-1].rstrip("s") in _CROWD))
    if mention.country is not None or not known or words[-1] in _NOT_LOCAL:
        return mention
    return replace(mention, country=country)


def _abroad(event: EventMention) -> bool:
    """Whether an act goes from one country to another."""
    return any(a.country and r.country and a.country != r.country for a in event.actors for r in event.recipients)


def _giver(event: EventMention) -> bool:
    """Whether a state or organisation helps, be it after a disaster: that is its policy, not a local matter."""
    helps = (a for a in event.actors if a.form == "name" and event.type == "AID")
    return any(a.country in {"IGO", "NGO"} or (a.country and a.actor_id == a.country) for a in helps)


def _around(sentence: Sentence, document: Document) -> str:
    """A sentence → the text of its paragraph about it, up to a screen."""
    start, end = sentence.span.start, sentence.span.end
    before = document.text[max(0, start - SCREEN) : start].rpartition("\n\n")[2]
    return before + sentence.span.text + document.text[end : end + SCREEN].partition("\n\n")[0]


def _bluster(event: EventMention, sentence: Sentence) -> bool:
    """A reader's figure of speech, wish or general charge ("they only attack the weak") → not an act of force."""
    if not boundary.is_force(event.type):
        return False
    named = all(m.country for m in (*event.actors, *event.recipients)) and event.actors and event.recipients
    past = any(t.tag_ in {"VBD", "VBN"} for t in sentence.tokens_in(event.trigger))
    return not (named and past and event.factuality.status == "actual")


def _settle(matches: list[Match]) -> list[Match]:
    """All matches of a sentence → without those that are words, clauses or topics of another one."""
    gone: set[int] = set()
    for match in matches:
        if id(match) in gone:
            continue
        used = {u.i for t in match.used for u in (t, *t.conjuncts)}
        inside = {t.i for c in match.clauses for t in _own(c)} if match.pattern.clausal or match.clauses else set()
        about = {t.i for c in (*match.topics, *match.used) for t in _own(c)} if match.pattern.type in _SPEECH else set()
        if match.pattern.type == "REQUEST" and match.head.lemma_ in _ORDERS and _ordered(match, matches):
            gone.add(id(match))
            continue
        for other in matches:
            if other is match or id(other) in gone:
                continue
            if achieved(other, match):
                other.achieved, other.actors = True, match.actors[:1]
                other.recipients = without(other.recipients, other.actors) or [*match.recipients, *match.actors[1:]]
                continue
            told = match.pattern.type in _REPORTS and other.actors and other.recipients
            topic = other.head.i in about and (not told if other.pattern.kind == "noun" else other.head.dep_ in _LOOSE)
            purpose = other.head.dep_ == "advcl" and other.head.head is match.head and _infinitive(other.head)
            if other.head.i in used or other.head.i in inside or topic or purpose:
                gone.add(id(other))
    return foreground([m for m in matches if id(m) not in gone])


def _ordered(match: Match, matches: list[Match]) -> bool:
    """Who orders a release, an arrest, an attack does it: the act is told, not the order."""
    objects = {t.i for t in match.frame.objects}
    return any(o.head.i in objects and o.pattern.kind == "noun" and o.actors for o in matches)


def _infinitive(verb: Any) -> bool:
    return any(c.tag_ == "TO" for c in verb.children)


def _own(top: Any) -> list[Any]:
    """A word → the words of its phrase, relative clauses left out (they tell what happened besides)."""
    found, todo = [top], [top]
    while todo:
        for child in todo.pop().children:
            if child.dep_ not in {"relcl"} and child.i > top.i - 12:
                found.append(child)
                todo.append(child)
    return found


def _event(
    match: Match, sentence: Sentence, statements: Sequence[Statement], document: Document, kind: PartKind
) -> EventMention:
    trigger = trigger_of(match, sentence)
    within = innermost(trigger, reports(match, sentence, statements))
    factuality = told(sentence, match.head)
    if factuality.status == "actual" and aim(match):
        factuality = replace(factuality, status="hypothetical", certainty="possible", rule="an aim, nobody's deed")
    if match.achieved and factuality.status in {"future", "hypothetical"}:
        factuality = Factuality("actual", factuality.certainty, rule="said by the act itself")
    event_type, modes = _type(match)
    event_type, modes = boundary.riot(event_type, modes, any(_crowd(a) for a in match.actors))
    event_type, modes = _as_worded(event_type, modes, match, sentence)
    own = within is not None and within.speaker is not None and any(_kin(within.speaker, a) for a in match.actors)
    if boundary.refused(event_type, factuality, _negation(match.head)):
        modes = boundary.refusal_mode(event_type)
        event_type, factuality = "REJECT", Factuality(cue=factuality.cue, rule="own refusal")
        if not match.recipients and len(match.frame.subjects) == 1:  # whom one will not meet undergoes the refusal
            match.actors, match.recipients = match.actors[:1], match.actors[1:]
    if own and factuality.status == "future" and any(c.dep_ == "aux" and c.lower_ == "would" for c in match.head.children):
        factuality = replace(factuality, certainty="certain")  # "said it would" reports "we will"
    event_type, modes, factuality = boundary.own_threat(event_type, modes, factuality, own_word=own, will=_will(match.head))
    event_type, factuality = boundary.to_come(event_type, factuality, own_word=own, modes=modes)
    modes = tuple(m for m in modes if m in event_types()[event_type].modes)
    if kind == "comment" and boundary.is_force(event_type) and not factuality.hedged and factuality.status == "actual":
        factuality = replace(factuality, certainty="possible", rule="a reader's word")
    speaker, speaker_kind = voice_of(within, kind)
    about = contexts(sentence.span.text)
    return EventMention(
        id=stable_id("e", document.id, document.version, trigger.start, event_type),
        document_id=document.id, part=sentence.part, type=event_type, evidence=evidence_of(match, sentence, trigger), trigger=trigger,
        modes=modes, contexts=tuple(dict.fromkeys((*match.pattern.contexts, *about))),
        actors=tuple(_spoken_for(match.actors, within)), recipients=tuple(match.recipients), factuality=factuality, speaker=speaker,
        speaker_kind=speaker_kind, statement_id=within.id if within else None, score=score(event_type, modes),
        coder=match.pattern.id, confidence=_confidence(match),
    )


def _as_worded(event_type: str, modes: tuple[str, ...], match: Match, sentence: Sentence) -> tuple[str, tuple[str, ...]]:
    """A match and its type so far → what single words about it make of it; of most types they are not even looked at."""
    if event_type == "REQUEST":
        called = frozenset(t.lemma_.lower() for t in match.head.subtree)
        return boundary.truce_call(event_type, frozenset(a.sector for a in match.actors), called), modes
    if event_type not in {"COERCE", "MOBILIZE"}:
        return event_type, modes
    said = frozenset(t.lemma_.lower() for t in sentence.tokens)
    return ("AID", ()) if boundary.peaceful(event_type, said) else boundary.absentia(event_type, modes, said)


def _crowd(actor: Mention) -> bool:
    return actor.form == "nominal" and actor.span.text.split()[-1].lower().rstrip("s") in _CROWD


def _type(match: Match) -> tuple[str, tuple[str, ...]]:
    """A match → its type and modes, where what is promised, threatened, asked or refused has a say."""
    row = match.pattern
    if row.type == "THREATEN" and not row.modes:
        return row.type, boundary.threat_mode(match.inner, match.inner_modes)
    if row.type == "REJECT" and not row.modes:
        return row.type, boundary.refusal_mode(match.inner)
    if row.type == "REQUEST" and not row.modes:
        return row.type, boundary.request_mode(match.inner)
    if row.type == "AGREE" and match.head.lemma_ in {"vow", "pledge", "promise", "swear"}:
        turned = boundary.promised(match.inner)
        return turned, boundary.threat_mode(match.inner, match.inner_modes) if turned == "THREATEN" else ()
    return row.type, row.modes


def trigger_of(match: Match, sentence: Sentence) -> Span:
    """Head with its particle and the literal words next to it."""
    near = [t for t in match.used if abs(t.i - match.head.i) <= 4 and t.dep_ != "ccomp"]
    near += [c for c in match.head.children if c.dep_ == "prt"]
    return sentence.at(match.head, *near)


def innermost(trigger: Span, statements: Sequence[Statement]) -> Statement | None:
    holding = [s for s in statements if any(c.holds(trigger) for c in s.content)]
    return max(holding, key=lambda s: s.depth, default=None)


def reports(match: Match, sentence: Sentence, statements: Sequence[Statement]) -> list[Statement]:
    """Statements → those that report; who seeks, wants or tries to do a thing does not say it ("seek to contain")."""
    above, token = set(), match.head
    while token.dep_ in {"xcomp", "conj"} and token.head is not token:
        token = token.head
        above.add(sentence.starts[token.i])
    return [s for s in statements if not any(c.start in above for c in s.cue)]


def told(sentence: Sentence, token: Any) -> Factuality:
    """Sentence, trigger → its factuality; what somebody will seek to do lies in the future, not only in the mind."""
    found = judge(sentence, token)
    if found.status == "actual" and _wished(token):
        return replace(found, status="hypothetical", certainty="possible", rule="what matters is not yet done")
    if found.rule == "generic":  # nobody in particular does it to nobody in particular
        return replace(found, status="hypothetical", certainty="possible")
    if found.status != "hypothetical":
        return found
    top = token
    while top.dep_ in {"xcomp", "conj"} and top.head is not top and top.head.pos_ in _VERBAL:
        top = top.head
    if top is token:
        return found
    above = judge(sentence, top)
    return replace(above, certainty="probable", rule=f"{found.rule}, {above.rule}") if above.status == "future" else found


def _wished(token: Any) -> bool:
    """"the importance of arming them": a gerund that hangs on what is needed or might be."""
    prep = token.head if token.dep_ == "pcomp" else token.head.head if is_gerund(token) else None
    return prep is not None and prep.lower_ == "of" and prep.head.lemma_.lower() in _NEEDS


def _kin(speaker: Mention, actor: Mention) -> bool:
    if actor.form == "pronoun" and actor.actor_id is None:
        return actor.span.text.lower() in _SELF
    return same(speaker, actor) or (speaker.country is not None and speaker.country == actor.country)


def _spoken_for(actors: Sequence[Mention], within: Statement | None) -> list[Mention]:
    """"The rebels said they will …": a pronoun that nobody has resolved, in what somebody says of himself, is the speaker."""
    speaker = within.speaker if within is not None else None
    if speaker is None:
        return list(actors)
    return [
        replace(a, actor_id=speaker.actor_id, name=speaker.name, country=speaker.country, sector=speaker.sector)
        if a.form == "pronoun" and a.actor_id is None and a.span.text.lower() in _SELF else a
        for a in actors
    ]


def _will(head: Any) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in {"will", "would", "'ll", "shall"} for c in head.children)


def _negation(head: Any) -> str:
    """A negated predicate → the auxiliary that is negated ("will" of "will not"), or "fail" of "failed to"."""
    if head.dep_ == "xcomp" and head.head.lemma_ == "fail":
        return "fail"
    negated = any(c.dep_ == "neg" for c in head.children)
    return next((c.lower_ for c in head.children if c.dep_ == "aux" and c.tag_ == "MD"), "") if negated else ""


def voice_of(within: Statement | None, kind: PartKind) -> tuple[Mention | None, SpeakerKind]:
    if within is not None and within.speaker_kind not in {"author", "none"}:
        return within.speaker, within.speaker_kind
    return None, "commenter" if kind == "comment" else "author"


def evidence_of(match: Match, sentence: Sentence, trigger: Span) -> Span:
    """The clause, verbatim: from its first argument to the end of the predicate's own phrase."""
    own = sorted((t for t in _clause(match.head) if t.sent is sentence.tokens and t.dep_ != "mark"), key=lambda t: t.i)
    while len(own) > 1 and own[-1].dep_ in {"cc", "punct"}:
        own.pop()
    end = max([sentence.ends[t.i] for t in own if not t.is_punct or t.text in "'\")"] + [trigger.end])
    people = (*match.actors, *match.recipients)
    inside = [m.span for m in people if sentence.span.holds(m.span)]
    start = min([sentence.starts[t.i] for t in own if not t.is_punct] + [s.start for s in inside])
    end = max([end] + [s.end for s in inside])
    return Span.of(sentence.text, start, end)


def _clause(head: Any) -> list[Any]:
    """A predicate → the words of its clause, without joined verbs, asides and who said it."""
    found, todo = [head], [head]
    while todo:
        up = todo.pop()
        for child in up.children:
            joined = child.dep_ == "conj" and child.pos_ in _VERBAL and up.pos_ in _VERBAL
            loose = child.dep_ in {"parataxis", "cc", "punct"} and child.head is head
            aside = child.head is head and child.dep_ in {"ccomp", "advcl"} and child.i < head.i and head.pos_ in _VERBAL
            if not (joined or loose or aside):
                found.append(child)
                todo.append(child)
    return found


def _confidence(match: Match) -> float:
    """The row's own confidence, less where an argument was not found or the fit was loose (0–1)."""
    lack = 0.0 if match.actors else 0.15
    lack += 0.0 if match.recipients or len(match.actors) > 1 else 0.1
    return round(max(0.05, match.pattern.confidence - lack), 2)


def _merged(events: list[EventMention]) -> list[EventMention]:
    """Events of a sentence → one for each happening: same type, one's people among the other's."""
    kept: list[EventMention] = []
    for event in sorted(events, key=lambda e: (_STANDING[e.factuality.status], -len(e.actors) - len(e.recipients), -e.confidence)):
        twin = next((k for k in kept if _one_happening(k, event)), None)
        if twin is None:
            kept.append(event)
        else:
            both = tuple(dict.fromkeys((*twin.modes, *event.modes)))
            kept[kept.index(twin)] = replace(twin, modes=both, score=score(twin.type, both))
    return sorted(kept, key=lambda e: e.trigger.start)


def _one_happening(one: EventMention, other: EventMention) -> bool:
    if one.type != other.type or (one.factuality.status == "negated") != (other.factuality.status == "negated"):
        return False
    return _among(other.actors, (*one.actors, *one.recipients)) and _among(other.recipients, (*one.recipients, *one.actors))


def _among(few: Sequence[Mention], many: Sequence[Mention]) -> bool:
    return all(any(same(m, o) or (m.country and m.country == o.country) for o in many) for m in few)
