"""The commands that keep an eye on things: `watch`, `follow`."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from foreshock.cli.looking import HERE
from foreshock.cli.reading import INCOMPLETE
from foreshock.cli.words import ActorsOption, AsJson, AsOf, StoreArgument, clean, print_json, print_rows, short
from foreshock.desk import Desk
from foreshock.errors import BadInput
from foreshock.exchange import atom, ics, terms

if TYPE_CHECKING:
    from foreshock.follow import Followed
    from foreshock.types import Alert, Document
    from foreshock.watch import Watched

FIRED = 10  # exit code: something fired; apart from all codes of errors
QUOTES = 3  # sentences shown for an alert on a terminal


def add_to(app: typer.Typer) -> None:
    """The application → the same with the commands that keep an eye on things."""
    app.command()(watch)
    app.command()(follow)


def watch(
    rules: Annotated[Path, typer.Argument(metavar="RULES.yaml", help="The rules (docs/watching.md says how to write them).")],
    store: StoreArgument = HERE,
    as_of: AsOf = None,
    since: Annotated[
        str | None, typer.Option(help="Look back from this day on: how often each rule would have fired, and on what."),
    ] = None,
    atom_file: Annotated[Path | None, typer.Option("--atom", help="Write the alerts as an Atom feed, too.")] = None,
    calendar: Annotated[Path | None, typer.Option("--ics", help="Write the alerts as a calendar, too, each on its day.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON lines, an alert each, instead of text.")] = False,
) -> None:
    """Say which of your rules came true on the last day of a store, or since a day. Exit code 10 if any did, 0 if none."""
    desk = Desk(store)
    watched = desk.watch(rules, since=since, as_of=as_of)
    documents = {d.id: d for d in desk.documents(part="all")}
    for path, write in ((atom_file, atom.write), (calendar, ics.write_alerts)):
        if path is not None:
            try:
                write(watched.alerts, documents, path)
            except OSError as error:
                raise BadInput(f"{path}: {error.strerror}. Name a file that can be written.") from None
    if json:
        for alert in watched.alerts:
            typer.echo(json_module.dumps(_as_json(alert, documents), ensure_ascii=False))
    else:
        _print(watched, documents)
    if watched.alerts:
        raise typer.Exit(FIRED)


def _as_json(alert: Alert, documents: dict[str, Document]) -> terms.Json:
    """Alert → its JSON form; each sentence has the address of its page beside it."""
    told = terms.fields(alert)
    for one in told["evidence"]:
        one["url"] = atom.web_address(documents.get(one["document_id"]))
    return told


def _print(watched: Watched, documents: dict[str, Document]) -> None:
    for alert in watched.alerts:
        typer.echo(clean(f"{alert.day}  {alert.rule}: {alert.text}"))
        for one in alert.evidence[:QUOTES]:
            where = atom.web_address(documents.get(one.document_id)) or one.document_id
            typer.echo(clean(f"    “{short(one.span.text, 160)}” ({one.publisher or 'no publisher'}, {one.date.text}, {where})"))
        for row in alert.word_of[:QUOTES]:
            typer.echo(clean(f"    on the word of {short(row, 160)}"))
        if more := sum(max(0, len(said) - QUOTES) for said in (alert.evidence, alert.word_of)):
            typer.echo(f"    and {more} more: --json has them all")
    print_rows(
        ("rule", "fired", "first", "last", "holds now"),
        ((t.rule, t.fired, t.first, t.last, "yes" if t.holds else "") for t in watched.tallies),
        f"{watched.since} to {watched.until}, {watched.days} days on which something was published",
    )


def follow(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS.opml", help="Your list of feeds, as every feed reader exports it.")],
    store: Annotated[Path, typer.Option(help="The store to write to; made if it is not there.")] = HERE,
    contact: Annotated[str, typer.Option(help="An address of mail or web that the servers are told, so that they can reach you.")] = "",
    delay: Annotated[float, typer.Option(min=1.0, max=120.0, help="Seconds between two requests to one host, at least.")] = 2.0,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that read at the same time.")] = 1,
    actors: ActorsOption = None,
    json: AsJson = False,
) -> None:
    """Fetch the feeds that you list, politely, keep what they gave as WARC beside the store, and read it. Exit code 3 if any failed."""

    def tell(one: Followed) -> None:
        if not json:
            typer.echo(clean(f"{one.what:9}  {one.feed.title or one.feed.url}: {one.told}"), err=one.what == "failed")

    outcome = Desk(store).follow(feeds, contact=contact, delay=delay, workers=workers, told=tell, actors=actors or ())
    if json:
        print_json({"stored": outcome.stored, "unreadable": list(outcome.unreadable), "feeds": [
            {"url": f.feed.url, "title": f.feed.title, "what": f.what, "told": f.told} for f in outcome.feeds]})
    else:
        for failed in outcome.unreadable:
            typer.echo(f"unreadable: {clean(failed)}", err=True)
        typer.echo(f"{store}: {outcome.stored} pages stored, {len(outcome.unreadable)} unreadable.")
    if outcome.unreadable or any(f.what == "failed" for f in outcome.feeds):
        raise typer.Exit(INCOMPLETE)
