"""The table of cues → what holds the content of a word of speech or belief, and in which manner it is said."""

from __future__ import annotations

from functools import cache
from typing import Any

from foreshock import words

_POS = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}


@cache
def _cues() -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in words.rows("cues.tsv"):
        for takes in row["takes"].split(","):
            found.setdefault((row["word"], row["pos"]), {}).setdefault(takes, row["manner"])
    return found


def takes(token: Any) -> dict[str, str]:
    """A token → the constructions in which it brings a content, each with its manner; empty where it is no cue."""
    pos = _POS.get(token.pos_)
    if pos is None:
        return {}
    word, lemma = token.lower_, token.lemma_.lower()
    stems = [lemma, word]
    if word.endswith(("es", "ed")):  # the lemmatiser cuts some words too far ("hopes" to "hop")
        stems.append(word[:-1])
    if word.endswith("ing"):  # "hoping"
        stems.append(f"{word[:-3]}e")
    for stem in stems:
        if found := _cues().get((stem, pos)):
            return found
    if token.tag_ == "VBN" and token.dep_ == "acomp":  # "is convinced that"
        return _cues().get((word, "A"), {})
    return {}


@cache
def labels() -> frozenset[str]:
    """Nothing → what stands before a headline's colon and speaks for nobody ("The Latest", "Video"), in lower case."""
    return frozenset(row["word"].lower() for row in words.rows("headline_labels.tsv"))
