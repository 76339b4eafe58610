"""A page's tree (comments cut out) → which of its blocks are headline, body, captions and byline.

trafilatura says which text is the article's; the blocks themselves come from the tree, so that not a character of
them is changed (trafilatura folds no-break spaces and composes accents).
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree

from foreshock.read.plain import byline
from foreshock.read.thread import says
from foreshock.read.tree import Block, above, bearing, marks, name

MOST_ELEMENTS = 60_000  # above this trafilatura takes minutes; the page's own blocks decide alone
MISSED = 1.5  # how many times as much prose as trafilatura's first reading may be seen on a page before its second opinion is asked
_CAPTION = re.compile(r"(?:.*[-_])?(?:caption|captions|wp-caption-text|photo-credit|image-credit|img-caption)(?:[-_](?:text|body))?")
_BESIDE = re.compile(
    r"(?:.*[-_])?(?:sidebar|nav|navbar|menu|footer|breadcrumbs?|share|sharing|social|related|newsletter|promo|advert|ad|cookie|widget|tags?)"
    r"(?:[-_].*)?"
)
_GLUED = re.compile(r"[\W_]+")
_NO_LETTERS = {n: None for n in range(128) if not chr(n).isalnum()}
FEWEST = 3  # paragraphs of prose that make an article by themselves
_BETWEEN = ("h2", "h3", "h4")
_COUNT = etree.XPath("count(descendant-or-self::*)")


@dataclass(frozen=True, slots=True)
class Main:
    """The article: its headline (None where the page shows none), body blocks, captions, and the lines of its byline."""

    headline: str | None
    body: tuple[str, ...]
    captions: tuple[str, ...]
    bylines: tuple[str, ...]


def glued(text: str) -> str:
    """Text → its letters and digits alone, in one case, to compare what two programs made of it.

    >>> glued("Iran\\u00a0– Iraq’s")
    'iraniraqs'
    """
    if text.isascii():
        return text.translate(_NO_LETTERS).lower()
    return _GLUED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def main_text(root: Any, shown: Sequence[Block], title: str | None, fragment: bool) -> Main:
    """Tree, its blocks, title, whether it is an article alone → the blocks by kind."""
    keys = [glued(b.text) for b in shown]
    captions = _captions(root, shown)
    head = _headline(shown, keys, title)
    chosen = set(range(len(shown))) if fragment else _plain(shown, keys, captions)
    chosen = (chosen or _agreed(shown, keys, _main(root, shown)) or _dense(shown)) - captions
    chosen -= {i for i in chosen if head is not None and i <= head}
    chosen -= {i for i in chosen if title and keys[i] == glued(title) and i <= min(chosen) + 1}
    bylines = _byline_blocks(shown, head, chosen)
    chosen = {i for i in chosen - bylines if not (says("end", shown[i].text) or says("noise", shown[i].text))}
    last = max(chosen, default=-1)
    start = head if head is not None else 0
    return Main(
        shown[head].text if head is not None else None,
        tuple(shown[i].text for i in sorted(chosen)),
        tuple(shown[i].text for i in sorted(captions) if start <= i <= last + 1 and not _beside(shown[i].element)),
        tuple(shown[i].text for i in sorted(bylines)),
    )


def _plain(shown: Sequence[Block], keys: Sequence[str], captions: set[int]) -> set[int]:
    """Blocks, the same glued, captions → the article's where its markup leaves no doubt, so that trafilatura need not be asked; else none.

    No doubt: all prose of the page is paragraphs of one box, all with the same class or none, and nothing else is in that box but captions
    and headings between them, none of it mostly links. A test holds such pages to what trafilatura says of them.
    """
    prose = [b.element for b in shown if _is_prose(b)]
    boxes = {e.getparent() for e in prose}
    if len(prose) < FEWEST or len(boxes) > 1 or any(name(e) != "p" for e in prose):
        return set()
    box = boxes.pop()
    inside = [i for i, b in enumerate(shown) if i not in captions and any(e is box for e in above(b.element))]
    of_a_kind = {(e.get("class"), name(e)) for e in (shown[i].element for i in inside) if e.getparent() is box}
    plain = all(shown[i].element.getparent() is box and shown[i].links <= 0.2 * len(shown[i].text) for i in inside)
    if not plain or len(of_a_kind - {(None, tag) for tag in _BETWEEN}) > 1 or {tag for _, tag in of_a_kind} - {"p", *_BETWEEN}:
        return set()
    return {i for i in inside if keys[i]}


def _main(root: Any, shown: Sequence[Block]) -> str:
    """Tree, its blocks → the main text as trafilatura has it, glued; "" where it finds none or the page is too large for it.

    trafilatura holds its reading against two other programs', which replace it where it is thin. They are a third of its time, and asked
    only where the page shows much more prose than was found: the others' rule is twice as much.
    """
    if _COUNT(root) > MOST_ELEMENTS:
        return ""
    found = _extracted(root, fast=True)
    if len(found) * MISSED < sum(len(shown[i].text) for i in _dense(shown)) or root.find(".//table") is not None:
        found = _extracted(root, fast=False)
    return "\n".join(glued(line) for line in found.splitlines())


def _extracted(root: Any, fast: bool) -> str:
    """Tree, whether without second opinions → trafilatura's main text; "" where it has none, or fails."""
    tree = copy.deepcopy(root)
    try:
        found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False, fast=fast)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError, etree.LxmlError):
        return ""
    return getattr(found, "text", None) or ""


def _agreed(shown: Sequence[Block], keys: Sequence[str], main: str) -> set[int]:
    """Blocks, the same glued, main text → the blocks that are in it. A short one counts only as a line of its own between long ones."""
    if not main:
        return set()
    whole, own_lines = main.replace("\n", ""), set(main.splitlines())
    long = {i for i, k in enumerate(keys) if len(k) >= 25 and k in whole and not _menu(shown[i])}
    if not long:
        return {i for i, k in enumerate(keys) if k and k in own_lines and not _menu(shown[i])}
    first, last = min(long), max(long)
    near = range(first, min(last + 2, len(shown)))
    return long | {i for i in near if 0 < len(keys[i]) < 25 and keys[i] in own_lines and not _beside(shown[i].element)}


def _menu(block: Block) -> bool:
    return block.links > 0.8 * len(block.text) and len(block.text) < 160


def _dense(shown: Sequence[Block]) -> set[int]:
    """Without trafilatura: blocks that are sentences and not links, outside menus and footers; failing that, all text."""
    prose = {i for i, b in enumerate(shown) if _is_prose(b)}
    return prose or {i for i, b in enumerate(shown) if not _beside(b.element) and not _menu(b)} or set(range(len(shown)))


def _is_prose(block: Block) -> bool:
    return len(block.text) >= 60 and block.links < 0.5 * len(block.text) and not _beside(block.element)


def _beside(element: Any) -> bool:
    for outer in above(element):
        if name(outer) in {"nav", "aside", "footer", "form", "button", "menu"}:
            return True
        if name(outer) in {"body", "html", "main", "article"}:
            return False
        if any(_BESIDE.fullmatch(m) for m in marks(outer)):
            return True
    return False


def _captions(root: Any, shown: Sequence[Block]) -> set[int]:
    """Tree, its blocks → those that are or lie in a caption of their own column."""
    held = {*bearing(root, _CAPTION), *root.iter("figcaption")}
    return {i for i, b in enumerate(shown) if any(e in held for e in _column(b.element))} if held else set()


def _column(element: Any) -> Iterator[Any]:
    """Element → itself and what it lies in, up to the paragraph or the column of the page."""
    for outer in above(element):
        yield outer
        if name(outer) in {"article", "main", "body", "p", "section"}:
            return


def _headline(shown: Sequence[Block], keys: Sequence[str], title: str | None) -> int | None:
    """Blocks, the same glued, title → the block that shows it: the same words, else the first h1 outside the banner."""
    if title:
        key = glued(title)
        same = [i for i, k in enumerate(keys) if k == key]
        heads = [i for i in same if name(shown[i].element) in {"h1", "h2", "h3"}]
        if heads or same:
            return (heads or same)[0]
        return None
    return next((i for i, b in enumerate(shown) if name(b.element) == "h1"), None)


def _byline_blocks(shown: Sequence[Block], head: int | None, chosen: set[int]) -> set[int]:
    """Lines of author and date: around the headline, or first in the body."""
    first = min((i for i in chosen if len(shown[i].text) > 100), default=min(chosen, default=0))
    start = head + 1 if head is not None else max(0, first - 6)
    return {i for i in range(max(0, start - 3), min(first + 1, start + 12, len(shown))) if i != head and byline(shown[i].text)}
