"""Words → the pieces that the encoder knows: BERT's uncased WordPiece (Wu et al. 2016), in plain Python."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

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


def pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Word, the numbers of the pieces → the numbers of its pieces, longest first; one unknown where it cannot be cut."""
    found: list[int] = []
    for part in parts(plain(word[:LONGEST_WORD])):
        found += _cut(part, vocabulary)
    return found or [vocabulary[UNKNOWN]]


def _cut(part: str, vocabulary: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    begin = 0
    while begin < len(part):
        for end in range(len(part), begin, -1):
            number = vocabulary.get(("##" if begin else "") + part[begin:end])
            if number is not None:
                found.append(number)
                begin = end
                break
        else:
            return [vocabulary[UNKNOWN]]
    return found


def numbered(words: Iterable[str], vocabulary: Mapping[str, int], longest: int) -> tuple[list[int], list[int]]:
    """Words of a sentence → numbers of all pieces (with start and end), and where each word's first piece stands.

    Words beyond `longest` pieces are left out of both.
    """
    numbers, firsts = [vocabulary[START]], []
    for word in words:
        cut = pieces(word, vocabulary)
        if len(numbers) + len(cut) >= longest:
            break
        firsts.append(len(numbers))
        numbers += cut
    return [*numbers, vocabulary[END]], firsts
