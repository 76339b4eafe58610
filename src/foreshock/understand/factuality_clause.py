"""A predicate and what stands around it in its own clause → what its auxiliaries, negation and adverbs make of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from foreshock.types import Certainty, Factuality
from foreshock.understand.factuality_words import Reading, hedges, modals
from foreshock.understand.parse import Sentence

SURENESS: tuple[Certainty, ...] = ("possible", "probable", "certain")
CONDITIONS = {"if", "unless", "lest", "whether"}
_PAST_ENOUGH = {"ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "decades",
                "centuries", "generations"}
# "They have no plan": the plan is denied, and nothing is said against having.
_STATES = {"have", "know", "see", "make", "take", "give", "serve", "hold", "bear", "leave", "be"}
_ANYBODY = {"you", "people", "everybody", "everyone"}
_DEFINITE = {"the", "this", "that", "these", "those", "his", "her", "its", "their", "our", "my", "now", "today", "here", "i", "we", "he",
             "she", "they", "it"}
_PERCEIVED = {"see", "hear", "feel", "smell", "taste", "remember"}
# Said without a subject, these are the writer's own ("Love the new website!"), no commands.
_ONES_OWN = {"love", "like", "hate", "hope", "wish", "guess", "need", "want", "miss", "enjoy", "appreciate", "recommend",
             "thank", "sound", "seem", "agree", "doubt"}
_QUESTIONS = {"who", "what", "why", "when", "where", "how", "which", "whom", "whose"}


def weaker(one: Certainty, other: Certainty) -> Certainty:
    """Two certainties → the lesser."""
    return min(one, other, key=SURENESS.index)


def lay(sentence: Sentence, state: Factuality, reading: Reading, cue: Any, rule: str) -> Factuality:
    """A state and what a word says → both in one: a denial of a denial asserts, a wish for what will be stays a wish."""
    status, certainty = reading.status, weaker(state.certainty, reading.certainty)
    if status is None:
        return replace(state, certainty=certainty, cue=state.cue or sentence.at(cue), rule=rule)
    if state.status == "hypothetical" or (state.status == "future" and status == "future"):
        return replace(state, certainty=certainty)
    if status == "negated":
        if state.status == "negated":
            return replace(state, status="actual", certainty=weaker(certainty, "probable"), rule=rule)
        if state.status == "future":
            certainty = weaker(certainty, "probable")
    elif state.status == "negated":
        return replace(state, certainty=certainty)
    return replace(state, status=status, certainty=certainty, cue=sentence.at(cue), rule=rule)


def negation(token: Any) -> Any | None:
    """A verb or noun → the word in its clause that negates it, or None."""
    for child in token.children:
        if child.dep_ == "neg" and child.lower_ not in {"only", "just"}:
            after = child.nbor() if child.i + 1 < len(child.doc) else None
            if after is None or after.lower_ not in {"only", "just", "merely", "simply"}:
                return child
        if child.dep_ in {"preconj", "cc:preconj"} and child.lower_ == "neither":
            return child
        if child.dep_ == "cc" and child.lower_ == "nor" and child.i < token.i and any(c.dep_ == "aux" for c in token.children):
            return child
    return _none_who(token)


def _none_who(token: Any) -> Any | None:
    """A verb → the word that says that nobody does it, or that it is done to nothing."""
    if token.pos_ not in {"VERB", "AUX"}:
        return None
    none = _nobody()
    for child in token.children:
        if child.dep_ in {"nsubj", "nsubjpass", "dobj", "attr", "expl"}:
            if child.lower_ in none and (child.i + 1 == len(child.doc) or child.nbor().lower_ != "but"):  # "nothing but ruins"
                return child
            for word in child.children:
                neither = word.dep_ == "preconj" and word.lower_ == "neither"
                if word.i < child.i and (neither or (word.dep_ == "neg" and "subj" in child.dep_)):
                    return word  # "Neither the consul nor his driver", "Not one of the planes"
                state = child.dep_ in {"dobj", "attr"} and token.lemma_ in _STATES
                if word.dep_ in {"det", "neg"} and word.lower_ in none and not state:
                    return word
        if child.dep_ == "advmod" and child.lower_ == "longer" and child.i and child.nbor(-1).lower_ == "no":
            return child.nbor(-1)
    return None


@cache
def _nobody() -> frozenset[str]:
    return frozenset(w for w, r in hedges("S").items() if r.status == "negated")


def local(sentence: Sentence, token: Any, state: Factuality) -> Factuality:
    """Sentence, a token, what its surroundings make of it → the same with its own words laid over it."""
    if token.pos_ in {"NOUN", "PROPN"}:
        return _noun(sentence, token, state)
    if token.pos_ not in {"VERB", "AUX"}:
        return state
    state = _conditional(sentence, token, state)
    if (opening := inverted(token)) is not None:
        return Factuality("hypothetical", "possible", sentence.at(opening), state.holder, "condition")
    no = negation(token)
    modal = modal_of(token)
    if modal is not None:
        state = _modal(sentence, token, modal, no, state)
    elif no is not None:
        state = lay(sentence, state, Reading("negated", "certain"), no, "negation")
    for child in token.children:
        if child.dep_ in {"advmod", "amod"} and (reading := hedges("D").get(child.lower_)):
            if child.lower_ == "likely" and reading.status is None and state.status in {"hypothetical", "negated"}:
                continue
            state = lay(sentence, state, reading, child, "adverb")
        if child.dep_ in {"nsubj", "nsubjpass"} and any(w.lower_ == "few" for w in child.children if w.dep_ == "amod"):
            state = lay(sentence, state, hedges("S")["few"], child, "subject")
    if state.rule == "asserted" and (habit := generic(sentence, token)) is not None:
        return replace(state, certainty="probable", cue=sentence.at(habit), rule="generic")
    return _in_the_past(sentence, token, state)


def generic(sentence: Sentence, token: Any) -> Any | None:
    """A verb → the bare subject of a general truth in the present ("Wolves attack sheep."), or None.

    Nothing in the clause may be definite, named or dated, and a headline, which tells news in the present, has no full stop.
    """
    if token.tag_ != "VBP" or token.dep_ not in {"ROOT", "conj", "advcl", "relcl"} or sentence.tokens[-1].text not in {".", "!"}:
        return None
    who = next((c for c in token.children if c.dep_ == "nsubj"), None)
    if who is None or any(c.dep_ in {"aux", "auxpass", "neg", "ccomp"} for c in token.children):
        return None
    if who.tag_ == "NNS" and any(c.dep_ in {"det", "nummod", "poss", "acl", "relcl", "prep"} for c in who.children):
        return None
    if who.tag_ != "NNS" and who.lower_ not in _ANYBODY:
        return None
    named = any(t.pos_ in {"PROPN", "NUM"} or t.lower_ in _DEFINITE or t.ent_type_ for t in token.subtree)
    return None if named else who


def modal_of(token: Any) -> Any | None:
    """A verb → its modal auxiliary, its own or that of the verb it is coordinated with ("will attack and seize")."""
    while True:
        for child in token.children:
            if child.dep_ == "aux" and _modal_word(child) in modals():
                return child
        own = any(c.dep_ in {"aux", "auxpass", "nsubj", "nsubjpass"} for c in token.children)
        if token.dep_ != "conj" or own or token.head.pos_ not in {"VERB", "AUX"} or token.tag_ not in {"VB", "VBN"}:
            return None
        token = token.head


def _modal_word(token: Any) -> str:
    word = str(token.lower_)
    return {"'ll": "will", "wo": "will", "'d": "would", "ca": "can", "sha": "shall"}.get(word, word)


def _modal(sentence: Sentence, token: Any, modal: Any, no: Any | None, state: Factuality) -> Factuality:
    word = _modal_word(modal)
    asserted, denied = modals()[word]
    if word == "would" and (_condition(token) or any(c.lower_ == "have" for c in token.children if c.dep_ == "aux")):
        asserted = Reading("hypothetical", "possible")
    elif word == "would" and token.dep_ == "ccomp" and token.head.tag_ in {"VBD", "VBN"}:  # "said it would"
        asserted = Reading("future", "probable")
    if word == "will" and _condition(token):
        asserted = Reading("hypothetical", "possible")
    if word in {"can", "could"} and token.lemma_ in _PERCEIVED:  # "could see the smoke": the smoke was seen
        asserted = Reading("actual", "probable")
    if no is None:
        return lay(sentence, state, asserted, modal, "modal")
    return lay(sentence, state, denied, no if denied.status == "negated" else modal, "modal")


def _condition(token: Any) -> Any | None:
    for child in token.children:
        if child.dep_ in {"advcl", "prep"}:
            for word in child.children:
                if word.dep_ == "mark" and word.lower_ in CONDITIONS - {"whether"} and not _even(word):
                    return word
            if child.dep_ == "advcl" and (opening := inverted(child)) is not None:
                return opening
    return None


def _even(mark: Any) -> bool:
    return mark.i > 0 and mark.nbor(-1).lower_ in {"even", "as"}


def _conditional(sentence: Sentence, token: Any, state: Factuality) -> Factuality:
    """A question, a command: the clause that heads the sentence asserts nothing."""
    if token.dep_ not in {"ROOT", "conj", "ccomp", "parataxis"} or state.status != "actual":
        return state
    last = sentence.tokens[-1]
    if last.text != "?" and len(sentence.tokens) > 1 and last.text in {'"', "'", ")"}:
        last = last.nbor(-1)
    if last.text == "?" and token.dep_ != "ccomp" and not _tells(sentence, token):
        asked = any(t.lower_ in _QUESTIONS for t in token.subtree if t.i < token.i and t.tag_ in {"WP", "WRB", "WDT", "WP$"})
        reading = Reading(None, "probable") if asked else Reading("hypothetical", "possible")
        return lay(sentence, state, reading, last, "question")
    to = next((c for c in token.children if c.dep_ == "aux" and c.tag_ == "TO"), None)
    if to is not None and token.dep_ == "ROOT" and token.tag_ == "VB":  # a headline: "Ministers to Meet in Doha"
        named = any(c.dep_ in {"nsubj", "nsubjpass"} for c in token.children)
        reading = Reading("future", "probable") if named else Reading("hypothetical", "possible")
        return lay(sentence, state, reading, to, "headline" if named else "infinitive")
    if token.tag_ == "VB" and token.dep_ == "ROOT" and token.lemma_.lower() not in _ONES_OWN and not any(
        c.dep_ in {"nsubj", "nsubjpass", "csubj", "aux", "expl"} for c in token.children
    ):
        return lay(sentence, state, Reading("hypothetical", "possible"), token, "imperative")
    return state


def asks(token: Any) -> bool:
    """A verb → whether its clause is a question by its form: an auxiliary before the subject, or a question word at its head."""
    who = next((c for c in token.children if c.dep_ in {"nsubj", "nsubjpass", "expl"}), None)
    if any(c.tag_ in {"WP", "WRB", "WDT", "WP$"} for left in token.lefts for c in (left, *left.lefts)):
        return True
    if who is None:
        return False
    helpers = [c for c in token.children if c.dep_ in {"aux", "auxpass"}]
    return any(c.i < who.i for c in helpers) or (token.pos_ == "AUX" and token.i < who.i)


def _tells(sentence: Sentence, token: Any) -> bool:
    """Whether a clause before a question mark tells something, since another one of its sentence asks ("I have two; which is it?")."""
    if asks(token):
        return False
    told = any(c.dep_ in {"nsubj", "nsubjpass"} and c.i < token.i for c in token.children)
    return told and any(t.i > token.i and t.pos_ in {"VERB", "AUX"} and asks(t) for t in sentence.tokens)


def inverted(token: Any) -> Any | None:
    """A verb → the auxiliary that opens its clause as a condition ("Had they attacked, …", "Should it fall, …"), or None."""
    who = next((c for c in token.children if c.dep_ in {"nsubj", "nsubjpass", "expl"}), None)
    opening = next((c for c in token.children if c.dep_ == "aux" and c.lower_ in {"had", "were", "should"}), None)
    if who is None or opening is None or not opening.i < who.i < token.i or token.sent[-1].text == "?":
        return None
    if opening.i == token.left_edge.i and token.dep_ in {"advcl", "ccomp"}:
        return opening
    open_ = any(t.lower_ in {"would", "could", "might"} and t.head.i != token.i for t in token.sent)  # "would have won had it agreed"
    return opening if open_ and opening.i + 1 == who.left_edge.i and token.dep_ in {"ROOT", "ccomp", "advcl"} else None


def _noun(sentence: Sentence, token: Any, state: Factuality) -> Factuality:
    for child in token.children:
        if child.dep_ in {"det", "neg"} and child.lower_ in {"no", "neither"}:
            if state.cue is not None and state.cue.start == sentence.at(child).start:
                continue  # "No attack took place": the one word has negated the verb already
            state = lay(sentence, state, Reading("negated", "certain"), child, "determiner")
        elif child.dep_ in {"amod", "compound", "nmod"} and (reading := hedges("J").get(child.lower_)):
            state = lay(sentence, state, reading, child, "adjective")
    return state


def _in_the_past(sentence: Sentence, token: Any, state: Factuality) -> Factuality:
    if state.status != "actual":
        return state
    for child in token.children:
        if child.dep_ == "advmod" and child.lower_ == "ago":
            said = {w.lower_ for w in child.subtree}
            counts = [int(w) for w in said if w.isdigit() and len(w) < 6]
            years = bool(said & {"year", "years"}) and (bool(said & _PAST_ENOUGH) or any(n >= 10 for n in counts))
            if years or said & {"decades", "centuries", "generations"}:
                return replace(state, status="historical", cue=sentence.subtree(child), rule="history")
    return state
