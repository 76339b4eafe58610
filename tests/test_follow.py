"""Feeds are followed politely and safely: against a server of our own on loopback, which only a test may ask."""

import gzip
import io
import json
import re
import socket
import ssl
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import pytest
from fastwarc import ArchiveIterator

import foreshock
from foreshock.errors import BadInput, Missing, NotFetched
from foreshock.follow import Feed, feeds, follow, unread
from foreshock.follow.fetch import Answer, Bounds, checked, get, is_public, target
from foreshock.follow.polite import Polite
from served import Site
from test_cli import run

LOOPBACK = ("127.0.0.1",)
NOW = datetime(2020, 1, 10, 12, tzinfo=UTC)
ITEM = ("<item><title>Iran attacks Iraq</title><link>https://example.org/{n}</link><guid>g{n}</guid>"
        "<pubDate>Fri, 03 Jan 2020 0{n}:00:00 GMT</pubDate><description>Iran attacked Iraq on Friday, officials said in Baghdad. {more} "
        "They named no source for it.</description></item>")
QUICK = Bounds(seconds=20)  # a busy machine is no slow server


def rss(*items: str) -> bytes:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Wire</title>{''.join(items)}</channel></rss>".encode()


@pytest.fixture
def site():
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Waiting:
    """A clock that only waiting moves on."""

    def __init__(self):
        self.now, self.waits = 100.0, []

    def sleep(self, seconds):
        self.waits.append(round(seconds, 3))
        self.now += seconds


def polite(wait=None):
    wait = wait or Waiting()
    ask = partial(get, bounds=QUICK, allow=LOOPBACK)
    return Polite(ask, delay=2.0, agent="foreshock/test", now=lambda: wait.now, sleep=wait.sleep)


def opml(*urls):
    rows = "".join(f"<outline text='n' type='rss' xmlUrl='{u}'/>" for u in urls)
    return f"<opml version='2.0'><body>{rows}</body></opml>".encode()


def test_a_feed_is_fetched_archived_and_read(site, tmp_path):
    one, two = ITEM.format(n=1, more=""), ITEM.format(n=2, more="x")
    site.pages["/feed"] = (200, {"ETag": '"1"', "Last-Modified": "Thu, 02 Jan 2020 00:00:00 GMT"}, rss(one, two))
    (tmp_path / "f.opml").write_bytes(opml(f"{site.url}/feed"))
    desk = foreshock.open(tmp_path / "desk.duckdb")
    told = []
    outcome = desk.follow(tmp_path / "f.opml", clock=lambda: NOW, allow=LOOPBACK, delay=0, told=told.append, contact="me@example.org")
    assert (outcome.stored, outcome.unreadable, [f.what for f in outcome.feeds]) == (2, (), ["new"])
    assert tuple(told) == outcome.feeds
    found = {d.url: str(d.published.latest) for d in desk.documents()}
    assert found == {f"https://example.org/{n}": "2020-01-03" for n in (1, 2)}
    assert site.paths() == ["/robots.txt", "/feed"]
    assert site.asked[1][1]["User-Agent"].endswith("(+me@example.org)")
    # Asked again: the server says that nothing changed, and nothing is read.
    def only_if_changed(handler):
        told = handler.headers["If-None-Match"], handler.headers["If-Modified-Since"]
        return (304 if told == ('"1"', "Thu, 02 Jan 2020 00:00:00 GMT") else 500, {}, b"")

    site.pages["/feed"] = only_if_changed
    again = desk.follow(tmp_path / "f.opml", clock=lambda: NOW, allow=LOOPBACK, delay=0)
    assert (again.stored, [f.what for f in again.feeds]) == (0, ["unchanged"])
    # An entry that changed is a new version of the same page, an old one stays as it was.
    site.pages["/feed"] = (200, {}, rss(ITEM.format(n=1, more="Iraq denied it."), two, ITEM.format(n=3, more="")))
    third = desk.follow(tmp_path / "f.opml", clock=lambda: NOW + timedelta(hours=1), allow=LOOPBACK, delay=0)
    assert third.stored == 2
    texts = {d.url: d.text for d in desk.documents()}
    assert len(texts) == 3
    assert "Iraq denied it." in texts["https://example.org/1"]
    # All of it can be locked, and made again from the archive.
    from foreshock.whole import reproduce

    assert len(desk.lock(tmp_path / "run.lock").files) == 2
    assert reproduce(tmp_path / "run.lock", tmp_path / "again.duckdb")[1] == 4


def test_the_archive_holds_what_was_on_the_wire(site, tmp_path):
    packed = gzip.compress(rss(ITEM.format(n=1, more="")))
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (packed[:50], packed[50:])) + b"0\r\n\r\n"

    def answer(handler):
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        handler.wfile.write(head + chunked)
        handler.close_connection = True

    site.pages["/feed"] = answer
    (one,) = follow([Feed(f"{site.url}/feed")], tmp_path, polite(), lambda: NOW)
    assert one.what == "new"
    ((path,),) = unread(tmp_path)
    whole = path.read_bytes()
    records = list(ArchiveIterator(io.BytesIO(whole), parse_http=False))
    assert [r.headers["WARC-Type"] for r in records] == ["warcinfo", "response", "request"]
    for record in ArchiveIterator(io.BytesIO(whole), parse_http=False):
        assert record.verify_block_digest()
        body = record.reader.read()
        if record.headers["WARC-Type"] == "response":
            assert body.endswith(chunked)
            assert record.headers["WARC-Target-URI"] == f"{site.url}/feed"
            assert record.headers["WARC-Date"] == "2020-01-10T12:00:00Z"
    desk = foreshock.open(tmp_path / "d.duckdb")
    assert desk.read(path).stored == 1


def test_an_entry_without_a_date_is_bounded_by_the_day_on_which_it_came(site, tmp_path):
    site.pages["/feed"] = (200, {"Content-Type": "text/xml"}, rss(re.sub("<pubDate>.*</pubDate>", "", ITEM.format(n=1, more=""))))
    follow([Feed(f"{site.url}/feed")], tmp_path, polite(), lambda: NOW)
    desk = foreshock.open(tmp_path / "d.duckdb")
    desk.read(*unread(tmp_path)[0])
    (page,) = desk.documents()
    assert (page.published.earliest, str(page.published.latest), page.published.basis) == (None, "2020-01-10", "warc")
    assert page.address == f"{site.url}/feed#g1"


def test_robots_are_heeded(site, tmp_path):
    site.pages["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 7\n")
    for path in ("/a", "/private/b", "/private/open"):
        site.pages[path] = (200, {}, rss(ITEM.format(n=1, more=path)))
    wait = Waiting()
    found = follow([Feed(site.url + p) for p in ("/a", "/private/b", "/private/open")], tmp_path, polite(wait), lambda: NOW)
    assert [f.what for f in found] == ["new", "failed", "new"]
    assert "robots.txt asks not to" in found[1].told
    assert site.paths() == ["/robots.txt", "/a", "/private/open"]
    assert wait.waits == [7.0, 7.0]


@pytest.mark.parametrize(("robots", "what"), [
    ((404, {}, b""), "new"), ((403, {}, b""), "new"), ((500, {}, b""), "failed"), ((429, {}, b""), "failed"),
    ((200, {}, b"User-agent: foreshock\nDisallow: /\n"), "failed"), ((200, {}, b"User-agent: other\nDisallow: /\n"), "new"),
    ((200, {}, b"\xff\xfe\x00" * 1000), "new"), ((200, {}, b"User-agent: *\nCrawl-delay: 86400\n"), "failed"),
    ((200, {}, b"User-agent: *\nDisallow: /" + b"*a" * 5000 + b"$\n"), "new"), ((302, {"Location": "/robots.txt"}, b""), "failed"),
])
def test_a_host_without_usable_robots_is_asked_or_left_alone_as_the_standard_says(site, tmp_path, robots, what):
    site.pages |= {"/robots.txt": robots, "/feed": (200, {}, rss(ITEM.format(n=1, more="")))}
    (one,) = follow([Feed(f"{site.url}/feed")], tmp_path, polite(), lambda: NOW)
    assert one.what == what, one.told
    assert ("/feed" in site.paths()) == (what == "new")


def test_a_host_is_not_asked_twice_within_the_delay(site, tmp_path):
    wait = Waiting()
    for n in range(3):
        site.pages[f"/{n}"] = (200, {}, rss(ITEM.format(n=n, more="")))
    follow([Feed(f"{site.url}/{n}") for n in range(3)], tmp_path, polite(wait), lambda: NOW)
    assert wait.waits == [2.0, 2.0, 2.0]  # robots.txt, then three feeds


def test_retry_after_is_kept_over_runs(site, tmp_path):
    feed, until = Feed(f"{site.url}/feed"), NOW + timedelta(hours=2)
    site.pages["/feed"] = (503, {"Retry-After": format_datetime(until, usegmt=True)}, b"")
    assert follow([feed], tmp_path, polite(), lambda: NOW)[0].what == "waiting"
    site.pages["/feed"] = (200, {}, rss(ITEM.format(n=1, more="")))
    asked = len(site.asked)
    assert follow([feed], tmp_path, polite(), lambda: NOW + timedelta(hours=1))[0].what == "waiting"
    assert len(site.asked) == asked
    assert follow([feed], tmp_path, polite(), lambda: until)[0].what == "new"


def test_what_is_gone_is_not_asked_for_again(site, tmp_path):
    site.pages["/feed"] = (410, {}, b"")
    for _ in range(2):
        assert "gone" in follow([Feed(f"{site.url}/feed")], tmp_path, polite(), lambda: NOW)[0].told
    assert site.paths().count("/feed") == 1


def test_redirects_are_few_and_each_is_looked_at(site, tmp_path):
    site.pages |= {f"/r{n}": (302, {"Location": f"/r{n - 1}"}, b"") for n in range(1, 9)}
    site.pages |= {
        "/r0": (200, {}, rss(ITEM.format(n=1, more=""))), "/in": (302, {"Location": "http://10.0.0.1/"}, b""),
        "/meta": (301, {"Location": "http://169.254.169.254/latest"}, b""), "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        "/six": (302, {"Location": "http://[::1]/"}, b""), "/name": (302, {"Location": "http://user:secret@127.0.0.1/"}, b""),
        "/loop": (302, {"Location": "/loop"}, b""),
    }
    refused = ("/r6", "/in", "/meta", "/file", "/six", "/name", "/loop")
    asked = [Feed(site.url + p) for p in ("/r5", *refused)]
    found = {f.feed.url.removeprefix(site.url): f for f in follow(asked, tmp_path, polite(), lambda: NOW)}
    assert {p: f.what for p, f in found.items()} == {"/r5": "new", **dict.fromkeys(refused, "failed")}
    assert all("not on the public internet" in found[p].told for p in ("/in", "/meta", "/six"))
    assert "secret" not in found["/name"].told


def test_protection_is_not_given_up_on_the_way(tmp_path):
    """From https down to http no redirect is followed; up to https it is."""
    def answered(asked, headers):
        if asked.path == "/robots.txt":
            return Answer(asked.url, 404, {}, b"", b"", b"", "")
        there = {"https://a.example/": "http://a.example/", "http://b.example/": "https://b.example/"}.get(asked.url)
        return Answer(asked.url, 301 if there else 200, {"location": there} if there else {}, b"", b"", b"", "")

    wait = Waiting()
    asking = Polite(answered, delay=0, agent="x", now=lambda: wait.now, sleep=wait.sleep)
    with pytest.raises(NotFetched, match="without its protection"):
        asking.ask("https://a.example/", {})
    assert asking.ask("http://b.example/", {}).url == "https://b.example/"


PRIVATE = (
    "127.0.0.1", "127.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "localhost", "",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused_in_every_form(address):
    assert not is_public(address)
    with pytest.raises(NotFetched, match="not on the public internet"):
        checked(target("http://example.org/"), (), lambda h, p: ["93.184.216.34", address])


def test_public_addresses_are_not():
    assert all(map(is_public, ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34", "64:ff9b::5db8:d822")))


def test_without_leave_the_loopback_is_refused(site):
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::ffff:127.0.0.1]"):
        with pytest.raises(NotFetched):
            get(target(f"{site.url.replace('127.0.0.1', host)}/feed"), {}, Bounds(seconds=20))
    assert site.asked == []


def test_the_connection_goes_to_the_address_that_was_looked_at(site, monkeypatch):
    """A name that is public when looked at and private when connected to: it is looked up once, and the address is used as it is."""
    looked = []

    def changing(host, port):
        looked.append(host)
        return ["93.184.216.34"] if len(looked) == 1 else ["127.0.0.1"]

    connected = []

    def no_route(address, timeout):
        connected.append(address)
        raise OSError("no route")

    monkeypatch.setattr(socket, "create_connection", no_route)
    with pytest.raises(NotFetched, match="no route"):
        get(target("http://rebind.example/feed"), {}, Bounds(seconds=20), look_up=changing)
    assert looked == ["rebind.example"]
    assert connected == [("93.184.216.34", 80)]


def test_the_host_is_named_to_the_server_and_its_certificate_asked_for(site, monkeypatch):
    site.pages["/x"] = (200, {}, b"ok")
    port = site.server.server_port
    answer = get(target(f"http://news.example:{port}/x"), {}, Bounds(seconds=20), allow=LOOPBACK, look_up=lambda h, p: ["127.0.0.1"])
    assert (answer.status, answer.body, answer.address) == (200, b"ok", "127.0.0.1")
    assert site.asked[0][1]["Host"] == f"news.example:{port}"
    named = []
    monkeypatch.setattr(ssl.SSLContext, "wrap_socket", lambda self, s, server_hostname=None: named.append(
        (server_hostname, self.check_hostname, self.verify_mode)) or (_ for _ in ()).throw(ssl.SSLError("stop")))
    with pytest.raises(NotFetched, match="stop"):
        get(target(f"https://news.example:{port}/x"), {}, Bounds(seconds=20), allow=LOOPBACK, look_up=lambda h, p: ["127.0.0.1"])
    assert named == [("news.example", True, ssl.CERT_REQUIRED)]


def drip(handler, head):
    handler.wfile.write(head)
    for _ in range(100):
        time.sleep(0.05)
        try:
            handler.wfile.write(b"X")
            handler.wfile.flush()
        except OSError:
            break
    handler.close_connection = True


def write(handler, what):
    with suppress(OSError):  # whoever asked may have hung up
        handler.wfile.write(what)
    handler.close_connection = True


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n"])
def test_a_server_that_trickles_does_not_hold_us(site, head):
    site.pages["/x"] = lambda handler: drip(handler, head)
    began = time.monotonic()
    with pytest.raises(NotFetched, match=r"took longer than 0\.6 seconds"):
        get(target(f"{site.url}/x"), {}, Bounds(seconds=0.6), allow=LOOPBACK)
    assert time.monotonic() - began < 4  # it would have gone on for five


@pytest.mark.parametrize(("answer", "says"), [
    ((200, {}, b"x" * 400_000), "is longer than 100,000 bytes"),
    ((200, {"Content-Encoding": "gzip"}, gzip.compress(b"\0" * 3_000_000)), "unpacks to more than 200,000 bytes"),
    ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "packing is damaged"),
    ((200, {"Content-Encoding": "br"}, b"x"), "came packed as 'br'"),
    (lambda h: write(h, b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nshort"), "could not be asked"),
    (lambda h: write(h, b"not http at all\r\n\r\n"), "could not be asked"),
    (lambda h: write(h, b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000), "is longer than|could not be asked"),
    (lambda h: write(h, b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000), "could not be asked"),
])
def test_what_is_too_much_or_damaged_is_refused(site, answer, says):
    site.pages["/x"] = answer
    with pytest.raises(NotFetched, match=says):
        get(target(f"{site.url}/x"), {}, Bounds(100_000, 200_000, 20), allow=LOOPBACK)


@pytest.mark.parametrize("url", [
    "ftp://example.org/", "file:///etc/passwd", "example.org/feed", "http://", "http://exa mple.org/", "http://example.org:99999/",
    "javascript:1", "http://a\nb/", "http://" + "a" * 70 + ".org/", "http://example.org/" + "a" * 3000, "http://u:p@example.org/",
])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(NotFetched):
        target(url)


def test_addresses_are_written_as_servers_know_them():
    assert target("HTTPS://Example.ORG:443/a b?q=é&x=[1]#part").url == "https://example.org/a%20b?q=%C3%A9&x=[1]"
    assert target("http://münchen.example/").host == "xn--mnchen-3ya.example"


def test_a_kill_at_any_moment_loses_nothing(site, tmp_path, monkeypatch):
    """Killed after the archive was written and before the note; and after the note, before anything was read."""
    from foreshock.follow import state

    site.pages["/feed"] = (200, {"ETag": '"1"'}, rss(ITEM.format(n=1, more="")))
    (tmp_path / "f.opml").write_bytes(opml(f"{site.url}/feed"))
    desk = foreshock.open(tmp_path / "desk.duckdb")

    def killed(*args, **more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(state.State, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.follow(tmp_path / "f.opml", clock=lambda: NOW, allow=LOOPBACK, delay=0)
    with monkeypatch.context() as patched:
        patched.setattr(foreshock.Desk, "read", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.follow(tmp_path / "f.opml", clock=lambda: NOW + timedelta(minutes=1), allow=LOOPBACK, delay=0)
    site.pages["/feed"] = (304, {}, b"")
    outcome = desk.follow(tmp_path / "f.opml", clock=lambda: NOW + timedelta(minutes=2), allow=LOOPBACK, delay=0)
    assert [f.what for f in outcome.feeds] == ["unchanged"]
    assert outcome.stored == 1
    assert unread(tmp_path / "desk.feeds") == []
    assert desk.follow(tmp_path / "f.opml", clock=lambda: NOW + timedelta(minutes=3), allow=LOOPBACK, delay=0).stored == 0


def test_one_feed_that_fails_costs_no_other(site, tmp_path):
    site.pages |= {"/bad": (500, {}, b""), "/good": (200, {}, rss(ITEM.format(n=1, more="")))}
    found = follow([Feed(f"{site.url}/bad"), Feed("gopher://x"), Feed(f"{site.url}/good")], tmp_path, polite(), lambda: NOW)
    assert [f.what for f in found] == ["failed", "failed", "new"]


def test_a_server_without_validators_is_not_archived_twice(site, tmp_path):
    site.pages["/feed"] = (200, {}, rss(ITEM.format(n=1, more="")))
    for n, what in enumerate(("new", "unchanged")):
        (one,) = follow([Feed(f"{site.url}/feed")], tmp_path, polite(), lambda n=n: NOW + timedelta(hours=n))
        assert one.what == what
    assert len(list(tmp_path.glob("*.warc.gz"))) == 1


@pytest.mark.parametrize("body", [
    b"", b"<html/>", b"<opml><body/></opml>", b"not xml", b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml><outline xmlUrl='&a;'/></opml>",
    b"<opml>" + b"<outline>" * 5000, b"x" * 5_000_001,
    b"<opml>" + b"".join(b"<outline xmlUrl='http://e.org/%d'/>" % n for n in range(10_001)) + b"</opml>",
])
def test_what_is_no_list_of_feeds_is_one_sentence(body):
    with pytest.raises(BadInput):
        feeds(body, "f.opml")


def test_a_list_of_feeds_is_read_in_its_order_each_once():
    body = b"""<opml version="1.0"><head/><body><outline text="Folder"><outline text="A &amp; B" xmlUrl="http://b.example/"/>
    <outline title="C" type="rss" xmlurl=" http://a.example/ "/></outline><outline xmlUrl="http://b.example/"/>
    <outline text="none"/></body></opml>"""
    assert feeds(body, "f.opml") == (Feed("http://b.example/", "A & B"), Feed("http://a.example/", "C"))


def test_the_command_says_what_came_and_fails_with_a_code(site, tmp_path):
    (tmp_path / "f.opml").write_bytes(opml(f"{site.url}/feed"))
    code, out, err = run("follow", tmp_path / "f.opml", "--store", tmp_path / "s.duckdb")
    assert code == 3
    assert "not on the public internet" in err  # the command line has no leave to ask the loopback
    assert "0 pages stored" in out
    code, out, _ = run("follow", tmp_path / "f.opml", "--store", tmp_path / "s.duckdb", "--json")
    assert json.loads(out)["feeds"][0]["what"] == "failed"
    assert site.asked == []
    assert run("follow", tmp_path / "none.opml", "--store", tmp_path / "s.duckdb")[0] == 2


def test_a_damaged_state_is_told(tmp_path):
    (tmp_path / "state.json").write_text('{"feeds": {"a": {"not_before": "soon"}}, "read_until": ""}')
    with pytest.raises(BadInput, match="is damaged"):
        follow([], tmp_path, polite(), lambda: NOW)


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "protego", None)
    with pytest.raises(Missing, match=r"foreshock\[follow\]"):
        polite()
