"""People's corrections in the terminal: `foreshock judge list|add|undo|like|apply`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from foreshock import corrected
from foreshock.cli.looking import HERE
from foreshock.cli.words import AsJson, StoreArgument, clean, print_json, print_rows, short
from foreshock.desk import Desk
from foreshock.exchange import judgements as file
from foreshock.types import in_force, in_words

Who = Annotated[str, typer.Option("--who", help="Who judges: your name.")]
Why = Annotated[str, typer.Option("--why", help="Why, in a few words.")]
Store = Annotated[Path, typer.Argument(help="The store.")]
Mention = Annotated[str, typer.Argument(help="Id of an event mention, a stated tie, or an event with one report; - for a merge.")]
Side = Annotated[str | None, typer.Option("--side", help="actors or recipients, where the actor is wrong.")]
Old = Annotated[str | None, typer.Option("--old", help="The wrong actor; in a merge, the one that goes.")]
New = Annotated[str | None, typer.Option(
    "--new", help="What it should be: an actor, a type, a status, + or -, a day or two (2017-03-01/2017-03-31). Nothing takes it out.")]
Kind = Annotated[str, typer.Argument(help="What is wrong: actor, type, status, sign, date, merge, or 'not an event'.")]


def add_to(app: typer.Typer) -> None:
    """The application → the same with the commands that correct."""
    group = typer.Typer(help="Correct what was read: a line each in a file beside the store, applied on every run.", no_args_is_help=True)
    group.command("list")(listed)
    group.command("add")(add)
    group.command("undo")(undo)
    group.command("like")(like)
    group.command("apply")(apply)
    app.add_typer(group, name="judge")


def listed(store: StoreArgument = HERE, json: AsJson = False) -> None:
    """List the corrections of a store, those taken back too."""
    desk = Desk(store)
    told = desk.judgements()
    if json:
        return print_json([file.as_json(j) for j in told])
    holds = {j.id for j in in_force(told)}
    with corrected.opened(store) as open_store:
        counts = open_store.judgement_counts()
    print_rows(
        ("id", "in force", "changed", "judgement", "sentence"),
        ((j.id, "yes" if j.id in holds else "", counts.get(j.id, 0) if j.id in holds else "", in_words(j).removesuffix(f" {j.id}"),
          short(j.target.text, 60) if j.target else "") for j in told),
        f"{len(told)} judgements, {len(holds)} in force")


def add(
    store: Store, kind: Kind, mention: Mention, who: Who, new: New = None, old: Old = None, side: Side = None, why: Why = "",
    like: Annotated[bool, typer.Option("--like", help="All like it too: what one row of the coder made of the same word.")] = False,
) -> None:
    """Correct one thing: foreshock judge add STORE type e-… --new PROTEST --who NAME; foreshock judge like says what is like it."""
    told = corrected.judge(Desk(store), corrected.Asked(
        kind, who, why, None if mention == "-" else mention, like, side, old, new), datetime.now(UTC))
    _say(told)


def undo(
    store: Store, judgement: Annotated[str, typer.Argument(help="Its id, as foreshock judge list has it.")], who: Who, why: Why = "",
) -> None:
    """Take a correction back, by a further line; taking that back puts it in force again."""
    _say(corrected.withdraw(Desk(store), judgement, who, why, datetime.now(UTC)))


def _say(told: corrected.Judged) -> None:
    done = "kept; the store is being written, and that run applies it" if told.applied is None else f"{told.applied} changed"
    if told.judgement.withdraws is not None and told.applied is not None:
        done = "what was read stands there again"
    typer.echo(clean(f"{in_words(told.judgement)}: {done}"))


def like(
    store: Store, mention: Mention, kind: Annotated[str, typer.Option(help="What is wrong with it.")] = "type",
    side: Side = None, old: Old = None,
) -> None:
    """List what is like an event mention or a stated tie: what --like would change too."""
    found = corrected.alike(Desk(store), mention, kind, side, old)
    print_rows(("id", "document", "sentence"), ((m.id, m.document_id, short(m.evidence.text, 100)) for m in found), f"{len(found)} like it")


def apply(
    store: Store, judgements: Annotated[Path | None, typer.Argument(help="A file of judgements to take in, a colleague's.")] = None,
) -> None:
    """Apply the corrections as their file stands now; with another file, take those in that are new."""
    desk = Desk(store)
    if judgements is None:
        return typer.echo("applied" if corrected.apply(desk) else "applied; nothing changed")
    new, known = corrected.take_in(desk, judgements)
    typer.echo(f"{new} new, {known} known")
