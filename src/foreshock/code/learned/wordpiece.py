"""Words → the pieces that the encoder knows: BERT's uncased WordPiece (Wu et al. 2016), in plain Python."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

LONGEST_WORD = 60  # code points; a longer one is no word, and the search is quadratic
START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


def plain(word: str) -> str:
    """Word → lower case, accents off.

    >>> plain("Tillabéri")
    'tillaberi'
    """
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")


def parts(word: str) -> list[str]:
    """Plain word → its runs of letters and digits, and each mark alone.

    >>> parts("tear-gas"), parts("u.s.")
    (['tear', '-', 'gas'], ['u', '.', 's', '.'])
    """
    found: list[str] = []
    joined = False
    for char in word:
        if char.isalnum():
            if joined:
                found[-1] += char
            else:
                found.append(char)
            joined = True
        else:
            joined = False
            if not char.isspace():
                found.append(char)
    return found


class Pieces:
    """The pieces that the encoder knows, by number; how a word is cut is worked out once.

    >>> Pieces({"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "rebel": 3, "##s": 4, "fled": 5}).numbered(["Rebels", "fled", "?"], 9)
    ([0, 3, 4, 5, 2, 1], [1, 3, 4])
    """

    def __init__(self, numbers: Mapping[str, int]) -> None:
        """Takes the number of each piece; those that do not begin a word are written with "##" before them."""
        self._numbers = numbers
        self._of = lru_cache(1 << 15)(self._pieces)

    def numbered(self, words: Iterable[str], longest: int) -> tuple[list[int], list[int]]:
        """Words of a sentence → numbers of all pieces (with start and end), and where each word's first piece stands.

        Words beyond `longest` pieces are left out of both.
        """
        numbers, firsts = [self._numbers[START]], []
        for word in words:
            cut = self._of(word)
            if len(numbers) + len(cut) >= longest:
                break
            firsts.append(len(numbers))
            numbers += cut
        return [*numbers, self._numbers[END]], firsts

    def _pieces(self, word: str) -> tuple[int, ...]:
        """Word → the numbers of its pieces, longest first; one unknown where it cannot be cut."""
        return tuple(n for part in parts(plain(word[:LONGEST_WORD])) for n in self._cut(part)) or (self._numbers[UNKNOWN],)

    def _cut(self, part: str) -> list[int]:
        found: list[int] = []
        begin = 0
        while begin < len(part):
            for end in range(len(part), begin, -1):
                number = self._numbers.get(("##" if begin else "") + part[begin:end])
                if number is not None:
                    found.append(number)
                    begin = end
                    break
            else:
                return [self._numbers[UNKNOWN]]
        return found
