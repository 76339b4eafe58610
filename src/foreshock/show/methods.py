"""`Lock`, documents → the methods, data statement and limitations of a run, as Markdown ready to paste, with citations."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from foreshock import __version__
from foreshock.types import Document, Lock

# What each stage is, with the names of what went in and what came out (`store.counting`).
STAGES: tuple[tuple[str, str, str], ...] = (
    ("Reading", "pages offered", "documents"),
    ("Sentences", "documents", "sentences"),
    ("Actors resolved against a registry with dated roles", "mentions of actors", "mentions of actors resolved"),
    ("Places resolved against GeoNames", "mentions of places", "mentions of places resolved"),
    ("Temporal expressions anchored", "temporal expressions", "temporal expressions dated"),
    ("Speakers named", "statements", "statements with a named speaker"),
    ("Events with status actual", "event mentions", "event mentions with status actual"),
    ("Events with a resolved actor", "event mentions", "event mentions with an actor resolved"),
    ("Events dated", "event mentions", "event mentions dated"),
    ("Events placed", "event mentions", "event mentions placed"),
    ("One happening out of many reports", "event mentions", "happenings"),
)

_HOW = """\
Pages were read with foreshock {code}. The main text was taken apart from reader comments, menus and boilerplate [main text]; each
page is dated by bounds, never by a guess. Sentences were parsed [parser] and coded by rules and lexicons for the sixteen event types
of PLOVER [event types; event data], with actors, recipients, modes and contexts; each record keeps the verbatim clause it rests on.
Factuality (actual, negated, future, hypothetical, historical, and how certain) was judged for each predicate [factuality];
statements were attributed to speakers [attribution]. Temporal expressions were normalised and anchored [temporal expressions];
places were resolved [places]; actors were resolved against a registry of {actors} with posts held on the day in question. Reports of
one happening were put together [one happening, many reports]. Ties between actors are stated by a text or accrued from events, signed
and dated; courses to confrontation follow rules of structural balance [structural balance]; intervals of forecasts are Wilson's
[interval]. What is not said to have happened is kept, marked, and not counted as having happened. Everything ran offline on one
machine, without random numbers; rows were kept in DuckDB [store]."""

_LIMITS = (
    "English only. Errors of the parser carry through to events and speakers.",
    "Reports are counted, not happenings in the world: what is not printed is not seen, and what is printed often is seen more.",
    "The pages are those that were given; they are no sample of all news, and their publishers' choices are in every figure.",
    "Factuality is that of the text: whether it says that something happened, not whether it did.",
    "Dates hold between bounds; an event without a date in the text may carry only those of its page.",
    "Courses say where ties lead as they stand, not when. Their weights are judgement, not fitted to data; each forecast says what it "
    "rests on.",
    "Scores were measured on small sets written by the same hands as the rules; unseen text will score lower.",
)


def methods(lock: Lock, documents: Sequence[Document]) -> str:
    """Lock of a store (files may be left out), its documents → Markdown ready to paste, with what is cited for what."""
    lines = [
        "# Methods", "", _cited(_HOW.format(code=lock.code, actors=_registry(lock))), "", "## What went in and what came out", "",
        *_table(("stage", "in", "out", "share"), _stages(lock.counts)), "", "## Data", "", *_data(lock, documents), "",
        "## Corrections", "", _corrections(lock), "", f"## Scores of foreshock {__version__}", "",
        "On sets of our own (per cent; measured, rounded down to a tenth):", "", *_table(("figure", "at least"), sorted(_scores().items())),
        "", "## Limitations", "", *(f"- {limit}" for limit in _LIMITS), "",
        "## To make it again", "", *_again(lock), "", "## References", "",
        *(f"- {text} [{what}]" for what, text in citations().items()),
    ]
    return "\n".join(lines) + "\n"


def citations() -> dict[str, str]:
    """→ what is cited for what."""
    table = (files("foreshock.show") / "citations.tsv").read_text(encoding="utf-8")
    return {r["what"]: r["citation"] for r in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)}


def _scores() -> dict[str, float]:
    """→ the floors of this version's scores, by name; made by `evals/gate.py`."""
    told: dict[str, float] = json.loads((files("foreshock.show") / "scores.json").read_text(encoding="utf-8"))
    return told


def _cited(text: str) -> str:
    return " ".join(text.split())


def _registry(lock: Lock) -> str:
    tables = sum(name.startswith("actors/") for name in lock.resources)
    own = sum(name.startswith("actors ") for name in lock.settings)
    return f"actors ({tables} tables" + (f" and {own} of the user's own)" if own else ")")


def _stages(counts: Mapping[str, int]) -> Iterator[tuple[str, str, str, str]]:
    for stage, before, after in STAGES:
        a, b = counts.get(before, 0), counts.get(after, 0)
        share = f"{b / a:.0%}" if a and b <= a else "–"
        yield stage, f"{a:,} {before}", f"{b:,} {after}", share


def _table(columns: Sequence[str], rows: Iterator[tuple[object, ...]] | Sequence[tuple[object, ...]]) -> list[str]:
    head = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return head + [f"| {' | '.join(map(str, row))} |" for row in rows]


def _data(lock: Lock, documents: Sequence[Document]) -> Iterator[str]:
    """Lock, documents → a data statement: how many, whose, of when, in what language, of what kind."""
    counts = lock.counts
    days = sorted(d for page in documents for d in (page.published.earliest, page.published.latest) if d)
    undated = sum(not page.published.known for page in documents)
    publishers = Counter(page.publisher or "no publisher named" for page in documents)
    spell = f" published from {days[0]} to {days[-1]}" if days else ""
    yield (f"{counts.get('documents', 0):,} documents of {len(publishers):,} publishers{spell} ({undated:,} undated); "
           f"{counts.get('pages unreadable', 0):,} of {counts.get('pages offered', 0):,} pages offered could not be read. "
           f"{counts.get('reader comments', 0):,} reader comments stand apart and are left out unless asked for.")
    if imported := counts.get("imported rows"):
        yield f"Beside them stand {imported:,} rows of event data of others, on the word of their tables, with no sentence behind them."
    yield ""
    for what, told in (("Publishers", publishers), ("Genres", Counter(p.genre for p in documents)),
                       ("Languages", Counter(p.language or "unknown" for p in documents)), ("Years", _years(documents))):
        rows = sorted(told.items(), key=lambda r: (-r[1], r[0])) if what != "Years" else sorted(told.items())
        shown = ", ".join(f"{_plain(name)} ({n:,})" for name, n in rows[:12])
        yield f"- {what}: {shown}" + (f", and {len(rows) - 12:,} more" if len(rows) > 12 else "")


def _years(documents: Sequence[Document]) -> Counter[str]:
    return Counter(str(day.year) if (day := p.published.latest or p.published.earliest) else "undated" for p in documents)


def _plain(text: str) -> str:
    """Text of a page → the same in Markdown, where nothing of it can act."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#|!" else c for c in " ".join(text.split()))


def _corrections(lock: Lock) -> str:
    told = {name: value for name, value in lock.settings.items() if name.startswith("judgements")}
    if not told:
        return "No corrections by people were applied."
    return "Corrections by people were applied: " + "; ".join(f"{name} {value}" for name, value in sorted(told.items())) + "."


def _again(lock: Lock) -> Iterator[str]:
    """Lock → what it was made with, by digest; what makes it again."""
    yield f"- code: foreshock {lock.code} (version, and a digest over the modules that decide what a page gives)"
    yield from (f"- model: {name}, sha256 {digest}" for name, digest in sorted(lock.models.items()))
    whole = hashlib.sha256("\n".join(f"{n} {d}" for n, d in sorted(lock.resources.items())).encode()).hexdigest()
    yield f"- {len(lock.resources)} tables (lexicon, registry, places, PLOVER), sha256 over all {whole}"
    yield from (f"- {name}: {value}" for name, value in sorted(lock.settings.items()))
    yield f"- platform: {lock.platform}" if lock.platform else "- platform: not noted"
    yield f"- as of: {lock.as_of or 'unknown'} (the last day on which a page is known to have been published)"
    yield ("- `foreshock lock STORE -o run.lock` names every input by sha256; `foreshock reproduce run.lock -o NEW.duckdb` makes the store "
           "again and fails if other bytes come out.")
