"""Names of actors and a text → where each name stands, by an automaton that steps over the words of a shadow of equal length."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

_LIKE = {"ı": "i", "İ": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "‘": "'", "’": "'", "ʼ": "'", "`": "'",
         "ʿ": "'", "ʾ": "'", "-": " ", "–": " ", "\u2010": " ", "\u2011": " ", "/": " "}
# Acronyms that are also English words, which capitals alone do not tell from the word in a line of capitals.
_WORDS = frozenset({"is", "us", "who", "pm", "it", "as", "an", "so", "un", "was", "aid", "ira", "mit", "pad", "car", "uk"})


_ARTICLE = re.compile(r"(?:the|al|el|ad|an|ar|as|ash|at|az)[ -](?=\w)", re.IGNORECASE)


class _Fold(dict[int, str]):
    """Code point → one code point: lower case, no diacritics, hyphens as blanks; computed when first seen."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = _LIKE.get(char) or unicodedata.normalize("NFD", char)[0].lower()
        if char.isspace():
            plain = " "
        self[code] = plain if len(plain) == 1 else char
        return self[code]


_FOLD = _Fold()


def fold(text: str) -> str:
    """Text → its shadow of equal length, in which names are compared.

    >>> fold("Al-Qaïda’s"), len("İzmir") == len(fold("İzmir"))
    ("al qaida's", True)
    """
    return text.translate(_FOLD)


class Hit(NamedTuple):
    """A name in a text: its bounds, the ids it can mean, and as what each id bears it (name, adjective, capital …)."""

    start: int
    end: int
    ids: tuple[str, ...]
    uses: tuple[str, ...]


Borne = tuple[str, str, str]  # a name as printed, the id that bears it, as what
_WORD = re.compile(r"[^\W_]+")
_BY_WORDS = re.compile(r"([^\W_]+)")  # splits a text into what stands between words, a word, and so on


def first_word(folded: str) -> str:
    """A name's shadow → the first word in it; nothing where there is none.

    >>> first_word("al qaida"), first_word("'ndrangheta")
    ('al', 'ndrangheta')
    """
    found = _WORD.search(folded)
    return found[0] if found else ""


class _Shelf:
    """The names that begin with one word: what each means, and their shapes: how many words, how long what stands before and after them.

    Shapes lie under the second word ("" for names of one word), so that those of "the Gambia" are tried before "Gambia" only.
    """

    __slots__ = ("borne", "shapes")

    def __init__(self, names: Iterable[tuple[str, Borne]]) -> None:
        self.borne: dict[str, list[Borne]] = {}
        for folded, borne in names:
            self.borne.setdefault(folded, []).append(borne)
        self.shapes: dict[str, set[tuple[int, int, int]]] = {}
        for folded in self.borne:
            words, (lead, trail) = _WORD.findall(folded), _rims(folded)
            second = words[1] if len(words) > 1 else ""
            self.shapes.setdefault(second, set()).add((len(words), len(lead), len(trail)))


def _rims(folded: str) -> tuple[str, str]:
    """A name's shadow → what stands in it before its first word and after its last."""
    words = list(_WORD.finditer(folded))
    return (folded[: words[0].start()], folded[words[-1].end() :]) if words else ("", "")


class NameFinder:
    """Names with what they mean, ready to be found in texts: an automaton whose steps are words.

    It takes a step only from a word with which some name begins, and what stands on a word's shelf is fetched when the word is met.
    """

    def __init__(self, words: frozenset[str], under: Callable[[str], Iterable[tuple[str, Borne]]]) -> None:
        """Takes the first words of all names, and what gives the names under one; those that differ in case only may stand side by side."""
        self._words = words
        self._under = under
        self._shelves: dict[str, _Shelf] = {}

    def _shelf(self, word: str) -> _Shelf:
        found = self._shelves.get(word)
        if found is None:
            found = self._shelves[word] = _Shelf(self._under(word) if word in self._words else ())
        return found

    def _bearing(self, name: str) -> list[Borne]:
        folded = fold(name)
        word = first_word(folded)
        return self._shelf(word).borne.get(folded, []) if word in self._words else []

    def lookup(self, name: str) -> tuple[tuple[str, str], ...]:
        """Name → the (id, use) pairs that bear it, under the rules of case."""
        name = name.strip()
        return _distinct((a, u) for printed, a, u in self._bearing(name) if _cased(printed, name))

    def bearers(self, name: str) -> tuple[str, ...]:
        """Name → the ids that bear it, capitals or not."""
        return tuple(dict.fromkeys(a for _, a, _ in self._bearing(name.strip())))

    def find(self, text: str) -> Iterator[Hit]:
        """Text → names in it, the longest of those that overlap, in order."""
        taken, kept = bytearray(len(text)), []
        for start, end, names in sorted(self._whole(fold(text)), key=lambda h: (h[0] - h[1], h[0])):
            if any(taken[start:end]):
                continue
            here = text[start:end]
            borne = [(a, u) for printed, a, u in names if _cased(printed, here)]
            if borne and not (here.lower() in _WORDS and _is_word(text, start, end)):
                pairs = _distinct(borne)
                taken[start:end] = b"\1" * (end - start)
                kept.append(Hit(start, end, tuple(a for a, _ in pairs), tuple(u for _, u in pairs)))
        yield from sorted(kept)

    def _whole(self, shadow: str) -> Iterator[tuple[int, int, list[Borne]]]:
        """A text's shadow → every name in it that is made of whole words."""
        parts = _BY_WORDS.split(shadow)
        edges = list(accumulate(map(len, parts)))
        words, starts, ends = parts[1::2], edges[::2], edges[1::2]
        known, count = self._words, len(words)
        for n, word in enumerate(words):
            if word not in known:
                continue
            shelf = self._shelf(word)
            for second in ("", words[n + 1]) if n + 1 < count else ("",):
                for length, lead, trail in shelf.shapes.get(second, ()):
                    if n + length <= count and starts[n] >= lead:
                        first, last = starts[n] - lead, ends[n + length - 1] + trail
                        if names := shelf.borne.get(shadow[first:last]):
                            yield first, last, names


def _distinct(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """(id, use) pairs → the first use of each id."""
    first: dict[str, str] = {}
    for actor, use in pairs:
        first.setdefault(actor, use)
    return tuple(first.items())


def _cased(printed: str, here: str) -> bool:
    """A name of the registry and how it stands in a text → whether the capitals allow it.

    Short names and acronyms must stand exactly so; of longer ones the first letter must be a capital where the name's is.
    """
    letters = [c for c in printed if c.isalpha()]
    if len(letters) <= 4 or (len(letters) <= 6 and all(c.isupper() for c in letters)):
        return fold(printed) == fold(here) and _shape(printed) == _shape(here)
    article = _ARTICLE.match(printed)
    first = article.end() if article else next((i for i, c in enumerate(printed) if c.isalpha()), 0)
    if printed[first].isupper():
        return here[first].isupper()
    lowers = [word for word in printed.split() if word[:1].islower()]
    return len(lowers) == len(printed.split()) or any(c.isupper() for c in here)


def _shape(name: str) -> tuple[bool, ...]:
    return tuple(c.isupper() for c in name if c.isalpha())


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether an acronym that is a word too is the word here: in a line of capitals, or "IS he" at the start of a question."""
    before, after = text[max(0, start - 25) : start].split(), text[end : end + 25].split()
    shouted = [bool(w) and _capitals(w[0]) for w in (before[-1:], after[:1])]
    if text[start:end] in ("IS", "IT", "AS", "SO", "AN") and (shouted[1] or (after[:1] and after[0].strip('?!.,') in _ASKED)):
        return True
    return all(shouted) or (text[start:end] == "PM" and text[max(0, start - 2) : start].strip().isdigit())


_ASKED = frozenset("he she it this that there they these those the a an not".split())


def _capitals(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)
