"""The commands that give account of a store: `methods`, `lock`, `reproduce`, `mcp`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from foreshock.cli.looking import HERE
from foreshock.cli.reading import clean_lines
from foreshock.cli.words import ActorsOption, AsJson, StoreArgument, print_json
from foreshock.desk import Desk
from foreshock.errors import BadInput
from foreshock.whole import reproduce as make_again


def add_to(app: typer.Typer) -> None:
    """The application → the same with the commands that give account."""
    for command in (methods, lock, reproduce, mcp):
        app.command()(command)


def methods(
    store: StoreArgument = HERE,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The Markdown file to write; printed if left out.")] = None,
) -> None:
    """Write the methods, data statement, limitations and references of a store, ready to paste (Markdown)."""
    text = Desk(store).methods()
    if out is None:
        return typer.echo(clean_lines(text))
    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"{out}: {error.strerror}. Name a file that can be written.") from None
    typer.echo(f"{out}: {len(text.split()):,} words")


def lock(
    store: StoreArgument = HERE,
    out: Annotated[Path, typer.Option("--out", "-o", help="The lock to write.")] = Path("run.lock"),
    json: AsJson = False,
) -> None:
    """Write down what a store was made of and with: code, models, tables, settings, and every input file with its sha256."""
    made = Desk(store).lock(out)
    if json:
        return print_json({"path": str(out), "files": len(made.files), "export": made.export})
    typer.echo(f"{out}: {len(made.files)} files. Make the store again with: foreshock reproduce {out} -o NEW.duckdb")


def reproduce(
    lock: Annotated[Path, typer.Argument(metavar="RUN.lock", help="What foreshock lock wrote; its files are looked for from its folder.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The store to make; it must not be there yet.")],
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that read at the same time.")] = 1,
    actors: ActorsOption = None,
    json: AsJson = False,
) -> None:
    """Make a store again from its lock. Exit code 6, naming each difference, where code, models, tables or inputs are not the same."""
    made, pages = make_again(lock, out, clock=datetime.now(UTC), workers=workers, actors=actors or ())
    if json:
        return print_json({"store": str(out), "pages": pages, "export": made.export})
    typer.echo(f"{out}: {pages} pages read; the export has the same bytes (sha256 {made.export[:16]}…).")


def mcp(store: StoreArgument = HERE) -> None:
    """Answer an assistant's questions on a store over standard input and output (MCP), read-only, each with quotes and links."""
    from foreshock.assistant import server
    from foreshock.store import Store

    with Store.open(store):
        pass  # a store that cannot be read is told before anybody asks
    server(Desk(store)).run("stdio")
