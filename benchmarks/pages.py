"""Nothing → pages of a newspaper's length (400–600 words) for the benchmarks, as many as asked for, always the same.

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
SHORTEST, LONGEST = 420, 580  # words
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
    wire = [re.sub(r"\[(?:[A-Z]+ )?([^\]]*)\]", r"\1", line) for line in _lines(NEWSWIRE)]
    quiet = _lines(HERE / "prose.txt")
    titles = [page.title for page in demo.corpus()]
    for number in range(count):
        dice = random.Random(number)
        aim, found = dice.randint(SHORTEST + 40, LONGEST - 40), [dice.choice(wire)]
        while sum(len(p.split()) for p in found) < aim:
            [new] = dice.choices((dice.choice(quiet), dice.choice(eventful), dice.choice(wire)), (5, 1, 2))
            found += [new] if new not in found else []
        yield Page(f"page-{number:05d}", dice.choice(titles), FIRST_DAY + timedelta(days=number % 1500), tuple(found))


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
    body = "\n".join(f"<p>{escape(p)}</p>" for p in page.paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(page.title)} | Tigris Wire</title>'
        f'<link rel="canonical" href="https://example.org/{page.day:%Y/%m/%d}/{page.name}">'
        f'<script type="application/ld+json">{json.dumps(linked)}</script><style>{".c{margin:0;padding:0}" * 150}</style>'
        f"<script>{script}</script></head><body><header><nav><ul>{menu}</ul></nav></header><main><article><h1>{escape(page.title)}</h1>"
        f'<p class="meta">By <span class="author">A Reporter</span> <time datetime="{page.day.isoformat()}">{page.day:%d %B %Y}</time></p>'
        f'<div class="entry-content">{body}</div></article><aside class="related">{teasers}</aside></main>'
        f"<footer><ul>{menu}</ul><p>All rights with Tigris Wire.</p></footer><script>{script}</script></body></html>\n")
