"""The commands that predict from a history of events, anybody's or a store's: `predict next` (`predict onset` is in `cli/onset`)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from foreshock.cli.words import AsJson, columns_of, print_json, print_rows
from foreshock.desk import Desk
from foreshock.errors import BadInput
from foreshock.exchange.events_in import EVENT_FORMATS, read_events
from foreshock.types import EventRow, EventTable, Party

HistoryOption = Annotated[
    list[Path],
    typer.Option("--history", help="Past events: files of event data (GDELT, ICEWS, POLECAT, ACLED, UCDP, PLOVER, a table), or a store."),
]
FormatOption = Annotated[str | None, typer.Option("--format", help=f"What the files are, if they do not tell: {', '.join(EVENT_FORMATS)}.")]
ColumnOption = Annotated[
    list[str] | None, typer.Option("--column", help="For a table of your own: our name=its name (date=MYDATE); repeat.")]


predict = typer.Typer(help="Predict from a history of events: who will do what to whom, who will clash.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """The application → the same with the commands that predict."""
    predict.command("next")(next_)
    app.add_typer(predict, name="predict")


def next_(
    history: HistoryOption,
    queries: Annotated[
        list[Path] | None, typer.Option("--queries", help="Events to ask about; each asks for its recipient and for its actor.")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="JSON lines to write, gzipped where the name ends in .gz.")] = None,
    actor: Annotated[str | None, typer.Option(help="Ask one question instead: who acts (or, with --by, is acted on).")] = None,
    relation: Annotated[str | None, typer.Option(help="With --actor: what is done, as the history calls it.")] = None,
    on: Annotated[str | None, typer.Option(help="With --actor: the day asked about; the one after the history if left out.")] = None,
    by: Annotated[bool, typer.Option("--by", help="With --actor: ask who does it to them, not to whom they do it.")] = False,
    top: Annotated[int, typer.Option(min=1, max=1000, help="How many candidates a question; with --actor at most 20.")] = 100,
    reasons: Annotated[int, typer.Option(min=0, max=100, help="Give reasons for so many of them.")] = 0,
    format: FormatOption = None, column: ColumnOption = None, json: AsJson = False,
) -> None:
    """Rank who will be done what to, or who will do it, day by day, each day from the days before it alone."""
    from foreshock.exchange import rankings
    from foreshock.forecast.next import predict_next

    past = history_of(history, format, column, keep_origin=bool(reasons) or actor is not None)
    if actor is not None:
        if queries or out or not relation:
            raise BadInput("--actor asks one question: it wants --relation, and neither --queries nor --out.")
        return _one_question(past, actor, relation, on, by, min(top, 20), json)
    if not queries or out is None:
        raise BadInput("Name what is asked: --queries FILE -o OUT.jsonl.gz, or --actor WHO --relation WHAT.")
    asked = queries_of(queries, format, column)
    numbers = [int(n) for n in asked.origin]
    with _bar() as say:
        written = rankings.write(predict_next(past, asked, top=top, explained=reasons, rows=numbers, say=say), out)
    if json:
        return print_json({"path": str(out), "lines": written, "queries": len(asked), "history": len(past)})
    typer.echo(f"{out}: {written:,} lines for {len(asked):,} queries, from {len(past):,} past events")


def history_of(paths: list[Path], format: str | None, column: list[str] | None, keep_origin: bool = False) -> EventTable:
    """Files of event data and stores → one table of events; BadInput where there is none in them."""
    from foreshock.graph.table import joined

    columns = columns_of(column)
    files = [p for p in paths if p.suffix != ".duckdb"]
    tables = [Desk(p).event_table() for p in paths if p.suffix == ".duckdb"]
    if files:
        tables.append(EventTable.of((row for p in files for row in read_events(p, format, columns)), keep_origin))
    table = tables[0]
    for other in tables[1:]:
        table = joined(table, other)
    if not len(table):
        raise BadInput(f"{', '.join(str(p) for p in paths)}: no events. Name a history that holds some.")
    return table


def queries_of(paths: list[Path], format: str | None, column: list[str] | None) -> EventTable:
    """Files of events to ask about → their table, each with its number (from 0, through the files) for an origin."""
    rows = (row for p in paths for row in read_events(p, format, columns_of(column)))
    return EventTable.of((row._replace(origin=str(n)) for n, row in enumerate(rows)), keep_origin=True)


def _one_question(past: EventTable, actor: str, relation: str, on: str | None, by: bool, top: int, json: bool) -> None:
    from foreshock.exchange import rankings
    from foreshock.forecast.next import predict_next
    from foreshock.lens import day

    known = next((p for p in past.parties if actor in (p.name, p.id) or p.name.casefold() == actor.casefold()), None)
    told = next((r for r in past.relations if relation in (r.name, r.cameo, r.type)), None)
    if known is None or told is None:
        lacks = f"no party {actor!r}" if known is None else f"no relation {relation!r}"
        raise BadInput(f"The history has {lacks}. Write it as the history does.")
    when = day(on, "on") or date.fromordinal(int(past.day[-1]) + 1)
    nobody = Party("?")
    row = EventRow(when, nobody, told, known) if by else EventRow(when, known, told, nobody)
    side = "actor" if by else "recipient"
    answers = next(a for a in predict_next(past, EventTable.of([row], keep_origin=True), top=top, explained=top) if a.question.side == side)
    told_of = [a for a in answers.answers if a.name != nobody.name]
    if json:
        return print_json([rankings.terms(a) for a in told_of])
    print_rows(
        ("candidate", "probability", "score", "mostly because"),
        ((a.name, "" if a.probability is None else f"{a.probability:.1%}", f"{a.score:+.2f}",
          "; ".join(f"{r.text} ({r.weight:+.2f})" for r in a.reasons[:2])) for a in told_of),
        f"{answers.question.known} – {answers.question.relation} – {'by whom' if by else 'whom'}, on {when}",
    )


class _bar:
    """Progress on standard error, where that is a terminal."""

    def __init__(self) -> None:
        self._bar = Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f} days"),
                             TimeElapsedColumn(), TimeRemainingColumn(), transient=True)
        self._task = self._bar.add_task("reading", total=1)

    def __enter__(self) -> Callable[[str, int, int], None]:
        self._bar.start()
        return self._say

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _say(self, what: str, done: int, of: int) -> None:
        self._bar.update(self._task, description=what, completed=done, total=of)
