"""`foreshock actors`: the actors of a store, and the registry: search, show, add, validate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from foreshock.cli.looking import HERE
from foreshock.cli.words import (
    EVERYTHING,
    ActorsOption,
    AsJson,
    StoreArgument,
    clean,
    lensed,
    print_json,
    print_rows,
)
from foreshock.desk import Desk
from foreshock.errors import BadInput
from foreshock.exchange import terms
from foreshock.lens import Asked
from foreshock.types import Actor, Role

DEFAULT = "list"


class _ListByDefault(TyperGroup):
    """A group whose first word may be left out: `foreshock actors desk.duckdb` lists that store's actors."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Words → the same, with `list` before them where the first is no command of the group."""
        first = args[0] if args else ""
        return super().parse_args(ctx, args if first in self.commands or first == "--help" else [DEFAULT, *args])


def add_to(app: typer.Typer) -> None:
    """The application → the same with `actors` and its commands."""
    group = typer.Typer(
        cls=_ListByDefault, rich_markup_mode=None,
        help="The actors of a store (`foreshock actors [STORE]`), and the registry of who there is.",
    )
    for name, command in ((DEFAULT, list_), ("search", search), ("show", show), ("add", add), ("validate", validate)):
        group.command(name)(command)
    app.add_typer(group, name="actors")


@lensed("voice", "confidence")
def list_(store: StoreArgument = HERE, question: Asked = EVERYTHING, json: AsJson = False) -> None:
    """List the actors that the pages name (the word `list` may be left out); with an actor, pair or status, those who take part."""
    rows = Desk(store).actors(**question)
    if json:
        return print_json([terms.actor(a) for a in rows])
    print_rows(("id", "name", "kind", "country", "sector", "known from"),
               ((a.id, a.name, a.kind, a.country, a.sector, a.origin) for a in rows), f"{len(rows)} actors")


def search(
    words: Annotated[list[str], typer.Argument(help="Part of a name, an alias or an id; several words are one name.")],
    actors: ActorsOption = None,
    top: Annotated[int, typer.Option(min=1, help="How many.")] = 50,
    json: AsJson = False,
) -> None:
    """Search the registry, and your own files, for actors by part of a name; an exact name comes first."""
    from foreshock.actors import search as find

    found = find(" ".join(words), actors or ())
    if json:
        return print_json([terms.actor(a) for a in found[:top]])
    print_rows(
        ("id", "name", "kind", "country", "sector", "from", "until", "also called"),
        ((a.id, a.name, a.kind, a.country, a.sector, a.start, a.end, "; ".join(a.aliases[:3])) for a in found[:top]),
        f"{min(top, len(found))} of {len(found)} actors",
    )


def show(
    name: Annotated[list[str], typer.Argument(metavar="NAME_OR_ID", help="An id, country code or name.")],
    on: Annotated[str | None, typer.Option("--on", help="Only roles held on this day (2017-03-09), or that may have been.")] = None,
    actors: ActorsOption = None,
    json: AsJson = False,
) -> None:
    """Show an actor: names, country, sector, dates, parent, splits and patrons, roles by date (its own, and held in it), where to check."""
    from foreshock.actors import links as ties
    from foreshock.actors import show as look_up

    day = _day(on)
    actor, roles = look_up(" ".join(name), actors or ())
    tied = ties(actor.id, actors or ())
    roles = tuple(sorted((r for r in roles if day is None or r.held_on(day) is not False), key=lambda r: (r.start or date.min, r.post)))
    if json:
        return print_json({"actor": terms.actor(actor), "on": on, "roles": [
            {**terms.role(r), "held": None if day is None else r.held_on(day)} for r in roles], "links": [
            {**link._asdict(), "start": _iso(link.start), "end": _iso(link.end)} for link in tied]})
    print_rows(("", actor.id), [(k, v) for k, v in _facts(actor) if v])
    if tied:
        typer.echo()
        print_rows(("from", "until", "body", "link", "to", "citation"),
                   [(k.start or "?", k.end or "?", k.body, k.link, k.other, k.citation) for k in tied])
    if roles:
        typer.echo()
        print_rows(("from", "until", "holder", "post", "of", "to", "sector", *(("held on that day",) if day else ()), "citation"),
                   _role_rows(roles, day))
    elif actor.kind == "person":
        typer.echo(f"No post is known{f' on {on}' if on else ''}.")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(f"--on {text!r} is no day. Write it as 2017-03-09.") from None


def _facts(actor: Actor) -> list[tuple[str, object]]:
    return [
        ("name", actor.name), ("also called", "; ".join(actor.aliases)), ("kind", actor.kind), ("country", actor.country),
        ("sector", actor.sector), ("from", actor.start), ("until", actor.end), ("parent", actor.parent), ("Wikidata", actor.wikidata),
        ("citation", actor.citation),
    ]


def _role_rows(roles: Sequence[Role], day: date | None) -> list[tuple[object, ...]]:
    """Roles, a day if one was asked for → rows; an end that is not known is no "until today"."""
    return [
        (r.start or "?", r.end or "?", r.holder, r.post, r.of, r.to, r.sector,
         *(("yes" if r.held_on(day) else "may be",) if day else ()), r.citation)
        for r in roles
    ]


def add(
    rows: Annotated[Path, typer.Argument(metavar="ROWS.tsv", help="A table of actors (id, name, kind, …) or of roles (holder, post, …).")],
    into: Annotated[Path, typer.Option("--into", help="Your own file of actors; made if it is not there.")],
    json: AsJson = False,
) -> None:
    """Check rows and add those that are new to a file of your own, which read, code and understand take as --actors."""
    from foreshock.actors import add as merge

    new = merge(rows, into)
    if json:
        return print_json({"into": str(into), "added": new})
    typer.echo(f"{into}: {new} rows added. Use it with: foreshock read … --actors {into}")


def validate(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]…", help="Files of actors in any form that --actors takes; with "
                                                        "none, the tables of the package.")] = None,
    json: AsJson = False,
) -> None:
    """Check files of actors: lines that cannot be used, inverted dates, two holders of one post, one name for two; gaps as notes."""
    from foreshock.actors import notes, own_files, registry
    from foreshock.actors import validate as check

    wrong, remarks = check(files or ()), notes(files or ())
    known = len(registry(own_files(files or ())))
    what = ", ".join(map(str, files or ())) or "the tables of the package"
    if json:
        print_json({"files": [str(f) for f in files or ()], "actors": known, "problems": wrong, "notes": remarks})
    else:
        for sentence in (*wrong, *(f"note: {n}" for n in remarks)):
            typer.echo(clean(sentence))
        typer.echo(f"{what}: {len(wrong)} problems, {len(remarks)} notes; {known} actors with the package's.")
    if wrong:
        raise BadInput(f"{clean(what)}: {len(wrong)} problems. Mend the lines named above.")
