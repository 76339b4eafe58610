"""Brief and report: every claim has its quote, nothing of a page can run, the modules and the checksums hold."""

import base64
import hashlib
import json
import re
import shutil
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files

import foreshock
from foreshock.explore import keeping
from foreshock.show.report import import_map


def test_the_brief_tells_courses_with_quotes_and_counts_what_it_leaves_out(desk):
    told = desk.brief()
    texts = {d.id: " ".join(d.text.split()) for d in desk.documents()}
    lines = [*told.happened, *told.ties, *told.courses]
    assert told.courses
    assert sum(bool(line.quote) for line in lines) >= len(lines) - 2
    assert all(line.quote in texts[line.where] for line in lines if line.quote)
    assert "reader comments stand apart" in str(told)


class Page(HTMLParser):
    """The report as a browser sees it: scripts by type with what stands in them, and whatever reaches out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.reaches: list[str] = []
        self.scripts: dict[str, str] = {}
        self.handlers: list[str] = []
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.ids += [held["id"]] if held.get("id") else []
        self._within = f"{held.get('type')} {held.get('id', '')}".strip() if tag == "script" else ""
        if self._within:
            assert self._within not in self.scripts
            self.scripts[self._within] = ""
        self.reaches += [v for k, v in attrs if k in ("src", "href") and v and not v.startswith(("#", "data:,"))]
        self.handlers += [k for k, _ in attrs if k.startswith("on") or k == "style"]

    def handle_data(self, data: str) -> None:
        if self._within:
            self.scripts[self._within] += data

    def handle_endtag(self, tag: str) -> None:
        self._within = ""


SCRIPTS = {"importmap", "application/json foreshock-data", "application/json foreshock-atlas", "module"}


def held_in(html: str) -> dict:
    return json.loads(Page(html).scripts["application/json foreshock-data"])


def test_the_report_is_whole_and_reaches_for_nothing(report, desk):
    html = report.read_text(encoding="utf-8")
    page = Page(html)
    assert len(page.ids) == len(set(page.ids))
    assert page.reaches == []
    assert page.handlers == []
    assert set(page.scripts) == SCRIPTS
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    allowed = unescape(policy[1])
    for run in ("importmap", "module"):
        digest = base64.b64encode(hashlib.sha256(page.scripts[run].encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed
    assert allowed.startswith("default-src 'none'")
    assert "unsafe" not in allowed
    held = held_in(html)
    assert {e["id"] for e in held["events"]} == {e.id for e in desk.events(part="all")}
    assert {d["document"]["id"] for d in held["documents"]} == {d.id for d in desk.documents()}
    assert len(html) - len(page.scripts["application/json foreshock-data"]) < 1_000_000


def test_every_module_of_the_pages_is_in_the_import_map():
    web = files("foreshock.show") / "web"
    named = json.loads((web / "imports.json").read_text("utf-8"))
    assert json.loads(import_map())["imports"].keys() == named.keys()
    assert {n for n in named if n.startswith("app/")} == {f"app/{p.name[:-3]}" for p in (web / "explorer").iterdir()}
    for name, path in named.items():
        code = (web / path).read_text("utf-8")
        asked = set(re.findall(r'^import .*? from "([^"]+)";$', code, re.M)) if name.startswith("app/") else set()
        assert asked <= named.keys(), name


def test_the_same_store_gives_the_same_report(few, tmp_path):
    shutil.copy(few.path, tmp_path / few.path.name)
    other = foreshock.open(tmp_path / few.path.name)
    assert few.report(tmp_path / "a.html").read_bytes() == other.report(tmp_path / "b.html").read_bytes()


def test_a_report_says_what_it_leaves_out(few, tmp_path, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_EVENTS", 10)
    monkeypatch.setattr(keeping, "MOST_DOCUMENTS", 3)
    html = few.report(tmp_path / "r.html").read_text(encoding="utf-8")
    held = held_in(html)
    assert (len(held["events"]), len(held["documents"])) == (10, 3)
    assert [c.split(" of ")[0] for c in held["about"]["cut"]] == ["the latest 10", "the latest 3"]
    assert f"This report holds the latest 10 of {len(few.events(part='all'))} events." in html


def test_markup_in_titles_names_and_comments_is_text(tmp_path):
    evil = "<img src=x onerror=alert(1)>"
    (tmp_path / "evil.jsonl").write_text(
        json.dumps({"id": '"><script>alert(2)</script>', "title": evil, "author": evil, "published": "2017-03-09",
                    "text": f"{evil} Iran attacked Iraq on Sunday, said </script> officials. Iran supports Hezbollah."}))
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.read(tmp_path / "evil.jsonl")
    html = desk.report(tmp_path / "r.html").read_text()
    page = Page(html)
    assert set(page.scripts) == SCRIPTS
    assert page.handlers == []
    assert "<img" not in html
    assert "<" not in page.scripts["application/json foreshock-data"]
    assert any(evil in p["text"] for p in held_in(html)["documents"][0]["document"]["parts"])
    assert "<script>alert" not in desk.documents()._repr_html_() + desk.events()._repr_html_()


def test_the_report_of_an_empty_store_says_so(tmp_path):
    (tmp_path / "quiet.txt").write_text("The weather was fine and the garden was green. " * 4)
    desk = foreshock.open(tmp_path / "s.duckdb")
    desk.read(tmp_path / "quiet.txt")
    html = desk.report(tmp_path / "r.html").read_text()
    assert "Nothing to tell." in html
    assert held_in(html)["events"] == []
    assert "nothing to tell" in str(desk.brief())


def test_what_is_vendored_is_what_was_checked():
    vendor = files("foreshock.show") / "web/vendor"
    told = dict(re.findall(r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$", (vendor / "README.md").read_text(), re.M))
    there = {p.name for p in vendor.iterdir() if p.name.endswith((".js", ".json")) and not p.name.endswith(".entry.js")}
    assert set(told) == there
    assert len(there) >= 4
    for name, digest in told.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest, f"{name} is not the file that README.md tells of"
