"""Options and arguments that several commands share, and how rows are shown on a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from foreshock.desk import Desk
from foreshock.errors import BadInput
from foreshock.lens import Asked

DEFAULT_STORE = "foreshock.duckdb"

StoreArgument = Annotated[Path, typer.Argument(help=f"The store; {DEFAULT_STORE} in this folder if left out.")]
Since = Annotated[str | None, typer.Option(help="Only from this day on (2017-03-09).")]
Until = Annotated[str | None, typer.Option(help="Only up to this day.")]
AsOf = Annotated[str | None, typer.Option(help="As it could be known on this day: later pages and events are left out.")]
ActorOption = Annotated[str | None, typer.Option("--actor", help="Only with this actor (id, country code or name).")]
Pair = Annotated[tuple[str, str] | None, typer.Option("--pair", metavar="A B", help="Only between these two actors.")]
StatusOption = Annotated[
    list[str] | None,
    typer.Option("--status", help="Only these: actual, negated, future, hypothetical, historical (repeat or use commas)."),
]
PartOption = Annotated[
    list[str] | None,
    typer.Option("--part", help="From these parts: headline, body, caption, comment, all. Comments are left out by default."),
]
ActorsOption = Annotated[
    list[Path] | None,
    typer.Option("--actors", help="Your own actors: a table of ours, a TABARI or PETRARCH dictionary, or FollowTheMoney entities "
                                  "(repeat for more files)."),
]
WithoutOption = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="WHAT=NAME", help="Leave out publisher=…, genre=…, speaker=… or part=… (repeat for more), and say "
                                                        "what that changes."),
]
VoiceOption = Annotated[
    list[str] | None,
    typer.Option("--voice", help="Only as told so: asserted (in a page's own voice), reported, hedged, denied (repeat or use commas)."),
]
PublisherOption = Annotated[list[str] | None, typer.Option("--publisher", help="Only from this publisher, as printed (repeat for more).")]
GenreOption = Annotated[
    list[str] | None,
    typer.Option("--genre", help="Only from pages of this genre: report, analysis, press release, interview, unknown."),
]
ConfidenceOption = Annotated[float | None, typer.Option("--confidence", min=0, max=1, help="Only events of at least this confidence.")]
LENS: dict[str, Any] = {
    "since": Since, "until": Until, "as_of": AsOf, "actor": ActorOption, "pair": Pair, "status": StatusOption, "part": PartOption,
    "voice": VoiceOption, "publisher": PublisherOption, "genre": GenreOption, "confidence": ConfidenceOption,
}
EVERYTHING = Asked()
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one document, instead of a table.")]


def lensed(*without: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Options that make no sense there → what gives a command the others of the lens, in place of its `question`, which they become."""
    words = [w for w in LENS if w not in without]

    def given(command: Callable[..., None]) -> Callable[..., None]:
        own = signature(command, eval_str=True)

        @wraps(command)
        def with_lens(**told: Any) -> None:
            question = Asked(**{w: told.pop(w) for w in words})  # type: ignore[typeddict-item]
            command(question=question, **told)

        options = [Parameter(w, Parameter.KEYWORD_ONLY, default=None, annotation=LENS[w]) for w in words]
        at = list(own.parameters).index("question")
        rest = [p.replace(kind=Parameter.KEYWORD_ONLY) for p in own.parameters.values()]
        told = [*rest[:at], *options, *rest[at + 1 :]]
        with_lens.__signature__ = own.replace(parameters=told)  # type: ignore[attr-defined]
        with_lens.__annotations__ = {p.name: p.annotation for p in told}
        return with_lens

    return given


def store_and_rest(words: Sequence[str] | None, rest: int, usage: str) -> tuple[Desk, list[str]]:
    """Positional words, how many follow the store → the Desk and those; the store may be left out.

    A first word is the store if it is one word too many, or names a file or ends in .duckdb.
    """
    given = list(words or [])
    if given and (len(given) > rest or given[0].endswith(".duckdb") or Path(given[0]).is_file()):
        return Desk(given[0]), _exactly(given[1:], rest, usage)
    return Desk(DEFAULT_STORE), _exactly(given, rest, usage)


def _exactly(words: list[str], count: int, usage: str) -> list[str]:
    if len(words) != count:
        raise BadInput(f"Usage: {usage}")
    return words


def columns_of(pairs: list[str] | None) -> dict[str, str] | None:
    """Words like "date=MYDATE" → the map from our names of columns to the table's."""
    if not pairs:
        return None
    split = [p.partition("=") for p in pairs]
    wrong = [p for p, (ours, is_, theirs) in zip(pairs, split, strict=True) if not (ours and is_ and theirs)]
    if wrong:
        raise BadInput(f"--column {wrong[0]!r} maps nothing. Write our name, =, and the table's: date=MYDATE.")
    return {ours: theirs for ours, _, theirs in split}


def clean(text: object) -> str:
    """Anything → text that is safe on a terminal: no escape sequences, no control or direction-changing characters.

    >>> clean("Iran\\x1b[31m\\u202e")
    'Iran�[31m�'
    """
    shown = "" if text is None else str(text)
    return "".join(" " if c in "\n\t\r" else "�" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in shown)


def print_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> None:
    """Columns, rows, a closing line → a table on standard output; page text is shown as text, never as markup."""
    console = Console(soft_wrap=False, highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(width=160, highlight=False, markup=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    console.print(table)
    if note:
        console.print(Text(clean(note)))


def print_json(value: Any) -> None:
    """JSON values → one indented JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


def short(text: str, limit: int = 100) -> str:
    """Text → at most `limit` characters of it, cut at a word."""
    flat = " ".join(text.split())
    end = flat.rfind(" ", 0, limit)
    return flat if len(flat) <= limit else flat[: end if end > 0 else limit] + " …"
