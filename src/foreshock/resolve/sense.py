"""A name of a state or capital in its clause → whether it acts ("Tehran supports"), is a place ("in Tehran"), or neither.

The preposition decides, and what it hangs on: "troops in Iraq" is a place, "war with Iraq" is not. A capital after "in" that hangs
on a feeling ("concern in Washington") names the government that feels it, not a place.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from foreshock import words
from foreshock.understand.names import Named

Sense = Literal["actor", "place", "neither"]


_TAKES = frozenset({"capture", "recapture", "retake", "seize", "enter", "besiege"})


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(r["word"] for r in words.rows("names_senses.tsv") if r["list"] == name)


def sense(named: Named) -> Sense:
    """A phrase that names a state, by its own name or its capital's → what it is here."""
    city = "city" in named.uses and "name" not in named.uses
    if "building" in named.uses:
        return "actor"
    if named.form == "adjective" or "demonym" in named.uses:
        return "neither" if named.root.head.lemma_.lower() in _list("places") and named.form == "adjective" else "actor"
    token = named.root
    following = token.nbor(1) if token.i + 1 < token.sent.end else None
    if city and following is not None and following.lower_ in {"state", "post", "times", "d.c", "d.c.", "dc"}:
        return "place" if following.lower_.startswith("d") else "neither"
    while token.dep_ in ("conj", "appos") and token.head.pos_ in ("PROPN", "NOUN"):
        token = token.head
    if token.dep_ == "pobj":
        if city and token.head.lower_ == "of" and token.head.head.lower_ in {"state", "province"}:
            return "neither"  # "the state of Washington"
        return _after(token.head, city)
    if token.dep_ in ("poss", "compound", "nmod", "amod"):
        return _before(token, city)
    if city and token.dep_ in ("dobj", "nsubjpass") and token.head.lemma_ in _list("acts on places"):
        return "place"
    if token.dep_ == "dobj" and token.head.lemma_ in _list("moves to"):
        return "place"
    if token.dep_ in ("npadvmod", "advmod") or (token.dep_ == "appos" and city):
        return "place"
    return "actor"


def taken(named: Named) -> bool:
    """Whether an unknown name is what an army takes or holds ("M23 captured Goma"): then it is a place."""
    return named.form == "name" and named.root.dep_ == "dobj" and named.root.head.lemma_ in _TAKES


def _before(token: Any, city: bool) -> Sense:
    """A name before a noun: "Baghdad's airport" is a place, "Baghdad's demand" and "Iraq war" are not."""
    head = token.head
    if head.lemma_.lower() in _list("places") or (city and token.dep_ != "poss" and head.lemma_.lower() in _list("city bodies")):
        return "place"
    if city and token.dep_ != "poss" and head.lemma_.lower() not in _list("organs") and head.pos_ == "NOUN":
        return "place" if head.lemma_.lower() not in _list("acts") else "actor"
    return "actor"


def _after(preposition: Any, city: bool) -> Sense:
    """A name after a preposition."""
    word, governor = preposition.lower_, preposition.head
    on = governor.lemma_.lower()
    if word in _list("locative"):
        felt = {on, *(c.lemma_.lower() for c in governor.children if c.dep_ in ("dobj", "nsubjpass"))}
        if city and word == "in" and felt & _list("feelings"):
            return "actor"
        return "place"
    if word == "from":
        return "actor" if on in _list("comes from actors") else "place"
    if word in {"to", "for", "towards", "toward", "into"}:
        if governor.pos_ == "VERB" and not city and on in _list("sends") and any(c.dep_ == "dobj" for c in governor.children):
            return "actor"  # "send arms to Pakistan": those who are sent something receive it
        moves = on in _list("moves") or on in _list("moves to")
        return "place" if (moves or word == "into") and (city or governor.pos_ == "VERB") else "actor"
    if word == "of":
        return "place" if on in _list("places") else "actor"
    if word == "on" and on in _list("places"):
        return "place"
    if word == "on" and city and on in {"advance", "fall", "march"}:
        return "place"
    if word == "over" and governor.pos_ == "VERB" and on in {"fly", "circle", "hover"}:
        return "place"
    return "actor"
