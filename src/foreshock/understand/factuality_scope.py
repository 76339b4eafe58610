"""A clause and the word that governs it → what becomes of the clause: believed, denied, planned, wished for, supposed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from foreshock.types import Factuality
from foreshock.understand.factuality_clause import CONDITIONS, lay, local, modal_of, negation
from foreshock.understand.factuality_phrases import phrased
from foreshock.understand.factuality_presumed import finite, indirect, past, presumed, too_or_enough
from foreshock.understand.factuality_words import Reading, Signature, names_event, signatures
from foreshock.understand.parse import Sentence

_PURPOSES = {"purpose", "aim", "goal", "intention", "intent", "objective", "hope", "view"}
_POS = {"VERB": "V", "AUX": "V", "ADJ": "A", "ADV": "A", "NOUN": "N", "PROPN": "N", "ADP": "P", "SCONJ": "P"}
_AHEAD = ("until", "till", "before", "once", "when", "after")
_FALSE = {"false", "untrue", "wrong", "baseless", "unfounded", "groundless", "mistaken", "fabricated"}
_TIMES = {"after", "before", "when", "once", "until", "till", "as", "while", "following", "during", "upon", "since"}


def below(sentence: Sentence, path: list[Any], step: int, state: Factuality) -> Factuality:
    """The path from the head of a sentence to a token, a step of it, the state of the word above → the state at that step."""
    token, above = path[step], path[step - 1]
    if token.pos_ in {"ADP", "SCONJ"} and token.dep_ in {"prep", "agent", "mark", "dative"}:
        return state
    if (said := phrased(sentence, token, state)) is not None:
        return local(sentence, token, said)
    governor, link = _governor(path, step)
    if (known := presumed(sentence, token, governor, link, state)) is not None:
        return local(sentence, token, known)
    if (asked := indirect(sentence, token, state)) is not None:
        return local(sentence, token, asked)
    found = _signature(token, governor, link)
    if found is not None:
        context = _governed(sentence, token, governor, found, state)
    else:
        context = _ungoverned(sentence, token, governor, link, state)
    if found is None and above is not governor:
        context = _under_preposition(sentence, token, above, context)
    return local(sentence, token, _after_what_is_wished(sentence, token, context))


def _governor(path: list[Any], step: int) -> tuple[Any, str]:
    """Path and step → the nearest word above that is not a preposition, and the preposition passed on the way (or "")."""
    above = path[step - 1]
    if above.pos_ in {"ADP", "SCONJ"} and above.dep_ in {"prep", "dative", "agent"} and step > 1:
        return path[step - 2], above.lower_
    return above, ""


def construction(token: Any, link: str) -> str:
    """A governed token and the preposition before it → the construction it stands in, as signatures.tsv names them."""
    verb = token.pos_ in {"VERB", "AUX"}
    if link:  # "to" before a noun is not the infinitive's
        return link if verb or link != "to" else "to np"
    if token.dep_ in {"nsubj"} and not verb:
        return "subj"
    if token.dep_ in {"dobj", "nsubjpass", "attr", "oprd"} and not verb:
        return "np"
    if token.dep_ == "relcl" and _noun_clause(token):
        return "that"
    if token.dep_ not in {"ccomp", "xcomp", "acl", "pcomp", "advcl", "dobj", "csubj", "nsubjpass", "oprd"}:
        return ""
    children = [c for c in token.children if c.i < token.i]
    if any(c.dep_ == "aux" and c.tag_ == "TO" for c in children):
        return "to" if token.dep_ != "advcl" else "advcl to"
    if token.dep_ == "advcl":  # "ruled out sending troops"
        return "ing" if token.tag_ == "VBG" and 0 < token.i - token.head.i <= 2 and token.nbor(-1).dep_ == "prt" else ""
    if (token.tag_ == "VBG" and not any(c.dep_ == "aux" for c in children)) or any(
        c.dep_ in {"aux", "auxpass"} and c.tag_ == "VBG" for c in children  # "denied having ordered it"
    ):
        return "ing" if token.dep_ in {"xcomp", "pcomp", "ccomp", "dobj"} else ""
    if token.tag_ == "VB" and modal_of(token) is None and not any(c.dep_ == "mark" for c in children):
        return "bare"
    return "that" if token.dep_ in {"ccomp", "acl"} and verb else ""


def _noun_clause(token: Any) -> bool:
    """Whether a relative clause is none: "the claim that they shelled the town" has an object of its own beside "that"."""
    objects = [c for c in token.children if c.dep_ in {"dobj", "attr"}]
    return any(c.lower_ == "that" and c.dep_ == "mark" for c in token.children) or (
        len(objects) > 1 and objects[0].lower_ == "that"
    )


def _signature(token: Any, governor: Any, link: str) -> Signature | None:
    if token.dep_ == "conj":
        return None
    if token.dep_ == "compound" and governor.pos_ in {"NOUN", "PROPN"}:
        return _before_noun(token, governor)
    how = construction(token, link)
    if how == "advcl to":
        how = "to" if governor.pos_ == "ADJ" or any(c.dep_ == "dobj" for c in governor.children) else ""
    if not how:
        return None
    found = _entry(governor, how) or _through_copula(governor, how) or _through_object(token, governor, link)
    if found is None and how == "to" and any(c.dep_ == "auxpass" for c in governor.children):  # "is said to have fainted"
        found = _entry(governor, "that")
    if found is not None and how in {"np", "subj"} and not _eventful(token):
        return None
    return found


def _entry(governor: Any, how: str) -> Signature | None:
    """A governing word and a construction → its row, whatever of verb or adjective the parser took a participle for."""
    pos = _POS.get(governor.pos_)
    if governor.lower_ == "order" and governor.i and governor.nbor(-1).lower_ == "in":  # "in order to" is a purpose
        return None
    for word in _lemmas(governor):
        if pos is not None and (found := signatures().get((word, pos, how))):
            return found
        if governor.tag_ in {"VBN", "JJ"} and (
            found := signatures().get((governor.lower_, "A", how)) or signatures().get((word, "V", how))
        ):
            return found
        if how == "bare" and pos is not None and (
            found := signatures().get((word, pos, "to")) or signatures().get((word, pos, "that"))
        ):
            return found
    return None


def _lemmas(token: Any) -> tuple[str, ...]:
    """The lemma, and where the lemmatiser cut too much ("hopes" to "hop"), the word less its ending."""
    word, lemma = token.lower_, token.lemma_.lower()
    stems = (lemma, word[:-1]) if word[-2:] in {"es", "ed"} else (lemma, f"{word[:-3]}e") if word.endswith("ing") else (lemma,)
    particle = next((c.lower_ for c in token.children if c.dep_ == "prt"), None)
    return stems if particle is None else (f"{lemma} {particle}", *stems)  # "called off the visit"


def _through_copula(governor: Any, how: str) -> Signature | None:
    """ "It is possible that …", "war is unlikely": the adjective speaks, not its verb."""
    if governor.lemma_ not in {"be", "seem", "appear", "become", "remain", "look"} or how not in {"that", "to", "subj", "bare"}:
        return None
    for child in governor.children:
        if child.dep_ == "acomp" or (child.dep_ in {"attr", "oprd"} and child.pos_ == "ADJ"):
            return _entry(child, how) or (_entry(child, "that") if how == "subj" else None)
    return None


def _through_object(token: Any, governor: Any, link: str) -> Signature | None:
    """ "suspected them of shelling", "forced them to withdraw", where the parser hangs the clause on the object."""
    if governor.dep_ != "dobj" or token.pos_ not in {"VERB", "AUX"}:
        return None
    how = link if link in {"of", "from", "for", "into"} else construction(token, "")
    return _entry(governor.head, how) if how in {"of", "from", "for", "into", "to"} else None


def _before_noun(token: Any, governor: Any) -> Signature | None:
    """ "coup attempt", "war fears": the noun that follows speaks of the event before it."""
    if not _eventful(token):
        return None
    rows = (signatures().get((governor.lemma_.lower(), "N", how)) for how in ("of", "for", "at"))
    return next((r for r in rows if r is not None and r.asserted.status in {"hypothetical", "future"}), None)


def _eventful(token: Any) -> bool:
    return names_event(token) or any((token.lemma_.lower(), "N", c) in signatures() for c in ("that", "of", "to"))


def _governed(sentence: Sentence, token: Any, governor: Any, found: Signature, state: Factuality) -> Factuality:
    """What the governor's signature says, given whether the governor itself holds."""
    reading = found.denied if state.status == "negated" else found.asserted
    if found.word == "warn" and finite(token) and state.status == "actual":  # "warned that the runway was mined": it is so
        reading = Reading("actual", "probable")
    if (verdict := _verdict(governor)) is not None:
        return Factuality("negated", "probable", sentence.at(verdict), state.holder, f"{verdict.lower_} {found.word}")
    if found.asserted == found.denied and found.asserted.status == "actual":
        cue = None if reading.certainty == "certain" else sentence.at(governor)
        return replace(state, status="actual", certainty=reading.certainty, cue=cue, rule=f"presupposed by {found.word}")
    cue = state.cue if state.status == "negated" and state.cue else sentence.at(governor)
    holder = _holder(sentence, governor) if found.holder else state.holder
    if reading.status == "actual" and reading.certainty == "certain" and state.status == "actual":
        return replace(state, holder=holder)
    if state.status in {"future", "hypothetical"}:
        status = "hypothetical" if reading.status in {"negated", "hypothetical"} else state.status
        if reading.status == "future":
            status = "future"
        return Factuality(status, "possible", state.cue or cue, holder, f"under {found.word}")
    if state.rule == "denied purpose":  # "with the purpose of increasing": what is denied is the increasing
        return replace(state, holder=holder)
    fresh = Factuality("actual", "certain", None, holder, "")
    denying = reading.status == "negated" and (found.holder if state.status == "actual" else state.holder is not None)
    if denying and restricted(token):
        return Factuality("actual", "probable", cue, holder, "denied adjunct")
    laid = lay(sentence, fresh, reading, governor, f"under {found.word}")
    return replace(laid, cue=cue, certainty=min(laid.certainty, state.certainty, key=("possible", "probable", "certain").index)
                   if state.status == "actual" else laid.certainty)


def _verdict(governor: Any) -> Any | None:
    """ "Reports that the king had fled were false": what is said of the noun is said of what it holds."""
    if governor.dep_ not in {"nsubj", "nsubjpass"} or governor.pos_ != "NOUN":
        return None
    if any(c.dep_ == "neg" for c in governor.head.children):
        return None
    return next((c for c in governor.head.children if c.lower_ in _FALSE and c.dep_ in {"acomp", "oprd", "attr"}), None)


def restricted(token: Any) -> Any | None:
    """A denied clause → the adjunct of purpose that the denial is aimed at ("supports them with the purpose of …"), or None."""
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ in {"with", "for", "in"}:
            for noun in child.children:
                if noun.lemma_.lower() in _PURPOSES | {"order"}:
                    return child
        if child.dep_ == "advcl" and any(c.tag_ == "TO" for c in child.children if c.dep_ == "aux"):
            return child
    return None


def _holder(sentence: Sentence, governor: Any) -> str | None:
    """A verb of saying or believing → its subject as printed, or None."""
    verb = governor
    for _ in range(4):
        for child in verb.children:
            if child.dep_ == "nsubj" and child.tag_ not in {"WDT", "WP", "EX"}:
                return sentence.subtree(child).text
            if child.dep_ == "agent":
                for name in child.children:
                    return sentence.subtree(name).text
        if verb.dep_ not in {"conj", "xcomp", "acomp"}:
            return None
        verb = verb.head
    return None


def _ungoverned(sentence: Sentence, token: Any, governor: Any, link: str, state: Factuality) -> Factuality:
    """No signature: what the grammar alone says of conjuncts, conditions, purposes, times, relative clauses and arguments."""
    if token.dep_ == "conj":
        return _conjunct(sentence, token, governor, state)
    if token.pos_ in {"VERB", "AUX"} and token.dep_ in {"advcl", "relcl", "acl", "ccomp", "xcomp", "parataxis", "pcomp", "csubj"}:
        return _clause(sentence, token, governor, state)
    if state.rule == "denied adjunct":
        return _aimed_at(sentence, token, governor, link, state)
    if token.pos_ == "NOUN" and state.status == "negated" and governor.pos_ in {"VERB", "AUX"}:
        definite = any(c.dep_ in {"det", "poss"} and c.lower_ not in {"a", "an", "no", "any"} for c in token.children)
        if definite or link:
            return replace(state, status="actual", certainty="probable", rule="presupposed")
    return state


def _aimed_at(sentence: Sentence, token: Any, governor: Any, link: str, state: Factuality) -> Factuality:
    adjunct = restricted(governor)
    if adjunct is not None and (token.i == adjunct.i or adjunct.is_ancestor(token)):
        return replace(state, status="negated", certainty="probable", rule="denied purpose")
    return replace(state, rule="beside a denied purpose")


def _conjunct(sentence: Sentence, token: Any, governor: Any, state: Factuality) -> Factuality:
    """A conjunct stands in its sister's surroundings; it shares her negation only in "not … or …", "neither … nor …"."""
    no = negation(governor)
    if no is not None and state.cue is not None and state.cue.start == sentence.at(no).start:
        own = any(c.dep_ in {"nsubj", "nsubjpass", "aux", "auxpass"} for c in token.children)
        joined = {c.lower_ for c in governor.children if c.dep_ == "cc"}
        if not (joined & {"or", "nor"}) and (own or joined & {"but"} or token.tag_ not in {"VB", "VBN"}):
            return Factuality(rule="asserted", holder=state.holder)
        return state
    own_tense = token.tag_ in {"VBD", "VBZ", "VBP"}
    if own_tense and state.rule in {"modal", "negation"}:
        return Factuality(rule="asserted", holder=state.holder)
    if finite(token) and not finite(governor) and governor.pos_ in {"VERB", "AUX"}:  # joined to what it cannot be a sister of
        return Factuality(rule="asserted", holder=state.holder)
    return state


def _clause(sentence: Sentence, token: Any, governor: Any, state: Factuality) -> Factuality:
    marks = {c.lower_: c for c in token.children if c.dep_ in {"mark", "advmod"} and c.i < token.i}
    infinitive = next((c for c in token.children if c.dep_ == "aux" and c.tag_ == "TO"), None)
    condition = next((marks[w] for w in CONDITIONS if w in marks), None)
    if condition is not None and token.dep_ in {"advcl", "ccomp", "pcomp", "acl"}:
        reading = Factuality("hypothetical", "possible", sentence.at(condition), state.holder, "condition")
        return reading
    if infinitive is not None:
        if (measured := too_or_enough(sentence, token, governor, state)) is not None:
            return measured
        if state.rule == "denied adjunct":
            return replace(state, status="negated", certainty="probable", rule="denied purpose")
        rule = "purpose" if token.dep_ == "advcl" else "infinitive"
        if first := _first_to(governor):
            return replace(state, cue=sentence.at(first), rule=rule)
        end = governor.head.head if governor.lower_ == "order" and governor.head.lower_ == "in" else governor
        if state.status == "actual" and end.tag_ in {"VBD", "VBN"}:  # what is done to an end points ahead
            return Factuality("future", "probable", sentence.at(infinitive), state.holder, rule)
        return Factuality("hypothetical", "possible", sentence.at(infinitive), state.holder, rule)
    if token.dep_ in {"relcl", "parataxis"} or (
        token.dep_ == "acl" and (not names_event(governor) or (token.tag_ == "VBN" and state.status != "negated"))
    ):
        return Factuality(rule="asserted", holder=state.holder if token.dep_ == "relcl" else None)
    if (time := next((marks[w] for w in _AHEAD if w in marks), None)) is not None and state.status == "future" \
            and token.dep_ == "advcl" and not past(token):
        return Factuality("future", "possible", sentence.at(time), state.holder, "time to come")
    if token.dep_ == "advcl" and state.status == "negated" and state.rule != "denied adjunct":
        return Factuality(rule="asserted", holder=state.holder)
    if token.dep_ == "advcl" and state.status in {"future", "hypothetical"} and not (set(marks) & _TIMES) \
            and token.tag_ != "VBG":
        return Factuality(rule="asserted", holder=state.holder)
    if token.dep_ == "ccomp" and state.status == "negated":
        return replace(state, status="actual", certainty="possible", rule="under negation")
    return state


def _after_what_is_wished(sentence: Sentence, token: Any, state: Factuality) -> Factuality:
    """ "Stressed the importance of training them after victory": a time set for what is only wished has not come.

    Read in the order of the words, since the parser hangs such phrases now on one word, now on another.
    """
    if state.status != "actual" or token.pos_ != "NOUN" or not names_event(token):
        return state
    time = None
    for word in reversed(token.doc[max(token.i - 16, sentence.tokens[0].i) : token.i]):
        if word.tag_ in {"VBD", "VBZ", "VBP", "MD"} or word.text in {",", ";", ":"}:
            return state
        if time is None and word.lower_ in {"after", "following", "once", "until"} and token.i - word.i <= 7:
            time = word
        elif time is not None and (pos := _POS.get(word.pos_)) and _looks_ahead(word.lemma_.lower(), pos):
            return Factuality("future", "possible", sentence.at(time), state.holder, "after what is wished")
    return state


@cache
def _looks_ahead(lemma: str, pos: str) -> bool:
    rows = [r for (w, p, _), r in signatures().items() if (w, p) == (lemma, pos)]
    return bool(rows) and all(r.asserted.status in {"hypothetical", "future"} for r in rows)


def _first_to(governor: Any) -> Any | None:
    """ "the first to cross", "the only state to sign": that they did is taken for granted."""
    if governor.lower_ in {"first", "last"}:
        return governor
    if governor.pos_ not in {"NOUN", "PROPN"}:
        return None
    return next((c for c in governor.children if c.lower_ in {"first", "last", "only"} and c.dep_ in {"amod", "advmod"}), None)


def _under_preposition(sentence: Sentence, token: Any, above: Any, state: Factuality) -> Factuality:
    found = signatures().get((above.lower_, "P", "*"))
    if found is None and token.pos_ in {"VERB", "AUX"}:
        found = signatures().get((above.lower_, "P", "ing"))
    for child in above.children:
        if found is None and child.dep_ == "advmod":  # "instead of attacking"
            found = signatures().get((child.lower_, "A", above.lower_))
    if found is None:
        return state
    if found.asserted == found.denied and found.asserted.status == "actual":
        return Factuality("actual", "certain", None, state.holder, "presupposed")
    status = found.asserted.status or state.status
    return Factuality(status, found.asserted.certainty, sentence.at(above), state.holder, f"under {found.word}")
