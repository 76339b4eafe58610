"""The lexicon's own example sentences → bracketed sentences, by running the patterns over them.

    python training/coder/from_lexicon.py OUT.txt

Every row of `words/events/*.tsv` has an example that the suite proves to be coded as expected; the words that its event was read off
are what is bracketed. The file is made anew before each training and is not kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

from foreshock.code.patterns import lexicon
from foreshock.read.document import document_of
from foreshock.run.means import Means
from foreshock.run.page import read_page


def bracketed(text: str) -> str | None:
    """Sentence → the same with its events in brackets; None where no event is found."""
    coded = read_page(document_of(text), Means(coder="lexicon")).events
    events = {(e.trigger.start, e.trigger.end): e.type for e in coded if e.factuality.status != "future"}
    out, last = "", 0
    for (start, end), kind in sorted(events.items()):
        if start < last:
            return None
        out += f"{text[last:start]}[{kind} {text[start:end]}]"
        last = end
    return out + text[last:] if events else None


def main() -> None:
    lines = [found for row in lexicon() if row.example and (found := bracketed(row.example)) is not None]
    Path(sys.argv[1]).write_text("\n".join(dict.fromkeys(lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
