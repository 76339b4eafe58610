"""A page's tree (comments cut out) → what its head and marks say of it: title, authors, publisher, dates, section."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from foreshock.read.comments import Said
from foreshock.read.dates import first_date, iso_date
from foreshock.read.decode import storable
from foreshock.read.plain import names
from foreshock.read.tree import marks, name
from foreshock.types import UNKNOWN, When

_ARTICLE = re.compile(r"(?:.*Article|BlogPosting|Report|LiveBlogPosting|SocialMediaPosting|Interview|PressRelease|Review)")
_NODES = 20_000  # of one JSON-LD block
_SUFFIX = re.compile(r"\s+(?:\||-|–|—|::|»|«|·|•|~|›)\s+")
_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class Facts:
    """What a page says of itself. `dates` are in the order of their strength; `labels` words that may tell its genre."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    dates: list[When] = field(default_factory=list)
    types: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    comments: list[Said] = field(default_factory=list)


def clean(text: object, longest: int = 500) -> str | None:
    """Anything a page gives as a name or title → one line without markup; None where nothing is left.

    >>> clean(" <b>Talks</b> in\\n Baghdad "), clean({"name": 1}), clean("  ")
    ('Talks in Baghdad', None, None)
    """
    if not isinstance(text, str | int | float) or isinstance(text, bool):
        return None
    flat = re.sub(r"<[a-zA-Z/!][^<>]{0,500}>", "", storable(str(text)[: longest * 8]))
    return _SPACES.sub(" ", flat).strip()[:longest].strip() or None


def json_ld(root: Any) -> Iterator[dict[str, Any]]:
    """Tree → the objects of its JSON-LD, outermost first; a malformed block gives nothing."""
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "").lower() or not script.text:
            continue
        try:
            top = json.loads(script.text.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError):
            continue
        queue, seen = [top], 0
        while queue and seen < _NODES:
            node = queue.pop(0) if len(queue) < 1000 else queue.pop()
            seen += 1
            if isinstance(node, dict):
                yield node
                queue.extend(v for v in node.values() if isinstance(v, dict | list))
            elif isinstance(node, list):
                queue.extend(v for v in node[:_NODES] if isinstance(v, dict | list))


def _types(node: dict[str, Any]) -> tuple[str, ...]:
    kind = node.get("@type", ())
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple(k.rsplit("/", 1)[-1].removeprefix("schema:") for k in kinds if isinstance(k, str))


def _people(value: object) -> tuple[str, ...]:
    """JSON-LD author → names."""
    found: list[str] = []
    for one in value[:50] if isinstance(value, list) else [value]:
        text = clean(one.get("name") if isinstance(one, dict) else one, 200)
        if text and not re.match(r"https?://|[@#]", text):
            found.extend(names(text) if " and " in text else (text,))
    return tuple(dict.fromkeys(found))


def _from_json_ld(facts: Facts, nodes: list[dict[str, Any]]) -> None:
    articles = [n for n in nodes if any(_ARTICLE.fullmatch(t) for t in _types(n))]
    for node in articles[:1]:
        facts.title = clean(node.get("headline")) or clean(node.get("name"))
        facts.authors = _people(node.get("author"))
        facts.types = _types(node)
        publisher = node.get("publisher")
        facts.publisher = clean(publisher.get("name") if isinstance(publisher, dict) else publisher, 200)
        facts.language = clean(node.get("inLanguage"), 20)
        section = node.get("articleSection")
        facts.labels += tuple(s for x in (section if isinstance(section, list) else [section]) if (s := clean(x, 100)))
    for node in [*articles[:1], *(n for n in nodes if "WebPage" in _types(n))]:
        for key in ("datePublished", "dateCreated"):
            when = iso_date(clean(node.get(key), 60) or "", "json-ld")
            facts.dates += [when] if when.known else []
    facts.comments = _ld_comments(nodes)


def _ld_comments(nodes: list[dict[str, Any]]) -> list[Said]:
    found = []
    for node in nodes:
        if not {"Comment", "UserComments"} & set(_types(node)):
            continue
        raw = node.get("text") or node.get("commentText") or ""
        pieces = re.split(r"\n\s*\n|<br\s*/?>|</p>", raw[:200_000] if isinstance(raw, str) else "")
        text = "\n\n".join(p for x in pieces if (p := clean(x, 100_000)))
        if text:
            who = _people(node.get("author") or node.get("creator"))
            when = iso_date(clean(node.get("dateCreated") or node.get("datePublished"), 60) or "", "json-ld")
            found.append(Said(text, who[0] if who else None, when))
    return found


_META_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "citation_publication_date", "citation_date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "date", "pubdate",
    "publishdate", "publish-date", "publication_date", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "originalpublicationdate",
)  # fmt: skip
_META_AUTHORS = (
    "author", "citation_author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "article:author",
    "byl",
)  # fmt: skip


def _from_meta(facts: Facts, root: Any) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        key = (element.get("property") or element.get("name") or element.get("itemprop") or "").lower().strip()
        if key and (value := clean(element.get("content"))):
            meta.setdefault(key, []).append(value)
    for key in _META_DATES:
        when = iso_date(meta.get(key, [""])[0], "meta")
        facts.dates += [when] if when.known else []
    if not facts.authors:
        said = next((meta[k] for k in _META_AUTHORS if k in meta and not re.match(r"https?://|[@#]", meta[k][0])), [])
        facts.authors = tuple(dict.fromkeys(n for value in said[:20] for n in names(value)))
    facts.publisher = next((meta[k][0] for k in ("og:site_name", "dc.publisher", "application-name") if k in meta), None) or facts.publisher
    facts.labels += tuple(v for k in ("article:section", "og:type", "section", "parsely-section") for v in meta.get(k, ())[:3])
    facts.language = facts.language or root.get("lang") or meta.get("og:locale", [None])[0]
    return meta


def _address(facts: Facts, root: Any, meta: dict[str, list[str]]) -> None:
    links = [e.get("href", "") for e in root.iter("link") if "canonical" in e.get("rel", "").lower().split()]
    facts.url = next((u for u in [*map(clean, links), *meta.get("og:url", ())] if u and re.match(r"https?://[^\s/]", u)), None)


def host(url: str | None) -> str | None:
    """URL → its host without "www."; None where it has none.

    >>> host("https://www.example.org/a"), host("http://[broken")
    ('example.org', None)
    """
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or None if url else None
    except ValueError:
        return None


def url_date(url: str | None) -> When:
    """URL → the day or month in its path.

    >>> url_date("http://example.org/2017/03/20/talks").text, url_date("http://example.org/2017/03/talks").text
    ('2017-03-20', '2017-03-01/2017-03-31')
    """
    match = re.search(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])(?:[/-]?(0[1-9]|[12]\d|3[01]))?(?=[/\-_.]|$)", url or "")
    if match is None:
        return UNKNOWN
    year, month = int(match[1]), int(match[2])
    last = monthrange(year, month)[1]
    if match[3]:
        return When.day(date(year, month, int(match[3])), "url") if int(match[3]) <= last else UNKNOWN
    return When(date(year, month, 1), date(year, month, last), "month", "url")


def _title(facts: Facts, root: Any, meta: dict[str, list[str]]) -> None:
    """Title without the site's suffix: what JSON-LD or OpenGraph says, else the page's one h1, else `<title>`."""
    heads = [t for e in root.iter("h1") if (t := clean("".join(e.itertext())))]
    whole = next((t for e in root.iter("title") if (t := clean("".join(e.itertext())))), None)
    told = facts.title or next((meta[k][0] for k in ("og:title", "citation_title", "dc.title", "twitter:title") if k in meta), None)
    site = facts.publisher or ""
    for candidate in (told, whole):
        if candidate:
            facts.title = without_site(candidate, site, host(facts.url) or "", heads)
            break
    else:
        facts.title = heads[0] if heads else None


def without_site(title: str, site: str, where: str, heads: list[str]) -> str:
    """Title, site's name, host, the page's h1 → the title without what names the site.

    >>> without_site("Talks in Baghdad | The Gulf Desk", "", "", [])
    'Talks in Baghdad'
    >>> without_site("Iran - Iraq talks resume in Basra", "The Gulf Desk", "", [])
    'Iran - Iraq talks resume in Basra'
    """
    for head in heads:
        if head and title.casefold() != head.casefold() and head.casefold() in title.casefold() and len(head) >= 10:
            return head
    known = {k for k in (re.sub(r"\W", "", s.casefold()) for s in (site, where, where.split(".")[0])) if k}
    pieces = list(_SUFFIX.finditer(title))
    for cut, rest in ((pieces[-1:], "tail"), (pieces[:1], "head")):
        if not cut:
            continue
        head, tail = title[: cut[0].start()], title[cut[0].end() :]
        gone, stays = (tail, head) if rest == "tail" else (head, tail)
        named = re.sub(r"\W", "", gone.casefold()) in known
        bar = rest == "tail" and cut[0].group().strip() in "|»::›" and len(gone.split()) <= 6 and len(stays) >= 8
        if stays and (named or bar):
            return without_site(stays, site, where, []) if named else stays
    return title


def _from_marks(facts: Facts, root: Any) -> None:
    """`<time>`, microdata, class names of bylines: what the body of the page says in its marks."""
    authors: list[str] = []
    for element in _TELLING(root):
        tag, told = name(element), marks(element)
        if tag in {"meta", "body", "html", "script", "style"}:
            continue
        prop = element.get("itemprop", "").split()
        if tag == "time" or {"datePublished", "dateCreated"} & set(prop) or ("published" in told and tag in {"abbr", "span"}):
            machine = element.get("datetime") or element.get("content") or element.get("title") or ""
            when = iso_date(machine, "time tag") if machine else first_date("".join(element.itertext()), "time tag")
            facts.dates += [when] if when.known and not _aside(element) and "dateModified" not in prop else []
        signed = "author" in prop or told & _BYLINES or "author" in element.get("rel", "").split()
        if signed and not facts.authors and len(authors) < 10 and not _aside(element):
            text = clean(_author_text(element), 120) or ""
            authors.extend(n for n in names(text) if n not in authors and not first_date(n, "byline").known)
    if authors:
        facts.authors = tuple(authors[:1] if len(authors) > 1 and authors[1] in authors[0] else authors)


_TELLING = etree.XPath("descendant-or-self::*[self::time or @class or @id or @itemprop or @rel]")
_BYLINES = frozenset({
    "author", "byline", "by-line", "author-name", "article-author", "post-author", "entry-author", "byline__name",
    "byline-name", "field-name-author",
})  # fmt: skip
_APART = re.compile(r"(?:.*[-_])?(?:sidebar|related|recent|widget|teaser|more-stories|author-bio|about-author)(?:[-_].*)?")
_NOBODY = frozenset({"admin", "administrator", "webmaster"})


def _author_text(element: Any) -> str:
    inner = next((e for e in element.iter() if e is not element and ("fn" in marks(e) or "name" in e.get("itemprop", "").split())), element)
    return inner.get("content") or "".join(inner.itertext())


def _aside(element: Any) -> bool:
    """Whether an element stands beside the article: a sidebar, a footer, a list of other pages."""
    for outer in element.iterancestors():
        if name(outer) in {"aside", "nav"} or (name(outer) == "footer" and not any(name(a) == "article" for a in outer.iterancestors())):
            return True
        if any(_APART.fullmatch(m) for m in marks(outer)):
            return True
    return False


def facts_of(root: Any, nodes: list[dict[str, Any]], url: str | None) -> Facts:
    """Tree, its JSON-LD, the container's URL → what the page says of itself."""
    facts = Facts()
    _from_json_ld(facts, nodes)
    meta = _from_meta(facts, root)
    _address(facts, root, meta)
    facts.url = url or facts.url
    _title(facts, root, meta)
    _from_marks(facts, root)
    nobody = {(facts.publisher or "").casefold()} | _NOBODY
    facts.authors = tuple(a for a in facts.authors if a.casefold() not in nobody)
    facts.labels += tuple(p for p in urlsplit(facts.url or "").path.lower().split("/")[1:-1] if p) if host(facts.url) else ()
    return facts
