"""A frame and the patterns of its head → the best `Match`: which row it is, who acts, who undergoes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from foreshock.code.arguments import Finder, nouns_of, without
from foreshock.code.boundary import DOER_MAY_BE_UNNAMED
from foreshock.code.frames import SERIES, Frame, carrier, is_gerund, phrases
from foreshock.code.patterns import ANY, Pattern, Rows, Slot, Table, by_head
from foreshock.types import TIE_KINDS, Mention

# Whose recipient may stand anywhere behind the verb ("threatened to close the strait if the United States …").
_FAR_RECIPIENT = frozenset({"THREATEN", "REJECT", "REQUEST", "AGREE", "SANCTION"})
# In rows of these, a fixed word such as "troops" names what is moved, not whom it is moved against.
_MOVED = frozenset({"MOBILIZE", "RETREAT", "AID", "SANCTION"})  # what a state sends or takes home is its own
_THINGS = frozenset({"MOBILIZE", "RETREAT", "COERCE"})
_BESIDE = frozenset({"advmod", "acomp", "oprd", "prt", "ccomp", "npadvmod", "xcomp", "amod"})
# What accidents and weather do to people as well.
_BY_ANYTHING = frozenset({"kill", "wound", "injure", "maim", "hit", "destroy", "burn", "target", "strike", "demolish"})
_DONE_IN = frozenset({"ASSAULT", "AID", "COERCE", "CONSULT"})
_DEMANDS = frozenset({"demand", "call", "protest", "denounce", "condemn", "urge", "ask"})
_AUTHORITIES = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", None})
_NEAR = ("to", "with", "on", "against", "for", "from", "into", "between", "through", "across", "near", "in", "by", "of")
_NOT_TALKS = {"news", "press"}  # a news conference is no conference


@dataclass(slots=True)
class Match:
    """A pattern found at a token, with its arguments and the tokens that it has used up."""

    pattern: Pattern
    head: Any
    frame: Frame
    actors: list[Mention]
    recipients: list[Mention]
    fit: float
    clauses: list[Any] = field(default_factory=list)
    used: list[Any] = field(default_factory=list)  # literal words of the pattern
    topics: list[Any] = field(default_factory=list)  # heads of what it is about
    inner: str | None = None  # the type of what is promised, threatened, asked, refused
    inner_modes: tuple[str, ...] = ()
    achieved: bool = False  # "called to thank": the purpose is reached by the act itself


@dataclass(slots=True)
class _Filled:
    """What the slots of one pattern found."""

    fit: float = 0.0
    recipients: list[Any] = field(default_factory=list)
    partners: list[Any] = field(default_factory=list)
    doers: list[Any] = field(default_factory=list)
    clauses: list[Any] = field(default_factory=list)
    used: list[Any] = field(default_factory=list)
    topics: list[Any] = field(default_factory=list)
    strict: bool = False


_KINDS: dict[str, str] = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "PROPN": "noun", "ADJ": "adj"}


def best(token: Any, finder: Finder, table: Table, depth: int = 0) -> Match | None:
    """A verb, event noun or adjective, the mentions of its sentence, a table → its best match there, or None."""
    if token.tag_ in {"NNP", "NNPS"} and token.i > token.sent.start:
        return None
    kind = _KINDS.get(token.pos_)
    if kind is None and token.tag_.startswith("VB"):  # "providing" passes for a conjunction
        kind = "verb"
    if kind is None or token.dep_ in {"aux", "auxpass"}:
        return None
    if kind == "verb" and token.dep_ in {"amod", "compound"} and not is_gerund(token):
        return None
    rows_of = table.rows[kind]
    if kind == "verb" and _hyphened(token) and token.stems[0] not in rows_of:
        return None
    those = next((rows_of[stem] for stem in token.stems if stem in rows_of), None)
    rows = fitting(those, finder) if those is not None else []
    if not rows:
        return None
    frame = finder.frame(token, noun=kind == "noun")
    found = [m for row in rows if (m := fits(row, frame, finder, depth)) is not None]
    return max(found, key=lambda m: (m.fit, m.pattern.confidence), default=None)


def fitting(rows: Rows, finder: Finder) -> list[Pattern]:
    """Rows, the mentions of a sentence → those of which it has all the words; the others need not be tried."""
    tokens = finder.sentence.tokens
    return [row for row in rows.near(tokens.stems) if not row.also or any(
        t.lower_ in row.also or t.lemma_.lower() in row.also for t in tokens.formed_of(row.also))]


def fits(row: Pattern, frame: Frame, finder: Finder, depth: int = 0) -> Match | None:
    """A row, the frame of its head, the mentions of a sentence that has its words → its match, or None where it does not fit."""
    heads = [p for lemma in (*frame.head.stems, ANY) for p in row.particles.get(lemma, ()) if not p or p in frame.particles]
    if not heads:
        return None
    if row.without and any(not row.without.isdisjoint(o.stems) for o in frame.objects):
        return None
    filled = _fill(row, frame)
    if filled is None:
        return None
    filled.fit += 3 if any(heads) else 0
    filled.fit += 2 if row.also else 0
    filled.fit += 0 if any(heads) or not _strange_particle(frame) else -2
    match = _people(row, frame, filled, finder, depth)
    return match if match is not None and _acceptable(match, filled, finder) else None


def _hyphened(token: Any) -> bool:
    """"US-sponsored": an adjective, whatever the tagger says."""
    return bool(token.i > token.sent.start and token.nbor(-1).text == "-")


def _strange_particle(frame: Frame) -> bool:
    return any(c.dep_ == "prt" for c in frame.head.children)


def _fill(row: Pattern, frame: Frame) -> _Filled | None:
    """Pattern, frame → what its slots find; None where one that is needed stays empty."""
    filled = _Filled()
    for slot in row.slots:
        tokens = _tokens(slot, row, frame, filled)
        if not tokens:
            if slot.needed:
                return None
            continue
        if slot.role == "word":
            filled.used += tokens
            filled.fit += 3
        elif slot.role == "VP":
            filled.clauses += tokens
            filled.fit += 2
        elif slot.role == "X":
            filled.topics += tokens
            filled.fit += 0.5
        else:
            filled.fit += 1
            {"R": filled.recipients, "P": filled.partners, "A": filled.doers}[slot.role].extend(tokens)
            filled.strict = filled.strict or (slot.actor and slot.role != "A")
    return filled


def _tokens(slot: Slot, row: Pattern, frame: Frame, filled: _Filled) -> list[Any]:
    behind = _behind(slot, frame, filled) if slot.via else []
    if slot.role == "word":
        return _literal(slot, frame, behind)
    if slot.role == "VP":
        verbs = behind if slot.via else frame.clauses
        found = [t for t in verbs if t.pos_ in {"VERB", "AUX"} or t.dep_ in {"pcomp", "ccomp", "xcomp"}]
        return [t for t in found if _infinitive(t) or _bare(t)] if slot.words else found
    if slot.via:
        return [t for t in behind if t not in filled.used]
    rest = [t for t in frame.objects if t not in filled.used and t not in filled.recipients]
    if not rest and slot.role == "R" and frame.clauses:  # "wants *Sweden* to VP", read as the subject of the clause
        rest = [c for c in frame.clauses[0].children if c.dep_ in {"nsubj", "nsubjpass"}]
    two = sum(1 for s in row.slots if not s.via and s.role in {"R", "P", "X", "word"} and s.words != {"that"}) > 1
    if slot.role == "R" and two:
        given = frame.behind.get("to", [])
        dative = [t for t in given if t.dep_ == "dative" or t.dep_ in {"nsubjpass"}]
        first = [t for t in rest if not (row.slots[-1].role == "word" and {t.lower_, t.lemma_.lower()} & row.slots[-1].words)]
        if any(s.role == "X" and not s.via for s in row.slots):
            return dative or rest[: len(rest) - 1]
        return dative or (first if len(rest) > 1 else rest)
    return rest


def _behind(slot: Slot, frame: Frame, filled: _Filled) -> list[Any]:
    """What stands behind one of a slot's prepositions, be it in "go *on a visit* to R", "an offer *of talks* to R", "protests *by students*
    against R"."""
    beyond = phrases(t for t in (*filled.used, *filled.topics, *filled.doers) if t not in frame.objects)
    return [t for p in slot.via for t in (*frame.behind.get(p, ()), *frame.farther.get(p, ()), *beyond.get(p, ()))]


def _bare(verb: Any) -> bool:
    """"Help rebuild the port", not "told them that it would slow"."""
    return verb.tag_ in {"VB", "VBP"} and not any(c.tag_ == "MD" or c.dep_ == "mark" for c in verb.children)


def _infinitive(verb: Any) -> bool:
    return any(c.tag_ == "TO" for c in verb.children)


def _literal(slot: Slot, frame: Frame, behind: Sequence[Any]) -> list[Any]:
    if slot.words == {"that"}:
        return [c for c in frame.clauses if c.dep_ == "ccomp"][:1]
    pool: Iterable[Any] = behind
    if not slot.via:
        near = [c for c in frame.head.children if c.dep_ in _BESIDE and c.pos_ != "VERB"]
        within = [t for o in frame.objects if o.lemma_.lower() in SERIES | nouns_of("measure") for t in phrases([o]).get("of", ())]
        pool = [*frame.objects, *within, *near, *_second(frame)]
    found = [t for t in pool if not slot.words.isdisjoint(t.stems)]
    return [t for t in found if not any(c.lower_ in _NOT_TALKS for c in t.children if c.dep_ == "compound")]


def _second(frame: Frame) -> list[Any]:
    """The parser takes "the envoy hostage" for one phrase; its last word may be the literal one."""
    return [c for o in frame.objects for c in o.children if c.dep_ in {"amod", "appos", "acomp", "advmod", "oprd"}]


def _people(row: Pattern, frame: Frame, filled: _Filled, finder: Finder, depth: int) -> Match:
    partners = finder.recipients(filled.partners)
    if row.kind == "noun":
        actors = _of_noun(frame, filled, finder)
    elif row.type in TIE_KINDS and frame.passive and not frame.subjects and all(s.via for s in row.slots):
        actors = finder.actors(frame.objects)  # "is allied with"
    elif filled.doers:
        actors = finder.actors(filled.doers) or finder.recipients(filled.doers)
        filled.recipients = [*filled.recipients, *frame.subjects]
    else:
        actors = finder.actors(frame.subjects) or finder.actors(behind_paper(frame.head, finder))
        moved = frame.passive and row.type in _MOVED and not {"expel", "convict"} & {*row.modes}
        if not actors and moved:  # "Cuban doctors were sent to Haiti"
            actors = finder.actors(t for t in filled.used if t in frame.objects)
    actors += without(partners, actors)
    match = Match(row, frame.head, frame, actors, [], filled.fit, filled.clauses, filled.used, [*filled.topics, *filled.recipients])
    if filled.recipients:
        acts = nouns_of("force") if row.type in {"ACCUSE", "PROTEST"} else frozenset()
        plain = [t for t in filled.recipients if t.lemma_.lower() not in acts]
        named = [t for t in filled.recipients if t.lemma_.lower() in acts]
        found = finder.recipients(plain, event=row.type in TIE_KINDS) + finder.recipients(named, territory=False, event=True)
        match.recipients = _others(found, actors)
    if row.clausal or any(t.dep_ == "ccomp" for t in filled.used):
        _from_clause(match, row, [*filled.clauses, *(t for t in filled.used if t.dep_ == "ccomp")], finder, depth)
    wants = any(s.role == "R" for s in row.slots)
    if not match.recipients and not partners and row.type not in {"CONSULT", "PROTEST"} and not (row.type == "ASSAULT" and wants):
        near = finder.recipients(t for t in filled.used if t.pos_ in {"NOUN", "PROPN"})
        countries = {a.country for a in actors}
        abroad = [m for m in without(near, actors) if m.country is None or m.country not in countries]
        match.recipients = [m for m in abroad if m.country or row.type not in _THINGS]
    if row.type == "PROTEST" and not match.recipients and row.kind == "verb":
        match.recipients = without(_addressed(frame, finder), match.actors)
    _placed(match, finder, wants and row.kind == "verb")
    match.fit += 1.5 if match.recipients or partners else 0
    if not match.recipients and not partners and row.type in _FAR_RECIPIENT and row.kind == "verb":
        match.recipients = finder.beyond(frame.head, actors)
    return match


def _addressed(frame: Frame, finder: Finder) -> list[Mention]:
    """"Marched to demand reforms by Togo's government", "a strike to protest the king's silence" → the authority that is addressed."""
    verb = next((t for t in frame.head.subtree if t.lemma_ in _DEMANDS and t.dep_ in {"advcl", "acl", "xcomp", "conj", "relcl"}), None)
    if verb is None:
        return []
    asked = finder.frame(verb)
    tokens = [*asked.objects, *(t for p in ("for", "against", "on", "over", "from", "by") for t in asked.behind.get(p, ()))]
    return [m for m in finder.recipients(tokens, territory=False) if m.sector in _AUTHORITIES][:1]


def _placed(match: Match, finder: Finder, wants: bool) -> None:
    """Whose country nobody says is of the place in which it is done ("raped women in Axum", "beaten by policemen in Minsk")."""
    if match.pattern.type not in _DONE_IN or not wants:
        return
    places = finder.recipients(t for p in ("in", "inside", "near", "at", "outside") for t in match.frame.behind.get(p, ()))
    country = next((m.country for m in places if m.country and m.form == "name"), None)
    if country is None:
        return
    match.actors = [finder.in_country(m, country) for m in match.actors]
    own = {a.country for a in match.actors}
    if not match.recipients and country not in own and match.pattern.type != "COERCE":
        match.recipients = [m for m in places if m.country == country][:1]
    match.recipients = [replace(m, country=country) if m.form == "nominal" and not m.country else m for m in match.recipients]


def behind_paper(verb: Any, finder: Finder) -> list[Any]:
    """"issued a report accusing …", "a resolution that condemns …": who issued it is who accuses."""
    if verb.dep_ not in {"acl", "relcl"} or verb.tag_ == "VBN":  # "arrested a man suspected of …"
        return []
    issuing = carrier(verb.head)
    return finder.frame(issuing).subjects if issuing is not None and issuing is not verb else []


def _others(found: list[Mention], actors: Sequence[Mention]) -> list[Mention]:
    """Who undergoes, apart from who acts; of "between Iran and Iraq" an Iranian's act is meant for Iraq."""
    rest = without(found, actors)
    countries = {a.country for a in actors if a.country}
    abroad = [m for m in rest if m.country not in countries or m.actor_id != m.country]
    sure = [m for m in abroad if m.country or not (m.actor_id or "").startswith("generic:")]
    return sure or abroad or rest


def _of_noun(frame: Frame, filled: _Filled, finder: Finder) -> list[Mention]:
    """An event noun → who does it: the phrase behind "by" or "of", its possessor or adjective, the subject of its light verb."""
    inner = phrases(frame.behind.get("of", ())).get("by", ())  # "the killing of a priest by rebels"
    for tokens in (filled.doers, frame.behind.get("by", ()), inner):
        found = finder.actors(tokens) or finder.recipients(tokens)  # "a warning from Moscow"
        if found:
            return found
    found = [m for t in frame.owners for m in finder.owner(t)]
    if found:
        return found[:2]
    if frame.head.dep_ == "appos":  # "Kataib Hezbollah, a faction of …"
        return finder.actors([frame.head.head])
    verb = carrier(frame.head)
    if verb is None:
        return []
    up = finder.frame(verb)
    if frame.head in up.objects and verb.lemma_.lower() in nouns_of("light"):
        return finder.actors(up.subjects)
    return []


def _from_clause(match: Match, row: Pattern, clauses: Sequence[Any], finder: Finder, depth: int) -> None:
    """A match with a complement clause → what is promised or asked in it, and the recipient that the clause names."""
    verb = next((c for c in clauses if c.pos_ in {"VERB", "AUX"}), None)
    if verb is None or depth > 2:
        return
    match.clauses = list(dict.fromkeys([*match.clauses, *clauses]))
    inner = best(verb, finder, by_head(), depth + 1)
    if inner is not None:
        match.inner, match.inner_modes = inner.pattern.type, inner.pattern.modes
    if match.recipients:
        return
    if row.type in {"REQUEST", "ACCUSE"}:
        lent = finder.recipients(finder.frame(verb).subjects)
        match.recipients = without(lent, match.actors)
    if not match.recipients and inner is not None:
        match.recipients = without([*inner.recipients, *inner.actors], match.actors)
    if not match.recipients:
        frame = finder.frame(verb)
        near = [frame.objects, *((*frame.behind.get(p, ()), *frame.farther.get(p, ())) for p in _NEAR)]
        found = (without(finder.recipients(tokens), match.actors) for tokens in near)
        match.recipients = next((people for people in found if people), [])


def forceful(words: Iterable[Any]) -> bool:
    """The words of a sentence → whether one of them names an attack, a weapon or armed people."""
    named = (nouns_of("force") | nouns_of("armed")) - {"explosion", "blast"}  # tanks and boilers blow up too
    return any(t.lemma_.lower() in named for t in words)


def _presented(row: Pattern, frame: Frame) -> bool:
    """"Protests erupted in X", "there were clashes", "during a demonstration": it took place, whoever did it."""
    if row.type not in {"PROTEST", "ASSAULT"} or row.slots:
        return False
    head = frame.head
    if row.kind != "noun":  # "a device exploded", "rockets landed"
        return row.type == "ASSAULT" and any(t.lemma_.lower() in nouns_of("weapon") for t in (*frame.subjects, *frame.objects))
    if head.dep_ == "attr":
        return any(c.dep_ == "expl" for c in head.head.children)
    if head.dep_ in {"nsubj", "nsubjpass"}:
        return head.head.lemma_.lower() in nouns_of("presents")
    if row.type == "ASSAULT" or head.dep_ != "pobj":
        return head.dep_ == "dobj" and head.head.lemma_.lower() in {"see", "witness"}
    return head.head.lower_ in {"during", "amid", "amidst"}


def aim(match: Match) -> bool:
    """"Defeating the Islamic State will take time", "efforts to counter it": force against an armed group, as an aim of whomever."""
    if match.actors or match.pattern.type != "ASSAULT" or match.head.lemma_.lower() not in {"defeat", "counter", "degrade", "destroy"}:
        return False
    bare = match.head.tag_ in {"VB", "VBG"} and match.head.dep_ in {"csubj", "pcomp", "acl", "advcl", "xcomp", "ROOT"}
    return bare and any(m.country == "IMG" for m in match.recipients)


def _acceptable(match: Match, filled: _Filled, finder: Finder) -> bool:
    """Whether somebody acts, or the type lets the doer be unnamed and somebody undergoes."""
    row, frame = match.pattern, match.frame
    if row.kind == "noun" and frame.head.dep_ == "pobj" and frame.head.head.lower_ == "as":
        return False  # "condemned it as an assault on the press": what it is called
    if row.type in TIE_KINDS:
        return bool(match.actors) and (bool(match.recipients) or len(match.actors) > 1)
    if filled.strict and not match.recipients and len(match.actors) < 2:
        return False
    if filled.partners and any(s.role == "P" and s.needed for s in row.slots) and len(match.actors) < 2 and not match.recipients:
        return False
    if row.type == "COOPERATE" and len(match.actors) < 2 and not match.recipients:
        return False
    if row.type == "SANCTION" and not match.recipients and len(match.actors) < 2 and not set(row.modes) & {"convict", "expel"}:
        return False
    if match.actors:
        return row.kind != "noun" or bool(match.recipients) or len(match.actors) > 1 or filled.fit >= 3 or row.confidence >= 0.7
    if _presented(row, frame) or aim(match):
        return True
    if row.type not in DOER_MAY_BE_UNNAMED or not match.recipients:
        return False
    if row.type == "ASSAULT" and frame.head.lemma_.lower() in _BY_ANYTHING and not forceful(frame.head.sent):
        return False  # people are killed by floods and machines too
    if row.kind == "noun":  # "the war against X", "after an attack on X": a topic until somebody wages it
        return not filled.strict and frame.head.dep_ in {"nsubj", "nsubjpass", "dobj", "ROOT", "conj", "attr"}
    if frame.passive:
        return "disapprove" not in row.modes  # "is opposed to" tells nothing of somebody else's criticism
    return row.type == "ASSAULT" and any(t.lemma_.lower() in nouns_of("force") for t in frame.subjects)
