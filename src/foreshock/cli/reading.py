"""The commands that read: `read`, `demo`, `code`, `understand`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from foreshock.cli.words import DEFAULT_STORE, ActorsOption, clean
from foreshock.errors import BadInput, BadRecord
from foreshock.written import opened

if TYPE_CHECKING:
    from foreshock.run.means import Means
    from foreshock.run.plan import Progress

INCOMPLETE = 3  # exit code: some input could not be read, all else was
TOLD = 20  # lines of a user's actors that are named one by one


def add_to(app: typer.Typer) -> None:
    """The application → the same with the reading commands."""
    for command in (read, demo, code, understand):
        app.command()(command)


def means_of(actors: Sequence[Path] | None) -> tuple[Means, int]:
    """The user's files of actors → the means of a run, and how many of their lines cannot be used, which are told."""
    from foreshock.run.means import Means

    means = Means.of(actors or ())
    told = means.registry().bad
    for complaint in told[:TOLD]:
        typer.echo(f"actors: {clean(complaint)}", err=True)
    if len(told) > TOLD:
        typer.echo(f"actors: {len(told) - TOLD} more lines cannot be used; foreshock actors validate names them.", err=True)
    return means, len(told)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Progress], None] | None]:
    """Whether to be quiet → a function that shows counts and time left on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda p: bar.update(
            task, completed=p.done, total=p.total, description=f"{p.stored} stored, {p.failed} unreadable"
        )


def read(
    paths: Annotated[list[str] | None, typer.Argument(help="Pages, folders, feeds, archives, JSON lines, Parquet; - is standard "
                                                           "input.")] = None,
    store: Annotated[Path, typer.Option(help="The store to write to; made if it is not there.")] = Path(DEFAULT_STORE),
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that read at the same time.")] = 1,
    dask: Annotated[str | None, typer.Option(metavar="WHERE", help="Read on a Dask cluster: tcp://host:8786, or local:4 for four workers "
                                                                   "here. See docs/scale.md.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Take up the run that was cut short: the paths need not be told again.")] = False,
    actors: ActorsOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Read pages into a store. What cannot be read is named at the end (exit code 3); the rest is stored."""
    from foreshock.run import cluster, local, plan

    given = list(paths or (plan.cut_short(store) if resume else ()))
    if not given:
        raise BadInput("Nothing to read: name at least one file or folder, or --resume the run that was cut short.")
    means, unused = means_of(actors)
    with _progress(quiet) as show:
        if dask is not None:
            outcome = cluster.read(given, store, cluster=dask, progress=show, clock=datetime.now(UTC), means=means)
        else:
            outcome = local.read(given, store, workers=workers, progress=show, clock=datetime.now(UTC), means=means)
    for failed in outcome.failed:
        typer.echo(f"unreadable: {clean(failed)}", err=True)
    typer.echo(f"{store}: {outcome.stored} pages stored, {outcome.unchanged} already there, {len(outcome.failed)} unreadable.")
    if outcome.failed or unused:
        raise typer.Exit(INCOMPLETE)


def demo(
    folder: Annotated[Path, typer.Option(help="Where to put the demo's store and report.")] = Path("foreshock-demo"),
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that read at the same time.")] = 1,
) -> None:
    """Read the packaged example (Iraq and Syria, 2014 to 2020), print a brief, and write a report."""
    from foreshock import demo as packaged
    from foreshock.desk import Desk
    from foreshock.run import local

    folder.mkdir(parents=True, exist_ok=True)
    pages = packaged.unpack(folder / "pages")
    desk = Desk(folder / "demo.duckdb")
    with _progress(False) as show:
        outcome = local.read([str(pages)], desk.path, workers=workers, progress=show, clock=datetime.now(UTC))
    typer.echo(clean_lines(str(desk.brief())))
    report = desk.report(folder / "report.html")
    typer.echo(f"\n{outcome.stored + outcome.unchanged} pages in {desk.path}. The report: {report}")
    typer.echo(f"Look further: foreshock courses {desk.path}; foreshock events {desk.path} --pair USA popular-mobilization-units")
    if outcome.failed:
        for failed in outcome.failed:
            typer.echo(f"unreadable: {clean(failed)}", err=True)
        raise typer.Exit(INCOMPLETE)


def clean_lines(text: str) -> str:
    """Text of several lines → the same, safe on a terminal."""
    return "\n".join(clean(line) for line in text.split("\n"))


LinesIn = Annotated[str, typer.Argument(help='JSON lines {"id","text","date"?}; - is standard input.')]
LinesOut = Annotated[str, typer.Option("--out", "-o", help="Where to write; - is standard output.")]


def code(source: LinesIn, out: LinesOut = "-", actors: ActorsOption = None) -> None:
    """Code texts, one JSON line each: events, statements and ties with their evidence. A bad line is reported (exit code 3)."""
    _lines(source, out, "as_coded", actors)


def understand(source: LinesIn, out: LinesOut = "-", actors: ActorsOption = None) -> None:
    """Understand texts, one JSON line each: sentences, mentions, times, places, predicates with factuality, statements."""
    _lines(source, out, "as_understood", actors)


def _lines(source: str, out: str, fields: str, actors: Sequence[Path] | None) -> None:
    from foreshock.run import lines

    def complain(error: BadRecord) -> None:
        typer.echo(f"{source}: {clean(error)}", err=True)

    means, unused = means_of(actors)
    with _bytes_in(source) as given, _text_out(out) as written:
        _, bad = lines.write_lines(given, written, getattr(lines, fields), on_bad=complain, means=means)
    if bad:
        typer.echo(f"{bad} bad lines were left out.", err=True)
    if bad or unused:
        raise typer.Exit(INCOMPLETE)


@contextmanager
def _bytes_in(path: str) -> Iterator[IO[bytes]]:
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        handle = open(path, "rb")  # noqa: SIM115 - closed below; the error is about opening only
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Name a file of JSON lines, or - for standard input.") from None
    with handle:
        yield handle


@contextmanager
def _text_out(path: str) -> Iterator[IO[str]]:
    if path == "-":
        yield sys.stdout
        return
    with opened(Path(path), ", or - for standard output") as handle:
        yield handle
