"""Files, folders, feeds, archives, JSON lines, standard input → pages, and what cannot be read by name and reason."""

import gzip
import hashlib
import io
import os
import pickle
from datetime import date
from pathlib import Path

import pytest

from foreshock.errors import UnreadablePage
from foreshock.read import Limits, RawPage, count, document, find

PAGES = Path(__file__).parent / "pages"


def found(*paths: Path, root: Path, limits: Limits | None = None) -> tuple[list[RawPage], dict[str, str]]:
    pages, errors = [], {}
    for one in find([str(p) for p in paths], root, limits):
        if isinstance(one, UnreadablePage):
            errors[one.address] = one.reason
        else:
            pages.append(one)
    return pages, errors


def record(
    kind: str, body: bytes, number: int, content: str = "application/http; msgtype=response", uri: str = "http://example.org/a"
) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2016-06-02T10:00:00Z\r\n"
        f"WARC-Target-URI: {uri}\r\nContent-Type: {content}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


def http(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers, "", ""]).encode() + body


PAGE = b"<html><body><h1>Talks in Basra</h1><p>The governor met the council on Monday, his office said.</p></body></html>"


def test_a_folder_is_walked_in_order_and_hidden_files_are_left(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("b/2.txt", "a.html", ".hidden.txt", ".git/x.txt", "style.css", "b/1.md"):
        (tmp_path / name).write_text("Talks ended.")
    os.symlink(tmp_path, tmp_path / "b" / "loop")
    pages, errors = found(tmp_path, root=tmp_path.parent)
    top = tmp_path.name
    assert [(p.address, p.format) for p in pages] == [
        (f"{top}/a.html", "html"), (f"{top}/b/1.md", "markdown"), (f"{top}/b/2.txt", "text"),
    ]  # fmt: skip
    assert not errors
    assert count([str(tmp_path)]) == 3


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    pages, errors = found(tmp_path / "gone.html", tmp_path / "pipe.txt", root=tmp_path)
    assert not pages
    assert "does not exist" in errors["gone.html"]
    assert "neither a file" in errors["pipe.txt"]


def test_file_names_that_are_no_utf8(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as file:
        file.write(b"Talks ended.")
    ((page,), _) = found(tmp_path, root=tmp_path)
    assert page.address == "caf\\xe9.txt"


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"<!DOCTYPE html><p>Talks", "html"), (b"\xef\xbb\xbf <p>Talks</p>", "html"), (b"Talks < ended", "text"), (b"Talks ended.", "text")],
)
def test_a_file_without_a_telling_name_is_looked_into(tmp_path: Path, start: bytes, kind: str) -> None:
    (tmp_path / "page").write_bytes(start)
    ((page,), _) = found(tmp_path / "page", root=tmp_path)
    assert page.format == kind


def test_packed_pages(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE))
    (tmp_path / "b.gz").write_bytes(gzip.compress(b'{"id": "r1", "text": "Talks ended."}\n'))
    pages, _ = found(tmp_path, root=tmp_path)
    assert [(p.address, p.format) for p in pages] == [("a.html.gz", "html"), ("b.gz#r1", "record")]


def test_json_lines_keep_their_ids_and_report_bad_lines() -> None:
    pages, errors = found(PAGES / "records.jsonl", root=PAGES)
    one, two, three = (document(p) for p in pages)
    assert (one.id, one.title, one.authors, one.published.text, one.published.basis) == (
        "r1", "Ferry sinks", ("Sara Amin",), "2016-11-02", "record",
    )  # fmt: skip
    assert (one.text, one.format, one.url) == ("A ferry sank on the Tigris on Wednesday, police said.", "record", "http://plain.example/r1")
    assert (two.id, two.format, two.parts[0].span.text) == ("2", "html", "The bridge at Hamam al-Alil was reopened.")
    assert three.text == "Lone \ufffd and paired \U0001f600 and nul \ufffd."
    assert three.id == "s\ufffdx"
    assert sorted(errors) == ["records.jsonl#line-3", "records.jsonl#line-4", "records.jsonl#line-6"]
    assert "not JSON" in errors["records.jsonl#line-3"]
    assert count([str(PAGES / "records.jsonl")]) == 6


def test_feeds() -> None:
    pages, errors = found(PAGES / "feed.xml", PAGES / "atom.atom", root=PAGES)
    council, post, snow = (document(p) for p in pages)
    assert (council.title, council.authors, council.publisher) == ("Council of Zakho meets & adjourns", ("Sara Amin",), "Plain Press")
    assert (council.published.text, council.published.basis) == ("2016-11-08T21:30", "feed")
    assert [p.span.text for p in council.parts] == [
        "Council of Zakho meets & adjourns",
        "The council of Zakho met on Tuesday and adjourned after an hour, its clerk said.\n\nIt will meet again next week.",
    ]
    assert (post.url, post.address) == ("http://plain.example/2", "feed.xml#pp-2")
    assert (snow.published.text, snow.authors, snow.url) == ("2016-11-08T10:00", ("Nadia Farouk",), "http://notebook.example/snow")
    assert list(errors) == ["feed.xml#pp-3"]
    assert count([str(PAGES / "feed.xml"), str(PAGES / "atom.atom")]) == 4


def warc() -> bytes:
    return b"".join([
        record("warcinfo", b"software: x\r\n", 0, "application/warc-fields"),
        record("request", b"GET /a HTTP/1.1\r\n\r\n", 1, "application/http; msgtype=request"),
        record("response", http(PAGE), 2),
        record("response", http(gzip.compress(PAGE), "Content-Encoding: gzip"), 3),
        record("response", http(b"5\r\n<p>Ta\r\n8\r\nlks end.\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), 4),
        record("resource", "Gespräche in Basra".encode("cp1252"), 5, "text/plain; charset=cp1252"),
        record("revisit", b"", 6),
        record("response", http(b"\x89PNG", kind="image/png"), 7),
        record("response", http(b"gone", status="404 Not Found"), 8),
        record("response", http(b"", "Location: /b", status="301 Moved"), 9),
    ])  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
def test_archives(tmp_path: Path, packed: bool) -> None:
    file = tmp_path / ("a.warc.gz" if packed else "a.warc")
    file.write_bytes(gzip.compress(warc()) if packed else warc())
    pages, errors = found(file, root=tmp_path)
    assert count([str(file)]) == 8  # a picture and a redirect among them: only reading tells
    assert [p.address.partition("#")[2] for p in pages] == ["2", "3", "4", "5"]
    assert [p.format for p in pages] == ["html", "html", "html", "text"]
    assert pages[0].body == pages[1].body == PAGE
    assert pages[2].body == b"<p>Talks end."
    read = document(pages[0])
    assert (read.url, read.published.text, read.published.basis) == ("http://example.org/a", "../2016-06-02", "warc")
    assert sorted(errors) == [f"{file.name}#6", f"{file.name}#8"]
    assert "revisit of http://example.org/a" in errors[f"{file.name}#6"]
    assert "answered 404" in errors[f"{file.name}#8"]


def test_a_damaged_record_costs_only_itself(tmp_path: Path) -> None:
    whole = record("response", http(PAGE), 2)
    headless = b"WARC/1.1\r\nWARC-Type: response\r\nrubbish\r\n\r\n<p>lost</p>\r\n"
    badly = record("response", http(b"\x1f\x8bxx", "Content-Encoding: gzip"), 3)
    greedy = whole.replace(f"Content-Length: {len(http(PAGE))}".encode(), b"Content-Length: 99999")
    fourth, sixth = record("response", http(PAGE), 4), record("response", http(PAGE), 6)
    (tmp_path / "a.warc").write_bytes(whole + headless + badly + fourth + greedy + sixth)
    pages, errors = found(tmp_path / "a.warc", root=tmp_path)
    assert [p.address for p in pages] == ["a.warc#2", "a.warc#4", "a.warc#6"]
    assert len(errors) == 3


@pytest.mark.parametrize("data", [b"WARC/1.1\r\n", b"WARC/1.1\r\n" + b"x" * 300_000, warc()[:700], b"WARC/1.0\r\n\x00\xff" * 50])
def test_garbled_archives_end_with_a_reason(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.warc").write_bytes(data)
    _, errors = found(tmp_path / "a.warc", root=tmp_path)
    assert errors


@pytest.mark.parametrize(
    ("data", "formats"),
    [(PAGE, ["html"]), (b"Talks ended.", ["text"]), (b'{"text":"Talks ended."}', ["record"]), (warc(), ["html", "html", "html", "text"]),
     (gzip.compress(PAGE), ["html"]), ((PAGES / "feed.xml").read_bytes(), ["html", "html"])],
)  # fmt: skip
def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, data: bytes, formats: list[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    pages, _ = found(Path("-"), root=tmp_path)
    assert [p.format for p in pages] == formats
    assert {p.address.partition("#")[0] for p in pages} == {f"stdin:{hashlib.sha256(data).hexdigest()[:12]}"}
    assert count(["-"]) is None


def test_pages_and_errors_cross_processes() -> None:
    page = RawPage("a.html", "html", PAGE, retrieved=date(2016, 1, 1))
    assert pickle.loads(pickle.dumps(page)) == page
    error = pickle.loads(pickle.dumps(UnreadablePage("a.html", "is empty.")))
    assert (error.address, error.reason, str(error)) == ("a.html", "is empty.", "a.html: is empty.")
    assert pickle.loads(pickle.dumps(document)) is document


# ---- bounds -------------------------------------------------------------------------------------------------------------------


def test_a_page_that_is_too_large_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    with (tmp_path / "a.html").open("wb") as file:
        file.truncate(100_000_000)
    (tmp_path / "b.html").write_bytes(PAGE)
    pages, errors = found(tmp_path, root=tmp_path)
    assert [p.address for p in pages] == ["b.html"]
    assert "20,000,000" in errors["a.html"]


def test_gzip_bombs(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    (tmp_path / "a.txt.gz").write_bytes(bomb)
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(record("response", http(b"a" * 50_000_000), 1)))
    (tmp_path / "c.warc").write_bytes(record("response", http(bomb, "Content-Encoding: gzip"), 1))
    (tmp_path / "d.txt.gz").write_bytes(gzip.compress(gzip.compress(b"Talks ended.")))
    (tmp_path / "e.txt.gz").write_bytes(gzip.compress(b"Talks ended. " * 1000)[:-20])
    (tmp_path / "f.jsonl.gz").write_bytes(gzip.compress(b" " * 50_000_000))
    pages, errors = found(tmp_path, root=tmp_path)
    assert not pages
    assert "bomb" in errors["a.txt.gz"]
    assert "bomb" in errors["b.warc.gz"]
    assert "20,000,000" in errors["c.warc#1"]
    assert "gzip inside gzip" in errors["d.txt.gz"]
    assert "damaged" in errors["e.txt.gz"]
    assert any("bomb" in reason or "longer" in reason for address, reason in errors.items() if address.startswith("f.jsonl.gz"))


def test_limits_are_the_callers(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text":"Talks ended."}\n' * 5)
    (tmp_path / "b.txt").write_bytes(b"Talks ended. " * 100)
    pages, errors = found(tmp_path, root=tmp_path, limits=Limits(page_bytes=1000, records=3))
    assert len(pages) == 3
    assert "more than 3 records" in errors["a.jsonl"]
    assert "1,000 bytes" in errors["b.txt"]
    with pytest.raises(UnreadablePage, match="500 bytes"):
        document(RawPage("b.txt", "text", b"a " * 400), Limits(page_bytes=500))
    _, errors = found(tmp_path / "b.txt", root=tmp_path, limits=Limits(unpacked_bytes=100))
    assert "100 bytes" in errors["b.txt"]


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"PK\x03\x04abc", "zip"), (b"%PDF-1.5", "pdftotext"), (b"\x89PNG\r\n", "picture"), (gzip.compress(b"PK\x03\x04abc", mtime=0), "zip")],
)
def test_foreign_files_are_refused_with_the_next_step(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "a.html").write_bytes(data)
    _, errors = found(tmp_path / "a.html", root=tmp_path)
    assert says in errors["a.html"]


@pytest.mark.parametrize(
    "feed",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><item>&b;</item></channel></rss>',
        b"<rss><channel><item><title>cut", b"<rss></rss>", b"<rss><channel>" + b"<x>" * 50_000, b"<rss>\x00\xff\xfe</channel>", b"",
    ],
)  # fmt: skip
def test_malformed_feeds_give_reasons_and_fetch_nothing(tmp_path: Path, feed: bytes) -> None:
    (tmp_path / "a.rss").write_bytes(feed)
    pages, errors = found(tmp_path / "a.rss", root=tmp_path)
    assert not pages
    assert errors


@pytest.mark.parametrize(
    "line",
    [b"[" * 100_000, b'{"text": "' + b"\xff" + b'"}', b"null", b'{"text": 5}', b'{"id": "a"}', b"{" + b'"a":' * 5000, b'{"text": NaN}'],
)
def test_malformed_records_are_named_by_line(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text":"Talks ended."}\n' + line + b'\n{"text":"Talks began."}\n')
    pages, errors = found(tmp_path / "a.jsonl", root=tmp_path)
    assert [p.body for p in pages] == ["Talks ended.", "Talks began."]
    assert list(errors) == ["a.jsonl#line-2"]
