"""A parsed sentence → what its verbs, nouns and adjectives of speech and belief say, quotations with a cue left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from foreshock.code.attribution_found import Found, antecedent, by_whom, phrase, pointer, subject, tight
from foreshock.code.attribution_words import SOURCE, cues, takes
from foreshock.types import Span
from foreshock.understand import Sentence

_CLAUSE = {"ccomp", "xcomp", "acl", "relcl", "advcl", "pcomp", "parataxis", "csubj"}
# Verbs whose subject is the speaker of the noun of speech that is their object ("voiced concern that …").
_VOICING = {"express", "voice", "have", "make", "issue", "raise", "reiterate", "offer", "show", "give", "declare", "feel",
            "share", "repeat", "announce", "lend", "state", "harbor", "hold", "take", "sound", "convey", "release", "publish",
            "send", "win", "do"}
_SAME = {"he", "she", "it", "they", "i", "we", "there", "that", "this"}


def clauses(sentence: Sentence, claimed: set[int]) -> Iterator[Found]:
    """Sentence, cue tokens already used by quotations → what the rest of its cues say."""
    for token in sentence.tokens.formed_of(cues()):
        if token.i in claimed:
            continue
        if token.lower_ == SOURCE:
            yield from _according(sentence, token)
        elif constructions := takes(token):
            if token.pos_ in {"VERB", "AUX"} and not (token.dep_ == "acomp" and token.tag_ == "VBN"):
                yield from _verb(sentence, token, constructions)
            elif token.pos_ in {"NOUN", "PROPN"}:
                yield from _noun(sentence, token, constructions)
            else:
                yield from _adjective(sentence, token, constructions)


def cue_tokens(verb: Any) -> list[Any]:
    """A cue → the words that belong to it: auxiliaries, negation and adverbs next to it."""
    near = [verb]
    for child in sorted(verb.lefts, key=lambda c: -c.i):
        if child.dep_ in {"aux", "auxpass", "neg", "advmod"} and child.i == near[0].i - 1 and child.tag_ != "WRB":
            near.insert(0, child)
        else:
            break
    return near


def _negated(verb: Any) -> bool:
    return any(c.dep_ == "neg" for c in verb.children)


def _unsaid(verb: Any) -> bool:
    """ "Declined to say", "refused to comment": nothing was said."""
    return verb.dep_ == "xcomp" and verb.head.lemma_ in {"decline", "refuse", "fail", "forget"}


def _open_ended(verb: Any, speaker: Any | None, takes: str) -> bool:
    """Whether nobody is said to have said it: "to offer a message" with a noun phrase or an act as its content, by nobody named."""
    if takes in {"that", "quote", "clause", "small", "as"}:
        return False
    return speaker is None and verb.pos_ == "VERB" and not any(c.dep_ == "auxpass" for c in verb.children)


def _made(sentence: Sentence, verb: Any, content: list[Any], manner: str, speaker: Any | None, *, to: Any | None = None,
          extra: tuple[Any, ...] = (), takes: str = "that") -> Iterator[Found]:
    cue = [*cue_tokens(verb), *extra]
    if verb.dep_ == "dobj" and verb.pos_ == "NOUN" and verb.head.lemma_ in _VOICING - {"have", "do"}:
        cue = [*cue_tokens(verb.head), *cue]  # "expressed support for"
    spans = tight(sentence, (t for t in content if t not in cue))
    if spans and not _unsaid(verb) and not _open_ended(verb, speaker, takes):
        passive = any(c.dep_ in {"nsubjpass", "auxpass"} for c in verb.children)
        relative = pointer(verb)
        yield Found(sentence, _cue_spans(sentence, cue), spans, manner, speaker, to, False, _negated(verb), passive,
                    pointer=sentence.at(relative) if relative is not None else None, takes=takes)


def _cue_spans(sentence: Sentence, cue: list[Any]) -> tuple[Span, ...]:
    return tight(sentence, cue)


def _verb(sentence: Sentence, verb: Any, how: dict[str, str]) -> Iterator[Found]:
    if verb.dep_ in {"aux", "auxpass"} or verb.dep_ == "amod":
        return
    who = subject(verb)
    clause = next((c for c in verb.children if c.dep_ == "ccomp"), None)
    given = next((c for c in verb.children if c.dep_ == "dobj"), None)
    told = next((c for c in verb.children if c.dep_ == "dative"), None)
    if "quote" in how and (rest := set_in(sentence, verb)):
        yield from _made(sentence, verb, rest, how["quote"], who if who is not None else _inverted(verb), takes="quote")
        return
    if clause is not None and ("that" in how or "object to" in how or "small" in how):
        yield from _finite(sentence, verb, clause, how, who, given or told)
        return
    if (open_ := _infinitive_after(verb, given, how)) is not None and (
        done := list(_open_clause(sentence, verb, open_, how, who, given))
    ):
        yield from done
        return
    yield from _phrases(sentence, verb, how, who, given)


def _infinitive_after(verb: Any, given: Any, how: dict[str, str]) -> Any | None:
    """The open clause of a verb; after "pushed the militia" one that the parser takes for a purpose."""
    for child in verb.children:
        if child.dep_ == "xcomp":
            return child
        if child.dep_ == "advcl" and given is not None and "object to" in how and any(c.tag_ == "TO" for c in child.children):
            return child
    return None


def _finite(sentence: Sentence, verb: Any, clause: Any, how: dict[str, str], who: Any, to: Any) -> Iterator[Found]:
    """ "Said that …", "…, he said", and the small clauses that the parser reads as finite ("called it a crime")."""
    body = list(clause.subtree)
    infinitive = any(c.tag_ == "TO" for c in clause.children if c.dep_ == "aux")
    if infinitive and "object to" in how and clause.i > verb.i:
        inner = next((c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
        if inner is not None and how["object to"] == "demands":
            after = max(x.i for x in inner.subtree)
            order = [t for t in body if t.i > after]
            yield from _made(sentence, verb, order, how["object to"], who, to=inner, takes="object to")
        else:
            yield from _made(sentence, verb, body, how["object to"], who, takes="object to")
        return
    small = clause.pos_ in {"ADJ", "NOUN"} and not any(c.dep_ == "mark" for c in clause.children)
    manner = (how.get("small") if small else None) or how.get("that") or how.get("small")
    if "demands" in how.values() and clause.tag_ == "VB" and not any(c.dep_ == "aux" for c in clause.children):
        manner = "demands"
    if manner is None or (verb.i > clause.i and "quote" not in how and not _fronted(verb, clause)):
        return
    if clause.i < verb.i:  # fronted: all of the sentence before the cue, and what runs on behind it
        mine = {t.i for c in verb.children if c.i > clause.i and c.dep_ != "punct" for t in c.subtree} | {verb.i}
        body = [t for t in body if t.i not in mine]
    else:
        body += _continued(verb, clause)
        body = _quoted_on(sentence, verb, body)
    yield from _made(sentence, verb, _less_comment(clause, body), manner, who, to=to)


def _quoted_on(sentence: Sentence, verb: Any, body: list[Any]) -> list[Any]:
    """A content → the same on to the end of a quotation that it opens, and of what follows without a comma, however it was parsed."""
    last = max((t.i for t in body), default=verb.i)
    if last < verb.i:
        return body
    marks = {'"', "\'\'", "``"}
    opened = sum(t.text in marks for t in body) % 2 == 1
    more: list[Any] = []
    for token in verb.doc[last + 1 : sentence.tokens[-1].i + 1]:
        if token.text in marks:
            opened = not opened
        joined = token.head.i == verb.i and token.dep_ in {"cc", "conj", "advcl", "prep", "npadvmod", "advmod"}
        if not opened and token.text not in marks and (joined or token.is_punct or token.i > last + 60):
            break
        more.append(token)
    return body + more


def _continued(verb: Any, clause: Any) -> list[Any]:
    """ "Said the town fell and the brigade left": a second clause that the parser joins to the cue belongs to the content.

    After a comma only where its subject is a pronoun: "said she was tired, but she would go on".
    """
    for child in verb.children:
        who = next((c for c in child.children if c.dep_ in {"nsubj", "nsubjpass", "expl"}), None)
        if child.dep_ != "conj" or child.i < clause.i or who is None:
            continue
        joined = next((c for c in verb.children if c.dep_ == "cc" and clause.i < c.i < child.i), None)
        if joined is None or ("that" in takes(child) and who.pos_ != "PRON"):
            continue
        if joined.nbor(-1).text != "," or who.lower_ in _SAME:
            return [joined, *child.subtree]
    return []


def _less_comment(clause: Any, body: list[Any]) -> list[Any]:
    """A content → the same without what the author adds at its end: "…, which is false", "…, a rival", "…, although it rained"."""
    for word in [clause, *(t for t in body if t.pos_ in {"NOUN", "PROPN"} and t.i > clause.i)]:
        for child in word.rights:
            last = max((t.i for t in body), default=-1)
            aside = (child.dep_ in {"relcl", "appos"} and child.right_edge.i >= last - 1 and _set_off(child)) or (
                word is clause and child.dep_ == "advcl" and _after_comma(child) and _comments(child))
            if aside:
                body = [t for t in body if t.i < child.left_edge.i]
    return body


def _comments(clause: Any) -> bool:
    marks = {c.lower_ for c in clause.children if c.dep_ == "mark"}
    return (clause.tag_ == "VBG" and not marks) or bool(marks & {"although", "though", "while"})


def _after_comma(token: Any) -> bool:
    start = token.left_edge.i
    return bool(start > 0 and token.doc[start - 1].text == ",")


def _set_off(aside: Any) -> bool:
    """Whether a relative clause or apposition stands after a comma: the author's aside, not part of what was said."""
    return _after_comma(aside) and (aside.dep_ == "appos" or aside.left_edge.tag_ in {"WDT", "WP", "WP$", "IN"})


def _fronted(verb: Any, clause: Any) -> bool:
    return any(c.i < verb.i and c.i > clause.i and c.dep_ in {"nsubj", "punct"} for c in verb.children)


def set_in(sentence: Sentence, verb: Any) -> list[Any]:
    """A cue between commas in what it reports ("the town, he said, had fallen", "…, said the mayor.") → the rest."""
    first, last = sentence.tokens[0].i, sentence.tokens[-1].i
    own = [c for c in verb.lefts if c.dep_ in {"nsubj", "aux", "neg", "advmod"} and c.i > verb.i - 25]
    left = min([verb.i, *(t.i for c in own for t in c.subtree)])
    right = verb.i
    for token in verb.doc[verb.i + 1 : min(last + 1, verb.i + 20)]:
        if token.text in {",", ".", "!", "?", ";"} and not (token.text == "," and token.head.dep_ in {"appos"}):
            break
        if token.tag_ in {"TO", "VBD", "VBZ", "WDT", "WP", "MD"} or token.lower_ in {"that", ":", '"', "''", "``"}:
            return []
        right = token.i
    else:
        if right != last:
            return []
    before = verb.doc[left - 1] if left > first else None
    if before is None or before.text not in {",", "-", "—", "–"}:
        return []
    named = any(c.dep_ == "nsubj" and c.tag_ not in {"WP", "WDT"} for c in verb.children)
    if not named or (verb.dep_ in {"relcl", "acl", "conj"} and verb.i < last - 3 and verb.doc[min(right + 1, last)].text != ","):
        return []
    rest = [t for t in sentence.tokens if not left - 1 <= t.i <= right + 1 or (t.i == right + 1 and t.is_alpha)]
    if not any(t.pos_ in {"VERB", "AUX"} for t in rest):
        return []
    return rest


def _inverted(verb: Any) -> Any | None:
    return next((c for c in verb.rights if c.dep_ in {"nsubj", "dobj", "attr"} and c.pos_ in {"PROPN", "NOUN", "PRON"}), None)


def _open_clause(sentence: Sentence, verb: Any, clause: Any, how: dict[str, str], who: Any, given: Any) -> Iterator[Found]:
    """Infinitives, gerunds and small clauses: "vowed to leave", "denied shelling", "called it a crime"."""
    infinitive = any(c.tag_ == "TO" for c in clause.children if c.dep_ == "aux")
    body = _less_comment(clause, [*clause.subtree, *(_listed(verb, clause) if infinitive else ())])
    passive = any(c.dep_ == "nsubjpass" for c in verb.children)
    if infinitive:
        if passive and ("object to" in how or "that" in how):
            theme = next(c for c in verb.children if c.dep_ == "nsubjpass")
            manner = how.get("object to") or how["that"]
            said = body if manner == "demands" else [*theme.subtree, *body]
            yield from _made(sentence, verb, said, manner, by_whom(verb), takes="object to")
        elif given is not None and "object to" in how:
            yield from _made(sentence, verb, body, how["object to"], who, to=given, takes="object to")
        elif "to" in how:
            yield from _made(sentence, verb, body, how["to"], who, takes="to")
    elif clause.tag_ == "VBG" and "ing" in how:
        yield from _made(sentence, verb, body, how["ing"], who, takes="ing")
    elif "small" in how or ("that" in how and clause.pos_ in {"VERB", "AUX"}):
        extra = list(given.subtree) if given is not None else []
        yield from _made(sentence, verb, extra + body, how.get("small") or how["that"], who, takes="small")


def _listed(verb: Any, clause: Any) -> list[Any]:
    """ "Wants to hire nurses, cut rents and build roads": bare verbs that the parser joins to the cue are further contents."""
    if verb.tag_ == "VB":
        return []
    further = [c for c in verb.children if c.dep_ == "conj" and c.tag_ == "VB" and c.i > clause.i
               and not any(x.dep_ in {"nsubj", "aux"} for x in c.children)]
    return [t for c in further for t in c.subtree] + [c for c in verb.children if c.dep_ == "cc" and c.i > clause.i and further]


def _phrases(sentence: Sentence, verb: Any, how: dict[str, str], who: Any, given: Any) -> Iterator[Found]:
    """ "Called the war a crime", "sees the war as a crime", "accused them of shelling", "spoke of war", "condemned the war"."""
    passive = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    theme = given if given is not None else passive
    under = [*verb.children, *(theme.rights if theme is not None else ())]
    as_ = next((c for c in under if c.dep_ == "prep" and c.lower_ == "as"), None)
    made = next((c for c in verb.children if c.dep_ in {"oprd", "acomp", "attr"} and c.i > verb.i), None)
    if made is None and "small" in how and given is not None:
        made = _second(verb, given)
    if "as" in how and theme is not None and as_ is not None:
        yield from _made(sentence, verb, [*theme.subtree, *as_.subtree], how["as"], who, takes="as")
        return
    if "small" in how and made is not None and (theme is not None or made.dep_ == "oprd"):
        whom = list(theme.subtree) if theme is not None else []
        yield from _made(sentence, verb, [*whom, *made.subtree], how["small"], who, takes="small")
        return
    if "small" in how and given is not None and verb.lemma_ in {"call", "label", "term", "dub", "brand"}:
        yield from _made(sentence, verb, _to_the_stop(sentence, verb, given), how["small"], who, takes="small")
        return
    for child in under:
        if child.dep_ in {"prep", "prt", "agent"} and child.i > verb.i:
            done = list(_prepositional(sentence, verb, child, how, who, theme))
            if done:
                yield from done
                return
    meant = given is not None and how.get("np") == "denies" and given.lower_ in {"it", "this", "that"}  # "denied it"
    if given is not None and "np" in how and (meant or given.tag_ not in {"PRP", "WP", "WDT"}):
        yield from _made(sentence, verb, list(given.subtree), how["np"], who, takes="np")


def _to_the_stop(sentence: Sentence, verb: Any, given: Any) -> list[Any]:
    """ "Called the plan “a mistake”": from the object on to the next comma outside quotation marks, where the parse does not help."""
    found, quoted = [], False
    for token in verb.doc[given.left_edge.i : sentence.tokens[-1].i + 1]:
        quoted ^= token.text in {'"', "\'\'", "``"}
        own = token.head.i == verb.i and token.dep_ in {"cc", "advcl", "conj"} and token.i > given.i
        if not quoted and (own or token.text in {",", ";", ":", ".", "?", "!", "--", "-"}):
            break
        found.append(token)
    return found


def _second(verb: Any, given: Any) -> Any | None:
    """ "Called the fight tantamount to defence", "labeled the plan a mistake": what the parser hangs beside the object."""
    for child in verb.rights:
        if child.i > given.i and (child.dep_ == "dobj" or (child.dep_ == "prep" and child.lower_ == "to")):
            return child
    return None


def _prepositional(sentence: Sentence, verb: Any, prep: Any, how: dict[str, str], who: Any, theme: Any) -> Iterator[Found]:
    body = [t for t in prep.subtree if t.i != prep.i]
    charged = f"accuse {prep.lower_}"
    if prep.head.i != verb.i and charged not in how:
        return
    if charged in how and theme is not None:
        yield from _made(sentence, verb, body, how[charged], who, to=theme, takes=charged)
    elif (key := _key(prep)) in how and theme is None and body:
        cue = (prep,) if prep.i == verb.i + 1 else ()
        yield from _made(sentence, verb, body, how[key], who, extra=cue, takes=key)
    elif prep.lower_ in {"on", "upon"} and "on to" in how:
        called = next((c for c in prep.children if c.dep_ == "pobj"), None)
        order = next((c for c in [*verb.children, *(called.children if called is not None else ())]
                      if c.dep_ in {"xcomp", "acl", "advcl", "relcl"} and any(x.tag_ == "TO" for x in c.children)), None)
        if order is not None:
            yield from _made(sentence, verb, list(order.subtree), how["on to"], who, to=called, extra=(prep,), takes="on to")


def _key(prep: Any) -> str:
    """ "to" before a noun is another construction than "to" before a verb."""
    return "to np" if prep.lower_ == "to" else str(prep.lower_)


def _noun(sentence: Sentence, noun: Any, how: dict[str, str]) -> Iterator[Found]:
    """ "The minister's claim that …", "expressed support for …", "calls for a ceasefire", "his refusal to leave"."""
    if noun.lower_ == "order" and noun.i and noun.nbor(-1).lower_ == "in":  # "in order to" orders nothing
        return
    who = _whose(noun)
    hung = [c for c in noun.head.rights if noun.dep_ == "dobj" and c.dep_ == "prep" and c.i == noun.i + 1]
    for child in [*noun.rights, *hung]:
        verbal = child.dep_ in {"acl", "relcl", "ccomp"}
        if verbal and "that" in how and any(c.dep_ == "mark" and c.lower_ == "that" for c in child.children):
            yield from _made(sentence, noun, list(child.subtree), how["that"], who)
            return
        if verbal and "to" in how and any(c.tag_ == "TO" for c in child.children if c.dep_ == "aux"):
            yield from _made(sentence, noun, list(child.subtree), how["to"], who, takes="to")
            return
        if child.dep_ == "prep" and _key(child) in how and (who is not None or child.lower_ == "for"):
            body = [t for t in child.subtree if t.i != child.i]
            yield from _made(sentence, noun, body, how[_key(child)], who, extra=(child,) if child.i == noun.i + 1 else (),
                             takes=_key(child))
            return


def _whose(noun: Any) -> Any | None:
    """A noun of speech → who speaks: its possessor, "by …", or the subject of "express", "voice", "make" and the like."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in {"by", "from", "among"}:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    if noun.dep_ in {"dobj", "pobj", "attr"}:
        verb = noun.head.head if noun.dep_ == "pobj" else noun.head
        if verb.pos_ in {"VERB", "AUX"}:
            return subject(verb) if verb.lemma_ in _VOICING else None
    return None


def _adjective(sentence: Sentence, word: Any, how: dict[str, str]) -> Iterator[Found]:
    """ "Is sure that …", "is worried about …": the subject of the copula believes it."""
    if word.dep_ not in {"acomp", "attr", "conj", "ROOT", "oprd"}:
        return
    verb = word.head
    who = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    if who is None or who.lower_ in {"it", "that", "this", "there"}:
        return
    who = antecedent(who)
    for child in [*word.rights, *verb.rights]:
        infinitive = any(c.tag_ == "TO" for c in child.children if c.dep_ == "aux")
        if child.dep_ == "ccomp" and "that" in how and not infinitive:
            yield from _made(sentence, word, list(child.subtree), how["that"], who)
            return
        if child.dep_ == "xcomp" and "to" in how and infinitive:
            yield from _made(sentence, word, list(child.subtree), how["to"], who, takes="to")
            return
        if child.dep_ == "prep" and _key(child) in how:
            yield from _made(sentence, word, [t for t in child.subtree if t.i != child.i], how[_key(child)], who, extra=(child,),
                             takes=_key(child))
            return


def _according(sentence: Sentence, token: Any) -> Iterator[Found]:
    """ "According to the ministry, …": all of the clause but the phrase itself."""
    to = next((c for c in token.children if c.lower_ == "to"), None)
    to = to if to is not None else (token.nbor() if token.i + 1 < len(token.doc) and token.nbor().lower_ == "to" else None)
    if to is None:
        return
    who = next((c for c in to.children if c.dep_ == "pobj"), None)
    if who is None:
        return
    own = {t.i for t in [*token.subtree, *to.subtree]}
    top = token.head
    while top.head.i != top.i and top.pos_ not in {"VERB", "AUX"}:
        top = top.head
    while top.dep_ in {"xcomp", "conj", "aux", "auxpass"} and top.head.i != top.i:
        top = top.head
    body = [t for t in top.subtree if t.i not in own]
    spans = tight(sentence, body)
    if spans and token.i not in {t.i for t in phrase(who)}:
        yield Found(sentence, (sentence.at(token, to),), spans, "says", who, takes="clause")
