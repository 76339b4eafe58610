"""The commands that give: `export`, `report`; and `store check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foreshock.cli.looking import HERE
from foreshock.cli.words import (
    EVERYTHING,
    AsJson,
    StoreArgument,
    clean,
    lensed,
    print_json,
)
from foreshock.desk import Desk
from foreshock.errors import StoreDamaged
from foreshock.exchange import FORMATS
from foreshock.lens import Asked


def add_to(app: typer.Typer) -> None:
    """The application → the same with the commands that give."""
    app.command()(export)
    app.command()(report)
    store_app = typer.Typer(help="Look after a store.", no_args_is_help=True)
    store_app.command("check")(check)
    app.add_typer(store_app, name="store")


@lensed()
def export(
    out: Annotated[Path, typer.Option("--out", "-o", help="The file (or, for csv, parquet and obsidian, the folder) to write.")],
    store: StoreArgument = HERE,
    format: Annotated[str, typer.Option(help=f"{', '.join(FORMATS)} (docs/formats.md).")] = "json",
    question: Asked = EVERYTHING,
    ties: Annotated[bool, typer.Option(
        "--ties/--no-ties", help="csv and parquet: with ties and courses, computed from all events. Leave them out of a large store.",
    )] = True,
    json: AsJson = False,
) -> None:
    """Write a store for other tools, and say what the format could not hold."""
    losses = Desk(store).export(out, format, with_ties=ties, **question)
    if json:
        lost = {what: n for what, n in sorted(losses.lost.items()) if n}
        return print_json({"path": str(out), "written": dict(losses.written), "lost": lost})
    typer.echo(f"{out}: {clean(losses)}")


@lensed()
def report(
    store: StoreArgument = HERE,
    out: Annotated[Path, typer.Option("--out", "-o", help="The HTML file to write.")] = Path("report.html"),
    question: Asked = EVERYTHING, json: AsJson = False,
) -> None:
    """Write a report in one HTML file that opens anywhere, with no network."""
    written = Desk(store).report(out, **question)
    if json:
        return print_json({"path": str(written), "bytes": written.stat().st_size})
    typer.echo(f"{written}: {written.stat().st_size / 1024:.0f} KB")


def check(store: StoreArgument = HERE, json: AsJson = False) -> None:
    """Verify a store: every span against its text, every key, every digest."""
    from foreshock.store import check as problems_of

    problems = problems_of(store)
    if json:
        print_json({"store": str(store), "problems": problems})
    else:
        typer.echo("\n".join(clean(p) for p in problems) or f"{store}: every span, key and digest holds.")
    if problems:
        raise StoreDamaged(f"{store}: {len(problems)} problems. Read the pages again into a new store.")
