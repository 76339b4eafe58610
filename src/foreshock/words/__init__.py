"""Tables of words that people wrote (TSV, one row a word or pattern, each with an example) → rows as dictionaries."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """File name under `foreshock/words/` → its rows, by column name; empty lines and lines that start with # are left out.

    >>> rows("abbreviations.tsv")[0]["word"]
    'Brig.'
    """
    table = (files("foreshock.words") / name).read_text(encoding="utf-8")
    kept = (line for line in table.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))


_WORD = re.compile("[A-Za-z]+")


@lru_cache(1 << 8)  # rooms that seek phrases of many tables ask the same sentences
def standing(text: str) -> frozenset[str]:
    """A sentence's text → the words in it (runs of ASCII letters), as they stand and in small letters.

    >>> sorted(standing("U.S. troops"))
    ['S', 'U', 's', 'troops', 'u']
    """
    found = _WORD.findall(text)
    return frozenset(found).union(map(str.lower, found))


def anchors(phrases: Iterable[str]) -> frozenset[str]:
    """Phrases → of each the word without which it stands nowhere: its longest, of two as long the last, which is the rarer.

    >>> sorted(anchors(["at that time", "North Korea"]))
    ['Korea', 'time']
    """
    return frozenset(max(reversed(_WORD.findall(phrase)), key=len) for phrase in phrases)


def any_of(phrases: Iterable[str]) -> str:
    """Phrases → a regular expression that takes any of them, the longest that fits first; their blanks are white space of any length.

    Beginnings that phrases share stand in it once, so that a thousand of them cost little more than ten.

    >>> any_of(["Niger", "Nigeria", "North Korea"]), re.findall(any_of(["Niger", "Nigeria"]), "Nigeria, Niger")
    ('N(?:iger(?:ia)?|orth\\\\s+Korea)', ['Nigeria', 'Niger'])
    """
    tree: dict[str, Any] = {}
    for phrase in sorted(set(phrases)):
        node = tree
        for char in phrase:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    taken = [(r"\s+" if char == " " else re.escape(char)) + _branches(below) for char, below in node.items() if char]
    if not taken:
        return ""
    inner = taken[0] if len(taken) == 1 else f"(?:{'|'.join(taken)})"
    return inner if "" not in node else f"(?:{inner})?" if len(taken) == 1 else f"{inner}?"
