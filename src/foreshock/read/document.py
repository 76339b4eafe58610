"""`RawPage` → `Document`: main text, parts, dates with their basis, genre, each span verbatim."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import py3langid

from foreshock.errors import UnreadablePage
from foreshock.read.comments import Said, cut_comments
from foreshock.read.dates import iso_date
from foreshock.read.decode import decode, storable
from foreshock.read.facts import Facts, clean, facts_of, host, json_ld, url_date
from foreshock.read.genre import genre_of
from foreshock.read.main_text import Main, glued, main_text
from foreshock.read.plain import Layout, byline, front_matter, layout, names
from foreshock.read.raw import Limits, RawPage
from foreshock.read.tree import MOST_TAGS, Block, blocks, is_fragment, name, parse, tags
from foreshock.types import UNKNOWN, Document, Part, PartKind, Span, When
from foreshock.types.copies import sketch_of
from foreshock.types.ids import stable_id

# The stronger ground first; where two disagree the stronger wins. Only the first few may contradict a comment's date.
STRENGTH = ("record", "feed", "json-ld", "meta", "time tag", "url", "byline")
_FIRM = frozenset(STRENGTH[:4])
ENGLISH = 5  # different small words of English in as much text, which no other language has
_ENGLISH = re.compile(r"\b(?:the|and|of|to|that|for|with|by|from|was|were|which)\b", re.IGNORECASE)
LANGUAGE_FROM = 500  # code points that tell the language; telling it takes time for each


@dataclass(slots=True)
class _Draft:
    """What is known of a page while it is put together."""

    text: str = ""
    parts: list[Part] = field(default_factory=list)
    title: str | None = None
    authors: tuple[str, ...] = ()
    dates: list[When] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)

    def add(self, kind: PartKind, text: str, said: Said | None = None, offset: int = 0) -> None:
        """A part is appended to the text, after a blank line."""
        if not text.strip():
            return
        self.text += "\n\n" if self.text else ""
        start = len(self.text)
        self.text += text
        self.mark(kind, start, len(self.text), said, offset)

    def mark(self, kind: PartKind, start: int, end: int, said: Said | None = None, offset: int = 0) -> None:
        """A part is marked where it already stands."""
        reply = said.reply_to + offset if said and said.reply_to is not None else None
        span = Span.of(self.text, start, end)
        self.parts.append(Part(len(self.parts), kind, span, said.author if said else None, said.posted if said else UNKNOWN, reply))


def document(page: RawPage, limits: Limits | None = None) -> Document:
    """RawPage → Document; a page that holds no text raises UnreadablePage."""
    size, most = len(page.body), (limits or Limits()).page_bytes
    if size > most:
        raise UnreadablePage(page.address, f"is {size:,} bytes long, the limit is {most:,} bytes. Cut it, or raise Limits.page_bytes.")
    text = decode(page.body, page.address, page.charset, html=page.format == "html")
    draft = _from_html(text, page) if page.format == "html" else _from_text(text, page)
    if not draft.parts:
        raise UnreadablePage(page.address, "has markup but no text that a reader would see. Save the page after it has loaded.")
    printed, bound = sum(len(p.span.text) for p in draft.parts), (limits or Limits()).text
    if printed > bound and (printed := sum(len("".join(p.span.text.split())) for p in draft.parts)) > bound:
        raise UnreadablePage(
            page.address, f"has {printed:,} characters of text, the limit is {bound:,}: a book, not a page. "
            "Cut it into chapters, or raise Limits.text."
        )
    return _finished(draft, page)


def document_of(text: str, id: str | None = None, date: date | None = None) -> Document:
    """A text of the sentence interface → Document: one body part, nothing guessed or split.

    >>> document_of("Talks ended.", id="s1").parts[0].span.text
    'Talks ended.'
    """
    text = storable(text)
    if not text.strip():
        raise UnreadablePage(id or "text", "is empty. Give it some text.")
    published = When.day(date, "record") if date else UNKNOWN
    digest = hashlib.sha256(text.encode()).hexdigest()
    part = Part(0, "body", Span.of(text, 0, len(text)))
    return Document(
        id=id or stable_id("d", text), version=digest[:12], text=text, parts=(part,), published=published,
        language=_language(text), address=id or "", format="record", sha256=digest,
    )  # fmt: skip


def _from_text(text: str, page: RawPage) -> _Draft:
    """A plain text, Markdown or record → the text as it is, with its parts marked."""
    draft = _Draft(text)
    matter, start = front_matter(text) if page.format == "markdown" else ({}, 0)
    _mark(draft, layout(text, start, page.format == "markdown"), whole=page.format == "record" and page.title is not None)
    draft.title = clean(matter.get("title")) or draft.title
    draft.authors = names(matter.get("author") or matter.get("authors") or "") or draft.authors
    given = matter.get("date") or matter.get("published") or ""
    draft.dates += [when] if (when := iso_date(given, "meta")).known else []
    publisher = clean(matter.get("publisher") or matter.get("source"))
    draft.facts = Facts(publisher=publisher, url=clean(matter.get("url")), labels=_labels(matter))
    return draft


def _labels(matter: dict[str, str]) -> tuple[str, ...]:
    told = (matter.get(k, "") for k in ("genre", "type", "section", "category", "categories"))
    return tuple(p for value in told for piece in re.split(r"[;,]", value) if (p := piece.strip(" \"'[]")))


def _mark(draft: _Draft, found: Layout, whole: bool = False) -> None:
    if found.headline:
        draft.mark("headline", *found.headline)
        draft.title = draft.parts[-1].span.text
    if found.body:
        draft.mark("body", *found.body)
    offset = len(draft.parts)
    for start, end, comment in found.comments:
        draft.mark("comment", start, end, Said("", comment.author, comment.posted, comment.reply_to), offset)
    draft.authors = found.authors
    draft.dates += [found.published] if found.published.known else []


def _from_html(text: str, page: RawPage) -> _Draft:
    """A page of markup → a text made of its parts: headline, body, captions, comments."""
    if (many := tags(text)) > MOST_TAGS:
        raise UnreadablePage(page.address, f"has {many:,} tags, the limit is {MOST_TAGS:,}: a listing, not a page. Cut it into pages.")
    root = parse(text)
    if root is None:
        raise UnreadablePage(page.address, "has no element that a browser would show. Save it as plain text (.txt).")
    shown = blocks(root)
    if (verbatim := _only_pre(shown)) is not None:
        draft = _Draft(verbatim)
        _mark(draft, layout(verbatim))
        draft.facts = facts_of(root, [], page.url)
        draft.title = draft.title or draft.facts.title
        return draft
    nodes = list(json_ld(root))
    comments, shown = cut_comments(root, shown)
    facts = facts_of(root, nodes, page.url)
    title = clean(page.title) or facts.title
    main = main_text(root, shown, title, page.fragment or is_fragment(text))
    comments = comments or facts.comments
    draft = _Draft(title=title or main.headline, authors=facts.authors, dates=facts.dates, facts=facts)
    _put_together(draft, main, comments)
    return draft


def _put_together(draft: _Draft, main: Main, comments: Sequence[Said]) -> None:
    draft.add("headline", main.headline or (draft.title if main.body or comments else None) or "")
    draft.add("body", "\n\n".join(main.body))
    for caption in main.captions:
        draft.add("caption", caption)
    offset = len(draft.parts)
    for said in comments:
        draft.add("comment", storable(said.text), said, offset)
    for line in main.bylines:
        found = byline(line)
        draft.authors = draft.authors or (found[0] if found else ())
        draft.dates += [found[1]] if found and found[1].known else []


def _only_pre(shown: Sequence[Block]) -> str | None:
    """Blocks of a page that is nothing but preformatted text → that text as it stands."""
    pre = [b for b in shown if name(b.element) == "pre"]
    if not pre or sum(len(b.text) for b in pre) < 0.8 * sum(len(b.text) for b in shown):
        return None
    whole = "".join("".join(e.itertext()) for e in dict.fromkeys(b.element for b in pre))
    return whole if whole.strip() else None


def _published(draft: _Draft, page: RawPage, url: str | None) -> When:
    """All dates that a page offers → the best ground's, inside the bounds that comments and the crawl set."""
    offered = [w for w in (page.published, *draft.dates, url_date(url)) if w.known]
    bound, basis = _upper(draft, page)
    held = [w for w in offered if bound is None or w.basis in _FIRM or w.earliest is None or (w.earliest - bound).days <= 1]
    ranked = sorted(held, key=lambda w: (w.precision in {"month", "year"}, STRENGTH.index(w.basis) if w.basis in STRENGTH else 99))
    if ranked:
        best = ranked[0]
        if bound is not None and best.latest is not None and best.earliest is not None and best.earliest <= bound < best.latest:
            return replace(best, latest=bound, precision="range")
        return best
    return When(None, bound, "range", basis) if bound else UNKNOWN


def _upper(draft: _Draft, page: RawPage) -> tuple[date | None, str]:
    """The latest day it can have come out: that of the first dated comment, or of the crawl."""
    days = [(p.posted.latest, "comment") for p in draft.parts if p.kind == "comment" and p.posted.latest]
    days += [(page.retrieved, "warc")] if page.retrieved else []
    return min(days) if days else (None, "unknown")


def _finished(draft: _Draft, page: RawPage) -> Document:
    url = clean(page.url, 2000) or draft.facts.url
    title = clean(page.title) or draft.title
    authors = tuple(a for n in page.authors if (a := clean(n, 200))) or tuple(a for n in draft.authors if (a := clean(n, 200)))
    body = next((p.span.text for p in draft.parts if p.kind == "body"), "")
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", body) if p.strip()]
    raw = page.body if isinstance(page.body, bytes) else page.body.encode("utf-8", "replace")
    made = Document(
        id=page.id or stable_id("d", page.address), version="", text=draft.text, parts=tuple(draft.parts), title=title, authors=authors,
        publisher=clean(page.publisher, 200) or draft.facts.publisher or host(url), published=_published(draft, page, url),
        genre=genre_of(title, paragraphs, draft.facts.types, draft.facts.labels, url), language=_language(body or draft.text),
        url=url, address=page.address, format=page.format, sha256=hashlib.sha256(raw).hexdigest(),
        sketch=sketch_of(p.span.text for p in draft.parts if p.kind != "comment"),
    )  # fmt: skip
    return replace(made, version=_version(made))


def _version(made: Document) -> str:
    """Text, parts and what is known of the page → 12 digits that change when any of it does."""
    told = (made.text, made.parts, made.title, made.authors, made.publisher, made.published, made.genre, made.language, made.url)
    return hashlib.sha256(repr(told).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def _language(text: str) -> str | None:
    """Text → ISO 639-1 code of its language; None where there are too few letters to tell.

    >>> _language("The council and the envoy of the marshes met on Monday, for roads to the north were shut"), _language("Ja!")
    ('en', None)
    """
    start = text[:LANGUAGE_FROM]
    if len({word.lower() for word in _ENGLISH.findall(start)}) >= ENGLISH:
        return "en"  # as nearly all pages are; asking the library takes as long as to cut out comments
    return str(py3langid.classify(start)[0]) if len(glued(start)) >= 20 else None
