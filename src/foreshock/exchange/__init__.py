"""A store ↔ the formats of other tools, one module a format; none knows another.

Each format's module has `write(holdings, path) -> Losses` and says in its first line what it writes.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from foreshock.errors import BadInput, UnknownName
from foreshock.exchange.losses import Losses
from foreshock.graph.holdings import Holdings

# Name of the format → its module; docs/formats/ has a page for each (tested).
FORMATS = {
    "json": "foreshock.exchange.json_store",
    "csv": "foreshock.exchange.tables",
    "parquet": "foreshock.exchange.tables",
    "plover": "foreshock.exchange.plover_lines",
    "icews": "foreshock.exchange.icews",
    "polecat": "foreshock.exchange.polecat",
    "ftm": "foreshock.exchange.ftm",
    "stix": "foreshock.exchange.stix",
    "annotations": "foreshock.exchange.annotations",
    "csl": "foreshock.exchange.citations",
    "ris": "foreshock.exchange.citations",
    "bibtex": "foreshock.exchange.citations",
    "obsidian": "foreshock.exchange.obsidian",
    "ics": "foreshock.exchange.ics",
    "geojson": "foreshock.exchange.geojson",
    "gexf": "foreshock.exchange.gexf",
    "graphml": "foreshock.exchange.graphml",
}
# Modules that write several formats, by another function than `write`.
_FUNCTIONS = {"csv": "write_csv", "csl": "write_csl", "ris": "write_ris", "bibtex": "write_bibtex"}
TABLES = ("csv", "parquet")  # one file a noun; they can be written without ties and courses
# These hold happenings or the picture they make, for tools that know no denial, plan or fear: only what is asserted to have
# happened goes out, unless statuses are asked for.
ASSERTED_ONLY = {"plover", "geojson", "icews", "polecat", "ftm", "stix"}


def write(holdings: Holdings, path: Path, format: str) -> Losses:
    """Holdings, path and format → the file or folder written, and what the format could not hold."""
    checked(path, format)
    losses: Losses = getattr(import_module(FORMATS[format]), _FUNCTIONS.get(format, "write"))(holdings, path)
    return losses


def checked(path: Path, format: str) -> Path:
    """Path, format → the path; UnknownName or BadInput where nothing can be written so."""
    if format not in FORMATS:
        raise UnknownName(f"There is no format {format!r}. Choose one of {', '.join(FORMATS)}.")
    if path.parent and not path.parent.exists():
        raise BadInput(f"{path}: there is no folder {path.parent}. Make it first.")
    return path
