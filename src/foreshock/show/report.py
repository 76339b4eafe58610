"""A brief, and what a report holds (JSON) → one HTML file that opens anywhere, with no network: the explorer's own pages in it.

The modules are those that the explorer serves. Here the import map points to `data:` URLs, since a browser blocks modules loaded from
`file://`. Without JavaScript the brief is there to be read. Pages are hostile: every text is escaped, and a Content-Security-Policy lets
nothing be loaded at all; what runs is named by its hash or is a module of the import map (that is why `data:` is let in for scripts).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from foreshock.errors import BadInput
from foreshock.show.brief import Brief, Line

ATLAS = "vendor/world-atlas-2.0.2-countries-110m.json"
START = 'import("app/main");'


def report(brief: Brief, held: Mapping[str, Any], path: Path) -> Path:
    """A brief, what the report holds, path → the HTML file written there; BadInput where it cannot be."""
    try:
        path.write_text(page(brief, held), encoding="utf-8", newline="\n")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. Choose a place that can be written.") from None
    return path


def page(brief: Brief, held: Mapping[str, Any]) -> str:
    """A brief, what the report holds → the whole page as HTML."""
    style, imports = _file("explorer.css"), import_map()
    policy = (f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(imports)}' '{_hash(START)}' data:; img-src data:; "
              "base-uri 'none'; form-action 'none'")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>foreshock report</title><link rel="icon" href="data:,">'
        f'<style>{style}</style><script type="importmap">{imports}</script></head><body><div id="app">{_still(brief, held)}</div>'
        f'<script type="application/json" id="foreshock-data">{_data(held)}</script>'
        f'<script type="application/json" id="foreshock-atlas">{_file(ATLAS)}</script>'
        f'<script type="module">{START}</script></body></html>\n'
    )


def import_map() -> str:
    """→ the import map as JSON: every module under its bare name, as a `data:` URL."""
    named = json.loads(_file("imports.json"))
    return json.dumps({"imports": {name: f"data:text/javascript;base64,{_base64(_file(path))}" for name, path in sorted(named.items())}})


def _file(name: str) -> str:
    return (files("foreshock.show") / "web" / name).read_text("utf-8")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(held: Mapping[str, Any]) -> str:
    """JSON values → JSON that cannot end the element in which it stands."""
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _still(brief: Brief, held: Mapping[str, Any]) -> str:
    """The brief → what is there before the script runs, and all that is there without it."""
    sections = (("On course to confront each other", brief.courses), ("Who backs, who opposes", brief.ties),
                ("Lately happened (material events)", brief.happened))
    told = "".join(f"<section><h2>{escape(title)}</h2>{_lines(lines)}</section>" for title, lines in sections)
    cut = "".join(f"<p>This report holds {escape(words)}.</p>" for words in held["about"]["cut"])
    return (f'<div id="still"><h1>foreshock</h1><p>As of {escape(brief.as_of)}: {escape(brief.scope)}</p>{cut}{told}'
            f"<p>{escape(brief.not_counted)}</p><noscript><p>With JavaScript this file shows more: the texts with what was read in them, "
            "network, map, timeline, forecasts. It loads nothing from anywhere.</p></noscript></div>")


def _lines(lines: Sequence[Line]) -> str:
    if not lines:
        return '<p class="none">Nothing to tell.</p>'
    return "<ul>" + "".join(f"<li>{escape(line.claim)}{_quote(line)}</li>" for line in lines) + "</ul>"


def _quote(line: Line) -> str:
    return f"<blockquote>{escape(line.quote)} <cite>({escape(line.where)})</cite></blockquote>" if line.quote else ""
