"""Nouns made by hand for the tests of the store: pages with no-break spaces, emoji and Arabic, and a reading of anything."""

from __future__ import annotations

import hashlib
import os
import re
import signal
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path

from foreshock.errors import BadInput
from foreshock.store import Store
from foreshock.types import (
    Actor,
    Document,
    Event,
    EventMention,
    Factuality,
    Mention,
    Part,
    Place,
    Predicate,
    Reading,
    Role,
    Run,
    Span,
    Statement,
    Telling,
    TieMention,
    Time,
    When,
    plover,
)
from foreshock.types.ids import stable_id

CLOCK = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
TEXT = (
    "Minister\u00a0warns of war\n\nBaghdad \U0001f6a9 — Qasim Daud of the\u00a0Marsh Guard said on March 9 that the militia "
    "«قوات» shelled Samawah and backs Iran.\n\nReader: nonsense \U0001f600, nukes will fly!"
)
WORD = re.compile(r"[^\W\d_]{3,}")


def when(y: int, m: int, d: int, basis: str = "meta") -> When:
    return When.day(date(y, m, d), basis)


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def run(n: int = 1, **more: object) -> Run:
    return Run(f"r-{n}", CLOCK.replace(minute=n), "0.1", **more)  # type: ignore[arg-type]


def document(text: str = TEXT, id: str = "d-1", published: When = when(2017, 3, 12), version: str | None = None) -> Document:  # noqa: B008
    """Text in three paragraphs → a page with headline, body and a comment."""
    at = [m.start() for m in re.finditer(r"[^\n](?:.|\n(?!\n))*", text)]
    kinds = ("headline", "body", "comment", "comment")
    ends = [m.end() for m in re.finditer(r"[^\n](?:.|\n(?!\n))*", text)]
    parts = tuple(
        Part(n, kinds[min(n, 3)], Span.of(text, a, b), "Reader" if n > 1 else None, when(2017, 3, 22) if n > 1 else When())
        for n, (a, b) in enumerate(zip(at, ends, strict=True))
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document(id, version or stable_id("v", text), text, parts, "Minister warns", ("A. Writer", "ب"), "Weekly", published,
                    "analysis", "en", None, f"{id}.html", "html", digest)


def reading(page: Document | None = None) -> Reading:
    """A page with the text above → one of everything, each with its spans."""
    page = page or document()
    t, i = page.text, page.id
    samawah = Place("Samawah", 98854, 31.33, 45.29, "IRQ", "Muthanna", "city", 152890)
    guard = Mention(span(t, "Marsh Guard"), head=span(t, "Guard").start, actor_id="p-guard", name="Marsh Guard", country="IRQ",
                    sector="PAR")
    daud = Mention(span(t, "Qasim Daud"), head=span(t, "Daud").start, actor_id="p-daud", name="Qasim Daud")
    militia = Mention(span(t, "the militia"), form="nominal", head=span(t, "militia").start)
    iran = Mention(span(t, "Iran"), head=span(t, "Iran").start, actor_id="IRN", name="Iran", country="IRN")
    city = Mention(span(t, "Samawah"), "place", head=span(t, "Samawah").start, name="Samawah", country="IRQ", place=samawah)
    hedge = Factuality("actual", "probable", span(t, "said"), "Qasim Daud", "reported")
    march = When(date(2017, 3, 9), date(2017, 3, 9), "minute", "text", time(14, 30, 5, 7),
                 ((date(2016, 3, 9), date(2016, 3, 9)), (date(2017, 3, 9), date(2017, 3, 9))))
    said = Statement(stable_id("s", i, 1), i, 1, daud, "actor", (span(t, "said"),), (span(t, "the militia"), span(t, "shelled Samawah")),
                     "accuses", iran, False, None, 0, False, march, samawah)
    inner = Statement(stable_id("s", i, 2), i, 1, None, "unnamed", (), (span(t, "backs Iran"),), inside=said.id, depth=1)
    shelled = EventMention(stable_id("m", i, 1), i, 1, "ASSAULT", span(t, "the militia «قوات» shelled Samawah"), span(t, "shelled"),
                           ("heavy-weapons",), ("military",), (militia, guard), (city, iran), hedge, daud, "actor", said.id, march,
                           samawah, -9.5, "shell", 0.75)
    nukes = EventMention(stable_id("m", i, 2), i, 2, "THREATEN", span(t, "nukes will fly"), span(t, "fly"), actors=(iran,),
                         factuality=Factuality("future"), speaker_kind="commenter")
    tie = TieMention(stable_id("t", i, 1), i, 1, guard, iran, "supports", 1, span(t, "backs Iran"), ("military",), hedge, daud, "actor",
                     march, None, "backs")
    actors = (Actor("p-guard", "Marsh Guard", "armed group", "IRQ", "PAR", ("the Guard",), None, "IRQ", date(2014, 6, 1), None, "page"),
              Actor("p-daud", "Qasim Daud", "person", origin="page"))
    role = Role("p-daud", "spokesman", "p-guard", None, "PAR", None, date(2018, 1, 1), "acting", when(2017, 3, 12), i,
                span(t, "Qasim Daud"))
    return Reading(page, tuple(p.span for p in page.parts), (guard, daud, militia, iran, city),
                   (Time(span(t, "March 9"), "DATE", "XXXX-03-09", march),), (Predicate(span(t, "shelled"), hedge, 1),),
                   (said, inner), (shelled, nukes), (tie,), actors, (role,))


def happenings(reports: Iterable[Telling], story: object = None) -> list[Event]:
    """Reports → one happening for each type and day: enough of a grouping for the store's own tests."""
    groups: dict[tuple[str, str], list[Telling]] = {}
    for m in sorted(reports, key=lambda m: m.id):
        groups.setdefault((m.type, m.when.text), []).append(m)
    return [
        Event(stable_id("e", *key), key[0], tuple(sorted({a.actor_id for m in ms for a in m.actors if a.actor_id})),
              tuple(sorted({a.actor_id for m in ms for a in m.recipients if a.actor_id})), ms[0].when, ms[0].status,
              part_kinds=tuple(sorted({m.kind for m in ms})), place=ms[0].place, score=plover.score(ms[0].type, ms[0].modes),
              mentions=tuple(sorted(m.id for m in ms)), documents=tuple(sorted({m.document_id for m in ms})), publishers=("Weekly",))
        for key, ms in groups.items()
    ]


def read_page(page: Document) -> Reading:
    """Document → a plain reading: each word of three letters a mention, the first word of each part an event.

    A page that holds POISON raises what no page should, REFUSE what a page may, KILL takes its process along.
    """
    if "POISON" in page.text:
        raise ZeroDivisionError("a defect that one page brings out")
    if "REFUSE" in page.text:
        raise BadInput("this page is not for reading. Choose another.")
    if "KILL" in page.text:
        os.kill(os.getpid(), signal.SIGKILL)
    mentions = tuple(
        Mention(Span.of(page.text, m.start(), m.end()), head=m.start(), actor_id=f"w-{m.group().casefold()}", name=m.group())
        for m in WORD.finditer(page.text)
    )
    events = tuple(
        EventMention(stable_id("m", page.id, p.index), page.id, p.index, "ASSAULT", p.span, m.span, actors=(m,), when=page.published)
        for p in page.parts if (m := next((m for m in mentions if p.span.holds(m.span)), None))
    )
    return Reading(page, tuple(p.span for p in page.parts), mentions, events=events)


def filled(path: Path, *readings: Reading, number: int = 1) -> None:
    """Path, readings → a store that holds them, its happenings made."""
    with Store.open(path, "write", create=True) as store:
        noted = store.begin(run(number))
        store.commit(noted.id, readings)
        store.rebuild_events(happenings)
        store.finish(noted.id, {"stored": len(readings)}, noted.started)


TABLES = (
    "parts", "sentences", "mentions", "times", "predicates", "statements", "event_mentions", "event_arguments", "tie_mentions",
    "actors", "roles", "documents", "events", "event_actors", "known_actors", "known_roles",
)


def rows(path: Path) -> dict[str, list[str]]:
    """A store → the rows of each table, in an order of their own: what must not hang on how they came in (as the numbers of pages do)."""
    with Store.open(path) as store:
        asked = {t: f"SELECT COLUMNS(c -> c <> '{'number' if t == 'documents' else 'page'}') FROM {t}" for t in TABLES}
        return {t: sorted(map(repr, store._connection.execute(sql).fetchall())) for t, sql in asked.items()}
