"""The command line's own help → docs/commands.md:   python docs/commands.py > docs/commands.md"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

os.environ.update(COLUMNS="100", NO_COLOR="1", TERM="dumb")

import typer.main

from foreshock.cli import app


def sections(group: Any, path: tuple[str, ...]) -> Iterator[str]:
    """A group of commands → a heading and the help text of each."""
    for name, command in group.commands.items():
        here = (*path, name)
        if hasattr(command, "commands"):
            yield from sections(command, here)
            continue
        yield f"## {' '.join(here)}\n\n{command.get_short_help_str(400)}\n\n{table(command)}"


def table(command: Any) -> str:
    """A command → its arguments and options as a table."""
    rows = []
    for p in command.params:
        if p.name == "help":
            continue
        name = " ".join(p.opts) if p.param_type_name == "option" else p.name.upper()
        default = "" if p.default is None or callable(p.default) or p.default == () else str(p.default)
        rows.append(f"| `{name}` | {(p.help or '').replace('|', '/')} | {default} |")
    return "| word | meaning | default |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def main() -> None:
    """Print the page."""
    intro = (
        "# Commands\n\nMade from the commands' own help by `python docs/commands.py`; a test compares the two.\n"
        "The store is the first argument of every command that looks into one; `foreshock.duckdb` in this folder if left out.\n"
        "Exit codes: 0 done; 1 an error of foreshock; 2 words or files that cannot be used; 3 done, but some input could not be\n"
        "read; 4 the store; 5 the model's weights are not the expected ones; 6 what a lock names is not what is here; 10 an alert\n"
        "fired (`watch`).\n\n"
    )
    sys.stdout.write(intro + "\n".join(sections(typer.main.get_command(app), ("foreshock",))))


if __name__ == "__main__":
    main()
