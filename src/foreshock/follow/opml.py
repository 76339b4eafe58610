"""OPML 2.0 → the feeds that a user lists; nothing in the file can fetch, explode or nest without end."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from foreshock.errors import BadInput

LONGEST = 5_000_000  # bytes
MOST = 10_000  # feeds


@dataclass(frozen=True, slots=True)
class Feed:
    """What a user follows: its address, and the name that the list gives it."""

    url: str
    title: str = ""


def feeds(body: bytes, where: str) -> tuple[Feed, ...]:
    """Bytes of an OPML file, its name → its feeds (whatever has an `xmlUrl`), each once, in their order."""
    if len(body) > LONGEST:
        raise BadInput(f"{where}: {len(body):,} bytes; a list of feeds has at most {LONGEST:,}. Split it.")
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise BadInput(f"{where}: declares a DOCTYPE, which can fetch files or explode; it was not parsed. Remove it.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"{where}: is no OPML ({error}). Export the list from your feed reader again.") from None
    if root.tag != "opml":
        raise BadInput(f"{where}: begins with <{root.tag}>, not <opml>. Export the list from your feed reader as OPML.")
    found: dict[str, Feed] = {}
    for outline in root.iter("outline"):
        told = {str(k).lower(): str(v).strip() for k, v in outline.attrib.items()}
        if url := told.get("xmlurl"):
            title = told.get("title") or told.get("text") or ""
            found.setdefault(url, Feed(url, " ".join(title.split())[:200]))
    if not found:
        raise BadInput(f"{where}: lists no feed. A feed is <outline type=\"rss\" text=\"Name\" xmlUrl=\"https://…\"/>.")
    if len(found) > MOST:
        raise BadInput(f"{where}: lists {len(found):,} feeds; the most is {MOST:,}. Split it.")
    return tuple(found.values())
