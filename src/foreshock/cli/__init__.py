"""The command line: the verbs in the order of the work, each a thin door to `Desk` and the rooms."""

from __future__ import annotations

import sys

import typer

from foreshock.cli import accounting, actors, exploring, giving, importing, judging, looking, onset, predict, reading, watching
from foreshock.errors import ForeshockError

STOPPED = 130  # exit code of what Ctrl-C ended, as shells have it

app = typer.Typer(
    help="Reads political news and analysis; says who did what to whom, who says so, who backs whom, and who is on course "
    "to clash. Everything runs offline and stays in one DuckDB file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
reading.add_to(app)
importing.add_to(app)
looking.add_to(app)
actors.add_to(app)
giving.add_to(app)
exploring.add_to(app)
judging.add_to(app)
predict.add_to(app)
onset.add_to(app)
watching.add_to(app)
accounting.add_to(app)


def main() -> None:
    """The command line's words → done, or an error in one sentence and an exit code (see `foreshock.errors`)."""
    try:
        app()
    except ForeshockError as error:
        print(f"foreshock: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; there is nobody left to tell.
        sys.stderr.close()
        sys.exit(0)
    except SystemExit as left:
        if left.code == STOPPED:  # typer turns Ctrl-C into this code, without a word
            print("foreshock: stopped. What was committed is kept; run the same command to go on.", file=sys.stderr)
        raise
