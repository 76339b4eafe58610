"""The table of cues → what holds the content of a word of speech or belief, and in which manner it is said."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from foreshock import words

SOURCE = "according"  # no cue of the table: what it brings stands about it, not below it
_POS = {"VERB": "V", "AUX": "V", "NOUN": "N", "PROPN": "N", "ADJ": "A"}


@cache
def _cues() -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in words.rows("cues.tsv"):
        for takes in row["takes"].split(","):
            found.setdefault((row["word"], row["pos"]), {}).setdefault(takes, row["manner"])
    return found


@cache
def cues() -> frozenset[str]:
    """Nothing → what a word must be a form of to bring a content; most words of a sentence are none."""
    return frozenset({SOURCE, *(word for word, _ in _cues())})


def takes(token: Any) -> dict[str, str]:
    """A token → the constructions in which it brings a content, each with its manner; empty where it is no cue."""
    pos = _POS.get(token.pos_)
    return _takes(token.lower_, token.lemma_, pos, token.tag_ == "VBN" and token.dep_ == "acomp") if pos is not None else {}


@lru_cache(1 << 15)
def _takes(word: str, lemma: str, pos: str, convinced: bool) -> dict[str, str]:
    stems = [lemma.lower(), word]
    if word.endswith(("es", "ed")):  # the lemmatiser cuts some words too far ("hopes" to "hop")
        stems.append(word[:-1])
    if word.endswith("ing"):  # "hoping"
        stems.append(f"{word[:-3]}e")
    for stem in stems:
        if found := _cues().get((stem, pos)):
            return found
    return _cues().get((word, "A"), {}) if convinced else {}  # "is convinced that"


@cache
def labels() -> frozenset[str]:
    """Nothing → what stands before a headline's colon and speaks for nobody ("The Latest", "Video"), in lower case."""
    return frozenset(row["word"].lower() for row in words.rows("headline_labels.tsv"))
