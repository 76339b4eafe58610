"""A page's tree → its readers' comments, cut out of it before anything else is looked for.

What is cut out first cannot leak: no commenter becomes the author, no comment's day the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from foreshock.read.dates import find_dates, iso_date, order
from foreshock.read.thread import MOST_COMMENTS, Comment, find_thread, header_at, lines_of, says
from foreshock.read.tree import Block, above, bearing, blank, blocks, drop, marks, name
from foreshock.types import UNKNOWN, When


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of a page: its words (paragraphs by blank lines), who says it, when, and which one it answers."""

    text: str
    author: str | None = None
    posted: When = UNKNOWN
    reply_to: int | None = None


_THREAD = re.compile(
    r"(?:(?:wp-block-)?comments?(?:[-_]?(?:list|area|section|wrapper|wrap|thread|threads|container|holder|block|box|stream|feed|tree|template|"
    r"panel|region|main|embed|module|content-wrapper))?|(?:post|article|user|reader|story)[-_]?comments?(?:[-_]list)?|commentlist|disqus_thread|"
    r"dsq-content|fb-comments|livefyre|respond|comment[-_]?respond|comment[-_]?form|responses|reader-responses|wp-block-comments?.*|"
    r"view-comments|pane-node-comments|coral[-_].*|hyvor-talk.*|commento|isso-thread|utterances|giscus|remark42|talkback|talkbacks)"
)
_ITEM = re.compile(
    r"(?:comment|comments?[-_]{1,2}(?:item|entry|node|wrap|wrapper|box|block|single|inner|row|post)|single[-_]comment|media[-_]comment|"
    r"(?:li|div)?comment[-_]?\d+|pingback|trackback|dsq-comment|isso-comment|user-comment|reader-comment|commentitem|talkback-item|c\d{1,12})"
)
_POST = re.compile(r"(?:post|message|reply|response|item|c\d{1,12})")
_ITEM_OR_POST = re.compile(f"{_ITEM.pattern}|{_POST.pattern}")
_TYPED = etree.XPath("descendant-or-self::*[@itemtype or @typeof or @itemprop='comment']")
_AUTHOR = re.compile(
    r"(?:(?:comment|comments|wp-block-comment|user|dsq|post)?[-_]{0,2}(?:author|commenter|username|user-name|user|nickname|nick|byline|poster)"
    r"(?:[-_]{1,2}(?:name|link))?|comment[-_]{1,2}(?:name|by)|fn|name|display[-_]?name|cite|by)"
)
_WHEN = re.compile(
    r"(?:(?:comment|comments|wp-block-comment|post|dsq)?[-_]{0,2}(?:date|datetime|time|timestamp|time-ago|published|posted|created)"
    r"(?:[-_](?:time|stamp))?|dateline|submitted|comment[-_]?meta(?:data)?|commentmetadata|meta)"
)
_WORDS = re.compile(
    r"(?:(?:comment|comments|wp-block-comment|post|dsq|user-comment)[-_]{0,2}(?:content|text|entry|copy|message|body[-_]text|bodytext|p|description|inner-text)|"
    r"comment__(?:body|content|text)|message|field-name-comment-body|entry|text|content|body)"
)
_NOISE = re.compile(
    r"(?:reply|replies|comment[-_]?reply.*|reply[-_]?link|perma(?:link)?|avatar|comment[-_]?(?:head|header|author|meta|metadata|actions|footer|tools|links|info|by|date|time|subject)"
    r"|(?:wp-block-)?comment[-_](?:author-name|date|edit-link|reply-link)|commentmetadata|vote|votes|rating|share|links|inline-links|flag|report|says|submitted|badge|awaiting.*|user|username|datetime)"
)
_RECENT = re.compile(r"(?:widget_recent_comments|recent-?comments|recentcomments|wp-block-latest-comments.*|sidebar|widget)")
_SCHEMA = re.compile(r"schema\.org/(?:Comment|UserComments|Answer)\b|sioc:Post|\bschema:Comment\b")
_SPEAKS = re.compile(r"\s+(?:says|said|wrote|writes|commented|replied)\s*:?$", re.IGNORECASE)
_DEEPER = frozenset({"children", "indented", "replies", "comment-replies", "child-comments", "comment-children"})


def cut_comments(root: Any, shown: list[Block]) -> tuple[list[Said], list[Block]]:
    """A page's tree, its blocks → its comments in the order of the page, and the blocks that are left.

    The comments' text and their headings are gone from the tree.
    """
    found = _marked(root) or _bare(shown)
    cut = _cut_threads(root)
    return found, blocks(root) if found or cut else shown


def _any(element: Any, form: re.Pattern[str]) -> bool:
    return any(form.fullmatch(m) for m in marks(element))


def _prop(element: Any, *names: str) -> bool:
    return bool({*element.get("itemprop", "").split(), *element.get("property", "").split()} & set(names))


def _is_comment(element: Any) -> bool:
    """Whether an element is one comment: schema.org, or a class or id that only a comment has."""
    if name(element) not in {"li", "article", "div", "section", "dt", "dd", "tr", "table", "p", "blockquote", "details", "ul", "ol"}:
        return False
    kind = element.get("itemtype", "") + " " + element.get("typeof", "")
    if (kind != " " and _SCHEMA.search(kind)) or (
        element.get("itemprop") == "comment" and "itemscope" in element.attrib
    ):
        return True
    if _any(element, _ITEM):
        return name(element) not in {"ul", "ol"}
    if name(element) in {"li", "article", "div"} and _any(element, _POST):
        return any(_any(e, _THREAD) for e in _few(element.iterancestors(), 8))
    return False


def _few(elements: Iterable[Any], most: int) -> Iterable[Any]:
    for count, element in enumerate(elements):
        if count >= most:
            return
        yield element


def _holds_article(element: Any) -> bool:
    """Whether the page's own text may lie in an element: then it is no thread, whatever its class says."""
    if name(element) in {"body", "html", "main"}:
        return True
    for inner in element.iter("h1", "article", "main", "div", "section"):
        if name(inner) in {"h1", "main"} or _prop(inner, "articleBody") or marks(inner) & {"entry-content", "post-content", "article-body"}:
            return not _is_comment(inner) and not any(_is_comment(e) for e in _few(inner.iterancestors(), 4))
    return False


def _marked(root: Any) -> list[Said]:
    some = {*bearing(root, _ITEM_OR_POST), *_TYPED(root)}
    items = [e for e in root.iter() if e in some and _is_comment(e) and not _holds_article(e)] if some else []
    items, beyond = items[:MOST_COMMENTS], items[MOST_COMMENTS:]
    items = [e for e in items if not any(_any(a, _RECENT) for a in _few(e.iterancestors(), 5))]
    items = _told_apart(items)
    known = set(items)
    parts = {e: _item(e, known) for e in items}
    kept = [e for e in items if parts[e].text]
    index = {e: i for i, e in enumerate(kept)}
    day_first = order(b for e in kept for b in _dates_text(e))
    found = []
    for element in kept:
        said = parts[element]
        if said.posted.readings and day_first is not None:
            said = replace(said, posted=_posted(_own(element, known), day_first))
        found.append(replace(said, reply_to=_parent(element, index)))
    if not any(s.author or s.posted.known for s in found) and not any(_any(a, _THREAD) for e in kept for a in e.iterancestors()):
        return []
    for element in [*kept, *beyond]:
        drop(element)
    return found


def _told_apart(items: list[Any]) -> list[Any]:
    """Candidates → comments: of those that lie in one another, wrappers and inner boxes without author and date fall out."""
    known = set(items)
    outer = {e: next((a for a in e.iterancestors() if a in known), None) for e in items}
    holds = {o for o in outer.values() if o is not None}
    kept = []
    for element in items:
        if outer[element] is not None or element in holds:
            own = _own(element, known)
            if _author(own) is None and not _posted(own, None).known:
                continue
        kept.append(element)
    return kept or items[:1]


def _own(element: Any, known: set[Any]) -> list[Any]:
    """Element → what lies in it and in no comment inside it."""
    found, stack = [], [c for c in reversed(element) if name(c)]
    while stack:
        child = stack.pop()
        if child in known or marks(child) & _DEEPER:
            continue
        found.append(child)
        stack.extend(c for c in reversed(child) if name(c))
    return found


def _item(element: Any, known: set[Any]) -> Said:
    own = _own(element, known)
    author = _author(own)
    posted = _posted(own, None)
    text = _words(element, own, known)
    if author is None or (not posted.known):
        lines = lines_of(text)
        header = header_at(lines, 0) if lines and len(text) > 1 else None
        if header is not None and header.last + 1 < len(lines) and author in {None, header.author}:
            author, posted = author or header.author, posted if posted.known else replace(header.posted, basis="byline")
            text = text[lines[header.last + 1].start :].strip()
    return Said(text, author, posted)


def _text(element: Any) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", "".join(element.itertext())).strip(" \xa0,:·|•-–—")


def _author(own: list[Any]) -> str | None:
    named = [e for e in own if _prop(e, "author", "creator")] or [e for e in own if name(e) == "cite" or _any(e, _AUTHOR)]
    for element in named:
        inner = next((e for e in element.iter() if e is not element and (_prop(e, "name") or _any(e, _AUTHOR))), element)
        text = inner.get("content") or _text(inner)
        text = _SPEAKS.sub("", re.sub(r"^(?:by|posted by|submitted by)\s+", "", text, flags=re.IGNORECASE))
        dates = find_dates(text)
        text = text[: dates[0][0]].strip(" ,|·•-–—\xa0") if dates else text
        text = re.sub(r"\s+(?:on|at|says|said)$", "", text, flags=re.IGNORECASE)
        if 0 < len(text) <= 80:
            return text
    return None


def _dates_text(element: Any) -> list[str]:
    return [_text(e)[:200] for e in element.iter() if name(e) and (_any(e, _WHEN) or name(e) == "time")]


def _posted(own: list[Any], day_first: bool | None) -> When:
    marked = [e for e in own if name(e) == "time" or _prop(e, "dateCreated", "datePublished", "dc:date", "schema:dateCreated")]
    for inner in marked:
        when = iso_date(inner.get("datetime") or inner.get("content") or _text(inner), "time tag")
        if when.known:
            return when
    for inner in (e for e in own if _any(e, _WHEN) or name(e) in {"abbr", "time"}):
        for text in (inner.get("title", ""), _text(inner)[:300]):
            if dates := find_dates(text, day_first):
                return replace(dates[0][2], basis="byline")
    return UNKNOWN


def _words(element: Any, own: list[Any], known: set[Any]) -> str:
    named = [e for e in own if _prop(e, "text", "commentText", "schema:text")]
    named = named or [e for e in own if _any(e, _WORDS) and not _any(e, _NOISE)]
    chosen = named[0] if named and _text(named[0]) else element
    silent = {
        e for e in own
        if _any(e, _NOISE) or name(e) in {"form", "button", "footer", "cite", "time", "header"}
        or _prop(e, "author", "dateCreated", "dc:title")
    }  # fmt: skip
    silent -= {chosen}
    kept = []
    for block in blocks(chosen):
        pieces = [(e, tail) for e, tail in block.pieces if not _hidden(e.getparent() if tail else e, chosen, silent, known - {element})]
        if not pieces:
            continue
        text = block.text if len(pieces) == len(block.pieces) else _join(pieces)
        if text and not says("noise", text):
            kept.append(text)
    return "\n\n".join(kept)


def _join(pieces: list[tuple[Any, bool]]) -> str:
    text = "".join((e.tail if tail else e.text) or "" for e, tail in pieces)
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip()


def _hidden(element: Any, top: Any, silent: set[Any], known: set[Any]) -> bool:
    for outer in above(element):
        if outer in silent or outer in known or (outer is not top and marks(outer) & _DEEPER):
            return True
        if outer is top:
            return False
    return False


def _parent(element: Any, index: dict[Any, int]) -> int | None:
    """A comment → the one it answers: the one it lies in, or (Drupal) the one before the indented block it lies in."""
    for outer in element.iterancestors():
        if outer in index:
            return index[outer]
        if "indented" in marks(outer):
            before = next((index[s] for s in outer.itersiblings(preceding=True) if s in index), None)
            if before is not None:
                return before
    return None


def _bare(shown: list[Block]) -> list[Said]:
    """A thread that only its heading tells ("One Response to …"): what follows it on the page is read as lines."""
    if not any(says(kind, line.strip()) for block in shown for line in block.text.split("\n") for kind in ("start", "maybe")):
        return []
    lines, owner = _as_lines(shown)
    found = find_thread(lines, 1)
    if found is None:
        return []
    start, comments = found
    top = owner[start]
    region = _region(shown, top)
    comments = [c for c in comments if owner[c.first] in region]
    said = []
    for comment in comments:
        last = max(i for i in range(comment.first, comment.last + 1) if owner[i] in region)
        said.append(_said(lines, comment, last))
    for i in region:
        blank(shown[i])
    return said


def _said(lines: Any, comment: Comment, last: int) -> Said:
    text = "\n".join(line.text for line in lines[comment.first : last + 1])
    return Said(re.sub(r"\n{2,}", "\n\n", text).strip(), comment.author, comment.posted, comment.reply_to)


def _as_lines(shown: list[Block]) -> tuple[Any, list[int]]:
    """Blocks → their lines with an empty one between blocks, and for each line the index of its block."""
    texts: list[str] = []
    owner: list[int] = []
    for i, block in enumerate(shown):
        rows = [*block.text.split("\n"), ""]
        texts.extend(rows)
        owner.extend([i] * len(rows))
    return lines_of("\n".join(texts)), [*owner, len(shown) - 1]


def _region(shown: list[Block], top: int) -> set[int]:
    """Blocks, the one with the thread's heading → the blocks of the thread: all that follow inside the column of the page.

    The column is the smallest element around the heading that holds text before it, too (the article).
    """
    heading = shown[top].element
    before = [b.element for b in shown[:top] if len(b.text) > 60] or [b.element for b in shown[:top]]
    column = next((a for a in heading.iterancestors() if any(a in set(above(e)) for e in before[-3:])), None)
    found = {top}
    for i in range(top + 1, len(shown)):
        if column is not None and column not in set(above(shown[i].element)):
            break
        if any(name(a) in {"aside", "footer", "nav"} or marks(a) & {"sidebar", "footer"} for a in _few(above(shown[i].element), 12)):
            break
        found.add(i)
    return found


def _cut_threads(root: Any) -> bool:
    """What is left of threads (headings, forms, buttons) → gone; whether there was any."""
    threads = [e for e in bearing(root, _THREAD) if not _holds_article(e)]
    for element in threads:
        if name(element) not in {"body", "html"}:
            drop(element)
    return bool(threads)
