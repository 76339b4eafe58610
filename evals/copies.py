"""Pages as forty papers print them → precision and recall of near-duplicates; growth of what finding them costs.

    python evals/copies.py

Each of the packaged example's pages of 60 words or more is printed seven times, as papers do: another headline, a dateline and byline in
front, the last quarter cut, half of it cut, the house style's words, a paragraph of the paper's own, sentences in another order. Two
prints of one page are near-duplicates; two pages are not, though many tell of the same days and people.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

from foreshock import demo
from foreshock.read import document, find
from foreshock.read.raw import RawPage
from foreshock.types import Document
from foreshock.types.copies import sketch_of, stories

LEAST = 60  # words
STYLE = {
    "said": "told reporters", "militants": "fighters", "troops": "soldiers", "killed": "dead", "government": "administration",
    "per cent": "percent", "on Monday": "Monday", "on Tuesday": "Tuesday", "on Wednesday": "Wednesday", "on Thursday": "Thursday",
    "on Friday": "Friday",
}
OWN = ("The news was followed closely in this town, where many families have relatives abroad. A reader wrote to us that nobody should "
       "be surprised, and that worse may come.")


def sentences(text: str) -> list[str]:
    """Text → its sentences, roughly."""
    return [s for s in re.split(r"(?<=[.!?])\s+", text) if s]


def cut(text: str, share: float) -> str:
    """Text, a share of its words → its beginning."""
    words = text.split()
    return " ".join(words[: max(1, round(len(words) * share))])


def styled(text: str) -> str:
    """Text → the same in another paper's words."""
    for old, new in STYLE.items():
        text = re.sub(rf"\b{old}\b", new, text)
    return text


PRINTS: dict[str, Callable[[str, str], str]] = {
    "as it came": lambda head, body: f"{head}\n\n{body}",
    "another headline": lambda head, body: f"Tension rises again, officials say\n\n{body}",
    "dateline and byline": lambda head, body: f"{head}\n\nBy our correspondent and agencies\n\nGENEVA (Reuters) - {body}",
    "last quarter cut": lambda head, body: f"{head}\n\n{cut(body, 0.75)}",
    "house style": lambda head, body: f"{head}\n\n{styled(body)}",
    "a paragraph of its own": lambda head, body: f"{head}\n\n{body}\n\n{OWN}",
    "other order": lambda head, body: f"{head}\n\n{' '.join(sentences(body)[1:] + sentences(body)[:1])}",
    "half cut": lambda head, body: f"{head}\n\n{cut(body, 0.5)}",
}


def pages() -> list[tuple[str, str]]:
    """→ headline and body of the example's longer pages."""
    with tempfile.TemporaryDirectory() as folder:
        found = [document(p) for p in find([str(demo.unpack(Path(folder) / "pages"))], Path(folder)) if isinstance(p, RawPage)]
    told = {}
    for page in found:
        body = "\n\n".join(p.span.text for p in page.parts if p.kind == "body")
        if len(body.split()) >= LEAST:
            told.setdefault(body, page.title or "")
    return [(head, body) for body, head in sorted(told.items())]


def printed() -> Iterator[tuple[int, str, Document]]:
    """→ number of the page, how it was printed, the print."""
    for n, (head, body) in enumerate(pages()):
        for how, of in PRINTS.items():
            text = of(head, body)
            yield n, how, Document(f"{n:03}-{how}", "v", text, (), sketch=sketch_of([text]))


def scores() -> dict[str, tuple[float, str]]:
    """→ what the gate holds (per cent), with the digest of the pages and of this file."""
    prints = list(printed())
    corpus = hashlib.sha256(Path(__file__).read_bytes() + "\0".join(d.text for _, _, d in prints).encode()).hexdigest()
    found = stories(d for _, _, d in prints)
    said = [(found.get(x.id) is not None and found.get(x.id) == found.get(y.id), a == b)
            for (a, _, x), (b, _, y) in combinations(prints, 2)]
    hits = sum(told and same for told, same in said)
    return {"near-duplicates: precision": (100 * hits / sum(told for told, _ in said), corpus),
            "near-duplicates: recall": (100 * hits / sum(same for _, same in said), corpus)}


def main() -> None:
    """Prints the scores and, for each way of printing, how many prints stay with their page."""
    prints = list(printed())
    found = stories(d for _, _, d in prints)
    print(f"{len({n for n, _, _ in prints})} pages, {len(prints)} prints")
    for name, (score, _) in scores().items():
        print(f"{score:6.1f}  {name}")
    for how in list(PRINTS)[1:]:
        mine = [(found.get(d.id), found.get(f"{n:03}-as it came")) for n, h, d in prints if h == how]
        print(f"{100 * sum(a is not None and a == b for a, b in mine) / len(mine):6.1f}  {how}")


if __name__ == "__main__":
    sys.exit(main())
