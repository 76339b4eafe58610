"""A verb or noun in its parse → `Frame`: who does it, to what, behind which prepositions, with which clause.

Subjects are found through passives, relative clauses, control and raising, participles and coordination. The parser's
labels are spaCy's (ClearNLP); a grammatical word never stands alone in the result, its antecedent does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_CALENDAR = set("mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec chr eas ram".split())
DEEPEST = 8  # how far subjects are followed up the tree, a bound for hostile pages
_RELATIVE = {"who", "which", "that", "whom", "whose"}
_VERBAL = {"VERB", "AUX"}
# After these, the subject of "to VP" is the subject of the verb, though there is an object ("promised Iran to …").
_SUBJECT_CONTROL = {"promise", "vow", "threaten", "pledge", "use"}
_MUTUAL = {"cooperation", "collaboration", "coordination", "partnership", "alliance", "talk", "dialogue", "trade", "exercise"}


@dataclass(slots=True)
class Frame:
    """The head and the tokens that fill its places (each the head word of a phrase)."""

    head: Any
    passive: bool = False
    subjects: list[Any] = field(default_factory=list)
    objects: list[Any] = field(default_factory=list)
    behind: dict[str, list[Any]] = field(default_factory=dict)  # preposition → heads of what stands behind it
    farther: dict[str, list[Any]] = field(default_factory=dict)  # the same, where the phrase hangs on the object
    clauses: list[Any] = field(default_factory=list)  # verbs of complement clauses
    particles: frozenset[str] = frozenset()
    owners: list[Any] = field(default_factory=list)  # of a noun: possessor, adjective, compound


def conjuncts(tokens: Iterable[Any]) -> list[Any]:
    """Heads of phrases → the same with all that are joined to them by "and" or a comma."""
    found: list[Any] = []
    for token in tokens:
        for one in (token, *token.conjuncts):
            if one.i >= token.i and one not in found and (one.pos_ not in _VERBAL or token.pos_ in _VERBAL):
                found.append(one)
    return found


def antecedent(token: Any) -> Any:
    """A relative pronoun → the noun it stands for; any other word → itself."""
    if token.lower_ not in _RELATIVE or token.tag_ not in {"WDT", "WP", "WP$", "IN", "DT"}:
        return token
    for up in token.ancestors:
        if up.dep_ == "relcl" and up.head.i < token.i:
            noun = up.head
            return noun if noun.pos_ not in _VERBAL else token
    return token


def is_passive(verb: Any) -> bool:
    """A verb → whether its grammatical subject undergoes it."""
    if any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children):
        return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ in {"acl", "amod"}:
        return not any(c.dep_ == "aux" for c in verb.children)
    if verb.dep_ == "advcl" and not any(c.dep_ in {"aux", "nsubj"} for c in verb.children):
        return True
    if verb.dep_ == "conj" and verb.head.pos_ in _VERBAL and not any(c.dep_ in {"nsubj", "aux", "dobj"} for c in verb.children):
        return is_passive(verb.head)
    return False


def surface(verb: Any, depth: int = 0) -> list[Any]:
    """A verb → the heads of its grammatical subject, looked for up the tree where it has none of its own."""
    if depth > DEEPEST:
        return []
    own = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"} or (c.dep_ == "poss" and verb.tag_ == "VBG")]
    if own:
        return conjuncts(antecedent(c) for c in own)
    head, dep = verb.head, verb.dep_
    if head is verb:
        return []
    if dep == "conj":
        return surface(head, depth + 1) if head.pos_ in _VERBAL else _of_noun(head, depth)
    if dep == "relcl":
        return conjuncts([head]) if head.pos_ not in _VERBAL else []
    if dep == "acl":
        return conjuncts([head]) if verb.tag_ in {"VBG", "VBN"} else _of_noun(head, depth)
    if dep in {"xcomp", "ccomp", "advcl", "dep", "oprd", "acomp"}:
        return _controller(verb, depth)
    if dep == "pcomp":
        return _of_preposition(head, depth)
    return []


def _controller(verb: Any, depth: int) -> list[Any]:
    """A clause without a subject → the one that the verb above lends it."""
    head = verb.head
    if head.pos_ in {"ADJ", "NOUN", "PROPN"}:
        if any(c.dep_ in {"nsubj", "nsubjpass"} for c in head.children):
            return surface(head, depth + 1)
        return surface(head.head, depth + 1) if head.head.pos_ in _VERBAL and head.pos_ == "ADJ" else _of_noun(head, depth)
    if verb.dep_ == "ccomp" and verb.tag_ not in {"VB", "VBG"}:
        return []
    if verb.dep_ in {"xcomp", "ccomp"} and head.lemma_ not in _SUBJECT_CONTROL:
        lent = [c for c in head.children if c.dep_ in {"dobj", "dative"} and c.i < verb.i]
        if lent:
            return conjuncts(lent)
    return surface(head, depth + 1)


def _of_preposition(prep: Any, depth: int) -> list[Any]:
    """The preposition before a gerund → who does the gerund ("accused X of …", "without …", "plan for …")."""
    head = prep.head
    if head.pos_ in _VERBAL:
        lent = [c for c in head.children if c.dep_ == "dobj"]
        if lent and prep.lower_ in {"of", "from", "for", "into"}:
            return conjuncts(lent)
        return surface(head, depth + 1)
    if head.pos_ == "ADJ":
        return surface(head.head, depth + 1)
    return _of_noun(head, depth)


def _of_noun(noun: Any, depth: int) -> list[Any]:
    """A noun with an infinitive ("plan to …", "objective of X … to …") → the noun's owner, else the subject of its verb."""
    owners = [c for c in noun.children if c.dep_ == "poss"]
    if owners:
        return conjuncts(owners)
    if noun.dep_ in {"dobj", "attr", "pobj", "oprd"}:
        up = noun.head if noun.dep_ != "pobj" else noun.head.head
        if up.pos_ in _VERBAL and depth < DEEPEST:
            return surface(up, depth + 1)
    return [noun]


def _behind(head: Any) -> Iterator[tuple[str, Any]]:
    """A word → (preposition, head of the phrase behind it) for each prepositional phrase that hangs on it."""
    for child in head.children:
        if child.dep_ == "dative" and child.pos_ != "ADP":
            yield "to", child
        elif child.dep_ in {"prep", "agent", "dative"} or (child.dep_ in {"advmod", "prt"} and child.pos_ == "ADP"):
            name = child.lower_
            inner = list(child.children)
            for token in inner:
                if token.dep_ in {"pobj", "pcomp"} and not _dated(token):
                    yield name, token
                elif token.dep_ == "prep":  # "out of", "from within", "ahead of"
                    yield from ((token.lower_, t) for t in token.children if t.dep_ in {"pobj", "pcomp"})
            for token in inner:  # "against A and against B" hangs the second on the first
                if token.dep_ == "conj" and token.pos_ == "ADP":
                    yield from ((token.lower_, t) for t in token.children if t.dep_ == "pobj")


def _dated(token: Any) -> bool:
    """"on Tuesday" names no recipient."""
    return token.ent_type_ in {"DATE", "TIME"} and token.pos_ != "VERB" and (token.pos_ != "PROPN" or token.lower_[:3] in _CALENDAR)


def phrases(heads: Iterable[Any]) -> dict[str, list[Any]]:
    """Words → the prepositional phrases that hang on them: heads of what stands behind each preposition."""
    found: dict[str, list[Any]] = {}
    for head in heads:
        for name, token in _behind(head):
            places = found.setdefault(name, [])
            places.extend(t for t in conjuncts([antecedent(token)]) if t not in places)
    return found


def _objects(verb: Any) -> list[Any]:
    own = [c for c in verb.children if c.dep_ in {"dobj", "dative", "attr", "oprd"} and c.pos_ != "ADP"]
    direct = [c for c in own if c.dep_ != "dative"] or own
    if direct:
        return conjuncts(antecedent(c) for c in direct)
    if verb.dep_ == "relcl" and any(c.dep_ == "nsubj" and c.lower_ not in _RELATIVE for c in verb.children):
        return conjuncts([verb.head])  # "the rebels (whom) Turkey backs"
    counted = [t for c in verb.children if c.lower_ == "up" for to in c.children if to.lower_ == "to" for t in to.children]
    if any(n.dep_ == "nummod" for t in counted for n in t.children):  # "kidnapped up to ten sailors"
        return [t for t in counted if t.dep_ == "pobj"]
    for joined in verb.children:  # "attacked and killed the rebels"
        if joined.dep_ == "conj" and joined.pos_ in _VERBAL and joined.i - verb.i <= 3:
            return [c for c in joined.children if c.dep_ == "dobj"]
    return []


def is_gerund(verb: Any) -> bool:
    """A verb before a noun → whether it is a gerund with its doer ("Iran's arming rebels"), not an adjective ("ruling party")."""
    return bool(verb.dep_ == "amod" and verb.tag_ == "VBG" and verb.i > 0 and verb.nbor(-1).dep_ == "case")


def verb_frame(verb: Any) -> Frame:
    """A verb → its frame."""
    frame = Frame(verb, is_passive(verb))
    if is_gerund(verb):  # "Kenya's training Somali forces", which the parser takes for "Iran's … forces"
        frame.subjects, frame.objects = [c for c in verb.head.children if c.dep_ == "poss"], [verb.head]
        return frame
    above = surface(verb)
    behind = phrases([verb])
    if frame.passive:
        frame.objects = above
        frame.subjects = behind.pop("by", [])
        rest = [c for c in verb.children if c.dep_ in {"dobj", "oprd"}]
        frame.subjects = frame.subjects or phrases(rest).get("by", [])
        if rest and verb.lemma_ in {"give", "grant", "offer", "deny", "award", "hand", "send"}:
            behind.setdefault("to", []).extend(frame.objects)
            frame.objects = rest
    else:
        frame.subjects, frame.objects = above, _objects(verb)
    frame.behind = behind
    frame.farther = phrases(frame.objects)
    frame.clauses = conjuncts(
        c for c in verb.children if c.dep_ in {"xcomp", "ccomp"} and (c.pos_ in _VERBAL or c.dep_ == "ccomp") and c.i > verb.i
    )
    frame.clauses += [t for p in verb.children if p.dep_ == "prep" for c in p.children if c.dep_ == "pcomp" for t in (c, *c.conjuncts)]
    # the parser hangs some complements on the object ("made a promise to …") or takes them for an aim ("agreed to …")
    frame.clauses += [c for o in frame.objects for c in o.children if c.dep_ in {"acl", "relcl"} and c.tag_ == "VB"]
    if not frame.objects and not frame.clauses:
        frame.clauses += [c for c in verb.children if c.dep_ == "advcl" and c.tag_ == "VB" and c.i > verb.i]
    frame.particles = frozenset(
        c.lower_ for c in verb.children
        if c.dep_ == "prt" or (c.dep_ in {"advmod", "prep", "acomp", "oprd"} and c.pos_ in {"ADP", "ADV", "ADJ"} and c.i - verb.i <= 4)
    ) | frozenset(o.lemma_.lower() for o in frame.objects)
    return frame


def noun_frame(noun: Any) -> Frame:
    """An event noun → its frame: owners, phrases behind it, and the subject of the light verb that carries it."""
    frame = Frame(noun)
    frame.owners = conjuncts(c for c in noun.children if c.dep_ == "poss")
    frame.owners += [c for c in noun.children if c.dep_ in {"amod", "compound", "nmod"} and c not in frame.owners]
    frame.behind = phrases([noun])
    frame.farther = phrases(frame.behind.get("of", ()))  # "an exchange of captives between …"
    frame.clauses = [c for c in noun.children if c.dep_ in {"acl", "ccomp", "relcl"} and c.tag_ in {"VB"}]
    first = next((t for t in noun.conjuncts if t.i < noun.i), None)
    if first is not None and first.pos_ == "NOUN":  # "the training and arming of rebels by Turkey"
        frame.owners = frame.owners or [c for c in first.children if c.dep_ == "poss"]
    later = [t for t in noun.conjuncts if t.i > noun.i and t.pos_ == "NOUN"]
    for name, places in phrases(later).items():
        frame.behind.setdefault(name, places)
    if not ({"between", "with", "of", "by"} & frame.behind.keys()) and not any(c.dep_ == "poss" for c in noun.children):
        frame.behind.update(_borrowed(noun))
    verb = carrier(noun)
    if verb is not None:
        for name, places in phrases([verb]).items():
            frame.farther.setdefault(name, places)
    return frame


def _borrowed(noun: Any) -> dict[str, list[Any]]:
    """"cooperation between A and B, besides the ongoing collaboration": the second noun means the first one's pair."""
    if noun.lemma_.lower() not in _MUTUAL or not any(c.lower_ in {"the", "this", "that", "such"} for c in noun.children):
        return {}
    before = [t for t in noun.sent if t.i < noun.i and t.lemma_.lower() in _MUTUAL]
    pairs = [phrases([t]) for t in reversed(before)]
    return next(({"between": p["between"]} for p in pairs if "between" in p), {})


def carrier(noun: Any) -> Any | None:
    """A noun → the verb whose object, subject or prepositional object it is; None where there is none."""
    top = noun
    for _ in range(DEEPEST):
        if top.dep_ in {"conj", "appos"} and top.head.pos_ in {"NOUN", "PROPN"}:
            top = top.head
        elif top.dep_ == "pobj" and top.head.lower_ == "of" and top.head.head.pos_ == "NOUN" and top.head.head.lemma_ in SERIES:
            top = top.head.head
        else:
            break
    if top.dep_ in {"dobj", "nsubjpass", "nsubj", "attr"} and top.head.pos_ in _VERBAL:
        return top.head
    if top.dep_ == "pobj" and top.head.dep_ == "prep" and top.head.head.pos_ in _VERBAL:
        return top.head.head
    return None


SERIES = {"series", "wave", "round", "string", "number", "spate", "campaign", "kind", "form", "act", "barrage", "flurry", "set"}
