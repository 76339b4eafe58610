"""The command that takes in others' event data: `import`."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foreshock.cli.reading import INCOMPLETE, means_of
from foreshock.cli.words import DEFAULT_STORE, ActorsOption, AsJson, clean, columns_of, print_json, short
from foreshock.desk import Desk
from foreshock.written import opened

if TYPE_CHECKING:
    from foreshock.run.importing import Imported

TOLD = 20  # bad rows that are named one by one
SHOWN = 5  # unknown names that the summary shows


def add_to(app: typer.Typer) -> None:
    """The application → the same with `import`."""
    app.command("import")(import_)


def import_(
    files: Annotated[list[str], typer.Argument(help="Files of event data, plain, .gz or .zip.")],
    store: Annotated[Path, typer.Option(help="The store to write to; made if it is not there.")] = Path(DEFAULT_STORE),
    format: Annotated[
        str | None, typer.Option(help="gdelt, icews, polecat, acled, ucdp, plover or table; told by each file if left out."),
    ] = None,
    column: Annotated[list[str] | None, typer.Option(help="A column of your own table: date=MYDATE (repeat for more).")] = None,
    unmapped: Annotated[Path | None, typer.Option(help="Write the names that the registry does not know to this CSV file.")] = None,
    actors: ActorsOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No count of rows while it runs.")] = False,
    json: AsJson = False,
) -> None:
    """Take in event data of others. Rows that do not hold are named and left out (exit code 3); files taken in before are left alone."""
    from foreshock.run.importing import import_events

    means, unused = means_of(actors)
    show = None if quiet or json else _show
    told = import_events(files, store, format=format, columns=columns_of(column), clock=datetime.now(UTC), means=means, progress=show)
    for skip in told.named[:TOLD]:
        typer.echo(f"bad row: {clean(skip)}", err=True)
    if told.bad > TOLD:
        typer.echo(f"{told.bad - TOLD} more bad rows.", err=True)
    unknown = Desk(store).unmapped()
    if unmapped is not None:
        _write(unmapped, unknown)
    if json:
        print_json({"store": str(store), **told.counts(), "unmapped": [{"name": n, "country": c, "rows": k} for n, c, k in unknown]})
    else:
        typer.echo(_summary(store, told, unknown))
    if told.bad or unused:
        raise typer.Exit(INCOMPLETE)


def _show(told: Imported, path: str) -> None:
    typer.echo(f"{clean(path)}: {told.stored + told.unchanged} rows so far", err=True)


def _summary(store: Path, told: Imported, unknown: Sequence[tuple[str, str, int]]) -> str:
    lines = [f"{store}: {told.stored} rows stored, {told.unchanged} already there, {told.skipped} name no actor, {told.bad} bad."]
    if unknown:
        first = "; ".join(f"{short(clean(name))} ({rows})" for name, _, rows in unknown[:SHOWN])
        more = f"; and {len(unknown) - SHOWN} more (--unmapped FILE lists them)" if len(unknown) > SHOWN else ""
        lines.append(f"{len(unknown)} names that the registry does not know are kept as printed: {first}{more}.")
    return "\n".join(lines)


def _write(path: Path, unknown: Sequence[tuple[str, str, int]]) -> None:
    with opened(path) as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(("name", "country", "rows"))
        table.writerows((clean(name), country, rows) for name, country, rows in unknown)
