"""The commands that look into a store, from `documents` to `show`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from foreshock.cli.reading import clean_lines
from foreshock.cli.words import (
    DEFAULT_STORE,
    EVERYTHING,
    AsJson,
    StoreArgument,
    WithoutOption,
    lensed,
    print_json,
    print_rows,
    short,
    store_and_rest,
)
from foreshock.corrected import opened
from foreshock.desk import Desk
from foreshock.errors import BadInput
from foreshock.exchange import terms
from foreshock.forecast import risen
from foreshock.graph.diff import Change
from foreshock.graph.levels import Level
from foreshock.lens import Asked
from foreshock.types import Tie

Words = Annotated[list[str] | None, typer.Argument(help=f"[STORE] and the names; the store is {DEFAULT_STORE} if left out.")]
LevelOption = Annotated[Level, typer.Option(
    help="actor (everyone for himself), group (persons and organs act for their body or state) or country.")]
HERE = Path(DEFAULT_STORE)


def add_to(app: typer.Typer) -> None:
    """The application → the same with the commands that look into a store."""
    for command in (documents, events, statements, disputes, roles, ties, courses, diff, forecast, watchlist, why, brief, show):
        app.command()(command)


def _names(desk: Desk, ids: Collection[str] | None = None) -> dict[str, str]:
    """Desk, ids (all actors if left out) → the names of these; in a large store a few are found at once, all of them are not."""
    with opened(desk.path) as store:
        return {a.id: a.name for a in store.actors(ids)}


def _who(ids: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(names.get(i, i) for i in ids) or "–"


@lensed("voice", "confidence")
def documents(store: StoreArgument = HERE, question: Asked = EVERYTHING, json: AsJson = False) -> None:
    """List the pages of a store."""
    rows = Desk(store).documents(**question)
    if json:
        return print_json([terms.document(d) for d in rows])
    print_rows(
        ("id", "published", "genre", "publisher", "title", "comments"),
        ((d.id, d.published.text, d.genre, d.publisher, d.title, sum(p.kind == "comment" for p in d.parts) or "") for d in rows),
        f"{len(rows)} documents",
    )


@lensed()
def events(store: StoreArgument = HERE, question: Asked = EVERYTHING, json: AsJson = False) -> None:
    """List happenings, each once however many reports; what is denied, feared, planned or past is marked as such."""
    desk = Desk(store)
    rows = desk.events(**question)
    if json:
        return print_json([terms.event(e) for e in rows])
    names, counts = _names(desk, {i for e in rows for i in (*e.actors, *e.recipients)}), Counter(e.status for e in rows)
    print_rows(
        ("id", "when", "actors", "type", "recipients", "status", "place", "reports"),
        (
            (e.id, e.when.text, _who(e.actors, names), "-".join((e.type, *e.modes)), _who(e.recipients, names),
             e.status + (", hedged" if e.hedged and e.status != "hypothetical" else ""), e.place.name if e.place else "",
             e.word_of.partition(":")[0] if e.word_of else len(e.documents))
            for e in rows
        ),
        f"{len(rows)} events: " + ", ".join(f"{n} {s}" for s, n in sorted(counts.items())) if rows else "0 events",
    )


@lensed("voice", "confidence")
def statements(store: StoreArgument = HERE, question: Asked = EVERYTHING, json: AsJson = False) -> None:
    """List who says what, in which manner."""
    rows = Desk(store).statements(**question)
    if json:
        return print_json([terms.statement(s) for s in rows])
    print_rows(
        ("id", "speaker", "manner", "content", "document"),
        (
            (s.id, (s.speaker.name or s.speaker.span.text) if s.speaker else s.speaker_kind, s.manner,
             short(" … ".join(c.text for c in s.content)), s.document_id)
            for s in rows
        ),
        f"{len(rows)} statements",
    )


@lensed("voice", "confidence")
def disputes(store: StoreArgument = HERE, question: Asked = EVERYTHING, json: AsJson = False) -> None:
    """List claims that stand against each other: who asserts or accuses, who denies, with a quote of each."""
    desk = Desk(store)
    rows = desk.disputes(**question)
    if json:
        return print_json([terms.plain(d) for d in rows])
    names = _names(desk)
    print_rows(
        ("published", "speaker", "stance", "quote", "document"),
        ((e.date.text, names.get(who, who), stance, short(e.span.text), e.document_id) for d in rows for who, stance, e in d.sides),
        f"{len(rows)} disputes",
    )


@lensed("voice", "confidence")
def roles(store: StoreArgument = HERE, question: Asked = EVERYTHING, json: AsJson = False) -> None:
    """List posts and memberships with their dates, from the pages and from the registry."""
    desk = Desk(store)
    rows = desk.roles(**question)
    if json:
        return print_json([terms.role(r) for r in rows])
    names = _names(desk)
    print_rows(
        ("holder", "post", "of", "to", "from", "until", "standing", "on the word of"),
        ((names.get(r.holder, r.holder), r.post, names.get(r.of or "", r.of), names.get(r.to or "", r.to), r.start, r.end,
          r.standing, f"{r.document_id} “{short(r.evidence.text, 60)}”" if r.evidence else r.citation) for r in rows),
        f"{len(rows)} roles",
    )


@lensed()
def ties(
    store: StoreArgument = HERE, question: Asked = EVERYTHING, level: LevelOption = "group", without: WithoutOption = None,
    json: AsJson = False,
) -> None:
    """List who backs and who opposes whom, with what it rests on; without a voice, what that changes."""
    desk, left_out = Desk(store), without or []
    changed = desk.changes(left_out, level=level, **question) if left_out else []
    rows = desk.ties(level=level, without=left_out, **question)
    if json:
        listed = [terms.plain(t) for t in rows]
        return print_json({"ties": listed, "changed": [terms.plain(c) for c in changed]} if left_out else listed)
    names = _names(desk)
    print_rows(
        ("subject", "", "target", "strength", "basis", "status", "first seen", "last seen", "evidence"),
        (
            (names.get(t.subject, t.subject), f"{'+' if t.sign > 0 else '−'} {t.kind}", names.get(t.target, t.target),
             f"{t.strength:.2f}", t.basis, _standing(t, names), t.first_seen, t.last_seen,
             short(f"“{t.evidence[0].span.text}”", 60) if t.evidence else "")
            for t in rows
        ),
        f"{len(rows)} ties",
    )
    if left_out:
        _print_changes(changed, f"without {', '.join(left_out)}")


def _standing(tie: Tie, names: dict[str, str]) -> str:
    """Tie, names → its status in words: hedged, on whose word, denied by whom."""
    words = [tie.status, *(["hedged"] if tie.hedged else [])]
    if tie.evidence and all(e.speaker for e in tie.evidence):
        words.append(f"claimed by {_who(tie.speakers, names)}")
    if tie.denials:
        deniers = sorted({e.speaker for e in tie.denials if e.speaker})
        words.append(f"denied by {_who(deniers, names)}" if deniers else "denied")
    return ", ".join(words)


@lensed()
def courses(
    store: StoreArgument = HERE, question: Asked = EVERYTHING, level: LevelOption = "group",
    top: Annotated[int, typer.Option(min=1, help="How many.")] = 20, without: WithoutOption = None, json: AsJson = False,
) -> None:
    """List the pairs on course to confront each other, the likeliest first; without a voice, what that changes."""
    desk, left_out = Desk(store), without or []
    changed = desk.changes(left_out, level=level, **question) if left_out else []
    rows = list(desk.courses(level=level, without=left_out, **question))
    if json:
        listed = [terms.plain(c) for c in rows]
        return print_json({"courses": listed, "changed": [terms.plain(c) for c in changed]} if left_out else listed)
    names = _names(desk)
    print_rows(
        ("pair", "score", "trend", "basis", "place", "because"),
        ((_who(c.pair, names), f"{c.score:.2f}", f"{round(c.trend, 2) + 0.0:+.2f}", " and ".join(c.basis), c.place,
          "; ".join(r.text for r in c.reasons[:2])) for c in rows[:top]),
        f"{min(top, len(rows))} of {len(rows)} courses",
    )
    if left_out:
        _print_changes(changed, f"without {', '.join(left_out)}")


@lensed("since", "until", "as_of", "actor", "pair", "status")
def diff(
    store: StoreArgument = HERE,
    first: Annotated[str, typer.Option("--from", help="The day to begin with (2017-03-09).")] = "",
    last: Annotated[str, typer.Option("--to", help="The day to end with.")] = "",
    question: Asked = EVERYTHING, level: LevelOption = "group", json: AsJson = False,
) -> None:
    """What changed between two days: new ties, flipped signs, courses up or down and why."""
    if not first or not last:
        raise BadInput("Usage: foreshock diff [STORE] --from DATE --to DATE")
    changed = Desk(store).diff(first, last, level=level, **question)
    if json:
        return print_json([terms.plain(c) for c in changed])
    _print_changes(changed, f"from {first} to {last}")


def _print_changes(changed: Iterable[Change], note: str) -> None:
    rows = list(changed)
    print_rows(
        ("change", "", "before", "after"),
        ((c.what, c.text.partition(": ")[2], f"{c.before:+.2f}", f"{c.after:+.2f}") for c in rows), f"{len(rows)} changes {note}",
    )


@lensed()
def forecast(
    words: Words = None, window: Annotated[int, typer.Option(min=1, max=365, help="Days ahead.")] = 28,
    question: Asked = EVERYTHING, json: AsJson = False,
) -> None:
    """How likely material conflict is, and why: foreshock forecast [STORE] A B (or --pair A B). Without a pair: the watch-list."""
    given = list(words or [])
    pair, actor, status = question.get("pair"), question.get("actor"), question.get("status")
    if len(given) <= 1 and (pair is None or actor or status):
        desk, _ = store_and_rest(given, 0, "foreshock forecast [STORE] [A B]")
        return _watchlist(desk, question, window, 20, json)
    if len(given) >= 2 and (pair or actor or status):
        raise BadInput("A forecast for two actors takes no --pair, --actor or --status. Leave them out, or leave the two names out.")
    desk, (a, b) = store_and_rest([*given, *(pair or ())], 2, "foreshock forecast [STORE] A B")
    question["pair"] = None
    told = desk.forecast(a, b, window=window, **question)
    if json:
        return print_json(terms.plain(told))
    names = _names(desk)
    typer.echo(clean_lines(
        f"{_who(told.pair, names)}: {told.outcome} within {told.window} days of {told.as_of}: {told.probability:.1%} "
        f"({told.low:.1%} to {told.high:.1%}; base rate {told.base_rate:.1%})"
    ))
    print_rows(("log-odds", "reason", ""), ((f"{r.weight:+.2f}", r.rule, r.text) for r in told.reasons), told.record)
    behind = list(dict.fromkeys(i for r in told.reasons for i in r.events[:2]))[:6]
    if behind:
        typer.echo("Last events behind it (foreshock show ID opens one):")
    for event_id in behind:
        typer.echo(clean_lines(f"  {short(desk.show(event_id).line(), 200)}"))
    for line in told.would_change:
        typer.echo(clean_lines(f"If {line}"))


@lensed()
def watchlist(
    store: StoreArgument = HERE, top: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    window: Annotated[int, typer.Option(min=1, max=365, help="Days ahead.")] = 28, question: Asked = EVERYTHING,
    json: AsJson = False,
) -> None:
    """List the pairs most likely to come to material conflict."""
    _watchlist(Desk(store), question, window, top, json)


def _watchlist(desk: Desk, question: Asked, window: int, top: int, json: bool) -> None:
    rows = desk.watchlist(top=top, window=window, **question)
    if json:
        return print_json([terms.plain(f) for f in rows])
    names = _names(desk)
    print_rows(
        ("pair", "probability", "interval", "base rate", "since a week", "first reason"),
        ((_who(f.pair, names), f"{f.probability:.1%}", f"{f.low:.1%} to {f.high:.1%}", f"{f.base_rate:.1%}",
          risen(f.before, f.probability), f.reasons[0].text if f.reasons else "") for f in rows),
        f"material conflict within {window} days; a watch-list, not an alarm",
    )


@lensed("actor", "pair")
def why(words: Words = None, question: Asked = EVERYTHING, json: AsJson = False) -> None:
    """The whole argument on a pair as an outline with quotes: foreshock why [STORE] A B."""
    desk, (a, b) = store_and_rest(words, 2, "foreshock why [STORE] A B")
    outline = desk.why(a, b, **question)
    if json:
        return print_json({"pair": [a, b], "outline": outline.split("\n")})
    typer.echo(clean_lines(outline))


@lensed()
def brief(store: StoreArgument = HERE, question: Asked = EVERYTHING, json: AsJson = False) -> None:
    """A short brief: what is in the store, what happened, who stands where, which pairs are on course."""
    desk = Desk(store)
    if json:
        return print_json(terms.plain(desk.brief(**question)))
    typer.echo(clean_lines(str(desk.brief(**question))))


def show(words: Words = None, json: AsJson = False) -> None:
    """One event: its sentence, speaker, factuality, actors with their posts, place and dates: show [STORE] EVENT_ID."""
    desk, (event_id,) = store_and_rest(words, 1, "foreshock show [STORE] EVENT_ID")
    if json:
        return print_json(terms.plain(desk.show(event_id)))
    typer.echo(clean_lines(str(desk.show(event_id))))
