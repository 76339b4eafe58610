"""Bytes of unknown encoding → text that can be stored as UTF-8, or an UnreadablePage that says why not."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from foreshock.errors import UnreadablePage

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_MAGIC = (
    (b"PK\x03\x04", "a zip file (or docx, epub, wacz)", "Unpack it and read the pages in it"),
    (b"PK\x05\x06", "an empty zip file", "Leave it out"),
    (b"%PDF-", "a PDF", "Convert it to text first, for instance with pdftotext"),
    (b"\x89PNG", "a PNG picture", "Leave it out"),
    (b"\xff\xd8\xff", "a JPEG picture", "Leave it out"),
    (b"GIF8", "a GIF picture", "Leave it out"),
    (b"RIFF", "a RIFF file (picture, sound or film)", "Leave it out"),
    (b"\x7fELF", "a program", "Leave it out"),
    (b"MZ\x90", "a program", "Leave it out"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "Save it as text or HTML first"),
    (b"{\\rtf", "an RTF file", "Save it as text or HTML first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first"),
    (b"BZh", "a bzip2 file", "Unpack it first (bunzip2)"),
    (b"\xfd7zXZ", "an xz file", "Unpack it first (unxz)"),
    (b"\x28\xb5\x2f\xfd", "a zstandard file", "Unpack it first (unzstd)"),
    (b"SQLite format 3", "an SQLite database", "Leave it out"),
    (b"PAR1", "a Parquet file", "Unpack it first"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})""")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
SAMPLE = 65_536
# Python knows codecs that unpack (zlib), escape or take quadratic time (punycode): a page may name only these.
_KNOWN = ("utf-8", "utf-16", "utf-32", "iso8859", "ascii", "cp", "koi8", "mac", "gb", "big5", "euc", "shift_jis", "iso2022", "tis")


def foreign(head: bytes) -> tuple[str, str] | None:
    """First bytes of a file → (what it is, what to do) where it is no text at all.

    >>> foreign(b"%PDF-1.4 ...")
    ('a PDF', 'Convert it to text first, for instance with pdftotext')
    """
    return next(((what, step) for magic, what, step in _MAGIC if head.startswith(magic)), None)


def storable(text: str) -> str:
    """Any string → one that UTF-8 and a database can hold: lone surrogates and NULs become U+FFFD, pairs one character.

    >>> storable("a\\ud800b\\x00c") == "a\\ufffdb\\ufffdc"
    True
    """
    if text.isascii():
        return text.replace("\x00", "\ufffd")
    if _SURROGATE.search(text):
        text = _PAIR.sub(lambda m: m.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
        text = _SURROGATE.sub("\ufffd", text)
    return text.replace("\x00", "\ufffd")


def decode(body: bytes | str, address: str, charset: str | None = None, html: bool = False) -> str:
    """Body, address, what the server said → text. Byte order mark, server, page, then UTF-8, then a guess decide."""
    if isinstance(body, str):
        text = storable(body)
        if not text.strip():
            raise UnreadablePage(address, "holds no text. Leave it out, or fetch it again.")
        return text
    if not body.strip(b" \t\r\n\f\v\x00\xef\xbb\xbf"):
        raise UnreadablePage(address, "is empty. Leave it out, or fetch it again.")
    if what := foreign(body[:64].lstrip()):
        raise UnreadablePage(address, f"is {what[0]}, not a page. {what[1]}.")
    text = storable(_decoded(body, charset, html))
    sample = text[:SAMPLE]
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    if odd > max(8, len(sample) * 0.1):
        raise UnreadablePage(
            address, f"{odd} of the first {len(sample)} characters are no text; it looks binary or of an unknown encoding. "
            "Save it as UTF-8, or leave it out."
        )
    return text


def _decoded(body: bytes, charset: str | None, html: bool) -> str:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if (wide := _wide(body)) is not None:
        return body.decode(wide, "replace")
    for told in (charset, *(_declared(body) if html else ())):
        if (text := _as(body, told)) is not None:
            return text
    if (text := _as(body, "utf-8")) is not None:
        return text
    return _guessed(body)


def _declared(body: bytes) -> tuple[str, ...]:
    found = [m.group(1).decode("ascii") for p in (_XML_DECLARED, _DECLARED) if (m := p.search(body[:4096]))]
    return tuple(found)


def _as(body: bytes, name: str | None) -> str | None:
    """Body, encoding name → text where the name is known and the bytes are valid in it."""
    if not name:
        return None
    try:
        codec = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not codec.name.startswith(_KNOWN):
        return None
    try:
        # Latin-1 on the web means Windows-1252 (WHATWG encoding standard).
        return body.decode("cp1252" if codec.name in {"iso8859-1", "ascii"} else codec.name, "strict")
    except UnicodeError:
        return None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    head = body[:2000]
    if len(head) < 16 or head.count(0) < len(head) * 0.3:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else None


def _guessed(body: bytes) -> str:
    """Broken UTF-8 stays UTF-8 with marks where it breaks; else the likeliest encoding of a sample."""
    utf8 = body.decode("utf-8", "replace")
    whole = sum(1 for c in utf8[:SAMPLE] if c > "\x7f" and c != "\ufffd")
    if utf8.count("\ufffd", 0, SAMPLE) <= whole:
        return utf8
    best = from_bytes(body[:SAMPLE]).best()
    if best is not None:
        return body.decode(best.encoding, "replace")
    return body.decode("cp1252", "replace")
