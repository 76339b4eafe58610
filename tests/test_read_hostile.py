"""Hostile pages → a clear error or a clean read, in bounded time; nothing is fetched, nothing run."""

import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreshock.errors import UnreadablePage
from foreshock.read import RawPage, document
from foreshock.read.decode import storable
from foreshock.types import Document

PROSE = b"<p>" + b"The governor met the council on Monday and both agreed to reopen the road to the port, his office said. " * 3 + b"</p>"


def html(body: bytes, **told: object) -> Document:
    return document(RawPage("a.html", "html", body, **told))  # type: ignore[arg-type]


def sound(found: Document) -> None:
    """Every span holds, and all can be stored."""
    for part in found.parts:
        assert found.text[part.span.start : part.span.end] == part.span.text
        assert part.span.text.strip()
        assert part.reply_to is None or found.parts[part.reply_to].kind == "comment"
    for text in (found.text, found.title, *found.authors, found.publisher, found.url, found.id, *(p.author for p in found.parts)):
        assert text is None or "\x00" not in text
        (text or "").encode("utf-8")


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>" + b"<div>" * 100_000 + PROSE, b"<html><body>" + b"<b>" * 100_000 + PROSE, b"<blockquote>" * 100_000 + PROSE,
        b"<html><body><ul><li>" * 30_000 + PROSE, b"<table><tr><td>" * 30_000 + PROSE, b"<html><body>" + PROSE + b"<" * 2_000_000,
        b"<html><body><div class=comment>" * 20_000 + PROSE, b"<html><body>" + PROSE + b"<!--" * 100_000,
        b"<html><body><div " + b" ".join(b"a%d=1" % i for i in range(100_000)) + b">" + PROSE,
        b"<html><body>" + PROSE + b"<a b='" * 100_000, b"<html><body><p>" + b"By " * 300_000 + PROSE,
        b"<html><head><script type='application/ld+json'>" + b"[" * 200_000 + b"</script></head><body>" + PROSE,
        b"<html><head><title>" + b"a | " * 500_000 + b"</title></head><body>" + PROSE,
        b"<html><body>" + PROSE + b"<li class=comment><cite>A B</cite><time datetime=2016-01-01>x</time><p>So it is.</p></li>" * 12_000,
    ],
)  # fmt: skip
def test_deep_and_broad_pages_take_bounded_time(body: bytes) -> None:
    start = time.perf_counter()
    found = html(body)
    assert time.perf_counter() - start < 10
    assert "agreed to reopen the road" in found.text
    sound(found)


def test_a_listing_of_a_machine_is_refused() -> None:
    with pytest.raises(UnreadablePage, match="tags"):
        html(b"<a href=x>y</a>" * 150_000)
    with pytest.raises(UnreadablePage, match="limit is 20,000,000 bytes"):
        html(b"x" * 20_000_001)


@pytest.mark.parametrize(
    "body",
    [b"", b"   \n", b"\xef\xbb\xbf", b"\x00" * 100, b"%PDF-1.4", b"<br>",
     b"<html><head><title>Talks in Basra</title></head><body><div id=app></div></body></html>", bytes(range(256)) * 40, b"<!-- -->",
     b"<script>alert(1)</script>"],
)  # fmt: skip
def test_pages_without_text_say_so(body: bytes) -> None:
    for form in ("html", "text") if b"<" not in body else ("html",):
        with pytest.raises(UnreadablePage) as error:
            document(RawPage("a.html", form, body))  # type: ignore[arg-type]
        assert error.value.address == "a.html"
        assert error.value.reason.endswith(".")


TEXT = "Die Gespräche in Basra – so der Gouverneur – “waren gut”. Und danach fuhr er über die Brücke zurück."


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        (TEXT.encode(), None), (TEXT.encode("utf-8-sig"), None), (TEXT.encode("utf-16"), None), (TEXT.encode("utf-16-le"), None),
        (TEXT.encode("utf-16-be"), None), (TEXT.encode("cp1252"), None), (TEXT.encode("cp1252"), "iso-8859-1"),
        (TEXT.encode("utf-32"), None), (TEXT.encode(), "no-such-charset"), (TEXT.encode(), "zlib"), (TEXT.encode(), "ascii"),
    ],
)  # fmt: skip
def test_encodings(raw: bytes, charset: str | None) -> None:
    assert document(RawPage("a.txt", "text", raw, charset=charset)).text == TEXT


def test_an_encoding_declared_by_the_page() -> None:
    page = '<html><head><meta charset="windows-1256"></head><body><p>اجتمع المجلس في البصرة يوم الاثنين</p></body></html>'
    assert html(page.encode("cp1256")).parts[0].span.text == "اجتمع المجلس في البصرة يوم الاثنين"


def test_broken_bytes_are_marked_not_lost() -> None:
    raw = "Gespräche in ".encode() + b"\xff \x00Basra"
    assert document(RawPage("a.txt", "text", raw)).text == "Gespräche in \ufffd \ufffdBasra"


def test_markup_in_names_titles_and_comments_is_text() -> None:
    found = html(
        b"<html><head><title>&lt;script&gt;alert(1)&lt;/script&gt; Talks in Basra</title>"
        b'<meta name="author" content="&lt;img src=x onerror=alert(1)&gt;Ann Lee"></head><body>' + PROSE
        + b'<div class="comment"><cite>&lt;i&gt;Bob&lt;/i&gt;</cite><time datetime="2016-01-01">x</time>'
        b"<p>&lt;script&gt;alert(2)&lt;/script&gt;</p></div>"
    )  # fmt: skip
    assert (found.title, found.authors) == ("alert(1) Talks in Basra", ("Ann Lee",))
    assert found.parts[-1].span.text == "<script>alert(2)</script>"


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a page made us open a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    found = html(
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><head>'
        b'<link rel="stylesheet" href="http://127.0.0.1:9/a.css"><base href="http://127.0.0.1:9/"></head><body>'
        b'<iframe src="http://127.0.0.1:9/"></iframe><img src="http://127.0.0.1:9/a.png">'
        + PROSE + b"<p>&x; and more of it</p></body></html>"
    )
    assert "root:" not in found.text


@pytest.mark.parametrize("text", ["a\ud800b", "\udfff", "\ud83d\ude00", "a\x00"])
def test_what_cannot_be_stored_is_replaced(text: str) -> None:
    sound(document(RawPage("a", "record", f"Talks {text} ended.")))
    storable(text).encode("utf-8")


PIECES = st.sampled_from([
    "<p>", "</p>", "<div class='comment'>", "<div id=comments>", "</div>", "<h1>", "<ol><li>", "<time datetime='2016-01-01T10:00'>",
    "<cite>",
    "<article>", "<br>", "<pre>", "<table><td>", "<script type='application/ld+json'>", "</script>",
    '{"@type":"NewsArticle","headline":',
    "Talks ended in Basra.", "3 Comments", "One Response to Talks", "Ann Lee 22nd March 2016 at 5:51 pm #", "Ann says:", "\u00a0", "“IS”",
    "&#0;", "&lt;b&gt;", "<b", "'", '"', "\n\n", "بصرة", "\U0001f600", "<title>", "<meta name=author content=", "by Ann Lee", "---\n", "# ",
    "<figure><figcaption>", "<ul class=children>", "03/04/2016", "Comments", "Q: Why?", "<div class=indented>", "reply", "1. ",
])  # fmt: skip


def read_or_refused(page: RawPage) -> Document | None:
    try:
        found = document(page)
    except UnreadablePage as error:
        return None if error.reason else pytest.fail("refused without a reason")
    sound(found)
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES | st.text(max_size=20), max_size=40).map("".join), st.sampled_from(["html", "text", "markdown", "record"]))
def test_any_mixture_is_read_or_refused(text: str, form: str) -> None:
    body = text if form == "record" else text.encode("utf-8", "surrogatepass")
    found = read_or_refused(RawPage("a", form, body))  # type: ignore[arg-type]
    if found is not None and form != "html":
        assert found.text == storable(text).removeprefix("\ufeff" if form != "record" else "")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["html", "text", "markdown"]), st.sampled_from([None, "utf-16", "latin-1", "hex", "x"]))
def test_any_bytes_are_read_or_refused(body: bytes, form: str, charset: str | None) -> None:
    read_or_refused(RawPage("a", form, body, charset=charset))  # type: ignore[arg-type]
