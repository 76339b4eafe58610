"""`Holdings` → the pages that are quoted, as CSL-JSON, RIS or BibTeX: what Zotero and its kin read.

No page says when it was fetched for us, so none of them has a date of access.
"""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from foreshock.exchange.giving import uuid_of
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings
from foreshock.types import Document
from foreshock.written import opened

_CSL = {"report": "article-newspaper", "analysis": "article-newspaper", "interview": "interview", "press release": "report"}
_RIS = {"article-newspaper": "NEWS", "interview": "NEWS", "report": "RPRT", "webpage": "ELEC"}
_BODY = re.compile(
    r"\b(agency|press|news|times|post|staff|team|reporters?|desk|editors?|bureau|network|service|wire|ministry|office)\b", re.IGNORECASE)


def quoted(holdings: Holdings) -> list[Document]:
    """Holdings → the pages that something in them rests on, by date and id."""
    used = {m.document_id for m in holdings.event_mentions} | {s.document_id for s in holdings.statements}
    used |= {t.document_id for t in holdings.tie_mentions}
    return sorted((d for d in holdings.documents if d.id in used), key=lambda d: (_day(d) or date.max, d.id))


def write_csl(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → CSL-JSON, one list."""
    losses = _losses(holdings)
    told = [csl(d) for d in quoted(holdings)]
    with opened(path) as out:
        out.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    return losses


def csl(document: Document) -> dict[str, Any]:
    """Page → its CSL item; what is not known is left out."""
    day = _day(document)
    told: dict[str, Any] = {
        "id": _key(document), "type": _kind(document), "title": document.title or document.address,
        "author": [_author(a) for a in document.authors], "container-title": document.publisher,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None, "URL": _web(document), "language": document.language,
    }
    return {name: value for name, value in told.items() if value}


def write_ris(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → RIS, a record a page (TY … ER)."""
    losses = _losses(holdings)
    with opened(path) as out:
        for document in quoted(holdings):
            day = _day(document)
            lines = [("TY", _RIS[_kind(document)]), ("ID", _key(document)), ("TI", document.title or document.address),
                     *(("AU", _inverted(a)) for a in document.authors), ("T2", document.publisher),
                     ("PY", str(day.year) if day else None), ("DA", f"{day:%Y/%m/%d}" if day else None), ("LA", document.language),
                     ("UR", _web(document)), ("ER", "")]
            out.writelines(f"{tag}  - {_line(value)}\n" for tag, value in lines if value is not None)
            out.write("\n")
    return losses


def write_bibtex(holdings: Holdings, path: Path) -> Losses:
    """Holdings, path → BibTeX with biblatex' `@online`, an entry a page."""
    losses = _losses(holdings)
    with opened(path) as out:
        for document in quoted(holdings):
            day = _day(document)
            fields = {
                "title": _tex(document.title or document.address), "author": " and ".join(_tex(_inverted(a)) for a in document.authors),
                "organization": _tex(document.publisher or ""), "date": day.isoformat() if day else "",
                "year": str(day.year) if day else "", "url": _line(_web(document) or "").replace("{", "%7B").replace("}", "%7D"),
                "langid": document.language or "",
            }
            body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
            out.write(f"@online{{{_key(document)},\n{body}}}\n\n")
    return losses


def _losses(holdings: Holdings) -> Losses:
    losses, pages = Losses(), quoted(holdings)
    losses.written["pages"] = len(pages)
    losses.lost.update({
        "pages that nothing rests on": len(holdings.documents) - len(pages), "dates of pages, unknown": sum(_day(d) is None for d in pages),
        "bounds of dates (the later day stands)": sum(d.published.earliest != d.published.latest for d in pages),
        "events": len(holdings.events), "statements": len(holdings.statements), "ties": len(holdings.picture.ties)})
    return losses


def _day(document: Document) -> date | None:
    return document.published.latest or document.published.earliest


def _kind(document: Document) -> str:
    return _CSL.get(document.genre, "webpage")


def _key(document: Document) -> str:
    """Page → a key that every tool takes: letters and digits, the same in every export."""
    day = _day(document)
    word = re.sub(r"[^a-z]", "", (document.publisher or "page").lower())[:12] or "page"
    return f"{word}{day.year if day else ''}-{uuid_of('document', document.id)[:8]}"


def _web(document: Document) -> str | None:
    return document.url if document.url and re.match(r"https?://\S+$", document.url) else None


def _author(name: str) -> dict[str, str]:
    """A name as printed → given and family name; a body's, or one of a single word, stays whole."""
    given, _, family = name.strip().rpartition(" ")
    return {"literal": name.strip()} if _BODY.search(name) or not given else {"family": family, "given": given}


def _inverted(name: str) -> str:
    told = _author(name)
    return f"{told['family']}, {told['given']}" if "family" in told else told["literal"]


def _line(value: str) -> str:
    return " ".join(value.split())


def _tex(text: str) -> str:
    """Text → the same with TeX's own characters escaped: a page's title must not be able to run a command."""
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
               **{c: f"\\{c}" for c in "#$%&_"}}
    return _line("".join(special.get(c, c) for c in text))
