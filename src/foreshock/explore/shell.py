"""Packaged files under `show/web/` → the page's shell and a table of what may be asked for by name: no path of the disk is reachable."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable

KINDS = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json", ".svg": "image/svg+xml",
    ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".png": "image/png",
}
ENTRY, STYLE, IMPORTS = "explorer/main.js", "explorer.css", "imports.json"


@dataclass(frozen=True, slots=True)
class Packaged:
    """One file as it is served."""

    body: bytes
    kind: str

    @property
    def tag(self) -> str:
        """→ its ETag."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


def packaged() -> dict[str, Packaged]:
    """→ by the name that it is asked for, every file that a page may load."""
    return dict(sorted(_under(files("foreshock.show") / "web", "")))


def _under(folder: Traversable, before: str) -> Iterator[tuple[str, Packaged]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _under(one, f"{before}{one.name}/")
        elif (kind := KINDS.get("." + one.name.rpartition(".")[2])) is not None:
            yield before + one.name, Packaged(one.read_bytes(), kind)


@dataclass(frozen=True, slots=True)
class Shell:
    """The page into which the explorer is drawn, and the policy under which it runs."""

    html: str
    policy: str


def shell(held: dict[str, Packaged], token: str) -> Shell:
    """Packaged files, the token of writes → the shell; its import map is named in the policy by its hash."""
    named = json.loads(held[IMPORTS].body) if IMPORTS in held else {}
    imports = json.dumps({"imports": {name: f"/web/{path}" for name, path in sorted(named.items())}}).replace("<", "\\u003c")
    digest = base64.b64encode(hashlib.sha256(imports.encode()).digest()).decode()
    policy = (f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
              "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
    # All modules are asked for at once, not as each import is met.
    ahead = "".join(f'<link rel="modulepreload" href="/web/{path}">' for path in sorted(named.values()))
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>foreshock</title><meta name="foreshock-token" content="{escape(token)}"><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="/web/{STYLE}"><script type="importmap">{imports}</script>{ahead}'
        f'<script type="module" src="/web/{ENTRY}"></script></head><body><div id="app"></div>'
        "<noscript>The explorer needs JavaScript; it loads nothing from elsewhere. foreshock report writes a page that can be read without."
        "</noscript></body></html>\n")
    return Shell(html, policy)
