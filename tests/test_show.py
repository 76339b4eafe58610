"""Brief and report: every claim has its quote, nothing of a page can run, the map and the checksums hold."""

import hashlib
import json
import re
from html.parser import HTMLParser
from importlib.resources import files

import foreshock
from foreshock.show.atlas import path, rings


def test_the_brief_tells_courses_with_quotes_and_counts_what_it_leaves_out(desk):
    told = desk.brief()
    texts = {d.id: " ".join(d.text.split()) for d in desk.documents()}
    lines = [*told.happened, *told.ties, *told.courses]
    assert told.courses
    assert sum(bool(line.quote) for line in lines) >= len(lines) - 2
    assert all(line.quote in texts[line.where] for line in lines if line.quote)
    assert "reader comments stand apart" in str(told)


class Page(HTMLParser):
    """The report as a browser sees it: ids, targets, scripts, and whatever reaches out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.reaches: list[str] = []
        self.scripts = 0
        self.handlers: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.ids += [held["id"]] if held.get("id") else []
        self.targets += (held.get("data-e") or "").split()
        self.scripts += tag == "script"
        self.reaches += [v for k, v in attrs if k in ("src", "href") and v and not v.startswith("#")]
        self.handlers += [k for k, _ in attrs if k.startswith("on") or k == "style"]


def test_the_report_is_whole_and_reaches_for_nothing(desk, tmp_path):
    html = desk.report(tmp_path / "r.html").read_text()
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.targets) <= set(page.ids)
    assert len(page.targets) > 100
    assert page.reaches == []
    assert page.handlers == []
    assert page.scripts == 1
    script = re.search(r"<script>(.*)</script>", html, re.S)
    assert script
    assert re.search(r"script-src 'sha256-[^']+'", html.replace("&#x27;", "'"))


def test_markup_in_titles_names_and_comments_is_text(tmp_path):
    evil = "<img src=x onerror=alert(1)>"
    (tmp_path / "evil.jsonl").write_text(
        json.dumps({"id": '"><script>alert(2)</script>', "title": evil, "author": evil, "published": "2017-03-09",
                    "text": f"{evil} Iran attacked Iraq on Sunday, said </script> officials. Iran supports Hezbollah."}))
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.read(tmp_path / "evil.jsonl")
    html = desk.report(tmp_path / "r.html").read_text()
    page = Page(html)
    assert page.scripts == 1
    assert page.handlers == []
    assert "<img" not in html
    assert "<script>alert" not in desk.documents()._repr_html_() + desk.events()._repr_html_()


def test_the_report_of_an_empty_store_says_so(tmp_path):
    (tmp_path / "quiet.txt").write_text("The weather was fine and the garden was green. " * 4)
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.read(tmp_path / "quiet.txt")
    html = desk.report(tmp_path / "r.html").read_text()
    assert "No pair is on course" in html
    assert "nothing to tell" in str(desk.brief())
    assert str(desk.brief()).startswith("Nothing here has a date: 1 documents")


def test_what_is_vendored_is_what_was_checked():
    vendor = files("foreshock.show") / "web/vendor"
    told = dict(re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (vendor / "README.md").read_text(), re.M))
    there = {p.name for p in vendor.iterdir() if p.name.endswith((".js", ".json")) and not p.name.endswith(".entry.js")}
    assert set(told) == there
    assert len(there) >= 4
    for name, digest in told.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, f"{name} is not the file that README.md tells of"


def test_the_atlas_draws_iraq_around_baghdad():
    assert len(rings()) > 250
    drawn = path(43, 32, 45, 34)
    assert drawn.startswith("M")
    xs = [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", drawn)]
    assert min(xs) < 44.4 < max(xs)
