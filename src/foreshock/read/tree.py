"""Markup → a tree of bounded depth, and the `Block`s of text that a reader of the page sees.

Nothing is fetched and nothing run: the parser knows no network, scripts are text that nobody reads but JSON-LD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree, html

DEEPEST = 120  # levels; libxml2 stops at 256 and loses what lies below, main-text extraction recurses
MOST_TAGS = 200_000  # a page has hundreds or thousands; above this it is a listing made by a machine
MOST_ATTRIBUTES = 300  # of one tag; the parser's time grows with their square
_INLINE = "a|abbr|acronym|b|bdi|bdo|big|cite|code|dfn|em|font|i|ins|kbd|label|mark|nobr|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var"
_KEPT = "html|head|title|meta|link|script|style|body|p|br|h[1-6]|pre|time"
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_ODD_TAG = re.compile(rf"</?(?!(?:{_KEPT})[\s/>])[a-z][^<>]*>", re.IGNORECASE)
_INLINE_NAMES = frozenset(_INLINE.split("|")) | {"time", "img", "wbr", "svg", "data", "input", "button", "o:p", "ruby", "rt", "rp"}
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "title", "iframe", "object", "select", "textarea", "svg",
                     "math", "canvas", "audio", "video", "map", "datalist", "option"})  # fmt: skip
_FLOWING = _INLINE_NAMES | _SILENT | {"br"}  # what does not end a block
_OPENED = re.compile(r"<[a-zA-Z/]")
_SPACE = re.compile(r"[\t\r\n\f][ \t\r\n\f]*| [ \t\r\n\f]+")  # what is not a single space already
_LINE = re.compile(r" *\n *")
_BLANKS = re.compile(" {2,}")
# A start tag as a parser sees it; each branch consumes what it has read, so that the time stays linear.
_TAG = re.compile(r"""<([a-zA-Z][^\s/>]{0,40})(?:[^=>]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+(?:>|\Z)""")
_FRAGMENT = re.compile(r"<(?:html|head|body|title|nav|header|footer|article|main|h1)[\s>]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A paragraph, heading, item or cell as it is seen: its text, its element, and the text nodes it came from.

    `pieces` are (element, whether it is the element's tail), so that a block can be blanked in the tree. `links` counts the
    code points that stand in links.
    """

    text: str
    element: Any
    pieces: tuple[tuple[Any, bool], ...]
    links: int = 0


def parse(text: str) -> Any:
    """Markup → the root of its tree, no deeper than `DEEPEST`; None where there is no element at all.

    A page nested deeper is read again without its inline tags, then without all but paragraphs: text is never lost.
    """
    text = _TAG.sub(lambda m: m.group() if len(m.group()) < 600 or _attributes(m.group()) <= MOST_ATTRIBUTES else f"<{m[1]}>", text)
    for thinner in (None, _INLINE_TAG, _ODD_TAG):
        if thinner is not None:
            text = thinner.sub(" " if thinner is _ODD_TAG else "", text)
        parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True, no_network=True)
        parser.set_element_class_lookup(_ELEMENTS)
        try:
            root = html.document_fromstring(text.encode("utf-8"), parser=parser)
        except (etree.ParserError, etree.XMLSyntaxError):
            return None
        if not _too_deep(root):
            return root
    return root


# One class for all elements: lxml.html has others for forms, which nobody needs here, and asks Python for each element which it is.
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)


def _attributes(tag: str) -> int:
    return max(tag.count("="), len(tag.split()))


def tags(text: str) -> int:
    """Markup → how many tags it has at most.

    >>> tags("<p>Talks <br> ended</p>")
    3
    """
    return len(_OPENED.findall(text))


def is_fragment(text: str) -> bool:
    """Markup → whether it is a piece of an article (a feed's content), not a page with head and menus.

    >>> is_fragment("<p>Talks ended.</p>"), is_fragment("<html><body><p>Talks ended.</p>")
    (True, False)
    """
    return _FRAGMENT.search(text) is None


_DEEP = etree.XPath(f"boolean(/{'/'.join('*' * (DEEPEST + 1))})")


def _too_deep(root: Any) -> bool:
    return bool(_DEEP(root))


def marks(element: Any) -> set[str]:
    """Element → its class names and its id, in lower case."""
    return _split(element.get("class"), element.get("id"))


def _split(told: str | None, own: str | None) -> set[str]:
    if not told:
        return {own.lower()} if own else set()
    return {*told.lower().split(), own.lower()} if own else {*told.lower().split()}


_MARKED = etree.XPath("descendant-or-self::*[@class or @id]")


def bearing(root: Any, form: re.Pattern[str]) -> list[Any]:
    """Element, a form of marks → itself and what lies in it, as far as it has such a mark, in the order of the page.

    >>> [e.tag for e in bearing(parse("<p class='a'>1<p id='B'>2<p class='c'>3"), re.compile("[ab]"))]
    ['p', 'p']
    """
    return [element for element in _MARKED(root) if _fits(form, element.get("class"), element.get("id"))]


@lru_cache(1 << 14)  # elements share their classes with others, and a paper's pages theirs with its other pages
def _fits(form: re.Pattern[str], told: str | None, own: str | None) -> bool:
    return any(form.fullmatch(m) for m in _split(told, own))


def name(element: Any) -> str:
    """Element → its tag (the parser writes it small), "" for what is no element (comments, processing instructions)."""
    tag = element.tag
    return tag if isinstance(tag, str) else ""


def blocks(root: Any) -> list[Block]:
    """Element → the blocks under it, in reading order. White space is folded as a browser folds it; no-break spaces stay.

    >>> [b.text for b in blocks(parse("<h1>Talks</h1><p>One <b>two</b><br>three<p>four"))]
    ['Talks', 'One two\\nthree', 'four']
    """
    maker = _Maker(root)
    maker.walk(root, root, silent=False, linked=False, pre=False)
    maker.flush(root)
    return maker.found


class _Maker:
    """Collects text nodes until a block ends."""

    def __init__(self, root: Any) -> None:
        self.found: list[Block] = []
        self.element = root
        self.texts: list[str] = []
        self.pieces: list[tuple[Any, bool]] = []
        self.links = 0
        self.kept = False  # whether white space is text here (pre)

    def walk(self, element: Any, outer: Any, silent: bool, linked: bool, pre: bool) -> None:
        """An element, what it lies in, whether no text shows there, it stands in a link, white space is text → all text in it."""
        tag = name(element)
        silent, linked, pre = silent or not tag or tag in _SILENT, linked or tag == "a", pre or tag == "pre"
        apart = tag and tag not in _FLOWING
        if tag == "br":
            self.line()
        elif apart:
            self.flush(element)
        if not silent and (text := element.text):
            self.add(text, (element, False), linked, pre)
        for inner in element:
            self.walk(inner, element, silent, linked, pre)
            if not silent and (text := inner.tail):
                self.add(text, (inner, True), linked, pre)
        if apart:
            self.flush(outer)

    def add(self, text: str, piece: tuple[Any, bool], linked: bool, pre: bool) -> None:
        self.kept = self.kept or pre
        self.texts.append(text if pre else _SPACE.sub(" ", text))
        self.pieces.append(piece)
        self.links += len(text.strip()) if linked else 0

    def line(self) -> None:
        """A line break; two of them make a paragraph."""
        last = next((t for t in reversed(self.texts) if t.strip(" ")), "")
        if last == "\n":
            self.flush(self.element)
        elif last:
            self.texts.append("\n")

    def flush(self, element: Any) -> None:
        if not self.texts:
            self.element = element
            return
        text = "".join(self.texts)
        if text.strip():
            if not self.kept:
                text = _BLANKS.sub(" ", text)
                text = _LINE.sub("\n", text) if "\n" in text else text
            self.found.append(Block(text.strip(), self.element, tuple(self.pieces), self.links))
        self.kept = False
        self.element, self.texts, self.pieces, self.links = element, [], [], 0


def blank(block: Block) -> None:
    """Block → its text is taken out of the tree."""
    for element, tail in block.pieces:
        if tail:
            element.tail = None
        else:
            element.text = None


def drop(element: Any) -> None:
    """Element → taken out of its tree; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def above(element: Any) -> Iterator[Any]:
    """Element → itself and what it lies in, upward."""
    yield element
    yield from element.iterancestors()
