"""What the docs tell a user to type is typed: every `foreshock …` line of the pages below, in order, in a folder of its own."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

import foreshock
from foreshock.follow.fetch import Answer
from test_cli import run

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ["tutorial.md", "watching.md", "feeds.md", "methods.md", *sorted(p.name for p in DOCS.glob("howto-*.md"))]
WHOLE = {"tutorial.md", "watching.md", "howto-journalist.md"}  # for the others a small piece of the example is enough
FEED = (b"<?xml version='1.0'?><rss version='2.0'><channel><title>Wire</title><item><title>Talks</title><guid>1</guid>"
        b"<pubDate>Fri, 03 Jan 2020 09:00:00 GMT</pubDate><description>Iran accused the United States on Friday.</description></item>"
        b"</channel></rss>")


def blocks(page: str) -> list[tuple[str, str, str]]:
    """A page → its fenced blocks: language, the name of a file if one is given, what stands in them."""
    return re.findall(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.M | re.S)


def typed(text: str) -> list[tuple[list[str], int]]:
    """A block of commands → the words of each, and the exit code that the page tells."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    codes = [int(found[1]) if (found := re.search(r"# exit code (\d+)", line)) else 0 for line in lines]
    return [(shlex.split(line, comments=True), code) for line, code in zip(lines, codes, strict=True)]


@pytest.fixture
def folder(request, tmp_path, monkeypatch, desk, few):
    """A folder with what a page takes for granted: a store, the pages that it was read from; the network gives one small feed."""
    page = request.getfixturevalue("page")
    source = desk if page in WHOLE else few
    store, pages = ("foreshock-demo/demo.duckdb", "foreshock-demo/pages") if page == "tutorial.md" else ("desk.duckdb", "pages")
    (tmp_path / store).parent.mkdir(exist_ok=True)
    shutil.copy(source.path, tmp_path / store)
    shutil.copytree(source.path.parent / "pages", tmp_path / pages)

    def get(asked, headers, bounds, *, allow):
        status, body = (200, FEED) if asked.path == "/world.rss" else (404, b"")
        raw = b"HTTP/1.1 %d -\r\nContent-Type: application/rss+xml\r\n\r\n%s" % (status, body)
        return Answer(asked.url, status, {}, body, b"GET / HTTP/1.1\r\n\r\n", raw, "192.0.2.1")

    monkeypatch.setattr("foreshock.follow.fetch.get", get)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_runs(page, folder, desk, few):
    ran = 0
    event = (desk if page in WHOLE else few).events()[-1].id
    for language, name, text in blocks(page):
        if name:
            (folder / name).write_text(text, encoding="utf-8")
        if language != "sh":
            continue
        for words, expected in typed(text):
            assert words[0] == "foreshock", (page, words)
            if "one.duckdb" in words and words[1] == "show":
                event = foreshock.open("one.duckdb").events()[-1].id
            code, out, err = run(*(event if w == "EVENT_ID" else w for w in words[1:]))
            assert code == expected, f"{page}: {' '.join(words)} → {code}: {err or out[-500:]}"
            ran += 1
    assert ran


def test_no_command_stands_outside_of_what_is_run():
    for page in PAGES:
        for language, _, text in blocks(page):
            assert language == "sh" or not re.search(r"^foreshock ", text, re.M), page


def test_every_how_to_is_told_in_the_tutorial():
    told = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    assert all(f"({p.name})" in told for p in DOCS.glob("howto-*.md"))
