"""A noun → how a notebook shows it: a small table of its fields; page text is escaped and cut, never markup."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from html import escape
from typing import Any

import numpy as np

LONGEST = 300  # code points of a cell
MOST = 20  # items of a list


class InNotebook:
    """What every public noun adds to its fields: `_repr_html_`, in which nothing of a page can act."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """→ an HTML table with a row a field; fields in which nothing stands are left out.

        >>> from foreshock.types import Actor
        >>> Actor("x", "<b>Bob</b>", "person")._repr_html_()
        '<table><caption>Actor</caption><tr><th>id</th><td>x</td></tr><tr><th>name</th><td>&lt;b&gt;Bob&lt;/b&gt;</td></tr><tr>\
<th>kind</th><td>person</td></tr><tr><th>origin</th><td>registry</td></tr></table>'
        """
        told = ((f.name, shown(getattr(self, f.name))) for f in fields(self))  # type: ignore[arg-type]  # mixed into dataclasses
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in told if text)
        return f"<table><caption>{escape(type(self).__name__)}</caption>{rows}</table>"


def shown(value: Any, depth: int = 0) -> str:
    """Any value of a noun's field → one line of plain text, bounded; nothing for what is empty.

    >>> from foreshock.types import Span
    >>> shown((Span(0, 2, "IS"), Span(5, 9, "Iran"))), shown(None), shown(0.25)
    ('IS; Iran', '', '0.25')
    """
    if isinstance(value, np.ndarray):
        return _cut("; ".join(str(v) for v in value[:MOST].tolist()) + (f"; … {len(value)} in all" if len(value) > MOST else ""))
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, tuple | list | set | frozenset):
        items = [shown(v, depth + 1) for v in list(value)[:MOST]]
        return _cut("; ".join(i for i in items if i) + (f"; … {len(value)} in all" if len(value) > MOST else ""))
    if isinstance(value, dict):
        return _cut("; ".join(f"{k}: {shown(v, depth + 1)}" for k, v in list(value.items())[:MOST]))
    if is_dataclass(value):
        name = next((n for n in ("name", "text", "span", "id") if getattr(value, n, None)), None)
        if name is not None:
            return shown(getattr(value, name), depth + 1)
        inner = ((f.name, shown(getattr(value, f.name), depth + 1)) for f in fields(value)) if depth < 3 else ()
        return _cut(", ".join(f"{n} {text}" for n, text in inner if text))
    return _cut(str(value))


def _cut(text: str) -> str:
    flat = " ".join(text[: 4 * LONGEST].split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
