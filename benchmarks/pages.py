"""Nothing → pages of a newspaper's length (400–600 words) or short ones for the benchmarks, as many as asked for, always the same.

They are made of prose of our own: the packaged example's reports and comments, sentences in the manner of the agencies (`training/coder`),
and paragraphs in which nothing happens between anybody (`prose.txt`), as most of a paper is. About one sentence in four tells an event, as
in the news (0.24 events a sentence in sixty reports of American papers). Around each stands what stands around an article: menus, teasers,
scripts, a footer.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path

from foreshock import demo

HERE = Path(__file__).parent
NEWSWIRE = HERE.parent / "training/coder/words_and_deeds_newswire.txt"
STATES = HERE.parent / "src/foreshock/actors/data/states.tsv"
_COLUMNS = {"name": 1, "adjective": 3, "demonym": 4, "capital": 5}
SHORTEST, LONGEST = 420, 580  # words
A_DAY = 50  # short pages
FIRST_DAY = date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name, title, day and paragraphs."""

    name: str
    title: str
    day: date
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """→ the article alone."""
        return "\n\n".join((self.title, *self.paragraphs))


def pages(count: int) -> Iterator[Page]:
    """How many → so many pages, the same for every run."""
    eventful = [p for page in demo.corpus() for p in page.paragraphs]
    wire, quiet = _wire(), _lines(HERE / "prose.txt")
    titles = [page.title for page in demo.corpus()]
    for number in range(count):
        dice = random.Random(number)
        aim, found = dice.randint(SHORTEST + 40, LONGEST - 40), [dice.choice(wire)]
        while sum(len(p.split()) for p in found) < aim:
            [new] = dice.choices((dice.choice(quiet), dice.choice(eventful), dice.choice(wire)), (5, 1, 2))
            found += [new] if new not in found else []
        yield Page(f"page-{number:05d}", dice.choice(titles), FIRST_DAY + timedelta(days=number % 1500), tuple(found))


def short_pages(count: int) -> Iterator[Page]:
    """How many → so many pages of 60 to 80 words, `A_DAY` of them a day.

    Each is about countries of its own, so that what happens on one does not happen on another; now and then two agree, as in the news.
    """
    said = [s for line in (*_wire(), *_lines(HERE / "prose.txt")) for s in re.split(r"(?<=[.!?])\s+(?=[A-Z])", line)]
    titles = [page.title for page in demo.corpus()]
    states = {column: [row.split("\t")[at].split(";")[0] for row in _lines(STATES)[1:]] for column, at in _COLUMNS.items()}
    at = {name: (column, n) for column, names in states.items() for n, name in enumerate(names) if name}
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(at, key=len, reverse=True)))})\b")
    for number in range(count):
        dice = random.Random(number)
        turned = list(range(len(states["name"])))
        dice.shuffle(turned)

        def other(match: re.Match[str], turned: list[int] = turned) -> str:
            column, n = at[match.group()]
            return states[column][turned[n]] or match.group()

        found: list[str] = []
        while sum(len(s.split()) for s in found) < 60:
            new = dice.choice(said)
            found += [new] if new not in found and sum(len(s.split()) for s in (*found, new)) <= 80 else []
        day = FIRST_DAY + timedelta(days=number // A_DAY)
        yield Page(f"page-{number:06d}", named.sub(other, dice.choice(titles)), day, (named.sub(other, " ".join(found)),))


def _wire() -> list[str]:
    return [re.sub(r"\[(?:[A-Z]+ )?([^\]]*)\]", r"\1", line) for line in _lines(NEWSWIRE)]


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def html(page: Page) -> str:
    """A page → its HTML, about 30 KB with all that stands around the article."""
    dice = random.Random(page.name)
    linked = {"@context": "https://schema.org", "@type": "ReportageNewsArticle", "headline": page.title,
              "datePublished": page.day.isoformat(), "publisher": {"@type": "Organization", "name": "Tigris Wire"}}
    menu = "".join(f'<li class="menu-item"><a href="/section/{n}">Section {n}</a></li>' for n in range(40))
    teasers = "".join(
        f'<div class="teaser"><a href="/story/{n}"><img src="/img/{n}.jpg" alt="" width="120" height="80"><h4>{escape(title)}</h4></a>'
        f'<span class="ago">{dice.randint(1, 23)} hours ago</span></div>'
        for n, title in enumerate(dice.sample([p.title for p in demo.corpus()], 24)))
    script = "".join(f"window.q=window.q||[];q.push(['slot-{n}',[{n * 7},{n * 3}]]);" for n in range(120))
    paragraphs = [f"<p>{escape(p)}</p>" for p in page.paragraphs]
    if dice.random() < 0.5:  # half of the pages hold a box of links in the text, so that their markup leaves doubt what is the article
        others = dice.sample([p.title for p in demo.corpus()], 3)
        box = "".join(f'<li><a href="/story/{n}">{escape(title)}</a></li>' for n, title in enumerate(others))
        paragraphs.insert(len(paragraphs) // 2, f'<div class="inline-related"><h4>Read more</h4><ul>{box}</ul></div>')
    body = "\n".join(paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(page.title)} | Tigris Wire</title>'
        f'<link rel="canonical" href="https://example.org/{page.day:%Y/%m/%d}/{page.name}">'
        f'<script type="application/ld+json">{json.dumps(linked)}</script><style>{".c{margin:0;padding:0}" * 150}</style>'
        f"<script>{script}</script></head><body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{escape(page.title)}</h1>"
        f'<p class="meta">By <span class="author">A Reporter</span> <time datetime="{page.day.isoformat()}">{page.day:%d %B %Y}</time></p>'
        f'<div class="entry-content">{body}</div></article><aside class="related">{teasers}</aside></main>'
        f"<footer><ul>{menu}</ul><p>All rights with Tigris Wire.</p></footer><script>{script}</script></body></html>\n")
