"""A predicate under a wish, a plan, a question or a denial → whether it is taken for granted all the same.

What is done to it may be to come, the thing itself is there: "will challenge *the move*", "find the *attached* file", "wants the
men who *fled*". Presupposition projects out of such surroundings (Karttunen 1973; de Marneffe, Simons and Tonhauser 2019).
"""

from __future__ import annotations

from typing import Any

from foreshock.types import Factuality
from foreshock.understand.factuality_words import hedges, signatures
from foreshock.understand.parse import Sentence

_HELD_BACK = {"future", "hypothetical", "negated"}
_POINTING = {"this", "that", "these", "those"}
_CAUSES = {"because", "since", "although", "though"}
_FINITE = {"VBD", "VBZ", "VBP"}
# What goes on, ends or is answered is there already: "will continue shelling", "must end the war".
_GOES_ON = {"continue", "keep", "resume", "end", "lift", "ease", "extend", "renew", "investigate", "probe", "punish", "avenge", "mourn",
            "condemn", "denounce", "criticize", "criticise", "celebrate", "survive", "regret", "reverse", "prolong", "intensify",
            "escalate", "worsen", "contain", "resolve", "settle", "commemorate", "mark", "recall", "remember", "blame", "reconsider"}


def finite(token: Any) -> bool:
    """A verb → whether it stands in a tense of its own ("left", "has left"), with no infinitive, participle or modal about it."""
    if token.pos_ not in {"VERB", "AUX"}:
        return False
    helpers = [c for c in token.children if c.dep_ in {"aux", "auxpass"}]
    if any(c.tag_ in {"TO", "MD"} for c in helpers):
        return False
    return token.tag_ in _FINITE or any(c.tag_ in _FINITE for c in helpers)


def past(token: Any) -> bool:
    """A verb → whether it stands in the past or the perfect."""
    helpers = [c for c in token.children if c.dep_ in {"aux", "auxpass"}]
    return finite(token) and (token.tag_ == "VBD" or any(c.tag_ == "VBD" or c.lemma_ == "have" for c in helpers))


def presumed(sentence: Sentence, token: Any, governor: Any, link: str, state: Factuality) -> Factuality | None:
    """Sentence, a token, its governor with the preposition between, the governor's state → a state where it is presumed, else None."""
    if token.dep_ == "advcl" and past(token) and not finite(governor) and governor.pos_ in {"VERB", "AUX"} and not _condition(token) \
            and (not any(c.tag_ == "MD" for c in governor.children) or any(c.lower_ in _CAUSES for c in token.children)):
        return Factuality(rule="asserted", holder=state.holder)
    if state.status not in _HELD_BACK:
        return None
    if token.pos_ == "VERB" and token.tag_ in {"VBN", "VBG"} and token.dep_ == "amod" and token.lower_ not in hedges("J"):
        return Factuality("actual", "probable", state.cue, state.holder, "attribute")
    if _told_beside(token, governor):
        return Factuality(rule="asserted", holder=state.holder)
    if token.dep_ == "advcl" and past(token) and state.status == "future" and not _condition(token):
        return Factuality(rule="asserted", holder=state.holder)
    if state.status in {"future", "hypothetical"} and token.dep_ in {"xcomp", "dobj", "pcomp", "pobj"} \
            and governor.lemma_.lower() in _GOES_ON and link in {"", "with"} and token.tag_ != "VB" and state.rule != "condition":
        return Factuality("actual", "probable", state.cue, state.holder, "goes on")
    pointed = any(c.dep_ == "det" and c.lower_ in _POINTING for c in token.children)
    if token.pos_ == "NOUN" and pointed and state.status != "negated" and token.dep_ in {"dobj", "pobj", "nsubj", "nsubjpass"} \
            and (governor.lemma_.lower(), "V", "np") not in signatures():
        return Factuality("actual", "probable", state.cue, state.holder, "presupposed")
    return None


def indirect(sentence: Sentence, token: Any, state: Factuality) -> Factuality | None:
    """A question inside a sentence → "whether they left": open; "who killed him": that somebody did is taken for granted."""
    if token.dep_ not in {"ccomp", "pcomp", "csubj"} or token.pos_ not in {"VERB", "AUX"}:
        return None
    for child in token.children:
        if child.dep_ == "mark" and child.lower_ in {"whether", "if"} and child.i < token.i:
            return Factuality("hypothetical", "possible", sentence.at(child), state.holder, "condition")
    asked = next((c for left in token.lefts for c in (left, *left.lefts) if c.tag_ in {"WP", "WRB", "WP$"}), None)
    if asked is None or not finite(token) or state.status == "actual":
        return None
    return Factuality("actual", "probable", sentence.at(asked), state.holder, "presupposed by a question")


def _told_beside(token: Any, governor: Any) -> bool:
    """Whether a clause with a subject and tense of its own was only joined by the parser to a later one ("I have two … what now?")."""
    if token.dep_ not in {"ccomp", "parataxis"} or token.i > governor.i or not finite(token):
        return False
    if (governor.lemma_.lower(), "V", "that") in signatures() or any(c.dep_ == "mark" for c in token.children):
        return False
    who = any(c.dep_ in {"nsubj", "nsubjpass"} and c.i < token.i and c.tag_ not in {"WP", "WDT"} for c in token.children)
    return who and not any(c.tag_ in {"WP", "WRB"} for c in token.lefts)


def _condition(token: Any) -> bool:
    return any(c.dep_ == "mark" and c.lower_ in {"if", "unless", "lest", "whether"} for c in token.children)


def too_or_enough(sentence: Sentence, token: Any, governor: Any, state: Factuality) -> Factuality | None:
    """An infinitive and what it hangs on → "too weak to fight": it did not; "strong enough to fight": it could, and in the past did."""
    near = [governor, *(c for c in governor.children if c.dep_ in {"acomp", "advmod", "attr", "dobj"})]
    for word in near:
        for child in word.children:
            if child.lower_ == "too" and child.i < word.i and word.pos_ in {"ADJ", "ADV"}:
                if state.status == "negated":
                    return Factuality("actual", "possible", sentence.at(child), state.holder, "too … to")
                return Factuality("negated", "probable", sentence.at(child), state.holder, "too … to")
        enough = word if word.lower_ == "enough" else next((c for c in word.children if c.lower_ == "enough"), None)
        if enough is not None and enough.i < token.i:
            if state.status == "negated":
                return Factuality("negated", "probable", state.cue, state.holder, "enough to")
            verb = governor if governor.pos_ in {"VERB", "AUX"} else governor.head
            if state.status == "actual" and past(verb):
                return Factuality("actual", "probable", sentence.at(enough), state.holder, "enough to")
            return Factuality("hypothetical", "possible", sentence.at(enough), state.holder, "enough to")
    return None
