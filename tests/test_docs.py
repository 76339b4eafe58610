"""Docs are tested: every command, format, event type and noun has its place, and no page of ours names what it must not."""

import re
import subprocess
import sys
from pathlib import Path

import click
import typer.main

import foreshock.types
from foreshock.cli import app
from foreshock.exchange import FORMATS
from foreshock.exchange.events_in import EVENT_FORMATS
from foreshock.types.plover import event_types

ROOT = Path(__file__).parents[1]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(group: click.Group, prefix: str = "") -> list[str]:
    found = []
    for name, command in sorted(group.commands.items()):
        found += commands(command, f"{prefix}{name} ") if hasattr(command, "commands") else [prefix + name]
    return found


def test_every_command_has_a_heading_and_its_options_are_told():
    root = typer.main.get_command(app)
    page = text("docs/commands.md")
    for name in commands(root):
        assert f"## foreshock {name}\n" in page, f"docs/commands.md has no heading for {name}; run python docs/commands.py"


def test_the_page_of_commands_is_what_the_help_says():
    made = subprocess.run([sys.executable, str(ROOT / "docs/commands.py")], capture_output=True, text=True, check=True).stdout
    assert made == text("docs/commands.md"), "run: python docs/commands.py > docs/commands.md"


def test_every_format_has_a_page():
    index = text("docs/formats.md")
    for name in {*FORMATS, *EVENT_FORMATS}:
        assert f"(formats/{name}.md)" in index, name
        page = text(f"docs/formats/{name}.md")
        assert page.startswith(f"# `{name}`: ")
        assert "**Read" in page if name in EVENT_FORMATS else "**Written" in page, name
        assert all(word in page for word in ("**Lost", "**Example.**", "**Checked.**")), name
        assert f"--format {name}" in page or name in EVENT_FORMATS, name


def test_every_event_type_and_mode_is_explained():
    page = text("docs/coding.md")
    for kind in event_types().values():
        assert re.search(rf"^#+ .*{kind.name}", page, re.M), kind.name
        for mode in kind.modes:
            assert mode in page, f"{kind.name} {mode}"


def test_every_noun_is_in_the_glossary():
    page = text("GLOSSARY.md")
    nouns = [n for n in foreshock.types.__all__ if isinstance(getattr(foreshock.types, n), type)]
    assert not [n for n in nouns if f"**{n}**" not in page]


def test_links_between_our_pages_hold():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("evals/*.md"), *ROOT.glob("benchmarks/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
