"""Tables of words that people wrote (TSV, one row a word or pattern, each with an example) → rows as dictionaries."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """File name under `foreshock/words/` → its rows, by column name; empty lines and lines that start with # are left out.

    >>> rows("abbreviations.tsv")[0]["word"]
    'Brig.'
    """
    table = (files("foreshock.words") / name).read_text(encoding="utf-8")
    kept = (line for line in table.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))
